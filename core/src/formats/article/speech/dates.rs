//! Dates, times and years.

use super::cursor::{Cursor, Number, range_separator};
use super::units::is_measure_word;
use crate::formats::article::characters::is_wide;
use crate::formats::han_numerals::{Two, cardinal, digit_by_digit};

/// `2026-03-05`, `2026/3/5`, `2026.3.5`, `2026-03`, and ranges: `2026.3.5-3.8`.
pub(super) fn date(cursor: &mut Cursor<'_>) -> bool {
    let chars = cursor.chars;
    let at = cursor.at;
    let Some((year, mut end)) = digits(chars, at, 4, 4) else { return false };
    let Some(separator @ ('-' | '/' | '.')) = chars.get(end).copied() else { return false };
    let Some((month, after)) = digits(chars, end + 1, 1, 2).filter(|(month, _)| is_one_to(month, 12)) else {
        return false;
    };
    let month_words = cardinal(&month, Two::Er);
    let day = (chars.get(after) == Some(&separator))
        .then(|| digits(chars, after + 1, 1, 2))
        .flatten()
        .filter(|(day, _)| is_one_to(day, 31));
    let Some((day, after_day)) = day else {
        let year_and_month = separator != '.'
            && month.len() == 2
            && ("1900".."2100").contains(&year.as_str())
            && !chars.get(after).is_some_and(|c| matches!(c, '-' | '/' | '.' | '年') || c.is_ascii_digit());
        if year_and_month {
            cursor.say_number(&format!("{}年{month_words}月", digit_by_digit(&year)), after);
        }
        return year_and_month;
    };
    end = after_day;
    if chars
        .get(end)
        .is_some_and(|c| c.is_ascii_digit() || (*c == separator && separator == '.' && digit_follows(chars, end)))
    {
        return false;
    }
    let mut words = format!("{}年{month_words}月{}日", digit_by_digit(&year), cardinal(&day, Two::Er));
    if let Some(width) = range_separator(chars, end)
        && let Some((first, after_first)) = digits(chars, end + width, 1, 2)
    {
        let second =
            (chars.get(after_first) == Some(&separator)).then(|| digits(chars, after_first + 1, 1, 2)).flatten();
        match second {
            Some((day, after)) if is_one_to(&first, 12) && is_one_to(&day, 31) => {
                words.push_str(&format!("到{}月{}日", cardinal(&first, Two::Er), cardinal(&day, Two::Er)));
                end = after;
            }
            None if is_one_to(&first, 31) && !chars.get(after_first).is_some_and(|c| matches!(c, ':' | '年')) => {
                words.push_str(&format!("到{}日", cardinal(&first, Two::Er)));
                end = after_first;
                if chars.get(end) == Some(&'日') {
                    end += 1;
                }
            }
            _ => {}
        }
    }
    cursor.say_number(&words, end);
    true
}

/// `8:30`, `08:30:15`, unless a score or a ratio is mentioned.
pub(super) fn time(cursor: &mut Cursor<'_>) -> bool {
    let chars = cursor.chars;
    let Some((hour, end)) =
        digits(chars, cursor.at, 1, 2).filter(|(hour, _)| hour.parse().is_ok_and(|hour: u32| hour <= 24))
    else {
        return false;
    };
    if chars.get(end) != Some(&':') {
        return false;
    }
    let below_sixty = |value: &str| value.parse().is_ok_and(|value: u32| value < 60);
    let Some((minute, mut end)) = digits(chars, end + 1, 2, 2).filter(|(minute, _)| below_sixty(minute)) else {
        return false;
    };
    if is_score(cursor, end) {
        return false;
    }
    let mut second = None;
    if chars.get(end) == Some(&':') {
        let Some((found, after)) = digits(chars, end + 1, 2, 2).filter(|(second, _)| below_sixty(second)) else {
            return false;
        };
        second = Some(found);
        end = after;
    }
    if chars.get(end).is_some_and(|c| *c == ':' || c.is_ascii_digit()) {
        return false;
    }
    let hour = if hour.parse() == Ok(2) { "两".to_owned() } else { cardinal(&hour, Two::Er) };
    let mut words = format!("{hour}点");
    if minute != "00" || second.is_some() {
        words.push_str(&format!("{}分", two_digits(&minute)));
    }
    if let Some(second) = second {
        words.push_str(&format!("{}秒", two_digits(&second)));
    }
    cursor.say_number(&words, end);
    true
}

fn is_score(cursor: &Cursor<'_>, end: usize) -> bool {
    let before: String = cursor.chars[cursor.at.saturating_sub(8)..cursor.at].iter().collect();
    let after: String = cursor.chars[end..].iter().take(4).collect();
    ["比分", "比例", "之比", "配比", "比值", "比率", "稀释", "兑水"].iter().any(|word| before.contains(word))
        || ["的比例", "比例", "大胜", "战胜", "击败", "领先", "获胜", "险胜", "的比分", "战平"]
            .iter()
            .any(|word| after.starts_with(word))
}

/// A year, read digit by digit. A duration in years is not a year.
pub(super) fn year(cursor: &mut Cursor<'_>) -> bool {
    let chars = cursor.chars;
    if let Some(early) =
        Number::parse(chars, cursor.at).filter(|early| early.fraction.is_none() && early.whole.len() <= 4)
        && chars.get(early.end) == Some(&'年')
        && (chars[..cursor.at].ends_with(&['公', '元']) || chars[..cursor.at].ends_with(&['公', '元', '前']))
    {
        cursor.say_number(&digit_by_digit(&early.whole), early.end);
        return true;
    }
    let Some(first) = Number::parse(chars, cursor.at).filter(is_year) else { return false };
    let words = digit_by_digit(&first.whole);
    let recent = |number: &Number| ("1900".."2100").contains(&number.whole.as_str());
    if let Some(width) = range_separator(chars, first.end).or((chars.get(first.end) == Some(&'/')).then_some(1))
        && let Some(second) = Number::parse(chars, first.end + width).filter(is_year)
        && (chars.get(second.end) == Some(&'年')
            || (recent(&first)
                && recent(&second)
                && first.whole < second.whole
                && !is_measure_word(chars.get(second.end))))
    {
        cursor.say_number(&format!("{words}到{}", digit_by_digit(&second.whole)), second.end);
        return true;
    }
    match chars.get(first.end) {
        Some('年') => {
            let is_duration = ["年历史", "年前", "年来", "年以上", "年间", "年之久", "年左右", "年不"]
                .iter()
                .any(|word| cursor.starts_with(first.end, word));
            let hundreds = first.whole.ends_with("00");
            if hundreds && (is_duration || !("1800".."2101").contains(&first.whole.as_str())) {
                return false;
            }
        }
        // 2026嵩明花海节: a year without 年.
        Some(next) if is_wide(*next) && next.is_alphanumeric() => {
            let named = ("1949".."2050").contains(&first.whole.as_str())
                && !first.whole.ends_with("00")
                && !is_measure_word(Some(next))
                && cursor.at.checked_sub(1).is_none_or(|before| !matches!(chars[before], '第' | '.' | ','));
            if !named {
                return false;
            }
        }
        _ => return false,
    }
    cursor.say_number(&words, first.end);
    true
}

fn is_year(number: &Number) -> bool {
    number.fraction.is_none()
        && !number.grouped
        && number.whole.len() == 4
        && ("1000".."3000").contains(&number.whole.as_str())
}

fn two_digits(value: &str) -> String {
    if value.starts_with('0') { digit_by_digit(value) } else { cardinal(value, Two::Er) }
}

fn digit_follows(chars: &[char], at: usize) -> bool {
    chars.get(at + 1).is_some_and(char::is_ascii_digit)
}

fn is_one_to(value: &str, max: u32) -> bool {
    value.parse().is_ok_and(|value: u32| (1..=max).contains(&value))
}

/// A run of `min` to `max` digits, and the index after it.
fn digits(chars: &[char], at: usize, min: usize, max: usize) -> Option<(String, usize)> {
    let length = chars.get(at..)?.iter().take_while(|c| c.is_ascii_digit()).count();
    (min..=max).contains(&length).then(|| (chars[at..at + length].iter().collect(), at + length))
}
