//! All renditions of a picture from one reading of its rows.

use image::metadata::Orientation;

use super::encode;
use super::limits::{MAX_KEPT, RenderError, Target};
use super::rows::{Rows, Source, is_transposed};
use super::scale::{Averager, Scaler};

/// A picture on its way from its rows to its renditions: the source's rows make the widest rendition, its rows the next one,
/// and so on.
pub(super) struct Cascade<'a> {
    source: Source<'a>,
    row: Vec<u8>,
    rows_read: u32,
    average: Averager,
    /// The widest first.
    levels: Vec<Level>,
    /// Of a JPEG, of 100.
    pub(super) quality: u8,
}

/// One rendition before it is encoded and turned.
struct Level {
    scaler: Scaler,
    size: (u32, u32),
    row_length: usize,
    /// Its rows: all that will be encoded, or those that the encoder did not take yet.
    kept: Vec<u8>,
    /// Bytes of the rows that will be encoded.
    wanted: usize,
    finished: usize,
}

impl Level {
    fn new(scaler: Scaler, size: (u32, u32), channels: usize, rows: u32) -> Self {
        let row_length = size.0 as usize * channels;
        Self { scaler, size, row_length, kept: Vec::new(), wanted: row_length * rows as usize, finished: 0 }
    }

    fn keep(&mut self, row: &[u8]) {
        if self.finished < self.wanted {
            self.kept.extend_from_slice(row);
            self.finished += row.len();
        }
    }
}

impl<'a> Cascade<'a> {
    /// `targets` are the renditions of the upright picture, the narrowest first; `average` is the size of the picture that
    /// is averaged for the placeholder, before it is turned.
    pub(super) fn new(source: Source<'a>, targets: &[Target], average: (u32, u32)) -> Result<Self, RenderError> {
        let channels = source.channels();
        let mut size = (source.row_width, source.row_count);
        let row = vec![0; size.0 as usize * channels];
        let average = Averager::new(channels, size, average);
        let (transposed, is_upright) =
            (is_transposed(source.orientation), source.orientation == Orientation::NoTransforms);
        let (mut levels, mut kept) = (Vec::new(), 0);
        for (index, target) in targets.iter().rev().enumerate() {
            let next = if transposed { (target.height, target.width) } else { (target.width, target.height) };
            // A picture that has to be turned is cropped afterwards.
            let rows = if is_upright { target.cropped_height } else { next.1 };
            let level = Level::new(Scaler::new(channels, size, next), next, channels, rows);
            if index > 0 || !is_upright {
                kept += level.wanted as u64;
            }
            levels.push(level);
            size = next;
        }
        if kept > MAX_KEPT {
            return Err(RenderError::TooLarge);
        }
        Ok(Self { source, row, rows_read: 0, average, levels, quality: encode::JPEG_QUALITY })
    }

    /// Encodes one rendition, cropped to its upper `height` pixels. The widest, level 0, first.
    pub(super) fn encode(&mut self, level: usize, width: u32, height: u32) -> Result<Vec<u8>, RenderError> {
        let (orientation, channels) = (self.source.orientation, self.source.channels());
        let (transparent, quality) = (self.source.transparent, self.quality);
        let encode = |width: u32, height: u32, rows: &mut dyn Rows| match transparent {
            true => encode::png(width, height, rows),
            false => encode::jpeg(width, height, quality, rows),
        };
        if level == 0 && orientation == Orientation::NoTransforms {
            let encoded = encode(width, height, &mut Widest(self))?;
            self.read_to_end()?;
            return Ok(encoded);
        }
        self.read_to_end()?;
        let Some(level) = self.levels.get_mut(level) else { return Err(RenderError::Damaged) };
        let samples = std::mem::take(&mut level.kept);
        encode(width, height, &mut Turned { samples: &samples, channels, size: level.size, orientation, next: 0 })
    }

    /// Reads what was not read yet, and returns the averaged RGBA samples.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, RenderError> {
        self.read_to_end()?;
        Ok(self.average.into_rgba())
    }

    fn read_to_end(&mut self) -> Result<(), RenderError> {
        while self.rows_read < self.source.row_count {
            self.read_row()?;
        }
        Ok(())
    }

    fn read_row(&mut self) -> Result<(), RenderError> {
        self.source.rows.next_row(&mut self.row)?;
        self.rows_read += 1;
        self.average.push(&self.row);
        push(&mut self.levels, &self.row);
        Ok(())
    }
}

/// Hands a row to the first level, and the rows that this completes to the next one.
fn push(levels: &mut [Level], row: &[u8]) {
    let Some((level, narrower)) = levels.split_first_mut() else { return };
    let (mut completed, scaler) = (Vec::new(), &mut level.scaler);
    scaler.push(row, |done| completed.extend_from_slice(done));
    for done in completed.chunks_exact(level.row_length) {
        level.keep(done);
        push(narrower, done);
    }
}

/// The rows of the widest rendition, which are made when the encoder asks for them.
struct Widest<'a, 'b>(&'a mut Cascade<'b>);

impl Rows for Widest<'_, '_> {
    fn next_row(&mut self, row: &mut [u8]) -> Result<(), RenderError> {
        loop {
            let Some(level) = self.0.levels.first_mut() else { return Err(RenderError::Damaged) };
            if let Some(done) = level.kept.get(..row.len()) {
                row.copy_from_slice(done);
                level.kept.drain(..row.len());
                return Ok(());
            }
            if self.0.rows_read == self.0.source.row_count {
                return Err(RenderError::Damaged);
            }
            self.0.read_row()?;
        }
    }
}

/// A picture in memory, read upright.
struct Turned<'a> {
    samples: &'a [u8],
    channels: usize,
    /// Pixels, as it is stored.
    size: (u32, u32),
    orientation: Orientation,
    next: usize,
}

impl Rows for Turned<'_> {
    fn next_row(&mut self, row: &mut [u8]) -> Result<(), RenderError> {
        let (width, height) = (self.size.0 as usize, self.size.1 as usize);
        let y = self.next;
        for (x, pixel) in row.chunks_exact_mut(self.channels).enumerate() {
            let (column, line) = match self.orientation {
                Orientation::NoTransforms => (Some(x), Some(y)),
                Orientation::FlipHorizontal => (mirrored(width, x), Some(y)),
                Orientation::FlipVertical => (Some(x), mirrored(height, y)),
                Orientation::Rotate180 => (mirrored(width, x), mirrored(height, y)),
                Orientation::Rotate90 => (Some(y), mirrored(height, x)),
                Orientation::Rotate270 => (mirrored(width, y), Some(x)),
                Orientation::Rotate90FlipH => (Some(y), Some(x)),
                Orientation::Rotate270FlipH => (mirrored(width, y), mirrored(height, x)),
            };
            let start = column.zip(line).map(|(column, line)| (line * width + column) * self.channels);
            let from = start.and_then(|start| self.samples.get(start..start + self.channels));
            pixel.copy_from_slice(from.ok_or(RenderError::Damaged)?);
        }
        self.next += 1;
        Ok(())
    }
}

fn mirrored(length: usize, position: usize) -> Option<usize> {
    length.checked_sub(1 + position)
}

/// A small picture, upright.
pub(super) fn turn(samples: &[u8], channels: usize, size: (u32, u32), orientation: Orientation) -> Vec<u8> {
    let width = if is_transposed(orientation) { size.1 } else { size.0 };
    let mut turned = Turned { samples, channels, size, orientation, next: 0 };
    let mut upright = vec![0; samples.len()];
    for row in upright.chunks_exact_mut(width as usize * channels) {
        if turned.next_row(row).is_err() {
            break;
        }
    }
    upright
}
