//! JPEG: the segments that a decoder needs stay as they are, in their order. The scans are copied, never decoded.

use super::exif::{self, Exif};
use super::input::Input;
use super::label::{Label, Property, merge};
use super::outcome::{Cleaned, Findings, MediaType, Refusal, upright};
use super::{credential, xmp};
use crate::base::sort::sort_by_key;

const DAMAGED: Refusal = Refusal::Damaged(MediaType::Jpeg);

const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const EXTENDED_XMP: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
const PROFILE: &[u8] = b"ICC_PROFILE\0";
const JFIF: &[u8] = b"JFIF\0";

const SOI: u8 = 0xd8;
const EOI: u8 = 0xd9;
const SOS: u8 = 0xda;
const DNL: u8 = 0xdc;
const APP0: u8 = 0xe0;
const APP1: u8 = 0xe1;
const APP2: u8 = 0xe2;
const APP11: u8 = 0xeb;
const APP14: u8 = 0xee;

/// What stays of a picture, and what was read from the rest.
#[derive(Default)]
struct Picture<'a> {
    jfif: Option<Vec<u8>>,
    exif: Option<Exif>,
    properties: Vec<Property>,
    /// Pieces of extended XMP: which packet, from where in it.
    extensions: Vec<(&'a [u8], u32, &'a [u8])>,
    /// Segments and scans.
    body: Vec<u8>,
    /// Segments of content credentials, and where in the body they stood.
    credential: Vec<&'a [u8]>,
    credential_at: usize,
    width: u32,
    height: u32,
    scans: u32,
}

pub(super) fn clean(bytes: &[u8]) -> Result<Cleaned, Refusal> {
    let mut findings = Findings::default();
    let picture = read(bytes, &mut findings)?;
    let orientation = picture.exif.as_ref().map_or(1, |exif| exif.orientation);
    let (width, height) = upright(picture.width, picture.height, orientation);
    let exif = picture.exif.as_ref().and_then(|exif| exif::write(orientation, exif.label.as_ref()));
    let cleaned = write(&picture, exif.as_deref(), &picture.properties, &mut findings)?;
    let (label, notes) = findings.finish(cleaned != bytes);
    Ok(Cleaned { bytes: cleaned, kind: MediaType::Jpeg, width, height, orientation, label, notes })
}

/// The same picture with a label that was read from another file, and without any metadata of its own.
pub(super) fn with_label(bytes: &[u8], label: &Label, orientation: u8) -> Result<Vec<u8>, Refusal> {
    let mut findings = Findings::default();
    let mut picture = read(bytes, &mut findings)?;
    picture.credential.clear();
    let properties = xmp::with_texts(label)?;
    let exif = exif::write(orientation, label.exif.as_ref());
    write(&picture, exif.as_deref(), &properties, &mut findings)
}

fn read<'a>(bytes: &'a [u8], findings: &mut Findings) -> Result<Picture<'a>, Refusal> {
    let mut picture = Picture::default();
    picture.body.reserve(bytes.len());
    let mut input = Input(bytes);
    if input.array() != Some([0xff, SOI]) {
        return Err(DAMAGED);
    }
    loop {
        let marker = next_marker(&mut input).ok_or(DAMAGED)?;
        match marker {
            EOI => break,
            // Only scans have restart markers, and a picture begins once.
            0x00 | SOI | 0xd0..=0xd7 => return Err(DAMAGED),
            // A private marker of arithmetic coding: it has no content.
            0x01 => continue,
            _ => {}
        }
        let length = input.u16().and_then(|length| length.checked_sub(2)).ok_or(DAMAGED)?;
        let content = input.take(length.into()).ok_or(DAMAGED)?;
        picture.segment(marker, content, findings)?;
        if marker == SOS {
            picture.scans += 1;
            picture.body.extend(input.take(scan_length(input.0)).ok_or(DAMAGED)?);
        }
    }
    if picture.scans == 0 || picture.width == 0 || picture.height == 0 {
        return Err(DAMAGED);
    }
    picture.extended(findings)?;
    // A motion photo, the pictures of a multi-picture file, a depth map: each would have metadata of its own.
    findings.trailer |= !input.0.is_empty();
    Ok(picture)
}

/// The next marker; any number of fill bytes may stand before it.
fn next_marker(input: &mut Input<'_>) -> Option<u8> {
    if input.u8()? != 0xff {
        return None;
    }
    loop {
        match input.u8()? {
            0xff => {}
            marker => return Some(marker),
        }
    }
}

/// The length of the coded data of a scan: up to a marker that is neither a stuffed byte nor a restart.
fn scan_length(data: &[u8]) -> usize {
    let mut at = 0;
    while let Some(skipped) = data[at..].iter().position(|byte| *byte == 0xff) {
        at += skipped;
        match data.get(at + 1) {
            Some(0x00 | 0xd0..=0xd7) => at += 2,
            Some(0xff) => at += 1,
            _ => return at,
        }
    }
    data.len()
}

impl<'a> Picture<'a> {
    fn segment(&mut self, marker: u8, content: &'a [u8], findings: &mut Findings) -> Result<(), Refusal> {
        match marker {
            // Frames.
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let [_, y0, y1, x0, x1, _, ..] = content else { return Err(DAMAGED) };
                if self.width == 0 {
                    self.height = u16::from_be_bytes([*y0, *y1]).into();
                    self.width = u16::from_be_bytes([*x0, *x1]).into();
                }
                self.keep(marker, content);
            }
            DNL => {
                let [y0, y1] = content else { return Err(DAMAGED) };
                if self.height == 0 {
                    self.height = u16::from_be_bytes([*y0, *y1]).into();
                }
                self.keep(marker, content);
            }
            // Huffman and quantisation tables, conditions of arithmetic coding, restart intervals, hierarchies; scans.
            0xc4 | 0xcc | SOS | 0xdb | 0xdd..=0xdf => self.keep(marker, content),
            APP0 if content.starts_with(JFIF) => {
                // Version, density; then comes a thumbnail.
                let own = content.get(..12).ok_or(DAMAGED)?;
                findings.details |= content.get(12..) != Some(&[0, 0]);
                self.jfif.get_or_insert_with(|| [own, &[0, 0]].concat());
            }
            APP1 if content.starts_with(EXIF) => {
                let exif = exif::read(&content[EXIF.len()..], findings)?;
                match &mut self.exif {
                    Some(first) if first.label.is_none() => first.label = exif.label,
                    Some(_) => {}
                    none => *none = Some(exif),
                }
            }
            APP1 if content.starts_with(XMP) => {
                merge(&mut self.properties, xmp::read(&content[XMP.len()..], findings)?);
            }
            APP1 if content.starts_with(EXTENDED_XMP) => {
                findings.details = true;
                let mut input = Input(&content[EXTENDED_XMP.len()..]);
                let piece = (|| {
                    let packet = input.take(32)?;
                    input.u32()?;
                    Some((packet, input.u32()?, input.0))
                })();
                self.extensions.extend(piece);
            }
            APP2 if content.starts_with(PROFILE) => self.keep(marker, content),
            APP11 if content.starts_with(b"JP") => {
                if self.credential.is_empty() {
                    self.credential_at = self.body.len();
                }
                self.credential.push(content);
            }
            APP14 if content.starts_with(b"Adobe") => {
                let own = content.get(..12).ok_or(DAMAGED)?;
                findings.details |= content.len() > 12;
                self.keep(marker, own);
            }
            _ => findings.details = true,
        }
        Ok(())
    }

    fn keep(&mut self, marker: u8, content: &[u8]) {
        put(&mut self.body, marker, content);
    }

    /// Reads what did not fit into the first packet. Each packet's pieces follow each other in the order of their offsets.
    fn extended(&mut self, findings: &mut Findings) -> Result<(), Refusal> {
        sort_by_key(&mut self.extensions, |(packet, offset, _)| (*packet, *offset));
        for pieces in self.extensions.chunk_by(|one, next| one.0 == next.0) {
            let whole: Vec<u8> = pieces.iter().flat_map(|(_, _, piece)| piece.iter().copied()).collect();
            merge(&mut self.properties, xmp::read(&whole, findings)?);
        }
        Ok(())
    }
}

/// Puts the kept parts together, metadata first.
fn write(
    picture: &Picture<'_>,
    exif: Option<&[u8]>,
    properties: &[Property],
    findings: &mut Findings,
) -> Result<Vec<u8>, Refusal> {
    let mut bytes = vec![0xff, SOI];
    if let Some(jfif) = &picture.jfif {
        put(&mut bytes, APP0, jfif);
    }
    let packet = (!properties.is_empty()).then(|| xmp::write(properties));
    let parts = [exif.map(|exif| [EXIF, exif].concat()), packet.map(|packet| [XMP, packet.as_bytes()].concat())];
    for content in parts.into_iter().flatten() {
        if content.len() > usize::from(u16::MAX) - 2 {
            return Err(Refusal::LabelUnreadable);
        }
        put(&mut bytes, APP1, &content);
    }
    let (before, after) = picture.body.split_at(picture.credential_at);
    bytes.extend(before);
    if credential::stays(&manifest(&picture.credential), findings) {
        picture.credential.iter().for_each(|content| put(&mut bytes, APP11, content));
    }
    bytes.extend(after);
    bytes.extend([0xff, EOI]);
    Ok(bytes)
}

/// The box whose pieces these segments are. Each repeats its header.
fn manifest(segments: &[&[u8]]) -> Vec<u8> {
    segments.iter().flat_map(|segment| segment.get(16..).unwrap_or_default()).copied().collect()
}

/// Writes a segment. Its content was a segment's, or was found to fit into one.
fn put(bytes: &mut Vec<u8>, marker: u8, content: &[u8]) {
    bytes.extend([0xff, marker]);
    bytes.extend(((content.len() + 2) as u16).to_be_bytes());
    bytes.extend(content);
}
