//! Appeals of guests. An appeal is received once for each UUID; its progress is read by case number and query code, and
//! the code is sent in a header, never in an address.
//!
//! The tables are in the archive's database and are created if they are missing; its schema version does not cover
//! them.

use crate::archive::{Archive, ArchiveError};
use crate::digest::constant_time_eq;
use crate::moment::Moment;
use crate::public::Site;
use crate::response::{self, Problem};
use crate::uuid::uuid;
use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::put;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;
use time::{Date, Weekday};

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS appeals (
    number TEXT PRIMARY KEY NOT NULL, uuid TEXT NOT NULL UNIQUE, code TEXT NOT NULL, body TEXT NOT NULL,
    received TEXT NOT NULL, accept_by TEXT NOT NULL, answer_by TEXT NOT NULL, state TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS appeal_events (
    place INTEGER PRIMARY KEY, number TEXT NOT NULL REFERENCES appeals, time TEXT NOT NULL, stage TEXT NOT NULL,
    office TEXT, text TEXT NOT NULL
) STRICT;
";

/// Bytes of a request body.
const MAX_BODY: usize = 64 * 1024;
const MAX_TITLE: usize = 100;
const MAX_TEXT: usize = 5000;

/// The kinds, and the working days within which each is answered. Acceptance is within one.
const KINDS: [(&str, u32); 4] = [("consultation", 2), ("complaint", 5), ("suggestion", 5), ("complex", 15)];

/// 32 characters that are not mistaken for each other.
const CODE_ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const CODE_LENGTH: usize = 10;

/// The header with the query code.
static CODE_HEADER: HeaderName = HeaderName::from_static("appeal-code");

/// Creates the tables if they are missing.
pub(crate) fn create_tables(archive: &Archive) -> Result<(), ArchiveError> {
    archive.with_connection(|connection| Ok(connection.execute_batch(SCHEMA)?))
}

pub(crate) fn router(site: Arc<Site>) -> Router {
    Router::new()
        // `id` is the guest's UUID in a `PUT`, and the case number in a `GET`.
        .route("/v1/appeals/{id}", put(submit).get(progress))
        .method_not_allowed_fallback(async || {
            let detail = "诉求用 PUT 提交，用 GET 查询。";
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "不支持的方法", detail)
        })
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(site)
}

type SiteState = State<Arc<Site>>;

/// The response to an appeal, the same for every repetition.
#[derive(Debug, Serialize)]
struct Receipt {
    number: String,
    code: String,
    received: String,
    accept_by: String,
    answer_by: String,
}

async fn submit(
    State(site): SiteState,
    id: Result<Path<String>, PathRejection>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let uuid = id.ok().and_then(|Path(id)| uuid(&id)).ok_or_else(|| invalid("uuid", "地址里应是一个 UUID。"))?;
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let detail = format!("一条诉求最多 {MAX_BODY} 字节。");
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "内容过大", detail)
        }
        _ => Problem::bad_request("内容没有收全。"),
    })?;
    let appeal: Value = serde_json::from_slice(&body).map_err(|_| Problem::bad_request("内容不是 JSON。"))?;
    let days = check(&appeal)?;
    let text = String::from_utf8_lossy(&body);
    let calendar = site.archive.state().catalogue.value["calendar"].clone();
    let (status, receipt) = site.archive.with_connection(|connection| {
        // Under the lock of the archive: the same appeal may arrive twice at the same time.
        if let Some((known, receipt)) = find_submitted(connection, &uuid)? {
            let same = serde_json::from_str::<Value>(&known).is_ok_and(|known| known == appeal);
            let detail = "这个编号下已经收到另一份内容。";
            let other = || Problem::new(StatusCode::CONFLICT, "内容不同", detail);
            return if same { Ok((StatusCode::OK, receipt)) } else { Err(other()) };
        }
        Ok((StatusCode::CREATED, insert(connection, &uuid, &text, days, &calendar)?))
    })?;
    let type_json = [(header::CONTENT_TYPE, "application/json")];
    Ok((status, response::NO_STORE, type_json, json!(receipt).to_string()).into_response())
}

fn invalid(member: &str, detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "内容有误", detail).member("invalid", member)
}

/// The working days within which an appeal is answered, or the problem with it. Unknown members are stored and ignored.
fn check(appeal: &Value) -> Result<u32, Problem> {
    let members = appeal.as_object().ok_or_else(|| Problem::bad_request("内容不是一个 JSON 对象。"))?;
    let kind = appeal["kind"].as_str();
    let days = KINDS.iter().find(|(name, _)| Some(*name) == kind).map(|(_, days)| *days);
    let days = days.ok_or_else(|| invalid("kind", "类别应是 consultation、complaint、suggestion 或 complex。"))?;
    for (member, name, longest) in [("title", "标题", MAX_TITLE), ("text", "正文", MAX_TEXT)] {
        let text = appeal[member].as_str().map(str::trim).filter(|text| !text.is_empty());
        let text = text.ok_or_else(|| invalid(member, format!("{name}不能为空。")))?;
        if text.chars().count() > longest {
            return Err(invalid(member, format!("{name}最多 {longest} 个字。")));
        }
    }
    let words = |value: &Value| value.is_null() || value.is_string();
    if !members.get("town").is_none_or(words) {
        return Err(invalid("town", "所在镇街应是目录中的代码。"));
    }
    let contact = &appeal["contact"];
    if !(contact.is_null() || contact.is_object()) || !words(&contact["name"]) || !words(&contact["phone"]) {
        return Err(invalid("contact", "联系方式应写成 name 与 phone。"));
    }
    if appeal["written"].as_str().is_none_or(|written| Moment::parse(written).is_err()) {
        return Err(invalid("written", "书写时间应是带时区的时间（RFC 3339）。"));
    }
    Ok(days)
}

fn find_submitted(connection: &Connection, uuid: &str) -> Result<Option<(String, Receipt)>, ArchiveError> {
    let mut statement = connection
        .prepare_cached("SELECT body, number, code, received, accept_by, answer_by FROM appeals WHERE uuid = ?")?;
    let receipt = |row: &Row<'_>| {
        let (number, code) = (row.get(1)?, row.get(2)?);
        Ok((
            row.get(0)?,
            Receipt { number, code, received: row.get(3)?, accept_by: row.get(4)?, answer_by: row.get(5)? },
        ))
    };
    Ok(statement.query_row([uuid], receipt).optional()?)
}

fn insert(
    connection: &mut Connection,
    uuid: &str,
    body: &str,
    days: u32,
    calendar: &Value,
) -> Result<Receipt, ArchiveError> {
    let received = Moment::now();
    let today = received.0.date();
    let transaction = connection.transaction()?;
    let year = format!("SM-{:04}-", today.year());
    let known: u32 = transaction.query_row(
        "SELECT count(*) FROM appeals WHERE substr(number, 1, length(?1)) = ?1",
        [&year],
        |row| row.get(0),
    )?;
    let chance: Vec<u8> = transaction.query_row("SELECT randomblob(?)", [CODE_LENGTH as u32], |row| row.get(0))?;
    let receipt = Receipt {
        number: format!("{year}{:06}", known + 1),
        code: chance.iter().map(|byte| char::from(CODE_ALPHABET[usize::from(byte % 32)])).collect(),
        received: received.to_string(),
        accept_by: working_days_after(today, 1, calendar).to_string(),
        answer_by: working_days_after(today, days, calendar).to_string(),
    };
    transaction.execute(
        "INSERT INTO appeals (number, uuid, code, body, received, accept_by, answer_by, state)
         VALUES (?, ?, ?, ?, ?, ?, ?, 'received')",
        params![receipt.number, uuid, receipt.code, body, receipt.received, receipt.accept_by, receipt.answer_by],
    )?;
    insert_event(&transaction, &receipt.number, &receipt.received, "received", None, "已收到。")?;
    transaction.commit()?;
    Ok(receipt)
}

fn insert_event(
    connection: &Connection,
    number: &str,
    time: &str,
    stage: &str,
    office: Option<&str>,
    text: &str,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT INTO appeal_events (number, time, stage, office, text) VALUES (?, ?, ?, ?, ?)")?
        .execute(params![number, time, stage, office, text])?;
    Ok(())
}

/// The `count`th working day after `day` by the catalogue's calendar.
fn working_days_after(mut day: Date, count: u32, calendar: &Value) -> Date {
    let mut left = count;
    while left > 0 {
        let Some(next) = day.next_day() else { break };
        day = next;
        left -= u32::from(is_working_day(day, calendar));
    }
    day
}

/// In a year that the calendar does not have, Monday to Friday.
fn is_working_day(day: Date, calendar: &Value) -> bool {
    let year = calendar.as_array().into_iter().flatten().find(|year| year["year"] == day.year());
    let written = day.to_string();
    let names = |days: &Value| days.as_array().is_some_and(|days| days.iter().any(|day| *day == *written));
    if let Some(year) = year {
        if names(&year["workdays"]) {
            return true;
        }
        if year["holidays"].as_array().into_iter().flatten().any(|holiday| names(&holiday["days"])) {
            return false;
        }
    }
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

async fn progress(
    State(site): SiteState,
    id: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let number = id.map(|Path(id)| id).unwrap_or_default();
    let code = headers.get(&CODE_HEADER).map_or(&[][..], HeaderValue::as_bytes);
    let found = site.archive.with_connection(|connection| find(connection, &number, code))?;
    // An unknown number and a wrong code get the same response.
    let unknown = || Problem::new(StatusCode::NOT_FOUND, "没有找到", "没有这个编号，或者查询码不对。");
    let body = found.ok_or_else(unknown)?.to_string();
    let tag = response::etag(&[number.as_bytes(), body.as_bytes()]);
    let common = (response::NO_STORE, [(header::ETAG, tag.clone())]);
    if response::matches_etag(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, common).into_response());
    }
    Ok((common, [(header::CONTENT_TYPE, "application/json")], body).into_response())
}

fn find(connection: &Connection, number: &str, code: &[u8]) -> Result<Option<Value>, ArchiveError> {
    let mut statement = connection
        .prepare_cached("SELECT code, body, received, accept_by, answer_by, state FROM appeals WHERE number = ?")?;
    type Columns = (String, String, String, String, String, String);
    let columns = |row: &Row<'_>| -> rusqlite::Result<Columns> {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
    };
    let Some((own, body, received, accept_by, answer_by, state)) = statement.query_row([number], columns).optional()?
    else {
        return Ok(None);
    };
    if !constant_time_eq(own.as_bytes(), code) {
        return Ok(None);
    }
    let appeal: Value = serde_json::from_str(&body).unwrap_or_default();
    Ok(Some(json!({
        "number": number, "kind": appeal["kind"], "title": appeal["title"], "received": received,
        "accept_by": accept_by, "answer_by": answer_by, "state": state, "events": events(connection, number)?,
    })))
}

fn events(connection: &Connection, number: &str) -> rusqlite::Result<Vec<Value>> {
    let mut statement = connection
        .prepare_cached("SELECT time, stage, office, text FROM appeal_events WHERE number = ? ORDER BY place")?;
    let event = |row: &Row<'_>| {
        let (time, stage, text): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(3)?);
        let mut event = json!({ "time": time, "stage": stage, "text": text });
        if let Some(office) = row.get::<_, Option<String>>(2)? {
            event["office"] = office.into();
        }
        Ok(event)
    };
    statement.query_map([number], event)?.collect()
}

/// A step in the handling of an appeal.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StepRequest {
    number: String,
    stage: Stage,
    office: Option<String>,
    text: Option<String>,
    time: Option<Moment>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Stage {
    Received,
    Accepted,
    Transferred,
    Answered,
    Refused,
}

impl Stage {
    /// Its name, the state after it, and its text if the request has none.
    fn meaning(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Received => ("received", "received", "已收到。"),
            Self::Accepted => ("accepted", "accepted", "已受理，正在办理。"),
            Self::Transferred => ("transferred", "accepted", "已转有关单位办理。"),
            Self::Answered => ("answered", "answered", "已答复。"),
            Self::Refused => ("refused", "refused", "不予受理。"),
        }
    }

    /// Whether the step is possible in a state. An answered appeal can be answered again.
    fn follows(self, state: &str) -> bool {
        match self {
            Self::Received => false,
            Self::Accepted | Self::Transferred => matches!(state, "received" | "accepted"),
            Self::Answered => state != "refused",
            Self::Refused => state != "answered",
        }
    }
}

/// Takes a step, and returns the new state.
pub(crate) fn advance(archive: &Archive, step: StepRequest) -> Result<Value, Problem> {
    let (stage, next, default_text) = step.stage.meaning();
    let time = step.time.unwrap_or_else(Moment::now).to_string();
    archive.with_connection(|connection| {
        let transaction = connection.transaction().map_err(ArchiveError::from)?;
        let state: Option<String> = transaction
            .query_row("SELECT state FROM appeals WHERE number = ?", [&step.number], |row| row.get(0))
            .optional()
            .map_err(ArchiveError::from)?;
        let state = state.ok_or_else(|| Problem::from(ArchiveError::Missing(step.number.clone())))?;
        if !step.stage.follows(&state) {
            let detail = format!("“{stage}” does not follow “{state}”");
            return Err(Problem::new(StatusCode::CONFLICT, "冲突", detail));
        }
        let text = step.text.as_deref().unwrap_or(default_text);
        insert_event(&transaction, &step.number, &time, stage, step.office.as_deref(), text)
            .map_err(ArchiveError::from)?;
        transaction
            .execute("UPDATE appeals SET state = ? WHERE number = ?", [next, &step.number])
            .map_err(ArchiveError::from)?;
        transaction.commit().map_err(ArchiveError::from)?;
        Ok(json!({ "number": step.number, "state": next }))
    })
}

/// All appeals as they were received, in the order of receipt.
pub(crate) fn list(archive: &Archive) -> Result<Value, Problem> {
    let read = |connection: &mut Connection| -> rusqlite::Result<Vec<Value>> {
        let mut statement =
            connection.prepare_cached("SELECT uuid, number, state, body FROM appeals ORDER BY rowid")?;
        let appeal = |row: &Row<'_>| {
            let (uuid, number, state): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let body: Value = serde_json::from_str(row.get_ref(3)?.as_str()?).unwrap_or_default();
            Ok(json!({ "uuid": uuid, "number": number, "state": state, "body": body }))
        };
        statement.query_map([], appeal)?.collect()
    };
    let appeals = archive.with_connection(read).map_err(ArchiveError::from)?;
    Ok(json!({ "appeals": appeals }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text, &time::format_description::well_known::Iso8601::DATE).unwrap()
    }

    #[test]
    fn working_days_follow_the_calendar_or_the_week() {
        let off = ["2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"];
        let holidays = json!([{ "name": "国庆节", "days": off }]);
        let calendar = json!([{ "year": 2026, "workdays": ["2026-10-10"], "holidays": holidays }]);
        for (from, count, to) in [
            ("2026-09-29", 1, "2026-09-30"),
            ("2026-09-30", 1, "2026-10-08"),
            ("2026-09-30", 3, "2026-10-10"),
            ("2026-10-09", 2, "2026-10-12"),
            ("2026-12-31", 1, "2027-01-01"),
            ("2027-10-01", 5, "2027-10-08"),
        ] {
            assert_eq!(working_days_after(day(from), count, &calendar), day(to), "{count} after {from}");
        }
    }
}
