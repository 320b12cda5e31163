//! What a file would become, without a client.

use serde_json::json;

use crate::person::Person;
use crate::shelf::rss;

#[test]
fn a_feed_from_a_file_and_from_standard_input() {
    let person = Person::new();
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
    assert_eq!(person.json(&["inspect", "feed", file.to_str().unwrap()]), expected);
    assert_eq!(person.json_with(&["inspect", "feed", "-"], feed.as_bytes()), expected);
    let shown = person.reads(&["inspect", "feed", file.to_str().unwrap()]);
    assert!(shown.contains("2026-11-02 09:59") && shown.contains("共 1 条"), "{shown}");

    let undated = feed.replace("Mon, 02 Nov 2026 09:59:00 +0800", "不久以前");
    let items = person.json_with(&["inspect", "feed", "-"], undated.as_bytes())["items"].clone();
    assert!(items[0]["published"].is_null(), "{items}");
}

#[test]
fn the_character_set_of_the_content_type_counts_and_so_does_the_address() {
    let person = Person::new();
    // 嵩明 in GBK.
    let feed = [
        b"<rss version='2.0'><channel><title>\xe1\xd4\xc3\xf7</title><item><guid>1</guid><title>a</title>".as_slice(),
        b"<link>/1.html</link></item></channel></rss>",
    ]
    .concat();
    let words =
        ["inspect", "feed", "-", "--content-type", "text/xml; charset=gbk", "--base", "https://news.example/rss"];
    let read = person.json_with(&words, &feed);
    assert_eq!(read["title"], "嵩明");
    assert_eq!(read["items"][0]["url"], "https://news.example/1.html");
}

#[test]
fn what_is_no_feed_is_an_error_with_its_kind() {
    let person = Person::new();
    let page = b"<!doctype html><html><body><p>x</p></body></html>";
    assert_eq!(person.fails_with(&["inspect", "feed", "-"], page), ("rejected".into(), "not-a-feed".into()));
    assert_eq!(person.fails(&["inspect", "feed", "no-such-file"]), ("rejected".into(), "unreadable-file".into()));
}

#[test]
fn an_article_from_a_file_and_from_standard_input() {
    let person = Person::new();
    let html =
        "<h2>秋收</h2><p>见<a href='more.html'>详情</a>。<script>x()</script></p><img data-src='a.jpg' alt='稻田'>";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("body.html");
    std::fs::write(&file, html).unwrap();
    let words = ["inspect", "article", file.to_str().unwrap(), "--base", "https://news.example/n/1.html"];
    let read = person.json(&words);
    assert_eq!(read["blocks"][1]["spans"][1], json!({"text": "详情", "href": "https://news.example/n/more.html"}));
    assert_eq!(read["blocks"][2]["src"], "https://news.example/n/a.jpg");
    assert_eq!(read["capped"], false);
    let text = read["text"].as_str().unwrap();
    assert!(text.contains("见详情。") && !text.contains("x()"), "{text}");
    let same =
        person.json_with(&["inspect", "article", "-", "--base", "https://news.example/n/1.html"], html.as_bytes());
    assert_eq!(same, read);
    let shown = person.reads(&words);
    assert!(shown.contains("秋收\n----\n") && shown.contains("〔图：稻田〕[2]"), "{shown}");
}

#[test]
fn inspecting_leaves_no_trace() {
    let person = Person::new();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    person.json_with(&["--data", data.to_str().unwrap(), "inspect", "article", "-"], b"<p>x</p>");
    assert!(!data.exists());
}
