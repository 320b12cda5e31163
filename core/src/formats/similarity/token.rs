//! Tokens and facts: what an item is compared by. Both are stored, so a change of their codes needs a new version of the
//! fingerprint.
//!
//! A token is a `u16`: a Han character below [`HAN_END`], then the rows of synonyms, the outcomes, hashes of other words, and
//! with [`EXACT`] hashes of numbers, codes and names.

use super::outcomes::{OUTCOMES, PARTICLES};

/// Set in tokens that no other token may replace: numbers, codes, single letters, persons and known places.
const EXACT: u16 = 0x8000;
/// Han characters are numbered from 0 up to here.
const HAN_END: u16 = 0x5200;
const SYNONYM: u16 = HAN_END;
const OUTCOME: u16 = SYNONYM + 0x100;
/// How many outcomes a set can have.
const OUTCOMES_PER_SET: u16 = 16;
/// The set of the particles, and the first one of the reversals: they have the tokens of several sets.
const PARTICLE_SET: u16 = 47;
const FIRST_REVERSAL: u16 = 48;
const _: () = assert!(OUTCOMES.len() <= PARTICLE_SET as usize && PARTICLES.len() <= OUTCOMES_PER_SET as usize);
/// Hashes of all other words, up to [`EXACT`].
const OTHER: u16 = OUTCOME + 0x400;

const FIRST_HAN: u32 = 0x4e00;

/// Set in the keys of facts that are numbers, and not places, offices or outcomes.
const NUMBER_KEY: u16 = 0x8000;

/// A statement of an item that another item about the same story cannot contradict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fact {
    /// The kind of thing: people, days, a town. A hash.
    pub(super) key: u16,
    /// The two tokens before it. A hash, 0 if there are not two in the clause.
    pub(super) context: u16,
    /// The number or name in its normal form. A hash.
    pub(super) value: u32,
}

impl Fact {
    pub(super) fn number(key: u16, context: u16, value: u32) -> Self {
        Self { key: key | NUMBER_KEY, context, value }
    }

    pub(super) fn other(key: u16, context: u16, value: u32) -> Self {
        Self { key: key & !NUMBER_KEY, context, value }
    }

    /// A statement that turns what an item says round, by the number of its outcome.
    pub(super) fn reversal(row: u16) -> Self {
        Self::other(key("reversal"), 0, u32::from(row) + 1)
    }

    pub(super) fn is_number(&self) -> bool {
        self.key & NUMBER_KEY != 0
    }
}

/// 32-bit FNV-1a with mixed bits.
pub(super) fn hash(bytes: impl Iterator<Item = u8>) -> u32 {
    let sum = bytes.fold(0x811c_9dc5_u32, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    mix(sum)
}

/// The final mix of MurmurHash3. FNV alone leaves the high bits of short words equal.
pub(super) fn mix(sum: u32) -> u32 {
    let sum = (sum ^ (sum >> 16)).wrapping_mul(0x85eb_ca6b);
    let sum = (sum ^ (sum >> 13)).wrapping_mul(0xc2b2_ae35);
    sum ^ (sum >> 16)
}

/// The key of a kind of fact.
pub(super) fn key(word: &str) -> u16 {
    (hash(word.bytes()) >> 16) as u16
}

pub(super) fn is_han(c: char) -> bool {
    ('\u{4e00}'..'\u{a000}').contains(&c)
}

/// The token of a Han character.
pub(super) fn han(c: char) -> u16 {
    (c as u32 - FIRST_HAN) as u16
}

/// The character that a token stands for. `None` if it is no Han character.
pub(super) fn han_char(token: u16) -> Option<char> {
    (token < HAN_END).then(|| char::from_u32(FIRST_HAN + u32::from(token))).flatten()
}

/// The token of a row of synonyms.
pub(super) fn synonym(row: u16) -> u16 {
    SYNONYM + row
}

/// The token of an outcome.
pub(super) fn outcome(set: u16, index: u16) -> u16 {
    OUTCOME + set * OUTCOMES_PER_SET + index
}

/// The set of the outcome that a token stands for. `None` if it is no outcome.
pub(super) fn outcome_set(token: u16) -> Option<u16> {
    (OUTCOME..OTHER).contains(&token).then(|| (token - OUTCOME) / OUTCOMES_PER_SET)
}

/// The token of a word that turns a statement round and is in no set of outcomes: each word has its own.
pub(super) fn reversal(word: u16) -> u16 {
    outcome(FIRST_REVERSAL, word)
}

/// The token of a word that may be added or left out, but not replaced: 将, 今天.
pub(super) fn particle(row: u16) -> u16 {
    outcome(PARTICLE_SET, row)
}

pub(super) fn is_particle(token: u16) -> bool {
    outcome_set(token) == Some(PARTICLE_SET)
}

/// The token of any other word.
pub(super) fn other(word: &str) -> u16 {
    OTHER + (hash(word.bytes()) % u32::from(EXACT - OTHER)) as u16
}

/// A token that no other may replace, of a hash.
pub(super) fn exact(hash: u32) -> u16 {
    EXACT | (hash >> 17) as u16
}

pub(super) fn is_exact(token: u16) -> bool {
    token & EXACT != 0
}

/// Two tokens in a row.
pub(super) fn bigram(pair: &[u16]) -> u32 {
    u32::from(pair[0]) << 16 | u32::from(pair[1])
}
