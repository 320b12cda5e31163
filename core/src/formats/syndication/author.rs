//! The name of an author in the text of an author element.

use super::plain_text;

/// Longer names are cut.
pub const MAX_NAME_CHARS: usize = 100;

/// The name in `mail (name)`, `name <mail>` or `name (mail)`, with half-width or full-width brackets. A text that is only an
/// e-mail address gives that address. `None` if the text is empty.
pub(super) fn name(text: &str) -> Option<String> {
    let text = plain_text::from_html(text, MAX_NAME_CHARS * 2);
    let brackets = [('(', ')'), ('（', '）'), ('<', '>'), ('〈', '〉'), ('[', ']')];
    let split = brackets.into_iter().find_map(|(open, close)| {
        let (outside, inside) = text.split_once(open)?;
        let inside = inside.trim_end().trim_end_matches([close, ')', '）']);
        let (outside, inside) = (outside.trim(), inside.trim());
        match (is_mail(outside), is_mail(inside)) {
            (true, false) if !inside.is_empty() => Some(inside),
            (false, true) if !outside.is_empty() => Some(outside),
            (false, true) => Some(inside),
            (true, _) => Some(outside),
            (false, false) => None,
        }
    });
    let name = split.unwrap_or(&text).trim_matches(['"', ' ']);
    let name = name.strip_prefix("mailto:").unwrap_or(name);
    (!name.is_empty()).then(|| plain_text::line(name, MAX_NAME_CHARS))
}

fn is_mail(text: &str) -> bool {
    text.strip_prefix("mailto:")
        .unwrap_or(text)
        .split_once('@')
        .is_some_and(|(user, host)| !user.is_empty() && !host.is_empty() && !text.contains(char::is_whitespace))
}

#[cfg(test)]
mod tests;
