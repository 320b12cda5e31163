//! Whether an item is on the phone.

use rusqlite::{Connection, OptionalExtension};

use crate::base::error::Result;

/// The key of an id; `None` if the item is not on the phone.
pub(crate) fn item_key(connection: &Connection, id: &str) -> Result<Option<i64>> {
    let mut query = connection.prepare_cached("SELECT key FROM item WHERE id = ?1")?;
    Ok(query.query_row([id], |row| row.get(0)).optional()?)
}

/// Whether an item is on the phone.
pub(crate) fn is_stored(cache: &Connection, id: &str) -> Result<bool> {
    Ok(cache.prepare_cached("SELECT 1 FROM item WHERE id = ?1")?.exists([id])?)
}

/// Whether an item was withdrawn.
pub(crate) fn is_withdrawn(cache: &Connection, id: &str) -> Result<bool> {
    Ok(cache.prepare_cached("SELECT 1 FROM withdrawal WHERE id = ?1")?.exists([id])?)
}

/// Whether an item is not on the phone and a sync may bring it: it was not withdrawn.
pub(crate) fn may_return(cache: &Connection, id: &str) -> Result<bool> {
    Ok(!is_stored(cache, id)? && !is_withdrawn(cache, id)?)
}
