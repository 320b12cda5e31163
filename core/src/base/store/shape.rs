//! What a record of a table or an index looks like.

use rusqlite::Connection;

use super::rows::collect_rows;
use crate::base::error::Result;

/// The shape of the records of a tree.
#[derive(Debug)]
pub(super) struct Shape {
    /// Whether it is the tree of a table with rowids: those of indexes and of tables without rowids are of another sort.
    pub(super) has_rowids: bool,
    values: Vec<ValueShape>,
}

#[derive(Debug)]
struct ValueShape {
    type_name: String,
    may_be_null: bool,
    has_default: bool,
}

impl Shape {
    /// The shape of the tree `name`, which is a table or one of its indexes.
    pub(super) fn of(connection: &Connection, table: &str, name: &str) -> Result<Self> {
        let has_rowids = table == name && !is_without_rowid(connection, table)?;
        let sql = match has_rowids {
            true => {
                "SELECT type, NOT \"notnull\", dflt_value IS NOT NULL FROM pragma_table_info(?1) WHERE ?2 = ?1 ORDER BY cid"
            }
            // A rowid in an index is a column without a number.
            false => {
                "SELECT coalesce(c.type, 'INTEGER'), coalesce(NOT c.\"notnull\", 0), c.dflt_value IS NOT NULL
                   FROM pragma_index_xinfo(?2) i LEFT JOIN pragma_table_info(?1) c ON c.cid = i.cid ORDER BY i.seqno"
            }
        };
        let values = collect_rows(connection, sql, [table, name], |row| {
            Ok(ValueShape { type_name: row.get(0)?, may_be_null: row.get(1)?, has_default: row.get(2)? })
        })?;
        Ok(Self { has_rowids, values })
    }

    /// Whether a record with values of these types is one of the tree's. A record from before a column was added ends earlier.
    pub(super) fn fits(&self, serial_types: &[u64]) -> bool {
        let Some(absent) = self.values.get(serial_types.len()..) else { return false };
        self.values.iter().zip(serial_types).all(|(value, serial_type)| value.fits(*serial_type))
            && absent.iter().all(|value| value.may_be_null || value.has_default)
    }
}

impl ValueShape {
    fn fits(&self, serial_type: u64) -> bool {
        match serial_type {
            0 => self.may_be_null,
            1..=6 | 8 | 9 => self.type_name != "TEXT" && self.type_name != "BLOB",
            text if text >= 13 && text % 2 == 1 => self.type_name != "INTEGER" && self.type_name != "BLOB",
            _ => self.type_name != "INTEGER" && self.type_name != "TEXT",
        }
    }
}

/// Whether a table is stored as an index of its key.
pub(super) fn is_without_rowid(connection: &Connection, table: &str) -> Result<bool> {
    let sql = "SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?1";
    Ok(connection.query_row(sql, [table], |row| row.get(0))?)
}
