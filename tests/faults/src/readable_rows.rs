//! Reads what can still be read of a damaged outbox, independently of the core: from both ends of every table and, for
//! what lies behind the damage, row by row by its key.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row, params_from_iter};

use crate::Outcome;
use crate::belongings::Kind;

/// Rows of the outbox by table and key. A value is a column as text; text that is not UTF-8 differs from every valid text.
pub type Rows = BTreeMap<(String, String), Vec<String>>;

/// Tables with what a person did, and the columns by which a row is found again.
const TABLES: [(&str, &[&str]); 19] = [
    ("consent", &["number"]),
    ("source", &["id"]),
    ("mark", &["id"]),
    ("keepsake", &["id"]),
    ("listening", &["id"]),
    ("setting", &["name"]),
    ("tick", &["item", "material"]),
    ("appeal", &["id"]),
    ("acknowledged", &["identifier"]),
    ("kept", &["sort", "name"]),
    ("radar", &["id"]),
    ("hit", &["rule", "item"]),
    ("account", &["id"]),
    ("submission", &["id"]),
    ("submission_version", &["submission", "version"]),
    ("submission_save", &["submission", "number"]),
    ("submission_file", &["id"]),
    ("review_event", &["submission", "sequence"]),
    ("remembered_field", &["account", "code"]),
];

/// More rows than any table of the filled phone has.
const MANY: usize = 100_000;

/// The columns of each table, from an outbox that is whole.
pub type Columns = BTreeMap<String, Vec<String>>;

/// The columns of an outbox that is whole.
pub fn columns(outbox: &Path) -> Outcome<Columns> {
    let database = Connection::open_with_flags(outbox, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut columns = Columns::new();
    for (table, _) in TABLES {
        let mut query = database.prepare("SELECT name FROM pragma_table_info(?1)")?;
        let names = query.query_map([table], |row| row.get(0))?.collect::<Result<_, _>>()?;
        columns.insert(table.to_owned(), names);
    }
    Ok(columns)
}

/// The rows that can be read in the outbox of a folder. `known`: the rows that it had when it was whole.
pub fn read(folder: &Path, columns: &Columns, known: &Rows) -> Rows {
    let mut rows = Rows::new();
    // A copy: reading a log changes the files.
    let Ok(copied) = tempfile::tempdir() else { return rows };
    for suffix in ["", "-wal"] {
        let name = format!("outbox.sqlite3{suffix}");
        if folder.join(&name).is_file() {
            let _ = fs::copy(folder.join(&name), copied.path().join(&name));
        }
    }
    let Ok(database) = Connection::open(copied.path().join("outbox.sqlite3")) else { return rows };
    // Schema rows that are odd are passed over instead of failing every query.
    let _ = database.execute_batch("PRAGMA writable_schema=ON; PRAGMA cell_size_check=OFF");
    for (table, keys) in TABLES {
        let Some(columns) = columns.get(table) else { continue };
        for order in ["ASC", "DESC"] {
            let order: Vec<String> = keys.iter().map(|key| format!("{key} {order}")).collect();
            scan(&database, table, keys, columns, &format!("NOT INDEXED ORDER BY {}", order.join(", ")), &mut rows);
            scan(&database, table, keys, columns, &format!("ORDER BY {}", order.join(", ")), &mut rows);
        }
        for order in ["ASC", "DESC"] {
            scan(&database, table, keys, columns, &format!("NOT INDEXED ORDER BY rowid {order}"), &mut rows);
        }
        for known in known.keys().filter(|(of, _)| of == table) {
            if rows.contains_key(known) {
                continue;
            }
            let found: Vec<String> =
                keys.iter().enumerate().map(|(at, name)| format!("{name} = ?{}", at + 1)).collect();
            let sql = format!("SELECT {} FROM {table} WHERE {}", columns.join(", "), found.join(" AND "));
            let values: Vec<&str> = known.1.split('\n').collect();
            let one = database
                .prepare(&sql)
                .and_then(|mut query| query.query_row(params_from_iter(values), |row| Ok(texts(row, columns.len()))));
            if let Ok(Some(values)) = one {
                rows.insert(known.clone(), values);
            }
        }
    }
    rows
}

/// Adds the rows of a table in one order, up to the first that cannot be read.
fn scan(database: &Connection, table: &str, keys: &[&str], columns: &[String], order: &str, rows: &mut Rows) {
    let sql = format!("SELECT {} FROM {table} {order}", columns.join(", "));
    let Ok(mut query) = database.prepare(&sql) else { return };
    let Ok(mut found) = query.query([]) else { return };
    for _ in 0..MANY {
        let Ok(Some(row)) = found.next() else { return };
        let Some(values) = texts(row, columns.len()) else { continue };
        let key: Vec<&str> = keys
            .iter()
            .filter_map(|key| columns.iter().position(|column| column == key).map(|at| values[at].as_str()))
            .collect();
        rows.entry((table.to_owned(), key.join("\n"))).or_insert(values);
    }
}

fn texts(row: &Row<'_>, columns: usize) -> Option<Vec<String>> {
    (0..columns)
        .map(|at| {
            Some(match row.get_ref(at).ok()? {
                ValueRef::Null => "NULL".to_owned(),
                ValueRef::Integer(number) => number.to_string(),
                ValueRef::Real(number) => format!("real {number}"),
                ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
                    Ok(text) => text.to_owned(),
                    Err(_) => format!("text that is no UTF-8: {bytes:x?}"),
                },
                ValueRef::Blob(bytes) => format!("blob {bytes:x?}"),
            })
        })
        .collect()
}

/// The rows that one of a person's belongings needs. Empty: those of the cache serve too.
pub fn needs(kind: Kind, name: &str) -> Vec<(String, String)> {
    let row = |table: &str, key: &str| (table.to_owned(), key.to_owned());
    match kind {
        Kind::Appeal => vec![row("appeal", name)],
        Kind::Source => vec![row("source", name)],
        Kind::Rule => vec![row("radar", name)],
        Kind::Hit => vec![row("hit", name), row("radar", first(name))],
        Kind::Tick => vec![row("tick", name)],
        Kind::Favourite => vec![row("mark", name), row("keepsake", name)],
        Kind::Like | Kind::Hidden | Kind::Opened | Kind::Place => vec![row("mark", name)],
        Kind::Queued => vec![row("listening", name)],
        Kind::Kept => {
            // The key is the value's `Debug` form: `Item { id: "…" }` or `Series { name: "…" }`.
            let sort = if name.starts_with("Item") { "item" } else { "series" };
            let inner = name.split('"').nth(1).unwrap_or_default();
            vec![row("kept", &format!("{sort}\n{inner}"))]
        }
        Kind::Setting => vec![row("setting", name)],
        Kind::Account => vec![row("account", name)],
        Kind::Text => vec![row("submission_version", name)],
        Kind::Submission => vec![row("submission", first(name)), row("submission_version", name)],
        Kind::Photo => vec![row("submission_file", first(name))],
        Kind::Caption => vec![row("submission_file", first(name)), row("submission", last(name))],
        Kind::DraftState => vec![row("submission_save", name)],
        Kind::Review => vec![row("review_event", name), row("submission", first(name))],
        Kind::Remembered => vec![row("remembered_field", name)],
    }
}

/// The row that says whose one of a clerk's belongings is, and in which version it is. It may be lost, because other rows say so
/// too, but if it says something else the belonging cannot be found.
pub fn owner(kind: Kind, name: &str) -> Option<(String, String)> {
    let id = match kind {
        Kind::Text | Kind::DraftState => first(name),
        Kind::Photo => last(name),
        _ => return None,
    };
    Some(("submission".to_owned(), id.to_owned()))
}

pub(crate) fn first(name: &str) -> &str {
    name.split('\n').next().unwrap_or_default()
}

pub(crate) fn last(name: &str) -> &str {
    name.rsplit('\n').next().unwrap_or_default()
}

/// Whether the cache knows it too, so that it is kept even if the outbox has lost its row.
pub fn is_in_cache(kind: Kind) -> bool {
    matches!(kind, Kind::Source | Kind::Favourite | Kind::Like | Kind::Hidden | Kind::Opened | Kind::Place)
}
