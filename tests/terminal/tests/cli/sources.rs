//! A plain static file server is enough to read: no publisher at all.

use crate::person::Person;
use crate::shelf::{FileStore, rss};

#[test]
fn a_feed_is_added_read_synced_and_removed() {
    let shelf = FileStore::open();
    let person = Person::new();
    person.consents();
    shelf.put("/rss.xml", &rss("静态站", &[("秋收过半", "<p>稻谷<b>入库</b>。</p>"), ("通车", "<p>今日通车。</p>")]));
    assert_eq!(person.json(&["sources"]), serde_json::json!({ "items": [], "next": null }));
    assert_eq!(person.json(&["sync"])["sources"], serde_json::json!([]));

    let added = person.json(&["sources", "add", &shelf.url("/rss.xml")]);
    assert_eq!(added["title"], "静态站");
    let id = added["id"].as_str().unwrap();
    assert_eq!(person.json(&["sources", "add", &shelf.url("/rss.xml")])["id"], id, "twice is once");
    let all = person.json(&["sources"]);
    assert_eq!(all["items"].as_array().unwrap().len(), 1);
    assert!(all["items"][0]["succeeded"].as_str().unwrap().ends_with('Z'), "{all}");

    let list = person.json(&["list", "--source", id]);
    let titles: Vec<&str> =
        list["items"].as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["秋收过半", "通车"]);
    assert_eq!(list["items"][0]["published"], "2026-11-02T01:59:00Z");
    let article = person.json(&["read", list["items"][0]["id"].as_str().unwrap()]);
    assert_eq!(article["text"], "稻谷入库。");
    assert_eq!(article["url"], "https://news.example/0.html");

    shelf.put(
        "/rss.xml",
        &rss("静态站", &[("秋收过半", "<p>稻谷<b>入库</b>。</p>"), ("通车", "<p>昨日通车。</p>"), ("新", "<p>新</p>")]),
    );
    let report = person.json(&["sync"]);
    assert_eq!(
        report["sources"][0]["outcome"],
        serde_json::json!({"kind": "changed", "added": 1, "revised": 1, "withdrawn": 0})
    );

    assert_eq!(person.json(&["sources", "remove", id]), serde_json::json!({ "removed": id }));
    assert_eq!(person.json(&["list"])["items"], serde_json::json!([]));
    assert_eq!(person.fails(&["sources", "remove", id]), ("rejected".into(), "unknown-source".into()));
}

#[test]
fn what_is_no_feed_is_refused_and_not_added() {
    let shelf = FileStore::open();
    let person = Person::new();
    person.consents();
    shelf.put("/page.html", "<!doctype html><title>首页</title><p>不是订阅源</p>");
    let cases = [
        (shelf.url("/page.html"), "rejected", "not-a-feed"),
        (shelf.url("/none.xml"), "rejected", "refused"),
        ("http://news.example/rss.xml".to_owned(), "rejected", "bad-address"),
        ("http://127.0.0.1:9/rss.xml".to_owned(), "offline", "unreachable"),
    ];
    for (address, kind, code) in cases {
        assert_eq!(person.fails(&["sources", "add", &address]), (kind.into(), code.into()), "{address}");
    }
    assert_eq!(person.json(&["sources"])["items"], serde_json::json!([]));
}

#[test]
fn a_source_that_fails_is_told_and_the_others_are_read() {
    let (well, ill) = (FileStore::open(), FileStore::open());
    let person = Person::new();
    person.consents();
    well.put("/a.xml", &rss("好的", &[("一", "<p>一</p>")]));
    ill.put("/b.xml", &rss("坏的", &[("二", "<p>二</p>")]));
    person.json(&["sources", "add", &well.url("/a.xml")]);
    person.json(&["sources", "add", &ill.url("/b.xml")]);
    ill.put("/b.xml", "<html><body>维护中</body></html>");
    let shown = person.reads(&["sync"]);
    assert!(shown.contains("失败：") && shown.contains("坏的"), "{shown}");
    assert_eq!(person.json(&["list"])["items"].as_array().unwrap().len(), 2, "what was stored stays");
}

#[test]
fn a_stranger_does_not_command_the_terminal() {
    let shelf = FileStore::open();
    let person = Person::new();
    person.consents();
    shelf.put("/rss.xml", &rss("静&#x9b;态\u{202e}站", &[("标\u{9b}31m题", "<p>正\u{9b}2J文</p>")]));
    person.json(&["sources", "add", &shelf.url("/rss.xml")]);
    let id = person.json(&["list"])["items"][0]["id"].as_str().unwrap().to_owned();
    for words in [&["list"][..], &["sources"], &["read", &id]] {
        let shown = person.reads(words);
        assert!(!shown.contains(['\u{9b}', '\u{202e}']), "{shown:?}");
    }
}
