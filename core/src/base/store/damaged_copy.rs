//! A copy of a damaged file, through which its rows are read.
//!
//! The schema is the program's own knowledge; only the pages on which the trees begin are the file's. If the file does not
//! have that schema whole, each table is read through a first page that describes it alone, so that damage of the schema, which
//! has several pages, costs no row of any table.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::damage::{self, tolerate_damage};
use super::pages::Pages;
use super::roots::credible_roots;
use super::schema::{Roots, Schema, StoredSchema};
use super::spec::{BESIDE, IsStoredForm, Spec};
use crate::base::error::Result;
use crate::base::files::with_suffix;

/// Bytes of the header of a file, and how many of them are the same in every file: magic, page size and versions.
const HEADER: usize = 100;
const COMMON: usize = 24;

/// A copy of the damaged file that may be changed, since even a reader changes a file that has a log.
pub(super) struct DamagedCopy<'a> {
    /// Where the copy is made.
    pub(super) path: &'a Path,
    /// A sound file of the same schema, whose header replaces a damaged one.
    pub(super) sound: &'a Path,
    /// The schema of that file.
    pub(super) schema: &'a Schema,
    /// Where the trees began when the rows of the file were counted last.
    pub(super) counted: &'a Roots,
}

/// The rows of a damaged file.
pub(super) enum Source<'a> {
    /// Its schema is whole.
    AsItIs(Connection),
    /// One table at a time.
    ByTable { path: &'a Path, schema: &'a Schema, roots: Roots, pages: u32 },
}

impl<'a> DamagedCopy<'a> {
    /// Copies the file, with its log or without. `None` if there is nothing to be read in it. Fails if it cannot be copied at
    /// this moment: nothing is lost then, and nothing may be replaced.
    pub(super) fn open(&self, file: &Path, log: Option<&Path>) -> Result<Option<Source<'a>>> {
        self.remove();
        if !file.is_file() {
            return Ok(None);
        }
        fs::copy(file, self.path)?;
        if let Some(log) = log {
            fs::copy(log, with_suffix(self.path, "-wal"))?;
        }
        let mut stored = self.read_schema()?;
        for length in [COMMON, HEADER] {
            if stored.is_empty() {
                self.mend_header(length)?;
                stored = self.read_schema()?;
            }
        }
        let bytes = fs::read(self.path)?;
        let pages = Pages::new(&bytes, self.schema.page_size());
        let lists = [stored.roots(), self.counted.clone(), self.schema.roots()];
        let roots = credible_roots(self.schema, &lists, &pages);
        if self.schema.is(&stored, &roots) {
            return Ok(tolerate_damage(connect(self.path, true))?.map(Source::AsItIs));
        }
        let pages = pages.count();
        if pages == 0 {
            return Ok(None);
        }
        // A part of a page at the end is none, and a log has an earlier first page.
        File::options().write(true).open(self.path)?.set_len(u64::from(pages) * self.schema.page_size() as u64)?;
        for suffix in BESIDE {
            let _ = fs::remove_file(with_suffix(self.path, suffix));
        }
        Ok(Some(Source::ByTable { path: self.path, schema: self.schema, roots, pages }))
    }

    /// Removes the copy.
    pub(super) fn remove(&self) {
        // A copy that stays is overwritten by the next one.
        let _ = fs::remove_file(self.path);
        for suffix in BESIDE {
            let _ = fs::remove_file(with_suffix(self.path, suffix));
        }
    }

    /// Reads the schema as it is, and moves the log into the file.
    fn read_schema(&self) -> Result<StoredSchema> {
        let Some(connection) = tolerate_damage(connect(self.path, true))? else { return Ok(StoredSchema::default()) };
        let stored = StoredSchema::read(&connection)?;
        // What cannot be moved is read through the log if the schema is whole, and is damaged otherwise.
        tolerate_damage(connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())))?;
        Ok(stored)
    }

    /// Gives the file this much of the header of a sound one.
    fn mend_header(&self, length: usize) -> Result<()> {
        let mut header = [0; HEADER];
        File::open(self.sound)?.read_exact(&mut header)?;
        // The number of pages, and no list of free pages.
        let pages = (fs::metadata(self.path)?.len() / self.schema.page_size() as u64) as u32;
        header[28..32].copy_from_slice(&pages.to_be_bytes());
        header[32..40].fill(0);
        overwrite(self.path, &header[..length])
    }
}

impl Source<'_> {
    /// Runs `work` with a connection that knows the table. `None` if the file does not have it.
    pub(super) fn with_table<T>(&self, table: &str, work: impl FnOnce(&Connection) -> Result<T>) -> Result<Option<T>> {
        match self {
            Self::AsItIs(connection) => work(connection).map(Some),
            Self::ByTable { path, schema, roots, pages } => {
                overwrite(path, &schema.first_page(table, roots, *pages)?)?;
                let Some(connection) = tolerate_damage(connect(path, false))? else { return Ok(None) };
                // The first statement fails if a tree begins nowhere, and the next one does not.
                let statement = "SELECT 1 FROM sqlite_schema";
                let prepared = connection.prepare(statement).or_else(|_| connection.prepare(statement)).map(drop);
                match tolerate_damage(prepared)? {
                    Some(()) => work(&connection).map(Some),
                    None => Ok(None),
                }
            }
        }
    }

    /// Whether nothing in the file is impossible.
    pub(super) fn is_sound(&self, spec: &Spec, is_stored_form: IsStoredForm) -> bool {
        match self {
            Self::AsItIs(connection) => damage::check(connection, spec, is_stored_form).is_ok(),
            Self::ByTable { .. } => false,
        }
    }
}

fn overwrite(path: &Path, beginning: &[u8]) -> Result<()> {
    Ok(File::options().write(true).open(path)?.write_all(beginning)?)
}

fn connect(path: &Path, writes: bool) -> rusqlite::Result<Connection> {
    let access = if writes { OpenFlags::SQLITE_OPEN_READ_WRITE } else { OpenFlags::SQLITE_OPEN_READ_ONLY };
    let connection =
        Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // A file that was cut is read as far as it goes, and an odd entry of the schema costs its own table only.
    connection.execute_batch("PRAGMA writable_schema=ON; PRAGMA temp_store=MEMORY; PRAGMA cell_size_check=ON")?;
    Ok(connection)
}
