//! 台账: how many submissions of an account came how far, by month. It is counted from the rows of this phone and leaves it
//! nowhere.

use std::collections::{BTreeMap, HashSet};

use rusqlite::Connection;
use time::Date;

use super::submission::LedgerMonth;
use crate::base::error::{Fault, Result};
use crate::base::store::collect_rows;
use crate::base::text;
use crate::formats::workday::day_of;

/// The most months of a ledger.
const MAX_MONTHS: u32 = 60;

/// The ledger of the newest `months` months, the newest first. `now`: milliseconds, by the publisher's clock, by which it is
/// counted: a month begins in China.
pub(crate) fn ledger(outbox: &Connection, account: &str, months: u32, now: i64) -> Result<Vec<LedgerMonth>> {
    let newest = month_of(day_of(now).ok_or(Fault::BadRequest)?);
    // A submission counts once in a month, however often it was returned.
    let mut counts: BTreeMap<(i32, String), HashSet<String>> = BTreeMap::new();
    let sql = "SELECT submission.id, 'sent', min(version.received)
                 FROM submission JOIN submission_version AS version ON version.submission = submission.id
                WHERE submission.account = ?1 AND version.received IS NOT NULL GROUP BY submission.id
               UNION ALL
               SELECT submission.id, event.state, event.at
                 FROM submission JOIN review_event AS event ON event.submission = submission.id
                WHERE submission.account = ?1";
    let rows: Vec<(String, String, i64)> =
        collect_rows(outbox, sql, [account], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    for (id, event, at) in rows {
        if let Some(day) = day_of(at) {
            counts.entry((month_of(day), event)).or_default().insert(id);
        }
    }
    let month = |month: i32| {
        let count = |event: &str| counts.get(&(month, event.to_owned())).map_or(0, |ids| ids.len() as u32);
        let (year, name) = (month.div_euclid(12).to_string(), (month.rem_euclid(12) + 1).to_string());
        LedgerMonth {
            month: text::get("ledger.month").replace("{year}", &year).replace("{month}", &name),
            sent: count("sent"),
            adopted: count("adopted"),
            published: count("published"),
            returned: count("returned"),
            rejected: count("rejected"),
        }
    };
    Ok((0..months.min(MAX_MONTHS).cast_signed()).map(|back| month(newest - back)).collect())
}

/// The months since the beginning of the calendar.
fn month_of(day: Date) -> i32 {
    day.year() * 12 + i32::from(u8::from(day.month())) - 1
}
