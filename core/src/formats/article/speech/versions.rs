//! Numbers of several parts, with points or hyphens between them.

use super::cursor::{Cursor, digit_count, digits};
use crate::formats::han_numerals::{Two, cardinal, digit_by_digit};

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

/// 15-15-15: a range has two ends, so that three are parts of a name.
pub(super) fn hyphenated_parts(cursor: &mut Cursor<'_>) -> bool {
    let mut words = String::new();
    let mut at = cursor.at;
    let mut parts = 0;
    while let Some((part, end)) = digits(cursor.chars, at, 1, 2) {
        if parts > 0 {
            words.push('，');
        }
        words.push_str(&cardinal(&part, Two::Er));
        parts += 1;
        if cursor.chars.get(end) != Some(&'-') {
            at = end;
            break;
        }
        at = end + 1;
    }
    if parts < 3
        || matches!(cursor.chars.get(at), Some('-' | '.' | ':'))
        || digit_count(cursor.chars, at) > 0
        || cursor.chars[at - 1] == '-'
    {
        return false;
    }
    cursor.say_number(&words, at);
    true
}
