//! What a document, a case or a standard is called by: a year and a serial.

use super::cursor::{Cursor, Number, digits, range_separator};
use super::measures::measure_at;
use crate::formats::article::characters::is_wide;
use crate::formats::han_numerals::{Two, cardinal, digit_by_digit};

/// The year in brackets and the serial of a document number: 嵩政发〔2026〕12号 is 嵩政发二零二六年十二号. In the number of a case
/// or a deed, （2026）云0127民初12号, the year stands alone.
pub(super) fn document_number(cursor: &mut Cursor<'_>) -> bool {
    let chars = cursor.chars;
    let closing = match chars[cursor.at] {
        '〔' => '〕',
        '[' => ']',
        '【' => '】',
        '（' => '）',
        '(' => ')',
        '〈' => '〉',
        '{' => '}',
        _ => return false,
    };
    let Some((year, end)) = digits(chars, cursor.at + 1, 4, 4).filter(|(_, end)| {
        let found = chars.get(*end);
        // （2026)12号: typed in two widths.
        found == Some(&closing) || (closing == '）' && found == Some(&')'))
    }) else {
        return serial_in_brackets(cursor, closing);
    };
    let mut words = digit_by_digit(&year);
    let mut at = end + 1;
    at += usize::from(chars.get(at) == Some(&' '));
    if let Some((code, after)) = court_code(cursor, at) {
        words.push_str(&code);
        cursor.say_number(&words, after);
        return true;
    }
    if is_deed(cursor, at) || is_case(cursor, at) {
        cursor.say(&words, at);
        return true;
    }
    words.push('年');
    if chars.get(at) == Some(&'第') {
        words.push('第');
        at += 1;
        at += usize::from(chars.get(at) == Some(&' '));
    } else if let Some(kind) = chars.get(at).filter(|c| is_wide(**c) && c.is_alphanumeric())
        && chars.get(at + 1).is_some_and(char::is_ascii_digit)
    {
        // 〔2026〕执1号
        words.push(*kind);
        at += 1;
    }
    let Some(serial) = Number::parse(chars, at).filter(Number::is_plain) else { return false };
    words.push_str(&cardinal(&serial.whole, Two::Er));
    at = serial.end;
    if let Some(width) = range_separator(chars, at)
        && let Some(last) = Number::parse(chars, at + width).filter(Number::is_plain)
    {
        words.push_str(&format!("到{}", cardinal(&last.whole, Two::Er)));
        at = last.end;
    }
    while chars.get(at) == Some(&'、')
        && let Some(next) = Number::parse(chars, at + 1).filter(Number::is_plain)
    {
        words.push_str(&format!("、{}", cardinal(&next.whole, Two::Er)));
        at = next.end;
    }
    if !cursor.has_any_at(at, &["号", "期", "次", "辑"]) {
        return false;
    }
    cursor.say_number(&words, at);
    true
}

/// A year and a serial in one bracket: 〔2026-15〕.
fn serial_in_brackets(cursor: &mut Cursor<'_>, closing: char) -> bool {
    let chars = cursor.chars;
    if closing != '〕' && closing != ']' {
        return false;
    }
    let Some((year, end)) = digits(chars, cursor.at + 1, 4, 4) else { return false };
    let serial = (chars.get(end) == Some(&'-')).then(|| digits(chars, end + 1, 1, 4)).flatten();
    let Some((serial, end)) = serial.filter(|(_, end)| chars.get(*end) == Some(&closing)) else { return false };
    cursor.say_number(&format!("{}，{}", digit_by_digit(&year), cardinal(&serial, Two::Er)), end + 1);
    true
}

/// The court after the year of a case, and the index after it: 云0127 is 云零一二七.
fn court_code(cursor: &Cursor<'_>, at: usize) -> Option<(String, usize)> {
    let court = cursor.chars.get(at).filter(|c| is_wide(**c) && c.is_alphanumeric())?;
    let (code, end) = digits(cursor.chars, at + 1, 2, 4)?;
    let kind = cursor.chars[end..].iter().take_while(|c| is_wide(**c) && c.is_alphanumeric()).count();
    let serial = digits(cursor.chars, end + kind, 1, 6)?.1;
    ((1..=5).contains(&kind) && matches!(cursor.chars.get(serial), Some('号' | '、' | '-' | '~')))
        .then(|| (format!("{court}{}", digit_by_digit(&code)), end))
}

/// Whether index `at`, after a year in brackets, begins the rest of the number of a deed: words, 第, a number and 号.
fn is_deed(cursor: &Cursor<'_>, at: usize) -> bool {
    let name = cursor.chars[at..].iter().take(16).take_while(|c| is_wide(**c) && c.is_alphanumeric()).count();
    name > 1
        && cursor.chars[at + name - 1] == '第'
        && digits(cursor.chars, at + name, 1, 10).is_some_and(|(_, end)| cursor.chars.get(end) == Some(&'号'))
}

/// Whether index `at` begins the rest of the number of a case without the code of its court: 最高法民终1号.
fn is_case(cursor: &Cursor<'_>, at: usize) -> bool {
    let name = cursor.chars[at..].iter().take(12).take_while(|c| is_wide(**c) && c.is_alphanumeric()).count();
    let of_case = |c: &char| matches!(c, '民' | '刑' | '行' | '执' | '仲' | '赔' | '破' | '商');
    let kind = cursor.chars[at..at + name].iter().rev().take(3);
    let stage = cursor.chars[at..at + name]
        .last()
        .is_some_and(|c| matches!(c, '初' | '终' | '申' | '再' | '执' | '裁' | '字' | '破'));
    stage
        && name > 1
        && kind.clone().any(of_case)
        && digits(cursor.chars, at + name, 1, 6).is_some_and(|(_, end)| cursor.chars.get(end) == Some(&'号'))
}

/// A standard: GB 2760-2014 is GB二七六零，二零一四. Its letters are at the cursor.
pub(super) fn standard(cursor: &mut Cursor<'_>) -> bool {
    let chars = cursor.chars;
    let mut letters = String::new();
    let mut at = cursor.at;
    while let Some(c) = chars.get(at).filter(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || **c == '/') {
        let is_number = c.is_ascii_digit() && (digits_to_serial(chars, at) || letters.len() > 8);
        if is_number {
            break;
        }
        letters.push(*c);
        at += 1;
    }
    at += usize::from(chars.get(at) == Some(&' '));
    // JTG/T F20-2015: a series within the standards.
    if letters.contains("/T")
        && let [series, digit, ..] = chars[at.min(chars.len())..]
        && series.is_ascii_uppercase()
        && digit.is_ascii_digit()
    {
        letters.push(series);
        at += 1;
    }
    let named = letters.contains("/T") || ["GB", "ISO", "IEC"].contains(&letters.as_str());
    if letters.len() < 2 || !letters.starts_with(|c: char| c.is_ascii_uppercase()) {
        return false;
    }
    let Some(number) = Number::parse(chars, at).filter(|number| !number.grouped) else { return false };
    let year = range_separator(chars, number.end)
        .or((chars.get(number.end) == Some(&':')).then_some(1))
        .and_then(|width| digits(chars, number.end + width, 4, 4))
        .filter(|(year, end)| {
            ("1950".."2100").contains(&year.as_str()) && (*end == chars.len() || measure_at(chars, *end).is_none())
        });
    if year.is_none() && !(named && number.whole.len() >= 3 && measure_at(chars, number.end).is_none()) {
        return false;
    }
    let mut words: String = letters
        .chars()
        .filter(|c| *c != '/')
        .map(|c| if c.is_ascii_digit() { digit_by_digit(&c.to_string()) } else { c.to_string() })
        .collect();
    words.push_str(&digit_by_digit(&number.whole));
    if let Some(part) = &number.fraction {
        words.push_str(&format!("点{}", digit_by_digit(part)));
    }
    let mut end = number.end;
    if let Some((year, after)) = year {
        words.push_str(&format!("，{}", digit_by_digit(&year)));
        end = after;
    }
    cursor.say(&words, end);
    true
}

/// Whether the digits at index `at` are the number of the standard, and not of its region (DB53/T 123).
fn digits_to_serial(chars: &[char], at: usize) -> bool {
    let end = at + chars[at..].iter().take_while(|c| c.is_ascii_digit()).count();
    chars.get(end) != Some(&'/')
}
