//! Opening hours 营业时间 that take holidays into account, from the member `opening` of a service entry:
//!
//! ```json
//! [{"days": ["workday"], "spans": ["08:00-12:00", "13:30-17:30"]}, {"days": ["holiday"], "spans": []}]
//! ```
//!
//! A day is `mon` to `sun`, `workday` (make-up working days included), `restday` (any day that is no working day) or `holiday`
//! (a day off for a named holiday). Only the rules of the first kind that has any apply to a date: holiday, then workday or
//! restday, then the weekday. Several rules of that kind add up. A rule without spans, or no rule, means closed.
//!
//! The end of a span may be 24:00. An end that is not after the start is on the next day: 18:00-02:00. Spans that overlap or
//! touch are merged. Times are those of China; a moment is in milliseconds since 1970-01-01 UTC.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use time::{Date, Duration};

use crate::base::clock::MILLIS_PER_DAY;
use crate::base::sort::sort_by_key;
use crate::base::text;
use crate::formats::workday::{Calendar, day_of, format_month_day, format_weekday, start_of};

const MINUTE: i64 = 60_000;

/// How many days ahead the next change is searched for.
const LOOKAHEAD_DAYS: i64 = 14;

/// A list with more rules, or a rule with more spans, is invalid.
const MAX_RULES: usize = 30;
const MAX_SPANS: usize = 10;

/// The names of days in a rule.
const DAY_KINDS: [(&str, DayKind); 10] = [
    ("mon", DayKind::Weekday(0)),
    ("tue", DayKind::Weekday(1)),
    ("wed", DayKind::Weekday(2)),
    ("thu", DayKind::Weekday(3)),
    ("fri", DayKind::Weekday(4)),
    ("sat", DayKind::Weekday(5)),
    ("sun", DayKind::Weekday(6)),
    ("workday", DayKind::Workday),
    ("restday", DayKind::Restday),
    ("holiday", DayKind::Holiday),
];

/// The kind of days that a rule applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum DayKind {
    /// The number of days after Monday.
    Weekday(u8),
    Workday,
    Restday,
    Holiday,
}

/// A time range in milliseconds after the start of the day. The end is exclusive; it may be on the next day, at most one day
/// after the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    start: i64,
    end: i64,
}

/// Whether a place is open at a moment, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct OpeningStatus {
    /// Whether it is open now.
    pub open: bool,
    /// When that changes, in milliseconds since 1970-01-01 UTC. `None` if it does not change within 14 days.
    pub until: Option<i64>,
    /// Both for display: 现在营业，17:30 关门.
    pub words: String,
    /// False if the hours depend on the holidays of a year that the catalogue does not have.
    pub certain: bool,
}

/// The opening hours of a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct OpeningHours {
    /// The spans of each kind that has a rule. An empty list means closed.
    rules: BTreeMap<DayKind, Vec<Span>>,
}

impl OpeningHours {
    /// Reads the rules of a place. `None` if there are none, or if they are not exactly in the form of this module, because no
    /// opening hours are better than wrong ones.
    pub(crate) fn parse(value: &Value) -> Option<Self> {
        let list = value.as_array().filter(|list| (1..=MAX_RULES).contains(&list.len()))?;
        let mut rules: BTreeMap<DayKind, Vec<Span>> = BTreeMap::new();
        for rule in list {
            let rule = rule.as_object().filter(|rule| rule.len() == 2)?;
            let days = rule.get("days")?.as_array().filter(|days| (1..=DAY_KINDS.len()).contains(&days.len()))?;
            let spans = rule.get("spans")?.as_array().filter(|spans| spans.len() <= MAX_SPANS)?;
            let spans: Vec<Span> = spans.iter().map(|span| parse_span(span.as_str()?)).collect::<Option<_>>()?;
            for day in days {
                let name = day.as_str()?;
                let (_, kind) = DAY_KINDS.iter().find(|(known, _)| *known == name)?;
                rules.entry(*kind).or_default().extend(&spans);
            }
        }
        Some(Self { rules })
    }

    /// Whether the place is open at a moment. The result is uncertain if a rule is for working days or holidays and the
    /// calendar lacks the year of a day that the result depends on. Outside the years -9999 to 9999 the result is closed,
    /// uncertain and without a text.
    pub(crate) fn status_at(&self, calendar: &Calendar, moment: i64) -> OpeningStatus {
        let Some(today) = day_of(moment) else {
            return OpeningStatus { open: false, until: None, words: String::new(), certain: false };
        };
        let horizon = moment + LOOKAHEAD_DAYS * MILLIS_PER_DAY;
        let spans = self.spans_around(calendar, today);
        // The spans are separate and sorted, so the first that has not ended is the current or the next one.
        let next = spans.iter().find(|span| moment < span.end);
        let open = next.is_some_and(|span| span.start <= moment);
        let until = next.map(|span| if open { span.end } else { span.start }).filter(|until| *until <= horizon);

        // A span of yesterday matters only if a span can pass midnight.
        let passes_midnight = self.rules.values().flatten().any(|span| span.end > MILLIS_PER_DAY);
        let first = if passes_midnight { today.previous_day().unwrap_or(today) } else { today };
        let last = day_of(until.unwrap_or(horizon)).unwrap_or(Date::MAX);
        let certain = !self.needs_calendar() || calendar.has_years(first, last);

        let words = match (open, until) {
            (true, None) => text::get("hours.open-always").to_owned(),
            (true, Some(until)) => text::fill("hours.open-until", &closing_text(today, until)),
            (false, until) => {
                let mut words = self.closed_for_holiday(calendar, today).map_or_else(
                    || text::get("hours.closed").to_owned(),
                    |name| text::fill("hours.closed-holiday", name),
                );
                if let Some(until) = until {
                    words.push_str(&text::fill("hours.opens", &opening_text(today, until)));
                }
                words
            }
        };
        OpeningStatus {
            open,
            until,
            words: if certain { words } else { text::fill("hours.uncertain", &words) },
            certain,
        }
    }

    /// All spans from yesterday to the end of the lookahead as moments, merged and sorted.
    fn spans_around(&self, calendar: &Calendar, today: Date) -> Vec<Span> {
        let mut spans: Vec<Span> = (-1..=LOOKAHEAD_DAYS)
            .filter_map(|days| today.checked_add(Duration::days(days)))
            .filter_map(|day| Some((start_of(day), self.applicable_rule(calendar, day)?.1)))
            .flat_map(|(start, spans)| {
                spans.iter().map(move |span| Span { start: start + span.start, end: start + span.end })
            })
            .collect();
        sort_by_key(&mut spans, |span| span.start);
        let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
        for span in spans {
            match merged.last_mut() {
                Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
                _ => merged.push(span),
            }
        }
        merged
    }

    /// The kind whose rules apply to a day, and its spans.
    fn applicable_rule(&self, calendar: &Calendar, day: Date) -> Option<(DayKind, &[Span])> {
        let holiday = calendar.holiday(day).map(|_| DayKind::Holiday);
        let workday = if calendar.is_workday(day) { DayKind::Workday } else { DayKind::Restday };
        let weekday = DayKind::Weekday(day.weekday().number_days_from_monday());
        let kinds = holiday.into_iter().chain([workday, weekday]);
        kinds.into_iter().find_map(|kind| Some((kind, self.rules.get(&kind)?.as_slice())))
    }

    fn needs_calendar(&self) -> bool {
        self.rules.keys().any(|kind| !matches!(kind, DayKind::Weekday(_)))
    }

    /// The holiday for which the place is closed. `None` if it opens later today, is closed because of the weekday, or has no
    /// rules that depend on holidays.
    fn closed_for_holiday<'a>(&self, calendar: &'a Calendar, today: Date) -> Option<&'a str> {
        let closed = match self.applicable_rule(calendar, today) {
            Some((kind, spans)) => spans.is_empty() && !matches!(kind, DayKind::Weekday(_)),
            None => self.needs_calendar(),
        };
        calendar.holiday(today).filter(|_| closed)
    }
}

/// A closing time: 17:30 today, 明天 02:00, 周五 02:00, 10月9日 02:00. Midnight is 24:00 of the day that ends.
fn closing_text(today: Date, moment: i64) -> String {
    let day = day_of(moment - 1).unwrap_or(today);
    let time = format_time(moment - start_of(day));
    if day == today { time } else { with_day(today, day, &time) }
}

/// An opening time: 今天 13:30, 明天 08:00, 周一 08:00, 10月9日 08:00.
fn opening_text(today: Date, moment: i64) -> String {
    let day = day_of(moment).unwrap_or(today);
    with_day(today, day, &format_time(moment - start_of(day)))
}

/// A time with its day relative to today.
fn with_day(today: Date, day: Date, time: &str) -> String {
    match (day - today).whole_days() {
        0 => text::fill("time.today", time),
        1 => text::fill("time.tomorrow", time),
        // In seven days the weekday is that of today again.
        2..=6 => format!("{} {time}", format_weekday(day)),
        _ => format!("{} {time}", format_month_day(day)),
    }
}

fn format_time(after_midnight: i64) -> String {
    let minutes = after_midnight / MINUTE;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Parses a span such as 08:00-12:00.
fn parse_span(span: &str) -> Option<Span> {
    let (start, end) = span.split_once('-')?;
    let (start, end) = (parse_time(start)?, parse_time(end)?);
    if start == MILLIS_PER_DAY {
        return None;
    }
    Some(Span { start, end: if end <= start { end + MILLIS_PER_DAY } else { end } })
}

/// The milliseconds after midnight of 00:00 to 24:00.
fn parse_time(time: &str) -> Option<i64> {
    let &[h1, h2, b':', m1, m2] = time.as_bytes() else { return None };
    let number = |tens: u8, ones: u8| {
        (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
    };
    let (hours, minutes) = (number(h1, h2)?, number(m1, m2)?);
    let is_valid = minutes < 60 && (hours < 24 || (hours, minutes) == (24, 0));
    is_valid.then_some((hours * 60 + minutes) * MINUTE)
}

#[cfg(test)]
mod tests;
