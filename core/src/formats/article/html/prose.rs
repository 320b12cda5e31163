//! The end of a `pre`: a listing is a block, running text is paragraphs with their formatting.

use super::assembler::Assembler;
use super::line::WhiteSpace;
use super::preformatted::Preformatted;
use crate::formats::article::block::Block;

impl Assembler<'_> {
    /// Ends the open `pre`, and with it the formatting that was opened inside.
    pub(super) fn end_preformatted(&mut self) {
        let Some(preformatted) = self.preformatted.take() else { return };
        let (formatting, is_code) = (preformatted.formatting_before.clone(), preformatted.is_code());
        if is_code {
            let text = preformatted.text.trim_end().trim_start_matches('\n');
            if !text.trim().is_empty() {
                self.emit(Block::Code { text: text.to_owned() });
            }
        } else {
            self.place_prose(&preformatted);
        }
        self.formatting.shrink_to(&formatting);
    }

    /// Places each line of the running text in a `pre` as a paragraph.
    fn place_prose(&mut self, preformatted: &Preformatted) {
        // The text was counted when it came.
        self.budget.refund_bytes(preformatted.text.len());
        for (text, style) in preformatted.runs() {
            for (at, line) in text.split('\n').enumerate() {
                if at > 0 {
                    self.place_open_line();
                }
                if self.budget.exhausted {
                    return;
                }
                self.line.push_text(line, style, WhiteSpace::default(), &mut self.budget);
            }
        }
        self.place_open_line();
    }

    fn place_open_line(&mut self) {
        let spans = self.line.take();
        if !spans.is_empty() {
            self.place_line(spans, None);
        }
    }
}
