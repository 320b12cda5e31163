//! A phone's clock that a test controls.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use songming_core::{Clock, SystemClock};

/// The longest pause that the core makes between two attempts.
const PAUSE: Duration = Duration::from_millis(500);

/// The system's clock with an offset, and without pauses between two attempts.
#[derive(Default)]
pub struct TestClock {
    system: SystemClock,
    offset: AtomicI64,
}

impl TestClock {
    /// Sets how many milliseconds the clock is ahead.
    pub fn set_offset(&self, milliseconds: i64) {
        self.offset.store(milliseconds, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> i64 {
        self.system.now() + self.offset.load(Ordering::SeqCst)
    }

    fn steady(&self) -> Duration {
        self.system.steady()
    }

    fn sleep(&self, wait: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        if wait <= PAUSE { Box::pin(std::future::ready(())) } else { self.system.sleep(wait) }
    }
}
