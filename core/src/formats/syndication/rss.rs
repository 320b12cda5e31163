//! The elements of RSS 0.90 to 2.0, and those without a namespace that Chinese sites add.

use super::element::{ContentModel, Element, Feed, FieldContext, Role};
use super::element_text::Text;
use super::entry_builder::EntryBuilder;
use super::{author, date, entity, identity, link, text_construct};

pub(super) fn role(local: &str, in_entry: bool) -> Role {
    match local {
        "title" | "link" | "guid" | "pubdate" | "category" | "enclosure" | "language" | "published" | "updated"
        | "modified" | "date" | "lastbuilddate" | "creator" | "pubtime" => Role::Field(ContentModel::Line),
        "id" if in_entry => Role::Field(ContentModel::Line),
        "description" | "content" | "encoded" | "fulltext" | "summary" => Role::Field(ContentModel::Html),
        "image" if in_entry => Role::Field(ContentModel::Html),
        "author" if in_entry => Role::Author,
        "channel" | "rss" | "rdf" => Role::Container,
        "br" | "hr" | "img" | "p" | "meta" | "input" => Role::Stray,
        _ => Role::Skip,
    }
}

pub(super) fn feed(feed: &mut Feed, element: &Element<'_>, context: &FieldContext<'_>) {
    let text = element.text.trim();
    match &*element.local {
        "title" => feed.title.offer(0, text_construct::line(text)),
        "link" => {
            let href = element.attribute("href");
            let address = if text.is_empty() { href.as_deref().unwrap_or_default() } else { text };
            feed.home.offer(0, identity::absolute_url(address, context.base));
        }
        "language" => feed.language.offer(0, text_construct::line(text)),
        "description" | "pubdate" | "lastbuilddate" | "date" => {}
        _ => return,
    }
    feed.understood |= !text.is_empty();
}

pub(super) fn entry(entry: &mut EntryBuilder, element: Element<'_>, context: &FieldContext<'_>) {
    let text = element.text.trim();
    match &*element.local {
        "title" => entry.title.offer(0, text_construct::line(text)),
        "link" => match element.attribute("href") {
            Some(_) if text.is_empty() => link::link(entry, &element, context),
            _ => entry.url.offer(0, identity::absolute_url(text, context.base)),
        },
        "guid" | "id" => {
            // Only an address can be a permanent link, and of relative ones only a path: `news-1` is just an id.
            let permanent =
                element.attribute("isPermaLink").is_none_or(|value| !value.trim().eq_ignore_ascii_case("false"));
            if permanent && (text.starts_with("http") || text.starts_with('/')) {
                entry.url.offer(2, identity::absolute_url(text, context.base));
            }
            entry.id.offer(0, Some(text.to_owned()).filter(|id| !id.is_empty()));
        }
        "pubdate" | "published" | "date" | "pubtime" => {
            entry.offer_published(u8::from(element.local != "pubdate"), text, context.now);
        }
        "updated" | "modified" => entry.modified.offer(0, date::parse(text, context.now)),
        "creator" => entry.add_author(1, author::name(text)),
        "category" => entry.add_tag(text),
        "enclosure" => {
            let Some(address) = element.attribute("url").or_else(|| element.attribute("href")) else { return };
            link::enclosure(entry, &element, &address, None, context);
        }
        "image" => entry.offer_image(4, image(&element, context)),
        "description" => entry.summary.offer(0, Text::of(text_construct::body(element), context)),
        "summary" => entry.summary.offer(2, Text::of(text_construct::body(element), context)),
        "encoded" => entry.full_text.offer(0, Text::of(text_construct::body(element), context)),
        "content" | "fulltext" => entry.full_text.offer(1, Text::of(text_construct::body(element), context)),
        _ => {}
    }
}

/// The address in `<image>` of an item: the text, an attribute, or a `<url>` inside.
fn image(element: &Element<'_>, context: &FieldContext<'_>) -> Option<String> {
    let text = if element.markup {
        let inside = element.text.split_once("<url>")?.1;
        entity::unescape(inside.split('<').next().unwrap_or_default())
    } else {
        element.attribute("href").or_else(|| element.attribute("url")).unwrap_or_else(|| element.text.as_str().into())
    };
    identity::absolute_url(&text, context.base)
}
