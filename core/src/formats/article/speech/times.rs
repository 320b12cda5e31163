//! Colons between numbers, and hyphens between points: times of day, scores and ratios.

use super::cursor::{Cursor, Number, digits, ends_with, range_separator, starts_with};
use super::dates::is_due;
use super::measures::measure_at;
use super::quantities::unit_at;
use crate::formats::article::characters::is_wide;
use crate::formats::han_numerals::{Two, cardinal, digit_by_digit};

/// Words of a match, after or before its score.
const OF_A_MATCH: [&str; 33] = [
    "比分",
    "比赛结果",
    "战胜",
    "击败",
    "大胜",
    "险胜",
    "完胜",
    "获胜",
    "取胜",
    "胜出",
    "负于",
    "不敌",
    "惜败",
    "战平",
    "逆转",
    "领先",
    "落后",
    "淘汰",
    "力克",
    "夺冠",
    "连胜",
    "连下",
    "告负",
    "轻取",
    "扳平",
    "横扫",
    "拿下",
    "战成",
    "打成",
    "直落",
    "赢下",
    "逼平",
    "局分",
];

/// Words directly before a ratio.
const OF_A_RATIO: [&str; 11] =
    ["比例", "之比", "配比", "比值", "比率", "稀释", "兑水", "性别比", "结构比", "收入比", "占比"];

/// What is done with the parts of a ratio, directly after it.
const MIXED_AFTER: [&str; 7] = ["兑水", "勾兑", "配备", "配制", "稀释", "混合", "配比"];

/// Words beside the result of a race, which is a duration and not a time of day.
const OF_A_RACE: [&str; 7] = ["成绩", "马拉松", "半马", "全马", "用时", "净时", "耗时"];

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
    if is_ratio(cursor, end) {
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
    let decimal = chars.get(end) == Some(&'.') && chars.get(end + 1).is_some_and(char::is_ascii_digit);
    if decimal || chars.get(end).is_some_and(|c| *c == ':' || c.is_ascii_digit()) {
        return false;
    }
    if let Some(second) = &second
        && (cursor.preceded_by_any(12, &OF_A_RACE) || cursor.has_any_at(end, &["完赛", "冲线"]))
    {
        let hours = cardinal(&hour, Two::Liang);
        cursor.say_number(&format!("{hours}小时{}分{}秒", two_digits(&minute), two_digits(second)), end);
        return true;
    }
    let hour = if hour.parse() == Ok(2) { "两".to_owned() } else { cardinal(&hour, Two::Er) };
    let (half, after_half) = half_of_day(chars, end);
    end = after_half;
    // 17:00时: the word is said already.
    if chars.get(end) == Some(&'时') && chars.get(end + 1) != Some(&'段') && measure_at(chars, end).is_some() {
        end += 1;
    }
    let mut words = format!("{half}{hour}点");
    if minute != "00" || second.is_some() {
        words.push_str(&format!("{}分", two_digits(&minute)));
    }
    if let Some(second) = second {
        words.push_str(&format!("{}秒", two_digits(&second)));
    }
    cursor.say_number(&words, end);
    true
}

/// The word for am or pm at index `end`, and the index after it.
fn half_of_day(chars: &[char], end: usize) -> (&'static str, usize) {
    let at = end + usize::from(chars.get(end) == Some(&' '));
    let forms = [("a.m.", "上午"), ("p.m.", "下午"), ("am", "上午"), ("pm", "下午"), ("AM", "上午"), ("PM", "下午")];
    forms
        .into_iter()
        .find(|(form, _)| {
            starts_with(chars, at, form) && !chars.get(at + form.len()).is_some_and(|c| c.is_ascii_alphanumeric())
        })
        .map_or(("", end), |(form, word)| (word, at + form.len()))
}

/// Whether the numbers with a colon up to index `end` are no time: a ratio or a score is named beside them.
fn is_ratio(cursor: &Cursor<'_>, end: usize) -> bool {
    const MIXED: [&str; 7] = ["比", "配", "稀释", "兑", "混合", "折算", "分配"];
    cursor.preceded_by_any(8, &OF_A_RATIO)
        || cursor.follows_any(&["比为", "比是", "="])
        || (cursor.before() == Some('按') && cursor.followed_by_any(end, 6, &MIXED))
        || (cursor.before() == Some('以') && cursor.followed_by_any(end, 8, &OF_A_MATCH))
        || cursor.preceded_by_any(8, &["比分"])
        || cursor.has_any_at(end, &["的比例", "比例", "的比分"])
        || cursor.has_any_at(end, &OF_A_MATCH)
        || continues_scores(cursor)
        // 师生比1:15, but 比8:30早.
        || (cursor.before() == Some('比') && cursor.peek(0) == Some('1') && !cursor.has_any_at(end, &["早", "晚", "提前"]))
        || cursor.has_any_at(end, &MIXED_AFTER)
}

/// Whether this is the score of a part of a match: 首局21:15, 上半场12:10, 15:15平. An office (税务局) opens at a time.
fn of_a_part(cursor: &Cursor<'_>, end: usize) -> bool {
    let chars = cursor.chars;
    let before = &chars[..cursor.at];
    let before = before.strip_suffix(&['，']).unwrap_or(before);
    let round = before.strip_suffix(&['局']).and_then(|before| before.last()).is_some_and(|c| {
        c.is_ascii_digit() || matches!(c, '首' | '次' | '末' | '胜' | '一' | '二' | '三' | '四' | '五')
    });
    let part = ["半场", "首节", "末节", "单节"].iter().any(|part| ends_with(before, part));
    let drawn = chars.get(end) == Some(&'平') && !chars.get(end + 1).is_some_and(|c| c.is_alphanumeric() && *c != '局');
    let goes_on = chars.get(end) == Some(&'后') && cursor.followed_by_any(end, 8, &["连得", "连追", "连扳"]);
    let cheered = cursor.at == 0 && chars.get(end) == Some(&'！');
    round || part || drawn || goes_on || cheered
}

/// Whether names of one kind are on both sides: 青溪一中20:18青溪二中.
fn between_names(cursor: &Cursor<'_>, end: usize) -> bool {
    let Some(kind @ ('队' | '中' | '校' | '村' | '镇' | '县' | '社' | '区')) = cursor.before() else {
        return false;
    };
    let name = cursor.chars[end..].iter().take(9).take_while(|c| is_wide(**c) && c.is_alphanumeric()).count();
    (2..9).contains(&name)
        && cursor.chars[end + name - 1] == kind
        && !cursor.has_any_at(end, &["到", "至", "从", "在", "往", "赴", "去", "起", "前", "对", "迎"])
}

/// A hyphen or a colon between the points of two sides: 25-20, 3-1. `true` if a match is told around them.
pub(super) fn score(cursor: &mut Cursor<'_>) -> bool {
    let chars = cursor.chars;
    let Some((first, end)) = digits(chars, cursor.at, 1, 3) else { return false };
    let Some(width) = range_separator(chars, end).or((chars.get(end) == Some(&':')).then_some(1)) else { return false };
    let Some((second, end)) = digits(chars, end + width, 1, 3) else { return false };
    let goes_on = matches!(chars.get(end), Some('.' | ':' | '-' | '/' | '%'))
        && chars.get(end + 1).is_none_or(char::is_ascii_digit);
    let between_names = chars.get(end - second.len() - 1) == Some(&':') && between_names(cursor, end);
    let counted = measure_at(chars, end).is_some() || unit_at(cursor, end).is_some();
    if goes_on || (counted && !between_names) {
        return false;
    }
    const TEAMS: [&str; 7] = ["队", "男足", "女足", "男篮", "女篮", "男排", "女排"];
    let between_teams = cursor.follows_any(&TEAMS) && chars.get(end).is_none_or(|c| c.is_alphanumeric());
    let colon = chars[cursor.at + first.len()] == ':';
    // A time has two digits after its colon, a score no zero before its points.
    let told_part = colon && !second.starts_with('0') && of_a_part(cursor, end);
    // 21:19、21:17直落两局: the words are after the whole list.
    let list =
        chars[end..].iter().take(40).take_while(|c| c.is_ascii_digit() || matches!(c, ':' | '-' | '、' | '，')).count();
    let listed = list > 3 && cursor.has_any_at(end + list, &OF_A_MATCH);
    // 附件2-1, 3栋5-2, 正街22-1商铺: a part of what is named.
    let addressed = cursor.before().is_some_and(|c| {
        matches!(
            c,
            '号' | '路'
                | '巷'
                | '第'
                | '图'
                | '表'
                | '—'
                | '件'
                | '栋'
                | '幢'
                | '街'
                | '弄'
                | '苑'
                | '院'
                | '座'
                | '楼'
        ) || (matches!(c, '村' | '区') && chars.get(end).is_none_or(|c| !c.is_alphanumeric()))
    }) || cursor.has_any_at(end, &["商铺", "铺面", "黄金周", "长假", "劳动节", "妇女节"]);
    // A range goes up: 21-15 is none.
    let falls = !colon
        && first.len() <= 2
        && second.len() <= 2
        && first.parse::<u32>().ok() > second.parse().ok()
        && !addressed
        && !is_due(cursor, end)
        && !cursor.before().is_some_and(|c| c.is_ascii())
        && chars.get(end).is_none_or(|c| !c.is_ascii());
    let told = falls
        || (first == "0" && chars.get(end).is_none_or(|c| matches!(c, '，' | '。' | '！')))
        || told_part
        || listed
        || continues_scores(cursor)
        || between_teams
        || between_names
        || cursor.has_any_at(end, &OF_A_MATCH)
        || cursor.preceded_by_any(8, &OF_A_MATCH)
        || (cursor.before() == Some('以') && cursor.followed_by_any(end, 24, &OF_A_MATCH));
    if !told {
        return false;
    }
    cursor.say_number(&format!("{}比{}", cardinal(&first, Two::Er), cardinal(&second, Two::Er)), end);
    cursor.score_end = Some(end);
    true
}

fn continues_scores(cursor: &Cursor<'_>) -> bool {
    cursor.score_end.is_some_and(|end| {
        end < cursor.at
            && cursor.chars[end..cursor.at]
                .iter()
                .all(|c| matches!(c, '、' | '，' | ',' | ' ' | '和' | '/' | '（' | '('))
    })
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
    // 采购包1：1批: the colon is after a name.
    if cursor.before() == Some('包') {
        return false;
    }
    let at = last.end;
    let words: Vec<String> = parts.iter().map(|part| part.words(Two::Er)).collect();
    cursor.say_number(&words.join("比"), at);
    // 3:1（11:8，9:11，11:6）: what follows may be the parts of the match.
    if words.len() == 2 {
        cursor.score_end = Some(at);
    }
    true
}

fn two_digits(value: &str) -> String {
    if value.starts_with('0') { digit_by_digit(value) } else { cardinal(value, Two::Er) }
}
