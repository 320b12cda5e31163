//! 产业: sectors and parks with their policies, news, guides and liaison stations, and the radar that watches them for one
//! enterprise. Which sectors and parks there are is catalogue data; nothing here knows one by name.

mod page;
mod policy;
pub(crate) mod radar;
mod rule;
#[cfg(test)]
mod tests;

pub use page::{IndustryOverview, IndustryPage, IndustryTerm};
pub(crate) use page::{industry, industry_page};
pub use policy::{PolicyDay, PolicyPage, PolicyRequest, PolicyRow};
pub(crate) use policy::{calendar, list, one};
pub use radar::{RadarHit, RadarOverview, RadarPage, RadarState};
pub use rule::{MAX_RADAR_RULES, RadarRule};

use serde::Deserialize;
use serde_json::Value;

use crate::base::error::Result;
use crate::base::store::Write;
use crate::formats::workday::{end_of, parse_date};
use crate::reader::feed::{TopicItem, text_of};

/// Characters of a line, and of a paragraph.
const LINE: usize = 300;
const PARAGRAPH: usize = 4_000;

/// A policy as it is sent.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Wire {
    issuer: Value,
    applies_to: Value,
    deadline: Value,
    contact: Value,
    sizes: Value,
}

impl Wire {
    /// The last day.
    fn last_day(&self) -> Option<time::Date> {
        parse_date(&text_of(&self.deadline, LINE)?)
    }
}

/// Takes in what an item says of this topic.
pub(crate) fn apply(write: &Write<'_>, facts: &TopicItem) -> Result<()> {
    if facts.before {
        write.prepare_cached("DELETE FROM policy WHERE item = ?1")?.execute([facts.key])?;
    }
    if facts.kind != "policy" {
        return Ok(());
    }
    let deadline = facts.payload::<Wire>().and_then(|wire| wire.last_day()).map(end_of);
    write
        .prepare_cached("INSERT OR REPLACE INTO policy (item, published, deadline) VALUES (?1, ?2, ?3)")?
        .execute((facts.key, facts.published, deadline))?;
    Ok(())
}
