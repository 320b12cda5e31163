//! A picture from its first row to its last, without holding it whole.

use image::metadata::Orientation;

use super::limits::RenderError;

/// The rows of a picture, from the top.
pub(super) trait Rows {
    /// Writes the next row's samples. To be called at most once for each row.
    fn next_row(&mut self, row: &mut [u8]) -> Result<(), RenderError>;
}

/// A picture that is open for reading, as it is stored: its rows may have to be turned.
pub(super) struct Source<'a> {
    /// Pixels of the original.
    pub(super) width: u32,
    /// Pixels of the original.
    pub(super) height: u32,
    /// Pixels of a row here: less than the original's if the decoder reduces the picture.
    pub(super) row_width: u32,
    /// Rows here.
    pub(super) row_count: u32,
    /// Whether a pixel is not opaque. A row then has four samples a pixel (not premultiplied), otherwise three.
    pub(super) transparent: bool,
    /// How the rows have to be turned.
    pub(super) orientation: Orientation,
    pub(super) rows: Box<dyn Rows + 'a>,
}

impl Source<'_> {
    /// Bytes of a pixel.
    pub(super) fn channels(&self) -> usize {
        if self.transparent { 4 } else { 3 }
    }
}

/// Whether the rows of a picture with this orientation are the columns of the upright one.
pub(super) fn is_transposed(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH
    )
}

/// A picture that its decoder could only decode whole.
pub(super) struct WholePicture {
    pub(super) samples: Vec<u8>,
    /// Samples of a pixel in `samples`.
    pub(super) channels: usize,
    /// Samples of a pixel in the rows.
    pub(super) wanted_channels: usize,
    pub(super) width: usize,
    pub(super) next: usize,
}

impl Rows for WholePicture {
    fn next_row(&mut self, row: &mut [u8]) -> Result<(), RenderError> {
        let length = self.width * self.channels;
        let start = self.next * length;
        let samples = self.samples.get(start..start + length).ok_or(RenderError::Damaged)?;
        copy_pixels(samples, self.channels, row, self.wanted_channels);
        self.next += 1;
        Ok(())
    }
}

/// Copies pixels of grey, grey and alpha, RGB or RGBA (1 to 4 samples) to RGB or RGBA.
pub(super) fn copy_pixels(from: &[u8], from_channels: usize, to: &mut [u8], to_channels: usize) {
    for (from, to) in from.chunks_exact(from_channels).zip(to.chunks_exact_mut(to_channels)) {
        let (colour, alpha) = match *from {
            [grey] => ([grey; 3], u8::MAX),
            [grey, alpha] => ([grey; 3], alpha),
            [red, green, blue] => ([red, green, blue], u8::MAX),
            [red, green, blue, alpha] => ([red, green, blue], alpha),
            _ => return,
        };
        to[..3].copy_from_slice(&colour);
        if let Some(fourth) = to.get_mut(3) {
            *fourth = alpha;
        }
    }
}

/// Whether a pixel of grey and alpha, or RGBA, is not opaque. False without alpha.
pub(super) fn has_transparency(samples: &[u8], channels: usize) -> bool {
    channels.is_multiple_of(2) && samples.chunks_exact(channels).any(|pixel| pixel[channels - 1] != u8::MAX)
}
