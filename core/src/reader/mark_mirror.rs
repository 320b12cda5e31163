//! The cache's copy of the marks, and the saved copies of favourites.
//!
//! A mark is stored when the outbox has it. The cache has a copy of all marks, so that lists can be ordered by them; a cache
//! that is new, or behind, gets the copy made again. Favourites are saved in full in the outbox, so that a lost cache gets
//! their texts back.

use std::collections::HashSet;
use std::fs;
use std::sync::{Arc, Mutex, PoisonError};

use crate::base::clock::Clock;
use crate::base::error::{Fault, Result};
use crate::base::store::Store;
use crate::reader::feed::{self, SavedCopyState};
use crate::reader::marks::{self, MarkAction, MarkRequest, MirrorPosition, SavedCopy};
use crate::reader::origin;

/// How often copying begins again if another process changes what it found.
const TRIES: usize = 5;
/// The file exists while marks are in the outbox that the cache may lack: after a kill they are copied before the first read.
const PENDING: &str = "marks.pending";

/// Records marks and keeps the cache's copy of them up to date.
pub(crate) struct MarkMirror {
    store: Arc<Store>,
    clock: Arc<dyn Clock>,
    /// Held while marks are copied, so that a lost cache is filled once.
    copying: Mutex<()>,
}

impl MarkMirror {
    pub(crate) fn new(store: Arc<Store>, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock, copying: Mutex::default() }
    }

    /// Writes marks to the outbox, then to the cache. A mark in the outbox is not lost, so a cache that cannot be written now
    /// is no error. Blocks.
    pub(crate) fn record(&self, requests: Vec<MarkRequest>) -> Result<()> {
        if requests.is_empty() {
            return Ok(());
        }
        let _copying = self.copying.lock().unwrap_or_else(PoisonError::into_inner);
        // Earlier marks first: those that a damaged outbox lost are adopted from the cache before a new one could hide that.
        if let Err(error) = self.copy_locked() {
            log::warn!("earlier marks are not in the cache yet: {error:?}");
        }
        // A cache that cannot be read must not keep a mark from being written.
        let own = requests.clone();
        let read = self
            .store
            .cache()
            .read_now(|cache| Ok((feed::expand_to_cards(cache, requests)?, origin::stamp_now(cache, &*self.clock)?)));
        let (requests, now) = read.unwrap_or_else(|_| (own, self.clock.now()));
        let pending = self.store.folder().join(PENDING);
        // If the file cannot be written, a kill in between is repaired by the next start instead of the next read.
        let _ = fs::write(&pending, "");
        self.store.outbox()?.write_now(|write| marks::record(write, &requests, now))?;
        match self.copy_locked() {
            Ok(()) => drop(fs::remove_file(&pending)),
            Err(error) => log::warn!("marks are not in the cache yet: {error:?}"),
        }
        Ok(())
    }

    /// Repeats the marks of versions that were removed on their successors. Blocks.
    pub(crate) fn follow_successors(&self) -> Result<()> {
        let cache = self.store.cache();
        let successors = cache.read_now(feed::successors)?;
        if successors.is_empty() {
            return Ok(());
        }
        let outbox = self.store.outbox()?;
        let mut requests = Vec::new();
        for (removed, successor) in &successors {
            let Some(mark) = outbox.read_now(|outbox| marks::find(outbox, removed))? else { continue };
            let taken = [
                mark.read.map(|_| MarkAction::Read { on: true }),
                mark.favourite.map(|_| MarkAction::Favourite { on: true }),
                mark.liked.map(|_| MarkAction::Like { on: true }),
                mark.hidden.map(|_| MarkAction::Hide { on: true }),
            ];
            requests.extend(taken.into_iter().flatten().map(|action| MarkRequest { id: successor.clone(), action }));
        }
        self.record(requests)?;
        cache.write_now(|write| feed::clear_successors(write, &successors))
    }

    /// Whether the cache may lack marks that the outbox has, without opening the outbox.
    pub(crate) fn is_behind(&self) -> Result<bool> {
        Ok(self.store.folder().join(PENDING).exists() || self.store.cache().read_now(marks::mirror_position)?.is_none())
    }

    /// Brings the cache's copy of the marks and the saved copies up to date; a new cache gets all of them back. Blocks.
    pub(crate) fn copy(&self) -> Result<()> {
        let _copying = self.copying.lock().unwrap_or_else(PoisonError::into_inner);
        self.copy_locked()?;
        let _ = fs::remove_file(self.store.folder().join(PENDING));
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
        let mut latest = outbox.read_now(marks::outbox_position)?;
        let mut mirrored = cache.read_now(marks::mirror_position)?;
        let mut stamp = match &mirrored {
            Some(position) if *position == latest => return Ok(true),
            Some(position) if position.epoch == latest.epoch => position.stamp,
            Some(_) => {
                log::warn!("the outbox is a new one: adopting the marks that the cache has");
                let mirrored_marks = cache.read_now(marks::mirrored_marks)?;
                outbox.write_now(|write| marks::restore(write, &mirrored_marks))?;
                latest = outbox.read_now(marks::outbox_position)?;
                0
            }
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
            let copied = cache.write_now(|write| {
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
