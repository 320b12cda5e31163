//! Moments: for programs in RFC 3339 UTC, for people by the clock of China.

use serde_json::Value;
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

/// Members of the core's records that hold milliseconds since 1970.
const MOMENTS: [&str; 5] = ["published", "updated", "decided", "succeeded", "time"];

fn of(milliseconds: i64) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(milliseconds) * 1_000_000).ok()
}

/// `2026-11-02T01:30:00Z`; none for a moment that no calendar has.
pub(crate) fn rfc3339(milliseconds: i64) -> Option<String> {
    of(milliseconds)?.format(&Rfc3339).ok()
}

/// `2026-11-02 09:30` in China, which has one zone.
pub(crate) fn china(milliseconds: i64) -> String {
    let offset = UtcOffset::from_hms(8, 0, 0).expect("eight hours is an offset");
    let Some(moment) = of(milliseconds).and_then(|moment| moment.checked_to_offset(offset)) else {
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
    fn only_moments_are_spelled() {
        let mut value = serde_json::json!({"items": [{"published": 0, "revision": 0}], "updated": null});
        spell(&mut value);
        let expected =
            serde_json::json!({"items": [{"published": "1970-01-01T00:00:00Z", "revision": 0}], "updated": null});
        assert_eq!(value, expected);
    }
}
