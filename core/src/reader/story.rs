//! 一事一卡: versions and channels of one story are one card, with one version in front and one state of the person's.
//!
//! What holds after [`settle`]: in every list exactly one version stands for its card, unless the person hid it. It is a
//! full one when there is one, and it stays in front until it goes, whatever comes later or turns up on an older page: so a
//! republication never moves a card up again, and reading on never takes a row away above. Read, kept or liked in one
//! version is so in all of them.
//!
//! The publisher says which items are one story, and is believed. Between the feeds of other sites [`card_of`] decides,
//! tuned to precision: an item joins a card only when it says the same as *every* version of it.

use rusqlite::OptionalExtension;

use crate::base::clock::MILLIS_PER_DAY;
use crate::base::error::Result;
use crate::base::store::Write;
use crate::formats::similarity::Fingerprint;

/// Versions of one story are published within this many milliseconds of each other: two days.
const WINDOW: i64 = 2 * MILLIS_PER_DAY;
/// Items of that window that an item is compared with, the newest first.
const CANDIDATES: u32 = 200;

/// One version of a card, as far as its place depends on it.
struct Version {
    key: i64,
    flash: bool,
    published: i64,
    module: Option<String>,
    channel: Option<String>,
    origin: String,
    marks: [bool; 4],
    stored: [i64; 8],
}

impl Version {
    /// Versions of one group compete for the front of one list.
    fn group(&self, list: usize) -> (Option<&str>, Option<&str>) {
        match list {
            1 => (self.module.as_deref(), None),
            2 => (self.channel.as_deref(), Some(&self.origin)),
            3 => (None, Some(&self.origin)),
            _ => (None, None),
        }
    }
}

/// Derives again what depends on a card's versions and marks. Called whenever one of either came, changed or went.
pub(crate) fn settle(write: &Write<'_>, card: &str) -> Result<()> {
    let versions: Vec<Version> = {
        let mut query = write.prepare_cached(
            "SELECT item.key, item.module, item.channel, item.origin,
                    mark.read IS NOT NULL, mark.favourite IS NOT NULL, mark.liked IS NOT NULL, mark.hidden IS NOT NULL,
                    item.front, item.module_front, item.channel_front, item.source_front, item.versions,
                    item.read, item.favourite, item.liked, item.stage IS 'flash', item.published
               FROM item LEFT JOIN mark ON mark.id = item.id WHERE item.card = ?1",
        )?;
        let rows = query.query_map([card], |row| {
            let mut marks = [false; 4];
            for (at, mark) in marks.iter_mut().enumerate() {
                *mark = row.get(4 + at)?;
            }
            let mut stored = [0; 8];
            for (at, value) in stored.iter_mut().enumerate() {
                *value = row.get(8 + at)?;
            }
            Ok(Version {
                key: row.get(0)?,
                flash: row.get(16)?,
                published: row.get(17)?,
                module: row.get(1)?,
                channel: row.get(2)?,
                origin: row.get(3)?,
                marks,
                stored,
            })
        })?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    let any = |mark: usize| versions.iter().any(|version| version.marks[mark]);
    let (read, favourite, liked, hidden) = (any(0), any(1), any(2), any(3));
    for version in &versions {
        // In front of its group in the list of this number: everything, its module, its channel, its origin.
        let front = |list: usize| {
            let group = versions.iter().filter(|other| other.group(list) == version.group(list));
            let first = group.min_by_key(|other| (other.flash, other.stored[list] == 0, other.published, other.key));
            i64::from(!hidden && first.is_some_and(|first| first.key == version.key))
        };
        let derived = [
            front(0),
            front(1),
            front(2),
            front(3),
            versions.len() as i64,
            i64::from(read),
            i64::from(favourite),
            i64::from(liked),
        ];
        if derived != version.stored {
            let [front, module, channel, source, versions, read, favourite, liked] = derived;
            write
                .prepare_cached(
                    "UPDATE item SET front = ?2, module_front = ?3, channel_front = ?4, source_front = ?5,
                                     versions = ?6, read = ?7, favourite = ?8, liked = ?9 WHERE key = ?1",
                )?
                .execute((version.key, front, module, channel, source, versions, read, favourite, liked))?;
        }
    }
    Ok(())
}

/// A version went: what the person did with it belongs to the card, so another version takes it over. The outbox, which
/// has the marks, is not in this transaction: the heir is written down here and gets them right after it.
pub(crate) fn inherit(write: &Write<'_>, gone: &str, card: &str) -> Result<()> {
    write
        .prepare_cached(
            "INSERT OR REPLACE INTO heir (gone, heir)
             SELECT ?1, id FROM item WHERE card = ?2 AND EXISTS (SELECT 1 FROM mark WHERE id = ?1)
              ORDER BY front DESC, published LIMIT 1",
        )?
        .execute((gone, card))?;
    // It may have been the heir of another, and not have taken over yet.
    write
        .prepare_cached(
            "UPDATE heir SET heir = (SELECT id FROM item WHERE card = ?2 ORDER BY front DESC, published LIMIT 1)
              WHERE heir = ?1 AND EXISTS (SELECT 1 FROM item WHERE card = ?2)",
        )?
        .execute((gone, card))?;
    Ok(())
}

/// Puts an item on another card, where it stands behind those that are there. Both cards have to be settled after it.
pub(crate) fn join(write: &Write<'_>, key: i64, card: &str) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE item SET card = ?2, front = 0, module_front = 0, channel_front = 0, source_front = 0 WHERE key = ?1",
        )?
        .execute((key, card))?;
    Ok(())
}

/// The card that an item is on, if it is there.
pub(crate) fn of_item(write: &Write<'_>, id: &str) -> Result<Option<String>> {
    let mut query = write.prepare_cached("SELECT card FROM item WHERE id = ?1")?;
    Ok(query.query_row([id], |row| row.get(0)).optional()?)
}

/// Whether a card has versions beside this one.
pub(crate) fn is_shared(write: &Write<'_>, key: i64, card: &str) -> Result<bool> {
    let mut query = write.prepare_cached("SELECT EXISTS (SELECT 1 FROM item WHERE card = ?1 AND key <> ?2)")?;
    Ok(query.query_row((card, key), |row| row.get(0))?)
}

/// Remembers what an item says and finds the card that says the same; its own id when there is none.
pub(crate) fn card_of(write: &Write<'_>, key: i64, id: &str, published: i64, print: &Fingerprint) -> Result<String> {
    write
        .prepare_cached("INSERT OR REPLACE INTO likeness (item, print) VALUES (?1, ?2)")?
        .execute((key, print.to_bytes()))?;
    let cards: Vec<(String, u32, bool)> = {
        let mut query = write.prepare_cached(
            "SELECT item.card, item.versions, likeness.print FROM item JOIN likeness ON likeness.item = item.key
              WHERE item.published BETWEEN ?1 AND ?2 AND item.key <> ?3 ORDER BY item.published DESC LIMIT ?4",
        )?;
        let rows = query.query_map(
            (published.saturating_sub(WINDOW), published.saturating_add(WINDOW), key, CANDIDATES),
            |row| {
                let same = Fingerprint::from_bytes(row.get_ref(2)?.as_blob()?).is_some_and(|other| print.same(&other));
                Ok((row.get(0)?, row.get(1)?, same))
            },
        )?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    let alike = |card: &str| cards.iter().filter(|(other, _, same)| other == card && *same).count();
    // Of a card that the item was on before, it is itself one of the versions.
    let own = of_item(write, id)?;
    let fits = |(card, versions, _): &&(String, u32, bool)| {
        let others = *versions as usize - usize::from(own.as_ref() == Some(card)).min(*versions as usize);
        others > 0 && alike(card) == others
    };
    Ok(cards.iter().find(fits).map_or_else(|| id.to_owned(), |(card, ..)| card.clone()))
}

#[cfg(test)]
mod tests;
