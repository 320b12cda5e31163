//! What a text is found by. A text is folded, squeezed, and cut into tokens:
//!
//! - A run of letters is one token, a run of digits is one: `iPhone15` is `iphone 15`.
//! - A run of Chinese characters is every pair of neighbours, and its last character alone: so every character begins
//!   some token, and a search for one character finds it too.
//! - Everything else ends a run. Blanks beside a Chinese character do not: `AI 产业园` and `关 于` are found without them.
//!
//! Nothing of what a person types reaches SQLite's query language but tokens of letters, digits and Chinese characters,
//! each in quotation marks.

use super::fold::fold;

/// Characters of a token; what is longer is found by its beginning, and checked.
const MAX_TOKEN: usize = 40;
/// Before a token of a title. It is no letter, so no text makes a token with it; FTS5 takes it for one.
const TITLE: char = '¦';
/// Before a token that stands for a code.
const CODE: char = '§';

/// What a character does in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A Chinese, Japanese or Korean character.
    Han,
    /// Any other letter.
    Letter,
    /// 0 to 9.
    Digit,
    /// A blank.
    Blank,
    /// Everything else.
    Other,
}

/// Of a folded character.
pub(super) fn kind(c: char) -> Kind {
    match c {
        '0'..='9' => Kind::Digit,
        'a'..='z' => Kind::Letter,
        ' ' => Kind::Blank,
        '\0'..='\u{7f}' => Kind::Other,
        '\u{4e00}'..='\u{9fff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{3096}'
        | '\u{30a1}'..='\u{30fa}'
        | '\u{30fc}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{3105}'..='\u{312f}' => Kind::Han,
        _ if c.is_alphanumeric() => Kind::Letter,
        _ => Kind::Other,
    }
}

/// A text folded and without the blanks that do not count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Normalized {
    pub(super) chars: Vec<char>,
    /// Where each begins in the text, in UTF-16 units; and where the text ends.
    pub(super) at: Vec<u32>,
}

impl Normalized {
    pub(super) fn of(text: impl Iterator<Item = char>) -> Self {
        let mut squeezed = Self::default();
        let mut units = 0;
        for c in text {
            let folded = fold(c);
            let at = units;
            units += c.len_utf16() as u32;
            let last = squeezed.chars.last().map(|&last| kind(last));
            match (last, kind(folded)) {
                // Beside a Chinese character, after another blank, and in front.
                (None | Some(Kind::Han | Kind::Blank), Kind::Blank) => continue,
                (Some(Kind::Blank), Kind::Han) => {
                    squeezed.chars.pop();
                    squeezed.at.pop();
                }
                _ => {}
            }
            squeezed.chars.push(folded);
            squeezed.at.push(at);
        }
        squeezed.at.push(units);
        squeezed
    }

    /// The tokens, in their order.
    fn tokens(&self, mut token: impl FnMut(&[char])) {
        let mut rest = self.chars.as_slice();
        while let Some(&first) = rest.first() {
            let run = kind(first);
            let (these, others) = rest.split_at(rest.iter().take_while(|&&c| kind(c) == run).count());
            rest = others;
            match run {
                Kind::Letter | Kind::Digit => token(these.get(..MAX_TOKEN).unwrap_or(these)),
                Kind::Han => {
                    these.windows(2).for_each(&mut token);
                    token(&these[these.len() - 1..]);
                }
                Kind::Blank | Kind::Other => {}
            }
        }
    }
}

/// Everything that an item is found by, as FTS5 takes it: of its title twice, as text and as title. In a title every Chinese
/// character is a token alone too: titles are short, and a search for one character begins with them.
pub(super) fn document(title: &Normalized, text: &Normalized, codes: &[String]) -> String {
    let mut document = String::with_capacity((title.chars.len() * 3 + text.chars.len()) * 8);
    title.tokens(|token| {
        document.extend(token);
        document.push(' ');
        document.push(TITLE);
        document.extend(token);
        document.push(' ');
    });
    for &c in title.chars.iter().filter(|&&c| kind(c) == Kind::Han) {
        document.extend([TITLE, c, ' ']);
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

/// The token of a code: any bytes.
pub(super) fn code(family: char, code: &str) -> String {
    use std::fmt::Write;
    let mut token = String::from_iter([CODE, family]);
    for byte in code.bytes() {
        let _ = write!(token, "{byte:02x}");
    }
    token
}

/// One word of a question: all of them have to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    /// What has to stand in the title or the text.
    pub(super) needle: Vec<char>,
    /// What the index is asked for. The last may be the beginning of a token.
    tokens: Vec<String>,
    prefix: bool,
    /// Whether what the index finds has to be looked at.
    pub(super) check: bool,
}

impl Term {
    /// None when there is nothing in it that can be found.
    fn of(word: &str) -> Option<Self> {
        let squeezed = Normalized::of(word.chars());
        let sound = |c: &char| !matches!(kind(*c), Kind::Blank | Kind::Other);
        let first = squeezed.chars.iter().position(sound)?;
        let last = squeezed.chars.iter().rposition(sound)?;
        let needle = squeezed.chars[first..=last].to_vec();
        let squeezed = Normalized { chars: needle, at: Vec::new() };
        let mut tokens: Vec<String> = Vec::new();
        squeezed.tokens(|token| tokens.push(token.iter().collect()));
        let needle = squeezed.chars;
        let cut = tokens.iter().any(|token| token.chars().count() == MAX_TOKEN);
        let check = cut || tokens.len() > 1;
        let before_last = needle.len().checked_sub(2).map(|at| kind(needle[at]));
        let mut prefix = true;
        if kind(needle[needle.len() - 1]) == Kind::Han && tokens.len() > 1 {
            // The last character of a run is a token of its own only where the run ends; in the text it may go on.
            tokens.pop();
            prefix = false;
            if before_last == Some(Kind::Han) && tokens.len() == 1 && !cut {
                // A pair is found exactly.
                return Some(Self { needle, tokens, prefix, check: false });
            }
        }
        if !prefix {
            tokens.sort();
            tokens.dedup();
        }
        // Of what is left out, nothing may have been a beginning.
        let prefix = prefix && tokens.len() <= MAX_TOKENS;
        tokens.truncate(MAX_TOKENS);
        Some(Self { needle, prefix, tokens, check })
    }

    /// Whether it is one character, which a great many tokens begin with.
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
                expression.push(TITLE);
            }
            expression.push_str(token);
            expression.push('"');
            let whole = title && self.is_short() && kind(self.needle[0]) == Kind::Han;
            if self.prefix && at + 1 == self.tokens.len() && !whole {
                expression.push('*');
            }
        }
    }
}

/// Tokens of one word that the index is asked for; the check answers for the rest.
const MAX_TOKENS: usize = 12;
/// Words of a question.
const MAX_TERMS: usize = 8;
/// Characters of a question.
const MAX_WORDS: usize = 200;

/// The words of what a person typed.
pub(super) fn terms(words: &str) -> Vec<Term> {
    let words: String = words.chars().take(MAX_WORDS).collect();
    let mut terms: Vec<Term> = Vec::new();
    for term in words.split(|c: char| c.is_whitespace() || c.is_control()).filter_map(Term::of) {
        if terms.len() < MAX_TERMS && !terms.contains(&term) {
            terms.push(term);
        }
    }
    terms
}

/// What the index is asked: every word, and what the codes say, each already an expression. None when that is nothing.
pub(super) fn expression<'a>(terms: impl Iterator<Item = &'a Term>, codes: &[String], title: bool) -> Option<String> {
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

/// Any of some codes, as an expression.
pub(super) fn any_of(codes: impl Iterator<Item = String>) -> String {
    let quoted: Vec<String> = codes.map(|code| format!("\"{code}\"")).collect();
    format!("({})", quoted.join(" OR "))
}

/// Where a needle stands: indexes of its first characters. A word begins where a word begins: `ai` is not in `openai`.
pub(super) fn occurrences<'a>(text: &'a Normalized, needle: &'a [char]) -> impl Iterator<Item = usize> + 'a {
    let first = needle[0];
    let sort = kind(first);
    let anywhere = !matches!(sort, Kind::Letter | Kind::Digit);
    let chars = text.chars.as_slice();
    (0..(chars.len() + 1).saturating_sub(needle.len())).filter(move |&at| {
        chars[at] == first
            && chars[at..at + needle.len()] == *needle
            && (anywhere || at == 0 || kind(chars[at - 1]) != sort)
    })
}
