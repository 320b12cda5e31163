use std::future::Future;
use std::pin::Pin;

use tokio::sync::Semaphore;

use super::*;

/// A clock on which each wait ends when the test says so.
struct SteppedClock {
    waits: AtomicUsize,
    ended: Arc<Semaphore>,
}

impl Clock for SteppedClock {
    fn now(&self) -> i64 {
        0
    }

    fn steady(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.waits.fetch_add(1, Ordering::SeqCst);
        let ended = Arc::clone(&self.ended);
        Box::pin(async move { ended.acquire_owned().await.expect("never closed").forget() })
    }
}

impl SteppedClock {
    /// Returns when so many waits began.
    fn wait_for(&self, waits: usize) {
        while self.waits.load(Ordering::SeqCst) < waits {
            std::thread::yield_now();
        }
    }
}

fn indexer(folder: &tempfile::TempDir) -> (Arc<BackgroundIndexer>, Arc<SteppedClock>, Arc<Store>) {
    let announcer = Arc::new(Announcer::default());
    let store = Arc::new(Store::open(folder.path(), Arc::clone(&announcer), |_| true).unwrap());
    let clock = Arc::new(SteppedClock { waits: AtomicUsize::new(0), ended: Arc::new(Semaphore::new(0)) });
    (Arc::new(BackgroundIndexer::new(Arc::clone(&store), clock.clone(), announcer, Arc::default())), clock, store)
}

fn wait_until_indexed(store: &Store) {
    while !store.has_search() {
        std::thread::yield_now();
    }
}

#[test]
fn indexing_waits_for_a_sync_and_for_later_requests() {
    let folder = tempfile::tempdir().unwrap();
    let (indexer, clock, store) = indexer(&folder);
    let sync = indexer.busy();
    indexer.request(false);
    clock.wait_for(1);
    clock.ended.add_permits(1);
    clock.wait_for(2);
    assert!(!store.has_search(), "it began while a sync was under way");
    drop(sync);
    indexer.request(false);
    clock.ended.add_permits(1);
    clock.wait_for(3);
    assert!(!store.has_search(), "it began right after a request");
    clock.ended.add_permits(1);
    wait_until_indexed(&store);
}

#[test]
fn indexing_does_not_wait_for_ever_and_not_for_a_search() {
    let folder = tempfile::tempdir().unwrap();
    let (patient, clock, store) = indexer(&folder);
    let _sync = patient.busy();
    patient.request(false);
    clock.ended.add_permits(MAX_WAITS as usize);
    wait_until_indexed(&store);
    let folder = tempfile::tempdir().unwrap();
    let (hurried, _, store) = indexer(&folder);
    let _sync = hurried.busy();
    hurried.request(true);
    wait_until_indexed(&store);
}
