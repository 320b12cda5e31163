//! 搜索: finds every word of every title and text, offline.
//!
//! The index is derived from the cache and follows it: [`advance_index`] does one small step, and is called until it
//! returns [`Progress::Done`]. Only a search that needs the index waits for it. An index that is behind never shows wrong
//! results: every hit is looked up in the cache, and an item that is deleted or hidden there is not shown.
//!
//! `docs/decisions/0007-search.md` has the reasons and the measurements.

mod action;
mod background;
mod erasure;
mod fold;
mod fold_table;
mod index;
mod indexer;
mod latest;
mod normalize;
mod query;
mod request;
mod snippet;
mod suggest;
mod telephone;
#[cfg(test)]
mod tests;
mod token;

use rusqlite::Connection;

pub use action::SearchAction;
pub(crate) use background::BackgroundIndexer;
pub(crate) use indexer::{has_keys_of, is_complete};
pub(crate) use latest::LatestOnly;
pub(crate) use normalize::{LineWriter, begins_run};
pub use request::{SearchFilter, SearchHit, SearchOrder, SearchPage, SearchRequest};
pub use snippet::TextRange;
pub(crate) use suggest::{RecentSearches, suggest};
pub use suggest::{Suggestion, SuggestionTarget, TermFamily};
pub(crate) use token::{may_be_telephone, push_telephones, whole_telephone};

use crate::base::error::Result;
use crate::reader::catalogue;
use crate::reader::feed::{self, View};
use normalize::Normalized;
use query::{Key, Query};
use request::MAX_FOUND;

/// Makes an index that is being read stay as it is now. To be called before the cache is read: SQLite takes a snapshot at the
/// first read, and the index's must not be later than the cache's.
pub(crate) fn hold_snapshot(index: &Connection) -> Result<()> {
    index::step(index).map(drop)
}

/// Runs a search. Fails with `Fault::Superseded` once `is_cancelled` returns true, and with `Fault::BadRequest` on a bad
/// limit or page key.
pub(crate) fn search(
    index: &Connection,
    view: &View<'_>,
    request: &SearchRequest,
    is_cancelled: &dyn Fn() -> bool,
) -> Result<SearchPage> {
    let limit = feed::page_limit_up_to(request.limit, MAX_FOUND)?;
    let after = request.after.as_deref().map(Key::read).transpose()?;
    let terms = token::parse_terms(&request.words);
    let codes = query::filter_expressions(index, &request.filter)?;
    let query = Query { index, cache: view.connection, terms: &terms, filter: &request.filter, codes, is_cancelled };
    // An index of another cache knows other items by the same keys.
    let mut hits = match has_keys_of(index, view.connection)? {
        true => query.run(request.order, after, limit + 1)?,
        false => Vec::new(),
    };
    let next = feed::truncate_page(&mut hits, limit, |hit| hit.key.write());
    let mut items = Vec::with_capacity(hits.len());
    for hit in hits {
        let Some(row) = feed::row_by_key(view, hit.item)? else { continue };
        let title_highlights = snippet::highlights(&Normalized::of(row.title.chars()), &terms);
        let (snippet, snippet_highlights) = snippet::snippet(&hit.units, &hit.text, &terms);
        items.push(SearchHit { row, title_highlights, snippet, snippet_highlights });
    }
    let action = action::action_by_name(&request.words);
    let modules = if request.after.is_none() { catalogue::terms(view.connection, "module")? } else { Vec::new() };
    Ok(SearchPage { items, next, action, complete: is_complete(index, view.connection)?, modules })
}
