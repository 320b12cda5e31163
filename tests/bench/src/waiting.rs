//! How long a person waits: a list and a mark while a cache of 500 MB takes in 10,000 items, a withdrawal is removed from the
//! files, 40 names do not resolve, and 20 marks are made at once, again and again.
//!
//! The names are asked of a name server that never answers, if this process may set one up.

use std::io::Write;
use std::net::UdpSocket;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use songming_core::{Client, MarkAction, MarkRequest, Scope};

use crate::filled;
use crate::measure::percentiles;
use crate::{Outcome, publisher};

const MEGABYTES: u64 = 500;
const ITEMS: usize = 10_000;
const PAGE: usize = 500;
const SOURCES: usize = 40;
const MARKS: usize = 20;
/// Between two rounds of marks.
const ROUND: Duration = Duration::from_millis(250);
/// Between two lists.
const PAUSE: Duration = Duration::from_millis(5);
/// The least that is measured, so that there are enough of both.
const LEAST: Duration = Duration::from_secs(15);

/// Wanted at most, in milliseconds: p99 of a list, p99 of a mark, any.
const LIST: f64 = 10.0;
const MARK: f64 = 50.0;
const ANY: f64 = 250.0;

pub(crate) fn run() -> Outcome {
    let megabytes = std::env::var("SONGMING_MEGABYTES").ok().and_then(|size| size.parse().ok()).unwrap_or(MEGABYTES);
    let folder = tempfile::tempdir()?;
    let publisher = publisher::start(ITEMS, PAGE)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(filled::fill(folder.path(), &publisher.public, megabytes, false))?;
    let outbox = Connection::open(folder.path().join("outbox.sqlite3"))?;
    for number in 0..SOURCES {
        let address = format!("https://feed{number}.songming.example/feed.xml");
        let row = (format!("s{number}"), address, number as i64);
        outbox.execute("INSERT INTO source (id, address, title, added) VALUES (?1, ?2, 't', ?3)", row)?;
    }
    drop(outbox);
    let arguments: [&str; 5] = [
        "--alone",
        "waiting",
        folder.path().to_str().ok_or("a folder without a plain name")?,
        &publisher.public,
        &publisher.control,
    ];
    // Keeps the port: questions arrive and are never answered.
    let silent = UdpSocket::bind("127.0.0.1:53");
    let program = std::env::current_exe()?;
    let mut out = std::io::stdout();
    writeln!(out, "waiting: cache {:.0} MB", filled::megabytes(folder.path(), "cache.sqlite3"))?;
    if silent.is_ok() {
        let names = folder.path().join("resolv.conf");
        std::fs::write(&names, "nameserver 127.0.0.1\noptions timeout:2 attempts:1\n")?;
        let script = "mount --bind \"$0\" /etc/resolv.conf || exit 99; exec \"$@\"";
        let status = Command::new("unshare")
            .args(["--mount", "sh", "-c", script])
            .arg(&names)
            .arg(&program)
            .args(arguments)
            .status();
        match status {
            Ok(status) if status.success() => return Ok(()),
            Ok(status) if status.code() != Some(99) => return Err(format!("waiting failed: {status}").into()),
            _ => {}
        }
    }
    writeln!(out, "  the names are asked of this machine's own name server, because another cannot be set here")?;
    let status = Command::new(program).args(arguments).status()?;
    if status.success() { Ok(()) } else { Err("waiting failed".into()) }
}

/// The work of the child process.
pub(crate) fn alone(arguments: &[String]) -> Outcome {
    filled::alone("waiting", arguments, measure)
}

async fn measure(folder: &Path, public: &str, control: &str) -> Outcome {
    let client = filled::open(folder, public).await?;
    // The first calls of an app, before the load.
    for _ in 0..20 {
        client.items().list(Scope::All, None, 20).await?;
    }
    let (over, began) = (Arc::new(AtomicBool::new(false)), Instant::now());
    let lists = tokio::spawn(lists(Arc::clone(&client), Arc::clone(&over)));
    let marks = tokio::spawn(marks(Arc::clone(&client), Arc::clone(&over)));
    filled::withdraw(control, &format!("synthetic-{ITEMS:06}")).await?;
    let syncing = tokio::spawn({
        let client = Arc::clone(&client);
        async move { client.sync(None).await }
    });
    let mut pages = 0;
    while client.items().load_older().await? {
        pages += 1;
    }
    // Added feeds fail, which is what they are for; the publisher does not.
    syncing.await??;
    let synced = began.elapsed();
    while filled::is_scrubbing(folder, "cache.sqlite3")? || began.elapsed() < LEAST {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let whole = began.elapsed();
    over.store(true, Ordering::SeqCst);
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| error.to_string();
    let (lists, marks) = (lists.await?.map_err(failed)?, marks.await?.map_err(failed)?);
    let mut out = std::io::stdout();
    writeln!(
        out,
        "  {pages} pages of {PAGE} items, a withdrawal and {SOURCES} names in {:.1} s, all done after {:.1} s",
        synced.as_secs_f64(),
        whole.as_secs_f64()
    )?;
    print(&mut out, "list", &lists, LIST)?;
    print(&mut out, "mark", &marks, MARK)?;
    client.shut_down().await?;
    Ok(())
}

fn print(out: &mut impl Write, what: &str, times: &[Duration], wanted: f64) -> Outcome {
    let [half, most, longest] = percentiles(times);
    let missed = if most <= wanted && longest <= ANY { "" } else { ", MISSED" };
    writeln!(
        out,
        "  {what}: {} times, p50 {half:.1} ms, p99 {most:.1} ms, longest {longest:.1} ms (wanted: p99 at most {wanted}, none above {ANY}{missed})",
        times.len()
    )?;
    Ok(())
}

async fn lists(client: Arc<Client>, over: Arc<AtomicBool>) -> Sent<Vec<Duration>> {
    let mut times = Vec::new();
    while !over.load(Ordering::SeqCst) {
        let began = Instant::now();
        client.items().list(Scope::All, None, 20).await?;
        times.push(began.elapsed());
        tokio::time::sleep(PAUSE).await;
    }
    Ok(times)
}

async fn marks(client: Arc<Client>, over: Arc<AtomicBool>) -> Sent<Vec<Duration>> {
    let (mut times, mut number) = (Vec::new(), 0);
    while !over.load(Ordering::SeqCst) {
        let mut round = Vec::new();
        for _ in 0..MARKS {
            number += 1;
            let (client, id) = (Arc::clone(&client), format!("filled-{number}"));
            round.push(tokio::spawn(async move {
                let began = Instant::now();
                client.items().mark(vec![MarkRequest { id, action: MarkAction::Open }]).await?;
                Ok::<_, songming_core::ClientError>(began.elapsed())
            }));
        }
        for one in round {
            times.push(one.await??);
        }
        tokio::time::sleep(ROUND).await;
    }
    Ok(times)
}

type Sent<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
