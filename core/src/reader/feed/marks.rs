//! The person's marks on the items that they belong to.

use std::collections::HashSet;

use rusqlite::Connection;

use crate::base::error::Result;
use crate::base::store::{Write, collect_rows};
use crate::reader::marks::{self, Mark, MarkAction, MarkRequest, MirrorPosition};
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

/// A card has one state, so taking a mark back takes it back from every version that has it or that an earlier request
/// of the same batch gives it to. Adds the requests for those versions.
pub(crate) fn expand_to_cards(cache: &Connection, requests: Vec<MarkRequest>) -> Result<Vec<MarkRequest>> {
    let mut expanded = Vec::with_capacity(requests.len());
    let mut earlier: HashSet<String> = HashSet::new();
    for request in requests {
        let column = match request.action {
            MarkAction::Read { on: false } => Some("read"),
            MarkAction::Favourite { on: false } => Some("favourite"),
            MarkAction::Like { on: false } => Some("liked"),
            MarkAction::Hide { on: false } => Some("hidden"),
            _ => None,
        };
        if let Some(column) = column {
            let mut query = cache.prepare_cached(&format!(
                "SELECT version.id, mark.{column} IS NOT NULL FROM item JOIN item version ON version.card = item.card
                   LEFT JOIN mark ON mark.id = version.id WHERE item.id = ?1 AND version.id <> ?1"
            ))?;
            let mut versions = query.query([&request.id])?;
            while let Some(version) = versions.next()? {
                let id: String = version.get(0)?;
                if version.get(1)? || earlier.contains(&id) {
                    expanded.push(MarkRequest { id, action: request.action });
                }
            }
        }
        earlier.insert(request.id.clone());
        expanded.push(request);
    }
    Ok(expanded)
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
