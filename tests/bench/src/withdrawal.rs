//! What one withdrawal costs: bytes written, seconds and memory, out of a cache and a search file of three sizes.

use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::filled;
use crate::measure::{peak_memory, reset_peak_memory, written};
use crate::{Outcome, publisher};

const MEGABYTES: [u64; 3] = [50, 200, 500];
const ITEMS: usize = 100;
/// The item that is withdrawn; the newest, so that it is on the phone.
const WITHDRAWN: &str = "synthetic-000100";
/// In its title and in no other.
const MARKER: &str = "（第100期）";
const STUCK: Duration = Duration::from_secs(600);

/// Wanted at most of one withdrawal: seconds, megabytes of memory.
const SECONDS: f64 = 1.0;
const MEMORY: f64 = 16.0;

pub(crate) fn run() -> Outcome {
    let only: Option<u64> = std::env::var("SONGMING_MEGABYTES").ok().and_then(|size| size.parse().ok());
    for megabytes in MEGABYTES.into_iter().filter(|size| only.is_none_or(|only| only == *size)) {
        let folder = tempfile::tempdir()?;
        let publisher = publisher::start(ITEMS, ITEMS)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(filled::fill(folder.path(), &publisher.public, megabytes, true))?;
        let name = folder.path().to_str().ok_or("a folder without a plain name")?;
        let status = Command::new(std::env::current_exe()?)
            .args(["--alone", "withdrawal", name, &publisher.public, &publisher.control])
            .status()?;
        if !status.success() {
            return Err(format!("withdrawal of {megabytes} MB failed").into());
        }
    }
    Ok(())
}

/// The work of the child process.
pub(crate) fn alone(arguments: &[String]) -> Outcome {
    let [folder, public, control] = arguments else { return Err("--alone withdrawal FOLDER PUBLIC CONTROL".into()) };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    runtime.block_on(measure(Path::new(folder), public, control))
}

async fn measure(folder: &Path, public: &str, control: &str) -> Outcome {
    let (cache, search) = (filled::megabytes(folder, "cache.sqlite3"), filled::megabytes(folder, "search.sqlite3"));
    if !holds(folder, "cache.sqlite3")? || !holds(folder, "search.sqlite3")? {
        return Err("what is to be withdrawn is not in the files".into());
    }
    let client = filled::open(folder, public).await?;
    // A sync without news costs something too, and warms what the next one uses.
    client.sync(None).await?;
    client.search().warm_up().await?;
    let (bytes, began) = (written(), Instant::now());
    client.sync(None).await?;
    client.search().warm_up().await?;
    let (idle_bytes, idle) = (written() - bytes, began.elapsed());

    filled::withdraw(control, WITHDRAWN).await?;
    reset_peak_memory();
    let (memory, bytes, began) = (peak_memory(), written(), Instant::now());
    client.sync(None).await?;
    client.search().warm_up().await?;
    let synced = began.elapsed();
    while filled::is_scrubbing(folder, "cache.sqlite3")? || filled::is_scrubbing(folder, "search.sqlite3")? {
        if began.elapsed() > STUCK {
            return Err("the withdrawal is not over".into());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let seconds = began.elapsed().saturating_sub(idle).as_secs_f64();
    let (megabytes, memory) = (written() - bytes - idle_bytes, peak_memory() - memory);
    let missed = if seconds <= SECONDS && memory <= MEMORY { "" } else { ", MISSED" };
    writeln!(
        std::io::stdout(),
        "withdrawal out of {cache:.0} MB and a search file of {search:.0} MB: {megabytes:.1} MB written, {seconds:.2} s ({:.2} s until the \
         sync returned), {memory:.1} MB of memory (wanted: at most {SECONDS} s and {MEMORY} MB{missed})",
        synced.as_secs_f64()
    )?;
    client.shut_down().await?;
    for file in ["cache.sqlite3", "search.sqlite3"] {
        if holds(folder, file)? {
            return Err(format!("{file} still holds what was withdrawn").into());
        }
    }
    Ok(())
}

/// Whether a file or its log holds the marker, in UTF-8 or in UTF-16.
fn holds(folder: &Path, file: &str) -> Outcome<bool> {
    let wide: Vec<u8> = MARKER.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for suffix in ["", "-wal"] {
        let bytes = std::fs::read(folder.join(format!("{file}{suffix}"))).unwrap_or_default();
        for needle in [MARKER.as_bytes(), &wide] {
            if bytes.windows(needle.len()).any(|part| part == needle) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
