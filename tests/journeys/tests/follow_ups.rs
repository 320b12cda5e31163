//! The result of what a person does is decided by the commit of what they did. What follows from it may fail or take long: it is
//! neither reported nor waited for, and done later.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::{Value, json};
use songming_core::{
    AppealDraft, Client, MarkAction, MarkRequest, OfflineTarget, RadarRule, Retention, Scope, SyncBudget,
};
use songming_journeys::phone::{STATEMENT, all};
use songming_journeys::scripted_network::{item, page};
use songming_journeys::{Outcome, Phone, ScriptedNetwork, TestClock};

const PUBLISHER: &str = "http://127.0.0.1:9";
/// For how long a statement waits for another process's lock.
const LOCK_WAIT: Duration = Duration::from_secs(5);
const TEXTS: SyncBudget = SyncBudget { seconds: 60, bytes: 50_000_000, picture_bytes: 0 };

fn feed_of_others(address: &str) -> Value {
    let item =
        json!({"id": address, "title": format!("消息 {address}"), "content_text": format!("一条消息 {address}")});
    json!({"version": "https://jsonfeed.org/version/1.1", "title": "外面的消息", "items": [item]})
}

fn network() -> Arc<ScriptedNetwork> {
    let mut kept = item("kept", 1, 1, "<p>稀有词</p>");
    kept["attachments"] =
        json!([{"url": format!("{PUBLISHER}/form.pdf"), "mime_type": "application/pdf", "title": "表"}]);
    let publisher = page(&[kept], 1);
    ScriptedNetwork::new(move |request| match request.address.port() {
        Some(9) if request.address.path().ends_with(".pdf") => Outcome::status(200, b"form"),
        Some(9) if request.body.is_some() => Outcome::Unreachable,
        Some(9) => Outcome::json(&publisher),
        _ => Outcome::json(&feed_of_others(request.address.as_str())),
    })
}

fn rule(name: &str) -> RadarRule {
    RadarRule { name: name.into(), words: vec!["稀有词".into()], ..RadarRule::default() }
}

fn kept() -> OfflineTarget {
    OfflineTarget::Item { id: "kept".into() }
}

/// Keeps every writer out of a database of the phone until it is dropped.
fn lock(folder: &Path, file: &str) -> Connection {
    let connection = Connection::open(folder.join(file)).unwrap();
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    connection
}

fn count(folder: &Path, sql: &str) -> i64 {
    Connection::open(folder.join("outbox.sqlite3")).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
}

async fn titles(client: &Client) -> BTreeSet<String> {
    all(client, Scope::All, 200).await.into_iter().map(|row| row.title).collect()
}

/// The cache is busy for as long as it likes: every action is done, at once, and stored once.
#[tokio::test]
async fn busy_cache_fails_and_delays_nothing_that_a_person_does() {
    let phone = Phone::configured(Some(PUBLISHER.into()));
    let (network, clock) = (network(), Arc::new(TestClock::default()));
    let client = phone.open_on(&network, &clock).await;
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    client.sync(Some(TEXTS)).await.unwrap();
    let gone = client.sources().add("http://127.0.0.1:21/f".into()).await.unwrap();
    let draft = AppealDraft { title: "旧的".into(), text: "旧的".into(), ..AppealDraft::default() };
    let old = client.appeals().save(draft.clone()).await.unwrap().id;
    let deleted = client.radar().save(rule("旧的")).await.unwrap();

    let busy = lock(phone.folder(), "cache.sqlite3");
    let began = Instant::now();
    let (appeals, radar, storage, sources) = (client.appeals(), client.radar(), client.storage(), client.sources());
    let (listening, items) = (client.listening(), client.items());
    let retention = Retention { text_megabytes: 100, ..Retention::default() };
    let like = MarkRequest { id: "kept".into(), action: MarkAction::Like { on: true } };
    let new = AppealDraft { title: "新的".into(), ..draft };
    let done = tokio::join!(
        async { radar.save(rule("新的")).await.map(drop) },
        async { radar.delete(deleted).await },
        async { storage.keep_offline(kept(), true).await },
        async { storage.set_retention(retention).await },
        async { sources.remove(gone.id.clone()).await },
        async { sources.add("http://127.0.0.1:22/f".into()).await.map(drop) },
        async { appeals.save(new).await.map(drop) },
        async { appeals.delete(old, false).await },
        async { listening.add(vec!["kept".into()]).await },
    );
    let took = began.elapsed();
    assert_eq!(done, (Ok(()), Ok(()), Ok(()), Ok(()), Ok(()), Ok(()), Ok(()), Ok(()), Ok(())));
    assert!(took < LOCK_WAIT, "{took:?}");
    // A second try of what was done adds nothing.
    let again = sources.add("http://127.0.0.1:22/f".into()).await.unwrap();
    assert_eq!(sources.list().await.unwrap().len(), 2, "the publisher and {}", again.id);
    storage.keep_offline(kept(), true).await.unwrap();
    listening.add(vec!["kept".into()]).await.unwrap();
    drop(busy);
    items.mark(vec![like]).await.unwrap();

    client.sync(Some(TEXTS)).await.unwrap();
    assert_eq!(
        titles(&client).await,
        BTreeSet::from(["标题 kept".into(), "消息 http://127.0.0.1:22/f".into()]),
        "the items of the removed feed went, those of the new one came"
    );
    let overview = radar.overview().await.unwrap();
    assert_eq!(overview.rules.iter().map(|one| (one.rule.name.as_str(), one.hits)).collect::<Vec<_>>(), [("新的", 1)]);
    assert_eq!(storage.load_offline(kept()).await.unwrap().fetched, 1);
    assert_eq!(storage.usage().await.unwrap().retention, retention);
    assert_eq!(client.government().overview().await.unwrap().appeals.len(), 1);
    for (table, rows) in [("radar", 1), ("kept", 1), ("source", 1), ("appeal", 1), ("listening", 1)] {
        assert_eq!(count(phone.folder(), &format!("SELECT count(*) FROM {table}")), rows, "{table}");
    }
}

/// What was left undone when the phone was switched off is done by the next start, without a network.
#[tokio::test]
async fn next_start_does_what_follows() {
    let phone = Phone::configured(Some(PUBLISHER.into()));
    let clock = Arc::new(TestClock::default());
    let client = phone.open_on(&network(), &clock).await;
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    client.sync(Some(TEXTS)).await.unwrap();
    let source = client.sources().add("http://127.0.0.1:21/f".into()).await.unwrap();
    let busy = lock(phone.folder(), "cache.sqlite3");
    client.sources().remove(source.id).await.unwrap();
    client.radar().save(rule("规则")).await.unwrap();
    client.shut_down().await.unwrap();
    drop((client, busy));
    let client = phone.open_on(&ScriptedNetwork::new(|_| Outcome::Unreachable), &clock).await;
    let wanted = BTreeSet::from(["标题 kept".to_owned()]);
    for _ in 0..200 {
        let hits = client.radar().overview().await.unwrap().rules[0].hits;
        if titles(&client).await == wanted && hits == 1 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{:?}", titles(&client).await);
}

/// An outbox that lost its subscriptions says nothing about what the person removed.
#[tokio::test]
async fn items_of_a_feed_are_deleted_only_because_the_person_removed_it() {
    let phone = Phone::configured(Some(PUBLISHER.into()));
    let client = phone.open_on(&network(), &Arc::new(TestClock::default())).await;
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    client.sync(Some(TEXTS)).await.unwrap();
    client.sources().add("http://127.0.0.1:21/f".into()).await.unwrap();
    let outbox = Connection::open(phone.folder().join("outbox.sqlite3")).unwrap();
    outbox.execute("DELETE FROM source", []).unwrap();
    client.sync(Some(TEXTS)).await.unwrap();
    assert!(titles(&client).await.contains("消息 http://127.0.0.1:21/f"));
    // Added again, it is a feed as any other.
    client.sources().add("http://127.0.0.1:21/f".into()).await.unwrap();
    client.sync(Some(TEXTS)).await.unwrap();
    assert_eq!(titles(&client).await.len(), 2);
}

/// The story is hidden by the version of a feed; when the feed goes, the story stays hidden.
#[tokio::test]
async fn hidden_story_stays_hidden_when_a_source_is_removed() {
    let text = "嵩明县杨林镇昨日举行秋季农产品展销会，来自全县各村的四十多家合作社带来新米、鲜花、蔬菜与果品。展销会为期三天，\
                设有品鉴、直播和技术咨询，县农业农村局负责人说，今年的订单比去年多了两成，农户的收入也跟着涨了。"
        .repeat(2);
    let network = ScriptedNetwork::new(move |request| {
        let item = json!({"id": request.address.as_str(), "content_text": text, "title": "杨林镇举行秋季农产品展销会",
            "date_published": "2026-11-24T00:00:00Z"});
        Outcome::json(&json!({"version": "https://jsonfeed.org/version/1.1", "title": "外面", "items": [item]}))
    });
    for bearer_goes in [true, false] {
        let phone = Phone::configured(None);
        let client = phone.open_on(&network, &Arc::new(TestClock::default())).await;
        client.privacy().accept(STATEMENT.into()).await.unwrap();
        let first = client.sources().add("http://127.0.0.1:21/f".into()).await.unwrap();
        let second = client.sources().add("http://127.0.0.1:22/f".into()).await.unwrap();
        let rows = all(&client, Scope::All, 200).await;
        assert_eq!((rows.len(), rows[0].versions), (1, 2));
        let hide = MarkAction::Hide { on: true };
        client.items().mark(vec![MarkRequest { id: rows[0].id.clone(), action: hide }]).await.unwrap();
        let bears = |id: &str| rows[0].id.starts_with(id);
        let gone = if bears(&first.id) == bearer_goes { first.id } else { second.id };
        client.sources().remove(gone).await.unwrap();
        assert_eq!(titles(&client).await, BTreeSet::new(), "{bearer_goes}");
        client.sync(Some(TEXTS)).await.unwrap();
        assert_eq!(titles(&client).await, BTreeSet::new(), "{bearer_goes}");
        assert_eq!(all(&client, Scope::Hidden, 200).await.len(), 1, "{bearer_goes}");
    }
}
