//! The texts of drafts in the outbox. What holds:
//!
//! - A save is on the disk when the call returns, and is a state that the person can go back to.
//! - A field that a save does not name keeps its value: a form that changed meanwhile takes nothing away.
//! - An account sees and changes its own drafts only. Whose login expired still does; who never logged in has none.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::draft::FieldValue;
use super::form::Values;
use super::submission::{SubmissionPhase, Withdrawal};
use crate::base::change::Change;
use crate::base::error::{Fault, Result};
use crate::base::sort;
use crate::base::store::{Write, collect_rows, stored_json};
use crate::reader::account::AccountOnPhone;

/// Characters of a value: more than any form takes, so that a long text can be pasted and shortened.
const MAX_VALUE: usize = 100_000;
/// Characters of the code of a field.
const MAX_CODE: usize = 100;
/// Values of one save.
const MAX_VALUES: usize = 200;
/// The newest states of a draft that are all kept.
const RECENT_STATES: usize = 20;
/// The sessions of writing of which the last state is kept.
const SESSIONS: usize = 20;
/// A pause that separates two sessions of writing, in milliseconds.
const SESSION_PAUSE: u64 = 30 * 60 * 1000;

/// The newest version of a submission as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredDraft {
    pub(crate) id: String,
    pub(crate) version: i64,
    pub(crate) phase: SubmissionPhase,
    pub(crate) changed: i64,
    /// Why it was parked.
    pub(crate) reason: Option<String>,
    /// Whether the publisher acknowledged the version's text.
    pub(crate) arrived: bool,
    /// The publisher's newest state.
    pub(crate) state: Option<String>,
    pub(crate) withdrawal: Withdrawal,
    pub(crate) values: Values,
}

impl StoredDraft {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            version: row.get(1)?,
            phase: SubmissionPhase::of(row.get_ref(2)?.as_str()?),
            changed: row.get(3)?,
            reason: row.get(4)?,
            arrived: row.get(5)?,
            state: row.get(6)?,
            withdrawal: Withdrawal::of(row.get(7)?),
            values: values_of(row.get_ref(8)?.as_str()?)?,
        })
    }

    /// Whether it can be written. A version that is being withdrawn cannot.
    pub(crate) fn is_draft(&self) -> bool {
        self.phase == SubmissionPhase::Draft && self.withdrawal == Withdrawal::None
    }
}

const SELECT: &str =
    "SELECT submission.id, submission.version, phase, changed, reason, arrived, state, withdraw, fields
   FROM submission JOIN submission_version USING (version)
  WHERE submission_version.submission = submission.id AND submission.account = ?1";

/// Stored values. One that is no text, which this program does not write, is read as its JSON.
fn values_of(fields: &str) -> rusqlite::Result<Values> {
    Ok(values_in(stored_json(fields)?))
}

/// The values of fields as they are sent.
pub(super) fn values_in(fields: Map<String, Value>) -> Values {
    let text = |value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    sort::map(fields.into_iter().map(|(code, value)| (code, text(value))))
}

/// Values as they are stored.
pub(crate) fn fields_of(values: &Values) -> Result<String> {
    Ok(serde_json::to_string(values)?)
}

/// The newest version of a submission of an account.
///
/// Errors: `NotFound`, also for another account's.
pub(crate) fn get(outbox: &Connection, account: &str, id: &str) -> Result<StoredDraft> {
    let sql = format!("{SELECT} AND submission.id = ?2");
    let found = outbox.prepare_cached(&sql)?.query_row([account, id], StoredDraft::read).optional()?;
    found.ok_or(Fault::NotFound)
}

/// [`get`] for what is about to be changed.
///
/// Errors: `SubmissionSent` if it is no draft.
pub(crate) fn writable(outbox: &Connection, account: &str, id: &str) -> Result<StoredDraft> {
    let draft = get(outbox, account, id)?;
    if draft.is_draft() { Ok(draft) } else { Err(Fault::SubmissionSent) }
}

/// The drafts of an account, the last changed first.
pub(crate) fn list(outbox: &Connection, account: &str) -> Result<Vec<StoredDraft>> {
    let sql = format!("{SELECT} AND phase = 'draft' AND withdraw = 0 ORDER BY changed DESC, submission.id DESC");
    collect_rows(outbox, &sql, [account], StoredDraft::read)
}

/// The values of one version.
///
/// Errors: `NotFound`.
pub(crate) fn values(outbox: &Connection, account: &str, id: &str, version: i64) -> Result<Values> {
    get(outbox, account, id)?;
    let mut query =
        outbox.prepare_cached("SELECT fields FROM submission_version WHERE submission = ?1 AND version = ?2")?;
    let found = query.query_row((id, version), |row| values_of(row.get_ref(0)?.as_str()?)).optional()?;
    found.ok_or(Fault::NotFound)
}

/// Begins a draft with these values and returns its id.
pub(crate) fn create(write: &Write<'_>, account: &AccountOnPhone, values: &Values, now: i64) -> Result<String> {
    let id = Uuid::now_v7().to_string();
    write.execute(
        "INSERT INTO submission (id, account, station, version, phase, created, changed)
         VALUES (?1, ?2, ?3, 1, 'draft', ?4, ?4)",
        (&id, &account.id, &account.station, now),
    )?;
    add_version(write, &account.id, &id, 1, values, now)?;
    write.announce(Change::Submissions);
    Ok(id)
}

/// Adds a version to be written, with its first state.
pub(crate) fn add_version(
    write: &Write<'_>,
    account: &str,
    id: &str,
    version: i64,
    values: &Values,
    now: i64,
) -> Result<()> {
    write.execute(
        "INSERT INTO submission_version (submission, version, fields, account) VALUES (?1, ?2, ?3, ?4)",
        (id, version, fields_of(values)?, account),
    )?;
    add_state(write, account, id, version, values, now)
}

/// Checks what a screen hands over, before anything is stored.
///
/// Errors: `BadRequest` for more than any form has.
pub(crate) fn check(values: &[FieldValue]) -> Result<()> {
    let too_long = |text: &str, most: usize| text.len() > most && text.chars().count() > most;
    let odd =
        |one: &FieldValue| one.code.is_empty() || too_long(&one.code, MAX_CODE) || too_long(&one.value, MAX_VALUE);
    if values.len() > MAX_VALUES || values.iter().any(odd) { Err(Fault::BadRequest) } else { Ok(()) }
}

/// Stores what the person wrote. Values that did not change write nothing, not even a time.
///
/// Errors: `NotFound`, and `SubmissionSent` if something would change in what was sent.
pub(crate) fn save(write: &Write<'_>, account: &str, id: &str, values: &[FieldValue], now: i64) -> Result<()> {
    let draft = get(write, account, id)?;
    let mut merged = draft.values.clone();
    merged.extend(values.iter().map(|one| (one.code.clone(), one.value.clone())));
    replace(write, account, &draft, &merged, now)
}

/// Gives a draft other values, as a new state.
fn replace(write: &Write<'_>, account: &str, draft: &StoredDraft, values: &Values, now: i64) -> Result<()> {
    if *values == draft.values {
        return Ok(());
    }
    if !draft.is_draft() {
        return Err(Fault::SubmissionSent);
    }
    write.execute(
        "UPDATE submission_version SET fields = ?3 WHERE submission = ?1 AND version = ?2",
        (&draft.id, draft.version, fields_of(values)?),
    )?;
    add_state(write, account, &draft.id, draft.version, values, now)?;
    touch(write, &draft.id, now)
}

/// Records that something of a draft was changed.
pub(crate) fn touch(write: &Write<'_>, id: &str, now: i64) -> Result<()> {
    write.execute("UPDATE submission SET changed = ?2 WHERE id = ?1", (id, now))?;
    write.announce(Change::Submissions);
    Ok(())
}

/// A saved state: number, time and values.
pub(crate) struct StoredState {
    pub(crate) number: i64,
    pub(crate) saved: i64,
    pub(crate) values: Values,
}

/// The saved states of the version that is written, the newest first.
pub(crate) fn history(outbox: &Connection, account: &str, id: &str) -> Result<Vec<StoredState>> {
    let draft = get(outbox, account, id)?;
    let sql = "SELECT number, changed, fields FROM submission_save WHERE submission = ?1 AND version = ?2
                ORDER BY number DESC";
    collect_rows(outbox, sql, (id, draft.version), |row| {
        Ok(StoredState { number: row.get(0)?, saved: row.get(1)?, values: values_of(row.get_ref(2)?.as_str()?)? })
    })
}

/// How many saved states the version has.
pub(crate) fn state_count(outbox: &Connection, draft: &StoredDraft) -> Result<u32> {
    let sql = "SELECT count(*) FROM submission_save WHERE submission = ?1 AND version = ?2";
    Ok(outbox.prepare_cached(sql)?.query_row((&draft.id, draft.version), |row| row.get(0))?)
}

/// Goes back to a saved state. The state before stays one that can be restored.
///
/// Errors: `NotFound`, `SubmissionSent`.
pub(crate) fn restore(write: &Write<'_>, account: &str, id: &str, number: i64, now: i64) -> Result<()> {
    let draft = writable(write, account, id)?;
    let state = history(write, account, id)?.into_iter().find(|state| state.number == number);
    replace(write, account, &draft, &state.ok_or(Fault::NotFound)?.values, now)
}

fn add_state(write: &Write<'_>, account: &str, id: &str, version: i64, values: &Values, now: i64) -> Result<()> {
    write.execute(
        "INSERT INTO submission_save (submission, number, version, fields, changed, account)
         VALUES (?1, (SELECT coalesce(max(number), 0) + 1 FROM submission_save WHERE submission = ?1), ?2, ?3, ?4, ?5)",
        (id, version, fields_of(values)?, now, account),
    )?;
    let sql = "SELECT number, changed FROM submission_save WHERE submission = ?1 AND version = ?2 ORDER BY number";
    let states: Vec<(i64, i64)> = collect_rows(write, sql, (id, version), |row| Ok((row.get(0)?, row.get(1)?)))?;
    for number in superfluous(&states) {
        write.execute("DELETE FROM submission_save WHERE submission = ?1 AND number = ?2", (id, number))?;
    }
    Ok(())
}

/// The numbers of the states that are no longer kept, of states as number and time, the oldest first.
fn superfluous(states: &[(i64, i64)]) -> Vec<i64> {
    let apart = |one: &(i64, i64), next: &(i64, i64)| next.1.abs_diff(one.1) > SESSION_PAUSE;
    let ends = states.windows(2).filter(|pair| apart(&pair[0], &pair[1])).map(|pair| pair[0].0);
    let last_of_sessions: HashSet<i64> = ends.collect::<Vec<_>>().into_iter().rev().take(SESSIONS).collect();
    let old = states.iter().rev().skip(RECENT_STATES).map(|(number, _)| *number);
    old.filter(|number| !last_of_sessions.contains(number)).collect()
}

/// Deletes a draft, and returns the ids of the files that are no longer needed. A version that answers a 退改 is dropped
/// alone: what was sent stays.
///
/// Errors: `NotFound`, `SubmissionSent`.
pub(crate) fn delete(write: &Write<'_>, account: &str, id: &str) -> Result<Vec<String>> {
    let draft = writable(write, account, id)?;
    let sql = "SELECT id FROM submission_file WHERE submission = ?1 AND first_version >= ?2";
    let files = collect_rows(write, sql, (id, draft.version), |row| row.get(0))?;
    for sql in [
        "DELETE FROM submission_file WHERE submission = ?1 AND first_version >= ?2",
        "DELETE FROM submission_version WHERE submission = ?1 AND version >= ?2",
        "DELETE FROM submission_save WHERE submission = ?1 AND version >= ?2",
    ] {
        write.execute(sql, (id, draft.version))?;
    }
    if draft.version == 1 {
        write.execute("DELETE FROM submission WHERE id = ?1", [id])?;
    } else {
        let before = draft.version - 1;
        let sql = "UPDATE submission SET version = ?2, phase = 'delivered', arrived = 1, reason = NULL WHERE id = ?1";
        write.execute(sql, (id, before))?;
        let sql = "UPDATE submission_file SET last_version = NULL WHERE submission = ?1 AND last_version = ?2";
        write.execute(sql, (id, before))?;
    }
    forget_deleted(write, account)?;
    write.announce(Change::Submissions);
    Ok(files)
}

/// What an account entered the last time, by field.
pub(crate) fn remembered(outbox: &Connection, account: &str) -> Result<Values> {
    let sql = "SELECT code, value FROM remembered_field WHERE account = ?1";
    let fields: Vec<(String, String)> = collect_rows(outbox, sql, [account], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(sort::map(fields))
}

/// Forgets what no submission of an account says any more: who deletes it does not want it proposed either.
pub(crate) fn forget_deleted(write: &Write<'_>, account: &str) -> Result<()> {
    let sql = "SELECT fields FROM submission_version
                WHERE submission IN (SELECT id FROM submission WHERE submission.account = ?1)";
    let left: Vec<Values> = collect_rows(write, sql, [account], |row| values_of(row.get_ref(0)?.as_str()?))?;
    for (code, value) in remembered(write, account)? {
        if !left.iter().any(|values| values.get(&code) == Some(&value)) {
            write.execute("DELETE FROM remembered_field WHERE account = ?1 AND code = ?2", (account, &code))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
