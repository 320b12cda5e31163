//! What all readers of a sentence share: the cursor with what stands before and after it, numbers, and the separators of
//! ranges.

use crate::formats::han_numerals::{Two, decimal};

/// A number in ASCII digits, with optional thousands separators and fraction.
#[derive(Debug, Clone)]
pub(super) struct Number {
    /// The digits before the point, without separators.
    pub(super) whole: String,
    /// The digits after the point.
    pub(super) fraction: Option<String>,
    /// Whether it is written with thousands separators.
    pub(super) grouped: bool,
    /// The index of the character after it.
    pub(super) end: usize,
}

impl Number {
    /// The number that begins at index `at`. `None` if no digit is there.
    pub(super) fn parse(chars: &[char], at: usize) -> Option<Self> {
        let run = |from: usize| digit_count(chars, from);
        let mut length = run(at);
        if length == 0 {
            return None;
        }
        let mut whole: String = chars[at..at + length].iter().collect();
        let mut end = at + length;
        let mut grouped = false;
        while length <= 3 && chars.get(end) == Some(&',') && run(end + 1) == 3 {
            whole.extend(&chars[end + 1..end + 4]);
            end += 4;
            grouped = true;
            length = 3;
        }
        let fraction =
            (chars.get(end) == Some(&'.')).then(|| run(end + 1)).filter(|length| *length > 0).map(|length| {
                let fraction = chars[end + 1..end + 1 + length].iter().collect();
                end += 1 + length;
                fraction
            });
        Some(Self { whole, fraction, grouped, end })
    }

    /// The number in words.
    pub(super) fn words(&self, two: Two) -> String {
        decimal(&self.whole, self.fraction.as_deref(), two)
    }

    pub(super) fn is_whole(&self) -> bool {
        self.fraction.is_none()
    }

    /// Whether it is written as plain digits, as a code or a year is.
    pub(super) fn is_plain(&self) -> bool {
        self.fraction.is_none() && !self.grouped
    }
}

/// The ASCII digits from index `at` on.
pub(super) fn digit_count(chars: &[char], at: usize) -> usize {
    chars[at.min(chars.len())..].iter().take_while(|c| c.is_ascii_digit()).count()
}

/// A run of `min` to `max` digits, and the index after it.
pub(super) fn digits(chars: &[char], at: usize, min: usize, max: usize) -> Option<(String, usize)> {
    let length = digit_count(chars, at);
    (min..=max).contains(&length).then(|| (chars[at..at + length].iter().collect(), at + length))
}

/// Whether `word` is at index `at` of `chars`.
pub(super) fn starts_with(chars: &[char], at: usize, word: &str) -> bool {
    let mut chars = chars[at.min(chars.len())..].iter();
    word.chars().all(|c| chars.next() == Some(&c))
}

/// Whether the characters end with `word`.
pub(super) fn ends_with(chars: &[char], word: &str) -> bool {
    let mut chars = chars.iter().rev();
    word.chars().rev().all(|c| chars.next() == Some(&c))
}

/// The length of a dash or tilde at index `at` that may join the ends of a range (3-5, 3～5, 3——5).
pub(super) fn range_separator(chars: &[char], at: usize) -> Option<usize> {
    match chars.get(at) {
        Some('—') if chars.get(at + 1) == Some(&'—') => Some(2),
        Some('-' | '~' | '—') => Some(1),
        _ => None,
    }
}

/// A position in a normalized sentence, and the words written so far.
pub(super) struct Cursor<'a> {
    pub(super) chars: &'a [char],
    /// The index of the next character to read.
    pub(super) at: usize,
    pub(super) out: String,
    /// The index after the last number.
    pub(super) number_end: Option<usize>,
    /// The index after the last telephone number or code.
    pub(super) telephone_end: Option<usize>,
    /// The index after the last score.
    pub(super) score_end: Option<usize>,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(chars: &'a [char]) -> Self {
        Self {
            chars,
            at: 0,
            out: String::with_capacity(chars.len() * 3),
            number_end: None,
            telephone_end: None,
            score_end: None,
        }
    }

    /// The character so many positions ahead.
    pub(super) fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    /// The character before the cursor.
    pub(super) fn before(&self) -> Option<char> {
        self.at.checked_sub(1).map(|at| self.chars[at])
    }

    /// Whether `word` is at index `at`.
    pub(super) fn starts_with(&self, at: usize, word: &str) -> bool {
        starts_with(self.chars, at, word)
    }

    /// Whether one of the words is at index `at`.
    pub(super) fn has_any_at(&self, at: usize, words: &[&str]) -> bool {
        words.iter().any(|word| starts_with(self.chars, at, word))
    }

    /// Whether the cursor is directly after one of the words.
    pub(super) fn follows_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| ends_with(&self.chars[..self.at], word))
    }

    /// Whether one of the words is among the last `reach` characters before the cursor, in the same sentence.
    pub(super) fn preceded_by_any(&self, reach: usize, words: &[&str]) -> bool {
        let before = &self.chars[self.at.saturating_sub(reach)..self.at];
        let start = before.iter().rposition(|c| matches!(c, '。' | '；' | '！' | '？')).map_or(0, |at| at + 1);
        contains_any(&before[start..], words)
    }

    /// Whether one of the words is among the `reach` characters from index `at` on, in the same sentence.
    pub(super) fn followed_by_any(&self, at: usize, reach: usize, words: &[&str]) -> bool {
        let after = &self.chars[at.min(self.chars.len())..];
        let end = after.iter().take(reach).position(|c| matches!(c, '。' | '；' | '！' | '？'));
        contains_any(&after[..end.unwrap_or(reach.min(after.len()))], words)
    }

    /// Writes the words of what was read, and continues at index `end`.
    pub(super) fn say(&mut self, words: &str, end: usize) {
        self.out.push_str(words);
        self.at = end;
    }

    /// The same for a number, whose end the next signs and units ask for.
    pub(super) fn say_number(&mut self, words: &str, end: usize) {
        self.say(words, end);
        self.number_end = Some(end);
    }
}

fn contains_any(chars: &[char], words: &[&str]) -> bool {
    (0..chars.len()).any(|at| words.iter().any(|word| starts_with(chars, at, word)))
}
