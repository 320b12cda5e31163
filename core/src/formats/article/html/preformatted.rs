//! An open `pre`: its text, and whether it is a listing or running text.

use crate::formats::article::characters::is_wide;

#[derive(Debug, Default)]
pub(super) struct Preformatted {
    pub(super) text: String,
    /// Whether a `code` element was inside.
    has_code: bool,
    /// Where the last `code` ended.
    code_end: Option<usize>,
}

impl Preformatted {
    /// Begins a new line, unless one has just begun.
    pub(super) fn end_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
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
