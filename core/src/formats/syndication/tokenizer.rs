//! Splits XML with errors into tokens. quick-xml's parsers find where a piece of markup ends; this module decides which pieces
//! there are, and what happens to one whose end is missing.
//!
//! Contract: every token is a slice of the source, in order. Nothing is an error, and after [`Token::End`] only `End` follows.
//! Markup that would run past its plausible end (an attribute without its closing quote, a CDATA section without `]]>`, a bare
//! `<`) is cut short, and tokenizing continues behind the cut. The bytes behind the cut are scanned again; a document that
//! causes this for many times its own length ends early, so that the time stays linear for any input.

use quick_xml::parser::{ElementParser, Parser, PiParser};

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'a> {
    Open(Tag<'a>),
    /// The name as written, with its prefix.
    Close(&'a str),
    /// Text with unresolved references. A `<` at its start begins no markup.
    Text(&'a str),
    Cdata(&'a str),
    End,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tag<'a> {
    pub(super) name: &'a str,
    pub(super) attributes: &'a str,
    pub(super) empty: bool,
}

/// How many times its own length a document may cause to be scanned again.
const RESCAN_FACTOR: usize = 16;
/// Further attributes are ignored.
const MAX_ATTRIBUTES: usize = 64;

pub(super) const CDATA: &str = "<![CDATA[";

pub(super) struct Tokenizer<'a> {
    source: &'a str,
    position: usize,
    /// How many bytes may still be scanned again.
    rescan_budget: usize,
    /// The name of the last start tag: its end tag is where an unclosed CDATA section is likely to end.
    last_open: &'a str,
}

impl<'a> Tokenizer<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        let rescan_budget = source.len().saturating_mul(RESCAN_FACTOR).saturating_add(1 << 20);
        Self { source, position: 0, rescan_budget, last_open: "" }
    }

    /// The offset behind the last token. Comments, declarations and instructions may follow before the next token.
    pub(super) fn position(&self) -> usize {
        self.position
    }

    pub(super) fn source(&self) -> &'a str {
        self.source
    }

    pub(super) fn next(&mut self) -> Token<'a> {
        loop {
            let rest = &self.source[self.position..];
            if rest.is_empty() || self.rescan_budget == 0 {
                return Token::End;
            }
            let bytes = rest.as_bytes();
            let token = match (bytes[0], bytes.get(1)) {
                (b'<', Some(b'!')) => self.declaration(rest),
                (b'<', Some(b'?')) => self.instruction(rest),
                (b'<', Some(b'/')) => self.close(rest),
                (b'<', Some(next)) if next.is_ascii_alphabetic() || matches!(next, b'_' | b':' | 0x80..) => {
                    self.open(rest)
                }
                _ => Some(self.text(rest)),
            };
            if let Some(token) = token {
                return token;
            }
        }
    }

    fn text(&mut self, rest: &'a str) -> Token<'a> {
        let start = usize::from(rest.starts_with('<'));
        let length = rest[start..].find('<').map_or(rest.len(), |at| at + start);
        self.position += length;
        Token::Text(&rest[..length])
    }

    /// A start tag. It ends at its first `>` if more markup follows inside it, and before a `<` that is not in quotes.
    fn open(&mut self, rest: &'a str) -> Option<Token<'a>> {
        let end = ElementParser::default().feed(&rest.as_bytes()[1..]).map(|at| at + 2);
        let length = match end {
            Some(end) if !rest[1..end].contains('<') => end,
            _ => self.cut_tag(rest, end)?,
        };
        self.position += length;
        let inner = rest[1..length].trim_end_matches('>');
        let (inner, empty) = match inner.strip_suffix('/') {
            Some(inner) => (inner, true),
            None => (inner, false),
        };
        let name_length = inner.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(inner.len());
        let (name, attributes) = inner.split_at(name_length);
        if !empty {
            self.last_open = name;
        }
        Some(Token::Open(Tag { name, attributes, empty }))
    }

    /// The length of a tag that seems to run over other markup up to `end`, or that has no end.
    fn cut_tag(&mut self, rest: &str, end: Option<usize>) -> Option<usize> {
        let Some(bracket) = rest.find('>') else {
            // No later tag has an end either.
            self.position = self.source.len();
            return None;
        };
        let inner = rest[1..].find('<').map_or(rest.len(), |at| at + 1);
        let later = end.is_none_or(|end| rest[bracket + 1..end].contains('<'));
        let length = if bracket < inner || later && inside_quotes(&rest[..inner]) {
            bracket + 1
        } else if !inside_quotes(&rest[..inner]) {
            inner
        } else {
            end.unwrap_or(bracket + 1)
        };
        self.spend_rescan(end.unwrap_or(rest.len()) - length);
        Some(length)
    }

    fn close(&mut self, rest: &'a str) -> Option<Token<'a>> {
        let Some(end) = rest[1..].find(['>', '<']).map(|at| at + 1) else {
            self.position = self.source.len();
            return None;
        };
        self.position += end + usize::from(rest.as_bytes()[end] == b'>');
        // Attributes of an end tag are ignored.
        Some(Token::Close(rest[2..end].split_ascii_whitespace().next().unwrap_or_default()))
    }

    fn instruction(&mut self, rest: &'a str) -> Option<Token<'a>> {
        let end = PiParser::default().feed(&rest.as_bytes()[1..]).map(|at| at + 2);
        self.position += match end {
            Some(end) if !rest[1..end].contains('<') => end,
            // A declaration without its `?` would run to the next `?>`.
            _ => {
                let length = rest.find('>').map_or(rest.len(), |bracket| bracket + 1);
                self.spend_rescan(end.unwrap_or(rest.len()) - length.min(end.unwrap_or(rest.len())));
                length
            }
        };
        None
    }

    fn declaration(&mut self, rest: &'a str) -> Option<Token<'a>> {
        if rest.get(..CDATA.len()).is_some_and(|start| start.eq_ignore_ascii_case(CDATA)) {
            return self.cdata(&rest[CDATA.len()..]);
        }
        self.position += if let Some(comment) = rest.strip_prefix("<!--") {
            if comment.starts_with('>') || comment.starts_with("->") {
                comment.find('>').map_or(rest.len(), |at| 4 + at + 1)
            } else {
                // A comment without an end hides the rest, as in HTML. Feeds are sorted by date, so these are the oldest items.
                comment.find("-->").map_or(rest.len(), |at| 4 + at + 3)
            }
        } else if rest.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!DOCTYPE")) {
            doctype(rest).unwrap_or_else(|| {
                self.spend_rescan(rest.len());
                rest.find('>').map_or(rest.len(), |at| at + 1)
            })
        } else {
            rest.find('>').map_or(rest.len(), |at| at + 1)
        };
        None
    }

    /// A CDATA section. It is unclosed if the document ends in it, or if another section begins in it behind the end tag of its
    /// field.
    fn cdata(&mut self, content: &'a str) -> Option<Token<'a>> {
        let end = content.match_indices(']').find(|(at, _)| content[at + 1..].starts_with("]>")).map(|(at, _)| at);
        let whole = &content[..end.unwrap_or(content.len())];
        let maybe_unclosed =
            end.is_none() || whole.match_indices('[').any(|(at, _)| whole[at + 1..].starts_with("CDATA["));
        let cut = if maybe_unclosed { self.field_end(whole) } else { None };
        let length = match (cut, end) {
            (Some(cut), _) => {
                self.spend_rescan(whole.len() - cut);
                cut
            }
            (None, Some(end)) => {
                self.position += 3;
                end
            }
            (None, None) => {
                self.position = self.source.len();
                return None;
            }
        };
        self.position += CDATA.len() + length;
        Some(Token::Cdata(&content[..length]))
    }

    /// Where the element around a CDATA section ends in `content`. `None` if no item ends in it.
    fn field_end(&self, content: &str) -> Option<usize> {
        let item = ["</item", "</entry"].into_iter().filter_map(|end| content.find(end)).min()?;
        let before = &content[..item];
        let field = before
            .match_indices("</")
            .find(|(at, _)| before[at + 2..].starts_with(self.last_open) && !self.last_open.is_empty());
        Some(field.map_or(item, |(at, _)| at))
    }

    fn spend_rescan(&mut self, bytes: usize) {
        self.rescan_budget = self.rescan_budget.saturating_sub(bytes);
    }
}

/// The length of a document type declaration. Its content is ignored. `None` if it has no end.
fn doctype(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = ElementParser::default().feed(&bytes[1..])? + 1;
    let Some(subset) = text[..at].find('[') else { return Some(at + 1) };
    at = subset + 1;
    loop {
        at += text[at..].find(|c: char| !c.is_whitespace())?;
        let rest = &text[at..];
        at += match bytes[at] {
            b']' => return rest.find('>').map(|end| at + end + 1),
            b'<' if rest.starts_with("<!--") => rest.find("-->")? + 3,
            b'<' => ElementParser::default().feed(&bytes[at + 1..])? + 2,
            _ => rest.find(['<', ']'])?,
        };
    }
}

fn inside_quotes(text: &str) -> bool {
    let mut open = None;
    for b in text.bytes().filter(|b| matches!(b, b'"' | b'\'')) {
        match open {
            None => open = Some(b),
            Some(quote) if quote == b => open = None,
            Some(_) => {}
        }
    }
    open.is_some()
}

/// The names and values of the attributes of a tag, with unresolved references. Both quotes or the closing one may be missing.
pub(super) fn attributes(raw: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = raw;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\'' | '=' | ','));
        if rest.is_empty() {
            return None;
        }
        let length = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | '\'')).unwrap_or(rest.len());
        let (name, behind) = rest.split_at(length);
        let Some(value) = behind.trim_start().strip_prefix('=') else {
            rest = behind;
            return Some((name, ""));
        };
        let value = value.trim_start();
        let (value, behind) = match value.as_bytes().first() {
            Some(quote @ (b'"' | b'\'')) => {
                let value = &value[1..];
                let end = value.find(*quote as char).unwrap_or(value.len());
                (&value[..end], value.get(end + 1..).unwrap_or_default())
            }
            _ => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        rest = behind;
        Some((name, value))
    })
    .take(MAX_ATTRIBUTES)
}

#[cfg(test)]
mod tests;
