//! Times and days as the feed writes them, and the publisher's clock.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::sync::OnceLock;
use time::format_description::well_known::{Iso8601, Rfc3339};
use time::{Date, OffsetDateTime, UtcOffset};

/// A point in time with an offset, written as RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub OffsetDateTime);

/// The publisher's clock minus the system's, for the whole process.
static CLOCK_OFFSET: OnceLock<time::Duration> = OnceLock::new();

impl Moment {
    /// The publisher's time in the county's offset (+08:00), to the second: the system's, unless [`Moment::set_clock`]
    /// was called.
    pub fn now() -> Self {
        let offset = UtcOffset::from_hms(8, 0, 0).expect("eight hours are a valid offset");
        let now = OffsetDateTime::now_utc() + CLOCK_OFFSET.get().copied().unwrap_or_default();
        Self(now.to_offset(offset).replace_nanosecond(0).expect("zero is a valid nanosecond"))
    }

    /// Sets the publisher's clock to this moment, from which it runs on. Only the first call in a process has an
    /// effect.
    pub fn set_clock(self) {
        CLOCK_OFFSET.get_or_init(|| self.0 - OffsetDateTime::now_utc());
    }

    /// Whether [`Moment::set_clock`] was called.
    pub(crate) fn clock_is_set() -> bool {
        CLOCK_OFFSET.get().is_some()
    }

    /// Parses RFC 3339; the offset is required.
    pub fn parse(text: &str) -> Result<Self, String> {
        OffsetDateTime::parse(text, &Rfc3339)
            .map(Self)
            .map_err(|_| format!("“{text}” is not a time with an offset (RFC 3339)"))
    }

    /// Milliseconds since 1970-01-01 UTC.
    pub fn milliseconds(self) -> i64 {
        i64::try_from(self.0.unix_timestamp_nanos() / 1_000_000).expect("RFC 3339 ends with the year 9999")
    }

    /// This moment if it is later than `other`, otherwise one second after `other`.
    pub fn later_than(self, other: Self) -> Self {
        if self > other { self } else { Self(other.0 + time::Duration::SECOND) }
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.format(&Rfc3339).map_err(|_| std::fmt::Error)?)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// A date, `YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Day(String);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match Date::parse(&text, &Iso8601::DATE) {
            Ok(_) if text.len() == 10 => Ok(Self(text)),
            _ => Err(de::Error::custom(format!("“{text}” is not a day (YYYY-MM-DD)"))),
        }
    }
}
