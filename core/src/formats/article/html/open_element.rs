//! An open element and where it ends, without a tree: at its own end tag, or where HTML implies one.

use html5ever::LocalName;
use html5ever::tokenizer::Tag;

use super::elements::{Element, ends_foreign_content};

/// An open element of which the content is dropped, or looks different.
#[derive(Debug)]
pub(super) struct OpenElement {
    name: LocalName,
    /// Open elements of the same name.
    depth: u32,
    also_ends_at: ImpliedEnd,
    /// Whether this is a drawing whose `foreignObject` elements, which hold HTML, are shown.
    pub(super) shows_foreign_objects: bool,
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
    /// At the next part of the table that is not inside of this one, or the end of the table. `tables` counts the tables open
    /// inside.
    TablePart {
        rank: u8,
        tables: u32,
    },
    /// For `svg` and `math`: at an HTML element outside of every `foreignObject`. `foreign_objects` counts the open ones.
    HtmlElement {
        foreign_objects: u32,
    },
}

impl OpenElement {
    pub(super) fn new(tag: &Tag, element: Element) -> Self {
        let also_ends_at = match element {
            _ if matches!(&*tag.name, "svg" | "math") => ImpliedEnd::HtmlElement { foreign_objects: 0 },
            Element::Paragraph => ImpliedEnd::Block,
            element if is_item(element) => ImpliedEnd::Item { lists: 0 },
            element => match table_rank(element) {
                Some(rank) => ImpliedEnd::TablePart { rank, tables: 0 },
                None => ImpliedEnd::Never,
            },
        };
        Self { name: tag.name.clone(), depth: 1, also_ends_at, shows_foreign_objects: false }
    }

    /// Whether this is foreign content (`svg`, `math`), which the tokenizer reads by other rules.
    pub(super) fn is_foreign_content(&self) -> bool {
        matches!(self.also_ends_at, ImpliedEnd::HtmlElement { .. })
    }

    /// Handles a start tag inside. Returns whether it ends the element, and so is not inside.
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
            ImpliedEnd::TablePart { rank, tables: 0 } if table_rank(element).is_some_and(|other| other >= *rank) => {
                return true;
            }
            ImpliedEnd::TablePart { tables, .. } if element == Element::Table => *tables += 1,
            ImpliedEnd::TablePart { .. } => {}
            _ if same => self.depth += 1,
            _ => {}
        }
        false
    }

    /// Handles an end tag inside. Returns whether it ends the element, and whether it is also the end of an element around this
    /// one.
    pub(super) fn end_tag(&mut self, name: &LocalName, element: Element) -> (bool, bool) {
        match &mut self.also_ends_at {
            ImpliedEnd::HtmlElement { foreign_objects } if &**name == "foreignobject" => {
                *foreign_objects = foreign_objects.saturating_sub(1)
            }
            ImpliedEnd::Item { lists: 0 } if is_list(element) => return (true, true),
            ImpliedEnd::Item { lists } if is_list(element) => *lists -= 1,
            ImpliedEnd::Item { lists } if *lists > 0 => {}
            ImpliedEnd::TablePart { rank, tables: 0 }
                if element == Element::Table || table_rank(element).is_some_and(|other| other > *rank) =>
            {
                return (true, true);
            }
            ImpliedEnd::TablePart { tables, .. } if element == Element::Table => *tables -= 1,
            ImpliedEnd::TablePart { tables, .. } if *tables > 0 => {}
            _ if *name == self.name => {
                self.depth -= 1;
                return (self.depth == 0, false);
            }
            _ => {}
        }
        (false, false)
    }
}

/// Whether the element is a part of a table.
pub(super) fn is_table_part(element: Element) -> bool {
    table_rank(element).is_some()
}

fn table_rank(element: Element) -> Option<u8> {
    match element {
        Element::Cell { .. } | Element::TableCaption => Some(0),
        Element::Row => Some(1),
        Element::RowGroup(_) => Some(2),
        _ => None,
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
