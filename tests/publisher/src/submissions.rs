//! The station's side of submissions: delivering a version once, reading it, withdrawing, and the changes.
//!
//! A version under which the same body (equal as JSON) arrived before gets the same answer, whatever has become of the
//! submission and whatever the form says by now.

use crate::archive::{Archive, ArchiveError};
use crate::clerk::Clerk;
use crate::media_state;
use crate::moment::Moment;
use crate::public::Site;
use crate::publication;
use crate::response::{NO_STORE, Problem};
use crate::review::{self, Decision, Event, ReviewState, Submission};
use crate::station_form::{self, StationForm};
use crate::uuid::uuid;
use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{DefaultBodyLimit, Path, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, put};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::sync::Arc;

/// Bytes of a request body.
const MAX_BODY: usize = 512 * 1024;

/// The type of the `409` for another body under a version that arrived.
const OTHER_BODY: &str = "tag:songming.example,2026:other-body";
/// The type of the `409` for a version that cannot come next.
const VERSION_ORDER: &str = "tag:songming.example,2026:version-order";

pub(crate) fn router(site: Arc<Site>) -> Router {
    Router::new()
        .route("/v1/station/submissions/{id}/versions/{version}", put(deliver).get(read))
        .route("/v1/station/submissions/{id}", delete(withdraw))
        .route("/v1/station/changes", get(changes))
        .method_not_allowed_fallback(async || {
            let detail = "稿件用 PUT 提交、用 GET 读取、用 DELETE 撤回。";
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "不支持的方法", detail)
        })
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(site)
}

type SiteState = State<Arc<Site>>;
type VersionPath = Result<Path<(String, String)>, PathRejection>;

fn json_response(status: StatusCode, body: String) -> Response {
    (status, NO_STORE, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

fn submission_id(text: &str) -> Result<String, Problem> {
    uuid(text).ok_or_else(|| Problem::bad_request("地址里应是一个 UUID。"))
}

fn parse_version(path: VersionPath) -> Result<(String, i64), Problem> {
    let Path((id, version)) = path.map_err(|_| Problem::not_found())?;
    let digits = version.bytes().all(|byte| byte.is_ascii_digit());
    let version = version.parse().ok().filter(|version| digits && *version > 0);
    Ok((submission_id(&id)?, version.ok_or_else(|| Problem::bad_request("稿次从 1 数起。"))?))
}

fn own(submission: Submission, clerk: &Clerk) -> Result<Submission, Problem> {
    let other = || Problem::new(StatusCode::FORBIDDEN, "不是本站的稿件", "这个编号属于另一个联络站。");
    if submission.station == clerk.station { Ok(submission) } else { Err(other()) }
}

/// The answer to a version, the same for every repetition.
#[derive(Serialize)]
struct Receipt {
    submission: String,
    version: i64,
    state: &'static str,
    received: String,
    sequence: i64,
}

async fn deliver(
    State(site): SiteState,
    clerk: Result<Clerk, Problem>,
    path: VersionPath,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    // After the body was read: a client that still sends would see a broken connection and not the `401`.
    let clerk = clerk?;
    let (id, version) = parse_version(path)?;
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "内容过大", format!("一篇稿件最多 {MAX_BODY} 字节。"))
        }
        _ => Problem::bad_request("内容没有收全。"),
    })?;
    let value: Value = serde_json::from_slice(&body).map_err(|_| Problem::bad_request("内容不是 JSON。"))?;
    if !value.is_object() {
        return Err(Problem::bad_request("内容不是一个 JSON 对象。"));
    }
    let text = String::from_utf8_lossy(&body);
    let catalogue = site.archive.state().catalogue;
    let (status, receipt) = site.archive.with_connection(|connection| {
        // Under the lock of the archive: the same version may arrive twice at the same time.
        let submission = review::find(connection, &id).map_err(ArchiveError::from)?;
        let submission = submission.map(|submission| own(submission, &clerk)).transpose()?;
        if let Some((known, receipt)) = find_version(connection, &id, version).map_err(ArchiveError::from)? {
            let same = serde_json::from_str::<Value>(&known).is_ok_and(|known| known == value);
            let detail = "这一稿已经收到，内容与这次的不同。";
            let other = || Problem::new(StatusCode::CONFLICT, "内容不同", detail).kind(OTHER_BODY);
            return if same { Ok((StatusCode::OK, receipt)) } else { Err(other()) };
        }
        check_order(submission.as_ref(), version)?;
        let missing = || Problem::new(StatusCode::NOT_FOUND, "没有找到", "发布端没有投稿的表单。");
        let form = StationForm::of(&catalogue.value).ok_or_else(missing)?;
        let errors = form.check(&value, &catalogue.value);
        if !errors.is_empty() {
            let detail = errors[0].1.clone();
            return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "内容有误", detail)
                .member("errors", station_form::errors_json(errors)));
        }
        let state = ReviewState::Delivered;
        let submission = Submission { id: id.clone(), station: clerk.station.clone(), version, state };
        let receipt = insert(connection, &submission, &clerk, &text).map_err(ArchiveError::from)?;
        Ok((StatusCode::CREATED, receipt))
    })?;
    Ok(json_response(status, json!(receipt).to_string()))
}

/// Whether `version` may come next: the first one, or the one after a returned one.
fn check_order(submission: Option<&Submission>, version: i64) -> Result<(), Problem> {
    let problem = |detail: String| Problem::new(StatusCode::CONFLICT, "稿次不对", detail).kind(VERSION_ORDER);
    match submission {
        None if version == 1 => Ok(()),
        None => Err(problem("第 1 稿还没有送达。".to_owned())),
        Some(known) if known.state == ReviewState::Returned && version == known.version + 1 => Ok(()),
        Some(known) => {
            let detail = format!("最新的是第 {} 稿，状态是“{}”。", known.version, known.state.name());
            Err(problem(detail).member("version", known.version).member("state", known.state.code()))
        }
    }
}

fn find_version(connection: &Connection, id: &str, version: i64) -> rusqlite::Result<Option<(String, Receipt)>> {
    let receipt = |row: &Row<'_>| {
        let (state, submission) = (ReviewState::Delivered.code(), id.to_owned());
        Ok((row.get(0)?, Receipt { submission, version, state, received: row.get(1)?, sequence: row.get(2)? }))
    };
    connection
        .prepare_cached(
            "SELECT body, received, sequence FROM submission_versions WHERE submission = ? AND version = ?",
        )?
        .query_row(params![id, version], receipt)
        .optional()
}

fn insert(
    connection: &mut Connection,
    submission: &Submission,
    clerk: &Clerk,
    body: &str,
) -> rusqlite::Result<Receipt> {
    let (id, version, state) = (&submission.id, submission.version, submission.state);
    let received = Moment::now().to_string();
    let transaction = connection.transaction()?;
    transaction
        .prepare_cached("INSERT OR IGNORE INTO submissions (id, station, version, state) VALUES (?, ?, ?, ?)")?
        .execute(params![id, submission.station, version, state])?;
    let sequence = review::record(&transaction, submission, state, &received, &Event::default())?;
    transaction
        .prepare_cached(
            "INSERT INTO submission_versions (submission, version, account, body, received, sequence)
             VALUES (?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![id, version, clerk.account, body, received, sequence])?;
    transaction.commit()?;
    Ok(Receipt { submission: id.clone(), version, state: state.code(), received, sequence })
}

/// A version as it is read; the body as it was received.
#[derive(Serialize)]
struct VersionDocument {
    submission: String,
    version: i64,
    state: &'static str,
    received: String,
    body: Box<RawValue>,
    media: Vec<Value>,
}

async fn read(State(site): SiteState, clerk: Clerk, path: VersionPath) -> Result<Response, Problem> {
    let (id, version) = parse_version(path)?;
    let document = site.archive.with_connection(|connection| {
        let submission = review::find(connection, &id).map_err(ArchiveError::from)?.ok_or_else(Problem::not_found)?;
        let submission = own(submission, &clerk)?;
        let found = find_version(connection, &id, version).map_err(ArchiveError::from)?;
        let (body, receipt) = found.ok_or_else(Problem::not_found)?;
        let value: Value = serde_json::from_str(&body).unwrap_or_default();
        let media = media_state::list(connection, &submission.station, &value).map_err(ArchiveError::from)?;
        // Only a returned version has a next one.
        let state = if version == submission.version { submission.state } else { ReviewState::Returned };
        let body = RawValue::from_string(body).map_err(|_| Problem::bad_request("内容不是 JSON。"))?;
        let Receipt { received, .. } = receipt;
        Ok::<_, Problem>(VersionDocument { submission: id, version, state: state.code(), received, body, media })
    })?;
    let body = serde_json::to_string(&document).map_err(|error| Problem::bad_request(error.to_string()))?;
    Ok(json_response(StatusCode::OK, body))
}

/// A submission that is withdrawn before it arrived is remembered, so that a request which comes late does not deliver
/// it.
async fn withdraw(
    State(site): SiteState,
    clerk: Clerk,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, Problem> {
    let Path(id) = id.map_err(|_| Problem::not_found())?;
    let id = submission_id(&id)?;
    site.archive.with_connection(|connection| {
        let transaction = connection.transaction().map_err(ArchiveError::from)?;
        let found = review::find(&transaction, &id).map_err(ArchiveError::from)?;
        let Some(submission) = found.map(|submission| own(submission, &clerk)).transpose()? else {
            transaction
                .execute(
                    "INSERT INTO submissions (id, station, version, state) VALUES (?, ?, 0, ?)",
                    params![id, clerk.station, ReviewState::Withdrawn],
                )
                .map_err(ArchiveError::from)?;
            return Ok(transaction.commit().map_err(ArchiveError::from)?);
        };
        match submission.state {
            ReviewState::Withdrawn => Ok(()),
            ReviewState::Published => Err(Problem::new(StatusCode::GONE, "不能撤回", "稿件已经发布，请与中心联系。")),
            _ => {
                let at = Moment::now().to_string();
                review::record(&transaction, &submission, ReviewState::Withdrawn, &at, &Event::default())
                    .map_err(ArchiveError::from)?;
                Ok(transaction.commit().map_err(ArchiveError::from)?)
            }
        }
    })?;
    Ok((StatusCode::NO_CONTENT, NO_STORE).into_response())
}

async fn changes(State(site): SiteState, clerk: Clerk, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let query = crate::login::members(query.unwrap_or_default().as_bytes());
    let after = query.map(|query| query.get("after").cloned().unwrap_or_else(|| "0".to_owned()));
    let digits = |text: &String| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let after: Option<i64> = after.filter(digits).and_then(|text| text.parse().ok());
    let after = after.ok_or_else(|| Problem::bad_request("参数 after 的值无效。"))?;
    let limit = i64::try_from(site.page_size).unwrap_or(i64::MAX - 1) + 1;
    let read = |connection: &mut Connection| -> rusqlite::Result<Vec<Value>> {
        let mut statement = connection.prepare_cached(
            "SELECT * FROM submission_events WHERE station = ? AND sequence > ? ORDER BY sequence LIMIT ?",
        )?;
        statement.query_map(params![clerk.station, after, limit], review::event_json)?.collect()
    };
    let mut changes = site.archive.with_connection(read).map_err(ArchiveError::from)?;
    let more = changes.len() > site.page_size;
    changes.truncate(site.page_size);
    let cursor = changes.last().and_then(|change| change["sequence"].as_i64()).unwrap_or(after);
    let body = json!({ "changes": changes, "cursor": cursor, "more": more });
    Ok(json_response(StatusCode::OK, body.to_string()))
}

/// Every version received, in the order of receipt, for the control port.
pub(crate) fn list(archive: &Archive) -> Result<Value, Problem> {
    let read = |connection: &mut Connection| -> rusqlite::Result<Vec<Value>> {
        let mut statement = connection.prepare_cached(
            "SELECT id, station, state, v.version, account, body, received FROM submission_versions AS v
             JOIN submissions ON id = submission ORDER BY sequence",
        )?;
        let rows = statement.query_map([], |row| {
            let body: Value = serde_json::from_str(row.get_ref(5)?.as_str()?).unwrap_or_default();
            Ok(json!({
                "submission": row.get::<_, String>(0)?, "station": row.get::<_, String>(1)?,
                "state": row.get::<_, String>(2)?, "version": row.get::<_, i64>(3)?,
                "account": row.get::<_, String>(4)?, "body": body, "received": row.get::<_, String>(6)?,
            }))
        })?;
        let mut versions: Vec<Value> = rows.collect::<rusqlite::Result<_>>()?;
        for version in &mut versions {
            let station = version["station"].as_str().unwrap_or_default();
            version["media"] = media_state::list(connection, station, &version["body"])?.into();
        }
        Ok(versions)
    };
    let versions = archive.with_connection(read).map_err(ArchiveError::from)?;
    Ok(json!({ "submissions": versions }))
}

/// Makes a decision, and publishes if that is the decision. Returns the event.
pub(crate) fn decide(site: &Site, id: &str, decision: &Decision, reviewer: &str) -> Result<Value, Problem> {
    if decision.state == ReviewState::Published {
        return publication::publish(site, id, decision, reviewer);
    }
    let sequence = site.archive.with_connection(|connection| {
        let transaction = connection.transaction().map_err(ArchiveError::from)?;
        let submission = review::check(&transaction, id, decision)?;
        let sequence =
            review::decide(&transaction, &submission, decision, reviewer, None).map_err(ArchiveError::from)?;
        transaction.commit().map_err(ArchiveError::from)?;
        Ok::<_, Problem>(sequence)
    })?;
    Ok(json!({ "submission": id, "state": decision.state.code(), "sequence": sequence }))
}
