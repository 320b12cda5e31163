use serde_json::json;

use super::*;
use crate::reader::item::{IncomingItem, PUBLISHER, Withdrawal};
use crate::tests::fixture::{NOW, Phone};

const HOUR: i64 = 60 * 60 * 1000;
fn phone() -> Phone {
    Phone::new("alert", apply)
}

fn get(phone: &Phone, id: &str, alert: Value) {
    phone.take(IncomingItem { id: id.into(), published: Some(NOW - HOUR), ..phone.item("alert", alert) });
}

fn current_at(phone: &Phone, there: i64) -> Vec<AlertRow> {
    phone.read_at(there, |view| current(view, &Person::default())).unwrap()
}

fn ids(phone: &Phone, there: i64) -> Vec<String> {
    current_at(phone, there).into_iter().map(|alert| alert.row.id).collect()
}

fn state(phone: &Phone, id: &str) -> AlertState {
    phone.read(|view| detail(view, &Person::default(), id)).unwrap().alert.state
}

fn said(identifier: &str, more: Value) -> Value {
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

fn naming(msg_type: &str, identifiers: &[&str]) -> Value {
    let references: Vec<String> =
        identifiers.iter().map(|one| format!("alert@example.org,{one},2026-11-24T07:00:00+08:00")).collect();
    json!({"msg_type": msg_type, "references": references})
}

#[test]
fn a_message_holds_from_its_beginning_to_its_end() {
    let phone = phone();
    get(&phone, "a", said("A", json!({})));
    assert_eq!(ids(&phone, NOW), ["a"]);
    assert_eq!(ids(&phone, NOW - HOUR - 1), [""; 0], "not yet");
    assert_eq!(ids(&phone, NOW + 4 * HOUR), [""; 0], "it expires by itself");
    let alert = &current_at(&phone, NOW)[0];
    assert_eq!(alert.words, "较重 · 嵩阳街道、杨林镇");
    assert_eq!((alert.real, alert.state.clone(), alert.expires), (true, AlertState::Current, NOW + 4 * HOUR));
}

#[test]
fn a_time_that_is_missing_or_absurd_is_a_day() {
    let phone = phone();
    for (id, times) in [
        ("none", json!({"effective": null, "expires": null})),
        ("before", json!({"expires": "2026-11-24T06:00:00+08:00"})),
        ("forever", json!({"expires": "2036-11-24T06:00:00+08:00"})),
        ("nonsense", json!({"effective": "soon", "expires": 7})),
    ] {
        get(&phone, id, said(id, times));
    }
    let mut found = ids(&phone, NOW + 22 * HOUR);
    found.sort_unstable();
    assert_eq!(found, ["before", "forever", "none", "nonsense"]);
    assert_eq!(ids(&phone, NOW + 24 * HOUR), [""; 0]);
}

#[test]
fn an_update_takes_the_place_and_a_cancellation_ends_in_either_order_of_arrival() {
    for reversed in [false, true] {
        let phone = phone();
        let mut messages = [
            ("first", said("A", json!({}))),
            ("update", said("B", naming("Update", &["A"]))),
            ("cancel", said("C", naming("Cancel", &["A", "B"]))),
        ];
        if reversed {
            messages.reverse();
        }
        get(&phone, messages[0].0, messages[0].1.clone());
        get(&phone, messages[1].0, messages[1].1.clone());
        if !reversed {
            assert_eq!(ids(&phone, NOW), ["update"]);
            assert_eq!(state(&phone, "first"), AlertState::Replaced { by: "update".into() });
        }
        get(&phone, messages[2].0, messages[2].1.clone());
        assert_eq!(ids(&phone, NOW), [""; 0], "{reversed}");
        assert_eq!(state(&phone, "first"), AlertState::Cancelled { by: "cancel".into() });
        assert_eq!(state(&phone, "update"), AlertState::Cancelled { by: "cancel".into() });
        assert_eq!(state(&phone, "cancel"), AlertState::Ending);
        let chain = phone.read(|view| detail(view, &Person::default(), "update")).unwrap().chain;
        assert_eq!(chain.len(), 3);
    }
}

#[test]
fn what_ended_a_message_and_is_withdrawn_ends_it_no_longer() {
    let phone = phone();
    get(&phone, "first", said("A", json!({})));
    get(&phone, "cancel", said("C", naming("Cancel", &["A"])));
    assert_eq!(ids(&phone, NOW), [""; 0]);
    let gone = Withdrawal { id: "cancel".into(), sequence: 99, time: None, reason: String::new() };
    phone.store.cache().write_now(|write| feed::withdraw(write, PUBLISHER, &gone)).unwrap();
    assert_eq!(ids(&phone, NOW), ["first"]);
    let gone = Withdrawal { id: "first".into(), sequence: 100, time: None, reason: String::new() };
    phone.store.cache().write_now(|write| feed::withdraw(write, PUBLISHER, &gone)).unwrap();
    assert_eq!(ids(&phone, NOW), [""; 0]);
}

#[test]
fn an_exercise_is_never_shown_as_real_and_a_test_never_shown() {
    let phone = phone();
    get(&phone, "real", said("A", json!({"severity": "Minor"})));
    get(&phone, "drill", said("B", json!({"status": "Exercise", "severity": "Extreme"})));
    for (id, status) in [("test", "Test"), ("system", "System"), ("draft", "Draft"), ("new", "PendingChange-of")] {
        get(&phone, id, said(id, json!({"status": status, "severity": "Extreme"})));
        assert_eq!(state(&phone, id), AlertState::Unmeant);
    }
    assert_eq!(ids(&phone, NOW), ["real", "drill"], "what is meant comes first, however mild");
    let drill = &current_at(&phone, NOW)[1];
    assert!(!drill.real);
    for line in [&drill.row.title, &drill.headline, &drill.words] {
        assert!(line.starts_with("【演练】"), "{line}");
    }
    let reminders = reminders(&current_at(&phone, NOW), 0);
    assert_eq!(
        reminders.iter().map(|plan| plan.urgent).collect::<Vec<_>>(),
        [false, false],
        "one is mild, one a drill"
    );
    assert!(reminders[1].title.starts_with("【演练】"));
    // An exercise that names what is meant does not end it, nor the other way round.
    get(
        &phone,
        "drill-cancel",
        said(
            "C",
            json!({"status": "Exercise", "msg_type": "Cancel",
        "references": ["x,A,2026-11-24T07:00:00+08:00"]}),
        ),
    );
    get(&phone, "real-cancel", said("D", naming("Cancel", &["B"])));
    assert_eq!(ids(&phone, NOW), ["real", "drill"]);
}

#[test]
fn the_worst_comes_first_and_then_the_newest() {
    let phone = phone();
    for (id, severity, hour) in
        [("mild", "Minor", 7), ("old", "Severe", 6), ("new", "Severe", 7), ("worst", "Extreme", 5)]
    {
        let effective = format!("2026-11-24T0{hour}:00:00+08:00");
        get(&phone, id, said(id, json!({"severity": severity, "effective": effective})));
    }
    assert_eq!(ids(&phone, NOW), ["worst", "new", "old", "mild"]);
}

#[test]
fn a_first_message_ends_none_and_none_ends_itself() {
    let phone = phone();
    get(&phone, "a", said("A", json!({})));
    get(&phone, "b", said("B", json!({"references": ["x,A,2026-11-24T07:00:00+08:00"]})));
    get(&phone, "c", said("C", naming("Update", &["C"])));
    let mut ids = ids(&phone, NOW);
    ids.sort_unstable();
    assert_eq!(ids, ["a", "b", "c"]);
}

#[test]
fn what_a_person_confirmed_stays_in_the_list_and_leaves_the_plans() {
    let phone = phone();
    get(&phone, "a", said("A", json!({"acknowledge": true, "severity": "Severe"})));
    let alerts = current_at(&phone, NOW);
    assert_eq!((alerts[0].acknowledge, alerts[0].acknowledged), (true, false));
    let plan = &reminders(&alerts, HOUR)[0];
    assert_eq!(
        (plan.id.as_str(), plan.urgent, plan.at, plan.until),
        ("alert:A", true, NOW - 2 * HOUR, Some(NOW + 3 * HOUR))
    );
    let outbox = phone.store.outbox().unwrap();
    outbox.write_now(|write| acknowledge(write, "A", NOW)).unwrap();
    outbox.write_now(|write| acknowledge(write, "A", NOW + 1)).unwrap();
    let person = Person { acknowledged: outbox.read_now(acknowledged).unwrap(), towns: Vec::new() };
    let alerts = phone.read(|view| current(view, &person)).unwrap();
    assert!(alerts[0].acknowledged);
    assert_eq!(reminders(&alerts, 0), []);
    assert!(outbox.write_now(|write| acknowledge(write, "", NOW)).is_err());
}

#[test]
fn a_town_that_it_does_not_concern_is_told_and_not_alarmed() {
    let phone = phone();
    get(&phone, "a", said("A", json!({"severity": "Severe"})));
    let write = |write: &Write<'_>| {
        write.execute(
            "INSERT INTO term VALUES ('town', 'xiaojie', 0, '小街镇'), ('town', 'yanglin', 1, '杨林镇')",
            [],
        )?;
        Ok(())
    };
    phone.store.cache().write_now(write).unwrap();
    for (town, own) in [("xiaojie", false), ("yanglin", true)] {
        let person = Person { towns: vec![town.into()], ..Person::default() };
        let alerts = phone.read(|view| current(view, &person)).unwrap();
        assert_eq!((alerts[0].own_area, reminders(&alerts, 0)[0].urgent), (own, own), "{town}");
    }
}

#[test]
fn a_message_that_breaks_its_form_costs_its_item_nothing() {
    let phone = phone();
    for (id, alert) in [
        ("list", json!([1])),
        ("bare", json!({})),
        ("types", json!({"identifier": 7, "areas": "all", "references": {"a": 1}})),
        (
            "long",
            json!({"identifier": "长".repeat(10_000), "areas": vec!["a"; 10_000], "instruction": "字".repeat(100_000)}),
        ),
    ] {
        get(&phone, id, alert);
        assert!(phone.read(|view| feed::article(view, id)).is_ok(), "{id}");
    }
    assert_eq!(ids(&phone, NOW), [""; 0]);
    // A revision that is no alert any more, and one that is another.
    get(&phone, "a", said("A", json!({})));
    get(&phone, "a", json!([]));
    assert_eq!(ids(&phone, NOW), [""; 0]);
}

#[test]
fn the_list_is_read_in_the_order_of_an_index() {
    let phone = phone();
    let plan = phone.plan(CURRENT);
    assert!(plan.contains("alert_by_expiry (expires>?)"), "{plan}");
    assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{plan}");
}
