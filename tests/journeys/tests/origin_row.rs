//! What a response decides about how far the publisher was read, while others write the same row: an eviction, a reset, an
//! older page, a publisher that moved.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::types::FromSql;
use serde_json::{Value, json};
use songming_core::{Client, Request, Retention, Scope};
use songming_journeys::dated_network::{Answer, page};
use songming_journeys::phone::{STATEMENT, all, counts};
use songming_journeys::{DatedNetwork, Phone};
use tokio::sync::Notify;

const PUBLISHER: &str = "http://127.0.0.1:9";
const MOVED: &str = "http://127.0.0.1:11";

fn item(id: &str, sequence: i64, minute: i64, html: &str) -> Value {
    json!({"id": id, "title": format!("标题 {id}"), "content_html": html,
        "date_published": format!("2026-11-24T{:02}:{:02}:00Z", minute / 60, minute % 60),
        "_songming": {"sequence": sequence, "kind": "article", "module": "news", "channel": "website"}})
}

fn one<T: FromSql>(folder: &Path, sql: &str) -> T {
    rusqlite::Connection::open(folder.join("cache.sqlite3")).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
}

fn path(request: &Request) -> String {
    request.address.path().to_owned()
}

async fn open(phone: &Phone, network: &Arc<DatedNetwork>) -> Arc<Client> {
    let client = phone.open_on(network, &Arc::default()).await;
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    client
}

/// 300 items of 20,000 random letters on three pages.
fn three_pages() -> (Value, Value, Value) {
    let mut random = fastrand::Rng::with_seed(1);
    let mut words = || -> String { (0..20_000).map(|_| char::from_u32(random.u32(0x4e00..0x9fa5)).unwrap()).collect() };
    let items: Vec<Value> =
        (0..300).rev().map(|n| item(&format!("i{n}"), n + 1, n, &format!("<p>{}</p>", words()))).collect();
    (
        page(&items[..100], Some("http://127.0.0.1:9/v1/older1.json"), 300),
        page(&items[100..200], Some("http://127.0.0.1:9/v1/older2.json"), 300),
        page(&items[200..], None, 300),
    )
}

#[tokio::test]
async fn eviction_during_a_sync_leaves_every_item_within_reach() {
    let (newest, older, last) = three_pages();
    let pages = move |request: &Request| match path(request).as_str() {
        "/v1/older1.json" => Answer::json(&older),
        "/v1/older2.json" => Answer::json(&last),
        "/v1/feed.json" if request.address.query().is_none() => Answer::json(&newest),
        "/v1/feed.json" => Answer::json(&page(&[], None, 300)),
        _ => Answer::status(404),
    };
    let network = DatedNetwork::new(pages.clone());
    let phone = Phone::configured(Some(PUBLISHER.to_owned()));
    let client = open(&phone, &network).await;
    client.sync(None).await.unwrap();
    while client.items().load_older().await.unwrap() {}
    assert_eq!(all(&client, Scope::All, 200).await.len(), 300);

    let gate = Arc::new(Notify::new());
    let held = Arc::clone(&gate);
    network.take_requested();
    network.change(move |request| match path(request).as_str() {
        "/v1/feed.json" => Answer::held(&held, &page(&[], None, 300)),
        _ => Answer::status(404),
    });
    let syncing = tokio::spawn({
        let client = Arc::clone(&client);
        async move { client.sync(None).await }
    });
    network.until_requested("after=300").await;
    let less = Retention { days: 90, text_megabytes: 10, picture_megabytes: 0 };
    client.storage().set_retention(less).await.unwrap();
    let left = all(&client, Scope::All, 200).await.len();
    assert!(left < 300, "{left}");
    gate.notify_one();
    syncing.await.unwrap().unwrap();

    client.storage().set_retention(Retention { text_megabytes: 200, ..less }).await.unwrap();
    network.change(pages);
    while client.items().load_older().await.unwrap() {}
    assert_eq!(all(&client, Scope::All, 200).await.len(), 300, "scrolling finds the evicted items again");
}

#[tokio::test]
async fn older_page_does_not_wait_for_a_sync_that_hangs() {
    let items: Vec<Value> = (0..4).rev().map(|n| item(&format!("i{n}"), n + 1, n, "<p>正文</p>")).collect();
    let (newest, older) = (page(&items[..2], Some("older.json"), 4), page(&items[2..], None, 4));
    let network = DatedNetwork::new(move |request| match path(request).as_str() {
        "/v1/older.json" => Answer::json(&older),
        _ => Answer::json(&newest),
    });
    let phone = Phone::configured(Some(PUBLISHER.to_owned()));
    let client = open(&phone, &network).await;
    client.sync(None).await.unwrap();
    let gate = Arc::new(Notify::new());
    let held = Arc::clone(&gate);
    let again = page(&items[2..], None, 4);
    let new = page(&[item("i4", 5, 5, "<p>新</p>")], None, 5);
    network.change(move |request| match path(request).as_str() {
        "/v1/older.json" => Answer::json(&again),
        _ => Answer::held(&held, &new),
    });
    let syncing = tokio::spawn({
        let client = Arc::clone(&client);
        async move { client.sync(None).await }
    });
    network.until_requested("after=4").await;
    let items = client.items();
    let loading = tokio::time::timeout(Duration::from_secs(10), items.load_older());
    assert!(!loading.await.expect("it does not wait").unwrap());
    assert_eq!(all(&client, Scope::All, 50).await.len(), 4);
    gate.notify_one();
    assert_eq!(counts(&syncing.await.unwrap().unwrap()), (1, 0, 0));
    assert_eq!(all(&client, Scope::All, 50).await.len(), 5);
    assert_eq!(one::<Option<String>>(phone.folder(), "SELECT older FROM origin"), None, "both kept what they learned");
    assert_eq!(one::<i64>(phone.folder(), "SELECT cursor FROM origin"), 5);
}

#[tokio::test]
async fn reset_during_a_sync_stands() {
    let first = page(&[item("a", 500, 1, "<p>从前</p>")], None, 500);
    let network = DatedNetwork::new(move |_| Answer::json(&first));
    let phone = Phone::configured(Some(PUBLISHER.to_owned()));
    let client = open(&phone, &network).await;
    client.sync(None).await.unwrap();
    // The publisher lost its data. An answer from before is under way when the person resets.
    let gate = Arc::new(Notify::new());
    let held = Arc::clone(&gate);
    let before = page(&[item("b", 501, 2, "<p>从前的另一条</p>")], None, 501);
    let today = page(&[item("a", 5, 1, "<p>如今</p>")], None, 5);
    network.change(move |request| match request.address.query() {
        Some("after=500") => Answer::held(&held, &before),
        _ => Answer::json(&today),
    });
    let syncing = tokio::spawn({
        let client = Arc::clone(&client);
        async move { client.sync(None).await }
    });
    network.until_requested("after=500").await;
    let reset = client.sources();
    let reset = tokio::time::timeout(Duration::from_secs(10), reset.reset_publisher());
    reset.await.expect("it does not wait").unwrap();
    gate.notify_one();
    syncing.await.unwrap().unwrap();
    client.sync(None).await.unwrap();
    let rows = all(&client, Scope::All, 50).await;
    assert_eq!(rows.iter().map(|row| row.summary.as_str()).collect::<Vec<_>>(), ["如今"]);
    assert_eq!(one::<i64>(phone.folder(), "SELECT cursor FROM origin"), 5);
}

#[tokio::test]
async fn moved_publisher_of_many_pages_is_not_overwritten_by_an_old_copy() {
    let items = |text: &str, sequence: i64| -> Vec<Value> {
        (0..6).rev().map(|n| item(&format!("i{n}"), sequence + n, n, &format!("<p>{text}</p>"))).collect()
    };
    let whole = page(&items("原先", 1), None, 10);
    let network = DatedNetwork::new(move |_| Answer::json(&whole));
    let phone = Phone::configured(Some(PUBLISHER.to_owned()));
    let client = open(&phone, &network).await;
    client.sync(None).await.unwrap();
    client.shut_down().await.unwrap();

    let new = items("更正之后", 100);
    let pages =
        [page(&new[..2], Some("b.json"), 200), page(&new[2..4], Some("c.json"), 200), page(&new[4..], None, 200)];
    network.change(move |request| match path(request).as_str() {
        "/v1/b.json" => Answer::json(&pages[1]),
        "/v1/c.json" => Answer::json(&pages[2]),
        "/v1/feed.json" if request.address.query().is_none() => Answer::json(&pages[0]),
        "/v1/feed.json" => Answer::json(&page(&[], None, 200)),
        _ => Answer::status(404),
    });
    let phone = phone.at(MOVED.to_owned());
    let client = open(&phone, &network).await;
    client.sync(None).await.unwrap();
    let sequences = |folder: &Path| -> Vec<i64> {
        let cache = rusqlite::Connection::open(folder.join("cache.sqlite3")).unwrap();
        let mut query = cache.prepare("SELECT sequence FROM item ORDER BY published DESC").unwrap();
        query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    assert_eq!(sequences(phone.folder()), [105, 104, 103, 102, 101, 100]);

    // A cache on the way has old copies, of every page.
    let stale = items("更正之前", 50);
    rusqlite::Connection::open(phone.folder().join("cache.sqlite3"))
        .unwrap()
        .execute("UPDATE origin SET older = 'http://127.0.0.1:11/v1/feed.json'", [])
        .unwrap();
    network.change(move |_| Answer::json(&page(&stale, None, 60)));
    client.items().load_older().await.unwrap();
    for number in 0..6 {
        let row = client.items().get(format!("i{number}")).await.unwrap().article.row;
        assert_eq!(row.summary, "更正之后", "{}", row.id);
    }
}

#[tokio::test]
async fn moving_is_finished_by_the_next_sync_if_it_is_cut_off() {
    let items = |sequence: i64| -> Vec<Value> {
        (0..6).rev().map(|n| item(&format!("i{n}"), sequence + n, n, "<p>正文</p>")).collect()
    };
    let whole = page(&items(1_000), None, 2_000);
    let network = DatedNetwork::new(move |_| Answer::json(&whole));
    let phone = Phone::configured(Some(PUBLISHER.to_owned()));
    let client = open(&phone, &network).await;
    client.sync(None).await.unwrap();
    client.shut_down().await.unwrap();
    let new = items(1);
    let (newest, older) = (page(&new[..3], Some("b.json"), 10), page(&new[3..], None, 10));
    let first = newest.clone();
    network.change(move |request| match path(request).as_str() {
        "/v1/feed.json" => Answer::json(&first),
        _ => Answer::Unreachable,
    });
    let phone = phone.at(MOVED.to_owned());
    let client = open(&phone, &network).await;
    assert_eq!(client.sync(None).await.unwrap_err().code(), "unreachable");
    assert_eq!(all(&client, Scope::All, 50).await.len(), 6, "nothing is taken away before something came");
    client.shut_down().await.unwrap();
    network.change(move |request| match path(request).as_str() {
        "/v1/b.json" => Answer::json(&older),
        "/v1/feed.json" => Answer::json(&newest),
        _ => Answer::status(404),
    });
    let client = open(&phone, &network).await;
    client.sync(None).await.unwrap();
    assert_eq!(one::<i64>(phone.folder(), "SELECT max(sequence) FROM item"), 6);
    assert_eq!(one::<i64>(phone.folder(), "SELECT min(sequence) FROM item"), 1);
}
