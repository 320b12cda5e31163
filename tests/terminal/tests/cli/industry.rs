//! 产业 and the radar at a terminal.

use serde_json::{Value, json};

use crate::person::order;
use crate::topics::{items, publisher, reader};

#[test]
fn policies_are_found_by_sector_park_and_day() {
    let publisher = publisher();
    let person = reader(&publisher);
    let industry = person.json(&["industry"]);
    assert_eq!((industry["sectors"].as_array().unwrap().len(), industry["parks"].as_array().unwrap().len()), (5, 5));
    assert!(industry["stations"].as_array().unwrap().len() >= 5);
    let auto = person.json(&["industry", "sector", "auto"]);
    assert_eq!(auto["stations"][0]["code"], "station-auto");
    let policies = person.json(&["industry", "policies", "--sector", "auto", "--limit", "200"]);
    let of = |policy: &Value| policy["sectors"].as_array().unwrap().iter().any(|term| term["code"] == "auto");
    assert!(!items(&policies).is_empty() && items(&policies).iter().all(of));
    let shown = person.reads(&["industry", "park", "etdz"]);
    assert!(shown.contains("联络站") && shown.contains("最新"), "{shown}");
    assert!(person.reads(&["industry", "policies"]).contains("适用"));
    assert_eq!(person.fails(&["industry", "sector", "none"]), ("rejected".into(), "not-found".into()));
}

fn policy(id: &str, deadline: &str) -> Value {
    json!({"id": id, "title": "智能工厂补助", "content_html": "<p>支持数字化改造。</p>", "kind": "policy", "module": "industry",
        "sectors": ["auto"], "parks": ["etdz"],
        "policy": {"issuer": "经开区（样例）", "applies_to": "汽车企业", "deadline": deadline, "contact": "0871-0000-0016"}})
}

#[test]
fn a_rule_finds_what_comes_and_reminds_of_its_day() {
    let publisher = publisher();
    let person = reader(&publisher);
    assert!(person.reads(&["radar"]).contains("还没有雷达规则"));
    let rule = [
        "--name",
        "改造",
        "--sector",
        "auto",
        "--kind",
        "policy",
        "--word",
        "數字化",
        "--without",
        "招聘",
        "--remind",
        "3",
    ];
    let radar = person.json(&[&["radar", "save"], &rule[..]].concat());
    let id = radar["rules"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(radar["unseen"], 0);
    order(&publisher, "/publish", &policy("p1", "2099-11-30"));
    order(&publisher, "/publish", &policy("p2", "2000-01-01"));
    person.json(&["sync", "--network", "metered"]);
    let hits = person.json(&["radar", "hits"]);
    let new: Vec<&Value> = items(&hits).iter().filter(|hit| hit["unseen"] == true).collect();
    assert_eq!(new.len(), 2, "{hits}");
    assert_eq!(person.json(&["radar"])["unseen"], 2);
    assert_eq!(person.json(&["home"])["radar_unseen"], 2);
    assert!(person.reads(&["home"]).contains("产业雷达有2条新动态"));
    let plans = person.json(&["plans"]);
    let deadline = items(&plans).iter().find(|plan| plan["kind"] == "deadline" && plan["item"] == "p1").unwrap();
    assert!(deadline["title"].as_str().unwrap().contains("智能工厂补助"));
    assert!(items(&plans).iter().all(|plan| plan["item"] != "p2"), "what is over is no reminder");
    let calendar = person.json(&["industry", "calendar", "--sector", "auto", "--days", "400"]);
    assert!(items(&calendar).iter().all(|day| day["day_text"].is_string()));
    person.json(&["radar", "seen"]);
    assert_eq!(person.json(&["radar"])["unseen"], 0);

    let file = person.reads(&["radar", "export"]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rules.json");
    std::fs::write(&path, &file).unwrap();
    let path = path.to_str().unwrap();
    assert_eq!(person.json(&["radar", "import", path])["rules"].as_array().unwrap().len(), 1);
    person.json(&["radar", "delete", &id]);
    assert_eq!(person.json(&["radar", "import", path])["rules"].as_array().unwrap().len(), 1);
    std::fs::write(path, "{}").unwrap();
    assert_eq!(person.fails(&["radar", "import", path]), ("rejected".into(), "bad-rules".into()));
    assert_eq!(person.fails(&["radar", "save", "--name", "空"]), ("rejected".into(), "bad-rule".into()));
    let shown = person.reads(&["radar"]);
    assert!(shown.contains("數字化") && shown.contains("截止前3个工作日"), "{shown}");
}
