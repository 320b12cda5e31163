//! Profiles as hexadecimal digits in a text of a PNG. ImageMagick, and what is built on it, so keeps the EXIF, XMP, IPTC and
//! colours of a picture that it converts.
//!
//! What a profile is, its content says, not its keyword: programs do not agree on those.

use super::exif;
use super::label::may_hold_label;
use super::outcome::{Findings, Refusal};
use super::xmp;

/// What the keyword begins with, in any case.
const KEYWORD: &[u8] = b"Raw profile type ";
/// What begins EXIF and XMP if they are as JPEG has them.
const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
/// Bytes in a line of digits.
const LINE: usize = 36;

/// Whether a text of this keyword is a profile.
pub(super) fn is_named(keyword: &[u8]) -> bool {
    keyword.get(..KEYWORD.len()).is_some_and(|start| start.eq_ignore_ascii_case(KEYWORD))
}

/// The content of a text chunk with what stays of a profile; `None` if nothing does. Of EXIF the orientation and the label stay, of
/// XMP the label: as a profile, because no other place of the file had them. Colours stay. Browsers and phones do not turn a
/// PNG for the orientation in a profile, so that it is none of the picture.
pub(super) fn clean(text: &[u8], findings: &mut Findings) -> Result<Option<Vec<u8>>, Refusal> {
    let profile = decode(text);
    let packet = profile.strip_prefix(XMP).unwrap_or(&profile);
    Ok(if let Some(tiff) = tiff_in(&profile) {
        let exif = exif::read(tiff, findings)?;
        exif::write(exif.orientation, exif.label.as_ref()).map(|tiff| encode("exif", &[EXIF, &tiff].concat()))
    } else if packet.trim_ascii_start().starts_with(b"<") || packet.starts_with("\u{feff}".as_bytes()) {
        let properties = xmp::read(packet, findings)?;
        (!properties.is_empty()).then(|| encode("xmp", xmp::write(&properties).as_bytes()))
    } else if profile.get(36..40) == Some(b"acsp") {
        Some(encode("icc", &profile))
    } else if may_hold_label(&profile) || may_hold_label(text) {
        return Err(Refusal::LabelUnreadable);
    } else {
        findings.details = true;
        None
    })
}

fn tiff_in(profile: &[u8]) -> Option<&[u8]> {
    let tiff = profile.strip_prefix(EXIF).unwrap_or(profile);
    (tiff.starts_with(b"II*\0") || tiff.starts_with(b"MM\0*") || tiff.len() < profile.len()).then_some(tiff)
}

/// The bytes of a profile. The text is a line with its name, its length, and digits with line breaks; what its length says is
/// not looked at, because a reader that ignores it sees all digits.
fn decode(text: &[u8]) -> Vec<u8> {
    // Before the name stands a line break.
    let name = text.get(1..).unwrap_or_default();
    let length = name.iter().position(|byte| *byte == b'\n').map_or([].as_slice(), |end| &name[end..]);
    let length = length.trim_ascii_start();
    let end = length.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(length.len());
    let digits = length[end..].iter().filter(|byte| !byte.is_ascii_whitespace());
    let digits: Vec<u8> = digits.map_while(|byte| char::from(*byte).to_digit(16)).map(|digit| digit as u8).collect();
    digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

/// A chunk's keyword and text for a profile.
fn encode(name: &str, profile: &[u8]) -> Vec<u8> {
    let mut content = [KEYWORD, name.as_bytes(), format!("\0\n{name}\n{:8}\n", profile.len()).as_bytes()].concat();
    for line in profile.chunks(LINE) {
        for byte in line {
            content.extend([byte >> 4, byte & 15].map(|digit| b"0123456789abcdef"[usize::from(digit)]));
        }
        content.push(b'\n');
    }
    content
}
