//! The tokens of a text. A text is folded, its insignificant blanks are removed, and it is cut into tokens:
//!
//! - A run of letters is one token, a run of digits is one: `iPhone15` is `iphone 15`.
//! - A run of Chinese characters becomes every pair of neighbours, and its last character alone, so that every character
//!   begins a token and a search for one character finds it.
//! - Everything else ends a run. Blanks beside a Chinese character are removed: `AI 产业园` and `关 于` are found without them.
//!
//! Only tokens of letters, digits and Chinese characters, each in quotation marks, reach SQLite's query language.

use super::fold::fold;

/// The longest token, in characters. A longer run is found by its beginning, and checked.
const MAX_TOKEN: usize = 40;
/// Prefix of a token of a title. No text produces a token with it, because it is no letter; FTS5 accepts it as one.
const TITLE_PREFIX: char = '¦';
/// Prefix of a token that stands for a code.
const CODE_PREFIX: char = '§';

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
    /// Where each character begins in the original text, in UTF-16 units, and the length of that text.
    pub(super) offsets: Vec<u32>,
}

impl Normalized {
    pub(super) fn of(text: impl Iterator<Item = char>) -> Self {
        let mut normalized = Self::default();
        let mut units = 0;
        for c in text {
            let folded = fold(c);
            let offset = units;
            units += c.len_utf16() as u32;
            let last = normalized.chars.last().map(|&last| class_of(last));
            match (last, class_of(folded)) {
                // At the beginning, after a Chinese character, and after another blank.
                (None | Some(CharClass::Han | CharClass::Blank), CharClass::Blank) => continue,
                (Some(CharClass::Blank), CharClass::Han) => {
                    normalized.chars.pop();
                    normalized.offsets.pop();
                }
                _ => {}
            }
            normalized.chars.push(folded);
            normalized.offsets.push(offset);
        }
        normalized.offsets.push(units);
        normalized
    }

    /// Calls `token` for each token, in their order.
    fn tokens(&self, mut token: impl FnMut(&[char])) {
        let mut rest = self.chars.as_slice();
        while let Some(&first) = rest.first() {
            let class = class_of(first);
            let (run, others) = rest.split_at(rest.iter().take_while(|&&c| class_of(c) == class).count());
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
        let needle = normalized.chars[first..=last].to_vec();
        let normalized = Normalized { chars: needle, offsets: Vec::new() };
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
    for term in words.split(|c: char| c.is_whitespace() || c.is_control()).filter_map(Term::of) {
        if terms.len() < MAX_TERMS && !terms.contains(&term) {
            terms.push(term);
        }
    }
    terms
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

/// The occurrences of a needle, as indexes of their first characters. A needle that begins with a letter or a digit has to
/// begin a run: `ai` does not occur in `openai`.
pub(super) fn occurrences<'a>(text: &'a Normalized, needle: &'a [char]) -> impl Iterator<Item = usize> + 'a {
    let first = needle[0];
    let class = class_of(first);
    let anywhere = !matches!(class, CharClass::Letter | CharClass::Digit);
    let chars = text.chars.as_slice();
    (0..(chars.len() + 1).saturating_sub(needle.len())).filter(move |&at| {
        chars[at] == first
            && chars[at..at + needle.len()] == *needle
            && (anywhere || at == 0 || class_of(chars[at - 1]) != class)
    })
}
