//! The control port, for tests only: publishing, revising, withdrawing, handling appeals, reviewing submissions,
//! lifetimes of logins, looking at uploads, trimming the log, injecting faults, and the record of the requests.

use crate::appeals;
use crate::archive::ArchiveError;
use crate::draft::Draft;
use crate::fault::Interceptor;
use crate::item::{Item, Reason};
use crate::media::MediaReference;
use crate::moment::Moment;
use crate::payload::Payload;
use crate::public::Site;
use crate::response::Problem;
use crate::review::Decision;
use crate::uploads::store::Store;
use crate::{account, submissions};
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// What the control port operates on.
#[derive(Clone)]
pub(crate) struct Control {
    pub(crate) site: Arc<Site>,
    pub(crate) uploads: Arc<Store>,
    pub(crate) interceptor: Interceptor,
}

pub(crate) fn router(control: Control) -> Router {
    Router::new()
        .route("/publish", post(publish))
        .route("/revise", post(revise))
        .route("/withdraw", post(withdraw))
        .route("/catalogue", post(catalogue))
        .route("/appeal", post(appeal))
        .route("/appeals", get(all_appeals))
        .route("/account/lifetimes", post(lifetimes))
        .route("/account/expire", post(expire))
        .route("/account/revoke", post(revoke))
        .route("/submissions", get(all_submissions))
        .route("/review", post(review))
        .route("/uploads", get(all_uploads))
        .route("/uploads/lifetime", post(upload_lifetime))
        .route("/uploads/expire", post(expire_uploads))
        .route("/forget", post(forget))
        .route("/fault", post(fault))
        .route("/traffic", get(traffic))
        .route("/traffic/reset", post(reset))
        .fallback(async || Problem::not_found())
        .layer(DefaultBodyLimit::disable())
        .with_state(control)
}

type JsonResult = Result<Json<Value>, Problem>;

fn parse<T: DeserializeOwned>(body: &Bytes) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| Problem::bad_request(error.to_string()))
}

/// The payload in a request, and the other members.
fn with_payload<T: DeserializeOwned>(body: &Bytes) -> Result<(Option<Payload>, T), Problem> {
    let mut members: Map<String, Value> = parse(body)?;
    let mut payload = None;
    for kind in Payload::KINDS {
        if let Some(value) = members.remove(kind) {
            payload = Some(Payload::read(kind, value).map_err(Problem::bad_request)?);
        }
    }
    let rest = serde_json::from_value(Value::Object(members));
    Ok((payload, rest.map_err(|error| Problem::bad_request(error.to_string()))?))
}

fn summary(item: &Item) -> Json<Value> {
    Json(json!({ "id": item.id, "sequence": item.extension.sequence, "revision": item.extension.revision }))
}

/// Codes are not checked against the catalogue, so that a test can publish items of a newer publisher.
async fn publish(State(control): State<Control>, body: Bytes) -> JsonResult {
    let (payload, rest): (_, Draft) = with_payload(&body)?;
    let draft = Draft { payload, ..rest };
    let library = control.site.library();
    let item = control.site.archive.publish(|defaults| draft.into_item(&defaults.id, defaults.published, &library))?;
    Ok(summary(&item))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Revision {
    id: String,
    title: Option<String>,
    summary: Option<String>,
    content_html: Option<String>,
    sectors: Option<Vec<String>>,
    parks: Option<Vec<String>>,
    correction: Option<Correction>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Correction {
    reason: String,
    time: Option<Moment>,
}

async fn revise(State(control): State<Control>, body: Bytes) -> JsonResult {
    let (payload, revision): (_, Revision) = with_payload(&body)?;
    // Before the archive is locked, as in every other order: two orders of locking could wait for each other.
    let library = control.site.library();
    let item = control.site.archive.revise(&revision.id.clone(), |item, now| {
        item.title = revision.title.or(item.title.take());
        item.summary = revision.summary.or(item.summary.take());
        if let Some(html) = revision.content_html {
            item.attachments = library.attachments(None, &html, &kept_media(item, &html))?;
            item.content_html = Some(html);
        }
        item.extension.sectors = revision.sectors.unwrap_or(std::mem::take(&mut item.extension.sectors));
        item.extension.parks = revision.parks.unwrap_or(std::mem::take(&mut item.extension.parks));
        if let Some(payload) = payload {
            if payload.kind() != item.extension.kind {
                return Err(format!("“{}” is no object of the kind “{}”", payload.kind(), item.extension.kind));
            }
            item.extension.payload = Some(payload);
        }
        if let Some(correction) = revision.correction {
            item.extension.correction =
                Some(Reason { time: correction.time.unwrap_or(now), reason: correction.reason });
        }
        Ok(())
    })?;
    Ok(summary(&item))
}

/// The media of an item that stay when `html` becomes its body: those in the new body, and those that were not in the
/// old one.
fn kept_media(item: &Item, html: &str) -> Vec<MediaReference> {
    let old = item.content_html.as_deref().unwrap_or_default();
    let quoted = |url: &str| format!("\"{url}\"");
    item.attachments
        .iter()
        .filter(|file| {
            html.contains(&quoted(&file.url))
                || !old.contains(&quoted(&file.url))
                || item.image.as_ref() == Some(&file.url)
        })
        .map(|file| MediaReference {
            name: file.url.rsplit('/').next().unwrap_or_default().to_owned(),
            title: file.title.clone(),
            alt: file.extension.alt.clone(),
            duration_in_seconds: file.duration_in_seconds,
        })
        .collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Withdrawal {
    id: String,
    reason: String,
    time: Option<Moment>,
}

async fn withdraw(State(control): State<Control>, body: Bytes) -> JsonResult {
    let Withdrawal { id, reason, time } = parse(&body)?;
    let item = control.site.archive.withdraw(&id, Reason { time: time.unwrap_or_else(Moment::now), reason })?;
    Ok(summary(&item))
}

/// Applies a JSON merge patch (RFC 7396). The version increases by one unless the patch sets it.
async fn catalogue(State(control): State<Control>, body: Bytes) -> JsonResult {
    let patch: Map<String, Value> = parse(&body)?;
    let state = control.site.archive.edit_catalogue(|catalogue| {
        let version = catalogue["version"].as_u64().unwrap_or(0);
        let own_version = patch.contains_key("version");
        merge(catalogue, Value::Object(patch));
        if !own_version {
            catalogue["version"] = (version + 1).into();
        }
    })?;
    Ok(Json(json!({ "version": state.catalogue.value["version"] })))
}

fn merge(target: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let members = target.as_object_mut().expect("made an object above");
    for (name, value) in patch {
        if value.is_null() {
            members.remove(&name);
        } else {
            merge(members.entry(name).or_insert(Value::Null), value);
        }
    }
}

async fn appeal(State(control): State<Control>, body: Bytes) -> JsonResult {
    appeals::advance(&control.site.archive, parse(&body)?).map(Json)
}

async fn all_appeals(State(control): State<Control>) -> JsonResult {
    appeals::list(&control.site.archive).map(Json)
}

async fn lifetimes(State(control): State<Control>, body: Bytes) -> JsonResult {
    Ok(Json(account::set_lifetimes(&control.site.accounts, &parse(&body)?)))
}

async fn expire(State(control): State<Control>, body: Bytes) -> JsonResult {
    account::expire(&control.site.archive, &parse(&body)?).map(Json)
}

async fn revoke(State(control): State<Control>, body: Bytes) -> JsonResult {
    account::revoke(&control.site.archive, &parse(&body)?).map(Json)
}

async fn all_submissions(State(control): State<Control>) -> JsonResult {
    submissions::list(&control.site.archive).map(Json)
}

/// A decision of the desk, without a browser.
async fn review(State(control): State<Control>, body: Bytes) -> JsonResult {
    let mut members: Map<String, Value> = parse(&body)?;
    let mut take = |name: &str| match members.remove(name) {
        Some(Value::String(text)) => Ok(Some(text)),
        None => Ok(None),
        Some(_) => Err(Problem::bad_request(format!("{name} is not a text"))),
    };
    let id = take("submission")?.ok_or_else(|| Problem::bad_request("submission is missing"))?;
    let reviewer = take("reviewer")?.unwrap_or_else(|| "样例编辑".to_owned());
    let decision: Decision =
        serde_json::from_value(Value::Object(members)).map_err(|error| Problem::bad_request(error.to_string()))?;
    submissions::decide(&control.site, &id, &decision, &reviewer).map(Json)
}

async fn all_uploads(State(control): State<Control>) -> JsonResult {
    control.uploads.list().map(Json)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UploadLifetime {
    seconds: u32,
}

async fn upload_lifetime(State(control): State<Control>, body: Bytes) -> JsonResult {
    let UploadLifetime { seconds } = parse(&body)?;
    control.uploads.set_lifetime(seconds);
    Ok(Json(json!({})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpiredUpload {
    media: Option<String>,
}

async fn expire_uploads(State(control): State<Control>, body: Bytes) -> JsonResult {
    let ExpiredUpload { media } = parse(&body)?;
    control.uploads.expire(media.as_deref())?;
    Ok(Json(json!({})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Forget {
    before: u64,
}

async fn forget(State(control): State<Control>, body: Bytes) -> JsonResult {
    let Forget { before } = parse(&body)?;
    let state = control.site.archive.state();
    if before > state.newest {
        return Err(ArchiveError::Gone { oldest: state.oldest, newest: state.newest }.into());
    }
    let state = control.site.archive.trim(before)?;
    Ok(Json(json!({ "oldest": state.oldest, "newest": state.newest })))
}

async fn fault(State(control): State<Control>, body: Bytes) -> JsonResult {
    control.interceptor.set_fault(parse(&body)?).map_err(Problem::bad_request)?;
    Ok(Json(json!({})))
}

async fn traffic(State(control): State<Control>) -> Json<Value> {
    Json(control.interceptor.traffic())
}

async fn reset(State(control): State<Control>) -> Json<Value> {
    control.interceptor.reset();
    Json(json!({}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merge_patch_adds_replaces_and_removes() {
        let mut value = json!({ "a": 1, "b": { "c": 2, "d": 3 }, "e": [1, 2] });
        merge(&mut value, json!({ "a": "x", "b": { "c": null, "f": { "g": null } }, "e": [3], "h": null }));
        assert_eq!(value, json!({ "a": "x", "b": { "d": 3, "f": {} }, "e": [3] }));
    }
}
