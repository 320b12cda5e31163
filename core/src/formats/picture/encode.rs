//! Encoding rows as they arrive.

use std::cell::RefCell;
use std::io::Write;

use image::codecs::jpeg::JpegEncoder;
use image::{GenericImageView, Rgb};

use super::limits::RenderError;
use super::rows::Rows;

/// Of 100: what a phone keeps of others' pictures.
pub(super) const JPEG_QUALITY: u8 = 80;
/// Bytes of one rendition. Only synthetic pictures (noise) are larger.
const MAX_RENDITION: usize = 8 << 20;
/// Rows that the encoder looks at together.
const BAND: u32 = 8;

/// A file in the making that refuses to become larger than [`MAX_RENDITION`].
#[derive(Default)]
struct Output {
    bytes: Vec<u8>,
    overflowed: bool,
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.bytes.len() + bytes.len() > MAX_RENDITION {
            self.overflowed = true;
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Encodes RGB rows as a JPEG.
pub(super) fn jpeg(width: u32, height: u32, quality: u8, rows: &mut dyn Rows) -> Result<Vec<u8>, RenderError> {
    let row_length = width as usize * 3;
    let band = Band { rows, samples: vec![0; row_length * BAND as usize], filled: 0, failed: None };
    let view = View { width, height, row_length, band: RefCell::new(band) };
    let mut output = Output::default();
    let encoded = JpegEncoder::new_with_quality(&mut output, quality).encode_image(&view);
    if let Some(error) = view.band.into_inner().failed {
        return Err(error);
    }
    match encoded {
        Ok(()) => Ok(output.bytes),
        Err(_) => Err(RenderError::TooLarge),
    }
}

/// The rows as the encoder wants to see them: a picture whose pixels it reads once, eight rows at a time.
struct View<'a> {
    width: u32,
    height: u32,
    row_length: usize,
    band: RefCell<Band<'a>>,
}

struct Band<'a> {
    rows: &'a mut dyn Rows,
    samples: Vec<u8>,
    /// The first row that was not read yet.
    filled: u32,
    failed: Option<RenderError>,
}

impl Band<'_> {
    /// Reads the rows of the band in which `y` lies.
    fn advance(&mut self, y: u32, height: u32, row_length: usize) {
        let end = (y - y % BAND + BAND).min(height);
        while self.filled < end && self.failed.is_none() {
            let start = (self.filled % BAND) as usize * row_length;
            self.failed = self.rows.next_row(&mut self.samples[start..start + row_length]).err();
            self.filled += 1;
        }
    }
}

impl GenericImageView for View<'_> {
    type Pixel = Rgb<u8>;

    fn dimensions(&self) -> (u32, u32) {
        (self.width, self.height)
    }

    fn get_pixel(&self, x: u32, y: u32) -> Rgb<u8> {
        let mut band = self.band.borrow_mut();
        if y >= band.filled {
            band.advance(y, self.height, self.row_length);
        }
        let start = (y % BAND) as usize * self.row_length + x as usize * 3;
        Rgb([band.samples[start], band.samples[start + 1], band.samples[start + 2]])
    }
}

/// Encodes RGBA rows as a PNG.
pub(super) fn png(width: u32, height: u32, rows: &mut dyn Rows) -> Result<Vec<u8>, RenderError> {
    let mut output = Output::default();
    let written = write_png(&mut output, width, height, rows);
    if output.overflowed {
        return Err(RenderError::TooLarge);
    }
    written.map(|()| output.bytes)
}

fn write_png(output: &mut Output, width: u32, height: u32, rows: &mut dyn Rows) -> Result<(), RenderError> {
    // Writing to memory fails only at the size, which the caller checks.
    let full = |_| RenderError::TooLarge;
    let mut encoder = png::Encoder::new(output, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_compression(png::Compression::Fast);
    encoder.set_filter(png::Filter::Adaptive);
    let mut writer = encoder.write_header().map_err(full)?;
    let mut stream = writer.stream_writer().map_err(full)?;
    let mut row = vec![0; width as usize * 4];
    for _ in 0..height {
        rows.next_row(&mut row)?;
        stream.write_all(&row).map_err(|_| RenderError::TooLarge)?;
    }
    stream.finish().map_err(full)
}
