//! The rows of photos and videos. What holds:
//!
//! - A row is made after its file has its name on the disk, and is deleted before the file is: never a row without its file.
//! - Versions share files. What an earlier version was sent with is kept when a later one drops it.
//! - The same bytes are in a version once. Files of one name are different files.

use rusqlite::Connection;

use super::draft_store::{self, StoredDraft};
use super::submission_file;
use crate::base::error::{Fault, Result};
use crate::base::store::Write;

/// Characters of a caption.
const MAX_CAPTION: usize = 2_000;

/// A file that has its name on the disk and no row yet.
pub(crate) struct NewRow<'a> {
    pub(crate) id: &'a str,
    pub(crate) name: &'a str,
    pub(crate) media_type: &'a str,
    pub(crate) size: u64,
    pub(crate) sha256: &'a str,
    pub(crate) caption: &'a str,
    pub(crate) notes: &'a [String],
    /// [`submission_file::FRESH`] or [`submission_file::MISSING`].
    pub(crate) state: &'static str,
    /// When the file was last changed, in milliseconds: the sender need not compare it with its digest again.
    pub(crate) modified: Option<i64>,
}

/// What became of a new row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Inserted {
    New,
    /// The version has a row for the same bytes already, under this id. Its file may have been lost.
    Repeated(String),
    /// The draft has as many files as the form takes.
    TooMany,
}

/// What may be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Room {
    /// Any file: it is a draft, and there is room.
    ForAny,
    /// Only the file that the phone has lost: the text was sent.
    ForLost,
    /// The draft has as many files as the form takes, and none of them was lost.
    None,
}

/// What may be added to a draft, or to what was sent.
///
/// Errors: `NotFound`; `SubmissionSent` for what was sent and lost no file.
pub(crate) fn room(outbox: &Connection, account: &str, draft: &str, most: u32) -> Result<Room> {
    let draft = draft_store::get(outbox, account, draft)?;
    let files = submission_file::list(outbox, &draft.id, draft.version)?;
    let lost = files.iter().any(|file| file.is_missing() || file.is_parked());
    match (draft.is_draft(), lost) {
        (true, lost) => Ok(if lost || (files.len() as u64) < u64::from(most) { Room::ForAny } else { Room::None }),
        (false, true) => Ok(Room::ForLost),
        (false, false) => Err(Fault::SubmissionSent),
    }
}

/// Adds a file to a draft, as its last one.
///
/// Errors: `NotFound`, `SubmissionSent`: the draft may have been deleted or sent while the file was copied.
pub(crate) fn insert(
    write: &Write<'_>,
    account: &str,
    draft: &str,
    row: &NewRow<'_>,
    most: u32,
    now: i64,
) -> Result<Inserted> {
    let draft = draft_store::get(write, account, draft)?;
    let files = submission_file::list(write, &draft.id, draft.version)?;
    if let Some(same) = files.iter().find(|file| file.sha256 == row.sha256) {
        return Ok(Inserted::Repeated(same.id.clone()));
    }
    if !draft.is_draft() {
        return Err(Fault::SubmissionSent);
    }
    if files.len() as u64 >= u64::from(most) {
        return Ok(Inserted::TooMany);
    }
    append(write, account, &draft.id, draft.version, row)?;
    draft_store::touch(write, &draft.id, now)?;
    Ok(Inserted::New)
}

/// Adds the row of a file behind those of its submission, in this version and later ones.
pub(super) fn append(write: &Write<'_>, account: &str, submission: &str, version: i64, row: &NewRow<'_>) -> Result<()> {
    write.execute(
        "INSERT INTO submission_file (id, submission, first_version, position, name, type, size, sha256, caption, notes, account,
                                      upload_state, modified)
         VALUES (?1, ?2, ?3, (SELECT coalesce(max(position), 0) + 1 FROM submission_file WHERE submission = ?2),
                 ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        (
            row.id,
            submission,
            version,
            row.name,
            row.media_type,
            i64::try_from(row.size).unwrap_or(i64::MAX),
            row.sha256,
            row.caption,
            serde_json::to_string(row.notes)?,
            account,
            row.state,
            row.modified,
        ),
    )?;
    Ok(())
}

/// Records that a file is on the disk again with the content that its row says.
///
/// Errors: `NotFound`.
pub(crate) fn record_restored(
    write: &Write<'_>,
    account: &str,
    file: &str,
    modified: Option<i64>,
    now: i64,
) -> Result<()> {
    let stored = submission_file::get(write, account, file)?;
    write.execute(
        "UPDATE submission_file
            SET modified = ?2, upload_state = CASE WHEN upload_state IN ('missing', 'parked') THEN 'fresh' ELSE upload_state END
          WHERE id = ?1",
        (file, modified),
    )?;
    draft_store::touch(write, &stored.submission, now)
}

/// The draft that a file belongs to, if it is one of the account's and the file is in its newest version.
fn draft_of(outbox: &Connection, account: &str, file: &str) -> Result<StoredDraft> {
    let draft = draft_store::writable(outbox, account, &submission_file::get(outbox, account, file)?.submission)?;
    match submission_file::list(outbox, &draft.id, draft.version)?.iter().any(|one| one.id == file) {
        true => Ok(draft),
        false => Err(Fault::NotFound),
    }
}

/// Takes a file out of its draft. Returns whether the file itself is no longer needed.
///
/// Errors: `NotFound`, `SubmissionSent`.
pub(crate) fn remove(write: &Write<'_>, account: &str, file: &str, now: i64) -> Result<bool> {
    let draft = draft_of(write, account, file)?;
    let deleted =
        write.execute("DELETE FROM submission_file WHERE id = ?1 AND first_version = ?2", (file, draft.version))?;
    let sql = "UPDATE submission_file SET last_version = ?2 WHERE id = ?1";
    write.execute(sql, (file, draft.version - 1))?;
    draft_store::touch(write, &draft.id, now)?;
    Ok(deleted > 0)
}

/// Moves a file to a place among the files of its draft, 0 for the first.
///
/// Errors: `NotFound`, `SubmissionSent`.
pub(crate) fn move_to(write: &Write<'_>, account: &str, file: &str, place: usize, now: i64) -> Result<()> {
    let draft = draft_of(write, account, file)?;
    let before: Vec<String> =
        submission_file::list(write, &draft.id, draft.version)?.into_iter().map(|one| one.id).collect();
    let mut after: Vec<&String> = before.iter().filter(|one| *one != file).collect();
    let moved = file.to_owned();
    after.insert(place.min(after.len()), &moved);
    if after.iter().copied().eq(&before) {
        return Ok(());
    }
    for (position, id) in (1_i64..).zip(after) {
        write.execute("UPDATE submission_file SET position = ?2 WHERE id = ?1", (id, position))?;
    }
    draft_store::touch(write, &draft.id, now)
}

/// Stores what the person wrote under a file.
///
/// Errors: `NotFound`, `SubmissionSent`; `BadRequest` for more than 2,000 characters.
pub(crate) fn set_caption(write: &Write<'_>, account: &str, file: &str, caption: &str, now: i64) -> Result<()> {
    if caption.chars().count() > MAX_CAPTION {
        return Err(Fault::BadRequest);
    }
    let draft = draft_of(write, account, file)?;
    let sql = "UPDATE submission_file SET caption = ?2 WHERE id = ?1 AND caption <> ?2";
    match write.execute(sql, (file, caption))? {
        0 => Ok(()),
        _ => draft_store::touch(write, &draft.id, now),
    }
}
