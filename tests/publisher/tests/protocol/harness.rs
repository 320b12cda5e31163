//! A publisher with a small content of its own, and an HTTP client for both ports.

use reqwest::header::HeaderMap;
use reqwest::{Client, Method, redirect};
use serde_json::{Value, json};
use songming_publisher::{Handle, Options, sample_content, start};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A PNG of one pixel.
pub(crate) const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8, 4,
    0, 0, 0, 0xb5, 0x1c, 0x0c, 0x02, 0, 0, 0, 11, b'I', b'D', b'A', b'T', 0x78, 0xda, 0x63, 0x64, 0x60, 0, 0, 0, 6, 0,
    2, 0x30, 0x81, 0xd0, 0x2f, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

pub(crate) fn video() -> Vec<u8> {
    (0..5000_u32).map(|n| (n % 251) as u8).collect()
}

pub(crate) struct TestPublisher {
    pub(crate) handle: Handle,
    pub(crate) http: Client,
    _content: Option<TempDir>,
}

#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Response {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {:?}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn ids(&self) -> Vec<String> {
        self.json()["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    }
}

/// A client without proxy, redirects and decompression, for HTTP without TLS.
pub(crate) fn client() -> Client {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    Client::builder().tls_backend_preconfigured(tls).no_proxy().redirect(redirect::Policy::none()).build().unwrap()
}

impl TestPublisher {
    /// Starts a publisher of seven items on pages of five. The log has nine changes, since an eighth item was
    /// withdrawn.
    pub(crate) fn start() -> Self {
        Self::with_options(Options { page_size: 5, ..Options::default() })
    }

    /// Starts a publisher of the same content with other options.
    pub(crate) fn with_options(options: Options) -> Self {
        let content = TempDir::new().unwrap();
        write_content(content.path());
        let publisher = start(Options { content: Some(content.path().to_owned()), ..options }).unwrap();
        Self { handle: publisher, http: client(), _content: Some(content) }
    }

    /// Starts a publisher of another content folder.
    pub(crate) fn with_content(content: PathBuf) -> Self {
        let publisher = start(Options { content: Some(content), ..Options::default() });
        let publisher = publisher.unwrap_or_else(|error| panic!("{error}"));
        Self { handle: publisher, http: client(), _content: None }
    }

    pub(crate) async fn request(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Response {
        let url = if path.starts_with("http:") { path.to_owned() } else { self.handle.public_url() + path };
        let mut request = self.http.request(Method::from_bytes(method.as_bytes()).unwrap(), url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Response { status, headers, body: response.bytes().await.unwrap().to_vec() }
    }

    /// Sends a request with a body.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<reqwest::Body>,
    ) -> reqwest::Result<Response> {
        let url = self.handle.public_url() + path;
        let mut request = self.http.request(Method::from_bytes(method.as_bytes()).unwrap(), url).body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Response { status, headers, body: response.bytes().await?.to_vec() })
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request("GET", path, &[]).await
    }

    /// Sends a request to the control port, and returns the status and the body.
    pub(crate) async fn try_control(&self, path: &str, request: Value) -> (u16, Value) {
        let url = self.handle.control_url() + path;
        let response = self.http.post(url).body(request.to_string()).send().await.unwrap();
        let status = response.status().as_u16();
        (status, serde_json::from_slice(&response.bytes().await.unwrap()).unwrap())
    }

    /// Sends a request to the control port that must succeed, and returns the body.
    pub(crate) async fn control(&self, path: &str, request: Value) -> Value {
        let (status, response) = self.try_control(path, request).await;
        assert_eq!(status, 200, "{response}");
        response
    }

    pub(crate) async fn publish(&self, title: &str) -> Value {
        self.control("/publish", json!({ "title": title, "content_html": format!("<p>{title}</p>") })).await
    }

    pub(crate) async fn traffic(&self) -> Value {
        let response = self.http.get(self.handle.control_url() + "/traffic").send().await.unwrap();
        serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
    }
}

pub(crate) fn write_content(folder: &Path) {
    fs::create_dir_all(folder.join("items")).unwrap();
    fs::create_dir_all(folder.join("media")).unwrap();
    fs::write(folder.join("media/dot.png"), PNG).unwrap();
    fs::write(folder.join("media/film.mp4"), video()).unwrap();
    fs::write(folder.join("catalogue.json"), catalogue().to_string()).unwrap();
    fs::copy(sample_content().join("accounts.json"), folder.join("accounts.json")).unwrap();
    for (id, front, body) in ITEMS {
        fs::write(folder.join(format!("items/{id}.md")), format!("+++\nid = \"{id}\"\n{front}+++\n{body}\n")).unwrap();
    }
}

fn catalogue() -> Value {
    let sample = fs::read_to_string(sample_content().join("catalogue.json")).unwrap();
    let sample: Value = serde_json::from_str(&sample).unwrap();
    json!({
        "version": 3, "title": "样例", "families": [{ "code": "media", "name": "媒体服务", "modules": ["news"] }],
        "modules": [{ "code": "news", "name": "新闻" }, { "code": "alert", "name": "应急" }],
        "channels": [{ "code": "tv", "name": "嵩明电视台", "medium": "电视" }],
        "sectors": [{ "code": "auto", "name": "汽车" }],
        "parks": [{ "code": "etdz", "name": "开发区", "level": "" }],
        "towns": [{ "code": "xiaojie", "name": "小街镇" }], "stations": sample["stations"],
        "station_form": sample["station_form"],
        "calendar": [{ "year": 2026, "source": "样例", "workdays": ["2026-01-04"],
            "holidays": [{ "name": "元旦", "days": ["2026-01-01"] }] }],
        "display": { "font_scales": [1.0], "elder": { "body_min": 18 } },
    })
}

const ITEMS: [(&str, &str, &str); 8] = [
    (
        "one",
        r#"title = "第一条 & <引号>"
summary = "摘要"
kind = "article"
module = "news"
channel = "tv"
story = "story-1"
stage = "flash"
sectors = ["auto"]
parks = ["etdz"]
published = 2026-01-01T08:00:00+08:00
tags = ["甲"]
image = "dot.png"
image_alt = "一个点"
"#,
        r#"<p>正文</p><figure><img src="/media/dot.png" alt="同一个点"></figure><p><a href="/items/two">另见</a></p>"#,
    ),
    (
        "two",
        r#"title = "第二条"
summary = "摘要"
kind = "article"
module = "news"
channel = "tv"
published = 2026-01-02T08:00:00+08:00
modified = 2026-01-02T09:00:00+08:00
revision = 2
[correction]
time = 2026-01-02T09:00:00+08:00
reason = "数字有误"
[[attachment]]
file = "film.mp4"
title = "短片"
alt = "收割"
duration_in_seconds = 8
"#,
        r#"<p>改过</p><video src="/media/film.mp4" poster="/media/dot.png"></video>"#,
    ),
    (
        "three",
        r#"title = "通知"
summary = "摘要"
kind = "notice"
module = "news"
channel = "tv"
published = 2026-01-03T08:00:00+08:00
[notice]
issuer = "县办"
document_number = "1号"
issued_on = 2026-01-03
valid_until = 2026-12-31
"#,
        "<p>通知正文</p>",
    ),
    (
        "four",
        r#"title = "预警"
summary = "摘要"
kind = "alert"
module = "alert"
channel = "tv"
published = 2026-01-04T08:00:00+08:00
[alert]
identifier = "A-1"
status = "Actual"
msg_type = "Alert"
scope = "Public"
event = "暴雨"
category = "Met"
urgency = "Expected"
severity = "Severe"
certainty = "Likely"
effective = 2026-01-04T08:00:00+08:00
expires = 2026-01-05T08:00:00+08:00
areas = ["小街镇"]
"#,
        "<p>预警正文</p>",
    ),
    (
        "five",
        r#"title = "撤回的"
summary = "摘要"
kind = "article"
module = "news"
channel = "tv"
published = 2026-01-02T12:00:00+08:00
[withdrawal]
time = 2026-01-06T08:00:00+08:00
reason = "事实有误"
"#,
        "<p>不该再看到</p>",
    ),
    (
        "six",
        r#"title = "指南"
summary = "摘要"
kind = "guide"
module = "news"
channel = "tv"
published = 2026-01-05T08:00:00+08:00
[guide]
conditions = "居民"
materials = ["身份证"]
steps = ["取号", "办理"]
"#,
        "<p>指南正文</p>",
    ),
    (
        "seven",
        r#"title = "政策"
summary = "摘要"
kind = "policy"
module = "news"
channel = "tv"
published = 2026-01-05T08:00:00+08:00
[policy]
issuer = "县办"
applies_to = "企业"
deadline = 2026-03-31
"#,
        "<p>政策正文</p>",
    ),
    (
        "eight",
        r#"title = "学习"
summary = "摘要"
kind = "study"
module = "news"
channel = "tv"
published = 2026-01-07T08:00:00+08:00
[study]
series = "党章"
chapter = 1
"#,
        "<p>学习正文</p>",
    ),
];

/// The ids of the items that are not withdrawn, the newest first.
pub(crate) const NEWEST_FIRST: [&str; 7] = ["eight", "six", "seven", "four", "three", "two", "one"];
