//! Logging in a clerk: OAuth 2.0 authorization code with PKCE (RFC 6749, 7636), for the one client there is.
//!
//! A client or a redirect address that is not known gets a page and never a redirect: the address may be an attacker's.

use crate::account::Role;
use crate::archive::ArchiveError;
use crate::login_page;
use crate::moment::Moment;
use crate::public::Site;
use crate::response::{NO_STORE, Problem};
use crate::socket::ConnectionHandle;
use crate::stations;
use crate::tokens::{self, TokenPair};
use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{ConnectInfo, DefaultBodyLimit, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

const CLIENT: &str = "songming";
const SCOPE: &str = "station";
/// Bytes of a form.
pub(crate) const MAX_FORM: usize = 16 * 1024;
/// Characters of `state`, which returns in an address.
const MAX_STATE: usize = 500;

pub(crate) fn router(site: Arc<Site>) -> Router {
    Router::new()
        .route("/v1/account/authorize", get(show).post(submit))
        .route("/v1/account/token", post(token))
        .route("/v1/account/revoke", post(revoke))
        .method_not_allowed_fallback(async || {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "不支持的方法", "登录页用 GET 打开，其余用 POST。")
        })
        .layer(DefaultBodyLimit::max(MAX_FORM))
        .with_state(site)
}

type SiteState = State<Arc<Site>>;

/// The members of a form or a query; `None` if one appears twice (RFC 6749, 3.1).
pub(crate) fn members(encoded: &[u8]) -> Option<BTreeMap<String, String>> {
    let mut members = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(encoded) {
        if members.insert(name.into_owned(), value.into_owned()).is_some() {
            return None;
        }
    }
    Some(members)
}

fn redirect_is_allowed(address: &str) -> bool {
    let port = address.strip_prefix("http://127.0.0.1:").and_then(|rest| rest.strip_suffix("/login"));
    let loopback = port.is_some_and(|port| {
        port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0)
    });
    address == "cn.songming.app:/login" || loopback
}

/// A request to log in that has no fault.
struct LoginRequest {
    redirect: String,
    state: String,
    challenge: String,
}

/// The request in a query, or the response to its fault.
fn parse_request(query: &str, issuer: &str) -> Result<LoginRequest, Box<Response>> {
    let page = |text| Box::new(login_page::refusal(StatusCode::BAD_REQUEST, text));
    let mut query = members(query.as_bytes()).ok_or_else(|| page("请求里有重复的参数。请从应用里重新登录。"))?;
    let mut take = |name: &str| query.remove(name).unwrap_or_default();
    if take("client_id") != CLIENT {
        return Err(page("这个应用不能在这里登录。"));
    }
    let redirect = take("redirect_uri");
    if !redirect_is_allowed(&redirect) {
        return Err(page("登录之后要返回的地址不属于本应用。"));
    }
    let state = take("state");
    let (challenge, method, scope) = (take("code_challenge"), take("code_challenge_method"), take("scope"));
    let base64url = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let error = if take("response_type") != "code" {
        "unsupported_response_type"
    } else if scope != SCOPE {
        "invalid_scope"
    } else if state.is_empty()
        || state.chars().count() > MAX_STATE
        || method != "S256"
        || challenge.len() != 43
        || !challenge.chars().all(base64url)
    {
        "invalid_request"
    } else {
        return Ok(LoginRequest { redirect, state, challenge });
    };
    let parameters = [("error", error), ("state", state.as_str()), ("iss", issuer)];
    Err(Box::new(redirect_to(&redirect, parameters.into_iter().filter(|(_, value)| !value.is_empty()))))
}

fn redirect_to<'a>(address: &str, parameters: impl Iterator<Item = (&'a str, &'a str)>) -> Response {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    (StatusCode::SEE_OTHER, NO_STORE, [(header::LOCATION, format!("{address}?{query}"))]).into_response()
}

const HEADING: &str = "登录联络站";

async fn show(State(site): SiteState, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    match parse_request(&query.unwrap_or_default(), &site.base(&headers)) {
        Ok(_) => login_page::form(HEADING, None, ""),
        Err(response) => *response,
    }
}

async fn submit(
    State(site): SiteState,
    RawQuery(query): RawQuery,
    ConnectInfo(connection): ConnectInfo<ConnectionHandle>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let issuer = site.base(&headers);
    let request = match parse_request(&query.unwrap_or_default(), &issuer) {
        Ok(request) => request,
        Err(response) => return Ok(*response),
    };
    let form = body.ok().and_then(|body| members(&body)).unwrap_or_default();
    let typed = |name: &str| form.get(name).map_or("", String::as_str);
    let account = match site.accounts.log_in(typed("name"), typed("password"), Role::Clerk, connection.peer()) {
        Ok(account) => account,
        Err(denied) => {
            return Ok(login_page::denied(HEADING, denied, "这个账号不是联络站的账号。", typed("name")));
        }
    };
    let now = Moment::now().milliseconds();
    let code = site
        .archive
        .with_connection(|connection| {
            tokens::issue_code(connection, now, &account.account, &request.redirect, &request.challenge)
        })
        .map_err(ArchiveError::from)?;
    let parameters = [("code", code.as_str()), ("state", &request.state), ("iss", &issuer)];
    Ok(redirect_to(&request.redirect, parameters.into_iter()))
}

/// An error of the token endpoint (RFC 6749, 5.2).
fn token_error(error: &str) -> Response {
    let json = [(header::CONTENT_TYPE, "application/json")];
    (StatusCode::BAD_REQUEST, NO_STORE, json, json!({ "error": error }).to_string()).into_response()
}

async fn token(State(site): SiteState, body: Result<Bytes, BytesRejection>) -> Result<Response, Problem> {
    let Some(form) = body.ok().and_then(|body| members(&body)) else { return Ok(token_error("invalid_request")) };
    let member = |name: &str| form.get(name).map(String::as_str).filter(|value| !value.is_empty());
    if member("client_id") != Some(CLIENT) {
        return Ok(token_error("invalid_client"));
    }
    let (secret, lifetimes, now) = (&site.accounts.secret, site.accounts.lifetimes(), Moment::now().milliseconds());
    let pair = match member("grant_type") {
        Some("authorization_code") => {
            let parts = (member("code"), member("redirect_uri"), member("code_verifier"));
            let (Some(code), Some(redirect), Some(verifier)) = parts else {
                return Ok(token_error("invalid_request"));
            };
            let parts = (code, redirect, verifier);
            site.archive.with_connection(|connection| tokens::exchange(connection, secret, lifetimes, now, parts))
        }
        Some("refresh_token") => {
            let Some(token) = member("refresh_token") else { return Ok(token_error("invalid_request")) };
            site.archive.with_connection(|connection| tokens::refresh(connection, secret, lifetimes, now, token))
        }
        Some(_) => return Ok(token_error("unsupported_grant_type")),
        None => return Ok(token_error("invalid_request")),
    };
    let pair = pair.map_err(ArchiveError::from)?;
    let Some(body) = pair.and_then(|pair| token_body(&site, &pair)) else { return Ok(token_error("invalid_grant")) };
    Ok((NO_STORE, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response())
}

/// `None` if the account of the tokens is no clerk's any more.
fn token_body(site: &Site, pair: &TokenPair) -> Option<Value> {
    let account = site.accounts.find(&pair.account).filter(|account| account.role == Role::Clerk)?;
    let station = account.station.as_deref()?;
    let mut own = json!({ "account": account.account, "name": account.name, "station": station });
    if let Some(park) = stations::park_of(&site.archive.state().catalogue.value, station) {
        own["park"] = park.into();
    }
    Some(json!({
        "access_token": pair.access, "token_type": "Bearer", "expires_in": pair.expires_in,
        "refresh_token": pair.refresh, "scope": SCOPE, "_songming": own,
    }))
}

/// Always `200`, so that nobody learns whether a token exists (RFC 7009, 2.2).
async fn revoke(State(site): SiteState, body: Result<Bytes, BytesRejection>) -> Result<Response, Problem> {
    let form = body.ok().and_then(|body| members(&body)).unwrap_or_default();
    if let (Some(token), Some(CLIENT)) = (form.get("token"), form.get("client_id").map(String::as_str)) {
        site.archive.with_connection(|connection| tokens::revoke(connection, token)).map_err(ArchiveError::from)?;
    }
    Ok((StatusCode::OK, NO_STORE).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirect_addresses_are_those_of_the_app_and_of_loopback() {
        for allowed in ["cn.songming.app:/login", "http://127.0.0.1:1/login", "http://127.0.0.1:65535/login"] {
            assert!(redirect_is_allowed(allowed), "{allowed}");
        }
        for refused in [
            "",
            "cn.songming.app:/login/",
            "cn.songming.app:/login?x=1",
            "cn.songming.app://login",
            "http://127.0.0.1/login",
            "http://127.0.0.1:0/login",
            "http://127.0.0.1:+1/login",
            "http://127.0.0.1:65536/login",
            "http://127.0.0.1:80@evil.example/login",
            "http://127.0.0.1:80/login#x",
            "http://localhost:80/login",
            "https://127.0.0.1:80/login",
            "http://127.0.0.1:80/other",
        ] {
            assert!(!redirect_is_allowed(refused), "{refused}");
        }
    }
}
