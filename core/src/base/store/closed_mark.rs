//! A small file beside a database says that it was closed properly, and how the database file was then. If the two agree when
//! the database is opened, nothing else changed it, so it needs no check, and a log beside it is another file's.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// The mark of one database file.
pub(super) struct ClosedMark {
    database: PathBuf,
    path: PathBuf,
}

impl ClosedMark {
    pub(super) fn new(database: &Path, path: PathBuf) -> Self {
        Self { database: database.to_owned(), path }
    }

    /// Whether the file is as it was when it was closed.
    pub(super) fn is_true(&self) -> bool {
        let stored = fs::read_to_string(&self.path).ok();
        stored.is_some() && stored == self.state()
    }

    /// To be called when the last connection was closed and the log is empty.
    pub(super) fn set(&self) {
        // Without the mark the next start checks the file.
        if let Some(state) = self.state() {
            let _ = fs::write(&self.path, state);
        }
    }

    /// To be called before the file is written.
    pub(super) fn clear(&self) {
        let _ = fs::remove_file(&self.path);
    }

    /// The size and the time of the last change.
    fn state(&self) -> Option<String> {
        let metadata = fs::metadata(&self.database).ok()?;
        let changed = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some(format!("{} {}", metadata.len(), changed.as_nanos()))
    }
}
