//! Old items go, a few at a time, so that no read ever waits; the space goes back to the system.

use std::collections::HashSet;

use rusqlite::Connection;

use crate::base::change::Change;
use crate::base::error::Result;
use crate::base::store::Write;
use crate::reader::item::PUBLISHER;
use crate::reader::media;
use crate::reader::origin;
use crate::reader::retention::Retention;
use crate::reader::story;

/// Items that stay whatever their age: a wrong clock must never empty the phone.
const NEWEST: u32 = 200;
/// Items that go in one transaction.
const STEP: usize = 50;
/// Pages that are given back in one transaction, of 8 KiB each.
const PAGES: u32 = 128;
/// Bytes that the copy of an item's marks takes, its indexes included, as measured with 50,000.
const MARK: i64 = 64;
/// Free pages that are not worth a write: the next items will use them.
const WORTH: u32 = 64;

/// One step: items that arrived before the horizon; when the texts take more than is granted, also the oldest of the
/// others. How many went; zero when nothing is left to go. `stay` are ids in the listening queue and of what is kept offline;
/// they and the favourites stay.
pub(crate) fn evict(write: &Write<'_>, retention: Retention, horizon: i64, stay: &HashSet<String>) -> Result<u32> {
    let horizon = if fits(write, retention)? { horizon } else { i64::MAX };
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
            if !stay.contains(&id) {
                old.push((row.get(0)?, row.get(1)?, row.get(2)?, id));
            }
            if old.len() == STEP {
                break;
            }
        }
        old
    };
    for (key, card, _, id) in &old {
        media::unshow(write, *key)?;
        write.prepare_cached("DELETE FROM item WHERE key = ?1")?.execute([key])?;
        story::settle(write, card)?;
        story::inherit(write, id, card)?;
    }
    if !old.is_empty() {
        write.announce(Change::Items);
    }
    if old.iter().any(|(_, _, publisher, _)| *publisher) {
        origin::restart_older_pages(write)?;
    }
    Ok(u32::try_from(old.len()).unwrap_or(u32::MAX))
}

/// Whether the texts take no more than is granted. Neither pages that are free and not given back yet nor the copy of the
/// marks counts: no text would make room for those.
fn fits(cache: &Connection, retention: Retention) -> Result<bool> {
    let used = |name: &str| -> Result<i64> { Ok(cache.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0))?) };
    let marks: i64 = cache.query_row("SELECT count(*) FROM mark", [], |row| row.get(0))?;
    let pages = used("page_count")? - used("freelist_count")?;
    Ok(pages * used("page_size")? - marks * MARK <= retention.text_bytes())
}

/// Gives free pages back to the system, a step at a time: true when there are more.
pub(crate) fn shrink(write: &Write<'_>) -> Result<bool> {
    write.prepare(&format!("PRAGMA incremental_vacuum({PAGES})"))?.query_map([], |_| Ok(()))?.for_each(drop);
    let free: u32 = write.query_row("PRAGMA freelist_count", [], |row| row.get(0))?;
    Ok(free > 0)
}

/// Whether the file has free pages worth giving back.
pub(crate) fn has_room_to_give(cache: &Connection) -> Result<bool> {
    let free: u32 = cache.query_row("PRAGMA freelist_count", [], |row| row.get(0))?;
    Ok(free >= WORTH)
}

/// Whether an item is on the phone.
pub(crate) fn is_here(cache: &Connection, id: &str) -> Result<bool> {
    let mut query = cache.prepare_cached("SELECT EXISTS (SELECT 1 FROM item WHERE id = ?1)")?;
    Ok(query.query_row([id], |row| row.get(0))?)
}

/// Whether an item is not on the phone, and was not withdrawn either.
pub(crate) fn may_come_back(cache: &Connection, id: &str) -> Result<bool> {
    let mut query = cache.prepare_cached("SELECT EXISTS (SELECT 1 FROM withdrawal WHERE id = ?1)")?;
    Ok(!is_here(cache, id)? && !query.query_row([id], |row| row.get(0))?)
}

/// How many items there are.
pub(crate) fn counted(cache: &Connection) -> Result<u32> {
    Ok(cache.query_row("SELECT count(*) FROM item", [], |row| row.get(0))?)
}
