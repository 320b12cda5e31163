//! Entity tags, `304`, and content codings.

use crate::harness::{Response, TestPublisher};
use serde_json::json;
use songming_publisher::{Options, start};
use std::io::Read;

#[tokio::test]
async fn unchanged_feed_costs_one_small_request() {
    let publisher = TestPublisher::start();
    let page = publisher.get("/v1/feed.json").await.json();
    let (cursor, unchanged) = (&page["_songming"]["cursor"], page["_songming"]["unchanged"].as_str().unwrap());
    publisher.control("/traffic/reset", json!({})).await;
    let path = format!("/v1/feed.json?after={cursor}");
    let headers = [("if-none-match", unchanged), ("accept-encoding", "zstd, br, gzip"), ("user-agent", "songming/0.1")];
    let response = publisher.request("GET", &path, &headers).await;
    assert_eq!((response.status, response.body.len()), (304, 0));
    assert_eq!(response.header("etag"), unchanged);
    assert!(response.header("cache-control").starts_with("public, max-age="));
    assert_eq!(response.header("vary"), "accept-encoding");
    let traffic = publisher.traffic().await;
    assert_eq!(traffic["requests"].as_array().unwrap().len(), 1);
    let bytes = traffic["bytes_in"].as_u64().unwrap() + traffic["bytes_out"].as_u64().unwrap();
    assert!(bytes < 512, "{bytes} bytes");
    // It is the tag of the full response.
    let in_full = publisher.get(&path).await;
    assert_eq!(in_full.header("etag"), unchanged);
    assert_eq!(in_full.json()["_songming"]["unchanged"], unchanged);
}

#[tokio::test]
async fn any_change_changes_the_tag() {
    let publisher = TestPublisher::start();
    let requests = [
        ("/publish", json!({ "title": "新", "content_html": "<p>新</p>" })),
        ("/revise", json!({ "id": "one", "title": "改" })),
        ("/withdraw", json!({ "id": "one", "reason": "撤" })),
        ("/catalogue", json!({ "channels": [{ "code": "tv", "name": "新名", "medium": "电视" }] })),
    ];
    for (path, body) in requests {
        let before = publisher.get("/v1/feed.json").await.json()["_songming"].clone();
        let changes = format!("/v1/feed.json?after={}", before["cursor"]);
        let tag = before["unchanged"].as_str().unwrap();
        let headers = [("if-none-match", tag)];
        assert_eq!(publisher.request("GET", &changes, &headers).await.status, 304);
        publisher.control(path, body).await;
        let after = publisher.request("GET", &changes, &headers).await;
        assert_eq!(after.status, 200, "{path}");
        assert_eq!(after.json()["_songming"]["catalogue"] != before["catalogue"], path == "/catalogue");
        assert_eq!(after.json()["items"].as_array().unwrap().len(), usize::from(path != "/catalogue"));
    }
    // Trimming the log changes no tag.
    let before = publisher.get("/v1/feed.json").await.json()["_songming"].clone();
    publisher.control("/forget", json!({ "before": before["cursor"] })).await;
    let path = format!("/v1/feed.json?after={}", before["cursor"]);
    let headers = [("if-none-match", before["unchanged"].as_str().unwrap())];
    assert_eq!(publisher.request("GET", &path, &headers).await.status, 304);
}

#[tokio::test]
async fn unchanged_tag_is_valid_for_a_cursor_within_the_log() {
    let publisher = TestPublisher::start();
    let page = publisher.get("/v1/feed.json?after=0").await.json();
    assert_eq!(page["_songming"]["more"], true);
    let path = format!("/v1/feed.json?after={}", page["_songming"]["cursor"]);
    assert_eq!(page["_songming"]["unchanged"], publisher.get(&path).await.header("etag"));
}

#[tokio::test]
async fn feed_has_the_tag_of_the_catalogue() {
    let publisher = TestPublisher::start();
    let catalogue = publisher.get("/v1/catalogue.json").await;
    assert_eq!(catalogue.header("content-type"), "application/json");
    let tag = catalogue.header("etag");
    assert_eq!(publisher.get("/v1/feed.json").await.json()["_songming"]["catalogue"], tag);
    assert_eq!(publisher.request("GET", "/v1/catalogue.json", &[("if-none-match", tag)]).await.status, 304);
    let reply = publisher.control("/catalogue", json!({ "display": { "elder": null, "note": "x" } })).await;
    assert_eq!(reply, json!({ "version": 4 }));
    let changed = publisher.request("GET", "/v1/catalogue.json", &[("if-none-match", tag)]).await;
    assert_eq!(changed.status, 200);
    assert_eq!(changed.json()["display"], json!({ "font_scales": [1.0], "note": "x" }));
    assert_eq!(changed.json()["version"], 4);
    assert_eq!(publisher.get("/v1/feed.json").await.json()["_songming"]["catalogue"], changed.header("etag"));
}

#[tokio::test]
async fn every_response_has_a_tag_and_honours_it() {
    let publisher = TestPublisher::start();
    let next = publisher.get("/v1/feed.json").await.json()["next_url"].as_str().unwrap().to_owned();
    let paths =
        ["/v1/feed.json", &next, "/v1/feed.json?after=3", "/rss.xml", "/atom.xml", "/", "/items/one", "/media/dot.png"];
    let mut tags = Vec::new();
    for path in paths {
        let response = publisher.get(path).await;
        let tag = response.header("etag").to_owned();
        assert!(!tag.is_empty() && !tags.contains(&tag), "{path}");
        for list in [tag.clone(), format!("\"x,y\", {tag}"), "*".to_owned(), tag.replace("W/", "")] {
            let again = publisher.request("GET", path, &[("if-none-match", &list)]).await;
            assert_eq!((again.status, again.header("etag")), (304, tag.as_str()), "{path} {list}");
            assert_eq!(again.header("cache-control"), response.header("cache-control"));
            assert_eq!(publisher.request("HEAD", path, &[("if-none-match", &list)]).await.status, 304);
        }
        assert_eq!(publisher.request("GET", path, &[("if-none-match", "\"other\"")]).await.status, 200);
        tags.push(tag);
    }
    publisher.publish("新").await;
    for path in [paths[0], paths[1], paths[2], "/rss.xml", "/atom.xml", "/"] {
        assert!(!tags.contains(&publisher.get(path).await.header("etag").to_owned()), "{path}");
    }
}

/// Two publishers with equally many but different changes at the same address, like a restart with other data.
#[tokio::test]
async fn tags_differ_between_histories() {
    let base = || Options { base: Some("http://news.example".to_owned()), ..Options::default() };
    let (one, same, other) =
        (TestPublisher::with_options(base()), TestPublisher::with_options(base()), TestPublisher::with_options(base()));
    other.publish("甲").await;
    one.publish("乙").await;
    let tag = |page: &Response| page.json()["_songming"]["unchanged"].clone();
    assert_ne!(tag(&one.get("/v1/feed.json").await), tag(&other.get("/v1/feed.json").await));
    let again = TestPublisher::with_options(base());
    assert_eq!(tag(&same.get("/v1/feed.json").await), tag(&again.get("/v1/feed.json").await));
}

fn decoded(response: &Response) -> Vec<u8> {
    let mut plain = Vec::new();
    match response.header("content-encoding") {
        "zstd" => zstd::stream::copy_decode(&response.body[..], &mut plain).unwrap(),
        "br" => drop(brotli_decompressor::Decompressor::new(&response.body[..], 4096).read_to_end(&mut plain).unwrap()),
        "gzip" => drop(flate2::read::GzDecoder::new(&response.body[..]).read_to_end(&mut plain).unwrap()),
        "" => plain.clone_from(&response.body),
        other => panic!("{other}"),
    }
    plain
}

#[tokio::test]
async fn every_coding_decodes_to_the_same_bytes_and_shares_the_tag() {
    let publisher = TestPublisher::with_options(Options::default());
    for path in ["/v1/feed.json", "/v1/catalogue.json", "/rss.xml", "/atom.xml"] {
        let plain = publisher.get(path).await;
        assert_eq!(plain.header("content-encoding"), "");
        for (accepted, coding) in [
            ("zstd", "zstd"),
            ("br", "br"),
            ("gzip", "gzip"),
            ("gzip, br, zstd", "zstd"),
            ("gzip;q=1.0, br;q=0.5, zstd;q=0.2", "gzip"),
            ("zstd;q=0, br", "br"),
            ("identity", ""),
            ("deflate", ""),
            ("gzip;q=0", ""),
            ("identity;q=0", ""),
        ] {
            let coded = publisher.request("GET", path, &[("accept-encoding", accepted)]).await;
            let coding = if plain.body.len() < 860 { "" } else { coding };
            assert_eq!(coded.header("content-encoding"), coding, "{path} {accepted}");
            assert_eq!(coded.header("vary"), "accept-encoding");
            assert_eq!(coded.header("etag"), plain.header("etag"));
            assert_eq!(decoded(&coded), plain.body, "{path} {accepted}");
            assert!(coding.is_empty() || coded.body.len() < plain.body.len());
        }
    }
}

#[tokio::test]
async fn page_of_long_items_is_compressed_to_less_than_half() {
    let publisher = start(Options { synthetic: Some(50), ..Options::default() }).unwrap();
    let url = publisher.public_url() + "/v1/feed.json";
    let http = crate::harness::client();
    let size = |accepted: &'static str| {
        let request = http.get(&url).header("accept-encoding", accepted);
        async move { request.send().await.unwrap().bytes().await.unwrap().len() }
    };
    assert!(size("zstd").await * 2 < size("identity").await);
}
