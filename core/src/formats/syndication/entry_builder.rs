//! An item while it is read, and what becomes of it: one place for all formats where ids, addresses and dates that are missing
//! get their substitutes, where limits are applied and where an item that is there twice becomes one.

use std::collections::HashMap;
use std::fmt::Write;

use sha2::{Digest, Sha256};
use url::Url;

use super::{
    Attachment, Body, Entry, MAX_AUTHORS, MAX_ID_CHARS, MAX_TAG_CHARS, MAX_TAGS, date, identity, media, plain,
};

/// How much of a body goes into the substitute of an id: enough to tell items apart, little enough that a correction at the
/// end of an article does not make a new item of it.
const BODY_START_CHARS: usize = 200;
/// Milliseconds.
const DAY: i64 = crate::base::clock::MILLIS_PER_DAY;

/// A value that more than one element may give: the lowest rank wins, and the first of equals.
pub(super) struct Slot<T> {
    held: Option<(u8, T)>,
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self { held: None }
    }
}

impl<T> Slot<T> {
    pub(super) fn offer(&mut self, rank: u8, value: Option<T>) {
        if let Some(value) = value
            && self.held.as_ref().is_none_or(|(held, _)| rank < *held)
        {
            self.held = Some((rank, value));
        }
    }

    pub(super) fn get(&self) -> Option<&T> {
        self.held.as_ref().map(|(_, value)| value)
    }

    pub(super) fn take(self) -> Option<T> {
        self.held.map(|(_, value)| value)
    }
}

#[derive(Default)]
pub(super) struct Draft {
    pub(super) id: Slot<String>,
    pub(super) url: Slot<String>,
    /// Plain text already.
    pub(super) title: Slot<String>,
    /// The whole text.
    pub(super) full: Slot<Body>,
    /// The text that is the summary when there is a whole one.
    pub(super) short: Slot<Body>,
    /// Whether `short` is the body when there is nothing else, as in RSS.
    pub(super) short_may_be_whole: bool,
    pub(super) published: Slot<i64>,
    pub(super) modified: Slot<i64>,
    /// Whether the date is counted from now (5分钟前), and so another one each time the feed is read.
    moving: bool,
    pub(super) authors: Slot<Vec<String>>,
    pub(super) tags: Vec<String>,
    pub(super) image: Slot<String>,
    pub(super) attachments: Vec<Attachment>,
    /// Length in time of the first recording, where it is told apart from it.
    pub(super) seconds: Option<u64>,
    pub(super) extension: Option<String>,
    /// The address that relative ones of this item start from.
    pub(super) base: Option<Url>,
}

impl Draft {
    pub(super) fn new(short_may_be_whole: bool) -> Self {
        Self { short_may_be_whole, ..Self::default() }
    }

    /// When it was published, in whatever form.
    pub(super) fn publish(&mut self, rank: u8, text: &str, now: i64) {
        let moment = date::parse(text, now);
        // Only Chinese forms are counted from now.
        self.moving |= moment.is_some() && !text.is_ascii() && date::parse(text, now.saturating_add(DAY)) != moment;
        self.published.offer(rank, moment);
    }

    /// One more author of the given rank; another rank replaces, it does not add.
    pub(super) fn author(&mut self, rank: u8, name: Option<String>) {
        let Some(name) = name else { return };
        match &mut self.authors.held {
            Some((held, names)) if *held == rank => {
                if names.len() < MAX_AUTHORS && !names.contains(&name) {
                    names.push(name);
                }
            }
            _ => self.authors.offer(rank, Some(vec![name])),
        }
    }

    pub(super) fn tag(&mut self, text: &str) {
        let tag = plain::from_html(text, MAX_TAG_CHARS);
        if !tag.is_empty() && self.tags.len() < MAX_TAGS && !self.tags.contains(&tag) {
            self.tags.push(tag);
        }
    }

    /// Adds an attachment, or completes the one with the same address; gives its place.
    pub(super) fn attach(&mut self, attachment: Attachment) -> Option<usize> {
        if let Some(at) = self.attachments.iter().position(|known| known.url == attachment.url) {
            let known = &mut self.attachments[at];
            known.title = known.title.take().or(attachment.title);
            known.bytes = known.bytes.or(attachment.bytes);
            known.seconds = known.seconds.or(attachment.seconds);
            known.width = known.width.or(attachment.width);
            known.height = known.height.or(attachment.height);
            known.alt = known.alt.take().or(attachment.alt);
            return Some(at);
        }
        if self.attachments.len() >= media::MAX_ATTACHMENTS {
            return None;
        }
        self.attachments.push(attachment);
        Some(self.attachments.len() - 1)
    }

    /// The item, or nothing when there is nothing in it.
    pub(super) fn finish(mut self) -> Option<Entry> {
        let (mut full, mut short) = (self.full.take(), self.short.take());
        if full.is_none() && self.short_may_be_whole {
            full = short.take();
        }
        if short == full {
            short = None;
        }
        let title = self.title.take().unwrap_or_default();
        let url = self.url.take();
        let given = self.id.take().map(|id| limited_id(id.trim())).filter(|id| !id.is_empty());
        if title.is_empty() && url.is_none() && full.is_none() && short.is_none() && self.attachments.is_empty() {
            return None;
        }
        if let Some(seconds) = self.seconds
            && let Some(recording) = self
                .attachments
                .iter_mut()
                .find(|one| one.mime_type.starts_with("audio/") || one.mime_type.starts_with("video/"))
        {
            recording.seconds = recording.seconds.or(Some(seconds));
        }
        let body = full.unwrap_or(Body::Absent);
        let modified = self.modified.take();
        let published = self.published.take().or(modified);
        let id = given.or_else(|| url.as_deref().map(limited_id)).unwrap_or_else(|| {
            let text = body.text().or(short.as_ref().and_then(Body::text)).unwrap_or_default();
            let date = published.filter(|_| !self.moving).map(|at| at.to_string()).unwrap_or_default();
            substitute(&[&title, &date, plain::head(text, BODY_START_CHARS)])
        });
        let image = self.image.take().or_else(|| {
            self.attachments.iter().find(|one| one.mime_type.starts_with("image/")).map(|one| one.url.clone())
        });
        Some(Entry {
            identity: identity::identity_of(&id),
            id,
            url,
            title,
            summary: short.and_then(Body::into_text),
            body,
            published,
            modified,
            authors: self.authors.take().unwrap_or_default(),
            tags: self.tags,
            image,
            attachments: self.attachments,
            extension: self.extension,
        })
    }
}

/// An id too long to be kept is replaced by what stays the same as long as its identity does.
fn limited_id(id: &str) -> String {
    if id.len() <= MAX_ID_CHARS || id.chars().count() <= MAX_ID_CHARS {
        return id.to_owned();
    }
    substitute(&[&identity::identity_of(id)])
}

/// A stable id made of what the item says.
fn substitute(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let mut id = String::from("urn:sha256:");
    for byte in &hash.finalize()[..16] {
        write!(id, "{byte:02x}").expect("a string takes what is written");
    }
    id
}

/// Every item once. Of two with the same identity the one modified last stays, or the first; its place is the first one's.
///
/// Some sites give all their items one and the same id (that of the site, or `1`): where such items lead to different pages
/// and have different titles, the page is the id.
pub(super) fn unique(mut entries: Vec<Entry>) -> Vec<Entry> {
    let mut groups: HashMap<&str, Vec<usize>> = HashMap::with_capacity(entries.len());
    for (at, entry) in entries.iter().enumerate() {
        groups.entry(&entry.identity).or_default().push(at);
    }
    let shared: Vec<usize> = groups
        .into_values()
        .filter(|group| {
            let first = &entries[group[0]];
            let page = |entry: &Entry| entry.url.as_deref().map(identity::identity_of);
            group.len() > 1
                && group[1..]
                    .iter()
                    .map(|at| &entries[*at])
                    .any(|other| other.title != first.title && page(other) != page(first))
        })
        .flatten()
        .collect();
    for at in shared {
        let entry = &mut entries[at];
        entry.id = match &entry.url {
            Some(url) => limited_id(url),
            None => substitute(&[&entry.id, &entry.title]),
        };
        entry.identity = identity::identity_of(&entry.id);
    }

    let mut places: HashMap<String, usize> = HashMap::with_capacity(entries.len());
    let mut kept: Vec<Entry> = Vec::with_capacity(entries.len());
    for entry in entries {
        match places.get(&entry.identity) {
            None => {
                places.insert(entry.identity.clone(), kept.len());
                kept.push(entry);
            }
            Some(place) => {
                let time = |entry: &Entry| entry.modified.or(entry.published);
                if time(&entry) > time(&kept[*place]) {
                    kept[*place] = entry;
                }
            }
        }
    }
    kept
}
