//! What the law forbids such an app to have, looked for in everything that is exported: no points, no ranking, no check-in and
//! no time online (国办函〔2026〕12号), and no reading habits in what is sent.

use std::fs;
use std::path::{Path, PathBuf};

/// Words of identifiers, each a sequence that stands together.
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

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The items that uniffi exports: from the attribute to the brace that closes the item, without comments.
fn exported(source: &str) -> Vec<String> {
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

/// The words of each identifier: `CheckIn`, `check_in` and `checkIn` are the same.
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

fn offences(code: &str) -> Vec<String> {
    let forbidden = |words: &[String]| {
        FORBIDDEN.iter().any(|sequence| words.windows(sequence.len()).any(|window| window == *sequence))
    };
    identifiers(code).into_iter().filter(|words| forbidden(words)).map(|words| words.join("_")).collect()
}

#[test]
fn nothing_exported_counts_ranks_checks_in_or_times_a_person() {
    let mut all = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    let blocks: Vec<String> = all.iter().flat_map(|file| exported(&fs::read_to_string(file).unwrap())).collect();
    assert!(blocks.len() > 60, "{} exported items are too few to be all of them", blocks.len());
    assert!(blocks.iter().any(|block| block.contains("struct StudyChapter")));
    let found: Vec<String> = blocks.iter().flat_map(|block| offences(block)).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn the_check_sees_what_it_should() {
    let source = "/// Points.\n#[derive(Debug, uniffi::Record)]\npub struct Study {\n    pub time_online: u32,\n}\nstruct Own { score: u32 }\n";
    let blocks = exported(source);
    assert_eq!(blocks.len(), 1);
    assert_eq!(offences(&blocks[0]), ["time_online"]);
    for code in ["check_in: bool", "CheckIn", "fn checkIn()", "StudyPoints {", "pub ranking: Vec<u8>"] {
        assert_eq!(offences(code).len(), 1, "{code}");
    }
    for code in ["pub checked: bool", "sign_up: String", "reading_seconds: u32", "fn point_at()"] {
        assert_eq!(offences(code), [""; 0], "{code}");
    }
}
