//! The station's part of the network in memory: tokens, texts and uploads.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use songming_core::{Method, Request};

/// Where the browser comes back to.
pub(crate) const REDIRECT: &str = "cn.songming.app:/login";

/// What a station sent.
#[derive(Default)]
pub(crate) struct Received {
    /// The texts as they came, by their path.
    texts: BTreeMap<String, Vec<u8>>,
    /// By the id of the photo.
    uploads: BTreeMap<String, Upload>,
    /// What a publisher must not be sent.
    wrong: Vec<String>,
}

struct Upload {
    length: usize,
    bytes: Vec<u8>,
}

pub(crate) type Answer = (u16, Vec<(&'static str, String)>, Vec<u8>);

impl Received {
    /// What is wrong with what arrived.
    pub(crate) fn findings(&self) -> Vec<String> {
        let torn = self.uploads.iter().filter(|(_, upload)| upload.bytes.len() > upload.length);
        self.wrong.iter().cloned().chain(torn.map(|(id, _)| format!("{id} is longer than announced"))).collect()
    }

    /// The answer to a request of an account or a station; `None` for any other.
    pub(crate) fn answer(&mut self, request: &Request) -> Option<Answer> {
        let path = request.address.path();
        let body = request.body.as_deref().unwrap_or_default();
        if path == "/v1/account/token" {
            let clerk = json!({"account": "zhang", "name": "张三", "station": "park"});
            let tokens = json!({"access_token": "access", "refresh_token": "refresh", "token_type": "Bearer",
                "expires_in": 36_000, "scope": "station", "_songming": clerk});
            return Some(document(200, &tokens));
        }
        if path == "/v1/account/revoke" {
            return Some(document(200, &json!({})));
        }
        let path = path.strip_prefix("/v1/station/")?;
        Some(match (request.method, path.split('/').collect::<Vec<_>>().as_slice()) {
            (Method::Put, ["submissions", id, "versions", _]) => self.put(path, id, body),
            (Method::Get, ["changes"]) => document(200, &json!({"changes": [], "cursor": 0, "more": false})),
            (Method::Post, ["media"]) => self.create(request),
            (Method::Head | Method::Patch, ["media", id]) => self.upload(request, id, body),
            _ => document(405, &json!({})),
        })
    }

    fn put(&mut self, path: &str, id: &str, body: &[u8]) -> Answer {
        let first = self.texts.entry(path.to_owned()).or_insert_with(|| body.to_owned());
        if first != body {
            self.wrong.push(format!("{id} came with another content"));
        }
        document(
            200,
            &json!({"submission": id, "version": 1, "state": "delivered", "sequence": 1,
            "received": "2026-11-24T08:30:00+08:00"}),
        )
    }

    fn create(&mut self, request: &Request) -> Answer {
        let length = header(request, "upload-length").parse().unwrap_or_default();
        let metadata = header(request, "upload-metadata");
        // The id in base64, which is a name as good as any.
        let id = metadata.split(',').find_map(|pair| pair.strip_prefix("media ")).unwrap_or_default();
        let id = id.trim_end_matches('=').to_owned();
        let upload = self.uploads.entry(id.clone()).or_insert(Upload { length, bytes: Vec::new() });
        if upload.length != length {
            self.wrong.push(format!("{id} was announced with another length"));
        }
        tus(201, vec![("location", format!("/v1/station/media/{id}"))])
    }

    fn upload(&mut self, request: &Request, id: &str, body: &[u8]) -> Answer {
        let Some(upload) = self.uploads.get_mut(id) else { return tus(404, Vec::new()) };
        let offset = |upload: &Upload| ("upload-offset", upload.bytes.len().to_string());
        if request.method == Method::Head {
            return tus(200, vec![offset(upload), ("upload-length", upload.length.to_string())]);
        }
        if header(request, "upload-offset") != upload.bytes.len().to_string() {
            return tus(409, vec![offset(upload)]);
        }
        upload.bytes.extend_from_slice(body);
        tus(204, vec![offset(upload)])
    }
}

fn header<'a>(request: &'a Request, name: &str) -> &'a str {
    request.headers.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value)
}

fn document(status: u16, body: &Value) -> Answer {
    (status, vec![("content-type", "application/json".to_owned())], body.to_string().into_bytes())
}

fn tus(status: u16, mut headers: Vec<(&'static str, String)>) -> Answer {
    headers.push(("tus-resumable", "1.0.0".to_owned()));
    (status, headers, Vec::new())
}

/// A catalogue with the form of [`FIELDS`].
pub(crate) fn catalogue() -> Value {
    json!({"station_form": {"version": "1", "fields": [
        {"code": "title", "name": "标题", "kind": "text", "required": true, "max": 30},
        {"code": "text", "name": "正文", "kind": "long-text", "required": true, "max": 5_000},
        {"code": "author", "name": "作者", "kind": "text", "required": true, "remember": true},
    ], "media": {"max_files": 9, "max_photo_bytes": 1_000_000, "types": ["image/png"]}}})
}

/// What is written into a form, beside its title and text.
pub(crate) const FIELDS: [(&str, &str); 1] = [("author", "张三")];
