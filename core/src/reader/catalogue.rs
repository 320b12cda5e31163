//! The catalogue: channels, modules, sectors, parks, towns and stations are the publisher's data, never names in code.
//! The document is stored as it was received, so that a later version of this program can read more from it without
//! fetching it again.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};

use crate::base::error::Result;
use crate::base::store::{Write, collect_rows};
use crate::formats::telephone::{Telephone, telephones};
use crate::formats::workday::Calendar;

/// A code of the catalogue and its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct Term {
    /// The code by which items refer to it.
    pub code: String,
    /// The name that a person reads.
    pub name: String,
}

/// A liaison station 联络站 of a park or an industry centre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct Station {
    /// The code by which items refer to it.
    pub code: String,
    /// The name that a person reads.
    pub name: String,
    /// The code of its park, if any.
    #[serde(default)]
    pub park: Option<String>,
    /// The code of its sector, if any.
    #[serde(default)]
    pub sector: Option<String>,
    /// Its telephone numbers as the publisher writes them.
    #[serde(default)]
    pub phone: Option<String>,
    /// The numbers in it that can be dialled.
    #[serde(skip_deserializing)]
    pub phones: Vec<Telephone>,
    /// Its postal address.
    #[serde(default)]
    pub address: Option<String>,
}

/// The terms that the publisher's items refer to. The lists are empty before the first sync.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
#[serde(default)]
pub struct Catalogue {
    /// The publisher's version of the catalogue: an opaque text to be compared.
    #[serde(deserialize_with = "text_of_any")]
    pub version: String,
    /// The publisher's name.
    pub title: String,
    /// News, party affairs, government affairs and so on.
    pub modules: Vec<Term>,
    /// Where a story was published: television, website, WeChat and so on.
    pub channels: Vec<Term>,
    /// Industry sectors.
    pub sectors: Vec<Term>,
    /// Industry parks.
    pub parks: Vec<Term>,
    /// Towns and streets.
    pub towns: Vec<Term>,
    /// Liaison stations.
    pub stations: Vec<Station>,
    /// Subjects of notices and guides.
    pub topics: Vec<Term>,
    /// Sizes of enterprises.
    pub sizes: Vec<Term>,
    /// Categories of the service directory.
    pub service_categories: Vec<Term>,
}

/// Stores a catalogue and its terms. A document that cannot be read is a fault, and changes nothing.
pub(crate) fn apply(write: &Write<'_>, origin: &str, document: &str) -> Result<()> {
    let catalogue = parse(document)?;
    write.execute("INSERT OR REPLACE INTO catalogue (origin, document) VALUES (?1, ?2)", (origin, document))?;
    write.execute("DELETE FROM term", [])?;
    let mut insert =
        write.prepare_cached("INSERT OR REPLACE INTO term (family, code, position, name) VALUES (?1, ?2, ?3, ?4)")?;
    for (family, terms) in [
        ("module", &catalogue.modules),
        ("channel", &catalogue.channels),
        ("sector", &catalogue.sectors),
        ("park", &catalogue.parks),
        ("town", &catalogue.towns),
        ("topic", &catalogue.topics),
        ("size", &catalogue.sizes),
        ("category", &catalogue.service_categories),
    ] {
        for (position, term) in (0_i64..).zip(terms) {
            insert.execute((family, &term.code, position, &term.name))?;
        }
    }
    Ok(())
}

/// The name of a code; the code itself if the catalogue does not name it.
pub(crate) fn name_of(connection: &Connection, family: &str, code: &str) -> Result<String> {
    let mut query = connection.prepare_cached("SELECT name FROM term WHERE family = ?1 AND code = ?2")?;
    Ok(query.query_row((family, code), |row| row.get(0)).optional()?.unwrap_or_else(|| code.to_owned()))
}

/// A code with its name; see [`name_of`].
pub(crate) fn term_of(connection: &Connection, family: &str, code: String) -> Result<Term> {
    Ok(Term { name: name_of(connection, family, &code)?, code })
}

/// The calendar of working days.
pub(crate) fn calendar(connection: &Connection) -> Result<Calendar> {
    Ok(Calendar::parse(&document(connection)?))
}

/// The terms of a family, in the catalogue's order.
pub(crate) fn terms(connection: &Connection, family: &str) -> Result<Vec<Term>> {
    let sql = "SELECT code, name FROM term WHERE family = ?1 ORDER BY position";
    collect_rows(connection, sql, [family], |row| Ok(Term { code: row.get(0)?, name: row.get(1)? }))
}

/// The stored catalogue; the default if there is none.
pub(crate) fn read(connection: &Connection) -> Result<Catalogue> {
    let document: Option<String> = connection
        .prepare_cached("SELECT document FROM catalogue LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    document.as_deref().map_or_else(|| Ok(Catalogue::default()), parse)
}

/// The stored catalogue as it was received, for modules that read a member of their own; empty if there is none.
pub(crate) fn document(connection: &Connection) -> Result<String> {
    let mut query = connection.prepare_cached("SELECT document FROM catalogue LIMIT 1")?;
    Ok(query.query_row([], |row| row.get(0)).optional()?.unwrap_or_default())
}

/// A version may be a text or a number.
fn text_of_any<'de, D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<String, D::Error> {
    Ok(match serde_json::Value::deserialize(deserializer)? {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    })
}

/// Reads a catalogue. Of entries with the same code in one list only the first counts: codes are keys.
fn parse(document: &str) -> Result<Catalogue> {
    let mut catalogue: Catalogue = serde_json::from_str(document)?;
    let lists = [
        &mut catalogue.modules,
        &mut catalogue.channels,
        &mut catalogue.sectors,
        &mut catalogue.parks,
        &mut catalogue.towns,
        &mut catalogue.topics,
        &mut catalogue.sizes,
        &mut catalogue.service_categories,
    ];
    for list in lists {
        keep_first(list, |term| &term.code);
    }
    keep_first(&mut catalogue.stations, |station| &station.code);
    for station in &mut catalogue.stations {
        station.phones = station.phone.as_deref().map_or_else(Vec::new, telephones);
    }
    Ok(catalogue)
}

fn keep_first<T>(list: &mut Vec<T>, code: fn(&T) -> &String) {
    let mut seen = HashSet::new();
    list.retain(|one| seen.insert(code(one).clone()));
}

#[cfg(test)]
mod tests;
