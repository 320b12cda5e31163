//! Plain text of one line, for titles, names and tags: markup is removed, references are resolved, white space is collapsed.

use super::entity;

/// Elements that are removed from titles, sorted. Any other `<word>` is part of the title (`C++ <vector>`) and stays.
const MARKUP: [&str; 45] = [
    "a",
    "abbr",
    "article",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "o:p",
    "ol",
    "p",
    "q",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "u",
    "ul",
];

/// How many characters of HTML are read for each character that is kept: markup may be longer than the text.
const MARKUP_FACTOR: usize = 16;

/// HTML as one line of at most `max_chars` characters. What is struck out is left out, unless all of it is: a line shows no
/// formatting, and struck text would read as if it were valid.
pub(super) fn from_html(html: &str, max_chars: usize) -> String {
    let html = head(html, max_chars.saturating_mul(MARKUP_FACTOR));
    if !html.contains(['<', '&']) {
        return line(html, max_chars);
    }
    let text = without_markup(html, true, max_chars);
    if text.is_empty() { without_markup(html, false, max_chars) } else { text }
}

fn without_markup(html: &str, drops_struck: bool, max_chars: usize) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if drops_struck && let Some(length) = struck_element(rest) {
            rest = &rest[length..];
            continue;
        }
        match tag(rest) {
            Some((length, is_block)) => {
                if is_block {
                    text.push(' ');
                }
                rest = &rest[length..];
            }
            None => {
                text.push('<');
                rest = &rest[1..];
            }
        }
    }
    text.push_str(rest);
    line(&entity::unescape(&text), max_chars)
}

/// Text as one line: white space is collapsed (the ideographic space too), invisible characters are dropped, and a text of more
/// than `max_chars` characters is cut with `…`.
pub(super) fn line(text: &str, max_chars: usize) -> String {
    let mut out = String::with_capacity(text.len().min(max_chars.saturating_mul(4)));
    let mut gap = false;
    let mut count = 0;
    for c in text.chars() {
        if c.is_whitespace() {
            gap = !out.is_empty();
            continue;
        }
        if is_invisible(c) {
            continue;
        }
        if count + usize::from(gap) >= max_chars {
            out.pop();
            out.push('…');
            break;
        }
        if gap {
            out.push(' ');
            count += 1;
            gap = false;
        }
        out.push(c);
        count += 1;
    }
    out
}

/// Whether a character is dropped. Direction marks would reverse a whole row of a list; the joiner of emoji is kept.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The first `max_chars` characters of a text.
pub(super) fn head(text: &str, max_chars: usize) -> &str {
    if text.len() <= max_chars {
        return text;
    }
    text.char_indices().nth(max_chars).map_or(text, |(at, _)| &text[..at])
}

/// The length of the struck element at the start of `text`, if its end tag follows.
fn struck_element(text: &str) -> Option<usize> {
    let name = ["s", "del", "strike"].into_iter().find(|name| {
        let after = text.get(1..=name.len()).filter(|found| found.eq_ignore_ascii_case(name));
        after.is_some() && text[1 + name.len()..].starts_with(['>', ' '])
    })?;
    text.match_indices("</").find_map(|(at, _)| {
        let found = text.get(at + 2..at + 2 + name.len())?;
        let end = at + 2 + name.len();
        (found.eq_ignore_ascii_case(name) && text[end..].starts_with('>')).then_some(end + 1)
    })
}

/// The length of the comment or tag at the start of `text`, and whether it is a block element, which separates words. `None`
/// if there is none that is removed.
fn tag(text: &str) -> Option<(usize, bool)> {
    if text.starts_with("<!--") {
        return text.find("-->").map(|end| (end + 3, false));
    }
    let inner = text[1..].strip_prefix('/').unwrap_or(&text[1..]);
    let name_length = inner.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b':').count();
    if name_length == 0 || name_length > 10 {
        return None;
    }
    let name = inner[..name_length].to_ascii_lowercase();
    MARKUP.binary_search(&name.as_str()).ok()?;
    let end = text[1..].find(['>', '<'])? + 1;
    if text.as_bytes()[end] != b'>' {
        return None;
    }
    let inline = matches!(
        name.as_str(),
        "a" | "abbr"
            | "b"
            | "bdi"
            | "bdo"
            | "big"
            | "cite"
            | "code"
            | "del"
            | "em"
            | "font"
            | "i"
            | "ins"
            | "kbd"
            | "mark"
            | "o:p"
            | "q"
            | "s"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "u"
            | "img"
    );
    Some((end + 1, !inline))
}

#[cfg(test)]
mod tests;
