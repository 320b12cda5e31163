//! Placeholders: what is drawn where a picture is not fetched yet.

use crate::formats::hex;
use crate::formats::picture;

/// A placeholder's pixels, to be stretched to the size of the picture.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PlaceholderImage {
    /// Pixels, at most 32.
    pub width: u32,
    /// Pixels, at most 32.
    pub height: u32,
    /// Red, green, blue, alpha of each pixel, row by row; not premultiplied.
    pub rgba: Vec<u8>,
}

/// Decodes a placeholder (a thumbhash in hexadecimal digits); `None` if it is not one. It touches no file and may be
/// called on the main thread.
#[uniffi::export]
pub fn placeholder_image(placeholder: String) -> Option<PlaceholderImage> {
    let (width, height, rgba) = picture::placeholder_pixels(&hex::decode(&placeholder)?)?;
    Some(PlaceholderImage { width, height, rgba })
}

/// The properties of a picture file that a publisher may announce with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portrait {
    /// Pixels, after the rotation that the file asks for.
    pub width: u32,
    /// Pixels, after the rotation that the file asks for.
    pub height: u32,
    /// A thumbhash in hexadecimal digits.
    pub placeholder: String,
}

/// Reads a picture file; `None` if a client would refuse to show it.
pub fn portrait(bytes: &[u8]) -> Option<Portrait> {
    let rendered = picture::render(bytes, &[]).ok()?;
    Some(Portrait { width: rendered.width, height: rendered.height, placeholder: hex::encode(&rendered.placeholder) })
}
