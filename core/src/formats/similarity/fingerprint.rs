//! The fingerprint of an item and its stored form.

use std::collections::BTreeSet;

use super::token::{Fact, bigram, mix};
use super::{boilerplate, tokenizer, words};

/// The first byte of the stored form. Every change of what a fingerprint contains, word lists included, needs a new version,
/// because fingerprints of different versions cannot be compared.
const VERSION: u8 = 2;

/// How many characters of an item are read.
const MAX_TITLE_CHARS: usize = 200;
const MAX_TEXT_CHARS: usize = 2_000;
/// How many tokens, facts and hashes of it are kept.
const TITLE_TOKENS: usize = 64;
const LEAD_TOKENS: usize = 256;
const TITLE_FACTS: usize = 16;
const TEXT_FACTS: usize = 40;
const SKETCH_HASHES: usize = 32;

/// A title with fewer tokens does not identify a story.
const MIN_TITLE_TOKENS: usize = 6;

const RECURRING: u8 = 1;
const LONG: u8 = 2;
const TRUNCATED: u8 = 4;

/// What items are compared by: at most 1,228 bytes stored, made once for each item.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Fingerprint {
    flags: u8,
    /// The tokens of the headline and of the opening of the text.
    pub(super) title: Vec<u16>,
    pub(super) lead: Vec<u16>,
    /// The first facts of the headline and of the text. Sorted by key, value and context.
    pub(super) title_facts: Vec<Fact>,
    pub(super) text_facts: Vec<Fact>,
    /// The lowest hashes of three tokens in a row over the whole text (a MinHash sketch). Sorted.
    pub(super) sketch: Vec<u32>,
    /// The bigrams of title and lead, without duplicates. This and the following are derived, sorted and not stored.
    pub(super) bigrams: Vec<u32>,
    /// All facts.
    pub(super) facts: Vec<Fact>,
}

impl Fingerprint {
    /// The fingerprint of a headline and of a body or teaser. Both are plain text and may be empty.
    pub(crate) fn of(title: &str, text: &str) -> Fingerprint {
        let title = boilerplate::normalize(title, MAX_TITLE_CHARS);
        let title = boilerplate::strip_headline(&title);
        let text = boilerplate::normalize(text, MAX_TEXT_CHARS);
        let (text, truncated) = boilerplate::strip_body(&text);
        let recurring = words::is_recurring_headline(title);
        let mut title = tokenizer::tokenize(title, false);
        let mut text = tokenizer::tokenize(&text, truncated);
        let mut flags = 0;
        if recurring || title.tokens.len() < MIN_TITLE_TOKENS {
            flags |= RECURRING;
        }
        if text.tokens.len() > LEAD_TOKENS {
            flags |= LONG;
        }
        if truncated {
            flags |= TRUNCATED;
        }
        let trigrams = text.tokens.windows(3);
        let mut sketch: Vec<u32> =
            trigrams.map(|row| row.iter().fold(0, |sum, token| mix(sum ^ u32::from(*token)))).collect();
        sketch.sort_unstable();
        sketch.dedup();
        sketch.truncate(SKETCH_HASHES);
        title.tokens.truncate(TITLE_TOKENS);
        text.tokens.truncate(LEAD_TOKENS);
        Fingerprint {
            flags,
            title: title.tokens,
            lead: text.tokens,
            title_facts: distinct(title.facts, TITLE_FACTS),
            text_facts: distinct(text.facts, TEXT_FACTS),
            sketch,
            ..Fingerprint::default()
        }
        .with_derived()
    }

    /// The stored form: version, flags, the five lengths (little-endian `u16`), then the five lists.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION, self.flags];
        let lengths =
            [self.title.len(), self.lead.len(), self.title_facts.len(), self.text_facts.len(), self.sketch.len()];
        lengths.iter().for_each(|length| bytes.extend((*length as u16).to_le_bytes()));
        self.title.iter().chain(&self.lead).for_each(|token| bytes.extend(token.to_le_bytes()));
        for fact in self.title_facts.iter().chain(&self.text_facts) {
            bytes.extend(fact.key.to_le_bytes());
            bytes.extend(fact.context.to_le_bytes());
            bytes.extend(fact.value.to_le_bytes());
        }
        self.sketch.iter().for_each(|hash| bytes.extend(hash.to_le_bytes()));
        bytes
    }

    /// Reads the stored form. `None` if the bytes are not from this version of [`to_bytes`](Self::to_bytes).
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Fingerprint> {
        Self::stored_lists(bytes).map(Self::with_derived)
    }

    /// Reads the stored form without the derived lists.
    pub(super) fn stored_lists(bytes: &[u8]) -> Option<Fingerprint> {
        let mut rest = bytes;
        let [version, flags] = take::<2>(&mut rest)?;
        let mut length = |max: usize| {
            let length = usize::from(u16::from_le_bytes(take::<2>(&mut rest)?));
            (length <= max).then_some(length)
        };
        let (title, lead) = (length(TITLE_TOKENS)?, length(LEAD_TOKENS)?);
        let (title_facts, text_facts, sketch) = (length(TITLE_FACTS)?, length(TEXT_FACTS)?, length(SKETCH_HASHES)?);
        if version != VERSION || flags & !(RECURRING | LONG | TRUNCATED) != 0 {
            return None;
        }
        let mut tokens = |length: usize| list(&mut rest, length, u16::from_le_bytes);
        let (title, lead) = (tokens(title)?, tokens(lead)?);
        let mut facts = |length: usize| {
            list(&mut rest, length, |[a, b, c, d, e, f, g, h]: [u8; 8]| Fact {
                key: u16::from_le_bytes([a, b]),
                context: u16::from_le_bytes([c, d]),
                value: u32::from_le_bytes([e, f, g, h]),
            })
        };
        let (title_facts, text_facts) = (facts(title_facts)?, facts(text_facts)?);
        let sketch = list(&mut rest, sketch, u32::from_le_bytes).filter(|sketch| sketch.is_sorted())?;
        let stored = Fingerprint { flags, title, lead, title_facts, text_facts, sketch, ..Fingerprint::default() };
        rest.is_empty().then_some(stored)
    }

    fn with_derived(self) -> Fingerprint {
        self.with_derived_facts().with_bigrams()
    }

    pub(super) fn with_bigrams(mut self) -> Fingerprint {
        self.bigrams = self.title.windows(2).chain(self.lead.windows(2)).map(bigram).collect();
        self.bigrams.sort_unstable();
        self.bigrams.dedup();
        self
    }

    pub(super) fn with_derived_facts(mut self) -> Fingerprint {
        // Fingerprints that an earlier version stored have their facts in reading order.
        sort(&mut self.title_facts);
        sort(&mut self.text_facts);
        self.facts = self.title_facts.iter().chain(&self.text_facts).copied().collect();
        sort(&mut self.facts);
        self
    }

    /// Whether the headline does not identify a story: it recurs over different stories, or is very short.
    pub(super) fn has_recurring_title(&self) -> bool {
        self.flags & RECURRING != 0
    }

    /// Whether the text breaks off before the end of its item.
    pub(super) fn is_teaser(&self) -> bool {
        self.flags & TRUNCATED != 0
    }

    /// Whether the lead breaks off.
    pub(super) fn is_truncated(&self) -> bool {
        self.flags & (TRUNCATED | LONG) != 0
    }

    /// Whether the text is longer than the lead.
    pub(super) fn is_long(&self) -> bool {
        self.flags & LONG != 0
    }
}

/// Sorts facts by key, value and context. Two sorted lists in a row are only merged.
fn sort(facts: &mut [Fact]) {
    facts.sort_by_key(|fact| (fact.key, fact.value, fact.context));
}

/// The first `max` different facts in reading order.
fn distinct(facts: Vec<Fact>, max: usize) -> Vec<Fact> {
    let mut seen = BTreeSet::new();
    facts.into_iter().filter(|fact| seen.insert(*fact)).take(max).collect()
}

fn list<const N: usize, T>(rest: &mut &[u8], length: usize, read: impl Fn([u8; N]) -> T) -> Option<Vec<T>> {
    let (list, tail) = rest.split_at_checked(length * N)?;
    *rest = tail;
    Some(list.as_chunks::<N>().0.iter().map(|bytes| read(*bytes)).collect())
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (head, tail) = rest.split_first_chunk::<N>()?;
    *rest = tail;
    Some(*head)
}
