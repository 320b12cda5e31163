//! Feeds that the person added by address. They live in the outbox, because only the person can name them again; what
//! they brought lives in the cache.

use rusqlite::{Connection, Row};
use url::Url;

use crate::base::change::Change;
use crate::base::error::{Fault, Result};
use crate::base::store::Write;

/// How many feeds a person may add.
pub(crate) const MAX_SOURCES: usize = 200;
/// Characters of an address.
const MAX_ADDRESS: usize = 2_000;

/// Where items come from.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Source {
    /// `publisher` for the county's own, otherwise stable for its address.
    pub id: String,
    /// What it calls itself.
    pub title: String,
    /// Where it is.
    pub address: String,
    /// When it was last asked with success, milliseconds by the phone's clock.
    pub succeeded: Option<i64>,
    /// The same in words; empty before the first time.
    pub succeeded_text: String,
    /// Whether the person added it and may remove it: not the publisher.
    pub removable: bool,
}

/// A row of the outbox.
#[derive(Debug, Clone)]
pub(crate) struct Added {
    pub(crate) id: String,
    pub(crate) address: String,
    pub(crate) title: String,
}

/// An address as a person types it: the scheme may be missing, and is https then.
pub(crate) fn address(typed: &str) -> Result<Url> {
    let typed = typed.trim();
    if typed.is_empty() || typed.len() > MAX_ADDRESS {
        return Err(Fault::BadAddress);
    }
    let whole = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
    let mut url = Url::parse(&whole).map_err(|_| Fault::BadAddress)?;
    url.set_fragment(None);
    Ok(url)
}

pub(crate) fn all(connection: &Connection) -> Result<Vec<Added>> {
    let mut query = connection.prepare_cached("SELECT id, address, title FROM source ORDER BY added, id")?;
    let rows =
        query.query_map([], |row: &Row<'_>| Ok(Added { id: row.get(0)?, address: row.get(1)?, title: row.get(2)? }))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn add(write: &Write<'_>, added: &Added, now: i64) -> Result<()> {
    let count: i64 = write.query_row("SELECT count(*) FROM source", [], |row| row.get(0))?;
    if count >= MAX_SOURCES as i64 {
        return Err(Fault::TooManySources);
    }
    write.execute(
        "INSERT INTO source (id, address, title, added) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        (&added.id, &added.address, &added.title, now),
    )?;
    write.announce(Change::Sources);
    Ok(())
}

pub(crate) fn remove(write: &Write<'_>, id: &str) -> Result<()> {
    if write.execute("DELETE FROM source WHERE id = ?1", [id])? == 0 {
        return Err(Fault::UnknownSource);
    }
    write.announce(Change::Sources);
    Ok(())
}
