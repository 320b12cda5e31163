//! A position in a text, and the tokens and facts found so far.

use super::token::{Fact, bigram, exact, hash, key, mix};

pub(super) struct Scanner<'a> {
    pub(super) chars: &'a [char],
    pub(super) position: usize,
    pub(super) tokens: Vec<u16>,
    pub(super) facts: Vec<Fact>,
    /// Where the name of the last place ended: names do not overlap.
    pub(super) place_end: usize,
    /// How many tokens there were at the start of the clause.
    pub(super) clause_start: usize,
    /// The ends of clauses and sentences.
    pub(super) breaks: Vec<Break>,
    /// Where the last number ended: a minus behind it is a range.
    pub(super) number_end: usize,
    /// Whether the next number has a minus.
    pub(super) negative: bool,
}

/// The number of tokens before the end of a clause, twice, and 1 more if it is the end of a sentence.
pub(super) type Break = u16;

impl<'a> Scanner<'a> {
    pub(super) fn new(chars: &'a [char]) -> Self {
        Self {
            chars,
            position: 0,
            tokens: Vec::new(),
            facts: Vec::new(),
            place_end: 0,
            clause_start: 0,
            breaks: Vec::new(),
            number_end: 0,
            negative: false,
        }
    }

    /// The first position at or behind `from` whose character is not of a class.
    pub(super) fn end_of_run(&self, from: usize, belongs: impl Fn(&char) -> bool) -> usize {
        let mut end = from;
        while self.chars.get(end).is_some_and(&belongs) {
            end += 1;
        }
        end
    }

    /// Adds a fact that is no number.
    pub(super) fn push_fact(&mut self, key: u16, context: u16, value: u32) {
        self.facts.push(Fact::other(key, context, value));
    }

    /// Adds a number that ends at `end`: an exact token and a fact.
    pub(super) fn push_number(&mut self, value: u128, key: u16, end: usize) {
        let value = if std::mem::take(&mut self.negative) { !value } else { value };
        let value = hash(value.to_le_bytes().into_iter());
        let context = self.context(0);
        self.facts.push(Fact::number(key, context, value));
        // The unit is part of the token, so that 3人 is not the same as 3户.
        self.tokens.push(exact(mix(value ^ u32::from(key))));
        self.position = end.max(self.position);
        self.number_end = self.position;
    }

    /// Adds the code up to `end`, such as K2, G85, 5G or the A of A区: an exact token and a fact.
    pub(super) fn push_code(&mut self, end: usize) {
        let word: String = self.chars[self.position..end].iter().collect();
        let value = hash(word.bytes());
        self.push_fact(key("code"), 0, value);
        self.tokens.push(exact(value));
        self.position = end;
    }

    /// Notes a mark that is no part of a word.
    pub(super) fn end_clause(&mut self, is_sentence: bool) {
        let at = (self.tokens.len() as u16) << 1;
        self.clause_start = self.tokens.len();
        match self.breaks.last_mut() {
            Some(last) if *last >> 1 == at >> 1 => *last |= u16::from(is_sentence),
            _ => self.breaks.push(at | u16::from(is_sentence)),
        }
    }

    /// A hash of two tokens in a row before the last `skipped` ones. 0 if the clause has fewer.
    pub(super) fn context(&self, skipped: usize) -> u16 {
        let end = self.tokens.len().saturating_sub(skipped);
        match &self.tokens[self.clause_start.min(end)..end] {
            [.., a, b] => (mix(bigram(&[*a, *b])) >> 16) as u16,
            _ => 0,
        }
    }
}
