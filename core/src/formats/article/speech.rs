//! Articles for the ear: sentences, in order, each with its block and with the words a Mandarin voice should say.

use serde::Serialize;

use super::{Block, Span, TableRow, quantities, text};
use crate::formats::han_numerals::{Two, cardinal};

/// Characters after which a long sentence is divided at its next comma.
const LONG: usize = 60;
/// Characters after which it is divided in any case, so that a voice takes breath and a listener can step back.
const LONGEST: usize = 160;

/// One sentence to be said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Sentence {
    /// The index of its block; none for the article's title.
    pub block: Option<u32>,
    /// As it is written, to be shown while it is said.
    pub text: String,
    /// As it is said.
    pub spoken: String,
}

/// What a voice reads of an article: headings, paragraphs, items, quotes, captions, and tables row by row. Code, rules
/// and addresses are not read.
pub fn speech(blocks: &[Block]) -> Vec<Sentence> {
    let mut out = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        let block_index = u32::try_from(at).ok();
        let mut say = |text: &str| say(&mut out, block_index, "", text);
        match block {
            Block::Paragraph { spans } | Block::Heading { spans, .. } => say(&text::spans_text(spans)),
            Block::List { items, .. } => {
                for item in items {
                    let number =
                        item.number.map(|number| cardinal(&number.to_string(), Two::Er) + "，").unwrap_or_default();
                    self::say(&mut out, block_index, &number, &text::spans_text(&item.spans));
                }
            }
            Block::Quote { paragraphs } => {
                paragraphs.iter().for_each(|paragraph| say(&text::spans_text(&paragraph.spans)))
            }
            Block::Table { caption, rows } => {
                say(&text::spans_text(caption));
                table(rows, &mut say);
            }
            Block::Image { caption, .. } | Block::Video { caption, .. } | Block::Audio { caption, .. } => {
                say(&text::spans_text(caption));
            }
            Block::Code { .. } | Block::Rule => {}
        }
    }
    out
}

/// The same, after the article's title. A body that begins with its title again does not say it twice.
pub(crate) fn speech_with_title(title: &str, blocks: &[Block]) -> Vec<Sentence> {
    let mut out = Vec::new();
    say(&mut out, None, "", title);
    let repeated = match blocks.first() {
        Some(Block::Paragraph { spans } | Block::Heading { spans, .. }) => {
            text::spans_text(spans).trim() == title.trim()
        }
        _ => false,
    };
    let spoken = speech(blocks).into_iter();
    out.extend(spoken.filter(|sentence| !(repeated && sentence.block == Some(0))));
    out
}

/// Row by row; where the first row names the columns, each cell is said after its name.
fn table(rows: &[TableRow], say: &mut impl FnMut(&str)) {
    let named = |row: &TableRow| row.cells.len() > 1 && row.cells.iter().all(|cell| cell.header && cell.colspan == 1);
    let names: Vec<String> = match rows.first() {
        Some(first) if named(first) && rows.len() > 1 => first.cells.iter().map(|cell| flat(&cell.spans)).collect(),
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

fn flat(spans: &[Span]) -> String {
    text::spans_text(spans).replace('\n', "，")
}

/// `before` is said before the text and not shown.
fn say(out: &mut Vec<Sentence>, block: Option<u32>, before: &str, text: &str) {
    let mut before = before;
    for sentence in text::sentences(text) {
        for part in divide(sentence) {
            let spoken = quantities::spoken(part);
            if spoken.chars().any(char::is_alphanumeric) {
                let spoken = std::mem::take(&mut before).to_owned() + &spoken;
                out.push(Sentence { block, text: part.to_owned(), spoken });
            }
        }
    }
}

/// Parts of a sentence that are short enough for one breath, divided after commas.
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
        // No divided part is so short that it sounds cut off.
        let divides = (length >= LONG && comma && c != '、' && left >= 8)
            || (length >= LONGEST && (comma || length >= 2 * LONGEST));
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
