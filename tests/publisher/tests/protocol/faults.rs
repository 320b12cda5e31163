//! Injected faults. The publisher delays, and the client's timeouts limit the wait.

use crate::harness::{Response, TestPublisher};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

async fn fault(publisher: &TestPublisher, fault: Value) {
    publisher.control("/fault", fault).await;
}

async fn works(publisher: &TestPublisher) -> bool {
    let request = publisher.http.get(publisher.handle.public_url() + "/v1/feed.json").timeout(Duration::from_secs(20));
    match request.send().await {
        Ok(response) => response.status() == 200 && response.bytes().await.is_ok(),
        Err(_) => false,
    }
}

/// Connections in the client's pool are closed, and so are new ones.
#[tokio::test]
async fn down_closes_connections_without_a_response() {
    let publisher = TestPublisher::start();
    assert!(works(&publisher).await);
    fault(&publisher, json!({ "mode": "down" })).await;
    publisher.control("/traffic/reset", json!({})).await;
    for _ in 0..3 {
        assert!(!works(&publisher).await);
    }
    assert_eq!(publisher.traffic().await["bytes_out"], 0);
    fault(&publisher, json!({ "mode": "none" })).await;
    assert!(works(&publisher).await);
}

#[tokio::test]
async fn fault_applies_to_the_given_number_of_requests() {
    let publisher = TestPublisher::start();
    for mode in [
        json!({ "mode": "down" }),
        json!({ "mode": "cut", "after_bytes": 20 }),
        json!({ "mode": "status", "status": 503 }),
    ] {
        assert!(works(&publisher).await);
        let mut request = mode.clone();
        request["times"] = json!(2);
        request["skip"] = json!(1);
        fault(&publisher, request).await;
        let mut worked = Vec::new();
        for _ in 0..5 {
            worked.push(works(&publisher).await);
        }
        assert_eq!(worked, [true, false, false, true, true], "{mode}");
    }
}

#[tokio::test]
async fn slow_response_is_late_and_complete() {
    let publisher = TestPublisher::start();
    fault(&publisher, json!({ "mode": "slow", "milliseconds": 60 })).await;
    let begun = Instant::now();
    assert!(works(&publisher).await);
    assert!(begun.elapsed() >= Duration::from_millis(60));
    fault(&publisher, json!({ "mode": "slow", "milliseconds": 60_000 })).await;
    let request =
        publisher.http.get(publisher.handle.public_url() + "/v1/feed.json").timeout(Duration::from_millis(60));
    assert!(request.send().await.unwrap_err().is_timeout());
}

#[tokio::test]
async fn stall_accepts_and_never_responds() {
    let publisher = TestPublisher::start();
    fault(&publisher, json!({ "mode": "stall" })).await;
    publisher.control("/traffic/reset", json!({})).await;
    let request =
        publisher.http.get(publisher.handle.public_url() + "/v1/feed.json").timeout(Duration::from_millis(60));
    let error = request.send().await.unwrap_err();
    assert!(error.is_timeout() && !error.is_connect());
    let traffic = publisher.traffic().await;
    assert_eq!(traffic["bytes_out"], 0);
    assert_eq!(traffic["requests"][0]["status"], Value::Null);
    fault(&publisher, json!({ "mode": "none" })).await;
    assert!(works(&publisher).await);
}

#[tokio::test]
async fn cut_closes_after_the_given_bytes() {
    let publisher = TestPublisher::start();
    let whole = publisher.get("/v1/feed.json").await;
    for after in [0, 1, 100, 700] {
        fault(&publisher, json!({ "mode": "cut", "after_bytes": after, "times": 1 })).await;
        publisher.control("/traffic/reset", json!({})).await;
        let received = match publisher.http.get(publisher.handle.public_url() + "/v1/feed.json").send().await {
            Ok(response) => response.bytes().await.map(|body| body.len()),
            Err(error) => Err(error),
        };
        assert!(received.is_err(), "{after}");
        assert_eq!(publisher.traffic().await["bytes_out"], after);
    }
    // A limit beyond the end of the response has no effect.
    fault(&publisher, json!({ "mode": "cut", "after_bytes": 1_000_000 })).await;
    assert_eq!(publisher.get("/v1/feed.json").await.body, whole.body);
    fault(&publisher, json!({ "mode": "none" })).await;
    assert_eq!(publisher.get("/v1/feed.json").await.body, whole.body);
}

#[tokio::test]
async fn status_has_problem_details_and_headers() {
    let publisher = TestPublisher::start();
    let request =
        json!({ "mode": "status", "status": 503, "retry_after": 7, "location": "http://127.0.0.1:1/elsewhere" });
    fault(&publisher, request).await;
    let response = publisher.get("/v1/feed.json").await;
    assert_eq!((response.status, response.header("retry-after")), (503, "7"));
    assert_eq!(response.header("location"), "http://127.0.0.1:1/elsewhere");
    assert_eq!(response.json()["status"], 503);
}

#[tokio::test]
async fn body_is_sent_as_given() {
    let publisher = TestPublisher::start();
    fault(&publisher, json!({ "mode": "body", "content_type": "text/html", "body": "<p>登录上网</p>" })).await;
    let Response { status, headers, body } = publisher.get("/v1/feed.json").await;
    assert_eq!((status, &headers["content-type"]), (200, &"text/html".parse().unwrap()));
    assert_eq!(body, "<p>登录上网</p>".as_bytes());
}

#[tokio::test]
async fn endless_never_ends() {
    let publisher = TestPublisher::start();
    fault(&publisher, json!({ "mode": "endless", "times": 1 })).await;
    let mut response = publisher.http.get(publisher.handle.public_url() + "/v1/feed.json").send().await.unwrap();
    assert_eq!(response.status(), 200);
    let mut received = 0;
    while received < 3 << 20 {
        received += response.chunk().await.unwrap().expect("the body does not end").len();
    }
    drop(response);
    assert!(works(&publisher).await);
}

#[tokio::test]
async fn bomb_is_small_before_inflation() {
    let publisher = TestPublisher::start();
    fault(&publisher, json!({ "mode": "bomb" })).await;
    let response = publisher.get("/v1/feed.json").await;
    assert_eq!((response.status, response.header("content-encoding")), (200, "gzip"));
    assert!(response.body.len() < 2 << 20);
    let mut start = [0; 4096];
    std::io::Read::read_exact(&mut flate2::read::GzDecoder::new(&response.body[..]), &mut start).unwrap();
    assert!(start.starts_with(b"{\"version\""));
}

#[tokio::test]
async fn faults_apply_to_media_and_not_to_the_control_port() {
    let publisher = TestPublisher::start();
    fault(&publisher, json!({ "mode": "status", "status": 500 })).await;
    assert_eq!(publisher.get("/media/dot.png").await.status, 500);
    publisher.publish("仍然可以发布").await;
}

#[tokio::test]
async fn drop_handles_the_request_and_sends_no_byte() {
    let publisher = TestPublisher::start();
    assert!(works(&publisher).await);
    let uuid = "01936f2e-1111-7abc-8def-0123456789ab";
    let appeal =
        json!({ "kind": "consultation", "title": "路灯", "text": "不亮", "written": "2026-11-20T21:00:00+08:00" });
    fault(&publisher, json!({ "mode": "drop", "method": "PUT", "path": "/v1/appeals/", "times": 1 })).await;
    publisher.control("/traffic/reset", json!({})).await;
    let path = format!("/v1/appeals/{uuid}");
    assert!(publisher.send("PUT", &path, &[], appeal.to_string()).await.is_err());
    let traffic = publisher.traffic().await;
    assert_eq!((&traffic["bytes_out"], &traffic["requests"][0]["status"]), (&json!(0), &json!(201)));
    assert_eq!(publisher.send("PUT", &path, &[], appeal.to_string()).await.unwrap().status, 200);
}

#[tokio::test]
async fn aimed_faults_leave_other_requests_alone() {
    let publisher = TestPublisher::start();
    let faults = json!({ "faults": [
        { "mode": "status", "status": 503, "path": "/media/", "method": "GET" },
        { "mode": "down", "path": "/v1/catalogue.json" },
        { "mode": "status", "status": 429, "path": "/v1/", "skip": 1, "times": 1 },
    ] });
    fault(&publisher, faults).await;
    assert_eq!(publisher.get("/media/dot.png").await.status, 503);
    assert_eq!(publisher.request("HEAD", "/media/dot.png", &[]).await.status, 200);
    assert!(publisher.http.get(publisher.handle.public_url() + "/v1/catalogue.json").send().await.is_err());
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(publisher.get("/v1/feed.json").await.status);
    }
    assert_eq!(statuses, [200, 429, 200]);
    fault(&publisher, json!({ "mode": "none" })).await;
    assert_eq!(publisher.get("/media/dot.png").await.status, 200);
}

/// Chosen by a generator: the same requests in every run.
#[tokio::test]
async fn one_in_n_fails_about_that_often() {
    let publisher = TestPublisher::start();
    fault(&publisher, json!({ "mode": "status", "status": 503, "one_in": 3, "seed": 7 })).await;
    let mut failed = 0;
    for _ in 0..90 {
        failed += u32::from(publisher.get("/v1/feed.json").await.status == 503);
    }
    assert!((15..=45).contains(&failed), "{failed} of 90");
}
