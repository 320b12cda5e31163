//! What came in becomes rows.
//!
//! The higher sequence wins, so the order in which pages arrive does not matter and nothing comes back from an older
//! page. A withdrawal leaves a mark without text, which a later sequence of the publisher's own may lift.

use rusqlite::OptionalExtension;

use crate::article;
use crate::error::{Error, Fault, Result};
use crate::store::Write;
use crate::sync::{Effect, Incoming, PUBLISHER, Withdrawn};
use crate::text;

/// Characters of a title.
const MAX_TITLE: usize = 300;
/// Characters of a summary that is made here, and the most that is kept of one that came.
const SUMMARY: u32 = 90;
const MAX_SUMMARY: usize = 400;
/// Bytes of a body.
const MAX_BODY: usize = 1024 * 1024;
/// A foreign date further ahead than this is a mistake, and would stay on top of every list.
const AHEAD: i64 = 24 * 60 * 60 * 1000;

/// Stores an item unless what is stored is as new. `now` is the time at its origin.
pub(crate) fn item(write: &Write<'_>, origin: &str, incoming: Incoming, now: i64) -> Result<Effect> {
    let foreign = origin != PUBLISHER;
    let buried: Option<i64> = write
        .prepare_cached("SELECT sequence FROM withdrawal WHERE id = ?1")?
        .query_row([&incoming.id], |row| row.get(0))
        .optional()?;
    if let Some(buried) = buried {
        if foreign || buried >= incoming.sequence {
            return Ok(Effect::None);
        }
        write.execute("DELETE FROM withdrawal WHERE id = ?1", [&incoming.id])?;
    }
    let stored = write
        .prepare_cached("SELECT key, origin, sequence, revision, published FROM item WHERE id = ?1")?
        .query_row([&incoming.id], |row| {
            Ok(Stored {
                key: row.get(0)?,
                origin: row.get(1)?,
                sequence: row.get(2)?,
                revision: row.get(3)?,
                published: row.get(4)?,
            })
        })
        .optional()?;
    match &stored {
        // An id that another origin holds is not taken over.
        Some(stored) if stored.origin != origin => Ok(Effect::None),
        Some(stored) if foreign && stored.sequence == incoming.sequence => Ok(Effect::None),
        Some(stored) if !foreign && stored.sequence >= incoming.sequence => Ok(Effect::None),
        _ => put(write, origin, stored.as_ref(), prepare(incoming, foreign, now), now),
    }
}

struct Stored {
    key: i64,
    origin: String,
    sequence: i64,
    revision: i64,
    published: i64,
}

/// Fills what a source left out and cuts what is too long.
fn prepare(mut item: Incoming, foreign: bool, now: i64) -> Incoming {
    let summary = match &item.summary {
        Some(summary) if foreign => article::excerpt(summary, SUMMARY),
        Some(summary) => cut(summary, MAX_SUMMARY),
        None => String::new(),
    };
    let summary = match (summary.is_empty(), &item.html, &item.plain) {
        (false, ..) => summary,
        (true, Some(html), _) => article::excerpt(html, SUMMARY),
        (true, None, Some(plain)) => cut(plain, SUMMARY as usize),
        (true, None, None) => summary,
    };
    item.title = cut(&item.title, MAX_TITLE);
    if item.title.is_empty() {
        item.title = if summary.is_empty() { text::get("title.untitled").to_owned() } else { cut(&summary, 30) };
    }
    item.summary = Some(summary);
    for body in [&mut item.html, &mut item.plain].into_iter().flatten() {
        body.truncate(body.floor_char_boundary(MAX_BODY));
    }
    if foreign {
        item.published = item.published.filter(|&published| published <= now.saturating_add(AHEAD));
    }
    item
}

/// One line of plain text: white space folded, and nothing that could steer a screen or a terminal.
fn cut(text: &str, characters: usize) -> String {
    let line: String = text
        .chars()
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .filter(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'))
        .collect();
    let words: Vec<&str> = line.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(characters).collect()
}

/// A new row, or the next state of one that is there: the key stays, and with it the place among rows of one moment.
fn put(write: &Write<'_>, origin: &str, stored: Option<&Stored>, item: Incoming, now: i64) -> Result<Effect> {
    let detail = json(&item.detail)?;
    let image = item.image.as_ref().map(json).transpose()?;
    let revision = match stored {
        // Foreign items do not count their revisions.
        Some(stored) if origin != PUBLISHER => stored.revision + 1,
        _ => item.revision,
    };
    // An edited item without a date stays where it was: it is not new again.
    let published = item.published.or(stored.map(|stored| stored.published)).unwrap_or(now);
    write
        .prepare_cached(
            "INSERT INTO item (id, origin, sequence, revision, kind, module, channel, story, stage, title, summary,
                               published, modified, corrected, image)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
             ON CONFLICT (id) DO UPDATE SET
               sequence = excluded.sequence, revision = excluded.revision, kind = excluded.kind,
               module = excluded.module, channel = excluded.channel, story = excluded.story, stage = excluded.stage,
               title = excluded.title, summary = excluded.summary, published = excluded.published,
               modified = excluded.modified, corrected = excluded.corrected, image = excluded.image",
        )?
        .execute(rusqlite::params![
            item.id,
            origin,
            item.sequence,
            revision,
            item.kind,
            item.module,
            item.channel,
            item.story,
            item.stage,
            item.title,
            item.summary,
            published,
            item.modified,
            item.corrected,
            image,
        ])?;
    let key = stored.map_or_else(|| write.last_insert_rowid(), |stored| stored.key);
    write
        .prepare_cached(
            "INSERT INTO body (key, html, plain, detail) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (key) DO UPDATE SET html = excluded.html, plain = excluded.plain, detail = excluded.detail",
        )?
        .execute((key, item.html, item.plain, detail))?;
    Ok(if stored.is_some() { Effect::Revised } else { Effect::New })
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::with(Fault::Malformed, error))
}

/// Takes an item away, here and from the file.
pub(crate) fn withdraw(write: &Write<'_>, origin: &str, withdrawn: &Withdrawn) -> Result<Effect> {
    let newer: bool = write.query_row(
        "SELECT EXISTS (SELECT 1 FROM item WHERE id = ?1 AND (origin <> ?2 OR sequence > ?3))",
        (&withdrawn.id, origin, withdrawn.sequence),
        |row| row.get(0),
    )?;
    if newer {
        return Ok(Effect::None);
    }
    write.execute(
        "INSERT INTO withdrawal (id, origin, sequence, time, reason) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, time = excluded.time, reason = excluded.reason
         WHERE excluded.sequence > sequence",
        (&withdrawn.id, origin, withdrawn.sequence, withdrawn.time, cut(&withdrawn.reason, MAX_SUMMARY)),
    )?;
    remove(write, &withdrawn.id)
}

/// Takes an item away without a mark: its origin no longer names it.
pub(crate) fn forget(write: &Write<'_>, id: &str) -> Result<()> {
    remove(write, id).map(drop)
}

fn remove(write: &Write<'_>, id: &str) -> Result<Effect> {
    if write.execute("DELETE FROM item WHERE id = ?1", [id])? == 0 {
        return Ok(Effect::None);
    }
    write.execute("INSERT INTO scrub DEFAULT VALUES", [])?;
    Ok(Effect::Withdrawn)
}

/// What is held of the origin is another publisher's: any sequence replaces it, and its withdrawals bind nobody.
pub(crate) fn moved(write: &Write<'_>, origin: &str) -> Result<()> {
    write.execute("UPDATE item SET sequence = -1 WHERE origin = ?1", [origin])?;
    write.execute("DELETE FROM withdrawal WHERE origin = ?1", [origin])?;
    Ok(())
}

/// The origins that something is held of.
pub(crate) fn origins(write: &Write<'_>) -> Result<Vec<String>> {
    let mut query = write.prepare_cached("SELECT id FROM origin")?;
    let ids = query.query_map([], |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// Takes everything of an origin away: the person removed the source.
pub(crate) fn forget_origin(write: &Write<'_>, origin: &str) -> Result<()> {
    write.execute("DELETE FROM item WHERE origin = ?1", [origin])?;
    write.execute("DELETE FROM withdrawal WHERE origin = ?1", [origin])?;
    write.execute("DELETE FROM origin WHERE id = ?1", [origin])?;
    Ok(())
}

/// The ids of an origin's items that were published after a moment, or all of them.
pub(crate) fn published_after(write: &Write<'_>, origin: &str, moment: Option<i64>) -> Result<Vec<String>> {
    let mut query = write.prepare_cached("SELECT id FROM item WHERE origin = ?1 AND published > ?2")?;
    let ids = query.query_map((origin, moment.unwrap_or(i64::MIN)), |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// Whether an origin has items published up to a moment that lie below it in the list.
pub(crate) fn has_older(write: &Write<'_>, origin: &str, moment: i64) -> Result<bool> {
    Ok(write.query_row(
        "SELECT EXISTS (SELECT 1 FROM item WHERE origin = ?1 AND published < ?2)",
        (origin, moment),
        |row| row.get(0),
    )?)
}
