//! Numbers with several points.

use super::cursor::{Cursor, digit_count};
use crate::formats::han_numerals::digit_by_digit;

/// 2.0.1: at least three parts (a version, an IP address, a numbered section).
pub(super) fn dotted_numbers(cursor: &mut Cursor<'_>) -> bool {
    let mut parts = vec![];
    let mut at = cursor.at;
    loop {
        let length = digit_count(cursor.chars, at);
        if length == 0 {
            return false;
        }
        parts.push(digit_by_digit(&cursor.chars[at..at + length].iter().collect::<String>()));
        at += length;
        if cursor.chars.get(at) == Some(&'.') && cursor.chars.get(at + 1).is_some_and(char::is_ascii_digit) {
            at += 1;
        } else {
            break;
        }
    }
    if parts.len() < 3 {
        return false;
    }
    cursor.say_number(&parts.join("点"), at);
    true
}
