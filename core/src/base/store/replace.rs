//! A damaged file is replaced at once. A cache is deleted; what a person did is copied into a new file as far as it can be
//! read.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::{SystemTime, UNIX_EPOCH};

use rusqlite::Connection;

use super::census::{self, Census, Counts};
use super::connection;
use super::damage::{self, Verdict, verdict};
use super::damaged_copy::DamagedCopy;
use super::database::{Database, lock};
use super::log::Log;
use super::salvage;
use super::schema::Schema;
use super::spec::{BESIDE, CENSUS, DAMAGE_FLAG, OnCorruption};
use crate::base::change::Change;
use crate::base::error::{Fault, Result};
use crate::base::files::{self, remove, with_suffix};

/// Suffix of a new file that takes the place of a damaged one when it is complete.
const NEW: &str = "-new";
/// Suffix of a copy of a damaged file.
const COPY: &str = "-copy";
/// Suffix of the damaged file, if not all of it could be read; milliseconds since 1970 follow.
const SET_ASIDE: &str = ".damaged-";
/// How long a file that was set aside is kept: 30 days. Nothing in this program reads it, and it may hold what is withdrawn
/// later.
const SET_ASIDE_MILLIS: u128 = 30 * 24 * 60 * 60 * 1000;

impl Database {
    /// Handles an error of a query or a write that used the file of `generation`. Returns the error for the caller.
    pub(super) fn on_error(&self, fault: Fault, generation: u64) -> Fault {
        let damaged = match verdict(&fault) {
            Verdict::Sound => false,
            Verdict::Suspect => self.is_suspicion_true(),
            Verdict::Damaged => true,
        };
        if !damaged {
            return fault;
        }
        // If the replacement fails or is killed, the flag makes the next start repeat it.
        let flagged = fs::write(self.sibling(DAMAGE_FLAG), "").map_err(Fault::from);
        if let Err(error) = self.replace(&fault, generation) {
            log::error!("{}: not replaced: {error:?}, flag: {flagged:?}", self.spec.file);
        }
        self.announcer.announce([Change::All]);
        match fault {
            // A caller inside a write to another file must not take it for damage of that file.
            Fault::Damaged(source) => Fault::Database(source.to_string().into()),
            fault => fault,
        }
    }

    /// Checks the file because of an error that a sound file does not cause. One check for each file: an error that stays is the
    /// program's.
    fn is_suspicion_true(&self) -> bool {
        if self.suspected.swap(true, Ordering::SeqCst) {
            return false;
        }
        let checked = self.open_reader().and_then(|(reader, _)| damage::check(&reader, self.spec, self.is_stored_form));
        matches!(checked, Err(Fault::Damaged(_)))
    }

    /// Replaces the file, unless that was done since `generation`.
    pub(super) fn replace(&self, error: &Fault, generation: u64) -> Result<()> {
        // Held to the end, so that no write goes to the old file or opens it again.
        let mut writer = lock(&self.writer);
        if generation != self.generation.load(Ordering::Acquire) {
            return Ok(());
        }
        log::error!("{}: replaced: {error:?}", self.spec.file);
        writer.connection = None;
        self.generation.fetch_add(1, Ordering::AcqRel);
        lock(&self.readers).clear();
        self.folder_lock.exclusively(|| {
            // Another process may have replaced it before this one had the lock.
            match self.prepare(&mut writer) {
                Err(error) if self.is_replaceable(&error) => {
                    writer.connection = None;
                    match self.spec.on_corruption {
                        OnCorruption::Delete => self.delete(),
                        OnCorruption::Salvage => self.salvage(),
                    }
                }
                prepared => prepared,
            }
        })?;
        self.suspected.store(false, Ordering::SeqCst);
        self.unchecked.store(false, Ordering::SeqCst);
        self.prepare(&mut writer)
    }

    pub(super) fn is_replaceable(&self, error: &Fault) -> bool {
        match error {
            Fault::NewerSchema => self.spec.on_corruption == OnCorruption::Delete,
            // Before any row is read, an error that a sound file does not cause is the schema's.
            error => verdict(error) != Verdict::Sound,
        }
    }

    fn delete(&self) -> Result<()> {
        remove_database(&self.path)?;
        self.closed.clear();
        Ok(remove(&self.sibling(DAMAGE_FLAG))?)
    }

    /// Copies what can be read into a new file, and sets the damaged one aside if that was not all.
    fn salvage(&self) -> Result<()> {
        let (new, copy) = (self.sibling(NEW), self.sibling(COPY));
        remove_database(&new)?;
        let mut target = connection::writer(&new, "FULL")?;
        self.migrate(&mut target)?;
        let mut expected = Census::load(&self.sibling(CENSUS));
        let is_counted = !expected.is_empty();
        let (file, log) = (self.sibling(""), self.sibling("-wal"));
        // A log is moved into the file with each commit. One that is left may hold the last commit, or may be another file's:
        // if the file without it is sound, it is.
        let log = log.metadata().is_ok_and(|log| log.len() > 0).then_some(log);
        let (schema, counted) = (Schema::of(&target)?, Census::load_roots(&self.sibling(CENSUS)));
        let damaged = DamagedCopy { path: &copy, sound: &new, schema: &schema, counted: &counted };
        // So that the sound file is complete without its log.
        target.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        let transaction = target.transaction()?;
        transaction.execute_batch("PRAGMA defer_foreign_keys=ON")?;
        let defaults = take_defaults(&transaction)?;
        let (mut failed, mut altered) = (Counts::new(), Counts::new());
        for log in std::iter::once(None).chain(log.as_deref().map(Some)) {
            let Some(source) = damaged.open(&file, log)? else { continue };
            failed.clear();
            for (table, rows) in salvage::copy_rows(&source, &transaction, self.spec, self.is_stored_form)? {
                if rows.altered > 0 {
                    *altered.entry(table.clone()).or_default() += rows.altered;
                }
                failed.insert(table, rows.failed);
            }
            if log.is_none() && source.is_sound(self.spec, self.is_stored_form) {
                break;
            }
        }
        damaged.remove();
        restore_defaults(&transaction, defaults)?;
        self.spec.after_salvage.iter().try_for_each(|sql| transaction.execute_batch(sql))?;
        let copied = census::count(&transaction)?;
        // Without a census, what is known to be lost is what an index still names.
        for (table, failed) in failed {
            let rows = copied.get(&table).copied().unwrap_or_default();
            expected.entry(table).or_insert(rows + failed);
        }
        let lost = |table: &str| expected.get(table) > copied.get(table);
        for (table, sql) in self.spec.after_loss {
            if lost(table) {
                transaction.execute_batch(sql)?;
            }
        }
        let complete = is_counted && altered.is_empty() && !expected.keys().any(|table| lost(table));
        let record = |kind: &str, counts: &Counts| {
            let detail = serde_json::to_string(counts)?;
            let sql = "INSERT INTO incident (time, kind, detail) VALUES (?1, ?2, ?3)";
            transaction.execute(sql, (now() as i64, kind, detail)).map_err(Fault::from)
        };
        record("salvage", &expected)?;
        if !altered.is_empty() {
            record("altered", &altered)?;
        }
        transaction.commit()?;
        if !Log::new(with_suffix(&new, "-wal")).empty(&mut target)? {
            return Err(Fault::InUse);
        }
        drop(target);
        // From here on a kill leaves either file in place; see `prepare`.
        let aside = self.sibling(&format!("{SET_ASIDE}{}", now()));
        if fs::symlink_metadata(&file).is_ok() {
            fs::rename(&file, &aside)?;
        }
        remove_beside(&file)?;
        fs::rename(&new, &file)?;
        if complete {
            remove(&aside)?;
        }
        self.closed.clear();
        Ok(remove(&self.sibling(DAMAGE_FLAG))?)
    }

    /// Completes a replacement that was killed between its two last steps.
    pub(super) fn finish_salvage(&self) -> Result<()> {
        let (file, new) = (self.sibling(""), self.sibling(NEW));
        if fs::symlink_metadata(&file).is_err() && new.exists() {
            // They are the damaged file's.
            remove_beside(&file)?;
            fs::rename(&new, &file)?;
        }
        Ok(())
    }

    /// Deletes files that were set aside: all of them, or those that were kept long enough.
    pub(super) fn remove_set_aside(&self, all: bool) -> Result<()> {
        let prefix = format!("{}{SET_ASIDE}", self.spec.file);
        let Some(folder) = self.path.parent() else { return Ok(()) };
        for entry in fs::read_dir(folder)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            let Some(rest) = name.strip_prefix(&prefix) else { continue };
            let made: u128 = rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0);
            if all || now().abs_diff(made) > SET_ASIDE_MILLIS {
                remove(&folder.join(name))?;
            }
        }
        Ok(())
    }

    /// Whether something that is no file is where the file or one of its siblings belongs.
    pub(super) fn is_blocked(&self) -> bool {
        files::is_blocked(&self.path) || BESIDE.iter().any(|suffix| files::is_blocked(&self.sibling(suffix)))
    }

    /// Whether the file had rows when it was last counted.
    pub(super) fn had_rows(&self) -> bool {
        Census::load(&self.sibling(CENSUS)).values().any(|rows| *rows > 0)
    }
}

/// Rows that a new file begins with, by table and columns.
type Defaults = Vec<(String, Vec<rusqlite::types::Value>)>;

/// Empties a new file, so that rows of the damaged one take the place of those that it began with.
fn take_defaults(new: &Connection) -> Result<Defaults> {
    let mut defaults = Defaults::new();
    for table in damage::tables(new)? {
        let mut query = new.prepare(&format!("SELECT * FROM \"{table}\""))?;
        let columns = query.column_count();
        let rows = query.query_map([], |row| (0..columns).map(|column| row.get(column)).collect())?;
        defaults.extend(rows.map(|row| Ok((table.clone(), row?))).collect::<Result<Defaults>>()?);
        new.execute(&format!("DELETE FROM \"{table}\""), [])?;
    }
    Ok(defaults)
}

fn restore_defaults(new: &Connection, defaults: Defaults) -> Result<()> {
    for (table, row) in defaults {
        let values = vec!["?"; row.len()].join(", ");
        let insert = format!("INSERT OR IGNORE INTO \"{table}\" VALUES ({values})");
        new.execute(&insert, rusqlite::params_from_iter(row))?;
    }
    Ok(())
}

/// Deletes what SQLite keeps beside a database file.
fn remove_beside(path: &Path) -> io::Result<()> {
    BESIDE.iter().try_for_each(|suffix| remove(&with_suffix(path, suffix)))
}

/// Deletes a database file and what is beside it.
fn remove_database(path: &Path) -> io::Result<()> {
    remove_beside(path)?;
    remove(path)
}

fn now() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis())
}
