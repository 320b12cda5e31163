//! The `industry` and `radar` commands.

use serde_json::{Value, json};

use crate::harness::control;
use crate::harness::{items, sample_publisher, synced_cli};

#[test]
fn policies_are_filtered_by_sector_and_park() {
    let publisher = sample_publisher();
    let cli = synced_cli(&publisher);
    let industry = cli.json(&["industry"]);
    assert_eq!((industry["sectors"].as_array().unwrap().len(), industry["parks"].as_array().unwrap().len()), (5, 5));
    assert!(industry["stations"].as_array().unwrap().len() >= 5);
    let auto = cli.json(&["industry", "sector", "auto"]);
    assert_eq!(auto["stations"][0]["code"], "station-auto");
    let policies = cli.json(&["industry", "policies", "--sector", "auto", "--limit", "200"]);
    let is_auto = |policy: &Value| policy["sectors"].as_array().unwrap().iter().any(|term| term["code"] == "auto");
    assert!(!items(&policies).is_empty() && items(&policies).iter().all(is_auto));
    let shown = cli.text(&["industry", "park", "etdz"]);
    assert!(shown.contains("联络站") && shown.contains("最新"), "{shown}");
    assert!(cli.text(&["industry", "policies"]).contains("适用"));
    assert_eq!(cli.error(&["industry", "sector", "none"]), ("rejected".into(), "not-found".into()));
}

fn policy(id: &str, deadline: &str) -> Value {
    json!({"id": id, "title": "智能工厂补助", "content_html": "<p>支持数字化改造。</p>", "kind": "policy", "module": "industry",
        "sectors": ["auto"], "parks": ["etdz"],
        "policy": {"issuer": "经开区（样例）", "applies_to": "汽车企业", "deadline": deadline, "contact": "0871-0000-0016"}})
}

#[test]
fn a_radar_rule_matches_new_policies_and_reminds_of_their_deadlines() {
    let publisher = sample_publisher();
    let cli = synced_cli(&publisher);
    assert!(cli.text(&["radar"]).contains("还没有雷达规则"));
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
    let radar = cli.json(&[&["radar", "save"], &rule[..]].concat());
    let id = radar["rules"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(radar["unseen"], 0);
    control(&publisher, "/publish", &policy("p1", "2099-11-30"));
    control(&publisher, "/publish", &policy("p2", "2000-01-01"));
    cli.json(&["sync", "--network", "metered"]);
    let hits = cli.json(&["radar", "hits"]);
    let new: Vec<&Value> = items(&hits).iter().filter(|hit| hit["unseen"] == true).collect();
    assert_eq!(new.len(), 2, "{hits}");
    assert_eq!(cli.json(&["radar"])["unseen"], 2);
    assert_eq!(cli.json(&["home"])["radar_unseen"], 2);
    assert!(cli.text(&["home"]).contains("产业雷达有2条新动态"));
    let reminders = cli.json(&["plans"]);
    let deadline =
        items(&reminders).iter().find(|reminder| reminder["kind"] == "deadline" && reminder["item"] == "p1").unwrap();
    assert!(deadline["title"].as_str().unwrap().contains("智能工厂补助"));
    assert!(items(&reminders).iter().all(|reminder| reminder["item"] != "p2"), "no reminder of a past deadline");
    let calendar = cli.json(&["industry", "calendar", "--sector", "auto", "--days", "400"]);
    assert!(items(&calendar).iter().all(|day| day["day_text"].is_string()));
    cli.json(&["radar", "seen"]);
    assert_eq!(cli.json(&["radar"])["unseen"], 0);

    let file = cli.text(&["radar", "export"]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rules.json");
    std::fs::write(&path, &file).unwrap();
    let path = path.to_str().unwrap();
    assert_eq!(cli.json(&["radar", "import", path])["rules"].as_array().unwrap().len(), 1);
    cli.json(&["radar", "delete", &id]);
    assert_eq!(cli.json(&["radar", "import", path])["rules"].as_array().unwrap().len(), 1);
    std::fs::write(path, "{}").unwrap();
    assert_eq!(cli.error(&["radar", "import", path]), ("rejected".into(), "bad-rules".into()));
    assert_eq!(cli.error(&["radar", "save", "--name", "空"]), ("rejected".into(), "bad-rule".into()));
    let shown = cli.text(&["radar"]);
    assert!(shown.contains("數字化") && shown.contains("截止前3个工作日"), "{shown}");
}
