//! What waits, for how long, and what wakes it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::json;

use super::super::fixture::{Phone, content, page, problem};
use super::super::publisher::Trouble;
use crate::base::error::Fault;
use crate::base::net::Method;

#[tokio::test]
async fn a_gateway_showed_a_page_with_520_and_my_text_still_went_later() {
    for status in 520..=526 {
        let phone = Phone::new();
        phone.submit("a", "消息", &[]);
        phone.publisher.times(3, Method::Put, page(status));
        phone.settle().await;
        assert_eq!((phone.state("a").as_str(), phone.problem("a")), ("delivered", None));
    }
}

#[tokio::test]
async fn the_wifi_was_bad_and_the_queue_moved_at_once_when_it_was_good() {
    let phone = Phone::new();
    for id in ["a", "b", "c"] {
        phone.submit(id, "消息", &[]);
    }
    phone.publisher.follow(|_| Trouble::Unreachable);
    for _ in 0..10 {
        let _ = phone.sender.send_due().await;
        let wait = phone.sender.report().await.unwrap().retry_after_seconds.unwrap();
        phone.clock.advance(Duration::from_secs(wait.into()));
    }
    let _ = phone.sender.send_due().await;
    phone.publisher.heal();
    let requests = phone.publisher.with(|state| state.requests.len());
    // It waits…
    phone.sender.send_due().await.unwrap();
    assert_eq!(phone.publisher.with(|state| state.requests.len()), requests);
    // … until the network changes, the app comes to the front or a sync succeeds.
    phone.sender.wake().await.unwrap();
    phone.sender.send_due().await.unwrap();
    phone.assert_arrived(&[("a", &[]), ("b", &[]), ("c", &[])]);
}

#[tokio::test]
async fn a_worker_that_waits_is_woken_and_does_not_sleep_on() {
    let phone = Phone::new();
    phone.submit("a", "消息", &[]);
    phone.publisher.follow(|_| Trouble::Unreachable);
    // So often that the wait is longer than the second after which this clock lets a sleeper go.
    for _ in 0..20 {
        let _ = phone.sender.send_due().await;
        phone.clock.advance(Duration::from_secs(15 * 60));
    }
    let (sent, ()) = tokio::join!(phone.sender.send_all(Duration::MAX), async {
        while phone.sender.report().await.unwrap().retry_after_seconds.is_none_or(|wait| wait < 2) {
            tokio::task::yield_now().await;
        }
        phone.publisher.heal();
        // A try that failed meanwhile may be stored after the first call; a person's network changes once, and waits two
        // seconds at most then.
        while phone.state("a") != "delivered" {
            phone.sender.wake().await.unwrap();
        }
    });
    sent.unwrap();
    assert_eq!(phone.state("a"), "delivered");
}

#[tokio::test]
async fn i_logged_in_while_the_last_try_failed_and_what_waited_went() {
    let phone = Phone::new();
    phone.submit("a", "消息", &[]);
    let logged_in = Arc::new(AtomicBool::new(false));
    phone.publisher.follow({
        let logged_in = Arc::clone(&logged_in);
        move |request| match request.method {
            Method::Put if !logged_in.swap(true, Ordering::SeqCst) => problem(401, &json!({"status": 401})),
            _ => Trouble::None,
        }
    });
    let (first, second) = tokio::join!(phone.sender.send_woken(), async {
        while !logged_in.load(Ordering::SeqCst) {
            tokio::task::yield_now().await;
        }
        // The first one has its answer, and has not come to its end.
        phone.sender.send_woken().await
    });
    assert!(first.is_ok() && second.is_ok(), "{first:?} {second:?}");
    assert_eq!((phone.state("a").as_str(), phone.publisher.count("PUT")), ("delivered", 2));
}

#[tokio::test]
async fn a_pause_that_the_publisher_asks_for_is_kept_across_a_restart_and_ended_by_nothing() {
    let forms = [("retry-after", "600".to_owned()), ("retry-after", "Tue, 24 Nov 2026 00:10:00 GMT".to_owned())];
    for retry_after in forms {
        let phone = Phone::new();
        phone.submit("a", "消息", &[]);
        let headers = vec![retry_after, ("date", "Tue, 24 Nov 2026 00:00:00 GMT".to_owned())];
        phone.publisher.once(Method::Put, Trouble::Instead(503, headers, String::new()));
        assert!(matches!(phone.sender.send_due().await, Err(Fault::Busy(_))));
        let phone = phone.restart();
        phone.sender.wake().await.unwrap();
        phone.sender.send_due().await.unwrap();
        assert_eq!(phone.publisher.count("PUT"), 1);
        phone.clock.advance(Duration::from_secs(601));
        phone.sender.send_due().await.unwrap();
        assert_eq!(phone.state("a"), "delivered");
    }
}

#[tokio::test]
async fn my_clock_was_a_year_wrong_and_nothing_waited_for_a_year() {
    const YEAR: i64 = 365 * 24 * 3600 * 1000;
    for jump in [YEAR, -YEAR] {
        let (phone, bytes) = (Phone::new(), content(1, 300_000));
        phone.submit("a", "消息", &[&bytes]);
        phone.publisher.times(2, Method::Patch, Trouble::Instead(500, Vec::new(), String::new()));
        phone.publisher.follow({
            let mut left = 6;
            move |request| {
                left -= i32::from(request.method == Method::Head);
                if left > 0 && request.method == Method::Head {
                    Trouble::Instead(500, Vec::new(), String::new())
                } else {
                    Trouble::None
                }
            }
        });
        let _ = phone.sender.send_due().await;
        phone.clock.jump(jump);
        let began = phone.clock.state_steady();
        phone.settle().await;
        assert_eq!(phone.state("a"), "delivered");
        assert!(phone.clock.state_steady() - began < Duration::from_secs(2 * 3600));
    }
    // A wait for the whole publisher, too.
    let phone = Phone::new();
    phone.submit("a", "消息", &[]);
    phone.publisher.once(Method::Put, Trouble::Instead(503, vec![("retry-after", "3600".into())], String::new()));
    let _ = phone.sender.send_due().await;
    phone.clock.jump(-YEAR);
    phone.sender.send_due().await.unwrap();
    assert_eq!(phone.state("a"), "delivered");
}

/// A worker of the platform is not awake for half an hour in which nothing can be sent.
#[tokio::test]
async fn a_long_wait_is_left_to_the_platform_and_a_short_one_is_waited_for() {
    let phone = Phone::new();
    phone.submit("a", "消息", &[]);
    let began = phone.clock.state_steady();
    phone.publisher.once(Method::Put, Trouble::Instead(503, vec![("retry-after", "1800".into())], String::new()));
    phone.sender.send_all(Duration::from_secs(60)).await.unwrap();
    assert_eq!((phone.clock.state_steady(), phone.publisher.count("PUT")), (began, 1));
    let report = phone.sender.report().await.unwrap();
    assert!(report.left == 1 && report.retry_after_seconds.is_some_and(|wait| wait > 1700), "{report:?}");
    phone.clock.advance(Duration::from_secs(1801));
    // A connection that fails: its wait is short.
    phone.publisher.once(Method::Put, Trouble::Unreachable);
    let (sent, ()) = tokio::join!(phone.sender.send_all(Duration::from_secs(60)), async {
        while phone.state("a") != "delivered" {
            phone.clock.advance(Duration::from_millis(500));
            tokio::task::yield_now().await;
        }
    });
    sent.unwrap();
}
