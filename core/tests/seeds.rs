//! Replays the fuzzer's seeds (`fuzz/seeds`) and the corpora it starts from, with the checks of `fuzz/checks` but without its
//! limit on time. `fuzz/run` says how the seeds are renewed.

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

#[path = "../../fuzz/checks/article.rs"]
mod article;
#[path = "../../fuzz/checks/date.rs"]
mod date;
#[path = "../../fuzz/checks/feed.rs"]
mod feed;
#[path = "../../fuzz/checks/metadata.rs"]
mod metadata;
#[path = "../../fuzz/checks/page.rs"]
mod page;

/// Checks every file of the folders, and lists those that fail.
#[track_caller]
fn replay(folders: &[&str], check: fn(&[u8])) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut failed = Vec::new();
    for folder in folders {
        let mut files: Vec<_> = fs::read_dir(root.join(folder))
            .expect("the folder is in the repository")
            .map(|entry| entry.expect("a readable folder").path())
            .collect();
        files.sort();
        assert!(files.len() >= 20, "{} files in {folder}", files.len());
        for file in files {
            let data = fs::read(&file).expect("a readable file");
            if catch_unwind(|| check(&data)).is_err() {
                failed.push(file);
            }
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
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

#[test]
fn media() {
    replay(&["fuzz/seeds/metadata"], |data| metadata::check(data, &metadata::read(data)));
}
