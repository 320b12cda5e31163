//! Writing the index: items come and go in small batches, and what they leave behind is merged away in steps.

use rusqlite::{Connection, OptionalExtension};

use super::token::{Normalized, code, document};
use crate::base::clock::MILLIS_PER_DAY;
use crate::base::error::Result;
use crate::base::store::Write;

/// The version of folding and tokens. An index of another version is made anew.
const RULES: i64 = 1;
/// Where the first item stands: older ones go below it, newer ones above.
const FIRST: i64 = 1_000_000;
/// A merge is due when so many items went, and at least a quarter of those that are there.
const GONE: i64 = 200;
/// Pages that one step of a merge writes.
const STEP: i64 = 64;

/// An item as the index takes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) item: i64,
    pub(super) published: i64,
    pub(super) title: String,
    pub(super) text: String,
    /// Tokens of the codes that a filter may ask for.
    pub(super) codes: Vec<String>,
}

/// How far the index is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct State {
    pub(super) epoch: Option<String>,
    /// Down to which item of the cache, from the newest, the first fill has come.
    pub(super) below: Option<(i64, i64)>,
    pub(super) filled: bool,
    pub(super) merging: bool,
    pub(super) erasing: bool,
    gone: i64,
}

/// As it is; none in a new file, and in one of other rules.
pub(super) fn state(connection: &Connection) -> Result<Option<State>> {
    let mut query = connection.prepare_cached(
        "SELECT rules, epoch, below_published, below_item, filled, gone, merging, erasing FROM state",
    )?;
    let found = query
        .query_row([], |row| {
            let below: (Option<i64>, Option<i64>) = (row.get(2)?, row.get(3)?);
            let state = State {
                epoch: row.get(1)?,
                below: below.0.zip(below.1),
                filled: row.get(4)?,
                gone: row.get(5)?,
                merging: row.get(6)?,
                erasing: row.get(7)?,
            };
            Ok((row.get::<_, i64>(0)?, state))
        })
        .optional()?;
    Ok(found.filter(|(rules, _)| *rules == RULES).map(|(_, state)| state))
}

pub(super) fn save(write: &Write<'_>, state: &State) -> Result<()> {
    let (published, item) = state.below.unzip();
    write
        .prepare_cached(
            "INSERT OR REPLACE INTO state
               (only, rules, epoch, below_published, below_item, filled, gone, merging, erasing)
             VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute((RULES, &state.epoch, published, item, state.filled, state.gone, state.merging, state.erasing))?;
    Ok(())
}

/// Makes it an empty index of a cache.
pub(super) fn reset(write: &Write<'_>, epoch: &str) -> Result<()> {
    write.execute_batch("INSERT INTO tokens (tokens) VALUES ('delete-all'); DELETE FROM doc; DELETE FROM text;")?;
    save(write, &State { epoch: Some(epoch.to_owned()), ..State::default() })
}

/// When the oldest item was published.
pub(super) fn oldest(connection: &Connection) -> Result<Option<i64>> {
    Ok(connection.prepare_cached("SELECT min(published) FROM doc")?.query_row([], |row| row.get(0))?)
}

/// Whether an item is in the index.
pub(super) fn has(connection: &Connection, item: i64) -> Result<bool> {
    Ok(connection.prepare_cached("SELECT 1 FROM doc WHERE item = ?1")?.exists([item])?)
}

/// Items that came or changed. One that is there keeps its place.
pub(super) fn put(write: &Write<'_>, state: &mut State, mut entries: Vec<Entry>) -> Result<()> {
    // The oldest first: FTS5 writes out what it gathered whenever a place is lower than the one before.
    entries.sort_by_key(|entry| (entry.published, entry.item));
    let (top, ceiling): (Option<i64>, Option<i64>) = write
        .prepare_cached("SELECT place, ceiling FROM doc ORDER BY place DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .unzip();
    let (bottom, oldest): (Option<i64>, Option<i64>) = write
        .prepare_cached("SELECT (SELECT min(place) FROM doc), (SELECT min(published) FROM doc)")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (mut top, mut ceiling) = (top.unwrap_or(FIRST - 1), ceiling.unwrap_or(i64::MIN));
    let mut standing = Vec::with_capacity(entries.len());
    for entry in &entries {
        // A later date than before would be above the ceilings over its place.
        standing.push(remove(write, state, entry.item)?.filter(|gone| entry.published <= gone.published));
    }
    let older = |(entry, place): &(&Entry, &Option<Gone>)| {
        place.is_none() && oldest.is_some_and(|oldest| entry.published <= oldest)
    };
    let below = entries.iter().zip(&standing).filter(older).count() as i64;
    let mut low = bottom.unwrap_or(FIRST) - below;
    for (entry, gone) in entries.iter().zip(&standing) {
        let (place, bound) = match gone {
            Some(gone) => (gone.place, gone.ceiling),
            None if older(&(entry, gone)) => {
                low += 1;
                (low - 1, entry.published)
            }
            None => {
                top += 1;
                ceiling = ceiling.max(entry.published);
                (top, ceiling)
            }
        };
        insert(write, place, bound, entry)?;
    }
    Ok(())
}

fn insert(write: &Write<'_>, place: i64, ceiling: i64, entry: &Entry) -> Result<()> {
    write.prepare_cached("INSERT INTO doc (place, item, published, ceiling) VALUES (?1, ?2, ?3, ?4)")?.execute((
        place,
        entry.item,
        entry.published,
        ceiling,
    ))?;
    write.prepare_cached("INSERT INTO text (place, title, text) VALUES (?1, ?2, ?3)")?.execute((
        place,
        units(&entry.title),
        units(&entry.text),
    ))?;
    let (title, text) = (Normalized::of(entry.title.chars()), Normalized::of(entry.text.chars()));
    write
        .prepare_cached("INSERT INTO tokens (rowid, token) VALUES (?1, ?2)")?
        .execute((place, document(&title, &text, &entry.codes)))?;
    Ok(())
}

/// Where an item stood.
pub(super) struct Gone {
    place: i64,
    published: i64,
    ceiling: i64,
}

/// Takes an item out.
pub(super) fn remove(write: &Write<'_>, state: &mut State, item: i64) -> Result<Option<Gone>> {
    let found = write
        .prepare_cached("SELECT place, published, ceiling FROM doc WHERE item = ?1")?
        .query_row([item], |row| Ok(Gone { place: row.get(0)?, published: row.get(1)?, ceiling: row.get(2)? }))
        .optional()?;
    if let Some(gone) = &found {
        write.prepare_cached("DELETE FROM tokens WHERE rowid = ?1")?.execute([gone.place])?;
        write.prepare_cached("DELETE FROM doc WHERE place = ?1")?.execute([gone.place])?;
        write.prepare_cached("DELETE FROM text WHERE place = ?1")?.execute([gone.place])?;
        state.gone += 1;
    }
    Ok(found)
}

/// Whether so much went that a merge is worth it.
pub(super) fn is_worn(connection: &Connection, state: &State) -> Result<bool> {
    if state.gone < GONE {
        return Ok(false);
    }
    let there: i64 = connection.query_row("SELECT count(*) FROM doc", [], |row| row.get(0))?;
    Ok(state.gone * 4 > there)
}

/// One step of a merge, the first of which begins it. Nothing may be put in before it has ended: a whole merge would begin
/// again. When it has, `state` says so.
pub(super) fn merge(write: &Write<'_>, state: &mut State) -> Result<()> {
    let pages = if state.merging { STEP } else { -STEP };
    state.merging = true;
    let before = write.total_changes();
    write.prepare_cached("INSERT INTO tokens (tokens, rank) VALUES ('merge', ?1)")?.execute([pages])?;
    // SQLite's own word for "nothing was left to do".
    if pages > 0 && write.total_changes() - before < 2 {
        if state.erasing {
            write.request_scrub()?;
        }
        (state.merging, state.erasing, state.gone) = (false, false, 0);
    }
    save(write, state)
}

fn units(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// What [`units`] wrote.
pub(super) fn chars(units: &[u8]) -> impl Iterator<Item = char> + Clone + '_ {
    let units = units.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
}

/// A code that a filter asks for.
pub(super) fn codes_of(
    module: Option<&str>,
    channel: Option<&str>,
    kind: &str,
    published: i64,
    sectors: &[String],
    parks: &[String],
) -> Vec<String> {
    let one = |family: char, value: Option<&str>| value.map(|value| code(family, value));
    [one('m', module), one('c', channel), one('k', Some(kind)), Some(month(published))]
        .into_iter()
        .flatten()
        .chain(sectors.iter().map(|value| code('s', value)))
        .chain(parks.iter().map(|value| code('p', value)))
        .collect()
}

/// Milliseconds of 30 days: what the index knows of a date, for a search within a time.
const MONTH: i64 = 30 * MILLIS_PER_DAY;

/// The token of the stretch of 30 days that a moment lies in.
pub(super) fn month(moment: i64) -> String {
    code('d', &moment.div_euclid(MONTH).to_string())
}

/// The stretches between two moments; none when they are too many to ask for.
pub(super) fn months(since: i64, until: i64) -> Option<Vec<String>> {
    let (first, last) = (since.div_euclid(MONTH), until.div_euclid(MONTH));
    (last.saturating_sub(first) < 60).then(|| (first..=last).map(|at| code('d', &at.to_string())).collect())
}
