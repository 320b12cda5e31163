//! 营业时间: opening hours that know holidays and make-up days. The publisher says them as rules; what the door is like now is
//! worked out here. Rules in a form that is not the protocol's give no answer: better none than a wrong one.

use std::collections::BTreeMap;

use serde::Deserialize;
use time::Date;

use crate::text;
use crate::workday::{Calendar, day_of, start_of, weekday};

/// Rules of one place, and stretches of one rule.
const MAX_RULES: usize = 30;
const MAX_SPANS: usize = 10;
/// Days that the next change is looked for.
const AHEAD: u16 = 14;
const MINUTE: i64 = 60 * 1000;
const DAY: i64 = 24 * 60;

/// Whether a door is open.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Opening {
    /// Open at this moment.
    pub open: bool,
    /// Until when that holds, milliseconds; none when it does for the next 14 days.
    pub until: Option<i64>,
    /// The same in words: 现在营业，17:30 关门.
    pub words: String,
    /// False when it depends on a year whose holidays are not published: weekends were taken for days off, and the words
    /// advise to ask.
    pub certain: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Days {
    Holiday,
    Workday,
    Restday,
    Week(u8),
}

impl Days {
    fn read(word: &str) -> Option<Self> {
        Some(match word {
            "holiday" => Self::Holiday,
            "workday" => Self::Workday,
            "restday" => Self::Restday,
            _ => {
                let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
                Self::Week(u8::try_from(names.iter().position(|name| *name == word)?).ok()?)
            }
        })
    }
}

/// From and to in minutes of the day; past the end of the day it goes on into the next.
type Span = (i64, i64);

#[derive(Deserialize)]
struct RuleWire {
    days: Vec<String>,
    spans: Vec<String>,
}

/// Opening hours.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Hours {
    rules: BTreeMap<Days, Vec<Span>>,
}

fn span(text: &str) -> Option<Span> {
    let minutes = |text: &str| -> Option<i64> {
        let (hours, minutes) = text.split_once(':')?;
        let digits = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(hours) || !digits(minutes) {
            return None;
        }
        let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
        (minutes < 60 && hours * 60 + minutes <= DAY).then_some(hours * 60 + minutes)
    };
    let (from, to) = text.split_once('-')?;
    let (from, to) = (minutes(from)?, minutes(to)?);
    if from == DAY {
        return None;
    }
    Some((from, if to <= from { to + DAY } else { to }))
}

impl Hours {
    /// Of an entry's `opening`; none when it is not in the protocol's form.
    pub(crate) fn read(value: &serde_json::Value) -> Option<Self> {
        let wire: Vec<RuleWire> = Vec::deserialize(value).ok()?;
        if wire.is_empty() || wire.len() > MAX_RULES {
            return None;
        }
        let mut hours = Self::default();
        for rule in &wire {
            if rule.days.is_empty() || rule.days.len() > 10 || rule.spans.len() > MAX_SPANS {
                return None;
            }
            let spans: Vec<Span> = rule.spans.iter().map(|text| span(text)).collect::<Option<_>>()?;
            for day in &rule.days {
                hours.rules.entry(Days::read(day)?).or_default().extend(&spans);
            }
        }
        Some(hours)
    }

    /// The stretches of a day, and whether it was certain which day it is: the first kind that has a rule for it decides, a
    /// named holiday before working days and days of rest, those before the days of the week.
    fn of(&self, calendar: &Calendar, day: Date) -> (&[Span], bool) {
        let asked = self.rules.keys().any(|days| !matches!(days, Days::Week(_)));
        let certain = !asked || calendar.knows(day.year());
        let holiday = calendar.holiday(day).is_some().then_some(Days::Holiday);
        let work = if calendar.is_workday(day) { Days::Workday } else { Days::Restday };
        let week = Days::Week(day.weekday().number_days_from_monday());
        let spans = holiday.into_iter().chain([work, week]).find_map(|days| self.rules.get(&days));
        (spans.map_or(&[], Vec::as_slice), certain)
    }

    /// How it is at a moment.
    pub(crate) fn at(&self, calendar: &Calendar, moment: i64) -> Opening {
        let Some(today) = day_of(moment) else {
            return Opening { open: false, until: None, words: String::new(), certain: false };
        };
        // Minutes from today's beginning; what began yesterday may still go on.
        let mut spans: Vec<Span> = Vec::new();
        let mut certain = Vec::new();
        let mut day = today.previous_day().unwrap_or(today);
        for at in -1..=i64::from(AHEAD) {
            let (of_day, sure) = self.of(calendar, day);
            spans.extend(of_day.iter().map(|(from, to)| (from + at * DAY, to + at * DAY)));
            certain.push(sure);
            let Some(next) = day.next_day() else { break };
            day = next;
        }
        spans.sort_unstable();
        let mut merged: Vec<Span> = Vec::new();
        for (from, to) in spans {
            match merged.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => merged.push((from, to)),
            }
        }
        let midnight = start_of(today);
        let now = (moment - midnight).div_euclid(MINUTE);
        let current = merged.iter().find(|(from, to)| (*from..*to).contains(&now));
        let change = match current {
            Some((_, to)) => Some(*to),
            None => merged.iter().map(|(from, _)| *from).find(|from| *from > now),
        };
        let change = change.filter(|change| *change < i64::from(AHEAD) * DAY);
        // Of the days up to the change, and yesterday.
        let looked = change.map_or(certain.len(), |change| usize::try_from(change / DAY + 2).unwrap_or(usize::MAX));
        let certain = certain.iter().take(looked).all(|sure| *sure);
        let mut words = match (current, change) {
            (Some(_), None) => text::get("hours.always").to_owned(),
            (Some(_), Some(change)) => text::fill("hours.open", &moment_of(today, change)),
            (None, change) => {
                let rest = match calendar.holiday(today) {
                    Some(holiday) => text::fill("hours.holiday", holiday),
                    None => text::get("hours.closed").to_owned(),
                };
                match change {
                    Some(change) => rest + &text::fill("hours.opens", &moment_of(today, change)),
                    None => rest,
                }
            }
        };
        if !certain {
            words.push_str(text::get("hours.uncertain"));
        }
        Opening { open: current.is_some(), until: change.map(|change| midnight + change * MINUTE), words, certain }
    }
}

/// A moment as somebody at the door would say it: 13:30, 明天 08:00, 周一 08:00, 10月9日 08:00.
fn moment_of(today: Date, minutes: i64) -> String {
    // Midnight is the end of a day for those who close then.
    let (days, minute) = (minutes.div_euclid(DAY), minutes.rem_euclid(DAY));
    let clock = format!("{:02}:{:02}", minute / 60, minute % 60);
    let mut day = today;
    for _ in 0..days {
        day = day.next_day().unwrap_or(day);
    }
    match days {
        0 => clock,
        1 => text::fill("hours.tomorrow", &clock),
        2..=6 => format!("{} {clock}", weekday(day.weekday())),
        _ => format!("{}月{}日 {clock}", u8::from(day.month()), day.day()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::workday::parse;

    fn calendar() -> Calendar {
        Calendar::read(include_str!("../../tests/publisher/content/catalogue.json"))
    }

    fn at(text: &str) -> i64 {
        let (day, clock) = text.split_once(' ').unwrap();
        let (hours, minutes) = clock.split_once(':').unwrap();
        let minutes: i64 = hours.parse::<i64>().unwrap() * 60 + minutes.parse::<i64>().unwrap();
        start_of(parse(day).unwrap()) + minutes * MINUTE
    }

    fn clinic() -> Hours {
        Hours::read(&json!([{"days": ["workday"], "spans": ["08:00-12:00", "13:30-17:30"]}])).unwrap()
    }

    /// Closed on Mondays, but not when a holiday falls on one.
    fn library() -> Hours {
        let week = ["tue", "wed", "thu", "fri", "sat", "sun"];
        Hours::read(&json!([{"days": week, "spans": ["09:00-20:00"]}, {"days": ["mon"], "spans": []},
            {"days": ["holiday"], "spans": ["10:00-16:00"]}]))
        .unwrap()
    }

    fn bar() -> Hours {
        Hours::read(&json!([{"days": ["fri", "sat"], "spans": ["18:00-02:00"]}])).unwrap()
    }

    #[test]
    fn a_door_is_as_the_calendar_says() {
        for (hours, moment, open, words) in [
            (clinic(), "2026-11-24 09:00", true, "现在营业，12:00 关门"),
            (clinic(), "2026-11-24 12:00", false, "休息中，13:30 开门"),
            (clinic(), "2026-11-24 17:30", false, "休息中，明天 08:00 开门"),
            (clinic(), "2026-11-27 20:00", false, "休息中，周一 08:00 开门"),
            // 国庆 2026: off from the 1st to the 7th, Saturday the 10th is worked.
            (clinic(), "2026-09-30 18:00", false, "休息中，10月8日 08:00 开门"),
            (clinic(), "2026-10-01 09:00", false, "国庆节休息，10月8日 08:00 开门"),
            (clinic(), "2026-10-07 09:00", false, "国庆节休息，明天 08:00 开门"),
            (clinic(), "2026-10-10 09:00", true, "现在营业，12:00 关门"),
            (clinic(), "2026-10-11 09:00", false, "休息中，明天 08:00 开门"),
            // 国庆 2025: the 28th of September is a Sunday that is worked.
            (clinic(), "2025-09-28 14:00", true, "现在营业，17:30 关门"),
            (clinic(), "2025-10-01 14:00", false, "国庆节、中秋节休息，10月9日 08:00 开门"),
            // 春节 2026: nine days.
            (clinic(), "2026-02-14 08:00", true, "现在营业，12:00 关门"),
            (clinic(), "2026-02-15 08:00", false, "春节休息，2月24日 08:00 开门"),
            (library(), "2026-11-23 10:00", false, "休息中，明天 09:00 开门"),
            (library(), "2026-10-05 10:00", true, "现在营业，16:00 关门"),
            (library(), "2026-10-05 09:59", false, "国庆节休息，10:00 开门"),
            (bar(), "2026-11-27 23:59", true, "现在营业，明天 02:00 关门"),
            (bar(), "2026-11-29 01:59", true, "现在营业，02:00 关门"),
            (bar(), "2026-11-29 02:00", false, "休息中，周五 18:00 开门"),
        ] {
            let opening = hours.at(&calendar(), at(moment));
            assert_eq!((opening.open, opening.words.as_str(), opening.certain), (open, words, true), "{moment}");
        }
    }

    #[test]
    fn what_never_closes_is_one_opening() {
        let week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let hours = Hours::read(&json!([{"days": week, "spans": ["00:00-24:00"]}])).unwrap();
        let opening = hours.at(&calendar(), at("2026-11-24 00:00"));
        assert_eq!((opening.open, opening.until, opening.words.as_str()), (true, None, "现在营业，全天开放"));
        let never = Hours::read(&json!([{"days": ["mon"], "spans": []}])).unwrap().at(&calendar(), 0);
        assert_eq!((never.open, never.until, never.words.as_str()), (false, None, "休息中"));
    }

    #[test]
    fn a_year_without_a_calendar_is_said() {
        let opening = clinic().at(&calendar(), at("2027-01-01 09:00"));
        assert!(opening.open && !opening.certain);
        assert_eq!(opening.words, "现在营业，12:00 关门（放假安排未公布，请先打电话确认）");
        assert!(bar().at(&calendar(), at("2027-01-01 09:00")).certain, "it asks for no calendar");
    }

    #[test]
    fn a_form_that_is_not_the_protocols_gives_no_answer() {
        for wrong in [
            json!(null),
            json!([]),
            json!("每天"),
            json!([{"days": [], "spans": []}]),
            json!([{"days": ["someday"], "spans": []}]),
            json!([{"days": ["mon"], "spans": ["8:00-12:00"]}]),
            json!([{"days": ["mon"], "spans": ["08:00-24:01"]}]),
            json!([{"days": ["mon"], "spans": ["08:60-09:00"]}]),
            json!([{"days": ["mon"], "spans": ["24:00-01:00"]}]),
            json!([{"days": ["mon"], "spans": ["+8:00-09:00"]}]),
            json!([{"days": ["mon"]}]),
            json!([{"days": ["mon"], "spans": vec!["08:00-09:00"; 11]}]),
        ] {
            assert_eq!(Hours::read(&wrong), None, "{wrong}");
        }
    }

    /// Minute by minute, straight from the rules.
    fn open_at(hours: &Hours, calendar: &Calendar, moment: i64) -> bool {
        let today = day_of(moment).unwrap();
        let now = (moment - start_of(today)) / MINUTE;
        let inside =
            |day: Date, now: i64| hours.of(calendar, day).0.iter().any(|(from, to)| (*from..*to).contains(&now));
        inside(today, now) || inside(today.previous_day().unwrap(), now + DAY)
    }

    fn any_span() -> impl Strategy<Value = String> {
        (0..24_i64 * 4, 1..=24_i64 * 4).prop_map(|(from, to)| {
            let clock = |quarter: i64| format!("{:02}:{:02}", quarter / 4, quarter % 4 * 15);
            format!("{}-{}", clock(from), clock(to))
        })
    }

    proptest! {
        #[test]
        fn it_is_as_it_would_be_minute_by_minute(
            rules in prop::collection::vec(
                (prop::sample::select(vec!["mon", "tue", "fri", "sat", "sun", "workday", "restday", "holiday"]),
                 prop::collection::vec(any_span(), 0..3)),
                1..5,
            ),
            day in 0_i64..500,
            minute in 0_i64..DAY,
        ) {
            let calendar = calendar();
            let rules: Vec<_> = rules.iter().map(|(day, spans)| json!({"days": [day], "spans": spans})).collect();
            let hours = Hours::read(&json!(rules)).unwrap();
            let moment = at("2025-06-01 00:00") + (day * DAY + minute) * MINUTE;
            let opening = hours.at(&calendar, moment);
            prop_assert_eq!(opening.open, open_at(&hours, &calendar, moment));
            let until = opening.until.unwrap_or(start_of(day_of(moment).unwrap()) + i64::from(AHEAD) * DAY * MINUTE);
            for later in (moment..until).step_by(15 * MINUTE as usize) {
                prop_assert_eq!(opening.open, open_at(&hours, &calendar, later));
            }
            if opening.until.is_some() {
                prop_assert_ne!(opening.open, open_at(&hours, &calendar, until));
            }
        }
    }
}
