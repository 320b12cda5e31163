//! What a result shows of a text, and which part of it was found.

use super::index::chars;
use super::token::{Normalized, Term, occurrences};

/// UTF-16 units of a snippet, and how many of them at most come before what was found.
const LENGTH: usize = 80;
const BEFORE: usize = 20;

/// A part of a text, in UTF-16 units: as Kotlin and Java count in a `String`, and Swift in its `utf16` view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct TextRange {
    /// The first unit.
    pub start: u32,
    /// The unit after the last.
    pub end: u32,
}

/// Where words stand in a text; in order, and none touches the next.
pub(super) fn highlights(text: &Normalized, terms: &[Term]) -> Vec<TextRange> {
    let mut found: Vec<TextRange> = Vec::new();
    for term in terms {
        for at in occurrences(text, &term.needle) {
            let last = at + term.needle.len() - 1;
            let end = text.at[last] + text.chars[last].len_utf16() as u32;
            found.push(TextRange { start: text.at[at], end });
        }
    }
    found.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<TextRange> = Vec::new();
    for range in found {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// The piece of a text around what was found first in it, or its beginning; and what is found in the piece.
pub(super) fn snippet(units: &[u8], text: &Normalized, terms: &[Term]) -> (String, Vec<TextRange>) {
    let found = highlights(text, terms);
    let whole: Vec<char> = chars(units).collect();
    // Characters with the units at which they begin.
    let mut at = Vec::with_capacity(whole.len() + 1);
    let mut unit = 0_u32;
    for c in &whole {
        at.push(unit);
        unit += c.len_utf16() as u32;
    }
    at.push(unit);
    let hit = found.first().map_or(0, |range| at.partition_point(|&unit| unit < range.start));
    let mut first = hit.saturating_sub(BEFORE);
    // A sentence that begins shortly before is not cut.
    let begins = (first..hit).rev().find(|&at| matches!(whole[at], '\n' | '。' | '！' | '？' | '；'));
    first = begins.map_or(first, |at| at + 1);
    while first < hit && whole[first].is_whitespace() {
        first += 1;
    }
    let last = whole.len().min(first + LENGTH);
    let cut = first > 0 && begins.is_none();
    let mut snippet = String::new();
    if cut {
        snippet.push('…');
    }
    snippet.extend(whole[first..last].iter().map(|&c| if c.is_control() { ' ' } else { c }));
    let end = at[last];
    if last < whole.len() {
        snippet.push('…');
    }
    let moved = |unit: u32| unit - at[first] + u32::from(cut);
    let inside = found.iter().filter(|range| range.start >= at[first] && range.start < end);
    let ranges = inside.map(|range| TextRange { start: moved(range.start), end: moved(range.end.min(end)) }).collect();
    (snippet, ranges)
}
