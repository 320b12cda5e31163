//! Media files: whole and in ranges, without content coding.

use crate::harness::{PNG, TestPublisher, video};

#[tokio::test]
async fn file_is_sent_whole_with_its_type() {
    let publisher = TestPublisher::start();
    for (path, mime_type, bytes) in
        [("/media/dot.png", "image/png", PNG.to_vec()), ("/media/film.mp4", "video/mp4", video())]
    {
        let response = publisher.request("GET", path, &[("accept-encoding", "zstd, br, gzip")]).await;
        assert_eq!((response.status, response.header("content-type")), (200, mime_type));
        assert_eq!(response.body, bytes);
        assert_eq!(response.header("content-encoding"), "");
        assert_eq!(response.header("accept-ranges"), "bytes");
        assert!(response.header("cache-control").contains("immutable"));
        assert!(response.header("etag").starts_with('"'));
    }
}

#[tokio::test]
async fn document_is_an_attachment_and_text_has_a_charset() {
    let publisher = TestPublisher::with_content(songming_publisher::sample_content());
    for (id, mime_type, content_type) in [
        ("sm-20261111-001", "application/pdf", "application/pdf"),
        ("sm-20261121-631", "text/csv", "text/csv; charset=utf-8"),
    ] {
        let mut next = Some("/v1/feed.json".to_owned());
        let mut found = None;
        while let (None, Some(page)) = (&found, &next) {
            let page = publisher.get(page).await.json();
            found = page["items"].as_array().unwrap().iter().find(|item| item["id"] == id).cloned();
            next = page["next_url"].as_str().map(str::to_owned);
        }
        let found = found.unwrap();
        let files = found["attachments"].as_array().unwrap();
        let document = files.iter().find(|file| file["mime_type"] == mime_type).unwrap();
        assert!(document["title"].as_str().is_some_and(|title| title.contains("样例")));
        assert_eq!(document["_songming"].get("width"), None);
        let response =
            publisher.request("GET", document["url"].as_str().unwrap(), &[("accept-encoding", "gzip")]).await;
        assert_eq!((response.status, response.header("content-type")), (200, content_type));
        assert_eq!(document["size_in_bytes"], response.body.len());
        assert!(response.body.len() < 10_000 && found["content_html"].as_str().unwrap().contains("/media/"));
    }
}

#[tokio::test]
async fn feed_has_size_and_digest_of_each_file() {
    let publisher = TestPublisher::start();
    for item in publisher.get("/v1/feed.json?after=0").await.json()["items"].as_array().unwrap() {
        for file in item["attachments"].as_array().into_iter().flatten() {
            let bytes = publisher.get(file["url"].as_str().unwrap()).await.body;
            assert_eq!(file["size_in_bytes"], bytes.len());
            use sha2::Digest;
            let digest: String = sha2::Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(file["_songming"]["sha256"], digest);
        }
    }
}

#[tokio::test]
async fn range_is_part_of_the_file() {
    let publisher = TestPublisher::start();
    let film = video();
    for (range, from, to) in [
        ("bytes=0-0", 0, 1),
        ("bytes=100-199", 100, 200),
        ("bytes=4990-", 4990, 5000),
        ("bytes=-7", 4993, 5000),
        ("bytes=4999-9999", 4999, 5000),
    ] {
        let part = publisher.request("GET", "/media/film.mp4", &[("range", range), ("accept-encoding", "gzip")]).await;
        assert_eq!(part.status, 206, "{range}");
        assert_eq!(part.header("content-range"), format!("bytes {from}-{}/5000", to - 1));
        assert_eq!(part.header("content-type"), "video/mp4");
        assert_eq!(part.body, film[from..to]);
    }
    for ignored in ["bytes=5-1", "bytes=0-1,4-5", "lines=1-2", "x"] {
        assert_eq!(publisher.request("GET", "/media/film.mp4", &[("range", ignored)]).await.body, film, "{ignored}");
    }
    for beyond in ["bytes=5000-", "bytes=9999-10000", "bytes=-0"] {
        let response = publisher.request("GET", "/media/film.mp4", &[("range", beyond)]).await;
        assert_eq!((response.status, response.header("content-range")), (416, "bytes */5000"), "{beyond}");
        assert_eq!(response.header("content-type"), "application/problem+json");
    }
    assert_eq!(publisher.request("HEAD", "/media/film.mp4", &[("range", "bytes=0-0")]).await.status, 200);
}

#[tokio::test]
async fn if_range_limits_a_range_to_one_version() {
    let publisher = TestPublisher::start();
    let tag = publisher.get("/media/film.mp4").await.header("etag").to_owned();
    let part = publisher.request("GET", "/media/film.mp4", &[("range", "bytes=0-9"), ("if-range", &tag)]).await;
    assert_eq!(part.status, 206);
    let whole = publisher.request("GET", "/media/film.mp4", &[("range", "bytes=0-9"), ("if-range", "\"older\"")]).await;
    assert_eq!((whole.status, whole.body.len()), (200, 5000));
    let known = publisher.request("GET", "/media/film.mp4", &[("range", "bytes=0-9"), ("if-none-match", &tag)]).await;
    assert_eq!(known.status, 304);
}
