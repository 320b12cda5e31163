//! The vocabulary of CAP 1.2 (Common Alerting Protocol, OASIS, 2010) as far as the payload of an alert uses it.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use super::references;
use crate::base::clock::MILLIS_PER_DAY;
use crate::reader::feed::PayloadValue;

/// How long an alert without a usable expiry is valid, in milliseconds.
const DEFAULT_VALIDITY: i64 = MILLIS_PER_DAY;
/// How long an alert is valid at most, in milliseconds. Warnings of forest fires and droughts are valid for months.
const MAX_VALIDITY: i64 = 366 * MILLIS_PER_DAY;
/// Characters of an identifier.
pub(super) const MAX_IDENTIFIER: usize = 300;

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
        match word.to_ascii_lowercase().as_str() {
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
    pub(super) event: Value,
    pub(super) urgency: Value,
    pub(super) severity: Value,
    pub(super) certainty: Value,
    pub(super) headline: Value,
    pub(super) instruction: Value,
    pub(super) effective: Value,
    pub(super) expires: Value,
    pub(super) areas: Value,
    pub(super) towns: Value,
    pub(super) references: Value,
    pub(super) acknowledge: Value,
}

impl AlertPayload {
    /// Empty if there is none.
    pub(super) fn identifier(&self) -> String {
        self.identifier.text(MAX_IDENTIFIER).unwrap_or_default()
    }

    pub(super) fn status(&self) -> AlertStatus {
        AlertStatus::of(&word(&self.status))
    }

    pub(super) fn message(&self) -> AlertMessage {
        AlertMessage::of(&word(&self.msg_type))
    }

    pub(super) fn severity(&self) -> AlertSeverity {
        match word(&self.severity).as_str() {
            "Extreme" => AlertSeverity::Extreme,
            "Severe" => AlertSeverity::Severe,
            "Moderate" => AlertSeverity::Moderate,
            "Minor" => AlertSeverity::Minor,
            _ => AlertSeverity::Unknown,
        }
    }

    pub(super) fn urgency(&self) -> AlertUrgency {
        match word(&self.urgency).as_str() {
            "Immediate" => AlertUrgency::Immediate,
            "Expected" => AlertUrgency::Expected,
            "Future" => AlertUrgency::Future,
            "Past" => AlertUrgency::Past,
            _ => AlertUrgency::Unknown,
        }
    }

    pub(super) fn certainty(&self) -> AlertCertainty {
        match word(&self.certainty).as_str() {
            "Observed" => AlertCertainty::Observed,
            "Likely" => AlertCertainty::Likely,
            "Possible" => AlertCertainty::Possible,
            "Unlikely" => AlertCertainty::Unlikely,
            _ => AlertCertainty::Unknown,
        }
    }

    /// The first and the last moment at which the alert is valid. `published` replaces a missing `effective`; an expiry that is
    /// missing or not later than `effective` is replaced by a day, and one that is too far away by the longest validity.
    pub(super) fn validity(&self, published: i64) -> (i64, i64) {
        let effective = self.effective.moment().unwrap_or(published);
        let stated = self.expires.moment().map(|expires| expires.saturating_sub(effective)).filter(|span| *span > 0);
        (effective, effective.saturating_add(stated.map_or(DEFAULT_VALIDITY, |span| span.min(MAX_VALIDITY))))
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

/// A word of the vocabulary as it came; empty if there is none.
pub(super) fn word(value: &Value) -> String {
    value.short_text().unwrap_or_default()
}
