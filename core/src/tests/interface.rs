//! The size of the interface: an object that has too many calls cannot be found one's way in.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// One more for each object that it hands out.
const CLIENT_CALLS: usize = 30;
const OBJECT_CALLS: usize = 16;

/// The exported calls of each object in a source text.
fn calls(source: &str) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    let mut exported: Option<String> = None;
    let mut marked = false;
    for line in source.lines() {
        if line.starts_with("#[uniffi::export]") {
            marked = true;
        } else if let Some(name) = line.strip_prefix("impl ").filter(|_| marked) {
            exported = Some(name.trim_end_matches([' ', '{']).to_owned());
            marked = false;
        } else if line == "}" {
            exported = None;
        } else if let Some(object) = &exported
            && (line.starts_with("    pub fn ") || line.starts_with("    pub async fn "))
        {
            *found.entry(object.clone()).or_default() += 1;
        }
    }
    found
}

#[test]
fn no_object_has_too_many_calls() {
    let mut all: BTreeMap<String, usize> = BTreeMap::new();
    for file in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/client")).unwrap() {
        for (object, count) in calls(&fs::read_to_string(file.unwrap().path()).unwrap()) {
            *all.entry(object).or_default() += count;
        }
    }
    assert!(all.len() > 10, "{all:?}");
    for (object, count) in &all {
        let limit = if object == "Client" { CLIENT_CALLS } else { OBJECT_CALLS };
        assert!(*count <= limit, "{object} has {count} calls, at most {limit} are allowed");
    }
}

#[test]
fn the_count_sees_every_exported_call() {
    let source = "#[uniffi::export]\nimpl A {\n    pub fn one(&self) {}\n    pub async fn two(\n        &self,\n    ) {}\n    fn own() {}\n}\nimpl A {\n    pub fn rust_only(&self) {}\n}\n#[uniffi::export]\nimpl B {\n    pub fn one(&self) {}\n}\n";
    assert_eq!(calls(source), BTreeMap::from([("A".to_owned(), 2), ("B".to_owned(), 1)]));
}
