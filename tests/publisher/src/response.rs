//! What all public responses share: validators, freshness, problem details.

use crate::digest;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

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
