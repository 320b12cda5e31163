//! The article corpus: `tests/corpus/articles/NAME.html` with the blocks expected of it in `NAME.json`. The outcomes were
//! written from what a reader should see, not from what came out.

use std::path::PathBuf;

use serde_json::Value;
use url::Url;

use super::super::{blocks, excerpt, plain_text, speech};

#[test]
fn every_article_of_the_corpus_becomes_its_blocks() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/corpus/articles");
    let mut names: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("the corpus is in the tree")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "html"))
        .collect();
    names.sort();
    assert!(names.len() >= 150, "{} articles", names.len());
    let mut wrong = Vec::new();
    for path in &names {
        let name = path.file_stem().expect("a file name").to_string_lossy().into_owned();
        let html = std::fs::read_to_string(path).expect("an article in UTF-8");
        let expected = std::fs::read_to_string(path.with_extension("json")).expect("what is expected of it");
        let expected: Value = serde_json::from_str(&expected).expect("valid JSON");
        let base = expected["base"].as_str().map(|base| Url::parse(base).expect("a whole address"));
        let reading = blocks(&html, base.as_ref());
        let got = serde_json::to_value(&reading.blocks).expect("blocks are JSON");
        if got != expected["blocks"] {
            let lines = |value: &Value| -> String {
                value.as_array().into_iter().flatten().map(|block| format!("    {block}\n")).collect()
            };
            let (want, got) = (lines(&expected["blocks"]), lines(&got));
            wrong.push(format!("{name}: {}\n  want\n{want}  got\n{got}", expected["why"].as_str().unwrap_or_default()));
        }
        // What is made of blocks must stand every article as well.
        plain_text(&reading.blocks);
        speech(&reading.blocks);
        excerpt(&html, 80);
    }
    assert!(wrong.is_empty(), "{} of {} articles differ\n{}", wrong.len(), names.len(), wrong.join("\n"));
}
