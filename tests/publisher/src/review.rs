//! The review of submissions: the states, which may follow which, and the log of what happened. What holds:
//!
//! - A state changes only together with an event, which has the next number of one sequence over all stations.
//! - An event is about the newest version; a returned submission goes on with its next version.
//!
//! The tables are created beside the archive's, like those of the appeals.

use crate::archive::ArchiveError;
use crate::moment::Moment;
use crate::response::Problem;
use axum::http::StatusCode;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub(crate) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS submissions (
    id TEXT PRIMARY KEY NOT NULL, station TEXT NOT NULL, version INTEGER NOT NULL, state TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS submission_versions (
    submission TEXT NOT NULL REFERENCES submissions, version INTEGER NOT NULL, account TEXT NOT NULL,
    body TEXT NOT NULL, received TEXT NOT NULL, sequence INTEGER NOT NULL, PRIMARY KEY (submission, version)
) STRICT;
CREATE TABLE IF NOT EXISTS submission_events (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, submission TEXT NOT NULL REFERENCES submissions,
    version INTEGER NOT NULL, station TEXT NOT NULL, state TEXT NOT NULL, at TEXT NOT NULL, role TEXT,
    reviewer TEXT, reason TEXT, marks TEXT NOT NULL, item TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS submission_events_of_station ON submission_events (station, sequence);
";

const MAX_REASON: usize = 1000;
const MAX_MARKS: usize = 100;

/// Where a submission is in the review. A step of the review is a state once it is passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ReviewState {
    Delivered,
    FirstReview,
    SecondReview,
    FinalReview,
    Standby,
    Adopted,
    Published,
    Returned,
    Rejected,
    Withdrawn,
}

use ReviewState::{
    Adopted, Delivered, FinalReview, FirstReview, Published, Rejected, Returned, SecondReview, Standby, Withdrawn,
};

impl ReviewState {
    const ALL: [(Self, &'static str, &'static str); 10] = [
        (Delivered, "delivered", "已送达"),
        (FirstReview, "first-review", "初审"),
        (SecondReview, "second-review", "复审"),
        (FinalReview, "final-review", "终审"),
        (Standby, "standby", "待用"),
        (Adopted, "adopted", "采用"),
        (Published, "published", "已发布"),
        (Returned, "returned", "退改"),
        (Rejected, "rejected", "退稿"),
        (Withdrawn, "withdrawn", "已撤回"),
    ];

    fn entry(self) -> &'static (Self, &'static str, &'static str) {
        Self::ALL.iter().find(|(state, ..)| *state == self).expect("the table has every state")
    }

    pub(crate) fn code(self) -> &'static str {
        self.entry().1
    }

    /// Its name for a person.
    pub(crate) fn name(self) -> &'static str {
        self.entry().2
    }

    /// What the centre may do next.
    pub(crate) fn decisions(self) -> &'static [Self] {
        match self {
            Delivered => &[FirstReview, Returned, Rejected],
            FirstReview => &[SecondReview, Returned, Rejected],
            SecondReview => &[FinalReview, Returned, Rejected],
            FinalReview => &[Standby, Adopted, Returned, Rejected],
            Standby => &[Adopted, Published],
            Adopted => &[Published],
            Published | Returned | Rejected | Withdrawn => &[],
        }
    }

    /// The role in which somebody makes this decision about a submission in the state `from`.
    fn role(self, from: Self) -> Option<&'static str> {
        if !matches!(self, FirstReview | SecondReview | FinalReview | Returned | Rejected) {
            return None;
        }
        match from {
            Delivered => Some("初审"),
            FirstReview => Some("复审"),
            _ => Some("终审"),
        }
    }
}

impl ToSql for ReviewState {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.code().into())
    }
}

impl FromSql for ReviewState {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let code = value.as_str()?;
        Self::ALL.iter().find(|(_, known, _)| *known == code).map(|(state, ..)| *state).ok_or(FromSqlError::InvalidType)
    }
}

/// A submission without its versions. One that was withdrawn before it arrived has the version 0.
#[derive(Debug, Clone)]
pub(crate) struct Submission {
    pub(crate) id: String,
    pub(crate) station: String,
    pub(crate) version: i64,
    pub(crate) state: ReviewState,
}

impl Submission {
    pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { id: row.get(0)?, station: row.get(1)?, version: row.get(2)?, state: row.get(3)? })
    }
}

pub(crate) fn find(connection: &Connection, id: &str) -> rusqlite::Result<Option<Submission>> {
    connection
        .prepare_cached("SELECT id, station, version, state FROM submissions WHERE id = ?")?
        .query_row([id], Submission::read)
        .optional()
}

/// The body of a version.
pub(crate) fn body(connection: &Connection, id: &str, version: i64) -> rusqlite::Result<Value> {
    let text: String = connection
        .prepare_cached("SELECT body FROM submission_versions WHERE submission = ? AND version = ?")?
        .query_row(params![id, version], |row| row.get(0))?;
    Ok(serde_json::from_str(&text).unwrap_or_default())
}

/// A passage, in code points of the field's value, and what is to be changed there.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mark {
    pub(crate) field: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) note: String,
}

/// A decision of the centre.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Decision {
    pub(crate) state: ReviewState,
    /// The version that was read; a decision about an older one is refused. Absent: the newest.
    pub(crate) version: Option<i64>,
    pub(crate) reason: Option<String>,
    #[serde(default)]
    pub(crate) marks: Vec<Mark>,
}

/// What happened, for the log.
#[derive(Default)]
pub(crate) struct Event<'a> {
    role: Option<&'a str>,
    reviewer: Option<&'a str>,
    reason: Option<&'a str>,
    marks: &'a [Mark],
    item: Option<&'a str>,
}

/// Moves a submission to a state, and returns the sequence number of the event.
pub(crate) fn record(
    connection: &Connection,
    submission: &Submission,
    state: ReviewState,
    at: &str,
    event: &Event<'_>,
) -> rusqlite::Result<i64> {
    connection.prepare_cached("UPDATE submissions SET version = ?, state = ? WHERE id = ?")?.execute(params![
        submission.version,
        state,
        submission.id
    ])?;
    connection
        .prepare_cached(
            "INSERT INTO submission_events (submission, version, station, state, at, role, reviewer, reason, marks, item)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            submission.id,
            submission.version,
            submission.station,
            state,
            at,
            event.role,
            event.reviewer,
            event.reason,
            json!(event.marks).to_string(),
            event.item,
        ])?;
    Ok(connection.last_insert_rowid())
}

/// The submission that a decision is about, if the decision is legal.
pub(crate) fn check(connection: &Connection, id: &str, decision: &Decision) -> Result<Submission, Problem> {
    let found = find(connection, id).map_err(ArchiveError::from)?.filter(|submission| submission.version > 0);
    let submission = found.ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "没有找到", "没有这篇稿件。"))?;
    let conflict = |detail: String| Problem::new(StatusCode::CONFLICT, "不能这样处理", detail);
    if decision.version.is_some_and(|version| version != submission.version) {
        return Err(conflict(format!("稿件已有第 {} 稿，请重新打开。", submission.version)));
    }
    if !submission.state.decisions().contains(&decision.state) {
        let (from, to) = (submission.state.name(), decision.state.name());
        return Err(conflict(format!("稿件现在是“{from}”，不能直接变为“{to}”。")));
    }
    let invalid = |detail: &str| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "内容有误", detail);
    let reason = decision.reason.as_deref().unwrap_or_default();
    if matches!(decision.state, Returned | Rejected) && reason.trim().is_empty() {
        return Err(invalid("请写明原因。"));
    }
    if reason.chars().count() > MAX_REASON {
        return Err(invalid("原因太长。"));
    }
    if decision.marks.len() > MAX_MARKS || (decision.state != Returned && !decision.marks.is_empty()) {
        return Err(invalid("只有退改可以标注，标注最多一百处。"));
    }
    let body = body(connection, id, submission.version).map_err(ArchiveError::from)?;
    let within = |mark: &Mark| {
        let length = body["fields"][&mark.field].as_str().map_or(0, |text| text.chars().count());
        mark.start < mark.end
            && mark.end <= length
            && !mark.note.trim().is_empty()
            && mark.note.chars().count() <= MAX_REASON
    };
    if !decision.marks.iter().all(within) {
        return Err(invalid("有一处标注不在稿件里，或没有写明怎样修改。"));
    }
    Ok(submission)
}

/// Records a legal decision.
pub(crate) fn decide(
    connection: &Connection,
    submission: &Submission,
    decision: &Decision,
    reviewer: &str,
    item: Option<&str>,
) -> rusqlite::Result<i64> {
    let event = Event {
        role: decision.state.role(submission.state),
        reviewer: Some(reviewer),
        reason: decision.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty()),
        marks: &decision.marks,
        item,
    };
    record(connection, submission, decision.state, &Moment::now().to_string(), &event)
}

/// An event as it is sent.
pub(crate) fn event_json(row: &Row<'_>) -> rusqlite::Result<Value> {
    let mut event = json!({
        "sequence": row.get::<_, i64>("sequence")?, "submission": row.get::<_, String>("submission")?,
        "version": row.get::<_, i64>("version")?, "state": row.get::<_, String>("state")?,
        "at": row.get::<_, String>("at")?,
    });
    for member in ["role", "reviewer", "reason", "item"] {
        if let Some(text) = row.get::<_, Option<String>>(member)? {
            event[member] = text.into();
        }
    }
    let marks: Value = serde_json::from_str(row.get_ref("marks")?.as_str()?).unwrap_or_default();
    if marks.as_array().is_some_and(|marks| !marks.is_empty()) {
        event["marks"] = marks;
    }
    Ok(event)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_have_the_codes_of_the_protocol() {
        for (state, code, _) in ReviewState::ALL {
            assert_eq!(json!(state), code);
            assert_eq!(serde_json::from_value::<ReviewState>(json!(code)).unwrap(), state);
        }
    }

    #[test]
    fn every_decision_leads_forward_or_ends() {
        let place = |state| ReviewState::ALL.iter().position(|(known, ..)| *known == state).unwrap();
        for (state, ..) in ReviewState::ALL {
            for next in state.decisions() {
                assert!(place(*next) > place(state), "{state:?} {next:?}");
            }
        }
        assert!([Published, Returned, Rejected, Withdrawn].iter().all(|state| state.decisions().is_empty()));
    }

    #[test]
    fn role_is_that_of_the_step_which_decides() {
        for (from, to, role) in [
            (Delivered, FirstReview, Some("初审")),
            (Delivered, Rejected, Some("初审")),
            (FirstReview, SecondReview, Some("复审")),
            (FirstReview, Returned, Some("复审")),
            (SecondReview, FinalReview, Some("终审")),
            (FinalReview, Returned, Some("终审")),
            (FinalReview, Adopted, None),
            (Adopted, Published, None),
        ] {
            assert_eq!(to.role(from), role, "{from:?} {to:?}");
        }
    }
}
