//! Papers of an item, with their files where the person keeps them offline.

use std::collections::HashSet;

use rusqlite::Connection;

use super::{Document, View, key_of};
use crate::base::error::Result;
use crate::formats::syndication::Attachment;
use crate::reader::item::Detail;
use crate::reader::media::{self, Announced};

/// Papers of one item.
const MAX_PAPERS: usize = 50;

/// What an item has of papers.
pub(crate) struct Papers {
    pub(crate) key: i64,
    pub(crate) title: String,
    /// Each with its announced size.
    pub(crate) papers: Vec<(Announced, u64)>,
}

/// The papers of an item; none when it is not on the phone.
pub(crate) fn papers(cache: &Connection, id: &str) -> Result<Option<Papers>> {
    let Some(key) = key_of(cache, id)? else { return Ok(None) };
    let (title, detail): (String, String) = cache
        .prepare_cached(
            "SELECT item.title, body.detail FROM item JOIN body ON body.key = item.key WHERE item.key = ?1",
        )?
        .query_row([key], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let detail: Detail = serde_json::from_str(&detail).unwrap_or_default();
    let papers = of(&detail.attachments).map(|one| (announced(one), one.bytes.unwrap_or(0))).collect();
    Ok(Some(Papers { key, title, papers }))
}

/// The same as a page shows them.
pub(super) fn documents(view: &View<'_>, key: i64, attachments: &[Attachment]) -> Result<Vec<Document>> {
    let mut documents = Vec::new();
    for paper in of(attachments) {
        let held = media::document(view.connection, view.shelf, key, &announced(paper))?;
        let name = paper.url.split(['?', '#']).next().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
        documents.push(Document {
            title: paper.title.clone().filter(|title| !title.trim().is_empty()).unwrap_or_else(|| name.to_owned()),
            url: paper.url.clone(),
            mime_type: paper.mime_type.clone(),
            bytes: held.as_ref().map(|(_, bytes)| *bytes).or(paper.bytes),
            file: held.map(|(file, _)| file),
        });
    }
    Ok(documents)
}

/// What is neither looked at nor listened to, each address once.
fn of(attachments: &[Attachment]) -> impl Iterator<Item = &Attachment> {
    let mut seen = HashSet::new();
    let played = |paper: &&Attachment| {
        let sort = paper.mime_type.split('/').next().unwrap_or_default();
        !["image", "audio", "video"].iter().any(|one| sort.eq_ignore_ascii_case(one))
    };
    attachments.iter().filter(played).filter(move |paper| seen.insert(paper.url.as_str())).take(MAX_PAPERS)
}

fn announced(paper: &Attachment) -> Announced {
    Announced { address: paper.url.clone(), sha256: paper.sha256.clone() }
}

#[cfg(test)]
mod tests;
