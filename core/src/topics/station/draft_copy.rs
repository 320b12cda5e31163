//! A new draft with the content of a submission that conflicts or was withdrawn: the publisher has another content under its id, or
//! is done with it, so that what was written here can only arrive under another one. What holds:
//!
//! - Every id is new; fields, captions and the order of the files are the same. The submission itself stays as it is.
//! - The files are on the disk before their rows, and text and rows come in one transaction: a kill at any step leaves at most
//!   files without a row, which the repair deletes.
//! - A submission has one copy: opening it again leads to the same draft, and nothing is sent twice.

use std::fs::File;
use std::io;

use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::draft_file::{self, NewRow};
use super::draft_store;
use super::station_folder::StationFolder;
use super::submission::Withdrawal;
use super::submission_file::{self, FRESH, MISSING, StoredFile};
use super::submission_store::{self, StoredSubmission};
use crate::base::error::{Fault, Result};
use crate::base::store::{Database, Write};
use crate::reader::account::{self, AccountOnPhone};

/// A file of the copy that has its name on the disk and no row yet.
struct Copied {
    id: String,
    original: StoredFile,
    /// It was no longer on the phone.
    missing: bool,
}

/// Returns the id of the draft with the content of a submission. Blocks.
///
/// Errors: `NotFound`; `SubmissionSent` if it needs no copy any more, or its copy was sent; `DiskFull` and `Database`, and
/// nothing is changed then.
pub(crate) fn open(outbox: &Database, folder: &StationFolder, id: &str, now: i64) -> Result<String> {
    let (original, files, copy) = outbox.read_now(|outbox| {
        let original = submission_store::get(outbox, &account::owner(outbox)?.id, id)?;
        let files = submission_file::list(outbox, id, original.version)?;
        let copy = copy_of(outbox, &original)?;
        Ok((original, files, copy))
    })?;
    if let Some(copy) = copy {
        return Ok(copy);
    }
    let mut copied = Vec::new();
    let copying = copy_files(folder, files, &mut copied);
    let copying_failed = copying.is_err();
    let made = copying.and_then(|()| {
        outbox.write_now(|write| {
            let account = account::owner(write)?;
            // It may have been tried again, changed or copied meanwhile.
            if submission_store::get(write, &account.id, id)? != original {
                return Err(Fault::SubmissionSent);
            }
            store(write, &account, &original, &copied, now)
        })
    });
    if copying_failed || matches!(made, Err(Fault::NotFound | Fault::SubmissionSent | Fault::SignedOut)) {
        // As with an import: after a fault of the outbox the rows may be there all the same, and the repair decides.
        for file in &copied {
            let _ = folder.remove(&file.id);
        }
    }
    made
}

/// Whether the content of a submission can arrive under another id only: it conflicts, or the publisher acknowledged that it was
/// withdrawn.
pub(super) fn needs_copy(stored: &StoredSubmission) -> bool {
    stored.withdrawal == Withdrawal::Acknowledged
        || stored.withdrawal == Withdrawal::None && stored.conflict().is_some()
}

/// The copy of a submission, if it has one that is a draft.
///
/// Errors: `SubmissionSent` if it needs none, or its copy was sent.
fn copy_of(outbox: &Connection, original: &StoredSubmission) -> Result<Option<String>> {
    if !needs_copy(original) || was_sent(outbox, original)? {
        return Err(Fault::SubmissionSent);
    }
    // The person may have deleted it.
    let sql = "SELECT id FROM submission WHERE id = ?1";
    Ok(outbox.prepare_cached(sql)?.query_row([&original.copy], |row| row.get(0)).optional()?)
}

/// Whether a submission has a copy that is no draft any more.
pub(super) fn was_sent(outbox: &Connection, original: &StoredSubmission) -> Result<bool> {
    let sql = "SELECT 1 FROM submission WHERE id = ?1 AND (phase <> 'draft' OR withdraw <> 0)";
    Ok(outbox.prepare_cached(sql)?.exists([&original.copy])?)
}

fn copy_files(folder: &StationFolder, files: Vec<StoredFile>, copied: &mut Vec<Copied>) -> Result<()> {
    for original in files {
        let id = Uuid::now_v7().to_string();
        let missing = folder.is_missing(&original.id, original.size);
        if !missing {
            let mut unnamed = folder.create()?;
            io::copy(&mut File::open(folder.path(&original.id))?, &mut unnamed.file)?;
            unnamed.file.sync_all()?;
            folder.rename(&unnamed, &id)?;
        }
        copied.push(Copied { id, original, missing });
    }
    if copied.iter().any(|file| !file.missing) {
        folder.sync()?;
    }
    Ok(())
}

fn store(
    write: &Write<'_>,
    account: &AccountOnPhone,
    original: &StoredSubmission,
    copied: &[Copied],
    now: i64,
) -> Result<String> {
    let values = draft_store::values(write, &account.id, &original.id, original.version)?;
    let id = draft_store::create(write, account, &values, now)?;
    for Copied { id: file, original, missing } in copied {
        let row = NewRow {
            id: file,
            name: &original.name,
            media_type: &original.media_type,
            size: original.size,
            sha256: &original.sha256,
            caption: &original.caption,
            notes: &original.notes,
            state: if *missing { MISSING } else { FRESH },
            // The sender compares the copy with the digest.
            modified: None,
        };
        draft_file::append(write, &account.id, &id, 1, &row)?;
    }
    write.execute("UPDATE submission SET copy = ?2 WHERE id = ?1", (&original.id, &id))?;
    Ok(id)
}

#[cfg(test)]
mod tests;
