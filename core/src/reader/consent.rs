//! Consent. Nothing is sent before it was given; it can be refused, and taken back at any time. Every change of mind is a
//! row of its own in the outbox, so that what was agreed to, and when, can be shown.

use rusqlite::{Connection, OptionalExtension};

use crate::base::change::Change;
use crate::base::error::Result;
use crate::base::store::Write;

/// Whether the person agrees to requests being sent.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Consent {
    /// True while requests may be sent.
    pub given: bool,
    /// When the person last decided, milliseconds by the phone's clock; none before the first decision.
    pub decided: Option<i64>,
    /// Which version of the privacy statement the person saw then.
    pub statement: Option<String>,
}

/// What is in force.
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
