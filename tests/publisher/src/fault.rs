//! Injected faults, and the record of the requests; both are for tests only.

mod request;

use self::request::{FaultyBody, Trouble};
use crate::response::{self, Problem};
use crate::socket::{ConnectionHandle, Connections};
use crate::uploads;
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
use std::num::NonZero;
use std::pin::Pin;
use std::sync::atomic::{AtomicU16, Ordering::SeqCst};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::watch;

/// A fault; the serialized form is that of the control port.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "mode", rename_all = "lowercase", deny_unknown_fields)]
enum Fault {
    None,
    Down,
    Slow {
        milliseconds: u64,
    },
    Stall,
    Cut {
        after_bytes: u64,
    },
    /// The request is handled, then the connection is closed without a response.
    Drop,
    Status {
        status: u16,
        retry_after: Option<u64>,
        location: Option<String>,
    },
    Body {
        content_type: String,
        body: String,
    },
    Endless,
    Bomb,
    /// The connection closes after so much of the request body was taken.
    #[serde(rename = "cut-request")]
    CutRequest {
        after_bytes: u64,
    },
    /// Reading stops after so much of the request body, until another order.
    Hole {
        #[serde(default)]
        after_bytes: u64,
    },
    #[serde(rename = "slow-request")]
    SlowRequest {
        bytes_per_second: NonZero<u64>,
    },
}

/// A fault and the requests to which it applies. Of those that match `method` and `path`: not the first `skip`, then
/// `times` of them, or all if that is `None`; and of these one in `one_in`, chosen by a generator.
#[derive(Debug, Clone)]
struct FaultPlan {
    fault: Fault,
    method: Option<String>,
    /// The beginning of the path, without the query.
    path: Option<String>,
    skip: u64,
    times: Option<u64>,
    one_in: Option<u64>,
    random: u64,
}

/// Stands between the connections and the router: injects the fault, and records the requests.
#[derive(Clone)]
pub(crate) struct Interceptor(Arc<Inner>);

struct Inner {
    connections: Connections,
    plans: Mutex<Vec<FaultPlan>>,
    /// Changes with each order, which ends the holes.
    released: watch::Sender<()>,
    /// The newest [`MAX_RECORDED_REQUESTS`].
    requests: Mutex<VecDeque<RecordedRequest>>,
}

struct RecordedRequest {
    method: String,
    path: String,
    headers: Map<String, Value>,
    /// What was received of the body, at most [`MAX_RECORDED_BODY`] bytes; `None` if there was no body.
    body: Option<Arc<Mutex<Vec<u8>>>>,
    /// 0 until there is a response.
    status: Arc<AtomicU16>,
}

/// Requests that are recorded; older ones are dropped.
const MAX_RECORDED_REQUESTS: usize = 20_000;
/// Bytes of a request body that are recorded.
const MAX_RECORDED_BODY: usize = 64 * 1024;

impl Interceptor {
    pub(crate) fn new(connections: Connections) -> Self {
        let released = watch::Sender::new(());
        Self(Arc::new(Inner { connections, plans: Mutex::default(), released, requests: Mutex::default() }))
    }

    /// Sets the fault, in the form of the control port: one fault, or several as `faults`. Of several the first that
    /// applies to a request is injected.
    pub(crate) fn set_fault(&self, mut request: Map<String, Value>) -> Result<(), String> {
        let plans = match request.remove("faults") {
            Some(Value::Array(faults)) if request.is_empty() => faults
                .into_iter()
                .map(|fault| match fault {
                    Value::Object(fault) => FaultPlan::parse(fault),
                    _ => Err("a fault is an object".to_owned()),
                })
                .collect::<Result<Vec<_>, _>>()?,
            Some(_) => return Err("faults is a list, and alone".to_owned()),
            None => vec![FaultPlan::parse(request)?],
        };
        let all_down = plans.iter().any(|plan| plan.is_for_connections() && plan.skip == 0 && plan.times.is_none());
        *self.plans() = plans;
        self.0.released.send_replace(());
        if all_down {
            self.0.connections.close_all();
        }
        Ok(())
    }

    /// Whether a new connection is to be closed at once.
    pub(crate) fn refuses(&self) -> bool {
        let mut plans = self.plans();
        plans.iter_mut().any(|plan| plan.is_for_connections() && plan.skip == 0 && plan.applies())
    }

    /// The newest requests, and the bytes in both directions, since the last reset.
    pub(crate) fn traffic(&self) -> Value {
        let requests: Vec<Value> = self
            .requests()
            .iter()
            .map(|request| {
                let status = Some(request.status.load(SeqCst)).filter(|status| *status != 0);
                let mut entry =
                    json!({ "method": request.method, "path": request.path, "status": status, "headers": request.headers });
                if let Some(body) = &request.body {
                    entry["body"] = String::from_utf8_lossy(&lock(body)).into();
                }
                entry
            })
            .collect();
        let (bytes_in, bytes_out) = self.0.connections.bytes();
        json!({ "requests": requests, "bytes_in": bytes_in, "bytes_out": bytes_out })
    }

    /// Clears what [`Interceptor::traffic`] returns.
    pub(crate) fn reset(&self) {
        self.requests().clear();
        self.0.connections.reset();
    }

    fn plans(&self) -> MutexGuard<'_, Vec<FaultPlan>> {
        self.0.plans.lock().expect("nothing panics while it holds the plans")
    }

    /// The fault for a request. A plan counts every request that it matches and that no plan before it took.
    fn take(&self, method: &str, path: &str) -> Fault {
        let mut plans = self.plans();
        let applied = plans.iter_mut().position(|plan| plan.matches(method, path) && plan.applies());
        applied.map_or(Fault::None, |place| plans[place].fault.clone())
    }

    fn requests(&self) -> MutexGuard<'_, VecDeque<RecordedRequest>> {
        self.0.requests.lock().expect("nothing panics while it holds the record")
    }

    /// Records the request and the beginning of its body, which is read before any fault, so that the record does not
    /// depend on the fault. Not the body of an upload: it is written as it arrives.
    async fn record(&self, request: Request) -> (Arc<AtomicU16>, Request) {
        let (parts, body) = request.into_parts();
        let is_upload = parts.headers.get(header::CONTENT_TYPE).is_some_and(|value| value == uploads::header::CHUNK);
        let copy = (!is_upload && !http_body::Body::is_end_stream(&body)).then(Arc::default);
        let status = self.note(&parts, copy.clone());
        let body = match copy {
            Some(copy) => Body::new(RejoinedBody::begin(body, &copy).await),
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
        let mut requests = self.requests();
        if requests.len() == MAX_RECORDED_REQUESTS {
            requests.pop_front();
        }
        let method = request.method.to_string();
        requests.push_back(RecordedRequest { method, path, headers, body, status: status.clone() });
        status
    }
}

fn lock(copy: &Mutex<Vec<u8>>) -> MutexGuard<'_, Vec<u8>> {
    copy.lock().expect("nothing panics while it holds the copy")
}

/// A body whose beginning has been read: the frames that were read, then the rest.
struct RejoinedBody {
    begun: VecDeque<Result<Frame<Bytes>, axum::Error>>,
    rest: Body,
}

impl RejoinedBody {
    /// Reads to the end, to an error, or beyond what is recorded, and copies what is recorded.
    async fn begin(mut rest: Body, copy: &Mutex<Vec<u8>>) -> Self {
        let (mut begun, mut read) = (VecDeque::new(), 0);
        while read <= MAX_RECORDED_BODY {
            let frame = std::future::poll_fn(|context| http_body::Body::poll_frame(Pin::new(&mut rest), context)).await;
            let Some(frame) = frame else { break };
            let broken = frame.is_err();
            if let Some(data) = frame.as_ref().ok().and_then(Frame::data_ref) {
                let room = MAX_RECORDED_BODY - read.min(MAX_RECORDED_BODY);
                lock(copy).extend_from_slice(&data[..data.len().min(room)]);
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

impl http_body::Body for RejoinedBody {
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

impl FaultPlan {
    fn parse(mut request: Map<String, Value>) -> Result<Self, String> {
        let mut number = |name: &str| match request.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => value.as_u64().map(Some).ok_or_else(|| format!("{name} is not a whole number")),
        };
        let (skip, times) = (number("skip")?.unwrap_or(0), number("times")?);
        let (one_in, random) = (number("one_in")?, number("seed")?.unwrap_or(0));
        if one_in == Some(0) {
            return Err("one_in is at least 1".to_owned());
        }
        let mut text = |name: &str| match request.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(format!("{name} is not a text")),
        };
        let (method, path) = (text("method")?, text("path")?);
        let fault: Fault = serde_json::from_value(Value::Object(request)).map_err(|error| error.to_string())?;
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
        Ok(Self { fault, method, path, skip, times, one_in, random })
    }

    fn matches(&self, method: &str, path: &str) -> bool {
        self.fault != Fault::None
            && self.method.as_ref().is_none_or(|own| own == method)
            && self.path.as_ref().is_none_or(|own| path.starts_with(own))
    }

    /// Whether the fault is injected before there is a request.
    fn is_for_connections(&self) -> bool {
        self.fault == Fault::Down && self.method.is_none() && self.path.is_none() && self.one_in.is_none()
    }

    /// Counts one request, and returns whether the fault applies to it.
    fn applies(&mut self) -> bool {
        if self.skip > 0 {
            self.skip -= 1;
            return false;
        }
        if self.times == Some(0) || self.one_in.is_some_and(|one_in| !self.next_random().is_multiple_of(one_in)) {
            return false;
        }
        self.times = self.times.map(|times| times - 1);
        true
    }

    /// SplitMix64: the same seed chooses the same requests.
    fn next_random(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.random ^ (self.random >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// The middleware of the public port.
pub(crate) async fn intercept(
    State(interceptor): State<Interceptor>,
    ConnectInfo(handle): ConnectInfo<ConnectionHandle>,
    request: Request,
    next: Next,
) -> Response {
    let (status, request) = interceptor.record(request).await;
    let fault = interceptor.take(request.method().as_str(), request.uri().path());
    handle.close_after(None);
    let troubled = |request: Request, trouble: Trouble| request.map(|body| Body::new(FaultyBody::new(body, trouble)));
    let response = match fault {
        Fault::None => next.run(request).await,
        Fault::Slow { milliseconds } => {
            tokio::time::sleep(Duration::from_millis(milliseconds)).await;
            next.run(request).await
        }
        Fault::Cut { after_bytes } => {
            let response = next.run(request).await;
            handle.close_after(Some(after_bytes));
            response
        }
        Fault::Drop => {
            let response = next.run(request).await;
            status.store(response.status().as_u16(), SeqCst);
            handle.close();
            std::future::pending().await
        }
        Fault::Down => {
            handle.close();
            std::future::pending().await
        }
        Fault::Stall => std::future::pending().await,
        Fault::CutRequest { after_bytes } => {
            let handle = handle.clone();
            next.run(troubled(request, Trouble::Cut { after_bytes, handle })).await
        }
        Fault::Hole { after_bytes } => {
            let mut released = interceptor.0.released.subscribe();
            if http_body::Body::is_end_stream(request.body()) {
                // The sender lives as long as the interceptor.
                let _ = released.changed().await;
                next.run(request).await
            } else {
                next.run(troubled(request, Trouble::Hole { after_bytes, released })).await
            }
        }
        Fault::SlowRequest { bytes_per_second } => {
            next.run(troubled(request, Trouble::Slow { bytes_per_second })).await
        }
        Fault::Status { status, retry_after, location } => {
            response::discard(request.into_body()).await;
            status_response(status, retry_after, location)
        }
        Fault::Body { content_type, body } => ([(header::CONTENT_TYPE, content_type)], body).into_response(),
        Fault::Endless => {
            ([(header::CONTENT_TYPE, "application/feed+json")], Body::new(EndlessBody::default())).into_response()
        }
        Fault::Bomb => {
            let headers = [(header::CONTENT_TYPE, "application/feed+json"), (header::CONTENT_ENCODING, "gzip")];
            (headers, Body::from(BOMB.clone())).into_response()
        }
    };
    status.store(response.status().as_u16(), SeqCst);
    response
}

fn status_response(status: u16, retry_after: Option<u64>, location: Option<String>) -> Response {
    let status = StatusCode::from_u16(status).expect("checked when the fault was set");
    let mut problem = Problem::new(status, "发布端暂时无法回答", "这是为测试安排的回答。");
    if let Some(seconds) = retry_after {
        problem = problem.header(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if let Some(location) = location {
        let location = HeaderValue::from_str(&location).expect("checked when the fault was set");
        problem = problem.header(header::LOCATION, location);
    }
    problem.into_response()
}

/// The beginning of a feed whose list of items is followed by blanks.
const FEED_HEAD: &str = r#"{"version":"https://jsonfeed.org/version/1.1","title":"嵩明融媒","items":["#;

/// An endless body that is valid JSON so far at any point.
#[derive(Default)]
struct EndlessBody {
    begun: bool,
}

impl http_body::Body for EndlessBody {
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
/// A block after a full flush does not refer to earlier ones, so the same compressed megabyte can be repeated a
/// thousand times.
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
    fn bomb_inflates_to_a_valid_file_of_a_gigabyte() {
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
    fn fault_applies_to_the_requests_of_its_plan() {
        let interceptor = Interceptor::new(Connections::default());
        let set = |fault: Value| interceptor.set_fault(fault.as_object().unwrap().clone());
        set(json!({ "mode": "stall", "skip": 1, "times": 2 })).unwrap();
        let applied: Vec<bool> = (0..4).map(|_| interceptor.take("GET", "/") == Fault::Stall).collect();
        assert_eq!(applied, [false, true, true, false]);
        for nonsense in [
            json!({}),
            json!({ "mode": "asleep" }),
            json!({ "mode": "slow" }),
            json!({ "mode": "slow", "milliseconds": 1, "seconds": 1 }),
            json!({ "mode": "status", "status": 99 }),
            json!({ "mode": "down", "times": -1 }),
            json!({ "mode": "stall", "one_in": 0 }),
            json!({ "mode": "stall", "method": 1 }),
            json!({ "mode": "cut-request" }),
            json!({ "mode": "slow-request", "bytes_per_second": 0 }),
            json!({ "faults": { "mode": "stall" } }),
            json!({ "faults": ["stall"] }),
            json!({ "faults": [], "mode": "stall" }),
        ] {
            assert!(set(nonsense.clone()).is_err(), "{nonsense}");
        }
    }

    #[test]
    fn plan_counts_only_requests_of_its_method_and_path() {
        let interceptor = Interceptor::new(Connections::default());
        let order = json!({ "faults": [
            { "mode": "stall", "method": "PUT", "path": "/v1/station/", "skip": 1, "times": 1 },
            { "mode": "drop", "path": "/v1/", "times": 2 },
        ] });
        interceptor.set_fault(order.as_object().unwrap().clone()).unwrap();
        let applied =
            [("GET", "/v1/x"), ("PUT", "/x"), ("PUT", "/v1/station/a"), ("PUT", "/v1/station/b"), ("GET", "/v1/")]
                .map(|(method, path)| interceptor.take(method, path));
        assert_eq!(applied, [Fault::Drop, Fault::None, Fault::Drop, Fault::Stall, Fault::None]);
        assert!(!interceptor.refuses());
    }

    #[test]
    fn one_in_n_is_chosen_by_the_seed() {
        let chosen = |seed: u64| -> Vec<bool> {
            let interceptor = Interceptor::new(Connections::default());
            let order = json!({ "mode": "drop", "one_in": 20, "seed": seed });
            interceptor.set_fault(order.as_object().unwrap().clone()).unwrap();
            (0..2000).map(|_| interceptor.take("GET", "/") == Fault::Drop).collect()
        };
        let first = chosen(1);
        assert_eq!(first, chosen(1));
        assert_ne!(first, chosen(2));
        let count = first.iter().filter(|chosen| **chosen).count();
        assert!((60..140).contains(&count), "{count}");
    }
}
