//! The session of an editor at the review desk: a cookie that a script cannot read, and a word against requests that
//! another page makes the browser send.

use crate::account::Role;
use crate::archive::ArchiveError;
use crate::digest;
use crate::moment::Moment;
use crate::public::Site;
use crate::response::Problem;
use crate::tokens;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use rusqlite::{OptionalExtension, params};
use std::sync::Arc;

pub(crate) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS desk_sessions (
    hash BLOB PRIMARY KEY NOT NULL, account TEXT NOT NULL, expires INTEGER NOT NULL
) STRICT;
";

const COOKIE: &str = "songming_desk";
/// Seconds of a session: a working day.
const LIFETIME: i64 = 12 * 3600;
static CSRF_HEADER: HeaderName = HeaderName::from_static("x-csrf-token");

/// The editor whose session a request has.
pub(crate) struct Editor {
    /// The person's name.
    pub(crate) name: String,
    /// The word that a request must have which changes something.
    pub(crate) csrf: String,
    session: [u8; 32],
}

/// The same, of a request that has the word.
pub(crate) struct ActingEditor(pub(crate) Editor);

/// Begins a session, and returns the cookie.
pub(crate) fn begin(site: &Site, account: &str) -> Result<HeaderValue, Problem> {
    let token = tokens::random_text();
    let now = Moment::now().milliseconds();
    site.archive
        .with_connection(|connection| {
            connection.execute("DELETE FROM desk_sessions WHERE expires <= ?", [now])?;
            connection.execute(
                "INSERT INTO desk_sessions (hash, account, expires) VALUES (?, ?, ?)",
                params![tokens::hash(&token), account, now + LIFETIME * 1000],
            )
        })
        .map_err(ArchiveError::from)?;
    Ok(cookie(&token, LIFETIME))
}

/// Ends a session, and returns the cookie that removes it.
pub(crate) fn end(site: &Site, editor: &Editor) -> Result<HeaderValue, Problem> {
    site.archive
        .with_connection(|connection| connection.execute("DELETE FROM desk_sessions WHERE hash = ?", [editor.session]))
        .map_err(ArchiveError::from)?;
    Ok(cookie("", 0))
}

/// Without `Secure`: this publisher is reached by plain HTTP on loopback.
fn cookie(token: &str, seconds: i64) -> HeaderValue {
    let cookie = format!("{COOKIE}={token}; Path=/desk; HttpOnly; SameSite=Strict; Max-Age={seconds}");
    HeaderValue::from_str(&cookie).expect("a token is ASCII")
}

/// The editor of a request; `None` without a session that is in force.
pub(crate) fn editor(site: &Site, headers: &HeaderMap) -> Result<Option<Editor>, Problem> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut own = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|cookie| cookie.trim().split_once('='));
    let Some((_, token)) = own.find(|(name, _)| *name == COOKIE) else { return Ok(None) };
    let session = tokens::hash(token);
    let account: Option<String> = site
        .archive
        .with_connection(|connection| {
            connection
                .prepare_cached("SELECT account FROM desk_sessions WHERE hash = ? AND expires > ?")?
                .query_row(params![session, Moment::now().milliseconds()], |row| row.get(0))
                .optional()
        })
        .map_err(ArchiveError::from)?;
    let account = account.and_then(|account| site.accounts.find(&account)).filter(|known| known.role == Role::Editor);
    Ok(account.map(|account| {
        let csrf = site.accounts.secret.derive("csrf", &session);
        Editor { name: account.name.clone(), csrf, session }
    }))
}

impl FromRequestParts<Arc<Site>> for Editor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Problem> {
        let missing = || Problem::new(StatusCode::UNAUTHORIZED, "需要登录", "登录已失效，请重新登录。");
        editor(site, &parts.headers)?.ok_or_else(missing)
    }
}

impl FromRequestParts<Arc<Site>> for ActingEditor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Problem> {
        let editor = Editor::from_request_parts(parts, site).await?;
        let word = parts.headers.get(&CSRF_HEADER).map_or(&[][..], HeaderValue::as_bytes);
        if digest::constant_time_eq(word, editor.csrf.as_bytes()) {
            return Ok(Self(editor));
        }
        Err(Problem::new(StatusCode::FORBIDDEN, "请求被拒绝", "这个请求不是审稿台发出的，请刷新页面再试。"))
    }
}
