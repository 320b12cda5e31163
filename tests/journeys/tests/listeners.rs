//! Change listeners, dropped futures, parallel calls and shutdown.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use songming_core::{Change, ChangeListener, ListenerError, Scope};
use songming_journeys::phone::{STATEMENT, all};
use songming_journeys::{Phone, TestPublisher};

#[derive(Default)]
struct RecordingListener {
    heard: Mutex<Vec<Change>>,
    rang: Condvar,
}

impl RecordingListener {
    fn wait_for(&self, change: Change) {
        let heard = self.heard.lock().unwrap();
        let (_heard, timeout) =
            self.rang.wait_timeout_while(heard, Duration::from_secs(20), |heard| !heard.contains(&change)).unwrap();
        assert!(!timeout.timed_out(), "never heard {change:?}");
    }
}

impl ChangeListener for RecordingListener {
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
async fn first_call_comes_before_subscribe_returns_and_a_throwing_listener_affects_no_other() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open().await;
    let thrower = Arc::new(Thrower(AtomicUsize::new(0)));
    let _first = client.subscribe(thrower.clone());
    let listener = Arc::new(RecordingListener::default());
    let _second = client.subscribe(listener.clone());
    assert_eq!(*listener.heard.lock().unwrap(), [Change::All]);
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    client.sync(None).await.unwrap();
    for change in [Change::Consent, Change::Items, Change::Catalogue, Change::Sync] {
        listener.wait_for(change);
    }
    assert!(thrower.0.load(Ordering::SeqCst) > 1, "it goes on being called");
}

#[tokio::test]
async fn cancelled_listener_is_not_called() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open().await;
    let (gone, stays) = (Arc::new(RecordingListener::default()), Arc::new(RecordingListener::default()));
    let subscription = client.subscribe(gone.clone());
    let _stays = client.subscribe(stays.clone());
    drop(subscription);
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    client.sync(None).await.unwrap();
    stays.wait_for(Change::Items);
    assert_eq!(*gone.heard.lock().unwrap(), [Change::All]);
}

/// Blocks in its second call until the test releases it.
struct Slow {
    calls: AtomicUsize,
    gate: std::sync::Barrier,
    listener: RecordingListener,
}

impl ChangeListener for Slow {
    fn changed(&self, change: Change) -> Result<(), ListenerError> {
        if self.calls.fetch_add(1, Ordering::SeqCst) == 1 {
            self.gate.wait();
        }
        self.listener.changed(change)
    }
}

#[tokio::test]
async fn pending_changes_are_conflated() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    let slow = Arc::new(Slow {
        calls: AtomicUsize::new(0),
        gate: std::sync::Barrier::new(2),
        listener: RecordingListener::default(),
    });
    let _subscription = client.subscribe(slow.clone());
    for number in 0..20 {
        publisher.publish(&format!("第{number}条"), "<p>正文</p>").await;
        client.sync(None).await.unwrap();
    }
    slow.gate.wait();
    slow.listener.wait_for(Change::Items);
    slow.listener.wait_for(Change::Sync);
    let calls = slow.calls.load(Ordering::SeqCst);
    assert!(calls < 10, "{calls} calls for twenty syncs of three changes each");
}

/// Calls the client in every notification and waits for its result.
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
async fn listeners_that_call_the_client_do_not_block_it() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
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
async fn dropping_a_future_does_not_stop_the_work() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open().await;
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    let listener = Arc::new(RecordingListener::default());
    let _subscription = client.subscribe(listener.clone());
    let waiting = tokio::spawn({
        let client = client.clone();
        async move { client.sync(None).await }
    });
    while !client.syncing() {
        tokio::task::yield_now().await;
    }
    waiting.abort();
    listener.wait_for(Change::Items);
    assert!(!client.home().await.unwrap().latest.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_parallel_calls_are_answered() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
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
    let asked = publisher.record().await.requests.len();
    assert!((1..=10).contains(&asked), "ten syncs at once were {asked} questions");
}

#[tokio::test]
async fn an_object_keeps_the_client_open() {
    let publisher = TestPublisher::synthetic(3, 50);
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    let items = client.items();
    drop(client);
    assert_eq!(items.list(Scope::All, None, 50).await.unwrap().items.len(), 3);
}

#[tokio::test]
async fn every_call_after_shut_down_is_rejected() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    client.shut_down().await.unwrap();
    assert_eq!(client.home().await.unwrap_err().code(), "closed");
    assert_eq!(client.sync(None).await.unwrap_err().code(), "closed");
}
