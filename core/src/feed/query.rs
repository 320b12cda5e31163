//! Reading: every query here has an index that gives its rows in order, and a test that looks at the plan.

use rusqlite::{Connection, OptionalExtension, Row, ToSql};
use url::Url;

use super::{Article, Correction, Home, HomeSection, ItemKind, ItemRow, MAX_PAGE, Page, Scope};
use crate::article;
use crate::catalogue::Term;
use crate::clock::relative;
use crate::error::{Error, Fault, Result};
use crate::sync::{Detail, PUBLISHER};

/// Rows of the newest on the front page, and of each module there.
const LATEST: u32 = 10;
const SECTION: u32 = 3;
/// Versions of a story beside an article.
const VERSIONS: u32 = 20;

const ROW: &str =
    "SELECT item.key, item.id, item.kind, item.title, item.summary, coalesce(term.name, origin.title, ''),
        item.module, item.channel, item.published, item.stage, item.corrected, item.image, item.story
   FROM item LEFT JOIN term ON term.family = 'channel' AND term.code = item.channel
             LEFT JOIN origin ON origin.id = item.origin";

/// The statement of a page: `?1` and `?2` are where it begins, `?3` how long it is, `?4` the scope.
pub(super) fn statement(scope: &Scope) -> String {
    let filter = match scope {
        Scope::All => "",
        Scope::Channel { .. } => "item.channel = ?4 AND",
        Scope::Module { .. } => "item.module = ?4 AND",
        Scope::Source { .. } => "item.origin = ?4 AND",
        Scope::Story { .. } => "item.story = ?4 AND",
    };
    format!(
        "{ROW} WHERE {filter} (item.published, item.key) < (?1, ?2) ORDER BY item.published DESC, item.key DESC LIMIT ?3"
    )
}

/// A page of a list. A phone's clock, `now`, only words the times.
pub(crate) fn list(connection: &Connection, scope: &Scope, before: Option<&str>, limit: u32, now: i64) -> Result<Page> {
    if limit == 0 || limit > MAX_PAGE {
        return Err(Fault::BadRequest.into());
    }
    let before = before.map_or(Ok((i64::MAX, i64::MAX)), parse_key)?;
    // One row more than asked for tells whether there is a next page.
    let mut rows = rows(connection, scope, before, limit + 1, now)?;
    let next = (rows.len() > limit as usize).then(|| {
        rows.truncate(limit as usize);
        rows.last().map(|(key, row)| format!("{}.{key}", row.published)).expect("the limit is not zero")
    });
    let grows = !matches!(scope, Scope::Source { id } if id != PUBLISHER);
    let older = grows
        && next.is_none()
        && connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM origin WHERE older IS NOT NULL)")?
            .query_row([], |row| row.get(0))?;
    Ok(Page { items: rows.into_iter().map(|(_, row)| row).collect(), next, older })
}

fn parse_key(key: &str) -> Result<(i64, i64)> {
    let parsed = key.split_once('.').and_then(|(time, key)| Some((time.parse().ok()?, key.parse().ok()?)));
    parsed.ok_or_else(|| Fault::BadRequest.into())
}

fn rows(
    connection: &Connection,
    scope: &Scope,
    before: (i64, i64),
    limit: u32,
    now: i64,
) -> Result<Vec<(i64, ItemRow)>> {
    let mut query = connection.prepare_cached(&statement(scope))?;
    let mut values: Vec<&dyn ToSql> = vec![&before.0, &before.1, &limit];
    match scope {
        Scope::All => {}
        Scope::Channel { code } | Scope::Module { code } => values.push(code),
        Scope::Source { id } | Scope::Story { id } => values.push(id),
    }
    let rows = query.query_map(&*values, |row| Ok((row.get(0)?, read(row, now)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn read(row: &Row<'_>, now: i64) -> rusqlite::Result<ItemRow> {
    let published = row.get(8)?;
    let image: Option<String> = row.get(11)?;
    Ok(ItemRow {
        id: row.get(1)?,
        kind: ItemKind::of(row.get_ref(2)?.as_str()?),
        title: row.get(3)?,
        summary: row.get(4)?,
        source: row.get(5)?,
        module: row.get(6)?,
        channel: row.get(7)?,
        published,
        published_text: relative(published, now),
        flash: row.get_ref(9)?.as_str_or_null()? == Some("flash"),
        corrected: row.get::<_, Option<i64>>(10)?.is_some(),
        // A picture that cannot be read is no reason to lose the row.
        image: image.and_then(|image| serde_json::from_str(&image).ok()),
        story: row.get(12)?,
    })
}

/// The front page.
pub(crate) fn home(connection: &Connection, now: i64) -> Result<Home> {
    let newest = (i64::MAX, i64::MAX);
    let strip = |rows: Vec<(i64, ItemRow)>| rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>();
    let latest = strip(rows(connection, &Scope::All, newest, LATEST, now)?);
    let mut sections = Vec::new();
    for module in terms(connection, "module")? {
        let scope = Scope::Module { code: module.code.clone() };
        let items = strip(rows(connection, &scope, newest, SECTION, now)?);
        if !items.is_empty() {
            sections.push(HomeSection { module, items });
        }
    }
    let updated: Option<i64> =
        connection.prepare_cached("SELECT max(succeeded) FROM origin")?.query_row([], |row| row.get(0))?;
    let updated_text = updated.map_or_else(String::new, |moment| relative(moment, now));
    Ok(Home { latest, sections, updated, updated_text })
}

fn terms(connection: &Connection, family: &str) -> Result<Vec<Term>> {
    let mut query = connection.prepare_cached("SELECT code, name FROM term WHERE family = ?1 ORDER BY position")?;
    let terms = query.query_map([family], |row| Ok(Term { code: row.get(0)?, name: row.get(1)? }))?;
    Ok(terms.collect::<rusqlite::Result<_>>()?)
}

/// An item in full.
pub(crate) fn article(connection: &Connection, id: &str, now: i64) -> Result<Article> {
    let found = connection
        .prepare_cached(&format!("{ROW} WHERE item.id = ?1"))?
        .query_row([id], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Option<i64>>(10)?, read(row, now)?)))
        .optional()?;
    let Some((key, corrected, row)) = found else {
        let withdrawn: bool =
            connection.query_row("SELECT EXISTS (SELECT 1 FROM withdrawal WHERE id = ?1)", [id], |row| row.get(0))?;
        return Err(if withdrawn { Fault::Withdrawn } else { Fault::NotFound }.into());
    };
    let (html, plain, detail): (Option<String>, Option<String>, String) = connection
        .prepare_cached("SELECT html, plain, detail FROM body WHERE key = ?1")?
        .query_row([key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let detail: Detail = serde_json::from_str(&detail).map_err(|error| Error::with(Fault::Database, error))?;
    let base = detail.url.as_deref().and_then(|url| Url::parse(url).ok());
    let (blocks, capped) = match (html, plain) {
        (Some(html), _) => {
            let reading = article::blocks(&html, base.as_ref());
            (reading.blocks, reading.capped)
        }
        (None, Some(plain)) => (article::from_text(&plain), false),
        (None, None) => (Vec::new(), false),
    };
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
        None => Vec::new(),
        Some(story) => rows(connection, &Scope::Story { id: story.clone() }, (i64::MAX, i64::MAX), VERSIONS, now)?
            .into_iter()
            .map(|(_, version)| version)
            .filter(|version| version.id != row.id)
            .collect(),
    };
    Ok(Article {
        reading_seconds: article::reading_time(&blocks),
        blocks,
        capped,
        url: detail.url,
        authors: detail.authors,
        tags: detail.tags,
        sectors: named("sector", detail.sectors)?,
        parks: named("park", detail.parks)?,
        attachments: detail.attachments,
        correction: corrected.map(|time| Correction {
            time,
            time_text: relative(time, now),
            reason: detail.correction_reason.unwrap_or_default(),
        }),
        versions,
        row,
    })
}
