//! What a radar rule found stays found, however much other rules find.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::sync::Arc;

use serde_json::Value;
use songming_core::RadarRule;
use songming_journeys::phone::STATEMENT;
use songming_journeys::scripted_network::{item, page};
use songming_journeys::{Outcome, Phone, ScriptedNetwork, TestClock};

#[tokio::test]
async fn hits_of_new_rules_do_not_push_out_an_unseen_one() {
    let phone = Phone::configured(Some("http://127.0.0.1:9".into()));
    let text = "<p>园区 企业 产业 补助 政策 发展</p>";
    let items: Vec<Value> = (0..1_000).rev().map(|n| item(&format!("i{n}"), n + 1, n, text)).collect();
    let feed = page(&items, 1_000);
    let network = ScriptedNetwork::new(move |_| Outcome::json(&feed));
    let client = phone.open_on(&network, &Arc::new(TestClock::default())).await;
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    client.sync(None).await.unwrap();
    let rule = |word: &str| RadarRule { name: word.into(), words: vec![word.into()], ..RadarRule::default() };
    let first = client.radar().save(rule("稀有词")).await.unwrap();
    let news = page(&[item("rare", 1_001, 1_000, "<p>稀有词</p>")], 1_001);
    network.follow(move |_| Outcome::json(&news));
    client.sync(None).await.unwrap();
    let found = async || {
        let hits = client.radar().hits(Some(first.clone()), None, 10).await.unwrap();
        (client.radar().overview().await.unwrap().unseen, hits.items.len())
    };
    assert_eq!(found().await, (1, 1));
    for word in ["园区", "企业", "产业", "补助", "政策", "发展"] {
        client.radar().save(rule(word)).await.unwrap();
    }
    assert_eq!(found().await, (1, 1));
    // Nor once it was seen: every rule shows its latest.
    client.radar().mark_seen(None).await.unwrap();
    assert_eq!(found().await, (0, 1));
}
