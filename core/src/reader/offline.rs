//! 离线: what the person keeps on the phone with its pictures and documents. The target is written to the outbox before
//! anything is fetched, so that it outlives a failing network, a kill and a lost cache. No request contains it.

use rusqlite::Connection;

use crate::base::change::Change;
use crate::base::error::{Fault, Result};
use crate::base::store::Write;

/// Bytes of an id or a name.
const MAX_NAME: usize = 1_200;
/// Targets at a time.
const MAX_TARGETS: i64 = 1_000;

/// What can be kept offline.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Enum)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum OfflineTarget {
    /// An item with its pictures and documents.
    Item {
        /// Its id.
        id: String,
    },
    /// All chapters of a study series, including those added later.
    Series {
        /// Its name.
        name: String,
    },
}

impl OfflineTarget {
    /// The columns `sort` and `name`.
    fn stored(&self) -> (&'static str, &str) {
        match self {
            Self::Item { id } => ("item", id),
            Self::Series { name } => ("series", name),
        }
    }
}

/// Adds or removes a target.
///
/// Errors: [`Fault::BadRequest`] for an empty or too long name, or if there are too many targets.
pub(crate) fn set(write: &Write<'_>, target: &OfflineTarget, on: bool, now: i64) -> Result<()> {
    let (sort, name) = target.stored();
    if name.is_empty() || name.len() > MAX_NAME {
        return Err(Fault::BadRequest);
    }
    if on {
        let full: bool = write.query_row("SELECT count(*) >= ?1 FROM kept", [MAX_TARGETS], |row| row.get(0))?;
        if full {
            return Err(Fault::BadRequest);
        }
        write.execute("INSERT OR IGNORE INTO kept (sort, name, time) VALUES (?1, ?2, ?3)", (sort, name, now))?;
    } else {
        write.execute("DELETE FROM kept WHERE sort = ?1 AND name = ?2", (sort, name))?;
    }
    write.announce(Change::Kept);
    Ok(())
}

/// All targets, the last added first.
pub(crate) fn all(outbox: &Connection) -> Result<Vec<OfflineTarget>> {
    let mut query = outbox.prepare_cached("SELECT sort, name FROM kept ORDER BY time DESC, sort, name")?;
    let mut rows = query.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let (sort, name): (String, String) = (row.get(0)?, row.get(1)?);
        match sort.as_str() {
            "item" => all.push(OfflineTarget::Item { id: name }),
            "series" => all.push(OfflineTarget::Series { name }),
            // Written by a later version.
            _ => {}
        }
    }
    Ok(all)
}
