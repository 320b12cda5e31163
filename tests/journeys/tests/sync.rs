//! Sync with a publisher, and reading offline.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use serde_json::json;
use songming_core::{ItemRow, NetworkClass, Scope, SyncOutcome};
use songming_journeys::phone::{STATEMENT, all, counts, fill};
use songming_journeys::{Phone, TestPublisher};

#[tokio::test]
async fn nothing_is_sent_without_consent() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open().await;
    assert!(!client.privacy().consent().await.unwrap().given);
    for refused in [
        client.sync(None).await.err(),
        client.items().load_older().await.err(),
        client.sources().add(format!("{}/rss.xml", publisher.address())).await.err(),
    ] {
        assert_eq!(refused.expect("refused").code(), "no-consent");
    }
    assert!(publisher.record().await.requests.is_empty());
    assert_eq!(client.home().await.unwrap().latest, []);

    client.privacy().accept("2026-11".into()).await.unwrap();
    client.sync(None).await.unwrap();
    assert!(!client.home().await.unwrap().latest.is_empty());

    client.privacy().withdraw("2026-11".into()).await.unwrap();
    publisher.reset().await;
    assert_eq!(client.sync(None).await.unwrap_err().code(), "no-consent");
    client.shut_down().await.unwrap();
    let client = phone.open().await;
    assert_eq!(client.sync(None).await.unwrap_err().code(), "no-consent");
    assert!(publisher.record().await.requests.is_empty());
    assert!(!client.home().await.unwrap().latest.is_empty(), "what is on the phone stays readable");
}

#[tokio::test]
async fn first_sync_fetches_the_newest_page_and_older_pages_come_on_demand() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open().await;
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    client.set_network(NetworkClass::Metered);
    client.sync(None).await.unwrap();
    assert_eq!(publisher.record().await.requests.len(), 2, "the page and the catalogue, and no picture");
    let first = all(&client, Scope::All, 20).await;
    assert_eq!(first.iter().map(|row| row.versions).sum::<u32>(), 50, "cards and their versions");
    assert!(client.items().list(Scope::All, None, 50).await.unwrap().older);
    fill(&client).await;
    let rows = all(&client, Scope::All, 7).await;
    assert!(rows.len() >= 80);
    assert!(!client.items().list(Scope::All, None, 200).await.unwrap().older);
    assert!(rows.is_sorted_by(|a, b| a.published >= b.published));
    let mut ids: Vec<_> = rows.iter().map(|row| &row.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), rows.len(), "paging shows each item once");
    let ids = |rows: &[ItemRow]| rows.iter().map(|row| row.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&rows[..first.len()]), ids(&first), "older pages change nothing above them");

    let catalogue = client.items().catalogue().await.unwrap();
    assert_eq!((catalogue.channels.len(), catalogue.sectors.len(), catalogue.parks.len()), (7, 5, 5));
    let mut by_channel = std::collections::HashSet::new();
    for channel in catalogue.channels {
        let rows = all(&client, Scope::Channel { code: channel.code }, 50).await;
        assert!(rows.iter().all(|row| row.source == channel.name));
        by_channel.extend(rows.into_iter().map(|row| row.id));
    }
    assert!(rows.iter().all(|row| by_channel.contains(&row.id)), "what stands in front does so on its channel too");
    for row in &rows {
        let article = client.items().get(row.id.clone()).await.unwrap().article;
        assert_eq!(article.row.title, row.title);
        assert!(!article.blocks.is_empty(), "{}", row.id);
        assert!(!article.capped);
    }
}

#[tokio::test]
async fn sync_without_news_is_one_small_request() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    publisher.reset().await;
    let report = client.sync(None).await.unwrap();
    assert_eq!(report.sources[0].outcome, SyncOutcome::Unchanged);
    let passed = publisher.record().await;
    assert_eq!(passed.requests.len(), 1);
    assert_eq!(passed.requests[0].2, 304);
    assert!(passed.bytes < 1024, "{} bytes", passed.bytes);
    // The client's count of bytes is near the socket's.
    let told = report.traffic.sent + report.traffic.received;
    assert!(told.abs_diff(passed.bytes) * 4 < passed.bytes, "told {told}, saw {}", passed.bytes);

    // Also after a restart.
    client.shut_down().await.unwrap();
    let client = phone.open().await;
    publisher.reset().await;
    client.sync(None).await.unwrap();
    assert_eq!(publisher.record().await.requests.iter().map(|one| one.2).collect::<Vec<_>>(), [304]);
}

#[tokio::test]
async fn cost_of_a_delta_follows_the_change_not_the_cache() {
    let mut costs = Vec::new();
    for cached in [100, 2_000] {
        let publisher = TestPublisher::synthetic(cached, 500);
        let phone = Phone::new(&publisher);
        let client = phone.open_synced().await;
        fill(&client).await;
        let mut cost = Vec::new();
        for text in ["短讯", &"嵩明秋收".repeat(2_000)] {
            // Random letters do not compress, so the change itself is large.
            let noise: String =
                text.chars().map(|c| char::from_u32(0x4e00 + fastrand::u32(..5000)).unwrap_or(c)).collect();
            publisher.publish("新的一条", &format!("<p>{noise}</p>")).await;
            publisher.reset().await;
            assert_eq!(counts(&client.sync(None).await.unwrap()), (1, 0, 0));
            let passed = publisher.record().await;
            assert_eq!(passed.requests.len(), 1);
            cost.push(passed.bytes);
        }
        costs.push(cost);
    }
    assert!(costs[0][1] > costs[0][0] * 3, "grows with the change: {costs:?}");
    for size in 0..2 {
        let (small, large) = (costs[0][size] as f64, costs[1][size] as f64);
        assert!((large / small - 1.0).abs() < 0.1, "does not grow with the cache: {costs:?}");
    }
}

#[tokio::test]
async fn revision_replaces_the_item_and_gives_its_reason() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    let rows = all(&client, Scope::All, 50).await;
    let old = &rows[3];
    assert!(!old.corrected);
    let order = json!({"id": old.id, "title": "更正后的标题", "correction": {"reason": "数字有误，应为三百亩"}});
    publisher.control("/revise", order).await;
    assert_eq!(counts(&client.sync(None).await.unwrap()), (0, 1, 0));
    let now = all(&client, Scope::All, 50).await;
    assert_eq!((now[3].id.as_str(), now[3].title.as_str()), (old.id.as_str(), "更正后的标题"));
    assert!(now[3].corrected);
    assert_eq!(now.len(), rows.len(), "an edited item is not new");
    let correction = client.items().get(old.id.clone()).await.unwrap().article.correction.expect("a correction");
    assert_eq!(correction.reason, "数字有误，应为三百亩");
}

#[tokio::test]
async fn withdrawn_text_is_in_no_file() {
    let publisher = TestPublisher::synthetic(300, 50);
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    fill(&client).await;
    // Rows of many sizes that grow and shrink make SQLite move their neighbours between pages.
    let mut ids = Vec::new();
    for number in 0..12 {
        let marker = format!("撤稿标记{number}号");
        let body = format!("<p>{}{marker}</p>", "正文".repeat(20 + number * 150));
        ids.push(publisher.publish(&format!("将被撤回的第{number}条{marker}"), &body).await);
        client.sync(None).await.unwrap();
    }
    for (number, id) in ids.iter().enumerate() {
        let body = format!("<p>{}撤稿标记{number}号</p>", "改过的正文".repeat(400 - number * 30));
        publisher.control("/revise", json!({"id": id, "content_html": body})).await;
        client.sync(None).await.unwrap();
    }
    assert!(!phone.files_with("撤稿标记3号").is_empty(), "it was there");
    let rows = all(&client, Scope::All, 200).await;
    for id in &ids {
        publisher.withdraw(id).await;
    }
    assert_eq!(counts(&client.sync(None).await.unwrap()), (0, 0, 12));
    for number in 0..12 {
        assert_eq!(phone.files_with(&format!("撤稿标记{number}号")), [] as [&std::path::Path; 0]);
    }
    assert_eq!(client.items().get(ids[0].clone()).await.unwrap_err().code(), "withdrawn");
    assert_eq!(all(&client, Scope::All, 200).await.len(), rows.len() - 12);
    // Neither an older page nor a restart brings it back.
    client.shut_down().await.unwrap();
    let client = phone.open().await;
    client.sync(None).await.unwrap();
    assert_eq!(client.items().get(ids[0].clone()).await.unwrap_err().code(), "withdrawn");
}

#[tokio::test]
async fn everything_is_readable_without_a_network() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    let rows = all(&client, Scope::All, 20).await;
    publisher.fault(json!({"mode": "down"})).await;
    assert_eq!(client.sync(None).await.unwrap_err().code(), "cut");
    client.set_network(NetworkClass::Offline);
    publisher.reset().await;
    assert_eq!(client.sync(None).await.unwrap_err().code(), "no-network");
    assert!(publisher.record().await.requests.is_empty());
    client.shut_down().await.unwrap();
    drop(publisher);
    let client = phone.open().await;
    assert_eq!(client.sync(None).await.unwrap_err().code(), "unreachable");
    assert_eq!(all(&client, Scope::All, 20).await.len(), rows.len());
    for row in rows {
        assert!(!client.items().get(row.id).await.unwrap().article.blocks.is_empty());
    }
    assert!(client.home().await.unwrap().updated.is_some());
}

#[tokio::test]
async fn lost_cursor_is_reconciled_and_removed_items_are_removed() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    fill(&client).await;
    let before = all(&client, Scope::All, 200).await;
    let (young, old) = (&before[2], &before[before.len() - 2]);
    publisher.withdraw(&young.id).await;
    publisher.withdraw(&old.id).await;
    let added = publisher.control("/publish", json!({"title": "久别重逢", "content_html": "<p>正文</p>"})).await;
    publisher.control("/forget", json!({"before": added["sequence"]})).await;
    let report = client.sync(None).await.unwrap();
    assert_eq!(counts(&report), (1, 0, 2));
    let after = all(&client, Scope::All, 200).await;
    assert_eq!(after.len(), before.len() - 1);
    assert!(after.iter().any(|row| row.id == added["id"].as_str().unwrap()));
    assert!(after.iter().all(|row| row.id != young.id && row.id != old.id));
    assert_eq!(client.sync(None).await.unwrap().sources[0].outcome, SyncOutcome::Unchanged);
}

#[tokio::test]
async fn moved_publisher_is_reconciled() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    fill(&client).await;
    let before = all(&client, Scope::All, 200).await;
    client.shut_down().await.unwrap();
    drop(publisher);
    let moved = TestPublisher::sample();
    moved.withdraw(&before[1].id).await;
    let phone = phone.moved_to(&moved);
    let client = phone.open().await;
    // The other publisher's items replace those of the same id, whatever their sequences.
    let (added, _, withdrawn) = counts(&client.sync(None).await.unwrap());
    assert_eq!((added, withdrawn), (0, 1));
    let after = all(&client, Scope::All, 200).await;
    assert_eq!(after.len(), before.len() - 1);
    assert!(after[0].image.as_ref().unwrap().url.starts_with(&moved.address()));
    assert_eq!(client.sync(None).await.unwrap().sources[0].outcome, SyncOutcome::Unchanged);
}

#[tokio::test]
async fn new_channel_needs_catalogue_data_only() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    let mut channels: Vec<_> = client
        .items()
        .catalogue()
        .await
        .unwrap()
        .channels
        .into_iter()
        .map(|term| json!({"code": term.code, "name": term.name, "medium": "web"}))
        .collect();
    channels.push(json!({"code": "radio", "name": "嵩明之声", "medium": "radio"}));
    publisher.control("/catalogue", json!({"channels": channels})).await;
    let item = json!({"title": "早间广播", "content_html": "<p>正文</p>", "channel": "radio"});
    let id = publisher.control("/publish", item).await["id"].as_str().unwrap().to_owned();
    client.sync(None).await.unwrap();
    assert_eq!(client.items().catalogue().await.unwrap().channels.len(), 8);
    assert_eq!(client.items().get(id).await.unwrap().article.row.source, "嵩明之声");
    // A change of the catalogue alone is fetched, too.
    publisher.control("/catalogue", json!({"title": "嵩明融媒（新）"})).await;
    client.sync(None).await.unwrap();
    assert_eq!(client.items().catalogue().await.unwrap().title, "嵩明融媒（新）");
    publisher.reset().await;
    client.sync(None).await.unwrap();
    assert_eq!(publisher.record().await.requests.iter().map(|one| one.2).collect::<Vec<_>>(), [304]);
}
