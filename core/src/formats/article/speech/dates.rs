//! Dates in digits: days, and months with their year.

use super::cursor::{Cursor, digits, range_separator};
use super::measures::measure_at;
use super::quantities::{counts_before, unit_at};
use crate::formats::han_numerals::{Two, cardinal, digit_by_digit};

/// `2026-03-05`, `2026/3/5`, `2026.3.5`, `2026-03`, and ranges: `2026.3.5-3.8`.
pub(super) fn date(cursor: &mut Cursor<'_>) -> bool {
    let chars = cursor.chars;
    let at = cursor.at;
    if let Some((day, end)) = digits(chars, at, 8, 8) {
        return compact_date(cursor, &day, end);
    }
    let Some((year, mut end)) = digits(chars, at, 4, 4) else { return false };
    let Some(separator @ ('-' | '/' | '.' | '~')) = chars.get(end).copied() else { return false };
    let Some((month, after)) = digits(chars, end + 1, 1, 2).filter(|(month, _)| is_one_to(month, 12)) else {
        return false;
    };
    let month_words = cardinal(&month, Two::Er);
    let day = (chars.get(after) == Some(&separator))
        .then(|| digits(chars, after + 1, 1, 2))
        .flatten()
        .filter(|(day, _)| is_one_to(day, 31));
    let Some((day, after_day)) = day else {
        let is_month = separator != '~'
            && ("1900".."2100").contains(&year.as_str())
            && !chars.get(after).is_some_and(|c| matches!(c, '/' | '.' | '年' | '号' | '期') || c.is_ascii_digit())
            && if separator == '.' {
                is_month_with_point(cursor, &year, &month, after)
            } else {
                month.len() == 2 && chars.get(after) != Some(&'-')
            };
        if !is_month {
            return false;
        }
        let mut words = format!("{}年{month_words}月", digit_by_digit(&year));
        let mut end = after;
        // 2018.07—2020.06: the other end is a month too, whatever follows it.
        let joint = range_separator(chars, after).map(|width| (width, "到")).or_else(|| {
            chars.get(after).filter(|c| matches!(c, '至' | '到')).map(|c| (1, if *c == '至' { "至" } else { "到" }))
        });
        if let Some((width, joint)) = joint
            && let Some((year, point)) = digits(chars, after + width, 4, 4)
            && chars.get(point) == Some(&separator)
            && let Some((month, after)) = digits(chars, point + 1, 1, 2).filter(|(month, _)| is_one_to(month, 12))
        {
            words.push_str(&format!("{joint}{}年{}月", digit_by_digit(&year), cardinal(&month, Two::Er)));
            end = after;
        }
        cursor.say_number(&words, end);
        return true;
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

/// 20261124: a year, a month and a day without signs between them, where nothing is counted.
fn compact_date(cursor: &mut Cursor<'_>, date: &str, end: usize) -> bool {
    let (year, month, day) = (&date[..4], &date[4..6], &date[6..]);
    let counted = measure_at(cursor.chars, end).is_some() && cursor.chars.get(end) != Some(&'期');
    if !("1900".."2100").contains(&year)
        || !is_one_to(month, 12)
        || !is_one_to(day, 31)
        || counted
        || unit_at(cursor, end).is_some()
        || counts_before(cursor)
    {
        return false;
    }
    let words = format!("{}年{}月{}日", digit_by_digit(year), cardinal(month, Two::Er), cardinal(day, Two::Er));
    cursor.say_number(&words, end);
    true
}

/// A month and a day without their year: 周六（11/28）, 12/5前, 08-15. Elsewhere a slash makes a fraction and a hyphen a range.
pub(super) fn day(cursor: &mut Cursor<'_>) -> bool {
    let chars = cursor.chars;
    let Some((month, end)) = digits(chars, cursor.at, 1, 2).filter(|(month, _)| is_one_to(month, 12)) else {
        return false;
    };
    let Some(separator @ ('/' | '-' | '.')) = chars.get(end).copied() else { return false };
    let Some((day, after)) = digits(chars, end + 1, 1, 2).filter(|(day, _)| is_one_to(day, 31)) else { return false };
    let goes_on =
        chars.get(after).is_some_and(|c| matches!(c, '/' | '.' | '%' | ':') || (*c == '-' && separator == '-'))
            && chars.get(after + 1).is_some_and(char::is_ascii_digit);
    if separator == '.' && chars.get(after) == Some(&'日') && !cursor.has_any_at(after, &["日均", "日报"]) {
        cursor.say_number(&format!("{}月{}", cardinal(&month, Two::Er), cardinal(&day, Two::Er)), after);
        return true;
    }
    let due = is_due(cursor, after);
    let counted = !due && (measure_at(chars, after).is_some() || unit_at(cursor, after).is_some());
    if goes_on || counted || matches!(chars.get(after), Some('%' | '‰' | '℃' | '°')) {
        return false;
    }
    // 活动时间：11.24-11.26
    let last = range_separator(chars, after)
        .and_then(|width| digits(chars, after + width, 1, 2))
        .filter(|(month, end)| is_one_to(month, 12) && chars.get(*end) == Some(&separator))
        .and_then(|(month, end)| digits(chars, end + 1, 1, 2).map(|(day, end)| (month, day, end)))
        .filter(|(_, day, _)| is_one_to(day, 31));
    let named = || {
        cursor.preceded_by_any(
            12,
            &["时间", "日期", "放假", "报名", "展期", "假期", "期间", "档期", "公示", "停水", "停电", "周（"],
        )
    };
    let range = range_separator(chars, after).is_some_and(|width| digits(chars, after + width, 1, 2).is_some());
    let dated = match separator {
        '.' if range && named() => true,
        // （11.20-12.5）: amounts have as many digits after the point. 1/4-1/3 are fractions: their days are small.
        '.' | '/' => last.as_ref().is_some_and(|(last_month, last_day, end)| {
            let value = |text: &str| text.parse::<u32>().unwrap_or_default();
            let rises = (value(&month), value(&day)) < (value(last_month), value(last_day));
            let days = if separator == '.' {
                day.len() != last_day.len()
                    && matches!(cursor.before(), Some('（' | '('))
                    && matches!(chars.get(*end), Some('）' | ')'))
            } else {
                day != *last_day && (day.len() == 2 || last_day.len() == 2)
            };
            rises && (days || (separator == '/' && named()))
        }),
        _ => false,
    };
    let continues = separator != '-'
        && cursor.number_end.is_some_and(|end| {
            end + 1 == cursor.at && range_separator(chars, end).is_some() && cursor.out.ends_with("日到")
        });
    let padded = (month.starts_with('0') || (separator == '/' && day.starts_with('0')))
        && day.len() == 2
        && !cursor.before().is_some_and(|c| c.is_alphanumeric());
    let bracketed = matches!(cursor.before(), Some('（' | '('))
        && matches!(chars.get(after), Some('）' | ')'))
        && cursor.preceded_by_any(6, &["周", "星期", "今", "明", "日"]);
    let before = cursor.has_any_at(after, &["前", "起", "截止", "当天"])
        && cursor.follows_any(&["在", "于", "从", "自", "至", "到", "请", "，"]);
    let of_slash = || {
        bracketed
            || before
            || cursor.has_any_at(after, &["上午", "下午", "晚上", "早上", "止"])
            || is_weekday(cursor, after)
    };
    // 时间：11/25, 报名截止12.15, 于11/25发布
    let labelled = separator != '-'
        && (cursor.follows_any(&["时间：", "日期：", "时间:", "日期:", "截止", "截至", "截止："])
            || (separator == '/' && day.len() == 2 && follows_place_in_time(cursor)));
    // 11.30开班
    let opens = separator == '.'
        && !cursor.before().is_some_and(|c| c.is_ascii_alphanumeric())
        && cursor.has_any_at(after, &OPENS);
    let timed = separator == '-'
        && chars.get(after) == Some(&' ')
        && digits(chars, after + 1, 1, 2).is_some_and(|(_, end)| chars.get(end) == Some(&':'));
    let of_day = separator == '.' && cursor.has_any_at(after, &["上午", "下午", "晚上"]);
    let told = padded || timed || of_day || dated || continues || due || labelled || opens;
    let told = told || (separator == '/' && of_slash());
    if !told {
        return false;
    }
    cursor.say_number(&format!("{}月{}日", cardinal(&month, Two::Er), cardinal(&day, Two::Er)), after);
    true
}

/// What begins on a day, directly after it.
const OPENS: [&str; 9] = ["开班", "开学", "开业", "开幕", "开赛", "开工", "开考", "开播", "举行"];

/// Whether the day that ends at index `end` is the first or the last of a time: 自12.1起, 请于12-5前.
pub(super) fn is_due(cursor: &Cursor<'_>, end: usize) -> bool {
    let from = cursor.follows_any(&["自", "从"])
        && cursor.has_any_at(end, &["起"])
        && !cursor.has_any_at(end, &["起步", "起价", "起售", "起拍", "起跳", "起诉"]);
    from || (follows_place_in_time(cursor) && cursor.has_any_at(end, &["前", "之前", "截止"]))
}

/// Whether 于 before the cursor says when: 于11/25, but not 大于11/25.
fn follows_place_in_time(cursor: &Cursor<'_>) -> bool {
    cursor.before() == Some('于')
        && !cursor
            .at
            .checked_sub(2)
            .and_then(|at| cursor.chars.get(at))
            .is_some_and(|c| "大小等低高少多位".contains(*c))
}

/// Whether a day of the week is at index `at`, after a bracket or a comma: （周三）, ，星期三.
fn is_weekday(cursor: &Cursor<'_>, at: usize) -> bool {
    let marked = at + usize::from(matches!(cursor.chars.get(at), Some('（' | '(' | '，' | ' ')));
    cursor.has_any_at(marked, &["星期"])
        || (cursor.chars.get(marked) == Some(&'周')
            && cursor.chars.get(marked + 1).is_some_and(|c| "一二三四五六日末".contains(*c)))
}

/// Whether a year, a point and this month are a date (1985.03) and not an amount (2018.07元): nothing is measured after
/// them.
fn is_month_with_point(cursor: &Cursor<'_>, year: &str, month: &str, after: usize) -> bool {
    let chars = cursor.chars;
    let measured = measure_at(chars, after).is_some()
        || unit_at(cursor, after).is_some()
        || matches!(chars.get(after), Some('%' | '‰' | '℃' | '°' | '=' | '×'));
    if measured || counts_before(cursor) || cursor.follows_any(&["近", "¥", "$", "V", "v"]) {
        return false;
    }
    month.len() == 2 || ("1949".."2050").contains(&year)
}

fn digit_follows(chars: &[char], at: usize) -> bool {
    chars.get(at + 1).is_some_and(char::is_ascii_digit)
}

fn is_one_to(value: &str, max: u32) -> bool {
    value.parse().is_ok_and(|value: u32| (1..=max).contains(&value))
}
