//! Parses each feed in `tests/corpus/feeds` and compares the result with the expectation in the file beside it.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use url::Url;

use super::super::{Context, Document, Fault, read};

/// 2026-03-06 12:00 in China: 昨天 and 3月5日 in the corpus are relative to it.
const NOW: i64 = 1_772_769_600_000;
/// With fewer feeds, some of the corpus are missing.
const MIN_FEEDS: usize = 150;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    /// What is unusual about the feed.
    why: String,
    content_type: Option<String>,
    address: Option<String>,
    fault: Option<String>,
    title: Option<String>,
    items: Option<Vec<Item>>,
    /// What a reader sees of the items, which is tested where they are stored.
    #[allow(dead_code)]
    articles: Option<serde_json::Value>,
}

#[derive(Deserialize, PartialEq, Debug)]
#[serde(deny_unknown_fields)]
struct Item {
    /// `None` if the id is a hash of the content.
    id: Option<String>,
    title: String,
    published: Option<String>,
    url: Option<String>,
    authors: Vec<String>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/corpus/feeds")
}

fn names() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().into_string().ok()?.strip_suffix(".feed").map(str::to_owned))
        .collect();
    names.sort();
    names
}

fn fault_name(fault: &Fault) -> &'static str {
    match fault {
        Fault::NotAFeed => "not-a-feed",
        Fault::Empty => "empty",
        Fault::Malformed(_) => "malformed",
        Fault::TooManyEntries => "too-many-entries",
        Fault::TooLarge => "too-large",
    }
}

fn items(document: &Document) -> Vec<Item> {
    let date = |at: i64| {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(at) * 1_000_000).unwrap().format(&Rfc3339).unwrap()
    };
    document
        .entries
        .iter()
        .map(|entry| Item {
            id: Some(entry.id.clone()).filter(|id| !id.starts_with("urn:sha256:")),
            title: entry.title.clone(),
            published: entry.published.map(date),
            url: entry.url.clone(),
            authors: entry.authors.clone(),
        })
        .collect()
}

#[test]
fn corpus_is_parsed_as_expected() {
    let names = names();
    let mut report = String::new();
    for name in &names {
        let expected: Expected =
            serde_json::from_slice(&fs::read(folder().join(format!("{name}.json"))).unwrap()).unwrap();
        let bytes = fs::read(folder().join(format!("{name}.feed"))).unwrap();
        let address = expected.address.as_deref().map(|address| Url::parse(address).unwrap());
        let context = Context { content_type: expected.content_type.as_deref(), address: address.as_ref(), now: NOW };
        let why = &expected.why;
        match (read(&bytes, &context), &expected.fault) {
            (Err(found), Some(fault)) if fault_name(&found) == fault => {}
            (Err(found), _) => writeln!(report, "{name} ({why}): {found:?}").unwrap(),
            (Ok(found), Some(fault)) => {
                writeln!(report, "{name} ({why}): wanted {fault}, found {:?}", items(&found)).unwrap()
            }
            (Ok(found), None) => {
                if Some(&found.title) != expected.title.as_ref() {
                    writeln!(report, "{name} ({why}): title {:?}", found.title).unwrap();
                }
                let (found, wanted) = (items(&found), expected.items.unwrap_or_default());
                if found.len() != wanted.len() {
                    writeln!(report, "{name} ({why}): {} items instead of {}: {found:?}", found.len(), wanted.len())
                        .unwrap();
                }
                for (found, wanted) in found.iter().zip(&wanted).filter(|(found, wanted)| found != wanted) {
                    writeln!(report, "{name} ({why}):\n  wanted {wanted:?}\n  found  {found:?}").unwrap();
                }
            }
        }
    }
    assert!(report.is_empty(), "\n{report}");
    assert!(names.len() >= MIN_FEEDS, "{} feeds", names.len());
}

/// Cuts each document of the corpus in many places, also inside characters.
#[test]
fn truncated_documents_do_not_panic() {
    let context = Context { content_type: None, address: None, now: NOW };
    for name in names() {
        let bytes = fs::read(folder().join(format!("{name}.feed"))).unwrap();
        if bytes.len() > 4_000 {
            continue;
        }
        for end in (0..bytes.len()).step_by(7) {
            if let Err(Fault::Malformed(detail)) = read(&bytes[..end], &context) {
                assert_ne!(detail, "the parser panicked", "{name} cut at {end}");
            }
        }
    }
}
