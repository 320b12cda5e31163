//! Lists of items for people: pages, the front page, a story, the listening queue.

use songming_core::{
    ItemKind, ItemRow, ListeningQueue, Page as Rows, SearchHit, Sentence, Story, StoryStage, TextRange,
};

use crate::page::{BESIDE, Page};
use crate::search_results::marked;
use crate::text;
use crate::width::{Look, Run};

/// A screen narrower than this has no room for columns beside a title.
const NARROW: usize = 60;
const WARNING: Look = Look { bold: false, italic: false, dim: false, underline: false, warning: true };

/// A page of a list; `own` when only the person puts items on it.
pub(crate) fn list(page: &mut Page, list: &Rows, own: bool) {
    if list.items.is_empty() {
        page.told(if own { "list.nothing" } else { "list.empty" });
    }
    rows(page, &list.items);
    page.gap();
    if let Some(next) = &list.next {
        page.said("list.next", &[("key", next)]);
    }
    if list.older {
        page.told("list.older");
    }
}

/// What must be known of an item before its title.
pub(crate) fn kinds(row: &ItemRow) -> String {
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
    let kinds = [
        (!kind.is_empty()).then_some(kind),
        row.flash.then_some("kind.flash"),
        row.corrected.then_some("kind.corrected"),
    ];
    kinds.into_iter().flatten().map(text::get).collect()
}

/// What the person did with it: not read, kept, liked.
pub(crate) fn signs(row: &ItemRow) -> String {
    let signs = [(!row.read, "list.unread"), (row.favourite, "list.favourite"), (row.liked, "list.liked")];
    let signs: String = signs.into_iter().filter_map(|(is, key)| is.then_some(text::get(key))).collect();
    if signs.is_empty() { signs } else { format!("{signs} ") }
}

/// Where else the story appeared; none for one that is alone.
pub(crate) fn others(row: &ItemRow) -> Option<String> {
    let versions = row.versions.to_string();
    let names = row.also_in.join(text::get("and"));
    let key = if names.is_empty() { "list.versions" } else { "list.also-in" };
    (row.versions > 1).then(|| text::fill(key, &[("names", &names), ("n", &versions)]))
}

/// A title with its signs, and what was found in it.
fn title(row: &ItemRow, found: &[TextRange]) -> Vec<Run> {
    // One that was read stands back.
    let look = Look { bold: !row.read, ..Look::default() };
    let mut title = vec![Run::plain(signs(row)), Run { text: kinds(row), look: WARNING }];
    title.extend(marked(&row.title, found, look));
    title
}

/// A row as far as it is beside nothing: its time and source, what it says, and below that what belongs to it.
struct Entry {
    time: String,
    source: String,
    said: Vec<Run>,
    below: Vec<String>,
}

impl Entry {
    fn of(row: &ItemRow) -> Self {
        // The id first: what `read` is asked with.
        let below = [Some(row.id.clone()), others(row)].into_iter().flatten().collect();
        Self { time: row.published_text.clone(), source: row.source.clone(), said: title(row, &[]), below }
    }
}

/// Rows of a list.
pub(crate) fn rows(page: &mut Page, items: &[ItemRow]) {
    entries(page, items.iter().map(Entry::of).collect());
}

/// Rows of what was found: below each title a piece of the text.
pub(crate) fn found(page: &mut Page, items: &[SearchHit]) {
    let entry = |found: &SearchHit| {
        let mut said = title(&found.row, &found.title_highlights);
        if !found.snippet.is_empty() {
            said.push(Run::plain("\n"));
            said.extend(marked(&found.snippet, &found.snippet_highlights, Look::default()));
        }
        Entry { said, ..Entry::of(&found.row) }
    };
    entries(page, items.iter().map(entry).collect());
}

fn entries(page: &mut Page, entries: Vec<Entry>) {
    if page.width() < NARROW {
        for entry in entries {
            page.gap();
            page.text(&entry.said);
            let beside = [("time", &*entry.time), ("source", &*entry.source)];
            page.text(&[Run::dim(text::fill("list.beside", &beside))]);
            entry.below.into_iter().for_each(|below| page.text(&[Run::dim(below)]));
        }
        return;
    }
    let cells: Vec<Vec<Vec<Run>>> = entries
        .into_iter()
        .map(|entry| {
            let mut last = entry.said;
            last.extend(entry.below.into_iter().map(|below| Run::dim(format!("\n{below}"))));
            vec![vec![Run::plain(entry.time)], vec![Run::dim(entry.source)], last]
        })
        .collect();
    page.columns(&cells, BESIDE);
}

/// One story with all of its versions.
pub(crate) fn story(page: &mut Page, story: &Story) {
    page.heading(&[Run::plain(&story.front.title)], '=');
    page.text(&[Run::plain(&story.front.summary)]);
    page.line(&[Run::dim(&story.front.id)]);
    page.said("story.sources", &[("names", &story.sources.join(text::get("and")))]);
    page.gap();
    page.heading(&[Run::plain(text::get("story.timeline"))], '-');
    let events = story.timeline.iter().map(|event| {
        let (stage, words) = match event.stage {
            StoryStage::Flash => ("kind.flash", &event.row.title),
            StoryStage::Full => ("kind.full", &event.row.title),
            StoryStage::Correction => ("kind.corrected", &event.reason),
        };
        let stage = Run { text: text::get(stage).to_owned(), look: WARNING };
        Entry {
            time: event.time_text.clone(),
            source: event.row.source.clone(),
            said: vec![stage, Run::plain(words)],
            below: vec![event.row.id.clone()],
        }
    });
    entries(page, events.collect());
}

/// The listening queue, and where the person is in it. `speech` is that of the current item.
pub(crate) fn listening(page: &mut Page, listening: &ListeningQueue, speech: &[Sentence]) {
    if listening.items.is_empty() {
        return page.told("listen.empty");
    }
    let current = listening.current.as_ref();
    let number = current.and_then(|id| listening.items.iter().position(|row| row.id == *id));
    match number {
        Some(number) => {
            let sentence = speech.get(listening.sentence as usize);
            let values = [
                ("number", &*(number + 1).to_string()),
                ("sentence", &*listening.sentence.to_string()),
                ("last", &*speech.len().saturating_sub(1).to_string()),
                ("text", sentence.map_or("", |sentence| &sentence.text)),
            ];
            page.said("listen.current", &values);
        }
        None => page.told("listen.not-begun"),
    }
    page.gap();
    rows(page, &listening.items);
}
