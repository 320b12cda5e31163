//! Appeals on networks that lose answers, and with publishers that stumble: never two contents under one id, nothing lost, a
//! receipt in the end, and no appeal that keeps the others.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use songming_core::{Appeal, AppealDraft, AppealState, Client, Request};
use songming_journeys::phone::STATEMENT;
use songming_journeys::scripted_network::page;
use songming_journeys::{Outcome, Phone, ScriptedNetwork, TestClock};

const PUBLISHER: &str = "http://127.0.0.1:9";
const HOUR: i64 = 3_600_000;

fn draft(title: &str) -> AppealDraft {
    AppealDraft {
        title: title.into(), text: "样例路26号门口的路灯三天没有亮。".into(), ..AppealDraft::default()
    }
}

/// The publisher's own handling of a request, without a network.
#[derive(Default)]
struct Office {
    /// What was received, by the id that the phone chose.
    received: BTreeMap<String, Value>,
    /// Ids under which a second content arrived.
    overwritten: Vec<String>,
}

impl Office {
    fn handle(&mut self, request: &Request) -> Outcome {
        let last = request.address.path_segments().unwrap().next_back().unwrap().to_owned();
        let Some(body) = &request.body else {
            return match last.starts_with("SM-") {
                true => Outcome::json(&json!({"state": "received", "events": []})),
                false => Outcome::json(&page(&[], 1)),
            };
        };
        let body: Value = serde_json::from_slice(body).unwrap();
        if body["title"].as_str().unwrap().contains('拒') {
            return Outcome::status(422, br#"{"invalid":"title"}"#);
        }
        match self.received.get(&last) {
            Some(known) if *known != body => {
                self.overwritten.push(last);
                return Outcome::status(409, b"{}");
            }
            _ => drop(self.received.insert(last.clone(), body)),
        }
        Outcome::json(&json!({"number": number_of(&last), "code": "ABCDEFGHJK"}))
    }
}

fn number_of(id: &str) -> String {
    format!("SM-{id}")
}

fn is_appeal(request: &Request) -> bool {
    request.address.path().contains("/v1/appeals/")
}

fn poisoned(request: &Request) -> bool {
    request.body.as_ref().is_some_and(|body| String::from_utf8_lossy(body).contains('毒'))
}

struct Desk {
    phone: Phone,
    network: Arc<ScriptedNetwork>,
    clock: Arc<TestClock>,
    office: Arc<Mutex<Office>>,
}

impl Desk {
    fn new() -> Self {
        let office = Arc::new(Mutex::new(Office::default()));
        let phone = Phone::configured(Some(PUBLISHER.into()));
        let network = ScriptedNetwork::new(|_| Outcome::Unreachable);
        let desk = Self { phone, network, clock: Arc::new(TestClock::default()), office };
        desk.answer();
        desk
    }

    async fn open(&self) -> Arc<Client> {
        let client = self.phone.open_on(&self.network, &self.clock).await;
        client.privacy().accept(STATEMENT.into()).await.unwrap();
        client
    }

    /// Everything arrives and is answered.
    fn answer(&self) {
        let office = Arc::clone(&self.office);
        self.network.follow(move |request| office.lock().unwrap().handle(request));
    }

    /// Requests about appeals fail; `arrives` says whether the office has what was sent all the same.
    fn fail(&self, arrives: bool, outcome: impl Fn() -> Outcome + Send + Sync + 'static) {
        let office = Arc::clone(&self.office);
        self.network.follow(move |request| {
            let answer =
                if arrives || !is_appeal(request) { Some(office.lock().unwrap().handle(request)) } else { None };
            if is_appeal(request) { outcome() } else { answer.unwrap() }
        });
    }

    fn has(&self, id: &str) -> bool {
        self.office.lock().unwrap().received.contains_key(id)
    }

    /// How many requests sent or asked about an appeal.
    fn requests(&self) -> usize {
        self.network.requests().iter().filter(|address| address.contains("/v1/appeals/")).count()
    }
}

fn busy(seconds: &str) -> Outcome {
    Outcome::Response(503, vec![("retry-after".into(), seconds.into())], Vec::new())
}

async fn sent(client: &Client, title: &str) -> Appeal {
    let id = client.appeals().save(draft(title)).await.unwrap().id;
    client.appeals().send(id).await.unwrap()
}

#[tokio::test]
async fn appeal_that_may_have_arrived_stays_until_it_is_answered() {
    let outcomes: [fn() -> Outcome; 7] = [
        || busy("1"),
        || Outcome::Lost,
        || Outcome::status(500, b""),
        || Outcome::status(504, b""),
        || Outcome::status(200, b"{\"number\":"),
        || Outcome::status(302, b""),
        || Outcome::status(201, &vec![b'x'; 9_000_000]),
    ];
    for (case, outcome) in outcomes.into_iter().enumerate() {
        let desk = Desk::new();
        let client = desk.open().await;
        desk.fail(true, outcome);
        let id = sent(&client, "路灯").await.id;
        assert!(desk.has(&id), "{case}");
        let delete = async || client.appeals().delete(id.clone(), false).await.map_err(|error| error.code().to_owned());
        assert_eq!(delete().await, Err("appeal-open".into()), "{case}");
        // Later tries that certainly did not arrive, and answers of servers on the way, take nothing back.
        for (later, outcome) in [
            (|| Outcome::Unreachable) as fn() -> Outcome,
            || Outcome::status(401, b""),
            || Outcome::status(403, b"<html>"),
            || Outcome::status(404, b"<html>"),
            || busy("3600"),
            || Outcome::Unreachable,
        ]
        .into_iter()
        .enumerate()
        {
            desk.clock.set_offset((later as i64 + 1) * 24 * HOUR);
            desk.fail(false, outcome);
            let _ = client.appeals().refresh().await;
            assert_eq!(client.appeals().get(id.clone()).await.unwrap().state, AppealState::Queued, "{case} {later}");
            assert_eq!(delete().await, Err("appeal-open".into()), "{case} {later}");
        }
        client.shut_down().await.unwrap();
        desk.clock.set_offset(30 * 24 * HOUR);
        desk.answer();
        let client = desk.open().await;
        client.sync(None).await.unwrap();
        let appeal = client.appeals().get(id.clone()).await.unwrap();
        assert_eq!((appeal.state, appeal.number), (AppealState::Received, Some(number_of(&id))), "{case}");
    }
}

/// The connection breaks after the appeal arrived; the retry meets a server on the way.
#[tokio::test]
async fn retry_that_was_refused_takes_the_first_try_not_back() {
    for status in [401, 403, 404] {
        let desk = Desk::new();
        let client = desk.open().await;
        let (office, tries) = (Arc::clone(&desk.office), Mutex::new(0));
        desk.network.follow(move |request| {
            let answer = office.lock().unwrap().handle(request);
            let mut tries = tries.lock().unwrap();
            *tries += u32::from(is_appeal(request));
            match *tries {
                0 => answer,
                1 => Outcome::Lost,
                _ => Outcome::status(status, b"<html>"),
            }
        });
        let appeal = sent(&client, "路灯").await;
        assert_eq!(appeal.state, AppealState::Queued, "{status}");
        assert_eq!(client.appeals().delete(appeal.id, false).await.unwrap_err().code(), "appeal-open", "{status}");
    }
}

#[tokio::test]
async fn appeal_that_certainly_did_not_leave_can_be_deleted() {
    let desk = Desk::new();
    let client = desk.open().await;
    desk.fail(false, || Outcome::Unreachable);
    let id = sent(&client, "路灯").await.id;
    client.appeals().delete(id, false).await.unwrap();
}

#[tokio::test]
async fn appeal_that_always_fails_keeps_no_other() {
    let outcomes: [fn() -> Outcome; 5] = [
        || Outcome::status(500, b""),
        || Outcome::status(401, b""),
        || Outcome::status(200, b"nonsense"),
        // The network's: these end a round.
        || Outcome::Lost,
        || Outcome::status(504, b""),
    ];
    for (case, outcome) in outcomes.into_iter().enumerate() {
        let desk = Desk::new();
        let client = desk.open().await;
        desk.fail(false, || Outcome::Unreachable);
        let mut ids = Vec::new();
        // More than one round sends, if a round goes on after a failure.
        let bad = if case < 3 { 21 } else { 3 };
        for title in std::iter::repeat_n("毒", bad).chain(["好", "也好"]) {
            ids.push(sent(&client, title).await.id);
        }
        let office = Arc::clone(&desk.office);
        desk.network.follow(move |request| match poisoned(request) {
            true => outcome(),
            false => office.lock().unwrap().handle(request),
        });
        for round in 0..5 {
            desk.clock.set_offset(round * 7 * HOUR);
            client.sync(None).await.unwrap();
        }
        for id in &ids[bad..] {
            assert_eq!(client.appeals().get(id.clone()).await.unwrap().state, AppealState::Received, "{case}");
        }
        desk.answer();
        for round in 6..9 {
            desk.clock.set_offset(round * 7 * HOUR);
            client.sync(None).await.unwrap();
        }
        for id in ids {
            assert_eq!(client.appeals().get(id).await.unwrap().state, AppealState::Received, "{case}");
        }
    }
}

#[tokio::test]
async fn pause_that_the_publisher_asks_for_is_kept_across_restarts() {
    let desk = Desk::new();
    let client = desk.open().await;
    let received = sent(&client, "先前").await.id;
    desk.fail(false, || busy("3600"));
    let id = sent(&client, "路灯").await.id;
    let asked = desk.requests();
    for _ in 0..3 {
        client.sync(None).await.unwrap();
        assert_eq!(client.appeals().refresh().await.unwrap_err().code(), "busy");
    }
    client.shut_down().await.unwrap();
    let client = desk.open().await;
    sent(&client, "又一盏").await;
    client.sync(None).await.unwrap();
    assert_eq!(desk.requests(), asked);
    // A clock that was put back by a year does not make it a year.
    desk.answer();
    desk.clock.set_offset(-365 * 24 * HOUR);
    client.sync(None).await.unwrap();
    assert_eq!(client.appeals().get(id.clone()).await.unwrap().state, AppealState::Received);
    // The same for a question about progress.
    desk.fail(false, || busy("600"));
    desk.clock.set_offset(HOUR);
    assert_eq!(client.appeals().refresh().await.unwrap_err().code(), "busy");
    let asked = desk.requests();
    assert_eq!(client.appeals().refresh().await.unwrap_err().code(), "busy");
    assert_eq!(desk.requests(), asked);
    desk.clock.set_offset(2 * HOUR);
    desk.answer();
    client.appeals().refresh().await.unwrap();
    assert_eq!(client.appeals().get(received).await.unwrap().state, AppealState::Received);
}

/// An appeal about which every question fails does not keep the others from being asked about.
#[tokio::test]
async fn question_that_always_fails_keeps_no_other() {
    let desk = Desk::new();
    let client = desk.open().await;
    let mut ids = Vec::new();
    for n in 0..25 {
        ids.push(sent(&client, &format!("第{n}件")).await.id);
    }
    let (bad, good) = (ids[..24].to_vec(), ids[24].clone());
    let answered = number_of(&good);
    desk.network.follow(move |request| {
        let path = request.address.path();
        if path.ends_with(&answered) {
            return Outcome::json(&json!({"state": "answered", "events": [{"stage": "answered", "text": "修好了。"}]}));
        }
        if bad.iter().any(|id| path.ends_with(&number_of(id))) {
            Outcome::status(500, b"")
        } else {
            Outcome::json(&page(&[], 1))
        }
    });
    for round in 1..4 {
        desk.clock.set_offset(round * HOUR);
        client.sync(None).await.unwrap();
    }
    assert_eq!(client.appeals().get(good).await.unwrap().state, AppealState::Answered);
}

/// Random orders of writing, sending, editing, deleting, restarts and failures of every kind.
#[tokio::test]
async fn random_failures_neither_lose_nor_duplicate_an_appeal() {
    let seed = std::env::var("SONGMING_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_130);
    let mut dice = fastrand::Rng::with_seed(seed);
    for walk in 0..12 {
        let desk = Desk::new();
        let mut client = desk.open().await;
        let mut sent_ids: BTreeSet<String> = BTreeSet::new();
        let mut hours = 0;
        for step in 0..60 {
            let context = format!("seed {seed}, walk {walk}, step {step}");
            match dice.u8(..12) {
                0 => desk.answer(),
                1 => desk.fail(dice.bool(), || Outcome::Lost),
                2 => desk.fail(false, || Outcome::Unreachable),
                3 => desk.fail(dice.bool(), || Outcome::status(500, b"")),
                4 => desk.fail(dice.bool(), || busy("1800")),
                5 => desk.fail(dice.bool(), || Outcome::status(200, b"[]")),
                6 => {
                    let status = [400, 401, 403, 404, 405, 413, 302, 504][dice.usize(..8)];
                    // A server on the way that refuses did not pass the appeal on.
                    desk.fail(false, move || Outcome::status(status, b"<html>"));
                }
                7 => {
                    let office = Arc::clone(&desk.office);
                    desk.network.follow(move |request| match poisoned(request) {
                        true => Outcome::status(500, b""),
                        false => office.lock().unwrap().handle(request),
                    });
                }
                8 | 9 => {
                    // Another failure for each request.
                    let (office, dice) = (Arc::clone(&desk.office), Mutex::new(dice.fork()));
                    desk.network.follow(move |request| {
                        let (kind, arrives) = {
                            let mut dice = dice.lock().unwrap();
                            (dice.u8(..8), dice.bool())
                        };
                        if !is_appeal(request) || kind == 0 {
                            return office.lock().unwrap().handle(request);
                        }
                        if arrives && kind < 4 {
                            office.lock().unwrap().handle(request);
                        }
                        match kind {
                            1 => Outcome::Lost,
                            2 => Outcome::status(500, b""),
                            3 => Outcome::status(201, b"nonsense"),
                            4 => Outcome::Unreachable,
                            5 => Outcome::status(401, b""),
                            6 => Outcome::status(404, b"<html>"),
                            _ => Outcome::status(302, b""),
                        }
                    });
                }
                _ => {}
            }
            match dice.u8(..10) {
                0..3 => {
                    let title = ["路灯", "毒", "拒", "井盖"][dice.usize(..4)];
                    sent_ids.insert(sent(&client, title).await.id);
                }
                3 => {
                    // The person shortens what was refused, and sends it again.
                    let all = client.government().overview().await.unwrap().appeals;
                    if let Some(parked) = all.into_iter().find(|one| one.state == AppealState::Parked) {
                        let edited = AppealDraft { id: Some(parked.id.clone()), ..draft("改过的路灯") };
                        let id = client.appeals().save(edited).await.unwrap().id;
                        sent_ids.remove(&parked.id);
                        sent_ids.insert(client.appeals().send(id).await.unwrap().id);
                    }
                }
                4 => {
                    if let Some(id) = sent_ids.iter().nth(dice.usize(..sent_ids.len().max(1))).cloned() {
                        let state = client.appeals().get(id.clone()).await.unwrap().state;
                        match client.appeals().delete(id.clone(), false).await {
                            Ok(()) => {
                                assert!(!desk.has(&id), "{context}: {state:?} was deleted, and the publisher has it");
                                sent_ids.remove(&id);
                            }
                            Err(error) => assert_eq!(error.code(), "appeal-open", "{context}"),
                        }
                    }
                }
                5 => {
                    if dice.bool() {
                        client.shut_down().await.unwrap();
                    }
                    drop(client);
                    client = desk.open().await;
                }
                6 => {
                    hours += [0, 1, 7][dice.usize(..3)];
                    desk.clock.set_offset(hours * HOUR);
                }
                7 => drop(client.appeals().refresh().await),
                _ => drop(client.sync(None).await),
            }
        }
        desk.answer();
        for _ in 0..4 {
            hours += 7;
            desk.clock.set_offset(hours * HOUR);
            client.sync(None).await.unwrap();
        }
        let context = format!("seed {seed}, walk {walk}");
        let all = client.government().overview().await.unwrap().appeals;
        let by_id: BTreeMap<String, Appeal> = all.into_iter().map(|one| (one.id.clone(), one)).collect();
        for id in &sent_ids {
            let appeal = by_id.get(id).unwrap_or_else(|| panic!("{context}: lost"));
            match appeal.state {
                AppealState::Received => assert_eq!(appeal.number, Some(number_of(id)), "{context}"),
                AppealState::Parked => assert!(!desk.has(id), "{context}: parked, and the publisher has it"),
                state => panic!("{context}: {state:?}"),
            }
        }
        let office = desk.office.lock().unwrap();
        assert_eq!(office.overwritten, Vec::<String>::new(), "{context}");
        assert!(office.received.keys().all(|id| sent_ids.contains(id)), "{context}: received, and not on the phone");
    }
}
