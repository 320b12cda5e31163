//! A listener that records what it is told.

use std::sync::Mutex;

use songming_core::{Change, ChangeListener, ListenerError};

/// The changes that were announced, in their order.
#[derive(Default)]
pub struct RecordedChanges(pub Mutex<Vec<Change>>);

impl ChangeListener for RecordedChanges {
    fn changed(&self, change: Change) -> Result<(), ListenerError> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(change);
        Ok(())
    }
}
