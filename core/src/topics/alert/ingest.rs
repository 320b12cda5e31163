//! The tables of alerts, written in the transaction that stores an item.

use super::cap::AlertPayload;
use crate::base::error::Result;
use crate::base::store::Write;
use crate::reader::feed::TopicItem;

/// Stores what an item says as an alert, and removes what an earlier revision said.
pub(crate) fn ingest(write: &Write<'_>, item: &TopicItem) -> Result<()> {
    if item.before {
        write.prepare_cached("DELETE FROM alert WHERE item = ?1")?.execute([item.key])?;
    }
    let Some(payload) = AlertPayload::of(item).filter(AlertPayload::is_public) else {
        // What it ended stays ended by the messages that ended it in turn, as if it were withdrawn.
        write.prepare_cached("UPDATE alert_reference SET gone = 1 WHERE said_by = ?1")?.execute([&item.id])?;
        return Ok(());
    };
    // What it said before it was evicted or withdrawn is still there.
    write.prepare_cached("DELETE FROM alert_reference WHERE said_by = ?1")?.execute([&item.id])?;
    let identifier = payload.identifier(&item.id);
    let (effective, expires) = payload.validity(item.published);
    let (status, message) = (payload.status().word(), payload.message().word());
    write
        .prepare_cached(
            "INSERT OR REPLACE INTO alert (item, identifier, status, message, severity, effective, expires)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute((item.key, &identifier, status, message, payload.severity() as i64, effective, expires))?;
    let mut insert = write.prepare_cached(
        "INSERT OR IGNORE INTO alert_reference (identifier, said_by, own, status, message, effective)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for ended in payload.ended_identifiers() {
        insert.execute((ended, &item.id, &identifier, status, message, effective))?;
    }
    Ok(())
}
