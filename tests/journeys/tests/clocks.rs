//! Clocks that jump: the phone's, the publisher's, both, for one answer or for long. Nothing is deleted, hidden or stuck that
//! the right clocks would have kept.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use songming_core::{AppealDraft, Clock as _, MarkAction, MarkRequest, RadarRule, Request, Scope, SystemClock};
use songming_journeys::dated_network::{Answer, page};
use songming_journeys::phone::{STATEMENT, all, counts, favourite};
use songming_journeys::{DatedNetwork, Phone, TestClock};

const HOUR: i64 = 60 * 60 * 1000;
const DAY: i64 = 24 * HOUR;
const YEAR: i64 = 365 * DAY;
const PUBLISHER: &str = "http://127.0.0.1:9";
/// More than the newest 200, which are never evicted.
const ITEMS: i64 = 260;

fn now() -> i64 {
    SystemClock::default().now()
}

fn text(moment: i64) -> String {
    let moment = time::OffsetDateTime::from_unix_timestamp(moment / 1000).unwrap();
    moment.format(&time::format_description::well_known::Rfc3339).unwrap()
}

fn item(id: &str, sequence: i64, published: i64) -> Value {
    json!({"id": id, "title": format!("园区 {id}"), "content_html": format!("<p>正文</p><img src=\"{PUBLISHER}/{id}.jpg\">"),
        "date_published": text(published),
        "_songming": {"sequence": sequence, "kind": "article", "module": "news", "channel": "website"}})
}

fn alert(id: &str, sequence: i64, effective: i64, expires: i64) -> Value {
    json!({"id": id, "title": "暴雨", "content_html": "<p>请减少外出。</p>", "date_published": text(effective),
        "_songming": {"sequence": sequence, "kind": "alert", "module": "alert", "alert": {
            "identifier": id, "status": "Actual", "msg_type": "Alert", "scope": "Public", "event": "暴雨",
            "category": "Met", "urgency": "Immediate", "severity": "Severe", "certainty": "Observed",
            "headline": "暴雨", "effective": text(effective), "expires": text(expires), "areas": []}}})
}

fn count(folder: &Path, file: &str, sql: &str) -> i64 {
    rusqlite::Connection::open(folder.join(file)).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
}

/// A publisher that publishes an item and an alert in each round.
struct Publisher {
    /// How far the publisher's `Date` is off.
    error: AtomicI64,
    /// The right time minus the system's.
    passed: AtomicI64,
    busy: AtomicBool,
    items: Mutex<Vec<Value>>,
}

impl Publisher {
    fn now(&self) -> i64 {
        now() + self.passed.load(Ordering::SeqCst)
    }

    fn add(&self, item: impl FnOnce(i64) -> Value) {
        let mut items = self.items.lock().unwrap();
        let sequence = items.len() as i64 + 1;
        items.push(item(sequence));
    }

    fn answer(&self, request: &Request) -> Answer {
        let path = request.address.path();
        let answer = if path.ends_with("feed.json") {
            if self.busy.swap(false, Ordering::SeqCst) {
                return Answer::status(503).with("retry-after", "600");
            }
            let items = self.items.lock().unwrap();
            let after = request.address.query_pairs().find(|(name, _)| name == "after");
            let after: usize = after.map_or(0, |(_, after)| after.parse().unwrap());
            let mut new: Vec<Value> = items[after..].to_vec();
            if after == 0 {
                new.sort_by_key(|item| std::cmp::Reverse(item["date_published"].as_str().unwrap().to_owned()));
            }
            Answer::json(&page(&new, None, items.len() as i64))
        } else if path.contains("/appeals/") && request.body.is_some() {
            Answer::json(&json!({"number": "N1", "code": "CODE", "received": text(self.now())}))
        } else if path.contains("/appeals/") {
            Answer::json(&json!({"number": "N1", "state": "accepted", "events": []}))
        } else {
            Answer::status(404)
        };
        answer.dated(self.now() + self.error.load(Ordering::SeqCst))
    }
}

/// Everything that wrong clocks could take away.
async fn holdings(phone: &Phone, client: &songming_core::Client) -> Vec<(&'static str, i64)> {
    let folder = phone.folder();
    vec![
        ("items", count(folder, "cache.sqlite3", "SELECT count(*) FROM item")),
        ("marks", count(folder, "outbox.sqlite3", "SELECT count(*) FROM mark")),
        ("likes", count(folder, "outbox.sqlite3", "SELECT count(*) FROM mark WHERE liked IS NOT NULL")),
        ("copies", count(folder, "outbox.sqlite3", "SELECT count(*) FROM keepsake")),
        ("hits", count(folder, "outbox.sqlite3", "SELECT count(*) FROM hit")),
        ("favourites", all(client, Scope::Favourites, 50).await.len() as i64),
        ("history", all(client, Scope::History, 200).await.len() as i64),
        ("list", all(client, Scope::All, 200).await.len() as i64),
    ]
}

#[tokio::test]
async fn jumping_clocks_delete_hide_and_stick_nothing() {
    let publisher = Arc::new(Publisher {
        error: AtomicI64::new(0),
        passed: AtomicI64::new(0),
        busy: AtomicBool::new(false),
        items: Mutex::default(),
    });
    let start = now();
    for number in 0..ITEMS {
        publisher.add(|sequence| item(&format!("i{number}"), sequence, start - (ITEMS - number) * 60_000));
    }
    let serving = Arc::clone(&publisher);
    let network = DatedNetwork::new(move |request| serving.answer(request));
    let clock = Arc::new(TestClock::default());
    let phone = Phone::configured(Some(PUBLISHER.to_owned()));
    let client = phone.open_on(&network, &clock).await;
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    client.sync(None).await.unwrap();
    let like = |id: String| MarkRequest { id, action: MarkAction::Like { on: true } };
    client.items().mark((0..50).map(|number| like(format!("i{number}"))).collect()).await.unwrap();
    // Marks of items that are not on the phone are deleted by their age alone.
    client.items().mark((0..10).map(|number| like(format!("elsewhere{number}"))).collect()).await.unwrap();
    client.items().mark(vec![favourite("i3", true), favourite("i250", true)]).await.unwrap();
    let rule = RadarRule { name: "园区".into(), words: vec!["园区".into()], ..RadarRule::default() };
    client.radar().save(rule).await.unwrap();
    let draft = AppealDraft { title: "路灯".into(), text: "坏了".into(), ..AppealDraft::default() };
    let appeal = client.appeals().save(draft).await.unwrap();
    client.appeals().send(appeal.id).await.unwrap();

    let errors = [0, YEAR, -YEAR, 3 * YEAR, -3 * YEAR, -80 * YEAR];
    let mut cases: Vec<(i64, i64)> = errors.iter().flat_map(|one| errors.map(|other| (*one, other))).collect();
    fastrand::Rng::with_seed(7).shuffle(&mut cases);
    for (round, (phone_error, publisher_error)) in cases.into_iter().enumerate() {
        let case = format!("round {round}: phone {phone_error}, publisher {publisher_error}");
        let right = publisher.now();
        let passed = publisher.passed.load(Ordering::SeqCst);
        publisher.add(|sequence| item(&format!("new{round}"), sequence, right - 60_000));
        publisher.add(|sequence| alert(&format!("now{round}"), sequence, right - HOUR, right + HOUR));
        publisher.add(|sequence| alert(&format!("over{round}"), sequence, right - 3 * HOUR, right - HOUR));
        let before = holdings(&phone, &client).await;

        clock.set_offset(passed + phone_error);
        publisher.error.store(publisher_error, Ordering::SeqCst);
        for _ in 0..1 + round % 2 {
            client.sync(None).await.unwrap();
        }
        let in_force = |alerts: songming_core::AlertPage| -> Vec<String> {
            alerts.current.into_iter().map(|alert| alert.identifier).collect()
        };
        if phone_error == 0 || publisher_error == 0 {
            let current = in_force(client.alerts().page().await.unwrap());
            assert_eq!(current, [format!("now{round}")], "{case}: one right clock is enough");
        }
        client.items().mark(vec![MarkRequest { id: format!("new{round}"), action: MarkAction::Open }]).await.unwrap();
        client.items().mark(vec![like(format!("away{round}"))]).await.unwrap();
        if phone_error != 0 {
            // The publisher asks for ten minutes: by a clock that jumps back they would never be over.
            publisher.busy.store(true, Ordering::SeqCst);
            assert_eq!(client.sync(None).await.unwrap_err().code(), "busy", "{case}");
        }

        // The clocks are right again.
        clock.set_offset(passed);
        publisher.error.store(0, Ordering::SeqCst);
        client.sync(None).await.unwrap();
        let after = holdings(&phone, &client).await;
        let came: Vec<(&str, i64)> = after.iter().zip(&before).map(|(one, other)| (one.0, one.1 - other.1)).collect();
        let expected = vec![
            ("items", 3),
            ("marks", 2),
            ("likes", 1),
            ("copies", 0),
            ("hits", 1),
            ("favourites", 0),
            ("history", 1),
            ("list", 3),
        ];
        assert_eq!(came, expected, "{case}");
        assert_eq!(in_force(client.alerts().page().await.unwrap()), [format!("now{round}")], "{case}");
        assert_eq!(client.status().await.unwrap().stale, "", "{case}");
        let stamped = "SELECT count(*) FROM item WHERE arrived NOT BETWEEN ";
        let wrong = format!("{stamped}{} AND {}", start - DAY, publisher.now() + DAY);
        assert_eq!(count(phone.folder(), "cache.sqlite3", &wrong), 0, "{case}: arrivals that a wrong clock stamped");

        // Twelve hours later the picture that could not be fetched and the appeal are asked for again.
        publisher.passed.store(passed + 12 * HOUR, Ordering::SeqCst);
        clock.set_offset(passed + 12 * HOUR);
        network.take_requested();
        client.sync(None).await.unwrap();
        let asked = network.take_requested();
        for wanted in [format!("/new{round}.jpg"), "/v1/appeals/N1".to_owned()] {
            assert!(asked.iter().any(|address| address.ends_with(&wanted)), "{case}: {wanted} in {asked:?}");
        }
    }
    // What is really old goes, and nothing else.
    publisher.passed.fetch_add(95 * DAY, Ordering::SeqCst);
    clock.set_offset(publisher.passed.load(Ordering::SeqCst));
    client.sync(None).await.unwrap();
    assert!(count(phone.folder(), "cache.sqlite3", "SELECT count(*) FROM item") > ITEMS, "a jump of three months");
    publisher.passed.fetch_add(2 * DAY, Ordering::SeqCst);
    clock.set_offset(publisher.passed.load(Ordering::SeqCst));
    client.sync(None).await.unwrap();
    let left = count(phone.folder(), "cache.sqlite3", "SELECT count(*) FROM item");
    assert!((200..=203).contains(&left), "that was none: {left}");
    assert_eq!(all(&client, Scope::Favourites, 50).await.len(), 2);
}

#[tokio::test]
async fn one_wrong_date_erases_nothing() {
    for error in [3 * YEAR, YEAR, -3 * YEAR] {
        let start = now();
        let items: Vec<Value> =
            (0..300).rev().map(|number| item(&format!("i{number}"), number + 1, start - 300_000 + number)).collect();
        let first = page(&items, None, 300);
        let network = DatedNetwork::new(move |_| Answer::json(&first).dated(now()));
        let phone = Phone::configured(Some(PUBLISHER.to_owned()));
        let client = phone.open_on(&network, &Arc::default()).await;
        client.privacy().accept(STATEMENT.into()).await.unwrap();
        client.sync(None).await.unwrap();
        let like = |number: i32| MarkRequest { id: format!("i{number}"), action: MarkAction::Like { on: true } };
        client.items().mark((0..50).map(like).collect()).await.unwrap();
        network.change(move |_| Answer::json(&page(&[], None, 300)).dated(now() + error));
        for _ in 0..3 {
            assert_eq!(counts(&client.sync(None).await.unwrap()), (0, 0, 0));
        }
        assert_eq!(count(phone.folder(), "cache.sqlite3", "SELECT count(*) FROM item"), 300, "{error}");
        assert_eq!(count(phone.folder(), "outbox.sqlite3", "SELECT count(*) FROM mark"), 50, "{error}");
    }
}

#[tokio::test]
async fn age_of_a_stored_response_is_no_error_of_the_clock() {
    let fresh = item("a", 1, now() - 60_000);
    let network = DatedNetwork::new(move |_| {
        Answer::json(&page(std::slice::from_ref(&fresh), None, 1)).dated(now() - 2 * HOUR).with("age", "7200")
    });
    let phone = Phone::configured(Some(PUBLISHER.to_owned()));
    let client = phone.open_on(&network, &Arc::default()).await;
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    client.sync(None).await.unwrap();
    let skew = count(phone.folder(), "cache.sqlite3", "SELECT skew FROM origin");
    assert!(skew.abs() < 5_000, "{skew}");
    assert_eq!(client.home().await.unwrap().latest[0].published_text, "1分钟前");
}
