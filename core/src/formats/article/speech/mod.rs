//! Reading an article aloud: its sentences in order, each with its block and with the words that a Mandarin voice says.
//!
//! [`verbalize`] turns a sentence into words, with a module for each kind of number.

mod addresses;
mod cursor;
mod dates;
mod identifiers;
mod quantities;
mod signs;
mod telephone;
mod units;
mod verbalize;

use serde::Serialize;

use super::block::{Block, Span, TableRow};
use super::sentences::sentences;
use super::spans::spans_text;
use crate::formats::han_numerals::{Two, cardinal};
use verbalize::verbalize;

/// Characters after which a sentence is divided at the next comma.
const DIVIDE_AT_COMMA: usize = 60;
/// Characters after which it is divided at any comma, and after twice as many anywhere, so that a listener can step back
/// within a long sentence.
const DIVIDE_ANYWHERE: usize = 160;

/// One sentence of an article that is read aloud.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Sentence {
    /// The index of its block; `None` for the title of the article.
    pub block: Option<u32>,
    /// The sentence as it is written, to be shown while it is said. Never empty.
    pub text: String,
    /// The sentence as it is said, without ASCII digits.
    pub spoken: String,
}

/// The sentences of an article: headings, paragraphs, items, quotes, captions, and tables row by row. Code is left out; an
/// address is only named.
pub fn speech(blocks: &[Block]) -> Vec<Sentence> {
    let mut out = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        let block_index = u32::try_from(at).ok();
        let mut say = |text: &str| say(&mut out, block_index, "", text);
        match block {
            Block::Paragraph { spans } | Block::Heading { spans, .. } => say(&spans_text(spans)),
            Block::List { items, .. } => {
                for item in items {
                    let number =
                        item.number.map(|number| cardinal(&number.to_string(), Two::Er) + "，").unwrap_or_default();
                    self::say(&mut out, block_index, &number, &spans_text(&item.spans));
                }
            }
            Block::Quote { paragraphs } => paragraphs.iter().for_each(|paragraph| say(&spans_text(&paragraph.spans))),
            Block::Table { caption, rows } => {
                say(&spans_text(caption));
                say_table(rows, &mut say);
            }
            Block::Image { caption, .. } | Block::Video { caption, .. } | Block::Audio { caption, .. } => {
                say(&spans_text(caption));
            }
            Block::Code { .. } | Block::Rule => {}
        }
    }
    out
}

/// The title and the sentences of an article. If the article begins with its title again, that block is left out.
pub(crate) fn speech_with_title(title: &str, blocks: &[Block]) -> Vec<Sentence> {
    let mut out = Vec::new();
    say(&mut out, None, "", title);
    let repeated = match blocks.first() {
        Some(Block::Paragraph { spans } | Block::Heading { spans, .. }) => spans_text(spans).trim() == title.trim(),
        _ => false,
    };
    let spoken = speech(blocks).into_iter();
    out.extend(spoken.filter(|sentence| !(repeated && sentence.block == Some(0))));
    out
}

/// Says a table row by row. If the first row is a header, each cell but the first of a row is said after its column's name.
fn say_table(rows: &[TableRow], say: &mut impl FnMut(&str)) {
    let is_header =
        |row: &TableRow| row.cells.len() > 1 && row.cells.iter().all(|cell| cell.header && cell.colspan == 1);
    let names: Vec<String> = match rows.first() {
        Some(first) if is_header(first) && rows.len() > 1 => first.cells.iter().map(|cell| flat(&cell.spans)).collect(),
        _ => Vec::new(),
    };
    for row in &rows[usize::from(!names.is_empty())..] {
        let regular = row.cells.len() == names.len() && row.cells.iter().all(|cell| cell.colspan == 1);
        let mut parts = Vec::new();
        for (at, cell) in row.cells.iter().enumerate() {
            let value = flat(&cell.spans);
            if value.is_empty() {
                continue;
            }
            match names.get(at).filter(|name| regular && at > 0 && !name.is_empty()) {
                Some(name) => parts.push(format!("{name}：{value}")),
                None => parts.push(value),
            }
        }
        say(&parts.join("，"));
    }
}

/// The text of a cell on one line.
fn flat(spans: &[Span]) -> String {
    spans_text(spans).replace('\n', "，")
}

/// Appends the sentences of `text`. `prefix` is said before the first one and not shown.
fn say(out: &mut Vec<Sentence>, block: Option<u32>, prefix: &str, text: &str) {
    let mut prefix = prefix;
    for sentence in sentences(text) {
        for part in divide(sentence) {
            let spoken = verbalize(part);
            if spoken.chars().any(char::is_alphanumeric) {
                let spoken = std::mem::take(&mut prefix).to_owned() + &spoken;
                out.push(Sentence { block, text: part.to_owned(), spoken });
            }
        }
    }
}

/// The parts of a sentence, divided after commas so that each is short enough to say at once.
fn divide(sentence: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut length = 0;
    let mut left = sentence.chars().count();
    let mut chars = sentence.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        length += 1;
        left -= 1;
        let next_digit = chars.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        let comma = matches!(c, '，' | '：' | '、') || (c == ',' && !next_digit);
        // The rest has at least eight characters: a shorter one would sound cut off.
        let divides = (length >= DIVIDE_AT_COMMA && comma && c != '、' && left >= 8)
            || (length >= DIVIDE_ANYWHERE && (comma || length >= 2 * DIVIDE_ANYWHERE));
        if divides {
            let end = at + c.len_utf8();
            parts.push(sentence[start..end].trim());
            start = end;
            length = 0;
        }
    }
    let rest = sentence[start..].trim();
    if !rest.is_empty() {
        parts.push(rest);
    }
    parts
}

#[cfg(test)]
mod tests;
