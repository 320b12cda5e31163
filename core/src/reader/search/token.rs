//! The tokens of a text. A text is [normalized](super::normalize) and cut into tokens:
//!
//! - A run of letters is one token, a run of digits is one: `iPhone15` is `iphone 15`.
//! - A run of Chinese characters becomes every pair of neighbours, and its last character alone, so that every character
//!   begins a token and a search for one character finds it.
//! - Everything else ends a run.
//! - A telephone number that is written in groups is one token more, and so is what is behind its area code: `0871-6791 1234` is
//!   `0871 6791 1234 087167911234 67911234`.
//!
//! Only tokens of letters, digits and Chinese characters, each in quotation marks, reach SQLite's query language.

use std::ops::Range;

use super::normalize::{CharClass, Normalized, class_of};
use super::telephone::{
    find_in_groups, is_local, is_telephone, may_be_in_groups, run_length, telephones, whole_number,
};

/// The longest token, in characters. A longer run is found by its beginning, and checked.
const MAX_TOKEN: usize = 40;
/// Prefix of a token of a title. No text produces a token with it, because it is no letter; FTS5 accepts it as one.
const TITLE_PREFIX: char = '¦';
/// Prefix of a token that stands for a code.
const CODE_PREFIX: char = '§';

impl Normalized {
    /// Calls `token` for each token, in their order.
    fn tokens(&self, mut token: impl FnMut(&[char])) {
        let mut rest = self.chars.as_slice();
        while let Some(&first) = rest.first() {
            let class = class_of(first);
            let (run, others) = rest.split_at(run_length(rest));
            if class == CharClass::Digit {
                telephones(rest, |number, _| token(number));
            }
            rest = others;
            match class {
                CharClass::Letter | CharClass::Digit => token(run.get(..MAX_TOKEN).unwrap_or(run)),
                CharClass::Han => {
                    run.windows(2).for_each(&mut token);
                    token(&run[run.len() - 1..]);
                }
                CharClass::Blank | CharClass::Other => {}
            }
        }
    }
}

/// All tokens of an item, as FTS5 takes them. The tokens of the title are there twice, as text and as title. Every Chinese
/// character of a title is also a token by itself: titles are short, and a search for one character begins with them.
pub(super) fn item_tokens<'a>(title: &Normalized, text: &Normalized, codes: impl Iterator<Item = &'a str>) -> String {
    let mut document = String::with_capacity((title.chars.len() * 3 + text.chars.len()) * 8);
    title.tokens(|token| {
        document.extend(token);
        document.push(' ');
        document.push(TITLE_PREFIX);
        document.extend(token);
        document.push(' ');
    });
    for &c in title.chars.iter().filter(|&&c| class_of(c) == CharClass::Han) {
        document.extend([TITLE_PREFIX, c, ' ']);
    }
    text.tokens(|token| {
        document.extend(token);
        document.push(' ');
    });
    for code in codes {
        document.push_str(code);
        document.push(' ');
    }
    document
}

/// The token of a code, which may hold any bytes.
pub(super) fn code_token(family: char, code: &str) -> String {
    use std::fmt::Write;
    let mut token = String::from_iter([CODE_PREFIX, family]);
    for byte in code.bytes() {
        let _ = write!(token, "{byte:02x}");
    }
    token
}

/// One word of a search. All words have to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    /// The characters that have to occur in the title or the text.
    pub(super) needle: Vec<char>,
    /// The tokens that the index is searched for. If `prefix` is true, the last may be the beginning of a token.
    tokens: Vec<String>,
    prefix: bool,
    /// Whether the text of a candidate has to be checked: its tokens may be in other places than side by side.
    pub(super) check: bool,
}

impl Term {
    /// `None` if the word holds nothing that is indexed.
    fn of(word: &str) -> Option<Self> {
        let normalized = Normalized::of(word.chars());
        let is_indexed = |c: &char| !matches!(class_of(*c), CharClass::Blank | CharClass::Other);
        let first = normalized.chars.iter().position(is_indexed)?;
        let last = normalized.chars.iter().rposition(is_indexed)?;
        let needle = &normalized.chars[first..=last];
        let needle = whole_number(needle).unwrap_or_else(|| needle.to_vec());
        let normalized = Normalized::of_normalized(needle);
        let mut tokens: Vec<String> = Vec::new();
        normalized.tokens(|token| tokens.push(token.iter().collect()));
        let needle = normalized.chars;
        let truncated = tokens.iter().any(|token| token.chars().count() == MAX_TOKEN);
        let check = truncated || tokens.len() > 1;
        let before_last = needle.len().checked_sub(2).map(|at| class_of(needle[at]));
        let mut prefix = true;
        if class_of(needle[needle.len() - 1]) == CharClass::Han && tokens.len() > 1 {
            // The last character of a run is a token of its own only where the run ends; in the text the run may go on.
            tokens.pop();
            prefix = false;
            if before_last == Some(CharClass::Han) && tokens.len() == 1 && !truncated {
                // One pair is one token, so a candidate needs no check.
                return Some(Self { needle, tokens, prefix, check: false });
            }
        }
        if !prefix {
            tokens.sort();
            tokens.dedup();
        }
        // The last token may be among those that are left out.
        let prefix = prefix && tokens.len() <= MAX_TOKENS;
        tokens.truncate(MAX_TOKENS);
        Some(Self { needle, prefix, tokens, check })
    }

    /// Whether it is a single character, with which many tokens begin.
    pub(super) fn is_short(&self) -> bool {
        self.needle.len() == 1
    }

    /// Tokens that may be left out of the query, as long as one stays: the check finds what they would have excluded.
    pub(super) fn dispensable(&self) -> &[String] {
        if self.check && !self.prefix { &self.tokens } else { &[] }
    }

    /// The same word, for which the index is searched by these of its tokens only.
    pub(super) fn with_tokens(&self, tokens: Vec<String>) -> Self {
        Self { needle: self.needle.clone(), tokens, ..*self }
    }

    fn write(&self, expression: &mut String, title: bool) {
        for (at, token) in self.tokens.iter().enumerate() {
            if !expression.is_empty() {
                expression.push_str(" AND ");
            }
            expression.push('"');
            if title {
                expression.push(TITLE_PREFIX);
            }
            expression.push_str(token);
            expression.push('"');
            let whole = title && self.is_short() && class_of(self.needle[0]) == CharClass::Han;
            if self.prefix && at + 1 == self.tokens.len() && !whole {
                expression.push('*');
            }
        }
    }
}

/// The most tokens of one word that the index is searched for; the check covers the rest.
const MAX_TOKENS: usize = 12;
/// The most words of a search.
const MAX_TERMS: usize = 8;
/// The most characters of a search.
const MAX_CHARS: usize = 200;

/// The words of what a person typed, without repetitions.
pub(super) fn parse_terms(words: &str) -> Vec<Term> {
    let words: String = words.chars().take(MAX_CHARS).collect();
    let mut terms: Vec<Term> = Vec::new();
    let words: Vec<&str> = words.split(|c: char| c.is_whitespace() || c.is_control()).collect();
    for term in with_whole_telephones(&words).iter().filter_map(|word| Term::of(word)) {
        if terms.len() < MAX_TERMS && !terms.contains(&term) {
            terms.push(term);
        }
    }
    terms
}

/// The words, with a telephone number that was typed in groups as one word.
fn with_whole_telephones(words: &[&str]) -> Vec<String> {
    let mut whole = Vec::with_capacity(words.len());
    let mut rest = words;
    while let Some((first, others)) = rest.split_first() {
        let groups = (2..=rest.len().min(4)).find(|&groups| {
            let typed = &rest[..groups];
            let digits: Vec<char> = typed.concat().chars().collect();
            typed.iter().all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_digit()))
                && (is_telephone(&digits) || typed.iter().all(|word| word.len() == 4) && is_local(&digits))
        });
        match groups {
            Some(groups) => {
                whole.push(rest[..groups].concat());
                rest = &rest[groups..];
            }
            None => {
                whole.push((*first).to_owned());
                rest = others;
            }
        }
    }
    whole
}

/// The FTS5 expression for all terms and all `codes`, which are expressions already; `None` if there are none of either.
/// `title`: the terms have to be in the title.
pub(super) fn match_expression<'a>(
    terms: impl Iterator<Item = &'a Term>,
    codes: &[String],
    title: bool,
) -> Option<String> {
    let mut expression = String::new();
    terms.for_each(|term| term.write(&mut expression, title));
    for code in codes {
        if !expression.is_empty() {
            expression.push_str(" AND ");
        }
        expression.push_str(code);
    }
    (!expression.is_empty()).then_some(expression)
}

/// The FTS5 expression for any of some tokens.
pub(super) fn any_of(tokens: impl Iterator<Item = String>) -> String {
    let quoted: Vec<String> = tokens.map(|token| format!("\"{token}\"")).collect();
    format!("({})", quoted.join(" OR "))
}

/// The occurrences of a needle, as ranges of characters. A needle that begins with a letter or a digit has to begin a run:
/// `ai` does not occur in `openai`. The digits of a needle may stand in groups, and behind an area code.
pub(super) fn occurrences<'a>(text: &'a Normalized, needle: &'a [char]) -> impl Iterator<Item = Range<usize>> + 'a {
    let first = needle[0];
    let class = class_of(first);
    let anywhere = !matches!(class, CharClass::Letter | CharClass::Digit);
    let chars = text.chars.as_slice();
    let may_be_in_groups = may_be_in_groups(needle);
    (0..(chars.len() + 1).saturating_sub(needle.len())).filter_map(move |at| {
        if chars[at] != first && !may_be_in_groups || !anywhere && at > 0 && class_of(chars[at - 1]) == class {
            return None;
        }
        let end = at + needle.len();
        if chars[at..end] == *needle {
            return Some(at..end);
        }
        if may_be_in_groups { find_in_groups(chars, at, needle) } else { None }
    })
}

/// The digits of a folded word that is a telephone number in groups and nothing else.
pub(crate) fn whole_telephone(word: &str) -> Option<String> {
    whole_number(&word.chars().collect::<Vec<_>>()).map(String::from_iter)
}

/// Whether a folded word may be a number that a text has in groups.
pub(crate) fn may_be_telephone(word: &str) -> bool {
    word.len() < 2 * MAX_TOKEN && may_be_in_groups(&word.chars().collect::<Vec<_>>())
}

/// Appends to folded lines those numbers in them that are in groups or behind an area code, as lines of their own.
pub(crate) fn push_telephones(lines: &mut String) {
    let chars: Vec<char> = lines.chars().collect();
    let mut rest = chars.as_slice();
    while let Some(&first) = rest.first() {
        if class_of(first) == CharClass::Digit {
            telephones(rest, |number, _| {
                lines.extend(number);
                lines.push('\n');
            });
        }
        rest = rest.get(run_length(rest)..).unwrap_or_default();
    }
}
