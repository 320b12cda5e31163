//! 一事一卡: the versions of one story are one card, which has one representative and one set of marks.
//!
//! What holds after [`recompute`]: in every list exactly one version represents its card, unless the card is hidden. It is
//! a full report if there is one. Of the publisher's versions the representative stays until it is removed, whatever else
//! arrives later or on an older page: loading more rows does not remove one above. Of the versions of feeds it is the one that
//! says most, because what another one adds may be what matters; of those that say as much the earliest, so a republication
//! does not move a card up again; of those the one with the fewest labels around its headline. In which order feeds were asked
//! makes no difference. A card is read, favourite or liked if one of its versions is.
//!
//! The publisher states which items are one story. Between external feeds [`find_card`] decides, tuned for precision: an
//! item joins a card only if it matches *every* version of it.

mod document;
mod likeness;

use std::cmp::Reverse;

use rusqlite::OptionalExtension;

use crate::base::error::Result;
use crate::base::store::{Write, collect_rows};
use crate::formats::similarity::Fingerprint;

use document::Document;
pub(crate) use document::comparable_number;
pub(crate) use likeness::{find_card, forget_likeness};

/// One version of a card: what its derived columns depend on, and their stored values.
struct Version {
    key: i64,
    id: String,
    /// Whether it is a flash, or breaks off.
    flash: bool,
    /// How much it says, by its fingerprint. `None` for the publisher's, which states what is a flash.
    extent: Option<u16>,
    kind: String,
    /// Versions of the same kind with the same number here are one document.
    document: usize,
    headline: i64,
    published: i64,
    module: Option<String>,
    channel: Option<String>,
    origin: String,
    /// Read, favourite, liked, hidden.
    marks: [bool; 4],
    /// The derived columns in the order of [`recompute`]'s statement.
    stored: [i64; 9],
}

impl Version {
    /// In the lists of one number (0: all items, 1: a module, 2: a channel, 3: a source, 4: a kind in a module), versions of
    /// the same group are in the same list.
    fn group(&self, list: usize) -> (Option<&str>, Option<&str>, usize) {
        match list {
            1 => (self.module.as_deref(), None, 0),
            2 => (self.channel.as_deref(), Some(&self.origin), 0),
            3 => (None, Some(&self.origin), 0),
            4 => (self.module.as_deref(), Some(&self.kind), self.document),
            _ => (None, None, 0),
        }
    }
}

/// Derives again what depends on a card's versions and marks. To be called whenever one of either was inserted, changed
/// or deleted.
pub(crate) fn recompute(write: &Write<'_>, card: &str) -> Result<()> {
    let sql = "SELECT item.key, item.module, item.channel, item.origin,
                    mark.read IS NOT NULL, mark.favourite IS NOT NULL, mark.liked IS NOT NULL, mark.hidden IS NOT NULL,
                    item.front, item.module_front, item.channel_front, item.source_front, item.kind_front, item.versions,
                    item.read, item.favourite, item.liked, item.stage IS 'flash', item.published, item.kind,
                    (SELECT substr(print, 1, 4) FROM likeness WHERE likeness.item = item.key), item.id,
                    length(item.title)
               FROM item LEFT JOIN mark ON mark.id = item.id WHERE item.card = ?1";
    let mut versions = collect_rows(write, sql, [card], |row| {
        let mut marks = [false; 4];
        for (at, mark) in marks.iter_mut().enumerate() {
            *mark = row.get(4 + at)?;
        }
        let mut stored = [0; 9];
        for (at, value) in stored.iter_mut().enumerate() {
            *value = row.get(8 + at)?;
        }
        let print: Option<Vec<u8>> = row.get(20)?;
        let (breaks_off, extent) = print.and_then(|print| Fingerprint::extent(&print)).unzip();
        Ok(Version {
            key: row.get(0)?,
            id: row.get(21)?,
            headline: row.get(22)?,
            flash: breaks_off == Some(true) || row.get(17)?,
            kind: row.get(19)?,
            document: 0,
            extent,
            published: row.get(18)?,
            module: row.get(1)?,
            channel: row.get(2)?,
            origin: row.get(3)?,
            marks,
            stored,
        })
    })?;
    number_documents(write, &mut versions)?;
    let any = |mark: usize| versions.iter().any(|version| version.marks[mark]);
    let (read, favourite, liked, hidden) = (any(0), any(1), any(2), any(3));
    for version in &versions {
        let represents = |list: usize| {
            let group = versions.iter().filter(|other| other.group(list) == version.group(list));
            let first = group.min_by_key(|other| {
                let is_new = other.extent.is_none() && other.stored[list] == 0;
                (other.flash, Reverse(other.extent), is_new, other.published, other.headline, &other.id)
            });
            i64::from(!hidden && first.is_some_and(|first| first.key == version.key))
        };
        let derived = [
            represents(0),
            represents(1),
            represents(2),
            represents(3),
            represents(4),
            versions.len() as i64,
            i64::from(read),
            i64::from(favourite),
            i64::from(liked),
        ];
        if derived != version.stored {
            let [all, module, channel, source, kind, versions, read, favourite, liked] = derived;
            write
                .prepare_cached(
                    "UPDATE item SET front = ?2, module_front = ?3, channel_front = ?4, source_front = ?5,
                                     kind_front = ?6, versions = ?7, read = ?8, favourite = ?9, liked = ?10 WHERE key = ?1",
                )?
                .execute((version.key, all, module, channel, source, kind, versions, read, favourite, liked))?;
        }
    }
    Ok(())
}

/// Gives the versions that are one document the same number.
fn number_documents(write: &Write<'_>, versions: &mut [Version]) -> Result<()> {
    let mut documents: Vec<(String, Document)> = Vec::new();
    for at in 0..versions.len() {
        let kind = versions[at].kind.clone();
        if kind == "article" || versions.iter().filter(|other| other.kind == kind).count() < 2 {
            continue;
        }
        let document = Document::read(write, versions[at].key, &kind)?;
        let known = documents.iter().position(|(of, known)| *of == kind && known.is_same(&document));
        versions[at].document = known.unwrap_or(documents.len());
        if known.is_none() {
            documents.push((kind, document));
        }
    }
    Ok(())
}

/// After a version left a card, deleted or on another card: records the version that takes over its marks, which belong to the
/// card. The marks are in the outbox, which is not part of this transaction, and the cache's copy may be behind; they are
/// transferred right after it.
pub(crate) fn record_successor(write: &Write<'_>, gone: &str, card: &str) -> Result<()> {
    write
        .prepare_cached(
            "INSERT OR REPLACE INTO heir (gone, heir)
             SELECT ?1, id FROM item WHERE card = ?2
              ORDER BY front DESC, published LIMIT 1",
        )?
        .execute((gone, card))?;
    // The deleted version may be the recorded successor of another whose marks were not transferred yet.
    write
        .prepare_cached(
            "UPDATE heir SET heir = (SELECT id FROM item WHERE card = ?2 ORDER BY front DESC, published LIMIT 1)
              WHERE heir = ?1 AND EXISTS (SELECT 1 FROM item WHERE card = ?2)",
        )?
        .execute((gone, card))?;
    Ok(())
}

/// Moves an item to another card, where it represents no list. Both cards have to be recomputed afterwards.
pub(crate) fn move_to_card(write: &Write<'_>, key: i64, card: &str) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE item SET card = ?2, front = 0, module_front = 0, channel_front = 0, source_front = 0, kind_front = 0
              WHERE key = ?1",
        )?
        .execute((key, card))?;
    Ok(())
}

/// The card of an item; `None` if the item is not on the phone.
pub(crate) fn card_of_item(write: &Write<'_>, id: &str) -> Result<Option<String>> {
    let mut query = write.prepare_cached("SELECT card FROM item WHERE id = ?1")?;
    Ok(query.query_row([id], |row| row.get(0)).optional()?)
}

/// Whether a card has versions other than this one.
pub(crate) fn is_shared(write: &Write<'_>, key: i64, card: &str) -> Result<bool> {
    let mut query = write.prepare_cached("SELECT EXISTS (SELECT 1 FROM item WHERE card = ?1 AND key <> ?2)")?;
    Ok(query.query_row((card, key), |row| row.get(0))?)
}

/// Whether the person has done something with an item.
pub(crate) fn has_marks(write: &Write<'_>, id: &str) -> Result<bool> {
    Ok(write.prepare_cached("SELECT 1 FROM mark WHERE id = ?1")?.exists([id])?)
}

#[cfg(test)]
mod tests;
