//! Numbers that count or measure: quantities with units, ranges, percentages, temperatures, amounts of money, ratios and
//! fractions.

use super::cursor::{Cursor, Number, range_separator};
use super::identifiers::{birth_decade, leading_zero, long_code, road_number};
use super::units::{CURRENCIES, DEGREES, LIANG_WORDS, MEASURE_WORDS, UNITS};
use crate::formats::han_numerals::{Two, telephone_digits};

/// One number, or a range of two, with its unit. `sign` is the word before it; `two` applies before a measure word.
pub(super) fn quantity(cursor: &mut Cursor<'_>, sign: &str, two: Two) -> bool {
    let Some(first) = Number::parse(cursor.chars, cursor.at) else { return false };
    if sign.is_empty()
        && (birth_decade(cursor, &first)
            || road_number(cursor, &first)
            || long_code(cursor, &first)
            || leading_zero(cursor, &first))
    {
        return true;
    }
    if let Some((second, negative)) = range(cursor, &first) {
        say_range(cursor, &first, sign, &second, negative, two);
        return true;
    }
    let end = first.end;
    if let Some((unit, words)) = degree_at(cursor, end) {
        let value = first.words(Two::Er);
        let sign = if sign == "负" { "零下" } else { sign };
        cursor.say_number(&format!("{sign}{value}{words}"), end + unit);
    } else if let Some(share) = percent_words(cursor, end) {
        let value = if first.whole == "100" && first.is_whole() { "百".to_owned() } else { first.words(Two::Er) };
        cursor.say_number(&format!("{sign}{share}{value}"), end + 1);
    } else if let Some((unit, words)) = unit_at(cursor, end) {
        let value = first.words(two);
        cursor.say_number(&format!("{sign}{value}{words}"), end + unit);
    } else if cursor.chars.get(end) == Some(&'度') && sign == "负" {
        cursor.say_number(&format!("零下{}", first.words(Two::Er)), end);
    } else {
        let two = if two == Two::Liang && takes_liang(cursor, end) { Two::Liang } else { Two::Er };
        cursor.say_number(&format!("{sign}{}", first.words(two)), end);
    }
    true
}

/// Whether 2 is 两 before the words at index `end`: two years are 两年, but 2年级 is 二年级.
fn takes_liang(cursor: &Cursor<'_>, end: usize) -> bool {
    let next = |ahead: usize| cursor.chars.get(end + ahead).copied();
    next(0).is_some_and(|c| LIANG_WORDS.contains(c))
        && !(next(0) == Some('年') && next(1) == Some('级'))
        && !(next(0) == Some('分') && next(1) == Some('之'))
        && !(next(0) == Some('小') && next(1) == Some('学'))
}

/// The second number of a range, and whether a minus sign is before it.
fn range(cursor: &Cursor<'_>, first: &Number) -> Option<(Number, bool)> {
    let width = range_separator(cursor.chars, first.end)?;
    let mut at = first.end + width;
    let negative = matches!(cursor.chars.get(at), Some('-' | '−'));
    if negative {
        at += 1;
    }
    Number::parse(cursor.chars, at).map(|second| (second, negative))
}

fn say_range(cursor: &mut Cursor<'_>, first: &Number, sign: &str, second: &Number, negative: bool, two: Two) {
    let end = second.end;
    // 3-201室 is a door number.
    if ["室", "号楼", "栋", "幢", "单元"].iter().any(|word| cursor.starts_with(end, word))
        && second.whole.len() > first.whole.len()
    {
        cursor.say_number(&format!("{}杠{}", first.words(Two::Er), telephone_digits(&second.whole)), end);
        return;
    }
    if let Some((unit, words)) = degree_at(cursor, end) {
        let side = |below_zero: bool, other_below_zero: bool| {
            if below_zero {
                "零下"
            } else if other_below_zero {
                "零上"
            } else {
                ""
            }
        };
        let first_negative = sign == "负";
        let from = format!("{}{}", side(first_negative, negative), first.words(Two::Er));
        let to = format!("{}{}", side(negative, first_negative), second.words(Two::Er));
        cursor.say_number(&format!("{from}到{to}{words}"), end + unit);
        return;
    }
    if cursor.preceded_by_any(&["比分", "比赛结果", "战胜", "击败", "大胜", "险胜", "负于", "战平"])
        && first.whole.len() <= 2
    {
        cursor.say_number(&format!("{}比{}", first.words(Two::Er), second.words(Two::Er)), end);
        return;
    }
    let minus = if negative { "负" } else { "" };
    if let Some(share) = percent_words(cursor, end) {
        let (from, to) = (first.words(Two::Er), second.words(Two::Er));
        cursor.say_number(&format!("{sign}{share}{from}到{minus}{share}{to}"), end + 1);
        return;
    }
    let (unit, words) = unit_at(cursor, end).unwrap_or((0, ""));
    let counted = two == Two::Liang && (unit > 0 || takes_liang(cursor, end));
    let two = if counted { Two::Liang } else { Two::Er };
    let (from, to) = (first.words(two), second.words(two));
    cursor.say_number(&format!("{sign}{from}到{minus}{to}{words}"), end + unit);
}

/// The length of the unit at this index, with a space before it, and its words.
pub(super) fn unit_at(cursor: &Cursor<'_>, at: usize) -> Option<(usize, &'static str)> {
    let space = usize::from(cursor.chars.get(at) == Some(&' '));
    let (unit, words) = *UNITS.iter().find(|(unit, _)| {
        let after = at + space + unit.chars().count();
        cursor.starts_with(at + space, unit) && !cursor.chars.get(after).is_some_and(|c| c.is_ascii_alphanumeric())
    })?;
    Some((space + unit.chars().count(), words))
}

/// The same for a unit of temperature or angle.
pub(super) fn degree_at(cursor: &Cursor<'_>, at: usize) -> Option<(usize, &'static str)> {
    let space = usize::from(cursor.chars.get(at) == Some(&' '));
    let (unit, words) = *DEGREES.iter().find(|(unit, _)| cursor.starts_with(at + space, unit))?;
    Some((space + unit.chars().count(), words))
}

fn percent_words(cursor: &Cursor<'_>, at: usize) -> Option<&'static str> {
    match cursor.chars.get(at)? {
        '%' => Some("百分之"),
        '‰' => Some("千分之"),
        _ => None,
    }
}

/// The unit after a multiplier: 3.5万km².
pub(super) fn unit_after_multiplier(cursor: &mut Cursor<'_>) -> bool {
    let Some(end) = cursor.number_end.filter(|end| *end < cursor.at && cursor.at - end <= 2) else { return false };
    if !cursor.chars[end..cursor.at].iter().all(|c| matches!(c, '万' | '亿' | '千' | '百' | '多' | '余')) {
        return false;
    }
    match unit_at(cursor, cursor.at).filter(|_| cursor.peek(0) != Some(' ')) {
        Some((length, words)) => {
            cursor.say_number(words, cursor.at + length);
            true
        }
        None => false,
    }
}

/// Whether only units are between the end of a number and the cursor.
pub(super) fn only_units_since(cursor: &Cursor<'_>, end: usize) -> bool {
    cursor.chars[end..cursor.at]
        .iter()
        .all(|c| MEASURE_WORDS.contains(*c) || matches!(c, '℃' | '°' | 'C' | '%' | '‰' | '元' | '旬' | '份' | '㎡'))
}

/// A quantity after a sign of one character, with the word of the sign.
pub(super) fn signed_quantity(cursor: &mut Cursor<'_>, sign: &str) -> bool {
    cursor.at += 1;
    quantity(cursor, sign, Two::Liang)
}

/// An amount after the sign or code of its currency: ¥12.5, US$3亿.
pub(super) fn currency(cursor: &mut Cursor<'_>) -> bool {
    let Some((sign, unit)) = CURRENCIES.iter().find(|(sign, _)| cursor.starts_with(cursor.at, sign)) else {
        return false;
    };
    let mut at = cursor.at + sign.chars().count();
    if cursor.chars.get(at) == Some(&' ') {
        at += 1;
    }
    let Some(amount) = Number::parse(cursor.chars, at) else { return false };
    cursor.at = at;
    let mut end = amount.end;
    let mut words = amount.words(Two::Er);
    if let Some((second, false)) = range(cursor, &amount) {
        words = format!("{words}到{}", second.words(Two::Er));
        end = second.end;
    }
    while let Some(multiplier @ ('万' | '亿' | '千' | '百')) = cursor.chars.get(end) {
        words.push(*multiplier);
        end += 1;
    }
    if !cursor.starts_with(end, unit) {
        words.push_str(unit);
    }
    cursor.say_number(&words, end);
    true
}

/// 3:1, 1:2:3.
pub(super) fn ratio(cursor: &mut Cursor<'_>) -> bool {
    let mut parts: Vec<Number> = Vec::new();
    while parts.len() < 4 {
        let at = match parts.last() {
            None => cursor.at,
            Some(last) if cursor.chars.get(last.end) == Some(&':') => last.end + 1,
            Some(_) => break,
        };
        match Number::parse(cursor.chars, at) {
            Some(part) => parts.push(part),
            None => break,
        }
    }
    let [_, .., last] = parts.as_slice() else { return false };
    let at = last.end;
    let words: Vec<String> = parts.iter().map(|part| part.words(Two::Er)).collect();
    cursor.say_number(&words.join("比"), at);
    true
}

/// 1/3: less than one, with a denominator of at most 10,000.
pub(super) fn fraction(cursor: &mut Cursor<'_>) -> bool {
    let Some(numerator) = Number::parse(cursor.chars, cursor.at).filter(|number| number.is_whole() && !number.grouped)
    else {
        return false;
    };
    if cursor.chars.get(numerator.end) != Some(&'/') || cursor.before() == Some('/') {
        return false;
    }
    let Some(denominator) =
        Number::parse(cursor.chars, numerator.end + 1).filter(|number| number.is_whole() && !number.grouped)
    else {
        return false;
    };
    let values = (numerator.whole.parse::<u32>(), denominator.whole.parse::<u32>());
    let (Ok(part), Ok(whole)) = values else { return false };
    if part == 0 || part >= whole || whole > 10_000 || cursor.chars.get(denominator.end) == Some(&'/') {
        return false;
    }
    let words = format!("{}分之{}", denominator.words(Two::Er), numerator.words(Two::Er));
    cursor.say_number(&words, denominator.end);
    true
}
