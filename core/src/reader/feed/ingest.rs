//! What came in becomes rows.
//!
//! The higher sequence wins, so the order in which pages arrive does not matter and nothing comes back from an older
//! page. A withdrawal leaves a mark without text, which a later sequence of the publisher's own may lift.

use rusqlite::{Connection, OptionalExtension};
use url::Url;

use super::pictures;
use crate::base::change::Change;
use crate::base::clock::MILLIS_PER_DAY;
use crate::base::error::{Fault, Result};
use crate::base::store::Write;
use crate::base::text;
use crate::formats::article;
use crate::formats::similarity::Fingerprint;
use crate::reader::item::{Detail, Effect, IncomingItem, PUBLISHER, Withdrawal};
use crate::reader::media;
use crate::reader::story;

/// Characters of a title.
const MAX_TITLE: usize = 300;
/// Characters of a summary that is made here, and the most that is kept of one that came.
const SUMMARY: u32 = 90;
const MAX_SUMMARY: usize = 400;
/// Bytes of a body.
const MAX_BODY: usize = 1024 * 1024;
/// Sectors, and parks, that one item is listed under.
const MAX_CODES: usize = 20;
/// A foreign date further ahead than this is a mistake, and would stay on top of every list.
const AHEAD: i64 = MILLIS_PER_DAY;

/// Stores an item unless what is stored is as new. `now` is the time at its origin.
pub(crate) fn item(write: &Write<'_>, origin: &str, incoming: IncomingItem, now: i64) -> Result<Effect> {
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
        .prepare_cached("SELECT key, origin, sequence, revision, published, corrected, card FROM item WHERE id = ?1")?
        .query_row([&incoming.id], |row| {
            Ok(Stored {
                key: row.get(0)?,
                origin: row.get(1)?,
                sequence: row.get(2)?,
                revision: row.get(3)?,
                published: row.get(4)?,
                corrected: row.get(5)?,
                card: row.get(6)?,
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
    corrected: Option<i64>,
    card: String,
}

/// Fills what a source left out and cuts what is too long.
fn prepare(mut item: IncomingItem, foreign: bool, now: i64) -> IncomingItem {
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
fn put(write: &Write<'_>, origin: &str, stored: Option<&Stored>, mut item: IncomingItem, now: i64) -> Result<Effect> {
    let shown = pictures::shown(&mut item, origin == PUBLISHER);
    let changes = match stored {
        Some(stored) if item.corrected.is_some() => told(write, stored, &item)?,
        _ => None,
    };
    let detail = json(&item.detail)?;
    let image = item.image.as_ref().map(json).transpose()?;
    let revision = match stored {
        // Foreign items do not count their revisions.
        Some(stored) if origin != PUBLISHER => stored.revision + 1,
        _ => item.revision,
    };
    // An edited item is never new again, whatever date its source gives it now.
    let published = match stored {
        Some(stored) => item.published.map_or(stored.published, |published| published.min(stored.published)),
        None => item.published.unwrap_or(now),
    };
    write
        .prepare_cached(
            "INSERT INTO item (id, origin, sequence, revision, kind, module, channel, story, stage, title, summary,
                               published, modified, corrected, image, card, arrived)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
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
            stored.map_or(&item.id, |stored| &stored.card),
            now,
        ])?;
    let key = stored.map_or_else(|| write.last_insert_rowid(), |stored| stored.key);
    let print = (origin != PUBLISHER).then(|| Fingerprint::of(&item.title, &plain(&item)));
    write
        .prepare_cached(
            "INSERT INTO body (key, html, plain, detail, changes) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (key) DO UPDATE SET html = excluded.html, plain = excluded.plain, detail = excluded.detail,
                                             changes = excluded.changes",
        )?
        .execute((key, item.html, item.plain, detail, changes))?;
    if origin == PUBLISHER {
        belong(write, key, published, &item.detail, stored.is_some())?;
    }
    // What is new showed nothing before.
    if stored.is_some() || !shown.is_empty() {
        media::illustrate(write, key, item.image.is_some(), &shown)?;
    }
    if stored.is_some() {
        write.prepare_cached("DELETE FROM doubted WHERE item = ?1")?.execute([key])?;
    } else {
        write.prepare_cached("DELETE FROM forgotten WHERE id = ?1")?.execute([&item.id])?;
    }
    let card = match print {
        Some(print) => story::card_of(write, key, &item.id, published, &print)?,
        None => item.story.unwrap_or_else(|| item.id.clone()),
    };
    // The card that bears this item's name may hold others by now, which it no longer tells the same as.
    let card = match origin != PUBLISHER && card == item.id && story::is_shared(write, key, &card)? {
        true => format!("{card}#{revision}"),
        false => card,
    };
    let before = stored.map_or(&item.id, |stored| &stored.card);
    if card != *before {
        story::join(write, key, &card)?;
        story::settle(write, before)?;
    }
    story::settle(write, &card)?;
    Ok(if stored.is_some() { Effect::Revised } else { Effect::New })
}

/// To which sectors and parks an item belongs.
pub(super) fn belong(write: &Write<'_>, key: i64, published: i64, detail: &Detail, before: bool) -> Result<()> {
    if before {
        write.prepare_cached("DELETE FROM about WHERE item = ?1")?.execute([key])?;
    }
    let mut insert =
        write.prepare_cached("INSERT OR IGNORE INTO about (family, code, published, item) VALUES (?1, ?2, ?3, ?4)")?;
    for (family, codes) in [("sector", &detail.sectors), ("park", &detail.parks)] {
        for code in codes.iter().take(MAX_CODES) {
            insert.execute((family, code, published, key))?;
        }
    }
    Ok(())
}

/// What a correction changed, as JSON: of the state that is stored to the one that came. What an earlier correction
/// changed stays told until the next one.
fn told(write: &Write<'_>, stored: &Stored, item: &IncomingItem) -> Result<Option<String>> {
    let (title, html, text, before): (String, Option<String>, Option<String>, Option<String>) = write.query_row(
        "SELECT title, html, plain, changes FROM item JOIN body USING (key) WHERE key = ?1",
        [stored.key],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
    )?;
    if stored.corrected == item.corrected {
        return Ok(before);
    }
    let earlier = IncomingItem { html, plain: text, detail: item.detail.clone(), ..IncomingItem::default() };
    let mut changes = article::text_diff(&title, &item.title);
    changes.extend(article::text_diff(&plain(&earlier), &plain(item)));
    json(&changes).map(Some)
}

/// The text of a body.
fn plain(item: &IncomingItem) -> String {
    match (&item.html, &item.plain) {
        (Some(html), _) => article::plain_text(&article::parse_html(html, None).blocks),
        (None, Some(plain)) => plain.clone(),
        (None, None) => item.summary.clone().unwrap_or_default(),
    }
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Fault::Malformed(error.into()))
}

/// Takes an item away, here and from the file.
pub(crate) fn withdraw(write: &Write<'_>, origin: &str, withdrawal: &Withdrawal) -> Result<Effect> {
    let newer: bool = write.query_row(
        "SELECT EXISTS (SELECT 1 FROM item WHERE id = ?1 AND (origin <> ?2 OR sequence > ?3))",
        (&withdrawal.id, origin, withdrawal.sequence),
        |row| row.get(0),
    )?;
    if newer {
        return Ok(Effect::None);
    }
    write.execute(
        "INSERT INTO withdrawal (id, origin, sequence, time, reason) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, time = excluded.time, reason = excluded.reason
         WHERE excluded.sequence > sequence",
        (&withdrawal.id, origin, withdrawal.sequence, withdrawal.time, cut(&withdrawal.reason, MAX_SUMMARY)),
    )?;
    remove(write, &withdrawal.id)
}

/// Takes an item away without a mark: its origin no longer names it. Whether it went.
///
/// A favourite from before the oldest item that the origin still shows may have aged off there, which is what the person
/// keeps it for. If it has a page of its own it stays until that was asked; see [`unconfirmed`].
pub(crate) fn forget(write: &Write<'_>, id: &str, oldest: Option<i64>) -> Result<bool> {
    let aged: Option<(i64, String)> = write
        .prepare_cached(
            "SELECT key, detail FROM item JOIN body USING (key) WHERE id = ?1 AND favourite = 1 AND published < ?2",
        )?
        .query_row((id, oldest), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if let Some((key, detail)) = aged
        && page_of(&detail).is_some()
    {
        write.execute("INSERT OR IGNORE INTO doubted (item) VALUES (?1)", [key])?;
        return Ok(false);
    }
    gone(write, id)
}

fn page_of(detail: &str) -> Option<Url> {
    let detail: Detail = serde_json::from_str(detail).ok()?;
    Url::parse(&detail.url?).ok()
}

fn gone(write: &Write<'_>, id: &str) -> Result<bool> {
    write.execute("INSERT OR IGNORE INTO forgotten (id) VALUES (?1)", [id])?;
    remove(write, id).map(|effect| effect == Effect::Withdrawn)
}

/// Favourites of which nobody knows whether they aged off or were withdrawn, with the pages that know.
pub(crate) fn unconfirmed(cache: &Connection) -> Result<Vec<(String, Url)>> {
    let mut query = cache.prepare_cached(
        "SELECT item.id, body.detail FROM doubted JOIN item ON item.key = doubted.item JOIN body ON body.key = item.key",
    )?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    let rows: Vec<(String, String)> = rows.collect::<rusqlite::Result<_>>()?;
    Ok(rows.into_iter().filter_map(|(id, detail)| Some((id, page_of(&detail)?))).collect())
}

/// Its page was asked. Whether the item went.
pub(crate) fn resolve_unconfirmed_item(write: &Write<'_>, id: &str, there: bool) -> Result<bool> {
    let unconfirmed = "SELECT EXISTS (SELECT 1 FROM doubted WHERE item = (SELECT key FROM item WHERE id = ?1))";
    if !write.query_row(unconfirmed, [id], |row| row.get(0))? {
        return Ok(false);
    }
    if there {
        write.execute("DELETE FROM doubted WHERE item = (SELECT key FROM item WHERE id = ?1)", [id])?;
        return Ok(false);
    }
    write.announce(Change::Items);
    gone(write, id)
}

fn remove(write: &Write<'_>, id: &str) -> Result<Effect> {
    let found: Option<(i64, String)> = write
        .query_row("SELECT key, card FROM item WHERE id = ?1", [id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((key, card)) = found else { return Ok(Effect::None) };
    media::unshow(write, key)?;
    write.execute("DELETE FROM item WHERE key = ?1", [key])?;
    write.execute("INSERT INTO unindexed (item, erase) VALUES (?1, 1)", [key])?;
    story::settle(write, &card)?;
    story::inherit(write, id, &card)?;
    write.request_scrub()?;
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

/// Takes everything of an origin away but the favourites: the person removed the source. The origin itself stays as long
/// as one of them names it.
pub(crate) fn forget_origin(write: &Write<'_>, origin: &str) -> Result<()> {
    let cards: Vec<String> = {
        let mut query = write.prepare("SELECT DISTINCT card FROM item WHERE origin = ?1 AND versions > 1")?;
        let cards = query.query_map([origin], |row| row.get(0))?;
        cards.collect::<rusqlite::Result<_>>()?
    };
    let gone = write.execute("DELETE FROM item WHERE origin = ?1 AND favourite = 0", [origin])?;
    cards.iter().try_for_each(|card| story::settle(write, card))?;
    if gone > 0 {
        media::remove_strays(write)?;
        write.announce(Change::Items);
    }
    write.execute("DELETE FROM withdrawal WHERE origin = ?1", [origin])?;
    write
        .execute("DELETE FROM origin WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM item WHERE origin = ?1)", [origin])?;
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
