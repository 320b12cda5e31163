//! The picture in `ARCHITECTURE.md`, enforced: a module imports only modules of a lower layer. Nothing points up, and
//! siblings do not know each other.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// From the ground up. A new topic joins the line of the topics, and nothing else changes here.
const LAYERS: &[&[&str]] = &[
    &["text"],
    &["error", "clock"],
    &["runtime"],
    &["change"],
    &["store", "net"],
    &["article", "likeness", "picture", "setting", "syndication", "workday"],
    &[
        "catalogue",
        "consent",
        "display",
        "hours",
        "incident",
        "kept",
        "listening",
        "marks",
        "media",
        "plan",
        "retention",
        "source",
        "story",
        "sync",
    ],
    &["feed"],
    // The second is the topics' tests' own.
    &["search", "fixture"],
    &["alert", "government", "industry", "party", "service"],
    &["home"],
    &["client"],
];

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// The modules of this crate that a source text names, in `use crate::{a, b::c}` as well as in `crate::a::b`.
fn named(source: &str) -> BTreeSet<String> {
    let code: String = source.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let source = code.as_str();
    let mut modules = BTreeSet::new();
    for (start, _) in source.match_indices("crate::") {
        // `pub(crate)` is not a path, and `$crate` is another crate's.
        let rest = &source[start + "crate::".len()..];
        let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
        if let Some(list) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut part = String::new();
            for c in list.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        modules.insert(word(part.trim()));
                        part.clear();
                        continue;
                    }
                    _ => {}
                }
                part.push(c);
            }
            modules.insert(word(part.trim()));
        } else {
            modules.insert(word(rest));
        }
    }
    modules.remove("");
    modules
}

fn violations(owner: &str, source: &str) -> Vec<String> {
    let Some(own) = layer(owner) else { return vec![format!("{owner} is in no layer")] };
    let wrong = |name: &String| name != owner && layer(name).is_none_or(|layer| layer >= own);
    named(source).into_iter().filter(wrong).map(|name| format!("{owner} imports {name}")).collect()
}

#[test]
fn nothing_points_up_and_siblings_do_not_know_each_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for file in files(&root) {
        let inside = file.strip_prefix(&root).unwrap();
        let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
        let owner = first.trim_end_matches(".rs");
        if !matches!(owner, "lib" | "layers" | "law") {
            found.extend(violations(owner, &fs::read_to_string(&file).unwrap()));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_check_sees_what_it_should() {
    assert_eq!(violations("store", "use crate::client::Client;"), ["store imports client"]);
    assert_eq!(violations("store", "use crate::{error::Result, net::{Net, Reply}};"), ["store imports net"]);
    assert_eq!(violations("sync", "fn f() -> crate::reader::feed::Page {}"), ["sync imports feed"]);
    assert_eq!(violations("feed", "use crate::reader::sync::Apply; pub(crate) fn g() {}"), Vec::<String>::new());
    assert_eq!(violations("store", "/// See [`crate::Client`].\nfn f() {}"), Vec::<String>::new());
    assert_eq!(violations("brand_new", ""), ["brand_new is in no layer"]);
}
