//! The sequences of `tests/corpus/alerts`, each in many orders of arrival.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::super::query::{current, reminders};
use super::super::{AlertRecipient, ingest};
use crate::reader::feed;
use crate::reader::item::IncomingItem;
use crate::tests::fixture::TopicFixture;

/// Orders of arrival of one sequence, for each of its messages.
const ORDERS: usize = 2;

#[derive(Deserialize)]
struct Examples {
    base: Map<String, Value>,
    region: Value,
    towns: Value,
    sequences: Vec<Sequence>,
}

#[derive(Deserialize)]
struct Sequence {
    name: String,
    /// The towns that the person chose.
    #[serde(default)]
    towns: Vec<String>,
    messages: Vec<Message>,
    /// The ids of items that are withdrawn, evicted or revised to a report after all have arrived.
    #[serde(default)]
    withdrawn: Vec<String>,
    #[serde(default)]
    evicted: Vec<String>,
    #[serde(default)]
    reports: Vec<String>,
    moments: Vec<Moment>,
}

#[derive(Deserialize)]
struct Message {
    id: String,
    published: String,
    alert: Map<String, Value>,
}

#[derive(Deserialize)]
struct Moment {
    time: String,
    /// The ids of the items in force, in their order.
    home: Vec<String>,
    /// Those of them that concern the person.
    own_area: Option<BTreeSet<String>>,
    reminders: Option<Vec<ExpectedReminder>>,
}

#[derive(Deserialize)]
struct ExpectedReminder {
    id: String,
    at: String,
    until: String,
    urgent: bool,
}

fn moment(text: &str) -> i64 {
    (OffsetDateTime::parse(text, &Rfc3339).unwrap().unix_timestamp_nanos() / 1_000_000) as i64
}

#[test]
fn every_sequence_shows_and_reminds_as_it_should_in_any_order_of_arrival() {
    let examples = include_str!("../../../../../tests/corpus/alerts/sequences.json");
    let examples: Examples = serde_json::from_str(examples).unwrap();
    assert!(examples.sequences.len() >= 160);
    let mut rng = fastrand::Rng::with_seed(17);
    let (mut tried, mut wrong) = (0, Vec::new());
    for sequence in &examples.sequences {
        let mut order: Vec<&Message> = sequence.messages.iter().collect();
        for number in 0..if order.len() == 1 { 1 } else { ORDERS * order.len() } {
            let problems = check(&examples, sequence, &order);
            tried += sequence.moments.len();
            wrong.extend(problems.into_iter().map(|problem| format!("{} ({number}): {problem}", sequence.name)));
            rng.shuffle(&mut order);
        }
    }
    assert!(wrong.is_empty(), "{} of {tried}\n{}", wrong.len(), wrong.join("\n"));
}

fn check(examples: &Examples, sequence: &Sequence, order: &[&Message]) -> Vec<String> {
    let fixture = TopicFixture::new("alert", ingest);
    let catalogue = json!({"version": 1, "title": "嵩明融媒", "region": examples.region, "towns": examples.towns});
    fixture.set_catalogue(&catalogue);
    for message in order {
        let mut alert = examples.base.clone();
        alert.extend(message.alert.clone());
        let item = fixture.item("alert", Value::Object(alert));
        fixture.ingest(IncomingItem { id: message.id.clone(), published: Some(moment(&message.published)), ..item });
    }
    for id in &sequence.reports {
        fixture.ingest(IncomingItem { id: id.clone(), revision: 2, ..fixture.item("article", json!({})) });
    }
    sequence.withdrawn.iter().for_each(|id| fixture.withdraw(id));
    let evict = |id: &String| assert!(fixture.store.cache().write_now(|write| feed::remove_unseen(write, id)).unwrap());
    sequence.evicted.iter().for_each(evict);
    let recipient = AlertRecipient { towns: sequence.towns.clone(), ..AlertRecipient::default() };
    let mut problems = Vec::new();
    for expected in &sequence.moments {
        let now = moment(&expected.time);
        let (alerts, reminders) =
            fixture.read_at(now, |view| Ok((current(view, &recipient)?, reminders(view, &recipient, 0)?))).unwrap();
        let home: Vec<&str> = alerts.iter().map(|alert| alert.row.id.as_str()).collect();
        if home != expected.home {
            problems.push(format!("{}: {home:?} on the home screen", expected.time));
        }
        let own: BTreeSet<String> =
            alerts.iter().filter(|alert| alert.own_area).map(|alert| alert.row.id.clone()).collect();
        if expected.own_area.as_ref().is_some_and(|expected| *expected != own) {
            problems.push(format!("{}: {own:?} concern the person", expected.time));
        }
        let Some(expected_reminders) = &expected.reminders else { continue };
        let set: BTreeMap<String, (i64, Option<i64>, bool)> = reminders
            .into_iter()
            .map(|reminder| (reminder.id, (reminder.at, reminder.until, reminder.urgent)))
            .collect();
        let wanted = expected_reminders
            .iter()
            .map(|one| (one.id.clone(), (moment(&one.at), Some(moment(&one.until)), one.urgent)));
        if wanted.collect::<BTreeMap<_, _>>() != set {
            problems.push(format!("{}: reminders {set:?}", expected.time));
        }
    }
    problems
}
