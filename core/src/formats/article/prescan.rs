//! A first look at the source, before the tokenizer: which slices of it the tokenizer is given, and how many elements
//! that hide their content are closed at all.
//!
//! Three things cannot be mended afterwards. html5ever compares every attribute of a tag with all before it, so a tag of
//! a million attributes would take minutes. A comment or an attribute value that is never closed swallows the rest of the
//! article. And so does `<video>` or `<iframe>` without an end. The tokenizer stays the authority on what a tag is: when
//! this look errs, a slice too much is dropped, never let through.

use super::MAX_ATTRIBUTES;

/// Elements whose content is hidden, whose start is therefore believed only while an end is still ahead.
const HIDING: [&str; 23] = [
    "applet", "audio", "button", "canvas", "datalist", "dialog", "form", "iframe", "math", "noembed", "noframes",
    "noscript", "object", "script", "select", "style", "svg", "template", "textarea", "title", "video", "xml", "xmp",
];

/// Elements whose content the tokenizer does not read as markup.
const RAW: [&str; 9] = ["iframe", "noembed", "noframes", "noscript", "script", "style", "textarea", "title", "xmp"];

/// How many ends of each hiding element are still ahead.
#[derive(Debug, Clone, Default)]
pub(super) struct Ends([u32; HIDING.len()]);

impl Ends {
    /// Whether an end of this element is ahead; true for elements that are not counted.
    pub(super) fn ahead(&self, name: &str) -> bool {
        position(name.as_bytes()).is_none_or(|at| self.0[at] > 0)
    }

    /// An end of this element has passed.
    pub(super) fn pass(&mut self, name: &str) {
        if let Some(at) = position(name.as_bytes()) {
            self.0[at] = self.0[at].saturating_sub(1);
        }
    }
}

/// What the tokenizer is given.
pub(super) struct Sifted<'a> {
    pub(super) slices: Vec<&'a str>,
    pub(super) ends: Ends,
}

pub(super) fn sift(html: &str) -> Sifted<'_> {
    let mut sieve = Sieve { html, bytes: html.as_bytes(), kept: 0, slices: Vec::new(), ends: Ends::default() };
    sieve.run();
    Sifted { slices: sieve.slices, ends: sieve.ends }
}

struct Sieve<'a> {
    html: &'a str,
    bytes: &'a [u8],
    /// Where the slice begins that is being kept.
    kept: usize,
    slices: Vec<&'a str>,
    ends: Ends,
}

impl<'a> Sieve<'a> {
    fn run(&mut self) {
        let mut comments_end = true;
        let mut raw_ends = [true; RAW.len()];
        let mut at = 0;
        while let Some(found) = self.html.get(at..).and_then(|rest| rest.find('<')) {
            let open = at + found;
            at = open + 1;
            match self.bytes.get(at) {
                Some(b'!') if self.html[at..].starts_with("!--") => {
                    let end = if comments_end { self.html[open + 2..].find("-->") } else { None };
                    match end {
                        Some(end) => at = open + 2 + end + 3,
                        None => {
                            comments_end = false;
                            at = self.html[open..].find('>').map_or(self.bytes.len(), |gt| open + gt + 1);
                            self.drop(open, at);
                        }
                    }
                }
                Some(b'/') if self.bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) => {
                    let tag = self.tag(at + 1);
                    at = tag.end;
                    if let Some(hiding) = position(tag.name) {
                        self.ends.0[hiding] += 1;
                    }
                }
                Some(byte) if byte.is_ascii_alphabetic() => {
                    let tag = self.tag(at);
                    at = tag.end;
                    let raw = RAW.iter().position(|name| tag.name.eq_ignore_ascii_case(name.as_bytes()));
                    if let Some(raw) = raw
                        && raw_ends[raw]
                        && (!tag.self_closing || matches!(RAW[raw], "script" | "style"))
                    {
                        match self.end_of(RAW[raw], at) {
                            Some(end) => at = end,
                            None => raw_ends[raw] = false,
                        }
                    }
                }
                _ => {}
            }
        }
        self.keep(self.bytes.len());
    }

    fn keep(&mut self, until: usize) {
        if until > self.kept {
            self.slices.push(&self.html[self.kept..until]);
        }
        self.kept = self.kept.max(until);
    }

    fn drop(&mut self, from: usize, until: usize) {
        self.keep(from);
        self.kept = self.kept.max(until);
    }

    /// Where `</name` begins.
    fn end_of(&self, name: &str, from: usize) -> Option<usize> {
        let mut at = from;
        loop {
            at += self.html.get(at..)?.find("</")?;
            let rest = &self.bytes[at + 2..];
            if rest.len() >= name.len() && rest[..name.len()].eq_ignore_ascii_case(name.as_bytes()) {
                return Some(at);
            }
            at += 2;
        }
    }

    /// Reads one tag from its name on, and cuts what is too much in it.
    fn tag(&mut self, start: usize) -> Tag<'a> {
        let bytes = self.bytes;
        let until = |from: usize, stop: fn(u8) -> bool| {
            bytes[from..].iter().position(|byte| stop(*byte)).map_or(bytes.len(), |n| from + n)
        };
        let mut at = until(start, |byte| byte.is_ascii_whitespace() || byte == b'/' || byte == b'>');
        let name = &bytes[start..at];
        let mut self_closing = false;
        let mut attributes = 0;
        let mut cut = None;
        loop {
            match bytes.get(at) {
                None | Some(b'>') => break,
                Some(b'/') => {
                    self_closing = true;
                    at += 1;
                    continue;
                }
                Some(byte) if byte.is_ascii_whitespace() => {
                    at += 1;
                    continue;
                }
                Some(_) => self_closing = false,
            }
            attributes += 1;
            if attributes > MAX_ATTRIBUTES && cut.is_none() {
                cut = Some(at);
            }
            let attribute = at;
            at = until(at + 1, |byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'='));
            let attribute = &bytes[attribute..at];
            let after = until(at, |byte| !byte.is_ascii_whitespace());
            if bytes.get(after) != Some(&b'=') {
                continue;
            }
            at = until(after + 1, |byte| !byte.is_ascii_whitespace());
            let Some(quote @ (b'"' | b'\'')) = bytes.get(at).copied() else {
                at = until(at, |byte| byte.is_ascii_whitespace() || byte == b'>');
                continue;
            };
            let value = at + 1;
            let end = self.html[value..].find(char::from(quote)).map(|length| value + length);
            // An address holds no `>`: here the closing quote was forgotten, and text was swallowed. But a place holder
            // that is a drawing does (`src='data:image/svg+xml,<svg …>'`).
            let address = attribute.eq_ignore_ascii_case(b"href") || attribute.eq_ignore_ascii_case(b"src");
            let data = bytes[value..].len() > 5 && bytes[value..value + 5].eq_ignore_ascii_case(b"data:");
            let forgotten = match end {
                Some(end) if address && !data => {
                    bytes[value..end].iter().position(|byte| *byte == b'>').map(|gt| value + gt)
                }
                Some(_) => None,
                // No such quote is left in the whole rest.
                None => Some(self.html[value..].find('>').map_or(bytes.len(), |gt| value + gt)),
            };
            at = match forgotten {
                Some(gt) => {
                    if cut.is_none() {
                        self.drop(gt, gt);
                        self.slices.push(if quote == b'"' { "\"" } else { "'" });
                    }
                    gt
                }
                None => end.map_or(bytes.len(), |end| end + 1),
            };
        }
        if let Some(cut) = cut {
            self.drop(cut, at);
        }
        Tag { name, end: (at + 1).min(bytes.len()), self_closing }
    }
}

struct Tag<'a> {
    name: &'a [u8],
    end: usize,
    self_closing: bool,
}

fn position(name: &[u8]) -> Option<usize> {
    HIDING.iter().position(|hiding| name.eq_ignore_ascii_case(hiding.as_bytes()))
}

#[cfg(test)]
mod tests;
