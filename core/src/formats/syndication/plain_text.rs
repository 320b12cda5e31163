//! Plain text of one line, for titles, names and tags: markup is removed, references are resolved, white space is collapsed.

use super::entity;

/// Elements that are removed from titles, sorted. Any other `<word>` is part of the title (`C++ <vector>`) and stays.
const MARKUP: [&str; 53] = [
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
    "label",
    "li",
    "mark",
    "nobr",
    "o:p",
    "ol",
    "p",
    "q",
    "rb",
    "rp",
    "rt",
    "ruby",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "time",
    "u",
    "ul",
    "wbr",
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

/// Deeper elements have no effect.
const MAX_OPEN: usize = 16;

/// What the end of an element does to its text.
#[derive(Clone, Copy)]
enum Effect {
    Dropped,
    Raised,
    Lowered,
    Quoted,
    /// Nothing: it is open inside one of the same name.
    Kept,
}

fn without_markup(html: &str, drops_struck: bool, max_chars: usize) -> String {
    let mut text = String::with_capacity(html.len());
    // The elements whose end matters, and where their text begins.
    let mut open: Vec<(&str, usize, Effect)> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(tag) = tag(rest) else {
            text.push('<');
            rest = &rest[1..];
            continue;
        };
        rest = &rest[tag.length..];
        if tag.is_end {
            // The end of `rt` may be left out.
            let ends = |name: &str| {
                name.eq_ignore_ascii_case(tag.name)
                    || (tag.name.eq_ignore_ascii_case("ruby") && name.eq_ignore_ascii_case("rt"))
            };
            if let Some(at) = open.iter().rposition(|(name, ..)| ends(name)) {
                let (_, start, effect) = open[at];
                open.truncate(at);
                end(&mut text, start, effect);
            }
        } else if let Some(effect) = effect(&tag, drops_struck)
            .or_else(|| open.iter().any(|(name, ..)| name.eq_ignore_ascii_case(tag.name)).then_some(Effect::Kept))
            && open.len() < MAX_OPEN
        {
            if matches!(effect, Effect::Quoted) && !rest.starts_with('“') {
                text.push('“');
            }
            open.push((tag.name, text.len(), effect));
        }
        if tag.is_block {
            text.push(' ');
        }
    }
    text.push_str(rest);
    line(&entity::unescape(&text), max_chars)
}

/// What an element does to its text. `None` for nothing.
fn effect(tag: &Tag<'_>, drops_struck: bool) -> Option<Effect> {
    match tag.name.to_ascii_lowercase().as_str() {
        "br" | "hr" | "img" | "wbr" => None,
        "rt" | "rp" => Some(Effect::Dropped),
        "sup" => Some(Effect::Raised),
        "sub" => Some(Effect::Lowered),
        "q" => Some(Effect::Quoted),
        "s" | "del" | "strike" if drops_struck => Some(Effect::Dropped),
        _ if drops_struck && tag.attributes.contains("line-through") => Some(Effect::Dropped),
        _ => None,
    }
    .filter(|_| !tag.attributes.ends_with('/'))
}

/// Ends an element whose text begins at `start`.
fn end(text: &mut String, start: usize, effect: Effect) {
    match effect {
        Effect::Kept => {}
        Effect::Dropped => text.truncate(start),
        Effect::Quoted if text.ends_with('”') => {}
        Effect::Quoted => text.push('”'),
        Effect::Raised | Effect::Lowered => {
            let raised = matches!(effect, Effect::Raised);
            let Some((before, inside)) = text.split_at_checked(start) else { return };
            let converted = in_script(&entity::unescape(inside), raised).or_else(|| {
                // 10 and 2a would run together as 102a: it becomes 10^(2a), as in an article.
                let before = before.chars().next_back().unwrap_or_default();
                let joins = before.is_ascii_digit() || (raised && before.is_ascii_alphabetic());
                let sign = if raised { '^' } else { '_' };
                (joins && inside.starts_with(|c: char| c.is_ascii_digit()))
                    .then(|| format!("{sign}({})", inside.trim_end()))
            });
            if let Some(converted) = converted {
                text.truncate(start);
                text.push_str(&converted);
            }
        }
    }
}

/// The text in superscript or subscript characters. `None` if one of its characters has none.
fn in_script(text: &str, raised: bool) -> Option<String> {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let convert = |c: char| {
        let digit = c.to_digit(10).or((c as u32).checked_sub('０' as u32).filter(|digit| *digit < 10));
        match (digit, c) {
            (Some(digit), _) if raised => RAISED.get(digit as usize).copied(),
            (Some(digit), _) => char::from_u32('₀' as u32 + digit),
            (_, '+' | '＋') => Some(if raised { '⁺' } else { '₊' }),
            (_, '-' | '−' | '－') => Some(if raised { '⁻' } else { '₋' }),
            (_, 'n') if raised => Some('ⁿ'),
            (_, ',' | '，' | '、' | '.' | '·' | '–' | '~' | '～') => Some(c),
            _ => c.is_whitespace().then_some(c),
        }
    };
    text.chars().map(convert).collect()
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

/// A comment or a tag.
struct Tag<'a> {
    length: usize,
    /// As it is written; empty for a comment.
    name: &'a str,
    attributes: &'a str,
    is_end: bool,
    /// A block element separates words.
    is_block: bool,
}

/// The comment or tag at the start of `text`. `None` if there is none that is removed.
fn tag(text: &str) -> Option<Tag<'_>> {
    if text.starts_with("<!--") {
        let length = text.find("-->")? + 3;
        return Some(Tag { length, name: "", attributes: "", is_end: true, is_block: false });
    }
    let (inner, is_end) = text[1..].strip_prefix('/').map_or((&text[1..], false), |inner| (inner, true));
    let name_length = inner.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b':').count();
    if name_length == 0 || name_length > 10 {
        return None;
    }
    let (name, rest) = inner.split_at(name_length);
    let folded = name.to_ascii_lowercase();
    MARKUP.binary_search(&folded.as_str()).ok()?;
    let end = rest.find(['>', '<']).filter(|end| rest[*end..].starts_with('>'))?;
    let is_block = matches!(
        folded.as_str(),
        "article" | "blockquote" | "br" | "center" | "dd" | "div" | "dl" | "dt" | "hr" | "li" | "ol" | "p" | "ul"
    ) || matches!(folded.as_bytes(), [b'h', b'1'..=b'6']);
    let length = text.len() - rest.len() + end + 1;
    Some(Tag { length, name, attributes: &rest[..end], is_end, is_block })
}

#[cfg(test)]
mod tests;
