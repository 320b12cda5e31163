//! Marks 标记: what a person did with an item: opened, read, favourited, liked or hid it, and how far they read.
//!
//! What holds: an action is in the outbox before anything else happens with it, and only the person's next action changes
//! it. The cache holds a copy beside the items, so that one query reads a list; [`mirror`] brings the copy up to date from
//! any state, and a new cache gets all marks again. Marks are stored by item id: they outlive the item, and apply again
//! when it comes back. They never leave the phone: reading news needs no personal information.
//!
//! Every action has a stamp: the time in milliseconds (`origin::stamp_now`), made to increase strictly. An outbox is
//! identified by its epoch; if a damaged outbox was set aside, the marks that the cache still holds are restored into the
//! new one.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Row};

use crate::base::change::Change;
use crate::base::clock::MILLIS_PER_DAY;
use crate::base::error::{Fault, Result};
use crate::base::store::{Write, collect_rows};

/// The largest stored block index; no article has more blocks.
const MAX_BLOCK: u32 = 100_000;
/// The longest id, in bytes.
pub(crate) const MAX_ID: usize = 1_000;
/// How long marks of items that are no longer on this phone are kept after the last action, in milliseconds. Favourites and
/// hidden items are kept until the person undoes them.
const MAX_AGE: i64 = 400 * MILLIS_PER_DAY;
/// Marks of one transaction.
const BATCH: usize = 1_000;

/// What a person does with an item. An action replaces an earlier one of the same kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, uniffi::Enum)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum MarkAction {
    /// Opens the item: it becomes read, and first in the history.
    Open,
    /// 已读 or 未读, without opening it.
    Read {
        /// Whether the item is read from now on.
        on: bool,
    },
    /// 收藏: the item stays on the phone, with its pictures, until the person undoes it or its publisher withdraws the item.
    Favourite {
        /// Whether the item is a favourite from now on.
        on: bool,
    },
    /// 点赞.
    Like {
        /// Whether the item is liked from now on.
        on: bool,
    },
    /// 不感兴趣: only the list of [`crate::Scope::Hidden`] shows the item.
    Hide {
        /// Whether the item is hidden from now on.
        on: bool,
    },
    /// Stores how far the person read.
    Place {
        /// The position.
        place: ReadingPosition,
    },
}

/// A position in an article's text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct ReadingPosition {
    /// The index of the first block on the screen.
    pub block: u32,
    /// How much of that block is above the screen, in thousandths, 0 to 1000.
    pub permille: u32,
}

/// One action on one item.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct MarkRequest {
    /// The item's id. The item need not be on this phone.
    pub id: String,
    /// The action.
    pub action: MarkAction,
}

/// The marks of one item. Each is the stamp of the action, or `None` if it was never done or was undone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) id: String,
    pub(crate) stamp: i64,
    pub(crate) read: Option<i64>,
    pub(crate) opened: Option<i64>,
    pub(crate) favourite: Option<i64>,
    pub(crate) liked: Option<i64>,
    pub(crate) hidden: Option<i64>,
    pub(crate) place: Option<(u32, u32)>,
}

/// How far a copy of the marks goes: the epoch of the outbox, and the last stamp that was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MirrorPosition {
    pub(crate) epoch: String,
    pub(crate) stamp: i64,
}

const COLUMNS: &str = "id, stamp, read, opened, favourite, liked, hidden, block, permille";
const SAVE: &str = "INSERT OR REPLACE INTO mark (id, stamp, read, opened, favourite, liked, hidden, block, permille)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

impl Mark {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let (block, permille): (Option<u32>, Option<u32>) = (row.get(7)?, row.get(8)?);
        Ok(Self {
            id: row.get(0)?,
            stamp: row.get(1)?,
            read: row.get(2)?,
            opened: row.get(3)?,
            favourite: row.get(4)?,
            liked: row.get(5)?,
            hidden: row.get(6)?,
            place: block.map(|block| (block, permille.unwrap_or(0))),
        })
    }

    fn save(&self, write: &Write<'_>) -> Result<()> {
        let (block, permille) = (self.place.map(|place| place.0), self.place.map(|place| place.1));
        let values =
            (&self.id, self.stamp, self.read, self.opened, self.favourite, self.liked, self.hidden, block, permille);
        write.prepare_cached(SAVE)?.execute(values)?;
        Ok(())
    }

    /// Whether it has the mark that the action sets or takes back.
    fn has(&self, action: MarkAction) -> bool {
        match action {
            MarkAction::Open => self.opened.is_some(),
            MarkAction::Read { .. } => self.read.is_some(),
            MarkAction::Favourite { .. } => self.favourite.is_some(),
            MarkAction::Like { .. } => self.liked.is_some(),
            MarkAction::Hide { .. } => self.hidden.is_some(),
            MarkAction::Place { .. } => self.place.is_some(),
        }
    }

    fn apply(&mut self, action: MarkAction, stamp: i64) {
        let when = |on: bool| on.then_some(stamp);
        self.stamp = stamp;
        match action {
            MarkAction::Open => (self.read, self.opened) = (Some(stamp), Some(stamp)),
            MarkAction::Read { on } => self.read = when(on),
            MarkAction::Favourite { on } => self.favourite = when(on),
            MarkAction::Like { on } => self.liked = when(on),
            MarkAction::Hide { on } => self.hidden = when(on),
            MarkAction::Place { place } => self.place = Some((place.block.min(MAX_BLOCK), place.permille.min(1_000))),
        }
    }
}

impl MarkAction {
    /// Whether the action takes a mark back.
    pub(crate) fn is_undone(self) -> bool {
        matches!(
            self,
            Self::Read { on: false }
                | Self::Favourite { on: false }
                | Self::Like { on: false }
                | Self::Hide { on: false }
        )
    }
}

/// Records actions in the outbox, in their order. A card has one state, so a mark that is taken back is also taken back from
/// the `versions` of the item's card that have it.
///
/// Errors: [`Fault::BadRequest`] if an id is empty or too long.
pub(crate) fn record(
    write: &Write<'_>,
    requests: &[MarkRequest],
    versions: &HashMap<String, Vec<String>>,
    now: i64,
) -> Result<()> {
    let mut last: i64 = write.query_row("SELECT stamp FROM mark_book", [], |row| row.get(0))?;
    for MarkRequest { id, action } in requests {
        if id.is_empty() || id.len() > MAX_ID {
            return Err(Fault::BadRequest);
        }
        let others = versions.get(id).map_or(&[] as &[String], Vec::as_slice);
        for version in others.iter().filter(|_| action.is_undone()) {
            if let Some(mut mark) = find(write, version)?.filter(|mark| mark.has(*action)) {
                last = now.max(last + 1);
                mark.apply(*action, last);
                mark.save(write)?;
            }
        }
        last = now.max(last + 1);
        let mut mark = find(write, id)?.unwrap_or_else(|| Mark { id: id.clone(), ..Mark::default() });
        mark.apply(*action, last);
        mark.save(write)?;
    }
    write.execute("UPDATE mark_book SET stamp = ?1", [last])?;
    Ok(())
}

/// The marks of one item, in the outbox or in the cache.
pub(crate) fn find(connection: &Connection, id: &str) -> Result<Option<Mark>> {
    let mut query = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM mark WHERE id = ?1"))?;
    Ok(query.query_row([id], Mark::read).optional()?)
}

/// The epoch of an outbox, and the stamp of its last action.
pub(crate) fn outbox_position(outbox: &Connection) -> Result<MirrorPosition> {
    let mut query = outbox.prepare_cached("SELECT epoch, stamp FROM mark_book")?;
    Ok(query.query_row([], |row| Ok(MirrorPosition { epoch: row.get(0)?, stamp: row.get(1)? }))?)
}

/// How far the copy in the cache goes; `None` in a new cache.
pub(crate) fn mirror_position(cache: &Connection) -> Result<Option<MirrorPosition>> {
    let mut query = cache.prepare_cached("SELECT epoch, stamp FROM mark_place")?;
    Ok(query.query_row([], |row| Ok(MirrorPosition { epoch: row.get(0)?, stamp: row.get(1)? })).optional()?)
}

/// The next batch of marks in an outbox after a stamp, by the stamps of their last actions; empty at the end.
pub(crate) fn after(outbox: &Connection, stamp: i64) -> Result<Vec<Mark>> {
    let sql = format!("SELECT {COLUMNS} FROM mark WHERE stamp > ?1 ORDER BY stamp LIMIT {BATCH}");
    collect_rows(outbox, &sql, [stamp], Mark::read)
}

/// Copies marks into the cache, whose copy then goes up to `position`. An older mark never replaces a newer one.
pub(crate) fn mirror(write: &Write<'_>, marks: &[Mark], position: &MirrorPosition) -> Result<()> {
    for mark in marks {
        if find(write, &mark.id)?.is_none_or(|stored| stored.stamp < mark.stamp) {
            mark.save(write)?;
        }
    }
    write.execute(
        "INSERT INTO mark_place (only, epoch, stamp) VALUES (1, ?1, ?2)
         ON CONFLICT (only) DO UPDATE SET epoch = excluded.epoch, stamp =
           CASE WHEN excluded.epoch = epoch THEN max(stamp, excluded.stamp) ELSE excluded.stamp END",
        (&position.epoch, position.stamp),
    )?;
    if !marks.is_empty() {
        write.announce(Change::Marks);
    }
    Ok(())
}

/// Gives the marks of one version of a story to another, with the moments at which they were made. What the other one has of
/// its own stays.
pub(crate) fn inherit(write: &Write<'_>, from: &str, to: &str, now: i64) -> Result<()> {
    let Some(left) = find(write, from)? else { return Ok(()) };
    let own = find(write, to)?;
    let before = own.clone().unwrap_or_default();
    let last: i64 = write.query_row("SELECT stamp FROM mark_book", [], |row| row.get(0))?;
    let inherited = Mark {
        id: to.to_owned(),
        stamp: now.max(last + 1),
        read: before.read.or(left.read),
        opened: before.opened.or(left.opened),
        favourite: before.favourite.or(left.favourite),
        liked: before.liked.or(left.liked),
        hidden: before.hidden.or(left.hidden),
        place: before.place.or(left.place),
    };
    let nothing_new = Mark { stamp: before.stamp, id: before.id.clone(), ..inherited.clone() } == before;
    if nothing_new {
        return Ok(());
    }
    inherited.save(write)?;
    write.execute("UPDATE mark_book SET stamp = ?1", [inherited.stamp])?;
    Ok(())
}

/// The ids of all favourites, on the phone or not.
pub(crate) fn favourite_ids(outbox: &Connection) -> Result<Vec<String>> {
    collect_rows(outbox, "SELECT id FROM mark WHERE favourite IS NOT NULL", [], |row| row.get(0))
}

/// All marks that the cache holds, by stamp: what can be restored if the outbox was lost.
pub(crate) fn mirrored_marks(cache: &Connection) -> Result<Vec<Mark>> {
    collect_rows(cache, &format!("SELECT {COLUMNS} FROM mark ORDER BY stamp"), [], Mark::read)
}

/// Restores marks into a new outbox. Marks of the person's actions since then are not replaced.
pub(crate) fn restore(write: &Write<'_>, marks: &[Mark]) -> Result<()> {
    let mut last: i64 = write.query_row("SELECT stamp FROM mark_book", [], |row| row.get(0))?;
    for mark in marks {
        if find(write, &mark.id)?.is_none() {
            last = mark.stamp.max(last + 1);
            Mark { stamp: last, ..mark.clone() }.save(write)?;
        }
    }
    write.execute("UPDATE mark_book SET stamp = ?1", [last])?;
    Ok(())
}

/// Deletes a batch of old marks of items that are not on the phone, beginning after the stamp `from`. `on_phone` looks an id
/// up in the cache. Returns the stamp that the batch went up to; `None` at the end.
pub(crate) fn delete_old(
    write: &Write<'_>,
    on_phone: impl Fn(&str) -> Result<bool>,
    from: i64,
    now: i64,
) -> Result<Option<i64>> {
    let old: Vec<(String, i64)> = collect_rows(
        write,
        "SELECT id, stamp FROM mark WHERE stamp > ?1 AND stamp < ?2 AND favourite IS NULL AND hidden IS NULL
          ORDER BY stamp LIMIT ?3",
        (from, now.saturating_sub(MAX_AGE), BATCH as i64),
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    for (id, _) in &old {
        if !on_phone(id)? {
            write.execute("DELETE FROM mark WHERE id = ?1", [id])?;
        }
    }
    Ok(old.last().map(|(_, stamp)| *stamp))
}

/// A favourite, stored whole in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SavedCopy {
    pub(crate) id: String,
    pub(crate) origin: String,
    pub(crate) sequence: i64,
    /// The item as JSON; empty if only the other fields were read.
    pub(crate) document: String,
}

/// Stores a favourite whole.
pub(crate) fn save_copy(write: &Write<'_>, saved_copy: &SavedCopy) -> Result<()> {
    write.execute(
        "INSERT OR REPLACE INTO keepsake (id, origin, sequence, document) VALUES (?1, ?2, ?3, ?4)",
        (&saved_copy.id, &saved_copy.origin, saved_copy.sequence, &saved_copy.document),
    )?;
    Ok(())
}

/// Deletes a saved copy, and requests that it is removed from the file too: the item may be withdrawn later, and then this
/// outbox would hold no row that says so.
pub(crate) fn delete_copy(write: &Write<'_>, id: &str) -> Result<()> {
    if write.execute("DELETE FROM keepsake WHERE id = ?1", [id])? > 0 {
        write.request_scrub()?;
    }
    Ok(())
}

/// All saved copies. Their documents are read only if `with_documents` is true.
pub(crate) fn saved_copies(outbox: &Connection, with_documents: bool) -> Result<Vec<SavedCopy>> {
    let document = if with_documents { "document" } else { "''" };
    collect_rows(outbox, &format!("SELECT id, origin, sequence, {document} FROM keepsake"), [], |row| {
        Ok(SavedCopy { id: row.get(0)?, origin: row.get(1)?, sequence: row.get(2)?, document: row.get(3)? })
    })
}
