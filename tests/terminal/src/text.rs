//! The texts that a user sees, by key, from `text/zh-Hans.json`. A text is one string or a list of lines.

use std::collections::HashMap;
use std::sync::OnceLock;

#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Entry {
    Single(String),
    Lines(Vec<String>),
}

static TEXTS: OnceLock<HashMap<String, String>> = OnceLock::new();

fn texts() -> &'static HashMap<String, String> {
    TEXTS.get_or_init(|| {
        let entries: HashMap<String, Entry> =
            serde_json::from_str(include_str!("../text/zh-Hans.json")).expect("a test parses the resource");
        let joined = |entry| match entry {
            Entry::Single(text) => text,
            Entry::Lines(lines) => lines.join("\n"),
        };
        entries.into_iter().map(|(key, entry)| (key, joined(entry))).collect()
    })
}

/// The text of a key, or `None` if the resource does not have it.
pub(crate) fn find(key: &str) -> Option<&'static str> {
    texts().get(key).map(String::as_str)
}

/// The text of a key, or the key itself if the resource does not have it. A test checks that every used key exists.
pub(crate) fn get(key: &str) -> &str {
    find(key).unwrap_or(key)
}

/// The text of a key with its `{name}` placeholders replaced.
pub(crate) fn fill(key: &str, values: &[(&str, &str)]) -> String {
    // In one pass, so that a `{name}` inside a value is not replaced.
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

    /// The prefixes of keys that the code builds at run time.
    const BUILT_KEY_PREFIXES: [&str; 7] =
        ["help.", "value.", "hint.", "kind.", "inspect.fault.", "incident.", "ledger."];

    /// The calls whose argument is a key.
    const KEY_CALLS: [&str; 7] = [
        "text::get(\"",
        "text::fill(\"",
        "page.message_with(\"",
        "page.message(\"",
        "terms(page, \"",
        "section(&mut page, \"",
        "with_progress(client, \"",
    ];

    #[test]
    fn every_used_key_has_a_text_and_every_text_is_used() {
        let mut used = BTreeSet::new();
        let mut sources = String::new();
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
        while let Some(folder) = folders.pop() {
            for file in fs::read_dir(folder).unwrap() {
                let path = file.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let source = fs::read_to_string(path).unwrap();
                for call in KEY_CALLS {
                    for (position, _) in source.match_indices(call) {
                        used.insert(source[position + call.len()..].split('"').next().unwrap().to_owned());
                    }
                }
                sources.push_str(&source);
            }
        }
        // The calls that this test lists itself.
        used.retain(|key| !key.ends_with('\\'));
        assert!(used.len() > 50, "{used:?}");
        for key in &used {
            assert!(super::find(key).is_some(), "no text for {key}");
        }
        for key in super::texts().keys() {
            let built = BUILT_KEY_PREFIXES.iter().any(|prefix| key.starts_with(prefix));
            assert!(built || sources.contains(&format!("\"{key}\"")), "the text of {key} is not used");
        }
    }

    #[test]
    fn placeholders_in_values_are_not_replaced() {
        assert_eq!(
            super::fill("usage.unknown", &[("what", "{what}{x")]),
            super::get("usage.unknown").replace("{what}", "{what}{x")
        );
    }
}
