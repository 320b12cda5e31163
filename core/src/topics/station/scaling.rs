//! Photos above the centre's limits. What holds: a photo within them is not touched; one above them is scaled where this program
//! can decode it, and keeps its AI-content label and its colours, or it is refused.

use super::cleaning::{Cleaned, MediaKind};
use super::form::MediaLimits;
use crate::base::text;
use crate::formats::picture::{self, RenderError};

const SOI: [u8; 2] = [0xff, 0xd8];
const APP0: u8 = 0xe0;
const APP1: u8 = 0xe1;
const APP2: u8 = 0xe2;
const APP11: u8 = 0xeb;
const SOS: u8 = 0xda;
const ICC: &[u8] = b"ICC_PROFILE\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";

/// Why a photo above the limits is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TooLarge {
    /// It cannot be decoded here, or stays too large.
    Photo,
    /// It would lose its AI-content label.
    Labelled,
}

/// The photo within the limits.
pub(crate) fn fit(photo: Cleaned, limits: &MediaLimits) -> Result<Cleaned, TooLarge> {
    let within = |photo: &Cleaned| {
        photo.width.max(photo.height) <= limits.max_photo_edge && photo.bytes.len() as u64 <= limits.max_photo_bytes
    };
    if within(&photo) {
        return Ok(photo);
    }
    let scaled = picture::scale_down(&photo.bytes, limits.max_photo_edge).map_err(|error| match error {
        RenderError::NotAPicture | RenderError::TooLarge | RenderError::Damaged => TooLarge::Photo,
    })?;
    let kind = if scaled.extension == "png" { MediaKind::Png } else { MediaKind::Jpeg };
    let (mut segments, mut notes) = (Vec::new(), photo.notes);
    match photo.kind {
        MediaKind::Jpeg => {
            segments = segments_to_keep(&photo.bytes);
            if jpeg_segments(&photo.bytes).any(|(marker, _)| marker == APP11) {
                notes.push(text::get("station.note.credentials-dropped").to_owned());
            }
        }
        _ => match &photo.label {
            Some(_) if kind == MediaKind::Png => return Err(TooLarge::Labelled),
            Some(label) => segments = vec![label_segment(label).ok_or(TooLarge::Labelled)?],
            None => {}
        },
    }
    let bytes = with_segments(scaled.bytes, &segments).ok_or(TooLarge::Photo)?;
    notes.push(text::get("station.note.scaled").to_owned());
    let fitted = Cleaned { bytes, kind, width: scaled.width, height: scaled.height, label: photo.label, notes };
    if within(&fitted) { Ok(fitted) } else { Err(TooLarge::Photo) }
}

/// The segments of a JPEG before its first scan: marker, and the whole segment with its marker and length.
fn jpeg_segments(jpeg: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut rest = jpeg.strip_prefix(&SOI).unwrap_or_default();
    std::iter::from_fn(move || {
        // Any number of fill bytes may come before a marker.
        while let [0xff, 0xff, ..] = rest {
            rest = &rest[1..];
        }
        let [0xff, marker, high, low, ..] = *rest else { return None };
        let length = 2 + usize::from(u16::from_be_bytes([high, low]));
        if marker == SOS || length > rest.len() {
            return None;
        }
        let (segment, after) = rest.split_at(length);
        rest = after;
        Some((marker, segment))
    })
}

/// What a scaled JPEG takes over: EXIF with the orientation, XMP with the label, and the colour profile if the number of its
/// colours is still right.
fn segments_to_keep(jpeg: &[u8]) -> Vec<Vec<u8>> {
    let is_frame = |marker: u8| matches!(marker, 0xc0..=0xc2);
    let coloured = jpeg_segments(jpeg).any(|(marker, segment)| is_frame(marker) && segment.get(9) == Some(&3));
    let kept = |(marker, segment): (u8, &[u8])| {
        let kept = match marker {
            APP1 => true,
            APP2 => coloured && segment.get(4..).is_some_and(|content| content.starts_with(ICC)),
            _ => false,
        };
        kept.then(|| segment.to_vec())
    };
    jpeg_segments(jpeg).filter_map(kept).collect()
}

/// A fresh XMP packet with nothing but the label; `None` if it does not fit into a segment.
fn label_segment(label: &str) -> Option<Vec<u8>> {
    // A line break in an attribute would be read as a space.
    let escaped: String = label
        .chars()
        .map(|c| match c {
            '&' | '<' | '"' | '\n' | '\r' | '\t' => format!("&#{};", u32::from(c)),
            c => c.to_string(),
        })
        .collect();
    let packet = format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF \
         xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
         xmlns:TC260=\"http://www.tc260.org.cn/ns/AIGC/1.0/\" TC260:AIGC=\"{escaped}\"/></rdf:RDF></x:xmpmeta>\
         <?xpacket end=\"r\"?>"
    );
    let length = u16::try_from(2 + XMP.len() + packet.len()).ok()?;
    let mut segment = vec![0xff, APP1];
    segment.extend(length.to_be_bytes());
    segment.extend_from_slice(XMP);
    segment.extend_from_slice(packet.as_bytes());
    Some(segment)
}

/// A JPEG with segments after its own first one.
fn with_segments(jpeg: Vec<u8>, segments: &[Vec<u8>]) -> Option<Vec<u8>> {
    if segments.is_empty() {
        return Some(jpeg);
    }
    let first = jpeg_segments(&jpeg).next().filter(|(marker, _)| *marker == APP0);
    let at = SOI.len() + first.map_or(0, |(_, segment)| segment.len());
    let (start, end) = jpeg.split_at_checked(at)?;
    Some([start, &segments.concat(), end].concat())
}

#[cfg(test)]
mod tests;
