//! The vocabulary of CAP 1.2 (Common Alerting Protocol, OASIS, 2010) as far as the payload of an alert uses it.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use super::references;
use crate::base::clock::MILLIS_PER_DAY;
use crate::formats::syndication;
use crate::reader::feed::{MAX_SHORT_TEXT, PayloadValue, TopicItem};

/// How long an alert without a usable expiry is valid, in milliseconds.
const DEFAULT_VALIDITY: i64 = MILLIS_PER_DAY;
/// How long an alert is valid at most, in milliseconds. Warnings of forest fires and droughts are valid for months.
const MAX_VALIDITY: i64 = 366 * MILLIS_PER_DAY;

/// How long after it takes effect an alert is published at most, in milliseconds.
const MAX_DELAY: i64 = 30 * MILLIS_PER_DAY;
/// 2000-01-01 in milliseconds: later than the dates that systems write for an empty one.
const EMPTY_DATES: i64 = 946_684_800_000;

/// Whether an alert is real (CAP `status`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum AlertStatus {
    /// 实况: a real alert.
    Actual,
    /// 演练: an exercise; only its participants act on it.
    Exercise,
    /// A technical test or a draft; it is in no list of current alerts.
    Test,
}

impl AlertStatus {
    /// `System` and `Draft` count as a test, and so does a status of a later version of CAP: showing it could be wrong.
    fn of(word: &str) -> Self {
        match word {
            "actual" => Self::Actual,
            "exercise" => Self::Exercise,
            _ => Self::Test,
        }
    }

    /// The word of CAP.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Actual => "Actual",
            Self::Exercise => "Exercise",
            Self::Test => "Test",
        }
    }
}

/// What an alert does to earlier ones (CAP `msgType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum AlertMessage {
    /// 发布: a first message.
    Alert,
    /// 更新: replaces the alerts that it references.
    Update,
    /// 解除: cancels the alerts that it references.
    Cancel,
    /// An acknowledgement or an error between systems; it is in no list of current alerts.
    Other,
}

impl AlertMessage {
    /// The word of CAP in any case.
    pub(super) fn of(word: &str) -> Self {
        match word.to_ascii_lowercase().as_str() {
            "alert" => Self::Alert,
            "update" => Self::Update,
            "cancel" => Self::Cancel,
            _ => Self::Other,
        }
    }

    /// The word of CAP; empty for [`Self::Other`].
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Alert => "Alert",
            Self::Update => "Update",
            Self::Cancel => "Cancel",
            Self::Other => "",
        }
    }
}

/// How severe the event is (CAP `severity`); a later variant is more severe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum AlertSeverity {
    /// Not stated.
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

impl AlertSeverity {
    /// The order in which an alert that became more severe is told again, from the stored number. One that is not stated may be
    /// graver than a mild one.
    pub(super) fn rank(number: i64) -> i64 {
        match number {
            0 => 1,
            1 => 0,
            number => number,
        }
    }
}

/// How soon to act (CAP `urgency`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum AlertUrgency {
    /// At once.
    Immediate,
    /// Within the hour.
    Expected,
    /// In the near future.
    Future,
    /// No action is needed any more.
    Past,
    /// Not stated.
    Unknown,
}

/// How certain the event is (CAP `certainty`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum AlertCertainty {
    /// It has happened or is under way.
    Observed,
    /// More likely than not.
    Likely,
    /// Possible.
    Possible,
    /// Unlikely.
    Unlikely,
    /// Not stated.
    Unknown,
}

/// The payload of an alert.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct AlertPayload {
    pub(super) identifier: Value,
    pub(super) status: Value,
    pub(super) msg_type: Value,
    scope: Value,
    pub(super) event: Value,
    pub(super) urgency: Value,
    pub(super) severity: Value,
    pub(super) certainty: Value,
    pub(super) headline: Value,
    pub(super) instruction: Value,
    pub(super) effective: Value,
    pub(super) expires: Value,
    areas: Value,
    pub(super) towns: Value,
    pub(super) references: Value,
    pub(super) acknowledge: Value,
}

impl AlertPayload {
    /// `None` if an item is no alert, or cannot be read as one.
    pub(super) fn of(item: &TopicItem) -> Option<Self> {
        Some(item).filter(|item| item.kind == "alert").and_then(TopicItem::payload)
    }

    /// `item`: the id of its item, which identifies a message that does not do so itself.
    pub(super) fn identifier(&self, item: &str) -> String {
        references::own_identifier(&self.identifier).unwrap_or_else(|| item.to_owned())
    }

    /// Whether it is for the public. A test, a message between systems and one of another scope than the public are not.
    pub(super) fn is_public(&self) -> bool {
        self.status() != AlertStatus::Test
            && self.message() != AlertMessage::Other
            && !matches!(word(&self.scope).as_str(), "private" | "restricted")
    }

    pub(super) fn status(&self) -> AlertStatus {
        AlertStatus::of(&word(&self.status))
    }

    pub(super) fn message(&self) -> AlertMessage {
        AlertMessage::of(&word(&self.msg_type))
    }

    pub(super) fn severity(&self) -> AlertSeverity {
        match word(&self.severity).as_str() {
            "extreme" => AlertSeverity::Extreme,
            "severe" => AlertSeverity::Severe,
            "moderate" => AlertSeverity::Moderate,
            "minor" => AlertSeverity::Minor,
            _ => AlertSeverity::Unknown,
        }
    }

    pub(super) fn urgency(&self) -> AlertUrgency {
        match word(&self.urgency).as_str() {
            "immediate" => AlertUrgency::Immediate,
            "expected" => AlertUrgency::Expected,
            "future" => AlertUrgency::Future,
            "past" => AlertUrgency::Past,
            _ => AlertUrgency::Unknown,
        }
    }

    pub(super) fn certainty(&self) -> AlertCertainty {
        match word(&self.certainty).as_str() {
            "observed" => AlertCertainty::Observed,
            "likely" => AlertCertainty::Likely,
            "possible" => AlertCertainty::Possible,
            "unlikely" => AlertCertainty::Unlikely,
            _ => AlertCertainty::Unknown,
        }
    }

    /// The first and the last moment at which the alert is valid. `published` replaces an `effective` that is missing or
    /// implausible; an expiry that is missing or not later than `effective` is replaced by a day, and one that is too far away by
    /// the longest validity.
    pub(super) fn validity(&self, published: i64) -> (i64, i64) {
        let (effective, expires) = (moment(&self.effective, false), moment(&self.expires, true));
        let span = |from: i64| expires.map(|expires| expires.saturating_sub(from)).filter(|span| *span > 0);
        // Systems write an empty date as one of the year 1 or 1970, or 9999. Times that agree with each other may be long ago.
        let is_plausible = |effective: &i64| {
            let ahead = effective.saturating_sub(published);
            (-MAX_DELAY..=MAX_VALIDITY).contains(&ahead)
                || *effective > EMPTY_DATES && span(*effective).is_some_and(|span| span <= MAX_VALIDITY)
        };
        let effective = effective.filter(is_plausible).unwrap_or(published);
        (effective, effective.saturating_add(span(effective).map_or(DEFAULT_VALIDITY, |span| span.min(MAX_VALIDITY))))
    }

    /// Names of areas: a list, or one text.
    pub(super) fn areas(&self) -> Vec<String> {
        match self.areas.short_text() {
            Some(area) => vec![area],
            None => self.areas.texts(MAX_SHORT_TEXT),
        }
    }

    /// The identifiers that an update or a cancellation ends. A first message may reference others as its reason, and
    /// ends none.
    pub(super) fn ended_identifiers(&self) -> BTreeSet<String> {
        match self.message() {
            AlertMessage::Update | AlertMessage::Cancel => references::identifiers(&self.references),
            AlertMessage::Alert | AlertMessage::Other => BTreeSet::new(),
        }
    }
}

/// A word of the vocabulary in lower case; empty if there is none.
fn word(value: &Value) -> String {
    value.short_text().unwrap_or_default().to_ascii_lowercase()
}

/// A moment in the form of the protocol, or in another one that is understood: in Chinese time unless it says otherwise, and with
/// a year. `end`: a day is its end instead of its beginning.
fn moment(value: &Value, end: bool) -> Option<i64> {
    value.moment().or_else(|| {
        let text = references::text_or_digits(value)?;
        let date = |text: &str| syndication::date(text, i64::MIN);
        // Only a day may be followed by a time.
        let end_of_day = end.then(|| date(&format!("{text} 24:00:00"))).flatten();
        end_of_day.or_else(|| date(&text))
    })
}
