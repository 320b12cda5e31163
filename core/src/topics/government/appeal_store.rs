//! The appeals in the outbox, and every step from one state to the next.

use rusqlite::{Connection, OptionalExtension, Row};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::appeal::{AppealDraft, AppealKind, AppealState, MAX_APPEAL_TEXT, MAX_APPEAL_TITLE};
use crate::base::change::Change;
use crate::base::clock::{self, MILLIS_PER_DAY};
use crate::base::error::{Fault, Result};
use crate::base::store::{Write, collect_rows};
use crate::reader::feed::{MAX_SHORT_TEXT, PayloadValue};

/// Characters of a draft: more than can be sent, so that a long text can be pasted and shortened.
const MAX_DRAFT: usize = 50_000;
/// Appeals on one phone.
const MAX_APPEALS: i64 = 500;
/// Events that are stored of one response.
const MAX_EVENTS: usize = 200;
/// The wait after the first answer that was none to an appeal, in milliseconds; it doubles with every further one.
const FIRST_RETRY_WAIT: i64 = 60 * 1000;
/// The longest wait, in milliseconds.
const MAX_RETRY_WAIT: i64 = 6 * 60 * 60 * 1000;
/// How long after its receipt an answered appeal is asked about again.
const ANSWERS_FOR: i64 = 180 * MILLIS_PER_DAY;

/// An appeal as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredAppeal {
    pub(crate) id: String,
    pub(super) changed: i64,
    pub(super) kind: AppealKind,
    pub(super) title: String,
    pub(super) text: String,
    /// The code of a town.
    pub(super) town: Option<String>,
    pub(super) name: Option<String>,
    pub(super) phone: Option<String>,
    pub(crate) state: AppealState,
    /// The frozen request body, a JSON document; `None` for a draft.
    pub(crate) body: Option<String>,
    /// The code of the reason why the publisher rejected it.
    pub(super) reason: Option<String>,
    pub(crate) number: Option<String>,
    pub(crate) code: Option<String>,
    pub(super) received: Option<i64>,
    /// A JSON array.
    pub(super) events: String,
    pub(crate) etag: Option<String>,
    pub(super) unseen: bool,
    /// How many tries to send it may have reached the publisher. Only an answer takes them back.
    arrived: i64,
    /// How many tries failed after the phone was connected, and until when no sync tries again, by the phone's clock.
    pub(super) tries: u32,
    retry_at: Option<i64>,
}

const COLUMNS: &str = "id, changed, kind, title, text, town, name, phone, state, body, reason, number, code, received,
     events, etag, unseen, arrived, tries, retry";

impl StoredAppeal {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            changed: row.get(1)?,
            kind: AppealKind::of(row.get_ref(2)?.as_str()?),
            title: row.get(3)?,
            text: row.get(4)?,
            town: row.get(5)?,
            name: row.get(6)?,
            phone: row.get(7)?,
            state: AppealState::of(row.get_ref(8)?.as_str()?),
            body: row.get(9)?,
            reason: row.get(10)?,
            number: row.get(11)?,
            code: row.get(12)?,
            received: row.get(13)?,
            events: row.get(14)?,
            etag: row.get(15)?,
            unseen: row.get(16)?,
            arrived: row.get(17)?,
            tries: row.get(18)?,
            retry_at: row.get(19)?,
        })
    }

    /// Whether a sync may try to send it. A wait longer than the longest means that the phone's clock jumped.
    pub(super) fn is_due(&self, now: i64) -> bool {
        self.retry_at.is_none_or(|retry_at| retry_at <= now || retry_at > now.saturating_add(MAX_RETRY_WAIT))
    }
}

/// One appeal.
///
/// Errors: `NotFound` if no appeal has this id.
pub(crate) fn get(outbox: &Connection, id: &str) -> Result<StoredAppeal> {
    let found = outbox
        .prepare_cached(&format!("SELECT {COLUMNS} FROM appeal WHERE id = ?1"))?
        .query_row([id], StoredAppeal::read)
        .optional()?;
    found.ok_or(Fault::NotFound)
}

/// All appeals, the newest first.
pub(crate) fn list(outbox: &Connection) -> Result<Vec<StoredAppeal>> {
    let sql = format!("SELECT {COLUMNS} FROM appeal ORDER BY made DESC, id DESC");
    collect_rows(outbox, &sql, [], StoredAppeal::read)
}

/// The appeals that wait to be sent: those that failed least often first, so that one that always fails does not keep the
/// others, and of these the first queued first.
pub(crate) fn queued(outbox: &Connection) -> Result<Vec<StoredAppeal>> {
    let sql = format!("SELECT {COLUMNS} FROM appeal WHERE state = 'queued' ORDER BY tries, changed, id");
    collect_rows(outbox, &sql, [], StoredAppeal::read)
}

/// The appeals whose progress was not asked for since a moment, by the phone's clock. If the clock was put back, those
/// that were asked about in its future count too. An office may answer again, so an answered one is asked about once a day for
/// half a year.
pub(crate) fn due_for_refresh(outbox: &Connection, since: i64, now: i64) -> Result<Vec<StoredAppeal>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM appeal
          WHERE state IN ('received', 'accepted') AND (asked IS NULL OR asked < ?1 OR asked > ?2)
             OR state IN ('answered', 'refused') AND received > ?3 AND (asked IS NULL OR asked < ?4 OR asked > ?2)
          ORDER BY asked, id"
    );
    // Once a day, unless the person asks now.
    let answered_since = if since >= now { since } else { since.min(now.saturating_sub(MILLIS_PER_DAY)) };
    let params = (since, now, now.saturating_sub(ANSWERS_FOR), answered_since);
    collect_rows(outbox, &sql, params, StoredAppeal::read)
}

/// A blank text counts as missing.
fn non_blank(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}

/// Stores a draft, even an empty one, and returns its id. A rejected appeal becomes a draft again.
///
/// Errors: `BadRequest` for a text that is too long, `TooManyItems`, `NotFound` for an unknown id, `AppealSent` for an
/// appeal that was sent.
pub(crate) fn save_draft(write: &Write<'_>, draft: &AppealDraft, now: i64) -> Result<String> {
    let short = [&draft.town, &draft.name, &draft.phone];
    if draft.title.chars().count() > MAX_DRAFT
        || draft.text.chars().count() > MAX_DRAFT
        || short.into_iter().flatten().any(|text| text.chars().count() > MAX_SHORT_TEXT)
    {
        return Err(Fault::BadRequest);
    }
    write.announce(Change::Appeals);
    let values = (
        draft.kind.code(),
        &draft.title,
        &draft.text,
        non_blank(draft.town.as_ref()),
        non_blank(draft.name.as_ref()),
        non_blank(draft.phone.as_ref()),
        now,
    );
    let Some(id) = &draft.id else {
        let count: i64 = write.query_row("SELECT count(*) FROM appeal", [], |row| row.get(0))?;
        if count >= MAX_APPEALS {
            return Err(Fault::TooManyItems);
        }
        let id = Uuid::now_v7().to_string();
        let (kind, title, text, town, name, phone, now) = values;
        write.execute(
            "INSERT INTO appeal (id, made, changed, kind, title, text, town, name, phone, state)
             VALUES (?1, ?2, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'draft')",
            (&id, now, kind, title, text, town, name, phone),
        )?;
        return Ok(id);
    };
    let stored = get(write, id)?;
    if !stored.state.is_editable() {
        return Err(Fault::AppealSent);
    }
    // The publisher has another content under this id and never changes it: the changed text is a new appeal.
    let id = if stored.reason.as_deref() == Some("conflict") { Uuid::now_v7().to_string() } else { id.clone() };
    let (kind, title, text, town, name, phone, now) = values;
    write.execute(
        "UPDATE appeal SET id = ?9, kind = ?1, title = ?2, text = ?3, town = ?4, name = ?5, phone = ?6, changed = ?7,
                           state = 'draft', body = NULL, reason = NULL WHERE id = ?8",
        (kind, title, text, town, name, phone, now, &stored.id, &id),
    )?;
    Ok(id)
}

/// Freezes an appeal and queues it for sending. One that was sent or queued before stays as it is.
///
/// Errors: `NotFound`, `AppealTitle` and `AppealText` if the title or the text is missing or too long.
pub(crate) fn enqueue(write: &Write<'_>, id: &str, now: i64) -> Result<()> {
    let stored = get(write, id)?;
    if !stored.state.is_editable() {
        return Ok(());
    }
    let (title, text) = (stored.title.trim(), stored.text.trim());
    if title.is_empty() || title.chars().count() > MAX_APPEAL_TITLE {
        return Err(Fault::AppealTitle);
    }
    if text.is_empty() || text.chars().count() > MAX_APPEAL_TEXT {
        return Err(Fault::AppealText);
    }
    write.execute(
        "UPDATE appeal SET state = 'queued', body = ?2, reason = NULL, changed = ?3, tries = 0, retry = NULL WHERE id = ?1",
        (id, body_of(&stored, now), now),
    )?;
    write.announce(Change::Appeals);
    Ok(())
}

/// What is sent of an appeal that waits: the body that was stored when the person sent it. If a damaged file lost that, the
/// other members of the row still give the same one.
pub(crate) fn waiting_body(stored: &StoredAppeal) -> String {
    stored.body.clone().unwrap_or_else(|| body_of(stored, stored.changed))
}

fn body_of(stored: &StoredAppeal, written: i64) -> String {
    let (title, text) = (stored.title.trim(), stored.text.trim());
    let mut body =
        json!({"kind": stored.kind.code(), "title": title, "text": text, "written": clock::rfc3339(written)});
    if let Some(town) = &stored.town {
        body["town"] = town.as_str().into();
    }
    for (member, value) in [("name", &stored.name), ("phone", &stored.phone)] {
        if let Some(value) = value {
            body["contact"][member] = value.as_str().into();
        }
    }
    body.to_string()
}

/// Records a question about an appeal that was sent.
pub(crate) fn record_request(write: &Write<'_>, id: &str, now: i64) -> Result<()> {
    write.execute("UPDATE appeal SET asked = ?2 WHERE id = ?1", (id, now))?;
    Ok(())
}

/// Records a try to send an appeal, before the request leaves: from then on the publisher may have it. False if it is no longer
/// queued with this body.
pub(crate) fn begin_try(write: &Write<'_>, appeal: &StoredAppeal) -> Result<bool> {
    let sql = "UPDATE appeal SET arrived = arrived + 1 WHERE id = ?1 AND state = 'queued' AND body IS ?2";
    Ok(write.execute(sql, (&appeal.id, &appeal.body))? > 0)
}

/// Takes one try back: it certainly did not reach the publisher. What is known of the other tries stays.
pub(crate) fn take_back_try(write: &Write<'_>, id: &str) -> Result<()> {
    write.execute("UPDATE appeal SET arrived = max(arrived - 1, 0) WHERE id = ?1 AND state = 'queued'", [id])?;
    Ok(())
}

/// Records that the connection failed while an appeal was sent: other appeals come first the next time.
pub(crate) fn record_connection_failure(write: &Write<'_>, id: &str) -> Result<()> {
    write.execute("UPDATE appeal SET tries = tries + 1 WHERE id = ?1 AND state = 'queued'", [id])?;
    Ok(())
}

/// Records an answer that was none to an appeal. It is tried again after a wait, and other appeals come first.
pub(crate) fn postpone(write: &Write<'_>, id: &str, now: i64) -> Result<()> {
    let tries: Option<u32> = write
        .query_row("SELECT tries FROM appeal WHERE id = ?1 AND state = 'queued'", [id], |row| row.get(0))
        .optional()?;
    let Some(tries) = tries else { return Ok(()) };
    let wait = FIRST_RETRY_WAIT.saturating_mul(1 << tries.min(20)).min(MAX_RETRY_WAIT);
    let sql = "UPDATE appeal SET tries = tries + 1, retry = ?2 WHERE id = ?1";
    write.execute(sql, (id, now.saturating_add(wait)))?;
    Ok(())
}

/// Until when a publisher asked to be left alone, by the phone's clock.
pub(crate) fn wait_until(outbox: &Connection, publisher: &str) -> Result<Option<i64>> {
    let mut query = outbox.prepare_cached("SELECT until FROM appeal_wait WHERE publisher = ?1")?;
    Ok(query.query_row([publisher], |row| row.get(0)).optional()?)
}

/// Stores until when a publisher asked to be left alone.
pub(crate) fn set_wait(write: &Write<'_>, publisher: &str, until: i64) -> Result<()> {
    write.execute("INSERT OR REPLACE INTO appeal_wait (publisher, until) VALUES (?1, ?2)", (publisher, until))?;
    Ok(())
}

/// The response to an appeal that was received.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Receipt {
    number: Value,
    code: Value,
    received: Value,
}

/// The response to a question about progress, and to an appeal that was rejected.
#[derive(Deserialize, Default)]
#[serde(default)]
struct StatusResponse {
    state: Value,
    received: Value,
    events: Vec<Value>,
    invalid: Value,
}

/// A case number or query code. `None` unless it can be part of an address and a header without escaping.
fn token(value: &Value) -> Option<String> {
    let token = value.as_str()?;
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    ((1..=100).contains(&token.len()) && token.bytes().all(allowed)).then(|| token.to_owned())
}

/// Records that the publisher received a queued appeal. `now`: the publisher's time, used if the response has none.
///
/// Errors: `WrongSchema` for a response without case number or query code; the appeal stays queued then.
pub(crate) fn record_receipt(write: &Write<'_>, id: &str, response: &[u8], now: i64) -> Result<()> {
    let receipt: Receipt = serde_json::from_slice(response)?;
    let (Some(number), Some(code)) = (token(&receipt.number), token(&receipt.code)) else {
        return Err(Fault::WrongSchema);
    };
    let received = receipt.received.moment().unwrap_or(now);
    write.execute(
        "UPDATE appeal SET state = 'received', number = ?2, code = ?3, received = ?4, asked = NULL, reason = NULL,
                           arrived = 0, tries = 0, retry = NULL
          WHERE id = ?1 AND state = 'queued'",
        (id, number, code, received),
    )?;
    write.announce(Change::Appeals);
    Ok(())
}

/// Records that a queued appeal was rejected, with the reason. It waits for the person; other appeals are still sent.
///
/// A publisher that had the appeal would repeat its receipt, so its own rejection (409, 422, or a document that names what is
/// invalid) proves that no try arrived. 413 is a rejection too, but may be that of a server on the way: if an earlier try may
/// have arrived, the appeal stays queued. Any other status is that of a firewall or portal, and no verdict on the appeal.
pub(crate) fn record_rejection(write: &Write<'_>, id: &str, status: u16, response: &[u8], now: i64) -> Result<()> {
    let is_page = response.trim_ascii_start().starts_with(b"<");
    let response: StatusResponse = serde_json::from_slice(response).unwrap_or_default();
    let of_publisher = (matches!(status, 409 | 422) && !is_page) || response.invalid.is_string();
    if !of_publisher {
        take_back_try(write, id)?;
        let sql = "SELECT EXISTS (SELECT 1 FROM appeal WHERE id = ?1 AND state = 'queued' AND arrived > 0)";
        if status != 413 || is_page || write.query_row(sql, [id], |row| row.get(0))? {
            return postpone(write, id, now);
        }
    }
    let reason = match (status, response.invalid.as_str()) {
        (409, _) => "conflict",
        (413, _) => "text",
        (_, Some("title")) => "title",
        (_, Some("text")) => "text",
        (_, Some("kind")) => "kind",
        (_, Some("town")) => "town",
        (_, Some("contact")) => "contact",
        (404 | 405, _) => "unsupported",
        _ => "other",
    };
    write.execute(
        "UPDATE appeal SET state = 'parked', reason = ?2, unseen = 1, arrived = 0, tries = 0, retry = NULL
          WHERE id = ?1 AND state = 'queued'",
        (id, reason),
    )?;
    write.announce(Change::Appeals);
    Ok(())
}

/// Records the progress of an appeal. A response that is older than the stored progress changes neither state nor
/// events.
///
/// Errors: `WrongSchema` for an unknown state, `NotFound`.
pub(crate) fn record_progress(
    write: &Write<'_>,
    id: &str,
    response: &[u8],
    etag: Option<&str>,
    now: i64,
) -> Result<()> {
    let response: StatusResponse = serde_json::from_slice(response)?;
    let stored = get(write, id)?;
    let state = match response.state.as_str() {
        Some("accepted") => AppealState::Accepted,
        Some("answered") => AppealState::Answered,
        Some("refused") => AppealState::Refused,
        Some("received") => AppealState::Received,
        _ => return Err(Fault::WrongSchema),
    };
    let rank = |state: AppealState| if state.is_final() { AppealState::Answered } else { state };
    let known: Vec<Value> = serde_json::from_str(&stored.events).unwrap_or_default();
    let events: Vec<&Value> = response.events.iter().take(MAX_EVENTS).collect();
    // A case that is taken up again has more events and an earlier state.
    let newer = events.len() > known.len();
    let outdated =
        !newer && (rank(state) < rank(stored.state) || rank(state) == rank(stored.state) && events.len() < known.len());
    let document = json!(events).to_string();
    // The person saw that it was received when it was sent.
    let only_received = state == AppealState::Received && known.is_empty();
    // An answer that is corrected in place has as many events.
    let changed = !outdated && !only_received && (state != stored.state || document != stored.events);
    let (state, document) = if outdated { (stored.state, stored.events) } else { (state, document) };
    write.execute(
        "UPDATE appeal SET state = ?2, events = ?3, etag = ?4, asked = ?5, received = coalesce(received, ?6),
                           unseen = max(unseen, ?7) WHERE id = ?1",
        (id, state.code(), document, etag.filter(|_| !outdated), now, response.received.moment(), changed),
    )?;
    if changed {
        write.announce(Change::Appeals);
    }
    Ok(())
}

/// How many appeals have something new that the person has not seen.
pub(crate) fn unseen_count(outbox: &Connection) -> Result<u32> {
    Ok(outbox.prepare_cached("SELECT count(*) FROM appeal WHERE unseen = 1")?.query_row([], |row| row.get(0))?)
}

/// Marks an appeal as seen.
pub(crate) fn mark_seen(write: &Write<'_>, id: &str) -> Result<()> {
    if write.execute("UPDATE appeal SET unseen = 0 WHERE id = ?1 AND unseen = 1", [id])? > 0 {
        write.announce(Change::Appeals);
    }
    Ok(())
}

/// Deletes an appeal from this phone; the publisher keeps what it has.
///
/// Errors: `AppealOpen` unless `force`, for an appeal that waits for its answer or may have reached the publisher: its
/// query code, which leads to the answer, would be lost. `NotFound` if no appeal has this id.
pub(crate) fn delete(write: &Write<'_>, id: &str, force: bool) -> Result<()> {
    let stored = get(write, id)?;
    let open = match stored.state {
        AppealState::Queued => stored.arrived > 0,
        AppealState::Received | AppealState::Accepted => true,
        _ => false,
    };
    if open && !force {
        return Err(Fault::AppealOpen);
    }
    write.execute("DELETE FROM appeal WHERE id = ?1", [id])?;
    write.announce(Change::Appeals);
    Ok(())
}
