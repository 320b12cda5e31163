//! A first sync of 10,000 items from loopback, every page of them. The floor fetches the same bytes with reqwest (no
//! compression, which the core has to undo), reads them with serde_json into typed structures, and writes them in one
//! rusqlite transaction: a thin row with its index by time, and a body.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use rusqlite::Connection;
use serde::Deserialize;
use songming_core::{Client, OpenRequest};

use crate::Outcome;
use crate::measure::{Line, paired, peak_memory, processor_time};
use crate::publisher;

const ITEMS: usize = 10_000;
const PAGE: usize = 500;
const TURNS: usize = 7;

pub(crate) fn run() -> Outcome<Vec<Line>> {
    let publisher = publisher::start(ITEMS, PAGE)?;
    let (mut core, mut floor) = (Vec::new(), Vec::new());
    for turn in 0..TURNS {
        let (one, two) = if turn % 2 == 0 { ("core", "floor") } else { ("floor", "core") };
        for who in [one, two] {
            let measured = child(who, &publisher.public)?;
            if who == "core" { &mut core } else { &mut floor }.push(measured);
        }
    }
    let column = |runs: &[[f64; 3]], at: usize| runs.iter().map(|run| run[at]).collect::<Vec<_>>();
    let line = |what, unit, at, wanted| paired(what, unit, &column(&core, at), &column(&floor, at), wanted);
    Ok(vec![
        line("first sync of 10,000, processor time", "ms", 0, Some(2.2)),
        line("first sync of 10,000, wall time", "ms", 1, None),
        line("first sync of 10,000, peak memory", "MB", 2, None),
    ])
}

/// Runs one side in a separate process and measures its processor time, wall time and peak memory.
fn child(who: &str, address: &str) -> Outcome<[f64; 3]> {
    let output = Command::new(std::env::current_exe()?).args(["--alone", who, address]).output()?;
    if !output.status.success() {
        return Err(format!("{who}: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let numbers: Vec<f64> =
        String::from_utf8(output.stdout)?.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    numbers.try_into().map_err(|_| "three numbers were expected".into())
}

/// The work of the child process.
pub(crate) fn alone(arguments: &[String]) -> Outcome {
    let [who, address] = arguments else { return Err("--alone core|floor ADDRESS".into()) };
    let folder = tempfile::tempdir()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let (began, used) = (Instant::now(), processor_time());
    let count = match who.as_str() {
        "core" => runtime.block_on(core(folder.path(), address))?,
        _ => runtime.block_on(floor(folder.path(), address))?,
    };
    let (wall, used) = (began.elapsed().as_secs_f64() * 1e3, (processor_time() - used).as_secs_f64() * 1e3);
    if count != ITEMS {
        return Err(format!("{count} items").into());
    }
    use std::io::Write;
    writeln!(std::io::stdout(), "{used} {wall} {}", peak_memory())?;
    Ok(())
}

/// The folder of a phone with that many items, after its publisher was stopped, and a runtime.
pub(crate) fn filled(items: usize) -> Outcome<(tempfile::TempDir, tokio::runtime::Runtime)> {
    let folder = tempfile::tempdir()?;
    let publisher = publisher::start(items, PAGE)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(core(folder.path(), &publisher.public))?;
    Ok((folder, runtime))
}

/// Fetches everything that the publisher has through the core.
async fn core(folder: &Path, address: &str) -> Outcome<usize> {
    let folder = folder.to_str().ok_or("a folder without a plain name")?.to_owned();
    let client =
        Client::open(OpenRequest { folder, publisher: Some(address.to_owned()), ..OpenRequest::default() }).await?;
    client.privacy().accept("2026-11".into()).await?;
    client.sync(None).await?;
    // The newest page is fetched by the sync; the last older page is followed by none.
    let mut pages = 2;
    while client.items().load_older().await? {
        pages += 1;
    }
    client.shut_down().await?;
    Ok(pages * PAGE)
}

#[derive(Deserialize)]
struct Feed {
    next_url: Option<String>,
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    id: String,
    title: String,
    summary: Option<String>,
    content_html: String,
    date_published: String,
}

async fn floor(folder: &Path, address: &str) -> Outcome<usize> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::builder().no_proxy().build()?;
    let mut database = Connection::open(folder.join("floor.sqlite3"))?;
    database.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;
         CREATE TABLE item (key INTEGER PRIMARY KEY, id TEXT UNIQUE, title TEXT, summary TEXT, published TEXT);
         CREATE INDEX by_time ON item (published);
         CREATE TABLE body (key INTEGER PRIMARY KEY, html TEXT);",
    )?;
    let transaction = database.transaction()?;
    let mut count = 0;
    let mut next = Some(format!("{address}/v1/feed.json"));
    while let Some(url) = next {
        let bytes = http.get(url).send().await?.error_for_status()?.bytes().await?;
        let feed: Feed = serde_json::from_slice(&bytes)?;
        for item in feed.items {
            transaction
                .prepare_cached("INSERT INTO item (id, title, summary, published) VALUES (?1, ?2, ?3, ?4)")?
                .execute((item.id, item.title, item.summary, item.date_published))?;
            transaction
                .prepare_cached("INSERT INTO body (key, html) VALUES (?1, ?2)")?
                .execute((transaction.last_insert_rowid(), item.content_html))?;
            count += 1;
        }
        next = feed.next_url;
    }
    transaction.commit()?;
    Ok(count)
}
