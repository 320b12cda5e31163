//! Who listens hears that something changed; who waits may go away; many may ask at once.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use songming_core::{Change, ChangeListener, ListenerError, Scope};
use songming_journeys::phone::{STATEMENT, all};
use songming_journeys::{Phone, TestPublisher};

#[derive(Default)]
struct PlaybackPosition {
    heard: Mutex<Vec<Change>>,
    rang: Condvar,
}

impl PlaybackPosition {
    fn wait_for(&self, change: Change) {
        let heard = self.heard.lock().unwrap();
        let (_heard, timeout) =
            self.rang.wait_timeout_while(heard, Duration::from_secs(20), |heard| !heard.contains(&change)).unwrap();
        assert!(!timeout.timed_out(), "never heard {change:?}");
    }
}

impl ChangeListener for PlaybackPosition {
    fn changed(&self, change: Change) -> Result<(), ListenerError> {
        self.heard.lock().unwrap().push(change);
        self.rang.notify_all();
        Ok(())
    }
}

struct Thrower(AtomicUsize);

impl ChangeListener for Thrower {
    fn changed(&self, _: Change) -> Result<(), ListenerError> {
        assert!(self.0.fetch_add(1, Ordering::SeqCst) % 2 == 1, "every other call panics");
        Err(ListenerError::Failed)
    }
}

#[tokio::test]
async fn the_first_call_comes_before_subscribe_returns_and_a_thrower_disturbs_nobody() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open().await;
    let thrower = Arc::new(Thrower(AtomicUsize::new(0)));
    let _first = client.subscribe(thrower.clone());
    let ear = Arc::new(PlaybackPosition::default());
    let _second = client.subscribe(ear.clone());
    assert_eq!(*ear.heard.lock().unwrap(), [Change::All]);
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    client.sync(None).await.unwrap();
    for change in [Change::Consent, Change::Items, Change::Catalogue, Change::Sync] {
        ear.wait_for(change);
    }
    assert!(thrower.0.load(Ordering::SeqCst) > 1, "it goes on being called");
}

#[tokio::test]
async fn who_has_left_hears_no_more() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open().await;
    let (gone, stays) = (Arc::new(PlaybackPosition::default()), Arc::new(PlaybackPosition::default()));
    let subscription = client.subscribe(gone.clone());
    let _stays = client.subscribe(stays.clone());
    drop(subscription);
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    client.sync(None).await.unwrap();
    stays.wait_for(Change::Items);
    assert_eq!(*gone.heard.lock().unwrap(), [Change::All]);
}

/// Blocks in its second call until it is let go.
struct Slow {
    calls: AtomicUsize,
    gate: std::sync::Barrier,
    ear: PlaybackPosition,
}

impl ChangeListener for Slow {
    fn changed(&self, change: Change) -> Result<(), ListenerError> {
        if self.calls.fetch_add(1, Ordering::SeqCst) == 1 {
            self.gate.wait();
        }
        self.ear.changed(change)
    }
}

#[tokio::test]
async fn what_piles_up_is_folded() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.reading().await;
    let slow = Arc::new(Slow {
        calls: AtomicUsize::new(0),
        gate: std::sync::Barrier::new(2),
        ear: PlaybackPosition::default(),
    });
    let _subscription = client.subscribe(slow.clone());
    for number in 0..20 {
        publisher.publish(&format!("第{number}条"), "<p>正文</p>").await;
        client.sync(None).await.unwrap();
    }
    slow.gate.wait();
    slow.ear.wait_for(Change::Items);
    slow.ear.wait_for(Change::Sync);
    let calls = slow.calls.load(Ordering::SeqCst);
    assert!(calls < 10, "{calls} calls for twenty syncs of three changes each");
}

/// Waits for an answer of the client in every call.
struct Caller(Arc<songming_core::Client>, AtomicUsize);

impl ChangeListener for Caller {
    fn changed(&self, change: Change) -> Result<(), ListenerError> {
        if change == Change::Items {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            assert!(!runtime.block_on(self.0.home()).unwrap().latest.is_empty());
            self.1.fetch_add(1, Ordering::SeqCst);
        }
        Ok(())
    }
}

#[tokio::test]
async fn many_listeners_that_call_back_do_not_stand_in_the_way() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.reading().await;
    let callers: Vec<_> = (0..40).map(|_| Arc::new(Caller(client.clone(), AtomicUsize::new(0)))).collect();
    let _subscriptions: Vec<_> = callers.iter().map(|caller| client.subscribe(caller.clone())).collect();
    publisher.publish("新的一条", "<p>正文</p>").await;
    let done = tokio::time::timeout(Duration::from_secs(30), client.sync(None)).await;
    done.expect("no deadlock").unwrap();
    let everybody = async {
        while callers.iter().any(|caller| caller.1.load(Ordering::SeqCst) == 0) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), everybody).await.expect("everybody was called");
}

#[tokio::test]
async fn a_wait_that_is_dropped_does_not_stop_the_work() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open().await;
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    let ear = Arc::new(PlaybackPosition::default());
    let _subscription = client.subscribe(ear.clone());
    let waiting = tokio::spawn({
        let client = client.clone();
        async move { client.sync(None).await }
    });
    while !client.syncing() {
        tokio::task::yield_now().await;
    }
    waiting.abort();
    ear.wait_for(Change::Items);
    assert!(!client.home().await.unwrap().latest.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_may_ask_at_once() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.reading().await;
    let rows = all(&client, Scope::All, 50).await;
    let count = rows.len().min(50);
    publisher.reset().await;
    let mut callers = tokio::task::JoinSet::new();
    for number in 0..50_usize {
        let (client, row) = (client.clone(), rows[number % rows.len()].clone());
        callers.spawn(async move {
            match number % 5 {
                0 => drop(client.sync(None).await.unwrap()),
                1 => assert_eq!(client.items().get(row.id.clone()).await.unwrap().article.row.id, row.id),
                2 => assert_eq!(client.items().list(Scope::All, None, 50).await.unwrap().items.len(), count),
                3 => assert!(!client.home().await.unwrap().sections.is_empty()),
                _ => assert_eq!(client.items().catalogue().await.unwrap().channels.len(), 7),
            }
        });
    }
    while let Some(done) = callers.join_next().await {
        done.unwrap();
    }
    let asked = publisher.passed().await.requests.len();
    assert!((1..=10).contains(&asked), "ten syncs at once were {asked} questions");
}

#[tokio::test]
async fn after_the_end_every_call_says_so() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.reading().await;
    client.shut_down().await.unwrap();
    assert_eq!(client.home().await.unwrap_err().code(), "closed");
    assert_eq!(client.sync(None).await.unwrap_err().code(), "closed");
}
