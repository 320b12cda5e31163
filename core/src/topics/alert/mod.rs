//! 应急: alerts in the vocabulary of CAP 1.2 (OASIS, 2010). What holds:
//!
//! - An exercise 演练 is never shown as real, and a test is in no list of current alerts.
//! - An alert ends at its expiry, or when the message takes effect that replaces or cancels it, whichever of the two messages
//!   arrives first.
//! - In doubt it concerns the person, and in doubt it is in force. A message that is dated less than a minute ahead is in effect.
//! - An acknowledgement stays on this phone. It counts until the alert becomes more severe.
//! - What ended an alert is remembered when its text is evicted; only a withdrawal takes it back.
//! - Validity is decided by the publisher's clock: a phone with a wrong clock neither hides a warning nor keeps an old
//!   one.

mod areas;
mod cap;
mod ingest;
mod query;
mod references;
mod succession;
#[cfg(test)]
mod tests;

pub use cap::{AlertCertainty, AlertMessage, AlertSeverity, AlertStatus, AlertUrgency};
pub(crate) use ingest::ingest;
pub use query::{AlertDetail, AlertRow, AlertState};
pub(crate) use query::{AlertRecipient, acknowledge, acknowledged, current, detail, reminders, severity_of};
