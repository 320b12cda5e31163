//! The person's marks on the items that they belong to.

use std::collections::HashMap;

use rusqlite::Connection;

use crate::base::error::Result;
use crate::base::store::{Write, collect_rows};
use crate::reader::marks::{self, Mark, MarkRequest, MirrorPosition};
use crate::reader::media;
use crate::reader::story;

/// Copies marks from the outbox and recomputes the cards that depend on them. `now` is the phone's clock.
pub(crate) fn apply_marks(write: &Write<'_>, marks: &[Mark], place: &MirrorPosition, now: i64) -> Result<()> {
    marks::mirror(write, marks, place)?;
    for mark in marks {
        if let Some(card) = story::card_of_item(write, &mark.id)? {
            story::recompute(write, &card)?;
            if mark.opened == Some(mark.stamp) {
                media::mark_viewed(write, &mark.id, now)?;
            }
        }
    }
    Ok(())
}

/// Forgets the copy of the marks, and what the cards have of them.
pub(crate) fn clear_marks(write: &Write<'_>) -> Result<()> {
    let ids: Vec<String> = collect_rows(write, "SELECT id FROM mark", [], |row| row.get(0))?;
    write.execute_batch("DELETE FROM mark; DELETE FROM mark_place;")?;
    for id in &ids {
        if let Some(card) = story::card_of_item(write, id)? {
            story::recompute(write, &card)?;
        }
    }
    Ok(())
}

/// The other versions on the cards of the items that a mark is taken back from, by item; see [`marks::record`].
pub(crate) fn other_versions(cache: &Connection, requests: &[MarkRequest]) -> Result<HashMap<String, Vec<String>>> {
    let mut versions = HashMap::new();
    for MarkRequest { id, action } in requests {
        if action.is_undone() && !versions.contains_key(id) {
            let sql = "SELECT version.id FROM item JOIN item version ON version.card = item.card
                        WHERE item.id = ?1 AND version.id <> ?1";
            versions.insert(id.clone(), collect_rows(cache, sql, [id], |row| row.get(0))?);
        }
    }
    Ok(versions)
}

/// The ids of deleted versions whose marks have to be transferred, each with the id of the version that gets them; see
/// [`story::record_successor`].
pub(crate) fn successors(cache: &Connection) -> Result<Vec<(String, String)>> {
    collect_rows(cache, "SELECT gone, heir FROM heir", [], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// To be called once the marks were transferred.
pub(crate) fn clear_successors(write: &Write<'_>, successors: &[(String, String)]) -> Result<()> {
    for (gone, successor) in successors {
        write.execute("DELETE FROM heir WHERE gone = ?1 AND heir = ?2", (gone, successor))?;
    }
    Ok(())
}
