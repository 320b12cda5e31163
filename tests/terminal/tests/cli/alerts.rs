//! The `alert` command.

use serde_json::json;

use crate::harness::{control, sample_publisher, synced_cli};

#[test]
fn an_alert_is_confirmed_and_an_exercise_is_labelled() {
    let publisher = sample_publisher();
    let cli = synced_cli(&publisher);
    assert!(cli.text(&["alert"]).contains("没有有效的预警"));
    let alert = |status: &str| {
        json!({"id": status, "title": "大风预警", "content_html": "<p>请关好门窗。</p>", "kind": "alert", "module": "alert",
            "published": "2026-11-20T08:00:00+08:00",
            "alert": {"identifier": status, "status": status, "msg_type": "Alert", "scope": "Public", "event": "大风",
                "category": "Met", "urgency": "Expected", "severity": "Moderate", "certainty": "Likely",
                "areas": ["杨林镇"], "references": [], "acknowledge": true,
                "effective": "2000-01-01T00:00:00Z", "expires": "2000-01-02T00:00:00Z"}})
    };
    // The alert has expired: it is shown by its id, but not in the list of alerts in force.
    control(&publisher, "/publish", &alert("Exercise"));
    cli.json(&["sync", "--network", "metered"]);
    let shown = cli.text(&["alert", "Exercise"]);
    assert!(shown.contains("【演练】大风预警") && shown.contains("已过期"), "{shown}");
    assert!(cli.text(&["alert", "--confirm", "Exercise"]).contains("没有有效的预警"));
    assert!(cli.text(&["alert", "Exercise"]).contains("您已确认看到"));
    assert_eq!(cli.error(&["alert", "never-was"]), ("rejected".into(), "not-found".into()));
}
