//! What a topic needs of an item to find its own part of it.

use rusqlite::{Connection, OptionalExtension};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::ingest;
use crate::base::error::{Error, Result};
use crate::base::store::Write;
use crate::reader::sync::{Detail, PUBLISHER};

/// Items whose payload are read in one transaction.
const STEP: i64 = 500;

/// An item of the publisher's, as far as a topic sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct TopicItem {
    pub(crate) key: i64,
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) module: Option<String>,
    pub(crate) title: String,
    /// Milliseconds.
    pub(crate) published: i64,
    /// The extension object `_songming` as it came.
    pub(crate) extension: String,
    /// Whether it may have been taken in before, as another kind.
    pub(crate) before: bool,
}

impl TopicItem {
    /// The object of the item's kind; none when there is none, or it is not what the protocol says: then the item stays
    /// readable as a report, and a newer version of this program may know better.
    pub(crate) fn payload<T: DeserializeOwned>(&self) -> Option<T> {
        let mut members: serde_json::Map<String, Value> = serde_json::from_str(&self.extension).ok()?;
        let read = serde_json::from_value(members.remove(&self.kind)?);
        if let Err(error) = &read {
            // serde quotes what it did not expect, and that is somebody's text.
            log::warn!("the payload of an item cannot be read: {:?}", error.classify());
        }
        read.ok()
    }
}

/// The facts of an item that is stored; none when it is not there or came from another site.
pub(crate) fn facts(connection: &Connection, key: i64) -> Result<Option<TopicItem>> {
    Ok(detailed(connection, key)?.map(|(facts, _)| facts))
}

fn detailed(connection: &Connection, key: i64) -> Result<Option<(TopicItem, Detail)>> {
    let found = connection
        .prepare_cached(
            "SELECT item.id, item.kind, item.module, item.title, item.published, body.detail
               FROM item JOIN body ON body.key = item.key WHERE item.key = ?1 AND item.origin = ?2",
        )?
        .query_row((key, PUBLISHER), |row| {
            let mut detail: Detail = serde_json::from_str(row.get_ref(5)?.as_str()?).unwrap_or_default();
            let extension = detail.extension.take().unwrap_or_default();
            let facts = TopicItem {
                key,
                id: row.get(0)?,
                kind: row.get(1)?,
                module: row.get(2)?,
                title: row.get(3)?,
                published: row.get(4)?,
                extension,
                before: true,
            };
            Ok((facts, detail))
        });
    found.optional().map_err(Error::from)
}

/// The same by its id.
pub(crate) fn topic_item_of(connection: &Connection, id: &str) -> Result<Option<TopicItem>> {
    match key_of(connection, id)? {
        Some(key) => facts(connection, key),
        None => Ok(None),
    }
}

/// The key of an id.
pub(crate) fn key_of(connection: &Connection, id: &str) -> Result<Option<i64>> {
    let mut query = connection.prepare_cached("SELECT key FROM item WHERE id = ?1")?;
    Ok(query.query_row([id], |row| row.get(0)).optional()?)
}

/// The next items that no topic has looked at, taken off the list.
pub(crate) fn take_pending(write: &Write<'_>) -> Result<Vec<TopicItem>> {
    let keys: Vec<i64> = {
        let mut query = write
            .prepare_cached("DELETE FROM unsorted WHERE item IN (SELECT item FROM unsorted LIMIT ?1) RETURNING item")?;
        let keys = query.query_map([STEP], |row| row.get(0))?;
        keys.collect::<rusqlite::Result<_>>()?
    };
    let mut found = Vec::with_capacity(keys.len());
    for key in keys {
        if let Some((facts, detail)) = detailed(write, key)? {
            ingest::belong(write, key, facts.published, &detail, true)?;
            found.push(facts);
        }
    }
    Ok(found)
}

/// Whether there are any.
pub(crate) fn are_pending(connection: &Connection) -> Result<bool> {
    Ok(connection.prepare_cached("SELECT 1 FROM unsorted LIMIT 1")?.exists([])?)
}
