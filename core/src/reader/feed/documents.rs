//! The documents of an item: attachments that are neither pictures nor recordings, with their files if the person keeps
//! the item offline.

use std::collections::HashSet;

use rusqlite::Connection;

use super::lookup::item_key;
use super::view::View;
use crate::base::error::Result;
use crate::base::store::stored_json;
use crate::formats::syndication::Attachment;
use crate::reader::item::Detail;
use crate::reader::media::{self, ItemDocument};

/// Documents of one item.
const MAX_DOCUMENTS: usize = 50;

/// A document of an item: a form, a table, a text.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Document {
    /// Its title; the name of its file if it has none.
    pub title: String,
    /// Its address on the web.
    pub url: String,
    /// Its media type.
    pub mime_type: String,
    /// The bytes of the file if it is on the phone, otherwise as announced.
    pub bytes: Option<u64>,
    /// The absolute path of the file, which is unchanged and has the announced digest; `None` if it is not on the phone.
    pub file: Option<String>,
}

/// An item's documents as they are announced.
pub(crate) struct ItemDocuments {
    pub(crate) key: i64,
    /// The item's title.
    pub(crate) title: String,
    /// Each with its announced bytes.
    pub(crate) documents: Vec<(ItemDocument, u64)>,
}

/// The documents of an item; `None` if the item is not on the phone.
pub(crate) fn item_documents(cache: &Connection, id: &str) -> Result<Option<ItemDocuments>> {
    let Some(key) = item_key(cache, id)? else { return Ok(None) };
    let (title, detail): (String, String) = cache
        .prepare_cached(
            "SELECT item.title, body.detail FROM item JOIN body ON body.key = item.key WHERE item.key = ?1",
        )?
        .query_row([key], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let detail: Detail = stored_json(&detail)?;
    let documents = documents_of(&detail.attachments).map(|one| (item_document(one), one.bytes.unwrap_or(0))).collect();
    Ok(Some(ItemDocuments { key, title, documents }))
}

/// The same as an article page shows them.
pub(super) fn documents(view: &View<'_>, key: i64, attachments: &[Attachment]) -> Result<Vec<Document>> {
    let mut documents = Vec::new();
    for attachment in documents_of(attachments) {
        let stored = media::stored_document(view.connection, view.files, key, &item_document(attachment))?;
        let name = attachment.url.split(['?', '#']).next().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
        documents.push(Document {
            title: attachment.title.clone().filter(|title| !title.trim().is_empty()).unwrap_or_else(|| name.to_owned()),
            url: attachment.url.clone(),
            mime_type: attachment.mime_type.clone(),
            bytes: stored.as_ref().map(|(_, bytes)| *bytes).or(attachment.bytes),
            file: stored.map(|(file, _)| file),
        });
    }
    Ok(documents)
}

/// The attachments that are not pictures, audio or video; each address once.
fn documents_of(attachments: &[Attachment]) -> impl Iterator<Item = &Attachment> {
    let mut seen = HashSet::new();
    let is_document = |attachment: &&Attachment| {
        let kind = attachment.mime_type.split('/').next().unwrap_or_default();
        !["image", "audio", "video"].iter().any(|one| kind.eq_ignore_ascii_case(one))
    };
    attachments
        .iter()
        .filter(is_document)
        .filter(move |attachment| seen.insert(attachment.url.as_str()))
        .take(MAX_DOCUMENTS)
}

fn item_document(attachment: &Attachment) -> ItemDocument {
    ItemDocument { address: attachment.url.clone(), sha256: attachment.sha256.clone() }
}

#[cfg(test)]
mod tests;
