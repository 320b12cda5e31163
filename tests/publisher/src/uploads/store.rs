//! The uploads and their files. What holds:
//!
//! - The offset of an upload is the length of its file: what was written stays, whether a connection broke or the
//!   process ended. After a loss of power the file may hold less than was written, or something else in its last bytes,
//!   and the digest of the whole finds that out.
//! - A row has its file: the file is made first, and removed last.
//! - One media id has at most one upload.
//! - Whoever writes to a file or removes it holds the [`Lock`] of its upload.
//!
//! The tables are in the archive's database and are created if they are missing; its schema version does not cover
//! them. The files are in a folder beside it.

use super::header::Metadata;
use crate::archive::{Archive, ArchiveError};
use crate::digest;
use crate::moment::Moment;
use crate::public::Site;
use crate::response::Problem;
use axum::http::StatusCode;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::watch;

/// `offset` is what was written to disk; `expires` is in milliseconds; `path` is absolute. `upload_count` outlives its
/// upload: it is what a test reads.
const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS upload (
    media TEXT PRIMARY KEY NOT NULL, id TEXT UNIQUE NOT NULL, station TEXT NOT NULL, submission TEXT NOT NULL,
    sha256 TEXT NOT NULL, length INTEGER NOT NULL, type TEXT NOT NULL, offset INTEGER NOT NULL,
    complete INTEGER NOT NULL, expires INTEGER NOT NULL, path TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS upload_count (
    media TEXT PRIMARY KEY NOT NULL, creations INTEGER NOT NULL DEFAULT 0, repetitions INTEGER NOT NULL DEFAULT 0,
    patches INTEGER NOT NULL DEFAULT 0, received INTEGER NOT NULL DEFAULT 0, resets INTEGER NOT NULL DEFAULT 0,
    locked INTEGER NOT NULL DEFAULT 0
) STRICT;
";

/// An upload that is not complete ends this long after its last `PATCH`: a week, in which a phone without a connection
/// has probably found one.
const LIFETIME_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// The columns that [`read_upload`] reads.
const COLUMNS: &str = "media, id, station, submission, sha256, length, type, complete, expires, path";

/// Why the store did not do what it was asked for.
#[derive(Debug)]
pub(super) enum StoreError {
    Refused(Problem),
    Database(rusqlite::Error),
    File(io::Error),
}

impl From<Problem> for StoreError {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem)
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        Self::File(error)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(problem) => problem,
            StoreError::Database(error) => ArchiveError::from(error).into(),
            StoreError::File(error) => {
                Self::new(StatusCode::INSUFFICIENT_STORAGE, "发布端没有存下", format!("文件没有写成：{error}"))
            }
        }
    }
}

/// An upload, whether complete or not.
#[derive(Debug, Clone)]
pub(super) struct Upload {
    pub(super) id: String,
    pub(super) station: String,
    pub(super) metadata: Metadata,
    pub(super) length: u64,
    pub(super) complete: bool,
    pub(super) expires: i64,
    pub(super) path: PathBuf,
}

impl Upload {
    /// How much of it is there.
    pub(super) fn offset(&self) -> io::Result<u64> {
        Ok(fs::metadata(&self.path)?.len().min(self.length))
    }
}

fn by_media(connection: &Connection, media: &str) -> rusqlite::Result<Option<Upload>> {
    let query = format!("SELECT {COLUMNS} FROM upload WHERE media = ?");
    connection.prepare_cached(&query)?.query_row([media], read_upload).optional()
}

fn read_upload(row: &Row<'_>) -> rusqlite::Result<Upload> {
    let path: String = row.get(9)?;
    let (media, submission, sha256, content_type) = (row.get(0)?, row.get(3)?, row.get(4)?, row.get(6)?);
    Ok(Upload {
        id: row.get(1)?,
        station: row.get(2)?,
        metadata: Metadata { submission, media, sha256, content_type },
        length: unsigned(row.get(5)?),
        complete: row.get(7)?,
        expires: row.get(8)?,
        path: path.into(),
    })
}

/// What is counted about the uploads of one media id.
#[derive(Debug, Clone, Copy)]
pub(super) enum Count {
    /// A `POST` that made an upload.
    Creations,
    /// A `POST` that was answered with the upload that is there.
    Repetitions,
    Patches,
    /// Bytes of bodies.
    Received,
    /// The whole had the wrong digest.
    Resets,
    /// A `PATCH` during another one.
    Locked,
}

impl Count {
    const ALL: [Self; 6] =
        [Self::Creations, Self::Repetitions, Self::Patches, Self::Received, Self::Resets, Self::Locked];

    fn column(self) -> &'static str {
        match self {
            Self::Creations => "creations",
            Self::Repetitions => "repetitions",
            Self::Patches => "patches",
            Self::Received => "received",
            Self::Resets => "resets",
            Self::Locked => "locked",
        }
    }

    fn add(self, connection: &Connection, media: &str, more: u64) -> rusqlite::Result<()> {
        let column = self.column();
        let add = format!(
            "INSERT INTO upload_count (media, {column}) VALUES (?1, ?2)
             ON CONFLICT (media) DO UPDATE SET {column} = {column} + ?2"
        );
        connection.prepare_cached(&add)?.execute(params![media, signed(more)])?;
        Ok(())
    }
}

/// The store; see the module.
pub(crate) struct Store {
    pub(super) site: Arc<Site>,
    folder: PathBuf,
    lifetime: AtomicI64,
    /// By id; never held while the archive is asked for.
    busy: Mutex<HashMap<String, Busy>>,
    /// Ids of uploads that ended without being complete, as far as this process knows.
    gone: Mutex<HashSet<String>>,
}

/// An upload whose lock is held, as others see it.
struct Busy {
    cancel: watch::Sender<bool>,
    ended: watch::Receiver<()>,
}

/// The right to write to an upload, until it is dropped.
pub(super) struct Lock {
    pub(super) store: Arc<Store>,
    id: String,
    cancelled: watch::Receiver<bool>,
    _running: watch::Sender<()>,
}

impl Lock {
    /// Waits until somebody wants to remove the upload.
    pub(super) async fn cancelled(&mut self) {
        // The sender lives as long as this lock does.
        let _ = self.cancelled.wait_for(|cancelled| *cancelled).await;
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        self.store.busy().remove(&self.id);
    }
}

impl Store {
    /// Opens the uploads of the archive, whose files are in `folder`, which is created if it is missing.
    pub(crate) fn open(site: Arc<Site>, folder: &Path) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        fs::create_dir_all(folder)?;
        let folder = folder.canonicalize()?;
        site.archive.with_connection(|connection| repair(connection, &folder))?;
        let lifetime = AtomicI64::new(LIFETIME_MS);
        Ok(Self { site, folder, lifetime, busy: Mutex::default(), gone: Mutex::default() })
    }

    fn archive(&self) -> &Archive {
        &self.site.archive
    }

    fn busy(&self) -> MutexGuard<'_, HashMap<String, Busy>> {
        self.busy.lock().expect("nothing panics while it holds the locks")
    }

    fn gone(&self) -> MutexGuard<'_, HashSet<String>> {
        self.gone.lock().expect("nothing panics while it holds the ids")
    }

    /// The lock of an upload; `None` if somebody else has it.
    pub(super) fn lock(self: &Arc<Self>, id: &str) -> Option<Lock> {
        let mut busy = self.busy();
        if busy.contains_key(id) {
            return None;
        }
        let ((cancel, cancelled), (running, ended)) = (watch::channel(false), watch::channel(()));
        busy.insert(id.to_owned(), Busy { cancel, ended });
        Some(Lock { store: self.clone(), id: id.to_owned(), cancelled, _running: running })
    }

    /// Waits until nobody has the lock of an upload, and tells who has it to stop if `cancel` is set.
    pub(super) async fn wait_for_end(&self, id: &str, cancel: bool) {
        let ended = self.busy().get(id).map(|busy| {
            if cancel {
                busy.cancel.send_replace(true);
            }
            busy.ended.clone()
        });
        if let Some(mut ended) = ended {
            // Nothing is ever sent; the error says that the lock was dropped.
            let _ = ended.changed().await;
        }
    }

    /// How long an upload lives that is made or continued from now on.
    pub(crate) fn set_lifetime(&self, seconds: u32) {
        self.lifetime.store(i64::from(seconds) * 1000, SeqCst);
    }

    fn new_expiry(&self) -> i64 {
        Moment::now().milliseconds() + self.lifetime.load(SeqCst)
    }

    /// Makes the upload, or returns the one that this media id has. The flag says whether it is new.
    pub(super) fn create(
        self: &Arc<Self>,
        station: &str,
        metadata: Metadata,
        length: u64,
    ) -> Result<(Upload, bool), StoreError> {
        self.sweep()?;
        let expires = self.new_expiry();
        // Under the lock of the archive: the same creation may arrive many times at once.
        self.archive().with_connection(|connection| {
            if let Some(known) = by_media(connection, &metadata.media)? {
                if (known.station.as_str(), &known.metadata, known.length) != (station, &metadata, length) {
                    let detail = "这个编号下已经登记了另一个文件。";
                    return Err(Problem::new(StatusCode::CONFLICT, "内容不同", detail).into());
                }
                Count::Repetitions.add(connection, &metadata.media, 1)?;
                return Ok((known, false));
            }
            let id: String = connection.query_row("SELECT lower(hex(randomblob(16)))", [], |row| row.get(0))?;
            let path = self.folder.join(&id);
            File::create_new(&path)?;
            sync_folder(&self.folder)?;
            let upload = Upload { id, station: station.to_owned(), metadata, length, complete: false, expires, path };
            if let Err(error) = insert(connection, &upload) {
                // It would stay until the next start.
                let _ = fs::remove_file(&upload.path);
                return Err(error.into());
            }
            Ok((upload, true))
        })
    }

    /// The upload with this id, if it is of this station.
    pub(super) fn find(self: &Arc<Self>, id: &str, station: &str) -> Result<Upload, StoreError> {
        self.sweep()?;
        let query = format!("SELECT {COLUMNS} FROM upload WHERE id = ? AND station = ?");
        let found = self.archive().with_connection(|connection| {
            connection.prepare_cached(&query)?.query_row([id, station], read_upload).optional()
        })?;
        found.ok_or_else(|| if self.gone().contains(id) { gone() } else { Problem::not_found() }.into())
    }

    /// Counts something about the uploads of a media id.
    pub(super) fn count(&self, media: &str, what: Count, more: u64) -> Result<(), StoreError> {
        Ok(self.archive().with_connection(|connection| what.add(connection, media, more))?)
    }

    /// Notes how much of an upload is on disk, and returns when it expires from now on.
    pub(super) fn record(&self, upload: &Upload, offset: u64) -> Result<i64, StoreError> {
        let expires = self.new_expiry();
        self.archive().with_connection(|connection| {
            connection.prepare_cached("UPDATE upload SET offset = ?, expires = ? WHERE id = ?")?.execute(params![
                signed(offset),
                expires,
                upload.id
            ])
        })?;
        Ok(expires)
    }

    /// Notes that the whole file is there and right, or that it begins again.
    pub(super) fn record_whole(&self, upload: &Upload, right: bool) -> Result<(), StoreError> {
        let offset = if right { upload.length } else { 0 };
        self.archive().with_connection(|connection| {
            connection.prepare_cached("UPDATE upload SET offset = ?, complete = ? WHERE id = ?")?.execute(params![
                signed(offset),
                right,
                upload.id
            ])?;
            if !right {
                Count::Resets.add(connection, &upload.metadata.media, 1)?;
            }
            Ok(())
        })
    }

    /// Removes an upload and its file.
    pub(super) fn remove(&self, lock: &Lock, upload: &Upload) -> Result<(), StoreError> {
        self.archive().with_connection(|connection| {
            connection.prepare_cached("DELETE FROM upload WHERE id = ?")?.execute([&lock.id])
        })?;
        self.gone().insert(lock.id.clone());
        // If the file cannot be removed, the next start does.
        let _ = fs::remove_file(&upload.path);
        Ok(())
    }

    /// Removes the uploads that have expired by the publisher's clock. One that is being written to stays.
    pub(super) fn sweep(self: &Arc<Self>) -> Result<(), StoreError> {
        let query =
            format!("SELECT {COLUMNS} FROM upload WHERE complete = 0 AND expires <= ? AND id = coalesce(?, id)");
        let expired = |id: Option<&str>| -> rusqlite::Result<Vec<Upload>> {
            self.archive().with_connection(|connection| {
                let mut statement = connection.prepare_cached(&query)?;
                statement.query_map(params![Moment::now().milliseconds(), id], read_upload)?.collect()
            })
        };
        for upload in expired(None)? {
            // Only under the lock is it certain that it has not been continued.
            let Some(lock) = self.lock(&upload.id) else { continue };
            if let [upload] = &expired(Some(&upload.id))?[..] {
                self.remove(&lock, upload)?;
            }
        }
        Ok(())
    }

    /// Lets the upload of a media id expire now, or every one that is not complete.
    pub(crate) fn expire(self: &Arc<Self>, media: Option<&str>) -> Result<(), Problem> {
        let now = Moment::now().milliseconds();
        let expire = "UPDATE upload SET expires = ?1 WHERE complete = 0 AND media = coalesce(?2, media)";
        self.archive()
            .with_connection(|connection| connection.execute(expire, params![now, media]))
            .map_err(StoreError::from)?;
        Ok(self.sweep()?)
    }

    /// Every upload, and the media ids whose upload has ended, with what was counted.
    pub(crate) fn list(&self) -> Result<Value, Problem> {
        let counts = |row: &Row<'_>| -> rusqlite::Result<(String, Value)> {
            let media: String = row.get("media")?;
            let mut entry = json!({ "media": media });
            for count in Count::ALL.map(Count::column) {
                entry[count] = row.get::<_, i64>(count)?.into();
            }
            Ok((media, entry))
        };
        let (mut uploads, mut ended) = (Vec::new(), Vec::new());
        self.archive().with_connection(|connection| -> Result<(), ArchiveError> {
            let all: Vec<(String, Value)> = connection
                .prepare_cached("SELECT * FROM upload_count ORDER BY rowid")?
                .query_map([], counts)?
                .collect::<Result<_, _>>()?;
            for (media, mut entry) in all {
                let Some(upload) = by_media(connection, &media)? else {
                    ended.push(entry);
                    continue;
                };
                let offset = upload.offset().unwrap_or(0);
                let synced: i64 =
                    connection.query_row("SELECT offset FROM upload WHERE media = ?", [&media], |row| row.get(0))?;
                let Upload { id, station, metadata, length, complete, path, .. } = upload;
                for (name, value) in [
                    ("id", id.into()),
                    ("station", station.into()),
                    ("submission", metadata.submission.into()),
                    ("type", metadata.content_type.into()),
                    ("path", text_of(&path).into()),
                    ("complete", complete.into()),
                    ("length", length.into()),
                    ("offset", offset.into()),
                    ("synced", synced.into()),
                ] {
                    entry[name] = value;
                }
                uploads.push(entry);
            }
            Ok(())
        })?;
        Ok(json!({ "uploads": uploads, "ended": ended }))
    }
}

/// An upload that ended without being complete.
pub(super) fn gone() -> Problem {
    Problem::new(StatusCode::GONE, "上传已结束", "这次上传已取消或者过期，请重新登记。")
}

fn insert(connection: &mut Connection, upload: &Upload) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    transaction.execute(
        "INSERT INTO upload (media, id, station, submission, sha256, length, type, offset, complete, expires, path)
         VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?)",
        params![
            upload.metadata.media,
            upload.id,
            upload.station,
            upload.metadata.submission,
            upload.metadata.sha256,
            signed(upload.length),
            upload.metadata.content_type,
            upload.expires,
            text_of(&upload.path),
        ],
    )?;
    Count::Creations.add(&transaction, &upload.metadata.media, 1)?;
    transaction.commit()
}

/// Makes the tables, and makes rows and files agree: a file that no row has is removed, and a row whose file is missing
/// or too short begins where the file ends. The folder may have been moved.
fn repair(connection: &mut Connection, folder: &Path) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    connection.execute_batch(SCHEMA)?;
    let transaction = connection.transaction()?;
    let uploads: Vec<Upload> = transaction
        .prepare(&format!("SELECT {COLUMNS} FROM upload"))?
        .query_map([], read_upload)?
        .collect::<Result<_, _>>()?;
    for upload in &uploads {
        let path = folder.join(&upload.id);
        let file = File::options().append(true).create(true).open(&path)?;
        // What an earlier process wrote may not be on disk yet.
        file.sync_all()?;
        let offset = file.metadata()?.len().min(upload.length);
        transaction.execute(
            "UPDATE upload SET path = ?, offset = ?, complete = ? WHERE id = ?",
            params![text_of(&path), signed(offset), upload.complete && offset == upload.length, upload.id],
        )?;
    }
    transaction.commit()?;
    let known: HashSet<&str> = uploads.iter().map(|upload| upload.id.as_str()).collect();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let ours = name.to_str().filter(|name| name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit()));
        if ours.is_some_and(|name| !known.contains(name)) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(sync_folder(folder)?)
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

fn text_of(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The digest of a file, in hexadecimal digits. Blocks while it reads.
pub(super) fn digest_of(file: &Path) -> io::Result<String> {
    use sha2::Digest;
    use std::io::Read;
    let (mut file, mut hasher, mut piece) = (File::open(file)?, sha2::Sha256::new(), vec![0; 256 * 1024]);
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(digest::hex(&hasher.finalize())),
            read => hasher.update(&piece[..read]),
        }
    }
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
