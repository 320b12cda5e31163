//! Uploads of photos and videos by tus 1.0.0 (<https://tus.io/protocols/resumable-upload>) with its extensions creation,
//! checksum, expiration and termination. Beyond tus:
//!
//! - The client gives each file a UUID, and a creation that is repeated gets the upload that is there.
//! - The client announces the digest of the whole. An upload with another digest begins again at 0.
//! - A refusal for a wrong offset says the right one.
//!
//! The rules for sizes and types are the catalogue's (`station_form.media`).

mod append;
pub(crate) mod header;
pub(crate) mod store;

use self::append::Appended;
use self::header::Metadata;
use self::store::{Count, Store, StoreError, Upload};
use crate::clerk::clerk;
use crate::digest;
use crate::response::{self, Problem};
use axum::Router;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header as http};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use serde_json::Value;
use std::io;
use std::sync::Arc;

const PATH: &str = "/v1/station/media";

/// The limits of a catalogue that has no form, in bytes.
const DEFAULT_MAX_PHOTO: u64 = 20 << 20;
const DEFAULT_MAX_VIDEO: u64 = 200 << 20;

/// Seconds that a client waits while another `PATCH` is under way.
const LOCKED_RETRY_AFTER: u64 = 1;

pub(crate) fn router(store: Arc<Store>) -> Router {
    Router::new().route(PATH, any(collection)).route("/v1/station/media/{id}", any(one)).with_state(store)
}

async fn collection(State(store): State<Arc<Store>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let answer = match method(&parts) {
        Method::OPTIONS => Ok(announce(&store)),
        Method::POST => create(&store, &parts).await,
        _ => Err(method_not_allowed("OPTIONS, POST")),
    };
    response::discard(body).await;
    finish(answer)
}

async fn one(State(store): State<Arc<Store>>, id: Result<Path<String>, PathRejection>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let id = id.map(|Path(id)| id).unwrap_or_default();
    // It is taken by a `PATCH` that is not refused.
    let mut body = Some(body);
    let answer = match method(&parts) {
        Method::OPTIONS => Ok(announce(&store)),
        Method::HEAD => look_up(&store, &id, &parts).await,
        Method::PATCH => patch(&store, &id, &parts, &mut body).await,
        Method::DELETE => terminate(&store, &id, &parts).await,
        _ => Err(method_not_allowed("OPTIONS, HEAD, PATCH, DELETE")),
    };
    if let Some(body) = body {
        response::discard(body).await;
    }
    finish(answer)
}

/// A client that cannot send each method sends the one that it means in a header.
fn method(parts: &Parts) -> Method {
    let meant = parts.headers.get(header::METHOD).and_then(|method| Method::from_bytes(method.as_bytes()).ok());
    meant.unwrap_or_else(|| parts.method.clone())
}

fn method_not_allowed(allowed: &'static str) -> StoreError {
    let detail = "媒体用 tus 1.0.0 上传。";
    let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED, "不支持的方法", detail);
    problem.header(http::ALLOW, HeaderValue::from_static(allowed)).into()
}

type Answer = Result<Response, StoreError>;

fn finish(answer: Answer) -> Response {
    let mut response = answer.unwrap_or_else(|error| Problem::from(error).into_response());
    response.headers_mut().insert(header::RESUMABLE, header::VERSION);
    response.headers_mut().extend(response::NO_STORE);
    response
}

/// What comes before everything but `OPTIONS`: the version, and the station.
fn admit(store: &Store, parts: &Parts) -> Result<String, Problem> {
    header::check_version(&parts.headers)?;
    clerk(&store.site, &parts.headers).map(|clerk| clerk.station)
}

fn announce(store: &Store) -> Response {
    let limits = Limits::read(&store.site.archive.state().catalogue.value);
    let headers = [
        (header::SPOKEN, header::VERSION),
        (header::EXTENSION, header::EXTENSIONS),
        (header::ALGORITHM, header::ALGORITHMS),
        (header::MAX_SIZE, HeaderValue::from(limits.photo.max(limits.video))),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// What the catalogue's form says about media.
struct Limits {
    /// Bytes.
    photo: u64,
    video: u64,
    /// `None` for every type of picture and video.
    types: Option<Vec<String>>,
}

impl Limits {
    fn read(catalogue: &Value) -> Self {
        let media = &catalogue["station_form"]["media"];
        let types = media["types"]
            .as_array()
            .map(|types| types.iter().filter_map(Value::as_str).map(str::to_ascii_lowercase).collect());
        Self {
            photo: media["max_photo_bytes"].as_u64().unwrap_or(DEFAULT_MAX_PHOTO),
            video: media["max_video_bytes"].as_u64().unwrap_or(DEFAULT_MAX_VIDEO),
            types,
        }
    }

    fn check(&self, content_type: &str, length: u64) -> Result<(), Problem> {
        let is_video = content_type.starts_with("video/");
        let allowed = match &self.types {
            Some(types) => types.iter().any(|allowed| allowed == content_type),
            None => is_video || content_type.starts_with("image/"),
        };
        if !allowed {
            let detail = "这里不收这种类型的文件。";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "文件类型不符", detail));
        }
        let most = if is_video { self.video } else { self.photo };
        if length > most {
            let detail = format!("这种文件最多 {most} 字节。");
            return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "文件过大", detail));
        }
        Ok(())
    }
}

fn number(header: HeaderName, number: u64) -> (HeaderName, HeaderValue) {
    (header, HeaderValue::from(number))
}

/// A complete upload does not expire.
fn expiry(upload: &Upload) -> Option<(HeaderName, HeaderValue)> {
    (!upload.complete).then(|| (header::EXPIRES, header::date(upload.expires)))
}

fn respond<const N: usize>(
    status: StatusCode,
    headers: [(HeaderName, HeaderValue); N],
    expiry: Option<(HeaderName, HeaderValue)>,
) -> Response {
    (status, headers.into_iter().chain(expiry).collect::<HeaderMap>()).into_response()
}

async fn create(store: &Arc<Store>, parts: &Parts) -> Answer {
    let station = admit(store, parts)?;
    let length = header::number(&parts.headers, &header::LENGTH)?;
    let metadata = Metadata::read(&parts.headers)?;
    Limits::read(&store.site.archive.state().catalogue.value).check(&metadata.content_type, length)?;
    if length == 0 && metadata.sha256 != digest::hex(&digest::sha256(&[])) {
        return Err(append::mismatch("空文件的摘要不符。", 0).into());
    }
    let (upload, new) = store.create(&station, metadata, length)?;
    let (upload, offset) = settled(store, upload, &station).await?;
    let status = if new { StatusCode::CREATED } else { StatusCode::OK };
    let headers = [
        (http::LOCATION, HeaderValue::from_str(&format!("{PATH}/{}", upload.id)).expect("an id is hexadecimal")),
        number(header::OFFSET, offset),
    ];
    Ok(respond(status, headers, expiry(&upload)))
}

/// The upload and its offset, once it is known whether a file that is all there is right: the check may be under way,
/// or the process ended before it.
async fn settled(store: &Arc<Store>, mut upload: Upload, station: &str) -> Result<(Upload, u64), StoreError> {
    loop {
        let offset = if upload.complete { upload.length } else { upload.offset()? };
        if upload.complete || offset < upload.length {
            return Ok((upload, offset));
        }
        match store.lock(&upload.id) {
            Some(lock) => {
                let upload = store.find(&upload.id, station)?;
                if !upload.complete && upload.offset()? == upload.length {
                    append::check_whole(&lock, &upload).await?;
                }
            }
            None => store.wait_for_end(&upload.id, false).await,
        }
        upload = store.find(&upload.id, station)?;
    }
}

async fn look_up(store: &Arc<Store>, id: &str, parts: &Parts) -> Answer {
    let station = admit(store, parts)?;
    let (upload, offset) = settled(store, store.find(id, &station)?, &station).await?;
    let headers = [
        number(header::OFFSET, offset),
        number(header::LENGTH, upload.length),
        (header::METADATA, upload.metadata.value()),
    ];
    Ok(respond(StatusCode::OK, headers, expiry(&upload)))
}

async fn patch(store: &Arc<Store>, id: &str, parts: &Parts, body: &mut Option<Body>) -> Answer {
    let station = admit(store, parts)?;
    header::check_chunk_type(&parts.headers)?;
    let start = header::number(&parts.headers, &header::OFFSET)?;
    let checksum = header::checksum(&parts.headers)?;
    let upload = store.find(id, &station)?;
    let Some(lock) = store.lock(id) else {
        store.count(&upload.metadata.media, Count::Locked, 1)?;
        let problem = Problem::new(StatusCode::LOCKED, "上传正在进行", "这个文件正在上传。");
        return Err(problem.header(http::RETRY_AFTER, HeaderValue::from(LOCKED_RETRY_AFTER)).into());
    };
    // Before the lock was taken, the upload may have been removed or continued.
    let upload = store.find(id, &station)?;
    let offset = if upload.complete { upload.length } else { upload.offset()? };
    if offset != start {
        let detail = format!("应从第 {offset} 字节继续。");
        let problem = Problem::new(StatusCode::CONFLICT, "位置不符", detail);
        return Err(problem.header(header::OFFSET, HeaderValue::from(offset)).into());
    }
    let announced = http_body::Body::size_hint(body.as_ref().expect("nobody has taken it")).lower();
    if announced > upload.length - offset {
        return Err(append::beyond(offset).into());
    }
    let body = body.take().expect("nobody has taken it");
    // As a task of its own: what has arrived is synced and recorded even if the connection is dropped meanwhile.
    let work = tokio::spawn(append::append(lock, upload, start, checksum, body));
    let Appended { offset, expires } = work.await.map_err(io::Error::other)??;
    let expiry = expires.map(|expires| (header::EXPIRES, header::date(expires)));
    Ok(respond(StatusCode::NO_CONTENT, [number(header::OFFSET, offset)], expiry))
}

/// A `PATCH` that is under way is stopped.
async fn terminate(store: &Arc<Store>, id: &str, parts: &Parts) -> Answer {
    let station = admit(store, parts)?;
    loop {
        let upload = store.find(id, &station)?;
        let Some(lock) = store.lock(id) else {
            store.wait_for_end(id, true).await;
            continue;
        };
        store.remove(&lock, &upload)?;
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
}
