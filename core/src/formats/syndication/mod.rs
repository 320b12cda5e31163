//! Feed parsing: the bytes of any feed that a Chinese site serves become typed entries. Supported are RSS 0.90 to 2.0 with
//! RSS 1.0, Atom 0.3 and 1.0, and JSON Feed 1.0 and 1.1, in any encoding that sites use and with the usual mistakes.
//!
//! Contract of [`read`]:
//! - It is a function of its arguments: no clock, no network, no state. Nothing that a document refers to is fetched, and of
//!   the entities that a DTD declares only a few short plain texts are expanded.
//! - It never panics, and its time and memory are linear in the length of the input.
//! - After an error there is nothing to show, so a caller keeps the entries that it has stored. A document without entries is
//!   `Ok` only if it is a complete feed that describes itself.
//! - Of a damaged document every complete item is kept, and no incomplete one.
//! - Every address is absolute, http or https, at most [`MAX_URL_BYTES`] long, and free of tracking parameters.
//! - No two entries of a document have the same identity.
//!
//! `decode` turns bytes into text. `tokenizer` and `xml` read XML, and `rss`, `atom` and `extensions` interpret its elements;
//! `json` reads JSON, and `json_repair` corrects it first where it is invalid. `entry_builder` makes the entries of all formats.

mod atom;
mod author;
mod date;
mod decode;
mod document;
mod dtd;
mod element;
mod element_text;
mod entity;
mod entry_builder;
mod extensions;
mod identity;
mod json;
mod json_repair;
mod link;
mod media;
mod namespace;
mod plain_text;
mod ranked;
mod renditions;
mod rss;
mod text_construct;
mod tokenizer;
mod xml;

#[cfg(test)]
mod tests;

use std::panic::{AssertUnwindSafe, catch_unwind};

use url::Url;

pub use author::MAX_NAME_CHARS;
pub use date::parse as date;
pub use document::{
    Attachment, Body, Context, Document, Entry, Fault, MAX_AUTHORS, MAX_BYTES, MAX_ENTRIES, MAX_ID_CHARS,
    MAX_TAG_CHARS, MAX_TAGS, MAX_TITLE_CHARS,
};
pub use identity::{MAX_URL_BYTES, identity_of};
pub(crate) use identity::{earlier_identities, first_identity_of};
pub use media::MAX_ATTACHMENTS;

/// Parses a feed.
///
/// # Errors
///
/// A [`Fault`] if the bytes are no feed, are too many, or hold no complete item.
pub fn read(bytes: &[u8], context: &Context<'_>) -> Result<Document, Fault> {
    if bytes.len() > MAX_BYTES {
        return Err(Fault::TooLarge);
    }
    // A panic is a defect, but it must not stop the synchronisation of the other sources.
    catch_unwind(AssertUnwindSafe(|| parse(bytes, context)))
        .unwrap_or_else(|_| Err(Fault::Malformed("the parser panicked".to_owned())))
}

/// Chooses the format by the bytes alone: sites serve feeds as `text/html`, and pages as `application/rss+xml`.
fn parse(bytes: &[u8], context: &Context<'_>) -> Result<Document, Fault> {
    let text = decode::text(bytes, context.content_type);
    // `json_repair` removes a comment in front of JSON.
    let start = text
        .strip_prefix("/*")
        .and_then(|comment| comment.split_once("*/"))
        .map_or(&*text, |(_, rest)| rest.trim_start());
    let is_json = start.starts_with(['{', '[']);
    let mut document = if is_json { json::read(&text, context) } else { xml::read(&text, context) }?;
    let root = context.address.and_then(|address| address.join("/").ok());
    let home = document.home.as_deref().or(root.as_ref().map(Url::as_str));
    document.entries = entry_builder::deduplicate(document.entries, home);
    Ok(document)
}
