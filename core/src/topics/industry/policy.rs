//! 政策: by time, and by the day until which something can be applied for.

use rusqlite::Connection;

use super::{LINE, PARAGRAPH, Wire};
use crate::base::clock::MILLIS_PER_DAY;
use crate::base::error::{Fault, Result};
use crate::formats::workday::{Calendar, Deadline, WorkStatus, day_of, end_of, format_day, start_of};
use crate::reader::catalogue::{self, Term};
use crate::reader::feed::{self, ItemRow, TopicItem, View, text_of, texts_of};

/// The longest span of a policy calendar, and how many policies it has.
const MAX_SPAN: i64 = 400 * MILLIS_PER_DAY;
const MAX_LISTED: i64 = 1_000;

/// A policy.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct PolicyRow {
    /// Its item.
    pub row: ItemRow,
    /// Who issued it.
    pub issuer: String,
    /// Whom it is for, in the publisher's words.
    pub applies_to: Option<String>,
    /// Whom to ask.
    pub contact: Option<String>,
    /// Until when something can be applied for; none when it has no end.
    pub deadline: Option<Deadline>,
    /// Whether that day is over.
    pub closed: bool,
    /// Which sizes of enterprises it is for; empty for all.
    pub sizes: Vec<Term>,
    /// Its sectors.
    pub sectors: Vec<Term>,
    /// Its parks.
    pub parks: Vec<Term>,
}

/// A page of policies.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct PolicyPage {
    /// Policies.
    pub items: Vec<PolicyRow>,
    /// What the next page is asked with; none at the end.
    pub next: Option<String>,
    /// On the first page what can be asked for, [`PolicyRequest::sector`] and [`PolicyRequest::size`]; empty on the others.
    pub sectors: Vec<Term>,
    /// Sizes of enterprises, in the same way.
    pub sizes: Vec<Term>,
}

/// A day on which something ends.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct PolicyDay {
    /// Its first moment in China, milliseconds.
    pub day: i64,
    /// As a person reads it: 11月30日 周一.
    pub day_text: String,
    /// What can be applied for until the end of this day.
    pub policies: Vec<PolicyRow>,
}

/// Which policies.
#[derive(Debug, Clone, Default, PartialEq, Eq, uniffi::Record)]
pub struct PolicyRequest {
    /// The code of a sector; none for all.
    #[uniffi(default = None)]
    pub sector: Option<String>,
    /// The code of a park; none for all.
    #[uniffi(default = None)]
    pub park: Option<String>,
    /// The code of a size: policies that are for enterprises of this size, or for all; none for all.
    #[uniffi(default = None)]
    pub size: Option<String>,
    /// Only those whose deadline is not over, or that have none.
    #[uniffi(default = false)]
    pub open_only: bool,
    /// The `next` of the page before.
    #[uniffi(default = None)]
    pub before: Option<String>,
    /// Rows of a page, 1 to 200.
    #[uniffi(default = 50)]
    pub limit: u32,
}

/// The statement of a page: `?1` the code that is walked along, `?2` and `?3` where it begins, `?4` how long it is, `?5` now,
/// `?6` the other code.
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
              WHERE ?1 IS NULL AND (policy.published, policy.item) < (?2, ?3) AND item.module_front = 1 AND {open} AND {also}
              ORDER BY policy.published DESC, policy.item DESC LIMIT ?4"
        );
    }
    let family = if sector { "sector" } else { "park" };
    format!(
        "SELECT about.published, about.item FROM about CROSS JOIN policy ON policy.item = about.item
           CROSS JOIN item ON item.key = about.item
          WHERE about.family = '{family}' AND about.code = ?1 AND (about.published, about.item) < (?2, ?3)
            AND item.module_front = 1 AND {open} AND {also}
          ORDER BY about.published DESC, about.item DESC LIMIT ?4"
    )
}

/// Deadlines of a span, the first first: `?1` and `?2` the span, `?3` the sector or none, `?4` the park or none.
pub(super) const BY_DEADLINE: &str = "SELECT policy.item FROM policy CROSS JOIN item ON item.key = policy.item
     WHERE policy.deadline BETWEEN ?1 AND ?2 AND item.module_front = 1
       AND (?3 IS NULL OR EXISTS (SELECT 1 FROM about WHERE about.family = 'sector' AND about.code = ?3
                                    AND about.published = policy.published AND about.item = policy.item))
       AND (?4 IS NULL OR EXISTS (SELECT 1 FROM about WHERE about.family = 'park' AND about.code = ?4
                                    AND about.published = policy.published AND about.item = policy.item))
     ORDER BY policy.deadline, policy.item LIMIT ?5";

/// A page of policies, the newest first.
pub(crate) fn list(view: &View<'_>, request: &PolicyRequest) -> Result<PolicyPage> {
    let limit = feed::page_limit(request.limit)?;
    let mut from = request.before.as_deref().map_or(Ok((i64::MAX, i64::MAX)), feed::parse_page_key)?;
    let calendar = Calendar::parse(&catalogue::document(view.connection)?);
    let mut page = PolicyPage { items: Vec::new(), next: None, sectors: Vec::new(), sizes: Vec::new() };
    if request.before.is_none() {
        page.sectors = catalogue::terms(view.connection, "sector")?;
        page.sizes = catalogue::terms(view.connection, "size")?;
    }
    // Which sizes a policy is for is in no index: it is looked at in each row.
    loop {
        let keys = keys(view, request, from, limit as i64 + 1)?;
        let whole = keys.len() > limit;
        for key in keys.into_iter().take(limit) {
            if page.items.len() == limit {
                page.next = Some(format!("{}.{}", from.0, from.1));
                return Ok(page);
            }
            from = key;
            page.items.extend(row(view, key.1, &calendar)?.filter(|policy| suits(policy, request.size.as_deref())));
        }
        if !whole {
            return Ok(page);
        }
        if page.items.len() == limit {
            page.next = Some(format!("{}.{}", from.0, from.1));
            return Ok(page);
        }
    }
}

fn keys(view: &View<'_>, request: &PolicyRequest, from: (i64, i64), limit: i64) -> Result<Vec<(i64, i64)>> {
    let (sector, park) = (request.sector.as_deref(), request.park.as_deref());
    let mut query = view.connection.prepare_cached(&statement(sector.is_some(), park.is_some(), request.open_only))?;
    let values = (sector.or(park), from.0, from.1, limit, view.publisher_now, sector.and(park));
    let rows = query.query_map(values, |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// For enterprises of a size.
fn suits(policy: &PolicyRow, size: Option<&str>) -> bool {
    size.is_none_or(|size| policy.sizes.is_empty() || policy.sizes.iter().any(|term| term.code == size))
}

/// The days between two moments on which something ends, the first first, at most a thousand policies.
pub(crate) fn calendar(view: &View<'_>, request: &PolicyRequest, from: i64, until: i64) -> Result<Vec<PolicyDay>> {
    if until < from || until.saturating_sub(from) > MAX_SPAN {
        return Err(Fault::BadRequest);
    }
    let from = if request.open_only { from.max(view.publisher_now) } else { from };
    let calendar = Calendar::parse(&catalogue::document(view.connection)?);
    let today = day_of(view.publisher_now).unwrap_or(time::Date::MIN);
    let keys: Vec<i64> = {
        let mut query = view.connection.prepare_cached(BY_DEADLINE)?;
        let values = (from, until, request.sector.as_deref(), request.park.as_deref(), MAX_LISTED);
        let rows = query.query_map(values, |row| row.get(0))?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    let mut days: Vec<PolicyDay> = Vec::new();
    for key in keys {
        let Some(policy) = row(view, key, &calendar)?.filter(|policy| suits(policy, request.size.as_deref())) else {
            continue;
        };
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

/// The policies of a sector or a park whose deadlines are the next.
pub(super) fn next(view: &View<'_>, request: &PolicyRequest, limit: usize) -> Result<Vec<PolicyRow>> {
    let days = calendar(view, request, view.publisher_now, view.publisher_now.saturating_add(MAX_SPAN))?;
    Ok(days.into_iter().flat_map(|day| day.policies).take(limit).collect())
}

/// Near: what ends within so many days, of those that are wanted.
const NEAR: i64 = 14 * MILLIS_PER_DAY;

/// Policies that end soon, of those that are wanted by their id, the first first.
pub(super) fn ending(view: &View<'_>, wanted: impl Fn(&str) -> bool, limit: usize) -> Result<Vec<PolicyRow>> {
    let calendar = Calendar::parse(&catalogue::document(view.connection)?);
    let keys: Vec<i64> = {
        let mut query = view.connection.prepare_cached(BY_DEADLINE)?;
        let values =
            (view.publisher_now, view.publisher_now.saturating_add(NEAR), None::<&str>, None::<&str>, MAX_LISTED);
        let rows = query.query_map(values, |row| row.get(0))?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    let mut ending = Vec::new();
    let mut id_of = view.connection.prepare_cached("SELECT id FROM item WHERE key = ?1")?;
    for key in keys {
        if ending.len() == limit {
            break;
        }
        let id: String = id_of.query_row([key], |row| row.get(0))?;
        if wanted(&id) {
            ending.extend(row(view, key, &calendar)?);
        }
    }
    Ok(ending)
}

/// One policy.
pub(crate) fn one(view: &View<'_>, id: &str) -> Result<PolicyRow> {
    let key = feed::item_key(view.connection, id)?.ok_or(Fault::NotFound)?;
    let calendar = Calendar::parse(&catalogue::document(view.connection)?);
    row(view, key, &calendar)?.ok_or(Fault::NotFound)
}

pub(super) fn row(view: &View<'_>, key: i64, calendar: &Calendar) -> Result<Option<PolicyRow>> {
    let connection = view.connection;
    let (Some(facts), Some(row)) = (feed::topic_item(connection, key)?, feed::row_by_key(view, key)?) else {
        return Ok(None);
    };
    if facts.kind != "policy" {
        return Ok(None);
    }
    // One that says nothing of itself is still a policy.
    let wire = TopicItem::payload::<Wire>(&facts).unwrap_or_default();
    let named = |family: &str, codes: Vec<String>| -> Result<Vec<Term>> {
        codes.into_iter().map(|code| Ok(Term { name: catalogue::name_of(connection, family, &code)?, code })).collect()
    };
    let today = day_of(view.publisher_now).unwrap_or(time::Date::MIN);
    let last = wire.last_day();
    let closed = last.is_some_and(|day| end_of(day) < view.publisher_now);
    let progress = if closed { WorkStatus::Done } else { WorkStatus::OnTime };
    Ok(Some(PolicyRow {
        row,
        issuer: text_of(&wire.issuer, LINE).unwrap_or_default(),
        applies_to: text_of(&wire.applies_to, PARAGRAPH),
        contact: text_of(&wire.contact, LINE),
        deadline: last.map(|day| calendar.deadline(today, day, progress)),
        closed,
        sizes: named("size", texts_of(&wire.sizes, LINE))?,
        sectors: named("sector", codes(connection, key, "sector")?)?,
        parks: named("park", codes(connection, key, "park")?)?,
    }))
}

/// The codes of a family that an item belongs to.
pub(super) fn codes(connection: &Connection, key: i64, family: &str) -> Result<Vec<String>> {
    let mut query =
        connection.prepare_cached("SELECT code FROM about WHERE item = ?1 AND family = ?2 ORDER BY code")?;
    let codes = query.query_map((key, family), |row| row.get(0))?;
    Ok(codes.collect::<rusqlite::Result<_>>()?)
}
