//! Reading an article aloud: its sentences in order, each with its block and with the words that a Mandarin voice says.
//!
//! [`verbalize`] turns a sentence into words. It brings the sentence into one spelling ([`normalize`]) and offers each number
//! to typed readings: a year, an amount, a code, a telephone number, a date, a time, a score, a sum. What stands before and
//! after decides between them, above all whether something is counted ([`measures`]).

mod addresses;
mod breath;
mod codes;
mod cursor;
mod dates;
mod identifiers;
mod items;
mod marks;
mod masks;
mod measures;
mod named_numbers;
mod normalize;
mod quantities;
mod service_numbers;
mod signs;
mod sums;
mod table;
mod telephone;
mod times;
mod units;
mod verbalize;
mod versions;
mod years;

use serde::Serialize;

use super::block::Block;
use super::sentences::sentences;
use super::spans::spans_text;
use crate::formats::han_numerals::{Two, cardinal};
use breath::divide;
use table::say_table;
use verbalize::verbalize;

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

#[cfg(test)]
mod tests;
