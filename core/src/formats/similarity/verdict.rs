//! The decision. TopicItem first, since they are cheap and final; then the words, aligned one by one.

use std::ops::Range;

use super::Fingerprint;
use super::tokenizer::{FIGURE, Fact, HARD, han, outcome};
use super::words::{CONTRASTS, FLIPS};

/// Fewer tokens than this are no text to compare.
const NO_TEXT: usize = 12;

pub(super) fn same(a: &Fingerprint, b: &Fingerprint) -> bool {
    if contradict(a, b) || shared(&a.pairs, &b.pairs) < 4 {
        return false;
    }
    let title = Alignment::of(&Sides { left: &a.title, right: &b.title, a, b, cut: (false, false) });
    if title.conflict {
        return false;
    }
    let equal = a.title == b.title;
    if a.lead.len().min(b.lead.len()) < NO_TEXT {
        // Nothing but the headline: the very same one, and one that says something.
        let barely = a.lead.len().max(b.lead.len()) < NO_TEXT;
        let same_text = !barely || a.lead == b.lead || a.lead.is_empty() || b.lead.is_empty();
        return equal && same_text && a.title.len() >= 10 && !a.recurring() && !b.recurring();
    }
    let text = Alignment::of(&Sides { left: &a.lead, right: &b.lead, a, b, cut: (a.cut(), b.cut()) });
    if text.conflict {
        return false;
    }
    let shorter = a.lead.len().min(b.lead.len());
    let cover = (text.matched * 100 / shorter).max(covered(&a.lead, &b.lead));
    if a.long() && b.long() && shared(&a.sketch, &b.sketch) * 100 < 40 * a.sketch.len().min(b.sketch.len()) {
        return false;
    }
    if text.exchanged > 0 {
        return false;
    }
    if a.recurring() || b.recurring() {
        // Yesterday's forecast in the same words, without its date, is not today's; a teaser is the beginning of its text.
        let run = a.lead.iter().zip(&b.lead).take_while(|(left, right)| left == right).count();
        let whole = run + 2 >= shorter || (all_known(a, b) && all_known(b, a));
        let replaced = text.replaced + title.replaced + title.exchanged;
        return cover >= 90 && replaced == 0 && shorter >= 24 && whole;
    }
    let figures = shared_figures(a, b);
    let allowed = (figures / 3).min(2);
    if title.exchanged + title.replaced == 0 {
        let enough = if equal { 55 } else { 70 };
        return cover >= enough && text.replaced <= allowed;
    }
    // Another headline over the same text. One that is the same sentence with another word in it is another story.
    let likeness = title.matched * 100 / a.title.len().min(b.title.len()).max(1);
    cover >= 85 && shorter >= 40 && text.replaced == 0 && (likeness < 50 || title.exchanged == 0)
}

/// Whether one says what the other says otherwise.
fn contradict(a: &Fingerprint, b: &Fingerprint) -> bool {
    both_say_more(&a.title_sorted, &b.title_sorted)
        || title_alone(&a.title_sorted, b)
        || title_alone(&b.title_sorted, a)
        || both_say_more(&a.facts, &b.facts)
        || both_say_more(&a.text_sorted, &b.text_sorted)
        || contexts_differ(&a.facts, &b.facts)
}

/// A fact of one headline that the other item does not know at all, headline or text.
fn title_alone(title: &[Fact], other: &Fingerprint) -> bool {
    title.iter().any(|fact| {
        let known = other.facts.iter().any(|has| has.key == fact.key && has.value == fact.value);
        let spoken_of = other.facts.iter().any(|has| has.key == fact.key);
        !known && (spoken_of || is_number(fact))
    })
}

fn is_number(fact: &Fact) -> bool {
    fact.key & FIGURE != 0
}

/// For some kind of thing each names one that the other does not. Both lists by key and value.
fn both_say_more(a: &[Fact], b: &[Fact]) -> bool {
    let (mut at, mut of) = (0, 0);
    while at < a.len() && of < b.len() {
        let key = a[at].key;
        if key != b[of].key {
            if key < b[of].key {
                at += 1
            } else {
                of += 1
            }
            continue;
        }
        let (mut only_a, mut only_b) = (false, false);
        loop {
            let left = a.get(at).filter(|fact| fact.key == key);
            let right = b.get(of).filter(|fact| fact.key == key);
            match (left, right) {
                (None, None) => break,
                (Some(left), Some(right)) if left.value == right.value => {
                    let value = left.value;
                    at = skip(a, at, key, value);
                    of = skip(b, of, key, value);
                }
                (Some(left), right) if right.is_none_or(|right| left.value < right.value) => {
                    only_a = true;
                    at = skip(a, at, key, left.value);
                }
                (_, Some(right)) => {
                    only_b = true;
                    of = skip(b, of, key, right.value);
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

fn skip(facts: &[Fact], mut at: usize, key: u16, value: u32) -> usize {
    while facts.get(at).is_some_and(|fact| fact.key == key && fact.value == value) {
        at += 1;
    }
    at
}

/// 受伤3人 and 受伤5人: after the same words other values, and none in common.
fn contexts_differ(a: &[Fact], b: &[Fact]) -> bool {
    let place = |fact: &Fact| (fact.context != 0).then_some((fact.key, fact.context));
    a.iter().any(|fact| {
        let Some(here) = place(fact) else {
            return false;
        };
        let mut there = b.iter().filter(|has| place(has) == Some(here)).peekable();
        there.peek().is_some()
            && !there.any(|has| a.iter().any(|own| place(own) == Some(here) && own.value == has.value))
    })
}

/// Whether the other item knows every figure of this one.
fn all_known(of: &Fingerprint, other: &Fingerprint) -> bool {
    of.facts
        .iter()
        .filter(|fact| is_number(fact))
        .all(|fact| other.facts.iter().any(|has| has.key == fact.key && has.value == fact.value))
}

/// How many figures both know.
fn shared_figures(a: &Fingerprint, b: &Fingerprint) -> usize {
    let mut found: Vec<(u16, u32)> =
        a.facts.iter().filter(|fact| is_number(fact)).map(|fact| (fact.key, fact.value)).collect();
    found.dedup();
    found.retain(|(key, value)| b.facts.iter().any(|has| has.key == *key && has.value == *value));
    found.len()
}

/// The length of the intersection of two sorted lists.
fn shared(a: &[u32], b: &[u32]) -> usize {
    let (mut at, mut of, mut count) = (0, 0, 0);
    while let (Some(left), Some(right)) = (a.get(at), b.get(of)) {
        match left.cmp(right) {
            std::cmp::Ordering::Less => at += 1,
            std::cmp::Ordering::Greater => of += 1,
            std::cmp::Ordering::Equal => {
                count += 1;
                at += 1;
                of += 1;
            }
        }
    }
    count
}

/// Of the pairs of tokens of the shorter text, the share that the longer has, wherever: clauses may have moved.
fn covered(a: &[u16], b: &[u16]) -> usize {
    let pairs = |tokens: &[u16]| {
        let mut pairs: Vec<u32> = tokens.windows(2).map(|row| u32::from(row[0]) << 16 | u32::from(row[1])).collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    };
    let (a, b) = (pairs(a), pairs(b));
    shared(&a, &b) * 100 / a.len().min(b.len()).max(1)
}

/// Two rows of tokens and the items they are of.
struct Sides<'a> {
    left: &'a [u16],
    right: &'a [u16],
    a: &'a Fingerprint,
    b: &'a Fingerprint,
    /// Whether the row breaks off, so that it may end in half a word.
    cut: (bool, bool),
}

/// Two rows laid side by side.
struct Alignment {
    matched: usize,
    /// Words that stand in one where others stand in the other, each unknown to the other item. Nobody here can tell 上海 for
    /// 广州 from 调集 for 出动, so one is enough.
    exchanged: usize,
    /// The same where only one of the two is unknown to the other item.
    replaced: usize,
    /// A number, a name or a direction stands where another stands, or a 未 or 副 is only in one.
    conflict: bool,
    /// Short gaps with something on both sides.
    swaps: Vec<(Vec<u16>, Vec<u16>)>,
}

impl Alignment {
    fn of(sides: &Sides<'_>) -> Alignment {
        let (left, right) = (sides.left, sides.right);
        let mut out = Alignment { matched: 0, exchanged: 0, replaced: 0, conflict: false, swaps: Vec::new() };
        let matches = longest(left, right);
        out.matched = matches.len();
        let (mut x, mut y) = (0, 0);
        let mut index = 0;
        while index <= matches.len() {
            // One matched token between two gaps is chance: 草莓 and 蓝莓.
            let (from_x, from_y) = (x, y);
            let (mut to_x, mut to_y) = matches.get(index).copied().unwrap_or((left.len(), right.len()));
            if to_x > from_x || to_y > from_y {
                while let (Some((mx, my)), Some((nx, ny))) = (matches.get(index), matches.get(index + 1)) {
                    if nx - mx <= 1 && ny - my <= 1 {
                        break;
                    }
                    (to_x, to_y) = (*nx, *ny);
                    index += 1;
                }
                out.gap(sides, from_x..to_x, from_y..to_y);
            }
            (x, y) = (to_x + 1, to_y + 1);
            index += 1;
        }
        out.conflict |= out.mirrored();
        out
    }

    /// Two names have changed places: who won and who lost. A clause that moved leaves gaps with one side empty.
    fn mirrored(&self) -> bool {
        self.swaps.iter().enumerate().any(|(at, (here, there))| {
            self.swaps[at + 1..].iter().any(|(here_too, there_too)| alike(here, there_too) && alike(there, here_too))
        })
    }

    fn gap(&mut self, sides: &Sides<'_>, x: Range<usize>, y: Range<usize>) {
        let (here, there) = (&sides.left[x.clone()], &sides.right[y.clone()]);
        let end = x.end == sides.left.len() && y.end == sides.right.len();
        if end && ((sides.cut.0 && here.len() <= 2) || (sides.cut.1 && there.len() <= 2)) {
            return;
        }
        let flips = |side: &[u16], across: &[u16]| {
            side.len() <= 3 && side.iter().any(|t| han(*t).is_some_and(|c| FLIPS.contains(c)) && !across.contains(t))
        };
        if flips(here, there) || flips(there, here) {
            self.conflict = true;
            return;
        }
        if here.is_empty() || there.is_empty() {
            return;
        }
        if here.len().max(there.len()) <= 6 {
            self.swaps.push((here.to_vec(), there.to_vec()));
        }
        let small = here.len() <= 3 && there.len() <= 3;
        // Known elsewhere in the other item or not: in this place it says another number, place or outcome.
        if small && (exclude(here, there, |token| (token & HARD != 0).then_some(0)) || exclude(here, there, outcome)) {
            self.conflict = true;
            return;
        }
        let new_here = novel(sides.left, &x, sides.b);
        let new_there = novel(sides.right, &y, sides.a);
        if small && new_here.is_empty() != new_there.is_empty() {
            self.replaced += 1;
        }
        if new_here.is_empty() || new_there.is_empty() {
            return;
        }
        let hard = |tokens: &[u16]| tokens.iter().any(|token| token & HARD != 0);
        if (hard(&new_here) && hard(&new_there)) || contrast(&new_here, &new_there) {
            self.conflict = true;
        }
        self.exchanged += 1;
    }
}

/// Each side has one of a kind that the other side has not.
fn exclude(here: &[u16], there: &[u16], kind: impl Fn(u16) -> Option<u16>) -> bool {
    let own = |side: &[u16], across: &[u16]| -> Vec<u16> {
        side.iter().filter(|token| !across.contains(token)).filter_map(|token| kind(*token)).collect()
    };
    let there_alone = own(there, here);
    own(here, there).iter().any(|set| there_alone.contains(set))
}

/// Two tokens in common: a name, or most of one.
fn alike(a: &[u16], b: &[u16]) -> bool {
    a.iter().filter(|token| b.contains(token)).count() >= 2
}

/// The tokens of a gap that the other item has nowhere, told by the pairs they form.
fn novel(row: &[u16], gap: &Range<usize>, other: &Fingerprint) -> Vec<u16> {
    let knows = |a: u16, b: u16| other.pairs.binary_search(&(u32::from(a) << 16 | u32::from(b))).is_ok();
    gap.clone()
        .filter(|at| {
            let at = *at;
            let token = row[at];
            if token & HARD != 0 {
                return !other.lead.contains(&token) && !other.title.contains(&token);
            }
            let before = at > 0 && knows(row[at - 1], token);
            let after = at + 1 < row.len() && knows(token, row[at + 1]);
            !before && !after
        })
        .map(|at| row[at])
        .collect()
}

fn contrast(a: &[u16], b: &[u16]) -> bool {
    if a.len().max(b.len()) > 4 {
        return false;
    }
    let chars = |tokens: &[u16]| -> Vec<char> { tokens.iter().filter_map(|token| han(*token)).collect() };
    let (a, b) = (chars(a), chars(b));
    CONTRASTS.iter().any(|set| {
        a.iter().any(|c| set.contains(*c) && !b.contains(c)) && b.iter().any(|c| set.contains(*c) && !a.contains(c))
    })
}

/// A longest common subsequence, as pairs of positions. What both begin and end with is matched first: near copies are
/// nearly all of that, and the table is the cost.
fn longest(a: &[u16], b: &[u16]) -> Vec<(usize, usize)> {
    let head = a.iter().zip(b).take_while(|(left, right)| left == right).count();
    let (a_rest, b_rest) = (&a[head..], &b[head..]);
    let tail = a_rest.iter().rev().zip(b_rest.iter().rev()).take_while(|(left, right)| left == right).count();
    let (mid_a, mid_b) = (&a_rest[..a_rest.len() - tail], &b_rest[..b_rest.len() - tail]);
    let mut matches: Vec<(usize, usize)> = (0..head).map(|at| (at, at)).collect();
    let width = mid_b.len() + 1;
    let mut table = vec![0_u16; (mid_a.len() + 1) * width];
    for (x, left) in mid_a.iter().enumerate().rev() {
        for (y, right) in mid_b.iter().enumerate().rev() {
            table[x * width + y] = if left == right {
                table[(x + 1) * width + y + 1] + 1
            } else {
                table[(x + 1) * width + y].max(table[x * width + y + 1])
            };
        }
    }
    let (mut x, mut y) = (0, 0);
    while x < mid_a.len() && y < mid_b.len() {
        if mid_a[x] == mid_b[y] {
            matches.push((head + x, head + y));
            x += 1;
            y += 1;
        } else if table[(x + 1) * width + y] >= table[x * width + y + 1] {
            x += 1;
        } else {
            y += 1;
        }
    }
    matches.extend((0..tail).map(|at| (a.len() - tail + at, b.len() - tail + at)));
    matches
}
