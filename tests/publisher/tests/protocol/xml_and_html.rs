//! RSS, Atom, and the pages for a browser.

use crate::harness::{NEWEST_FIRST, Response, TestPublisher};
use quick_xml::Reader;
use quick_xml::events::Event;

/// The text of every element of a name. Fails if the document is not well formed.
fn texts(response: &Response, element: &str) -> Vec<String> {
    let source = response.text();
    let mut reader = Reader::from_str(&source);
    let (mut found, mut inside, mut depth) = (Vec::new(), false, 0);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                depth += 1;
                inside = tag.name().as_ref() == element;
                if inside {
                    found.push(String::new());
                }
            }
            Event::End(_) => {
                depth -= 1;
                inside = false;
            }
            Event::Text(text) if inside => found.last_mut().unwrap().push_str(&text),
            Event::GeneralRef(name) if inside => {
                let c = name.strip_prefix('#').and_then(|number| char::from_u32(number.parse().ok()?));
                let c = c.map(String::from).or_else(|| quick_xml::escape::resolve_xml_entity(&name).map(str::to_owned));
                found.last_mut().unwrap().push_str(&c.unwrap());
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    found
}

#[tokio::test]
async fn rss_has_the_newest_page_with_full_text() {
    let publisher = TestPublisher::with_options(songming_publisher::Options::default());
    publisher
        .control(
            "/publish",
            serde_json::json!({ "id": "odd", "title": "控\u{1}制", "content_html": "<p>]]>\u{0}&amp;</p>" }),
        )
        .await;
    let rss = publisher.get("/rss.xml").await;
    assert_eq!(rss.header("content-type"), "application/rss+xml; charset=utf-8");
    let guids = texts(&rss, "guid");
    assert_eq!(guids[0], "odd");
    assert_eq!(guids[1..], NEWEST_FIRST);
    assert_eq!(texts(&rss, "title")[1], "控制");
    assert_eq!(texts(&rss, "title").last().unwrap(), "第一条 & <引号>");
    let content = texts(&rss, "content:encoded");
    assert_eq!(content[0], "<p>]]>&amp;</p>");
    assert!(content.last().unwrap().contains(&format!("src=\"{}/media/dot.png\"", publisher.handle.public_url())));
    assert_eq!(texts(&rss, "pubDate").last().unwrap(), "Thu, 01 Jan 2026 08:00:00 +0800");
}

#[tokio::test]
async fn atom_has_the_newest_page_with_full_text() {
    let publisher = TestPublisher::with_options(songming_publisher::Options::default());
    let atom = publisher.get("/atom.xml").await;
    assert_eq!(atom.header("content-type"), "application/atom+xml; charset=utf-8");
    let ids: Vec<String> = NEWEST_FIRST.iter().map(|id| format!("tag:songming.example,2026:{id}")).collect();
    assert_eq!(texts(&atom, "id")[1..], ids);
    assert_eq!(texts(&atom, "content").last().unwrap().matches("<p>").count(), 2);
    let updated = texts(&atom, "updated");
    assert_eq!(updated[0], "2026-01-07T08:00:00+08:00");
    assert_eq!(updated[6], "2026-01-02T09:00:00+08:00");
}

#[tokio::test]
async fn html_pages_show_items_and_link_the_feeds() {
    let publisher = TestPublisher::start();
    let page = publisher.get("/items/one").await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(page.text().contains("<title>第一条 &amp; &lt;引号&gt;</title>"));
    assert!(page.text().contains("<p>正文</p>"));
    let front = publisher.get("/").await.text();
    assert!(
        front.contains("href=\"/items/eight\"")
            && front.contains("type=\"application/feed+json\" href=\"/v1/feed.json\"")
    );
}
