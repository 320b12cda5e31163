//! The public half of the protocol: the same bytes for every phone.

use crate::answer::{self, FRESH_CATALOGUE, FRESH_FEED, Problem};
use crate::archive::{Archive, Key, Page, Refused};
use crate::feed::{self, Question};
use crate::media::Library;
use crate::{markup, syndication};
use axum::Router;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::sync::Arc;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::SizeAbove;

/// Answers below this size gain nothing from a coding.
const WORTH_CODING: u16 = 860;

/// What the public service answers from.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) archive: Archive,
    pub(crate) library: Library,
    pub(crate) page_size: usize,
    /// Scheme and authority of the absolute addresses; otherwise taken from each request.
    pub(crate) base: Option<String>,
    /// Authority for a request that names none.
    pub(crate) authority: String,
}

pub(crate) fn router(site: Arc<Site>) -> Router {
    // Other parts have routers of their own beside this one: guests' appeals under /v1/appeals/; later sign-in, and a
    // station's changes, submissions, media and receipts under /v1/station/; signatures get a layer around all of them.
    Router::new()
        .route("/", get(front_page))
        .route("/v1/catalogue.json", get(catalogue))
        .route(feed::PATH, get(feed_page))
        .route("/rss.xml", get(rss))
        .route("/atom.xml", get(atom))
        .route("/items/{id}", get(item_page))
        .fallback(async || Problem::not_found())
        .layer(CompressionLayer::new().compress_when(SizeAbove::new(WORTH_CODING)))
        // Below the layer: pictures are coded already, and their digests and ranges count plain bytes.
        .route("/media/{name}", get(media))
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(site)
}

type Here = State<Arc<Site>>;

async fn catalogue(State(site): Here, headers: HeaderMap) -> Response {
    let catalogue = site.archive.state().catalogue;
    answer::conditional(&headers, &catalogue.tag, FRESH_CATALOGUE, "application/json", || catalogue.bytes.to_vec())
}

async fn feed_page(
    State(site): Here,
    query: Result<Query<Vec<(String, String)>>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Query(query) = query.map_err(|_| Problem::bad_request("查询参数无法读取。"))?;
    let question = question(&query)?;
    let base = site.base(&headers);
    let answer = |tag: &str, body: Vec<u8>| answer::conditional(&headers, tag, FRESH_FEED, feed::CONTENT_TYPE, || body);
    // Most phones ask what they know already: that is answered from the state alone.
    let state = site.archive.state();
    if let Question::After(cursor) = question {
        state.check(cursor)?;
    }
    let tag = feed::tag(&question, &base, site.page_size, &state);
    if answer::unchanged(&headers, &tag) {
        return Ok(answer(&tag, Vec::new()));
    }
    let page = site.read(&question)?;
    let tag = feed::tag(&question, &base, site.page_size, &page.state);
    Ok(answer(&tag, feed::render(page, &base, site.page_size)))
}

fn question(query: &[(String, String)]) -> Result<Question, Problem> {
    let mut question = Question::Newest;
    for (name, value) in query {
        let asked = match name.as_str() {
            // Digits only: `parse` alone would let a plus sign pass.
            "after" if value.bytes().all(|byte| byte.is_ascii_digit()) => value.parse().ok().map(Question::After),
            "before" => Key::parse(value).map(Question::Before),
            "after" => None,
            _ => continue,
        };
        let asked = asked.ok_or_else(|| Problem::bad_request(format!("参数 {name} 的值无效。")))?;
        if question != Question::Newest {
            return Err(Problem::bad_request("after 与 before 只能出现其中一个，且只能出现一次。"));
        }
        question = asked;
    }
    Ok(question)
}

async fn rss(State(site): Here, headers: HeaderMap) -> Result<Response, Problem> {
    plain_feed(&site, &headers, syndication::RSS, syndication::rss)
}

async fn atom(State(site): Here, headers: HeaderMap) -> Result<Response, Problem> {
    plain_feed(&site, &headers, syndication::ATOM, syndication::atom)
}

fn plain_feed(
    site: &Site,
    headers: &HeaderMap,
    content_type: &'static str,
    write: fn(&mut Page, &str) -> String,
) -> Result<Response, Problem> {
    let base = site.base(headers);
    let mut page = site.read(&Question::Newest)?;
    let tag = answer::tag(&syndication::parts(content_type, &base, &page.state));
    Ok(answer::conditional(headers, &tag, FRESH_FEED, content_type, || write(&mut page, &base).into_bytes()))
}

async fn front_page(State(site): Here, headers: HeaderMap) -> Result<Response, Problem> {
    let page = site.read(&Question::Newest)?;
    Ok(html(&headers, markup::front_page(&page.state, &page.items)))
}

async fn item_page(
    State(site): Here,
    id: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path(id) = id.map_err(|_| Problem::not_found())?;
    let item = site.archive.item(&id)?.ok_or_else(Problem::not_found)?;
    let page = html(&headers, markup::item_page(&item));
    Ok(if item.about.withdrawal.is_some() { (StatusCode::GONE, page).into_response() } else { page })
}

fn html(headers: &HeaderMap, page: String) -> Response {
    let tag = answer::tag(&[page.as_bytes()]);
    answer::conditional(headers, &tag, FRESH_FEED, "text/html; charset=utf-8", || page.into_bytes())
}

async fn media(
    State(site): Here,
    name: Result<Path<String>, PathRejection>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path(name) = name.map_err(|_| Problem::not_found())?;
    Ok(site.library.serve(&name, &method, &headers))
}

async fn method_not_allowed() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "不支持的方法", "这里只提供读取（GET、HEAD）。")
}

impl Site {
    fn base(&self, headers: &HeaderMap) -> String {
        if let Some(base) = &self.base {
            return base.clone();
        }
        // It goes into addresses, so nothing but an authority passes.
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let host = host.filter(|host| !host.is_empty() && host.chars().all(allowed));
        format!("http://{}", host.unwrap_or(&self.authority))
    }

    fn read(&self, question: &Question) -> Result<Page, Refused> {
        match question {
            Question::Newest => self.archive.page(None, self.page_size),
            Question::Before(key) => self.archive.page(Some(key), self.page_size),
            Question::After(cursor) => self.archive.changes(*cursor, self.page_size),
        }
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        match &refused {
            Refused::Gone { oldest, newest } => {
                Self::new(StatusCode::GONE, "游标已失效", "发布端不再保留这个游标之后的变更，请重新读取最新一页。")
                    .kind(answer::CURSOR_GONE)
                    .member("oldest", *oldest)
                    .member("newest", *newest)
            }
            Refused::Missing(_) => Self::new(StatusCode::NOT_FOUND, "没有找到", refused.to_string()),
            Refused::Exists(_) | Refused::Withdrawn(_) => Self::new(StatusCode::CONFLICT, "冲突", refused.to_string()),
            Refused::Invalid(_) => Self::bad_request(refused.to_string()),
            Refused::Database(_) => Self::new(StatusCode::INTERNAL_SERVER_ERROR, "发布端出错", refused.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_one_parameter_with_a_sound_value() {
        let asked = |pairs: &[(&str, &str)]| {
            let pairs: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            question(&pairs).ok()
        };
        assert_eq!(asked(&[]), Some(Question::Newest));
        assert_eq!(asked(&[("after", "0")]), Some(Question::After(0)));
        assert_eq!(asked(&[("utm", "x"), ("after", "12")]), Some(Question::After(12)));
        assert_eq!(asked(&[("before", "-5~a~b")]), Key::parse("-5~a~b").map(Question::Before));
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
