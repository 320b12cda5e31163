//! The page that everything a person reads is set on: as wide as the terminal, styled where the terminal can.

use std::env;
use std::io::IsTerminal;

use crate::text;
use crate::width::{self, Look, Run};

/// Wider lines of Chinese are hard to follow.
const WIDEST: usize = 100;
const NARROWEST: usize = 24;
/// Where nobody says how wide the terminal is: a pipe, a file.
const USUAL: usize = 80;

/// Columns that a time, a source or a code may take beside what it belongs to.
pub(crate) const BESIDE: usize = 18;

/// A terminal, or what stands in its place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Screen {
    /// Columns.
    pub(crate) width: usize,
    /// Whether escape sequences may be used.
    pub(crate) styled: bool,
}

impl Screen {
    /// The screen behind standard output.
    pub(crate) fn of_output() -> Self {
        let named = || env::var("COLUMNS").ok()?.parse().ok().filter(|&columns| columns > 0);
        let measured = || terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0));
        let width = measured().or_else(named).unwrap_or(USUAL).clamp(NARROWEST, WIDEST);
        let plain = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || env::var_os("TERM").is_some_and(|value| value == "dumb");
        Self { width, styled: std::io::stdout().is_terminal() && !plain }
    }
}

/// Lines that are being set.
#[derive(Debug)]
pub(crate) struct Page {
    screen: Screen,
    set: String,
}

impl Page {
    pub(crate) fn new(screen: Screen) -> Self {
        Self { screen, set: String::new() }
    }

    pub(crate) fn width(&self) -> usize {
        self.screen.width
    }

    /// The text of the page.
    pub(crate) fn finish(self) -> String {
        let text = self.set.trim_matches('\n');
        if text.is_empty() { String::new() } else { format!("{text}\n") }
    }

    /// One line as it is, not wrapped.
    pub(crate) fn line(&mut self, runs: &[Run]) {
        for run in runs {
            let text = width::tame(&run.text).replace('\n', " ");
            self.put(&text, run.look);
        }
        let end = self.set.trim_end_matches(' ').len();
        self.set.truncate(end);
        self.set.push('\n');
    }

    fn put(&mut self, text: &str, look: Look) {
        let codes: Vec<&str> =
            [(look.bold, "1"), (look.dim, "2"), (look.italic, "3"), (look.underline, "4"), (look.warning, "33")]
                .into_iter()
                .filter_map(|(wanted, code)| wanted.then_some(code))
                .collect();
        if self.screen.styled && !codes.is_empty() && !text.is_empty() {
            self.set.push_str(&format!("\u{1b}[{}m{text}\u{1b}[0m", codes.join(";")));
        } else {
            self.set.push_str(text);
        }
    }

    /// An empty line, unless there is one already.
    pub(crate) fn gap(&mut self) {
        if !self.set.is_empty() && !self.set.ends_with("\n\n") {
            self.set.push('\n');
        }
    }

    /// Text that is wrapped, with what stands before its first line and what before the others.
    pub(crate) fn hang(&mut self, first: &[Run], rest: &str, runs: &[Run]) {
        let taken = first.iter().map(|run| width::columns(&run.text)).sum::<usize>().max(width::columns(rest));
        let lines = width::wrap(runs, self.width().saturating_sub(taken));
        for (number, line) in lines.into_iter().enumerate() {
            let mut whole = if number == 0 { first.to_vec() } else { vec![Run::plain(rest)] };
            whole.extend(line);
            self.line(&whole);
        }
    }

    /// Text that is wrapped.
    pub(crate) fn text(&mut self, runs: &[Run]) {
        self.hang(&[], "", runs);
    }

    /// The text of a key, with its `{name}`s filled.
    pub(crate) fn said(&mut self, key: &str, values: &[(&str, &str)]) {
        self.text(&[Run::plain(text::fill(key, values))]);
    }

    /// The text of a key.
    pub(crate) fn told(&mut self, key: &str) {
        self.said(key, &[]);
    }

    /// A heading, with a line below it that shows without any style.
    pub(crate) fn heading(&mut self, runs: &[Run], rule: char) {
        let bold: Vec<Run> =
            runs.iter().map(|run| Run { text: run.text.clone(), look: Look { bold: true, ..run.look } }).collect();
        let lines = width::wrap(&bold, self.width());
        let of = |line: &Vec<Run>| line.iter().map(|run| width::columns(&run.text)).sum::<usize>();
        let longest = lines.iter().map(of).max().unwrap_or_default();
        for line in lines {
            self.line(&line);
        }
        self.line(&[Run::dim(rule.to_string().repeat(longest))]);
    }

    /// Rows that line up: each cell but the last as wide as the widest of its column, the last one wrapped.
    pub(crate) fn columns(&mut self, rows: &[Vec<Vec<Run>>], widest: usize) {
        let count = rows.iter().map(Vec::len).max().unwrap_or_default();
        let of = |cell: &Vec<Run>| cell.iter().map(|run| width::columns(&run.text)).sum::<usize>();
        let widths: Vec<usize> = (0..count.saturating_sub(1))
            .map(|column| rows.iter().filter_map(|row| row.get(column)).map(of).max().unwrap_or_default().min(widest))
            .collect();
        let indent = " ".repeat(widths.iter().map(|width| width + 2).sum());
        for row in rows {
            let Some((last, before)) = row.split_last() else { continue };
            let mut first = Vec::new();
            for (cell, &room) in before.iter().zip(&widths) {
                let mut left = room;
                for run in cell {
                    let text = width::cut(&width::tame(&run.text), left);
                    left -= width::columns(&text).min(left);
                    first.push(Run { text, look: run.look });
                }
                first.push(Run::plain(" ".repeat(left + 2)));
            }
            self.hang(&first, &indent, last);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_and_the_last_one_hangs() {
        let mut page = Page::new(Screen { width: 24, styled: false });
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
    fn styles_only_where_the_terminal_shows_them() {
        let set = |styled| {
            let mut page = Page::new(Screen { width: 40, styled });
            page.heading(&[Run::plain("嵩明")], '=');
            page.finish()
        };
        assert_eq!(set(false), "嵩明\n====\n");
        assert_eq!(set(true), "\u{1b}[1m嵩明\u{1b}[0m\n\u{1b}[2m====\u{1b}[0m\n");
    }
}
