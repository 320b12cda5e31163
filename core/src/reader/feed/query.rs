//! Reading: every query here has an index that gives its rows in order, and a test that looks at the plan.

use rusqlite::{Connection, OptionalExtension, Row};
use url::Url;

use super::documents;
use super::pictures;
use super::{Article, Correction, ItemKind, ItemRow, MAX_PAGE, Page, Scope, Story, StoryEvent, StoryStage};
use crate::base::clock::relative;
use crate::base::error::{Fault, JsonPosition, Result};
use crate::formats::article::{self, Block, Sentence};
use crate::reader::catalogue::{Term, terms};
use crate::reader::item::{Detail, PUBLISHER, Picture};
use crate::reader::marks::{self, ReadingPosition};
use crate::reader::media::{self, FileStore};

/// Versions of a story beside an article.
const VERSIONS: u32 = 20;
/// Where the first page begins.
pub(super) const NEWEST: (i64, i64) = (i64::MAX, i64::MAX);

/// Names of other sources beside a row.
const ALSO_IN: u32 = 10;

const ROW: &str =
    "SELECT item.key, item.id, item.kind, item.title, item.summary, coalesce(term.name, origin.title, ''),
        item.module, item.channel, item.published, item.stage, item.corrected, item.image, item.card, item.versions,
        item.read, item.favourite, item.liked, picture.placeholder, rendition.file, item.story,
        rendition.width, rendition.height";
const JOINS: &str = "LEFT JOIN term ON term.family = 'channel' AND term.code = item.channel
             LEFT JOIN origin ON origin.id = item.origin
             LEFT JOIN illustration ON illustration.item = item.key AND illustration.place = 0
             LEFT JOIN picture ON picture.key = illustration.picture
             LEFT JOIN rendition ON rendition.picture = picture.key AND rendition.size = 0";

/// What a query needs beside the database.
pub(crate) struct View<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) shelf: &'a FileStore,
    /// The phone's clock, which may be wrong: what happened here is told by it.
    pub(crate) now: i64,
    /// The time as far as this phone knows it from its publisher: what was published, begins or ends is told by it.
    pub(crate) there: i64,
}

/// Which rows a scope has, and the value of its `?` (`?1` where there is no other).
pub(super) fn filter(scope: &Scope) -> (String, Option<&str>) {
    match scope {
        Scope::Kind { module, kind } => {
            // Reports are most of what there is: they are found by their module, the other kinds in an index of their own.
            let other = if *kind == ItemKind::Article { "" } else { "AND item.kind <> 'article'" };
            let code = kind.code();
            (format!("item.module = ?1 AND item.kind = '{code}' {other} AND item.module_front = 1"), Some(module))
        }
        Scope::Sector { code } | Scope::Park { code } => {
            let family = family(scope);
            let own = format!("item.key IN (SELECT item FROM about WHERE family = '{family}' AND code = ?1)");
            (format!("{own} AND {}", stands_among(family)), Some(code))
        }
        Scope::All => ("item.front = 1".into(), None),
        Scope::Channel { code } => ("item.channel = ?1 AND item.channel_front = 1".into(), Some(code)),
        Scope::Module { code } => ("item.module = ?1 AND item.module_front = 1".into(), Some(code)),
        Scope::Source { id } => ("item.origin = ?1 AND item.source_front = 1".into(), Some(id)),
        Scope::Story { id } => ("item.card = ?1".into(), Some(id)),
        Scope::Favourites => ("item.id IN (SELECT id FROM mark WHERE favourite IS NOT NULL)".into(), None),
        Scope::History => ("item.id IN (SELECT id FROM mark WHERE opened IS NOT NULL)".into(), None),
        Scope::Hidden => ("item.id IN (SELECT id FROM mark WHERE hidden IS NOT NULL)".into(), None),
    }
}

/// Of a card whose versions do not all belong to a family's code, the one in front does, or the first that does; of one that
/// the person hid, none.
fn stands_among(family: &str) -> String {
    format!(
        "(item.front = 1 OR item.versions > 1
            AND EXISTS (SELECT 1 FROM item face WHERE face.card = item.card AND face.front = 1)
            AND NOT EXISTS (SELECT 1 FROM item other JOIN about too ON too.item = other.key
                             WHERE other.card = item.card AND too.family = '{family}' AND too.code = ?1
                               AND (other.front, -other.key) > (item.front, -item.key)))"
    )
}

fn family(scope: &Scope) -> &'static str {
    if matches!(scope, Scope::Park { .. }) { "park" } else { "sector" }
}

/// The statement of a page: `?1` the scope's value, `?2` and `?3` where it begins, `?4` how long it is. Its last column
/// is what the rows are ordered by.
pub(super) fn statement(scope: &Scope) -> String {
    let mark = match scope {
        Scope::Favourites => "favourite",
        Scope::History => "opened",
        Scope::Hidden => "hidden",
        Scope::Sector { .. } | Scope::Park { .. } => {
            let (family, stands) = (family(scope), stands_among(family(scope)));
            return format!(
                "{ROW}, item.published FROM about CROSS JOIN item ON item.key = about.item {JOINS}
                  WHERE about.family = '{family}' AND about.code = ?1 AND (about.published, about.item) < (?2, ?3) AND {stands}
                  ORDER BY about.published DESC, about.item DESC LIMIT ?4"
            );
        }
        _ => {
            let (filter, _) = filter(scope);
            return format!(
                "{ROW}, item.published FROM item {JOINS} WHERE {filter} AND (item.published, item.key) < (?2, ?3)
                  ORDER BY item.published DESC, item.key DESC LIMIT ?4"
            );
        }
    };
    // CROSS JOIN: the marks in their order first, never the items.
    format!(
        "{ROW}, mark.{mark} FROM mark CROSS JOIN item ON item.id = mark.id {JOINS}
          WHERE mark.{mark} IS NOT NULL AND mark.{mark} < ?2 ORDER BY mark.{mark} DESC LIMIT ?4"
    )
}

/// A page of a list.
pub(crate) fn list(view: &View<'_>, scope: &Scope, before: Option<&str>, limit: u32) -> Result<Page> {
    if limit == 0 || limit > MAX_PAGE {
        return Err(Fault::BadRequest);
    }
    let before = before.map_or(Ok(NEWEST), parse_key)?;
    // One row more than asked for tells whether there is a next page.
    let mut rows = rows(view, scope, before, limit + 1)?;
    let next = (rows.len() > limit as usize).then(|| {
        rows.truncate(limit as usize);
        rows.last().map(|row| format!("{}.{}", row.order, row.key)).expect("the limit is not zero")
    });
    let older = next.is_none() && has_older_pages(view, scope)?;
    Ok(Page { items: strip(rows), next, older })
}

/// Whether older pages of the publisher may bring rows of this scope.
pub(super) fn has_older_pages(view: &View<'_>, scope: &Scope) -> Result<bool> {
    let grows = match scope {
        Scope::Source { id } => id == PUBLISHER,
        Scope::Favourites | Scope::History | Scope::Hidden => false,
        _ => true,
    };
    Ok(grows
        && view
            .connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM origin WHERE older IS NOT NULL)")?
            .query_row([], |row| row.get(0))?)
}

/// A page's key: a time and a key.
pub(crate) fn parse_key(key: &str) -> Result<(i64, i64)> {
    let parsed = key.split_once('.').and_then(|(time, key)| Some((time.parse().ok()?, key.parse().ok()?)));
    parsed.ok_or(Fault::BadRequest)
}

/// Whether a page may have that many rows.
pub(crate) fn page_limit(limit: u32) -> Result<usize> {
    if limit == 0 || limit > MAX_PAGE { Err(Fault::BadRequest) } else { Ok(limit as usize) }
}

/// Cuts a page that was read one place too long, which tells whether there is more; the key of the next one.
pub(crate) fn cut_page(places: &mut Vec<(i64, i64)>, limit: usize) -> Option<String> {
    if places.len() <= limit {
        return None;
    }
    places.truncate(limit);
    places.last().map(|(order, key)| format!("{order}.{key}"))
}

/// A row with its place in its list.
pub(super) struct Placed {
    pub(super) key: i64,
    pub(super) order: i64,
    row: ItemRow,
}

pub(super) fn strip(rows: Vec<Placed>) -> Vec<ItemRow> {
    rows.into_iter().map(|placed| placed.row).collect()
}

pub(super) fn rows(view: &View<'_>, scope: &Scope, before: (i64, i64), limit: u32) -> Result<Vec<Placed>> {
    let mut rows = {
        let mut query = view.connection.prepare_cached(&statement(scope))?;
        let (_, value) = filter(scope);
        let mut found = Vec::new();
        let mut rows = query.query((value, before.0, before.1, limit))?;
        while let Some(row) = rows.next()? {
            found.push(read(view, row, true)?);
        }
        found
    };
    for placed in &mut rows {
        name_others(view.connection, &mut placed.row)?;
    }
    Ok(rows)
}

/// Where else the story appeared: one more question, for rows that have more than one version.
fn name_others(connection: &Connection, row: &mut ItemRow) -> Result<()> {
    let Some(card) = row.story.as_deref().filter(|_| row.versions > 1) else { return Ok(()) };
    let mut query = connection.prepare_cached(
        "SELECT coalesce(term.name, origin.title, '') FROM item
           LEFT JOIN term ON term.family = 'channel' AND term.code = item.channel LEFT JOIN origin ON origin.id = item.origin
          WHERE item.card = ?1 ORDER BY item.published, item.key",
    )?;
    let mut names = query.query([card])?;
    while let Some(found) = names.next()? {
        let name: String = found.get(0)?;
        if name != row.source
            && !name.is_empty()
            && !row.also_in.contains(&name)
            && row.also_in.len() < ALSO_IN as usize
        {
            row.also_in.push(name);
        }
    }
    Ok(())
}

fn read(view: &View<'_>, row: &Row<'_>, ordered: bool) -> rusqlite::Result<Placed> {
    let published = row.get(8)?;
    let image: Option<String> = row.get(11)?;
    // A picture that cannot be read is no reason to lose the row.
    let mut image: Option<Picture> = image.and_then(|image| serde_json::from_str(&image).ok());
    if let Some(image) = &mut image {
        image.placeholder = row.get(17)?;
        image.file = row.get_ref(18)?.as_str_or_null()?.map(|file| view.shelf.path(file));
        if image.file.is_some() {
            (image.width, image.height) = (row.get(20)?, row.get(21)?);
        }
    }
    let versions: u32 = row.get(13)?;
    let named: bool = row.get_ref(19)?.as_str_or_null()?.is_some();
    Ok(Placed {
        key: row.get(0)?,
        order: if ordered { row.get(22)? } else { published },
        row: ItemRow {
            id: row.get(1)?,
            kind: ItemKind::of(row.get_ref(2)?.as_str()?),
            title: row.get(3)?,
            summary: row.get(4)?,
            source: row.get(5)?,
            module: row.get(6)?,
            channel: row.get(7)?,
            published,
            published_text: relative(published, view.there),
            flash: row.get_ref(9)?.as_str_or_null()? == Some("flash"),
            corrected: row.get::<_, Option<i64>>(10)?.is_some(),
            image,
            story: if named || versions > 1 { Some(row.get(12)?) } else { None },
            versions,
            also_in: Vec::new(),
            read: row.get(14)?,
            favourite: row.get(15)?,
            liked: row.get(16)?,
        },
    })
}

/// The rows of these ids, in their order; those that are not on the phone are left out.
pub(crate) fn rows_of(view: &View<'_>, ids: &[String]) -> Result<Vec<ItemRow>> {
    let mut rows = Vec::with_capacity(ids.len());
    for id in ids {
        rows.extend(one(view, id)?.map(|placed| placed.row));
    }
    Ok(rows)
}

/// The row of a key; none when it is gone.
pub(crate) fn row_of(view: &View<'_>, key: i64) -> Result<Option<ItemRow>> {
    one_by(view, "key", &key).map(|placed| placed.map(|placed| placed.row))
}

fn one(view: &View<'_>, id: &str) -> Result<Option<Placed>> {
    one_by(view, "id", &id)
}

fn one_by(view: &View<'_>, column: &str, value: &dyn rusqlite::ToSql) -> Result<Option<Placed>> {
    let found = view
        .connection
        .prepare_cached(&format!("{ROW} FROM item {JOINS} WHERE item.{column} = ?1"))?
        .query_row([value], |row| read(view, row, false))
        .optional()?;
    let Some(mut placed) = found else { return Ok(None) };
    name_others(view.connection, &mut placed.row)?;
    Ok(Some(placed))
}

/// The item, or why there is none.
fn must(view: &View<'_>, id: &str) -> Result<Placed> {
    if let Some(placed) = one(view, id)? {
        return Ok(placed);
    }
    let sql = "SELECT EXISTS (SELECT 1 FROM withdrawal WHERE id = ?1)";
    let withdrawn: bool = view.connection.query_row(sql, [id], |row| row.get(0))?;
    Err(if withdrawn { Fault::Withdrawn } else { Fault::NotFound })
}

/// The newest of a list, where it begins.
pub(crate) fn newest(view: &View<'_>, scope: &Scope, limit: u32) -> Result<Vec<ItemRow>> {
    Ok(strip(rows(view, scope, NEWEST, limit)?))
}

/// What `body` holds.
pub(super) struct Stored {
    html: Option<String>,
    plain: Option<String>,
    pub(super) detail: Detail,
    changes: Option<String>,
}

pub(super) fn body(connection: &Connection, key: i64) -> Result<Stored> {
    let (html, plain, detail, changes): (_, _, String, _) = connection
        .prepare_cached("SELECT html, plain, detail, changes FROM body WHERE key = ?1")?
        .query_row([key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let detail = serde_json::from_str(&detail).map_err(|error| Fault::Database(JsonPosition::from(&error).into()))?;
    Ok(Stored { html, plain, detail, changes })
}

pub(super) fn blocks(stored: &Stored) -> (Vec<Block>, bool) {
    let base = stored.detail.url.as_deref().and_then(|url| Url::parse(url).ok());
    match (&stored.html, &stored.plain) {
        (Some(html), _) => {
            let reading = article::parse_html(html, base.as_ref());
            (reading.blocks, reading.capped)
        }
        (None, Some(plain)) => (article::parse_text(plain), false),
        (None, None) => (Vec::new(), false),
    }
}

/// An item in full.
pub(crate) fn article(view: &View<'_>, id: &str) -> Result<Article> {
    let connection = view.connection;
    let Placed { key, row, .. } = must(view, id)?;
    let corrected: Option<i64> =
        connection.prepare_cached("SELECT corrected FROM item WHERE key = ?1")?.query_row([key], |row| row.get(0))?;
    let stored = body(connection, key)?;
    let (mut blocks, capped) = blocks(&stored);
    pictures::fill(connection, view.shelf, key, &mut blocks)?;
    let lead = pictures::lead(connection, view.shelf, key, row.image.as_ref(), &blocks)?;
    let Stored { detail, changes, .. } = stored;
    let named = |family: &str, codes: Vec<String>| -> Result<Vec<Term>> {
        let known = terms(connection, family)?;
        Ok(codes
            .into_iter()
            .map(|code| {
                known.iter().find(|term| term.code == code).cloned().unwrap_or(Term { name: code.clone(), code })
            })
            .collect())
    };
    let versions = match &row.story {
        Some(story) if row.versions > 1 => strip(rows(view, &Scope::Story { id: story.clone() }, NEWEST, VERSIONS)?)
            .into_iter()
            .filter(|version| version.id != row.id)
            .collect(),
        _ => Vec::new(),
    };
    let place = marks::find(connection, id)?.and_then(|mark| mark.place);
    Ok(Article {
        reading_minutes: article::reading_time(&blocks).div_ceil(60).max(1),
        lead,
        blocks,
        capped,
        url: detail.url,
        authors: detail.authors,
        tags: detail.tags,
        sectors: named("sector", detail.sectors)?,
        parks: named("park", detail.parks)?,
        documents: documents::documents(view, key, &detail.attachments)?,
        attachments: detail.attachments,
        correction: corrected.map(|time| Correction {
            time,
            time_text: relative(time, view.there),
            reason: detail.correction_reason.unwrap_or_default(),
            changes: changes.and_then(|changes| serde_json::from_str(&changes).ok()).unwrap_or_default(),
        }),
        place: place.map(|(block, permille)| ReadingPosition { block, permille }),
        versions,
        row,
    })
}

/// Whether pictures of an item are missing on the phone, all in all or at an address.
pub(crate) fn missing_pictures(view: &View<'_>, id: &str, address: Option<&str>) -> Result<bool> {
    let placed = must(view, id)?;
    match media::missing(view.connection, placed.key, address)? {
        None if address.is_some() => Err(Fault::BadRequest),
        missing => Ok(missing.unwrap_or(false)),
    }
}

/// What a voice reads of an item, its title first.
pub(crate) fn speech(view: &View<'_>, id: &str) -> Result<Vec<Sentence>> {
    let Placed { key, row, .. } = must(view, id)?;
    Ok(article::speech_with_title(&row.title, &blocks(&body(view.connection, key)?).0))
}

/// The story that an item belongs to; an item that is alone is a story of one version.
pub(crate) fn story(view: &View<'_>, id: &str) -> Result<Story> {
    let placed = must(view, id)?;
    let card: String = view
        .connection
        .prepare_cached("SELECT card FROM item WHERE key = ?1")?
        .query_row([placed.key], |row| row.get(0))?;
    // Newest first, as every list; a story is told from its beginning.
    let mut versions = strip(rows(view, &Scope::Story { id: card.clone() }, NEWEST, MAX_PAGE)?);
    versions.reverse();
    let mut sources: Vec<String> = Vec::new();
    let mut timeline = Vec::new();
    for row in &versions {
        if !row.source.is_empty() && !sources.contains(&row.source) {
            sources.push(row.source.clone());
        }
        let event = |stage: StoryStage, time, reason| StoryEvent {
            stage,
            stage_text: stage.text().to_owned(),
            time,
            time_text: relative(time, view.there),
            reason,
            row: row.clone(),
        };
        let stage = if row.flash { StoryStage::Flash } else { StoryStage::Full };
        timeline.push(event(stage, row.published, String::new()));
        if row.corrected {
            let (key, time): (i64, i64) = view
                .connection
                .prepare_cached("SELECT key, corrected FROM item WHERE id = ?1")?
                .query_row([&row.id], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let reason = body(view.connection, key)?.detail.correction_reason.unwrap_or_default();
            timeline.push(event(StoryStage::Correction, time, reason));
        }
    }
    timeline.sort_by_key(|event| event.time);
    // Of a story that the person hid none stands in front.
    let front: Option<String> = view
        .connection
        .prepare_cached("SELECT id FROM item WHERE card = ?1 AND front = 1")?
        .query_row([&card], |row| row.get(0))
        .optional()?;
    let front = versions.into_iter().find(|row| Some(&row.id) == front.as_ref()).unwrap_or(placed.row);
    Ok(Story { front, sources, timeline })
}
