//! Numbers that are names in the speech of an article: what is called by its digits and counts nothing.

use super::quantities::{Number, Reader, number};
use super::units::is_measure;
use crate::formats::han_numerals::{Two, cardinal, digit_by_digit, telephone_digits};

impl Reader<'_> {
    /// “618”, 云A·12345: in quotation marks, or behind the point of a number plate.
    pub(super) fn named(&mut self) -> bool {
        let Some(found) = number(self.chars, self.at).filter(|found| found.is_whole() && !found.grouped) else {
            return false;
        };
        let behind = self.at.checked_sub(2).map(|at| self.chars[at]);
        let plate = self.before() == Some('·') && behind.is_some_and(|c| c.is_ascii_uppercase());
        let quoted = found.whole.len() >= 3
            && matches!(self.before(), Some('“' | '"' | '‘'))
            && matches!(self.chars.get(found.end), Some('”' | '"' | '’'));
        if !plate && !quoted {
            return false;
        }
        let year = found.whole.len() == 4 && ("1900".."2100").contains(&found.whole.as_str());
        let words = if year && quoted { digit_by_digit(&found.whole) } else { telephone_digits(&found.whole) };
        self.say_number(&words, found.end);
        true
    }

    /// 90后, 00后: people by the decade they were born in.
    pub(super) fn decade(&mut self, first: &Number) -> bool {
        let after = self.chars.get(first.end + 1);
        let decade = first.is_whole()
            && first.whole.len() == 2
            && first.whole.ends_with(['0', '5'])
            && self.chars.get(first.end) == Some(&'后')
            && !after.is_some_and(|c| matches!(c, '的' | '，' | '再' | '又' | '就'));
        if decade {
            self.say_number(&digit_by_digit(&first.whole), first.end);
        }
        decade
    }

    pub(super) fn road(&mut self, first: &Number) -> bool {
        let road =
            first.whole.len() == 3 && ["国道", "省道", "县道", "乡道"].iter().any(|road| self.starts(first.end, road));
        if road {
            self.say_number(&telephone_digits(&first.whole), first.end);
        }
        road
    }

    /// Nine digits and more without anything that is counted are a code.
    pub(super) fn long_code(&mut self, first: &Number) -> bool {
        let code =
            first.is_whole() && !first.grouped && first.whole.len() >= 9 && !is_measure(self.chars.get(first.end));
        if code {
            self.say_number(&telephone_digits(&first.whole), first.end);
        }
        code
    }

    /// 05分 is 零五分, 05月 is 五月, and 007 is read as it stands.
    pub(super) fn leading_zero(&mut self, first: &Number) -> bool {
        if !first.whole.starts_with('0') || first.whole.len() < 2 || !first.is_whole() {
            return false;
        }
        let words = match self.chars.get(first.end) {
            Some('月' | '日' | '号' | '时' | '点' | '期' | '届') => cardinal(&first.whole, Two::Er),
            _ => digit_by_digit(&first.whole),
        };
        self.say_number(&words, first.end);
        true
    }

    /// Digits after letters: G85, PM2.5, C919, Top10.
    pub(super) fn code(&mut self) -> bool {
        let Some(found) = number(self.chars, self.at) else { return false };
        let letters = self.chars[..self.at].iter().rev().take_while(|c| c.is_ascii_alphabetic());
        let word = letters.clone().count() >= 3 && letters.clone().any(char::is_ascii_lowercase);
        let train = self.chars.get(found.end) == Some(&'次');
        // PM10 is named by a size, not by a code.
        let size = self.at >= 2 && self.starts(self.at - 2, "PM");
        let whole = if word || size {
            cardinal(&found.whole, Two::Er)
        } else if train {
            telephone_digits(&found.whole)
        } else {
            digit_by_digit(&found.whole)
        };
        let mut words = whole;
        let mut end = found.end;
        if let Some(fraction) = &found.fraction {
            words.push_str(&format!("点{}", digit_by_digit(fraction)));
            // V2.0.1
            while self.chars.get(end) == Some(&'.')
                && let Some(part) = number(self.chars, end + 1)
            {
                words.push_str(&format!("点{}", decimal_digits(&part)));
                end = part.end;
            }
        }
        self.say(&words, end);
        true
    }

    /// 5·12, 9·18: days that are called by their digits.
    pub(super) fn memorial(&mut self) -> bool {
        let Some(first) = number(self.chars, self.at).filter(Number::is_whole) else { return false };
        if !matches!(self.chars.get(first.end), Some('·' | '•' | '・')) || first.whole.len() > 2 {
            return false;
        }
        let Some(second) =
            number(self.chars, first.end + 1).filter(|number| number.is_whole() && number.whole.len() <= 2)
        else {
            return false;
        };
        let words = telephone_digits(&first.whole) + &telephone_digits(&second.whole);
        self.say_number(&words, second.end);
        true
    }

    /// 2.0.1: a version, an address, a numbered section.
    pub(super) fn chain(&mut self) -> bool {
        let mut parts = vec![];
        let mut at = self.at;
        loop {
            let length = self.chars[at..].iter().take_while(|c| c.is_ascii_digit()).count();
            if length == 0 {
                return false;
            }
            parts.push(digit_by_digit(&self.chars[at..at + length].iter().collect::<String>()));
            at += length;
            if self.chars.get(at) == Some(&'.') && self.chars.get(at + 1).is_some_and(char::is_ascii_digit) {
                at += 1;
            } else {
                break;
            }
        }
        if parts.len() < 3 {
            return false;
        }
        self.say_number(&parts.join("点"), at);
        true
    }
}

fn decimal_digits(part: &Number) -> String {
    let fraction =
        part.fraction.as_deref().map(|fraction| format!("点{}", digit_by_digit(fraction))).unwrap_or_default();
    digit_by_digit(&part.whole) + &fraction
}
