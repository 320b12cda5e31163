//! Syndication: the bytes of any feed that a Chinese site serves, read into typed entries. RSS 0.90 to 2.0, RSS 1.0, Atom 0.3
//! and 1.0, JSON Feed 1.0 and 1.1, in whatever encoding they come and with the slips that they come with.
//!
//! Contract of [`read`]:
//! - It is a function of its arguments: no clock, no network, no state. Nothing that a document names is fetched, and no
//!   entity that a DTD declares is expanded.
//! - It never panics, and its time and memory are linear in the length of the input.
//! - An error is certain knowledge that there is nothing to show; whoever stores entries keeps what is stored. A document is
//!   `Ok` without entries only if it is a feed, complete, and says something of itself.
//! - From a damaged document every whole item is kept, and no half one.
//! - Every address is absolute, http or https, at most [`MAX_URL_BYTES`] long, and free of tracking parameters.
//! - No two entries of a document have the same identity.
//!
//! `decode` makes text of bytes; `token`, `xml`, `rss`, `atom` and `module` read XML, `json` and `mend` JSON; `draft` makes
//! an entry of what was read, for all of them.

mod atom;
mod date;
mod decode;
mod entity;
mod entry_builder;
mod identity;
mod json;
mod json_repair;
mod media;
mod module;
mod namespace;
mod person;
mod plain;
mod rss;
mod token;
mod xml;

#[cfg(test)]
mod tests;

use std::panic::{AssertUnwindSafe, catch_unwind};

use url::Url;

pub use date::parse as date;
pub use identity::{MAX_URL_BYTES, identity_of};
pub use media::MAX_ATTACHMENTS;
pub use person::MAX_NAME_CHARS;

/// Longer documents are [`Fault::TooLarge`].
pub const MAX_BYTES: usize = 32 << 20;
/// More items than these are [`Fault::TooManyEntries`].
pub const MAX_ENTRIES: usize = 10_000;
/// Longer titles are cut, with `…` as their last character.
pub const MAX_TITLE_CHARS: usize = 300;
/// A longer id is replaced by a hash of it.
pub const MAX_ID_CHARS: usize = 1_000;
/// Authors beyond these are dropped.
pub const MAX_AUTHORS: usize = 16;
/// Tags beyond these are dropped.
pub const MAX_TAGS: usize = 32;
/// Longer tags are cut.
pub const MAX_TAG_CHARS: usize = 64;

/// What is known of a document besides its bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// The `Content-Type` of the answer. Only its charset is used, and that only as a hint.
    pub content_type: Option<&'a str>,
    /// Where the document was fetched from: the start of its relative addresses.
    pub address: Option<&'a Url>,
    /// Milliseconds since the epoch, for 昨天 and 3月5日.
    pub now: i64,
}

/// A feed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// Plain text of one line; empty when the feed has none.
    pub title: String,
    /// The page that the feed belongs to.
    pub home: Option<String>,
    /// As the feed names it.
    pub language: Option<String>,
    /// Where older items are.
    pub next: Option<String>,
    /// In the order of the document.
    pub entries: Vec<Entry>,
}

/// An item of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// As the feed gives it; without one, the address; without that, a hash of title, date and the start of the text.
    pub id: String,
    /// What [`identity_of`] makes of the id. Two entries with the same identity are the same item.
    pub identity: String,
    /// The page of the item.
    pub url: Option<String>,
    /// Plain text of one line; empty when there is none, as in the feeds of microblogs.
    pub title: String,
    /// May be HTML. Only there when the body is something else.
    pub summary: Option<String>,
    /// The text.
    pub body: Body,
    /// Milliseconds since the epoch; the time of the last change when no other is given.
    pub published: Option<i64>,
    /// Milliseconds since the epoch.
    pub modified: Option<i64>,
    /// Names.
    pub authors: Vec<String>,
    /// Topics, in the site's own words.
    pub tags: Vec<String>,
    /// The picture that stands for the item.
    pub image: Option<String>,
    /// Pictures, recordings and files, each address once.
    pub attachments: Vec<Attachment>,
    /// The `_songming` member of a JSON item, as it was written.
    pub extension: Option<String>,
}

/// The text of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// HTML, not sanitised.
    Html(String),
    /// Text in which line breaks mean something.
    Text(String),
    /// The feed has at most a summary.
    Absent,
}

impl Body {
    fn text(&self) -> Option<&str> {
        match self {
            Self::Html(text) | Self::Text(text) => Some(text),
            Self::Absent => None,
        }
    }

    fn into_text(self) -> Option<String> {
        match self {
            Self::Html(text) | Self::Text(text) => Some(text),
            Self::Absent => None,
        }
    }
}

/// Something that belongs to an item: a picture, a video, a document.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, uniffi::Record)]
pub struct Attachment {
    /// Where it is, absolute.
    pub url: String,
    /// Its media type, as the source says or as its address suggests.
    pub mime_type: String,
    /// Its title.
    pub title: Option<String>,
    /// Its size.
    pub bytes: Option<u64>,
    /// How long it plays.
    pub seconds: Option<u64>,
    /// Pixels.
    pub width: Option<u32>,
    /// Pixels.
    pub height: Option<u32>,
    /// SHA-256 of its bytes in hexadecimal.
    pub sha256: Option<String>,
    /// What it shows.
    pub alt: Option<String>,
    /// A thumbhash of a picture, in hexadecimal digits.
    #[serde(default)]
    pub placeholder: Option<String>,
}

/// Why there is no document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A web page, an answer of an API, a file of some other kind.
    NotAFeed,
    /// A feed by its root, in which nothing was found that should be there.
    Empty,
    /// A feed that breaks its own format so that not one item is whole. The text is for logs and has nothing of the document.
    Malformed(String),
    /// More than [`MAX_ENTRIES`] items.
    TooManyEntries,
    /// More than [`MAX_BYTES`].
    TooLarge,
}

/// Reads a feed.
pub fn read(bytes: &[u8], context: &Context<'_>) -> Result<Document, Fault> {
    if bytes.len() > MAX_BYTES {
        return Err(Fault::TooLarge);
    }
    // A panic is a defect, but one of a single source: the others go on.
    catch_unwind(AssertUnwindSafe(|| dispatch(bytes, context)))
        .unwrap_or_else(|_| Err(Fault::Malformed("the parser panicked".to_owned())))
}

/// What the bytes are is seen from the bytes: feeds come as `text/html`, and pages as `application/rss+xml`.
fn dispatch(bytes: &[u8], context: &Context<'_>) -> Result<Document, Fault> {
    let text = decode::text(bytes, context.content_type);
    // A comment in front of JSON is for `mend` to take away.
    let start = text
        .strip_prefix("/*")
        .and_then(|comment| comment.split_once("*/"))
        .map_or(&*text, |(_, rest)| rest.trim_start());
    let is_json = start.starts_with(['{', '[']);
    let mut document = if is_json { json::read(&text, context) } else { xml::read(&text, context) }?;
    document.entries = entry_builder::unique(document.entries);
    Ok(document)
}
