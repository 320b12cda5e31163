//! What time it is, told by three clocks, each of which may be wrong: the phone's, the publisher's `Date`, and the time on which
//! earlier syncs settled.
//!
//! What holds: no single clock decides. A clock that is wrong for a while, or both of them for less than a day, deletes
//! nothing that the right ones would keep, hides nothing once one of them is right again, and leaves nothing behind.

use rusqlite::{Connection, OptionalExtension};

use crate::base::clock::{Clock, MILLIS_PER_DAY};
use crate::base::error::Result;
use crate::base::store::Write;
use crate::reader::item::PUBLISHER;

/// 2026-11-01 00:00 UTC, the time of the first release: a clock before it is wrong.
const FIRST_RELEASE: i64 = 1_793_491_200_000;
/// A clock after this is wrong, too.
const LAST_PLAUSIBLE: i64 = FIRST_RELEASE + 20 * 365 * MILLIS_PER_DAY;
/// Clocks that differ by less agree.
const TOLERANCE: i64 = MILLIS_PER_DAY;
/// A longer time between two syncs may be a jump of the clocks.
const MAX_STEP: i64 = 30 * MILLIS_PER_DAY;
/// A jump is believed if the clocks still say so after [`TOLERANCE`] and before this.
const MAX_CONFIRMATION: i64 = 4 * MAX_STEP;
/// The newest items that are looked at for the time: the dates of fewer may be mistakes.
const NEWEST: i64 = 3;

fn is_plausible(moment: i64) -> bool {
    (FIRST_RELEASE..LAST_PLAUSIBLE).contains(&moment)
}

/// What is known of the time at an origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct KnownTime<'a> {
    /// The origin's id.
    origin: &'a str,
    /// The origin's clock minus the phone's at the last response.
    skew: Option<i64>,
    /// When the last response came, by the phone's clock; `None` if it comes now or never came.
    answered: Option<i64>,
}

impl<'a> KnownTime<'a> {
    fn of(connection: &Connection, origin: &'a str) -> Result<Self> {
        let (skew, answered) = connection
            .prepare_cached("SELECT skew, succeeded FROM origin WHERE id = ?1")?
            .query_row([origin], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?
            .unwrap_or_default();
        Ok(Self { origin, skew, answered })
    }

    /// The time at the origin when the phone's clock is at `phone`.
    fn at(&self, connection: &Connection, phone: i64) -> Result<i64> {
        if self.answered.is_some_and(|answered| phone < answered - TOLERANCE) {
            // The phone's clock was put back since, so the skew says nothing. Either the clock is right now, or time did not
            // go on at all.
            let settled = settled(connection)?;
            let phone = Some(phone).filter(|&phone| is_plausible(phone));
            return Ok(phone.max(settled).unwrap_or(FIRST_RELEASE));
        }
        let Some(skew) = self.skew else { return believable(connection, phone) };
        let there = phone.saturating_add(skew);
        if skew.unsigned_abs() <= TOLERANCE.unsigned_abs() {
            return believable(connection, there);
        }
        match (is_plausible(there), is_plausible(phone)) {
            (true, false) => Ok(there),
            (false, true) => Ok(phone),
            (false, false) => believable(connection, there),
            (true, true) => {
                let distance = |clock: i64, anchor: i64| clock.abs_diff(anchor);
                Ok(match self.anchor(connection, there.max(phone))? {
                    Some(anchor) if distance(phone, anchor) < distance(there, anchor) => phone,
                    None if self.origin != PUBLISHER => phone,
                    _ => there,
                })
            }
        }
    }

    /// A moment that was certainly reached and is not long ago: of the settled time and the dates of the newest items the
    /// later one. Items dated after `latest` are mistakes.
    fn anchor(&self, connection: &Connection, latest: i64) -> Result<Option<i64>> {
        let newest: Option<i64> = connection
            .prepare_cached(
                "SELECT min(published) FROM (SELECT published FROM item WHERE origin = ?1 AND published <= ?2
                                              ORDER BY published DESC LIMIT ?3)",
            )?
            .query_row((self.origin, latest.saturating_add(TOLERANCE), NEWEST), |row| row.get(0))?;
        Ok(newest.max(settled(connection)?))
    }
}

/// The settled time instead of a moment that cannot be.
fn believable(connection: &Connection, moment: i64) -> Result<i64> {
    if is_plausible(moment) { Ok(moment) } else { Ok(settled(connection)?.unwrap_or(FIRST_RELEASE)) }
}

fn settled(connection: &Connection) -> Result<Option<i64>> {
    let mut query = connection.prepare_cached("SELECT moment FROM settled_time")?;
    Ok(query.query_row([], |row| row.get(0)).optional()?)
}

/// The publisher's time as far as it is known, in milliseconds: for what a person sees.
pub(crate) fn publisher_now(connection: &Connection, clock: &dyn Clock) -> Result<i64> {
    publisher_time(connection, clock.now())
}

/// The publisher's time when the phone's clock was at `phone`, at the last response or since.
pub(crate) fn publisher_time(connection: &Connection, phone: i64) -> Result<i64> {
    KnownTime::of(connection, PUBLISHER)?.at(connection, phone)
}

/// The time for what happens now and is deleted by its age later: never earlier than what an earlier sync settled on, so
/// that clocks that were put back make nothing old.
pub(crate) fn stamp_now(connection: &Connection, clock: &dyn Clock) -> Result<i64> {
    Ok(publisher_now(connection, clock)?.max(settled(connection)?.unwrap_or(FIRST_RELEASE)))
}

/// The time when a response of an external feed comes, for items without a date and, as with [`stamp_now`], for their
/// arrival. `skew`: the feed's clock minus the phone's. A publisher's time, if there is one, is better known.
pub(crate) fn external_now(connection: &Connection, id: &str, clock: &dyn Clock, skew: Option<i64>) -> Result<i64> {
    let publisher = KnownTime::of(connection, PUBLISHER)?;
    let known = match publisher.answered {
        Some(_) => publisher,
        None => KnownTime { origin: id, skew, answered: None },
    };
    Ok(known.at(connection, clock.now())?.max(settled(connection)?.unwrap_or(FIRST_RELEASE)))
}

/// What the clocks say after a sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SettledTime {
    /// The earliest that any clock says: what is older than a span at this moment may be deleted for its age.
    pub(crate) earliest: i64,
    /// The latest that any clock says, if none of them jumped: whatever has a later stamp has a wrong one.
    pub(crate) latest: Option<i64>,
}

/// To be called after a sync in which an origin answered. `None` if nothing may be deleted for its age: after the first sync
/// of a cache, or if no clock says a moment that can be.
pub(crate) fn settle(write: &Write<'_>, clock: &dyn Clock) -> Result<Option<SettledTime>> {
    let phone = clock.now();
    // Without a publisher any feed may vouch for the phone's clock.
    let skew: Option<i64> = write.query_row(
        "SELECT coalesce((SELECT skew FROM origin WHERE id = ?1),
                         (SELECT max(skew) FROM origin WHERE NOT EXISTS (SELECT 1 FROM origin WHERE id = ?1)))",
        [PUBLISHER],
        |row| row.get(0),
    )?;
    let clocks = [phone, phone.saturating_add(skew.unwrap_or(0))].into_iter().filter(|&clock| is_plausible(clock));
    let (Some(earliest), latest) = (clocks.clone().min(), clocks.max()) else { return Ok(None) };
    let now = publisher_time(write, phone)?;
    let stored: Option<(i64, Option<i64>)> = write
        .prepare_cached("SELECT moment, jumped FROM settled_time")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (moment, jumped, known) = match stored {
        None => (now, None, None),
        Some((moment, jumped)) => {
            let since = jumped.map(|jumped| now - jumped);
            let confirmed = since.is_some_and(|since| (TOLERANCE..=MAX_CONFIRMATION).contains(&since));
            if confirmed || now.abs_diff(moment) <= MAX_STEP.unsigned_abs() {
                (now, None, Some(SettledTime { earliest, latest }))
            } else {
                let first = jumped.filter(|_| since.is_some_and(|since| (0..TOLERANCE).contains(&since)));
                let earliest = earliest.min(moment);
                (moment, Some(first.unwrap_or(now)), Some(SettledTime { earliest, latest: None }))
            }
        }
    };
    write
        .prepare_cached("INSERT OR REPLACE INTO settled_time (only, moment, jumped) VALUES (1, ?1, ?2)")?
        .execute((moment, jumped))?;
    Ok(known)
}

#[cfg(test)]
mod tests;
