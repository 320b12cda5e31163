//! The elements of the extension namespaces that RSS and Atom share: Dublin Core, Content, Media RSS, iTunes and XHTML.

use super::document::{Attachment, MAX_TAG_CHARS, MAX_TITLE_CHARS};
use super::element::{ContentModel, Element, Feed, FieldContext, Role};
use super::element_text::Text;
use super::entry_builder::EntryBuilder;
use super::namespace::Namespace;
use super::{author, date, identity, media, plain_text, text_construct};
use crate::formats::picture_address;

/// What `media:title` and `media:description` describe at a place in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MediaTarget {
    Item,
    /// The attachment at this index.
    Attachment(usize),
    /// A file that was dropped.
    Dropped,
}

pub(super) fn role(namespace: Namespace, local: &str, in_entry: bool) -> Role {
    match (namespace, local) {
        (
            Namespace::DublinCore,
            "title" | "creator" | "date" | "created" | "issued" | "available" | "modified" | "subject" | "identifier",
        ) => Role::Field(ContentModel::Line),
        (Namespace::DublinCore, "language") => Role::Field(ContentModel::Line),
        (Namespace::DublinCore, "description" | "abstract") => Role::Field(ContentModel::Html),
        (Namespace::Content, "encoded") => Role::Field(ContentModel::Html),
        (Namespace::Media, "group") => Role::Container,
        (Namespace::Media, "content") if in_entry => Role::Container,
        (Namespace::Media, "title" | "thumbnail" | "keywords" | "player") => Role::Field(ContentModel::Line),
        (Namespace::Media, "description") => Role::Field(ContentModel::Html),
        (Namespace::Itunes, "author" | "image" | "duration" | "title") => Role::Field(ContentModel::Line),
        (Namespace::Itunes, "summary") => Role::Field(ContentModel::Html),
        (Namespace::Xhtml, "body" | "div") if in_entry => Role::Field(ContentModel::Markup),
        (Namespace::Xhtml, "br" | "hr" | "img" | "p" | "meta") => Role::Stray,
        _ => Role::Skip,
    }
}

pub(super) fn feed(feed: &mut Feed, element: &Element<'_>) {
    let text = element.text.trim();
    match (element.namespace, &*element.local) {
        (Namespace::DublinCore, "title") => feed.title.offer(1, text_construct::line(text)),
        (Namespace::DublinCore, "language") => feed.language.offer(1, text_construct::line(text)),
        _ => {}
    }
}

/// Adds an element to an item. `target` is what the element describes; returned is what its children describe.
pub(super) fn entry(
    entry: &mut EntryBuilder,
    element: Element<'_>,
    context: &FieldContext<'_>,
    target: MediaTarget,
) -> MediaTarget {
    let text = element.text.trim();
    match (element.namespace, &*element.local) {
        (Namespace::DublinCore, "title") => entry.title.offer(1, text_construct::line(text)),
        (Namespace::DublinCore, "creator") => entry.add_author(1, author::name(text)),
        (Namespace::DublinCore, "date") => entry.offer_published(1, text, context.now),
        (Namespace::DublinCore, "created" | "issued" | "available") => entry.offer_published(2, text, context.now),
        (Namespace::DublinCore, "modified") => entry.modified.offer(1, date::parse(text, context.now)),
        (Namespace::DublinCore, "identifier") => {
            entry.id.offer(3, Some(text.to_owned()).filter(|id| !id.is_empty()));
        }
        (Namespace::DublinCore, "subject") | (Namespace::Media, "keywords") => {
            text.split([',', '，', '、', ';', '；']).for_each(|tag| entry.add_tag(tag));
        }
        (Namespace::DublinCore, "description" | "abstract") => {
            entry.summary.offer(1, Text::of(text_construct::body(element), context))
        }
        (Namespace::Content, "encoded") => entry.full_text.offer(0, Text::of(text_construct::body(element), context)),
        (Namespace::Xhtml, _) => entry.full_text.offer(1, Text::of(text_construct::body(element), context)),
        (Namespace::Itunes, "author") => entry.add_author(2, author::name(text)),
        (Namespace::Itunes, "title") => entry.title.offer(3, text_construct::line(text)),
        (Namespace::Itunes, "summary") => entry.summary.offer(3, Text::of(text_construct::body(element), context)),
        (Namespace::Itunes, "duration") => {
            entry.duration_seconds = entry.duration_seconds.or_else(|| media::parse_duration(text));
        }
        (Namespace::Itunes, "image") => {
            let address = element.attribute("href").or_else(|| element.attribute("url"));
            entry.offer_image(2, address.and_then(|address| identity::absolute_url(&address, context.base)));
        }
        (Namespace::Media, "content") => {
            return media_content(entry, &element, context).map_or(MediaTarget::Dropped, MediaTarget::Attachment);
        }
        (Namespace::Media, "thumbnail") => {
            let address = element.attribute("url").unwrap_or_else(|| text.into());
            let width = element.attribute("width").and_then(|width| media::parse_count(&width));
            entry.offer_thumbnail(identity::absolute_url(&address, context.base), width);
        }
        // A film that only a page of another site shows.
        (Namespace::Media, "player") if !matches!(target, MediaTarget::Attachment(_)) => {
            let address = element.attribute("url").unwrap_or_else(|| text.into());
            if let Some(page) = media::attachment(&address, context.base, Some("text/html"), None) {
                entry.add_attachment(page);
            }
        }
        (Namespace::Media, "title") => match target {
            MediaTarget::Attachment(index) => entry.attachments[index].title = text_construct::line(text),
            MediaTarget::Item => entry.title.offer(2, text_construct::line(text)),
            MediaTarget::Dropped => {}
        },
        (Namespace::Media, "description") => match target {
            MediaTarget::Attachment(index) => {
                let alt = plain_text::from_html(text, MAX_TITLE_CHARS + MAX_TAG_CHARS);
                entry.attachments[index].alt = Some(alt).filter(|alt| !alt.is_empty());
                // An item that has no text but this one would have none.
                entry.summary.offer(5, Text::of(text_construct::media_body(element), context));
            }
            MediaTarget::Item => entry.summary.offer(4, Text::of(text_construct::media_body(element), context)),
            MediaTarget::Dropped => {}
        },
        _ => {}
    }
    target
}

/// Adds the file of a `media:content` and returns its index. `None` if it was dropped.
fn media_content(entry: &mut EntryBuilder, element: &Element<'_>, context: &FieldContext<'_>) -> Option<usize> {
    let medium = element.attribute("medium");
    let address = element.attribute("url")?;
    let file = media::attachment(&address, context.base, element.attribute("type").as_deref(), medium.as_deref())?;
    if picture_address::is_avatar(&file.url) {
        return None;
    }
    let file = Attachment {
        bytes: element.attribute("fileSize").and_then(|size| media::parse_count(&size)),
        seconds: element.attribute("duration").and_then(|duration| media::parse_duration(&duration)),
        width: element.attribute("width").and_then(|width| media::parse_count(&width)),
        height: element.attribute("height").and_then(|height| media::parse_count(&height)),
        ..file
    };
    if file.mime_type.starts_with("image/") {
        entry.offer_image(0, Some(file.url.clone()));
    }
    let is_default = element.attribute("isDefault").is_some_and(|value| value.trim().eq_ignore_ascii_case("true"));
    entry.add_rendition(file, is_default)
}
