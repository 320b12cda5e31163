//! Aligns two token sequences and judges the gaps between the matches.

use std::ops::Range;

use super::fingerprint::Fingerprint;
use super::reversals::NEGATIONS;
use super::scanner::Break;
use super::token::{Fact, bigram, exact, han, han_char, hash, is_exact, is_particle, key, outcome_set};
use super::tokenizer::is_reversal;
use super::words::{EXCLUSIVE_CHARACTERS, NEGATING_CHARACTERS};

/// Two token sequences and the items that they are from.
pub(super) struct Sides<'a> {
    pub(super) left: &'a [u16],
    pub(super) right: &'a [u16],
    pub(super) a: &'a Fingerprint,
    pub(super) b: &'a Fingerprint,
    /// Where clauses and sentences end in each sequence.
    pub(super) breaks: (&'a [Break], &'a [Break]),
    /// Whether each sequence breaks off, so that it may end within a word.
    pub(super) truncated: (bool, bool),
    pub(super) is_title: bool,
}

/// The result of aligning two token sequences.
pub(super) struct Alignment {
    /// How many tokens are matched.
    pub(super) matched: usize,
    /// How many times words were replaced by others; in a headline, by others that are unknown to the other item. One is enough
    /// for a different story, because a synonym (出动 for 调集) cannot be told from another name (广州 for 上海), and a name of
    /// several that both texts list stands elsewhere in them too.
    pub(super) substitutions: usize,
    /// How many times words of a headline were replaced by others, of which only one side is unknown to the other item.
    pub(super) half_substitutions: usize,
    /// Whether a number, a name or a direction was replaced by another, or only one side has a 未 or 副.
    pub(super) conflict: bool,
    /// Whether only one side of two headlines has a word within a clause.
    pub(super) qualified: bool,
    /// Whether each side has a sentence of its own with a fact or with what a headline names, or an inner clause of its own.
    pub(super) news: [bool; 2],
    /// Both sides of short gaps in which words were replaced.
    replacements: Vec<(Vec<u16>, Vec<u16>)>,
}

impl Alignment {
    pub(super) fn of(sides: &Sides<'_>) -> Alignment {
        let (left, right) = (sides.left, sides.right);
        let matches = longest_common_subsequence(left, right);
        let mut out = Alignment {
            matched: matches.len(),
            substitutions: 0,
            half_substitutions: 0,
            conflict: false,
            qualified: false,
            news: [false; 2],
            replacements: Vec::new(),
        };
        let (mut x, mut y) = (0, 0);
        let mut index = 0;
        while index <= matches.len() {
            // A single matched token between two gaps is a coincidence and part of the gap: 草莓 and 蓝莓.
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
                out.add_gap(sides, from_x..to_x, from_y..to_y);
            }
            (x, y) = (to_x + 1, to_y + 1);
            index += 1;
        }
        out.conflict |= out.has_swapped_names();
        out
    }

    /// Whether two names have changed places, such as winner and loser. A clause that moved is no replacement, because its gaps
    /// have one empty side.
    fn has_swapped_names(&self) -> bool {
        self.replacements.iter().enumerate().any(|(index, (here, there))| {
            let later = &self.replacements[index + 1..];
            later.iter().any(|(here_too, there_too)| is_same_name(here, there_too) && is_same_name(there, here_too))
        })
    }

    /// Judges words that only one side has. A sentence may be added, or a clause at its end; a word within a clause is a part
    /// of what the clause says: 假冒, 除杨林镇外的, 可能.
    fn add_insertion(&mut self, sides: &Sides<'_>, side: usize, gap: Range<usize>, new: &[u16]) {
        let (row, other, breaks) = match side {
            0 => (sides.left, sides.right, sides.breaks.0),
            _ => (sides.right, sides.left, sides.breaks.1),
        };
        // If what stands before the words is also their end, they may as well have been added before it.
        let (mut start, mut end) = (gap.start, gap.end);
        while start > 0 && row[start - 1] == row[end - 1] {
            (start, end) = (start - 1, end - 1);
        }
        let mut best = 0;
        loop {
            best = best.max(match (level(breaks, row, start), level(breaks, row, end)) {
                (0, _) | (_, 0) => 0,
                (2, 2) => 2,
                _ if end == row.len() => 2,
                _ => 1,
            });
            if end == row.len() || row[start] != row[end] {
                break;
            }
            (start, end) = (start + 1, end + 1);
        }
        if sides.is_title {
            let is_new = |token: &u16| !is_particle(*token) && !other.contains(token);
            self.qualified |= best == 0 && new.iter().any(is_new) && !is_home(&row[gap], sides);
            return;
        }
        let words = &row[gap];
        let named = |row: &[u16]| [sides.a, sides.b].iter().any(|item| item.title.windows(3).any(|name| name == row));
        match best {
            0 => self.conflict |= !is_home(words, sides),
            1 => self.news[side] = true,
            // A sentence that has nothing new has moved.
            _ if new.is_empty() => {}
            _ => self.news[side] |= words.iter().any(|token| is_exact(*token)) || words.windows(3).any(named),
        }
    }

    /// Judges the tokens between two matches.
    fn add_gap(&mut self, sides: &Sides<'_>, x: Range<usize>, y: Range<usize>) {
        let (here, there) = (&sides.left[x.clone()], &sides.right[y.clone()]);
        let at_end = x.end == sides.left.len() && y.end == sides.right.len();
        let (left_truncated, right_truncated) = sides.truncated;
        // A text without a full stop that ends where a sentence of the other one ends does not break off.
        let (left_breaks, right_breaks) = sides.breaks;
        let breaks_off = |rest: &[u16], item: &Fingerprint, other: u8| {
            rest.len() <= 2 && !(rest.is_empty() && item.is_open() && !item.is_long() && other == 2)
        };
        if at_end
            && ((left_truncated && breaks_off(here, sides.a, level(right_breaks, sides.right, y.start)))
                || (right_truncated && breaks_off(there, sides.b, level(left_breaks, sides.left, x.start))))
        {
            return;
        }
        let negates = |side: &[u16], other: &[u16]| {
            let is_negation = |token: u16| han_char(token).is_some_and(|c| NEGATING_CHARACTERS.contains(c));
            side.len() <= 3 && side.iter().any(|token| is_negation(*token) && !other.contains(token))
        };
        let new_here = unknown_tokens(sides.left, &x, sides.b);
        let new_there = unknown_tokens(sides.right, &y, sides.a);
        if negates(here, there) || negates(there, here) || reverses(&new_here, sides.b) || reverses(&new_there, sides.a)
        {
            self.conflict = true;
            return;
        }
        let is_word = |token: &u16| !is_particle(*token);
        match (here.iter().any(is_word), there.iter().any(is_word)) {
            (true, true) => {}
            (true, false) => return self.add_insertion(sides, 0, x, &new_here),
            (false, true) => return self.add_insertion(sides, 1, y, &new_there),
            (false, false) => {
                self.conflict |= excludes(here, there, outcome_set);
                return;
            }
        }
        if here.len().max(there.len()) <= 6 {
            self.replacements.push((here.to_vec(), there.to_vec()));
        }
        let small = here.len() <= 3 && there.len() <= 3;
        // Another number, place or outcome at the same position is a conflict, even if the other item contains it elsewhere.
        let exact = |token| is_exact(token).then_some(0);
        if small && (excludes(here, there, exact) || excludes(here, there, outcome_set)) {
            self.conflict = true;
            return;
        }
        if small && new_here.is_empty() != new_there.is_empty() {
            self.half_substitutions += 1;
        }
        // Words that both sides have elsewhere may be another name of a list. Only whole sentences of them have moved.
        let is_whole =
            |row, breaks, gap: &Range<usize>| level(breaks, row, gap.start).min(level(breaks, row, gap.end)) == 2;
        let moved = new_here.is_empty()
            && new_there.is_empty()
            && is_whole(sides.left, left_breaks, &x)
            && is_whole(sides.right, right_breaks, &y);
        if !sides.is_title && !moved {
            self.substitutions += 1;
        }
        if new_here.is_empty() || new_there.is_empty() {
            return;
        }
        let has_exact = |tokens: &[u16]| tokens.iter().any(|token| is_exact(*token));
        if (has_exact(&new_here) && has_exact(&new_there)) || has_exclusive_characters(&new_here, &new_there) {
            self.conflict = true;
        }
        self.substitutions += 1;
    }
}

/// Whether the words are the county's name, in items that name no other county: 嵩明县杨林镇 is 杨林镇.
fn is_home(words: &[u16], sides: &Sides<'_>) -> bool {
    let home = hash("嵩明".bytes());
    let county = Fact::other(key("县"), 0, home);
    let is_other = |fact: &Fact| fact.key == county.key && fact.value != county.value;
    words.iter().all(|token| *token == exact(home) || *token == han('县'))
        && ![sides.a, sides.b].iter().any(|item| item.facts.iter().any(is_other))
}

/// What ends before a token: nothing, a clause or a sentence.
fn level(breaks: &[Break], row: &[u16], at: usize) -> u8 {
    if at == 0 || at == row.len() {
        return 2;
    }
    let found = breaks.binary_search_by_key(&at, |end| usize::from(*end >> 1));
    found.ok().and_then(|index| breaks.get(index)).map_or(0, |end| 1 + (*end & 1) as u8)
}

/// Whether words of a gap that the other item does not contain turn a statement round.
fn reverses(unknown: &[u16], other: &Fingerprint) -> bool {
    unknown.iter().any(|token| match han_char(*token) {
        Some(c) => NEGATIONS.contains(c),
        None => is_reversal(*token) && !other.lead.contains(token) && !other.title.contains(token),
    })
}

/// Whether each side has a token of the same kind that the other side has not.
fn excludes(here: &[u16], there: &[u16], kind: impl Fn(u16) -> Option<u16>) -> bool {
    let only = |side: &[u16], other: &[u16]| -> Vec<u16> {
        side.iter().filter(|token| !other.contains(token)).filter_map(|token| kind(*token)).collect()
    };
    let only_there = only(there, here);
    only(here, there).iter().any(|kind| only_there.contains(kind))
}

/// Whether two tokens are in common: a name, or most of one.
fn is_same_name(a: &[u16], b: &[u16]) -> bool {
    a.iter().filter(|token| b.contains(token)).count() >= 2
}

/// The tokens of a gap that the other item does not contain. A token that is not exact is looked up with its neighbours.
fn unknown_tokens(row: &[u16], gap: &Range<usize>, other: &Fingerprint) -> Vec<u16> {
    let knows = |pair: &[u16]| other.bigrams.binary_search(&bigram(pair)).is_ok();
    gap.clone()
        .filter(|at| {
            let at = *at;
            let token = row[at];
            if is_exact(token) {
                return !other.lead.contains(&token) && !other.title.contains(&token);
            }
            let before = at > 0 && knows(&row[at - 1..=at]);
            let after = at + 1 < row.len() && knows(&row[at..=at + 1]);
            !before && !after
        })
        .map(|at| row[at])
        .collect()
}

/// Whether the tokens have different characters of a set whose characters exclude each other.
fn has_exclusive_characters(a: &[u16], b: &[u16]) -> bool {
    if a.len().max(b.len()) > 4 {
        return false;
    }
    let chars = |tokens: &[u16]| -> Vec<char> { tokens.iter().filter_map(|token| han_char(*token)).collect() };
    let (a, b) = (chars(a), chars(b));
    EXCLUSIVE_CHARACTERS.iter().any(|set| {
        a.iter().any(|c| set.contains(*c) && !b.contains(c)) && b.iter().any(|c| set.contains(*c) && !a.contains(c))
    })
}

/// A longest common subsequence as pairs of positions. The common start and end are matched first, because they are most of a
/// copy, and the table for the rest takes quadratic time.
fn longest_common_subsequence(a: &[u16], b: &[u16]) -> Vec<(usize, usize)> {
    let prefix = a.iter().zip(b).take_while(|(left, right)| left == right).count();
    let (a_rest, b_rest) = (&a[prefix..], &b[prefix..]);
    let suffix = a_rest.iter().rev().zip(b_rest.iter().rev()).take_while(|(left, right)| left == right).count();
    let (middle_a, middle_b) = (&a_rest[..a_rest.len() - suffix], &b_rest[..b_rest.len() - suffix]);
    let mut matches: Vec<(usize, usize)> = (0..prefix).map(|at| (at, at)).collect();
    let width = middle_b.len() + 1;
    let mut table = vec![0_u16; (middle_a.len() + 1) * width];
    for (x, left) in middle_a.iter().enumerate().rev() {
        for (y, right) in middle_b.iter().enumerate().rev() {
            table[x * width + y] = if left == right {
                table[(x + 1) * width + y + 1] + 1
            } else {
                table[(x + 1) * width + y].max(table[x * width + y + 1])
            };
        }
    }
    let (mut x, mut y) = (0, 0);
    while x < middle_a.len() && y < middle_b.len() {
        if middle_a[x] == middle_b[y] {
            matches.push((prefix + x, prefix + y));
            x += 1;
            y += 1;
        } else if table[(x + 1) * width + y] >= table[x * width + y + 1] {
            x += 1;
        } else {
            y += 1;
        }
    }
    matches.extend((0..suffix).map(|at| (a.len() - suffix + at, b.len() - suffix + at)));
    matches
}
