//! Folding: the widths of a character, its cases, and its traditional and simplified forms become one character. Folding is
//! one to one, so that an index into the folded text is an index into the text.

use super::fold_table::simplified;

/// The character that stands for `c` in a search.
pub(crate) fn fold(c: char) -> char {
    match c {
        'a'..='z' | '0'..='9' => c,
        'A'..='Z' => c.to_ascii_lowercase(),
        '\t' | '\u{a0}' | '\u{3000}' | '\u{2000}'..='\u{200a}' | '\u{202f}' => ' ',
        '\0'..='\u{7f}' => c,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).map_or(c, |narrow| narrow.to_ascii_lowercase()),
        '\u{2e80}'..='\u{fdff}' => simplified(c),
        _ => {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(one), None) => one,
                // Two characters for one would shift all indexes behind it.
                _ => c,
            }
        }
    }
}

#[cfg(test)]
mod tests;
