//! What was fetched for one item never becomes another item's, whatever happens to the rows and the files meanwhile.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use songming_core::{Client, OfflineTarget};
use songming_journeys::phone::STATEMENT;
use songming_journeys::scripted_network::{item, page};
use songming_journeys::{Outcome, Phone, ScriptedNetwork, TestClock};
use tokio::sync::Notify;

const PUBLISHER: &str = "http://127.0.0.1:9";

fn with_document(id: &str, sequence: i64) -> Value {
    let mut item = item(id, sequence, sequence, "<p>正文</p>");
    item["attachments"] =
        json!([{"url": format!("{PUBLISHER}/{id}.pdf"), "mime_type": "application/pdf", "title": id}]);
    item
}

fn target(id: &str) -> OfflineTarget {
    OfflineTarget::Item { id: id.into() }
}

async fn document_of(client: &Client, id: &str) -> Option<String> {
    let page = client.items().get(id.into()).await.unwrap();
    let file = page.article.documents.into_iter().find_map(|one| one.file)?;
    Some(String::from_utf8(std::fs::read(file).unwrap()).unwrap())
}

/// The document of one item is under way, the person lets the item go and keeps another one, whose row gets the next key.
#[tokio::test]
async fn document_of_an_item_that_was_let_go_is_not_shown_with_the_next_one() {
    let phone = Phone::configured(Some(PUBLISHER.into()));
    let feed = page(&[with_document("b", 2), with_document("a", 1)], 2);
    let network = ScriptedNetwork::new(move |_| Outcome::json(&feed));
    let client = phone.open_on(&network, &Arc::new(TestClock::default())).await;
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    client.sync(None).await.unwrap();
    let released = Arc::new(Notify::new());
    let held = Arc::clone(&released);
    network.follow(move |request| match request.address.path() {
        "/a.pdf" => Outcome::Held(Arc::clone(&held), 200, b"document of a".to_vec()),
        _ => Outcome::Unreachable,
    });
    client.storage().keep_offline(target("a"), true).await.unwrap();
    let loading = tokio::spawn({
        let client = Arc::clone(&client);
        async move { client.storage().load_offline(target("a")).await }
    });
    while !network.requests().iter().any(|address| address.ends_with("a.pdf")) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    client.storage().keep_offline(target("a"), false).await.unwrap();
    client.storage().keep_offline(target("b"), true).await.unwrap();
    released.notify_one();
    let _ = loading.await.unwrap();
    assert_eq!(document_of(&client, "b").await, None);
    // It can still be fetched, and is its own.
    network.follow(|request| match request.address.path() {
        "/b.pdf" => Outcome::status(200, b"document of b"),
        _ => Outcome::Unreachable,
    });
    client.storage().load_offline(target("b")).await.unwrap();
    assert_eq!(document_of(&client, "b").await.as_deref(), Some("document of b"));
}
