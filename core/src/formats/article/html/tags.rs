//! Dispatch of tags: what each element does to the assembler.

use std::rc::Rc;

use html5ever::LocalName;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Tag, TokenSinkResult};

use super::assembler::Assembler;
use super::containers::{ContainerKind, ContainerState};
use super::elements::{Element, attribute, classify, is_void};
use super::hidden::{SkippedElement, hides_content, is_block, is_hidden_by_page, is_table_part};
use super::images::source_address;
use super::preformatted::Preformatted;
use crate::formats::article::block::Block;
use crate::formats::article::links::link_address;

impl Assembler<'_> {
    pub(super) fn start_tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        if self.budget.exhausted {
            return TokenSinkResult::Script(());
        }
        let element = classify(&tag.name);
        if !self.is_read(tag, element) {
            return match element {
                Element::HiddenRaw(kind)
                    if !self.skipped.as_ref().is_some_and(SkippedElement::is_foreign_content)
                        && self.hides_content(tag, element) =>
                {
                    TokenSinkResult::RawData(kind)
                }
                _ => TokenSinkResult::Continue,
            };
        }
        match element {
            Element::Hidden | Element::HiddenRaw(_) | Element::Form | Element::Dialog
                if self.hides_content(tag, element) =>
            {
                self.form_dropped |= element == Element::Form;
                self.skip(tag, element);
                if let Element::HiddenRaw(kind) = element {
                    return TokenSinkResult::RawData(kind);
                }
                return TokenSinkResult::Continue;
            }
            _ => {}
        }
        let style = attribute(tag, "style").unwrap_or_default();
        if !is_void(&tag.name) && is_hidden_by_page(tag, style) && !is_table_part(element) {
            self.skip(tag, element);
            return TokenSinkResult::Continue;
        }
        if self.preformatted.is_some() && !self.start_in_preformatted(tag, element) {
            return TokenSinkResult::Continue;
        }
        self.open(tag, element, style)
    }

    /// Whether the tag is to be read: it is not part of a skipped element or of a player.
    fn is_read(&mut self, tag: &Tag, element: Element) -> bool {
        if let Some(skipped) = &mut self.skipped {
            let ends = skipped.start_tag(tag, element);
            if ends {
                self.skipped = None;
            }
            return ends;
        }
        if let Some(player) = &mut self.player {
            if element == Element::Source {
                player.add_source(tag, self.base, &mut self.budget);
            }
            return false;
        }
        true
    }

    fn hides_content(&self, tag: &Tag, element: Element) -> bool {
        hides_content(tag, element, &self.end_tags, self.options.read_forms)
    }

    fn skip(&mut self, tag: &Tag, element: Element) {
        if is_block(element) {
            self.end_line();
        }
        self.skipped = Some(SkippedElement::new(tag, element));
    }

    /// Handles a start tag inside `pre`. Returns whether the tag is still to be opened: it ended the `pre`.
    fn start_in_preformatted(&mut self, tag: &Tag, element: Element) -> bool {
        let Some(preformatted) = &mut self.preformatted else { return true };
        match element {
            Element::Break => preformatted.text.push('\n'),
            Element::Paragraph | Element::Section => preformatted.end_line(),
            Element::Code => preformatted.start_code(),
            Element::Image => {
                self.end_preformatted();
                self.image(tag);
                self.preformatted = Some(Preformatted::default());
            }
            Element::Preformatted
            | Element::PreformattedRaw
            | Element::Plaintext
            | Element::Heading(_)
            | Element::Rule
            | Element::Quote
            | Element::List { .. }
            | Element::Item
            | Element::Table
            | Element::Row
            | Element::Cell { .. }
            | Element::Figure
            | Element::Video
            | Element::Audio => {
                self.end_preformatted();
                return true;
            }
            _ => {}
        }
        false
    }

    fn open(&mut self, tag: &Tag, element: Element, style: &str) -> TokenSinkResult<()> {
        match element {
            Element::Section | Element::DefinitionList => self.end_line(),
            Element::Definition => self.close_nearest(ContainerKind::Term),
            Element::Paragraph => self.open_paragraph(None),
            Element::Heading(level) => self.open_paragraph(Some(level)),
            Element::Rule => {
                self.end_line();
                if !matches!(self.blocks.last(), Some(Block::Rule)) {
                    self.emit(Block::Rule);
                }
            }
            Element::Break => self.line.line_break(),
            Element::Quote => {
                self.end_line();
                self.continues_block = false;
                self.open_container(ContainerKind::Quote, ContainerState::Stateless);
            }
            Element::List { ordered } => self.open_list(tag, ordered),
            Element::Item => self.open_item(tag),
            Element::Term => {
                self.close_nearest(ContainerKind::Term);
                self.end_line();
                self.open_container(ContainerKind::Term, ContainerState::Stateless);
                self.formatting.bold += 1;
            }
            Element::Preformatted | Element::PreformattedRaw | Element::Plaintext => {
                self.end_line();
                self.preformatted = Some(Preformatted::default());
                if element == Element::PreformattedRaw && self.end_tags.is_ahead(&tag.name) {
                    return TokenSinkResult::RawData(RawKind::Rawtext);
                } else if element == Element::Plaintext {
                    return TokenSinkResult::Plaintext;
                }
            }
            Element::Figure => self.open_figure(),
            Element::Caption => {
                self.end_line();
                self.open_container(ContainerKind::Caption, ContainerState::Stateless);
            }
            Element::Table | Element::TableCaption | Element::RowGroup(_) | Element::Row | Element::Cell { .. } => {
                self.open_table_part(tag, element)
            }
            Element::Link => {
                let href = attribute(tag, "href").filter(|href| !href.is_empty());
                let allowed = href.is_some() && self.budget.spend_address();
                self.formatting.link =
                    href.filter(|_| allowed).and_then(|href| link_address(href, self.base)).map(Rc::from);
            }
            Element::Bold => self.formatting.bold += 1,
            Element::Italic => self.formatting.italic += 1,
            Element::Code => self.formatting.code += 1,
            Element::Deleted => self.formatting.hidden += 1,
            Element::Superscript => self.formatting.superscript += 1,
            Element::Subscript => self.formatting.subscript += 1,
            Element::InlineQuote => self.text("“"),
            Element::Styled => self.open_styled(style),
            Element::Ruby => self.line.start_ruby(),
            Element::RubyBase => self.line.end_ruby_text(),
            Element::RubyText => self.line.start_ruby_text(),
            Element::RubyParenthesis => {
                self.line.end_ruby_text();
                self.in_ruby_parenthesis = true;
            }
            Element::Picture => self.picture_source = None,
            Element::Source => {
                if self.picture_source.is_none() && self.budget.spend_address() {
                    self.picture_source = source_address(tag, self.base);
                }
            }
            Element::Image => self.image(tag),
            Element::Video | Element::Audio => self.open_player(tag, element == Element::Video),
            Element::Hidden | Element::HiddenRaw(_) | Element::Form | Element::Dialog => self.end_line(),
            Element::Ignored => {}
        }
        TokenSinkResult::Continue
    }

    fn open_styled(&mut self, style: &str) {
        if self.styles.open(style, &mut self.formatting) {
            self.end_line();
        }
    }

    fn close_styled(&mut self) {
        if self.styles.close(&mut self.formatting) {
            self.end_line();
        }
    }

    pub(super) fn end_tag(&mut self, name: &LocalName) {
        self.end_tags.pass(name);
        if self.budget.exhausted {
            return;
        }
        let element = classify(name);
        if let Some(skipped) = &mut self.skipped {
            let (ends, is_read) = skipped.end_tag(name, element);
            if ends {
                self.skipped = None;
            }
            if !is_read {
                return;
            }
        }
        if let Some(player) = self.player.take_if(|player| player.name == *name) {
            self.emit_player(player);
            return;
        }
        if self.player.is_some() {
            return;
        }
        if let Some(preformatted) = &mut self.preformatted {
            match element {
                Element::Code => return preformatted.end_code(),
                Element::Preformatted | Element::PreformattedRaw => return self.end_preformatted(),
                Element::Paragraph | Element::Section => return preformatted.end_line(),
                Element::Item
                | Element::List { .. }
                | Element::Cell { .. }
                | Element::Row
                | Element::Table
                | Element::Quote => {
                    self.end_preformatted();
                }
                _ => return,
            }
        }
        self.close(element);
    }

    fn close(&mut self, element: Element) {
        match element {
            Element::Section | Element::Definition | Element::Form | Element::Dialog => self.end_line(),
            Element::Paragraph | Element::Heading(_) => self.close_paragraph(),
            // `</br>` is a line break, as in a browser.
            Element::Break => self.line.line_break(),
            Element::Quote => self.close_nearest(ContainerKind::Quote),
            Element::List { .. } => self.close_nearest(ContainerKind::List),
            Element::Item => self.close_nearest(ContainerKind::Item),
            Element::Term | Element::DefinitionList => self.close_nearest(ContainerKind::Term),
            Element::Figure => self.close_nearest(ContainerKind::Figure),
            Element::Caption => self.close_nearest(ContainerKind::Caption),
            Element::Table | Element::TableCaption | Element::RowGroup(_) | Element::Row | Element::Cell { .. } => {
                self.close_table_part(element)
            }
            Element::Link => self.formatting.link = None,
            Element::Bold => self.formatting.bold = self.formatting.bold.saturating_sub(1),
            Element::Italic => self.formatting.italic = self.formatting.italic.saturating_sub(1),
            Element::Code => self.formatting.code = self.formatting.code.saturating_sub(1),
            Element::Deleted => self.formatting.hidden = self.formatting.hidden.saturating_sub(1),
            Element::Superscript => self.formatting.superscript = self.formatting.superscript.saturating_sub(1),
            Element::Subscript => self.formatting.subscript = self.formatting.subscript.saturating_sub(1),
            Element::InlineQuote => self.text("”"),
            Element::Styled => self.close_styled(),
            Element::Ruby => {
                self.in_ruby_parenthesis = false;
                self.line.end_ruby();
            }
            Element::RubyText => self.line.end_ruby_text(),
            Element::RubyParenthesis => self.in_ruby_parenthesis = false,
            Element::Picture => self.picture_source = None,
            _ => {}
        }
    }
}
