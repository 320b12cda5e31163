//! Time. The phone's clock may be wrong by years, so nothing is decided by it alone: what a publisher dates keeps the
//! publisher's time, waits are measured with a monotonic clock, and [`relative`] is for display.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use time::{OffsetDateTime, UtcOffset};

use crate::base::text;

/// Milliseconds of a day without a leap second.
pub(crate) const MILLIS_PER_DAY: i64 = 24 * 60 * 60 * 1000;

/// The clocks of the core, injected so that tests control them.
pub trait Clock: Send + Sync + 'static {
    /// The phone's wall clock: milliseconds since 1970-01-01 UTC. May jump.
    fn now(&self) -> i64;

    /// A monotonic clock. Its zero is arbitrary.
    fn steady(&self) -> Duration;

    /// Ready after `wait`.
    fn sleep(&self, wait: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}

/// The phone's own clocks.
#[derive(Debug)]
pub struct SystemClock {
    start: Instant,
}

impl Default for SystemClock {
    fn default() -> Self {
        Self { start: Instant::now() }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> i64 {
        // A clock set before 1970 is wrong, but no reason to fail.
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
    }

    fn steady(&self) -> Duration {
        self.start.elapsed()
    }

    fn sleep(&self, wait: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(wait))
    }
}

/// A moment, in milliseconds, in RFC 3339, UTC. Formatted here: the formatter of `time` adds kilobytes to the
/// library for this.
pub(crate) fn rfc3339(moment: i64) -> String {
    let time =
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(moment) * 1_000_000).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let (date, clock) = (time.date(), time.time());
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        date.year(),
        u8::from(date.month()),
        date.day(),
        clock.hour(),
        clock.minute(),
        clock.second(),
        clock.millisecond()
    )
}

/// The county's time zone. China has had one zone and no summer time since 1992.
fn china(ms: i64) -> Option<OffsetDateTime> {
    let offset = UtcOffset::from_hms(8, 0, 0).expect("eight hours is an offset");
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(ms) * 1_000_000).ok()?.checked_to_offset(offset)
}

/// A moment as a list shows it, in China time: 刚刚, 5分钟前, 今天 09:30, 昨天 21:05, 11月2日, 2025年11月2日. Both arguments
/// are milliseconds since 1970. A moment in the future (the item is dated ahead, or one of the clocks is wrong) is shown as its
/// time, 明天 02:00, or its date. Empty if it is no date at all.
pub(crate) fn relative(moment: i64, now: i64) -> String {
    let (Some(then), Some(today)) = (china(moment), china(now)) else { return String::new() };
    let ago = now.saturating_sub(moment);
    // A publisher's clock is often a little ahead of a phone's.
    if (-60_000..60_000).contains(&ago) {
        return text::get("time.just-now").to_owned();
    }
    if (0..3_600_000).contains(&ago) {
        return text::fill("time.minutes", &(ago / 60_000).to_string());
    }
    near_day(then, today).unwrap_or_else(|| date(then, today))
}

/// A moment that may lie ahead, with its time, in China time: 今天 09:30, 明天 02:00, 昨天 21:05, 11月2日 08:00, 2027年1月2日 08:00.
/// Both arguments are milliseconds since 1970. Empty if it is no date at all.
pub(crate) fn day_and_time(moment: i64, now: i64) -> String {
    let (Some(then), Some(today)) = (china(moment), china(now)) else { return String::new() };
    near_day(then, today).unwrap_or_else(|| format!("{} {}", date(then, today), time_of_day(then)))
}

/// Yesterday, today or tomorrow with the time; `None` for another day.
fn near_day(then: OffsetDateTime, today: OffsetDateTime) -> Option<String> {
    let today = today.date();
    let key = match Some(then.date()) {
        day if day == Some(today) => "time.today",
        day if day == today.previous_day() => "time.yesterday",
        day if day == today.next_day() => "time.tomorrow",
        _ => return None,
    };
    Some(text::fill(key, &time_of_day(then)))
}

fn time_of_day(then: OffsetDateTime) -> String {
    format!("{:02}:{:02}", then.hour(), then.minute())
}

fn date(then: OffsetDateTime, today: OffsetDateTime) -> String {
    let day = format!("{}月{}日", u8::from(then.month()), then.day());
    if then.year() == today.year() { day } else { format!("{}年{day}", then.year()) }
}

#[cfg(test)]
mod tests;
