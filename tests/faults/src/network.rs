//! A network that answers from memory, so that a day takes a moment and makes the same writes each time.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};
use songming_core::{Body, BodyFuture, Headers, Request, Response, ResponseFuture, Transport, TransportFault};

use crate::station_network::{Received, catalogue};

/// The address that a client is opened with.
pub const PUBLISHER: &str = "http://127.0.0.1:9";
/// A feed that can be added.
pub const FEED: &str = "http://127.0.0.1:9/feed.xml";
/// The item that the second sync finds withdrawn.
pub const WITHDRAWN: &str = "i3";
/// What is in the withdrawn item and nowhere else.
pub const WITHDRAWN_TEXT: &str = "撤下来的独一无二的话";
/// A guide with [`MATERIAL`].
pub const GUIDE: &str = "i9";
/// A material of the guide.
pub const MATERIAL: &str = "身份证";
/// An item with a document.
pub const WITH_DOCUMENT: &str = "i8";

const ITEMS: i64 = 12;
const DOCUMENT: &[u8] = b"%PDF-1.4 a document";
/// A picture of one pixel.
const PICTURE: &[u8] = &[
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00,
    0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x06, 0x00, 0x00, 0x00, 0x1F, 0x15, 0xC4, 0x89, 0x00, 0x00, 0x00, 0x0D, 0x49,
    0x44, 0x41, 0x54, 0x78, 0x9C, 0x63, 0xF8, 0xCF, 0xC0, 0xF0, 0x1F, 0x00, 0x05, 0x00, 0x01, 0xFF, 0x89, 0x99, 0x3D,
    0x1D, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
];

/// A publisher with twelve items, whose second answer withdraws one of them.
#[derive(Default)]
pub struct MemoryNetwork {
    received: Mutex<BTreeSet<String>>,
    station: Mutex<Received>,
}

impl MemoryNetwork {
    /// The ids of the appeals that arrived.
    pub fn received(&self) -> usize {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// What a station was never to send.
    pub fn wrong_of_station(&self) -> Vec<String> {
        self.station.lock().unwrap_or_else(PoisonError::into_inner).findings()
    }

    fn answer(&self, request: &Request) -> (u16, &'static str, Vec<u8>) {
        const JSON: &str = "application/feed+json";
        let (path, query) = (request.address.path(), request.address.query().unwrap_or_default());
        if request.body.is_some() {
            let id = path.rsplit('/').next().unwrap_or_default().to_owned();
            self.received.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
            let receipt = json!({"number": "SM-2026-0001", "code": "K7PM2QWX", "received": "2026-11-24T09:00:00Z"});
            return (201, "application/json", receipt.to_string().into_bytes());
        }
        match path {
            "/v1/feed.json" if query.contains("after=") => {
                let after: i64 = query.split("after=").nth(1).and_then(digits).unwrap_or(0);
                let changes = if after <= ITEMS { vec![withdrawal()] } else { Vec::new() };
                (200, JSON, page(&changes, ITEMS + 1))
            }
            "/v1/feed.json" => (200, JSON, page(&(1..=ITEMS).rev().map(item).collect::<Vec<_>>(), ITEMS)),
            "/v1/catalogue.json" => (200, "application/json", catalogue().to_string().into_bytes()),
            "/feed.xml" => (200, "application/rss+xml", feed()),
            "/paper.pdf" => (200, "application/pdf", DOCUMENT.to_vec()),
            "/picture.png" => (200, "image/png", PICTURE.to_vec()),
            _ => (404, "text/plain", Vec::new()),
        }
    }
}

fn digits(text: &str) -> Option<i64> {
    text.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok()
}

fn item(number: i64) -> Value {
    let id = format!("i{number}");
    let text = if id == WITHDRAWN { WITHDRAWN_TEXT } else { "补贴的正文，有几句话。" };
    let html = format!("<p>{}</p><img src=\"{PUBLISHER}/picture.png\">", text.repeat(60));
    let mut item = json!({"id": id, "title": format!("标题{number}"), "content_html": html,
        "date_published": format!("2026-11-24T{number:02}:00:00Z"),
        "_songming": {"sequence": number, "kind": "article", "module": "news", "channel": "website"}});
    if id == GUIDE {
        item["_songming"]["kind"] = json!("guide");
        item["_songming"]["module"] = json!("government");
        item["_songming"]["guide"] = json!({"materials": [MATERIAL, "户口簿"]});
    }
    if id == WITH_DOCUMENT {
        item["attachments"] = json!([{"url": format!("{PUBLISHER}/paper.pdf"), "mime_type": "application/pdf"}]);
    }
    item
}

fn withdrawal() -> Value {
    json!({"id": WITHDRAWN, "content_text": "已撤稿", "_songming": {"sequence": ITEMS + 1, "kind": "withdrawal",
        "withdrawal": {"time": "2026-11-25T00:00:00Z", "reason": "内容有误"}}})
}

fn page(items: &[Value], cursor: i64) -> Vec<u8> {
    json!({"version": "https://jsonfeed.org/version/1.1", "title": "嵩明", "items": items,
        "_songming": {"cursor": cursor, "catalogue": "\"catalogue-1\""}})
    .to_string()
    .into_bytes()
}

fn feed() -> Vec<u8> {
    "<rss version=\"2.0\"><channel><title>外来的消息</title><item><guid>f1</guid><title>外来一</title>\
     <description>外来的正文。</description><pubDate>Tue, 24 Nov 2026 08:00:00 GMT</pubDate></item></channel></rss>"
        .as_bytes()
        .to_vec()
}

struct Whole(Option<Vec<u8>>);

impl Body for Whole {
    fn next_chunk(&mut self) -> BodyFuture<'_> {
        let chunk = self.0.take();
        Box::pin(async move { Ok(chunk) })
    }
}

impl Transport for MemoryNetwork {
    fn exchange(&self, request: Request) -> ResponseFuture {
        let of_station = self.station.lock().unwrap_or_else(PoisonError::into_inner).answer(&request);
        let (status, headers, body) = of_station.unwrap_or_else(|| {
            let (status, kind, body) = self.answer(&request);
            (status, vec![("content-type", kind.to_owned())], body)
        });
        Box::pin(async move {
            let headers = Headers(headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect());
            Ok::<_, TransportFault>(Response { status, headers, body: Box::new(Whole(Some(body))) })
        })
    }
}
