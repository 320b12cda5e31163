//! What every public answer has in common: validators, freshness, problem details.

use crate::digest;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

/// Type of the problem that tells a client to take the newest page again.
pub(crate) const CURSOR_GONE: &str = "tag:songming.example,2026:cursor-gone";

/// Media type of every error.
pub(crate) const PROBLEM: &str = "application/problem+json";

/// How long a cache may answer in the publisher's place. Short for the feed: a withdrawal has to reach every phone.
pub(crate) const FRESH_FEED: &str = "public, max-age=15";
/// The same for the catalogue, which changes rarely and whose tag every page of the feed carries.
pub(crate) const FRESH_CATALOGUE: &str = "public, max-age=60";

/// An entity tag over everything that an answer depends on.
///
/// Weak, because one resource is sent in several content codings and a strong tag would have to differ between them
/// (RFC 9110, 8.8.3.3); `If-None-Match` compares weakly anyway.
pub(crate) fn tag(parts: &[&[u8]]) -> String {
    // Lengths between the parts, so that moving a byte from one to the next makes another tag.
    let lengths: Vec<[u8; 8]> = parts.iter().map(|part| (part.len() as u64).to_be_bytes()).collect();
    let framed: Vec<&[u8]> = lengths.iter().zip(parts).flat_map(|(length, part)| [&length[..], part]).collect();
    format!("W/\"{}\"", digest::hex(&digest::sha256(&framed)[..12]))
}

/// Whether `If-None-Match` names `tag`, by weak comparison.
pub(crate) fn unchanged(headers: &HeaderMap, tag: &str) -> bool {
    let opaque = |tag: &str| tag.strip_prefix("W/").unwrap_or(tag).to_owned();
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|list| list.trim() == "*" || tags(list).any(|known| opaque(known) == opaque(tag)))
}

/// The tags of a list. Commas inside quotes belong to the tag.
fn tags(list: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    list.split(move |c| {
        quoted ^= c == '"';
        c == ',' && !quoted
    })
    .map(str::trim)
}

/// One cacheable answer: `304` when the client has it already, otherwise what `body` makes.
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
    if unchanged(headers, tag) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    (common, [(header::CONTENT_TYPE, content_type)], Body::from(body())).into_response()
}

/// RFC 9457. Title and detail are for a person; `type` is for the client.
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

    fn asked(list: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.append(header::IF_NONE_MATCH, HeaderValue::from_str(list).expect("a header"));
        headers
    }

    #[test]
    fn if_none_match_is_a_list_compared_weakly() {
        for list in [r#""a""#, r#"W/"a""#, r#""x", W/"a""#, r#""x,y","a" , "z""#, "*", " * "] {
            assert!(unchanged(&asked(list), r#"W/"a""#), "{list}");
            assert!(unchanged(&asked(list), r#""a""#), "{list}");
        }
        for list in [r#""b""#, r#""x,"a"","#, "a", "", r#""*""#, r#""a,b""#] {
            assert!(!unchanged(&asked(list), r#""a""#), "{list}");
        }
    }

    #[test]
    fn a_tag_depends_on_every_part_and_its_border() {
        assert_ne!(tag(&[b"ab", b"c"]), tag(&[b"a", b"bc"]));
        assert_ne!(tag(&[b"ab"]), tag(&[b"ab", b""]));
        assert_eq!(tag(&[b"ab", b"c"]), tag(&[b"ab", b"c"]));
    }
}
