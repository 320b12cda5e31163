//! Scaling down row by row: memory for a few rows, whatever the height of the picture.

use std::collections::VecDeque;

/// Scales rows down with the Catmull-Rom filter (as ImageMagick and browsers do for a good quality).
pub(super) struct Scaler {
    channels: usize,
    /// Samples of a row of the result.
    row_length: usize,
    /// For each pixel of a row of the result: the first pixel of the source that counts, and the weights from there on.
    columns: Vec<Window>,
    source_height: u32,
    height: u32,
    /// Source rows seen.
    seen: u32,
    /// The next row of the result whose window is not in `pending` yet.
    next: u32,
    /// Rows of the result to which further source rows contribute, the first one first.
    pending: VecDeque<(Window, Vec<f32>)>,
    narrowed: Vec<f32>,
    finished: Vec<u8>,
    unchanged: bool,
}

/// The samples that contribute to one sample of the result.
struct Window {
    first: u32,
    /// They add up to 1.
    weights: Vec<f32>,
}

impl Window {
    /// The window of the pixel at `position` when `from` pixels become `to`.
    fn new(from: u32, to: u32, position: u32) -> Self {
        let ratio = from as f32 / to as f32;
        let stretch = ratio.max(1.0);
        let centre = (position as f32 + 0.5) * ratio;
        let first = ((centre - 2.0 * stretch).floor().max(0.0) as u32).min(from - 1);
        let end = ((centre + 2.0 * stretch).ceil() as u32).clamp(first + 1, from);
        let mut weights: Vec<f32> =
            (first..end).map(|source| catmull_rom((source as f32 + 0.5 - centre) / stretch)).collect();
        let sum: f32 = weights.iter().sum();
        weights.iter_mut().for_each(|weight| *weight /= sum);
        Self { first, weights }
    }

    fn end(&self) -> u32 {
        self.first + self.weights.len() as u32
    }
}

/// Mitchell and Netravali's cubic with B = 0 and C = 1/2.
fn catmull_rom(x: f32) -> f32 {
    let x = x.abs();
    if x < 1.0 {
        (1.5 * x - 2.5) * x * x + 1.0
    } else if x < 2.0 {
        ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0
    } else {
        0.0
    }
}

impl Scaler {
    /// From one size, width and height in pixels, to another that is not larger.
    pub(super) fn new(channels: usize, from: (u32, u32), to: (u32, u32)) -> Self {
        let unchanged = from == to;
        let columns = if unchanged { Vec::new() } else { (0..to.0).map(|x| Window::new(from.0, to.0, x)).collect() };
        let row_length = to.0 as usize * channels;
        Self {
            channels,
            row_length,
            columns,
            source_height: from.1,
            height: to.1,
            seen: 0,
            next: 0,
            pending: VecDeque::new(),
            narrowed: Vec::new(),
            finished: vec![0; row_length],
            unchanged,
        }
    }

    /// Takes the next source row and hands over the rows that it completes: mostly none or one, more at the lower edge.
    pub(super) fn push(&mut self, row: &[u8], mut done: impl FnMut(&[u8])) {
        if self.unchanged {
            return done(row);
        }
        while self.next < self.height {
            let window = Window::new(self.source_height, self.height, self.next);
            if window.first > self.seen {
                break;
            }
            self.pending.push_back((window, vec![0.0; self.row_length]));
            self.next += 1;
        }
        self.narrow(row);
        for (window, sums) in &mut self.pending {
            if let Some(weight) = window.weights.get((self.seen - window.first) as usize) {
                sums.iter_mut().zip(&self.narrowed).for_each(|(sum, sample)| *sum += weight * sample);
            }
        }
        self.seen += 1;
        while self.pending.front().is_some_and(|(window, _)| window.end() <= self.seen) {
            let Some((_, sums)) = self.pending.pop_front() else { break };
            for (sample, sum) in self.finished.iter_mut().zip(&sums) {
                *sample = sum.round().clamp(0.0, 255.0) as u8;
            }
            done(&self.finished);
        }
    }

    /// Scales one row horizontally.
    fn narrow(&mut self, row: &[u8]) {
        self.narrowed.clear();
        for window in &self.columns {
            let samples = &row[window.first as usize * self.channels..window.end() as usize * self.channels];
            let mut sums = [0.0_f32; 4];
            for (pixel, weight) in samples.chunks_exact(self.channels).zip(&window.weights) {
                for (sum, sample) in sums.iter_mut().zip(pixel) {
                    *sum += weight * f32::from(*sample);
                }
            }
            self.narrowed.extend_from_slice(&sums[..self.channels]);
        }
    }
}

/// Averages rows down to a small picture of RGBA samples.
pub(super) struct Averager {
    channels: usize,
    width: u32,
    height: u32,
    from: (u32, u32),
    seen: u32,
    /// The sums of the row in the making.
    sums: Vec<[u64; 4]>,
    /// Source rows in the sums.
    rows: u64,
    rgba: Vec<u8>,
}

impl Averager {
    /// From one size, width and height in pixels, to another that is not larger.
    pub(super) fn new(channels: usize, from: (u32, u32), to: (u32, u32)) -> Self {
        let sums = vec![[0; 4]; to.0 as usize];
        Self { channels, width: to.0, height: to.1, from, seen: 0, sums, rows: 0, rgba: Vec::new() }
    }

    /// Takes the next source row.
    pub(super) fn push(&mut self, row: &[u8]) {
        let mut start = 0;
        for (column, sum) in self.sums.iter_mut().enumerate() {
            let end = boundary(self.from.0, self.width, column as u32 + 1) as usize;
            for pixel in row[start * self.channels..end * self.channels].chunks_exact(self.channels) {
                sum.iter_mut().zip(pixel).for_each(|(sum, sample)| *sum += u64::from(*sample));
            }
            start = end;
        }
        self.rows += 1;
        self.seen += 1;
        let finished = self.rgba.len() as u32 / (self.width * 4);
        if self.seen == boundary(self.from.1, self.height, finished + 1) {
            self.finish_row();
        }
    }

    fn finish_row(&mut self) {
        let mut start = 0;
        for (column, sum) in self.sums.iter_mut().enumerate() {
            let end = boundary(self.from.0, self.width, column as u32 + 1);
            let count = (u64::from(end - start) * self.rows).max(1);
            let mut pixel = [u8::MAX; 4];
            for (sample, sum) in pixel.iter_mut().zip(*sum).take(self.channels) {
                *sample = ((sum + count / 2) / count) as u8;
            }
            self.rgba.extend_from_slice(&pixel);
            *sum = [0; 4];
            start = end;
        }
        self.rows = 0;
    }

    /// The averages, once every source row was taken.
    pub(super) fn into_rgba(self) -> Vec<u8> {
        self.rgba
    }
}

/// Where the part `index` of `parts` equal parts of a length begins, rounded up. The last one ends at the length.
fn boundary(length: u32, parts: u32, index: u32) -> u32 {
    if index == parts {
        return length;
    }
    (u64::from(length) * u64::from(index)).div_ceil(u64::from(parts)) as u32
}
