//! Opening a picture: its format, size and orientation, and a decoder that hands over its rows.

use std::io::Cursor;

use image::ImageFormat;
use image::metadata::Orientation;

use super::jpeg;
use super::limits::{MAX_DECODER_MEMORY, RenderError, check_size};
use super::rows::{Rows, Source, WholePicture, copy_pixels, has_transparency};

/// Bytes that the PNG decoder may allocate besides pixels: metadata.
const MAX_PNG_METADATA: usize = 8 << 20;

/// Opens a picture from which renditions of `widths` pixels will be made.
pub(super) fn open<'a>(bytes: &'a [u8], widths: &[u32]) -> Result<Source<'a>, RenderError> {
    match image::guess_format(bytes) {
        Ok(ImageFormat::Jpeg) => jpeg::open(bytes, widths.iter().copied().max().unwrap_or(0)),
        Ok(ImageFormat::Png) => open_png(bytes),
        Ok(ImageFormat::Gif) => open_gif(bytes),
        Ok(ImageFormat::WebP) => open_webp(bytes),
        _ => Err(RenderError::NotAPicture),
    }
}

/// `samples` zeros, if that is within the budget when the decoder holds `extra` bytes for each pixel as well.
fn allocate(width: u32, height: u32, samples: u64, extra: u64) -> Result<Vec<u8>, RenderError> {
    let pixels = u64::from(width) * u64::from(height);
    if pixels * (samples + extra) > MAX_DECODER_MEMORY {
        return Err(RenderError::TooLarge);
    }
    Ok(vec![0; (pixels * samples) as usize])
}

fn whole<'a>(
    size: (u32, u32),
    orientation: Orientation,
    samples: Vec<u8>,
    channels: usize,
    transparent: bool,
) -> Source<'a> {
    let (width, height) = size;
    let wanted_channels = if transparent { 4 } else { 3 };
    let rows = Box::new(WholePicture { samples, channels, wanted_channels, width: width as usize, next: 0 });
    Source { width, height, row_width: width, row_count: height, transparent, orientation, rows }
}

fn orientation_of(exif: Option<&[u8]>) -> Orientation {
    exif.and_then(Orientation::from_exif_chunk).unwrap_or(Orientation::NoTransforms)
}

type PngReader<'a> = png::Reader<Cursor<&'a [u8]>>;

fn png_error(error: png::DecodingError) -> RenderError {
    match error {
        png::DecodingError::LimitsExceeded => RenderError::TooLarge,
        _ => RenderError::Damaged,
    }
}

fn png_reader(bytes: &[u8]) -> Result<PngReader<'_>, RenderError> {
    let limits = png::Limits { bytes: MAX_PNG_METADATA };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let header = decoder.read_header_info().map_err(png_error)?;
    check_size(header.width, header.height)?;
    decoder.read_info().map_err(png_error)
}

fn open_png(bytes: &[u8]) -> Result<Source<'_>, RenderError> {
    let mut reader = png_reader(bytes)?;
    let info = reader.info();
    let (width, height) = (info.width, info.height);
    let orientation = orientation_of(info.exif_metadata.as_deref());
    let channels = reader.output_color_type().0.samples();
    if info.interlaced {
        let mut samples = allocate(width, height, channels as u64, 0)?;
        reader.next_frame(&mut samples).map_err(png_error)?;
        let transparent = has_transparency(&samples, channels);
        return Ok(whole((width, height), orientation, samples, channels, transparent));
    }
    // Whether a pixel is transparent is only known at the end: such a picture is decoded twice.
    let mut transparent = false;
    if channels % 2 == 0 {
        while let Some(row) = reader.next_row().map_err(png_error)? {
            if has_transparency(row.data(), channels) {
                transparent = true;
                break;
            }
        }
        reader = png_reader(bytes)?;
    }
    let rows = Box::new(PngRows { reader, channels, wanted_channels: if transparent { 4 } else { 3 } });
    Ok(Source { width, height, row_width: width, row_count: height, transparent, orientation, rows })
}

struct PngRows<'a> {
    reader: PngReader<'a>,
    channels: usize,
    wanted_channels: usize,
}

impl Rows for PngRows<'_> {
    fn next_row(&mut self, row: &mut [u8]) -> Result<(), RenderError> {
        let samples = self.reader.next_row().map_err(png_error)?.ok_or(RenderError::Damaged)?;
        copy_pixels(samples.data(), self.channels, row, self.wanted_channels);
        Ok(())
    }
}

fn open_gif(bytes: &[u8]) -> Result<Source<'_>, RenderError> {
    let damaged = |_| RenderError::Damaged;
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::Indexed);
    let mut decoder = options.read_info(Cursor::new(bytes)).map_err(damaged)?;
    let (width, height) = (u32::from(decoder.width()), u32::from(decoder.height()));
    check_size(width, height)?;
    let frame = decoder.next_frame_info().map_err(damaged)?.ok_or(RenderError::Damaged)?;
    let (left, top) = (usize::from(frame.left), usize::from(frame.top));
    let (frame_width, frame_height) = (frame.width, frame.height);
    let invisible = frame.transparent;
    check_size(frame_width.into(), frame_height.into())?;
    let mut indices = allocate(frame_width.into(), frame_height.into(), 1, 0)?;
    decoder.read_into_buffer(&mut indices).map_err(damaged)?;

    let mut colours = [[0; 4]; 256];
    for (index, (colour, entry)) in
        colours.iter_mut().zip(decoder.palette().map_err(damaged)?.chunks_exact(3)).enumerate()
    {
        let alpha = if invisible == Some(index as u8) { 0 } else { u8::MAX };
        *colour = [entry[0], entry[1], entry[2], alpha];
    }
    let covers = left == 0 && top == 0 && u32::from(frame_width) >= width && u32::from(frame_height) >= height;
    let transparent = !covers || indices.iter().any(|index| colours[usize::from(*index)][3] == 0);
    let rows = GifRows { indices, colours, left, top, width: usize::from(frame_width), next: 0, transparent };
    let orientation = Orientation::NoTransforms;
    Ok(Source { width, height, row_width: width, row_count: height, transparent, orientation, rows: Box::new(rows) })
}

/// The first frame on its canvas, which is transparent where the frame does not cover it.
struct GifRows {
    indices: Vec<u8>,
    colours: [[u8; 4]; 256],
    left: usize,
    top: usize,
    /// Pixels of a row of the frame.
    width: usize,
    next: usize,
    transparent: bool,
}

impl Rows for GifRows {
    fn next_row(&mut self, row: &mut [u8]) -> Result<(), RenderError> {
        let start = self.next.checked_sub(self.top).map(|line| line * self.width);
        let indices = start.and_then(|start| self.indices.get(start..start + self.width)).unwrap_or_default();
        self.next += 1;
        row.fill(0);
        let channels = if self.transparent { 4 } else { 3 };
        for (pixel, index) in row.chunks_exact_mut(channels).skip(self.left).zip(indices) {
            pixel.copy_from_slice(&self.colours[usize::from(*index)][..channels]);
        }
        Ok(())
    }
}

fn open_webp(bytes: &[u8]) -> Result<Source<'_>, RenderError> {
    let damaged = |_| RenderError::Damaged;
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(bytes)).map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    check_size(width, height)?;
    // The decoder allocates what the header of a frame states, before it compares it with the picture's size.
    check_webp_frames(bytes.get(12..).unwrap_or_default(), width, height)?;
    decoder.set_memory_limit(MAX_PNG_METADATA);
    let exif = decoder.exif_metadata().unwrap_or_default();
    let channels = if decoder.has_alpha() { 4 } else { 3 };
    // Bytes that the decoder holds for each pixel besides the result: the planes of a lossy picture (1.5), the RGBA samples
    // of a lossless one (4) or of its alpha (4, then 1), and the canvas of an animation (4).
    let extra = match (decoder.is_animated(), decoder.is_lossy(), channels) {
        (true, ..) => 11,
        (false, true, 3) => 2,
        (false, true, _) => 7,
        (false, false, 3) => 4,
        (false, false, _) => 0,
    };
    let mut samples = allocate(width, height, channels as u64, extra)?;
    decoder.read_image(&mut samples).map_err(damaged)?;
    let transparent = has_transparency(&samples, channels);
    Ok(whole((width, height), orientation_of(exif.as_deref()), samples, channels, transparent))
}

/// Refuses a file in which the header of a lossy frame states a larger size than the picture has. The size in a lossless
/// frame is compared by the decoder.
fn check_webp_frames(chunks: &[u8], width: u32, height: u32) -> Result<(), RenderError> {
    for (name, content) in webp_chunks(chunks) {
        match name {
            b"VP8 " => check_webp_frame(content, width, height)?,
            b"ANMF" => {
                // The decoder takes the first chunk as the frame, or the second one if the first is its alpha.
                let mut parts = webp_chunks(content.get(16..).unwrap_or_default());
                let first = parts.next();
                let frame = if first.is_some_and(|(name, _)| name == b"ALPH") { parts.next() } else { first };
                if let Some((name, content)) = frame
                    && name != b"VP8L"
                {
                    check_webp_frame(content, width, height)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// The chunks of a RIFF file, by name and content.
fn webp_chunks(mut chunks: &[u8]) -> impl Iterator<Item = (&[u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let (name, rest) = chunks.split_first_chunk::<4>()?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let length = u32::from_le_bytes(*length) as usize;
        chunks = rest.get(length.saturating_add(length % 2)..).unwrap_or_default();
        Some((name, &rest[..length.min(rest.len())]))
    })
}

fn check_webp_frame(frame: &[u8], width: u32, height: u32) -> Result<(), RenderError> {
    let Some([w0, w1, h0, h1]) = frame.get(6..10) else { return Err(RenderError::Damaged) };
    let side = |low: u8, high: u8| u32::from(u16::from_le_bytes([low, high]) & 0x3fff);
    if side(*w0, *w1) > width || side(*h0, *h1) > height {
        return Err(RenderError::Damaged);
    }
    Ok(())
}
