//! The publisher of a journey, with its control port.

use std::time::Duration;

use serde_json::{Value, json};
use songming_publisher::{Handle, Options, sample_content, start};

/// A plain HTTP client for the control port.
pub fn control_client() -> reqwest::Client {
    // The core builds reqwest without a TLS provider, so the program installs one; a second installation has no effect.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(60)).build().expect("a plain client")
}

/// The form of the sample content that the centre's stations fill in.
pub fn sample_station_form() -> Value {
    let catalogue = std::fs::read_to_string(sample_content().join("catalogue.json")).expect("the sample content");
    serde_json::from_str::<Value>(&catalogue).expect("JSON")["station_form"].take()
}

/// A running publisher.
pub struct TestPublisher {
    publisher: Handle,
    http: reqwest::Client,
}

/// What the publisher's socket received and sent.
#[derive(Debug, Clone)]
pub struct TrafficRecord {
    /// Method, path and status of each request.
    pub requests: Vec<(String, String, u64)>,
    /// Bytes in both directions.
    pub bytes: u64,
}

impl TestPublisher {
    /// A publisher with the sample content.
    pub fn sample() -> Self {
        Self::with(Options { content: Some(sample_content()), ..Options::default() })
    }

    /// A publisher with generated items.
    pub fn synthetic(count: usize, page_size: usize) -> Self {
        Self::with(Options { synthetic: Some(count), page_size, ..Options::default() })
    }

    /// A publisher with these options.
    pub fn with(options: Options) -> Self {
        let publisher = start(options).expect("the publisher starts on a free port");
        let http = control_client();
        Self { publisher, http }
    }

    /// The address that a client is opened with.
    pub fn address(&self) -> String {
        self.publisher.public_url()
    }

    /// Posts a command to the control port and returns its response.
    pub async fn control(&self, path: &str, command: Value) -> Value {
        let answer = self
            .http
            .post(format!("{}{path}", self.publisher.control_url()))
            .body(command.to_string())
            .header("content-type", "application/json")
            .send()
            .await
            .expect("the control port answers");
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        let text = answer.text().await.expect("a whole answer");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    /// Reads from the control port.
    pub async fn ask(&self, path: &str) -> Value {
        let url = format!("{}{path}", self.publisher.control_url());
        let text = self.http.get(url).send().await.expect("the control port answers").text().await.expect("whole");
        serde_json::from_str(&text).expect("JSON")
    }

    /// Publishes an item and returns its id.
    pub async fn publish(&self, title: &str, html: &str) -> String {
        let item = json!({"title": title, "content_html": html, "module": "news", "channel": "website"});
        self.control("/publish", item).await["id"].as_str().expect("an id").to_owned()
    }

    /// Withdraws an item.
    pub async fn withdraw(&self, id: &str) {
        self.control("/withdraw", json!({"id": id, "reason": "内容有误"})).await;
    }

    /// Makes the public port fail in this way from now on.
    pub async fn fault(&self, fault: Value) {
        self.control("/fault", fault).await;
    }

    /// Ends the fault.
    pub async fn clear_fault(&self) {
        self.fault(json!({"mode": "none"})).await;
    }

    /// Resets the traffic record.
    pub async fn reset(&self) {
        self.control("/traffic/reset", json!({})).await;
    }

    /// The traffic of the public socket since the last reset.
    pub async fn record(&self) -> TrafficRecord {
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
