//! Removing items: because they were withdrawn, because their origin no longer has them, or because the person removed
//! their origin.

use rusqlite::{Connection, OptionalExtension};

use super::ingest::{MAX_SUMMARY, cut};
use crate::base::change::Change;
use crate::base::error::Result;
use crate::base::store::{Write, collect_rows};
use crate::reader::item::{Effect, NO_SEQUENCE, Withdrawal};
use crate::reader::media;
use crate::reader::story;

/// Removes an item and records its withdrawal, unless the stored item is newer or another origin's.
pub(crate) fn withdraw(write: &Write<'_>, origin: &str, withdrawal: &Withdrawal) -> Result<Effect> {
    let newer: bool = write.query_row(
        "SELECT EXISTS (SELECT 1 FROM item WHERE id = ?1 AND (origin <> ?2 OR sequence > ?3))",
        (&withdrawal.id, origin, withdrawal.sequence),
        |row| row.get(0),
    )?;
    if newer {
        return Ok(Effect::None);
    }
    write.execute(
        "INSERT INTO withdrawal (id, origin, sequence, time, reason) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, time = excluded.time, reason = excluded.reason
         WHERE excluded.sequence > sequence",
        (&withdrawal.id, origin, withdrawal.sequence, withdrawal.time, cut(&withdrawal.reason, MAX_SUMMARY)),
    )?;
    remove(write, &withdrawal.id)
}

/// Removes an item that the pages of its origin do not show. It is not withdrawn: a favourite stays. True if it was removed.
pub(crate) fn remove_unseen(write: &Write<'_>, id: &str) -> Result<bool> {
    let favourite: bool = write
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM item WHERE id = ?1 AND favourite = 1)")?
        .query_row([id], |row| row.get(0))?;
    Ok(!favourite && remove(write, id)? == Effect::Withdrawn)
}

/// Whether the phone has an item of an origin.
pub(crate) fn is_stored_of(write: &Write<'_>, id: &str, origin: &str) -> Result<bool> {
    let mut query = write.prepare_cached("SELECT EXISTS (SELECT 1 FROM item WHERE id = ?1 AND origin = ?2)")?;
    Ok(query.query_row((id, origin), |row| row.get(0))?)
}

/// The ids of an origin's favourites.
pub(crate) fn favourites_of(write: &Write<'_>, origin: &str) -> Result<Vec<String>> {
    collect_rows(write, "SELECT id FROM item WHERE origin = ?1 AND favourite = 1", [origin], |row| row.get(0))
}

/// Removes the rows of an item, its pictures and its place in the index, and asks for a scrub of the file.
fn remove(write: &Write<'_>, id: &str) -> Result<Effect> {
    let found: Option<(i64, String)> = write
        .query_row("SELECT key, card FROM item WHERE id = ?1", [id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((key, card)) = found else { return Ok(Effect::None) };
    media::remove_item_pictures(write, key)?;
    story::forget_likeness(write, key)?;
    write.execute("DELETE FROM item WHERE key = ?1", [key])?;
    write.execute("INSERT INTO unindexed (item, erase) VALUES (?1, 1)", [key])?;
    story::recompute(write, &card)?;
    story::record_successor(write, id, &card)?;
    write.request_scrub()?;
    Ok(Effect::Withdrawn)
}

/// To be called once when the stored items come from another publisher than the next ones, or from an unknown one: any
/// sequence replaces them, and its withdrawals no longer apply.
pub(crate) fn reset_sequences(write: &Write<'_>, origin: &str) -> Result<()> {
    write.execute("UPDATE item SET sequence = ?2 WHERE origin = ?1", (origin, NO_SEQUENCE))?;
    write.execute("DELETE FROM withdrawal WHERE origin = ?1", [origin])?;
    Ok(())
}

/// Whether [`remove_origin`] would delete something.
pub(crate) fn has_removable_rows(cache: &Connection, origin: &str) -> Result<bool> {
    let mut query = cache.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM item WHERE origin = ?1 AND favourite = 0)
             OR EXISTS (SELECT 1 FROM origin WHERE id = ?1) AND NOT EXISTS (SELECT 1 FROM item WHERE origin = ?1)",
    )?;
    Ok(query.query_row([origin], |row| row.get(0))?)
}

/// Removes the items of an origin that the person removed, except for the favourites. The row of the origin stays as long
/// as it has favourites.
pub(crate) fn remove_origin(write: &Write<'_>, origin: &str) -> Result<()> {
    let sql = "SELECT id, card FROM item WHERE origin = ?1 AND versions > 1 AND favourite = 0";
    let versions: Vec<(String, String)> = collect_rows(write, sql, [origin], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let sql = "SELECT key FROM item WHERE origin = ?1 AND favourite = 0";
    let keys: Vec<i64> = collect_rows(write, sql, [origin], |row| row.get(0))?;
    keys.iter().try_for_each(|key| story::forget_likeness(write, *key))?;
    let removed = write.execute("DELETE FROM item WHERE origin = ?1 AND favourite = 0", [origin])?;
    for (id, card) in &versions {
        story::recompute(write, card)?;
        story::record_successor(write, id, card)?;
    }
    if removed > 0 {
        media::remove_unreferenced_pictures(write)?;
        write.announce(Change::Items);
    }
    write.execute("DELETE FROM withdrawal WHERE origin = ?1", [origin])?;
    write
        .execute("DELETE FROM origin WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM item WHERE origin = ?1)", [origin])?;
    Ok(())
}

/// The ids of an origin's items that were published after a moment, or of all.
pub(crate) fn published_after(write: &Write<'_>, origin: &str, moment: Option<i64>) -> Result<Vec<String>> {
    let sql = "SELECT id FROM item WHERE origin = ?1 AND published > ?2";
    collect_rows(write, sql, (origin, moment.unwrap_or(i64::MIN)), |row| row.get(0))
}

/// The ids of an origin's items that were published at a moment.
pub(crate) fn published_at(write: &Write<'_>, origin: &str, moment: i64) -> Result<Vec<String>> {
    collect_rows(write, "SELECT id FROM item WHERE origin = ?1 AND published = ?2", (origin, moment), |row| row.get(0))
}

/// Whether an origin has items that were published before a moment.
pub(crate) fn has_older(write: &Write<'_>, origin: &str, moment: i64) -> Result<bool> {
    Ok(write.query_row(
        "SELECT EXISTS (SELECT 1 FROM item WHERE origin = ?1 AND published < ?2)",
        (origin, moment),
        |row| row.get(0),
    )?)
}
