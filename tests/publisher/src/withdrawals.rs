//! The list of what is withdrawn, for a client that lost its place in the changes.

use crate::archive::Page;
use crate::item::Reason;
use serde::Serialize;

/// The path of the list.
pub(crate) const PATH: &str = "/v1/withdrawals.json";

#[derive(Serialize)]
struct List<'a> {
    cursor: u64,
    more: bool,
    withdrawals: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    sequence: u64,
    #[serde(flatten)]
    reason: &'a Reason,
}

/// Serializes a page of withdrawals.
pub(crate) fn render(page: &Page) -> Vec<u8> {
    let entries = page.items.iter().filter_map(|item| {
        let reason = item.extension.withdrawal.as_ref()?;
        Some(Entry { id: &item.id, sequence: item.extension.sequence, reason })
    });
    let list = List { cursor: page.cursor, more: page.more, withdrawals: entries.collect() };
    serde_json::to_vec(&list).expect("a list has only strings for keys")
}
