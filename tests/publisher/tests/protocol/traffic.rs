//! The record of the traffic, and stopping the publisher.

use crate::harness::{TestPublisher, client};
use serde_json::json;
use songming_publisher::{Options, start_on};
use std::io::{Read, Write};
use std::net::TcpStream;

#[tokio::test]
async fn bytes_in_both_directions_are_counted() {
    let publisher = TestPublisher::start();
    let address = publisher.handle.public_url().replace("http://", "");
    let request = format!(
        "GET /media/dot.png?x=1 HTTP/1.1\r\nHost: {address}\r\nX-Twice: a\r\nX-Twice: b\r\nConnection: close\r\n\r\n"
    );
    let mut stream = TcpStream::connect(&address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut response = Vec::new();
    stream.read_to_end(&mut response).unwrap();
    let traffic = publisher.traffic().await;
    assert_eq!(traffic["bytes_in"], request.len());
    assert_eq!(traffic["bytes_out"], response.len());
    let request_record = &traffic["requests"][0];
    assert_eq!((&request_record["method"], &request_record["path"]), (&json!("GET"), &json!("/media/dot.png?x=1")));
    assert_eq!((&request_record["status"], &request_record["headers"]["x-twice"]), (&json!(200), &json!("a, b")));
    publisher.control("/traffic/reset", json!({})).await;
    assert_eq!(publisher.traffic().await, json!({ "requests": [], "bytes_in": 0, "bytes_out": 0 }));
}

#[tokio::test]
async fn requests_are_recorded_also_under_a_fault() {
    let publisher = TestPublisher::start();
    let url = publisher.handle.public_url() + "/v1/feed.json";
    publisher.http.get(&url).send().await.unwrap();
    publisher.http.put(&url).body("标记一").send().await.unwrap();
    publisher.control("/fault", json!({ "mode": "status", "status": 503 })).await;
    publisher.http.put(&url).body("标记二").send().await.unwrap();
    publisher.http.put(&url).body("x".repeat(70_000)).send().await.unwrap();
    publisher.control("/fault", json!({ "mode": "stall" })).await;
    let waiting = publisher.http.put(&url).body("标记三").timeout(std::time::Duration::from_millis(200)).send().await;
    assert!(waiting.unwrap_err().is_timeout());
    let traffic = publisher.traffic().await;
    let bodies: Vec<_> = traffic["requests"].as_array().unwrap().iter().map(|request| request.get("body")).collect();
    let long = json!("x".repeat(64 * 1024));
    assert_eq!(bodies, [None, Some(&json!("标记一")), Some(&json!("标记二")), Some(&long), Some(&json!("标记三"))]);
}

#[tokio::test]
async fn fifty_concurrent_readers_get_the_page() {
    let publisher = TestPublisher::start();
    let expected = publisher.get("/v1/feed.json").await.body;
    let url = publisher.handle.public_url() + "/v1/feed.json";
    let readers: Vec<_> = (0..50)
        .map(|_| {
            let request = publisher.http.get(&url);
            tokio::spawn(async move { request.send().await.unwrap().bytes().await.unwrap() })
        })
        .collect();
    for reader in readers {
        assert_eq!(reader.await.unwrap(), expected);
    }
}

#[tokio::test]
async fn stopped_publisher_closes_ports_and_connections() {
    let own = songming_publisher::start(Options { synthetic: Some(1), ..Options::default() }).unwrap();
    let on_given_runtime =
        start_on(&tokio::runtime::Handle::current(), Options { synthetic: Some(1), ..Options::default() }).unwrap();
    for publisher in [own, on_given_runtime] {
        let (public, control) = (publisher.public_url(), publisher.control_url());
        let http = client();
        assert_eq!(http.get(public.clone() + "/v1/feed.json").send().await.unwrap().status(), 200);
        let http_idle = client();
        let reply = http_idle.post(control.clone() + "/fault").body(r#"{"mode":"stall"}"#).send().await.unwrap();
        assert_eq!(reply.status(), 200);
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
