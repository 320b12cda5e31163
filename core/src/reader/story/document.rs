//! Which versions of a card are one notice, policy, guide, activity or entry of the directory. A story may have several: an
//! extended deadline, a supplement, a second place. Each is shown in the lists of its kind; only a copy in another channel is
//! not.

use rusqlite::OptionalExtension;
use serde_json::{Map, Value};

use crate::base::error::Result;
use crate::base::store::{Write, stored_json};
use crate::formats::characters::half_width;

/// What is read of `body.detail`.
#[derive(serde::Deserialize)]
struct Detail {
    extension: Option<String>,
}

/// What makes a document another one whatever else is equal.
const LINKS: [&str; 2] = ["replaces", "replaced_by"];

/// What many documents have in common.
const COMMON: [&str; 5] = ["issuer", "topic", "category", "applies_to", "sizes"];

/// What a document is known by.
#[derive(Default)]
pub(super) struct Document {
    title: String,
    /// The object of its kind.
    payload: Map<String, Value>,
}

impl Document {
    pub(super) fn read(write: &Write<'_>, key: i64, kind: &str) -> Result<Self> {
        let sql = "SELECT item.title, body.detail FROM item JOIN body ON body.key = item.key WHERE item.key = ?1";
        let found = write.prepare_cached(sql)?.query_row([key], |row| {
            let detail: Detail = stored_json(row.get_ref(1)?.as_str()?)?;
            Ok((letters(row.get_ref(0)?.as_str()?), detail))
        });
        let Some((title, detail)) = found.optional()? else { return Ok(Self::default()) };
        let extension: Map<String, Value> =
            detail.extension.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        let payload = extension.get(kind).and_then(Value::as_object).cloned().unwrap_or_default();
        Ok(Self { title, payload })
    }

    /// Whether both are copies of one. Numbers decide if both have one; otherwise a copy has the same title and contradicts in
    /// nothing, or says exactly the same under another title.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let number = |one: &Self| {
            let number = one.payload.get("document_number").and_then(Value::as_str).map(comparable_number)?;
            Some(number).filter(|number| !number.is_empty())
        };
        if let (Some(one), Some(two)) = (number(self), number(other)) {
            return one == two;
        }
        if LINKS.iter().any(|link| self.payload.get(*link) != other.payload.get(*link)) {
            return false;
        }
        let contradicts =
            self.payload.iter().any(|(name, value)| other.payload.get(name).is_some_and(|has| has != value));
        let distinguishes = self.payload.keys().any(|name| !COMMON.contains(&name.as_str()));
        (distinguishes && self.payload == other.payload) || (self.title == other.title && !contradicts)
    }
}

/// A document number in the form in which it is compared: without brackets, blanks, 第 and 号, in half width and lower case.
pub(crate) fn comparable_number(number: &str) -> String {
    letters(number).replace(['第', '号', '號'], "").to_lowercase()
}

/// Without signs and blanks, and in half width.
fn letters(text: &str) -> String {
    text.chars().map(half_width).filter(|c| c.is_alphanumeric()).collect()
}
