//! How far each origin was read: one row for the publisher and one for each added feed. The row is in the same database
//! as the items, so that the cursor and the items read up to it are committed together.

mod time;

use rusqlite::{Connection, OptionalExtension, Row};
use url::Url;

use crate::base::clock::Clock;
use crate::base::error::{Fault, Result};
use crate::base::net::{MAX_RETRY_AFTER, Validators};
use crate::base::store::{Write, collect_rows};
use crate::reader::item::PUBLISHER;
use crate::reader::source::FeedSubscription;

pub(crate) use self::time::{SettledTime, external_now, publisher_now, publisher_time, settle, stamp_now};

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
    /// The address of the publisher's next older page; `None` if there is none.
    pub(crate) older_page: Option<String>,
    /// The entity tag of the stored catalogue.
    pub(crate) catalogue_etag: Option<String>,
    /// Milliseconds by the phone's clock: no request before this moment.
    pub(crate) retry_at: Option<i64>,
    /// Milliseconds by the phone's clock.
    pub(crate) last_success: Option<i64>,
    /// The publisher's list of withdrawals has to be read from this sequence on; `None` if there is no need to.
    pub(crate) withdrawals_after: Option<i64>,
    /// When the site said that the feed is closed for good; milliseconds by the phone's clock.
    pub(crate) closed: Option<i64>,
}

const COLUMNS: &str =
    "id, address, title, etag, last_modified, cursor, lost, older, catalogue, refused_until, succeeded, withdrawals,
     closed";

impl Origin {
    /// The stored row; a new one if there is none or the origin's address changed. A cursor of another address means
    /// nothing, so only the title is kept then.
    pub(crate) fn load(connection: &Connection, id: &str, address: &str) -> Result<Self> {
        let new = |title| Self { id: id.into(), address: address.into(), title, ..Self::default() };
        Ok(match Self::find(connection, id)? {
            Some(origin) if origin.address == address => origin,
            Some(origin) => new(origin.title),
            None => new(String::new()),
        })
    }

    /// The stored row, whatever its address; `None` if there is none.
    pub(crate) fn find(connection: &Connection, id: &str) -> Result<Option<Self>> {
        Ok(connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM origin WHERE id = ?1"))?
            .query_row([id], Self::from_row)
            .optional()?)
    }

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            address: row.get(1)?,
            title: row.get(2)?,
            validators: Validators { etag: row.get(3)?, last_modified: row.get(4)? },
            cursor: row.get(5)?,
            needs_resync: row.get(6)?,
            older_page: row.get(7)?,
            catalogue_etag: row.get(8)?,
            retry_at: row.get(9)?,
            last_success: row.get(10)?,
            withdrawals_after: row.get(11)?,
            closed: row.get(12)?,
        })
    }

    /// Makes the row one of this address. True if it was none before: then it is empty but for the title, and what is stored
    /// of the origin was said by another.
    pub(crate) fn claim(write: &Write<'_>, id: &str, address: &str) -> Result<bool> {
        let stored = Self::find(write, id)?;
        if stored.as_ref().is_some_and(|stored| stored.address == address) {
            return Ok(false);
        }
        let title = stored.map(|stored| stored.title).unwrap_or_default();
        write
            .execute("INSERT OR REPLACE INTO origin (id, address, title) VALUES (?1, ?2, ?3)", (id, address, title))?;
        Ok(true)
    }

    /// Records that the origin answered at `now`, which ends any wait. A response without a date keeps the known clock skew.
    pub(crate) fn record_success(write: &Write<'_>, id: &str, now: i64, clock_skew: Option<i64>) -> Result<()> {
        write
            .prepare_cached(
                "UPDATE origin SET succeeded = ?2, refused_until = NULL, closed = NULL, skew = coalesce(?3, skew) WHERE id = ?1",
            )?
            .execute((id, now, clock_skew))?;
        Ok(())
    }

    /// Records that the origin asked to wait until a moment of the phone's clock. No effect on a row of another address.
    pub(crate) fn record_wait(&self, write: &Write<'_>, until: i64) -> Result<()> {
        write.execute(
            "INSERT INTO origin (id, address, refused_until) VALUES (?1, ?2, ?3)
             ON CONFLICT (id) DO UPDATE SET refused_until = excluded.refused_until WHERE address = excluded.address",
            (&self.id, &self.address, until),
        )?;
        Ok(())
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

/// Records that the site said that a feed is closed for good.
pub(crate) fn set_closed(write: &Write<'_>, id: &str, now: i64) -> Result<()> {
    write.execute("UPDATE origin SET closed = ?2 WHERE id = ?1", (id, now))?;
    Ok(())
}

/// Sets the title that an origin gives itself.
pub(crate) fn set_title(write: &Write<'_>, id: &str, title: &str) -> Result<()> {
    write.prepare_cached("UPDATE origin SET title = ?2 WHERE id = ?1")?.execute((id, title))?;
    Ok(())
}

/// Moves an origin to a cursor up to which everything was read, with the entity tag of the next response.
pub(crate) fn set_cursor(write: &Write<'_>, id: &str, cursor: i64, etag: Option<&str>) -> Result<()> {
    let sql = "UPDATE origin SET cursor = ?2, etag = ?3, lost = 0 WHERE id = ?1";
    write.prepare_cached(sql)?.execute((id, cursor, etag))?;
    Ok(())
}

/// Makes the next sync reconcile.
pub(crate) fn set_needs_resync(write: &Write<'_>, id: &str) -> Result<()> {
    write.execute("UPDATE origin SET lost = 1 WHERE id = ?1", [id])?;
    Ok(())
}

/// Sets from which sequence on the list of withdrawals has to be read.
pub(crate) fn set_withdrawals_after(write: &Write<'_>, id: &str, after: Option<i64>) -> Result<()> {
    write.execute("UPDATE origin SET withdrawals = ?2 WHERE id = ?1", (id, after))?;
    Ok(())
}

/// Moves on to the next older page, unless the row is not at the one that `read` was at: an eviction starts again at the
/// newest page meanwhile.
pub(crate) fn set_older_page(write: &Write<'_>, read: &Origin, next: Option<&str>) -> Result<()> {
    write.execute(
        "UPDATE origin SET older = ?3 WHERE id = ?1 AND address = ?2 AND older IS ?4",
        (&read.id, &read.address, next, &read.older_page),
    )?;
    Ok(())
}

/// Records that the older page that `read` was at is gone: the next sync reconciles and finds the older pages again.
pub(crate) fn lose_older_page(write: &Write<'_>, read: &Origin) -> Result<()> {
    write.execute(
        "UPDATE origin SET older = NULL, lost = 1 WHERE id = ?1 AND address = ?2 AND older IS ?3",
        (&read.id, &read.address, &read.older_page),
    )?;
    Ok(())
}

/// Records which catalogue is stored, and the entity tag of the next response if the row is still at the cursor that named
/// that catalogue. False if the row is one of another address.
pub(crate) fn set_catalogue(
    write: &Write<'_>,
    read: &Origin,
    catalogue: Option<&str>,
    cursor: i64,
    etag: Option<&str>,
) -> Result<bool> {
    let changed = write.execute(
        "UPDATE origin SET catalogue = ?3, etag = CASE WHEN cursor = ?4 AND lost = 0 AND ?5 IS NOT NULL THEN ?5 ELSE etag END
          WHERE id = ?1 AND address = ?2",
        (&read.id, &read.address, catalogue, cursor, etag),
    )?;
    Ok(changed > 0)
}

/// Records what a response of an external feed says of the feed, unless another response was stored since `read` was read.
/// False in that case: what this one brings may be older.
pub(crate) fn record_external_response(
    write: &Write<'_>,
    read: &Origin,
    title: &str,
    validators: &Validators,
) -> Result<bool> {
    let stored = Origin::find(write, &read.id)?;
    if stored
        .as_ref()
        .is_some_and(|stored| (&stored.validators, stored.last_success) != (&read.validators, read.last_success))
    {
        return Ok(false);
    }
    Origin::claim(write, &read.id, &read.address)?;
    write.execute(
        "UPDATE origin SET title = ?2, etag = ?3, last_modified = ?4 WHERE id = ?1",
        (&read.id, title, &validators.etag, &validators.last_modified),
    )?;
    Ok(true)
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

/// `v1/withdrawals.json` below the publisher's address, after a sequence.
pub(crate) fn withdrawals_url(publisher: &Url, after: i64) -> Result<Url> {
    let mut address = join(publisher, "v1/withdrawals.json")?;
    address.set_query(Some(&format!("after={after}")));
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
