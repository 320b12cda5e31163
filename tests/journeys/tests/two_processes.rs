//! An app and its extension, or an app and its worker: two processes on one folder do everything at once.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that cannot go on says so by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use songming_core::Scope;
use songming_journeys::phone::{STATEMENT, all, fill};
use songming_journeys::{Phone, TestPublisher};

const ITEMS: usize = 120;
const STEPS: u64 = 60;

fn started(phone: &Phone, publisher: &TestPublisher, seed: u64, first: usize, last: usize) -> Child {
    Command::new(env!("CARGO_BIN_EXE_share-folder"))
        .arg(phone.folder())
        .arg(publisher.address())
        .args([seed.to_string(), STEPS.to_string(), first.to_string(), last.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .expect("starts")
}

/// Waits for the process and returns the ids that it printed.
async fn printed(mut child: Child) -> BTreeSet<String> {
    tokio::task::spawn_blocking(move || {
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ids = lines.map(Result::unwrap).collect();
        assert!(child.wait().unwrap().success());
        ids
    })
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_do_everything_at_once() {
    for round in 0..3_u64 {
        let publisher = TestPublisher::synthetic(ITEMS, 30);
        let phone = Phone::new(&publisher);
        let client = phone.open_synced().await;
        fill(&client).await;
        let mut liked = BTreeSet::new();
        for part in 0..2_u64 {
            let seed = round * 10 + part * 2;
            let one = started(&phone, &publisher, seed, 1, ITEMS / 2);
            let other = started(&phone, &publisher, seed + 1, ITEMS / 2 + 1, ITEMS);
            let (one, other) = (tokio::spawn(printed(one)), tokio::spawn(printed(other)));
            if part == 0 {
                // The person withdraws consent here: neither of the others may send anything more.
                tokio::time::sleep(Duration::from_millis(300)).await;
                client.privacy().withdraw(STATEMENT.into()).await.unwrap();
                tokio::time::sleep(Duration::from_millis(400)).await;
                publisher.reset().await;
                tokio::time::sleep(Duration::from_millis(600)).await;
                let requests = publisher.record().await.requests;
                assert!(requests.is_empty(), "round {round}: {requests:?}");
                client.privacy().accept(STATEMENT.into()).await.unwrap();
            }
            for ids in [one.await.unwrap(), other.await.unwrap()] {
                println!("round {round}, part {part}: {} likes", ids.len());
                liked.extend(ids);
            }
            if part == 0 {
                // Both of the next two find a damaged cache when they open it.
                assert!(client.set_foreground(false).await);
                assert!(phone.is_unlocked() && phone.open_files().is_empty());
                fs::write(phone.folder().join("cache.sqlite3"), [7; 40_000]).unwrap();
            }
        }
        client.set_foreground(true).await;
        client.sync(None).await.unwrap();
        fill(&client).await;
        let shown: BTreeSet<String> =
            all(&client, Scope::All, 200).await.into_iter().filter(|row| row.liked).map(|row| row.id).collect();
        assert_eq!(shown, liked, "round {round}");
        client.shut_down().await.unwrap();
        for file in ["cache.sqlite3", "outbox.sqlite3"] {
            let database = rusqlite::Connection::open(phone.folder().join(file)).unwrap();
            let verdict: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
            assert_eq!(verdict, "ok", "round {round}: {file}");
        }
    }
}
