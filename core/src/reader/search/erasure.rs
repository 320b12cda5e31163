//! Removing tokens from where they are in the index's file, so that the cost follows what is removed.
//!
//! FTS5 does that with its option `secure-delete`: it rewrites each page that has one of the tokens, which is 4 to 6 MB for an
//! article. Without the option it writes marks that a merge applies, which is a hundred times cheaper and leaves the tokens.
//! Two things have to hold: FTS5 is told exactly the tokens that it has at the place, and no marks are above them; so nothing
//! is inserted at a place that has marks.
//!
//! FTS5 has two faults here:
//!
//! - The key by which it finds a page is the beginning of the page's first token, and it stays when the token goes.
//! - A token whose list of places fills several pages (here, of more than 32,000 items) has a further index of that list.
//!   FTS5 takes it for the index of the token before, once the list is gone, and then finds places of other tokens. So as long
//!   as any list has one, nothing is removed in place.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, params};

use crate::base::error::Result;
use crate::base::store::Write;

/// The byte that FTS5 puts before every token.
const TOKEN_PREFIX: u8 = b'0';
/// The bits of a page's number in the key of its row; above them is the number of its segment.
const PAGE_BITS: u32 = 37;
/// In the key of a row: it is part of the further index of a long list.
const LIST_INDEX: i64 = 1 << 36;

/// Deletes tokens, given with their places, from where they are. If it returns false, some may be left: all tokens of these
/// places then have to be marked, and merged away.
#[must_use = "tokens may be left"]
pub(super) fn erase_tokens(write: &Write<'_>, items: &[(i64, &str)]) -> Result<bool> {
    let erased: BTreeSet<&str> = items.iter().flat_map(|(_, tokens)| tokens.split_ascii_whitespace()).collect();
    if erased.is_empty() {
        return Ok(true);
    }
    let segments = segments(write)?;
    if has_list_index(write, &segments)? {
        return Ok(false);
    }
    set_secure(write, true)?;
    items.iter().try_for_each(|(place, tokens)| delete_tokens(write, *place, tokens))?;
    // This also writes what is buffered, while the option still holds.
    set_secure(write, false)?;
    replace_keys(write, &segments, &erased)?;
    are_gone(write, items)
}

/// Marks tokens as deleted at a place, or deletes them if that was asked for.
pub(super) fn delete_tokens(write: &Write<'_>, place: i64, tokens: &str) -> Result<()> {
    write
        .prepare_cached("INSERT INTO tokens (tokens, rowid, token) VALUES ('delete', ?1, ?2)")?
        .execute((place, tokens))?;
    Ok(())
}

/// The numbers of the index's segments.
fn segments(write: &Write<'_>) -> Result<Vec<i64>> {
    let mut next = write.prepare_cached("SELECT min(segid) FROM tokens_idx WHERE segid > ?1")?;
    let mut segments = Vec::new();
    while let Some(segment) =
        next.query_row([segments.last().copied().unwrap_or(0)], |row| row.get::<_, Option<i64>>(0))?
    {
        segments.push(segment);
    }
    Ok(segments)
}

/// Whether the list of any token has a further index.
fn has_list_index(write: &Write<'_>, segments: &[i64]) -> Result<bool> {
    let mut query = write.prepare_cached("SELECT 1 FROM tokens_data WHERE id BETWEEN ?1 AND ?2 LIMIT 1")?;
    for segment in segments {
        if query.exists([segment << PAGE_BITS | LIST_INDEX, ((segment + 1) << PAGE_BITS) - 1])? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether no token is found at its place any more.
fn are_gone(write: &Write<'_>, items: &[(i64, &str)]) -> Result<bool> {
    let mut query = write.prepare_cached("SELECT 1 FROM tokens WHERE tokens MATCH ?1 AND rowid = ?2")?;
    for (place, tokens) in items {
        for token in tokens.split_ascii_whitespace() {
            if query.exists(params![format!("\"{token}\""), place])? {
                log::warn!("words of a withdrawn item were not found where they are: the index is merged");
                return Ok(false);
            }
        }
    }
    Ok(true)
}

fn set_secure(write: &Write<'_>, secure: bool) -> Result<()> {
    write.prepare_cached("INSERT INTO tokens (tokens, rank) VALUES ('secure-delete', ?1)")?.execute([secure])?;
    Ok(())
}

/// Replaces the keys of pages that are the beginning of an erased token by the token that is now the page's first.
fn replace_keys(write: &Write<'_>, segments: &[i64], erased: &BTreeSet<&str>) -> Result<()> {
    let mut key_before = write.prepare_cached(
        "SELECT term, pgno FROM tokens_idx WHERE segid = ?1 AND term <= ?2 ORDER BY term DESC LIMIT 1",
    )?;
    let mut page = write.prepare_cached("SELECT block FROM tokens_data WHERE id = ?1")?;
    let mut replace = write.prepare_cached("UPDATE tokens_idx SET term = ?3 WHERE segid = ?1 AND term = ?2")?;
    let mut remove = write.prepare_cached("DELETE FROM tokens_idx WHERE segid = ?1 AND term = ?2")?;
    for segment in segments {
        for token in erased {
            let mut erased = vec![TOKEN_PREFIX];
            erased.extend_from_slice(token.as_bytes());
            let key = key_before
                .query_row(params![segment, erased], |row| Ok((row.get_ref(0)?.as_bytes()?.to_vec(), row.get(1)?)));
            let Some((key, number)): Option<(Vec<u8>, i64)> = key.optional()? else { continue };
            if key.len() < 2 || !erased.starts_with(&key) {
                continue;
            }
            // The lowest bit says whether the page has a further index.
            let block: Option<Vec<u8>> =
                page.query_row([(segment << PAGE_BITS) | (number >> 1)], |row| row.get(0)).optional()?;
            match block.as_deref().map(first_token) {
                // A merge that is under way has moved the page's tokens away.
                None => drop(remove.execute(params![segment, key])?),
                Some(Some(first)) if !first.starts_with(&key) => {
                    replace.execute(params![segment, key, first])?;
                }
                Some(_) => {}
            }
        }
    }
    Ok(())
}

/// The first token of a page, with its prefix; `None` if none begins on it. The page begins with two numbers of two bytes,
/// the second of which is where the list of the tokens' positions begins.
fn first_token(page: &[u8]) -> Option<&[u8]> {
    let list = usize::from(u16::from_be_bytes([*page.get(2)?, *page.get(3)?]));
    let (position, _) = number(page.get(list..)?)?;
    let (length, begin) = number(page.get(position..list)?)?;
    page.get(position + begin..position + begin + length)
}

/// A number in SQLite's form of one to nine bytes, and how many bytes it takes. None here takes more than four.
fn number(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0;
    for (at, byte) in bytes.iter().take(4).enumerate() {
        value = value << 7 | usize::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((value, at + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests;
