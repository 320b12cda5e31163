//! Dispatch of tags: what each element does to the assembler.

use std::rc::Rc;

use html5ever::LocalName;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Tag, TokenSinkResult};

use super::asides::{Aside, is_fixed};
use super::assembler::Assembler;
use super::containers::{ContainerKind, ContainerState};
use super::elements::{Element, attribute, classify, css_value, ends_foreign_content, is_void};
use super::embeds::embed;
use super::hidden::{hides_content, is_collapsed, is_hidden_by_page};
use super::images::source_address;
use super::math::Formula;
use super::objects::OpenObject;
use super::open_element::{OpenElement, is_block, is_table_part};
use super::preformatted::Preformatted;
use crate::formats::article::block::Block;
use crate::formats::article::links::link_address;

/// Drawings in drawings of which the HTML is shown.
const MAX_SUSPENDED: usize = 16;

impl Assembler<'_> {
    pub(super) fn start_tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        if self.budget.exhausted {
            return TokenSinkResult::Script(());
        }
        let element = classify(&tag.name);
        if !self.is_read(tag, element) {
            if let Some(aside) = self.aside.as_mut().filter(|_| &*tag.name == "option") {
                aside.start_option(tag);
            }
            return match element {
                Element::HiddenRaw(kind)
                    if !self.skipped.as_ref().is_some_and(OpenElement::is_foreign_content)
                        && self.hides_content(tag, element) =>
                {
                    TokenSinkResult::RawData(kind)
                }
                _ => TokenSinkResult::Continue,
            };
        }
        let style = &*self.class_styles.style(tag);
        let hidden = is_hidden_by_page(tag, style);
        match element {
            Element::HiddenRaw(kind)
                if &*tag.name == "textarea" && is_fixed(tag) && !hidden && self.hides_content(tag, element) =>
            {
                // It is text, with its line breaks.
                if let Some(scope) =
                    self.scopes.scope(tag, element, "white-space:pre-wrap", self.base, &self.formatting)
                {
                    self.open_scope(scope);
                }
                return TokenSinkResult::RawData(kind);
            }
            Element::Hidden | Element::HiddenRaw(_) | Element::Form | Element::Dialog
                if self.hides_content(tag, element) =>
            {
                self.form_dropped |= element == Element::Form;
                self.skip(tag, element);
                self.aside = Aside::of(tag).filter(|_| !hidden);
                if &*tag.name == "iframe" {
                    self.open_embed(tag, style);
                } else if &*tag.name == "svg" && !hidden {
                    self.background_of_drawing(style);
                    if let Some(drawing) = &mut self.skipped {
                        drawing.shows_foreign_objects = true;
                    }
                }
                if let Element::HiddenRaw(kind) = element {
                    return TokenSinkResult::RawData(kind);
                }
                return TokenSinkResult::Continue;
            }
            _ => {}
        }
        let is_second_form = || self.has_formula && attribute(tag, "class").is_some_and(|class| class == "katex-html");
        if hidden || is_collapsed(element, style) || is_second_form() {
            if !is_void(&tag.name) {
                // What the part of a table ends when it is shown, it also ends when it is not.
                if is_table_part(element) {
                    self.close_table_part(element);
                }
                self.skip(tag, element);
            }
            return TokenSinkResult::Continue;
        }
        if let Some(at) = self.scopes.ended_by_start(tag, element) {
            self.close_scopes(at);
        }
        let scope = self.scopes.scope(tag, element, style, self.base, &self.formatting);
        let result = if self.preformatted.is_some() && !self.start_in_preformatted(tag, element, style) {
            TokenSinkResult::Continue
        } else {
            self.open(tag, element, style)
        };
        if let Some(scope) = scope {
            self.open_scope(scope);
        }
        result
    }

    /// Whether the tag is to be read: it is not part of a skipped element or of a player.
    fn is_read(&mut self, tag: &Tag, element: Element) -> bool {
        if let Some(skipped) = &mut self.skipped {
            if skipped.shows_foreign_objects {
                match &*tag.name {
                    "foreignobject" if !tag.self_closing && self.suspended.len() < MAX_SUSPENDED => {
                        self.end_line();
                        self.suspended.extend(self.skipped.take());
                        return false;
                    }
                    "image" => {
                        self.picture_of_drawing(tag);
                        return false;
                    }
                    _ => {}
                }
            }
            let Some(skipped) = &mut self.skipped else { return false };
            let ends = skipped.start_tag(tag, element);
            if ends {
                self.skipped = None;
            }
            return ends;
        }
        if let Some(formula) = &mut self.formula {
            if !ends_foreign_content(element) {
                formula.start_tag(tag);
                return false;
            }
            self.end_formula();
        }
        if let Some(player) = &mut self.player {
            match element {
                Element::Source => player.add_source(tag, self.base, &mut self.budget),
                Element::Embed if self.budget.spend_address() => player.add_fallback(embed(tag, self.base)),
                _ => {}
            }
            return false;
        }
        if let Some(object) = &mut self.object {
            match element {
                Element::Param => object.add_parameter(tag),
                Element::Object => object.nest(&tag.name),
                Element::Embed | Element::Video | Element::Audio | Element::Source | Element::HiddenRaw(_)
                    if !matches!(&*tag.name, "script" | "style") && self.budget.spend_address() =>
                {
                    object.add_player(tag, self.base)
                }
                _ => {}
            }
            return false;
        }
        true
    }

    /// Adds the card of a frame or an `embed`.
    fn open_embed(&mut self, tag: &Tag, style: &str) {
        if !is_hidden_by_page(tag, style) && self.budget.spend_address() {
            let card = embed(tag, self.base);
            self.emit_card(card);
        }
    }

    fn hides_content(&self, tag: &Tag, element: Element) -> bool {
        hides_content(tag, element, &self.end_tags, self.options.read_forms)
    }

    fn skip(&mut self, tag: &Tag, element: Element) {
        if is_block(element) {
            self.end_line();
        }
        self.skipped = Some(OpenElement::new(tag, element));
    }

    /// Handles a start tag inside `pre`. Returns whether the tag is still to be opened: it ended the `pre`.
    fn start_in_preformatted(&mut self, tag: &Tag, element: Element, style: &str) -> bool {
        let Some(preformatted) = &mut self.preformatted else { return true };
        match element {
            Element::Break => preformatted.text.push('\n'),
            Element::Paragraph | Element::Section => preformatted.end_line(),
            Element::Code => preformatted.start_code(),
            Element::Image => {
                let formatting = self.formatting.clone();
                let outside = preformatted.formatting_before.clone();
                self.end_preformatted();
                self.formatting = formatting;
                self.image(tag);
                self.preformatted = Some(Preformatted::new(&outside));
            }
            Element::Link
            | Element::Bold
            | Element::Italic
            | Element::Struck
            | Element::Superscript
            | Element::Subscript => {
                let _ = self.open(tag, element, style);
            }
            Element::Styled => {
                let is_block = self.styles.open(style, &mut self.formatting);
                if is_block {
                    preformatted.end_line();
                }
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
            Element::List { ordered } => self.open_list(tag, ordered && !has_no_marks(style)),
            Element::Item => self.open_item(tag),
            Element::Term => {
                self.close_nearest(ContainerKind::Term);
                self.end_line();
                self.open_container(ContainerKind::Term, ContainerState::Stateless);
                self.formatting.bold += 1;
            }
            Element::Preformatted | Element::PreformattedRaw | Element::Plaintext => {
                self.end_line();
                self.preformatted = Some(Preformatted::new(&self.formatting));
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
                self.link_start = (self.budget.text_bytes, self.media);
                self.link_icon = None;
                self.link_title = attribute(tag, "title").map(str::to_owned);
            }
            Element::Bold => self.formatting.bold += 1,
            Element::Italic => self.formatting.italic += 1,
            Element::Code => self.formatting.code += 1,
            Element::Struck => self.formatting.struck += 1,
            Element::Superscript => self.formatting.superscript += 1,
            Element::Subscript => self.formatting.subscript += 1,
            Element::InlineQuote => {
                let is_inside = self.formatting.quotes % 2 == 1;
                self.text(if is_inside { "‘" } else { "“" });
                self.formatting.quotes += 1;
            }
            Element::Styled => {
                self.open_styled(style);
                if attribute(tag, "class").is_some_and(|class| class.contains("video_iframe")) {
                    self.open_embed(tag, style);
                }
            }
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
            Element::Input => self.input(tag),
            Element::Video | Element::Audio => self.open_player(tag, element == Element::Video),
            Element::Math if !tag.self_closing && self.end_tags.is_ahead(&tag.name) => {
                self.formula = Some(Formula::new(tag));
                self.has_formula = true;
            }
            Element::Object if !tag.self_closing && self.end_tags.is_ahead(&tag.name) => {
                self.object = Some(OpenObject::new(tag));
            }
            Element::Embed | Element::Object => self.open_embed(tag, style),
            Element::HiddenRaw(_) if &*tag.name == "iframe" => {
                self.end_line();
                self.open_embed(tag, style);
            }
            Element::Hidden | Element::HiddenRaw(_) | Element::Form | Element::Dialog => self.end_line(),
            Element::Math | Element::Param | Element::Ignored => {}
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
                self.end_aside(name);
            }
            if !is_read {
                return;
            }
        }
        if self.ends_drawing(name) {
            return;
        }
        if let Some(formula) = &mut self.formula {
            if formula.end_tag(name) {
                self.end_formula();
            }
            return;
        }
        if let Some(player) = self.player.take_if(|player| player.name == *name) {
            self.emit_player(player);
            return;
        }
        if self.player.is_some() {
            return;
        }
        if let Some(object) = &mut self.object {
            if object.end_tag(name) {
                self.end_object();
            }
            return;
        }
        if let Some(at) = self.scopes.ended_by_end(name, element) {
            self.close_scopes(at);
        }
        if let Some(preformatted) = &mut self.preformatted {
            match element {
                Element::Code => return preformatted.end_code(),
                Element::Link
                | Element::Bold
                | Element::Italic
                | Element::Struck
                | Element::Superscript
                | Element::Subscript => return self.close(element),
                Element::Styled => {
                    if self.styles.close(&mut self.formatting) {
                        preformatted.end_line();
                    }
                    return;
                }
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

    /// Handles an end tag inside a `foreignObject`. Returns whether it ends the `foreignObject`, or the drawing with it.
    fn ends_drawing(&mut self, name: &LocalName) -> bool {
        let ends = !self.suspended.is_empty() && matches!(&**name, "foreignobject" | "svg");
        if ends {
            self.end_line();
            let drawing = self.suspended.pop();
            self.skipped = drawing.filter(|_| &**name != "svg");
        }
        ends
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
            Element::Link => self.close_link(),
            Element::Bold => self.formatting.bold = self.formatting.bold.saturating_sub(1),
            Element::Italic => self.formatting.italic = self.formatting.italic.saturating_sub(1),
            Element::Code => self.formatting.code = self.formatting.code.saturating_sub(1),
            Element::Struck => self.formatting.struck = self.formatting.struck.saturating_sub(1),
            Element::Superscript => self.formatting.superscript = self.formatting.superscript.saturating_sub(1),
            Element::Subscript => self.formatting.subscript = self.formatting.subscript.saturating_sub(1),
            Element::InlineQuote => {
                self.formatting.quotes = self.formatting.quotes.saturating_sub(1);
                let is_inside = self.formatting.quotes % 2 == 1;
                self.text(if is_inside { "’" } else { "”" });
            }
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

/// Whether the items of a list have no numbers: where they are wanted, the text has them.
fn has_no_marks(style: &str) -> bool {
    let value = css_value(style, "list-style-type").or_else(|| css_value(style, "list-style"));
    value.and_then(|value| value.split_ascii_whitespace().next()) == Some("none")
}
