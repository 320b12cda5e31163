//! What distinguishes one database file from another, and the names of what is beside it.

/// What happens to a file that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OnCorruption {
    /// Delete it: everything in it can be fetched again.
    Delete,
    /// Copy what can be read into a new file, and report what was lost.
    Salvage,
}

/// The description of a database file.
pub(super) struct Spec {
    pub(super) file: &'static str,
    pub(super) on_corruption: OnCorruption,
    pub(super) synchronous: &'static str,
    pub(super) migrations: &'static [&'static str],
    /// Tables and columns that hold JSON; see [`IsStoredForm`].
    pub(super) documents: &'static [(&'static str, &'static str)],
    /// Columns of text that say to what a row belongs, and that `after_salvage` fills from other rows: an odd value in them becomes
    /// an empty text.
    pub(super) references: &'static [(&'static str, &'static str)],
    /// Run on a new file after rows were copied into it.
    pub(super) after_salvage: &'static [&'static str],
    /// Run on it if rows of a table were lost.
    pub(super) after_loss: &'static [(&'static str, &'static str)],
}

/// Whether a document is of the form that this program stores in a column: its type is known only to the layer that stores
/// it. Called with valid JSON.
pub(crate) type IsStoredForm = fn(&StoredDocument<'_>) -> bool;

/// A document in a column.
pub(crate) struct StoredDocument<'a> {
    pub(crate) table: &'a str,
    pub(crate) column: &'a str,
    /// The first column of its row.
    pub(crate) key: &'a str,
    pub(crate) json: &'a str,
}

/// Suffixes of what SQLite keeps beside a file. The log comes first: SQLite deletes a log that it finds beside a new file.
pub(super) const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];
/// Suffix of an empty file beside a database that was found damaged and is not replaced yet, for example because another
/// process uses it.
pub(super) const DAMAGE_FLAG: &str = ".damaged";
/// Suffix of the census; see `census.rs`.
pub(super) const CENSUS: &str = "-census";
/// Suffix of the mark of a closed file; see `closed_mark.rs`.
pub(super) const CLOSED: &str = "-closed";
