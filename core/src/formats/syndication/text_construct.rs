//! Titles and texts of RSS and Atom: which of them are HTML, and how they become plain text or a [`Body`].

use super::document::{Body, MAX_TITLE_CHARS};
use super::element::Element;
use super::tokenizer::{Token, Tokenizer};
use super::{entity, plain_text};

/// HTML as a title or another single line. `None` if nothing is left.
pub(super) fn line(html: &str) -> Option<String> {
    Some(plain_text::from_html(html, MAX_TITLE_CHARS)).filter(|line| !line.is_empty())
}

/// The text of an RSS element, which never says whether it is HTML: it is HTML if it has a tag or a reference. `None` if the
/// text is empty.
pub(super) fn body(element: Element<'_>) -> Option<Body> {
    if element.text.trim().is_empty() {
        return None;
    }
    let html = element.markup || looks_like_html(&element.text);
    Some(if html { Body::Html(element.text) } else { Body::Text(element.text) })
}

/// The text of a `media:description`, which is plain text unless its type says otherwise. `None` if it is empty.
pub(super) fn media_body(element: Element<'_>) -> Option<Body> {
    let is_html = element.attribute("type").is_some_and(|given| given.contains("html"));
    if is_html { body(element) } else { unspecified(element) }
}

/// A text that is plain by its specification, but often HTML: it is HTML only if it has elements of HTML.
fn unspecified(element: Element<'_>) -> Option<Body> {
    if element.text.trim().is_empty() {
        return None;
    }
    let html = element.markup || has_html_element(&element.text);
    Some(if html { Body::Html(element.text) } else { Body::Text(element.text) })
}

/// Whether the text has an element of HTML: an end tag, a tag with attributes, or one of a block, a break or a picture. A name
/// in angle brackets (`A<B>C`, `<job_id>`) is not one.
fn has_html_element(text: &str) -> bool {
    const BLOCKS: [&str; 21] = [
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "h1",
        "h2",
        "h3",
        "h4",
        "hr",
        "img",
        "li",
        "ol",
        "p",
        "pre",
        "table",
        "td",
        "tr",
        "ul",
        "wbr",
    ];
    const INLINE: [&str; 33] = [
        "a",
        "article",
        "audio",
        "b",
        "code",
        "del",
        "em",
        "figcaption",
        "figure",
        "font",
        "h5",
        "h6",
        "i",
        "iframe",
        "label",
        "mark",
        "nobr",
        "q",
        "rt",
        "ruby",
        "s",
        "section",
        "small",
        "source",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "th",
        "time",
        "u",
        "video",
    ];
    text.match_indices('<').any(|(at, _)| {
        let rest = &text[at + 1..];
        let (is_end, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
        let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let name = rest[..length].to_ascii_lowercase();
        let after = &rest[length..];
        let Some(end) = after.find(['>', '<']).filter(|end| after.as_bytes()[*end] == b'>') else { return false };
        if !after.starts_with(['>', '/', ' ', '\t', '\n', '\r']) {
            return false;
        }
        let is_block = BLOCKS.contains(&name.as_str());
        is_block || (INLINE.contains(&name.as_str()) && (is_end || after[..end].contains('=')))
    })
}

fn looks_like_html(text: &str) -> bool {
    let tag = text.match_indices('<').any(|(at, _)| {
        text.as_bytes().get(at + 1).is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!'))
    });
    tag || entity::has_reference(text)
}

/// The format of an Atom text construct (RFC 4287, section 3.1). Atom 0.3 gives its encoding in `mode` and its media type in
/// `type`.
#[derive(PartialEq)]
enum Format {
    Plain,
    /// Not given: plain text by the specification, but often HTML.
    Unspecified,
    Html,
    Xhtml,
    Base64,
    /// A media type that is no text.
    NotText,
}

fn format(element: &Element<'_>) -> Format {
    let mode = element.attribute("mode").unwrap_or_default().trim().to_ascii_lowercase();
    let media_type = element.attribute("type").unwrap_or_default().trim().to_ascii_lowercase();
    let media_type = media_type.split(';').next().unwrap_or_default().trim();
    let html = matches!(media_type, "html" | "text/html");
    match (mode.as_str(), media_type) {
        ("base64", _) => Format::Base64,
        (_, "xhtml" | "application/xhtml+xml") => Format::Xhtml,
        _ if html => Format::Html,
        ("escaped", "") => Format::Html,
        (_, "text" | "text/plain") => Format::Plain,
        (_, "") => Format::Unspecified,
        (_, "xml" | "text/xml" | "application/xml") => Format::Xhtml,
        (_, other) if other.starts_with("text/") => Format::Plain,
        _ => Format::NotText,
    }
}

/// An Atom text construct as a title or another single line. `None` if nothing is left.
pub(super) fn atom_line(element: &Element<'_>) -> Option<String> {
    let text = match format(element) {
        Format::Plain if !element.markup => plain_text::line(&element.text, MAX_TITLE_CHARS),
        Format::Base64 => plain_text::from_html(&decode_base64(&element.text)?, MAX_TITLE_CHARS),
        // References in a title are a mistake more often than part of it, tags that are not of HTML are part of it.
        Format::Unspecified if !element.markup && !has_html_element(&element.text) => {
            plain_text::line(&entity::unescape(&element.text), MAX_TITLE_CHARS)
        }
        _ => plain_text::from_html(&element.text, MAX_TITLE_CHARS),
    };
    Some(text).filter(|text| !text.is_empty())
}

/// An Atom text construct as a text. `None` if it is empty or no text.
pub(super) fn atom_body(element: Element<'_>) -> Option<Body> {
    if element.text.trim().is_empty() {
        return None;
    }
    match format(&element) {
        // A drawing, for example. Words in it are no text of the item.
        Format::NotText => None,
        _ if element.markup => Some(Body::Html(xhtml_to_html(&element.text))),
        Format::Html => Some(Body::Html(element.text)),
        Format::Plain => Some(Body::Text(element.text)),
        Format::Unspecified => unspecified(element),
        Format::Xhtml => body(element),
        Format::Base64 => decode_base64(&element.text)
            .map(|text| if looks_like_html(&text) { Body::Html(text) } else { Body::Text(text) }),
    }
}

/// XHTML as HTML: names lose their prefixes, and an empty element that is not void gets an end tag, because HTML reads `<p/>`
/// as a start tag.
fn xhtml_to_html(markup: &str) -> String {
    const VOID: [&str; 14] =
        ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];
    let local = |name: &'_ str| -> usize { name.find(':').map_or(0, |colon| colon + 1) };
    let mut out = String::with_capacity(markup.len());
    let mut tokens = Tokenizer::new(markup);
    loop {
        match tokens.next() {
            Token::Open(tag) => {
                let name = &tag.name[local(tag.name)..];
                out.push('<');
                out.push_str(name);
                out.push_str(tag.attributes.trim_end());
                out.push('>');
                if tag.empty && !VOID.contains(&name) {
                    out.push_str("</");
                    out.push_str(name);
                    out.push('>');
                }
            }
            Token::Close(name) => {
                out.push_str("</");
                out.push_str(&name[local(name)..]);
                out.push('>');
            }
            Token::Text(text) => match text.strip_prefix('<') {
                Some(rest) => {
                    out.push_str("&lt;");
                    out.push_str(rest);
                }
                None => out.push_str(text),
            },
            Token::Cdata(text) => out.push_str(text),
            Token::End => return out,
        }
    }
}

/// Decodes base64 of UTF-8 text, ignoring white space. `None` if the input is no base64 or the text is empty.
fn decode_base64(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0u32, 0u32);
    for b in text.bytes().filter(|b| !b.is_ascii_whitespace()) {
        let value = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from((bits >> held) & 0xff).expect("eight bits"));
            bits &= (1 << held) - 1;
        }
    }
    String::from_utf8(bytes).ok().filter(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests;
