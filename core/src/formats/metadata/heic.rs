//! HEIC: EXIF and XMP are items, whose places in the file are in a table. They are overwritten where they stand, with what
//! stays and with padding: no byte moves, and the picture is not looked at.
//!
//! Items that are neither pictures nor known metadata become zeros.

use std::io::{Cursor, Read, Seek};

use super::boxes::{BoxHeader, Boxes, MAX_READ, Patch, apply};
use super::input::Input;
use super::label::ExifLabel;
use super::movie::Cleaner;
use super::outcome::{Cleaned, Findings, MediaType, Refusal, VideoError, upright};
use super::{exif, xmp};

type Result<T> = std::result::Result<T, VideoError>;

const KIND: MediaType = MediaType::Heic;

/// Items that are pictures, or say how pictures are put together.
const PICTURES: [&[u8; 4]; 13] = [
    b"hvc1", b"hev1", b"lhv1", b"avc1", b"av01", b"vvc1", b"j2k1", b"unci", b"mski", b"grid", b"iden", b"iovl", b"tmap",
];

/// Pieces of metadata in a file. Usually an item is one.
const MAX_PIECES: usize = 64;

pub(super) fn clean(bytes: &[u8]) -> std::result::Result<Cleaned, Refusal> {
    clean_boxes(bytes).map_err(|error| match error {
        VideoError::Refused(refusal) => refusal,
        VideoError::Io(_) => Refusal::Damaged(KIND),
    })
}

fn clean_boxes(bytes: &[u8]) -> Result<Cleaned> {
    let mut cleaner = Cleaner::new(Cursor::new(bytes), KIND)?;
    cleaner.file()?;
    let [meta] = cleaner.item_descriptions[..] else { return cleaner.boxes.damaged() };
    let items = Items::read(&mut cleaner, &meta)?;
    let data = cleaner.data;
    let (mut boxes, mut findings) = (cleaner.boxes, cleaner.findings);
    let (width, height, orientation) = items.primary(&mut boxes)?;
    items.clean(&mut boxes, &data, &mut findings)?;

    let mut cleaned = bytes.to_vec();
    let changed = apply(&mut Cursor::new(&mut cleaned), &boxes.patches)?;
    let (label, notes) = findings.finish(changed);
    let (width, height) = upright(width, height, orientation);
    Ok(Cleaned { bytes: cleaned, kind: KIND, width, height, orientation, label, notes })
}

struct Item {
    id: u64,
    kind: [u8; 4],
    /// Of an item `mime`.
    media_type: Vec<u8>,
}

/// Where an item is.
struct Place {
    id: u64,
    /// 0: in the file; 1: in the box `idat`; 2: in another item.
    method: u64,
    /// Offsets and lengths.
    extents: Vec<(u64, u64)>,
}

struct Items {
    primary: u64,
    items: Vec<Item>,
    places: Vec<Place>,
    /// The content of the box `idat`.
    inline: Option<(u64, u64)>,
    properties: Option<BoxHeader>,
}

impl Items {
    fn read<F: Read + Seek>(cleaner: &mut Cleaner<F>, meta: &BoxHeader) -> Result<Self> {
        let mut found = Self { primary: 0, items: Vec::new(), places: Vec::new(), inline: None, properties: None };
        for child in cleaner.boxes.children((meta.content + 4).min(meta.end), meta.end)? {
            match &child.kind {
                b"hdlr" => cleaner.boxes.patches.push(Patch::Zeros(child.end.min(child.content + 24), child.end)),
                b"pitm" => {
                    let content = cleaner.boxes.content(&child)?;
                    let mut input = Input(&content);
                    let primary = full_box(&mut input).and_then(|version| input.number(id_width(version > 0)));
                    found.primary = cleaner.boxes.sound(primary)?;
                }
                b"iinf" => found.items = information(&mut cleaner.boxes, &child)?,
                b"iloc" => {
                    let content = cleaner.boxes.content(&child)?;
                    found.places = cleaner.boxes.sound(places(&content))?;
                }
                b"iprp" => found.properties = Some(child),
                b"idat" => found.inline = Some((child.content, child.end)),
                b"dinf" => cleaner.references(&child)?,
                b"iref" | b"grpl" => {}
                b"free" | b"skip" => cleaner.boxes.patches.push(Patch::Zeros(child.content, child.end)),
                _ => {
                    cleaner.findings.details = true;
                    cleaner.boxes.free(&child);
                }
            }
        }
        let is_picture = |item: &Item| item.id == found.primary && PICTURES.contains(&&item.kind);
        if found.items.iter().any(is_picture) { Ok(found) } else { cleaner.boxes.unsupported() }
    }

    /// Where the bytes of an item are in the file. `None` if the table does not say so.
    fn ranges(&self, id: u64, length: u64) -> Option<Vec<(u64, u64)>> {
        let mut ranges = Vec::new();
        for place in self.places.iter().filter(|place| place.id == id) {
            let (start, end) = match place.method {
                0 => (0, length),
                1 => self.inline?,
                _ => return None,
            };
            for (offset, extent) in &place.extents {
                let from = start.checked_add(*offset)?;
                // Without a length an extent is all that follows.
                let to = if *extent == 0 { end } else { from.checked_add(*extent)? };
                if from > to || to > end {
                    return None;
                }
                ranges.push((from, to));
            }
        }
        Some(ranges)
    }

    /// Overwrites metadata.
    fn clean<F: Read + Seek>(&self, boxes: &mut Boxes<F>, data: &[(u64, u64)], findings: &mut Findings) -> Result<()> {
        let (pictures, others): (Vec<&Item>, Vec<&Item>) =
            self.items.iter().partition(|item| PICTURES.contains(&&item.kind));
        let mut taken = Vec::new();
        for item in pictures {
            taken.extend(self.ranges(item.id, boxes.length).unwrap_or_default());
        }
        let mut pieces = 0;
        for item in others {
            let ranges = match self.ranges(item.id, boxes.length) {
                Some(ranges) => ranges,
                None => return boxes.unsupported(),
            };
            pieces += ranges.len();
            for (from, to) in &ranges {
                let inside = data.iter().chain(&self.inline).any(|(start, end)| start <= from && to <= end);
                let clashes = taken.iter().any(|(start, end)| start < to && from < end);
                // Bytes of a picture, of a table or of other metadata are not this item's, whatever the table says.
                if pieces > MAX_PIECES || !inside || clashes {
                    return boxes.damaged();
                }
                taken.push((*from, *to));
            }
            overwrite(boxes, item, &ranges, findings)?;
        }
        Ok(())
    }

    /// Width, height and orientation of the primary item.
    fn primary<F: Read + Seek>(&self, boxes: &mut Boxes<F>) -> Result<(u32, u32, u8)> {
        let Some(properties) = &self.properties else { return boxes.damaged() };
        let mut all = Vec::new();
        let mut indices = Vec::new();
        for child in boxes.children(properties.content, properties.end)? {
            match &child.kind {
                b"ipco" => all = boxes.children(child.content, child.end)?,
                b"ipma" => {
                    let content = boxes.content(&child)?;
                    let found = associations(&content, self.primary);
                    indices.extend(boxes.sound(found)?);
                }
                _ => {}
            }
        }
        let mut size = None;
        let mut turn = Turn { mirrored: false, quarters: 0 };
        for index in indices {
            let Some(property) = usize::from(index).checked_sub(1).and_then(|index| all.get(index)) else { continue };
            if !matches!(&property.kind, b"ispe" | b"irot" | b"imir") {
                continue;
            }
            let content = boxes.content(property)?;
            match (&property.kind, &*content) {
                (b"ispe", [_, _, _, _, rest @ ..]) => {
                    let mut rest = Input(rest);
                    size = rest.u32().zip(rest.u32());
                }
                (b"irot", [angle, ..]) => turn.quarters = (turn.quarters + 4 - (angle & 3)) % 4,
                (b"imir", [axis, ..]) => {
                    let top_to_bottom = u8::from(axis & 1 == 0) * 2;
                    turn = Turn { mirrored: !turn.mirrored, quarters: (4 - turn.quarters + top_to_bottom) % 4 };
                }
                _ => {}
            }
        }
        let size = size.filter(|(width, height)| *width > 0 && *height > 0);
        let (width, height) = boxes.sound(size)?;
        Ok((width, height, turn.orientation()))
    }
}

/// Left and right exchanged, then turned clockwise.
#[derive(Clone, Copy)]
struct Turn {
    mirrored: bool,
    quarters: u8,
}

impl Turn {
    /// As EXIF counts.
    fn orientation(self) -> u8 {
        match (self.mirrored, self.quarters) {
            (false, 0) => 1,
            (true, 0) => 2,
            (false, 2) => 3,
            (true, 2) => 4,
            (true, 3) => 5,
            (false, 1) => 6,
            (true, _) => 7,
            (false, _) => 8,
        }
    }
}

/// Overwrites an item that is no picture.
fn overwrite<F: Read + Seek>(
    boxes: &mut Boxes<F>,
    item: &Item,
    ranges: &[(u64, u64)],
    findings: &mut Findings,
) -> Result<()> {
    let length = ranges.iter().try_fold(0_u64, |sum, (from, to)| sum.checked_add(to - from));
    let length = boxes.sound(length)?;
    let is_exif = item.kind == *b"Exif";
    let is_xmp = item.kind == *b"mime" && item.media_type == b"application/rdf+xml";
    if !is_exif && !is_xmp {
        findings.details = true;
        boxes.patches.extend(ranges.iter().map(|(from, to)| Patch::Zeros(*from, *to)));
        return Ok(());
    }
    if length > MAX_READ {
        return Err(Refusal::TooLarge.into());
    }
    let mut payload = Vec::new();
    for (from, to) in ranges {
        payload.extend(boxes.read(*from, *to)?);
    }
    let own = if is_exif {
        own_exif(&payload, findings)?
    } else {
        let properties = xmp::read(&payload, findings)?;
        xmp::fit(&properties, payload.len()).ok_or(Refusal::LabelUnreadable)?
    };
    let mut own = &*own;
    for (from, to) in ranges {
        let (piece, rest) = own.split_at((to - from) as usize);
        boxes.patches.push(Patch::Bytes(*from, piece.to_vec()));
        own = rest;
    }
    Ok(())
}

/// An EXIF item of the same length with what stays. It begins with the distance to its TIFF header.
fn own_exif(payload: &[u8], findings: &mut Findings) -> std::result::Result<Vec<u8>, Refusal> {
    let mut input = Input(payload);
    let tiff = input.u32().and_then(|skipped| input.0.get(usize::try_from(skipped).ok()?..));
    let found = exif::read(tiff.unwrap_or(payload), findings)?;
    let write = |label: Option<&ExifLabel>| [&[0; 4], &*exif::write_always(found.orientation, label)].concat();
    let mut own = write(found.label.as_ref());
    if own.len() > payload.len() {
        if found.label.is_some() {
            return Err(Refusal::LabelUnreadable);
        }
        own.clear();
    }
    own.resize(payload.len(), 0);
    Ok(own)
}

/// The version of a box that has one.
fn full_box(input: &mut Input<'_>) -> Option<u8> {
    input.array().map(|[version, _, _, _]| version)
}

fn id_width(long: bool) -> usize {
    if long { 4 } else { 2 }
}

/// The items, each with its type.
fn information<F: Read + Seek>(boxes: &mut Boxes<F>, header: &BoxHeader) -> Result<Vec<Item>> {
    let version = boxes.read(header.content, header.end.min(header.content + 1))?;
    let count = id_width(version.first().is_some_and(|version| *version > 0)) as u64;
    let mut items = Vec::new();
    for entry in boxes.children((header.content + 4 + count).min(header.end), header.end)? {
        let content = boxes.content(&entry)?;
        let mut input = Input(&content);
        let item = (|| {
            let version = full_box(&mut input).filter(|version| matches!(version, 2 | 3))?;
            let id = input.number(id_width(version == 3))?;
            input.take(2)?;
            let kind = input.array()?;
            let media_type = if kind == *b"mime" {
                input.until_zero()?;
                input.until_zero().unwrap_or(input.0).to_vec()
            } else {
                Vec::new()
            };
            Some(Item { id, kind, media_type })
        })();
        items.push(boxes.sound(item)?);
    }
    Ok(items)
}

/// The table of places.
fn places(table: &[u8]) -> Option<Vec<Place>> {
    let mut input = Input(table);
    let version = full_box(&mut input).filter(|version| *version <= 2)?;
    let [sizes, more] = input.array()?;
    let halves = |byte: u8| (usize::from(byte >> 4), usize::from(byte & 15));
    let ((offset, length), (base, index)) = (halves(sizes), halves(more));
    if [offset, length, base, index].iter().any(|size| !matches!(size, 0 | 4 | 8)) {
        return None;
    }
    let ids = id_width(version == 2);
    let count = input.number(ids)?;
    let mut places = Vec::new();
    for _ in 0..count {
        let id = input.number(ids)?;
        let method = if version > 0 { input.number(2)? & 15 } else { 0 };
        input.take(2)?;
        let start = input.number(base)?;
        let mut extents = Vec::new();
        for _ in 0..input.u16()? {
            if version > 0 {
                input.take(index)?;
            }
            let from = start.checked_add(input.number(offset)?)?;
            extents.push((from, input.number(length)?));
            // Without offsets and lengths all extents are the same, and take no room in the table.
            if offset + length == 0 && extents.len() > 1 {
                return None;
            }
        }
        places.push(Place { id, method, extents });
    }
    Some(places)
}

/// The numbers of an item's properties, in the order in which they are applied.
fn associations(table: &[u8], item: u64) -> Option<Vec<u16>> {
    let mut input = Input(table);
    let [version, _, _, flags] = input.array()?;
    let mut found = Vec::new();
    for _ in 0..input.u32()? {
        let id = input.number(id_width(version > 0))?;
        for _ in 0..input.u8()? {
            let index = if flags & 1 == 1 { input.u16()? & 0x7fff } else { u16::from(input.u8()? & 0x7f) };
            if id == item {
                found.push(index);
            }
        }
    }
    Some(found)
}
