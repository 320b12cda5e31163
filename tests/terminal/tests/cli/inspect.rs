//! The `inspect` commands.

use serde_json::json;

use crate::cli::Cli;
use crate::file_server::rss;

#[test]
fn a_feed_is_read_from_a_file_and_from_standard_input() {
    let cli = Cli::new();
    let feed = rss("静态站", &[("秋收过半", "<p>稻谷入库。</p>")]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rss.xml");
    std::fs::write(&file, &feed).unwrap();
    let expected = json!({
        "title": "静态站",
        "items": [{
            "id": "item-0", "title": "秋收过半", "published": "2026-11-02T01:59:00Z",
            "url": "https://news.example/0.html", "authors": ["值班编辑"],
        }],
    });
    assert_eq!(cli.json(&["inspect", "feed", file.to_str().unwrap()]), expected);
    assert_eq!(cli.json_with_input(&["inspect", "feed", "-"], feed.as_bytes()), expected);
    let shown = cli.text(&["inspect", "feed", file.to_str().unwrap()]);
    assert!(shown.contains("2026-11-02 09:59") && shown.contains("共 1 条"), "{shown}");

    let undated = feed.replace("Mon, 02 Nov 2026 09:59:00 +0800", "不久以前");
    let items = cli.json_with_input(&["inspect", "feed", "-"], undated.as_bytes())["items"].clone();
    assert!(items[0]["published"].is_null(), "{items}");
}

#[test]
fn the_charset_of_the_content_type_and_the_base_address_are_used() {
    let cli = Cli::new();
    // The title is 嵩明 in GBK.
    let feed = [
        b"<rss version='2.0'><channel><title>\xe1\xd4\xc3\xf7</title><item><guid>1</guid><title>a</title>".as_slice(),
        b"<link>/1.html</link></item></channel></rss>",
    ]
    .concat();
    let words =
        ["inspect", "feed", "-", "--content-type", "text/xml; charset=gbk", "--base", "https://news.example/rss"];
    let read = cli.json_with_input(&words, &feed);
    assert_eq!(read["title"], "嵩明");
    assert_eq!(read["items"][0]["url"], "https://news.example/1.html");
}

#[test]
fn a_file_that_is_no_feed_is_rejected() {
    let cli = Cli::new();
    let page = b"<!doctype html><html><body><p>x</p></body></html>";
    assert_eq!(cli.error_with_input(&["inspect", "feed", "-"], page), ("rejected".into(), "not-a-feed".into()));
    assert_eq!(cli.error(&["inspect", "feed", "no-such-file"]), ("rejected".into(), "unreadable-file".into()));
}

#[test]
fn an_article_is_read_from_a_file_and_from_standard_input() {
    let cli = Cli::new();
    let html =
        "<h2>秋收</h2><p>见<a href='more.html'>详情</a>。<script>x()</script></p><img data-src='a.jpg' alt='稻田'>";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("body.html");
    std::fs::write(&file, html).unwrap();
    let words = ["inspect", "article", file.to_str().unwrap(), "--base", "https://news.example/n/1.html"];
    let read = cli.json(&words);
    assert_eq!(read["blocks"][1]["spans"][1], json!({"text": "详情", "href": "https://news.example/n/more.html"}));
    assert_eq!(read["blocks"][2]["src"], "https://news.example/n/a.jpg");
    assert_eq!(read["capped"], false);
    let text = read["text"].as_str().unwrap();
    assert!(text.contains("见详情。") && !text.contains("x()"), "{text}");
    let from_stdin =
        cli.json_with_input(&["inspect", "article", "-", "--base", "https://news.example/n/1.html"], html.as_bytes());
    assert_eq!(from_stdin, read);
    let shown = cli.text(&words);
    assert!(shown.contains("秋收\n----\n") && shown.contains("〔图：稻田〕[2]"), "{shown}");
}

#[test]
fn inspect_creates_no_data_folder() {
    let cli = Cli::new();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    cli.json_with_input(&["--data", data.to_str().unwrap(), "inspect", "article", "-"], b"<p>x</p>");
    assert!(!data.exists());
}
