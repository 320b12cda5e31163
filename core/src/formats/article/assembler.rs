//! The token sink: tags and text become blocks as they come, with a bounded stack of containers and no tree.

use std::cell::RefCell;
use std::rc::Rc;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::{LocalName, TokenizerResult};
use url::Url;

use super::containers::Place;
use super::elements::{Element, attribute, element, is_void};
use super::formatting::Faces;
use super::hidden::{Skip, is_concealed, is_table_part};
use super::line::{Budget, Line};
use super::prescan::{Ends, sift};
use super::tables::Grid;
use super::{Block, MAX_INPUT, Reading, Span, line, links, pictures};

/// Bytes that the tokenizer is given at once: it copies them, and can only be stopped between two pieces.
const PIECE: usize = 16 * 1024;

/// How to read.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Task {
    /// Read what is inside forms.
    pub(super) open_forms: bool,
    /// Stop after about this many bytes of text; 0 reads everything.
    pub(super) enough: usize,
}

/// What was read.
pub(super) struct Outcome {
    pub(super) reading: Reading,
    /// A form was left out.
    pub(super) form_skipped: bool,
}

pub(super) fn read(html: &str, base: Option<&Url>, task: Task) -> Outcome {
    let cut = html.floor_char_boundary(MAX_INPUT);
    let sifted = sift(&html[..cut]);
    let mut assembler = Assembler::new(base, task, sifted.ends);
    assembler.budget.capped = cut < html.len();
    let tokenizer = Tokenizer::new(Sink(RefCell::new(assembler)), TokenizerOpts::default());
    let queue = BufferQueue::default();
    let stopped = 'feeding: {
        for slice in sifted.slices {
            let mut rest = slice;
            while !rest.is_empty() {
                let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE));
                rest = after;
                queue.push_back(StrTendril::from_slice(piece));
                if !matches!(tokenizer.feed(&queue), TokenizerResult::Done) || tokenizer.sink.0.borrow().is_done() {
                    break 'feeding true;
                }
            }
        }
        false
    };
    if !stopped {
        tokenizer.end();
    }
    tokenizer.sink.0.into_inner().finish()
}

struct Sink<'a>(RefCell<Assembler<'a>>);

impl TokenSink for Sink<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut assembler = self.0.borrow_mut();
        // html5ever writes a message for each error, and looks up each character reference: these are the dear ones.
        assembler.budget.spend_tokens(match &token {
            Token::ParseError(_) => 3,
            Token::CharacterTokens(text) if text.len() <= 4 => 2,
            _ => 1,
        });
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => return assembler.start(&tag),
            Token::TagToken(tag) => assembler.end(&tag.name),
            Token::CharacterTokens(text) => assembler.text(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.0.borrow().skip.as_ref().is_some_and(Skip::is_drawing)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Quote,
    List,
    Item,
    Term,
    Figure,
    Caption,
    Table,
    TableCaption,
    Cell,
}

/// A container that is open.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) kind: Kind,
    pub(super) faces: Faces,
    pub(super) state: State,
}

#[derive(Debug)]
pub(super) enum State {
    Nothing,
    List { ordered: bool, next: u32 },
    Item { number: Option<u32>, serial: u32, begun: bool, media: Vec<Block> },
    Figure { blocks: usize, media: usize, caption: Vec<Span> },
    Table(Box<Grid>),
    Cell { header: bool, colspan: u32, rowspan: u32, outside: Vec<Block> },
}

/// `video` or `audio`, until its end.
#[derive(Debug)]
pub(super) struct Player {
    pub(super) name: LocalName,
    pub(super) video: bool,
    pub(super) src: Option<String>,
    pub(super) poster: Option<String>,
    pub(super) mime_type: Option<String>,
}

#[derive(Debug, Default)]
pub(super) struct Preformatted {
    pub(super) text: String,
    pub(super) code: bool,
    /// Where the last `code` ended.
    line_end: Option<usize>,
}

pub(super) struct Assembler<'a> {
    pub(super) base: Option<&'a Url>,
    pub(super) task: Task,
    pub(super) ends: Ends,
    pub(super) budget: Budget,
    /// The blocks of the innermost cell, or of the article.
    pub(super) out: Vec<Block>,
    pub(super) line: Line,
    pub(super) faces: Faces,
    /// The formatting before the open paragraph or heading.
    pub(super) outside: Option<Faces>,
    pub(super) frames: Vec<Frame>,
    /// Containers that found no place on the stack, by kind.
    pub(super) overflow: [u32; 9],
    /// What each open `span` and `font` changed.
    pub(super) styled: Vec<u8>,
    pub(super) styled_overflow: u32,
    pub(super) heading: Option<u8>,
    pub(super) pre: Option<Preformatted>,
    pub(super) skip: Option<Skip>,
    pub(super) player: Option<Player>,
    /// What the `source`s of the open `picture` offered.
    pub(super) source: Option<String>,
    pub(super) ruby_parenthesis: bool,
    /// Whether the next item or quoted paragraph goes on with the last block.
    pub(super) joins: bool,
    pub(super) serial: u32,
    pub(super) last_serial: u32,
    pub(super) form_skipped: bool,
}

impl<'a> Assembler<'a> {
    fn new(base: Option<&'a Url>, task: Task, ends: Ends) -> Self {
        Self {
            base,
            task,
            ends,
            budget: Budget::new(),
            out: Vec::new(),
            line: Line::default(),
            faces: Faces::default(),
            outside: None,
            frames: Vec::new(),
            overflow: [0; 9],
            styled: Vec::new(),
            styled_overflow: 0,
            heading: None,
            pre: None,
            skip: None,
            player: None,
            source: None,
            ruby_parenthesis: false,
            joins: false,
            serial: 0,
            last_serial: 0,
            form_skipped: false,
        }
    }

    fn is_done(&self) -> bool {
        self.budget.full || (self.task.enough > 0 && self.budget.read >= self.task.enough)
    }

    fn finish(mut self) -> Outcome {
        if let Some(player) = self.player.take() {
            self.emit_player(player);
        }
        self.end_pre();
        self.close_to(0);
        self.flush();
        Outcome { reading: Reading { blocks: self.out, capped: self.budget.capped }, form_skipped: self.form_skipped }
    }

    // Text.

    pub(super) fn text(&mut self, text: &str) {
        if self.skip.is_some()
            || self.player.is_some()
            || self.ruby_parenthesis
            || self.faces.deleted > 0
            || self.budget.full
        {
            return;
        }
        if let Some(pre) = &mut self.pre {
            self.budget.read += text.len();
            self.budget.spend_bytes(text.len());
            line::verbatim(text, &mut pre.text);
            return;
        }
        let look = self.faces.look();
        let raised = self.faces.raised(text);
        let mut rest = raised.as_deref().unwrap_or(text);
        let splits = self.heading.is_none() && matches!(self.place(), Place::Body | Place::Quote);
        while let Some(after) = self.line.text(rest, &look, splits, &mut self.budget) {
            self.flush();
            rest = after;
        }
    }

    // Tags.

    fn start(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        if self.budget.full {
            return TokenSinkResult::Script(());
        }
        let meaning = element(&tag.name);
        if !self.is_read(tag, meaning) {
            return match meaning {
                Element::HiddenRaw(kind)
                    if !self.skip.as_ref().is_some_and(Skip::is_drawing) && self.hides(tag, meaning) =>
                {
                    TokenSinkResult::RawData(kind)
                }
                _ => TokenSinkResult::Continue,
            };
        }
        match meaning {
            Element::Hidden | Element::HiddenRaw(_) | Element::Form | Element::Dialog if self.hides(tag, meaning) => {
                self.form_skipped |= meaning == Element::Form;
                self.skip(tag, meaning);
                if let Element::HiddenRaw(kind) = meaning {
                    return TokenSinkResult::RawData(kind);
                }
                return TokenSinkResult::Continue;
            }
            _ => {}
        }
        let style = attribute(tag, "style").unwrap_or_default();
        if !is_void(&tag.name) && is_concealed(tag, style) && !is_table_part(meaning) {
            self.skip(tag, meaning);
            return TokenSinkResult::Continue;
        }
        if self.pre.is_some() && !self.start_in_pre(tag, meaning) {
            return TokenSinkResult::Continue;
        }
        self.open(tag, meaning, style)
    }

    /// Tags inside `pre`: most only matter to its look. Returns whether the tag still is to be opened.
    fn start_in_pre(&mut self, tag: &Tag, meaning: Element) -> bool {
        let Some(pre) = &mut self.pre else { return true };
        match meaning {
            Element::Break => pre.text.push('\n'),
            Element::Paragraph | Element::Section => pre.end_line(),
            Element::Code => {
                pre.code = true;
                // WeChat sets each line of a listing in a `code` of its own.
                if pre.line_end == Some(pre.text.len()) {
                    pre.end_line();
                }
            }
            Element::Image => {
                self.end_pre();
                self.image(tag);
                self.pre = Some(Preformatted::default());
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
                self.end_pre();
                return true;
            }
            _ => {}
        }
        false
    }

    fn open(&mut self, tag: &Tag, meaning: Element, style: &str) -> TokenSinkResult<()> {
        match meaning {
            Element::Section | Element::Terms => self.flush(),
            Element::Definition => self.close_nearest(Kind::Term),
            Element::Paragraph => {
                self.end_outside();
                self.flush();
                self.outside = Some(self.faces.clone());
            }
            Element::Heading(level) => {
                self.end_outside();
                self.flush();
                self.outside = Some(self.faces.clone());
                self.heading = Some(level);
            }
            Element::Rule => {
                self.flush();
                if !matches!(self.out.last(), Some(Block::Rule)) {
                    self.emit(Block::Rule);
                }
            }
            Element::Break => self.line.line_break(),
            Element::Quote => {
                self.flush();
                self.joins = false;
                self.push(Kind::Quote, State::Nothing);
            }
            Element::List { ordered } => {
                self.flush();
                self.flush_media();
                if self.lists() == 0 {
                    self.joins = false;
                }
                let next = attribute(tag, "start").and_then(|start| start.parse().ok()).unwrap_or(1);
                self.push(Kind::List, State::List { ordered, next });
            }
            Element::Item => self.open_item(tag),
            Element::Term => {
                self.close_nearest(Kind::Term);
                self.flush();
                self.push(Kind::Term, State::Nothing);
                self.faces.bold += 1;
            }
            Element::Preformatted | Element::PreformattedRaw | Element::Plaintext => {
                self.flush();
                self.pre = Some(Preformatted::default());
                if meaning == Element::PreformattedRaw && self.ends.ahead(&tag.name) {
                    return TokenSinkResult::RawData(html5ever::tokenizer::states::RawKind::Rawtext);
                } else if meaning == Element::Plaintext {
                    return TokenSinkResult::Plaintext;
                }
            }
            Element::Figure => {
                self.flush();
                let media = self.media().map_or(0, |media| media.len());
                self.push(Kind::Figure, State::Figure { blocks: self.out.len(), media, caption: Vec::new() });
            }
            Element::Caption => {
                self.flush();
                self.push(Kind::Caption, State::Nothing);
            }
            Element::Table | Element::TableCaption | Element::RowGroup(_) | Element::Row | Element::Cell { .. } => {
                self.open_table_part(tag, meaning)
            }
            Element::Link => {
                let href = attribute(tag, "href").filter(|href| !href.is_empty());
                let allowed = href.is_some() && self.budget.spend_address();
                self.faces.link = href.filter(|_| allowed).and_then(|href| links::link(href, self.base)).map(Rc::from);
            }
            Element::Bold => self.faces.bold += 1,
            Element::Italic => self.faces.italic += 1,
            Element::Code => self.faces.code += 1,
            Element::Deleted => self.faces.deleted += 1,
            Element::Superscript => self.faces.superscript += 1,
            Element::Subscript => self.faces.subscript += 1,
            Element::Quotation => self.text("“"),
            Element::Styled => self.open_styled(style),
            Element::Ruby => self.line.ruby(),
            Element::RubyBase => self.line.end_ruby_text(),
            Element::RubyText => self.line.ruby_text(),
            Element::RubyParenthesis => {
                self.line.end_ruby_text();
                self.ruby_parenthesis = true;
            }
            Element::Picture => self.source = None,
            Element::Source => {
                if self.source.is_none() && self.budget.spend_address() {
                    self.source = pictures::source(tag, self.base);
                }
            }
            Element::Image => self.image(tag),
            Element::Video | Element::Audio => self.open_player(tag, meaning == Element::Video),
            Element::Hidden | Element::HiddenRaw(_) | Element::Form | Element::Dialog => self.flush(),
            Element::Plain => {}
        }
        TokenSinkResult::Continue
    }

    fn end(&mut self, name: &LocalName) {
        self.ends.pass(name);
        if self.budget.full {
            return;
        }
        let meaning = element(name);
        if let Some(skip) = &mut self.skip {
            let (ends, is_read) = skip.end(name, meaning);
            if ends {
                self.skip = None;
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
        if let Some(pre) = &mut self.pre {
            match meaning {
                Element::Code => return pre.line_end = Some(pre.text.len()),
                Element::Preformatted | Element::PreformattedRaw => return self.end_pre(),
                Element::Paragraph | Element::Section => return pre.end_line(),
                Element::Item
                | Element::List { .. }
                | Element::Cell { .. }
                | Element::Row
                | Element::Table
                | Element::Quote => {
                    self.end_pre();
                }
                _ => return,
            }
        }
        self.close(meaning);
    }

    fn close(&mut self, meaning: Element) {
        match meaning {
            Element::Section | Element::Definition | Element::Form | Element::Dialog => self.flush(),
            Element::Paragraph | Element::Heading(_) => {
                self.flush();
                self.heading = None;
                self.end_outside();
            }
            // As in a browser: `</br>` is a break.
            Element::Break => self.line.line_break(),
            Element::Quote => self.close_nearest(Kind::Quote),
            Element::List { .. } => self.close_nearest(Kind::List),
            Element::Item => self.close_nearest(Kind::Item),
            Element::Term | Element::Terms => self.close_nearest(Kind::Term),
            Element::Figure => self.close_nearest(Kind::Figure),
            Element::Caption => self.close_nearest(Kind::Caption),
            Element::Table | Element::TableCaption | Element::RowGroup(_) | Element::Row | Element::Cell { .. } => {
                self.close_table_part(meaning)
            }
            Element::Link => self.faces.link = None,
            Element::Bold => self.faces.bold = self.faces.bold.saturating_sub(1),
            Element::Italic => self.faces.italic = self.faces.italic.saturating_sub(1),
            Element::Code => self.faces.code = self.faces.code.saturating_sub(1),
            Element::Deleted => self.faces.deleted = self.faces.deleted.saturating_sub(1),
            Element::Superscript => self.faces.superscript = self.faces.superscript.saturating_sub(1),
            Element::Subscript => self.faces.subscript = self.faces.subscript.saturating_sub(1),
            Element::Quotation => self.text("”"),
            Element::Styled => self.close_styled(),
            Element::Ruby => {
                self.ruby_parenthesis = false;
                self.line.end_ruby();
            }
            Element::RubyText => self.line.end_ruby_text(),
            Element::RubyParenthesis => self.ruby_parenthesis = false,
            Element::Picture => self.source = None,
            _ => {}
        }
    }
}
