//! Anchors: a few places of an item by which the items that may be the same are found among thousands without comparing each.
//! Two items that have an anchor in common need not be the same. Two that are the same have one in common in all but a few of
//! ten thousand pairs; those are shown as two stories.
//!
//! An anchor is the hash of a few tokens in a row. Which ones is decided by their hashes alone, so a passage that two items
//! have in common has the same anchors in both, wherever it stands: the lowest of every few neighbours (winnowing) where an
//! item may have little in common with its copy, and the lowest of all (MinHash) elsewhere. Each anchor of an item costs a
//! write and two lookups.

use super::fingerprint::Fingerprint;
use super::token::mix;

/// Tokens of an anchor. With fewer, unrelated items share many; with more, a change leaves too few.
const RUN: usize = 4;
/// Neighbours of which one is chosen, in a headline and in the opening of a text: a short copy nearly always opens with the
/// item's opening.
const TITLE_WINDOW: usize = 3;
const OPENING_WINDOW: usize = 8;
/// Tokens of the opening.
const OPENING: usize = 24;
/// Lowest hashes of the whole lead.
const LOWEST: usize = 6;

impl Fingerprint {
    /// The anchors, sorted, each once. They are not stored with the fingerprint; a change of them needs a migration that
    /// derives the stored ones again.
    pub(crate) fn anchors(&self) -> Vec<u32> {
        let mut anchors = Vec::new();
        // Two items with short texts are compared by their headlines, which have to be equal.
        if !self.has_recurring_title() {
            anchors.push(hash_of(&self.title) ^ 1);
        }
        choose(&hashes(&self.title), TITLE_WINDOW, &mut anchors);
        let mut lead = hashes(&self.lead);
        choose(&lead[..(OPENING + 1 - RUN).min(lead.len())], OPENING_WINDOW, &mut anchors);
        lead.sort_unstable();
        lead.dedup();
        anchors.extend(lead.iter().take(LOWEST));
        anchors.sort_unstable();
        anchors.dedup();
        anchors
    }
}

/// The hash of each row of a few tokens.
fn hashes(tokens: &[u16]) -> Vec<u32> {
    tokens.windows(RUN).map(hash_of).collect()
}

/// Adds the lowest hash of each window; of a row that fills none, its lowest.
fn choose(hashes: &[u32], window: usize, anchors: &mut Vec<u32>) {
    anchors.extend(hashes.windows(window.min(hashes.len()).max(1)).filter_map(|row| row.iter().min()));
}

fn hash_of(tokens: &[u16]) -> u32 {
    tokens.iter().fold(0, |sum, token| mix(sum ^ u32::from(*token)))
}
