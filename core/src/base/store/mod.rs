//! The databases of one folder.
//!
//! - `cache.sqlite3` holds what can be fetched again. If it is damaged or from a newer version, it is deleted and made
//!   anew.
//! - `outbox.sqlite3` holds what cannot be fetched again: consent, added sources, marks, drafts. If it is damaged, what can be
//!   read is copied into a new file and the person is told what was lost; from a newer version, it is refused.
//! - `search.sqlite3` is derived from the cache. It is a file of its own so that indexing never blocks reading or writing.
//!
//! SQLite never runs on a caller's thread. Each database has one writer and any number of readers, which cannot write. The
//! changes of a write are announced after its commit, and only then.
//!
//! Beside a file `x` there may be `x-closed` (see `closed_mark.rs`), `x-census` (see `census.rs`), `x.damaged`, `x-new`,
//! `x-copy` and `x.damaged-TIME` (see `replace.rs`).

mod census;
mod closed_mark;
mod connection;
mod damage;
mod damaged_copy;
mod database;
mod erase;
mod folder_lock;
mod log;
mod pages;
mod replace;
mod roots;
mod rows;
mod salvage;
mod schema;
mod scrub;
mod shape;
mod spec;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

pub(crate) use census::{Counts, count};
pub(crate) use damage::stored_json;
pub(crate) use database::{Database, Write};
use folder_lock::FolderLock;
pub(crate) use rows::{collect_rows, file_bytes};
pub(crate) use spec::{IsStoredForm, StoredDocument};
use spec::{OnCorruption, Spec};

use crate::base::change::Announcer;
use crate::base::error::Result;

const CACHE: Spec = Spec {
    file: "cache.sqlite3",
    on_corruption: OnCorruption::Delete,
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
        include_str!("../../../migrations/cache/0009_withdrawals_and_time.sql"),
        include_str!("../../../migrations/cache/0010_lasting_keys.sql"),
        include_str!("../../../migrations/cache/0011_likeness_anchors.sql"),
        include_str!("../../../migrations/cache/0012_alert_references.sql"),
        include_str!("../../../migrations/cache/0013_changes_without_triggers.sql"),
        include_str!("../../../migrations/cache/0014_kind_front.sql"),
        include_str!("../../../migrations/cache/0015_identity_of_foreign_items.sql"),
        include_str!("../../../migrations/cache/0016_lasting_replacements.sql"),
        include_str!("../../../migrations/cache/0017_lasting_alert_references.sql"),
        include_str!("../../../migrations/cache/0018_likeness_without_old_prints.sql"),
        include_str!("../../../migrations/cache/0019_documents.sql"),
    ],
    documents: &[("catalogue", "document"), ("item", "image"), ("body", "detail"), ("body", "changes")],
    references: &[],
    after_salvage: &[],
    after_loss: &[],
};

const OUTBOX: Spec = Spec {
    file: "outbox.sqlite3",
    on_corruption: OnCorruption::Salvage,
    synchronous: "FULL",
    migrations: &[
        include_str!("../../../migrations/outbox/0001_consent_and_sources.sql"),
        include_str!("../../../migrations/outbox/0002_marks.sql"),
        include_str!("../../../migrations/outbox/0003_topics.sql"),
        include_str!("../../../migrations/outbox/0004_kept.sql"),
        include_str!("../../../migrations/outbox/0005_radar.sql"),
        include_str!("../../../migrations/outbox/0006_appeal_tries.sql"),
        include_str!("../../../migrations/outbox/0007_acknowledged_severity.sql"),
        include_str!("../../../migrations/outbox/0008_station.sql"),
        include_str!("../../../migrations/outbox/0009_account.sql"),
        include_str!("../../../migrations/outbox/0010_submission_copy.sql"),
    ],
    documents: &[
        ("keepsake", "document"),
        ("setting", "value"),
        ("appeal", "body"),
        ("appeal", "events"),
        ("radar", "rule"),
        ("submission_version", "fields"),
        ("submission_version", "body"),
        ("submission_save", "fields"),
        ("submission_file", "notes"),
        ("review_event", "marks"),
    ],
    references: &[
        ("submission", "account"),
        ("submission_version", "account"),
        ("submission_save", "account"),
        ("submission_file", "account"),
    ],
    after_salvage: &[
        "DELETE FROM hit WHERE rule NOT IN (SELECT id FROM radar)",
        // 联络站. Whose a row is, the others of its submission say too.
        "UPDATE submission SET account =
           coalesce((SELECT account FROM submission_version WHERE submission = submission.id AND account <> ''), '') WHERE account = ''",
        "UPDATE submission_version SET account = coalesce((SELECT account FROM submission WHERE id = submission), '') WHERE account = ''",
        "UPDATE submission_save SET account = coalesce((SELECT account FROM submission WHERE id = submission), '') WHERE account = ''",
        "UPDATE submission_file SET account = coalesce((SELECT account FROM submission WHERE id = submission), '') WHERE account = ''",
        // A text that lost its row, or the row that says whose it is, is given one again: by its version, else by the last
        // state that was saved, else by its photos. Each of them says whose it is, so that nobody else is shown it.
        "INSERT OR IGNORE INTO submission_version (submission, version, fields, account)
         SELECT submission, version, fields, account FROM submission_save AS save
          WHERE number = (SELECT max(number) FROM submission_save WHERE submission = save.submission)
            AND version >= (SELECT coalesce(max(version), 0) FROM submission_version WHERE submission = save.submission)",
        // One that may have been sent waits for the person: sending the same again is harmless.
        "INSERT OR IGNORE INTO submission
           (id, account, station, version, phase, reason, created, changed, arrived, state, state_sequence)
         SELECT submission, account, '', max(version),
                CASE WHEN received IS NOT NULL THEN 'delivered' WHEN body IS NOT NULL THEN 'parked' ELSE 'draft' END,
                CASE WHEN received IS NULL AND body IS NOT NULL THEN '{\"code\":\"salvaged\"}' END, 0,
                coalesce((SELECT max(changed) FROM submission_save AS save WHERE save.submission = found.submission), received, 0),
                received IS NOT NULL,
                (SELECT state FROM review_event AS event WHERE event.submission = found.submission ORDER BY sequence DESC LIMIT 1),
                (SELECT coalesce(max(sequence), 0) FROM review_event AS event WHERE event.submission = found.submission)
           FROM submission_version AS found GROUP BY submission",
        "INSERT OR IGNORE INTO submission (id, account, station, version, phase, created, changed)
         SELECT submission, account, '', max(first_version), 'draft', 0, 0 FROM submission_file GROUP BY submission",
        // The newest version that is there, if the number of the newest one was odd.
        "UPDATE submission SET version = coalesce((SELECT max(version) FROM submission_version WHERE submission = id), version)
          WHERE version < 1",
        "INSERT OR IGNORE INTO submission_version (submission, version, fields, account)
         SELECT id, version, '{}', account FROM submission",
        // What was to be sent cannot be sent without its frozen body.
        "UPDATE submission SET phase = 'draft', queued = NULL, tries = 0, retry = NULL
          WHERE phase IN ('queued', 'paused', 'parked') AND arrived = 0
            AND (SELECT body FROM submission_version AS found
                  WHERE found.submission = submission.id AND found.version = submission.version) IS NULL",
        // What became of them is asked for again from the beginning.
        "DELETE FROM station_cursor",
        // A new epoch, so that the marks that the cache still has are adopted.
        "UPDATE mark_book SET epoch = lower(hex(randomblob(8))), stamp = max(stamp, (SELECT coalesce(max(stamp), 0) FROM mark))",
    ],
    // An earlier decision that is left may have been taken back since: the person is asked again.
    after_loss: &[("consent", "DELETE FROM consent")],
};

const SEARCH: Spec = Spec {
    file: "search.sqlite3",
    on_corruption: OnCorruption::Delete,
    synchronous: "NORMAL",
    migrations: &[
        include_str!("../../../migrations/search/0001_index.sql"),
        include_str!("../../../migrations/search/0003_step.sql"),
        include_str!("../../../migrations/search/0004_erasable_tokens.sql"),
    ],
    documents: &[],
    references: &[],
    after_salvage: &[],
    after_loss: &[],
};

/// The databases of one folder.
pub(crate) struct Store {
    folder: PathBuf,
    announcer: Arc<Announcer>,
    is_stored_form: IsStoredForm,
    cache: Arc<Database>,
    outbox: OnceLock<Arc<Database>>,
    search: OnceLock<Arc<Database>>,
    // Held while a file is opened, so that a damaged one is replaced only once.
    opening: Mutex<()>,
    lock: Arc<FolderLock>,
}

impl Store {
    /// Opens the folder, and creates it if it is missing. The outbox is opened on its first use, so that a damaged one
    /// does not prevent reading. Blocks.
    pub(crate) fn open(folder: &Path, announcer: Arc<Announcer>, is_stored_form: IsStoredForm) -> Result<Self> {
        if !folder.is_dir() {
            fs::create_dir_all(folder)?;
        }
        let lock = FolderLock::open(folder)?;
        let cache =
            Arc::new(Database::open(folder, &CACHE, is_stored_form, Arc::clone(&announcer), Arc::clone(&lock))?);
        let (outbox, search, opening) = (OnceLock::new(), OnceLock::new(), Mutex::default());
        Ok(Self { folder: folder.to_owned(), announcer, is_stored_form, cache, outbox, search, opening, lock })
    }

    /// The folder of the databases and files.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// What can be fetched again.
    pub(crate) fn cache(&self) -> &Arc<Database> {
        &self.cache
    }

    /// What cannot be fetched again. The first call opens the file, so it blocks.
    pub(crate) fn outbox(&self) -> Result<&Arc<Database>> {
        self.open_once(&self.outbox, &OUTBOX)
    }

    /// The search index, derived from the cache. The first call opens the file, so it blocks.
    pub(crate) fn search(&self) -> Result<&Arc<Database>> {
        self.open_once(&self.search, &SEARCH)
    }

    /// Whether the file of the search index exists.
    pub(crate) fn has_search(&self) -> bool {
        self.folder.join(SEARCH.file).exists()
    }

    /// Deletes an outbox that was damaged and of which everything was found again. Blocks.
    pub(crate) fn remove_set_aside(&self) -> Result<()> {
        self.outbox()?.remove_set_aside(true)
    }

    fn open_once<'a>(&self, slot: &'a OnceLock<Arc<Database>>, spec: &'static Spec) -> Result<&'a Arc<Database>> {
        if let Some(database) = slot.get() {
            return Ok(database);
        }
        let _opening = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(database) = slot.get() {
            return Ok(database);
        }
        let opened = Database::open(
            &self.folder,
            spec,
            self.is_stored_form,
            Arc::clone(&self.announcer),
            Arc::clone(&self.lock),
        )?;
        Ok(slot.get_or_init(|| Arc::new(opened)))
    }

    /// Interrupts the writers of what can be fetched again; see [`Database::interrupt`].
    pub(crate) fn interrupt(&self) {
        for database in [Some(&self.cache), self.search.get()].into_iter().flatten() {
            database.interrupt();
        }
    }

    /// Closes idle connections to free memory, file handles and locks. They open again on the next use.
    pub(crate) fn close_idle(&self) {
        self.cache.close_idle();
        for database in [&self.outbox, &self.search].into_iter().filter_map(OnceLock::get) {
            database.close_idle();
        }
    }
}
