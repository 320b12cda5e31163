//! Feeds that the person added by address. They are stored in the outbox, because only the person can name them again;
//! their items are in the cache.

use rusqlite::Connection;
use url::Url;

use crate::base::change::Change;
use crate::base::error::{Fault, Result};
use crate::base::store::{Write, collect_rows};

/// The most feeds that a person may add.
pub(crate) const MAX_SOURCES: usize = 200;
/// The longest address, in bytes.
const MAX_ADDRESS: usize = 2_000;

/// An origin of items: the publisher, or a feed that the person added.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Source {
    /// `publisher` for the county's publisher, otherwise derived from the address and stable.
    pub id: String,
    /// Its own title.
    pub title: String,
    /// The address of the feed.
    pub address: String,
    /// When it was last fetched with success, milliseconds by the phone's clock; `None` if never.
    pub succeeded: Option<i64>,
    /// The same in words; empty if never.
    pub succeeded_text: String,
    /// Whether the person can remove it: true for all but the publisher.
    pub removable: bool,
}

/// A source as it is stored in the outbox.
#[derive(Debug, Clone)]
pub(crate) struct StoredSource {
    pub(crate) id: String,
    pub(crate) address: String,
    pub(crate) title: String,
}

/// Parses an address as a person types it: without a scheme it becomes https. Fails with [`Fault::BadAddress`].
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

/// All added sources, in the order in which they were added.
pub(crate) fn all(outbox: &Connection) -> Result<Vec<StoredSource>> {
    collect_rows(outbox, "SELECT id, address, title FROM source ORDER BY added, id", [], |row| {
        Ok(StoredSource { id: row.get(0)?, address: row.get(1)?, title: row.get(2)? })
    })
}

/// Adds a source; does nothing if it is there. Fails with [`Fault::TooManySources`].
pub(crate) fn add(write: &Write<'_>, source: &StoredSource, now: i64) -> Result<()> {
    let count: i64 = write.query_row("SELECT count(*) FROM source", [], |row| row.get(0))?;
    if count >= MAX_SOURCES as i64 {
        return Err(Fault::TooManySources);
    }
    write.execute(
        "INSERT INTO source (id, address, title, added) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        (&source.id, &source.address, &source.title, now),
    )?;
    write.announce(Change::Sources);
    Ok(())
}

/// Removes a source. Fails with [`Fault::UnknownSource`] if it was not added.
pub(crate) fn remove(write: &Write<'_>, id: &str) -> Result<()> {
    if write.execute("DELETE FROM source WHERE id = ?1", [id])? == 0 {
        return Err(Fault::UnknownSource);
    }
    write.announce(Change::Sources);
    Ok(())
}
