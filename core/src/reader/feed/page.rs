//! Pages of a list: their size, and the key of the next page. A key is opaque to callers: the last row's place in the
//! order of the list, and its item's key.

use crate::base::error::{Fault, Result};

/// The most rows of a page.
pub const MAX_PAGE: u32 = 200;

/// A row's place in the order of a list, and its item's key.
pub(crate) type PageKey = (i64, i64);

/// The key before the first row of a descending list.
pub(crate) const FIRST_PAGE: PageKey = (i64::MAX, i64::MAX);

/// Checks the number of rows that a caller wants: 1 to [`MAX_PAGE`].
///
/// Errors: [`Fault::BadRequest`].
pub(crate) fn page_limit(limit: u32) -> Result<usize> {
    page_limit_up_to(limit, MAX_PAGE)
}

/// The same with another maximum.
pub(crate) fn page_limit_up_to(limit: u32, max: u32) -> Result<usize> {
    if limit == 0 || limit > max { Err(Fault::BadRequest) } else { Ok(limit as usize) }
}

/// Parses the key of a page.
///
/// Errors: [`Fault::BadRequest`].
pub(crate) fn parse_page_key(key: &str) -> Result<PageKey> {
    let parsed = key.split_once('.').and_then(|(order, key)| Some((order.parse().ok()?, key.parse().ok()?)));
    parsed.ok_or(Fault::BadRequest)
}

pub(crate) fn format_page_key((order, key): &PageKey) -> String {
    format!("{order}.{key}")
}

/// Cuts a page that was read with one row more than `limit`; returns the key of the next page, made from the last row
/// that stays, or `None` if there was no further row.
pub(crate) fn truncate_page<T>(rows: &mut Vec<T>, limit: usize, key: impl FnOnce(&T) -> String) -> Option<String> {
    if rows.len() <= limit {
        return None;
    }
    rows.truncate(limit);
    rows.last().map(key)
}
