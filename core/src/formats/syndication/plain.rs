//! Plain text of one line: titles, names, tags. Markup and references are resolved, white space is folded.

use super::entity;

/// Elements that titles are decorated with. Any other `<word>` is what the title says (`C++ <vector>`), and stays.
const DECORATION: [&str; 44] = [
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
    "strong",
    "sub",
    "sup",
    "u",
    "ul",
];

/// How much of a text is looked at for one line of it, as a multiple of what is kept: markup may be longer than the text.
const MARKUP_FACTOR: usize = 16;

/// HTML to one line.
pub(super) fn from_html(html: &str, max_chars: usize) -> String {
    let html = head(html, max_chars.saturating_mul(MARKUP_FACTOR));
    if !html.contains(['<', '&']) {
        return line(html, max_chars);
    }
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        match markup(rest) {
            Some((length, breaks)) => {
                if breaks {
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
    line(&entity::resolved(&text), max_chars)
}

/// Text to one line: white space folded (the ideographic space too), invisible characters dropped, cut with `…` at `max_chars`.
pub(super) fn line(text: &str, max_chars: usize) -> String {
    let mut out = String::with_capacity(text.len().min(max_chars.saturating_mul(4)));
    let mut gap = false;
    let mut count = 0;
    for c in text.chars() {
        if c.is_whitespace() {
            gap = !out.is_empty();
            continue;
        }
        if invisible(c) {
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

/// Marks of direction would turn a whole list row around; the joiners of emoji stay.
fn invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The first characters of a text.
pub(super) fn head(text: &str, max_chars: usize) -> &str {
    if text.len() <= max_chars {
        return text;
    }
    text.char_indices().nth(max_chars).map_or(text, |(at, _)| &text[..at])
}

/// Length of the comment or known tag at the start of `text`, and whether it separates words.
fn markup(text: &str) -> Option<(usize, bool)> {
    if text.starts_with("<!--") {
        return text.find("-->").map(|end| (end + 3, false));
    }
    let inner = text[1..].strip_prefix('/').unwrap_or(&text[1..]);
    let name_length = inner.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b':').count();
    if name_length == 0 || name_length > 10 {
        return None;
    }
    let name = inner[..name_length].to_ascii_lowercase();
    DECORATION.binary_search(&name.as_str()).ok()?;
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
