//! The picture in `ARCHITECTURE.md`, enforced: the folders of `src` are its layers. A module imports only modules of a
//! lower layer. Nothing points up, and siblings do not know each other.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::imports::{SourceTree, read_sources};

/// From the ground up, with the finer order inside a folder. A new topic joins the line of the topics, and nothing else
/// changes here.
const LAYERS: &[&[&str]] = &[
    &["base/sort", "base/text"],
    &["base/error", "base/clock", "base/files"],
    &["base/lifecycle", "base/secret"],
    &["base/runtime"],
    &["base/change"],
    &["base/store", "base/net"],
    &["base/setting"],
    &["formats/base64", "formats/characters", "formats/han_numerals", "formats/hex", "formats/picture_address"],
    &[
        "formats/article",
        "formats/metadata",
        "formats/picture",
        "formats/similarity",
        "formats/syndication",
        "formats/telephone",
        "formats/workday",
    ],
    &["formats/opening_hours"],
    &[
        "reader/catalogue",
        "reader/consent",
        "reader/display",
        "reader/incident",
        "reader/item",
        "reader/listening",
        "reader/marks",
        "reader/media",
        "reader/offline",
        "reader/reminder",
        "reader/retention",
        "reader/source",
        "reader/story",
    ],
    &["reader/origin"],
    &["reader/account", "reader/feed"],
    &["reader/mark_mirror", "reader/search", "reader/sync"],
    // For the tests of the topics.
    &["tests/fixture"],
    &["topics/alert", "topics/government", "topics/industry", "topics/party", "topics/service", "topics/station"],
    &["topics/home"],
    &["client"],
];

/// Everything that the folder of the crate holds.
const FOLDER: [&str; 7] = ["base", "client", "formats", "lib.rs", "reader", "tests", "topics"];

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// The entry of the table that a path belongs to.
fn entry(path: &[impl AsRef<str>]) -> String {
    let parts: Vec<&str> = path.iter().map(AsRef::as_ref).take(2).collect();
    match parts[..] {
        ["client", ..] => "client".to_owned(),
        _ => parts.join("/"),
    }
}

fn violations(tree: &SourceTree) -> Vec<String> {
    let mut found = BTreeSet::new();
    for file in tree.files() {
        let parts: Vec<&str> = file.path.trim_end_matches(".rs").split('/').collect();
        let owner = entry(&parts);
        // The root and a folder's own `mod.rs` only declare modules; the checks of the source are no part of it.
        if parts.len() == 1 || parts[1] == "mod" && owner != "client" || parts[0] == "tests" && parts[1] != "fixture" {
            continue;
        }
        let Some(own) = layer(&owner) else {
            found.insert(format!("{owner} is in no layer"));
            continue;
        };
        for path in tree.imports(file) {
            let name = entry(&path);
            if name != owner && layer(&name).is_none_or(|layer| layer >= own) {
                found.insert(format!("{owner} imports {name}"));
            }
        }
    }
    found.into_iter().collect()
}

#[test]
fn nothing_points_up_and_siblings_do_not_know_each_other() {
    let found = violations(&SourceTree::new(&read_sources()));
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_module_is_in_one_layer_and_every_entry_is_a_module() {
    let mut names: Vec<&str> = LAYERS.concat();
    names.sort_unstable();
    assert!(names.is_sorted_by(|one, next| one < next), "{names:?}");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let missing = |name: &&str| !root.join(format!("{name}.rs")).exists() && !root.join(name).join("mod.rs").exists();
    assert_eq!(names.into_iter().filter(missing).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn the_folder_shows_the_layers_and_where_the_tests_are() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found: Vec<String> =
        fs::read_dir(root).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    found.sort();
    assert_eq!(found, FOLDER);
    let sources = read_sources();
    let misplaced: Vec<&String> =
        sources.iter().filter(|(path, text)| is_misplaced(path, text)).map(|(path, _)| path).collect();
    assert!(misplaced.is_empty(), "tests belong into tests.rs or tests/: {misplaced:?}");
}

/// Whether a file has its tests inside, or a name that only another convention would give to one.
fn is_misplaced(path: &str, text: &str) -> bool {
    let inline = |line: &str| line.trim_start().strip_prefix("mod tests").is_some_and(|rest| rest.trim() == "{");
    path.ends_with("_test.rs") || path.ends_with("_tests.rs") || text.lines().any(inline)
}

#[test]
fn the_check_sees_what_it_should() {
    let check = |path: &str, text: &str| violations(&SourceTree::new(&[(path, text)]));
    let none = [""; 0];
    assert_eq!(check("base/store/mod.rs", "use crate::client::Client;"), ["base/store imports client"]);
    assert_eq!(
        check("base/store/rows.rs", "use crate::base::{error::Result, net::{Net, Reply}};"),
        ["base/store imports base/net"]
    );
    assert_eq!(
        check("reader/source.rs", "fn f() -> crate::reader::feed::Page {}"),
        ["reader/source imports reader/feed"]
    );
    assert_eq!(check("reader/search/query.rs", "use super::super::sync;"), ["reader/search imports reader/sync"]);
    assert_eq!(check("topics/party.rs", "use crate::topics::home;"), ["topics/party imports topics/home"]);
    assert_eq!(check("topics/home.rs", "use crate::topics::{alert, party};"), none);
    assert_eq!(check("reader/sync/engine.rs", "use crate::reader::feed::View; pub(crate) fn g() {}"), none);
    assert_eq!(check("base/store/mod.rs", "/// See [`crate::Client`].\nfn f() {}"), none);
    assert_eq!(check("base/store/mod.rs", "use crate::Client;"), ["base/store imports Client"]);
    assert_eq!(check("reader/brand_new.rs", ""), ["reader/brand_new is in no layer"]);
    assert_eq!(check("client/new.rs", "use crate::topics::home::Home;"), none);
}

#[test]
fn the_check_sees_tests_in_other_places() {
    for (path, text) in
        [("base/net/net_test.rs", ""), ("base/a_tests.rs", ""), ("base/a.rs", "#[cfg(test)]\nmod tests {\n}")]
    {
        assert!(is_misplaced(path, text), "{path}");
    }
    assert!(!is_misplaced("base/a/tests.rs", ""));
    assert!(!is_misplaced("base/a.rs", "#[cfg(test)]\nmod tests;"));
}
