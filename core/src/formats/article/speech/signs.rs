//! Signs beside numbers: dashes, plus and minus, and slashes.

use super::cursor::{Cursor, Number, range_separator};
use super::measures::measure_at;
use super::quantities::{degree_at, degrees_follow, only_units_since, signed_quantity, unit_at};
use super::telephone::with_country_code;
use crate::formats::article::characters::is_wide;

/// The ends of words for what may be below zero: an amount of money, a difference, a height.
const BALANCES: [&str; 26] = [
    "利润", "总额", "差额", "净额", "流入", "余", "损", "相抵", "差", "增减", "幅", "幅度", "相比", "胜球", "海拔",
    "水位", "标高", "地下", "电梯", "压", "压力", "昨日", "上月", "去年", "同期", "净值",
];

/// A dash, tilde, plus or minus: it joins a range, belongs to a number, or is a pause.
pub(super) fn sign(cursor: &mut Cursor<'_>, sign: char) -> bool {
    let after_number =
        cursor.number_end.is_some_and(|end| end <= cursor.at && cursor.at - end <= 6 && only_units_since(cursor, end));
    let width = range_separator(cursor.chars, cursor.at);
    if let Some(width) = width.filter(|_| after_number) {
        let next = cursor.chars.get(cursor.at + width);
        let signed = next.is_some_and(|c| matches!(c, '-' | '−' | '+' | '¥' | '$') || c.is_ascii_uppercase())
            && cursor.chars.get(cursor.at + width + 1).is_some_and(char::is_ascii_digit);
        // 备12345678号-1: a part of what the code names.
        if cursor.before() == Some('号') && cursor.telephone_end.is_some_and(|end| end + 1 == cursor.at) {
            cursor.say("，", cursor.at + width);
            return true;
        }
        if next.is_some_and(char::is_ascii_digit) || signed {
            cursor.say("到", cursor.at + width);
            // The second sign belongs to the number.
            if signed && matches!(cursor.peek(0), Some('-' | '−')) {
                return signed_quantity(cursor, "负");
            }
            return true;
        }
    }
    // 2022.03—至今: the word says it.
    if after_number && width == Some(1) && matches!(cursor.peek(1), Some('至' | '到')) {
        cursor.at += 1;
        return true;
    }
    // Ⅱ—Ⅲ类, 3K—5K: neither side is a number in digits.
    let width_after = width.and_then(|width| cursor.chars.get(cursor.at + width));
    let roman = |c: char| ('Ⅰ'..='Ⅻ').contains(&c);
    let letter = cursor.before().is_some_and(|c| matches!(c, 'K' | 'k' | 'W' | 'w'))
        && cursor.at >= 2
        && cursor.chars[cursor.at - 2].is_ascii_digit();
    if let Some(width) = width
        && ((cursor.before().is_some_and(roman) && width_after.copied().is_some_and(roman))
            || (letter && width_after.is_some_and(char::is_ascii_digit)))
    {
        cursor.say("到", cursor.at + width);
        return true;
    }
    if joins_times(cursor, after_number, sign) {
        cursor.say("到", cursor.at + 1);
        return true;
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
        '+' => {
            let joins = before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '%' | ')' | '）' | '”' | '》' | '℃'));
            let signed = Number::parse(cursor.chars, cursor.at + 1).is_some_and(|number| {
                matches!(cursor.chars.get(number.end), Some('%' | '‰'))
                    && !before.is_some_and(|c| c.is_ascii_digit() || c == '%')
                    || degree_at(cursor, number.end).is_some()
            });
            (!joins || signed) && signed_quantity(cursor, "正")
        }
        '-' => {
            let joined = before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, ')' | '）'));
            let after_chinese = before.is_some_and(is_wide);
            let signed_context = cursor.preceded_by_any(
                8,
                &[
                    "气温", "温度", "最低", "最高", "低温", "零下", "增长", "增速", "同比", "环比", "为", "至", "到",
                    "降", "计算", "等于", "得", "是",
                ],
            );
            let signed_unit = Number::parse(cursor.chars, cursor.at + 1).is_some_and(|number| {
                let next = cursor.chars.get(number.end);
                degrees_follow(cursor, number.end)
                    || next == Some(&'%')
                    || (next == Some(&'度')
                        && !cursor.follows_any(&["近视", "远视", "散光"])
                        && !matches!(cursor.chars.get(number.end + 1), Some('假' | '汛' | '夏')))
                    // 净利润-236万元, but not 销售额-2026年
                    || (!matches!(next, Some('年' | '月' | '季')) && cursor.follows_any(&BALANCES))
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

/// Whether a single dash is between two times that are written in words: 12月1日—次年6月, 周一—周五.
fn joins_times(cursor: &Cursor<'_>, after_number: bool, sign: char) -> bool {
    if !matches!(sign, '—' | '~' | '-') || !cursor.peek(1).is_some_and(|c| is_wide(c) && c != '—') {
        return false;
    }
    let of_time = |c: char| matches!(c, '年' | '月' | '日' | '时' | '点' | '分' | '号' | '旬' | '底' | '初');
    let until = cursor.has_any_at(
        cursor.at + 1,
        &["次年", "次日", "翌年", "当年", "今", "现在", "上午", "下午", "晚", "中午", "月底", "年底"],
    );
    let weekdays = cursor.has_any_at(cursor.at + 1, &["周", "星期"]) && cursor.preceded_by_any(3, &["周", "星期"]);
    weekdays || (after_number && until && cursor.before().is_some_and(|c| of_time(c) || c.is_ascii_digit()))
}

/// 25元/公斤, 男/女, 140/90.
pub(super) fn slash(cursor: &mut Cursor<'_>) -> bool {
    let after_unit =
        cursor.number_end.is_some_and(|end| end <= cursor.at && cursor.at - end <= 6 && only_units_since(cursor, end));
    let unit = unit_at(cursor, cursor.at + 1);
    // CFU/g, but not the sizes M/L.
    let letters = cursor.chars[..cursor.at].iter().rev().take_while(|c| c.is_ascii_alphabetic()).count();
    let after_symbol = letters > 1;
    if (after_unit || after_symbol)
        && let Some((length, words)) = unit
    {
        cursor.say(&format!("每{words}"), cursor.at + 1 + length);
        return true;
    }
    for (unit, words) in [("/d", "每日"), ("/a", "每年")] {
        let end = cursor.at + 2;
        if after_unit
            && cursor.starts_with(cursor.at, unit)
            && !cursor.chars.get(end).is_some_and(char::is_ascii_alphanumeric)
        {
            cursor.say(words, end);
            return true;
        }
    }
    // 8元/（m³）
    if after_unit
        && let Some('（' | '(') = cursor.peek(1)
        && let Some((length, words)) = unit_at(cursor, cursor.at + 2)
        && matches!(cursor.peek(2 + length), Some('）' | ')'))
    {
        cursor.say(&format!("每{words}"), cursor.at + 3 + length);
        return true;
    }
    let price = after_unit && cursor.before() == Some('元') && cursor.peek(1).is_some_and(|c| is_wide(c) || c == '(');
    if price || (after_unit && measure_at(cursor.chars, cursor.at + 1).is_some()) {
        cursor.say("每", cursor.at + 1);
        return true;
    }
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    // 80mg/100ml
    let amount = Number::parse(cursor.chars, cursor.at + 1);
    let per = amount.is_some_and(|amount| {
        matches!(amount.whole.as_str(), "1" | "10" | "100" | "1000") && unit_at(cursor, amount.end).is_some()
    });
    if after_unit && !is_digit(cursor.before()) && per {
        cursor.say("每", cursor.at + 1);
        return true;
    }
    if second_rate(cursor) {
        return true;
    }
    let is_capital = |c: Option<char>| c.is_some_and(|c| c.is_ascii_uppercase());
    // A/B岗, but not the sizes M/L
    let is_size = |c: Option<char>| c.is_some_and(|c| matches!(c, 'S' | 'M' | 'L' | 'X'));
    if is_capital(cursor.before())
        && is_capital(cursor.peek(1))
        && !(is_size(cursor.before()) && is_size(cursor.peek(1)))
    {
        cursor.say("，", cursor.at + 1);
        return true;
    }
    let is_chinese = |c: Option<char>| c.is_some_and(is_wide);
    let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let (before, after) = (cursor.before(), cursor.peek(1));
    let mixed = (is_chinese(before) && is_latin(after) && !is_digit(after)) || (is_latin(before) && is_chinese(after));
    let names = is_digit(before) && is_latin(after) && !is_digit(after);
    if mixed || names || (is_chinese(before) && is_chinese(after)) {
        cursor.say("、", cursor.at + 1);
        return true;
    }
    // 140/90: two numbers, not a fraction.
    if cursor.before().is_some_and(|c| c.is_alphanumeric() || matches!(c, '℃' | '%')) && is_digit(cursor.peek(1)) {
        cursor.say("，", cursor.at + 1);
        return true;
    }
    false
}

/// The sign before the second part of a rate, 元/平方米·月, 元/人/天: it is said as the first.
pub(super) fn second_rate(cursor: &mut Cursor<'_>) -> bool {
    let rate = measure_at(cursor.chars, cursor.at + 1).is_some()
        && cursor
            .number_end
            .is_some_and(|end| end < cursor.at && cursor.at - end <= 12 && cursor.chars[end..cursor.at].contains(&'/'))
        && cursor.before().is_some_and(is_wide);
    if rate {
        cursor.say("每", cursor.at + 1);
    }
    rate
}
