use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::*;
use crate::base::change::{Change, ChangeListener, ListenerError};
use crate::base::error::Fault;

fn open(folder: &Path) -> Store {
    Store::open(folder, Arc::new(Announcer::default())).unwrap()
}

fn pragma(connection: &rusqlite::Connection, name: &str) -> String {
    let value: rusqlite::types::Value = connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0)).unwrap();
    match value {
        rusqlite::types::Value::Integer(number) => number.to_string(),
        rusqlite::types::Value::Text(text) => text,
        other => format!("{other:?}"),
    }
}

#[test]
fn pragmas_are_set() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    for (database, synchronous) in [(store.cache(), "1"), (store.outbox().unwrap(), "2")] {
        database
            .write_now(|write| {
                for (name, expected) in [
                    ("journal_mode", "wal"),
                    ("synchronous", synchronous),
                    ("foreign_keys", "1"),
                    ("secure_delete", "1"),
                    ("auto_vacuum", "2"),
                    ("page_size", "8192"),
                    ("trusted_schema", "0"),
                ] {
                    assert_eq!(pragma(write, name), expected, "{name}");
                }
                Ok(())
            })
            .unwrap();
        database
            .read_now(|connection| {
                assert_eq!(pragma(connection, "query_only"), "1");
                assert!(connection.execute("CREATE TABLE intruder (x)", []).is_err(), "a reader cannot write");
                Ok(())
            })
            .unwrap();
    }
}

#[test]
fn tables_are_strict_and_keys_are_not_null() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    for database in [store.cache(), store.outbox().unwrap()] {
        database
            .read_now(|connection| {
                let not_strict: i64 = connection.query_row(
                    "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%' AND strict = 0",
                    [],
                    |row| row.get(0),
                )?;
                assert_eq!(not_strict, 0);
                let nullable: i64 = connection.query_row(
                    "SELECT count(*) FROM pragma_table_list l, pragma_table_info(l.name) c
                      WHERE l.schema = 'main' AND l.name NOT LIKE 'sqlite_%' AND c.pk > 0 AND c.\"notnull\" = 0
                        AND c.type <> 'INTEGER'",
                    [],
                    |row| row.get(0),
                )?;
                assert_eq!(nullable, 0);
                Ok(())
            })
            .unwrap();
    }
}

#[test]
fn failed_write_changes_and_announces_nothing() {
    struct ItemsListener(AtomicBool);
    impl ChangeListener for ItemsListener {
        fn changed(&self, change: Change) -> Result<(), ListenerError> {
            self.0.fetch_or(change == Change::Items, Ordering::SeqCst);
            Ok(())
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let announcer = Arc::new(Announcer::default());
    let listener = Arc::new(ItemsListener(AtomicBool::new(false)));
    let _subscription = announcer.subscribe(listener.clone());
    let store = Store::open(folder.path(), announcer).unwrap();
    let insert = |write: &Write<'_>| {
        write.announce(Change::Items);
        write.request_scrub()
    };
    let failed = store.cache().write_now(|write| {
        insert(write)?;
        Err::<(), _>(Fault::NotFound)
    });
    assert!(failed.is_err());
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        store.cache().write_now::<()>(|write| {
            insert(write)?;
            panic!("in the middle")
        })
    }));
    assert!(panicked.is_err());
    let rows: i64 = store
        .cache()
        .read_now(|connection| Ok(connection.query_row("SELECT count(*) FROM scrub", [], |row| row.get(0))?))
        .unwrap();
    assert_eq!(rows, 0);
    assert!(!listener.0.load(Ordering::SeqCst));
    // The writer still works.
    assert!(store.cache().write_now(|write| insert(write)).is_ok());
}

#[test]
fn interrupted_scrub_is_done_later() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    store
        .cache()
        .write_now(|write| {
            write.execute(
                "INSERT INTO withdrawal (id, origin, sequence, reason) VALUES ('a', 'p', 1, '要消失的字')",
                [],
            )?;
            Ok(())
        })
        .unwrap();
    store
        .cache()
        .write_now(|write| {
            write.execute("DELETE FROM withdrawal", [])?;
            write.request_scrub()?;
            Ok(())
        })
        .unwrap();
    let is_in_files = |folder: &Path| {
        ["cache.sqlite3", "cache.sqlite3-wal"].iter().any(|file| {
            let bytes = fs::read(folder.join(file)).unwrap_or_default();
            bytes.windows(15).any(|window| window == "要消失的字".as_bytes())
        })
    };
    assert!(is_in_files(folder.path()), "the log still holds it");
    drop(store);
    let store = open(folder.path());
    store.cache().scrub_now().unwrap();
    assert!(!is_in_files(folder.path()));
    store.cache().scrub_now().unwrap();
}

/// Rows that grow and shrink make SQLite rebalance its tree, and a rebuilt page keeps old bytes in its free space. Without
/// the rebuild of the whole file, deleted rows are still found in some of these files; with it, in none. If the last
/// assertion fails, SQLite has learnt to wipe the free space and the rebuild can be removed.
#[test]
fn deleted_rows_are_gone_from_the_file_after_a_scrub() {
    let marker = |row: usize| format!("撤稿{row:03}字样");
    let mut outlived = 0;
    for seed in 0..12 {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path());
        let mut random = fastrand::Rng::with_seed(seed);
        let mut write = |sql: &str, row: usize, length: std::ops::Range<usize>| {
            let text = marker(row).repeat(random.usize(length));
            let key = format!("{row:03}");
            store.cache().write_now(|write| Ok(write.prepare_cached(sql)?.execute((key, text))?)).unwrap();
        };
        for row in 0..60 {
            write("INSERT INTO withdrawal (id, origin, sequence, reason) VALUES (?1, 'p', 1, ?2)", row, 3..30);
        }
        for step in 0..200 {
            write("UPDATE withdrawal SET reason = ?2 WHERE id = ?1", (step * 37 + seed as usize) % 60, 1..150);
        }
        let dead: Vec<usize> = (0..60).filter(|row| (row + seed as usize).is_multiple_of(3)).collect();
        for row in &dead {
            write("DELETE FROM withdrawal WHERE id = ?1 AND ?2 IS NOT NULL", *row, 0..1);
        }
        let found = || {
            let bytes = fs::read(folder.path().join("cache.sqlite3")).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            dead.iter().filter(|row| text.contains(&marker(**row))).count()
        };
        store.close_idle();
        outlived += found();
        store.cache().write_now(|write| write.request_scrub()).unwrap();
        store.cache().scrub_now().unwrap();
        store.close_idle();
        assert_eq!(found(), 0, "seed {seed}");
    }
    assert!(outlived > 0, "no row outlived its deletion");
}
