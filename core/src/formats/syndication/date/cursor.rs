//! A position in the tokens of a date, and the elementary matches that all rules are made of.

use super::english::is_weekday;
use super::tokenizer::{Token, TokenKind};

/// Matches consume what they match, and nothing if they fail.
pub(super) struct Cursor<'a> {
    pub(super) tokens: &'a [Token],
    pub(super) position: usize,
    /// The current time in milliseconds since 1970-01-01 UTC.
    pub(super) now: i64,
}

impl Cursor<'_> {
    pub(super) fn is_at_end(&self) -> bool {
        self.position >= self.tokens.len()
    }

    /// Stores the result of a rule. A rule that fails consumes nothing.
    pub(super) fn attempt<T>(&mut self, result: &mut Option<T>, rule: impl FnOnce(&mut Self) -> Option<T>) -> bool {
        let start = self.position;
        *result = rule(self);
        if result.is_none() {
            self.position = start;
        }
        result.is_some()
    }

    /// The token at a distance from the position.
    pub(super) fn kind(&self, ahead: usize) -> Option<&TokenKind> {
        self.tokens.get(self.position + ahead).map(|token| &token.kind)
    }

    /// A number, and how many digits it is written with.
    pub(super) fn number(&mut self) -> Option<(u64, usize)> {
        let Some(TokenKind::Number { value, digits }) = self.kind(0) else { return None };
        let found = (*value, *digits);
        self.position += 1;
        Some(found)
    }

    pub(super) fn punctuation(&mut self, mark: char) -> bool {
        let matches = matches!(self.kind(0), Some(TokenKind::Punctuation(found)) if *found == mark);
        self.position += usize::from(matches);
        matches
    }

    pub(super) fn word(&mut self, word: &str) -> bool {
        let matches = matches!(self.kind(0), Some(TokenKind::Word(found)) if found.text() == word);
        self.position += usize::from(matches);
        matches
    }

    /// A sequence of Chinese characters.
    pub(super) fn han(&mut self, text: &str) -> bool {
        let mut length = 0;
        for c in text.chars() {
            if !matches!(self.kind(length), Some(TokenKind::Han(found)) if *found == c) {
                return false;
            }
            length += 1;
        }
        self.position += length;
        true
    }

    /// A weekday, Chinese or English.
    pub(super) fn weekday(&mut self) -> bool {
        let matches = match self.kind(0) {
            Some(TokenKind::Weekday) => true,
            Some(TokenKind::Word(word)) => is_weekday(word.text()),
            _ => false,
        };
        if matches {
            self.position += 1;
            let _ = self.punctuation('.');
        }
        matches
    }
}
