//! A resident's week on a failing network: the front page counts what the lists show, subscriptions stay, withdrawn items are
//! removed, and no action of the person is lost.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::collections::BTreeSet;

use serde_json::json;
use songming_core::{
    Client, HomeChoice, HomeFamily, MarkAction, MarkRequest, NetworkClass, Scope, ServiceRequest, SyncBudget,
};
use songming_journeys::phone::{all, favourite, fill};
use songming_journeys::{Phone, TestPublisher};

const TEXTS: SyncBudget = SyncBudget { seconds: 60, bytes: 50_000_000, picture_bytes: 0 };

/// Checks that the front page agrees with the lists.
async fn right(client: &Client) {
    let home = client.home().await.unwrap();
    let unread = |rows: Vec<songming_core::ItemRow>| rows.into_iter().filter(|row| !row.read).count();
    let mut muted = 0;
    for section in &home.sections {
        let code = section.module.code.clone();
        let scope = match section.family {
            HomeFamily::Module => Scope::Module { code },
            HomeFamily::Channel => Scope::Channel { code },
        };
        let rows = all(client, scope, 200).await;
        assert_eq!(rows[..section.items.len()], section.items);
        let count = unread(rows);
        match section.muted {
            true => muted += 1,
            false => assert_eq!(section.unread as usize, count, "{:?}", section.module),
        }
    }
    if muted == 0 {
        assert_eq!(home.unread_total as usize, unread(all(client, Scope::All, 200).await));
    }
}

#[tokio::test]
async fn week_on_a_bad_network() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    fill(&client).await;
    right(&client).await;
    let subscribed = vec![
        HomeChoice { family: HomeFamily::Module, code: "service".into(), shown: true, muted: false },
        HomeChoice { family: HomeFamily::Channel, code: "tv".into(), shown: true, muted: false },
        HomeChoice { family: HomeFamily::Module, code: "industry".into(), shown: false, muted: false },
    ];
    client.settings().set_sections(subscribed).await.unwrap();
    let mut dice = fastrand::Rng::with_seed(7);
    let (mut read, mut kept, mut gone) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut client = client;
    for day in 0..7 {
        let title = format!("第{day}天的消息");
        let new = publisher.publish(&title, "<p>正文。</p>").await;
        let rows = all(&client, Scope::All, 200).await;
        let victim = rows[dice.usize(..rows.len())].id.clone();
        publisher.withdraw(&victim).await;
        let fault = match dice.u8(..4) {
            0 => json!({"mode": "cut", "after_bytes": dice.u32(..6_000), "times": dice.u32(1..4)}),
            1 => json!({"mode": "down", "times": 3}),
            2 => json!({"mode": "status", "status": 502, "times": 2}),
            _ => json!({"mode": "none"}),
        };
        publisher.fault(fault).await;
        let _ = client.sync(Some(TEXTS)).await;
        right(&client).await;
        let rows = all(&client, Scope::All, 200).await;
        for _ in 0..3 {
            let row = &rows[dice.usize(..rows.len())];
            client.items().mark(vec![MarkRequest { id: row.id.clone(), action: MarkAction::Open }]).await.unwrap();
            client.items().mark(vec![favourite(&row.id, true)]).await.unwrap();
            read.insert(row.id.clone());
            kept.insert(row.id.clone());
        }
        if dice.bool() {
            // The battery is empty: the client ends without a shutdown.
            drop(client);
            client = phone.open().await;
        }
        publisher.clear_fault().await;
        client.sync(Some(TEXTS)).await.unwrap();
        gone.insert(victim);
        right(&client).await;
        assert!(all(&client, Scope::All, 200).await.iter().any(|row| row.id == new));
    }
    let home = client.home().await.unwrap();
    let codes: Vec<_> = home.sections.iter().map(|section| section.module.code.as_str()).collect();
    assert_eq!(codes[..2], ["service", "tv"]);
    assert!(!codes.contains(&"industry"));
    client.shut_down().await.unwrap();

    publisher.fault(json!({"mode": "down"})).await;
    let client = phone.open().await;
    client.set_network(NetworkClass::Offline);
    right(&client).await;
    let listed: BTreeSet<String> = all(&client, Scope::Favourites, 200).await.into_iter().map(|row| row.id).collect();
    let left: BTreeSet<String> = kept.difference(&gone).cloned().collect();
    assert_eq!(listed, left);
    for id in read.difference(&gone) {
        assert!(client.items().get(id.clone()).await.unwrap().article.row.read);
    }
    for id in &gone {
        assert!(client.items().get(id.clone()).await.is_err(), "{id} was withdrawn");
    }
    let open = ServiceRequest { open_now: true, limit: 200, ..ServiceRequest::default() };
    assert!(client.services().list(open).await.unwrap().items.iter().all(|entry| entry.opening.as_ref().unwrap().open));
}
