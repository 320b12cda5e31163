//! What the search index is made of, and what it has to hear of.

use rusqlite::{Connection, OptionalExtension};

use super::query::{blocks, body};
use crate::base::error::Result;
use crate::base::store::Write;
use crate::formats::article;

/// An item as a search sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IndexedItem {
    pub(crate) key: i64,
    pub(crate) published: i64,
    pub(crate) kind: String,
    pub(crate) module: Option<String>,
    pub(crate) channel: Option<String>,
    pub(crate) title: String,
    /// Its text, and its summary where that says something else.
    pub(crate) text: String,
    pub(crate) sectors: Vec<String>,
    pub(crate) parks: Vec<String>,
}

/// None when it is gone.
pub(crate) fn searched(cache: &Connection, key: i64) -> Result<Option<IndexedItem>> {
    let found = cache
        .prepare_cached("SELECT published, kind, module, channel, title, summary FROM item WHERE key = ?1")?
        .query_row([key], |row| {
            let searched = IndexedItem {
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
            Ok((searched, row.get::<_, String>(5)?))
        })
        .optional()?;
    let Some((mut searched, summary)) = found else { return Ok(None) };
    let stored = body(cache, key)?;
    let text = article::plain_text(&blocks(&stored).0);
    searched.text = if says(&text, &summary) { text } else { format!("{summary}\n{text}") };
    (searched.sectors, searched.parks) = (stored.detail.sectors, stored.detail.parks);
    Ok(Some(searched))
}

/// Whether a summary is a piece of the text. Blanks do not count, nor the sign that it was cut.
fn says(text: &str, summary: &str) -> bool {
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    bare(text).contains(bare(summary).trim_end_matches(['…', '.', '。']))
}

/// When an item was published; none when it is gone.
pub(crate) fn published(cache: &Connection, key: i64) -> Result<Option<i64>> {
    let mut query = cache.prepare_cached("SELECT published FROM item WHERE key = ?1")?;
    Ok(query.query_row([key], |row| row.get(0)).optional()?)
}

/// Keys below a place in the order of publication, the newest first.
pub(crate) fn keys_below(cache: &Connection, below: Option<(i64, i64)>, limit: usize) -> Result<Vec<(i64, i64)>> {
    let mut query = cache.prepare_cached(
        "SELECT published, key FROM item WHERE (published, key) < (?1, ?2) ORDER BY published DESC, key DESC LIMIT ?3",
    )?;
    let (published, key) = below.unwrap_or((i64::MAX, i64::MAX));
    let keys = query.query_map((published, key, limit as i64), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(keys.collect::<rusqlite::Result<_>>()?)
}

/// Of which cache an index is.
pub(crate) fn epoch(cache: &Connection) -> Result<String> {
    Ok(cache.prepare_cached("SELECT name FROM epoch")?.query_row([], |row| row.get(0))?)
}

/// Changes that the index has not heard of, each once: up to which number, whose, and whether it must be erased.
pub(crate) struct PendingChange {
    pub(crate) up_to: i64,
    pub(crate) keys: Vec<i64>,
    pub(crate) erase: bool,
}

/// The next of them.
pub(crate) fn pending(cache: &Connection, limit: usize) -> Result<Option<PendingChange>> {
    let mut query = cache.prepare_cached("SELECT number, item, erase FROM unindexed ORDER BY number LIMIT ?1")?;
    let mut rows = query.query([limit as i64])?;
    let mut pending: Option<PendingChange> = None;
    while let Some(row) = rows.next()? {
        let pending = pending.get_or_insert(PendingChange { up_to: 0, keys: Vec::new(), erase: false });
        pending.up_to = row.get(0)?;
        pending.keys.push(row.get(1)?);
        pending.erase |= row.get::<_, bool>(2)?;
    }
    Ok(pending.map(|mut pending| {
        pending.keys.sort_unstable();
        pending.keys.dedup();
        pending
    }))
}

/// Whether the index has to hear of a withdrawal.
pub(crate) fn erasure_is_pending(cache: &Connection) -> Result<bool> {
    Ok(cache.prepare_cached("SELECT 1 FROM unindexed WHERE erase = 1 LIMIT 1")?.exists([])?)
}

/// The index heard of them.
pub(crate) fn mark_indexed(write: &Write<'_>, up_to: i64) -> Result<()> {
    write.prepare_cached("DELETE FROM unindexed WHERE number <= ?1")?.execute([up_to])?;
    Ok(())
}

/// What a found item has to show before anything else of it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SearchMarks {
    pub(crate) read: bool,
    pub(crate) favourite: bool,
    /// The versions of its card, in the order in which one of them is shown, when there are others; empty when it is alone.
    pub(crate) versions: Vec<i64>,
}

/// None when it is gone, or hidden.
pub(crate) fn stands(cache: &Connection, key: i64) -> Result<Option<SearchMarks>> {
    let found: Option<(bool, bool, bool, i64, String)> = cache
        .prepare_cached("SELECT read, favourite, front, versions, card FROM item WHERE key = ?1")?
        .query_row([key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))
        .optional()?;
    let Some((read, favourite, front, versions, card)) = found else { return Ok(None) };
    if versions <= 1 {
        return Ok(front.then_some(SearchMarks { read, favourite, versions: Vec::new() }));
    }
    let mut query = cache
        .prepare_cached("SELECT key, front FROM item WHERE card = ?1 ORDER BY front DESC, published DESC, key DESC")?;
    let rows = query.query_map([card], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let versions: Vec<(i64, bool)> = rows.collect::<rusqlite::Result<_>>()?;
    // Of a card that the person hid, none stands in front.
    let shown = versions.iter().any(|(_, front)| *front);
    Ok(shown.then(|| SearchMarks { read, favourite, versions: versions.into_iter().map(|(key, _)| key).collect() }))
}

/// The keys of all favourites, when they are no more than `most`.
pub(crate) fn favourite_keys(cache: &Connection, most: usize) -> Result<Option<Vec<i64>>> {
    let mut query = cache.prepare_cached(
        "SELECT DISTINCT version.key FROM mark JOIN item ON item.id = mark.id JOIN item version ON version.card = item.card
          WHERE mark.favourite IS NOT NULL LIMIT ?1",
    )?;
    let keys = query.query_map([most as i64 + 1], |row| row.get(0))?;
    let keys: Vec<i64> = keys.collect::<rusqlite::Result<_>>()?;
    Ok((keys.len() <= most).then_some(keys))
}
