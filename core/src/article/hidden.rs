//! What readers are not shown: which elements hide their content, and where that ends.

use html5ever::LocalName;
use html5ever::tokenizer::Tag;

use super::assemble::Assembler;
use super::containers::mime_type;
use super::elements::{Element, attribute, declared, ends_drawing};
use super::links;

/// Content that is not for readers, until its end.
#[derive(Debug)]
pub(super) struct Skip {
    pub(super) name: LocalName,
    pub(super) depth: u32,
    /// `svg` or `math`, where other rules hold.
    pub(super) drawing: bool,
    /// Open `foreignObject`s: inside, HTML elements do not end the drawing.
    pub(super) islands: u32,
    /// A hidden `p`, which a block after it ends.
    pub(super) paragraph: bool,
}

impl Assembler<'_> {
    /// Whether this tag is more than content of something hidden or of a player.
    pub(super) fn is_read(&mut self, tag: &Tag, meaning: Element) -> bool {
        if let Some(skip) = &mut self.skip {
            let drawing_ends = skip.drawing && skip.islands == 0 && ends_drawing(meaning);
            if drawing_ends || (skip.paragraph && is_block(meaning)) {
                self.skip = None;
                return true;
            }
            if skip.drawing && &*tag.name == "foreignobject" && !tag.self_closing {
                skip.islands += 1;
            } else if tag.name == skip.name && !(tag.self_closing && skip.drawing) {
                skip.depth += 1;
            }
            return false;
        }
        if let Some(player) = &mut self.player {
            if meaning == Element::Source && player.src.is_none() && self.budget.spend_address() {
                player.src = attribute(tag, "src").and_then(|src| links::media(src, self.base));
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
            Element::Dialog => attribute(tag, "open").is_none(),
            // Their content is never text, even when the end is missing.
            Element::HiddenRaw(_) if matches!(&*tag.name, "script" | "style") => {
                !tag.self_closing || self.ends.ahead(&tag.name)
            }
            _ => !tag.self_closing && self.ends.ahead(&tag.name),
        }
    }

    pub(super) fn skip(&mut self, tag: &Tag, meaning: Element) {
        let drawing = matches!(&*tag.name, "svg" | "math");
        let paragraph = meaning == Element::Paragraph;
        if is_block(meaning) {
            self.flush();
        }
        self.skip = Some(Skip { name: tag.name.clone(), depth: 1, drawing, islands: 0, paragraph });
    }
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

/// Whether the page itself does not show the element. `visibility: hidden` does not count: WeChat sets it on the whole
/// article until a script has run.
pub(super) fn is_concealed(tag: &Tag, style: &str) -> bool {
    attribute(tag, "hidden").is_some()
        || (style.contains("none") && declared(style, "display").is_some_and(|display| display.starts_with("none")))
}
