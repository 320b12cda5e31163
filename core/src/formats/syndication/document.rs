//! What reading a feed gives: a document with its entries, or the reason why there is none; and the limits that hold for both.

use url::Url;

/// Longer documents are [`Fault::TooLarge`].
pub const MAX_BYTES: usize = 32 << 20;
/// A document with more items is [`Fault::TooManyEntries`].
pub const MAX_ENTRIES: usize = 10_000;
/// Longer titles are cut, with `…` as their last character.
pub const MAX_TITLE_CHARS: usize = 300;
/// A longer id is replaced by a hash of it.
pub const MAX_ID_CHARS: usize = 1_000;
/// Further authors are dropped.
pub const MAX_AUTHORS: usize = 16;
/// Further tags are dropped.
pub const MAX_TAGS: usize = 32;
/// Longer tags are cut.
pub const MAX_TAG_CHARS: usize = 64;

/// What is known about a document besides its bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// The `Content-Type` header of the response. Only its charset is used, and only as a hint.
    pub content_type: Option<&'a str>,
    /// The address that the document was fetched from. Relative addresses are resolved against it.
    pub address: Option<&'a Url>,
    /// The current time in milliseconds since 1970-01-01 UTC, for relative dates such as 昨天 and dates without a year such
    /// as 3月5日.
    pub now: i64,
}

/// A feed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// Plain text of one line; empty if the feed has no title.
    pub title: String,
    /// The address of the page that the feed belongs to.
    pub home: Option<String>,
    /// The language tag as the feed gives it.
    pub language: Option<String>,
    /// The address of the document with older items.
    pub next: Option<String>,
    /// The items in the order of the document.
    pub entries: Vec<Entry>,
    /// The ids of items that the site withdrew (RFC 6721).
    pub deleted: Vec<String>,
}

/// An item of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The id that the feed gives; without one, the address of the item; without that, a hash of title, date and the start of
    /// the text.
    pub id: String,
    /// The result of [`identity_of`](super::identity::identity_of) for the id. Two entries with the same identity are the same item.
    pub identity: String,
    /// Whether the feed gives the id.
    pub has_own_id: bool,
    /// The address of the item's page.
    pub url: Option<String>,
    /// Plain text of one line; empty if there is none, as in the feeds of microblogs.
    pub title: String,
    /// Text or HTML. `None` if it is the same as the body.
    pub summary: Option<Body>,
    /// The full text.
    pub body: Body,
    /// The address that relative addresses in the body are resolved against, or in the summary if there is no body: what the
    /// feed declares (`xml:base`). `None` if it declares none, and they are relative to the item's page.
    pub base: Option<String>,
    /// The page on another site that the item is about (`external_url` of JSON Feed), if the item has a page of its own.
    pub external_url: Option<String>,
    /// Milliseconds since 1970-01-01 UTC; the time of the last change if no other is given.
    pub published: Option<i64>,
    /// The same if an element states it and it is not relative to now.
    pub stated_date: Option<i64>,
    /// Milliseconds since 1970-01-01 UTC.
    pub modified: Option<i64>,
    /// The names of the authors.
    pub authors: Vec<String>,
    /// Topics, as the site names them.
    pub tags: Vec<String>,
    /// The address of the picture that represents the item in a list.
    pub image: Option<String>,
    /// Pictures, recordings and files; no address occurs twice.
    pub attachments: Vec<Attachment>,
    /// The `_songming` member of a JSON Feed item, as raw JSON.
    pub extension: Option<String>,
}

/// The full text of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// HTML, not sanitised.
    Html(String),
    /// Plain text; its line breaks are significant.
    Text(String),
    /// The feed has at most a summary.
    Absent,
}

impl Body {
    /// The text or HTML as it is; `None` if there is none.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Html(text) | Self::Text(text) => Some(text),
            Self::Absent => None,
        }
    }
}

/// A picture, a recording or another file that belongs to an item.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, uniffi::Record)]
pub struct Attachment {
    /// The absolute http or https address of the file.
    pub url: String,
    /// The media type that the source gives, or the one that the address suggests.
    pub mime_type: String,
    /// The title of the file.
    pub title: Option<String>,
    /// The size in bytes.
    pub bytes: Option<u64>,
    /// The duration in seconds.
    pub seconds: Option<u64>,
    /// The width in pixels.
    pub width: Option<u32>,
    /// The height in pixels.
    pub height: Option<u32>,
    /// The SHA-256 of the file in hexadecimal digits.
    pub sha256: Option<String>,
    /// A description of the content for people who cannot see it.
    pub alt: Option<String>,
    /// The ThumbHash of a picture in hexadecimal digits.
    #[serde(default)]
    pub placeholder: Option<String>,
}

/// Why there is no document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The bytes are a web page, the response of some API or a file of another kind.
    NotAFeed,
    /// The root is that of a feed, but neither items nor a description of the feed were found.
    Empty,
    /// The feed is damaged so that no item is whole. The text is for logs and contains nothing of the document.
    Malformed(String),
    /// More than [`MAX_ENTRIES`] items.
    TooManyEntries,
    /// More than [`MAX_BYTES`] bytes.
    TooLarge,
}
