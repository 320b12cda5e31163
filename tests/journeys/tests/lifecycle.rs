//! Foreground and background, deadlines and shutdown: whatever runs, the last wish is what holds.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that cannot go on says so by panicking")]

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use songming_core::{
    AppealDraft, Client, MarkAction, MarkRequest, NetworkClass, Scope, SyncBudget, SyncOutcome, SyncReport,
};
use songming_journeys::fake_transport::{FAKE_PUBLISHER, article, feed_page};
use songming_journeys::phone::{STATEMENT, all, favourite};
use songming_journeys::{FakeTransport, Phone, Reply};

const ONE_SECOND: SyncBudget = SyncBudget { seconds: 1, bytes: 50_000_000, picture_bytes: 50_000_000 };

fn phone() -> Phone {
    Phone::configured(Some(FAKE_PUBLISHER.to_owned()))
}

async fn agreed(phone: &Phone, transport: &Arc<FakeTransport>) -> Arc<Client> {
    let client = phone.open_through(Arc::clone(transport)).await;
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    client
}

/// A publisher that answers until a request for `silent`.
fn silent_at(silent: &'static str) -> impl Fn(&songming_core::Request) -> Reply + Send + Sync {
    let mut first = feed_page(&[article(9), article(8)]);
    first["_songming"]["catalogue"] = json!("\"c\"");
    first["items"][0]["image"] = json!("http://127.0.0.1:9/picture.jpg");
    move |request| match request.address.path() {
        path if path.contains(silent) => Reply::Silence,
        "/v1/feed.json" => Reply::Json(200, first.clone()),
        "/v1/catalogue.json" => Reply::Json(200, json!({"version": 1})),
        _ => Reply::Json(404, Value::Null),
    }
}

/// The sync of another task.
fn syncing(client: &Arc<Client>, budget: Option<SyncBudget>) -> tokio::task::JoinHandle<Result<SyncReport, String>> {
    let client = Arc::clone(client);
    tokio::spawn(async move { client.sync(budget).await.map_err(|error| error.code().to_owned()) })
}

#[tokio::test]
async fn a_budget_is_a_deadline_for_texts_catalogue_feeds_appeals_and_pictures() {
    for silent in ["feed.json", "catalogue", "others.xml", "appeals", "picture"] {
        let phone = phone();
        let transport = Arc::new(FakeTransport::publisher(&[article(1)]));
        let client = agreed(&phone, &transport).await;
        let feed = json!({"version": "https://jsonfeed.org/version/1.1", "title": "F",
            "items": [{"id": "1", "title": "外面的消息", "content_text": "一条消息"}]});
        transport.answer(move |_| Reply::Json(200, feed.clone()));
        client.sources().add("http://127.0.0.1:9/others.xml".into()).await.unwrap();
        transport.answer(|_| Reply::Unreachable);
        let draft = AppealDraft { title: "路灯".into(), text: "坏了".into(), ..AppealDraft::default() };
        let draft = client.appeals().save(draft).await.unwrap();
        client.appeals().send(draft.id).await.unwrap();

        transport.answer(silent_at(silent));
        let began = Instant::now();
        let report = client.sync(Some(ONE_SECOND)).await;
        let took = began.elapsed();
        assert!(transport.requested().iter().any(|address| address.contains(silent)), "{silent} was requested");
        assert!(took < Duration::from_millis(2_500), "{silent}: {took:?}");
        let report = report.unwrap_or_else(|error| panic!("{silent}: {}", error.code()));
        let incomplete = !report.complete || report.pictures.left > 0 || silent == "appeals";
        assert!(incomplete, "{silent}: {report:?}");
        let no_failure = |source: &songming_core::SourceReport| !matches!(source.outcome, SyncOutcome::Failed { .. });
        assert!(no_failure(&report.sources[0]), "{silent}: {report:?}");
        let expected = if silent == "feed.json" { 1 } else { 3 };
        assert_eq!(all(&client, Scope::All, 50).await.len(), expected, "{silent}: what came stays");
        if silent == "catalogue" {
            let SyncOutcome::Changed { added, .. } = report.sources[0].outcome else { panic!("{report:?}") };
            assert_eq!(added, 2);
        }
    }
}

#[tokio::test]
async fn a_caller_that_joins_a_sync_has_a_deadline_of_its_own() {
    let phone = phone();
    let transport = Arc::new(FakeTransport::new(|_| Reply::Silence));
    let client = agreed(&phone, &transport).await;
    let first = syncing(&client, None);
    transport.wait_for("feed.json").await;
    let began = Instant::now();
    let joined = client.sync(Some(ONE_SECOND)).await.unwrap();
    assert!(began.elapsed() < Duration::from_millis(2_500), "{:?}", began.elapsed());
    assert!(!joined.complete && joined.sources.is_empty());
    assert!(client.syncing() && !first.is_finished());
    client.set_foreground(false).await;
    assert!(!first.await.unwrap().unwrap().complete);
}

#[tokio::test]
async fn the_background_ends_what_runs_and_closes_the_files() {
    for silent in ["feed.json", "catalogue", "picture"] {
        let phone = phone();
        let transport = Arc::new(FakeTransport::new(silent_at(silent)));
        let client = agreed(&phone, &transport).await;
        let sync = syncing(&client, None);
        let pattern = if silent == "picture" { "picture.jpg" } else { silent };
        while !transport.requested().iter().any(|address| address.contains(pattern)) {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        assert!(!phone.is_unlocked());
        let began = Instant::now();
        assert!(client.set_foreground(false).await, "{silent}");
        assert!(began.elapsed() < Duration::from_secs(2), "{silent}: {:?}", began.elapsed());
        assert_eq!(phone.open_files(), [""; 0].map(std::path::PathBuf::from), "{silent}");
        assert!(phone.is_unlocked(), "{silent}");
        for file in ["cache.sqlite3-wal", "outbox.sqlite3-wal"] {
            assert!(!phone.folder().join(file).exists(), "{silent}: {file} is in the file");
        }
        let report = sync.await.unwrap().unwrap();
        assert!(!report.complete || silent == "picture", "{silent}: {report:?}");

        // A worker of the platform syncs in the background: it works, and closes everything after it.
        transport.answer(silent_at("nothing"));
        let report = client.sync(None).await.unwrap();
        assert!(report.complete, "{report:?}");
        assert!(client.set_foreground(false).await);
        assert!(phone.open_files().is_empty() && phone.is_unlocked());
        // So does any other call; and the foreground needs no more than a call.
        assert_eq!(all(&client, Scope::All, 50).await.len(), 2);
        assert!(client.set_foreground(true).await);
        assert_eq!(all(&client, Scope::All, 50).await.len(), 2);
    }
}

#[tokio::test]
async fn a_background_sync_ends_when_its_platform_says_so() {
    let phone = phone();
    let transport = Arc::new(FakeTransport::new(|_| Reply::HeadOnly));
    let client = agreed(&phone, &transport).await;
    assert!(client.set_foreground(false).await);
    let sync = syncing(&client, None);
    transport.wait_for("feed.json").await;
    assert!(client.syncing());
    assert!(client.set_foreground(false).await);
    assert!(!sync.await.unwrap().unwrap().complete);
    assert!(phone.open_files().is_empty());
}

#[tokio::test]
async fn a_sync_in_the_foreground_is_not_the_one_that_the_background_ended() {
    let phone = phone();
    let transport = Arc::new(FakeTransport::new(|_| Reply::Silence));
    let client = agreed(&phone, &transport).await;
    let old = syncing(&client, None);
    transport.wait_for("feed.json").await;
    transport.answer(silent_at("nothing"));
    // Neither is awaited: the person only looked at a message.
    let leaving = tokio::spawn({
        let client = Arc::clone(&client);
        async move { client.set_foreground(false).await }
    });
    tokio::time::sleep(Duration::from_millis(1)).await;
    client.set_foreground(true).await;
    let _ = leaving.await.unwrap();
    client.set_foreground(true).await;
    let report = tokio::time::timeout(Duration::from_secs(60), client.sync(None)).await.unwrap().unwrap();
    let old = old.await.unwrap().unwrap();
    assert!(report.complete || !old.complete && old == report, "{report:?}");
    let report = client.sync(None).await.unwrap();
    assert!(report.complete, "{report:?}");
}

#[tokio::test]
async fn a_long_write_is_interrupted_and_done_again_in_the_foreground() {
    let phone = phone();
    let many: Vec<Value> = (0..400).rev().map(article).collect();
    let page = feed_page(&many);
    let transport = Arc::new(FakeTransport::new(move |request| match request.address.path() {
        "/v1/feed.json" => Reply::Json(200, page.clone()),
        _ => Reply::Json(404, Value::Null),
    }));
    let client = agreed(&phone, &transport).await;
    client.sync(None).await.unwrap();
    assert!(client.set_foreground(false).await);
    // A trigger that takes long: each row of a page counts to a large number.
    let cache = rusqlite::Connection::open(phone.folder().join("cache.sqlite3")).unwrap();
    cache
        .execute_batch(
            "CREATE TRIGGER slow AFTER UPDATE ON item BEGIN
               SELECT count(*) FROM (WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 300000)
                                     SELECT x FROM n);
             END",
        )
        .unwrap();
    drop(cache);
    client.set_foreground(true).await;
    let revised: Vec<Value> = (0..400)
        .rev()
        .map(|number| {
            let mut item = article(number);
            item["title"] = json!(format!("改过的第{number}条"));
            item["_songming"]["sequence"] = json!(1_000 + number);
            item["_songming"]["revision"] = json!(2);
            item
        })
        .collect();
    let page = feed_page(&revised);
    transport.answer(move |request| match request.address.path() {
        "/v1/feed.json" => Reply::Json(200, page.clone()),
        _ => Reply::Json(404, Value::Null),
    });
    let sync = syncing(&client, None);
    while transport.requested().iter().filter(|address| address.contains("feed.json")).count() < 2 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(client.syncing(), "the page is still being written");
    let began = Instant::now();
    assert!(client.set_foreground(false).await);
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    assert!(phone.open_files().is_empty() && phone.is_unlocked());
    assert!(!sync.await.unwrap().unwrap().complete);
    let cache = rusqlite::Connection::open(phone.folder().join("cache.sqlite3")).unwrap();
    let verdict: String = cache.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok");
    cache.execute_batch("DROP TRIGGER slow").unwrap();
    drop(cache);
    client.set_foreground(true).await;
    client.sync(None).await.unwrap();
    let rows = all(&client, Scope::All, 200).await;
    assert_eq!(rows.len(), 400);
    assert!(rows.iter().all(|row| row.title.starts_with("改过的")), "{}", rows[0].title);
}

#[tokio::test]
async fn shut_down_waits_for_a_mark_that_is_being_written() {
    let phone = phone();
    let transport = Arc::new(FakeTransport::publisher(&[article(1)]));
    let client = agreed(&phone, &transport).await;
    client.sync(None).await.unwrap();
    let other = rusqlite::Connection::open(phone.folder().join("outbox.sqlite3")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let marking = tokio::spawn({
        let client = Arc::clone(&client);
        async move { client.items().mark(vec![favourite("a1", true)]).await }
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let closing = tokio::spawn({
        let client = Arc::clone(&client);
        async move { client.shut_down().await }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!marking.is_finished() && !closing.is_finished(), "the mark waits, and the shutdown for it");
    other.execute_batch("ROLLBACK").unwrap();
    drop(other);
    closing.await.unwrap().unwrap();
    assert!(phone.open_files().is_empty(), "{:?}", phone.open_files());
    marking.await.unwrap().unwrap();
    let client = phone.open_through(transport).await;
    assert_eq!(all(&client, Scope::Favourites, 10).await.len(), 1);
}

#[tokio::test]
async fn a_client_that_is_dropped_in_the_middle_of_a_sync_sends_nothing_more() {
    let phone = phone();
    let transport = Arc::new(FakeTransport::new(|_| Reply::Silence));
    let client = agreed(&phone, &transport).await;
    let items = client.items();
    // The caller of the sync is gone, and so is every object.
    let sync = {
        let client = Arc::clone(&client);
        tokio::spawn(async move { drop(client.sync(None).await) })
    };
    transport.wait_for("feed.json").await;
    sync.abort();
    let _ = sync.await;
    drop((client, items));
    let ended = async {
        while !phone.open_files().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), ended).await.expect("the request ended and the files were closed");
    assert_eq!(transport.requested().len(), 1);
}

/// One wish of one of the threads.
async fn one_wish(client: &Arc<Client>, dice: &mut fastrand::Rng, marked: &mut BTreeSet<String>) -> Result<(), String> {
    let code = |error: songming_core::ClientError| error.code().to_owned();
    match dice.u8(..9) {
        0 | 1 => {
            let foreground = dice.bool();
            let began = Instant::now();
            client.set_foreground(foreground).await;
            assert!(began.elapsed() < Duration::from_secs(4), "{foreground}: {:?}", began.elapsed());
        }
        2 => {
            drop(tokio::time::timeout(Duration::from_millis(dice.u64(..20)), client.set_foreground(dice.bool())).await)
        }
        3 => {
            client.set_network([NetworkClass::Offline, NetworkClass::Metered, NetworkClass::Unmetered][dice.usize(..3)])
        }
        4 => {
            let began = Instant::now();
            client.sync(Some(SyncBudget { seconds: dice.u32(1..3), ..ONE_SECOND })).await.map_err(code)?;
            assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
        }
        5 => drop(tokio::time::timeout(Duration::from_millis(dice.u64(..20)), client.sync(None)).await),
        6 | 7 => {
            let id = format!("a{}", dice.u32(..400));
            let action = MarkAction::Like { on: true };
            client.items().mark(vec![MarkRequest { id: id.clone(), action }]).await.map_err(code)?;
            marked.insert(id);
        }
        _ => drop(client.items().list(Scope::All, None, 20).await.map_err(code)?),
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn wishes_in_any_order_from_any_thread_converge_to_the_last() {
    const WISHES: usize = 25;
    let page = feed_page(&(0..400).rev().map(article).collect::<Vec<_>>());
    for seed in 0..6_u64 {
        let phone = phone();
        let chance = std::sync::Mutex::new(fastrand::Rng::with_seed(seed));
        let page = page.clone();
        let transport = Arc::new(FakeTransport::new(move |request| match chance.lock().unwrap().u8(..8) {
            0 => Reply::Silence,
            1 => Reply::HeadOnly,
            2 => Reply::Unreachable,
            _ if request.address.path() == "/v1/feed.json" => Reply::Json(200, page.clone()),
            _ => Reply::Json(404, Value::Null),
        }));
        let client = agreed(&phone, &transport).await;
        let mut threads = tokio::task::JoinSet::new();
        for thread in 0..4 {
            let client = Arc::clone(&client);
            threads.spawn(async move {
                let (mut dice, mut marked) = (fastrand::Rng::with_seed(seed * 100 + thread), BTreeSet::new());
                for wish in 0..WISHES {
                    let done = one_wish(&client, &mut dice, &mut marked).await;
                    let allowed = ["no-network", "unreachable", "slow", "stopped", "cut"];
                    if let Err(code) = done {
                        assert!(allowed.contains(&&*code), "seed {seed}, thread {thread}, wish {wish}: {code}");
                    }
                }
                marked
            });
        }
        let mut marked = BTreeSet::new();
        while let Some(done) = threads.join_next().await {
            marked.extend(done.unwrap());
        }
        println!("seed {seed}: {} requests, {} marks", transport.requested().len(), marked.len());
        // A sync whose caller left may be under way.
        assert!(client.set_foreground(false).await, "seed {seed}");
        assert!(phone.open_files().is_empty() && phone.is_unlocked(), "seed {seed}: {:?}", phone.open_files());
        let requested = transport.requested().len();
        client.set_foreground(true).await;
        client.set_network(NetworkClass::Offline);
        assert_eq!(client.sync(None).await.unwrap_err().code(), "no-network", "seed {seed}");
        assert_eq!(transport.requested().len(), requested, "seed {seed}: the last word was offline");
        client.set_network(NetworkClass::Unmetered);
        let page = feed_page(&(0..400).rev().map(article).collect::<Vec<_>>());
        transport.answer(move |request| match request.address.path() {
            "/v1/feed.json" => Reply::Json(200, page.clone()),
            _ => Reply::Json(404, Value::Null),
        });
        assert!(client.sync(None).await.unwrap().complete, "seed {seed}");
        let liked: BTreeSet<String> =
            all(&client, Scope::All, 200).await.into_iter().filter(|row| row.liked).map(|row| row.id).collect();
        assert_eq!(liked, marked, "seed {seed}");

        // The last wish of all, with others under way.
        transport.answer(|_| Reply::Silence);
        let late: Vec<_> = (0..4).map(|_| syncing(&client, None)).collect();
        let mark = tokio::spawn({
            let client = Arc::clone(&client);
            async move { client.items().mark(vec![favourite("a3", true)]).await.is_ok() }
        });
        let leave = tokio::spawn({
            let client = Arc::clone(&client);
            async move { client.set_foreground(seed % 2 == 0).await }
        });
        client.shut_down().await.unwrap();
        assert!(phone.open_files().is_empty() && phone.is_unlocked(), "seed {seed}: {:?}", phone.open_files());
        let was_marked = mark.await.unwrap();
        leave.await.unwrap();
        for sync in late {
            sync.await.unwrap().map(|report| assert!(!report.complete)).unwrap_or_default();
        }
        assert_eq!(client.home().await.unwrap_err().code(), "closed");
        assert!(phone.open_files().is_empty() && phone.is_unlocked(), "seed {seed}");
        let client = phone.open_through(Arc::clone(&transport)).await;
        assert_eq!(all(&client, Scope::Favourites, 10).await.len(), usize::from(was_marked), "seed {seed}");
    }
}
