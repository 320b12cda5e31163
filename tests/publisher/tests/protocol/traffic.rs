//! What the publisher tells of the traffic, and that it ends when it is stopped.

use crate::press::{Press, client};
use serde_json::json;
use songming_publisher::{Options, start_on};
use std::io::{Read, Write};
use std::net::TcpStream;

#[tokio::test]
async fn every_byte_both_ways_is_counted() {
    let press = Press::open();
    let address = press.publisher.public_url().replace("http://", "");
    let request = format!(
        "GET /media/dot.png?x=1 HTTP/1.1\r\nHost: {address}\r\nX-Twice: a\r\nX-Twice: b\r\nConnection: close\r\n\r\n"
    );
    let mut stream = TcpStream::connect(&address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut response = Vec::new();
    stream.read_to_end(&mut response).unwrap();
    let traffic = press.traffic().await;
    assert_eq!(traffic["bytes_in"], request.len());
    assert_eq!(traffic["bytes_out"], response.len());
    let seen = &traffic["requests"][0];
    assert_eq!((&seen["method"], &seen["path"]), (&json!("GET"), &json!("/media/dot.png?x=1")));
    assert_eq!((&seen["status"], &seen["headers"]["x-twice"]), (&json!(200), &json!("a, b")));
    press.order("/traffic/reset", json!({})).await;
    assert_eq!(press.traffic().await, json!({ "requests": [], "bytes_in": 0, "bytes_out": 0 }));
}

#[tokio::test]
async fn the_record_holds_what_was_sent_also_when_a_fault_met_it() {
    let press = Press::open();
    let url = press.publisher.public_url() + "/v1/feed.json";
    press.http.get(&url).send().await.unwrap();
    press.http.put(&url).body("标记一").send().await.unwrap();
    press.order("/fault", json!({ "mode": "status", "status": 503 })).await;
    press.http.put(&url).body("标记二").send().await.unwrap();
    press.http.put(&url).body("x".repeat(70_000)).send().await.unwrap();
    press.order("/fault", json!({ "mode": "stall" })).await;
    let waiting = press.http.put(&url).body("标记三").timeout(std::time::Duration::from_millis(200)).send().await;
    assert!(waiting.unwrap_err().is_timeout());
    let traffic = press.traffic().await;
    let bodies: Vec<_> = traffic["requests"].as_array().unwrap().iter().map(|seen| seen.get("body")).collect();
    let long = json!("x".repeat(64 * 1024));
    assert_eq!(bodies, [None, Some(&json!("标记一")), Some(&json!("标记二")), Some(&long), Some(&json!("标记三"))]);
}

#[tokio::test]
async fn fifty_readers_at_once_all_get_the_page() {
    let press = Press::open();
    let expected = press.get("/v1/feed.json").await.body;
    let url = press.publisher.public_url() + "/v1/feed.json";
    let readers: Vec<_> = (0..50)
        .map(|_| {
            let request = press.http.get(&url);
            tokio::spawn(async move { request.send().await.unwrap().bytes().await.unwrap() })
        })
        .collect();
    for reader in readers {
        assert_eq!(reader.await.unwrap(), expected);
    }
}

#[tokio::test]
async fn once_stopped_nothing_is_left() {
    let own = songming_publisher::start(Options { synthetic: Some(1), ..Options::default() }).unwrap();
    let lent =
        start_on(&tokio::runtime::Handle::current(), Options { synthetic: Some(1), ..Options::default() }).unwrap();
    for publisher in [own, lent] {
        let (public, control) = (publisher.public_url(), publisher.control_url());
        let http = client();
        assert_eq!(http.get(public.clone() + "/v1/feed.json").send().await.unwrap().status(), 200);
        let http_idle = client();
        let told = http_idle.post(control.clone() + "/fault").body(r#"{"mode":"stall"}"#).send().await.unwrap();
        assert_eq!(told.status(), 200);
        let waiting = tokio::spawn(http_idle.get(public.clone() + "/v1/feed.json").send());
        while http_idle
            .get(control.clone() + "/traffic")
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap()
            .matches("\"GET\"")
            .count()
            < 2
        {}
        publisher.stop();
        assert!(waiting.await.unwrap().is_err());
        assert!(http.get(public + "/v1/feed.json").send().await.is_err());
        assert!(http.get(control + "/traffic").send().await.is_err());
    }
}
