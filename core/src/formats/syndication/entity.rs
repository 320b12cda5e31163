//! Character and entity references. XML predefines five names; sites use those of HTML, with and without the semicolon. A name
//! that is not in the table stays as it was written; `dtd` replaced those that the document itself declares.

use std::borrow::Cow;

/// No name in the table is longer, and no numeric reference to a character.
const MAX_REFERENCE: usize = 12;

/// Sorted by name for binary search.
const NAMES: [(&str, char); 73] = [
    ("Prime", '″'),
    ("aacute", 'á'),
    ("amp", '&'),
    ("apos", '\''),
    ("bdquo", '„'),
    ("bull", '•'),
    ("cent", '¢'),
    ("copy", '©'),
    ("darr", '↓'),
    ("deg", '°'),
    ("divide", '÷'),
    ("eacute", 'é'),
    ("egrave", 'è'),
    ("emsp", '\u{2003}'),
    ("ensp", '\u{2002}'),
    ("equiv", '≡'),
    ("euro", '€'),
    ("frac12", '½'),
    ("frac14", '¼'),
    ("frac34", '¾'),
    ("ge", '≥'),
    ("gt", '>'),
    ("harr", '↔'),
    ("hearts", '♥'),
    ("hellip", '…'),
    ("iexcl", '¡'),
    ("infin", '∞'),
    ("iquest", '¿'),
    ("laquo", '«'),
    ("larr", '←'),
    ("ldquo", '“'),
    ("le", '≤'),
    ("lsaquo", '‹'),
    ("lsquo", '‘'),
    ("lt", '<'),
    ("mdash", '—'),
    ("micro", 'µ'),
    ("middot", '·'),
    ("minus", '−'),
    ("nbsp", '\u{a0}'),
    ("ndash", '–'),
    ("ne", '≠'),
    ("oacute", 'ó'),
    ("oline", '‾'),
    ("ordm", 'º'),
    ("para", '¶'),
    ("permil", '‰'),
    ("plusmn", '±'),
    ("pound", '£'),
    ("prime", '′'),
    ("quot", '"'),
    ("radic", '√'),
    ("raquo", '»'),
    ("rarr", '→'),
    ("rdquo", '”'),
    ("reg", '®'),
    ("rsaquo", '›'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("sect", '§'),
    ("shy", '\u{ad}'),
    ("sum", '∑'),
    ("sup1", '¹'),
    ("sup2", '²'),
    ("sup3", '³'),
    ("thinsp", '\u{2009}'),
    ("times", '×'),
    ("trade", '™'),
    ("uarr", '↑'),
    ("uuml", 'ü'),
    ("yen", '¥'),
    ("zwj", '\u{200d}'),
    ("zwnj", '\u{200c}'),
];

/// The characters of the numeric references 128 to 159: HTML reads them as windows-1252.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Appends `text` with its references resolved.
pub(super) fn unescape_into(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (length, c) = reference(rest);
        match c {
            Found::Char(c) => out.push(c),
            Found::Forbidden => {}
            Found::Literal => out.push_str(&rest[..length]),
        }
        rest = &rest[length..];
    }
    out.push_str(rest);
}

/// The text with its references resolved.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    unescape_into(&mut out, text);
    Cow::Owned(out)
}

/// Whether the text has a reference that [`unescape`] would replace.
pub(super) fn has_reference(text: &str) -> bool {
    text.match_indices('&').any(|(at, _)| !matches!(reference(&text[at..]).1, Found::Literal))
}

enum Found {
    Char(char),
    /// A control character that XML does not allow, such as `&#0;`.
    Forbidden,
    /// No reference: the text stays as it is.
    Literal,
}

/// The reference at the start of `text`, which begins with `&`, and its length in bytes.
fn reference(text: &str) -> (usize, Found) {
    let bytes = text.as_bytes();
    let window = &bytes[1..bytes.len().min(MAX_REFERENCE + 1)];
    let length = window.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'#').count();
    let name = &text[1..=length];
    let closed = bytes.get(length + 1) == Some(&b';');
    let end = 1 + length + usize::from(closed);
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return match code {
            // A character that was written as its two halves.
            Ok(high @ 0xd800..=0xdbff) if low_surrogate(&text[end..]).is_some() => {
                let (low, length) = low_surrogate(&text[end..]).unwrap_or_default();
                let c = char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
                (end + length, c.map_or(Found::Literal, Found::Char))
            }
            Ok(code @ 128..=159) => (end, Found::Char(WINDOWS_1252[code as usize - 128])),
            Ok(code) => match char::from_u32(code) {
                Some(c) if !c.is_control() || matches!(c, '\t' | '\n' | '\r') => (end, Found::Char(c)),
                Some(_) => (end, Found::Forbidden),
                None => (end, Found::Char('\u{fffd}')),
            },
            Err(_) => (1, Found::Literal),
        };
    }
    // A shortcut: nearly every reference in a feed is one of these.
    let common = match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        _ => None,
    };
    if let Some(c) = common.filter(|_| closed) {
        return (end, Found::Char(c));
    }
    let found = NAMES.binary_search_by(|(known, _)| known.cmp(&name)).ok().or_else(|| {
        // Names in upper case occur (`&NBSP;`). Only one name of the table differs from another by case.
        let lower = name.to_ascii_lowercase();
        NAMES
            .binary_search_by(|(known, _)| known.cmp(&lower.as_str()))
            .ok()
            .filter(|_| name.bytes().all(|b| b.is_ascii_uppercase()))
    });
    match found {
        Some(at) if closed => (end, Found::Char(NAMES[at].1)),
        // Without the semicolon only names for which HTML allows that, and never inside an address (`?a=1&lt=2`).
        Some(at) if matches!(name, "amp" | "lt" | "gt" | "quot" | "nbsp") && bytes.get(length + 1) != Some(&b'=') => {
            (end, Found::Char(NAMES[at].1))
        }
        _ => (1, Found::Literal),
    }
}

/// The second half of a character as the reference at the start of `text`, and the length of the reference.
fn low_surrogate(text: &str) -> Option<(u32, usize)> {
    let digits = text.strip_prefix("&#")?;
    let (radix, digits, prefix) = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => (16, hex, 3),
        None => (10, digits, 2),
    };
    let length = digits.bytes().take(8).take_while(u8::is_ascii_hexdigit).count();
    let low = u32::from_str_radix(&digits[..length], radix).ok().filter(|low| (0xdc00..=0xdfff).contains(low))?;
    Some((low, prefix + length + usize::from(digits[length..].starts_with(';'))))
}

#[cfg(test)]
mod tests;
