//! What one screen shows comes in one call: every item of the sample content with what its topic says of it, and one look at
//! each module.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::json;
use songming_core::{Client, ItemFacts, ItemKind, ItemRow, RadarRule, Scope};
use songming_journeys::phone::{all, fill};
use songming_journeys::{Phone, Stage};

async fn reader() -> (Stage, Phone, Arc<Client>) {
    let stage = Stage::sample();
    let phone = Phone::new(&stage);
    let client = phone.reading().await;
    fill(&client).await;
    (stage, phone, client)
}

#[tokio::test]
async fn every_item_has_a_page_of_its_kind() {
    let (_stage, _phone, client) = reader().await;
    let rows: Vec<ItemRow> = all(&client, Scope::All, 200).await;
    assert!(rows.len() > 90, "{}", rows.len());
    let mut kinds = BTreeSet::new();
    for row in rows {
        let page = client.item_page(row.id.clone()).await.unwrap();
        assert_eq!(page.article, client.article(row.id.clone()).await.unwrap());
        let (kind, about) = match page.facts {
            ItemFacts::Plain => (row.kind, row.id.clone()),
            ItemFacts::Notice { notice } => (ItemKind::Notice, notice.row.id),
            ItemFacts::Policy { policy } => (ItemKind::Policy, policy.row.id),
            ItemFacts::Guide { guide } => (ItemKind::Guide, guide.row.id),
            ItemFacts::Activity { activity } => (ItemKind::Activity, activity.row.id),
            ItemFacts::Entry { entry } => (ItemKind::Entry, entry.row.id),
            ItemFacts::Alert { alert } => (ItemKind::Alert, alert.alert.row.id),
        };
        assert_eq!((kind, &about), (row.kind, &row.id));
        kinds.insert(format!("{kind:?}"));
    }
    assert_eq!(kinds.len(), 8, "{kinds:?}");
    assert_eq!(client.item_page("none".into()).await.unwrap_err().code(), "not-found");
}

#[tokio::test]
async fn a_guide_that_is_ticked_says_so_on_its_page() {
    let (_stage, _phone, client) = reader().await;
    let id = client.government().await.unwrap().guides[0].id.clone();
    let ItemFacts::Guide { guide } = client.item_page(id.clone()).await.unwrap().facts else { panic!("no guide") };
    let first = guide.materials[0].text.clone();
    client.tick_material(id.clone(), first, true).await.unwrap();
    let ItemFacts::Guide { guide } = client.item_page(id).await.unwrap().facts else { panic!("no guide") };
    assert!(guide.materials[0].ticked);
}

#[tokio::test]
async fn a_module_is_one_look() {
    let (_stage, _phone, client) = reader().await;
    let party = client.party().await.unwrap();
    assert_eq!(party.series, client.study_series().await.unwrap());
    assert!(!party.notices.is_empty() && !party.latest.is_empty());
    assert!(party.latest.iter().all(|row| row.kind == ItemKind::Article && row.module.as_deref() == Some("party")));
    let government = client.government().await.unwrap();
    assert!(!government.notices.is_empty() && !government.guides.is_empty() && government.appeals.is_empty());
    let groups = client.directory(false).await.unwrap();
    let categories = client.service_categories().await.unwrap();
    let named: Vec<_> = groups.iter().map(|group| (group.name.clone(), group.entries.len())).collect();
    let counted: Vec<_> = categories.into_iter().map(|one| (one.term.name, one.entries as usize)).collect();
    assert_eq!(named, counted);
    let open = client.directory(true).await.unwrap();
    assert!(
        open.iter().flat_map(|group| &group.entries).all(|entry| entry.opening.as_ref().is_some_and(|now| now.open))
    );
}

#[tokio::test]
async fn what_ends_is_in_the_order_of_its_days() {
    let (stage, _phone, client) = reader().await;
    let ending = json!({"id": "ends", "title": "明年的办法", "content_html": "<p>文</p>", "kind": "policy", "module": "industry",
        "policy": {"issuer": "甲", "deadline": "2099-01-01"}});
    stage.order("/publish", ending).await;
    client.sync(None).await.unwrap();
    let days = client.policy_year().await.unwrap();
    assert!(days.is_sorted_by_key(|day| day.day));
    let named = |id: &str| days.iter().flat_map(|day| &day.policies).any(|policy| policy.row.id == id);
    assert!(!named("ends"), "it is further away than a year");
    let page = client.alert_page().await.unwrap();
    assert_eq!(page.current, client.alerts().await.unwrap());
    assert!(page.all.iter().all(|row| row.kind == ItemKind::Alert) && page.all.len() >= 4);
}

#[tokio::test]
async fn a_rule_is_worded_in_the_catalogues_names() {
    let (_stage, _phone, client) = reader().await;
    let rule = RadarRule {
        name: "我的".into(),
        sectors: vec!["auto".into()],
        parks: vec!["etdz".into(), "unknown".into()],
        words: vec!["补助".into()],
        excluded: vec!["光伏".into()],
        ..RadarRule::default()
    };
    client.save_radar_rule(rule).await.unwrap();
    let words = client.radar().await.unwrap().rules[0].words.clone();
    assert_eq!(words, "汽车制造及汽车零配件 · 国家级经济技术开发区、unknown · 补助 · 不含光伏");
}
