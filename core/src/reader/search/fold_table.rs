//! Which character stands for which when text is searched: 縣, 県 and 县 are one, 裡, 裏 and 里 are one.
//!
//! The pairs are OpenCC's (`NOTICE-OpenCC.md`); `tools/fold-table` says which of them, and describes the form that is
//! unpacked here.
//!
//! What would break it: folding only one side. The text and what is looked for in it go through the same fold, so 乾 and
//! 干 being one does no harm. Never shown to a person: 太后 and 前後 both have 后 here.

use std::sync::OnceLock;

static PACKED: &[u8] = include_bytes!("fold.table");

/// The first and the last character that may fold: extension A begins here, the compatibility forms end here.
const FIRST: u16 = 0x3400;
const LAST: u16 = 0xFAFF;

/// The character that stands for `c` in a search: its simplified form, or itself. Folding twice is folding once.
pub(super) fn simplified(c: char) -> char {
    static TABLE: OnceLock<Vec<u16>> = OnceLock::new();
    // Letters, figures and punctuation end here.
    let Some(place) = u32::from(c).checked_sub(u32::from(FIRST)) else { return c };
    match TABLE.get_or_init(|| unpack(PACKED)).get(place as usize) {
        None | Some(0) => c,
        Some(&to) => char::from_u32(u32::from(to)).unwrap_or(c),
    }
}

/// A place for every character from [`FIRST`] to [`LAST`]: what it becomes, or 0 where it stays. 100 KB, of which the
/// part without Chinese characters, nearly half, is never touched.
fn unpack(packed: &[u8]) -> Vec<u16> {
    let mut table = vec![0; usize::from(LAST - FIRST) + 1];
    let mut bytes = packed.iter().copied();
    let (mut from, mut to) = (0, 0u16);
    while let (Some((gap, _)), Some((step, short))) = (field(&mut bytes), field(&mut bytes)) {
        from = usize::saturating_add(from, gap.into());
        to = if short { to.wrapping_add(step).wrapping_sub(64) } else { step };
        if let Some(place) = table.get_mut(from) {
            *place = FIRST.wrapping_add(to);
        }
    }
    table
}

/// A number below 128 in one byte, or one of 15 bits in two; and whether it was one.
fn field(bytes: &mut impl Iterator<Item = u8>) -> Option<(u16, bool)> {
    let high = bytes.next()?;
    if high < 128 {
        return Some((u16::from(high), true));
    }
    Some((u16::from_be_bytes([high & 127, bytes.next()?]), false))
}

#[cfg(test)]
mod tests;
