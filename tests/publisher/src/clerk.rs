//! Who sends a request of a station.

use crate::account::Role;
use crate::archive::ArchiveError;
use crate::moment::Moment;
use crate::public::Site;
use crate::response::Problem;
use crate::tokens;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use std::sync::Arc;

/// The clerk who sends a request, by the access token in `Authorization`.
#[derive(Debug, Clone)]
pub(crate) struct Clerk {
    /// The account.
    pub(crate) account: String,
    /// The code of the clerk's station.
    pub(crate) station: String,
}

impl FromRequestParts<Arc<Site>> for Clerk {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Problem> {
        clerk(site, &parts.headers)
    }
}

/// The clerk whose access token these headers hold.
pub(crate) fn clerk(site: &Site, headers: &HeaderMap) -> Result<Clerk, Problem> {
    let refused = || {
        Problem::new(StatusCode::UNAUTHORIZED, "需要登录", "登录已失效，请重新登录。")
            .header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer error=\"invalid_token\""))
    };
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let (scheme, token) = authorization.and_then(|value| value.split_once(' ')).ok_or_else(refused)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(refused());
    }
    let now = Moment::now().milliseconds();
    let account = site
        .archive
        .with_connection(|connection| tokens::account_of(connection, now, token.trim()))
        .map_err(ArchiveError::from)?;
    let account = account.and_then(|account| site.accounts.find(&account)).ok_or_else(refused)?;
    let station = account.station.clone().filter(|_| account.role == Role::Clerk).ok_or_else(refused)?;
    Ok(Clerk { account: account.account.clone(), station })
}
