//! One item as the feed says it: a JSON Feed 1.1 item with the extension `_songming`.
//!
//! Inside the publisher every address is relative to its root; [`Item::absolute`] completes them for one answer, because
//! only the request knows under which name the publisher was reached.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;
use std::sync::OnceLock;
use time::format_description::well_known::{Iso8601, Rfc3339};
use time::{Date, OffsetDateTime, UtcOffset};

/// What a reader sees in place of a withdrawn item.
pub const WITHDRAWN_TEXT: &str = "本条内容已撤回";

/// A point in time with its offset, written as RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub OffsetDateTime);

/// How far the publisher's clock is ahead of the device's, for the whole process.
static AHEAD: OnceLock<time::Duration> = OnceLock::new();

impl Moment {
    /// The publisher's clock, in the county's offset (+08:00), to the second: the device's, unless [`Moment::set_clock`] said
    /// otherwise.
    pub fn now() -> Self {
        let offset = UtcOffset::from_hms(8, 0, 0).expect("eight hours are a valid offset");
        let now = OffsetDateTime::now_utc() + AHEAD.get().copied().unwrap_or_default();
        Self(now.to_offset(offset).replace_nanosecond(0).expect("zero is a valid nanosecond"))
    }

    /// From here on the publisher's clock runs from this moment. Once for a process; later calls change nothing.
    pub fn set_clock(self) {
        AHEAD.get_or_init(|| self.0 - OffsetDateTime::now_utc());
    }

    /// Whether the publisher's clock is another than the device's.
    pub(crate) fn is_set() -> bool {
        AHEAD.get().is_some()
    }

    /// Parses RFC 3339; the offset is required.
    pub fn parse(text: &str) -> Result<Self, String> {
        OffsetDateTime::parse(text, &Rfc3339)
            .map(Self)
            .map_err(|_| format!("“{text}” is not a time with an offset (RFC 3339)"))
    }

    /// Milliseconds since 1970.
    pub fn milliseconds(self) -> i64 {
        i64::try_from(self.0.unix_timestamp_nanos() / 1_000_000).expect("RFC 3339 ends with the year 9999")
    }

    /// The later of two, or one second after `other` when this one is not later.
    pub fn after(self, other: Self) -> Self {
        if self > other { self } else { Self(other.0 + time::Duration::SECOND) }
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.format(&Rfc3339).map_err(|_| std::fmt::Error)?)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// A calendar day, `YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Day(String);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match Date::parse(&text, &Iso8601::DATE) {
            Ok(_) if text.len() == 10 => Ok(Self(text)),
            _ => Err(de::Error::custom(format!("“{text}” is not a day (YYYY-MM-DD)"))),
        }
    }
}

/// A JSON Feed item. A withdrawn one has only `id`, `content_text` and `_songming`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Never given to another item, not even after a withdrawal.
    pub id: String,
    /// Page of the item for a browser.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// One or two sentences.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_html: Option<String>,
    /// Only on a withdrawal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_text: Option<String>,
    /// Lead picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// First publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_published: Option<Moment>,
    /// Newest revision; absent on the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_modified: Option<Moment>,
    /// BCP 47.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Author>,
    /// Words to find it by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Every picture, video and paper of the item.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// The extension.
    #[serde(rename = "_songming")]
    pub about: About,
}

/// A JSON Feed author.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Author {
    /// As it is printed.
    pub name: String,
}

/// A JSON Feed attachment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    /// Where the bytes are.
    pub url: String,
    /// Media type.
    pub mime_type: String,
    /// Caption.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Bytes.
    pub size_in_bytes: u64,
    /// Seconds; videos only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_in_seconds: Option<f64>,
    /// The extension.
    #[serde(rename = "_songming")]
    pub about: MediaAbout,
}

/// What the extension says of an attachment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MediaAbout {
    /// Lower-case hexadecimal SHA-256 of the bytes.
    pub sha256: String,
    /// Pixels; pictures only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Pixels; pictures only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// What a person who does not see the picture is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
    /// What stands for the picture until it came: a thumbhash in hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbhash: Option<String>,
}

/// What the extension says of an item. Codes are explained by the catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// Number of the newest change of this item in the log.
    pub sequence: u64,
    /// 1 when first published.
    pub revision: u32,
    /// article, notice, guide, policy, study, activity, alert, entry or withdrawal.
    pub kind: String,
    /// Module code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub module: Option<String>,
    /// Channel code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Shared by all versions and channels of one story.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub story: Option<String>,
    /// `flash` or `full`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// Sector codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sectors: Vec<String>,
    /// Park codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parks: Vec<String>,
    /// Why the newest revision differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correction: Option<Reason>,
    /// When and why it was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawal: Option<Reason>,
    /// The object named by the kind.
    #[serde(flatten)]
    pub payload: Option<Particulars>,
}

/// A correction or a withdrawal, in words for the reader.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// When.
    pub time: Moment,
    /// Why.
    pub reason: String,
}

/// What only items of one kind have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Particulars {
    /// An official notice.
    Notice(Notice),
    /// How something is applied for.
    Guide(Box<Guide>),
    /// A measure that can be applied for.
    Policy(Policy),
    /// A warning, in the words of CAP 1.2.
    Alert(Box<Alert>),
    /// An address in the service directory.
    Entry(Box<Entry>),
    /// A chapter for party study.
    Study(Study),
    /// Something that people come together for.
    Activity(Activity),
}

impl Particulars {
    /// The kinds that have an object of their own.
    pub const KINDS: [&'static str; 7] = ["notice", "guide", "policy", "alert", "entry", "study", "activity"];

    /// The kind whose object this is.
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

    /// Reads the object `value` of the kind `kind`.
    pub fn read(kind: &str, value: Value) -> Result<Self, String> {
        let tagged = Value::Object([(kind.to_owned(), value)].into_iter().collect());
        serde_json::from_value(tagged).map_err(|error| format!("[{kind}]: {error}"))
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
    /// Ids of the notices that this one stands in the place of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<String>,
    /// Id of the notice that stands in the place of this one.
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
    /// Where it is applied for online.
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
    /// Who answers questions, and by which telephone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// Codes of the catalogue's sizes of enterprise that it is for; none for all.
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
    #[serde(default)]
    pub references: Vec<String>,
    /// Whether the reader is asked to confirm having seen it.
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
    /// What `hours` says, for a machine.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opening: Vec<Opening>,
    /// WGS 84 degrees, both or none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
    /// One of [`Entry::TARGETS`]: where a touch leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// Name of a screen of the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub screen: Option<String>,
    /// Id and path of a mini-programme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mini_programme: Option<String>,
}

impl Entry {
    /// What `target` may say.
    pub const TARGETS: [&'static str; 5] = ["phone", "address", "page", "mini-programme", "screen"];

    /// Refuses what no reader could make sense of.
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

/// When an entry is open on days of one sort.
///
/// For a date the first sort that has a rule for it decides: a named holiday, then a working or a free day, then the day
/// of the week. No rule for a date says closed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// Some of [`Opening::DAYS`].
    pub days: Vec<String>,
    /// `HH:MM-HH:MM`, up to 24:00; an end that is not after its start lies past midnight. None for closed.
    pub spans: Vec<String>,
}

impl Opening {
    /// Days of the week; legal working days, make-up days among them, and all others; days off of a named holiday.
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
    /// Where.
    pub place: String,
    /// Who answers questions, and by which telephone.
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

impl Item {
    /// Completes every address of the item with `base` (scheme and authority, no slash at the end).
    pub fn absolute(&mut self, base: &str) {
        for address in [&mut self.url, &mut self.image].into_iter().flatten() {
            complete(address, base);
        }
        for attachment in &mut self.attachments {
            complete(&mut attachment.url, base);
        }
        if let Some(html) = &mut self.content_html {
            for attribute in [" src=\"", " href=\"", " poster=\""] {
                // `//host/…` is absolute already but for its scheme, and stays as it is.
                *html = html
                    .replace(&format!("{attribute}/"), &format!("{attribute}{base}/"))
                    .replace(&format!("{attribute}{base}//"), &format!("{attribute}//"));
            }
        }
    }

    /// What is left of this item once it is withdrawn: nothing that was published.
    pub fn into_withdrawn(self, withdrawal: Reason) -> Self {
        Self {
            id: self.id,
            content_text: Some(WITHDRAWN_TEXT.to_owned()),
            url: None,
            title: None,
            summary: None,
            content_html: None,
            image: None,
            date_published: None,
            date_modified: None,
            language: None,
            authors: Vec::new(),
            tags: Vec::new(),
            attachments: Vec::new(),
            about: About {
                sequence: 0,
                revision: self.about.revision + 1,
                kind: "withdrawal".to_owned(),
                module: None,
                channel: None,
                story: None,
                stage: None,
                sectors: Vec::new(),
                parks: Vec::new(),
                correction: None,
                withdrawal: Some(withdrawal),
                payload: None,
            },
        }
    }
}

fn complete(address: &mut String, base: &str) {
    if address.starts_with('/') {
        address.insert_str(0, base);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_of_hours_has_four_digits_twice() {
        for sound in ["00:00-24:00", "08:00-12:00", "20:00-08:00", "09:00-09:00", "23:59-00:00"] {
            assert!(is_span(sound), "{sound}");
        }
        for nonsense in
            ["24:00-08:00", "08:00-24:01", "8:00-12:00", "08:00-12:60", "08:00", "", "+8:00-12:00", "08:00–12:00"]
        {
            assert!(!is_span(nonsense), "{nonsense}");
        }
    }
}
