//! 服务: the directory of what a person can call, go to or open, offline. What holds: a position is used for one answer and
//! forgotten: it is in no file, no request and no log line.

use rusqlite::Connection;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::base::error::{Fault, Result};
use crate::base::store::Write;
use crate::base::text;
use crate::formats::opening_hours::{OpeningHours, OpeningStatus};
use crate::formats::workday::Calendar;
use crate::reader::catalogue::{self, Term};
use crate::reader::feed::{self, ItemRow, TopicItem, View, text_of};

/// Entries that are looked at for one page in the order of distance, or of those that are open.
const MOST: i64 = 2_000;
/// Characters of a line.
const LINE: usize = 300;
/// Metres from the middle of the earth.
const EARTH: f64 = 6_371_000.0;

/// Where somebody is: degrees, WGS 84. Given with a question, and forgotten with its answer.
#[derive(Clone, Copy, PartialEq, uniffi::Record)]
pub struct Position {
    /// North of the equator.
    pub latitude: f64,
    /// East of Greenwich.
    pub longitude: f64,
}

/// Neither in a log line nor in a panic.
impl std::fmt::Debug for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Position")
    }
}

/// What opens when a person touches an entry.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Enum)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ServiceTarget {
    /// A call.
    Phone {
        /// Digits, and nothing that a dialler could mistake for a command.
        number: String,
    },
    /// A place on the map.
    Address {
        /// In words.
        address: String,
    },
    /// A page on the web.
    Page {
        /// https or http.
        url: String,
    },
    /// A mini-programme 小程序.
    MiniProgramme {
        /// As its platform names it.
        name: String,
    },
    /// A screen of this app, for example `appeal`.
    Screen {
        /// Its name.
        name: String,
    },
    /// Only its text.
    Article,
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct ServiceEntry {
    /// Its item: favourites, search and its text are those of every item.
    pub row: ItemRow,
    /// Its category.
    pub category: Term,
    /// Its telephone.
    pub phone: Option<String>,
    /// Where it is, in words.
    pub address: Option<String>,
    /// When it is open, in the publisher's words.
    pub hours: Option<String>,
    /// Whether it is open now, when its publisher said so in rules.
    pub opening: Option<OpeningStatus>,
    /// What opens.
    pub target: ServiceTarget,
    /// How far away, metres, when a position was given and the entry has one.
    pub distance: Option<u32>,
    /// The same as a person reads it; empty when it is not known.
    pub distance_text: String,
}

/// A category with how many entries it has.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct ServiceCategory {
    /// The category.
    pub term: Term,
    /// Entries on this phone.
    pub entries: u32,
}

/// Which entries, and in which order.
#[derive(Debug, Clone, Default, PartialEq, uniffi::Record)]
pub struct ServiceRequest {
    /// The code of a category; none for all of them.
    #[uniffi(default = None)]
    pub category: Option<String>,
    /// Only those that are open now.
    #[uniffi(default = false)]
    pub open_now: bool,
    /// The nearest first; those whose place is not known at the end. Without it: by category and name.
    #[uniffi(default = None)]
    pub position: Option<Position>,
    /// The `next` of the page before.
    #[uniffi(default = None)]
    pub before: Option<String>,
    /// Rows of a page, 1 to 200.
    #[uniffi(default = 50)]
    pub limit: u32,
}

/// A page of the directory.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct ServicePage {
    /// The entries.
    pub items: Vec<ServiceEntry>,
    /// What the next page is asked with; none at the end.
    pub next: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Wire {
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
    Some(text_of(value, LINE)?.replace('\n', " "))
}

/// A number that can be called: `*` and `#` are commands to a telephone.
fn number(value: &Value) -> Option<String> {
    let number = line(value)?;
    let sound = number.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '(' | ')' | ' '));
    (sound && number.chars().any(|c| c.is_ascii_digit()) && number.len() <= 40).then_some(number)
}

fn page(value: &Value) -> Option<String> {
    let url = Url::parse(value.as_str().filter(|url| url.len() <= 2_000)?).ok()?;
    matches!(url.scheme(), "https" | "http").then(|| url.into())
}

fn place(wire: &Wire) -> Option<Position> {
    let (latitude, longitude) = (wire.latitude.as_f64()?, wire.longitude.as_f64()?);
    sound(Position { latitude, longitude })
}

/// On the globe.
fn sound(position: Position) -> Option<Position> {
    let fine = (-90.0..=90.0).contains(&position.latitude) && (-180.0..=180.0).contains(&position.longitude);
    fine.then_some(position)
}

/// What the publisher says it is, where it says what that takes; otherwise the first that there is.
fn target(wire: &Wire) -> ServiceTarget {
    let said = |kind: &str| match kind {
        "page" => page(&wire.link).map(|url| ServiceTarget::Page { url }),
        "phone" => number(&wire.phone).map(|number| ServiceTarget::Phone { number }),
        "address" => line(&wire.address).map(|address| ServiceTarget::Address { address }),
        "mini-programme" => line(&wire.mini_programme).map(|name| ServiceTarget::MiniProgramme { name }),
        "screen" => line(&wire.screen).map(|name| ServiceTarget::Screen { name }),
        _ => None,
    };
    let wanted = wire.target.as_str().unwrap_or_default();
    [wanted, "page", "phone", "address"].into_iter().find_map(said).unwrap_or(ServiceTarget::Article)
}

/// Takes in what an item says of this topic.
pub(crate) fn apply(write: &Write<'_>, facts: &TopicItem) -> Result<()> {
    if facts.before {
        write.prepare_cached("DELETE FROM entry WHERE item = ?1")?.execute([facts.key])?;
    }
    if facts.kind != "entry" {
        return Ok(());
    }
    let Some(category) = facts.payload::<Wire>().and_then(|wire| line(&wire.category)) else { return Ok(()) };
    write.prepare_cached("INSERT OR REPLACE INTO entry (item, category, title) VALUES (?1, ?2, ?3)")?.execute((
        facts.key,
        category,
        &facts.title,
    ))?;
    Ok(())
}

/// Categories of the catalogue in its order, then those that only entries name; none that is empty.
pub(crate) fn categories(connection: &Connection) -> Result<Vec<ServiceCategory>> {
    let known = catalogue::terms(connection, "category")?;
    let mut query = connection.prepare_cached(
        "SELECT entry.category, count(*) FROM entry CROSS JOIN item ON item.key = entry.item
          WHERE item.module_front = 1 GROUP BY entry.category ORDER BY entry.category",
    )?;
    let counted: Vec<(String, u32)> =
        query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    let place = |code: &str| known.iter().position(|term| term.code == code).unwrap_or(known.len());
    let mut categories: Vec<ServiceCategory> = counted
        .into_iter()
        .map(|(code, entries)| {
            let term = known.iter().find(|term| term.code == code).cloned();
            ServiceCategory { term: term.unwrap_or(Term { name: code.clone(), code }), entries }
        })
        .collect();
    categories.sort_by_key(|category| place(&category.term.code));
    Ok(categories)
}

const LIST: &str = "SELECT entry.item, entry.category, entry.title FROM entry CROSS JOIN item ON item.key = entry.item
      WHERE (entry.category, entry.title, entry.item) > (?1, ?2, ?3) AND item.module_front = 1
      ORDER BY entry.category, entry.title, entry.item LIMIT ?4";
const LIST_OF: &str =
    "SELECT entry.item, entry.category, entry.title FROM entry CROSS JOIN item ON item.key = entry.item
      WHERE entry.category = ?1 AND (entry.title, entry.item) > (?2, ?3) AND item.module_front = 1
      ORDER BY entry.title, entry.item LIMIT ?4";

/// A page of the directory. The order by category is that of the codes: it only has to be the same on every page.
pub(crate) fn list(view: &View<'_>, request: &ServiceRequest) -> Result<ServicePage> {
    let limit = feed::page_limit(request.limit)?;
    let calendar = Calendar::parse(&catalogue::document(view.connection)?);
    let from = request.position.map(|position| sound(position).ok_or(Fault::BadRequest)).transpose()?;
    if from.is_none() && !request.open_now {
        let after = request.before.as_deref().map(Key::read).transpose()?.unwrap_or_default();
        let mut keys = keys(view.connection, request.category.as_deref(), &after, limit as i64 + 1)?;
        let next = (keys.len() > limit).then(|| {
            keys.truncate(limit);
            keys.last().map(Key::write).expect("the limit is not zero")
        });
        let mut items = Vec::with_capacity(keys.len());
        for key in keys {
            items.extend(entry(view, key.item, None, &calendar)?);
        }
        return Ok(ServicePage { items, next });
    }
    // Neither order nor choice is in an index: all of them are looked at, which are few.
    let after: usize = match &request.before {
        Some(key) => key.parse().map_err(|_| Fault::BadRequest)?,
        None => 0,
    };
    let mut all = Vec::new();
    for key in keys(view.connection, request.category.as_deref(), &Key::default(), MOST)? {
        let Some(entry) = entry(view, key.item, from, &calendar)? else { continue };
        if !request.open_now || entry.opening.as_ref().is_some_and(|opening| opening.open) {
            all.push(entry);
        }
    }
    if from.is_some() {
        all.sort_by_key(|entry| entry.distance.unwrap_or(u32::MAX));
    }
    let next = (all.len() > after.saturating_add(limit)).then(|| (after + limit).to_string());
    Ok(ServicePage { items: all.into_iter().skip(after).take(limit).collect(), next })
}

/// A place in the order by category and name.
#[derive(Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize)]
struct Key {
    category: String,
    title: String,
    item: i64,
}

impl Key {
    fn read(text: &str) -> Result<Self> {
        serde_json::from_str(text).map_err(|_| Fault::BadRequest)
    }

    fn write(&self) -> String {
        serde_json::to_string(self).expect("two strings and a number are JSON")
    }
}

fn keys(connection: &Connection, category: Option<&str>, after: &Key, limit: i64) -> Result<Vec<Key>> {
    let mut query = connection.prepare_cached(if category.is_some() { LIST_OF } else { LIST })?;
    let begins = category.unwrap_or(&after.category);
    let rows = query.query_map((begins, &after.title, after.item, limit), |row| {
        Ok(Key { item: row.get(0)?, category: row.get(1)?, title: row.get(2)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One entry.
pub(crate) fn one(view: &View<'_>, id: &str, position: Option<Position>) -> Result<ServiceEntry> {
    let from = position.map(|position| sound(position).ok_or(Fault::BadRequest)).transpose()?;
    let calendar = Calendar::parse(&catalogue::document(view.connection)?);
    let key = feed::item_key(view.connection, id)?.ok_or(Fault::NotFound)?;
    entry(view, key, from, &calendar)?.ok_or(Fault::NotFound)
}

fn entry(view: &View<'_>, key: i64, from: Option<Position>, calendar: &Calendar) -> Result<Option<ServiceEntry>> {
    let (Some(facts), Some(row)) = (feed::topic_item(view.connection, key)?, feed::row_by_key(view, key)?) else {
        return Ok(None);
    };
    let Some(wire) = Some(&facts).filter(|facts| facts.kind == "entry").and_then(TopicItem::payload::<Wire>) else {
        return Ok(None);
    };
    let code = line(&wire.category).unwrap_or_default();
    let name = catalogue::name_of(view.connection, "category", &code)?;
    let metres = from.zip(place(&wire)).map(|(from, to)| distance(from, to));
    Ok(Some(ServiceEntry {
        row,
        category: Term { code, name },
        phone: number(&wire.phone),
        address: line(&wire.address),
        hours: line(&wire.hours),
        opening: OpeningHours::parse(&wire.opening).map(|hours| hours.status_at(calendar, view.publisher_now)),
        target: target(&wire),
        distance: metres,
        distance_text: metres.map_or_else(String::new, worded),
    }))
}

/// Metres between two places on a round earth.
fn distance(from: Position, to: Position) -> u32 {
    let (one, other) = (from.latitude.to_radians(), to.latitude.to_radians());
    let across = (to.longitude - from.longitude).to_radians();
    let half = |angle: f64| (angle / 2.0).sin().powi(2);
    let chord = half(other - one) + one.cos() * other.cos() * half(across);
    (2.0 * EARTH * chord.clamp(0.0, 1.0).sqrt().asin()).round() as u32
}

/// 850米, 3.2公里, 15公里.
fn worded(metres: u32) -> String {
    match metres {
        0..1_000 => text::fill("distance.metres", &(metres.div_ceil(10) * 10).to_string()),
        1_000..9_950 => text::fill("distance.kilometres", &format!("{:.1}", f64::from(metres) / 1_000.0)),
        _ => text::fill("distance.kilometres", &format!("{:.0}", f64::from(metres) / 1_000.0)),
    }
}

#[cfg(test)]
mod tests;
