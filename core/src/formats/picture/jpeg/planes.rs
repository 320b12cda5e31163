//! The samples of the components for some rows, and the pixels that are made of them.

use super::block::BLOCK;
use super::colour::ColourSpace;
use super::markers::{Component, Frame};
use super::transform::Transform;

/// Parts of a pixel in which positions between two samples are counted.
const PARTS: usize = 16;

/// Two rows of MCUs, and the last row of samples before them.
pub(super) struct Planes {
    transform: Transform,
    size: usize,
    width: usize,
    planes: Vec<Plane>,
    /// The rows of MCUs that were left behind, plus one.
    advanced: usize,
}

struct Plane {
    /// Samples of a row, with those that only complete an MCU.
    stride: usize,
    /// Rows of samples in a row of MCUs.
    band: usize,
    /// One row, then two rows of MCUs.
    samples: Vec<u8>,
    /// Rows of samples of the picture.
    height: usize,
    /// For each pixel: the sample to its left, the one to its right, and the weight of the latter in parts.
    columns: Vec<(u32, u32, u16)>,
    vertical: usize,
    max_vertical: usize,
    /// The samples of a row of pixels.
    row: Vec<u8>,
}

/// The samples before and after a pixel, and the weight of the latter in parts.
fn between(pixel: usize, factor: usize, max_factor: usize, samples: usize) -> (usize, usize, usize) {
    let position = ((2 * pixel + 1) * factor * (PARTS / 2) / max_factor).saturating_sub(PARTS / 2);
    let last = samples.saturating_sub(1);
    ((position / PARTS).min(last), (position / PARTS + 1).min(last), position % PARTS)
}

impl Plane {
    fn new(component: &Component, frame: &Frame, size: usize, width: usize) -> Self {
        let (stride, band) = (component.stride * size, component.vertical * size);
        let samples_wide = (component.width * size).div_ceil(BLOCK);
        let column = |pixel| {
            let (left, right, weight) = between(pixel, component.horizontal, frame.max_horizontal, samples_wide);
            (left as u32, right as u32, weight as u16)
        };
        Self {
            stride,
            band,
            samples: vec![0; stride * (1 + 2 * band)],
            height: (component.height * size).div_ceil(BLOCK),
            columns: (0..width).map(column).collect(),
            vertical: component.vertical,
            max_vertical: frame.max_vertical,
            row: vec![0; width],
        }
    }

    /// Mixes the samples of one row of pixels. `first_row` is the first row of samples that is held.
    fn mix(&mut self, y: usize, first_row: isize) {
        let (above, below, weight) = between(y, self.vertical, self.max_vertical, self.height);
        let line = |row: usize| {
            let start = (row as isize - first_row).max(0) as usize * self.stride;
            &self.samples[start..start + self.stride]
        };
        let (above, below, weight) = (line(above), line(below), weight as u16);
        let vertical = |at: u32| {
            let at = at as usize;
            u16::from(above[at]) * (PARTS as u16 - weight) + u16::from(below[at]) * weight
        };
        for (pixel, (left, right, weight)) in self.row.iter_mut().zip(&self.columns) {
            let (left, right) = (u32::from(vertical(*left)), u32::from(vertical(*right)));
            let weight = u32::from(*weight);
            *pixel = ((left * (PARTS as u32 - weight) + right * weight + 128) >> 8) as u8;
        }
    }
}

impl Planes {
    pub(super) fn new(frame: &Frame, size: usize) -> Self {
        let width = (frame.width as usize * size).div_ceil(BLOCK);
        let planes = frame.components.iter().map(|component| Plane::new(component, frame, size, width)).collect();
        Self { transform: Transform::new(size), size, width, planes, advanced: 0 }
    }

    /// Pixels that each side of a block becomes.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// Writes a block of the lower row of MCUs; `row` and `column` count blocks.
    pub(super) fn write(&mut self, component: usize, column: usize, row: usize, low: &[i16], quantization: &[f32; 64]) {
        let plane = &mut self.planes[component];
        let start = (1 + plane.band + row * self.size) * plane.stride + column * self.size;
        self.transform.apply(low, quantization, &mut plane.samples[start..], plane.stride);
    }

    /// Makes the lower row of MCUs the upper one.
    pub(super) fn advance(&mut self) {
        for plane in &mut self.planes {
            plane.samples.copy_within(plane.band * plane.stride.., 0);
        }
        self.advanced += 1;
    }

    /// Writes the RGB samples of a row of pixels, which is in the upper row of MCUs.
    pub(super) fn row(&mut self, y: usize, row: &mut [u8], colour: ColourSpace) {
        let upper = self.advanced.saturating_sub(1);
        for plane in &mut self.planes {
            plane.mix(y, (upper * plane.band) as isize - 1);
        }
        let pixels = row.chunks_exact_mut(3).take(self.width);
        match &*self.planes {
            [one] => pixels.zip(&one.row).for_each(|(pixel, grey)| pixel.fill(*grey)),
            [one, two, three] => {
                for (x, pixel) in pixels.enumerate() {
                    pixel.copy_from_slice(&colour.rgb([one.row[x], two.row[x], three.row[x], u8::MAX]));
                }
            }
            [one, two, three, four] => {
                for (x, pixel) in pixels.enumerate() {
                    pixel.copy_from_slice(&colour.rgb([one.row[x], two.row[x], three.row[x], four.row[x]]));
                }
            }
            _ => {}
        }
    }
}
