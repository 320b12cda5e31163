//! The inverse cosine transform, which makes `size` × `size` pixels of a block's low frequencies.

use super::block::BLOCK;

/// The transform for one size.
pub(super) struct Transform {
    size: usize,
    /// For each frequency: its value at each pixel.
    basis: [[f32; BLOCK]; BLOCK],
}

impl Transform {
    pub(super) fn new(size: usize) -> Self {
        let mut basis = [[0.0; BLOCK]; BLOCK];
        for (frequency, values) in basis.iter_mut().enumerate().take(size) {
            let factor = if frequency == 0 { std::f32::consts::FRAC_1_SQRT_2 } else { 1.0 } / 2.0;
            for (pixel, value) in values.iter_mut().enumerate().take(size) {
                let angle = ((2 * pixel + 1) * frequency) as f32 * std::f32::consts::PI / (2 * size) as f32;
                *value = factor * angle.cos();
            }
        }
        Self { size, basis }
    }

    /// Writes the pixels of a block, `stride` bytes from row to row.
    pub(super) fn apply(&self, low: &[i16], quantization: &[f32; 64], pixels: &mut [u8], stride: usize) {
        let size = self.size;
        let mut rows = [[0.0_f32; BLOCK]; BLOCK];
        let mut used = [false; BLOCK];
        for (vertical, coefficients) in low.chunks_exact(size).enumerate() {
            for (horizontal, coefficient) in coefficients.iter().enumerate() {
                if *coefficient != 0 {
                    used[vertical] = true;
                    let value = f32::from(*coefficient) * quantization[vertical * BLOCK + horizontal];
                    for (sum, basis) in rows[vertical].iter_mut().zip(&self.basis[horizontal]) {
                        *sum += value * basis;
                    }
                }
            }
        }
        for (y, line) in pixels.chunks_mut(stride).take(size).enumerate() {
            // Half of the range, and a half to round.
            let mut sums = [128.5_f32; BLOCK];
            for vertical in 0..size {
                if used[vertical] {
                    let factor = self.basis[vertical][y];
                    sums.iter_mut().zip(&rows[vertical]).for_each(|(sum, value)| *sum += factor * value);
                }
            }
            for (pixel, sum) in line.iter_mut().zip(sums).take(size) {
                // The conversion saturates.
                *pixel = sum as u8;
            }
        }
    }
}
