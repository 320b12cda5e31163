//! Pictures: fetched by priority within a budget, never by themselves on a metered network, readable offline.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use serde_json::json;
use sha2::{Digest, Sha256};
use songming_core::{Block, Client, NetworkClass, Retention, Scope, SyncBudget};
use songming_journeys::phone::{STATEMENT, all, fill};
use songming_journeys::{Phone, TestPublisher};
use songming_publisher::Options;

fn pictured(count: usize, page_size: usize) -> TestPublisher {
    TestPublisher::with(Options { synthetic: Some(count), synthetic_pictures: true, page_size, ..Options::default() })
}

/// Checks that a file exists, matches the digest in its name, and begins like a picture.
fn whole(file: &str) -> bool {
    let bytes = fs::read(file).unwrap_or_default();
    let hash: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let name = Path::new(file).file_name().unwrap().to_str().unwrap();
    name.starts_with(&hash) && (bytes.starts_with(b"\xff\xd8\xff") || bytes.starts_with(b"\x89PNG"))
}

fn media(phone: &Phone) -> HashSet<String> {
    match fs::read_dir(phone.folder().join("media")) {
        Ok(entries) => entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect(),
        Err(_) => HashSet::new(),
    }
}

async fn pictures_asked(publisher: &TestPublisher) -> usize {
    publisher.record().await.requests.iter().filter(|(_, path, _)| path.starts_with("/media/")).count()
}

#[tokio::test]
async fn pictures_are_readable_in_airplane_mode() {
    const ITEMS: usize = 500;
    let publisher = pictured(ITEMS, 50);
    let phone = Phone::new(&publisher);
    let client = phone.open_with(Arc::default()).await;
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    // In each round two or three requests succeed, the first of them the sync's, and every later one is cut.
    let mut attempts = 0;
    loop {
        publisher.fault(json!({"mode": "cut", "after_bytes": 40, "skip": 2 + attempts % 2})).await;
        attempts += 1;
        let whole = all(&client, Scope::All, 200).await.len() == ITEMS;
        let synced = client.sync(None).await;
        let older = client.items().load_older().await;
        if let (Ok(report), Ok(false)) = (synced, older)
            && (report.pictures.left, report.pictures.fetched) == (0, 0)
            && whole
        {
            break;
        }
        assert!(attempts < 3 * ITEMS, "it goes on a little each time");
    }
    publisher.clear_fault().await;
    client.shut_down().await.unwrap();

    let client = phone.open().await;
    publisher.reset().await;
    client.set_network(NetworkClass::Metered);
    publisher
        .publish("计费网络上的新消息", "<p>文字照收，图片不取。</p><img src=\"/media/drawn-1.png\" alt=\"图\">")
        .await;
    client.sync(None).await.unwrap();
    assert_eq!(pictures_asked(&publisher).await, 0, "not a byte of pictures on a metered network");
    publisher.reset().await;
    client.set_network(NetworkClass::Offline);
    let rows = all(&client, Scope::All, 200).await;
    assert_eq!(rows.len(), ITEMS + 1);
    let mut opened = 0;
    for row in &rows {
        let article = client.items().get(row.id.clone()).await.unwrap().article;
        assert!(!article.blocks.is_empty(), "{}", row.id);
        let image = row.image.as_ref().unwrap();
        if let Some(file) = &image.file {
            assert!(whole(file), "{file}");
            assert!(image.placeholder.is_some());
            opened += 1;
        }
    }
    assert_eq!(opened, ITEMS + 1, "the new item shows a picture that was there");
    assert!(publisher.record().await.requests.is_empty());
}

#[tokio::test]
async fn metered_network_fetches_only_requested_pictures() {
    let publisher = pictured(40, 20);
    let phone = Phone::new(&publisher);
    let client = phone.open().await;
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    client.set_network(NetworkClass::Metered);
    client.sync(None).await.unwrap();
    assert_eq!(pictures_asked(&publisher).await, 0);
    let rows = all(&client, Scope::All, 50).await;
    assert!(rows.iter().all(|row| row.image.as_ref().unwrap().file.is_none()));
    let report = client.items().load_pictures(rows[3].id.clone(), None).await.unwrap();
    assert_eq!((report.fetched, report.failed), (1, 0));
    let shown = all(&client, Scope::All, 50).await;
    let there: Vec<_> = shown.iter().filter(|row| row.image.as_ref().unwrap().file.is_some()).collect();
    assert_eq!(there.len(), 1);
    assert_eq!(there[0].id, rows[3].id);
    // Pictures on the phone are not requested again.
    publisher.reset().await;
    assert_eq!(client.items().load_pictures(rows[3].id.clone(), None).await.unwrap().fetched, 0);
    assert_eq!(pictures_asked(&publisher).await, 0);
    client.set_network(NetworkClass::Offline);
    assert_eq!(client.items().load_pictures(rows[4].id.clone(), None).await.unwrap_err().code(), "no-network");
    client.set_network(NetworkClass::Unmetered);
    client.sync(None).await.unwrap();
    assert!(all(&client, Scope::All, 50).await.iter().all(|row| row.image.as_ref().unwrap().file.is_some()));
}

#[tokio::test]
async fn network_that_becomes_metered_ends_prefetching() {
    let publisher = pictured(60, 60);
    let phone = Phone::new(&publisher);
    let client = phone.open().await;
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    client.set_network(NetworkClass::Metered);
    client.sync(None).await.unwrap();
    // Responses that never end: only the change of network can end the sync.
    client.set_network(NetworkClass::Unmetered);
    publisher.reset().await;
    publisher.fault(json!({"mode": "stall", "skip": 1})).await;
    let syncing = {
        let client = client.clone();
        tokio::spawn(async move { client.sync(None).await })
    };
    while pictures_asked(&publisher).await == 0 {
        tokio::task::yield_now().await;
    }
    client.set_network(NetworkClass::Metered);
    let report = syncing.await.unwrap().unwrap();
    assert_eq!(report.pictures.fetched, 0);
    assert_eq!(report.pictures.left, 60);
    publisher.clear_fault().await;
    publisher.reset().await;
    client.sync(None).await.unwrap();
    assert_eq!(pictures_asked(&publisher).await, 0);
}

#[tokio::test]
async fn budget_keeps_the_most_wanted_pictures_and_favourites() {
    let publisher = pictured(120, 120);
    let phone = Phone::new(&publisher);
    let client = phone.open().await;
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    client.set_network(NetworkClass::Metered);
    client.sync(None).await.unwrap();
    let rows = all(&client, Scope::All, 200).await;
    let oldest = rows.last().unwrap().id.clone();
    client.items().mark(vec![songming_journeys::phone::favourite(&oldest, true)]).await.unwrap();
    client.set_network(NetworkClass::Unmetered);
    let with_picture = |rows: &[songming_core::ItemRow]| -> Vec<usize> {
        (0..rows.len()).filter(|at| rows[*at].image.as_ref().unwrap().file.is_some()).collect()
    };
    // A few bytes for each sync: top stories first, then the favourite, then the list from its top.
    let few = SyncBudget { picture_bytes: 1, ..SyncBudget::default() };
    let mut last = 0;
    for _ in 0..40 {
        client.sync(Some(few)).await.unwrap();
        let there = with_picture(&all(&client, Scope::All, 200).await);
        assert!(there.len() > last, "each sync brings some");
        last = there.len();
        if there.len() <= 8 {
            assert!(there.iter().all(|at| *at < 10), "{there:?}");
        } else if (14..100).contains(&there.len()) {
            assert!((0..10).all(|at| there.contains(&at)) && there.contains(&119), "{there:?}");
        }
        if last >= 20 {
            break;
        }
    }
    client.sync(None).await.unwrap();
    assert_eq!(with_picture(&all(&client, Scope::All, 200).await).len(), 120);
    // Without room only the favourite's picture stays, and no other is fetched again.
    client.storage().set_retention(Retention { picture_megabytes: 0, ..Retention::default() }).await.unwrap();
    assert_eq!(with_picture(&all(&client, Scope::All, 200).await), [119]);
    assert_eq!(client.storage().usage().await.unwrap().pictures, 1);
    assert_eq!(media(&phone).len(), 1, "the files are gone too");
    publisher.reset().await;
    client.sync(None).await.unwrap();
    assert_eq!(pictures_asked(&publisher).await, 0);
    client.items().mark(vec![songming_journeys::phone::favourite(&oldest, false)]).await.unwrap();
    client.storage().clear_pictures().await.unwrap();
    assert!(media(&phone).is_empty());
}

#[tokio::test]
async fn orphaned_files_and_missing_files_are_repaired() {
    let publisher = pictured(20, 20);
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    client.shut_down().await.unwrap();
    let before = media(&phone);
    assert_eq!(before.len(), 20);
    let folder = phone.folder().join("media");
    let names: Vec<_> = before.iter().collect();
    fs::remove_file(folder.join(names[0])).unwrap();
    fs::write(folder.join(names[1]), "short").unwrap();
    fs::write(folder.join("stray.jpg"), "stray").unwrap();
    let client = phone.open().await;
    client.home().await.unwrap();
    // The repairs of the start are finished when this returns.
    client.shut_down().await.unwrap();
    let client = phone.open().await;
    client.set_network(NetworkClass::Offline);
    let rows = all(&client, Scope::All, 50).await;
    let files: Vec<_> = rows.iter().filter_map(|row| row.image.as_ref().unwrap().file.clone()).collect();
    assert_eq!(files.len(), 18, "a row names only what is there");
    assert!(files.iter().all(|file| whole(file)));
    assert!(!folder.join("stray.jpg").exists());
    client.set_network(NetworkClass::Unmetered);
    client.sync(None).await.unwrap();
    client.shut_down().await.unwrap();
    assert_eq!(media(&phone), before, "fetched again, under the same names");
}

#[tokio::test]
async fn invalid_picture_is_refused_and_reported() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    let id = publisher
        .publish(
            "坏图",
            "<p>文字在。</p><img src=\"/v1/catalogue.json\" alt=\"不是图\"><img src=\"/nowhere.png\" alt=\"没有\">",
        )
        .await;
    let report = client.sync(None).await.unwrap();
    assert_eq!((report.pictures.fetched, report.pictures.failed), (0, 2));
    let article = client.items().get(id.clone()).await.unwrap().article;
    let files: Vec<_> = article
        .blocks
        .iter()
        .filter_map(|block| if let Block::Image { file, .. } = block { Some(file.clone()) } else { None })
        .collect();
    assert_eq!(files, [None, None]);
    assert_eq!(client.items().load_pictures(id, None).await.unwrap_err().code(), "bad-picture");
    // It is not retried for a while.
    publisher.reset().await;
    client.sync(None).await.unwrap();
    assert_eq!(pictures_asked(&publisher).await, 0);
}

#[tokio::test]
async fn withdrawal_deletes_pictures_that_no_other_item_shows() {
    let publisher = pictured(10, 10);
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    fill(&client).await;
    let shared = "/media/drawn-5.png";
    let id = publisher.publish("将被撤回", &format!("<p>一段。</p><img src=\"{shared}\" alt=\"共用\">")).await;
    client.sync(None).await.unwrap();
    let rows = all(&client, Scope::All, 50).await;
    let own = |id: &str| rows.iter().find(|row| row.id == id).unwrap().image.clone().unwrap().file.unwrap();
    let gone = own("synthetic-000003");
    assert!(whole(&gone) && whole(&own(&id)));
    client.items().mark(vec![songming_journeys::phone::favourite("synthetic-000003", true)]).await.unwrap();
    publisher.withdraw("synthetic-000003").await;
    publisher.withdraw(&id).await;
    client.sync(None).await.unwrap();
    assert!(!Path::new(&gone).exists(), "the file of a withdrawn picture");
    assert!(whole(&own("synthetic-000005")), "another item shows it");
    assert_eq!(media(&phone).len(), 9);
    assert_eq!(phone.files_with("将被撤回"), Vec::<std::path::PathBuf>::new());
    assert!(all(&client, Scope::Favourites, 10).await.is_empty());
    let _: &Client = &client;
}
