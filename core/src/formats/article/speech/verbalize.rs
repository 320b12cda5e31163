//! A sentence as a Mandarin voice says it: digits, signs and abbreviations become words.
//!
//! Where a form has two readings, the one more common in news and notices is chosen (`9:05` is a time unless a score or a
//! ratio is mentioned; `2026年` is read digit by digit, `2000年历史` is not). Everything else stays as it is written.
//!
//! This file only dispatches: what begins with a digit is offered to one reader after another, the specific ones first.

use super::addresses::address;
use super::cursor::Cursor;
use super::dates::{date, time, year};
use super::identifiers::{digits_after_letters, document_number, dotted_numbers, memorial_day, quoted_or_plate};
use super::quantities::{currency, fraction, quantity, ratio, unit_after_multiplier};
use super::signs::{sign, slash};
use super::telephone::{bracketed_area_code, telephone_number};
use crate::formats::article::characters::is_wide;
use crate::formats::han_numerals::{Two, cardinal};

/// The sentence as it is said.
pub(super) fn verbalize(sentence: &str) -> String {
    let chars: Vec<char> = normalize(sentence);
    let mut cursor = Cursor {
        chars: &chars,
        at: 0,
        out: String::with_capacity(sentence.len()),
        number_end: None,
        telephone_end: None,
    };
    while cursor.at < chars.len() {
        step(&mut cursor);
    }
    tidy(&cursor.out)
}

/// Replaces full-width digits, letters and signs by their ASCII form; a colon, point or comma only between digits.
fn normalize(sentence: &str) -> Vec<char> {
    let chars: Vec<char> = sentence.chars().collect();
    let digit = |at: Option<usize>| {
        at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_ascii_digit() || matches!(*c, '０'..='９'))
    };
    let between = |at: usize| digit(at.checked_sub(1)) && digit(Some(at + 1));
    chars
        .iter()
        .enumerate()
        .map(|(at, c)| match *c {
            '０'..='９'
            | 'Ａ'..='Ｚ'
            | 'ａ'..='ｚ'
            | '％'
            | '＋'
            | '－'
            | '／'
            | '＝'
            | '＞'
            | '＜'
            | '＊'
            | '＃'
            | '＆' => char::from_u32(*c as u32 - 0xfee0).unwrap_or(*c),
            '：' if between(at) => ':',
            '．' if between(at) => '.',
            '，' | ',' if between(at) && *c == ',' => ',',
            '～' | '〜' | '∼' => '~',
            '–' | '‐' | '‑' | '‒' | '―' => '-',
            '￥' => '¥',
            other => other,
        })
        .collect()
}

/// Reads the next character, with the number or sign that begins there.
fn step(cursor: &mut Cursor<'_>) {
    let Some(c) = cursor.peek(0) else { return };
    let digit_follows = cursor.peek(1).is_some_and(|c| c.is_ascii_digit());
    let handled = match c {
        '0'..='9' => number(cursor),
        '第' if digit_follows => ordinal(cursor),
        '-' | '−' | '~' | '—' | '+' | '±' => sign(cursor, c),
        '¥' | '$' | '€' | '£' => currency(cursor),
        '(' | '（' | '[' | '〔' | '【' | '［' | '〈' => document_number(cursor) || bracketed_area_code(cursor),
        '>' | '<' | '≥' | '≤' | '≈' | '≧' | '≦' if amount_follows(cursor) => {
            let words = match c {
                '>' => "大于",
                '<' => "小于",
                '≥' | '≧' => "大于等于",
                '≤' | '≦' => "小于等于",
                _ => "约",
            };
            cursor.say(words, cursor.at + 1);
            true
        }
        '×' | '*' | '=' | 'x' | 'X' if digit_follows && cursor.before().is_some_and(|c| c.is_ascii_digit()) => {
            cursor.say(if c == '=' { "等于" } else { "乘" }, cursor.at + 1);
            true
        }
        '/' => slash(cursor),
        '%' => false,
        'A'..='Z' | 'a'..='z' => letters(cursor),
        _ => unit_after_multiplier(cursor),
    };
    if !handled {
        single_character(cursor, c);
    }
}

fn amount_follows(cursor: &Cursor<'_>) -> bool {
    cursor.chars[cursor.at + 1..].iter().find(|c| **c != ' ' && **c != '-').is_some_and(char::is_ascii_digit)
}

fn number(cursor: &mut Cursor<'_>) -> bool {
    let follows_letter = cursor.before().is_some_and(|c| c.is_ascii_alphabetic());
    if follows_letter && cursor.number_end != Some(cursor.at) {
        return digits_after_letters(cursor);
    }
    telephone_number(cursor)
        || quoted_or_plate(cursor)
        || date(cursor)
        || time(cursor)
        || ratio(cursor)
        || memorial_day(cursor)
        || dotted_numbers(cursor)
        || year(cursor)
        || fraction(cursor)
        || quantity(cursor, "", Two::Liang)
}

/// 第12条, 第5—8条: 2 is never 两.
fn ordinal(cursor: &mut Cursor<'_>) -> bool {
    cursor.say("第", cursor.at + 1);
    quantity(cursor, "", Two::Er)
}

/// A run of Latin letters, or what begins with one: an address, a currency code, a unit, No.1.
fn letters(cursor: &mut Cursor<'_>) -> bool {
    if address(cursor) || currency(cursor) || unit_after_multiplier(cursor) {
        return true;
    }
    for number_sign in ["No.", "NO.", "no."] {
        if cursor.starts_with(cursor.at, number_sign) && cursor.peek(3).is_some_and(|c| c.is_ascii_digit()) {
            cursor.say("第", cursor.at + 3);
            return true;
        }
    }
    let length = cursor.chars[cursor.at..].iter().take_while(|c| c.is_ascii_alphabetic()).count();
    let word: String = cursor.chars[cursor.at..cursor.at + length].iter().collect();
    cursor.say(&word, cursor.at + length);
    // COVID-19: the hyphen is silent.
    if cursor.peek(0) == Some('-') && cursor.peek(1).is_some_and(|c| c.is_ascii_digit()) {
        cursor.at += 1;
        return quantity(cursor, "", Two::Er);
    }
    true
}

/// Whether the space before the cursor is between two Chinese words of at least two characters.
fn is_between_words(cursor: &Cursor<'_>) -> bool {
    let word = |c: &&char| is_wide(**c) && c.is_alphanumeric();
    let space = cursor.at - 1;
    cursor.chars[..space].iter().rev().take_while(word).nth(1).is_some()
        && cursor.chars[cursor.at..].iter().take_while(word).nth(1).is_some()
}

/// A character on its own: a word for a sign, a pause, silence, or the character itself.
fn single_character(cursor: &mut Cursor<'_>, c: char) {
    cursor.at += 1;
    match c {
        '\u{2160}'..='\u{216b}' => cursor.out.push_str(&cardinal(&(c as u32 - 0x215f).to_string(), Two::Er)),
        '\u{2170}'..='\u{217b}' => cursor.out.push_str(&cardinal(&(c as u32 - 0x216f).to_string(), Two::Er)),
        '①'..='⑳' => {
            let value = cardinal(&(c as u32 - '①' as u32 + 1).to_string(), Two::Er);
            cursor.out.push_str(&value);
            cursor.out.push('，');
        }
        '℃' => cursor.out.push_str("摄氏度"),
        '㎡' => cursor.out.push_str("平方米"),
        '%' => cursor.out.push_str("百分比"),
        '→' => cursor.out.push('到'),
        '+' => cursor.out.push('加'),
        '′' if cursor.number_end == Some(cursor.at - 1) => cursor.out.push('分'),
        '″' if cursor.number_end == Some(cursor.at - 1) => cursor.out.push('秒'),
        // 1.总则
        '.' if cursor.number_end == Some(cursor.at - 1) => cursor.out.push('，'),
        '&' => cursor.out.push('和'),
        '】' | ']' | '〕' | '］' | '\n' | '\t' | '|' => cursor.out.push('，'),
        '·' | '*' | '#' | '_' | '^' | '\\' | '【' | '[' | '〔' | '［' | '<' | '>' | '~' | '\u{200d}' | '\u{fe0f}' =>
            {}
        // A space between two Chinese words is a pause; inside a name (张　三) it is only alignment.
        ' ' | '\u{3000}' if is_between_words(cursor) => cursor.out.push('，'),
        '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' | '\u{e000}'..='\u{f8ff}' => {}
        _ => cursor.out.push(c),
    }
}

/// Removes spaces beside Chinese characters, and commas beside other pauses.
fn tidy(text: &str) -> String {
    let is_pause = |c: char| matches!(c, '，' | '。' | '！' | '？' | '；' | '：' | '、' | '…');
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let last = out.chars().next_back();
        let next = chars.peek().copied();
        if c.is_whitespace() {
            let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_graphic());
            if is_latin(last) && is_latin(next) {
                out.push(' ');
            }
        } else if c != '，' || !(last.is_none_or(is_pause) || next.is_none_or(is_pause)) {
            out.push(c);
        }
    }
    out
}
