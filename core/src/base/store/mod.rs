//! The databases of a person's phone.
//!
//! `cache.sqlite3` holds what can be fetched again; damaged or from a newer version, it is dropped and fetched again.
//! `outbox.sqlite3` holds what cannot: consent, added sources, later drafts and marks; damaged, it is set aside under
//! another name and reported, never deleted; from a newer version, it is refused. `search.sqlite3` is made from the cache,
//! in a file of its own so that nothing that is done to it ever stands in the way of reading or writing.
//!
//! SQLite never runs on a caller's thread. There is one writer for each database, and any number of readers that cannot
//! write. What a write announces is announced after its commit, and only then.

mod database;
mod rows;
mod scrub;
#[cfg(test)]
mod tests;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

pub(crate) use database::{Database, Write};
use database::{OnCorruption, Spec};
pub(crate) use rows::collect_rows;

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use crate::base::change::Announcer;
use crate::base::error::{Fault, Result};

const CACHE: Spec = Spec {
    file: "cache.sqlite3",
    care: OnCorruption::Refetch,
    synchronous: "NORMAL",
    migrations: &[
        include_str!("../../../migrations/cache/0001_first_line.sql"),
        include_str!("../../../migrations/cache/0002_cards_marks_pictures.sql"),
        include_str!("../../../migrations/cache/0003_search.sql"),
        include_str!("../../../migrations/cache/0004_topics.sql"),
        include_str!("../../../migrations/cache/0005_party.sql"),
        include_str!("../../../migrations/cache/0006_documents.sql"),
        include_str!("../../../migrations/cache/0007_industry.sql"),
        include_str!("../../../migrations/cache/0008_home.sql"),
    ],
};

const OUTBOX: Spec = Spec {
    file: "outbox.sqlite3",
    care: OnCorruption::Keep,
    synchronous: "FULL",
    migrations: &[
        include_str!("../../../migrations/outbox/0001_consent_and_sources.sql"),
        include_str!("../../../migrations/outbox/0002_marks.sql"),
        include_str!("../../../migrations/outbox/0003_topics.sql"),
        include_str!("../../../migrations/outbox/0004_kept.sql"),
        include_str!("../../../migrations/outbox/0005_radar.sql"),
    ],
};

const SEARCH: Spec = Spec {
    file: "search.sqlite3",
    care: OnCorruption::Refetch,
    synchronous: "NORMAL",
    migrations: &[include_str!("../../../migrations/search/0001_index.sql")],
};

/// The databases of one folder.
pub(crate) struct Store {
    folder: PathBuf,
    announcer: Arc<Announcer>,
    cache: Arc<Database>,
    outbox: OnceLock<Arc<Database>>,
    search: OnceLock<Arc<Database>>,
    // One caller at a time opens a file: what is damaged is set aside once.
    opening: Mutex<()>,
    // Held shared for as long as the folder is open: other processes see by it that the folder is in use.
    lock: Arc<File>,
}

impl Store {
    /// Opens the folder, which is made if it is missing. The outbox is opened when it is first asked for, so that a
    /// damaged one never keeps a person from reading. Blocks.
    pub(crate) fn open(folder: &Path, announcer: Arc<Announcer>) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let lock = File::options().create(true).append(true).open(folder.join("lock"))?;
        flock(&lock, FlockOperation::LockShared).map_err(std::io::Error::from)?;
        let lock = Arc::new(lock);
        let cache = Arc::new(Database::open(folder, &CACHE, Arc::clone(&announcer), Arc::clone(&lock))?);
        let (outbox, search, opening) = (OnceLock::new(), OnceLock::new(), Mutex::default());
        Ok(Self { folder: folder.to_owned(), announcer, cache, outbox, search, opening, lock })
    }

    /// Where everything lies.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// What can be fetched again.
    pub(crate) fn cache(&self) -> &Arc<Database> {
        &self.cache
    }

    /// What cannot be fetched again. The first call opens the file, so it blocks.
    pub(crate) fn outbox(&self) -> Result<&Arc<Database>> {
        self.opened(&self.outbox, &OUTBOX)
    }

    /// The search index, which is made from the cache. The first call opens the file, so it blocks.
    pub(crate) fn search(&self) -> Result<&Arc<Database>> {
        self.opened(&self.search, &SEARCH)
    }

    /// Whether there is one.
    pub(crate) fn has_search(&self) -> bool {
        self.folder.join(SEARCH.file).exists()
    }

    fn opened<'a>(&self, slot: &'a OnceLock<Arc<Database>>, spec: &'static Spec) -> Result<&'a Arc<Database>> {
        if let Some(database) = slot.get() {
            return Ok(database);
        }
        let _turn = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(database) = slot.get() {
            return Ok(database);
        }
        let opened = Database::open(&self.folder, spec, Arc::clone(&self.announcer), Arc::clone(&self.lock))?;
        Ok(slot.get_or_init(|| Arc::new(opened)))
    }

    /// Gives memory and file handles back; everything opens again when it is asked for.
    pub(crate) fn rest(&self) {
        self.cache.rest();
        for database in [&self.outbox, &self.search].into_iter().filter_map(OnceLock::get) {
            database.rest();
        }
    }
}

/// A folder's lock file can be taken alone for as long as a damaged file is being replaced.
fn alone<T>(lock: &File, work: impl FnOnce() -> Result<T>) -> Result<T> {
    // An exclusive lock on the same handle converts the shared one.
    let done = match flock(lock, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => work(),
        Err(Errno::WOULDBLOCK) => Err(Fault::InUse),
        Err(error) => Err(std::io::Error::from(error).into()),
    };
    flock(lock, FlockOperation::LockShared).map_err(std::io::Error::from)?;
    done
}
