//! The fingerprint of an item and its stored form.

use std::collections::BTreeSet;

use super::boilerplate::Ending;
use super::scanner::Break;
use super::token::{Fact, bigram, mix};
use super::{boilerplate, tokenizer, words};

/// The first byte of the stored form. Every change of what a fingerprint contains, word lists included, needs a new version,
/// because fingerprints of different versions cannot be compared.
const VERSION: u8 = 3;

/// How many characters of an item are read.
const MAX_TITLE_CHARS: usize = 200;
const MAX_TEXT_CHARS: usize = 2_000;
/// How many tokens, facts and hashes of it are kept.
const TITLE_TOKENS: usize = 64;
const LEAD_TOKENS: usize = 256;
const TITLE_FACTS: usize = 16;
const TEXT_FACTS: usize = 40;
const TITLE_BREAKS: usize = 16;
const LEAD_BREAKS: usize = 80;
const SKETCH_HASHES: usize = 32;

/// A title with fewer tokens does not identify a story.
const MIN_TITLE_TOKENS: usize = 6;

const RECURRING: u8 = 1;
const LONG: u8 = 2;
const TRUNCATED: u8 = 4;
const OPEN: u8 = 8;

/// What items are compared by: at most 1,430 bytes stored, made once for each item.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Fingerprint {
    flags: u8,
    /// How much the text says: its tokens, and the characters that were not read.
    pub(super) extent: u16,
    /// A sum over the numbers of a text that has more facts than are kept; otherwise 0.
    pub(super) numbers: u32,
    /// The tokens of the headline and of the opening of the text.
    pub(super) title: Vec<u16>,
    pub(super) lead: Vec<u16>,
    /// Where clauses and sentences end in them.
    pub(super) title_breaks: Vec<Break>,
    pub(super) breaks: Vec<Break>,
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
        let unread = text.chars().skip(MAX_TEXT_CHARS).count();
        let whole = text.trim_end();
        let text = boilerplate::normalize(text, MAX_TEXT_CHARS);
        let (text, mut ending) = boilerplate::strip_body(&text);
        if unread > 0 {
            // Where reading stopped is no end that the site gave the text.
            ending = if whole.ends_with('…') || whole.ends_with("..") { Ending::Cut } else { Ending::Complete };
        }
        let truncated = ending != Ending::Complete;
        let recurring = words::is_recurring_headline(title);
        let mut title = tokenizer::tokenize(title, false);
        let mut text = tokenizer::tokenize(&text, truncated || unread > 0);
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
        if ending == Ending::Open {
            flags |= OPEN;
        }
        let extent = u16::try_from(text.tokens.len() + unread).unwrap_or(u16::MAX);
        let numbers = text.facts.iter().filter(|fact| fact.is_number());
        let numbers = numbers.fold(0, |sum: u32, fact| sum.wrapping_add(mix(fact.value ^ u32::from(fact.context))));
        let text_facts = distinct(text.facts, TEXT_FACTS);
        let trigrams = text.tokens.windows(3);
        let mut sketch: Vec<u32> =
            trigrams.map(|row| row.iter().fold(0, |sum, token| mix(sum ^ u32::from(*token)))).collect();
        sketch.sort_unstable();
        sketch.dedup();
        sketch.truncate(SKETCH_HASHES);
        title.tokens.truncate(TITLE_TOKENS);
        text.tokens.truncate(LEAD_TOKENS);
        title.breaks.truncate(TITLE_BREAKS);
        text.breaks.truncate(LEAD_BREAKS);
        Fingerprint {
            flags,
            extent,
            numbers: if text_facts.len() < TEXT_FACTS { 0 } else { numbers },
            title: title.tokens,
            lead: text.tokens,
            title_breaks: title.breaks,
            breaks: text.breaks,
            title_facts: distinct(title.facts, TITLE_FACTS),
            text_facts,
            sketch,
            ..Fingerprint::default()
        }
        .with_derived()
    }

    /// The stored form: version, flags, extent, sum of numbers, the seven lengths (little-endian `u16`), then the lists.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION, self.flags];
        bytes.extend(self.extent.to_le_bytes());
        bytes.extend(self.numbers.to_le_bytes());
        let words = [&self.title, &self.lead, &self.title_breaks, &self.breaks];
        let lengths = words.iter().map(|list| list.len());
        let lengths = lengths.chain([self.title_facts.len(), self.text_facts.len(), self.sketch.len()]);
        lengths.for_each(|length| bytes.extend((length as u16).to_le_bytes()));
        words.into_iter().flatten().for_each(|word| bytes.extend(word.to_le_bytes()));
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
        let extent = u16::from_le_bytes(take(&mut rest)?);
        let numbers = u32::from_le_bytes(take(&mut rest)?);
        let mut length = |max: usize| {
            let length = usize::from(u16::from_le_bytes(take::<2>(&mut rest)?));
            (length <= max).then_some(length)
        };
        let (title, lead) = (length(TITLE_TOKENS)?, length(LEAD_TOKENS)?);
        let (title_breaks, breaks) = (length(TITLE_BREAKS)?, length(LEAD_BREAKS)?);
        let (title_facts, text_facts, sketch) = (length(TITLE_FACTS)?, length(TEXT_FACTS)?, length(SKETCH_HASHES)?);
        if version != VERSION || flags & !(RECURRING | LONG | TRUNCATED | OPEN) != 0 {
            return None;
        }
        let mut words = |length: usize| list(&mut rest, length, u16::from_le_bytes);
        let (title, lead, title_breaks, breaks) = (words(title)?, words(lead)?, words(title_breaks)?, words(breaks)?);
        let mut facts = |length: usize| {
            list(&mut rest, length, |[a, b, c, d, e, f, g, h]: [u8; 8]| Fact {
                key: u16::from_le_bytes([a, b]),
                context: u16::from_le_bytes([c, d]),
                value: u32::from_le_bytes([e, f, g, h]),
            })
        };
        let (title_facts, text_facts) = (facts(title_facts)?, facts(text_facts)?);
        let sketch = list(&mut rest, sketch, u32::from_le_bytes).filter(|sketch| sketch.is_sorted())?;
        let stored = Fingerprint {
            flags,
            extent,
            numbers,
            title,
            lead,
            title_breaks,
            breaks,
            title_facts,
            text_facts,
            sketch,
            ..Fingerprint::default()
        };
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

    /// Of the start of a stored form: whether the text breaks off, and how much it says. `None` for another version.
    pub(crate) fn extent(mut stored: &[u8]) -> Option<(bool, u16)> {
        let [version, flags, low, high] = take(&mut stored)?;
        (version == VERSION).then(|| (flags & TRUNCATED != 0, u16::from_le_bytes([low, high])))
    }

    /// Whether the headline does not identify a story: it recurs over different stories, or is very short.
    pub(crate) fn has_recurring_title(&self) -> bool {
        self.flags & RECURRING != 0
    }

    /// Whether the text breaks off before the end of its item.
    pub(super) fn is_teaser(&self) -> bool {
        self.flags & TRUNCATED != 0
    }

    /// Whether the text has no end, and the site does not say that there is more.
    pub(super) fn is_open(&self) -> bool {
        self.flags & OPEN != 0
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

/// The first `max` different facts in reading order, those that turn a statement round before all others.
fn distinct(mut facts: Vec<Fact>, max: usize) -> Vec<Fact> {
    let mut seen = BTreeSet::new();
    let reversal = Fact::reversal(0).key;
    facts.sort_by_key(|fact| fact.key != reversal);
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
