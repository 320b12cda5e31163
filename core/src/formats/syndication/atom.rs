//! What the elements of Atom mean, 0.3 and 1.0, and the text constructs that only Atom has.

use super::entry_builder::Draft;
use super::token::{Token, Tokens};
use super::xml::{Element, Feed, Role, Shape, Surroundings};
use super::{Body, MAX_TITLE_CHARS, date, identity, media, plain, rss};

pub(super) fn role(local: &str, in_entry: bool) -> Role {
    match local {
        "title" | "id" | "link" | "published" | "issued" | "created" | "updated" | "modified" | "category" => {
            Role::Field(Shape::Line)
        }
        "subtitle" | "tagline" if !in_entry => Role::Field(Shape::Line),
        "summary" | "content" if in_entry => Role::Field(Shape::Markup),
        "author" => Role::Person,
        "feed" => Role::Through,
        // A source has a title, an id and dates of its own.
        _ => Role::Skip,
    }
}

pub(super) fn feed(feed: &mut Feed, element: &Element<'_>, around: &Surroundings<'_>) {
    let text = element.text.trim();
    match &*element.local {
        "title" => feed.title.offer(0, line(element)),
        "link" => {
            let address = element.attribute("href").and_then(|href| identity::address(&href, around.base));
            match &*relation(element) {
                "alternate" => feed.home.offer(u8::from(!page(element)), address),
                "self" => feed.own.offer(0, address),
                "next" => feed.next.offer(0, address),
                // RFC 5005: the archive before this document holds what is older.
                "prev-archive" => feed.next.offer(1, address),
                _ => {}
            }
            return;
        }
        "id" | "updated" | "modified" | "subtitle" | "tagline" => {}
        _ => return,
    }
    feed.understood |= !text.is_empty();
}

pub(super) fn entry(draft: &mut Draft, element: Element<'_>, around: &Surroundings<'_>) {
    let text = element.text.trim();
    match &*element.local {
        "title" => draft.title.offer(0, line(&element)),
        "id" => draft.id.offer(0, Some(text.to_owned()).filter(|id| !id.is_empty())),
        "link" => link(draft, &element, around),
        "published" | "issued" => draft.publish(0, text, around.now),
        "created" => draft.publish(2, text, around.now),
        "updated" | "modified" => draft.modified.offer(0, date::parse(text, around.now)),
        "category" => {
            let label = element.attribute("label").filter(|label| !label.trim().is_empty());
            let tag = label.or_else(|| element.attribute("term"));
            draft.tag(tag.as_deref().unwrap_or(text));
        }
        "summary" => draft.short.offer(0, body(element)),
        "content" => {
            if let Some(source) = element.attribute("src") {
                outside(draft, &source, &element, around);
            }
            draft.full.offer(0, body(element));
        }
        _ => {}
    }
}

/// `<link>` of an item, also where RSS borrows it.
pub(super) fn link(draft: &mut Draft, element: &Element<'_>, around: &Surroundings<'_>) {
    let text = element.text.trim();
    let href = element.attribute("href");
    let address = href.as_deref().unwrap_or(text);
    match &*relation(element) {
        "alternate" => draft.url.offer(u8::from(!page(element)), identity::address(address, around.base)),
        "enclosure" => {
            if let Some(mut one) = media::attachment(address, around.base, element.attribute("type").as_deref(), None) {
                one.bytes = element.attribute("length").and_then(|length| media::count(&length));
                one.title = element.attribute("title").and_then(|title| rss::line(&title));
                if one.mime_type.starts_with("image/") {
                    draft.image.offer(1, Some(one.url.clone()));
                }
                draft.attach(one);
            }
        }
        _ => {}
    }
}

/// The relation of a link: `alternate` when none is given, the last part when it is written as an address.
fn relation(element: &Element<'_>) -> String {
    let relation = element.attribute("rel").unwrap_or_default();
    let name = relation.trim().rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    if name.is_empty() { "alternate".to_owned() } else { name }
}

fn page(element: &Element<'_>) -> bool {
    element.attribute("type").is_none_or(|kind| kind.contains("html"))
}

/// Content that lies elsewhere: a page is the item's page, anything else is attached.
fn outside(draft: &mut Draft, source: &str, element: &Element<'_>, around: &Surroundings<'_>) {
    let kind = element.attribute("type");
    if kind.as_deref().is_none_or(|kind| kind.contains("html")) {
        draft.url.offer(3, identity::address(source, around.base));
    } else if let Some(one) = media::attachment(source, around.base, kind.as_deref(), None) {
        draft.attach(one);
    }
}

/// What a text construct is written in. Atom 0.3 says by `mode` how it is wrapped and by `type` what it is.
#[derive(PartialEq)]
enum Kind {
    Plain,
    /// Nothing was said, which is plain by the letter and HTML by habit.
    Unsaid,
    Html,
    Xhtml,
    Base64,
    /// Something that is no text.
    Foreign,
}

fn kind(element: &Element<'_>) -> Kind {
    let mode = element.attribute("mode").unwrap_or_default().trim().to_ascii_lowercase();
    let given = element.attribute("type").unwrap_or_default().trim().to_ascii_lowercase();
    let given = given.split(';').next().unwrap_or_default().trim();
    let html = matches!(given, "html" | "text/html");
    match (mode.as_str(), given) {
        ("base64", _) => Kind::Base64,
        (_, "xhtml" | "application/xhtml+xml") => Kind::Xhtml,
        _ if html => Kind::Html,
        ("escaped", "") => Kind::Html,
        (_, "text" | "text/plain") => Kind::Plain,
        (_, "") => Kind::Unsaid,
        (_, "xml" | "text/xml" | "application/xml") => Kind::Xhtml,
        (_, other) if other.starts_with("text/") => Kind::Plain,
        _ => Kind::Foreign,
    }
}

fn line(element: &Element<'_>) -> Option<String> {
    let text = match kind(element) {
        Kind::Plain if !element.markup => plain::line(&element.text, MAX_TITLE_CHARS),
        Kind::Base64 => plain::from_html(&from_base64(&element.text)?, MAX_TITLE_CHARS),
        _ => plain::from_html(&element.text, MAX_TITLE_CHARS),
    };
    Some(text).filter(|text| !text.is_empty())
}

fn body(element: Element<'_>) -> Option<Body> {
    if element.text.trim().is_empty() {
        return None;
    }
    match kind(&element) {
        Kind::Xhtml if element.markup => Some(Body::Html(html_of(&element.text))),
        _ if element.markup => Some(Body::Html(html_of(&element.text))),
        Kind::Html => Some(Body::Html(element.text)),
        Kind::Plain => Some(Body::Text(element.text)),
        Kind::Unsaid | Kind::Xhtml => rss::body(element),
        Kind::Base64 => from_base64(&element.text)
            .map(|text| if rss::looks_like_html(&text) { Body::Html(text) } else { Body::Text(text) }),
        Kind::Foreign => None,
    }
}

/// XHTML as HTML: names without prefixes, and elements that are closed in themselves closed as HTML closes them, because
/// `<p/>` opens a paragraph there.
fn html_of(markup: &str) -> String {
    const VOID: [&str; 14] =
        ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];
    let local = |name: &'_ str| -> usize { name.find(':').map_or(0, |colon| colon + 1) };
    let mut out = String::with_capacity(markup.len());
    let mut tokens = Tokens::new(markup);
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

/// Base64 of UTF-8 text; white space inside is ignored. ErasedValue else is none.
fn from_base64(text: &str) -> Option<String> {
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
