//! The parts of a date, and the moment that they make.

use std::ops::RangeInclusive;

use time::{Date, Month, OffsetDateTime};

pub(super) const MINUTE: i64 = 60_000;
pub(super) const HOUR: i64 = 60 * MINUTE;
const YEARS: RangeInclusive<i32> = 1990..=2100;

#[derive(Clone, Copy)]
pub(super) struct Day {
    pub(super) year: Option<i32>,
    pub(super) month: u32,
    pub(super) day: u32,
}

#[derive(Clone, Copy)]
pub(super) struct TimeOfDay {
    pub(super) hour: u32,
    pub(super) minute: u32,
    pub(super) second: u32,
    pub(super) milli: u32,
}

/// The part of the day that an hour of twelve belongs to.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum DayPart {
    Morning,
    Afternoon,
    /// 凌晨: the hours after midnight.
    SmallHours,
    /// 中午: eleven to two.
    Noon,
    /// 晚上: without twelve and the hours after it, because it is not clear which day they belong to.
    Evening,
}

impl DayPart {
    /// The hour of 24. `None` if the hour does not belong to this part of the day.
    fn hour(self, hour: u32) -> Option<u32> {
        match (self, hour) {
            // .NET and ICU print midnight as 上午 12:00.
            (Self::Morning | Self::SmallHours, 12) => Some(0),
            (Self::Morning, 0..=11) | (Self::SmallHours, 0..=6) => Some(hour),
            (Self::Afternoon, 1..=11) => Some(hour + 12),
            (Self::Afternoon, 12..=23) => Some(hour),
            (Self::Noon, 11..=14) => Some(hour),
            (Self::Noon, 1 | 2) => Some(hour + 12),
            (Self::Evening, 5..=11) => Some(hour + 12),
            (Self::Evening, 17..=23) => Some(hour),
            _ => None,
        }
    }
}

/// Milliseconds since 1970-01-01 UTC. A date without a time is the start of its day. `zone` is in minutes east of Greenwich.
/// `None` if the day or the time does not exist, or the year is outside of [`YEARS`].
pub(super) fn to_millis(day: Day, time: Option<TimeOfDay>, day_part: Option<DayPart>, zone: i32) -> Option<i64> {
    let year = day.year.filter(|year| YEARS.contains(year))?;
    let month = Month::try_from(u8::try_from(day.month).ok()?).ok()?;
    let date = Date::from_calendar_date(year, month, u8::try_from(day.day).ok()?).ok()?;
    let time = time.unwrap_or(TimeOfDay { hour: 0, minute: 0, second: 0, milli: 0 });
    let hour = match day_part {
        None => time.hour,
        Some(day_part) => day_part.hour(time.hour)?,
    };
    // 24:00 is the end of the day, and a leap second the start of the next minute.
    let ends_the_day = hour == 24 && time.minute == 0 && time.second == 0 && time.milli == 0;
    if (hour > 23 && !ends_the_day) || time.minute > 59 || time.second > 60 {
        return None;
    }
    let midnight = date.midnight().assume_utc().unix_timestamp() * 1_000;
    let since_midnight = i64::from(hour) * HOUR
        + i64::from(time.minute) * MINUTE
        + i64::from(time.second) * 1_000
        + i64::from(time.milli);
    Some(midnight + since_midnight - i64::from(zone) * MINUTE)
}

/// Whether the year of a moment is one that a date can have.
pub(super) fn in_range(moment: i64) -> bool {
    OffsetDateTime::from_unix_timestamp(moment.div_euclid(1_000)).is_ok_and(|at| YEARS.contains(&at.year()))
}

/// The day of a number such as 20260305.
pub(super) fn compact_day(number: i64) -> Option<Day> {
    Some(Day {
        year: i32::try_from(number / 10_000).ok(),
        month: last_two_digits(number / 100),
        day: last_two_digits(number),
    })
}

/// The time of a number such as 083015.
pub(super) fn compact_time(number: i64) -> TimeOfDay {
    TimeOfDay {
        hour: last_two_digits(number / 10_000),
        minute: last_two_digits(number / 100),
        second: last_two_digits(number),
        milli: 0,
    }
}

fn last_two_digits(number: i64) -> u32 {
    u32::try_from(number.rem_euclid(100)).expect("the remainder is below 100")
}
