//! Copies what can still be read from a damaged file into a new one, row by row.
//!
//! SQLite ends a scan at the first damaged page. So the keys of a table are collected from every side (both ends of the table
//! and of each of its indexes), and each row is then read by its key alone: only rows of which a page is damaged are lost.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Row, params_from_iter};

use super::damage::{is_readable, tables, tolerate_damage};
use super::damaged_copy::Source;
use super::rows::collect_rows;
use super::shape::is_without_rowid;
use super::spec::{IsStoredForm, Spec, StoredDocument};
use crate::base::error::Result;

/// Rowids up to this one are tried one by one if no scan came to them.
const MAX_PROBES: i64 = 100_000;
/// Rowids above the last known one that are tried.
const PROBES_BEYOND: i64 = 1_000;
/// Columns that hold milliseconds since 1970.
const MOMENTS: [&str; 4] = ["added", "changed", "made", "time"];
/// What is put in the place of bytes that are no UTF-8.
const REPLACEMENT: char = char::REPLACEMENT_CHARACTER;
/// Rows of one table.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Copied {
    /// How many are known to exist and could not be copied.
    pub(super) failed: u64,
    /// How many were copied with another value in the place of one that the table cannot hold.
    pub(super) altered: u64,
}

/// Copies every row of every table that can be read and is not in `target` yet. Names the tables of which a column could be.
pub(super) fn copy_rows(
    source: &Source<'_>,
    target: &Connection,
    spec: &Spec,
    is_stored_form: IsStoredForm,
) -> Result<Vec<(String, Copied)>> {
    let mut all = Vec::new();
    for table in tables(target)? {
        let copied = source.with_table(&table, |source| copy_table(source, target, &table, spec, is_stored_form))?;
        all.extend(copied.flatten().map(|copied| (table, copied)));
    }
    Ok(all)
}

/// What became of the rows of a table; `None` if it has no column that can be copied.
fn copy_table(
    source: &Connection,
    target: &Connection,
    table: &str,
    spec: &Spec,
    is_stored_form: IsStoredForm,
) -> Result<Option<Copied>> {
    let (wanted, found) = (columns(target, table, spec)?, columns(source, table, spec).unwrap_or_default());
    let common: Vec<Column> =
        wanted.iter().filter(|one| found.iter().any(|other| other.name == one.name)).cloned().collect();
    if common.is_empty() {
        return Ok(None);
    }
    let rowid = !is_without_rowid(target, table)?;
    let key: Vec<String> = match rowid {
        true => vec!["rowid".to_owned()],
        false => wanted.iter().filter(|one| one.in_key).map(|one| one.name.clone()).collect(),
    };
    Table { name: table, key: &key, columns: &common, rowid, is_stored_form }.copy(source, target).map(Some)
}

struct Table<'a> {
    name: &'a str,
    key: &'a [String],
    columns: &'a [Column],
    rowid: bool,
    is_stored_form: IsStoredForm,
}

/// The values of a row in the order of the columns.
type Values = Vec<Value>;

/// What scans found of a row.
#[derive(Default)]
struct Known {
    /// Read by a scan of the table, or of an index that has all columns.
    values: Option<Values>,
    in_table: bool,
    /// Whether an index names it; `None` if no index could be read to its end.
    in_index: Option<bool>,
}

impl Table<'_> {
    fn copy(&self, source: &Connection, target: &Connection) -> Result<Copied> {
        let columns = list(&self.names(), "");
        // A rowid that no column shows may be another one in the new file.
        let insert = format!(
            "INSERT OR IGNORE INTO \"{}\" ({columns}) VALUES ({})",
            self.name,
            vec!["?"; self.columns.len()].join(", ")
        );
        let select = format!(
            "SELECT {}, {columns} FROM \"{}\" NOT INDEXED WHERE ({}) = ({})",
            list(self.key, ""),
            self.name,
            list(self.key, ""),
            vec!["?"; self.key.len()].join(", ")
        );
        let mut insert = target.prepare(&insert)?;
        let mut select = source.prepare(&select)?;
        let mut altered = 0;
        let mut copy = |key: &Key, known: Option<Values>| -> Result<bool> {
            let read = tolerate_damage(select.query_row(params_from_iter(key.0.iter()), |row| self.keyed_values(row)))?;
            // In a damaged tree a key can find the row of another one.
            let read = read.filter(|(found, _)| found == key).map(|(_, values)| values);
            let Some(values) = read.or(known) else { return Ok(false) };
            let Some((row, is_altered)) = self.fit(values) else { return Ok(false) };
            let inserted = tolerate_damage(insert.execute(params_from_iter(row)))?;
            altered += u64::from(is_altered && inserted == Some(1));
            Ok(inserted.is_some())
        };
        let known = self.known_rows(source)?;
        let guessed = if self.rowid { guesses(&known) } else { Vec::new() };
        let (misnamed, known): (BTreeMap<_, _>, _) =
            known.into_iter().partition(|(_, known)| !self.rowid && known.in_table && known.in_index == Some(false));
        let mut failed = 0;
        for (key, known) in known {
            failed += u64::from(!copy(&key, known.values)?);
        }
        // As many rows that only the table names as rows that only an index names: their keys are damaged, and the rows mean
        // nothing under another key.
        if misnamed.len() as u64 > failed {
            for (key, known) in misnamed {
                copy(&key, known.values)?;
            }
        }
        for key in guessed {
            copy(&key, None)?;
        }
        Ok(Copied { failed, altered })
    }

    /// A row as the table can hold it, and whether a value is not the one that was read. `None` if it means nothing without a
    /// value that is odd.
    fn fit(&self, values: Values) -> Option<(Values, bool)> {
        let key = match values.first() {
            Some(Value::Text(key)) => key.clone(),
            _ => String::new(),
        };
        let is_readable = |column: &Column, json: &str| {
            is_readable(
                &StoredDocument { table: self.name, column: &column.name, key: &key, json },
                self.is_stored_form,
            )
        };
        let mut altered = false;
        let mut row = Values::with_capacity(values.len());
        for (value, column) in values.into_iter().zip(self.columns) {
            let fitted = column.fit(value.clone(), |json| is_readable(column, json))?;
            // A text that was no UTF-8 has lost a character before it came here.
            altered |= fitted != value || matches!(&fitted, Value::Text(text) if text.contains(REPLACEMENT));
            row.push(fitted);
        }
        Some((row, altered))
    }

    fn names(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.name.clone()).collect()
    }

    /// The key of a row, which is selected first, and its values.
    fn keyed_values(&self, row: &Row<'_>) -> rusqlite::Result<(Key, Values)> {
        Ok((self.key(row)?, self.values(row, self.key.len())?))
    }

    fn key(&self, row: &Row<'_>) -> rusqlite::Result<Key> {
        Ok(Key((0..self.key.len()).map(|at| Ok(readable(row.get_ref(at)?))).collect::<rusqlite::Result<_>>()?))
    }

    fn values(&self, row: &Row<'_>, first: usize) -> rusqlite::Result<Values> {
        (0..self.columns.len()).map(|at| Ok(readable(row.get_ref(first + at)?))).collect()
    }

    /// All rows that the table or one of its indexes still names.
    fn known_rows(&self, source: &Connection) -> Result<BTreeMap<Key, Known>> {
        let mut rows = BTreeMap::new();
        // An error ends a scan where the damage begins, which is earlier if values are read. A row beside one whose key is damaged
        // is out of order, so that its key does not find it.
        for with_values in [false, true] {
            let found = |known: &mut Known| known.in_table = true;
            tolerate_damage(self.scan(source, "NOT INDEXED", self.key, with_values, &mut rows, found))?;
        }
        let mut is_indexed = false;
        let strings = |sql: &str, name: &str| {
            let found = collect_rows(source, sql, [name], |row| row.get::<_, Option<String>>(0));
            found.unwrap_or_default().into_iter().flatten().collect::<Vec<String>>()
        };
        // The primary key of a table without rowids is the table itself.
        let indexes = match self.rowid {
            true => "SELECT name FROM pragma_index_list(?1)",
            false => "SELECT name FROM pragma_index_list(?1) WHERE origin <> 'pk'",
        };
        for index in strings(indexes, self.name) {
            let indexed = strings("SELECT name FROM pragma_index_info(?1)", &index);
            let covers = self.columns.iter().all(|column| column.in_key || indexed.contains(&column.name));
            let found = |known: &mut Known| known.in_index = Some(true);
            let from = format!("INDEXED BY \"{index}\"");
            is_indexed |= tolerate_damage(self.scan(source, &from, &indexed, covers, &mut rows, found))?.is_some();
        }
        if is_indexed {
            rows.values_mut().for_each(|known| known.in_index = known.in_index.or(Some(false)));
        }
        Ok(rows)
    }

    fn scan(
        &self,
        source: &Connection,
        from: &str,
        order: &[String],
        with_values: bool,
        rows: &mut BTreeMap<Key, Known>,
        found_here: impl Fn(&mut Known),
    ) -> rusqlite::Result<()> {
        let mut wanted = self.key.to_vec();
        if with_values {
            wanted.extend(self.names());
        }
        let mut ended = Ok(());
        for direction in ["ASC", "DESC"] {
            let (wanted, order) = (list(&wanted, ""), list(order, direction));
            let mut query =
                source.prepare(&format!("SELECT {wanted} FROM \"{}\" {from} ORDER BY {order}", self.name))?;
            let mut found = query.query([])?;
            ended = loop {
                match found.next() {
                    Ok(Some(row)) => {
                        let key = self.key(row)?;
                        let values = with_values.then(|| self.values(row, self.key.len())).transpose()?;
                        let known = rows.entry(key).or_default();
                        found_here(known);
                        if values.is_some() {
                            known.values = values;
                        }
                    }
                    Ok(None) => break Ok(()),
                    Err(error) => break Err(error),
                }
            };
        }
        ended
    }
}

/// Rowids that no scan came to: rows between two damaged pages, which no index names.
fn guesses(known: &BTreeMap<Key, Known>) -> Vec<Key> {
    let rowid = |key: &Key| if let [Value::Integer(rowid)] = key.0[..] { rowid } else { 0 };
    let last = known.keys().map(rowid).max().unwrap_or(0).clamp(0, MAX_PROBES);
    let all = 1..=last.saturating_add(PROBES_BEYOND);
    all.map(|rowid| Key(vec![Value::Integer(rowid)])).filter(|key| !known.contains_key(key)).collect()
}

/// The key of a row, in an order.
#[derive(Debug, Clone, PartialEq)]
struct Key(Vec<Value>);

impl Eq for Key {}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let rank = |value: &Value| match value {
            Value::Null => (0, 0, Vec::new()),
            Value::Integer(number) => (1, *number, Vec::new()),
            Value::Real(number) => (2, number.to_bits() as i64, Vec::new()),
            Value::Text(text) => (3, 0, text.as_bytes().to_vec()),
            Value::Blob(bytes) => (4, 0, bytes.clone()),
        };
        self.0.iter().map(rank).cmp(other.0.iter().map(rank))
    }
}

/// A value as it can be stored: bytes of a text that are not UTF-8 become replacement characters.
fn readable(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    }
}

fn list(names: &[String], suffix: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\" {suffix}")).collect();
    quoted.join(", ")
}

#[derive(Clone)]
struct Column {
    name: String,
    is_integer: bool,
    is_document: bool,
    not_null: bool,
    in_key: bool,
    /// Whether rows are told apart by it.
    is_unique: bool,
    /// Whether it says to what a row belongs, which other rows say too.
    is_reference: bool,
    default: Option<String>,
}

impl Column {
    /// A moment that is not known is now: a row from 1970 would be deleted for its age.
    fn unknown_number(&self) -> Value {
        let now = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64);
        Value::Integer(if MOMENTS.contains(&&*self.name) { now() } else { 0 })
    }

    /// A value as the column can hold it, so that one odd value does not cost the whole row. `None` if the row means nothing
    /// without it: a made-up identity would be another row's.
    fn fit(&self, value: Value, is_readable: impl Fn(&str) -> bool) -> Option<Value> {
        let fits = match value {
            Value::Integer(_) => self.is_integer,
            Value::Text(_) => !self.is_integer,
            Value::Null => !self.not_null,
            Value::Real(_) | Value::Blob(_) => false,
        };
        if !fits && self.is_unique {
            return None;
        }
        let is_broken = !fits || matches!(&value, Value::Text(text) if text.contains(REPLACEMENT));
        if is_broken && self.is_reference {
            return Some(Value::Text(String::new()));
        }
        let value = match value {
            Value::Null if !self.not_null => return Some(Value::Null),
            Value::Null if self.is_integer => self.unknown_number(),
            Value::Null => Value::Text(String::new()),
            Value::Real(_) if self.is_integer => self.unknown_number(),
            Value::Text(text) if self.is_integer => {
                text.trim().parse().map_or_else(|_| self.unknown_number(), Value::Integer)
            }
            Value::Blob(_) if self.is_integer => self.unknown_number(),
            Value::Integer(number) if !self.is_integer => Value::Text(number.to_string()),
            Value::Real(number) if !self.is_integer => Value::Text(number.to_string()),
            Value::Blob(bytes) if !self.is_integer => Value::Text(String::from_utf8_lossy(&bytes).into_owned()),
            value => value,
        };
        let is_odd = matches!(&value, Value::Text(text) if self.is_document && !(fits && is_readable(text)));
        match (is_odd, &self.default) {
            (false, _) => Some(value),
            (true, Some(default)) => Some(Value::Text(default.trim_matches('\'').to_owned())),
            (true, None) => (!self.not_null).then_some(Value::Null),
        }
    }
}

fn columns(connection: &Connection, table: &str, spec: &Spec) -> Result<Vec<Column>> {
    let unique =
        "SELECT DISTINCT i.name FROM pragma_index_list(?1) l, pragma_index_info(l.name) i WHERE l.\"unique\" = 1";
    let unique: Vec<Option<String>> = collect_rows(connection, unique, [table], |row| row.get(0)).unwrap_or_default();
    let sql = "SELECT name, type = 'INTEGER', \"notnull\", pk, dflt_value FROM pragma_table_info(?1) ORDER BY cid";
    collect_rows(connection, sql, [table], |row| {
        let name: String = row.get(0)?;
        let is_document = spec.documents.contains(&(table, &name));
        let (is_integer, not_null, in_key, default) = (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
        let is_unique = in_key || unique.contains(&Some(name.clone()));
        let is_reference = !is_unique && spec.references.contains(&(table, &name));
        Ok(Column { name, is_integer, is_document, not_null, in_key, is_unique, is_reference, default })
    })
}
