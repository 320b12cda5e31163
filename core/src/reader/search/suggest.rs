//! What is offered while a person types: what they looked for before, names of the catalogue, titles; and what the app can
//! do itself.

use rusqlite::Connection;

use super::SearchFilter;
use super::query::Question;
use super::snippet::{TextRange, highlights};
use super::token::{self, Normalized, Term, occurrences};
use crate::base::error::Result;
use crate::base::text;
use crate::reader::catalogue::Catalogue;
use crate::reader::feed::{self, View};

/// Searches that are remembered.
const REMEMBERED: usize = 20;
/// Characters of one.
const MAX_WORDS: usize = 100;

/// What the app offers to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum SearchAction {
    /// 打开长辈版.
    OpenElderMode,
}

/// Something to choose while typing.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Suggestion {
    /// What a person reads.
    pub text: String,
    /// Where in it the words stand.
    pub highlights: Vec<TextRange>,
    /// What choosing it leads to.
    pub target: SuggestionTarget,
}

/// Where a suggestion leads.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Enum)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum SuggestionTarget {
    /// To what the app can do.
    Act {
        /// What.
        action: SearchAction,
    },
    /// To a search that the person made before, with the suggestion's text.
    Search,
    /// To something that the catalogue names.
    Term {
        /// What sort of thing.
        family: TermFamily,
        /// Its code.
        code: String,
    },
    /// To an item.
    Item {
        /// Its id.
        id: String,
    },
}

/// What sort of thing the catalogue names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum TermFamily {
    /// 模块.
    Module,
    /// 渠道.
    Channel,
    /// 产业.
    Sector,
    /// 园区.
    Park,
    /// 乡镇街道.
    Town,
    /// 联络站.
    Station,
}

/// What a person looked for, the last first. It never leaves the phone.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub(crate) struct Recent(pub(crate) Vec<String>);

impl Recent {
    /// The words come first; the same words before go.
    pub(crate) fn remember(&mut self, words: &str) {
        let words = tidy(words);
        if words.is_empty() {
            return;
        }
        self.forget(&words);
        self.0.insert(0, words);
        self.0.truncate(REMEMBERED);
    }

    pub(crate) fn forget(&mut self, words: &str) {
        let words = tidy(words);
        self.0.retain(|one| *one != words);
    }
}

/// One line without superfluous blanks.
fn tidy(words: &str) -> String {
    let words: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_WORDS).collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the words name that the app can do. The names are those of the law on ageing-friendly apps, in the text resource.
pub(super) fn action(words: &str) -> Option<SearchAction> {
    let typed = Normalized::of(words.trim().chars());
    names().any(|name| occurrences(&typed, &name).next().is_some()).then_some(SearchAction::OpenElderMode)
}

fn names() -> impl Iterator<Item = Vec<char>> {
    text::get("search.elder-mode.names").split(' ').map(|name| Normalized::of(name.chars()).chars)
}

/// The action whose name begins with what was typed.
fn beginning(needle: &[char]) -> Option<SearchAction> {
    (needle.len() > 1 && names().any(|name| name.starts_with(needle))).then_some(SearchAction::OpenElderMode)
}

/// Suggestions for what was typed so far, the likeliest first.
pub(crate) fn suggest(
    index: &Connection,
    view: &View<'_>,
    catalogue: &Catalogue,
    recent: &Recent,
    words: &str,
    limit: u32,
    ended: &dyn Fn() -> bool,
) -> Result<Vec<Suggestion>> {
    let limit = feed::page_limit_up_to(limit, super::MAX_FOUND)?;
    let terms = token::terms(words);
    let mut found: Vec<Suggestion> = Vec::new();
    let whole: Vec<char> = Normalized::of(words.trim().chars()).chars;
    if let Some(action) = action(words).or_else(|| beginning(&whole)) {
        let text = text::get("search.elder-mode").to_owned();
        found.push(Suggestion { text, highlights: Vec::new(), target: SuggestionTarget::Act { action } });
    }
    let mut offer = |text: &str, target: SuggestionTarget| {
        let squeezed = Normalized::of(text.chars());
        let has = |term: &Term| occurrences(&squeezed, &term.needle).next().is_some();
        let fits = terms.iter().all(has) && (!terms.is_empty() || target == SuggestionTarget::Search);
        if fits && found.len() < limit && found.iter().all(|one| one.text != text) {
            found.push(Suggestion { text: text.to_owned(), highlights: highlights(&squeezed, &terms), target });
        }
    };
    recent.0.iter().for_each(|one| offer(one, SuggestionTarget::Search));
    if terms.is_empty() {
        return Ok(found);
    }
    for (family, terms) in [
        (TermFamily::Module, &catalogue.modules),
        (TermFamily::Channel, &catalogue.channels),
        (TermFamily::Sector, &catalogue.sectors),
        (TermFamily::Park, &catalogue.parks),
        (TermFamily::Town, &catalogue.towns),
    ] {
        terms.iter().for_each(|term| offer(&term.name, SuggestionTarget::Term { family, code: term.code.clone() }));
    }
    for station in &catalogue.stations {
        offer(&station.name, SuggestionTarget::Term { family: TermFamily::Station, code: station.code.clone() });
    }
    let filter = SearchFilter::default();
    let question = Question { index, cache: view.connection, terms: &terms, filter: &filter, codes: Vec::new(), ended };
    for item in question.titles(limit)? {
        if let Some(row) = feed::row_by_key(view, item)? {
            offer(&row.title, SuggestionTarget::Item { id: row.id.clone() });
        }
    }
    Ok(found)
}
