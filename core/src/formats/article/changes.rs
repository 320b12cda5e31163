//! What changed between two states of a text, sentence by sentence, for a reader who wants to know what was put right.

use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::text;

/// Changes that are told; of more than that nobody reads the list.
const MAX_CHANGES: usize = 20;
/// Sentences of each state that are compared.
const MAX_SENTENCES: usize = 1_000;
/// Characters of each side of one change.
const MAX_CHARS: usize = 600;

/// One change of a text. Both sides are whole sentences; one of them is empty where something was only added or left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct TextChange {
    /// As it was.
    pub before: String,
    /// As it is.
    pub after: String,
}

/// What changed from one plain text to another, in reading order.
pub(crate) fn changes(before: &str, after: &str) -> Vec<TextChange> {
    let (before, after) = (sentences(before), sentences(after));
    let side = |sentences: &[&str]| sentences.concat().chars().take(MAX_CHARS).collect::<String>();
    capture_diff_slices(Algorithm::Myers, &before, &after)
        .into_iter()
        .filter(|part| !matches!(part, DiffOp::Equal { .. }))
        .take(MAX_CHANGES)
        .map(|part| TextChange { before: side(&before[part.old_range()]), after: side(&after[part.new_range()]) })
        .collect()
}

fn sentences(text: &str) -> Vec<&str> {
    text.lines().flat_map(text::sentences).map(str::trim).filter(|part| !part.is_empty()).take(MAX_SENTENCES).collect()
}

#[cfg(test)]
mod tests;
