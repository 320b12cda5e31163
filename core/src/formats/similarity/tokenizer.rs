//! Turns a headline or text into tokens and facts. What an editor may change freely is not part of them: width, case,
//! punctuation, stop words, the choice among synonyms, the way a number is written. Whatever differs then is significant.

use std::sync::LazyLock;

use super::numbers;
use super::outcomes::DAYS;
use super::reversals::REVERSALS;
use super::scanner::Scanner;
use super::token::{Fact, exact, han, hash, is_han, key, mix, other, outcome, particle, reversal, synonym};
use super::words::{self, Meaning};

/// The tokens and facts of a text. If it is `truncated`, a number at its very end is dropped, because it may be incomplete.
pub(super) fn tokenize(chars: &[char], truncated: bool) -> Scanner<'_> {
    /// How many characters before the cut may belong to an incomplete number.
    const UNSURE_CHARS: usize = 2;
    let mut scanner = Scanner::new(chars);
    let mut sure_end = chars.len();
    if truncated {
        while sure_end > 0 && matches!(chars[sure_end - 1], '.' | '…' | ' ') {
            sure_end -= 1;
        }
        sure_end = sure_end.saturating_sub(UNSURE_CHARS);
    }
    while scanner.position < chars.len() {
        let (start, tokens, facts) = (scanner.position, scanner.tokens.len(), scanner.facts.len());
        let is_number = scanner.step();
        if is_number && scanner.position > sure_end && chars.get(scanner.position - 1) != Some(&'%') {
            scanner.tokens.truncate(tokens);
            scanner.facts.truncate(facts);
            break;
        }
        scanner.position = scanner.position.max(start + 1);
    }
    scanner
}

/// Whether a token stands for an outcome that turns a statement round wherever it is added.
pub(super) fn is_reversal(token: u16) -> bool {
    static TOKENS: LazyLock<Vec<u16>> = LazyLock::new(|| {
        let words = REVERSALS.iter().copied().flatten().flat_map(|synonyms| synonyms.split(' '));
        let mut tokens: Vec<u16> =
            words.flat_map(|word| tokenize(&word.chars().collect::<Vec<_>>(), false).tokens).collect();
        tokens.sort_unstable();
        tokens
    });
    TOKENS.binary_search(&token).is_ok()
}

impl Scanner<'_> {
    /// Reads one token or skips a character. True for a number, a weekday or a person.
    fn step(&mut self) -> bool {
        let c = self.chars[self.position];
        if self.weekday() || self.person() {
            return true;
        }
        // 第一时间 is a word, but 一中 is a number.
        let (length, meanings) = words::longest_match(self.chars, self.position);
        if length < 4 && begins_number(c) && self.number() {
            return true;
        }
        if length > 0 {
            self.word(length, meanings);
            return false;
        }
        if c.is_ascii_alphanumeric() {
            self.latin_word();
            return false;
        }
        self.note_place();
        if is_han(c) {
            self.tokens.push(han(c));
        } else if c.is_alphanumeric() {
            self.tokens.push(other(c.encode_utf8(&mut [0; 4])));
        } else if matches!(c, '↑' | '↓' | '▲' | '▼' | '√' | '×') {
            self.tokens.push(exact(mix(c as u32)));
        } else if !matches!(c, '"' | '“' | '”' | '《' | '》' | '\'' | '‘' | '’') {
            self.end_clause(matches!(c, '。' | '!' | '?' | ';' | '…'));
        }
        self.position += 1;
        false
    }

    /// Adds a word of the dictionary. A word with several meanings adds a fact for each, and one token.
    fn word(&mut self, length: usize, meanings: impl Iterator<Item = Meaning>) {
        let end = self.position + length;
        // `Some(None)` is a word without a token, `None` one whose characters are its tokens.
        let mut token = None;
        for meaning in meanings {
            match meaning {
                Meaning::StopWord => token = token.or(Some(None)),
                Meaning::Particle(row) => {
                    if row < DAYS {
                        self.push_fact(key("day"), 0, u32::from(row) + 1);
                    }
                    token = Some(Some(particle(row)));
                }
                Meaning::Synonym(row) => token = Some(Some(synonym(row))),
                Meaning::Outcome(set, index) => {
                    self.push_fact(key("outcome").wrapping_add(set), 0, u32::from(index) + 1);
                    if !matches!(token, Some(Some(_))) {
                        token = Some(Some(outcome(set, index)));
                    }
                }
                Meaning::Reversal(row, word) => {
                    self.facts.push(Fact::reversal(row));
                    token = token.filter(Option::is_some).or(Some(Some(reversal(word))));
                }
                Meaning::Office => {
                    let name: String = self.chars[self.position..end].iter().collect();
                    self.push_fact(key("role"), 0, hash(name.bytes()));
                }
                Meaning::County => token = Some(Some(self.known_place("县", length))),
                Meaning::Town => token = Some(Some(self.known_place("镇", length))),
            }
        }
        match token {
            Some(Some(token)) => self.tokens.push(token),
            Some(None) => {}
            None => {
                let characters = self.chars[self.position..end].iter().filter(|c| is_han(**c));
                self.tokens.extend(characters.map(|c| han(*c)));
            }
        }
        self.position = end;
    }

    fn latin_word(&mut self) {
        let end = self.end_of_run(self.position, char::is_ascii_alphanumeric);
        let word: String = self.chars[self.position..end].iter().collect();
        if word.len() == 1 || word.chars().any(|c| c.is_ascii_digit()) {
            self.push_code(end);
        } else {
            self.tokens.push(other(&word));
            self.position = end;
        }
    }

    /// 周六, 星期日.
    fn weekday(&mut self) -> bool {
        let length = match self.chars[self.position..] {
            ['星', '期', ..] | ['礼', '拜', ..] => 2,
            ['周', ..] => 1,
            _ => return false,
        };
        let day = match self.chars.get(self.position + length) {
            Some('一') => 1,
            Some('二') => 2,
            Some('三') => 3,
            Some('四') => 4,
            Some('五') => 5,
            Some('六') => 6,
            Some('日' | '天' | '末') => 7,
            _ => return false,
        };
        self.push_number(day, key("星期"), self.position + length + 1);
        true
    }

    /// 张某, 李某某.
    fn person(&mut self) -> bool {
        let [surname, '某', ..] = self.chars[self.position..] else {
            return false;
        };
        if !words::SURNAMES.contains(surname) {
            return false;
        }
        self.push_fact(key("person"), self.context(0), surname as u32);
        self.tokens.push(exact(mix(surname as u32)));
        self.position += 2;
        while self.chars.get(self.position) == Some(&'某') {
            self.position += 1;
        }
        true
    }
}

/// Whether a number may begin with this character.
fn begins_number(c: char) -> bool {
    c.is_ascii_digit() || numbers::begins(c)
}
