//! What this publisher knows of an uploaded file: the only place outside the uploads that reads their table.

use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::{Value, json};
use std::path::PathBuf;

/// An upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MediaState {
    /// Every byte is there and the digest is the announced one.
    pub(crate) complete: bool,
    /// The file with the bytes.
    pub(crate) path: PathBuf,
    /// Media type, as announced.
    pub(crate) mime_type: String,
    /// The announced SHA-256.
    sha256: String,
    /// The station that uploads it.
    station: String,
}

/// The upload of a media id; `None` if there is none, or no table of uploads.
pub(crate) fn media_state(connection: &Connection, media: &str) -> rusqlite::Result<Option<MediaState>> {
    let known: bool = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'upload')")?
        .query_row([], |row| row.get(0))?;
    if !known {
        return Ok(None);
    }
    let state = |row: &Row<'_>| {
        Ok(MediaState {
            complete: row.get(0)?,
            path: row.get::<_, String>(1)?.into(),
            mime_type: row.get(2)?,
            sha256: row.get(3)?,
            station: row.get(4)?,
        })
    };
    connection
        .prepare_cached("SELECT complete, path, type, sha256, station FROM upload WHERE media = ?")?
        .query_row([media], state)
        .optional()
}

/// The complete upload of a file of a submission. An upload of another station, or of other bytes, is not this file.
pub(crate) fn arrived(connection: &Connection, station: &str, file: &Value) -> rusqlite::Result<Option<MediaState>> {
    let id = file["id"].as_str().and_then(crate::uuid::uuid).unwrap_or_default();
    let state = media_state(connection, &id)?;
    Ok(state.filter(|state| state.complete && state.station == station && file["sha256"] == *state.sha256))
}

/// The files of a body, each with whether it arrived.
pub(crate) fn list(connection: &Connection, station: &str, body: &Value) -> rusqlite::Result<Vec<Value>> {
    let files = body["media"].as_array().into_iter().flatten();
    files
        .map(|file| Ok(json!({ "id": file["id"], "complete": arrived(connection, station, file)?.is_some() })))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_arrived_only_as_what_the_station_announced() {
        let connection = Connection::open_in_memory().unwrap();
        let id = "01936f2e-1111-7abc-8def-0123456789ab";
        assert_eq!(media_state(&connection, id).unwrap(), None);
        connection
            .execute_batch(&format!(
                "CREATE TABLE upload (media TEXT PRIMARY KEY, submission TEXT, station TEXT, sha256 TEXT,
                 length INTEGER, type TEXT, offset INTEGER, complete INTEGER, path TEXT);
                 INSERT INTO upload VALUES ('{id}', 's', 'a', 'ff', 3, 'image/png', 2, 0, '/tmp/x')"
            ))
            .unwrap();
        assert_eq!(media_state(&connection, "other").unwrap(), None);
        let state = media_state(&connection, id).unwrap().unwrap();
        assert_eq!((state.complete, state.mime_type.as_str(), state.path), (false, "image/png", "/tmp/x".into()));
        let file = json!({ "id": id.to_uppercase(), "sha256": "ff" });
        let there = |station: &str, file: &Value| arrived(&connection, station, file).unwrap().is_some();
        assert!(!there("a", &file));
        connection.execute("UPDATE upload SET complete = 1", []).unwrap();
        assert!(there("a", &file) && !there("b", &file) && !there("a", &json!({ "id": id, "sha256": "fe" })));
    }
}
