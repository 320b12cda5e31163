//! Everything that was ever published, in SQLite: the newest state of each item, and the log of changes.
//!
//! Sequence numbers are dense and only grow. The log may be cut off at its old end ([`Archive::forget`]); a cursor from
//! before the cut is answered with [`Refused::Gone`]. Of a withdrawn item only the fact and its reason are kept.
//!
//! Calls block for the milliseconds that SQLite takes.

use crate::answer;
use crate::digest;
use crate::item::{Item, Moment, Reason};
use axum::body::Bytes;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde_json::Value;
use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

const SCHEMA: &str = "
CREATE TABLE state (
    only INTEGER PRIMARY KEY CHECK (only = 1), newest INTEGER NOT NULL, oldest INTEGER NOT NULL,
    digest BLOB NOT NULL, catalogue TEXT NOT NULL
) STRICT;
CREATE TABLE items (
    id TEXT PRIMARY KEY NOT NULL, sequence INTEGER NOT NULL, published INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL, json TEXT NOT NULL
) STRICT;
CREATE INDEX items_by_time ON items (published DESC, id DESC) WHERE withdrawn = 0;
CREATE TABLE changes (sequence INTEGER PRIMARY KEY, item TEXT NOT NULL) STRICT;
INSERT INTO state VALUES (1, 0, 0, zeroblob(32), 'null');
PRAGMA user_version = 1;
";

/// The catalogue as it is sent.
#[derive(Debug)]
pub struct Catalogue {
    /// The document.
    pub value: Value,
    /// The same, written.
    pub bytes: Bytes,
    /// Its entity tag.
    pub tag: String,
}

/// Where the archive stands. Cheap to clone.
#[derive(Debug, Clone)]
pub struct State {
    /// Number of the newest change; 0 when there was none.
    pub newest: u64,
    /// The oldest cursor that can still be answered.
    pub oldest: u64,
    /// Digest over every change so far: two archives that once differed never agree again.
    pub digest: [u8; 32],
    /// The catalogue.
    pub catalogue: Arc<Catalogue>,
}

impl State {
    /// Refuses a cursor that the log no longer, or not yet, reaches.
    pub fn check(&self, cursor: u64) -> Result<(), Refused> {
        if (self.oldest..=self.newest).contains(&cursor) {
            Ok(())
        } else {
            Err(Refused::Gone { oldest: self.oldest, newest: self.newest })
        }
    }
}

/// One page of items and the state it was read in.
#[derive(Debug)]
pub struct Page {
    /// In the order asked for.
    pub items: Vec<Item>,
    /// The page is complete up to this change.
    pub cursor: u64,
    /// Whether there are changes after `cursor`.
    pub more: bool,
    /// Where the next older page begins.
    pub next: Option<Key>,
    /// The state.
    pub state: State,
}

/// Place of an item in the order of publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    published: i64,
    id: String,
}

impl Key {
    /// Reads what `Display` wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let (published, id) = text.split_once('~')?;
        Some(Self { published: published.parse().ok()?, id: id.to_owned() })
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}", self.published, self.id)
    }
}

/// Something that happened, in the order it goes into the log.
#[derive(Debug)]
pub enum Event {
    /// A new item.
    Publish(Box<Item>),
    /// A withdrawal of an item published before.
    Withdraw(String, Reason),
}

/// What a new item gets when its author leaves it open.
#[derive(Debug, Clone)]
pub struct Offer {
    /// An id nobody has.
    pub id: String,
    /// Now, or just after the newest item where that one lies ahead of the clock.
    pub published: Moment,
}

/// Why the archive did not do what was asked.
#[derive(Debug)]
pub enum Refused {
    /// The id is taken, maybe by an item that was withdrawn.
    Exists(String),
    /// No item has this id.
    Missing(String),
    /// The item was withdrawn.
    Withdrawn(String),
    /// The cursor is older or newer than the log.
    Gone {
        /// The oldest cursor that can be answered.
        oldest: u64,
        /// The newest.
        newest: u64,
    },
    /// What was handed in breaks a rule.
    Invalid(String),
    /// SQLite said no.
    Database(rusqlite::Error),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exists(id) => write!(f, "the id “{id}” is taken"),
            Self::Missing(id) => write!(f, "there is no item “{id}”"),
            Self::Withdrawn(id) => write!(f, "the item “{id}” was withdrawn"),
            Self::Gone { oldest, newest } => write!(f, "only cursors from {oldest} to {newest} can be answered"),
            Self::Invalid(reason) => f.write_str(reason),
            Self::Database(error) => write!(f, "database: {error}"),
        }
    }
}

impl std::error::Error for Refused {}

impl From<rusqlite::Error> for Refused {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

/// See the module.
#[derive(Debug)]
pub struct Archive {
    shelf: Mutex<FileStore>,
    retain: u64,
}

#[derive(Debug)]
struct FileStore {
    connection: Connection,
    state: State,
}

impl Archive {
    /// Opens the file, or a temporary database that ends with the process. `retain` is the number of changes that the
    /// log keeps, 0 for all.
    pub fn open(file: Option<&Path>, retain: u64) -> Result<Self, Refused> {
        // The empty name is SQLite's temporary database, which goes to disk where it does not fit the page cache.
        let connection = Connection::open(file.unwrap_or(Path::new("")))?;
        connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")?;
        match connection.query_row("PRAGMA user_version", [], |row| row.get(0))? {
            0 => connection.execute_batch(&format!("BEGIN; {SCHEMA} COMMIT;"))?,
            1 => {}
            other => return Err(Refused::Invalid(format!("the data file has version {other}, not 1"))),
        }
        let state = connection.query_row("SELECT newest, oldest, digest, catalogue FROM state", [], read_state)?;
        Ok(Self { shelf: Mutex::new(FileStore { connection, state }), retain })
    }

    /// Where the archive stands.
    pub fn state(&self) -> State {
        self.shelf().state.clone()
    }

    /// Publishes many things at once.
    pub fn load(
        &self,
        catalogue: Value,
        events: impl IntoIterator<Item = Result<Event, String>>,
    ) -> Result<(), Refused> {
        self.change(|transaction, state| {
            state.catalogue = Arc::new(write_catalogue(catalogue));
            for event in events {
                match event.map_err(Refused::Invalid)? {
                    Event::Publish(item) => self.add(transaction, state, *item).map(drop)?,
                    Event::Withdraw(id, reason) => self.take_back(transaction, state, &id, reason).map(drop)?,
                }
            }
            Ok(())
        })
    }

    /// Publishes what `write` makes of the offer.
    pub fn publish(&self, write: impl FnOnce(Offer) -> Result<Item, String>) -> Result<Item, Refused> {
        self.change(|transaction, state| {
            let offer = offer(transaction)?;
            self.add(transaction, state, write(offer).map_err(Refused::Invalid)?)
        })
    }

    /// Makes the next revision of an item; `edit` is given its time.
    pub fn revise(
        &self,
        id: &str,
        edit: impl FnOnce(&mut Item, Moment) -> Result<(), String>,
    ) -> Result<Item, Refused> {
        self.change(|transaction, state| {
            let mut item = live(transaction, id)?;
            let previous = item.date_modified.max(item.date_published);
            let now = previous.map_or_else(Moment::now, |previous| Moment::now().after(previous));
            edit(&mut item, now).map_err(Refused::Invalid)?;
            item.about.revision += 1;
            item.date_modified = Some(now);
            self.record(transaction, state, item)
        })
    }

    /// Withdraws an item.
    pub fn withdraw(&self, id: &str, reason: Reason) -> Result<Item, Refused> {
        self.change(|transaction, state| self.take_back(transaction, state, id, reason))
    }

    /// Replaces the catalogue by what `edit` makes of it.
    pub fn edit_catalogue(&self, edit: impl FnOnce(&mut Value)) -> Result<State, Refused> {
        self.change(|_, state| {
            let mut value = state.catalogue.value.clone();
            edit(&mut value);
            state.catalogue = Arc::new(write_catalogue(value));
            Ok(state.clone())
        })
    }

    /// Forgets the log before `cursor`.
    pub fn forget(&self, cursor: u64) -> Result<State, Refused> {
        self.change(|transaction, state| {
            state.oldest = cursor.clamp(state.oldest, state.newest);
            cut(transaction, state)?;
            Ok(state.clone())
        })
    }

    /// The newest items, or those published before `before`; newest first.
    pub fn page(&self, before: Option<&Key>, size: usize) -> Result<Page, Refused> {
        let shelf = self.shelf();
        let mut items: Vec<(Key, Item)> = {
            let (published, id) = before.map_or((i64::MAX, ""), |key| (key.published, key.id.as_str()));
            let mut statement = shelf.connection.prepare_cached(
                "SELECT published, id, json FROM items WHERE withdrawn = 0 AND (published, id) < (?, ?)
                 ORDER BY published DESC, id DESC LIMIT ?",
            )?;
            let read = |row: &Row<'_>| {
                Ok((Key { published: row.get(0)?, id: row.get(1)? }, read_item(row.get_ref(2)?.as_str()?)?))
            };
            statement.query_map(params![published, id, limit(size)], read)?.collect::<Result<_, _>>()?
        };
        let older = items.len() > size;
        items.truncate(size);
        let next = items.last().filter(|_| older).map(|(key, _)| key.clone());
        let state = shelf.state.clone();
        let items = items.into_iter().map(|(_, item)| item).collect();
        Ok(Page { items, cursor: state.newest, more: false, next, state })
    }

    /// What changed after `cursor`, oldest first, each item once in its newest state.
    pub fn changes(&self, cursor: u64, size: usize) -> Result<Page, Refused> {
        let shelf = self.shelf();
        let state = shelf.state.clone();
        state.check(cursor)?;
        // A change that a later one of the same item replaced is in the log, but no item carries its number any more.
        let mut statement = shelf.connection.prepare_cached(
            "SELECT json FROM changes JOIN items ON items.id = changes.item AND items.sequence = changes.sequence
             WHERE changes.sequence > ? ORDER BY changes.sequence LIMIT ?",
        )?;
        let mut items: Vec<Item> = statement
            .query_map(params![signed(cursor), limit(size)], |row| read_item(row.get_ref(0)?.as_str()?))?
            .collect::<Result<_, _>>()?;
        let more = items.len() > size;
        items.truncate(size);
        let cursor = items.last().filter(|_| more).map_or(state.newest, |item| item.about.sequence);
        Ok(Page { items, cursor, more, next: None, state })
    }

    /// The newest state of one item; a withdrawn one as such.
    pub fn item(&self, id: &str) -> Result<Option<Item>, Refused> {
        Ok(find(&self.shelf().connection, id)?)
    }

    /// Lends the database to a part that keeps tables of its own beside these.
    pub(crate) fn lend<T>(&self, work: impl FnOnce(&mut Connection) -> T) -> T {
        work(&mut self.shelf().connection)
    }

    fn shelf(&self) -> MutexGuard<'_, FileStore> {
        self.shelf.lock().expect("nothing panics while it holds the archive")
    }

    /// Runs one change as one transaction; the state in memory moves only with the commit.
    fn change<T>(&self, work: impl FnOnce(&Transaction<'_>, &mut State) -> Result<T, Refused>) -> Result<T, Refused> {
        let mut shelf = self.shelf();
        let mut state = shelf.state.clone();
        let transaction = shelf.connection.transaction()?;
        let done = work(&transaction, &mut state)?;
        transaction.execute(
            "UPDATE state SET newest = ?, oldest = ?, digest = ?, catalogue = ?",
            params![signed(state.newest), signed(state.oldest), state.digest, state.catalogue.value.to_string()],
        )?;
        transaction.commit()?;
        shelf.state = state;
        Ok(done)
    }

    fn add(&self, transaction: &Transaction<'_>, state: &mut State, item: Item) -> Result<Item, Refused> {
        if find(transaction, &item.id)?.is_some() {
            return Err(Refused::Exists(item.id));
        }
        self.record(transaction, state, item)
    }

    fn take_back(
        &self,
        transaction: &Transaction<'_>,
        state: &mut State,
        id: &str,
        reason: Reason,
    ) -> Result<Item, Refused> {
        let item = live(transaction, id)?;
        self.record(transaction, state, item.into_withdrawn(reason))
    }

    /// Gives the item the next number and keeps it.
    fn record(&self, transaction: &Transaction<'_>, state: &mut State, mut item: Item) -> Result<Item, Refused> {
        state.newest += 1;
        item.about.sequence = state.newest;
        let json = serde_json::to_string(&item).map_err(|error| Refused::Invalid(error.to_string()))?;
        state.digest = digest::sha256(&[&state.digest, json.as_bytes()]);
        let published = item.date_published.map_or(0, Moment::milliseconds);
        let withdrawn = item.about.withdrawal.is_some();
        transaction
            .prepare_cached(
                "INSERT OR REPLACE INTO items (id, sequence, published, withdrawn, json) VALUES (?, ?, ?, ?, ?)",
            )?
            .execute(params![item.id, signed(state.newest), published, withdrawn, json])?;
        transaction
            .prepare_cached("INSERT INTO changes (sequence, item) VALUES (?, ?)")?
            .execute(params![signed(state.newest), item.id])?;
        if self.retain > 0 {
            state.oldest = state.oldest.max(state.newest.saturating_sub(self.retain));
            cut(transaction, state)?;
        }
        Ok(item)
    }
}

fn cut(transaction: &Transaction<'_>, state: &State) -> rusqlite::Result<()> {
    transaction.prepare_cached("DELETE FROM changes WHERE sequence <= ?")?.execute([signed(state.oldest)])?;
    Ok(())
}

fn live(transaction: &Transaction<'_>, id: &str) -> Result<Item, Refused> {
    let item = find(transaction, id)?.ok_or_else(|| Refused::Missing(id.to_owned()))?;
    if item.about.withdrawal.is_some() { Err(Refused::Withdrawn(item.id)) } else { Ok(item) }
}

fn find(connection: &Connection, id: &str) -> rusqlite::Result<Option<Item>> {
    let mut statement = connection.prepare_cached("SELECT json FROM items WHERE id = ?")?;
    statement.query_row([id], |row| read_item(row.get_ref(0)?.as_str()?)).optional()
}

fn offer(transaction: &Transaction<'_>) -> rusqlite::Result<Offer> {
    let newest = transaction
        .prepare_cached("SELECT json FROM items WHERE withdrawn = 0 ORDER BY published DESC, id DESC LIMIT 1")?
        .query_row([], |row| read_item(row.get_ref(0)?.as_str()?))
        .optional()?
        .and_then(|item| item.date_published);
    let published = newest.map_or_else(Moment::now, |newest| Moment::now().after(newest));
    let day = published.0.date().to_string().replace('-', "");
    let mut number = 1;
    loop {
        let id = format!("sm-{day}-{number:03}");
        if find(transaction, &id)?.is_none() {
            return Ok(Offer { id, published });
        }
        number += 1;
    }
}

fn read_item(json: &str) -> rusqlite::Result<Item> {
    serde_json::from_str(json)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error)))
}

fn read_state(row: &Row<'_>) -> rusqlite::Result<State> {
    let catalogue: String = row.get(3)?;
    let catalogue = serde_json::from_str(&catalogue)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(3, rusqlite::types::Type::Text, Box::new(error)))?;
    Ok(State {
        newest: unsigned(row.get(0)?),
        oldest: unsigned(row.get(1)?),
        digest: row.get(2)?,
        catalogue: Arc::new(write_catalogue(catalogue)),
    })
}

fn write_catalogue(value: Value) -> Catalogue {
    let bytes = Bytes::from(value.to_string());
    let tag = answer::tag(&[b"catalogue", &bytes]);
    Catalogue { value, bytes, tag }
}

fn limit(size: usize) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX - 1) + 1
}

fn signed(sequence: u64) -> i64 {
    i64::try_from(sequence).unwrap_or(i64::MAX)
}

fn unsigned(sequence: i64) -> u64 {
    u64::try_from(sequence).unwrap_or(0)
}
