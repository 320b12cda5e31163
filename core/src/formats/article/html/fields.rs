//! What an aside says once it has ended, and the fields of forms.

use html5ever::LocalName;
use html5ever::tokenizer::Tag;

use super::asides::{Aside, is_fixed};
use super::assembler::Assembler;
use super::elements::attribute;
use crate::formats::article::block::Block;

impl Assembler<'_> {
    pub(super) fn end_aside(&mut self, name: &LocalName) {
        let Some(Aside { text, .. }) = self.aside.take() else { return };
        match &**name {
            "style" => self.class_styles.read(&text),
            // It repeats the picture before it, unless that has no address, or is none.
            "noscript" => {
                let is_shown = self.shown_picture.take() == Some(self.budget.text_bytes);
                if !is_shown && (text.contains("img") || text.contains("IMG")) && self.budget.spend_address() {
                    self.fallback = Some(text);
                }
            }
            "script" if self.has_formula => {}
            _ => self.text(&text),
        }
    }

    /// Adds the pictures of a `noscript`.
    pub(super) fn add_fallback(&mut self, blocks: Vec<Block>) {
        for block in blocks {
            if let Block::Image { src, alt, width, height, .. } = block
                && self.budget.spend_address()
            {
                self.emit_picture(src, alt, width, height);
            }
        }
    }

    pub(super) fn input(&mut self, tag: &Tag) {
        match attribute(tag, "type").unwrap_or_default().to_ascii_lowercase().as_str() {
            // In running text it is a switch of the page.
            "checkbox" | "radio" if self.options.read_forms || self.containers.holds_data() => {
                self.text(if attribute(tag, "checked").is_some() { "☑" } else { "☐" });
            }
            "" | "text" | "date" | "number" | "tel" | "email" if is_fixed(tag) => {
                // An address is there to be copied.
                let value = attribute(tag, "value").filter(|value| !value.starts_with("http"));
                self.text(value.unwrap_or_default());
            }
            _ => {}
        }
    }
}
