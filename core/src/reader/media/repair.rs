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

/// Removes a file's name from every row that names it, so that it is fetched again.
fn discard_file(write: &Write<'_>, file: &str) -> Result<()> {
    pictures::discard_file(write, file)?;
    documents::discard_file(write, file)
}

/// Compares all rows with the folder, by name and size. Blocks, in small transactions.
pub(crate) fn repair(cache: &Database, files: &FileStore) -> Result<()> {
    let rows = cache.read_now(named_files)?;
    let lost: Vec<&String> =
        rows.iter().filter(|(file, bytes)| !files.contains(file, *bytes)).map(|(file, _)| file).collect();
    for batch in lost.chunks(BATCH) {
        cache.write_now(|write| batch.iter().try_for_each(|file| discard_file(write, file)))?;
    }
    let named: HashSet<&str> = rows.iter().map(|(file, _)| file.as_str()).collect();
    for name in files.names()? {
        let name = name?;
        if !named.contains(name.as_str()) {
            // Checked again in a write transaction: a row may have been written while the folder was read.
            cache.write_now(|write| remove_unless_named(write, files, &name))?;
        }
    }
    Ok(())
}

/// Compares the content of files with their names: of all documents, which are few and which the person keeps, and of `count`
/// random pictures. A damaged file is fetched again. Blocks.
pub(crate) fn verify(cache: &Database, files: &FileStore, count: usize) -> Result<()> {
    let mut chosen: Vec<String> = cache.read_now(|cache| {
        collect_rows(cache, "SELECT DISTINCT file FROM document WHERE file IS NOT NULL", [], |row| row.get(0))
    })?;
    let mut pictures: Vec<String> =
        cache.read_now(|cache| collect_rows(cache, "SELECT file FROM rendition", [], |row| row.get(0)))?;
    for _ in 0..count.min(pictures.len()) {
        chosen.push(pictures.swap_remove(fastrand::usize(..pictures.len())));
    }
    for file in chosen {
        if files.is_damaged(&file) {
            log::warn!("a file was damaged");
            cache.write_now(|write| discard_file(write, &file))?;
        }
    }
    Ok(())
}

/// All files that rows name, with their sizes.
fn named_files(connection: &Connection) -> Result<Vec<(String, u64)>> {
    let sql = "SELECT file, bytes FROM rendition UNION ALL SELECT file, bytes FROM document WHERE file IS NOT NULL";
    collect_rows(connection, sql, [], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))
}
