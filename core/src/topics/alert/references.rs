//! The identifiers that a message of CAP 1.2 refers to.
//!
//! CAP writes them as one text: entries `sender,identifier,sent`, apart by white space. Publishers also send a list of such
//! entries, or bare identifiers. An identifier itself holds neither blanks nor commas (CAP 1.2, 3.2.1).

use std::collections::BTreeSet;

use serde_json::Value;

/// Characters of all references of one message.
const MAX_TEXT: usize = 20_000;
/// References of one message.
const MAX_REFERENCES: usize = 500;

/// The identifiers that are referred to. May also hold parts that identify no message, which does not matter: they are looked
/// for among the identifiers of messages.
pub(super) fn identifiers(references: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    match references {
        Value::Array(entries) => entries.iter().take(MAX_REFERENCES).for_each(|entry| add(entry, &mut found)),
        entry => add(entry, &mut found),
    }
    found
}

fn add(entry: &Value, found: &mut BTreeSet<String>) {
    match entry {
        Value::String(text) => add_text(text, found),
        Value::Object(members) => members.get("identifier").into_iter().for_each(|entry| add(entry, found)),
        _ => {}
    }
}

fn add_text(text: &str, found: &mut BTreeSet<String>) {
    let text: String = text.chars().take(MAX_TEXT).collect();
    let whole = text.trim();
    if !whole.is_empty() && !whole.contains([',', '，']) {
        // An identifier with a blank, which CAP forbids.
        found.insert(whole.to_owned());
    }
    // A blank beside a comma does not end an entry.
    let mut parts = whole.split([',', '，']).map(str::trim).collect::<Vec<_>>().join(",");
    parts.retain(|c| !c.is_control() || c.is_whitespace());
    for entry in parts.split([' ', '\t', '\n', '\r', '\u{3000}', ';', '；']).take(MAX_REFERENCES) {
        match entry.split(',').collect::<Vec<_>>()[..] {
            [_, identifier, _] => found.insert(identifier.to_owned()),
            ref parts => {
                found.extend(parts.iter().map(|&part| part.to_owned()));
                false
            }
        };
    }
    found.remove("");
}
