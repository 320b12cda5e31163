//! 政务: 政务公开 notices with issuer, number and validity; 办事指南 guides with a checklist of materials; 投诉建议 appeals.
//!
//! Ticks and appeals are in the outbox. Only an appeal that the person sends leaves the phone.

pub(crate) mod appeal;
pub(crate) mod appeal_exchange;
pub(crate) mod appeal_page;
pub(crate) mod appeal_store;
pub(crate) mod guide;
pub(crate) mod notice;
#[cfg(test)]
mod tests;

use crate::base::error::Result;
use crate::base::store::Write;
use crate::reader::feed::TopicItem;

/// Stores what an item says as a notice or a guide, and removes what an earlier revision said.
pub(crate) fn ingest(write: &Write<'_>, item: &TopicItem) -> Result<()> {
    if item.before {
        write.prepare_cached("DELETE FROM paper WHERE item = ?1")?.execute([item.key])?;
    }
    // What it said before it was evicted or withdrawn is still there.
    write.prepare_cached("DELETE FROM replacement WHERE said_by = ?1")?.execute([&item.id])?;
    match item.kind.as_str() {
        "notice" => notice::ingest(write, item),
        "guide" => guide::ingest(write, item),
        _ => Ok(()),
    }
}
