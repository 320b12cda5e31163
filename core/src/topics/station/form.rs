//! The centre's form for a submission: data of the catalogue (`station_form`), read tolerantly. What holds:
//!
//! - A member or a kind that this version does not know is no fault: the field becomes a text field.
//! - A draft is stored as it was typed, whatever the form says; the form decides only what may be sent. It can change while a
//!   draft is written.
//! - Each reason is at its field, in words, and is found without a network. The publisher decides by the same data.
//!
//! Lengths are counted in Unicode characters of the value without the space around it, which the publisher counts as well.

use std::collections::{BTreeMap, HashSet};

use rusqlite::Connection;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::base::error::Result;
use crate::base::text;
use crate::formats::workday;
use crate::reader::catalogue::{self, Term};

/// The fields that lists show, which every form has.
pub(crate) const TITLE: &str = "title";
pub(crate) const TEXT: &str = "text";
/// The field of a problem with the photos and videos.
pub(crate) const MEDIA: &str = "media";
/// The value of a confirmed field.
const CONFIRMED: &str = "true";

/// Fields of a form and choices of a field that are read.
const MAX_FIELDS: usize = 100;
const MAX_OPTIONS: usize = 2_000;

/// The values of a draft by the codes of their fields, as the person typed them.
pub(crate) type Values = BTreeMap<String, String>;

/// What is entered in a field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, uniffi::Enum)]
#[serde(rename_all = "kebab-case")]
pub enum FieldKind {
    /// One line.
    #[default]
    Text,
    /// Several paragraphs.
    LongText,
    /// The code of one of [`FormField::options`].
    Choice,
    /// A day: `2026-11-24`.
    Date,
    /// `true` once the person confirmed the sentence that is the field's name.
    Confirm,
}

/// A field of the centre's form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct FormField {
    /// The code by which a draft holds its value.
    pub code: String,
    /// The name that a person reads.
    pub name: String,
    /// What is entered.
    pub kind: FieldKind,
    /// Whether it has to be filled in before the draft can be sent.
    pub required: bool,
    /// The fewest characters.
    pub min: Option<u32>,
    /// The most characters.
    pub max: Option<u32>,
    /// What the centre says about it; may be empty.
    pub hint: String,
    /// The choices of [`FieldKind::Choice`].
    pub options: Vec<Term>,
}

/// A field that keeps a draft from being sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct FieldProblem {
    /// The code of the field; `media` for the photos and videos.
    pub field: String,
    /// What is wrong, one sentence in Simplified Chinese.
    pub reason: String,
}

/// What the centre takes in photos and videos.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct MediaLimits {
    /// The most photos and videos of a submission.
    pub max_files: u32,
    /// Pixels of the longer side of a photo. A larger one is scaled down when it is added.
    pub max_photo_edge: u32,
    /// Bytes of a photo.
    pub max_photo_bytes: u64,
    /// Bytes of a video.
    pub max_video_bytes: u64,
    /// The media types that are taken.
    pub types: Vec<String>,
}

impl Default for MediaLimits {
    /// For what is added before a catalogue was received: sending checks it by the centre's own limits.
    fn default() -> Self {
        Self {
            max_files: 9,
            max_photo_edge: 4_096,
            max_photo_bytes: 20 << 20,
            max_video_bytes: 200 << 20,
            types: ["image/jpeg", "image/png", "image/webp", "image/heic", "video/mp4"].map(str::to_owned).into(),
        }
    }
}

/// The form, as far as this version understands it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Form {
    /// False if the catalogue has none (yet): a draft can be written and cannot be sent.
    pub(crate) is_known: bool,
    pub(crate) fields: Vec<FormField>,
    pub(crate) media: MediaLimits,
    /// The fields whose value is proposed the next time.
    pub(crate) remembered: HashSet<String>,
    /// The catalogue's list of the choices of a field.
    lists: BTreeMap<String, String>,
}

/// The form of the stored catalogue. `cache`: the cache.
pub(crate) fn read(cache: &Connection) -> Result<Form> {
    Ok(parse(&catalogue::document(cache)?))
}

/// The form of a catalogue document.
pub(crate) fn parse(document: &str) -> Form {
    let catalogue: Value = serde_json::from_str(document).unwrap_or_default();
    let mut form = Form {
        is_known: true,
        fields: Vec::new(),
        media: media_limits(&catalogue["station_form"]["media"]),
        remembered: HashSet::new(),
        lists: BTreeMap::new(),
    };
    let fields = catalogue["station_form"]["fields"].as_array().map(Vec::as_slice).unwrap_or_default();
    for field in fields.iter().filter_map(Value::as_object).take(MAX_FIELDS) {
        form.add(field, &catalogue);
    }
    if form.fields.is_empty() { without_catalogue() } else { form }
}

/// The form before there is one: what is written is not lost, and cannot be sent.
pub(crate) fn without_catalogue() -> Form {
    let field = |code: &str, kind| FormField {
        code: code.to_owned(),
        name: text::get(&format!("station.field.{code}")).to_owned(),
        kind,
        required: true,
        ..FormField::default()
    };
    Form {
        is_known: false,
        fields: vec![field(TITLE, FieldKind::Text), field(TEXT, FieldKind::LongText)],
        media: MediaLimits::default(),
        remembered: HashSet::new(),
        lists: BTreeMap::new(),
    }
}

fn media_limits(media: &Value) -> MediaLimits {
    let limits = MediaLimits::default();
    let small = |member: &str| media[member].as_u64().and_then(|number| u32::try_from(number).ok());
    let types = media["types"].as_array().map(|types| strings(types));
    MediaLimits {
        max_files: small("max_files").unwrap_or(limits.max_files),
        max_photo_edge: small("max_photo_edge").filter(|edge| *edge > 0).unwrap_or(limits.max_photo_edge),
        max_photo_bytes: media["max_photo_bytes"].as_u64().unwrap_or(limits.max_photo_bytes),
        max_video_bytes: media["max_video_bytes"].as_u64().unwrap_or(limits.max_video_bytes),
        types: types.unwrap_or(limits.types),
    }
}

fn strings(values: &[Value]) -> Vec<String> {
    values.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The terms of a list of the catalogue or of a field. Of two with one code the first counts.
fn terms(list: &Value) -> Vec<Term> {
    let mut seen = HashSet::new();
    let terms = list.as_array().map(Vec::as_slice).unwrap_or_default();
    let term = |term: &Value| {
        let code = term["code"].as_str().filter(|code| !code.is_empty())?;
        Some(Term { code: code.to_owned(), name: term["name"].as_str().unwrap_or(code).to_owned() })
    };
    terms.iter().filter_map(term).filter(|term| seen.insert(term.code.clone())).take(MAX_OPTIONS).collect()
}

impl Form {
    fn add(&mut self, field: &Map<String, Value>, catalogue: &Value) {
        let member = |name: &str| field.get(name).and_then(Value::as_str);
        let Some(code) = member("code").filter(|code| !code.is_empty() && *code != MEDIA) else { return };
        if self.field(code).is_some() {
            return;
        }
        let options = match member("list") {
            Some(list) => terms(&catalogue[list]),
            None => terms(field.get("options").unwrap_or(&Value::Null)),
        };
        let kind = match member("kind") {
            Some("long-text") => FieldKind::LongText,
            // Nothing can be chosen of a list that the catalogue does not have.
            Some("choice") if !options.is_empty() => FieldKind::Choice,
            Some("date") => FieldKind::Date,
            Some("confirm") => FieldKind::Confirm,
            _ => FieldKind::Text,
        };
        let number = |name: &str| field.get(name).and_then(Value::as_u64).and_then(|number| u32::try_from(number).ok());
        let flag = |name: &str| field.get(name).and_then(Value::as_bool).unwrap_or(false);
        if flag("remember") {
            self.remembered.insert(code.to_owned());
        }
        if let Some(list) = member("list") {
            self.lists.insert(code.to_owned(), list.to_owned());
        }
        self.fields.push(FormField {
            code: code.to_owned(),
            name: member("name").unwrap_or(code).to_owned(),
            kind,
            required: flag("required"),
            min: number("min"),
            max: number("max"),
            hint: member("hint").unwrap_or_default().to_owned(),
            options: if kind == FieldKind::Choice { options } else { Vec::new() },
        });
    }

    pub(crate) fn field(&self, code: &str) -> Option<&FormField> {
        self.fields.iter().find(|field| field.code == code)
    }

    /// Fills in what the person never touched: what they entered the last time, then what their account says. `preset`: the
    /// code of the account by the name of a catalogue's list. An entry that was emptied stays empty.
    pub(crate) fn complete(&self, values: &mut Values, remembered: &Values, preset: &BTreeMap<&str, String>) {
        for field in &self.fields {
            if values.contains_key(&field.code) {
                continue;
            }
            let last = remembered.get(&field.code).filter(|_| self.remembered.contains(&field.code));
            let list = self.lists.get(&field.code).filter(|_| field.kind == FieldKind::Choice);
            let proposed = last.or_else(|| preset.get(list?.as_str()));
            // A choice that is no longer offered is no help.
            if let Some(value) = proposed.filter(|value| field.problem(value).is_none()) {
                values.insert(field.code.clone(), value.clone());
            }
        }
    }

    /// What keeps these values from being sent, in the order of the form.
    pub(crate) fn problems(&self, values: &Values) -> Vec<FieldProblem> {
        let problem = |field: &FormField| {
            let value = values.get(&field.code).map(String::as_str).unwrap_or_default();
            Some(FieldProblem { field: field.code.clone(), reason: field.problem(value)? })
        };
        self.fields.iter().filter_map(problem).collect()
    }

    /// The values as they are sent, by code; what is empty is left out.
    pub(crate) fn sent(&self, values: &Values) -> Map<String, Value> {
        let entry = |field: &FormField| {
            let value = field.trimmed(values.get(&field.code)?);
            let value = match field.kind {
                FieldKind::Confirm if value == CONFIRMED => Value::Bool(true),
                FieldKind::Confirm => return None,
                _ if value.is_empty() => return None,
                _ => Value::String(value),
            };
            Some((field.code.clone(), value))
        };
        self.fields.iter().filter_map(entry).collect()
    }

    /// Replaces each value by the one that is sent, so that a reviewer's marks count in the same text. What the form does not
    /// have stays.
    pub(crate) fn trim(&self, values: &mut Values) {
        for field in &self.fields {
            if let Some(value) = values.get_mut(&field.code) {
                *value = field.trimmed(value);
            }
        }
    }
}

impl FormField {
    /// A value without the space around it, with one kind of line break. The indentation of a first paragraph stays.
    fn trimmed(&self, value: &str) -> String {
        let value = value.replace("\r\n", "\n").replace('\r', "\n");
        match self.kind {
            FieldKind::LongText if !value.trim().is_empty() => value.trim_end().trim_start_matches('\n').to_owned(),
            _ => value.trim().to_owned(),
        }
    }

    /// Why a value cannot be sent.
    fn problem(&self, value: &str) -> Option<String> {
        let value = self.trimmed(value);
        if self.kind == FieldKind::Confirm {
            return (self.required && value != CONFIRMED).then(|| self.words("unconfirmed", ""));
        }
        if value.is_empty() {
            let key = if matches!(self.kind, FieldKind::Choice | FieldKind::Date) { "unchosen" } else { "missing" };
            return self.required.then(|| self.words(key, ""));
        }
        match self.kind {
            FieldKind::Choice => {
                let offered = self.options.iter().any(|option| option.code == value);
                (!offered).then(|| self.words("no-choice", ""))
            }
            FieldKind::Date => workday::parse_date(&value).is_none().then(|| self.words("no-date", "")),
            _ => {
                let length = value.chars().count();
                let over = |max: u32| usize::try_from(max).is_ok_and(|max| length > max);
                let under = |min: u32| usize::try_from(min).is_ok_and(|min| length < min);
                match (self.min, self.max) {
                    (_, Some(max)) if over(max) => Some(self.counted("too-long", max, length)),
                    (Some(min), _) if under(min) => Some(self.counted("too-short", min, length)),
                    _ => None,
                }
            }
        }
    }

    fn words(&self, key: &str, number: &str) -> String {
        text::fill(&format!("station.problem.{key}"), number).replace("{field}", &self.name)
    }

    fn counted(&self, key: &str, limit: u32, length: usize) -> String {
        self.words(key, &limit.to_string()).replace("{length}", &length.to_string())
    }
}

#[cfg(test)]
mod tests;
