//! The topics, end to end: an appeal up to its answer on a failing network, an alert and its cancellation, a guide ticked off
//! offline, a directory that knows holidays.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use serde_json::{Value, json};
use songming_core::{
    AlertState, AppealDraft, AppealKind, AppealState, Change, Client, ItemDetails, NetworkClass, NoticeRequest,
    Position, ReminderKind, ServiceRequest,
};
use songming_journeys::phone::STATEMENT;
use songming_journeys::{Phone, RecordedChanges, TestPublisher};
use std::sync::Arc;

fn lamp() -> AppealDraft {
    AppealDraft {
        kind: AppealKind::Complaint,
        title: "三号路灯不亮".into(),
        text: "样例路26号门口的路灯三天没有亮。".into(),
        ..AppealDraft::default()
    }
}

/// The appeals that the publisher received.
async fn received(publisher: &TestPublisher) -> Vec<Value> {
    publisher.ask("/appeals").await["appeals"].as_array().unwrap().clone()
}

async fn moved(publisher: &TestPublisher, number: &str, step: &str) {
    publisher
        .control("/appeal", json!({"number": number, "stage": step, "office": "样例单位", "text": "正在办理。"}))
        .await;
}

#[tokio::test]
async fn appeal_is_written_offline_and_sent_later() {
    let publisher = TestPublisher::synthetic(3, 50);
    let phone = Phone::new(&publisher);
    let client = phone.open().await;
    // Nothing is sent before consent.
    let draft = client.appeals().save(lamp()).await.unwrap();
    let sent = client.appeals().send(draft.id.clone()).await.unwrap();
    assert_eq!(sent.state, AppealState::Queued);
    assert!(publisher.record().await.requests.is_empty());
    assert_eq!(client.appeals().refresh().await.unwrap_err().code(), "no-consent");

    client.privacy().accept(STATEMENT.into()).await.unwrap();
    client.set_network(NetworkClass::Offline);
    assert_eq!(client.appeals().send(draft.id.clone()).await.unwrap().state, AppealState::Queued);
    client.shut_down().await.unwrap();

    let client = phone.open().await;
    client.sync(None).await.unwrap();
    let appeal = client.appeals().get(draft.id.clone()).await.unwrap();
    assert_eq!(appeal.state, AppealState::Received);
    let (number, code) = (appeal.number.unwrap(), appeal.code.unwrap());
    assert!(number.starts_with("SM-") && code.len() == 10, "{number} {code}");
    assert_eq!(received(&publisher).await.len(), 1);

    moved(&publisher, &number, "accepted").await;
    let heard = Arc::new(RecordedChanges::default());
    let _listening = client.subscribe(heard.clone());
    assert_eq!(client.appeals().refresh().await.unwrap()[0].state, AppealState::Accepted);
    moved(&publisher, &number, "answered").await;
    let answered = &client.appeals().refresh().await.unwrap()[0];
    assert_eq!((answered.state, answered.unseen, answered.events.len()), (AppealState::Answered, true, 3));
    assert!(client.reminders().await.unwrap().iter().any(|plan| plan.kind == ReminderKind::Appeal));
    client.appeals().mark_seen(draft.id.clone()).await.unwrap();
    assert!(client.reminders().await.unwrap().is_empty());

    // The code is in a header, never in an address; an answered appeal is not asked about again.
    publisher.reset().await;
    client.sync(None).await.unwrap();
    let passed = publisher.record().await;
    assert!(
        passed.requests.iter().all(|(_, path, _)| !path.contains("appeals") && !path.contains(&code)),
        "{passed:?}"
    );
    client.appeals().delete(draft.id, false).await.unwrap();
    client.shut_down().await.unwrap();
    assert!(phone.files_with(&code).is_empty(), "what was deleted is in no file");
    assert!(heard.0.lock().unwrap().contains(&Change::Appeals));
}

/// After any fault there is one appeal with one number, and the person gets it.
#[tokio::test]
async fn failing_network_neither_loses_nor_duplicates_an_appeal() {
    let publisher = TestPublisher::synthetic(1, 50);
    let phone = Phone::new(&publisher);
    let mut dice = fastrand::Rng::with_seed(20_261_124);
    let mut expected = 0;
    for round in 0..12_u64 {
        let client = phone.open_synced().await;
        let fault = match dice.u8(..6) {
            0 => json!({"mode": "cut", "after_bytes": dice.u32(..400), "times": dice.u32(1..4)}),
            1 => json!({"mode": "down", "times": dice.u32(1..3)}),
            2 => json!({"mode": "status", "status": 503, "retry_after": 1, "times": 1}),
            3 => json!({"mode": "status", "status": 500, "times": 1}),
            4 => json!({"mode": "body", "content_type": "application/json", "body": "{\"number\":", "times": 1}),
            _ => json!({"mode": "none"}),
        };
        publisher.fault(fault).await;
        let draft = AppealDraft { title: format!("第{round}件"), ..lamp() };
        let id = client.appeals().save(draft).await.unwrap().id;
        let sent = client.appeals().send(id.clone()).await.unwrap();
        expected += 1;
        assert!(matches!(sent.state, AppealState::Queued | AppealState::Received), "{:?}", sent.state);
        if dice.bool() {
            client.shut_down().await.unwrap();
        }
        drop(client);
        publisher.clear_fault().await;
        let client = phone.open_synced().await;
        // For a second the publisher may want to be left alone.
        while client.appeals().refresh().await.is_err_and(|error| error.code() == "busy") {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert_eq!(client.appeals().get(id).await.unwrap().state, AppealState::Received);
        client.shut_down().await.unwrap();
        assert_eq!(received(&publisher).await.len(), expected, "round {round}");
    }
    let client = phone.open().await;
    let appeals = client.government().overview().await.unwrap().appeals;
    let numbers: std::collections::BTreeSet<_> = appeals.iter().map(|appeal| appeal.number.clone().unwrap()).collect();
    assert_eq!(numbers.len(), expected);
}

#[tokio::test]
async fn refused_appeal_is_parked_alone() {
    let publisher = TestPublisher::synthetic(1, 50);
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    let parked = client.appeals().save(lamp()).await.unwrap().id;
    publisher.fault(json!({"mode": "status", "status": 422, "times": 1})).await;
    assert_eq!(client.appeals().send(parked.clone()).await.unwrap().state, AppealState::Parked);
    let other = client.appeals().save(lamp()).await.unwrap().id;
    assert_eq!(client.appeals().send(other).await.unwrap().state, AppealState::Received);
    let again = client.appeals().save(AppealDraft { id: Some(parked.clone()), ..lamp() }).await.unwrap();
    assert_eq!((again.id.as_str(), again.state), (parked.as_str(), AppealState::Draft));
    assert_eq!(client.appeals().send(parked).await.unwrap().state, AppealState::Received);
    assert_eq!(received(&publisher).await.len(), 2);
}

async fn alert(publisher: &TestPublisher, id: &str, message: &str, references: &[&str]) {
    let now = time::OffsetDateTime::now_utc().replace_nanosecond(0).unwrap();
    let text = |time: time::OffsetDateTime| time.format(&time::format_description::well_known::Rfc3339).unwrap();
    let references: Vec<String> =
        references.iter().map(|one| format!("alert@example.org,{one},{}", text(now))).collect();
    let order = json!({
        "id": id, "title": "暴雨橙色预警", "content_html": "<p>请减少外出。</p>", "kind": "alert", "module": "alert",
        "alert": {
            "identifier": id, "status": "Actual", "msg_type": message, "scope": "Public", "event": "暴雨",
            "category": "Met", "urgency": "Immediate", "severity": "Severe", "certainty": "Observed",
            "headline": "暴雨橙色预警", "effective": text(now - time::Duration::minutes(5)),
            "expires": text(now + time::Duration::hours(3)), "areas": ["嵩阳街道"], "references": references,
        },
    });
    publisher.control("/publish", order).await;
}

#[tokio::test]
async fn alert_arrives_with_one_sync_and_is_cancelled_with_the_next() {
    let publisher = TestPublisher::synthetic(1, 50);
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    alert(&publisher, "first", "Alert", &[]).await;
    client.sync(None).await.unwrap();
    let alerts = client.alerts().page().await.unwrap().current;
    assert_eq!(alerts.len(), 1);
    let plan = &client.reminders().await.unwrap()[0];
    assert_eq!((plan.kind, plan.urgent), (ReminderKind::Alert, true));
    client.alerts().acknowledge("first".into()).await.unwrap();
    assert!(client.alerts().page().await.unwrap().current[0].acknowledged);
    assert!(client.reminders().await.unwrap().is_empty());

    alert(&publisher, "second", "Update", &["first"]).await;
    client.sync(None).await.unwrap();
    let alerts = client.alerts().page().await.unwrap().current;
    assert_eq!(alerts.iter().map(|alert| alert.row.id.as_str()).collect::<Vec<_>>(), ["second"]);
    assert_eq!(client.reminders().await.unwrap().len(), 1, "an update is told again");
    alert(&publisher, "third", "Cancel", &["first", "second"]).await;
    client.sync(None).await.unwrap();
    assert!(client.alerts().page().await.unwrap().current.is_empty());
    assert!(client.reminders().await.unwrap().is_empty());
    let ItemDetails::Alert { alert: first } = client.items().get("first".into()).await.unwrap().details else {
        panic!("no alert")
    };
    assert_eq!(first.alert.state, AlertState::Cancelled { by: "third".into() });
    assert_eq!(first.chain.len(), 3);
}

/// A phone with every page of the sample content.
async fn whole(phone: &Phone) -> Arc<Client> {
    let client = phone.open_synced().await;
    while client.items().load_older().await.unwrap() {}
    client
}

#[tokio::test]
async fn sample_content_is_found_offline_in_each_topic() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    whole(&phone).await.shut_down().await.unwrap();
    publisher.fault(json!({"mode": "down"})).await;
    let client = phone.open().await;
    client.set_network(NetworkClass::Offline);

    let asked = || NoticeRequest { module: "government".into(), limit: 200, ..NoticeRequest::default() };
    let notices = client.government().notices(asked()).await.unwrap().items;
    assert!(notices.len() > 3 && notices.iter().all(|notice| !notice.issuer.is_empty()));
    let replaced = notices.iter().find(|notice| !notice.replaced_by.is_empty()).expect("one was replaced");
    let by = client.items().get(replaced.replaced_by[0].clone()).await.unwrap().details;
    let ItemDetails::Notice { notice: by } = by else { panic!("no notice") };
    assert!(by.replaces.contains(&replaced.row.id));
    for notice in &notices {
        let number = NoticeRequest { number: notice.document_number.clone(), ..asked() };
        let found = client.government().notices(number).await.unwrap().items;
        assert!(found.iter().any(|one| one.row.id == notice.row.id));
        let issuer = NoticeRequest { issuer: Some(notice.issuer.clone()), ..asked() };
        assert!(client.government().notices(issuer).await.unwrap().items.iter().all(|one| one.issuer == notice.issuer));
    }

    let guides = client.government().guides(None, None, 200).await.unwrap().items;
    let ItemDetails::Guide { guide } = client.items().get(guides[0].id.clone()).await.unwrap().details else {
        panic!("no guide")
    };
    for material in guide.materials.clone() {
        client.government().tick_material(guide.row.id.clone(), material.text, true).await.unwrap();
    }
    let unknown = client.government().tick_material(guide.row.id.clone(), "没有这份材料".into(), true).await;
    assert_eq!(unknown.unwrap_err().code(), "bad-request");
    let ItemDetails::Guide { guide } = client.items().get(guide.row.id).await.unwrap().details else {
        panic!("no guide")
    };
    assert!(guide.ready && !guide.steps.is_empty());

    let here = Position { latitude: 25.340_123, longitude: 103.040_456 };
    let near = ServiceRequest { position: Some(here), limit: 50, ..ServiceRequest::default() };
    let entries = client.services().list(near).await.unwrap().items;
    assert!(entries.iter().filter(|entry| entry.distance.is_some()).is_sorted_by_key(|entry| entry.distance));
    assert!(entries.iter().filter(|entry| entry.opening.is_some()).count() > 5);
    let categories = client.services().categories().await.unwrap();
    assert!(categories.len() > 5);
    for category in categories {
        let request = ServiceRequest { category: Some(category.term.code), limit: 200, ..ServiceRequest::default() };
        assert_eq!(client.services().list(request).await.unwrap().items.len(), category.entries as usize);
    }
    client.shut_down().await.unwrap();
    for digits in ["340123", "040456"] {
        assert!(phone.files_with(digits).is_empty(), "a position is kept nowhere");
    }
}
