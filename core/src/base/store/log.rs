//! The write-ahead log of one file: when it is moved into the file, and what happens before.
//!
//! SQLite's own checkpoints are off, because the free space of a page has to be erased before the page leaves the log; see
//! `erase.rs`. Which pages were written is read from the log itself, so nothing is forgotten after a kill. The format is
//! described in "The WAL File Format" of SQLite's documentation.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, TransactionBehavior};

use super::erase;
use crate::base::error::Result;

/// How long a statement waits for another process's lock.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Frames after which the log is moved into the file: SQLite's own figure.
const MAX_FRAMES: u64 = 1000;
/// How often a checkpoint begins again because another process wrote in between.
const ROUNDS: usize = 3;
/// How long emptying the log waits for readers. Writers wait meanwhile.
const READERS_TIMEOUT: Duration = Duration::from_millis(50);
const HEADER: u64 = 32;
const FRAME_HEADER: usize = 24;

/// The log of a file, as far as its one writer knows it.
pub(super) struct Log {
    path: PathBuf,
    /// The frames up to here were looked at.
    erased: Position,
}

/// A place in a log: the salts of its header, which change when the log begins again, and a number of frames.
type Position = ([u8; 8], u64);

impl Log {
    /// `path`: of the log.
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, erased: Default::default() }
    }

    /// Turns SQLite's own checkpoints off.
    pub(super) fn attach(connection: &Connection) -> Result<()> {
        connection.execute_batch("PRAGMA wal_autocheckpoint=0")?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        Ok(())
    }

    /// Moves the log into the file if it has grown long.
    pub(super) fn checkpoint_if_long(&mut self, connection: &mut Connection) -> Result<()> {
        if frames(connection, "NOOP")? >= MAX_FRAMES { self.checkpoint(connection) } else { Ok(()) }
    }

    /// Moves the log into the file as far as no reader needs it. Does not wait for readers.
    pub(super) fn checkpoint(&mut self, connection: &mut Connection) -> Result<()> {
        for _ in 0..ROUNDS {
            self.erase_written(connection)?;
            if frames(connection, "PASSIVE")? <= self.erased.1 {
                break;
            }
        }
        Ok(())
    }

    /// Moves the log into the file and empties it. False if a reader still needs it.
    pub(super) fn truncate(&mut self, connection: &mut Connection) -> Result<bool> {
        self.checkpoint(connection)?;
        connection.busy_timeout(READERS_TIMEOUT)?;
        let blocked = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0));
        connection.busy_timeout(BUSY_TIMEOUT)?;
        Ok(!blocked?)
    }

    /// Empties the log of a writer that is about to be closed. SQLite deletes an empty log with the last connection. False if a
    /// reader still needs the log.
    pub(super) fn empty(&mut self, connection: &mut Connection) -> Result<bool> {
        let emptied = self.truncate(connection)?;
        if emptied {
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
        }
        Ok(emptied)
    }

    /// Erases the free space of every page in the log that was not looked at yet.
    fn erase_written(&mut self, connection: &mut Connection) -> Result<()> {
        // Frames beyond these may be left from a transaction that was rolled back, and are written again.
        let committed = frames(connection, "NOOP")?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let (pages, looked_at) = self.written_pages(committed)?;
        if pages.is_empty() {
            self.erased = looked_at;
            return Ok(());
        }
        let written = erase::erase_pages(&transaction, pages)?;
        transaction.commit()?;
        // The frames of this transaction need no second look, unless the log began again with them.
        let (salts, frames) = looked_at;
        self.erased = (salts, frames + written);
        Ok(())
    }

    /// The numbers of the pages in the first `committed` frames that were not looked at yet, and the position after them.
    fn written_pages(&self, committed: u64) -> Result<(BTreeSet<u32>, Position)> {
        let mut pages = BTreeSet::new();
        let mut file = match File::open(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok((pages, self.erased)),
            file => file?,
        };
        let mut header = [0; HEADER as usize];
        if !fill(&mut file, &mut header)? {
            return Ok((pages, self.erased));
        }
        let number = |at: usize| u32::from_be_bytes(header[at..at + 4].try_into().expect("four bytes"));
        let frame = FRAME_HEADER as u64 + u64::from(number(8));
        let salts: [u8; 8] = header[16..24].try_into().expect("eight bytes");
        let mut next = if self.erased.0 == salts { self.erased.1 } else { 0 };
        while next < committed {
            let mut header = [0; FRAME_HEADER];
            file.seek(SeekFrom::Start(HEADER + next * frame))?;
            // A frame with other salts is left from before the log began again.
            if !fill(&mut file, &mut header)? || header[8..16] != salts {
                break;
            }
            pages.insert(u32::from_be_bytes(header[..4].try_into().expect("four bytes")));
            next += 1;
        }
        Ok((pages, (salts, next)))
    }
}

/// How many frames of the log are committed, after a checkpoint of this mode; NOOP does nothing.
fn frames(connection: &Connection, mode: &str) -> Result<u64> {
    let frames: i64 =
        connection.prepare_cached(&format!("PRAGMA wal_checkpoint({mode})"))?.query_row([], |row| row.get(1))?;
    // -1 if there is no log.
    Ok(u64::try_from(frames).unwrap_or(0))
}

/// Fills a buffer from a file. False at its end.
fn fill(file: &mut File, buffer: &mut [u8]) -> io::Result<bool> {
    match file.read_exact(buffer) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        read => read.map(|()| true),
    }
}
