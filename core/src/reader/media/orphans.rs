//! How files follow their rows.
//!
//! A file gets its name, and is unlinked, inside a write transaction: the database's write lock is also the lock on the
//! folder, in this process and in others. A row that is deleted leaves its file's name in `doomed`; the file is unlinked
//! in a later transaction if no row names it then. A kill in between leaves a file without a row or a row without a file,
//! which [`super::repair`] removes.

use rusqlite::Connection;

use super::file_store::{FileStore, UnnamedFile};
use crate::base::error::Result;
use crate::base::store::{Write, collect_rows};

/// Files that are unlinked in one transaction.
const BATCH: i64 = 100;

/// Gives a file its name; inside the transaction that writes its row.
pub(super) fn adopt(write: &Write<'_>, files: &FileStore, file: &UnnamedFile) -> Result<()> {
    files.rename(file)?;
    write.execute("DELETE FROM doomed WHERE file = ?1", [&file.name])?;
    Ok(())
}

/// Unlinks a batch of files that no row names any more. True if there may be more.
pub(crate) fn unlink_orphaned(write: &Write<'_>, files: &FileStore) -> Result<bool> {
    let orphaned: Vec<String> = collect_rows(write, "SELECT file FROM doomed LIMIT ?1", [BATCH], |row| row.get(0))?;
    for file in &orphaned {
        remove_unless_named(write, files, file)?;
        write.execute("DELETE FROM doomed WHERE file = ?1", [file])?;
    }
    Ok(orphaned.len() as i64 == BATCH)
}

/// Whether files wait to be unlinked.
pub(crate) fn any_orphaned(connection: &Connection) -> Result<bool> {
    let mut query = connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM doomed)")?;
    Ok(query.query_row([], |row| row.get(0))?)
}

/// Unlinks a file unless a row names it.
pub(super) fn remove_unless_named(write: &Write<'_>, files: &FileStore, file: &str) -> Result<()> {
    let mut query = write.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM rendition WHERE file = ?1) OR EXISTS (SELECT 1 FROM document WHERE file = ?1)",
    )?;
    let named: bool = query.query_row([file], |row| row.get(0))?;
    if named { Ok(()) } else { files.remove(file) }
}
