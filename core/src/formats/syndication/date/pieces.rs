//! A date as a sequence of small pieces: numbers, words, Chinese characters and marks. Full-width forms, typographic dashes
//! and Chinese numerals are already resolved here, so the grammar above sees one spelling only.

/// A piece, and whether it touches the one before it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub(super) kind: Kind,
    pub(super) glued: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// `digits` is how many were written: `05` is not `5` when a year is looked for.
    Number {
        value: u64,
        digits: usize,
    },
    Word(Word),
    /// 星期四, 周四, 礼拜四. What it says is never used: a wrong weekday is a common slip.
    Weekday,
    /// One character of Chinese that is no numeral.
    Han(char),
    Mark(char),
}

/// ASCII letters, in lower case.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Word {
    letters: [u8; MAX_LETTERS],
    length: usize,
}

impl Word {
    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(&self.letters[..self.length]).expect("only ASCII letters are put in")
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
/// Longer texts are no dates.
const MAX_CHARS: usize = 96;
/// More digits than any date form has; also keeps the value inside `u64`.
const MAX_DIGITS: usize = 14;

/// The pieces of a text; `None` when it has characters that no date has, or is too long to be one.
pub(super) fn cut(text: &str) -> Option<Vec<Piece>> {
    let mut chars: Vec<char> = Vec::with_capacity(text.len().min(MAX_CHARS + 1));
    chars.extend(text.trim().chars().take(MAX_CHARS + 1).map(plain_form).filter(|c| *c != '\0'));
    if chars.len() > MAX_CHARS {
        return None;
    }
    let mut pieces = Vec::with_capacity(16);
    let mut at = 0;
    let mut glued = false;
    while at < chars.len() {
        let c = chars[at];
        let start = at;
        let kind = if c.is_whitespace() {
            at += 1;
            glued = false;
            continue;
        } else if c.is_ascii_digit() {
            at += run(&chars[at..], |c| c.is_ascii_digit());
            number(&chars[start..at])?
        } else if c.is_ascii_alphabetic() {
            at += run(&chars[at..], |c| c.is_ascii_alphabetic() || c == '_');
            Kind::Word(Word::new(&chars[start..at])?)
        } else if let Some(length) = weekday(&chars[at..]) {
            at += length;
            Kind::Weekday
        } else if numeral(c).is_some() {
            at += run(&chars[at..], |c| numeral(c).is_some());
            chinese_number(&chars[start..at])?
        } else if c.is_ascii_punctuation() {
            at += 1;
            Kind::Mark(c)
        } else if c.is_alphabetic() {
            at += 1;
            Kind::Han(c)
        } else {
            return None;
        };
        pieces.push(Piece { kind, glued });
        glued = true;
    }
    Some(pieces)
}

fn run(chars: &[char], belongs: impl Fn(char) -> bool) -> usize {
    chars.iter().take_while(|c| belongs(**c)).count()
}

/// Full-width ASCII to ASCII, every dash to `-`, every space to a space; `\0` for what is invisible.
fn plain_form(c: char) -> char {
    match c {
        '\x01'..='\x7f' => c,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' => '-',
        '\u{3000}' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' => ' ',
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' => '\0',
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

fn number(digits: &[char]) -> Option<Kind> {
    if digits.len() > MAX_DIGITS {
        return None;
    }
    let value = digits.iter().fold(0u64, |sum, c| sum * 10 + u64::from(c.to_digit(10).unwrap_or(0)));
    Some(Kind::Number { value, digits: digits.len() })
}

fn weekday(chars: &[char]) -> Option<usize> {
    let length = match chars {
        ['星', '期', ..] | ['礼', '拜', ..] => 2,
        ['周', ..] => 1,
        _ => return None,
    };
    // 周 with another character behind it is a span of time (2周前), no weekday.
    matches!(chars.get(length)?, '一' | '二' | '三' | '四' | '五' | '六' | '日' | '天').then_some(length + 1)
}

fn numeral(c: char) -> Option<u64> {
    Some(match c {
        '〇' | '○' | '零' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        '廿' => 20,
        '卅' => 30,
        _ => return None,
    })
}

/// 二〇二六 is read digit by digit, 二十五 and 廿五 by value. ErasedValue between the two is no number.
fn chinese_number(chars: &[char]) -> Option<Kind> {
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
            return Some(Kind::Number { value, digits: values.len() });
        }
        _ => return None,
    };
    Some(Kind::Number { value, digits: 2 })
}
