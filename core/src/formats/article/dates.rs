//! Dates, times and years in the speech of an article.

use super::quantities::{Number, Reader, connector, number};
use super::units::is_measure;
use crate::formats::han_numerals::{Two, cardinal, digit_by_digit};

/// `2026-03-05`, `2026/3/5`, `2026.3.5`, `2026-03`, and what may follow: `2026.3.5-3.8`.
pub(super) fn date(reader: &mut Reader<'_>) -> bool {
    let chars = reader.chars;
    let at = reader.at;
    let Some((year, mut end)) = part(chars, at, 4, 4) else { return false };
    let Some(separator @ ('-' | '/' | '.')) = chars.get(end).copied() else { return false };
    let Some((month, after)) = part(chars, end + 1, 1, 2).filter(|(month, _)| in_range(month, 12)) else {
        return false;
    };
    let month_words = cardinal(&month, Two::Er);
    let day = (chars.get(after) == Some(&separator))
        .then(|| part(chars, after + 1, 1, 2))
        .flatten()
        .filter(|(day, _)| in_range(day, 31));
    let Some((day, after_day)) = day else {
        let year_and_month = separator != '.'
            && month.len() == 2
            && ("1900".."2100").contains(&year.as_str())
            && !chars.get(after).is_some_and(|c| matches!(c, '-' | '/' | '.' | '年') || c.is_ascii_digit());
        if year_and_month {
            reader.say_number(&format!("{}年{month_words}月", digit_by_digit(&year)), after);
        }
        return year_and_month;
    };
    end = after_day;
    if chars
        .get(end)
        .is_some_and(|c| c.is_ascii_digit() || (*c == separator && separator == '.' && next_digit(chars, end)))
    {
        return false;
    }
    let mut words = format!("{}年{month_words}月{}日", digit_by_digit(&year), cardinal(&day, Two::Er));
    if let Some(width) = connector(chars, end)
        && let Some((first, after_first)) = part(chars, end + width, 1, 2)
    {
        let second = (chars.get(after_first) == Some(&separator)).then(|| part(chars, after_first + 1, 1, 2)).flatten();
        match second {
            Some((day, after)) if in_range(&first, 12) && in_range(&day, 31) => {
                words.push_str(&format!("到{}月{}日", cardinal(&first, Two::Er), cardinal(&day, Two::Er)));
                end = after;
            }
            None if in_range(&first, 31) && !chars.get(after_first).is_some_and(|c| matches!(c, ':' | '年')) => {
                words.push_str(&format!("到{}日", cardinal(&first, Two::Er)));
                end = after_first;
                if chars.get(end) == Some(&'日') {
                    end += 1;
                }
            }
            _ => {}
        }
    }
    reader.say_number(&words, end);
    true
}

/// `8:30`, `08:30:15`, unless a score or a ratio is spoken of.
pub(super) fn time(reader: &mut Reader<'_>) -> bool {
    let chars = reader.chars;
    let Some((hour, end)) =
        part(chars, reader.at, 1, 2).filter(|(hour, _)| hour.parse().is_ok_and(|hour: u32| hour <= 24))
    else {
        return false;
    };
    if chars.get(end) != Some(&':') {
        return false;
    }
    let sixty = |value: &str| value.parse().is_ok_and(|value: u32| value < 60);
    let Some((minute, mut end)) = part(chars, end + 1, 2, 2).filter(|(minute, _)| sixty(minute)) else { return false };
    if is_score(reader, end) {
        return false;
    }
    let mut second = None;
    if chars.get(end) == Some(&':') {
        let Some((found, after)) = part(chars, end + 1, 2, 2).filter(|(second, _)| sixty(second)) else { return false };
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
    reader.say_number(&words, end);
    true
}

fn is_score(reader: &Reader<'_>, end: usize) -> bool {
    let before: String = reader.chars[reader.at.saturating_sub(8)..reader.at].iter().collect();
    let after: String = reader.chars[end..].iter().take(4).collect();
    ["比分", "比例", "之比", "配比", "比值", "比率", "稀释", "兑水"].iter().any(|word| before.contains(word))
        || ["的比例", "比例", "大胜", "战胜", "击败", "领先", "获胜", "险胜", "的比分", "战平"]
            .iter()
            .any(|word| after.starts_with(word))
}

/// A year is read digit by digit; how long something lasts is not.
pub(super) fn year(reader: &mut Reader<'_>) -> bool {
    let chars = reader.chars;
    if let Some(early) = number(chars, reader.at).filter(|early| early.fraction.is_none() && early.whole.len() <= 4)
        && chars.get(early.end) == Some(&'年')
        && (chars[..reader.at].ends_with(&['公', '元']) || chars[..reader.at].ends_with(&['公', '元', '前']))
    {
        reader.say_number(&digit_by_digit(&early.whole), early.end);
        return true;
    }
    let Some(first) = number(chars, reader.at).filter(is_year) else { return false };
    let words = digit_by_digit(&first.whole);
    let recent = |number: &Number| ("1900".."2100").contains(&number.whole.as_str());
    if let Some(width) = connector(chars, first.end).or((chars.get(first.end) == Some(&'/')).then_some(1))
        && let Some(second) = number(chars, first.end + width).filter(is_year)
        && (chars.get(second.end) == Some(&'年')
            || (recent(&first) && recent(&second) && first.whole < second.whole && !is_measure(chars.get(second.end))))
    {
        reader.say_number(&format!("{words}到{}", digit_by_digit(&second.whole)), second.end);
        return true;
    }
    match chars.get(first.end) {
        Some('年') => {
            let lasts = ["年历史", "年前", "年来", "年以上", "年间", "年之久", "年左右", "年不"]
                .iter()
                .any(|word| reader.starts(first.end, word));
            let hundreds = first.whole.ends_with("00");
            if hundreds && (lasts || !("1800".."2101").contains(&first.whole.as_str())) {
                return false;
            }
        }
        // 2026嵩明花海节: a year without its word.
        Some(next) if super::line::is_wide(*next) && next.is_alphanumeric() => {
            let named = ("1949".."2050").contains(&first.whole.as_str())
                && !first.whole.ends_with("00")
                && !is_measure(Some(next))
                && reader.at.checked_sub(1).is_none_or(|before| !matches!(chars[before], '第' | '.' | ','));
            if !named {
                return false;
            }
        }
        _ => return false,
    }
    reader.say_number(&words, first.end);
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

fn next_digit(chars: &[char], at: usize) -> bool {
    chars.get(at + 1).is_some_and(char::is_ascii_digit)
}

fn in_range(value: &str, most: u32) -> bool {
    value.parse().is_ok_and(|value: u32| (1..=most).contains(&value))
}

/// A run of digits of this length, and where it ends.
fn part(chars: &[char], at: usize, least: usize, most: usize) -> Option<(String, usize)> {
    let length = chars.get(at..)?.iter().take_while(|c| c.is_ascii_digit()).count();
    (least..=most).contains(&length).then(|| (chars[at..at + length].iter().collect(), at + length))
}
