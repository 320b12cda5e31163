//! How wide text is on a terminal, and where a line of Chinese may end.
//!
//! Characters of ambiguous width (quotation marks, dashes, box drawing) are one column, as terminals count them unless
//! told otherwise; what has to line up is therefore drawn with ASCII alone.

use unicode_width::UnicodeWidthChar;

/// How a run of text looks, where the terminal can show it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) bold: bool,
    pub(crate) italic: bool,
    pub(crate) dim: bool,
    pub(crate) underline: bool,
    pub(crate) warning: bool,
}

/// Text of one look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) look: Look,
}

impl Run {
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), look: Look::default() }
    }

    pub(crate) fn dim(text: impl Into<String>) -> Self {
        Self { text: text.into(), look: Look { dim: true, ..Look::default() } }
    }

    pub(crate) fn bold(text: impl Into<String>) -> Self {
        Self { text: text.into(), look: Look { bold: true, ..Look::default() } }
    }
}

fn of(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// Columns that a text takes.
pub(crate) fn columns(text: &str) -> usize {
    text.chars().map(of).sum()
}

/// The text, or as much of its beginning as fits with an ellipsis behind it.
pub(crate) fn cut(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let mut left = width.saturating_sub(2);
    let fits = |c: &char| {
        let fits = of(*c) <= left;
        left = left.saturating_sub(of(*c));
        fits
    };
    format!("{}..", text.chars().take_while(fits).collect::<String>())
}

/// Without what a terminal would obey instead of showing it: feeds are written by strangers.
pub(crate) fn tame(text: &str) -> String {
    let mut tamed = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => tamed.push('\n'),
            '\t' => tamed.push_str("    "),
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {}
            c if c.is_control() => {}
            c => tamed.push(c),
        }
    }
    tamed
}

/// May not begin a line.
fn closes(c: char) -> bool {
    "，。、；：？！）》」』】〕〉〗”’…—·～℃％,.;:?!)]}%°".contains(c)
}

/// May not end a line.
fn opens(c: char) -> bool {
    "（《「『【〔〈〖“‘([{￥$〔".contains(c)
}

fn may_break(before: char, after: char) -> bool {
    if closes(after) || opens(before) || of(after) == 0 {
        return false;
    }
    before == ' ' || before == '\u{200b}' || of(before) == 2 || of(after) == 2 || (closes(before) && !before.is_ascii())
}

/// The lines of a text, each at most `width` columns wide; a word that is wider is cut. At least one line.
pub(crate) fn wrap(runs: &[Run], width: usize) -> Vec<Vec<Run>> {
    let width = width.max(2);
    let letters: Vec<(char, Look)> =
        runs.iter().flat_map(|run| tame(&run.text).chars().map(|c| (c, run.look)).collect::<Vec<_>>()).collect();
    letters.split(|(c, _)| *c == '\n').flat_map(|paragraph| fold(paragraph, width)).collect()
}

fn fold(letters: &[(char, Look)], width: usize) -> Vec<Vec<Run>> {
    let mut lines = Vec::new();
    let (mut start, mut last_break, mut used) = (0, 0, 0);
    let mut at = 0;
    while at < letters.len() {
        let c = letters[at].0;
        if at > start && may_break(letters[at - 1].0, c) {
            last_break = at;
        }
        // A space that does not fit hangs over the edge, unseen.
        if used + of(c) > width && c != ' ' && at > start {
            let end = if last_break > start { last_break } else { at };
            lines.push(join(&letters[start..end]));
            start = end;
            used = letters[start..at].iter().map(|(c, _)| of(*c)).sum();
            continue;
        }
        used += of(c);
        at += 1;
    }
    lines.push(join(&letters[start..]));
    lines
}

fn join(letters: &[(char, Look)]) -> Vec<Run> {
    let seen = letters.iter().rposition(|(c, _)| *c != ' ').map_or(0, |last| last + 1);
    let mut runs: Vec<Run> = Vec::new();
    for (c, look) in &letters[..seen] {
        match runs.last_mut() {
            Some(run) if run.look == *look => run.text.push(*c),
            _ => runs.push(Run { text: c.to_string(), look: *look }),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrap_text(text: &str, width: usize) -> Vec<String> {
        wrap(&[Run::plain(text)], width)
            .into_iter()
            .map(|line| line.into_iter().map(|run| run.text).collect())
            .collect()
    }

    #[test]
    fn chinese_is_two_columns_and_latin_one() {
        assert_eq!(columns("嵩明abc，"), 9);
        assert_eq!(cut("嵩明县人民政府网", 9), "嵩明县..");
    }

    #[test]
    fn no_line_begins_with_a_comma_or_splits_a_word() {
        assert_eq!(wrap_text("秋收时节，稻浪翻滚。", 8), ["秋收时", "节，稻浪", "翻滚。"]);
        assert_eq!(wrap_text("引进5G基站station三座", 12), ["引进5G基站", "station三座"]);
        assert_eq!(wrap_text("他说（见下）好", 6), ["他说", "（见", "下）好"]);
        assert_eq!(wrap_text("", 8), [""]);
        assert_eq!(wrap_text("一\n\n二", 8), ["一", "", "二"]);
    }

    #[test]
    fn a_word_wider_than_the_line_is_cut_and_nothing_is_lost() {
        assert_eq!(wrap_text("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        let text = "，，，，，，，，，，";
        let lines = wrap_text(text, 6);
        assert_eq!(lines.concat(), text);
        assert!(lines.iter().all(|line| columns(line) <= 6));
    }

    #[test]
    fn what_a_terminal_would_obey_is_gone() {
        assert_eq!(tame("a\u{1b}]0;x\u{7}\u{9b}31m\u{202e}b\r\n"), "a]0;x31mb\n");
    }
}
