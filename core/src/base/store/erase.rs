//! Withdrawn text has to be gone from the files. Deleting its row does not ensure that, even with `secure_delete`: when SQLite
//! rebalances a tree it rebuilds pages without wiping the free space in them, so a copy of a moved row can outlive the row,
//! and the log still holds earlier pages.
//!
//! So every page that is written has its free space erased before it leaves the log (see `log.rs`): then no page of the file
//! holds anything but live rows. A withdrawal only has to empty the log (see `scrub.rs`), and its cost follows what it deletes,
//! not the size of the file.

use rusqlite::{Connection, OptionalExtension};

use crate::base::error::Result;

/// The `application_id` of a file in which the free space of every page is erased. A file from before that has 0.
pub(super) const ERASED: i64 = 1;

/// Erases the free space of these pages, inside a write transaction. Returns how many pages were written.
pub(super) fn erase_pages(connection: &Connection, pages: impl IntoIterator<Item = u32>) -> Result<u64> {
    let mut written = 0;
    let last: u32 = connection.query_row("PRAGMA page_count", [], |row| row.get(0))?;
    let mut read = connection.prepare_cached("SELECT data FROM sqlite_dbpage WHERE pgno = ?1")?;
    let mut write = connection.prepare_cached("UPDATE sqlite_dbpage SET data = ?2 WHERE pgno = ?1")?;
    for page in pages.into_iter().filter(|page| *page <= last) {
        let erased = read.query_row([page], |row| Ok(erased(page, row.get_ref(0)?.as_blob()?))).optional()?;
        if let Some(Some(erased)) = erased {
            write.execute((page, erased))?;
            written += 1;
        }
    }
    Ok(written)
}

/// The page with its free space erased; `None` if nothing is to be erased in it, or if it is no page of a tree. See "B-tree
/// Pages" in SQLite's description of its file format.
fn erased(number: u32, page: &[u8]) -> Option<Vec<u8>> {
    let mut erased: Option<Vec<u8>> = None;
    for (from, to) in free_space(number, page)? {
        if page[from..to].iter().any(|byte| *byte != 0) {
            erased.get_or_insert_with(|| page.to_vec())[from..to].fill(0);
        }
    }
    erased
}

/// The ranges of a page that hold no live byte; `None` if it is no page of a tree, or an odd one, which is left as it is.
fn free_space(number: u32, page: &[u8]) -> Option<Vec<(usize, usize)>> {
    if is_pointer_map(number, page.len()) {
        return None;
    }
    // The first page begins with the header of the file.
    let header = if number == 1 { 100 } else { 0 };
    let u16_at = |at: usize| Some(usize::from(u16::from_be_bytes(page.get(at..at + 2)?.try_into().ok()?)));
    let pointers = header
        + match page.get(header)? {
            2 | 5 => 12,
            10 | 13 => 8,
            _ => return None,
        };
    let gap = pointers + 2 * u16_at(header + 3)?;
    let content = match u16_at(header + 5)? {
        0 => page.len(),
        content => content,
    };
    if gap > content || content > page.len() {
        return None;
    }
    let mut ranges = vec![(gap, content)];
    let mut block = u16_at(header + 1)?;
    while block != 0 {
        let (next, size) = (u16_at(block)?, u16_at(block + 2)?);
        if block < content || size < 4 || block + size > page.len() || (next != 0 && next < block + size) {
            return None;
        }
        // A free block begins with the place of the next one and its own size.
        ranges.push((block + 4, block + size));
        block = next;
    }
    Some(ranges)
}

/// Whether the page belongs to the pointer map, whose pages have no type of their own. See "Pointer Map or Ptrmap Pages".
fn is_pointer_map(number: u32, page_size: usize) -> bool {
    let described = page_size as u32 / 5;
    number >= 2 && (number - 2).is_multiple_of(described + 1)
}
