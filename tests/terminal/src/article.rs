//! Renders one item with its text, and the sentences of its speech.

use songming_core::{Article, Attachment, Correction, ReadingPosition, Sentence, inspect};

use crate::blocks::{self, Links};
use crate::item_list;
use crate::layout::{self, Run, Style};
use crate::progress;
use crate::text;
use crate::text_page::{SIDE_COLUMN, TextPage};

/// The width of the quotation that shows the reading position.
const QUOTE_WIDTH: usize = 40;

/// Renders an item with its text.
pub(crate) fn render(page: &mut TextPage, article: &Article) {
    let row = &article.row;
    let mut links = Links::default();
    let labels = Run { text: item_list::labels(row), style: Style { warning: true, ..Style::default() } };
    let title = [Run::plain(item_list::marks(row)), labels, Run::plain(&row.title)];
    page.heading(&title, '=');
    let minutes = article.reading_minutes.to_string();
    let mut facts = vec![row.source.clone(), row.published_text.clone()];
    facts.extend((!article.authors.is_empty()).then(|| article.authors.join(text::get("and"))));
    facts.push(text::fill("read.minutes", &[("n", &minutes)]));
    facts.retain(|fact| !fact.is_empty());
    page.paragraph(&[Run::dim(facts.join(text::get("between")))]);
    if let Some(others) = item_list::other_sources(row) {
        page.paragraph(&[Run::dim(others)]);
    }
    if let Some(position) = article.place {
        reading_position(page, position, article);
    }
    if let Some(correction) = &article.correction {
        page.blank_line();
        render_correction(page, correction);
    }
    page.blank_line();
    blocks::render(page, &article.blocks, &mut links, Some(article.place));
    if article.blocks.is_empty() {
        page.paragraph(&[Run::plain(&row.summary)]);
    }
    truncation_notice(page, article.capped);
    page.blank_line();
    terms(page, "read.tags", article.tags.iter().map(String::as_str));
    terms(page, "read.sectors", article.sectors.iter().map(|term| &*term.name));
    terms(page, "read.parks", article.parks.iter().map(|term| &*term.name));
    attachments(page, article, &mut links);
    if !article.versions.is_empty() {
        page.blank_line();
        page.heading(&[Run::plain(text::get("read.versions"))], '-');
        item_list::items(page, &article.versions);
    }
    if let Some(address) = &article.url {
        page.blank_line();
        let reference = links.reference(address);
        page.paragraph(&[Run::plain(text::get("read.original")), reference]);
    }
    links.render(page);
}

/// Shows the reading position with the beginning of its block.
fn reading_position(page: &mut TextPage, position: ReadingPosition, article: &Article) {
    let block = article.blocks.get(position.block as usize).map(std::slice::from_ref).map(inspect::plain_text);
    let words =
        block.unwrap_or_default().lines().next().map(|line| layout::truncate(line, QUOTE_WIDTH)).unwrap_or_default();
    let values = [
        ("block", &*position.block.to_string()),
        ("count", &*article.blocks.len().to_string()),
        ("permille", &*position.permille.to_string()),
        ("words", &*words),
    ];
    page.message_with("read.place", &values);
}

/// Shows the time, the reason and the changes of a correction.
fn render_correction(page: &mut TextPage, correction: &Correction) {
    let values = [("when", &*correction.time_text), ("reason", &*correction.reason)];
    let headline = text::fill("read.correction", &values);
    let style = Style { bold: true, warning: true, ..Style::default() };
    let prefix = [Run::plain("! ")];
    page.hanging(&prefix, "! ", &[Run { text: headline, style }]);
    for change in &correction.changes {
        page.line(&[Run::plain("!")]);
        let parts: &[(&str, &String)] = match (change.before.is_empty(), change.after.is_empty()) {
            (true, _) => &[("read.added", &change.after)],
            (_, true) => &[("read.removed", &change.before)],
            _ => &[("read.before", &change.before), ("read.after", &change.after)],
        };
        for (key, words) in parts {
            page.hanging(&prefix, "! ", &[Run::dim(text::get(key)), Run::plain(*words)]);
        }
    }
}

/// Lists the sentences of the speech, each with its number and its block. `spoken` selects the text for a speech
/// synthesizer.
pub(crate) fn speech(page: &mut TextPage, sentences: &[Sentence], spoken: bool) {
    if sentences.is_empty() {
        return page.message("speech.none");
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
    page.columns(&rows, SIDE_COLUMN);
}

fn terms<'a>(page: &mut TextPage, key: &str, names: impl Iterator<Item = &'a str>) {
    let names: Vec<&str> = names.collect();
    if !names.is_empty() {
        let name = format!("{}  ", text::get(key));
        let rest = " ".repeat(layout::display_width(&name));
        page.hanging(&[Run::dim(name)], &rest, &[Run::plain(names.join(text::get("and")))]);
    }
}

/// Lists the attachments. Pictures are left out, because the text already shows them.
fn attachments(page: &mut TextPage, article: &Article, links: &mut Links) {
    let attachments = &article.attachments;
    let files: Vec<&Attachment> = attachments.iter().filter(|file| !file.mime_type.starts_with("image/")).collect();
    if files.is_empty() {
        return;
    }
    page.blank_line();
    page.line(&[Run::dim(text::get("read.attachments"))]);
    for attachment in files {
        let title = attachment.title.as_deref().or(attachment.alt.as_deref()).unwrap_or(&attachment.mime_type);
        let size = attachment.bytes.map(progress::format_bytes).unwrap_or_default();
        let reference = links.reference(&attachment.url);
        page.hanging(&[Run::plain("- ")], "  ", &[Run::plain(title), reference, Run::dim(format!(" {size}"))]);
        let document = article.documents.iter().find(|document| document.url == attachment.url);
        if let Some(file) = document.and_then(|document| document.file.as_ref()) {
            // Not wrapped, so that it can be copied.
            page.line(&[Run::dim("  "), Run::plain(file)]);
        }
    }
}

/// Tells that the text was truncated, if it was.
pub(crate) fn truncation_notice(page: &mut TextPage, capped: bool) {
    if capped {
        page.blank_line();
        page.message("read.capped");
    }
}
