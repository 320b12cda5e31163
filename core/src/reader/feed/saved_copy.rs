//! Copies of favourites in full, which the outbox holds so that a lost cache does not lose them.

use rusqlite::{Connection, OptionalExtension};

use super::ingest;
use crate::base::error::{Fault, Result};
use crate::base::store::{Write, collect_rows, stored_json};
use crate::reader::item::{Detail, IncomingItem, NO_SEQUENCE, PUBLISHER};
use crate::reader::marks::SavedCopy;

/// A copy of a stored item; `None` if the item is not on the phone.
pub(crate) fn saved_copy(cache: &Connection, id: &str) -> Result<Option<SavedCopy>> {
    let found = cache
        .prepare_cached(
            "SELECT origin, sequence, revision, kind, module, channel, story, stage, title, summary, published, modified,
                    corrected, image, html, plain, detail
               FROM item JOIN body USING (key) WHERE id = ?1",
        )?
        .query_row([id], |row| {
            let image: Option<String> = row.get(13)?;
            let item = IncomingItem {
                id: id.to_owned(),
                sequence: row.get(1)?,
                revision: row.get(2)?,
                kind: row.get(3)?,
                module: row.get(4)?,
                channel: row.get(5)?,
                story: row.get(6)?,
                stage: row.get(7)?,
                title: row.get(8)?,
                summary: row.get(9)?,
                published: row.get(10)?,
                modified: row.get(11)?,
                corrected: row.get(12)?,
                image: image.map(|image| stored_json(&image)).transpose()?,
                html: row.get(14)?,
                plain: row.get(15)?,
                detail: Detail::default(),
                page: None,
            };
            Ok((row.get::<_, String>(0)?, item, row.get::<_, String>(16)?))
        })
        .optional()?;
    let Some((origin, mut item, detail)) = found else { return Ok(None) };
    item.detail = stored_json(&detail)?;
    let document = serde_json::to_string(&item)?;
    Ok(Some(SavedCopy { id: id.to_owned(), origin, sequence: item.sequence, document }))
}

/// Stores a favourite in a cache that lost it, without its sequence: the copy may be from another publisher than the one that
/// the cache follows now. A copy that cannot be parsed is skipped: the next sync may bring the item.
pub(crate) fn restore_saved_copy(write: &Write<'_>, saved_copy: &SavedCopy, now: i64) -> Result<()> {
    match serde_json::from_str::<IncomingItem>(&saved_copy.document) {
        Ok(item) => {
            let item =
                if saved_copy.origin == PUBLISHER { IncomingItem { sequence: NO_SEQUENCE, ..item } } else { item };
            ingest::ingest_item(write, &saved_copy.origin, item, now)?;
            // The topics ingest it with the other pending items.
            write.execute(
                "INSERT OR IGNORE INTO unsorted (item) SELECT key FROM item WHERE id = ?1",
                [&saved_copy.id],
            )?;
            Ok(())
        }
        Err(error) => {
            log::warn!("a saved copy cannot be parsed: {:?}", Fault::from(error));
            Ok(())
        }
    }
}

/// The ids of the favourites that are in the cache, whether they have a saved copy or not.
pub(crate) fn stored_favourites(cache: &Connection) -> Result<Vec<String>> {
    let sql = "SELECT mark.id FROM mark JOIN item ON item.id = mark.id WHERE mark.favourite IS NOT NULL";
    collect_rows(cache, sql, [], |row| row.get(0))
}

/// A saved copy compared with the cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SavedCopyState {
    /// The cache has the same revision.
    Same,
    /// The cache has another revision: the copy has to be saved again.
    Other,
    /// The item was withdrawn.
    Gone,
    /// The item is not in the cache and was not removed: the cache lost it.
    Lost,
}

/// Compares a saved copy with the cache. A missing item does not mean that it was withdrawn: a withdrawal does.
pub(crate) fn saved_copy_state(cache: &Connection, saved_copy: &SavedCopy) -> Result<SavedCopyState> {
    let sequence: Option<i64> = cache
        .prepare_cached("SELECT sequence FROM item WHERE id = ?1")?
        .query_row([&saved_copy.id], |row| row.get(0))
        .optional()?;
    Ok(match sequence {
        Some(sequence) if sequence == saved_copy.sequence => SavedCopyState::Same,
        Some(_) => SavedCopyState::Other,
        None => {
            let sql = "SELECT EXISTS (SELECT 1 FROM withdrawal WHERE id = ?1)";
            let gone = cache.prepare_cached(sql)?.query_row([&saved_copy.id], |row| row.get(0))?;
            if gone { SavedCopyState::Gone } else { SavedCopyState::Lost }
        }
    })
}
