//! One SQLite file: its queries, its writes and its migrations.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, InterruptHandle, Transaction, TransactionBehavior};

use super::census::Census;
use super::closed_mark::ClosedMark;
use super::connection::OpenConnection;
use super::folder_lock::FolderLock;
use super::log::Log;
use super::spec::{CENSUS, CLOSED, DAMAGE_FLAG, IsStoredForm, OnCorruption, Spec};
use super::{connection, damage, erase, scrub};
use crate::base::change::{Announcer, Change};
use crate::base::error::{Fault, Result};
use crate::base::files::with_suffix;
use crate::base::lifecycle;
use crate::base::runtime::{self, Lane, Work};

/// Commits of which the follow-up is left to a writer that waits: a steady stream of writers must not put it off for ever.
const MAX_BEHIND: u32 = 64;
/// Idle readers that stay open.
const MAX_IDLE_READERS: usize = 3;

/// One database file.
pub(crate) struct Database {
    pub(super) spec: &'static Spec,
    pub(super) is_stored_form: IsStoredForm,
    pub(super) path: PathBuf,
    pub(super) announcer: Arc<Announcer>,
    pub(super) folder_lock: Arc<FolderLock>,
    pub(super) writer: Mutex<Writer>,
    /// How many wait for the writer.
    waiting: AtomicUsize,
    /// Interrupts the statement that the writer runs.
    interrupt: Mutex<Option<InterruptHandle>>,
    pub(super) readers: Mutex<Vec<OpenConnection>>,
    /// Incremented when the file is replaced: a reader of the old file is not pooled again, and its errors say nothing of the
    /// new one.
    pub(super) generation: AtomicU64,
    pub(super) closed: ClosedMark,
    /// The file may have been changed by something else than this program: see [`Self::check`].
    pub(super) unchecked: AtomicBool,
    /// Held during that check: a second caller waits for the result of the first.
    checking: Mutex<()>,
    /// The file was checked because of an error that a sound file does not cause.
    pub(super) suspected: AtomicBool,
}

/// The connection that writes, and what it knows of the file.
pub(super) struct Writer {
    pub(super) connection: Option<OpenConnection>,
    log: Log,
    census: Census,
    /// Commits whose follow-up is not done yet.
    behind: u32,
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

    /// Requests that what is deleted leaves the file and its log once the transaction is committed; see `erase.rs`. A kill in
    /// between only delays it.
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
        is_stored_form: IsStoredForm,
        announcer: Arc<Announcer>,
        folder_lock: Arc<FolderLock>,
    ) -> Result<Self> {
        let path = folder.join(spec.file);
        let sibling = |suffix: &str| with_suffix(&path, suffix);
        let writer = Writer {
            connection: None,
            log: Log::new(sibling("-wal")),
            census: Census::new(sibling(CENSUS)),
            behind: 0,
        };
        let closed = ClosedMark::new(&path, sibling(CLOSED));
        let (readers, generation, suspected) = (Mutex::default(), AtomicU64::default(), AtomicBool::default());
        // What another process does with the file at this moment is that process's business.
        let check_header = || {
            if damage::has_odd_header(&path) {
                // Without the flag the writes of this run fail, and nothing else.
                let _ = std::fs::write(sibling(DAMAGE_FLAG), "");
            }
            Ok(())
        };
        let is_alone = || folder_lock.exclusively_now(check_header).is_ok();
        let unchecked = AtomicBool::new(path.exists() && !closed.is_true() && is_alone());
        let (writer, interrupt, checking) = (Mutex::new(writer), Mutex::default(), Mutex::default());
        let database = Self {
            spec,
            is_stored_form,
            path,
            announcer,
            folder_lock,
            writer,
            waiting: AtomicUsize::default(),
            interrupt,
            readers,
            generation,
            closed,
            unchecked,
            checking,
            suspected,
        };
        if spec.on_corruption == OnCorruption::Salvage {
            database.finish_salvage()?;
            database.remove_set_aside(false)?;
        }
        if !database.unchecked.load(Ordering::SeqCst) {
            database.remove_foreign_log()?;
        }
        let prepared = database.prepare(&mut lock(&database.writer));
        match prepared {
            Err(error) if database.is_replaceable(&error) => database.replace(&error, 0)?,
            prepared => prepared?,
        }
        Ok(database)
    }

    /// Runs a query on a thread that may block. The connection cannot write.
    pub(crate) fn read<T, F>(self: &Arc<Self>, query: F) -> Work<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        let database = Arc::clone(self);
        runtime::blocking_in(Lane::Read, move || database.read_now(query))
    }

    /// Writes in one transaction on a thread that may block. Announces the changes after the commit.
    pub(crate) fn write<T, F>(self: &Arc<Self>, change: F) -> Work<T>
    where
        T: Send + 'static,
        F: FnOnce(&Write<'_>) -> Result<T> + Send + 'static,
    {
        let database = Arc::clone(self);
        runtime::blocking(move || database.write_now(change))
    }

    /// [`Self::read`] on this thread, which has to be one that may block. The whole query sees one state of the file.
    pub(crate) fn read_now<T>(&self, query: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let (mut query, mut result) = (Some(query), None);
        self.read_snapshot(&mut |connection| {
            if let Some(query) = query.take() {
                result = Some(query(connection)?);
            }
            Ok(())
        })?;
        Ok(result.expect("a snapshot was taken, so the query ran"))
    }

    /// Runs one query on one state of the file. Not generic, so that the library holds it once and not for each query.
    fn read_snapshot(&self, query: &mut dyn FnMut(&Connection) -> Result<()>) -> Result<()> {
        let generation = self.generation.load(Ordering::Acquire);
        let idle = lock(&self.readers).pop();
        let opened = match idle {
            Some(connection) => Ok((connection, true)),
            None => self.open_reader().or_else(|_| {
                // The file may have been about to be replaced.
                drop(lock(&self.writer));
                self.open_reader()
            }),
        };
        let (connection, pooled) = opened.map_err(|error| self.on_error(error, generation))?;
        let result = connection.unchecked_transaction().map_err(Fault::from).and_then(|snapshot| query(&snapshot));
        if let Err(error) = result {
            drop(connection);
            return Err(self.on_error(error, generation));
        }
        let mut readers = lock(&self.readers);
        if pooled && readers.len() < MAX_IDLE_READERS && generation == self.generation.load(Ordering::Acquire) {
            readers.push(connection);
        }
        Ok(())
    }

    /// [`Self::write`] on this thread, which has to be one that may block.
    pub(crate) fn write_now<T>(&self, change: impl FnOnce(&Write<'_>) -> Result<T>) -> Result<T> {
        let (mut change, mut result) = (Some(change), None);
        self.write_and_announce(&mut |write| {
            if let Some(change) = change.take() {
                result = Some(change(write)?);
            }
            Ok(())
        })?;
        Ok(result.expect("the transaction was committed, so the change ran"))
    }

    fn write_and_announce(&self, change: &mut dyn FnMut(&Write<'_>) -> Result<()>) -> Result<()> {
        let generation = self.generation.load(Ordering::Acquire);
        let changes = self.commit(change).map_err(|error| match error {
            // Only `interrupt` interrupts a writer.
            Fault::Superseded => Fault::Stopped,
            error => self.on_error(error, generation),
        })?;
        // The writer's lock is released by now: a listener may write.
        self.announcer.announce(changes);
        Ok(())
    }

    fn commit(&self, change: &mut dyn FnMut(&Write<'_>) -> Result<()>) -> Result<BTreeSet<Change>> {
        self.ensure_may_write()?;
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let writer = self.writer();
        let others = self.waiting.fetch_sub(1, Ordering::SeqCst) - 1;
        let mut writer = writer?;
        let connection = writer.connection.as_mut().expect("the writer was just opened");
        let changes = transact(connection, change);
        writer.behind += u32::from(changes.is_ok());
        // The commit is on the disk. Many that wait do the rest once, after the last of them.
        if writer.behind > 0 && (others == 0 || writer.behind > MAX_BEHIND) {
            self.follow_up(&mut writer);
        }
        changes
    }

    /// What follows commits. If it fails, it is done with the next write; it never decides whether a change was made.
    fn follow_up(&self, writer: &mut Writer) {
        let Writer { connection, log, census, behind } = writer;
        let Some(connection) = connection else { return };
        *behind = 0;
        let followed = match self.spec.on_corruption {
            OnCorruption::Delete => log.checkpoint_if_long(connection),
            // SQLite silently drops damaged frames of a log. What cannot be fetched again is moved into the file at once, where
            // damage is detected.
            OnCorruption::Salvage => census.update(connection).and(log.checkpoint(connection)),
        };
        if let Err(error) = followed {
            log::warn!("{}: after a commit: {error:?}", self.spec.file);
        }
    }

    /// Removes what was deleted from the file itself; see [`scrub`].
    pub(crate) fn scrub_now(&self) -> Result<()> {
        self.ensure_may_write()?;
        let mut writer = self.writer()?;
        let Writer { connection, log, .. } = &mut *writer;
        let scrubbed = scrub::scrub(connection.as_mut().expect("the writer was just opened"), log)?;
        drop(writer);
        if scrubbed && self.spec.on_corruption == OnCorruption::Salvage {
            self.remove_set_aside(true)?;
        }
        Ok(())
    }

    /// A suspended operation begins no write of what can be fetched again: its next step waits for the foreground.
    fn ensure_may_write(&self) -> Result<()> {
        match self.spec.on_corruption {
            OnCorruption::Delete => lifecycle::ensure_not_suspended(),
            OnCorruption::Salvage => Ok(()),
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

    /// Reads the whole file if it may have been changed by something else than this program, and replaces it if anything in it
    /// is impossible. Takes seconds if the file is large, and waits for a check that is under way. False if there was no
    /// reason, or another caller has checked it.
    pub(crate) fn check(&self) -> Result<bool> {
        let _checking = lock(&self.checking);
        if !self.unchecked.swap(false, Ordering::SeqCst) {
            return Ok(false);
        }
        let generation = self.generation.load(Ordering::Acquire);
        let checked = self.read_now(|connection| damage::check(connection, self.spec, self.is_stored_form));
        if checked.is_err() && generation == self.generation.load(Ordering::Acquire) {
            self.unchecked.store(true, Ordering::SeqCst);
            checked?;
        }
        Ok(true)
    }

    /// How many wait for the writer.
    #[cfg(test)]
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::SeqCst)
    }

    /// A number that changes when the file is replaced.
    pub(crate) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Closes every idle connection, after the log was moved into the file.
    pub(super) fn close_idle(&self) {
        let mut writer = lock(&self.writer);
        lock(&self.readers).clear();
        let Writer { connection, log, .. } = &mut *writer;
        let Some(mut connection) = connection.take() else { return };
        let emptied = log.empty(&mut connection);
        drop(connection);
        match emptied {
            Ok(true) => {
                // No other process has it open: the file stays as it is until it is opened again.
                let set = self.folder_lock.exclusively_now(|| {
                    if !self.sibling("-wal").exists() {
                        self.closed.set();
                    }
                    Ok(())
                });
                if let Err(error) = set {
                    log::info!("{}: still in use: {error:?}", self.spec.file);
                }
            }
            Ok(false) => log::info!("{}: a reader still needs the log", self.spec.file),
            Err(error) => log::warn!("{}: the log was not emptied: {error:?}", self.spec.file),
        }
    }

    fn writer(&self) -> Result<MutexGuard<'_, Writer>> {
        let mut writer = lock(&self.writer);
        self.open_writer(&mut writer)?;
        Ok(writer)
    }

    fn open_writer<'a>(&self, writer: &'a mut Writer) -> Result<&'a mut OpenConnection> {
        let opened = match writer.connection.take() {
            Some(connection) => connection,
            None => {
                self.closed.clear();
                let opened = connection::locked_writer(&self.path, self.spec.synchronous, &self.folder_lock)?;
                *lock(&self.interrupt) = Some(opened.get_interrupt_handle());
                writer.census.forget_schema();
                opened
            }
        };
        Ok(writer.connection.insert(opened))
    }

    pub(super) fn open_reader(&self) -> Result<(OpenConnection, bool)> {
        connection::locked_reader(&self.path, &self.sibling("-wal"), &self.folder_lock)
    }

    /// Checks the version and applies missing migrations. One cheap read if there are none.
    pub(super) fn prepare(&self, writer: &mut Writer) -> Result<()> {
        let newest = self.spec.migrations.len() as i64;
        if self.sibling(DAMAGE_FLAG).exists() {
            return Err(Fault::Damaged("seen while it was in use".into()));
        }
        if self.is_blocked() {
            return Err(Fault::Damaged("no file is in its place".into()));
        }
        let salvage = self.spec.on_corruption == OnCorruption::Salvage;
        if self.path.exists() {
            let checked = self.open_reader().and_then(|reader| Ok((self.check_version(&reader.0)?, reader)));
            let version = match checked {
                Err(error @ Fault::Damaged(_)) => return Err(error),
                // A process that was killed while it made the file left a journal that only a writer may roll back.
                Err(_) => self.check_version(self.open_writer(writer)?)?,
                Ok((version, (reader, pooled))) => {
                    // The first query follows at once.
                    if version == newest && pooled {
                        lock(&self.readers).push(reader);
                    }
                    version
                }
            };
            if version == newest {
                return Ok(());
            }
            if version > newest {
                return Err(Fault::NewerSchema);
            }
            if version == 0 && salvage && self.had_rows() {
                return Err(Fault::Damaged("the file is empty".into()));
            }
        } else if salvage && self.had_rows() {
            return Err(Fault::Damaged("the file is missing".into()));
        }
        self.migrate(self.open_writer(writer)?)
    }

    /// Makes the file, or applies what its schema lacks.
    pub(super) fn migrate(&self, connection: &mut Connection) -> Result<()> {
        connection.execute_batch("PRAGMA page_size=8192; PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL;")?;
        // Another process may have migrated meanwhile: the version is read inside the transaction.
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let version: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        for migration in self.spec.migrations.iter().skip(usize::try_from(version).unwrap_or(usize::MAX)) {
            transaction.execute_batch(migration)?;
        }
        transaction.pragma_update(None, "user_version", self.spec.migrations.len() as i64)?;
        if version == 0 {
            transaction.pragma_update(None, "application_id", erase::ERASED)?;
        }
        Ok(transaction.commit()?)
    }

    /// The version of the schema. A file that cannot be fetched again is small and is checked whole; a cache of megabytes is
    /// checked later, see [`Self::check`].
    fn check_version(&self, connection: &Connection) -> Result<i64> {
        let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        let current = version == self.spec.migrations.len() as i64;
        if self.spec.on_corruption == OnCorruption::Salvage && current && self.unchecked.load(Ordering::SeqCst) {
            damage::check(connection, self.spec, self.is_stored_form)?;
            self.unchecked.store(false, Ordering::SeqCst);
        }
        Ok(version)
    }

    /// Deletes a log that was put beside a file that was closed without one.
    fn remove_foreign_log(&self) -> Result<()> {
        let log = self.sibling("-wal");
        if !log.exists() {
            return Ok(());
        }
        let removed = self.folder_lock.exclusively_now(|| {
            if self.closed.is_true() {
                std::fs::remove_file(&log)?;
            }
            Ok(())
        });
        match removed {
            // The process that uses the file made the log.
            Err(Fault::InUse) => Ok(()),
            removed => removed,
        }
    }

    pub(super) fn sibling(&self, suffix: &str) -> PathBuf {
        with_suffix(&self.path, suffix)
    }
}

/// Runs the change in a transaction. Returns what it announces.
fn transact(connection: &mut Connection, change: &mut dyn FnMut(&Write<'_>) -> Result<()>) -> Result<BTreeSet<Change>> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let write = Write { transaction, changes: RefCell::default() };
    change(&write)?;
    let Write { transaction, changes } = write;
    transaction.commit()?;
    Ok(changes.into_inner())
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic while a connection was held rolled its transaction back, so the connection is sound.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
