//! WebP: the chunks that a decoder needs stay as they are; what the header says about the rest is corrected.

use super::exif::{self, Exif};
use super::input::Input;
use super::label::{Property, merge};
use super::outcome::{Cleaned, Findings, MediaType, Refusal, upright};
use super::{credential, xmp};

const DAMAGED: Refusal = Refusal::Damaged(MediaType::WebP);

/// Flags of the header. Alpha and animation stay as they are.
const HAS_PROFILE: u8 = 0x20;
const HAS_ALPHA: u8 = 0x10;
const HAS_EXIF: u8 = 0x08;
const HAS_XMP: u8 = 0x04;
const IS_ANIMATED: u8 = 0x02;

#[derive(Default)]
struct Picture {
    /// The flags and the size of the extended header.
    header: Option<(u8, u32, u32)>,
    /// The size of a still picture, and whether it has alpha.
    still: Option<(u32, u32, bool)>,
    has_profile: bool,
    has_frames: bool,
    exif: Option<Exif>,
    properties: Vec<Property>,
    /// All kept chunks but the header.
    body: Vec<u8>,
    credential: Vec<u8>,
}

pub(super) fn clean(bytes: &[u8]) -> Result<Cleaned, Refusal> {
    let mut findings = Findings::default();
    let mut input = Input(bytes);
    let length = (|| {
        input.take(4).filter(|name| name == b"RIFF")?;
        usize::try_from(u32::from_le_bytes(input.array()?)).ok()
    })();
    let mut riff = length.and_then(|length| input.take(length)).map(Input).ok_or(DAMAGED)?;
    // An odd length is followed by a byte of padding.
    findings.trailer = input.0.len() > riff.0.len() % 2;
    riff.take(4).filter(|name| name == b"WEBP").ok_or(DAMAGED)?;
    let mut picture = Picture::default();
    while !riff.0.is_empty() {
        let (name, content) = chunk(&mut riff).ok_or(DAMAGED)?;
        picture.chunk(name, content, &mut findings)?;
    }
    let still = picture.still.filter(|_| !picture.has_frames);
    if still.is_none() && !(picture.has_frames && picture.header.is_some()) {
        return Err(DAMAGED);
    }
    let size = picture.header.map(|(_, width, height)| (width, height));
    let (width, height) = size.or(still.map(|(width, height, _)| (width, height))).ok_or(DAMAGED)?;
    let orientation = picture.exif.as_ref().map_or(1, |exif| exif.orientation);
    let cleaned = picture.write((width, height), orientation)?;
    let (width, height) = upright(width, height, orientation);
    let (label, notes) = findings.finish(cleaned != bytes);
    Ok(Cleaned { bytes: cleaned, kind: MediaType::WebP, width, height, orientation, label, notes })
}

/// The next chunk. The byte that pads the last one may be missing.
fn chunk<'a>(riff: &mut Input<'a>) -> Option<(&'a [u8; 4], &'a [u8])> {
    let name = riff.take(4)?.try_into().ok()?;
    let length = usize::try_from(u32::from_le_bytes(riff.array()?)).ok()?;
    let content = riff.take(length)?;
    riff.take((length % 2).min(riff.0.len()))?;
    Some((name, content))
}

fn put(bytes: &mut Vec<u8>, name: [u8; 4], content: &[u8]) -> Result<(), Refusal> {
    bytes.extend(name);
    bytes.extend(u32::try_from(content.len()).map_err(|_| DAMAGED)?.to_le_bytes());
    bytes.extend(content);
    bytes.resize(bytes.len().next_multiple_of(2), 0);
    Ok(())
}

impl Picture {
    fn chunk(&mut self, name: &[u8; 4], content: &[u8], findings: &mut Findings) -> Result<(), Refusal> {
        match name {
            b"VP8X" => {
                let (flags, rest) = content.split_first().ok_or(DAMAGED)?;
                let side = |at: usize| {
                    let [low, middle, high] = rest.get(at..at + 3)? else { return None };
                    Some(u32::from_le_bytes([*low, *middle, *high, 0]) + 1)
                };
                let size = side(3).zip(side(6)).filter(|_| self.header.is_none()).ok_or(DAMAGED)?;
                self.header = Some((*flags, size.0, size.1));
            }
            b"VP8 " | b"VP8L" => {
                self.still = self.still.or(Some(still(name, content).ok_or(DAMAGED)?));
                put(&mut self.body, *name, content)?;
            }
            b"ALPH" | b"ANIM" => put(&mut self.body, *name, content)?,
            b"ICCP" => {
                self.has_profile = true;
                put(&mut self.body, *name, content)?;
            }
            b"ANMF" => {
                self.has_frames = true;
                put(&mut self.body, *name, &frame(content, findings)?)?;
            }
            b"EXIF" => {
                // Some writers put the introduction of a JPEG's segment before it.
                let exif = exif::read(content.strip_prefix(b"Exif\0\0").unwrap_or(content), findings)?;
                self.exif.get_or_insert(exif);
            }
            b"XMP " => merge(&mut self.properties, xmp::read(content, findings)?),
            b"C2PA" => {
                if credential::stays(content, findings) {
                    put(&mut self.credential, *name, content)?;
                }
            }
            _ => findings.details = true,
        }
        Ok(())
    }

    fn write(&self, (width, height): (u32, u32), orientation: u8) -> Result<Vec<u8>, Refusal> {
        let exif = self.exif.as_ref().and_then(|exif| exif::write(orientation, exif.label.as_ref()));
        let packet = (!self.properties.is_empty()).then(|| xmp::write(&self.properties));
        let mut bytes = b"RIFF\0\0\0\0WEBP".to_vec();
        // A file without this header has neither metadata nor a profile.
        if self.header.is_some() || exif.is_some() || packet.is_some() || self.has_profile {
            let alpha = self.still.is_some_and(|(_, _, alpha)| alpha);
            let mut flags = match self.header {
                Some((flags, ..)) => flags & (HAS_ALPHA | IS_ANIMATED),
                None => u8::from(alpha) * HAS_ALPHA,
            };
            for (holds, flag) in
                [(self.has_profile, HAS_PROFILE), (exif.is_some(), HAS_EXIF), (packet.is_some(), HAS_XMP)]
            {
                flags |= u8::from(holds) * flag;
            }
            let mut header = vec![flags, 0, 0, 0];
            for side in [width, height] {
                header.extend(&(side - 1).to_le_bytes()[..3]);
            }
            put(&mut bytes, *b"VP8X", &header)?;
        }
        bytes.extend(&self.body);
        if let Some(exif) = exif {
            put(&mut bytes, *b"EXIF", &exif)?;
        }
        if let Some(packet) = packet {
            put(&mut bytes, *b"XMP ", packet.as_bytes())?;
        }
        bytes.extend(&self.credential);
        let length = u32::try_from(bytes.len() - 8).map_err(|_| DAMAGED)?;
        bytes[4..8].copy_from_slice(&length.to_le_bytes());
        Ok(bytes)
    }
}

/// Width, height and whether there is alpha, from the header of a frame. `None` if it is none.
fn still(name: &[u8; 4], content: &[u8]) -> Option<(u32, u32, bool)> {
    let (width, height, alpha) = if name == b"VP8 " {
        let [_, _, _, 0x9d, 0x01, 0x2a, w0, w1, h0, h1, ..] = content else { return None };
        let side = |low: u8, high: u8| u32::from(u16::from_le_bytes([low, high]) & 0x3fff);
        (side(*w0, *w1), side(*h0, *h1), false)
    } else {
        let [0x2f, a, b, c, d, ..] = content else { return None };
        let bits = u32::from_le_bytes([*a, *b, *c, *d]);
        ((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1, bits >> 28 & 1 == 1)
    };
    (width > 0 && height > 0).then_some((width, height, alpha))
}

/// A frame of an animation without chunks that no decoder needs.
fn frame(content: &[u8], findings: &mut Findings) -> Result<Vec<u8>, Refusal> {
    let mut input = Input(content);
    let mut frame = input.take(16).ok_or(DAMAGED)?.to_vec();
    while !input.0.is_empty() {
        let (name, content) = chunk(&mut input).ok_or(DAMAGED)?;
        match name {
            b"ALPH" | b"VP8 " | b"VP8L" => put(&mut frame, *name, content)?,
            _ => findings.details = true,
        }
    }
    Ok(frame)
}
