//! Text output for people, laid out for the width of the terminal and styled if the terminal supports it.

use std::env;
use std::io::IsTerminal;

use crate::layout::{self, Run, Style};
use crate::text;

/// Longer lines of Chinese are hard to read.
const MAX_WIDTH: usize = 100;
const MIN_WIDTH: usize = 24;
/// The width of a pipe or a file.
const DEFAULT_WIDTH: usize = 80;

/// The widest side column in terminal columns: a time, a source or a code beside a text.
pub(crate) const SIDE_COLUMN: usize = 18;

/// The terminal, pipe or file that is written to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terminal {
    /// In columns.
    pub(crate) width: usize,
    /// Whether escape sequences may be used.
    pub(crate) styled: bool,
}

impl Terminal {
    /// The terminal behind standard output.
    pub(crate) fn stdout() -> Self {
        let from_environment = || env::var("COLUMNS").ok()?.parse().ok().filter(|&columns| columns > 0);
        let measured = || terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0));
        let width = measured().or_else(from_environment).unwrap_or(DEFAULT_WIDTH).clamp(MIN_WIDTH, MAX_WIDTH);
        let unstyled = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || env::var_os("TERM").is_some_and(|value| value == "dumb");
        Self { width, styled: std::io::stdout().is_terminal() && !unstyled }
    }
}

/// Builds the output of one command.
#[derive(Debug)]
pub(crate) struct TextPage {
    terminal: Terminal,
    content: String,
}

impl TextPage {
    pub(crate) fn new(terminal: Terminal) -> Self {
        Self { terminal, content: String::new() }
    }

    pub(crate) fn width(&self) -> usize {
        self.terminal.width
    }

    /// The finished text, without empty lines at both ends.
    pub(crate) fn finish(self) -> String {
        let text = self.content.trim_matches('\n');
        if text.is_empty() { String::new() } else { format!("{text}\n") }
    }

    /// Adds one line without wrapping it.
    pub(crate) fn line(&mut self, runs: &[Run]) {
        for run in runs {
            let text = layout::strip_controls(&run.text).replace('\n', " ");
            self.push(&text, run.style);
        }
        let end = self.content.trim_end_matches(' ').len();
        self.content.truncate(end);
        self.content.push('\n');
    }

    fn push(&mut self, text: &str, style: Style) {
        let codes: Vec<&str> =
            [(style.bold, "1"), (style.dim, "2"), (style.italic, "3"), (style.underline, "4"), (style.warning, "33")]
                .into_iter()
                .filter_map(|(wanted, code)| wanted.then_some(code))
                .collect();
        if self.terminal.styled && !codes.is_empty() && !text.is_empty() {
            self.content.push_str(&format!("\u{1b}[{}m{text}\u{1b}[0m", codes.join(";")));
        } else {
            self.content.push_str(text);
        }
    }

    /// Adds an empty line unless the text already ends with one.
    pub(crate) fn blank_line(&mut self) {
        if !self.content.is_empty() && !self.content.ends_with("\n\n") {
            self.content.push('\n');
        }
    }

    /// Adds wrapped text with `first` before its first line and `rest` before the others.
    pub(crate) fn hanging(&mut self, first: &[Run], rest: &str, runs: &[Run]) {
        let prefix_width = layout::runs_width(first).max(layout::display_width(rest));
        let lines = layout::wrap(runs, self.width().saturating_sub(prefix_width));
        for (number, line) in lines.into_iter().enumerate() {
            let mut prefixed = if number == 0 { first.to_vec() } else { vec![Run::plain(rest)] };
            prefixed.extend(line);
            self.line(&prefixed);
        }
    }

    /// Adds wrapped text.
    pub(crate) fn paragraph(&mut self, runs: &[Run]) {
        self.hanging(&[], "", runs);
    }

    /// Adds the text of a key with its `{name}` placeholders replaced.
    pub(crate) fn message_with(&mut self, key: &str, values: &[(&str, &str)]) {
        self.paragraph(&[Run::plain(text::fill(key, values))]);
    }

    /// Adds the text of a key.
    pub(crate) fn message(&mut self, key: &str) {
        self.message_with(key, &[]);
    }

    /// Adds a heading and underlines it with `rule`, which shows without styles too.
    pub(crate) fn heading(&mut self, runs: &[Run], rule: char) {
        let bold: Vec<Run> =
            runs.iter().map(|run| Run { text: run.text.clone(), style: Style { bold: true, ..run.style } }).collect();
        let lines = layout::wrap(&bold, self.width());
        let longest = lines.iter().map(|line| layout::runs_width(line)).max().unwrap_or_default();
        for line in lines {
            self.line(&line);
        }
        self.line(&[Run::dim(rule.to_string().repeat(longest))]);
    }

    /// Adds rows in aligned columns. The last cell of a row is wrapped, the others are truncated to `max_width` columns.
    pub(crate) fn columns(&mut self, rows: &[Vec<Vec<Run>>], max_width: usize) {
        let count = rows.iter().map(Vec::len).max().unwrap_or_default();
        let widths: Vec<usize> = (0..count.saturating_sub(1))
            .map(|column| {
                let cells = rows.iter().filter_map(|row| row.get(column));
                cells.map(|cell| layout::runs_width(cell)).max().unwrap_or_default().min(max_width)
            })
            .collect();
        let indent = " ".repeat(widths.iter().map(|width| width + 2).sum());
        for row in rows {
            let Some((last, before)) = row.split_last() else { continue };
            let mut first = Vec::new();
            for (cell, &width) in before.iter().zip(&widths) {
                let mut left = width;
                for run in cell {
                    let text = layout::truncate(&layout::strip_controls(&run.text), left);
                    left -= layout::display_width(&text).min(left);
                    first.push(Run { text, style: run.style });
                }
                first.push(Run::plain(" ".repeat(left + 2)));
            }
            self.hanging(&first, &indent, last);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_the_last_one_wraps() {
        let mut page = TextPage::new(Terminal { width: 24, styled: false });
        page.columns(
            &[
                vec![vec![Run::plain("昨天 21:05")], vec![Run::plain("秋收时节"), Run::bold("稻浪翻滚")]],
                vec![vec![Run::plain("刚刚")], vec![Run::plain("短")]],
            ],
            20,
        );
        assert_eq!(page.finish(), "昨天 21:05  秋收时节稻浪\n            翻滚\n刚刚        短\n");
    }

    #[test]
    fn styles_are_used_only_if_the_terminal_supports_them() {
        let rendered = |styled| {
            let mut page = TextPage::new(Terminal { width: 40, styled });
            page.heading(&[Run::plain("嵩明")], '=');
            page.finish()
        };
        assert_eq!(rendered(false), "嵩明\n====\n");
        assert_eq!(rendered(true), "\u{1b}[1m嵩明\u{1b}[0m\n\u{1b}[2m====\u{1b}[0m\n");
    }
}
