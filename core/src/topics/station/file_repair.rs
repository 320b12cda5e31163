//! Rows and files of submissions that a kill, a full disk or damage separated.

use std::collections::HashSet;

use rusqlite::{Connection, Row};
use serde::Deserialize;

use super::reason::{FILE_MISSING, Reason};
use super::station_folder::StationFolder;
use super::submission_file::MISSING;
use crate::base::change::Change;
use crate::base::error::Result;
use crate::base::store::{Database, Write, collect_rows};
use crate::reader::incident;

/// Brings rows and files together. Blocks.
///
/// - What has no row is deleted once it is an hour old. What was there when a damaged outbox was replaced stays: its row may be
///   what was lost.
/// - A row whose file is gone, or has lost its end, is marked, the person is told once, and a submission that waits with it is
///   parked: it is never sent without it. If the file comes back, so does the row.
pub(crate) fn repair(outbox: &Database, folder: &StationFolder, now: i64) -> Result<()> {
    let (rows, salvaged) = outbox.read_now(|outbox| Ok((unsent_rows(outbox)?, incident::last_salvage(outbox)?)))?;
    let changed = |row: &UnsentRow| folder.is_missing(&row.id, row.size) != row.missing;
    if rows.iter().any(changed) {
        outbox.write_now(|write| mark(write, folder, now))?;
    }
    let known = outbox.read_now(|outbox| {
        let ids: Vec<String> = collect_rows(outbox, "SELECT id FROM submission_file", [], |row| row.get(0))?;
        Ok(ids.into_iter().collect::<HashSet<_>>())
    });
    let known = known?;
    for file in folder.files()? {
        let needed = file.id().is_some_and(|id| known.contains(id));
        let saved =
            file.id().is_some() && salvaged.is_some_and(|time| file.changed.is_none_or(|changed| changed <= time));
        if !needed && !saved && !file.is_recent() {
            folder.remove_found(&file)?;
        }
    }
    Ok(())
}

/// The photos and videos that a frozen body names.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Body {
    media: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    id: String,
    sha256: String,
    size: i64,
    #[serde(rename = "type")]
    media_type: String,
    #[serde(default)]
    caption: String,
}

/// Gives a damaged outbox the rows again that it lost of what was to be sent: the frozen body names its files. To be called after
/// a salvage.
pub(crate) fn restore_rows(write: &Write<'_>) -> Result<()> {
    let sql = "SELECT submission.id, submission.version, body, submission.account
                 FROM submission JOIN submission_version USING (version)
                WHERE submission_version.submission = submission.id AND body IS NOT NULL";
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    let frozen: Vec<(String, i64, String, String)> = collect_rows(write, sql, [], read)?;
    for (submission, version, body, account) in frozen {
        let body: Body = serde_json::from_str(&body).unwrap_or_default();
        for (position, file) in (1_i64..).zip(body.media) {
            write.execute(
                "INSERT OR IGNORE INTO submission_file
                   (id, submission, first_version, position, name, type, size, sha256, caption, account)
                 VALUES (?1, ?2, ?3, ?4, '', ?5, ?6, ?7, ?8, ?9)",
                (
                    file.id,
                    &submission,
                    version,
                    position,
                    file.media_type,
                    file.size,
                    file.sha256,
                    file.caption,
                    &account,
                ),
            )?;
        }
    }
    Ok(())
}

/// A row whose file is still needed to be sent.
struct UnsentRow {
    id: String,
    size: u64,
    /// Whether it is marked as missing.
    missing: bool,
}

fn unsent_rows(outbox: &Connection) -> Result<Vec<UnsentRow>> {
    let sql = "SELECT id, size, upload_state FROM submission_file WHERE upload_state <> 'whole'";
    collect_rows(outbox, sql, [], |row| {
        let missing = row.get_ref(2)?.as_str()? == MISSING;
        Ok(UnsentRow { id: row.get(0)?, size: row.get::<_, i64>(1)?.unsigned_abs(), missing })
    })
}

fn mark(write: &Write<'_>, folder: &StationFolder, now: i64) -> Result<()> {
    let mut lost = 0;
    for UnsentRow { id, size, missing } in unsent_rows(write)? {
        match (folder.is_missing(&id, size), missing) {
            (true, false) => {
                lost += 1;
                write.execute("UPDATE submission_file SET upload_state = ?2 WHERE id = ?1", (&id, MISSING))?;
                write.execute(
                    "UPDATE submission SET phase = 'parked', reason = ?2, unseen = 1
                      WHERE id = (SELECT submission FROM submission_file
                                   WHERE id = ?1 AND coalesce(last_version, submission.version) >= submission.version)
                        AND phase IN ('queued', 'paused')",
                    (&id, Reason { file: Some(id.clone()), ..Reason::of(FILE_MISSING) }.stored()?),
                )?;
            }
            (false, true) => {
                let sql = "UPDATE submission_file SET upload_state = 'fresh' WHERE id = ?1";
                write.execute(sql, [&id])?;
            }
            _ => {}
        }
    }
    if lost > 0 {
        // The kind of the incident has the same name.
        incident::add(write, FILE_MISSING, &lost.to_string(), now)?;
    }
    write.announce(Change::Submissions);
    Ok(())
}

#[cfg(test)]
mod tests;
