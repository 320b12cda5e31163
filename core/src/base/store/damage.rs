//! What counts as damage of a file. SQLite says so itself only if the structure of a page is wrong. A value that this program
//! can never have written (another type, a text that is not UTF-8, a document that is no JSON, a table that is missing) is
//! damage too, and everything that depends on it would fail at every start.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use rusqlite::types::{Type, ValueRef};
use rusqlite::{Connection, ErrorCode, ffi};
use serde::de::{DeserializeOwned, IgnoredAny};

use super::rows::collect_rows;
use super::spec::{IsStoredForm, Spec, StoredDocument};
use crate::base::error::{Fault, JsonPosition, Result};

/// Parses a document that this program stored. The error is that of a value of the wrong type.
pub(crate) fn stored_json<T: DeserializeOwned>(document: &str) -> rusqlite::Result<T> {
    serde_json::from_str(document)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, JsonPosition::from(&error).into()))
}

/// Whether a document is JSON of the form that its column has.
pub(super) fn is_readable(document: &StoredDocument<'_>, is_stored_form: IsStoredForm) -> bool {
    stored_json::<IgnoredAny>(document.json).is_ok() && is_stored_form(document)
}

/// What an error says about the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing: the disk is full, another process has the file, the person's input is wrong.
    Sound,
    /// It cannot happen unless the file is damaged or the program is wrong: [`check`] tells which.
    Suspect,
    /// The file is damaged.
    Damaged,
}

pub(super) fn verdict(fault: &Fault) -> Verdict {
    use rusqlite::Error::{QueryReturnedNoRows, SqlInputError, SqliteFailure};
    let source = match fault {
        Fault::Damaged(_) => return Verdict::Damaged,
        Fault::Database(source) => source,
        _ => return Verdict::Sound,
    };
    match source.downcast_ref::<rusqlite::Error>() {
        Some(QueryReturnedNoRows | SqlInputError { .. }) => Verdict::Suspect,
        Some(SqliteFailure(error, _)) => match error.code {
            ErrorCode::Unknown
            | ErrorCode::ConstraintViolation
            | ErrorCode::TypeMismatch
            | ErrorCode::TooBig
            | ErrorCode::InternalMalfunction => Verdict::Suspect,
            _ => Verdict::Sound,
        },
        _ => Verdict::Sound,
    }
}

/// Reads the whole file. Fails with [`Fault::Damaged`] if anything in it is impossible.
pub(super) fn check(connection: &Connection, spec: &Spec, is_stored_form: IsStoredForm) -> Result<()> {
    check_schema(connection, spec)?;
    let verdict: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(if is_unreadable(&verdict) {
            Fault::Database(verdict.into())
        } else {
            Fault::Damaged(verdict.into())
        });
    }
    if connection.prepare("PRAGMA foreign_key_check")?.exists([])? {
        return Err(Fault::Damaged("a row that another one refers to is missing".into()));
    }
    for table in tables(connection)? {
        check_values(connection, &table, spec.documents, is_stored_form)?;
    }
    Ok(())
}

/// Whether the header of a file names a format version above those that there are. SQLite opens such a file for reading only. To
/// be called while nothing in this process has the file open: closing a file gives up all
/// locks that the process has on it.
pub(super) fn has_odd_header(file: &Path) -> bool {
    let mut header = [0; 20];
    let read = File::open(file).and_then(|mut file| file.read_exact(&mut header));
    read.is_ok() && header[18..].iter().any(|version| *version > 2)
}

/// Compares the schema with that of a new file.
fn check_schema(connection: &Connection, spec: &Spec) -> Result<()> {
    let fresh = Connection::open_in_memory()?;
    spec.migrations.iter().try_for_each(|migration| fresh.execute_batch(migration))?;
    // A header that names another version of the schema makes every statement fail.
    let found = schema(connection).map_err(|fault| match (verdict(&fault), fault) {
        (Verdict::Suspect, Fault::Database(source)) => Fault::Damaged(source),
        (_, fault) => fault,
    })?;
    match found == schema(&fresh)? {
        true => Ok(()),
        false => Err(Fault::Damaged("the schema is not ours".into())),
    }
}

fn schema(connection: &Connection) -> Result<Vec<(String, String, Option<String>)>> {
    let sql = "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name";
    collect_rows(connection, sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

/// Whether the integrity check could not read a page at this moment, which it reports like a page that is wrong.
fn is_unreadable(verdict: &str) -> bool {
    let code = verdict.split_once("error code=").and_then(|(_, code)| {
        let digits: String = code.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<i32>().ok()
    });
    match code {
        Some(code) => is_environment(code),
        None => verdict.contains("failed to get page"),
    }
}

/// Whether an error comes from around the file and not from what is in it: memory, reading and writing, room, opening.
pub(super) fn is_environmental(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|error| is_environment(error.extended_code))
}

/// `None` for an error of what is in the file. An error from around it ends the salvage: the rows are still there, and are read
/// at the next start.
pub(super) fn tolerate_damage<T>(result: rusqlite::Result<T>) -> Result<Option<T>> {
    match result {
        Err(error) if is_environmental(&error) => Err(error.into()),
        result => Ok(result.ok()),
    }
}

/// The same for an extended code of SQLite. A short read means that the file is cut.
fn is_environment(code: i32) -> bool {
    code != ffi::SQLITE_IOERR_SHORT_READ
        && [ffi::SQLITE_NOMEM, ffi::SQLITE_IOERR, ffi::SQLITE_FULL, ffi::SQLITE_CANTOPEN, ffi::SQLITE_BUSY]
            .contains(&(code & 0xff))
}

/// The names of the tables that hold rows of their own.
pub(super) fn tables(connection: &Connection) -> Result<Vec<String>> {
    // A full-text index checks its own tables when the integrity of the file is checked.
    let sql = "SELECT name FROM pragma_table_list
                WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    collect_rows(connection, sql, [], |row| row.get(0))
}

fn check_values(
    connection: &Connection,
    table: &str,
    documents: &[(&str, &str)],
    is_stored_form: IsStoredForm,
) -> Result<()> {
    let mut query = connection.prepare(&format!("SELECT * FROM \"{table}\" NOT INDEXED"))?;
    let columns: Vec<(String, bool)> =
        query.column_names().map(|column| (column.to_owned(), documents.contains(&(table, column)))).collect();
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        for (at, (column, is_document)) in columns.iter().enumerate() {
            if let ValueRef::Text(text) = row.get_ref(at)? {
                let text = std::str::from_utf8(text).map_err(|error| Fault::Damaged(error.into()))?;
                if *is_document {
                    // A key of another type is damage of its own column.
                    let key = row.get_ref(0)?.as_str().unwrap_or_default();
                    if !is_readable(&StoredDocument { table, column, key, json: text }, is_stored_form) {
                        return Err(Fault::Damaged("a document of another form".into()));
                    }
                }
            }
        }
    }
    Ok(())
}
