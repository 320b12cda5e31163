//! The rows of documents of items that the person keeps offline: forms, tables, attachments of notices. A document is
//! stored unchanged, and only if it has the announced digest; it is opened by another program of the phone, never here.

use rusqlite::Connection;

use super::file_store::{FileStore, UnnamedFile};
use super::{backoff, orphans};
use crate::base::change::Change;
use crate::base::error::Result;
use crate::base::store::{Write, collect_rows};

/// A document as its item names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ItemDocument {
    pub(crate) address: String,
    pub(crate) sha256: Option<String>,
}

/// A document that is to be fetched. It is known by item, address and digest: by the time it was fetched the cache may be
/// another file, with other keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MissingDocument {
    /// The id of its item.
    item: String,
    pub(super) address: String,
    pub(super) sha256: Option<String>,
    pub(super) tries: u32,
    /// The address of its item's origin.
    pub(super) origin: String,
}

/// The absolute path and the bytes of a document; `None` if it was not fetched or another digest is announced now.
pub(crate) fn stored_document(
    connection: &Connection,
    files: &FileStore,
    item: i64,
    document: &ItemDocument,
) -> Result<Option<(String, u64)>> {
    let mut query = connection.prepare_cached(
        "SELECT file, bytes FROM document WHERE item = ?1 AND address = ?2 AND sha256 IS ?3 AND file IS NOT NULL",
    )?;
    let mut rows = query.query((item, &document.address, &document.sha256))?;
    Ok(match rows.next()? {
        Some(row) => Some((files.path(&row.get::<_, String>(0)?), row.get::<_, i64>(1)?.unsigned_abs())),
        None => None,
    })
}

/// Replaces the set of wanted documents, by the key of their item. The rows of all others are deleted.
pub(crate) fn set_wanted_documents(write: &Write<'_>, wanted: &[(i64, Vec<ItemDocument>)]) -> Result<()> {
    let known: Vec<(i64, i64, ItemDocument)> =
        collect_rows(write, "SELECT key, item, address, sha256 FROM document", [], |row| {
            Ok((row.get(0)?, row.get(1)?, ItemDocument { address: row.get(2)?, sha256: row.get(3)? }))
        })?;
    let is_wanted = |item: i64, one: &ItemDocument| wanted.iter().any(|(key, all)| *key == item && all.contains(one));
    for (key, ..) in known.iter().filter(|(_, item, one)| !is_wanted(*item, one)) {
        write.execute("DELETE FROM document WHERE key = ?1", [key])?;
        write.announce(Change::Kept);
    }
    for (item, all) in wanted {
        for one in all {
            write
                .prepare_cached(
                    "INSERT OR IGNORE INTO document (key, item, address, sha256)
                     SELECT 1 + max(coalesce((SELECT max(key) FROM document), 0), key), ?1, ?2, ?3
                       FROM last_key WHERE family = 'document'",
                )?
                .execute((item, &one.address, &one.sha256))?;
        }
    }
    Ok(())
}

/// Whether any document is wanted, fetched or not.
pub(crate) fn any_documents(connection: &Connection) -> Result<bool> {
    Ok(connection.prepare_cached("SELECT 1 FROM document LIMIT 1")?.exists([])?)
}

/// Bytes of all document files, and how many there are.
pub(crate) fn document_usage(connection: &Connection) -> Result<(i64, u32)> {
    let mut query =
        connection.prepare_cached("SELECT coalesce(sum(bytes), 0), count(*) FROM document WHERE file IS NOT NULL")?;
    Ok(query.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// Removes a file's name from the documents that have it, so that they are fetched again.
pub(super) fn discard_file(write: &Write<'_>, file: &str) -> Result<()> {
    write.execute("UPDATE document SET file = NULL, bytes = 0 WHERE file = ?1", [file])?;
    Ok(())
}

/// The wanted documents that were not fetched: of one item, by its id, or all whose wait is over at `now`.
pub(super) fn missing_documents(connection: &Connection, item: Option<&str>, now: i64) -> Result<Vec<MissingDocument>> {
    // A wait longer than the longest means that the phone's clock jumped.
    let sql = "SELECT item.id, document.address, document.sha256, document.tries, origin.address
           FROM document JOIN item ON item.key = document.item JOIN origin ON origin.id = item.origin
          WHERE document.file IS NULL
            AND (item.id = ?1 OR ?1 IS NULL AND (document.retry IS NULL OR document.retry NOT BETWEEN ?2 AND ?3))
          ORDER BY document.key";
    collect_rows(connection, sql, (item, now + 1, now.saturating_add(backoff::MAX_WAIT)), |row| {
        let (item, address, sha256, tries) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        Ok(MissingDocument { item, address, sha256, tries, origin: row.get(4)? })
    })
}

/// Stores the file of a fetched document. No effect if the document is no longer wanted.
pub(super) fn store_file(
    write: &Write<'_>,
    files: &FileStore,
    missing: &MissingDocument,
    file: &UnnamedFile,
) -> Result<()> {
    let MissingDocument { item, address, sha256, .. } = missing;
    let changed = write.execute(
        "UPDATE document SET file = ?4, bytes = ?5, tries = 0, retry = NULL
          WHERE item = (SELECT key FROM item WHERE id = ?1) AND address = ?2 AND sha256 IS ?3",
        (item, address, sha256, &file.name, file.bytes as i64),
    )?;
    if changed > 0 {
        orphans::adopt(write, files, file)?;
        write.announce(Change::Kept);
    }
    Ok(())
}

/// Records that a document could not be fetched, and when to try again. No effect if the document is no longer wanted.
pub(super) fn record_failure(write: &Write<'_>, missing: &MissingDocument, retry_at: i64) -> Result<()> {
    let MissingDocument { item, address, sha256, .. } = missing;
    write.execute(
        "UPDATE document SET tries = tries + 1, retry = ?4
          WHERE item = (SELECT key FROM item WHERE id = ?1) AND address = ?2 AND sha256 IS ?3",
        (item, address, sha256, retry_at),
    )?;
    Ok(())
}
