//! Of several searches only the latest matters: a new one ends the one that runs.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use rusqlite::InterruptHandle;

use crate::base::error::{Fault, Result};

/// Numbers searches and interrupts those that a later one replaces.
#[derive(Default)]
pub(crate) struct LatestOnly {
    last: AtomicU64,
    /// The number of the search that runs, and what interrupts its statement.
    running: Mutex<Option<(u64, InterruptHandle)>>,
}

impl LatestOnly {
    /// Takes the next number and interrupts the search that runs.
    pub(crate) fn next(&self) -> u64 {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, handle)) = &*running {
            handle.interrupt();
        }
        self.last.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// Whether a later search was begun.
    pub(crate) fn is_superseded(&self, number: u64) -> bool {
        self.last.load(Ordering::SeqCst) != number
    }

    /// Runs a query that the next search interrupts.
    ///
    /// Errors: `superseded` if a later search was begun already.
    pub(crate) fn run<T>(&self, number: u64, handle: InterruptHandle, query: impl FnOnce() -> Result<T>) -> Result<T> {
        {
            let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            if self.is_superseded(number) {
                return Err(Fault::Superseded);
            }
            *running = Some((number, handle));
        }
        let answer = query();
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        // This search's handle must go, because its connection serves others from now on; a later search's stays.
        if running.as_ref().is_some_and(|(other, _)| *other == number) {
            *running = None;
        }
        answer
    }
}
