//! Styled text, its width on a terminal and the line breaking rules of Chinese.
//!
//! Characters of ambiguous width (quotation marks, dashes, box drawing) count as one column. Terminals can be configured
//! to show them in two, so borders are drawn in ASCII.

use unicode_width::UnicodeWidthChar;

/// How a run of text is shown on a terminal that supports styles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Style {
    pub(crate) bold: bool,
    pub(crate) italic: bool,
    pub(crate) dim: bool,
    pub(crate) underline: bool,
    pub(crate) warning: bool,
}

/// Text in one style.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) style: Style,
}

impl Run {
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), style: Style::default() }
    }

    pub(crate) fn dim(text: impl Into<String>) -> Self {
        Self { text: text.into(), style: Style { dim: true, ..Style::default() } }
    }

    pub(crate) fn bold(text: impl Into<String>) -> Self {
        Self { text: text.into(), style: Style { bold: true, ..Style::default() } }
    }
}

fn char_width(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// The width of a text in terminal columns.
pub(crate) fn display_width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

/// The width of styled text in terminal columns.
pub(crate) fn runs_width(runs: &[Run]) -> usize {
    runs.iter().map(|run| display_width(&run.text)).sum()
}

/// The text if it fits in `width` columns, otherwise its beginning followed by `..`.
pub(crate) fn truncate(text: &str, width: usize) -> String {
    if display_width(text) <= width {
        return text.to_owned();
    }
    let mut left = width.saturating_sub(2);
    let fits = |c: &char| {
        let fits = char_width(*c) <= left;
        left = left.saturating_sub(char_width(*c));
        fits
    };
    format!("{}..", text.chars().take_while(fits).collect::<String>())
}

/// Removes control characters and marks of text direction. Feeds are untrusted, and a terminal would execute an escape
/// sequence in a title.
pub(crate) fn strip_controls(text: &str) -> String {
    let mut stripped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => stripped.push('\n'),
            '\t' => stripped.push_str("    "),
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {}
            c if c.is_control() => {}
            c => stripped.push(c),
        }
    }
    stripped
}

/// Whether a line may not start with this character.
fn is_closing(c: char) -> bool {
    "，。、；：？！）》」』】〕〉〗”’…—·～℃％,.;:?!)]}%°".contains(c)
}

/// Whether a line may not end with this character.
fn is_opening(c: char) -> bool {
    "（《「『【〔〈〖“‘([{￥$〔".contains(c)
}

fn may_break(before: char, after: char) -> bool {
    if is_closing(after) || is_opening(before) || char_width(after) == 0 {
        return false;
    }
    before == ' '
        || before == '\u{200b}'
        || char_width(before) == 2
        || char_width(after) == 2
        || (is_closing(before) && !before.is_ascii())
}

/// Breaks text into lines of at most `width` columns. A word that is wider than a line is split. Returns at least one
/// line.
pub(crate) fn wrap(runs: &[Run], width: usize) -> Vec<Vec<Run>> {
    let width = width.max(2);
    let chars: Vec<(char, Style)> = runs
        .iter()
        .flat_map(|run| strip_controls(&run.text).chars().map(|c| (c, run.style)).collect::<Vec<_>>())
        .collect();
    chars.split(|(c, _)| *c == '\n').flat_map(|paragraph| wrap_paragraph(paragraph, width)).collect()
}

fn wrap_paragraph(chars: &[(char, Style)], width: usize) -> Vec<Vec<Run>> {
    let mut lines = Vec::new();
    let (mut start, mut last_break, mut used) = (0, 0, 0);
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at].0;
        if at > start && may_break(chars[at - 1].0, c) {
            last_break = at;
        }
        // A space that does not fit stays at the end of the line, where `into_runs` drops it.
        if used + char_width(c) > width && c != ' ' && at > start {
            let end = if last_break > start { last_break } else { at };
            lines.push(into_runs(&chars[start..end]));
            start = end;
            used = chars[start..at].iter().map(|(c, _)| char_width(*c)).sum();
            continue;
        }
        used += char_width(c);
        at += 1;
    }
    lines.push(into_runs(&chars[start..]));
    lines
}

fn into_runs(chars: &[(char, Style)]) -> Vec<Run> {
    let visible = chars.iter().rposition(|(c, _)| *c != ' ').map_or(0, |last| last + 1);
    let mut runs: Vec<Run> = Vec::new();
    for (c, style) in &chars[..visible] {
        match runs.last_mut() {
            Some(run) if run.style == *style => run.text.push(*c),
            _ => runs.push(Run { text: c.to_string(), style: *style }),
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
    fn chinese_characters_are_two_columns_and_latin_ones_one() {
        assert_eq!(display_width("嵩明abc，"), 9);
        assert_eq!(truncate("嵩明县人民政府网", 9), "嵩明县..");
    }

    #[test]
    fn a_line_does_not_start_with_a_comma_or_split_a_word() {
        assert_eq!(wrap_text("秋收时节，稻浪翻滚。", 8), ["秋收时", "节，稻浪", "翻滚。"]);
        assert_eq!(wrap_text("引进5G基站station三座", 12), ["引进5G基站", "station三座"]);
        assert_eq!(wrap_text("他说（见下）好", 6), ["他说", "（见", "下）好"]);
        assert_eq!(wrap_text("", 8), [""]);
        assert_eq!(wrap_text("一\n\n二", 8), ["一", "", "二"]);
    }

    #[test]
    fn a_word_wider_than_the_line_is_split_without_loss() {
        assert_eq!(wrap_text("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        let text = "，，，，，，，，，，";
        let lines = wrap_text(text, 6);
        assert_eq!(lines.concat(), text);
        assert!(lines.iter().all(|line| display_width(line) <= 6));
    }

    #[test]
    fn control_characters_are_removed() {
        assert_eq!(strip_controls("a\u{1b}]0;x\u{7}\u{9b}31m\u{202e}b\r\n"), "a]0;x31mb\n");
    }
}
