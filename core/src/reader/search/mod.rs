//! 搜索: every word that is in a title or a text is found, offline, at once.
//!
//! The index is derived from the cache and follows it: [`step`] does a little of what is to be done, and is called until
//! nothing is. Nothing waits for it but a search that needs it, and nothing is ever wrong for its being behind: whatever
//! the index finds is looked up in the cache, and what is gone or hidden there is not shown.
//!
//! `docs/decisions/0007-search.md` has the reasons and the measurements.

mod fold;
mod fold_table;
mod index;
mod indexer;
mod query;
mod snippet;
mod suggest;
#[cfg(test)]
mod tests;
mod token;

use rusqlite::Connection;

pub(crate) use fold::fold;
pub(crate) use indexer::{Progress, erasing, step, whole};
pub use snippet::TextRange;
pub(crate) use suggest::{Recent, suggest};
pub use suggest::{SearchAction, Suggestion, SuggestionTarget, TermFamily};

use crate::base::error::Result;
use crate::reader::catalogue::{self, Term};
use crate::reader::feed::{self, ItemKind, ItemRow, View};
use query::{Key, Question};
use token::Normalized;

/// The largest page of results.
const MAX_FOUND: u32 = 100;

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, uniffi::Record)]
pub struct SearchRequest {
    /// What the person typed. Words between blanks are all looked for; whatever else it holds is text, never syntax.
    pub words: String,
    /// Which items.
    pub filter: SearchFilter,
    /// In which order.
    pub order: SearchOrder,
    /// [`SearchPage::next`] of the page before; none for the first.
    #[uniffi(default = None)]
    pub after: Option<String>,
    /// Results on a page, 1 to 100.
    pub limit: u32,
}

/// Which items are looked at. What is not set asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, uniffi::Record)]
pub struct SearchFilter {
    /// The code of a module.
    #[uniffi(default = None)]
    pub module: Option<String>,
    /// The code of a channel.
    #[uniffi(default = None)]
    pub channel: Option<String>,
    /// The code of an industry sector.
    #[uniffi(default = None)]
    pub sector: Option<String>,
    /// The code of a park.
    #[uniffi(default = None)]
    pub park: Option<String>,
    /// The sort of thing.
    #[uniffi(default = None)]
    pub kind: Option<ItemKind>,
    /// Published at this moment or later, milliseconds.
    #[uniffi(default = None)]
    pub since: Option<i64>,
    /// Published at this moment or earlier, milliseconds.
    #[uniffi(default = None)]
    pub until: Option<i64>,
    /// 未读 only.
    #[uniffi(default = false)]
    pub unread: bool,
    /// 收藏 only.
    #[uniffi(default = false)]
    pub favourite: bool,
}

/// In which order results stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, uniffi::Enum)]
pub enum SearchOrder {
    /// First those with all words in the title, then the others; each newest first.
    #[default]
    TitleFirst,
    /// Newest first.
    Newest,
}

/// A page of results.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct SearchPage {
    /// What was found: of a story the version in front, or else the newest that has the words.
    pub items: Vec<SearchHit>,
    /// What the next page is asked with; none at the end.
    pub next: Option<String>,
    /// What the app offers to do beside the results, when the words name it.
    pub action: Option<SearchAction>,
    /// False while the index is being made or has not caught up: what is found is right, and more may be found soon, when
    /// [`crate::Change::Search`] is announced.
    pub complete: bool,
    /// On the first page the modules that [`SearchFilter::module`] may name, in the catalogue's order; empty on the others.
    pub modules: Vec<Term>,
}

/// A result.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct SearchHit {
    /// As in a list.
    pub row: ItemRow,
    /// Where the words stand in the title.
    pub title_highlights: Vec<TextRange>,
    /// A piece of the text around the first of the words, or the text's beginning.
    pub snippet: String,
    /// Where the words stand in the piece.
    pub snippet_highlights: Vec<TextRange>,
}

/// Asks. `ended` says that nobody waits for the answer any more, which is then [`crate::base::error::Fault::Superseded`].
pub(crate) fn search(
    index: &Connection,
    view: &View<'_>,
    request: &SearchRequest,
    ended: &dyn Fn() -> bool,
) -> Result<SearchPage> {
    let limit = feed::page_limit_up_to(request.limit, MAX_FOUND)?;
    let after = request.after.as_deref().map(Key::read).transpose()?;
    let terms = token::terms(&request.words);
    let codes = query::codes(index, &request.filter)?;
    let question = Question { index, cache: view.connection, terms: &terms, filter: &request.filter, codes, ended };
    let mut hits = question.ask(request.order, after, limit + 1)?;
    let next = feed::truncate_page(&mut hits, limit, |hit| hit.key.write());
    let mut items = Vec::with_capacity(hits.len());
    for hit in hits {
        let Some(row) = feed::row_by_key(view, hit.item)? else { continue };
        let title_highlights = snippet::highlights(&Normalized::of(row.title.chars()), &terms);
        let (snippet, snippet_highlights) = snippet::snippet(&hit.units, &hit.text, &terms);
        items.push(SearchHit { row, title_highlights, snippet, snippet_highlights });
    }
    let action = suggest::action(&request.words);
    let modules = if request.after.is_none() { catalogue::terms(view.connection, "module")? } else { Vec::new() };
    Ok(SearchPage { items, next, action, complete: whole(index, view.connection)?, modules })
}
