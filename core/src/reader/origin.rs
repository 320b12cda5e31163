//! How far each origin was read: one row for the publisher and one for each added feed. The row is in the same database
//! as the items, so that the cursor and the items read up to it are committed together.

use rusqlite::{Connection, OptionalExtension, Row};
use url::Url;

use crate::base::clock::Clock;
use crate::base::error::{Fault, Result};
use crate::base::net::{MAX_RETRY_AFTER, Validators};
use crate::base::store::{Write, collect_rows};
use crate::reader::item::PUBLISHER;
use crate::reader::source::FeedSubscription;

/// One row of `origin`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) id: String,
    pub(crate) address: String,
    pub(crate) title: String,
    pub(crate) validators: Validators,
    /// The publisher's sequence up to which everything was read.
    pub(crate) cursor: Option<i64>,
    /// The cursor is unusable, or reading from the newest page down is unfinished: the next sync starts at the newest
    /// page and reconciles.
    pub(crate) needs_resync: bool,
    /// The stored rows were read at another address. Not stored.
    pub(crate) address_changed: bool,
    /// The address of the publisher's next older page; `None` if there is none.
    pub(crate) older_page: Option<String>,
    /// The entity tag of the stored catalogue.
    pub(crate) catalogue_etag: Option<String>,
    /// Milliseconds by the phone's clock: no request before this moment.
    pub(crate) retry_at: Option<i64>,
    /// Milliseconds by the phone's clock.
    pub(crate) last_success: Option<i64>,
    /// The origin's clock minus the phone's, in milliseconds.
    pub(crate) clock_skew: Option<i64>,
}

/// 2026-11-01 00:00 UTC, the time of the first release: a phone clock before it is wrong.
const FIRST_RELEASE: i64 = 1_793_491_200_000;

const COLUMNS: &str =
    "id, address, title, etag, last_modified, cursor, lost, older, catalogue, refused_until, succeeded, skew";

impl Origin {
    /// The stored row; a new one if there is none or the origin's address changed. A cursor of another address means
    /// nothing, so only the title is kept then.
    pub(crate) fn load(connection: &Connection, id: &str, address: &str) -> Result<Self> {
        let stored = connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM origin WHERE id = ?1"))?
            .query_row([id], Self::from_row)
            .optional()?;
        Ok(match stored {
            Some(origin) if origin.address == address => origin,
            Some(origin) => Self {
                id: id.into(),
                address: address.into(),
                title: origin.title,
                address_changed: true,
                ..Self::default()
            },
            None => Self { id: id.into(), address: address.into(), ..Self::default() },
        })
    }

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            address: row.get(1)?,
            title: row.get(2)?,
            validators: Validators { etag: row.get(3)?, last_modified: row.get(4)? },
            cursor: row.get(5)?,
            needs_resync: row.get(6)?,
            address_changed: false,
            older_page: row.get(7)?,
            catalogue_etag: row.get(8)?,
            retry_at: row.get(9)?,
            last_success: row.get(10)?,
            clock_skew: row.get(11)?,
        })
    }

    /// Inserts the row or replaces the stored one.
    pub(crate) fn save(&self, write: &Write<'_>) -> Result<()> {
        write
            .prepare_cached(&format!(
                "INSERT OR REPLACE INTO origin ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"
            ))?
            .execute((
                &self.id,
                &self.address,
                &self.title,
                &self.validators.etag,
                &self.validators.last_modified,
                self.cursor,
                self.needs_resync,
                &self.older_page,
                &self.catalogue_etag,
                self.retry_at,
                self.last_success,
                self.clock_skew,
            ))?;
        Ok(())
    }

    /// Records a success at `now`, which ends any wait. A response without a date keeps the known clock skew.
    pub(crate) fn record_success(&mut self, now: i64, clock_skew: Option<i64>) {
        self.last_success = Some(now);
        self.retry_at = None;
        self.clock_skew = clock_skew.or(self.clock_skew);
    }

    /// [`Fault::Busy`] as long as the origin asked to wait. A wait longer than any that is accepted means that the
    /// phone's clock jumped; it is ignored.
    pub(crate) fn ensure_may_request(&self, clock: &dyn Clock) -> Result<()> {
        let Some(until) = self.retry_at else { return Ok(()) };
        let left = until - clock.now();
        if left > 0 && left <= MAX_RETRY_AFTER.as_millis() as i64 {
            return Err(Fault::Busy(std::time::Duration::from_millis(left as u64)));
        }
        Ok(())
    }

    /// The time at the origin as far as it is known: the phone's clock corrected by the last known skew.
    pub(crate) fn now(&self, clock: &dyn Clock) -> i64 {
        clock.now().saturating_add(self.clock_skew.unwrap_or(0))
    }

    /// The same for an external feed, whose clock is trusted only if the phone's is certainly wrong: earlier than the
    /// first release of this program.
    pub(crate) fn external_now(&self, clock: &dyn Clock) -> i64 {
        if clock.now() < FIRST_RELEASE { self.now(clock) } else { clock.now() }
    }
}

/// The publisher's time as far as it is known: the phone's clock corrected by the last known skew.
pub(crate) fn publisher_now(connection: &Connection, clock: &dyn Clock) -> Result<i64> {
    let skew: Option<Option<i64>> = connection
        .prepare_cached("SELECT skew FROM origin WHERE id = ?1")?
        .query_row([PUBLISHER], |row| row.get(0))
        .optional()?;
    Ok(clock.now().saturating_add(skew.flatten().unwrap_or(0)))
}

/// The title of an origin and its last success in milliseconds by the phone's clock; `None` if it was never read.
pub(crate) fn title_and_last_success(connection: &Connection, id: &str) -> Result<Option<(String, Option<i64>)>> {
    let mut query = connection.prepare_cached("SELECT title, succeeded FROM origin WHERE id = ?1")?;
    Ok(query.query_row([id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// The added feeds that the cache knows.
pub(crate) fn external_feeds(cache: &Connection) -> Result<Vec<FeedSubscription>> {
    let rows = collect_rows(cache, "SELECT id, address, title FROM origin WHERE id <> ?1", [PUBLISHER], |row| {
        Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?))
    })?;
    let parsed = |(id, address, title): (String, String, String)| {
        Some(FeedSubscription { id, address: Url::parse(&address).ok()?, title })
    };
    Ok(rows.into_iter().filter_map(parsed).collect())
}

/// To be called after items of the publisher were evicted: the next older page is the newest one again, so that scrolling
/// to the end of a list finds the evicted items.
pub(crate) fn restart_older_pages(write: &Write<'_>) -> Result<()> {
    let sql = "SELECT address FROM origin WHERE id = ?1";
    let address: Option<String> = write.query_row(sql, [PUBLISHER], |row| row.get(0)).optional()?;
    let newest = address.and_then(|address| Url::parse(&address).ok()).map(|address| feed_url(&address, None));
    if let Some(newest) = newest.transpose()? {
        write.execute("UPDATE origin SET older = ?2 WHERE id = ?1", (PUBLISHER, newest.as_str()))?;
    }
    Ok(())
}

/// `v1/feed.json` below the publisher's address, with `?after=` if only what changed since a cursor is wanted.
pub(crate) fn feed_url(publisher: &Url, after: Option<i64>) -> Result<Url> {
    let mut address = join(publisher, "v1/feed.json")?;
    if let Some(after) = after {
        address.set_query(Some(&format!("after={after}")));
    }
    Ok(address)
}

/// `v1/catalogue.json` below the publisher's address.
pub(crate) fn catalogue_url(publisher: &Url) -> Result<Url> {
    join(publisher, "v1/catalogue.json")
}

fn join(publisher: &Url, path: &str) -> Result<Url> {
    let mut base = publisher.clone();
    if !base.path().ends_with('/') {
        base.set_path(&format!("{}/", base.path()));
    }
    base.join(path).map_err(|_| Fault::BadAddress)
}
