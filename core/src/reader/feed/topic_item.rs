//! What a topic reads of an item of the publisher: its kind, and the members of its extension object.

use rusqlite::{Connection, OptionalExtension};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::ingest;
use super::lookup::item_key;
use crate::base::error::Result;
use crate::base::store::{Write, collect_rows, stored_json};
use crate::reader::item::{Detail, PUBLISHER};

/// Pending items that are ingested in one transaction.
const BATCH: i64 = 500;

/// An item of the publisher as a topic ingests it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct TopicItem {
    pub(crate) key: i64,
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) module: Option<String>,
    pub(crate) title: String,
    /// Milliseconds.
    pub(crate) published: i64,
    /// The extension object `_songming` unchanged.
    pub(crate) extension: String,
    /// Whether a topic may have ingested it before, also as another kind.
    pub(crate) before: bool,
}

impl TopicItem {
    /// The member of the extension object that has the name of the item's kind. `None` if it is missing or not what the
    /// protocol says: the item can be read as a report then.
    pub(crate) fn payload<T: DeserializeOwned>(&self) -> Option<T> {
        let mut members: serde_json::Map<String, Value> = serde_json::from_str(&self.extension).ok()?;
        let read = serde_json::from_value(members.remove(&self.kind)?);
        if let Err(error) = &read {
            // Only the category: serde's message quotes the item's text.
            log::warn!("the payload of an item cannot be read: {:?}", error.classify());
        }
        read.ok()
    }
}

/// A stored item; `None` if it was deleted or is not the publisher's.
pub(crate) fn topic_item(connection: &Connection, key: i64) -> Result<Option<TopicItem>> {
    Ok(with_detail(connection, key)?.map(|(item, _)| item))
}

fn with_detail(connection: &Connection, key: i64) -> Result<Option<(TopicItem, Detail)>> {
    let found = connection
        .prepare_cached(
            "SELECT item.id, item.kind, item.module, item.title, item.published, body.detail
               FROM item JOIN body ON body.key = item.key WHERE item.key = ?1 AND item.origin = ?2",
        )?
        .query_row((key, PUBLISHER), |row| {
            let mut detail: Detail = stored_json(row.get_ref(5)?.as_str()?)?;
            let extension = detail.extension.take().unwrap_or_default();
            let item = TopicItem {
                key,
                id: row.get(0)?,
                kind: row.get(1)?,
                module: row.get(2)?,
                title: row.get(3)?,
                published: row.get(4)?,
                extension,
                before: true,
            };
            Ok((item, detail))
        });
    Ok(found.optional()?)
}

/// The same by its id.
pub(crate) fn topic_item_by_id(connection: &Connection, id: &str) -> Result<Option<TopicItem>> {
    match item_key(connection, id)? {
        Some(key) => topic_item(connection, key),
        None => Ok(None),
    }
}

/// Takes a batch of items off the list of those that the topics have not ingested: items stored by a version of this
/// program that did not know the topic, and restored favourites.
pub(crate) fn take_pending(write: &Write<'_>) -> Result<Vec<TopicItem>> {
    let sql = "DELETE FROM unsorted WHERE item IN (SELECT item FROM unsorted LIMIT ?1) RETURNING item";
    let keys: Vec<i64> = collect_rows(write, sql, [BATCH], |row| row.get(0))?;
    let mut found = Vec::with_capacity(keys.len());
    for key in keys {
        if let Some((item, detail)) = with_detail(write, key)? {
            ingest::set_sectors_and_parks(write, key, item.published, &detail, true)?;
            found.push(item);
        }
    }
    Ok(found)
}

/// Whether there are such items.
pub(crate) fn any_pending(connection: &Connection) -> Result<bool> {
    Ok(connection.prepare_cached("SELECT 1 FROM unsorted LIMIT 1")?.exists([])?)
}
