//! The open line of text: collapses white space, drops invisible characters, and keeps text of one formatting in one span.

use std::rc::Rc;

use super::budget::Budget;
use crate::formats::article::block::Span;
use crate::formats::article::characters::{CharClass, class, is_wide, takes_joiner};
use crate::formats::article::spans::same_formatting;

/// The formatting of a span.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct SpanStyle {
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) code: bool,
    pub(super) struck: bool,
    pub(super) href: Option<Rc<str>>,
}

/// What the white space of a text means.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct WhiteSpace {
    /// Whether empty lines and indents begin a new paragraph.
    pub(super) splits: bool,
    /// Whether a line break in the source is one in the text.
    pub(super) keeps_breaks: bool,
}

fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '；' | '…' | '”' | '’' | '）' | '」' | '』' | '】' | '!' | '?')
}

/// White space that is not written yet: the next visible character decides what it becomes.
#[derive(Debug, Clone, Copy, Default)]
struct PendingSpace {
    space: bool,
    newline: bool,
    breaks: u8,
    /// In halves of a Chinese character.
    indent: u16,
    ideographic: bool,
}

/// The open line.
#[derive(Debug, Default)]
pub(super) struct Line {
    spans: Vec<Span>,
    /// The formatting of the last span; `None` if the next text has to begin a span of its own.
    style: Option<SpanStyle>,
    pending: PendingSpace,
    last: Option<char>,
    ruby: Option<Ruby>,
    /// Whether there was a `ruby` in this line.
    has_ruby: bool,
}

#[derive(Debug)]
struct Ruby {
    /// The index of the first span of the base text.
    base: usize,
    /// The annotation, while its `rt` is open.
    annotation: Option<String>,
}

impl Line {
    pub(super) fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Appends text. If `splits`, stops where a new paragraph begins and returns the rest, which belongs to the next line.
    pub(super) fn push_text<'a>(
        &mut self,
        text: &'a str,
        style: &SpanStyle,
        WhiteSpace { splits, keeps_breaks }: WhiteSpace,
        budget: &mut Budget,
    ) -> Option<&'a str> {
        let mut run = 0;
        for (at, c) in text.char_indices() {
            let class = class(c);
            if class == CharClass::Visible {
                if at == run && splits && self.begins_paragraph() {
                    return Some(&text[at..]);
                }
                continue;
            }
            if class == CharClass::Joiner && self.takes_joiner(c, &text[run..at]) {
                continue;
            }
            self.push_run(&text[run..at], style, budget);
            run = at + c.len_utf8();
            match class {
                CharClass::Space => self.pending.space = true,
                CharClass::Newline if keeps_breaks => self.line_break(),
                CharClass::Newline => {
                    self.pending.space = true;
                    self.pending.newline = true;
                }
                CharClass::NarrowSpace => {
                    self.pending.space = true;
                    self.pending.indent = self.pending.indent.saturating_add(1);
                }
                CharClass::WideSpace => {
                    self.pending.space = true;
                    self.pending.ideographic = c == '\u{3000}';
                    self.pending.indent = self.pending.indent.saturating_add(2);
                }
                CharClass::LineSeparator => self.line_break(),
                CharClass::Visible | CharClass::Invisible | CharClass::Joiner => {}
            }
        }
        self.push_run(&text[run..], style, budget);
        None
    }

    /// Whether a joiner after a text that is not appended yet is part of the writing. A character reference is a text of its
    /// own: what the joiner follows may have come before.
    fn takes_joiner(&self, joiner: char, text: &str) -> bool {
        takes_joiner(joiner, text.chars().next_back().or_else(|| self.adjacent()))
    }

    /// The last character, unless white space follows it.
    pub(super) fn adjacent(&self) -> Option<char> {
        self.last.filter(|_| !self.pending.space && self.pending.breaks == 0)
    }

    pub(super) fn line_break(&mut self) {
        let breaks = self.pending.breaks.saturating_add(1);
        self.pending = PendingSpace { breaks, ..PendingSpace::default() };
    }

    /// Whether the pending white space separates two paragraphs: two line breaks, an indent after one, or an indent of two
    /// ideographic spaces after a sentence or a line of the source.
    fn begins_paragraph(&self) -> bool {
        let Some(last) = self.last.filter(|_| self.open_annotation().is_none()) else { return false };
        let PendingSpace { breaks, indent, newline, ideographic, .. } = self.pending;
        breaks >= 2 || (breaks == 1 && indent >= 2) || (indent >= 4 && ideographic && (newline || ends_sentence(last)))
    }

    fn open_annotation(&self) -> Option<&String> {
        self.ruby.as_ref().and_then(|ruby| ruby.annotation.as_ref())
    }

    fn push_run(&mut self, run: &str, style: &SpanStyle, budget: &mut Budget) {
        let Some(first) = run.chars().next() else { return };
        budget.text_bytes += run.len();
        budget.spend_bytes(run.len());
        if budget.exhausted {
            return;
        }
        if let Some(annotation) = self.ruby.as_mut().and_then(|ruby| ruby.annotation.as_mut()) {
            if self.pending.space && !annotation.is_empty() {
                annotation.push(' ');
            }
            self.pending = PendingSpace::default();
            annotation.push_str(run);
            return;
        }
        let pending = std::mem::take(&mut self.pending);
        let gap = match self.last {
            None => "",
            Some(_) if pending.breaks > 0 => "\n",
            Some(_) if pending.ideographic => "\u{3000}",
            // CSS Text 3, 4.1.3: a line break in the source between two wide characters is removed.
            Some(last) if pending.newline && is_wide(last) && is_wide(first) => "",
            Some(_) if pending.space => " ",
            Some(_) => "",
        };
        let same_style = self.style.as_ref() == Some(style);
        if same_style && let Some(span) = self.spans.last_mut() {
            span.text.push_str(gap);
            span.text.push_str(run);
        } else {
            self.push_span(gap, run, style, budget);
        }
        self.last = run.chars().next_back();
    }

    fn push_span(&mut self, gap: &str, run: &str, style: &SpanStyle, budget: &mut Budget) {
        if budget.spans == 0 {
            budget.capped = true;
            if let Some(span) = self.spans.last_mut() {
                span.text.push_str(gap);
                span.text.push_str(run);
                return;
            }
        }
        let plain = SpanStyle::default();
        let style = if budget.spans == 0 { &plain } else { style };
        budget.spans = budget.spans.saturating_sub(1);
        let mut text = String::with_capacity(gap.len() + run.len());
        // A space beside a link, code or a ruby base belongs to the text outside of it.
        match self.spans.last_mut() {
            Some(before) if before.href.is_none() && !before.code && before.ruby.is_none() => before.text.push_str(gap),
            _ => text.push_str(gap),
        }
        text.push_str(run);
        budget.spend_bytes(style.href.as_ref().map_or(0, |href| href.len()));
        self.spans.push(Span {
            text,
            bold: style.bold,
            italic: style.italic,
            code: style.code,
            struck: style.struck,
            href: style.href.as_deref().map(str::to_owned),
            ruby: None,
        });
        self.style = Some(style.clone());
    }

    pub(super) fn start_ruby(&mut self) {
        self.end_ruby();
        self.has_ruby = true;
        self.ruby = Some(Ruby { base: self.spans.len(), annotation: None });
        self.style = None;
    }

    /// Begins an annotation. Outside of `ruby` the text of an `rt` stays plain text.
    pub(super) fn start_ruby_text(&mut self) {
        self.end_ruby_text();
        if let Some(ruby) = &mut self.ruby {
            ruby.annotation = Some(String::new());
        }
    }

    /// Ends the annotation and gives it to the base before it. A second annotation of the same base is appended to the first.
    pub(super) fn end_ruby_text(&mut self) {
        let Some(ruby) = &mut self.ruby else { return };
        let Some(annotation) = ruby.annotation.take() else { return };
        let base = ruby.base.min(self.spans.len());
        if base < self.spans.len() {
            let rest: String = self.spans.drain(base + 1..).map(|span| span.text).collect();
            let span = &mut self.spans[base];
            span.text.push_str(&rest);
            span.ruby = (!annotation.is_empty()).then_some(annotation);
        } else if let Some(before) = self.spans.last_mut().and_then(|span| span.ruby.as_mut())
            && !annotation.is_empty()
        {
            before.push(' ');
            before.push_str(&annotation);
        }
        ruby.base = self.spans.len();
        self.style = None;
    }

    pub(super) fn end_ruby(&mut self) {
        self.end_ruby_text();
        if self.ruby.take().is_some() {
            self.style = None;
        }
    }

    /// Takes the spans; the line is empty afterwards.
    pub(super) fn take(&mut self) -> Vec<Span> {
        self.end_ruby();
        self.pending = PendingSpace::default();
        self.style = None;
        self.last = None;
        let mut spans = std::mem::take(&mut self.spans);
        if std::mem::take(&mut self.has_ruby) {
            // A base whose annotation was empty is still a span of its own: join it.
            spans.dedup_by(|next, before| {
                let same = same_formatting(next, before) && next.ruby.is_none();
                if same {
                    before.text.push_str(&next.text);
                }
                same
            });
        }
        spans
    }
}
