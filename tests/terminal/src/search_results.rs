//! What a search found, for people.

use songming_core::{SearchPage, Suggestion, SuggestionTarget, TermFamily, TextRange};

use crate::page::{BESIDE, Page};
use crate::rows;
use crate::text;
use crate::width::{Look, Run};

/// A page of results.
pub(crate) fn results(page: &mut Page, found: &SearchPage) {
    if found.action.is_some() {
        page.told("search.elder-mode");
        page.gap();
    }
    if found.items.is_empty() {
        page.told("search.nothing");
    }
    rows::found(page, &found.items);
    page.gap();
    if !found.complete {
        page.told("search.incomplete");
    }
    if let Some(next) = &found.next {
        page.said("search.next", &[("key", next)]);
    }
}

/// A text with what was found in it marked. Ranges count UTF-16 units; a character belongs to the one it begins in.
pub(crate) fn marked(text: &str, found: &[TextRange], look: Look) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut unit = 0;
    for c in text.chars() {
        let is_found = found.iter().any(|range| (range.start..range.end).contains(&unit));
        unit += u32::from(c.len_utf16() == 2) + 1;
        // A title may be bold already: a line below shows in any case.
        let look = if is_found { Look { bold: true, underline: true, ..look } } else { look };
        match runs.last_mut() {
            Some(run) if run.look == look => run.text.push(c),
            _ => runs.push(Run { text: c.to_string(), look }),
        }
    }
    runs
}

/// What was looked for, the last first.
pub(crate) fn recent(page: &mut Page, searches: &[String]) {
    if searches.is_empty() {
        return page.told("search.no-recent");
    }
    searches.iter().for_each(|words| page.text(&[Run::plain(words)]));
}

/// One search is forgotten, or all of them.
pub(crate) fn forgotten(page: &mut Page, words: Option<&str>) {
    match words {
        Some(words) => page.said("search.forgotten", &[("words", words)]),
        None => page.told("search.all-forgotten"),
    }
}

/// What is offered for words.
pub(crate) fn suggestions(page: &mut Page, suggestions: &[Suggestion]) {
    if suggestions.is_empty() {
        return page.told("search.no-suggestion");
    }
    let row = |suggestion: &Suggestion| {
        let (key, code) = target(&suggestion.target);
        let mut said = marked(&suggestion.text, &suggestion.highlights, Look::default());
        said.extend((!code.is_empty()).then(|| Run::dim(format!("\n{code}"))));
        vec![vec![Run::dim(text::get(key))], said]
    };
    page.columns(&suggestions.iter().map(row).collect::<Vec<_>>(), BESIDE);
}

/// Where a suggestion leads, as the key of a word for it and what a command is asked with.
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
    use crate::page::Screen;

    fn shown(text: &str, found: &[(u32, u32)]) -> String {
        let ranges: Vec<TextRange> = found.iter().map(|&(start, end)| TextRange { start, end }).collect();
        let of = |run: Run| if run.look.underline { format!("[{}]", run.text) } else { run.text };
        marked(text, &ranges, Look::default()).into_iter().map(of).collect()
    }

    #[test]
    fn what_was_found_is_counted_in_units_of_utf_16() {
        assert_eq!(shown("嵩明秋收", &[(2, 4)]), "嵩明[秋收]");
        assert_eq!(shown("𠮷😀秋收", &[(0, 2), (4, 5)]), "[𠮷]😀[秋]收");
        assert_eq!(shown("AI 园", &[(0, 2), (3, 4)]), "[AI] [园]");
        assert_eq!(shown("", &[]), "");
        assert_eq!(shown("短", &[(0, 9), (5, 6)]), "[短]", "a range beyond the end harms nobody");
        assert_eq!(shown("😀", &[(1, 2)]), "😀", "nor does half a character");
    }

    #[test]
    fn what_was_found_stands_out_only_where_the_terminal_shows_it() {
        let set = |styled| {
            let mut page = Page::new(Screen { width: 40, styled });
            let bold = Look { bold: true, ..Look::default() };
            page.text(&marked("秋收", &[TextRange { start: 1, end: 2 }], bold));
            page.finish()
        };
        assert_eq!(set(false), "秋收\n");
        assert_eq!(set(true), "\u{1b}[1m秋\u{1b}[0m\u{1b}[1;4m收\u{1b}[0m\n");
    }
}
