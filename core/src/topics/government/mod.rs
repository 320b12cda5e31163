//! 政务: 政务公开 notices with issuer, number and validity; 办事指南 guides with materials to tick off; 投诉建议 appeals.
//!
//! What a person ticks, writes and keeps is in the outbox, and leaves the phone only as an appeal that was sent.

pub(crate) mod appeal;
pub(crate) mod appeal_exchange;
pub(crate) mod appeal_page;
pub(crate) mod guide;
pub(crate) mod notice;

use crate::base::error::Result;
use crate::base::store::Write;
use crate::reader::feed::TopicItem;

/// Characters of a line, and of a paragraph.
const LINE: usize = 300;
const PARAGRAPH: usize = 4_000;

/// Takes in what an item says of this topic.
pub(crate) fn apply(write: &Write<'_>, facts: &TopicItem) -> Result<()> {
    if facts.before {
        write.prepare_cached("DELETE FROM paper WHERE item = ?1")?.execute([facts.key])?;
        write.prepare_cached("DELETE FROM replacement WHERE said_by = ?1")?.execute([facts.key])?;
    }
    match facts.kind.as_str() {
        "notice" => notice::apply(write, facts),
        "guide" => guide::apply(write, facts),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
