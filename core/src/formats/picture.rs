//! Pictures as the phone keeps them: in the widths that screens ask for, with a placeholder, and without metadata.
//!
//! What holds:
//!
//! - The format is recognised from the bytes, never from the file name or media type. JPEG, PNG, WebP and GIF are decoded;
//!   of an animation the first frame.
//! - The size in the header is checked against [`MAX_SIDE`] and [`MAX_PIXELS`] before memory for pixels is allocated:
//!   decoding takes at most about 110 MB, and usually a tenth of that.
//! - A rendition is upright (EXIF orientation is applied), never enlarged, and keeps the proportions. A picture with a
//!   pixel that is not opaque becomes a PNG, any other a JPEG. No metadata is kept: no place, no camera.
//! - The smallest of several renditions is for lists. If it would be more than twice as tall as wide, it is cropped to the
//!   top: long pictures (长图) have their title there. The others are whole, so that the text of a long picture keeps its
//!   width.
//! - The same bytes and widths give the same files. No input makes [`render`] panic.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::imageops::{self, FilterType};
use image::metadata::Orientation;
use image::{
    DynamicImage, ExtendedColorType, ImageBuffer, ImageDecoder, ImageEncoder, ImageError, ImageFormat, ImageReader,
    Limits, Pixel, RgbImage, RgbaImage,
};

type Buffer<P> = ImageBuffer<P, Vec<u8>>;

/// Pixels of a picture. A photograph of a phone has 12 million.
const MAX_PIXELS: u64 = 25_000_000;
/// Pixels of one side: enough for the long pictures that sites make of whole pages.
const MAX_SIDE: u32 = 30_000;
/// Bytes that a decoder may allocate, including its output.
const MAX_DECODER_MEMORY: u64 = 128 << 20;
/// Bytes that the better resampling filter may allocate.
const MAX_FILTER_MEMORY: u64 = 64 << 20;
/// Bytes of one rendition. Only synthetic pictures (noise) are larger.
const MAX_RENDITION: usize = 8 << 20;
/// Of 100.
const JPEG_QUALITY: u8 = 80;
/// Pixels of the longer side of the picture from which the placeholder is computed.
const PLACEHOLDER_SIDE: u32 = 64;

/// Why a picture was not rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RenderError {
    /// None of the four formats. Fetching it again does not help.
    NotAPicture,
    /// The size in its header or a rendition is over a cap. Fetching it again does not help.
    TooLarge,
    /// Incomplete or invalid. Fetching it again may help.
    Damaged,
}

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

/// Decodes a picture once and encodes it in each of `widths` (pixels). Widths above that of the original become one
/// rendition in its width.
pub(crate) fn render(bytes: &[u8], widths: &[u32]) -> Result<RenderedPicture, RenderError> {
    // A decoder that panics has met damaged bytes.
    catch_unwind(AssertUnwindSafe(|| render_pixels(&decode(bytes)?, widths))).unwrap_or(Err(RenderError::Damaged))
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

/// An upright decoded picture. Only two pixel formats: with the library's `DynamicImage`, each generic function would be
/// compiled ten times and enlarge the download.
enum Pixels {
    Opaque(RgbImage),
    Transparent(RgbaImage),
}

fn decode(bytes: &[u8]) -> Result<Pixels, RenderError> {
    let format = image::guess_format(bytes).map_err(|_| RenderError::NotAPicture)?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP | ImageFormat::Gif) {
        return Err(RenderError::NotAPicture);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_DECODER_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(render_error)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS || width.max(height) > MAX_SIDE {
        return Err(RenderError::TooLarge);
    }
    if decoder.total_bytes() > MAX_DECODER_MEMORY {
        return Err(RenderError::TooLarge);
    }
    let orientation = decoder.orientation().map_err(render_error)?;
    let image = DynamicImage::from_decoder(decoder).map_err(render_error)?;
    // Before the orientation is applied, which takes as much memory again.
    let transparent = image.color().has_alpha() && !is_opaque(&image);
    Ok(if transparent {
        Pixels::Transparent(apply_orientation(image.into_rgba8(), orientation))
    } else {
        Pixels::Opaque(apply_orientation(image.into_rgb8(), orientation))
    })
}

fn is_opaque(image: &DynamicImage) -> bool {
    match image {
        DynamicImage::ImageRgba8(pixels) => pixels.pixels().all(|pixel| pixel.0[3] == u8::MAX),
        DynamicImage::ImageLumaA8(pixels) => pixels.pixels().all(|pixel| pixel.0[1] == u8::MAX),
        DynamicImage::ImageRgba16(pixels) => pixels.pixels().all(|pixel| pixel.0[3] == u16::MAX),
        DynamicImage::ImageLumaA16(pixels) => pixels.pixels().all(|pixel| pixel.0[1] == u16::MAX),
        _ => false,
    }
}

fn render_error(error: ImageError) -> RenderError {
    match error {
        ImageError::Limits(_) => RenderError::TooLarge,
        ImageError::Unsupported(_) => RenderError::NotAPicture,
        _ => RenderError::Damaged,
    }
}

/// The size of a rendition, and the height to which it is cropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Target {
    width: u32,
    height: u32,
    cropped_height: u32,
}

fn target_sizes(width: u32, height: u32, widths: &[u32]) -> Vec<Target> {
    let mut widths: Vec<u32> = widths.iter().map(|wanted| (*wanted).clamp(1, width.max(1))).collect();
    widths.sort_unstable();
    widths.dedup();
    let mut targets: Vec<Target> = widths
        .into_iter()
        .map(|wanted| {
            let height = (u64::from(height) * u64::from(wanted)).div_ceil(u64::from(width.max(1))).max(1) as u32;
            Target { width: wanted, height, cropped_height: height }
        })
        .collect();
    if let [smallest, _, ..] = &mut *targets {
        smallest.cropped_height = smallest.height.min(smallest.width * 2);
    }
    targets
}

fn apply_orientation<P: Pixel<Subpixel = u8> + 'static>(image: Buffer<P>, orientation: Orientation) -> Buffer<P> {
    match orientation {
        Orientation::NoTransforms => image,
        Orientation::Rotate90 => imageops::rotate90(&image),
        Orientation::Rotate180 => imageops::rotate180(&image),
        Orientation::Rotate270 => imageops::rotate270(&image),
        Orientation::FlipHorizontal => imageops::flip_horizontal(&image),
        Orientation::FlipVertical => imageops::flip_vertical(&image),
        Orientation::Rotate90FlipH => imageops::flip_horizontal(&imageops::rotate90(&image)),
        Orientation::Rotate270FlipH => imageops::flip_horizontal(&imageops::rotate270(&image)),
    }
}

fn render_pixels(pixels: &Pixels, widths: &[u32]) -> Result<RenderedPicture, RenderError> {
    let (width, height) = match pixels {
        Pixels::Opaque(image) => image.dimensions(),
        Pixels::Transparent(image) => image.dimensions(),
    };
    if width == 0 || height == 0 {
        return Err(RenderError::Damaged);
    }
    let renditions = target_sizes(width, height, widths).into_iter().map(|target| rendition(pixels, target));
    let renditions = renditions.collect::<Result<_, _>>()?;
    Ok(RenderedPicture { width, height, placeholder: placeholder(pixels, width, height), renditions })
}

fn rendition(pixels: &Pixels, target: Target) -> Result<Rendition, RenderError> {
    let mut bytes = Vec::new();
    let (width, height) = (target.width, target.cropped_height);
    let extension = match pixels {
        Pixels::Opaque(image) => {
            let mut raw = scale_down(image, target).into_raw();
            raw.truncate(width as usize * height as usize * 3);
            let encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
            encoder.write_image(&raw, width, height, ExtendedColorType::Rgb8).map_err(render_error)?;
            "jpg"
        }
        Pixels::Transparent(image) => {
            let mut raw = scale_down(image, target).into_raw();
            raw.truncate(width as usize * height as usize * 4);
            PngEncoder::new(&mut bytes)
                .write_image(&raw, width, height, ExtendedColorType::Rgba8)
                .map_err(render_error)?;
            "png"
        }
    };
    if bytes.len() > MAX_RENDITION {
        return Err(RenderError::TooLarge);
    }
    Ok(Rendition { width, height, bytes, extension })
}

/// Scales a picture down. From four times the target width on, it is first averaged to twice the target, which takes little
/// memory, before the better filter.
fn scale_down<P: Pixel<Subpixel = u8> + 'static>(image: &Buffer<P>, target: Target) -> Buffer<P> {
    let (width, height) = image.dimensions();
    if (width, height) == (target.width, target.height) {
        return image.clone();
    }
    // The better filter holds the picture at its new height with sixteen bytes a pixel.
    if u64::from(width) * u64::from(target.height) * 16 > MAX_FILTER_MEMORY {
        return imageops::thumbnail(image, target.width, target.height);
    }
    if width >= 4 * target.width {
        let coarse = imageops::thumbnail(image, 2 * target.width, 2 * target.height);
        return imageops::resize(&coarse, target.width, target.height, FilterType::CatmullRom);
    }
    imageops::resize(image, target.width, target.height, FilterType::CatmullRom)
}

fn placeholder(pixels: &Pixels, width: u32, height: u32) -> Vec<u8> {
    let longer = width.max(height);
    let side = |side: u32| (u64::from(side) * u64::from(PLACEHOLDER_SIDE) / u64::from(longer)).max(1) as u32;
    let (width, height) = (side(width), side(height));
    let rgba = match pixels {
        Pixels::Opaque(image) => {
            let small = imageops::thumbnail(image, width, height);
            small.pixels().flat_map(|pixel| [pixel.0[0], pixel.0[1], pixel.0[2], u8::MAX]).collect()
        }
        Pixels::Transparent(image) => imageops::thumbnail(image, width, height).into_raw(),
    };
    thumbhash::rgba_to_thumb_hash(width as usize, height as usize, &rgba)
}

#[cfg(test)]
mod tests;
