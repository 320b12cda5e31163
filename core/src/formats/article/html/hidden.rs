//! Which elements are dropped with their content.

use html5ever::tokenizer::Tag;

use super::elements::{Element, attribute, css_value};
use super::prescan::EndTags;

/// Whether the content of the element is dropped. An end tag has to be ahead, or the rest of the article would be lost;
/// `<iframe/>` has no content.
pub(super) fn hides_content(tag: &Tag, element: Element, end_tags: &EndTags, read_forms: bool) -> bool {
    match element {
        Element::Form if read_forms => false,
        Element::Dialog if attribute(tag, "open").is_some() => false,
        // Their content is never text, even if the end tag is missing.
        Element::HiddenRaw(_) if matches!(&*tag.name, "script" | "style") => {
            !tag.self_closing || end_tags.is_ahead(&tag.name)
        }
        _ => !tag.self_closing && end_tags.is_ahead(&tag.name),
    }
}

/// Parts of a table are read even if the page hides them: their end tags are often missing, and the hidden rows that only
/// set column widths are empty anyway.
pub(super) fn is_table_part(element: Element) -> bool {
    matches!(element, Element::Cell { .. } | Element::Row | Element::RowGroup(_) | Element::TableCaption)
}

/// Whether the page hides the element by `hidden` or `display: none`. `visibility: hidden` does not count: WeChat sets it on
/// the whole article until a script has run.
pub(super) fn is_hidden_by_page(tag: &Tag, style: &str) -> bool {
    attribute(tag, "hidden").is_some()
        || (style.contains("none") && css_value(style, "display").is_some_and(|display| display.starts_with("none")))
}
