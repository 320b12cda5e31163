//! What happened to this phone's storage and the person must be told: a damaged outbox was set aside, for example.

use rusqlite::Connection;

use crate::base::error::Result;
use crate::base::store::Write;
use crate::base::text;

/// Something that happened to the storage. `kind` is `set-aside`: the outbox could not be read; it was kept under the
/// file name in `detail`, and consent and added sources have to be given again.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct Incident {
    /// When, milliseconds by the phone's clock.
    pub time: i64,
    /// What.
    pub kind: String,
    /// More about it.
    pub detail: String,
    /// What it means for the person, as it can be shown.
    pub words: String,
}

/// What the person was not told yet.
pub(crate) fn untold(connection: &Connection) -> Result<Vec<Incident>> {
    let mut query =
        connection.prepare_cached("SELECT time, kind, detail FROM incident WHERE told = 0 ORDER BY number")?;
    let rows = query.query_map([], |row| {
        let (kind, detail): (String, String) = (row.get(1)?, row.get(2)?);
        let words = match kind.as_str() {
            "set-aside" => text::fill("incident.set-aside", &detail),
            _ => text::get("incident.other").to_owned(),
        };
        Ok(Incident { time: row.get(0)?, kind, detail, words })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The person knows of everything up to now. The rows stay.
pub(crate) fn tell(write: &Write<'_>) -> Result<()> {
    write.execute("UPDATE incident SET told = 1", [])?;
    Ok(())
}
