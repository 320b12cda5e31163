//! The table of Chinese characters that are equal in a search: 縣, 県 and 县 are one, 裡, 裏 and 里 are one.
//!
//! The pairs are OpenCC's (`NOTICE-OpenCC.md`); `tools/fold-table` selects them, and describes the packed form.
//!
//! What would break it: folding only one side. The text and the words that are searched in it are folded alike, so it does
//! no harm that 乾 and 干 are one. Folded text is never shown: 太后 and 前後 both have 后 in it.

use std::sync::OnceLock;

static PACKED: &[u8] = include_bytes!("fold.table");
/// Pairs of characters outside of [`FIRST`] and [`LAST`], of three bytes each, in the order of the first.
static RARE: &[u8] = include_bytes!("rare.table");
/// The bytes of a pair.
const PAIR: usize = 6;

/// The first and the last character that may change: the beginning of extension A and the end of the compatibility forms.
const FIRST: u16 = 0x3400;
const LAST: u16 = 0xFAFF;

/// The character that stands for `c` in a search: its simplified form, or itself. Folding twice is folding once.
pub(super) fn simplified(c: char) -> char {
    static TABLE: OnceLock<Vec<u16>> = OnceLock::new();
    if matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{31c0}'..='\u{31ef}' | '\u{20000}'..) {
        return rare(c);
    }
    // Letters, digits and punctuation are below the table.
    let Some(index) = u32::from(c).checked_sub(u32::from(FIRST)) else { return c };
    match TABLE.get_or_init(|| unpack(PACKED)).get(index as usize) {
        None | Some(0) => c,
        Some(&to) => char::from_u32(u32::from(to)).unwrap_or(c),
    }
}

fn rare(c: char) -> char {
    let (pairs, _) = RARE.as_chunks::<PAIR>();
    let number = |high: u8, middle: u8, low: u8| u32::from_be_bytes([0, high, middle, low]);
    let found = pairs.binary_search_by_key(&u32::from(c), |pair| number(pair[0], pair[1], pair[2]));
    let target = found.ok().and_then(|at| pairs.get(at)).map(|pair| number(pair[3], pair[4], pair[5]));
    target.and_then(char::from_u32).unwrap_or(c)
}

/// One entry for every character from [`FIRST`] to [`LAST`]: the character that it becomes, or 0 if it stays. 100 KB, of
/// which nearly half holds no Chinese characters and is never paged in.
fn unpack(packed: &[u8]) -> Vec<u16> {
    let mut table = vec![0; usize::from(LAST - FIRST) + 1];
    let mut bytes = packed.iter().copied();
    let (mut from, mut to) = (0, 0u16);
    while let (Some((gap, _)), Some((step, short))) = (field(&mut bytes), field(&mut bytes)) {
        from = usize::saturating_add(from, gap.into());
        to = if short { to.wrapping_add(step).wrapping_sub(64) } else { step };
        if let Some(entry) = table.get_mut(from) {
            *entry = FIRST.wrapping_add(to);
        }
    }
    table
}

/// Reads a number: below 128 in one byte, or 15 bits in two. The second value is true if it was one byte.
fn field(bytes: &mut impl Iterator<Item = u8>) -> Option<(u16, bool)> {
    let high = bytes.next()?;
    if high < 128 {
        return Some((u16::from(high), true));
    }
    Some((u16::from_be_bytes([high & 127, bytes.next()?]), false))
}

#[cfg(test)]
mod tests;
