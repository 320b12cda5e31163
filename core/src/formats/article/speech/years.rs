//! Years, read digit by digit. Four digits are a year or an amount by what stands before and after.

use super::cursor::{Cursor, Number, range_separator};
use super::measures::measure_at;
use super::quantities::{counts_before, unit_at};
use crate::formats::article::characters::is_wide;
use crate::formats::han_numerals::digit_by_digit;

/// What is said of a whole year of people or of teaching: a year before one of them is a year, although they also count.
const OF_A_YEAR: [&str; 8] = ["年", "届", "级", "学年", "年度", "年代", "版", "款"];

/// A year. A duration in years is not a year.
pub(super) fn year(cursor: &mut Cursor<'_>) -> bool {
    let chars = cursor.chars;
    if let Some(early) = Number::parse(chars, cursor.at).filter(|early| early.is_plain() && early.whole.len() <= 4)
        && early.whole.len() > 2
        && cursor.follows_any(&["公元", "公元前"])
    {
        cursor.say_number(&digit_by_digit(&early.whole), early.end);
        return true;
    }
    let Some(first) = Number::parse(chars, cursor.at).filter(is_year) else { return false };
    let words = digit_by_digit(&first.whole);
    if let Some(width) = range_separator(chars, first.end).or((chars.get(first.end) == Some(&'/')).then_some(1))
        && let Some(second) = Number::parse(chars, first.end + width).filter(is_year)
        && (chars.get(second.end) == Some(&'年')
            || (first.whole < second.whole
                && matches!(cursor.before(), Some('（' | '('))
                && matches!(chars.get(second.end), Some('）' | ')' | '，')))
            || (is_recent(&first)
                && is_recent(&second)
                && first.whole < second.whole
                && (cursor.has_any_at(second.end, &OF_A_YEAR) || !is_counted(cursor, second.end))))
    {
        cursor.say_number(&format!("{words}到{}", digit_by_digit(&second.whole)), second.end);
        return true;
    }
    if is_one_year(cursor, &first) {
        cursor.say_number(&words, first.end);
        return true;
    }
    // 2026-35号: the serial of a year.
    if is_recent(&first)
        && chars.get(first.end) == Some(&'-')
        && Number::parse(chars, first.end + 1)
            .is_some_and(|serial| serial.is_plain() && cursor.has_any_at(serial.end, &["号", "期", "次"]))
    {
        cursor.say_number(&(words + "，"), first.end + 1);
        return true;
    }
    false
}

fn is_one_year(cursor: &Cursor<'_>, year: &Number) -> bool {
    let next = cursor.chars.get(year.end).copied();
    let hundreds = year.whole.ends_with("00");
    if next == Some('年') {
        let is_duration = cursor
            .has_any_at(year.end, &["年历史", "年前", "年来", "年以上", "年间", "年之久", "年左右", "年不", "年古"])
            || cursor.followed_by_any(year.end, 8, &["历史", "文明史"])
            || cursor.follows_any(&["距今", "距今约", "约", "近", "已有", "长达", "上下"]);
        return !hundreds || (!is_duration && ("1800".."2101").contains(&year.whole.as_str()));
    }
    if cursor.before().is_some_and(|c| matches!(c, '第' | '.' | ',' | '¥' | '$' | '/' | '-' | '+' | '×' | '='))
        || counts_before(cursor)
    {
        return false;
    }
    // 《1921》: a name.
    if cursor.before() == Some('《') && next == Some('》') {
        return true;
    }
    if hundreds || !("1949".."2050").contains(&year.whole.as_str()) {
        return (is_recent(year) && !hundreds || year.whole == "2000")
            && cursor.has_any_at(year.end, &["届", "级", "年代", "后"]);
    }
    match next {
        // The end of a phrase: 再见2025，你好2026.
        None => true,
        Some(next) if next.is_alphanumeric() && is_wide(next) => {
            // Only round numbers are followed by 多 or 余, and nobody counts 2026 hundreds or thousands.
            let measure = measure_at(cursor.chars, year.end);
            let multiplier = measure.is_some_and(|measure| measure.length == 1)
                && (matches!(next, '千' | '百') || (matches!(next, '多' | '余') && !year.whole.ends_with('0')));
            cursor.has_any_at(year.end, &OF_A_YEAR) || measure.is_none() || multiplier
        }
        Some(next)
            if next.is_ascii_alphanumeric() || matches!(next, '-' | '~' | '/' | ':' | '=' | '÷' | '*' | '²' | '³') =>
        {
            false
        }
        Some(_) => !is_counted(cursor, year.end),
    }
}

/// Whether a unit or a measure word is at index `at`.
fn is_counted(cursor: &Cursor<'_>, at: usize) -> bool {
    measure_at(cursor.chars, at).is_some()
        || unit_at(cursor, at).is_some()
        || matches!(cursor.chars.get(at), Some('%' | '‰' | '℃' | '°' | '.' | '+' | '×'))
}

fn is_recent(year: &Number) -> bool {
    ("1900".."2100").contains(&year.whole.as_str())
}

fn is_year(number: &Number) -> bool {
    number.is_plain() && number.whole.len() == 4 && ("1000".."3000").contains(&number.whole.as_str())
}
