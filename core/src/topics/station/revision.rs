//! A version that is opened again: one that was returned (退改) as the next version, one that did not leave the phone as a
//! draft. And what differs between two versions.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension};

use super::draft::{FieldDifference, ReturnNote};
use super::draft_store::{self, StoredDraft};
use super::form::{FieldKind, Form, FormField, Values};
use super::review;
use super::submission::SubmissionPhase;
use super::submission_store::{OldReason, back_to_draft, may_have_arrived};
use crate::base::change::Change;
use crate::base::clock;
use crate::base::error::{Fault, Result};
use crate::base::store::Write;
use crate::base::text;
use crate::formats::article::difference_spans;

/// The publisher's state of a version that goes back to the station.
const RETURNED: &str = "returned";

/// Opens a submission for writing. A draft stays as it is.
///
/// - One that was returned: its next version, with the fields and files of this one.
/// - One that waits, is paused or was refused: the same version again, if no try to send it can have reached the publisher. A
///   refused one did not become the publisher's.
///
/// Errors: `NotFound`; `SubmissionSent` for any other.
pub(crate) fn edit(write: &Write<'_>, account: &str, id: &str, now: i64) -> Result<()> {
    let stored = draft_store::get(write, account, id)?;
    match stored.phase {
        SubmissionPhase::Draft => Ok(()),
        SubmissionPhase::Delivered if stored.state.as_deref() == Some(RETURNED) => {
            open_next(write, account, &stored, now)
        }
        SubmissionPhase::Queued | SubmissionPhase::Paused | SubmissionPhase::Parked
            if !stored.arrived && !may_have_arrived(write, id, stored.version)? =>
        {
            back_to_draft(write, id, OldReason::Kept, now)
        }
        _ => Err(Fault::SubmissionSent),
    }
}

fn open_next(write: &Write<'_>, account: &str, stored: &StoredDraft, now: i64) -> Result<()> {
    let next = stored.version + 1;
    // What was sent is in its version; the states on the way there are no longer needed.
    write.execute("DELETE FROM submission_save WHERE submission = ?1", [&stored.id])?;
    draft_store::add_version(write, account, &stored.id, next, &stored.values, now)?;
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
pub(crate) fn return_note(
    outbox: &Connection,
    account: &str,
    draft: &StoredDraft,
    now: i64,
) -> Result<Option<ReturnNote>> {
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
    let sent = draft_store::values(outbox, account, &draft.id, before)?;
    Ok(Some(ReturnNote {
        time,
        time_text: clock::relative(time, now),
        role,
        reviewer,
        reason: reason.unwrap_or_default(),
        marks: review::passages(&marks, |field| sent.get(field).cloned()),
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
    let known: Vec<&str> = form.fields.iter().map(|field| field.code.as_str()).collect();
    let other: BTreeSet<&str> =
        before.keys().chain(after.keys()).map(String::as_str).filter(|code| !known.contains(code)).collect();
    let difference = |code: &str| {
        let field = form.field(code);
        let shown = |values: &Values| words(field, values.get(code).map(String::as_str).unwrap_or_default());
        let (before, after) = (shown(&before), shown(&after));
        (before != after).then(|| FieldDifference {
            code: code.to_owned(),
            name: field.map_or(code, |field| &field.name).to_owned(),
            spans: difference_spans(&before, &after),
        })
    };
    Ok(known.into_iter().chain(other).filter_map(difference).collect())
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
