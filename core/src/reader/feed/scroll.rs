//! A list that grows as a person scrolls: loaded from its top down to where it ended before, in one snapshot.

use super::list::{KeyedRow, has_older_pages, into_rows, rows};
use super::page::FIRST_PAGE;
use super::{ItemRow, MAX_PAGE, Scope, View};
use crate::base::error::{Fault, Result};

/// Rows that one call loads beyond the position.
const MAX_ROWS: u32 = 10_000;

/// A list from its top down to a position.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct LoadedList {
    /// Newest first.
    pub items: Vec<ItemRow>,
    /// Where the list ends now, for the next [`crate::Items::load`]; `None` if it is empty.
    pub position: Option<String>,
    /// Whether there is more below, on the phone or at the publisher.
    pub more: bool,
}

/// A part of a list, and whether older pages have to be fetched to extend it.
pub(crate) struct LoadedPart {
    pub(crate) list: LoadedList,
    /// More rows were asked for, the phone has none below the position, and the publisher may have some.
    pub(crate) wants_older: bool,
}

/// The last row of a list as it was loaded before.
#[derive(Clone, Copy)]
struct Position {
    /// What the list is ordered by, and the row's key.
    last: (i64, i64),
    /// How many rows there were: how many to read at once.
    rows: usize,
}

impl Position {
    fn parse(text: &str) -> Result<Self> {
        let mut parts = text.splitn(3, '.');
        let mut number = || parts.next().and_then(|part| part.parse::<i64>().ok()).ok_or(Fault::BadRequest);
        let (order, key, rows) = (number()?, number()?, number()?);
        Ok(Self { last: (order, key), rows: usize::try_from(rows).map_err(|_| Fault::BadRequest)? })
    }
}

/// Loads a list down to `position`, at least `rows` rows; with `more`, `rows` rows below the position in addition.
pub(crate) fn load_list(
    view: &View<'_>,
    scope: &Scope,
    position: Option<&str>,
    rows: u32,
    more: bool,
) -> Result<LoadedPart> {
    if rows == 0 || rows > MAX_ROWS {
        return Err(Fault::BadRequest);
    }
    let position = position.map(Position::parse).transpose()?;
    let least = rows as usize;
    let above = |found: &[KeyedRow]| {
        position.map_or(0, |position| found.partition_point(|row| (row.order, row.key) >= position.last))
    };
    let wanted = |found: &[KeyedRow]| match position {
        Some(_) if more => above(found) + least,
        _ => above(found).max(least),
    };
    let mut found = Vec::new();
    let expected = position.map_or(0, |position| position.rows) + least;
    let complete = loop {
        // One row more than wanted tells whether the list goes on.
        let missing = expected.max(wanted(&found)).saturating_sub(found.len()) + 1;
        let limit = u32::try_from(missing).unwrap_or(MAX_PAGE).min(MAX_PAGE);
        let before = found.last().map_or(FIRST_PAGE, |row: &KeyedRow| (row.order, row.key));
        let page = self::rows(view, scope, before, limit)?;
        let complete = page.len() < limit as usize;
        found.extend(page);
        if complete || found.len() > wanted(&found) {
            break complete;
        }
    };
    let extended = found.len() > above(&found);
    let end = wanted(&found).min(found.len());
    let more_here = end < found.len() || !complete;
    found.truncate(end);
    let older = !more_here && has_older_pages(view, scope)?;
    let position_now = found.last().map(|row| format!("{}.{}.{}", row.order, row.key, found.len()));
    let list = LoadedList { items: into_rows(found), position: position_now, more: more_here || older };
    Ok(LoadedPart { list, wants_older: more && !extended && older })
}
