//! Splits a date into numbers, words, Chinese characters and punctuation. Full-width forms, typographic dashes, traditional
//! characters and Chinese numerals are normalised here, so that the rules see one spelling only.

use crate::formats::characters::{half_width, is_invisible};
use crate::formats::han_numerals::digit_value;

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    /// Whether no white space separates it from the token before it.
    pub(super) touches_previous: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    /// `digits` is how many digits were written, because a year has four and `05` is no year.
    Number {
        value: u64,
        digits: usize,
    },
    Word(Word),
    /// 星期四, 周四, 礼拜四. Its day is ignored, because a wrong weekday is a common mistake.
    Weekday,
    /// A Chinese character that is no numeral.
    Han(char),
    Punctuation(char),
}

/// A word of ASCII letters in lower case.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Word {
    letters: [u8; MAX_LETTERS],
    length: usize,
}

impl Word {
    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(&self.letters[..self.length]).expect("a word holds ASCII letters only")
    }

    fn new(chars: &[char]) -> Option<Self> {
        let mut letters = [0; MAX_LETTERS];
        for (letter, c) in letters.iter_mut().zip(chars) {
            *letter = u8::try_from(*c).ok()?.to_ascii_lowercase();
        }
        (chars.len() <= MAX_LETTERS).then_some(Self { letters, length: chars.len() })
    }
}

/// No word of a date is longer.
const MAX_LETTERS: usize = 10;
/// A longer text is no date.
const MAX_CHARS: usize = 96;
/// No form of a date has more digits. The value fits into `u64`.
const MAX_DIGITS: usize = 14;

/// The tokens of a text. `None` if it has characters that no date has, or is too long for one.
pub(super) fn tokenize(text: &str) -> Option<Vec<Token>> {
    let mut chars: Vec<char> = Vec::with_capacity(text.len().min(MAX_CHARS + 1));
    chars.extend(text.trim().chars().take(MAX_CHARS + 1).map(normalize).filter(|c| *c != '\0'));
    if chars.len() > MAX_CHARS {
        return None;
    }
    let mut tokens = Vec::with_capacity(16);
    let mut at = 0;
    let mut touches_previous = false;
    while at < chars.len() {
        let c = chars[at];
        let start = at;
        let kind = if c.is_whitespace() {
            at += 1;
            touches_previous = false;
            continue;
        } else if c.is_ascii_digit() {
            at += run_length(&chars[at..], |c| c.is_ascii_digit());
            number(&chars[start..at])?
        } else if c.is_ascii_alphabetic() {
            at += run_length(&chars[at..], |c| c.is_ascii_alphabetic() || c == '_');
            TokenKind::Word(Word::new(&chars[start..at])?)
        } else if let Some(length) = weekday_length(&chars[at..]) {
            at += length;
            TokenKind::Weekday
        } else if numeral(c).is_some() {
            at += run_length(&chars[at..], |c| numeral(c).is_some());
            chinese_number(&chars[start..at])?
        } else if c.is_ascii_punctuation() {
            at += 1;
            TokenKind::Punctuation(c)
        } else if c.is_alphabetic() {
            at += 1;
            TokenKind::Han(c)
        } else {
            return None;
        };
        tokens.push(Token { kind, touches_previous });
        touches_previous = true;
    }
    Some(tokens)
}

/// How many characters at the start belong to a class.
fn run_length(chars: &[char], belongs: impl Fn(char) -> bool) -> usize {
    chars.iter().take_while(|c| belongs(**c)).count()
}

/// Full-width ASCII as ASCII, any dash as `-`, any space as a space, traditional characters as simplified ones, and invisible
/// characters as `\0`, which is dropped.
fn normalize(c: char) -> char {
    match c {
        '\x01'..='\x7f' => c,
        '\u{ff01}'..='\u{ff5e}' => half_width(c),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' => '-',
        '\u{3000}' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' => ' ',
        c if is_invisible(c) => '\0',
        '\u{fe55}' | '\u{2236}' => ':',
        '。' | '\u{2024}' => '.',
        '時' => '时',
        '點' => '点',
        '號' => '号',
        '鐘' | '鍾' => '钟',
        '剛' => '刚',
        '後' => '后',
        '發' => '发',
        '佈' => '布',
        '間' => '间',
        '週' => '周',
        '禮' => '礼',
        '個' => '个',
        '兩' => '两',
        '晝' => '昼',
        '\0' => ' ',
        _ => c,
    }
}

fn number(digits: &[char]) -> Option<TokenKind> {
    if digits.len() > MAX_DIGITS {
        return None;
    }
    let value = digits.iter().fold(0u64, |sum, c| sum * 10 + u64::from(c.to_digit(10).unwrap_or(0)));
    Some(TokenKind::Number { value, digits: digits.len() })
}

/// The length of a Chinese weekday at the start.
fn weekday_length(chars: &[char]) -> Option<usize> {
    let length = match chars {
        ['星', '期', ..] | ['礼', '拜', ..] => 2,
        ['周', ..] => 1,
        _ => return None,
    };
    // 周 before another character is a week (2周前).
    matches!(chars.get(length)?, '一' | '二' | '三' | '四' | '五' | '六' | '日' | '天').then_some(length + 1)
}

/// The value of a Chinese digit, of 十 or of the short forms 廿 and 卅.
fn numeral(c: char) -> Option<u64> {
    match c {
        '十' => Some(10),
        '廿' => Some(20),
        '卅' => Some(30),
        _ => digit_value(c).map(u64::from),
    }
}

/// 二〇二六 is read digit by digit, 二十五 and 廿五 by value. `None` for any mixture of the two.
fn chinese_number(chars: &[char]) -> Option<TokenKind> {
    let values: Vec<u64> = chars.iter().filter_map(|c| numeral(*c)).collect();
    let value = match values[..] {
        [10] => 10,
        [10, ones @ 1..=9] => 10 + ones,
        [tens @ 1..=9, 10] => tens * 10,
        [tens @ 1..=9, 10, ones @ 1..=9] => tens * 10 + ones,
        [tens @ (20 | 30)] => tens,
        [tens @ (20 | 30), ones @ 1..=9] => tens + ones,
        _ if values.iter().all(|value| *value < 10) && values.len() <= MAX_DIGITS => {
            let value = values.iter().fold(0, |sum, digit| sum * 10 + digit);
            return Some(TokenKind::Number { value, digits: values.len() });
        }
        _ => return None,
    };
    Some(TokenKind::Number { value, digits: 2 })
}
