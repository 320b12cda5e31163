//! What readers are not shown: which elements hide their content, and where that ends.

use html5ever::LocalName;
use html5ever::tokenizer::Tag;

use super::assembler::Assembler;
use super::containers::mime_type;
use super::elements::{Element, attribute, declared, ends_drawing};
use super::links;

/// Content that is not for readers, until its end.
#[derive(Debug)]
pub(super) struct Skip {
    name: LocalName,
    depth: u32,
    until: Until,
}

/// What ends it besides its own end tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Until {
    /// Nothing.
    End,
    /// The next block: the end of a `p` may be left out.
    Block,
    /// The next item, or the end of the list around it; with the lists that were opened inside.
    Item { lists: u32 },
    /// An HTML element outside of every `foreignObject`: a drawing or formula was left open.
    Element { islands: u32 },
}

impl Skip {
    /// Whether the tokenizer reads foreign content: other rules hold for it.
    pub(super) fn is_drawing(&self) -> bool {
        matches!(self.until, Until::Element { .. })
    }

    /// A start tag inside. Returns whether it ends what is hidden, and is to be read.
    fn start(&mut self, tag: &Tag, meaning: Element) -> bool {
        let same = tag.name == self.name;
        match &mut self.until {
            Until::Element { islands: 0 } if ends_drawing(meaning) => return true,
            Until::Element { islands } if &*tag.name == "foreignobject" && !tag.self_closing => *islands += 1,
            Until::Element { .. } if tag.self_closing => {}
            Until::Block if is_block(meaning) => return true,
            Until::Item { lists: 0 } if is_item(meaning) => return true,
            Until::Item { lists } if is_list(meaning) => *lists += 1,
            Until::Item { .. } => {}
            _ if same => self.depth += 1,
            _ => {}
        }
        false
    }

    /// An end tag inside. Returns whether it ends what is hidden; and whether it is to be read, being the end of
    /// something around it.
    pub(super) fn end(&mut self, name: &LocalName, meaning: Element) -> (bool, bool) {
        match &mut self.until {
            Until::Element { islands } if &**name == "foreignobject" => *islands = islands.saturating_sub(1),
            Until::Item { lists: 0 } if is_list(meaning) => return (true, true),
            Until::Item { lists } if is_list(meaning) => *lists -= 1,
            Until::Item { lists } if *lists > 0 => {}
            _ if *name == self.name => {
                self.depth -= 1;
                return (self.depth == 0, false);
            }
            _ => {}
        }
        (false, false)
    }
}

impl Assembler<'_> {
    /// Whether this tag is more than content of something hidden or of a player.
    pub(super) fn is_read(&mut self, tag: &Tag, meaning: Element) -> bool {
        if let Some(skip) = &mut self.skip {
            let ends = skip.start(tag, meaning);
            if ends {
                self.skip = None;
            }
            return ends;
        }
        if let Some(player) = &mut self.player {
            if meaning == Element::Source && player.src.is_none() && self.budget.spend_address() {
                player.src = ["src", "data-src"].iter().find_map(|name| links::media(attribute(tag, name)?, self.base));
                player.mime_type = attribute(tag, "type").and_then(mime_type);
            }
            return false;
        }
        true
    }

    /// Whether the element really hides what follows: an end must be ahead, and `<iframe/>` has no content.
    pub(super) fn hides(&self, tag: &Tag, meaning: Element) -> bool {
        match meaning {
            Element::Form if self.task.open_forms => false,
            Element::Dialog if attribute(tag, "open").is_some() => false,
            // Their content is never text, even when the end is missing.
            Element::HiddenRaw(_) if matches!(&*tag.name, "script" | "style") => {
                !tag.self_closing || self.ends.ahead(&tag.name)
            }
            _ => !tag.self_closing && self.ends.ahead(&tag.name),
        }
    }

    pub(super) fn skip(&mut self, tag: &Tag, meaning: Element) {
        if is_block(meaning) {
            self.flush();
        }
        let until = match meaning {
            _ if matches!(&*tag.name, "svg" | "math") => Until::Element { islands: 0 },
            Element::Paragraph => Until::Block,
            meaning if is_item(meaning) => Until::Item { lists: 0 },
            _ => Until::End,
        };
        self.skip = Some(Skip { name: tag.name.clone(), depth: 1, until });
    }
}

fn is_item(meaning: Element) -> bool {
    matches!(meaning, Element::Item | Element::Term | Element::Definition)
}

fn is_list(meaning: Element) -> bool {
    matches!(meaning, Element::List { .. } | Element::Terms)
}

fn is_block(meaning: Element) -> bool {
    use Element as E;
    matches!(
        meaning,
        E::Section
            | E::Paragraph
            | E::Heading(_)
            | E::Rule
            | E::Quote
            | E::List { .. }
            | E::Item
            | E::Terms
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

/// Parts of a table are shown even when the page hides them: their ends are often left out, and a row of a sheet that
/// only holds widths is empty anyway.
pub(super) fn is_table_part(meaning: Element) -> bool {
    matches!(meaning, Element::Cell { .. } | Element::Row | Element::RowGroup(_) | Element::TableCaption)
}

/// Whether the page itself does not show the element. `visibility: hidden` does not count: WeChat sets it on the whole
/// article until a script has run.
pub(super) fn is_concealed(tag: &Tag, style: &str) -> bool {
    attribute(tag, "hidden").is_some()
        || (style.contains("none") && declared(style, "display").is_some_and(|display| display.starts_with("none")))
}
