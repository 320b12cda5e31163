//! Anchors: a few places of an item by which the items that may be the same are found among thousands without comparing each.
//! Two items that are the same have an anchor in common, as far as tests with changed and shortened texts can show; two that
//! have one need not be the same.
//!
//! An anchor is the hash of a few tokens in a row. Which ones is decided by their hashes alone: the lowest of every few
//! neighbours (winnowing). So a passage that two items have in common has the same anchors in both, wherever it stands.

use super::fingerprint::Fingerprint;
use super::token::mix;

/// Tokens of an anchor. With fewer, unrelated items share many; with more, a change leaves too few.
const RUN: usize = 4;
/// Neighbours of which one is chosen: in a headline, in the opening of a text, and in the rest of its lead. A short item has
/// little in common even with its copy, so it gets more for its length; its copy, if it is longer, nearly always opens with it.
const TITLE_WINDOW: usize = 2;
const OPENING_WINDOW: usize = 4;
const REST_WINDOW: usize = 16;
/// Tokens of the opening.
const OPENING: usize = 48;

impl Fingerprint {
    /// The anchors, sorted, each once. They are not stored with the fingerprint; a change of them needs a migration that
    /// derives the stored ones again.
    pub(crate) fn anchors(&self) -> Vec<u32> {
        let mut anchors = Vec::new();
        // Two items with short texts are compared by their headlines, which have to be equal.
        if !self.has_recurring_title() {
            anchors.push(hash_of(&self.title) ^ 1);
        }
        choose(&self.title, TITLE_WINDOW, &mut anchors);
        let opening = &self.lead[..OPENING.min(self.lead.len())];
        choose(opening, OPENING_WINDOW, &mut anchors);
        if self.lead.len() > OPENING {
            // It overlaps with the opening, so that no window is left out.
            choose(&self.lead[OPENING + 1 - REST_WINDOW - RUN..], REST_WINDOW, &mut anchors);
        }
        anchors.sort_unstable();
        anchors.dedup();
        anchors
    }
}

/// Adds the lowest hash of each window; of a row that fills none, its lowest.
fn choose(tokens: &[u16], window: usize, anchors: &mut Vec<u32>) {
    let hashes: Vec<u32> = tokens.windows(RUN).map(hash_of).collect();
    let lowest = hashes.windows(window.min(hashes.len()).max(1)).filter_map(|row| row.iter().min());
    anchors.extend(lowest);
}

fn hash_of(tokens: &[u16]) -> u32 {
    tokens.iter().fold(0, |sum, token| mix(sum ^ u32::from(*token)))
}
