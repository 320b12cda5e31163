//! The `offline` command.

use serde_json::json;

use crate::harness::{items, sample_publisher, synced_cli};

#[test]
fn a_series_and_a_notice_with_its_documents_are_kept_offline() {
    let publisher = sample_publisher();
    let cli = synced_cli(&publisher);
    assert!(cli.text(&["offline"]).contains("没有离线保存的内容"));
    let notices = cli.json(&["government", "notices", "--limit", "200"]);
    let ids = items(&notices).iter().map(|notice| notice["row"]["id"].as_str().unwrap().to_owned());
    let has_documents = |id: &String| cli.json(&["read", id, "--peek"])["documents"] != json!([]);
    let id = ids.into_iter().find(has_documents).unwrap();
    assert_eq!(cli.error(&["offline", "fetch", &id]), ("rejected".into(), "bad-request".into()));
    cli.json(&["offline", "keep", &id]);
    cli.json(&["offline", "keep", "--series", "支部工作小课堂"]);
    cli.json(&["offline", "fetch", &id]);
    let article = cli.json(&["read", &id, "--peek"]);
    let file = article["documents"][0]["file"].as_str().unwrap();
    assert!(std::fs::metadata(file).is_ok() && cli.text(&["read", &id, "--peek"]).contains(file));
    assert_eq!(cli.json(&["storage"])["documents"], 1);
    let entries = cli.json(&["offline"]);
    assert_eq!(items(&entries).len(), 2);
    assert!(cli.text(&["offline"]).contains("支部工作小课堂"));
    cli.json(&["offline", "drop", &id]);
    assert!(std::fs::metadata(file).is_err());
}
