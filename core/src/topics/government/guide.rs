//! 办事指南: guides to public services, each with a checklist of materials that a person ticks off, offline. A tick belongs
//! to the text of a material: a revised guide keeps the ticks of the materials that it still names.

use std::collections::HashSet;

use rusqlite::Connection;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::base::change::Change;
use crate::base::error::{Fault, Result};
use crate::base::store::{Write, collect_rows};
use crate::formats::telephone::{Telephone, telephones};
use crate::reader::catalogue::{self, Term};
use crate::reader::feed::{self, ItemRow, MAX_LONG_TEXT, PayloadValue, TopicItem, View};

/// Characters of a material.
const MAX_MATERIAL: usize = 1_000;
/// Bytes of the id of an item.
const MAX_ID: usize = 1_000;

/// A guide.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Guide {
    /// Its item.
    pub row: ItemRow,
    /// Who can apply.
    pub conditions: Option<String>,
    /// The checklist of what to bring.
    pub materials: Vec<Material>,
    /// True if there are materials and every one is ticked.
    pub ready: bool,
    /// What to do, in order.
    pub steps: Vec<String>,
    /// How long it takes, in the publisher's words.
    pub time_limit: Option<String>,
    /// Where to go.
    pub place: Option<String>,
    /// Whom to call, as the publisher writes it.
    pub phone: Option<String>,
    /// The numbers in it that can be dialled.
    pub phones: Vec<Telephone>,
    /// What it costs.
    pub fee: Option<String>,
    /// The address, http or https, at which it can be done online.
    pub online: Option<String>,
    /// What it is about.
    pub topic: Option<Term>,
}

/// Something to bring.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Material {
    /// What it is, in the publisher's words; [`crate::Government::tick_material`] takes it.
    pub text: String,
    /// Whether the person has it.
    pub ticked: bool,
}

/// A page of guides.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct GuidePage {
    /// The newest first; [`crate::Items::get`] has the guide itself.
    pub items: Vec<ItemRow>,
    /// The key of the next page; `None` at the end.
    pub next: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct GuidePayload {
    conditions: Value,
    materials: Value,
    steps: Value,
    time_limit: Value,
    place: Value,
    phone: Value,
    fee: Value,
    topic: Value,
    online: Value,
}

pub(super) fn ingest(write: &Write<'_>, item: &TopicItem) -> Result<()> {
    let topic = item.payload::<GuidePayload>().and_then(|payload| payload.topic.short_text());
    write
        .prepare_cached(
            "INSERT OR REPLACE INTO paper (item, module, kind, published, topic) VALUES (?1, ?2, 'guide', ?3, ?4)",
        )?
        .execute((item.key, item.module.as_deref().unwrap_or_default(), item.published, topic))?;
    Ok(())
}

/// The statement of a page: `?1` the module, `?2` and `?3` the page key, `?4` the limit, `?5` the topic.
pub(super) fn statement(topic: bool) -> String {
    let topic = if topic { "AND paper.topic = ?5" } else { "AND ?5 IS NULL" };
    format!(
        "SELECT paper.published, paper.item FROM paper CROSS JOIN item ON item.key = paper.item
          WHERE paper.module = ?1 AND paper.kind = 'guide' {topic} AND (paper.published, paper.item) < (?2, ?3)
            AND item.kind_front = 1
          ORDER BY paper.published DESC, paper.item DESC LIMIT ?4"
    )
}

/// A page of guides, of all topics or of one.
///
/// Errors: `BadRequest` for a limit out of range or a page key that is none.
pub(crate) fn list(view: &View<'_>, topic: Option<&str>, before: Option<&str>, limit: u32) -> Result<GuidePage> {
    let limit = feed::page_limit(limit)?;
    let before = before.map_or(Ok((i64::MAX, i64::MAX)), feed::parse_page_key)?;
    let params = ("government", before.0, before.1, limit as i64 + 1, topic);
    let mut keys: Vec<(i64, i64)> =
        collect_rows(view.connection, &statement(topic.is_some()), params, |row| Ok((row.get(0)?, row.get(1)?)))?;
    let next = feed::truncate_page(&mut keys, limit, feed::format_page_key);
    let items =
        keys.into_iter().filter_map(|(_, key)| feed::row_by_key(view, key).transpose()).collect::<Result<_>>()?;
    Ok(GuidePage { items, next })
}

/// The materials of a guide that the person ticked.
pub(crate) fn ticks(outbox: &Connection, id: &str) -> Result<HashSet<String>> {
    let materials = collect_rows(outbox, "SELECT material FROM tick WHERE item = ?1", [id], |row| row.get(0))?;
    Ok(materials.into_iter().collect())
}

/// One guide, with the person's ticks.
///
/// Errors: `NotFound` if no guide has this id.
pub(crate) fn get(view: &View<'_>, id: &str, ticks: &HashSet<String>) -> Result<Guide> {
    let connection = view.connection;
    let (item, payload) = find(connection, id)?;
    let row = feed::row_by_key(view, item.key)?.ok_or(Fault::NotFound)?;
    let materials: Vec<Material> =
        materials(&payload).into_iter().map(|text| Material { ticked: ticks.contains(&text), text }).collect();
    let online = payload.online.long_text().and_then(|url| Url::parse(&url).ok());
    let named = |code: String| catalogue::term_of(connection, "topic", code);
    Ok(Guide {
        row,
        conditions: payload.conditions.long_text(),
        ready: !materials.is_empty() && materials.iter().all(|material| material.ticked),
        materials,
        steps: payload.steps.texts(MAX_LONG_TEXT),
        time_limit: payload.time_limit.short_text(),
        place: payload.place.short_text(),
        phones: payload.phone.short_text().map_or_else(Vec::new, |text| telephones(&text)),
        phone: payload.phone.short_text(),
        fee: payload.fee.short_text(),
        online: online.filter(|url| matches!(url.scheme(), "https" | "http")).map(String::from),
        topic: payload.topic.short_text().map(named).transpose()?,
    })
}

/// A guide without a usable payload is still a guide.
fn find(cache: &Connection, id: &str) -> Result<(TopicItem, GuidePayload)> {
    let item = feed::topic_item_by_id(cache, id)?.filter(|item| item.kind == "guide").ok_or(Fault::NotFound)?;
    let payload = item.payload().unwrap_or_default();
    Ok((item, payload))
}

/// The materials of a guide without repetitions: ticks could not tell two of the same text apart.
fn materials(payload: &GuidePayload) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut materials = payload.materials.texts(MAX_MATERIAL);
    materials.retain(|material| seen.insert(material.clone()));
    materials
}

/// Whether a guide names a material.
///
/// Errors: `NotFound` if no guide has this id.
pub(crate) fn has_material(cache: &Connection, id: &str, material: &str) -> Result<bool> {
    let (_, payload) = find(cache, id)?;
    Ok(materials(&payload).iter().any(|text| text == material))
}

/// Ticks a material, or removes its tick.
///
/// Errors: `BadRequest` for an id or a material that is empty or too long.
pub(crate) fn tick(write: &Write<'_>, id: &str, material: &str, on: bool) -> Result<()> {
    if id.is_empty() || id.len() > MAX_ID || material.is_empty() || material.chars().count() > MAX_MATERIAL {
        return Err(Fault::BadRequest);
    }
    if on {
        write.execute("INSERT OR IGNORE INTO tick (item, material) VALUES (?1, ?2)", (id, material))?;
    } else {
        write.execute("DELETE FROM tick WHERE item = ?1 AND material = ?2", (id, material))?;
    }
    write.announce(Change::Kept);
    Ok(())
}

/// Removes all ticks of a guide.
pub(crate) fn clear_ticks(write: &Write<'_>, id: &str) -> Result<()> {
    write.execute("DELETE FROM tick WHERE item = ?1", [id])?;
    write.announce(Change::Kept);
    Ok(())
}
