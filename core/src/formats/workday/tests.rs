use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::base::clock::MILLIS_PER_DAY;

const CATALOGUE: &str = include_str!("../../../../tests/publisher/content/catalogue.json");

fn calendar() -> Calendar {
    Calendar::parse(CATALOGUE)
}

fn day(date: &str) -> Date {
    parse_date(date).unwrap()
}

fn year(year: i64, holiday: &[&str], workdays: &[&str]) -> Value {
    json!({"year": year, "holidays": [{"name": "元旦", "days": holiday}], "workdays": workdays})
}

fn read(calendar: &[Value]) -> Calendar {
    Calendar::parse(&json!({"title": "嵩明", "calendar": calendar}).to_string())
}

#[test]
fn day_of_a_moment_is_that_of_china() {
    // 2026-11-22 10:00 in China.
    let moment = 1_795_312_800_000;
    assert_eq!(day_of(moment), Some(day("2026-11-22")));
    assert_eq!(start_of(day("2026-11-22")), moment - 10 * 3_600_000);
    assert_eq!(day_of(0), Some(day("1970-01-01")));
    assert_eq!(day_of(16 * 3_600_000 - 1), Some(day("1970-01-01")));
    assert_eq!(day_of(16 * 3_600_000), Some(day("1970-01-02")));
    assert_eq!(day_of(-8 * 3_600_000 - 1), Some(day("1969-12-31")));
    for edge in [Date::MIN, Date::MAX] {
        assert_eq!(day_of(start_of(edge)), Some(edge));
    }
    assert_eq!(day_of(start_of(Date::MIN) - 1), None);
    assert_eq!(day_of(start_of(Date::MAX) + MILLIS_PER_DAY), None);
    assert_eq!((day_of(i64::MIN), day_of(i64::MAX)), (None, None));
}

#[test]
fn catalogue_has_two_years() {
    let calendar = calendar();
    assert!(calendar.has_year(2025) && calendar.has_year(2026));
    assert!(!calendar.has_year(2024) && !calendar.has_year(2027));
    assert_eq!(calendar.holiday(day("2026-02-23")), Some("春节"));
    assert_eq!(calendar.holiday(day("2025-10-06")), Some("国庆节、中秋节"));
    // A Saturday, a make-up Saturday and a working day.
    for plain in ["2026-10-17", "2026-02-14", "2026-02-24"] {
        assert_eq!(calendar.holiday(day(plain)), None);
    }
}

#[test]
fn make_up_days_are_working_days() {
    for date in ["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11", "2026-01-04", "2026-02-14"] {
        assert!(is_weekend(day(date)) && calendar().is_workday(day(date)), "{date}");
    }
}

/// Expected days counted manually from the notices for 2025 (国办发明电〔2024〕12号) and 2026 (国办发明电〔2025〕7号).
#[test]
fn working_days_are_added_by_the_notices() {
    for (from, n, expected) in [
        // 2025 春节: off from Tuesday 01-28 to Tuesday 02-04, worked on Sunday 01-26 and Saturday 02-08.
        ("2025-01-24", 1, "2025-01-26"),
        ("2025-01-26", 1, "2025-01-27"),
        ("2025-01-27", 0, "2025-01-27"),
        ("2025-01-27", 1, "2025-02-05"),
        ("2025-01-30", 0, "2025-02-05"),
        ("2025-01-30", 1, "2025-02-05"),
        ("2025-02-05", 3, "2025-02-08"),
        ("2025-02-08", 1, "2025-02-10"),
        // 清明节: Friday to Sunday.
        ("2025-04-03", 1, "2025-04-07"),
        // 劳动节: off from Thursday 05-01 to Monday 05-05, worked on Sunday 04-27.
        ("2025-04-25", 1, "2025-04-27"),
        ("2025-04-25", 4, "2025-04-30"),
        ("2025-04-25", 5, "2025-05-06"),
        // 端午节: Saturday to Monday.
        ("2025-05-30", 1, "2025-06-03"),
        // 国庆节、中秋节: off from Wednesday 10-01 to Wednesday 10-08, worked on Sunday 09-28 and Saturday 10-11.
        ("2025-09-26", 1, "2025-09-28"),
        ("2025-09-30", 1, "2025-10-09"),
        ("2025-09-30", 3, "2025-10-11"),
        ("2025-09-30", 4, "2025-10-13"),
        ("2025-10-04", 0, "2025-10-09"),
        // 元旦 2026: off from Thursday to Saturday, worked on Sunday 01-04.
        ("2025-12-31", 1, "2026-01-04"),
        ("2025-12-31", 2, "2026-01-05"),
        // 2026 春节: off from Sunday 02-15 to Monday 02-23, worked on the Saturdays 02-14 and 02-28.
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-13", 2, "2026-02-24"),
        ("2026-02-13", 6, "2026-02-28"),
        ("2026-02-13", 7, "2026-03-02"),
        // 清明节: Saturday to Monday.
        ("2026-04-03", 1, "2026-04-07"),
        // 劳动节: off from Friday 05-01 to Tuesday 05-05, worked on Saturday 05-09.
        ("2026-04-30", 1, "2026-05-06"),
        ("2026-04-30", 4, "2026-05-09"),
        // 端午节, 中秋节: Friday to Sunday; worked on Sunday 09-20.
        ("2026-06-18", 1, "2026-06-22"),
        ("2026-09-18", 1, "2026-09-20"),
        ("2026-09-24", 1, "2026-09-28"),
        // 国庆节: off from Thursday 10-01 to Wednesday 10-07, worked on Saturday 10-10.
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-09-30", 4, "2026-10-12"),
    ] {
        let found = calendar().add_workdays(day(from), n);
        assert_eq!(found, WorkdayResult { value: day(expected), certain: true }, "{from} + {n}");
    }
}

#[test]
fn working_days_are_counted_by_the_notices() {
    for (from, to, expected) in [
        ("2025-09-26", "2025-10-13", 7),
        ("2025-01-27", "2025-02-04", 0),
        ("2025-12-31", "2026-01-04", 1),
        ("2026-02-13", "2026-03-02", 7),
        ("2026-02-14", "2026-02-14", 0),
        // 365 days, 104 on weekends, 18 other days off, 5 make-up days.
        ("2025-01-01", "2025-12-31", 248),
        // 365 days, 104 on weekends, 19 other days off, 6 make-up days.
        ("2025-12-31", "2026-12-31", 248),
    ] {
        assert_eq!(
            calendar().count_workdays(day(from), day(to)),
            WorkdayResult { value: expected, certain: true },
            "{from} {to}"
        );
        assert_eq!(
            calendar().count_workdays(day(to), day(from)),
            WorkdayResult { value: -expected, certain: true },
            "{to} {from}"
        );
    }
}

#[test]
fn result_in_an_unknown_year_excludes_weekends_and_is_uncertain() {
    let calendar = calendar();
    let uncertain = |date| WorkdayResult { value: day(date), certain: false };
    // A Friday that will be a holiday, but is not announced yet.
    assert_eq!(calendar.add_workdays(day("2026-12-31"), 1), uncertain("2027-01-01"));
    assert_eq!(calendar.add_workdays(day("2026-12-30"), 1), WorkdayResult { value: day("2026-12-31"), certain: true });
    // Saturday to Monday.
    assert_eq!(calendar.add_workdays(day("2027-05-01"), 0), uncertain("2027-05-03"));
    assert_eq!(calendar.add_workdays(day("2027-05-03"), 0), uncertain("2027-05-03"));
    assert_eq!(
        calendar.count_workdays(day("2026-12-30"), day("2027-01-04")),
        WorkdayResult { value: 3, certain: false }
    );
    assert_eq!(
        calendar.count_workdays(day("2027-01-04"), day("2026-12-30")),
        WorkdayResult { value: -3, certain: false }
    );
    // The day in 2024 is not counted.
    assert_eq!(
        calendar.count_workdays(day("2024-12-31"), day("2025-01-02")),
        WorkdayResult { value: 1, certain: true }
    );
    assert_eq!(
        calendar.count_workdays(day("2027-01-04"), day("2027-01-04")),
        WorkdayResult { value: 0, certain: true }
    );
    assert_eq!(Calendar::default().add_workdays(day("2026-09-30"), 1), uncertain("2026-10-01"));
    // The result depends on whether Saturday 2022-12-31 is a working day for 0, but not for 1.
    let calendar = read(&[year(2023, &["2023-01-01", "2023-01-02"], &[])]);
    assert_eq!(calendar.add_workdays(day("2022-12-31"), 0), uncertain("2023-01-03"));
    assert_eq!(calendar.add_workdays(day("2022-12-31"), 1), WorkdayResult { value: day("2023-01-03"), certain: true });
}

#[test]
fn only_the_invalid_year_is_left_out() {
    let good = year(2026, &["2026-01-01"], &["2026-01-04"]);
    for bad in [
        year(2027, &["2027-02-29"], &[]),
        year(2027, &["2026-01-01"], &[]),
        year(2027, &["2027-1-1"], &[]),
        year(2027, &["２027-01-01"], &[]),
        year(2027, &["+027-01-01"], &[]),
        year(2027, &["2027-01-01"], &["2028-01-01"]),
        // A Monday.
        year(2027, &["2027-01-01"], &["2027-01-04"]),
        // A Saturday.
        year(2027, &["2027-01-02"], &["2027-01-02"]),
        year(2027, &[], &[]),
        json!({"year": 2027, "holidays": [], "workdays": []}),
        json!({"year": 2027, "holidays": [{"name": " ", "days": ["2027-01-01"]}], "workdays": []}),
        json!({"year": 2027, "holidays": [{"name": "元旦", "days": [20270101]}], "workdays": []}),
        json!({"year": 2027, "holidays": [{"name": "元旦", "days": ["2027-01-01"]}]}),
        json!({"year": 2027}),
        json!({"year": "2027", "holidays": [], "workdays": []}),
        json!({"year": i64::MAX}),
        json!(2027),
    ] {
        for both in [[good.clone(), bad.clone()], [bad.clone(), good.clone()]] {
            let calendar = read(&both);
            assert!(calendar.has_year(2026) && !calendar.has_year(2027), "{bad}");
            assert_eq!(calendar, read(std::slice::from_ref(&good)), "{bad}");
        }
    }
}

#[test]
fn document_without_a_calendar_gives_an_empty_one() {
    let deep = "[".repeat(100_000);
    for document in ["", "{", "null", "[]", "{}", r#"{"calendar":{}}"#, r#"{"calendar":"2026"}"#, deep.as_str()] {
        assert_eq!(Calendar::parse(document), Calendar::default());
    }
}

#[test]
fn later_of_two_valid_entries_for_a_year_is_used() {
    let (early, late) = (year(2026, &["2026-01-02"], &["2026-01-04"]), year(2026, &["2026-01-01"], &[]));
    assert_eq!(read(&[early.clone(), late.clone()]), read(std::slice::from_ref(&late)));
    // A later entry that is invalid replaces nothing.
    assert_eq!(read(&[early.clone(), year(2026, &["2025-01-01"], &[])]), read(&[early]));
}

#[test]
fn day_of_two_holidays_has_the_name_of_the_first() {
    let calendar = read(&[json!({
        "year": 2020,
        "holidays": [{"name": "国庆节", "days": ["2020-10-01"]}, {"name": "中秋节", "days": ["2020-10-01"]}],
        "workdays": []
    })]);
    assert_eq!(calendar.holiday(day("2020-10-01")), Some("国庆节"));
}

#[test]
fn deadline_has_a_status_and_a_text() {
    use WorkStatus::{Behind, Done, OnTime};
    let unknown = "（放假安排未公布，按双休估算）";
    for (today, due, work, left, status, words) in [
        // Tuesday to Friday.
        ("2026-11-24", "2026-11-27", OnTime, 3, DeadlineStatus::None, "还剩3个工作日"),
        ("2026-11-24", "2026-11-27", Behind, 3, DeadlineStatus::Behind, "已落后，还剩3个工作日"),
        ("2026-11-24", "2026-11-27", Done, 3, DeadlineStatus::None, ""),
        ("2026-11-24", "2026-11-26", OnTime, 2, DeadlineStatus::Near, "还剩2个工作日"),
        ("2026-11-24", "2026-11-25", Behind, 1, DeadlineStatus::Behind, "已落后，还剩1个工作日"),
        ("2026-11-24", "2026-11-24", OnTime, 0, DeadlineStatus::Near, "今天到期"),
        ("2026-11-24", "2026-11-24", Behind, 0, DeadlineStatus::Behind, "已落后，今天到期"),
        ("2026-11-24", "2026-11-20", OnTime, -2, DeadlineStatus::Overdue, "已超期2个工作日"),
        ("2026-11-24", "2026-11-20", Behind, -2, DeadlineStatus::Overdue, "已超期2个工作日"),
        ("2026-11-24", "2026-11-20", Done, -2, DeadlineStatus::None, ""),
        // Due on Friday, today is Saturday; due on Sunday, today is Friday.
        ("2026-11-21", "2026-11-20", OnTime, 0, DeadlineStatus::Overdue, "已超期"),
        ("2026-11-20", "2026-11-22", OnTime, 0, DeadlineStatus::Near, "过了今天，到期前都是休息日"),
        // Eight calendar days, one working day.
        ("2026-09-30", "2026-10-08", OnTime, 1, DeadlineStatus::Near, "还剩1个工作日"),
        ("2026-02-13", "2026-02-25", OnTime, 3, DeadlineStatus::None, "还剩3个工作日"),
        ("2026-12-30", "2027-01-04", OnTime, 3, DeadlineStatus::None, &format!("还剩3个工作日{unknown}")),
        ("2026-12-30", "2027-01-04", Behind, 3, DeadlineStatus::Behind, &format!("已落后，还剩3个工作日{unknown}")),
        ("2026-12-30", "2027-01-04", Done, 3, DeadlineStatus::None, ""),
        ("2027-01-05", "2026-12-31", OnTime, -3, DeadlineStatus::Overdue, &format!("已超期3个工作日{unknown}")),
        ("2027-01-04", "2027-01-04", OnTime, 0, DeadlineStatus::Near, "今天到期"),
    ] {
        let found = calendar().deadline(day(today), day(due), work);
        assert_eq!((found.workdays_left, found.light, found.words.as_str()), (left, status, words), "{today} {due}");
        let passes_2027 = today != due && (today.starts_with("2027") || due.starts_with("2027"));
        assert_eq!(found.certain, !passes_2027, "{today} {due}");
    }
}

#[test]
fn deadline_is_the_end_of_its_day_in_china() {
    let found = calendar().deadline(day("2026-11-24"), day("2026-11-27"), WorkStatus::OnTime);
    // 2026-11-27 23:59:59.999 in China.
    assert_eq!((found.due, found.due_text.as_str()), (1_795_795_199_999, "11月27日 周五"));
    let found = calendar().deadline(day("2026-11-24"), day("2027-01-04"), WorkStatus::OnTime);
    assert_eq!(found.due_text, "2027年1月4日 周一");
    assert_eq!(serde_json::to_value(found.light).unwrap(), "none");
}

#[test]
fn first_and_last_day_do_not_overflow() {
    let calendar = calendar();
    // The number of days is limited.
    assert_eq!(
        calendar.add_workdays(day("1950-01-02"), u32::MAX),
        calendar.add_workdays(day("1950-01-02"), MAX_WORKDAYS)
    );
    assert_eq!(calendar.add_workdays(Date::MAX, 5), WorkdayResult { value: Date::MAX, certain: false });
    assert_eq!(calendar.add_workdays(Date::MAX, 0).value, Date::MAX);
    assert_eq!(
        calendar.count_workdays(Date::MIN, Date::MAX).value,
        -calendar.count_workdays(Date::MAX, Date::MIN).value
    );
    let found = calendar.deadline(Date::MIN, Date::MAX, WorkStatus::OnTime);
    assert_eq!(found.due, start_of(Date::MAX) + MILLIS_PER_DAY - 1);
    assert!(found.workdays_left > 5_000_000);
}

prop_compose! {
    /// A day from 2024 to 2028: known and unknown years.
    fn any_day()(days in 0_i32..1_826) -> Date {
        Date::from_julian_day(day("2024-01-01").to_julian_day() + days).unwrap()
    }
}

fn count_naively(calendar: &Calendar, from: Date, to: Date) -> i32 {
    let worked = (from.to_julian_day() + 1..=to.to_julian_day())
        .filter(|julian| calendar.is_workday(Date::from_julian_day(*julian).unwrap()));
    i32::try_from(worked.count()).unwrap()
}

proptest! {
    #[test]
    fn count_is_the_inverse_of_add(from in any_day(), n in 0_u32..300) {
        let calendar = calendar();
        let to = calendar.add_workdays(from, n);
        prop_assert!(calendar.is_workday(to.value));
        // On a day off, 0 means the next working day.
        let steps = if n == 0 && !calendar.is_workday(from) { 1 } else { n };
        let counted = calendar.count_workdays(from, to.value);
        prop_assert_eq!(counted.value, i32::try_from(steps).unwrap());
        prop_assert!(counted.certain || !to.certain);
    }

    #[test]
    fn adding_more_days_gives_a_later_day(from in any_day(), n in 1_u32..300) {
        let calendar = calendar();
        prop_assert!(calendar.add_workdays(from, n).value < calendar.add_workdays(from, n + 1).value);
        prop_assert!(calendar.add_workdays(from, 0).value <= calendar.add_workdays(from, 1).value);
        prop_assert!(calendar.add_workdays(from, n).value <= calendar.add_workdays(from.next_day().unwrap(), n).value);
    }

    #[test]
    fn counts_of_adjacent_ranges_add_up(a in any_day(), b in any_day(), c in any_day()) {
        let calendar = calendar();
        let count = |from, to| calendar.count_workdays(from, to).value;
        prop_assert_eq!(count(a, b), -count(b, a));
        prop_assert_eq!(count(a, b) + count(b, c), count(a, c));
        prop_assert_eq!(count(a.min(b), a.max(b)), count_naively(&calendar, a.min(b), a.max(b)));
    }

    #[test]
    fn weeks_are_counted_in_every_century(julian in -1_930_000_i32..5_370_000, days in 0_i32..800) {
        let (from, to) = (Date::from_julian_day(julian).unwrap(), Date::from_julian_day(julian + days).unwrap());
        prop_assert_eq!(calendar().count_workdays(from, to).value, count_naively(&calendar(), from, to));
    }

    #[test]
    fn arbitrary_documents_do_not_panic(document in "[\\[\\]{}:,\"a-z0-9 -]{0,80}", date in "[0-9-]{8,11}|\\PC{0,12}") {
        Calendar::parse(&document);
        read(&[year(2027, &[&date], &[&date])]);
    }
}
