//! The person's marks on the items they belong to.

use std::collections::HashSet;

use rusqlite::Connection;

use super::Scope;
use super::query::filter;
use crate::base::error::Result;
use crate::base::store::Write;
use crate::reader::marks::{self, Mark, MarkAction, MarkRequest, MirrorPosition};
use crate::reader::media;
use crate::reader::story;

/// Copies marks from the outbox and derives again what depends on them. `now` is the phone's clock.
pub(crate) fn mark(write: &Write<'_>, marks: &[Mark], place: &MirrorPosition, now: i64) -> Result<()> {
    marks::mirror(write, marks, place)?;
    for mark in marks {
        if let Some(card) = story::of_item(write, &mark.id)? {
            story::settle(write, &card)?;
            if mark.opened == Some(mark.stamp) {
                media::touch(write, &mark.id, now)?;
            }
        }
    }
    Ok(())
}

/// One card has one state: to take a mark back means to take it back from every version that has it, or gets it from an
/// earlier request of the same batch.
pub(crate) fn rest_of_card(cache: &Connection, requests: Vec<MarkRequest>) -> Result<Vec<MarkRequest>> {
    let mut whole = Vec::with_capacity(requests.len());
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
                    whole.push(MarkRequest { id, action: request.action });
                }
            }
        }
        earlier.insert(request.id.clone());
        whole.push(request);
    }
    Ok(whole)
}

/// Versions that went, each with the one that takes over what the person did with it; see [`story::inherit`].
pub(crate) fn successors(cache: &Connection) -> Result<Vec<(String, String)>> {
    let mut query = cache.prepare_cached("SELECT gone, heir FROM heir")?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// They took over.
pub(crate) fn settled_successors(write: &Write<'_>, successors: &[(String, String)]) -> Result<()> {
    for (gone, _) in successors {
        write.execute("DELETE FROM heir WHERE gone = ?1", [gone])?;
    }
    Ok(())
}

/// The ids of a list's rows that were not read.
pub(crate) fn unread(cache: &Connection, scope: &Scope) -> Result<Vec<String>> {
    let (filter, value) = filter(scope);
    let sql = format!("SELECT item.id FROM item WHERE {filter} AND item.read = 0");
    let mut query = cache.prepare_cached(&sql)?;
    let ids = query.query_map(rusqlite::params_from_iter(value), |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}
