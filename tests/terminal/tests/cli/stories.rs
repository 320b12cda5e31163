//! 一事一卡: one story is one row, with its versions, its timeline and its corrections.

use serde_json::{Value, json};
use songming_publisher::{Options, sample_content, start};

use crate::person::{Person, order};

/// A flash of one channel, and the full reports of two others.
const FLASH: &str = "sm-20261103-001";
const FULL: &str = "sm-20261103-002";
const LATER: &str = "sm-20261104-001";

fn events(story: &Value) -> Vec<(&str, &str)> {
    let timeline = story["timeline"].as_array().unwrap();
    assert!(timeline.iter().all(|event| event["time"].as_str().unwrap().ends_with('Z')), "{story}");
    timeline.iter().map(|event| (event["stage"].as_str().unwrap(), event["row"]["id"].as_str().unwrap())).collect()
}

#[test]
fn a_flash_and_its_full_reports_are_one_card() {
    let publisher = start(Options { content: Some(sample_content()), ..Options::default() }).unwrap();
    let person = Person::reading(&publisher);
    person.consents();
    person.json(&["sync", "--network", "metered"]);

    let expected = [("flash", FLASH), ("full", FULL), ("full", LATER)];
    for id in [FLASH, FULL, LATER] {
        let story = person.json(&["story", id]);
        assert_eq!((&story["front"]["id"], events(&story)), (&json!(FULL), expected.to_vec()), "{id}");
        assert_eq!(story["sources"], json!(["嵩明头条号", "嵩明县人民政府网", "嵩明电视台"]));
    }
    let shown = person.reads(&["story", FLASH]);
    assert!(shown.contains("刊出：嵩明头条号、嵩明县人民政府网、嵩明电视台"), "{shown}");
    let flash = shown.find("〔快讯〕").expect("it began with a flash");
    assert!(flash < shown.find("〔报道〕").unwrap(), "{shown}");

    let list = person.json(&["list", "--limit", "200"]);
    let rows = list["items"].as_array().unwrap();
    let card: Vec<&Value> = rows.iter().filter(|row| row["story"] == "story-auto-line").collect();
    assert_eq!(card.len(), 1, "one row for one story");
    assert_eq!((&card[0]["id"], &card[0]["versions"]), (&json!(FULL), &json!(3)));
    assert_eq!(card[0]["also_in"], json!(["嵩明头条号", "嵩明电视台"]));
    let shown = person.reads(&["list", "--limit", "200"]);
    assert!(shown.contains("另见：嵩明头条号、嵩明电视台（共 3 个版本）"), "{shown}");
    let versions = person.json(&["list", "--story", "story-auto-line"]);
    assert_eq!(versions["items"].as_array().unwrap().len(), 3);

    // One card has one state.
    person.json(&["read", FLASH]);
    assert_eq!(person.json(&["story", LATER])["front"]["read"], true);
    person.json(&["mark", LATER, "--unread"]);
    assert_eq!(person.json(&["story", FLASH])["front"]["read"], false);
    assert_eq!(person.fails(&["story", "never-was"]), ("rejected".into(), "not-found".into()));
}

#[test]
fn an_item_that_is_alone_is_a_story_of_one_version() {
    let publisher = start(Options { synthetic: Some(1), ..Options::default() }).unwrap();
    let person = Person::reading(&publisher);
    person.consents();
    person.json(&["sync"]);
    let story = person.json(&["story", "synthetic-000001"]);
    assert_eq!(events(&story), [("full", "synthetic-000001")]);
    assert!(story["front"]["story"].is_null());
}

#[test]
fn a_correction_says_when_why_and_what() {
    let publisher = start(Options { content: Some(sample_content()), page_size: 5, ..Options::default() }).unwrap();
    let person = Person::reading(&publisher);
    person.consents();
    let published = order(
        &publisher,
        "/publish",
        &json!({
            "title": "集市改期", "kind": "article", "module": "news", "channel": "website",
            "published": "2026-11-22T22:00:00+08:00",
            "content_html": "<p>集市定于周六举行。地点在文化广场。</p><p>停车在东门。</p>",
        }),
    );
    let id = published["id"].as_str().unwrap();
    person.json(&["sync", "--pictures-mb", "0"]);
    let html = "<p>集市定于周日举行。地点在文化广场。请自备购物袋。</p>";
    let correction = json!({"reason": "日期有误", "time": "2026-11-22T23:00:00+08:00"});
    order(&publisher, "/revise", &json!({"id": id, "content_html": html, "correction": correction}));
    person.json(&["sync", "--pictures-mb", "0"]);

    let read = person.json(&["read", id]);
    assert_eq!(read["correction"]["time"], "2026-11-22T15:00:00Z");
    assert_eq!(read["correction"]["reason"], "日期有误");
    let expected = json!([
        {"before": "集市定于周六举行。", "after": "集市定于周日举行。"},
        {"before": "", "after": "请自备购物袋。"},
        {"before": "停车在东门。", "after": ""},
    ]);
    let (before, after) = sides(&read["correction"]["changes"]);
    assert_eq!((before, after), sides(&expected), "{}", read["correction"]);
    let shown = person.reads(&["read", id]);
    for line in ["! 更正（", "! 原文：集市定于周六举行。", "! 改为：集市定于周日举行。"] {
        assert!(shown.contains(line), "{line} is not in {shown}");
    }
    let story = person.json(&["story", id]);
    assert_eq!(events(&story), [("full", id), ("correction", id)]);
    assert_eq!(story["timeline"][1]["reason"], "日期有误");
    assert!(person.reads(&["story", id]).contains("〔更正〕日期有误"));
}

/// What was, and what is: how the changes between are cut is not this program's.
fn sides(changes: &Value) -> (String, String) {
    let side = |name: &str| changes.as_array().unwrap().iter().map(|one| one[name].as_str().unwrap()).collect();
    (side("before"), side("after"))
}
