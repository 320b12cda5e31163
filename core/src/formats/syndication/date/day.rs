//! The forms of a day.

use time::{Date, Duration, OffsetDateTime, UtcOffset};

use super::cursor::Cursor;
use super::english::{full_year, month_by_name};
use super::moment::{Day, compact_day, to_millis};
use super::tokenizer::TokenKind;
use super::zone::CHINA_OFFSET;
use crate::base::clock::MILLIS_PER_DAY;

/// A day in any form.
pub(super) fn day(cursor: &mut Cursor<'_>) -> Option<Day> {
    let rules: [fn(&mut Cursor<'_>) -> Option<Day>; 6] =
        [chinese, relative, day_then_month_name, month_name_then_day, numeric, compact];
    let mut found = None;
    for rule in rules {
        if cursor.attempt(&mut found, rule) {
            break;
        }
    }
    found
}

/// 2026年3月5日, 26年3月5日, 3月5日.
fn chinese(cursor: &mut Cursor<'_>) -> Option<Day> {
    let (first, digits) = cursor.number()?;
    let mut year = None;
    let mut month = first;
    if cursor.han("年") {
        year = Some(match digits {
            4 => i32::try_from(first).ok()?,
            2 => full_year(first, 2)?,
            _ => return None,
        });
        month = cursor.number()?.0;
    }
    if !cursor.han("月") {
        return None;
    }
    let (day, day_digits) = cursor.number()?;
    let has_unit = cursor.han("日") || cursor.han("号");
    let is_hour = matches!(cursor.kind(0), Some(TokenKind::Punctuation(':')));
    if day_digits > 2 || (!has_unit && (year.is_none() || is_hour)) {
        return None;
    }
    let (month, day) = (u32::try_from(month).ok()?, u32::try_from(day).ok()?);
    let year = match year {
        Some(year) => year,
        None => latest_year(cursor.now, month, day)?,
    };
    Some(Day { year: Some(year), month, day })
}

/// The latest year in which the day is not in the future. One day of tolerance allows for clocks that differ.
fn latest_year(now: i64, month: u32, day: u32) -> Option<i32> {
    let this_year = today(now)?.year();
    let moment = |year| to_millis(Day { year: Some(year), month, day }, None, None, CHINA_OFFSET);
    // 2月29日 can be up to eight years ago.
    (0..=8)
        .map(|back| this_year - back)
        .find(|year| moment(*year).is_some_and(|at| at <= now.saturating_add(MILLIS_PER_DAY)))
}

/// 今天, 昨天, 前天, 大前天.
fn relative(cursor: &mut Cursor<'_>) -> Option<Day> {
    let days_ago = [("今天", 0), ("今日", 0), ("昨天", 1), ("昨日", 1), ("大前天", 3), ("前天", 2), ("前日", 2)]
        .into_iter()
        .find_map(|(name, days)| cursor.han(name).then_some(days))?;
    let date = today(cursor.now)?.checked_sub(Duration::days(days_ago))?;
    Some(Day { year: Some(date.year()), month: u32::from(u8::from(date.month())), day: u32::from(date.day()) })
}

fn today(now: i64) -> Option<Date> {
    let china = UtcOffset::from_whole_seconds(CHINA_OFFSET * 60).ok()?;
    Some(OffsetDateTime::from_unix_timestamp(now.div_euclid(1_000)).ok()?.checked_to_offset(china)?.date())
}

/// `5 Mar 2026`, `05-Mar-26`, `5th March, 2026`, `05 三月 2026`, `2026-Mar-05`.
fn day_then_month_name(cursor: &mut Cursor<'_>) -> Option<Day> {
    let (first, digits) = cursor.number()?;
    skip_ordinal_suffix(cursor);
    skip_separator(cursor);
    let month = month_name(cursor)?;
    skip_separator(cursor);
    let (day, year) = if digits == 4 {
        let day = cursor.number().filter(|(_, digits)| *digits <= 2)?.0;
        (day, Some(i32::try_from(first).ok()?))
    } else if digits <= 2 {
        (first, year_after_day(cursor))
    } else {
        return None;
    };
    Some(Day { year, month, day: u32::try_from(day).ok()? })
}

/// `Mar 5, 2026`. In `Mar  5 08:30:00 2026` and `Mar 05 08:30:00 CST 2026` the year follows the time.
fn month_name_then_day(cursor: &mut Cursor<'_>) -> Option<Day> {
    let month = month_name(cursor)?;
    skip_separator(cursor);
    let day = cursor.number().filter(|(_, digits)| *digits <= 2)?.0;
    skip_ordinal_suffix(cursor);
    skip_separator(cursor);
    let year = year_after_day(cursor);
    Some(Day { year, month, day: u32::try_from(day).ok()? })
}

/// The year of a date with a month name, with two or three digits by the rules of RFC 2822. A number that begins a time is no
/// year.
fn year_after_day(cursor: &mut Cursor<'_>) -> Option<i32> {
    let start = cursor.position;
    let year = cursor.number().and_then(|(value, digits)| match cursor.kind(0) {
        Some(TokenKind::Punctuation(':')) | Some(TokenKind::Han('时' | '点')) => None,
        Some(TokenKind::Word(word)) if digits <= 2 && matches!(word.text(), "am" | "pm") => None,
        _ => full_year(value, digits),
    });
    if year.is_none() {
        cursor.position = start;
    }
    year
}

fn skip_ordinal_suffix(cursor: &mut Cursor<'_>) {
    let _ = ["st", "nd", "rd", "th"].into_iter().any(|suffix| cursor.word(suffix));
}

fn skip_separator(cursor: &mut Cursor<'_>) {
    let _ = ['-', '/', '.', ','].into_iter().any(|mark| cursor.punctuation(mark));
    let _ = cursor.punctuation(',');
}

fn month_name(cursor: &mut Cursor<'_>) -> Option<u32> {
    if let Some(TokenKind::Word(word)) = cursor.kind(0) {
        let month = month_by_name(word.text())?;
        cursor.position += 1;
        return Some(month);
    }
    // 三月, 3月 between a day and a year.
    let (value, digits) = cursor.number()?;
    let month = u32::try_from(value).ok().filter(|month| digits <= 2 && (1..=12).contains(month))?;
    cursor.han("月").then_some(month)
}

/// `2026-3-5`, `2026/03/05`, `2026.3.5`, and with the year at the end if only one order gives a day.
fn numeric(cursor: &mut Cursor<'_>) -> Option<Day> {
    let (first, first_digits) = cursor.number()?;
    let separator = ['-', '/', '.'].into_iter().find(|mark| cursor.punctuation(*mark))?;
    let (second, second_digits) = cursor.number()?;
    if !cursor.punctuation(separator) {
        return None;
    }
    let (third, third_digits) = cursor.number()?;
    let small = |value: u64| u32::try_from(value).ok();
    let (year, month, day) = match (first_digits, second_digits, third_digits) {
        (4, 1 | 2, 1 | 2) => (first, small(second)?, small(third)?),
        (1 | 2, 1 | 2, 4) => {
            let (a, b) = (small(first)?, small(second)?);
            match (a <= 12, b <= 12) {
                (true, true) if a != b => return None,
                (true, _) => (third, a, b),
                (false, _) => (third, b, a),
            }
        }
        _ => return None,
    };
    Some(Day { year: Some(i32::try_from(year).ok()?), month, day })
}

/// `20260305` with a time behind it.
fn compact(cursor: &mut Cursor<'_>) -> Option<Day> {
    match cursor.number()? {
        (value, 8) => compact_day(i64::try_from(value).ok()?),
        _ => None,
    }
}
