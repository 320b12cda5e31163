//! Digits that count nothing: number plates, identifiers, and what follows letters.

use super::cursor::{Cursor, Number, digit_count, digits};
use super::measures::measure_at;
use super::quantities::{degree_at, quantity};
use crate::formats::article::characters::is_wide;
use crate::formats::han_numerals::{Two, cardinal, digit_by_digit, telephone_digits};

/// The signs of the provinces on number plates.
const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

/// 云A·12345, 云AD12345: letters as they are, digits one by one.
pub(super) fn number_plate(cursor: &mut Cursor<'_>) -> bool {
    let chars = cursor.chars;
    // The letter first: almost no character has one after it.
    if !cursor.peek(1).is_some_and(|c| c.is_ascii_uppercase()) || !PROVINCES.contains(chars[cursor.at]) {
        return false;
    }
    let mut at = cursor.at + 2;
    at += usize::from(matches!(chars.get(at), Some('·' | '.' | '-' | ' ')));
    let length = chars[at..].iter().take_while(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || **c == '*').count();
    let plate = &chars[at..at + length];
    let count = plate.iter().filter(|c| c.is_ascii_digit()).count();
    // 云A9X88挂: a word is instead of the last sign.
    let short = length == 4 && matches!(chars.get(at + length), Some('挂' | '学' | '警' | '港' | '澳'));
    if !((5..=6).contains(&length) || short) || count < 2 {
        return false;
    }
    let words = format!("{}{}{}", chars[cursor.at], chars[cursor.at + 1], one_by_one(plate));
    cursor.say_number(&words, at + length);
    true
}

/// An identifier of digits and capitals: 91530127MA6K12345X, 53012719850101123X. Letters alone at its end are a word
/// (12123APP), unless it is one check letter.
pub(super) fn identifier(cursor: &mut Cursor<'_>) -> bool {
    // 300750.SZ, 1080P
    if let Some((digits, end)) = digits(cursor.chars, cursor.at, 3, 6)
        && (cursor.has_any_at(end, &[".SZ", ".SH", ".HK", ".BJ"]) || is_resolution(cursor, &digits, end))
    {
        cursor.say_number(&telephone_digits(&digits), end);
        return true;
    }
    let run = cursor.chars[cursor.at..].iter().take_while(|c| c.is_ascii_uppercase() || c.is_ascii_digit()).count();
    let code = &cursor.chars[cursor.at..cursor.at + run];
    let Some(letter) = code.iter().position(|c| !c.is_ascii_digit()) else { return false };
    let check_letter = letter + 1 == run && code[letter] == 'X' && run >= 15;
    let mixed = code[letter..].iter().any(char::is_ascii_digit) && run >= 8;
    if letter == 0 || !(check_letter || mixed) {
        return false;
    }
    cursor.say_number(&one_by_one(code), cursor.at + run);
    true
}

/// Whether the digits are the lines of a picture: 1080P.
fn is_resolution(cursor: &Cursor<'_>, digits: &str, end: usize) -> bool {
    matches!(digits, "480" | "720" | "1080" | "1440" | "2160")
        && matches!(cursor.chars.get(end), Some('P' | 'p'))
        && !cursor.chars.get(end + 1).is_some_and(char::is_ascii_alphanumeric)
}

fn one_by_one(code: &[char]) -> String {
    code.iter()
        .filter(|c| **c != '*')
        .map(|c| if c.is_ascii_digit() { telephone_digits(&c.to_string()) } else { c.to_string() })
        .collect()
}

/// A whole number between quotation marks: “618”, “2026”.
pub(super) fn quoted(cursor: &mut Cursor<'_>) -> bool {
    let Some(found) = Number::parse(cursor.chars, cursor.at).filter(Number::is_plain) else {
        return false;
    };
    // “云光101”: words and digits are one name.
    let opened = cursor.chars[..cursor.at]
        .iter()
        .rev()
        .take(8)
        .find(|c| !is_wide(**c) || !c.is_alphanumeric())
        .is_some_and(|c| matches!(c, '“' | '"' | '‘' | '「'));
    let counts = |c: char| matches!(c, '第' | '约' | '达' | '超' | '破' | '过' | '到' | '近');
    let named = cursor.before().is_some_and(|c| !c.is_alphanumeric() || !(found.whole.ends_with("00") || counts(c)));
    if found.whole.len() < 3
        || !(opened && named)
        || !matches!(cursor.chars.get(found.end), Some('”' | '"' | '’' | '」'))
    {
        return false;
    }
    let year = found.whole.len() == 4 && ("1900".."2100").contains(&found.whole.as_str());
    let words = if year { digit_by_digit(&found.whole) } else { telephone_digits(&found.whole) };
    cursor.say_number(&words, found.end);
    true
}

/// At least nine digits without a measure word after them, seven and 号, or five and 期.
pub(super) fn long_code(cursor: &mut Cursor<'_>, first: &Number) -> bool {
    let length = first.whole.len();
    let counted = measure_at(cursor.chars, first.end).is_some();
    let code = first.is_plain()
        && match cursor.chars.get(first.end) {
            Some('号') => length >= 7,
            // 第26135期: a year and a number in one.
            Some('期') => length >= 5,
            _ => length >= 9 && !counted,
        };
    if code {
        cursor.say_number(&telephone_digits(&first.whole), first.end);
        cursor.telephone_end = Some(first.end);
    }
    code
}

/// 1米75, 21秒35: the digits after the metre or the second are a fraction of it.
pub(super) fn tail_of_metres(cursor: &mut Cursor<'_>, first: &Number) -> bool {
    let after_metre = cursor.at >= 2
        && matches!(cursor.before(), Some('米' | '秒' | '″'))
        && cursor.chars[cursor.at - 2].is_ascii_digit();
    let tail =
        after_metre && first.is_plain() && first.whole.len() == 2 && measure_at(cursor.chars, first.end).is_none();
    if tail {
        cursor.say_number(&digit_by_digit(&first.whole), first.end);
    }
    tail
}

/// A number with leading zeros: 05月 is 五月; 05分 and 007 are read digit by digit.
pub(super) fn leading_zero(cursor: &mut Cursor<'_>, first: &Number) -> bool {
    if !first.whole.starts_with('0') || first.whole.len() < 2 || !first.is_whole() {
        return false;
    }
    let words = match cursor.chars.get(first.end) {
        Some('号') if first.whole.len() >= 5 => telephone_digits(&first.whole),
        Some('月' | '日' | '号' | '时' | '点' | '期' | '届') => cardinal(&first.whole, Two::Er),
        Some('室' | '房' | '座') => telephone_digits(&first.whole),
        _ => digit_by_digit(&first.whole),
    };
    cursor.say_number(&words, first.end);
    true
}

/// SM-2026-001: the cursor is after the first hyphen. One group alone is no code (COVID-19).
pub(super) fn serial_after_letters(cursor: &mut Cursor<'_>) -> bool {
    let Some((first, mut end)) = digits(cursor.chars, cursor.at, 1, 12) else { return false };
    let mut words = format!("，{}", telephone_digits(&first));
    let mut groups = 1;
    while cursor.chars.get(end) == Some(&'-')
        && let Some((next, after)) = digits(cursor.chars, end + 1, 1, 12)
    {
        words.push_str(&format!("，{}", telephone_digits(&next)));
        end = after;
        groups += 1;
    }
    if groups < 2 {
        return false;
    }
    cursor.say_number(&words, end);
    true
}

/// Digits after letters: G85, PM2.5, C919, Top10.
pub(super) fn digits_after_letters(cursor: &mut Cursor<'_>) -> bool {
    let chars = cursor.chars;
    let Some(mut found) = Number::parse(chars, cursor.at) else { return false };
    if found.grouped {
        // B1,200: the comma ends the name.
        let (whole, end) = digits(chars, cursor.at, 1, 3).unwrap_or_default();
        found = Number { whole, fraction: None, grouped: false, end };
    }
    // N25°15′: a place on the map.
    if matches!(cursor.before(), Some('N' | 'S' | 'E' | 'W')) && degree_at(cursor, found.end).is_some() {
        return quantity(cursor, "", Two::Er);
    }
    let letters: Vec<char> = chars[..cursor.at].iter().rev().take_while(|c| c.is_ascii_alphabetic()).copied().collect();
    let whole = digits_of_name(cursor, &letters, &found);
    let mut words = whole;
    let mut end = found.end;
    if let Some(fraction) = &found.fraction {
        words.push_str(&format!("点{}", digit_by_digit(fraction)));
        // V2.0.1
        while chars.get(end) == Some(&'.')
            && let Some(part) = Number::parse(chars, end + 1)
        {
            let fraction = part.fraction.as_deref().map(|fraction| format!("点{}", digit_by_digit(fraction)));
            words.push_str(&format!("点{}{}", digit_by_digit(&part.whole), fraction.unwrap_or_default()));
            end = part.end;
        }
    } else if let Some((meters, after)) = kilometre_post(chars, &letters, end) {
        words
            .push_str(&format!("加{}", if meters == "000" { "零零零".to_owned() } else { cardinal(&meters, Two::Er) }));
        end = after;
        if matches!(chars.get(end), Some('M' | 'm')) && !chars.get(end + 1).is_some_and(char::is_ascii_alphanumeric) {
            words.push('米');
            end += 1;
        }
    } else if letters.len() == 1
        && chars.get(end) == Some(&'-')
        && let Some((door, after)) = digits(chars, end + 1, 3, 4)
    {
        // B1-201: a building and a door.
        words.push_str(&format!("杠{}", telephone_digits(&door)));
        end = after;
    } else if letters.len() > 1
        && chars.get(end) == Some(&'-')
        && let Some((first, mut after)) = serial_group(chars, end + 1)
    {
        // SMZC2026-015: the serial of a year. KMSM2026-G3-001: all its groups.
        words.push_str(&first);
        while chars.get(after) == Some(&'-')
            && let Some((next, end)) = serial_group(chars, after + 1)
        {
            words.push_str(&next);
            after = end;
        }
        end = after;
    } else if letters.len() <= 2
        && found.whole.len() >= 3
        && chars.get(end) == Some(&'/')
        && let Some((other, after)) = digits(chars, end + 1, found.whole.len(), found.whole.len())
    {
        // D3946/3947
        let other = Number { whole: other, fraction: None, grouped: false, end: after };
        words.push_str(&format!("，{}", digits_of_name(cursor, &letters, &other)));
        end = after;
    }
    cursor.say(&words, end);
    cursor.number_end = Some(end);
    true
}

/// A group of a serial at index `at`, with a pause before it, and the index after it: 015, G3.
fn serial_group(chars: &[char], at: usize) -> Option<(String, usize)> {
    let letters = chars[at.min(chars.len())..].iter().take(2).take_while(|c| c.is_ascii_uppercase()).count();
    let (serial, end) = digits(chars, at + letters, if letters > 0 { 1 } else { 2 }, 12)?;
    let letters: String = chars[at..at + letters].iter().collect();
    Some((format!("，{letters}{}", telephone_digits(&serial)), end))
}

/// The digits before a point, in a name that begins with these letters (from the last one back).
fn digits_of_name(cursor: &Cursor<'_>, letters: &[char], found: &Number) -> String {
    // Top100, COP28, TOP10: a word and how many; ISO9001 is a name.
    let word = letters.len() >= 3
        && (letters.iter().any(char::is_ascii_lowercase) || (found.whole.len() <= 2 && !found.whole.starts_with('0')));
    // PM10 names a size.
    let size = letters == ['M', 'P'];
    let road = matches!(letters, ['G' | 'S' | 'X' | 'Y']);
    let post = letters == ['K'] && cursor.chars.get(found.end) == Some(&'+');
    let length = found.whole.len();
    if (word && length <= 3) || size || (post && length <= 3) {
        return cardinal(&found.whole, Two::Er);
    }
    if length >= 7 {
        return telephone_digits(&found.whole);
    }
    match letters.len() {
        1 if length == 2 && !road && !found.whole.starts_with('0') && found.is_whole() => {
            // B12, T20; N95.
            let teen = found.whole.starts_with('1') || found.whole.ends_with('0');
            if teen { cardinal(&found.whole, Two::Er) } else { digit_by_digit(&found.whole) }
        }
        1 if length >= 3
            && (road || cursor.has_any_at(found.end, &["室", "号", "房", "座", "教室", "窗口", "办公室"])) =>
        {
            telephone_digits(&found.whole)
        }
        _ if cursor.has_any_at(found.end, &["次", "航班"]) || cursor.preceded_by_any(6, &["航班", "车次", "列车"]) => {
            telephone_digits(&found.whole)
        }
        _ => digit_by_digit(&found.whole),
    }
}

/// The metres of a post beside a road, K12+500, and the index after them.
fn kilometre_post(chars: &[char], letters: &[char], end: usize) -> Option<(String, usize)> {
    (letters == ['K'] && chars.get(end) == Some(&'+') && digit_count(chars, end + 1) == 3)
        .then(|| digits(chars, end + 1, 3, 3))
        .flatten()
}
