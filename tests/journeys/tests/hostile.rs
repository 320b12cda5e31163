//! Faults of a publisher or of an intermediary. Each ends in a typed error in plain words and leaves the cache as it was.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::sync::Arc;

use serde_json::{Value, json};
use songming_core::{Client, ClientError, ErrorKind, Scope, TimeLimits};
use songming_journeys::phone::all;
use songming_journeys::{Phone, TestPublisher};

/// A phone that has synced once, and a publisher with one new item.
struct Scene {
    publisher: TestPublisher,
    phone: Phone,
    client: Arc<Client>,
    rows: usize,
}

impl Scene {
    async fn new() -> Self {
        Self::with_limits(None).await
    }

    async fn with_limits(limits: Option<TimeLimits>) -> Self {
        let publisher = TestPublisher::sample();
        let mut phone = Phone::new(&publisher);
        phone.limits = limits;
        let client = phone.open_synced().await;
        let rows = all(&client, Scope::All, 200).await.len();
        publisher.publish("之后发布的一条", "<p>正文</p>").await;
        Self { publisher, phone, client, rows }
    }

    /// The sync fails with this error, the cache stays as it was, and without the fault the new item arrives.
    async fn expect(&self, fault: Value, kind: ErrorKind, code: &str) -> ClientError {
        self.publisher.fault(fault.clone()).await;
        let error = self.client.sync(None).await.expect_err("the sync fails");
        assert_eq!((error.kind(), error.code()), (kind, code), "{fault}");
        assert!(error.explanation().ends_with('。'));
        assert_eq!(all(&self.client, Scope::All, 200).await.len(), self.rows, "{fault}");
        error
    }

    async fn recovers(self) {
        self.publisher.clear_fault().await;
        self.client.sync(None).await.expect("a sync without faults");
        assert_eq!(all(&self.client, Scope::All, 200).await.len(), self.rows + 1);
        self.client.shut_down().await.unwrap();
        drop(self.phone);
    }
}

fn body(content_type: &str, text: &str) -> Value {
    json!({"mode": "body", "content_type": content_type, "body": text})
}

#[tokio::test]
async fn malformed_bodies_are_refused() {
    let scene = Scene::new().await;
    let json_type = "application/feed+json";
    let good = r#"{"version":"https://jsonfeed.org/version/1.1","title":"t","items":[],"_songming":{"cursor":999999}}"#;
    for (text, code) in [
        ("", "malformed"),
        ("{\"version\":", "malformed"),
        ("<html>登录后上网</html>", "malformed"),
        ("\u{feff}[]", "malformed"),
        ("[]", "wrong-schema"),
        ("{}", "wrong-schema"),
        (r#"{"version":"https://jsonfeed.org/version/1.1","title":"t","items":[]}"#, "wrong-schema"),
        (&good.replace("999999", "\"many\""), "wrong-schema"),
        (&good.replace("999999", "-5"), "wrong-schema"),
        (&good.replace("https://jsonfeed.org", "https://example.org"), "wrong-schema"),
        (&good.replace("[]", r#"[{"id":"x","content_html":"<p>x</p>"}]"#), "wrong-schema"),
        (
            &good.replace(
                "[]",
                r#"[{"id":"x","content_html":"x","date_published":"昨天","_songming":{"sequence":5,"kind":"article"}}]"#,
            ),
            "wrong-schema",
        ),
        (
            &good.replace(
                "[]",
                r#"[{"id":"","content_html":"x","date_published":"2026-11-01T00:00:00Z","_songming":{"sequence":5,"kind":"article"}}]"#,
            ),
            "wrong-schema",
        ),
        (&format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)), "wrong-schema"),
        (&good.replace("999999", "1"), "replay"),
    ] {
        let error = scene.expect(body(json_type, text), ErrorKind::Unexpected, code).await;
        assert!(!error.explanation().contains(text) || text.is_empty());
    }
    for wrong in ["text/html", "image/png", "application/octet-stream", ""] {
        scene.expect(body(wrong, good), ErrorKind::Unexpected, "wrong-type").await;
    }
    scene.recovers().await;
}

#[tokio::test]
async fn endless_and_expanding_bodies_are_refused() {
    let scene = Scene::new().await;
    scene.expect(json!({"mode": "endless"}), ErrorKind::Unexpected, "too-large").await;
    scene.expect(json!({"mode": "bomb"}), ErrorKind::Unexpected, "too-large").await;
    scene.recovers().await;
}

#[tokio::test]
async fn broken_connections_are_reported() {
    let scene = Scene::new().await;
    // Cut before the head, in the head and in the body; the second attempt is cut as well.
    for after in [0, 1, 40, 200, 400] {
        scene.expect(json!({"mode": "cut", "after_bytes": after}), ErrorKind::Offline, "cut").await;
    }
    scene.expect(json!({"mode": "down"}), ErrorKind::Offline, "cut").await;
    scene.recovers().await;
}

#[tokio::test]
async fn single_broken_connection_is_retried_silently() {
    let scene = Scene::new().await;
    scene.publisher.fault(json!({"mode": "cut", "after_bytes": 30, "times": 1})).await;
    scene.client.sync(None).await.expect("the second try succeeds");
    scene.recovers().await;
}

#[tokio::test]
async fn missing_responses_time_out() {
    let limits = TimeLimits { connect_ms: 2_000, first_byte_ms: 300, pause_ms: 300, whole_ms: 2_000 };
    let scene = Scene::with_limits(Some(limits)).await;
    scene.expect(json!({"mode": "stall"}), ErrorKind::Timeout, "slow").await;
    scene.expect(json!({"mode": "slow", "milliseconds": 5_000}), ErrorKind::Timeout, "slow").await;
    scene.recovers().await;
}

#[tokio::test]
async fn error_statuses_are_mapped() {
    let scene = Scene::new().await;
    let status = |status: u16| json!({"mode": "status", "status": status});
    scene.expect(status(401), ErrorKind::SignedOut, "signed-out").await;
    scene.expect(status(403), ErrorKind::Rejected, "refused").await;
    scene.expect(status(404), ErrorKind::Rejected, "refused").await;
    scene.expect(status(500), ErrorKind::Unexpected, "server-fault").await;
    scene.expect(status(204), ErrorKind::Unexpected, "server-fault").await;
    scene.expect(status(504), ErrorKind::Timeout, "slow").await;
    scene.recovers().await;
}

#[tokio::test]
async fn retry_after_is_respected() {
    let scene = Scene::new().await;
    let later = json!({"mode": "status", "status": 503, "retry_after": 600});
    let error = scene.expect(later, ErrorKind::RateLimited, "busy").await;
    let ClientError::RateLimited { retry_after_seconds, .. } = error else { panic!("{error:?}") };
    assert_eq!(retry_after_seconds, 600);
    scene.publisher.clear_fault().await;
    scene.publisher.reset().await;
    // Also after a restart; asking does not extend it.
    scene.client.shut_down().await.unwrap();
    let client = scene.phone.open().await;
    for _ in 0..3 {
        let error = client.sync(None).await.unwrap_err();
        assert!(matches!(error, ClientError::RateLimited { retry_after_seconds, .. } if retry_after_seconds <= 600));
    }
    assert!(scene.publisher.record().await.requests.is_empty());
    assert_eq!(all(&client, Scope::All, 200).await.len(), scene.rows);
}

#[tokio::test]
async fn unsafe_redirects_are_refused() {
    let scene = Scene::new().await;
    for location in
        ["http://news.example/", "ftp://127.0.0.1/", "file:///etc/hostname", "/v1/feed.json?after=1", "http://[", ""]
    {
        let fault = json!({"mode": "status", "status": 302, "location": location});
        scene.expect(fault, ErrorKind::Unexpected, "bad-redirect").await;
    }
    scene.recovers().await;
}

#[tokio::test]
async fn failed_first_sync_leaves_a_working_empty_phone() {
    let publisher = TestPublisher::sample();
    let phone = Phone::new(&publisher);
    let client = phone.open().await;
    client.privacy().accept("2026-11".into()).await.unwrap();
    for fault in [json!({"mode": "cut", "after_bytes": 20_000}), body("application/json", "{"), json!({"mode": "bomb"})]
    {
        publisher.fault(fault).await;
        client.sync(None).await.unwrap_err();
        assert_eq!(client.home().await.unwrap().latest, []);
    }
    // The page arrived without the catalogue: the page is stored, and the next sync fetches the catalogue.
    publisher.clear_fault().await;
    client.sync(None).await.unwrap();
    assert_eq!(client.items().catalogue().await.unwrap().channels.len(), 7);
}
