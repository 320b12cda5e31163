//! Entropy-coded bits and Huffman codes.

/// Bits that are looked up at once.
const FAST: u32 = 9;

/// Reads bits up to the next marker. After it come zeros, which [`BitReader::is_exhausted`] tells.
pub(super) struct BitReader<'a> {
    bytes: &'a [u8],
    position: usize,
    at_marker: bool,
    /// The next bits, from the highest one on.
    bits: u64,
    count: u32,
    /// How many of the bits are not in the file. They are the last ones.
    invented: u32,
}

impl<'a> BitReader<'a> {
    pub(super) fn new(bytes: &'a [u8], position: usize) -> Self {
        Self { bytes, position, at_marker: false, bits: 0, count: 0, invented: 0 }
    }

    /// Where the next marker may be searched.
    pub(super) fn position(&self) -> usize {
        self.position
    }

    /// Whether bits were taken that are not in the file.
    pub(super) fn is_exhausted(&self) -> bool {
        self.count < self.invented
    }

    fn refill(&mut self) {
        while self.count <= 56 {
            let byte = if self.at_marker { None } else { self.next_byte() };
            if byte.is_none() {
                self.at_marker = true;
                self.invented += 8;
            }
            self.bits |= u64::from(byte.unwrap_or(0)) << (56 - self.count);
            self.count += 8;
        }
    }

    fn next_byte(&mut self) -> Option<u8> {
        loop {
            let byte = *self.bytes.get(self.position)?;
            if byte != 0xff {
                self.position += 1;
                return Some(byte);
            }
            match self.bytes.get(self.position + 1)? {
                0 => {
                    self.position += 2;
                    return Some(byte);
                }
                // Fill bytes before a marker.
                0xff => self.position += 1,
                _ => return None,
            }
        }
    }

    /// The next `count` bits, at most 16.
    fn peek(&mut self, count: u32) -> u32 {
        if self.count < count {
            self.refill();
        }
        // Two shifts, because `count` may be 0.
        (self.bits >> 1 >> (63 - count)) as u32
    }

    fn skip(&mut self, count: u32) {
        self.bits <<= count;
        self.count -= count;
    }

    /// Takes `count` bits, at most 16.
    pub(super) fn take(&mut self, count: u32) -> u32 {
        let bits = self.peek(count);
        self.skip(count);
        bits
    }

    /// Takes one bit.
    pub(super) fn flag(&mut self) -> bool {
        self.take(1) == 1
    }

    /// Takes a value of `count` bits in the form that JPEG gives to differences: the lower half of the range is negative.
    pub(super) fn take_signed(&mut self, count: u32) -> i32 {
        let value = self.take(count) as i32;
        if count > 0 && value < 1 << (count - 1) { value - (1 << count) + 1 } else { value }
    }

    /// Takes a symbol; `None` if the bits are no code.
    pub(super) fn symbol(&mut self, codes: &Huffman) -> Option<u8> {
        let bits = self.peek(16);
        let (length, symbol) = codes.fast[(bits >> (16 - FAST)) as usize];
        if length > 0 {
            self.skip(length.into());
            return Some(symbol);
        }
        for length in FAST + 1..=16 {
            let code = (bits >> (16 - length)) as i32;
            let (last, offset) = codes.long[length as usize];
            if code <= last {
                self.skip(length);
                return codes.symbols.get((code + offset) as usize).copied();
            }
        }
        None
    }

    /// Goes on after the next restart marker; false if another marker or the end comes first.
    pub(super) fn restart(&mut self) -> bool {
        (self.bits, self.count, self.invented, self.at_marker) = (0, 0, 0, false);
        while let Some([first, second]) = self.bytes.get(self.position..self.position + 2) {
            match (first, second) {
                (0xff, 0xd0..=0xd7) => {
                    self.position += 2;
                    return true;
                }
                (0xff, 0 | 0xff) => self.position += 1,
                (0xff, _) => return false,
                _ => self.position += 1,
            }
        }
        false
    }
}

/// A table of Huffman codes.
#[derive(Clone)]
pub(super) struct Huffman {
    /// Length and symbol of the code at the beginning of nine bits; length 0 if it is longer.
    fast: Vec<(u8, u8)>,
    /// For each length: the last code, and what to add to a code for its index in `symbols`.
    long: [(i32, i32); 17],
    symbols: Vec<u8>,
}

impl Huffman {
    /// From how many codes there are of each length from 1, and their symbols. `None` if there are more codes than fit.
    pub(super) fn new(counts: &[u8; 16], symbols: &[u8]) -> Option<Self> {
        let mut fast = vec![(0, 0); 1 << FAST];
        let mut long = [(-1, 0); 17];
        let (mut code, mut index) = (0_usize, 0_usize);
        for (length, count) in (1_u32..).zip(counts) {
            let first = code;
            for symbol in symbols.get(index..index + usize::from(*count))? {
                if length <= FAST {
                    let start = code << (FAST - length);
                    fast.get_mut(start..start + (1 << (FAST - length)))?.fill((length as u8, *symbol));
                }
                code += 1;
            }
            if code > 1 << length {
                return None;
            }
            if *count > 0 {
                long[length as usize] = (code as i32 - 1, index as i32 - first as i32);
            }
            index += usize::from(*count);
            code <<= 1;
        }
        Some(Self { fast, long, symbols: symbols[..index].to_vec() })
    }
}
