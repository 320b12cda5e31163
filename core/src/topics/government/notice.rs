//! 公开: notices of authorities, in 政务公开 and, under another module, 党务公开. What holds:
//!
//! - A notice is valid to the end of its last day in China.
//! - Either of two notices may state that one replaces the other, and they may arrive in either order.

use rusqlite::Connection;
use serde::Deserialize;
use serde_json::Value;

use crate::base::error::{Fault, Result};
use crate::base::sort::sort_by_key;
use crate::base::store::{Write, collect_rows};
use crate::base::text;
use crate::formats::workday::{day_of, end_of, format_day, start_of};
use crate::reader::catalogue::{self, Term};
use crate::reader::feed::{self, ItemRow, MAX_PAGE, MAX_SHORT_TEXT, PayloadValue, TopicItem, View};
use crate::reader::story;

/// Issuers that are listed.
const MAX_ISSUERS: i64 = 200;
/// The page key before the newest notice: publication in milliseconds, and the item's key.
const NEWEST: (i64, i64) = (i64::MAX, i64::MAX);

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct NoticeRow {
    /// Its item.
    pub row: ItemRow,
    /// The authority that issued it; empty if the publisher did not say.
    pub issuer: String,
    /// Its number: 嵩样志〔2026〕5号.
    pub document_number: Option<String>,
    /// The first moment of its date of issue in China, in milliseconds.
    pub issued: Option<i64>,
    /// The date of issue in words; empty if it is not known.
    pub issued_text: String,
    /// The last moment of its last valid day in China, in milliseconds; `None` if its validity has no end.
    pub valid_until: Option<i64>,
    /// The last valid day in words; empty if its validity has no end.
    pub valid_until_text: String,
    /// True if the last valid day is over.
    pub expired: bool,
    /// What it is about.
    pub topic: Option<Term>,
    /// The ids of the notices that it replaces.
    pub replaces: Vec<String>,
    /// The ids of the notices that replace it; unless this is empty, it is no longer in force.
    pub replaced_by: Vec<String>,
    /// Whether it is in force, in words: 有效期至2026年12月31日, 已有新文件代替.
    pub validity: String,
}

/// Which notices.
#[derive(Debug, Clone, Default, PartialEq, Eq, uniffi::Record)]
pub struct NoticeRequest {
    /// The code of a module: `government` 政务公开, `party` 党务公开.
    #[uniffi(default = "government")]
    pub module: String,
    /// Only those of an issuer, named as in [`NoticeRow::issuer`].
    #[uniffi(default = None)]
    pub issuer: Option<String>,
    /// Only those of a topic, by its code.
    #[uniffi(default = None)]
    pub topic: Option<String>,
    /// A document number or its beginning, with any brackets and blanks; or its last part alone: 5号.
    #[uniffi(default = None)]
    pub number: Option<String>,
    /// Only those in force.
    #[uniffi(default = false)]
    pub valid_only: bool,
    /// `next` of the page before.
    #[uniffi(default = None)]
    pub before: Option<String>,
    /// Rows of a page, 1 to 200.
    #[uniffi(default = 50)]
    pub limit: u32,
}

/// A page of notices.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct NoticePage {
    /// The newest first.
    pub items: Vec<NoticeRow>,
    /// The key of the next page; `None` at the end.
    pub next: Option<String>,
    /// On the first page the topics that [`NoticeRequest::topic`] can name; empty on the others.
    pub topics: Vec<Term>,
}

/// An issuer of notices.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Issuer {
    /// Its name.
    pub name: String,
    /// How many of its notices are on this phone.
    pub notices: u32,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct NoticePayload {
    issuer: Value,
    document_number: Value,
    issued_on: Value,
    valid_until: Value,
    topic: Value,
    replaces: Value,
    replaced_by: Value,
}

/// A document number in the form in which it is stored and searched.
fn normalized(number: &str) -> String {
    story::comparable_number(number).chars().take(MAX_SHORT_TEXT).collect()
}

pub(super) fn ingest(write: &Write<'_>, item: &TopicItem) -> Result<()> {
    let Some(payload) = item.payload::<NoticePayload>() else { return Ok(()) };
    let number = payload.document_number.short_text().map(|number| normalized(&number));
    write
        .prepare_cached(
            "INSERT OR REPLACE INTO paper (item, module, kind, published, issuer, number, topic, expires)
             VALUES (?1, ?2, 'notice', ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute((
            item.key,
            item.module.as_deref().unwrap_or_default(),
            item.published,
            payload.issuer.short_text(),
            number.filter(|number| !number.is_empty()),
            payload.topic.short_text(),
            payload.valid_until.date().map(end_of),
        ))?;
    let mut insert =
        write.prepare_cached("INSERT OR IGNORE INTO replacement (old, new, said_by) VALUES (?1, ?2, ?3)")?;
    for old in payload.replaces.texts(MAX_SHORT_TEXT).into_iter().filter(|old| *old != item.id) {
        insert.execute((old, &item.id, &item.id))?;
    }
    if let Some(new) = payload.replaced_by.short_text().filter(|new| *new != item.id) {
        insert.execute((&item.id, new, &item.id))?;
    }
    Ok(())
}

/// What is in force at `?6`. A replacement of any copy of the document counts, even if the notice that replaces is not on this
/// phone. One that was withdrawn replaces nothing any more, unless it was replaced itself by one that stands.
const IN_FORCE: &str = "(paper.expires IS NULL OR paper.expires >= ?6)
       AND NOT EXISTS (SELECT 1 FROM replacement WHERE replacement.old IN (
             SELECT copy.id FROM paper same JOIN item copy ON copy.key = same.item
              WHERE same.item = paper.item OR same.number = paper.number AND same.issuer IS paper.issuer) AND (
             NOT EXISTS (SELECT 1 FROM withdrawal WHERE withdrawal.id = replacement.new)
             OR EXISTS (WITH RECURSIVE successor (id) AS (
                          SELECT later.new FROM replacement later WHERE later.old = replacement.new
                          UNION SELECT later.new FROM successor JOIN replacement later ON later.old = successor.id)
                        SELECT 1 FROM successor WHERE id <> item.id AND id NOT IN (SELECT id FROM withdrawal))))";

/// The notices that replace one, `?1`, or another copy of it, and stand: behind a withdrawn one, those that replace that.
const SUCCESSORS: &str = "WITH RECURSIVE successor (id) AS (
       SELECT new FROM replacement WHERE old IN (
              SELECT ?1 UNION ALL
              SELECT copy.id FROM item JOIN paper ON paper.item = item.key
                              JOIN paper same ON same.number = paper.number AND same.issuer IS paper.issuer
                              JOIN item copy ON copy.key = same.item WHERE item.id = ?1)
       UNION SELECT replacement.new FROM successor JOIN withdrawal ON withdrawal.id = successor.id
                                                   JOIN replacement ON replacement.old = successor.id)
     SELECT id FROM successor WHERE id <> ?1 AND id NOT IN (SELECT id FROM withdrawal) ORDER BY id";

/// The statement of a page: `?1` the module, `?2` and `?3` the page key, `?4` the limit, `?5` the issuer or, without
/// one, the topic, `?6` the time at which a notice is to be in force, `?7` the topic if there is an issuer too.
fn statement(issuer: bool, topic: bool, valid: bool) -> String {
    let narrow = match (issuer, topic) {
        (true, _) => "AND paper.issuer = ?5",
        (_, true) => "AND paper.topic = ?5",
        _ => "AND ?5 IS NULL",
    };
    let valid = if valid { IN_FORCE } else { "?6 IS NOT NULL" };
    // With an issuer the topic is checked in each row, without an index: an issuer has few notices.
    let also = if issuer && topic { "AND paper.topic = ?7" } else { "AND ?7 IS NULL" };
    format!(
        "SELECT paper.published, paper.item FROM paper CROSS JOIN item ON item.key = paper.item
          WHERE paper.module = ?1 AND paper.kind = 'notice' {narrow} AND (paper.published, paper.item) < (?2, ?3)
            AND item.kind_front = 1 AND {valid} {also}
          ORDER BY paper.published DESC, paper.item DESC LIMIT ?4"
    )
}

const BY_NUMBER: &str = "SELECT paper.published, paper.item FROM paper CROSS JOIN item ON item.key = paper.item
     WHERE paper.number >= ?1 AND paper.number < ?2 AND paper.kind = 'notice' AND paper.module = ?3
       AND item.kind_front = 1";

/// A page of notices.
///
/// Errors: `BadRequest` for a limit out of range or a page key that is none.
pub(crate) fn list(view: &View<'_>, request: &NoticeRequest) -> Result<NoticePage> {
    let limit = feed::page_limit(request.limit)?;
    let before = request.before.as_deref().map_or(Ok(NEWEST), feed::parse_page_key)?;
    let number = request.number.as_deref().map(normalized).filter(|number| !number.is_empty());
    let mut keys = match number {
        Some(number) if number.chars().all(|c| c.is_ascii_digit()) => {
            ending_with(view, request, &number, before, limit + 1)?
        }
        Some(number) => beginning_with(view, request, &number, before, limit + 1)?,
        None => page(view, request, before, limit as i64 + 1)?,
    };
    let next = feed::truncate_page(&mut keys, limit, feed::format_page_key);
    let items = keys.into_iter().filter_map(|(_, key)| row(view, key).transpose()).collect::<Result<_>>()?;
    let topics = if request.before.is_none() { catalogue::terms(view.connection, "topic")? } else { Vec::new() };
    Ok(NoticePage { items, next, topics })
}

fn page(view: &View<'_>, request: &NoticeRequest, before: (i64, i64), limit: i64) -> Result<Vec<(i64, i64)>> {
    let (issuer, topic) = (request.issuer.as_deref(), request.topic.as_deref());
    let sql = statement(issuer.is_some(), topic.is_some(), request.valid_only);
    let params = (&request.module, before.0, before.1, limit, issuer.or(topic), view.publisher_now, issuer.and(topic));
    collect_rows(view.connection, &sql, params, |row| Ok((row.get(0)?, row.get(1)?)))
}

/// The page keys of notices whose number ends with some digits. No index is ordered by the end of a number, so the
/// notices are read from the newest on.
fn ending_with(
    view: &View<'_>,
    request: &NoticeRequest,
    digits: &str,
    before: (i64, i64),
    limit: usize,
) -> Result<Vec<(i64, i64)>> {
    let mut found = Vec::new();
    let mut from = before;
    let mut number_of = view.connection.prepare_cached("SELECT number FROM paper WHERE item = ?1")?;
    loop {
        let page = page(view, request, from, i64::from(MAX_PAGE))?;
        for &key in &page {
            from = key;
            let number: Option<String> = number_of.query_row([key.1], |row| row.get(0))?;
            let matches = number.as_deref().and_then(|number| number.strip_suffix(digits)).is_some_and(|rest| {
                // 〔2026〕15号 does not end with 5号: before the digits stands no digit, or the four of the year.
                let run = rest.chars().rev().take_while(char::is_ascii_digit).count();
                run == 0 || run == 4
            });
            if matches {
                found.push(key);
            }
            if found.len() == limit {
                return Ok(found);
            }
        }
        if page.len() < MAX_PAGE as usize {
            return Ok(found);
        }
    }
}

/// The page keys of notices whose number begins with a text, from the index of numbers.
fn beginning_with(
    view: &View<'_>,
    request: &NoticeRequest,
    number: &str,
    before: (i64, i64),
    limit: usize,
) -> Result<Vec<(i64, i64)>> {
    // No number contains this character.
    let end = format!("{number}\u{10ffff}");
    let params = (number, end, &request.module);
    let mut keys: Vec<(i64, i64)> =
        collect_rows(view.connection, BY_NUMBER, params, |row| Ok((row.get(0)?, row.get(1)?)))?;
    keys.retain(|key| *key < before);
    sort_by_key(&mut keys, |key| std::cmp::Reverse(*key));
    let mut found = Vec::new();
    for key in keys {
        let Some(notice) = row(view, key.1)? else { continue };
        let is =
            |wanted: &Option<String>, value: Option<&str>| wanted.as_deref().is_none_or(|code| Some(code) == value);
        let in_force = !notice.expired && notice.replaced_by.is_empty();
        if is(&request.issuer, Some(&notice.issuer))
            && is(&request.topic, notice.topic.as_ref().map(|topic| topic.code.as_str()))
            && (in_force || !request.valid_only)
        {
            found.push(key);
        }
        if found.len() == limit {
            break;
        }
    }
    Ok(found)
}

/// One notice.
///
/// Errors: `NotFound` if no notice has this id.
pub(crate) fn get(view: &View<'_>, id: &str) -> Result<NoticeRow> {
    let key = feed::item_key(view.connection, id)?.ok_or(Fault::NotFound)?;
    row(view, key)?.ok_or(Fault::NotFound)
}

/// `None` if the item was deleted or is no notice.
fn row(view: &View<'_>, key: i64) -> Result<Option<NoticeRow>> {
    let connection = view.connection;
    let (Some(item), Some(row)) = (feed::topic_item(connection, key)?, feed::row_by_key(view, key)?) else {
        return Ok(None);
    };
    let Some(payload) = Some(&item).filter(|item| item.kind == "notice").and_then(TopicItem::payload::<NoticePayload>)
    else {
        return Ok(None);
    };
    let today = day_of(view.publisher_now).unwrap_or(time::Date::MIN);
    let (issued, last) = (payload.issued_on.date(), payload.valid_until.date());
    let named = |code: String| catalogue::term_of(connection, "topic", code);
    let ids = |sql: &str| collect_rows(connection, sql, [&item.id], |row| row.get(0));
    let replaced_by: Vec<String> = ids(SUCCESSORS)?;
    let expired = last.is_some_and(|day| end_of(day) < view.publisher_now);
    let valid_until_text = last.map_or_else(String::new, |day| format_day(day, today));
    let validity = match (replaced_by.is_empty(), expired) {
        (false, _) => text::get("notice.replaced").to_owned(),
        (true, true) => text::fill("notice.expired", &valid_until_text),
        (true, false) if last.is_some() => text::fill("notice.until", &valid_until_text),
        (true, false) => text::get("notice.lasting").to_owned(),
    };
    Ok(Some(NoticeRow {
        issuer: payload.issuer.short_text().unwrap_or_default(),
        document_number: payload.document_number.short_text(),
        issued: issued.map(start_of),
        issued_text: issued.map_or_else(String::new, |day| format_day(day, today)),
        valid_until: last.map(end_of),
        valid_until_text,
        expired,
        topic: payload.topic.short_text().map(named).transpose()?,
        replaces: ids("SELECT DISTINCT old FROM replacement WHERE new = ?1 ORDER BY old")?,
        replaced_by,
        validity,
        row,
    }))
}

/// The issuers of a module's notices, by name.
pub(crate) fn issuers(connection: &Connection, module: &str) -> Result<Vec<Issuer>> {
    let sql = "SELECT issuer, count(*) FROM paper WHERE module = ?1 AND kind = 'notice' AND issuer IS NOT NULL
          GROUP BY issuer ORDER BY issuer LIMIT ?2";
    collect_rows(connection, sql, (module, MAX_ISSUERS), |row| Ok(Issuer { name: row.get(0)?, notices: row.get(1)? }))
}

/// Every statement that lists notices.
#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    let mut all = vec![BY_NUMBER.to_owned()];
    for issuer in [false, true] {
        for topic in [false, true] {
            all.extend([false, true].map(|valid| statement(issuer, topic, valid)));
        }
    }
    all
}
