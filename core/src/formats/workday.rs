//! Working days 工作日 and deadlines that are counted in them. The State Council decides each year which days are holidays and
//! which weekend days are worked (国务院办公厅关于部分节假日安排的通知). The catalogue contains these decisions; no holiday is built in.
//!
//! In a year that the catalogue does not have, Monday to Friday are working days, and every result that depends on such a year
//! is marked as uncertain. A day belongs to the entry of its own year: if a notice moves a day of the previous December (the
//! notice for 2019 made 2018-12-29 a working day), both years have an entry for it.
//!
//! Days are those of China. A moment is in milliseconds since 1970-01-01 UTC.

use std::collections::BTreeMap;
use std::ops::Bound;

use serde::Serialize;
use serde_json::Value;
use time::{Date, Month, Weekday};

use crate::base::clock::MILLIS_PER_DAY;
use crate::base::text;

/// The offset of China Standard Time from UTC in milliseconds.
const CHINA_OFFSET: i64 = 8 * 3_600_000;

/// The Julian day of 1970-01-01.
const UNIX_EPOCH_DAY: i64 = 2_440_588;

/// The largest number of working days that is added or subtracted: forty years, more than any deadline.
const MAX_WORKDAYS: u32 = 10_000;

/// A deadline is near if at most this many working days are left.
const NEAR_WORKDAYS: i32 = 2;

/// The day of a moment in China, always at UTC+8. `None` outside the years -9999 to 9999.
pub(crate) fn day_of(moment: i64) -> Option<Date> {
    let julian = moment.checked_add(CHINA_OFFSET)?.div_euclid(MILLIS_PER_DAY) + UNIX_EPOCH_DAY;
    Date::from_julian_day(i32::try_from(julian).ok()?).ok()
}

/// The first moment of a day in China.
pub(crate) fn start_of(day: Date) -> i64 {
    (i64::from(day.to_julian_day()) - UNIX_EPOCH_DAY) * MILLIS_PER_DAY - CHINA_OFFSET
}

/// The last moment of a day in China. A deadline on that day is met until then.
pub(crate) fn end_of(day: Date) -> i64 {
    start_of(day) + MILLIS_PER_DAY - 1
}

/// A day for display: 11月27日 周五, with the year if it is not the current one.
pub(crate) fn format_day(day: Date, today: Date) -> String {
    let text = format!("{} {}", format_month_day(day), format_weekday(day));
    if day.year() == today.year() { text } else { format!("{}年{text}", day.year()) }
}

/// A day without its year for display: 11月27日.
pub(crate) fn format_month_day(day: Date) -> String {
    format!("{}月{}日", u8::from(day.month()), day.day())
}

/// The weekday of a day for display: 周五.
pub(crate) fn format_weekday(day: Date) -> &'static str {
    text::get(match day.weekday() {
        Weekday::Monday => "weekday.mon",
        Weekday::Tuesday => "weekday.tue",
        Weekday::Wednesday => "weekday.wed",
        Weekday::Thursday => "weekday.thu",
        Weekday::Friday => "weekday.fri",
        Weekday::Saturday => "weekday.sat",
        Weekday::Sunday => "weekday.sun",
    })
}

/// The result of a calculation with working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WorkdayResult<T> {
    pub(crate) value: T,
    /// False if the calendar lacks a year that the result depends on, so that only weekends were excluded.
    pub(crate) certain: bool,
}

/// The status of the work that has a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WorkStatus {
    /// No step is late.
    OnTime,
    /// An earlier step is late.
    Behind,
    /// The work is done, so that the deadline has no status any more.
    Done,
}

/// The status of a deadline, shown as a coloured light 限时灯. It is always shown together with [`Deadline::words`], because a
/// colour alone is not accessible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum DeadlineStatus {
    /// No light: the work is done, or the deadline is not near.
    None,
    /// Blue 蓝: due today or within the next two working days.
    Near,
    /// Yellow 黄: an earlier step is late.
    Behind,
    /// Red 红: the due day has passed.
    Overdue,
}

/// A deadline as seen on a given day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Deadline {
    /// The last millisecond of the due day in China, in milliseconds since 1970-01-01 UTC.
    pub due: i64,
    /// The due day for display, with its year if that is not the current one: 11月27日 周五.
    pub due_text: String,
    /// The number of working days after today up to and including the due day; negative if the due day has passed.
    pub workdays_left: i32,
    /// The status.
    pub light: DeadlineStatus,
    /// The status for display: 还剩3个工作日, 已超期2个工作日. Empty if the work is done.
    pub words: String,
    /// False if the holidays of a year in between are not known, so that only weekends were excluded.
    pub certain: bool,
}

/// A difference from the rule that Monday to Friday are working days.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Exception {
    /// A day off for the holiday of this name.
    Off(String),
    /// A make-up working day 调休上班, always a Saturday or a Sunday.
    Work,
}

/// The holidays and make-up working days of the years in the catalogue.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Calendar {
    years: BTreeMap<i32, BTreeMap<Date, Exception>>,
}

impl Calendar {
    /// Reads the member `calendar` of a catalogue document.
    ///
    /// An invalid year is left out and logged: it has a day that is no date or belongs to another year, a make-up day from
    /// Monday to Friday or on a holiday, a holiday without a name or days, or no holiday. Of two valid entries for a year the
    /// later one is used. If the document has no such member, the calendar is empty.
    pub(crate) fn parse(document: &str) -> Self {
        let document: Value = serde_json::from_str(document).unwrap_or_default();
        let mut years = BTreeMap::new();
        for entry in document.get("calendar").and_then(Value::as_array).into_iter().flatten() {
            let Some(year) = entry.get("year").and_then(Value::as_i64).and_then(|year| i32::try_from(year).ok()) else {
                log::warn!("calendar: an entry without a year is left out");
                continue;
            };
            match exceptions(entry, year) {
                Some(days) => {
                    if years.insert(year, days).is_some() {
                        log::warn!("calendar: {year} has two entries, the later one is used");
                    }
                }
                None => log::warn!("calendar: {year} is invalid and left out"),
            }
        }
        Self { years }
    }

    /// Whether the catalogue has this year.
    pub(crate) fn has_year(&self, year: i32) -> bool {
        self.years.contains_key(&year)
    }

    /// Whether the catalogue has the years of all days from `first` to `last`.
    pub(crate) fn has_years(&self, first: Date, last: Date) -> bool {
        (first.year()..=last.year()).all(|year| self.has_year(year))
    }

    /// Whether a day is a working day. In an unknown year Monday to Friday are.
    pub(crate) fn is_workday(&self, day: Date) -> bool {
        match self.exception(day) {
            Some(Exception::Off(_)) => false,
            Some(Exception::Work) => true,
            None => !is_weekend(day),
        }
    }

    /// The name of the holiday for which a day is off. `None` on a working day and on a plain weekend.
    pub(crate) fn holiday(&self, day: Date) -> Option<&str> {
        match self.exception(day)? {
            Exception::Off(name) => Some(name),
            Exception::Work => None,
        }
    }

    /// The `n`th working day after a day. 0 gives the day itself if it is a working day, and otherwise the next one, as 1 does.
    /// `n` is limited to [`MAX_WORKDAYS`], and the result to the last day of `Date`.
    pub(crate) fn add_workdays(&self, day: Date, n: u32) -> WorkdayResult<Date> {
        if n == 0 && self.is_workday(day) {
            return WorkdayResult { value: day, certain: self.has_year(day.year()) };
        }
        let mut left = n.clamp(1, MAX_WORKDAYS);
        let mut value = day;
        while left > 0 {
            let Some(next) = value.next_day() else { break };
            value = next;
            left -= u32::from(self.is_workday(value));
        }
        let first = if n == 0 { day } else { day.next_day().unwrap_or(day) };
        WorkdayResult { value, certain: self.has_years(first, value) }
    }

    /// The `n`th working day before a day. 0 gives the day itself, even if it is no working day. Limits as in
    /// [`Calendar::add_workdays`].
    pub(crate) fn subtract_workdays(&self, day: Date, n: u32) -> WorkdayResult<Date> {
        let mut left = n.min(MAX_WORKDAYS);
        let mut value = day;
        while left > 0 {
            let Some(previous) = value.previous_day() else { break };
            value = previous;
            left -= u32::from(self.is_workday(value));
        }
        WorkdayResult { value, certain: self.has_years(value, day) }
    }

    /// The number of working days after `from` up to and including `to`. If `to` is earlier, the negative of the number with
    /// both exchanged.
    pub(crate) fn count_workdays(&self, from: Date, to: Date) -> WorkdayResult<i32> {
        if to < from {
            let reverse = self.count_workdays(to, from);
            return WorkdayResult { value: -reverse.value, ..reverse };
        }
        // The range is empty, so the result depends on no year.
        let Some(first) = from.next_day().filter(|first| *first <= to) else {
            return WorkdayResult { value: 0, certain: true };
        };
        let exceptions: i32 = self
            .years
            .range(first.year()..=to.year())
            .flat_map(|(_, days)| days.range((Bound::Included(first), Bound::Included(to))))
            .map(|(day, exception)| match exception {
                Exception::Off(_) if is_weekend(*day) => 0,
                Exception::Off(_) => -1,
                Exception::Work => 1,
            })
            .sum();
        WorkdayResult {
            value: weekdays_until(to) - weekdays_until(from) + exceptions,
            certain: self.has_years(first, to),
        }
    }

    /// The status of a deadline. Overdue takes precedence over behind, and behind over near.
    pub(crate) fn deadline(&self, today: Date, due: Date, work: WorkStatus) -> Deadline {
        let WorkdayResult { value: left, certain } = self.count_workdays(today, due);
        let status = match work {
            WorkStatus::Done => DeadlineStatus::None,
            _ if due < today => DeadlineStatus::Overdue,
            WorkStatus::Behind => DeadlineStatus::Behind,
            WorkStatus::OnTime if left <= NEAR_WORKDAYS => DeadlineStatus::Near,
            WorkStatus::OnTime => DeadlineStatus::None,
        };
        let words = match work {
            WorkStatus::Done => String::new(),
            _ if due < today && left == 0 => text::get("deadline.overdue-none").to_owned(),
            _ if due < today => text::fill("deadline.overdue", &left.unsigned_abs().to_string()),
            WorkStatus::Behind => text::fill("deadline.behind", &remaining_text(today, due, left)),
            WorkStatus::OnTime => remaining_text(today, due, left),
        };
        Deadline {
            due: end_of(due),
            due_text: format_day(due, today),
            workdays_left: left,
            light: status,
            words: if certain || words.is_empty() { words } else { text::fill("deadline.uncertain", &words) },
            certain,
        }
    }

    fn exception(&self, day: Date) -> Option<&Exception> {
        self.years.get(&day.year())?.get(&day)
    }
}

fn remaining_text(today: Date, due: Date, left: i32) -> String {
    if due == today {
        text::get("deadline.today").to_owned()
    } else if left == 0 {
        text::get("deadline.left-none").to_owned()
    } else {
        text::fill("deadline.left", &left.to_string())
    }
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The number of Mondays to Fridays from Julian day 0, which was a Monday, up to and including a day; negative for a day before.
fn weekdays_until(day: Date) -> i32 {
    let days = day.to_julian_day() + 1;
    days.div_euclid(7) * 5 + days.rem_euclid(7).min(5)
}

/// The exceptions of a year. `None` if its entry is invalid.
fn exceptions(entry: &Value, year: i32) -> Option<BTreeMap<Date, Exception>> {
    let date = |value: &Value| value.as_str().and_then(parse_date).filter(|day| day.year() == year);
    let mut found = BTreeMap::new();
    for holiday in entry.get("holidays")?.as_array()? {
        let name = holiday.get("name")?.as_str()?.trim();
        let days = holiday.get("days")?.as_array()?;
        if name.is_empty() || days.is_empty() {
            return None;
        }
        for day in days {
            // If two holidays share a day, it has the name of the first.
            found.entry(date(day)?).or_insert_with(|| Exception::Off(name.to_owned()));
        }
    }
    if found.is_empty() {
        return None;
    }
    for day in entry.get("workdays")?.as_array()? {
        let day = date(day)?;
        if !is_weekend(day) || matches!(found.insert(day, Exception::Work), Some(Exception::Off(_))) {
            return None;
        }
    }
    Some(found)
}

/// Parses a date in the form of the protocol: 2026-02-14.
pub(crate) fn parse_date(date: &str) -> Option<Date> {
    let bytes = date.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let number = |range: std::ops::Range<usize>| {
        bytes[range]
            .iter()
            .try_fold(0_u16, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u16::from(byte - b'0')))
    };
    let month = Month::try_from(u8::try_from(number(5..7)?).ok()?).ok()?;
    Date::from_calendar_date(i32::from(number(0..4)?), month, u8::try_from(number(8..10)?).ok()?).ok()
}

#[cfg(test)]
mod tests;
