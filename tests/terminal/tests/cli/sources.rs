//! The `sources` commands, with a server of static files and without a publisher.

use crate::cli::Cli;
use crate::file_server::{FileServer, rss};

#[test]
fn a_feed_is_added_read_synced_and_removed() {
    let server = FileServer::start();
    let cli = Cli::new();
    cli.accept_consent();
    server.put("/rss.xml", &rss("静态站", &[("秋收过半", "<p>稻谷<b>入库</b>。</p>"), ("通车", "<p>今日通车。</p>")]));
    assert_eq!(cli.json(&["sources"]), serde_json::json!({ "items": [], "next": null }));
    assert_eq!(cli.json(&["sync"])["sources"], serde_json::json!([]));

    let added = cli.json(&["sources", "add", &server.url("/rss.xml")]);
    assert_eq!(added["title"], "静态站");
    let id = added["id"].as_str().unwrap();
    assert_eq!(
        cli.json(&["sources", "add", &server.url("/rss.xml")])["id"],
        id,
        "adding a source again changes nothing"
    );
    let all = cli.json(&["sources"]);
    assert_eq!(all["items"].as_array().unwrap().len(), 1);
    assert!(all["items"][0]["succeeded"].as_str().unwrap().ends_with('Z'), "{all}");

    let list = cli.json(&["list", "--source", id]);
    let titles: Vec<&str> =
        list["items"].as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["秋收过半", "通车"]);
    assert_eq!(list["items"][0]["published"], "2026-11-02T01:59:00Z");
    let article = cli.json(&["read", list["items"][0]["id"].as_str().unwrap()]);
    assert_eq!(article["text"], "稻谷入库。");
    assert_eq!(article["url"], "https://news.example/0.html");

    server.put(
        "/rss.xml",
        &rss("静态站", &[("秋收过半", "<p>稻谷<b>入库</b>。</p>"), ("通车", "<p>昨日通车。</p>"), ("新", "<p>新</p>")]),
    );
    let report = cli.json(&["sync"]);
    assert_eq!(
        report["sources"][0]["outcome"],
        serde_json::json!({"kind": "changed", "added": 1, "revised": 1, "withdrawn": 0})
    );

    assert_eq!(cli.json(&["sources", "remove", id]), serde_json::json!({ "removed": id }));
    assert_eq!(cli.json(&["list"])["items"], serde_json::json!([]));
    assert_eq!(cli.error(&["sources", "remove", id]), ("rejected".into(), "unknown-source".into()));
}

#[test]
fn an_address_without_a_feed_is_rejected() {
    let server = FileServer::start();
    let cli = Cli::new();
    cli.accept_consent();
    server.put("/page.html", "<!doctype html><title>首页</title><p>不是订阅源</p>");
    let cases = [
        (server.url("/page.html"), "rejected", "not-a-feed"),
        (server.url("/none.xml"), "rejected", "refused"),
        ("http://news.example/rss.xml".to_owned(), "rejected", "bad-address"),
        ("http://127.0.0.1:9/rss.xml".to_owned(), "offline", "unreachable"),
    ];
    for (address, kind, code) in cases {
        assert_eq!(cli.error(&["sources", "add", &address]), (kind.into(), code.into()), "{address}");
    }
    assert_eq!(cli.json(&["sources"])["items"], serde_json::json!([]));
}

#[test]
fn a_failing_source_does_not_stop_the_others() {
    let (healthy, failing) = (FileServer::start(), FileServer::start());
    let cli = Cli::new();
    cli.accept_consent();
    healthy.put("/a.xml", &rss("好的", &[("一", "<p>一</p>")]));
    failing.put("/b.xml", &rss("坏的", &[("二", "<p>二</p>")]));
    cli.json(&["sources", "add", &healthy.url("/a.xml")]);
    cli.json(&["sources", "add", &failing.url("/b.xml")]);
    failing.put("/b.xml", "<html><body>维护中</body></html>");
    let shown = cli.text(&["sync"]);
    assert!(shown.contains("失败：") && shown.contains("坏的"), "{shown}");
    assert_eq!(cli.json(&["list"])["items"].as_array().unwrap().len(), 2, "stored items are kept");
}

#[test]
fn control_characters_of_a_feed_are_not_printed() {
    let server = FileServer::start();
    let cli = Cli::new();
    cli.accept_consent();
    server.put("/rss.xml", &rss("静&#x9b;态\u{202e}站", &[("标\u{9b}31m题", "<p>正\u{9b}2J文</p>")]));
    cli.json(&["sources", "add", &server.url("/rss.xml")]);
    let id = cli.json(&["list"])["items"][0]["id"].as_str().unwrap().to_owned();
    for words in [&["list"][..], &["sources"], &["read", &id]] {
        let shown = cli.text(words);
        assert!(!shown.contains(['\u{9b}', '\u{202e}']), "{shown:?}");
    }
}
