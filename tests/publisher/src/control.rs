//! The second port, for tests alone: publish, revise, withdraw, answer appeals, forget, break, count.

use crate::answer::Problem;
use crate::appeals;
use crate::archive::Refused;
use crate::draft::Draft;
use crate::fault::Gate;
use crate::item::{Item, Moment, Particulars, Reason};
use crate::media::Picture;
use crate::public::Site;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// What the control port works on.
#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) site: Arc<Site>,
    pub(crate) gate: Gate,
}

pub(crate) fn router(desk: Desk) -> Router {
    Router::new()
        .route("/publish", post(publish))
        .route("/revise", post(revise))
        .route("/withdraw", post(withdraw))
        .route("/catalogue", post(catalogue))
        .route("/appeal", post(appeal))
        .route("/appeals", get(all_appeals))
        .route("/forget", post(forget))
        .route("/fault", post(fault))
        .route("/traffic", get(traffic))
        .route("/traffic/reset", post(reset))
        .fallback(async || Problem::not_found())
        .layer(DefaultBodyLimit::disable())
        .with_state(desk)
}

type Answer = Result<Json<Value>, Problem>;

fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| Problem::bad_request(error.to_string()))
}

/// The object of a kind, and what else the order says.
fn with_particulars<T: DeserializeOwned>(body: &Bytes) -> Result<(Option<Particulars>, T), Problem> {
    let mut members: Map<String, Value> = read(body)?;
    let mut payload = None;
    for kind in Particulars::KINDS {
        if let Some(value) = members.remove(kind) {
            payload = Some(Particulars::read(kind, value).map_err(Problem::bad_request)?);
        }
    }
    let rest = serde_json::from_value(Value::Object(members));
    Ok((payload, rest.map_err(|error| Problem::bad_request(error.to_string()))?))
}

fn told(item: &Item) -> Json<Value> {
    Json(json!({ "id": item.id, "sequence": item.about.sequence, "revision": item.about.revision }))
}

/// Codes are not checked against the catalogue: a test may send what a newer publisher would.
async fn publish(State(desk): State<Desk>, body: Bytes) -> Answer {
    let (payload, rest): (_, Draft) = with_particulars(&body)?;
    let draft = Draft { payload, ..rest };
    let library = &desk.site.library;
    let item = desk.site.archive.publish(|offer| draft.into_item(&offer.id, offer.published, library))?;
    Ok(told(&item))
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

async fn revise(State(desk): State<Desk>, body: Bytes) -> Answer {
    let (payload, revision): (_, Revision) = with_particulars(&body)?;
    let item = desk.site.archive.revise(&revision.id.clone(), |item, now| {
        item.title = revision.title.or(item.title.take());
        item.summary = revision.summary.or(item.summary.take());
        if let Some(html) = revision.content_html {
            item.attachments = desk.site.library.attachments(None, &html, &kept(item, &html))?;
            item.content_html = Some(html);
        }
        item.about.sectors = revision.sectors.unwrap_or(std::mem::take(&mut item.about.sectors));
        item.about.parks = revision.parks.unwrap_or(std::mem::take(&mut item.about.parks));
        if let Some(payload) = payload {
            if payload.kind() != item.about.kind {
                return Err(format!("“{}” is no object of the kind “{}”", payload.kind(), item.about.kind));
            }
            item.about.payload = Some(payload);
        }
        if let Some(correction) = revision.correction {
            item.about.correction = Some(Reason { time: correction.time.unwrap_or(now), reason: correction.reason });
        }
        Ok(())
    })?;
    Ok(told(&item))
}

/// The media of `item` that stay when `html` becomes its body: those it still shows, and those it never did.
fn kept(item: &Item, html: &str) -> Vec<Picture> {
    let old = item.content_html.as_deref().unwrap_or_default();
    let quoted = |url: &str| format!("\"{url}\"");
    item.attachments
        .iter()
        .filter(|file| {
            html.contains(&quoted(&file.url))
                || !old.contains(&quoted(&file.url))
                || item.image.as_ref() == Some(&file.url)
        })
        .map(|file| Picture {
            name: file.url.rsplit('/').next().unwrap_or_default().to_owned(),
            title: file.title.clone(),
            alt: file.about.alt.clone(),
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

async fn withdraw(State(desk): State<Desk>, body: Bytes) -> Answer {
    let Withdrawal { id, reason, time } = read(&body)?;
    let item = desk.site.archive.withdraw(&id, Reason { time: time.unwrap_or_else(Moment::now), reason })?;
    Ok(told(&item))
}

/// RFC 7396. The version moves on unless the patch sets it.
async fn catalogue(State(desk): State<Desk>, body: Bytes) -> Answer {
    let patch: Map<String, Value> = read(&body)?;
    let state = desk.site.archive.edit_catalogue(|catalogue| {
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

async fn appeal(State(desk): State<Desk>, body: Bytes) -> Answer {
    appeals::after_sync(&desk.site.archive, read(&body)?).map(Json)
}

async fn all_appeals(State(desk): State<Desk>) -> Answer {
    appeals::list(&desk.site.archive).map(Json)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Forget {
    before: u64,
}

async fn forget(State(desk): State<Desk>, body: Bytes) -> Answer {
    let Forget { before } = read(&body)?;
    let state = desk.site.archive.state();
    if before > state.newest {
        return Err(Refused::Gone { oldest: state.oldest, newest: state.newest }.into());
    }
    let state = desk.site.archive.forget(before)?;
    Ok(Json(json!({ "oldest": state.oldest, "newest": state.newest })))
}

async fn fault(State(desk): State<Desk>, body: Bytes) -> Answer {
    desk.gate.order(read(&body)?).map_err(Problem::bad_request)?;
    Ok(Json(json!({})))
}

async fn traffic(State(desk): State<Desk>) -> Json<Value> {
    Json(desk.gate.traffic())
}

async fn reset(State(desk): State<Desk>) -> Json<Value> {
    desk.gate.reset();
    Json(json!({}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merge_patch_adds_replaces_and_removes() {
        let mut value = json!({ "a": 1, "b": { "c": 2, "d": 3 }, "e": [1, 2] });
        merge(&mut value, json!({ "a": "x", "b": { "c": null, "f": { "g": null } }, "e": [3], "h": null }));
        assert_eq!(value, json!({ "a": "x", "b": { "d": 3, "f": {} }, "e": [3] }));
    }
}
