//! Keeps the search index up to date in the background, in small steps.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use super::indexer::{self, Progress};
use crate::base::change::{Announcer, Change};
use crate::base::clock::Clock;
use crate::base::error::Result;
use crate::base::lifecycle::{self, Lifecycle};
use crate::base::runtime;
use crate::base::store::Store;
use crate::reader::feed;

/// Indexing begins when nothing was asked of the core for this long: a first screen and a sync come first.
const QUIET: Duration = Duration::from_secs(3);
/// After so many times of [`QUIET`] it begins in any case.
const MAX_WAITS: u32 = 20;

/// See [`BackgroundIndexer::busy`].
pub(crate) struct Busy(Arc<BackgroundIndexer>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.busy.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Runs the indexer, one step at a time, when it is asked for.
pub(crate) struct BackgroundIndexer {
    store: Arc<Store>,
    clock: Arc<dyn Clock>,
    announcer: Arc<Announcer>,
    lifecycle: Arc<Lifecycle>,
    /// Held for one step, whichever thread runs it.
    step: Mutex<()>,
    /// Counts the requests, so that a later one is noticed.
    requests: AtomicU64,
    /// The pieces of work that are under way.
    busy: AtomicUsize,
    wanted: AtomicBool,
    running: AtomicBool,
    hurry: Arc<Notify>,
}

impl BackgroundIndexer {
    pub(crate) fn new(
        store: Arc<Store>,
        clock: Arc<dyn Clock>,
        announcer: Arc<Announcer>,
        lifecycle: Arc<Lifecycle>,
    ) -> Self {
        let (wanted, running) = (AtomicBool::new(false), AtomicBool::new(false));
        let (requests, busy) = (AtomicU64::default(), AtomicUsize::default());
        let (step, hurry) = (Mutex::default(), Arc::default());
        Self { store, clock, announcer, lifecycle, step, requests, busy, wanted, running, hurry }
    }

    /// Asks for the index to be brought up to date, after a quiet while or `now`, if the app is in the foreground then. Does
    /// not wait for it.
    pub(crate) fn request(self: &Arc<Self>, now: bool) {
        self.requests.fetch_add(1, Ordering::SeqCst);
        self.wanted.store(true, Ordering::SeqCst);
        if now {
            self.hurry.notify_one();
        }
        if self.running.swap(true, Ordering::SeqCst) {
            return;
        }
        let (clock, hurry) = (Arc::clone(&self.clock), Arc::clone(&self.hurry));
        // While it waits it must not keep the files of a dropped client open.
        let indexer = Arc::downgrade(self);
        runtime::detach(async move {
            let mut waits = 0;
            loop {
                let Some(requests) = indexer.upgrade().map(|indexer| indexer.requests.load(Ordering::SeqCst)) else {
                    return;
                };
                let hurried = tokio::select! {
                    () = clock.sleep(QUIET) => false,
                    () = hurry.notified() => true,
                };
                let Some(indexer) = indexer.upgrade() else { return };
                waits += 1;
                if !hurried && waits < MAX_WAITS && !indexer.was_quiet_since(requests) {
                    continue;
                }
                waits = 0;
                indexer.wanted.store(false, Ordering::SeqCst);
                // An index that stays behind is asked for again when the app comes to the foreground.
                if let Some(operation) = indexer.lifecycle.begin_in_foreground() {
                    operation.run(indexer.run()).await;
                }
                indexer.running.store(false, Ordering::SeqCst);
                // A request that came before the line above found `running` set and left the work to this loop.
                let again = indexer.wanted.load(Ordering::SeqCst) && !indexer.lifecycle.is_closed();
                if !again || indexer.running.swap(true, Ordering::SeqCst) {
                    return;
                }
            }
        });
    }

    /// Work that indexing should not slow down is under way until the result is dropped.
    pub(crate) fn busy(self: &Arc<Self>) -> Busy {
        self.busy.fetch_add(1, Ordering::SeqCst);
        Busy(Arc::clone(self))
    }

    fn was_quiet_since(&self, requests: u64) -> bool {
        self.busy.load(Ordering::SeqCst) == 0 && self.requests.load(Ordering::SeqCst) == requests
    }

    /// Brings the index up to date now, and returns when it is.
    pub(crate) async fn finish(self: &Arc<Self>) -> Result<()> {
        while self.step().await? == Progress::More {}
        self.announcer.announce([Change::Search]);
        Ok(())
    }

    /// Removes what was withdrawn from the index's file. Blocks.
    pub(crate) fn erase_withdrawn(&self) -> Result<()> {
        let cache = self.store.cache();
        if !cache.read_now(feed::erasure_is_pending)? || !self.store.has_search() {
            return Ok(());
        }
        let index = self.store.search()?;
        while index.read_now(|index| cache.read_now(|cache| indexer::erasure_is_pending(index, cache)))? {
            if self.step_now()? == Progress::Done {
                break;
            }
        }
        Ok(())
    }

    async fn run(self: &Arc<Self>) {
        let mut worked = false;
        loop {
            match self.step().await {
                Ok(Progress::More) => worked = true,
                Ok(Progress::Done) => break,
                Err(error) => {
                    log::warn!("the search index is behind: {error:?}");
                    break;
                }
            }
        }
        if worked {
            self.announcer.announce([Change::Search]);
        }
    }

    async fn step(self: &Arc<Self>) -> Result<Progress> {
        let indexer = Arc::clone(self);
        runtime::blocking(move || indexer.step_now()).await
    }

    fn step_now(&self) -> Result<Progress> {
        let _step = self.step.lock().unwrap_or_else(PoisonError::into_inner);
        if lifecycle::is_stopped() {
            return Ok(Progress::Done);
        }
        indexer::advance_index(self.store.cache(), self.store.search()?)
    }
}

#[cfg(test)]
mod tests;
