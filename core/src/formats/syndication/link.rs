//! Links of an item: `<link>` of Atom, which RSS feeds use as well, and enclosures of both.

use super::element::{Element, FieldContext};
use super::entry_builder::EntryBuilder;
use super::{identity, media, text_construct};

/// Adds the link of an item: its page or an enclosure.
pub(super) fn link(entry: &mut EntryBuilder, element: &Element<'_>, context: &FieldContext<'_>) {
    let text = element.text.trim();
    let href = element.attribute("href");
    let address = href.as_deref().unwrap_or(text);
    match &*relation(element) {
        "alternate" => entry.url.offer(page_rank(element), identity::absolute_url(address, context.base)),
        "enclosure" => {
            let title = element.attribute("title").and_then(|title| text_construct::line(&title));
            enclosure(entry, element, address, title, context);
        }
        _ => {}
    }
}

/// Adds a file with the `type` and `length` of an element.
pub(super) fn enclosure(
    entry: &mut EntryBuilder,
    element: &Element<'_>,
    address: &str,
    title: Option<String>,
    context: &FieldContext<'_>,
) {
    let media_type = element.attribute("type");
    let Some(mut file) = media::attachment(address, context.base, media_type.as_deref(), None) else { return };
    file.title = title;
    file.bytes = element.attribute("length").and_then(|length| media::parse_count(&length));
    if file.mime_type.starts_with("image/") {
        entry.offer_image(1, Some(file.url.clone()));
    }
    entry.add_attachment(file);
}

/// The relation of a link: `alternate` if none is given, the last segment if it is given as an address.
pub(super) fn relation(element: &Element<'_>) -> String {
    let relation = element.attribute("rel").unwrap_or_default();
    let name = relation.trim().rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    if name.is_empty() { "alternate".to_owned() } else { name }
}

/// The rank of an alternate link: a web page comes before a document of another type.
pub(super) fn page_rank(element: &Element<'_>) -> u8 {
    u8::from(!element.attribute("type").is_none_or(|media_type| media_type.contains("html")))
}
