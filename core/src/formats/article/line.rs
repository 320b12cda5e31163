//! The text of the block that is being read: folds white space, drops what cannot be seen, and keeps spans of one look
//! together.

use std::rc::Rc;

use super::{MAX_SPANS, Span};

/// How text looks, as the counters of its formatting say.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Look {
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) code: bool,
    pub(super) href: Option<Rc<str>>,
}

/// What is left of the caps.
#[derive(Debug)]
pub(super) struct Budget {
    pub(super) bytes: usize,
    /// Bytes of text so far: of `bytes`, addresses take their part too.
    pub(super) read: usize,
    pub(super) spans: usize,
    pub(super) blocks: usize,
    pub(super) cells: usize,
    pub(super) addresses: usize,
    tokens: u32,
    /// A cap has cut something.
    pub(super) capped: bool,
    /// Nothing more may be read.
    pub(super) full: bool,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self {
            bytes: super::MAX_OUTPUT,
            read: 0,
            spans: MAX_SPANS,
            blocks: super::MAX_BLOCKS,
            cells: super::MAX_CELLS,
            addresses: super::MAX_ADDRESSES,
            tokens: super::MAX_TOKENS,
            capped: false,
            full: false,
        }
    }

    pub(super) fn spend_tokens(&mut self, tokens: u32) {
        match self.tokens.checked_sub(tokens) {
            Some(left) => self.tokens = left,
            None => self.stop(),
        }
    }

    pub(super) fn spend_bytes(&mut self, bytes: usize) {
        match self.bytes.checked_sub(bytes) {
            Some(left) => self.bytes = left,
            None => self.stop(),
        }
    }

    pub(super) fn spend_block(&mut self) {
        match self.blocks.checked_sub(1) {
            Some(left) => self.blocks = left,
            None => self.stop(),
        }
    }

    /// A block that became the only line of a cell is counted as the cell.
    pub(super) fn refund_block(&mut self) {
        self.blocks = (self.blocks + 1).min(super::MAX_BLOCKS);
    }

    pub(super) fn spend_cell(&mut self) {
        match self.cells.checked_sub(1) {
            Some(left) => self.cells = left,
            None => self.stop(),
        }
    }

    /// Whether one more address may be looked at.
    pub(super) fn spend_address(&mut self) -> bool {
        self.capped |= self.addresses == 0;
        let left = self.addresses > 0;
        self.addresses = self.addresses.saturating_sub(1);
        left
    }

    fn stop(&mut self) {
        self.capped = true;
        self.full = true;
    }
}

/// What a character does to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Visible,
    Space,
    Newline,
    /// A space as wide as a letter or two (no-break, en): folded, but an indent when it begins a line.
    Narrow,
    /// A space as wide as a Chinese character.
    Wide,
    /// A line break that is a character.
    Break,
    /// Not to be seen, and a danger where it is obeyed.
    Invisible,
    /// Joins two signs into one; invisible elsewhere.
    Joiner,
}

fn class(c: char) -> Class {
    match c {
        // Almost everything is one of these two.
        '!'..='~' | '\u{4e00}'..='\u{9fff}' => Class::Visible,
        ' ' | '\t' | '\x0c' | '\x0b' => Class::Space,
        '\n' | '\r' | '\u{85}' => Class::Newline,
        '\0'..='\x1f' | '\x7f'..='\u{9f}' => Class::Invisible,
        '\u{a0}' | '\u{2002}' | '\u{2007}' | '\u{202f}' => Class::Narrow,
        '\u{2000}' | '\u{2001}' | '\u{2003}'..='\u{2006}' | '\u{2008}'..='\u{200a}' | '\u{205f}' | '\u{1680}' => {
            if matches!(c, '\u{2001}' | '\u{2003}') { Class::Wide } else { Class::Narrow }
        }
        '\u{3000}' => Class::Wide,
        '\u{2028}' | '\u{2029}' => Class::Break,
        '\u{200d}' => Class::Joiner,
        '\u{ad}'
        | '\u{61c}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{180e}'
        | '\u{200b}'
        | '\u{200c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fdd0}'..='\u{fdef}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffc}'
        | '\u{fffe}'
        | '\u{ffff}'
        | '\u{e0000}'..='\u{e00ff}'
        | '\u{e01f0}'..='\u{e0fff}' => Class::Invisible,
        _ if (c as u32) & 0xfffe == 0xfffe => Class::Invisible,
        _ => Class::Visible,
    }
}

/// Text outside of blocks (alternative text): white space folded, the invisible dropped.
pub(super) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    for c in text.chars() {
        match class(c) {
            Class::Visible | Class::Joiner => {
                if space && !out.is_empty() {
                    out.push(' ');
                }
                space = false;
                out.push(c);
            }
            Class::Invisible => {}
            _ => space = true,
        }
    }
    out
}

/// Text in `pre`: only what cannot be seen is dropped.
pub(super) fn verbatim(text: &str, out: &mut String) {
    for c in text.chars() {
        match class(c) {
            Class::Visible | Class::Joiner | Class::Wide => out.push(c),
            Class::Space if c == '\t' => out.push('\t'),
            Class::Space | Class::Narrow => out.push(' '),
            // The tokenizer has made `\n` of `\r\n` already.
            Class::Newline | Class::Break => out.push('\n'),
            Class::Invisible => {}
        }
    }
}

/// A character that is as wide as it is high, with no space between it and its neighbours.
pub(super) fn is_wide(c: char) -> bool {
    matches!(c as u32,
        0x2e80..=0x303e | 0x3041..=0x33ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xa000..=0xa4cf | 0xf900..=0xfaff
        | 0xfe30..=0xfe4f | 0xff01..=0xff60 | 0xffe0..=0xffe6 | 0x20000..=0x3ffff)
        || matches!(c, '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}

fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '；' | '…' | '”' | '’' | '）' | '」' | '』' | '】' | '!' | '?')
}

/// White space that was read and not yet written: only a visible character after it decides what it was.
#[derive(Debug, Clone, Copy, Default)]
struct Pending {
    space: bool,
    newline: bool,
    breaks: u8,
    /// Half widths of a Chinese character.
    indent: u16,
    ideographic: bool,
}

/// The line being read.
#[derive(Debug, Default)]
pub(super) struct Line {
    spans: Vec<Span>,
    /// The look of the last span; none when the next text must begin its own.
    look: Option<Look>,
    pending: Pending,
    last: Option<char>,
    ruby: Option<Ruby>,
    /// There was a `ruby` in this line.
    annotated: bool,
}

#[derive(Debug)]
struct Ruby {
    /// The first span of the base text.
    base: usize,
    /// The text above it, while it is read.
    note: Option<String>,
}

impl Line {
    pub(super) fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Adds text. Where it holds the end of a paragraph (two breaks, or an indent after one), reads no further and
    /// returns what is left, when `splits` allows that.
    pub(super) fn text<'a>(
        &mut self,
        text: &'a str,
        look: &Look,
        splits: bool,
        budget: &mut Budget,
    ) -> Option<&'a str> {
        let mut run = 0;
        for (at, c) in text.char_indices() {
            let class = class(c);
            if class == Class::Visible || (class == Class::Joiner && at > run && joins(&text[..at])) {
                if at == run && splits && self.must_split() {
                    return Some(&text[at..]);
                }
                continue;
            }
            self.visible(&text[run..at], look, budget);
            run = at + c.len_utf8();
            match class {
                Class::Space => self.pending.space = true,
                Class::Newline => {
                    self.pending.space = true;
                    self.pending.newline = true;
                }
                Class::Narrow => {
                    self.pending.space = true;
                    self.pending.indent = self.pending.indent.saturating_add(1);
                }
                Class::Wide => {
                    self.pending.space = true;
                    self.pending.ideographic = c == '\u{3000}';
                    self.pending.indent = self.pending.indent.saturating_add(2);
                }
                Class::Break => self.line_break(),
                Class::Visible | Class::Invisible | Class::Joiner => {}
            }
        }
        self.visible(&text[run..], look, budget);
        None
    }

    pub(super) fn line_break(&mut self) {
        let breaks = self.pending.breaks.saturating_add(1);
        self.pending = Pending { breaks, ..Pending::default() };
    }

    /// Whether the white space before the next visible character ends a paragraph.
    fn must_split(&self) -> bool {
        let Some(last) = self.last.filter(|_| self.note().is_none()) else { return false };
        let Pending { breaks, indent, newline, ideographic, .. } = self.pending;
        breaks >= 2 || (breaks == 1 && indent >= 2) || (indent >= 4 && ideographic && (newline || ends_sentence(last)))
    }

    fn note(&self) -> Option<&String> {
        self.ruby.as_ref().and_then(|ruby| ruby.note.as_ref())
    }

    fn visible(&mut self, run: &str, look: &Look, budget: &mut Budget) {
        let Some(first) = run.chars().next() else { return };
        budget.read += run.len();
        budget.spend_bytes(run.len());
        if budget.full {
            return;
        }
        if let Some(note) = self.ruby.as_mut().and_then(|ruby| ruby.note.as_mut()) {
            if self.pending.space && !note.is_empty() {
                note.push(' ');
            }
            self.pending = Pending::default();
            note.push_str(run);
            return;
        }
        let pending = std::mem::take(&mut self.pending);
        let gap = match self.last {
            None => "",
            Some(_) if pending.breaks > 0 => "\n",
            Some(_) if pending.ideographic => "\u{3000}",
            // CSS Text 3, 4.1.3: a line break of the source between two characters that need no space is none.
            Some(last) if pending.newline && is_wide(last) && is_wide(first) => "",
            Some(_) if pending.space => " ",
            Some(_) => "",
        };
        let fits = self.look.as_ref() == Some(look);
        if fits && let Some(span) = self.spans.last_mut() {
            span.text.push_str(gap);
            span.text.push_str(run);
        } else {
            self.begin(gap, run, look, budget);
        }
        self.last = run.chars().next_back();
    }

    fn begin(&mut self, gap: &str, run: &str, look: &Look, budget: &mut Budget) {
        if budget.spans == 0 {
            budget.capped = true;
            if let Some(span) = self.spans.last_mut() {
                span.text.push_str(gap);
                span.text.push_str(run);
                return;
            }
        }
        let plain = Look::default();
        let look = if budget.spans == 0 { &plain } else { look };
        budget.spans = budget.spans.saturating_sub(1);
        let mut text = String::with_capacity(gap.len() + run.len());
        // A space between a link and text belongs to the text.
        match self.spans.last_mut() {
            Some(before) if before.href.is_none() && !before.code && before.ruby.is_none() => before.text.push_str(gap),
            _ => text.push_str(gap),
        }
        text.push_str(run);
        budget.spend_bytes(look.href.as_ref().map_or(0, |href| href.len()));
        self.spans.push(Span {
            text,
            bold: look.bold,
            italic: look.italic,
            code: look.code,
            href: look.href.as_deref().map(str::to_owned),
            ruby: None,
        });
        self.look = Some(look.clone());
    }

    pub(super) fn ruby(&mut self) {
        self.end_ruby();
        self.annotated = true;
        self.ruby = Some(Ruby { base: self.spans.len(), note: None });
        self.look = None;
    }

    /// The text above begins; outside of `ruby` it is text like any other.
    pub(super) fn ruby_text(&mut self) {
        self.end_ruby_text();
        if let Some(ruby) = &mut self.ruby {
            ruby.note = Some(String::new());
        }
    }

    /// The text above is complete: it goes to the base before it, or to the one before that, when it is the second.
    pub(super) fn end_ruby_text(&mut self) {
        let Some(ruby) = &mut self.ruby else { return };
        let Some(note) = ruby.note.take() else { return };
        let base = ruby.base.min(self.spans.len());
        if base < self.spans.len() {
            let rest: String = self.spans.drain(base + 1..).map(|span| span.text).collect();
            let span = &mut self.spans[base];
            span.text.push_str(&rest);
            span.ruby = (!note.is_empty()).then_some(note);
        } else if let Some(before) = self.spans.last_mut().and_then(|span| span.ruby.as_mut())
            && !note.is_empty()
        {
            before.push(' ');
            before.push_str(&note);
        }
        ruby.base = self.spans.len();
        self.look = None;
    }

    pub(super) fn end_ruby(&mut self) {
        self.end_ruby_text();
        if self.ruby.take().is_some() {
            self.look = None;
        }
    }

    /// The spans read so far; the line is empty afterwards.
    pub(super) fn take(&mut self) -> Vec<Span> {
        self.end_ruby();
        self.pending = Pending::default();
        self.look = None;
        self.last = None;
        let mut spans = std::mem::take(&mut self.spans);
        if std::mem::take(&mut self.annotated) {
            // An annotation that turned out empty left a span of its own.
            spans.dedup_by(|next, before| {
                let same = super::tables::same_look(next, before) && next.ruby.is_none();
                if same {
                    before.text.push_str(&next.text);
                }
                same
            });
        }
        spans
    }
}

/// Whether a zero-width joiner after this text joins two signs: everywhere else it only hides.
fn joins(before: &str) -> bool {
    before.chars().next_back().is_some_and(|c| matches!(c as u32, 0x2190..=0x2bff | 0xfe0f | 0x1f000..=0x1faff))
}
