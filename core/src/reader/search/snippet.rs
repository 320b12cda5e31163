//! Snippets of a text, and the ranges in it that match.

use super::index::utf16_chars;
use super::normalize::Normalized;
use super::token::{Term, occurrences};
use crate::base::sort::sort_by_key;

/// The length of a snippet, in characters.
const LENGTH: usize = 80;
/// The most characters of a snippet before the first match.
const BEFORE: usize = 20;

/// A range of a text in UTF-16 units, which are the units of a `String` in Kotlin and Java and of the `utf16` view in Swift.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct TextRange {
    /// The first unit.
    pub start: u32,
    /// The unit after the last.
    pub end: u32,
}

/// The ranges of a text that match, in order and merged where they touch.
pub(super) fn highlights(text: &Normalized, terms: &[Term]) -> Vec<TextRange> {
    let mut found: Vec<TextRange> = Vec::new();
    for term in terms {
        found.extend(occurrences(text, &term.needle).map(|range| {
            let units = text.units(&range);
            TextRange { start: units.start, end: units.end }
        }));
    }
    sort_by_key(&mut found, |range| (range.start, range.end));
    let mut merged: Vec<TextRange> = Vec::new();
    for range in found {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// The part of a text around its first match, or its beginning, and the ranges of that part that match.
pub(super) fn snippet(units: &[u8], text: &Normalized, terms: &[Term]) -> (String, Vec<TextRange>) {
    let found = highlights(text, terms);
    let whole: Vec<char> = utf16_chars(units).collect();
    // The unit at which each character begins.
    let mut offsets = Vec::with_capacity(whole.len() + 1);
    let mut unit = 0_u32;
    for c in &whole {
        offsets.push(unit);
        unit += c.len_utf16() as u32;
    }
    offsets.push(unit);
    let hit = found.first().map_or(0, |range| offsets.partition_point(|&unit| unit < range.start));
    let mut first = hit.saturating_sub(BEFORE);
    // If a sentence begins in that part, the snippet begins with it.
    let sentence = (first..hit).rev().find(|&at| matches!(whole[at], '\n' | '。' | '！' | '？' | '；'));
    first = sentence.map_or(first, |at| at + 1);
    while first < hit && whole[first].is_whitespace() {
        first += 1;
    }
    let last = whole.len().min(first + LENGTH);
    let cut = first > 0 && sentence.is_none();
    let mut snippet = String::new();
    if cut {
        snippet.push('…');
    }
    snippet.extend(whole[first..last].iter().map(|&c| if c.is_control() { ' ' } else { c }));
    let end = offsets[last];
    if last < whole.len() {
        snippet.push('…');
    }
    let moved = |unit: u32| unit - offsets[first] + u32::from(cut);
    let inside = found.iter().filter(|range| range.start >= offsets[first] && range.start < end);
    let ranges = inside.map(|range| TextRange { start: moved(range.start), end: moved(range.end.min(end)) }).collect();
    (snippet, ranges)
}
