//! Alerts as a person sees them: which are in force, what became of one, and what to remind of.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;

use super::areas::OwnTowns;
use super::cap::{AlertCertainty, AlertMessage, AlertPayload, AlertSeverity, AlertStatus, AlertUrgency};
use super::references::MAX_IDENTIFIER;
use super::succession::{End, Succession};
use crate::base::change::Change;
use crate::base::clock::day_and_time;
use crate::base::error::{Fault, Result};
use crate::base::sort::sort_by_key;
use crate::base::store::{Write, collect_rows};
use crate::base::text;
use crate::reader::feed::{self, ItemRow, MAX_SHORT_TEXT, PayloadValue, View};
use crate::reader::reminder::{Reminder, ReminderKind};

/// Alerts that have not expired and are read.
const MAX_UNEXPIRED: i64 = 500;
/// A message counts as in effect so many milliseconds before it is: the publisher's time is known to the second at best, and a
/// message that is stamped with the moment at which it was sent is in force when it arrives.
const CLOCK_TOLERANCE: i64 = 60 * 1000;
/// Alerts of one update chain.
const MAX_CHAIN: usize = 100;

/// What has become of an alert.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Enum)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum AlertState {
    /// It is in force.
    Current,
    /// It takes effect later.
    NotYet,
    /// Its expiry has passed.
    Expired,
    /// An update replaced it.
    Replaced {
        /// The id of the update's item, which may be on this phone no more.
        by: String,
    },
    /// It was cancelled 解除.
    Cancelled {
        /// The id of the cancellation's item, which may be on this phone no more.
        by: String,
    },
    /// It is a cancellation itself, and never in force.
    Ending,
    /// A test, a message between systems or one for a closed circle: not for the public.
    #[serde(rename = "unmeant")]
    NotPublic,
}

/// An alert.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct AlertRow {
    /// Its item. The title of an exercise begins with 【演练】.
    pub row: ItemRow,
    /// Its CAP identifier, for [`crate::Alerts::acknowledge`].
    pub identifier: String,
    /// Whether it is real.
    pub status: AlertStatus,
    /// True for [`AlertStatus::Actual`] alone; nothing else may look or sound like a warning.
    pub real: bool,
    /// What it does to earlier alerts.
    pub message: AlertMessage,
    /// The event: 暴雨.
    pub event: String,
    /// How severe the event is.
    pub severity: AlertSeverity,
    /// How soon to act.
    pub urgency: AlertUrgency,
    /// How certain the event is.
    pub certainty: AlertCertainty,
    /// One line to show first. That of an exercise begins with 【演练】.
    pub headline: String,
    /// What to do; empty if it was not stated.
    pub instruction: String,
    /// Towns and parks, in the publisher's words; empty for the whole county.
    pub areas: Vec<String>,
    /// False if it concerns none of the towns that the person chose: every area of it is a known other town. What is not
    /// understood counts as the person's own.
    pub own_area: bool,
    /// When it takes effect, in milliseconds, by the publisher's clock.
    pub effective: i64,
    /// [`Self::effective`] in words.
    pub effective_text: String,
    /// When it expires, in milliseconds, by the publisher's clock.
    pub expires: i64,
    /// [`Self::expires`] in words.
    pub expires_text: String,
    /// Severity, state and areas in one line, so that nothing is conveyed by colour alone.
    pub words: String,
    /// What has become of it.
    pub state: AlertState,
    /// True if its publisher asks for acknowledgement.
    pub acknowledge: bool,
    /// True if the person acknowledged it, and it was not less severe then.
    pub acknowledged: bool,
}

/// An alert with its update chain.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct AlertDetail {
    /// The alert.
    pub alert: AlertRow,
    /// Every alert on this phone that replaces, cancels or is replaced by another of the chain, this one included, in
    /// the order in which they take effect.
    pub chain: Vec<AlertRow>,
}

/// What alerts are presented by: the person's acknowledgements and towns, both of the outbox.
#[derive(Debug, Clone, Default)]
pub(crate) struct AlertRecipient {
    /// Identifiers of alerts, and how severe they were.
    pub(crate) acknowledged: HashMap<String, i64>,
    /// Codes of towns.
    pub(crate) towns: Vec<String>,
}

/// The alerts that the person acknowledged.
pub(crate) fn acknowledged(outbox: &Connection) -> Result<HashMap<String, i64>> {
    let sql = "SELECT identifier, severity FROM acknowledged";
    Ok(collect_rows(outbox, sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect())
}

/// How severe an alert is, as far as [`acknowledge`] compares it.
pub(crate) fn severity_of(cache: &Connection, identifier: &str) -> Result<i64> {
    let sql = "SELECT severity FROM alert CROSS JOIN item ON item.key = alert.item WHERE identifier = ?1
                ORDER BY item.published DESC, item.sequence DESC LIMIT 1";
    let found = cache.prepare_cached(sql)?.query_row([identifier], |row| row.get(0)).optional()?;
    Ok(found.map_or(0, AlertSeverity::rank))
}

/// Records that the person acknowledged an alert of a severity. The record stays on this phone.
///
/// Errors: `BadRequest` for an identifier that is empty or too long.
pub(crate) fn acknowledge(write: &Write<'_>, identifier: &str, severity: i64, now: i64) -> Result<()> {
    if identifier.is_empty() || identifier.chars().count() > MAX_IDENTIFIER {
        return Err(Fault::BadRequest);
    }
    write.execute(
        "INSERT OR REPLACE INTO acknowledged (identifier, severity, time) VALUES (?1, ?2, ?3)",
        (identifier, severity, now),
    )?;
    write.announce(Change::Kept);
    Ok(())
}

/// The alerts for the public that have not expired: `?1` the publisher's time, `?2` how many, `?3` the latest moment that may be
/// now. Of a message that comes as several items, the newest that takes effect counts.
///
/// It does not filter by `item.front`: an update belongs to the story of the alert that it replaces, so the
/// representative of the card does not tell which one is in force.
pub(super) const UNEXPIRED: &str =
    "SELECT alert.item, alert.effective FROM alert CROSS JOIN item ON item.key = alert.item
      WHERE alert.expires > ?1 AND alert.status IN ('Actual', 'Exercise') AND alert.message IN ('Alert', 'Update')
        AND NOT EXISTS (SELECT 1 FROM mark WHERE mark.id = item.id AND mark.hidden IS NOT NULL)
        AND NOT EXISTS (SELECT 1 FROM alert same CROSS JOIN item newer ON newer.key = same.item
                         WHERE same.identifier = alert.identifier AND same.status = alert.status
                           AND same.effective <= ?3
                           AND (newer.published, newer.sequence, newer.id) > (item.published, item.sequence, item.id))
      ORDER BY alert.expires LIMIT ?2";

/// The alerts in force: real ones before exercises, then by severity, then the newest first.
pub(crate) fn current(view: &View<'_>, recipient: &AlertRecipient) -> Result<Vec<AlertRow>> {
    let alerts = unended(view, recipient, &mut Succession::new(view.connection))?;
    let alerts = alerts.into_iter().map(|(_, alert)| alert);
    Ok(alerts.filter(|alert| alert.state == AlertState::Current).collect())
}

/// The alerts in force and those that take effect later, with their keys, in the order of [`current`].
fn unended(
    view: &View<'_>,
    recipient: &AlertRecipient,
    succession: &mut Succession<'_>,
) -> Result<Vec<(i64, AlertRow)>> {
    let found: Vec<(i64, i64)> =
        collect_rows(view.connection, UNEXPIRED, (view.publisher_now, MAX_UNEXPIRED, latest(view)), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let mut keys = Vec::new();
    for (key, effective) in found {
        if succession.ended(key, effective.max(latest(view)))?.is_none() {
            keys.push(key);
        }
    }
    let mut alerts = rows(view, keys, recipient, succession)?;
    sort_by_key(&mut alerts, |(_, alert)| {
        (
            !alert.real,
            Reverse(alert.severity),
            Reverse(alert.effective),
            alert.identifier.clone(),
            Reverse(alert.row.published),
        )
    });
    Ok(alerts)
}

/// One alert with its update chain.
///
/// Errors: `NotFound` if no alert has this id.
pub(crate) fn detail(view: &View<'_>, recipient: &AlertRecipient, id: &str) -> Result<AlertDetail> {
    let key = feed::item_key(view.connection, id)?.ok_or(Fault::NotFound)?;
    let mut succession = Succession::new(view.connection);
    let (_, alert) = rows(view, vec![key], recipient, &mut succession)?.pop().ok_or(Fault::NotFound)?;
    let chain = rows(view, chain(view.connection, key)?, recipient, &mut succession)?;
    let mut chain: Vec<AlertRow> = chain.into_iter().map(|(_, alert)| alert).collect();
    sort_by_key(&mut chain, |alert| (alert.effective, alert.row.published));
    Ok(AlertDetail { alert, chain })
}

/// The keys of all alerts that are linked to one by references in either direction, directly or through others.
fn chain(connection: &Connection, key: i64) -> Result<Vec<i64>> {
    let linked = "SELECT item.key FROM alert JOIN alert_reference ON alert_reference.identifier = alert.identifier
                              JOIN item ON item.id = alert_reference.said_by
              WHERE alert.item = ?1
             UNION SELECT alert.item FROM item JOIN alert_reference ON alert_reference.said_by = item.id
                                           JOIN alert ON alert.identifier = alert_reference.identifier
              WHERE item.key = ?1";
    let mut chain = vec![key];
    let mut next = 0;
    while next < chain.len() && chain.len() < MAX_CHAIN {
        let found: Vec<i64> = collect_rows(connection, linked, [chain[next]], |row| row.get(0))?;
        for key in found {
            if !chain.contains(&key) {
                chain.push(key);
            }
        }
        next += 1;
    }
    Ok(chain)
}

/// The alerts of some keys, each with its key; items that are no alert are left out.
fn rows(
    view: &View<'_>,
    keys: Vec<i64>,
    recipient: &AlertRecipient,
    succession: &mut Succession<'_>,
) -> Result<Vec<(i64, AlertRow)>> {
    let towns = OwnTowns::read(view.connection, &recipient.towns)?;
    let mut alerts = Vec::with_capacity(keys.len());
    for key in keys {
        alerts.extend(row(view, key, recipient, &towns, succession)?.map(|alert| (key, alert)));
    }
    Ok(alerts)
}

fn row(
    view: &View<'_>,
    key: i64,
    recipient: &AlertRecipient,
    towns: &OwnTowns,
    succession: &mut Succession<'_>,
) -> Result<Option<AlertRow>> {
    let (Some(item), Some(mut row)) = (feed::topic_item(view.connection, key)?, feed::row_by_key(view, key)?) else {
        return Ok(None);
    };
    let Some(payload) = AlertPayload::of(&item) else { return Ok(None) };
    let identifier = payload.identifier(&item.id);
    let (effective, expires) = payload.validity(item.published);
    let (status, message, severity) = (payload.status(), payload.message(), payload.severity());
    let state = match payload.is_public() {
        true => state(succession.ended(key, latest(view))?, message, (effective, expires), view),
        false => AlertState::NotPublic,
    };
    let mark = match status {
        AlertStatus::Actual => "",
        AlertStatus::Exercise => text::get("alert.exercise"),
        AlertStatus::Test => text::get("alert.test"),
    };
    let mark = mark.trim_end_matches("{n}");
    // A sender may have marked it already.
    let prefixed = |line: String| if line.starts_with(mark) { line } else { format!("{mark}{line}") };
    let headline = payload.headline.short_text().unwrap_or_else(|| row.title.clone());
    row.title = prefixed(row.title);
    let areas = payload.areas();
    let own_area = towns.concern(&payload.towns.texts(MAX_SHORT_TEXT), &areas);
    let mut words = prefixed(text::get(severity_key(severity)).to_owned());
    if let Some(key) = state_key(&state) {
        words.push_str(text::get("alert.and"));
        words.push_str(text::get(key));
    }
    if !areas.is_empty() {
        words.push_str(text::get("alert.and"));
        words.push_str(&areas.join(text::get("alert.comma")));
    }
    Ok(Some(AlertRow {
        headline: prefixed(headline),
        instruction: payload.instruction.long_text().unwrap_or_default(),
        event: payload.event.short_text().unwrap_or_default(),
        urgency: payload.urgency(),
        certainty: payload.certainty(),
        effective_text: day_and_time(effective, view.publisher_now),
        expires_text: day_and_time(expires, view.publisher_now),
        acknowledge: payload.acknowledge == Value::Bool(true),
        acknowledged: (recipient.acknowledged.get(&identifier))
            .is_some_and(|seen| *seen >= AlertSeverity::rank(severity as i64)),
        row,
        identifier,
        status,
        real: status == AlertStatus::Actual,
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

/// The latest moment that may be now by the publisher's clock.
fn latest(view: &View<'_>) -> i64 {
    view.publisher_now.saturating_add(CLOCK_TOLERANCE)
}

/// The state of an alert that is for the public. `ended`: what has ended it.
fn state(ended: Option<End>, message: AlertMessage, (effective, expires): (i64, i64), view: &View<'_>) -> AlertState {
    match ended {
        Some(End { by, message: AlertMessage::Cancel, .. }) => AlertState::Cancelled { by },
        Some(End { by, .. }) => AlertState::Replaced { by },
        None if message == AlertMessage::Cancel => AlertState::Ending,
        None if expires <= view.publisher_now => AlertState::Expired,
        None if effective > latest(view) => AlertState::NotYet,
        None => AlertState::Current,
    }
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
        AlertState::Current | AlertState::NotPublic => None,
        AlertState::NotYet => Some("alert.not-yet"),
        AlertState::Expired => Some("alert.expired"),
        AlertState::Replaced { .. } => Some("alert.replaced"),
        AlertState::Cancelled { .. } => Some("alert.cancelled"),
        AlertState::Ending => Some("alert.ending"),
    }
}

/// One reminder for each alert that is in force or takes effect later, and is not acknowledged. A phone without a network at
/// that moment reminds by itself. The platform removes the notification of an alert that is in the list no longer. `skew`: the
/// publisher's clock minus the phone's, in milliseconds.
pub(crate) fn reminders(view: &View<'_>, recipient: &AlertRecipient, skew: i64) -> Result<Vec<Reminder>> {
    let mut succession = Succession::new(view.connection);
    let (mut reminders, mut ids) = (Vec::new(), HashSet::new());
    let alerts = unended(view, recipient, &mut succession)?;
    for (key, alert) in alerts.into_iter().filter(|(_, alert)| !alert.acknowledged) {
        let next_end = succession.next_end(key, alert.effective.max(latest(view)))?;
        let until = next_end.unwrap_or(alert.expires).min(alert.expires);
        // A sender that does not state how severe it is may mean the worst.
        let is_grave = alert.severity != AlertSeverity::Minor && alert.urgency != AlertUrgency::Past;
        let mut id = format!("alert:{}", alert.identifier);
        if !ids.insert(id.clone()) {
            // A newer item of the same message that takes effect later, or its exercise.
            id = format!("{id}:{}", alert.row.id);
        }
        reminders.push(Reminder {
            id,
            kind: ReminderKind::Alert,
            at: alert.effective.saturating_sub(skew),
            until: Some(until.saturating_sub(skew)),
            urgent: alert.real && alert.own_area && is_grave,
            title: alert.headline,
            body: if alert.instruction.is_empty() { alert.words } else { alert.instruction },
            item: Some(alert.row.id),
            appeal: None,
            submission: None,
        });
    }
    Ok(reminders)
}
