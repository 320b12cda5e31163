//! The submissions in the outbox: their rows, and what a person does with them. What the sender records is in
//! `send_store.rs`, what the newsroom says in `review.rs`.

use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::{Map, Value};

use super::draft_store;
use super::reason::Reason;
use super::submission::{SubmissionPhase, Withdrawal};
use crate::base::change::Change;
use crate::base::error::{Fault, Result};
use crate::base::setting;
use crate::base::store::{Write, collect_rows};

/// The name of the setting: files are sent on a network without charge only.
pub(crate) const UNMETERED_ONLY: &str = "station-unmetered-only";

/// A submission as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredSubmission {
    pub(crate) id: String,
    pub(super) version: i64,
    pub(super) phase: SubmissionPhase,
    pub(super) created: i64,
    pub(super) changed: i64,
    pub(super) unmetered_only: bool,
    /// A JSON object; see `reason.rs`.
    pub(super) reason: Option<String>,
    pub(super) tries: u32,
    pub(super) retry: Option<i64>,
    /// Whether the text of the newest version was acknowledged.
    pub(super) arrived: bool,
    pub(super) state: Option<String>,
    pub(super) item: Option<String>,
    pub(super) unseen: bool,
    pub(super) withdrawal: Withdrawal,
    /// When it was queued; the order of sending.
    pub(super) queued: Option<i64>,
    /// The draft with its content, see `draft_copy.rs`.
    pub(super) copy: Option<String>,
}

const SUBMISSION: &str =
    "id, version, phase, created, changed, unmetered_only, reason, tries, retry, arrived, state, item,
     unseen, withdraw, queued, copy";

impl StoredSubmission {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            version: row.get(1)?,
            phase: SubmissionPhase::of(row.get_ref(2)?.as_str()?),
            created: row.get(3)?,
            changed: row.get(4)?,
            unmetered_only: row.get(5)?,
            reason: row.get(6)?,
            tries: row.get(7)?,
            retry: row.get(8)?,
            arrived: row.get(9)?,
            state: row.get(10)?,
            item: row.get(11)?,
            unseen: row.get(12)?,
            withdrawal: Withdrawal::of(row.get(13)?),
            queued: row.get(14)?,
            copy: row.get(15)?,
        })
    }

    /// Why it waits for the person, if that is because the publisher has another content under its id.
    pub(super) fn conflict(&self) -> Option<Reason> {
        let reason = Reason::read(self.reason.as_deref()?)?;
        (self.phase == SubmissionPhase::Parked && reason.is_conflict()).then_some(reason)
    }

    /// Whether the newsroom has done with it.
    pub(super) fn is_finished(&self) -> bool {
        self.withdrawal == Withdrawal::Acknowledged
            || matches!(self.state.as_deref(), Some("published" | "rejected" | "withdrawn"))
    }
}

/// One submission of an account.
///
/// Errors: `NotFound` if the account has no submission of this id.
pub(crate) fn get(outbox: &Connection, account: &str, id: &str) -> Result<StoredSubmission> {
    let sql = format!("SELECT {SUBMISSION} FROM submission WHERE id = ?1 AND account = ?2");
    let found = outbox.prepare_cached(&sql)?.query_row((id, account), StoredSubmission::read).optional()?;
    found.ok_or(Fault::NotFound)
}

/// The submissions of an account, the newest first.
pub(crate) fn list(outbox: &Connection, account: &str) -> Result<Vec<StoredSubmission>> {
    let sql = format!("SELECT {SUBMISSION} FROM submission WHERE account = ?1 ORDER BY created DESC, id DESC");
    collect_rows(outbox, &sql, [account], StoredSubmission::read)
}

/// How many submissions of an account have something new that the person has not seen.
pub(crate) fn unseen_count(outbox: &Connection, account: &str) -> Result<u32> {
    let sql = "SELECT count(*) FROM submission WHERE account = ?1 AND unseen = 1";
    Ok(outbox.prepare_cached(sql)?.query_row([account], |row| row.get(0))?)
}

/// The submissions of an account that the sender has something to do for, in the order of sending.
pub(super) fn open(outbox: &Connection, account: &str) -> Result<Vec<StoredSubmission>> {
    let sql = format!(
        "SELECT {SUBMISSION} FROM submission
          WHERE account = ?1 AND (phase = 'queued' AND withdraw = 0 OR withdraw = 1) ORDER BY queued, created, id"
    );
    collect_rows(outbox, &sql, [account], StoredSubmission::read)
}

/// The fields of a version by their codes; `None` if a damaged file lost them.
pub(super) fn fields(outbox: &Connection, submission: &str, version: i64) -> Result<Option<Map<String, Value>>> {
    let sql = "SELECT fields FROM submission_version WHERE submission = ?1 AND version = ?2";
    let fields: Option<String> =
        outbox.prepare_cached(sql)?.query_row((submission, version), |row| row.get(0)).optional()?;
    Ok(fields.and_then(|fields| serde_json::from_str(&fields).ok()))
}

/// When the publisher received a version, by its clock.
pub(super) fn received(outbox: &Connection, submission: &str, version: i64) -> Result<Option<i64>> {
    let sql = "SELECT received FROM submission_version WHERE submission = ?1 AND version = ?2";
    let received = outbox.prepare_cached(sql)?.query_row((submission, version), |row| row.get(0)).optional()?;
    Ok(received.flatten())
}

/// Whether the publisher may have a version of a submission from this one on: 1 for any.
///
/// A version that may have arrived can no longer be written: the publisher would have another content under its number.
pub(crate) fn may_have_arrived(outbox: &Connection, id: &str, version: i64) -> Result<bool> {
    let sql = "SELECT 1 FROM submission_version
                WHERE submission = ?1 AND version >= ?2 AND (tried > 0 OR received IS NOT NULL)";
    Ok(outbox.prepare_cached(sql)?.exists((id, version))?)
}

/// Puts sending off. One that is not queued stays as it is.
///
/// Errors: `NotFound`.
pub(crate) fn pause(write: &Write<'_>, account: &str, id: &str) -> Result<()> {
    change_phase(write, account, id, SubmissionPhase::Queued, SubmissionPhase::Paused)
}

/// Sending goes on. One that is not paused stays as it is.
///
/// Errors: `NotFound`.
pub(crate) fn resume(write: &Write<'_>, account: &str, id: &str) -> Result<()> {
    change_phase(write, account, id, SubmissionPhase::Paused, SubmissionPhase::Queued)
}

fn change_phase(write: &Write<'_>, account: &str, id: &str, from: SubmissionPhase, to: SubmissionPhase) -> Result<()> {
    get(write, account, id)?;
    let sql = "UPDATE submission SET phase = ?3 WHERE id = ?1 AND phase = ?2";
    if write.execute(sql, (id, from.code(), to.code()))? > 0 {
        write.announce(Change::Submissions);
    }
    Ok(())
}

/// Tries a parked or postponed submission again: text and files. The text is sent once more although it arrived, because the
/// publisher may have lost it; it answers as it did before.
///
/// Errors: `NotFound`.
pub(crate) fn retry(write: &Write<'_>, account: &str, id: &str) -> Result<()> {
    let stored = get(write, account, id)?;
    if stored.phase == SubmissionPhase::Parked && stored.withdrawal == Withdrawal::None {
        write.execute(
            "UPDATE submission SET phase = 'queued', reason = NULL, arrived = 0, unseen = 0 WHERE id = ?1",
            [id],
        )?;
    }
    write.execute("UPDATE submission SET tries = 0, retry = NULL WHERE id = ?1", [id])?;
    write.execute(
        "UPDATE submission_file SET upload_tries = 0, upload_retry = NULL, upload_mismatches = 0,
            upload_state = CASE WHEN upload_state <> 'parked' THEN upload_state WHEN upload_url IS NULL THEN 'fresh'
                                ELSE 'sending' END
          WHERE submission = ?1",
        [id],
    )?;
    write.announce(Change::Submissions);
    Ok(())
}

/// Withdraws a submission. If it certainly did not arrive it is a draft again; otherwise the publisher is told, for as long as
/// it has not acknowledged.
///
/// Errors: `NotFound`, `SubmissionPublished`.
pub(crate) fn withdraw(write: &Write<'_>, account: &str, id: &str, now: i64) -> Result<()> {
    let stored = get(write, account, id)?;
    if stored.state.as_deref() == Some("published") {
        return Err(Fault::SubmissionPublished);
    }
    if stored.withdrawal != Withdrawal::None || stored.state.as_deref() == Some("withdrawn") {
        return Ok(());
    }
    if may_have_arrived(write, id, 1)? {
        write.announce(Change::Submissions);
        write.execute(
            "UPDATE submission SET withdraw = 1, tries = 0, retry = NULL, reason = NULL, changed = ?2 WHERE id = ?1",
            (id, now),
        )?;
        return Ok(());
    }
    back_to_draft(write, id, now)
}

/// Makes a draft of a submission of whose newest version the publisher has nothing. Why it was parked stays until it is sent
/// again: that says what has to be put right.
pub(super) fn back_to_draft(write: &Write<'_>, id: &str, now: i64) -> Result<()> {
    write.execute(
        "UPDATE submission SET phase = 'draft', queued = NULL, tries = 0, retry = NULL, arrived = 0, withdraw = 0, changed = ?2
          WHERE id = ?1",
        (id, now),
    )?;
    write.execute(
        "UPDATE submission_version SET body = NULL, tried = 0
          WHERE submission = ?1 AND version = (SELECT version FROM submission WHERE id = ?1)",
        [id],
    )?;
    write.announce(Change::Submissions);
    Ok(())
}

/// Deletes a submission from this phone, and returns the ids of its files, which are to be deleted after the commit. The
/// publisher keeps what it has.
///
/// Errors: `NotFound`; `SubmissionOpen` unless `force`, for one that may have arrived and is not finished: what becomes of it
/// would not be seen on this phone.
pub(crate) fn delete(write: &Write<'_>, account: &str, id: &str, force: bool) -> Result<Vec<String>> {
    let stored = get(write, account, id)?;
    if !force && !stored.is_finished() && may_have_arrived(write, id, 1)? {
        return Err(Fault::SubmissionOpen);
    }
    let files = collect_rows(write, "SELECT id FROM submission_file WHERE submission = ?1", [id], |row| row.get(0))?;
    for sql in [
        "DELETE FROM submission_file WHERE submission = ?1",
        "DELETE FROM submission_version WHERE submission = ?1",
        "DELETE FROM submission_save WHERE submission = ?1",
        "DELETE FROM review_event WHERE submission = ?1",
        "DELETE FROM submission WHERE id = ?1",
    ] {
        write.execute(sql, [id])?;
    }
    draft_store::forget_deleted(write, account)?;
    write.announce(Change::Submissions);
    Ok(files)
}

/// Marks a submission as seen.
pub(crate) fn mark_seen(write: &Write<'_>, account: &str, id: &str) -> Result<()> {
    // A reason that asks for something stays; that a withdrawal was refused is read once.
    let sql = "UPDATE submission SET unseen = 0, reason = CASE WHEN phase <> 'delivered' THEN reason END
                WHERE id = ?1 AND account = ?2 AND unseen = 1";
    if write.execute(sql, (id, account))? > 0 {
        write.execute("UPDATE review_event SET seen = 1 WHERE submission = ?1", [id])?;
        write.announce(Change::Submissions);
    }
    Ok(())
}

/// Whether files are sent on a network without charge only.
pub(crate) fn unmetered_only(outbox: &Connection) -> Result<bool> {
    setting::get(outbox, UNMETERED_ONLY)
}

/// Sets it, for every submission of this phone and every later one.
pub(crate) fn set_unmetered_only(write: &Write<'_>, on: bool) -> Result<()> {
    setting::set(write, UNMETERED_ONLY, &on)?;
    write.execute("UPDATE submission SET unmetered_only = ?1", [on])?;
    write.announce(Change::Submissions);
    Ok(())
}
