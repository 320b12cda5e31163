//! The difference between two versions of a text, sentence by sentence: what a correction changed, and what somebody changed in
//! a text of their own.

use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::sentences::sentences;

/// Changes that are returned; the rest is left out.
const MAX_CHANGES: usize = 20;
/// Sentences of each version that are compared.
const MAX_SENTENCES: usize = 1_000;
/// Characters of each side of one change.
const MAX_CHARS: usize = 600;

/// Sentences of each version of a whole text that are compared; beyond that one text takes the place of the other.
const MAX_COMPARED: usize = 2_000;
/// Characters of two sentences that are compared character by character.
const MAX_COMPARED_CHARS: usize = 500;

/// What became of a piece of a text from one version to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum DifferenceKind {
    /// It is in both versions.
    Same,
    /// It is in the earlier version only.
    Removed,
    /// It is in the later version only.
    Added,
}

/// A piece of a text and what became of it. The pieces of both kinds that a version has are the whole version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct DifferenceSpan {
    /// What became of it.
    pub kind: DifferenceKind,
    /// The piece, with its line breaks.
    pub text: String,
}

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

/// All of two versions of a plain text as pieces that stayed, went or came, in reading order. A sentence that was only changed a
/// little is compared character by character.
pub(crate) fn difference_spans(before: &str, after: &str) -> Vec<DifferenceSpan> {
    let mut spans = Spans::default();
    let (old, new) = (pieces(before), pieces(after));
    if old.len().max(new.len()) > MAX_COMPARED {
        spans.push(DifferenceKind::Removed, before);
        spans.push(DifferenceKind::Added, after);
        return spans.0;
    }
    for part in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (old, new) = (&old[part.old_range()], &new[part.new_range()]);
        match (part, old, new) {
            (DiffOp::Equal { .. }, ..) => spans.push(DifferenceKind::Same, &old.concat()),
            (_, [old], [new]) => spans.push_sentence(old, new),
            _ => spans.push_both(&old.concat(), &new.concat()),
        }
    }
    spans.0
}

#[derive(Default)]
struct Spans(Vec<DifferenceSpan>);

impl Spans {
    fn push(&mut self, kind: DifferenceKind, text: &str) {
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if last.kind == kind => last.text.push_str(text),
            _ => self.0.push(DifferenceSpan { kind, text: text.to_owned() }),
        }
    }

    fn push_both(&mut self, old: &str, new: &str) {
        self.push(DifferenceKind::Removed, old);
        self.push(DifferenceKind::Added, new);
    }

    /// One sentence that took the place of another one.
    fn push_sentence(&mut self, old: &str, new: &str) {
        let (old_chars, new_chars): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
        let longer = old_chars.len().max(new_chars.len());
        if longer > MAX_COMPARED_CHARS {
            return self.push_both(old, new);
        }
        let parts = capture_diff_slices(Algorithm::Myers, &old_chars, &new_chars);
        let same = |part: &DiffOp| if matches!(part, DiffOp::Equal { .. }) { part.old_range().len() } else { 0 };
        // Two sentences that have little in common are not read in splinters.
        if parts.iter().map(same).sum::<usize>() * 2 < longer {
            return self.push_both(old, new);
        }
        for part in parts {
            let old: String = old_chars[part.old_range()].iter().collect();
            match part {
                DiffOp::Equal { .. } => self.push(DifferenceKind::Same, &old),
                part => self.push_both(&old, &new_chars[part.new_range()].iter().collect::<String>()),
            }
        }
    }
}

/// The sentences of a text with all that is between them.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    for line in text.split_inclusive('\n') {
        // A sentence is a part of its line: where it begins is where the piece before it ends.
        let mut starts: Vec<usize> =
            sentences(line).iter().map(|sentence| sentence.as_ptr().addr() - line.as_ptr().addr()).skip(1).collect();
        starts.push(line.len());
        let mut from = 0;
        for start in starts {
            pieces.push(&line[from..start]);
            from = start;
        }
    }
    pieces
}

fn compared_sentences(text: &str) -> Vec<&str> {
    text.lines().flat_map(sentences).map(str::trim).filter(|part| !part.is_empty()).take(MAX_SENTENCES).collect()
}

#[cfg(test)]
mod tests;
