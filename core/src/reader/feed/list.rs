//! Lists: every statement here has an index that yields its rows in order; a test checks the query plans.

use rusqlite::{Connection, OptionalExtension, Row};

use super::page::{FIRST_PAGE, PageKey, format_page_key, page_limit, parse_page_key, truncate_page};
use super::row::{ItemKind, ItemRow, Page, Scope};
use super::view::View;
use crate::base::clock::relative;
use crate::base::error::{Fault, Result};
use crate::base::store::{collect_rows, stored_json};
use crate::reader::item::{PUBLISHER, Picture};

/// Names of other sources beside a row.
const MAX_ALSO_IN: usize = 10;

const COLUMNS: &str =
    "SELECT item.key, item.id, item.kind, item.title, item.summary, coalesce(term.name, origin.title, ''),
        item.module, item.channel, item.published, item.stage, item.corrected, item.image, item.card, item.versions,
        item.read, item.favourite, item.liked, picture.placeholder, rendition.file, item.story,
        rendition.width, rendition.height";
const JOINS: &str = "LEFT JOIN term ON term.family = 'channel' AND term.code = item.channel
             LEFT JOIN origin ON origin.id = item.origin
             LEFT JOIN illustration ON illustration.item = item.key AND illustration.place = 0
             LEFT JOIN picture ON picture.key = illustration.picture
             LEFT JOIN rendition ON rendition.picture = picture.key AND rendition.size = 0";

/// The condition of a scope's rows, and the value of its parameter (`?1`).
pub(super) fn filter(scope: &Scope) -> (String, Option<&str>) {
    match scope {
        Scope::Kind { module, kind } => {
            // Most items are reports: they are found in the index of their module, the other kinds in one of their own.
            let other = if *kind == ItemKind::Article { "" } else { "AND item.kind <> 'article'" };
            let code = kind.code();
            (format!("item.module = ?1 AND item.kind = '{code}' {other} AND item.kind_front = 1"), Some(module))
        }
        Scope::Sector { code } | Scope::Park { code } => {
            let family = family(scope);
            let own = format!("item.key IN (SELECT item FROM about WHERE family = '{family}' AND code = ?1)");
            (format!("{own} AND {}", represents_card_in(family)), Some(code))
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

/// In the list of a sector or park a card is represented by its representative if that belongs to the sector or park,
/// otherwise by the first version that does. A hidden card is not in the list.
fn represents_card_in(family: &str) -> String {
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

/// The statement of a page. Parameters: `?1` the scope's value, `?2` and `?3` the key of the page, `?4` the limit. The
/// last column is the one that the rows are ordered by.
pub(super) fn statement(scope: &Scope) -> String {
    let mark = match scope {
        Scope::Favourites => "favourite",
        Scope::History => "opened",
        Scope::Hidden => "hidden",
        Scope::Sector { .. } | Scope::Park { .. } => {
            let (family, represents) = (family(scope), represents_card_in(family(scope)));
            return format!(
                "{COLUMNS}, item.published FROM about CROSS JOIN item ON item.key = about.item {JOINS}
                  WHERE about.family = '{family}' AND about.code = ?1 AND (about.published, about.item) < (?2, ?3) AND {represents}
                  ORDER BY about.published DESC, about.item DESC LIMIT ?4"
            );
        }
        _ => {
            let (filter, _) = filter(scope);
            return format!(
                "{COLUMNS}, item.published FROM item {JOINS} WHERE {filter} AND (item.published, item.key) < (?2, ?3)
                  ORDER BY item.published DESC, item.key DESC LIMIT ?4"
            );
        }
    };
    // CROSS JOIN keeps SQLite from reading all items first.
    format!(
        "{COLUMNS}, mark.{mark} FROM mark CROSS JOIN item ON item.id = mark.id {JOINS}
          WHERE mark.{mark} IS NOT NULL AND mark.{mark} < ?2 ORDER BY mark.{mark} DESC LIMIT ?4"
    )
}

/// A page of a list.
///
/// Errors: [`Fault::BadRequest`] for a limit or a key that is not valid.
pub(crate) fn list(view: &View<'_>, scope: &Scope, before: Option<&str>, limit: u32) -> Result<Page> {
    let rows_wanted = page_limit(limit)?;
    let before = before.map_or(Ok(FIRST_PAGE), parse_page_key)?;
    // One row more than wanted shows whether there is a next page.
    let mut rows = rows(view, scope, before, limit + 1)?;
    let next = truncate_page(&mut rows, rows_wanted, |row| format_page_key(&(row.order, row.key)));
    let older = next.is_none() && has_older_pages(view, scope)?;
    Ok(Page { items: into_rows(rows), next, older })
}

/// Whether the publisher may have older rows of this list.
pub(super) fn has_older_pages(view: &View<'_>, scope: &Scope) -> Result<bool> {
    let possible = match scope {
        Scope::Source { id } => id == PUBLISHER,
        Scope::Favourites | Scope::History | Scope::Hidden => false,
        _ => true,
    };
    Ok(possible
        && view
            .connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM origin WHERE older IS NOT NULL)")?
            .query_row([], |row| row.get(0))?)
}

/// The first rows of a list.
pub(crate) fn newest_rows(view: &View<'_>, scope: &Scope, limit: u32) -> Result<Vec<ItemRow>> {
    Ok(into_rows(rows(view, scope, FIRST_PAGE, limit)?))
}

/// The ids of a list's items that are not read.
pub(crate) fn unread_ids(cache: &Connection, scope: &Scope) -> Result<Vec<String>> {
    let (filter, value) = filter(scope);
    let sql = format!("SELECT item.id FROM item WHERE {filter} AND item.read = 0");
    collect_rows(cache, &sql, rusqlite::params_from_iter(value), |row| row.get(0))
}

/// A row with its place in the list.
pub(super) struct KeyedRow {
    pub(super) key: i64,
    pub(super) order: i64,
    pub(super) row: ItemRow,
}

pub(super) fn into_rows(rows: Vec<KeyedRow>) -> Vec<ItemRow> {
    rows.into_iter().map(|keyed| keyed.row).collect()
}

pub(super) fn rows(view: &View<'_>, scope: &Scope, before: PageKey, limit: u32) -> Result<Vec<KeyedRow>> {
    let (_, value) = filter(scope);
    let values = (value, before.0, before.1, limit);
    let mut rows = collect_rows(view.connection, &statement(scope), values, |row| read_row(view, row, true))?;
    for keyed in &mut rows {
        add_other_sources(view.connection, &mut keyed.row)?;
    }
    Ok(rows)
}

/// Fills [`ItemRow::also_in`]: one more query for each row whose card has more than one version.
fn add_other_sources(connection: &Connection, row: &mut ItemRow) -> Result<()> {
    let Some(card) = row.story.as_deref().filter(|_| row.versions > 1) else { return Ok(()) };
    let mut query = connection.prepare_cached(
        "SELECT coalesce(term.name, origin.title, '') FROM item
           LEFT JOIN term ON term.family = 'channel' AND term.code = item.channel LEFT JOIN origin ON origin.id = item.origin
          WHERE item.card = ?1 ORDER BY item.published, item.key",
    )?;
    let mut names = query.query([card])?;
    while let Some(found) = names.next()? {
        let name: String = found.get(0)?;
        if name != row.source && !name.is_empty() && !row.also_in.contains(&name) && row.also_in.len() < MAX_ALSO_IN {
            row.also_in.push(name);
        }
    }
    Ok(())
}

/// `ordered` says whether the statement has the column that the rows are ordered by.
fn read_row(view: &View<'_>, row: &Row<'_>, ordered: bool) -> rusqlite::Result<KeyedRow> {
    let published = row.get(8)?;
    let image: Option<String> = row.get(11)?;
    let mut image: Option<Picture> = image.map(|image| stored_json(&image)).transpose()?;
    if let Some(image) = &mut image {
        image.placeholder = row.get(17)?;
        image.file = row.get_ref(18)?.as_str_or_null()?.map(|file| view.files.path(file));
        if image.file.is_some() {
            (image.width, image.height) = (row.get(20)?, row.get(21)?);
        }
    }
    let versions: u32 = row.get(13)?;
    let has_story: bool = row.get_ref(19)?.as_str_or_null()?.is_some();
    Ok(KeyedRow {
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
            published_text: relative(published, view.publisher_now),
            flash: row.get_ref(9)?.as_str_or_null()? == Some("flash"),
            corrected: row.get::<_, Option<i64>>(10)?.is_some(),
            image,
            story: if has_story || versions > 1 { Some(row.get(12)?) } else { None },
            versions,
            also_in: Vec::new(),
            read: row.get(14)?,
            favourite: row.get(15)?,
            liked: row.get(16)?,
        },
    })
}

/// The rows of these ids, in their order. Ids that are not on the phone are left out.
pub(crate) fn rows_by_id(view: &View<'_>, ids: &[String]) -> Result<Vec<ItemRow>> {
    let mut rows = Vec::with_capacity(ids.len());
    for id in ids {
        rows.extend(find(view, "id", id)?.map(|keyed| keyed.row));
    }
    Ok(rows)
}

/// The row of a key; `None` if the item was deleted.
pub(crate) fn row_by_key(view: &View<'_>, key: i64) -> Result<Option<ItemRow>> {
    find(view, "key", &key).map(|keyed| keyed.map(|keyed| keyed.row))
}

fn find(view: &View<'_>, column: &str, value: &dyn rusqlite::ToSql) -> Result<Option<KeyedRow>> {
    let found = view
        .connection
        .prepare_cached(&format!("{COLUMNS} FROM item {JOINS} WHERE item.{column} = ?1"))?
        .query_row([value], |row| read_row(view, row, false))
        .optional()?;
    let Some(mut keyed) = found else { return Ok(None) };
    add_other_sources(view.connection, &mut keyed.row)?;
    Ok(Some(keyed))
}

/// The row of an id.
///
/// Errors: [`Fault::Withdrawn`], [`Fault::NotFound`].
pub(super) fn require(view: &View<'_>, id: &str) -> Result<KeyedRow> {
    if let Some(keyed) = find(view, "id", &id)? {
        return Ok(keyed);
    }
    let sql = "SELECT EXISTS (SELECT 1 FROM withdrawal WHERE id = ?1)";
    let withdrawn: bool = view.connection.query_row(sql, [id], |row| row.get(0))?;
    Err(if withdrawn { Fault::Withdrawn } else { Fault::NotFound })
}
