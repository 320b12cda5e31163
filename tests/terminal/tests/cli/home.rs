//! The `home` and `plans` commands.

use serde_json::json;
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use crate::harness::{control, items, sample_publisher, synced_cli};

#[test]
fn the_home_page_follows_its_section_settings() {
    let publisher = sample_publisher();
    let cli = synced_cli(&publisher);
    let first_section = |home: &serde_json::Value| home["sections"][0]["module"]["code"].as_str().unwrap().to_owned();
    let home = cli.json(&["home"]);
    assert_eq!(first_section(&home), "news");
    let unread = home["unread_total"].as_u64().unwrap();
    assert!(unread > 50);
    cli.json(&["read", home["latest"][0]["id"].as_str().unwrap()]);
    assert_eq!(cli.json(&["home"])["unread_total"], unread - 1);
    let changes = ["--order", "channel:tv", "module:party", "--show", "channel:tv", "--hide", "module:news"];
    let sections = cli.json(&[&["home", "arrange"], &changes[..], &["--mute", "module:party"]].concat());
    assert_eq!(items(&sections)[0]["code"], "tv");
    let home = cli.json(&["home"]);
    assert_eq!((first_section(&home), &home["sections"][1]["muted"]), ("tv".into(), &json!(true)));
    assert_eq!(home["sections"][1]["unread"], 0);
    let shown = cli.text(&["home"]);
    assert!(shown.contains("（已静音）") && shown.contains("条未读"), "{shown}");
    assert!(cli.text(&["home", "arrange"]).contains("未订阅"));

    let now = OffsetDateTime::now_utc().replace_nanosecond(0).unwrap();
    let rfc3339 = |time: OffsetDateTime| time.format(&Rfc3339).unwrap();
    let (effective, expires) = (rfc3339(now - Duration::minutes(5)), rfc3339(now + Duration::hours(3)));
    let alert = json!({"id": "alert-1", "title": "大风预警", "content_html": "<p>关窗。</p>", "kind": "alert", "module": "alert",
        "alert": {"identifier": "a1", "status": "Actual", "msg_type": "Alert", "scope": "Public", "event": "大风",
            "category": "Met", "urgency": "Expected", "severity": "Severe", "certainty": "Likely", "headline": "大风橙色预警",
            "areas": ["杨林镇"], "references": [], "effective": effective, "expires": expires}});
    control(&publisher, "/publish", &alert);
    cli.json(&["sync", "--network", "metered"]);
    assert!(cli.text(&["home"]).trim_start().starts_with("大风橙色预警"));
    assert!(cli.text(&["plans"]).contains("大风橙色预警"));
}
