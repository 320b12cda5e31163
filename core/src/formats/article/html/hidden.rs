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

/// Whether the page hides the element by `hidden` or `display: none`, or Word as a comment. `visibility: hidden` does not
/// count: WeChat sets it on the whole article until a script has run.
pub(super) fn is_hidden_by_page(tag: &Tag, style: &str) -> bool {
    let is = |property, value| css_value(style, property).is_some_and(|found| found.starts_with(value));
    attribute(tag, "hidden").is_some()
        || (style.contains("none") && is("display", "none"))
        || (style.contains("comment") && (is("mso-element", "comment") || is("mso-special-character", "comment")))
}

/// Whether the page hides rows of a table: their end tags are often missing, but the next row ends them too.
pub(super) fn is_collapsed(element: Element, style: &str) -> bool {
    matches!(element, Element::Row | Element::RowGroup(_))
        && style.contains("collapse")
        && css_value(style, "visibility").is_some_and(|visibility| visibility.starts_with("collapse"))
}
