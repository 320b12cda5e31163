//! A network that a test decides on, request by request.

use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};
use songming_core::{Body, BodyFuture, Headers, Request, Response, ResponseFuture, Transport, TransportFault};

/// The address of the publisher of a [`FakeTransport`]; nothing listens there.
pub const FAKE_PUBLISHER: &str = "http://127.0.0.1:9";

/// What becomes of a request.
#[derive(Debug, Clone)]
pub enum Reply {
    /// A JSON body with this status.
    Json(u16, Value),
    /// Neither a response nor an error, ever.
    Silence,
    /// The head of a response, and then nothing.
    HeadOnly,
    /// No connection.
    Unreachable,
}

type Handler = Box<dyn Fn(&Request) -> Reply + Send + Sync>;

/// Answers by a function, and records the addresses that were requested.
pub struct FakeTransport {
    handler: Mutex<Handler>,
    requested: Mutex<Vec<String>>,
}

impl FakeTransport {
    /// A network that answers by this function.
    pub fn new(handler: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        Self { handler: Mutex::new(Box::new(handler)), requested: Mutex::default() }
    }

    /// A network whose publisher has these items on one page.
    pub fn publisher(items: &[Value]) -> Self {
        let page = feed_page(items);
        Self::new(move |request| match request.address.path() {
            "/v1/feed.json" => Reply::Json(200, page.clone()),
            _ => Reply::Json(404, Value::Null),
        })
    }

    /// Answers by another function from now on.
    pub fn answer(&self, handler: impl Fn(&Request) -> Reply + Send + Sync + 'static) {
        *self.handler.lock().unwrap_or_else(PoisonError::into_inner) = Box::new(handler);
    }

    /// The addresses that were requested so far.
    pub fn requested(&self) -> Vec<String> {
        self.requested.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns once an address that ends like this was requested.
    pub async fn wait_for(&self, end: &str) {
        while !self.requested().iter().any(|address| address.ends_with(end)) {
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
    }
}

impl Transport for FakeTransport {
    fn exchange(&self, request: Request) -> ResponseFuture {
        let reply = (self.handler.lock().unwrap_or_else(PoisonError::into_inner))(&request);
        self.requested.lock().unwrap_or_else(PoisonError::into_inner).push(request.address.to_string());
        Box::pin(async move {
            let headers = Headers(vec![("content-type".to_owned(), "application/feed+json".to_owned())]);
            match reply {
                Reply::Json(status, body) => {
                    let body = Box::new(WholeBody(Some(body.to_string().into_bytes())));
                    Ok(Response { status, headers, body })
                }
                Reply::HeadOnly => Ok(Response { status: 200, headers, body: Box::new(SilentBody) }),
                Reply::Silence => std::future::pending().await,
                Reply::Unreachable => Err(TransportFault::Unreachable("nothing listens there".into())),
            }
        })
    }
}

struct WholeBody(Option<Vec<u8>>);

impl Body for WholeBody {
    fn next_chunk(&mut self) -> BodyFuture<'_> {
        Box::pin(async { Ok(self.0.take()) })
    }
}

struct SilentBody;

impl Body for SilentBody {
    fn next_chunk(&mut self) -> BodyFuture<'_> {
        Box::pin(std::future::pending())
    }
}

/// An article of the publisher; a larger number is newer.
pub fn article(number: u32) -> Value {
    let published = format!("2026-11-24T{:02}:{:02}:00Z", number / 60 % 24, number % 60);
    json!({"id": format!("a{number}"), "title": format!("第{number}条"), "content_html": "<p>正文</p>",
        "date_published": published,
        "_songming": {"sequence": number + 1, "kind": "article", "module": "news", "channel": "website"}})
}

/// A page of the publisher with these items, the newest first.
pub fn feed_page(items: &[Value]) -> Value {
    let cursor = items.iter().filter_map(|item| item["_songming"]["sequence"].as_u64()).max().unwrap_or(0);
    json!({"version": "https://jsonfeed.org/version/1.1", "title": "嵩明融媒", "items": items,
        "_songming": {"cursor": cursor}})
}
