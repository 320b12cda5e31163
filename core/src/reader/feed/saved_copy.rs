//! Favourites in full, so that a lost cache does not lose them.

use rusqlite::{Connection, OptionalExtension};

use super::ingest;
use crate::base::error::{Fault, JsonPosition, Result};
use crate::base::store::Write;
use crate::reader::item::{Detail, IncomingItem};
use crate::reader::marks::SavedCopy;

/// An item as it is stored, in full; none when it is not there.
pub(crate) fn saved_copy(cache: &Connection, id: &str) -> Result<Option<SavedCopy>> {
    let found = cache
        .prepare_cached(
            "SELECT origin, sequence, revision, kind, module, channel, story, stage, title, summary, published, modified,
                    corrected, image, html, plain, detail
               FROM item JOIN body USING (key) WHERE id = ?1",
        )?
        .query_row([id], |row| {
            let image: Option<String> = row.get(13)?;
            let incoming = IncomingItem {
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
                image: image.and_then(|image| serde_json::from_str(&image).ok()),
                html: row.get(14)?,
                plain: row.get(15)?,
                detail: Detail::default(),
            };
            Ok((row.get::<_, String>(0)?, incoming, row.get::<_, String>(16)?))
        })
        .optional()?;
    let Some((origin, mut incoming, detail)) = found else { return Ok(None) };
    incoming.detail =
        serde_json::from_str(&detail).map_err(|error| Fault::Database(JsonPosition::from(&error).into()))?;
    let document = serde_json::to_string(&incoming)?;
    Ok(Some(SavedCopy { id: id.to_owned(), origin, sequence: incoming.sequence, document }))
}

/// Puts a favourite back into a cache that lost it. One that cannot be read any more is left to the next sync.
pub(crate) fn restore(write: &Write<'_>, saved_copy: &SavedCopy, now: i64) -> Result<()> {
    match serde_json::from_str::<IncomingItem>(&saved_copy.document) {
        Ok(incoming) => {
            ingest::item(write, &saved_copy.origin, incoming, now)?;
            // The topics take it in with what else they have not seen.
            write.execute(
                "INSERT OR IGNORE INTO unsorted (item) SELECT key FROM item WHERE id = ?1",
                [&saved_copy.id],
            )?;
            Ok(())
        }
        Err(error) => {
            log::warn!("a saved_copy cannot be read: {:?}", Fault::from(error));
            Ok(())
        }
    }
}

/// Favourites that are on the phone, kept or not.
pub(crate) fn favourites(cache: &Connection) -> Result<Vec<String>> {
    let sql = "SELECT mark.id FROM mark JOIN item ON item.id = mark.id WHERE mark.favourite IS NOT NULL";
    let mut query = cache.prepare_cached(sql)?;
    let ids = query.query_map([], |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// What origins no longer have, and the favourites have not heard of.
pub(crate) fn forgotten(cache: &Connection) -> Result<Vec<String>> {
    let mut query = cache.prepare_cached("SELECT id FROM forgotten")?;
    let ids = query.query_map([], |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// The favourites have heard of it.
pub(crate) fn heard(write: &Write<'_>, forgotten: &[String]) -> Result<()> {
    for id in forgotten {
        write.prepare_cached("DELETE FROM forgotten WHERE id = ?1")?.execute([id])?;
    }
    Ok(())
}

/// How the cache stands to a saved_copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SavedCopyState {
    /// The same state.
    Same,
    /// Another state: it has to be kept anew.
    Other,
    /// Not there: its publisher took it away.
    Gone,
    /// Not there, and nobody took it away: the cache lost it.
    Lost,
}

/// See [`SavedCopyState`]. That an item is not there proves nothing; that it was withdrawn or forgotten does.
pub(crate) fn standing(cache: &Connection, saved_copy: &SavedCopy) -> Result<SavedCopyState> {
    let sequence: Option<i64> = cache
        .prepare_cached("SELECT sequence FROM item WHERE id = ?1")?
        .query_row([&saved_copy.id], |row| row.get(0))
        .optional()?;
    Ok(match sequence {
        Some(sequence) if sequence == saved_copy.sequence => SavedCopyState::Same,
        Some(_) => SavedCopyState::Other,
        None => {
            let sql = "SELECT EXISTS (SELECT 1 FROM withdrawal WHERE id = ?1) OR EXISTS (SELECT 1 FROM forgotten WHERE id = ?1)";
            let gone = cache.prepare_cached(sql)?.query_row([&saved_copy.id], |row| row.get(0))?;
            if gone { SavedCopyState::Gone } else { SavedCopyState::Lost }
        }
    })
}
