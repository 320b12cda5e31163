//! The names of everything exported contain none of what 国办函〔2026〕12号 forbids: points, ranking, check-in and time
//! online. A feature of that kind cannot reach an app without a name.

use std::fs;
use std::path::{Path, PathBuf};

/// Sequences of words that no identifier may contain.
const FORBIDDEN: &[&[&str]] = &[
    &["points"],
    &["score"],
    &["scores"],
    &["credit"],
    &["credits"],
    &["rank"],
    &["ranks"],
    &["ranking"],
    &["leaderboard"],
    &["streak"],
    &["badge"],
    &["medal"],
    &["checkin"],
    &["check", "in"],
    &["sign", "in"],
    &["attendance"],
    &["time", "online"],
    &["online", "time"],
    &["online", "seconds"],
    &["time", "spent"],
    &["study", "time"],
    &["study", "seconds"],
    &["dwell"],
];

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The items that uniffi exports, each from its attribute to its closing brace, without comments.
fn exported_items(source: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut block: Option<String> = None;
    for line in source.lines() {
        let trimmed = line.trim_start();
        if line.starts_with("#[") && trimmed.contains("uniffi::") {
            block.get_or_insert_default();
        }
        if let Some(text) = &mut block {
            if !trimmed.starts_with("//") {
                text.push_str(line);
                text.push('\n');
            }
            if line == "}" {
                blocks.extend(block.take());
            }
        }
    }
    blocks
}

/// The words of each identifier, the same for `CheckIn`, `check_in` and `checkIn`.
fn identifiers(code: &str) -> Vec<Vec<String>> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_')
        .map(|identifier| {
            let mut spaced = String::new();
            for c in identifier.chars() {
                if c.is_uppercase() {
                    spaced.push('_');
                }
                spaced.extend(c.to_lowercase());
            }
            spaced.split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect()
        })
        .collect()
}

/// The identifiers that contain a forbidden sequence.
fn forbidden_identifiers(code: &str) -> Vec<String> {
    let forbidden = |words: &[String]| {
        FORBIDDEN.iter().any(|sequence| words.windows(sequence.len()).any(|window| window == *sequence))
    };
    identifiers(code).into_iter().filter(|words| forbidden(words)).map(|words| words.join("_")).collect()
}

#[test]
fn exported_names_contain_no_points_ranking_check_in_or_time_online() {
    let mut all = Vec::new();
    rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    let blocks: Vec<String> = all.iter().flat_map(|file| exported_items(&fs::read_to_string(file).unwrap())).collect();
    assert!(blocks.len() > 60, "{} exported items are too few to be all of them", blocks.len());
    assert!(blocks.iter().any(|block| block.contains("struct StudyChapter")));
    let found: Vec<String> = blocks.iter().flat_map(|block| forbidden_identifiers(block)).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn check_finds_forbidden_names_and_allows_similar_ones() {
    let source = "/// Points.\n#[derive(Debug, uniffi::Record)]\npub struct Study {\n    pub time_online: u32,\n}\nstruct Own { score: u32 }\n";
    let blocks = exported_items(source);
    assert_eq!(blocks.len(), 1);
    assert_eq!(forbidden_identifiers(&blocks[0]), ["time_online"]);
    for code in ["check_in: bool", "CheckIn", "fn checkIn()", "StudyPoints {", "pub ranking: Vec<u8>"] {
        assert_eq!(forbidden_identifiers(code).len(), 1, "{code}");
    }
    for code in ["pub checked: bool", "sign_up: String", "reading_seconds: u32", "fn point_at()"] {
        assert_eq!(forbidden_identifiers(code), [""; 0], "{code}");
    }
}
