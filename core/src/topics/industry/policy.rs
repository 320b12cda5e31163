//! 政策: policies for enterprises, by publication and by the deadline for applications.

use rusqlite::Connection;
use serde::Deserialize;
use serde_json::Value;
use time::Date;

use crate::base::clock::MILLIS_PER_DAY;
use crate::base::error::{Fault, Result};
use crate::base::store::{Write, collect_rows};
use crate::formats::workday::{Calendar, Deadline, WorkStatus, day_of, end_of, format_day, start_of};
use crate::reader::catalogue::{self, Term};
use crate::reader::feed::{self, ItemRow, MAX_SHORT_TEXT, PayloadValue, TopicItem, View};

/// The longest span of the policy calendar, in milliseconds.
const MAX_SPAN: i64 = 400 * MILLIS_PER_DAY;
/// Policies of one policy calendar.
const MAX_LISTED: i64 = 1_000;
/// A deadline within this many milliseconds is soon.
const SOON: i64 = 14 * MILLIS_PER_DAY;

/// A policy.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct PolicyRow {
    /// Its item.
    pub row: ItemRow,
    /// The authority that issued it; empty if the publisher did not say.
    pub issuer: String,
    /// Who can apply, in the publisher's words.
    pub applies_to: Option<String>,
    /// Whom to ask.
    pub contact: Option<String>,
    /// The deadline for applications; `None` if there is none.
    pub deadline: Option<Deadline>,
    /// True if the deadline is over.
    pub closed: bool,
    /// The sizes of enterprises that can apply; empty for all.
    pub sizes: Vec<Term>,
    /// Its sectors.
    pub sectors: Vec<Term>,
    /// Its parks.
    pub parks: Vec<Term>,
}

/// A page of policies.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct PolicyPage {
    /// The newest first.
    pub items: Vec<PolicyRow>,
    /// The key of the next page; `None` at the end.
    pub next: Option<String>,
    /// On the first page the sectors that [`PolicyRequest::sector`] can name; empty on the others.
    pub sectors: Vec<Term>,
    /// On the first page the sizes that [`PolicyRequest::size`] can name; empty on the others.
    pub sizes: Vec<Term>,
}

/// A day of the policy calendar.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct PolicyDay {
    /// Its first moment in China, in milliseconds.
    pub day: i64,
    /// The day in words: 11月30日 周一.
    pub day_text: String,
    /// The policies whose deadline is the end of this day.
    pub policies: Vec<PolicyRow>,
}

/// Which policies.
#[derive(Debug, Clone, Default, PartialEq, Eq, uniffi::Record)]
pub struct PolicyRequest {
    /// The code of a sector; `None` for all.
    #[uniffi(default = None)]
    pub sector: Option<String>,
    /// The code of a park; `None` for all.
    #[uniffi(default = None)]
    pub park: Option<String>,
    /// The code of a size of enterprises, which leaves out policies for other sizes alone; `None` for all.
    #[uniffi(default = None)]
    pub size: Option<String>,
    /// Only policies whose deadline is not over, or that have none.
    #[uniffi(default = false)]
    pub open_only: bool,
    /// `next` of the page before.
    #[uniffi(default = None)]
    pub before: Option<String>,
    /// Rows of a page, 1 to 200.
    #[uniffi(default = 50)]
    pub limit: u32,
}

/// The payload of a policy.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct PolicyPayload {
    issuer: Value,
    applies_to: Value,
    deadline: Value,
    contact: Value,
    sizes: Value,
}

impl PolicyPayload {
    /// The codes of the sizes of enterprises that can apply; empty for all.
    pub(super) fn sizes(&self) -> Vec<String> {
        self.sizes.texts(MAX_SHORT_TEXT)
    }
}

/// Stores what an item says as a policy, and removes what an earlier revision said.
pub(crate) fn ingest(write: &Write<'_>, item: &TopicItem) -> Result<()> {
    if item.before {
        write.prepare_cached("DELETE FROM policy WHERE item = ?1")?.execute([item.key])?;
    }
    if item.kind != "policy" {
        return Ok(());
    }
    let deadline = item.payload::<PolicyPayload>().and_then(|payload| payload.deadline.date()).map(end_of);
    write
        .prepare_cached("INSERT OR REPLACE INTO policy (item, published, deadline) VALUES (?1, ?2, ?3)")?
        .execute((item.key, item.published, deadline))?;
    Ok(())
}

/// The statement of a page: `?1` the sector or, without one, the park, `?2` and `?3` the page key, `?4` the limit, `?5`
/// the time at which a policy is to be open, `?6` the park if there is a sector too.
pub(super) fn statement(sector: bool, park: bool, open: bool) -> String {
    let open = if open { "(policy.deadline IS NULL OR policy.deadline >= ?5)" } else { "?5 IS NOT NULL" };
    let also = match (sector, park) {
        (true, true) => {
            "EXISTS (SELECT 1 FROM about too WHERE too.family = 'park' AND too.code = ?6
                      AND too.published = policy.published AND too.item = policy.item)"
        }
        _ => "?6 IS NULL",
    };
    if !sector && !park {
        return format!(
            "SELECT policy.published, policy.item FROM policy CROSS JOIN item ON item.key = policy.item
              WHERE ?1 IS NULL AND (policy.published, policy.item) < (?2, ?3) AND item.kind_front = 1 AND {open} AND {also}
              ORDER BY policy.published DESC, policy.item DESC LIMIT ?4"
        );
    }
    let family = if sector { "sector" } else { "park" };
    format!(
        "SELECT about.published, about.item FROM about CROSS JOIN policy ON policy.item = about.item
           CROSS JOIN item ON item.key = about.item
          WHERE about.family = '{family}' AND about.code = ?1 AND (about.published, about.item) < (?2, ?3)
            AND item.kind_front = 1 AND {open} AND {also}
          ORDER BY about.published DESC, about.item DESC LIMIT ?4"
    )
}

/// Policies by deadline: `?1` and `?2` the first and the last moment, `?3` the sector or null, `?4` the park or null,
/// `?5` the limit.
pub(super) const BY_DEADLINE: &str = "SELECT policy.item FROM policy CROSS JOIN item ON item.key = policy.item
     WHERE policy.deadline BETWEEN ?1 AND ?2 AND item.kind_front = 1
       AND (?3 IS NULL OR EXISTS (SELECT 1 FROM about WHERE about.family = 'sector' AND about.code = ?3
                                    AND about.published = policy.published AND about.item = policy.item))
       AND (?4 IS NULL OR EXISTS (SELECT 1 FROM about WHERE about.family = 'park' AND about.code = ?4
                                    AND about.published = policy.published AND about.item = policy.item))
     ORDER BY policy.deadline, policy.item LIMIT ?5";

/// A page of policies.
///
/// Errors: `BadRequest` for a limit out of range or a page key that is none.
pub(crate) fn list(view: &View<'_>, request: &PolicyRequest) -> Result<PolicyPage> {
    let limit = feed::page_limit(request.limit)?;
    let mut from = request.before.as_deref().map_or(Ok((i64::MAX, i64::MAX)), feed::parse_page_key)?;
    let workdays = catalogue::calendar(view.connection)?;
    let mut page = PolicyPage { items: Vec::new(), next: None, sectors: Vec::new(), sizes: Vec::new() };
    if request.before.is_none() {
        page.sectors = catalogue::terms(view.connection, "sector")?;
        page.sizes = catalogue::terms(view.connection, "size")?;
    }
    // No index has the sizes of a policy: they are checked in each row, until the page is full.
    loop {
        let keys = page_keys(view, request, from, limit as i64 + 1)?;
        let more = keys.len() > limit;
        for key in keys.into_iter().take(limit) {
            if page.items.len() == limit {
                page.next = Some(format!("{}.{}", from.0, from.1));
                return Ok(page);
            }
            from = key;
            let policy = row(view, key.1, &workdays)?;
            page.items.extend(policy.filter(|policy| is_for_size(policy, request.size.as_deref())));
        }
        if !more {
            return Ok(page);
        }
        if page.items.len() == limit {
            page.next = Some(format!("{}.{}", from.0, from.1));
            return Ok(page);
        }
    }
}

fn page_keys(view: &View<'_>, request: &PolicyRequest, from: (i64, i64), limit: i64) -> Result<Vec<(i64, i64)>> {
    let (sector, park) = (request.sector.as_deref(), request.park.as_deref());
    let sql = statement(sector.is_some(), park.is_some(), request.open_only);
    let params = (sector.or(park), from.0, from.1, limit, view.publisher_now, sector.and(park));
    collect_rows(view.connection, &sql, params, |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Whether enterprises of a size can apply.
fn is_for_size(policy: &PolicyRow, size: Option<&str>) -> bool {
    size.is_none_or(|size| policy.sizes.is_empty() || policy.sizes.iter().any(|term| term.code == size))
}

/// The policy calendar: the days from one moment to another, in milliseconds, on which a deadline ends. At most a
/// thousand policies; `before` and `limit` of the request are ignored.
///
/// Errors: `BadRequest` for a span that is longer than 400 days or ends before it begins.
pub(crate) fn calendar(view: &View<'_>, request: &PolicyRequest, from: i64, until: i64) -> Result<Vec<PolicyDay>> {
    if until < from || until.saturating_sub(from) > MAX_SPAN {
        return Err(Fault::BadRequest);
    }
    let from = if request.open_only { from.max(view.publisher_now) } else { from };
    let workdays = catalogue::calendar(view.connection)?;
    let today = day_of(view.publisher_now).unwrap_or(Date::MIN);
    let params = (from, until, request.sector.as_deref(), request.park.as_deref(), MAX_LISTED);
    let keys: Vec<i64> = collect_rows(view.connection, BY_DEADLINE, params, |row| row.get(0))?;
    let mut days: Vec<PolicyDay> = Vec::new();
    for key in keys {
        let policy = row(view, key, &workdays)?;
        let Some(policy) = policy.filter(|policy| is_for_size(policy, request.size.as_deref())) else { continue };
        let Some(day) = policy.deadline.as_ref().and_then(|deadline| day_of(deadline.due)) else { continue };
        match days.last_mut().filter(|last| last.day == start_of(day)) {
            Some(last) => last.policies.push(policy),
            None => {
                days.push(PolicyDay { day: start_of(day), day_text: format_day(day, today), policies: vec![policy] })
            }
        }
    }
    Ok(days)
}

/// The policies whose deadlines come next, the earliest first.
pub(super) fn next_deadlines(view: &View<'_>, request: &PolicyRequest, limit: usize) -> Result<Vec<PolicyRow>> {
    let days = calendar(view, request, view.publisher_now, view.publisher_now.saturating_add(MAX_SPAN))?;
    Ok(days.into_iter().flat_map(|day| day.policies).take(limit).collect())
}

/// The policies whose deadline is within fourteen days, the earliest first, of those that are `wanted` by the id of
/// their item.
pub(super) fn ending_soon(view: &View<'_>, wanted: impl Fn(&str) -> bool, limit: usize) -> Result<Vec<PolicyRow>> {
    let workdays = catalogue::calendar(view.connection)?;
    let params = (view.publisher_now, view.publisher_now.saturating_add(SOON), None::<&str>, None::<&str>, MAX_LISTED);
    let keys: Vec<i64> = collect_rows(view.connection, BY_DEADLINE, params, |row| row.get(0))?;
    let mut ending = Vec::new();
    let mut id_of = view.connection.prepare_cached("SELECT id FROM item WHERE key = ?1")?;
    for key in keys {
        if ending.len() == limit {
            break;
        }
        let id: String = id_of.query_row([key], |row| row.get(0))?;
        if wanted(&id) {
            ending.extend(row(view, key, &workdays)?);
        }
    }
    Ok(ending)
}

/// One policy.
///
/// Errors: `NotFound` if no policy has this id.
pub(crate) fn get(view: &View<'_>, id: &str) -> Result<PolicyRow> {
    let key = feed::item_key(view.connection, id)?.ok_or(Fault::NotFound)?;
    row(view, key, &catalogue::calendar(view.connection)?)?.ok_or(Fault::NotFound)
}

/// `None` if the item was deleted or is no policy. A policy without a usable payload is still a policy.
pub(super) fn row(view: &View<'_>, key: i64, workdays: &Calendar) -> Result<Option<PolicyRow>> {
    let connection = view.connection;
    let (Some(item), Some(row)) = (feed::topic_item(connection, key)?, feed::row_by_key(view, key)?) else {
        return Ok(None);
    };
    if item.kind != "policy" {
        return Ok(None);
    }
    let payload = item.payload::<PolicyPayload>().unwrap_or_default();
    let named = |family: &str, codes: Vec<String>| -> Result<Vec<Term>> {
        codes.into_iter().map(|code| catalogue::term_of(connection, family, code)).collect()
    };
    let today = day_of(view.publisher_now).unwrap_or(Date::MIN);
    let last = payload.deadline.date();
    let closed = last.is_some_and(|day| end_of(day) < view.publisher_now);
    let progress = if closed { WorkStatus::Done } else { WorkStatus::OnTime };
    Ok(Some(PolicyRow {
        row,
        issuer: payload.issuer.short_text().unwrap_or_default(),
        applies_to: payload.applies_to.long_text(),
        contact: payload.contact.short_text(),
        deadline: last.map(|day| workdays.deadline(today, day, progress)),
        closed,
        sizes: named("size", payload.sizes())?,
        sectors: named("sector", codes(connection, key, "sector")?)?,
        parks: named("park", codes(connection, key, "park")?)?,
    }))
}

/// The codes of a family that an item belongs to.
fn codes(connection: &Connection, key: i64, family: &str) -> Result<Vec<String>> {
    let sql = "SELECT code FROM about WHERE item = ?1 AND family = ?2 ORDER BY code";
    collect_rows(connection, sql, (key, family), |row| row.get(0))
}
