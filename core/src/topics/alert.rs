//! 应急: messages in the words of CAP 1.2 (OASIS, 2010). What holds: an exercise (演练) is never shown as real, and a test
//! never shown at all; a message ends by itself, or with the message that cancels or replaces it, whichever of the two
//! arrives first; what a person confirms to have seen stays on this phone.
//!
//! Time here is the publisher's: a phone with a wrong clock must neither hide a warning nor keep one for ever.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, Row};
use serde::Deserialize;
use serde_json::Value;

use crate::base::change::Change;
use crate::base::clock::{MILLIS_PER_DAY, relative};
use crate::base::error::{Fault, Result};
use crate::base::store::Write;
use crate::base::text;
use crate::reader::catalogue;
use crate::reader::feed::{self, ItemRow, TopicItem, View, moment_of, text_of, texts_of};
use crate::reader::reminder::{Reminder, ReminderKind};

/// How long a message holds that does not say: a day.
const HOLDS: i64 = MILLIS_PER_DAY;
/// One that says longer than this has it wrong: 30 days.
const LONGEST: i64 = 30 * HOLDS;
/// Messages that hold at one time and are looked at.
const MOST: i64 = 200;
/// Steps of a chain.
const MAX_CHAIN: usize = 100;
/// Characters of a line, and of an instruction.
const LINE: usize = 300;
const PARAGRAPH: usize = 4_000;
/// Characters of an identifier.
const MAX_IDENTIFIER: usize = 300;

/// Whether it is meant (CAP `status`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum AlertStatus {
    /// 实况: act on it.
    Actual,
    /// 演练: only those who take part act on it.
    Exercise,
    /// A trial of the machinery, or a draft: nobody acts on it, and no list of current alerts has it.
    Test,
}

/// What a message is to others (CAP `msgType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum AlertMessage {
    /// 发布: a first message.
    Alert,
    /// 更新: it takes the place of those that it names.
    Update,
    /// 解除: it ends those that it names.
    Cancel,
    /// Between machines; no list of current alerts has it.
    Other,
}

/// How bad it is (CAP `severity`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum AlertSeverity {
    /// Not said.
    Unknown,
    /// 一般.
    Minor,
    /// 较重.
    Moderate,
    /// 严重.
    Severe,
    /// 特别严重.
    Extreme,
}

/// How soon one has to act (CAP `urgency`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum AlertUrgency {
    /// At once.
    Immediate,
    /// Within the hour.
    Expected,
    /// In the near future.
    Future,
    /// Nothing is to be done any more.
    Past,
    /// Not said.
    Unknown,
}

/// How sure it is (CAP `certainty`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum AlertCertainty {
    /// It happened, or is going on.
    Observed,
    /// More likely than not.
    Likely,
    /// Possible.
    Possible,
    /// Not to be expected.
    Unlikely,
    /// Not said.
    Unknown,
}

/// What has become of a message.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Enum)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum AlertState {
    /// It holds.
    Current,
    /// It begins later.
    NotYet,
    /// Its time is over.
    Expired,
    /// Another took its place.
    Replaced {
        /// The item that did.
        by: String,
    },
    /// It was cancelled 解除.
    Cancelled {
        /// The item that did.
        by: String,
    },
    /// It ends others; it does not hold itself.
    Ending,
    /// A test, or a message between machines.
    Unmeant,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct AlertRow {
    /// Its item. Of an exercise the title begins with 【演练】.
    pub row: ItemRow,
    /// Its name among messages, for [`crate::Client::acknowledge_alert`].
    pub identifier: String,
    /// Whether it is meant.
    pub status: AlertStatus,
    /// True only for what is meant: nothing else may look or sound like a warning.
    pub real: bool,
    /// What it is to others.
    pub message: AlertMessage,
    /// What happens: 暴雨.
    pub event: String,
    /// How bad it is.
    pub severity: AlertSeverity,
    /// How soon one has to act.
    pub urgency: AlertUrgency,
    /// How sure it is.
    pub certainty: AlertCertainty,
    /// One line to be shown first: of an exercise it begins with 【演练】.
    pub headline: String,
    /// What to do; may be empty.
    pub instruction: String,
    /// Towns and parks, in the publisher's words; empty for the whole county.
    pub areas: Vec<String>,
    /// True when it concerns one of the person's towns, or the person chose none.
    pub own_area: bool,
    /// From when it holds, milliseconds, by the publisher's clock.
    pub effective: i64,
    /// The same as a person reads it.
    pub effective_text: String,
    /// Until when.
    pub expires: i64,
    /// The same as a person reads it.
    pub expires_text: String,
    /// Severity, state and areas in one line, so that nothing is said by colour alone.
    pub words: String,
    /// What has become of it.
    pub state: AlertState,
    /// True when its publisher asks that people confirm having seen it.
    pub acknowledge: bool,
    /// True when this person did.
    pub acknowledged: bool,
}

/// A message with those that it stands in line with.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct AlertDetail {
    /// Itself.
    pub alert: AlertRow,
    /// Every message of its line that is on this phone, itself included, the first first.
    pub chain: Vec<AlertRow>,
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Wire {
    identifier: Value,
    status: Value,
    msg_type: Value,
    event: Value,
    urgency: Value,
    severity: Value,
    certainty: Value,
    headline: Value,
    instruction: Value,
    effective: Value,
    expires: Value,
    areas: Value,
    references: Value,
    acknowledge: Value,
}

fn line(value: &Value, characters: usize) -> String {
    text_of(value, characters).unwrap_or_default()
}

fn status_of(word: &str) -> AlertStatus {
    match word {
        "Actual" => AlertStatus::Actual,
        "Exercise" => AlertStatus::Exercise,
        // System and Draft too, and whatever comes later: better silent than wrong.
        _ => AlertStatus::Test,
    }
}

fn message_of(word: &str) -> AlertMessage {
    match word {
        "Alert" => AlertMessage::Alert,
        "Update" => AlertMessage::Update,
        "Cancel" => AlertMessage::Cancel,
        _ => AlertMessage::Other,
    }
}

fn severity_of(word: &str) -> AlertSeverity {
    match word {
        "Extreme" => AlertSeverity::Extreme,
        "Severe" => AlertSeverity::Severe,
        "Moderate" => AlertSeverity::Moderate,
        "Minor" => AlertSeverity::Minor,
        _ => AlertSeverity::Unknown,
    }
}

/// From when to when a message holds.
fn span(wire: &Wire, published: i64) -> (i64, i64) {
    let effective = moment_of(&wire.effective).unwrap_or(published);
    let sound = |expires: &i64| *expires > effective && *expires - effective <= LONGEST;
    (effective, moment_of(&wire.expires).filter(sound).unwrap_or(effective.saturating_add(HOLDS)))
}

/// Takes in what an item says of this topic.
pub(crate) fn apply(write: &Write<'_>, facts: &TopicItem) -> Result<()> {
    if facts.before {
        write.prepare_cached("DELETE FROM alert WHERE item = ?1")?.execute([facts.key])?;
        write.prepare_cached("DELETE FROM alert_reference WHERE item = ?1")?.execute([facts.key])?;
    }
    if facts.kind != "alert" {
        return Ok(());
    }
    let Some(wire) = facts.payload::<Wire>() else { return Ok(()) };
    let identifier = line(&wire.identifier, MAX_IDENTIFIER);
    if identifier.is_empty() {
        return Ok(());
    }
    let (effective, expires) = span(&wire, facts.published);
    let status = line(&wire.status, LINE);
    let severity = severity_of(&line(&wire.severity, LINE)) as i64;
    write
        .prepare_cached(
            "INSERT OR REPLACE INTO alert (item, identifier, status, message, severity, effective, expires)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute((facts.key, &identifier, status, line(&wire.msg_type, LINE), severity, effective, expires))?;
    // Only an update or a cancellation ends what it names: a first message may name others as its reason.
    if matches!(message_of(&line(&wire.msg_type, LINE)), AlertMessage::Update | AlertMessage::Cancel) {
        let mut refer =
            write.prepare_cached("INSERT OR IGNORE INTO alert_reference (identifier, item) VALUES (?1, ?2)")?;
        for reference in texts_of(&wire.references, LINE) {
            // CAP: sender,identifier,sent.
            if let Some(named) = reference.split(',').nth(1).map(str::trim).filter(|named| !named.is_empty()) {
                refer.execute((named, facts.key))?;
            }
        }
    }
    Ok(())
}

/// The person's part: what was confirmed, and the towns that were chosen.
#[derive(Debug, Clone, Default)]
pub(crate) struct Person {
    pub(crate) acknowledged: HashSet<String>,
    /// Codes of towns.
    pub(crate) towns: Vec<String>,
}

/// What this person confirmed.
pub(crate) fn acknowledged(outbox: &Connection) -> Result<HashSet<String>> {
    let mut query = outbox.prepare_cached("SELECT identifier FROM acknowledged")?;
    let rows = query.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The person confirms having seen a message. It stays on this phone.
pub(crate) fn acknowledge(write: &Write<'_>, identifier: &str, now: i64) -> Result<()> {
    if identifier.is_empty() || identifier.chars().count() > MAX_IDENTIFIER {
        return Err(Fault::BadRequest);
    }
    write.execute("INSERT OR IGNORE INTO acknowledged (identifier, time) VALUES (?1, ?2)", (identifier, now))?;
    write.announce(Change::Kept);
    Ok(())
}

/// An update is of the same story as what it updates, so which version stands for a card says nothing here.
///
/// The statement of the messages that hold: `?1` the time at the publisher, `?2` how many. What is meant before exercises is
/// put in order afterwards: they are few.
const CURRENT: &str = "SELECT alert.item, alert.severity FROM alert CROSS JOIN item ON item.key = alert.item
      WHERE alert.expires > ?1 AND alert.effective <= ?1 AND alert.status IN ('Actual', 'Exercise')
        AND alert.message IN ('Alert', 'Update')
        AND NOT EXISTS (SELECT 1 FROM mark WHERE mark.id = item.id AND mark.hidden IS NOT NULL)
        AND NOT EXISTS (SELECT 1 FROM alert_reference JOIN alert other ON other.item = alert_reference.item
                         WHERE alert_reference.identifier = alert.identifier AND other.status = alert.status
                           AND other.item <> alert.item)
      ORDER BY alert.expires LIMIT ?2";

/// The messages that hold now: what is meant before exercises, the worst first, then the newest.
pub(crate) fn current(view: &View<'_>, person: &Person) -> Result<Vec<AlertRow>> {
    let keys: Vec<i64> = {
        let mut query = view.connection.prepare_cached(CURRENT)?;
        let rows = query.query_map((view.publisher_now, MOST), |row| row.get(0))?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    let towns = town_names(view.connection, person)?;
    let mut alerts = Vec::with_capacity(keys.len());
    for key in keys {
        alerts.extend(read(view, key, person, &towns)?);
    }
    alerts.sort_by_key(|alert| {
        (!alert.real, std::cmp::Reverse(alert.severity), std::cmp::Reverse(alert.effective), alert.identifier.clone())
    });
    Ok(alerts)
}

/// One message with its line.
pub(crate) fn detail(view: &View<'_>, person: &Person, id: &str) -> Result<AlertDetail> {
    let connection = view.connection;
    let key = feed::item_key(connection, id)?.ok_or(Fault::NotFound)?;
    let towns = town_names(connection, person)?;
    let alert = read(view, key, person, &towns)?.ok_or(Fault::NotFound)?;
    // Whatever names one of the line, or is named by one, belongs to it.
    let mut line = vec![key];
    let mut at = 0;
    while at < line.len() && line.len() < MAX_CHAIN {
        let mut query = connection.prepare_cached(
            "SELECT alert_reference.item FROM alert JOIN alert_reference ON alert_reference.identifier = alert.identifier
              WHERE alert.item = ?1
             UNION SELECT alert.item FROM alert_reference JOIN alert ON alert.identifier = alert_reference.identifier
              WHERE alert_reference.item = ?1",
        )?;
        let found: Vec<i64> = query.query_map([line[at]], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        for key in found {
            if !line.contains(&key) {
                line.push(key);
            }
        }
        at += 1;
    }
    let mut chain = Vec::with_capacity(line.len());
    for key in line {
        chain.extend(read(view, key, person, &towns)?);
    }
    chain.sort_by_key(|one| (one.effective, one.row.published));
    Ok(AlertDetail { alert, chain })
}

/// The names of the person's towns, as areas name them.
fn town_names(connection: &Connection, person: &Person) -> Result<Vec<String>> {
    person.towns.iter().map(|code| catalogue::name_of(connection, "town", code)).collect()
}

fn read(view: &View<'_>, key: i64, person: &Person, towns: &[String]) -> Result<Option<AlertRow>> {
    let (Some(facts), Some(mut row)) = (feed::topic_item(view.connection, key)?, feed::row_by_key(view, key)?) else {
        return Ok(None);
    };
    let Some(wire) = facts.payload::<Wire>() else { return Ok(None) };
    let identifier = line(&wire.identifier, MAX_IDENTIFIER);
    let (effective, expires) = span(&wire, facts.published);
    let (status, message) = (status_of(&line(&wire.status, LINE)), message_of(&line(&wire.msg_type, LINE)));
    let severity = severity_of(&line(&wire.severity, LINE));
    let state = state(view.connection, key, &identifier, status, message, (effective, expires), view.publisher_now)?;
    let real = status == AlertStatus::Actual;
    let marked = |line: String| match status {
        AlertStatus::Actual => line,
        AlertStatus::Exercise => text::fill("alert.exercise", &line),
        AlertStatus::Test => text::fill("alert.test", &line),
    };
    let headline =
        Some(line(&wire.headline, LINE)).filter(|line| !line.is_empty()).unwrap_or_else(|| row.title.clone());
    row.title = marked(row.title);
    let areas = texts_of(&wire.areas, LINE);
    let own_area =
        towns.is_empty() || areas.is_empty() || areas.iter().any(|area| towns.iter().any(|town| area.contains(town)));
    let mut words = marked(text::get(severity_key(severity)).to_owned());
    if let Some(ended) = state_key(&state) {
        words.push_str(text::get("alert.and"));
        words.push_str(text::get(ended));
    }
    if !areas.is_empty() {
        words.push_str(text::get("alert.and"));
        words.push_str(&areas.join(text::get("alert.comma")));
    }
    Ok(Some(AlertRow {
        headline: marked(headline),
        instruction: line(&wire.instruction, PARAGRAPH),
        event: line(&wire.event, LINE),
        urgency: match line(&wire.urgency, LINE).as_str() {
            "Immediate" => AlertUrgency::Immediate,
            "Expected" => AlertUrgency::Expected,
            "Future" => AlertUrgency::Future,
            "Past" => AlertUrgency::Past,
            _ => AlertUrgency::Unknown,
        },
        certainty: match line(&wire.certainty, LINE).as_str() {
            "Observed" => AlertCertainty::Observed,
            "Likely" => AlertCertainty::Likely,
            "Possible" => AlertCertainty::Possible,
            "Unlikely" => AlertCertainty::Unlikely,
            _ => AlertCertainty::Unknown,
        },
        effective_text: relative(effective, view.publisher_now),
        expires_text: relative(expires, view.publisher_now),
        acknowledge: wire.acknowledge == Value::Bool(true),
        acknowledged: person.acknowledged.contains(&identifier),
        row,
        identifier,
        status,
        real,
        message,
        severity,
        areas,
        own_area,
        effective,
        expires,
        words,
        state,
    }))
}

fn state(
    connection: &Connection,
    key: i64,
    identifier: &str,
    status: AlertStatus,
    message: AlertMessage,
    (effective, expires): (i64, i64),
    there: i64,
) -> Result<AlertState> {
    if status == AlertStatus::Test || message == AlertMessage::Other {
        return Ok(AlertState::Unmeant);
    }
    let by = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
    // An exercise ends exercises only, and what is meant is ended by what is meant. A cancellation counts before an update.
    let ended: Option<(String, String)> = connection
        .prepare_cached(
            "SELECT item.id, other.message FROM alert_reference JOIN alert other ON other.item = alert_reference.item
               JOIN item ON item.key = other.item
              WHERE alert_reference.identifier = ?1 AND other.status = (SELECT status FROM alert WHERE item = ?2)
                AND other.item <> ?2
              ORDER BY other.message = 'Cancel' DESC, other.effective DESC LIMIT 1",
        )?
        .query_row((identifier, key), by)
        .optional()?;
    Ok(match ended {
        Some((by, message)) if message == "Cancel" => AlertState::Cancelled { by },
        Some((by, _)) => AlertState::Replaced { by },
        None if message == AlertMessage::Cancel => AlertState::Ending,
        None if expires <= there => AlertState::Expired,
        None if effective > there => AlertState::NotYet,
        None => AlertState::Current,
    })
}

fn severity_key(severity: AlertSeverity) -> &'static str {
    match severity {
        AlertSeverity::Extreme => "alert.extreme",
        AlertSeverity::Severe => "alert.severe",
        AlertSeverity::Moderate => "alert.moderate",
        AlertSeverity::Minor => "alert.minor",
        AlertSeverity::Unknown => "alert.unknown",
    }
}

fn state_key(state: &AlertState) -> Option<&'static str> {
    match state {
        AlertState::Current | AlertState::Unmeant => None,
        AlertState::NotYet => Some("alert.not-yet"),
        AlertState::Expired => Some("alert.expired"),
        AlertState::Replaced { .. } => Some("alert.replaced"),
        AlertState::Cancelled { .. } => Some("alert.cancelled"),
        AlertState::Ending => Some("alert.ending"),
    }
}

/// What the platform is to show of them: each that holds and was not confirmed. One that no longer holds is not in the list,
/// so the platform takes it away. `skew`: the publisher's clock minus the phone's.
pub(crate) fn reminders(alerts: &[AlertRow], skew: i64) -> Vec<Reminder> {
    let shown = alerts.iter().filter(|alert| !alert.acknowledged);
    shown
        .map(|alert| Reminder {
            id: format!("alert:{}", alert.identifier),
            kind: ReminderKind::Alert,
            at: alert.effective.saturating_sub(skew),
            until: Some(alert.expires.saturating_sub(skew)),
            title: alert.headline.clone(),
            body: if alert.instruction.is_empty() { alert.words.clone() } else { alert.instruction.clone() },
            item: Some(alert.row.id.clone()),
            appeal: None,
            urgent: alert.real && alert.own_area && alert.severity >= AlertSeverity::Moderate,
        })
        .collect()
}

#[cfg(test)]
mod tests;
