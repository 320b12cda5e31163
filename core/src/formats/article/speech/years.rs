//! Years, read digit by digit. Four digits are a year or an amount by what stands before and after.

use super::cursor::{Cursor, Number, digits, range_separator};
use super::measures::measure_at;
use super::quantities::{ERAS, counts_before, unit_at};
use crate::formats::article::characters::is_wide;
use crate::formats::han_numerals::{Two, cardinal, digit_by_digit};

/// What is said of a whole year of people or of teaching: a year before one of them is a year, although they also count.
const OF_A_YEAR: [&str; 11] = ["年", "届", "级", "学年", "年度", "年代", "版", "款", "两年", "三年", "五年"];

/// What people or things are counted after, without a word that counts: 男1985，女2012.
const OF_A_COUNT: [&str; 14] =
    ["男", "女", "农户", "人口", "应到", "实到", "应发", "实发", "应收", "实收", "应付", "实付", "补助", "参保"];

/// What is done with so many people or things, before their number: 培训2019名师生.
const COUNTED_OBJECTS: [&str; 14] =
    ["培训", "组织", "邀请", "表彰", "采购", "赠送", "发放", "办结", "安装", "新增", "救助", "慰问", "招录", "投放"];

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
    if two_digit_year(cursor) {
        return true;
    }
    let Some(first) = Number::parse(chars, cursor.at).filter(is_year) else { return false };
    let words = digit_by_digit(&first.whole);
    // 2026Q3
    if let Some(quarter @ '1'..='4') = chars.get(first.end + 1)
        && chars.get(first.end) == Some(&'Q')
        && !chars.get(first.end + 2).is_some_and(char::is_ascii_alphanumeric)
    {
        let quarter = cardinal(&quarter.to_string(), Two::Er);
        cursor.say_number(&format!("{words}年第{quarter}季度"), first.end + 2);
        return true;
    }
    // 2026-27赛季
    if matches!(chars.get(first.end), Some('-' | '/' | '~'))
        && let Some((next, end)) = digits(chars, first.end + 1, 2, 2)
        && is_recent(&first)
        && next.parse().ok()
            == first.whole.get(2..).and_then(|year| year.parse::<u32>().ok()).map(|year| (year + 1) % 100)
        && cursor.has_any_at(end, &["赛季", "学年", "年度", "榨季", "财年"])
    {
        cursor.say_number(&format!("{words}到{}", digit_by_digit(&next)), end);
        return true;
    }
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
    if is_early_or_late(cursor, year) {
        return true;
    }
    if cursor.follows_any(&OF_A_COUNT) && !next.is_some_and(|c| c.is_alphanumeric()) {
        return false;
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
            let objects = "名人户家套本起台箱件辆盏".contains(next) && cursor.follows_any(&COUNTED_OBJECTS);
            cursor.has_any_at(year.end, &OF_A_YEAR) || (measure.is_none() && !objects) || multiplier
        }
        Some(next)
            if next.is_ascii_alphanumeric() || matches!(next, '-' | '~' | '/' | ':' | '=' | '÷' | '*' | '²' | '³') =>
        {
            false
        }
        Some(_) => !is_counted(cursor, year.end),
    }
}

/// Whether four digits outside of the usual years are a year because of the words beside them: 生于1902, 乾隆42年（1777）, 1936西安事变,
/// 从1937到1945.
fn is_early_or_late(cursor: &Cursor<'_>, year: &Number) -> bool {
    let chars = cursor.chars;
    let next = chars.get(year.end).copied();
    let ends = next.is_none_or(|c| !c.is_alphanumeric() && !is_counted(cursor, year.end));
    let before = &chars[..cursor.at];
    let era = matches!(before, [.., '年', '（' | '(']) && matches!(next, Some('）' | ')'));
    if era {
        return true;
    }
    if !("1840".."2101").contains(&year.whole.as_str()) || year.whole.ends_with("00") {
        return false;
    }
    let event = matches!(before, [.., verb, '于'] if "生卒建成始修创逝立行毁迁".contains(*verb)) && ends;
    let title = before.last().is_none_or(|c| !c.is_alphanumeric() && *c != '.')
        && !is_counted(cursor, year.end)
        && cursor.followed_by_any(year.end, 8, &["运动", "事变", "起义", "革命", "碳中和", "愿景"]);
    let last = Number::parse(chars, year.end + 1).filter(is_year);
    let from = before.last() == Some(&'从')
        && matches!(next, Some('到' | '至'))
        && last.is_some_and(|last| last.whole > year.whole && !is_counted(cursor, last.end));
    let to = matches!(before, [.., '到' | '至'])
        && ends
        && cursor.number_end.is_some_and(|end| end + 1 == cursor.at)
        && matches!(cursor.at.checked_sub(6).map(|at| &chars[at..cursor.at]), Some(['从', ..]));
    event || title || from || to
}

/// A year without its century: 97年7月1日, 85年生, 78年高考, 98抗洪.
fn two_digit_year(cursor: &mut Cursor<'_>) -> bool {
    let chars = cursor.chars;
    let Some((year, end)) = digits(chars, cursor.at, 2, 2) else { return false };
    if cursor.before().is_some_and(|c| c.is_ascii() || matches!(c, '第' | '·')) || cursor.follows_any(&ERAS) {
        return false;
    }
    let after = end + 1;
    let of_year = chars.get(end) == Some(&'年') && {
        let month = digits(chars, after, 1, 2).is_some_and(|(_, end)| chars.get(end) == Some(&'月'));
        let born =
            chars.get(after) == Some(&'生') && chars.get(after + 1).is_none_or(|c| !c.is_alphanumeric() || *c == '人');
        let event = year.as_str() >= "49"
            && cursor.has_any_at(after, &["高考", "特大", "洪水", "出生", "入党", "入伍", "参军", "大旱", "毕业"]);
        (month && !cursor.preceded_by_any(6, &["徒刑", "工龄", "历时", "长达"])) || born || event
    };
    let of_flood = year.starts_with('9') && cursor.has_any_at(end, &["抗洪", "洪水"]);
    if !of_year && !of_flood {
        return false;
    }
    cursor.say_number(&digit_by_digit(&year), end);
    true
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
