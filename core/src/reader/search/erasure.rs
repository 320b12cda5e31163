//! Removing tokens from where they are in the index's file, so that the cost follows what is removed.
//!
//! FTS5 does that with its option `secure-delete`: it rewrites each page that has one of the tokens, which is 4 to 6 MB for an
//! article. Without the option it writes marks that a merge applies, which is a hundred times cheaper and leaves the tokens.
//! Two things have to hold: FTS5 is told exactly the tokens that it has at the place, and no marks are above them; so only
//! items that the cache has evicted are marked.
//!
//! FTS5 leaves one trace: the key by which it finds a page is the beginning of the page's first token, and it stays when the
//! token goes.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, params};

use crate::base::error::Result;
use crate::base::store::Write;

/// The byte that FTS5 puts before every token.
const TOKEN_PREFIX: u8 = b'0';
/// The bits of a page's number in the key of its row; above them is the number of its segment.
const PAGE_BITS: u32 = 37;

/// Deletes tokens, given with their places. The rows of these places in the index are counted as gone.
pub(super) fn erase_tokens(write: &Write<'_>, items: &[(i64, String)]) -> Result<()> {
    let erased: BTreeSet<&str> = items.iter().flat_map(|(_, tokens)| tokens.split_ascii_whitespace()).collect();
    if erased.is_empty() {
        return items.iter().try_for_each(|(place, tokens)| delete_tokens(write, *place, tokens));
    }
    set_secure(write, true)?;
    items.iter().try_for_each(|(place, tokens)| delete_tokens(write, *place, tokens))?;
    // This also writes what is buffered, while the option still holds.
    set_secure(write, false)?;
    replace_keys(write, &erased)
}

/// Marks tokens as deleted at a place, or deletes them if that was asked for.
pub(super) fn delete_tokens(write: &Write<'_>, place: i64, tokens: &str) -> Result<()> {
    write
        .prepare_cached("INSERT INTO tokens (tokens, rowid, token) VALUES ('delete', ?1, ?2)")?
        .execute((place, tokens))?;
    Ok(())
}

fn set_secure(write: &Write<'_>, secure: bool) -> Result<()> {
    write.prepare_cached("INSERT INTO tokens (tokens, rank) VALUES ('secure-delete', ?1)")?.execute([secure])?;
    Ok(())
}

/// Replaces the keys of pages that are the beginning of an erased token by the token that is now the page's first.
fn replace_keys(write: &Write<'_>, erased: &BTreeSet<&str>) -> Result<()> {
    let mut next_segment = write.prepare_cached("SELECT min(segid) FROM tokens_idx WHERE segid > ?1")?;
    let mut key_before = write.prepare_cached(
        "SELECT term, pgno FROM tokens_idx WHERE segid = ?1 AND term <= ?2 ORDER BY term DESC LIMIT 1",
    )?;
    let mut page = write.prepare_cached("SELECT block FROM tokens_data WHERE id = ?1")?;
    let mut replace = write.prepare_cached("UPDATE tokens_idx SET term = ?3 WHERE segid = ?1 AND term = ?2")?;
    let mut remove = write.prepare_cached("DELETE FROM tokens_idx WHERE segid = ?1 AND term = ?2")?;
    let mut segment = 0_i64;
    while let Some(found) = next_segment.query_row([segment], |row| row.get::<_, Option<i64>>(0))? {
        segment = found;
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
