//! Feeds of other sites: adding them, asking for news when there is none, and one new item in each. Whole processes, from their
//! start to their end. The floor fetches with reqwest, reads with quick-xml, and writes with rusqlite: a thin row with its
//! index by time, a body, and the entity tag, in one transaction for each feed.
//!
//! And what one item costs when 1,000 items are stored, and when 20,000 of the same weeks are.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use quick_xml::Reader;
use quick_xml::events::Event;
use rusqlite::{Connection, OptionalExtension};
use songming_core::{Client, OpenRequest, Retention, SyncBudget, SyncOutcome};

use crate::Outcome;
use crate::feed_server::{Edition, FeedServer};
use crate::measure::{Line, median, paired, processor_time};

const ITEMS: usize = 50;
const TURNS: usize = 7;
const PHASES: [(&str, f64); 3] = [("first", 5.0), ("no news", 3.0), ("one new item each", 3.0)];

/// Feeds, and new items of each, by which the cost of one item is measured.
const FLAT_FEEDS: usize = 20;
const FLAT_NEW: usize = 10;
/// The time over which the stored items were published.
const FLAT_DAYS: u64 = 20;

pub(crate) fn run() -> Outcome<Vec<Line>> {
    let mut lines = Vec::new();
    for (feeds, turns) in [(20, TURNS), (200, 3)] {
        lines.extend(phases(feeds, turns)?);
    }
    let (few, many) = (cost_of_an_item(1_000)?, cost_of_an_item(20_000)?);
    lines.push(Line {
        what: "one new item, 20,000 stored against 1,000".to_owned(),
        core: many,
        floor: few,
        unit: "ms",
        ratio: many / few,
        wanted: Some(1.25),
    });
    Ok(lines)
}

/// Core and floor in turns, each with a server and a folder of its own for the three phases.
fn phases(feeds: usize, turns: usize) -> Outcome<Vec<Line>> {
    let (mut core, mut floor) = (Vec::new(), Vec::new());
    for turn in 0..turns {
        let order = if turn % 2 == 0 { ["core", "floor"] } else { ["floor", "core"] };
        for who in order {
            let folder = tempfile::tempdir()?;
            let server = FeedServer::serve(Edition { oldest: 0, newest: ITEMS }, ITEMS, Duration::from_secs(5 * 3600))?;
            let first = child(who, "add", folder.path(), &server, feeds, feeds * ITEMS)?;
            let none = child(who, "sync", folder.path(), &server, feeds, 0)?;
            server.show(Edition { oldest: 1, newest: ITEMS + 1 });
            let one = child(who, "sync", folder.path(), &server, feeds, feeds)?;
            if who == "core" { &mut core } else { &mut floor }.push([first, none, one]);
        }
    }
    let column = |runs: &[[f64; 3]], at: usize| runs.iter().map(|run| run[at]).collect::<Vec<_>>();
    let line = |(at, (phase, wanted)): (usize, &(&str, f64))| {
        let what = format!("{feeds} feeds of {ITEMS}, {phase}, processor time");
        paired(&what, "ms", &column(&core, at), &column(&floor, at), Some(*wanted))
    };
    Ok(PHASES.iter().enumerate().map(line).collect())
}

/// The processor time of one new item, in milliseconds, with that many items stored.
fn cost_of_an_item(stored: usize) -> Outcome<f64> {
    let each = stored / FLAT_FEEDS;
    let between = Duration::from_secs(FLAT_DAYS * 86_400 / each as u64);
    let folder = tempfile::tempdir()?;
    let server = FeedServer::serve(Edition { oldest: 0, newest: each }, each, between)?;
    child("core", "add", folder.path(), &server, FLAT_FEEDS, stored)?;
    let mut costs = Vec::new();
    for round in 0..TURNS {
        let oldest = each + round * FLAT_NEW;
        server.show(Edition { oldest, newest: oldest + FLAT_NEW });
        let time = child("core", "sync", folder.path(), &server, FLAT_FEEDS, FLAT_FEEDS * FLAT_NEW)?;
        costs.push(time / (FLAT_FEEDS * FLAT_NEW) as f64);
    }
    Ok(median(&costs))
}

/// Runs one phase of one side in a separate process, which has to store so many items, and measures its processor time in
/// milliseconds.
fn child(who: &str, phase: &str, folder: &Path, server: &FeedServer, feeds: usize, items: usize) -> Outcome<f64> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["--alone", "foreign-feeds", who, phase]).arg(folder);
    command.args((0..feeds).map(|number| server.feed(number)));
    let output = command.output()?;
    if !output.status.success() {
        return Err(format!("{who}, {phase}: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let output = String::from_utf8(output.stdout)?;
    let (time, stored) = output.trim().split_once(' ').ok_or("two numbers were expected")?;
    if stored != items.to_string() {
        return Err(format!("{who}, {phase}: {stored} items instead of {items}").into());
    }
    Ok(time.parse()?)
}

/// The work of the child process.
pub(crate) fn alone(arguments: &[String]) -> Outcome {
    let [who, phase, folder, feeds @ ..] = arguments else { return Err("WHO PHASE FOLDER ADDRESS…".into()) };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let stored = match (who.as_str(), phase.as_str()) {
        ("core", "add") => runtime.block_on(add_to_core(folder, feeds))?,
        ("core", _) => runtime.block_on(sync_core(folder))?,
        _ => runtime.block_on(floor(Path::new(folder), feeds))?,
    };
    use std::io::Write;
    writeln!(std::io::stdout(), "{} {stored}", processor_time().as_secs_f64() * 1e3)?;
    Ok(())
}

async fn open(folder: &str) -> Outcome<std::sync::Arc<Client>> {
    Ok(Client::open(OpenRequest { folder: folder.to_owned(), ..OpenRequest::default() }).await?)
}

async fn add_to_core(folder: &str, feeds: &[String]) -> Outcome<u64> {
    let client = open(folder).await?;
    client.privacy().accept("2026-11".into()).await?;
    // The items of the larger fill are more than the default keeps.
    client.storage().set_retention(Retention { text_megabytes: 1_000, ..Retention::default() }).await?;
    for address in feeds {
        client.sources().add(address.clone()).await?;
    }
    let stored = client.storage().usage().await?.items;
    client.shut_down().await?;
    Ok(stored as u64)
}

async fn sync_core(folder: &str) -> Outcome<u64> {
    let client = open(folder).await?;
    // Pictures are fetched after the texts, and cost what decoding costs.
    let report = client.sync(Some(SyncBudget { picture_bytes: 0, ..SyncBudget::default() })).await?;
    client.shut_down().await?;
    let mut stored = 0;
    for source in report.sources {
        match source.outcome {
            SyncOutcome::Unchanged => {}
            SyncOutcome::Changed { added, .. } => stored += u64::from(added),
            other => return Err(format!("{other:?}").into()),
        }
    }
    Ok(stored)
}

#[derive(Default)]
struct Item {
    fields: [String; 5],
}

/// The names of the elements that the floor stores.
const FIELDS: [&str; 5] = ["guid", "title", "link", "pubDate", "description"];

async fn floor(folder: &Path, feeds: &[String]) -> Outcome<u64> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::builder().no_proxy().build()?;
    let mut database = Connection::open(folder.join("floor.sqlite3"))?;
    database.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;
         CREATE TABLE IF NOT EXISTS feed (address TEXT PRIMARY KEY, etag TEXT);
         CREATE TABLE IF NOT EXISTS item (key INTEGER PRIMARY KEY, id TEXT UNIQUE, title TEXT, link TEXT, published TEXT);
         CREATE INDEX IF NOT EXISTS by_time ON item (published);
         CREATE TABLE IF NOT EXISTS body (key INTEGER PRIMARY KEY, html TEXT);",
    )?;
    let mut stored = 0;
    for address in feeds {
        let tag: Option<String> = database
            .prepare_cached("SELECT etag FROM feed WHERE address = ?1")?
            .query_row([address], |row| row.get(0))
            .optional()?;
        let mut request = http.get(address);
        if let Some(tag) = tag {
            request = request.header("if-none-match", tag);
        }
        let response = request.send().await?.error_for_status()?;
        if response.status().as_u16() == 304 {
            continue;
        }
        let tag = response.headers().get("etag").and_then(|tag| tag.to_str().ok()).unwrap_or_default().to_owned();
        let bytes = response.bytes().await?;
        let transaction = database.transaction()?;
        for Item { fields: [guid, title, link, date, html] } in parse(std::str::from_utf8(&bytes)?)? {
            let new = transaction
                .prepare_cached("INSERT OR IGNORE INTO item (id, title, link, published) VALUES (?1, ?2, ?3, ?4)")?
                .execute((guid, title, link, date))?;
            if new > 0 {
                transaction
                    .prepare_cached("INSERT INTO body (key, html) VALUES (?1, ?2)")?
                    .execute((transaction.last_insert_rowid(), html))?;
                stored += 1;
            }
        }
        transaction
            .prepare_cached("INSERT OR REPLACE INTO feed (address, etag) VALUES (?1, ?2)")?
            .execute((address, tag))?;
        transaction.commit()?;
    }
    Ok(stored)
}

/// The items of a document of RSS 2.0 without entities.
fn parse(document: &str) -> Outcome<Vec<Item>> {
    let mut reader = Reader::from_str(document);
    let (mut items, mut current, mut field) = (Vec::new(), None::<Item>, None);
    loop {
        match reader.read_event()? {
            Event::Start(start) if start.name().as_ref() == "item" => current = Some(Item::default()),
            Event::Start(start) => field = FIELDS.iter().position(|name| *name == start.name().as_ref()),
            Event::End(end) if end.name().as_ref() == "item" => items.extend(current.take()),
            Event::End(_) => field = None,
            Event::Text(text) => {
                if let (Some(item), Some(field)) = (&mut current, field) {
                    write!(item.fields[field], "{}", &*text)?;
                }
            }
            Event::CData(text) => {
                if let (Some(item), Some(field)) = (&mut current, field) {
                    write!(item.fields[field], "{}", &*text)?;
                }
            }
            Event::Eof => return Ok(items),
            _ => {}
        }
    }
}
