//! 党建, 离线 and 首页 at a terminal.

use serde_json::json;

use crate::person::order;
use crate::topics::{items, publisher, reader};

#[test]
fn a_series_is_read_from_where_the_person_was() {
    let publisher = publisher();
    let person = reader(&publisher);
    let series = person.json(&["party"]);
    let name = items(&series)[0]["name"].as_str().unwrap();
    let study = person.json(&["party", "study", name]);
    let chapters = study["chapters"].as_array().unwrap();
    assert_eq!(study["go_on"], chapters[0]["row"]["id"]);
    let second = chapters[1]["row"]["id"].as_str().unwrap();
    person.json(&["read", second]);
    person.json(&["mark", second, "--place", "2:300"]);
    assert_eq!(person.json(&["party", "study", name])["go_on"], second);
    let shown = person.reads(&["party", "study", name]);
    assert!(shown.contains("← 接着看") && shown.contains("1. "), "{shown}");
    assert_eq!(person.fails(&["party", "study", "没有"]), ("rejected".into(), "not-found".into()));

    let all = [person.json(&["party", "activities"]), person.json(&["party", "activities", "--past"])];
    let id = all.iter().flat_map(items).next().unwrap()["row"]["id"].as_str().unwrap().to_owned();
    let shown = person.reads(&["party", "activity", &id]);
    assert!(shown.contains("地点") && shown.contains("联系"), "{shown}");
}

#[test]
fn a_series_and_a_paper_are_kept_offline() {
    let publisher = publisher();
    let person = reader(&publisher);
    assert!(person.reads(&["offline"]).contains("没有离线保存的内容"));
    let notices = person.json(&["government", "notices", "--limit", "200"]);
    let ids = items(&notices).iter().map(|notice| notice["row"]["id"].as_str().unwrap().to_owned());
    let with_paper = |id: &String| person.json(&["read", id, "--peek"])["documents"] != json!([]);
    let id = ids.into_iter().find(with_paper).unwrap();
    assert_eq!(person.fails(&["offline", "fetch", &id]), ("rejected".into(), "bad-request".into()));
    person.json(&["offline", "keep", &id]);
    person.json(&["offline", "keep", "--series", "支部工作小课堂"]);
    person.json(&["offline", "fetch", &id]);
    let article = person.json(&["read", &id, "--peek"]);
    let file = article["documents"][0]["file"].as_str().unwrap();
    assert!(std::fs::metadata(file).is_ok() && person.reads(&["read", &id, "--peek"]).contains(file));
    assert_eq!(person.json(&["storage"])["documents"], 1);
    let kept = person.json(&["offline"]);
    assert_eq!(items(&kept).len(), 2);
    assert!(person.reads(&["offline"]).contains("支部工作小课堂"));
    person.json(&["offline", "drop", &id]);
    assert!(std::fs::metadata(file).is_err());
}

#[test]
fn the_front_page_follows_what_the_person_subscribes() {
    let publisher = publisher();
    let person = reader(&publisher);
    let first = |home: &serde_json::Value| home["sections"][0]["module"]["code"].as_str().unwrap().to_owned();
    let home = person.json(&["home"]);
    assert_eq!(first(&home), "news");
    let unread = home["unread_total"].as_u64().unwrap();
    assert!(unread > 50);
    person.json(&["read", home["latest"][0]["id"].as_str().unwrap()]);
    assert_eq!(person.json(&["home"])["unread_total"], unread - 1);
    let places = ["--order", "channel:tv", "module:party", "--show", "channel:tv", "--hide", "module:news"];
    let sections_of = person.json(&[&["home", "arrange"], &places[..], &["--mute", "module:party"]].concat());
    assert_eq!(items(&sections_of)[0]["code"], "tv");
    let home = person.json(&["home"]);
    assert_eq!((first(&home), &home["sections"][1]["muted"]), ("tv".into(), &json!(true)));
    assert_eq!(home["sections"][1]["unread"], 0);
    let shown = person.reads(&["home"]);
    assert!(shown.contains("（已静音）") && shown.contains("条未读"), "{shown}");
    assert!(person.reads(&["home", "arrange"]).contains("未订阅"));

    let now = time::OffsetDateTime::now_utc().replace_nanosecond(0).unwrap();
    let text = |time: time::OffsetDateTime| time.format(&time::format_description::well_known::Rfc3339).unwrap();
    let (effective, expires) = (text(now - time::Duration::minutes(5)), text(now + time::Duration::hours(3)));
    let order_of = json!({"id": "alert-1", "title": "大风预警", "content_html": "<p>关窗。</p>", "kind": "alert", "module": "alert",
        "alert": {"identifier": "a1", "status": "Actual", "msg_type": "Alert", "scope": "Public", "event": "大风",
            "category": "Met", "urgency": "Expected", "severity": "Severe", "certainty": "Likely", "headline": "大风橙色预警",
            "areas": ["杨林镇"], "references": [], "effective": effective, "expires": expires}});
    order(&publisher, "/publish", &order_of);
    person.json(&["sync", "--network", "metered"]);
    assert!(person.reads(&["home"]).trim_start().starts_with("大风橙色预警"));
    assert!(person.reads(&["plans"]).contains("大风橙色预警"));
}
