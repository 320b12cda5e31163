//! Files that are damaged, newer than the program, or missing.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::fs;

use songming_core::{ErrorKind, Scope};
use songming_journeys::phone::all;
use songming_journeys::{Phone, TestPublisher};

/// A phone with consent, a source and a filled cache, closed.
async fn used(publisher: &TestPublisher) -> Phone {
    let phone = Phone::new(publisher);
    let client = phone.open_synced().await;
    client.sources().add(format!("{}/atom.xml", publisher.address())).await.unwrap();
    client.shut_down().await.unwrap();
    drop(client);
    phone
}

/// Beyond the first page: a file that is damaged from here on opens, and fails when it is read.
const INSIDE: usize = 8192;

fn spoil(phone: &Phone, file: &str, from: usize) {
    let path = phone.folder().join(file);
    let mut bytes = fs::read(&path).unwrap();
    for (at, byte) in bytes.iter_mut().enumerate().skip(from) {
        *byte = (at % 251) as u8;
    }
    fs::write(path, bytes).unwrap();
}

#[tokio::test]
async fn damaged_cache_is_fetched_again() {
    let publisher = TestPublisher::sample();
    let phone = used(&publisher).await;
    spoil(&phone, "cache.sqlite3", 0);
    let client = phone.open().await;
    assert_eq!(client.home().await.unwrap().latest, []);
    client.sync(None).await.unwrap();
    assert!(all(&client, Scope::All, 50).await.len() > 50);
    assert_eq!(client.sources().list().await.unwrap().len(), 2, "what the person added is not in the cache");
    assert_eq!(client.status().await.unwrap().incidents, [], "nothing was lost, so nothing is told");
}

#[tokio::test]
async fn damage_found_during_use_is_repaired() {
    let publisher = TestPublisher::sample();
    let phone = used(&publisher).await;
    spoil(&phone, "cache.sqlite3", INSIDE);
    let client = phone.open().await;
    // The first read of the damaged part may fail; the next one finds a new file.
    if let Err(error) = client.items().list(Scope::All, None, 50).await {
        assert_eq!((error.kind(), error.code()), (ErrorKind::Storage, "database"));
    }
    assert_eq!(all(&client, Scope::All, 50).await, [], "made anew");
    client.sync(None).await.unwrap();
    let versions: u32 = all(&client, Scope::All, 200).await.iter().map(|row| row.versions).sum();
    assert_eq!(versions, 100, "the publisher's page and the added feed's");
    client.shut_down().await.unwrap();
    let rows = all(&*phone.open().await, Scope::All, 200).await;
    assert_eq!(rows.iter().map(|row| row.versions).sum::<u32>(), 100);
}

#[tokio::test]
async fn outbox_is_checkpointed_after_each_commit() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    client.sources().add(format!("{}/atom.xml", publisher.address())).await.unwrap();
    // A copy of the running app's file is what a kill would leave; it is complete without its log.
    let copy = tempfile::tempdir().unwrap();
    let file = copy.path().join("outbox.sqlite3");
    fs::copy(phone.folder().join("outbox.sqlite3"), &file).unwrap();
    let database = rusqlite::Connection::open(file).unwrap();
    for table in ["consent", "source"] {
        let rows: i64 = database.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 1, "{table}");
    }
}

#[tokio::test]
async fn consent_withdrawal_holds_even_if_it_cannot_be_stored() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    let other = rusqlite::Connection::open(phone.folder().join("outbox.sqlite3")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(client.privacy().withdraw("2026-11".into()).await.unwrap_err().code(), "in-use");
    other.execute_batch("ROLLBACK").unwrap();
    publisher.reset().await;
    assert_eq!(client.sync(None).await.unwrap_err().code(), "no-consent");
    assert!(publisher.record().await.requests.is_empty());
    client.privacy().accept("2026-11".into()).await.unwrap();
    client.sync(None).await.unwrap();
}

#[tokio::test]
async fn what_a_damaged_outbox_lost_is_told_once() {
    let publisher = TestPublisher::sample();
    let phone = used(&publisher).await;
    spoil(&phone, "outbox.sqlite3", 0);
    let client = phone.open().await;
    assert!(!client.home().await.unwrap().latest.is_empty(), "reading does not wait for it");
    assert!(!client.privacy().consent().await.unwrap().given, "consent that cannot be read was not given");
    let incidents = client.status().await.unwrap().incidents;
    assert_eq!(incidents.len(), 1);
    assert_eq!((&*incidents[0].kind, &*incidents[0].detail), ("lost", r#"{"consent":1}"#));
    assert!(incidents[0].words.contains("同意记录"), "{}", incidents[0].words);
    let sources = client.sources().list().await.unwrap();
    assert_eq!(sources.len(), 2, "the cache knew the added feed");
    client.storage().acknowledge_incidents().await.unwrap();
    assert_eq!(client.status().await.unwrap().incidents, [], "told once");
    client.privacy().accept("2026-11".into()).await.unwrap();
    client.sync(None).await.unwrap();
}

#[tokio::test]
async fn files_of_a_newer_version_are_handled_by_their_kind() {
    let publisher = TestPublisher::sample();
    let phone = used(&publisher).await;
    for file in ["cache.sqlite3", "outbox.sqlite3"] {
        let database = rusqlite::Connection::open(phone.folder().join(file)).unwrap();
        database.pragma_update(None, "user_version", 99).unwrap();
    }
    let outbox = fs::read(phone.folder().join("outbox.sqlite3")).unwrap();
    let client = phone.open().await;
    assert_eq!(client.home().await.unwrap().latest, [], "the cache is fetched again");
    let error = client.privacy().consent().await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Storage, "from-the-future"));
    assert_eq!(client.sync(None).await.unwrap_err().kind(), ErrorKind::Storage);
    client.shut_down().await.unwrap();
    assert_eq!(fs::read(phone.folder().join("outbox.sqlite3")).unwrap(), outbox, "it was not touched");
}

#[tokio::test]
async fn path_that_is_no_folder_is_refused() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    fs::write(phone.folder().join("file"), "x").unwrap();
    let request = songming_core::OpenRequest {
        folder: phone.folder().join("file/below").to_str().unwrap().to_owned(),
        ..Default::default()
    };
    let error = songming_core::Client::open(request).await.err().expect("refused");
    assert_eq!(error.kind(), ErrorKind::Storage);
}

#[tokio::test]
async fn two_clients_can_use_one_folder() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let (one, two) = (phone.open_synced().await, phone.open().await);
    let id = publisher.publish("两个窗口", "<p>正文</p>").await;
    let (first, second) = tokio::join!(one.sync(None), two.sync(None));
    first.unwrap();
    second.unwrap();
    let (one, two) = (one.items().get(id.clone()).await.unwrap(), two.items().get(id).await.unwrap());
    assert_eq!(one.article.row, two.article.row);
}
