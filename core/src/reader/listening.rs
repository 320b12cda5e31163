//! 听新闻: the queue of what a person wants to hear, and where they are in it.
//!
//! Both are in the outbox: they survive a kill, and a lost cache. The place is a sentence, known by its number and by its
//! words, so that it is found again in a text that was edited in between. An item that is not on the phone, because it was
//! withdrawn for example, is passed over by whoever reads the queue; nothing here has to be told.

use std::collections::HashSet;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::base::change::Change;
use crate::base::error::{Fault, Result};
use crate::base::setting;
use crate::base::store::Write;
use crate::formats::article::Sentence;

/// Items in the queue.
pub(crate) const MAX_QUEUE: usize = 500;
/// Bytes of an id.
const MAX_ID: usize = 1_000;
const PLACE: &str = "listening";

/// Where a person is: an item, and the sentence that is said next.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PlaybackPosition {
    pub(crate) id: Option<String>,
    pub(crate) sentence: u32,
    /// A mark of the sentence's words.
    words: String,
}

/// The ids of the queue, in order.
pub(crate) fn queue(outbox: &Connection) -> Result<Vec<String>> {
    let mut query = outbox.prepare_cached("SELECT id FROM listening ORDER BY place")?;
    let ids = query.query_map([], |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// Replaces the queue. Ids that come twice stay where they come first.
pub(crate) fn arrange(write: &Write<'_>, ids: &[String]) -> Result<()> {
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
    let ear = ear(write)?;
    if ear.id.is_some_and(|id| before.contains(&id) && !ids.contains(&&id)) {
        setting::set(write, PLACE, &PlaybackPosition::default())?;
    }
    write.announce(Change::Listening);
    Ok(())
}

/// Where the person is.
pub(crate) fn ear(outbox: &Connection) -> Result<PlaybackPosition> {
    setting::get(outbox, PLACE)
}

/// Remembers the sentence that is being said. `sentences` is the item's whole speech.
pub(crate) fn hear(write: &Write<'_>, id: &str, sentence: u32, sentences: &[Sentence]) -> Result<()> {
    let words = sentences.get(sentence as usize).map(mark_of).unwrap_or_default();
    setting::set(write, PLACE, &PlaybackPosition { id: Some(id.to_owned()), sentence, words })?;
    write.announce(Change::Listening);
    Ok(())
}

/// The remembered sentence in the item's speech as it is now: the one with the same words that is nearest to where it
/// was; when there is none, the one at its place.
pub(crate) fn resume(ear: &PlaybackPosition, sentences: &[Sentence]) -> u32 {
    let last = u32::try_from(sentences.len().saturating_sub(1)).unwrap_or(u32::MAX);
    let same = (0..).zip(sentences).filter(|(_, sentence)| mark_of(sentence) == ear.words).map(|(at, _): (u32, _)| at);
    same.min_by_key(|at| at.abs_diff(ear.sentence)).unwrap_or(ear.sentence.min(last))
}

fn mark_of(sentence: &Sentence) -> String {
    let hash = Sha256::digest(sentence.text.as_bytes());
    hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
