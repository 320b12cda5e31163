//! Feeds that the person added by address. The subscriptions are stored in the outbox because only the person can name
//! the addresses again; the items that they bring are stored in the cache.

use rusqlite::Connection;
use url::Url;

use crate::base::change::Change;
use crate::base::error::{Fault, Result};
use crate::base::store::{Write, collect_rows};

/// The most feeds that a person may add.
pub(crate) const MAX_SOURCES: usize = 200;
/// Bytes of an address.
const MAX_ADDRESS: usize = 2_000;

/// Where items come from: the publisher or an added feed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Source {
    /// `publisher` for the county's own; for an added feed derived from its address, so that it is the same after a
    /// lost cache.
    pub id: String,
    /// The title that the feed gives itself, or the one it had when it was added.
    pub title: String,
    /// The address that is requested.
    pub address: String,
    /// The last successful request, milliseconds since 1970 UTC by the phone's clock.
    pub succeeded: Option<i64>,
    /// The same as a person reads it; empty before the first success.
    pub succeeded_text: String,
    /// Whether its site said that it is closed for good: what was fetched stays, and it is asked no more.
    pub closed: bool,
    /// Whether the person added it and may remove it; false for the publisher.
    pub removable: bool,
}

/// A feed that the person added: a row of the outbox.
#[derive(Debug, Clone)]
pub(crate) struct FeedSubscription {
    pub(crate) id: String,
    pub(crate) address: Url,
    pub(crate) title: String,
}

/// Parses an address as a person types it. Without a scheme it is https; a fragment is dropped.
pub(crate) fn parse_address(typed: &str) -> Result<Url> {
    let typed = typed.trim();
    if typed.is_empty() || typed.len() > MAX_ADDRESS {
        return Err(Fault::BadAddress);
    }
    let whole = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
    let mut url = Url::parse(&whole).map_err(|_| Fault::BadAddress)?;
    url.set_fragment(None);
    Ok(url)
}

/// All subscriptions in the order in which they were added. Rows are written from a parsed address, so one that does not
/// parse is damage and is left out.
pub(crate) fn all(outbox: &Connection) -> Result<Vec<FeedSubscription>> {
    let sql = "SELECT id, address, title FROM source ORDER BY added, id";
    let rows = collect_rows(outbox, sql, [], |row| Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?)))?;
    let parsed = |(id, address, title): (String, String, String)| {
        Some(FeedSubscription { id, address: Url::parse(&address).ok()?, title })
    };
    Ok(rows.into_iter().filter_map(parsed).collect())
}

/// The ids of all subscriptions.
pub(crate) fn ids(outbox: &Connection) -> Result<Vec<String>> {
    collect_rows(outbox, "SELECT id FROM source", [], |row| row.get(0))
}

/// Adds a subscription; no effect if there is one with its id.
///
/// Errors: [`Fault::TooManySources`].
pub(crate) fn add(write: &Write<'_>, subscription: &FeedSubscription, now: i64) -> Result<()> {
    let count: i64 = write.query_row("SELECT count(*) FROM source", [], |row| row.get(0))?;
    if count >= MAX_SOURCES as i64 {
        return Err(Fault::TooManySources);
    }
    write.execute(
        "INSERT INTO source (id, address, title, added) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        (&subscription.id, subscription.address.as_str(), &subscription.title, now),
    )?;
    write.execute("DELETE FROM removed_source WHERE id = ?1", [&subscription.id])?;
    write.announce(Change::Sources);
    Ok(())
}

/// Adds the feeds that a cache knows and an outbox that was damaged does not.
pub(crate) fn adopt(write: &Write<'_>, subscriptions: &[FeedSubscription]) -> Result<()> {
    let removed = removed(write)?;
    let kept = subscriptions.iter().filter(|subscription| !removed.contains(&subscription.id));
    kept.into_iter().try_for_each(|subscription| add(write, subscription, 0))
}

/// The ids of the subscriptions that the person removed and did not add again.
pub(crate) fn removed(outbox: &Connection) -> Result<Vec<String>> {
    collect_rows(outbox, "SELECT id FROM removed_source", [], |row| row.get(0))
}

/// Removes a subscription. What it brought is deleted from the cache afterwards, because this says so: an outbox that lost its
/// subscriptions says nothing.
///
/// Errors: [`Fault::UnknownSource`].
pub(crate) fn remove(write: &Write<'_>, id: &str) -> Result<()> {
    if write.execute("DELETE FROM source WHERE id = ?1", [id])? == 0 {
        return Err(Fault::UnknownSource);
    }
    write.execute("INSERT OR IGNORE INTO removed_source (id) VALUES (?1)", [id])?;
    write.announce(Change::Sources);
    Ok(())
}
