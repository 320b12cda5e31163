//! Numbers that count or measure: quantities with units, ranges, percentages, temperatures, amounts of money and fractions.

use super::cursor::{Cursor, Number, range_separator};
use super::measures::{self, is_unit_character};
use super::units::{CURRENCIES, DEGREES, UNITS};
use crate::formats::han_numerals::Two;

/// Names of eras: a year of one of them is counted from its beginning, 光绪2年 is 光绪二年.
pub(super) const ERAS: [&str; 16] = [
    "洪武", "永乐", "宣德", "成化", "弘治", "正德", "嘉靖", "万历", "崇祯", "顺治", "康熙", "雍正", "乾隆", "光绪",
    "宣统", "民国",
];

/// One number, or a range of two, with its unit. `sign` is the word before it; `two` applies before a measure word.
pub(super) fn quantity(cursor: &mut Cursor<'_>, sign: &str, two: Two) -> bool {
    let Some(first) = Number::parse(cursor.chars, cursor.at) else { return false };
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
        // -8至-3℃: the degrees are after the second number.
        let sign = if sign == "负" && degrees_follow(cursor, end) { "零下" } else { sign };
        cursor.say_number(&format!("{sign}{}", first.words(two)), end);
    }
    true
}

/// Whether 2 is 两 before the words at index `end`: two years are 两年, but 2年级 is 二年级, and 小河村2组 a name.
fn takes_liang(cursor: &Cursor<'_>, end: usize) -> bool {
    let digit_follows = cursor.chars.get(end + 1).is_some_and(char::is_ascii_digit);
    let named = match cursor.chars.get(end) {
        // 2栋1单元, but 新建2栋3层楼
        Some('栋' | '幢') => {
            cursor.follows_any(&["小区", "苑", "花园", "家园", "公寓"])
                || (digit_follows && !cursor.follows_any(&["建", "有", "共", "成", "起", "及"]))
        }
        // 2季度, but 连续2季度
        Some('季') if cursor.chars.get(end + 1) == Some(&'度') => {
            !cursor.follows_any(&["连续", "前", "近", "后", "累计", "共"])
        }
        Some('次') if cursor.follows_any(&["每天", "每日", "每周", "每月", "每年"]) => false,
        Some('支') => cursor.has_any_at(end, &["支部"]) && !cursor.has_any_at(end, &["支部队"]),
        Some('元') => digit_follows && cursor.has_any_at(end + 2, &["次方程"]),
        Some('次' | '本' | '车' | '村' | '类' | '门' | '人' | '把') if cursor.has_any_at(end, NAMES_OF_TWO) => {
            true
        }
        Some('组' | '队') => cursor.follows_any(&["村", "社区", "庄", "寨", "坝", "营", "班"]),
        Some('座') => cursor.before() == Some('排'),
        Some('寸') => cursor.before() == Some('尺'),
        Some('年') => cursor.follows_any(&ERAS),
        _ => false,
    };
    !named && !lists_ordinals(cursor) && measures::takes_liang(cursor.chars, liang_position(cursor, end))
}

/// What is the second, and not two of them: 2次供水, 2本院校.
const NAMES_OF_TWO: &[&str] = &[
    "次供水",
    "次污染",
    "次元",
    "次创业",
    "次装修",
    "次加压",
    "本院校",
    "本线",
    "本批",
    "车间",
    "村民小组",
    "村民组",
    "类疫苗",
    "类水",
    "类医",
    "类费",
    "类土",
    "门诊",
    "人转",
    "把手",
];

/// Whether the number goes on from one after 第: 第1、2批.
fn lists_ordinals(cursor: &Cursor<'_>) -> bool {
    let list = |c: &&char| c.is_ascii_digit() || matches!(c, '、' | '和' | '至' | '到' | '~' | '-' | '或');
    let before = &cursor.chars[cursor.at.saturating_sub(12)..cursor.at];
    let length = before.iter().rev().take_while(list).count();
    length > 1 && before.iter().rev().nth(length) == Some(&'第')
}

/// Where the measure word of a number that ends at `end` stands: in 2到3天 after the second number.
fn liang_position(cursor: &Cursor<'_>, end: usize) -> usize {
    match cursor.chars.get(end) {
        Some('到' | '至' | '或') => {
            Number::parse(cursor.chars, end + 1).filter(Number::is_whole).map_or(end, |second| second.end)
        }
        _ => end,
    }
}

/// Whether the word before the cursor says that a number of things follows: 约, 共, 总数：.
pub(super) fn counts_before(cursor: &Cursor<'_>) -> bool {
    let amount = cursor.follows_any(&[
        "约", "超", "超过", "达", "达到", "共", "逾", "共计", "累计", "总计", "合计", "预计", "仅", "突破", "第",
        "增加", "减少", "共有", "不足",
    ]) && !cursor.follows_any(&["到达", "公共"]);
    let label = &cursor.chars[..cursor.at];
    let label = match label.last() {
        Some('：' | ':' | '为' | '是') => &label[..label.len() - 1],
        _ => label,
    };
    // 金额（元）：the unit is in the name of the column.
    let unit = label.len() > 1
        && matches!(label.last(), Some('）' | ')'))
        && label.len() < cursor.at
        && label.get(label.len() - 2).is_some_and(|c| is_unit_character(*c) && !matches!(c, '年' | '月' | '日' | '时'));
    amount
        || unit
        || label.last().is_some_and(|c| matches!(c, '数' | '量' | '额' | '价' | '值' | '积' | '款' | '费' | '计'))
}

/// The second number of a range, and whether a minus sign is before it.
fn range(cursor: &Cursor<'_>, first: &Number) -> Option<(Number, bool)> {
    // 8/21℃: the least and the most.
    let degrees = || {
        cursor.chars.get(first.end) == Some(&'/')
            && Number::parse(cursor.chars, first.end + 1).is_some_and(|last| degree_at(cursor, last.end).is_some())
    };
    let width = range_separator(cursor.chars, first.end).or_else(|| degrees().then_some(1))?;
    let mut at = first.end + width;
    let negative = matches!(cursor.chars.get(at), Some('-' | '−'));
    if negative {
        at += 1;
    }
    Number::parse(cursor.chars, at).map(|second| (second, negative))
}

fn say_range(cursor: &mut Cursor<'_>, first: &Number, sign: &str, second: &Number, negative: bool, two: Two) {
    let end = second.end;
    // 表2-1, 人民路12-5号
    let door = cursor.follows_any(&["路", "街", "巷", "大道", "弄", "胡同"]) && cursor.chars.get(end) == Some(&'号');
    // 12-5室, 附件2-1: a range goes up. 15-8度 goes down all the same.
    let value = |number: &Number| number.whole.parse::<u32>().unwrap_or_default();
    let falls = !negative
        && sign.is_empty()
        && second.whole.len() <= 2
        && value(first) > value(second)
        && unit_at(cursor, end).is_none()
        && (measures::measure_at(cursor.chars, end).is_none()
            || matches!(cursor.chars.get(end), Some('室' | '号' | '户')))
        && !matches!(cursor.chars.get(end), Some('%' | '‰' | '℃' | '°' | '.' | '-' | '~'));
    if (door || falls || cursor.follows_any(&["图", "表"])) && first.is_plain() && second.is_plain() {
        cursor.say_number(&format!("{}杠{}", first.words(Two::Er), second.words(Two::Er)), end);
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
    // No unit begins with a Chinese character: after almost every number nothing is compared.
    cursor.chars.get(at + space).filter(|c| !('\u{4e00}'..='\u{9fff}').contains(*c) && !c.is_ascii_punctuation())?;
    let is_unit = |unit: &str| {
        let after = at + space + unit.chars().count();
        let next = cursor.chars.get(after);
        let goes_on = next.is_some_and(|c| c.is_ascii_alphabetic() || (c.is_ascii_digit() && unit != "h"));
        // 5g网络, 4s店: a name in small letters.
        let name = matches!(unit, "g" | "s")
            && cursor.has_any_at(after, &["店", "网", "基站", "信号", "手机", "时代", "技术"]);
        !goes_on && !name
    };
    let first = cursor.chars.get(at + space)?;
    // 阅读量10W+
    if matches!(first, 'W' | 'w') && cursor.chars.get(at + space + 1) == Some(&'+') {
        return Some((space + 1, "万"));
    }
    // 50KG, 500ML: typed with the wrong case. One letter is rather a name (5G, 2T).
    let any_case = |unit: &str| {
        unit.len() > 1
            && unit
                .chars()
                .enumerate()
                .all(|(i, c)| cursor.chars.get(at + space + i).is_some_and(|found| found.eq_ignore_ascii_case(&c)))
    };
    let exact = UNITS.iter().find(|(unit, _)| cursor.starts_with(at + space, unit) && is_unit(unit));
    let (unit, words) = *match exact {
        Some(found) => found,
        None if first.is_ascii_alphabetic() => UNITS.iter().find(|(unit, _)| any_case(unit) && is_unit(unit))?,
        None => return None,
    };
    // 宽3.5M: no megabytes.
    let metres = unit == "M" && cursor.follows_any(&["宽", "长", "深", "厚", "距", "前方", "直径", "高度", "里程"]);
    Some((space + unit.chars().count(), if metres { "米" } else { words }))
}

/// The same for a unit of temperature or angle.
pub(super) fn degree_at(cursor: &Cursor<'_>, at: usize) -> Option<(usize, &'static str)> {
    let space = usize::from(cursor.chars.get(at) == Some(&' '));
    let (unit, words) = *DEGREES.iter().find(|(unit, _)| cursor.starts_with(at + space, unit))?;
    Some((space + unit.chars().count(), words))
}

/// Whether the degrees of the number that ends at `end` are after it, or after the second number: -8至-3℃.
pub(super) fn degrees_follow(cursor: &Cursor<'_>, end: usize) -> bool {
    let minus = usize::from(matches!(cursor.chars.get(end + 1), Some('-' | '−')));
    degree_at(cursor, end).is_some()
        || (matches!(cursor.chars.get(end), Some('至' | '到'))
            && Number::parse(cursor.chars, end + 1 + minus).is_some_and(|last| degree_at(cursor, last.end).is_some()))
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
    cursor.chars[end..cursor.at].iter().all(|c| is_unit_character(*c))
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

/// 1/3: less than one, with a denominator of at most 10,000. 8.5/万: a rate.
pub(super) fn fraction(cursor: &mut Cursor<'_>) -> bool {
    if let Some(numerator) = Number::parse(cursor.chars, cursor.at) {
        for (rate, words) in [("/10万", "十万"), ("/千", "千"), ("/万", "万")] {
            let end = numerator.end + rate.chars().count();
            let counts = cursor.chars.get(end).is_some_and(|c| c.is_alphanumeric());
            if cursor.starts_with(numerator.end, rate) && !counts {
                cursor.say_number(&format!("{words}分之{}", numerator.words(Two::Er)), end);
                return true;
            }
        }
    }
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
    // 8/21℃; 7/8月份, 9/17点: one and the other.
    if degree_at(cursor, denominator.end).is_some() {
        return false;
    }
    if cursor.has_any_at(denominator.end, &["月", "年级", "点各", "点发", "号线", "号楼", "单元"]) {
        cursor.say_number(&(numerator.words(Two::Er) + "、"), numerator.end + 1);
        return true;
    }
    let values = (numerator.whole.parse::<u32>(), denominator.whole.parse::<u32>());
    let (Ok(part), Ok(whole)) = values else { return false };
    // 3/2: an improper fraction has small numbers, and nothing is measured after it. 140/90 is two numbers.
    let improper = part < 20 && whole < 10 && whole > 1 && unit_at(cursor, denominator.end).is_none();
    if part == 0
        || whole == 0
        || (part >= whole && !improper)
        || whole > 10_000
        || cursor.chars.get(denominator.end) == Some(&'/')
    {
        return false;
    }
    let words = format!("{}分之{}", denominator.words(Two::Er), numerator.words(Two::Er));
    cursor.say_number(&words, denominator.end);
    true
}
