//! One story with all of its versions.

use rusqlite::OptionalExtension;

use super::article::stored_body;
use super::list::{KeyedRow, newest_rows, require};
use super::page::MAX_PAGE;
use super::row::{ItemRow, Scope};
use super::view::View;
use crate::base::clock::relative;
use crate::base::error::Result;
use crate::base::sort::sort_by_key;
use crate::base::text;

/// 一事一卡: one story with all of its versions.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Story {
    /// The version that represents it in lists; for a hidden story the one that was asked for.
    pub front: ItemRow,
    /// The names of its sources in the order of publication, each once.
    pub sources: Vec<String>,
    /// Its events, the oldest first.
    pub timeline: Vec<StoryEvent>,
}

/// An event in a story.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct StoryEvent {
    /// The kind of event.
    pub stage: StoryStage,
    /// The name of the kind: 快讯, 报道, 更正.
    pub stage_text: String,
    /// Milliseconds since 1970 UTC by the publisher's clock.
    pub time: i64,
    /// The same as a person reads it.
    pub time_text: String,
    /// The publisher's reason for a correction; empty for the other kinds.
    pub reason: String,
    /// The version that was published or corrected.
    pub row: ItemRow,
}

/// The kind of an event in a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum StoryStage {
    /// 快讯: a short first report.
    Flash,
    /// 报道: a full report, or the same report in another channel.
    Full,
    /// 更正: a correction.
    Correction,
}

impl StoryStage {
    fn text(self) -> &'static str {
        text::get(match self {
            Self::Flash => "story.flash",
            Self::Full => "story.full",
            Self::Correction => "story.correction",
        })
    }
}

/// The story that an item belongs to. An item without other versions is a story of one version.
///
/// Errors: [`crate::base::error::Fault::Withdrawn`], [`crate::base::error::Fault::NotFound`].
pub(crate) fn story(view: &View<'_>, id: &str) -> Result<Story> {
    let KeyedRow { key, row: own, .. } = require(view, id)?;
    let card: String =
        view.connection.prepare_cached("SELECT card FROM item WHERE key = ?1")?.query_row([key], |row| row.get(0))?;
    let mut versions = newest_rows(view, &Scope::Story { id: card.clone() }, MAX_PAGE)?;
    // Lists are newest first; a timeline begins with the oldest.
    versions.reverse();
    let mut sources: Vec<String> = Vec::new();
    let mut timeline = Vec::new();
    for row in &versions {
        if !row.source.is_empty() && !sources.contains(&row.source) {
            sources.push(row.source.clone());
        }
        let event = |stage: StoryStage, time, reason| StoryEvent {
            stage,
            stage_text: stage.text().to_owned(),
            time,
            time_text: relative(time, view.publisher_now),
            reason,
            row: row.clone(),
        };
        let stage = if row.flash { StoryStage::Flash } else { StoryStage::Full };
        timeline.push(event(stage, row.published, String::new()));
        if row.corrected {
            let (key, time): (i64, i64) = view
                .connection
                .prepare_cached("SELECT key, corrected FROM item WHERE id = ?1")?
                .query_row([&row.id], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let reason = stored_body(view.connection, key)?.detail.correction_reason.unwrap_or_default();
            timeline.push(event(StoryStage::Correction, time, reason));
        }
    }
    sort_by_key(&mut timeline, |event| event.time);
    // A hidden story has no representative.
    let representative: Option<String> = view
        .connection
        .prepare_cached("SELECT id FROM item WHERE card = ?1 AND front = 1")?
        .query_row([&card], |row| row.get(0))
        .optional()?;
    let front = versions.into_iter().find(|row| Some(&row.id) == representative.as_ref()).unwrap_or(own);
    Ok(Story { front, sources, timeline })
}
