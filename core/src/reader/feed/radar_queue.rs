//! What the person's rules are compared with, and what of it is still to be compared.

use rusqlite::{Connection, OptionalExtension};

use super::ItemKind;
use super::query::{blocks, body};
use crate::base::error::Result;
use crate::base::store::Write;
use crate::formats::article;
use crate::reader::item::Detail;

/// An item as a rule sees it. Its body is as it is stored: reading HTML costs, and most items match by less.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RadarItem {
    pub(crate) id: String,
    pub(crate) kind: ItemKind,
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) body: String,
    /// Whether the body is HTML.
    pub(crate) html: bool,
    pub(crate) sectors: Vec<String>,
    pub(crate) parks: Vec<String>,
    /// Codes of the sizes of enterprises that it is for, which the topic knows; empty for all.
    pub(crate) sizes: Vec<String>,
    /// The extension object as it came.
    pub(crate) extension: String,
}

/// None when it is gone.
pub(crate) fn scanned(cache: &Connection, key: i64) -> Result<Option<RadarItem>> {
    let mut query = cache.prepare_cached(
        "SELECT item.id, item.kind, item.title, item.summary, body.html, body.plain, body.detail
           FROM item JOIN body ON body.key = item.key WHERE item.key = ?1",
    )?;
    let found = query.query_row([key], |row| {
        let detail: Detail = serde_json::from_str(row.get_ref(6)?.as_str()?).unwrap_or_default();
        let (html, plain): (Option<String>, Option<String>) = (row.get(4)?, row.get(5)?);
        Ok(RadarItem {
            id: row.get(0)?,
            kind: ItemKind::of(row.get_ref(1)?.as_str()?),
            title: row.get(2)?,
            summary: row.get(3)?,
            html: html.is_some(),
            body: html.or(plain).unwrap_or_default(),
            sectors: detail.sectors,
            parks: detail.parks,
            sizes: Vec::new(),
            extension: detail.extension.unwrap_or_default(),
        })
    });
    Ok(found.optional()?)
}

/// The text of an item, read as it is shown.
pub(crate) fn read_whole(cache: &Connection, key: i64) -> Result<String> {
    Ok(article::plain_text(&blocks(&body(cache, key)?).0))
}

/// Whether what comes in is noted.
pub(crate) fn scanning(cache: &Connection) -> Result<bool> {
    Ok(cache.prepare_cached("SELECT 1 FROM scanning")?.exists([])?)
}

/// Notes what comes in from now on, or no longer.
pub(crate) fn set_scanning(write: &Write<'_>, on: bool) -> Result<()> {
    if on {
        write.execute("INSERT OR IGNORE INTO scanning (only) VALUES (1)", [])?;
    } else {
        write.execute("DELETE FROM scanning", [])?;
        write.execute("DELETE FROM unscanned", [])?;
    }
    Ok(())
}

/// Notes everything that is here.
pub(crate) fn scan_all(write: &Write<'_>) -> Result<()> {
    write.execute("INSERT OR IGNORE INTO unscanned (item) SELECT key FROM item", [])?;
    Ok(())
}

/// Keys of items that were not compared with the rules.
pub(crate) fn to_scan(cache: &Connection, limit: i64) -> Result<Vec<i64>> {
    let mut query = cache.prepare_cached("SELECT item FROM unscanned ORDER BY item LIMIT ?1")?;
    let keys = query.query_map([limit], |row| row.get(0))?;
    Ok(keys.collect::<rusqlite::Result<_>>()?)
}

/// Keys of all items after one, in their order.
pub(crate) fn keys_after(cache: &Connection, after: i64, limit: i64) -> Result<Vec<i64>> {
    let mut query = cache.prepare_cached("SELECT key FROM item WHERE key > ?1 ORDER BY key LIMIT ?2")?;
    let keys = query.query_map((after, limit), |row| row.get(0))?;
    Ok(keys.collect::<rusqlite::Result<_>>()?)
}

/// They were compared.
pub(crate) fn was_scanned(write: &Write<'_>, keys: &[i64]) -> Result<()> {
    let mut delete = write.prepare_cached("DELETE FROM unscanned WHERE item = ?1")?;
    keys.iter().try_for_each(|key| delete.execute([key]).map(drop))?;
    Ok(())
}

/// Whether an item was withdrawn.
pub(crate) fn gone(cache: &Connection, id: &str) -> Result<bool> {
    Ok(cache.prepare_cached("SELECT 1 FROM withdrawal WHERE id = ?1")?.exists([id])?)
}
