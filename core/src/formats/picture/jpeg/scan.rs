//! The blocks of a scan.

use super::bits::{BitReader, Huffman};
use super::block::BLOCK;
use super::markers::{Frame, Header, Scan, Tables, ZIGZAG};
use super::planes::Planes;

/// Reads the blocks of a scan in their order.
pub(super) struct ScanDecoder<'a> {
    bits: BitReader<'a>,
    scan: Scan,
    restart_interval: usize,
    mcus_read: usize,
    predictions: [i32; 4],
    /// Blocks that have no further coefficients in this scan.
    empty_blocks: u32,
    blocks_read: usize,
    ended: bool,
}

/// The coefficients of a block: those of its low frequencies, and which ones are not zero.
struct Block<'b> {
    /// Row by row, `size` in each.
    low: &'b mut [i16],
    size: usize,
    nonzero: &'b mut u64,
}

impl Block<'_> {
    /// Where a coefficient is held; `None` if its frequency is too high for the reduced picture.
    fn held(&mut self, index: usize) -> Option<&mut i16> {
        let place = usize::from(ZIGZAG[index & 63]);
        let (row, column) = (place / BLOCK, place % BLOCK);
        if row < self.size && column < self.size { self.low.get_mut(row * self.size + column) } else { None }
    }

    fn set(&mut self, index: usize, value: i32) {
        *self.nonzero |= 1 << (index & 63);
        if let Some(held) = self.held(index) {
            *held = value as i16;
        }
    }

    fn is_nonzero(&self, index: usize) -> bool {
        *self.nonzero & (1 << (index & 63)) != 0
    }

    /// Adds a further bit to the amount of a coefficient.
    fn refine(&mut self, index: usize, bit: i16) {
        if let Some(held) = self.held(index) {
            *held = held.wrapping_add(if *held < 0 { -bit } else { bit });
        }
    }
}

impl<'a> ScanDecoder<'a> {
    pub(super) fn new(bytes: &'a [u8], header: &Header) -> Self {
        Self {
            bits: BitReader::new(bytes, header.scan.position),
            scan: header.scan.clone(),
            restart_interval: header.restart_interval,
            mcus_read: 0,
            predictions: [0; 4],
            empty_blocks: 0,
            blocks_read: 0,
            ended: false,
        }
    }

    /// Whether not one block could be read.
    pub(super) fn is_empty(&self) -> bool {
        self.blocks_read == 0
    }

    /// Where the next marker may be searched.
    pub(super) fn position(&self) -> usize {
        self.bits.position()
    }

    /// Reads one row of MCUs and transforms it at once. What is missing becomes grey.
    pub(super) fn read_band(&mut self, frame: &Frame, tables: &Tables, planes: &mut Planes) {
        let size = planes.size();
        for mcu in 0..frame.mcu_columns {
            self.begin_mcu();
            for part in 0..self.scan.components.len() {
                let index = self.scan.components[part].index;
                let component = &frame.components[index];
                let Some(quantization) = &tables.quantization[component.quantization] else { return };
                for block in 0..component.vertical * component.horizontal {
                    let (mut low, mut nonzero) = ([0; BLOCK * BLOCK], 0);
                    let held = Block { low: &mut low[..size * size], size, nonzero: &mut nonzero };
                    self.read_block(part, frame, tables, held);
                    let column = mcu * component.horizontal + block % component.horizontal;
                    planes.write(index, column, block / component.horizontal, &low[..size * size], quantization);
                }
            }
        }
    }

    /// Reads the whole scan.
    pub(super) fn read_into(&mut self, frame: &Frame, tables: &Tables, coefficients: &mut Coefficients) {
        for part in &self.scan.components {
            let table = tables.quantization[frame.components[part.index].quantization].as_deref();
            let held = &mut coefficients.components[part.index];
            held.quantization = held.quantization.or(table.copied());
        }
        if let [only] = &*self.scan.components {
            let (index, component) = (only.index, &frame.components[only.index]);
            for row in 0..component.height.div_ceil(BLOCK) {
                for column in 0..component.width.div_ceil(BLOCK) {
                    self.begin_mcu();
                    self.read_block(0, frame, tables, coefficients.block(index, row, column));
                    if self.ended {
                        return;
                    }
                }
            }
            return;
        }
        for mcu in 0..frame.mcu_rows * frame.mcu_columns {
            let (mcu_row, mcu_column) = (mcu / frame.mcu_columns, mcu % frame.mcu_columns);
            self.begin_mcu();
            for part in 0..self.scan.components.len() {
                let index = self.scan.components[part].index;
                let component = &frame.components[index];
                for block in 0..component.vertical * component.horizontal {
                    let row = mcu_row * component.vertical + block / component.horizontal;
                    let column = mcu_column * component.horizontal + block % component.horizontal;
                    self.read_block(part, frame, tables, coefficients.block(index, row, column));
                }
            }
            if self.ended {
                return;
            }
        }
    }

    /// Skips a restart marker where one is due.
    fn begin_mcu(&mut self) {
        if self.restart_interval > 0
            && self.mcus_read > 0
            && self.mcus_read.is_multiple_of(self.restart_interval)
            && !self.ended
        {
            self.ended = !self.bits.restart();
            self.predictions = [0; 4];
            self.empty_blocks = 0;
        }
        self.mcus_read += 1;
    }

    fn read_block(&mut self, part: usize, frame: &Frame, tables: &Tables, mut block: Block<'_>) {
        if self.ended {
            return;
        }
        let read = self.try_read_block(part, frame, tables, &mut block);
        self.ended = read.is_none() || self.bits.is_exhausted();
        self.blocks_read += usize::from(!self.ended);
    }

    /// `None` if the bits are damaged.
    fn try_read_block(&mut self, part: usize, frame: &Frame, tables: &Tables, block: &mut Block<'_>) -> Option<()> {
        let component = &self.scan.components[part];
        let (dc, ac) = (tables.dc.get(component.dc)?.as_ref(), tables.ac.get(component.ac)?.as_ref());
        if !frame.progressive {
            self.read_dc(part, dc?, block)?;
            return self.read_sequential(ac?, block);
        }
        match (self.scan.first, self.scan.refines) {
            (0, false) => self.read_dc(part, dc?, block),
            (0, true) => {
                if self.bits.flag()
                    && let Some(held) = block.held(0)
                {
                    *held |= 1 << self.scan.low;
                }
                Some(())
            }
            (_, false) => self.read_first_ac(ac?, block),
            (_, true) => self.refine_ac(ac?, block),
        }
    }

    fn read_dc(&mut self, part: usize, codes: &Huffman, block: &mut Block<'_>) -> Option<()> {
        let length = self.bits.symbol(codes)?;
        if length > 15 {
            return None;
        }
        let prediction = &mut self.predictions[part];
        *prediction = prediction.wrapping_add(self.bits.take_signed(length.into()));
        block.set(0, *prediction << self.scan.low);
        Some(())
    }

    fn read_sequential(&mut self, codes: &Huffman, block: &mut Block<'_>) -> Option<()> {
        let mut index = 1;
        while index < BLOCK * BLOCK {
            let symbol = self.bits.symbol(codes)?;
            let (zeros, length) = (usize::from(symbol >> 4), u32::from(symbol & 15));
            if length == 0 {
                if zeros < 15 {
                    break;
                }
                index += 16;
                continue;
            }
            index += zeros;
            if index >= BLOCK * BLOCK {
                return None;
            }
            block.set(index, self.bits.take_signed(length));
            index += 1;
        }
        Some(())
    }

    fn read_first_ac(&mut self, codes: &Huffman, block: &mut Block<'_>) -> Option<()> {
        if self.empty_blocks > 0 {
            self.empty_blocks -= 1;
            return Some(());
        }
        let mut index = self.scan.first;
        while index <= self.scan.last {
            let symbol = self.bits.symbol(codes)?;
            let (zeros, length) = (u32::from(symbol >> 4), u32::from(symbol & 15));
            if length == 0 && zeros < 15 {
                self.empty_blocks = (1 << zeros) - 1 + self.bits.take(zeros);
                break;
            }
            index += zeros as usize;
            if length > 0 {
                if index > self.scan.last {
                    return None;
                }
                block.set(index, self.bits.take_signed(length) << self.scan.low);
            }
            index += 1;
        }
        Some(())
    }

    fn refine_ac(&mut self, codes: &Huffman, block: &mut Block<'_>) -> Option<()> {
        let bit = 1_i16 << self.scan.low;
        let mut index = self.scan.first;
        while self.empty_blocks == 0 && index <= self.scan.last {
            let symbol = self.bits.symbol(codes)?;
            let (mut zeros, length) = (u32::from(symbol >> 4), symbol & 15);
            let mut value = 0;
            if length > 0 {
                value = i32::from(if self.bits.flag() { bit } else { -bit });
            } else if zeros < 15 {
                self.empty_blocks = (1 << zeros) + self.bits.take(zeros);
                break;
            }
            // Coefficients that are known already have their bits in between.
            while index <= self.scan.last {
                if block.is_nonzero(index) {
                    if self.bits.flag() {
                        block.refine(index, bit);
                    }
                } else if zeros == 0 {
                    break;
                } else {
                    zeros -= 1;
                }
                index += 1;
            }
            if value != 0 && index <= self.scan.last {
                block.set(index, value);
            }
            index += 1;
        }
        if self.empty_blocks > 0 {
            while index <= self.scan.last && *block.nonzero >> index != 0 {
                if block.is_nonzero(index) && self.bits.flag() {
                    block.refine(index, bit);
                }
                index += 1;
            }
            self.empty_blocks -= 1;
        }
        Some(())
    }
}

/// The coefficients of a picture until its last scan is read.
pub(super) struct Coefficients {
    size: usize,
    components: Vec<Held>,
}

struct Held {
    stride: usize,
    low: Vec<i16>,
    nonzero: Vec<u64>,
    /// The table at the component's first scan; a later one may replace it for other components.
    quantization: Option<[f32; 64]>,
}

impl Coefficients {
    pub(super) fn new(frame: &Frame, size: usize) -> Self {
        let held = |component: &super::markers::Component| {
            let blocks = component.stride * component.vertical * frame.mcu_rows;
            let (low, nonzero) = (vec![0; blocks * size * size], vec![0; blocks]);
            Held { stride: component.stride, low, nonzero, quantization: None }
        };
        Self { size, components: frame.components.iter().map(held).collect() }
    }

    /// Bytes that the coefficients of a picture take.
    pub(super) fn memory(frame: &Frame, size: usize) -> u64 {
        let blocks = |component: &super::markers::Component| component.stride * component.vertical * frame.mcu_rows;
        let blocks: usize = frame.components.iter().map(blocks).sum();
        (blocks * (size * size * size_of::<i16>() + size_of::<u64>())) as u64
    }

    fn block(&mut self, component: usize, row: usize, column: usize) -> Block<'_> {
        let (size, held) = (self.size, &mut self.components[component]);
        let at = row * held.stride + column;
        let low = &mut held.low[at * size * size..(at + 1) * size * size];
        Block { low, size, nonzero: &mut held.nonzero[at] }
    }

    /// Transforms one row of MCUs.
    pub(super) fn transform_band(&self, frame: &Frame, band: usize, planes: &mut Planes) {
        let length = self.size * self.size;
        for (index, (component, held)) in frame.components.iter().zip(&self.components).enumerate() {
            let quantization = held.quantization.unwrap_or([0.0; 64]);
            for row in 0..component.vertical {
                for column in 0..held.stride {
                    let at = ((band * component.vertical + row) * held.stride + column) * length;
                    planes.write(index, column, row, &held.low[at..at + length], &quantization);
                }
            }
        }
    }
}
