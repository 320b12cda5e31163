//! Numbers that are names of days, projects, roads, bus routes and rooms.

use super::cursor::{Cursor, Number, digit_count, digits};
use super::measures::measure_at;
use super::quantities::unit_at;
use crate::formats::article::characters::is_wide;
use crate::formats::han_numerals::{Two, digit_by_digit, telephone_digits};

/// What makes a month and a day the name of a day, soon after them.
const OF_A_DAY: &[&str] = &[
    "日",
    "节",
    "晚会",
    "宣传",
    "活动",
    "大促",
    "购物",
    "消费者",
    "防灾",
    "事变",
    "事件",
    "运动",
    "纪念",
    "禁毒",
    "狂欢",
    "维权",
    "地震",
    "大会",
    "精神",
    "讲话",
    "指示",
    "长假",
    "前夕",
    "黄金周",
    "事故",
    "洪",
    "案",
];

/// What is named by a number of three digits, after it.
const NAMED_AFTER: &[&str] = &[
    "开头",
    "便利店",
    "工业园",
    "园区",
    "创意园",
    "艺术区",
    "街区",
    "厂",
    "研究所",
    "部队",
    "大道",
    "大街",
    "小区",
    "国道",
    "省道",
    "县道",
    "乡道",
    "专用公路",
    "线",
    "工程",
    "高校",
    "大学",
    "院校",
    "计划",
    "医院",
    "基地",
    "晚会",
    "大促",
    "购物",
    "会议室",
    "办公室",
    "教室",
    "病房",
];

/// What is named by the number of its floor and its door, after it.
const ROOMS: &[&str] =
    &["室", "房间", "会议室", "办公室", "教室", "病房", "号房", "宿舍", "包间", "包房", "诊室", "号病房", "房"];

/// 5·12, 9·18; 3.15晚会, 315消费者权益日: memorial days.
pub(super) fn memorial_day(cursor: &mut Cursor<'_>) -> bool {
    let chars = cursor.chars;
    if cursor.before().is_some_and(|c| matches!(c, '.' | ':' | '-' | '/' | '·') || c.is_ascii_digit()) {
        return false;
    }
    // “100·80”工程: no day, but a name all the same.
    if let Some((first, point)) = digits(chars, cursor.at, 3, 3)
        && chars.get(point) == Some(&'·')
        && let Some((second, end)) = digits(chars, point + 1, 1, 3)
    {
        cursor.say_number(&(telephone_digits(&first) + &telephone_digits(&second)), end);
        return true;
    }
    let (month, day, end) = if let Some((month, after)) = digits(chars, cursor.at, 1, 2)
        && let Some(separator @ ('·' | '.' | '/' | '-')) = chars.get(after)
        && let Some((day, end)) = digits(chars, after + 1, 1, 2)
    {
        if matches!(chars.get(end), Some('.')) && chars.get(end + 1).is_some_and(char::is_ascii_digit) {
            return false;
        }
        // “7.1”表彰大会
        let quoted = matches!(cursor.before(), Some('“' | '"')) && matches!(chars.get(end), Some('”' | '"'));
        let named = match separator {
            '·' => true,
            '.' => is_named_day(cursor, &month, &day, end + usize::from(quoted)),
            // 3/8妇女节: other words make it no fraction and no range.
            _ => is_holiday(cursor, end),
        };
        if !named {
            return false;
        }
        (month, day, end)
    } else if let Some((number, end)) = digits(chars, cursor.at, 3, 4) {
        // A year is never written so: its months have no zero before them.
        let month = number.len() - 2;
        let (month, day) = (number[..month].to_owned(), number[month..].to_owned());
        if month.starts_with('0') || !is_named_day(cursor, &month, &day, end) {
            return false;
        }
        (month, day, end)
    } else {
        return false;
    };
    // 八一, 一二九, but 三幺五: a lone 1 at the end and the twelfth month are never 幺.
    let words = if month == "12" {
        digit_by_digit(&month) + &digit_by_digit(&day)
    } else if (month.as_str(), day.as_str()) == ("10", "1") {
        "十一".to_owned()
    } else if day == "1" {
        digit_by_digit(&month) + "一"
    } else {
        telephone_digits(&month) + &telephone_digits(&day)
    };
    cursor.say_number(&words, end);
    true
}

/// Whether a holiday is named at index `end`: 妇女节, 黄金周.
fn is_holiday(cursor: &Cursor<'_>, end: usize) -> bool {
    let festival = (2..=3).any(|ahead| {
        cursor.chars.get(end + ahead) == Some(&'节')
            && !matches!(cursor.chars.get(end + ahead + 1), Some('目' | '能' | '约' | '点' | '水' | '日'))
            && cursor.chars[end..end + ahead].iter().all(|c| is_wide(*c) && c.is_alphanumeric())
    });
    festival || cursor.has_any_at(end, &["黄金周", "长假", "小长假"])
}

/// Whether this month and day exist, and what follows at index `end` is celebrated and not measured.
fn is_named_day(cursor: &Cursor<'_>, month: &str, day: &str, end: usize) -> bool {
    let in_range = |value: &str, max: u32| value.parse().is_ok_and(|value: u32| (1..=max).contains(&value));
    let next = cursor.chars.get(end).copied();
    let name = cursor.chars[end..].iter().take(12).take_while(|c| is_wide(**c) && c.is_alphanumeric()).count();
    in_range(month, 12)
        && in_range(day, 31)
        && next.is_some_and(|next| is_wide(next) && next.is_alphanumeric() && !matches!(next, '日' | '节' | '案'))
        && measure_at(cursor.chars, end).is_none()
        && unit_at(cursor, end).is_none()
        && cursor.followed_by_any(end, name, OF_A_DAY)
        && !cursor.before().is_some_and(|c| matches!(c, '第' | '约' | '达' | '超' | '共'))
}

/// 320国道, 985工程, 985/211高校.
pub(super) fn named(cursor: &mut Cursor<'_>) -> bool {
    let Some((first, mut end)) = digits(cursor.chars, cursor.at, 3, 3) else { return false };
    if cursor.before() == Some('第') || cursor.before() == Some('.') {
        return false;
    }
    let mut words = telephone_digits(&first);
    while matches!(cursor.chars.get(end), Some('/' | '、'))
        && let Some((next, after)) = digits(cursor.chars, end + 1, 3, 3)
    {
        words.push_str(&format!("、{}", telephone_digits(&next)));
        end = after;
    }
    let longest = cursor.has_any_at(end, NAMED_AFTER) && !cursor.has_any_at(end, &["线上", "线下", "线路", "线索"]);
    if !longest || first.ends_with("00") && cursor.has_any_at(end, &["线", "工程", "计划"]) {
        return false;
    }
    cursor.say_number(&words, end);
    true
}

/// 公交101路, 1461次列车, 201班: three digits and more are a name, two a number.
pub(super) fn bus_route(cursor: &mut Cursor<'_>, first: &Number) -> bool {
    let length = first.whole.len();
    let class = first.whole.as_bytes().get(1) == Some(&b'0') && !first.whole.ends_with('0');
    let route = first.is_plain()
        && ((length == 3
            && cursor.chars.get(first.end) == Some(&'路')
            && measure_at(cursor.chars, first.end).is_some())
            || ((3..=4).contains(&length) && cursor.has_any_at(first.end, &["次列车"]))
            || (length == 3
                && class
                && cursor.chars.get(first.end) == Some(&'班')
                && !cursor
                    .chars
                    .get(first.end + 1)
                    .is_some_and(|c| matches!(c, '次' | '车' | '列' | '岗' | '飞' | '船'))
                && !cursor.follows_any(&["开行", "增开", "共", "达", "约", "每天", "每日", "有", "至", "到"])));
    if route {
        cursor.say_number(&telephone_digits(&first.whole), first.end);
    }
    route
}

/// 501室, 3-201室, 3-1-501室: the number of a room is its floor and its door.
pub(super) fn room(cursor: &mut Cursor<'_>) -> bool {
    let chars = cursor.chars;
    let Some((mut part, mut end)) = digits(chars, cursor.at, 1, 4) else { return false };
    let mut words = String::new();
    while chars.get(end) == Some(&'-')
        && let Some((next, after)) = digits(chars, end + 1, 1, 4)
    {
        words.push_str(&Number { whole: part, fraction: None, grouped: false, end }.words(Two::Er));
        words.push('杠');
        (part, end) = (next, after);
    }
    let joints = words.matches('杠').count();
    if part.len() < 3 || digit_count(chars, end) > 0 {
        return false;
    }
    let named = cursor.has_any_at(end, ROOMS) && !cursor.has_any_at(end, &["房屋", "房源", "房贷", "室内", "室外"]);
    // 3楼302, 2单元501: nothing is counted after it.
    let after_floor = cursor.follows_any(&["楼", "层", "单元", "栋", "幢", "座"])
        && chars.get(end) != Some(&'平')
        && measure_at(chars, end).is_none()
        && unit_at(cursor, end).is_none()
        && !part.ends_with("00");
    // 1-1-101: building, unit and door.
    if !named && !after_floor && joints < 2 {
        return false;
    }
    words.push_str(&telephone_digits(&part));
    cursor.say_number(&words, end);
    true
}

/// 90后, 00后: people by their decade of birth.
pub(super) fn birth_decade(cursor: &mut Cursor<'_>, first: &Number) -> bool {
    let after = cursor.chars.get(first.end + 1);
    // 98级校友: the year in which they came.
    let class = first.is_plain()
        && first.whole.len() == 2
        && (first.whole.as_str() >= "50" || first.whole.starts_with('0'))
        && matches!(cursor.chars.get(first.end), Some('级' | '届'))
        && cursor.has_any_at(first.end + 1, &["校友", "毕业", "学生", "同学", "学长", "新生"]);
    // 80、90后: the first of them too.
    let listed = matches!(cursor.chars.get(first.end), Some('、' | '和'))
        && digits(cursor.chars, first.end + 1, 2, 2)
            .is_some_and(|(next, end)| next.ends_with(['0', '5']) && cursor.chars.get(end) == Some(&'后'));
    let decade = class
        || first.is_whole()
            && first.whole.len() == 2
            && first.whole.ends_with(['0', '5'])
            && (listed
                || (cursor.chars.get(first.end) == Some(&'后')
                    && !after.is_some_and(|c| matches!(c, '再' | '又' | '就'))));
    if decade {
        cursor.say_number(&digit_by_digit(&first.whole), first.end);
    }
    decade
}
