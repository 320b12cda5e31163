//! Opening hours 营业时间 that know holidays, from member `opening` of a service entry:
//!
//! ```json
//! [{"days": ["workday"], "spans": ["08:00-12:00", "13:30-17:30"]}, {"days": ["holiday"], "spans": []}]
//! ```
//!
//! A day word is `mon` to `sun`, `workday` (make-up days included), `restday` (every day that is no working day) or
//! `holiday` (a day off of a named holiday). For a date the first kind that has any rule decides alone: holiday, then
//! workday or restday, then the weekday. Rules of the deciding kind add up; no spans, or no rule, means closed.
//!
//! A span's end may be 24:00. An end that is not after its start is on the next day: 18:00-02:00. Spans that overlap or
//! touch are one. Times are China's; a moment is in milliseconds since 1970-01-01 UTC.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use time::{Date, Duration};

use crate::base::clock::MILLIS_PER_DAY;
use crate::base::text;
use crate::formats::workday::{Calendar, day_of, month_and_day, start_of, weekday_text};

const MINUTE: i64 = 60_000;

/// How many days the next change is looked for.
const AHEAD: i64 = 14;

const MOST_RULES: usize = 30;
const MOST_SPANS: usize = 10;

/// The words that a rule's days are made of.
const KINDS: [(&str, Kind); 10] = [
    ("mon", Kind::Weekday(0)),
    ("tue", Kind::Weekday(1)),
    ("wed", Kind::Weekday(2)),
    ("thu", Kind::Weekday(3)),
    ("fri", Kind::Weekday(4)),
    ("sat", Kind::Weekday(5)),
    ("sun", Kind::Weekday(6)),
    ("workday", Kind::Workday),
    ("restday", Kind::Restday),
    ("holiday", Kind::Holiday),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// Days after Monday.
    Weekday(u8),
    Workday,
    Restday,
    Holiday,
}

/// Milliseconds after the first moment of the day. The end is the first moment that is closed again; it may be on the
/// next day, and is at most one day after the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    start: i64,
    end: i64,
}

/// Whether a place is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct OpeningStatus {
    /// Whether it is open now.
    pub open: bool,
    /// When that changes, in milliseconds since 1970-01-01 UTC; none when it does not within 14 days.
    pub until: Option<i64>,
    /// Both in words: 现在营业，17:30 关门.
    pub words: String,
    /// False when the hours depend on holidays of a year whose calendar is not known.
    pub certain: bool,
}

/// The hours of a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Hours {
    /// Every kind that a rule speaks of; an empty list is a rule, too: closed.
    rules: BTreeMap<Kind, Vec<Span>>,
}

impl Hours {
    /// Reads rules. None when they are not exactly in the form of this module, have a member that it does not know, or
    /// say nothing: no answer is better than a wrong one.
    pub(crate) fn read(value: &Value) -> Option<Self> {
        let list = value.as_array().filter(|list| (1..=MOST_RULES).contains(&list.len()))?;
        let mut rules: BTreeMap<Kind, Vec<Span>> = BTreeMap::new();
        for rule in list {
            let rule = rule.as_object().filter(|rule| rule.len() == 2)?;
            let days = rule.get("days")?.as_array().filter(|days| (1..=KINDS.len()).contains(&days.len()))?;
            let spans = rule.get("spans")?.as_array().filter(|spans| spans.len() <= MOST_SPANS)?;
            let spans: Vec<Span> = spans.iter().map(|span| parse(span.as_str()?)).collect::<Option<_>>()?;
            for day in days {
                let word = day.as_str()?;
                let (_, kind) = KINDS.iter().find(|(known, _)| *known == word)?;
                rules.entry(*kind).or_default().extend(&spans);
            }
        }
        Some(Self { rules })
    }

    /// Whether the place is open at a moment. Certain unless a rule asks for working days or holidays and the calendar
    /// lacks the year of a day that bears on the answer. A moment outside the years -9999 to 9999 has no words.
    pub(crate) fn at(&self, calendar: &Calendar, moment: i64) -> OpeningStatus {
        let Some(today) = day_of(moment) else {
            return OpeningStatus { open: false, until: None, words: String::new(), certain: false };
        };
        let horizon = moment + AHEAD * MILLIS_PER_DAY;
        let spans = self.around(calendar, today);
        // They are apart and in order, so the first that is not over is the one that is on, or the next.
        let next = spans.iter().find(|span| moment < span.end);
        let open = next.is_some_and(|span| span.start <= moment);
        let until = next.map(|span| if open { span.end } else { span.start }).filter(|until| *until <= horizon);

        let over_midnight = self.rules.values().flatten().any(|span| span.end > MILLIS_PER_DAY);
        let first = if over_midnight { today.previous_day().unwrap_or(today) } else { today };
        let last = day_of(until.unwrap_or(horizon)).unwrap_or(Date::MAX);
        let certain = !self.asks_calendar() || calendar.knows_all(first, last);

        let words = match (open, until) {
            (true, None) => text::get("hours.open-always").to_owned(),
            (true, Some(until)) => text::fill("hours.open-until", &closing(today, until)),
            (false, until) => {
                let mut words = self.closed_for_holiday(calendar, today).map_or_else(
                    || text::get("hours.closed").to_owned(),
                    |name| text::fill("hours.closed-holiday", name),
                );
                if let Some(until) = until {
                    words.push_str(&text::fill("hours.opens", &opening(today, until)));
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

    /// Every span from yesterday to the horizon as moments, merged and in order.
    fn around(&self, calendar: &Calendar, today: Date) -> Vec<Span> {
        let mut spans: Vec<Span> = (-1..=AHEAD)
            .filter_map(|days| today.checked_add(Duration::days(days)))
            .filter_map(|day| Some((start_of(day), self.rule(calendar, day)?.1)))
            .flat_map(|(start, spans)| {
                spans.iter().map(move |span| Span { start: start + span.start, end: start + span.end })
            })
            .collect();
        spans.sort_unstable_by_key(|span| span.start);
        let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
        for span in spans {
            match merged.last_mut() {
                Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
                _ => merged.push(span),
            }
        }
        merged
    }

    /// The kind that decides about a day, and its spans.
    fn rule(&self, calendar: &Calendar, day: Date) -> Option<(Kind, &[Span])> {
        let holiday = calendar.holiday(day).map(|_| Kind::Holiday);
        let work = if calendar.is_workday(day) { Kind::Workday } else { Kind::Restday };
        let weekday = Kind::Weekday(day.weekday().number_days_from_monday());
        let kinds = holiday.into_iter().chain([work, weekday]);
        kinds.into_iter().find_map(|kind| Some((kind, self.rules.get(&kind)?.as_slice())))
    }

    fn asks_calendar(&self) -> bool {
        self.rules.keys().any(|kind| !matches!(kind, Kind::Weekday(_)))
    }

    /// The holiday that the place is closed for. A place that opens later today, that is closed because it is Monday or
    /// that does not care for holidays is not closed for one.
    fn closed_for_holiday<'a>(&self, calendar: &'a Calendar, today: Date) -> Option<&'a str> {
        let closed = match self.rule(calendar, today) {
            Some((kind, spans)) => spans.is_empty() && !matches!(kind, Kind::Weekday(_)),
            None => self.asks_calendar(),
        };
        calendar.holiday(today).filter(|_| closed)
    }
}

/// 17:30 today, 明天 02:00, 周五 02:00, 10月9日 02:00. Midnight is the 24:00 of the day that ends.
fn closing(today: Date, moment: i64) -> String {
    let day = day_of(moment - 1).unwrap_or(today);
    let clock = clock(moment - start_of(day));
    if day == today { clock } else { on_day(today, day, &clock) }
}

/// 今天 13:30, 明天 08:00, 周一 08:00, 10月9日 08:00.
fn opening(today: Date, moment: i64) -> String {
    let day = day_of(moment).unwrap_or(today);
    on_day(today, day, &clock(moment - start_of(day)))
}

fn on_day(today: Date, day: Date, clock: &str) -> String {
    match (day - today).whole_days() {
        0 => text::fill("time.today", clock),
        1 => text::fill("time.tomorrow", clock),
        // In seven days it has the name of today again.
        2..=6 => format!("{} {clock}", weekday_text(day)),
        _ => format!("{} {clock}", month_and_day(day)),
    }
}

fn clock(after_midnight: i64) -> String {
    let minutes = after_midnight / MINUTE;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// A span in the one form 08:00-12:00.
fn parse(span: &str) -> Option<Span> {
    let (start, end) = span.split_once('-')?;
    let (start, end) = (time_of_day(start)?, time_of_day(end)?);
    if start == MILLIS_PER_DAY {
        return None;
    }
    Some(Span { start, end: if end <= start { end + MILLIS_PER_DAY } else { end } })
}

/// 00:00 to 24:00, in milliseconds.
fn time_of_day(clock: &str) -> Option<i64> {
    let &[h1, h2, b':', m1, m2] = clock.as_bytes() else { return None };
    let number = |tens: u8, ones: u8| {
        (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
    };
    let (hours, minutes) = (number(h1, h2)?, number(m1, m2)?);
    let inside = minutes < 60 && (hours < 24 || (hours, minutes) == (24, 0));
    inside.then_some((hours * 60 + minutes) * MINUTE)
}

#[cfg(test)]
mod tests;
