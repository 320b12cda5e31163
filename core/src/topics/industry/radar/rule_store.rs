//! The rules in the outbox, and their file for another phone.

use rusqlite::Connection;
use uuid::Uuid;

use super::rule::{MAX_RADAR_RULES, RadarRule};
use crate::base::change::Change;
use crate::base::error::{Fault, Result};
use crate::base::store::{Write, collect_rows};

/// Bytes of a file of rules.
const MAX_FILE: usize = 1_000_000;
/// The version of the form of a file of rules.
const FILE_VERSION: u32 = 1;

/// A file of rules. Members that this version does not know are ignored.
#[derive(serde::Serialize, serde::Deserialize)]
struct RuleFile {
    radar: u32,
    rules: Vec<RadarRule>,
}

/// The rules, in the order in which they were made. A rule that cannot be read, since a later version wrote it, is left
/// out and kept.
pub(crate) fn rules(outbox: &Connection) -> Result<Vec<RadarRule>> {
    let stored: Vec<(String, String)> =
        collect_rows(outbox, "SELECT id, rule FROM radar ORDER BY made, id", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut rules = Vec::with_capacity(stored.len());
    for (id, document) in stored {
        match serde_json::from_str::<RadarRule>(&document) {
            Ok(rule) => rules.push(RadarRule { id: Some(id), ..rule }),
            Err(error) => log::warn!("a rule of the radar cannot be read: {:?}", error.classify()),
        }
    }
    Ok(rules)
}

/// Stores a rule, new or changed, and returns its id. It is matched with the items on this phone by the next scan.
///
/// Errors: `BadRule`, `TooManyRules`, `NotFound` for an unknown id.
pub(crate) fn save(write: &Write<'_>, rule: RadarRule, now: i64) -> Result<String> {
    let id = rule.id.clone();
    let rule = rule.validated()?;
    let document = serde_json::to_string(&rule)?;
    write.announce(Change::Radar);
    if let Some(id) = id {
        let changed = write.execute("UPDATE radar SET rule = ?2, fresh = 1 WHERE id = ?1", (&id, &document))?;
        return if changed > 0 { Ok(id) } else { Err(Fault::NotFound) };
    }
    let count: i64 = write.query_row("SELECT count(*) FROM radar", [], |row| row.get(0))?;
    if count >= MAX_RADAR_RULES as i64 {
        return Err(Fault::TooManyRules);
    }
    let id = Uuid::now_v7().to_string();
    write.execute("INSERT INTO radar (id, made, rule) VALUES (?1, ?2, ?3)", (&id, now, document))?;
    Ok(id)
}

/// Deletes a rule and its hits.
///
/// Errors: `NotFound` for an unknown id.
pub(crate) fn delete(write: &Write<'_>, id: &str) -> Result<()> {
    if write.execute("DELETE FROM radar WHERE id = ?1", [id])? == 0 {
        return Err(Fault::NotFound);
    }
    write.announce(Change::Radar);
    Ok(())
}

/// All rules as a JSON document, without ids and hits.
pub(crate) fn export(outbox: &Connection) -> Result<String> {
    Ok(serde_json::to_string_pretty(&RuleFile { radar: FILE_VERSION, rules: rules(outbox)? })?)
}

/// Adds the rules of a file that are not here yet, and returns how many were added.
///
/// Errors: `BadRules` if it is no such file or one of its rules is not valid, `TooManyRules`. The caller's transaction
/// is to be rolled back then, so that a file is added whole or not at all.
pub(crate) fn import(write: &Write<'_>, file: &str, now: i64) -> Result<u32> {
    let file = Some(file).filter(|file| file.len() <= MAX_FILE);
    let file = file.and_then(|file| serde_json::from_str::<RuleFile>(file.trim_start_matches('\u{feff}')).ok());
    let file = file.filter(|file| file.radar == FILE_VERSION).ok_or(Fault::BadRules)?;
    let mut known: Vec<RadarRule> = rules(write)?.into_iter().map(|rule| RadarRule { id: None, ..rule }).collect();
    let mut added = 0;
    for rule in file.rules {
        let rule = rule.validated().map_err(|_| Fault::BadRules)?;
        if !known.contains(&rule) {
            save(write, rule.clone(), now)?;
            known.push(rule);
            added += 1;
        }
    }
    Ok(added)
}
