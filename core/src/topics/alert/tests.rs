mod sequences;

use serde_json::{Value, json};

use super::query::UNEXPIRED;
use super::succession::SUCCESSORS;
use super::*;
use crate::base::store::Write;
use crate::reader::feed;
use crate::reader::item::{IncomingItem, PUBLISHER, Withdrawal};
use crate::reader::reminder::Reminder;
use crate::tests::fixture::{NOW, TopicFixture};

const HOUR: i64 = 60 * 60 * 1000;

fn fixture() -> TopicFixture {
    TopicFixture::new("alert", ingest)
}

fn publish(fixture: &TopicFixture, id: &str, alert: Value) {
    fixture.ingest(IncomingItem { id: id.into(), published: Some(NOW - HOUR), ..fixture.item("alert", alert) });
}

fn current_at(fixture: &TopicFixture, now: i64) -> Vec<AlertRow> {
    fixture.read_at(now, |view| current(view, &AlertRecipient::default())).unwrap()
}

fn ids(fixture: &TopicFixture, now: i64) -> Vec<String> {
    current_at(fixture, now).into_iter().map(|alert| alert.row.id).collect()
}

fn reminders_at(fixture: &TopicFixture, recipient: &AlertRecipient, skew: i64) -> Vec<Reminder> {
    fixture.read(|view| reminders(view, recipient, skew)).unwrap()
}

fn state(fixture: &TopicFixture, id: &str) -> AlertState {
    fixture.read(|view| detail(view, &AlertRecipient::default(), id)).unwrap().alert.state
}

/// The payload of an alert, with some members replaced.
fn payload(identifier: &str, more: Value) -> Value {
    let mut alert = json!({
        "identifier": identifier, "status": "Actual", "msg_type": "Alert", "scope": "Public", "event": "暴雨",
        "category": "Met", "urgency": "Expected", "severity": "Moderate", "certainty": "Likely",
        "headline": "暴雨黄色预警", "effective": "2026-11-24T07:00:00+08:00", "expires": "2026-11-24T12:00:00+08:00",
        "areas": ["嵩阳街道", "杨林镇"], "references": [],
    });
    for (name, value) in more.as_object().unwrap() {
        alert[name] = value.clone();
    }
    alert
}

/// Members of a message that replaces or cancels others.
fn ending(msg_type: &str, identifiers: &[&str]) -> Value {
    let references: Vec<String> = identifiers
        .iter()
        .map(|identifier| format!("alert@example.org,{identifier},2026-11-24T07:00:00+08:00"))
        .collect();
    json!({"msg_type": msg_type, "references": references})
}

#[test]
fn alert_is_current_from_effective_to_expires() {
    let fixture = fixture();
    publish(&fixture, "a", payload("A", json!({})));
    assert_eq!(ids(&fixture, NOW), ["a"]);
    assert_eq!(ids(&fixture, NOW - HOUR - 60_001), [""; 0], "not yet");
    assert_eq!(ids(&fixture, NOW + 4 * HOUR), [""; 0], "it expires by itself");
    let alert = &current_at(&fixture, NOW)[0];
    assert_eq!(alert.words, "较重 · 嵩阳街道、杨林镇");
    assert_eq!((alert.real, alert.state.clone(), alert.expires), (true, AlertState::Current, NOW + 4 * HOUR));
}

/// The publisher's time is known to the second at best.
#[test]
fn message_that_was_sent_just_now_is_in_effect() {
    let fixture = fixture();
    let sent_now = |id: &str, mut alert: Value| {
        alert["effective"] = Value::Null;
        let item = IncomingItem { id: id.into(), published: Some(NOW + 900), ..fixture.item("alert", alert) };
        fixture.ingest(item);
    };
    sent_now("a", payload("A", json!({})));
    assert_eq!(ids(&fixture, NOW), ["a"]);
    sent_now("c", payload("C", ending("Cancel", &["A"])));
    assert_eq!(ids(&fixture, NOW), [""; 0]);
    assert_eq!(state(&fixture, "a"), AlertState::Cancelled { by: "c".into() });
}

#[test]
fn missing_or_implausible_validity_is_one_day() {
    let fixture = fixture();
    for (id, times) in [
        ("none", json!({"effective": null, "expires": null})),
        ("before", json!({"expires": "2026-11-24T06:00:00+08:00"})),
        ("nonsense", json!({"effective": "soon", "expires": 7})),
    ] {
        publish(&fixture, id, payload(id, times));
    }
    let mut found = ids(&fixture, NOW + 22 * HOUR);
    found.sort_unstable();
    assert_eq!(found, ["before", "none", "nonsense"]);
    assert_eq!(ids(&fixture, NOW + 24 * HOUR), [""; 0]);
}

#[test]
fn update_replaces_and_cancellation_ends_in_either_order_of_arrival() {
    for reversed in [false, true] {
        let fixture = fixture();
        let mut messages = [
            ("first", payload("A", json!({}))),
            ("update", payload("B", ending("Update", &["A"]))),
            ("cancel", payload("C", ending("Cancel", &["A", "B"]))),
        ];
        if reversed {
            messages.reverse();
        }
        publish(&fixture, messages[0].0, messages[0].1.clone());
        publish(&fixture, messages[1].0, messages[1].1.clone());
        if !reversed {
            assert_eq!(ids(&fixture, NOW), ["update"]);
            assert_eq!(state(&fixture, "first"), AlertState::Replaced { by: "update".into() });
        }
        publish(&fixture, messages[2].0, messages[2].1.clone());
        assert_eq!(ids(&fixture, NOW), [""; 0], "{reversed}");
        assert_eq!(state(&fixture, "first"), AlertState::Cancelled { by: "cancel".into() });
        assert_eq!(state(&fixture, "update"), AlertState::Cancelled { by: "cancel".into() });
        assert_eq!(state(&fixture, "cancel"), AlertState::Ending);
        let chain = fixture.read(|view| detail(view, &AlertRecipient::default(), "update")).unwrap().chain;
        assert_eq!(chain.len(), 3);
    }
}

#[test]
fn withdrawn_cancellation_ends_nothing() {
    let fixture = fixture();
    publish(&fixture, "first", payload("A", json!({})));
    publish(&fixture, "cancel", payload("C", ending("Cancel", &["A"])));
    assert_eq!(ids(&fixture, NOW), [""; 0]);
    let gone = Withdrawal { id: "cancel".into(), sequence: 99, time: None, reason: String::new() };
    fixture.store.cache().write_now(|write| feed::withdraw(write, PUBLISHER, &gone)).unwrap();
    assert_eq!(ids(&fixture, NOW), ["first"]);
    let gone = Withdrawal { id: "first".into(), sequence: 100, time: None, reason: String::new() };
    fixture.store.cache().write_now(|write| feed::withdraw(write, PUBLISHER, &gone)).unwrap();
    assert_eq!(ids(&fixture, NOW), [""; 0]);
}

/// The publisher was set up anew: its withdrawals no longer apply, and what they took back is not said again.
#[test]
fn withdrawn_cancellation_ends_nothing_when_its_withdrawal_is_forgotten() {
    let fixture = fixture();
    publish(&fixture, "first", payload("A", json!({})));
    publish(&fixture, "cancel", payload("C", ending("Cancel", &["A"])));
    fixture.withdraw("cancel");
    fixture.store.cache().write_now(|write| feed::reset_sequences(write, PUBLISHER)).unwrap();
    assert_eq!(ids(&fixture, NOW), ["first"]);
    publish(&fixture, "cancel", payload("C", ending("Cancel", &["A"])));
    assert_eq!(ids(&fixture, NOW), [""; 0], "it is published again");
}

/// A publisher of thousands of messages that all reference each other is slow for no one.
#[test]
fn ring_of_hundreds_of_messages_is_read_in_time() {
    let fixture = fixture();
    let names: Vec<String> = (0..120).map(|number| format!("M{number:03}")).collect();
    let all: Vec<&str> = names.iter().map(String::as_str).collect();
    for name in &all {
        publish(&fixture, name, payload(name, ending("Update", &all)));
    }
    let started = std::time::Instant::now();
    assert_eq!(ids(&fixture, NOW), ["M119"]);
    assert!(started.elapsed().as_secs() < 20);
}

#[test]
fn exercise_is_marked_and_test_is_not_listed() {
    let fixture = fixture();
    publish(&fixture, "real", payload("A", json!({"severity": "Minor"})));
    publish(&fixture, "drill", payload("B", json!({"status": "Exercise", "severity": "Extreme"})));
    for (id, status) in [("test", "Test"), ("system", "System"), ("draft", "Draft"), ("new", "Unknown")] {
        publish(&fixture, id, payload(id, json!({"status": status, "severity": "Extreme"})));
        assert_eq!(state(&fixture, id), AlertState::NotPublic);
    }
    assert_eq!(ids(&fixture, NOW), ["real", "drill"], "a real alert comes first, however mild");
    let drill = &current_at(&fixture, NOW)[1];
    assert!(!drill.real);
    for line in [&drill.row.title, &drill.headline, &drill.words] {
        assert!(line.starts_with("【演练】"), "{line}");
    }
    let reminders = reminders_at(&fixture, &AlertRecipient::default(), 0);
    assert_eq!(
        reminders.iter().map(|reminder| reminder.urgent).collect::<Vec<_>>(),
        [false, false],
        "one is mild, one is an exercise"
    );
    assert!(reminders[1].title.starts_with("【演练】"));
    // An exercise does not end a real alert that it references, nor the other way round.
    publish(
        &fixture,
        "drill-cancel",
        payload(
            "C",
            json!({"status": "Exercise", "msg_type": "Cancel",
        "references": ["x,A,2026-11-24T07:00:00+08:00"]}),
        ),
    );
    publish(&fixture, "real-cancel", payload("D", ending("Cancel", &["B"])));
    assert_eq!(ids(&fixture, NOW), ["real", "drill"]);
}

#[test]
fn alerts_are_sorted_by_severity_then_newest_first() {
    let fixture = fixture();
    for (id, severity, hour) in
        [("mild", "Minor", 7), ("old", "Severe", 6), ("new", "Severe", 7), ("worst", "Extreme", 5)]
    {
        let effective = format!("2026-11-24T0{hour}:00:00+08:00");
        publish(&fixture, id, payload(id, json!({"severity": severity, "effective": effective})));
    }
    assert_eq!(ids(&fixture, NOW), ["worst", "new", "old", "mild"]);
}

#[test]
fn first_message_ends_nothing_and_no_message_ends_itself() {
    let fixture = fixture();
    publish(&fixture, "a", payload("A", json!({})));
    publish(&fixture, "b", payload("B", json!({"references": ["x,A,2026-11-24T07:00:00+08:00"]})));
    publish(&fixture, "c", payload("C", ending("Update", &["C"])));
    let mut ids = ids(&fixture, NOW);
    ids.sort_unstable();
    assert_eq!(ids, ["a", "b", "c"]);
}

#[test]
fn acknowledged_alert_stays_listed_without_a_reminder() {
    let fixture = fixture();
    publish(&fixture, "a", payload("A", json!({"acknowledge": true, "severity": "Severe"})));
    let alerts = current_at(&fixture, NOW);
    assert_eq!((alerts[0].acknowledge, alerts[0].acknowledged), (true, false));
    let reminder = &reminders_at(&fixture, &AlertRecipient::default(), HOUR)[0];
    assert_eq!(
        (reminder.id.as_str(), reminder.urgent, reminder.at, reminder.until),
        ("alert:A", true, NOW - 2 * HOUR, Some(NOW + 3 * HOUR))
    );
    let outbox = fixture.store.outbox().unwrap();
    outbox.write_now(|write| acknowledge(write, "A", 3, NOW)).unwrap();
    outbox.write_now(|write| acknowledge(write, "A", 3, NOW + 1)).unwrap();
    let recipient = AlertRecipient { acknowledged: outbox.read_now(acknowledged).unwrap(), towns: Vec::new() };
    let alerts = fixture.read(|view| current(view, &recipient)).unwrap();
    assert!(alerts[0].acknowledged);
    assert_eq!(reminders_at(&fixture, &recipient, 0), []);
    assert!(outbox.write_now(|write| acknowledge(write, "", 0, NOW)).is_err());
}

#[test]
fn acknowledged_alert_that_becomes_more_severe_reminds_again() {
    let fixture = fixture();
    for (seen, revised, reminds) in [
        ("Minor", "Extreme", true),
        ("Minor", "Unknown", true),
        ("Unknown", "Moderate", true),
        ("Severe", "Severe", false),
        ("Severe", "Minor", false),
        ("Unknown", "Minor", false),
        ("Extreme", "Unknown", false),
    ] {
        publish(&fixture, "a", payload("A", json!({"severity": seen})));
        let severity = fixture.read(|view| severity_of(view.connection, "A")).unwrap();
        let outbox = fixture.store.outbox().unwrap();
        outbox.write_now(|write| acknowledge(write, "A", severity, NOW)).unwrap();
        let recipient = AlertRecipient { acknowledged: outbox.read_now(acknowledged).unwrap(), towns: Vec::new() };
        assert_eq!(reminders_at(&fixture, &recipient, 0), [], "{seen}");
        publish(&fixture, "a", payload("A", json!({"severity": revised, "instruction": "立即撤离"})));
        assert_eq!(reminders_at(&fixture, &recipient, 0).len(), usize::from(reminds), "{seen} {revised}");
        let alert = &fixture.read(|view| current(view, &recipient)).unwrap()[0];
        assert_eq!(alert.acknowledged, !reminds);
    }
}

#[test]
fn exercise_that_is_marked_by_its_sender_is_marked_once_and_an_area_may_be_one_text() {
    let fixture = fixture();
    publish(
        &fixture,
        "drill",
        payload("A", json!({"status": "Exercise", "headline": "【演练】大风预警", "areas": "杨林镇"})),
    );
    let drill = &current_at(&fixture, NOW)[0];
    assert_eq!(drill.headline, "【演练】大风预警");
    assert_eq!((drill.words.as_str(), &drill.areas[..]), ("【演练】较重 · 杨林镇", &["杨林镇".to_owned()][..]));
}

#[test]
fn alert_that_is_no_item_of_the_kind_is_none() {
    let fixture = fixture();
    fixture.ingest(IncomingItem { id: "a".into(), ..fixture.item("notice", payload("A", json!({}))) });
    assert!(fixture.read(|view| detail(view, &AlertRecipient::default(), "a")).is_err());
}

#[test]
fn alert_of_another_town_is_not_urgent() {
    let fixture = fixture();
    publish(&fixture, "a", payload("A", json!({"severity": "Severe"})));
    let write = |write: &Write<'_>| {
        write.execute(
            "INSERT INTO term VALUES ('town', 'xiaojie', 0, '小街镇'), ('town', 'yanglin', 1, '杨林镇'),
                                     ('town', 'songyang', 2, '嵩阳街道')",
            [],
        )?;
        Ok(())
    };
    fixture.store.cache().write_now(write).unwrap();
    for (town, own) in [("xiaojie", false), ("yanglin", true)] {
        let recipient = AlertRecipient { towns: vec![town.into()], ..AlertRecipient::default() };
        let alerts = fixture.read(|view| current(view, &recipient)).unwrap();
        let urgent = reminders_at(&fixture, &recipient, 0)[0].urgent;
        assert_eq!((alerts[0].own_area, urgent), (own, own), "{town}");
    }
}

#[test]
fn malformed_payload_leaves_the_item_readable() {
    let fixture = fixture();
    for (id, alert) in [
        ("list", json!([1])),
        ("bare", json!({})),
        ("types", json!({"identifier": 7, "areas": "all", "references": {"a": 1}})),
        (
            "long",
            json!({"identifier": "长".repeat(10_000), "areas": vec!["a"; 10_000], "instruction": "字".repeat(100_000)}),
        ),
    ] {
        publish(&fixture, id, alert);
        assert!(fixture.read(|view| feed::article(view, id)).is_ok(), "{id}");
    }
    assert_eq!(ids(&fixture, NOW), [""; 0]);
    // A revision whose payload is no alert any more removes the alert.
    publish(&fixture, "a", payload("A", json!({})));
    publish(&fixture, "a", json!([]));
    assert_eq!(ids(&fixture, NOW), [""; 0]);
}

#[test]
fn current_alerts_are_read_in_index_order() {
    let fixture = fixture();
    fixture.check_plan(SUCCESSORS);
    let plan = fixture.query_plan(UNEXPIRED);
    assert!(plan.contains("alert_by_expiry (expires>?)"), "{plan}");
    assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{plan}");
}
