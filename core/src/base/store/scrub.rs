//! A withdrawn text must be nowhere in the files. Deleting a row is not enough for that, even with `secure_delete`:
//! the log still holds the page as it was, and when SQLite rebalances a tree it rebuilds pages without wiping the gap, so
//! a copy of a row that once moved can outlive the row. Only a rebuilt file and an emptied log are sure.
//!
//! The withdrawal itself raises a flag in its own transaction; the flag falls when the scrub is done, so a kill or a full
//! disk in between only delays it to the next start.

use rusqlite::Connection;

use crate::base::error::{Fault, Result};

/// How often the log is tried before the scrub is left for the next time; each try waits for readers as long as any
/// statement does.
const TRIES: usize = 3;

/// Whether a withdrawal asked for it.
fn wanted(connection: &Connection) -> Result<bool> {
    Ok(connection.query_row("SELECT EXISTS (SELECT 1 FROM scrub)", [], |row| row.get(0))?)
}

/// Rebuilds the file and empties the log, if a withdrawal asked for it. Readers go on while it runs.
pub(super) fn scrub(connection: &mut Connection) -> Result<()> {
    if !wanted(connection)? {
        return Ok(());
    }
    // The copy that VACUUM makes is as large as the file: on disk where there is a folder for it, otherwise in memory.
    connection.execute_batch("PRAGMA temp_store=FILE")?;
    let rebuilt = connection.execute_batch("VACUUM");
    connection.execute_batch("PRAGMA temp_store=MEMORY")?;
    if rebuilt.is_err() {
        connection.execute_batch("VACUUM")?;
    }
    for _ in 0..TRIES {
        let blocked: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if !blocked {
            connection.execute("DELETE FROM scrub", [])?;
            return Ok(());
        }
    }
    Err(Fault::InUse)
}
