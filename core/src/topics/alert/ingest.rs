//! The tables of alerts, written in the transaction that stores an item.

use super::cap::AlertPayload;
use crate::base::error::Result;
use crate::base::store::Write;
use crate::reader::feed::TopicItem;

/// Stores what an item says as an alert, and removes what an earlier revision said.
pub(crate) fn ingest(write: &Write<'_>, item: &TopicItem) -> Result<()> {
    if item.before {
        write.prepare_cached("DELETE FROM alert WHERE item = ?1")?.execute([item.key])?;
        write.prepare_cached("DELETE FROM alert_reference WHERE item = ?1")?.execute([item.key])?;
    }
    if item.kind != "alert" {
        return Ok(());
    }
    let Some(payload) = item.payload::<AlertPayload>() else { return Ok(()) };
    let identifier = payload.identifier();
    if identifier.is_empty() {
        return Ok(());
    }
    let (effective, expires) = payload.validity(item.published);
    let (status, message) = (payload.status().word(), payload.message().word());
    write
        .prepare_cached(
            "INSERT OR REPLACE INTO alert (item, identifier, status, message, severity, effective, expires)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute((item.key, &identifier, status, message, payload.severity() as i64, effective, expires))?;
    let mut insert =
        write.prepare_cached("INSERT OR IGNORE INTO alert_reference (identifier, item) VALUES (?1, ?2)")?;
    for identifier in payload.ended_identifiers() {
        insert.execute((identifier, item.key))?;
    }
    Ok(())
}
