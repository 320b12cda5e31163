//! The zone of a time: an offset, a name, or both.

use super::cursor::Cursor;
use super::tokenizer::TokenKind;

/// China Standard Time in minutes east of Greenwich, the unit of all zones here.
pub(super) const CHINA_OFFSET: i32 = 8 * 60;

/// Reads a zone behind a time. A second one is the name of the first (`+0800 CST`), in brackets or not.
pub(super) fn attempt_zone(cursor: &mut Cursor<'_>, result: &mut Option<i32>) -> bool {
    let start = cursor.position;
    if let Some(open) = ['(', '['].into_iter().find(|open| cursor.punctuation(*open)) {
        let close = if open == '(' { ')' } else { ']' };
        let mut found = None;
        if cursor.attempt(&mut found, zone) && cursor.punctuation(close) {
            *result = result.or(found);
            return true;
        }
        cursor.position = start + 1;
        let only_weekday = cursor.weekday() && cursor.punctuation(close);
        if only_weekday {
            return true;
        }
        // Behind a known zone, brackets hold its name, in any language.
        if result.is_some() {
            while !cursor.is_at_end() {
                if cursor.punctuation(close) {
                    return true;
                }
                cursor.position += 1;
            }
        }
        cursor.position = start;
        return false;
    }
    let mut found = None;
    if !cursor.attempt(&mut found, zone) {
        return false;
    }
    // CST+0800 gives the same zone twice.
    let agrees = *result == found;
    let is_name = matches!(cursor.tokens[start].kind, TokenKind::Word(_) | TokenKind::Han(_));
    if result.is_some() && !agrees && !is_name {
        cursor.position = start;
        return false;
    }
    *result = result.or(found);
    true
}

/// Reads the zone of a day, as XML Schema has it: `2026-03-05Z` and `2026-03-05+08:00`. A minus could be part of the date.
pub(super) fn attempt_zone_of_day(cursor: &mut Cursor<'_>, result: &mut Option<i32>) -> bool {
    let begins_zone = match cursor.kind(0) {
        Some(TokenKind::Punctuation('+')) => true,
        Some(TokenKind::Word(word)) => word.text() == "z",
        _ => false,
    };
    begins_zone && cursor.attempt(result, zone)
}

fn zone(cursor: &mut Cursor<'_>) -> Option<i32> {
    for name in ["北京时间", "中国标准时间", "东八区"] {
        if cursor.han(name) {
            return Some(CHINA_OFFSET);
        }
    }
    if let Some(TokenKind::Word(word)) = cursor.kind(0) {
        let word = *word;
        cursor.position += 1;
        return match word.text() {
            "z" => Some(0),
            "gmt" | "utc" | "ut" => {
                let mut found = None;
                cursor.attempt(&mut found, offset);
                Some(found.unwrap_or(0))
            }
            "asia" if cursor.punctuation('/') => ["shanghai", "chongqing", "beijing", "hong_kong", "macau", "taipei"]
                .into_iter()
                .any(|city| cursor.word(city))
                .then_some(CHINA_OFFSET),
            "china" => (cursor.word("standard") && cursor.word("time")).then_some(CHINA_OFFSET),
            "prc" | "beijing" => Some(CHINA_OFFSET),
            name => offset_by_abbreviation(name),
        };
    }
    offset(cursor)
}

/// `+0800`, `+08:00`, `+8`, `-330`.
fn offset(cursor: &mut Cursor<'_>) -> Option<i32> {
    let sign = match cursor.kind(0)? {
        TokenKind::Punctuation('+') => 1,
        TokenKind::Punctuation('-') => -1,
        _ => return None,
    };
    cursor.position += 1;
    let (value, digits) = cursor.number()?;
    let value = i32::try_from(value).ok()?;
    let (hours, minutes) = match digits {
        1 | 2 if cursor.punctuation(':') => {
            (value, i32::try_from(cursor.number().filter(|(_, digits)| *digits == 2)?.0).ok()?)
        }
        1 | 2 => (value, 0),
        3 | 4 => (value / 100, value % 100),
        _ => return None,
    };
    let offset = hours * 60 + minutes;
    (minutes < 60 && offset <= 14 * 60).then_some(sign * offset)
}

/// The offset of a zone abbreviation. An ambiguous one is here only if Chinese sites mean one of its zones.
fn offset_by_abbreviation(word: &str) -> Option<i32> {
    Some(match word {
        "cst" | "hkt" | "sgt" => CHINA_OFFSET,
        "jst" | "kst" => 9 * 60,
        "edt" => -4 * 60,
        "est" | "cdt" => -5 * 60,
        "mdt" => -6 * 60,
        "mst" | "pdt" => -7 * 60,
        "pst" => -8 * 60,
        "wet" => 0,
        "cet" => 60,
        "cest" | "eet" => 2 * 60,
        "eest" | "msk" => 3 * 60,
        // Military zones: RFC 822 defines them with the wrong sign, so RFC 2822 has them read as UTC. J is not one of them.
        letter if letter.len() == 1 && letter != "j" => 0,
        _ => return None,
    })
}
