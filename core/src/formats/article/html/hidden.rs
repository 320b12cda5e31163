//! Elements that are dropped with their content, and where each of them ends.

use html5ever::LocalName;
use html5ever::tokenizer::Tag;

use super::elements::{Element, attribute, css_value, ends_foreign_content};
use super::prescan::EndTags;

/// An open element whose content is dropped.
#[derive(Debug)]
pub(super) struct SkippedElement {
    name: LocalName,
    /// Open elements of the same name.
    depth: u32,
    also_ends_at: ImpliedEnd,
}

/// What ends the element besides its own end tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ImpliedEnd {
    Never,
    /// At the next block: the end tag of a `p` is optional.
    Block,
    /// At the next item or the end of the list around it. `lists` counts the lists open inside.
    Item {
        lists: u32,
    },
    /// For `svg` and `math`: at an HTML element outside of every `foreignObject`. `foreign_objects` counts the open ones.
    HtmlElement {
        foreign_objects: u32,
    },
}

impl SkippedElement {
    pub(super) fn new(tag: &Tag, element: Element) -> Self {
        let also_ends_at = match element {
            _ if matches!(&*tag.name, "svg" | "math") => ImpliedEnd::HtmlElement { foreign_objects: 0 },
            Element::Paragraph => ImpliedEnd::Block,
            element if is_item(element) => ImpliedEnd::Item { lists: 0 },
            _ => ImpliedEnd::Never,
        };
        Self { name: tag.name.clone(), depth: 1, also_ends_at }
    }

    /// Whether this is foreign content (`svg`, `math`), which the tokenizer reads by other rules.
    pub(super) fn is_foreign_content(&self) -> bool {
        matches!(self.also_ends_at, ImpliedEnd::HtmlElement { .. })
    }

    /// Handles a start tag inside. Returns whether it ends the skipped element and is to be read itself.
    pub(super) fn start_tag(&mut self, tag: &Tag, element: Element) -> bool {
        let same = tag.name == self.name;
        match &mut self.also_ends_at {
            ImpliedEnd::HtmlElement { foreign_objects: 0 } if ends_foreign_content(element) => return true,
            ImpliedEnd::HtmlElement { foreign_objects } if &*tag.name == "foreignobject" && !tag.self_closing => {
                *foreign_objects += 1
            }
            ImpliedEnd::HtmlElement { .. } if tag.self_closing => {}
            ImpliedEnd::Block if is_block(element) => return true,
            ImpliedEnd::Item { lists: 0 } if is_item(element) => return true,
            ImpliedEnd::Item { lists } if is_list(element) => *lists += 1,
            ImpliedEnd::Item { .. } => {}
            _ if same => self.depth += 1,
            _ => {}
        }
        false
    }

    /// Handles an end tag inside. Returns whether it ends the skipped element, and whether it is to be read itself, as the
    /// end of an element around the skipped one.
    pub(super) fn end_tag(&mut self, name: &LocalName, element: Element) -> (bool, bool) {
        match &mut self.also_ends_at {
            ImpliedEnd::HtmlElement { foreign_objects } if &**name == "foreignobject" => {
                *foreign_objects = foreign_objects.saturating_sub(1)
            }
            ImpliedEnd::Item { lists: 0 } if is_list(element) => return (true, true),
            ImpliedEnd::Item { lists } if is_list(element) => *lists -= 1,
            ImpliedEnd::Item { lists } if *lists > 0 => {}
            _ if *name == self.name => {
                self.depth -= 1;
                return (self.depth == 0, false);
            }
            _ => {}
        }
        (false, false)
    }
}

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

fn is_item(element: Element) -> bool {
    matches!(element, Element::Item | Element::Term | Element::Definition)
}

fn is_list(element: Element) -> bool {
    matches!(element, Element::List { .. } | Element::DefinitionList)
}

pub(super) fn is_block(element: Element) -> bool {
    use Element as E;
    matches!(
        element,
        E::Section
            | E::Paragraph
            | E::Heading(_)
            | E::Rule
            | E::Quote
            | E::List { .. }
            | E::Item
            | E::DefinitionList
            | E::Term
            | E::Definition
            | E::Preformatted
            | E::PreformattedRaw
            | E::Figure
            | E::Caption
            | E::Table
            | E::TableCaption
            | E::RowGroup(_)
            | E::Row
            | E::Cell { .. }
    )
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
