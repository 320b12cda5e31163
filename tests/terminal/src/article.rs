//! One item in full, for people: to be read, or to be heard.

use songming_core::{Article, Attachment, Correction, ReadingPosition, Sentence, inspect};

use crate::blocks::{self, Links};
use crate::page::{BESIDE, Page};
use crate::progress;
use crate::rows;
use crate::text;
use crate::width::{self, Look, Run};

/// Columns of the words that show a place in a text.
const PLACE: usize = 40;

/// An item in full.
pub(crate) fn paint(page: &mut Page, article: &Article) {
    let row = &article.row;
    let mut links = Links::default();
    let kinds = Run { text: rows::kinds(row), look: Look { warning: true, ..Look::default() } };
    let title = [Run::plain(rows::signs(row)), kinds, Run::plain(&row.title)];
    page.heading(&title, '=');
    let minutes = article.reading_minutes.to_string();
    let mut facts = vec![row.source.clone(), row.published_text.clone()];
    facts.extend((!article.authors.is_empty()).then(|| article.authors.join(text::get("and"))));
    facts.push(text::fill("read.minutes", &[("n", &minutes)]));
    facts.retain(|fact| !fact.is_empty());
    page.text(&[Run::dim(facts.join(text::get("between")))]);
    if let Some(others) = rows::others(row) {
        page.text(&[Run::dim(others)]);
    }
    if let Some(place) = article.place {
        remembered(page, place, article);
    }
    if let Some(correction) = &article.correction {
        page.gap();
        corrected(page, correction);
    }
    page.gap();
    blocks::paint(page, &article.blocks, &mut links, Some(article.place));
    if article.blocks.is_empty() {
        page.text(&[Run::plain(&row.summary)]);
    }
    cut_short(page, article.capped);
    page.gap();
    terms(page, "read.tags", article.tags.iter().map(String::as_str));
    terms(page, "read.sectors", article.sectors.iter().map(|term| &*term.name));
    terms(page, "read.parks", article.parks.iter().map(|term| &*term.name));
    attachments(page, article, &mut links);
    if !article.versions.is_empty() {
        page.gap();
        page.heading(&[Run::plain(text::get("read.versions"))], '-');
        rows::rows(page, &article.versions);
    }
    if let Some(address) = &article.url {
        page.gap();
        let mark = links.mark(address);
        page.text(&[Run::plain(text::get("read.original")), mark]);
    }
    links.paint(page);
}

/// Where the person was, with the words that stand there.
fn remembered(page: &mut Page, place: ReadingPosition, article: &Article) {
    let there = article.blocks.get(place.block as usize).map(std::slice::from_ref).map(inspect::plain_text);
    let words = there.unwrap_or_default().lines().next().map(|line| width::cut(line, PLACE)).unwrap_or_default();
    let values = [
        ("block", &*place.block.to_string()),
        ("count", &*article.blocks.len().to_string()),
        ("permille", &*place.permille.to_string()),
        ("words", &*words),
    ];
    page.said("read.place", &values);
}

/// When and why it was corrected, and what was put in the place of what.
fn corrected(page: &mut Page, correction: &Correction) {
    let values = [("when", &*correction.time_text), ("reason", &*correction.reason)];
    let said = text::fill("read.correction", &values);
    let look = Look { bold: true, warning: true, ..Look::default() };
    let sign = [Run::plain("! ")];
    page.hang(&sign, "! ", &[Run { text: said, look }]);
    for change in &correction.changes {
        page.line(&[Run::plain("!")]);
        let parts: &[(&str, &String)] = match (change.before.is_empty(), change.after.is_empty()) {
            (true, _) => &[("read.added", &change.after)],
            (_, true) => &[("read.removed", &change.before)],
            _ => &[("read.before", &change.before), ("read.after", &change.after)],
        };
        for (key, words) in parts {
            page.hang(&sign, "! ", &[Run::dim(text::get(key)), Run::plain(*words)]);
        }
    }
}

/// What a voice says, sentence by sentence, each with its number and its block.
pub(crate) fn speech(page: &mut Page, sentences: &[Sentence], spoken: bool) {
    if sentences.is_empty() {
        return page.told("speech.none");
    }
    let block = |sentence: &Sentence| match sentence.block {
        Some(block) => text::fill("speech.block", &[("n", &block.to_string())]),
        None => text::get("speech.title").to_owned(),
    };
    let rows: Vec<Vec<Vec<Run>>> = sentences
        .iter()
        .enumerate()
        .map(|(number, sentence)| {
            let words = if spoken { &sentence.spoken } else { &sentence.text };
            vec![vec![Run::plain(number.to_string())], vec![Run::dim(block(sentence))], vec![Run::plain(words)]]
        })
        .collect();
    page.columns(&rows, BESIDE);
}

fn terms<'a>(page: &mut Page, key: &str, names: impl Iterator<Item = &'a str>) {
    let names: Vec<&str> = names.collect();
    if !names.is_empty() {
        let name = format!("{}  ", text::get(key));
        let rest = " ".repeat(width::columns(&name));
        page.hang(&[Run::dim(name)], &rest, &[Run::plain(names.join(text::get("and")))]);
    }
}

/// What belongs to the item and is not a picture of its text: those were shown in their place.
fn attachments(page: &mut Page, article: &Article, links: &mut Links) {
    let attachments = &article.attachments;
    let others: Vec<&Attachment> = attachments.iter().filter(|one| !one.mime_type.starts_with("image/")).collect();
    if others.is_empty() {
        return;
    }
    page.gap();
    page.line(&[Run::dim(text::get("read.attachments"))]);
    for one in others {
        let title = one.title.as_deref().or(one.alt.as_deref()).unwrap_or(&one.mime_type);
        let size = one.bytes.map(progress::bytes).unwrap_or_default();
        let mark = links.mark(&one.url);
        page.hang(&[Run::plain("- ")], "  ", &[Run::plain(title), mark, Run::dim(format!(" {size}"))]);
        if let Some(file) =
            article.documents.iter().find(|paper| paper.url == one.url).and_then(|paper| paper.file.as_ref())
        {
            // Never wrapped, so that it can be copied.
            page.line(&[Run::dim("  "), Run::plain(file)]);
        }
    }
}

/// Says that the text is not whole.
pub(crate) fn cut_short(page: &mut Page, capped: bool) {
    if capped {
        page.gap();
        page.told("read.capped");
    }
}
