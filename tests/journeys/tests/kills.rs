//! A process that is killed at any time leaves a database that opens, is intact, and is completed by the next sync.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that cannot go on says so by panicking")]

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use songming_core::Scope;
use songming_journeys::phone::{all, fill};
use songming_journeys::{Phone, TestPublisher};

const KILLS: usize = 60;

#[tokio::test]
async fn kill_at_any_time_damages_nothing_and_the_next_sync_completes() {
    let publisher = TestPublisher::synthetic(600, 20);
    let started = |phone: &Phone| {
        Command::new(env!("CARGO_BIN_EXE_sync-once"))
            .arg(phone.folder())
            .arg(publisher.address())
            .stderr(Stdio::null())
            .spawn()
            .expect("starts")
    };
    // Measures an undisturbed run, so that the kills fall anywhere in it.
    let whole = Phone::new(&publisher);
    let began = Instant::now();
    assert!(started(&whole).wait().unwrap().success());
    let length = began.elapsed();
    let expected = ids(&whole).await;
    assert_eq!(expected.len(), 600);

    let mut stages = [0; 3];
    let mut phone = Phone::new(&publisher);
    let mut on_this_phone = 0;
    for kill in 0..KILLS {
        let mut child = started(&phone);
        let until = Instant::now() + length.mul_f64(fastrand::f64());
        // Waits without sleeping; a late kill is a kill as well.
        while Instant::now() < until && child.try_wait().unwrap().is_none() {
            std::thread::park_timeout(Duration::from_millis(1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let held = check(&phone);
        stages[usize::from(held > 0) + usize::from(held == 600)] += 1;
        on_this_phone += 1;
        // A phone is killed up to three times; one that is complete is replaced.
        if on_this_phone == 3 || held == 600 {
            let client = phone.open_synced().await;
            fill(&client).await;
            client.shut_down().await.unwrap();
            assert_eq!(ids(&phone).await, expected, "after kill {kill}");
            phone = Phone::new(&publisher);
            on_this_phone = 0;
        }
    }
    println!(
        "killed {KILLS} times: {} before the first row, {} in the middle, {} at the end",
        stages[0], stages[1], stages[2]
    );
    assert!(stages[1] >= KILLS / 10, "kills fell in the middle of the work: {stages:?}");
}

/// Checks that every file opens and is intact; returns the number of items.
fn check(phone: &Phone) -> i64 {
    let mut held = 0;
    for file in ["cache.sqlite3", "outbox.sqlite3"] {
        if !phone.folder().join(file).exists() {
            continue;
        }
        // Checks a copy, so that the core finds the files as the kill left them.
        let copy = tempfile::tempdir().unwrap();
        for suffix in ["", "-wal", "-journal"] {
            let name = format!("{file}{suffix}");
            if phone.folder().join(&name).exists() {
                std::fs::copy(phone.folder().join(&name), copy.path().join(&name)).unwrap();
            }
        }
        let database = rusqlite::Connection::open(copy.path().join(file)).unwrap();
        let verdict: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(verdict, "ok", "{file}");
        if file.starts_with("cache") {
            // After a kill before the first migration there is no table yet.
            held = database.query_row("SELECT count(*) FROM item", [], |row| row.get(0)).unwrap_or(0);
            let bodies: i64 = database.query_row("SELECT count(*) FROM body", [], |row| row.get(0)).unwrap_or(0);
            assert_eq!(held, bodies, "a row without its text");
        }
    }
    held
}

async fn ids(phone: &Phone) -> Vec<(i64, String)> {
    let client = phone.open().await;
    let rows = all(&client, Scope::All, 200).await;
    client.shut_down().await.unwrap();
    rows.into_iter().map(|row| (row.published, row.id)).collect()
}
