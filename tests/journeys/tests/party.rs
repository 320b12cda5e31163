//! 党建 and 离线, end to end: a series that is read without a network, documents that are kept offline, and no request that tells what
//! a party member reads.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::fs;

use serde_json::json;
use sha2::{Digest, Sha256};
use songming_core::{
    ActivityRequest, Block, Client, ItemDetails, MarkAction, MarkRequest, NetworkClass, NoticeRequest, OfflineTarget,
    ReadingPosition, SyncBudget,
};
use songming_journeys::phone::{STATEMENT, fill};
use songming_journeys::{Phone, TestPublisher};

const SERIES: &str = "从挂牌到上线：一个县级融媒体中心的来路";

fn series() -> OfflineTarget {
    OfflineTarget::Series { name: SERIES.into() }
}

fn item(id: &str) -> OfflineTarget {
    OfflineTarget::Item { id: id.into() }
}

/// Without the pictures of the front page.
const TEXTS: SyncBudget = SyncBudget { seconds: 60, bytes: 50_000_000, picture_bytes: 0 };

async fn reading(phone: &Phone) -> std::sync::Arc<Client> {
    let client = phone.open().await;
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    client.sync(Some(TEXTS)).await.unwrap();
    fill(&client).await;
    client
}

/// Checks that every picture of every chapter has an intact file.
async fn shown_whole(client: &Client) -> usize {
    let mut pictures = 0;
    for chapter in client.party().study(SERIES.into()).await.unwrap().study.chapters {
        for block in client.items().get(chapter.row.id).await.unwrap().article.blocks {
            if let Block::Image { file, .. } = block {
                assert!(!fs::read(file.expect("a file")).unwrap().is_empty());
                pictures += 1;
            }
        }
    }
    pictures
}

#[tokio::test]
async fn party_member_reads_a_series_without_a_network() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = reading(&phone).await;
    // The network fails at another point in each round; the target stays kept, and the last call fetches what is missing.
    client.storage().keep_offline(series(), true).await.unwrap();
    let mut dice = fastrand::Rng::with_seed(12);
    for round in 0..6 {
        let fault = json!({"mode": "cut", "after_bytes": dice.u32(..3_000), "skip": dice.u32(..3)});
        publisher.fault(fault).await;
        let _ = client.storage().load_offline(series()).await;
        publisher.clear_fault().await;
        let offline = client.party().study(SERIES.into()).await.unwrap().offline;
        assert!(offline.kept && offline.items >= 3, "{round}");
    }
    client.shut_down().await.unwrap();
    let client = phone.open().await;
    client.storage().load_offline(series()).await.unwrap();
    let offline = client.party().study(SERIES.into()).await.unwrap().offline;
    assert_eq!((offline.held, offline.missing_bytes), (offline.files, 0));
    client.storage().clear_pictures().await.unwrap();
    client.shut_down().await.unwrap();

    publisher.reset().await;
    publisher.fault(json!({"mode": "down"})).await;
    let client = phone.open().await;
    client.set_network(NetworkClass::Offline);
    let study = client.party().study(SERIES.into()).await.unwrap().study;
    assert!(study.chapters.iter().map(|one| one.number).is_sorted() && study.chapters.len() == offline.items as usize);
    let pictures = shown_whole(&client).await;
    assert!(pictures > 0);
    assert_eq!(pictures as u32, offline.files, "every picture of the pack is in a text");
    let first = study.go_on.unwrap();
    let mark = |action| vec![MarkRequest { id: first.clone(), action }];
    client.items().mark(mark(MarkAction::Open)).await.unwrap();
    client.items().mark(mark(MarkAction::Place { place: ReadingPosition { block: 3, permille: 500 } })).await.unwrap();
    client.shut_down().await.unwrap();

    let client = phone.open().await;
    let study = client.party().study(SERIES.into()).await.unwrap().study;
    assert_eq!(study.go_on, Some(first.clone()));
    assert_eq!(study.chapters[0].place, Some(ReadingPosition { block: 3, permille: 500 }));
    // No request contains it, neither then nor with the next sync.
    publisher.clear_fault().await;
    client.sync(Some(TEXTS)).await.unwrap();
    let traffic = publisher.ask("/traffic").await.to_string();
    for word in ["read", "place", "permille", "chapter", "study", "points", "rank", "duration", &first] {
        assert!(!traffic.contains(word), "{word}: {traffic}");
    }
    let let_go = client.storage().keep_offline(series(), false).await;
    let_go.unwrap();
    client.storage().clear_pictures().await.unwrap();
    assert_eq!(client.party().study(SERIES.into()).await.unwrap().offline.held, 0);
}

#[tokio::test]
async fn chapter_added_to_a_kept_series_is_kept() {
    let publisher = TestPublisher::synthetic(1, 50);
    let phone = Phone::new(&publisher);
    let chapter = |number: u32| {
        json!({"id": format!("c{number}"), "title": format!("第{number}讲"), "content_html": "<p>一讲。</p>", "kind": "study",
            "module": "party", "study": {"series": SERIES, "chapter": number}})
    };
    publisher.control("/publish", chapter(1)).await;
    let client = phone.open_synced().await;
    client.storage().keep_offline(series(), true).await.unwrap();
    client.sync(None).await.unwrap();
    assert_eq!(client.party().study(SERIES.into()).await.unwrap().offline.items, 1);
    publisher.control("/publish", chapter(2)).await;
    client.sync(None).await.unwrap();
    let offline = client.party().study(SERIES.into()).await.unwrap().offline;
    assert_eq!((offline.items, offline.held), (2, offline.files));
    assert_eq!(client.storage().list_offline().await.unwrap(), [offline]);
}

/// The notice of the sample content with a document of this type.
async fn notice_with(client: &Client, mime_type: &str) -> String {
    let request = NoticeRequest { module: "government".into(), limit: 200, ..NoticeRequest::default() };
    for notice in client.government().notices(request).await.unwrap().items {
        let article = client.items().get(notice.row.id.clone()).await.unwrap().article;
        if article.documents.iter().any(|paper| paper.mime_type == mime_type) {
            return notice.row.id;
        }
    }
    panic!("no notice has a paper of {mime_type}")
}

#[tokio::test]
async fn document_is_kept_on_request_and_deleted_with_its_notice() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = reading(&phone).await;
    let id = notice_with(&client, "application/pdf").await;
    let before = client.items().get(id.clone()).await.unwrap().article.documents.remove(0);
    assert_eq!(before.file, None);
    assert_eq!(client.storage().load_offline(item(&id)).await.unwrap_err().code(), "bad-request");
    client.storage().keep_offline(item(&id), true).await.unwrap();

    // On a metered network the document is fetched only when the person asks for it.
    client.set_network(NetworkClass::Metered);
    client.sync(None).await.unwrap();
    let told = client.items().get(id.clone()).await.unwrap().offline;
    assert_eq!((told.missing_bytes, Some(told.missing_bytes)), (before.bytes.unwrap(), before.bytes));
    client.storage().load_offline(item(&id)).await.unwrap();
    let paper = client.items().get(id.clone()).await.unwrap().article.documents.remove(0);
    let file = paper.file.unwrap();
    let bytes = fs::read(&file).unwrap();
    let digest: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(bytes.starts_with(b"%PDF") && file.ends_with(&format!("{digest}.pdf")), "{file}");
    let storage = client.storage().usage().await.unwrap();
    assert_eq!((storage.documents, storage.document_bytes), (1, bytes.len() as u64));

    // A damaged or deleted file is fetched again, also after a lost cache.
    client.shut_down().await.unwrap();
    fs::remove_file(&file).unwrap();
    let client = phone.open().await;
    client.sync(None).await.unwrap();
    assert_eq!(fs::read(&file).ok(), Some(bytes.clone()));
    client.shut_down().await.unwrap();
    for name in ["cache.sqlite3", "cache.sqlite3-wal", "cache.sqlite3-shm"] {
        let _ = fs::remove_file(phone.folder().join(name));
    }
    let client = reading(&phone).await;
    client.sync(None).await.unwrap();
    assert_eq!(client.items().get(id.clone()).await.unwrap().article.documents[0].file.as_deref(), Some(file.as_str()));

    publisher.withdraw(&id).await;
    client.sync(None).await.unwrap();
    client.shut_down().await.unwrap();
    assert!(fs::read(&file).is_err(), "the file went with its notice");
    assert!(phone.files_with("%PDF").is_empty());
}

#[tokio::test]
async fn document_with_another_digest_is_refused() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = reading(&phone).await;
    let id = notice_with(&client, "text/csv").await;
    client.storage().keep_offline(item(&id), true).await.unwrap();
    let wrong = json!({"mode": "body", "content_type": "text/csv", "body": "名称,金额\n", "times": 1});
    publisher.fault(wrong).await;
    assert_eq!(client.storage().load_offline(item(&id)).await.unwrap_err().code(), "bad-document");
    assert_eq!(client.items().get(id.clone()).await.unwrap().article.documents[0].file, None);
    // A sync does not retry it for a while, but the person can.
    client.storage().load_offline(item(&id)).await.unwrap();
    assert!(client.items().get(id).await.unwrap().article.documents[0].file.is_some());
}

#[tokio::test]
async fn activities_of_the_sample_content_have_calendar_events() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = reading(&phone).await;
    let request = |past| ActivityRequest { module: "party".into(), past, limit: 50, before: None };
    let mut all = client.party().activities(request(false)).await.unwrap().items;
    all.extend(client.party().activities(request(true)).await.unwrap().items);
    assert_eq!(all.len(), 4);
    for activity in all {
        let event = &activity.calendar;
        assert!(event.ends > event.starts && !event.place.is_empty() && event.notes.contains("0871-0000"));
        let page = client.items().get(activity.row.id.clone()).await.unwrap();
        assert_eq!(page.details, ItemDetails::Activity { activity });
    }
    let party = NoticeRequest { module: "party".into(), limit: 50, ..NoticeRequest::default() };
    assert!(!client.government().notices(party).await.unwrap().items.is_empty(), "党务公开");
    assert_eq!(client.party().study("没有这个系列".into()).await.unwrap_err().code(), "not-found");
    assert_eq!(client.party().overview().await.unwrap().series.len(), 2);
}
