//! The decision whether two fingerprints are of the same story. Facts are compared first, because that is cheap and a
//! contradiction is final; then the words are aligned.

use super::alignment::{Alignment, Sides};
use super::fingerprint::Fingerprint;
use super::token::{Fact, bigram};

/// A lead with fewer tokens is no text to compare.
const MIN_LEAD_TOKENS: usize = 12;

impl Fingerprint {
    /// Whether both items tell the same story in nearly the same words. Symmetric. Takes well under a microsecond for items
    /// that have nothing in common, and a few for copies.
    pub(crate) fn same(&self, other: &Fingerprint) -> bool {
        // A fixed order makes the result symmetric: of two alignments of the same length, the order decides which is found.
        let swapped = (&self.title, &self.lead) > (&other.title, &other.lead);
        let (a, b) = if swapped { (other, self) } else { (self, other) };
        same(a, b)
    }

    /// Whether both items are the same, the other one in its stored form. False if the bytes are not from this version, and
    /// if they are of a kind that recurs and not of the `same_edition`. Most items contradict each other, and then only the
    /// facts are derived.
    pub(crate) fn is_same_as_stored(&self, bytes: &[u8], same_edition: bool) -> bool {
        Fingerprint::stored_lists(bytes).is_some_and(|stored| {
            let other = stored.with_derived_facts();
            let is_next = !same_edition && (self.has_recurring_title() || other.has_recurring_title());
            !is_next && !contradict(self, &other) && self.same(&other.with_bigrams())
        })
    }
}

fn same(a: &Fingerprint, b: &Fingerprint) -> bool {
    if contradict(a, b) || count_shared(&a.bigrams, &b.bigrams) < 4 {
        return false;
    }
    let title = Alignment::of(&Sides {
        left: &a.title,
        right: &b.title,
        a,
        b,
        breaks: (&a.title_breaks, &b.title_breaks),
        truncated: (false, false),
        is_title: true,
    });
    if title.conflict {
        return false;
    }
    let equal_titles = a.title == b.title;
    if a.lead.len().min(b.lead.len()) < MIN_LEAD_TOKENS {
        // Only the headlines can be compared: they must be equal and identify the story.
        let both_short = a.lead.len().max(b.lead.len()) < MIN_LEAD_TOKENS;
        let compatible_leads = !both_short || a.lead == b.lead || a.lead.is_empty() || b.lead.is_empty();
        return equal_titles
            && compatible_leads
            && a.title.len() >= 10
            && !a.has_recurring_title()
            && !b.has_recurring_title();
    }
    let text = Alignment::of(&Sides {
        left: &a.lead,
        right: &b.lead,
        a,
        b,
        breaks: (&a.breaks, &b.breaks),
        truncated: (a.is_truncated(), b.is_truncated()),
        is_title: false,
    });
    if text.conflict {
        return false;
    }
    let shorter = a.lead.len().min(b.lead.len());
    // A short addition to what is otherwise a copy is there because something happened; a full report says more in any case.
    let is_report = |item: &Fingerprint, other: &Fingerprint| u32::from(item.extent) * 2 >= u32::from(other.extent) * 3;
    if (text.news[0] && !is_report(a, b)) || (text.news[1] && !is_report(b, a)) {
        return false;
    }
    let coverage = (text.matched * 100 / shorter).max(bigram_coverage(&a.lead, &b.lead));
    let shared_sketch = count_shared(&a.sketch, &b.sketch);
    if a.is_long() && b.is_long() && shared_sketch * 100 < 40 * a.sketch.len().min(b.sketch.len()) {
        return false;
    }
    if text.substitutions > 0 {
        return false;
    }
    if a.has_recurring_title() || b.has_recurring_title() {
        // Two weather forecasts can differ by a few numbers only, so one lead must be the start of the other, or all numbers
        // must be equal.
        let common_start = a.lead.iter().zip(&b.lead).take_while(|(left, right)| left == right).count();
        let consistent = common_start + 2 >= shorter || (knows_all_numbers(a, b) && knows_all_numbers(b, a));
        let substitutions = title.half_substitutions + title.substitutions;
        return coverage >= 90 && substitutions == 0 && !title.qualified && shorter >= 24 && consistent;
    }
    if title.substitutions + title.half_substitutions == 0 && !title.qualified {
        let required = if equal_titles { 55 } else { 70 };
        return coverage >= required;
    }
    // Different headlines over the same text. If one is the other with a word replaced, it is another story.
    let title_similarity = title.matched * 100 / a.title.len().min(b.title.len()).max(1);
    coverage >= 85
        && concerns(a, b)
        && concerns(b, a)
        && shorter >= 40
        && (title_similarity < 50 || (title.substitutions == 0 && !title.qualified))
}

/// Whether a fact of one item contradicts the other.
fn contradict(a: &Fingerprint, b: &Fingerprint) -> bool {
    values_differ(&a.title_facts, &b.title_facts)
        || title_has_unknown_fact(&a.title_facts, b)
        || title_has_unknown_fact(&b.title_facts, a)
        || values_differ(&a.facts, &b.facts)
        || values_differ(&a.text_facts, &b.text_facts)
        || values_differ_in_context(&a.facts, &b.facts)
        || (a.numbers != b.numbers && a.numbers != 0 && b.numbers != 0)
        || has_own_reversal(a, b)
        || has_own_reversal(b, a)
}

/// Whether an item has an outcome that turns a statement round and that the other one lacks although its text does not break
/// off: cancelled, postponed, dead, not to be drunk.
fn has_own_reversal(item: &Fingerprint, other: &Fingerprint) -> bool {
    if other.is_teaser() {
        return false;
    }
    let key = Fact::reversal(0).key;
    let has = |item: &Fingerprint, value: u32| item.facts.iter().any(|fact| fact.key == key && fact.value == value);
    item.facts.iter().any(|fact| fact.key == key && !has(other, fact.value))
}

/// Whether a headline has a fact that the other item contains neither in its headline nor in its text, although it is a number
/// or the other item has facts of the same kind.
fn title_has_unknown_fact(title: &[Fact], other: &Fingerprint) -> bool {
    title.iter().any(|fact| {
        let known = other.facts.iter().any(|has| has.key == fact.key && has.value == fact.value);
        let same_kind = other.facts.iter().any(|has| has.key == fact.key);
        !known && (same_kind || fact.is_number())
    })
}

/// Whether there is a key for which each list has a value that the other has not. Both lists are sorted by key and value.
fn values_differ(a: &[Fact], b: &[Fact]) -> bool {
    let (mut x, mut y) = (0, 0);
    while x < a.len() && y < b.len() {
        let key = a[x].key;
        if key != b[y].key {
            if key < b[y].key {
                x += 1
            } else {
                y += 1
            }
            continue;
        }
        let (mut only_a, mut only_b) = (false, false);
        loop {
            let left = a.get(x).filter(|fact| fact.key == key);
            let right = b.get(y).filter(|fact| fact.key == key);
            match (left, right) {
                (None, None) => break,
                (Some(left), Some(right)) if left.value == right.value => {
                    let value = left.value;
                    x = skip(a, x, key, value);
                    y = skip(b, y, key, value);
                }
                (Some(left), right) if right.is_none_or(|right| left.value < right.value) => {
                    only_a = true;
                    x = skip(a, x, key, left.value);
                }
                (_, Some(right)) => {
                    only_b = true;
                    y = skip(b, y, key, right.value);
                }
                (Some(_), None) => break,
            }
        }
        if only_a && only_b {
            return true;
        }
    }
    false
}

/// The index behind all facts with a key and value.
fn skip(facts: &[Fact], mut at: usize, key: u16, value: u32) -> usize {
    while facts.get(at).is_some_and(|fact| fact.key == key && fact.value == value) {
        at += 1;
    }
    at
}

/// Whether the lists have different values in the same context, and none in common: 受伤3人 and 受伤5人.
fn values_differ_in_context(a: &[Fact], b: &[Fact]) -> bool {
    let context = |fact: &Fact| (fact.context != 0).then_some((fact.key, fact.context));
    a.iter().any(|fact| {
        let Some(here) = context(fact) else {
            return false;
        };
        let mut others = b.iter().filter(|has| context(has) == Some(here)).peekable();
        others.peek().is_some()
            && !others.any(|has| a.iter().any(|own| context(own) == Some(here) && own.value == has.value))
    })
}

/// Whether an item's headline has something in common with the text of both: what a page says below each of its items has not.
fn concerns(item: &Fingerprint, other: &Fingerprint) -> bool {
    let in_text = |fact: &Fact| item.text_facts.iter().any(|has| has.key == fact.key && has.value == fact.value);
    let known = item.title.windows(2).filter(|pair| other.bigrams.binary_search(&bigram(pair)).is_ok());
    let required = if count_shared_numbers(item, other) > 1 { 1 } else { 2 };
    known.count() >= required || item.title_facts.iter().any(|fact| fact.is_number() && in_text(fact))
}

/// Whether the other item contains all numbers of an item.
fn knows_all_numbers(item: &Fingerprint, other: &Fingerprint) -> bool {
    item.facts
        .iter()
        .filter(|fact| fact.is_number())
        .all(|fact| other.facts.iter().any(|has| has.key == fact.key && has.value == fact.value))
}

/// How many numbers the items have in common.
fn count_shared_numbers(a: &Fingerprint, b: &Fingerprint) -> usize {
    let mut found: Vec<(u16, u32)> =
        a.facts.iter().filter(|fact| fact.is_number()).map(|fact| (fact.key, fact.value)).collect();
    found.dedup();
    found.retain(|(key, value)| b.facts.iter().any(|has| has.key == *key && has.value == *value));
    found.len()
}

/// The size of the intersection of two sorted lists.
fn count_shared(a: &[u32], b: &[u32]) -> usize {
    let (mut x, mut y, mut count) = (0, 0, 0);
    while let (Some(left), Some(right)) = (a.get(x), b.get(y)) {
        match left.cmp(right) {
            std::cmp::Ordering::Less => x += 1,
            std::cmp::Ordering::Greater => y += 1,
            std::cmp::Ordering::Equal => {
                count += 1;
                x += 1;
                y += 1;
            }
        }
    }
    count
}

/// How many percent of the bigrams of the shorter text the longer one contains in any order: clauses may have moved.
fn bigram_coverage(a: &[u16], b: &[u16]) -> usize {
    let bigrams = |tokens: &[u16]| {
        let mut bigrams: Vec<u32> = tokens.windows(2).map(bigram).collect();
        bigrams.sort_unstable();
        bigrams.dedup();
        bigrams
    };
    let (a, b) = (bigrams(a), bigrams(b));
    count_shared(&a, &b) * 100 / a.len().min(b.len()).max(1)
}
