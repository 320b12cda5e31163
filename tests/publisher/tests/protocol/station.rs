//! What a clerk and an editor do, for the tests of accounts, submissions and the desk.

use crate::harness::{PNG, Response, TestPublisher, write_content};
use form_urlencoded::Serializer;
use serde_json::{Value, json};
use songming_publisher::Options;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The verifier and the challenge of RFC 7636, appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub(crate) const REDIRECT: &str = "cn.songming.app:/login";
pub(crate) const STATE: &str = "a state & more";
pub(crate) const UUID: &str = "01936f2e-1111-7abc-8def-0123456789ab";

pub(crate) fn form(members: &[(&str, &str)]) -> String {
    Serializer::new(String::new()).extend_pairs(members).finish()
}

pub(crate) fn authorize_query() -> Vec<(&'static str, &'static str)> {
    vec![
        ("response_type", "code"),
        ("client_id", "songming"),
        ("redirect_uri", REDIRECT),
        ("state", STATE),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("scope", "station"),
    ]
}

pub(crate) fn authorize_path(query: &[(&str, &str)]) -> String {
    format!("/v1/account/authorize?{}", form(query))
}

/// The members of the query of `Location`, after the redirect address.
pub(crate) fn redirected(response: &Response) -> Vec<(String, String)> {
    assert_eq!(response.status, 303, "{}", response.text());
    let query = response.header("location").strip_prefix("cn.songming.app:/login?").unwrap();
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

pub(crate) async fn code(publisher: &TestPublisher, account: &str) -> String {
    let body = form(&[("name", account), ("password", &format!("{account}-2026"))]);
    let response = publisher.send("POST", &authorize_path(&authorize_query()), &[], body).await.unwrap();
    let (name, code) = redirected(&response).swap_remove(0);
    assert_eq!(name, "code");
    code
}

pub(crate) async fn token(publisher: &TestPublisher, members: &[(&str, &str)]) -> Response {
    publisher.send("POST", "/v1/account/token", &[], form(members)).await.unwrap()
}

pub(crate) async fn exchange(publisher: &TestPublisher, code: &str) -> Response {
    let members = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT),
        ("client_id", "songming"),
        ("code_verifier", VERIFIER),
    ];
    token(publisher, &members).await
}

pub(crate) async fn refresh(publisher: &TestPublisher, token_text: &str) -> Response {
    let members = [("grant_type", "refresh_token"), ("refresh_token", token_text), ("client_id", "songming")];
    token(publisher, &members).await
}

/// Logs in, and returns the tokens.
pub(crate) async fn log_in(publisher: &TestPublisher, account: &str) -> Value {
    let response = exchange(publisher, &code(publisher, account).await).await;
    assert_eq!(response.status, 200, "{}", response.text());
    response.json()
}

pub(crate) fn access(tokens: &Value) -> String {
    tokens["access_token"].as_str().unwrap().to_owned()
}

/// A clerk who is logged in.
pub(crate) struct TestClerk<'a> {
    pub(crate) publisher: &'a TestPublisher,
    pub(crate) authorization: String,
}

impl<'a> TestClerk<'a> {
    pub(crate) async fn log_in(publisher: &'a TestPublisher, account: &str) -> Self {
        let tokens = log_in(publisher, account).await;
        Self { publisher, authorization: format!("Bearer {}", access(&tokens)) }
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: impl Into<reqwest::Body>) -> Response {
        let headers = [("authorization", self.authorization.as_str())];
        self.publisher.send(method, path, &headers, body).await.unwrap()
    }

    pub(crate) async fn put(&self, uuid: &str, version: u32, body: &Value) -> Response {
        self.send("PUT", &version_path(uuid, version), body.to_string()).await
    }

    pub(crate) async fn get(&self, uuid: &str, version: u32) -> Response {
        self.send("GET", &version_path(uuid, version), "").await
    }

    pub(crate) async fn withdraw(&self, uuid: &str) -> Response {
        self.send("DELETE", &format!("/v1/station/submissions/{uuid}"), "").await
    }

    pub(crate) async fn changes(&self, after: i64) -> Value {
        let response = self.send("GET", &format!("/v1/station/changes?after={after}"), "").await;
        assert_eq!(response.status, 200, "{}", response.text());
        response.json()
    }
}

pub(crate) fn version_path(uuid: &str, version: u32) -> String {
    format!("/v1/station/submissions/{uuid}/versions/{version}")
}

pub(crate) fn submission() -> Value {
    json!({
        "fields": {
            "title": "新生产线投产", "text": "今天上午，一条新的生产线在开发区投产。\n首批产品已经下线。",
            "category": "news", "sector": "auto", "park": "etdz", "author": "张三", "contact": "0871-0000-0000",
            "sign_off": "钱七", "sign_off_date": "2026-11-30", "ai": "none", "consent": true,
        },
        "media": [], "written": "2026-11-30T09:00:00+08:00",
    })
}

/// The description of a file of a submission.
pub(crate) fn file(id: &str, bytes: &[u8], caption: &str) -> Value {
    json!({ "id": id, "sha256": sha256(bytes), "size": bytes.len(), "type": "image/png", "caption": caption })
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A publisher whose data file a test can open.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        write_content(folder.path());
        Self(folder)
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    fn data(&self) -> PathBuf {
        self.path().join("data.sqlite3")
    }

    pub(crate) fn start(&self) -> TestPublisher {
        TestPublisher::with_options(Options { data: Some(self.data()), ..Options::default() })
    }

    /// Makes a file of a station arrive as its upload would: the bytes in a file, and a row of the table of uploads.
    pub(crate) fn arrive(&self, station: &str, id: &str, bytes: &[u8], complete: bool) {
        let path = self.path().join(format!("upload-{id}"));
        std::fs::write(&path, bytes).unwrap();
        let connection = rusqlite::Connection::open(self.data()).unwrap();
        connection
            .execute(
                "INSERT OR REPLACE INTO upload
                   (media, id, submission, station, sha256, length, type, offset, complete, expires, path)
                 VALUES (?1, ?1, ?2, ?3, ?4, ?5, 'image/png', ?5, ?6, 0, ?7)",
                rusqlite::params![
                    id,
                    UUID,
                    station,
                    sha256(bytes),
                    bytes.len() as i64,
                    complete,
                    path.to_str().unwrap()
                ],
            )
            .unwrap();
    }

    /// The same with a picture of one pixel.
    pub(crate) fn arrive_png(&self, station: &str, id: &str) -> Value {
        self.arrive(station, id, PNG, true);
        file(id, PNG, "新生产线")
    }
}
