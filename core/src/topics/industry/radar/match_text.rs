//! The form of a text in which the words of a rule are searched: without blanks and invisible characters, in one width
//! and script variant, with a line break wherever a word may not continue.

use crate::reader::search::fold;

/// Bytes of a body that [`plain_body`] reads. A larger one may be cut where it is shown.
const MAX_PLAIN_BODY: usize = 100_000;

/// A text as one line.
pub(super) fn folded(text: &str) -> String {
    text.chars().filter_map(fold_char).collect()
}

/// A text of several lines or cells; a word does not reach from one into the next.
pub(super) fn folded_lines(text: &str) -> String {
    text.split(['\n', '\t']).map(folded).collect::<Vec<_>>().join("\n")
}

/// `None` for blanks and invisible characters.
fn fold_char(c: char) -> Option<char> {
    let visible =
        !c.is_whitespace() && !c.is_control() && !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}');
    visible.then(|| fold(c))
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
        text.extend(rest[..at].chars().filter_map(fold_char));
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
    text.extend(rest.chars().filter_map(fold_char));
    Some(text)
}

#[cfg(test)]
mod tests;
