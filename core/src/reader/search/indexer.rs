//! The index follows the cache. Every change of an item leaves a note there in the same transaction; what is noted is done
//! here, and only then is the note struck out: a kill in between repeats a little. An index that is missing, damaged, made by
//! other rules or of another cache is filled anew, the newest first.

use rusqlite::Connection;

use super::index::{self, Entry, State};
use crate::base::error::Result;
use crate::base::store::Database;
use crate::reader::feed::{self, IndexedItem, ItemKind};

/// Items of one transaction.
const BATCH: usize = 50;
/// Notes that are read at once: a page of a publisher's and more, so that its items can be put in their order.
const NOTES: usize = 2_000;

/// What is left to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// More.
    More,
    /// Nothing.
    Done,
}

/// Does a little. Blocks; one caller at a time.
pub(crate) fn step(cache: &Database, index: &Database) -> Result<Progress> {
    let epoch = cache.read_now(feed::epoch)?;
    let state = index.read_now(index::state)?.filter(|state| state.epoch.as_ref() == Some(&epoch));
    let Some(state) = state else {
        log::info!("the search index is made anew");
        batch(index, |write| index::reset(write, &epoch))?;
        return Ok(Progress::More);
    };
    if state.merging || state.erasing {
        batch(index, |write| with_state(write, &epoch, |state| index::merge(write, state)))?;
        return Ok(Progress::More);
    }
    // What a merge of withdrawn items left to do; nothing most of the time.
    index.scrub_now()?;
    if let Some(pending) = cache.read_now(|cache| feed::pending_changes(cache, NOTES))? {
        take_note(cache, index, &epoch, &pending)?;
        return Ok(Progress::More);
    }
    if !state.filled {
        fill(cache, index, &epoch, state.below)?;
        return Ok(Progress::More);
    }
    if index.read_now(|index| index::is_worn(index, &state))? {
        batch(index, |write| with_state(write, &epoch, |state| index::merge(write, state)))?;
        return Ok(Progress::More);
    }
    Ok(Progress::Done)
}

/// Whether the index has everything that the cache has.
pub(crate) fn whole(index: &Connection, cache: &Connection) -> Result<bool> {
    let epoch = feed::epoch(cache)?;
    let state = index::state(index)?.filter(|state| state.epoch == Some(epoch));
    Ok(state.is_some_and(|state| state.filled) && feed::pending_changes(cache, 1)?.is_none())
}

/// Whether something withdrawn may still be in the index's file.
pub(crate) fn erasing(index: &Connection, cache: &Connection) -> Result<bool> {
    let state = index::state(index)?.unwrap_or_default();
    let scrub = index.prepare_cached("SELECT 1 FROM scrub LIMIT 1")?.exists([])?;
    Ok(state.erasing || scrub || feed::erasure_is_pending(cache)?)
}

/// One transaction: how long each keeps the file is what the bench reads from this line.
fn batch<T>(index: &Database, work: impl FnOnce(&crate::base::store::Write<'_>) -> Result<T>) -> Result<T> {
    let began = std::time::Instant::now();
    let result = index.write_now(work);
    log::debug!(target: "songming_core::search", "index batch: {} µs", began.elapsed().as_micros());
    result
}

/// Changes the state as it is now: another process may have gone on with it. When that one made the index anew, nothing is
/// done.
fn with_state(
    write: &crate::base::store::Write<'_>,
    epoch: &str,
    change: impl FnOnce(&mut State) -> Result<()>,
) -> Result<()> {
    match index::state(write)? {
        Some(mut state) if state.epoch.as_deref() == Some(epoch) => {
            change(&mut state)?;
            index::save(write, &state)
        }
        _ => Ok(()),
    }
}

fn take_note(cache: &Database, index: &Database, epoch: &str, pending: &feed::PendingChanges) -> Result<()> {
    // Items above everything that is there go from the oldest on, the others from the newest: so each batch stands beside
    // the one before it, and places stay in the order of publication.
    let oldest = index.read_now(index::oldest)?;
    let (mut gone, mut above, mut below) = (Vec::new(), Vec::new(), Vec::new());
    cache.read_now(|cache| {
        for &key in &pending.keys {
            match feed::published(cache, key)? {
                None => gone.push(key),
                Some(published) if oldest.is_some_and(|oldest| published <= oldest) => below.push((published, key)),
                Some(published) => above.push((published, key)),
            }
        }
        Ok(())
    })?;
    above.sort_unstable();
    below.sort_unstable_by(|one, other| other.cmp(one));
    for keys in gone.chunks(BATCH) {
        batch(index, |write| {
            with_state(write, epoch, |state| {
                keys.iter().try_for_each(|&key| index::remove(write, state, key).map(drop))
            })
        })?;
    }
    if pending.erase {
        batch(index, |write| {
            with_state(write, epoch, |state| {
                state.erasing = true;
                Ok(())
            })
        })?;
    }
    for batch in above.chunks(BATCH).chain(below.chunks(BATCH)) {
        put(cache, index, epoch, batch, true)?;
    }
    cache.write_now(|write| feed::mark_indexed(write, pending.up_to))
}

/// The next items from the newest down.
fn fill(cache: &Database, index: &Database, epoch: &str, below: Option<(i64, i64)>) -> Result<()> {
    let keys = cache.read_now(|cache| feed::keys_below(cache, below, BATCH))?;
    put(cache, index, epoch, &keys, false)?;
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

/// `changed`: those that the first fill has still to come to are left to it, the others are put in anew; otherwise those
/// that are in stay.
fn put(cache: &Database, index: &Database, epoch: &str, keys: &[(i64, i64)], changed: bool) -> Result<()> {
    let state = index.read_now(index::state)?.unwrap_or_default();
    let mut entries = Vec::with_capacity(keys.len());
    for &place in keys {
        let key = place.1;
        let there = index.read_now(|index| index::has(index, key))?;
        let wanted = match changed {
            true => there || state.filled || state.below.is_some_and(|below| place >= below),
            false => !there,
        };
        if wanted {
            entries.extend(cache.read_now(|cache| feed::indexed_item(cache, key))?.map(entry));
        }
    }
    if entries.is_empty() {
        return Ok(());
    }
    batch(index, |write| with_state(write, epoch, |state| index::put(write, state, entries)))
}

fn entry(item: IndexedItem) -> Entry {
    let IndexedItem { key, published, kind, module, channel, title, text, sectors, parks } = item;
    let kind = ItemKind::of(&kind).code();
    let codes = index::codes_of(module.as_deref(), channel.as_deref(), kind, published, &sectors, &parks);
    Entry { item: key, published, title, text, codes }
}
