//! The public port without the appeals and the station: the same responses for every client.

use crate::account::Accounts;
use crate::archive::{Archive, ArchiveError, Key, Page};
use crate::feed::{self, FeedQuery};
use crate::media::Library;
use crate::response::{self, CATALOGUE_CACHE_CONTROL, FEED_CACHE_CONTROL, Problem};
use crate::{markup, syndication, withdrawals};
use axum::Router;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::sync::{Arc, RwLock, RwLockReadGuard, RwLockWriteGuard};
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::SizeAbove;

/// Smaller responses, in bytes, are not compressed.
const MIN_COMPRESSED_SIZE: u16 = 860;

/// What the public port serves.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) archive: Archive,
    library: RwLock<Library>,
    pub(crate) accounts: Accounts,
    pub(crate) page_size: usize,
    /// Scheme and authority of absolute addresses; `None` for those of each request.
    pub(crate) base: Option<String>,
    /// The authority for a request without `Host`.
    pub(crate) authority: String,
}

/// How the public port answers.
#[derive(Debug)]
pub(crate) struct SiteOptions {
    pub(crate) page_size: usize,
    pub(crate) base: Option<String>,
    pub(crate) authority: String,
}

pub(crate) fn router(site: Arc<Site>) -> Router {
    Router::new()
        .route("/", get(front_page))
        .route("/v1/catalogue.json", get(catalogue))
        .route(feed::PATH, get(feed_page))
        .route(withdrawals::PATH, get(withdrawal_list))
        .route("/rss.xml", get(rss))
        .route("/atom.xml", get(atom))
        .route("/items/{id}", get(item_page))
        .fallback(async || Problem::not_found())
        .layer(CompressionLayer::new().compress_when(SizeAbove::new(MIN_COMPRESSED_SIZE)))
        // After the compression layer, which therefore does not apply: media are compressed already, and digests and
        // ranges refer to the stored bytes.
        .route("/media/{name}", get(media))
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(site)
}

type SiteState = State<Arc<Site>>;

async fn catalogue(State(site): SiteState, headers: HeaderMap) -> Response {
    let catalogue = site.archive.state().catalogue;
    response::conditional(&headers, &catalogue.etag, CATALOGUE_CACHE_CONTROL, "application/json", || {
        catalogue.bytes.to_vec()
    })
}

async fn feed_page(
    State(site): SiteState,
    parameters: Result<Query<Vec<(String, String)>>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Query(parameters) = parameters.map_err(|_| Problem::bad_request("查询参数无法读取。"))?;
    let query = parse_query(&parameters)?;
    let base = site.base(&headers);
    let respond = |tag: &str, body: Vec<u8>| {
        response::conditional(&headers, tag, FEED_CACHE_CONTROL, feed::CONTENT_TYPE, || body)
    };
    // Most clients have the current version; `304` needs only the state.
    let state = site.archive.state();
    if let FeedQuery::After(cursor) = query {
        state.check(cursor)?;
    }
    let tag = feed::etag(&query, &base, site.page_size, &state);
    if response::matches_etag(&headers, &tag) {
        return Ok(respond(&tag, Vec::new()));
    }
    let page = site.page(&query)?;
    let tag = feed::etag(&query, &base, site.page_size, &page.state);
    Ok(respond(&tag, feed::render(page, &base, site.page_size)))
}

async fn withdrawal_list(
    State(site): SiteState,
    parameters: Result<Query<Vec<(String, String)>>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Query(parameters) = parameters.map_err(|_| Problem::bad_request("查询参数无法读取。"))?;
    let after = match parse_query(&parameters)? {
        FeedQuery::Newest => 0,
        FeedQuery::After(sequence) => sequence,
        FeedQuery::Before(_) => return Err(Problem::bad_request("撤稿清单没有参数 before。")),
    };
    let page = site.archive.withdrawals(after, site.page_size)?;
    let body = withdrawals::render(&page);
    let tag = response::etag(&[b"withdrawals", &body]);
    Ok(response::conditional(&headers, &tag, FEED_CACHE_CONTROL, "application/json", || body))
}

fn parse_query(parameters: &[(String, String)]) -> Result<FeedQuery, Problem> {
    let mut query = FeedQuery::Newest;
    for (name, value) in parameters {
        let parsed = match name.as_str() {
            // `parse` alone would accept a plus sign.
            "after" if value.bytes().all(|byte| byte.is_ascii_digit()) => value.parse().ok().map(FeedQuery::After),
            "before" => Key::parse(value).map(FeedQuery::Before),
            "after" => None,
            _ => continue,
        };
        let parsed = parsed.ok_or_else(|| Problem::bad_request(format!("参数 {name} 的值无效。")))?;
        if query != FeedQuery::Newest {
            return Err(Problem::bad_request("after 与 before 只能出现其中一个，且只能出现一次。"));
        }
        query = parsed;
    }
    Ok(query)
}

async fn rss(State(site): SiteState, headers: HeaderMap) -> Result<Response, Problem> {
    xml_feed(&site, &headers, syndication::RSS_TYPE, syndication::rss)
}

async fn atom(State(site): SiteState, headers: HeaderMap) -> Result<Response, Problem> {
    xml_feed(&site, &headers, syndication::ATOM_TYPE, syndication::atom)
}

fn xml_feed(
    site: &Site,
    headers: &HeaderMap,
    content_type: &'static str,
    write: fn(&mut Page, &str) -> String,
) -> Result<Response, Problem> {
    let base = site.base(headers);
    let mut page = site.page(&FeedQuery::Newest)?;
    let tag = response::etag(&syndication::etag_parts(content_type, &base, &page.state));
    Ok(response::conditional(headers, &tag, FEED_CACHE_CONTROL, content_type, || write(&mut page, &base).into_bytes()))
}

async fn front_page(State(site): SiteState, headers: HeaderMap) -> Result<Response, Problem> {
    let page = site.page(&FeedQuery::Newest)?;
    Ok(html_response(&headers, markup::front_page(&page.state, &page.items)))
}

async fn item_page(
    State(site): SiteState,
    id: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path(id) = id.map_err(|_| Problem::not_found())?;
    let item = site.archive.item(&id)?.ok_or_else(Problem::not_found)?;
    let page = html_response(&headers, markup::item_page(&item));
    Ok(if item.extension.withdrawal.is_some() { (StatusCode::GONE, page).into_response() } else { page })
}

fn html_response(headers: &HeaderMap, page: String) -> Response {
    let tag = response::etag(&[page.as_bytes()]);
    response::conditional(headers, &tag, FEED_CACHE_CONTROL, "text/html; charset=utf-8", || page.into_bytes())
}

async fn media(
    State(site): SiteState,
    name: Result<Path<String>, PathRejection>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path(name) = name.map_err(|_| Problem::not_found())?;
    Ok(site.library().serve(&name, &method, &headers))
}

async fn method_not_allowed() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "不支持的方法", "这里只提供读取（GET、HEAD）。")
}

impl Site {
    pub(crate) fn new(archive: Archive, library: Library, accounts: Accounts, options: SiteOptions) -> Self {
        let SiteOptions { page_size, base, authority } = options;
        Self { archive, library: RwLock::new(library), accounts, page_size, base, authority }
    }

    pub(crate) fn library(&self) -> RwLockReadGuard<'_, Library> {
        self.library.read().expect("nothing panics while it holds the library")
    }

    pub(crate) fn library_mut(&self) -> RwLockWriteGuard<'_, Library> {
        self.library.write().expect("nothing panics while it holds the library")
    }

    pub(crate) fn base(&self, headers: &HeaderMap) -> String {
        if let Some(base) = &self.base {
            return base.clone();
        }
        // It becomes part of addresses, so only the characters of an authority are accepted.
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let host = host.filter(|host| !host.is_empty() && host.chars().all(allowed));
        format!("http://{}", host.unwrap_or(&self.authority))
    }

    fn page(&self, query: &FeedQuery) -> Result<Page, ArchiveError> {
        match query {
            FeedQuery::Newest => self.archive.page(None, self.page_size),
            FeedQuery::Before(key) => self.archive.page(Some(key), self.page_size),
            FeedQuery::After(cursor) => self.archive.changes(*cursor, self.page_size),
        }
    }
}

impl From<ArchiveError> for Problem {
    fn from(error: ArchiveError) -> Self {
        match &error {
            ArchiveError::Gone { oldest, newest } => {
                Self::new(StatusCode::GONE, "游标已失效", "发布端不再保留这个游标之后的变更，请重新读取最新一页。")
                    .kind(response::CURSOR_GONE)
                    .member("oldest", *oldest)
                    .member("newest", *newest)
            }
            ArchiveError::Missing(_) => Self::new(StatusCode::NOT_FOUND, "没有找到", error.to_string()),
            ArchiveError::Exists(_) | ArchiveError::Withdrawn(_) => {
                Self::new(StatusCode::CONFLICT, "冲突", error.to_string())
            }
            ArchiveError::Invalid(_) => Self::bad_request(error.to_string()),
            ArchiveError::Database(_) => Self::new(StatusCode::INTERNAL_SERVER_ERROR, "发布端出错", error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn query_is_one_parameter_with_a_valid_value() {
        let asked = |pairs: &[(&str, &str)]| {
            let pairs: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            parse_query(&pairs).ok()
        };
        assert_eq!(asked(&[]), Some(FeedQuery::Newest));
        assert_eq!(asked(&[("after", "0")]), Some(FeedQuery::After(0)));
        assert_eq!(asked(&[("utm", "x"), ("after", "12")]), Some(FeedQuery::After(12)));
        assert_eq!(asked(&[("before", "-5~a~b")]), Key::parse("-5~a~b").map(FeedQuery::Before));
        for nonsense in ["", "-1", "+1", "1.5", "１", "x", "99999999999999999999"] {
            assert_eq!(asked(&[("after", nonsense)]), None, "{nonsense}");
        }
        for nonsense in ["", "5", "x~a", "~"] {
            assert_eq!(asked(&[("before", nonsense)]), None, "{nonsense}");
        }
        assert_eq!(asked(&[("after", "1"), ("after", "2")]), None);
        assert_eq!(asked(&[("after", "1"), ("before", "5~a")]), None);
    }
}
