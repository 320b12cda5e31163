//! The newest page, and older pages by key.

use crate::harness::{NEWEST_FIRST, TestPublisher, client};
use serde_json::json;
use songming_publisher::{Options, start};
use std::collections::BTreeSet;

#[tokio::test]
async fn pages_have_every_item_once_newest_first() {
    let publisher = TestPublisher::start();
    let first = publisher.get("/v1/feed.json").await;
    assert_eq!(first.header("content-type"), "application/feed+json; charset=utf-8");
    assert_eq!(first.ids(), NEWEST_FIRST[..5]);
    let next = first.json()["next_url"].as_str().unwrap().to_owned();
    assert!(next.starts_with(&publisher.handle.public_url()), "{next}");
    let second = publisher.get(&next).await;
    assert_eq!(second.ids(), NEWEST_FIRST[5..]);
    assert_eq!(second.json().get("next_url"), None);
    for page in [first, second] {
        assert_eq!(page.json()["_songming"]["cursor"], 9);
        assert_eq!(page.json()["_songming"]["more"], false);
    }
}

#[tokio::test]
async fn new_item_does_not_shift_older_pages() {
    let publisher = TestPublisher::start();
    let next = publisher.get("/v1/feed.json").await.json()["next_url"].as_str().unwrap().to_owned();
    publisher.publish("新的一条").await;
    let older = publisher.get(&next).await;
    assert_eq!(older.ids(), NEWEST_FIRST[5..]);
    assert_eq!(older.json()["_songming"]["cursor"], 10);
}

#[tokio::test]
async fn many_pages_have_every_item_once() {
    let publisher = start(Options { synthetic: Some(230), page_size: 20, ..Options::default() }).unwrap();
    let http = client();
    let (mut seen, mut titles, mut pages) = (BTreeSet::new(), BTreeSet::new(), 0);
    let mut next = Some(publisher.public_url() + "/v1/feed.json");
    while let Some(url) = next {
        let body = http.get(url).send().await.unwrap().bytes().await.unwrap();
        let page: serde_json::Value = serde_json::from_slice(&body).unwrap();
        for item in page["items"].as_array().unwrap() {
            assert!(seen.insert(item["id"].as_str().unwrap().to_owned()), "{} came twice", item["id"]);
            titles.insert(item["title"].as_str().unwrap().to_owned());
            let text = item["content_html"].as_str().unwrap();
            let length = text.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text.chars().count());
            assert!((600..1000).contains(&length.sum::<usize>()), "{text}");
        }
        next = page["next_url"].as_str().map(str::to_owned);
        pages += 1;
    }
    assert_eq!((seen.len(), titles.len(), pages), (230, 230, 12));
}

#[tokio::test]
async fn generated_items_do_not_depend_on_their_number() {
    let ids = |count| async move {
        let publisher = start(Options { synthetic: Some(count), page_size: 100, ..Options::default() }).unwrap();
        let url = publisher.public_url() + "/v1/feed.json?after=0";
        let body = client().get(url).send().await.unwrap().bytes().await.unwrap();
        let page: serde_json::Value = serde_json::from_slice(&body).unwrap();
        let items = page["items"].as_array().unwrap().iter();
        items.map(|item| (item["title"].to_string(), item["content_html"].to_string())).collect::<Vec<_>>()
    };
    let (few, many) = (ids(5).await, ids(40).await);
    assert_eq!(few, many[..5]);
}

#[tokio::test]
async fn item_has_absolute_addresses_and_all_its_media() {
    let publisher = TestPublisher::start();
    let base = publisher.handle.public_url();
    let items = publisher.get("/v1/feed.json?after=0").await.json()["items"].clone();
    let named = |id: &str| items.as_array().unwrap().iter().find(|item| item["id"] == id).unwrap().clone();
    let one = named("one");
    assert_eq!(one["url"], format!("{base}/items/one"));
    assert_eq!(one["image"], format!("{base}/media/dot.png"));
    let html = one["content_html"].as_str().unwrap();
    assert!(html.contains(&format!("src=\"{base}/media/dot.png\"")), "{html}");
    assert!(html.contains(&format!("href=\"{base}/items/two\"")), "{html}");
    assert_eq!(one["attachments"].as_array().unwrap().len(), 1);
    assert_eq!(one["attachments"][0]["_songming"]["alt"], "一个点");
    assert_eq!(one["attachments"][0]["_songming"]["width"], 1);
    assert_eq!(one["authors"], json!([{ "name": "嵩明融媒样例编辑部" }]));
    let two = named("two");
    assert_eq!(two["_songming"]["revision"], 2);
    assert_eq!(two["_songming"]["correction"]["reason"], "数字有误");
    assert_eq!(two["date_modified"], "2026-01-02T09:00:00+08:00");
    let film = &two["attachments"][0];
    assert_eq!((&film["mime_type"], &film["duration_in_seconds"]), (&json!("video/mp4"), &json!(8.0)));
    assert_eq!((&film["size_in_bytes"], &film["title"]), (&json!(5000), &json!("短片")));
    assert_eq!(two["attachments"][1]["url"], format!("{base}/media/dot.png"));
}

#[tokio::test]
async fn addresses_follow_the_host_of_the_request() {
    let publisher = TestPublisher::start();
    let page = publisher.request("GET", "/v1/feed.json", &[("host", "news.example:8080")]).await.json();
    assert!(page["next_url"].as_str().unwrap().starts_with("http://news.example:8080/v1/feed.json?before="));
    // A host that is no authority is not used in addresses.
    let page = publisher.request("GET", "/v1/feed.json", &[("host", "a\"><b")]).await.json();
    assert!(page["feed_url"].as_str().unwrap().starts_with("http://127.0.0.1:"));
    let fixed =
        TestPublisher::with_options(Options { base: Some("https://cdn.example".to_owned()), ..Options::default() });
    assert_eq!(fixed.get("/v1/feed.json").await.json()["feed_url"], "https://cdn.example/v1/feed.json");
}

#[tokio::test]
async fn invalid_requests_get_problem_details() {
    let publisher = TestPublisher::start();
    for path in [
        "/v1/feed.json?after=",
        "/v1/feed.json?after=x",
        "/v1/feed.json?after=-1",
        "/v1/feed.json?after=%FF%00",
        "/v1/feed.json?after=1&after=2",
        "/v1/feed.json?after=99999999999999999999999",
        "/v1/feed.json?before=x",
        "/v1/feed.json?before=1~a&after=1",
    ] {
        let response = publisher.get(path).await;
        assert_eq!((response.status, response.header("content-type")), (400, "application/problem+json"), "{path}");
        assert_eq!(response.json()["status"], 400);
    }
    for path in ["/v1", "/v1/feed", "/media/none.png", "/media/..%2Fcatalogue.json", "/items/none", "/items/%FF", "/%"]
    {
        let response = publisher.get(path).await;
        assert_eq!((response.status, response.header("content-type")), (404, "application/problem+json"), "{path}");
    }
    for (method, path) in [("POST", "/v1/feed.json"), ("DELETE", "/media/dot.png"), ("PUT", "/items/one")] {
        let response = publisher.request(method, path, &[]).await;
        assert_eq!((response.status, response.header("allow")), (405, "GET,HEAD"), "{method} {path}");
        assert_eq!(response.header("content-type"), "application/problem+json");
    }
    let response = publisher.get("/v1/feed.json?utm_source=x&=&%zz").await;
    assert_eq!(response.status, 200);
}

#[tokio::test]
async fn head_has_the_headers_of_get() {
    let publisher = TestPublisher::start();
    for path in ["/v1/catalogue.json", "/v1/feed.json", "/media/dot.png", "/items/one", "/rss.xml", "/atom.xml", "/"] {
        let (get, head) = (publisher.get(path).await, publisher.request("HEAD", path, &[]).await);
        assert_eq!(head.status, 200, "{path}");
        assert!(head.body.is_empty());
        for name in ["etag", "content-type", "content-length", "cache-control"] {
            assert_eq!(head.header(name), get.header(name), "{name} of {path}");
        }
        assert_eq!(get.header("content-length"), get.body.len().to_string());
    }
}
