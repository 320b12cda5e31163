//! A content folder: a catalogue, media, and one file for each item, with TOML between two `+++` lines and then the
//! HTML body.
//!
//! Errors have file and line, and the errors of all files are reported at once.

use crate::archive::Event;
use crate::draft::Draft;
use crate::item::Reason;
use crate::media::{Library, MediaReference};
use crate::moment::Moment;
use crate::payload::Payload;
use crate::station_form::StationForm;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::value::Datetime;

/// The content of a folder.
#[derive(Debug)]
pub struct Content {
    /// The catalogue.
    pub catalogue: Value,
    /// Pictures, videos and documents.
    pub library: Library,
    /// Publications and withdrawals, ordered by time.
    pub events: Vec<Event>,
}

/// An error in the content.
#[derive(Debug, PartialEq, Eq)]
pub struct ContentError {
    /// The file, relative to the content folder.
    pub file: PathBuf,
    /// The line, counted from 1; 0 for the whole file.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for ContentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file.display(), self.line, self.message)
    }
}

/// All errors that were found.
#[derive(Debug, PartialEq, Eq)]
pub struct ContentErrors(pub Vec<ContentError>);

impl fmt::Display for ContentErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(ContentError::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for ContentErrors {}

/// Loads a content folder.
pub fn load(folder: &Path) -> Result<Content, ContentErrors> {
    let whole = |file: &str, message: String| ContentErrors(vec![ContentError { file: file.into(), line: 0, message }]);
    let catalogue = load_catalogue(folder)?;
    let library = match folder.join("media") {
        media if media.is_dir() => Library::load(&media).map_err(|error| whole("media", error.to_string()))?,
        _ => Library::default(),
    };
    let mut paths: Vec<PathBuf> = fs::read_dir(folder.join("items"))
        .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect())
        .map_err(|error| whole("items", error.to_string()))?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();

    let codes = Codes::of(&catalogue);
    let mut timed: Vec<(Moment, Event)> = Vec::new();
    let mut errors = Vec::new();
    for path in paths {
        let read = fs::read_to_string(&path).map_err(|error| (0, error.to_string()));
        match read.and_then(|text| read_item(&path, &text, &codes, &library)) {
            Ok(events) => timed.extend(events),
            Err((line, message)) => {
                let file = path.strip_prefix(folder).unwrap_or(&path).to_owned();
                errors.push(ContentError { file, line, message });
            }
        }
    }
    if !errors.is_empty() {
        return Err(ContentErrors(errors));
    }
    // Files are read in the order of their ids, and the sort is stable: the same content gives the same log.
    timed.sort_by_key(|(time, _)| *time);
    Ok(Content { catalogue, library, events: timed.into_iter().map(|(_, event)| event).collect() })
}

/// Loads only the catalogue of a content folder.
pub fn load_catalogue(folder: &Path) -> Result<Value, ContentErrors> {
    let error = |line, message| ContentErrors(vec![ContentError { file: "catalogue.json".into(), line, message }]);
    let text = fs::read_to_string(folder.join("catalogue.json")).map_err(|source| error(0, source.to_string()))?;
    let catalogue: Value = serde_json::from_str(&text).map_err(|source| error(source.line(), source.to_string()))?;
    for list in ["modules", "channels", "sectors", "parks"] {
        if !catalogue[list].is_array() {
            return Err(error(0, format!("there is no list “{list}”")));
        }
    }
    // Optional lists.
    for list in ["towns", "topics", "sizes", "service_categories"] {
        if !catalogue[list].is_array() && !catalogue[list].is_null() {
            return Err(error(0, format!("“{list}” is not a list")));
        }
    }
    StationForm::check_catalogue(&catalogue).map_err(|message| error(0, message))?;
    Ok(catalogue)
}

/// The codes of the catalogue, by list.
struct Codes(BTreeMap<&'static str, BTreeSet<String>>);

impl Codes {
    fn of(catalogue: &Value) -> Self {
        let list = |name: &str| {
            let entries = catalogue[name].as_array().into_iter().flatten();
            entries.filter_map(|entry| entry["code"].as_str().map(str::to_owned)).collect()
        };
        let names = ["modules", "channels", "sectors", "parks", "towns", "topics", "sizes", "service_categories"];
        Self(names.into_iter().map(|name| (name, list(name))).collect())
    }

    fn check<'a>(&self, list: &str, codes: impl IntoIterator<Item = &'a Spanned<String>>) -> Result<(), SpanError> {
        match codes.into_iter().find(|code| !self.0[list].contains(code.as_ref())) {
            None => Ok(()),
            Some(code) => Err(error_at(code, Self::unknown(list, code.as_ref()))),
        }
    }

    /// Checks the codes of a payload, whose values have no spans.
    fn check_payload(&self, payload: &Payload) -> Result<(), String> {
        let (list, codes): (&str, &[String]) = match payload {
            Payload::Notice(notice) => ("topics", notice.topic.as_slice()),
            Payload::Guide(guide) => ("topics", guide.topic.as_slice()),
            Payload::Policy(policy) => ("sizes", &policy.sizes),
            Payload::Entry(entry) => ("service_categories", std::slice::from_ref(&entry.category)),
            Payload::Alert(alert) => ("towns", &alert.towns),
            Payload::Study(_) | Payload::Activity(_) => return Ok(()),
        };
        match codes.iter().find(|code| !self.0[list].contains(*code)) {
            None => Ok(()),
            Some(code) => Err(Self::unknown(list, code)),
        }
    }

    fn unknown(list: &str, code: &str) -> String {
        format!("“{code}” is not in the catalogue's {list}")
    }
}

/// A span in the front matter, and the error there.
type SpanError = (Range<usize>, String);

fn error_at<T>(place: &Spanned<T>, message: impl Into<String>) -> SpanError {
    (place.span(), message.into())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    id: Spanned<String>,
    title: String,
    summary: String,
    kind: Spanned<String>,
    module: Spanned<String>,
    channel: Spanned<String>,
    story: Option<String>,
    stage: Option<Spanned<String>>,
    #[serde(default)]
    sectors: Vec<Spanned<String>>,
    #[serde(default)]
    parks: Vec<Spanned<String>>,
    published: Spanned<Datetime>,
    modified: Option<Spanned<Datetime>>,
    revision: Option<Spanned<u32>>,
    #[serde(default)]
    authors: Vec<String>,
    #[serde(default)]
    tags: Vec<String>,
    image: Option<Spanned<String>>,
    image_alt: Option<String>,
    correction: Option<Spanned<DatedReason>>,
    withdrawal: Option<Spanned<DatedReason>>,
    notice: Option<Spanned<toml::Table>>,
    guide: Option<Spanned<toml::Table>>,
    policy: Option<Spanned<toml::Table>>,
    alert: Option<Spanned<toml::Table>>,
    entry: Option<Spanned<toml::Table>>,
    study: Option<Spanned<toml::Table>>,
    activity: Option<Spanned<toml::Table>>,
    #[serde(default)]
    attachment: Vec<Spanned<AttachmentTable>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DatedReason {
    time: Spanned<Datetime>,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AttachmentTable {
    file: String,
    title: Option<String>,
    alt: Option<String>,
    duration_in_seconds: Option<f64>,
}

/// The events of one file, or the line and the message of an error.
fn read_item(
    path: &Path,
    text: &str,
    codes: &Codes,
    library: &Library,
) -> Result<Vec<(Moment, Event)>, (usize, String)> {
    const MARK: &str = "+++\n";
    let text = text.replace("\r\n", "\n");
    let matter = text.strip_prefix(MARK).ok_or((1, "the first line is not +++".to_owned()))?;
    let (matter, body) = matter.split_once("\n+++\n").ok_or((1, "the front matter has no end (+++)".to_owned()))?;
    let line_at = |offset: usize| text[..(MARK.len() + offset).min(text.len())].matches('\n').count() + 1;
    let located = |(place, message): SpanError| (line_at(place.start), message);

    let front: FrontMatter = toml::from_str(matter).map_err(|error| {
        let place = error.span().unwrap_or(0..0);
        (line_at(place.start), error.message().to_owned())
    })?;
    let id = front.id.as_ref().clone();
    if path.file_stem().is_none_or(|stem| stem != id.as_str()) {
        return Err(located(error_at(&front.id, "the id is not the name of the file")));
    }
    let body_line = line_at(matter.len() + "\n+++\n".len());
    if let Some(missing) = missing_media(body, library) {
        let line = body_line + body[..missing.start].matches('\n').count();
        return Err((line, format!("there is no media file “{}”", &body[missing])));
    }
    let draft_at = front.id.span();
    let published = moment(&front.published).map_err(located)?;
    let withdrawal =
        front.withdrawal.as_ref().map(|entry| dated_reason(entry, published)).transpose().map_err(located)?;
    let draft = draft(front, body, codes, library).map_err(located)?;
    let item = draft.into_item(&id, published, library).map_err(|message| located((draft_at, message)))?;
    let mut events = vec![(published, Event::Publish(Box::new(item)))];
    events.extend(withdrawal.map(|reason| (reason.time, Event::Withdraw(id, reason))));
    Ok(events)
}

fn draft(front: FrontMatter, body: &str, codes: &Codes, library: &Library) -> Result<Draft, SpanError> {
    codes.check("modules", [&front.module])?;
    codes.check("channels", [&front.channel])?;
    codes.check("sectors", &front.sectors)?;
    codes.check("parks", &front.parks)?;
    if let Some(stage) = front.stage.as_ref().filter(|stage| !matches!(stage.as_ref().as_str(), "flash" | "full")) {
        return Err(error_at(stage, "a stage is “flash” or “full”"));
    }
    let published = moment(&front.published)?;
    let revision = front.revision.as_ref().map_or(1, |revision| *revision.as_ref());
    if let Some(zero) = front.revision.as_ref().filter(|revision| *revision.as_ref() == 0) {
        return Err(error_at(zero, "revisions are counted from 1"));
    }
    let modified = front.modified.as_ref().map(moment).transpose()?;
    match (&front.modified, modified) {
        (Some(place), _) if revision == 1 => return Err(error_at(place, "a first revision was not modified")),
        (Some(place), Some(modified)) if modified <= published => {
            return Err(error_at(place, "modified is not after published"));
        }
        (None, _) if revision > 1 => return Err((front.published.span(), "this revision needs `modified`".to_owned())),
        _ => {}
    }
    if let Some(early) = front.correction.as_ref().filter(|_| revision == 1) {
        return Err(error_at(early, "a correction makes a second revision"));
    }
    if let Some(image) = front.image.as_ref().filter(|image| !library.contains(image.as_ref())) {
        return Err(error_at(image, format!("there is no media file “{}”", image.as_ref())));
    }
    if let Some(file) = front.attachment.iter().find(|file| !library.contains(&file.as_ref().file)) {
        return Err(error_at(file, format!("there is no media file “{}”", file.as_ref().file)));
    }
    let correction = front.correction.as_ref().map(|entry| dated_reason(entry, published)).transpose()?;
    let objects = [front.notice, front.guide, front.policy, front.alert, front.entry, front.study, front.activity];
    let payload = payload(&front.kind, Payload::KINDS.into_iter().zip(objects), codes)?;
    let plain = |codes: Vec<Spanned<String>>| codes.into_iter().map(Spanned::into_inner).collect();
    Ok(Draft {
        id: Some(front.id.into_inner()),
        title: front.title,
        content_html: body.trim().to_owned(),
        summary: Some(front.summary),
        kind: Some(front.kind.into_inner()),
        module: Some(front.module.into_inner()),
        channel: Some(front.channel.into_inner()),
        story: front.story,
        stage: front.stage.map(Spanned::into_inner),
        sectors: plain(front.sectors),
        parks: plain(front.parks),
        published: Some(published),
        authors: front.authors,
        tags: front.tags,
        image: front.image.map(Spanned::into_inner),
        image_alt: front.image_alt,
        modified,
        revision: Some(revision),
        correction,
        payload,
        attachments: front.attachment.into_iter().map(|file| media_reference(file.into_inner())).collect(),
    })
}

fn media_reference(file: AttachmentTable) -> MediaReference {
    MediaReference { name: file.file, title: file.title, alt: file.alt, duration_in_seconds: file.duration_in_seconds }
}

/// The payload of an item: the table that is named by its kind, which is required. Other tables are errors.
fn payload<'a>(
    kind: &Spanned<String>,
    objects: impl Iterator<Item = (&'a str, Option<Spanned<toml::Table>>)>,
    codes: &Codes,
) -> Result<Option<Payload>, SpanError> {
    let mut found = None;
    for (name, object) in objects {
        match object {
            None if name == kind.as_ref() => return Err(error_at(kind, format!("the kind needs a table [{name}]"))),
            Some(object) if name != kind.as_ref() => {
                return Err(error_at(&object, format!("[{name}] on an item of the kind “{}”", kind.as_ref())));
            }
            Some(object) => {
                let place = object.span();
                let value = to_json(toml::Value::Table(object.into_inner()));
                let read = Payload::read(name, value).map_err(|message| (place.clone(), message))?;
                let sound = codes.check_payload(&read).and_then(|()| check(&read));
                sound.map_err(|message| (place, format!("[{name}]: {message}")))?;
                found = Some(read);
            }
            None => {}
        }
    }
    if found.is_none() && kind.as_ref() != "article" {
        return Err(error_at(kind, format!("“{}” is no kind", kind.as_ref())));
    }
    Ok(found)
}

/// Checks what the types of the payloads do not.
fn check(payload: &Payload) -> Result<(), String> {
    match payload {
        Payload::Guide(guide) => match guide.online.as_ref().filter(|address| !address.starts_with("https://")) {
            Some(address) => Err(format!("“{address}” is not an https address")),
            None => Ok(()),
        },
        Payload::Entry(entry) => entry.check(),
        Payload::Activity(activity) if activity.ends.is_some_and(|ends| ends <= activity.starts) => {
            Err("it ends before it begins".to_owned())
        }
        _ => Ok(()),
    }
}

/// Dates and times become strings, as in the feed.
fn to_json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(truth) => truth.into(),
        toml::Value::Datetime(time) => Value::String(time.to_string()),
        toml::Value::Array(values) => values.into_iter().map(to_json).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(name, value)| (name, to_json(value))).collect(),
    }
}

fn moment(time: &Spanned<Datetime>) -> Result<Moment, SpanError> {
    Moment::parse(&time.as_ref().to_string()).map_err(|message| error_at(time, message))
}

/// The time and reason of a correction or a withdrawal, which must be later than the publication.
fn dated_reason(entry: &Spanned<DatedReason>, published: Moment) -> Result<Reason, SpanError> {
    let time = moment(&entry.as_ref().time)?;
    if time <= published {
        return Err(error_at(&entry.as_ref().time, "this is not after published"));
    }
    Ok(Reason { time, reason: entry.as_ref().reason.clone() })
}

/// The first name in the body of a media file that does not exist.
fn missing_media(body: &str, library: &Library) -> Option<Range<usize>> {
    const PREFIX: &str = "=\"/media/";
    body.match_indices(PREFIX).find_map(|(start, _)| {
        let start = start + PREFIX.len();
        let end = start + body[start..].find('"')?;
        (!library.contains(&body[start..end])).then_some(start..end)
    })
}
