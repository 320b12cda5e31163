//! Searching, and keeping the index up to date when nothing else is going on.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::InterruptHandle;
use tokio::sync::Notify;

use super::{Client, Core};
use crate::base::change::Change;
use crate::base::error::{ClientError, Fault, Result};
use crate::base::runtime;
use crate::base::setting;
use crate::reader::catalogue;
use crate::reader::feed::View;
use crate::reader::origin;
use crate::reader::search::{self, Progress, Recent, SearchPage, SearchRequest, Suggestion};

const RECENT: &str = "recent-searches";
/// The index is left alone for so long after something was done: a first screen comes first.
const QUIET: Duration = Duration::from_secs(3);

/// Which search is the last, and what ends the one that runs.
#[derive(Default)]
pub(super) struct Turns {
    last: AtomicU64,
    // Of which turn, and what interrupts it.
    running: Mutex<Option<(u64, InterruptHandle)>>,
}

impl Turns {
    /// The next one. What runs ends.
    fn next(&self) -> u64 {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, handle)) = &*running {
            handle.interrupt();
        }
        self.last.fetch_add(1, Ordering::SeqCst) + 1
    }

    fn is_over(&self, turn: u64) -> bool {
        self.last.load(Ordering::SeqCst) != turn
    }

    /// Runs a query that the next turn ends.
    fn run<T>(&self, turn: u64, handle: InterruptHandle, query: impl FnOnce() -> Result<T>) -> Result<T> {
        {
            let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            if self.is_over(turn) {
                return Err(Fault::Superseded.into());
            }
            *running = Some((turn, handle));
        }
        let answer = query();
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        // A later turn's stays. This one's must go: its connection serves others from now on.
        if running.as_ref().is_some_and(|(other, _)| *other == turn) {
            *running = None;
        }
        answer
    }
}

/// The work on the index: one at a time, and when it is wanted.
#[derive(Default)]
pub(super) struct Indexing {
    // A step at a time, whoever does it.
    step: Mutex<()>,
    wanted: AtomicBool,
    running: AtomicBool,
    hurry: Notify,
}

#[uniffi::export]
impl Client {
    /// Looks for words in titles and texts on this phone. A later search or suggestion of this client ends this one, which is
    /// then `Rejected` (`superseded`): call it at every keystroke.
    ///
    /// Errors: `Rejected` (`bad-request`) for a limit outside 1 to 100 or a key that is not one.
    pub async fn search(&self, request: SearchRequest) -> Result<SearchPage, ClientError> {
        let turn = self.core.turns.next();
        let page = self.ask(turn, move |index, view, ended| search::search(index, view, &request, ended)).await?;
        if !page.complete {
            self.core.index_soon(true);
        }
        Ok(page)
    }

    /// What to offer for the words typed so far, at most `limit` (1 to 100): what the app can do, what the person looked for
    /// before, names of the catalogue, titles. For no words at all: what the person looked for before.
    ///
    /// Errors: those of [`Client::search`].
    pub async fn suggest(&self, words: String, limit: u32) -> Result<Vec<Suggestion>, ClientError> {
        // Before anything is waited for: a search that is made later must not be ended by this.
        let turn = self.core.turns.next();
        let recent = self.recent().await?;
        self.ask(turn, move |index, view, ended| {
            let catalogue = catalogue::read(view.connection)?;
            search::suggest(index, view, &catalogue, &recent, &words, limit, ended)
        })
        .await
    }

    /// What the person looked for, the last first, at most 20.
    pub async fn recent_searches(&self) -> Result<Vec<String>, ClientError> {
        Ok(self.recent().await?.0)
    }

    /// Remembers a search that the person meant: not each keystroke. It never leaves the phone.
    pub async fn remember_search(&self, words: String) -> Result<(), ClientError> {
        self.change_recent(move |recent| recent.remember(&words)).await
    }

    /// Forgets one search, or all of them.
    #[uniffi::method(default(words = None))]
    pub async fn clear_search_history(&self, words: Option<String>) -> Result<(), ClientError> {
        self.change_recent(move |recent| match words {
            Some(words) => recent.forget(&words),
            None => *recent = Recent::default(),
        })
        .await
    }

    /// Brings the search index up to date, for somebody who has the time: it is done by itself a few seconds after a sync.
    pub async fn warm_up_search(&self) -> Result<(), ClientError> {
        self.work(|core| async move {
            while core.step().await? == Progress::More {}
            core.announcer.announce([Change::Search]);
            Ok(())
        })
        .await
    }
}

impl Client {
    async fn ask<T, Q>(&self, turn: u64, query: Q) -> Result<T, ClientError>
    where
        T: Send + 'static,
        Q: Fn(&rusqlite::Connection, &View<'_>, &dyn Fn() -> bool) -> Result<T> + Send + 'static,
    {
        self.open_still()?;
        let core = Arc::clone(&self.core);
        let answer = runtime::blocking(move || {
            let files = core.pictures.files().clone();
            let ended = || core.turns.is_over(turn);
            let once = || {
                core.store.search()?.read_now(|index| {
                    core.turns.run(turn, index.get_interrupt_handle(), || {
                        core.store.cache().read_now(|connection| {
                            let device_now = core.clock.now();
                            let publisher_now = origin::publisher_now(connection, &*core.clock)?;
                            query(index, &View { connection, files: &files, device_now, publisher_now }, &ended)
                        })
                    })
                })
            };
            match once() {
                // A file that proved damaged was replaced by an empty one just now.
                Err(error) if *error.fault() == Fault::Database => once(),
                answer => answer,
            }
        });
        Ok(answer.await?)
    }

    async fn recent(&self) -> Result<Recent, ClientError> {
        self.read_outbox(move |outbox| setting::get(outbox, RECENT)).await
    }

    async fn change_recent(&self, change: impl FnOnce(&mut Recent) + Send + 'static) -> Result<(), ClientError> {
        self.write_outbox(move |write| {
            let mut recent: Recent = setting::get(write, RECENT)?;
            change(&mut recent);
            setting::set(write, RECENT, &recent)
        })
        .await
    }
}

impl Core {
    /// Does a little for the index.
    async fn step(self: &Arc<Self>) -> Result<Progress> {
        let core = Arc::clone(self);
        runtime::blocking(move || core.step_now()).await
    }

    fn step_now(&self) -> Result<Progress> {
        let _alone = self.indexing.step.lock().unwrap_or_else(PoisonError::into_inner);
        if self.closed.load(Ordering::SeqCst) {
            return Ok(Progress::Done);
        }
        search::step(self.store.cache(), self.store.search()?)
    }

    /// Brings the index up to date when nothing else was done for a while, or now.
    pub(super) fn index_soon(self: &Arc<Self>, now: bool) {
        self.indexing.wanted.store(true, Ordering::SeqCst);
        if now {
            self.indexing.hurry.notify_one();
        }
        if self.indexing.running.swap(true, Ordering::SeqCst) {
            return;
        }
        let (clock, indexing) = (Arc::clone(&self.clock), Arc::clone(&self.indexing));
        // While it waits it must not keep the files of a client that is gone.
        let core = Arc::downgrade(self);
        runtime::detach(async move {
            loop {
                tokio::select! {
                    () = clock.sleep(QUIET) => {}
                    () = indexing.hurry.notified() => {}
                }
                let Some(core) = core.upgrade() else { return };
                indexing.wanted.store(false, Ordering::SeqCst);
                core.index_all().await;
                indexing.running.store(false, Ordering::SeqCst);
                // Somebody may have asked before it was said that this has ended.
                let asked = indexing.wanted.load(Ordering::SeqCst) && !core.closed.load(Ordering::SeqCst);
                if !asked || indexing.running.swap(true, Ordering::SeqCst) {
                    return;
                }
            }
        });
    }

    async fn index_all(self: &Arc<Self>) {
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

    /// What was withdrawn leaves the index's file too, now. Blocks.
    pub(super) fn erase_from_index(&self) -> Result<()> {
        let cache = self.store.cache();
        if !cache.read_now(crate::reader::feed::erasure_is_pending)? || !self.store.has_search() {
            return Ok(());
        }
        let index = self.store.search()?;
        while index.read_now(|index| cache.read_now(|cache| search::erasing(index, cache)))? {
            if self.step_now()? == Progress::Done {
                break;
            }
        }
        Ok(())
    }

    /// Returns when nothing is being done for the index.
    pub(super) fn index_rests(&self) {
        drop(self.indexing.step.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
