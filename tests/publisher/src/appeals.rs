//! What guests ask, complain of and suggest: received once, looked up by number and code, never in an address.
//!
//! The tables stand in the archive's database and are made where they are missing, so its version says nothing of them.

use crate::answer::{self, Problem};
use crate::archive::{Archive, Refused};
use crate::item::Moment;
use crate::public::Site;
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
use std::hint::black_box;
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

/// Bytes of a body.
const LARGEST: usize = 64 * 1024;
const LONGEST_TITLE: usize = 100;
const LONGEST_TEXT: usize = 5000;

/// Working days until the answer, by kind; until the acceptance it is one.
const KINDS: [(&str, u32); 4] = [("consultation", 2), ("complaint", 5), ("suggestion", 5), ("complex", 15)];

/// No two of them look alike; as many as five bits tell apart.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const LETTERS_IN_CODE: usize = 10;

/// The header that holds the code.
static CODE: HeaderName = HeaderName::from_static("appeal-code");

/// Nobody on the way may keep what one person asked.
const KEPT_NOWHERE: [(HeaderName, HeaderValue); 1] = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];

/// Makes the tables where they are missing.
pub(crate) fn prepare(archive: &Archive) -> Result<(), Refused> {
    archive.lend(|connection| Ok(connection.execute_batch(SCHEMA)?))
}

pub(crate) fn router(site: Arc<Site>) -> Router {
    Router::new()
        // One address for both: the guest's own uuid to hand in, the number given in return to look up.
        .route("/v1/appeals/{id}", put(hand_in).get(look_up))
        .method_not_allowed_fallback(async || {
            let detail = "诉求用 PUT 提交，用 GET 查询。";
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "不支持的方法", detail)
        })
        .layer(DefaultBodyLimit::max(LARGEST))
        .with_state(site)
}

type Here = State<Arc<Site>>;

/// What the guest is told, also when the same is handed in again.
#[derive(Debug, Serialize)]
struct Receipt {
    number: String,
    code: String,
    received: String,
    accept_by: String,
    answer_by: String,
}

async fn hand_in(
    State(site): Here,
    id: Result<Path<String>, PathRejection>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let uuid = id.ok().and_then(|Path(id)| uuid(&id)).ok_or_else(|| invalid("uuid", "地址里应是一个 UUID。"))?;
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let detail = format!("一条诉求最多 {LARGEST} 字节。");
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "内容过大", detail)
        }
        _ => Problem::bad_request("内容没有收全。"),
    })?;
    let appeal: Value = serde_json::from_slice(&body).map_err(|_| Problem::bad_request("内容不是 JSON。"))?;
    let days = check(&appeal)?;
    let text = String::from_utf8_lossy(&body);
    let calendar = site.archive.state().catalogue.value["calendar"].clone();
    let (status, receipt) = site.archive.lend(|connection| {
        // One at a time: the same appeal may arrive twice at once.
        if let Some((known, receipt)) = handed_in(connection, &uuid)? {
            let same = serde_json::from_str::<Value>(&known).is_ok_and(|known| known == appeal);
            let detail = "这个编号下已经收到另一份内容。";
            let other = || Problem::new(StatusCode::CONFLICT, "内容不同", detail);
            return if same { Ok((StatusCode::OK, receipt)) } else { Err(other()) };
        }
        Ok((StatusCode::CREATED, receive(connection, &uuid, &text, days, &calendar)?))
    })?;
    let type_json = [(header::CONTENT_TYPE, "application/json")];
    Ok((status, KEPT_NOWHERE, type_json, json!(receipt).to_string()).into_response())
}

/// Hyphens where they belong and hexadecimal digits elsewhere; in small letters.
fn uuid(text: &str) -> Option<String> {
    let digits: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = digits.iter().map(|digits| digits.len()).collect();
    let hexadecimal = digits.iter().all(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    (lengths == [8, 4, 4, 4, 12] && hexadecimal).then(|| text.to_ascii_lowercase())
}

fn invalid(member: &str, detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "内容有误", detail).member("invalid", member)
}

/// Working days until the answer, or what is wrong. Members that are not known are kept and mean nothing.
fn check(appeal: &Value) -> Result<u32, Problem> {
    let members = appeal.as_object().ok_or_else(|| Problem::bad_request("内容不是一个 JSON 对象。"))?;
    let kind = appeal["kind"].as_str();
    let days = KINDS.iter().find(|(name, _)| Some(*name) == kind).map(|(_, days)| *days);
    let days = days.ok_or_else(|| invalid("kind", "类别应是 consultation、complaint、suggestion 或 complex。"))?;
    for (member, name, longest) in [("title", "标题", LONGEST_TITLE), ("text", "正文", LONGEST_TEXT)] {
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

fn handed_in(connection: &Connection, uuid: &str) -> Result<Option<(String, Receipt)>, Refused> {
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

fn receive(
    connection: &mut Connection,
    uuid: &str,
    body: &str,
    days: u32,
    calendar: &Value,
) -> Result<Receipt, Refused> {
    let received = Moment::now();
    let today = received.0.date();
    let transaction = connection.transaction()?;
    let year = format!("SM-{:04}-", today.year());
    let known: u32 = transaction.query_row(
        "SELECT count(*) FROM appeals WHERE substr(number, 1, length(?1)) = ?1",
        [&year],
        |row| row.get(0),
    )?;
    let chance: Vec<u8> = transaction.query_row("SELECT randomblob(?)", [LETTERS_IN_CODE as u32], |row| row.get(0))?;
    let receipt = Receipt {
        number: format!("{year}{:06}", known + 1),
        code: chance.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect(),
        received: received.to_string(),
        accept_by: working_days_after(today, 1, calendar).to_string(),
        answer_by: working_days_after(today, days, calendar).to_string(),
    };
    transaction.execute(
        "INSERT INTO appeals (number, uuid, code, body, received, accept_by, answer_by, state)
         VALUES (?, ?, ?, ?, ?, ?, ?, 'received')",
        params![receipt.number, uuid, receipt.code, body, receipt.received, receipt.accept_by, receipt.answer_by],
    )?;
    note(&transaction, &receipt.number, &receipt.received, "received", None, "已收到。")?;
    transaction.commit()?;
    Ok(receipt)
}

fn note(
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

/// Without an entry for the year: Monday to Friday.
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

async fn look_up(
    State(site): Here,
    id: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let number = id.map(|Path(id)| id).unwrap_or_default();
    let code = headers.get(&CODE).map_or(&[][..], HeaderValue::as_bytes);
    let found = site.archive.lend(|connection| find(connection, &number, code))?;
    // The same words for a number that nobody has and a code that is not its own.
    let unknown = || Problem::new(StatusCode::NOT_FOUND, "没有找到", "没有这个编号，或者查询码不对。");
    let body = found.ok_or_else(unknown)?.to_string();
    let tag = answer::tag(&[number.as_bytes(), body.as_bytes()]);
    let common = (KEPT_NOWHERE, [(header::ETAG, tag.clone())]);
    if answer::unchanged(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, common).into_response());
    }
    Ok((common, [(header::CONTENT_TYPE, "application/json")], body).into_response())
}

fn find(connection: &Connection, number: &str, code: &[u8]) -> Result<Option<Value>, Refused> {
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
    if !same(own.as_bytes(), code) {
        return Ok(None);
    }
    let appeal: Value = serde_json::from_str(&body).unwrap_or_default();
    Ok(Some(json!({
        "number": number, "kind": appeal["kind"], "title": appeal["title"], "received": received,
        "accept_by": accept_by, "answer_by": answer_by, "state": state, "events": events(connection, number)?,
    })))
}

/// In a time that does not tell where they begin to differ.
fn same(one: &[u8], other: &[u8]) -> bool {
    let differences = one.iter().zip(other).fold(0, |found, (one, other)| black_box(found | (one ^ other)));
    one.len() == other.len() && differences == 0
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

/// The desk's next step with an appeal.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
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
    /// Its name, the state it leads to, and what is said when the desk says nothing.
    fn meaning(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Received => ("received", "received", "已收到。"),
            Self::Accepted => ("accepted", "accepted", "已受理，正在办理。"),
            Self::Transferred => ("transferred", "accepted", "已转有关单位办理。"),
            Self::Answered => ("answered", "answered", "已答复。"),
            Self::Refused => ("refused", "refused", "不予受理。"),
        }
    }

    /// A state only moves on. What was answered may be answered once more: a guest may ask back.
    fn follows(self, state: &str) -> bool {
        match self {
            Self::Received => false,
            Self::Accepted | Self::Transferred => matches!(state, "received" | "accepted"),
            Self::Answered => state != "refused",
            Self::Refused => state != "answered",
        }
    }
}

/// Takes a step and tells the new state.
pub(crate) fn after_sync(archive: &Archive, step: Step) -> Result<Value, Problem> {
    let (stage, next, usual) = step.stage.meaning();
    let time = step.time.unwrap_or_else(Moment::now).to_string();
    archive.lend(|connection| {
        let transaction = connection.transaction().map_err(Refused::from)?;
        let state: Option<String> = transaction
            .query_row("SELECT state FROM appeals WHERE number = ?", [&step.number], |row| row.get(0))
            .optional()
            .map_err(Refused::from)?;
        let state = state.ok_or_else(|| Problem::from(Refused::Missing(step.number.clone())))?;
        if !step.stage.follows(&state) {
            let detail = format!("“{stage}” does not follow “{state}”");
            return Err(Problem::new(StatusCode::CONFLICT, "冲突", detail));
        }
        let text = step.text.as_deref().unwrap_or(usual);
        note(&transaction, &step.number, &time, stage, step.office.as_deref(), text).map_err(Refused::from)?;
        transaction
            .execute("UPDATE appeals SET state = ? WHERE number = ?", [next, &step.number])
            .map_err(Refused::from)?;
        transaction.commit().map_err(Refused::from)?;
        Ok(json!({ "number": step.number, "state": next }))
    })
}

/// Everything received, in the order it came, as it came.
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
    let appeals = archive.lend(read).map_err(Refused::from)?;
    Ok(json!({ "appeals": appeals }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text, &time::format_description::well_known::Iso8601::DATE).unwrap()
    }

    #[test]
    fn working_days_are_counted_by_the_calendar_and_without_one_by_the_week() {
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

    #[test]
    fn a_uuid_is_one_in_either_case() {
        let small = "01936f2e-1111-7abc-8def-0123456789ab";
        assert_eq!(uuid(small).as_deref(), Some(small));
        assert_eq!(uuid(&small.to_uppercase()).as_deref(), Some(small));
        for nonsense in ["", "1", "01936f2e11117abc8def0123456789ab", "01936f2e-1111-7abc-8def-0123456789ag", "----"] {
            assert_eq!(uuid(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn codes_are_the_same_only_as_a_whole() {
        assert!(same(b"ABC", b"ABC"));
        for other in [&b""[..], b"AB", b"ABCD", b"ABD", b"XBC"] {
            assert!(!same(b"ABC", other), "{other:?}");
        }
    }
}
