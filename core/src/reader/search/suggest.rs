//! Suggestions while a person types: recent searches, names of the catalogue, titles, and actions of the app.

use rusqlite::Connection;

use super::action::{SearchAction, action_by_name, action_by_prefix};
use super::has_keys_of;
use super::normalize::Normalized;
use super::query::Query;
use super::request::{MAX_FOUND, SearchFilter};
use super::snippet::{TextRange, highlights};
use super::token::{self, Term, occurrences};
use crate::base::error::Result;
use crate::base::text;
use crate::reader::catalogue::Catalogue;
use crate::reader::feed::{self, View};

/// The most recent searches that are stored.
const MAX_RECENT: usize = 20;
/// The most characters of a stored search.
const MAX_CHARS: usize = 100;

/// A suggestion while typing.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Suggestion {
    /// The text to show.
    pub text: String,
    /// Where the words occur in the text.
    pub highlights: Vec<TextRange>,
    /// What it leads to.
    pub target: SuggestionTarget,
}

/// Where a suggestion leads.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Enum)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum SuggestionTarget {
    /// An action of the app.
    Act {
        /// The action.
        action: SearchAction,
    },
    /// A search for the suggestion's text, which the person made before.
    Search,
    /// A term of the catalogue.
    Term {
        /// The list that the term is in.
        family: TermFamily,
        /// Its code.
        code: String,
    },
    /// An item.
    Item {
        /// Its id.
        id: String,
    },
}

/// A list of the catalogue.
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

/// RecentSearches searches, the last first. They never leave the phone.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub(crate) struct RecentSearches(pub(crate) Vec<String>);

impl RecentSearches {
    /// Puts the words first, and removes an earlier search for the same words.
    pub(crate) fn add(&mut self, words: &str) {
        let words = single_line(words);
        if words.is_empty() {
            return;
        }
        self.remove(&words);
        self.0.insert(0, words);
        self.0.truncate(MAX_RECENT);
    }

    pub(crate) fn remove(&mut self, words: &str) {
        let words = single_line(words);
        self.0.retain(|one| *one != words);
    }
}

/// The words as one line with single blanks.
fn single_line(words: &str) -> String {
    let words: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_CHARS).collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// At most `limit` suggestions for what was typed so far: actions, recent searches, terms, items. Fails with
/// [`Fault::Superseded`] once `is_cancelled` returns true.
pub(crate) fn suggest(
    index: &Connection,
    view: &View<'_>,
    catalogue: &Catalogue,
    recent: &RecentSearches,
    words: &str,
    limit: u32,
    is_cancelled: &dyn Fn() -> bool,
) -> Result<Vec<Suggestion>> {
    let limit = feed::page_limit_up_to(limit, MAX_FOUND)?;
    let terms = token::parse_terms(words);
    let mut found: Vec<Suggestion> = Vec::new();
    let typed: Vec<char> = Normalized::of(words.trim().chars()).chars;
    if let Some(action) = action_by_name(words).or_else(|| action_by_prefix(&typed)) {
        let text = text::get("search.elder-mode").to_owned();
        found.push(Suggestion { text, highlights: Vec::new(), target: SuggestionTarget::Act { action } });
    }
    let mut offer = |text: &str, target: SuggestionTarget| {
        let normalized = Normalized::of(text.chars());
        let has = |term: &Term| occurrences(&normalized, &term.needle).next().is_some();
        let fits = terms.iter().all(has) && (!terms.is_empty() || target == SuggestionTarget::Search);
        if fits && found.len() < limit && found.iter().all(|one| one.text != text) {
            found.push(Suggestion { text: text.to_owned(), highlights: highlights(&normalized, &terms), target });
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
    if !has_keys_of(index, view.connection)? {
        return Ok(found);
    }
    let filter = SearchFilter::default();
    let query =
        Query { index, cache: view.connection, terms: &terms, filter: &filter, codes: Vec::new(), is_cancelled };
    for item in query.titles(limit)? {
        if let Some(row) = feed::row_by_key(view, item)? {
            offer(&row.title, SuggestionTarget::Item { id: row.id.clone() });
        }
    }
    Ok(found)
}
