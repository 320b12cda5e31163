//! 投诉建议/问政, as a guest: no account, no contact that must be given. What holds:
//!
//! - What a person writes is in the outbox before a call returns, and only the person deletes it.
//! - An appeal is frozen when it is sent: its bytes and the id that was chosen here. A second try is the same try, and the
//!   publisher gives it the same case number. A kill between any two steps leaves one of the states below.
//! - Case number and query code are stored in the same transaction as the state that they bring; the code is in a header
//!   and in no address, no log line and no error.
//! - Progress never goes back, whatever order answers arrive in.
//!
//! Deadlines are counted here, in working days from the day it was received: accepted within 1; 咨询 answered within 2, 投诉
//! and 建议 within 5, what is complex within 15 (the rules of the county's platform, `product.md`).

use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

use super::LINE;
use crate::base::change::Change;
use crate::base::error::{Fault, Result};
use crate::base::store::Write;
use crate::base::text;
use crate::formats::workday::Deadline;
use crate::reader::catalogue::Term;
use crate::reader::feed::moment_of;

/// Characters of a title and of a text that are sent; the publisher refuses more.
pub const MAX_APPEAL_TITLE: usize = 100;
/// See [`MAX_APPEAL_TITLE`].
pub const MAX_APPEAL_TEXT: usize = 5_000;
/// Characters of a draft: more than can be sent, so that nothing pasted is lost while it is cut down.
const MAX_DRAFT: usize = 50_000;
/// Appeals that one phone keeps.
const MAX_APPEALS: i64 = 500;
/// What is kept of one answer.
const MAX_EVENTS: usize = 200;
pub(super) const MAX_EVENT: usize = 20_000;

/// What sort of appeal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum AppealKind {
    /// 咨询: answered within 2 working days.
    #[default]
    Consultation,
    /// 投诉: within 5.
    Complaint,
    /// 建议: within 5.
    Suggestion,
    /// 复杂事项: within 15.
    Complex,
}

impl AppealKind {
    /// In the order in which a person is offered them.
    pub(crate) const ALL: [Self; 4] = [Self::Consultation, Self::Complaint, Self::Suggestion, Self::Complex];

    /// What a person calls it.
    pub(crate) fn name(self) -> String {
        text::get(&format!("appeal.kind.{}", self.code())).to_owned()
    }

    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Consultation => "consultation",
            Self::Complaint => "complaint",
            Self::Suggestion => "suggestion",
            Self::Complex => "complex",
        }
    }

    fn of(code: &str) -> Self {
        match code {
            "complaint" => Self::Complaint,
            "suggestion" => Self::Suggestion,
            "complex" => Self::Complex,
            _ => Self::Consultation,
        }
    }

    /// Working days until it is answered.
    pub(super) fn answer(self) -> u32 {
        match self {
            Self::Consultation => 2,
            Self::Complaint | Self::Suggestion => 5,
            Self::Complex => 15,
        }
    }
}

/// Where an appeal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum AppealState {
    /// 草稿: on this phone alone.
    Draft,
    /// 待发: it goes out as soon as that is possible.
    Queued,
    /// 被退回: the publisher does not take it as it is; the reason says why. To be changed and sent again.
    Parked,
    /// 已收到.
    Received,
    /// 已受理.
    Accepted,
    /// 已答复.
    Answered,
    /// 不予受理.
    Refused,
}

impl AppealState {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Queued => "queued",
            Self::Parked => "parked",
            Self::Received => "received",
            Self::Accepted => "accepted",
            Self::Answered => "answered",
            Self::Refused => "refused",
        }
    }

    fn of(code: &str) -> Self {
        match code {
            "queued" => Self::Queued,
            "parked" => Self::Parked,
            "received" => Self::Received,
            "accepted" => Self::Accepted,
            "answered" => Self::Answered,
            "refused" => Self::Refused,
            _ => Self::Draft,
        }
    }

    /// Whether the person can still change it.
    pub(super) fn is_open_to_change(self) -> bool {
        matches!(self, Self::Draft | Self::Parked)
    }

    /// Whether there is nothing more to wait for.
    pub(super) fn is_over(self) -> bool {
        matches!(self, Self::Answered | Self::Refused)
    }
}

/// What a person writes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct AppealDraft {
    /// Of the draft that this is the next state of; none for a new one.
    #[uniffi(default = None)]
    pub id: Option<String>,
    /// What sort.
    pub kind: AppealKind,
    /// One line; at most 100 characters can be sent.
    #[uniffi(default = "")]
    pub title: String,
    /// At most 5,000 characters can be sent.
    #[uniffi(default = "")]
    pub text: String,
    /// The code of a town, when it concerns one.
    #[uniffi(default = None)]
    pub town: Option<String>,
    /// Never needed.
    #[uniffi(default = None)]
    pub name: Option<String>,
    /// Never needed.
    #[uniffi(default = None)]
    pub phone: Option<String>,
}

/// An appeal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Appeal {
    /// Its id on this phone.
    pub id: String,
    /// What sort.
    pub kind: AppealKind,
    /// The same in words.
    pub kind_text: String,
    /// As the person wrote it.
    pub title: String,
    /// As the person wrote it.
    pub text: String,
    /// The town that it concerns.
    pub town: Option<Term>,
    /// As the person gave it.
    pub name: Option<String>,
    /// As the person gave it.
    pub phone: Option<String>,
    /// Where it is.
    pub state: AppealState,
    /// The same in words.
    pub state_text: String,
    /// Why the publisher does not take it as it is, one sentence; empty unless it is parked.
    pub reason: String,
    /// When it was last changed here, milliseconds, the phone's clock.
    pub changed: i64,
    /// The same as a person reads it.
    pub changed_text: String,
    /// 受理编号: with the code it leads to the answer, on any phone.
    pub number: Option<String>,
    /// 查询码.
    pub code: Option<String>,
    /// When the publisher received it, milliseconds, its clock.
    pub received: Option<i64>,
    /// By when it is to be accepted.
    pub accept_by: Option<Deadline>,
    /// By when it is to be answered.
    pub answer_by: Option<Deadline>,
    /// What happened to it, the first first.
    pub events: Vec<AppealEvent>,
    /// True when something happened that the person has not looked at.
    pub unseen: bool,
    /// True when it can be changed.
    pub editable: bool,
}

/// A step of an appeal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct AppealEvent {
    /// Milliseconds, the publisher's clock; none when it did not say.
    pub time: Option<i64>,
    /// The same as a person reads it; empty when there is none.
    pub time_text: String,
    /// What happened, in words: 已受理, 已转办.
    pub stage_text: String,
    /// Which office.
    pub office: Option<String>,
    /// What it says.
    pub text: String,
}

/// A row of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) id: String,
    pub(super) changed: i64,
    pub(super) kind: AppealKind,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) town: Option<String>,
    pub(super) name: Option<String>,
    pub(super) phone: Option<String>,
    pub(crate) state: AppealState,
    pub(crate) body: Option<String>,
    pub(super) reason: Option<String>,
    pub(crate) number: Option<String>,
    pub(crate) code: Option<String>,
    pub(super) received: Option<i64>,
    pub(super) events: String,
    pub(crate) etag: Option<String>,
    asked: Option<i64>,
    pub(super) unseen: bool,
}

const COLUMNS: &str = "id, changed, kind, title, text, town, name, phone, state, body, reason, number, code, received,
     events, etag, asked, unseen";

impl Stored {
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
            asked: row.get(16)?,
            unseen: row.get(17)?,
        })
    }
}

/// One appeal.
pub(crate) fn find(outbox: &Connection, id: &str) -> Result<Stored> {
    let found = outbox
        .prepare_cached(&format!("SELECT {COLUMNS} FROM appeal WHERE id = ?1"))?
        .query_row([id], Stored::read)
        .optional()?;
    found.ok_or(Fault::NotFound)
}

/// All of them, the newest first.
pub(crate) fn all(outbox: &Connection) -> Result<Vec<Stored>> {
    let mut query = outbox.prepare_cached(&format!("SELECT {COLUMNS} FROM appeal ORDER BY made DESC, id DESC"))?;
    let rows = query.query_map([], Stored::read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Those that are to be sent, the first first.
pub(crate) fn queued(outbox: &Connection) -> Result<Vec<Stored>> {
    let mut query =
        outbox.prepare_cached(&format!("SELECT {COLUMNS} FROM appeal WHERE state = 'queued' ORDER BY changed, id"))?;
    let rows = query.query_map([], Stored::read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Those that wait for an answer and were not asked about since a moment; a clock that went back asks again.
pub(crate) fn waiting(outbox: &Connection, since: i64, now: i64) -> Result<Vec<Stored>> {
    let mut query = outbox.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM appeal WHERE state IN ('received', 'accepted')
            AND (asked IS NULL OR asked < ?1 OR asked > ?2) ORDER BY asked, id"
    ))?;
    let rows = query.query_map((since, now), Stored::read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Blank counts as not given.
fn given(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}

/// Keeps what the person wrote so far, and says under which id. Even an empty one: there may be more in a moment.
pub(crate) fn save(write: &Write<'_>, draft: &AppealDraft, now: i64) -> Result<String> {
    let short = [&draft.town, &draft.name, &draft.phone];
    if draft.title.chars().count() > MAX_DRAFT
        || draft.text.chars().count() > MAX_DRAFT
        || short.into_iter().flatten().any(|text| text.chars().count() > LINE)
    {
        return Err(Fault::BadRequest);
    }
    write.announce(Change::Appeals);
    let values = (
        draft.kind.code(),
        &draft.title,
        &draft.text,
        given(draft.town.as_ref()),
        given(draft.name.as_ref()),
        given(draft.phone.as_ref()),
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
    let stored = find(write, id)?;
    if !stored.state.is_open_to_change() {
        return Err(Fault::AppealSent);
    }
    // What the publisher has under an id stays as it is there: changed words are another appeal.
    let id = if stored.reason.as_deref() == Some("conflict") { Uuid::now_v7().to_string() } else { id.clone() };
    let (kind, title, text, town, name, phone, now) = values;
    write.execute(
        "UPDATE appeal SET id = ?9, kind = ?1, title = ?2, text = ?3, town = ?4, name = ?5, phone = ?6, changed = ?7,
                           state = 'draft', body = NULL, reason = NULL, asked = NULL WHERE id = ?8",
        (kind, title, text, town, name, phone, now, &stored.id, &id),
    )?;
    Ok(id)
}

/// Freezes an appeal: from here on it is what it is. One that is under way already stays as it is.
pub(crate) fn send(write: &Write<'_>, id: &str, now: i64) -> Result<()> {
    let stored = find(write, id)?;
    if !stored.state.is_open_to_change() {
        return Ok(());
    }
    let (title, text) = (stored.title.trim(), stored.text.trim());
    if title.is_empty() || title.chars().count() > MAX_APPEAL_TITLE {
        return Err(Fault::AppealTitle);
    }
    if text.is_empty() || text.chars().count() > MAX_APPEAL_TEXT {
        return Err(Fault::AppealText);
    }
    let written = rfc3339(now);
    let mut body = json!({"kind": stored.kind.code(), "title": title, "text": text, "written": written});
    if let Some(town) = &stored.town {
        body["town"] = town.as_str().into();
    }
    for (member, value) in [("name", &stored.name), ("phone", &stored.phone)] {
        if let Some(value) = value {
            body["contact"][member] = value.as_str().into();
        }
    }
    write.execute(
        "UPDATE appeal SET state = 'queued', body = ?2, reason = NULL, asked = NULL, changed = ?3 WHERE id = ?1",
        (id, body.to_string(), now),
    )?;
    write.announce(Change::Appeals);
    Ok(())
}

/// Before anything leaves: from here on the publisher may have it.
pub(crate) fn trying(write: &Write<'_>, id: &str, now: i64) -> Result<()> {
    write.execute("UPDATE appeal SET asked = ?2 WHERE id = ?1", (id, now))?;
    Ok(())
}

/// Nothing left the phone after all.
pub(crate) fn not_tried(write: &Write<'_>, id: &str) -> Result<()> {
    write.execute("UPDATE appeal SET asked = NULL WHERE id = ?1 AND state = 'queued'", [id])?;
    Ok(())
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ReceiptWire {
    number: Value,
    code: Value,
    received: Value,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ProgressWire {
    state: Value,
    received: Value,
    events: Vec<Value>,
    invalid: Value,
}

/// A moment of the phone's clock as the protocol writes it. By hand: the library's writer is many kilobytes for one use.
fn rfc3339(moment: i64) -> String {
    let time =
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(moment) * 1_000_000).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let (date, clock) = (time.date(), time.time());
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        date.year(),
        u8::from(date.month()),
        date.day(),
        clock.hour(),
        clock.minute(),
        clock.second(),
        clock.millisecond()
    )
}

/// What can stand in an address and in a header as it is.
fn key(value: &Value) -> Option<String> {
    let key = value.as_str()?;
    let sound = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    ((1..=100).contains(&key.len()) && key.bytes().all(sound)).then(|| key.to_owned())
}

/// The publisher took it. `now` is the time there when the answer does not say.
pub(crate) fn received(write: &Write<'_>, id: &str, answer: &[u8], now: i64) -> Result<()> {
    let wire: ReceiptWire = serde_json::from_slice(answer)?;
    let (Some(number), Some(code)) = (key(&wire.number), key(&wire.code)) else {
        return Err(Fault::WrongSchema);
    };
    let received = moment_of(&wire.received).unwrap_or(now);
    write.execute(
        "UPDATE appeal SET state = 'received', number = ?2, code = ?3, received = ?4, asked = NULL, reason = NULL
          WHERE id = ?1 AND state = 'queued'",
        (id, number, code, received),
    )?;
    write.announce(Change::Appeals);
    Ok(())
}

/// The publisher does not take it as it is: it waits for the person, alone; others go on.
pub(crate) fn park(write: &Write<'_>, id: &str, status: u16, answer: &[u8]) -> Result<()> {
    let wire: ProgressWire = serde_json::from_slice(answer).unwrap_or_default();
    let reason = match (status, wire.invalid.as_str()) {
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
        "UPDATE appeal SET state = 'parked', reason = ?2, unseen = 1 WHERE id = ?1 AND state = 'queued'",
        (id, reason),
    )?;
    write.announce(Change::Appeals);
    Ok(())
}

/// What became of it. An answer that is older than what is known changes nothing.
pub(crate) fn progressed(write: &Write<'_>, id: &str, answer: &[u8], etag: Option<&str>, now: i64) -> Result<()> {
    let wire: ProgressWire = serde_json::from_slice(answer)?;
    let stored = find(write, id)?;
    let told = match wire.state.as_str() {
        Some("accepted") => AppealState::Accepted,
        Some("answered") => AppealState::Answered,
        Some("refused") => AppealState::Refused,
        Some("received") => AppealState::Received,
        _ => return Err(Fault::WrongSchema),
    };
    let rank = |state: AppealState| if state.is_over() { AppealState::Answered } else { state };
    let known: Vec<Value> = serde_json::from_str(&stored.events).unwrap_or_default();
    let events: Vec<&Value> = wire.events.iter().take(MAX_EVENTS).collect();
    let back = rank(told) < rank(stored.state) || rank(told) == rank(stored.state) && events.len() < known.len();
    let document = json!(events).to_string();
    // That it arrived is what the person saw when it was sent.
    let arrived = told == AppealState::Received && known.is_empty();
    let news = !back && !arrived && (told != stored.state || events.len() > known.len());
    let (state, document) = if back { (stored.state, stored.events) } else { (told, document) };
    write.execute(
        "UPDATE appeal SET state = ?2, events = ?3, etag = ?4, asked = ?5, received = coalesce(received, ?6),
                           unseen = max(unseen, ?7) WHERE id = ?1",
        (id, state.code(), document, etag.filter(|_| !back), now, moment_of(&wire.received), news),
    )?;
    if news {
        write.announce(Change::Appeals);
    }
    Ok(())
}

/// How many there are to which something happened that the person has not looked at.
pub(crate) fn unseen(outbox: &Connection) -> Result<u32> {
    Ok(outbox.prepare_cached("SELECT count(*) FROM appeal WHERE unseen = 1")?.query_row([], |row| row.get(0))?)
}

/// The person looked at it.
pub(crate) fn mark_seen(write: &Write<'_>, id: &str) -> Result<()> {
    if write.execute("UPDATE appeal SET unseen = 0 WHERE id = ?1 AND unseen = 1", [id])? > 0 {
        write.announce(Change::Appeals);
    }
    Ok(())
}

/// Deletes an appeal here; what the publisher has stays there. One that waits for its answer, or may have reached the
/// publisher, goes only when the person insists: with it goes the code that leads to the answer.
pub(crate) fn delete(write: &Write<'_>, id: &str, insist: bool) -> Result<()> {
    let stored = find(write, id)?;
    let waits = match stored.state {
        AppealState::Queued => stored.asked.is_some(),
        AppealState::Received | AppealState::Accepted => true,
        _ => false,
    };
    if waits && !insist {
        return Err(Fault::AppealOpen);
    }
    write.execute("DELETE FROM appeal WHERE id = ?1", [id])?;
    write.announce(Change::Appeals);
    Ok(())
}
