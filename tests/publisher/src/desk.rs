//! The review desk: a page for a browser, and the JSON behind it. What a station wrote is data to the page, never
//! markup: the script sets text, and the policy of the page allows no other script.

use crate::account::Role;
use crate::archive::ArchiveError;
use crate::desk_session::{self, ActingEditor, Editor};
use crate::login_page;
use crate::media_state;
use crate::public::Site;
use crate::response::{NO_STORE, Problem};
use crate::review::{self, Decision, ReviewState, Submission};
use crate::socket::ConnectionHandle;
use crate::station_form::{Field, FieldKind, StationForm};
use crate::stations;
use crate::submissions;
use crate::uuid::uuid;
use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{ConnectInfo, DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use rusqlite::{Connection, Row};
use serde_json::{Value, json};
use similar::{Algorithm, DiffTag, capture_diff_slices_deadline};
use std::sync::Arc;
use std::time::{Duration, Instant};

const PAGE: &str = include_str!("desk/page.html");
const SCRIPT: &str = include_str!("desk/desk.js");
const STYLE: &str = include_str!("desk/desk.css");

const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);
/// A picture of a station is opened as nothing but a picture.
const MEDIA_POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");
const NO_SNIFF: (HeaderName, HeaderValue) =
    (HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff"));

/// Time for the differences of one text; after it they are coarser.
const DIFF_TIME: Duration = Duration::from_millis(200);
const MAX_BODY: usize = 512 * 1024;

/// The filters of the list, and the states that each has.
const FILTERS: [(&str, &str, &[ReviewState]); 7] = [
    (
        "open",
        "待审",
        &[ReviewState::Delivered, ReviewState::FirstReview, ReviewState::SecondReview, ReviewState::FinalReview],
    ),
    ("standby", "待用", &[ReviewState::Standby]),
    ("adopted", "已采用", &[ReviewState::Adopted]),
    ("published", "已发布", &[ReviewState::Published]),
    ("returned", "退改", &[ReviewState::Returned]),
    ("rejected", "退稿", &[ReviewState::Rejected]),
    ("withdrawn", "已撤回", &[ReviewState::Withdrawn]),
];

pub(crate) fn router(site: Arc<Site>) -> Router {
    Router::new()
        .route("/desk", get(page))
        .route("/desk/login", get(login).post(log_in).layer(DefaultBodyLimit::max(crate::login::MAX_FORM)))
        .route("/desk/desk.js", get(async || asset(SCRIPT, "text/javascript; charset=utf-8")))
        .route("/desk/desk.css", get(async || asset(STYLE, "text/css; charset=utf-8")))
        .route("/desk/api/session", get(session))
        .route("/desk/api/logout", post(log_out))
        .route("/desk/api/submissions", get(list))
        .route("/desk/api/submissions/{id}", get(read))
        .route("/desk/api/submissions/{id}/decisions", post(decide))
        .route("/desk/api/media/{id}", get(media))
        .method_not_allowed_fallback(async || {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "不支持的方法", "这个地址不支持这个方法。")
        })
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(site)
}

type SiteState = State<Arc<Site>>;
type IdPath = Result<Path<String>, PathRejection>;

fn asset(text: &'static str, content_type: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type)),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        NO_SNIFF,
    ];
    (NO_STORE, headers, text).into_response()
}

fn json_response(body: &Value) -> Response {
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json")), NO_SNIFF];
    (NO_STORE, headers, body.to_string()).into_response()
}

fn see_other(path: &'static str) -> Response {
    (StatusCode::SEE_OTHER, NO_STORE, [(header::LOCATION, path)]).into_response()
}

async fn page(State(site): SiteState, headers: HeaderMap) -> Result<Response, Problem> {
    Ok(match desk_session::editor(&site, &headers)? {
        Some(_) => asset(PAGE, "text/html; charset=utf-8"),
        None => see_other("/desk/login"),
    })
}

const HEADING: &str = "登录审稿台";

async fn login() -> Response {
    login_page::form(HEADING, None, "")
}

async fn log_in(
    State(site): SiteState,
    ConnectInfo(connection): ConnectInfo<ConnectionHandle>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    // Another page must not log the browser in under an account of its own. A browser always names the page.
    let origin = headers.get(header::ORIGIN).map(HeaderValue::as_bytes);
    let site_of_page = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    let same = site_of_page.map_or_else(
        || origin.is_none_or(|origin| origin == site.base(&headers).as_bytes()),
        |site| site == b"same-origin" || site == b"none",
    );
    if !same {
        return Ok(login_page::refusal(StatusCode::FORBIDDEN, "请从审稿台的登录页登录。"));
    }
    let form = body.ok().and_then(|body| crate::login::members(&body)).unwrap_or_default();
    let typed = |name: &str| form.get(name).map_or("", String::as_str);
    match site.accounts.log_in(typed("name"), typed("password"), Role::Editor, connection.peer()) {
        Err(denied) => Ok(login_page::denied(HEADING, denied, "这个账号不是中心编辑的账号。", typed("name"))),
        Ok(account) => {
            let cookie = desk_session::begin(&site, &account.account)?;
            Ok(([(header::SET_COOKIE, cookie)], see_other("/desk")).into_response())
        }
    }
}

async fn log_out(State(site): SiteState, ActingEditor(editor): ActingEditor) -> Result<Response, Problem> {
    let cookie = desk_session::end(&site, &editor)?;
    Ok((StatusCode::NO_CONTENT, NO_STORE, [(header::SET_COOKIE, cookie)]).into_response())
}

async fn session(editor: Editor) -> Response {
    json_response(&json!({ "name": editor.name, "csrf": editor.csrf }))
}

/// Every submission, the one that changed last first, with the filter in which it belongs.
async fn list(State(site): SiteState, _: Editor) -> Result<Response, Problem> {
    let catalogue = site.archive.state().catalogue;
    let read = |connection: &mut Connection| -> rusqlite::Result<Vec<Value>> {
        let mut statement = connection.prepare_cached(
            "SELECT s.id, s.station, s.version, s.state, v.body, v.received FROM submissions AS s
             JOIN submission_versions AS v ON v.submission = s.id AND v.version = s.version
             ORDER BY (SELECT max(sequence) FROM submission_events AS e WHERE e.submission = s.id) DESC",
        )?;
        let columns = |row: &Row<'_>| Ok((Submission::read(row)?, row.get::<_, String>(4)?, row.get::<_, String>(5)?));
        let rows: Vec<_> = statement.query_map([], columns)?.collect::<rusqlite::Result<_>>()?;
        let row = |(submission, body, received): (Submission, String, String)| {
            let body: Value = serde_json::from_str(&body).unwrap_or_default();
            let media = media_state::list(connection, &submission.station, &body)?;
            let complete = media.iter().filter(|file| file["complete"] == true).count();
            Ok(json!({
                "id": submission.id, "title": body["fields"]["title"], "version": submission.version,
                "station": stations::name_of(&catalogue.value, &submission.station),
                "state": submission.state, "state_name": submission.state.name(), "received": received,
                "filter": filter_of(submission.state), "files": media.len(), "files_complete": complete,
            }))
        };
        rows.into_iter().map(row).collect()
    };
    let rows = site.archive.with_connection(read).map_err(ArchiveError::from)?;
    let filters: Vec<Value> = FILTERS
        .iter()
        .map(|(code, name, _)| {
            let count = rows.iter().filter(|row| row["filter"] == *code).count();
            json!({ "code": code, "name": name, "count": count })
        })
        .collect();
    Ok(json_response(&json!({ "filters": filters, "submissions": rows })))
}

fn filter_of(state: ReviewState) -> &'static str {
    FILTERS.iter().find(|(_, _, states)| states.contains(&state)).map_or("", |(code, ..)| code)
}

async fn read(State(site): SiteState, _: Editor, id: IdPath) -> Result<Response, Problem> {
    let id = id.ok().and_then(|Path(id)| uuid(&id)).ok_or_else(Problem::not_found)?;
    Ok(json_response(&detail(&site, &id)?))
}

/// What an editor reads of a submission.
fn detail(site: &Site, id: &str) -> Result<Value, Problem> {
    let catalogue = site.archive.state().catalogue;
    let form = StationForm::of(&catalogue.value);
    let fields = form.as_ref().map_or(&[][..], |form| &form.fields);
    let read = |connection: &mut Connection| -> rusqlite::Result<Option<Value>> {
        let Some(submission) = review::find(connection, id)?.filter(|submission| submission.version > 0) else {
            return Ok(None);
        };
        let mut statement = connection.prepare_cached(
            "SELECT version, account, body, received FROM submission_versions WHERE submission = ? ORDER BY version",
        )?;
        let columns = |row: &Row<'_>| {
            let body: Value = serde_json::from_str(row.get_ref(2)?.as_str()?).unwrap_or_default();
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, body, row.get::<_, String>(3)?))
        };
        let rows: Vec<_> = statement.query_map([id], columns)?.collect::<rusqlite::Result<_>>()?;
        let mut versions = Vec::new();
        for (place, (version, account, body, received)) in rows.iter().enumerate() {
            let earlier = place.checked_sub(1).map(|earlier| &rows[earlier].2);
            let shown: Vec<Value> =
                fields.iter().map(|field| field_json(field, body, earlier, &catalogue.value)).collect();
            versions.push(json!({
                "version": version, "sender": site.accounts.name_of(account), "received": received,
                "written": body["written"], "fields": shown, "media": media_json(connection, &submission.station, body)?,
            }));
        }
        let mut statement =
            connection.prepare_cached("SELECT * FROM submission_events WHERE submission = ? ORDER BY sequence")?;
        let mut events: Vec<Value> = statement.query_map([id], review::event_json)?.collect::<rusqlite::Result<_>>()?;
        for event in &mut events {
            let state: Option<ReviewState> = serde_json::from_value(event["state"].clone()).ok();
            event["state_name"] = state.map(ReviewState::name).into();
        }
        Ok(Some(json!({
            "id": submission.id, "station": { "code": submission.station, "name": stations::name_of(&catalogue.value, &submission.station) },
            "version": submission.version, "state": submission.state, "state_name": submission.state.name(),
            "versions": versions, "events": events, "decisions": decisions_json(submission.state),
        })))
    };
    site.archive.with_connection(read).map_err(ArchiveError::from)?.ok_or_else(Problem::not_found)
}

/// The decisions that are possible, as buttons.
fn decisions_json(from: ReviewState) -> Value {
    let button = |state: &ReviewState| {
        let name = match state {
            ReviewState::FirstReview => "初审通过",
            ReviewState::SecondReview => "复审通过",
            ReviewState::FinalReview => "终审通过",
            ReviewState::Published => "发布",
            other => other.name(),
        };
        let reason = matches!(state, ReviewState::Returned | ReviewState::Rejected);
        json!({ "state": state, "name": name, "reason": reason, "marks": *state == ReviewState::Returned })
    };
    from.decisions().iter().map(button).collect()
}

fn field_json(field: &Field, body: &Value, earlier: Option<&Value>, catalogue: &Value) -> Value {
    let of = |body: &Value| field.shown(&body["fields"][&field.code], catalogue);
    let shown = of(body);
    let mut json = json!({
        "code": field.code, "name": field.name, "shown": shown,
        "markable": matches!(field.kind, FieldKind::Text | FieldKind::LongText),
        "long": field.kind == FieldKind::LongText,
    });
    if let Some(earlier) = earlier.map(of).filter(|earlier| *earlier != shown) {
        json["differences"] = differences(&earlier, &shown);
    }
    json
}

/// The parts of two texts in order: `[what, text]`, where `what` is `same`, `removed` or `added`.
fn differences(old: &str, new: &str) -> Value {
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let operations = capture_diff_slices_deadline(Algorithm::Myers, &old, &new, Some(Instant::now() + DIFF_TIME));
    let mut parts = Vec::new();
    let mut push = |what: &str, text: &[char]| {
        if !text.is_empty() {
            parts.push(json!([what, text.iter().collect::<String>()]));
        }
    };
    for operation in operations {
        let (tag, old_range, new_range) = operation.as_tag_tuple();
        if tag == DiffTag::Equal {
            push("same", &new[new_range]);
        } else {
            push("removed", &old[old_range]);
            push("added", &new[new_range]);
        }
    }
    parts.into()
}

fn media_json(connection: &Connection, station: &str, body: &Value) -> rusqlite::Result<Vec<Value>> {
    let files = body["media"].as_array().into_iter().flatten();
    let file = |file: &Value| {
        let id = file["id"].as_str().and_then(uuid).unwrap_or_default();
        let complete = media_state::arrived(connection, station, file)?.is_some();
        Ok(json!({
            "id": id, "type": file["type"], "size": file["size"], "caption": file["caption"], "complete": complete,
            "address": format!("/desk/api/media/{id}"),
        }))
    };
    files.map(file).collect()
}

async fn decide(
    State(site): SiteState,
    ActingEditor(editor): ActingEditor,
    id: IdPath,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let id = id.ok().and_then(|Path(id)| uuid(&id)).ok_or_else(Problem::not_found)?;
    let body = body.map_err(|_| Problem::bad_request("内容没有收全。"))?;
    let decision: Decision =
        serde_json::from_slice(&body).map_err(|_| Problem::bad_request("内容不是一个审稿意见。"))?;
    submissions::decide(&site, &id, &decision, &editor.name)?;
    Ok(json_response(&detail(&site, &id)?))
}

async fn media(State(site): SiteState, _: Editor, id: IdPath) -> Result<Response, Problem> {
    let id = id.ok().and_then(|Path(id)| uuid(&id)).ok_or_else(Problem::not_found)?;
    let state = site
        .archive
        .with_connection(|connection| media_state::media_state(connection, &id))
        .map_err(ArchiveError::from)?;
    let state = state.filter(|state| state.complete).ok_or_else(Problem::not_found)?;
    let form = StationForm::of(&site.archive.state().catalogue.value);
    let allowed = form.is_some_and(|form| form.accepts(&state.mime_type));
    let content_type = HeaderValue::from_str(&state.mime_type).ok().filter(|_| allowed);
    let content_type = content_type.ok_or_else(Problem::not_found)?;
    let bytes = std::fs::read(&state.path).map_err(|_| Problem::not_found())?;
    let headers = [(header::CONTENT_TYPE, content_type), (header::CONTENT_SECURITY_POLICY, MEDIA_POLICY), NO_SNIFF];
    Ok((NO_STORE, headers, bytes).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_join_to_both_texts() {
        let (old, new) = ("今天上午投产。\n𠮷祥如意", "昨天上午，投产了。\n𠮷祥");
        let parts = differences(old, new);
        let joined = |without: &str| -> String {
            let parts = parts.as_array().unwrap().iter();
            parts.filter(|part| part[0] != without).map(|part| part[1].as_str().unwrap()).collect()
        };
        assert_eq!((joined("added"), joined("removed")), (old.to_owned(), new.to_owned()));
        assert!(parts.as_array().unwrap().contains(&json!(["same", "天上午"])), "{parts}");
    }

    #[test]
    fn every_state_is_in_one_filter() {
        for state in FILTERS.iter().flat_map(|(.., states)| *states) {
            assert_eq!(FILTERS.iter().filter(|(.., states)| states.contains(state)).count(), 1, "{state:?}");
        }
        assert_eq!(FILTERS.iter().map(|(.., states)| states.len()).sum::<usize>(), 10);
    }
}
