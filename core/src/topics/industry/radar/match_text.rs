//! The form of a text in which the words of a rule are searched: that of a search, with a line break wherever a word may not
//! continue.

use crate::reader::search::normalize_line;

/// Bytes of a body that [`plain_body`] reads. A larger one may be cut where it is shown.
const MAX_PLAIN_BODY: usize = 100_000;

/// A word of a rule.
pub(super) fn folded_word(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    normalize_line(word, &mut folded);
    folded.truncate(folded.trim_end().len());
    folded
}

/// Appends the lines or cells of a text, each with a line break; a word does not reach from one into the next.
pub(super) fn push_lines(text: &str, out: &mut String) {
    for line in text.split(['\n', '\t', '\r']) {
        normalize_line(line, out);
        out.push('\n');
    }
}

/// The lines of a plain HTML body, the same as the full reader of articles gives them, in a fraction of its time.
/// `None` if only the full reader can tell: most bodies are text in a few elements without attributes that could hide
/// it, and this function refuses everything else.
pub(super) fn plain_body(html: &str) -> Option<String> {
    if html.len() > MAX_PLAIN_BODY {
        return None;
    }
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        push_in_line(&rest[..at], &mut text);
        // An entity, a comment, a doctype and malformed markup are refused.
        let tag = rest[at..].strip_prefix('<')?;
        let end = tag.find('>')?;
        let (name, attributes) = tag[..end].split_once([' ', '\n']).unwrap_or((&tag[..end], ""));
        let may_hide = ["style", "class", "hidden", "\"\"", "<"].iter().any(|part| attributes.contains(part));
        // A `>` inside of an attribute's value would end the tag too early.
        if may_hide || attributes.matches('"').count() % 2 != 0 || attributes.contains('\'') {
            return None;
        }
        match name.strip_prefix('/').unwrap_or(name).trim_end_matches('/') {
            "b" | "strong" | "i" | "em" | "u" | "span" => {}
            "p" | "div" | "h1" | "h2" | "h3" | "h4" | "ul" | "ol" | "li" | "br" | "blockquote" | "figure"
            | "figcaption" => text.push('\n'),
            // A picture inside of a line may be shown or left out.
            "img" if text.ends_with('\n') || text.is_empty() => text.push('\n'),
            _ => return None,
        }
        rest = &tag[end + 1..];
    }
    push_in_line(rest, &mut text);
    Some(text)
}

/// In HTML a line break is a blank.
fn push_in_line(part: &str, text: &mut String) {
    match part.contains(['\n', '\r', '\t']) {
        true => text.push_str(&part.replace(['\n', '\r', '\t'], " ")),
        false => text.push_str(part),
    }
}

#[cfg(test)]
mod tests;
