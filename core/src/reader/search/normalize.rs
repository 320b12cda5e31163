//! The form of a text that is searched: folded, and without insignificant blanks. Blanks, and the marks that count as such, are
//! insignificant beside a Chinese character: `AI 产业园`, `关 于`, `“十五五”规划` and `《青溪志》` are found without them. Between letters
//! and digits they divide words.

use std::ops::Range;

use super::fold::{fold, fold_ascii, stand_apart};
use super::fold_table::simplified;

/// The class of a character: a run is a sequence of one class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CharClass {
    /// A Chinese, Japanese or Korean character.
    Han,
    /// Any other letter.
    Letter,
    /// 0 to 9.
    Digit,
    /// White space.
    Blank,
    /// Everything else.
    Other,
}

/// The class of a folded character.
pub(super) fn class_of(c: char) -> CharClass {
    match c {
        '0'..='9' => CharClass::Digit,
        'a'..='z' => CharClass::Letter,
        ' ' => CharClass::Blank,
        '\0'..='\u{7f}' => CharClass::Other,
        '\u{4e00}'..='\u{9fff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{3096}'
        | '\u{30a1}'..='\u{30fa}'
        | '\u{30fc}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{3105}'..='\u{312f}' => CharClass::Han,
        _ if c.is_alphanumeric() => CharClass::Letter,
        _ => CharClass::Other,
    }
}

/// A text, folded and without its insignificant blanks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Normalized {
    pub(super) chars: Vec<char>,
    /// Where the character begins in the original text that each one is of, in UTF-16 units. A blank that divides two characters
    /// is of the second.
    offsets: Vec<u32>,
    /// The UTF-16 units of that character.
    lengths: Vec<u8>,
}

impl Normalized {
    pub(super) fn of(text: impl Iterator<Item = char>) -> Self {
        let mut normalized = Self::default();
        let (mut offset, mut end) = (0, End::default());
        for c in text {
            let length = c.len_utf16();
            end.add(c, |added| match added {
                Some(folded) => {
                    normalized.chars.push(folded);
                    normalized.offsets.push(offset);
                    normalized.lengths.push(length as u8);
                }
                None => {
                    normalized.chars.pop();
                    normalized.offsets.pop();
                    normalized.lengths.pop();
                }
            });
            offset += length as u32;
        }
        normalized
    }

    /// Characters that are normalized already, of no text.
    pub(super) fn of_normalized(chars: Vec<char>) -> Self {
        Self { chars, ..Self::default() }
    }

    /// The UTF-16 units of a range of characters in the original text.
    pub(super) fn units(&self, range: &Range<usize>) -> Range<u32> {
        let last = range.end - 1;
        self.offsets[range.start]..self.offsets[last] + u32::from(self.lengths[last])
    }
}

/// The end of a text that characters are added to.
struct End {
    /// Of the last character; `None` at the beginning of a line.
    class: Option<CharClass>,
    /// The last character but for ideographs, before it was folded.
    before: char,
}

impl Default for End {
    fn default() -> Self {
        Self { class: None, before: ' ' }
    }
}

impl End {
    /// Folds a character. `write` gets what is appended, or `None` if the last character, a blank, is removed. Most characters are
    /// ideographs, which need none of the steps for the others.
    fn add(&mut self, c: char, mut write: impl FnMut(Option<char>)) {
        let class = self.class;
        let last = &mut self.class;
        if matches!(c, '\u{4e00}'..='\u{9fff}') {
            if *last == Some(CharClass::Blank) {
                write(None);
            }
            write(Some(simplified(c)));
            *last = Some(CharClass::Han);
            return;
        }
        // Nothing of ASCII stands apart from its neighbour in ASCII.
        if c.is_ascii() && self.before.is_ascii() && !(c == '.' && *last == Some(CharClass::Han)) {
            self.before = c;
            return put(last, fold_ascii(c), &mut write);
        }
        // A dot between the parts of a name; between digits it is another.
        let c = if class == Some(CharClass::Han) && matches!(c, '.' | '．') { ' ' } else { c };
        let mut folded = fold(c);
        let Some(first) = folded.first() else { return };
        let before = std::mem::replace(&mut self.before, c);
        let divides = matches!(class, Some(CharClass::Letter | CharClass::Digit))
            && class == Some(class_of(first))
            && stand_apart(before, c, first.is_ascii_digit());
        let mut next = if divides { Some(' ') } else { folded.next() };
        while let Some(c) = next {
            put(last, c, &mut write);
            next = folded.next();
        }
    }
}

/// Appends a folded character behind one of class `last`, without insignificant blanks.
fn put(last: &mut Option<CharClass>, folded: char, write: &mut impl FnMut(Option<char>)) {
    let class = class_of(folded);
    match (*last, class) {
        // A blank at the beginning, after a Chinese character, and after another blank.
        (None | Some(CharClass::Han | CharClass::Blank), CharClass::Blank) => return,
        (Some(CharClass::Blank), CharClass::Han) => write(None),
        _ => {}
    }
    write(Some(folded));
    *last = Some(class);
}

/// Appends lines to a text, folded and without their insignificant blanks.
pub(crate) struct LineWriter<'a> {
    out: &'a mut String,
    end: End,
}

impl<'a> LineWriter<'a> {
    pub(crate) fn new(out: &'a mut String) -> Self {
        Self { out, end: End::default() }
    }

    pub(crate) fn push(&mut self, c: char) {
        let out = &mut *self.out;
        self.end.add(c, |added| match added {
            Some(folded) => out.push(folded),
            None => drop(out.pop()),
        });
    }

    /// Appends a text: the ideographs that stand for themselves in a search, most of it, run by run, and `other` the rest.
    pub(crate) fn push_text(&mut self, text: &str, mut other: impl FnMut(&mut Self, char)) {
        let mut run = 0;
        for (at, c) in text.char_indices() {
            if !matches!(c, '\u{4e00}'..='\u{9fff}') || simplified(c) != c {
                self.push_ideographs(&text[run..at]);
                run = at + c.len_utf8();
                other(self, c);
            }
        }
        self.push_ideographs(&text[run..]);
    }

    fn push_ideographs(&mut self, run: &str) {
        if !run.is_empty() {
            if self.end.class == Some(CharClass::Blank) {
                self.out.pop();
            }
            self.out.push_str(run);
            self.end.class = Some(CharClass::Han);
        }
    }

    pub(crate) fn is_at_line_start(&self) -> bool {
        self.end.class.is_none()
    }

    pub(crate) fn end_line(&mut self) {
        self.out.push('\n');
        self.end = End::default();
    }
}

/// Whether a word that begins there begins a run: letters or digits do not go on from before.
pub(crate) fn begins_run(text: &str, at: usize) -> bool {
    let class = text[at..].chars().next().map(class_of);
    let before = text[..at].chars().next_back().map(class_of);
    !matches!(class, Some(CharClass::Letter | CharClass::Digit)) || before != class
}

#[cfg(test)]
mod tests;
