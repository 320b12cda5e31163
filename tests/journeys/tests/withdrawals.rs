//! What the person keeps goes by the publisher's own word alone, and no request says what that is.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use songming_core::{Client, NetworkClass, OfflineTarget, Scope, SyncOutcome};
use songming_journeys::dated_network::{Answer, page};
use songming_journeys::phone::{STATEMENT, all, counts, favourite, fill};
use songming_journeys::{DatedNetwork, Phone, TestPublisher};
use songming_publisher::Options;

const PUBLISHER: &str = "http://127.0.0.1:9";
const MOVED: &str = "http://127.0.0.1:11";

fn item(id: &str, sequence: i64, hour: u32) -> Value {
    json!({"id": id, "url": format!("http://127.0.0.1:9/articles/{id}.html"), "title": format!("标题 {id}"),
        "content_html": format!("<p>珍藏的{id}</p>"), "date_published": format!("2026-11-24T{hour:02}:00:00Z"),
        "_songming": {"sequence": sequence, "kind": "article", "module": "news", "channel": "website"}})
}

fn list(cursor: i64, more: bool, withdrawn: &[(&str, i64)]) -> Value {
    let entry = |(id, sequence): &(&str, i64)| json!({"id": id, "sequence": sequence, "reason": "内容有误"});
    json!({"cursor": cursor, "more": more, "withdrawals": withdrawn.iter().map(entry).collect::<Vec<_>>()})
}

fn is_list(address: &str) -> bool {
    address.contains("/v1/withdrawals.json")
}

async fn open(phone: &Phone, network: &Arc<DatedNetwork>) -> Arc<Client> {
    let client = phone.open_on(network, &Arc::default()).await;
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    client
}

async fn favourites(client: &Client) -> Vec<String> {
    all(client, Scope::Favourites, 50).await.into_iter().map(|row| row.id).collect()
}

fn copies(phone: &Phone) -> i64 {
    let outbox = rusqlite::Connection::open(phone.folder().join("outbox.sqlite3")).unwrap();
    outbox.query_row("SELECT count(*) FROM keepsake", [], |row| row.get(0)).unwrap()
}

/// A phone that knows three items of a publisher, keeps `old` and `older`, and whose publisher moved and shows `new` alone.
async fn moved_away(
    answer: impl Fn(&str) -> Answer + Send + Sync + 'static,
) -> (Phone, Arc<DatedNetwork>, Arc<Client>) {
    let first = page(&[item("new", 30, 9), item("old", 20, 8), item("older", 10, 7)], None, 30);
    let network = DatedNetwork::new(move |request| match request.address.path() {
        "/v1/feed.json" => Answer::json(&first),
        _ => Answer::status(404),
    });
    let phone = Phone::configured(Some(PUBLISHER.to_owned()));
    let client = open(&phone, &network).await;
    client.sync(None).await.unwrap();
    client.items().mark(vec![favourite("old", true), favourite("older", true)]).await.unwrap();
    client.shut_down().await.unwrap();
    network.take_requested();
    network.change(move |request| match request.address.path() {
        "/v1/feed.json" if request.address.query().is_none() => Answer::json(&page(&[item("new", 2, 9)], None, 5)),
        "/v1/feed.json" => Answer::json(&page(&[], None, 5)),
        "/v1/withdrawals.json" => answer(request.address.query().unwrap_or_default()),
        _ => Answer::status(404),
    });
    let phone = phone.at(MOVED.to_owned());
    let client = open(&phone, &network).await;
    (phone, network, client)
}

#[tokio::test]
async fn page_that_is_not_found_withdraws_nothing() {
    let (phone, network, client) = moved_away(|_| Answer::status(404)).await;
    for _ in 0..3 {
        client.sync(None).await.unwrap();
    }
    assert_eq!(favourites(&client).await, ["older", "old"]);
    assert_eq!(copies(&phone), 2);
    let asked = network.take_requested();
    assert!(asked.iter().all(|address| address.starts_with(MOVED) && !address.contains("old")), "{asked:?}");
    assert_eq!(asked.iter().filter(|address| is_list(address)).count(), 1, "a publisher without a list is asked once");
    client.items().get("old".into()).await.unwrap();
}

#[tokio::test]
async fn word_of_the_publisher_that_moved_counts() {
    let (phone, network, client) = moved_away(|query| match query {
        "after=0" => Answer::json(&list(3, true, &[("strange", 1), ("old", 3)])),
        "after=3" => Answer::json(&list(5, false, &[("else", 4)])),
        _ => Answer::status(400),
    })
    .await;
    assert_eq!(counts(&client.sync(None).await.unwrap()), (0, 1, 1));
    assert_eq!(favourites(&client).await, ["older"]);
    assert_eq!(client.items().get("old".into()).await.unwrap_err().code(), "withdrawn");
    assert_eq!(copies(&phone), 1);
    assert_eq!(phone.files_with("珍藏的old<"), [] as [&std::path::Path; 0], "the text is in no file");
    assert!(!phone.files_with("珍藏的older<").is_empty());
    let asked = network.take_requested().into_iter().filter(|address| is_list(address)).count();
    assert_eq!(asked, 2);
    client.sync(None).await.unwrap();
    assert!(!network.take_requested().iter().any(|address| is_list(address)), "it is read once");
}

#[tokio::test]
async fn list_that_cannot_be_read_is_read_by_a_later_sync() {
    let tries = Arc::new(AtomicUsize::new(0));
    let (phone, network, client) = moved_away(move |_| match tries.fetch_add(1, Ordering::SeqCst) {
        0 => Answer::status(500),
        1 => Answer::Unreachable,
        2 => Answer::Reply(200, vec![("content-type".into(), "text/html".into())], b"<p>login</p>".to_vec()),
        3 => Answer::json(&json!({"cursor": 5, "withdrawals": [{"id": "old", "sequence": 9}]})),
        // A cache on the way has an old list, in which nothing is withdrawn yet.
        4 => Answer::json(&list(4, false, &[])),
        _ => Answer::json(&list(6, false, &[("old", 6)])),
    })
    .await;
    for number in 0..5 {
        let report = client.sync(None).await.unwrap();
        assert!(!matches!(report.sources[0].outcome, SyncOutcome::Failed { .. }), "sync {number}");
        assert_eq!(favourites(&client).await, ["older", "old"], "sync {number}");
        assert_eq!(network.take_requested().iter().filter(|address| is_list(address)).count(), 1, "sync {number}");
    }
    assert_eq!(counts(&client.sync(None).await.unwrap()), (0, 0, 1));
    assert_eq!((favourites(&client).await, copies(&phone)), (vec!["older".to_owned()], 1));
    client.sync(None).await.unwrap();
    assert_eq!(network.take_requested().iter().filter(|address| is_list(address)).count(), 1, "that was the last time");
}

/// The publisher's items, most of which its pages still show.
async fn synthetic() -> (TestPublisher, Phone, Arc<Client>) {
    let publisher = TestPublisher::with(Options { synthetic: Some(20), page_size: 5, ..Options::default() });
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    client.set_network(NetworkClass::Metered);
    fill(&client).await;
    (publisher, phone, client)
}

fn id(number: u32) -> String {
    format!("synthetic-{number:06}")
}

#[tokio::test]
async fn withdrawal_that_was_missed_reaches_what_the_person_keeps() {
    let (publisher, phone, client) = synthetic().await;
    client.items().mark(vec![favourite(&id(2), true), favourite(&id(9), true)]).await.unwrap();
    client.listening().set(vec![id(4)]).await.unwrap();
    client.storage().keep_offline(OfflineTarget::Item { id: id(6) }, true).await.unwrap();
    let text = client.items().get(id(2)).await.unwrap().article.row.title;
    for number in [2, 4, 6, 12] {
        publisher.withdraw(&id(number)).await;
    }
    let newest = publisher.control("/publish", json!({"title": "新的一条", "content_html": "<p>正文</p>"})).await;
    publisher.control("/forget", json!({"before": newest["sequence"]})).await;
    publisher.reset().await;
    assert_eq!(counts(&client.sync(None).await.unwrap()), (1, 0, 4));
    let asked: Vec<String> = publisher.record().await.requests.into_iter().map(|request| request.1).collect();
    // From the cursor that was lost, in pages of five.
    assert_eq!(asked.iter().filter(|path| is_list(path)).collect::<Vec<_>>(), ["/v1/withdrawals.json?after=20"]);
    assert!(asked.iter().all(|path| !path.contains("synthetic-") || path.contains("before=")), "{asked:?}");
    assert_eq!(favourites(&client).await, [id(9)]);
    for number in [2, 4, 6] {
        assert_eq!(client.items().get(id(number)).await.unwrap_err().code(), "withdrawn", "{number}");
    }
    assert_eq!(client.items().get(id(12)).await.unwrap_err().code(), "not-found", "nobody keeps it");
    assert!(phone.files_with(&text).is_empty());
    publisher.reset().await;
    client.sync(None).await.unwrap();
    assert_eq!(publisher.record().await.requests.len(), 1);
}

#[tokio::test]
async fn list_is_not_asked_for_without_need() {
    let (publisher, _phone, client) = synthetic().await;
    client.items().mark(vec![favourite(&id(2), true), favourite(&id(9), true)]).await.unwrap();
    publisher.withdraw(&id(12)).await;
    publisher.control("/forget", json!({"before": 21})).await;
    publisher.reset().await;
    client.sync(None).await.unwrap();
    // The changes bring a withdrawal to a phone that follows them.
    publisher.withdraw(&id(2)).await;
    assert_eq!(counts(&client.sync(None).await.unwrap()), (0, 0, 1));
    assert_eq!(favourites(&client).await, [id(9)]);
    let asked = publisher.record().await.requests;
    assert!(asked.iter().all(|request| !is_list(&request.1)), "{asked:?}");
}

#[tokio::test]
async fn kept_items_that_the_pages_do_not_show_stay() {
    let (publisher, phone, client) = synthetic().await;
    client.items().mark(vec![favourite(&id(2), true)]).await.unwrap();
    client.listening().set(vec![id(4)]).await.unwrap();
    client.storage().keep_offline(OfflineTarget::Item { id: id(6) }, true).await.unwrap();
    client.shut_down().await.unwrap();
    drop(publisher);
    // Another publisher, whose pages begin later.
    let moved = TestPublisher::with(Options { synthetic: Some(3), page_size: 5, ..Options::default() });
    let phone = phone.moved_to(&moved);
    let client = phone.open().await;
    client.sync(None).await.unwrap();
    for number in [1, 2, 3, 4, 6] {
        client.items().get(id(number)).await.unwrap();
    }
    assert_eq!(client.items().get(id(7)).await.unwrap_err().code(), "not-found");
    assert_eq!(favourites(&client).await, [id(2)]);
}

#[tokio::test]
async fn favourite_withdrawn_while_the_cache_was_lost_does_not_come_back() {
    let (publisher, phone, client) = synthetic().await;
    client.items().mark(vec![favourite(&id(2), true), favourite(&id(9), true)]).await.unwrap();
    let text = client.items().get(id(2)).await.unwrap().article.row.title;
    client.shut_down().await.unwrap();
    for name in ["cache.sqlite3", "cache.sqlite3-wal", "cache.sqlite3-shm", "search.sqlite3"] {
        let _ = fs::remove_file(phone.folder().join(name));
    }
    publisher.withdraw(&id(2)).await;
    let client = phone.open().await;
    client.set_network(NetworkClass::Metered);
    client.sync(None).await.unwrap();
    assert_eq!(favourites(&client).await, [id(9)]);
    assert_eq!(copies(&phone), 1);
    client.shut_down().await.unwrap();
    assert!(phone.files_with(&text).is_empty());
    // A revision replaces the restored copy, whatever sequence it was stored with.
    publisher.control("/revise", json!({"id": id(9), "title": "改过的标题"})).await;
    let client = phone.open().await;
    client.sync(None).await.unwrap();
    assert_eq!(client.items().get(id(9)).await.unwrap().article.row.title, "改过的标题");
}

#[tokio::test]
async fn copy_restored_under_another_publisher_takes_its_word() {
    let network = DatedNetwork::new(|_| Answer::json(&page(&[item("a", 5_000, 8)], None, 5_000)));
    let phone = Phone::configured(Some(PUBLISHER.to_owned()));
    let client = open(&phone, &network).await;
    client.sync(None).await.unwrap();
    client.items().mark(vec![favourite("a", true)]).await.unwrap();
    client.shut_down().await.unwrap();
    for name in ["cache.sqlite3", "cache.sqlite3-wal", "cache.sqlite3-shm"] {
        let _ = fs::remove_file(phone.folder().join(name));
    }
    let mut corrected = item("a", 20, 8);
    corrected["title"] = json!("更正后的标题");
    network.change(move |request| match request.address.query() {
        None => Answer::json(&page(&[item("a", 10, 8)], None, 10)),
        Some(_) => Answer::json(&page(std::slice::from_ref(&corrected), None, 20)),
    });
    let phone = phone.at(MOVED.to_owned());
    let client = open(&phone, &network).await;
    client.sync(None).await.unwrap();
    client.sync(None).await.unwrap();
    assert_eq!(client.items().get("a".into()).await.unwrap().article.row.title, "更正后的标题");
    assert_eq!(favourites(&client).await, ["a"]);
}
