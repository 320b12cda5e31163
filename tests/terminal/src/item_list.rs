//! Renders lists of items: pages, search results, the versions of a story, the listening queue.

use songming_core::{ItemKind, ItemRow, ListeningQueue, Page, SearchHit, Sentence, Story, StoryStage, TextRange};

use crate::layout::{Run, Style};
use crate::search_results::highlight;
use crate::text;
use crate::text_page::{SIDE_COLUMN, TextPage};

/// A terminal narrower than this shows the time and the source below the title instead of beside it.
const MIN_WIDTH_FOR_COLUMNS: usize = 60;
const WARNING: Style = Style { bold: false, italic: false, dim: false, underline: false, warning: true };

/// Renders a page of a list. `user_list`: the user adds its items, as in the favourites.
pub(crate) fn list(page: &mut TextPage, list: &Page, user_list: bool) {
    if list.items.is_empty() {
        page.message(if user_list { "list.nothing" } else { "list.empty" });
    }
    items(page, &list.items);
    page.blank_line();
    if let Some(next) = &list.next {
        page.message_with("list.next", &[("key", next)]);
    }
    if list.older {
        page.message("list.older");
    }
}

/// The labels before a title: kind, flash, corrected.
pub(crate) fn labels(row: &ItemRow) -> String {
    let kind = match row.kind {
        ItemKind::Notice => "kind.notice",
        ItemKind::Guide => "kind.guide",
        ItemKind::Policy => "kind.policy",
        ItemKind::Study => "kind.study",
        ItemKind::Alert => "kind.alert",
        ItemKind::Entry => "kind.entry",
        ItemKind::Activity => "kind.activity",
        ItemKind::Article | ItemKind::Other => "",
    };
    let labels = [
        (!kind.is_empty()).then_some(kind),
        row.flash.then_some("kind.flash"),
        row.corrected.then_some("kind.corrected"),
    ];
    labels.into_iter().flatten().map(text::get).collect()
}

/// The signs of the user's marks: unread, favourite, liked.
pub(crate) fn marks(row: &ItemRow) -> String {
    let signs = [(!row.read, "list.unread"), (row.favourite, "list.favourite"), (row.liked, "list.liked")];
    let signs: String = signs.into_iter().filter_map(|(set, key)| set.then_some(text::get(key))).collect();
    if signs.is_empty() { signs } else { format!("{signs} ") }
}

/// The other sources of the story. `None` if the item is its only version.
pub(crate) fn other_sources(row: &ItemRow) -> Option<String> {
    let versions = row.versions.to_string();
    let names = row.also_in.join(text::get("and"));
    let key = if names.is_empty() { "list.versions" } else { "list.also-in" };
    (row.versions > 1).then(|| text::fill(key, &[("names", &names), ("n", &versions)]))
}

/// A title with its marks, its labels and the highlighted matches.
fn title(row: &ItemRow, highlights: &[TextRange]) -> Vec<Run> {
    let style = Style { bold: !row.read, ..Style::default() };
    let mut title = vec![Run::plain(marks(row)), Run { text: labels(row), style: WARNING }];
    title.extend(highlight(&row.title, highlights, style));
    title
}

/// One entry of a list. The details are shown on lines below the text.
struct Entry {
    time: String,
    source: String,
    text: Vec<Run>,
    details: Vec<String>,
}

impl Entry {
    fn of(row: &ItemRow) -> Self {
        // The id comes first, because `read` takes it.
        let details = [Some(row.id.clone()), other_sources(row)].into_iter().flatten().collect();
        Self { time: row.published_text.clone(), source: row.source.clone(), text: title(row, &[]), details }
    }
}

/// Renders items as a list.
pub(crate) fn items(page: &mut TextPage, items: &[ItemRow]) {
    entries(page, items.iter().map(Entry::of).collect());
}

/// Renders search results with a snippet of the text below each title.
pub(crate) fn hits(page: &mut TextPage, hits: &[SearchHit]) {
    let entry = |hit: &SearchHit| {
        let mut text = title(&hit.row, &hit.title_highlights);
        if !hit.snippet.is_empty() {
            text.push(Run::plain("\n"));
            text.extend(highlight(&hit.snippet, &hit.snippet_highlights, Style::default()));
        }
        Entry { text, ..Entry::of(&hit.row) }
    };
    entries(page, hits.iter().map(entry).collect());
}

fn entries(page: &mut TextPage, entries: Vec<Entry>) {
    if page.width() < MIN_WIDTH_FOR_COLUMNS {
        for entry in entries {
            page.blank_line();
            page.paragraph(&entry.text);
            let values = [("time", &*entry.time), ("source", &*entry.source)];
            page.paragraph(&[Run::dim(text::fill("list.beside", &values))]);
            entry.details.into_iter().for_each(|detail| page.paragraph(&[Run::dim(detail)]));
        }
        return;
    }
    let cells: Vec<Vec<Vec<Run>>> = entries
        .into_iter()
        .map(|entry| {
            let mut last = entry.text;
            last.extend(entry.details.into_iter().map(|detail| Run::dim(format!("\n{detail}"))));
            vec![vec![Run::plain(entry.time)], vec![Run::dim(entry.source)], last]
        })
        .collect();
    page.columns(&cells, SIDE_COLUMN);
}

/// Renders a story with the timeline of its versions.
pub(crate) fn story(page: &mut TextPage, story: &Story) {
    page.heading(&[Run::plain(&story.front.title)], '=');
    page.paragraph(&[Run::plain(&story.front.summary)]);
    page.line(&[Run::dim(&story.front.id)]);
    page.message_with("story.sources", &[("names", &story.sources.join(text::get("and")))]);
    page.blank_line();
    page.heading(&[Run::plain(text::get("story.timeline"))], '-');
    let events = story.timeline.iter().map(|event| {
        let (stage, words) = match event.stage {
            StoryStage::Flash => ("kind.flash", &event.row.title),
            StoryStage::Full => ("kind.full", &event.row.title),
            StoryStage::Correction => ("kind.corrected", &event.reason),
        };
        let stage = Run { text: text::get(stage).to_owned(), style: WARNING };
        Entry {
            time: event.time_text.clone(),
            source: event.row.source.clone(),
            text: vec![stage, Run::plain(words)],
            details: vec![event.row.id.clone()],
        }
    });
    entries(page, events.collect());
}

/// Renders the listening queue with the position in it. `speech`: the sentences of the current item.
pub(crate) fn listening(page: &mut TextPage, queue: &ListeningQueue, speech: &[Sentence]) {
    if queue.items.is_empty() {
        return page.message("listen.empty");
    }
    let current = queue.current.as_ref();
    let number = current.and_then(|id| queue.items.iter().position(|row| row.id == *id));
    match number {
        Some(number) => {
            let sentence = speech.get(queue.sentence as usize);
            let values = [
                ("number", &*(number + 1).to_string()),
                ("sentence", &*queue.sentence.to_string()),
                ("last", &*speech.len().saturating_sub(1).to_string()),
                ("text", sentence.map_or("", |sentence| &sentence.text)),
            ];
            page.message_with("listen.current", &values);
        }
        None => page.message("listen.not-begun"),
    }
    page.blank_line();
    items(page, &queue.items);
}
