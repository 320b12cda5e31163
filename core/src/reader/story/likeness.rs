//! Finds the card of the story that an item of another site tells.
//!
//! Items of the days around are not compared one by one: only those that have an anchor in common with the item are, which is
//! as cheap among 20,000 items as among 1,000.

use rusqlite::OptionalExtension;

use crate::base::clock::MILLIS_PER_DAY;
use crate::base::error::Result;
use crate::base::sort::sort_by_key;
use crate::base::store::{Write, collect_rows};
use crate::formats::similarity::Fingerprint;

/// Versions of one story are published within this many milliseconds of each other.
const WINDOW: i64 = 2 * MILLIS_PER_DAY;
/// The next edition of a forecast or a notice may say the same as this one, and comes later than that.
const EDITION: u64 = 12 * 3_600_000;
/// The time of one bucket of anchors: an item is looked up in two.
const BUCKET: i64 = 2 * WINDOW;
/// Items that an item is compared with: those with the most, and the rarest, anchors in common.
const MAX_CANDIDATES: usize = 16;
/// Items that are read of one anchor. A phrase of more items tells little about any of them.
const MAX_PER_ANCHOR: usize = 16;

/// A version of a card that an item may join.
struct Version {
    key: i64,
    card: String,
    published: i64,
}

/// Stores an item's fingerprint and finds the card of the story that it tells; its own id if there is none.
pub(crate) fn find_card(
    write: &Write<'_>,
    key: i64,
    id: &str,
    published: i64,
    fingerprint: &Fingerprint,
) -> Result<String> {
    add_missing_anchors(write)?;
    let anchors = fingerprint.anchors();
    replace(write, key, published, fingerprint, &anchors)?;
    let mut matches = Vec::new();
    for candidate in candidates(write, key, published, &anchors)? {
        if let Some(version) = version(write, candidate)?.filter(|version| is_near(version.published, published))
            && is_same(write, &version, published, fingerprint)?
        {
            matches.push(version);
        }
    }
    sort_by_key(&mut matches, |version| std::cmp::Reverse((version.published, version.key)));
    let mut seen: Vec<&str> = Vec::new();
    for Version { card, .. } in &matches {
        if seen.contains(&&**card) {
            continue;
        }
        seen.push(card);
        let mut fits = true;
        for other in versions(write, card, key)? {
            let matched = || matches.iter().any(|version| version.key == other.key);
            let near = is_near(other.published, published);
            fits = near && (matched() || is_same(write, &other, published, fingerprint)?);
            if !fits {
                break;
            }
        }
        if fits {
            return Ok(card.clone());
        }
    }
    Ok(id.to_owned())
}

/// Before an item is deleted: removes its fingerprint and its anchors.
pub(crate) fn forget_likeness(write: &Write<'_>, key: i64) -> Result<()> {
    let stored: Option<(Option<i64>, Vec<u8>)> = write
        .prepare_cached("SELECT bucket, print FROM likeness WHERE item = ?1")?
        .query_row([key], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((bucket, print)) = stored else { return Ok(()) };
    if let (Some(bucket), Some(fingerprint)) = (bucket, Fingerprint::from_bytes(&print)) {
        let mut delete =
            write.prepare_cached("DELETE FROM likeness_anchor WHERE bucket = ?1 AND hash = ?2 AND item = ?3")?;
        for hash in fingerprint.anchors() {
            delete.execute((bucket, hash, key))?;
        }
    }
    write.prepare_cached("DELETE FROM likeness WHERE item = ?1")?.execute([key])?;
    Ok(())
}

fn replace(write: &Write<'_>, key: i64, published: i64, fingerprint: &Fingerprint, anchors: &[u32]) -> Result<()> {
    forget_likeness(write, key)?;
    let bucket = published.div_euclid(BUCKET);
    write.prepare_cached("INSERT INTO likeness (item, print, bucket) VALUES (?1, ?2, ?3)")?.execute((
        key,
        fingerprint.to_bytes(),
        bucket,
    ))?;
    // The key of an item that is gone may be in use again.
    let mut insert =
        write.prepare_cached("INSERT OR IGNORE INTO likeness_anchor (bucket, hash, item) VALUES (?1, ?2, ?3)")?;
    for hash in anchors {
        insert.execute((bucket, hash, key))?;
    }
    Ok(())
}

/// Adds the anchors of the fingerprints that an earlier version of this program stored.
fn add_missing_anchors(write: &Write<'_>) -> Result<()> {
    let sql = "SELECT likeness.item, item.published, likeness.print FROM likeness JOIN item ON item.key = likeness.item
                WHERE likeness.bucket IS NULL LIMIT 1";
    let mut next = write.prepare_cached(sql)?;
    let mut next = || next.query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional();
    while let Some((key, published, print)) = next()? {
        let print: Vec<u8> = print;
        match Fingerprint::from_bytes(&print) {
            Some(fingerprint) => replace(write, key, published, &fingerprint, &fingerprint.anchors())?,
            // A fingerprint of another version can be compared with none.
            None => forget_likeness(write, key)?,
        }
    }
    Ok(())
}

/// The items of the buckets around a moment that have anchors in common with an item.
fn candidates(write: &Write<'_>, own: i64, published: i64, anchors: &[u32]) -> Result<Vec<i64>> {
    let first = published.saturating_sub(WINDOW).div_euclid(BUCKET);
    let last = published.saturating_add(WINDOW).div_euclid(BUCKET);
    let mut found: Vec<(i64, usize)> = Vec::new();
    let mut query =
        write.prepare_cached("SELECT item FROM likeness_anchor WHERE bucket = ?1 AND hash = ?2 LIMIT ?3")?;
    for bucket in first..=last {
        for hash in anchors {
            let begin = found.len();
            let mut rows = query.query((bucket, hash, MAX_PER_ANCHOR as i64))?;
            while let Some(row) = rows.next()? {
                found.push((row.get(0)?, 0));
            }
            let weight = 1_000 / (found.len() - begin).max(1);
            found[begin..].iter_mut().for_each(|(_, shared)| *shared = weight);
        }
    }
    found.sort_unstable();
    let sum = |shared: &[(i64, usize)]| (shared.iter().map(|(_, weight)| weight).sum::<usize>(), shared[0].0);
    let mut candidates: Vec<(usize, i64)> = found.chunk_by(|one, other| one.0 == other.0).map(sum).collect();
    candidates.retain(|(_, item)| *item != own);
    candidates.sort_unstable_by_key(|candidate| std::cmp::Reverse(*candidate));
    candidates.truncate(MAX_CANDIDATES);
    Ok(candidates.into_iter().map(|(_, item)| item).collect())
}

fn is_same(write: &Write<'_>, other: &Version, published: i64, fingerprint: &Fingerprint) -> Result<bool> {
    let same_edition = other.published.abs_diff(published) <= EDITION;
    let mut query = write.prepare_cached("SELECT print FROM likeness WHERE item = ?1")?;
    let mut rows = query.query([other.key])?;
    match rows.next()? {
        Some(row) => Ok(fingerprint.is_same_as_stored(row.get_ref(0)?.as_blob().unwrap_or_default(), same_edition)),
        None => Ok(false),
    }
}

fn is_near(one: i64, other: i64) -> bool {
    one.abs_diff(other) <= WINDOW.unsigned_abs()
}

fn version(write: &Write<'_>, key: i64) -> Result<Option<Version>> {
    let mut query = write.prepare_cached("SELECT card, published FROM item WHERE key = ?1")?;
    Ok(query.query_row([key], |row| Ok(Version { key, card: row.get(0)?, published: row.get(1)? })).optional()?)
}

/// The versions of a card other than an item.
fn versions(write: &Write<'_>, card: &str, own: i64) -> Result<Vec<Version>> {
    let sql = "SELECT key, card, published FROM item WHERE card = ?1 AND key <> ?2";
    collect_rows(write, sql, (card, own), |row| {
        Ok(Version { key: row.get(0)?, card: row.get(1)?, published: row.get(2)? })
    })
}

#[cfg(test)]
mod tests;
