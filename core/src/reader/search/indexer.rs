//! Keeps the index up to date with the cache. Every change of an item leaves a row of pending changes in the cache, in the
//! same transaction; the row is deleted once the index has the change, so a kill in between repeats a little work. An index
//! that is missing, damaged, of another version or of another cache is filled anew, the newest items first.
//!
//! After a power loss each of the two files may lack its last transactions, and then they no longer belong together: the index
//! may lack what the cache no longer names, or have what the cache lost. So each step has a number, which the cache stores when
//! the step begins and when it ends, and the index with what it takes. Numbers that do not agree mean such a loss, and the
//! index is filled anew.

use rusqlite::Connection;

use super::index::{self, IndexEntry, IndexState};
use crate::base::error::Result;
use crate::base::sort::sort_by_key;
use crate::base::store::{Database, Write};
use crate::reader::feed::{self, IndexSteps, IndexedItem, ItemKind};

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
    let state = if belong_together(cache, index)? { state } else { None };
    let Some(state) = state else {
        log::info!("the search index is rebuilt");
        if let Some(step) = begin_step(cache, &epoch)? {
            batch(index, |write| index::reset(write, &epoch, step))?;
        }
        return Ok(Progress::More);
    };
    // Before a merge goes on, which may take long. What is withdrawn needs no place, so the merge does not begin again.
    let withdrawn = cache.read_now(feed::withdrawn_keys)?;
    if !withdrawn.is_empty() {
        erase(cache, index, &epoch, &withdrawn)?;
        return Ok(Progress::More);
    }
    index.scrub_now()?;
    if state.merging || state.erasing {
        batch(index, |write| with_state(write, &epoch, |state| index::merge(write, state)))?;
        return Ok(Progress::More);
    }
    if cache.read_now(|cache| feed::pending_changes(cache, 1))?.is_some() {
        apply_pending(cache, index, &epoch)?;
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

/// Whether neither of the two files lost steps that the other one has.
fn belong_together(cache: &Database, index: &Database) -> Result<bool> {
    let agree = |step: i64, steps: IndexSteps| (steps.done..=steps.begun).contains(&step);
    if agree(index.read_now(index::step)?, cache.read_now(feed::index_steps)?) {
        return Ok(true);
    }
    // Another process may have gone on between the two looks; while this one writes, it cannot.
    cache.write_now(|write| Ok(agree(index.read_now(index::step)?, feed::index_steps(write)?)))
}

/// Begins a step; `None` if the cache was replaced.
fn begin_step(cache: &Database, epoch: &str) -> Result<Option<i64>> {
    cache.write_now(|write| begin_step_in(write, epoch))
}

fn begin_step_in(write: &Write<'_>, epoch: &str) -> Result<Option<i64>> {
    if feed::epoch(write)? == epoch { feed::begin_index_step(write).map(Some) } else { Ok(None) }
}

/// Whether the keys in the index are those of the cache. The index must have been read before the cache was, so that its state
/// is not the later one.
pub(crate) fn has_keys_of(index: &Connection, cache: &Connection) -> Result<bool> {
    let epoch = index::state(index)?.and_then(|state| state.epoch);
    Ok(epoch == Some(feed::epoch(cache)?) && index::step(index)? <= feed::index_steps(cache)?.begun)
}

/// Whether the index has every item and every change of the cache.
pub(crate) fn is_complete(index: &Connection, cache: &Connection) -> Result<bool> {
    let filled = index::state(index)?.is_some_and(|state| state.filled);
    let none_lost = has_keys_of(index, cache)? && index::step(index)? >= feed::index_steps(cache)?.done;
    Ok(filled && none_lost && feed::pending_changes(cache, 1)?.is_none())
}

/// Whether withdrawn text may still be in the file of the index.
pub(crate) fn erasure_is_pending(index: &Connection, cache: &Connection) -> Result<bool> {
    let state = index::state(index)?.unwrap_or_default();
    let scrub_requested = index.prepare_cached("SELECT 1 FROM scrub LIMIT 1")?.exists([])?;
    Ok(state.erasing || scrub_requested || feed::erasure_is_pending(cache)?)
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

/// Removes withdrawn items, one at a time: removing an item's tokens from where they are takes as long as inserting a batch.
fn erase(cache: &Database, index: &Database, epoch: &str, keys: &[i64]) -> Result<()> {
    let Some(step) = begin_step(cache, epoch)? else { return Ok(()) };
    for &key in keys {
        batch(index, |write| with_state(write, epoch, |state| index::erase(write, state, key)))?;
    }
    batch(index, |write| with_state(write, epoch, |_| index::set_step(write, step)))?;
    cache.write_now(|write| feed::mark_erased(write, epoch, step, keys))
}

fn apply_pending(cache: &Database, index: &Database, epoch: &str) -> Result<()> {
    // Read in the transaction that begins the step: the numbers of changes are used again once all changes are taken.
    let begun = cache.write_now(|write| {
        let step = begin_step_in(write, epoch)?;
        Ok(step.zip(feed::pending_changes(write, MAX_PENDING)?))
    })?;
    let Some((step, pending)) = begun else { return Ok(()) };
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
    sort_by_key(&mut above, |key| *key);
    sort_by_key(&mut below, |key| std::cmp::Reverse(*key));
    for keys in deleted.chunks(BATCH) {
        batch(index, |write| {
            with_state(write, epoch, |state| keys.iter().try_for_each(|&key| index::evict(write, state, key)))
        })?;
    }
    for batch in above.chunks(BATCH).chain(below.chunks(BATCH)) {
        index_items(cache, index, epoch, batch, true)?;
    }
    batch(index, |write| with_state(write, epoch, |_| index::set_step(write, step)))?;
    cache.write_now(|write| feed::mark_indexed(write, epoch, step, pending.up_to))
}

/// Indexes the next batch of the first fill, from the newest item to the oldest.
fn fill(cache: &Database, index: &Database, epoch: &str, below: Option<(i64, i64)>) -> Result<()> {
    let Some(step) = begin_step(cache, epoch)? else { return Ok(()) };
    let keys = cache.read_now(|cache| feed::keys_below(cache, below, BATCH))?;
    index_items(cache, index, epoch, &keys, false)?;
    batch(index, |write| {
        with_state(write, epoch, |state| {
            state.below = keys.last().copied();
            if keys.len() < BATCH {
                (state.below, state.filled) = (None, true);
            }
            index::set_step(write, step)
        })
    })
}

/// Indexes items, given by date and key. `changed`: items that the first fill has not reached are left to it, and all others
/// are replaced. Otherwise, items that are in the index are skipped.
fn index_items(cache: &Database, index: &Database, epoch: &str, keys: &[(i64, i64)], changed: bool) -> Result<()> {
    let state = index.read_now(index::state)?.unwrap_or_default();
    let (mut wanted, mut replaced) = (Vec::with_capacity(keys.len()), Vec::new());
    index.read_now(|index| {
        for &(published, key) in keys {
            let indexed = index::contains(index, key)?;
            let take = match changed {
                true => indexed || state.filled || state.below.is_some_and(|below| (published, key) >= below),
                false => !indexed,
            };
            let list = if indexed { &mut replaced } else { &mut wanted };
            list.extend(take.then_some(key));
        }
        Ok(())
    })?;
    let read = |keys: &[i64]| -> Result<Vec<IndexEntry>> {
        cache.read_now(|cache| {
            // In another cache the keys are those of other items.
            if feed::epoch(cache)? != epoch {
                return Ok(Vec::new());
            }
            let items = keys.iter().filter_map(|&key| feed::indexed_item(cache, key).transpose());
            items.map(|item| item.map(entry)).collect()
        })
    };
    // One at a time, as what was withdrawn.
    for entry in read(&replaced)? {
        batch(index, |write| with_state(write, epoch, |state| index::upsert(write, state, vec![entry])))?;
    }
    let entries = read(&wanted)?;
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
