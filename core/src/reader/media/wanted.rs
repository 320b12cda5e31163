//! Which pictures are wanted, in which order, and which are evicted.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension};

use super::backoff;
use super::pictures::{MissingPicture, discard_files, keys_of_item, origin_addresses, picture_usage};
use crate::base::change::Change;
use crate::base::error::Result;
use crate::base::store::{Write, collect_rows};

/// The newest cards, whose pictures come first unless items are kept offline: about what the front page shows.
const TOP: u32 = 10;
/// Items of each followed channel and added feed.
const FOLLOWED: u32 = 200;
/// Items of the whole list.
const NEWEST: u32 = 1_000;
/// Favourites.
const FAVOURITES: u32 = 1_000;
/// Estimated bytes of a picture's files before it is fetched: most originals shrink to less.
const ESTIMATED_BYTES: i64 = 150_000;
/// Pictures whose files are discarded in one transaction.
const BATCH: usize = 50;

/// What the person wants more than the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PicturePriorities {
    /// Ids of items that are kept offline.
    pub(crate) offline: Vec<String>,
    /// Codes of followed channels.
    pub(crate) followed: Vec<String>,
}

/// The pictures that the budget holds, fetched or not.
pub(super) struct WantedPictures {
    pub(super) keys: HashSet<i64>,
    /// Those that were not fetched and may be tried now, the most wanted first.
    pub(super) missing: Vec<MissingPicture>,
}

/// Goes through the pictures in the order that the module's documentation gives, until `budget` bytes are used.
pub(super) fn wanted(
    connection: &Connection,
    priorities: &PicturePriorities,
    budget: i64,
    now: i64,
) -> Result<WantedPictures> {
    let mut wanted = WantedPictures { keys: HashSet::new(), missing: Vec::new() };
    let mut left = budget;
    for item in items_by_priority(connection, priorities)? {
        let mut query = connection.prepare_cached(
            "SELECT picture.key, picture.address, picture.sha256, picture.tries, picture.used IS NOT NULL, picture.bytes,
                    picture.announced, picture.retry, picture.width IS NOT NULL,
                    coalesce(picture.refused, '') IN ('address', 'not-a-picture', 'too-large')
               FROM illustration JOIN picture ON picture.key = illustration.picture
              WHERE illustration.item = ?1 ORDER BY illustration.place",
        )?;
        let mut rows = query.query([item])?;
        while let Some(row) = rows.next()? {
            let key: i64 = row.get(0)?;
            if wanted.keys.contains(&key) {
                continue;
            }
            let (fetched, bytes, announced, retry_at): (bool, i64, Option<i64>, Option<i64>) =
                (row.get(4)?, row.get(5)?, row.get(6)?, row.get(7)?);
            let cost = match (fetched, row.get(8)?) {
                (true, _) => bytes,
                // Its files were here before: `announced` is their size.
                (false, true) => announced.unwrap_or(ESTIMATED_BYTES),
                (false, false) => announced.map_or(ESTIMATED_BYTES, |bytes| bytes.clamp(1_000, 4 * ESTIMATED_BYTES)),
            };
            if cost > left {
                return Ok(wanted);
            }
            left -= cost;
            wanted.keys.insert(key);
            let tries = row.get(3)?;
            if !fetched && !backoff::is_waiting(retry_at, now, tries, row.get(9)?) {
                let (address, sha256) = (row.get(1)?, row.get(2)?);
                let origins = origin_addresses(connection, key)?;
                wanted.missing.push(MissingPicture { address, sha256, tries, origins });
            }
        }
    }
    Ok(wanted)
}

/// The keys of the wanted pictures, and of all pictures of items kept offline whatever the budget is.
pub(crate) fn wanted_keys(
    connection: &Connection,
    priorities: &PicturePriorities,
    budget: i64,
    now: i64,
) -> Result<HashSet<i64>> {
    let mut keys = wanted(connection, priorities, budget, now)?.keys;
    for id in &priorities.offline {
        if let Some(item) = item_key(connection, id)? {
            keys.extend(keys_of_item(connection, item)?);
        }
    }
    Ok(keys)
}

/// Discards the files of a batch of pictures, the longest unused first, until all files fit the budget. True if there may
/// be more to do. The pictures of favourites stay, and so do those in `keep`.
pub(crate) fn evict_pictures(write: &Write<'_>, keep: &HashSet<i64>, budget: i64) -> Result<bool> {
    let mut over = picture_usage(write)?.0 - budget;
    if over <= 0 {
        return Ok(false);
    }
    let candidates: Vec<(i64, i64)> = {
        let mut query = write.prepare_cached(
            "SELECT key, bytes FROM picture WHERE used IS NOT NULL AND NOT EXISTS
               (SELECT 1 FROM illustration JOIN item ON item.key = illustration.item
                 WHERE illustration.picture = picture.key AND item.favourite = 1)
             ORDER BY used",
        )?;
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let rows = rows.filter(|row| !matches!(row, Ok((key, _)) if keep.contains(key)));
        rows.take(BATCH).collect::<rusqlite::Result<_>>()?
    };
    for (picture, bytes) in &candidates {
        if over <= 0 {
            return Ok(false);
        }
        discard_files(write, *picture)?;
        write.announce(Change::Pictures);
        over -= bytes;
    }
    Ok(over > 0 && candidates.len() == BATCH)
}

fn item_key(connection: &Connection, id: &str) -> Result<Option<i64>> {
    let mut query = connection.prepare_cached("SELECT key FROM item WHERE id = ?1")?;
    Ok(query.query_row([id], |row| row.get(0)).optional()?)
}

/// The keys of items in the order in which their pictures are wanted, each once.
fn items_by_priority(connection: &Connection, priorities: &PicturePriorities) -> Result<Vec<i64>> {
    let mut keys: Vec<i64> = Vec::new();
    for id in &priorities.offline {
        keys.extend(item_key(connection, id)?);
    }
    let mut append = |sql: &str, values: &[&dyn rusqlite::ToSql]| -> Result<()> {
        keys.extend(collect_rows(connection, sql, values, |row| row.get::<_, i64>(0))?);
        Ok(())
    };
    let newest = "SELECT key FROM item WHERE front = 1 ORDER BY published DESC, key DESC LIMIT ?1";
    append(newest, &[&TOP])?;
    append(
        "SELECT item.key FROM mark JOIN item ON item.id = mark.id WHERE mark.favourite IS NOT NULL
          ORDER BY mark.favourite DESC LIMIT ?1",
        &[&FAVOURITES],
    )?;
    for channel in &priorities.followed {
        let sql =
            "SELECT key FROM item WHERE channel = ?1 AND channel_front = 1 ORDER BY published DESC, key DESC LIMIT ?2";
        append(sql, &[channel, &FOLLOWED])?;
    }
    // Only the publisher has a cursor.
    let feeds: Vec<String> =
        collect_rows(connection, "SELECT id FROM origin WHERE cursor IS NULL", [], |row| row.get(0))?;
    for feed in &feeds {
        let sql =
            "SELECT key FROM item WHERE origin = ?1 AND source_front = 1 ORDER BY published DESC, key DESC LIMIT ?2";
        append(sql, &[feed, &FOLLOWED])?;
    }
    append(newest, &[&NEWEST])?;
    let mut seen = HashSet::new();
    keys.retain(|key| seen.insert(*key));
    Ok(keys)
}
