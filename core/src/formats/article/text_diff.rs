//! The difference between two versions of a text, sentence by sentence: what a correction changed.

use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::sentences::sentences;

/// Changes that are returned; the rest is left out.
const MAX_CHANGES: usize = 20;
/// Sentences of each version that are compared.
const MAX_SENTENCES: usize = 1_000;
/// Characters of each side of one change.
const MAX_CHARS: usize = 600;

/// One change of a text. Each side is whole sentences, cut after 600 characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct TextChange {
    /// The earlier sentences; empty if some were only added.
    pub before: String,
    /// The later sentences; empty if some were only removed.
    pub after: String,
}

/// The changes from one plain text to another, in reading order, at most [`MAX_CHANGES`].
pub(crate) fn text_diff(before: &str, after: &str) -> Vec<TextChange> {
    let (before, after) = (compared_sentences(before), compared_sentences(after));
    let side = |sentences: &[&str]| sentences.concat().chars().take(MAX_CHARS).collect::<String>();
    capture_diff_slices(Algorithm::Myers, &before, &after)
        .into_iter()
        .filter(|part| !matches!(part, DiffOp::Equal { .. }))
        .take(MAX_CHANGES)
        .map(|part| TextChange { before: side(&before[part.old_range()]), after: side(&after[part.new_range()]) })
        .collect()
}

fn compared_sentences(text: &str) -> Vec<&str> {
    text.lines().flat_map(sentences).map(str::trim).filter(|part| !part.is_empty()).take(MAX_SENTENCES).collect()
}

#[cfg(test)]
mod tests;
