//! The samples of a track: where they are in the file, to overwrite those of a track that goes.

use std::io::{Read, Seek};

use super::boxes::{BoxHeader, Boxes, Patch};
use super::input::Input;
use super::outcome::VideoError;

type Result<T> = std::result::Result<T, VideoError>;

/// Ranges of samples of all tracks that go. A camera writes one position in a second.
const MAX_RANGES: usize = 200_000;

/// The type of a track.
pub(super) fn handler<F: Read + Seek>(boxes: &mut Boxes<F>, track: &BoxHeader) -> Result<[u8; 4]> {
    let handler = find(boxes, track, &[b"mdia", b"hdlr"])?;
    let Some(handler) = handler else { return boxes.damaged() };
    let content = boxes.read(handler.content, handler.end.min(handler.content + 12))?;
    boxes.sound(content.get(8..12).and_then(|kind| kind.try_into().ok()))
}

/// Plans zeros over all samples of a track. `data`: where samples may be, ascending.
pub(super) fn erase<F: Read + Seek>(boxes: &mut Boxes<F>, track: &BoxHeader, data: &[(u64, u64)]) -> Result<()> {
    let mut table = |kinds: [&[u8; 4]; 2]| {
        for kind in kinds {
            if let Some(found) = find(boxes, track, &[b"mdia", b"minf", b"stbl", kind])? {
                return Ok(Some((found.kind, boxes.content(&found)?)));
            }
        }
        Ok::<_, VideoError>(None)
    };
    let tables = (table([b"stsz", b"stz2"])?, table([b"stsc"; 2])?, table([b"stco", b"co64"])?);
    let (Some((kind, sizes)), Some((_, runs)), Some((width, chunks))) = tables else { return boxes.damaged() };
    let sizes = boxes.sound(Sizes::new(kind == *b"stz2", &sizes))?;
    let ranges = ranges(sizes, &runs, &chunks, if width == *b"co64" { 8 } else { 4 });
    for (from, to) in boxes.sound(ranges)? {
        let last = data.partition_point(|(start, _)| *start <= from).checked_sub(1);
        // A range outside of the data would overwrite tables.
        if last.is_none_or(|last| to > data[last].1) || boxes.patches.len() > MAX_RANGES {
            return boxes.damaged();
        }
        boxes.patches.push(Patch::Zeros(from, to));
    }
    Ok(())
}

/// The first box of each kind inside of the one before.
fn find<F: Read + Seek>(boxes: &mut Boxes<F>, track: &BoxHeader, path: &[&[u8; 4]]) -> Result<Option<BoxHeader>> {
    let mut current = *track;
    for kind in path {
        let mut at = current.content;
        loop {
            if current.end.saturating_sub(at) < 8 {
                return Ok(None);
            }
            let child = boxes.next(at, current.end)?;
            if child.kind == **kind {
                current = child;
                break;
            }
            at = child.end;
        }
    }
    Ok(Some(current))
}

/// The sizes of samples: one for all, or one for each.
struct Sizes<'a> {
    common: u64,
    /// Samples that are left.
    count: u64,
    each: Input<'a>,
    /// Bits of each size.
    bits: u8,
    /// The second half of a byte that has two.
    half: Option<u64>,
}

impl<'a> Sizes<'a> {
    fn new(compact: bool, table: &'a [u8]) -> Option<Self> {
        let mut input = Input(table);
        input.take(4)?;
        let first = input.u32()?;
        let count = input.u32()?.into();
        let (common, bits) = if compact { (0, first as u8) } else { (first.into(), 32) };
        let known = matches!(bits, 4 | 8 | 16 | 32);
        known.then_some(Self { common, count, each: input, bits, half: None })
    }

    fn next(&mut self) -> Option<u64> {
        if let Some(half) = self.half.take() {
            return Some(half);
        }
        if self.bits == 4 {
            let byte = u64::from(self.each.u8()?);
            self.half = Some(byte & 15);
            return Some(byte >> 4);
        }
        self.each.number(usize::from(self.bits / 8))
    }

    /// Bytes of the next so many samples.
    fn sum(&mut self, samples: u64) -> Option<u64> {
        let samples = samples.min(self.count);
        self.count -= samples;
        if self.common > 0 {
            return self.common.checked_mul(samples);
        }
        // Ends with the table, whatever the number of samples is said to be.
        (0..samples).try_fold(0_u64, |sum, _| sum.checked_add(self.next()?))
    }
}

/// The entries of a table, each of so many bytes: what is behind them is none.
fn entries(table: &[u8], width: usize) -> Option<Input<'_>> {
    let mut input = Input(table);
    input.take(4)?;
    let count = usize::try_from(input.u32()?).ok()?;
    input.take(count.checked_mul(width)?).map(Input)
}

/// The ranges of all chunks.
fn ranges(mut sizes: Sizes<'_>, runs: &[u8], chunks: &[u8], width: usize) -> Option<Vec<(u64, u64)>> {
    let mut runs = entries(runs, 12)?;
    let mut chunks = entries(chunks, width)?;
    let next_run = |runs: &mut Input<'_>| {
        let run = (runs.u32()?, runs.u32()?);
        runs.u32()?;
        Some(run)
    };
    let mut samples = 0;
    let mut next = next_run(&mut runs);
    let mut found: Vec<(u64, u64)> = Vec::new();
    let mut number = 0_u32;
    while let Some(start) = chunks.number(width) {
        number += 1;
        while let Some((_, count)) = next.filter(|(first, _)| *first <= number) {
            samples = u64::from(count);
            next = next_run(&mut runs);
        }
        let end = start.checked_add(sizes.sum(samples)?)?;
        match found.last_mut() {
            Some(last) if last.1 == start => last.1 = end,
            _ => found.push((start, end)),
        }
    }
    // Samples that no chunk has would stay.
    (sizes.count == 0).then_some(found)
}
