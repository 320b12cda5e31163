//! The form of a text in which the words of a rule are searched: that of a search, with a line break wherever a word may not
//! continue.

use crate::reader::search::{LineWriter, whole_telephone};

/// Bytes of a body that [`plain_body`] reads. A larger one may be cut where it is shown.
const MAX_PLAIN_BODY: usize = 100_000;

/// A word of a rule. A telephone number is without the blanks between its groups.
pub(super) fn folded_word(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    let mut line = LineWriter::new(&mut folded);
    word.chars().for_each(|c| line.push(if c.is_control() { ' ' } else { c }));
    folded.truncate(folded.trim_end().len());
    whole_telephone(&folded).unwrap_or(folded)
}

/// Appends the lines or cells of a text, each with a line break; a word does not reach from one into the next.
pub(super) fn push_lines(text: &str, out: &mut String) {
    let mut lines = LineWriter::new(out);
    lines.push_text(text, |lines, c| match c {
        '\n' | '\t' | '\r' => lines.end_line(),
        c => lines.push(c),
    });
    lines.end_line();
}

/// Whether lines repeat a text from the beginning of one of them on, apart from blanks, line breaks and what the text ends
/// with. A summary that was made of the body does, and joins its paragraphs: words would go on from one into the next.
pub(super) fn repeat(lines: &str, text: &str) -> bool {
    let text = text.trim_end_matches(['…', '.', '。', ' ', '\n']);
    let kept = |c: &char| !matches!(c, ' ' | '\n');
    let begins = std::iter::once(0).chain(lines.match_indices('\n').map(|(at, _)| at + 1));
    begins.filter_map(|at| lines.get(at..)).any(|rest| {
        let mut rest = rest.chars().filter(kept);
        text.chars().filter(kept).all(|c| rest.next() == Some(c))
    })
}

/// The lines of a plain HTML body, the same as the full reader of articles gives them, in a fraction of its time.
/// `None` if only the full reader can tell: most bodies are text in a few elements without attributes that could hide
/// it, and this function refuses everything else.
pub(super) fn plain_body(html: &str) -> Option<String> {
    if html.len() > MAX_PLAIN_BODY {
        return None;
    }
    let mut text = String::with_capacity(html.len());
    let mut lines = LineWriter::new(&mut text);
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        push_in_line(&rest[..at], &mut lines);
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
            | "figcaption" => lines.end_line(),
            // A picture inside of a line may be shown or left out.
            "img" if lines.is_at_line_start() => {}
            _ => return None,
        }
        rest = &tag[end + 1..];
    }
    push_in_line(rest, &mut lines);
    Some(text)
}

/// In HTML a line break and a tab are blanks.
fn push_in_line(part: &str, lines: &mut LineWriter<'_>) {
    lines.push_text(part, |lines, c| lines.push(if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }));
}

#[cfg(test)]
mod tests;
