//! 办事指南: how to get something done, with a list of materials that a person ticks off, offline. Ticks are kept by the
//! material's words: a revised guide keeps what it still names.

use std::collections::HashSet;

use rusqlite::Connection;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::{LINE, PARAGRAPH};
use crate::base::change::Change;
use crate::base::error::{Fault, Result};
use crate::base::store::Write;
use crate::reader::catalogue::{self, Term};
use crate::reader::feed::{self, ItemRow, TopicItem, View, text_of, texts_of};

/// Characters of a material.
const MATERIAL: usize = 1_000;
/// Bytes of an item's id.
const MAX_ID: usize = 1_000;

/// A guide.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Guide {
    /// Its item.
    pub row: ItemRow,
    /// Who can apply.
    pub conditions: Option<String>,
    /// What to bring.
    pub materials: Vec<Material>,
    /// True when there are materials and every one is ticked.
    pub ready: bool,
    /// What to do, in order.
    pub steps: Vec<String>,
    /// How long it takes, in the publisher's words.
    pub time_limit: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// Whom to call.
    pub phone: Option<String>,
    /// What it costs.
    pub fee: Option<String>,
    /// Where it can be done on the web.
    pub online: Option<String>,
    /// What it is about.
    pub topic: Option<Term>,
}

/// Something to bring.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Material {
    /// What, in the publisher's words; [`crate::Client::tick_material`] is asked with it.
    pub text: String,
    /// Whether the person has it.
    pub ticked: bool,
}

/// A page of guides, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct GuidePage {
    /// As in a list; [`crate::Client::guide`] has the rest.
    pub items: Vec<ItemRow>,
    /// What the next page is asked with; none at the end.
    pub next: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Wire {
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

pub(super) fn apply(write: &Write<'_>, facts: &TopicItem) -> Result<()> {
    let topic = facts.payload::<Wire>().and_then(|wire| text_of(&wire.topic, LINE));
    write
        .prepare_cached(
            "INSERT OR REPLACE INTO paper (item, module, kind, published, topic) VALUES (?1, ?2, 'guide', ?3, ?4)",
        )?
        .execute((facts.key, facts.module.as_deref().unwrap_or_default(), facts.published, topic))?;
    Ok(())
}

/// `?1` module, `?2` and `?3` where it begins, `?4` how long it is, `?5` the topic.
pub(super) fn statement(topic: bool) -> String {
    let topic = if topic { "AND paper.topic = ?5" } else { "AND ?5 IS NULL" };
    format!(
        "SELECT paper.published, paper.item FROM paper CROSS JOIN item ON item.key = paper.item
          WHERE paper.module = ?1 AND paper.kind = 'guide' {topic} AND (paper.published, paper.item) < (?2, ?3)
            AND item.module_front = 1
          ORDER BY paper.published DESC, paper.item DESC LIMIT ?4"
    )
}

/// A page of guides, all or of one topic.
pub(crate) fn list(view: &View<'_>, topic: Option<&str>, before: Option<&str>, limit: u32) -> Result<GuidePage> {
    let limit = feed::page_limit(limit)?;
    let before = before.map_or(Ok((i64::MAX, i64::MAX)), feed::parse_page_key)?;
    let mut keys: Vec<(i64, i64)> = {
        let mut query = view.connection.prepare_cached(&statement(topic.is_some()))?;
        let values = ("government", before.0, before.1, limit as i64 + 1, topic);
        let rows = query.query_map(values, |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    let next = feed::truncate_page(&mut keys, limit, feed::format_page_key);
    let mut items = Vec::with_capacity(keys.len());
    for (_, key) in keys {
        items.extend(feed::row_by_key(view, key)?);
    }
    Ok(GuidePage { items, next })
}

/// What the person ticked of a guide.
pub(crate) fn ticks(outbox: &Connection, id: &str) -> Result<HashSet<String>> {
    let mut query = outbox.prepare_cached("SELECT material FROM tick WHERE item = ?1")?;
    let rows = query.query_map([id], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One guide, with what the person has together.
pub(crate) fn one(view: &View<'_>, id: &str, ticks: &HashSet<String>) -> Result<Guide> {
    let connection = view.connection;
    let facts = feed::topic_item_by_id(connection, id)?.filter(|facts| facts.kind == "guide").ok_or(Fault::NotFound)?;
    let row = feed::row_by_key(view, facts.key)?.ok_or(Fault::NotFound)?;
    let wire = facts.payload::<Wire>().unwrap_or_default();
    let materials: Vec<Material> =
        materials(&wire).into_iter().map(|text| Material { ticked: ticks.contains(&text), text }).collect();
    let online = text_of(&wire.online, PARAGRAPH).and_then(|url| Url::parse(&url).ok());
    let topic = text_of(&wire.topic, LINE)
        .map(|code| Ok::<_, Fault>(Term { name: catalogue::name_of(connection, "topic", &code)?, code }));
    Ok(Guide {
        row,
        conditions: text_of(&wire.conditions, PARAGRAPH),
        ready: !materials.is_empty() && materials.iter().all(|material| material.ticked),
        materials,
        steps: texts_of(&wire.steps, PARAGRAPH),
        time_limit: text_of(&wire.time_limit, LINE),
        place: text_of(&wire.place, LINE),
        phone: text_of(&wire.phone, LINE),
        fee: text_of(&wire.fee, LINE),
        online: online.filter(|url| matches!(url.scheme(), "https" | "http")).map(String::from),
        topic: topic.transpose()?,
    })
}

/// Each once: two that read the same could not be told apart.
fn materials(wire: &Wire) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut materials = texts_of(&wire.materials, MATERIAL);
    materials.retain(|material| seen.insert(material.clone()));
    materials
}

/// Whether a guide names a material; a guide that is not on this phone may name anything.
pub(crate) fn names(cache: &Connection, id: &str, material: &str) -> Result<bool> {
    let facts = feed::topic_item_by_id(cache, id)?.filter(|facts| facts.kind == "guide");
    let wire = facts.ok_or(Fault::NotFound)?.payload::<Wire>().unwrap_or_default();
    Ok(materials(&wire).iter().any(|named| named == material))
}

/// Ticks a material, or no longer.
pub(crate) fn tick(write: &Write<'_>, id: &str, material: &str, on: bool) -> Result<()> {
    if id.is_empty() || id.len() > MAX_ID || material.is_empty() || material.chars().count() > MATERIAL {
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

/// Begins a guide's list anew.
pub(crate) fn clear(write: &Write<'_>, id: &str) -> Result<()> {
    write.execute("DELETE FROM tick WHERE item = ?1", [id])?;
    write.announce(Change::Kept);
    Ok(())
}
