//! Files that are damaged, newer than the program, or not there.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::fs;

use songming_core::{ErrorKind, Scope};
use songming_journeys::phone::all;
use songming_journeys::{Phone, Stage};

/// A phone with consent, a source and a filled cache, closed.
async fn used(stage: &Stage) -> Phone {
    let phone = Phone::new(stage);
    let client = phone.reading().await;
    client.add_source(format!("{}/atom.xml", stage.address())).await.unwrap();
    client.close().await.unwrap();
    drop(client);
    phone
}

fn spoil(phone: &Phone, file: &str) {
    let path = phone.folder().join(file);
    let mut bytes = fs::read(&path).unwrap();
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = (at % 251) as u8;
    }
    fs::write(path, bytes).unwrap();
}

#[tokio::test]
async fn a_damaged_cache_is_fetched_again() {
    let stage = Stage::sample();
    let phone = used(&stage).await;
    spoil(&phone, "cache.sqlite3");
    let client = phone.open().await;
    assert_eq!(client.home().await.unwrap().latest, []);
    client.sync(None).await.unwrap();
    assert!(all(&client, Scope::All, 50).await.len() > 50);
    assert_eq!(client.sources().await.unwrap().len(), 2, "what the person added is not in the cache");
    assert_eq!(client.incidents().await.unwrap(), [], "nothing was lost, so nothing is told");
}

#[tokio::test]
async fn a_damaged_outbox_is_set_aside_and_told() {
    let stage = Stage::sample();
    let phone = used(&stage).await;
    spoil(&phone, "outbox.sqlite3");
    let client = phone.open().await;
    assert!(!client.home().await.unwrap().latest.is_empty(), "reading does not wait for it");
    assert!(!client.consent().await.unwrap().given, "consent that cannot be read was not given");
    let incidents = client.incidents().await.unwrap();
    assert_eq!(incidents.len(), 1);
    assert_eq!(incidents[0].kind, "set-aside");
    assert!(phone.folder().join(&incidents[0].detail).exists(), "it is kept");
    client.acknowledge_incidents().await.unwrap();
    assert_eq!(client.incidents().await.unwrap(), [], "told once");
    client.accept_consent("2026-11".into()).await.unwrap();
    client.sync(None).await.unwrap();
}

#[tokio::test]
async fn files_from_a_newer_version() {
    let stage = Stage::sample();
    let phone = used(&stage).await;
    for file in ["cache.sqlite3", "outbox.sqlite3"] {
        let database = rusqlite::Connection::open(phone.folder().join(file)).unwrap();
        database.pragma_update(None, "user_version", 99).unwrap();
    }
    let outbox = fs::read(phone.folder().join("outbox.sqlite3")).unwrap();
    let client = phone.open().await;
    assert_eq!(client.home().await.unwrap().latest, [], "the cache is fetched again");
    let error = client.consent().await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Storage, "from-the-future"));
    assert_eq!(client.sync(None).await.unwrap_err().kind(), ErrorKind::Storage);
    client.close().await.unwrap();
    assert_eq!(fs::read(phone.folder().join("outbox.sqlite3")).unwrap(), outbox, "it was not touched");
}

#[tokio::test]
async fn a_folder_that_is_none() {
    let stage = Stage::sample();
    let phone = Phone::new(&stage);
    fs::write(phone.folder().join("file"), "x").unwrap();
    let request = songming_core::OpenRequest {
        folder: phone.folder().join("file/below").to_str().unwrap().to_owned(),
        ..Default::default()
    };
    let error = songming_core::Client::open(request).await.err().expect("refused");
    assert_eq!(error.kind(), ErrorKind::Storage);
}

#[tokio::test]
async fn two_processes_may_read_one_folder() {
    let stage = Stage::sample();
    let phone = Phone::new(&stage);
    let (one, two) = (phone.reading().await, phone.open().await);
    let id = stage.publish("两个窗口", "<p>正文</p>").await;
    let (first, second) = tokio::join!(one.sync(None), two.sync(None));
    first.unwrap();
    second.unwrap();
    assert_eq!(one.article(id.clone()).await.unwrap().row, two.article(id).await.unwrap().row);
}
