//! EXIF: orientation and label are read, and written into a directory that has nothing else.

use super::input::Input;
use super::label::{ExifEntry, ExifLabel, is_label, may_hold_label};
use super::outcome::{Findings, Refusal};
use crate::base::sort::sort_by_key;

const DESCRIPTION: u16 = 0x010e;
const ORIENTATION: u16 = 0x0112;
const NESTED: u16 = 0x8769;
const LOCATION: u16 = 0x8825;
const USER_COMMENT: u16 = 0x9286;

const SHORT: u16 = 3;
const LONG: u16 = 4;

/// The codes that begin a user comment. Some writers leave them out.
const CHARACTER_CODES: [&[u8]; 4] = [b"ASCII\0\0\0", b"JIS\0\0\0\0\0", b"UNICODE\0", &[0; 8]];

/// What stays of EXIF.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Exif {
    /// 1 to 8.
    pub(super) orientation: u8,
    pub(super) label: Option<ExifLabel>,
}

/// Reads EXIF from its TIFF header on. What is damaged is as good as none, unless a label is in it.
pub(super) fn read(tiff: &[u8], findings: &mut Findings) -> Result<Exif, Refusal> {
    let exif = match parse(tiff, findings) {
        Some(exif) => exif,
        None if may_hold_label(tiff) => return Err(Refusal::LabelUnreadable),
        None => Exif { orientation: 1, label: None },
    };
    if findings.label.exif.is_none() {
        findings.label.exif.clone_from(&exif.label);
    }
    // Not if it is what a cleaning wrote, with zeros behind it where no byte may move.
    let own = write_always(exif.orientation, exif.label.as_ref());
    findings.details |= tiff.strip_prefix(&*own).is_none_or(|rest| rest.iter().any(|byte| *byte != 0));
    Ok(exif)
}

/// TIFF with this orientation and label alone. `None` if there is neither: upright is what a picture is without EXIF.
pub(super) fn write(orientation: u8, label: Option<&ExifLabel>) -> Option<Vec<u8>> {
    (orientation != 1 || label.is_some()).then(|| write_always(orientation, label))
}

/// The same, with the orientation of an upright picture too: a directory may not be empty.
pub(super) fn write_always(orientation: u8, label: Option<&ExifLabel>) -> Vec<u8> {
    let big_endian = label.is_none_or(|label| label.big_endian);
    let order = Order { big_endian };
    let entries = label.map_or([].as_slice(), |label| &label.entries);
    let orientation =
        ExifEntry { nested: false, tag: ORIENTATION, kind: SHORT, value: order.u16(orientation.into()).to_vec() };
    let mut first: Vec<ExifEntry> = entries.iter().filter(|entry| !entry.nested).cloned().collect();
    let nested: Vec<ExifEntry> = entries.iter().filter(|entry| entry.nested).cloned().collect();
    first.push(orientation);
    if !nested.is_empty() {
        // Where the nested directory begins is known from the size of the first one.
        first.push(ExifEntry { nested: false, tag: NESTED, kind: LONG, value: vec![0; 4] });
        let start = 8 + order.directory(8, &mut first).len();
        if let Some(pointer) = first.iter_mut().find(|entry| entry.tag == NESTED) {
            pointer.value = order.u32(start as u32).to_vec();
        }
    }
    let mut tiff = if big_endian { b"MM\0*".to_vec() } else { b"II*\0".to_vec() };
    tiff.extend(order.u32(8));
    tiff.extend(order.directory(8, &mut first));
    if !nested.is_empty() {
        let start = tiff.len();
        tiff.extend(order.directory(start, &mut { nested }));
    }
    tiff
}

/// The byte order of a file.
#[derive(Clone, Copy)]
struct Order {
    big_endian: bool,
}

impl Order {
    fn u16(self, number: u16) -> [u8; 2] {
        if self.big_endian { number.to_be_bytes() } else { number.to_le_bytes() }
    }

    fn u32(self, number: u32) -> [u8; 4] {
        if self.big_endian { number.to_be_bytes() } else { number.to_le_bytes() }
    }

    fn read_u16(self, input: &mut Input<'_>) -> Option<u16> {
        input.array().map(|bytes| if self.big_endian { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    }

    fn read_u32(self, input: &mut Input<'_>) -> Option<u32> {
        input.array().map(|bytes| if self.big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
    }

    /// A directory that begins `start` bytes behind the TIFF header, with the values behind it.
    fn directory(self, start: usize, entries: &mut [ExifEntry]) -> Vec<u8> {
        sort_by_key(entries, |entry| entry.tag);
        let mut directory = self.u16(entries.len() as u16).to_vec();
        let mut values = Vec::new();
        for ExifEntry { tag, kind, value, .. } in entries.iter() {
            directory.extend(self.u16(*tag));
            directory.extend(self.u16(*kind));
            directory.extend(self.u32((value.len() / size(*kind).unwrap_or(1)) as u32));
            if value.len() <= 4 {
                directory.extend(value);
                directory.extend(&[0; 4][value.len()..]);
            } else {
                let offset = start + 2 + entries.len() * 12 + 4 + values.len();
                directory.extend(self.u32(offset as u32));
                values.extend(value);
                // Values begin at even offsets.
                values.resize(values.len().next_multiple_of(2), 0);
            }
        }
        directory.extend([0; 4]);
        directory.extend(values);
        directory
    }
}

/// Bytes of one value of a type.
fn size(kind: u16) -> Option<usize> {
    match kind {
        1 | 2 | 6 | 7 => Some(1),
        3 | 8 => Some(2),
        4 | 9 | 11 | 13 => Some(4),
        5 | 10 | 12 => Some(8),
        _ => None,
    }
}

fn parse(tiff: &[u8], findings: &mut Findings) -> Option<Exif> {
    let mut header = Input(tiff);
    let big_endian = match header.take(2)? {
        b"MM" => true,
        b"II" => false,
        _ => return None,
    };
    let order = Order { big_endian };
    if order.read_u16(&mut header)? != 42 {
        return None;
    }
    let mut exif = Exif { orientation: 1, label: None };
    let mut entries = Vec::new();
    let mut nested = None;
    for entry in directory(tiff, order, order.read_u32(&mut header)?, false)? {
        let pointer = || order.read_u32(&mut Input(&entry.value));
        match entry.tag {
            ORIENTATION => {
                let number = match entry.kind {
                    SHORT => order.read_u16(&mut Input(&entry.value)).map(u32::from),
                    _ => pointer(),
                };
                exif.orientation = number.filter(|number| (1..=8).contains(number)).map_or(1, |number| number as u8);
            }
            LOCATION => findings.location = true,
            NESTED => nested = nested.or(pointer()),
            _ if is_label_entry(&entry) => entries.push(entry),
            _ => {}
        }
    }
    if let Some(start) = nested {
        entries.extend(directory(tiff, order, start, true)?.into_iter().filter(is_label_entry));
    }
    // A directory has a tag once.
    sort_by_key(&mut entries, |entry: &ExifEntry| (entry.nested, entry.tag));
    entries.dedup_by_key(|entry| (entry.nested, entry.tag));
    exif.label = (!entries.is_empty()).then_some(ExifLabel { big_endian, entries });
    Some(exif)
}

/// The entries of a directory that may matter. Those of an unknown type, or whose value stands outside, are left out as long
/// as they can be no label.
fn directory(tiff: &[u8], order: Order, start: u32, nested: bool) -> Option<Vec<ExifEntry>> {
    let mut input = Input(tiff.get(usize::try_from(start).ok()?..)?);
    let count = order.read_u16(&mut input)?;
    let mut entries = Vec::new();
    for _ in 0..count {
        let tag = order.read_u16(&mut input)?;
        let kind = order.read_u16(&mut input)?;
        let count = order.read_u32(&mut input)?;
        let field = input.take(4)?;
        if !matches!(tag, DESCRIPTION | ORIENTATION | NESTED | LOCATION | USER_COMMENT) {
            continue;
        }
        let length = size(kind).and_then(|size| size.checked_mul(usize::try_from(count).ok()?));
        let value = match length {
            Some(length @ 0..=4) => field.get(..length),
            Some(length) => {
                let offset = order.read_u32(&mut Input(field))? as usize;
                offset.checked_add(length).and_then(|end| tiff.get(offset..end))
            }
            None => None,
        };
        match value {
            // Each tag is wanted once: a hostile directory that repeats one large value stays as small as it is.
            Some(value) if entries.iter().all(|entry: &ExifEntry| entry.tag != tag) => {
                entries.push(ExifEntry { nested, tag, kind, value: value.to_vec() });
            }
            None if matches!(tag, DESCRIPTION | USER_COMMENT) => return None,
            _ => {}
        }
    }
    Some(entries)
}

fn is_label_entry(entry: &ExifEntry) -> bool {
    let value = match entry.tag {
        USER_COMMENT => CHARACTER_CODES.iter().find_map(|code| entry.value.strip_prefix(*code)).unwrap_or(&entry.value),
        DESCRIPTION => &entry.value,
        _ => return false,
    };
    // UTF-16 of ASCII is the same text with zeros.
    is_label(&value.iter().copied().filter(|byte| *byte != 0).collect::<Vec<u8>>())
}
