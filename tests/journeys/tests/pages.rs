//! Calls that serve one screen each: every item of the sample content with the details of its topic, and the overview of each
//! module.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::json;
use songming_core::{
    AppealDraft, Client, ItemDetails, ItemKind, ItemRow, MarkAction, MarkRequest, NoticeRequest, PolicyRequest,
    RadarRule, Retention, Scope, SearchRequest, Town,
};
use songming_journeys::phone::{all, fill};
use songming_journeys::test_clock::TestClock;
use songming_journeys::{Phone, TestPublisher};

async fn reader() -> (TestPublisher, Phone, Arc<Client>) {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    fill(&client).await;
    (publisher, phone, client)
}

#[tokio::test]
async fn every_item_has_the_details_of_its_kind() {
    let (_stage, _phone, client) = reader().await;
    let rows: Vec<ItemRow> = all(&client, Scope::All, 200).await;
    assert!(rows.len() > 90, "{}", rows.len());
    let mut kinds = BTreeSet::new();
    for row in rows {
        let page = client.items().get(row.id.clone()).await.unwrap();
        assert_eq!(page.article, client.items().get(row.id.clone()).await.unwrap().article);
        let (kind, about) = match page.details {
            ItemDetails::Plain => (row.kind, row.id.clone()),
            ItemDetails::Notice { notice } => (ItemKind::Notice, notice.row.id),
            ItemDetails::Policy { policy } => (ItemKind::Policy, policy.row.id),
            ItemDetails::Guide { guide } => (ItemKind::Guide, guide.row.id),
            ItemDetails::Activity { activity } => (ItemKind::Activity, activity.row.id),
            ItemDetails::Entry { entry } => (ItemKind::Entry, entry.row.id),
            ItemDetails::Alert { alert } => (ItemKind::Alert, alert.alert.row.id),
        };
        assert_eq!((kind, &about), (row.kind, &row.id));
        kinds.insert(format!("{kind:?}"));
    }
    assert_eq!(kinds.len(), 8, "{kinds:?}");
    assert_eq!(client.items().get("none".into()).await.unwrap_err().code(), "not-found");
}

#[tokio::test]
async fn ticks_show_on_the_page_of_the_guide() {
    let (_stage, _phone, client) = reader().await;
    let id = client.government().overview().await.unwrap().guides[0].id.clone();
    let ItemDetails::Guide { guide } = client.items().get(id.clone()).await.unwrap().details else {
        panic!("no guide")
    };
    let first = guide.materials[0].text.clone();
    client.government().tick_material(id.clone(), first, true).await.unwrap();
    let ItemDetails::Guide { guide } = client.items().get(id).await.unwrap().details else { panic!("no guide") };
    assert!(guide.materials[0].ticked);
}

#[tokio::test]
async fn module_overview_matches_its_lists() {
    let (_stage, _phone, client) = reader().await;
    let party = client.party().overview().await.unwrap();
    assert_eq!(party.series, client.party().overview().await.unwrap().series);
    assert!(!party.notices.is_empty() && !party.latest.is_empty());
    assert!(party.latest.iter().all(|row| row.kind == ItemKind::Article && row.module.as_deref() == Some("party")));
    let government = client.government().overview().await.unwrap();
    assert!(!government.notices.is_empty() && !government.guides.is_empty() && government.appeals.is_empty());
    let groups = client.services().directory(false).await.unwrap();
    let categories = client.services().categories().await.unwrap();
    let named: Vec<_> = groups.iter().map(|group| (group.name.clone(), group.entries.len())).collect();
    let counted: Vec<_> = categories.into_iter().map(|one| (one.term.name, one.entries as usize)).collect();
    assert_eq!(named, counted);
    let open = client.services().directory(true).await.unwrap();
    assert!(
        open.iter().flat_map(|group| &group.entries).all(|entry| entry.opening.as_ref().is_some_and(|now| now.open))
    );
}

#[tokio::test]
async fn policy_calendar_is_ordered_by_day() {
    let (publisher, _phone, client) = reader().await;
    let ending = json!({"id": "ends", "title": "明年的办法", "content_html": "<p>文</p>", "kind": "policy", "module": "industry",
        "policy": {"issuer": "甲", "deadline": "2099-01-01"}});
    publisher.control("/publish", ending).await;
    client.sync(None).await.unwrap();
    let days = client.industry().calendar().await.unwrap();
    assert!(days.is_sorted_by_key(|day| day.day));
    let named = |id: &str| days.iter().flat_map(|day| &day.policies).any(|policy| policy.row.id == id);
    assert!(!named("ends"), "it is further away than a year");
    let page = client.alerts().page().await.unwrap();
    assert_eq!(page.current, client.alerts().page().await.unwrap().current);
    assert!(page.all.iter().all(|row| row.kind == ItemKind::Alert) && page.all.len() >= 4);
}

#[tokio::test]
async fn rule_text_uses_the_names_of_the_catalogue() {
    let (_stage, _phone, client) = reader().await;
    let rule = RadarRule {
        name: "我的".into(),
        sectors: vec!["auto".into()],
        parks: vec!["etdz".into(), "unknown".into()],
        words: vec!["补助".into()],
        excluded: vec!["光伏".into()],
        ..RadarRule::default()
    };
    client.radar().save(rule).await.unwrap();
    let words = client.radar().overview().await.unwrap().rules[0].words.clone();
    assert_eq!(words, "汽车制造及汽车零配件 · 国家级经济技术开发区、unknown · 补助 · 不含光伏");
}

#[tokio::test]
async fn appeal_form_has_the_draft_and_the_reason_of_a_refusal() {
    let (publisher, _phone, client) = reader().await;
    let new = client.appeals().form(None).await.unwrap();
    assert_eq!((new.draft.clone(), new.reason.as_str()), (AppealDraft::default(), ""));
    assert_eq!(
        new.kinds.iter().map(|sort| sort.name.as_str()).collect::<Vec<_>>(),
        ["咨询", "投诉", "建议", "复杂事项"]
    );
    assert_eq!(new.towns, client.items().catalogue().await.unwrap().towns);

    let town = Some(new.towns[1].code.clone());
    let draft =
        AppealDraft { title: "路灯不亮".into(), text: "三天了。".into(), town, ..AppealDraft::default() };
    let id = client.appeals().save(draft.clone()).await.unwrap().id;
    let desk = client.appeals().form(Some(id.clone())).await.unwrap();
    assert_eq!(desk.draft, AppealDraft { id: Some(id.clone()), ..draft });

    publisher.fault(json!({"mode": "status", "status": 422, "times": 1})).await;
    client.appeals().send(id.clone()).await.unwrap();
    let back = client.appeals().form(Some(id.clone())).await.unwrap();
    assert!(back.reason.contains("修改后再提交"), "{}", back.reason);
    client.appeals().send(id.clone()).await.unwrap();
    assert_eq!(client.appeals().form(Some(id)).await.unwrap_err().code(), "appeal-sent");
    assert_eq!(client.appeals().form(Some("none".into())).await.unwrap_err().code(), "not-found");
}

#[tokio::test]
async fn edited_rule_keeps_fields_that_the_form_does_not_show() {
    let (_stage, _phone, client) = reader().await;
    let new = client.radar().form(None).await.unwrap();
    assert_eq!((new.rule.id.clone(), new.rule.remind), (None, Some(3)));
    assert!(new.kinds.iter().any(|sort| sort.kind == ItemKind::Policy && sort.name == "政策"));
    let catalogue = client.items().catalogue().await.unwrap();
    assert_eq!((new.sectors, new.parks, new.sizes), (catalogue.sectors, catalogue.parks, catalogue.sizes));
    let rule =
        RadarRule { name: "我的".into(), kinds: vec![ItemKind::Policy], remind: Some(7), ..RadarRule::default() };
    let id = client.radar().save(rule.clone()).await.unwrap();
    let desk = client.radar().form(Some(id.clone())).await.unwrap();
    assert_eq!(desk.rule, RadarRule { id: Some(id), ..rule });
    assert_eq!(desk.remind_steps, [1, 3, 5, 7, 10]);
    assert_eq!(client.radar().overview().await.unwrap().rules[0].words, "政策");
    assert_eq!(client.radar().form(Some("none".into())).await.unwrap_err().code(), "not-found");
}

#[tokio::test]
async fn filters_come_with_the_first_page() {
    let (_stage, _phone, client) = reader().await;
    let catalogue = client.items().catalogue().await.unwrap();
    let notices = NoticeRequest { module: "government".into(), limit: 2, ..NoticeRequest::default() };
    let first = client.government().notices(notices.clone()).await.unwrap();
    assert_eq!(first.topics, catalogue.topics);
    let second = client.government().notices(NoticeRequest { before: first.next, ..notices }).await.unwrap();
    assert!(second.topics.is_empty() && !second.items.is_empty());
    let first = client.industry().policies(PolicyRequest { limit: 2, ..PolicyRequest::default() }).await.unwrap();
    assert_eq!((first.sectors, first.sizes), (catalogue.sectors, catalogue.sizes));
    let second = client
        .industry()
        .policies(PolicyRequest { before: first.next, limit: 2, ..PolicyRequest::default() })
        .await
        .unwrap();
    assert!(second.sectors.is_empty() && second.sizes.is_empty() && !second.items.is_empty());
    client.search().warm_up().await.unwrap();
    let found = client
        .search()
        .find(SearchRequest { words: "园区".into(), limit: 2, ..SearchRequest::default() })
        .await
        .unwrap();
    assert_eq!(found.modules, catalogue.modules);
    let request = SearchRequest { words: "园区".into(), after: found.next, limit: 2, ..SearchRequest::default() };
    assert!(client.search().find(request).await.unwrap().modules.is_empty());

    let chosen =
        |towns: &[Town]| towns.iter().filter(|town| town.chosen).map(|town| town.term.code.clone()).collect::<Vec<_>>();
    let towns = client.alerts().towns().await.unwrap();
    assert_eq!(towns.iter().map(|town| town.term.clone()).collect::<Vec<_>>(), catalogue.towns);
    assert!(chosen(&towns).is_empty());
    client.alerts().set_towns(vec![towns[1].term.code.clone()]).await.unwrap();
    assert_eq!(chosen(&client.alerts().towns().await.unwrap()), [towns[1].term.code.clone()]);
}

#[tokio::test]
async fn hidden_item_says_so_on_its_page() {
    let (_stage, _phone, client) = reader().await;
    let id = client.home().await.unwrap().latest[0].id.clone();
    let hide = |on| vec![MarkRequest { id: id.clone(), action: MarkAction::Hide { on } }];
    assert!(!client.items().get(id.clone()).await.unwrap().hidden);
    client.items().mark(hide(true)).await.unwrap();
    assert!(client.items().get(id.clone()).await.unwrap().hidden);
    client.items().mark(hide(false)).await.unwrap();
    assert!(!client.items().get(id.clone()).await.unwrap().hidden);
}

#[tokio::test]
async fn content_older_than_a_day_is_stale() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let clock = Arc::new(TestClock::default());
    let client = phone.open_with(clock.clone()).await;
    let new = client.status().await.unwrap();
    assert_eq!((new.updated, new.stale.as_str(), new.incidents.len()), (None, "", 0));
    client.privacy().accept("2026-11".into()).await.unwrap();
    client.sync(None).await.unwrap();
    assert_eq!(client.status().await.unwrap().stale, "");
    clock.set_offset(25 * 60 * 60 * 1000);
    let old = client.status().await.unwrap();
    assert!(old.updated.is_some() && old.stale.contains("更新"), "{}", old.stale);
    clock.set_offset(-25 * 60 * 60 * 1000);
    assert_eq!(client.status().await.unwrap().stale, "");
}

#[tokio::test]
async fn stored_retention_is_among_the_steps() {
    let (_stage, _phone, client) = reader().await;
    let own = Retention { days: 45, picture_megabytes: 120, ..client.storage().usage().await.unwrap().retention };
    client.storage().set_retention(own).await.unwrap();
    let storage = client.storage().usage().await.unwrap();
    assert!(storage.day_steps.contains(&45) && storage.day_steps.is_sorted());
    assert!(
        storage.picture_steps.contains(&120) && storage.picture_steps.contains(&0) && storage.picture_steps.is_sorted()
    );
    assert!(storage.traffic.requests > 0 && storage.traffic.received > storage.traffic.sent);
    let sources = client.sources().list().await.unwrap();
    assert!(!sources[0].removable && !sources[0].succeeded_text.is_empty());
}
