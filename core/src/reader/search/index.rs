//! Writing the index: items are inserted and removed in small batches, and what removed items leave behind is merged away
//! in steps.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension};

use super::erasure;
use super::normalize::Normalized;
use super::token::{code_token, item_tokens};
use crate::base::clock::MILLIS_PER_DAY;
use crate::base::error::Result;
use crate::base::sort::sort_by_key;
use crate::base::store::Write;

/// The version of folding and tokens. An index of another version is rebuilt.
const RULES_VERSION: i64 = 4;
/// The place of the first item; older items are placed below it, newer ones above.
const FIRST_PLACE: i64 = 1_000_000;
/// A merge is due once at least so many items were evicted, and more than a quarter of those that are left.
const MIN_EVICTED: i64 = 200;
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
    /// Something was withdrawn that could only be marked: the merge has to be a whole one, and the file scrubbed after it.
    pub(super) erasing: bool,
    evicted: i64,
    /// Tokens that items lost by corrections are marked, and not erased. The erasure of such an item would leave them.
    pub(super) corrected: bool,
    /// The lowest and the highest place of an evicted item since the last merge. Another item at its place would hide what
    /// the marks of its tokens hide, and then show it when it is erased.
    marked: Option<(i64, i64)>,
}

/// The stored state; `None` in a new file, and in one of another version.
pub(super) fn state(connection: &Connection) -> Result<Option<IndexState>> {
    let mut query = connection.prepare_cached(
        "SELECT rules, epoch, below_published, below_item, filled, gone, merging, lowest, highest,
                erasing, corrected
         FROM state",
    )?;
    let found = query
        .query_row([], |row| {
            let below: (Option<i64>, Option<i64>) = (row.get(2)?, row.get(3)?);
            let marked: (Option<i64>, Option<i64>) = (row.get(7)?, row.get(8)?);
            let state = IndexState {
                epoch: row.get(1)?,
                below: below.0.zip(below.1),
                filled: row.get(4)?,
                evicted: row.get(5)?,
                merging: row.get(6)?,
                marked: marked.0.zip(marked.1),
                erasing: row.get(9)?,
                corrected: row.get(10)?,
            };
            Ok((row.get::<_, i64>(0)?, state))
        })
        .optional()?;
    Ok(found.filter(|(rules, _)| *rules == RULES_VERSION).map(|(_, state)| state))
}

pub(super) fn save(write: &Write<'_>, state: &IndexState) -> Result<()> {
    let (published, item) = state.below.unzip();
    let (lowest, highest) = state.marked.unzip();
    write
        .prepare_cached(
            "INSERT OR REPLACE INTO state
               (only, rules, epoch, below_published, below_item, filled, gone, merging, lowest, highest,
                erasing, corrected)
             VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute((
            RULES_VERSION,
            &state.epoch,
            published,
            item,
            state.filled,
            state.evicted,
            state.merging,
            lowest,
            highest,
            state.erasing,
            state.corrected,
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

/// Empties the index, for the cache with this epoch, in a step. Its file is scrubbed: the index may be one that a withdrawal
/// was lost from.
pub(super) fn reset(write: &Write<'_>, epoch: &str, step: i64) -> Result<()> {
    write.request_scrub()?;
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

/// Inserts or replaces items. A replaced item keeps its place, and only what differs is written.
pub(super) fn upsert(write: &Write<'_>, state: &mut IndexState, mut entries: Vec<IndexEntry>) -> Result<()> {
    // The oldest first: FTS5 flushes its buffer whenever a place is lower than the one before.
    sort_by_key(&mut entries, |entry| (entry.published, entry.item));
    let mut replaced = Vec::with_capacity(entries.len());
    for entry in &entries {
        replaced.push(stored(write, entry.item)?);
    }
    // With a later date than before, the item would exceed the ceilings above its place.
    let keeps_place = |entry: &IndexEntry, stored: &Stored| entry.published <= stored.published;
    let mut gone = Vec::new();
    for (entry, stored) in entries.iter().zip(&replaced) {
        if let Some(stored) = stored {
            let kept = if keeps_place(entry, stored) { tokens_of(entry) } else { String::new() };
            gone.push((stored.place, without(&stored.tokens, &kept)));
            delete_rows(write, stored.place)?;
        }
    }
    let gone: Vec<(i64, &str)> = gone.iter().map(|(place, tokens)| (*place, tokens.as_str())).collect();
    let erased = erasure::erase_tokens(write, &gone)?;
    if !erased {
        replaced.iter().flatten().try_for_each(|stored| mark(write, state, stored))?;
        state.corrected = true;
    }
    // A place with marks is left.
    let keeps_place = |entry: &IndexEntry, stored: &Stored| erased && keeps_place(entry, stored);

    let (top, ceiling): (Option<i64>, Option<i64>) = write
        .prepare_cached("SELECT place, ceiling FROM doc ORDER BY place DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .unzip();
    let (bottom, oldest): (Option<i64>, Option<i64>) = write
        .prepare_cached("SELECT (SELECT min(place) FROM doc), (SELECT min(published) FROM doc)")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (marked_lowest, marked_highest) = state.marked.unwrap_or((i64::MAX, i64::MIN));
    let bottom = bottom.unwrap_or(FIRST_PLACE).min(marked_lowest);
    let mut top = top.unwrap_or(FIRST_PLACE - 1).max(marked_highest);
    let mut ceiling = ceiling.unwrap_or(i64::MIN);
    let stays: Vec<Option<&Stored>> = entries
        .iter()
        .zip(&replaced)
        .map(|(entry, stored)| stored.as_ref().filter(|stored| keeps_place(entry, stored)))
        .collect();
    let is_older = |(entry, stays): &(&IndexEntry, &Option<&Stored>)| {
        stays.is_none() && oldest.is_some_and(|oldest| entry.published <= oldest)
    };
    let below = entries.iter().zip(&stays).filter(is_older).count() as i64;
    let mut low = bottom - below;
    for (entry, stays) in entries.iter().zip(&stays) {
        let tokens = tokens_of(entry);
        match stays {
            Some(stored) => {
                insert(write, stored.place, stored.ceiling, entry, &without(&tokens, &stored.tokens))?;
            }
            None if is_older(&(entry, stays)) => {
                low += 1;
                insert(write, low - 1, entry.published, entry, &tokens)?;
            }
            None => {
                top += 1;
                ceiling = ceiling.max(entry.published);
                insert(write, top, ceiling, entry, &tokens)?;
            }
        }
    }
    Ok(())
}

/// `tokens` are those of the entry's tokens that the index does not have at this place.
fn insert(write: &Write<'_>, place: i64, ceiling: i64, entry: &IndexEntry, tokens: &str) -> Result<()> {
    write.prepare_cached("INSERT INTO doc (place, item, published, ceiling) VALUES (?1, ?2, ?3, ?4)")?.execute((
        place,
        entry.item,
        entry.published,
        ceiling,
    ))?;
    write.prepare_cached("INSERT INTO text (place, title, text, codes) VALUES (?1, ?2, ?3, ?4)")?.execute((
        place,
        utf16_bytes(&entry.title),
        utf16_bytes(&entry.text),
        entry.codes.join(" "),
    ))?;
    write.prepare_cached("INSERT INTO tokens (rowid, token) VALUES (?1, ?2)")?.execute((place, tokens))?;
    Ok(())
}

fn tokens_of(entry: &IndexEntry) -> String {
    let (title, text) = (Normalized::of(entry.title.chars()), Normalized::of(entry.text.chars()));
    item_tokens(&title, &text, entry.codes.iter().map(String::as_str))
}

/// The tokens that are not among others.
fn without(tokens: &str, others: &str) -> String {
    let others: HashSet<&str> = others.split(' ').collect();
    let left: Vec<&str> = tokens.split(' ').filter(|token| !others.contains(token)).collect();
    left.join(" ")
}

/// An item of the index.
struct Stored {
    place: i64,
    published: i64,
    ceiling: i64,
    /// All its tokens.
    tokens: String,
}

/// `None` if the item is not in the index.
fn stored(write: &Write<'_>, item: i64) -> Result<Option<Stored>> {
    let mut query = write.prepare_cached(
        "SELECT place, published, ceiling, title, text, codes FROM doc JOIN text USING (place) WHERE item = ?1",
    )?;
    let found = query.query_row([item], |row| {
        let normalized = |units: &[u8]| Normalized::of(utf16_chars(units));
        let (title, text) = (normalized(row.get_ref(3)?.as_blob()?), normalized(row.get_ref(4)?.as_blob()?));
        let codes = row.get_ref(5)?.as_str()?;
        let tokens = item_tokens(&title, &text, codes.split(' ').filter(|code| !code.is_empty()));
        Ok(Stored { place: row.get(0)?, published: row.get(1)?, ceiling: row.get(2)?, tokens })
    });
    Ok(found.optional()?)
}

fn delete_rows(write: &Write<'_>, place: i64) -> Result<()> {
    write.prepare_cached("DELETE FROM doc WHERE place = ?1")?.execute([place])?;
    write.prepare_cached("DELETE FROM text WHERE place = ?1")?.execute([place])?;
    Ok(())
}

/// Removes an item that the cache no longer has. Its tokens are only marked as deleted, which is cheap, until a merge.
pub(super) fn evict(write: &Write<'_>, state: &mut IndexState, item: i64) -> Result<()> {
    if let Some(stored) = stored(write, item)? {
        delete_rows(write, stored.place)?;
        mark(write, state, &stored)?;
    }
    Ok(())
}

fn mark(write: &Write<'_>, state: &mut IndexState, stored: &Stored) -> Result<()> {
    erasure::delete_tokens(write, stored.place, &stored.tokens)?;
    let (lowest, highest) = state.marked.unwrap_or((stored.place, stored.place));
    state.marked = Some((lowest.min(stored.place), highest.max(stored.place)));
    state.evicted += 1;
    Ok(())
}

/// Removes an item that was withdrawn, its tokens from where they are, and asks for a scrub of the file. Where that cannot be,
/// a merge of the whole index removes them.
pub(super) fn erase(write: &Write<'_>, state: &mut IndexState, item: i64) -> Result<()> {
    let Some(stored) = stored(write, item)? else { return Ok(()) };
    delete_rows(write, stored.place)?;
    write.request_scrub()?;
    let erased = !state.corrected && erasure::erase_tokens(write, &[(stored.place, &stored.tokens)])?;
    if !erased {
        mark(write, state, &stored)?;
        // A merge that is under way would leave what is marked now.
        (state.erasing, state.merging) = (true, false);
    }
    Ok(())
}

/// Whether enough items were evicted for a merge.
pub(super) fn needs_merge(connection: &Connection, state: &IndexState) -> Result<bool> {
    if state.evicted < MIN_EVICTED {
        return Ok(false);
    }
    let left: i64 = connection.query_row("SELECT count(*) FROM doc", [], |row| row.get(0))?;
    Ok(state.evicted * 4 > left)
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
        (state.merging, state.erasing, state.evicted, state.corrected, state.marked) = (false, false, 0, false, None);
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
