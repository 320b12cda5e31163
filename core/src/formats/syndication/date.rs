//! Parses dates as sites print them: RFC 822 and RFC 2822 with their common mistakes, RFC 3339 and ISO 8601, the default formats
//! of Java, Go, JavaScript and .NET, and the Chinese forms.
//!
//! Contract: a text is a date only if every part of it is understood. A form that could be two days (`03/05/2026`), an unknown
//! zone, a day that does not exist and a year outside 1990 to 2100 give no date, because none is better than a wrong one. A time
//! without a zone is China time (UTC+8), and `CST` means China Standard Time.

mod cursor;
mod day;
mod english;
mod moment;
mod time_of_day;
mod tokenizer;
mod zone;

use self::cursor::Cursor;
use self::moment::{Day, HOUR, MINUTE, compact_day, compact_time, in_range, to_millis};
use self::tokenizer::{Token, TokenKind, tokenize};
use self::zone::CHINA_OFFSET;
use crate::base::clock::MILLIS_PER_DAY;

/// Parses a date. Returns milliseconds since 1970-01-01 UTC, `None` if the text is not exactly one date. `now`, in the same unit,
/// is what 昨天, 5分钟前 and 3月5日 are relative to.
pub fn parse(text: &str, now: i64) -> Option<i64> {
    let tokens = tokenize(text)?;
    let mut cursor = Cursor { tokens: &tokens, position: 0, now };
    if let [Token { kind: TokenKind::Number { value, digits }, .. }] = tokens[..] {
        return single_number(value, digits);
    }
    while skip_label(&mut cursor) {}
    if let Some(moment) = elapsed(&mut cursor) {
        while skip_label(&mut cursor) {}
        return cursor.is_at_end().then_some(moment);
    }
    cursor.position = 0;
    moment(&mut cursor)
}

/// A single number: `20260305`, `202603050830`, `20260305083000`, or seconds or milliseconds since 1970-01-01 UTC.
fn single_number(value: u64, digits: usize) -> Option<i64> {
    let value = i64::try_from(value).ok()?;
    let calendar = |number: i64| {
        let (date, time) = (number / 1_000_000, number % 1_000_000);
        to_millis(compact_day(date)?, Some(compact_time(time)), None, CHINA_OFFSET)
    };
    match digits {
        8 => calendar(value * 1_000_000),
        12 => calendar(value * 100),
        14 => calendar(value),
        // 2026030508 could be an hour of 2026 as well as a second of 2034.
        10 if calendar(value * 10_000).is_none() => Some(value * 1_000),
        13 => Some(value),
        _ => None,
    }
    .filter(|moment| in_range(*moment))
}

/// A day with or without a time and a zone, in any order that sites use.
fn moment(cursor: &mut Cursor<'_>) -> Option<i64> {
    let (mut day, mut time, mut day_part, mut zone) = (None::<Day>, None, None, None);
    let mut after_t = false;
    while !cursor.is_at_end() {
        let start = cursor.position;
        if day.is_none() && cursor.attempt(&mut day, day::day) {
            continue;
        }
        if time.is_none() && cursor.attempt(&mut time, |cursor| time_of_day::time_of_day(cursor, after_t)) {
            continue;
        }
        if day_part.is_none() && cursor.attempt(&mut day_part, time_of_day::day_part) {
            continue;
        }
        if time.is_some() && zone::attempt_zone(cursor, &mut zone) {
            continue;
        }
        if day.is_some() && time.is_none() && zone.is_none() && zone::attempt_zone_of_day(cursor, &mut zone) {
            continue;
        }
        if day.is_some() && time.is_none() && cursor.word("t") {
            after_t = true;
            continue;
        }
        if let Some(Day { year: year @ None, .. }) = &mut day
            && let Some(TokenKind::Number { value, digits: 4 }) = cursor.kind(0)
        {
            *year = i32::try_from(*value).ok();
            cursor.position += 1;
            continue;
        }
        if skip_label(cursor) {
            continue;
        }
        debug_assert_eq!(start, cursor.position, "a rule that does not match consumes nothing");
        return None;
    }
    if day_part.is_some() && time.is_none() {
        return None;
    }
    to_millis(day?, time, day_part, zone.unwrap_or(CHINA_OFFSET))
}

/// Skips a weekday, a comma or one of the words that sites print before a date.
fn skip_label(cursor: &mut Cursor<'_>) -> bool {
    const LABELS: [&str; 15] = [
        "发布时间",
        "发布日期",
        "发布于",
        "发表时间",
        "发表于",
        "发稿时间",
        "更新时间",
        "更新日期",
        "更新于",
        "创建时间",
        "日期",
        "时间",
        "发布",
        "发表",
        "更新",
    ];
    if cursor.weekday() || cursor.punctuation(',') || cursor.punctuation('|') || cursor.word("at") {
        return true;
    }
    if LABELS.into_iter().any(|label| cursor.han(label)) {
        let _ = cursor.punctuation(':');
        return true;
    }
    let start = cursor.position;
    if cursor.punctuation('(') && cursor.weekday() && cursor.punctuation(')') {
        return true;
    }
    cursor.position = start;
    false
}

/// 刚刚, 5分钟前, 半小时前, 3天前. Weeks, months and years are not precise enough for a date.
fn elapsed(cursor: &mut Cursor<'_>) -> Option<i64> {
    if cursor.han("刚刚") || cursor.han("刚才") {
        return Some(cursor.now);
    }
    let _ = cursor.han("大约") || cursor.han("约");
    let half = cursor.han("半");
    let count = if half { 1 } else { i64::try_from(cursor.number().filter(|(_, digits)| *digits <= 4)?.0).ok()? };
    let _ = cursor.han("个");
    let units = [("秒", 1_000), ("分", MINUTE), ("小时", HOUR), ("天", MILLIS_PER_DAY), ("日", MILLIS_PER_DAY)];
    let unit = units.into_iter().find_map(|(name, unit)| cursor.han(name).then_some(unit))?;
    let _ = cursor.han("钟");
    let _ = cursor.han("之") || cursor.han("以");
    if !cursor.han("前") || (half && unit != HOUR) {
        return None;
    }
    cursor.now.checked_sub(if half { unit / 2 } else { count * unit }).filter(|moment| in_range(*moment))
}

#[cfg(test)]
mod tests;
