//! What the sender reads and records in the outbox: the next step, and what became of it.
//!
//! What holds: a step is recorded in one transaction, so that a kill between any two leaves a state from which the next start
//! goes on; every wait is clamped, so that a clock that jumps by a year postpones nothing by more than the longest wait.

use rusqlite::Connection;
use rusqlite::OptionalExtension;
use serde_json::Value;

use super::reason::{FILE_MISSING, Reason};
use super::submission::Withdrawal;
use super::submission_file::{self, MISSING, StoredFile};
use super::submission_store::{self, StoredSubmission};
use crate::base::change::Change;
use crate::base::error::{Fault, Result};
use crate::base::net::MAX_RETRY_AFTER;
use crate::base::sort::sort_by_key;
use crate::base::store::Write;
use crate::reader::feed::PayloadValue;

/// The longest wait after the first failure, milliseconds; it doubles with every further one.
const FIRST_WAIT: i64 = 2_000;
/// The shortest wait, milliseconds.
const MIN_WAIT: i64 = 250;
/// The longest wait that is chosen here, milliseconds.
pub(super) const MAX_WAIT: i64 = 15 * 60 * 1000;
/// The longest wait that a publisher may ask for, milliseconds.
const MAX_ASKED_WAIT: i64 = MAX_RETRY_AFTER.as_millis() as i64;

/// What the sender does next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Tells the publisher that the person withdrew it.
    Withdraw { id: String },
    /// Sends the text of a version. `body`: as it was frozen; `None` if a damaged file lost it.
    Text { id: String, version: i64, body: Option<String> },
    /// Sends a file of a submission whose text arrived.
    File(Box<StoredFile>),
    /// Text and files arrived; only that is not stored yet.
    Finish { id: String },
}

/// The next step, and what is left.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// Whose submissions these are.
    pub(super) account: String,
    pub(super) step: Option<Step>,
    /// When the first of the others is due.
    pub(super) wait_until: Option<i64>,
    /// Submissions for which something is left to do.
    pub(super) left: u32,
    /// Whether some files wait for a network without charge.
    pub(super) waits_for_unmetered: bool,
}

/// Whether a wait is over. A longer one than the longest means that the phone's clock jumped.
fn is_due(retry: Option<i64>, now: i64) -> bool {
    retry.is_none_or(|retry| retry <= now || retry > now.saturating_add(MAX_WAIT))
}

/// A wait after so many failures: full jitter, so that a county's phones do not come back all at once.
fn wait_after(tries: u32) -> i64 {
    let most = FIRST_WAIT.saturating_mul(1 << tries.min(20)).min(MAX_WAIT);
    fastrand::i64(MIN_WAIT..=most)
}

/// The next step of an account: of what is due the one that failed least often, so that one that always fails does not keep the
/// others; of these the first queued. The text of a submission goes before its files, and a version before the next one.
pub(super) fn plan(outbox: &Connection, account: &str, now: i64, metered: bool) -> Result<Plan> {
    let mut plan = Plan { account: account.to_owned(), ..Plan::default() };
    let mut best: Option<(u32, Step)> = None;
    let always_unmetered = submission_store::unmetered_only(outbox)?;
    for stored in submission_store::open(outbox, account)? {
        plan.left += 1;
        let without_media = metered && (stored.unmetered_only || always_unmetered);
        let Some((tries, retry, step)) = next_of(outbox, &stored, without_media, now)? else {
            plan.waits_for_unmetered = true;
            continue;
        };
        if let Some(retry) = retry.filter(|_| !is_due(retry, now)) {
            plan.wait_until = Some(plan.wait_until.map_or(retry, |until| until.min(retry)));
        } else if best.as_ref().is_none_or(|(fewest, _)| tries < *fewest) {
            best = Some((tries, step));
        }
    }
    plan.step = best.map(|(_, step)| step);
    Ok(plan)
}

type NextStep = (u32, Option<i64>, Step);

/// The next step of one submission, how often it failed and until when it waits. `None` if its files must not be sent now.
fn next_of(outbox: &Connection, stored: &StoredSubmission, without_media: bool, now: i64) -> Result<Option<NextStep>> {
    let (id, tries, retry) = (stored.id.clone(), stored.tries, stored.retry);
    if stored.withdrawal == Withdrawal::Requested {
        return Ok(Some((tries, retry, Step::Withdraw { id })));
    }
    if !stored.arrived {
        // A version whose answer never came goes before the next one.
        let sql = "SELECT version, body FROM submission_version
                    WHERE submission = ?1 AND (version = ?2 OR version < ?2 AND received IS NULL AND body IS NOT NULL)
                    ORDER BY version LIMIT 1";
        let found = outbox.prepare_cached(sql)?.query_row((&id, stored.version), |row| Ok((row.get(0)?, row.get(1)?)));
        let (version, body) = found.optional()?.unwrap_or((stored.version, None));
        return Ok(Some((tries, retry, Step::Text { id, version, body })));
    }
    let mut left = submission_file::list(outbox, &id, stored.version)?;
    left.retain(|file| !file.is_whole());
    if left.is_empty() {
        return Ok(Some((tries, None, Step::Finish { id })));
    }
    if without_media {
        return Ok(None);
    }
    // The sort is stable: of equal ones the first in the person's order.
    sort_by_key(&mut left, |file| (!is_due(file.retry, now), file.tries));
    let waits = left.iter().filter_map(|file| file.retry).min();
    Ok(left.into_iter().next().map(|file| {
        let retry = if is_due(file.retry, now) { None } else { waits };
        (file.tries, retry, Step::File(Box::new(file)))
    }))
}

/// Until when nothing is sent to a publisher.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct HostWait {
    pub(super) until: i64,
    /// Connections that failed in a row.
    tries: u32,
    /// Whether the publisher asked for it: nothing ends it early then.
    asked: bool,
}

impl HostWait {
    /// Milliseconds that are left of it. A longer one than may be asked for means that the phone's clock jumped.
    pub(super) fn left(self, now: i64) -> i64 {
        let left = self.until.saturating_sub(now);
        let longest = if self.asked { MAX_ASKED_WAIT } else { MAX_WAIT };
        if (0..=longest).contains(&left) { left } else { 0 }
    }
}

/// The wait for a publisher.
pub(super) fn host_wait(outbox: &Connection, publisher: &str) -> Result<HostWait> {
    let mut query = outbox.prepare_cached("SELECT until, tries, asked FROM station_wait WHERE publisher = ?1")?;
    let read = |row: &rusqlite::Row<'_>| Ok(HostWait { until: row.get(0)?, tries: row.get(1)?, asked: row.get(2)? });
    Ok(query.query_row([publisher], read).optional()?.unwrap_or_default())
}

/// Stores the pause that a publisher asked for.
pub(super) fn record_busy(write: &Write<'_>, publisher: &str, until: i64) -> Result<()> {
    let sql = "INSERT OR REPLACE INTO station_wait (publisher, until, tries, asked) VALUES (?1, ?2, 0, 1)";
    write.execute(sql, (publisher, until))?;
    Ok(())
}

/// Stores that a connection failed, and how long nothing is tried because of it.
pub(super) fn record_connection_failure(write: &Write<'_>, publisher: &str, now: i64) -> Result<HostWait> {
    let tries = host_wait(write, publisher)?.tries;
    let wait = HostWait { until: now.saturating_add(wait_after(tries)), tries: tries.saturating_add(1), asked: false };
    let sql = "INSERT OR REPLACE INTO station_wait (publisher, until, tries, asked) VALUES (?1, ?2, ?3, 0)";
    write.execute(sql, (publisher, wait.until, wait.tries))?;
    Ok(wait)
}

/// A request succeeded: the waits for a connection are over.
pub(super) fn clear_connection_failures(write: &Write<'_>, publisher: &str) -> Result<()> {
    write.execute("DELETE FROM station_wait WHERE publisher = ?1", [publisher])?;
    Ok(())
}

/// Ends every wait except one that the publisher asked for: the network changed, or a person looks at the app.
pub(crate) fn end_waits(write: &Write<'_>) -> Result<()> {
    write.execute("DELETE FROM station_wait WHERE asked = 0", [])?;
    write.execute("UPDATE submission SET tries = 0, retry = NULL WHERE tries > 0 OR retry IS NOT NULL", [])?;
    write.execute(
        "UPDATE submission_file SET upload_tries = 0, upload_retry = NULL
          WHERE upload_tries > 0 OR upload_retry IS NOT NULL",
        [],
    )?;
    Ok(())
}

/// Records a try to send a text, before the request leaves: from then on the publisher may have it. False if it is no longer
/// queued with this body.
pub(super) fn begin_try(write: &Write<'_>, id: &str, version: i64, body: &str) -> Result<bool> {
    let sql = "UPDATE submission_version SET tried = tried + 1
                WHERE submission = ?1 AND version = ?2 AND body = ?3
                  AND EXISTS (SELECT 1 FROM submission WHERE id = ?1 AND phase = 'queued' AND withdraw = 0)";
    Ok(write.execute(sql, (id, version, body))? > 0)
}

/// Takes one try back: it certainly did not reach the publisher.
pub(super) fn take_back_try(write: &Write<'_>, id: &str, version: i64) -> Result<()> {
    let sql = "UPDATE submission_version SET tried = max(tried - 1, 0) WHERE submission = ?1 AND version = ?2";
    write.execute(sql, (id, version))?;
    Ok(())
}

/// Takes all tries back: the publisher has nothing of this version.
pub(super) fn forget_tries(write: &Write<'_>, id: &str, version: i64) -> Result<()> {
    let sql = "UPDATE submission_version SET tried = 0 WHERE submission = ?1 AND version = ?2 AND received IS NULL";
    write.execute(sql, (id, version))?;
    Ok(())
}

/// The publisher's answer to a text that it received. `now`: the publisher's time, used if the answer has none.
///
/// Errors: `WrongSchema` if it is about another version.
pub(super) fn record_receipt(write: &Write<'_>, id: &str, version: i64, receipt: &Value, now: i64) -> Result<()> {
    if receipt["submission"].as_str() != Some(id) || receipt["version"].as_i64() != Some(version) {
        return Err(Fault::WrongSchema);
    }
    let received = receipt["received"].moment().unwrap_or(now);
    let state = receipt["state"].short_text().unwrap_or_else(|| "delivered".to_owned());
    write.execute(
        "UPDATE submission_version SET received = coalesce(received, ?3), tried = 0 WHERE submission = ?1 AND version = ?2",
        (id, version, received),
    )?;
    write.execute(
        "UPDATE submission SET arrived = max(arrived, version = ?2), tries = 0, retry = NULL WHERE id = ?1",
        (id, version),
    )?;
    // A repeated answer is as old as the first one.
    write.execute(
        "UPDATE submission SET state = ?3, state_sequence = ?2 WHERE id = ?1 AND (state IS NULL OR state_sequence < ?2)",
        (id, receipt["sequence"].as_i64().unwrap_or(0), state),
    )?;
    write.announce(Change::Submissions);
    finish_if_complete(write, id)
}

/// Marks a submission as delivered if its text and all files of its newest version arrived.
pub(super) fn finish_if_complete(write: &Write<'_>, id: &str) -> Result<()> {
    let changed = write.execute(
        "UPDATE submission SET phase = 'delivered', reason = NULL
          WHERE id = ?1 AND phase IN ('queued', 'paused') AND arrived = 1
            AND NOT EXISTS (SELECT 1 FROM submission_file AS file
                             WHERE file.submission = submission.id AND file.first_version <= submission.version
                               AND (file.last_version IS NULL OR file.last_version >= submission.version)
                               AND file.upload_state <> 'whole')",
        [id],
    )?;
    if changed > 0 {
        write.announce(Change::Submissions);
    }
    Ok(())
}

/// Parks a submission alone, with its reason.
pub(super) fn park(write: &Write<'_>, id: &str, reason: &Reason) -> Result<()> {
    let sql = "UPDATE submission SET phase = 'parked', reason = ?2, unseen = 1, tries = 0, retry = NULL
                WHERE id = ?1 AND phase IN ('queued', 'paused')";
    if write.execute(sql, (id, reason.stored()?))? > 0 {
        write.announce(Change::Submissions);
    }
    Ok(())
}

/// Tries a submission again after a wait; others come first.
pub(super) fn postpone(write: &Write<'_>, id: &str, now: i64) -> Result<()> {
    let tries: Option<u32> =
        write.query_row("SELECT tries FROM submission WHERE id = ?1", [id], |row| row.get(0)).optional()?;
    let until = now.saturating_add(wait_after(tries.unwrap_or(0)));
    write.execute("UPDATE submission SET tries = tries + 1, retry = ?2 WHERE id = ?1", (id, until))?;
    Ok(())
}

/// The publisher acknowledged a withdrawal.
pub(super) fn record_withdrawal(write: &Write<'_>, id: &str) -> Result<()> {
    write.execute(
        "UPDATE submission SET withdraw = 2, phase = 'delivered', tries = 0, retry = NULL WHERE id = ?1 AND withdraw = 1",
        [id],
    )?;
    write.announce(Change::Submissions);
    Ok(())
}

/// The publisher refused a withdrawal; the submission is as it was.
pub(super) fn record_refused_withdrawal(write: &Write<'_>, id: &str, reason: &Reason) -> Result<()> {
    write.execute(
        "UPDATE submission SET withdraw = 0, reason = ?2, unseen = 1, tries = 0, retry = NULL WHERE id = ?1 AND withdraw = 1",
        (id, reason.stored()?),
    )?;
    write.announce(Change::Submissions);
    Ok(())
}

/// Records that an upload is created, before the request leaves.
pub(super) fn begin_upload(write: &Write<'_>, file: &str) -> Result<()> {
    write.execute(
        "UPDATE submission_file SET upload_state = 'creating', upload_url = NULL, upload_offset = 0 WHERE id = ?1",
        [file],
    )?;
    Ok(())
}

/// Records the address of a created upload. `expires`: milliseconds by the publisher's clock.
pub(super) fn record_upload(write: &Write<'_>, file: &str, url: &str, expires: Option<i64>) -> Result<()> {
    write.execute(
        "UPDATE submission_file SET upload_state = 'sending', upload_url = ?2, upload_expires = ?3 WHERE id = ?1",
        (file, url, expires),
    )?;
    Ok(())
}

/// Records how much of a file the publisher has, and that the file is `whole` with all of it. False if the submission no longer
/// waits for the file: it was paused, withdrawn, edited or deleted, or the network costs something now.
pub(super) fn record_offset(
    write: &Write<'_>,
    file: &StoredFile,
    offset: u64,
    advanced: bool,
    metered: bool,
) -> Result<bool> {
    let state = if offset == file.size { "whole" } else { "sending" };
    write.execute(
        "UPDATE submission_file SET upload_state = ?3, upload_offset = ?2, upload_shown = max(upload_shown, ?2)
          WHERE id = ?1",
        (&file.id, offset.cast_signed(), state),
    )?;
    if advanced {
        write.execute("UPDATE submission_file SET upload_tries = 0, upload_retry = NULL WHERE id = ?1", [&file.id])?;
    }
    if offset == file.size {
        write.announce(Change::Submissions);
        finish_if_complete(write, &file.submission)?;
    }
    let unmetered_only = metered && submission_store::unmetered_only(write)?;
    let sql = "SELECT 1 FROM submission JOIN submission_file AS file ON file.submission = submission.id
                WHERE file.id = ?1 AND submission.phase = 'queued' AND submission.withdraw = 0
                  AND (NOT ?2 OR NOT submission.unmetered_only)";
    Ok(!unmetered_only && write.prepare_cached(sql)?.exists((&file.id, metered))?)
}

/// Forgets an upload that the publisher no longer has: it is created again. What was shown of it stays.
pub(super) fn forget_upload(write: &Write<'_>, file: &str) -> Result<()> {
    write.execute(
        "UPDATE submission_file SET upload_state = 'fresh', upload_url = NULL, upload_expires = NULL, upload_offset = 0
          WHERE id = ?1",
        [file],
    )?;
    Ok(())
}

/// Counts that what arrived of a file had another digest, and returns how often that was the case.
pub(super) fn count_mismatch(write: &Write<'_>, file: &str) -> Result<u32> {
    let sql = "UPDATE submission_file SET upload_mismatches = upload_mismatches + 1 WHERE id = ?1
               RETURNING upload_mismatches";
    Ok(write.query_row(sql, [file], |row| row.get(0)).optional()?.unwrap_or(0))
}

/// Records when a file last changed, after its content was compared with its digest.
pub(super) fn record_modified(write: &Write<'_>, file: &str, modified: i64) -> Result<()> {
    write.execute("UPDATE submission_file SET modified = ?2 WHERE id = ?1", (file, modified))?;
    Ok(())
}

/// Parks a file and its submission.
pub(super) fn park_file(write: &Write<'_>, file: &StoredFile, reason: Reason) -> Result<()> {
    // The repair has told the person of a missing one, or will.
    let state = if reason.code == FILE_MISSING { MISSING } else { "parked" };
    write.execute("UPDATE submission_file SET upload_state = ?2 WHERE id = ?1", (&file.id, state))?;
    park(write, &file.submission, &Reason { file: Some(file.id.clone()), ..reason })
}

/// Tries a file again after a wait; others come first. `wait`: milliseconds that the publisher asked for; it counts as no
/// failure.
pub(super) fn postpone_file(write: &Write<'_>, file: &str, now: i64, wait: Option<i64>) -> Result<()> {
    let tries: Option<u32> = write
        .query_row("SELECT upload_tries FROM submission_file WHERE id = ?1", [file], |row| row.get(0))
        .optional()?;
    let until = now.saturating_add(wait.map_or_else(|| wait_after(tries.unwrap_or(0)), |wait| wait.min(MAX_WAIT)));
    write.execute(
        "UPDATE submission_file SET upload_tries = upload_tries + ?3, upload_retry = ?2 WHERE id = ?1",
        (file, until, wait.is_none()),
    )?;
    Ok(())
}
