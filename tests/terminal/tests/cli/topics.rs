//! 应急, 服务, 政务 and 投诉建议 at a terminal.

use serde_json::{Value, json};
use songming_publisher::{Handle, Options, sample_content, start};

use crate::person::{Person, order};

pub(crate) fn publisher() -> Handle {
    start(Options { content: Some(sample_content()), page_size: 500, ..Options::default() }).unwrap()
}

pub(crate) fn reader(publisher: &Handle) -> Person {
    let person = Person::reading(publisher);
    person.consents();
    person.json(&["sync", "--network", "metered"]);
    person
}

pub(crate) fn items(answer: &Value) -> &Vec<Value> {
    answer["items"].as_array().unwrap()
}

#[test]
fn an_appeal_is_written_sent_and_followed() {
    let publisher = publisher();
    let person = reader(&publisher);
    let words = ["--kind", "complaint", "--title", "三号路灯不亮", "--text", "样例路的路灯三天没有亮。"];
    let draft = person.json(&[&["appeal", "write"], &words[..]].concat());
    let id = draft["id"].as_str().unwrap();
    assert_eq!((&draft["state"], &draft["kind"]), (&json!("draft"), &json!("complaint")));
    let queued = person.json(&["appeal", "send", id, "--network", "offline"]);
    assert_eq!(queued["state"], "queued");
    let refreshed = person.json(&["appeal", "refresh"]);
    let number = items(&refreshed)[0]["number"].as_str().unwrap().to_owned();
    assert_eq!(person.fails(&["appeal", "delete", id]), ("rejected".into(), "appeal-open".into()));

    order(&publisher, "/appeal", &json!({"number": number, "stage": "answered", "text": "已经修好。"}));
    person.json(&["appeal", "refresh"]);
    let shown = person.reads(&["appeal", "show", id]);
    for expected in ["三号路灯不亮", "投诉", "已答复", &number, "查询码", "已经修好。"] {
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
    person.json(&["appeal", "delete", id]);
    assert!(person.reads(&["appeal"]).contains("还没有写过诉求"));
    assert_eq!(person.fails(&["appeal", "show", id]), ("rejected".into(), "not-found".into()));
}

#[test]
fn notices_and_guides_are_found_and_ticked_off() {
    let publisher = publisher();
    let person = reader(&publisher);
    let notices = person.json(&["government", "notices", "--limit", "200"]);
    let notice = items(&notices).iter().find(|notice| notice["document_number"].is_string()).unwrap();
    let number = notice["document_number"].as_str().unwrap();
    let found = person.json(&["government", "notices", "--number", number]);
    assert!(items(&found).iter().any(|one| one["row"]["id"] == notice["row"]["id"]));
    let shown = person.reads(&["government", "notices", "--number", number]);
    assert!(shown.contains(number) && shown.contains("发文单位"), "{shown}");
    let valid = person.json(&["government", "notices", "--valid", "--limit", "200"]);
    assert!(items(&valid).len() < items(&notices).len());
    assert!(items(&valid).iter().all(|one| one["expired"] == false && one["replaced_by"] == json!([])));
    assert!(!items(&person.json(&["government", "issuers"])).is_empty());
    assert!(!items(&person.json(&["government", "notices", "--party"])).is_empty());

    let guides = person.json(&["government", "guides"]);
    let id = items(&guides)[0]["id"].as_str().unwrap();
    let guide = person.json(&["government", "guide", id]);
    let material = guide["materials"][0]["text"].as_str().unwrap();
    let ticked = person.json(&["government", "guide", id, "--tick", material]);
    assert_eq!(ticked["materials"][0], json!({"text": material, "ticked": true}));
    assert!(person.reads(&["government", "guide", id]).contains("[x]"));
    person.json(&["government", "guide", id, "--clear"]);
    assert!(!person.reads(&["government", "guide", id]).contains("[x]"));
}

#[test]
fn the_directory_is_read_by_category_and_by_distance() {
    let publisher = publisher();
    let person = reader(&publisher);
    let categories = person.json(&["service", "--categories"]);
    let code = items(&categories)[0]["term"]["code"].as_str().unwrap();
    let entries = person.json(&["service", code]);
    assert!(items(&entries).iter().all(|entry| entry["category"]["code"] == code));
    let near = person.json(&["service", "--near", "25.34,103.04"]);
    let distances: Vec<u64> = items(&near).iter().filter_map(|entry| entry["distance"].as_u64()).collect();
    assert!(distances.len() > 3 && distances.is_sorted(), "{distances:?}");
    assert_eq!(person.fails(&["service", "--near", "91,0"]), ("rejected".into(), "bad-request".into()));
    assert!(person.reads(&["service", code]).contains("电话"));
}

#[test]
fn an_alert_is_confirmed_and_an_exercise_says_what_it_is() {
    let publisher = publisher();
    let person = reader(&publisher);
    assert!(person.reads(&["alert"]).contains("没有有效的预警"));
    let alert = |status: &str| {
        json!({"id": status, "title": "大风预警", "content_html": "<p>请关好门窗。</p>", "kind": "alert", "module": "alert",
            "published": "2026-11-20T08:00:00+08:00",
            "alert": {"identifier": status, "status": status, "msg_type": "Alert", "scope": "Public", "event": "大风",
                "category": "Met", "urgency": "Expected", "severity": "Moderate", "certainty": "Likely",
                "areas": ["杨林镇"], "references": [], "acknowledge": true,
                "effective": "2000-01-01T00:00:00Z", "expires": "2000-01-02T00:00:00Z"}})
    };
    // Long over: known by its item, and in no list of what holds.
    order(&publisher, "/publish", &alert("Exercise"));
    person.json(&["sync", "--network", "metered"]);
    let shown = person.reads(&["alert", "Exercise"]);
    assert!(shown.contains("【演练】大风预警") && shown.contains("已过期"), "{shown}");
    assert!(person.reads(&["alert", "--confirm", "Exercise"]).contains("没有有效的预警"));
    assert!(person.reads(&["alert", "Exercise"]).contains("您已确认看到"));
    assert_eq!(person.fails(&["alert", "nobody"]), ("rejected".into(), "not-found".into()));
}
