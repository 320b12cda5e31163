//! Photos and videos of submissions as they are stored: one row for each file, in the versions that hold it.

use rusqlite::{Connection, OptionalExtension, Row};

use crate::base::error::{Fault, Result};
use crate::base::store::{collect_rows, stored_json};

/// The state of a file of which nothing was sent.
pub(super) const FRESH: &str = "fresh";
/// The state of a file that is no longer on the phone; it is not sent.
pub(super) const MISSING: &str = "missing";

/// A photo or video as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredFile {
    pub(crate) id: String,
    pub(super) submission: String,
    pub(super) name: String,
    pub(super) media_type: String,
    pub(super) size: u64,
    /// In hexadecimal digits.
    pub(super) sha256: String,
    pub(super) caption: String,
    /// What was removed from it or kept in it, in sentences.
    pub(super) notes: Vec<String>,
    pub(super) url: Option<String>,
    /// Bytes that arrived, as they were shown.
    pub(super) shown: u64,
    /// [`FRESH`], `creating`, `sending`, `whole`, `parked` or [`MISSING`].
    pub(super) state: String,
    pub(super) tries: u32,
    pub(super) retry: Option<i64>,
    /// When the file last changed, the last time that its content agreed with the digest.
    pub(super) modified: Option<i64>,
}

const SELECT: &str = "SELECT file.id, submission, name, type, size, sha256, caption, notes, upload_url, upload_shown,
       upload_state, upload_tries, upload_retry, modified FROM submission_file AS file";

impl StoredFile {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let bytes = |column: usize| row.get::<_, i64>(column).map(i64::unsigned_abs);
        Ok(Self {
            id: row.get(0)?,
            submission: row.get(1)?,
            name: row.get(2)?,
            media_type: row.get(3)?,
            size: bytes(4)?,
            sha256: row.get(5)?,
            caption: row.get(6)?,
            notes: stored_json(row.get_ref(7)?.as_str()?)?,
            url: row.get(8)?,
            shown: bytes(9)?,
            state: row.get(10)?,
            tries: row.get(11)?,
            retry: row.get(12)?,
            modified: row.get(13)?,
        })
    }

    /// Whether the publisher has all of it.
    pub(super) fn is_whole(&self) -> bool {
        self.state == "whole"
    }

    /// Whether the sender gave it up, for example because it had another content than its row says.
    pub(super) fn is_parked(&self) -> bool {
        self.state == "parked"
    }

    /// Whether it is no longer on the phone.
    pub(super) fn is_missing(&self) -> bool {
        self.state == MISSING
    }
}

/// The files of a version of a submission, in the person's order.
pub(crate) fn list(outbox: &Connection, submission: &str, version: i64) -> Result<Vec<StoredFile>> {
    let sql = format!(
        "{SELECT} WHERE submission = ?1 AND first_version <= ?2 AND coalesce(last_version, ?2) >= ?2 ORDER BY position, id"
    );
    collect_rows(outbox, &sql, (submission, version), StoredFile::read)
}

/// How many files a version has.
pub(crate) fn count(outbox: &Connection, submission: &str, version: i64) -> Result<u32> {
    let sql = "SELECT count(*) FROM submission_file
                WHERE submission = ?1 AND first_version <= ?2 AND coalesce(last_version, ?2) >= ?2";
    Ok(outbox.prepare_cached(sql)?.query_row((submission, version), |row| row.get(0))?)
}

/// The account's file of this id, in whatever version.
///
/// Errors: `NotFound`.
pub(crate) fn get(outbox: &Connection, account: &str, id: &str) -> Result<StoredFile> {
    let sql = format!(
        "{SELECT} JOIN submission ON submission.id = file.submission WHERE file.id = ?2 AND submission.account = ?1"
    );
    let found = outbox.prepare_cached(&sql)?.query_row([account, id], StoredFile::read).optional()?;
    found.ok_or(Fault::NotFound)
}
