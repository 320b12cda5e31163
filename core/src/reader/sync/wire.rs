//! The publisher's page: JSON Feed 1.1 with the `_songming` object, parsed strictly. A page that is not JSON of the
//! expected types is [`Fault::Malformed`]; one that breaks a rule of `PROTOCOL.md` is [`Fault::WrongSchema`]. Unknown
//! members are ignored.

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use serde_json::value::RawValue;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use url::Url;

use crate::base::error::{ClientError, Fault, Result};
use crate::base::net::{may_follow, validator};
use crate::formats::syndication::Attachment;
use crate::reader::item::{Detail, IncomingItem, Picture, Withdrawal};

/// Items of one page.
pub(super) const MAX_ITEMS: usize = 10_000;
/// Characters of an id, which is a key in the cache and part of addresses elsewhere.
const MAX_ID: usize = 200;

/// A page of the publisher's feed.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) title: String,
    /// The address of the next older page.
    pub(super) older: Option<String>,
    pub(super) cursor: i64,
    /// Whether more changes follow after the cursor.
    pub(super) more: bool,
    /// The entity tag of the current catalogue.
    pub(super) catalogue: Option<String>,
    /// The entity tag that the response to the next request has if nothing changes until then.
    pub(super) unchanged: Option<String>,
    pub(super) entries: Vec<Entry>,
}

#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly all are items")]
pub(super) enum Entry {
    Item(IncomingItem),
    Withdrawal(Withdrawal),
}

#[derive(Deserialize)]
struct PageWire<'a> {
    version: String,
    #[serde(default, deserialize_with = "or_default")]
    title: String,
    next_url: Option<String>,
    #[serde(borrow)]
    items: Vec<ItemWire<'a>>,
    _songming: PageExtensionWire,
}

#[derive(Deserialize)]
struct PageExtensionWire {
    cursor: i64,
    #[serde(default, deserialize_with = "or_default")]
    more: bool,
    catalogue: Option<String>,
    unchanged: Option<String>,
}

#[derive(Deserialize)]
struct ItemWire<'a> {
    #[serde(deserialize_with = "string_or_number")]
    id: String,
    url: Option<String>,
    title: Option<String>,
    summary: Option<String>,
    content_html: Option<String>,
    content_text: Option<String>,
    image: Option<String>,
    #[serde(default, deserialize_with = "rfc3339")]
    date_published: Option<i64>,
    #[serde(default, deserialize_with = "rfc3339")]
    date_modified: Option<i64>,
    #[serde(default, deserialize_with = "or_default")]
    authors: Vec<AuthorWire>,
    #[serde(default, deserialize_with = "or_default")]
    tags: Vec<String>,
    #[serde(default, deserialize_with = "or_default")]
    attachments: Vec<AttachmentWire>,
    #[serde(borrow)]
    _songming: &'a RawValue,
}

#[derive(Deserialize)]
struct AuthorWire {
    #[serde(default, deserialize_with = "or_default")]
    name: String,
}

#[derive(Deserialize)]
struct AttachmentWire {
    url: String,
    mime_type: String,
    title: Option<String>,
    size_in_bytes: Option<f64>,
    duration_in_seconds: Option<f64>,
    #[serde(default, deserialize_with = "or_default")]
    _songming: AttachmentExtensionWire,
}

#[derive(Default, Deserialize)]
struct AttachmentExtensionWire {
    sha256: Option<String>,
    width: Option<f64>,
    height: Option<f64>,
    alt: Option<String>,
    thumbhash: Option<String>,
}

#[derive(Deserialize)]
struct ItemExtensionWire {
    sequence: i64,
    #[serde(default = "first_revision")]
    revision: i64,
    kind: String,
    module: Option<String>,
    channel: Option<String>,
    story: Option<String>,
    stage: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    sectors: Vec<String>,
    #[serde(default, deserialize_with = "or_default")]
    parks: Vec<String>,
    correction: Option<NoteWire>,
    withdrawal: Option<NoteWire>,
}

#[derive(Deserialize)]
struct NoteWire {
    #[serde(default, deserialize_with = "rfc3339")]
    time: Option<i64>,
    #[serde(default, deserialize_with = "or_default")]
    reason: String,
}

/// `null` means the same as a missing member.
pub(super) fn or_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(
    deserializer: D,
) -> std::result::Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// JSON Feed 1.1 allows a number as an id; its digits are the id.
fn string_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Id {
        Text(String),
        Number(serde_json::Number),
    }
    Ok(match Id::deserialize(deserializer)? {
        Id::Text(text) => text,
        Id::Number(number) => number.to_string(),
    })
}

fn first_revision() -> i64 {
    1
}

pub(super) fn rfc3339<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Option<i64>, D::Error> {
    let Some(text) = Option::<std::borrow::Cow<'de, str>>::deserialize(deserializer)? else { return Ok(None) };
    let moment = OffsetDateTime::parse(&text, &Rfc3339).map_err(D::Error::custom)?;
    Ok(Some((moment.unix_timestamp_nanos() / 1_000_000) as i64))
}

/// Parses a page; relative addresses in it are resolved against `address`, where it came from.
pub(super) fn page(bytes: &[u8], address: &Url) -> Result<Page> {
    let wire: PageWire<'_> = serde_json::from_slice(bytes)?;
    if !wire.version.starts_with("https://jsonfeed.org/version/1") || wire._songming.cursor < 0 {
        return Err(Fault::WrongSchema);
    }
    if wire.items.len() > MAX_ITEMS {
        return Err(Fault::TooManyItems);
    }
    let entries = wire.items.into_iter().map(|item| entry(item, address)).collect::<Result<_>>()?;
    Ok(Page {
        title: wire.title,
        older: wire.next_url.map(|next| older_address(&next, address)).transpose()?,
        cursor: wire._songming.cursor,
        more: wire._songming.more,
        catalogue: wire._songming.catalogue.as_deref().and_then(validator),
        unchanged: wire._songming.unchanged.as_deref().and_then(validator),
        entries,
    })
}

/// How many entries a publisher's page has, or the error that a sync would report.
pub fn entries(bytes: &[u8], address: &Url) -> std::result::Result<usize, ClientError> {
    page(bytes, address).map(|page| page.entries.len()).map_err(ClientError::from)
}

fn older_address(next: &str, address: &Url) -> Result<String> {
    let next = address.join(next).map_err(|_| Fault::WrongSchema)?;
    if may_follow(address, &next) { Ok(next.into()) } else { Err(Fault::WrongSchema) }
}

pub(super) fn ensure_id(id: &str) -> Result<()> {
    let valid = !id.is_empty() && id.chars().count() <= MAX_ID && !id.chars().any(char::is_control);
    if valid { Ok(()) } else { Err(Fault::WrongSchema) }
}

fn entry(item: ItemWire<'_>, address: &Url) -> Result<Entry> {
    let extension: ItemExtensionWire = serde_json::from_str(item._songming.get())?;
    let id = item.id;
    ensure_id(&id)?;
    if extension.sequence < 0 {
        return Err(Fault::WrongSchema);
    }
    if extension.kind == "withdrawal" {
        let note = extension.withdrawal;
        let (time, reason) = note.map_or((None, String::new()), |note| (note.time, note.reason));
        return Ok(Entry::Withdrawal(Withdrawal { id, sequence: extension.sequence, time, reason }));
    }
    if item.date_published.is_none() || (item.content_html.is_none() && item.content_text.is_none()) {
        return Err(Fault::WrongSchema);
    }
    // An address in an item that cannot be resolved is left out; it does not make the whole page invalid.
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
                bytes: media.size_in_bytes.map(|bytes| bytes.max(0.0) as u64),
                seconds: media.duration_in_seconds.map(|seconds| seconds.max(0.0) as u64),
                width: media._songming.width.map(|pixels| pixels.max(0.0) as u32),
                height: media._songming.height.map(|pixels| pixels.max(0.0) as u32),
                sha256: media._songming.sha256,
                alt: media._songming.alt,
                placeholder: media._songming.thumbhash,
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
            ..Picture::default()
        }
    });
    let corrected = extension.correction.as_ref().map(|note| note.time.or(item.date_modified));
    Ok(Entry::Item(IncomingItem {
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
        // A correction without a time gets the item's.
        corrected: corrected.map(|time| time.or(item.date_published).unwrap_or_default()),
        image,
        detail: Detail {
            base: None,
            external_url: None,
            url: own.filter(|url| matches!(url.scheme(), "https" | "http")).map(String::from),
            authors: item.authors.into_iter().map(|author| author.name).filter(|name| !name.is_empty()).collect(),
            tags: item.tags,
            sectors: extension.sectors,
            parks: extension.parks,
            attachments,
            correction_reason: extension.correction.map(|note| note.reason),
            extension: Some(item._songming.get().to_owned()),
        },
        page: None,
    }))
}
