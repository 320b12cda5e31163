//! Moments: for programs in RFC 3339 UTC, for people by the clock of China.

use serde_json::Value;
use time::format_description::well_known::Rfc3339;
use time::{Date, Month, OffsetDateTime, UtcOffset};

/// Members of the core's records that hold milliseconds since 1970.
const MOMENTS: [&str; 5] = ["published", "updated", "decided", "succeeded", "time"];

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

fn zone() -> UtcOffset {
    UtcOffset::from_hms(8, 0, 0).expect("eight hours is an offset")
}

fn of(milliseconds: i64) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(milliseconds) * 1_000_000).ok()
}

/// `2026-11-02T01:30:00Z`; none for a moment that no calendar has.
pub(crate) fn rfc3339(milliseconds: i64) -> Option<String> {
    of(milliseconds)?.format(&Rfc3339).ok()
}

/// `2026-11-02 09:30` in China, which has one zone.
pub(crate) fn china(milliseconds: i64) -> String {
    let Some(moment) = of(milliseconds).and_then(|moment| moment.checked_to_offset(zone())) else {
        return String::new();
    };
    format!(
        "{:04}-{:02}-{:02} {:02}:{:02}",
        moment.year(),
        u8::from(moment.month()),
        moment.day(),
        moment.hour(),
        moment.minute()
    )
}

/// The moment from which on, as somebody writes it: a day of China `2026-11-01` from its beginning, or RFC 3339.
pub(crate) fn since(said: &str) -> Result<i64, &'static str> {
    day(said).or_else(|| exact(said)).ok_or(NO_MOMENT)
}

/// The moment up to which: a day to its end, or RFC 3339.
pub(crate) fn until(said: &str) -> Result<i64, &'static str> {
    day(said).map(|begins| begins + DAY - 1).or_else(|| exact(said)).ok_or(NO_MOMENT)
}

/// For clap, which wants a reason; what a person reads is in the resource.
const NO_MOMENT: &str = "no moment";

/// When a day of China begins.
fn day(said: &str) -> Option<i64> {
    let number = |part: &str, digits| {
        let is = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        is.then(|| part.parse::<u16>().ok()).flatten()
    };
    let mut parts = said.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let month = Month::try_from(u8::try_from(number(month, 2)?).ok()?).ok()?;
    let day = u8::try_from(number(day, 2)?).ok()?;
    let date = Date::from_calendar_date(i32::from(number(year, 4)?), month, day).ok()?;
    Some(milliseconds(date.midnight().assume_offset(zone())))
}

fn exact(said: &str) -> Option<i64> {
    OffsetDateTime::parse(said, &Rfc3339).ok().map(milliseconds)
}

fn milliseconds(moment: OffsetDateTime) -> i64 {
    moment.unix_timestamp() * 1_000 + i64::from(moment.millisecond())
}

/// Writes every moment in a record as a program expects it, so that all commands say time in one way.
pub(crate) fn spell(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(spell),
        Value::Object(members) => {
            for (name, member) in members {
                match member.as_i64().filter(|_| MOMENTS.contains(&name.as_str())) {
                    Some(milliseconds) => *member = rfc3339(milliseconds).into(),
                    None => spell(member),
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
    fn one_moment_in_both_ways() {
        assert_eq!(rfc3339(1_793_583_000_000).as_deref(), Some("2026-11-02T01:30:00Z"));
        assert_eq!(china(1_793_583_000_000), "2026-11-02 09:30");
        assert_eq!(rfc3339(i64::MAX), None);
        assert_eq!(china(i64::MIN), "");
    }

    #[test]
    fn a_day_is_one_of_china_and_whole() {
        assert_eq!(since("2026-11-01"), Ok(1_793_462_400_000));
        assert_eq!(rfc3339(1_793_462_400_000).as_deref(), Some("2026-10-31T16:00:00Z"));
        assert_eq!(until("2026-11-01"), Ok(1_793_462_400_000 + DAY - 1));
        for read in [since, until] {
            assert_eq!(read("2026-11-02T09:30:00+08:00"), Ok(1_793_583_000_000));
            assert_eq!(read("2026-11-02T01:30:00.25Z"), Ok(1_793_583_000_250));
            assert!(read("9999-12-31").is_ok() && read("0000-01-01").is_ok() && read("2028-02-29").is_ok());
            for said in [
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
                assert_eq!(read(said), Err(NO_MOMENT), "{said}");
            }
        }
    }

    #[test]
    fn only_moments_are_spelled() {
        let mut value = serde_json::json!({"items": [{"published": 0, "revision": 0}], "updated": null});
        spell(&mut value);
        let expected =
            serde_json::json!({"items": [{"published": "1970-01-01T00:00:00Z", "revision": 0}], "updated": null});
        assert_eq!(value, expected);
    }
}
