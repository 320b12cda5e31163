//! 服务: the directory of numbers to call, places to go to and pages to open, offline. What holds: a position is used for
//! one answer and dropped; no file, no request and no log line has it.

use rusqlite::Connection;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::base::error::{Fault, Result};
use crate::base::sort::sort_by_key;
use crate::base::store::{Write, collect_rows};
use crate::base::text;
use crate::formats::opening_hours::{OpeningHours, OpeningStatus};
use crate::formats::telephone::{Telephone, telephones};
use crate::formats::workday::Calendar;
use crate::reader::catalogue::{self, Term};
use crate::reader::feed::{self, ItemRow, PayloadValue, TopicItem, View};

/// Entries that are read for a list by distance, or of what is open.
const MAX_UNINDEXED: i64 = 2_000;
/// The mean radius of the earth, in metres.
const EARTH_RADIUS: f64 = 6_371_000.0;

/// A position in degrees, WGS 84. It is used for one answer and not stored.
#[derive(Clone, Copy, PartialEq, uniffi::Record)]
pub struct Position {
    /// North of the equator.
    pub latitude: f64,
    /// East of Greenwich.
    pub longitude: f64,
}

/// Without the coordinates, so that no log line and no panic message can have them.
impl std::fmt::Debug for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Position")
    }
}

/// What an entry opens.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Enum)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ServiceTarget {
    /// A call.
    Phone {
        /// Digits, blanks and `+-()`; never `*` or `#`, which are commands to a dialler.
        number: String,
    },
    /// An address on a map.
    Address {
        /// The address in words.
        address: String,
    },
    /// A page on the web.
    Page {
        /// An http or https address.
        url: String,
    },
    /// A mini-programme 小程序.
    MiniProgramme {
        /// Its name on its platform.
        name: String,
    },
    /// A screen of the app, for example `appeal`.
    Screen {
        /// The screen's name.
        name: String,
    },
    /// Its text.
    Article,
}

/// An entry of the directory.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct ServiceEntry {
    /// Its item.
    pub row: ItemRow,
    /// Its category.
    pub category: Term,
    /// Its telephone numbers as the publisher writes them; there may be none that can be dialled.
    pub phone: Option<String>,
    /// The numbers that can be dialled.
    pub phones: Vec<Telephone>,
    /// Its address in words.
    pub address: Option<String>,
    /// Its opening hours, in the publisher's words.
    pub hours: Option<String>,
    /// Whether it is open now; `None` if the publisher gave no opening rules.
    pub opening: Option<OpeningStatus>,
    /// What it opens.
    pub target: ServiceTarget,
    /// The distance in metres; `None` if no position was given or the entry has none.
    pub distance: Option<u32>,
    /// The distance in words; empty if it is not known.
    pub distance_text: String,
}

/// A category of the directory.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct ServiceCategory {
    /// Its code and name.
    pub term: Term,
    /// How many of its entries are on this phone.
    pub entries: u32,
}

/// Which entries, and in which order.
#[derive(Debug, Clone, Default, PartialEq, uniffi::Record)]
pub struct ServiceRequest {
    /// The code of a category; `None` for all.
    #[uniffi(default = None)]
    pub category: Option<String>,
    /// Only entries that are open now.
    #[uniffi(default = false)]
    pub open_now: bool,
    /// With a position the nearest entry comes first, and entries without a position last; `None` for the order by
    /// category and name.
    #[uniffi(default = None)]
    pub position: Option<Position>,
    /// `next` of the page before.
    #[uniffi(default = None)]
    pub before: Option<String>,
    /// Rows of a page, 1 to 200.
    #[uniffi(default = 50)]
    pub limit: u32,
}

/// A page of the directory.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct ServicePage {
    /// In the order of the request.
    pub items: Vec<ServiceEntry>,
    /// The key of the next page; `None` at the end.
    pub next: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct EntryPayload {
    category: Value,
    phone: Value,
    address: Value,
    hours: Value,
    link: Value,
    opening: Value,
    latitude: Value,
    longitude: Value,
    target: Value,
    screen: Value,
    mini_programme: Value,
}

fn line(value: &Value) -> Option<String> {
    Some(value.short_text()?.replace('\n', " "))
}

fn phones(value: &Value) -> Vec<Telephone> {
    line(value).map_or_else(Vec::new, |text| telephones(&text))
}

fn web_address(value: &Value) -> Option<String> {
    let url = Url::parse(value.as_str().filter(|url| url.len() <= 2_000)?).ok()?;
    matches!(url.scheme(), "https" | "http").then(|| url.into())
}

impl EntryPayload {
    fn position(&self) -> Option<Position> {
        let (latitude, longitude) = (self.latitude.as_f64()?, self.longitude.as_f64()?);
        Position { latitude, longitude }.valid()
    }

    /// The target that the publisher names, if the payload has what it needs; otherwise the first of page, phone and
    /// address that it has.
    fn target(&self) -> ServiceTarget {
        let target = |kind: &str| match kind {
            "page" => web_address(&self.link).map(|url| ServiceTarget::Page { url }),
            "phone" => {
                let phones = phones(&self.phone);
                let number = phones.iter().find(|phone| !phone.is_fax()).or(phones.first())?.number.clone();
                Some(ServiceTarget::Phone { number })
            }
            "address" => line(&self.address).map(|address| ServiceTarget::Address { address }),
            "mini-programme" => line(&self.mini_programme).map(|name| ServiceTarget::MiniProgramme { name }),
            "screen" => line(&self.screen).map(|name| ServiceTarget::Screen { name }),
            _ => None,
        };
        let named = self.target.as_str().unwrap_or_default();
        [named, "page", "phone", "address"].into_iter().find_map(target).unwrap_or(ServiceTarget::Article)
    }
}

impl Position {
    /// `None` unless both coordinates are on the globe.
    fn valid(self) -> Option<Self> {
        let valid = (-90.0..=90.0).contains(&self.latitude) && (-180.0..=180.0).contains(&self.longitude);
        valid.then_some(self)
    }
}

/// Stores what an item says as an entry, and removes what an earlier revision said.
pub(crate) fn ingest(write: &Write<'_>, item: &TopicItem) -> Result<()> {
    if item.before {
        write.prepare_cached("DELETE FROM entry WHERE item = ?1")?.execute([item.key])?;
    }
    if item.kind != "entry" {
        return Ok(());
    }
    let category = item.payload::<EntryPayload>().and_then(|payload| line(&payload.category));
    let Some(category) = category else { return Ok(()) };
    write.prepare_cached("INSERT OR REPLACE INTO entry (item, category, title) VALUES (?1, ?2, ?3)")?.execute((
        item.key,
        category,
        &item.title,
    ))?;
    Ok(())
}

/// The categories that have entries: those of the catalogue in its order, then those that only entries name.
pub(crate) fn categories(connection: &Connection) -> Result<Vec<ServiceCategory>> {
    let known = catalogue::terms(connection, "category")?;
    let sql = "SELECT entry.category, count(*) FROM entry CROSS JOIN item ON item.key = entry.item
          WHERE item.kind_front = 1 GROUP BY entry.category ORDER BY entry.category";
    let counts: Vec<(String, u32)> = collect_rows(connection, sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let position = |code: &str| known.iter().position(|term| term.code == code).unwrap_or(known.len());
    let mut categories: Vec<ServiceCategory> = counts
        .into_iter()
        .map(|(code, entries)| {
            let term = known.iter().find(|term| term.code == code).cloned();
            ServiceCategory { term: term.unwrap_or(Term { name: code.clone(), code }), entries }
        })
        .collect();
    sort_by_key(&mut categories, |category| position(&category.term.code));
    Ok(categories)
}

const LIST: &str = "SELECT entry.item, entry.category, entry.title FROM entry CROSS JOIN item ON item.key = entry.item
      WHERE (entry.category, entry.title, entry.item) > (?1, ?2, ?3) AND item.kind_front = 1
      ORDER BY entry.category, entry.title, entry.item LIMIT ?4";
const LIST_OF: &str =
    "SELECT entry.item, entry.category, entry.title FROM entry CROSS JOIN item ON item.key = entry.item
      WHERE entry.category = ?1 AND (entry.title, entry.item) > (?2, ?3) AND item.kind_front = 1
      ORDER BY entry.title, entry.item LIMIT ?4";

/// A page of the directory. The order of categories is that of their codes; it only has to be the same on every page.
///
/// Errors: `BadRequest` for a limit out of range, a page key that is none, or a position that is not on the globe.
pub(crate) fn list(view: &View<'_>, request: &ServiceRequest) -> Result<ServicePage> {
    let limit = feed::page_limit(request.limit)?;
    let calendar = catalogue::calendar(view.connection)?;
    let from = valid(request.position)?;
    let category = request.category.as_deref();
    if from.is_none() && !request.open_now {
        let after = request.before.as_deref().map(EntryKey::parse).transpose()?.unwrap_or_default();
        let mut keys = keys(view.connection, category, &after, limit as i64 + 1)?;
        let next = (keys.len() > limit).then(|| {
            keys.truncate(limit);
            keys.last().map(EntryKey::to_json).expect("the limit is not zero")
        });
        let entries = keys.into_iter().filter_map(|key| entry(view, key.item, None, &calendar).transpose());
        return Ok(ServicePage { items: entries.collect::<Result<_>>()?, next });
    }
    // No index has distances or opening hours: all entries are read, and a page key is the number of entries before it.
    let after: usize = match &request.before {
        Some(key) => key.parse().map_err(|_| Fault::BadRequest)?,
        None => 0,
    };
    let mut entries = Vec::new();
    for key in keys(view.connection, category, &EntryKey::default(), MAX_UNINDEXED)? {
        let Some(entry) = entry(view, key.item, from, &calendar)? else { continue };
        if !request.open_now || entry.opening.as_ref().is_some_and(|opening| opening.open) {
            entries.push(entry);
        }
    }
    if from.is_some() {
        sort_by_key(&mut entries, |entry| entry.distance.unwrap_or(u32::MAX));
    }
    let next = (entries.len() > after.saturating_add(limit)).then(|| (after + limit).to_string());
    Ok(ServicePage { items: entries.into_iter().skip(after).take(limit).collect(), next })
}

fn valid(position: Option<Position>) -> Result<Option<Position>> {
    position.map(|position| position.valid().ok_or(Fault::BadRequest)).transpose()
}

/// The key of a page in the order by category and name.
#[derive(Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize)]
struct EntryKey {
    category: String,
    title: String,
    item: i64,
}

impl EntryKey {
    fn parse(json: &str) -> Result<Self> {
        serde_json::from_str(json).map_err(|_| Fault::BadRequest)
    }

    fn to_json(&self) -> String {
        serde_json::to_string(self).expect("two strings and a number are JSON")
    }
}

fn keys(connection: &Connection, category: Option<&str>, after: &EntryKey, limit: i64) -> Result<Vec<EntryKey>> {
    let sql = if category.is_some() { LIST_OF } else { LIST };
    let first = category.unwrap_or(&after.category);
    collect_rows(connection, sql, (first, &after.title, after.item, limit), |row| {
        Ok(EntryKey { item: row.get(0)?, category: row.get(1)?, title: row.get(2)? })
    })
}

/// One entry, with its distance from a position.
///
/// Errors: `NotFound` if no entry has this id, `BadRequest` for a position that is not on the globe.
pub(crate) fn get(view: &View<'_>, id: &str, position: Option<Position>) -> Result<ServiceEntry> {
    let from = valid(position)?;
    let calendar = catalogue::calendar(view.connection)?;
    let key = feed::item_key(view.connection, id)?.ok_or(Fault::NotFound)?;
    entry(view, key, from, &calendar)?.ok_or(Fault::NotFound)
}

/// `None` if the item was deleted or is no entry.
fn entry(view: &View<'_>, key: i64, from: Option<Position>, calendar: &Calendar) -> Result<Option<ServiceEntry>> {
    let (Some(item), Some(row)) = (feed::topic_item(view.connection, key)?, feed::row_by_key(view, key)?) else {
        return Ok(None);
    };
    let Some(payload) = Some(&item).filter(|item| item.kind == "entry").and_then(TopicItem::payload::<EntryPayload>)
    else {
        return Ok(None);
    };
    let code = line(&payload.category).unwrap_or_default();
    let name = catalogue::name_of(view.connection, "category", &code)?;
    let distance = from.zip(payload.position()).map(|(from, to)| distance(from, to));
    Ok(Some(ServiceEntry {
        row,
        category: Term { code, name },
        phone: line(&payload.phone),
        phones: phones(&payload.phone),
        address: line(&payload.address),
        hours: line(&payload.hours),
        opening: OpeningHours::parse(&payload.opening).map(|hours| hours.status_at(calendar, view.publisher_now)),
        target: payload.target(),
        distance,
        distance_text: distance.map_or_else(String::new, distance_text),
    }))
}

/// The great-circle distance in metres (haversine formula).
fn distance(from: Position, to: Position) -> u32 {
    let (from_latitude, to_latitude) = (from.latitude.to_radians(), to.latitude.to_radians());
    let longitudes = (to.longitude - from.longitude).to_radians();
    let haversine = |angle: f64| (angle / 2.0).sin().powi(2);
    let chord =
        haversine(to_latitude - from_latitude) + from_latitude.cos() * to_latitude.cos() * haversine(longitudes);
    (2.0 * EARTH_RADIUS * chord.clamp(0.0, 1.0).sqrt().asin()).round() as u32
}

/// 850米, 3.2公里, 15公里.
fn distance_text(metres: u32) -> String {
    match metres {
        0..1_000 => text::fill("distance.metres", &(metres.div_ceil(10) * 10).to_string()),
        1_000..9_950 => text::fill("distance.kilometres", &format!("{:.1}", f64::from(metres) / 1_000.0)),
        _ => text::fill("distance.kilometres", &format!("{:.0}", f64::from(metres) / 1_000.0)),
    }
}

#[cfg(test)]
mod tests;
