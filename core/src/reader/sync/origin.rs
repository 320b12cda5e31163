//! How far we have read at each origin, kept beside the items so that both move in one commit.

use rusqlite::{Connection, OptionalExtension, Row};

use super::Engine;
use crate::base::clock::Clock;
use crate::base::error::{Fault, Result};
use crate::base::net::{MAX_RETRY_AFTER, Validators};
use crate::base::store::Write;

/// One row of `origin`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Origin {
    pub(super) id: String,
    pub(super) address: String,
    pub(super) title: String,
    pub(super) validators: Validators,
    pub(super) cursor: Option<i64>,
    pub(super) lost: bool,
    /// What is stored was read at another address. Not stored itself.
    pub(super) moved: bool,
    pub(super) older: Option<String>,
    pub(super) catalogue: Option<String>,
    pub(super) refused_until: Option<i64>,
    pub(super) succeeded: Option<i64>,
    pub(super) skew: Option<i64>,
}

/// 2026-11-01 00:00 UTC: no phone that runs this program is earlier.
const WRITTEN: i64 = 1_793_491_200_000;

const COLUMNS: &str =
    "id, address, title, etag, last_modified, cursor, lost, older, catalogue, refused_until, succeeded, skew";

impl Origin {
    /// The stored row; a new one when there is none, or when the origin has moved to another address. What was read
    /// elsewhere says nothing about the place there, so only the title is kept then.
    pub(super) fn load(connection: &Connection, id: &str, address: &str) -> Result<Self> {
        let stored = connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM origin WHERE id = ?1"))?
            .query_row([id], Self::read)
            .optional()?;
        Ok(match stored {
            Some(origin) if origin.address == address => origin,
            Some(origin) => {
                Self { id: id.into(), address: address.into(), title: origin.title, moved: true, ..Self::default() }
            }
            None => Self { id: id.into(), address: address.into(), ..Self::default() },
        })
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            address: row.get(1)?,
            title: row.get(2)?,
            validators: Validators { etag: row.get(3)?, last_modified: row.get(4)? },
            cursor: row.get(5)?,
            lost: row.get(6)?,
            moved: false,
            older: row.get(7)?,
            catalogue: row.get(8)?,
            refused_until: row.get(9)?,
            succeeded: row.get(10)?,
            skew: row.get(11)?,
        })
    }

    pub(super) fn save(&self, write: &Write<'_>) -> Result<()> {
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
                self.lost,
                &self.older,
                &self.catalogue,
                self.refused_until,
                self.succeeded,
                self.skew,
            ))?;
        Ok(())
    }

    /// A success: whatever was wrong is over.
    pub(super) fn succeed(&mut self, now: i64, skew: Option<i64>) {
        self.succeeded = Some(now);
        self.refused_until = None;
        self.skew = skew.or(self.skew);
    }

    /// The publisher said "later", and it is not later yet. A moment further away than any wait that is believed comes
    /// from a clock that jumped.
    pub(super) fn may_ask(&self, clock: &dyn Clock) -> Result<()> {
        let Some(until) = self.refused_until else { return Ok(()) };
        let left = until - clock.now();
        if left > 0 && left <= MAX_RETRY_AFTER.as_millis() as i64 {
            return Err(Fault::Busy(std::time::Duration::from_millis(left as u64)));
        }
        Ok(())
    }

    /// The best guess of the time at the publisher: a wrong phone clock is corrected by what it last said.
    pub(super) fn now_there(&self, clock: &dyn Clock) -> i64 {
        clock.now().saturating_add(self.skew.unwrap_or(0))
    }

    /// The same for any other site, whose clock is believed only where the phone's cannot be right: a phone that thinks
    /// it is earlier than this program has lost its clock.
    pub(super) fn now_foreign(&self, clock: &dyn Clock) -> i64 {
        if clock.now() < WRITTEN { self.now_there(clock) } else { clock.now() }
    }
}

impl Engine {
    pub(super) async fn origin(&self, id: &str, address: &str) -> Result<Origin> {
        let (id, address) = (id.to_owned(), address.to_owned());
        self.store.cache().read(move |connection| Origin::load(connection, &id, &address)).await
    }

    /// Remembers a wait that the origin asked for, and nothing else: what was committed since `origin` was read stays.
    /// Every other failure leaves no trace, the next try is as good as any.
    pub(super) async fn remember(&self, origin: Origin, error: &Fault) {
        let Fault::Busy(wait) = error else { return };
        // A wait that was remembered before is not made longer by looking at it.
        if origin.may_ask(&*self.clock).is_err() {
            return;
        }
        let until = self.clock.now() + wait.as_millis() as i64;
        let saved = self.store.cache().write(move |write| {
            write.execute(
                "INSERT INTO origin (id, address, refused_until) VALUES (?1, ?2, ?3)
                 ON CONFLICT (id) DO UPDATE SET refused_until = excluded.refused_until",
                (&origin.id, &origin.address, until),
            )?;
            Ok(())
        });
        if let Err(error) = saved.await {
            log::warn!("a wait was not remembered: {error:?}");
        }
    }

    /// Remembers that the origin answered and had nothing new.
    pub(super) async fn confirm(&self, id: &str, skew: Option<i64>) -> Result<()> {
        let (id, now) = (id.to_owned(), self.clock.now());
        self.store
            .cache()
            .write(move |write| {
                write.execute(
                    "UPDATE origin SET succeeded = ?2, refused_until = NULL, skew = coalesce(?3, skew) WHERE id = ?1",
                    (id, now, skew),
                )?;
                Ok(())
            })
            .await
    }

    pub(super) async fn title_of(&self, id: &'static str) -> Result<String> {
        let title = self
            .store
            .cache()
            .read(move |connection| {
                Ok(connection.query_row("SELECT title FROM origin WHERE id = ?1", [id], |row| row.get(0)).optional()?)
            })
            .await?;
        Ok(title.unwrap_or_default())
    }
}

/// The phone's clock, put right by what the publisher last said of its own.
pub(crate) fn now_at(connection: &Connection, clock: &dyn Clock) -> Result<i64> {
    let skew: Option<Option<i64>> = connection
        .prepare_cached("SELECT skew FROM origin WHERE id = ?1")?
        .query_row([super::PUBLISHER], |row| row.get(0))
        .optional()?;
    Ok(clock.now().saturating_add(skew.flatten().unwrap_or(0)))
}

/// What an origin calls itself, and when it was last asked with success.
pub(crate) fn known(connection: &Connection, id: &str) -> Result<Option<(String, Option<i64>)>> {
    let mut query = connection.prepare_cached("SELECT title, succeeded FROM origin WHERE id = ?1")?;
    Ok(query.query_row([id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}
