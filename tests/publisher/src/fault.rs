//! Faults on order, and a record of what was asked: the part of the publisher that only tests see.

use crate::answer::Problem;
use crate::socket::{Line, Wire};
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use flate2::{Compress, Compression, Crc, FlushCompress};
use http_body::Frame;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::atomic::{AtomicU16, Ordering::SeqCst};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard};
use std::task::{Context, Poll};
use std::time::Duration;

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "mode", rename_all = "lowercase", deny_unknown_fields)]
enum Fault {
    None,
    Down,
    Slow { milliseconds: u64 },
    Stall,
    Cut { after_bytes: u64 },
    Status { status: u16, retry_after: Option<u64>, location: Option<String> },
    Body { content_type: String, body: String },
    Endless,
    Bomb,
}

/// A fault and which requests it meets: the first `skip` pass, then `times` are met, all when absent.
#[derive(Debug, Clone)]
struct Order {
    fault: Fault,
    skip: u64,
    times: Option<u64>,
}

/// The switch between the wire and the router.
#[derive(Clone)]
pub(crate) struct Gate(Arc<Inner>);

struct Inner {
    wire: Wire,
    order: Mutex<Order>,
    seen: Mutex<Vec<Seen>>,
}

struct Seen {
    method: String,
    path: String,
    headers: Map<String, Value>,
    /// As far as it came and [`RECORDED`] allows; nothing where there was none.
    body: Option<Arc<Mutex<Vec<u8>>>>,
    /// 0 until answered.
    status: Arc<AtomicU16>,
}

/// Bytes of a request's body that the record keeps.
const RECORDED: usize = 64 * 1024;

impl Gate {
    pub(crate) fn new(wire: Wire) -> Self {
        let order = Mutex::new(Order { fault: Fault::None, skip: 0, times: None });
        Self(Arc::new(Inner { wire, order, seen: Mutex::default() }))
    }

    /// Takes an order in the form of the control port.
    pub(crate) fn order(&self, mut order: Map<String, Value>) -> Result<(), String> {
        let mut number = |name: &str| match order.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => value.as_u64().map(Some).ok_or_else(|| format!("{name} is not a whole number")),
        };
        let (skip, times) = (number("skip")?.unwrap_or(0), number("times")?);
        let fault: Fault = serde_json::from_value(Value::Object(order)).map_err(|error| error.to_string())?;
        if let Fault::Status { status, location, .. } = &fault {
            if !(200..600).contains(status) {
                return Err(format!("{status} is not the status of an answer"));
            }
            if location.as_ref().is_some_and(|location| HeaderValue::from_str(location).is_err()) {
                return Err("the location is not a header value".to_owned());
            }
        }
        if let Fault::Body { content_type, .. } = &fault
            && HeaderValue::from_str(content_type).is_err()
        {
            return Err("the content type is not a header value".to_owned());
        }
        let all_down = fault == Fault::Down && skip == 0 && times.is_none();
        *self.current() = Order { fault, skip, times };
        if all_down {
            self.0.wire.hang_up();
        }
        Ok(())
    }

    /// Whether a connection that was just made is to be closed at once.
    pub(crate) fn refuses(&self) -> bool {
        let mut order = self.current();
        order.fault == Fault::Down && order.skip == 0 && order.meets()
    }

    /// Everything asked and every byte since the last reset.
    pub(crate) fn traffic(&self) -> Value {
        let requests: Vec<Value> = self
            .seen()
            .iter()
            .map(|seen| {
                let status = Some(seen.status.load(SeqCst)).filter(|status| *status != 0);
                let mut told =
                    json!({ "method": seen.method, "path": seen.path, "status": status, "headers": seen.headers });
                if let Some(body) = &seen.body {
                    told["body"] = String::from_utf8_lossy(&kept(body)).into();
                }
                told
            })
            .collect();
        let (bytes_in, bytes_out) = self.0.wire.bytes();
        json!({ "requests": requests, "bytes_in": bytes_in, "bytes_out": bytes_out })
    }

    /// Forgets what [`Gate::traffic`] tells.
    pub(crate) fn reset(&self) {
        self.seen().clear();
        self.0.wire.reset();
    }

    fn current(&self) -> MutexGuard<'_, Order> {
        self.0.order.lock().expect("nothing panics while it holds the order")
    }

    fn seen(&self) -> MutexGuard<'_, Vec<Seen>> {
        self.0.seen.lock().expect("nothing panics while it holds the record")
    }

    /// Notes the request, and reads its body as far as the record keeps it: what was sent is told whatever fault the
    /// request meets.
    async fn record(&self, request: Request) -> (Arc<AtomicU16>, Request) {
        let (parts, body) = request.into_parts();
        let copy = (!http_body::Body::is_end_stream(&body)).then(Arc::default);
        let status = self.note(&parts, copy.clone());
        let body = match copy {
            Some(copy) => Body::new(Resumed::begin(body, &copy).await),
            None => body,
        };
        (status, Request::from_parts(parts, body))
    }

    fn note(&self, request: &Parts, body: Option<Arc<Mutex<Vec<u8>>>>) -> Arc<AtomicU16> {
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let mut headers = Map::new();
        for name in request.headers.keys() {
            let values: Vec<String> = request.headers.get_all(name).iter().map(text).collect();
            headers.insert(name.to_string(), values.join(", ").into());
        }
        let path = request.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let status = Arc::new(AtomicU16::new(0));
        self.seen().push(Seen { method: request.method.to_string(), path, headers, body, status: status.clone() });
        status
    }
}

fn kept(copy: &Mutex<Vec<u8>>) -> MutexGuard<'_, Vec<u8>> {
    copy.lock().expect("nothing panics while it holds the copy")
}

/// A body whose beginning was read already.
struct Resumed {
    begun: VecDeque<Result<Frame<Bytes>, axum::Error>>,
    rest: Body,
}

impl Resumed {
    /// Reads until the end, an error, or more than is kept, and copies what is kept.
    async fn begin(mut rest: Body, copy: &Mutex<Vec<u8>>) -> Self {
        let (mut begun, mut read) = (VecDeque::new(), 0);
        while read <= RECORDED {
            let frame = std::future::poll_fn(|context| http_body::Body::poll_frame(Pin::new(&mut rest), context)).await;
            let Some(frame) = frame else { break };
            let broken = frame.is_err();
            if let Some(data) = frame.as_ref().ok().and_then(Frame::data_ref) {
                let room = RECORDED - read.min(RECORDED);
                kept(copy).extend_from_slice(&data[..data.len().min(room)]);
                read += data.len();
            }
            begun.push_back(frame);
            if broken {
                break;
            }
        }
        Self { begun, rest }
    }
}

impl http_body::Body for Resumed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        match self.begun.pop_front() {
            Some(frame) => Poll::Ready(Some(frame)),
            None => Pin::new(&mut self.rest).poll_frame(context),
        }
    }
}

impl Order {
    /// Counts one request; whether the fault meets it.
    fn meets(&mut self) -> bool {
        if self.skip > 0 {
            self.skip -= 1;
            return false;
        }
        match &mut self.times {
            None => true,
            Some(0) => false,
            Some(times) => {
                *times -= 1;
                true
            }
        }
    }

    fn take(&mut self) -> Fault {
        if self.fault != Fault::None && self.meets() { self.fault.clone() } else { Fault::None }
    }
}

/// Middleware around the whole public service.
pub(crate) async fn pass(
    State(gate): State<Gate>,
    ConnectInfo(line): ConnectInfo<Line>,
    request: Request,
    next: Next,
) -> Response {
    let (status, request) = gate.record(request).await;
    let fault = gate.current().take();
    line.cut_after(None);
    let response = match fault {
        Fault::None => next.run(request).await,
        Fault::Slow { milliseconds } => {
            tokio::time::sleep(Duration::from_millis(milliseconds)).await;
            next.run(request).await
        }
        Fault::Cut { after_bytes } => {
            let response = next.run(request).await;
            line.cut_after(Some(after_bytes));
            response
        }
        Fault::Down => {
            line.hang_up();
            std::future::pending().await
        }
        Fault::Stall => std::future::pending().await,
        Fault::Status { status, retry_after, location } => broken(status, retry_after, location),
        Fault::Body { content_type, body } => ([(header::CONTENT_TYPE, content_type)], body).into_response(),
        Fault::Endless => {
            ([(header::CONTENT_TYPE, "application/feed+json")], Body::new(Endless::default())).into_response()
        }
        Fault::Bomb => {
            let headers = [(header::CONTENT_TYPE, "application/feed+json"), (header::CONTENT_ENCODING, "gzip")];
            (headers, Body::from(BOMB.clone())).into_response()
        }
    };
    status.store(response.status().as_u16(), SeqCst);
    response
}

fn broken(status: u16, retry_after: Option<u64>, location: Option<String>) -> Response {
    let status = StatusCode::from_u16(status).expect("checked when it was ordered");
    let mut problem = Problem::new(status, "发布端暂时无法回答", "这是为测试安排的回答。");
    if let Some(seconds) = retry_after {
        problem = problem.header(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if let Some(location) = location {
        let location = HeaderValue::from_str(&location).expect("checked when it was ordered");
        problem = problem.header(header::LOCATION, location);
    }
    problem.into_response()
}

/// How a feed begins whose list of items holds nothing but blanks.
const FEED_HEAD: &str = r#"{"version":"https://jsonfeed.org/version/1.1","title":"嵩明融媒","items":["#;

/// Valid JSON for as long as one cares to read it.
#[derive(Default)]
struct Endless {
    begun: bool,
}

impl http_body::Body for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        const BLANKS: &[u8] = &[b' '; 64 * 1024];
        let piece = if self.begun { BLANKS } else { FEED_HEAD.as_bytes() };
        self.begun = true;
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(piece)))))
    }
}

/// A valid gzip file of about one megabyte that inflates to one gigabyte of valid JSON.
///
/// A block after a full flush refers to nothing before it, so one compressed megabyte can stand there a thousand times.
static BOMB: LazyLock<Bytes> = LazyLock::new(|| {
    const BLOCKS: usize = 1024;
    let blanks = vec![b' '; 1 << 20];
    let mut deflate = Compress::new(Compression::best(), false);
    let mut piece = |bytes: &[u8], flush| {
        let mut out = Vec::with_capacity(64 * 1024);
        deflate.compress_vec(bytes, &mut out, flush).expect("a buffer this large holds a compressed block");
        out
    };
    let start = piece(FEED_HEAD.as_bytes(), FlushCompress::Full);
    let block = piece(&blanks, FlushCompress::Full);
    let end = piece(b"]}", FlushCompress::Finish);
    let mut whole = Crc::new();
    whole.update(FEED_HEAD.as_bytes());
    let mut middle = Crc::new();
    middle.update(&blanks);
    for _ in 0..BLOCKS {
        whole.combine(&middle);
    }
    whole.update(b"]}");
    let mut file = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255];
    file.extend(start);
    for _ in 0..BLOCKS {
        file.extend_from_slice(&block);
    }
    file.extend(end);
    file.extend(whole.sum().to_le_bytes());
    file.extend(whole.amount().to_le_bytes());
    Bytes::from(file)
});

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn the_bomb_is_a_valid_file_a_thousand_times_its_size() {
        let mut inflated = flate2::read::GzDecoder::new(&BOMB[..]);
        let (mut total, mut buffer) = (0_u64, vec![0; 1 << 20]);
        loop {
            // The decoder checks length and checksum at the end.
            let read = inflated.read(&mut buffer).unwrap();
            if read == 0 {
                break;
            }
            total += read as u64;
        }
        assert_eq!(total, (1 << 30) + FEED_HEAD.len() as u64 + 2);
        assert!(BOMB.len() < 2 << 20, "{}", BOMB.len());
    }

    #[test]
    fn an_order_meets_the_requests_it_names() {
        let gate = Gate::new(Wire::default());
        let order = |order: Value| gate.order(order.as_object().unwrap().clone());
        order(json!({ "mode": "stall", "skip": 1, "times": 2 })).unwrap();
        let met: Vec<bool> = (0..4).map(|_| gate.current().take() == Fault::Stall).collect();
        assert_eq!(met, [false, true, true, false]);
        for nonsense in [
            json!({}),
            json!({ "mode": "asleep" }),
            json!({ "mode": "slow" }),
            json!({ "mode": "slow", "milliseconds": 1, "seconds": 1 }),
            json!({ "mode": "status", "status": 99 }),
            json!({ "mode": "down", "times": -1 }),
        ] {
            assert!(order(nonsense.clone()).is_err(), "{nonsense}");
        }
    }
}
