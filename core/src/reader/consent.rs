//! Consent. Nothing is sent before it was given; it can be refused, and withdrawn at any time. Every decision is a row of
//! its own in the outbox, so that it can be shown what was agreed to and when.

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
