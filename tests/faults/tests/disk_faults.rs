//! A disk that fails at any call of a scripted day, in every way, once or from then on. The short form takes a part of the
//! calls; the long form takes all: `cargo test --locked -p songming-faults --test disk_faults -- --ignored --nocapture`.
//! `SONGMING_CASE=FAILURE:CALL:STAYS` runs one case.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;
use songming_faults::day::Day;
use songming_faults::disk::{FailingDisk, Failure};
use songming_faults::vfs;
use tokio::task::JoinSet;

/// Days at a time.
const TOGETHER: usize = 4;
/// Cases of the short form.
const SHORT: usize = 240;
const STUCK: Duration = Duration::from_secs(120);
const SHOWN: usize = 60;
/// Days between two lines of progress.
const PROGRESS: usize = 500;

#[derive(Debug, Clone, Copy)]
struct Case {
    failure: Failure,
    call: u64,
    stays: bool,
}

#[derive(Default)]
struct Tally {
    cases: usize,
    failed_calls: u64,
    acknowledged: usize,
    refused: usize,
    failures: Vec<String>,
}

/// The calls of a day without a failure that this way of failing concerns.
async fn undisturbed(failure: Failure) -> u64 {
    let folder = tempfile::tempdir().unwrap();
    let disk = Arc::new(FailingDisk::counting(failure));
    let watch = vfs::watch(folder.path(), disk.clone());
    let counted = Arc::clone(&disk);
    let mut day = Day::new(folder.path(), move || counted.calls() as usize);
    let client = day.live().await;
    let calls = disk.calls();
    drop(watch);
    day.recover(client).await.unwrap();
    assert!(day.diary.iter().all(|entry| entry.refused.is_none()), "{:?}", day.diary);
    assert_eq!(day.failures, Vec::<String>::new(), "a day without a failure");
    calls
}

async fn one(case: Case) -> Tally {
    let folder = tempfile::tempdir().unwrap();
    let disk = Arc::new(FailingDisk::new(case.failure, case.call, case.stays));
    let counted = Arc::clone(&disk);
    let device_is_lost = case.stays && matches!(case.failure, Failure::Broken | Failure::Torn);
    let mut day = Day::new(folder.path(), move || counted.calls() as usize).on_lost_device(device_is_lost);
    let worked = tokio::time::timeout(STUCK, async {
        let watch = vfs::watch(folder.path(), disk.clone());
        let client = day.live().await;
        drop(watch);
        day.recover(client).await
    })
    .await;
    match worked {
        Ok(Ok(())) => day.failures.extend(damaged(folder.path())),
        Ok(Err(error)) => day.failures.push(error.to_string()),
        Err(_) => day.failures.push("stuck".to_owned()),
    }
    let refused = day.diary.iter().filter(|entry| entry.refused.is_some()).count();
    let name = format!("{:?}:{}:{}", case.failure, case.call, case.stays);
    Tally {
        cases: 1,
        failed_calls: disk.failed(),
        acknowledged: day.diary.len() - refused,
        refused,
        failures: day.failures.iter().map(|failure| format!("{name} {failure}")).collect(),
    }
}

/// What SQLite finds wrong with the files.
fn damaged(folder: &std::path::Path) -> Vec<String> {
    let check = |file: &str| -> rusqlite::Result<String> {
        let database = Connection::open(folder.join(file))?;
        database.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
    };
    ["cache.sqlite3", "outbox.sqlite3"]
        .into_iter()
        .filter_map(|file| match check(file) {
            Ok(verdict) if verdict == "ok" => None,
            wrong => Some(format!("{file}: {wrong:?}")),
        })
        .collect()
}

async fn run(cases: Vec<Case>) {
    let only = std::env::var("SONGMING_CASE").ok();
    let chosen = |case: &Case| {
        only.as_ref().is_none_or(|only| *only == format!("{:?}:{}:{}", case.failure, case.call, case.stays))
    };
    let mut waiting = cases.into_iter().filter(chosen);
    let mut running = JoinSet::new();
    let mut all = Tally::default();
    loop {
        while running.len() < TOGETHER
            && let Some(case) = waiting.next()
        {
            running.spawn(one(case));
        }
        let Some(tally) = running.join_next().await else { break };
        let tally = tally.unwrap();
        all.cases += tally.cases;
        if all.cases.is_multiple_of(PROGRESS) {
            println!("{} days, {} findings", all.cases, all.failures.len());
        }
        all.failed_calls += tally.failed_calls;
        all.acknowledged += tally.acknowledged;
        all.refused += tally.refused;
        all.failures.extend(tally.failures);
    }
    println!(
        "{} days, {} calls of the disk failed, {} actions acknowledged, {} refused, {} findings",
        all.cases,
        all.failed_calls,
        all.acknowledged,
        all.refused,
        all.failures.len()
    );
    all.failures.iter().take(SHOWN).for_each(|failure| println!("FAILED {failure}"));
    assert!(all.failures.is_empty(), "SONGMING_CASE=FAILURE:CALL:STAYS repeats one");
}

/// Every call of a day, in every way.
async fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for failure in Failure::ALL {
        let calls = undisturbed(failure).await;
        println!("{failure:?}: {calls} calls of the disk in a day");
        cases.extend((1..=calls).flat_map(|call| [false, true].map(|stays| Case { failure, call, stays })));
    }
    cases
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_and_nothing_done_is_reported_as_failed() {
    let all = cases().await;
    // An odd step, so that once and for ever both come up.
    let step = if std::env::var_os("SONGMING_CASE").is_some() { 1 } else { (all.len() / SHORT) | 1 };
    run(all.into_iter().step_by(step).collect()).await;
}

#[tokio::test]
#[ignore = "the long form: every call"]
async fn every_call_of_the_disk() {
    run(cases().await).await;
}
