//! Pictures as the phone keeps them: in the widths that screens ask for, with a placeholder, and without metadata.
//!
//! What holds:
//!
//! - The format is recognised from the bytes, never from the file name or media type. JPEG, PNG, WebP and GIF are decoded;
//!   of an animation the first frame.
//! - The size in the header is checked against [`MAX_SIDE`] and [`MAX_PIXELS`] before memory for pixels is allocated. A
//!   picture goes from the decoder through the filter to the encoder row by row. A JPEG is reduced while it is decoded. What
//!   has to be held whole has a budget: [`MAX_DECODER_MEMORY`] and [`MAX_KEPT`].
//! - A rendition is upright (EXIF orientation is applied), never enlarged, and keeps the proportions. A picture with a
//!   pixel that is not opaque becomes a PNG, any other a JPEG. No metadata is kept: no place, no camera.
//! - The smallest of several renditions is for lists. If it would be more than twice as tall as wide, it is cropped to the
//!   top: long pictures (长图) have their title there. The others are whole, so that the text of a long picture keeps its
//!   width.
//! - The same bytes and widths give the same files. No input makes [`render`] panic.

mod cascade;
mod encode;
mod jpeg;
mod limits;
mod open;
mod rows;
mod scale;

use std::panic::{AssertUnwindSafe, catch_unwind};

use image::metadata::Orientation;
use image::{ImageFormat, RgbaImage, imageops};

use self::cascade::{Cascade, turn};
pub(crate) use self::limits::RenderError;
use self::limits::{PLACEHOLDER_SIDE, Target, fitted};
use self::rows::{Source, is_transposed};

/// The picture in one width, encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rendition {
    /// Pixels.
    pub(crate) width: u32,
    /// Pixels.
    pub(crate) height: u32,
    pub(crate) bytes: Vec<u8>,
    /// `jpg` or `png`.
    pub(crate) extension: &'static str,
}

/// A picture in all its renditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RenderedPicture {
    /// Pixels of the upright original.
    pub(crate) width: u32,
    /// Pixels of the upright original.
    pub(crate) height: u32,
    /// The thumbhash, at most 25 bytes.
    pub(crate) placeholder: Vec<u8>,
    /// The renditions, the narrowest first.
    pub(crate) renditions: Vec<Rendition>,
}

/// Decodes a picture and encodes it in each of `widths` (pixels). Widths above that of the original become one rendition in
/// its width.
pub(crate) fn render(bytes: &[u8], widths: &[u32]) -> Result<RenderedPicture, RenderError> {
    // A decoder that panics has met damaged bytes.
    catch_unwind(AssertUnwindSafe(|| render_rows(open::open(bytes, widths)?, widths)))
        .unwrap_or(Err(RenderError::Damaged))
}

/// Of 100: a photo that a newsroom will print.
const PHOTO_QUALITY: u8 = 90;

/// Scales a person's own photo so that its longer side has at most `edge` pixels. The rows of a JPEG stay in the order of the
/// file: whoever copies its metadata has to copy its orientation too. Any other picture comes out upright. No metadata is kept.
pub(crate) fn scale_down(bytes: &[u8], edge: u32) -> Result<Rendition, RenderError> {
    let scale = |quality| {
        let source = match image::guess_format(bytes) {
            Ok(ImageFormat::Jpeg) => {
                Source { orientation: Orientation::NoTransforms, ..jpeg::open_reduced(bytes, edge)? }
            }
            _ => open::open(bytes, &[edge])?,
        };
        scale_rows(source, edge, quality)
    };
    let scaled = catch_unwind(AssertUnwindSafe(|| match scale(PHOTO_QUALITY) {
        // Foliage and noise.
        Err(RenderError::TooLarge) => scale(encode::JPEG_QUALITY),
        scaled => scaled,
    }));
    scaled.unwrap_or(Err(RenderError::Damaged))
}

fn scale_rows(source: Source<'_>, edge: u32, quality: u8) -> Result<Rendition, RenderError> {
    let whole = (source.row_width, source.row_count);
    let extension = if source.transparent { "png" } else { "jpg" };
    let transposed = is_transposed(source.orientation);
    let (width, height) = fitted(source.width, source.height, edge);
    let (width, height) = (width.min(whole.0), height.min(whole.1));
    let (width, height) = if transposed { (height, width) } else { (width, height) };
    let target = Target { width, height, cropped_height: height };
    let mut cascade = Cascade::new(source, &[target], (1, 1))?;
    cascade.quality = quality;
    let bytes = cascade.encode(0, width, height)?;
    Ok(Rendition { width, height, bytes, extension })
}

/// Width, height and RGBA pixels of a thumbhash, at most 32 × 32 pixels. `None` if the bytes are not a thumbhash.
pub(crate) fn placeholder_pixels(hash: &[u8]) -> Option<(u32, u32, Vec<u8>)> {
    if hash.len() > 25 {
        return None;
    }
    let (width, height, pixels) = thumbhash::thumb_hash_to_rgba(hash).ok()?;
    let drawable = (1..=32).contains(&width) && (1..=32).contains(&height);
    drawable.then_some((width as u32, height as u32, pixels))
}

/// The renditions of an upright picture of this size, the narrowest first. None is larger than `available`, to which the
/// decoder may have reduced the picture.
fn target_sizes(width: u32, height: u32, available: (u32, u32), widths: &[u32]) -> Vec<Target> {
    let mut widths: Vec<u32> = widths.iter().map(|wanted| (*wanted).clamp(1, available.0)).collect();
    widths.sort_unstable();
    widths.dedup();
    let mut targets: Vec<Target> = widths
        .into_iter()
        .map(|wanted| {
            let height = (u64::from(height) * u64::from(wanted)).div_ceil(u64::from(width)).max(1) as u32;
            let height = height.min(available.1);
            Target { width: wanted, height, cropped_height: height }
        })
        .collect();
    if let [smallest, _, ..] = &mut *targets {
        smallest.cropped_height = smallest.height.min(smallest.width * 2);
    }
    targets
}

fn render_rows(source: Source<'_>, widths: &[u32]) -> Result<RenderedPicture, RenderError> {
    let (orientation, channels) = (source.orientation, source.channels());
    let upright = |(width, height)| if is_transposed(orientation) { (height, width) } else { (width, height) };
    let (width, height) = upright((source.width, source.height));
    let whole = (source.row_width, source.row_count);
    let targets = target_sizes(width, height, upright(whole), widths);
    let small = placeholder_size(width, height);
    let average = if width.max(height) > PLACEHOLDER_SIDE { upright(small) } else { whole };
    let mut cascade = Cascade::new(source, &targets, average)?;

    // The widest first: its rows are encoded as they arrive, and the others are made of them.
    let mut renditions = Vec::new();
    for (level, target) in targets.iter().rev().enumerate() {
        let (width, height) = (target.width, target.cropped_height);
        let bytes = cascade.encode(level, width, height)?;
        renditions.push(Rendition { width, height, bytes, extension: if channels == 4 { "png" } else { "jpg" } });
    }
    renditions.reverse();
    let average_rgba = turn(&cascade.finish()?, 4, average, orientation);
    let placeholder = placeholder(average_rgba, upright(average), small);
    Ok(RenderedPicture { width, height, placeholder, renditions })
}

/// The size of the picture from which a placeholder is computed. Small pictures are enlarged to it.
fn placeholder_size(width: u32, height: u32) -> (u32, u32) {
    let side = |side: u32| (u64::from(side) * u64::from(PLACEHOLDER_SIDE) / u64::from(width.max(height))).max(1) as u32;
    (side(width), side(height))
}

fn placeholder(rgba: Vec<u8>, size: (u32, u32), wanted: (u32, u32)) -> Vec<u8> {
    let rgba = match RgbaImage::from_raw(size.0, size.1, rgba) {
        Some(small) if size != wanted => imageops::thumbnail(&small, wanted.0, wanted.1).into_raw(),
        Some(same) => same.into_raw(),
        None => return Vec::new(),
    };
    thumbhash::rgba_to_thumb_hash(wanted.0 as usize, wanted.1 as usize, &rgba)
}

#[cfg(test)]
mod tests;
