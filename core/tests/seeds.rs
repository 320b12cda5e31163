//! What the fuzzer once found worth keeping is checked on every run of the tests, as the fuzzer checks it but without its
//! clock: `fuzz/run` says the rest. The corpus, from which the fuzzer starts, is held to the same.

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

#[path = "../../fuzz/checks/article.rs"]
mod article;
#[path = "../../fuzz/checks/date.rs"]
mod date;
#[path = "../../fuzz/checks/feed.rs"]
mod feed;
#[path = "../../fuzz/checks/page.rs"]
mod page;

/// Replays every file of the folders, and names those that do not hold.
#[track_caller]
fn replay(folders: &[&str], hold: fn(&[u8])) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut wrong = Vec::new();
    for folder in folders {
        let mut files: Vec<_> = fs::read_dir(root.join(folder))
            .expect("the folder is in the tree")
            .map(|entry| entry.expect("a readable folder").path())
            .collect();
        files.sort();
        assert!(files.len() >= 20, "{} files in {folder}", files.len());
        for file in files {
            let data = fs::read(&file).expect("a readable file");
            if catch_unwind(|| hold(&data)).is_err() {
                wrong.push(file);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn feeds() {
    replay(&["fuzz/seeds/feed", "tests/corpus/feeds"], |data| feed::check(data, &feed::read(data)));
}

#[test]
fn dates() {
    replay(&["fuzz/seeds/date"], |data| date::check(data, &date::read(data)));
}

#[test]
fn articles() {
    replay(&["fuzz/seeds/article", "tests/corpus/articles"], |data| article::check(data, &article::read(data)));
}

#[test]
fn pages() {
    replay(&["fuzz/seeds/page"], |data| page::check(data, &page::read(data)));
}
