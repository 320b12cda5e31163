//! What a person sees, from `text/zh-Hans.json`: a text is one string, or a list of lines.

use std::collections::HashMap;
use std::sync::OnceLock;

#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Entry {
    Whole(String),
    Lines(Vec<String>),
}

static TEXTS: OnceLock<HashMap<String, String>> = OnceLock::new();

fn texts() -> &'static HashMap<String, String> {
    TEXTS.get_or_init(|| {
        let entries: HashMap<String, Entry> =
            serde_json::from_str(include_str!("../text/zh-Hans.json")).expect("a test reads the resource");
        let whole = |entry| match entry {
            Entry::Whole(text) => text,
            Entry::Lines(lines) => lines.join("\n"),
        };
        entries.into_iter().map(|(key, entry)| (key, whole(entry))).collect()
    })
}

/// The text of a key, if there is one.
pub(crate) fn find(key: &str) -> Option<&'static str> {
    texts().get(key).map(String::as_str)
}

/// The text of a key. One that is missing shows as the key; a test finds it first.
pub(crate) fn get(key: &str) -> &str {
    find(key).unwrap_or(key)
}

/// The text of a key with its `{name}`s filled.
pub(crate) fn fill(key: &str, values: &[(&str, &str)]) -> String {
    // In one pass: a value that itself holds `{name}` stays as it is.
    let mut rest = get(key);
    let mut filled = String::with_capacity(rest.len());
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let found = after
            .split_once('}')
            .and_then(|(name, tail)| Some((values.iter().find(|(known, _)| *known == name)?.1, tail)));
        match found {
            Some((value, tail)) => {
                filled.push_str(value);
                rest = tail;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    /// Keys that the code puts together: what stands before the variable part.
    const FAMILIES: [&str; 6] = ["help.", "value.", "hint.", "kind.", "inspect.fault.", "incident."];

    /// What takes a key.
    const ASKS: [&str; 7] = [
        "text::get(\"",
        "text::fill(\"",
        "page.said(\"",
        "page.told(\"",
        "terms(page, \"",
        "section(&mut page, \"",
        "watched(client, \"",
    ];

    #[test]
    fn every_key_has_a_text_and_every_text_is_used() {
        let mut asked = BTreeSet::new();
        let mut sources = String::new();
        for file in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap() {
            let source = fs::read_to_string(file.unwrap().path()).unwrap();
            for ask in ASKS {
                for (position, _) in source.match_indices(ask) {
                    asked.insert(source[position + ask.len()..].split('"').next().unwrap().to_owned());
                }
            }
            sources.push_str(&source);
        }
        // What this test itself says.
        asked.retain(|key| !key.ends_with('\\'));
        assert!(asked.len() > 50, "{asked:?}");
        for key in &asked {
            assert!(super::find(key).is_some(), "no text for {key}");
        }
        for key in super::texts().keys() {
            let built = FAMILIES.iter().any(|family| key.starts_with(family));
            assert!(built || sources.contains(&format!("\"{key}\"")), "nobody says {key}");
        }
    }

    #[test]
    fn a_value_is_not_read_for_names() {
        assert_eq!(
            super::fill("usage.unknown", &[("what", "{what}{x")]),
            super::get("usage.unknown").replace("{what}", "{what}{x")
        );
    }
}
