//! The items that were not yet compared with the person's radar rules, and what a rule is compared with.

use rusqlite::{Connection, OptionalExtension};

use super::article::{blocks, stored_body};
use super::row::ItemKind;
use crate::base::error::Result;
use crate::base::store::{Write, collect_rows, stored_json};
use crate::formats::article;
use crate::reader::item::Detail;

/// What a rule is compared with. The body is the stored one: parsing HTML is expensive, and most items are decided by
/// the other members.
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
    /// Codes of the sizes of enterprises that it is for; empty for all. Filled by the topic.
    pub(crate) sizes: Vec<String>,
    /// The extension object `_songming` unchanged.
    pub(crate) extension: String,
}

/// `None` if the item was deleted.
pub(crate) fn radar_item(cache: &Connection, key: i64) -> Result<Option<RadarItem>> {
    let mut query = cache.prepare_cached(
        "SELECT item.id, item.kind, item.title, item.summary, body.html, body.plain, body.detail
           FROM item JOIN body ON body.key = item.key WHERE item.key = ?1",
    )?;
    let found = query.query_row([key], |row| {
        let detail: Detail = stored_json(row.get_ref(6)?.as_str()?)?;
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

/// The plain text of an item's body.
pub(crate) fn full_text(cache: &Connection, key: i64) -> Result<String> {
    Ok(article::plain_text(&blocks(&stored_body(cache, key)?).0))
}

/// Whether new and revised items are queued.
pub(crate) fn radar_queue_is_enabled(cache: &Connection) -> Result<bool> {
    Ok(cache.prepare_cached("SELECT 1 FROM scanning")?.exists([])?)
}

/// Starts to queue new and revised items, or stops and empties the queue.
pub(crate) fn enable_radar_queue(write: &Write<'_>, on: bool) -> Result<()> {
    if on {
        write.execute("INSERT OR IGNORE INTO scanning (only) VALUES (1)", [])?;
    } else {
        write.execute("DELETE FROM scanning", [])?;
        write.execute("DELETE FROM unscanned", [])?;
    }
    Ok(())
}

/// Queues an item that came or was revised, while the person has rules.
pub(super) fn queue_for_radar(write: &Write<'_>, key: i64) -> Result<()> {
    let sql = "INSERT OR IGNORE INTO unscanned (item) SELECT ?1 WHERE EXISTS (SELECT 1 FROM scanning)";
    write.prepare_cached(sql)?.execute([key])?;
    Ok(())
}

/// Queues every stored item.
pub(crate) fn queue_all_for_radar(write: &Write<'_>) -> Result<()> {
    write.execute("INSERT OR IGNORE INTO unscanned (item) SELECT key FROM item", [])?;
    Ok(())
}

/// An entry of the queue: a key, and the sequence of its item, `None` if the item was deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct QueuedItem {
    pub(crate) key: i64,
    sequence: Option<i64>,
}

/// The first entries of the queue.
pub(crate) fn queued_for_radar(cache: &Connection, limit: i64) -> Result<Vec<QueuedItem>> {
    let sql = "SELECT unscanned.item, item.sequence FROM unscanned LEFT JOIN item ON item.key = unscanned.item
                ORDER BY unscanned.item LIMIT ?1";
    collect_rows(cache, sql, [limit], |row| Ok(QueuedItem { key: row.get(0)?, sequence: row.get(1)? }))
}

/// Whether a key is in the queue.
pub(crate) fn is_queued_for_radar(cache: &Connection, key: i64) -> Result<bool> {
    Ok(cache.prepare_cached("SELECT 1 FROM unscanned WHERE item = ?1")?.exists([key])?)
}

/// Removes entries from the queue of the cache with this epoch. An item that was revised since it was read stays.
pub(crate) fn dequeue_from_radar(write: &Write<'_>, epoch: &str, queued: &[QueuedItem]) -> Result<()> {
    if super::epoch(write)? != epoch {
        return Ok(());
    }
    let mut delete = write
        .prepare_cached("DELETE FROM unscanned WHERE item = ?1 AND ?2 IS (SELECT sequence FROM item WHERE key = ?1)")?;
    queued.iter().try_for_each(|one| delete.execute((one.key, one.sequence)).map(drop))?;
    Ok(())
}

/// The keys of stored items after a key, ascending.
pub(crate) fn keys_after(cache: &Connection, after: i64, limit: i64) -> Result<Vec<i64>> {
    collect_rows(cache, "SELECT key FROM item WHERE key > ?1 ORDER BY key LIMIT ?2", (after, limit), |row| row.get(0))
}
