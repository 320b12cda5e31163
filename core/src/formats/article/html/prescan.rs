//! A scan of the source before the tokenizer: chooses the slices that the tokenizer is given, and counts the end tags of
//! elements that hide their content.
//!
//! Three things cannot be corrected afterwards. html5ever compares every attribute of a tag with all before it, so a tag with
//! a million attributes would take minutes. A comment or an attribute value that is never closed swallows the rest of the
//! article. So does a `<video>` or `<iframe>` without an end tag. The tokenizer decides what a tag is: an error in this scan
//! drops too much and never lets anything through.

use crate::formats::article::limits::MAX_ATTRIBUTES;

/// Elements whose content is dropped. Their start tag counts only while an end tag is ahead.
const HIDING: [&str; 23] = [
    "applet", "audio", "button", "canvas", "datalist", "dialog", "form", "iframe", "math", "noembed", "noframes",
    "noscript", "object", "script", "select", "style", "svg", "template", "textarea", "title", "video", "xml", "xmp",
];

/// Elements whose content the tokenizer does not parse as markup.
const RAW: [&str; 9] = ["iframe", "noembed", "noframes", "noscript", "script", "style", "textarea", "title", "xmp"];

/// How many end tags of each element in [`HIDING`] are ahead.
#[derive(Debug, Clone, Default)]
pub(super) struct EndTags([u32; HIDING.len()]);

impl EndTags {
    /// Whether an end tag of this element is ahead. `true` for elements that are not counted.
    pub(super) fn is_ahead(&self, name: &str) -> bool {
        hiding_index(name.as_bytes()).is_none_or(|at| self.0[at] > 0)
    }

    /// Counts an end tag as passed.
    pub(super) fn pass(&mut self, name: &str) {
        if let Some(at) = hiding_index(name.as_bytes()) {
            self.0[at] = self.0[at].saturating_sub(1);
        }
    }
}

/// What the tokenizer is given.
pub(super) struct Prescan<'a> {
    pub(super) slices: Vec<&'a str>,
    pub(super) end_tags: EndTags,
}

pub(super) fn prescan(html: &str) -> Prescan<'_> {
    let mut scanner =
        Scanner { html, bytes: html.as_bytes(), kept: 0, slices: Vec::new(), end_tags: EndTags::default() };
    scanner.run();
    Prescan { slices: scanner.slices, end_tags: scanner.end_tags }
}

struct Scanner<'a> {
    html: &'a str,
    bytes: &'a [u8],
    /// Where the slice begins that is kept next.
    kept: usize,
    slices: Vec<&'a str>,
    end_tags: EndTags,
}

impl<'a> Scanner<'a> {
    fn run(&mut self) {
        let mut comment_end_ahead = true;
        let mut raw_end_ahead = [true; RAW.len()];
        let mut at = 0;
        while let Some(found) = self.html.get(at..).and_then(|rest| rest.find('<')) {
            let open = at + found;
            at = open + 1;
            match self.bytes.get(at) {
                Some(b'!') if self.html[at..].starts_with("!--") => {
                    let end = if comment_end_ahead { self.html[open + 2..].find("-->") } else { None };
                    match end {
                        Some(end) => at = open + 2 + end + 3,
                        None => {
                            comment_end_ahead = false;
                            at = self.html[open..].find('>').map_or(self.bytes.len(), |gt| open + gt + 1);
                            self.drop(open, at);
                        }
                    }
                }
                Some(b'/') if self.bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) => {
                    let tag = self.scan_tag(at + 1);
                    at = tag.end;
                    if let Some(hiding) = hiding_index(tag.name) {
                        self.end_tags.0[hiding] += 1;
                    }
                }
                Some(byte) if byte.is_ascii_alphabetic() => {
                    let name = at;
                    let tag = self.scan_tag(name);
                    at = tag.end;
                    let may_be_address = tag.name.iter().any(|byte| matches!(byte, b'@' | b':'));
                    if may_be_address && is_bracketed_address(&self.bytes[name..]) {
                        // Nothing of it was taken for an attribute.
                        self.drop(open, name);
                        self.slices.push("&lt;");
                        continue;
                    }
                    let raw = RAW.iter().position(|name| tag.name.eq_ignore_ascii_case(name.as_bytes()));
                    if let Some(raw) = raw
                        && raw_end_ahead[raw]
                        && (!tag.self_closing || matches!(RAW[raw], "script" | "style"))
                    {
                        match self.find_end_tag(RAW[raw], at) {
                            Some(end) => at = end,
                            None => raw_end_ahead[raw] = false,
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
    fn find_end_tag(&self, name: &str, from: usize) -> Option<usize> {
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

    /// Scans one tag from its name on, drops surplus attributes and closes an open attribute value.
    fn scan_tag(&mut self, start: usize) -> ScannedTag<'a> {
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
            // An address holds no `>`: if one comes before the closing quote, that quote is missing. A `data:` address may
            // hold one (`src='data:image/svg+xml,<svg …>'`).
            let address = attribute.eq_ignore_ascii_case(b"href") || attribute.eq_ignore_ascii_case(b"src");
            let data = bytes[value..].len() > 5 && bytes[value..value + 5].eq_ignore_ascii_case(b"data:");
            let unclosed_at = match end {
                Some(end) if address && !data => {
                    bytes[value..end].iter().position(|byte| *byte == b'>').map(|gt| value + gt)
                }
                Some(_) => None,
                // No such quote follows at all.
                None => Some(self.html[value..].find('>').map_or(bytes.len(), |gt| value + gt)),
            };
            at = match unclosed_at {
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
        ScannedTag { name, end: (at + 1).min(bytes.len()), self_closing }
    }
}

struct ScannedTag<'a> {
    name: &'a [u8],
    end: usize,
    self_closing: bool,
}

/// Whether an address in angle brackets begins here, which is text: `<name@office.example>`, `<https://office.example/>`.
fn is_bracketed_address(bytes: &[u8]) -> bool {
    const MAX_NAME: usize = 256;
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'<' | b'>' | b'"' | b'\'' | b'=');
    let Some(end) = bytes.iter().take(MAX_NAME).position(is_end) else { return false };
    let (name, after) = bytes.split_at(end);
    let is_mail = || name.contains(&b'@') && name.contains(&b'.') && !name.contains(&b'/');
    after.starts_with(b">") && (name.starts_with(b"http://") || name.starts_with(b"https://") || is_mail())
}

fn hiding_index(name: &[u8]) -> Option<usize> {
    HIDING.iter().position(|hiding| name.eq_ignore_ascii_case(hiding.as_bytes()))
}

#[cfg(test)]
mod tests;
