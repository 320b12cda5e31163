//! Photos above the centre's limits. What holds: a photo within them is not touched; one above them is scaled where this program
//! can decode it, and keeps its AI-content label and its colours, or it is refused.

use super::file_notes::note_key;
use super::form::MediaLimits;
use crate::formats::metadata::{self, Cleaned, MediaType, Note};
use crate::formats::picture::{self, RenderError};

const SOI: [u8; 2] = [0xff, 0xd8];
const APP0: u8 = 0xe0;
const APP1: u8 = 0xe1;
const APP2: u8 = 0xe2;
const SOS: u8 = 0xda;
const ICC: &[u8] = b"ICC_PROFILE\0";

/// Why a photo above the limits is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TooLarge {
    /// It cannot be decoded here, or stays too large.
    Photo,
    /// It would lose its AI-content label.
    Labelled,
}

/// A photo within the limits.
pub(crate) struct Fitted {
    pub(crate) bytes: Vec<u8>,
    pub(crate) kind: MediaType,
    /// Keys of sentences for the person.
    pub(crate) notes: Vec<&'static str>,
}

/// The photo within the limits.
pub(crate) fn fit(photo: Cleaned, limits: &MediaLimits) -> Result<Fitted, TooLarge> {
    let edge = |width: u32, height: u32| width.max(height) <= limits.max_photo_edge;
    let small = |bytes: &[u8]| bytes.len() as u64 <= limits.max_photo_bytes;
    if edge(photo.width, photo.height) && small(&photo.bytes) {
        let notes = photo.notes.into_iter().map(note_key).collect();
        return Ok(Fitted { bytes: photo.bytes, kind: photo.kind, notes });
    }
    let scaled = picture::scale_down(&photo.bytes, limits.max_photo_edge).map_err(|error| match error {
        RenderError::NotAPicture | RenderError::TooLarge | RenderError::Damaged => TooLarge::Photo,
    })?;
    let kind = if scaled.extension == "png" { MediaType::Png } else { MediaType::Jpeg };
    let bytes = match (photo.kind, &photo.label) {
        (MediaType::Jpeg, _) => with_segments(scaled.bytes, &segments_to_keep(&photo.bytes)).ok_or(TooLarge::Photo)?,
        (_, Some(_)) if kind == MediaType::Png => return Err(TooLarge::Labelled),
        // It came out upright.
        (_, Some(label)) => metadata::with_label(&scaled.bytes, label, 1).map_err(|_| TooLarge::Labelled)?,
        (_, None) => scaled.bytes,
    };
    // A picture that is encoded anew has no credential any more.
    let gone = |note| if note == Note::CredentialNoLongerMatches { Note::CredentialRemoved } else { note };
    let mut notes: Vec<&'static str> = photo.notes.into_iter().map(|note| note_key(gone(note))).collect();
    notes.push("station.note.scaled");
    if edge(scaled.width, scaled.height) && small(&bytes) {
        Ok(Fitted { bytes, kind, notes })
    } else {
        Err(TooLarge::Photo)
    }
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
