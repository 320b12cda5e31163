//! What the elements of RSS mean, 0.90 to 2.0, and those that Chinese sites add to it without a namespace.

use super::entry_builder::Draft;
use super::xml::{Element, Feed, Role, Shape, Surroundings};
use super::{Body, MAX_TITLE_CHARS, atom, date, entity, identity, media, plain};

pub(super) fn role(local: &str, in_entry: bool) -> Role {
    match local {
        "title" | "link" | "guid" | "pubdate" | "category" | "enclosure" | "language" | "published" | "updated"
        | "modified" | "date" | "lastbuilddate" | "creator" | "pubtime" => Role::Field(Shape::Line),
        "id" if in_entry => Role::Field(Shape::Line),
        "description" | "content" | "encoded" | "fulltext" | "summary" => Role::Field(Shape::Html),
        "image" if in_entry => Role::Field(Shape::Html),
        "author" if in_entry => Role::Person,
        "channel" | "rss" | "rdf" => Role::Through,
        "br" | "hr" | "img" | "p" | "meta" | "input" => Role::Stray,
        _ => Role::Skip,
    }
}

pub(super) fn feed(feed: &mut Feed, element: &Element<'_>, around: &Surroundings<'_>) {
    let text = element.text.trim();
    match &*element.local {
        "title" => feed.title.offer(0, line(text)),
        "link" => {
            let href = element.attribute("href");
            let address = if text.is_empty() { href.as_deref().unwrap_or_default() } else { text };
            feed.home.offer(0, identity::address(address, around.base));
        }
        "language" => feed.language.offer(0, line(text)),
        "description" | "pubdate" | "lastbuilddate" | "date" => {}
        _ => return,
    }
    feed.understood |= !text.is_empty();
}

pub(super) fn entry(draft: &mut Draft, element: Element<'_>, around: &Surroundings<'_>) {
    let text = element.text.trim();
    match &*element.local {
        "title" => draft.title.offer(0, line(text)),
        "link" => match element.attribute("href") {
            Some(_) if text.is_empty() => atom::link(draft, &element, around),
            _ => draft.url.offer(0, identity::address(text, around.base)),
        },
        "guid" | "id" => {
            // Permanent links only; what is no address makes none, and a relative one is too like any other id.
            let permanent =
                element.attribute("isPermaLink").is_none_or(|value| !value.trim().eq_ignore_ascii_case("false"));
            if permanent && (text.starts_with("http") || text.starts_with('/')) {
                draft.url.offer(2, identity::address(text, around.base));
            }
            draft.id.offer(0, Some(text.to_owned()).filter(|id| !id.is_empty()));
        }
        "pubdate" | "published" | "date" | "pubtime" => {
            draft.publish(u8::from(element.local != "pubdate"), text, around.now);
        }
        "updated" | "modified" => draft.modified.offer(0, date::parse(text, around.now)),
        "creator" => draft.author(1, super::person::name(text)),
        "category" => draft.tag(text),
        "enclosure" => {
            let Some(address) = element.attribute("url").or_else(|| element.attribute("href")) else { return };
            if let Some(mut one) = media::attachment(&address, around.base, element.attribute("type").as_deref(), None)
            {
                one.bytes = element.attribute("length").and_then(|length| media::count(&length));
                if one.mime_type.starts_with("image/") {
                    draft.image.offer(1, Some(one.url.clone()));
                }
                draft.attach(one);
            }
        }
        "image" => draft.image.offer(4, image(&element, around)),
        "description" => draft.short.offer(0, body(element)),
        "summary" => draft.short.offer(2, body(element)),
        "encoded" => draft.full.offer(0, body(element)),
        "content" | "fulltext" => draft.full.offer(1, body(element)),
        _ => {}
    }
}

/// `<image>` of an item: an address, or an element with one inside.
fn image(element: &Element<'_>, around: &Surroundings<'_>) -> Option<String> {
    let text = if element.markup {
        let inside = element.text.split_once("<url>")?.1;
        entity::resolved(inside.split('<').next().unwrap_or_default())
    } else {
        element.attribute("href").or_else(|| element.attribute("url")).unwrap_or_else(|| element.text.as_str().into())
    };
    identity::address(&text, around.base)
}

/// A title, or any other line; empty is none.
pub(super) fn line(html: &str) -> Option<String> {
    Some(plain::from_html(html, MAX_TITLE_CHARS)).filter(|line| !line.is_empty())
}

/// RSS never says whether a text is HTML; it is, when it has anything that HTML would make something of.
pub(super) fn body(element: Element<'_>) -> Option<Body> {
    if element.text.trim().is_empty() {
        return None;
    }
    let html = element.markup || looks_like_html(&element.text);
    Some(if html { Body::Html(element.text) } else { Body::Text(element.text) })
}

pub(super) fn looks_like_html(text: &str) -> bool {
    let tag = text.match_indices('<').any(|(at, _)| {
        text.as_bytes().get(at + 1).is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!'))
    });
    tag || entity::has_reference(text)
}
