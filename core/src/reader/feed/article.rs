//! One item in full.

use rusqlite::Connection;

use super::documents::{self, Document};
use super::list::{KeyedRow, newest_rows, require};
use super::pictures;
use super::row::{ItemRow, Scope};
use super::view::View;
use crate::base::clock::relative;
use crate::base::error::{Fault, Result};
use crate::base::store::stored_json;
use crate::formats::article::{self, Block, Sentence, Span, TextChange};
use crate::formats::syndication::Attachment;
use crate::reader::catalogue::{Term, terms};
use crate::reader::item::{Detail, PUBLISHER, Picture};
use crate::reader::marks::{self, ReadingPosition};
use crate::reader::media;

/// Versions of a story beside an article.
const MAX_VERSIONS: u32 = 20;

/// An item in full.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Article {
    /// As in a list.
    pub row: ItemRow,
    /// Its picture in page size, to be shown above the text; `None` if the text shows it.
    pub lead: Option<Picture>,
    /// Its text.
    pub blocks: Vec<Block>,
    /// True if the text was too large and is cut.
    pub capped: bool,
    /// The reading time in whole minutes, at least one.
    pub reading_minutes: u32,
    /// Its address on the web.
    pub url: Option<String>,
    /// The names of its authors.
    pub authors: Vec<String>,
    /// Its keywords.
    pub tags: Vec<String>,
    /// Its industry sectors.
    pub sectors: Vec<Term>,
    /// Its parks.
    pub parks: Vec<Term>,
    /// All of its attachments.
    pub attachments: Vec<Attachment>,
    /// The attachments that are documents, which are fetched if the item is kept offline.
    pub documents: Vec<Document>,
    /// Its last correction.
    pub correction: Option<Correction>,
    /// Where the person stopped reading.
    pub place: Option<ReadingPosition>,
    /// The other versions of its story, newest first; at most twenty.
    pub versions: Vec<ItemRow>,
}

/// 更正: a correction.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Correction {
    /// Milliseconds since 1970 UTC by the publisher's clock.
    pub time: i64,
    /// The same as a person reads it.
    pub time_text: String,
    /// The publisher's reason; may be empty.
    pub reason: String,
    /// What changed in the title and the text, sentence by sentence; empty if the earlier text was not on this phone.
    pub changes: Vec<TextChange>,
}

/// A row of `body`.
pub(super) struct StoredBody {
    html: Option<String>,
    plain: Option<String>,
    pub(super) detail: Detail,
    /// What the last correction changed, as JSON.
    changes: Option<String>,
    /// Whether an added feed delivered the item.
    external: bool,
}

pub(super) fn stored_body(connection: &Connection, key: i64) -> Result<StoredBody> {
    let (html, plain, detail, changes, external): (_, _, String, _, _) = connection
        .prepare_cached(
            "SELECT html, plain, detail, changes, origin <> ?2 FROM body JOIN item USING (key) WHERE key = ?1",
        )?
        .query_row((key, PUBLISHER), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?;
    let detail = stored_json(&detail)?;
    Ok(StoredBody { html, plain, detail, changes, external })
}

/// The blocks of a body, and whether it was too large to show whole.
pub(super) fn blocks(body: &StoredBody) -> (Vec<Block>, bool) {
    let base = body.detail.base_address();
    match (&body.html, &body.plain) {
        (Some(html), _) => {
            let reading = article::parse_html(html, base.as_ref());
            (reading.blocks, reading.capped)
        }
        (None, Some(plain)) => (article::parse_text(plain), false),
        (None, None) => (Vec::new(), false),
    }
}

/// A link to the page that the item is about, unless the text has one.
fn external_link(detail: &Detail, blocks: &[Block]) -> Option<Block> {
    let address = detail.external_url.as_ref()?;
    let is_link = |block: &Block| match block {
        Block::Paragraph { spans } | Block::Heading { spans, .. } => {
            spans.iter().any(|span| span.href.as_ref() == Some(address))
        }
        _ => false,
    };
    let link = Span { text: address.clone(), href: Some(address.clone()), ..Span::default() };
    (!blocks.iter().any(is_link)).then(|| Block::Paragraph { spans: vec![link] })
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
    if body.external {
        blocks.append(&mut pictures::attached(&body.detail, row.image.as_ref(), &blocks));
        blocks.extend(external_link(&body.detail, &blocks));
    }
    pictures::add_files(connection, view.files, key, &mut blocks)?;
    let lead = pictures::lead(connection, view.files, key, row.image.as_ref(), &blocks)?;
    let StoredBody { detail, changes, .. } = body;
    let changes = changes.map(|changes| stored_json(&changes)).transpose()?.unwrap_or_default();
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
            changes,
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
