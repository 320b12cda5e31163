//! Media files: loaded once, described in the feed, served with ranges.

use crate::digest;
use crate::drawing;
use crate::item::{Attachment, MediaExtension};
use crate::response::{self, Problem};
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::{fs, io};

/// The bytes of a name never change, so a client never has to revalidate; `no-transform` keeps the digests valid.
const CACHE_CONTROL: &str = "public, max-age=31536000, immutable, no-transform";

/// All media files, by name.
#[derive(Debug, Clone, Default)]
pub struct Library(BTreeMap<String, File>);

#[derive(Debug, Clone)]
struct File {
    bytes: Bytes,
    mime_type: &'static str,
    sha256: String,
    dimensions: Option<(u32, u32)>,
    thumbhash: Option<String>,
}

/// A reference to a media file in an item.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MediaReference {
    /// The file name in the library.
    pub name: String,
    /// Caption.
    pub title: Option<String>,
    /// The alternative text.
    pub alt: Option<String>,
    /// Seconds; videos only.
    pub duration_in_seconds: Option<f64>,
}

/// The path of a media file.
pub fn path_of(name: &str) -> String {
    format!("/media/{name}")
}

/// The name of the picture of a generated item.
pub(crate) fn generated_name(number: usize) -> String {
    format!("drawn-{number}.png")
}

/// The thumbhash of each picture by file name, in hexadecimal digits as `songming inspect picture` prints them.
fn placeholders(folder: &Path) -> io::Result<BTreeMap<String, String>> {
    match fs::read(folder.join("placeholders.json")) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeMap::new()),
        Err(error) => Err(error),
    }
}

fn mime_type(name: &str) -> Option<&'static str> {
    match name.rsplit_once('.')?.1 {
        "jpg" | "jpeg" => Some("image/jpeg"),
        "png" => Some("image/png"),
        "webp" => Some("image/webp"),
        "mp4" => Some("video/mp4"),
        "pdf" => Some("application/pdf"),
        "csv" => Some("text/csv"),
        "txt" => Some("text/plain"),
        _ => None,
    }
}

impl File {
    fn new(bytes: Bytes, mime_type: &'static str, thumbhash: Option<String>) -> Result<Self, imagesize::ImageError> {
        let dimensions = if mime_type.starts_with("image/") {
            let size = imagesize::blob_size(&bytes)?;
            let pixels = |n: usize| u32::try_from(n).map_err(|_| imagesize::ImageError::CorruptedImage);
            Some((pixels(size.width)?, pixels(size.height)?))
        } else {
            None
        };
        let sha256 = digest::hex(&digest::sha256(&[&bytes]));
        Ok(Self { bytes, mime_type, sha256, dimensions, thumbhash })
    }
}

impl Library {
    /// Loads every picture, video and document of a folder; other files are ignored.
    pub fn load(folder: &Path) -> io::Result<Self> {
        let mut files = BTreeMap::new();
        let placeholders = placeholders(folder)?;
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let Some(mime_type) = mime_type(&name) else { continue };
            let bytes = Bytes::from(fs::read(entry.path())?);
            let file = File::new(bytes, mime_type, placeholders.get(&name).cloned())
                .map_err(|error| io::Error::other(format!("{}: {error}", entry.path().display())))?;
            files.insert(name, file);
        }
        Ok(Self(files))
    }

    /// Adds the picture of a generated item.
    pub(crate) fn add_generated(&mut self, number: usize) {
        let bytes = Bytes::from(drawing::png(number));
        let sha256 = digest::hex(&digest::sha256(&[&bytes]));
        let dimensions = imagesize::blob_size(&bytes).ok().map(|size| (size.width as u32, size.height as u32));
        let file = File { bytes, mime_type: "image/png", sha256, dimensions, thumbhash: None };
        self.0.insert(generated_name(number), file);
    }

    /// Adds a file; the bytes of a name never change, so one that is there already stays.
    pub(crate) fn add(&mut self, name: &str, bytes: Vec<u8>) -> Result<(), String> {
        if self.contains(name) {
            return Ok(());
        }
        let mime_type = mime_type(name).ok_or_else(|| format!("“{name}” has no known type"))?;
        let file = File::new(Bytes::from(bytes), mime_type, None).map_err(|error| format!("{name}: {error}"))?;
        self.0.insert(name.to_owned(), file);
        Ok(())
    }

    /// Whether there is a file of this name.
    pub fn contains(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The attachments of an item: its lead picture, the media in its body, and the explicit ones, each file once. The
    /// description of an explicit one takes precedence over that of the lead picture, and this over an `alt` in the
    /// body.
    ///
    /// Errors: a message if a file does not exist.
    pub fn attachments(
        &self,
        lead: Option<MediaReference>,
        html: &str,
        explicit: &[MediaReference],
    ) -> Result<Vec<Attachment>, String> {
        let mut pictures: Vec<MediaReference> = Vec::new();
        for picture in lead.into_iter().chain(referenced(html)).chain(explicit.iter().cloned()) {
            match pictures.iter_mut().find(|known| known.name == picture.name) {
                None => pictures.push(picture),
                Some(known) => known.alt = known.alt.take().or(picture.alt),
            }
        }
        for reference in explicit {
            let known = pictures.iter_mut().filter(|known| known.name == reference.name);
            for known in known {
                known.title = reference.title.clone();
                known.duration_in_seconds = reference.duration_in_seconds;
                known.alt = reference.alt.clone().or(known.alt.take());
            }
        }
        pictures.into_iter().map(|picture| self.attachment(picture)).collect()
    }

    fn attachment(&self, picture: MediaReference) -> Result<Attachment, String> {
        let file = self.0.get(&picture.name).ok_or_else(|| format!("there is no media file “{}”", picture.name))?;
        Ok(Attachment {
            url: path_of(&picture.name),
            mime_type: file.mime_type.to_owned(),
            title: picture.title,
            size_in_bytes: file.bytes.len() as u64,
            duration_in_seconds: picture.duration_in_seconds,
            extension: MediaExtension {
                sha256: file.sha256.clone(),
                width: file.dimensions.map(|(width, _)| width),
                height: file.dimensions.map(|(_, height)| height),
                alt: picture.alt,
                thumbhash: file.thumbhash.clone(),
            },
        })
    }

    /// The response to `GET` or `HEAD` of a file.
    pub(crate) fn serve(&self, name: &str, method: &Method, headers: &HeaderMap) -> Response {
        let Some(file) = self.0.get(name) else {
            return Problem::not_found().into_response();
        };
        // A file has one representation, without content coding, so its tag is strong.
        let tag = format!("\"{}\"", &file.sha256[..24]);
        let common = [
            (header::ETAG, HeaderValue::from_str(&tag).expect("hexadecimal is a valid header")),
            (header::CACHE_CONTROL, HeaderValue::from_static(CACHE_CONTROL)),
            (header::ACCEPT_RANGES, HeaderValue::from_static("bytes")),
        ];
        if response::matches_etag(headers, &tag) {
            return (StatusCode::NOT_MODIFIED, common).into_response();
        }
        let size = file.bytes.len();
        // Without a charset a browser guesses, often wrong.
        let charset = if file.mime_type.starts_with("text/") { "; charset=utf-8" } else { "" };
        let content_type = [(header::CONTENT_TYPE, format!("{}{charset}", file.mime_type))];
        match requested_range(method, headers, &tag, size) {
            RequestedRange::Whole => (common, content_type, Body::from(file.bytes.clone())).into_response(),
            RequestedRange::Part(range) => {
                let place = format!("bytes {}-{}/{size}", range.start, range.end - 1);
                let part = Body::from(file.bytes.slice(range));
                (StatusCode::PARTIAL_CONTENT, common, content_type, [(header::CONTENT_RANGE, place)], part)
                    .into_response()
            }
            RequestedRange::Unsatisfiable => {
                let place = [(header::CONTENT_RANGE, format!("bytes */{size}"))];
                let problem =
                    Problem::new(StatusCode::RANGE_NOT_SATISFIABLE, "范围超出文件", format!("文件共 {size} 字节。"));
                (place, problem).into_response()
            }
        }
    }
}

/// The media files in a body, in order.
fn referenced(html: &str) -> Vec<MediaReference> {
    let mut pictures = Vec::new();
    let mut from = 0;
    while let Some(at) = html[from..].find("=\"/media/").map(|at| from + at) {
        let name_from = at + "=\"/media/".len();
        let name_to = html[name_from..].find('"').map_or(html.len(), |length| name_from + length);
        let tag_from = html[..at].rfind('<').unwrap_or(0);
        let tag_to = html[name_to..].find('>').map_or(html.len(), |length| name_to + length);
        let tag = &html[tag_from..tag_to];
        if html[..at].ends_with("src") || html[..at].ends_with("poster") {
            let alt =
                tag.split_once(" alt=\"").and_then(|(_, rest)| rest.split_once('"')).map(|(alt, _)| unescape(alt));
            let alt = alt.filter(|alt| tag.starts_with("<img") && !alt.is_empty());
            pictures.push(MediaReference {
                name: html[name_from..name_to].to_owned(),
                alt,
                ..MediaReference::default()
            });
        }
        from = name_to;
    }
    pictures
}

fn unescape(text: &str) -> String {
    text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&#39;", "'").replace("&amp;", "&")
}

#[derive(Debug, PartialEq)]
enum RequestedRange {
    Whole,
    Part(Range<usize>),
    Unsatisfiable,
}

/// The requested range (RFC 9110, 14.2): only `GET` has ranges; a range that is not understood, or is conditional on
/// another version of the file, is ignored.
fn requested_range(method: &Method, headers: &HeaderMap, tag: &str, size: usize) -> RequestedRange {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let Some(range) = text(header::RANGE) else { return RequestedRange::Whole };
    if method != Method::GET || text(header::IF_RANGE).is_some_and(|condition| condition.trim() != tag) {
        return RequestedRange::Whole;
    }
    parse_range(range, size).unwrap_or(RequestedRange::Whole)
}

fn parse_range(range: &str, size: usize) -> Option<RequestedRange> {
    let (unit, set) = range.split_once('=')?;
    let (first, last) = set.trim().split_once('-')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") || set.contains(',') {
        return None;
    }
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // What exceeds `usize` exceeds the size of every file.
        digits.then(|| text.parse().unwrap_or(usize::MAX))
    };
    let part = match (first, last) {
        ("", suffix) => size.saturating_sub(number(suffix)?)..size,
        (first, "") => number(first)?..size,
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            if last < first {
                return None;
            }
            first..last.saturating_add(1).min(size)
        }
    };
    Some(if part.start < part.end { RequestedRange::Part(part) } else { RequestedRange::Unsatisfiable })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn range_is_a_part_or_unsatisfiable_or_ignored() {
        let part = |range| parse_range(range, 10);
        assert_eq!(part("bytes=0-3"), Some(RequestedRange::Part(0..4)));
        assert_eq!(part("Bytes=4-"), Some(RequestedRange::Part(4..10)));
        assert_eq!(part("bytes=-3"), Some(RequestedRange::Part(7..10)));
        assert_eq!(part("bytes=-30"), Some(RequestedRange::Part(0..10)));
        assert_eq!(part("bytes=8-99999999999999999999999"), Some(RequestedRange::Part(8..10)));
        assert_eq!(part("bytes=10-"), Some(RequestedRange::Unsatisfiable));
        assert_eq!(part("bytes=-0"), Some(RequestedRange::Unsatisfiable));
        for ignored in ["bytes=3-1", "bytes=0-1,3-4", "lines=0-1", "bytes=", "bytes=a-b", "bytes=+1-2", "0-1"] {
            assert_eq!(part(ignored), None, "{ignored}");
        }
    }

    #[test]
    fn media_in_a_body_are_found_with_their_alternative_text() {
        let html = r#"<p>一</p><img src="/media/a.jpg" alt="甲&amp;乙"><video src="/media/b.mp4" poster="/media/c.jpg"></video>
            <a href="/media/d.jpg">丁</a><img alt="戊" src="/media/e.webp"/>"#;
        let found: Vec<_> = referenced(html).into_iter().map(|picture| (picture.name, picture.alt)).collect();
        let named = |name: &str, alt: Option<&str>| (name.to_owned(), alt.map(str::to_owned));
        assert_eq!(
            found,
            [named("a.jpg", Some("甲&乙")), named("b.mp4", None), named("c.jpg", None), named("e.webp", Some("戊"))]
        );
    }
}
