//! Whether two items of different sources tell one story in nearly the same words: a re-publication, a lightly edited copy, a
//! flash and the fuller version that keeps its headline or its opening.
//!
//! Contract: precision before recall. Two items whose figures, dates, places, offices, names or outcomes differ are never
//! [`Fingerprint::same`]; neither are two where an unknown word stands for another. A
//! missed pair is two cards; a false one hides a story from its reader.
//!
//! What would break it: comparing prints of different [`VERSION`]s (`from_bytes` refuses them), and a text with markup left in
//! it. `same` is symmetric and not transitive: a flash may be the same as two fuller versions that differ from each other,
//! so cards are to be joined only where every pair agrees.
//!
//! A print holds the opening words of its item, if not as UTF-8: it must be deleted together with the item.
//!
//! 繁体 and 简体 are different words here: nothing folds them yet.

mod numbers;
mod places;
mod tokenizer;
mod verdict;
mod words;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use tokenizer::{Fact, Stream, mix};

/// First byte of the stored form. To be raised with every change of what a print holds, word lists included: tokens made with
/// other lists do not match.
const VERSION: u8 = 1;

/// How much of an item is read, in characters.
const LONGEST_TITLE: usize = 200;
const LONGEST_TEXT: usize = 2_000;
/// How much of it is kept.
const TITLE_TOKENS: usize = 64;
const LEAD_TOKENS: usize = 256;
const TITLE_FACTS: usize = 16;
const TEXT_FACTS: usize = 40;
const SKETCH: usize = 32;

const RECURRING: u8 = 1;
const LONG: u8 = 2;
const CUT: u8 = 4;

/// What is compared: at most 1,228 bytes stored, made once per item.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Fingerprint {
    flags: u8,
    /// The headline and the opening of the text, as tokens.
    title: Vec<u16>,
    lead: Vec<u16>,
    /// In reading order: what is dropped when there are too many is the end.
    title_facts: Vec<Fact>,
    text_facts: Vec<Fact>,
    /// The lowest hashes of three tokens in a row, over all that was read. Sorted.
    sketch: Vec<u32>,
    /// Made from the others, not stored. Pairs of tokens of headline and lead; all facts by key and value, and by context.
    pairs: Vec<u32>,
    facts: Vec<Fact>,
    title_sorted: Vec<Fact>,
    text_sorted: Vec<Fact>,
}

impl Fingerprint {
    /// Of the plain text of a headline and of a body or teaser, either of which may be empty.
    pub(crate) fn of(title: &str, text: &str) -> Fingerprint {
        let title = tokenizer::fold(title, LONGEST_TITLE);
        let title = tokenizer::headline(&title);
        let text = tokenizer::fold(text, LONGEST_TEXT);
        let (text, cut) = tokenizer::body(&text);
        let recurring = words::recurring(title);
        let mut head = Stream::read(title, false);
        let mut rest = Stream::read(&text, cut);
        let mut flags = 0;
        if recurring || head.tokens.len() < 6 {
            flags |= RECURRING;
        }
        if rest.tokens.len() > LEAD_TOKENS {
            flags |= LONG;
        }
        if cut {
            flags |= CUT;
        }
        let rows = rest.tokens.windows(3);
        let sketch: BTreeSet<u32> =
            rows.map(|row| row.iter().fold(0, |sum, token| mix(sum ^ u32::from(*token)))).collect();
        head.tokens.truncate(TITLE_TOKENS);
        rest.tokens.truncate(LEAD_TOKENS);
        Fingerprint {
            flags,
            title: head.tokens,
            lead: rest.tokens,
            title_facts: distinct(head.facts, TITLE_FACTS),
            text_facts: distinct(rest.facts, TEXT_FACTS),
            sketch: sketch.into_iter().take(SKETCH).collect(),
            ..Fingerprint::default()
        }
        .prepared()
    }

    /// The stored form: version, flags, five counts (little-endian u16), then the five lists.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION, self.flags];
        let counts =
            [self.title.len(), self.lead.len(), self.title_facts.len(), self.text_facts.len(), self.sketch.len()];
        counts.iter().for_each(|count| bytes.extend((*count as u16).to_le_bytes()));
        self.title.iter().chain(&self.lead).for_each(|token| bytes.extend(token.to_le_bytes()));
        for fact in self.title_facts.iter().chain(&self.text_facts) {
            bytes.extend(fact.key.to_le_bytes());
            bytes.extend(fact.context.to_le_bytes());
            bytes.extend(fact.value.to_le_bytes());
        }
        self.sketch.iter().for_each(|hash| bytes.extend(hash.to_le_bytes()));
        bytes
    }

    /// `None` for anything that this version of [`to_bytes`](Self::to_bytes) would not write.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Fingerprint> {
        let mut rest = bytes;
        let [version, flags] = take::<2>(&mut rest)?;
        let mut count = |most: usize| {
            let count = usize::from(u16::from_le_bytes(take::<2>(&mut rest)?));
            (count <= most).then_some(count)
        };
        let (title, lead) = (count(TITLE_TOKENS)?, count(LEAD_TOKENS)?);
        let (title_facts, text_facts, sketch) = (count(TITLE_FACTS)?, count(TEXT_FACTS)?, count(SKETCH)?);
        if version != VERSION || flags & !(RECURRING | LONG | CUT) != 0 {
            return None;
        }
        let mut tokens = |count: usize| -> Option<Vec<u16>> {
            (0..count).map(|_| take::<2>(&mut rest).map(u16::from_le_bytes)).collect()
        };
        let (title, lead) = (tokens(title)?, tokens(lead)?);
        let mut facts = |count: usize| -> Option<Vec<Fact>> {
            let fact = |[a, b, c, d, e, f, g, h]: [u8; 8]| Fact {
                key: u16::from_le_bytes([a, b]),
                context: u16::from_le_bytes([c, d]),
                value: u32::from_le_bytes([e, f, g, h]),
            };
            (0..count).map(|_| take::<8>(&mut rest).map(fact)).collect()
        };
        let (title_facts, text_facts) = (facts(title_facts)?, facts(text_facts)?);
        let sketch: Option<Vec<u32>> = (0..sketch).map(|_| take::<4>(&mut rest).map(u32::from_le_bytes)).collect();
        let sketch = sketch.filter(|sketch| sketch.is_sorted())?;
        let stored = Fingerprint { flags, title, lead, title_facts, text_facts, sketch, ..Fingerprint::default() };
        rest.is_empty().then(|| stored.prepared())
    }

    /// Whether both tell one story in nearly the same words. Symmetric; well under a microsecond for items that share
    /// nothing, a few for copies of each other.
    pub(crate) fn same(&self, other: &Fingerprint) -> bool {
        // In one order whichever was asked: where two alignments are as long, the choice depends on it.
        let swapped = (&self.title, &self.lead) > (&other.title, &other.lead);
        let (a, b) = if swapped { (other, self) } else { (self, other) };
        verdict::same(a, b)
    }

    fn prepared(mut self) -> Fingerprint {
        let rows = self.title.windows(2).chain(self.lead.windows(2));
        self.pairs = rows.map(|row| u32::from(row[0]) << 16 | u32::from(row[1])).collect();
        self.pairs.sort_unstable();
        self.pairs.dedup();
        let order = |fact: &Fact| (fact.key, fact.value, fact.context);
        self.title_sorted = self.title_facts.clone();
        self.title_sorted.sort_unstable_by_key(order);
        self.text_sorted = self.text_facts.clone();
        self.text_sorted.sort_unstable_by_key(order);
        self.facts = self.title_facts.iter().chain(&self.text_facts).copied().collect();
        self.facts.sort_unstable_by_key(order);
        self
    }

    fn recurring(&self) -> bool {
        self.flags & RECURRING != 0
    }

    /// Whether what is kept of the text breaks off.
    fn cut(&self) -> bool {
        self.flags & (CUT | LONG) != 0
    }

    fn long(&self) -> bool {
        self.flags & LONG != 0
    }
}

/// The first of each, in reading order.
fn distinct(facts: Vec<Fact>, most: usize) -> Vec<Fact> {
    let mut seen = BTreeSet::new();
    facts.into_iter().filter(|fact| seen.insert(*fact)).take(most).collect()
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (head, tail) = rest.split_first_chunk::<N>()?;
    *rest = tail;
    Some(*head)
}
