//! Working days 工作日. Which days are off and which weekends are worked is decided each year by the State Council's notice
//! 国务院办公厅关于部分节假日安排的通知 and comes with the catalogue; nothing here knows a holiday by itself.
//!
//! A year that the catalogue does not have is counted by its weekends, and every answer that went through such a year
//! says so. A day belongs to the entry of its own year: a notice that moves a day of the December before it
//! (the notice for 2019 made 2018-12-29 a working day) is entered in both years.
//!
//! Days are China's. A moment is in milliseconds since 1970-01-01 UTC.

use std::collections::BTreeMap;
use std::ops::Bound;

use serde::Serialize;
use serde_json::Value;
use time::{Date, Month, Weekday};

use crate::base::clock::MILLIS_PER_DAY;
use crate::base::text;

/// China is eight hours ahead of UTC.
const AHEAD: i64 = 8 * 3_600_000;

/// The Julian day of 1970-01-01.
const EPOCH: i64 = 2_440_588;

/// What [`Calendar::add`] counts at most: forty years, more than any deadline.
const FARTHEST: u32 = 10_000;

/// A deadline is near when at most so many working days are left.
const NEAR: i32 = 2;

/// China's day of a moment, at UTC+8 throughout; none outside the years -9999 to 9999.
pub(crate) fn day_of(moment: i64) -> Option<Date> {
    let julian = moment.checked_add(AHEAD)?.div_euclid(MILLIS_PER_DAY) + EPOCH;
    Date::from_julian_day(i32::try_from(julian).ok()?).ok()
}

/// The first moment of a day in China.
pub(crate) fn start_of(day: Date) -> i64 {
    (i64::from(day.to_julian_day()) - EPOCH) * MILLIS_PER_DAY - AHEAD
}

/// The last moment of a day in China: what is dated that day is in time until then.
pub(crate) fn end_of(day: Date) -> i64 {
    start_of(day) + MILLIS_PER_DAY - 1
}

/// A day as a person reads it: 11月27日 周五, with the year when it is not today's.
pub(crate) fn worded(day: Date, today: Date) -> String {
    let text = format!("{} {}", month_and_day(day), weekday_text(day));
    if day.year() == today.year() { text } else { format!("{}年{text}", day.year()) }
}

/// 11月27日.
pub(crate) fn month_and_day(day: Date) -> String {
    format!("{}月{}日", u8::from(day.month()), day.day())
}

/// 周五.
pub(crate) fn weekday_text(day: Date) -> &'static str {
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

/// An answer, and whether the calendar had every year that it went through; where not, weekends only were counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counted<T> {
    pub(crate) value: T,
    pub(crate) certain: bool,
}

/// How the work before a deadline goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Nothing of it is late.
    OnTime,
    /// An earlier step of it is late.
    Behind,
    /// It is done: no light any more.
    Done,
}

/// The light 限时灯 of a deadline. Shown together with [`Deadline::words`], never as a colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum DeadlineStatus {
    /// No light: done, or far away.
    None,
    /// Blue 蓝: due today or within the next two working days.
    Near,
    /// Yellow 黄: an earlier step is late.
    Behind,
    /// Red 红: the due day is over.
    Overdue,
}

/// A deadline as it stands on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Deadline {
    /// The last millisecond of the due day in China, in milliseconds since 1970-01-01 UTC.
    pub due: i64,
    /// The due day, with its year if that is not the current one: 11月27日 周五.
    pub due_text: String,
    /// Working days after today up to and including the due day; negative when it is over.
    pub workdays_left: i32,
    /// Its light.
    pub light: DeadlineStatus,
    /// The light in words: 还剩3个工作日, 已超期2个工作日. Empty when the work is done.
    pub words: String,
    /// False when the holidays of a year in between are not known and weekends were assumed.
    pub certain: bool,
}

/// How the calendar departs from Monday to Friday on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Exception {
    /// A day off of the holiday of this name.
    Off(String),
    /// A make-up day 调休上班, always a Saturday or a Sunday.
    Work,
}

/// The holidays and make-up days of the years that the catalogue has.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Calendar {
    years: BTreeMap<i32, BTreeMap<Date, Exception>>,
}

impl Calendar {
    /// Reads member `calendar` of the whole catalogue document.
    ///
    /// A year that breaks its own form is left out and logged: a day that is no date or of another year, a make-up day
    /// from Monday to Friday or on a holiday, a holiday without name or days, no holiday at all. Of two good entries for
    /// one year the later holds. ErasedValue else that is wrong with the document leaves the calendar empty.
    pub(crate) fn read(document: &str) -> Self {
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
                        log::warn!("calendar: {year} is given twice, the later holds");
                    }
                }
                None => log::warn!("calendar: {year} breaks its form and is left out"),
            }
        }
        Self { years }
    }

    /// Whether the catalogue has this year.
    pub(crate) fn knows(&self, year: i32) -> bool {
        self.years.contains_key(&year)
    }

    /// Whether the catalogue has the years of all days from the first to the last.
    pub(crate) fn knows_all(&self, first: Date, last: Date) -> bool {
        (first.year()..=last.year()).all(|year| self.knows(year))
    }

    /// Whether a day is worked. In an unknown year Monday to Friday are.
    pub(crate) fn is_workday(&self, day: Date) -> bool {
        match self.exception(day) {
            Some(Exception::Off(_)) => false,
            Some(Exception::Work) => true,
            None => !on_weekend(day),
        }
    }

    /// The name of the holiday that this is a day off of.
    pub(crate) fn holiday(&self, day: Date) -> Option<&str> {
        match self.exception(day)? {
            Exception::Off(name) => Some(name),
            Exception::Work => None,
        }
    }

    /// The `n`th working day after a day. For 0 the day itself if it is worked, otherwise the next that is; on a day that
    /// is not worked 0 and 1 are therefore the same. More than 10 000 is 10 000, and the last day that `Date` can hold
    /// ends every search.
    pub(crate) fn add(&self, day: Date, n: u32) -> Counted<Date> {
        if n == 0 && self.is_workday(day) {
            return Counted { value: day, certain: self.knows(day.year()) };
        }
        let mut left = n.clamp(1, FARTHEST);
        let mut value = day;
        while left > 0 {
            let Some(next) = value.next_day() else { break };
            value = next;
            left -= u32::from(self.is_workday(value));
        }
        let first = if n == 0 { day } else { day.next_day().unwrap_or(day) };
        Counted { value, certain: self.knows_all(first, value) }
    }

    /// The `n`th working day before a day; for 0 the day itself, worked or not. Otherwise as [`Calendar::add`].
    pub(crate) fn before(&self, day: Date, n: u32) -> Counted<Date> {
        let mut left = n.min(FARTHEST);
        let mut value = day;
        while left > 0 {
            let Some(previous) = value.previous_day() else { break };
            value = previous;
            left -= u32::from(self.is_workday(value));
        }
        Counted { value, certain: self.knows_all(value, day) }
    }

    /// The working days after `from` up to and including `to`; negative, by the same days, when `to` is earlier.
    pub(crate) fn count(&self, from: Date, to: Date) -> Counted<i32> {
        if to < from {
            let back = self.count(to, from);
            return Counted { value: -back.value, ..back };
        }
        // No day at all was looked at, so none can be wrong.
        let Some(first) = from.next_day().filter(|first| *first <= to) else {
            return Counted { value: 0, certain: true };
        };
        let exceptions: i32 = self
            .years
            .range(first.year()..=to.year())
            .flat_map(|(_, days)| days.range((Bound::Included(first), Bound::Included(to))))
            .map(|(day, exception)| match exception {
                Exception::Off(_) if on_weekend(*day) => 0,
                Exception::Off(_) => -1,
                Exception::Work => 1,
            })
            .sum();
        Counted { value: weekdays_until(to) - weekdays_until(from) + exceptions, certain: self.knows_all(first, to) }
    }

    /// How a deadline stands. Overdue is stronger than behind, behind is stronger than near.
    pub(crate) fn deadline(&self, today: Date, due: Date, state: Progress) -> Deadline {
        let Counted { value: left, certain } = self.count(today, due);
        let light = match state {
            Progress::Done => DeadlineStatus::None,
            _ if due < today => DeadlineStatus::Overdue,
            Progress::Behind => DeadlineStatus::Behind,
            Progress::OnTime if left <= NEAR => DeadlineStatus::Near,
            Progress::OnTime => DeadlineStatus::None,
        };
        let words = match state {
            Progress::Done => String::new(),
            _ if due < today && left == 0 => text::get("deadline.overdue-none").to_owned(),
            _ if due < today => text::fill("deadline.overdue", &left.unsigned_abs().to_string()),
            Progress::Behind => text::fill("deadline.behind", &left_words(today, due, left)),
            Progress::OnTime => left_words(today, due, left),
        };
        Deadline {
            due: end_of(due),
            due_text: worded(due, today),
            workdays_left: left,
            light,
            words: if certain || words.is_empty() { words } else { text::fill("deadline.uncertain", &words) },
            certain,
        }
    }

    fn exception(&self, day: Date) -> Option<&Exception> {
        self.years.get(&day.year())?.get(&day)
    }
}

fn left_words(today: Date, due: Date, left: i32) -> String {
    if due == today {
        text::get("deadline.today").to_owned()
    } else if left == 0 {
        text::get("deadline.left-none").to_owned()
    } else {
        text::fill("deadline.left", &left.to_string())
    }
}

fn on_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// Mondays to Fridays from Julian day 0, which was a Monday, up to and including a day; negative before it.
fn weekdays_until(day: Date) -> i32 {
    let days = day.to_julian_day() + 1;
    days.div_euclid(7) * 5 + days.rem_euclid(7).min(5)
}

/// The exceptions of one year, none if its entry breaks the form.
fn exceptions(entry: &Value, year: i32) -> Option<BTreeMap<Date, Exception>> {
    let date = |value: &Value| value.as_str().and_then(parse).filter(|day| day.year() == year);
    let mut found = BTreeMap::new();
    for holiday in entry.get("holidays")?.as_array()? {
        let name = holiday.get("name")?.as_str()?.trim();
        let days = holiday.get("days")?.as_array()?;
        if name.is_empty() || days.is_empty() {
            return None;
        }
        for day in days {
            // Two holidays may share a day: the first names it.
            found.entry(date(day)?).or_insert_with(|| Exception::Off(name.to_owned()));
        }
    }
    if found.is_empty() {
        return None;
    }
    for day in entry.get("workdays")?.as_array()? {
        let day = date(day)?;
        if !on_weekend(day) || matches!(found.insert(day, Exception::Work), Some(Exception::Off(_))) {
            return None;
        }
    }
    Some(found)
}

/// A date in the one form of the protocol: 2026-02-14.
pub(crate) fn parse(date: &str) -> Option<Date> {
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
