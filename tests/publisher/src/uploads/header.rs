//! The headers of tus 1.0.0.

use crate::response::Problem;
use crate::uuid::uuid;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use httpdate::HttpDate;
use std::collections::HashMap;
use std::time::{Duration, SystemTime};

/// The only version of the protocol that is spoken.
pub(super) const VERSION: HeaderValue = HeaderValue::from_static("1.0.0");
pub(super) const EXTENSIONS: HeaderValue = HeaderValue::from_static("creation,checksum,expiration,termination");
pub(super) const ALGORITHMS: HeaderValue = HeaderValue::from_static("sha256");
/// The media type of the body of a `PATCH`.
pub(crate) const CHUNK: &str = "application/offset+octet-stream";

pub(super) const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
pub(super) const SPOKEN: HeaderName = HeaderName::from_static("tus-version");
pub(super) const EXTENSION: HeaderName = HeaderName::from_static("tus-extension");
pub(super) const MAX_SIZE: HeaderName = HeaderName::from_static("tus-max-size");
pub(super) const ALGORITHM: HeaderName = HeaderName::from_static("tus-checksum-algorithm");
pub(super) const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
pub(super) const LENGTH: HeaderName = HeaderName::from_static("upload-length");
pub(super) const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
pub(super) const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
/// The method that is meant, from a client that cannot send each method.
pub(super) const METHOD: HeaderName = HeaderName::from_static("x-http-method-override");

/// What the client says about a file when it creates the upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Metadata {
    /// UUID of the submission, in lower case.
    pub(crate) submission: String,
    /// UUID of the file, in lower case.
    pub(crate) media: String,
    /// Digest of the whole file, lower-case hexadecimal digits.
    pub(crate) sha256: String,
    pub(crate) content_type: String,
}

impl Metadata {
    /// Members that this publisher does not know are ignored.
    pub(super) fn read(headers: &HeaderMap) -> Result<Self, Problem> {
        let mut members = HashMap::new();
        for value in headers.get_all(METADATA) {
            let value = value.to_str().map_err(|_| invalid("Upload-Metadata 含有不可见的字符。"))?;
            for pair in value.split(',') {
                let (key, value) = member(pair)?;
                if members.insert(key, value).is_some() {
                    return Err(invalid(format!("Upload-Metadata 中 {key} 出现两次。")));
                }
            }
        }
        let mut take = |key: &str, check: fn(&str) -> Option<String>| {
            let value = members.remove(key).and_then(|value| String::from_utf8(value).ok());
            value
                .and_then(|value| check(&value))
                .ok_or_else(|| invalid(format!("Upload-Metadata 中 {key} 缺失或有误。")))
        };
        Ok(Self {
            submission: take("submission", uuid)?,
            media: take("media", uuid)?,
            sha256: take("sha256", digits_of_digest)?,
            content_type: take("type", |text| Some(text.to_ascii_lowercase()))?,
        })
    }

    /// The header that [`Metadata::read`] reads.
    pub(super) fn value(&self) -> HeaderValue {
        let members = [
            ("submission", &self.submission),
            ("media", &self.media),
            ("sha256", &self.sha256),
            ("type", &self.content_type),
        ];
        let members = members.map(|(key, value)| format!("{key} {}", BASE64_STANDARD.encode(value)));
        HeaderValue::from_str(&members.join(",")).expect("the members are in base64")
    }
}

/// A key, and its value in base64; a key without a value is allowed.
fn member(pair: &str) -> Result<(&str, Vec<u8>), Problem> {
    let pair = pair.trim();
    let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
    if key.is_empty() {
        return Err(invalid("Upload-Metadata 中有一项没有名称。"));
    }
    let value =
        BASE64_STANDARD.decode(value).map_err(|_| invalid(format!("Upload-Metadata 中 {key} 不是 Base64。")))?;
    Ok((key, value))
}

fn digits_of_digest(text: &str) -> Option<String> {
    let is_digest = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_digest.then(|| text.to_ascii_lowercase())
}

fn invalid(detail: impl Into<String>) -> Problem {
    Problem::bad_request(detail)
}

/// A number of bytes. One that no computer can hold is the greatest there is: it is too large, not malformed.
pub(super) fn number(headers: &HeaderMap, name: &HeaderName) -> Result<u64, Problem> {
    let mut values = headers.get_all(name).iter().map(HeaderValue::as_bytes);
    match (values.next(), values.next()) {
        (Some(digits), None) if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) => {
            Ok(std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok()).unwrap_or(u64::MAX))
        }
        _ => Err(invalid(format!("{name} 应是一个不小于零的整数。"))),
    }
}

/// The digest of the chunk, if the client sent one.
pub(super) fn checksum(headers: &HeaderMap) -> Result<Option<[u8; 32]>, Problem> {
    let Some(value) = headers.get(CHECKSUM) else { return Ok(None) };
    let digest = value.to_str().ok().and_then(|value| value.strip_prefix("sha256 "));
    let digest = digest.and_then(|digest| BASE64_STANDARD.decode(digest).ok()).and_then(|bytes| bytes.try_into().ok());
    digest.map(Some).ok_or_else(|| invalid("Upload-Checksum 应是 sha256 和 Base64 写成的摘要。"))
}

pub(super) fn check_version(headers: &HeaderMap) -> Result<(), Problem> {
    if headers.get(RESUMABLE) == Some(&VERSION) {
        return Ok(());
    }
    let detail = "这里用 tus 1.0.0（Tus-Resumable: 1.0.0）。";
    Err(Problem::new(StatusCode::PRECONDITION_FAILED, "协议版本不符", detail).header(SPOKEN, VERSION))
}

pub(super) fn check_chunk_type(headers: &HeaderMap) -> Result<(), Problem> {
    if headers.get(header::CONTENT_TYPE).is_some_and(|value| value == CHUNK) {
        return Ok(());
    }
    let detail = format!("内容应以 {CHUNK} 发送。");
    Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "内容类型不符", detail))
}

/// A time in milliseconds as an HTTP date.
pub(super) fn date(milliseconds: i64) -> HeaderValue {
    let date = HttpDate::from(SystemTime::UNIX_EPOCH + Duration::from_millis(milliseconds.unsigned_abs()));
    HeaderValue::from_str(&date.to_string()).expect("a date is written in ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &HeaderName, values: &[&str]) -> HeaderMap {
        values.iter().map(|value| (name.clone(), HeaderValue::from_str(value).unwrap())).collect()
    }

    #[test]
    fn metadata_is_read_as_it_is_written() {
        let metadata = Metadata {
            submission: "01936f2e-1111-7abc-8def-0123456789ab".to_owned(),
            media: "01936f2e-2222-7abc-8def-0123456789ab".to_owned(),
            sha256: "0123456789abcdef".repeat(4),
            content_type: "image/jpeg".to_owned(),
        };
        let written = metadata.value();
        let written = written.to_str().unwrap();
        assert_eq!(Metadata::read(&headers(&METADATA, &[written])).unwrap(), metadata);
        // Spaces after commas, a key without a value, an unknown key, and a list in two lines.
        let spaced = written.replace(',', " , ") + ",empty,other 5Zib";
        let (one, other) = spaced.split_once(" , ").unwrap();
        assert_eq!(Metadata::read(&headers(&METADATA, &[one, other])).unwrap(), metadata);
    }

    #[test]
    fn number_is_digits_alone() {
        let read = |values: &[&str]| number(&headers(&LENGTH, values), &LENGTH).ok();
        assert_eq!(read(&["0"]), Some(0));
        assert_eq!(read(&["00012"]), Some(12));
        assert_eq!(read(&["99999999999999999999999999"]), Some(u64::MAX));
        for nonsense in [&[][..], &[""], &["+1"], &["-1"], &["1.5"], &["0x10"], &["1", "1"], &["1, 1"], &["１"]] {
            assert_eq!(read(nonsense), None, "{nonsense:?}");
        }
    }

    #[test]
    fn checksum_is_a_sha256_in_base64() {
        let header = HeaderName::from_static("upload-checksum");
        let read = |value: &str| checksum(&headers(&header, &[value])).ok();
        assert_eq!(checksum(&HeaderMap::new()).unwrap(), None);
        let zeros = BASE64_STANDARD.encode([0; 32]);
        assert_eq!(read(&format!("sha256 {zeros}")), Some(Some([0; 32])));
        for nonsense in ["", "sha256", "sha256 ", "sha256 AAAA", "sha256 !", &format!("sha1 {zeros}"), &zeros] {
            assert_eq!(read(nonsense), None, "{nonsense}");
        }
    }
}
