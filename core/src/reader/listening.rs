//! 听新闻: the queue of items to be read aloud, and the playback position.
//!
//! Both are in the outbox: they survive a kill, and the loss of the cache. The position is a sentence, stored as its number
//! and a hash of its text, so that it is found again in a text that was edited meanwhile. Items that are not on the phone,
//! for example because they were withdrawn, stay in the queue; a reader of the queue skips them.

use std::collections::HashSet;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::base::change::Change;
use crate::base::error::{Fault, Result};
use crate::base::setting;
use crate::base::store::{Write, collect_rows};
use crate::formats::article::Sentence;

/// The most items in the queue.
pub(crate) const MAX_QUEUE: usize = 500;
/// The longest id, in bytes.
const MAX_ID: usize = 1_000;
/// The name of the setting that holds the position.
pub(crate) const POSITION: &str = "listening";

/// A position in the queue: an item, and the sentence that is read next.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PlaybackPosition {
    pub(crate) id: Option<String>,
    pub(crate) sentence: u32,
    /// A hash of the sentence's text.
    words: String,
}

/// The ids in the queue, in their order.
pub(crate) fn queue(outbox: &Connection) -> Result<Vec<String>> {
    collect_rows(outbox, "SELECT id FROM listening ORDER BY place", [], |row| row.get(0))
}

/// Replaces the queue. A repeated id keeps its first place. Fails with [`Fault::BadRequest`] if there are more than
/// [`MAX_QUEUE`] ids, or one is empty or too long. If the item of the position leaves the queue, the position is reset.
pub(crate) fn set_queue(write: &Write<'_>, ids: &[String]) -> Result<()> {
    let mut seen = HashSet::new();
    let ids: Vec<&String> = ids.iter().filter(|id| seen.insert(*id)).collect();
    if ids.len() > MAX_QUEUE || ids.iter().any(|id| id.is_empty() || id.len() > MAX_ID) {
        return Err(Fault::BadRequest);
    }
    let before = queue(write)?;
    write.execute("DELETE FROM listening", [])?;
    let mut insert = write.prepare_cached("INSERT INTO listening (id) VALUES (?1)")?;
    for id in &ids {
        insert.execute([id])?;
    }
    if position(write)?.id.is_some_and(|id| before.contains(&id) && !ids.contains(&&id)) {
        setting::set(write, POSITION, &PlaybackPosition::default())?;
    }
    write.announce(Change::Listening);
    Ok(())
}

/// The stored position.
pub(crate) fn position(outbox: &Connection) -> Result<PlaybackPosition> {
    setting::get(outbox, POSITION)
}

/// Stores the sentence that is being read. `sentences` is the item's whole speech.
pub(crate) fn set_position(write: &Write<'_>, id: &str, sentence: u32, sentences: &[Sentence]) -> Result<()> {
    let words = sentences.get(sentence as usize).map(hash_of).unwrap_or_default();
    setting::set(write, POSITION, &PlaybackPosition { id: Some(id.to_owned()), sentence, words })?;
    write.announce(Change::Listening);
    Ok(())
}

/// The index of the stored sentence in the item's current speech: of the sentences with the same text, the one nearest to
/// the stored number; if there is none, the stored number, at most the last sentence.
pub(crate) fn resume_at(position: &PlaybackPosition, sentences: &[Sentence]) -> u32 {
    let last = u32::try_from(sentences.len().saturating_sub(1)).unwrap_or(u32::MAX);
    let same = (0..).zip(sentences).filter(|(_, sentence)| hash_of(sentence) == position.words);
    let nearest = same.map(|(at, _): (u32, _)| at).min_by_key(|at| at.abs_diff(position.sentence));
    nearest.unwrap_or(position.sentence.min(last))
}

fn hash_of(sentence: &Sentence) -> String {
    let hash = Sha256::digest(sentence.text.as_bytes());
    hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
