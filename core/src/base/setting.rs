//! What the person chose, stored in the outbox as small JSON values. A value that this version cannot read, because a later
//! or earlier version wrote it, counts as not chosen.

use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::base::error::Result;
use crate::base::store::Write;

pub(crate) fn get<T: DeserializeOwned + Default>(outbox: &Connection, name: &str) -> Result<T> {
    let value: Option<String> = outbox
        .prepare_cached("SELECT value FROM setting WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    Ok(value.and_then(|value| serde_json::from_str(&value).ok()).unwrap_or_default())
}

pub(crate) fn set(write: &Write<'_>, name: &str, value: &impl Serialize) -> Result<()> {
    let value = serde_json::to_string(value)?;
    write.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)", (name, value))?;
    Ok(())
}
