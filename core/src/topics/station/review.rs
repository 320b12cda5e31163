//! 审稿: what the newsroom did with submissions, as it comes in.
//!
//! What holds: a page of changes and the cursor that it leads to are stored in one transaction; the state of a submission is
//! that of the change with the highest sequence, so that late, repeated and shuffled changes never move it back; a state that
//! this version does not know is kept as text; changes of other submissions than the account's on this phone are left out.

use rusqlite::{Connection, OptionalExtension};
use serde_json::{Value, json};

use super::draft::MarkedPassage;
use super::submission::{ReviewStep, state_name};
use super::submission_store;
use crate::base::change::Change;
use crate::base::clock::relative;
use crate::base::error::{Fault, Result};
use crate::base::store::{Write, collect_rows};
use crate::reader::feed::PayloadValue;

/// Marks that are stored of one change.
const MAX_MARKS: usize = 500;
/// How the marks of a change without any are stored.
const NO_MARKS: &str = "[]";
/// The states of which a person is told.
const TOLD: [&str; 4] = ["returned", "adopted", "rejected", "published"];

/// Up to which sequence the changes of an account were read.
pub(super) fn cursor(outbox: &Connection, account: &str) -> Result<i64> {
    let mut query = outbox.prepare_cached("SELECT cursor FROM station_cursor WHERE account = ?1")?;
    Ok(query.query_row([account], |row| row.get(0)).optional()?.unwrap_or(0))
}

/// Whether changes are to be asked for: something was sent, and it was not asked within `interval` milliseconds. A question in
/// the clock's future was asked before the clock was put back.
pub(super) fn is_due(outbox: &Connection, account: &str, now: i64, interval: i64) -> Result<bool> {
    let sql = "SELECT 1 FROM submission JOIN submission_version AS version ON version.submission = submission.id
                WHERE submission.account = ?1 AND version.received IS NOT NULL";
    if !outbox.prepare_cached(sql)?.exists([account])? {
        return Ok(false);
    }
    let mut query = outbox.prepare_cached("SELECT checked FROM station_cursor WHERE account = ?1")?;
    let checked: Option<i64> = query.query_row([account], |row| row.get(0)).optional()?;
    Ok(checked.is_none_or(|checked| checked > now || now.saturating_sub(checked) >= interval))
}

/// Stores a page of changes. `after`: the cursor that was asked with. True if there are more.
///
/// Errors: `Replay` for a cursor that goes back, `WrongSchema` for a page that is none or leads nowhere.
pub(super) fn record_page(write: &Write<'_>, account: &str, page: &Value, after: i64, now: i64) -> Result<bool> {
    let changes = page["changes"].as_array().ok_or(Fault::WrongSchema)?;
    let next = page["cursor"].as_i64().ok_or(Fault::WrongSchema)?;
    let more = page["more"].as_bool().unwrap_or(false);
    if next < after {
        return Err(Fault::Replay);
    }
    if more && next == after {
        return Err(Fault::WrongSchema);
    }
    // Another process may have read further meanwhile.
    let known = cursor(write, account)?;
    for change in changes {
        record_change(write, account, change)?;
    }
    write.execute(
        "INSERT OR REPLACE INTO station_cursor (account, cursor, checked) VALUES (?1, ?2, ?3)",
        (account, known.max(next), now),
    )?;
    Ok(more)
}

/// A change without its own submission, sequence, version, state or time is left out: what cannot be read once cannot be read
/// the next time.
fn record_change(write: &Write<'_>, account: &str, change: &Value) -> Result<()> {
    let (Some(id), Some(sequence)) = (change["submission"].as_str(), change["sequence"].as_i64()) else {
        return Ok(());
    };
    let (Some(version), Some(state)) = (change["version"].as_i64(), change["state"].short_text()) else {
        return Ok(());
    };
    let Some(at) = change["at"].moment() else { return Ok(()) };
    let sql = "SELECT 1 FROM submission WHERE id = ?1 AND account = ?2";
    if !write.prepare_cached(sql)?.exists((id, account))? {
        return Ok(());
    }
    let item = change["item"].as_str().filter(|item| !item.is_empty());
    let marks: Vec<Value> = change["marks"].as_array().into_iter().flatten().filter_map(mark).take(MAX_MARKS).collect();
    let inserted = write.execute(
        "INSERT OR IGNORE INTO review_event (submission, sequence, version, state, at, role, reviewer, reason, marks, item)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        (
            id,
            sequence,
            version,
            &state,
            at,
            change["role"].short_text(),
            change["reviewer"].short_text(),
            change["reason"].long_text(),
            Value::Array(marks).to_string(),
            item,
        ),
    )?;
    if inserted == 0 {
        return Ok(());
    }
    let told = TOLD.contains(&state.as_str());
    // The answer to the text may have told of its change before.
    let moved = write.execute(
        "UPDATE submission SET state = ?2, state_sequence = ?3, unseen = max(unseen, ?4)
          WHERE id = ?1 AND state_sequence < ?3",
        (id, &state, sequence, told),
    )?;
    // The item of the newest change that names one.
    write.execute(
        "UPDATE submission SET item = (SELECT item FROM review_event WHERE submission = ?1 AND item IS NOT NULL
                                        ORDER BY sequence DESC LIMIT 1) WHERE id = ?1",
        [id],
    )?;
    if moved > 0 && state == "withdrawn" {
        write.execute("UPDATE submission SET withdraw = 2, phase = 'delivered' WHERE id = ?1", [id])?;
    }
    write.announce(Change::Submissions);
    Ok(())
}

/// A marked passage as it is stored.
fn mark(mark: &Value) -> Option<Value> {
    let (start, end) = (mark["start"].as_u64()?, mark["end"].as_u64()?);
    let field = mark["field"].short_text()?;
    (start <= end && u32::try_from(end).is_ok()).then(
        || json!({"field": field, "start": start, "end": end, "note": mark["note"].long_text().unwrap_or_default()}),
    )
}

/// What the newsroom did with a submission, the oldest first. `now`: milliseconds, by the publisher's clock.
pub(super) fn steps(outbox: &Connection, submission: &str, now: i64) -> Result<Vec<ReviewStep>> {
    let sql = "SELECT sequence, version, state, at, role, reviewer, reason, marks FROM review_event
                WHERE submission = ?1 ORDER BY sequence";
    let steps = collect_rows(outbox, sql, [submission], |row| {
        let (state, at): (String, i64) = (row.get(2)?, row.get(3)?);
        let step = ReviewStep {
            sequence: row.get(0)?,
            version: row.get(1)?,
            state_name: state_name(&state),
            state,
            at,
            at_text: relative(at, now),
            role: row.get(4)?,
            reviewer: row.get(5)?,
            reason: row.get(6)?,
            marks: Vec::new(),
        };
        Ok((step, row.get::<_, String>(7)?))
    })?;
    let marked = |(mut step, marks): (ReviewStep, String)| {
        step.marks = passages(outbox, submission, step.version, &marks)?;
        Ok(step)
    };
    steps.into_iter().map(marked).collect()
}

/// Stored marks with their passages in the version that was marked.
pub(super) fn passages(outbox: &Connection, submission: &str, version: i64, marks: &str) -> Result<Vec<MarkedPassage>> {
    if marks == NO_MARKS {
        return Ok(Vec::new());
    }
    let sent = submission_store::fields(outbox, submission, version)?.unwrap_or_default();
    let marks: Vec<Value> = serde_json::from_str(marks).unwrap_or_default();
    let passage = |mark: &Value| {
        let number = |value: &Value| u32::try_from(value.as_u64()?).ok();
        let (field, start, end) = (mark["field"].as_str()?, number(&mark["start"])?, number(&mark["end"])?);
        let text = sent.get(field).and_then(Value::as_str).unwrap_or_default();
        Some(MarkedPassage {
            field: field.to_owned(),
            start,
            end,
            passage: text.chars().skip(start as usize).take(end.saturating_sub(start) as usize).collect(),
            note: mark["note"].as_str().unwrap_or_default().to_owned(),
        })
    };
    Ok(marks.iter().filter_map(passage).collect())
}
