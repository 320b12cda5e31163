//! How many rows each table of a file has, in a small text file beside it. If the file is damaged, the difference to what can
//! still be read is what was lost.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::damage::tables;
use crate::base::error::Result;

/// Rows by table.
pub(crate) type Counts = BTreeMap<String, u64>;

/// The census of one file.
pub(super) struct Census {
    path: PathBuf,
    stored: Option<Counts>,
}

impl Census {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, stored: None }
    }

    /// Counts again, and stores the counts if they changed. To be called after a commit.
    pub(super) fn update(&mut self, connection: &Connection) -> Result<()> {
        let counts = count(connection)?;
        if self.stored.as_ref() == Some(&counts) {
            return Ok(());
        }
        let lines: String = counts.iter().map(|(table, rows)| format!("{table} {rows}\n")).collect();
        let new = self.path.with_extension("census-new");
        fs::write(&new, lines)?;
        fs::rename(&new, &self.path)?;
        self.stored = Some(counts);
        Ok(())
    }

    /// What was counted last; empty if that is not known.
    pub(super) fn load(path: &Path) -> Counts {
        let lines = fs::read_to_string(path).unwrap_or_default();
        let counted = lines.lines().filter_map(|line| line.split_once(' '));
        counted.filter_map(|(table, rows)| Some((table.to_owned(), rows.parse().ok()?))).collect()
    }
}

/// Counts the rows of every table.
pub(crate) fn count(connection: &Connection) -> Result<Counts> {
    let mut counts = Counts::new();
    for table in tables(connection)? {
        let sql = format!("SELECT count(*) FROM \"{table}\"");
        let rows = connection.prepare_cached(&sql)?.query_row([], |row| row.get::<_, i64>(0))?;
        counts.insert(table, rows.unsigned_abs());
    }
    Ok(counts)
}
