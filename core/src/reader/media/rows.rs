//! The rows: which item shows which picture, which files a picture has, and which pictures are wanted.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension};

use super::Held;
use super::file_store::{FileStore, Unnamed};
use crate::base::change::Change;
use crate::base::error::Result;
use crate::base::store::Write;
use crate::formats::picture::RenderedPicture;

/// Pictures of one item.
const MAX_SHOWN: usize = 100;
/// The newest cards whose pictures come first of all: what the front page shows.
const TOP: u32 = 10;
/// Items of each followed channel and added source, and of the newest.
const FOLLOWED: u32 = 200;
const NEWEST: u32 = 1_000;
const FAVOURITES: u32 = 1_000;
/// What a picture is believed to take on the shelf before it was fetched: most originals shrink to less.
const USUAL: i64 = 150_000;
/// Pictures that are put away in one transaction.
const STEP: usize = 50;

/// A picture as an item names it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ItemPicture {
    pub(crate) address: String,
    pub(crate) sha256: Option<String>,
    pub(crate) bytes: Option<u64>,
    pub(crate) placeholder: Option<String>,
}

/// A picture that is to be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wish {
    pub(super) key: i64,
    pub(super) address: String,
    pub(super) sha256: Option<String>,
    pub(super) tries: u32,
    /// The addresses of the origins whose items show it.
    pub(super) origins: Vec<String>,
}

/// Says which pictures an item shows: the one of its list row first, if it has one (`lead`), then those of its text.
pub(crate) fn illustrate(write: &Write<'_>, item: i64, lead: bool, shown: &[ItemPicture]) -> Result<()> {
    let before = pictures_of(write, item)?;
    if before.is_empty() && shown.is_empty() {
        return Ok(());
    }
    write.prepare_cached("DELETE FROM illustration WHERE item = ?1")?.execute([item])?;
    for (place, picture) in (i64::from(!lead)..).zip(shown.iter().take(MAX_SHOWN)) {
        let key = enter(write, picture)?;
        write
            .prepare_cached("INSERT INTO illustration (item, place, picture) VALUES (?1, ?2, ?3)")?
            .execute((item, place, key))?;
    }
    before.into_iter().try_for_each(|picture| remove_if_unshown(write, picture))
}

fn enter(write: &Write<'_>, shown: &ItemPicture) -> Result<i64> {
    let known: Option<(i64, Option<String>)> = write
        .prepare_cached("SELECT key, sha256 FROM picture WHERE address = ?1")?
        .query_row([&shown.address], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let bytes = shown.bytes.and_then(|bytes| i64::try_from(bytes).ok());
    let Some((key, sha256)) = known else {
        write
            .prepare_cached("INSERT INTO picture (address, sha256, announced, placeholder) VALUES (?1, ?2, ?3, ?4)")?
            .execute((&shown.address, &shown.sha256, bytes, &shown.placeholder))?;
        return Ok(write.last_insert_rowid());
    };
    if shown.sha256.is_some() && shown.sha256 != sha256 {
        // Another picture at the same address.
        unfetch(write, key)?;
        write
            .prepare_cached(
                "UPDATE picture SET sha256 = ?2, announced = ?3, placeholder = ?4, width = NULL, height = NULL,
                                    refused = NULL, tries = 0, retry = NULL WHERE key = ?1",
            )?
            .execute((key, &shown.sha256, bytes, &shown.placeholder))?;
    }
    Ok(key)
}

fn pictures_of(connection: &Connection, item: i64) -> Result<Vec<i64>> {
    let mut query = connection.prepare_cached("SELECT DISTINCT picture FROM illustration WHERE item = ?1")?;
    let keys = query.query_map([item], |row| row.get(0))?;
    Ok(keys.collect::<rusqlite::Result<_>>()?)
}

/// The item goes: pictures that nothing else shows go with it.
pub(crate) fn unshow(write: &Write<'_>, item: i64) -> Result<()> {
    let before = pictures_of(write, item)?;
    write.prepare_cached("DELETE FROM illustration WHERE item = ?1")?.execute([item])?;
    before.into_iter().try_for_each(|picture| remove_if_unshown(write, picture))
}

/// The same for many items that went already.
pub(crate) fn remove_strays(write: &Write<'_>) -> Result<()> {
    let strays: Vec<i64> = {
        let mut query = write.prepare_cached(
            "SELECT key FROM picture WHERE NOT EXISTS (SELECT 1 FROM illustration WHERE picture = picture.key)",
        )?;
        let keys = query.query_map([], |row| row.get(0))?;
        keys.collect::<rusqlite::Result<_>>()?
    };
    strays.into_iter().try_for_each(|picture| remove_if_unshown(write, picture))
}

fn remove_if_unshown(write: &Write<'_>, picture: i64) -> Result<()> {
    let shown: bool = write
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM illustration WHERE picture = ?1)")?
        .query_row([picture], |row| row.get(0))?;
    if !shown {
        unfetch(write, picture)?;
        write.prepare_cached("DELETE FROM picture WHERE key = ?1")?.execute([picture])?;
    }
    Ok(())
}

/// The picture has no files any more; those it had are unlinked after this transaction.
pub(super) fn unfetch(write: &Write<'_>, picture: i64) -> Result<()> {
    write
        .prepare_cached("INSERT OR IGNORE INTO doomed (file) SELECT file FROM rendition WHERE picture = ?1")?
        .execute([picture])?;
    write.prepare_cached("DELETE FROM rendition WHERE picture = ?1")?.execute([picture])?;
    write.prepare_cached("UPDATE picture SET bytes = 0, used = NULL WHERE key = ?1")?.execute([picture])?;
    Ok(())
}

/// Stores what was fetched; false when no item shows it any more.
pub(super) fn store(
    write: &Write<'_>,
    shelf: &FileStore,
    wish: &Wish,
    rendered: &RenderedPicture,
    files: &[Unnamed],
    now: i64,
) -> Result<bool> {
    let still: bool = write.query_row(
        "SELECT EXISTS (SELECT 1 FROM picture WHERE key = ?1 AND address = ?2 AND sha256 IS ?3)",
        (wish.key, &wish.address, &wish.sha256),
        |row| row.get(0),
    )?;
    if !still {
        return Ok(false);
    }
    unfetch(write, wish.key)?;
    for (size, (rendition, file)) in (0_i64..).zip(rendered.renditions.iter().zip(files)) {
        shelf.name(write, file)?;
        write.execute(
            "INSERT INTO rendition (picture, size, width, height, bytes, file) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (wish.key, size, rendition.width, rendition.height, file.bytes as i64, &file.name),
        )?;
    }
    let bytes: u64 = files.iter().map(|file| file.bytes).sum();
    write.execute(
        "UPDATE picture SET width = ?2, height = ?3, placeholder = ?4, bytes = ?5, announced = ?5, used = ?6, refused = NULL, tries = 0,
                            retry = NULL WHERE key = ?1",
        (wish.key, rendered.width, rendered.height, super::digits_of(&rendered.placeholder), bytes as i64, now),
    )?;
    write.announce(Change::Pictures);
    Ok(true)
}

/// Remembers that it could not be had, and when to try again.
pub(super) fn refuse(write: &Write<'_>, picture: i64, why: &str, retry: i64) -> Result<()> {
    write.execute(
        "UPDATE picture SET refused = ?2, tries = tries + 1, retry = ?3 WHERE key = ?1",
        (picture, why, retry),
    )?;
    Ok(())
}

/// The files of an item's pictures in page size, by address.
pub(crate) fn files_of(connection: &Connection, shelf: &FileStore, item: i64) -> Result<Vec<(String, Held)>> {
    // The largest rendition there is: a small picture has only one.
    let mut query = connection.prepare_cached(
        "SELECT DISTINCT picture.address, rendition.width, rendition.height, picture.placeholder, rendition.file
           FROM illustration JOIN picture ON picture.key = illustration.picture
           LEFT JOIN rendition ON rendition.picture = picture.key
            AND rendition.size = (SELECT max(size) FROM rendition WHERE rendition.picture = picture.key)
          WHERE illustration.item = ?1",
    )?;
    let rows = query.query_map([item], |row| {
        let file: Option<String> = row.get(4)?;
        let held = Held {
            file: file.map(|file| shelf.path(&file)),
            width: row.get(1)?,
            height: row.get(2)?,
            placeholder: row.get(3)?,
        };
        Ok((row.get(0)?, held))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether files wait to be unlinked.
pub(crate) fn are_orphaned(connection: &Connection) -> Result<bool> {
    let mut query = connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM doomed)")?;
    Ok(query.query_row([], |row| row.get(0))?)
}

/// The person looked at an item: its pictures are the last to go.
pub(crate) fn touch(write: &Write<'_>, id: &str, now: i64) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE picture SET used = max(used, ?2) WHERE used IS NOT NULL AND key IN
               (SELECT picture FROM illustration WHERE item = (SELECT key FROM item WHERE id = ?1))",
        )?
        .execute((id, now))?;
    Ok(())
}

/// Bytes of all files, and how many pictures have some.
pub(crate) fn used_bytes(connection: &Connection) -> Result<(i64, u32)> {
    let mut query =
        connection.prepare_cached("SELECT coalesce(sum(bytes), 0), count(*) FROM picture WHERE used IS NOT NULL")?;
    Ok(query.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// The pictures that the budget holds, the most wanted first, whether they were fetched or not.
pub(super) struct Wanted {
    pub(super) keys: HashSet<i64>,
    /// Those that were not fetched and may be tried now.
    pub(super) missing: Vec<Wish>,
}

/// What the person wants more than the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Wants {
    /// Ids of items that are kept offline.
    pub(crate) kept: Vec<String>,
    /// Codes of channels.
    pub(crate) followed: Vec<String>,
}

/// See the module's words on the order.
pub(super) fn wanted(connection: &Connection, wants: &Wants, budget: i64, now: i64) -> Result<Wanted> {
    let mut wanted = Wanted { keys: HashSet::new(), missing: Vec::new() };
    let mut left = budget;
    for item in items(connection, wants)? {
        let mut query = connection.prepare_cached(
            "SELECT picture.key, picture.address, picture.sha256, picture.tries, picture.used IS NOT NULL, picture.bytes,
                    picture.announced, picture.retry, picture.width IS NOT NULL
               FROM illustration JOIN picture ON picture.key = illustration.picture
              WHERE illustration.item = ?1 ORDER BY illustration.place",
        )?;
        let mut rows = query.query([item])?;
        while let Some(row) = rows.next()? {
            let key: i64 = row.get(0)?;
            if wanted.keys.contains(&key) {
                continue;
            }
            let (fetched, bytes, announced, retry): (bool, i64, Option<i64>, Option<i64>) =
                (row.get(4)?, row.get(5)?, row.get(6)?, row.get(7)?);
            let cost = match (fetched, row.get(8)?) {
                (true, _) => bytes,
                // It was here once: then this is what it took.
                (false, true) => announced.unwrap_or(USUAL),
                (false, false) => announced.map_or(USUAL, |bytes| bytes.clamp(1_000, 4 * USUAL)),
            };
            if cost > left {
                return Ok(wanted);
            }
            left -= cost;
            wanted.keys.insert(key);
            // A wait far longer than any that is given comes from a clock that jumped.
            if !fetched && retry.is_none_or(|retry| retry <= now || retry > now + super::fetch::LONGEST) {
                let (address, sha256, tries) = (row.get(1)?, row.get(2)?, row.get(3)?);
                let origins = origins(connection, key)?;
                wanted.missing.push(Wish { key, address, sha256, tries, origins });
            }
        }
    }
    Ok(wanted)
}

/// The keys of [`wanted`], and those of what is kept offline, whatever the budget is.
pub(crate) fn wanted_keys(connection: &Connection, wants: &Wants, budget: i64, now: i64) -> Result<HashSet<i64>> {
    let mut keys = wanted(connection, wants, budget, now)?.keys;
    for id in &wants.kept {
        if let Some(item) = key_of(connection, id)? {
            keys.extend(pictures_of(connection, item)?);
        }
    }
    Ok(keys)
}

fn key_of(connection: &Connection, id: &str) -> Result<Option<i64>> {
    let mut query = connection.prepare_cached("SELECT key FROM item WHERE id = ?1")?;
    Ok(query.query_row([id], |row| row.get(0)).optional()?)
}

/// Pictures of an item that may be had, and how many of them are here with how many bytes.
pub(crate) fn counted(connection: &Connection, item: i64) -> Result<(u32, u32, i64)> {
    let mut query = connection.prepare_cached(
        "SELECT count(*), coalesce(sum(used IS NOT NULL), 0), coalesce(sum(bytes), 0) FROM picture
          WHERE key IN (SELECT picture FROM illustration WHERE item = ?1) AND (used IS NOT NULL OR refused IS NULL)",
    )?;
    Ok(query.query_row([item], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?)
}

/// One item's pictures that were not fetched, or the one at an address.
pub(super) fn wished(connection: &Connection, id: &str, address: Option<&str>) -> Result<Vec<Wish>> {
    let mut query = connection.prepare_cached(
        "SELECT DISTINCT picture.key, picture.address, picture.sha256, picture.tries
           FROM item JOIN illustration ON illustration.item = item.key JOIN picture ON picture.key = illustration.picture
          WHERE item.id = ?1 AND picture.used IS NULL AND (?2 IS NULL OR picture.address = ?2)
          ORDER BY illustration.place",
    )?;
    let rows = query.query_map((id, address), |row| {
        let (key, address, sha256, tries) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        Ok(Wish { key, address, sha256, tries, origins: Vec::new() })
    })?;
    let mut wishes = rows.collect::<rusqlite::Result<Vec<Wish>>>()?;
    for wish in &mut wishes {
        wish.origins = origins(connection, wish.key)?;
    }
    Ok(wishes)
}

/// Whether an item shows pictures that were not fetched, all in all or at an address; none when it shows no such picture.
pub(crate) fn missing(connection: &Connection, item: i64, address: Option<&str>) -> Result<Option<bool>> {
    let mut query = connection.prepare_cached(
        "SELECT max(picture.used IS NULL) FROM illustration JOIN picture ON picture.key = illustration.picture
          WHERE illustration.item = ?1 AND (?2 IS NULL OR picture.address = ?2)",
    )?;
    Ok(query.query_row((item, address), |row| row.get(0))?)
}

/// One picture of an item in page size.
pub(crate) fn held(connection: &Connection, shelf: &FileStore, item: i64, address: &str) -> Result<Held> {
    let all = files_of(connection, shelf, item)?;
    Ok(all.into_iter().find(|(one, _)| one == address).map(|(_, held)| held).unwrap_or_default())
}

fn origins(connection: &Connection, picture: i64) -> Result<Vec<String>> {
    let mut query = connection.prepare_cached(
        "SELECT DISTINCT origin.address FROM illustration JOIN item ON item.key = illustration.item
           JOIN origin ON origin.id = item.origin WHERE illustration.picture = ?1",
    )?;
    let rows = query.query_map([picture], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Items in the order in which their pictures are wanted.
fn items(connection: &Connection, wants: &Wants) -> Result<Vec<i64>> {
    let mut keys: Vec<i64> = Vec::new();
    for id in &wants.kept {
        keys.extend(key_of(connection, id)?);
    }
    let mut more = |sql: &str, values: &[&dyn rusqlite::ToSql]| -> Result<()> {
        let mut query = connection.prepare_cached(sql)?;
        for key in query.query_map(values, |row| row.get::<_, i64>(0))? {
            keys.push(key?);
        }
        Ok(())
    };
    let newest = "SELECT key FROM item WHERE front = 1 ORDER BY published DESC, key DESC LIMIT ?1";
    more(newest, &[&TOP])?;
    more(
        "SELECT item.key FROM mark JOIN item ON item.id = mark.id WHERE mark.favourite IS NOT NULL
          ORDER BY mark.favourite DESC LIMIT ?1",
        &[&FAVOURITES],
    )?;
    for channel in &wants.followed {
        let sql =
            "SELECT key FROM item WHERE channel = ?1 AND channel_front = 1 ORDER BY published DESC, key DESC LIMIT ?2";
        more(sql, &[channel, &FOLLOWED])?;
    }
    let mut sources = connection.prepare_cached("SELECT id FROM origin WHERE cursor IS NULL")?;
    let sources: Vec<String> = sources.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for source in &sources {
        let sql =
            "SELECT key FROM item WHERE origin = ?1 AND source_front = 1 ORDER BY published DESC, key DESC LIMIT ?2";
        more(sql, &[source, &FOLLOWED])?;
    }
    more(newest, &[&NEWEST])?;
    let mut seen = HashSet::new();
    keys.retain(|key| seen.insert(*key));
    Ok(keys)
}

/// Puts pictures away until the files fit the budget, a step at a time: true when there may be more to do. Favourites'
/// pictures stay, and so do those in `keep`.
pub(crate) fn make_room(write: &Write<'_>, keep: &HashSet<i64>, budget: i64) -> Result<bool> {
    let mut over = used_bytes(write)?.0 - budget;
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
        rows.take(STEP).collect::<rusqlite::Result<_>>()?
    };
    for (picture, bytes) in &candidates {
        if over <= 0 {
            return Ok(false);
        }
        unfetch(write, *picture)?;
        write.announce(Change::Pictures);
        over -= bytes;
    }
    Ok(over > 0 && candidates.len() == STEP)
}
