//! Files and rows that do not match after a kill, a full disk or a change from outside: files without a row are unlinked,
//! rows without an intact file are fetched again.

use std::collections::HashSet;

use rusqlite::Connection;

use super::file_store::FileStore;
use super::orphans::remove_unless_named;
use super::{documents, pictures};
use crate::base::error::Result;
use crate::base::store::{Database, Write, collect_rows};

/// Rows that are changed in one transaction.
const BATCH: usize = 100;

/// The row that names a file.
#[derive(Debug, Clone, Copy)]
enum Owner {
    Picture(i64),
    Document(i64),
}

impl Owner {
    /// Removes the file's name from the row, so that it is fetched again.
    fn discard_files(self, write: &Write<'_>) -> Result<()> {
        match self {
            Self::Picture(key) => pictures::discard_files(write, key),
            Self::Document(key) => documents::discard_file(write, key),
        }
    }
}

/// Compares all rows with the folder, by name and size. Blocks, in small transactions.
pub(crate) fn repair(cache: &Database, files: &FileStore) -> Result<()> {
    let rows = cache.read_now(named_files)?;
    let lost: Vec<Owner> =
        rows.iter().filter(|(_, file, bytes)| !files.contains(file, *bytes)).map(|(owner, ..)| *owner).collect();
    for batch in lost.chunks(BATCH) {
        cache.write_now(|write| batch.iter().try_for_each(|owner| owner.discard_files(write)))?;
    }
    let named: HashSet<&str> = rows.iter().map(|(_, file, _)| file.as_str()).collect();
    for name in files.names()? {
        let name = name?;
        if !named.contains(name.as_str()) {
            // Checked again in a write transaction: a row may have been written while the folder was read.
            cache.write_now(|write| remove_unless_named(write, files, &name))?;
        }
    }
    Ok(())
}

/// Compares the content of `count` random files with their names. A damaged file is fetched again. Blocks.
pub(crate) fn verify(cache: &Database, files: &FileStore, count: usize) -> Result<()> {
    let mut rows = cache.read_now(named_files)?;
    for _ in 0..count.min(rows.len()) {
        let (owner, file, _) = rows.swap_remove(fastrand::usize(..rows.len()));
        if files.is_damaged(&file) {
            log::warn!("a file was damaged");
            cache.write_now(|write| owner.discard_files(write))?;
        }
    }
    Ok(())
}

/// All files that rows name, with their owners and sizes.
fn named_files(connection: &Connection) -> Result<Vec<(Owner, String, u64)>> {
    let sql = "SELECT 0, picture, file, bytes FROM rendition
         UNION ALL SELECT 1, key, file, bytes FROM document WHERE file IS NOT NULL";
    collect_rows(connection, sql, [], |row| {
        let key = row.get(1)?;
        let owner = if row.get(0)? { Owner::Document(key) } else { Owner::Picture(key) };
        Ok((owner, row.get(2)?, row.get::<_, i64>(3)?.unsigned_abs()))
    })
}
