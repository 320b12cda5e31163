//! A network inside the test's process: a script says what becomes of each request.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use songming_core::{Body, BodyFuture, Headers, Request, Response, ResponseFuture, Transport, TransportFault};
use tokio::sync::Notify;

/// What becomes of a request.
pub enum Outcome {
    /// A response with a status, headers and a body.
    Response(u16, Vec<(String, String)>, Vec<u8>),
    /// The same, once it is released.
    Held(Arc<Notify>, u16, Vec<u8>),
    /// No connection is made.
    Unreachable,
    /// The connection breaks.
    Lost,
}

impl Outcome {
    /// A response with status 200 and a JSON body.
    pub fn json(body: &Value) -> Self {
        Self::status(200, body.to_string().as_bytes())
    }

    /// A response with this status and body.
    pub fn status(status: u16, body: &[u8]) -> Self {
        Self::Response(status, vec![("content-type".into(), "application/json".into())], body.to_vec())
    }
}

type Script = dyn Fn(&Request) -> Outcome + Send + Sync;

/// The network.
pub struct ScriptedNetwork {
    script: Mutex<Arc<Script>>,
    requests: Mutex<Vec<String>>,
}

impl ScriptedNetwork {
    /// A network that follows a script.
    pub fn new(script: impl Fn(&Request) -> Outcome + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { script: Mutex::new(Arc::new(script)), requests: Mutex::default() })
    }

    /// Follows another script from now on.
    pub fn follow(&self, script: impl Fn(&Request) -> Outcome + Send + Sync + 'static) {
        *self.script.lock().expect("no script panics") = Arc::new(script);
    }

    /// The addresses of all requests so far.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("nothing panics here").clone()
    }
}

impl Transport for ScriptedNetwork {
    fn exchange(&self, request: Request) -> ResponseFuture {
        self.requests.lock().expect("nothing panics here").push(request.address.to_string());
        let script = Arc::clone(&*self.script.lock().expect("no script panics"));
        let outcome = script(&request);
        Box::pin(async move {
            let (status, headers, body) = match outcome {
                Outcome::Response(status, headers, body) => (status, headers, body),
                Outcome::Held(released, status, body) => {
                    released.notified().await;
                    (status, Vec::new(), body)
                }
                Outcome::Unreachable => return Err(TransportFault::Unreachable("unreachable".into())),
                Outcome::Lost => return Err(TransportFault::ConnectionLost("lost".into())),
            };
            Ok(Response { status, headers: Headers(headers), body: Box::new(WholeBody(Some(body))) })
        })
    }
}

struct WholeBody(Option<Vec<u8>>);

impl Body for WholeBody {
    fn next_chunk(&mut self) -> BodyFuture<'_> {
        Box::pin(async { Ok(self.0.take()) })
    }
}

/// An item of a page of the publisher, published `minute` minutes after 2026-11-24 08:00 in China.
pub fn item(id: &str, sequence: i64, minute: i64, html: &str) -> Value {
    json!({"id": id, "title": format!("标题 {id}"), "content_html": html,
        "date_published": format!("2026-11-{:02}T{:02}:{:02}:00Z", 24 + minute / 1_440, minute / 60 % 24, minute % 60),
        "_songming": {"sequence": sequence, "kind": "article", "module": "news", "channel": "website"}})
}

/// A page of the publisher, the newest item first.
pub fn page(items: &[Value], cursor: i64) -> Value {
    json!({"version": "https://jsonfeed.org/version/1.1", "title": "样例", "items": items, "_songming": {"cursor": cursor}})
}
