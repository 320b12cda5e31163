//! A version that is opened again: one that was returned (退改) as the next version, one that did not leave the phone as a
//! draft. And what differs between two versions.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;

use super::draft::{FieldDifference, MarkedPassage, ReturnNote};
use super::draft_store::{self, StoredDraft, phase};
use super::form::{FieldKind, Form, FormField, Values};
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
    match stored.phase.as_str() {
        phase::DRAFT => Ok(()),
        phase::DELIVERED if stored.state.as_deref() == Some(RETURNED) => open_next(write, account, &stored, now),
        phase::QUEUED | phase::PAUSED | phase::PARKED if !may_have_arrived(write, &stored)? => {
            take_back(write, &stored, now)
        }
        _ => Err(Fault::SubmissionSent),
    }
}

/// Whether a try of this version has no answer yet, or arrived.
fn may_have_arrived(write: &Write<'_>, stored: &StoredDraft) -> Result<bool> {
    let sql = "SELECT 1 FROM submission_version WHERE submission = ?1 AND version = ?2 AND (tried > 0 OR received IS NOT NULL)";
    Ok(stored.arrived || write.prepare_cached(sql)?.exists((&stored.id, stored.version))?)
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

fn take_back(write: &Write<'_>, stored: &StoredDraft, now: i64) -> Result<()> {
    let sql = "UPDATE submission_version SET body = NULL WHERE submission = ?1 AND version = ?2";
    write.execute(sql, (&stored.id, stored.version))?;
    // The reason stays until it is sent again: it says what has to be put right.
    let sql = "UPDATE submission SET phase = 'draft', queued = NULL, tries = 0, retry = NULL WHERE id = ?1";
    write.execute(sql, [&stored.id])?;
    draft_store::touch(write, &stored.id, now)
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
    let marks: Vec<Value> = serde_json::from_str(&marks).unwrap_or_default();
    Ok(Some(ReturnNote {
        time,
        time_text: clock::relative(time, now),
        role,
        reviewer,
        reason: reason.unwrap_or_default(),
        marks: marks.iter().filter_map(|mark| passage(mark, &sent)).collect(),
    }))
}

/// A mark as the publisher sends it, with its passage.
fn passage(mark: &Value, sent: &Values) -> Option<MarkedPassage> {
    let field = mark["field"].as_str()?;
    let number = |value: &Value| value.as_u64().and_then(|number| u32::try_from(number).ok()).unwrap_or(0);
    let (start, end) = (number(&mark["start"]), number(&mark["end"]));
    let value = sent.get(field).map(String::as_str).unwrap_or_default();
    let passage = value.chars().skip(start as usize).take(end.saturating_sub(start) as usize).collect();
    let note = mark["note"].as_str().unwrap_or_default().to_owned();
    Some(MarkedPassage { field: field.to_owned(), start, end, passage, note })
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
