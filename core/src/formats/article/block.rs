//! The typed blocks of an article: the only form in which its content reaches a screen.

use serde::Serialize;

/// A run of text with one formatting. Spans of a line join without a separator; a line break is `\n` in the text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Span {
    /// The text, never empty.
    pub text: String,
    /// `b`, `strong` or a bold style.
    #[serde(skip_serializing_if = "is_false")]
    pub bold: bool,
    /// `i`, `em` or an italic style.
    #[serde(skip_serializing_if = "is_false")]
    pub italic: bool,
    /// Inline code, to be set in a fixed width.
    #[serde(skip_serializing_if = "is_false")]
    pub code: bool,
    /// Struck out (`s`, `del`, a line through it): no longer valid, to be shown with a line through it. Where no line can be
    /// shown, it is left out.
    #[serde(skip_serializing_if = "is_false")]
    pub struck: bool,
    /// The absolute address of the link: `http`, `https`, `mailto` or `tel`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
    /// The ruby annotation (usually the pronunciation), to be set above the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ruby: Option<String>,
}

/// One paragraph of a quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Paragraph {
    /// The text, never empty.
    pub spans: Vec<Span>,
}

/// One item of a list. Nested lists are flattened into levels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct ListItem {
    /// The nesting depth: 0 for the outermost list.
    pub level: u8,
    /// The number to show before it; `None` for a bullet. Counting continues after a picture or table inside the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// The text, never empty; further paragraphs of the item follow as lines.
    pub spans: Vec<Span>,
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct TableRow {
    /// From left to right, without the positions that a spanning cell already covers.
    pub cells: Vec<TableCell>,
}

/// One cell of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct TableCell {
    /// A `th`: the cell names its row or column.
    #[serde(skip_serializing_if = "is_false")]
    pub header: bool,
    /// Columns it covers, 1 to 100.
    #[serde(skip_serializing_if = "is_one")]
    pub colspan: u32,
    /// Rows it covers, 1 to 100, never beyond the last row.
    #[serde(skip_serializing_if = "is_one")]
    pub rowspan: u32,
    /// The text; may be empty.
    pub spans: Vec<Span>,
}

/// One block of an article, in reading order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Enum)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Block {
    /// A paragraph.
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
        /// Whether the outermost list is numbered.
        ordered: bool,
        /// The items of all levels.
        items: Vec<ListItem>,
    },
    /// A quotation.
    Quote {
        /// Its paragraphs.
        paragraphs: Vec<Paragraph>,
    },
    /// Preformatted text, to be set in a fixed width.
    Code {
        /// The text with its line breaks and indents.
        text: String,
    },
    /// A table of data. A table that only lays out the page is replaced by the blocks in its cells.
    Table {
        /// The caption; may be empty.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        caption: Vec<Span>,
        /// From top to bottom.
        rows: Vec<TableRow>,
    },
    /// A picture.
    Image {
        /// The absolute address: `http` or `https`.
        src: String,
        /// The alternative text, at most 500 characters; may be empty.
        alt: String,
        /// The caption below it; may be empty.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        caption: Vec<Span>,
        /// Pixels of the downloaded file; before that, as the HTML states.
        #[serde(skip_serializing_if = "Option::is_none")]
        width: Option<u32>,
        /// Pixels of the downloaded file; before that, as the HTML states.
        #[serde(skip_serializing_if = "Option::is_none")]
        height: Option<u32>,
        /// The absolute path of its file in the width of a page; `None` if it is not downloaded.
        #[serde(skip_serializing_if = "Option::is_none")]
        file: Option<String>,
        /// A thumbhash in hexadecimal digits for [`crate::placeholder_image`].
        #[serde(skip_serializing_if = "Option::is_none")]
        placeholder: Option<String>,
        /// The absolute address that the picture links to: `http`, `https`, `mailto` or `tel`.
        #[serde(skip_serializing_if = "Option::is_none")]
        href: Option<String>,
    },
    /// A video.
    Video {
        /// The absolute address of its file or of the page that plays it: `http` or `https`.
        src: String,
        /// The absolute address of the picture shown before it plays: `http` or `https`.
        #[serde(skip_serializing_if = "Option::is_none")]
        poster: Option<String>,
        /// The absolute path of the poster's file; `None` if it is not downloaded.
        #[serde(skip_serializing_if = "Option::is_none")]
        poster_file: Option<String>,
        /// The media type (`video/mp4`), if the HTML states one.
        #[serde(skip_serializing_if = "Option::is_none")]
        mime_type: Option<String>,
        /// The caption below it; may be empty.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        caption: Vec<Span>,
    },
    /// A sound recording.
    Audio {
        /// The absolute address of its file or of the page that plays it: `http` or `https`.
        src: String,
        /// The media type (`audio/mpeg`), if the HTML states one.
        #[serde(skip_serializing_if = "Option::is_none")]
        mime_type: Option<String>,
        /// The caption below it; may be empty.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        caption: Vec<Span>,
    },
    /// A thematic break (`hr`).
    Rule,
}

/// The result of parsing an article's HTML.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ParsedArticle {
    /// The blocks in reading order.
    pub blocks: Vec<Block>,
    /// Whether one of the caps (`MAX_…`) cut something.
    pub capped: bool,
}

fn is_false(value: &bool) -> bool {
    !value
}

fn is_one(value: &u32) -> bool {
    *value == 1
}
