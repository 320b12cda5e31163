//! The folder of files: pictures, and papers that are kept offline. A file's name is the SHA-256 of its content and its kind.
//!
//! A file gets its name, and loses it, inside the transaction that writes its row: the writer's lock is also the lock on
//! the shelf, in this process and in others. A kill in between leaves a file without a row or a row without a file;
//! [`FileStore::mend`] takes both away.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::digits_of;
use crate::base::error::Result;
use crate::base::store::{Database, Write};

/// The folder beside the databases.
const FOLDER: &str = "media";
/// What a file is called until it is whole.
const UNFINISHED: &str = "new-";
/// Longer than any picture takes to be written.
const UNFINISHED_FOR: Duration = Duration::from_secs(600);
/// Files that are unlinked or compared with their rows in one transaction.
const STEP: i64 = 100;

static COUNTER: AtomicU64 = AtomicU64::new(0);

/// The shelf.
#[derive(Debug, Clone)]
pub(crate) struct FileStore {
    folder: PathBuf,
}

/// A file that is whole and has no name yet; unlinked when it never gets one.
pub(super) struct Unnamed {
    path: PathBuf,
    pub(super) name: String,
    pub(super) bytes: u64,
}

impl Drop for Unnamed {
    fn drop(&mut self) {
        // After it was named there is nothing left to unlink.
        let _ = fs::remove_file(&self.path);
    }
}

impl FileStore {
    /// The shelf of a phone's folder. Nothing is made before the first picture comes.
    pub(crate) fn new(folder: &Path) -> Self {
        Self { folder: folder.join(FOLDER) }
    }

    /// Where a file is, for a screen.
    pub(crate) fn path(&self, file: &str) -> String {
        self.folder.join(file).to_string_lossy().into_owned()
    }

    /// Writes a file down to the disk, without a name. Blocks.
    pub(super) fn write(&self, bytes: &[u8], extension: &str) -> Result<Unnamed> {
        fs::create_dir_all(&self.folder)?;
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let path = self.folder.join(format!("{UNFINISHED}{}-{number}", std::process::id()));
        let name = format!("{}.{extension}", digits_of(&Sha256::digest(bytes)));
        let unnamed = Unnamed { path, name, bytes: bytes.len() as u64 };
        let mut file = File::create(&unnamed.path)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        Ok(unnamed)
    }

    /// Gives a file its name; inside the transaction that writes its row.
    pub(super) fn name(&self, write: &Write<'_>, file: &Unnamed) -> Result<()> {
        fs::rename(&file.path, self.folder.join(&file.name))?;
        write.execute("DELETE FROM doomed WHERE file = ?1", [&file.name])?;
        Ok(())
    }

    /// Unlinks the files that no row names any more, a step at a time: true when there are more.
    pub(crate) fn unlink_orphaned(&self, write: &Write<'_>) -> Result<bool> {
        let doomed: Vec<String> = {
            let mut query = write.prepare_cached("SELECT file FROM doomed LIMIT ?1")?;
            let files = query.query_map([STEP], |row| row.get(0))?;
            files.collect::<rusqlite::Result<_>>()?
        };
        for file in &doomed {
            if !is_named(write, file)? {
                self.unlink(file)?;
            }
            write.execute("DELETE FROM doomed WHERE file = ?1", [file])?;
        }
        Ok(doomed.len() as i64 == STEP)
    }

    fn unlink(&self, file: &str) -> Result<()> {
        match fs::remove_file(self.folder.join(file)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Whether a file is there with its size.
    fn holds(&self, file: &str, bytes: u64) -> bool {
        fs::metadata(self.folder.join(file)).is_ok_and(|meta| meta.is_file() && meta.len() == bytes)
    }

    /// Files without rows go, rows without files (or with files of another size) are fetched again. Blocks, in steps. Another
    /// process may be writing an unfinished file, so those go only when nobody can still be at it.
    pub(crate) fn mend(&self, cache: &Database) -> Result<()> {
        let rows = cache.read_now(named)?;
        let lost: Vec<Owner> =
            rows.iter().filter(|(_, file, bytes)| !self.holds(file, *bytes)).map(|(owner, ..)| *owner).collect();
        for step in lost.chunks(STEP as usize) {
            cache.write_now(|write| step.iter().try_for_each(|owner| owner.lose(write)))?;
        }
        let named: HashSet<&str> = rows.iter().map(|(_, file, _)| file.as_str()).collect();
        let found = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            found => found?,
        };
        for entry in found {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with(UNFINISHED) && entry.metadata().is_ok_and(|meta| fresh(&meta)) {
                continue;
            }
            if !named.contains(name.as_str()) {
                // Looked at again under the writer's lock: a picture may have come while the folder was read.
                cache.write_now(|write| if is_named(write, &name)? { Ok(()) } else { self.unlink(&name) })?;
            }
        }
        Ok(())
    }

    /// Reads some of the files and compares them with their names; a file that was damaged is fetched again. Blocks.
    pub(crate) fn verify(&self, cache: &Database, count: usize) -> Result<()> {
        let mut rows = cache.read_now(named)?;
        for _ in 0..count.min(rows.len()) {
            let (owner, file, _) = rows.swap_remove(fastrand::usize(..rows.len()));
            let name = fs::read(self.folder.join(&file)).map(|bytes| digits_of(&Sha256::digest(bytes)));
            let damaged = match name {
                Ok(name) => !file.starts_with(&name),
                // A folder that is locked for now is no damage.
                Err(error) => error.kind() == ErrorKind::NotFound,
            };
            if damaged {
                log::warn!("a file was damaged");
                cache.write_now(|write| owner.lose(write))?;
            }
        }
        Ok(())
    }
}

/// Whether a file was written to not long ago. A moment in the future comes from a clock that jumped.
fn fresh(meta: &fs::Metadata) -> bool {
    meta.modified().is_ok_and(|moment| moment.elapsed().is_ok_and(|age| age < UNFINISHED_FOR))
}

/// Whose file it is.
#[derive(Debug, Clone, Copy)]
enum Owner {
    Picture(i64),
    Document(i64),
}

impl Owner {
    /// The file has to be fetched again.
    fn lose(self, write: &Write<'_>) -> Result<()> {
        match self {
            Self::Picture(key) => super::rows::unfetch(write, key),
            Self::Document(key) => super::documents::lose(write, key),
        }
    }
}

/// All files that rows name, with their owners and sizes.
fn named(connection: &Connection) -> Result<Vec<(Owner, String, u64)>> {
    let mut query = connection.prepare_cached(
        "SELECT 0, picture, file, bytes FROM rendition
         UNION ALL SELECT 1, key, file, bytes FROM document WHERE file IS NOT NULL",
    )?;
    let rows = query.query_map([], |row| {
        let key = row.get(1)?;
        let owner = if row.get(0)? { Owner::Document(key) } else { Owner::Picture(key) };
        Ok((owner, row.get(2)?, row.get::<_, i64>(3)?.unsigned_abs()))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn is_named(connection: &Connection, file: &str) -> Result<bool> {
    let mut query = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM rendition WHERE file = ?1) OR EXISTS (SELECT 1 FROM document WHERE file = ?1)",
    )?;
    Ok(query.query_row([file], |row| row.get(0))?)
}
