//! Media: whole, in ranges, never coded.

use crate::press::{PNG, Press, video};

#[tokio::test]
async fn a_file_is_sent_whole_with_its_type() {
    let press = Press::open();
    for (path, mime_type, bytes) in
        [("/media/dot.png", "image/png", PNG.to_vec()), ("/media/film.mp4", "video/mp4", video())]
    {
        let answer = press.ask("GET", path, &[("accept-encoding", "zstd, br, gzip")]).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, mime_type));
        assert_eq!(answer.body, bytes);
        assert_eq!(answer.header("content-encoding"), "");
        assert_eq!(answer.header("accept-ranges"), "bytes");
        assert!(answer.header("cache-control").contains("immutable"));
        assert!(answer.header("etag").starts_with('"'));
    }
}

#[tokio::test]
async fn a_paper_is_an_attachment_and_its_text_says_its_charset() {
    let press = Press::of(songming_publisher::sample_content());
    for (id, mime_type, content_type) in [
        ("sm-20261111-001", "application/pdf", "application/pdf"),
        ("sm-20261121-631", "text/csv", "text/csv; charset=utf-8"),
    ] {
        let mut next = Some("/v1/feed.json".to_owned());
        let mut found = None;
        while let (None, Some(page)) = (&found, &next) {
            let page = press.get(page).await.json();
            found = page["items"].as_array().unwrap().iter().find(|item| item["id"] == id).cloned();
            next = page["next_url"].as_str().map(str::to_owned);
        }
        let found = found.unwrap();
        let files = found["attachments"].as_array().unwrap();
        let paper = files.iter().find(|file| file["mime_type"] == mime_type).unwrap();
        assert!(paper["title"].as_str().is_some_and(|title| title.contains("样例")));
        assert_eq!(paper["_songming"].get("width"), None);
        let answer = press.ask("GET", paper["url"].as_str().unwrap(), &[("accept-encoding", "gzip")]).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, content_type));
        assert_eq!(paper["size_in_bytes"], answer.body.len());
        assert!(answer.body.len() < 10_000 && found["content_html"].as_str().unwrap().contains("/media/"));
    }
}

#[tokio::test]
async fn the_feed_tells_size_and_digest_of_what_is_sent() {
    let press = Press::open();
    for item in press.get("/v1/feed.json?after=0").await.json()["items"].as_array().unwrap() {
        for file in item["attachments"].as_array().into_iter().flatten() {
            let bytes = press.get(file["url"].as_str().unwrap()).await.body;
            assert_eq!(file["size_in_bytes"], bytes.len());
            use sha2::Digest;
            let digest: String = sha2::Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(file["_songming"]["sha256"], digest);
        }
    }
}

#[tokio::test]
async fn a_range_is_part_of_the_file() {
    let press = Press::open();
    let film = video();
    for (range, from, to) in [
        ("bytes=0-0", 0, 1),
        ("bytes=100-199", 100, 200),
        ("bytes=4990-", 4990, 5000),
        ("bytes=-7", 4993, 5000),
        ("bytes=4999-9999", 4999, 5000),
    ] {
        let part = press.ask("GET", "/media/film.mp4", &[("range", range), ("accept-encoding", "gzip")]).await;
        assert_eq!(part.status, 206, "{range}");
        assert_eq!(part.header("content-range"), format!("bytes {from}-{}/5000", to - 1));
        assert_eq!(part.header("content-type"), "video/mp4");
        assert_eq!(part.body, film[from..to]);
    }
    for ignored in ["bytes=5-1", "bytes=0-1,4-5", "lines=1-2", "x"] {
        assert_eq!(press.ask("GET", "/media/film.mp4", &[("range", ignored)]).await.body, film, "{ignored}");
    }
    for beyond in ["bytes=5000-", "bytes=9999-10000", "bytes=-0"] {
        let answer = press.ask("GET", "/media/film.mp4", &[("range", beyond)]).await;
        assert_eq!((answer.status, answer.header("content-range")), (416, "bytes */5000"), "{beyond}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
    assert_eq!(press.ask("HEAD", "/media/film.mp4", &[("range", "bytes=0-0")]).await.status, 200);
}

#[tokio::test]
async fn a_range_holds_only_for_the_bytes_it_was_meant_for() {
    let press = Press::open();
    let tag = press.get("/media/film.mp4").await.header("etag").to_owned();
    let part = press.ask("GET", "/media/film.mp4", &[("range", "bytes=0-9"), ("if-range", &tag)]).await;
    assert_eq!(part.status, 206);
    let whole = press.ask("GET", "/media/film.mp4", &[("range", "bytes=0-9"), ("if-range", "\"older\"")]).await;
    assert_eq!((whole.status, whole.body.len()), (200, 5000));
    let known = press.ask("GET", "/media/film.mp4", &[("range", "bytes=0-9"), ("if-none-match", &tag)]).await;
    assert_eq!(known.status, 304);
}
