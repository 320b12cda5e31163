//! The power is lost at any call of the disk in a scripted day: what was not flushed is gone, or any part of it is there.
//! The databases open, and what was acknowledged to the person before is there. The short form takes a part of the calls; the
//! long form takes all: `cargo test --locked -p songming-faults --test power_loss -- --ignored --nocapture`.
//!
//! Only the calls of the databases are recorded. The files of photos are whole after each loss, as those of the finished day: a
//! photo that the core does not flush before the databases know it is not found here.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::sync::Arc;
use std::time::Duration;

use songming_faults::day::{self, Day, Entry};
use songming_faults::disk::{RecordingDisk, Unflushed};
use songming_faults::filled_phone;
use songming_faults::station_belongings::FOLDER;
use songming_faults::vfs;
use tempfile::TempDir;
use tokio::task::JoinSet;

const TOGETHER: usize = 4;
/// Cases of the short form.
const SHORT: usize = 120;
const STUCK: Duration = Duration::from_secs(120);
const SHOWN: usize = 60;

struct Recorded {
    disk: Arc<RecordingDisk>,
    diary: Vec<Entry>,
    /// The day's files, for its photos.
    folder: TempDir,
}

async fn recorded() -> Recorded {
    let folder = tempfile::tempdir().unwrap();
    let disk = Arc::new(RecordingDisk::default());
    let _watch = vfs::watch(folder.path(), disk.clone());
    let counted = Arc::clone(&disk);
    let mut day = Day::new(folder.path(), move || counted.len());
    let client = day.live().await.unwrap();
    client.shut_down().await.unwrap();
    assert!(day.failures.is_empty(), "{:?}", day.failures);
    Recorded { disk, diary: day.diary, folder }
}

/// What is not as it has to be after the power was lost after so many calls. Also the number of actions that were checked.
async fn after(recorded: &Recorded, calls: usize, unflushed: Unflushed) -> (usize, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    recorded.disk.after_power_loss(calls, unflushed, folder.path()).unwrap();
    filled_phone::copy(&recorded.folder.path().join(FOLDER), &folder.path().join(FOLDER)).unwrap();
    day::aftermath(folder.path(), &recorded.diary, calls).await
}

async fn run(every: usize) {
    let recorded = Arc::new(recorded().await);
    let calls = recorded.disk.len();
    println!("{calls} calls of the disk in a day, {} actions", recorded.diary.len());
    let cases: Vec<(usize, Unflushed)> = (0..=calls)
        .flat_map(|call| [(call, Unflushed::Lost), (call, Unflushed::Random(call as u64))])
        .step_by(every.max(1))
        .collect();
    let count = cases.len();
    let mut waiting = cases.into_iter();
    let mut running = JoinSet::new();
    let (mut checked, mut failures) = (0, Vec::new());
    loop {
        while running.len() < TOGETHER
            && let Some((calls, unflushed)) = waiting.next()
        {
            let recorded = Arc::clone(&recorded);
            running.spawn(async move {
                let judged = tokio::time::timeout(STUCK, after(&recorded, calls, unflushed)).await;
                let (checked, failures) = judged.unwrap_or_else(|_| (0, vec!["stuck".to_owned()]));
                (checked, failures.into_iter().map(|one| format!("{calls} {unflushed:?}: {one}")).collect::<Vec<_>>())
            });
        }
        let Some(done) = running.join_next().await else { break };
        let (more, wrong) = done.unwrap();
        checked += more;
        failures.extend(wrong);
    }
    println!("{count} losses of power, {checked} acknowledged actions looked for, {} findings", failures.len());
    failures.sort();
    failures.iter().take(SHOWN).for_each(|failure| println!("FAILED {failure}"));
    assert!(failures.is_empty());
}

#[tokio::test]
async fn acknowledged_action_survives_a_loss_of_power() {
    let calls = 2 * recorded().await.disk.len();
    // Odd, so that both kinds of loss come up.
    run((calls / SHORT) | 1).await;
}

#[tokio::test]
#[ignore = "the long form: every call"]
async fn every_loss_of_power() {
    run(1).await;
}
