//! Eviction of old items in small transactions, so that no reader or writer waits long, and returning free space to the
//! file system.

use std::collections::HashSet;

use rusqlite::Connection;

use super::ingest::MAX_AHEAD;
use crate::base::change::Change;
use crate::base::error::Result;
use crate::base::store::Write;
use crate::reader::item::PUBLISHER;
use crate::reader::media;
use crate::reader::origin;
use crate::reader::retention::Retention;
use crate::reader::story;

/// The newest items, which are never evicted: a wrong clock must not empty the cache.
const NEWEST: u32 = 200;
/// Items that are evicted in one transaction.
const BATCH: usize = 50;
/// Pages of 8 KiB that are returned to the file system in one transaction.
const VACUUM_PAGES: u32 = 128;
/// Bytes of a row in the copy of the marks, indexes included; measured with 50,000 rows.
const MARK_BYTES: i64 = 64;
/// Fewer free pages than this are left for the next items.
const MIN_FREE_PAGES: u32 = 64;

/// Evicts a batch: items that arrived before the horizon; if the texts take more than `retention` allows, the items that
/// arrived first. Returns how many; zero if nothing is left to evict. Favourites and the ids in `keep` (those in the
/// listening queue and those kept offline) stay.
pub(crate) fn evict(write: &Write<'_>, retention: Retention, horizon: i64, keep: &HashSet<String>) -> Result<u32> {
    let horizon = if texts_fit(write, retention)? { horizon } else { i64::MAX };
    let old: Vec<(i64, String, bool, String)> = {
        let mut query = write.prepare_cached(
            "SELECT key, card, origin = ?3, id FROM item
              WHERE arrived < ?1 AND favourite = 0
                AND published < (SELECT published FROM item ORDER BY published DESC LIMIT 1 OFFSET ?2)
              ORDER BY arrived",
        )?;
        let mut rows = query.query((horizon, NEWEST - 1, PUBLISHER))?;
        let mut old = Vec::new();
        while let Some(row) = rows.next()? {
            let id: String = row.get(3)?;
            if !keep.contains(&id) {
                old.push((row.get(0)?, row.get(1)?, row.get(2)?, id));
            }
            if old.len() == BATCH {
                break;
            }
        }
        old
    };
    for (key, card, _, id) in &old {
        media::remove_item_pictures(write, *key)?;
        story::forget_likeness(write, *key)?;
        write.prepare_cached("DELETE FROM item WHERE key = ?1")?.execute([key])?;
        story::recompute(write, card)?;
        story::record_successor(write, id, card)?;
    }
    if !old.is_empty() {
        write.announce(Change::Items);
    }
    if old.iter().any(|(_, _, from_publisher, _)| *from_publisher) {
        origin::restart_older_pages(write)?;
    }
    Ok(u32::try_from(old.len()).unwrap_or(u32::MAX))
}

/// Puts right what a wrong clock stamped later than `now`, the latest that any clock says: an item that arrived in the future would never be old, and one of an
/// external feed that was dated by its arrival would stay on top of every list.
pub(crate) fn correct_future_stamps(write: &Write<'_>, now: i64) -> Result<()> {
    let latest = now.saturating_add(MAX_AHEAD);
    write.prepare_cached("UPDATE item SET arrived = ?1 WHERE arrived > ?2")?.execute((now, latest))?;
    let external = "UPDATE item SET published = ?1 WHERE published > ?2 AND origin <> ?3";
    let changed = write.prepare_cached(external)?.execute((now, latest.saturating_add(MAX_AHEAD), PUBLISHER))?;
    if changed > 0 {
        write.announce(Change::Items);
    }
    Ok(())
}

/// Whether the texts take no more than is allowed. Free pages and the copy of the marks are not counted: evicting items
/// would not make them smaller.
fn texts_fit(cache: &Connection, retention: Retention) -> Result<bool> {
    let pragma = |name: &str| -> Result<i64> { Ok(cache.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0))?) };
    let marks: i64 = cache.query_row("SELECT count(*) FROM mark", [], |row| row.get(0))?;
    let pages = pragma("page_count")? - pragma("freelist_count")?;
    Ok(pages * pragma("page_size")? - marks * MARK_BYTES <= retention.text_bytes())
}

/// Returns a batch of free pages to the file system. True if there are more.
pub(crate) fn vacuum_step(write: &Write<'_>) -> Result<bool> {
    write.prepare(&format!("PRAGMA incremental_vacuum({VACUUM_PAGES})"))?.query_map([], |_| Ok(()))?.for_each(drop);
    let free: u32 = write.query_row("PRAGMA freelist_count", [], |row| row.get(0))?;
    Ok(free > 0)
}

/// Whether the file has enough free pages for [`vacuum_step`] to be worth a write.
pub(crate) fn has_free_pages(cache: &Connection) -> Result<bool> {
    let free: u32 = cache.query_row("PRAGMA freelist_count", [], |row| row.get(0))?;
    Ok(free >= MIN_FREE_PAGES)
}

/// How many items there are.
pub(crate) fn item_count(cache: &Connection) -> Result<u32> {
    Ok(cache.query_row("SELECT count(*) FROM item", [], |row| row.get(0))?)
}
