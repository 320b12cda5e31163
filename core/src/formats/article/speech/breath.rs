//! Dividing a long sentence where a reader breathes, so that a listener can step back within it.

/// Characters after which a sentence is divided at the next comma.
const DIVIDE_AT_COMMA: usize = 60;
/// Characters after which it is divided at any comma, and after twice as many anywhere.
const DIVIDE_ANYWHERE: usize = 160;
/// Characters that the rest has at least: a shorter one would sound cut off.
const SHORTEST_REST: usize = 8;

/// The parts of a sentence, divided after commas so that each is short enough to say at once. A comma inside a title or a
/// bracket is none to breathe at, and a number is never divided.
pub(super) fn divide(sentence: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut length = 0;
    let mut depth = 0_usize;
    let mut left = sentence.chars().count();
    let mut before = ' ';
    let mut chars = sentence.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        length += 1;
        left -= 1;
        match c {
            '《' | '（' | '(' => depth += 1,
            '》' | '）' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let next_digit = chars.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        let in_number = next_digit && (before.is_ascii_digit() || c.is_ascii_digit());
        before = c;
        let comma = matches!(c, '，' | '：' | '、' | ',') && !(in_number || (c == ',' && next_digit));
        let divides = (length >= DIVIDE_AT_COMMA && comma && c != '、' && depth == 0 && left >= SHORTEST_REST)
            || (length >= DIVIDE_ANYWHERE && comma)
            || (length >= 2 * DIVIDE_ANYWHERE && (!in_number || length >= 4 * DIVIDE_ANYWHERE));
        if divides {
            let end = at + c.len_utf8();
            parts.push(sentence[start..end].trim());
            start = end;
            length = 0;
        }
    }
    let rest = sentence[start..].trim();
    if !rest.is_empty() {
        parts.push(rest);
    }
    parts
}
