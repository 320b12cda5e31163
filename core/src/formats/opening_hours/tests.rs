use proptest::prelude::*;
use serde_json::json;
use time::Month;

use super::*;
use crate::base::clock::MILLIS_PER_DAY;

const CATALOGUE: &str = include_str!("../../../../tests/publisher/content/catalogue.json");

fn calendar() -> Calendar {
    Calendar::parse(CATALOGUE)
}

fn day(date: &str) -> Date {
    let mut parts = date.split('-').map(|part| part.parse::<u16>().unwrap());
    let (year, month, day) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
    let month = Month::try_from(u8::try_from(month).unwrap()).unwrap();
    Date::from_calendar_date(i32::from(year), month, u8::try_from(day).unwrap()).unwrap()
}

/// Parses a moment such as 2026-10-01 09:30.
fn moment(text: &str) -> i64 {
    let (date, clock) = text.split_once(' ').unwrap();
    start_of(day(date)) + parse_time(clock).unwrap()
}

fn hours(rules: Value) -> OpeningHours {
    OpeningHours::parse(&rules).unwrap()
}

fn office() -> OpeningHours {
    hours(json!([{"days": ["workday"], "spans": ["08:00-12:00", "13:30-17:30"]}]))
}

/// Each row: the moment, whether the place is open, the moment of the change, the text.
fn check(hours: &OpeningHours, rows: &[(&str, bool, &str, &str)]) {
    for (now, open, until, words) in rows {
        let found = hours.status_at(&calendar(), moment(now));
        assert_eq!(found.words, *words, "{now}");
        assert_eq!((found.open, found.until), (*open, Some(moment(until))), "{now}");
        assert_eq!(found.certain, !words.contains("未公布"), "{now}");
    }
}

#[test]
fn office_follows_the_holiday_calendar() {
    check(
        &office(),
        &[
            // A make-up Sunday, its lunch break, and the evening before the holiday.
            ("2025-09-28 07:59", false, "2025-09-28 08:00", "休息中，今天 08:00 开门"),
            ("2025-09-28 08:00", true, "2025-09-28 12:00", "现在营业，12:00 关门"),
            ("2025-09-28 12:00", false, "2025-09-28 13:30", "休息中，今天 13:30 开门"),
            ("2025-09-28 17:30", false, "2025-09-29 08:00", "休息中，明天 08:00 开门"),
            ("2025-09-30 17:29", true, "2025-09-30 17:30", "现在营业，17:30 关门"),
            ("2025-09-30 17:30", false, "2025-10-09 08:00", "休息中，10月9日 08:00 开门"),
            ("2025-10-01 09:00", false, "2025-10-09 08:00", "国庆节、中秋节休息，10月9日 08:00 开门"),
            // A day in a week has the weekday of today and is given by its date.
            ("2025-10-02 09:00", false, "2025-10-09 08:00", "国庆节、中秋节休息，10月9日 08:00 开门"),
            ("2025-10-03 09:00", false, "2025-10-09 08:00", "国庆节、中秋节休息，周四 08:00 开门"),
            ("2025-10-08 20:00", false, "2025-10-09 08:00", "国庆节、中秋节休息，明天 08:00 开门"),
            // A make-up Saturday and the Sunday after it.
            ("2025-10-11 14:00", true, "2025-10-11 17:30", "现在营业，17:30 关门"),
            ("2025-10-11 17:30", false, "2025-10-13 08:00", "休息中，周一 08:00 开门"),
            ("2025-10-12 07:00", false, "2025-10-13 08:00", "休息中，明天 08:00 开门"),
            // 春节 2026 with make-up Saturdays on both sides.
            ("2026-02-14 16:00", true, "2026-02-14 17:30", "现在营业，17:30 关门"),
            ("2026-02-14 18:00", false, "2026-02-24 08:00", "休息中，2月24日 08:00 开门"),
            ("2026-02-20 10:00", false, "2026-02-24 08:00", "春节休息，周二 08:00 开门"),
            ("2026-02-27 18:00", false, "2026-02-28 08:00", "休息中，明天 08:00 开门"),
            ("2026-10-01 09:00", false, "2026-10-08 08:00", "国庆节休息，10月8日 08:00 开门"),
            ("2026-10-10 09:00", true, "2026-10-10 12:00", "现在营业，12:00 关门"),
        ],
    );
}

#[test]
fn status_that_depends_on_an_unknown_year_is_uncertain() {
    check(
        &office(),
        &[
            ("2026-12-31 09:00", true, "2026-12-31 12:00", "现在营业，12:00 关门"),
            (
                "2026-12-31 18:00",
                false,
                "2027-01-01 08:00",
                "休息中，明天 08:00 开门（放假安排未公布，请先打电话确认）",
            ),
            ("2027-10-01 09:00", true, "2027-10-01 12:00", "现在营业，12:00 关门（放假安排未公布，请先打电话确认）"),
        ],
    );
    // Yesterday matters only if a span passes midnight.
    check(&office(), &[("2025-01-02 09:00", true, "2025-01-02 12:00", "现在营业，12:00 关门")]);
    check(
        &hours(json!([{"days": ["workday"], "spans": ["18:00-02:00"]}])),
        &[("2025-01-01 01:00", true, "2025-01-01 02:00", "现在营业，02:00 关门（放假安排未公布，请先打电话确认）")],
    );
    // Rules for weekdays do not depend on the calendar.
    check(
        &hours(json!([{"days": ["fri"], "spans": ["09:00-12:00"]}])),
        &[("2027-10-01 09:00", true, "2027-10-01 12:00", "现在营业，12:00 关门")],
    );
}

#[test]
fn holiday_rule_takes_precedence_over_weekday_rule() {
    let library = hours(json!([
        {"days": ["holiday"], "spans": ["09:00-17:00"]},
        {"days": ["mon"], "spans": []},
        {"days": ["tue", "wed", "thu", "fri", "sat", "sun"], "spans": ["09:00-20:00"]}
    ]));
    check(
        &library,
        &[
            // The Monday of the holiday, and the next, which is only a Monday.
            ("2026-10-05 07:00", false, "2026-10-05 09:00", "休息中，今天 09:00 开门"),
            ("2026-10-05 10:00", true, "2026-10-05 17:00", "现在营业，17:00 关门"),
            ("2026-10-05 18:00", false, "2026-10-06 09:00", "休息中，明天 09:00 开门"),
            ("2026-10-12 10:00", false, "2026-10-13 09:00", "休息中，明天 09:00 开门"),
            ("2026-10-11 20:00", false, "2026-10-13 09:00", "休息中，周二 09:00 开门"),
            ("2026-10-10 19:00", true, "2026-10-10 20:00", "现在营业，20:00 关门"),
        ],
    );
}

#[test]
fn only_the_most_specific_kind_applies() {
    let hall = hours(json!([
        {"days": ["holiday"], "spans": []},
        {"days": ["restday"], "spans": ["10:00-16:00"]},
        {"days": ["workday"], "spans": ["08:00-12:00"]},
        {"days": ["workday"], "spans": ["11:00-18:00"]},
        {"days": ["sat"], "spans": ["00:00-24:00"]}
    ]));
    check(
        &hall,
        &[
            // Two rules of one kind add up, and their spans merge.
            ("2026-09-30 09:00", true, "2026-09-30 18:00", "现在营业，18:00 关门"),
            ("2026-09-30 19:00", false, "2026-10-08 08:00", "休息中，10月8日 08:00 开门"),
            ("2026-10-03 11:00", false, "2026-10-08 08:00", "国庆节休息，周四 08:00 开门"),
            // A make-up Saturday is a working day, the Sunday after it is not.
            ("2026-10-10 08:00", true, "2026-10-10 18:00", "现在营业，18:00 关门"),
            ("2026-10-11 08:00", false, "2026-10-11 10:00", "休息中，今天 10:00 开门"),
        ],
    );
}

#[test]
fn place_without_holiday_rules_is_not_closed_for_a_holiday() {
    check(
        &hours(json!([{"days": ["mon", "tue"], "spans": ["09:00-12:00"]}])),
        &[("2026-10-01 10:00", false, "2026-10-05 09:00", "休息中，周一 09:00 开门")],
    );
}

#[test]
fn span_past_midnight_belongs_to_the_day_it_starts_on() {
    check(
        &hours(json!([{"days": ["fri", "sat"], "spans": ["18:00-02:00"]}])),
        &[
            ("2026-11-27 19:00", true, "2026-11-28 02:00", "现在营业，明天 02:00 关门"),
            ("2026-11-28 01:00", true, "2026-11-28 02:00", "现在营业，02:00 关门"),
            ("2026-11-28 02:00", false, "2026-11-28 18:00", "休息中，今天 18:00 开门"),
            ("2026-11-29 01:59", true, "2026-11-29 02:00", "现在营业，02:00 关门"),
            ("2026-11-29 03:00", false, "2026-12-04 18:00", "休息中，周五 18:00 开门"),
        ],
    );
    // The night of the last working day continues into the holiday.
    check(
        &hours(json!([{"days": ["workday"], "spans": ["18:00-02:00"]}])),
        &[
            ("2026-10-01 01:00", true, "2026-10-01 02:00", "现在营业，02:00 关门"),
            ("2026-10-01 02:00", false, "2026-10-08 18:00", "国庆节休息，10月8日 18:00 开门"),
        ],
    );
}

#[test]
fn spans_that_touch_at_midnight_are_merged() {
    let joined = hours(json!([
        {"days": ["fri"], "spans": ["20:00-24:00"]},
        {"days": ["sat"], "spans": ["00:00-03:00", "02:00-04:00"]}
    ]));
    check(&joined, &[("2026-11-27 21:00", true, "2026-11-28 04:00", "现在营业，明天 04:00 关门")]);
    let late = hours(json!([{"days": ["mon", "tue"], "spans": ["08:00-24:00"]}]));
    check(
        &late,
        &[
            ("2026-11-23 23:59", true, "2026-11-24 00:00", "现在营业，24:00 关门"),
            ("2026-11-24 00:00", false, "2026-11-24 08:00", "休息中，今天 08:00 开门"),
        ],
    );
    // Open from Friday morning to the end of Sunday.
    let weekend = hours(json!([{"days": ["fri", "sat", "sun"], "spans": ["00:00-24:00"]}]));
    check(&weekend, &[("2026-11-27 09:00", true, "2026-11-30 00:00", "现在营业，周日 24:00 关门")]);
    check(&weekend, &[("2026-11-28 09:00", true, "2026-11-30 00:00", "现在营业，明天 24:00 关门")]);
}

#[test]
fn permanent_status_has_no_end() {
    let every_day = json!(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);
    let at = |hours: &OpeningHours, now| hours.status_at(&calendar(), moment(now));
    for spans in [json!(["00:00-24:00"]), json!(["06:00-06:00"]), json!(["00:00-13:00", "12:00-00:00"])] {
        let found = at(&hours(json!([{"days": every_day, "spans": spans}])), "2026-10-01 05:00");
        let words = "现在营业，全天开放".to_owned();
        assert_eq!(found, OpeningStatus { open: true, until: None, words, certain: true });
    }
    let closed = hours(json!([{"days": every_day, "spans": []}]));
    let words = "休息中".to_owned();
    assert_eq!(at(&closed, "2026-10-01 05:00"), OpeningStatus { open: false, until: None, words, certain: true });
    let closed = hours(json!([{"days": ["workday", "restday"], "spans": []}]));
    assert_eq!(at(&closed, "2026-10-01 05:00").words, "国庆节休息");
    let found = at(&closed, "2026-12-25 05:00");
    assert_eq!(found.words, "休息中（放假安排未公布，请先打电话确认）");
    assert!(!found.certain && at(&closed, "2026-12-17 23:59").certain);
}

#[test]
fn next_change_is_searched_for_fourteen_days() {
    let fair = hours(json!([{"days": ["holiday"], "spans": ["09:00-17:00"]}]));
    check(&fair, &[("2025-12-18 09:00", false, "2026-01-01 09:00", "休息中，1月1日 09:00 开门")]);
    let found = fair.status_at(&calendar(), moment("2025-12-18 09:00") - 1);
    assert_eq!((found.until, found.words.as_str()), (None, "休息中"));
}

#[test]
fn moment_outside_the_calendar_has_no_text() {
    for moment in [i64::MIN, i64::MAX] {
        let words = String::new();
        assert_eq!(
            office().status_at(&calendar(), moment),
            OpeningStatus { open: false, until: None, words, certain: false }
        );
    }
    for edge in [start_of(Date::MIN), start_of(Date::MAX) + MILLIS_PER_DAY - 1] {
        assert!(!office().status_at(&calendar(), edge).certain);
    }
}

#[test]
fn invalid_rules_are_rejected() {
    let one = json!({"days": ["mon"], "spans": ["08:00-12:00"]});
    for bad in [
        json!(null),
        json!("08:00-12:00"),
        json!({}),
        json!([]),
        json!([["mon"]]),
        json!([{"days": ["mon"]}]),
        json!([{"spans": ["08:00-12:00"]}]),
        json!([{"days": [], "spans": []}]),
        json!([{"days": "mon", "spans": []}]),
        json!([{"days": ["Mon"], "spans": []}]),
        json!([{"days": ["周一"], "spans": []}]),
        json!([{"days": ["mon", 2], "spans": []}]),
        json!([{"days": ["mon"], "spans": null}]),
        json!([{"days": ["mon"], "spans": [], "from": "2026-05-01"}]),
        json!([{"days": vec!["mon"; 11], "spans": []}]),
        json!([{"days": ["mon"], "spans": vec!["08:00-12:00"; 11]}]),
        json!(vec![one.clone(); 31]),
        json!([one, {"days": ["tue"], "spans": ["8:00-12:00"]}]),
    ] {
        assert_eq!(OpeningHours::parse(&bad), None, "{bad}");
    }
    assert!(
        OpeningHours::parse(&json!(vec![json!({"days": ["mon"], "spans": vec!["08:00-12:00"; 10]}); 30])).is_some()
    );
    for bad in [
        "",
        "-",
        "08:00",
        "08:00-",
        "08:00-12:60",
        "08:00-24:01",
        "24:00-08:00",
        "25:00-26:00",
        "08:00 - 12:00",
        "08:00—12:00",
        "08:00-12:00-13:00",
        "０8:00-12:00",
        "+8:00-12:00",
        "08.00-12.00",
    ] {
        assert_eq!(OpeningHours::parse(&json!([{"days": ["mon"], "spans": [bad]}])), None, "{bad}");
    }
}

/// Whether a place is open in a minute, computed directly from the contract of the module.
fn open_naively(rules: &Value, calendar: &Calendar, minute: i64) -> bool {
    let today = day_of(minute * MINUTE).unwrap();
    let of_day = minute - start_of(today) / MINUTE;
    let spans = |day: Date| -> Vec<(i64, i64)> {
        let weekday =
            ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][usize::from(day.weekday().number_days_from_monday())];
        let mut kinds = vec![if calendar.is_workday(day) { "workday" } else { "restday" }, weekday];
        if calendar.holiday(day).is_some() {
            kinds.insert(0, "holiday");
        }
        let rules_for = |kind: &str| -> Vec<&Value> {
            let applies = |rule: &&Value| rule["days"].as_array().unwrap().iter().any(|day| day == kind);
            rules.as_array().unwrap().iter().filter(applies).collect()
        };
        let applicable = kinds.into_iter().map(rules_for).find(|rules| !rules.is_empty()).unwrap_or_default();
        let spans = applicable.into_iter().flat_map(|rule| rule["spans"].as_array().unwrap());
        spans
            .map(|span| {
                let number = |range: std::ops::Range<usize>| span.as_str().unwrap()[range].parse::<i64>().unwrap();
                (number(0..2) * 60 + number(3..5), number(6..8) * 60 + number(9..11))
            })
            .collect()
    };
    let today_open = spans(today)
        .into_iter()
        .any(|(start, end)| if start < end { (start..end).contains(&of_day) } else { start <= of_day });
    let yesterday = today.previous_day().unwrap();
    today_open || spans(yesterday).into_iter().any(|(start, end)| end <= start && of_day < end)
}

fn span_text() -> impl Strategy<Value = String> {
    let minute = prop_oneof![Just(0), Just(30), 0_u32..60];
    ((0_u32..24, minute.clone()), prop_oneof![4 => (0_u32..24, minute), 1 => Just((24, 0))])
        .prop_map(|((h1, m1), (h2, m2))| format!("{h1:02}:{m1:02}-{h2:02}:{m2:02}"))
}

fn rules() -> impl Strategy<Value = Value> {
    let day = prop::sample::select(DAY_KINDS.map(|(name, _)| name).to_vec());
    let rule = (prop::collection::vec(day, 1..8), prop::collection::vec(span_text(), 0..4));
    prop::collection::vec(rule.prop_map(|(days, spans)| json!({"days": days, "spans": spans})), 1..6)
        .prop_map(Value::Array)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// A month in or around the known years, checked every 37 minutes and around each change.
    #[test]
    fn status_equals_that_of_a_minute_by_minute_computation(
        rules in rules(), start in 0_i64..900, within in 0_i64..60_000,
    ) {
        let (calendar, hours) = (calendar(), hours(rules.clone()));
        let first = start_of(day("2024-11-15")) / MINUTE + start * 1_440;
        let (month, horizon) = (30 * 1_440, LOOKAHEAD_DAYS * 1_440);
        let open: Vec<bool> =
            (first..=first + month + horizon + 1).map(|minute| open_naively(&rules, &calendar, minute)).collect();
        // The minute of the first change after each minute.
        let mut change = vec![usize::MAX; open.len()];
        for at in (0..open.len() - 1).rev() {
            change[at] = if open[at] == open[at + 1] { change[at + 1] } else { at + 1 };
        }
        for at in 0..usize::try_from(month).unwrap() {
            if at % 37 != 0 && change[at] != at + 1 && (at == 0 || change[at - 1] != at) {
                continue;
            }
            let minute = first + i64::try_from(at).unwrap();
            let moment = minute * MINUTE + within;
            let expected = i64::try_from(change[at])
                .ok()
                .map(|change| (first + change) * MINUTE)
                .filter(|until| *until <= moment + LOOKAHEAD_DAYS * MILLIS_PER_DAY);
            let found = hours.status_at(&calendar, moment);
            prop_assert_eq!((found.open, found.until), (open[at], expected), "{} {}", minute, found.words);
            prop_assert_eq!(found.certain, !found.words.contains("未公布"));
        }
    }

    /// Only an uncertain status may change when the year becomes known.
    #[test]
    fn certain_status_does_not_change_when_a_year_becomes_known(rules in rules(), start in 0_i64..400, minute in 0_i64..1_440) {
        let mut document: Value = serde_json::from_str(CATALOGUE).unwrap();
        document["calendar"].as_array_mut().unwrap().push(json!({
            "year": 2027,
            "holidays": [{"name": "元旦", "days": ["2027-01-01", "2027-01-04", "2027-01-05"]}],
            "workdays": ["2027-01-02", "2027-01-09"]
        }));
        let moment = start_of(day("2026-10-01")) + start * MILLIS_PER_DAY + minute * MINUTE;
        let (before, after) = (calendar(), Calendar::parse(&document.to_string()));
        let found = hours(rules.clone()).status_at(&before, moment);
        if found.certain {
            prop_assert_eq!(found, hours(rules).status_at(&after, moment));
        }
    }

    #[test]
    fn arbitrary_rules_do_not_panic(span in "\\PC{0,12}|[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}", day in "\\PC{0,8}|[a-z]{3,7}") {
        OpeningHours::parse(&json!([{"days": ["mon"], "spans": [span]}]));
        OpeningHours::parse(&json!([{"days": [day], "spans": []}]));
    }
}
