//! Pictures, made ready on arrival: in the widths that screens ask for, with a placeholder, and with nothing else in them.
//!
//! What holds:
//!
//! - What a picture is, its bytes say, never its name or its type. JPEG, PNG, WebP and GIF are pictures; of those that move,
//!   the first frame.
//! - The size is read from the header and refused, above [`MAX_SIDE`] or [`MAX_PIXELS`], before memory for pixels is taken:
//!   a picture costs at most some 110 MB while it is decoded, most a tenth of that.
//! - It is shown the right way up (EXIF), never enlarged, in its own proportions. One with a pixel that is not opaque becomes
//!   a PNG, any other a JPEG. No metadata is left: no place, no camera.
//! - The smallest of several renditions is for lists. If it would be more than twice as tall as wide it is the top of the
//!   picture: long pictures 长图 have their title there. The others are whole, so that the text of a long picture keeps its
//!   width.
//! - The same bytes and widths give the same files. Nothing panics outwards, whatever the bytes are.

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

/// Pixels. A phone's photograph has 12 million.
const MAX_PIXELS: u64 = 25_000_000;
/// Pixels of one side: that of the longest pictures which sites make of whole pages.
const MAX_SIDE: u32 = 30_000;
/// Bytes that a decoder may take, its output included.
const MAX_MEMORY: u64 = 128 << 20;
/// Bytes that scaling may take.
const MAX_SCALING: u64 = 64 << 20;
/// Bytes of a file that is made; larger ones come of pictures that nobody took with a camera.
const MAX_FILE: usize = 8 << 20;
/// Of the JPEGs that are made, of 100.
const QUALITY: u8 = 80;
/// Pixels of the longer side of what the placeholder is made from.
const PLACEHOLDER: u32 = 64;

/// Why there is no picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Not one of the four formats. Fetching it again will not help.
    NotAPicture,
    /// Its header promises more than a phone should spend on it. Fetching it again will not help.
    TooLarge,
    /// It is incomplete, or wrong inside. Fetching it again may help.
    Damaged,
}

/// A file to show.
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

/// What became of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rendered {
    /// Of the original, the right way up, in pixels.
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// A thumbhash, at most 25 bytes.
    pub(crate) placeholder: Vec<u8>,
    /// From the narrowest to the widest.
    pub(crate) renditions: Vec<Rendition>,
}

/// Decodes a picture once and gives it in `widths`, in pixels: one rendition for each width that comes of them, since none
/// is wider than the original.
pub(crate) fn render(bytes: &[u8], widths: &[u32]) -> Result<Rendered, Refusal> {
    // The decoders are not ours: one that panics has met a damaged picture.
    catch_unwind(AssertUnwindSafe(|| made(&decode(bytes)?, widths))).unwrap_or(Err(Refusal::Damaged))
}

/// Width, height and RGBA pixels of a thumbhash, at most 32 × 32; none if it is not one.
pub(crate) fn placeholder_pixels(hash: &[u8]) -> Option<(u32, u32, Vec<u8>)> {
    if hash.len() > 25 {
        return None;
    }
    let (width, height, pixels) = thumbhash::thumb_hash_to_rgba(hash).ok()?;
    let drawable = (1..=32).contains(&width) && (1..=32).contains(&height);
    drawable.then_some((width as u32, height as u32, pixels))
}

/// A decoded picture, the right way up. Only these two: the library's own type of any picture would bring each function
/// ten times into the phone's download.
enum Pixels {
    Opaque(RgbImage),
    Clear(RgbaImage),
}

fn decode(bytes: &[u8]) -> Result<Pixels, Refusal> {
    let format = image::guess_format(bytes).map_err(|_| Refusal::NotAPicture)?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP | ImageFormat::Gif) {
        return Err(Refusal::NotAPicture);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refusal)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS || width.max(height) > MAX_SIDE {
        return Err(Refusal::TooLarge);
    }
    if decoder.total_bytes() > MAX_MEMORY {
        return Err(Refusal::TooLarge);
    }
    let orientation = decoder.orientation().map_err(refusal)?;
    let image = DynamicImage::from_decoder(decoder).map_err(refusal)?;
    // Before it is turned: that takes as much memory again.
    let transparent = image.color().has_alpha() && !opaque(&image);
    Ok(if transparent {
        Pixels::Clear(turned(image.into_rgba8(), orientation))
    } else {
        Pixels::Opaque(turned(image.into_rgb8(), orientation))
    })
}

fn opaque(image: &DynamicImage) -> bool {
    match image {
        DynamicImage::ImageRgba8(pixels) => pixels.pixels().all(|pixel| pixel.0[3] == u8::MAX),
        DynamicImage::ImageLumaA8(pixels) => pixels.pixels().all(|pixel| pixel.0[1] == u8::MAX),
        DynamicImage::ImageRgba16(pixels) => pixels.pixels().all(|pixel| pixel.0[3] == u16::MAX),
        DynamicImage::ImageLumaA16(pixels) => pixels.pixels().all(|pixel| pixel.0[1] == u16::MAX),
        _ => false,
    }
}

fn refusal(error: ImageError) -> Refusal {
    match error {
        ImageError::Limits(_) => Refusal::TooLarge,
        ImageError::Unsupported(_) => Refusal::NotAPicture,
        _ => Refusal::Damaged,
    }
}

/// What to make of a picture: its size when whole, and how much of its height is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Target {
    width: u32,
    height: u32,
    kept: u32,
}

fn targets(width: u32, height: u32, widths: &[u32]) -> Vec<Target> {
    let mut widths: Vec<u32> = widths.iter().map(|wanted| (*wanted).clamp(1, width.max(1))).collect();
    widths.sort_unstable();
    widths.dedup();
    let mut targets: Vec<Target> = widths
        .into_iter()
        .map(|wanted| {
            let height = (u64::from(height) * u64::from(wanted)).div_ceil(u64::from(width.max(1))).max(1) as u32;
            Target { width: wanted, height, kept: height }
        })
        .collect();
    if let [smallest, _, ..] = &mut *targets {
        smallest.kept = smallest.height.min(smallest.width * 2);
    }
    targets
}

fn turned<P: Pixel<Subpixel = u8> + 'static>(image: Buffer<P>, orientation: Orientation) -> Buffer<P> {
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

fn made(pixels: &Pixels, widths: &[u32]) -> Result<Rendered, Refusal> {
    let (width, height) = match pixels {
        Pixels::Opaque(image) => image.dimensions(),
        Pixels::Clear(image) => image.dimensions(),
    };
    if width == 0 || height == 0 {
        return Err(Refusal::Damaged);
    }
    let renditions = targets(width, height, widths).into_iter().map(|target| rendition(pixels, target));
    let renditions = renditions.collect::<Result<_, _>>()?;
    Ok(Rendered { width, height, placeholder: placeholder(pixels, width, height), renditions })
}

fn rendition(pixels: &Pixels, target: Target) -> Result<Rendition, Refusal> {
    let mut bytes = Vec::new();
    let (width, height) = (target.width, target.kept);
    let extension = match pixels {
        Pixels::Opaque(image) => {
            let mut raw = scaled(image, target).into_raw();
            raw.truncate(width as usize * height as usize * 3);
            let encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
            encoder.write_image(&raw, width, height, ExtendedColorType::Rgb8).map_err(refusal)?;
            "jpg"
        }
        Pixels::Clear(image) => {
            let mut raw = scaled(image, target).into_raw();
            raw.truncate(width as usize * height as usize * 4);
            PngEncoder::new(&mut bytes).write_image(&raw, width, height, ExtendedColorType::Rgba8).map_err(refusal)?;
            "png"
        }
    };
    if bytes.len() > MAX_FILE {
        return Err(Refusal::TooLarge);
    }
    Ok(Rendition { width, height, bytes, extension })
}

/// A large picture is averaged down to twice the size first, which is cheap in memory, and the rest is done well.
fn scaled<P: Pixel<Subpixel = u8> + 'static>(image: &Buffer<P>, target: Target) -> Buffer<P> {
    let (width, height) = image.dimensions();
    if (width, height) == (target.width, target.height) {
        return image.clone();
    }
    // The good way holds the picture at its new height in sixteen bytes a pixel.
    if u64::from(width) * u64::from(target.height) * 16 > MAX_SCALING {
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
    let side = |side: u32| (u64::from(side) * u64::from(PLACEHOLDER) / u64::from(longer)).max(1) as u32;
    let (width, height) = (side(width), side(height));
    let rgba = match pixels {
        Pixels::Opaque(image) => {
            let small = imageops::thumbnail(image, width, height);
            small.pixels().flat_map(|pixel| [pixel.0[0], pixel.0[1], pixel.0[2], u8::MAX]).collect()
        }
        Pixels::Clear(image) => imageops::thumbnail(image, width, height).into_raw(),
    };
    thumbhash::rgba_to_thumb_hash(width as usize, height as usize, &rgba)
}

#[cfg(test)]
mod tests;
