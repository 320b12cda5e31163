//! Characters that programs of the UTF-16 world wrote as two references, one for each half: `&#55356;&#57150;` is 🌾. HTML
//! reads each half as a damaged character, so they are joined before the tokenizer sees them.

use std::borrow::Cow;

/// The HTML with each pair of references to surrogates as the character that it means.
pub(super) fn join_surrogate_references(html: &str) -> Cow<'_, str> {
    let mut joined = String::new();
    let mut kept = 0;
    let mut at = 0;
    while let Some(found) = html[at..].find('&') {
        let start = at + found;
        at = start + 1;
        let Some((high @ 0xd800..=0xdbff, length)) = reference(&html[start..]) else { continue };
        let Some((low @ 0xdc00..=0xdfff, low_length)) = reference(&html[start + length..]) else { continue };
        let Some(c) = char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)) else { continue };
        joined.push_str(&html[kept..start]);
        joined.push(c);
        kept = start + length + low_length;
        at = kept;
    }
    if kept == 0 {
        return Cow::Borrowed(html);
    }
    joined.push_str(&html[kept..]);
    Cow::Owned(joined)
}

/// The number of the reference at the start of `text`, and its length.
fn reference(text: &str) -> Option<(u32, usize)> {
    let digits = text.strip_prefix("&#")?;
    let (radix, digits, prefix) = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => (16, hex, 3),
        None => (10, digits, 2),
    };
    let length = digits.bytes().take(8).take_while(u8::is_ascii_hexdigit).count();
    let number = u32::from_str_radix(&digits[..length], radix).ok()?;
    let closed = digits[length..].starts_with(';');
    Some((number, prefix + length + usize::from(closed)))
}

#[cfg(test)]
mod tests;
