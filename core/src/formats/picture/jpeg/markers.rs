//! The segments between the markers: sizes, tables, and what a scan holds.

use image::metadata::Orientation;

use super::bits::Huffman;
use super::block::BLOCK;
use crate::formats::picture::limits::RenderError;

/// For each coefficient in the order of the file: its place in a block, row by row.
pub(super) const ZIGZAG: [u8; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21,
    28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54,
    47, 55, 62, 63,
];

#[derive(Clone)]
pub(super) struct Component {
    id: u8,
    /// Blocks of an MCU from left to right.
    pub(super) horizontal: usize,
    /// Blocks of an MCU from top to bottom.
    pub(super) vertical: usize,
    /// The number of its quantization table.
    pub(super) quantization: usize,
    /// Pixels.
    pub(super) width: usize,
    /// Pixels.
    pub(super) height: usize,
    /// Blocks of a row, with those that only complete an MCU.
    pub(super) stride: usize,
}

#[derive(Clone)]
pub(super) struct Frame {
    /// Pixels.
    pub(super) width: u32,
    /// Pixels.
    pub(super) height: u32,
    pub(super) progressive: bool,
    pub(super) components: Vec<Component>,
    pub(super) max_horizontal: usize,
    pub(super) max_vertical: usize,
    /// MCUs of a row.
    pub(super) mcu_columns: usize,
    pub(super) mcu_rows: usize,
}

#[derive(Default)]
pub(super) struct Tables {
    /// The quantization tables, row by row.
    pub(super) quantization: [Option<Box<[f32; 64]>>; 4],
    pub(super) dc: [Option<Huffman>; 4],
    pub(super) ac: [Option<Huffman>; 4],
}

#[derive(Clone)]
pub(super) struct ScanComponent {
    /// Its place in the frame.
    pub(super) index: usize,
    /// The number of its table for DC.
    pub(super) dc: usize,
    /// The number of its table for AC.
    pub(super) ac: usize,
}

#[derive(Clone)]
pub(super) struct Scan {
    pub(super) components: Vec<ScanComponent>,
    /// The first coefficient, in the order of the file.
    pub(super) first: usize,
    /// The last coefficient.
    pub(super) last: usize,
    /// Whether earlier scans had the same coefficients without this bit.
    pub(super) refines: bool,
    /// The bit that the scan ends with.
    pub(super) low: u32,
    /// Where its bits begin in the file.
    pub(super) position: usize,
}

/// What stands before a scan.
pub(super) struct Header {
    pub(super) frame: Frame,
    pub(super) tables: Tables,
    pub(super) scan: Scan,
    /// MCUs between two restart markers; 0 if there are none.
    pub(super) restart_interval: usize,
    pub(super) orientation: Orientation,
    pub(super) is_jfif: bool,
    /// The colour transform that Adobe's marker states.
    pub(super) adobe: Option<u8>,
}

impl Header {
    /// Whether the ids of the components are these letters.
    pub(super) fn has_ids(&self, ids: &[u8]) -> bool {
        self.frame.components.iter().map(|component| component.id).eq(ids.iter().copied())
    }
}

/// The segments that were read so far.
#[derive(Default)]
struct Segments {
    frame: Option<Frame>,
    tables: Tables,
    restart_interval: usize,
    orientation: Option<Orientation>,
    is_jfif: bool,
    adobe: Option<u8>,
}

/// Reads everything up to the first scan.
pub(super) fn read_header(bytes: &[u8]) -> Result<Header, RenderError> {
    let mut segments = Segments::default();
    let scan = segments.read(bytes, 2)?.ok_or(RenderError::Damaged)?;
    Ok(Header {
        frame: segments.frame.ok_or(RenderError::Damaged)?,
        tables: segments.tables,
        scan,
        restart_interval: segments.restart_interval,
        orientation: segments.orientation.unwrap_or(Orientation::NoTransforms),
        is_jfif: segments.is_jfif,
        adobe: segments.adobe,
    })
}

/// Reads everything between a scan and the next one, from `position` on. False if there is none.
pub(super) fn next_scan(bytes: &[u8], position: usize, header: &mut Header) -> Result<bool, RenderError> {
    let mut segments = Segments {
        frame: Some(header.frame.clone()),
        tables: std::mem::take(&mut header.tables),
        restart_interval: header.restart_interval,
        ..Segments::default()
    };
    let scan = segments.read(bytes, position);
    header.tables = segments.tables;
    header.restart_interval = segments.restart_interval;
    Ok(match scan? {
        Some(scan) => {
            header.scan = scan;
            true
        }
        None => false,
    })
}

fn damaged<T>() -> Result<T, RenderError> {
    Err(RenderError::Damaged)
}

impl Segments {
    /// Reads segments up to the next scan; `None` if the file ends first.
    fn read(&mut self, bytes: &[u8], mut position: usize) -> Result<Option<Scan>, RenderError> {
        loop {
            // Bits that a scan left, and fill bytes.
            let marker = loop {
                match bytes.get(position..position + 2) {
                    Some([0xff, 0 | 0x01 | 0xd0..=0xd8]) => position += 2,
                    Some([0xff, 0xff]) => position += 1,
                    Some([0xff, marker]) => break *marker,
                    Some(_) => position += 1,
                    None => return Ok(None),
                }
            };
            if marker == 0xd9 {
                return Ok(None);
            }
            let Some([high, low]) = bytes.get(position + 2..position + 4) else { return Ok(None) };
            let end = position + 2 + usize::from(u16::from_be_bytes([*high, *low]));
            let content = bytes.get(position + 4..end).ok_or(RenderError::Damaged)?;
            position = end;
            match marker {
                0xc0..=0xc2 => self.read_frame(content, marker == 0xc2)?,
                0xc4 => self.read_huffman(content)?,
                0xc3..=0xcf => return Err(RenderError::NotAPicture),
                0xda => return self.read_scan(content, end).map(Some),
                0xdb => self.read_quantization(content)?,
                0xdd => {
                    let [high, low] = *content else { return damaged() };
                    self.restart_interval = u16::from_be_bytes([high, low]).into();
                }
                0xe0 => self.is_jfif |= content.starts_with(b"JFIF\0"),
                0xe1 => {
                    if let Some(exif) = content.strip_prefix(b"Exif\0\0") {
                        self.orientation = self.orientation.or(Orientation::from_exif_chunk(exif));
                    }
                }
                0xee if content.starts_with(b"Adobe") => self.adobe = content.get(11).copied(),
                _ => {}
            }
        }
    }

    fn read_frame(&mut self, content: &[u8], progressive: bool) -> Result<(), RenderError> {
        let Some(([precision, height_high, height_low, width_high, width_low, count], rest)) =
            content.split_first_chunk::<6>()
        else {
            return damaged();
        };
        if self.frame.is_some() {
            return damaged();
        }
        if *precision != 8 || !matches!(count, 1 | 3 | 4) {
            return Err(RenderError::NotAPicture);
        }
        let (width, height) =
            (u16::from_be_bytes([*width_high, *width_low]), u16::from_be_bytes([*height_high, *height_low]));
        if width == 0 || height == 0 || rest.len() < usize::from(*count) * 3 {
            return damaged();
        }
        let mut components: Vec<Component> = rest
            .chunks_exact(3)
            .take((*count).into())
            .map(|part| Component {
                id: part[0],
                // The only component of a picture is not interleaved with anything.
                horizontal: if *count == 1 { 1 } else { usize::from(part[1] >> 4) },
                vertical: if *count == 1 { 1 } else { usize::from(part[1] & 15) },
                quantization: part[2].into(),
                width: 0,
                height: 0,
                stride: 0,
            })
            .collect();
        let valid = |component: &Component| {
            (1..=4).contains(&component.horizontal)
                && (1..=4).contains(&component.vertical)
                && component.quantization < 4
        };
        if !components.iter().all(valid) {
            return damaged();
        }
        let max_horizontal = components.iter().map(|component| component.horizontal).max().unwrap_or(1);
        let max_vertical = components.iter().map(|component| component.vertical).max().unwrap_or(1);
        let mcu_columns = usize::from(width).div_ceil(BLOCK * max_horizontal);
        let mcu_rows = usize::from(height).div_ceil(BLOCK * max_vertical);
        for component in &mut components {
            component.width = (usize::from(width) * component.horizontal).div_ceil(max_horizontal);
            component.height = (usize::from(height) * component.vertical).div_ceil(max_vertical);
            component.stride = mcu_columns * component.horizontal;
        }
        self.frame = Some(Frame {
            width: width.into(),
            height: height.into(),
            progressive,
            components,
            max_horizontal,
            max_vertical,
            mcu_columns,
            mcu_rows,
        });
        Ok(())
    }

    fn read_huffman(&mut self, mut content: &[u8]) -> Result<(), RenderError> {
        while let Some((selector, rest)) = content.split_first() {
            let Some((counts, symbols)) = rest.split_first_chunk::<16>() else { return damaged() };
            let total = counts.iter().map(|count| usize::from(*count)).sum::<usize>();
            let table = Huffman::new(counts, symbols).ok_or(RenderError::Damaged)?;
            let tables = if selector >> 4 == 0 { &mut self.tables.dc } else { &mut self.tables.ac };
            *tables.get_mut(usize::from(selector & 15)).ok_or(RenderError::Damaged)? = Some(table);
            content = &symbols[total..];
        }
        Ok(())
    }

    fn read_quantization(&mut self, mut content: &[u8]) -> Result<(), RenderError> {
        while let Some((selector, rest)) = content.split_first() {
            let bytes = if selector >> 4 == 0 { 1 } else { 2 };
            let Some((values, rest)) = rest.split_at_checked(64 * bytes) else { return damaged() };
            let mut table = Box::new([0.0; 64]);
            for (value, place) in values.chunks_exact(bytes).zip(ZIGZAG) {
                let value = value.iter().fold(0, |value, byte| value << 8 | u16::from(*byte));
                table[usize::from(place)] = f32::from(value);
            }
            let slot = self.tables.quantization.get_mut(usize::from(selector & 15));
            *slot.ok_or(RenderError::Damaged)? = Some(table);
            content = rest;
        }
        Ok(())
    }

    fn read_scan(&self, content: &[u8], position: usize) -> Result<Scan, RenderError> {
        let (Some(frame), Some((count, rest))) = (&self.frame, content.split_first()) else { return damaged() };
        let Some((parts, [first, last, approximation, ..])) = rest.split_at_checked(usize::from(*count) * 2) else {
            return damaged();
        };
        let mut components = Vec::new();
        for part in parts.chunks_exact(2) {
            let index = frame.components.iter().position(|component| component.id == part[0]);
            let index = index.ok_or(RenderError::Damaged)?;
            components.push(ScanComponent { index, dc: usize::from(part[1] >> 4), ac: usize::from(part[1] & 15) });
        }
        let whole = !frame.progressive;
        let scan = Scan {
            components,
            first: if whole { 0 } else { usize::from(*first) },
            last: if whole { BLOCK * BLOCK - 1 } else { usize::from(*last) },
            refines: !whole && approximation >> 4 > 0,
            low: if whole { 0 } else { u32::from(approximation & 15) },
            position,
        };
        if self.is_decodable(frame, &scan) { Ok(scan) } else { damaged() }
    }

    /// Whether the scan is one that the standard allows, and has its tables.
    fn is_decodable(&self, frame: &Frame, scan: &Scan) -> bool {
        let distinct =
            |(at, one): (usize, &ScanComponent)| scan.components[..at].iter().all(|other| other.index != one.index);
        let has_tables = |part: &ScanComponent| {
            let quantization = frame.components[part.index].quantization;
            let dc = scan.first > 0 || scan.refines || self.tables.dc.get(part.dc).is_some_and(Option::is_some);
            let ac = scan.last == 0 || self.tables.ac.get(part.ac).is_some_and(Option::is_some);
            self.tables.quantization[quantization].is_some() && dc && ac
        };
        // In a progressive picture, AC coefficients have scans of their own.
        let band = scan.first <= scan.last && scan.last < BLOCK * BLOCK && scan.low <= 13;
        let progressive =
            !frame.progressive || (if scan.first == 0 { scan.last == 0 } else { scan.components.len() == 1 });
        !scan.components.is_empty()
            && scan.components.iter().enumerate().all(distinct)
            && band
            && progressive
            && scan.components.iter().all(has_tables)
    }
}
