//! Reading all rows of a query.

use rusqlite::{Connection, Params, Row};

use crate::base::error::Result;

/// Runs a query and collects its rows. The statement stays in the connection's cache.
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
