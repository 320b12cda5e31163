//! The database of everything published: the newest state of each item, and the log of changes. What holds:
//!
//! - Sequence numbers are dense and only grow.
//! - The oldest changes may be removed from the log ([`Archive::trim`]); a cursor from before them gets
//!   [`ArchiveError::Gone`].
//! - Of a withdrawn item only the withdrawal and its reason are stored.
//!
//! Calls block for the duration of the SQLite statements.

use crate::digest;
use crate::item::{Item, Reason};
use crate::moment::Moment;
use crate::response;
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
CREATE INDEX items_withdrawn ON items (sequence) WHERE withdrawn = 1;
CREATE TABLE changes (sequence INTEGER PRIMARY KEY, item TEXT NOT NULL) STRICT;
INSERT INTO state VALUES (1, 0, 0, zeroblob(32), 'null');
PRAGMA user_version = 1;
";

/// The catalogue as it is sent.
#[derive(Debug)]
pub struct Catalogue {
    /// The document.
    pub value: Value,
    /// The document, serialized.
    pub bytes: Bytes,
    /// Its entity tag.
    pub etag: String,
}

/// The state of the archive. Cheap to clone.
#[derive(Debug, Clone)]
pub struct ArchiveState {
    /// The sequence number of the newest change; 0 if there was none.
    pub newest: u64,
    /// The oldest cursor that can be answered.
    pub oldest: u64,
    /// A digest over every change so far: archives with different histories have different digests.
    pub digest: [u8; 32],
    /// The catalogue.
    pub catalogue: Arc<Catalogue>,
}

impl ArchiveState {
    /// Errors: [`ArchiveError::Gone`] for a cursor that is older or newer than the log.
    pub fn check(&self, cursor: u64) -> Result<(), ArchiveError> {
        if (self.oldest..=self.newest).contains(&cursor) {
            Ok(())
        } else {
            Err(ArchiveError::Gone { oldest: self.oldest, newest: self.newest })
        }
    }
}

/// A page of items, with the state in which it was read.
#[derive(Debug)]
pub struct Page {
    /// In the order of the query.
    pub items: Vec<Item>,
    /// The sequence number up to which the page is complete.
    pub cursor: u64,
    /// True if there are changes after `cursor`.
    pub more: bool,
    /// The key of the next older page.
    pub next: Option<Key>,
    /// The state of the archive.
    pub state: ArchiveState,
}

/// The position of an item in the order of publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    published: i64,
    id: String,
}

impl Key {
    /// Parses what `Display` writes.
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

/// An entry for the log.
#[derive(Debug)]
pub enum Event {
    /// The publication of a new item.
    Publish(Box<Item>),
    /// The withdrawal of an item by its id.
    Withdraw(String, Reason),
}

/// What a new item gets if its draft does not say.
#[derive(Debug, Clone)]
pub struct NewItemDefaults {
    /// An unused id.
    pub id: String,
    /// Now, or just after the newest item if that is in the future.
    pub published: Moment,
}

/// Why an operation on the archive failed.
#[derive(Debug)]
pub enum ArchiveError {
    /// The id is in use, possibly by a withdrawn item.
    Exists(String),
    /// No item has this id.
    Missing(String),
    /// The item was withdrawn.
    Withdrawn(String),
    /// The cursor is older or newer than the log.
    Gone {
        /// The oldest cursor that can be answered.
        oldest: u64,
        /// The newest cursor that can be answered.
        newest: u64,
    },
    /// The input is not valid.
    Invalid(String),
    /// SQLite failed.
    Database(rusqlite::Error),
}

impl fmt::Display for ArchiveError {
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

impl std::error::Error for ArchiveError {}

impl From<rusqlite::Error> for ArchiveError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

/// The archive; see the module.
#[derive(Debug)]
pub struct Archive {
    inner: Mutex<Inner>,
    retain: u64,
}

#[derive(Debug)]
struct Inner {
    connection: Connection,
    state: ArchiveState,
}

impl Archive {
    /// Opens the file, or without one a temporary database that ends with the process. `retain`: how many changes the
    /// log keeps, 0 for all.
    pub fn open(file: Option<&Path>, retain: u64) -> Result<Self, ArchiveError> {
        // SQLite opens a temporary database under the empty name. It is written to disk once it outgrows the page
        // cache.
        let connection = Connection::open(file.unwrap_or(Path::new("")))?;
        connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")?;
        match connection.query_row("PRAGMA user_version", [], |row| row.get(0))? {
            0 => connection.execute_batch(&format!("BEGIN; {SCHEMA} COMMIT;"))?,
            1 => {}
            other => return Err(ArchiveError::Invalid(format!("the data file has version {other}, not 1"))),
        }
        let state = connection.query_row("SELECT newest, oldest, digest, catalogue FROM state", [], read_state)?;
        Ok(Self { inner: Mutex::new(Inner { connection, state }), retain })
    }

    /// The current state.
    pub fn state(&self) -> ArchiveState {
        self.inner().state.clone()
    }

    /// Sets the catalogue and appends many events in one transaction.
    pub fn load(
        &self,
        catalogue: Value,
        events: impl IntoIterator<Item = Result<Event, String>>,
    ) -> Result<(), ArchiveError> {
        self.change(|transaction, state| {
            state.catalogue = Arc::new(serialize_catalogue(catalogue));
            for event in events {
                match event.map_err(ArchiveError::Invalid)? {
                    Event::Publish(item) => self.add(transaction, state, *item).map(drop)?,
                    Event::Withdraw(id, reason) => self.record_withdrawal(transaction, state, &id, reason).map(drop)?,
                }
            }
            Ok(())
        })
    }

    /// Publishes the item that `write` returns.
    pub fn publish(&self, write: impl FnOnce(NewItemDefaults) -> Result<Item, String>) -> Result<Item, ArchiveError> {
        self.change(|transaction, state| {
            let defaults = defaults(transaction)?;
            self.add(transaction, state, write(defaults).map_err(ArchiveError::Invalid)?)
        })
    }

    /// Publishes the item that `write` returns, and runs `then` in the same transaction: both happen, or neither.
    pub(crate) fn publish_with<T, E: From<ArchiveError>>(
        &self,
        write: impl FnOnce(NewItemDefaults) -> Result<Item, String>,
        then: impl FnOnce(&Transaction<'_>, &Item) -> Result<T, E>,
    ) -> Result<(Item, T), E> {
        self.change(|transaction, state| {
            let item = self.add(
                transaction,
                state,
                write(defaults(transaction).map_err(ArchiveError::from)?).map_err(ArchiveError::Invalid)?,
            )?;
            let done = then(transaction, &item)?;
            Ok((item, done))
        })
    }

    /// Publishes the next revision of an item. `edit` gets the item and the time of the revision.
    pub fn revise(
        &self,
        id: &str,
        edit: impl FnOnce(&mut Item, Moment) -> Result<(), String>,
    ) -> Result<Item, ArchiveError> {
        self.change(|transaction, state| {
            let mut item = find_published(transaction, id)?;
            let previous = item.date_modified.max(item.date_published);
            let now = previous.map_or_else(Moment::now, |previous| Moment::now().later_than(previous));
            edit(&mut item, now).map_err(ArchiveError::Invalid)?;
            item.extension.revision += 1;
            item.date_modified = Some(now);
            self.record(transaction, state, item)
        })
    }

    /// Withdraws an item.
    pub fn withdraw(&self, id: &str, reason: Reason) -> Result<Item, ArchiveError> {
        self.change(|transaction, state| self.record_withdrawal(transaction, state, id, reason))
    }

    /// Edits the catalogue.
    pub fn edit_catalogue(&self, edit: impl FnOnce(&mut Value)) -> Result<ArchiveState, ArchiveError> {
        self.change(|_, state| {
            let mut value = state.catalogue.value.clone();
            edit(&mut value);
            state.catalogue = Arc::new(serialize_catalogue(value));
            Ok(state.clone())
        })
    }

    /// Removes the changes up to `cursor` from the log. What was removed before stays removed.
    pub fn trim(&self, cursor: u64) -> Result<ArchiveState, ArchiveError> {
        self.change(|transaction, state| {
            state.oldest = cursor.clamp(state.oldest, state.newest);
            trim_log(transaction, state)?;
            Ok(state.clone())
        })
    }

    /// The newest items, or the newest before `before`; the newest first.
    pub fn page(&self, before: Option<&Key>, size: usize) -> Result<Page, ArchiveError> {
        let inner = self.inner();
        let mut items: Vec<(Key, Item)> = {
            let (published, id) = before.map_or((i64::MAX, ""), |key| (key.published, key.id.as_str()));
            let mut statement = inner.connection.prepare_cached(
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
        let state = inner.state.clone();
        let items = items.into_iter().map(|(_, item)| item).collect();
        Ok(Page { items, cursor: state.newest, more: false, next, state })
    }

    /// The items that changed after `cursor`, the oldest change first, each item once in its newest state.
    pub fn changes(&self, cursor: u64, size: usize) -> Result<Page, ArchiveError> {
        let inner = self.inner();
        let state = inner.state.clone();
        state.check(cursor)?;
        // The log also has changes that a later change of the same item replaced; the join leaves them out.
        let mut statement = inner.connection.prepare_cached(
            "SELECT json FROM changes JOIN items ON items.id = changes.item AND items.sequence = changes.sequence
             WHERE changes.sequence > ? ORDER BY changes.sequence LIMIT ?",
        )?;
        let mut items: Vec<Item> = statement
            .query_map(params![signed(cursor), limit(size)], |row| read_item(row.get_ref(0)?.as_str()?))?
            .collect::<Result<_, _>>()?;
        let more = items.len() > size;
        items.truncate(size);
        let cursor = items.last().filter(|_| more).map_or(state.newest, |item| item.extension.sequence);
        Ok(Page { items, cursor, more, next: None, state })
    }

    /// The withdrawals after `sequence`, the oldest first. They do not depend on the log.
    pub fn withdrawals(&self, sequence: u64, size: usize) -> Result<Page, ArchiveError> {
        let inner = self.inner();
        let state = inner.state.clone();
        let mut statement = inner
            .connection
            .prepare_cached("SELECT json FROM items WHERE withdrawn = 1 AND sequence > ? ORDER BY sequence LIMIT ?")?;
        let mut items: Vec<Item> = statement
            .query_map(params![signed(sequence), limit(size)], |row| read_item(row.get_ref(0)?.as_str()?))?
            .collect::<Result<_, _>>()?;
        let more = items.len() > size;
        items.truncate(size);
        let cursor = items.last().filter(|_| more).map_or(state.newest, |item| item.extension.sequence);
        Ok(Page { items, cursor, more, next: None, state })
    }

    /// The newest state of an item, or its withdrawal. `None` if no item has this id.
    pub fn item(&self, id: &str) -> Result<Option<Item>, ArchiveError> {
        Ok(find(&self.inner().connection, id)?)
    }

    /// Runs `work` on the connection, for a module that has its own tables in this database.
    pub(crate) fn with_connection<T>(&self, work: impl FnOnce(&mut Connection) -> T) -> T {
        work(&mut self.inner().connection)
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().expect("nothing panics while it holds the archive")
    }

    /// Runs `work` in a transaction. The state in memory changes only after the commit.
    fn change<T, E: From<ArchiveError>>(
        &self,
        work: impl FnOnce(&Transaction<'_>, &mut ArchiveState) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut inner = self.inner();
        let mut state = inner.state.clone();
        let transaction = inner.connection.transaction().map_err(ArchiveError::from)?;
        let done = work(&transaction, &mut state)?;
        transaction
            .execute(
                "UPDATE state SET newest = ?, oldest = ?, digest = ?, catalogue = ?",
                params![signed(state.newest), signed(state.oldest), state.digest, state.catalogue.value.to_string()],
            )
            .map_err(ArchiveError::from)?;
        transaction.commit().map_err(ArchiveError::from)?;
        inner.state = state;
        Ok(done)
    }

    fn add(&self, transaction: &Transaction<'_>, state: &mut ArchiveState, item: Item) -> Result<Item, ArchiveError> {
        if find(transaction, &item.id)?.is_some() {
            return Err(ArchiveError::Exists(item.id));
        }
        self.record(transaction, state, item)
    }

    fn record_withdrawal(
        &self,
        transaction: &Transaction<'_>,
        state: &mut ArchiveState,
        id: &str,
        reason: Reason,
    ) -> Result<Item, ArchiveError> {
        let item = find_published(transaction, id)?;
        self.record(transaction, state, item.into_withdrawn(reason))
    }

    /// Gives an item the next sequence number and stores it.
    fn record(
        &self,
        transaction: &Transaction<'_>,
        state: &mut ArchiveState,
        mut item: Item,
    ) -> Result<Item, ArchiveError> {
        state.newest += 1;
        item.extension.sequence = state.newest;
        let json = serde_json::to_string(&item).map_err(|error| ArchiveError::Invalid(error.to_string()))?;
        state.digest = digest::sha256(&[&state.digest, json.as_bytes()]);
        let published = item.date_published.map_or(0, Moment::milliseconds);
        let withdrawn = item.extension.withdrawal.is_some();
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
            trim_log(transaction, state)?;
        }
        Ok(item)
    }
}

fn trim_log(transaction: &Transaction<'_>, state: &ArchiveState) -> rusqlite::Result<()> {
    transaction.prepare_cached("DELETE FROM changes WHERE sequence <= ?")?.execute([signed(state.oldest)])?;
    Ok(())
}

fn find_published(transaction: &Transaction<'_>, id: &str) -> Result<Item, ArchiveError> {
    let item = find(transaction, id)?.ok_or_else(|| ArchiveError::Missing(id.to_owned()))?;
    if item.extension.withdrawal.is_some() { Err(ArchiveError::Withdrawn(item.id)) } else { Ok(item) }
}

fn find(connection: &Connection, id: &str) -> rusqlite::Result<Option<Item>> {
    let mut statement = connection.prepare_cached("SELECT json FROM items WHERE id = ?")?;
    statement.query_row([id], |row| read_item(row.get_ref(0)?.as_str()?)).optional()
}

fn defaults(transaction: &Transaction<'_>) -> rusqlite::Result<NewItemDefaults> {
    let newest = transaction
        .prepare_cached("SELECT json FROM items WHERE withdrawn = 0 ORDER BY published DESC, id DESC LIMIT 1")?
        .query_row([], |row| read_item(row.get_ref(0)?.as_str()?))
        .optional()?
        .and_then(|item| item.date_published);
    let published = newest.map_or_else(Moment::now, |newest| Moment::now().later_than(newest));
    let day = published.0.date().to_string().replace('-', "");
    let mut number = 1;
    loop {
        let id = format!("sm-{day}-{number:03}");
        if find(transaction, &id)?.is_none() {
            return Ok(NewItemDefaults { id, published });
        }
        number += 1;
    }
}

fn read_item(json: &str) -> rusqlite::Result<Item> {
    serde_json::from_str(json)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error)))
}

fn read_state(row: &Row<'_>) -> rusqlite::Result<ArchiveState> {
    let catalogue: String = row.get(3)?;
    let catalogue = serde_json::from_str(&catalogue)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(3, rusqlite::types::Type::Text, Box::new(error)))?;
    Ok(ArchiveState {
        newest: unsigned(row.get(0)?),
        oldest: unsigned(row.get(1)?),
        digest: row.get(2)?,
        catalogue: Arc::new(serialize_catalogue(catalogue)),
    })
}

fn serialize_catalogue(value: Value) -> Catalogue {
    let bytes = Bytes::from(value.to_string());
    let etag = response::etag(&[b"catalogue", &bytes]);
    Catalogue { value, bytes, etag }
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
