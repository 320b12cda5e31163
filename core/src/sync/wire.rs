//! The publisher's page: JSON Feed 1.1 with the `_songming` object, read strictly. A page that breaks its own format is
//! [`Fault::Malformed`]; one that is well formed and not what the protocol says is [`Fault::WrongSchema`]. Unknown
//! members are kept out of the way.

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use serde_json::error::Category;
use serde_json::value::RawValue;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use url::Url;

use super::{Detail, Incoming, Picture, Withdrawn};
use crate::error::{Error, Fault, Result};
use crate::syndication::Attachment;

/// Items that one page may hold.
const MAX_ITEMS: usize = 10_000;
/// Characters of an id: it is a key here and part of addresses elsewhere.
const MAX_ID: usize = 200;

/// A page of the publisher's feed.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) title: String,
    pub(super) older: Option<String>,
    pub(super) cursor: i64,
    pub(super) more: bool,
    pub(super) catalogue: Option<String>,
    pub(super) unchanged: Option<String>,
    pub(super) entries: Vec<Entry>,
}

#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly all are items")]
pub(super) enum Entry {
    Item(Incoming),
    Withdrawal(Withdrawn),
}

#[derive(Deserialize)]
struct PageWire<'a> {
    version: String,
    #[serde(default)]
    title: String,
    next_url: Option<String>,
    #[serde(borrow)]
    items: Vec<ItemWire<'a>>,
    _songming: PlaceWire,
}

#[derive(Deserialize)]
struct PlaceWire {
    cursor: i64,
    #[serde(default)]
    more: bool,
    catalogue: Option<String>,
    unchanged: Option<String>,
}

#[derive(Deserialize)]
struct ItemWire<'a> {
    id: String,
    url: Option<String>,
    title: Option<String>,
    summary: Option<String>,
    content_html: Option<String>,
    content_text: Option<String>,
    image: Option<String>,
    #[serde(default, deserialize_with = "moment")]
    date_published: Option<i64>,
    #[serde(default, deserialize_with = "moment")]
    date_modified: Option<i64>,
    #[serde(default)]
    authors: Vec<AuthorWire>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    attachments: Vec<AttachmentWire>,
    #[serde(borrow)]
    _songming: &'a RawValue,
}

#[derive(Deserialize)]
struct AuthorWire {
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
struct AttachmentWire {
    url: String,
    mime_type: String,
    title: Option<String>,
    size_in_bytes: Option<u64>,
    duration_in_seconds: Option<f64>,
    #[serde(default)]
    _songming: MediaWire,
}

#[derive(Default, Deserialize)]
struct MediaWire {
    sha256: Option<String>,
    width: Option<u32>,
    height: Option<u32>,
    alt: Option<String>,
}

#[derive(Deserialize)]
struct ExtensionWire {
    sequence: i64,
    #[serde(default = "first")]
    revision: i64,
    kind: String,
    module: Option<String>,
    channel: Option<String>,
    story: Option<String>,
    stage: Option<String>,
    #[serde(default)]
    sectors: Vec<String>,
    #[serde(default)]
    parks: Vec<String>,
    correction: Option<NoteWire>,
    withdrawal: Option<NoteWire>,
}

#[derive(Deserialize)]
struct NoteWire {
    #[serde(default, deserialize_with = "moment")]
    time: Option<i64>,
    #[serde(default)]
    reason: String,
}

fn first() -> i64 {
    1
}

fn moment<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Option<i64>, D::Error> {
    let Some(text) = Option::<std::borrow::Cow<'de, str>>::deserialize(deserializer)? else { return Ok(None) };
    let moment = OffsetDateTime::parse(&text, &Rfc3339).map_err(D::Error::custom)?;
    Ok(Some((moment.unix_timestamp_nanos() / 1_000_000) as i64))
}

fn sort(error: serde_json::Error) -> Error {
    let fault = match error.classify() {
        Category::Data => Fault::WrongSchema,
        Category::Io | Category::Syntax | Category::Eof => Fault::Malformed,
    };
    Error::with(fault, error)
}

/// Reads a page; relative addresses in it are resolved against where it came from.
pub(super) fn page(bytes: &[u8], address: &Url) -> Result<Page> {
    let wire: PageWire<'_> = serde_json::from_slice(bytes).map_err(sort)?;
    if !wire.version.starts_with("https://jsonfeed.org/version/1") || wire._songming.cursor < 0 {
        return Err(Fault::WrongSchema.into());
    }
    if wire.items.len() > MAX_ITEMS {
        return Err(Fault::TooManyItems.into());
    }
    let entries = wire.items.into_iter().map(|item| entry(item, address)).collect::<Result<_>>()?;
    Ok(Page {
        title: wire.title,
        older: wire.next_url.map(|next| address.join(&next).map(String::from)).transpose().map_err(schema)?,
        cursor: wire._songming.cursor,
        more: wire._songming.more,
        catalogue: wire._songming.catalogue,
        unchanged: wire._songming.unchanged,
        entries,
    })
}

fn schema(error: url::ParseError) -> Error {
    Error::with(Fault::WrongSchema, error)
}

fn entry(item: ItemWire<'_>, address: &Url) -> Result<Entry> {
    let extension: ExtensionWire = serde_json::from_str(item._songming.get()).map_err(sort)?;
    let id = item.id;
    if id.is_empty() || id.chars().count() > MAX_ID || id.chars().any(char::is_control) || extension.sequence < 0 {
        return Err(Fault::WrongSchema.into());
    }
    if extension.kind == "withdrawal" {
        let note = extension.withdrawal;
        let (time, reason) = note.map_or((None, String::new()), |note| (note.time, note.reason));
        return Ok(Entry::Withdrawal(Withdrawn { id, sequence: extension.sequence, time, reason }));
    }
    if item.date_published.is_none() || (item.content_html.is_none() && item.content_text.is_none()) {
        return Err(Fault::WrongSchema.into());
    }
    // An address in an item is taken if it can be, and left out if it cannot: it is not worth a whole page.
    let own = item.url.and_then(|url| address.join(&url).ok());
    let base = own.clone().unwrap_or_else(|| address.clone());
    let resolve =
        |url: &str| base.join(url).ok().filter(|url| matches!(url.scheme(), "https" | "http")).map(String::from);
    let attachments: Vec<Attachment> = item
        .attachments
        .into_iter()
        .filter_map(|media| {
            Some(Attachment {
                url: resolve(&media.url)?,
                mime_type: media.mime_type,
                title: media.title,
                bytes: media.size_in_bytes,
                seconds: media.duration_in_seconds.map(|seconds| seconds.max(0.0) as u64),
                width: media._songming.width,
                height: media._songming.height,
                sha256: media._songming.sha256,
                alt: media._songming.alt,
            })
        })
        .collect();
    let image = item.image.as_deref().and_then(resolve).map(|url| {
        let known = attachments.iter().find(|media| media.url == url);
        Picture {
            width: known.and_then(|media| media.width),
            height: known.and_then(|media| media.height),
            alt: known.and_then(|media| media.alt.clone()).unwrap_or_default(),
            url,
        }
    });
    let corrected = extension.correction.as_ref().map(|note| note.time.or(item.date_modified));
    Ok(Entry::Item(Incoming {
        id,
        sequence: extension.sequence,
        revision: extension.revision,
        kind: extension.kind,
        module: extension.module,
        channel: extension.channel,
        story: extension.story,
        stage: extension.stage,
        title: item.title.unwrap_or_default(),
        summary: item.summary,
        plain: if item.content_html.is_some() { None } else { item.content_text },
        html: item.content_html,
        published: item.date_published,
        modified: item.date_modified,
        // A correction without any time is still a correction: then it is as old as the item.
        corrected: corrected.map(|time| time.or(item.date_published).unwrap_or_default()),
        image,
        detail: Detail {
            url: own.filter(|url| matches!(url.scheme(), "https" | "http")).map(String::from),
            authors: item.authors.into_iter().map(|author| author.name).filter(|name| !name.is_empty()).collect(),
            tags: item.tags,
            sectors: extension.sectors,
            parks: extension.parks,
            attachments,
            correction_reason: extension.correction.map(|note| note.reason),
            extension: Some(item._songming.get().to_owned()),
        },
    }))
}
