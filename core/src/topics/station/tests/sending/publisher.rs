//! A publisher in memory, as strict as the protocol, and what goes wrong on the way to it.

use std::collections::BTreeMap;
use std::future::{pending, ready};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::fixture::TestClock;
use crate::base::net::{
    Body, BodyFuture, Headers, Method, Request, Response, ResponseFuture, Transport, TransportFault,
};

/// What happens to one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It is answered.
    None,
    /// No connection is made.
    Unreachable,
    /// The connection breaks before the publisher sees anything.
    Lost,
    /// The publisher does its work, and the connection breaks before the answer.
    LostAfter,
    /// So many bytes of the body arrive and are kept, then the connection breaks.
    CutAt(usize),
    /// Nothing comes back, ever; meanwhile a minute passes.
    BlackHole,
    /// Something answers instead.
    Instead(u16, Vec<(&'static str, String)>, String),
}

pub(super) type Script = Box<dyn FnMut(&Request) -> Trouble + Send>;

#[derive(Clone)]
pub(super) struct Upload {
    pub(super) submission: String,
    pub(super) media: String,
    pub(super) length: usize,
    pub(super) sha256: String,
    pub(super) bytes: Vec<u8>,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) submissions: BTreeMap<String, BTreeMap<i64, Value>>,
    pub(super) receipts: BTreeMap<(String, i64), Value>,
    pub(super) returned: Vec<String>,
    pub(super) withdrawn: Vec<String>,
    pub(super) published: Vec<String>,
    pub(super) uploads: BTreeMap<String, Upload>,
    /// Uploads that were ever created.
    pub(super) created: usize,
    pub(super) changes: Vec<Value>,
    /// Changes on a page.
    pub(super) page: usize,
    /// Method and last part of the path of each request.
    pub(super) requests: Vec<String>,
    /// Bytes in the bodies of PATCH.
    pub(super) sent: u64,
    pub(super) token: String,
    /// Whether a repeated creation makes a second upload, as other servers do.
    pub(super) forgetful: bool,
    /// Bytes in a second; 0 for as many as there are.
    pub(super) rate: u64,
    sequence: i64,
}

/// The publisher.
pub(super) struct Publisher {
    pub(super) state: Mutex<State>,
    script: Mutex<Script>,
    clock: Arc<TestClock>,
}

impl Publisher {
    pub(super) fn new(clock: Arc<TestClock>) -> Arc<Self> {
        let state = State { token: "one".into(), page: 100, ..State::default() };
        Arc::new(Self { state: Mutex::new(state), script: Mutex::new(Box::new(|_| Trouble::None)), clock })
    }

    /// What goes wrong from now on.
    pub(super) fn follow(&self, script: impl FnMut(&Request) -> Trouble + Send + 'static) {
        *self.script.lock().unwrap() = Box::new(script);
    }

    /// Answers the next request of a method with the trouble, and all others well.
    pub(super) fn once(&self, method: Method, trouble: Trouble) {
        self.times(1, method, trouble);
    }

    pub(super) fn times(&self, mut times: usize, method: Method, trouble: Trouble) {
        self.follow(move |request| {
            if request.method == method && times > 0 {
                times -= 1;
                return trouble.clone();
            }
            Trouble::None
        });
    }

    pub(super) fn heal(&self) {
        self.follow(|_| Trouble::None);
    }

    pub(super) fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.state.lock().unwrap())
    }

    /// How many requests of a method there were.
    pub(super) fn count(&self, method: &str) -> usize {
        self.with(|state| state.requests.iter().filter(|request| request.starts_with(method)).count())
    }

    /// The newsroom does something.
    pub(super) fn review(&self, submission: &str, version: i64, step: &str, more: &Value) -> i64 {
        self.with(|state| {
            state.sequence += 1;
            let mut change = json!({"sequence": state.sequence, "submission": submission, "version": version,
                "state": step, "at": "2026-11-25T09:00:00+08:00"});
            change.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            if step == "returned" {
                state.returned.push(submission.to_owned());
            }
            if step == "published" {
                state.published.push(submission.to_owned());
            }
            state.changes.push(change);
            state.sequence
        })
    }
}

/// Status, headers, body.
type Answer = (u16, Vec<(&'static str, String)>, Vec<u8>);

fn problem(status: u16, detail: &str) -> Answer {
    let body = json!({"status": status, "detail": detail}).to_string();
    (status, vec![("content-type", "application/problem+json".into())], body.into_bytes())
}

fn document(status: u16, body: &Value) -> Answer {
    (status, vec![("content-type", "application/json".into())], body.to_string().into_bytes())
}

fn tus(status: u16, headers: Vec<(&'static str, String)>) -> Answer {
    let mut all = vec![("tus-resumable", "1.0.0".to_owned())];
    all.extend(headers);
    (status, all, Vec::new())
}

fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Decodes Base64 of ASCII text, independently of what is tested.
fn decode(text: &str) -> String {
    let value = |c: u8| match c {
        b'A'..=b'Z' => c - b'A',
        b'a'..=b'z' => c - b'a' + 26,
        b'0'..=b'9' => c - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let mut bits: Vec<u8> = Vec::new();
    for c in text.bytes().filter(|c| *c != b'=') {
        bits.extend((0..6).rev().map(|bit| value(c) >> bit & 1));
    }
    bits.chunks_exact(8).map(|byte| char::from(byte.iter().fold(0, |all, bit| all << 1 | bit))).collect()
}

impl State {
    fn answer(&mut self, request: &Request, body: &[u8]) -> Answer {
        if header(request, "authorization") != Some(&format!("Bearer {}", self.token)) {
            return problem(401, "请重新登录。");
        }
        let path = request.address.path().trim_start_matches("/v1/station/").to_owned();
        let parts: Vec<&str> = path.split('/').collect();
        match (request.method, parts.as_slice()) {
            (Method::Put, ["submissions", id, "versions", version]) => self.put(id, version.parse().unwrap(), body),
            (Method::Get, ["submissions", id, "versions", version]) => {
                let version: i64 = version.parse().unwrap();
                match self.submissions.get(*id).and_then(|versions| versions.get(&version)) {
                    None => problem(404, "没有这一版。"),
                    Some(body) => {
                        let mut answer = self.receipts[&((*id).to_owned(), version)].clone();
                        answer["body"] = body.clone();
                        document(200, &answer)
                    }
                }
            }
            (Method::Delete, ["submissions", id]) => {
                if self.published.iter().any(|published| published == id) {
                    return problem(410, "已经发布。");
                }
                self.withdrawn.push((*id).to_owned());
                (204, Vec::new(), Vec::new())
            }
            (Method::Get, ["changes"]) => self.page(request),
            (Method::Post, ["media"]) => self.create(request),
            (_, ["media", name]) => self.upload(request, name, body),
            _ => problem(405, "没有这个地址。"),
        }
    }

    fn put(&mut self, id: &str, version: i64, body: &[u8]) -> Answer {
        let body: Value = serde_json::from_slice(body).unwrap();
        let versions = self.submissions.entry(id.to_owned()).or_default();
        if let Some(known) = versions.get(&version) {
            if *known != body {
                return problem(409, "这一版已有别的内容。");
            }
            return document(200, &self.receipts[&(id.to_owned(), version)]);
        }
        let newest = versions.keys().last().copied().unwrap_or(0);
        let returned = self.returned.iter().any(|returned| returned == id);
        if version != newest + 1 || newest > 0 && !returned {
            return problem(409, "上一版还没有退改。");
        }
        if body["fields"]["title"] == "" {
            let mut answer = problem(422, "");
            answer.2 =
                json!({"status": 422, "errors": [{"field": "title", "reason": "请填写标题。"}]}).to_string().into();
            return answer;
        }
        versions.insert(version, body);
        self.returned.retain(|returned| returned != id);
        self.sequence += 1;
        let receipt = json!({"submission": id, "version": version, "state": "delivered",
            "received": "2026-11-24T08:30:00+08:00", "sequence": self.sequence});
        let change = json!({"sequence": self.sequence, "submission": id, "version": version, "state": "delivered",
            "at": "2026-11-24T08:30:00+08:00"});
        self.receipts.insert((id.to_owned(), version), receipt.clone());
        self.changes.push(change);
        document(201, &receipt)
    }

    fn page(&self, request: &Request) -> Answer {
        let after = request.address.query().unwrap().trim_start_matches("after=").parse::<i64>().unwrap();
        let later: Vec<&Value> =
            self.changes.iter().filter(|change| change["sequence"].as_i64().unwrap() > after).collect();
        let page: Vec<&Value> = later.iter().copied().take(self.page).collect();
        let cursor = page.iter().map(|change| change["sequence"].as_i64().unwrap()).max().unwrap_or(after);
        document(200, &json!({"changes": page, "cursor": cursor, "more": later.len() > page.len()}))
    }

    fn create(&mut self, request: &Request) -> Answer {
        let metadata: BTreeMap<String, String> = header(request, "upload-metadata")
            .unwrap()
            .split(',')
            .map(|pair| {
                let (name, value) = pair.split_once(' ').unwrap();
                (name.to_owned(), decode(value))
            })
            .collect();
        let length: usize = header(request, "upload-length").unwrap().parse().unwrap();
        let known = self.uploads.iter().find(|(_, upload)| upload.media == metadata["media"] && !self.forgetful);
        if let Some((name, upload)) = known {
            if upload.length != length || upload.sha256 != metadata["sha256"] {
                return problem(409, "已有另一份素材。");
            }
            let offset = ("upload-offset", upload.bytes.len().to_string());
            return tus(201, vec![("location", format!("/v1/station/media/{name}")), offset]);
        }
        self.created += 1;
        let name = format!("u{}", self.created);
        let upload = Upload {
            submission: metadata["submission"].clone(),
            media: metadata["media"].clone(),
            length,
            sha256: metadata["sha256"].clone(),
            bytes: Vec::new(),
        };
        self.uploads.insert(name.clone(), upload);
        tus(201, vec![("location", format!("https://sm.example/v1/station/media/{name}"))])
    }

    fn upload(&mut self, request: &Request, name: &str, body: &[u8]) -> Answer {
        let Some(upload) = self.uploads.get_mut(name) else { return tus(404, Vec::new()) };
        let offset = |upload: &Upload| ("upload-offset", upload.bytes.len().to_string());
        match request.method {
            Method::Head => tus(200, vec![offset(upload), ("upload-length", upload.length.to_string())]),
            Method::Patch => {
                if header(request, "upload-offset") != Some(&upload.bytes.len().to_string()) {
                    return tus(409, vec![offset(upload)]);
                }
                if body.len() > upload.length - upload.bytes.len() {
                    return tus(413, Vec::new());
                }
                upload.bytes.extend_from_slice(body);
                if upload.bytes.len() == upload.length && hex(&upload.bytes) != upload.sha256 {
                    upload.bytes.clear();
                    return tus(460, Vec::new());
                }
                tus(204, vec![offset(upload)])
            }
            Method::Delete => {
                self.uploads.remove(name);
                tus(204, Vec::new())
            }
            _ => tus(405, Vec::new()),
        }
    }
}

/// Lets time pass once the phone waits for the response.
fn passing(clock: &Arc<TestClock>, time: Duration, response: ResponseFuture) -> ResponseFuture {
    let clock = Arc::clone(clock);
    Box::pin(async move {
        if !time.is_zero() {
            tokio::task::yield_now().await;
            clock.advance(time);
        }
        response.await
    })
}

struct Whole(Option<Vec<u8>>);

impl Body for Whole {
    fn next_chunk(&mut self) -> BodyFuture<'_> {
        Box::pin(ready(Ok(self.0.take())))
    }
}

impl Transport for Publisher {
    fn exchange(&self, request: Request) -> ResponseFuture {
        let trouble = (self.script.lock().unwrap())(&request);
        let body = request.body.clone().unwrap_or_default();
        let mut delay = Duration::ZERO;
        let mut state = self.state.lock().unwrap();
        let last = request.address.path().trim_start_matches("/v1/station/");
        state.requests.push(format!("{} {last}", request.method.as_str()));
        if request.method == Method::Patch {
            state.sent += body.len() as u64;
            // A chunk that takes longer than the phone waits for arrives nowhere.
            if let Some(took) = (body.len() as u64 * 1000).checked_div(state.rate).map(Duration::from_millis) {
                if took > Duration::from_secs(30) {
                    return passing(&self.clock, took, Box::pin(pending()));
                }
                delay = took;
            }
        }
        let answer = match trouble {
            Trouble::Unreachable => {
                return Box::pin(ready(Err(TransportFault::Unreachable("unreachable".into()))));
            }
            Trouble::BlackHole => {
                return passing(&self.clock, Duration::from_secs(60), Box::pin(pending()));
            }
            Trouble::Instead(status, headers, body) => (status, headers, body.into_bytes()),
            Trouble::Lost => return Box::pin(ready(Err(TransportFault::ConnectionLost("lost".into())))),
            Trouble::LostAfter => {
                state.answer(&request, &body);
                return Box::pin(ready(Err(TransportFault::ConnectionLost("lost".into()))));
            }
            Trouble::CutAt(kept) => {
                // Only a body that was announced in full and whose offset is right is kept in part.
                if request.method == Method::Patch {
                    state.answer(&request, &body[..kept.min(body.len())]);
                }
                return Box::pin(ready(Err(TransportFault::ConnectionLost("cut".into()))));
            }
            Trouble::None => state.answer(&request, &body),
        };
        let (status, headers, body) = answer;
        let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let response = Response { status, headers: Headers(headers), body: Box::new(Whole(Some(body))) };
        passing(&self.clock, delay, Box::pin(ready(Ok(response))))
    }
}
