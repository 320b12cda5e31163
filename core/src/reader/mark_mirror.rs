//! The cache's copy of the marks, and the saved copies of favourites.
//!
//! A mark is stored when the outbox has it. The cache has a copy of all marks, so that lists can be ordered by them; a cache
//! that is new, or behind, gets the copy made again. One task copies, so that any number of marks waits for the cache only
//! once: a call that marks waits for it as long as a person does not notice, so that the next list shows the mark, and then
//! leaves it to the task, whose end is announced. Favourites are saved in full in the outbox, so that a lost cache gets
//! their texts back.

use std::collections::HashSet;
use std::fs;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use rusqlite::Connection;

use crate::base::clock::Clock;
use crate::base::error::{Fault, Result};
use crate::base::lifecycle::{self, Lifecycle, OnSuspend};
use crate::base::runtime::{self, Lane};
use crate::base::store::Store;
use crate::reader::feed::{self, SavedCopyState};
use crate::reader::marks::{self, MarkRequest, MirrorPosition, SavedCopy};
use crate::reader::origin;

/// How often copying begins again if another process changes what it found.
const TRIES: usize = 5;
/// The file exists while marks are in the outbox that the cache may lack: after a kill they are copied before the first read.
const PENDING: &str = "marks.pending";

/// How long a call that marks waits for the copy while something else writes the cache.
const MAX_BLOCKED: Duration = Duration::from_millis(25);
/// How long it waits for the copy at all, and how much longer for each mark: a whole list may be marked at once.
const MAX_WAIT: Duration = Duration::from_millis(200);
const MAX_WAIT_PER_MARK: Duration = Duration::from_millis(2);
/// How often it looks whether the copy is blocked.
const LOOK: Duration = Duration::from_millis(5);
/// How often the task tries again when the cache cannot be written, and after which pause.
const COPY_TRIES: usize = 20;
const COPY_PAUSE: Duration = Duration::from_secs(1);

/// Records marks and keeps the cache's copy of them up to date.
pub(crate) struct MarkMirror {
    store: Arc<Store>,
    clock: Arc<dyn Clock>,
    lifecycle: Arc<Lifecycle>,
    /// Held while marks are copied, so that a lost cache is filled once.
    copying: Mutex<()>,
    progress: watch::Sender<Progress>,
}

/// How far the copying task is.
#[derive(Debug, Default, Clone, Copy)]
struct Progress {
    /// Calls that write to the outbox at this moment.
    recording: usize,
    /// Calls whose marks are in the outbox.
    recorded: u64,
    /// The calls of `recorded` whose marks are in the cache.
    copied: u64,
    /// Whether the task is running.
    running: bool,
    /// Since when the copy waits for another writer of the cache.
    blocked: Option<Instant>,
}

/// Exists while a call writes to the outbox: the file that tells of it stays.
struct Recording<'a>(&'a watch::Sender<Progress>);

impl Drop for Recording<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|progress| progress.recording -= 1);
    }
}

impl MarkMirror {
    pub(crate) fn new(store: Arc<Store>, clock: Arc<dyn Clock>, lifecycle: Arc<Lifecycle>) -> Self {
        Self { store, clock, lifecycle, copying: Mutex::default(), progress: watch::Sender::default() }
    }

    /// Writes marks to the outbox and has them copied to the cache. A mark in the outbox is not lost, so a cache that cannot
    /// be written now is no error.
    pub(crate) async fn record(self: &Arc<Self>, requests: Vec<MarkRequest>) -> Result<()> {
        if requests.is_empty() {
            return Ok(());
        }
        let count = u32::try_from(requests.len()).unwrap_or(u32::MAX);
        let limit = MAX_WAIT.saturating_add(MAX_WAIT_PER_MARK.saturating_mul(count));
        let mirror = Arc::clone(self);
        let number = runtime::blocking_in(Lane::Action, move || mirror.record_now(&requests)).await?;
        self.copy_soon();
        self.wait_for_copy(number, limit).await;
        Ok(())
    }

    /// Writes marks to the outbox; returns the number of the call. Blocks.
    fn record_now(&self, requests: &[MarkRequest]) -> Result<u64> {
        // Marks that a damaged outbox lost first: a new one could hide that.
        if let Err(error) = self.adopt() {
            log::warn!("the marks that the cache has were not adopted: {error:?}");
        }
        self.progress.send_modify(|progress| progress.recording += 1);
        let _recording = Recording(&self.progress);
        // A cache that cannot be read must not keep a mark from being written.
        let read = self
            .store
            .cache()
            .read_now(|cache| Ok((feed::other_versions(cache, requests)?, origin::stamp_now(cache, &*self.clock)?)));
        let (versions, now) = read.unwrap_or_else(|_| (Default::default(), self.clock.now()));
        // If the file cannot be written, a kill in between is repaired by the next start instead of the next read.
        let _ = fs::write(self.store.folder().join(PENDING), "");
        self.store.outbox()?.write_now(|write| marks::record(write, requests, &versions, now))?;
        let mut number = 0;
        self.progress.send_modify(|progress| {
            progress.recorded += 1;
            number = progress.recorded;
        });
        Ok(number)
    }

    /// Has the marks of the outbox copied to the cache, if the cache may lack any. Does not wait for it.
    pub(crate) fn copy_soon(self: &Arc<Self>) {
        let mut start = false;
        self.progress.send_if_modified(|progress| {
            start = !progress.running && progress.copied < progress.recorded;
            progress.running |= start;
            start
        });
        if !start {
            return;
        }
        // A closed client leaves it to the next start.
        let Ok(operation) = self.lifecycle.begin(OnSuspend::Stop) else { return self.stop_copying() };
        let mirror = Arc::clone(self);
        runtime::detach(operation.run(async move {
            let mut tries = 0;
            loop {
                let copier = Arc::clone(&mirror);
                let done = runtime::blocking(move || copier.copy()).await;
                match done {
                    Ok(()) if !mirror.stop_if_copied() => continue,
                    Ok(()) => return,
                    Err(error) => log::warn!("marks are not in the cache yet: {error:?}"),
                }
                tries += 1;
                if tries == COPY_TRIES || lifecycle::is_stopped() {
                    return mirror.stop_copying();
                }
                tokio::select! {
                    () = lifecycle::ended(&*mirror.clock) => return mirror.stop_copying(),
                    () = tokio::time::sleep(COPY_PAUSE) => {}
                }
            }
        }));
    }

    fn stop_copying(&self) {
        self.progress.send_modify(|progress| progress.running = false);
    }

    /// False if marks were recorded since the copy began.
    fn stop_if_copied(&self) -> bool {
        let mut stopped = false;
        self.progress.send_modify(|progress| {
            stopped = progress.copied >= progress.recorded;
            progress.running = !stopped;
        });
        stopped
    }

    /// Waits until the marks of a call are in the cache, or until that takes longer than a person should wait.
    async fn wait_for_copy(&self, number: u64, limit: Duration) {
        let began = Instant::now();
        let mut progress = self.progress.subscribe();
        loop {
            let copied = progress.wait_for(|progress| progress.copied >= number || !progress.running);
            if tokio::time::timeout(LOOK, copied).await.is_ok() {
                return;
            }
            let blocked = self.progress.borrow().blocked.is_some_and(|since| since.elapsed() >= MAX_BLOCKED);
            if blocked || began.elapsed() >= limit {
                return;
            }
        }
    }

    fn set_blocked(&self, blocked: bool) {
        let since = blocked.then(Instant::now);
        self.progress.send_if_modified(|progress| {
            progress.blocked = since;
            false
        });
    }

    /// Repeats the marks of versions that were removed on their successors. Blocks.
    pub(crate) fn follow_successors(&self) -> Result<()> {
        let cache = self.store.cache();
        let successors = cache.read_now(feed::successors)?;
        if successors.is_empty() {
            return Ok(());
        }
        // Earlier marks first, as in `record`.
        self.copy()?;
        let (outbox, now) = (self.store.outbox()?, self.clock.now());
        let marked = |outbox: &Connection| {
            let marked = successors.iter().map(|(removed, _)| Ok(marks::find(outbox, removed)?.is_some()));
            Ok(marked.collect::<Result<Vec<bool>>>()?.contains(&true))
        };
        if outbox.read_now(marked)? {
            outbox.write_now(|write| {
                successors.iter().try_for_each(|(removed, successor)| marks::inherit(write, removed, successor, now))
            })?;
            self.copy()?;
        }
        cache.write_now(|write| feed::clear_successors(write, &successors))
    }

    /// Whether the cache may lack marks that the outbox has, without opening the outbox.
    pub(crate) fn is_behind(&self) -> Result<bool> {
        Ok(self.store.folder().join(PENDING).exists() || self.store.cache().read_now(marks::mirror_position)?.is_none())
    }

    /// Makes the cache's copy of the marks again from nothing, in one transaction: no list is without marks. Blocks.
    pub(crate) fn copy_anew(&self) -> Result<()> {
        {
            let _copying = self.copying.lock().unwrap_or_else(PoisonError::into_inner);
            let outbox = self.store.outbox()?;
            let MirrorPosition { epoch, mut stamp } = outbox.read_now(marks::outbox_position)?;
            let mut all = Vec::new();
            let mut after = 0;
            while let Some(last) = {
                let batch = outbox.read_now(|outbox| marks::after(outbox, after))?;
                let last = batch.last().map(|mark| mark.stamp);
                all.extend(batch);
                last
            } {
                (after, stamp) = (last, stamp.max(last));
            }
            self.store.cache().write_now(|write| {
                feed::clear_marks(write)?;
                let now = origin::stamp_now(write, &*self.clock)?;
                feed::apply_marks(write, &all, &MirrorPosition { epoch, stamp }, now)
            })?;
        }
        self.copy()
    }

    /// Brings the cache's copy of the marks and the saved copies up to date; a new cache gets all of them back. Blocks.
    pub(crate) fn copy(&self) -> Result<()> {
        self.set_blocked(true);
        let _copying = self.copying.lock().unwrap_or_else(PoisonError::into_inner);
        self.set_blocked(false);
        let recorded = self.progress.borrow().recorded;
        let done = self.copy_locked();
        self.set_blocked(false);
        done?;
        self.progress.send_modify(|progress| {
            progress.copied = progress.copied.max(recorded);
            // Inside, so that no call begins to record between the look and the removal.
            if progress.recording == 0 && progress.copied == progress.recorded {
                let _ = fs::remove_file(self.store.folder().join(PENDING));
            }
        });
        Ok(())
    }

    /// Copies the marks that the cache has into an outbox that is new, because the earlier one was damaged. Blocks.
    fn adopt(&self) -> Result<()> {
        let (outbox, cache) = (self.store.outbox()?, self.store.cache());
        let mirrored = cache.read_now(marks::mirror_position)?;
        let latest = outbox.read_now(marks::outbox_position)?;
        if mirrored.is_some_and(|position| position.epoch != latest.epoch) {
            log::warn!("the outbox is a new one: adopting the marks that the cache has");
            let mirrored_marks = cache.read_now(marks::mirrored_marks)?;
            outbox.write_now(|write| marks::restore(write, &mirrored_marks))?;
        }
        Ok(())
    }

    fn copy_locked(&self) -> Result<()> {
        for _ in 0..TRIES {
            if self.copy_once()? {
                return Ok(());
            }
        }
        Err(Fault::Database("the marks did not settle".into()))
    }

    /// False if the cache was replaced meanwhile, or another process went on with it: then the copy has to begin again.
    fn copy_once(&self) -> Result<bool> {
        let (outbox, cache) = (self.store.outbox()?, self.store.cache());
        self.adopt()?;
        let latest = outbox.read_now(marks::outbox_position)?;
        let mut mirrored = cache.read_now(marks::mirror_position)?;
        let mut stamp = match &mirrored {
            Some(position) if *position == latest => return Ok(true),
            Some(position) if position.epoch == latest.epoch => position.stamp,
            Some(_) => 0,
            None => {
                let copies = outbox.read_now(|outbox| marks::saved_copies(outbox, true))?;
                cache.write_now(|write| {
                    let now = origin::stamp_now(write, &*self.clock)?;
                    copies.iter().try_for_each(|one| feed::restore_saved_copy(write, one, now))
                })?;
                0
            }
        };
        loop {
            let batch = outbox.read_now(|outbox| marks::after(outbox, stamp))?;
            stamp = batch.last().map_or(latest.stamp.max(stamp), |mark| mark.stamp);
            let position = MirrorPosition { epoch: latest.epoch.clone(), stamp };
            self.set_blocked(true);
            let copied = cache.write_now(|write| {
                self.set_blocked(false);
                let same = marks::mirror_position(write)? == mirrored;
                if same {
                    feed::apply_marks(write, &batch, &position, origin::stamp_now(write, &*self.clock)?)?;
                }
                Ok(same)
            })?;
            if !copied || batch.is_empty() {
                return Ok(copied);
            }
            mirrored = Some(position);
            let (on, off): (Vec<_>, Vec<_>) = batch.iter().partition(|mark| mark.favourite.is_some());
            let saved: Vec<String> =
                outbox.read_now(|outbox| marks::saved_copies(outbox, false))?.into_iter().map(|one| one.id).collect();
            let new = on.into_iter().filter(|mark| !saved.contains(&mark.id));
            let new: Vec<SavedCopy> = cache.read_now(|cache| {
                new.filter_map(|mark| feed::saved_copy(cache, &mark.id).transpose()).collect::<Result<_>>()
            })?;
            let old: Vec<_> = off.into_iter().filter(|mark| saved.contains(&mark.id)).collect();
            if !new.is_empty() || !old.is_empty() {
                outbox.write_now(|write| {
                    new.iter().try_for_each(|one| marks::save_copy(write, one))?;
                    old.iter().try_for_each(|mark| marks::delete_copy(write, &mark.id))
                })?;
            }
        }
    }

    /// Brings the saved copies in line with what a sync brought: a revised favourite is saved again, one that its publisher
    /// withdrew is removed, from the file too, one that the cache lost is restored, one without a copy is saved. Blocks.
    pub(crate) fn follow_favourites(&self) -> Result<()> {
        let (outbox, cache) = (self.store.outbox()?, self.store.cache());
        let saved = outbox.read_now(|outbox| marks::saved_copies(outbox, false))?;
        let (mut changed, mut withdrawn, mut lost, mut missing) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        cache.read_now(|cache| {
            for one in &saved {
                match feed::saved_copy_state(cache, one)? {
                    SavedCopyState::Same => {}
                    SavedCopyState::Other => changed.extend(feed::saved_copy(cache, &one.id)?),
                    SavedCopyState::Gone => withdrawn.push(one.id.clone()),
                    SavedCopyState::Lost => lost.push(one.id.clone()),
                }
            }
            let known: HashSet<&str> = saved.iter().map(|one| one.id.as_str()).collect();
            for id in feed::stored_favourites(cache)? {
                if !known.contains(id.as_str()) {
                    missing.extend(feed::saved_copy(cache, &id)?);
                }
            }
            Ok(())
        })?;
        if !(changed.is_empty() && withdrawn.is_empty() && missing.is_empty()) {
            outbox.write_now(|write| {
                changed.iter().chain(&missing).try_for_each(|one| marks::save_copy(write, one))?;
                if !changed.is_empty() {
                    // The earlier text may have been corrected because it was wrong: it has to leave the file.
                    write.request_scrub()?;
                }
                withdrawn.iter().try_for_each(|id| marks::delete_copy(write, id))
            })?;
        }
        if !lost.is_empty() {
            let whole = outbox.read_now(|outbox| marks::saved_copies(outbox, true))?;
            cache.write_now(|write| {
                let now = origin::stamp_now(write, &*self.clock)?;
                let mut lost = whole.iter().filter(|one| lost.contains(&one.id));
                lost.try_for_each(|one| feed::restore_saved_copy(write, one, now))
            })?;
        }
        outbox.scrub_now()
    }
}

#[cfg(test)]
mod tests;
