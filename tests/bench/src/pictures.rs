//! The first sync of the sample with its pictures: the peak memory of a process that does nothing else. For comparison the
//! same without pictures, on a metered network.

use std::io::Write;
use std::path::Path;
use std::process::Command;

use songming_core::{Client, NetworkClass, OpenRequest};
use songming_journeys::PublisherProcess;

use crate::Outcome;
use crate::measure::{median, peak_memory, processor_time};

const TURNS: usize = 5;
/// Megabytes.
const WANTED: f64 = 60.0;

pub(crate) fn run() -> Outcome {
    let program = std::env::current_exe()?.with_file_name("songming-publisher");
    let content = concat!(env!("CARGO_MANIFEST_DIR"), "/../publisher/content");
    let publisher = PublisherProcess::start(&program, ["--content", content])?;
    let mut out = std::io::stdout();
    for (network, what) in [("unmetered", "with its pictures"), ("metered", "without pictures")] {
        let turns = (0..TURNS).map(|_| child(network, &publisher.public)).collect::<Outcome<Vec<_>>>()?;
        let column = |at: usize| median(&turns.iter().map(|turn| turn[at]).collect::<Vec<_>>());
        let memory = column(0);
        let verdict = match network {
            "unmetered" if memory > WANTED => format!(" (wanted: at most {WANTED} MB, MISSED)"),
            "unmetered" => format!(" (wanted: at most {WANTED} MB)"),
            _ => String::new(),
        };
        writeln!(
            out,
            "first sync of the sample {what}: peak memory {memory:.1} MB{verdict}, processor time {:.0} ms, {} pictures",
            column(1),
            column(2)
        )?;
    }
    Ok(())
}

/// Peak memory, processor time and pictures of one first sync in a separate process.
fn child(network: &str, address: &str) -> Outcome<[f64; 3]> {
    let output = Command::new(std::env::current_exe()?).args(["--alone", "pictures", network, address]).output()?;
    if !output.status.success() {
        return Err(format!("pictures: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let numbers: Vec<f64> =
        String::from_utf8(output.stdout)?.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    numbers.try_into().map_err(|_| "three numbers were expected".into())
}

/// The work of the child process.
pub(crate) fn alone(network: &str, address: &str) -> Outcome {
    let folder = tempfile::tempdir()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let pictures = runtime.block_on(sync(folder.path(), network, address))?;
    writeln!(std::io::stdout(), "{} {} {pictures}", peak_memory(), processor_time().as_secs_f64() * 1e3)?;
    Ok(())
}

async fn sync(folder: &Path, network: &str, address: &str) -> Outcome<u32> {
    let folder = folder.to_str().ok_or("a folder without a plain name")?.to_owned();
    let request = OpenRequest { folder, publisher: Some(address.to_owned()), ..OpenRequest::default() };
    let client = Client::open(request).await?;
    if network == "metered" {
        client.set_network(NetworkClass::Metered);
    }
    client.privacy().accept("2026-11".into()).await?;
    let report = client.sync(None).await?;
    client.shut_down().await?;
    if report.pictures.failed > 0 || report.pictures.left > 0 && network != "metered" {
        return Err(format!("{:?}", report.pictures).into());
    }
    Ok(report.pictures.fetched)
}
