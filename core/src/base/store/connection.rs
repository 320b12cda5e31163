//! The connections to a database file, and their pragmas.

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use url::Url;

use super::log::{BUSY_TIMEOUT, Log};
use crate::base::error::{Fault, Result};

/// The connection that writes.
pub(super) fn writer(path: &Path, synchronous: &str) -> Result<Connection> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    // secure_delete: what is deleted is overwritten, not only unlinked.
    connection.execute_batch(&format!(
        "PRAGMA synchronous={synchronous}; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;
         PRAGMA trusted_schema=OFF; PRAGMA journal_size_limit=4194304; PRAGMA fullfsync=ON; PRAGMA cache_size=-4096;"
    ))?;
    Log::attach(&connection)?;
    Ok(connection)
}

/// A connection that cannot write, and whether it may be used for more than one query.
pub(super) fn reader(path: &Path, log: &Path) -> Result<(Connection, bool)> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.execute_batch("PRAGMA query_only=ON; PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF;")?;
    match connection.query_row("PRAGMA schema_version", [], |_| Ok(())).map_err(Fault::from) {
        // A full disk has no room for the shared memory beside the file, and a folder that cannot be written no place for it.
        // Without a log the file is complete and can be read as it is.
        Err(error) if !matches!(error, Fault::Damaged(_) | Fault::InUse) && is_empty(log) && path.is_file() => {
            let mut address = Url::from_file_path(path).map_err(|()| error)?;
            address.set_query(Some("immutable=1"));
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
            Ok((open(Path::new(address.as_str()), flags)?, false))
        }
        probe => probe.map(|()| (connection, true)),
    }
}

fn is_empty(log: &Path) -> bool {
    log.metadata().map_or(true, |log| log.is_file() && log.len() == 0)
}

fn open(path: &Path, flags: OpenFlags) -> Result<Connection> {
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    // Without this guarantee SQLite plans a statement near a partial index anew whenever a value is bound, which took a tenth
    // of a first sync.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}
