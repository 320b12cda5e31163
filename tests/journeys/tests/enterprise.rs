//! An enterprise: its radar finds a new policy on a failing network, counts it once, and makes a reminder of its deadline. No
//! request contains anything about its rules.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::fs;
use std::sync::Arc;

use serde_json::json;
use songming_core::{
    Client, HomeChoice, HomeFamily, ItemDetails, ItemKind, PolicyRequest, RadarRule, ReminderKind, Scope, SyncBudget,
};
use songming_journeys::phone::{STATEMENT, all, fill};
use songming_journeys::{Phone, TestClock, TestPublisher};

const TEXTS: SyncBudget = SyncBudget { seconds: 60, bytes: 50_000_000, picture_bytes: 0 };

fn rule() -> RadarRule {
    RadarRule {
        name: "我厂的秘密关注".into(),
        sectors: vec!["auto".into(), "equipment".into()],
        kinds: vec![ItemKind::Policy],
        words: vec!["电驱动总成".into(), "智能化改造".into()],
        excluded: vec!["光伏".into()],
        size: Some("small".into()),
        remind: Some(5),
        ..RadarRule::default()
    }
}

async fn policy(publisher: &TestPublisher, id: &str, text: &str) {
    let order = json!({"id": id, "title": format!("办法 {id}"), "content_html": format!("<p>{text}</p>"), "kind": "policy",
        "module": "industry", "sectors": ["auto"], "parks": ["etdz"],
        "policy": {"issuer": "经开区（样例）", "applies_to": "企业", "deadline": "2099-11-30", "contact": "0871-0000-0016",
            "sizes": ["micro", "small"]}});
    publisher.control("/publish", order).await;
}

async fn hits(client: &Client) -> Vec<String> {
    let page = client.radar().hits(None, None, 200).await.unwrap();
    page.items.into_iter().map(|hit| hit.row.id).collect()
}

#[tokio::test]
async fn radar_counts_each_policy_once_on_a_failing_network() {
    let publisher = TestPublisher::synthetic(30, 10);
    let phone = Phone::new(&publisher);
    let client = phone.open().await;
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    let id = client.radar().save(rule()).await.unwrap();
    let mut dice = fastrand::Rng::with_seed(20_261_124);
    let mut client = client;
    let mut expected: Vec<String> = Vec::new();
    for round in 0..10 {
        for number in 0..3 {
            let id = format!("p{round}-{number}");
            match dice.u8(..3) {
                0 => policy(&publisher, &id, "支持<b>智能化</b>改造。").await,
                1 => policy(&publisher, &id, "支持智能化改造，光伏除外。").await,
                _ => policy(&publisher, &id, "支持开拓市场。").await,
            }
            if dice.bool() {
                // A withdrawal deletes its hit.
                policy(&publisher, &format!("{id}-gone"), "电驱动总成").await;
                publisher.withdraw(&format!("{id}-gone")).await;
            }
        }
        let fault = match dice.u8(..5) {
            0 => json!({"mode": "cut", "after_bytes": dice.u32(..4_000), "times": dice.u32(1..4)}),
            1 => json!({"mode": "status", "status": 503, "retry_after": 1, "times": 1}),
            2 => json!({"mode": "down", "times": 2}),
            3 => json!({"mode": "body", "content_type": "application/feed+json", "body": "{\"items\":[", "times": 1}),
            _ => json!({"mode": "none"}),
        };
        publisher.fault(fault).await;
        let _ = client.sync(Some(TEXTS)).await;
        if dice.bool() {
            // After a kill or a shutdown the hits are there.
            if dice.bool() {
                client.shut_down().await.unwrap();
            }
            drop(client);
            client = phone.open().await;
        }
        publisher.clear_fault().await;
    }
    client.sync(Some(TEXTS)).await.unwrap();
    fill(&client).await;
    client.sync(Some(TEXTS)).await.unwrap();
    for row in all(&client, Scope::Module { code: "industry".into() }, 200).await {
        let text: String = format!("{:?}", client.items().get(row.id.clone()).await.unwrap().article.blocks);
        if row.id.starts_with('p') && text.contains("改造") && !text.contains("光伏") {
            expected.push(row.id);
        }
    }
    let mut found = hits(&client).await;
    found.sort();
    expected.sort();
    assert!(!expected.is_empty());
    assert_eq!(found, expected);
    let radar = client.radar().overview().await.unwrap();
    assert_eq!((radar.rules[0].hits, radar.unseen), (expected.len() as u32, expected.len() as u32));
    assert_eq!(client.home().await.unwrap().radar_unseen, radar.unseen);
    client.radar().mark_seen(Some(id)).await.unwrap();

    // After a lost cache no hit counts as new again.
    client.shut_down().await.unwrap();
    for name in ["cache.sqlite3", "cache.sqlite3-wal", "cache.sqlite3-shm"] {
        let _ = fs::remove_file(phone.folder().join(name));
    }
    let client = phone.open().await;
    client.sync(Some(TEXTS)).await.unwrap();
    fill(&client).await;
    client.sync(Some(TEXTS)).await.unwrap();
    let mut again = hits(&client).await;
    again.sort();
    assert_eq!((again, client.radar().overview().await.unwrap().unseen), (expected, 0));
}

async fn noon(publisher: &TestPublisher, phone: &Phone) -> Arc<Client> {
    let client = phone.open().await;
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    client.sync(Some(TEXTS)).await.unwrap();
    fill(&client).await;
    let id = client.radar().save(rule()).await.unwrap();
    policy(publisher, "found", "对电驱动总成给予补助。").await;
    client.sync(Some(TEXTS)).await.unwrap();
    client.radar().hits(Some(id), None, 50).await.unwrap();
    client
}

/// Calls everything that the radar has, then searches the publisher's whole traffic.
#[tokio::test]
async fn no_request_contains_a_rule() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = noon(&publisher, &phone).await;
    let plans = client.reminders().await.unwrap();
    let plan =
        plans.iter().find(|plan| plan.kind == ReminderKind::Deadline && plan.item.as_deref() == Some("found")).unwrap();
    assert!(plan.title.contains("办法 found") && plan.body.contains("0871-0000-0016"));
    assert!(plans.iter().any(|plan| plan.kind == ReminderKind::Radar));
    // 静音 removes the reminders of the whole module.
    let mute = |muted| vec![HomeChoice { family: HomeFamily::Module, code: "industry".into(), shown: true, muted }];
    client.settings().set_sections(mute(true)).await.unwrap();
    assert!(client.reminders().await.unwrap().iter().all(|plan| plan.kind != ReminderKind::Deadline));
    client.settings().set_sections(mute(false)).await.unwrap();

    let file = client.radar().export().await.unwrap();
    let sector = PolicyRequest { sector: Some("equipment".into()), limit: 50, ..PolicyRequest::default() };
    client.industry().policies(sector).await.unwrap();
    client.industry().page(Scope::Park { code: "etdz".into() }).await.unwrap();
    client.radar().mark_seen(None).await.unwrap();
    client.sync(None).await.unwrap();
    let rule_id = client.radar().overview().await.unwrap().rules[0].id.clone();
    client.radar().delete(rule_id.clone()).await.unwrap();
    assert_eq!(client.radar().import(file).await.unwrap(), 1);
    client.sync(None).await.unwrap();

    let traffic = publisher.ask("/traffic").await;
    assert!(traffic["requests"].as_array().unwrap().len() > 4);
    // An address may have them percent-encoded, a header or a body in any case.
    let escaped = |word: &str| word.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
    let sent = traffic["requests"].to_string().to_lowercase();
    for word in [
        "秘密关注",
        "电驱动总成",
        "智能化改造",
        "光伏",
        "equipment",
        "\"small\"",
        "radar",
        "remind",
        "sector",
        &rule_id,
    ] {
        assert!(!sent.contains(word) && !sent.contains(&escaped(word)), "{word}");
    }
    client.shut_down().await.unwrap();
}

/// Deadlines follow the publisher's `Date`: a phone whose clock is years ahead closes no policy, and its reminders are moments of
/// its own clock, which its platform schedules by.
#[tokio::test]
async fn phone_clock_years_ahead_closes_no_policy() {
    const YEARS: i64 = 100 * 366 * 24 * 60 * 60 * 1000;
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let right = phone.open_synced().await;
    policy(&publisher, "open", "对电驱动总成给予补助。").await;
    right.sync(Some(TEXTS)).await.unwrap();
    let ItemDetails::Policy { policy: expected } = right.items().get("open".into()).await.unwrap().details else {
        panic!("no policy")
    };
    right.radar().save(rule()).await.unwrap();
    let deadline = |plans: Vec<songming_core::Reminder>| {
        plans
            .into_iter()
            .find(|plan| plan.kind == ReminderKind::Deadline && plan.item.as_deref() == Some("open"))
            .unwrap()
    };
    let planned = deadline(right.reminders().await.unwrap());
    right.shut_down().await.unwrap();

    let clock = Arc::new(TestClock::default());
    clock.set_offset(YEARS);
    let client = phone.open_with(clock).await;
    client.sync(Some(TEXTS)).await.unwrap();
    let ItemDetails::Policy { policy: told } = client.items().get("open".into()).await.unwrap().details else {
        panic!("no policy")
    };
    assert_eq!((told.closed, told.deadline), (false, expected.deadline));
    assert_eq!(told.row.published_text, expected.row.published_text);
    let plan = deadline(client.reminders().await.unwrap());
    assert!((plan.at - planned.at - YEARS).abs() < 60_000);
}

#[tokio::test]
async fn deleted_rule_is_in_no_file() {
    let publisher = TestPublisher::synthetic(5, 50);
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    let id = client.radar().save(rule()).await.unwrap();
    assert!(client.radar().overview().await.unwrap().rules.len() == 1);
    client.radar().delete(id).await.unwrap();
    client.shut_down().await.unwrap();
    assert!(phone.files_with("秘密关注").is_empty());
}
