//! The `government` command.

use serde_json::json;

use crate::harness::{items, sample_publisher, synced_cli};

#[test]
fn notices_are_filtered_and_materials_of_a_guide_are_ticked() {
    let publisher = sample_publisher();
    let cli = synced_cli(&publisher);
    let notices = cli.json(&["government", "notices", "--limit", "200"]);
    let notice = items(&notices).iter().find(|notice| notice["document_number"].is_string()).unwrap();
    let number = notice["document_number"].as_str().unwrap();
    let found = cli.json(&["government", "notices", "--number", number]);
    assert!(items(&found).iter().any(|notice_row| notice_row["row"]["id"] == notice["row"]["id"]));
    let shown = cli.text(&["government", "notices", "--number", number]);
    assert!(shown.contains(number) && shown.contains("发文单位"), "{shown}");
    let valid = cli.json(&["government", "notices", "--valid", "--limit", "200"]);
    assert!(items(&valid).len() < items(&notices).len());
    assert!(items(&valid).iter().all(|notice| notice["expired"] == false && notice["replaced_by"] == json!([])));
    assert!(!items(&cli.json(&["government", "issuers"])).is_empty());
    assert!(!items(&cli.json(&["government", "notices", "--party"])).is_empty());

    let guides = cli.json(&["government", "guides"]);
    let id = items(&guides)[0]["id"].as_str().unwrap();
    let guide = cli.json(&["government", "guide", id]);
    let material = guide["materials"][0]["text"].as_str().unwrap();
    let ticked = cli.json(&["government", "guide", id, "--tick", material]);
    assert_eq!(ticked["materials"][0], json!({"text": material, "ticked": true}));
    assert!(cli.text(&["government", "guide", id]).contains("[x]"));
    cli.json(&["government", "guide", id, "--clear"]);
    assert!(!cli.text(&["government", "guide", id]).contains("[x]"));
}
