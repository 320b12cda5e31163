//! How many rows each table of a file has, and the page on which each table and index begins, in a small text file beside it. If
//! the file is damaged, the difference to what can still be read is what was lost; and if its schema is damaged, its rows are
//! found from those pages (see `roots.rs`).
//!
//! A line is `TABLE ROWS` or `root TABLE-OR-INDEX PAGE`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::damage::tables;
use super::rows::collect_rows;
use super::schema::Roots;
use crate::base::error::Result;
use crate::base::sort;

/// Rows by table.
pub(crate) type Counts = BTreeMap<String, u64>;

/// The census of one file.
pub(super) struct Census {
    path: PathBuf,
    trees: Option<Trees>,
    stored: Option<(Counts, Roots)>,
}

/// What a version of the schema has. SQLite gives every change of the schema another version, also one by another process,
/// and moves no tree without one.
struct Trees {
    version: i64,
    tables: Vec<String>,
    roots: Roots,
}

impl Trees {
    fn read(connection: &Connection, version: i64) -> Result<Self> {
        let sql = "SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0";
        let roots = sort::map(collect_rows(connection, sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?);
        Ok(Self { version, tables: tables(connection)?, roots })
    }
}

impl Census {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, trees: None, stored: None }
    }

    /// Forgets the schema: another file, whose version may be the same, is in the place of this one.
    pub(super) fn forget_schema(&mut self) {
        self.trees = None;
    }

    /// Counts again, and stores what changed. To be called after a commit. Which tables there are, and where the trees begin, is
    /// read only if the schema's version changed.
    pub(super) fn update(&mut self, connection: &Connection) -> Result<()> {
        let version = connection.query_row("PRAGMA schema_version", [], |row| row.get(0))?;
        let trees = match self.trees.take() {
            Some(trees) if trees.version == version => trees,
            _ => Trees::read(connection, version)?,
        };
        let trees = self.trees.insert(trees);
        let found = (count_in(connection, &trees.tables)?, trees.roots.clone());
        if self.stored.as_ref() == Some(&found) {
            return Ok(());
        }
        let (counts, roots) = &found;
        let mut lines: String = counts.iter().map(|(table, rows)| format!("{table} {rows}\n")).collect();
        lines.extend(roots.iter().map(|(tree, page)| format!("root {tree} {page}\n")));
        let new = self.path.with_extension("census-new");
        fs::write(&new, lines)?;
        fs::rename(&new, &self.path)?;
        self.stored = Some(found);
        Ok(())
    }

    /// What was counted last; empty if that is not known.
    pub(super) fn load(path: &Path) -> Counts {
        sort::map(words(path).filter_map(|words| Some((words.0, words.1.parse().ok()?))))
    }

    /// Where the trees began when rows were counted last; empty if that is not known.
    pub(super) fn load_roots(path: &Path) -> Roots {
        let roots = words(path).filter(|words| words.0 == "root");
        let roots =
            roots.filter_map(|(_, words)| words.split_once(' ').map(|(tree, page)| (tree.to_owned(), page.parse())));
        sort::map(roots.filter_map(|(tree, page)| Some((tree, page.ok()?))))
    }
}

/// The first word and the others of each line.
fn words(path: &Path) -> impl Iterator<Item = (String, String)> {
    let lines: Vec<String> = fs::read_to_string(path).unwrap_or_default().lines().map(str::to_owned).collect();
    lines.into_iter().filter_map(|line| line.split_once(' ').map(|(first, rest)| (first.to_owned(), rest.to_owned())))
}

/// Counts the rows of every table.
pub(crate) fn count(connection: &Connection) -> Result<Counts> {
    count_in(connection, &tables(connection)?)
}

fn count_in(connection: &Connection, tables: &[String]) -> Result<Counts> {
    let mut counts = Counts::new();
    for table in tables {
        let sql = format!("SELECT count(*) FROM \"{table}\"");
        let rows = connection.prepare_cached(&sql)?.query_row([], |row| row.get::<_, i64>(0))?;
        counts.insert(table.clone(), rows.unsigned_abs());
    }
    Ok(counts)
}

#[cfg(test)]
mod tests;
