//! Builds the entries of all formats: substitutes ids and dates that are missing, applies the limits, and removes duplicates.

use std::collections::HashMap;
use std::fmt::Write;

use sha2::{Digest, Sha256};
use url::Url;

use super::document::{Attachment, Body, Entry, MAX_AUTHORS, MAX_ID_CHARS, MAX_TAG_CHARS, MAX_TAGS};
use super::element_text::Text;
use super::ranked::Ranked;
use super::renditions::Renditions;
use super::{date, identity, media, plain_text};
use crate::base::clock::MILLIS_PER_DAY;
use crate::formats::picture_address;

/// How much of a body is hashed into the substitute for an id: enough to distinguish items, and so little that a correction
/// at the end of an article does not turn it into a new item.
const HASHED_BODY_CHARS: usize = 200;

/// An item while it is read.
#[derive(Default)]
pub(super) struct EntryBuilder {
    pub(super) id: Ranked<String>,
    pub(super) url: Ranked<String>,
    /// Plain text.
    pub(super) title: Ranked<String>,
    pub(super) full_text: Ranked<Text>,
    pub(super) summary: Ranked<Text>,
    /// Whether the summary is the body if there is no full text, as in RSS.
    pub(super) summary_may_be_full_text: bool,
    pub(super) published: Ranked<i64>,
    pub(super) modified: Ranked<i64>,
    /// Whether the date is relative to now (5分钟前), and so different each time the feed is read.
    published_is_relative: bool,
    pub(super) authors: Ranked<Vec<String>>,
    pub(super) tags: Vec<String>,
    image: Ranked<String>,
    /// The widest of the thumbnails.
    thumbnail: Option<(u32, String)>,
    renditions: Renditions,
    pub(super) attachments: Vec<Attachment>,
    /// The duration of the first recording if it is given by an element of its own.
    pub(super) duration_seconds: Option<u64>,
    pub(super) extension: Option<String>,
    pub(super) external_url: Option<String>,
    /// The address that relative addresses of this item are resolved against.
    pub(super) base: Option<Url>,
}

impl EntryBuilder {
    pub(super) fn new(summary_may_be_full_text: bool) -> Self {
        Self { summary_may_be_full_text, ..Self::default() }
    }

    /// Offers a date of publication in any form that [`date::parse`] reads.
    pub(super) fn offer_published(&mut self, rank: u8, text: &str, now: i64) {
        let published = date::parse(text, now);
        // Only Chinese forms can be relative to now.
        self.published_is_relative |= published.is_some()
            && !text.is_ascii()
            && date::parse(text, now.saturating_add(MILLIS_PER_DAY)) != published;
        self.published.offer(rank, published);
    }

    /// Adds an author. Authors of different ranks are not mixed: those of the lowest rank replace the others.
    pub(super) fn add_author(&mut self, rank: u8, name: Option<String>) {
        let Some(name) = name else { return };
        match &mut self.authors.best {
            Some((best, names)) if *best == rank => {
                if names.len() < MAX_AUTHORS && !names.contains(&name) {
                    names.push(name);
                }
            }
            _ => self.authors.offer(rank, Some(vec![name])),
        }
    }

    pub(super) fn add_tag(&mut self, text: &str) {
        let tag = plain_text::from_html(text, MAX_TAG_CHARS);
        if !tag.is_empty() && self.tags.len() < MAX_TAGS && !self.tags.contains(&tag) {
            self.tags.push(tag);
        }
    }

    /// Offers the picture that represents the item. That of the author or the account does not.
    pub(super) fn offer_image(&mut self, rank: u8, address: Option<String>) {
        self.image.offer(rank, address.filter(|address| !picture_address::is_avatar(address)));
    }

    pub(super) fn offer_thumbnail(&mut self, address: Option<String>, width: Option<u32>) {
        let Some(address) = address.filter(|address| !picture_address::is_avatar(address)) else { return };
        let width = width.or_else(|| picture_address::width(&address)).unwrap_or(0);
        if self.thumbnail.as_ref().is_none_or(|(widest, _)| width > *widest) {
            self.thumbnail = Some((width, address));
        }
    }

    /// Begins a `media:group`: until it ends, files of one kind are renditions of one.
    pub(super) fn begin_media_group(&mut self) {
        self.renditions.begin_group();
    }

    pub(super) fn end_media_group(&mut self) {
        self.renditions.end_group();
    }

    /// Adds a file of Media RSS, which may be one rendition of several.
    pub(super) fn add_rendition(&mut self, attachment: Attachment, is_default: bool) -> Option<usize> {
        let index = self.add_attachment(attachment)?;
        self.renditions.note(index, is_default);
        Some(index)
    }

    /// Adds an attachment, or completes the one with the same address. Returns its index; `None` if there are too many.
    pub(super) fn add_attachment(&mut self, attachment: Attachment) -> Option<usize> {
        if let Some(index) = self.attachments.iter().position(|known| known.url == attachment.url) {
            let known = &mut self.attachments[index];
            known.title = known.title.take().or(attachment.title);
            known.bytes = known.bytes.or(attachment.bytes);
            known.seconds = known.seconds.or(attachment.seconds);
            known.width = known.width.or(attachment.width);
            known.height = known.height.or(attachment.height);
            known.alt = known.alt.take().or(attachment.alt);
            return Some(index);
        }
        if self.attachments.len() >= media::MAX_ATTACHMENTS {
            return None;
        }
        self.attachments.push(attachment);
        Some(self.attachments.len() - 1)
    }

    /// The finished item. `None` if it has no content.
    pub(super) fn build(mut self) -> Option<Entry> {
        let (mut full_text, mut summary) = (self.full_text.take(), self.summary.take());
        if full_text.is_none() && self.summary_may_be_full_text {
            full_text = summary.take();
        }
        if summary.as_ref().map(|text| &text.body) == full_text.as_ref().map(|text| &text.body) {
            summary = None;
        }
        let title = self.title.take().unwrap_or_default();
        let url = self.url.take();
        let given_id = self.id.take().map(|id| shorten_id(id.trim())).filter(|id| !id.is_empty());
        if title.is_empty() && url.is_none() && full_text.is_none() && summary.is_none() && self.attachments.is_empty()
        {
            return None;
        }
        if let Some(seconds) = self.duration_seconds
            && let Some(recording) = self
                .attachments
                .iter_mut()
                .find(|file| file.mime_type.starts_with("audio/") || file.mime_type.starts_with("video/"))
        {
            recording.seconds = recording.seconds.or(Some(seconds));
        }
        let base = full_text.as_ref().or(summary.as_ref()).and_then(|text| text.base.clone());
        let (body, summary) = (full_text.map_or(Body::Absent, |text| text.body), summary.map(|text| text.body));
        let modified = self.modified.take();
        let published = self.published.take();
        let stated_date = published.filter(|_| !self.published_is_relative);
        let published = published.or(modified);
        let has_own_id = given_id.is_some();
        let id = given_id.or_else(|| url.as_deref().map(shorten_id)).unwrap_or_else(|| {
            let text = body.text().or(summary.as_ref().and_then(Body::text)).unwrap_or_default();
            let date = published.filter(|_| !self.published_is_relative).map(|at| at.to_string()).unwrap_or_default();
            hashed_id(&[&title, &date, plain_text::head(text, HASHED_BODY_CHARS)])
        });
        self.image.offer(3, self.thumbnail.map(|(_, address)| address));
        let image = self.image.take();
        let (attachments, image) = self.renditions.choose(self.attachments, image);
        let image = image.or_else(|| {
            let is_picture =
                |file: &&Attachment| file.mime_type.starts_with("image/") && !picture_address::is_avatar(&file.url);
            attachments.iter().find(is_picture).map(|file| file.url.clone())
        });
        Some(Entry {
            identity: identity::identity_of(&id),
            id,
            has_own_id,
            url,
            title,
            summary,
            body,
            base,
            external_url: self.external_url,
            published,
            stated_date,
            modified,
            authors: self.authors.take().unwrap_or_default(),
            tags: self.tags,
            image,
            attachments,
            extension: self.extension,
        })
    }
}

/// The id, or a hash of its identity if it is too long: the hash changes only when the identity does.
fn shorten_id(id: &str) -> String {
    if id.len() <= MAX_ID_CHARS || id.chars().count() <= MAX_ID_CHARS {
        return id.to_owned();
    }
    hashed_id(&[&identity::identity_of(id)])
}

/// A stable id made of the content of the item.
fn hashed_id(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let mut id = String::from("urn:sha256:");
    for byte in &hash.finalize()[..16] {
        write!(id, "{byte:02x}").expect("writing to a string does not fail");
    }
    id
}

/// The id of an entry whose given one is that of others too: its page, or else its title, or its text if it has no title.
fn own_id(entry: &Entry, is_home: impl Fn(&str) -> bool) -> String {
    let page = entry.url.as_deref().filter(|url| !is_home(&identity::identity_of(url)));
    page.map(shorten_id).unwrap_or_else(|| match entry.title.as_str() {
        "" => {
            let text = entry.body.text().or(entry.summary.as_ref().and_then(Body::text)).unwrap_or_default();
            hashed_id(&[&entry.id, "", plain_text::head(text, HASHED_BODY_CHARS)])
        }
        title => hashed_id(&[&entry.id, title]),
    })
}

/// Removes duplicates: of two entries with the same identity the one modified last is kept, or the first if neither is later,
/// at the position of the first.
///
/// Some sites give all their items the same id (that of the site, or `1`). The front page of the site, `home`, is no id. Items with
/// different titles are different if their pages are, or if their page is that one. Their pages become their ids, or their titles.
pub(super) fn deduplicate(mut entries: Vec<Entry>, home: Option<&str>) -> Vec<Entry> {
    let home = home.map(identity::identity_of);
    let is_home = |identity: &str| home.as_deref() == Some(identity);
    let page = |entry: &Entry| entry.url.as_deref().map(identity::identity_of);
    let mut groups: HashMap<&str, Vec<usize>> = HashMap::with_capacity(entries.len());
    for (index, entry) in entries.iter().enumerate() {
        groups.entry(&entry.identity).or_default().push(index);
    }
    let share_an_id: Vec<usize> = groups
        .into_iter()
        .filter(|(identity, group)| {
            let Some((first, others)) = group.split_first() else { return false };
            let first = &entries[*first];
            is_home(identity)
                || others.iter().map(|index| &entries[*index]).any(|other| {
                    let differ = page(other) != page(first);
                    other.title != first.title && (differ || page(first).is_some_and(|page| is_home(&page)))
                })
        })
        .flat_map(|(_, group)| group)
        .collect();
    for index in share_an_id {
        let id = own_id(&entries[index], is_home);
        let entry = &mut entries[index];
        entry.identity = identity::identity_of(&id);
        entry.id = id;
    }

    let mut positions: HashMap<String, usize> = HashMap::with_capacity(entries.len());
    let mut kept: Vec<Entry> = Vec::with_capacity(entries.len());
    for entry in entries {
        match positions.get(&entry.identity) {
            None => {
                positions.insert(entry.identity.clone(), kept.len());
                kept.push(entry);
            }
            Some(position) => {
                let time = |entry: &Entry| entry.modified.or(entry.published);
                if time(&entry) > time(&kept[*position]) {
                    kept[*position] = entry;
                }
            }
        }
    }
    kept
}
