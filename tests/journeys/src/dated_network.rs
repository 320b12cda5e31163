//! A network whose answers carry the dates and headers that a test scripts.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use serde_json::{Value, json};
use songming_core::{Body, BodyFuture, Headers, Request, Response, ResponseFuture, Transport, TransportFault};
use tokio::sync::Notify;

/// How a scripted network answers one request.
pub enum Answer {
    /// Status, headers with names in lower case, body.
    Reply(u16, Vec<(String, String)>, Vec<u8>),
    /// The same once the test lets it.
    Held(Arc<Notify>, u16, Vec<(String, String)>, Vec<u8>),
    /// No connection is made.
    Unreachable,
}

impl Answer {
    /// A page or a document of JSON.
    pub fn json(value: &Value) -> Self {
        Self::Reply(200, json_headers(), value.to_string().into_bytes())
    }

    /// A status without a body.
    pub fn status(status: u16) -> Self {
        Self::Reply(status, Vec::new(), Vec::new())
    }

    /// A page that arrives once the test lets it.
    pub fn held(gate: &Arc<Notify>, value: &Value) -> Self {
        Self::Held(Arc::clone(gate), 200, json_headers(), value.to_string().into_bytes())
    }

    /// The answer with another header.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        if let Self::Reply(_, headers, _) | Self::Held(_, _, headers, _) = &mut self {
            headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// The answer with a `Date`, in milliseconds since 1970; an earlier moment is sent as 1970.
    #[must_use]
    pub fn dated(self, moment: i64) -> Self {
        let since = Duration::from_millis(u64::try_from(moment).unwrap_or(0));
        self.with("date", &httpdate::fmt_http_date(UNIX_EPOCH + since))
    }
}

fn json_headers() -> Vec<(String, String)> {
    vec![("content-type".to_owned(), "application/json".to_owned())]
}

type Script = Box<dyn Fn(&Request) -> Answer + Send + Sync>;

/// A transport that answers by a script, and remembers what was requested.
pub struct DatedNetwork {
    script: Mutex<Script>,
    requested: Mutex<Vec<String>>,
}

impl DatedNetwork {
    /// A network that answers by a script.
    pub fn new(script: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { script: Mutex::new(Box::new(script)), requested: Mutex::default() })
    }

    /// Answers by another script from now on.
    pub fn change(&self, script: impl Fn(&Request) -> Answer + Send + Sync + 'static) {
        *self.script.lock().unwrap_or_else(PoisonError::into_inner) = Box::new(script);
    }

    /// The addresses that were requested since the last call.
    pub fn take_requested(&self) -> Vec<String> {
        std::mem::take(&mut self.requested.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits until an address that ends like this was requested.
    pub async fn until_requested(&self, end: &str) {
        let asked = || {
            let requested = self.requested.lock().unwrap_or_else(PoisonError::into_inner);
            requested.iter().any(|address| address.ends_with(end))
        };
        while !asked() {
            tokio::task::yield_now().await;
        }
    }
}

impl Transport for DatedNetwork {
    fn exchange(&self, request: Request) -> ResponseFuture {
        self.requested.lock().unwrap_or_else(PoisonError::into_inner).push(request.address.to_string());
        let answer = (self.script.lock().unwrap_or_else(PoisonError::into_inner))(&request);
        Box::pin(async move {
            let (status, headers, body) = match answer {
                Answer::Reply(status, headers, body) => (status, headers, body),
                Answer::Held(gate, status, headers, body) => {
                    gate.notified().await;
                    (status, headers, body)
                }
                Answer::Unreachable => return Err(TransportFault::Unreachable("no route".into())),
            };
            Ok(Response { status, headers: Headers(headers), body: Box::new(OneChunk(Some(body))) })
        })
    }
}

struct OneChunk(Option<Vec<u8>>);

impl Body for OneChunk {
    fn next_chunk(&mut self) -> BodyFuture<'_> {
        Box::pin(async { Ok(self.0.take()) })
    }
}

/// A page of a publisher's feed.
pub fn page(items: &[Value], next: Option<&str>, cursor: i64) -> Value {
    let mut page = json!({"version": "https://jsonfeed.org/version/1.1", "title": "发布端", "items": items,
        "_songming": {"cursor": cursor}});
    if let Some(next) = next {
        page["next_url"] = json!(next);
    }
    page
}
