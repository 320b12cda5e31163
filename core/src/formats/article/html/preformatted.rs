//! An open `pre`: its text, and whether it is a listing or running text.

use super::formatting::Formatting;
use super::line::SpanStyle;
use crate::formats::article::characters::is_wide;

#[derive(Debug, Default)]
pub(super) struct Preformatted {
    pub(super) text: String,
    /// Where each formatting begins. Only running text is formatted.
    styles: Vec<(usize, SpanStyle)>,
    /// The formatting around the `pre`.
    pub(super) formatting_before: Formatting,
    /// Whether a `code` element was inside.
    has_code: bool,
    /// Where the last `code` ended.
    code_end: Option<usize>,
}

impl Preformatted {
    pub(super) fn new(formatting: &Formatting) -> Self {
        Self { formatting_before: formatting.clone(), ..Self::default() }
    }

    /// Begins a new line, unless one has just begun.
    pub(super) fn end_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// Begins text of this formatting.
    pub(super) fn begin_run(&mut self, style: SpanStyle) {
        if self.styles.last().is_none_or(|(_, last)| *last != style) {
            self.styles.push((self.text.len(), style));
        }
    }

    /// The text in runs of one formatting.
    pub(super) fn runs(&self) -> impl Iterator<Item = (&str, &SpanStyle)> {
        self.styles.iter().enumerate().map(|(at, (start, style))| {
            let end = self.styles.get(at + 1).map_or(self.text.len(), |(next, _)| *next);
            (&self.text[*start..end], style)
        })
    }

    pub(super) fn start_code(&mut self) {
        self.has_code = true;
        // WeChat puts each line of a listing into a `code` of its own, without a line break between.
        if self.code_end == Some(self.text.len()) {
            self.end_line();
        }
    }

    pub(super) fn end_code(&mut self) {
        self.code_end = Some(self.text.len());
    }

    /// Whether this is a listing. Offices also put running text into `pre`: without `code`, text that is mostly Chinese is
    /// prose.
    pub(super) fn is_code(&self) -> bool {
        self.has_code || !is_mostly_chinese(&self.text)
    }
}

fn is_mostly_chinese(text: &str) -> bool {
    let (mut chinese, mut visible) = (0_usize, 0_usize);
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        visible += 1;
        chinese += usize::from(is_wide(c));
    }
    chinese * 2 > visible
}
