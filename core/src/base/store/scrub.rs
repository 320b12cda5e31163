//! A withdrawal sets a flag in its own transaction ([`super::Write::request_scrub`]), and the flag is cleared when nothing of
//! what was deleted is in the file or its log, so a kill or a full disk in between only delays it.

use rusqlite::Connection;

use super::erase::{ERASED, erase_pages};
use super::log::Log;
use crate::base::error::{Fault, Result};

/// Attempts to empty the log before a scrub is left for the next time. Each waits for readers for a moment.
const ATTEMPTS: usize = 3;
/// Pages of one transaction, when all pages of a file are erased.
const BATCH: u32 = 500;

/// Whether a scrub was requested.
fn is_requested(connection: &Connection) -> Result<bool> {
    Ok(connection.query_row("SELECT EXISTS (SELECT 1 FROM scrub)", [], |row| row.get(0))?)
}

/// Empties the log if a scrub was requested. True if it was. Fails with [`Fault::InUse`] if readers block the log; the request
/// stays then.
pub(super) fn scrub(connection: &mut Connection, log: &mut Log) -> Result<bool> {
    if !is_requested(connection)? {
        return Ok(false);
    }
    if connection.query_row("PRAGMA application_id", [], |row| row.get::<_, i64>(0))? != ERASED {
        erase_all(connection, log)?;
    }
    for _ in 0..ATTEMPTS {
        if log.truncate(connection)? {
            connection.execute("DELETE FROM scrub", [])?;
            return Ok(true);
        }
    }
    Err(Fault::InUse)
}

/// Erases the free space of a file that an earlier version wrote.
fn erase_all(connection: &mut Connection, log: &mut Log) -> Result<()> {
    let last: u32 = connection.query_row("PRAGMA page_count", [], |row| row.get(0))?;
    for first in (1..=last).step_by(BATCH as usize) {
        let transaction = connection.transaction()?;
        erase_pages(&transaction, first..first.saturating_add(BATCH).min(last + 1))?;
        transaction.commit()?;
        log.checkpoint(connection)?;
    }
    Ok(connection.pragma_update(None, "application_id", ERASED)?)
}
