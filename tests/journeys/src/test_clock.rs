//! A phone's clock in the hands of a test.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use songming_core::{Clock, SystemClock};

/// The longest pause that the core makes between two tries.
const PAUSE: Duration = Duration::from_millis(500);

/// The system's clock, but without pauses between two tries, and as wrong as the test likes.
#[derive(Default)]
pub struct TestClock {
    system: SystemClock,
    wrong: AtomicI64,
}

impl TestClock {
    /// Sets the clock wrong by so many milliseconds.
    pub fn set_offset(&self, milliseconds: i64) {
        self.wrong.store(milliseconds, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> i64 {
        self.system.now() + self.wrong.load(Ordering::SeqCst)
    }

    fn steady(&self) -> Duration {
        self.system.steady()
    }

    fn sleep(&self, wait: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        if wait <= PAUSE { Box::pin(std::future::ready(())) } else { self.system.sleep(wait) }
    }
}
