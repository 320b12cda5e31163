//! Words by their first character.

use crate::base::sort::sort_by_key;
/// Words of a list, found by the text that they may begin. Nearly every character of a text begins none, which one look at a
/// bit tells; the number of bits before it is the place of its words.
pub(super) struct ByFirstChar<T> {
    /// For 64 characters each: whether a word begins with it, and how many characters before these begin one.
    begins: Vec<(u64, usize)>,
    words: Vec<Vec<(Vec<char>, T)>>,
}

impl<T: Copy> ByFirstChar<T> {
    /// Words of the same first character stay in the order of the list.
    pub(super) fn of<'a>(list: impl IntoIterator<Item = (&'a str, T)>) -> Self {
        let words = list.into_iter().map(|(word, value)| (word.chars().collect::<Vec<char>>(), value));
        let mut words: Vec<(Vec<char>, T)> = words.filter(|(word, _)| !word.is_empty()).collect();
        sort_by_key(&mut words, |(word, _)| word[0]);
        let mut begins = vec![(0, 0); words.last().map_or(0, |(word, _)| word[0] as usize / 64 + 1)];
        words.iter().for_each(|(word, _)| begins[word[0] as usize / 64].0 |= 1_u64 << (word[0] as usize % 64));
        let mut before = 0;
        for (bits, count) in &mut begins {
            *count = before;
            before += bits.count_ones() as usize;
        }
        let words = words.chunk_by(|(one, _), (other, _)| one[0] == other[0]).map(<[_]>::to_vec).collect();
        Self { begins, words }
    }

    /// The words that a text begins with: the length and value of each.
    pub(super) fn words_at(&self, text: &[char]) -> impl Iterator<Item = (usize, T)> {
        let words = text.first().and_then(|first| {
            let (bits, before) = self.begins.get(*first as usize / 64)?;
            let bit = 1_u64 << (*first as usize % 64);
            (bits & bit != 0).then(|| &self.words[before + (bits & (bit - 1)).count_ones() as usize])
        });
        let words = words.map(Vec::as_slice).unwrap_or_default();
        words.iter().filter(|(word, _)| text.starts_with(word)).map(|(word, value)| (word.len(), *value))
    }

    /// Where the first of the words begins.
    pub(super) fn first_in(&self, text: &[char]) -> Option<usize> {
        (0..text.len()).find(|at| self.words_at(&text[*at..]).next().is_some())
    }
}
