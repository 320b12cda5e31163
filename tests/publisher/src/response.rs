//! What all public responses share: validators, freshness, problem details.

use crate::digest;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body::Frame;
use serde_json::{Map, Value, json};
use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

/// The type of the problem that makes a client read the newest page again.
pub(crate) const CURSOR_GONE: &str = "tag:songming.example,2026:cursor-gone";

/// The media type of every error.
pub(crate) const PROBLEM: &str = "application/problem+json";

/// `Cache-Control` of the feed. The freshness is short because a withdrawal has to reach every phone.
pub(crate) const FEED_CACHE_CONTROL: &str = "public, max-age=15";
/// `Cache-Control` of the catalogue, which changes rarely and whose tag is in every page of the feed.
pub(crate) const CATALOGUE_CACHE_CONTROL: &str = "public, max-age=60";

/// No cache may store what is private to one guest or station.
pub(crate) const NO_STORE: [(HeaderName, HeaderValue); 1] =
    [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];

/// The entity tag of a response that depends on some parts alone.
///
/// It is weak: a resource is sent in several content codings, and strong tags would have to differ between them (RFC
/// 9110, 8.8.3.3). `If-None-Match` compares weakly.
pub(crate) fn etag(parts: &[&[u8]]) -> String {
    // With the length of each part, so that a byte that moves from one part to the next changes the tag.
    let lengths: Vec<[u8; 8]> = parts.iter().map(|part| (part.len() as u64).to_be_bytes()).collect();
    let framed: Vec<&[u8]> = lengths.iter().zip(parts).flat_map(|(length, part)| [&length[..], part]).collect();
    format!("W/\"{}\"", digest::hex(&digest::sha256(&framed)[..12]))
}

/// Whether `If-None-Match` contains `tag`, by weak comparison.
pub(crate) fn matches_etag(headers: &HeaderMap, tag: &str) -> bool {
    let opaque = |tag: &str| tag.strip_prefix("W/").unwrap_or(tag).to_owned();
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|list| list.trim() == "*" || tags(list).any(|known| opaque(known) == opaque(tag)))
}

/// The tags of a list. A comma inside quotes is part of a tag.
fn tags(list: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    list.split(move |c| {
        quoted ^= c == '"';
        c == ',' && !quoted
    })
    .map(str::trim)
}

/// A cacheable response: `304` without a body if the client has this version, `200` with `body` otherwise.
pub(crate) fn conditional(
    headers: &HeaderMap,
    tag: &str,
    freshness: &'static str,
    content_type: &'static str,
    body: impl FnOnce() -> Vec<u8>,
) -> Response {
    let common = [
        (header::ETAG, HeaderValue::from_str(tag).expect("a tag is hexadecimal")),
        (header::CACHE_CONTROL, HeaderValue::from_static(freshness)),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
    ];
    if matches_etag(headers, tag) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    (common, [(header::CONTENT_TYPE, content_type)], Body::from(body())).into_response()
}

/// The next frame of a body; `None` at its end.
pub(crate) async fn next_frame(body: &mut Body) -> Option<Result<Frame<Bytes>, axum::Error>> {
    poll_fn(|context| http_body::Body::poll_frame(Pin::new(&mut *body), context)).await
}

/// Bytes of a refused body that are read.
const MAX_DISCARDED: usize = 16 << 20;
/// How long a refused body is waited for.
const DISCARD_IDLE: Duration = Duration::from_secs(5);

/// Reads what is left of a body and drops it. A connection that is closed with unread bytes is reset, and the client
/// loses the response that refuses the body.
pub(crate) async fn discard(mut body: Body) {
    let mut read = 0;
    while read < MAX_DISCARDED {
        let Ok(Some(Ok(frame))) = tokio::time::timeout(DISCARD_IDLE, next_frame(&mut body)).await else { return };
        read += frame.data_ref().map_or(0, Bytes::len);
    }
}

/// Problem details (RFC 9457). `title` and `detail` are for a person, `type` for the client.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    members: Map<String, Value>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, title: &str, detail: impl Into<String>) -> Self {
        let members =
            json!({ "type": "about:blank", "title": title, "status": status.as_u16(), "detail": detail.into() });
        let Value::Object(members) = members else { unreachable!("the literal above is an object") };
        Self { status, members, headers: Vec::new() }
    }

    pub(crate) fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "请求有误", detail)
    }

    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "没有找到", "这个地址没有内容。")
    }

    pub(crate) fn kind(self, kind: &str) -> Self {
        self.member("type", kind)
    }

    pub(crate) fn member(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.members.insert(name.to_owned(), value.into());
        self
    }

    pub(crate) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = Value::Object(self.members).to_string();
        let mut response =
            (self.status, [(header::CONTENT_TYPE, PROBLEM), (header::CACHE_CONTROL, "no-store")], body).into_response();
        response.headers_mut().extend(self.headers);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn if_none_match(list: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.append(header::IF_NONE_MATCH, HeaderValue::from_str(list).expect("a header"));
        headers
    }

    #[test]
    fn if_none_match_is_a_list_compared_weakly() {
        for list in [r#""a""#, r#"W/"a""#, r#""x", W/"a""#, r#""x,y","a" , "z""#, "*", " * "] {
            assert!(matches_etag(&if_none_match(list), r#"W/"a""#), "{list}");
            assert!(matches_etag(&if_none_match(list), r#""a""#), "{list}");
        }
        for list in [r#""b""#, r#""x,"a"","#, "a", "", r#""*""#, r#""a,b""#] {
            assert!(!matches_etag(&if_none_match(list), r#""a""#), "{list}");
        }
    }

    #[test]
    fn etag_depends_on_every_part_and_its_length() {
        assert_ne!(etag(&[b"ab", b"c"]), etag(&[b"a", b"bc"]));
        assert_ne!(etag(&[b"ab"]), etag(&[b"ab", b""]));
        assert_eq!(etag(&[b"ab", b"c"]), etag(&[b"ab", b"c"]));
    }
}
