//! A clock that runs faster than the world, so that a test need not wait for what a phone waits for.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use songming_core::{Clock, SystemClock};

/// The system's clock, which goes this many times as fast since a moment: in several processes the same time if both are the
/// same there.
pub struct FastClock {
    system: SystemClock,
    /// Milliseconds.
    since: i64,
    speed: u32,
}

impl FastClock {
    /// `since`: milliseconds of the system's clock.
    pub fn new(since: i64, speed: u32) -> Self {
        Self { system: SystemClock::default(), since, speed }
    }
}

impl Clock for FastClock {
    fn now(&self) -> i64 {
        self.since + (self.system.now() - self.since) * i64::from(self.speed)
    }

    fn steady(&self) -> Duration {
        self.system.steady() * self.speed
    }

    fn sleep(&self, wait: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.system.sleep(wait / self.speed)
    }
}
