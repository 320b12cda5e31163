//! The article corpus: `tests/corpus/articles/NAME.html` with the expected blocks in `NAME.json`. The expected blocks were
//! written from what a reader should see, not copied from the output.

use std::path::PathBuf;

use serde_json::Value;
use url::Url;

use super::super::{excerpt, parse_html, plain_text, speech};

#[test]
fn corpus_articles_are_parsed_to_the_expected_blocks() {
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
        let expected =
            std::fs::read_to_string(path.with_extension("json")).expect("the expected blocks of the article");
        let expected: Value = serde_json::from_str(&expected).expect("valid JSON");
        let base = expected["base"].as_str().map(|base| Url::parse(base).expect("a whole address"));
        let article = parse_html(&html, base.as_ref());
        let got = serde_json::to_value(&article.blocks).expect("blocks are JSON");
        if got != expected["blocks"] {
            let lines = |value: &Value| -> String {
                value.as_array().into_iter().flatten().map(|block| format!("    {block}\n")).collect()
            };
            let (want, got) = (lines(&expected["blocks"]), lines(&got));
            wrong.push(format!("{name}: {}\n  want\n{want}  got\n{got}", expected["why"].as_str().unwrap_or_default()));
        }
        // What works on blocks must not panic on any article.
        plain_text(&article.blocks);
        speech(&article.blocks);
        excerpt(&html, 80);
    }
    assert!(wrong.is_empty(), "{} of {} articles differ\n{}", wrong.len(), names.len(), wrong.join("\n"));
}
