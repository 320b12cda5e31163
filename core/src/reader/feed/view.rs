//! What a query reads with.

use rusqlite::Connection;

use crate::reader::media::FileStore;

/// A snapshot of the cache, with what a query needs beside it.
pub(crate) struct View<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) files: &'a FileStore,
    /// The phone's clock in milliseconds, which may be wrong: for what happened on this phone and for what its platform
    /// schedules.
    pub(crate) device_now: i64,
    /// The publisher's time in milliseconds as far as it is known: for what was published, begins or ends.
    pub(crate) publisher_now: i64,
}
