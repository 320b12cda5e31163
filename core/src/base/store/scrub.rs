//! Withdrawn text has to be gone from the files. Deleting its row does not ensure that, even with `secure_delete`: the log
//! still holds the old page, and when SQLite rebalances a tree it rebuilds pages without wiping the free space in them, so
//! a copy of a moved row can outlive the row. Only a rebuilt file and an emptied log are certain.
//!
//! The withdrawal sets a flag in its own transaction ([`super::Write::request_scrub`]), and the flag is cleared when the
//! scrub is done, so a kill or a full disk in between only delays it to the next start.

use rusqlite::Connection;

use crate::base::error::{Fault, Result};

/// Attempts to empty the log before the scrub is left for the next time. Each waits for readers as long as any statement
/// does.
const ATTEMPTS: usize = 3;

/// Whether a scrub was requested.
fn is_requested(connection: &Connection) -> Result<bool> {
    Ok(connection.query_row("SELECT EXISTS (SELECT 1 FROM scrub)", [], |row| row.get(0))?)
}

/// Rebuilds the file and empties the log if a scrub was requested. Readers can read while it runs. Fails with
/// [`Fault::InUse`] if readers block the log; the request stays then.
pub(super) fn scrub(connection: &mut Connection) -> Result<()> {
    if !is_requested(connection)? {
        return Ok(());
    }
    // VACUUM makes a copy as large as the file: on disk if there is a temporary folder, otherwise in memory.
    connection.execute_batch("PRAGMA temp_store=FILE")?;
    let rebuilt = connection.execute_batch("VACUUM");
    connection.execute_batch("PRAGMA temp_store=MEMORY")?;
    if rebuilt.is_err() {
        connection.execute_batch("VACUUM")?;
    }
    for _ in 0..ATTEMPTS {
        let blocked: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if !blocked {
            connection.execute("DELETE FROM scrub", [])?;
            return Ok(());
        }
    }
    Err(Fault::InUse)
}
