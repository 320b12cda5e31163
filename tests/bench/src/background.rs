//! How long an app that goes into the background keeps its files open, while a sync takes in items, pictures are marked and
//! a withdrawal is removed from a large cache. A platform grants seconds.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use songming_core::{MarkAction, MarkRequest};

use crate::filled;
use crate::{Outcome, publisher};

const MEGABYTES: u64 = 200;
const ITEMS: usize = 10_000;
const PAGE: usize = 500;
/// When the app goes into the background, in milliseconds after a sync began.
const MOMENTS: [u64; 6] = [20, 100, 250, 500, 1_000, 2_000];
const STUCK: Duration = Duration::from_secs(10);
/// Wanted at most.
const SECONDS: f64 = 2.0;

pub(crate) fn run() -> Outcome {
    let megabytes = std::env::var("SONGMING_MEGABYTES").ok().and_then(|size| size.parse().ok()).unwrap_or(MEGABYTES);
    let folder = tempfile::tempdir()?;
    let publisher = publisher::start(ITEMS, PAGE)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(filled::fill(folder.path(), &publisher.public, megabytes, false))?;
    let name = folder.path().to_str().ok_or("a folder without a plain name")?;
    let status = Command::new(std::env::current_exe()?)
        .args(["--alone", "background", name, &publisher.public, &publisher.control])
        .status()?;
    if status.success() { Ok(()) } else { Err("background failed".into()) }
}

/// The work of the child process.
pub(crate) fn alone(arguments: &[String]) -> Outcome {
    filled::alone("background", arguments, measure)
}

async fn measure(folder: &Path, public: &str, control: &str) -> Outcome {
    let mut out = std::io::stdout();
    writeln!(out, "background: cache {:.0} MB", filled::megabytes(folder, "cache.sqlite3"))?;
    for (turn, moment) in MOMENTS.into_iter().enumerate() {
        let client = filled::open(folder, public).await?;
        filled::withdraw(control, &format!("synthetic-{:06}", ITEMS - turn)).await?;
        let syncing = tokio::spawn({
            let client = Arc::clone(&client);
            async move {
                // A sync that is asked to stop may fail, and so may what follows it.
                let _ = client.sync(None).await;
                let _ = client.items().load_older().await;
            }
        });
        let marking = tokio::spawn({
            let client = Arc::clone(&client);
            async move {
                for number in 0..20 {
                    let id = format!("filled-{}", number + 1);
                    let _ = client.items().mark(vec![MarkRequest { id, action: MarkAction::Open }]).await;
                }
            }
        });
        tokio::time::sleep(Duration::from_millis(moment)).await;
        let began = Instant::now();
        client.set_foreground(false).await;
        let returned = began.elapsed();
        let mut closed = open_files(folder)?.is_empty();
        while !closed && began.elapsed() < STUCK {
            tokio::time::sleep(Duration::from_millis(2)).await;
            closed = open_files(folder)?.is_empty();
        }
        let seconds = began.elapsed().as_secs_f64();
        writeln!(
            out,
            "  {moment} ms into a sync: returned after {:.2} s, files {} after {seconds:.2} s (wanted: at most {SECONDS}{})",
            returned.as_secs_f64(),
            if closed { "closed" } else { "STILL OPEN" },
            if closed && seconds <= SECONDS { "" } else { ", MISSED" }
        )?;
        client.set_foreground(true).await;
        syncing.await?;
        marking.await?;
        client.shut_down().await?;
    }
    Ok(())
}

/// The databases of a folder that this process has open.
fn open_files(folder: &Path) -> Outcome<Vec<String>> {
    let mut open = Vec::new();
    for entry in fs::read_dir("/proc/self/fd")? {
        // A file may be closed meanwhile.
        let Ok(path) = entry.and_then(|entry| fs::read_link(entry.path())) else { continue };
        let name = path.to_string_lossy().into_owned();
        if path.starts_with(folder) && name.contains(".sqlite3") {
            open.push(name);
        }
    }
    Ok(open)
}
