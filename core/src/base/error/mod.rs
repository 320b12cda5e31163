//! Errors. Inside the core a call fails with a [`Fault`]: what happened, and the error below it. Where a call leaves the
//! core, the fault becomes a [`ClientError`] and is logged, both in `From<Fault> for ClientError` alone.
//!
//! No message and no log line carries what a person typed or read: no title, no address, no path.

mod client_error;
mod fault;
#[cfg(test)]
mod tests;

pub use client_error::{ClientError, ErrorKind};
pub(crate) use fault::{Fault, JsonPosition};

/// What every fallible call inside the core returns.
pub(crate) type Result<T, E = Fault> = std::result::Result<T, E>;
