//! Keeps the index up to date with the cache. Every change of an item leaves a row of pending changes in the cache, in the
//! same transaction; the row is deleted once the index has the change, so a kill in between repeats a little work. An index
//! that is missing, damaged, of another version or of another cache is filled anew, the newest items first.

use rusqlite::Connection;

use super::index::{self, IndexEntry, IndexState};
use crate::base::error::Result;
use crate::base::store::{Database, Write};
use crate::reader::feed::{self, IndexedItem, ItemKind};

/// The most items of one transaction.
const BATCH: usize = 50;
/// The most pending changes that are read at once: more than a page of the publisher, so that its items can be sorted.
const MAX_PENDING: usize = 2_000;

/// Whether there is more to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Call again.
    More,
    /// The index is up to date.
    Done,
}

/// Does one small step. Blocks. Only one caller at a time.
pub(crate) fn advance_index(cache: &Database, index: &Database) -> Result<Progress> {
    let epoch = cache.read_now(feed::epoch)?;
    let state = index.read_now(index::state)?.filter(|state| state.epoch.as_ref() == Some(&epoch));
    let Some(state) = state else {
        log::info!("the search index is rebuilt");
        batch(index, |write| index::reset(write, &epoch))?;
        return Ok(Progress::More);
    };
    // Before a merge goes on, which may take long. What is withdrawn needs no place, so the merge does not begin again.
    let withdrawn = cache.read_now(feed::withdrawn_keys)?;
    if !withdrawn.is_empty() {
        // One at a time: removing an item's tokens from where they are takes as long as inserting a batch.
        for &key in &withdrawn {
            batch(index, |write| with_state(write, &epoch, |_| index::erase(write, key)))?;
        }
        cache.write_now(|write| feed::mark_erased(write, &withdrawn))?;
        return Ok(Progress::More);
    }
    index.scrub_now()?;
    if state.merging {
        batch(index, |write| with_state(write, &epoch, |state| index::merge(write, state)))?;
        return Ok(Progress::More);
    }
    if let Some(pending) = cache.read_now(|cache| feed::pending_changes(cache, MAX_PENDING))? {
        apply_pending(cache, index, &epoch, &pending)?;
        return Ok(Progress::More);
    }
    if !state.filled {
        fill(cache, index, &epoch, state.below)?;
        return Ok(Progress::More);
    }
    if index.read_now(|index| index::needs_merge(index, &state))? {
        batch(index, |write| with_state(write, &epoch, |state| index::merge(write, state)))?;
        return Ok(Progress::More);
    }
    Ok(Progress::Done)
}

/// Whether the index has every item and every change of the cache.
pub(crate) fn is_complete(index: &Connection, cache: &Connection) -> Result<bool> {
    let epoch = feed::epoch(cache)?;
    let state = index::state(index)?.filter(|state| state.epoch == Some(epoch));
    Ok(state.is_some_and(|state| state.filled) && feed::pending_changes(cache, 1)?.is_none())
}

/// Whether withdrawn text may still be in the file of the index.
pub(crate) fn erasure_is_pending(index: &Connection, cache: &Connection) -> Result<bool> {
    let scrub_requested = index.prepare_cached("SELECT 1 FROM scrub LIMIT 1")?.exists([])?;
    Ok(scrub_requested || feed::erasure_is_pending(cache)?)
}

/// Runs one transaction. The benchmark reads from this log line how long each occupies the file.
fn batch<T>(index: &Database, work: impl FnOnce(&Write<'_>) -> Result<T>) -> Result<T> {
    let began = std::time::Instant::now();
    let result = index.write_now(work);
    log::debug!(target: "songming_core::search", "index batch: {} µs", began.elapsed().as_micros());
    result
}

/// Changes the current state, which another process may have changed meanwhile. Does nothing if that process rebuilt the
/// index for another cache.
fn with_state(write: &Write<'_>, epoch: &str, change: impl FnOnce(&mut IndexState) -> Result<()>) -> Result<()> {
    match index::state(write)? {
        Some(mut state) if state.epoch.as_deref() == Some(epoch) => {
            change(&mut state)?;
            index::save(write, &state)
        }
        _ => Ok(()),
    }
}

fn apply_pending(cache: &Database, index: &Database, epoch: &str, pending: &feed::PendingChanges) -> Result<()> {
    // Items newer than the oldest indexed one are inserted from the oldest on, the others from the newest on. So each batch
    // is placed beside the one before, and places stay in the order of publication.
    let oldest = index.read_now(index::oldest_published)?;
    let (mut deleted, mut above, mut below) = (Vec::new(), Vec::new(), Vec::new());
    cache.read_now(|cache| {
        for &key in &pending.keys {
            match feed::published(cache, key)? {
                None => deleted.push(key),
                Some(published) if oldest.is_some_and(|oldest| published <= oldest) => below.push((published, key)),
                Some(published) => above.push((published, key)),
            }
        }
        Ok(())
    })?;
    above.sort_unstable();
    below.sort_unstable_by(|one, other| other.cmp(one));
    for keys in deleted.chunks(BATCH) {
        batch(index, |write| {
            with_state(write, epoch, |state| keys.iter().try_for_each(|&key| index::evict(write, state, key)))
        })?;
    }
    for batch in above.chunks(BATCH).chain(below.chunks(BATCH)) {
        index_items(cache, index, epoch, batch, true)?;
    }
    cache.write_now(|write| feed::mark_indexed(write, pending.up_to))
}

/// Indexes the next batch of the first fill, from the newest item to the oldest.
fn fill(cache: &Database, index: &Database, epoch: &str, below: Option<(i64, i64)>) -> Result<()> {
    let keys = cache.read_now(|cache| feed::keys_below(cache, below, BATCH))?;
    index_items(cache, index, epoch, &keys, false)?;
    batch(index, |write| {
        with_state(write, epoch, |state| {
            state.below = keys.last().copied();
            if keys.len() < BATCH {
                (state.below, state.filled) = (None, true);
            }
            Ok(())
        })
    })
}

/// Indexes items, given by date and key. `changed`: items that the first fill has not reached are left to it, and all others
/// are replaced. Otherwise, items that are in the index are skipped.
fn index_items(cache: &Database, index: &Database, epoch: &str, keys: &[(i64, i64)], changed: bool) -> Result<()> {
    let state = index.read_now(index::state)?.unwrap_or_default();
    let (mut entries, mut replacements) = (Vec::with_capacity(keys.len()), Vec::new());
    for &(published, key) in keys {
        let indexed = index.read_now(|index| index::contains(index, key))?;
        let wanted = match changed {
            true => indexed || state.filled || state.below.is_some_and(|below| (published, key) >= below),
            false => !indexed,
        };
        if wanted {
            let list = if indexed { &mut replacements } else { &mut entries };
            list.extend(cache.read_now(|cache| feed::indexed_item(cache, key))?.map(entry));
        }
    }
    // One at a time, as what was withdrawn.
    for entry in replacements {
        batch(index, |write| with_state(write, epoch, |state| index::upsert(write, state, vec![entry])))?;
    }
    if entries.is_empty() {
        return Ok(());
    }
    batch(index, |write| with_state(write, epoch, |state| index::upsert(write, state, entries)))
}

fn entry(item: IndexedItem) -> IndexEntry {
    let IndexedItem { key, published, kind, module, channel, title, text, sectors, parks } = item;
    let kind = ItemKind::of(&kind).code();
    let codes = index::filter_tokens(module.as_deref(), channel.as_deref(), kind, published, &sectors, &parks);
    IndexEntry { item: key, published, title, text, codes }
}
