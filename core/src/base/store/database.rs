//! One SQLite file: its connections, its pragmas, its migrations, and its replacement if it is damaged.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, InterruptHandle, OpenFlags, Transaction, TransactionBehavior};
use url::Url;

use super::folder_lock::{FolderLock, SharedLock};
use super::scrub;
use crate::base::change::{Announcer, Change};
use crate::base::error::{Fault, Result};
use crate::base::{lifecycle, runtime};

/// How long a statement waits for another process's lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Idle readers that stay open.
const MAX_IDLE_READERS: usize = 3;

/// Suffix of an empty file beside a database that was found damaged while it was in use.
const DAMAGE_FLAG: &str = ".damaged";
/// In the name of a file that was set aside; the time follows.
const SET_ASIDE: &str = ".damaged-";

/// What happens to a file that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OnCorruption {
    /// Delete it: everything in it can be fetched again.
    Delete,
    /// Rename it and report it: nothing in it can be fetched again.
    SetAside,
}

/// The description of a database file.
pub(super) struct Spec {
    pub(super) file: &'static str,
    pub(super) on_corruption: OnCorruption,
    pub(super) synchronous: &'static str,
    pub(super) migrations: &'static [&'static str],
}

/// An open connection, which keeps the folder locked.
struct OpenConnection {
    // Closed before the lock is given up.
    connection: Connection,
    _lock: SharedLock,
}

impl Deref for OpenConnection {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl DerefMut for OpenConnection {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

/// One database file.
pub(crate) struct Database {
    spec: &'static Spec,
    path: PathBuf,
    announcer: Arc<Announcer>,
    lock: Arc<FolderLock>,
    writer: Mutex<Option<OpenConnection>>,
    /// Interrupts the statement that the writer runs.
    interrupt: Mutex<Option<InterruptHandle>>,
    readers: Mutex<Vec<OpenConnection>>,
    // Incremented when the file is replaced: a reader of the old file is not pooled again.
    generation: AtomicU64,
}

/// A write in progress: the transaction, and the changes that are announced once it is committed.
pub(crate) struct Write<'a> {
    transaction: Transaction<'a>,
    changes: RefCell<BTreeSet<Change>>,
}

impl Write<'_> {
    /// Announces a change after the commit; never if the transaction fails.
    pub(crate) fn announce(&self, change: Change) {
        self.changes.borrow_mut().insert(change);
    }

    /// Requests a scrub of this file once the transaction is committed; see `scrub.rs`. A kill in between only delays it.
    pub(crate) fn request_scrub(&self) -> Result<()> {
        self.transaction.execute("INSERT INTO scrub DEFAULT VALUES", [])?;
        Ok(())
    }
}

impl<'a> Deref for Write<'a> {
    type Target = Transaction<'a>;

    fn deref(&self) -> &Self::Target {
        &self.transaction
    }
}

impl Database {
    pub(super) fn open(
        folder: &Path,
        spec: &'static Spec,
        announcer: Arc<Announcer>,
        lock: Arc<FolderLock>,
    ) -> Result<Self> {
        let path = folder.join(spec.file);
        let (writer, readers, generation) = (Mutex::default(), Mutex::default(), AtomicU64::default());
        let interrupt = Mutex::default();
        let database = Self { spec, path, announcer, lock, writer, interrupt, readers, generation };
        match database.prepare() {
            Err(error) if database.is_replaceable(&error) => database.replace(&error)?,
            prepared => prepared?,
        }
        if spec.on_corruption == OnCorruption::SetAside {
            database.report_set_aside()?;
        }
        Ok(database)
    }

    /// Runs a query on a thread that may block. The connection cannot write.
    pub(crate) async fn read<T, F>(self: &Arc<Self>, query: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        let database = Arc::clone(self);
        runtime::blocking(move || database.read_now(query)).await
    }

    /// Writes in one transaction on a thread that may block. Announces the changes after the commit.
    pub(crate) async fn write<T, F>(self: &Arc<Self>, change: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Write<'_>) -> Result<T> + Send + 'static,
    {
        let database = Arc::clone(self);
        runtime::blocking(move || database.write_now(change)).await
    }

    /// [`Self::read`] on this thread, which has to be one that may block. The whole query sees one state of the file.
    pub(crate) fn read_now<T>(&self, query: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let (mut query, mut result) = (Some(query), None);
        self.read_snapshot(&mut |connection| {
            result = query.take().map(|query| query(connection)).transpose()?;
            Ok(())
        })?;
        Ok(result.expect("a snapshot was taken, so the query ran"))
    }

    /// Runs one query on one state of the file. Not generic, so that the library holds it once and not for each query.
    fn read_snapshot(&self, query: &mut dyn FnMut(&Connection) -> Result<()>) -> Result<()> {
        let generation = self.generation.load(Ordering::Acquire);
        let idle = lock(&self.readers).pop();
        let (connection, pooled) = match idle {
            Some(connection) => (connection, true),
            None => self.reader()?,
        };
        let result = connection.unchecked_transaction().map_err(Fault::from).and_then(|snapshot| query(&snapshot));
        if let Err(error) = &result
            && is_damage(error)
        {
            drop(connection);
            self.on_damage(error);
            return result;
        }
        let mut readers = lock(&self.readers);
        if pooled && readers.len() < MAX_IDLE_READERS && generation == self.generation.load(Ordering::Acquire) {
            readers.push(connection);
        }
        result
    }

    /// [`Self::write`] on this thread, which has to be one that may block.
    pub(crate) fn write_now<T>(&self, change: impl FnOnce(&Write<'_>) -> Result<T>) -> Result<T> {
        let (mut change, mut result) = (Some(change), None);
        self.write_and_announce(&mut |write| {
            result = change.take().map(|change| change(write)).transpose()?;
            Ok(())
        })?;
        Ok(result.expect("the transaction was committed, so the change ran"))
    }

    fn write_and_announce(&self, change: &mut dyn FnMut(&Write<'_>) -> Result<()>) -> Result<()> {
        match self.commit(change) {
            // Only `interrupt` interrupts a writer.
            Err(Fault::Superseded) => Err(Fault::Stopped),
            Ok(changes) => {
                // The writer's lock is released by now: a listener may write.
                self.announcer.announce(changes);
                Ok(())
            }
            Err(error) => {
                if is_damage(&error) {
                    self.on_damage(&error);
                }
                Err(error)
            }
        }
    }

    fn commit(&self, change: &mut dyn FnMut(&Write<'_>) -> Result<()>) -> Result<BTreeSet<Change>> {
        self.ensure_may_write()?;
        let mut writer = self.writer()?;
        let connection = writer.as_mut().expect("the writer was just opened");
        let changes = {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let write = Write { transaction, changes: RefCell::default() };
            change(&write)?;
            let Write { transaction, changes } = write;
            transaction.commit()?;
            changes.into_inner()
        };
        if self.spec.on_corruption == OnCorruption::SetAside {
            // SQLite silently drops damaged frames of a log. What cannot be fetched again is moved into the file at once, where
            // damage is detected. A reader in the way only delays it.
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        }
        Ok(changes)
    }

    /// Removes what was deleted from the file itself; see [`scrub`].
    pub(crate) fn scrub_now(&self) -> Result<()> {
        self.ensure_may_write()?;
        let mut writer = self.writer()?;
        scrub::scrub(writer.as_mut().expect("the writer was just opened"))
    }

    /// A suspended operation begins no write of what can be fetched again: its next step waits for the foreground.
    fn ensure_may_write(&self) -> Result<()> {
        match self.spec.on_corruption {
            OnCorruption::Delete => lifecycle::ensure_not_suspended(),
            OnCorruption::SetAside => Ok(()),
        }
    }

    /// Ends the statement that the writer runs now with [`Fault::Stopped`]; its transaction is rolled back. What cannot be
    /// fetched again is not interrupted.
    pub(super) fn interrupt(&self) {
        if self.spec.on_corruption == OnCorruption::Delete
            && let Some(handle) = &*lock(&self.interrupt)
        {
            handle.interrupt();
        }
    }

    /// Closes every idle connection. SQLite moves the log into the file when the last one is closed.
    pub(super) fn close_idle(&self) {
        lock(&self.readers).clear();
        *lock(&self.writer) = None;
    }

    fn writer(&self) -> Result<MutexGuard<'_, Option<OpenConnection>>> {
        let mut writer = lock(&self.writer);
        if writer.is_none() {
            let connection = self.connect(false)?;
            *lock(&self.interrupt) = Some(connection.get_interrupt_handle());
            *writer = Some(connection);
        }
        Ok(writer)
    }

    /// A connection that cannot write, and whether it may be pooled.
    fn reader(&self) -> Result<(OpenConnection, bool)> {
        let connection = self.connect(true)?;
        let probe = connection.query_row("PRAGMA schema_version", [], |_| Ok(())).map_err(Fault::from);
        match probe {
            // A full disk has no room for the shared memory beside the file. Without a log the file is complete and can be
            // read as it is.
            Err(error) if matches!(error, Fault::DiskFull(_)) && !self.sibling("-wal").exists() => {
                let mut address = Url::from_file_path(&self.path).map_err(|()| error)?;
                address.set_query(Some("immutable=1"));
                let flags =
                    OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
                let connection = Connection::open_with_flags(address.as_str(), flags)?;
                Ok((OpenConnection { connection, _lock: self.lock.share()? }, false))
            }
            probe => probe.map(|()| (connection, true)),
        }
    }

    fn connect(&self, reader: bool) -> Result<OpenConnection> {
        let _lock = self.lock.share()?;
        let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
        let flags = match reader {
            true => flags | OpenFlags::SQLITE_OPEN_READ_ONLY,
            false => flags | OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        };
        let connection = Connection::open_with_flags(&self.path, flags)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        if reader {
            connection.execute_batch("PRAGMA query_only=ON; PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF;")?;
        } else {
            // secure_delete: what is withdrawn is overwritten, not only unlinked.
            connection.execute_batch(&format!(
                "PRAGMA synchronous={}; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;
                 PRAGMA trusted_schema=OFF; PRAGMA journal_size_limit=4194304; PRAGMA fullfsync=ON; PRAGMA cache_size=-4096;",
                self.spec.synchronous
            ))?;
        }
        // Without this guarantee SQLite plans a statement near a partial index anew whenever a value is bound, which took a
        // tenth of a first sync.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.set_prepared_statement_cache_capacity(128);
        Ok(OpenConnection { connection, _lock })
    }

    /// Checks the version and applies missing migrations. One cheap read if there are none.
    fn prepare(&self) -> Result<()> {
        let newest = self.spec.migrations.len() as i64;
        if self.sibling(DAMAGE_FLAG).exists() {
            return Err(Damage("seen while it was in use".to_owned()).into());
        }
        if self.path.exists() {
            let version = match self.read_now(|connection| self.check_version(connection)) {
                // A process that was killed while it made the file left a journal that only a writer may roll back.
                Err(error) if !is_damage(&error) => {
                    self.check_version(self.writer()?.as_ref().expect("the writer was just opened"))?
                }
                version => version?,
            };
            if version == newest {
                return Ok(());
            }
            if version > newest {
                return Err(Fault::NewerSchema);
            }
        }
        let mut writer = self.writer()?;
        let connection = writer.as_mut().expect("the writer was just opened");
        connection.execute_batch("PRAGMA page_size=8192; PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL;")?;
        // Another process may have migrated meanwhile: the version is read again inside the transaction.
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let version: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        for migration in self.spec.migrations.iter().skip(usize::try_from(version).unwrap_or(usize::MAX)) {
            transaction.execute_batch(migration)?;
        }
        transaction.pragma_update(None, "user_version", newest)?;
        Ok(transaction.commit()?)
    }

    /// The version of the schema. A file that cannot be fetched again is small and is checked whole; damage in a cache of
    /// megabytes is found when it is read.
    fn check_version(&self, connection: &Connection) -> Result<i64> {
        if self.spec.on_corruption == OnCorruption::SetAside {
            let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
            if verdict != "ok" {
                return Err(Damage(verdict).into());
            }
        }
        Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
    }

    fn is_replaceable(&self, error: &Fault) -> bool {
        is_damage(error) || (self.spec.on_corruption == OnCorruption::Delete && matches!(error, Fault::NewerSchema))
    }

    /// Handles damage that was found while the file was in use. A cache is replaced at once; an outbox when it is next
    /// opened, so that its readable parts stay readable until then. The flag file ensures both after a kill.
    fn on_damage(&self, error: &Fault) {
        log::error!("{}: {error:?}", self.spec.file);
        let flagged = fs::write(self.sibling(DAMAGE_FLAG), "");
        let replaced = flagged.map_err(Fault::from).and_then(|()| match self.spec.on_corruption {
            OnCorruption::Delete => self.replace(error),
            OnCorruption::SetAside => Ok(()),
        });
        if let Err(error) = replaced {
            log::error!("{}: not replaced: {error:?}", self.spec.file);
        }
        self.announcer.announce([Change::All]);
    }

    /// Removes the file and makes a new one.
    fn replace(&self, error: &Fault) -> Result<()> {
        log::error!("{}: replaced: {error:?}", self.spec.file);
        // Held while the connections are closed, so that no write goes to the old file.
        let mut writer = lock(&self.writer);
        *writer = None;
        lock(&self.readers).clear();
        self.generation.fetch_add(1, Ordering::AcqRel);
        drop(writer);
        self.lock.exclusively(|| {
            // Another process may have replaced it before this one had the lock.
            match self.prepare() {
                Err(error) if self.is_replaceable(&error) => self.remove_files(),
                prepared => prepared,
            }
        })?;
        self.prepare()
    }

    /// Deletes or renames the file and what is beside it. The log comes first: SQLite deletes a log that it finds
    /// beside a new file.
    fn remove_files(&self) -> Result<()> {
        lock(&self.readers).clear();
        *lock(&self.writer) = None;
        let aside = format!("{}{SET_ASIDE}{}", self.spec.file, now());
        for suffix in ["-wal", "-shm", "", DAMAGE_FLAG] {
            let moved = match self.spec.on_corruption {
                OnCorruption::SetAside if suffix != DAMAGE_FLAG => {
                    fs::rename(self.sibling(suffix), self.path.with_file_name(format!("{aside}{suffix}")))
                }
                _ => fs::remove_file(self.sibling(suffix)),
            };
            match moved {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        Ok(())
    }

    /// Records an incident for every file that was set aside, also if the process was killed before it recorded one.
    fn report_set_aside(&self) -> Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let prefix = format!("{}{SET_ASIDE}", self.spec.file);
        for entry in fs::read_dir(folder)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if !name.starts_with(&prefix) || name.ends_with("-wal") || name.ends_with("-shm") {
                continue;
            }
            let known = |connection: &Connection| -> Result<bool> {
                let query = "SELECT EXISTS (SELECT 1 FROM incident WHERE detail = ?1)";
                Ok(connection.query_row(query, [&name], |row| row.get(0))?)
            };
            if !self.read_now(known)? {
                self.write_now(|write| {
                    let insert = "INSERT INTO incident (time, kind, detail) VALUES (?1, 'set-aside', ?2)";
                    write.execute(insert, (now(), &name))?;
                    Ok(())
                })?;
            }
        }
        Ok(())
    }

    fn sibling(&self, suffix: &str) -> PathBuf {
        self.path.with_file_name(format!("{}{suffix}", self.spec.file))
    }
}

/// What `quick_check` found.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Damage(String);

impl From<Damage> for Fault {
    fn from(damage: Damage) -> Self {
        Self::Database(damage.into())
    }
}

/// Whether the error means that the file itself is damaged.
fn is_damage(error: &Fault) -> bool {
    let Fault::Database(source) = error else { return false };
    if source.is::<Damage>() {
        return true;
    }
    source.downcast_ref::<rusqlite::Error>().is_some_and(|error| {
        matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
    })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic while a connection was held rolled its transaction back, so the connection is sound.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
}
