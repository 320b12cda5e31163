//! Timestamps, in milliseconds since 1970: RFC 3339 in UTC for programs, Beijing time for people.

use serde_json::Value;
use time::format_description::well_known::Rfc3339;
use time::{Date, Month, OffsetDateTime, UtcOffset};

/// Members of the core's records that hold a timestamp.
const TIMESTAMP_MEMBERS: [&str; 10] =
    ["published", "updated", "decided", "succeeded", "since", "time", "created", "changed", "saved", "at"];

/// One day in milliseconds.
pub(crate) const DAY: i64 = 86_400_000;

fn beijing_offset() -> UtcOffset {
    UtcOffset::from_hms(8, 0, 0).expect("eight hours is an offset")
}

fn utc(milliseconds: i64) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(milliseconds) * 1_000_000).ok()
}

/// `2026-11-02T01:30:00Z`. `None` if the timestamp is outside the calendar.
pub(crate) fn rfc3339(milliseconds: i64) -> Option<String> {
    utc(milliseconds)?.format(&Rfc3339).ok()
}

/// `2026-11-02 09:30` in Beijing time. Empty if the timestamp is outside the calendar.
pub(crate) fn beijing_time(milliseconds: i64) -> String {
    let Some(time) = utc(milliseconds).and_then(|time| time.checked_to_offset(beijing_offset())) else {
        return String::new();
    };
    format!(
        "{:04}-{:02}-{:02} {:02}:{:02}",
        time.year(),
        u8::from(time.month()),
        time.day(),
        time.hour(),
        time.minute()
    )
}

/// Parses the start of a period: a date `2026-11-01`, which stands for midnight in Beijing time, or RFC 3339.
pub(crate) fn parse_since(value: &str) -> Result<i64, &'static str> {
    parse_date(value).or_else(|| parse_rfc3339(value)).ok_or(INVALID_TIME)
}

/// Parses the end of a period: a date, which stands for its last millisecond, or RFC 3339.
pub(crate) fn parse_until(value: &str) -> Result<i64, &'static str> {
    parse_date(value).map(|midnight| midnight + DAY - 1).or_else(|| parse_rfc3339(value)).ok_or(INVALID_TIME)
}

/// clap requires a reason; the printed message comes from the text resource.
const INVALID_TIME: &str = "invalid time";

/// Midnight of a date in Beijing time.
fn parse_date(value: &str) -> Option<i64> {
    let number = |part: &str, digits| {
        // `parse` alone would accept a sign.
        let valid = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        valid.then(|| part.parse::<u16>().ok()).flatten()
    };
    let mut parts = value.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let month = Month::try_from(u8::try_from(number(month, 2)?).ok()?).ok()?;
    let day = u8::try_from(number(day, 2)?).ok()?;
    let date = Date::from_calendar_date(i32::from(number(year, 4)?), month, day).ok()?;
    Some(milliseconds(date.midnight().assume_offset(beijing_offset())))
}

fn parse_rfc3339(value: &str) -> Option<i64> {
    OffsetDateTime::parse(value, &Rfc3339).ok().map(milliseconds)
}

fn milliseconds(time: OffsetDateTime) -> i64 {
    time.unix_timestamp() * 1_000 + i64::from(time.millisecond())
}

/// Replaces the timestamps in a JSON value by RFC 3339, at any depth.
pub(crate) fn format_members(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(format_members),
        Value::Object(members) => {
            for (name, member) in members {
                match member.as_i64().filter(|_| TIMESTAMP_MEMBERS.contains(&name.as_str())) {
                    Some(milliseconds) => *member = rfc3339(milliseconds).into(),
                    None => format_members(member),
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timestamp_is_formatted_for_programs_and_for_people() {
        assert_eq!(rfc3339(1_793_583_000_000).as_deref(), Some("2026-11-02T01:30:00Z"));
        assert_eq!(beijing_time(1_793_583_000_000), "2026-11-02 09:30");
        assert_eq!(rfc3339(i64::MAX), None);
        assert_eq!(beijing_time(i64::MIN), "");
    }

    #[test]
    fn a_date_is_a_whole_day_in_beijing_time() {
        assert_eq!(parse_since("2026-11-01"), Ok(1_793_462_400_000));
        assert_eq!(rfc3339(1_793_462_400_000).as_deref(), Some("2026-10-31T16:00:00Z"));
        assert_eq!(parse_until("2026-11-01"), Ok(1_793_462_400_000 + DAY - 1));
        for parse in [parse_since, parse_until] {
            assert_eq!(parse("2026-11-02T09:30:00+08:00"), Ok(1_793_583_000_000));
            assert_eq!(parse("2026-11-02T01:30:00.25Z"), Ok(1_793_583_000_250));
            assert!(parse("9999-12-31").is_ok() && parse("0000-01-01").is_ok() && parse("2028-02-29").is_ok());
            for value in [
                "",
                "昨天",
                "2026-11",
                "2026-11-31",
                "2026-02-29",
                "2026-1-1",
                "26-11-01",
                "2026-11-01-1",
                "-1",
                "+026-11-01",
                "2026-11-02T09:30:00",
                "1793583000000",
            ] {
                assert_eq!(parse(value), Err(INVALID_TIME), "{value}");
            }
        }
    }

    #[test]
    fn only_timestamps_are_formatted() {
        let mut value = serde_json::json!({"items": [{"published": 0, "revision": 0}], "updated": null});
        format_members(&mut value);
        let expected =
            serde_json::json!({"items": [{"published": "1970-01-01T00:00:00Z", "revision": 0}], "updated": null});
        assert_eq!(value, expected);
    }
}
