//! The open containers of the assembler, and where a finished line goes: the bounded half of what a tree would be.

use html5ever::tokenizer::Tag;

use super::assembler::{Assembler, Frame, Kind, Player, Preformatted, State};
use super::elements::{Element, attribute};
use super::pictures::{self, Picture};
use super::tables::{self, Grid};
use super::{Block, ListItem, MAX_NESTING, MAX_TABLE_NESTING, Paragraph, Span, figures, line, links};

/// Where a line of text goes, with the index of the container on the stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Body,
    Quote,
    Item(usize),
    Caption,
    TableCaption,
}

impl Assembler<'_> {
    // The stack.

    /// Opens a container; beyond the cap it is only counted, so that its end closes nothing else.
    pub(super) fn push(&mut self, kind: Kind, state: State) -> bool {
        let tables = || self.frames.iter().filter(|frame| frame.kind == Kind::Table).count();
        if self.frames.len() >= MAX_NESTING || (kind == Kind::Table && tables() >= MAX_TABLE_NESTING) {
            self.overflow[kind as usize] = self.overflow[kind as usize].saturating_add(1);
            self.budget.capped = true;
            return false;
        }
        self.outside = None;
        self.frames.push(Frame { kind, faces: self.faces.clone(), state });
        true
    }

    /// The innermost open container of this kind in the innermost cell or caption.
    fn nearest(&self, kind: Kind) -> Option<usize> {
        let found = self.frames.iter().rposition(|frame| {
            frame.kind == kind || matches!(frame.kind, Kind::Cell | Kind::Table | Kind::TableCaption)
        })?;
        (self.frames[found].kind == kind).then_some(found)
    }

    pub(super) fn close_nearest(&mut self, kind: Kind) {
        self.flush();
        if self.overflow[kind as usize] > 0 {
            self.overflow[kind as usize] -= 1;
        } else if let Some(at) = self.nearest(kind) {
            self.close_to(at);
        }
    }

    /// Closes every container from `at` on, the innermost first.
    pub(super) fn close_to(&mut self, at: usize) {
        while self.frames.len() > at {
            self.flush();
            self.outside = None;
            let Some(frame) = self.frames.pop() else { return };
            self.faces.shrink_to(&frame.faces);
            match frame.state {
                State::Nothing => {
                    if frame.kind == Kind::Quote {
                        self.joins = false;
                    }
                }
                State::List { .. } => {
                    if self.lists() == 0 {
                        self.joins = false;
                    }
                }
                State::Item { media, .. } => media.into_iter().for_each(|block| self.emit(block)),
                State::Figure { blocks, media, caption } => self.close_figure(blocks, media, caption),
                State::Table(grid) => {
                    for block in grid.finish() {
                        self.emit(block);
                    }
                }
                State::Cell { header, colspan, rowspan, outside } => {
                    let content = std::mem::replace(&mut self.out, outside);
                    self.joins = false;
                    if matches!(content.as_slice(), [Block::Paragraph { .. }]) {
                        self.budget.refund_block();
                    }
                    if let Some(Frame { state: State::Table(grid), .. }) = self.frames.last_mut() {
                        grid.push(header, colspan, rowspan, content);
                    }
                }
            }
        }
    }

    fn close_figure(&mut self, blocks: usize, media: usize, caption: Vec<Span>) {
        let inside = self.media_from(media);
        let rest = match inside {
            Some(pictures) if !pictures.is_empty() => figures::attach(pictures, caption),
            _ => {
                let from = blocks.min(self.out.len());
                figures::attach(&mut self.out[from..], caption)
            }
        };
        if let Some(spans) = rest.filter(|spans| !spans.is_empty()) {
            self.place_line(spans, None);
        }
    }

    /// How many lists are open in the innermost cell.
    pub(super) fn lists(&self) -> usize {
        self.frames
            .iter()
            .rev()
            .take_while(|frame| !matches!(frame.kind, Kind::Cell | Kind::Table | Kind::TableCaption))
            .filter(|frame| frame.kind == Kind::List)
            .count()
    }

    pub(super) fn place(&self) -> Place {
        for (at, frame) in self.frames.iter().enumerate().rev() {
            match frame.kind {
                Kind::Caption => return Place::Caption,
                Kind::TableCaption => return Place::TableCaption,
                Kind::Item => return Place::Item(at),
                Kind::Quote => return Place::Quote,
                Kind::Cell | Kind::Table | Kind::List => return Place::Body,
                Kind::Term | Kind::Figure => {}
            }
        }
        Place::Body
    }

    /// The pictures that wait for the end of the innermost item.
    pub(super) fn media(&mut self) -> Option<&mut Vec<Block>> {
        let at = self.frames.iter().rposition(|frame| matches!(frame.kind, Kind::Item | Kind::Cell))?;
        match &mut self.frames[at].state {
            State::Item { media, .. } => Some(media),
            _ => None,
        }
    }

    fn media_from(&mut self, from: usize) -> Option<&mut [Block]> {
        self.media().and_then(|media| media.get_mut(from..))
    }

    pub(super) fn flush_media(&mut self) {
        let media = self.media().map(std::mem::take).unwrap_or_default();
        for block in media {
            self.push_block(block);
        }
    }

    // Lines.

    /// The line that is being read is complete.
    pub(super) fn flush(&mut self) {
        let spans = self.line.take();
        if !spans.is_empty() {
            let heading = self.heading.take();
            self.place_line(spans, heading);
        }
    }

    fn place_line(&mut self, mut spans: Vec<Span>, heading: Option<u8>) {
        match self.place() {
            Place::Caption => {
                let figure = self.frames.iter_mut().rev().find_map(|frame| match &mut frame.state {
                    State::Figure { caption, .. } => Some(caption),
                    _ => None,
                });
                match figure {
                    Some(caption) => tables::append_line(caption, spans),
                    None => self.emit(Block::Paragraph { spans }),
                }
            }
            Place::TableCaption => {
                if let Some(grid) = self.grid() {
                    tables::append_line(&mut grid.caption, spans);
                }
            }
            Place::Item(at) => {
                if heading.is_some() {
                    spans.iter_mut().for_each(|span| span.bold = true);
                }
                self.place_item(at, spans);
            }
            Place::Quote if heading.is_none() => {
                if self.joins
                    && let Some(Block::Quote { paragraphs }) = self.out.last_mut()
                {
                    paragraphs.push(Paragraph { spans });
                    self.budget.spend_block();
                } else {
                    self.emit(Block::Quote { paragraphs: vec![Paragraph { spans }] });
                    self.joins = true;
                }
            }
            Place::Quote | Place::Body => self.emit(match heading {
                Some(level) => Block::Heading { level, spans },
                None => Block::Paragraph { spans },
            }),
        }
    }

    fn place_item(&mut self, at: usize, spans: Vec<Span>) {
        let level = u8::try_from(self.lists().saturating_sub(1)).unwrap_or(u8::MAX);
        let ordered = self
            .frames
            .iter()
            .rev()
            .take_while(|frame| !matches!(frame.kind, Kind::Cell | Kind::Table))
            .filter_map(|frame| match frame.state {
                State::List { ordered, .. } => Some(ordered),
                _ => None,
            })
            .last()
            .unwrap_or(false);
        let joins = self.joins;
        let last_serial = self.last_serial;
        let State::Item { number, serial, begun, media } = &mut self.frames[at].state else { return };
        if !*begun {
            *begun = true;
            self.last_serial = *serial;
            let item = ListItem { level, number: *number, spans };
            if joins && let Some(Block::List { items, .. }) = self.out.last_mut() {
                items.push(item);
                self.budget.spend_block();
            } else {
                self.push_block(Block::List { ordered, items: vec![item] });
                self.joins = true;
            }
        } else if joins
            && last_serial == *serial
            && media.is_empty()
            && let Some(Block::List { items, .. }) = self.out.last_mut()
            && let Some(item) = items.last_mut()
        {
            tables::append_line(&mut item.spans, spans);
        } else {
            self.emit(Block::Paragraph { spans });
        }
    }

    /// Adds a block after everything before it.
    pub(super) fn emit(&mut self, block: Block) {
        self.flush_media();
        self.push_block(block);
    }

    fn push_block(&mut self, mut block: Block) {
        // A lazy picture and its fallback are one picture; what is said below one of them is said below it.
        if let (
            Block::Image { src, caption, alt, .. },
            Some(Block::Image { src: before, caption: said, alt: shown, .. }),
        ) = (&mut block, self.out.last_mut())
            && src == before
        {
            tables::append_line(said, std::mem::take(caption));
            if shown.is_empty() {
                *shown = std::mem::take(alt);
            }
            return;
        }
        self.budget.spend_block();
        self.out.push(block);
    }

    // Lists.

    pub(super) fn open_item(&mut self, tag: &Tag) {
        self.flush();
        let nearest = self.frames.iter().rposition(|frame| {
            matches!(frame.kind, Kind::Item | Kind::List | Kind::Cell | Kind::Table | Kind::TableCaption)
        });
        if let Some(at) = nearest.filter(|at| self.frames[*at].kind == Kind::Item) {
            self.close_to(at);
        }
        let value = attribute(tag, "value").and_then(|value| value.parse().ok());
        let list =
            self.frames.iter_mut().rev().find(|frame| matches!(frame.kind, Kind::List | Kind::Cell | Kind::Table));
        let number = match list.map(|frame| &mut frame.state) {
            Some(State::List { ordered: true, next }) => {
                let number = value.unwrap_or(*next);
                *next = number.saturating_add(1);
                Some(number)
            }
            _ => None,
        };
        self.serial = self.serial.wrapping_add(1);
        self.push(Kind::Item, State::Item { number, serial: self.serial, begun: false, media: Vec::new() });
    }

    // Tables.

    fn grid(&mut self) -> Option<&mut Grid> {
        self.frames.iter_mut().rev().find_map(|frame| match &mut frame.state {
            State::Table(grid) => Some(&mut **grid),
            _ => None,
        })
    }

    /// Where the innermost table lies on the stack, unless a deeper one is only counted.
    fn table(&self) -> Option<usize> {
        if self.overflow[Kind::Table as usize] > 0 {
            return None;
        }
        self.frames.iter().rposition(|frame| frame.kind == Kind::Table)
    }

    pub(super) fn open_table_part(&mut self, tag: &Tag, meaning: Element) {
        self.flush();
        if meaning == Element::Table {
            // A table directly in a table ends the outer one, as in a browser.
            if let Some(at) = self.table().filter(|at| at + 1 == self.frames.len()) {
                self.close_to(at);
            }
            let presentation = attribute(tag, "role").is_some_and(|role| matches!(role, "presentation" | "none"));
            self.push(Kind::Table, State::Table(Box::new(Grid::new(presentation))));
            return;
        }
        let Some(at) = self.table() else { return };
        self.close_to(at + 1);
        let Some(grid) = self.grid() else { return };
        match meaning {
            Element::RowGroup(head) => {
                grid.close_row();
                grid.head = head;
            }
            Element::Row => grid.open_row(),
            Element::TableCaption => {
                self.push(Kind::TableCaption, State::Nothing);
            }
            Element::Cell { header } => {
                let header = header || grid.head;
                if !grid.is_row_open() {
                    grid.open_row();
                }
                self.budget.spend_cell();
                let span =
                    |name, least| attribute(tag, name).and_then(|n| n.parse().ok()).map_or(1, |n: u32| n.max(least));
                let outside = std::mem::take(&mut self.out);
                self.joins = false;
                let state = State::Cell { header, colspan: span("colspan", 1), rowspan: span("rowspan", 0), outside };
                self.push_cell(state);
            }
            _ => {}
        }
    }

    /// The last place of the stack is always free for a cell: without it the blocks outside would be lost.
    fn push_cell(&mut self, state: State) {
        self.outside = None;
        self.frames.push(Frame { kind: Kind::Cell, faces: self.faces.clone(), state });
    }

    pub(super) fn close_table_part(&mut self, meaning: Element) {
        self.flush();
        if meaning == Element::Table && self.overflow[Kind::Table as usize] > 0 {
            self.overflow[Kind::Table as usize] -= 1;
            return;
        }
        let Some(at) = self.table() else { return };
        if meaning == Element::Table {
            self.close_to(at);
            return;
        }
        self.close_to(at + 1);
        if let Some(grid) = self.grid() {
            match meaning {
                Element::Row => grid.close_row(),
                Element::RowGroup(_) => {
                    grid.close_row();
                    grid.head = false;
                }
                _ => {}
            }
        }
    }

    // Pictures and players.

    pub(super) fn image(&mut self, tag: &Tag) {
        if !self.budget.spend_address() {
            return;
        }
        let (src, alt, width, height) = match pictures::picture(tag, self.source.as_deref(), self.base) {
            Picture::Block { src, alt, width, height } => (src, alt, width, height),
            Picture::Sign(sign) => return self.text(&sign),
            Picture::Nothing => return,
        };
        self.budget.spend_bytes(src.len() + alt.len());
        let block = Block::Image { src, alt, caption: Vec::new(), width, height, file: None, placeholder: None };
        self.emit_media(block);
    }

    /// A picture inside an item that has begun waits for the item's end; anywhere else it ends the line.
    fn emit_media(&mut self, block: Block) {
        match self.place() {
            Place::Item(at) => {
                let begun = !self.line.is_empty() || matches!(self.frames[at].state, State::Item { begun: true, .. });
                match &mut self.frames[at].state {
                    State::Item { media, .. } if begun => media.push(block),
                    _ => self.push_block(block),
                }
            }
            Place::Caption | Place::TableCaption => self.push_block(block),
            Place::Body | Place::Quote => {
                self.flush();
                self.emit(block);
            }
        }
    }

    pub(super) fn open_player(&mut self, tag: &Tag, video: bool) {
        let mut address = |name| {
            let raw = attribute(tag, name).filter(|raw| !raw.is_empty() && self.budget.spend_address())?;
            links::media(raw, self.base)
        };
        let player = Player {
            name: tag.name.clone(),
            video,
            src: address("src").or_else(|| address("data-src")),
            poster: address("poster"),
            mime_type: attribute(tag, "type").and_then(mime_type),
        };
        if tag.self_closing || !self.ends.ahead(&tag.name) {
            self.emit_player(player);
        } else {
            self.player = Some(player);
        }
    }

    pub(super) fn emit_player(&mut self, player: Player) {
        let Player { video, src, poster, mime_type, .. } = player;
        let Some(src) = src else { return };
        self.budget.spend_bytes(src.len() + poster.as_ref().map_or(0, String::len));
        let caption = Vec::new();
        self.emit_media(if video {
            Block::Video { src, poster, poster_file: None, mime_type, caption }
        } else {
            Block::Audio { src, mime_type, caption }
        });
    }

    // Preformatted text.

    pub(super) fn end_pre(&mut self) {
        let Some(Preformatted { text, code, .. }) = self.pre.take() else { return };
        let text = text.trim_end();
        let text = text.trim_start_matches('\n');
        if text.trim().is_empty() {
            return;
        }
        if code || !is_prose(text) {
            self.emit(Block::Code { text: text.to_owned() });
            return;
        }
        // Offices set running text in `pre`, where a code listing would be hard to read.
        for paragraph in text.lines().map(line::clean).filter(|paragraph| !paragraph.is_empty()) {
            if self.budget.full {
                return;
            }
            self.place_line(vec![Span { text: paragraph, ..Span::default() }], None);
        }
    }
}

impl Preformatted {
    pub(super) fn end_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }
}

/// Whether most of what can be seen is Chinese.
fn is_prose(text: &str) -> bool {
    let (mut chinese, mut seen) = (0_usize, 0_usize);
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        seen += 1;
        chinese += usize::from(line::is_wide(c));
    }
    chinese * 2 > seen
}

/// A media type that is one: `video/mp4`, without parameters.
pub(super) fn mime_type(value: &str) -> Option<String> {
    let value = value.split(';').next()?.trim().to_ascii_lowercase();
    let (kind, format) = value.split_once('/')?;
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-+.".contains(&b));
    (plain(kind) && plain(format) && value.len() <= 64).then_some(value)
}
