//! The schema of a file whose migrations are known: its entries, and a first page that describes one table alone.

use std::collections::BTreeMap;

use rusqlite::{Connection, Row};

use super::damage::tolerate_damage;
use super::rows::collect_rows;
use super::shape::Shape;
use crate::base::error::{Fault, Result};
use crate::base::sort;

/// The page on which each tree begins, by its name.
pub(super) type Roots = BTreeMap<String, u32>;

/// A row of `sqlite_schema`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    kind: String,
    name: String,
    table: String,
    /// 0: it has no tree.
    root: u32,
    sql: Option<String>,
}

/// The schema of a sound file.
pub(super) struct Schema {
    page_size: u32,
    entries: Vec<Entry>,
    shapes: BTreeMap<String, Shape>,
}

/// What can be read of the schema of a file.
#[derive(Default)]
pub(super) struct StoredSchema {
    entries: Vec<Entry>,
    is_whole: bool,
}

impl Schema {
    pub(super) fn of(sound: &Connection) -> Result<Self> {
        let page_size = sound.query_row("PRAGMA page_size", [], |row| row.get(0))?;
        let entries = collect_rows(sound, "SELECT rowid, * FROM sqlite_schema", [], |row| Ok(entry(row)?.1))?;
        let mut shapes = BTreeMap::new();
        for tree in entries.iter().filter(|entry| entry.root > 0) {
            shapes.insert(tree.name.clone(), Shape::of(sound, &tree.table, &tree.name)?);
        }
        Ok(Self { page_size, entries, shapes })
    }

    pub(super) fn page_size(&self) -> usize {
        self.page_size as usize
    }

    /// The trees and the shape of their records.
    pub(super) fn shapes(&self) -> impl Iterator<Item = (&str, &Shape)> {
        self.shapes.iter().map(|(name, shape)| (&**name, shape))
    }

    /// Where the trees of the sound file begin.
    pub(super) fn roots(&self) -> Roots {
        roots(&self.entries)
    }

    /// Whether a file has this schema with these roots.
    pub(super) fn is(&self, stored: &StoredSchema, roots: &Roots) -> bool {
        let expected = self.entries.iter().map(|entry| {
            let root = if entry.root > 0 { roots.get(&entry.name).copied().unwrap_or(0) } else { 0 };
            Entry { root, ..entry.clone() }
        });
        let mut found: Vec<Entry> = stored.entries.clone();
        let mut expected: Vec<Entry> = expected.collect();
        for entries in [&mut found, &mut expected] {
            entries.sort_by(|one, other| one.name.cmp(&other.name));
        }
        stored.is_whole && found == expected
    }

    /// The first page of a file of `pages` pages that has this table and its indexes only.
    pub(super) fn first_page(&self, table: &str, roots: &Roots, pages: u32) -> Result<Vec<u8>> {
        let donor = Connection::open_in_memory()?;
        let page_size = self.page_size;
        donor.execute_batch(&format!("PRAGMA page_size={page_size}; PRAGMA writable_schema=ON; BEGIN"))?;
        let entries: Vec<&Entry> = self.entries.iter().filter(|entry| entry.table == table).collect();
        // A table comes before its indexes.
        for sql in entries.iter().filter_map(|entry| entry.sql.as_deref()) {
            donor.execute_batch(sql)?;
        }
        for entry in entries {
            match roots.get(&entry.name) {
                Some(root) => {
                    donor.execute("UPDATE sqlite_schema SET rootpage = ?2 WHERE name = ?1", (&entry.name, root))?
                }
                // The indexes of a table whose page is not known can be read.
                None if entry.kind == "table" => donor.execute(
                    "UPDATE sqlite_schema SET rootpage = ?2 WHERE name = ?1",
                    (&entry.name, pages.saturating_add(1)),
                )?,
                None => donor.execute("DELETE FROM sqlite_schema WHERE name = ?1", [&entry.name])?,
            };
        }
        donor.execute_batch("COMMIT")?;
        let sql = "SELECT data FROM sqlite_dbpage WHERE pgno = 1";
        let mut page: Vec<u8> = donor.query_row(sql, [], |row| row.get(0))?;
        // After the header of the file: a leaf of a table.
        if page.get(100) != Some(&13) {
            return Err(Fault::Database(format!("the schema of {table} is longer than a page").into()));
        }
        page[28..32].copy_from_slice(&pages.to_be_bytes());
        Ok(page)
    }
}

impl StoredSchema {
    /// Reads it from both ends, as far as it can be read.
    pub(super) fn read(connection: &Connection) -> Result<Self> {
        let (mut entries, mut is_whole) = (BTreeMap::new(), true);
        for direction in ["ASC", "DESC"] {
            let sql = format!("SELECT rowid, * FROM sqlite_schema ORDER BY rowid {direction}");
            // The first statement fails if an entry is odd, the next one does without that entry.
            let prepared = connection.prepare(&sql).or_else(|_| connection.prepare(&sql));
            let scanned = prepared.and_then(|mut query| {
                let mut rows = query.query([])?;
                while let Some(row) = rows.next()? {
                    match entry(row) {
                        Ok((rowid, entry)) => drop(entries.insert(rowid, entry)),
                        Err(_) => is_whole = false,
                    }
                }
                Ok(())
            });
            is_whole &= tolerate_damage(scanned)?.is_some();
        }
        Ok(Self { entries: entries.into_values().collect(), is_whole })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Where the trees begin, as far as it is known.
    pub(super) fn roots(&self) -> Roots {
        roots(&self.entries)
    }
}

fn entry(row: &Row<'_>) -> rusqlite::Result<(i64, Entry)> {
    let root = row.get::<_, Option<u32>>(4)?.unwrap_or(0);
    Ok((row.get(0)?, Entry { kind: row.get(1)?, name: row.get(2)?, table: row.get(3)?, root, sql: row.get(5)? }))
}

fn roots(entries: &[Entry]) -> Roots {
    sort::map(entries.iter().filter(|entry| entry.root > 0).map(|entry| (entry.name.clone(), entry.root)))
}
