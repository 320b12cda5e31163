//! The front page of 10,000 cached items in an open client. The floor runs the same statements with rusqlite, reading every
//! column, without building the page.

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, Params};
use songming_core::{Client, OpenRequest};

use crate::Outcome;
use crate::cold_start::ROW;
use crate::first_sync;
use crate::measure::{Line, paired, processor_time};

const ITEMS: usize = 10_000;
const TURNS: usize = 31;
/// Pages of one turn; a single page is too short to measure.
const PAGES: usize = 20;

/// The statements of `core/src/topics/home.rs`; tests of the core check their query plans.
const UNREAD: &str = "SELECT item.module, item.module_front, item.channel, item.channel_front, item.front, count(*)
      FROM item WHERE item.read = 0
     GROUP BY item.module, item.module_front, item.channel, item.channel_front, item.front";
const NEWEST: &str = "SELECT item.key, item.versions, item.published FROM item WHERE item.front = 1
     ORDER BY item.published DESC, item.key DESC LIMIT 200";
const ORDERED: &str = "AND (item.published, item.key) < (?1, ?2) ORDER BY item.published DESC, item.key DESC LIMIT ?3";

pub(crate) fn run() -> Outcome<Vec<Line>> {
    let (folder, runtime) = first_sync::filled(ITEMS)?;
    let name = folder.path().to_str().ok_or("a folder without a plain name")?.to_owned();
    let client = runtime.block_on(Client::open(OpenRequest { folder: name, ..OpenRequest::default() }))?;
    let home = runtime.block_on(client.home())?;
    let modules: Vec<String> = home.sections.iter().map(|section| section.module.code.clone()).collect();
    if modules.len() < 5 || home.unread_total as usize != ITEMS {
        return Err("this is not the front page that was expected".into());
    }
    let database = Connection::open_with_flags(folder.path().join("cache.sqlite3"), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let (mut core_time, mut floor_time) = (Vec::new(), Vec::new());
    for turn in 0..TURNS {
        let used = processor_time();
        for _ in 0..PAGES {
            runtime.block_on(client.home())?;
        }
        let core = (processor_time() - used).as_secs_f64() * 1e3;
        let used = processor_time();
        for _ in 0..PAGES {
            floor(&database, &modules)?;
        }
        // The first turns warm the caches of both sides and are not counted.
        if turn >= 3 {
            core_time.push(core / PAGES as f64);
            floor_time.push((processor_time() - used).as_secs_f64() * 1e3 / PAGES as f64);
        }
    }
    runtime.block_on(client.shut_down())?;
    Ok(vec![paired("home out of 10,000, processor time", "ms", &core_time, &floor_time, Some(2.0))])
}

fn floor(database: &Connection, modules: &[String]) -> Outcome {
    let mut rows = read(database, UNREAD, [])? + read(database, NEWEST, [])?;
    rows += read(database, &format!("{ROW} WHERE item.front = 1 {ORDERED}"), (i64::MAX, i64::MAX, 13))?;
    for module in modules {
        let page = format!("{ROW} WHERE item.module = ?4 AND item.module_front = 1 {ORDERED}");
        rows += read(database, &page, (i64::MAX, i64::MAX, 3, module))?;
    }
    rows += read(database, "SELECT max(succeeded) FROM origin", [])?;
    if rows < 200 { Err("hardly any rows".into()) } else { Ok(()) }
}

fn read(database: &Connection, statement: &str, values: impl Params) -> Outcome<usize> {
    let mut query = database.prepare_cached(statement)?;
    let columns = query.column_count();
    let mut rows = query.query(values)?;
    let mut all: Vec<Vec<Value>> = Vec::new();
    while let Some(row) = rows.next()? {
        all.push((0..columns).map(|at| row.get(at)).collect::<Result<_, _>>()?);
    }
    Ok(all.len())
}
