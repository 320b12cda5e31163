//! What all readers of a sentence share: the cursor, numbers, and the separators of ranges.

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
        let run = |from: usize| chars[from.min(chars.len())..].iter().take_while(|c| c.is_ascii_digit()).count();
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
    /// The index after the last telephone number.
    pub(super) telephone_end: Option<usize>,
}

impl Cursor<'_> {
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
        let mut chars = self.chars[at.min(self.chars.len())..].iter();
        word.chars().all(|c| chars.next() == Some(&c))
    }

    /// Whether one of the words is among the eight characters before the cursor, in the same sentence.
    pub(super) fn preceded_by_any(&self, words: &[&str]) -> bool {
        let from = self.at.saturating_sub(8);
        let text: String = self.chars[from..self.at].iter().collect();
        let text = text.rsplit(['。', '；', '！', '？']).next().unwrap_or_default();
        words.iter().any(|word| text.contains(word))
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
