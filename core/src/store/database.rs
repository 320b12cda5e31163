//! One SQLite file: its connections, its pragmas, its migrations, and what happens when it is damaged.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};

use super::{alone, scrub};
use crate::change::{Announcer, Change};
use crate::error::{Error, Fault, Result};
use crate::runtime;

/// How long a statement waits for another process's lock.
const BUSY: Duration = Duration::from_secs(5);
/// Idle readers that are kept open.
const READERS: usize = 3;

/// What is done with a file that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Care {
    /// Delete it: everything in it can be fetched again.
    Refetch,
    /// Set it aside and report it: nothing in it can be fetched again.
    Keep,
}

/// What a database file is.
pub(super) struct Spec {
    pub(super) file: &'static str,
    pub(super) care: Care,
    pub(super) synchronous: &'static str,
    pub(super) migrations: &'static [&'static str],
}

/// One database file.
pub(crate) struct Database {
    spec: &'static Spec,
    path: PathBuf,
    announcer: Arc<Announcer>,
    writer: Mutex<Option<Connection>>,
    readers: Mutex<Vec<Connection>>,
}

/// A write in progress: the transaction, and what is announced once it is committed.
pub(crate) struct Write<'a> {
    transaction: Transaction<'a>,
    changes: RefCell<BTreeSet<Change>>,
}

impl Write<'_> {
    /// Announced after the commit; not at all if there is none.
    pub(crate) fn announce(&self, change: Change) {
        self.changes.borrow_mut().insert(change);
    }
}

impl<'a> Deref for Write<'a> {
    type Target = Transaction<'a>;

    fn deref(&self) -> &Self::Target {
        &self.transaction
    }
}

impl Database {
    pub(super) fn open(folder: &Path, spec: &'static Spec, announcer: Arc<Announcer>, lock: &File) -> Result<Self> {
        let path = folder.join(spec.file);
        let database = Self { spec, path, announcer, writer: Mutex::default(), readers: Mutex::default() };
        match database.prepare() {
            Ok(()) => {}
            Err(error) if database.replaceable(&error) => {
                log::error!("{}: {error:?}: replaced", spec.file);
                let aside = alone(lock, || database.put_away())?;
                database.prepare()?;
                if let Some(name) = aside {
                    database.write_now(|write| {
                        let name = &name;
                        write.execute(
                            "INSERT INTO incident(time, kind, detail) VALUES (?1, 'set-aside', ?2)",
                            (now(), name),
                        )?;
                        Ok(())
                    })?;
                }
            }
            Err(error) => return Err(error),
        }
        Ok(database)
    }

    /// Reads, off the caller's thread. The connection cannot write.
    pub(crate) async fn read<T, F>(self: &Arc<Self>, query: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        let database = Arc::clone(self);
        runtime::blocking(move || database.read_now(query)).await
    }

    /// Writes in one transaction, off the caller's thread; announces after the commit.
    pub(crate) async fn write<T, F>(self: &Arc<Self>, change: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Write<'_>) -> Result<T> + Send + 'static,
    {
        let database = Arc::clone(self);
        runtime::blocking(move || database.write_now(change)).await
    }

    /// [`Self::read`] on this thread, which must be one that may block.
    pub(crate) fn read_now<T>(&self, query: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let idle = lock(&self.readers).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => self.connect(true)?,
        };
        let answer = query(&connection);
        let mut readers = lock(&self.readers);
        if readers.len() < READERS && answer.as_ref().err().is_none_or(|error| !damaged(error)) {
            readers.push(connection);
        }
        answer
    }

    /// [`Self::write`] on this thread, which must be one that may block.
    pub(crate) fn write_now<T>(&self, change: impl FnOnce(&Write<'_>) -> Result<T>) -> Result<T> {
        let (answer, changes) = {
            let mut writer = self.writer()?;
            let connection = writer.as_mut().expect("the writer was just opened");
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let write = Write { transaction, changes: RefCell::default() };
            let answer = change(&write)?;
            let Write { transaction, changes } = write;
            transaction.commit()?;
            (answer, changes.into_inner())
        };
        // After the commit, and not under the writer's lock: a listener may write.
        self.announcer.announce(changes);
        Ok(answer)
    }

    /// Makes sure that what was deleted is not in the file either: see [`scrub`].
    pub(crate) fn scrub_now(&self) -> Result<()> {
        let mut writer = self.writer()?;
        scrub::scrub(writer.as_mut().expect("the writer was just opened"))
    }

    /// Closes every idle connection; SQLite folds the log into the file when the last one goes.
    pub(super) fn rest(&self) {
        lock(&self.readers).clear();
        *lock(&self.writer) = None;
    }

    fn writer(&self) -> Result<MutexGuard<'_, Option<Connection>>> {
        let mut writer = lock(&self.writer);
        if writer.is_none() {
            *writer = Some(self.connect(false)?);
        }
        Ok(writer)
    }

    fn connect(&self, reader: bool) -> Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
        let flags = match reader {
            true => flags | OpenFlags::SQLITE_OPEN_READ_ONLY,
            false => flags | OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        };
        let connection = Connection::open_with_flags(&self.path, flags)?;
        connection.busy_timeout(BUSY)?;
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
        connection.set_prepared_statement_cache_capacity(64);
        Ok(connection)
    }

    /// Looks at the version, and brings the schema up to date. One cheap read when there is nothing to do.
    fn prepare(&self) -> Result<()> {
        let newest = self.spec.migrations.len() as i64;
        if self.path.exists() {
            let looked = self.read_now(|connection| self.look(connection));
            let version = match looked {
                // A process that was killed while it made the file left a journal that only a writer may roll back.
                Err(error) if !damaged(&error) => {
                    self.look(self.writer()?.as_ref().expect("the writer was just opened"))?
                }
                looked => looked?,
            };
            if version == newest {
                return Ok(());
            }
            if version > newest {
                return Err(Fault::FromTheFuture.into());
            }
        }
        let mut writer = self.writer()?;
        let connection = writer.as_mut().expect("the writer was just opened");
        connection.execute_batch("PRAGMA page_size=8192; PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL;")?;
        // Another process may have got here first: the version is read again inside the transaction.
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let version: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        for migration in self.spec.migrations.iter().skip(usize::try_from(version).unwrap_or(usize::MAX)) {
            transaction.execute_batch(migration)?;
        }
        transaction.pragma_update(None, "user_version", newest)?;
        Ok(transaction.commit()?)
    }

    /// The version of the schema. An outbox is small and dear, so all of it is looked at; a cache of megabytes tells of
    /// damage when it is read.
    fn look(&self, connection: &Connection) -> Result<i64> {
        if self.spec.care == Care::Keep {
            let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
            if verdict != "ok" {
                return Err(Error::with(Fault::Database, Damage(verdict)));
            }
        }
        Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
    }

    fn replaceable(&self, error: &Error) -> bool {
        damaged(error) || (self.spec.care == Care::Refetch && *error.fault() == Fault::FromTheFuture)
    }

    /// Deletes a cache; renames an outbox, with its log, and says to what.
    fn put_away(&self) -> Result<Option<String>> {
        self.rest();
        let aside = format!("{}.damaged-{}", self.spec.file, now());
        for suffix in ["", "-wal", "-shm"] {
            let file = self.path.with_file_name(format!("{}{suffix}", self.spec.file));
            let moved = match self.spec.care {
                Care::Refetch => fs::remove_file(&file),
                Care::Keep => fs::rename(&file, self.path.with_file_name(format!("{aside}{suffix}"))),
            };
            match moved {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        Ok((self.spec.care == Care::Keep).then_some(aside))
    }
}

/// What `quick_check` found.
#[derive(Debug)]
struct Damage(String);

impl std::fmt::Display for Damage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Damage {}

/// Whether the file itself is the trouble.
pub(super) fn damaged(error: &Error) -> bool {
    let Some(source) = std::error::Error::source(error) else { return false };
    if source.is::<Damage>() {
        return true;
    }
    source.downcast_ref::<rusqlite::Error>().is_some_and(|error| {
        matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
    })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic while a connection was held rolled its transaction back: what it guards is sound.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
}
