//! The assembler: tags and text become blocks as they come, with a bounded stack of containers instead of a tree.

use html5ever::tokenizer::Tag;
use url::Url;

use super::asides::Aside;
use super::budget::Budget;
use super::captions::attach_caption;
use super::class_styles::ClassStyles;
use super::containers::{Container, ContainerKind, ContainerStack, ContainerState, LineTarget};
use super::elements::{Element, attribute, whole_number};
use super::formatting::{Formatting, StyleStack};
use super::line::{Line, WhiteSpace};
use super::math::Formula;
use super::objects::OpenObject;
use super::open_element::OpenElement;
use super::players::Player;
use super::preformatted::Preformatted;
use super::prescan::EndTags;
use super::scopes::{Scope, ScopeStack};
use super::tables::TableBuilder;
use crate::formats::article::block::{Block, ListItem, Paragraph, ParsedArticle, Span};
use crate::formats::article::characters::append_preformatted;
use crate::formats::article::spans::append_line;

#[derive(Debug, Default, Clone, Copy)]
pub(super) struct ParseOptions {
    /// Parse the content of forms, which is dropped otherwise.
    pub(super) read_forms: bool,
    /// Stop after about this many bytes of text; 0 for no limit.
    pub(super) stop_after: usize,
}

pub(super) struct Outcome {
    pub(super) article: ParsedArticle,
    /// Whether a form was dropped.
    pub(super) form_dropped: bool,
}

pub(super) struct Assembler<'a> {
    pub(super) base: Option<&'a Url>,
    pub(super) options: ParseOptions,
    pub(super) end_tags: EndTags,
    pub(super) budget: Budget,
    /// The blocks of the innermost cell, or of the article outside of tables.
    pub(super) blocks: Vec<Block>,
    pub(super) line: Line,
    pub(super) formatting: Formatting,
    /// The formatting before the open paragraph or heading.
    formatting_before: Option<Formatting>,
    pub(super) containers: ContainerStack,
    pub(super) styles: StyleStack,
    pub(super) scopes: ScopeStack,
    pub(super) heading: Option<u8>,
    pub(super) preformatted: Option<Preformatted>,
    pub(super) skipped: Option<OpenElement>,
    /// The text of the skipped element, if it is needed.
    pub(super) aside: Option<Aside>,
    pub(super) class_styles: ClassStyles,
    /// The content of a `noscript` whose pictures are to be shown.
    pub(super) fallback: Option<String>,
    /// Bytes of text before the last picture, if it is shown.
    pub(super) shown_picture: Option<usize>,
    /// What the article had before the last link was opened, and before an icon that is the first thing in it.
    pub(super) link_start: (usize, u32),
    pub(super) link_icon: Option<(usize, u32)>,
    pub(super) link_title: Option<String>,
    /// Drawings that are open around the innermost `foreignObject`: their content is dropped, that of the `foreignObject` is not.
    pub(super) suspended: Vec<OpenElement>,
    pub(super) formula: Option<Formula>,
    /// Whether the article has a formula in MathML: a second form of it for the screen is then left out.
    pub(super) has_formula: bool,
    pub(super) player: Option<Player>,
    pub(super) object: Option<OpenObject>,
    /// Pictures and players so far.
    pub(super) media: u32,
    /// The address that the `source` elements of the open `picture` offer.
    pub(super) picture_source: Option<String>,
    pub(super) in_ruby_parenthesis: bool,
    /// Whether the next item or quoted paragraph continues the last block.
    pub(super) continues_block: bool,
    item_serial: u32,
    /// The serial of the item that the last list block ends with.
    last_item: u32,
    pub(super) form_dropped: bool,
}

impl<'a> Assembler<'a> {
    pub(super) fn new(base: Option<&'a Url>, options: ParseOptions, end_tags: EndTags) -> Self {
        Self {
            base,
            options,
            end_tags,
            budget: Budget::new(),
            blocks: Vec::new(),
            line: Line::default(),
            formatting: Formatting::default(),
            formatting_before: None,
            containers: ContainerStack::default(),
            styles: StyleStack::default(),
            scopes: ScopeStack::default(),
            heading: None,
            preformatted: None,
            skipped: None,
            aside: None,
            class_styles: ClassStyles::default(),
            fallback: None,
            shown_picture: None,
            link_start: (0, 0),
            link_icon: None,
            link_title: None,
            suspended: Vec::new(),
            formula: None,
            has_formula: false,
            player: None,
            object: None,
            media: 0,
            picture_source: None,
            in_ruby_parenthesis: false,
            continues_block: false,
            item_serial: 0,
            last_item: 0,
            form_dropped: false,
        }
    }

    pub(super) fn is_done(&self) -> bool {
        let stop_after = self.options.stop_after;
        self.budget.exhausted || (stop_after > 0 && self.budget.text_bytes >= stop_after)
    }

    pub(super) fn finish(mut self) -> Outcome {
        if let Some(player) = self.player.take() {
            self.emit_player(player);
        }
        self.end_object();
        self.end_formula();
        self.end_preformatted();
        self.close_scopes(0);
        self.close_to(0);
        self.end_line();
        let article = ParsedArticle { blocks: self.blocks, capped: self.budget.capped };
        Outcome { article, form_dropped: self.form_dropped }
    }

    pub(super) fn text(&mut self, text: &str) {
        if let Some(formula) = &mut self.formula {
            self.budget.spend_bytes(text.len());
            return formula.text(text);
        }
        if let Some(aside) = &mut self.aside {
            aside.push(text);
        }
        if self.skipped.is_some()
            || self.player.is_some()
            || self.object.is_some()
            || self.in_ruby_parenthesis
            || self.budget.exhausted
        {
            return;
        }
        let drawn = (self.formatting.symbols > 0).then(|| self.formatting.symbol_font.drawn(text));
        let text = drawn.as_deref().unwrap_or(text);
        let style = self.formatting.style(self.scopes.bold_and_italic_from(), self.scopes.strikes());
        if let Some(preformatted) = &mut self.preformatted {
            let raised = self.formatting.raised_or_lowered(text, preformatted.text.chars().next_back());
            let text = raised.as_deref().unwrap_or(text);
            self.budget.text_bytes += text.len();
            self.budget.spend_bytes(text.len());
            preformatted.begin_run(style);
            append_preformatted(text, &mut preformatted.text);
            return;
        }
        let raised = self.formatting.raised_or_lowered(text, self.line.adjacent());
        let mut rest = raised.as_deref().unwrap_or(text);
        let white_space = WhiteSpace {
            splits: self.heading.is_none()
                && matches!(self.containers.line_target(), LineTarget::Body | LineTarget::Quote),
            keeps_breaks: self.scopes.keeps_breaks(),
        };
        while let Some(after) = self.line.push_text(rest, &style, white_space, &mut self.budget) {
            self.end_line();
            rest = after;
        }
    }

    // Paragraphs and headings.

    /// Begins a paragraph, or a heading of this level.
    pub(super) fn open_paragraph(&mut self, heading: Option<u8>) {
        self.restore_formatting();
        self.end_line();
        self.formatting_before = Some(self.formatting.clone());
        if heading.is_some() {
            self.heading = heading;
        }
    }

    pub(super) fn close_paragraph(&mut self) {
        self.end_line();
        self.heading = None;
        self.restore_formatting();
    }

    /// Ends the formatting that was opened in the paragraph or heading and never closed.
    fn restore_formatting(&mut self) {
        if let Some(before) = self.formatting_before.take() {
            self.formatting.shrink_to(&before);
            self.close_scopes(self.scopes.inline_from(before.scopes));
        }
    }

    // Scopes.

    pub(super) fn open_scope(&mut self, mut scope: Scope) {
        scope.bold_from = scope.bold_from.map(|_| self.formatting.bold);
        scope.italic_from = scope.italic_from.map(|_| self.formatting.italic);
        if let Some(background) = &mut scope.background {
            background.content_before = (self.budget.text_bytes, self.media);
        }
        self.scopes.push(scope);
        self.formatting.scopes = self.scopes.len();
    }

    /// Closes the scopes from `at` on. A background with nothing in front of it is a picture.
    pub(super) fn close_scopes(&mut self, at: usize) {
        while let Some(scope) = self.scopes.pop_beyond(at) {
            if let Some(background) = scope.background
                && background.content_before == (self.budget.text_bytes, self.media)
                && self.budget.spend_address()
            {
                self.end_line();
                self.emit_picture(background.src, String::new(), None, None);
            }
        }
        self.formatting.scopes = self.scopes.len();
    }

    // Foreign content.

    /// Whether the tokenizer reads by the rules of `svg` and `math`.
    pub(super) fn is_in_foreign_content(&self) -> bool {
        self.formula.is_some() || self.skipped.as_ref().is_some_and(OpenElement::is_foreign_content)
    }

    pub(super) fn end_formula(&mut self) {
        let Some(formula) = self.formula.take() else { return };
        let is_block = formula.is_block;
        let text = formula.into_text();
        if is_block {
            self.end_line();
        }
        self.text(&text);
        if is_block {
            self.end_line();
        }
    }

    // Containers.

    /// Opens a container, unless a cap forbids it.
    pub(super) fn open_container(&mut self, kind: ContainerKind, state: ContainerState) {
        if self.containers.push(kind, state, &self.formatting) {
            self.formatting_before = None;
        } else {
            self.budget.capped = true;
        }
    }

    pub(super) fn close_nearest(&mut self, kind: ContainerKind) {
        self.end_line();
        if !self.containers.close_overflow(kind)
            && let Some(at) = self.containers.nearest(kind)
        {
            self.close_to(at);
        }
    }

    /// Closes all containers from index `at` on, the innermost first.
    pub(super) fn close_to(&mut self, at: usize) {
        while self.containers.len() > at {
            self.end_line();
            self.formatting_before = None;
            let Some(container) = self.containers.pop() else { return };
            self.formatting.shrink_to(&container.formatting);
            self.close_scopes(container.formatting.scopes);
            match container.state {
                ContainerState::Stateless => {
                    if container.kind == ContainerKind::Quote {
                        self.continues_block = false;
                    }
                }
                ContainerState::List { countdown, next_number, .. } => {
                    if self.containers.list_depth() == 0 {
                        self.continues_block = false;
                    }
                    if let Some((before, first)) = countdown {
                        self.count_down(before, first.unwrap_or(next_number - 1));
                    }
                }
                ContainerState::Item { media, .. } => media.into_iter().for_each(|block| self.emit(block)),
                ContainerState::Figure { blocks, media, caption } => self.close_figure(blocks, media, caption),
                ContainerState::Table(builder) => {
                    for block in builder.finish() {
                        self.emit(block);
                    }
                }
                ContainerState::Cell { header, colspan, rowspan, outer_blocks } => {
                    let content = std::mem::replace(&mut self.blocks, outer_blocks);
                    self.continues_block = false;
                    if matches!(content.as_slice(), [Block::Paragraph { .. }]) {
                        self.budget.refund_block();
                    }
                    if let Some(Container { state: ContainerState::Table(builder), .. }) =
                        self.containers.innermost_mut()
                    {
                        builder.push_cell(header, colspan, rowspan, content);
                    }
                }
            }
        }
    }

    // Figures.

    pub(super) fn open_figure(&mut self) {
        self.end_line();
        let media = self.containers.item_media().map_or(0, |media| media.len());
        let state = ContainerState::Figure { blocks: self.blocks.len(), media, caption: Vec::new() };
        self.open_container(ContainerKind::Figure, state);
    }

    fn close_figure(&mut self, blocks: usize, media: usize, caption: Vec<Span>) {
        let rest = self.attach_caption(blocks, media, caption);
        if let Some(spans) = rest.filter(|spans| !spans.is_empty()) {
            self.place_line(spans, None);
        }
    }

    /// Gives the caption to what came since the figure began: media of the item around it, or else blocks.
    fn attach_caption(&mut self, blocks: usize, media: usize, caption: Vec<Span>) -> Option<Vec<Span>> {
        let item_media = self.containers.item_media().and_then(|all| all.get_mut(media..));
        match item_media {
            Some(inside) if !inside.is_empty() => attach_caption(inside, caption),
            _ => {
                let from = blocks.min(self.blocks.len());
                attach_caption(&mut self.blocks[from..], caption)
            }
        }
    }

    /// Before another picture of a figure: a caption between two pictures is that of the first.
    pub(super) fn settle_caption(&mut self) {
        let Some(ContainerState::Figure { blocks, media, caption }) = self.containers.figure() else { return };
        let (blocks, media, caption) = (*blocks, *media, std::mem::take(caption));
        if let Some(rest) = self.attach_caption(blocks, media, caption)
            && let Some(ContainerState::Figure { caption, .. }) = self.containers.figure()
        {
            *caption = rest;
        }
    }

    // Lines and blocks.

    /// Ends the open line and places it.
    pub(super) fn end_line(&mut self) {
        let spans = self.line.take();
        if !spans.is_empty() {
            let heading = self.heading.take();
            self.place_line(spans, heading);
        }
    }

    pub(super) fn place_line(&mut self, mut spans: Vec<Span>, heading: Option<u8>) {
        match self.containers.line_target() {
            LineTarget::Caption => match self.containers.figure_caption() {
                Some(caption) => append_line(caption, spans),
                None => self.emit(Block::Paragraph { spans }),
            },
            LineTarget::TableCaption => {
                if let Some(builder) = self.containers.table_builder() {
                    append_line(&mut builder.caption, spans);
                }
            }
            LineTarget::Item(at) => {
                if heading.is_some() {
                    spans.iter_mut().for_each(|span| span.bold = true);
                }
                self.place_in_item(at, spans);
            }
            LineTarget::Quote if heading.is_none() => {
                if self.continues_block
                    && let Some(Block::Quote { paragraphs }) = self.blocks.last_mut()
                {
                    paragraphs.push(Paragraph { spans });
                    self.budget.spend_block();
                } else {
                    self.emit(Block::Quote { paragraphs: vec![Paragraph { spans }] });
                    self.continues_block = true;
                }
            }
            LineTarget::Quote | LineTarget::Body => self.emit(match heading {
                Some(level) => Block::Heading { level, spans },
                None => Block::Paragraph { spans },
            }),
        }
    }

    /// Places a line of the item at this index of the stack: its first line begins a list item, a further one continues
    /// it, and after media it becomes a paragraph.
    fn place_in_item(&mut self, at: usize, spans: Vec<Span>) {
        let level = u8::try_from(self.containers.list_depth().saturating_sub(1)).unwrap_or(u8::MAX);
        let ordered = self.containers.outermost_list_is_ordered();
        let continues = self.continues_block;
        let last_item = self.last_item;
        let ContainerState::Item { number, serial, begun, media } = self.containers.state_mut(at) else { return };
        if !*begun {
            *begun = true;
            self.last_item = *serial;
            let item = ListItem { level, number: *number, spans };
            if continues && let Some(Block::List { items, .. }) = self.blocks.last_mut() {
                items.push(item);
                self.budget.spend_block();
            } else {
                self.push_block(Block::List { ordered, items: vec![item] });
                self.continues_block = true;
            }
        } else if continues
            && last_item == *serial
            && media.is_empty()
            && let Some(Block::List { items, .. }) = self.blocks.last_mut()
            && let Some(item) = items.last_mut()
        {
            append_line(&mut item.spans, spans);
        } else {
            self.emit(Block::Paragraph { spans });
        }
    }

    /// Adds a block after the media that wait for the end of the innermost item.
    pub(super) fn emit(&mut self, block: Block) {
        self.emit_item_media();
        self.push_block(block);
    }

    pub(super) fn emit_item_media(&mut self) {
        let media = self.containers.item_media().map(std::mem::take).unwrap_or_default();
        for block in media {
            self.push_block(block);
        }
    }

    pub(super) fn push_block(&mut self, mut block: Block) {
        // A lazily loaded picture and its fallback are one picture, with the captions of both.
        if let (
            Block::Image { src, caption, alt, .. },
            Some(Block::Image { src: last_src, caption: last_caption, alt: last_alt, .. }),
        ) = (&mut block, self.blocks.last_mut())
            && src == last_src
        {
            append_line(last_caption, std::mem::take(caption));
            if last_alt.is_empty() {
                *last_alt = std::mem::take(alt);
            }
            return;
        }
        self.budget.spend_block();
        self.blocks.push(block);
    }

    // Lists.

    pub(super) fn open_list(&mut self, tag: &Tag, ordered: bool) {
        self.end_line();
        self.emit_item_media();
        if self.containers.list_depth() == 0 {
            self.continues_block = false;
        }
        let first = whole_number(tag, "start");
        // Inside of another list its items could not be told from those of a list before it.
        let counts_down = ordered && self.containers.list_depth() == 0 && attribute(tag, "reversed").is_some();
        let countdown = counts_down.then_some((self.blocks.len(), first));
        let next_number = first.filter(|_| !counts_down).unwrap_or(1);
        self.open_container(ContainerKind::List, ContainerState::List { ordered, next_number, countdown });
    }

    /// Numbers the items of a list that counts down: how many it has is only known at its end.
    fn count_down(&mut self, before: usize, first: i64) {
        for block in self.blocks.iter_mut().skip(before) {
            let Block::List { items, .. } = block else { continue };
            for item in items.iter_mut().filter(|item| item.level == 0) {
                let counted = |number| u32::try_from(first.saturating_add(1).saturating_sub(i64::from(number))).ok();
                item.number = item.number.and_then(counted);
            }
        }
    }

    pub(super) fn open_item(&mut self, tag: &Tag) {
        self.end_line();
        if let Some(at) = self.containers.item_to_close() {
            self.close_to(at);
        }
        let stated = whole_number(tag, "value");
        let number = self.containers.next_item_number(stated);
        self.item_serial = self.item_serial.wrapping_add(1);
        let state = ContainerState::Item { number, serial: self.item_serial, begun: false, media: Vec::new() };
        self.open_container(ContainerKind::Item, state);
    }

    // Tables.

    pub(super) fn open_table_part(&mut self, tag: &Tag, element: Element) {
        self.end_line();
        if element == Element::Table {
            // A table directly in a table ends the outer one, as in a browser.
            if let Some(at) = self.containers.table().filter(|at| at + 1 == self.containers.len()) {
                self.close_to(at);
            }
            let presentation = attribute(tag, "role").is_some_and(|role| matches!(role, "presentation" | "none"));
            let builder = Box::new(TableBuilder::new(presentation));
            self.open_container(ContainerKind::Table, ContainerState::Table(builder));
            return;
        }
        let Some(at) = self.containers.table() else { return };
        self.close_to(at + 1);
        let Some(builder) = self.containers.table_builder() else { return };
        match element {
            Element::RowGroup(head) => builder.start_group(head),
            Element::Row => builder.open_row(),
            Element::TableCaption => self.open_container(ContainerKind::TableCaption, ContainerState::Stateless),
            Element::Cell { header } => {
                let header = header || builder.in_head;
                if !builder.is_row_open() {
                    builder.open_row();
                }
                self.budget.spend_cell();
                let span = |name, least| {
                    whole_number(tag, name).and_then(|n| u32::try_from(n).ok()).map_or(1, |n: u32| n.max(least))
                };
                let outer_blocks = std::mem::take(&mut self.blocks);
                self.continues_block = false;
                self.formatting_before = None;
                let (colspan, rowspan) = (span("colspan", 1), span("rowspan", 0));
                let state = ContainerState::Cell { header, colspan, rowspan, outer_blocks };
                self.containers.push_cell(state, &self.formatting);
            }
            _ => {}
        }
    }

    pub(super) fn close_table_part(&mut self, element: Element) {
        self.end_line();
        if element == Element::Table && self.containers.close_overflow(ContainerKind::Table) {
            return;
        }
        let Some(at) = self.containers.table() else { return };
        if element == Element::Table {
            self.close_to(at);
            return;
        }
        self.close_to(at + 1);
        if let Some(builder) = self.containers.table_builder() {
            match element {
                Element::Row => builder.close_row(),
                Element::RowGroup(_) => builder.start_group(false),
                _ => {}
            }
        }
    }
}
