//! Finding the rules that match an item, for any number of rules in one pass over its text.

use std::collections::HashMap;

use daachorse::DoubleArrayAhoCorasick;

use super::match_text::{folded_word, plain_body, push_lines, repeat};
use super::rule::RadarRule;
use crate::base::error::{Fault, Result};
use crate::reader::feed::RadarItem;
use crate::reader::search::{begins_run, may_be_telephone, push_telephones};

/// Some rules, prepared for matching many items.
pub(super) struct Matcher {
    rules: Vec<PreparedRule>,
    words: DoubleArrayAhoCorasick<u32>,
    word_count: usize,
    /// Whether a word may be a telephone number, which a text may have in groups.
    any_telephone: bool,
}

struct PreparedRule {
    id: String,
    rule: RadarRule,
    /// Numbers of words in [`Matcher::words`].
    words: Vec<usize>,
    /// Numbers of words in [`Matcher::words`].
    excluded: Vec<usize>,
}

/// A set of numbers of words, one bit for each.
#[derive(Debug, Clone, Default)]
struct WordSet(Vec<u64>);

impl WordSet {
    fn insert(&mut self, word: usize) {
        self.0[word / 64] |= 1 << (word % 64);
    }

    fn contains_any(&self, words: &[usize]) -> bool {
        words.iter().any(|&word| self.0[word / 64] & (1 << (word % 64)) != 0)
    }
}

impl Matcher {
    /// Errors: `BadRule` if the words are too many for an automaton.
    pub(super) fn new(rules: Vec<RadarRule>) -> Result<Self> {
        let mut words: Vec<String> = Vec::new();
        let mut numbers = HashMap::new();
        let mut numbered = |list: &[String]| -> Vec<usize> {
            let number = |word: &String| {
                // A word of marks alone occurs nowhere.
                let word = Some(folded_word(word)).filter(|word| !word.is_empty()).unwrap_or_else(|| "\0".to_owned());
                *numbers.entry(word.clone()).or_insert_with(|| {
                    words.push(word);
                    words.len() - 1
                })
            };
            list.iter().map(number).collect()
        };
        let rules: Vec<PreparedRule> = rules
            .into_iter()
            .map(|rule| PreparedRule {
                id: rule.id.clone().unwrap_or_default(),
                words: numbered(&rule.words),
                excluded: numbered(&rule.excluded),
                rule,
            })
            .collect();
        let automaton = DoubleArrayAhoCorasick::new(&words).map_err(|_| Fault::BadRule)?;
        let any_telephone = words.iter().any(|word| may_be_telephone(word));
        Ok(Self { rules, words: automaton, word_count: words.len(), any_telephone })
    }

    /// The ids of the rules that match an item. `full_text` reads the body as it is shown; it is called only if a rule
    /// has words and the body is not plain.
    pub(super) fn matching_rules(
        &self,
        item: &RadarItem,
        full_text: impl FnOnce() -> Result<String>,
    ) -> Result<Vec<&str>> {
        let candidates: Vec<&PreparedRule> = self.rules.iter().filter(|rule| rule.matches_fields(item)).collect();
        if candidates.iter().all(|rule| rule.words.is_empty() && rule.excluded.is_empty()) {
            return Ok(candidates.into_iter().map(|rule| rule.id.as_str()).collect());
        }
        let mut text = String::with_capacity(item.title.len() + item.summary.len() + item.body.len() + 3);
        push_lines(&item.title, &mut text);
        let body = text.len();
        match item.html.then(|| plain_body(&item.body)) {
            Some(Some(plain)) => text.push_str(&plain),
            Some(None) => push_lines(&full_text()?, &mut text),
            None => push_lines(&item.body, &mut text),
        }
        text.push('\n');
        let summary = text.len();
        push_lines(&item.summary, &mut text);
        let (before, last) = text.split_at(summary);
        if repeat(before.get(body..).unwrap_or_default(), last) {
            text.truncate(summary);
        }
        if self.any_telephone {
            push_telephones(&mut text);
        }
        let found = self.words_in(&text);
        let matches = |rule: &&PreparedRule| {
            (rule.words.is_empty() || found.contains_any(&rule.words)) && !found.contains_any(&rule.excluded)
        };
        Ok(candidates.into_iter().filter(matches).map(|rule| rule.id.as_str()).collect())
    }

    fn words_in(&self, text: &str) -> WordSet {
        let mut words = WordSet(vec![0; self.word_count.div_ceil(64)]);
        for word in self.words.find_overlapping_iter(text) {
            // `ai` does not occur in `mail`, and `5g` not in `15g`.
            if begins_run(text, word.start()) {
                words.insert(word.value() as usize);
            }
        }
        words
    }
}

impl PreparedRule {
    /// Everything but the words.
    fn matches_fields(&self, item: &RadarItem) -> bool {
        let any =
            |wanted: &[String], codes: &[String]| wanted.is_empty() || wanted.iter().any(|code| codes.contains(code));
        let rule = &self.rule;
        (rule.kinds.is_empty() || rule.kinds.contains(&item.kind))
            && any(&rule.sectors, &item.sectors)
            && any(&rule.parks, &item.parks)
            && rule.size.as_ref().is_none_or(|size| item.sizes.is_empty() || item.sizes.contains(size))
    }
}

#[cfg(test)]
mod tests;
