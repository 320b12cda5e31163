//! Faults on order. Waiting is done by the publisher and bounded by the client's time-outs.

use crate::press::{Answer, Press};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

async fn fault(press: &Press, order: Value) {
    press.order("/fault", order).await;
}

async fn works(press: &Press) -> bool {
    let request = press.http.get(press.publisher.public_url() + "/v1/feed.json").timeout(Duration::from_secs(20));
    match request.send().await {
        Ok(response) => response.status() == 200 && response.bytes().await.is_ok(),
        Err(_) => false,
    }
}

/// Every connection it meets is closed, those that idle in a client's pool and new ones.
#[tokio::test]
async fn down_answers_nothing() {
    let press = Press::open();
    assert!(works(&press).await);
    fault(&press, json!({ "mode": "down" })).await;
    press.order("/traffic/reset", json!({})).await;
    for _ in 0..3 {
        assert!(!works(&press).await);
    }
    assert_eq!(press.traffic().await["bytes_out"], 0);
    fault(&press, json!({ "mode": "none" })).await;
    assert!(works(&press).await);
}

#[tokio::test]
async fn a_fault_meets_as_many_requests_as_it_is_told() {
    let press = Press::open();
    for mode in [
        json!({ "mode": "down" }),
        json!({ "mode": "cut", "after_bytes": 20 }),
        json!({ "mode": "status", "status": 503 }),
    ] {
        assert!(works(&press).await);
        let mut order = mode.clone();
        order["times"] = json!(2);
        order["skip"] = json!(1);
        fault(&press, order).await;
        let mut worked = Vec::new();
        for _ in 0..5 {
            worked.push(works(&press).await);
        }
        assert_eq!(worked, [true, false, false, true, true], "{mode}");
    }
}

#[tokio::test]
async fn slow_comes_late_and_complete() {
    let press = Press::open();
    fault(&press, json!({ "mode": "slow", "milliseconds": 60 })).await;
    let begun = Instant::now();
    assert!(works(&press).await);
    assert!(begun.elapsed() >= Duration::from_millis(60));
    fault(&press, json!({ "mode": "slow", "milliseconds": 60_000 })).await;
    let request = press.http.get(press.publisher.public_url() + "/v1/feed.json").timeout(Duration::from_millis(60));
    assert!(request.send().await.unwrap_err().is_timeout());
}

#[tokio::test]
async fn stall_accepts_and_never_answers() {
    let press = Press::open();
    fault(&press, json!({ "mode": "stall" })).await;
    press.order("/traffic/reset", json!({})).await;
    let request = press.http.get(press.publisher.public_url() + "/v1/feed.json").timeout(Duration::from_millis(60));
    let error = request.send().await.unwrap_err();
    assert!(error.is_timeout() && !error.is_connect());
    let traffic = press.traffic().await;
    assert_eq!(traffic["bytes_out"], 0);
    assert_eq!(traffic["requests"][0]["status"], Value::Null);
    fault(&press, json!({ "mode": "none" })).await;
    assert!(works(&press).await);
}

#[tokio::test]
async fn cut_ends_the_answer_at_the_byte() {
    let press = Press::open();
    let whole = press.get("/v1/feed.json").await;
    for after in [0, 1, 100, 700] {
        fault(&press, json!({ "mode": "cut", "after_bytes": after, "times": 1 })).await;
        press.order("/traffic/reset", json!({})).await;
        let received = match press.http.get(press.publisher.public_url() + "/v1/feed.json").send().await {
            Ok(response) => response.bytes().await.map(|body| body.len()),
            Err(error) => Err(error),
        };
        assert!(received.is_err(), "{after}");
        assert_eq!(press.traffic().await["bytes_out"], after);
    }
    // Further than the answer reaches, it does not show.
    fault(&press, json!({ "mode": "cut", "after_bytes": 1_000_000 })).await;
    assert_eq!(press.get("/v1/feed.json").await.body, whole.body);
    fault(&press, json!({ "mode": "none" })).await;
    assert_eq!(press.get("/v1/feed.json").await.body, whole.body);
}

#[tokio::test]
async fn a_status_comes_as_a_problem_with_its_headers() {
    let press = Press::open();
    let order =
        json!({ "mode": "status", "status": 503, "retry_after": 7, "location": "http://127.0.0.1:1/elsewhere" });
    fault(&press, order).await;
    let answer = press.get("/v1/feed.json").await;
    assert_eq!((answer.status, answer.header("retry-after")), (503, "7"));
    assert_eq!(answer.header("location"), "http://127.0.0.1:1/elsewhere");
    assert_eq!(answer.json()["status"], 503);
}

#[tokio::test]
async fn a_body_comes_as_it_was_ordered() {
    let press = Press::open();
    fault(&press, json!({ "mode": "body", "content_type": "text/html", "body": "<p>登录上网</p>" })).await;
    let Answer { status, headers, body } = press.get("/v1/feed.json").await;
    assert_eq!((status, &headers["content-type"]), (200, &"text/html".parse().unwrap()));
    assert_eq!(body, "<p>登录上网</p>".as_bytes());
}

#[tokio::test]
async fn endless_never_ends() {
    let press = Press::open();
    fault(&press, json!({ "mode": "endless", "times": 1 })).await;
    let mut response = press.http.get(press.publisher.public_url() + "/v1/feed.json").send().await.unwrap();
    assert_eq!(response.status(), 200);
    let mut received = 0;
    while received < 3 << 20 {
        received += response.chunk().await.unwrap().expect("it goes on").len();
    }
    drop(response);
    assert!(works(&press).await);
}

#[tokio::test]
async fn a_bomb_is_small_on_the_wire() {
    let press = Press::open();
    fault(&press, json!({ "mode": "bomb" })).await;
    let answer = press.get("/v1/feed.json").await;
    assert_eq!((answer.status, answer.header("content-encoding")), (200, "gzip"));
    assert!(answer.body.len() < 2 << 20);
    let mut start = [0; 4096];
    std::io::Read::read_exact(&mut flate2::read::GzDecoder::new(&answer.body[..]), &mut start).unwrap();
    assert!(start.starts_with(b"{\"version\""));
}

#[tokio::test]
async fn pictures_meet_faults_too_and_the_control_port_never() {
    let press = Press::open();
    fault(&press, json!({ "mode": "status", "status": 500 })).await;
    assert_eq!(press.get("/media/dot.png").await.status, 500);
    press.publish("仍然可以发布").await;
}
