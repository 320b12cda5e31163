//! PNG: the chunks that a decoder needs stay as they are, in their order.
//!
//! A kept chunk whose checksum is wrong refuses the file: the picture, its colours or its label are not what they were.

use std::io::Read;

use flate2::Crc;
use flate2::read::ZlibDecoder;

use super::input::Input;
use super::outcome::{Cleaned, Findings, MediaType, Refusal, upright};
use super::{credential, exif, raw_profile, xmp};

const DAMAGED: Refusal = Refusal::Damaged(MediaType::Png);

pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Chunks without which the picture is drawn otherwise, the frames of an animation included.
const KEPT: [&[u8; 4]; 17] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs",
    b"cICP", b"mDCV", b"cLLI", b"acTL", b"fcTL",
];
const FRAME: &[u8; 4] = b"fdAT";

/// Bytes of a compressed text.
const MAX_TEXT: u64 = 1 << 20;

pub(super) fn clean(bytes: &[u8]) -> Result<Cleaned, Refusal> {
    let mut findings = Findings::default();
    let mut input = Input(bytes);
    let mut cleaned = Vec::with_capacity(bytes.len());
    cleaned.extend(input.take(SIGNATURE.len()).filter(|bytes| *bytes == SIGNATURE).ok_or(DAMAGED)?);
    let mut size = None;
    let mut has_data = false;
    let mut orientation = 1;
    loop {
        let chunk = Chunk::read(&mut input).ok_or(DAMAGED)?;
        if size.is_none() {
            size = Some(chunk.size().ok_or(DAMAGED)?);
        }
        has_data |= chunk.name == b"IDAT";
        match chunk.name {
            name if KEPT.contains(&name) || name == FRAME => cleaned.extend(chunk.intact()?),
            b"eXIf" => {
                let exif = exif::read(chunk.content, &mut findings)?;
                orientation = exif.orientation;
                if let Some(tiff) = exif::write(orientation, exif.label.as_ref()) {
                    put(&mut cleaned, *b"eXIf", &tiff);
                }
            }
            b"tEXt" | b"zTXt" | b"iTXt" => text(&chunk, &mut cleaned, &mut findings)?,
            b"caBX" => {
                if credential::stays(chunk.content, &mut findings) {
                    cleaned.extend(chunk.intact()?);
                }
            }
            // Upper case: no decoder draws the picture without knowing it.
            name if name[0].is_ascii_uppercase() => return Err(DAMAGED),
            _ => findings.details = true,
        }
        if chunk.name == b"IEND" {
            break;
        }
    }
    let (width, height) = size.filter(|_| has_data).ok_or(DAMAGED)?;
    let (width, height) = upright(width, height, orientation);
    findings.trailer |= !input.0.is_empty();
    let (label, notes) = findings.finish(cleaned != bytes);
    Ok(Cleaned { bytes: cleaned, kind: MediaType::Png, width, height, orientation, label, notes })
}

struct Chunk<'a> {
    name: &'a [u8; 4],
    content: &'a [u8],
    /// All of it: length, name, content, checksum.
    whole: &'a [u8],
}

impl<'a> Chunk<'a> {
    fn read(input: &mut Input<'a>) -> Option<Self> {
        let start = input.0;
        let length = input.u32()?;
        let name = input.take(4)?.try_into().ok()?;
        let content = input.take(usize::try_from(length).ok()?)?;
        input.take(4)?;
        Some(Self { name, content, whole: &start[..start.len() - input.0.len()] })
    }

    /// The chunk as it stands in the file, if its checksum is right.
    fn intact(&self) -> Result<&'a [u8], Refusal> {
        let checksum = self.whole.last_chunk().map(|bytes| u32::from_be_bytes(*bytes));
        if checksum == Some(checksum_of(*self.name, self.content)) { Ok(self.whole) } else { Err(DAMAGED) }
    }

    /// Width and height, if this is the header.
    fn size(&self) -> Option<(u32, u32)> {
        let mut content = Input(self.content);
        let size = (content.u32()?, content.u32()?);
        (self.name == b"IHDR" && self.content.len() == 13 && size.0 > 0 && size.1 > 0).then_some(size)
    }
}

fn checksum_of(name: [u8; 4], content: &[u8]) -> u32 {
    let mut checksum = Crc::new();
    checksum.update(&name);
    checksum.update(content);
    checksum.sum()
}

fn put(bytes: &mut Vec<u8>, name: [u8; 4], content: &[u8]) {
    bytes.extend((content.len() as u32).to_be_bytes());
    bytes.extend(name);
    bytes.extend(content);
    bytes.extend(checksum_of(name, content).to_be_bytes());
}

/// Keeps a text that is a label, and of XMP and of a profile the label in it. They may stand behind the picture.
fn text(chunk: &Chunk<'_>, cleaned: &mut Vec<u8>, findings: &mut Findings) -> Result<(), Refusal> {
    let mut content = Input(chunk.content);
    let Some(keyword) = content.until_zero() else {
        findings.details = true;
        return Ok(());
    };
    if keyword.eq_ignore_ascii_case(b"AIGC") {
        cleaned.extend(chunk.intact()?);
        findings.label.texts.push(value(chunk.name, content).ok_or(Refusal::LabelUnreadable)?);
    } else if keyword == b"XML:com.adobe.xmp" {
        chunk.intact()?;
        let packet = value(chunk.name, content).ok_or(Refusal::LabelUnreadable)?;
        let properties = xmp::read(&packet, findings)?;
        if !properties.is_empty() {
            let packet = xmp::write(&properties);
            put(cleaned, *b"iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0", packet.as_bytes()].concat());
        }
    } else if raw_profile::is_named(keyword) {
        // What cannot be read may hold a label.
        let text = value(chunk.name, content).ok_or(Refusal::LabelUnreadable)?;
        if let Some(content) = raw_profile::clean(&text, findings)? {
            chunk.intact()?;
            put(cleaned, *b"tEXt", &content);
        }
    } else {
        findings.details = true;
    }
    Ok(())
}

/// The text behind a keyword. `None` if it is damaged or too long.
fn value(name: &[u8; 4], mut content: Input<'_>) -> Option<Vec<u8>> {
    let compressed = match name {
        b"zTXt" => content.u8()? == 0,
        b"iTXt" => {
            let compressed = content.u8()? == 1;
            content.u8()?;
            // The language and the keyword in that language.
            content.until_zero()?;
            content.until_zero()?;
            compressed
        }
        _ => false,
    };
    if !compressed {
        return Some(content.0.to_vec());
    }
    let mut text = Vec::new();
    ZlibDecoder::new(content.0).take(MAX_TEXT + 1).read_to_end(&mut text).ok()?;
    (text.len() as u64 <= MAX_TEXT).then_some(text)
}
