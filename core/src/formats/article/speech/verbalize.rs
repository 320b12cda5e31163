//! A sentence as a Mandarin voice says it: digits, signs and abbreviations become words.
//!
//! Where a form has two readings, the one more common in news and notices is chosen (`9:05` is a time unless a score or a
//! ratio is mentioned; `2026年` is read digit by digit, `2000年历史` is not). Everything else stays as it is written.
//!
//! This file only dispatches: what begins with a digit is offered to one reader after another, the specific ones first.

use super::addresses::address;
use super::codes::{
    digits_after_letters, identifier, leading_zero, long_code, number_plate, quoted, serial_after_letters,
    tail_of_metres,
};
use super::cursor::{Cursor, Number, digits};
use super::dates::{date, day};
use super::identifiers::{document_number, standard};
use super::items::{begins_choice, is_choice, item_number};
use super::marks::{enclosed_number, reference_mark};
use super::masks::mask;
use super::named_numbers::{birth_decade, bus_route, memorial_day, named, room};
use super::normalize::normalize;
use super::quantities::{currency, fraction, quantity, unit_after_multiplier};
use super::service_numbers::service_number;
use super::signs::{second_rate, sign, slash};
use super::sums::{operator, raised, sum};
use super::telephone::{bracketed_area_code, telephone_number};
use super::times::{ratio, score, time};
use super::versions::{dotted_numbers, hyphenated_parts};
use super::years::year;
use crate::formats::article::characters::is_wide;
use crate::formats::han_numerals::{Two, cardinal, digit_by_digit, telephone_digits};

/// A reading of the number at the cursor. It writes the words and returns `true`, or leaves the cursor as it is.
type Reading = fn(&mut Cursor<'_>) -> bool;

/// The readings of a number from the most specific form to an amount. Each one looks at what stands before and after.
const READINGS: [Reading; 20] = [
    item_number,
    identifier,
    sum,
    telephone_number,
    service_number,
    quoted,
    named,
    memorial_day,
    room,
    date,
    day,
    score,
    time,
    ratio,
    dotted_numbers,
    hyphenated_parts,
    year,
    plain_code,
    fraction,
    amount,
];

/// The sentence as it is said.
pub(super) fn verbalize(sentence: &str) -> String {
    let chars: Vec<char> = normalize(sentence);
    let mut cursor = Cursor::new(&chars);
    while cursor.at < chars.len() {
        step(&mut cursor);
    }
    tidy(&cursor.out)
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
        '(' | '（' | '[' | '〔' | '【' | '〈' | '{' => {
            document_number(cursor) || bracketed_area_code(cursor) || reference_mark(cursor)
        }
        '>' | '<' | '≥' | '≤' | '≈' if amount_follows(cursor) => {
            let words = match c {
                '>' => "大于",
                '<' => "小于",
                '≥' => "大于等于",
                '≤' => "小于等于",
                _ => "约",
            };
            cursor.say(words, cursor.at + 1);
            true
        }
        '×' | '*' if mask(cursor, c) => true,
        '×' | '*' | '=' | '÷' | '≈' => operator(cursor, c),
        'x' | 'X' if operator(cursor, c) => true,
        '/' => slash(cursor),
        '·' => second_rate(cursor),
        '%' => false,
        'A'..='Z' | 'a'..='z' => letters(cursor),
        // XBB.1.5
        '.' if digit_follows && cursor.before().is_some_and(|c| c.is_ascii_uppercase()) => {
            cursor.say(if is_choice(cursor) { "，" } else { "点" }, cursor.at + 1);
            true
        }
        '§' if digit_follows => section(cursor),
        '√' if digit_follows => {
            cursor.say("根号", cursor.at + 1);
            true
        }
        '^' => raised(cursor),
        // Almost all text is here: no reader is asked.
        '\u{4e00}'..='\u{9fff}' => {
            number_plate(cursor) || (cursor.number_end.is_some() && unit_after_multiplier(cursor))
        }
        _ => enclosed_number(cursor) || raised(cursor) || unit_after_multiplier(cursor),
    };
    if !handled {
        single_character(cursor, c);
    }
}

/// Whether something to compare with follows: an amount, or what a letter or a word stands for if one is before too.
fn amount_follows(cursor: &Cursor<'_>) -> bool {
    // < and > also frame titles, so that words beside them are not compared.
    let frames = matches!(cursor.peek(0), Some('<' | '>'));
    let names = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || (!frames && c.is_alphanumeric()));
    (names(cursor.before()) && names(cursor.peek(1)))
        || cursor.chars[cursor.at + 1..].iter().find(|c| **c != ' ' && **c != '-').is_some_and(char::is_ascii_digit)
}

fn number(cursor: &mut Cursor<'_>) -> bool {
    let follows_letter = cursor.before().is_some_and(|c| c.is_ascii_alphabetic());
    // QQ12345678: the letters are a label, not a part of the name.
    if follows_letter && cursor.follows_any(&["QQ", "ID", "WX"]) && telephone_number(cursor) {
        return true;
    }
    if follows_letter && cursor.number_end != Some(cursor.at) {
        return digits_after_letters(cursor);
    }
    READINGS.iter().any(|reading| reading(cursor))
}

/// Digits that count nothing by their form: a long code, leading zeros, a bus route, a decade of birth.
fn plain_code(cursor: &mut Cursor<'_>) -> bool {
    let Some(first) = Number::parse(cursor.chars, cursor.at) else { return false };
    tail_of_metres(cursor, &first)
        || birth_decade(cursor, &first)
        || bus_route(cursor, &first)
        || long_code(cursor, &first)
        || leading_zero(cursor, &first)
}

fn amount(cursor: &mut Cursor<'_>) -> bool {
    quantity(cursor, "", Two::Liang)
}

/// 第12条, 第5—8条: 2 is never 两.
fn ordinal(cursor: &mut Cursor<'_>) -> bool {
    cursor.say("第", cursor.at + 1);
    plain_code(cursor) || room(cursor) || quantity(cursor, "", Two::Er)
}

/// §3: a section of a document.
fn section(cursor: &mut Cursor<'_>) -> bool {
    let Some(number) = Number::parse(cursor.chars, cursor.at + 1) else { return false };
    cursor.say_number(&format!("第{}节", number.words(Two::Er)), number.end);
    true
}

/// A run of Latin letters, or what begins with one: an address, a currency code, a unit, No.1.
fn letters(cursor: &mut Cursor<'_>) -> bool {
    if address(cursor) || standard(cursor) || currency(cursor) || unit_after_multiplier(cursor) {
        return true;
    }
    for number_sign in ["No.", "NO.", "no."] {
        if cursor.starts_with(cursor.at, number_sign) && cursor.peek(3).is_some_and(|c| c.is_ascii_digit()) {
            cursor.say(if cursor.before() == Some('第') { "" } else { "第" }, cursor.at + 3);
            // No.2026001: a serial, not an amount.
            if let Some((serial, end)) = digits(cursor.chars, cursor.at, 5, 20) {
                cursor.say_number(&telephone_digits(&serial), end);
            }
            return true;
        }
    }
    if cursor.starts_with(cursor.at, "No") && cursor.peek(2).is_some_and(|c| c.is_ascii_digit()) {
        cursor.say("第", cursor.at + 2);
        return true;
    }
    if let Some(words) = trade_between(cursor) {
        cursor.say(&words, cursor.at + 3);
        return true;
    }
    let length = cursor.chars[cursor.at..].iter().take_while(|c| c.is_ascii_alphabetic()).count();
    // 青溪vs杨桥
    if length == 2
        && cursor.has_any_at(cursor.at, &["vs", "VS"])
        && !cursor.before().is_some_and(|c| c.is_ascii_digit())
    {
        cursor.say("对", cursor.at + 2);
        return true;
    }
    if let Some(value) = roman_numeral(cursor, length) {
        cursor.say_number(&cardinal(&value.to_string(), Two::Er), cursor.at + length);
        return true;
    }
    let word: String = cursor.chars[cursor.at..cursor.at + length].iter().collect();
    cursor.say(&word, cursor.at + length);
    // COVID-19: the hyphen is silent.
    if cursor.peek(0) == Some('-') && cursor.peek(1).is_some_and(|c| c.is_ascii_digit()) {
        cursor.at += 1;
        // XM-2000A: a type that ends in a letter.
        if let Some((model, end)) = digits(cursor.chars, cursor.at, 3, 6)
            .filter(|(_, end)| cursor.chars.get(*end).is_some_and(char::is_ascii_uppercase))
        {
            cursor.say_number(&digit_by_digit(&model), end);
            return true;
        }
        return serial_after_letters(cursor) || plain_code(cursor) || quantity(cursor, "", Two::Er);
    }
    true
}

/// The value of a Roman numeral in so many Latin letters, after 第 or before what has a rank: IV级, 第II标段. A lone X stands
/// for what is not told.
fn roman_numeral(cursor: &Cursor<'_>, length: usize) -> Option<usize> {
    const NUMERALS: [&str; 9] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    let word = &cursor.chars[cursor.at..cursor.at + length];
    let value = NUMERALS.iter().position(|numeral| numeral.chars().eq(word.iter().copied()))? + 1;
    let ranked = match cursor.chars.get(cursor.at + length)? {
        '级' | '类' | '期' | '标' | '届' | '度' => true,
        '型' => length > 1,
        '部' | '卷' | '章' | '阶' | '组' | '批' => cursor.before() == Some('第'),
        _ => false,
    };
    ranked.then_some(value)
}

/// Whether the space before the cursor is between two times, or ranges of them: 8:30-12:00 13:30-17:30.
fn is_between_times(cursor: &Cursor<'_>) -> bool {
    let of_time = |c: &&char| c.is_ascii_digit() || **c == ':';
    cursor.chars[..cursor.at - 1].iter().rev().take_while(of_time).any(|c| *c == ':')
        && cursor.chars[cursor.at..].iter().take_while(of_time).any(|c| *c == ':')
}

/// B2B, B2C, O2O: the 2 is an English “to”. A final O is that of a molecule (H2O), but in O2O.
fn trade_between(cursor: &Cursor<'_>) -> Option<String> {
    let run: Vec<char> =
        cursor.chars[cursor.at..].iter().take(4).take_while(|c| c.is_ascii_alphanumeric()).copied().collect();
    match run[..] {
        [from, '2', to] if from.is_ascii_uppercase() && to.is_ascii_uppercase() && (to != 'O' || from == 'O') => {
            Some(format!("{from} to {to}"))
        }
        _ => None,
    }
}

/// Whether a lone digit is before the star that was just passed.
fn is_rating(cursor: &Cursor<'_>) -> bool {
    let before = cursor.chars[..cursor.at - 1].iter().rev().take_while(|c| c.is_ascii_digit()).count();
    before == 1
}

/// Whether the space before the cursor is between two Chinese words of at least two characters.
fn is_between_words(cursor: &Cursor<'_>) -> bool {
    let word = |c: &&char| is_wide(**c) && c.is_alphanumeric();
    let space = cursor.at - 1;
    cursor.chars[..space].iter().rev().take_while(word).nth(1).is_some()
        && cursor.chars[cursor.at..].iter().take_while(word).nth(1).is_some()
}

/// What is measured in inches, directly after the sign.
const SCREENS: [&str; 6] = ["电视", "显示", "屏", "液晶", "触摸", "一体机"];

/// A character on its own: a word for a sign, a pause, silence, or the character itself.
fn single_character(cursor: &mut Cursor<'_>, c: char) {
    cursor.at += 1;
    match c {
        '\u{2160}'..='\u{216b}' => cursor.out.push_str(&cardinal(&(c as u32 - 0x215f).to_string(), Two::Er)),
        '\u{2170}'..='\u{217b}' => cursor.out.push_str(&cardinal(&(c as u32 - 0x216f).to_string(), Two::Er)),
        '℃' => cursor.out.push_str("摄氏度"),
        '㎡' => cursor.out.push_str("平方米"),
        '%' => cursor.out.push_str("百分比"),
        '→' => cursor.out.push('到'),
        // 5★级
        '#' if cursor.number_end == Some(cursor.at - 1) => cursor.out.push('号'),
        '½' | '¼' | '¾' | '⅓' | '⅔' => {
            if cursor.number_end == Some(cursor.at - 1) {
                cursor.out.push('又');
            }
            cursor.out.push_str(match c {
                '½' => "二分之一",
                '¼' => "四分之一",
                '¾' => "四分之三",
                '⅓' => "三分之一",
                _ => "三分之二",
            });
        }
        '★' | '☆' if is_rating(cursor) => cursor.out.push('星'),
        '+' => cursor.out.push('加'),
        '′' if cursor.number_end == Some(cursor.at - 1) => cursor.out.push('分'),
        '″' | '"' if cursor.number_end == Some(cursor.at - 1) && cursor.has_any_at(cursor.at, &SCREENS) => {
            cursor.out.push_str("英寸");
        }
        '″' if cursor.number_end == Some(cursor.at - 1) => cursor.out.push('秒'),
        // 1.总则
        '.' if cursor.number_end == Some(cursor.at - 1) => cursor.out.push('，'),
        '&' => cursor.out.push('和'),
        '】' | ']' | '〕' | '\n' | '\t' | '|' => cursor.out.push('，'),
        // 1️⃣: a digit on a key is the number of an item.
        '\u{20e3}' => cursor.out.push('，'),
        '†' | '‡' | '※' | '·' | '*' | '#' | '_' | '^' | '\\' | '【' | '[' | '〔' | '<' | '>' | '~' | '\u{200d}'
        | '\u{fe0f}' => {}
        // A space between two Chinese words is a pause; inside a name (张　三) it is only alignment.
        ' ' if is_between_words(cursor) || is_between_times(cursor) || begins_choice(cursor) => cursor.out.push('，'),
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
