//! The disks do what they say: otherwise the other tests would prove nothing.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;
use songming_faults::disk::{FailingDisk, Failure, LockedDisk, RecordingDisk, Unflushed};
use songming_faults::vfs;

/// Adds rows until one is refused; how many were acknowledged.
fn fill(path: &Path, synchronous: &str) -> usize {
    let Ok(database) = Connection::open(path) else { return 0 };
    let prepared = database.execute_batch(&format!(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}; CREATE TABLE IF NOT EXISTS t (a TEXT) STRICT;"
    ));
    if prepared.is_err() {
        return 0;
    }
    (0..20).take_while(|_| database.execute("INSERT INTO t VALUES (?1)", ["稿".repeat(2_000)]).is_ok()).count()
}

fn rows(path: &Path) -> usize {
    let count = Connection::open(path)
        .and_then(|database| database.query_row("SELECT count(*) FROM t", [], |row| row.get::<_, i64>(0)));
    count.map_or(0, |count| count as usize)
}

/// Acknowledged rows, and those that are there after the power was lost at the end.
fn lose_power(synchronous: &str, unflushed: Unflushed) -> (usize, usize) {
    let (folder, after) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let disk = Arc::new(RecordingDisk::default());
    let watch = vfs::watch(folder.path(), disk.clone());
    let database = Connection::open(folder.path().join("t")).unwrap();
    let acknowledged = fill(&folder.path().join("t"), synchronous);
    disk.after_power_loss(disk.len(), unflushed, after.path()).unwrap();
    drop((database, watch));
    (acknowledged, rows(&after.path().join("t")))
}

#[test]
fn what_was_flushed_survives_a_loss_of_power() {
    for unflushed in [Unflushed::Lost, Unflushed::Random(3)] {
        assert_eq!(lose_power("FULL", unflushed), (20, 20));
    }
}

#[test]
fn what_was_not_flushed_does_not() {
    let (acknowledged, there) = lose_power("OFF", Unflushed::Lost);
    assert!(acknowledged == 20 && there < 20, "{there}");
}

#[test]
fn call_fails_where_it_is_told_to() {
    for failure in [Failure::Full, Failure::Shortened, Failure::Broken, Failure::Torn] {
        let folder = tempfile::tempdir().unwrap();
        let disk = Arc::new(FailingDisk::new(failure, 30, true));
        let watch = vfs::watch(folder.path(), disk.clone());
        let acknowledged = fill(&folder.path().join("t"), "FULL");
        assert!((1..20).contains(&acknowledged) && disk.failed() > 0, "{failure:?}: {acknowledged}");
        drop(watch);
        assert_eq!(rows(&folder.path().join("t")), acknowledged, "{failure:?}");
    }
}

#[test]
fn other_folders_are_not_touched() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let _watch = vfs::watch(folder.path(), Arc::new(LockedDisk::Full));
    assert_eq!(fill(&folder.path().join("t"), "FULL"), 0);
    assert_eq!(fill(&other.path().join("t"), "FULL"), 20);
}
