//! Operations on spans: their text, and joining lines.

use super::block::Span;

/// The text of the spans, without formatting and annotations. What is struck out is left out: without its line it would read
/// as if it were valid.
pub(super) fn spans_text(spans: &[Span]) -> String {
    let text: String = spans.iter().filter(|span| !span.struck).map(|span| span.text.as_str()).collect();
    if spans.iter().any(|span| span.struck) { text.trim().to_owned() } else { text }
}

/// Appends spans as a new line.
pub(super) fn append_line(lines: &mut Vec<Span>, spans: Vec<Span>) {
    let mut spans = spans.into_iter();
    if let Some(last) = lines.last_mut()
        && let Some(mut first) = spans.next()
    {
        if same_formatting(last, &first) && last.ruby.is_none() {
            last.text.push('\n');
            last.text.push_str(&first.text);
        } else {
            // A line break at the end of a link, of code or of a ruby base would be part of it.
            if last.href.is_none() && !last.code && last.ruby.is_none() {
                last.text.push('\n');
            } else {
                first.text.insert(0, '\n');
            }
            lines.push(first);
        }
    }
    lines.extend(spans);
}

/// Whether two spans differ only in their text.
pub(super) fn same_formatting(one: &Span, other: &Span) -> bool {
    one.bold == other.bold
        && one.italic == other.italic
        && one.code == other.code
        && one.struck == other.struck
        && one.href == other.href
        && one.ruby == other.ruby
}
