//! 工作日: working days follow the State Council's yearly calendar of holidays and make-up days (调休), which is the catalogue's
//! data. A year that the catalogue does not have, or has in a form that contradicts itself, is counted by weekends, and
//! whatever was counted through it says so.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;
use time::format_description::well_known::Iso8601;
use time::{Date, OffsetDateTime, UtcOffset, Weekday};

use crate::text;

/// Working days that anything is counted ahead.
const MAX_AHEAD: u32 = 10_000;
/// Working days before its last one from which on a deadline is near.
const NEAR: i32 = 2;
/// 1970-01-01 in the count of Julian days.
const EPOCH: i32 = 2_440_588;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
const ZONE_MS: i64 = 8 * 60 * 60 * 1000;

/// China's day of a moment (milliseconds since 1970 UTC): one zone, and no summer time since 1992. None beyond what a date
/// can say.
pub(crate) fn day_of(moment: i64) -> Option<Date> {
    let utc = OffsetDateTime::from_unix_timestamp_nanos(i128::from(moment) * 1_000_000).ok()?;
    Some(utc.checked_to_offset(UtcOffset::from_hms(8, 0, 0).ok()?)?.date())
}

/// The first moment of a day in China.
pub(crate) fn start_of(day: Date) -> i64 {
    i64::from(day.to_julian_day() - EPOCH) * DAY_MS - ZONE_MS
}

/// The last moment of a day in China: something dated that day is in time until then.
pub(crate) fn end_of(day: Date) -> i64 {
    start_of(day) + DAY_MS - 1
}

/// A day as the protocol writes it.
pub(crate) fn parse(day: &str) -> Option<Date> {
    // The standard knows shorter forms too.
    if day.len() == 10 { Date::parse(day, &Iso8601::DATE).ok() } else { None }
}

/// A day as a person reads it: 11月27日 周五, with the year when it is not today's.
pub(crate) fn worded(day: Date, today: Date) -> String {
    let date = format!("{}月{}日 {}", u8::from(day.month()), day.day(), weekday(day.weekday()));
    if day.year() == today.year() { date } else { format!("{}年{date}", day.year()) }
}

/// 周一 to 周日.
pub(crate) fn weekday(day: Weekday) -> &'static str {
    text::get(match day {
        Weekday::Monday => "day.mon",
        Weekday::Tuesday => "day.tue",
        Weekday::Wednesday => "day.wed",
        Weekday::Thursday => "day.thu",
        Weekday::Friday => "day.fri",
        Weekday::Saturday => "day.sat",
        Weekday::Sunday => "day.sun",
    })
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// Something counted, and whether every year that it went through is in the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counted<T> {
    pub(crate) value: T,
    pub(crate) certain: bool,
}

/// How something with a deadline stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    OnTime,
    /// An earlier step of it is late.
    Behind,
    /// There is nothing left to be late.
    Done,
}

/// 限时灯. Always shown with words, never by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum Light {
    /// There is time.
    None,
    /// 蓝: near due, today or within two working days.
    Near,
    /// 黄: an earlier step is late.
    Behind,
    /// 红: overdue.
    Overdue,
}

/// A last day, counted on this phone.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Deadline {
    /// The last moment of its last day in China, milliseconds.
    pub due: i64,
    /// The day as a person reads it: 11月27日 周五.
    pub due_text: String,
    /// Working days from now to it; 0 on the day itself, negative afterwards.
    pub workdays_left: i32,
    /// 限时灯.
    pub light: Light,
    /// The same in words; empty when nothing is left to be late.
    pub words: String,
    /// False when a year on the way has no published calendar: weekends only were counted, and the words say so.
    pub certain: bool,
}

/// The days of one year that are not as their weekday says.
#[derive(Debug, Clone, Default, PartialEq)]
struct Year {
    /// Days off, with the holiday's name.
    holidays: BTreeMap<Date, String>,
    /// Weekends that are worked.
    workdays: BTreeMap<Date, ()>,
    /// Working days more (or, negative, fewer) than the weekdays say, up to and including each such day.
    shift: BTreeMap<Date, i32>,
}

/// The calendar.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Calendar {
    years: BTreeMap<i32, Year>,
}

#[derive(Deserialize)]
struct DocumentWire<'a> {
    #[serde(default, borrow)]
    calendar: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct YearWire {
    year: i32,
    #[serde(default)]
    holidays: Vec<HolidayWire>,
    #[serde(default)]
    workdays: Vec<String>,
}

#[derive(Deserialize)]
struct HolidayWire {
    name: String,
    days: Vec<String>,
}

impl Year {
    /// None when it contradicts itself: better no calendar for a year than a wrong one.
    fn read(wire: &YearWire) -> Option<Self> {
        let day = |text: &String| parse(text).filter(|day| day.year() == wire.year);
        let mut year = Self::default();
        for holiday in &wire.holidays {
            for text in &holiday.days {
                year.holidays.insert(day(text)?, holiday.name.clone());
            }
        }
        for text in &wire.workdays {
            let day = day(text)?;
            if !is_weekend(day) || year.holidays.contains_key(&day) {
                return None;
            }
            year.workdays.insert(day, ());
        }
        let off = year.holidays.keys().filter(|day| !is_weekend(**day)).map(|day| (*day, -1));
        let mut exceptions: Vec<(Date, i32)> = off.chain(year.workdays.keys().map(|day| (*day, 1))).collect();
        exceptions.sort_unstable();
        let mut sum = 0;
        for (day, change) in exceptions {
            sum += change;
            year.shift.insert(day, sum);
        }
        // A year in which nobody rests is no calendar.
        (!year.holidays.is_empty()).then_some(year)
    }

    /// Up to and including a day.
    fn shift_at(&self, day: Date) -> i32 {
        self.shift.range(..=day).next_back().map_or(0, |(_, shift)| *shift)
    }
}

impl Calendar {
    /// Of a catalogue's document. What cannot be read is left out; no document is an empty calendar.
    pub(crate) fn read(document: &str) -> Self {
        let Ok(document) = serde_json::from_str::<DocumentWire<'_>>(document) else { return Self::default() };
        let mut years = BTreeMap::new();
        for entry in document.calendar {
            let wire: Option<YearWire> = serde_json::from_str(entry.get()).ok();
            let number = wire.as_ref().map(|wire| wire.year);
            match (number, wire.as_ref().and_then(Year::read)) {
                (Some(number), Some(year)) => drop(years.insert(number, year)),
                _ => log::warn!("a year of the calendar contradicts itself and is left out: {number:?}"),
            }
        }
        Self { years }
    }

    /// Whether the State Council's days of a year are known.
    pub(crate) fn knows(&self, year: i32) -> bool {
        self.years.contains_key(&year)
    }

    /// Whether people work on a day.
    pub(crate) fn is_workday(&self, day: Date) -> bool {
        let year = self.years.get(&day.year());
        match year {
            Some(year) if year.holidays.contains_key(&day) => false,
            Some(year) if year.workdays.contains_key(&day) => true,
            _ => !is_weekend(day),
        }
    }

    /// The holiday that a day off belongs to.
    pub(crate) fn holiday(&self, day: Date) -> Option<&str> {
        self.years.get(&day.year())?.holidays.get(&day).map(String::as_str)
    }

    fn certain(&self, from: Date, to: Date) -> bool {
        let (first, last) = (from.min(to).year(), from.max(to).year());
        self.years.range(first..=last).count() as i64 == i64::from(last) - i64::from(first) + 1
    }

    /// The `n`th working day after a day; for 0 the day itself when people work then, otherwise the next one on which they do.
    pub(crate) fn add(&self, day: Date, n: u32) -> Counted<Date> {
        let mut left = n.min(MAX_AHEAD);
        let mut at = day;
        if left == 0 && !self.is_workday(at) {
            left = 1;
        }
        while left > 0 {
            let Some(next) = at.next_day() else { break };
            at = next;
            left -= u32::from(self.is_workday(at));
        }
        Counted { value: at, certain: self.certain(day, at) }
    }

    /// Working days after one day up to and including another; negative the other way round.
    pub(crate) fn count(&self, from: Date, to: Date) -> Counted<i32> {
        let certain = self.certain(from, to);
        if to < from {
            return Counted { value: -self.count(to, from).value, certain };
        }
        let mut value = weekdays_up_to(to) - weekdays_up_to(from);
        for (_, year) in self.years.range(from.year()..=to.year()) {
            value += year.shift_at(to) - year.shift_at(from);
        }
        Counted { value, certain }
    }

    /// How a deadline stands today.
    pub(crate) fn deadline(&self, today: Date, due: Date, progress: Progress) -> Deadline {
        let Counted { value: left, certain } = self.count(today, due);
        let overdue = today > due;
        let light = match progress {
            Progress::Done => Light::None,
            _ if overdue => Light::Overdue,
            Progress::Behind => Light::Behind,
            Progress::OnTime if left <= NEAR => Light::Near,
            Progress::OnTime => Light::None,
        };
        let time_left = || match (today == due, left) {
            (true, _) => text::get("deadline.today").to_owned(),
            (false, 0) => text::get("deadline.restdays").to_owned(),
            (false, left) => text::fill("deadline.left", &left.to_string()),
        };
        let mut words = match light {
            Light::Overdue if left == 0 => text::get("deadline.overdue").to_owned(),
            Light::Overdue => text::fill("deadline.overdue-by", &left.unsigned_abs().to_string()),
            Light::Behind => text::fill("deadline.behind", &time_left()),
            _ if progress == Progress::Done => String::new(),
            _ => time_left(),
        };
        if !certain && !words.is_empty() {
            words.push_str(text::get("deadline.uncertain"));
        }
        let due_text = worded(due, today);
        Deadline { due: end_of(due), due_text, workdays_left: left, light, words, certain }
    }
}

/// Mondays to Fridays from a Monday long ago up to and including a day.
fn weekdays_up_to(day: Date) -> i32 {
    // Day 0 of the Julian count was a Monday.
    let number = day.to_julian_day();
    let (weeks, rest) = (number.div_euclid(7), number.rem_euclid(7));
    weeks * 5 + (rest + 1).min(5)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::{Duration, Month};

    use super::*;

    fn date(year: i32, month: u8, day: u8) -> Date {
        Date::from_calendar_date(year, Month::try_from(month).unwrap(), day).unwrap()
    }

    /// The publisher's sample catalogue has the two published years.
    fn calendar() -> Calendar {
        Calendar::read(include_str!("../../tests/publisher/content/catalogue.json"))
    }

    fn day(text: &str) -> Date {
        parse(text).unwrap()
    }

    #[test]
    fn working_days_around_the_long_holidays_are_those_of_the_state_council() {
        let calendar = calendar();
        for (from, n, expected) in [
            ("2025-01-24", 1, "2025-01-26"), // a Sunday that is worked before 春节
            ("2025-01-27", 1, "2025-02-05"),
            ("2025-01-27", 4, "2025-02-08"), // a Saturday that is worked after it
            ("2025-01-28", 0, "2025-02-05"),
            ("2025-04-03", 1, "2025-04-07"),
            ("2025-04-26", 0, "2025-04-27"),
            ("2025-04-30", 1, "2025-05-06"),
            ("2025-05-30", 1, "2025-06-03"),
            ("2025-09-26", 1, "2025-09-28"),
            ("2025-09-30", 1, "2025-10-09"),
            ("2025-09-30", 3, "2025-10-11"),
            ("2025-09-30", 4, "2025-10-13"),
            ("2025-12-31", 1, "2026-01-04"),
            ("2026-02-13", 1, "2026-02-14"),
            ("2026-02-13", 2, "2026-02-24"),
            ("2026-02-14", 5, "2026-02-28"),
            ("2026-05-08", 1, "2026-05-09"),
            ("2026-06-18", 1, "2026-06-22"),
            ("2026-09-18", 1, "2026-09-20"),
            ("2026-09-24", 1, "2026-09-28"),
            ("2026-09-30", 1, "2026-10-08"),
            ("2026-09-30", 3, "2026-10-10"),
            ("2026-11-20", 15, "2026-12-11"),
        ] {
            let added = calendar.add(day(from), n);
            assert_eq!(added, Counted { value: day(expected), certain: true }, "{from} + {n}");
        }
    }

    #[test]
    fn a_year_that_is_missing_or_wrong_is_counted_by_weekends_and_says_so() {
        let calendar = calendar();
        assert_eq!(calendar.add(day("2026-12-31"), 1), Counted { value: day("2027-01-01"), certain: false });
        assert!(calendar.add(day("2026-12-01"), 10).certain);
        let deadline = calendar.deadline(day("2026-12-28"), day("2027-01-08"), Progress::OnTime);
        assert!(!deadline.certain);
        assert!(deadline.words.contains("双休"), "{}", deadline.words);
        assert_eq!(deadline.due_text, "2027年1月8日 周五");
        for wrong in [
            r#"{"year":2026,"holidays":[{"name":"元旦","days":["2026-01-01"]}],"workdays":["2026-01-05"]}"#,
            r#"{"year":2026,"holidays":[{"name":"元旦","days":["2026-01-03"]}],"workdays":["2026-01-03"]}"#,
            r#"{"year":2026,"holidays":[{"name":"元旦","days":["2025-01-01"]}]}"#,
            r#"{"year":2026,"holidays":[{"name":"元旦","days":["2026-02-30"]}]}"#,
            r#"{"year":2026,"holidays":[]}"#,
            r#"{"year":"2026"}"#,
            "7",
        ] {
            let read = Calendar::read(&format!(r#"{{"calendar":[{wrong}]}}"#));
            assert!(!read.knows(2026), "{wrong}");
            assert!(read.is_workday(day("2026-01-01")));
        }
        for nothing in ["", "{}", "[]", r#"{"calendar":7}"#] {
            assert_eq!(Calendar::read(nothing), Calendar::default(), "{nothing}");
        }
    }

    #[test]
    fn a_light_comes_with_words() {
        let calendar = calendar();
        let of = |today: &str, due: &str, progress| {
            let deadline = calendar.deadline(day(today), day(due), progress);
            (deadline.light, deadline.workdays_left, deadline.words)
        };
        let words = |words: &str| words.to_owned();
        assert_eq!(of("2026-11-24", "2026-11-27", Progress::OnTime), (Light::None, 3, words("还剩3个工作日")));
        assert_eq!(of("2026-11-25", "2026-11-27", Progress::OnTime), (Light::Near, 2, words("还剩2个工作日")));
        assert_eq!(of("2026-11-27", "2026-11-27", Progress::OnTime), (Light::Near, 0, words("今天到期")));
        assert_eq!(
            of("2026-11-28", "2026-11-29", Progress::OnTime),
            (Light::Near, 0, words("休息日到期，已没有工作日"))
        );
        assert_eq!(of("2026-11-28", "2026-11-27", Progress::OnTime), (Light::Overdue, 0, words("已超期")));
        assert_eq!(of("2026-12-01", "2026-11-27", Progress::OnTime), (Light::Overdue, -2, words("已超期2个工作日")));
        assert_eq!(
            of("2026-11-24", "2026-11-27", Progress::Behind),
            (Light::Behind, 3, words("已落后，还剩3个工作日"))
        );
        assert_eq!(of("2026-12-01", "2026-11-27", Progress::Behind).0, Light::Overdue);
        assert_eq!(of("2026-12-01", "2026-11-27", Progress::Done), (Light::None, -2, String::new()));
    }

    #[test]
    fn a_day_is_chinas_day() {
        assert_eq!(day_of(0), Some(date(1970, 1, 1)));
        // 2026-11-23T16:00:00Z is midnight in China.
        assert_eq!(day_of(1_795_449_600_000 - 1), Some(date(2026, 11, 23)));
        assert_eq!(day_of(1_795_449_600_000), Some(date(2026, 11, 24)));
        assert_eq!(start_of(date(2026, 11, 24)), 1_795_449_600_000);
        assert_eq!(day_of(end_of(date(2026, 11, 24))), Some(date(2026, 11, 24)));
        assert_eq!(day_of(i64::MAX), None);
    }

    fn any_day() -> impl Strategy<Value = Date> {
        (0_i64..4_000).prop_map(|days| date(2020, 1, 1) + Duration::days(days))
    }

    proptest! {
        #[test]
        fn adding_and_counting_agree(from in any_day(), n in 1_u32..400) {
            let calendar = calendar();
            let to = calendar.add(from, n).value;
            prop_assert!(calendar.is_workday(to));
            prop_assert_eq!(calendar.count(from, to).value, n as i32);
        }

        #[test]
        fn counting_is_what_going_day_by_day_would_count(from in any_day(), days in 0_i64..900) {
            let calendar = calendar();
            let to = from + Duration::days(days);
            let mut expected = 0;
            let mut at = from;
            while at < to {
                at = at.next_day().unwrap();
                expected += i32::from(calendar.is_workday(at));
            }
            prop_assert_eq!(calendar.count(from, to).value, expected);
            prop_assert_eq!(calendar.count(to, from).value, -expected);
        }

        #[test]
        fn a_day_later_is_never_due_earlier(from in any_day(), n in 0_u32..60) {
            let calendar = calendar();
            prop_assert!(calendar.add(from, n).value <= calendar.add(from.next_day().unwrap(), n).value);
        }

        #[test]
        fn no_day_is_too_far(from in any::<i32>(), to in any::<i32>()) {
            let clamp = |n: i32| Date::from_julian_day(n.clamp(Date::MIN.to_julian_day(), Date::MAX.to_julian_day())).unwrap();
            let calendar = calendar();
            prop_assert_eq!(calendar.count(clamp(from), clamp(to)).value, -calendar.count(clamp(to), clamp(from)).value);
            calendar.add(clamp(from), 3);
        }
    }
}
