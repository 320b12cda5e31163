//! What a search is asked with, and the page that it returns.

use super::action::SearchAction;
use super::snippet::TextRange;
use crate::reader::catalogue::Term;
use crate::reader::feed::{ItemKind, ItemRow};

/// The largest limit of a page.
pub(super) const MAX_FOUND: u32 = 100;

/// A search.
#[derive(Debug, Clone, Default, PartialEq, Eq, uniffi::Record)]
pub struct SearchRequest {
    /// What the person typed: words separated by blanks. All of them have to match. No character is query syntax.
    pub words: String,
    /// Restricts the items.
    pub filter: SearchFilter,
    /// The order of the hits.
    pub order: SearchOrder,
    /// [`SearchPage::next`] of the page before; `None` for the first page.
    #[uniffi(default = None)]
    pub after: Option<String>,
    /// The most hits on the page, 1 to 100.
    pub limit: u32,
}

/// Restricts a search. A field that is `None` or false does not restrict.
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
    /// The kind of item.
    #[uniffi(default = None)]
    pub kind: Option<ItemKind>,
    /// Published at this moment or later, milliseconds by the publisher's clock.
    #[uniffi(default = None)]
    pub since: Option<i64>,
    /// Published at this moment or earlier, milliseconds by the publisher's clock.
    #[uniffi(default = None)]
    pub until: Option<i64>,
    /// 未读 only.
    #[uniffi(default = false)]
    pub unread: bool,
    /// 收藏 only.
    #[uniffi(default = false)]
    pub favourite: bool,
}

/// The order of hits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, uniffi::Enum)]
pub enum SearchOrder {
    /// First the items with all words in the title, then the others; both newest first.
    #[default]
    TitleFirst,
    /// Newest first.
    Newest,
}

/// A page of hits.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct SearchPage {
    /// The hits. Of a story only one version is listed: its representative if it matches, otherwise the newest that does.
    pub items: Vec<SearchHit>,
    /// The key of the next page, for [`SearchRequest::after`]; `None` at the end.
    pub next: Option<String>,
    /// An action that the app offers beside the hits, if the words name one.
    pub action: Option<SearchAction>,
    /// False while the index is behind. The hits are right, but there may be more once [`crate::Change::Search`] is announced.
    pub complete: bool,
    /// On the first page, the modules that [`SearchFilter::module`] can name, in the catalogue's order; empty on the others.
    pub modules: Vec<Term>,
}

/// A hit.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct SearchHit {
    /// The item as a list shows it.
    pub row: ItemRow,
    /// Where the words occur in the title.
    pub title_highlights: Vec<TextRange>,
    /// A part of the text around the first occurrence of a word, or the text's beginning.
    pub snippet: String,
    /// Where the words occur in the snippet.
    pub snippet_highlights: Vec<TextRange>,
}
