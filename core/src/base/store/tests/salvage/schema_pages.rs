//! The schema is the program's own: damage of its pages costs no row.

use super::*;
use crate::base::files::with_suffix;
use crate::base::store::census::Census;
use crate::base::store::pages::{Pages, Records};
use crate::base::store::schema::Schema;
use crate::base::store::shape::Shape;
use crate::base::store::spec::CENSUS;

const FILE: &str = "outbox.sqlite3";
const ALL: usize = TABLES.len() * ROWS;

static UPGRADED: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = earlier_version(OUTBOX.migrations.len() - 1);
    touch(folder.path());
    folder
});

/// A file that was rebuilt, so that its trees begin on other pages.
static REBUILT: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = damaged_copy(UPGRADED.path(), |_| {});
    Connection::open(folder.path().join(FILE)).unwrap().execute_batch("VACUUM").unwrap();
    touch(folder.path());
    folder
});

/// A file to which this version of the schema came migration by migration, with rows in between.
fn earlier_version(version: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(FILE);
    let connection = Connection::open(&path).unwrap();
    connection
        .execute_batch(
            "PRAGMA page_size=8192; PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON",
        )
        .unwrap();
    for (at, migration) in OUTBOX.migrations[..version].iter().enumerate() {
        connection.execute_batch(migration).unwrap();
        for table in TABLES.map(|(table, _)| table) {
            let Some(rows) = count(&connection).unwrap().get(table).copied() else { continue };
            (rows as usize..ROWS * (at + 1) / version).try_for_each(|n| insert(&connection, table, n)).unwrap();
        }
    }
    insert_singles(&connection).unwrap();
    connection.pragma_update(None, "user_version", version as i64).unwrap();
    Census::new(with_suffix(&path, CENSUS)).update(&connection).unwrap();
    folder
}

/// Opens the file and writes to it, so that it is counted, and closes it.
fn touch(folder: &Path) {
    let store = open(folder);
    let touch = |write: &Write<'_>| Ok(write.execute("UPDATE mark_book SET stamp = stamp + 1", [])?);
    store.outbox().unwrap().write_now(touch).unwrap();
    store.close_idle();
}

fn bytes(folder: &Path) -> Vec<u8> {
    fs::read(folder.join(FILE)).unwrap()
}

/// The pages of the schema's tree, from 0 on.
fn schema_pages(file: &[u8]) -> Vec<usize> {
    let u16_at = |at: usize| usize::from(u16::from_be_bytes([file[at], file[at + 1]]));
    let page_at = |at: usize| u32::from_be_bytes(file[at..at + 4].try_into().unwrap()) as usize - 1;
    assert_eq!(file[100], 5, "the schema has several pages");
    let mut pages = vec![0, page_at(108)];
    pages.extend((0..u16_at(103)).map(|cell| page_at(u16_at(112 + 2 * cell))));
    assert!(pages[1..].iter().all(|page| file[page * PAGE] == 13), "{pages:?}");
    pages
}

/// Ways to damage some pages.
fn ways(pages: &[usize]) -> Vec<(String, impl Fn(&mut Vec<u8>) + use<>)> {
    let mut ways = Vec::new();
    let single = pages.iter().map(|page| vec![*page]);
    for pages in single.chain([pages.to_vec()]) {
        for (length, byte) in [(64, 0xff), (PAGE, 0xff), (PAGE, 0)] {
            let case = format!("{length} bytes of the pages {pages:?} are {byte}");
            let pages = pages.clone();
            ways.push((case, move |file: &mut Vec<u8>| {
                pages.iter().for_each(|page| file[page * PAGE..page * PAGE + length].fill(byte));
            }));
        }
    }
    ways
}

/// Damages the schema after `prepare` changed what is beside the file: one way in `step`. Every row has to be kept.
fn check_ways(of: &Path, name: &str, step: usize, prepare: impl Fn(&Path)) {
    for (case, damage) in ways(&schema_pages(&bytes(of))).into_iter().step_by(step) {
        let folder = damaged_copy(of, damage);
        prepare(folder.path());
        let case = format!("{name}: {case}");
        assert_eq!(check(folder.path(), &case), ALL, "{case}");
        assert_eq!(consents(folder.path()), 1, "{case}");
        let census = fs::read_to_string(folder.path().join("outbox.sqlite3-census")).unwrap_or_default();
        assert!(census.contains("root appeal "), "{case}: the new file is counted");
    }
}

fn consents(folder: &Path) -> i64 {
    let connection = Connection::open(folder.join(FILE)).unwrap();
    connection.query_row("SELECT count(*) FROM consent", [], |row| row.get(0)).unwrap()
}

#[test]
fn damage_of_the_schema_costs_no_row() {
    let cases = [("new", &FILLED), ("upgraded", &UPGRADED), ("rebuilt", &REBUILT)];
    for (name, folder) in cases {
        check_ways(folder.path(), name, 1, |_| {});
    }
    let roots = |folder: &Path| Census::load_roots(&folder.join("outbox.sqlite3-census"));
    assert_eq!(
        roots(FILLED.path()),
        roots(UPGRADED.path()),
        "trees of an upgraded file begin where those of a new one do"
    );
    assert_ne!(roots(FILLED.path()), roots(REBUILT.path()));
}

/// A file of which all rows were read is not set aside.
#[test]
fn file_with_a_damaged_schema_is_read_whole() {
    for (case, damage) in ways(&schema_pages(&bytes(REBUILT.path()))) {
        let folder = damaged_copy(REBUILT.path(), damage);
        open(folder.path()).outbox().unwrap();
        assert_eq!(aside(folder.path()), 0, "{case}");
    }
}

/// Without a census, with one of another file, and with one that says nonsense.
#[test]
fn census_of_another_file_costs_no_row() {
    let census = |folder: &Path| folder.join("outbox.sqlite3-census");
    for (name, folder) in [("new", &FILLED), ("upgraded", &UPGRADED)] {
        check_ways(folder.path(), &format!("{name}, no census"), 4, |folder| fs::remove_file(census(folder)).unwrap());
    }
    check_ways(FILLED.path(), "the census of a rebuilt file", 4, |folder| {
        fs::copy(census(REBUILT.path()), census(folder)).unwrap();
    });
    let changed = |change: fn(u32) -> u32| {
        move |folder: &Path| {
            let roots = Census::load_roots(&census(folder));
            let counts = Census::load(&census(folder));
            let mut lines: String = counts.iter().map(|(table, rows)| format!("{table} {rows}\n")).collect();
            lines.extend(roots.iter().map(|(tree, page)| format!("root {tree} {}\n", change(*page))));
            fs::write(census(folder), lines).unwrap();
        }
    };
    check_ways(FILLED.path(), "a census that is one page off", 4, changed(|page| page + 1));
    check_ways(FILLED.path(), "a census that names one page", 4, changed(|_| 7));
    check_ways(FILLED.path(), "a census that names no page", 4, changed(|page| page + 100_000));
}

/// The order of the trees of a rebuilt file is in its schema and its census only. Without the census a damaged page of the schema
/// costs what it describes, and no row comes into a table that is not its own.
#[test]
#[allow(clippy::print_stdout, reason = "what is kept is a measurement")]
fn rows_of_a_rebuilt_file_without_a_census_stay_in_their_tables() {
    let rows = |folder: &Path| {
        let mut counts = count(&Connection::open(folder.join(FILE)).unwrap()).unwrap();
        counts.remove("incident");
        counts
    };
    let (before, whole) = (rows(REBUILT.path()), readable(&REBUILT.path().join(FILE)));
    for (case, damage) in ways(&schema_pages(&bytes(REBUILT.path()))) {
        let folder = damaged_copy(REBUILT.path(), damage);
        fs::remove_file(folder.path().join("outbox.sqlite3-census")).unwrap();
        let store = open(folder.path());
        store.outbox().unwrap();
        store.close_idle();
        drop(store);
        let (after, left) = (rows(folder.path()), readable(&folder.path().join(FILE)));
        assert!(after.iter().all(|(table, rows)| *rows <= before[table]), "{case}: {after:?} of {before:?}");
        assert!(left.iter().all(|(key, row)| whole.get(key) == Some(row)), "{case}");
        println!("{case}: {} of {ALL} rows without the census", left.len());
        if case.starts_with("64 bytes of the pages [0]") {
            assert_eq!(left.len(), ALL, "the schema is behind the header");
        }
    }
}

#[test]
fn file_of_an_earlier_version_is_read_through_the_schema_of_this_one() {
    let folder = earlier_version(OUTBOX.migrations.len() - 1);
    let folder = damaged_copy(folder.path(), |file| file[..PAGE].fill(0xff));
    assert_eq!(check(folder.path(), "an earlier version"), ALL);
}

/// An entry of the schema that names another page is outvoted.
#[test]
fn wrong_root_costs_no_row() {
    let swap = |one: &str, other: &str| {
        let folder = damaged(|_| {});
        let connection = Connection::open(folder.path().join(FILE)).unwrap();
        let roots = Schema::of(&connection).unwrap().roots();
        connection.execute_batch("PRAGMA writable_schema=ON").unwrap();
        for (name, root) in [(one, roots[other]), (other, roots[one])] {
            connection.execute("UPDATE sqlite_schema SET rootpage = ?2 WHERE name = ?1", (name, root)).unwrap();
        }
        drop(connection);
        folder
    };
    for (one, other) in [("appeal", "source"), ("appeal", "incident"), ("mark", "tick"), ("hit", "hit_by_item")] {
        let folder = swap(one, other);
        let case = format!("{one} and {other}");
        let store = open(folder.path());
        store.outbox().unwrap();
        store.close_idle();
        drop(store);
        assert_eq!(readable(&folder.path().join(FILE)), readable(&FILLED.path().join(FILE)), "{case}");
    }
}

/// The first page of a table's own has room for its entries, and every record is of the shape of its tree.
#[test]
#[allow(clippy::print_stdout, reason = "how full a page is is a measurement")]
fn tables_are_described_by_one_page_each() {
    let connection = Connection::open(UPGRADED.path().join(FILE)).unwrap();
    let schema = Schema::of(&connection).unwrap();
    let roots = schema.roots();
    let mut fullest = (0, String::new());
    for table in damage::tables(&connection).unwrap() {
        let page = schema.first_page(&table, &roots, 9).unwrap();
        let content = usize::from(u16::from_be_bytes([page[105], page[106]]));
        fullest = fullest.max((PAGE - content, table));
    }
    println!("the fullest first page: {} of {PAGE} bytes for {}", fullest.0, fullest.1);
    drop(connection);
    let file = bytes(UPGRADED.path());
    let pages = Pages::new(&file, PAGE);
    let mut records = 0;
    for (tree, shape) in schema.shapes() {
        let found: Records = pages.compare(roots[tree], shape).unwrap_or_else(|| panic!("{tree} is of another sort"));
        assert_eq!((found.odd, pages.is_root(roots[tree])), (0, Some(true)), "{tree}");
        records += found.fit;
    }
    assert!(records > 500, "{records}");
    let shape = |tree: &str| -> &Shape { schema.shapes().find(|(name, _)| *name == tree).unwrap().1 };
    let of = |page: &str, of: &str| pages.compare(roots[page], shape(of));
    assert_eq!(of("appeal", "mark"), None, "a table with rowids is no index");
    assert!(of("source", "keepsake").unwrap().odd > 0, "a number is no address");
    assert_eq!(pages.compare(pages.count() + 1, shape("mark")), None);
}
