//! How large a picture may be, and why one is not rendered.

/// Pixels of a picture. A photograph of a phone has 12 million.
pub(super) const MAX_PIXELS: u64 = 25_000_000;
/// Pixels of a JPEG that is only reduced: its rows are never held whole. The largest sensor of a phone has 200 million.
pub(super) const MAX_REDUCED_PIXELS: u64 = 250_000_000;
/// Pixels of one side: enough for the long pictures that sites make of whole pages.
pub(super) const MAX_SIDE: u32 = 30_000;
/// Bytes that a decoder may hold: the coefficients of a progressive JPEG, the pixels of a WebP or an interlaced PNG.
pub(super) const MAX_DECODER_MEMORY: u64 = 64 << 20;
/// Bytes of renditions that are held before they are encoded: the smaller ones, and those that have to be turned.
pub(super) const MAX_KEPT: u64 = 16 << 20;
/// Pixels of the longer side of the picture from which the placeholder is computed.
pub(super) const PLACEHOLDER_SIDE: u32 = 64;

/// Why a picture was not rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RenderError {
    /// None of the four formats, or a variant that is not decoded. Fetching it again does not help.
    NotAPicture,
    /// The size in its header or a rendition is over a cap. Fetching it again does not help.
    TooLarge,
    /// Incomplete or invalid. Fetching it again may help.
    Damaged,
}

/// The size of a rendition, and the height to which it is cropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) cropped_height: u32,
}

/// A size whose longer side has at most `edge` pixels, in the same proportions.
pub(super) fn fitted(width: u32, height: u32, edge: u32) -> (u32, u32) {
    let longer = u64::from(width.max(height)).max(1);
    let edge = u64::from(edge.max(1)).min(longer);
    let side = |side: u32| (u64::from(side) * edge).div_ceil(longer).max(1) as u32;
    (side(width), side(height))
}

/// Checks a size before memory for pixels is allocated.
pub(super) fn check_size(width: u32, height: u32) -> Result<(), RenderError> {
    check_pixels(width, height, MAX_PIXELS)
}

/// [`check_size`] with another cap on the pixels.
pub(super) fn check_pixels(width: u32, height: u32, most: u64) -> Result<(), RenderError> {
    if width == 0 || height == 0 {
        return Err(RenderError::Damaged);
    }
    if u64::from(width) * u64::from(height) > most || width.max(height) > MAX_SIDE {
        return Err(RenderError::TooLarge);
    }
    Ok(())
}
