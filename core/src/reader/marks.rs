//! Marks 标记: what a person did with an item: opened, read, kept, liked, hidden it, and how far down they were.
//!
//! What holds: an action is in the outbox before anything else is done with it, and nothing but the person's next action
//! changes it. The cache holds a copy beside the items, so that one query reads a list; [`mirror`] brings it up to date
//! from any state, and a lost cache gets all of it again. Marks are kept by id: they outlive the item, and are there when
//! it comes back. They never leave the phone: reading news needs no personal information.
//!
//! Every action has a stamp: the phone's clock in milliseconds, made to ascend. The outbox is known by its epoch; when
//! a damaged one was set aside, what the cache still has of its marks is carried over into the new one.

use rusqlite::{Connection, OptionalExtension, Row};

use crate::base::change::Change;
use crate::base::clock::MILLIS_PER_DAY;
use crate::base::error::{Fault, Result};
use crate::base::store::Write;

/// No article has more blocks.
const MAX_BLOCK: u32 = 100_000;
/// Bytes of an id.
pub(crate) const MAX_ID: usize = 1_000;
/// Marks of items that this phone no longer has are kept this long after the last action, in milliseconds: 400 days.
/// Favourites and hidden ones are kept until the person says otherwise.
const KEPT: i64 = 400 * MILLIS_PER_DAY;
/// Marks that are copied in one transaction.
const STEP: usize = 1_000;

/// What a person does with an item. An action replaces the same one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, uniffi::Enum)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum MarkAction {
    /// Opens it: it is read from now on, and first in the history.
    Open,
    /// 已读 or 未读, without opening it.
    Read {
        /// Whether it is.
        on: bool,
    },
    /// 收藏: it stays on the phone, with its pictures, until the person lets go or its publisher withdraws it.
    Favourite {
        /// Whether it is.
        on: bool,
    },
    /// 点赞.
    Like {
        /// Whether it is.
        on: bool,
    },
    /// 不感兴趣: no list shows it but [`crate::Scope::Hidden`].
    Hide {
        /// Whether it is.
        on: bool,
    },
    /// Where the person is in the text.
    Place {
        /// Where.
        place: ReadingPosition,
    },
}

/// A place in an article's text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct ReadingPosition {
    /// The index of the first block on the screen.
    pub block: u32,
    /// How much of that block is above the screen, in thousandths.
    pub permille: u32,
}

/// One action on one item.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct MarkRequest {
    /// The item. It need not be on this phone.
    pub id: String,
    /// The action.
    pub action: MarkAction,
}

/// The marks of one item. Each is the stamp of the action, or none.
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

/// Which book of marks, and up to which stamp.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) epoch: String,
    pub(crate) stamp: i64,
}

const COLUMNS: &str = "id, stamp, read, opened, favourite, liked, hidden, block, permille";
const STORE: &str = "INSERT OR REPLACE INTO mark (id, stamp, read, opened, favourite, liked, hidden, block, permille)
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
        write.prepare_cached(STORE)?.execute(values)?;
        Ok(())
    }

    fn act(&mut self, action: MarkAction, stamp: i64) {
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

/// Writes actions into the outbox, all of them or none.
pub(crate) fn record(write: &Write<'_>, requests: &[MarkRequest], now: i64) -> Result<()> {
    let mut last: i64 = write.query_row("SELECT stamp FROM mark_book", [], |row| row.get(0))?;
    for MarkRequest { id, action } in requests {
        if id.is_empty() || id.len() > MAX_ID {
            return Err(Fault::BadRequest);
        }
        last = now.max(last + 1);
        let mut mark = find(write, id)?.unwrap_or_else(|| Mark { id: id.clone(), ..Mark::default() });
        mark.act(*action, last);
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

/// Where an outbox is.
pub(crate) fn book(outbox: &Connection) -> Result<Place> {
    let mut query = outbox.prepare_cached("SELECT epoch, stamp FROM mark_book")?;
    Ok(query.query_row([], |row| Ok(Place { epoch: row.get(0)?, stamp: row.get(1)? }))?)
}

/// Up to where the cache has the marks; none in a new cache.
pub(crate) fn mirrored(cache: &Connection) -> Result<Option<Place>> {
    let mut query = cache.prepare_cached("SELECT epoch, stamp FROM mark_place")?;
    Ok(query.query_row([], |row| Ok(Place { epoch: row.get(0)?, stamp: row.get(1)? })).optional()?)
}

/// The next marks of an outbox after a stamp, in the order of their last actions; none at the end.
pub(crate) fn after(outbox: &Connection, stamp: i64) -> Result<Vec<Mark>> {
    let sql = format!("SELECT {COLUMNS} FROM mark WHERE stamp > ?1 ORDER BY stamp LIMIT {STEP}");
    let mut query = outbox.prepare_cached(&sql)?;
    let marks = query.query_map([stamp], Mark::read)?;
    Ok(marks.collect::<rusqlite::Result<_>>()?)
}

/// Copies marks into the cache, which is then at `place`. An older state never replaces a newer one.
pub(crate) fn mirror(write: &Write<'_>, marks: &[Mark], place: &Place) -> Result<()> {
    for mark in marks {
        if find(write, &mark.id)?.is_none_or(|there| there.stamp < mark.stamp) {
            mark.save(write)?;
        }
    }
    write.execute(
        "INSERT INTO mark_place (only, epoch, stamp) VALUES (1, ?1, ?2)
         ON CONFLICT (only) DO UPDATE SET epoch = excluded.epoch, stamp =
           CASE WHEN excluded.epoch = epoch THEN max(stamp, excluded.stamp) ELSE excluded.stamp END",
        (&place.epoch, place.stamp),
    )?;
    if !marks.is_empty() {
        write.announce(Change::Marks);
    }
    Ok(())
}

/// What the cache has of another outbox's marks, when that one was lost.
pub(crate) fn survivors(cache: &Connection) -> Result<Vec<Mark>> {
    let mut query = cache.prepare_cached(&format!("SELECT {COLUMNS} FROM mark ORDER BY stamp"))?;
    let marks = query.query_map([], Mark::read)?;
    Ok(marks.collect::<rusqlite::Result<_>>()?)
}

/// Takes them over into a new outbox; what the person did since stands.
pub(crate) fn adopt(write: &Write<'_>, survivors: &[Mark]) -> Result<()> {
    let mut last: i64 = write.query_row("SELECT stamp FROM mark_book", [], |row| row.get(0))?;
    for mark in survivors {
        if find(write, &mark.id)?.is_none() {
            last = mark.stamp.max(last + 1);
            Mark { stamp: last, ..mark.clone() }.save(write)?;
        }
    }
    write.execute("UPDATE mark_book SET stamp = ?1", [last])?;
    Ok(())
}

/// Forgets marks of long ago, a step at a time: of those after the stamp `from`, and up to which stamp it came; none at the
/// end. Only of items that are not on the phone, which the cache knows: `here` says so.
pub(crate) fn forget_old(
    write: &Write<'_>,
    here: impl Fn(&str) -> Result<bool>,
    from: i64,
    now: i64,
) -> Result<Option<i64>> {
    let old: Vec<(String, i64)> = {
        let mut query = write.prepare_cached(
            "SELECT id, stamp FROM mark WHERE stamp > ?1 AND stamp < ?2 AND favourite IS NULL AND hidden IS NULL
              ORDER BY stamp LIMIT ?3",
        )?;
        let ids =
            query.query_map((from, now.saturating_sub(KEPT), STEP as i64), |row| Ok((row.get(0)?, row.get(1)?)))?;
        ids.collect::<rusqlite::Result<_>>()?
    };
    for (id, _) in &old {
        if !here(id)? {
            write.execute("DELETE FROM mark WHERE id = ?1", [id])?;
        }
    }
    Ok(old.last().map(|(_, stamp)| *stamp))
}

/// A favourite in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SavedCopy {
    pub(crate) id: String,
    pub(crate) origin: String,
    pub(crate) sequence: i64,
    /// The item as JSON; empty when only the head was asked for.
    pub(crate) document: String,
}

/// Keeps a favourite in full.
pub(crate) fn keep(write: &Write<'_>, saved_copy: &SavedCopy) -> Result<()> {
    write.execute(
        "INSERT OR REPLACE INTO keepsake (id, origin, sequence, document) VALUES (?1, ?2, ?3, ?4)",
        (&saved_copy.id, &saved_copy.origin, saved_copy.sequence, &saved_copy.document),
    )?;
    Ok(())
}

/// Lets go of one, out of the file too: its item may be withdrawn later, when nothing here would remember it.
pub(crate) fn let_go(write: &Write<'_>, id: &str) -> Result<()> {
    if write.execute("DELETE FROM keepsake WHERE id = ?1", [id])? > 0 {
        write.request_scrub()?;
    }
    Ok(())
}

/// What is kept, without the documents or with them.
pub(crate) fn saved_copies(outbox: &Connection, whole: bool) -> Result<Vec<SavedCopy>> {
    let document = if whole { "document" } else { "''" };
    let mut query = outbox.prepare_cached(&format!("SELECT id, origin, sequence, {document} FROM keepsake"))?;
    let rows = query.query_map([], |row| {
        Ok(SavedCopy { id: row.get(0)?, origin: row.get(1)?, sequence: row.get(2)?, document: row.get(3)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
