//! One spelling for what is typed in many: widths, blanks that an office suite puts beside digits, dashes, brackets, zeros,
//! and rows of signs. All readers work on this spelling.
//!
//! A dash that may only join a range (with blanks around it, doubled, long, or a tilde) becomes `~`. A tight hyphen stays
//! `-`: it also stands in dates, scores, codes and telephone numbers.

use super::cursor::digit_count;
use super::measures::{is_unit_character, measure_at};
use crate::formats::article::characters::is_wide;

/// The sentence in one spelling.
pub(super) fn normalize(sentence: &str) -> Vec<char> {
    let chars: Vec<char> = sentence.chars().map(one_spelling).collect();
    let mut out: Vec<char> = Vec::with_capacity(chars.len());
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        let between_digits =
            || out.last().is_some_and(char::is_ascii_digit) && chars.get(at + 1).is_some_and(char::is_ascii_digit);
        at = match c {
            ' ' | '-' | '—' | '~' => blank_or_dash(&chars, at, &mut out),
            '=' | '*' | '.' | '_' | '·' | '#' | '+' => row_or_sign(&chars, at, &mut out),
            '>' | '<' if chars.get(at + 1) == Some(&'=') => {
                out.push(if c == '>' { '≥' } else { '≤' });
                at + 2
            }
            '：' | '∶' | '．' if between_digits() => {
                out.push(if c == '．' { '.' } else { ':' });
                at + 1
            }
            '，' if between_digits() => thousands(&chars, at, &mut out).unwrap_or_else(|| {
                out.push(c);
                at + 1
            }),
            // B．5年
            '．' if out.last().is_some_and(char::is_ascii_uppercase)
                && chars.get(at + 1).is_some_and(char::is_ascii_digit) =>
            {
                out.push('.');
                at + 1
            }
            // 1．总则
            '．' if out.last().is_some_and(char::is_ascii_digit) => {
                out.push('.');
                at + 1
            }
            // 138xxxx8000: digits that are not told.
            'x' | 'X' if out.last().is_some_and(char::is_ascii_digit) && run(&chars, at) >= 3 => {
                let length = run(&chars, at);
                out.extend(std::iter::repeat_n('*', length));
                at + length
            }
            // A stroke drawn as a line between words; alone it is a character.
            '丨' if out.last().is_some_and(|c| c.is_alphanumeric())
                && chars.get(at + 1).is_some_and(|c| c.is_alphanumeric() || *c == ' ') =>
            {
                out.push('|');
                at + 1
            }
            '〇' | '○' | 'O' | 'o'
                if out.last().is_some_and(|c| is_written_digit(*c))
                    && chars.get(at + 1).is_some_and(|c| is_written_digit(*c)) =>
            {
                out.push('零');
                at + 1
            }
            _ => {
                out.push(c);
                at + 1
            }
        };
    }
    out
}

/// Replacements of one character by one, whatever is around it.
fn one_spelling(c: char) -> char {
    match c {
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
        | '＆'
        | '＿'
        | '［'
        | '］'
        | '＠' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '₀'..='₉' => char::from_u32(c as u32 - '₀' as u32 + '0' as u32).unwrap_or(c),
        '︰' | '﹕' => '：',
        '﹪' => '%',
        'º' | '˚' => '°',
        'µ' => 'μ',
        '～' | '〜' | '∼' | '∽' => '~',
        '–' | '‐' | '‑' | '‒' | '―' | '﹣' => '-',
        '─' | '━' | '﹘' => '—',
        '￥' => '¥',
        '﹝' | '〖' => '〔',
        '﹞' | '〗' => '〕',
        '•' | '・' | '‧' | '∙' | '･' => '·',
        '\u{a0}' | '\u{2002}' | '\u{2007}' | '\u{2009}' | '\u{202f}' | '\u{3000}' => ' ',
        '｜' | '︱' => '|',
        '≧' | '⩾' | '≥' => '≥',
        '≦' | '⩽' | '≤' => '≤',
        other => other,
    }
}

/// Blanks and dashes: what they join, part or frame. Returns the index after them.
fn blank_or_dash(chars: &[char], at: usize, out: &mut Vec<char>) -> usize {
    let blanks = |from: usize| chars[from.min(chars.len())..].iter().take_while(|c| **c == ' ').count();
    let first = at + blanks(at);
    let Some(dash @ ('-' | '—' | '~')) = chars.get(first).copied() else { return blank(chars, at, first, out) };
    let length = chars[first..].iter().take_while(|c| **c == dash).count();
    let end = first + length + blanks(first + length);
    let next = |ahead: usize| chars.get(end + ahead).copied();
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let number_follows = is_digit(next(0))
        || (is_digit(next(1))
            && next(0).is_some_and(|c| c.is_ascii_uppercase() || matches!(c, '-' | '−' | '+' | '¥' | '$')));
    let tight = end - at == length;
    if length <= 3 && number_follows && ends_number(out) {
        out.push(if tight && length == 1 && dash == '-' { '-' } else { '~' });
        return end;
    }
    // A row drawn across the page, not a word.
    if length >= 3 && tight {
        out.push('，');
        return end;
    }
    // The mark of an item of a list.
    if out.is_empty() && !tight && length == 1 {
        return end;
    }
    if first > at {
        out.push(' ');
    }
    out.extend(&chars[first..first + length]);
    first + length
}

/// Blanks from `at` to `end`: dropped beside digits, kept between words.
fn blank(chars: &[char], at: usize, end: usize, out: &mut Vec<char>) -> usize {
    let (Some(before), Some(after)) = (out.last().copied(), chars.get(end).copied()) else { return end };
    let wide_word = |c: char| is_wide(c) && c.is_alphanumeric();
    // 6 . 5, 2 .5, 1 / 3: blanks around the sign inside one number.
    if before.is_ascii_digit() && matches!(after, '.' | '/') {
        let rest = end + 1 + chars[end + 1..].iter().take_while(|c| **c == ' ').count();
        if chars.get(rest).is_some_and(char::is_ascii_digit) {
            out.push(after);
            return rest;
        }
    }
    if before.is_ascii_digit() && after.is_ascii_digit() {
        return thousands(chars, at, out).unwrap_or_else(|| {
            out.push(' ');
            end
        });
    }
    let is_operator = |c: char| matches!(c, '+' | '=' | '×' | '÷' | '±' | '≥' | '≤' | '<' | '>');
    let parts_time = (before == ':' && after.is_ascii_digit()) || (after == ':' && before.is_ascii_digit());
    let masks = (before.is_ascii_digit() && after == '*') || (before == '*' && after.is_ascii_digit());
    let of_amount = before.is_ascii_digit() && matches!(after, '%' | '‰' | '℃' | '°');
    // Beside a Chinese mark there is a pause anyway.
    let beside_mark =
        [before, after].into_iter().any(|c| is_wide(c) && !c.is_alphanumeric() && !matches!(c, '·' | '—'));
    if is_operator(before) || is_operator(after) || parts_time || masks || of_amount || beside_mark {
        return end;
    }
    if before.is_ascii_digit() && is_wide(after) {
        // 1 总则: the number of a heading. 2 个 is an amount.
        let heading = out.len() <= 2
            && out.iter().all(char::is_ascii_digit)
            && wide_word(after)
            && !matches!(after, '至' | '到' | '或' | '和');
        if heading && measure_at(chars, end).is_none() {
            out.push('，');
        }
        return end;
    }
    if is_wide(before) && after.is_ascii_digit() {
        // 申请表 2.承诺书
        let length = digit_count(chars, end);
        let item = length <= 2
            && matches!(chars.get(end + length), Some('.' | '、' | '．'))
            && !chars.get(end + length + 1).is_some_and(char::is_ascii_digit);
        if item && wide_word(before) {
            out.push('，');
        }
        return end;
    }
    out.push(' ');
    end
}

/// Joins a number that is parted into thousands: one to three digits before the first separator, three after each, and
/// something that is counted after them. Without the last, the separators part a list. Returns the index after the number.
fn thousands(chars: &[char], at: usize, out: &mut Vec<char>) -> Option<usize> {
    let before = out.iter().rev().take_while(|c| c.is_ascii_digit()).count();
    let joined = out.len().checked_sub(before + 1).map(|at| out[at]);
    if before > 3 || joined.is_some_and(|c| matches!(c, '.' | '-' | '/' | ':' | ' ' | '*' | '，')) {
        return None;
    }
    let mut end = at;
    while chars.get(end) == Some(&chars[at]) && digit_count(chars, end + 1) == 3 {
        end += 4;
    }
    let mut after = end;
    if chars.get(after) == Some(&'.') {
        after += 1 + digit_count(chars, after + 1);
    }
    after += usize::from(chars.get(after) == Some(&' '));
    let counts =
        measure_at(chars, after).is_some() || matches!(chars.get(after), Some('%' | '㎡' | '㎥' | 'm' | 'k' | 't'));
    // 3 000 without a unit is one number; 200 300 are two.
    if end == at || !(counts || chars[end - 3..end] == ['0'; 3]) {
        return None;
    }
    out.extend(chars[at..end].iter().filter(|c| c.is_ascii_digit()));
    Some(end)
}

/// How often the character at index `at` is repeated.
fn run(chars: &[char], at: usize) -> usize {
    chars[at..].iter().take_while(|c| **c == chars[at]).count()
}

/// A sign that may be drawn in a row. Returns the index after what was read.
fn row_or_sign(chars: &[char], at: usize, out: &mut Vec<char>) -> usize {
    let sign = chars[at];
    let length = run(chars, at);
    // 1380000****: digits that are not told.
    let masks = sign == '*' && out.last().is_some_and(char::is_ascii_digit);
    match (sign, length) {
        ('.', 3) => out.push('…'),
        (_, 3..) if !masks => out.push('，'),
        _ => out.extend(&chars[at..at + length]),
    }
    at + length
}

/// Whether the text ends with a number, or a number and its unit: what a range goes on from.
fn ends_number(out: &[char]) -> bool {
    for c in out.iter().rev().take(6) {
        if c.is_ascii_digit() {
            return true;
        }
        if !is_unit_character(*c) && !c.is_ascii_alphabetic() && !matches!(c, '²' | '³' | '/') {
            return false;
        }
    }
    false
}

/// A digit of a year that is written out. A Latin letter O is typed for its zero.
fn is_written_digit(c: char) -> bool {
    matches!(c, '〇' | '○' | '零' | 'O' | 'o') || "一二三四五六七八九".contains(c)
}
