//! Actions of the app that a search can name.

use super::normalize::Normalized;
use super::token::occurrences;
use crate::base::text;

/// An action that the app offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum SearchAction {
    /// 打开长辈版: switch to elder mode.
    OpenElderMode,
}

/// The action that the words name. The names of elder mode are those of the rules on ageing-friendly apps, in the text
/// resource.
pub(super) fn action_by_name(words: &str) -> Option<SearchAction> {
    let typed = Normalized::of(words.trim().chars());
    names().any(|name| occurrences(&typed, &name).next().is_some()).then_some(SearchAction::OpenElderMode)
}

fn names() -> impl Iterator<Item = Vec<char>> {
    text::get("search.elder-mode.names").split(' ').map(|name| Normalized::of(name.chars()).chars)
}

/// The action whose name begins with what was typed, which has to be two characters or more.
pub(super) fn action_by_prefix(needle: &[char]) -> Option<SearchAction> {
    (needle.len() > 1 && names().any(|name| name.starts_with(needle))).then_some(SearchAction::OpenElderMode)
}
