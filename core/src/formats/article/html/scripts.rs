//! Superscripts and subscripts in plain text: in Unicode's own characters, or else apart from what they follow.

/// The text in superscript characters. `None` if one of its characters has none: a note mark stays `[1]`.
pub(super) fn raised(text: &str) -> Option<String> {
    converted(
        text,
        |digit| SUPERSCRIPT_DIGITS[digit as usize],
        |c| {
            Some(match c {
                '+' | '＋' => '⁺',
                '-' | '−' | '－' => '⁻',
                'n' => 'ⁿ',
                _ => return None,
            })
        },
    )
}

/// The text in subscript characters. `None` if one of its characters has none.
pub(super) fn lowered(text: &str) -> Option<String> {
    converted(
        text,
        |digit| char::from_u32('₀' as u32 + digit).unwrap_or_default(),
        |c| {
            Some(match c {
                '+' | '＋' => '₊',
                '-' | '−' | '－' => '₋',
                _ => return None,
            })
        },
    )
}

/// The text with a sign before it (10^(2a)), if it would otherwise run together with the figure or letter it follows.
pub(super) fn apart(text: &str, sign: char, before: Option<char>) -> Option<String> {
    let runs_together = match sign {
        '^' => before.is_some_and(|c| c.is_ascii_alphanumeric()),
        _ => before.is_some_and(|c| c.is_ascii_digit()),
    };
    (runs_together && text.starts_with(|c: char| c.is_ascii_digit())).then(|| format!("{sign}({})", text.trim_end()))
}

const SUPERSCRIPT_DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

fn converted(text: &str, digit: impl Fn(u32) -> char, sign: impl Fn(char) -> Option<char>) -> Option<String> {
    text.chars()
        .map(|c| match c {
            '0'..='9' => Some(digit(c as u32 - '0' as u32)),
            '０'..='９' => Some(digit(c as u32 - '０' as u32)),
            // Between raised figures (10<sup>1.5</sup>, notes 1,2) these are read as they are.
            ',' | '，' | '、' | '.' | '·' | '–' | '~' | '～' => Some(c),
            c if c.is_whitespace() => Some(c),
            c => sign(c),
        })
        .collect()
}
