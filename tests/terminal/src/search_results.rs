//! Renders search results and suggestions.

use songming_core::{SearchPage, Suggestion, SuggestionTarget, TermFamily, TextRange};

use crate::item_list;
use crate::layout::{Run, Style};
use crate::text;
use crate::text_page::{SIDE_COLUMN, TextPage};

/// Renders a page of results.
pub(crate) fn results(page: &mut TextPage, results: &SearchPage) {
    if results.action.is_some() {
        page.message("search.elder-mode");
        page.blank_line();
    }
    if results.items.is_empty() {
        page.message("search.nothing");
    }
    item_list::hits(page, &results.items);
    page.blank_line();
    if !results.complete {
        page.message("search.incomplete");
    }
    if let Some(next) = &results.next {
        page.message_with("search.next", &[("key", next)]);
    }
}

/// Highlights ranges of a text, in UTF-16 units. A character belongs to the range that holds its first unit.
pub(crate) fn highlight(text: &str, ranges: &[TextRange], style: Style) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut unit = 0;
    for c in text.chars() {
        let highlighted = ranges.iter().any(|range| (range.start..range.end).contains(&unit));
        unit += u32::from(c.len_utf16() == 2) + 1;
        // The underline distinguishes a match in a title, which may be bold as a whole.
        let style = if highlighted { Style { bold: true, underline: true, ..style } } else { style };
        match runs.last_mut() {
            Some(run) if run.style == style => run.text.push(c),
            _ => runs.push(Run { text: c.to_string(), style }),
        }
    }
    runs
}

/// Lists the recent searches, the newest first.
pub(crate) fn recent(page: &mut TextPage, searches: &[String]) {
    if searches.is_empty() {
        return page.message("search.no-recent");
    }
    searches.iter().for_each(|words| page.paragraph(&[Run::plain(words)]));
}

/// Confirms that one search, or all of them, was deleted from the history.
pub(crate) fn forgotten(page: &mut TextPage, words: Option<&str>) {
    match words {
        Some(words) => page.message_with("search.forgotten", &[("words", words)]),
        None => page.message("search.all-forgotten"),
    }
}

/// Lists the suggestions for the typed words.
pub(crate) fn suggestions(page: &mut TextPage, suggestions: &[Suggestion]) {
    if suggestions.is_empty() {
        return page.message("search.no-suggestion");
    }
    let row = |suggestion: &Suggestion| {
        let (key, code) = target(&suggestion.target);
        let mut runs = highlight(&suggestion.text, &suggestion.highlights, Style::default());
        runs.extend((!code.is_empty()).then(|| Run::dim(format!("\n{code}"))));
        vec![vec![Run::dim(text::get(key))], runs]
    };
    page.columns(&suggestions.iter().map(row).collect::<Vec<_>>(), SIDE_COLUMN);
}

/// The text key that names the target of a suggestion, and the argument for the command that opens it.
fn target(target: &SuggestionTarget) -> (&'static str, &str) {
    match target {
        SuggestionTarget::Act { .. } => ("search.act", ""),
        SuggestionTarget::Search => ("search.again", ""),
        SuggestionTarget::Item { id } => ("search.item", id),
        SuggestionTarget::Term { family, code } => {
            let key = match family {
                TermFamily::Module => "catalogue.modules",
                TermFamily::Channel => "catalogue.channels",
                TermFamily::Sector => "catalogue.sectors",
                TermFamily::Park => "catalogue.parks",
                TermFamily::Town => "catalogue.towns",
                TermFamily::Station => "catalogue.stations",
            };
            (key, code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text_page::Terminal;

    fn highlighted(text: &str, ranges: &[(u32, u32)]) -> String {
        let ranges: Vec<TextRange> = ranges.iter().map(|&(start, end)| TextRange { start, end }).collect();
        let bracketed = |run: Run| if run.style.underline { format!("[{}]", run.text) } else { run.text };
        highlight(text, &ranges, Style::default()).into_iter().map(bracketed).collect()
    }

    #[test]
    fn highlights_are_ranges_of_utf_16_units() {
        assert_eq!(highlighted("嵩明秋收", &[(2, 4)]), "嵩明[秋收]");
        assert_eq!(highlighted("𠮷😀秋收", &[(0, 2), (4, 5)]), "[𠮷]😀[秋]收");
        assert_eq!(highlighted("AI 园", &[(0, 2), (3, 4)]), "[AI] [园]");
        assert_eq!(highlighted("", &[]), "");
        assert_eq!(highlighted("短", &[(0, 9), (5, 6)]), "[短]", "a range may exceed the text");
        assert_eq!(highlighted("😀", &[(1, 2)]), "😀", "a range may start inside a character");
    }

    #[test]
    fn highlights_are_styled_only_if_the_terminal_supports_it() {
        let rendered = |styled| {
            let mut page = TextPage::new(Terminal { width: 40, styled });
            let bold = Style { bold: true, ..Style::default() };
            page.paragraph(&highlight("秋收", &[TextRange { start: 1, end: 2 }], bold));
            page.finish()
        };
        assert_eq!(rendered(false), "秋收\n");
        assert_eq!(rendered(true), "\u{1b}[1m秋\u{1b}[0m\u{1b}[1;4m收\u{1b}[0m\n");
    }
}
