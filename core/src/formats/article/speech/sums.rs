//! Arithmetic: sums that are worked out, the signs between their parts, and powers.

use super::cursor::{Cursor, Number};
use crate::formats::article::characters::is_wide;
use crate::formats::han_numerals::{Two, cardinal};

/// 20-5=15: without the result the hyphen would join a range.
pub(super) fn sum(cursor: &mut Cursor<'_>) -> bool {
    let chars = cursor.chars;
    let Some(first) = Number::parse(chars, cursor.at) else { return false };
    let (mut words, mut end) = term(chars, first);
    let (mut operators, mut equals) = (0, false);
    while let Some(operator) = chars.get(end).and_then(|c| operator_word(*c))
        && let Some(next) = Number::parse(chars, end + 1)
        && operators < 16
    {
        equals |= operator == "等于";
        operators += 1;
        words.push_str(operator);
        let (next, after) = term(chars, next);
        words.push_str(&next);
        end = after;
    }
    if operators < 2 || !equals {
        return false;
    }
    cursor.say_number(&words, end);
    true
}

/// A number or a fraction of two numbers, 1/3, and the index after it.
fn term(chars: &[char], number: Number) -> (String, usize) {
    let fraction = (chars.get(number.end) == Some(&'/')).then(|| Number::parse(chars, number.end + 1)).flatten();
    match fraction {
        Some(whole)
            if whole.is_plain()
                && number.is_plain()
                && (number.whole.len(), &number.whole) < (whole.whole.len(), &whole.whole) =>
        {
            (format!("{}分之{}", whole.words(Two::Er), number.words(Two::Er)), whole.end)
        }
        _ => (number.words(Two::Er), number.end),
    }
}

fn operator_word(c: char) -> Option<&'static str> {
    Some(match c {
        '+' => "加",
        '-' | '−' | '~' => "减",
        '×' | '*' | 'x' | 'X' => "乘",
        '÷' | '/' => "除以",
        '=' => "等于",
        _ => return None,
    })
}

/// A sign between two parts of a sum, of numbers or of words: 补贴=面积×100元, 7×24小时.
pub(super) fn operator(cursor: &mut Cursor<'_>, sign: char) -> bool {
    let (Some(before), Some(after)) = (cursor.before(), cursor.peek(1)) else { return false };
    let begins = |c: char| c.is_alphanumeric() || matches!(c, '（' | '(' | '《' | '“' | '¥' | '-' | '−');
    let ends = |c: char| {
        c.is_alphanumeric() || matches!(c, '）' | ')' | '%' | '‰' | '℃' | '㎡' | '㎥' | '°' | '》' | '”' | '²' | '³')
    };
    let numbers = before.is_ascii_digit() && after.is_ascii_digit();
    let words = match sign {
        '=' if ends(before) && begins(after) => "等于",
        '×' if ends(before) && begins(after) => "乘",
        '÷' if ends(before) && begins(after) => "除以",
        '*' | 'x' | 'X' if numbers => "乘",
        '≈' if ends(before) && is_wide(after) => "约",
        _ => return false,
    };
    cursor.say(words, cursor.at + 1);
    true
}

/// Raised digits, or digits after ^: a power after a number or a letter, a note after anything else.
pub(super) fn raised(cursor: &mut Cursor<'_>) -> bool {
    let typed = usize::from(cursor.peek(0) == Some('^'));
    let value: String = cursor.chars[cursor.at + typed..]
        .iter()
        .map_while(|c| if typed == 1 { Some(*c).filter(char::is_ascii_digit) } else { raised_character(*c) })
        .collect();
    if value.is_empty() {
        return false;
    }
    let base = cursor.chars[..cursor.at].iter().rev().take_while(|c| c.is_ascii_digit() || **c == '.').count();
    let before = cursor.before();
    let end = cursor.at + typed + value.chars().count();
    // 居第3²: a place has no power.
    let place = base > 0 && cursor.at.checked_sub(base + 1).is_some_and(|at| cursor.chars[at] == '第');
    let is_power = !place && before.is_some_and(|c| c.is_ascii_alphanumeric() || c == ')') && value != "1";
    if !is_power {
        cursor.at = end;
        return true;
    }
    let ten = base == 2 && cursor.chars[..cursor.at].ends_with(&['1', '0']);
    let words = match value.as_str() {
        "2" if !ten => "的平方".to_owned(),
        "3" if !ten => "的立方".to_owned(),
        "n" => "的N次方".to_owned(),
        _ => match value.strip_prefix('-') {
            Some(value) => format!("的负{}次方", cardinal(value, Two::Er)),
            None => format!("的{}次方", cardinal(value.trim_start_matches('+'), Two::Er)),
        },
    };
    cursor.say_number(&words, end);
    true
}

fn raised_character(c: char) -> Option<char> {
    Some(match c {
        '⁰' => '0',
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '⁴'..='⁹' => char::from_digit(c as u32 - '⁴' as u32 + 4, 10)?,
        '⁺' => '+',
        '⁻' => '-',
        'ⁿ' => 'n',
        _ => return None,
    })
}
