//! Writing the index: items are inserted and removed in small batches, and what removed items leave behind is merged away
//! in steps.

use rusqlite::{Connection, OptionalExtension};

use super::token::{Normalized, code_token, item_tokens};
use crate::base::clock::MILLIS_PER_DAY;
use crate::base::error::Result;
use crate::base::store::Write;

/// The version of folding and tokens. An index of another version is rebuilt.
const RULES_VERSION: i64 = 1;
/// The place of the first item; older items are placed below it, newer ones above.
const FIRST_PLACE: i64 = 1_000_000;
/// A merge is due once at least so many items were removed, and more than a quarter of those that are left.
const MIN_REMOVED: i64 = 200;
/// The pages that one step of a merge writes.
const MERGE_PAGES: i64 = 64;

/// An item as it is indexed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct IndexEntry {
    pub(super) item: i64,
    pub(super) published: i64,
    pub(super) title: String,
    pub(super) text: String,
    /// The tokens of its codes, for filters.
    pub(super) codes: Vec<String>,
}

/// How far the index has been built.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct IndexState {
    pub(super) epoch: Option<String>,
    /// The last item of the first fill so far, which goes from the newest to the oldest: its date and key.
    pub(super) below: Option<(i64, i64)>,
    pub(super) filled: bool,
    pub(super) merging: bool,
    pub(super) erasing: bool,
    removed: i64,
}

/// The stored state; `None` in a new file, and in one of another version.
pub(super) fn state(connection: &Connection) -> Result<Option<IndexState>> {
    let mut query = connection.prepare_cached(
        "SELECT rules, epoch, below_published, below_item, filled, gone, merging, erasing FROM state",
    )?;
    let found = query
        .query_row([], |row| {
            let below: (Option<i64>, Option<i64>) = (row.get(2)?, row.get(3)?);
            let state = IndexState {
                epoch: row.get(1)?,
                below: below.0.zip(below.1),
                filled: row.get(4)?,
                removed: row.get(5)?,
                merging: row.get(6)?,
                erasing: row.get(7)?,
            };
            Ok((row.get::<_, i64>(0)?, state))
        })
        .optional()?;
    Ok(found.filter(|(rules, _)| *rules == RULES_VERSION).map(|(_, state)| state))
}

pub(super) fn save(write: &Write<'_>, state: &IndexState) -> Result<()> {
    let (published, item) = state.below.unzip();
    write
        .prepare_cached(
            "INSERT OR REPLACE INTO state
               (only, rules, epoch, below_published, below_item, filled, gone, merging, erasing)
             VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute((
            RULES_VERSION,
            &state.epoch,
            published,
            item,
            state.filled,
            state.removed,
            state.merging,
            state.erasing,
        ))?;
    Ok(())
}

/// The number of the last step in which the index took changes of the cache.
pub(super) fn step(connection: &Connection) -> Result<i64> {
    Ok(connection.prepare_cached("SELECT step FROM index_step")?.query_row([], |row| row.get(0))?)
}

/// Stores the number of a step with what the step changes. Another process may be a step further.
pub(super) fn set_step(write: &Write<'_>, step: i64) -> Result<()> {
    write.prepare_cached("UPDATE index_step SET step = max(step, ?1)")?.execute([step])?;
    Ok(())
}

/// Empties the index, for the cache with this epoch, in a step.
pub(super) fn reset(write: &Write<'_>, epoch: &str, step: i64) -> Result<()> {
    write.execute_batch("INSERT INTO tokens (tokens) VALUES ('delete-all'); DELETE FROM doc; DELETE FROM text;")?;
    write.execute("UPDATE index_step SET step = ?1", [step])?;
    save(write, &IndexState { epoch: Some(epoch.to_owned()), ..IndexState::default() })
}

/// The date of the oldest item.
pub(super) fn oldest_published(connection: &Connection) -> Result<Option<i64>> {
    Ok(connection.prepare_cached("SELECT min(published) FROM doc")?.query_row([], |row| row.get(0))?)
}

/// Whether an item is in the index.
pub(super) fn contains(connection: &Connection, item: i64) -> Result<bool> {
    Ok(connection.prepare_cached("SELECT 1 FROM doc WHERE item = ?1")?.exists([item])?)
}

/// Inserts or replaces items. A replaced item keeps its place.
pub(super) fn upsert(write: &Write<'_>, state: &mut IndexState, mut entries: Vec<IndexEntry>) -> Result<()> {
    // The oldest first: FTS5 flushes its buffer whenever a place is lower than the one before.
    entries.sort_by_key(|entry| (entry.published, entry.item));
    let (top, ceiling): (Option<i64>, Option<i64>) = write
        .prepare_cached("SELECT place, ceiling FROM doc ORDER BY place DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .unzip();
    let (bottom, oldest): (Option<i64>, Option<i64>) = write
        .prepare_cached("SELECT (SELECT min(place) FROM doc), (SELECT min(published) FROM doc)")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (mut top, mut ceiling) = (top.unwrap_or(FIRST_PLACE - 1), ceiling.unwrap_or(i64::MIN));
    let mut replaced = Vec::with_capacity(entries.len());
    for entry in &entries {
        // With a later date than before, the item would exceed the ceilings above its place.
        replaced.push(remove(write, state, entry.item)?.filter(|removed| entry.published <= removed.published));
    }
    let is_older = |(entry, removed): &(&IndexEntry, &Option<Removed>)| {
        removed.is_none() && oldest.is_some_and(|oldest| entry.published <= oldest)
    };
    let below = entries.iter().zip(&replaced).filter(is_older).count() as i64;
    let mut low = bottom.unwrap_or(FIRST_PLACE) - below;
    for (entry, removed) in entries.iter().zip(&replaced) {
        let (place, ceiling_of_place) = match removed {
            Some(removed) => (removed.place, removed.ceiling),
            None if is_older(&(entry, removed)) => {
                low += 1;
                (low - 1, entry.published)
            }
            None => {
                top += 1;
                ceiling = ceiling.max(entry.published);
                (top, ceiling)
            }
        };
        insert(write, place, ceiling_of_place, entry)?;
    }
    Ok(())
}

fn insert(write: &Write<'_>, place: i64, ceiling: i64, entry: &IndexEntry) -> Result<()> {
    write.prepare_cached("INSERT INTO doc (place, item, published, ceiling) VALUES (?1, ?2, ?3, ?4)")?.execute((
        place,
        entry.item,
        entry.published,
        ceiling,
    ))?;
    write.prepare_cached("INSERT INTO text (place, title, text) VALUES (?1, ?2, ?3)")?.execute((
        place,
        utf16_bytes(&entry.title),
        utf16_bytes(&entry.text),
    ))?;
    let (title, text) = (Normalized::of(entry.title.chars()), Normalized::of(entry.text.chars()));
    write
        .prepare_cached("INSERT INTO tokens (rowid, token) VALUES (?1, ?2)")?
        .execute((place, item_tokens(&title, &text, &entry.codes)))?;
    Ok(())
}

/// The row of a removed item.
pub(super) struct Removed {
    place: i64,
    published: i64,
    ceiling: i64,
}

/// Removes an item; `None` if it is not in the index.
pub(super) fn remove(write: &Write<'_>, state: &mut IndexState, item: i64) -> Result<Option<Removed>> {
    let found = write
        .prepare_cached("SELECT place, published, ceiling FROM doc WHERE item = ?1")?
        .query_row([item], |row| Ok(Removed { place: row.get(0)?, published: row.get(1)?, ceiling: row.get(2)? }))
        .optional()?;
    if let Some(row) = &found {
        write.prepare_cached("DELETE FROM tokens WHERE rowid = ?1")?.execute([row.place])?;
        write.prepare_cached("DELETE FROM doc WHERE place = ?1")?.execute([row.place])?;
        write.prepare_cached("DELETE FROM text WHERE place = ?1")?.execute([row.place])?;
        state.removed += 1;
    }
    Ok(found)
}

/// Whether enough items were removed for a merge.
pub(super) fn needs_merge(connection: &Connection, state: &IndexState) -> Result<bool> {
    if state.removed < MIN_REMOVED {
        return Ok(false);
    }
    let left: i64 = connection.query_row("SELECT count(*) FROM doc", [], |row| row.get(0))?;
    Ok(state.removed * 4 > left)
}

/// One step of a merge; the first begins it. No item may be inserted before the merge has ended, or it would begin again.
/// `state.merging` is false once it has ended.
pub(super) fn merge(write: &Write<'_>, state: &mut IndexState) -> Result<()> {
    let pages = if state.merging { MERGE_PAGES } else { -MERGE_PAGES };
    state.merging = true;
    let before = write.total_changes();
    write.prepare_cached("INSERT INTO tokens (tokens, rank) VALUES ('merge', ?1)")?.execute([pages])?;
    // FTS5 documents fewer than two changes as "nothing was left to merge".
    if pages > 0 && write.total_changes() - before < 2 {
        if state.erasing {
            write.request_scrub()?;
        }
        (state.merging, state.erasing, state.removed) = (false, false, 0);
    }
    save(write, state)
}

fn utf16_bytes(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// The characters that [`utf16_bytes`] wrote.
pub(super) fn utf16_chars(units: &[u8]) -> impl Iterator<Item = char> + Clone + '_ {
    let units = units.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
}

/// The tokens of an item's codes and date, for filters.
pub(super) fn filter_tokens(
    module: Option<&str>,
    channel: Option<&str>,
    kind: &str,
    published: i64,
    sectors: &[String],
    parks: &[String],
) -> Vec<String> {
    let token = |family: char, value: Option<&str>| value.map(|value| code_token(family, value));
    [token('m', module), token('c', channel), token('k', Some(kind)), Some(period_token(published))]
        .into_iter()
        .flatten()
        .chain(sectors.iter().map(|value| code_token('s', value)))
        .chain(parks.iter().map(|value| code_token('p', value)))
        .collect()
}

/// The precision of the dates in the index, for a search within a time: milliseconds of 30 days.
const PERIOD: i64 = 30 * MILLIS_PER_DAY;

/// The token of the period that a moment is in.
fn period_token(moment: i64) -> String {
    code_token('d', &moment.div_euclid(PERIOD).to_string())
}

/// The tokens of all periods from one moment to another; `None` if they are 60 or more.
pub(super) fn period_tokens(since: i64, until: i64) -> Option<Vec<String>> {
    let (first, last) = (since.div_euclid(PERIOD), until.div_euclid(PERIOD));
    (last.saturating_sub(first) < 60).then(|| (first..=last).map(|at| code_token('d', &at.to_string())).collect())
}
