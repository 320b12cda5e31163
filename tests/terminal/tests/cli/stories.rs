//! The `story` command: one row for all versions of a story, with its timeline and its corrections.

use serde_json::{Value, json};
use songming_publisher::{Options, sample_content, start};

use crate::cli::Cli;
use crate::harness::control;

/// A flash of one channel and the full reports of two others.
const FLASH: &str = "sm-20261103-001";
const FULL: &str = "sm-20261103-002";
const LATER: &str = "sm-20261104-001";

fn events(story: &Value) -> Vec<(&str, &str)> {
    let timeline = story["timeline"].as_array().unwrap();
    assert!(timeline.iter().all(|event| event["time"].as_str().unwrap().ends_with('Z')), "{story}");
    timeline.iter().map(|event| (event["stage"].as_str().unwrap(), event["row"]["id"].as_str().unwrap())).collect()
}

#[test]
fn a_flash_and_its_full_reports_are_one_story() {
    let publisher = start(Options { content: Some(sample_content()), ..Options::default() }).unwrap();
    let cli = Cli::with_publisher(&publisher);
    cli.accept_consent();
    cli.json(&["sync", "--network", "metered"]);

    let expected = [("flash", FLASH), ("full", FULL), ("full", LATER)];
    for id in [FLASH, FULL, LATER] {
        let story = cli.json(&["story", id]);
        assert_eq!((&story["front"]["id"], events(&story)), (&json!(FULL), expected.to_vec()), "{id}");
        assert_eq!(story["sources"], json!(["嵩明头条号", "嵩明县人民政府网", "嵩明电视台"]));
    }
    let shown = cli.text(&["story", FLASH]);
    assert!(shown.contains("刊出：嵩明头条号、嵩明县人民政府网、嵩明电视台"), "{shown}");
    let flash = shown.find("〔快讯〕").expect("the timeline has the flash");
    assert!(flash < shown.find("〔报道〕").unwrap(), "{shown}");

    let list = cli.json(&["list", "--limit", "200"]);
    let rows = list["items"].as_array().unwrap();
    let story_rows: Vec<&Value> = rows.iter().filter(|row| row["story"] == "story-auto-line").collect();
    assert_eq!(story_rows.len(), 1, "one row for one story");
    assert_eq!((&story_rows[0]["id"], &story_rows[0]["versions"]), (&json!(FULL), &json!(3)));
    assert_eq!(story_rows[0]["also_in"], json!(["嵩明头条号", "嵩明电视台"]));
    let shown = cli.text(&["list", "--limit", "200"]);
    assert!(shown.contains("另见：嵩明头条号、嵩明电视台（共 3 个版本）"), "{shown}");
    let versions = cli.json(&["list", "--story", "story-auto-line"]);
    assert_eq!(versions["items"].as_array().unwrap().len(), 3);

    // All versions share their marks.
    cli.json(&["read", FLASH]);
    assert_eq!(cli.json(&["story", LATER])["front"]["read"], true);
    cli.json(&["mark", LATER, "--unread"]);
    assert_eq!(cli.json(&["story", FLASH])["front"]["read"], false);
    assert_eq!(cli.error(&["story", "never-was"]), ("rejected".into(), "not-found".into()));
}

#[test]
fn an_item_without_other_versions_is_a_story() {
    let publisher = start(Options { synthetic: Some(1), ..Options::default() }).unwrap();
    let cli = Cli::with_publisher(&publisher);
    cli.accept_consent();
    cli.json(&["sync"]);
    let story = cli.json(&["story", "synthetic-000001"]);
    assert_eq!(events(&story), [("full", "synthetic-000001")]);
    assert!(story["front"]["story"].is_null());
}

#[test]
fn a_correction_has_time_reason_and_changes() {
    let publisher = start(Options { content: Some(sample_content()), page_size: 5, ..Options::default() }).unwrap();
    let cli = Cli::with_publisher(&publisher);
    cli.accept_consent();
    let published = control(
        &publisher,
        "/publish",
        &json!({
            "title": "集市改期", "kind": "article", "module": "news", "channel": "website",
            "published": "2026-11-22T22:00:00+08:00",
            "content_html": "<p>集市定于周六举行。地点在文化广场。</p><p>停车在东门。</p>",
        }),
    );
    let id = published["id"].as_str().unwrap();
    cli.json(&["sync", "--pictures-mb", "0"]);
    let html = "<p>集市定于周日举行。地点在文化广场。请自备购物袋。</p>";
    let correction = json!({"reason": "日期有误", "time": "2026-11-22T23:00:00+08:00"});
    control(&publisher, "/revise", &json!({"id": id, "content_html": html, "correction": correction}));
    cli.json(&["sync", "--pictures-mb", "0"]);

    let read = cli.json(&["read", id]);
    assert_eq!(read["correction"]["time"], "2026-11-22T15:00:00Z");
    assert_eq!(read["correction"]["reason"], "日期有误");
    let expected = json!([
        {"before": "集市定于周六举行。", "after": "集市定于周日举行。"},
        {"before": "", "after": "请自备购物袋。"},
        {"before": "停车在东门。", "after": ""},
    ]);
    let (before, after) = sides(&read["correction"]["changes"]);
    assert_eq!((before, after), sides(&expected), "{}", read["correction"]);
    let shown = cli.text(&["read", id]);
    for line in ["! 更正（", "! 原文：集市定于周六举行。", "! 改为：集市定于周日举行。"] {
        assert!(shown.contains(line), "{line} is not in {shown}");
    }
    let story = cli.json(&["story", id]);
    assert_eq!(events(&story), [("full", id), ("correction", id)]);
    assert_eq!(story["timeline"][1]["reason"], "日期有误");
    assert!(cli.text(&["story", id]).contains("〔更正〕日期有误"));
}

/// The joined texts before and after the changes. The core decides how the text is divided into changes.
fn sides(changes: &Value) -> (String, String) {
    let side = |name: &str| changes.as_array().unwrap().iter().map(|change| change[name].as_str().unwrap()).collect();
    (side("before"), side("after"))
}
