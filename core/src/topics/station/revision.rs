//! A version that is opened again: one that was returned (退改) as the next version, one that did not leave the phone as a
//! draft. And what differs between two versions.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension};

use super::draft::{FieldDifference, ReturnNote};
use super::draft_copy;
use super::draft_store::{self, StoredDraft};
use super::form::{FieldKind, Form, FormField, Values};
use super::review;
use super::submission::{Conflict, SubmissionPhase, Withdrawal};
use super::submission_file;
use super::submission_store::{self, StoredSubmission, back_to_draft, may_have_arrived};
use crate::base::change::Change;
use crate::base::clock;
use crate::base::error::{Fault, Result};
use crate::base::store::Write;
use crate::base::text;
use crate::formats::article::difference_spans;

/// The publisher's state of a version that goes back to the station.
const RETURNED: &str = "returned";

/// What opening a submission for writing makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opening {
    /// It is a draft already.
    Draft,
    /// Of one that was returned: its next version, with the fields and files of this one.
    NextVersion,
    /// Of one that waits, is paused or was refused: the same version again. No try to send it can have reached the publisher; a
    /// refused one did not become the publisher's.
    SameVersion,
    /// Of one that conflicts or was withdrawn: a new draft, see `draft_copy`. Its content can be sent as another submission only.
    Copy,
}

/// Whether and how a submission can be opened for writing. One whose withdrawal is on its way cannot, and one whose copy was sent
/// neither.
pub(super) fn opening(outbox: &Connection, stored: &StoredSubmission) -> Result<Option<Opening>> {
    let is_returned = stored.state.as_deref() == Some(RETURNED);
    let received = || submission_store::received(outbox, &stored.id, stored.version).map(|received| received.is_some());
    Ok(match (stored.withdrawal, stored.phase) {
        (Withdrawal::Requested, _) => None,
        _ if draft_copy::needs_copy(stored) => (!draft_copy::was_sent(outbox, stored)?).then_some(Opening::Copy),
        (Withdrawal::Acknowledged, _) => None,
        (_, SubmissionPhase::Draft) => Some(Opening::Draft),
        (_, SubmissionPhase::Delivered) => is_returned.then_some(Opening::NextVersion),
        // The newsroom did not wait for the files.
        _ if is_returned && received()? => Some(Opening::NextVersion),
        _ if stored.arrived || may_have_arrived(outbox, &stored.id, stored.version)? => None,
        _ => Some(Opening::SameVersion),
    })
}

/// Opens a submission for writing, except for one that needs a copy; see [`Opening`].
///
/// Errors: `NotFound`; `SubmissionSent` for one that cannot be opened.
pub(crate) fn edit(write: &Write<'_>, account: &str, id: &str, now: i64) -> Result<Opening> {
    let stored = submission_store::get(write, account, id)?;
    let opening = opening(write, &stored)?.ok_or(Fault::SubmissionSent)?;
    match opening {
        Opening::Draft | Opening::Copy => {}
        Opening::NextVersion => open_next(write, account, &stored, now)?,
        Opening::SameVersion => back_to_draft(write, id, now)?,
    }
    Ok(opening)
}

fn open_next(write: &Write<'_>, account: &str, stored: &StoredSubmission, now: i64) -> Result<()> {
    let values = draft_store::values(write, account, &stored.id, stored.version)?;
    let next = stored.version + 1;
    // What was sent is in its version; the states on the way there are no longer needed.
    write.execute("DELETE FROM submission_save WHERE submission = ?1", [&stored.id])?;
    draft_store::add_version(write, account, &stored.id, next, &values, now)?;
    write.execute(
        "UPDATE submission SET version = ?2, phase = 'draft', arrived = 0, tries = 0, retry = NULL, queued = NULL, reason = NULL,
                               changed = ?3
          WHERE id = ?1",
        (&stored.id, next, now),
    )?;
    write.announce(Change::Submissions);
    Ok(())
}

/// Why the version before this one was returned; `None` if it was not.
pub(crate) fn return_note(outbox: &Connection, draft: &StoredDraft, now: i64) -> Result<Option<ReturnNote>> {
    let before = draft.version - 1;
    let sql = "SELECT at, role, reviewer, reason, marks FROM review_event
                WHERE submission = ?1 AND version = ?2 AND state = 'returned' ORDER BY sequence DESC LIMIT 1";
    let found = outbox
        .prepare_cached(sql)?
        .query_row((&draft.id, before), |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get::<_, Option<String>>(3)?,
                row.get::<_, String>(4)?,
            ))
        })
        .optional()?;
    let Some((time, role, reviewer, reason, marks)) = found else { return Ok(None) };
    Ok(Some(ReturnNote {
        time,
        time_text: clock::relative(time, now),
        role,
        reviewer,
        reason: reason.unwrap_or_default(),
        marks: review::passages(outbox, &draft.id, before, &marks)?,
    }))
}

/// The fields that differ between two versions, in the order of the form.
///
/// Errors: `NotFound` if one of the versions is not on this phone.
pub(crate) fn differences(
    outbox: &Connection,
    account: &str,
    id: &str,
    versions: (i64, i64),
    form: &Form,
) -> Result<Vec<FieldDifference>> {
    let before = draft_store::values(outbox, account, id, versions.0)?;
    let after = draft_store::values(outbox, account, id, versions.1)?;
    Ok(compare(&before, &after, form))
}

/// What the publisher has in place of a submission, beside what this phone has; `None` if it does not conflict. `now`: the
/// publisher's time.
///
/// Errors: `NotFound`.
pub(crate) fn conflict(
    outbox: &Connection,
    account: &str,
    id: &str,
    form: &Form,
    now: i64,
) -> Result<Option<Conflict>> {
    let stored = submission_store::get(outbox, account, id)?;
    let Some(reason) = stored.conflict() else { return Ok(None) };
    let values = draft_store::values(outbox, account, id, stored.version)?;
    let files = submission_file::list(outbox, id, stored.version)?;
    let here: BTreeSet<&str> = files.iter().map(|file| &*file.sha256).collect();
    let there: BTreeSet<&str> = reason.other_files.iter().map(String::as_str).collect();
    Ok(Some(Conflict {
        fields: compare(&values, &draft_store::values_in(reason.other.unwrap_or_default()), form),
        files_only_here: missing_in(&there, &here),
        files_only_there: missing_in(&here, &there),
        received: reason.other_received,
        received_text: reason.other_received.map(|received| clock::relative(received, now)).unwrap_or_default(),
    }))
}

/// How many of `digests` are not among these.
fn missing_in(these: &BTreeSet<&str>, digests: &BTreeSet<&str>) -> u32 {
    u32::try_from(digests.iter().filter(|digest| !these.contains(*digest)).count()).unwrap_or(u32::MAX)
}

/// The fields that differ, in the order of the form.
fn compare(before: &Values, after: &Values, form: &Form) -> Vec<FieldDifference> {
    let known: Vec<&str> = form.fields.iter().map(|field| field.code.as_str()).collect();
    let other: BTreeSet<&str> =
        before.keys().chain(after.keys()).map(String::as_str).filter(|code| !known.contains(code)).collect();
    let difference = |code: &str| {
        let field = form.field(code);
        let shown = |values: &Values| words(field, values.get(code).map(String::as_str).unwrap_or_default());
        let (before, after) = (shown(before), shown(after));
        (before != after).then(|| FieldDifference {
            code: code.to_owned(),
            name: field.map_or(code, |field| &field.name).to_owned(),
            spans: difference_spans(&before, &after),
        })
    };
    known.into_iter().chain(other).filter_map(difference).collect()
}

/// A value as a person reads it.
fn words(field: Option<&FormField>, value: &str) -> String {
    let name = |field: &FormField| match field.kind {
        FieldKind::Choice => field.options.iter().find(|option| option.code == value).map(|option| option.name.clone()),
        FieldKind::Confirm if !value.is_empty() => Some(text::get("station.confirmed").to_owned()),
        _ => None,
    };
    field.and_then(name).unwrap_or_else(|| value.to_owned())
}

#[cfg(test)]
mod tests;
