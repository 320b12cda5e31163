//! The elements of Atom 0.3 and 1.0.

use super::element::{ContentModel, Element, Feed, FieldContext, Role};
use super::element_text::Text;
use super::entry_builder::EntryBuilder;
use super::{date, identity, link, media, text_construct};

pub(super) fn role(local: &str, in_entry: bool) -> Role {
    match local {
        "title" | "id" | "link" | "published" | "issued" | "created" | "updated" | "modified" | "category" => {
            Role::Field(ContentModel::Line)
        }
        "subtitle" | "tagline" if !in_entry => Role::Field(ContentModel::Line),
        "summary" | "content" if in_entry => Role::Field(ContentModel::Markup),
        "author" => Role::Author,
        "feed" => Role::Container,
        // `source` among them: its title, id and dates are those of another feed.
        _ => Role::Skip,
    }
}

pub(super) fn feed(feed: &mut Feed, element: &Element<'_>, context: &FieldContext<'_>) {
    let text = element.text.trim();
    match &*element.local {
        "title" => feed.title.offer(0, text_construct::atom_line(element)),
        "link" => {
            let address = element.attribute("href").and_then(|href| identity::absolute_url(&href, context.base));
            match &*link::relation(element) {
                "alternate" => feed.home.offer(link::page_rank(element), address),
                "self" => feed.self_url.offer(0, address),
                "next" => feed.next.offer(0, address),
                // RFC 5005, section 4: the archive document with the older entries.
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

pub(super) fn entry(entry: &mut EntryBuilder, element: Element<'_>, context: &FieldContext<'_>) {
    let text = element.text.trim();
    match &*element.local {
        "title" => entry.title.offer(0, text_construct::atom_line(&element)),
        "id" => entry.id.offer(0, Some(text.to_owned()).filter(|id| !id.is_empty())),
        "link" => link::link(entry, &element, context),
        "published" | "issued" => entry.offer_published(0, text, context.now),
        "created" => entry.offer_published(2, text, context.now),
        "updated" | "modified" => entry.modified.offer(0, date::parse(text, context.now)),
        "category" => {
            let label = element.attribute("label").filter(|label| !label.trim().is_empty());
            let tag = label.or_else(|| element.attribute("term"));
            entry.add_tag(tag.as_deref().unwrap_or(text));
        }
        "summary" => entry.summary.offer(0, Text::of(text_construct::atom_body(element), context)),
        "content" => {
            if let Some(source) = element.attribute("src") {
                linked_content(entry, &source, &element, context);
            }
            entry.full_text.offer(0, Text::of(text_construct::atom_body(element), context));
        }
        _ => {}
    }
}

/// Content at another address (`src`): a web page is the page of the item, any other file is an attachment.
fn linked_content(entry: &mut EntryBuilder, source: &str, element: &Element<'_>, context: &FieldContext<'_>) {
    let media_type = element.attribute("type");
    if media_type.as_deref().is_none_or(|media_type| media_type.contains("html")) {
        entry.url.offer(3, identity::absolute_url(source, context.base));
    } else if let Some(file) = media::attachment(source, context.base, media_type.as_deref(), None) {
        entry.add_attachment(file);
    }
}
