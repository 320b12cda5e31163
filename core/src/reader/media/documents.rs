//! Papers of items that the person keeps offline: forms, tables, attachments of notices. They lie on the shelf beside the
//! pictures, as they came and held against their digest; they are opened by what the phone has for such files, never here.

use std::sync::Arc;

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::Pictures;
use super::digits_of;
use super::fetch::{Asked, LONGEST, Limit, Tally, may_be_asked, wait};
use super::file_store::{FileStore, Unnamed};
use crate::base::change::Change;
use crate::base::error::{Fault, Result};
use crate::base::net::NetworkClass;
use crate::base::runtime;
use crate::base::store::Write;

const ACCEPT: &str = "application/pdf, text/csv, text/plain, */*;q=0.5";

/// A paper as its item names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Announced {
    pub(crate) address: String,
    pub(crate) sha256: Option<String>,
}

/// A paper that is to be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wish {
    key: i64,
    address: String,
    sha256: Option<String>,
    tries: u32,
    origin: String,
}

/// The file of a paper, when it is here and is the one that is announced.
pub(crate) fn document(
    connection: &Connection,
    shelf: &FileStore,
    item: i64,
    announced: &Announced,
) -> Result<Option<(String, u64)>> {
    let mut query = connection.prepare_cached(
        "SELECT file, bytes FROM document WHERE item = ?1 AND address = ?2 AND sha256 IS ?3 AND file IS NOT NULL",
    )?;
    let mut rows = query.query((item, &announced.address, &announced.sha256))?;
    Ok(match rows.next()? {
        Some(row) => Some((shelf.path(&row.get::<_, String>(0)?), row.get::<_, i64>(1)?.unsigned_abs())),
        None => None,
    })
}

/// Says which papers are wanted, all of them: of others the files go.
pub(crate) fn want(write: &Write<'_>, wanted: &[(i64, Vec<Announced>)]) -> Result<()> {
    let known: Vec<(i64, i64, Announced)> = {
        let mut query = write.prepare_cached("SELECT key, item, address, sha256 FROM document")?;
        let rows = query.query_map([], |row| {
            Ok((row.get(0)?, row.get(1)?, Announced { address: row.get(2)?, sha256: row.get(3)? }))
        })?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    let still = |item: i64, one: &Announced| wanted.iter().any(|(key, all)| *key == item && all.contains(one));
    for (key, ..) in known.iter().filter(|(_, item, one)| !still(*item, one)) {
        write.execute("DELETE FROM document WHERE key = ?1", [key])?;
        write.announce(Change::Kept);
    }
    for (item, all) in wanted {
        for one in all {
            write
                .prepare_cached("INSERT OR IGNORE INTO document (item, address, sha256) VALUES (?1, ?2, ?3)")?
                .execute((item, &one.address, &one.sha256))?;
        }
    }
    Ok(())
}

/// Whether there are any, fetched or not.
pub(crate) fn are_documents(connection: &Connection) -> Result<bool> {
    Ok(connection.prepare_cached("SELECT 1 FROM document LIMIT 1")?.exists([])?)
}

/// Bytes of all papers, and how many there are.
pub(crate) fn document_bytes(connection: &Connection) -> Result<(i64, u32)> {
    let mut query =
        connection.prepare_cached("SELECT coalesce(sum(bytes), 0), count(*) FROM document WHERE file IS NOT NULL")?;
    Ok(query.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// It has to be fetched again.
pub(super) fn lose(write: &Write<'_>, key: i64) -> Result<()> {
    write.execute("UPDATE document SET file = NULL, bytes = 0 WHERE key = ?1", [key])?;
    Ok(())
}

fn missing(connection: &Connection, item: Option<i64>, now: i64) -> Result<Vec<Wish>> {
    let mut query = connection.prepare_cached(
        "SELECT document.key, document.address, document.sha256, document.tries, origin.address
           FROM document JOIN item ON item.key = document.item JOIN origin ON origin.id = item.origin
          WHERE document.file IS NULL
            AND (document.item = ?1 OR ?1 IS NULL AND (document.retry IS NULL OR document.retry NOT BETWEEN ?2 AND ?3))
          ORDER BY document.key",
    )?;
    let rows = query.query_map((item, now + 1, now.saturating_add(LONGEST)), |row| {
        let (key, address, sha256, tries) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        Ok(Wish { key, address, sha256, tries, origin: row.get(4)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

impl Pictures {
    /// Fetches the papers that are wanted and missing, one after the other: those of one item because the person asked, on any
    /// network; otherwise all, as long as the network is unmetered.
    pub(crate) async fn fetch_documents(self: &Arc<Self>, item: Option<i64>, limit: Limit) -> Result<Tally> {
        self.net.ensure_allowed()?;
        let now = self.clock.now();
        let wishes = self.store.cache().read(move |connection| missing(connection, item, now)).await?;
        let mut tally = Tally::default();
        let mut waiting = wishes.into_iter();
        for wish in waiting.by_ref() {
            let free = self.net.network() == NetworkClass::Unmetered
                && tally.bytes < limit.bytes
                && self.clock.steady() < limit.until;
            if item.is_none() && !free {
                tally.left += 1;
                break;
            }
            let Some(address) = may_be_asked(&wish.address, std::slice::from_ref(&wish.origin)) else {
                self.put_off(&wish, Some(LONGEST)).await?;
                tally.failed += 1;
                continue;
            };
            match self.ask(&address, ACCEPT, item.is_some()).await? {
                Asked::Body(body) => {
                    let spent = body.bytes.len() as u64;
                    tally.bytes += spent;
                    let (pictures, kept) = (Arc::clone(self), wish.clone());
                    match runtime::blocking(move || pictures.put_away(&kept, &body.bytes)).await? {
                        true => tally.fetched += 1,
                        false => {
                            self.put_off(&wish, None).await?;
                            tally.failed += 1;
                        }
                    }
                }
                Asked::Refused(_, wait, bytes) => {
                    tally.bytes += bytes;
                    tally.failed += 1;
                    self.put_off(&wish, wait).await?;
                }
                Asked::Network(error) if item.is_some() && tally.fetched == 0 => return Err(error),
                Asked::Network(error) => {
                    log::info!("a paper did not come: {error:?}");
                    tally.left += 1;
                    break;
                }
                Asked::Stopped => {
                    tally.left += 1;
                    break;
                }
            }
        }
        tally.left += u32::try_from(waiting.count()).unwrap_or(u32::MAX);
        if item.is_some() && tally.failed > 0 && tally.fetched == 0 {
            return Err(Fault::BadDocument);
        }
        Ok(tally)
    }

    async fn put_off(&self, wish: &Wish, wanted: Option<i64>) -> Result<()> {
        let (key, retry) = (wish.key, self.clock.now().saturating_add(wait(wish.tries, wanted)));
        let refuse = move |write: &Write<'_>| {
            write.execute("UPDATE document SET tries = tries + 1, retry = ?2 WHERE key = ?1", (key, retry))?;
            Ok(())
        };
        self.store.cache().write(refuse).await
    }

    /// Verified, written, named, in this order; false when it is not what was announced. Blocks.
    fn put_away(&self, wish: &Wish, bytes: &[u8]) -> Result<bool> {
        let digest = digits_of(&Sha256::digest(bytes));
        if wish.sha256.as_ref().is_some_and(|announced| !announced.eq_ignore_ascii_case(&digest)) {
            return Ok(false);
        }
        let file = self.shelf.write(bytes, extension(&wish.address))?;
        self.store.cache().write_now(|write| named(write, &self.shelf, wish, &file))?;
        Ok(true)
    }
}

fn named(write: &Write<'_>, shelf: &FileStore, wish: &Wish, file: &Unnamed) -> Result<()> {
    let changed = write.execute(
        "UPDATE document SET file = ?3, bytes = ?4, tries = 0, retry = NULL WHERE key = ?1 AND sha256 IS ?2",
        (wish.key, &wish.sha256, &file.name, file.bytes as i64),
    )?;
    // Its item may have gone while it was fetched.
    if changed > 0 {
        shelf.name(write, file)?;
        write.announce(Change::Kept);
    }
    Ok(())
}

/// What papers are: nothing that a phone would install or run.
const KNOWN: [&str; 18] = [
    "pdf", "ofd", "csv", "txt", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "wps", "et", "dps",
    "rtf", "zip",
];

/// What the phone chooses a program by; the name is the digest's.
fn extension(address: &str) -> &'static str {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let last = path.rsplit('/').next().unwrap_or_default();
    let extension = last.rsplit_once('.').map_or("", |(_, extension)| extension);
    let known = KNOWN.iter().find(|known| known.eq_ignore_ascii_case(extension));
    known.copied().unwrap_or("bin")
}

#[cfg(test)]
mod tests;
