//! Numbers that name something and count nothing: codes, document numbers, number plates, roads, versions.

use super::cursor::{Cursor, Number};
use super::units::is_measure_word;
use crate::formats::han_numerals::{Two, cardinal, digit_by_digit, telephone_digits};

/// The year in brackets and the serial of a document number: 嵩政发〔2026〕12号 is 嵩政发二零二六年十二号.
pub(super) fn document_number(cursor: &mut Cursor<'_>) -> bool {
    let chars = cursor.chars;
    let at = cursor.at;
    let closing = match chars[at] {
        '〔' => '〕',
        '[' => ']',
        '［' => '］',
        '【' => '】',
        '（' => '）',
        '(' => ')',
        '〈' => '〉',
        _ => return false,
    };
    let Some(year) = Number::parse(chars, at + 1).filter(|year| year.whole.len() == 4 && year.fraction.is_none())
    else {
        return false;
    };
    if chars.get(year.end) != Some(&closing) {
        return false;
    }
    let has_ordinal = chars.get(year.end + 1) == Some(&'第');
    let Some(serial) =
        Number::parse(chars, year.end + 1 + usize::from(has_ordinal)).filter(|serial| serial.fraction.is_none())
    else {
        return false;
    };
    if chars.get(serial.end) != Some(&'号') {
        return false;
    }
    let ordinal = if has_ordinal { "第" } else { "" };
    cursor.say_number(
        &format!("{}年{ordinal}{}", digit_by_digit(&year.whole), cardinal(&serial.whole, Two::Er)),
        serial.end,
    );
    true
}

/// “618”, 云A·12345: in quotation marks, or after the point of a number plate.
pub(super) fn quoted_or_plate(cursor: &mut Cursor<'_>) -> bool {
    let Some(found) = Number::parse(cursor.chars, cursor.at).filter(|found| found.is_whole() && !found.grouped) else {
        return false;
    };
    let before_point = cursor.at.checked_sub(2).map(|at| cursor.chars[at]);
    let plate = cursor.before() == Some('·') && before_point.is_some_and(|c| c.is_ascii_uppercase());
    let quoted = found.whole.len() >= 3
        && matches!(cursor.before(), Some('“' | '"' | '‘'))
        && matches!(cursor.chars.get(found.end), Some('”' | '"' | '’'));
    if !plate && !quoted {
        return false;
    }
    let year = found.whole.len() == 4 && ("1900".."2100").contains(&found.whole.as_str());
    let words = if year && quoted { digit_by_digit(&found.whole) } else { telephone_digits(&found.whole) };
    cursor.say_number(&words, found.end);
    true
}

/// 90后, 00后: people by their decade of birth.
pub(super) fn birth_decade(cursor: &mut Cursor<'_>, first: &Number) -> bool {
    let after = cursor.chars.get(first.end + 1);
    let decade = first.is_whole()
        && first.whole.len() == 2
        && first.whole.ends_with(['0', '5'])
        && cursor.chars.get(first.end) == Some(&'后')
        && !after.is_some_and(|c| matches!(c, '的' | '，' | '再' | '又' | '就'));
    if decade {
        cursor.say_number(&digit_by_digit(&first.whole), first.end);
    }
    decade
}

/// 108国道.
pub(super) fn road_number(cursor: &mut Cursor<'_>, first: &Number) -> bool {
    let road = first.whole.len() == 3
        && ["国道", "省道", "县道", "乡道"].iter().any(|word| cursor.starts_with(first.end, word));
    if road {
        cursor.say_number(&telephone_digits(&first.whole), first.end);
    }
    road
}

/// At least nine digits without a measure word after them.
pub(super) fn long_code(cursor: &mut Cursor<'_>, first: &Number) -> bool {
    let code =
        first.is_whole() && !first.grouped && first.whole.len() >= 9 && !is_measure_word(cursor.chars.get(first.end));
    if code {
        cursor.say_number(&telephone_digits(&first.whole), first.end);
    }
    code
}

/// A number with leading zeros: 05月 is 五月; 05分 and 007 are read digit by digit.
pub(super) fn leading_zero(cursor: &mut Cursor<'_>, first: &Number) -> bool {
    if !first.whole.starts_with('0') || first.whole.len() < 2 || !first.is_whole() {
        return false;
    }
    let words = match cursor.chars.get(first.end) {
        Some('月' | '日' | '号' | '时' | '点' | '期' | '届') => cardinal(&first.whole, Two::Er),
        _ => digit_by_digit(&first.whole),
    };
    cursor.say_number(&words, first.end);
    true
}

/// Digits after letters: G85, PM2.5, C919, Top10.
pub(super) fn digits_after_letters(cursor: &mut Cursor<'_>) -> bool {
    let Some(found) = Number::parse(cursor.chars, cursor.at) else { return false };
    let letters = cursor.chars[..cursor.at].iter().rev().take_while(|c| c.is_ascii_alphabetic());
    let word = letters.clone().count() >= 3 && letters.clone().any(char::is_ascii_lowercase);
    let train = cursor.chars.get(found.end) == Some(&'次');
    // PM10 names a size.
    let size = cursor.at >= 2 && cursor.starts_with(cursor.at - 2, "PM");
    let whole = if word || size {
        cardinal(&found.whole, Two::Er)
    } else if train {
        telephone_digits(&found.whole)
    } else {
        digit_by_digit(&found.whole)
    };
    let mut words = whole;
    let mut end = found.end;
    if let Some(fraction) = &found.fraction {
        words.push_str(&format!("点{}", digit_by_digit(fraction)));
        // V2.0.1
        while cursor.chars.get(end) == Some(&'.')
            && let Some(part) = Number::parse(cursor.chars, end + 1)
        {
            words.push_str(&format!("点{}", decimal_digits(&part)));
            end = part.end;
        }
    }
    cursor.say(&words, end);
    true
}

/// 5·12, 9·18: memorial days.
pub(super) fn memorial_day(cursor: &mut Cursor<'_>) -> bool {
    let Some(first) = Number::parse(cursor.chars, cursor.at).filter(Number::is_whole) else { return false };
    if !matches!(cursor.chars.get(first.end), Some('·' | '•' | '・')) || first.whole.len() > 2 {
        return false;
    }
    let Some(second) =
        Number::parse(cursor.chars, first.end + 1).filter(|number| number.is_whole() && number.whole.len() <= 2)
    else {
        return false;
    };
    let words = telephone_digits(&first.whole) + &telephone_digits(&second.whole);
    cursor.say_number(&words, second.end);
    true
}

/// 2.0.1: at least three parts (a version, an IP address, a numbered section).
pub(super) fn dotted_numbers(cursor: &mut Cursor<'_>) -> bool {
    let mut parts = vec![];
    let mut at = cursor.at;
    loop {
        let length = cursor.chars[at..].iter().take_while(|c| c.is_ascii_digit()).count();
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

fn decimal_digits(part: &Number) -> String {
    let fraction =
        part.fraction.as_deref().map(|fraction| format!("点{}", digit_by_digit(fraction))).unwrap_or_default();
    digit_by_digit(&part.whole) + &fraction
}
