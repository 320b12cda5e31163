//! Pictures, videos and papers to take home: loaded once, described in the feed, served with ranges.

use crate::answer::{self, Problem};
use crate::digest;
use crate::drawing;
use crate::item::{Attachment, MediaAbout};
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::{fs, io};

/// Names never change their bytes, so whoever has one never asks again; `no-transform` keeps the digests true.
const CACHE: &str = "public, max-age=31536000, immutable, no-transform";

/// Every media file of the content, by name.
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

/// A media file as an item mentions it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Picture {
    /// File name in the library.
    pub name: String,
    /// Caption.
    pub title: Option<String>,
    /// Words for who does not see it.
    pub alt: Option<String>,
    /// Seconds; videos only.
    pub duration_in_seconds: Option<f64>,
}

/// Address of the media file `name`, relative to the publisher's root.
pub fn path_of(name: &str) -> String {
    format!("/media/{name}")
}

/// Name of the picture drawn for a generated item.
pub(crate) fn drawn(number: usize) -> String {
    format!("drawn-{number}.png")
}

/// What stands for each picture until it came: a thumbhash in hexadecimal digits by file name, made by
/// `songming inspect picture`.
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

impl Library {
    /// Loads every picture, video and paper of a folder; other files there are nobody's business.
    pub fn load(folder: &Path) -> io::Result<Self> {
        let mut files = BTreeMap::new();
        let placeholders = placeholders(folder)?;
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let Some(mime_type) = mime_type(&name) else { continue };
            let bytes = Bytes::from(fs::read(entry.path())?);
            let dimensions = if mime_type.starts_with("image/") {
                let size = imagesize::blob_size(&bytes)
                    .map_err(|error| io::Error::other(format!("{}: {error}", entry.path().display())))?;
                let pixels = |n: usize| u32::try_from(n).map_err(io::Error::other);
                Some((pixels(size.width)?, pixels(size.height)?))
            } else {
                None
            };
            let sha256 = digest::hex(&digest::sha256(&[&bytes]));
            let thumbhash = placeholders.get(&name).cloned();
            files.insert(name, File { bytes, mime_type, sha256, dimensions, thumbhash });
        }
        Ok(Self(files))
    }

    /// Draws the picture of a generated item.
    pub(crate) fn draw(&mut self, number: usize) {
        let bytes = Bytes::from(drawing::png(number));
        let sha256 = digest::hex(&digest::sha256(&[&bytes]));
        let dimensions = imagesize::blob_size(&bytes).ok().map(|size| (size.width as u32, size.height as u32));
        let file = File { bytes, mime_type: "image/png", sha256, dimensions, thumbhash: None };
        self.0.insert(drawn(number), file);
    }

    /// Whether there is a file of that name.
    pub fn contains(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The attachments of an item: its lead picture, what its body shows, and what is named beside it, each file once.
    /// Words given beside the body win over those of the lead picture, these over an `alt` in the body.
    pub fn attachments(
        &self,
        lead: Option<Picture>,
        html: &str,
        beside: &[Picture],
    ) -> Result<Vec<Attachment>, String> {
        let mut pictures: Vec<Picture> = Vec::new();
        for picture in lead.into_iter().chain(mentioned(html)).chain(beside.iter().cloned()) {
            match pictures.iter_mut().find(|known| known.name == picture.name) {
                None => pictures.push(picture),
                Some(known) => known.alt = known.alt.take().or(picture.alt),
            }
        }
        for said in beside {
            let known = pictures.iter_mut().filter(|known| known.name == said.name);
            for known in known {
                known.title = said.title.clone();
                known.duration_in_seconds = said.duration_in_seconds;
                known.alt = said.alt.clone().or(known.alt.take());
            }
        }
        pictures.into_iter().map(|picture| self.attachment(picture)).collect()
    }

    fn attachment(&self, picture: Picture) -> Result<Attachment, String> {
        let file = self.0.get(&picture.name).ok_or_else(|| format!("there is no media file “{}”", picture.name))?;
        Ok(Attachment {
            url: path_of(&picture.name),
            mime_type: file.mime_type.to_owned(),
            title: picture.title,
            size_in_bytes: file.bytes.len() as u64,
            duration_in_seconds: picture.duration_in_seconds,
            about: MediaAbout {
                sha256: file.sha256.clone(),
                width: file.dimensions.map(|(width, _)| width),
                height: file.dimensions.map(|(_, height)| height),
                alt: picture.alt,
                thumbhash: file.thumbhash.clone(),
            },
        })
    }

    /// Answers `GET` and `HEAD` for one file.
    pub(crate) fn serve(&self, name: &str, method: &Method, headers: &HeaderMap) -> Response {
        let Some(file) = self.0.get(name) else {
            return Problem::not_found().into_response();
        };
        // Of one name there is one representation, never coded, so its tag is a strong one.
        let tag = format!("\"{}\"", &file.sha256[..24]);
        let common = [
            (header::ETAG, HeaderValue::from_str(&tag).expect("hexadecimal is a valid header")),
            (header::CACHE_CONTROL, HeaderValue::from_static(CACHE)),
            (header::ACCEPT_RANGES, HeaderValue::from_static("bytes")),
        ];
        if answer::unchanged(headers, &tag) {
            return (StatusCode::NOT_MODIFIED, common).into_response();
        }
        let size = file.bytes.len();
        // Without a charset a browser would guess, and guess wrong.
        let charset = if file.mime_type.starts_with("text/") { "; charset=utf-8" } else { "" };
        let content_type = [(header::CONTENT_TYPE, format!("{}{charset}", file.mime_type))];
        match wanted(method, headers, &tag, size) {
            Wanted::All => (common, content_type, Body::from(file.bytes.clone())).into_response(),
            Wanted::Part(range) => {
                let place = format!("bytes {}-{}/{size}", range.start, range.end - 1);
                let part = Body::from(file.bytes.slice(range));
                (StatusCode::PARTIAL_CONTENT, common, content_type, [(header::CONTENT_RANGE, place)], part)
                    .into_response()
            }
            Wanted::Nothing => {
                let place = [(header::CONTENT_RANGE, format!("bytes */{size}"))];
                let problem =
                    Problem::new(StatusCode::RANGE_NOT_SATISFIABLE, "范围超出文件", format!("文件共 {size} 字节。"));
                (place, problem).into_response()
            }
        }
    }
}

/// The media files that a body shows, in order.
fn mentioned(html: &str) -> Vec<Picture> {
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
            pictures.push(Picture { name: html[name_from..name_to].to_owned(), alt, ..Picture::default() });
        }
        from = name_to;
    }
    pictures
}

fn unescape(text: &str) -> String {
    text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&#39;", "'").replace("&amp;", "&")
}

#[derive(Debug, PartialEq)]
enum Wanted {
    All,
    Part(Range<usize>),
    Nothing,
}

/// RFC 9110, 14.2: only `GET` has ranges; what is not understood, or was said of other bytes, is answered in full.
fn wanted(method: &Method, headers: &HeaderMap, tag: &str, size: usize) -> Wanted {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let Some(range) = text(header::RANGE) else { return Wanted::All };
    if method != Method::GET || text(header::IF_RANGE).is_some_and(|condition| condition.trim() != tag) {
        return Wanted::All;
    }
    parse(range, size).unwrap_or(Wanted::All)
}

fn parse(range: &str, size: usize) -> Option<Wanted> {
    let (unit, set) = range.split_once('=')?;
    let (first, last) = set.trim().split_once('-')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") || set.contains(',') {
        return None;
    }
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // Beyond `usize` is beyond the end of any file here.
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
    Some(if part.start < part.end { Wanted::Part(part) } else { Wanted::Nothing })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_one_part_or_nothing_or_ignored() {
        let part = |range| parse(range, 10);
        assert_eq!(part("bytes=0-3"), Some(Wanted::Part(0..4)));
        assert_eq!(part("Bytes=4-"), Some(Wanted::Part(4..10)));
        assert_eq!(part("bytes=-3"), Some(Wanted::Part(7..10)));
        assert_eq!(part("bytes=-30"), Some(Wanted::Part(0..10)));
        assert_eq!(part("bytes=8-99999999999999999999999"), Some(Wanted::Part(8..10)));
        assert_eq!(part("bytes=10-"), Some(Wanted::Nothing));
        assert_eq!(part("bytes=-0"), Some(Wanted::Nothing));
        for ignored in ["bytes=3-1", "bytes=0-1,3-4", "lines=0-1", "bytes=", "bytes=a-b", "bytes=+1-2", "0-1"] {
            assert_eq!(part(ignored), None, "{ignored}");
        }
    }

    #[test]
    fn a_body_mentions_its_pictures_with_their_words() {
        let html = r#"<p>一</p><img src="/media/a.jpg" alt="甲&amp;乙"><video src="/media/b.mp4" poster="/media/c.jpg"></video>
            <a href="/media/d.jpg">丁</a><img alt="戊" src="/media/e.webp"/>"#;
        let found: Vec<_> = mentioned(html).into_iter().map(|picture| (picture.name, picture.alt)).collect();
        let named = |name: &str, alt: Option<&str>| (name.to_owned(), alt.map(str::to_owned));
        assert_eq!(
            found,
            [named("a.jpg", Some("甲&乙")), named("b.mp4", None), named("c.jpg", None), named("e.webp", Some("戊"))]
        );
    }
}
