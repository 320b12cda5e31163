//! Incidents of this phone's storage that have to be shown to the person, for example that a damaged outbox was set aside.

use rusqlite::Connection;

use crate::base::error::Result;
use crate::base::store::{Write, collect_rows};
use crate::base::text;

/// An incident of the storage. The only `kind` so far is `set-aside`: the outbox could not be read and was renamed to the
/// file name in `detail`; consent and added sources have to be given again.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Incident {
    /// When, milliseconds by the phone's clock.
    pub time: i64,
    /// The kind, a stable code.
    pub kind: String,
    /// The file name, if `kind` is `set-aside`.
    pub detail: String,
    /// A sentence in Simplified Chinese that can be shown.
    pub words: String,
}

/// The incidents that were not yet marked as reported, the oldest first.
pub(crate) fn unreported(outbox: &Connection) -> Result<Vec<Incident>> {
    let sql = "SELECT time, kind, detail FROM incident WHERE told = 0 ORDER BY number";
    collect_rows(outbox, sql, [], |row| {
        let (kind, detail): (String, String) = (row.get(1)?, row.get(2)?);
        let words = match kind.as_str() {
            "set-aside" => text::fill("incident.set-aside", &detail),
            _ => text::get("incident.other").to_owned(),
        };
        Ok(Incident { time: row.get(0)?, kind, detail, words })
    })
}

/// Marks all incidents so far as reported. Their rows stay.
pub(crate) fn mark_reported(write: &Write<'_>) -> Result<()> {
    write.execute("UPDATE incident SET told = 1", [])?;
    Ok(())
}
