//! No import circle between files: a file can be understood from itself and the files below it.
//!
//! A `mod.rs` is a file like any other. Declaring its modules and re-exporting their names is not an import; using a name
//! of a child while the child uses one of its own is a circle. Tests may import what they test.

use std::collections::{BTreeMap, BTreeSet};

use super::imports::{SourceTree, read_sources};

/// Groups of files that import each other, directly or through others; each import of a group as a line.
fn circles(tree: &SourceTree) -> Vec<Vec<String>> {
    let mut imports: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for file in tree.files().filter(|file| !tree.is_test(file)) {
        let targets = tree.imports(file).iter().filter_map(|path| tree.definition(path)).collect::<BTreeSet<_>>();
        imports.insert(&file.path, targets.into_iter().filter(|target| *target != file.path).collect());
    }
    let reached: BTreeMap<&str, BTreeSet<&str>> = imports.keys().map(|file| (*file, reach(&imports, file))).collect();
    let mut groups = BTreeSet::new();
    for (file, files) in &reached {
        if files.contains(file) {
            groups.insert(files.iter().copied().filter(|other| reached[other].contains(file)).collect::<BTreeSet<_>>());
        }
    }
    let lines = |group: BTreeSet<&str>| {
        let inside = |file: &&str| imports[file].intersection(&group).copied().collect::<Vec<_>>().join(", ");
        group.iter().map(|file| format!("{file} imports {}", inside(file))).collect()
    };
    groups.into_iter().map(lines).collect()
}

/// Every file that a file imports, directly or through others.
fn reach<'a>(imports: &BTreeMap<&'a str, BTreeSet<&'a str>>, file: &str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&str> = imports[file].iter().copied().collect();
    while let Some(next) = open.pop() {
        if reached.insert(next) {
            open.extend(imports.get(next).into_iter().flatten());
        }
    }
    reached
}

#[test]
fn no_files_import_each_other() {
    let tree = SourceTree::new(&read_sources());
    let count = tree.files().filter(|file| !tree.is_test(file)).count();
    assert!(count > 100, "{count} files are too few to be all of them");
    let found = circles(&tree);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_check_sees_a_circle() {
    let lib = ("lib.rs", "mod a;\nmod b;\nmod c;");
    let check = |files: &[(&str, &str)]| circles(&SourceTree::new(&[&[lib], files].concat()));
    let circle = [["a.rs imports b.rs", "b.rs imports a.rs"]];
    // By a use declaration, by a path in the code, by a module's alias.
    for back in [
        "use crate::{a::X, c};",
        "fn f() { super::a::f(); }",
        "use crate::a;\nfn f() -> a::X {}",
        "use super::a as other;\nfn f() { other::f::<u8>(); }",
    ] {
        assert_eq!(check(&[("a.rs", "use crate::b::Y;"), ("b.rs", back), ("c.rs", "")]), circle, "{back}");
    }
    // Through a third file.
    let long = check(&[("a.rs", "use crate::b::Y;"), ("b.rs", "use crate::c::Z;"), ("c.rs", "use crate::a::X;")]);
    assert_eq!(long, [["a.rs imports b.rs", "b.rs imports c.rs", "c.rs imports a.rs"]]);
    // In a folder: the parent uses its child, which uses its parent.
    let folder = check(&[("a/mod.rs", "mod d;\nuse d::D;\nstruct X;"), ("a/d.rs", "use super::X;\npub struct D;")]);
    assert_eq!(folder, [["a/d.rs imports a/mod.rs", "a/mod.rs imports a/d.rs"]]);
    // A name that is re-exported is the file's that defines it.
    let siblings = [
        ("a/mod.rs", "mod d;\nmod e;\npub(crate) use d::D;\npub use e::{E as F};"),
        ("a/d.rs", "use super::F;"),
        ("a/e.rs", "use crate::a::D;"),
    ];
    assert_eq!(check(&siblings), [["a/d.rs imports a/e.rs", "a/e.rs imports a/d.rs"]]);
}

#[test]
fn the_check_allows_what_is_no_circle() {
    let lib = ("lib.rs", "mod a;\nmod b;\npub use a::X;\npub use b::Y;");
    let check = |files: &[(&str, &str)]| circles(&SourceTree::new(&[&[lib], files].concat()));
    let none = [[""; 0]; 0];
    assert_eq!(
        check(&[("a.rs", "use crate::b::Y;"), ("b.rs", "// use crate::a::X;\nconst S: &str = \"crate::a::X\";")]),
        none
    );
    assert_eq!(check(&[("a/mod.rs", "mod d;\npub(crate) use d::D;\nstruct X;"), ("a/d.rs", "use super::X;")]), none);
    assert_eq!(
        check(&[("a.rs", "use crate::b::Y;\n#[cfg(test)]\nmod tests;"), ("a/tests.rs", "use super::*;"), ("b.rs", "")]),
        none
    );
    let fakes = [
        ("a/mod.rs", "#[cfg(test)]\npub(crate) mod fakes;\nstruct X;\nfn f() -> fakes::F {}"),
        ("a/fakes.rs", "use super::X;"),
    ];
    assert_eq!(check(&fakes), none);
    // A module and a function of its parent may have the same name.
    assert_eq!(
        check(&[("a/mod.rs", "mod d;\nmod e;\npub use d::d;"), ("a/d.rs", ""), ("a/e.rs", "use super::d;")]),
        none
    );
}
