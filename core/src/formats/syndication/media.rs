//! Attachments: their media type, their size and their duration.

use url::Url;

use super::document::Attachment;
use super::identity;

/// Further attachments are dropped.
pub const MAX_ATTACHMENTS: usize = 64;
const MAX_TYPE_BYTES: usize = 100;
/// Longer than any recording; a limit so that sums of durations do not overflow.
const MAX_SECONDS: u64 = 100 * 24 * 3_600;

/// An attachment of which only the address and the type are known. `None` if the address is not one of the web.
///
/// `medium` is the general type that Media RSS gives: `image`, `video` or `audio`.
pub(super) fn attachment(
    address: &str,
    base: Option<&Url>,
    given_type: Option<&str>,
    medium: Option<&str>,
) -> Option<Attachment> {
    let url = identity::absolute_url(address, base)?;
    let mime_type = mime_type(given_type, medium, &url);
    Some(Attachment {
        url,
        mime_type,
        title: None,
        bytes: None,
        seconds: None,
        width: None,
        height: None,
        sha256: None,
        alt: None,
        placeholder: None,
    })
}

/// The given media type if it is one; else the type that the medium or the extension of the address suggests.
fn mime_type(given: Option<&str>, medium: Option<&str>, url: &str) -> String {
    let given = given.map(|given| given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    if let Some(given) = given
        && given.len() <= MAX_TYPE_BYTES
        && given.split_once('/').is_some_and(|(kind, rest)| !kind.is_empty() && !rest.is_empty())
        && given.bytes().all(|b| b.is_ascii_graphic())
        && given != "application/octet-stream"
    {
        return if given == "image/jpg" { "image/jpeg".to_owned() } else { given };
    }
    let suggested = by_extension(url);
    match medium.map(str::trim) {
        Some(medium @ ("image" | "video" | "audio")) => {
            suggested.filter(|found| found.starts_with(medium)).map_or_else(|| format!("{medium}/*"), str::to_owned)
        }
        _ => suggested.unwrap_or("application/octet-stream").to_owned(),
    }
}

fn by_extension(url: &str) -> Option<&'static str> {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let (_, extension) = path.rsplit_once('/')?.1.rsplit_once('.')?;
    if extension.len() > 5 {
        return None;
    }
    Some(match extension.to_ascii_lowercase().as_str() {
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "aac" => "audio/aac",
        "ogg" => "audio/ogg",
        "wav" => "audio/wav",
        "mp4" | "m4v" => "video/mp4",
        "webm" => "video/webm",
        "mov" => "video/quicktime",
        "m3u8" => "application/vnd.apple.mpegurl",
        "pdf" => "application/pdf",
        "doc" => "application/msword",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xls" => "application/vnd.ms-excel",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "zip" => "application/zip",
        _ => return None,
    })
}

/// The seconds of `95`, `95.5`, `1:35` or `0:01:35`. `None` if the text is no duration, zero or absurdly long.
pub(super) fn parse_duration(text: &str) -> Option<u64> {
    let text = text.trim();
    if text.len() > 16 {
        return None;
    }
    let mut sum = 0u64;
    for part in text.split(':') {
        let whole = part.split('.').next().unwrap_or_default();
        if text.split(':').count() > 3 || !whole.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        sum = sum.checked_mul(60)?.checked_add(whole.parse().ok()?)?;
    }
    (1..=MAX_SECONDS).contains(&sum).then_some(sum)
}

/// A number of bytes or pixels. `None` if the text is no number or zero, which feeds write for an unknown size.
pub(super) fn parse_count<T: std::str::FromStr + PartialOrd + Default>(text: &str) -> Option<T> {
    text.trim().trim_end_matches("px").parse().ok().filter(|count| *count > T::default())
}

#[cfg(test)]
mod tests;
