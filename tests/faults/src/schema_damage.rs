//! Damage that no byte shows: a database that SQLite opens, and that says what cannot be.

use std::path::Path;

use fastrand::Rng;
use rusqlite::Connection;

use crate::Outcome;

/// Columns that hold JSON.
const DOCUMENTS: [(&str, &str); 14] = [
    ("body", "detail"),
    ("body", "changes"),
    ("item", "image"),
    ("catalogue", "document"),
    ("keepsake", "document"),
    ("setting", "value"),
    ("appeal", "events"),
    ("appeal", "body"),
    ("radar", "rule"),
    ("submission_version", "fields"),
    ("submission_version", "body"),
    ("submission_save", "fields"),
    ("submission_file", "notes"),
    ("review_event", "marks"),
];

fn open(path: &Path) -> Outcome<Connection> {
    let database = Connection::open(path)?;
    database
        .execute_batch("PRAGMA foreign_keys=OFF; PRAGMA ignore_check_constraints=ON; PRAGMA writable_schema=ON;")?;
    Ok(database)
}

/// Tables with rows, without those of the full-text index and SQLite's own.
fn tables(database: &Connection) -> Outcome<Vec<String>> {
    let mut query = database.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'tokens%'
          ORDER BY name",
    )?;
    let names: Vec<String> = query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut filled = Vec::new();
    for name in names {
        let some: bool = database.query_row(&format!("SELECT EXISTS (SELECT 1 FROM {name})"), [], |row| row.get(0))?;
        if some {
            filled.push(name);
        }
    }
    Ok(filled)
}

/// The columns of a table that are no part of its key.
fn columns(database: &Connection, table: &str) -> Outcome<Vec<(String, String)>> {
    let mut query = database.prepare("SELECT name, type FROM pragma_table_info(?1) WHERE pk = 0")?;
    Ok(query.query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
}

/// Changes what the schema says of a table while `work` runs, so that it may store anything.
fn unchecked(path: &Path, table: &str, work: impl FnOnce(&Connection) -> Outcome) -> Outcome {
    let database = open(path)?;
    let sql: String = database.query_row("SELECT sql FROM sqlite_schema WHERE name = ?1", [table], |row| row.get(0))?;
    // The key of a rowid table stays one: only its columns may hold anything.
    let loose = sql.replace("INTEGER PRIMARY KEY", "\u{1}");
    let loose =
        loose.replace("INTEGER NOT NULL", "BLOB").replace("TEXT NOT NULL", "BLOB").replace("BLOB NOT NULL", "BLOB");
    let loose = loose.replace(" INTEGER", " BLOB").replace(" TEXT", " BLOB").replace('\u{1}', "INTEGER PRIMARY KEY");
    let loose = loose.replace("STRICT, WITHOUT ROWID", "WITHOUT ROWID").replace("STRICT", "");
    set_sql(&database, table, &loose)?;
    drop(database);
    let database = open(path)?;
    let worked = work(&database);
    set_sql(&database, table, &sql)?;
    database.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    worked
}

fn set_sql(database: &Connection, name: &str, sql: &str) -> Outcome {
    database.execute("UPDATE sqlite_schema SET sql = ?2 WHERE name = ?1 AND type = 'table'", (name, sql))?;
    Ok(bump(database)?)
}

/// Makes other connections read the schema again.
fn bump(database: &Connection) -> rusqlite::Result<()> {
    let version: i64 = database.query_row("PRAGMA schema_version", [], |row| row.get(0))?;
    database.pragma_update(None, "schema_version", version + 1)
}

fn any<T: Clone>(dice: &mut Rng, of: &[T]) -> Outcome<T> {
    if of.is_empty() { Err("there is nothing to damage".into()) } else { Ok(of[dice.usize(..of.len())].clone()) }
}

/// Which rows: the last, one in three, or all.
fn some_rows(dice: &mut Rng, table: &str, key: &str) -> String {
    match dice.u8(..3) {
        0 => format!("{key} = (SELECT max({key}) FROM {table})"),
        1 => format!("length({key}) % 3 = 0 OR {key} = (SELECT min({key}) FROM {table})"),
        _ => "1".to_owned(),
    }
}

fn first_key(database: &Connection, table: &str) -> Outcome<String> {
    Ok(database
        .query_row("SELECT name FROM pragma_table_info(?1) ORDER BY pk = 0, pk LIMIT 1", [table], |row| row.get(0))?)
}

fn set_column(path: &Path, dice: &mut Rng, table: &str, column: &str, value: &str) -> Outcome {
    let key = first_key(&open(path)?, table)?;
    let rows = some_rows(dice, table, &key);
    unchecked(path, table, |database| {
        // A unique column can hold the value once.
        let all = format!("UPDATE OR IGNORE {table} SET {column} = {value} WHERE {rows}");
        database.execute(&all, [])?;
        Ok(())
    })
}

/// A number where text belongs, or the other way round.
pub(crate) fn wrong_type(path: &Path, dice: &mut Rng) -> Outcome {
    let database = open(path)?;
    let table = any(dice, &tables(&database)?)?;
    let (column, kind) = any(dice, &columns(&database, &table)?.into_iter().collect::<Vec<_>>())
        .unwrap_or_else(|_| ("rowid".to_owned(), "INTEGER".to_owned()));
    drop(database);
    if column == "rowid" {
        return odd_schema(path, 0, dice);
    }
    let values: &[&str] = match kind.as_str() {
        "INTEGER" => &["'不是数字'", "x'00ff'", "1.5"],
        "TEXT" => &["x'00ff10'", "42", "-1.5"],
        _ => &["'文字'", "7"],
    };
    let value = any(dice, values)?;
    set_column(path, dice, &table, &column, value)
}

/// Nothing where the schema wants something.
pub(crate) fn null(path: &Path, dice: &mut Rng) -> Outcome {
    let database = open(path)?;
    let table = any(dice, &tables(&database)?)?;
    let Ok((column, _)) = any(dice, &columns(&database, &table)?) else { return odd_schema(path, 1, dice) };
    drop(database);
    set_column(path, dice, &table, &column, "NULL")
}

/// Text that is not UTF-8.
pub(crate) fn not_utf8(path: &Path, dice: &mut Rng) -> Outcome {
    let database = open(path)?;
    let mut texts = Vec::new();
    for table in tables(&database)? {
        texts.extend(
            columns(&database, &table)?.into_iter().filter(|(_, kind)| kind == "TEXT").map(|c| (table.clone(), c.0)),
        );
    }
    drop(database);
    if texts.is_empty() {
        return wrong_type(path, dice);
    }
    let (table, column) = any(dice, &texts)?;
    let broken = format!("CAST(CAST(substr({column}, 1, 3) AS BLOB) || x'e58faeff80fe' AS TEXT)");
    set_column(path, dice, &table, &column, &broken)
}

/// JSON that does not parse, or is of another form.
pub(crate) fn not_json(path: &Path, dice: &mut Rng) -> Outcome {
    let database = open(path)?;
    let tables = tables(&database)?;
    let here: Vec<_> = DOCUMENTS.into_iter().filter(|(table, _)| tables.iter().any(|name| name == table)).collect();
    drop(database);
    if here.is_empty() {
        return wrong_type(path, dice);
    }
    let (table, column) = any(dice, &here)?;
    let value = any(dice, &["'{\"未完'", "''", "'null'", "'[1,2,{}]'", "'\"文字\"'"])?;
    set_column(path, dice, table, column, value)
}

/// An index that disagrees with its table: two indexes exchange their pages, or rows are added and removed while the
/// schema does not name the index.
pub(crate) fn index_against_table(path: &Path, dice: &mut Rng) -> Outcome {
    let database = open(path)?;
    let mut query = database.prepare(
        "SELECT name, tbl_name, rootpage FROM sqlite_schema WHERE type = 'index' AND tbl_name NOT LIKE 'tokens%' ORDER BY name",
    )?;
    let indexes: Vec<(String, String, i64)> =
        query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect::<Result<_, _>>()?;
    drop(query);
    if indexes.is_empty() {
        return odd_schema(path, 2, dice);
    }
    let (name, table, page) = any(dice, &indexes)?;
    if dice.bool() && indexes.len() > 1 {
        let (_, _, theirs) = indexes.iter().find(|one| one.0 != name).ok_or("another index")?;
        database.execute("UPDATE sqlite_schema SET rootpage = ?2 WHERE name = ?1", (&name, theirs))?;
        bump(&database)?;
        return Ok(());
    }
    // Out of the schema, so that the changes do not reach the index.
    let sql: Option<String> =
        database.query_row("SELECT sql FROM sqlite_schema WHERE name = ?1", [&name], |row| row.get(0))?;
    let Some(sql) = sql else { return odd_schema(path, 2, dice) };
    database.execute("DELETE FROM sqlite_schema WHERE name = ?1", [&name])?;
    bump(&database)?;
    drop(database);
    let key = first_key(&open(path)?, &table)?;
    let database = open(path)?;
    let few = format!("DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM {table} ORDER BY {key} LIMIT 3)");
    database.execute(&few, [])?;
    let again = "INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql) VALUES ('index', ?1, ?2, ?3, ?4)";
    database.execute(again, (&name, &table, page, &sql))?;
    bump(&database)?;
    Ok(())
}

/// Rows of the schema that cannot be.
pub(crate) fn odd_schema(path: &Path, seed: u64, dice: &mut Rng) -> Outcome {
    let database = open(path)?;
    let table = any(dice, &tables(&database)?)?;
    let run = |sql: &str| database.execute(sql, []).map(drop);
    match seed % 10 {
        0 => run(
            "INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql) VALUES ('view', 'odd', 'odd', 0, 'CREATE VIEW odd AS SELECT * FROM nowhere')",
        )?,
        1 => run(
            "INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql) VALUES ('table', 'odd', 'odd', 99999, 'CREATE TABLE odd (a)')",
        )?,
        2 => run(
            "INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql) VALUES ('table', 'odd', 'odd', 2, 'CREATE TABLE ((')",
        )?,
        3 => run(&format!("DELETE FROM sqlite_schema WHERE name = '{table}'"))?,
        4 => run(&format!("UPDATE sqlite_schema SET rootpage = 99999 WHERE name = '{table}'"))?,
        5 => run(&format!("UPDATE sqlite_schema SET rootpage = 1 WHERE name = '{table}'"))?,
        6 => run("UPDATE sqlite_schema SET sql = replace(sql, 'CREATE TABLE', 'CREATE TABEL') WHERE type = 'table'")?,
        7 => database.pragma_update(None, "user_version", 0)?,
        8 => database.pragma_update(None, "user_version", 1)?,
        _ => run("DELETE FROM sqlite_schema WHERE type IN ('trigger', 'index') AND sql IS NOT NULL")?,
    }
    Ok(bump(&database)?)
}
