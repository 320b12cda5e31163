//! What leaves a photo or a video before it leaves the phone, and what stays.
//!
//! What holds:
//!
//! - The type is recognised from the content, never from a name.
//! - Only what is needed to draw or play a file stays, by an allow-list for each container: where, when, with what and by
//!   whom it was made goes, and so does everything that no rule knows. The colour profile and the orientation stay.
//! - **The value of a label of AI-made content stays byte for byte, in the place where it stood**; the packet or directory
//!   around it is new. A file whose label cannot be carried over is refused: nobody may delete one.
//! - A content credential (C2PA) stays, and the person is told that it no longer matches; with personal data in it, it goes.
//! - Coded pixels and sound are never decoded and never change. In HEIC and in videos no byte moves.
//! - What was cleaned does not change when it is cleaned again.
//! - Hostile input ends in a [`Refusal`]: every length is checked, and nothing is allocated because a length says so.
//!
//! The containers are walked by hand: six small allow-lists need no crate, which would keep what it does not know.

mod boxes;
mod credential;
mod exif;
mod heic;
mod input;
mod items;
mod jpeg;
mod label;
mod movie;
mod outcome;
mod png;
mod raw_profile;
mod samples;
mod webp;
mod xmp;

use std::io::{Cursor, Read, Seek, SeekFrom, Write};

pub(crate) use self::label::Label;
pub use self::outcome::MediaType;
pub(crate) use self::outcome::{Cleaned, CleanedVideo, Note, Refusal, VideoError};

/// Bytes of a picture that is cleaned.
pub(crate) const MAX_IMAGE: usize = 64 << 20;

/// Bytes that [`sniff`] looks at.
pub(crate) const SNIFFED: usize = 256;

/// The type of a file that begins with these bytes.
pub fn sniff(head: &[u8]) -> Option<MediaType> {
    if head.starts_with(&[0xff, 0xd8, 0xff]) {
        return Some(MediaType::Jpeg);
    }
    if head.starts_with(png::SIGNATURE) {
        return Some(MediaType::Png);
    }
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return Some(MediaType::WebP);
    }
    let (size, rest) = head.split_first_chunk::<4>()?;
    match rest.split_first_chunk::<4>()? {
        (b"ftyp", brands) => {
            let length = (u32::from_be_bytes(*size) as usize).saturating_sub(8).min(brands.len());
            sniff_brands(&brands[..length])
        }
        // QuickTime of before there were brands.
        (b"moov" | b"wide" | b"mdat", _) => Some(MediaType::Mov),
        _ => None,
    }
}

/// The type that a major brand and the compatible ones say.
fn sniff_brands(brands: &[u8]) -> Option<MediaType> {
    let (major, rest) = brands.split_first_chunk::<4>()?;
    let compatible = rest.get(4..).unwrap_or_default();
    let has = |brand: &[u8; 4]| compatible.chunks_exact(4).any(|other| other == brand);
    match major {
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"hevm" | b"hevs" => Some(MediaType::Heic),
        // Any picture in this container.
        b"mif1" | b"msf1" | b"mif2" | b"MiHE" => (!has(b"avif") && !has(b"avis")).then_some(MediaType::Heic),
        b"qt  " => Some(MediaType::Mov),
        b"mp41" | b"mp42" | b"avc1" | b"M4V " | b"M4VH" | b"M4VP" | b"MSNV" | b"dash" | b"XAVC" | b"f4v " => {
            Some(MediaType::Mp4)
        }
        // ISO's own, and those of mobile networks.
        [b'i', b's', b'o', _] | [b'3', b'g', _, _] => Some(MediaType::Mp4),
        _ => has(b"mp42").then_some(MediaType::Mp4),
    }
}

/// Cleans a picture.
pub(crate) fn clean_image(bytes: &[u8]) -> Result<Cleaned, Refusal> {
    if bytes.len() > MAX_IMAGE {
        return Err(Refusal::TooLarge);
    }
    match sniff(bytes) {
        Some(MediaType::Jpeg) => jpeg::clean(bytes),
        Some(MediaType::Png) => png::clean(bytes),
        Some(MediaType::WebP) => webp::clean(bytes),
        Some(MediaType::Heic) => heic::clean(bytes),
        _ => Err(Refusal::UnknownType),
    }
}

/// Cleans a video where it is. It is read by its boxes: memory does not depend on its size. All is checked before the first
/// byte is written, but a kill in between leaves it cleaned in part: give it a copy that has no name yet.
pub(crate) fn clean_video(file: &mut (impl Read + Write + Seek)) -> Result<CleanedVideo, VideoError> {
    let mut head = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    Read::by_ref(file).take(SNIFFED as u64).read_to_end(&mut head)?;
    let kind = sniff(&head).filter(|kind| kind.is_video()).ok_or(Refusal::UnknownType)?;
    let mut cleaner = movie::Cleaner::new(&mut *file, kind)?;
    cleaner.file()?;
    let (width, height) = cleaner.size.ok_or(Refusal::Damaged(kind))?;
    let (findings, patches) = (cleaner.findings, cleaner.boxes.patches);
    let changed = boxes::apply(file, &patches)?;
    let (label, notes) = findings.finish(changed);
    Ok(CleanedVideo { kind, width, height, label, notes })
}

/// A photo or a video in memory, cleaned; `None` if it is refused. For tools and fuzzing: the app never has a video in memory.
pub fn cleaned(bytes: &[u8]) -> Option<Vec<u8>> {
    if sniff(bytes).is_some_and(MediaType::is_video) {
        let mut video = bytes.to_vec();
        return clean_video(&mut Cursor::new(&mut video)).ok().map(|_| video);
    }
    clean_image(bytes).ok().map(|cleaned| cleaned.bytes)
}

/// Puts a label that was read from an original into a JPEG that was made of it, and takes all other metadata out.
pub(crate) fn with_label(encoded_jpeg: &[u8], label: &Label, orientation: u8) -> Result<Vec<u8>, Refusal> {
    jpeg::with_label(encoded_jpeg, label, orientation)
}

#[cfg(test)]
pub(crate) mod tests;
