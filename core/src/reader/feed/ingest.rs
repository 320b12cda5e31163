//! Storing the items that arrive.
//!
//! The higher sequence wins, so the order in which pages arrive does not matter, and an older page never restores an
//! older revision. A withdrawal leaves a row without text, which only a later sequence of the publisher removes.

use rusqlite::OptionalExtension;

use super::index_source::note_change;
use super::pictures;
use super::radar_queue::queue_for_radar;
use crate::base::clock::MILLIS_PER_DAY;
use crate::base::error::{Fault, Result};
use crate::base::store::Write;
use crate::base::text;
use crate::formats::article::{self, Block};
use crate::formats::similarity::Fingerprint;
use crate::reader::item::{Detail, Effect, IncomingItem, PUBLISHER};
use crate::reader::media;
use crate::reader::story;

/// Characters of a title.
const MAX_TITLE: usize = 300;
/// Characters of a summary that is made from the body.
const EXCERPT: u32 = 90;
/// Characters of a summary that the publisher gives, and of a reason.
pub(super) const MAX_SUMMARY: usize = 400;
/// Bytes of a body.
const MAX_BODY: usize = 1024 * 1024;
/// Sectors, and parks, that one item is listed under.
const MAX_CODES: usize = 20;
/// A date of an external feed further in the future than this is ignored: the item would stay on top of every list.
pub(super) const MAX_AHEAD: i64 = MILLIS_PER_DAY;

/// Stores an item unless the stored one is as new. `now`: the time of its arrival, as in [`crate::reader::origin::stamp_now`].
pub(crate) fn ingest_item(write: &Write<'_>, origin: &str, incoming: IncomingItem, now: i64) -> Result<Effect> {
    let external = origin != PUBLISHER;
    let withdrawn: Option<i64> = write
        .prepare_cached("SELECT sequence FROM withdrawal WHERE id = ?1")?
        .query_row([&incoming.id], |row| row.get(0))
        .optional()?;
    if let Some(withdrawn) = withdrawn {
        if external || withdrawn >= incoming.sequence {
            return Ok(Effect::None);
        }
        write.execute("DELETE FROM withdrawal WHERE id = ?1", [&incoming.id])?;
    }
    let stored = write
        .prepare_cached("SELECT key, origin, sequence, revision, published, corrected, card FROM item WHERE id = ?1")?
        .query_row([&incoming.id], |row| {
            Ok(StoredItem {
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
        // An id belongs to the origin that delivered it first.
        Some(stored) if stored.origin != origin => Ok(Effect::None),
        Some(stored) if external && stored.sequence == incoming.sequence => Ok(Effect::None),
        Some(stored) if !external && stored.sequence >= incoming.sequence => Ok(Effect::None),
        _ => {
            // The fingerprint of an item of another site needs its whole text, so its HTML is parsed once for everything.
            let html = incoming.html.as_deref().filter(|_| external);
            let blocks = html.map(|html| article::parse_html(html, incoming.detail.base_address().as_ref()).blocks);
            let item = complete(incoming, blocks.as_deref(), external, now);
            store(write, origin, stored.as_ref(), item, blocks.as_deref(), now)
        }
    }
}

/// The stored row of an item.
struct StoredItem {
    key: i64,
    origin: String,
    sequence: i64,
    revision: i64,
    published: i64,
    corrected: Option<i64>,
    card: String,
}

/// Fills in what the origin left out and cuts what is too long. `blocks`: those of the HTML, if it was parsed.
fn complete(mut item: IncomingItem, blocks: Option<&[Block]>, external: bool, now: i64) -> IncomingItem {
    let of_body = |html: &str| match blocks {
        Some(blocks) => article::summary(blocks, EXCERPT),
        None => article::excerpt(html, EXCERPT),
    };
    let summary = match &item.summary {
        // A feed without bodies has its summaries as bodies.
        Some(summary) if external && item.html.as_ref() == Some(summary) => of_body(summary),
        Some(summary) if external => article::excerpt(summary, EXCERPT),
        Some(summary) => cut(summary, MAX_SUMMARY),
        None => String::new(),
    };
    let summary = match (summary.is_empty(), &item.html, &item.plain) {
        (false, ..) => summary,
        (true, Some(html), _) => of_body(html),
        (true, None, Some(plain)) => cut(plain, EXCERPT as usize),
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
    if external {
        item.published = item.published.filter(|&published| published <= now.saturating_add(MAX_AHEAD));
    }
    item
}

/// One line of plain text: white space collapsed, control and direction characters removed.
pub(super) fn cut(text: &str, characters: usize) -> String {
    let line: String = text
        .chars()
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .filter(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'))
        .collect();
    let words: Vec<&str> = line.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(characters).collect()
}

/// Inserts or updates the rows of an item. An update keeps the key, and with it the place among items published at the
/// same moment.
fn store(
    write: &Write<'_>,
    origin: &str,
    stored: Option<&StoredItem>,
    mut item: IncomingItem,
    blocks: Option<&[Block]>,
    now: i64,
) -> Result<Effect> {
    let shown = pictures::item_pictures(&mut item, blocks, origin == PUBLISHER);
    let changes = match stored {
        Some(stored) if item.corrected.is_some() => correction_changes(write, stored, &item)?,
        _ => None,
    };
    let detail = json(&item.detail)?;
    let image = item.image.as_ref().map(json).transpose()?;
    let revision = match stored {
        // External feeds have no revision numbers.
        Some(stored) if origin != PUBLISHER => stored.revision + 1,
        _ => item.revision,
    };
    // An edit never moves an item up in the lists, whatever date it gives.
    let published = match stored {
        Some(stored) => item.published.map_or(stored.published, |published| published.min(stored.published)),
        None => item.published.unwrap_or(now),
    };
    write
        .prepare_cached(
            "INSERT INTO item (key, id, origin, sequence, revision, kind, module, channel, story, stage, title, summary,
                               published, modified, corrected, image, card, arrived, page)
             VALUES (1 + max(coalesce((SELECT max(key) FROM item), 0), (SELECT key FROM last_key WHERE family = 'item')),
                     ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
             ON CONFLICT (id) DO UPDATE SET
               sequence = excluded.sequence, revision = excluded.revision, kind = excluded.kind,
               module = excluded.module, channel = excluded.channel, story = excluded.story, stage = excluded.stage,
               title = excluded.title, summary = excluded.summary, published = excluded.published,
               modified = excluded.modified, corrected = excluded.corrected, image = excluded.image, page = excluded.page",
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
            item.page,
        ])?;
    let key = stored.map_or_else(|| write.last_insert_rowid(), |stored| stored.key);
    note_change(write, key)?;
    queue_for_radar(write, key)?;
    let fingerprint = (origin != PUBLISHER).then(|| {
        let text = blocks.map_or_else(|| plain_text(&item), article::plain_text);
        Fingerprint::of(&item.title, &text)
    });
    write
        .prepare_cached(
            "INSERT INTO body (key, html, plain, detail, changes) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (key) DO UPDATE SET html = excluded.html, plain = excluded.plain, detail = excluded.detail,
                                             changes = excluded.changes",
        )?
        .execute((key, item.html, item.plain, detail, changes))?;
    if origin == PUBLISHER {
        set_sectors_and_parks(write, key, published, &item.detail, stored.is_some())?;
    }
    // A new item without pictures has no rows to change.
    if stored.is_some() || !shown.is_empty() {
        media::set_item_pictures(write, key, item.image.is_some(), &shown)?;
    }
    let card = match fingerprint {
        Some(fingerprint) => story::find_card(write, key, &item.id, published, &fingerprint)?,
        None => item.story.unwrap_or_else(|| item.id.clone()),
    };
    // Other items may have joined the card of this item's id; if it no longer matches them, it gets a card of another id.
    let shared = story::is_shared(write, key, &card)?;
    let card = match origin != PUBLISHER && card == item.id && shared {
        true => format!("{card}#{revision}"),
        false => card,
    };
    let before = stored.map_or(&item.id, |stored| &stored.card);
    if card != *before {
        story::move_to_card(write, key, &card)?;
        story::recompute(write, before)?;
        if stored.is_some() {
            story::record_successor(write, &item.id, before)?;
        }
    }
    // The columns of a new item are those of a card of its own without marks.
    let is_own = stored.is_none() && card == *before && !shared;
    if !is_own || story::has_marks(write, &item.id)? {
        story::recompute(write, &card)?;
    }
    Ok(if stored.is_some() { Effect::Revised } else { Effect::New })
}

/// Replaces the sectors and parks that an item is listed under. `before` says whether it may have rows already.
pub(super) fn set_sectors_and_parks(
    write: &Write<'_>,
    key: i64,
    published: i64,
    detail: &Detail,
    before: bool,
) -> Result<()> {
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

/// What a correction changes in the stored title and text, as JSON. An item that arrives again with the same correction
/// keeps the stored changes.
fn correction_changes(write: &Write<'_>, stored: &StoredItem, item: &IncomingItem) -> Result<Option<String>> {
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
    changes.extend(article::text_diff(&plain_text(&earlier), &plain_text(item)));
    json(&changes).map(Some)
}

/// The plain text of an item's body.
fn plain_text(item: &IncomingItem) -> String {
    match (&item.html, &item.plain) {
        (Some(html), _) => article::plain_text(&article::parse_html(html, None).blocks),
        (None, Some(plain)) => plain.clone(),
        (None, None) => item.summary.clone().unwrap_or_default(),
    }
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Fault::Malformed(error.into()))
}
