//! 公开: notices of authorities, in 政务公开 and, with another module, 党务公开. A notice is valid to the end of its last day in
//! China; which replaces which is known from either of the two, whichever came first.

use rusqlite::Connection;
use serde::Deserialize;
use serde_json::Value;

use super::LINE;
use crate::base::error::{Fault, Result};
use crate::base::store::Write;
use crate::base::text;
use crate::formats::workday::{day_of, end_of, format_day, parse_date, start_of};
use crate::reader::catalogue::{self, Term};
use crate::reader::feed::{self, ItemRow, MAX_PAGE, TopicItem, View, text_of, texts_of};

/// Issuers that are offered for choice.
const MAX_ISSUERS: i64 = 200;
/// Where the first page begins.
const NEWEST: (i64, i64) = (i64::MAX, i64::MAX);

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct NoticeRow {
    /// Its item.
    pub row: ItemRow,
    /// Who issued it.
    pub issuer: String,
    /// Its number: 嵩样志〔2026〕5号.
    pub document_number: Option<String>,
    /// The first moment of the day it is dated, milliseconds.
    pub issued: Option<i64>,
    /// The day as a person reads it; empty when it is not known.
    pub issued_text: String,
    /// The last moment of its last valid day; none when it does not end.
    pub valid_until: Option<i64>,
    /// The day as a person reads it; empty when it does not end.
    pub valid_until_text: String,
    /// True when that day is over.
    pub expired: bool,
    /// What it is about.
    pub topic: Option<Term>,
    /// The ids of the notices that it replaces.
    pub replaces: Vec<String>,
    /// The ids of those that replace it; when there is one, it is no longer in force.
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
    /// Of one issuer, as [`NoticeRow::issuer`] names it.
    #[uniffi(default = None)]
    pub issuer: Option<String>,
    /// The code of a topic.
    #[uniffi(default = None)]
    pub topic: Option<String>,
    /// A document number or its beginning, with whatever brackets and blanks; or its last part alone: 5号.
    #[uniffi(default = None)]
    pub number: Option<String>,
    /// Only those that are in force.
    #[uniffi(default = false)]
    pub valid_only: bool,
    /// The `next` of the page before.
    #[uniffi(default = None)]
    pub before: Option<String>,
    /// Rows of a page, 1 to 200.
    #[uniffi(default = 50)]
    pub limit: u32,
}

/// A page of notices, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct NoticePage {
    /// The notices.
    pub items: Vec<NoticeRow>,
    /// What the next page is asked with; none at the end.
    pub next: Option<String>,
    /// On the first page what notices can be about, for [`NoticeRequest::topic`]; empty on the others.
    pub topics: Vec<Term>,
}

/// Who issued notices, and how many of them are on this phone.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Issuer {
    /// Its name.
    pub name: String,
    /// Notices on this phone.
    pub notices: u32,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Wire {
    issuer: Value,
    document_number: Value,
    issued_on: Value,
    valid_until: Value,
    topic: Value,
    replaces: Value,
    replaced_by: Value,
}

/// What is left of a document number when everything that people write differently is taken out: brackets of any sort,
/// blanks, full width, 第 and 号.
fn plain(number: &str) -> String {
    number
        .chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            c => c,
        })
        .filter(|c| c.is_alphanumeric() && !matches!(c, '第' | '号' | '號'))
        .flat_map(char::to_lowercase)
        .take(LINE)
        .collect()
}

pub(super) fn apply(write: &Write<'_>, facts: &TopicItem) -> Result<()> {
    let Some(wire) = facts.payload::<Wire>() else { return Ok(()) };
    let expires = text_of(&wire.valid_until, LINE).and_then(|day| parse_date(&day)).map(end_of);
    let number = text_of(&wire.document_number, LINE).map(|number| plain(&number)).filter(|number| !number.is_empty());
    write
        .prepare_cached(
            "INSERT OR REPLACE INTO paper (item, module, kind, published, issuer, number, topic, expires)
             VALUES (?1, ?2, 'notice', ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute((
            facts.key,
            facts.module.as_deref().unwrap_or_default(),
            facts.published,
            text_of(&wire.issuer, LINE),
            number,
            text_of(&wire.topic, LINE),
            expires,
        ))?;
    let mut replace =
        write.prepare_cached("INSERT OR IGNORE INTO replacement (old, new, said_by) VALUES (?1, ?2, ?3)")?;
    for old in texts_of(&wire.replaces, LINE).into_iter().filter(|old| *old != facts.id) {
        replace.execute((old, &facts.id, facts.key))?;
    }
    if let Some(new) = text_of(&wire.replaced_by, LINE).filter(|new| *new != facts.id) {
        replace.execute((&facts.id, new, facts.key))?;
    }
    Ok(())
}

/// In force: `?` is the first moment that no longer counts. What replaces a notice has to be here to be believed only when
/// it is the replaced one that says so: that one is here.
const IN_FORCE: &str = "(paper.expires IS NULL OR paper.expires >= ?6)
       AND NOT EXISTS (SELECT 1 FROM replacement WHERE replacement.old = item.id)";

/// The statement of a page: `?1` module, `?2` and `?3` where it begins, `?4` how long it is, `?5` the issuer, topic or
/// number, `?6` now, for what is in force.
fn statement(issuer: bool, topic: bool, valid: bool) -> String {
    let narrow = match (issuer, topic) {
        (true, _) => "AND paper.issuer = ?5",
        (_, true) => "AND paper.topic = ?5",
        _ => "AND ?5 IS NULL",
    };
    let valid = if valid { IN_FORCE } else { "?6 IS NOT NULL" };
    // With an issuer the topic is looked at in each row: an issuer has few.
    let also = if issuer && topic { "AND paper.topic = ?7" } else { "AND ?7 IS NULL" };
    format!(
        "SELECT paper.published, paper.item FROM paper CROSS JOIN item ON item.key = paper.item
          WHERE paper.module = ?1 AND paper.kind = 'notice' {narrow} AND (paper.published, paper.item) < (?2, ?3)
            AND item.module_front = 1 AND {valid} {also}
          ORDER BY paper.published DESC, paper.item DESC LIMIT ?4"
    )
}

const BY_NUMBER: &str = "SELECT paper.published, paper.item FROM paper CROSS JOIN item ON item.key = paper.item
      WHERE paper.number >= ?1 AND paper.number < ?2 AND paper.kind = 'notice' AND paper.module = ?3
        AND item.module_front = 1";

/// A page of notices.
pub(crate) fn list(view: &View<'_>, request: &NoticeRequest) -> Result<NoticePage> {
    let limit = feed::page_limit(request.limit)?;
    let before = request.before.as_deref().map_or(Ok(NEWEST), feed::parse_page_key)?;
    let mut keys = match request.number.as_deref().map(plain).filter(|number| !number.is_empty()) {
        Some(number) => numbered(view, request, &number, before, limit + 1)?,
        None => page(view, request, before, limit as i64 + 1)?,
    };
    let next = feed::truncate_page(&mut keys, limit, feed::format_page_key);
    let mut items = Vec::with_capacity(keys.len());
    for (_, key) in keys {
        items.extend(row(view, key)?);
    }
    let topics = if request.before.is_none() { catalogue::terms(view.connection, "topic")? } else { Vec::new() };
    Ok(NoticePage { items, next, topics })
}

fn page(view: &View<'_>, request: &NoticeRequest, before: (i64, i64), limit: i64) -> Result<Vec<(i64, i64)>> {
    let (issuer, topic) = (request.issuer.as_deref(), request.topic.as_deref());
    let sql = statement(issuer.is_some(), topic.is_some(), request.valid_only);
    let also = issuer.and(topic);
    let mut query = view.connection.prepare_cached(&sql)?;
    let values = (&request.module, before.0, before.1, limit, issuer.or(topic), view.publisher_now, also);
    let rows = query.query_map(values, |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// By number: what begins with it, from the index. Digits alone are the last part of a number, which no index begins with: the
/// notices are gone through by time, as a person would.
fn numbered(
    view: &View<'_>,
    request: &NoticeRequest,
    number: &str,
    before: (i64, i64),
    limit: usize,
) -> Result<Vec<(i64, i64)>> {
    let digits = number.chars().all(|c| c.is_ascii_digit());
    let mut found: Vec<(i64, i64)> = Vec::new();
    if digits {
        let mut from = before;
        'pages: loop {
            let page = page(view, request, from, i64::from(MAX_PAGE))?;
            for &(published, item) in &page {
                from = (published, item);
                let own: Option<String> = view
                    .connection
                    .prepare_cached("SELECT number FROM paper WHERE item = ?1")?
                    .query_row([item], |row| row.get(0))?;
                let ends = own.as_deref().and_then(|own| own.strip_suffix(number)).is_some_and(|rest| {
                    // 〔2026〕15号 does not end with 5号; the year before it is four digits of its own.
                    let run = rest.chars().rev().take_while(char::is_ascii_digit).count();
                    run == 0 || run == 4
                });
                if ends {
                    found.push((published, item));
                }
                if found.len() == limit {
                    break 'pages;
                }
            }
            if page.len() < MAX_PAGE as usize {
                break;
            }
        }
        return Ok(found);
    }
    let mut query = view.connection.prepare_cached(BY_NUMBER)?;
    // No number holds this character.
    let end = format!("{number}\u{10ffff}");
    let rows = query.query_map((number, end, &request.module), |row| Ok((row.get(0)?, row.get(1)?)))?;
    found = rows.collect::<rusqlite::Result<_>>()?;
    found.retain(|place| *place < before);
    found.sort_unstable_by(|one, other| other.cmp(one));
    let mut kept = Vec::new();
    for place in found {
        let Some(notice) = row(view, place.1)? else { continue };
        let same = |wanted: &Option<String>, own: Option<&str>| wanted.as_deref().is_none_or(|code| Some(code) == own);
        let in_force = !notice.expired && notice.replaced_by.is_empty();
        if same(&request.issuer, Some(&notice.issuer))
            && same(&request.topic, notice.topic.as_ref().map(|topic| topic.code.as_str()))
            && (in_force || !request.valid_only)
        {
            kept.push(place);
        }
        if kept.len() == limit {
            break;
        }
    }
    Ok(kept)
}

/// One notice.
pub(crate) fn one(view: &View<'_>, id: &str) -> Result<NoticeRow> {
    let key = feed::item_key(view.connection, id)?.ok_or(Fault::NotFound)?;
    row(view, key)?.ok_or(Fault::NotFound)
}

fn row(view: &View<'_>, key: i64) -> Result<Option<NoticeRow>> {
    let connection = view.connection;
    let (Some(facts), Some(row)) = (feed::topic_item(connection, key)?, feed::row_by_key(view, key)?) else {
        return Ok(None);
    };
    let Some(wire) = Some(&facts).filter(|facts| facts.kind == "notice").and_then(TopicItem::payload::<Wire>) else {
        return Ok(None);
    };
    let today = day_of(view.publisher_now).unwrap_or(time::Date::MIN);
    let day = |value: &Value| text_of(value, LINE).and_then(|day| parse_date(&day));
    let (issued, last) = (day(&wire.issued_on), day(&wire.valid_until));
    let topic = text_of(&wire.topic, LINE)
        .map(|code| Ok::<_, Fault>(Term { name: catalogue::name_of(connection, "topic", &code)?, code }));
    let ids = |sql: &str| -> Result<Vec<String>> {
        let mut query = connection.prepare_cached(sql)?;
        let ids = query.query_map([&facts.id], |row| row.get(0))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    };
    let replaced_by = ids("SELECT DISTINCT new FROM replacement WHERE old = ?1 ORDER BY new")?;
    let expired = last.is_some_and(|day| end_of(day) < view.publisher_now);
    let valid_until_text = last.map_or_else(String::new, |day| format_day(day, today));
    let validity = match (replaced_by.is_empty(), expired) {
        (false, _) => text::get("notice.replaced").to_owned(),
        (true, true) => text::fill("notice.expired", &valid_until_text),
        (true, false) if last.is_some() => text::fill("notice.until", &valid_until_text),
        (true, false) => text::get("notice.lasting").to_owned(),
    };
    Ok(Some(NoticeRow {
        issuer: text_of(&wire.issuer, LINE).unwrap_or_default(),
        document_number: text_of(&wire.document_number, LINE),
        issued: issued.map(start_of),
        issued_text: issued.map_or_else(String::new, |day| format_day(day, today)),
        valid_until: last.map(end_of),
        valid_until_text,
        expired,
        topic: topic.transpose()?,
        replaces: ids("SELECT DISTINCT old FROM replacement WHERE new = ?1 ORDER BY old")?,
        replaced_by,
        validity,
        row,
    }))
}

/// Who issued notices of a module.
pub(crate) fn issuers(connection: &Connection, module: &str) -> Result<Vec<Issuer>> {
    let mut query = connection.prepare_cached(
        "SELECT issuer, count(*) FROM paper WHERE module = ?1 AND kind = 'notice' AND issuer IS NOT NULL
          GROUP BY issuer ORDER BY issuer LIMIT ?2",
    )?;
    let rows = query.query_map((module, MAX_ISSUERS), |row| Ok(Issuer { name: row.get(0)?, notices: row.get(1)? }))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

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
