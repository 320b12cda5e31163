//! Articles as typed blocks: the HTML of an item goes in, [`Block`]s come out, and nothing else ever reaches a screen.
//!
//! What holds:
//!
//! - **Whatever has no block has no way in.** A block holds text, whole addresses and numbers. Scripts, styles, frames,
//!   forms, drawings and every attribute not named here are gone, with their content where it is not meant for readers.
//! - Every address is absolute and has a scheme from the list: `http`, `https`, `mailto`, `tel` for links, `http` and
//!   `https` for pictures, video and audio. A link with another address keeps its text and loses its address.
//! - Text is folded as a browser folds it, without control, zero-width and direction-override characters; a paragraph,
//!   heading, item or cell never begins or ends with white space; none is empty.
//! - Time and memory are linear in the input, which is cut at [`MAX_INPUT`]. Only html5ever's tokenizer is used: a tree
//!   builder reconstructs formatting elements, and 45 KB of nested formatting become a gigabyte. What would be a tree is
//!   a stack of at most [`MAX_NESTING`] containers, and formatting is counters. There is no clock: the caps below are
//!   also the cap on time.
//! - A capped article still shows what was read until then, and says so in [`Reading::capped`].
//!
//! `<base href>` is ignored on purpose: it belongs to a page, not to an item of a feed, and would let one element move
//! every relative address of the article to another host.
//!
//! Pure functions: no network, no store, no clock, no state.

mod assembler;
mod changes;
mod containers;
mod dates;
mod elements;
mod figures;
mod formatting;
mod hidden;
mod line;
mod links;
mod names;
mod pictures;
mod prescan;
mod quantities;
mod speech;
mod tables;
mod telephone;
mod text;
mod units;

#[cfg(test)]
mod tests;

use serde::Serialize;
use url::Url;

pub use changes::TextChange;
pub(crate) use changes::changes;
pub(crate) use speech::speech_with_title;
pub use speech::{Sentence, speech};
pub use text::{excerpt, from_text, plain_text, reading_time, summary};

/// Bytes of HTML that are read; the rest is cut, at a character.
pub const MAX_INPUT: usize = 1 << 20;
/// Bytes of text and addresses in all blocks together. Reading stops there.
pub const MAX_OUTPUT: usize = 1 << 20;
/// Blocks of one article, list items and quoted paragraphs included. Reading stops there.
pub const MAX_BLOCKS: usize = 10_000;
/// Spans of one article. Beyond, text loses its formatting and links, not its words.
pub const MAX_SPANS: usize = 40_000;
/// Table cells of one article. Reading stops there.
pub const MAX_CELLS: usize = 20_000;
/// Open quotes, lists, items, figures, tables and cells. Deeper ones are read as if their tags were not there.
pub const MAX_NESTING: usize = 64;
/// Tables inside tables. Deeper ones are read as if their tags were not there.
pub const MAX_TABLE_NESTING: usize = 6;
/// Attributes of one tag; the rest is dropped. html5ever compares each new one with all before it.
pub const MAX_ATTRIBUTES: usize = 64;
/// Bytes of one address; a longer one is no address.
pub const MAX_ADDRESS: usize = 4_096;
/// Addresses of one article. Beyond, links lose theirs and pictures are dropped.
pub const MAX_ADDRESSES: usize = 5_000;
/// Tags, runs of text and errors of one article; a run of a single character counts twice, an error three times. Reading
/// stops there: without a clock, this bounds the time that a megabyte of nothing but `<` or `&lt;` takes.
pub const MAX_TOKENS: u32 = 400_000;
/// Characters of a picture's alternative text.
pub const MAX_ALT: usize = 500;
/// Columns and rows that one cell may span.
pub const MAX_CELL_SPAN: u32 = 100;

/// Text of one look. Spans follow one another without space between them; a line break is `\n` in the text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Span {
    /// The text, never empty.
    pub text: String,
    /// Strong.
    #[serde(skip_serializing_if = "is_false")]
    pub bold: bool,
    /// Stressed.
    #[serde(skip_serializing_if = "is_false")]
    pub italic: bool,
    /// Of fixed width.
    #[serde(skip_serializing_if = "is_false")]
    pub code: bool,
    /// Where it leads: `http`, `https`, `mailto` or `tel`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
    /// How the text is pronounced, to be set above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ruby: Option<String>,
}

/// One paragraph of a quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Paragraph {
    /// The text.
    pub spans: Vec<Span>,
}

/// One item of a list. Lists in lists are flattened into levels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct ListItem {
    /// How deep: 0 for the outermost list.
    pub level: u8,
    /// The number to show before it; none for a bullet. It goes on where a picture or table interrupted the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// The text; paragraphs of one item are lines.
    pub spans: Vec<Span>,
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct TableRow {
    /// From left to right, without the places that a cell of an earlier row or column spans.
    pub cells: Vec<TableCell>,
}

/// One cell of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct TableCell {
    /// Names its row or column.
    #[serde(skip_serializing_if = "is_false")]
    pub header: bool,
    /// Columns it covers, 1 to [`MAX_CELL_SPAN`].
    #[serde(skip_serializing_if = "is_one")]
    pub colspan: u32,
    /// Rows it covers, 1 to [`MAX_CELL_SPAN`], never beyond the last row.
    #[serde(skip_serializing_if = "is_one")]
    pub rowspan: u32,
    /// The text; may be empty.
    pub spans: Vec<Span>,
}

/// One block of an article, in reading order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Enum)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Block {
    /// Running text.
    Paragraph {
        /// The text.
        spans: Vec<Span>,
    },
    /// A heading.
    Heading {
        /// 1 to 6.
        level: u8,
        /// The text.
        spans: Vec<Span>,
    },
    /// A list. In Kotlin a variant of this name would hide `kotlin.collections.List` from its own fields.
    #[uniffi(name = "Listing")]
    List {
        /// Whether the outermost list counts.
        ordered: bool,
        /// The items of all levels.
        items: Vec<ListItem>,
    },
    /// A quotation.
    Quote {
        /// Its paragraphs.
        paragraphs: Vec<Paragraph>,
    },
    /// Text to be shown as it was typed, in a fixed width.
    Code {
        /// The text, with its line breaks and indents.
        text: String,
    },
    /// A table. A table that only arranges the page is not one: its content stands as blocks of its own.
    Table {
        /// What the table is about; may be empty.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        caption: Vec<Span>,
        /// From top to bottom.
        rows: Vec<TableRow>,
    },
    /// A picture.
    Image {
        /// Its address: `http` or `https`.
        src: String,
        /// What it shows, for those who cannot see it; may be empty.
        alt: String,
        /// The line below it; may be empty.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        caption: Vec<Span>,
        /// Pixels: of its file; while it has none, as stated.
        #[serde(skip_serializing_if = "Option::is_none")]
        width: Option<u32>,
        /// Pixels: of its file; while it has none, as stated.
        #[serde(skip_serializing_if = "Option::is_none")]
        height: Option<u32>,
        /// The whole path of its file in the size of a page; none while it is not on the phone.
        #[serde(skip_serializing_if = "Option::is_none")]
        file: Option<String>,
        /// A thumbhash in hexadecimal digits, for [`crate::placeholder_image`].
        #[serde(skip_serializing_if = "Option::is_none")]
        placeholder: Option<String>,
    },
    /// A video.
    Video {
        /// Its address: `http` or `https`.
        src: String,
        /// The picture shown before it plays: `http` or `https`.
        #[serde(skip_serializing_if = "Option::is_none")]
        poster: Option<String>,
        /// The whole path of the poster's file; none while it is not on the phone.
        #[serde(skip_serializing_if = "Option::is_none")]
        poster_file: Option<String>,
        /// Its media type, where stated.
        #[serde(skip_serializing_if = "Option::is_none")]
        mime_type: Option<String>,
        /// The line below it; may be empty.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        caption: Vec<Span>,
    },
    /// A sound recording.
    Audio {
        /// Its address: `http` or `https`.
        src: String,
        /// Its media type, where stated.
        #[serde(skip_serializing_if = "Option::is_none")]
        mime_type: Option<String>,
        /// The line below it; may be empty.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        caption: Vec<Span>,
    },
    /// A break between two parts.
    Rule,
}

/// An article as it is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Reading {
    /// In reading order.
    pub blocks: Vec<Block>,
    /// Whether a cap cut something.
    pub capped: bool,
}

/// Reads the HTML of an article. `base` is the address of the item: relative addresses are resolved against it, and
/// without it a relative link loses its address and a relative picture is dropped. Never fails: what cannot be read is
/// not there.
pub fn blocks(html: &str, base: Option<&Url>) -> Reading {
    let prepared = prepare(html);
    let html = prepared.as_deref().unwrap_or(html);
    let first = assembler::read(html, base, assembler::Task::default());
    // An old server wraps its whole page in one form: then the form is the article.
    if first.form_skipped && plain_text(&first.reading.blocks).is_empty() {
        let task = assembler::Task { open_forms: true, ..assembler::Task::default() };
        let second = assembler::read(html, base, task).reading;
        if !plain_text(&second.blocks).is_empty() {
            return second;
        }
    }
    first.reading
}

/// Two sins of feed writers: the body inside a second CDATA section, and the body escaped twice.
fn prepare(html: &str) -> Option<String> {
    let trimmed = html.trim_start();
    if let Some(inner) = trimmed.strip_prefix("<![CDATA[") {
        let inner = inner.trim_end();
        return Some(inner.strip_suffix("]]>").unwrap_or(inner).to_owned());
    }
    let escaped = trimmed.starts_with("&lt;") && !html.contains('<') && html.contains("&gt;");
    escaped.then(|| {
        // `&amp;` last: what was escaped three times stays text.
        html.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&")
    })
}

fn is_false(value: &bool) -> bool {
    !value
}

fn is_one(value: &u32) -> bool {
    *value == 1
}
