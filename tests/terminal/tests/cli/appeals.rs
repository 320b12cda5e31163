//! The `appeal` command.

use serde_json::json;

use crate::harness::{control, items, sample_publisher, synced_cli};

#[test]
fn an_appeal_is_saved_sent_and_refreshed() {
    let publisher = sample_publisher();
    let cli = synced_cli(&publisher);
    let words = ["--kind", "complaint", "--title", "三号路灯不亮", "--text", "样例路的路灯三天没有亮。"];
    let draft = cli.json(&[&["appeal", "write"], &words[..]].concat());
    let id = draft["id"].as_str().unwrap();
    assert_eq!((&draft["state"], &draft["kind"]), (&json!("draft"), &json!("complaint")));
    let queued = cli.json(&["appeal", "send", id, "--network", "offline"]);
    assert_eq!(queued["state"], "queued");
    let refreshed = cli.json(&["appeal", "refresh"]);
    let number = items(&refreshed)[0]["number"].as_str().unwrap().to_owned();
    assert_eq!(cli.error(&["appeal", "delete", id]), ("rejected".into(), "appeal-open".into()));

    control(&publisher, "/appeal", &json!({"number": number, "stage": "answered", "text": "已经修好。"}));
    cli.json(&["appeal", "refresh"]);
    let shown = cli.text(&["appeal", "show", id]);
    for expected in ["三号路灯不亮", "投诉", "已答复", &number, "查询码", "已经修好。"] {
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
    cli.json(&["appeal", "delete", id]);
    assert!(cli.text(&["appeal"]).contains("还没有写过诉求"));
    assert_eq!(cli.error(&["appeal", "show", id]), ("rejected".into(), "not-found".into()));
}
