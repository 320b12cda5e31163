//! The sentences that a person sees, from `core/text/zh-Hans.json`. A missing key is a defect that tests find; at run time
//! it is shown as the key itself.

use std::collections::HashMap;
use std::sync::OnceLock;

static TEXTS: OnceLock<HashMap<String, String>> = OnceLock::new();

fn texts() -> &'static HashMap<String, String> {
    TEXTS.get_or_init(|| {
        serde_json::from_str(include_str!("../../text/zh-Hans.json")).expect("the text resource is checked by a test")
    })
}

/// The text of a key.
pub(crate) fn get(key: &str) -> &str {
    texts().get(key).map_or(key, String::as_str)
}

/// The text of a key with its placeholder `{n}` replaced.
pub(crate) fn fill(key: &str, n: &str) -> String {
    get(key).replace("{n}", n)
}

#[cfg(test)]
mod tests;
