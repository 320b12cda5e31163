//! What the raw pages of a file say, if SQLite cannot be asked because the schema is damaged. See "B-tree Pages", "Record
//! Format" and "Pointer Map or Ptrmap Pages" in SQLite's description of its file format.

use super::shape::Shape;

const INTERIOR_INDEX: u8 = 2;
const INTERIOR_TABLE: u8 = 5;
const LEAF_INDEX: u8 = 10;
const LEAF_TABLE: u8 = 13;
/// Levels of a tree that are followed, and pages that are tried on each, to find a record.
const LEVELS: u32 = 4;
const TRIED: usize = 8;

/// The pages of a file; the first is number 1.
pub(super) struct Pages<'a> {
    bytes: &'a [u8],
    size: usize,
}

/// How many records look as they should, and how many do not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Records {
    pub(super) fit: u32,
    pub(super) odd: u32,
}

impl<'a> Pages<'a> {
    pub(super) fn new(bytes: &'a [u8], size: usize) -> Self {
        Self { bytes, size }
    }

    /// How many whole pages there are.
    pub(super) fn count(&self) -> u32 {
        (self.bytes.len() / self.size) as u32
    }

    fn page(&self, number: u32) -> Option<&'a [u8]> {
        let from = self.size.checked_mul(number.checked_sub(1)? as usize)?;
        self.bytes.get(from..from.checked_add(self.size)?)
    }

    /// Whether a tree begins on the page, as the pointer map says. `None` if it says nothing that can be.
    pub(super) fn is_root(&self, number: u32) -> Option<bool> {
        let group = self.size as u32 / 5 + 1;
        let map = number.checked_sub(2)? / group * group + 2;
        let Some(entry) = number.checked_sub(map + 1) else { return Some(false) };
        match self.page(map)?.get(entry as usize * 5)? {
            1 => Some(true),
            2..=5 => Some(false),
            _ => None,
        }
    }

    /// Compares the first records of the tree that begins on a page with the shape of a tree. `None` if it is not that sort of
    /// tree, or if there is no such page. A page that is of no sort is a damaged one.
    pub(super) fn compare(&self, root: u32, shape: &Shape) -> Option<Records> {
        self.compare_below(root, shape, LEVELS)
    }

    fn compare_below(&self, number: u32, shape: &Shape, levels: u32) -> Option<Records> {
        let page = self.page(number)?;
        match (*page.first()?, shape.has_rowids) {
            (LEAF_TABLE, true) => Some(compare_cells(page, 8, shape, |cell| skip_varint(skip_varint(cell)?))),
            (LEAF_INDEX, false) => Some(compare_cells(page, 8, shape, skip_varint)),
            (INTERIOR_INDEX, false) => Some(compare_cells(page, 12, shape, |cell| skip_varint(cell.get(4..)?))),
            (INTERIOR_TABLE, true) => {
                let children = cells(page, 12).take(TRIED).filter_map(|cell| number_at(cell, 0));
                let compared = children.filter(|_| levels > 1).filter_map(|child| {
                    let found = self.compare_below(child, shape, levels - 1)?;
                    (found != Records::default()).then_some(found)
                });
                Some(compared.take(1).next().unwrap_or_default())
            }
            (INTERIOR_INDEX | INTERIOR_TABLE | LEAF_INDEX | LEAF_TABLE, _) => None,
            _ => Some(Records::default()),
        }
    }
}

/// The cells of a page whose header has this length. Each goes on to the end of the page.
fn cells(page: &[u8], header: usize) -> impl Iterator<Item = &[u8]> {
    let number = move |at: usize| Some(usize::from(u16::from_be_bytes(page.get(at..at + 2)?.try_into().ok()?)));
    let count = number(3).unwrap_or(0);
    (0..count).map_while(move |cell| number(header + 2 * cell)).filter_map(|from| page.get(from..))
}

/// `record`: from the beginning of a cell to that of its record.
fn compare_cells(page: &[u8], header: usize, shape: &Shape, record: impl Fn(&[u8]) -> Option<&[u8]>) -> Records {
    let mut records = Records::default();
    for cell in cells(page, header) {
        let Some(types) = record(cell).and_then(serial_types) else { continue };
        match shape.fits(&types) {
            true => records.fit += 1,
            false => records.odd += 1,
        }
    }
    records
}

/// The types of the values of a record.
fn serial_types(record: &[u8]) -> Option<Vec<u64>> {
    let (length, first) = varint(record)?;
    let mut header = record.get(first..usize::try_from(length).ok()?)?;
    let mut types = Vec::new();
    while !header.is_empty() {
        let (serial_type, length) = varint(header)?;
        types.push(serial_type);
        header = &header[length..];
    }
    Some(types)
}

fn skip_varint(bytes: &[u8]) -> Option<&[u8]> {
    bytes.get(varint(bytes)?.1..)
}

/// A number of variable length, and its length.
fn varint(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut value = 0;
    for (at, byte) in bytes.iter().take(9).enumerate() {
        if at == 8 {
            return Some(((value << 8) | u64::from(*byte), 9));
        }
        value = (value << 7) | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((value, at + 1));
        }
    }
    None
}

fn number_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
