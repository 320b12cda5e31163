//! Consent. Nothing is sent before it was given; it can be refused, and withdrawn at any time. Every decision is a row of
//! its own in the outbox, so that it can be shown what was agreed to and when.
//!
//! A withdrawal is also a file in the folder ([`WithdrawalFile`]), made before the row and removed only after consent was
//! given again. It is seen at once by every client of the folder, in other processes too, and it can be made when the outbox
//! cannot be written: on a full disk, or while the outbox is locked or damaged.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension};

use crate::base::change::Change;
use crate::base::error::Result;
use crate::base::store::Write;

/// The person's last decision on whether requests may be sent.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Consent {
    /// True while requests may be sent.
    pub given: bool,
    /// When the person last decided, milliseconds by the phone's clock; `None` before the first decision.
    pub decided: Option<i64>,
    /// The version of the privacy statement that the person saw then; `None` before the first decision.
    pub statement: Option<String>,
}

/// The decision that is in force.
pub(crate) fn read(connection: &Connection) -> Result<Consent> {
    let row = connection
        .query_row("SELECT given, time, statement FROM consent ORDER BY number DESC LIMIT 1", [], |row| {
            Ok(Consent { given: row.get(0)?, decided: Some(row.get(1)?), statement: Some(row.get(2)?) })
        })
        .optional()?;
    Ok(row.unwrap_or(Consent { given: false, decided: None, statement: None }))
}

/// Records a decision.
pub(crate) fn decide(write: &Write<'_>, given: bool, statement: &str, now: i64) -> Result<()> {
    write.execute("INSERT INTO consent (time, given, statement) VALUES (?1, ?2, ?3)", (now, given, statement))?;
    write.announce(Change::Consent);
    Ok(())
}

/// The file that exists while consent is withdrawn.
#[derive(Debug, Clone)]
pub(crate) struct WithdrawalFile {
    folder: PathBuf,
    withdrawn: PathBuf,
    /// Exists while consent is given: renaming it needs no room on a full disk.
    given: PathBuf,
}

impl WithdrawalFile {
    pub(crate) fn new(folder: &Path) -> Self {
        let (withdrawn, given) = (folder.join("consent.withdrawn"), folder.join("consent.given"));
        Self { folder: folder.to_owned(), withdrawn, given }
    }

    /// Whether it exists. Takes microseconds; a folder that cannot be looked at counts as a withdrawal.
    pub(crate) fn exists(&self) -> bool {
        self.withdrawn.try_exists().unwrap_or(true)
    }

    /// Makes the file. Blocks.
    pub(crate) fn create(&self) -> io::Result<()> {
        if !self.exists() {
            fs::rename(&self.given, &self.withdrawn).or_else(|_| File::create(&self.withdrawn).map(drop))?;
        }
        self.sync_folder();
        Ok(())
    }

    /// Removes the file. Blocks.
    pub(crate) fn remove(&self) -> io::Result<()> {
        // What counts is that the file is gone, not how.
        if self.exists()
            && let Err(error) = fs::rename(&self.withdrawn, &self.given).or_else(|_| fs::remove_file(&self.withdrawn))
            && self.exists()
        {
            return Err(error);
        }
        self.reserve();
        self.sync_folder();
        Ok(())
    }

    /// Makes the file that a withdrawal renames. Without it a withdrawal makes its own, if the disk has room. Blocks.
    pub(crate) fn reserve(&self) {
        if !self.given.exists()
            && let Err(error) = File::create(&self.given)
        {
            log::warn!("a withdrawal of consent will need room on the disk: {}", error.kind());
        }
    }

    /// After a power loss the names are as they are now. Not every file system can do it.
    fn sync_folder(&self) {
        if let Err(error) = File::open(&self.folder).and_then(|folder| folder.sync_all()) {
            log::info!("the folder was not synced: {}", error.kind());
        }
    }
}

#[cfg(test)]
mod tests;
