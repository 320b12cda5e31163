//! A damaged outbox: what can be read is kept, and what is lost is known.

mod schema_pages;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::*;
use crate::base::store::Counts;

const PAGE: usize = 8192;

/// How many rows each table of a person's work has.
const ROWS: usize = 120;

static FILLED: LazyLock<tempfile::TempDir> = LazyLock::new(fill);

/// An outbox with many rows in every table of a person's work, closed.
fn fill() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    store
        .outbox()
        .unwrap()
        .write_now(|write| {
            for n in 0..ROWS {
                for (table, _) in TABLES {
                    insert(write, table, n)?;
                }
            }
            insert_singles(write)
        })
        .unwrap();
    store.close_idle();
    folder
}

/// Inserts row `n` of a table.
fn insert(write: &Connection, table: &str, n: usize) -> Result<()> {
    let id = format!("id-{n:04}");
    let text = format!("第{n}条的正文。").repeat(1 + (n * 7) % 60);
    let n = n as i64;
    match table {
        "appeal" => write.execute(
            "INSERT INTO appeal (id, made, changed, kind, title, text, state, number, code, events)
             VALUES (?1, ?2, ?2, 'complaint', ?3, ?3, 'received', ?1, ?1, '[]')",
            (&id, n, &text),
        ),
        "source" => write.execute("INSERT INTO source VALUES (?1, ?1, ?2, ?3)", (&id, &text, n)),
        "mark" => write.execute("INSERT INTO mark (id, stamp, read) VALUES (?1, ?2, ?2)", (&id, n + 1)),
        "keepsake" => write.execute("INSERT INTO keepsake VALUES (?1, 'publisher', ?2, '{}')", (&id, n)),
        "listening" => write.execute("INSERT INTO listening VALUES (?1, ?2)", (n + 1, &id)),
        "tick" => write.execute("INSERT INTO tick VALUES (?1, ?2)", (&id, &text)),
        "radar" => write.execute("INSERT INTO radar (id, made, rule) VALUES (?1, ?2, '{}')", (&id, n)),
        "hit" => write.execute("INSERT INTO hit (rule, item, time) VALUES (?1, ?1, ?2)", (&id, n)),
        "kept" => write.execute("INSERT INTO kept VALUES ('item', ?1, ?2)", (&id, n)),
        other => panic!("{other}"),
    }?;
    Ok(())
}

fn insert_singles(write: &Connection) -> Result<()> {
    write.execute("INSERT INTO consent (time, given, statement) VALUES (1, 1, 's')", [])?;
    write.execute("UPDATE mark_book SET stamp = 1000", [])?;
    Ok(())
}

/// The key columns of the tables, and which rows of them a program that knows the keys can read.
const TABLES: [(&str, &str); 9] = [
    ("appeal", "id"),
    ("source", "id"),
    ("mark", "id"),
    ("keepsake", "id"),
    ("listening", "id"),
    ("tick", "item"),
    // Before the hits of its rules.
    ("radar", "id"),
    ("hit", "rule"),
    ("kept", "name"),
];

fn readable(path: &Path) -> BTreeMap<(&'static str, String), Vec<Value>> {
    let mut rows = BTreeMap::new();
    let copy = path.with_extension("reader");
    fs::copy(path, &copy).unwrap();
    let Ok(connection) = Connection::open(&copy) else { return rows };
    for (table, key) in TABLES {
        for n in 0..ROWS {
            let id = format!("id-{n:04}");
            // By the index and without it, because either may be damaged.
            for hint in ["", "NOT INDEXED"] {
                let sql = format!("SELECT * FROM {table} {hint} WHERE {key} = ?1");
                let row: rusqlite::Result<Vec<Value>> = connection.prepare(&sql).and_then(|mut query| {
                    let columns = query.column_count();
                    query.query_row(params_from_iter([&id]), |row| (0..columns).map(|at| row.get(at)).collect())
                });
                // In a damaged tree a key can find the row of another one.
                if let Ok(row) = row
                    && row.contains(&Value::Text(id.clone()))
                {
                    rows.insert((table, id.clone()), row);
                }
            }
        }
    }
    fs::remove_file(copy).unwrap();
    rows
}

fn counts_of_incident(outbox: &Connection) -> Option<Counts> {
    let detail =
        outbox.query_row("SELECT detail FROM incident WHERE kind = 'salvage'", [], |row| row.get::<_, String>(0));
    detail.ok().map(|detail| serde_json::from_str(&detail).unwrap())
}

/// Opens the damaged folder and compares what is there with what could be read before. Returns the kept rows.
fn check(folder: &Path, case: &str) -> usize {
    let path = folder.join("outbox.sqlite3");
    let before = readable(&path);
    let store = open(folder);
    let outbox = store.outbox().unwrap_or_else(|error| panic!("{case}: {error:?}"));
    let counts = outbox.read_now(|outbox| Ok(counts_of_incident(outbox))).unwrap();
    store.close_idle();
    drop(store);
    let after = readable(&path);
    let mut lost: Vec<_> =
        before.iter().filter(|(key, row)| after.get(*key) != Some(*row)).map(|(key, _)| key).collect();
    // A hit without its rule means nothing.
    lost.retain(|(table, id)| *table != "hit" || after.contains_key(&("radar", id.clone())));
    assert!(lost.is_empty(), "{case}: {} of {} rows: {:?}", lost.len(), before.len(), lost.first());
    if let Some(counts) = counts {
        for (table, _) in TABLES {
            assert_eq!(counts.get(table), Some(&(ROWS as u64)), "{case}: {table} had more rows");
        }
    } else {
        assert_eq!(after.len(), TABLES.len() * ROWS, "{case}: nothing is told, so nothing may be missing");
    }
    // Nothing is left to be repaired at the next start.
    let store = open(folder);
    let outbox = store.outbox().unwrap();
    outbox.read_now(|outbox| damage::check(outbox, &OUTBOX, |_| true)).unwrap();
    outbox.write_now(|write| Ok(write.execute("INSERT INTO tick VALUES ('new', 'new')", [])?)).unwrap();
    after.len()
}

fn damaged(damage: impl Fn(&mut Vec<u8>)) -> tempfile::TempDir {
    damaged_copy(FILLED.path(), damage)
}

fn damaged_copy(of: &Path, damage: impl Fn(&mut Vec<u8>)) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in fs::read_dir(of).unwrap().flatten() {
        fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
    }
    let path = folder.path().join("outbox.sqlite3");
    let mut bytes = fs::read(&path).unwrap();
    damage(&mut bytes);
    fs::write(path, bytes).unwrap();
    folder
}

#[test]
#[allow(clippy::print_stdout, reason = "what is kept is a measurement")]
fn rows_beside_a_damaged_page_are_kept() {
    let pages = fs::read(FILLED.path().join("outbox.sqlite3")).unwrap().len() / PAGE;
    assert!(pages > 30, "{pages}");
    let mut kept = Vec::new();
    for page in 0..pages {
        let folder = damaged(|bytes| bytes[page * PAGE..page * PAGE + 64].fill(0xff));
        kept.push(check(folder.path(), &format!("page {}", page + 1)));
    }
    // One page holds at most one tree: most rows survive any of them.
    let all = TABLES.len() * ROWS;
    println!("of {all} rows, by the page that was damaged: {kept:?}");
    assert!(kept.iter().all(|kept| *kept >= all * 3 / 4), "{kept:?}");
}

/// A key that is out of order misleads the search for its neighbours. Of one in an index or in a table with rowids it cannot be
/// told which of the two is right.
#[test]
fn damaged_key_costs_no_other_row() {
    let file = fs::read(FILLED.path().join("outbox.sqlite3")).unwrap();
    let places: Vec<usize> = (0..file.len()).filter(|at| file[*at..].starts_with(b"id-0060")).collect();
    assert!(places.len() > 20, "{places:?}");
    let path = |folder: &tempfile::TempDir| folder.path().join("outbox.sqlite3");
    let all = readable(&path(&FILLED));
    assert_eq!(all.len(), TABLES.len() * ROWS);
    for at in places {
        let folder = damaged(|bytes| bytes[at + 2] = b'0');
        let store = open(folder.path());
        store.outbox().unwrap();
        store.close_idle();
        drop(store);
        let left = readable(&path(&folder));
        let missing: Vec<_> = all.keys().filter(|key| !left.contains_key(*key)).collect();
        assert!(missing.iter().all(|(_, id)| id == "id-0060"), "the key at {at}: {missing:?}");
    }
}

#[test]
fn file_that_was_cut_keeps_what_is_before_the_cut() {
    for tenth in 1..10 {
        let folder = damaged(|bytes| bytes.truncate(bytes.len() * tenth / 10 / PAGE * PAGE + 100));
        check(folder.path(), &format!("cut at {tenth}/10"));
    }
}

#[test]
fn file_that_is_empty_or_missing_is_told() {
    let folder = damaged(Vec::clear);
    assert_eq!(check(folder.path(), "empty"), 0);
    let folder = damaged(|_| {});
    fs::remove_file(folder.path().join("outbox.sqlite3")).unwrap();
    let store = open(folder.path());
    let counts = store.outbox().unwrap().read_now(|outbox| Ok(counts_of_incident(outbox))).unwrap();
    assert_eq!(counts.unwrap().get("appeal"), Some(&(ROWS as u64)));
    let folder = damaged(|_| {});
    let path = folder.path().join("outbox.sqlite3");
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    let store = open(folder.path());
    let counts = store.outbox().unwrap().read_now(|outbox| Ok(counts_of_incident(outbox))).unwrap();
    assert_eq!(counts.unwrap().get("appeal"), Some(&(ROWS as u64)));
}

/// A decision on consent that cannot be read may have been a withdrawal.
#[test]
fn lost_consent_is_asked_again() {
    let folder = damaged(Vec::clear);
    let store = open(folder.path());
    let count =
        |outbox: &Connection| Ok(outbox.query_row("SELECT count(*) FROM consent", [], |row| row.get::<_, i64>(0))?);
    assert_eq!(store.outbox().unwrap().read_now(count).unwrap(), 0);
}

/// How many files were set aside.
fn aside(folder: &Path) -> usize {
    let names = fs::read_dir(folder).unwrap().flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| name.contains(".damaged-")).count()
}

/// Of a file that could be read whole nothing is set aside, and what was set aside goes with the next scrub: a text that is
/// withdrawn later may be in it.
#[test]
fn set_aside_file_does_not_stay() {
    // Most rows are in this half.
    let folder = damaged(|bytes| {
        let length = bytes.len();
        bytes[length / 2..].fill(0);
    });
    let store = open(folder.path());
    let outbox = store.outbox().unwrap();
    let kept = aside(folder.path());
    outbox.write_now(|write| write.request_scrub()).unwrap();
    outbox.scrub_now().unwrap();
    assert_eq!((kept, aside(folder.path())), (1, 0));
}
