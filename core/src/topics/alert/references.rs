//! The identifiers of messages, and those that a message of CAP 1.2 refers to.
//!
//! CAP writes references as one text: entries `sender,identifier,sent`, apart by white space. Publishers also send a list of such
//! entries, or bare identifiers. An identifier itself holds neither blanks nor commas (CAP 1.2, 3.2.1).

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::Value;

use crate::formats::characters::is_invisible;
use crate::formats::syndication;

/// Characters of an identifier.
pub(super) const MAX_IDENTIFIER: usize = 300;
/// Characters of all references of one message.
const MAX_TEXT: usize = 20_000;
/// References of one message.
const MAX_REFERENCES: usize = 500;

/// A text as it came, or the digits of a number.
pub(super) fn text_or_digits(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(text.into()),
        Value::Number(number) => Some(number.to_string().into()),
        _ => None,
    }
}

/// The identifier of a message itself. `None` also for one that is too long: two that differ only at their end are not one.
pub(super) fn own_identifier(value: &Value) -> Option<String> {
    let identifier = bare(&text_or_digits(value)?);
    (!identifier.is_empty() && identifier.chars().count() <= MAX_IDENTIFIER).then_some(identifier)
}

/// The identifiers that are referred to. May also hold parts that identify no message, which does not matter: they are looked
/// for among the identifiers of messages.
pub(super) fn identifiers(references: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    match references {
        Value::Array(entries) => entries.iter().take(MAX_REFERENCES).for_each(|entry| add(entry, &mut found)),
        entry => add(entry, &mut found),
    }
    found.remove("");
    found
}

fn add(entry: &Value, found: &mut BTreeSet<String>) {
    match entry {
        Value::Object(members) => members.get("identifier").into_iter().for_each(|entry| add(entry, found)),
        entry => text_or_digits(entry).into_iter().for_each(|text| add_text(&text, found)),
    }
}

fn add_text(text: &str, found: &mut BTreeSet<String>) {
    let text: String = text.chars().take(MAX_TEXT).collect();
    let whole = text.trim();
    if !whole.contains([',', '，']) {
        // An identifier with a blank, which CAP forbids.
        found.insert(bare(whole));
    }
    // A blank beside a comma does not end an entry.
    let parts = whole.split([',', '，']).map(str::trim).collect::<Vec<_>>().join(",");
    for entry in parts.split([' ', '\t', '\n', '\r', '\u{3000}', ';', '；', '、']).take(MAX_REFERENCES) {
        let parts: Vec<String> = entry.split(',').map(bare).collect();
        let is_time = |text: &str| syndication::date(text, i64::MIN).is_some();
        match &parts[..] {
            // Not three identifiers that look like days.
            [sender, identifier, sent] if is_time(sent) && !is_time(sender) => {
                found.insert(identifier.clone());
            }
            _ => found.extend(parts),
        }
    }
}

/// An identifier without what is not seen, and without the quotation marks around it.
fn bare(text: &str) -> String {
    let seen: String = text.chars().filter(|&c| !c.is_control() && !is_invisible(c)).collect();
    seen.trim_matches(|c: char| c.is_whitespace() || "\"'“”‘’「」".contains(c)).to_owned()
}
