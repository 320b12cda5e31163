//! Baseline and progressive JPEG, reduced while it is decoded (by 2, 4 or 8, as libjpeg does), row by row.
//!
//! The crates that decode JPEG hold the whole picture, in its full size or twice. Here a picture with one scan takes memory
//! for some rows. A progressive one has to be held as coefficients until its last scan: only those that the reduced picture
//! needs are held, and if they are over the budget it is reduced further.
//!
//! Not decoded: arithmetic coding, lossless and hierarchical files, more than 8 bits a sample. A file that ends early or is
//! damaged in its middle is shown as far as it goes, as browsers do.

mod bits;
mod block;
mod colour;
mod markers;
mod planes;
mod scan;
mod transform;

use self::block::BLOCK;
use self::colour::ColourSpace;
use self::markers::{Frame, Header, Tables};
use self::planes::Planes;
use self::scan::{Coefficients, ScanDecoder};
use super::limits::{
    MAX_DECODER_MEMORY, MAX_PIXELS, MAX_REDUCED_PIXELS, PLACEHOLDER_SIDE, RenderError, check_pixels, fitted,
};
use super::rows::{Rows, Source, is_transposed};

/// Scans of a progressive picture; encoders make about ten. More would only cost time.
const MAX_SCANS: usize = 100;

/// Opens a JPEG. Its rows are reduced as long as the upright picture has at least `width` pixels of width.
pub(super) fn open(bytes: &[u8], width: u32) -> Result<Source<'_>, RenderError> {
    open_within(bytes, MAX_PIXELS, |_| width)
}

/// Opens a JPEG of any size that a camera makes. Its rows are reduced as long as its longer side has at least `edge` pixels.
pub(super) fn open_reduced(bytes: &[u8], edge: u32) -> Result<Source<'_>, RenderError> {
    open_within(bytes, MAX_REDUCED_PIXELS, |(width, height)| fitted(width, height, edge).0)
}

/// `width`: the width that is needed of the upright picture, by its size.
fn open_within(
    bytes: &[u8],
    max_pixels: u64,
    width: impl FnOnce((u32, u32)) -> u32,
) -> Result<Source<'_>, RenderError> {
    let mut header = markers::read_header(bytes)?;
    let frame = header.frame.clone();
    check_pixels(frame.width, frame.height, max_pixels)?;
    let upright = match is_transposed(header.orientation) {
        true => (frame.height, frame.width),
        false => (frame.width, frame.height),
    };
    let (upright_width, width) = (upright.0, width(upright));
    let longer = frame.width.max(frame.height);
    let suffices = |size: usize| {
        reduced(upright_width, size) >= width.min(upright_width)
            && reduced(longer, size) >= PLACEHOLDER_SIDE.min(longer)
    };
    let mut size = [1, 2, 4].into_iter().find(|size| suffices(*size)).unwrap_or(BLOCK);
    let streams = !frame.progressive && header.scan.components.len() == frame.components.len();
    while !streams && size > 1 && Coefficients::memory(&frame, size) > MAX_DECODER_MEMORY {
        size /= 2;
    }

    let blocks = if streams {
        Blocks::Streamed(ScanDecoder::new(bytes, &header))
    } else {
        Blocks::Held(read_all_scans(bytes, &mut header, size)?)
    };
    let (row_width, row_count) = (reduced(frame.width, size), reduced(frame.height, size));
    let (orientation, source_size) = (header.orientation, (frame.width, frame.height));
    let mut rows = JpegRows {
        planes: Planes::new(&frame, size),
        colour: ColourSpace::of(&header),
        tables: header.tables,
        frame,
        blocks,
        size,
        bands_decoded: 0,
        bands_shown: 0,
        next: 0,
    };
    rows.decode_band()?;
    Ok(Source {
        width: source_size.0,
        height: source_size.1,
        row_width,
        row_count,
        transparent: false,
        orientation,
        rows: Box::new(rows),
    })
}

/// A length after each eight pixels became `size`.
fn reduced(length: u32, size: usize) -> u32 {
    (length * size as u32).div_ceil(BLOCK as u32)
}

/// Where the rows of blocks come from.
enum Blocks<'a> {
    Streamed(ScanDecoder<'a>),
    Held(Coefficients),
}

/// Reads the scans of a progressive picture, or of one whose components have scans of their own.
fn read_all_scans(bytes: &[u8], header: &mut Header, size: usize) -> Result<Coefficients, RenderError> {
    let mut coefficients = Coefficients::new(&header.frame, size);
    for scans in 1..=MAX_SCANS {
        let mut decoder = ScanDecoder::new(bytes, header);
        decoder.read_into(&header.frame, &header.tables, &mut coefficients);
        if decoder.is_empty() && scans == 1 {
            return Err(RenderError::Damaged);
        }
        let position = decoder.position();
        match markers::next_scan(bytes, position, header) {
            Ok(true) => {}
            // The scans so far are a picture, if a blurred one.
            Ok(false) | Err(_) => break,
        }
    }
    Ok(coefficients)
}

struct JpegRows<'a> {
    frame: Frame,
    tables: Tables,
    blocks: Blocks<'a>,
    planes: Planes,
    colour: ColourSpace,
    size: usize,
    /// Rows of MCUs.
    bands_decoded: usize,
    bands_shown: usize,
    next: usize,
}

impl JpegRows<'_> {
    /// Decodes the next row of MCUs, if there is one, into the planes.
    fn decode_band(&mut self) -> Result<(), RenderError> {
        if self.bands_decoded == self.frame.mcu_rows {
            return Ok(());
        }
        match &mut self.blocks {
            Blocks::Streamed(decoder) => {
                decoder.read_band(&self.frame, &self.tables, &mut self.planes);
                if self.bands_decoded == 0 && decoder.is_empty() {
                    return Err(RenderError::Damaged);
                }
            }
            Blocks::Held(coefficients) => {
                coefficients.transform_band(&self.frame, self.bands_decoded, &mut self.planes)
            }
        }
        self.bands_decoded += 1;
        Ok(())
    }
}

impl Rows for JpegRows<'_> {
    fn next_row(&mut self, row: &mut [u8]) -> Result<(), RenderError> {
        let band_rows = self.frame.max_vertical * self.size;
        // The last row of a band is mixed with the first one of the next band.
        while self.bands_shown <= self.next / band_rows {
            self.planes.advance();
            self.decode_band()?;
            self.bands_shown += 1;
        }
        self.planes.row(self.next, row, self.colour);
        self.next += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
