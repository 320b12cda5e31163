//! Incidents of this phone's storage that have to be shown to the person.
//!
//! A damaged outbox is replaced when it is opened: what can be read is in the new file, and a row of the kind `salvage` holds
//! how many rows each table had. What the cache still knows is adopted next, and only then is it known what was lost.

use rusqlite::{Connection, OptionalExtension};

use crate::base::change::Change;
use crate::base::error::Result;
use crate::base::store::{Counts, Write, collect_rows, count};
use crate::base::text;

/// The tables of which a person is told, each with the key of its words, in the order of a sentence. What the others hold is
/// either made again without the person, or nothing that a person knows of.
const TOLD: [(&str, &str); 18] = [
    ("appeal", "incident.lost.appeal"),
    ("submission", "incident.lost.submission"),
    ("submission_version", "incident.lost.submission-text"),
    ("submission_file", "incident.lost.submission-file"),
    ("submission_save", "incident.lost.submission-save"),
    ("review_event", "incident.lost.review"),
    ("remembered_field", "incident.lost.remembered"),
    ("account", "incident.lost.account"),
    ("source", "incident.lost.source"),
    ("radar", "incident.lost.radar"),
    ("hit", "incident.lost.hit"),
    ("keepsake", "incident.lost.keepsake"),
    ("mark", "incident.lost.mark"),
    ("kept", "incident.lost.kept"),
    ("listening", "incident.lost.listening"),
    ("tick", "incident.lost.tick"),
    ("setting", "incident.lost.setting"),
    ("consent", "incident.lost.consent"),
];

/// An incident of the storage.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Incident {
    /// When, milliseconds by the phone's clock.
    pub time: i64,
    /// The kind, a stable code. `lost`: what the person did could not all be read from a damaged file. `altered`: some of what was
    /// read from it may not be what the person wrote. `set-aside`: an earlier version renamed such a file. `file-missing`: photos
    /// or videos of submissions are no longer on the phone.
    pub kind: String,
    /// Of `lost` and `altered`: a JSON object, the number of rows by table; of `set-aside`: the file name; of `file-missing`: how many.
    pub detail: String,
    /// A sentence in Simplified Chinese that can be shown.
    pub words: String,
}

/// The incidents that were not yet marked as reported, the oldest first.
pub(crate) fn unreported(outbox: &Connection) -> Result<Vec<Incident>> {
    let sql = "SELECT time, kind, detail FROM incident WHERE told = 0 AND kind <> 'salvage' ORDER BY number";
    collect_rows(outbox, sql, [], |row| {
        let (kind, detail): (String, String) = (row.get(1)?, row.get(2)?);
        let words = match kind.as_str() {
            "lost" | "altered" => count_words(&kind, &detail),
            "set-aside" => text::fill("incident.set-aside", &detail),
            "file-missing" => text::fill("incident.file-missing", &detail),
            _ => text::get("incident.other").to_owned(),
        };
        Ok(Incident { time: row.get(0)?, kind, detail, words })
    })
}

fn count_words(kind: &str, detail: &str) -> String {
    let counts: Counts = serde_json::from_str(detail).unwrap_or_default();
    let parts: Vec<String> = TOLD
        .iter()
        .filter_map(|(table, words)| counts.get(*table).map(|rows| text::fill(words, &rows.to_string())))
        .collect();
    if parts.is_empty() {
        return text::get("incident.other").to_owned();
    }
    text::fill(if kind == "lost" { "incident.lost" } else { "incident.altered" }, &parts.join("、"))
}

/// Records an incident that a part of the program found.
pub(crate) fn add(write: &Write<'_>, kind: &str, detail: &str, now: i64) -> Result<()> {
    write.execute("INSERT INTO incident (time, kind, detail) VALUES (?1, ?2, ?3)", (now, kind, detail))?;
    write.announce(Change::All);
    Ok(())
}

/// When a damaged file was last replaced that did not give everything back, by the phone's clock.
pub(crate) fn last_salvage(outbox: &Connection) -> Result<Option<i64>> {
    let sql = "SELECT max(time) FROM incident WHERE kind IN ('salvage', 'lost', 'set-aside')";
    Ok(outbox.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// Marks all incidents so far as reported. Their rows stay.
pub(crate) fn mark_reported(write: &Write<'_>) -> Result<()> {
    write.execute("UPDATE incident SET told = 1 WHERE kind <> 'salvage'", [])?;
    Ok(())
}

/// Whether what the cache knows is to be adopted by an outbox that was damaged.
pub(crate) fn is_salvaged(outbox: &Connection) -> Result<bool> {
    Ok(outbox.prepare_cached("SELECT 1 FROM incident WHERE kind = 'salvage'")?.exists([])?)
}

/// To be called after adopting: turns what is still missing into an incident to report. True if nothing is missing; false also
/// if another call finished it.
pub(crate) fn finish_salvage(write: &Write<'_>) -> Result<bool> {
    let sql = "SELECT number, detail FROM incident WHERE kind = 'salvage' ORDER BY number LIMIT 1";
    let found: Option<(i64, String)> = write.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((number, detail)) = found else { return Ok(false) };
    let expected: Counts = serde_json::from_str(&detail).unwrap_or_default();
    let found = count(write)?;
    let mut lost = Counts::new();
    for (table, _) in TOLD {
        let rows = |counts: &Counts| counts.get(table).copied().unwrap_or(0);
        let missing = rows(&expected).saturating_sub(rows(&found));
        if missing > 0 {
            lost.insert(table.to_owned(), missing);
        }
    }
    // A file of which nothing is known may have held anything.
    if lost.is_empty() && !expected.is_empty() {
        write.execute("DELETE FROM incident WHERE number = ?1", [number])?;
        return Ok(true);
    }
    let lost = serde_json::to_string(&lost)?;
    write.execute("UPDATE incident SET kind = 'lost', detail = ?2 WHERE number = ?1", (number, lost))?;
    write.announce(Change::All);
    Ok(false)
}
