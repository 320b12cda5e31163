//! The rows of pictures: which item shows which picture, and which files a picture has.

use rusqlite::{Connection, OptionalExtension};

use super::file_store::{FileStore, UnnamedFile};
use super::orphans;
use crate::base::change::Change;
use crate::base::error::Result;
use crate::base::store::{Write, collect_rows};
use crate::formats::hex;
use crate::formats::picture::RenderedPicture;

/// Pictures of one item.
const MAX_PICTURES: usize = 100;

/// A picture as an item names it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ItemPicture {
    pub(crate) address: String,
    pub(crate) sha256: Option<String>,
    pub(crate) bytes: Option<u64>,
    pub(crate) placeholder: Option<String>,
}

/// What is stored of a picture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct StoredPicture {
    /// The absolute path; `None` until it is fetched.
    pub(crate) file: Option<String>,
    /// Pixels of the file.
    pub(crate) width: Option<u32>,
    pub(crate) height: Option<u32>,
    pub(crate) placeholder: Option<String>,
}

/// A picture that is to be fetched. It is known by address and digest: by the time it was fetched the cache may be another
/// file, with other keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MissingPicture {
    pub(super) address: String,
    pub(super) sha256: Option<String>,
    pub(super) tries: u32,
    /// The addresses of the origins whose items show it.
    pub(super) origins: Vec<String>,
}

/// Replaces the pictures that an item shows: first the one of its list row, if it has one (`lead`), then those of its
/// text.
pub(crate) fn set_item_pictures(write: &Write<'_>, item: i64, lead: bool, shown: &[ItemPicture]) -> Result<()> {
    let before = keys_of_item(write, item)?;
    if before.is_empty() && shown.is_empty() {
        return Ok(());
    }
    write.prepare_cached("DELETE FROM illustration WHERE item = ?1")?.execute([item])?;
    for (place, picture) in (i64::from(!lead)..).zip(shown.iter().take(MAX_PICTURES)) {
        let key = find_or_insert(write, picture)?;
        write
            .prepare_cached("INSERT INTO illustration (item, place, picture) VALUES (?1, ?2, ?3)")?
            .execute((item, place, key))?;
    }
    before.into_iter().try_for_each(|picture| remove_if_unreferenced(write, picture))
}

fn find_or_insert(write: &Write<'_>, shown: &ItemPicture) -> Result<i64> {
    let known: Option<(i64, Option<String>)> = write
        .prepare_cached("SELECT key, sha256 FROM picture WHERE address = ?1")?
        .query_row([&shown.address], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let bytes = shown.bytes.and_then(|bytes| i64::try_from(bytes).ok());
    let Some((key, sha256)) = known else {
        write
            .prepare_cached(
                "INSERT INTO picture (key, address, sha256, announced, placeholder)
                 SELECT 1 + max(coalesce((SELECT max(key) FROM picture), 0), key), ?1, ?2, ?3, ?4
                   FROM last_key WHERE family = 'picture'",
            )?
            .execute((&shown.address, &shown.sha256, bytes, &shown.placeholder))?;
        return Ok(write.last_insert_rowid());
    };
    if shown.sha256.is_some() && shown.sha256 != sha256 {
        // Another picture at the same address.
        discard_files(write, key)?;
        write
            .prepare_cached(
                "UPDATE picture SET sha256 = ?2, announced = ?3, placeholder = ?4, width = NULL, height = NULL,
                                    refused = NULL, tries = 0, retry = NULL WHERE key = ?1",
            )?
            .execute((key, &shown.sha256, bytes, &shown.placeholder))?;
    }
    Ok(key)
}

/// The keys of the pictures that an item shows.
pub(super) fn keys_of_item(connection: &Connection, item: i64) -> Result<Vec<i64>> {
    collect_rows(connection, "SELECT DISTINCT picture FROM illustration WHERE item = ?1", [item], |row| row.get(0))
}

/// Before an item is deleted: removes the pictures that no other item shows.
pub(crate) fn remove_item_pictures(write: &Write<'_>, item: i64) -> Result<()> {
    let before = keys_of_item(write, item)?;
    write.prepare_cached("DELETE FROM illustration WHERE item = ?1")?.execute([item])?;
    before.into_iter().try_for_each(|picture| remove_if_unreferenced(write, picture))
}

/// After many items were deleted: removes all pictures that no item shows.
pub(crate) fn remove_unreferenced_pictures(write: &Write<'_>) -> Result<()> {
    let sql = "SELECT key FROM picture WHERE NOT EXISTS (SELECT 1 FROM illustration WHERE picture = picture.key)";
    let unreferenced: Vec<i64> = collect_rows(write, sql, [], |row| row.get(0))?;
    unreferenced.into_iter().try_for_each(|picture| remove_if_unreferenced(write, picture))
}

fn remove_if_unreferenced(write: &Write<'_>, picture: i64) -> Result<()> {
    let shown: bool = write
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM illustration WHERE picture = ?1)")?
        .query_row([picture], |row| row.get(0))?;
    if !shown {
        discard_files(write, picture)?;
        write.prepare_cached("DELETE FROM picture WHERE key = ?1")?.execute([picture])?;
    }
    Ok(())
}

/// Removes a file's name from the pictures that have it, with their other files, so that they are fetched again.
pub(super) fn discard_file(write: &Write<'_>, file: &str) -> Result<()> {
    let pictures: Vec<i64> =
        collect_rows(write, "SELECT picture FROM rendition WHERE file = ?1", [file], |row| row.get(0))?;
    pictures.into_iter().try_for_each(|picture| discard_files(write, picture))
}

/// Removes the files' names from a picture; the files are unlinked after this transaction.
pub(super) fn discard_files(write: &Write<'_>, picture: i64) -> Result<()> {
    write
        .prepare_cached("INSERT OR IGNORE INTO doomed (file) SELECT file FROM rendition WHERE picture = ?1")?
        .execute([picture])?;
    write.prepare_cached("DELETE FROM rendition WHERE picture = ?1")?.execute([picture])?;
    write.prepare_cached("UPDATE picture SET bytes = 0, used = NULL WHERE key = ?1")?.execute([picture])?;
    Ok(())
}

/// Stores the files of a fetched picture; false if no item shows it any more.
pub(super) fn store_files(
    write: &Write<'_>,
    store: &FileStore,
    missing: &MissingPicture,
    rendered: &RenderedPicture,
    files: &[UnnamedFile],
    now: i64,
) -> Result<bool> {
    let still_shown: Option<i64> = write
        .query_row(
            "SELECT key FROM picture WHERE address = ?1 AND sha256 IS ?2",
            (&missing.address, &missing.sha256),
            |row| row.get(0),
        )
        .optional()?;
    let Some(key) = still_shown else { return Ok(false) };
    discard_files(write, key)?;
    for (size, (rendition, file)) in (0_i64..).zip(rendered.renditions.iter().zip(files)) {
        orphans::adopt(write, store, file)?;
        write.execute(
            "INSERT INTO rendition (picture, size, width, height, bytes, file) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (key, size, rendition.width, rendition.height, file.bytes as i64, &file.name),
        )?;
    }
    let bytes: u64 = files.iter().map(|file| file.bytes).sum();
    write.execute(
        "UPDATE picture SET width = ?2, height = ?3, placeholder = ?4, bytes = ?5, announced = ?5, used = ?6, refused = NULL, tries = 0,
                            retry = NULL WHERE key = ?1",
        (key, rendered.width, rendered.height, hex::encode(&rendered.placeholder), bytes as i64, now),
    )?;
    write.announce(Change::Pictures);
    Ok(true)
}

/// Records why a picture could not be fetched, and when to try again. No effect if no item shows it any more.
pub(super) fn record_failure(write: &Write<'_>, missing: &MissingPicture, reason: &str, retry_at: i64) -> Result<()> {
    write.execute(
        "UPDATE picture SET refused = ?3, tries = tries + 1, retry = ?4 WHERE address = ?1 AND sha256 IS ?2",
        (&missing.address, &missing.sha256, reason, retry_at),
    )?;
    Ok(())
}

/// An item's pictures in page size, by address.
pub(crate) fn stored_pictures(
    connection: &Connection,
    files: &FileStore,
    item: i64,
) -> Result<Vec<(String, StoredPicture)>> {
    // The largest rendition there is: a small picture has only one.
    let sql = "SELECT DISTINCT picture.address, rendition.width, rendition.height, picture.placeholder, rendition.file
           FROM illustration JOIN picture ON picture.key = illustration.picture
           LEFT JOIN rendition ON rendition.picture = picture.key
            AND rendition.size = (SELECT max(size) FROM rendition WHERE rendition.picture = picture.key)
          WHERE illustration.item = ?1";
    collect_rows(connection, sql, [item], |row| {
        let file: Option<String> = row.get(4)?;
        let stored = StoredPicture {
            file: file.map(|file| files.path(&file)),
            width: row.get(1)?,
            height: row.get(2)?,
            placeholder: row.get(3)?,
        };
        Ok((row.get(0)?, stored))
    })
}

/// One of an item's pictures in page size; empty if the item does not show it.
pub(crate) fn stored_picture(
    connection: &Connection,
    files: &FileStore,
    item: i64,
    address: &str,
) -> Result<StoredPicture> {
    let all = stored_pictures(connection, files, item)?;
    Ok(all.into_iter().find(|(one, _)| one == address).map(|(_, stored)| stored).unwrap_or_default())
}

/// Records that the person opened an item: pictures viewed last are evicted last.
pub(crate) fn mark_viewed(write: &Write<'_>, id: &str, now: i64) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE picture SET used = max(used, ?2) WHERE used IS NOT NULL AND key IN
               (SELECT picture FROM illustration WHERE item = (SELECT key FROM item WHERE id = ?1))",
        )?
        .execute((id, now))?;
    Ok(())
}

/// Bytes of all picture files, and how many pictures have files.
pub(crate) fn picture_usage(connection: &Connection) -> Result<(i64, u32)> {
    let mut query =
        connection.prepare_cached("SELECT coalesce(sum(bytes), 0), count(*) FROM picture WHERE used IS NOT NULL")?;
    Ok(query.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// How many pictures of an item were fetched or may be, how many of them were fetched, and the bytes of those.
pub(crate) fn picture_counts(connection: &Connection, item: i64) -> Result<(u32, u32, i64)> {
    let mut query = connection.prepare_cached(
        "SELECT count(*), coalesce(sum(used IS NOT NULL), 0), coalesce(sum(bytes), 0) FROM picture
          WHERE key IN (SELECT picture FROM illustration WHERE item = ?1) AND (used IS NOT NULL OR refused IS NULL)",
    )?;
    Ok(query.query_row([item], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?)
}

/// The pictures of an item that were not fetched: all, or the one at an address.
pub(super) fn missing_pictures(
    connection: &Connection,
    id: &str,
    address: Option<&str>,
) -> Result<Vec<MissingPicture>> {
    let sql = "SELECT DISTINCT picture.key, picture.address, picture.sha256, picture.tries
           FROM item JOIN illustration ON illustration.item = item.key JOIN picture ON picture.key = illustration.picture
          WHERE item.id = ?1 AND picture.used IS NULL AND (?2 IS NULL OR picture.address = ?2)
          ORDER BY illustration.place";
    let missing: Vec<(i64, MissingPicture)> = collect_rows(connection, sql, (id, address), |row| {
        let (address, sha256, tries) = (row.get(1)?, row.get(2)?, row.get(3)?);
        Ok((row.get(0)?, MissingPicture { address, sha256, tries, origins: Vec::new() }))
    })?;
    let with_origins = |(key, picture)| Ok(MissingPicture { origins: origin_addresses(connection, key)?, ..picture });
    missing.into_iter().map(with_origins).collect()
}

/// Whether pictures of an item, or the one at an address, were not fetched; `None` if the item shows no such picture.
pub(crate) fn has_missing_pictures(connection: &Connection, item: i64, address: Option<&str>) -> Result<Option<bool>> {
    let mut query = connection.prepare_cached(
        "SELECT max(picture.used IS NULL) FROM illustration JOIN picture ON picture.key = illustration.picture
          WHERE illustration.item = ?1 AND (?2 IS NULL OR picture.address = ?2)",
    )?;
    Ok(query.query_row((item, address), |row| row.get(0))?)
}

/// The addresses of the origins whose items show a picture.
pub(super) fn origin_addresses(connection: &Connection, picture: i64) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT origin.address FROM illustration JOIN item ON item.key = illustration.item
           JOIN origin ON origin.id = item.origin WHERE illustration.picture = ?1";
    collect_rows(connection, sql, [picture], |row| row.get(0))
}
