//! What the search index is built from, and which items it has to index again.

use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;

use super::article::{blocks, stored_body};
use super::page::{FIRST_PAGE, PageKey};
use super::payload::MAX_LONG_TEXT;
use crate::base::error::Result;
use crate::base::store::{Write, collect_rows};
use crate::formats::article;

/// Texts of a payload that are indexed.
const MAX_WORDS: usize = 200;

/// What the index holds of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IndexedItem {
    pub(crate) key: i64,
    pub(crate) published: i64,
    pub(crate) kind: String,
    pub(crate) module: Option<String>,
    pub(crate) channel: Option<String>,
    pub(crate) title: String,
    /// The plain text of the body, after the summary if the body does not contain it, and before what the item's topic says
    /// in words: issuer, number, place, telephone, materials; then the names of what is attached.
    pub(crate) text: String,
    pub(crate) sectors: Vec<String>,
    pub(crate) parks: Vec<String>,
}

/// `None` if the item was deleted.
pub(crate) fn indexed_item(cache: &Connection, key: i64) -> Result<Option<IndexedItem>> {
    let found = cache
        .prepare_cached("SELECT published, kind, module, channel, title, summary FROM item WHERE key = ?1")?
        .query_row([key], |row| {
            let item = IndexedItem {
                key,
                published: row.get(0)?,
                kind: row.get(1)?,
                module: row.get(2)?,
                channel: row.get(3)?,
                title: row.get(4)?,
                text: String::new(),
                sectors: Vec::new(),
                parks: Vec::new(),
            };
            Ok((item, row.get::<_, String>(5)?))
        })
        .optional()?;
    let Some((mut item, summary)) = found else { return Ok(None) };
    let body = stored_body(cache, key)?;
    let text = article::plain_text(&blocks(&body).0);
    item.text = if contains_summary(&text, &summary) { text } else { format!("{summary}\n{text}") };
    let attached = body.detail.attachments.iter();
    let attached =
        attached.flat_map(|file| [&file.title, &file.alt]).flatten().filter(|text| is_in_words(text)).cloned();
    for words in payload_words(body.detail.extension.as_deref(), &item.kind).into_iter().chain(attached) {
        if !item.text.contains(&words) {
            item.text.push('\n');
            item.text.push_str(&words);
        }
    }
    (item.sectors, item.parks) = (body.detail.sectors, body.detail.parks);
    Ok(Some(item))
}

/// What the payload of an item says in words, by whatever member. Codes, addresses and moments are left out: they are no words
/// of a person.
fn payload_words(extension: Option<&str>, kind: &str) -> Vec<String> {
    let mut words = Vec::new();
    let members = extension.and_then(|extension| serde_json::from_str::<Value>(extension).ok());
    if let Some(payload) = members.as_ref().and_then(|members| members.get(kind)) {
        push_words(payload, &mut words);
    }
    words
}

fn push_words(value: &Value, words: &mut Vec<String>) {
    match value {
        Value::String(text) if words.len() < MAX_WORDS && is_in_words(text) => words.push(text.clone()),
        Value::Array(values) => values.iter().for_each(|value| push_words(value, words)),
        Value::Object(members) => members.values().for_each(|value| push_words(value, words)),
        _ => {}
    }
}

/// Whether a text is more than a code: it has characters beyond ASCII, or is a telephone number.
fn is_in_words(text: &str) -> bool {
    let is_moment = text.get(..10).is_some_and(|date| date.as_bytes()[4] == b'-' && date.as_bytes()[7] == b'-');
    let is_telephone =
        text.len() >= 3 && !is_moment && text.bytes().all(|byte| byte.is_ascii_digit() || b"+-() /".contains(&byte));
    text.len() <= MAX_LONG_TEXT && !text.contains("://") && (!text.is_ascii() || is_telephone)
}

/// Whether a summary is part of the text, apart from white space and an ellipsis or full stop at its end.
fn contains_summary(text: &str, summary: &str) -> bool {
    let compact = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    compact(text).contains(compact(summary).trim_end_matches(['…', '.', '。']))
}

/// When an item was published; `None` if it was deleted.
pub(crate) fn published(cache: &Connection, key: i64) -> Result<Option<i64>> {
    let mut query = cache.prepare_cached("SELECT published FROM item WHERE key = ?1")?;
    Ok(query.query_row([key], |row| row.get(0)).optional()?)
}

/// Items below a place in the order of publication, newest first: when each was published, and its key.
pub(crate) fn keys_below(cache: &Connection, below: Option<PageKey>, limit: usize) -> Result<Vec<PageKey>> {
    let sql =
        "SELECT published, key FROM item WHERE (published, key) < (?1, ?2) ORDER BY published DESC, key DESC LIMIT ?3";
    let (published, key) = below.unwrap_or(FIRST_PAGE);
    collect_rows(cache, sql, (published, key, limit as i64), |row| Ok((row.get(0)?, row.get(1)?)))
}

/// The name of this cache: an index of another one is useless.
pub(crate) fn epoch(cache: &Connection) -> Result<String> {
    Ok(cache.prepare_cached("SELECT name FROM epoch")?.query_row([], |row| row.get(0))?)
}

/// The steps in which the index took changes of this cache; see [`begin_index_step`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct IndexSteps {
    pub(crate) begun: i64,
    pub(crate) done: i64,
}

pub(crate) fn index_steps(cache: &Connection) -> Result<IndexSteps> {
    let mut query = cache.prepare_cached("SELECT begun, done FROM index_step")?;
    Ok(query.query_row([], |row| Ok(IndexSteps { begun: row.get(0)?, done: row.get(1)? }))?)
}

/// Begins a step of the index and returns its number, which the index stores with what it takes. Of the two files either may
/// lose its last transactions: an index whose number is below `done` or above `begun` is not one of this cache.
pub(crate) fn begin_index_step(write: &Write<'_>) -> Result<i64> {
    write.prepare_cached("UPDATE index_step SET begun = begun + 1")?.execute([])?;
    Ok(index_steps(write)?.begun)
}

/// A batch of changes that are not in the index.
pub(crate) struct PendingChanges {
    /// The number of the last change, for [`mark_indexed`].
    pub(crate) up_to: i64,
    /// The items that changed, each once.
    pub(crate) keys: Vec<i64>,
}

/// The next batch of pending changes; `None` if the index is up to date.
pub(crate) fn pending_changes(cache: &Connection, limit: usize) -> Result<Option<PendingChanges>> {
    let mut query = cache.prepare_cached("SELECT number, item FROM unindexed ORDER BY number LIMIT ?1")?;
    let mut rows = query.query([limit as i64])?;
    let mut pending: Option<PendingChanges> = None;
    while let Some(row) = rows.next()? {
        let pending = pending.get_or_insert(PendingChanges { up_to: 0, keys: Vec::new() });
        pending.up_to = row.get(0)?;
        pending.keys.push(row.get(1)?);
    }
    Ok(pending.map(|mut pending| {
        pending.keys.sort_unstable();
        pending.keys.dedup();
        pending
    }))
}

/// Notes that an item came or was revised. A trigger notes deletions.
pub(super) fn note_change(write: &Write<'_>, key: i64) -> Result<()> {
    write.prepare_cached("INSERT INTO unindexed (item) VALUES (?1)")?.execute([key])?;
    Ok(())
}

/// The items that were withdrawn and must leave the file of the index at once.
pub(crate) fn withdrawn_keys(cache: &Connection) -> Result<Vec<i64>> {
    collect_rows(cache, "SELECT DISTINCT item FROM unindexed WHERE erase = 1", [], |row| row.get(0))
}

/// Whether a withdrawal is not in the index.
pub(crate) fn erasure_is_pending(cache: &Connection) -> Result<bool> {
    Ok(cache.prepare_cached("SELECT 1 FROM unindexed WHERE erase = 1 LIMIT 1")?.exists([])?)
}

/// Ends a step that removed withdrawn items from the file of the index. Their changes stay pending. No effect if
/// [`end_step`] has none.
pub(crate) fn mark_erased(write: &Write<'_>, epoch: &str, step: i64, keys: &[i64]) -> Result<()> {
    if !end_step(write, epoch, step)? {
        return Ok(());
    }
    let mut update = write.prepare_cached("UPDATE unindexed SET erase = 0 WHERE item = ?1 AND erase = 1")?;
    keys.iter().try_for_each(|key| Ok(update.execute([key]).map(drop)?))
}

/// Ends a step that took the changes up to a number: they are no longer pending. No effect if [`end_step`] has none.
pub(crate) fn mark_indexed(write: &Write<'_>, epoch: &str, step: i64, up_to: i64) -> Result<()> {
    if end_step(write, epoch, step)? {
        write.prepare_cached("DELETE FROM unindexed WHERE number <= ?1")?.execute([up_to])?;
    }
    Ok(())
}

/// Ends a step. False, and no effect, on another cache than the one with this epoch, or if another process began a later step:
/// that one takes the same changes and ends here.
fn end_step(write: &Write<'_>, epoch: &str, step: i64) -> Result<bool> {
    if self::epoch(write)? != epoch || index_steps(write)?.begun != step {
        return Ok(false);
    }
    write.prepare_cached("UPDATE index_step SET done = ?1")?.execute([step])?;
    Ok(true)
}

/// What a search needs of an item to filter and group its hits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SearchMarks {
    pub(crate) read: bool,
    pub(crate) favourite: bool,
    /// The keys of all versions of its card, in the order in which one of them is shown; empty if it is the only one.
    pub(crate) versions: Vec<i64>,
}

/// `None` if the item was deleted or its card is hidden.
pub(crate) fn search_marks(cache: &Connection, key: i64) -> Result<Option<SearchMarks>> {
    let found: Option<(bool, bool, bool, i64, String)> = cache
        .prepare_cached("SELECT read, favourite, front, versions, card FROM item WHERE key = ?1")?
        .query_row([key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))
        .optional()?;
    let Some((read, favourite, represents, versions, card)) = found else { return Ok(None) };
    if versions <= 1 {
        return Ok(represents.then_some(SearchMarks { read, favourite, versions: Vec::new() }));
    }
    let sql = "SELECT key, front FROM item WHERE card = ?1 ORDER BY front DESC, published DESC, key DESC";
    let versions: Vec<(i64, bool)> = collect_rows(cache, sql, [card], |row| Ok((row.get(0)?, row.get(1)?)))?;
    // A hidden card has no representative.
    let shown = versions.iter().any(|(_, represents)| *represents);
    Ok(shown.then(|| SearchMarks { read, favourite, versions: versions.into_iter().map(|(key, _)| key).collect() }))
}

/// The keys of all versions of favourites; `None` if there are more than `max`.
pub(crate) fn favourite_keys(cache: &Connection, max: usize) -> Result<Option<Vec<i64>>> {
    let sql =
        "SELECT DISTINCT version.key FROM mark JOIN item ON item.id = mark.id JOIN item version ON version.card = item.card
          WHERE mark.favourite IS NOT NULL LIMIT ?1";
    let keys: Vec<i64> = collect_rows(cache, sql, [max as i64 + 1], |row| row.get(0))?;
    Ok((keys.len() <= max).then_some(keys))
}
