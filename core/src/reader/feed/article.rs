//! One item in full, and the story that it belongs to.

use rusqlite::{Connection, OptionalExtension};
use url::Url;

use super::list::{KeyedRow, newest_rows, require};
use super::page::MAX_PAGE;
use super::view::View;
use super::{Article, Correction, Scope, Story, StoryEvent, StoryStage, documents, pictures};
use crate::base::clock::relative;
use crate::base::error::{Fault, JsonPosition, Result};
use crate::formats::article::{self, Block, Sentence};
use crate::reader::catalogue::{Term, terms};
use crate::reader::item::Detail;
use crate::reader::marks::{self, ReadingPosition};
use crate::reader::media;

/// Versions of a story beside an article.
const MAX_VERSIONS: u32 = 20;

/// A row of `body`.
pub(super) struct StoredBody {
    html: Option<String>,
    plain: Option<String>,
    pub(super) detail: Detail,
    /// What the last correction changed, as JSON.
    changes: Option<String>,
}

pub(super) fn stored_body(connection: &Connection, key: i64) -> Result<StoredBody> {
    let (html, plain, detail, changes): (_, _, String, _) = connection
        .prepare_cached("SELECT html, plain, detail, changes FROM body WHERE key = ?1")?
        .query_row([key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let detail = serde_json::from_str(&detail).map_err(|error| Fault::Database(JsonPosition::from(&error).into()))?;
    Ok(StoredBody { html, plain, detail, changes })
}

/// The blocks of a body, and whether it was too large to show whole.
pub(super) fn blocks(body: &StoredBody) -> (Vec<Block>, bool) {
    let base = body.detail.url.as_deref().and_then(|url| Url::parse(url).ok());
    match (&body.html, &body.plain) {
        (Some(html), _) => {
            let reading = article::parse_html(html, base.as_ref());
            (reading.blocks, reading.capped)
        }
        (None, Some(plain)) => (article::parse_text(plain), false),
        (None, None) => (Vec::new(), false),
    }
}

/// An item in full.
///
/// Errors: [`Fault::Withdrawn`], [`Fault::NotFound`].
pub(crate) fn article(view: &View<'_>, id: &str) -> Result<Article> {
    let connection = view.connection;
    let KeyedRow { key, row, .. } = require(view, id)?;
    let corrected: Option<i64> =
        connection.prepare_cached("SELECT corrected FROM item WHERE key = ?1")?.query_row([key], |row| row.get(0))?;
    let body = stored_body(connection, key)?;
    let (mut blocks, capped) = blocks(&body);
    pictures::add_files(connection, view.files, key, &mut blocks)?;
    let lead = pictures::lead(connection, view.files, key, row.image.as_ref(), &blocks)?;
    let StoredBody { detail, changes, .. } = body;
    let named = |family: &str, codes: Vec<String>| -> Result<Vec<Term>> {
        let known = terms(connection, family)?;
        Ok(codes
            .into_iter()
            .map(|code| {
                known.iter().find(|term| term.code == code).cloned().unwrap_or(Term { name: code.clone(), code })
            })
            .collect())
    };
    let versions = match &row.story {
        Some(story) if row.versions > 1 => newest_rows(view, &Scope::Story { id: story.clone() }, MAX_VERSIONS)?
            .into_iter()
            .filter(|version| version.id != row.id)
            .collect(),
        _ => Vec::new(),
    };
    let place = marks::find(connection, id)?.and_then(|mark| mark.place);
    Ok(Article {
        reading_minutes: article::reading_time(&blocks).div_ceil(60).max(1),
        lead,
        blocks,
        capped,
        url: detail.url,
        authors: detail.authors,
        tags: detail.tags,
        sectors: named("sector", detail.sectors)?,
        parks: named("park", detail.parks)?,
        documents: documents::documents(view, key, &detail.attachments)?,
        attachments: detail.attachments,
        correction: corrected.map(|time| Correction {
            time,
            time_text: relative(time, view.publisher_now),
            reason: detail.correction_reason.unwrap_or_default(),
            changes: changes.and_then(|changes| serde_json::from_str(&changes).ok()).unwrap_or_default(),
        }),
        place: place.map(|(block, permille)| ReadingPosition { block, permille }),
        versions,
        row,
    })
}

/// Whether pictures of an item, or the one at an address, are not on the phone.
///
/// Errors: [`Fault::BadRequest`] if the item does not show the address; those of [`article`].
pub(crate) fn has_missing_pictures(view: &View<'_>, id: &str, address: Option<&str>) -> Result<bool> {
    let KeyedRow { key, .. } = require(view, id)?;
    match media::has_missing_pictures(view.connection, key, address)? {
        None if address.is_some() => Err(Fault::BadRequest),
        missing => Ok(missing.unwrap_or(false)),
    }
}

/// The sentences to read aloud, the title first.
///
/// Errors: those of [`article`].
pub(crate) fn speech(view: &View<'_>, id: &str) -> Result<Vec<Sentence>> {
    let KeyedRow { key, row, .. } = require(view, id)?;
    Ok(article::speech_with_title(&row.title, &blocks(&stored_body(view.connection, key)?).0))
}

/// The story that an item belongs to. An item without other versions is a story of one version.
///
/// Errors: those of [`article`].
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
    timeline.sort_by_key(|event| event.time);
    // A hidden story has no representative.
    let representative: Option<String> = view
        .connection
        .prepare_cached("SELECT id FROM item WHERE card = ?1 AND front = 1")?
        .query_row([&card], |row| row.get(0))
        .optional()?;
    let front = versions.into_iter().find(|row| Some(&row.id) == representative.as_ref()).unwrap_or(own);
    Ok(Story { front, sources, timeline })
}
