//! Reading all rows of a statement.

use rusqlite::{Connection, Params, Row};

use crate::base::error::Result;

/// Runs a statement, which stays prepared, and collects every row.
pub(crate) fn collect_rows<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    map: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params, map)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
