//! Words by their first character.

use std::collections::HashMap;

/// Words of a list, found by the text that they may begin. Nearly every character of a text begins none, which one look at a
/// bit tells.
pub(super) struct ByFirstChar<T> {
    /// A bit for each character below U+10000: whether a word begins with it.
    begins: Vec<u64>,
    words: HashMap<char, Vec<(Vec<char>, T)>>,
}

impl<T: Copy> ByFirstChar<T> {
    /// Words of the same first character stay in the order of the list.
    pub(super) fn of<'a>(list: impl IntoIterator<Item = (&'a str, T)>) -> Self {
        let mut begins = vec![0; 0x1_0000 / 64];
        let mut words: HashMap<char, Vec<(Vec<char>, T)>> = HashMap::new();
        for (word, value) in list {
            let word: Vec<char> = word.chars().collect();
            if let Some(first) = word.first().copied() {
                if let Some(bits) = begins.get_mut(first as usize / 64) {
                    *bits |= 1_u64 << (first as usize % 64);
                }
                words.entry(first).or_default().push((word, value));
            }
        }
        Self { begins, words }
    }

    /// The words that a text begins with: the length and value of each.
    pub(super) fn words_at(&self, text: &[char]) -> impl Iterator<Item = (usize, T)> {
        let first = text.first().filter(|first| {
            let bits = self.begins.get(**first as usize / 64);
            bits.is_none_or(|bits| bits & (1_u64 << (**first as usize % 64)) != 0)
        });
        let words = first.and_then(|first| self.words.get(first)).map(Vec::as_slice).unwrap_or_default();
        words.iter().filter(|(word, _)| text.starts_with(word)).map(|(word, value)| (word.len(), *value))
    }
}
