//! 标记不丢: the person's last action is the state, also after faults of the network, kills and a lost cache.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that cannot go on says so by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;
use songming_core::{Change, Client, MarkAction, MarkRequest, NetworkClass, ReadingPosition, Scope};
use songming_journeys::phone::{all, favourite, fill};
use songming_journeys::{FakeTransport, Phone, RecordedChanges, Reply, TestPublisher};

const ITEMS: u64 = 40;

/// The person's last actions, by item.
#[derive(Debug, Clone, Default, PartialEq)]
struct Told {
    read: bool,
    favourite: bool,
    liked: bool,
    hidden: bool,
    place: Option<(u32, u32)>,
}

impl Told {
    fn act(&mut self, action: MarkAction) {
        match action {
            MarkAction::Open => self.read = true,
            MarkAction::Read { on } => self.read = on,
            MarkAction::Favourite { on } => self.favourite = on,
            MarkAction::Like { on } => self.liked = on,
            MarkAction::Hide { on } => self.hidden = on,
            MarkAction::Place { place } => self.place = Some((place.block, place.permille)),
        }
    }
}

fn id(number: u64) -> String {
    format!("synthetic-{number:06}")
}

fn any_action(dice: &mut fastrand::Rng) -> MarkAction {
    let on = dice.bool();
    match dice.u8(..6) {
        0 => MarkAction::Open,
        1 => MarkAction::Read { on },
        2 => MarkAction::Favourite { on },
        3 => MarkAction::Like { on },
        4 => MarkAction::Hide { on },
        _ => MarkAction::Place { place: ReadingPosition { block: dice.u32(..30), permille: dice.u32(..=1_000) } },
    }
}

/// Checks that the phone shows the person's last actions.
async fn compare(client: &Client, model: &BTreeMap<String, Told>, gone: &BTreeSet<String>, when: &str) {
    let mut rows = all(client, Scope::All, 50).await;
    let hidden = all(client, Scope::Hidden, 50).await;
    let shown = |told: &dyn Fn(&Told) -> bool| -> BTreeSet<String> {
        model.iter().filter(|(id, state)| told(state) && !gone.contains(*id)).map(|(id, _)| id.clone()).collect()
    };
    let ids = |rows: &[songming_core::ItemRow]| rows.iter().map(|row| row.id.clone()).collect::<BTreeSet<_>>();
    assert_eq!(ids(&hidden), shown(&|told| told.hidden), "hidden, {when}");
    assert_eq!(ids(&all(client, Scope::Favourites, 7).await), shown(&|told| told.favourite), "favourites, {when}");
    assert!(rows.iter().all(|row| !model.get(&row.id).is_some_and(|told| told.hidden)), "{when}");
    rows.extend(hidden);
    for row in rows {
        let told = model.get(&row.id).cloned().unwrap_or_default();
        assert_eq!((row.read, row.favourite, row.liked), (told.read, told.favourite, told.liked), "{}, {when}", row.id);
        let place =
            client.items().get(row.id.clone()).await.unwrap().article.place.map(|place| (place.block, place.permille));
        assert_eq!(place, told.place, "{}, {when}", row.id);
    }
}

#[tokio::test]
async fn last_action_is_the_state() {
    for seed in 0..10_u64 {
        let mut dice = fastrand::Rng::with_seed(seed);
        let publisher = TestPublisher::synthetic(ITEMS as usize, 15);
        let phone = Phone::new(&publisher);
        let mut client = phone.open_synced().await;
        fill(&client).await;
        let (mut model, mut gone) = (BTreeMap::<String, Told>::new(), BTreeSet::new());
        for step in 0..60 {
            let when = format!("seed {seed}, step {step}");
            match dice.u8(..12) {
                0..=4 => {
                    let count = if dice.u8(..10) == 0 { 300 } else { dice.usize(1..12) };
                    let requests: Vec<MarkRequest> = (0..count)
                        .map(|_| MarkRequest { id: id(dice.u64(1..=ITEMS)), action: any_action(&mut dice) })
                        .collect();
                    for MarkRequest { id, action } in &requests {
                        model.entry(id.clone()).or_default().act(*action);
                    }
                    // With and without a concurrent sync.
                    if dice.bool() {
                        let other = Arc::clone(&client);
                        let sync = tokio::spawn(async move { drop(other.sync(None).await) });
                        client.items().mark(requests).await.unwrap();
                        sync.await.unwrap();
                    } else {
                        client.items().mark(requests).await.unwrap();
                    }
                }
                5 => client.set_network(if dice.bool() { NetworkClass::Offline } else { NetworkClass::Unmetered }),
                6 => drop(client.sync(None).await),
                7 => {
                    let number = dice.u64(1..=ITEMS);
                    if !gone.contains(&id(number)) {
                        let order = serde_json::json!({ "id": id(number), "title": format!("改过的第{number}条") });
                        publisher.control("/revise", order).await;
                    }
                }
                8 if gone.len() < 5 => {
                    let number = dice.u64(1..=ITEMS);
                    if gone.insert(id(number)) {
                        publisher.withdraw(&id(number)).await;
                    }
                    client.set_network(NetworkClass::Unmetered);
                    client.sync(None).await.unwrap();
                }
                // The client ends by a shutdown or by a drop.
                9 | 10 => {
                    if dice.bool() {
                        client.shut_down().await.unwrap();
                    }
                    drop(client);
                    client = phone.open().await;
                }
                _ => {
                    client.shut_down().await.unwrap();
                    drop(client);
                    for suffix in ["", "-wal", "-shm"] {
                        let _ = fs::remove_file(phone.folder().join(format!("cache.sqlite3{suffix}")));
                    }
                    client = phone.open().await;
                    let favourites = all(&client, Scope::Favourites, 50).await;
                    let kept = model.iter().filter(|(id, told)| told.favourite && !gone.contains(*id)).count();
                    assert_eq!(favourites.len(), kept, "favourites outlive the cache, {when}");
                    client.sync(None).await.unwrap();
                    fill(&client).await;
                }
            }
            compare(&client, &model, &gone, &when).await;
        }
    }
}

#[tokio::test]
async fn five_thousand_marks_reach_the_cache() {
    let publisher = TestPublisher::synthetic(5_000, 500);
    let phone = Phone::new(&publisher);
    // Marked before the items are on the phone: by a link, or after a lost cache.
    let client = phone.open().await;
    let mut dice = fastrand::Rng::with_seed(7);
    let mut marks: Vec<MarkRequest> = (1..=5_000)
        .map(|number| MarkRequest { id: id(number), action: MarkAction::Read { on: number % 3 > 0 } })
        .collect();
    dice.shuffle(&mut marks);
    while !marks.is_empty() {
        let some = marks.split_off(marks.len() - dice.usize(1..=marks.len().min(700)));
        client.items().mark(some).await.unwrap();
    }
    client.shut_down().await.unwrap();
    fs::remove_file(phone.folder().join("cache.sqlite3")).unwrap();
    let client = phone.open_synced().await;
    fill(&client).await;
    let rows = all(&client, Scope::All, 200).await;
    assert_eq!(rows.len(), 5_000);
    for row in &rows {
        let number: u64 = row.id.trim_start_matches("synthetic-").parse().unwrap();
        assert_eq!(row.read, !number.is_multiple_of(3), "{}", row.id);
    }
    assert_eq!(client.items().mark_all_read(Scope::All).await.unwrap(), 5_000 / 3);
    assert!(all(&client, Scope::All, 200).await.iter().all(|row| row.read));
    assert!(all(&client, Scope::History, 200).await.is_empty(), "marked as read is not opened");
}

#[tokio::test]
async fn kill_while_marking_loses_no_stored_mark() {
    let publisher = TestPublisher::synthetic(20, 20);
    let phone = Phone::new(&publisher);
    phone.open_synced().await.shut_down().await.unwrap();
    let mut from = 0_u64;
    let mut dice = fastrand::Rng::with_seed(3);
    for _ in 0..25 {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mark-on"))
            .args([phone.folder().as_os_str(), from.to_string().as_ref()])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut kept = from.checked_sub(1);
        let patience = dice.usize(1..30);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        for line in lines.by_ref().take(patience) {
            kept = Some(line.unwrap().parse().unwrap());
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // Numbers that it printed before the kill count.
        kept = lines.map_while(Result::ok).filter_map(|line| line.parse().ok()).last().or(kept);
        let kept = kept.unwrap();
        let client = phone.open().await;
        let there: BTreeSet<String> = all(&client, Scope::Favourites, 50).await.into_iter().map(|row| row.id).collect();
        client.shut_down().await.unwrap();
        let state = |last: u64| -> BTreeSet<String> {
            let mut on = BTreeSet::new();
            for number in 0..=last {
                let id = id(number % 20 + 1);
                if (number / 20).is_multiple_of(2) {
                    on.insert(id)
                } else {
                    on.remove(&id)
                };
            }
            on
        };
        // The action that was under way may or may not have been stored.
        assert!(there == state(kept) || there == state(kept + 1), "after {kept}: {there:?}");
        from = kept + 1;
    }
    assert!(from > 50, "it was at work when it was killed");
}

#[tokio::test]
async fn damaged_outbox_adopts_marks_from_the_cache() {
    let publisher = TestPublisher::synthetic(20, 20);
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    client.items().mark(vec![favourite(&id(3), true), favourite(&id(5), true)]).await.unwrap();
    client.items().mark(vec![MarkRequest { id: id(7), action: MarkAction::Open }]).await.unwrap();
    client.shut_down().await.unwrap();
    drop(client);
    fs::write(phone.folder().join("outbox.sqlite3"), [7; 20_000]).unwrap();
    let client = phone.open().await;
    assert_eq!(client.status().await.unwrap().incidents.len(), 1);
    client.items().mark(vec![favourite(&id(5), false)]).await.unwrap();
    client.shut_down().await.unwrap();
    drop(client);
    fs::remove_file(phone.folder().join("cache.sqlite3")).unwrap();
    let client = phone.open_synced().await;
    let favourites = all(&client, Scope::Favourites, 10).await;
    assert_eq!(favourites.iter().map(|row| row.id.clone()).collect::<Vec<_>>(), [id(3)]);
    assert_eq!(all(&client, Scope::History, 10).await[0].id, id(7));
}

#[tokio::test]
async fn lists_of_marks_are_ordered_by_time_of_marking() {
    let publisher = TestPublisher::synthetic(20, 20);
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    for number in [4, 9, 2, 11] {
        client.items().mark(vec![favourite(&id(number), true)]).await.unwrap();
        client.items().mark(vec![MarkRequest { id: id(number), action: MarkAction::Open }]).await.unwrap();
    }
    client.items().mark(vec![MarkRequest { id: id(9), action: MarkAction::Open }]).await.unwrap();
    let ids = |rows: Vec<songming_core::ItemRow>| rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
    assert_eq!(ids(all(&client, Scope::Favourites, 3).await), [11, 2, 9, 4].map(id));
    assert_eq!(ids(all(&client, Scope::History, 3).await), [9, 11, 2, 4].map(id));
    // An invalid request changes nothing.
    let wrong = vec![favourite(&id(1), true), favourite("", true)];
    assert_eq!(client.items().mark(wrong).await.unwrap_err().code(), "bad-request");
    assert_eq!(all(&client, Scope::Favourites, 10).await.len(), 4);
}

/// Two articles that tell the same story, one card.
fn one_story() -> Arc<FakeTransport> {
    let text = "嵩明县杨林镇昨日举行秋季农产品展销会,来自全县各村的四十多家合作社带来新米、鲜花、蔬菜与果品。展销会为期三天,设有品鉴、\
                直播和技术咨询,县农业农村局负责人说,今年的订单比去年多了两成,农户的收入也跟着涨了。"
        .repeat(2);
    Arc::new(FakeTransport::new(move |request| {
        let items =
            [json!({"id": request.address.as_str(), "content_text": text, "title": "杨林镇举行秋季农产品展销会",
            "date_published": "2026-11-24T00:00:00Z"})];
        Reply::Json(200, json!({"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": items}))
    }))
}

#[tokio::test]
async fn a_busy_cache_makes_neither_marks_nor_lists_wait() {
    let publisher = TestPublisher::synthetic(40, 40);
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    let cache = rusqlite::Connection::open(phone.folder().join("cache.sqlite3")).unwrap();
    cache.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut marking = tokio::task::JoinSet::new();
    let began = Instant::now();
    for number in 1..=20 {
        let client = Arc::clone(&client);
        marking.spawn(async move { client.items().mark(vec![favourite(&id(number), true)]).await.unwrap() });
    }
    marking.join_all().await;
    assert!(began.elapsed() < Duration::from_secs(2), "20 marks took {:?}", began.elapsed());
    let began = Instant::now();
    assert_eq!(all(&client, Scope::All, 50).await.len(), 40);
    assert!(began.elapsed() < Duration::from_secs(1), "a list took {:?}", began.elapsed());
    let outbox = rusqlite::Connection::open(phone.folder().join("outbox.sqlite3")).unwrap();
    let stored: u32 = outbox.query_row("SELECT count(*) FROM mark", [], |row| row.get(0)).unwrap();
    assert_eq!(stored, 20);
    drop(outbox);
    let listener = Arc::new(RecordedChanges::default());
    let _subscription = client.subscribe(listener.clone());
    cache.execute_batch("ROLLBACK").unwrap();
    // It follows by itself, and is announced.
    let copied = async {
        while all(&client, Scope::Favourites, 50).await.len() < 20 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), copied).await.expect("the marks reach the cache");
    assert!(listener.0.lock().unwrap().contains(&Change::Marks));
    assert!(!phone.folder().join("marks.pending").exists());
}

#[tokio::test]
async fn marks_of_a_busy_cache_are_shown_after_a_restart() {
    let publisher = TestPublisher::synthetic(40, 40);
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    let cache = rusqlite::Connection::open(phone.folder().join("cache.sqlite3")).unwrap();
    cache.execute_batch("BEGIN IMMEDIATE").unwrap();
    client.items().mark(vec![favourite(&id(3), true)]).await.unwrap();
    let closing = tokio::spawn(async move { client.shut_down().await });
    cache.execute_batch("ROLLBACK").unwrap();
    drop(cache);
    closing.await.unwrap().unwrap();
    let client = phone.open().await;
    assert_eq!(all(&client, Scope::Favourites, 50).await.len(), 1);
}

#[tokio::test]
async fn a_mark_is_taken_back_from_a_card_before_the_cache_had_it() {
    let phone = Phone::configured(None);
    let client = phone.open_through(one_story()).await;
    client.privacy().accept("2026-11".into()).await.unwrap();
    for number in 21..=22 {
        client.sources().add(format!("http://127.0.0.1:{number}/f")).await.unwrap();
    }
    let story = client.items().story(all(&client, Scope::All, 50).await[0].id.clone()).await.unwrap();
    let versions: Vec<String> = story.timeline.iter().map(|event| event.row.id.clone()).collect();
    assert_eq!(versions.len(), 2);
    let cache = rusqlite::Connection::open(phone.folder().join("cache.sqlite3")).unwrap();
    cache.execute_batch("BEGIN IMMEDIATE").unwrap();
    client.items().mark(vec![favourite(&versions[0], true)]).await.unwrap();
    client.items().mark(vec![favourite(&versions[1], false)]).await.unwrap();
    cache.execute_batch("ROLLBACK").unwrap();
    drop(cache);
    client.shut_down().await.unwrap();
    let client = phone.open_through(one_story()).await;
    assert!(all(&client, Scope::Favourites, 50).await.is_empty());
}
