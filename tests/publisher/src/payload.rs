//! The payloads: what only items of one kind have, in the object that is named by the kind.

use crate::moment::{Day, Moment};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The payload of an item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Payload {
    /// An official notice 公开.
    Notice(Notice),
    /// A guide 办事指南 to a public service.
    Guide(Box<Guide>),
    /// A policy 政策 for enterprises.
    Policy(Policy),
    /// An alert 应急 in the vocabulary of CAP 1.2.
    Alert(Box<Alert>),
    /// An entry of the service directory 服务.
    Entry(Box<Entry>),
    /// A chapter of study material 学习资料.
    Study(Study),
    /// An activity 活动通知.
    Activity(Activity),
}

impl Payload {
    /// The kinds that have a payload.
    pub const KINDS: [&'static str; 7] = ["notice", "guide", "policy", "alert", "entry", "study", "activity"];

    /// The kind of this payload.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Notice(_) => "notice",
            Self::Guide(_) => "guide",
            Self::Policy(_) => "policy",
            Self::Alert(_) => "alert",
            Self::Entry(_) => "entry",
            Self::Study(_) => "study",
            Self::Activity(_) => "activity",
        }
    }

    /// Reads the payload of a kind.
    ///
    /// Errors: a message for a payload that is not valid.
    pub fn read(kind: &str, value: Value) -> Result<Self, String> {
        let tagged = Value::Object([(kind.to_owned(), value)].into_iter().collect());
        let payload = serde_json::from_value(tagged).map_err(|error| format!("[{kind}]: {error}"))?;
        if let Self::Alert(alert) = &payload {
            alert.check().map_err(|error| format!("[{kind}]: {error}"))?;
        }
        Ok(payload)
    }
}

/// Object of the kind `notice`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the names are those of the printed form")]
pub struct Notice {
    pub issuer: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Day>,
    /// Code of one of the catalogue's topics.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// Ids of the notices that this one replaces.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<String>,
    /// The id of the notice that replaces this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<String>,
}

/// Object of the kind `guide`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the names are those of the printed form")]
pub struct Guide {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conditions: Option<String>,
    #[serde(default)]
    pub materials: Vec<String>,
    #[serde(default)]
    pub steps: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_limit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fee: Option<String>,
    /// Code of one of the catalogue's topics.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// The address at which it can be done online.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub online: Option<String>,
}

/// Object of the kind `policy`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the names are those of the printed form")]
pub struct Policy {
    pub issuer: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applies_to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Day>,
    /// Whom to ask, with a telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// Codes of the sizes of enterprises that can apply; empty for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sizes: Vec<String>,
}

/// Object of the kind `alert`: names and values of CAP 1.2 in snake case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the names are those of CAP 1.2")]
pub struct Alert {
    pub identifier: String,
    pub status: String,
    pub msg_type: String,
    pub scope: String,
    pub event: String,
    pub category: String,
    pub urgency: String,
    pub severity: String,
    pub certainty: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instruction: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Moment>,
    #[serde(default)]
    pub areas: Vec<String>,
    /// Codes of the catalogue's towns that it concerns; empty if it is for the whole county, or not for whole towns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub towns: Vec<String>,
    #[serde(default)]
    pub references: Vec<String>,
    /// True if readers are asked to acknowledge it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub acknowledge: bool,
}

/// Object of the kind `entry`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the names are those of the printed form")]
pub struct Entry {
    /// Code of one of the catalogue's service categories.
    pub category: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// `hours` as rules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opening: Vec<Opening>,
    /// Degrees, WGS 84; both coordinates or none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
    /// What the entry opens, one of [`Entry::TARGETS`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The name of a screen of the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub screen: Option<String>,
    /// The id and path of a mini-programme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mini_programme: Option<String>,
}

impl Entry {
    /// The values of `target`.
    pub const TARGETS: [&'static str; 5] = ["phone", "address", "page", "mini-programme", "screen"];

    /// Errors: a message for opening rules or coordinates that are not valid, or a target that the entry does not have.
    pub fn check(&self) -> Result<(), String> {
        self.opening.iter().try_for_each(Opening::check)?;
        match (self.latitude, self.longitude) {
            (None, None) => {}
            (Some(latitude), Some(longitude)) if latitude.abs() <= 90.0 && longitude.abs() <= 180.0 => {}
            (Some(_), Some(_)) => return Err("latitude or longitude is not on this earth".to_owned()),
            _ => return Err("latitude and longitude need each other".to_owned()),
        }
        let there = match self.target.as_deref() {
            None => true,
            Some("phone") => self.phone.is_some(),
            Some("address") => self.address.is_some(),
            Some("page") => self.link.is_some(),
            Some("mini-programme") => self.mini_programme.is_some(),
            Some("screen") => self.screen.is_some(),
            Some(other) => return Err(format!("the target “{other}” is none of {}", Self::TARGETS.join(", "))),
        };
        if there { Ok(()) } else { Err("the target leads to something that the entry does not have".to_owned()) }
    }
}

/// The opening hours of an entry on some kinds of days.
///
/// A date has the rule for holidays if it is one and there is such a rule, otherwise the rule for working days or for
/// days off, otherwise the rule for its day of the week. Without any of them the entry is closed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// Some of [`Opening::DAYS`].
    pub days: Vec<String>,
    /// `HH:MM-HH:MM`, up to 24:00; an end that is not after its start is on the next day. Empty if closed.
    pub spans: Vec<String>,
}

impl Opening {
    /// The days of the week; working days, including make-up days; all other days; days of a named holiday.
    pub const DAYS: [&'static str; 10] =
        ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "workday", "restday", "holiday"];

    fn check(&self) -> Result<(), String> {
        if self.days.is_empty() {
            return Err("an opening needs days".to_owned());
        }
        if let Some(day) = self.days.iter().find(|day| !Self::DAYS.contains(&day.as_str())) {
            return Err(format!("“{day}” is none of {}", Self::DAYS.join(" ")));
        }
        match self.spans.iter().find(|span| !is_span(span)) {
            None => Ok(()),
            Some(span) => Err(format!("“{span}” is not a span of hours (HH:MM-HH:MM)")),
        }
    }
}

fn is_span(text: &str) -> bool {
    let minutes = |text: &str| {
        let (hours, minutes) = text.split_once(':')?;
        let number = |text: &str| {
            let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse::<u16>().ok().filter(|_| digits)
        };
        Some(number(hours)? * 60 + number(minutes).filter(|minutes| *minutes < 60)?)
    };
    let day = 24 * 60;
    text.split_once('-').is_some_and(|(start, end)| {
        minutes(start).is_some_and(|start| start < day) && minutes(end).is_some_and(|end| end <= day)
    })
}

/// Object of the kind `activity`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Activity {
    /// When it begins.
    pub starts: Moment,
    /// When it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends: Option<Moment>,
    /// Where it takes place.
    pub place: String,
    /// Whom to ask, with a telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// How to take part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sign_up: Option<String>,
}

/// Object of the kind `study`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the names are those of the printed form")]
pub struct Study {
    pub series: String,
    pub chapter: u32,
}

impl Alert {
    /// Checks the words and forms of CAP 1.2.
    fn check(&self) -> Result<(), String> {
        let words: [(&str, &str, &[&str]); 7] = [
            ("status", &self.status, &["Actual", "Exercise", "System", "Test", "Draft"]),
            ("msg_type", &self.msg_type, &["Alert", "Update", "Cancel", "Ack", "Error"]),
            ("scope", &self.scope, &["Public", "Restricted", "Private"]),
            (
                "category",
                &self.category,
                &[
                    "Geo",
                    "Met",
                    "Safety",
                    "Security",
                    "Rescue",
                    "Fire",
                    "Health",
                    "Env",
                    "Transport",
                    "Infra",
                    "CBRNE",
                    "Other",
                ],
            ),
            ("urgency", &self.urgency, &["Immediate", "Expected", "Future", "Past", "Unknown"]),
            ("severity", &self.severity, &["Extreme", "Severe", "Moderate", "Minor", "Unknown"]),
            ("certainty", &self.certainty, &["Observed", "Likely", "Possible", "Unlikely", "Unknown"]),
        ];
        if let Some((name, word, _)) = words.iter().find(|(_, word, known)| !known.contains(word)) {
            return Err(format!("{name} “{word}” is no word of CAP 1.2"));
        }
        if !is_identifier(&self.identifier) {
            return Err(format!(
                "the identifier “{}” is empty, too long or holds a blank, a comma, a quotation mark, < or &",
                self.identifier
            ));
        }
        let is_reference = |reference: &&String| {
            let parts: Vec<&str> = reference.split(',').collect();
            matches!(parts.len(), 1 | 3) && parts.iter().all(|part| is_identifier(part))
        };
        match self.references.iter().find(|reference| !is_reference(reference)) {
            Some(reference) => Err(format!("the reference “{reference}” is not sender,identifier,sent")),
            None => Ok(()),
        }
    }
}

/// CAP 1.2, 3.2.1: without blanks, commas, `<` and `&`; and without quotation marks and what is not seen, of at most 300 characters.
fn is_identifier(text: &str) -> bool {
    (1..=300).contains(&text.chars().count())
        && !text.contains(|c: char| c.is_whitespace() || ",，、;；<&\"“”\u{200b}\u{feff}".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_two_times_of_four_digits() {
        for valid in ["00:00-24:00", "08:00-12:00", "20:00-08:00", "09:00-09:00", "23:59-00:00"] {
            assert!(is_span(valid), "{valid}");
        }
        for nonsense in
            ["24:00-08:00", "08:00-24:01", "8:00-12:00", "08:00-12:60", "08:00", "", "+8:00-12:00", "08:00–12:00"]
        {
            assert!(!is_span(nonsense), "{nonsense}");
        }
    }
}
