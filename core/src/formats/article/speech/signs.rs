//! Signs beside numbers: dashes, plus and minus, and slashes.

use super::cursor::{Cursor, Number, range_separator};
use super::quantities::{degree_at, only_units_since, signed_quantity, unit_at};
use super::telephone::with_country_code;
use super::units::is_measure_word;
use crate::formats::article::characters::is_wide;

/// A dash, tilde, plus or minus: it joins a range, belongs to a number, or is a pause.
pub(super) fn sign(cursor: &mut Cursor<'_>, sign: char) -> bool {
    let after_number =
        cursor.number_end.is_some_and(|end| end <= cursor.at && cursor.at - end <= 3 && only_units_since(cursor, end));
    let width = range_separator(cursor.chars, cursor.at);
    if let Some(width) = width.filter(|_| after_number) {
        let next = cursor.chars.get(cursor.at + width);
        let signed = matches!(next, Some('-' | '−' | '+' | '¥' | '$'))
            && cursor.chars.get(cursor.at + width + 1).is_some_and(char::is_ascii_digit);
        if next.is_some_and(char::is_ascii_digit) || signed {
            cursor.say("到", cursor.at + width);
            // The second sign belongs to the number.
            if signed && matches!(cursor.peek(0), Some('-' | '−')) {
                return signed_quantity(cursor, "负");
            }
            return true;
        }
    }
    if sign == '+' && cursor.starts_with(cursor.at, "+86") && with_country_code(cursor) {
        return true;
    }
    if sign == '—' && width == Some(2) {
        cursor.say("，", cursor.at + 2);
        return true;
    }
    if !cursor.peek(1).is_some_and(|c| c.is_ascii_digit()) {
        return false;
    }
    let before = cursor.before();
    match sign {
        '±' => signed_quantity(cursor, "正负"),
        '−' => signed_quantity(cursor, "负"),
        '+' if !before.is_some_and(|c| c.is_alphanumeric() && c.is_ascii()) => signed_quantity(cursor, "正"),
        '-' => {
            let joined = before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, ')' | '）'));
            let after_chinese = before.is_some_and(is_wide);
            let signed_context = cursor.preceded_by_any(&[
                "气温", "温度", "最低", "最高", "低温", "零下", "增长", "增速", "同比", "环比", "为", "至", "到", "降",
            ]);
            let signed_unit = Number::parse(cursor.chars, cursor.at + 1).is_some_and(|number| {
                degree_at(cursor, number.end).is_some() || cursor.chars.get(number.end) == Some(&'%')
            });
            if joined || (after_chinese && !signed_context && !signed_unit && before.is_some_and(char::is_alphanumeric))
            {
                false
            } else {
                signed_quantity(cursor, "负")
            }
        }
        _ => false,
    }
}

/// 25元/公斤, 男/女, 140/90.
pub(super) fn slash(cursor: &mut Cursor<'_>) -> bool {
    let after_unit = cursor
        .number_end
        .is_some_and(|end| end < cursor.at + 1 && cursor.at - end <= 3 && only_units_since(cursor, end));
    let unit = unit_at(cursor, cursor.at + 1);
    if after_unit && let Some((length, words)) = unit {
        cursor.say(&format!("每{words}"), cursor.at + 1 + length);
        return true;
    }
    if after_unit && is_measure_word(cursor.chars.get(cursor.at + 1)) {
        cursor.say("每", cursor.at + 1);
        return true;
    }
    let is_chinese = |c: Option<char>| c.is_some_and(is_wide);
    if is_chinese(cursor.before()) && is_chinese(cursor.peek(1)) {
        cursor.say("、", cursor.at + 1);
        return true;
    }
    // 140/90: two numbers, not a fraction.
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    if is_digit(cursor.before()) && is_digit(cursor.peek(1)) {
        cursor.say("，", cursor.at + 1);
        return true;
    }
    false
}
