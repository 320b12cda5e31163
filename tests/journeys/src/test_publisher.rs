//! The publisher of a journey, and the hand on its control port.

use std::time::Duration;

use serde_json::{Value, json};
use songming_publisher::{Handle, Options, sample_content, start};

/// A plain HTTP client for the control port.
pub fn control_client() -> reqwest::Client {
    // The core's way of building reqwest leaves the choice of a provider to the program; a second choice changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(60)).build().expect("a plain client")
}

/// A running publisher.
pub struct TestPublisher {
    publisher: Handle,
    desk: reqwest::Client,
}

/// What passed the publisher's socket.
#[derive(Debug, Clone)]
pub struct TrafficRecord {
    /// Method, path and status of each request.
    pub requests: Vec<(String, String, u64)>,
    /// Bytes in both directions.
    pub bytes: u64,
}

impl TestPublisher {
    /// The sample content.
    pub fn sample() -> Self {
        Self::with(Options { content: Some(sample_content()), ..Options::default() })
    }

    /// Generated items.
    pub fn synthetic(count: usize, page_size: usize) -> Self {
        Self::with(Options { synthetic: Some(count), page_size, ..Options::default() })
    }

    /// Whatever the options say.
    pub fn with(options: Options) -> Self {
        let publisher = start(options).expect("the publisher starts on a free port");
        let desk = control_client();
        Self { publisher, desk }
    }

    /// What a client is opened with.
    pub fn address(&self) -> String {
        self.publisher.public_url()
    }

    /// An order to the control port.
    pub async fn order(&self, path: &str, order: Value) -> Value {
        let answer = self
            .desk
            .post(format!("{}{path}", self.publisher.control_url()))
            .body(order.to_string())
            .header("content-type", "application/json")
            .send()
            .await
            .expect("the control port answers");
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        let text = answer.text().await.expect("a whole answer");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    /// What the control port says.
    pub async fn ask(&self, path: &str) -> Value {
        let url = format!("{}{path}", self.publisher.control_url());
        let text = self.desk.get(url).send().await.expect("the control port answers").text().await.expect("whole");
        serde_json::from_str(&text).expect("JSON")
    }

    /// Publishes an item; its id.
    pub async fn publish(&self, title: &str, html: &str) -> String {
        let item = json!({"title": title, "content_html": html, "module": "news", "channel": "website"});
        self.order("/publish", item).await["id"].as_str().expect("an id").to_owned()
    }

    /// Withdraws an item.
    pub async fn withdraw(&self, id: &str) {
        self.order("/withdraw", json!({"id": id, "reason": "内容有误"})).await;
    }

    /// From now on things go wrong like this.
    pub async fn fault(&self, fault: Value) {
        self.order("/fault", fault).await;
    }

    /// Things go right again.
    pub async fn mend(&self) {
        self.fault(json!({"mode": "none"})).await;
    }

    /// Counts from zero again.
    pub async fn reset(&self) {
        self.order("/traffic/reset", json!({})).await;
    }

    /// What passed the public socket since the last reset.
    pub async fn passed(&self) -> TrafficRecord {
        let traffic = self.ask("/traffic").await;
        let word = |request: &Value, name: &str| request[name].as_str().unwrap_or_default().to_owned();
        TrafficRecord {
            requests: traffic["requests"]
                .as_array()
                .expect("a list")
                .iter()
                .map(|one| (word(one, "method"), word(one, "path"), one["status"].as_u64().unwrap_or_default()))
                .collect(),
            bytes: traffic["bytes_in"].as_u64().unwrap_or_default() + traffic["bytes_out"].as_u64().unwrap_or_default(),
        }
    }
}
