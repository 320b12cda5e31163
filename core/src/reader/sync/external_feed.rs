//! Feeds of other sites, read-only: one conditional request each.

use std::collections::HashSet;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use url::Url;

use super::engine::SyncEngine;
use super::report::Tally;
use crate::base::change::Change;
use crate::base::clock::MILLIS_PER_DAY;
use crate::base::error::{Fault, Result};
use crate::base::net::{FetchedBody, Reply};
use crate::base::runtime;
use crate::formats::syndication::{self, Body as Text, Context, Document, Entry};
use crate::reader::feed::{self, ForeignItem};
use crate::reader::item::{Detail, Effect, IncomingItem, Picture};
use crate::reader::origin::{self, Origin, external_now, record_external_response};
use crate::reader::source::{self, FeedSubscription};

const ACCEPT: &str = "application/feed+json, application/rss+xml, application/atom+xml, application/json;q=0.9, \
                      application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5";

/// The id of an added feed, derived from its address alone: after a lost cache the same address has the same items.
pub(crate) fn source_id(address: &Url) -> String {
    format!("s{}", digest(&[syndication::first_identity_of(address.as_str()).as_bytes()], 12))
}

/// Hexadecimal characters of a SHA-256 over the parts, each preceded by its length.
fn digest(parts: &[&[u8]], characters: usize) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    let hash = hasher.finalize();
    let mut text: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    text.truncate(characters);
    text
}

impl SyncEngine {
    /// Syncs one added feed, whose stored row is `origin` if it was read already. `None` if the feed is unchanged, which the
    /// caller records.
    pub(super) async fn sync_external_feed(
        self: &Arc<Self>,
        subscription: &FeedSubscription,
        origin: Option<Origin>,
    ) -> Result<Option<Tally>> {
        let origin = match origin {
            Some(origin) => origin,
            None => self.load_origin(&subscription.id, subscription.address.as_str()).await?,
        };
        origin.ensure_may_request(&*self.clock)?;
        match self.fetch_external_feed(subscription, &origin).await {
            Ok(Some((body, document))) => {
                self.store_external_feed(subscription, origin, &body, document).await.map(Some)
            }
            Ok(None) => Ok(None),
            Err(error) => {
                match error {
                    Fault::FeedClosed => self.record_closed(&origin.id).await?,
                    _ => self.store_wait(origin, &error).await,
                }
                Err(error)
            }
        }
    }

    /// Records that a site closed a feed for good. What was fetched stays, and it is asked no more.
    async fn record_closed(&self, id: &str) -> Result<()> {
        let (id, now) = (id.to_owned(), self.clock.now());
        self.store
            .cache()
            .write(move |write| {
                write.announce(Change::Sources);
                origin::set_closed(write, &id, now)
            })
            .await
    }

    /// Fetches a feed that is not added yet, so that an address that is not a feed is refused before it is added.
    pub(crate) async fn preview(self: &Arc<Self>, subscription: &FeedSubscription) -> Result<FeedPreview> {
        let origin =
            Origin { id: subscription.id.clone(), address: subscription.address.to_string(), ..Origin::default() };
        let (body, document) = self.fetch_external_feed(subscription, &origin).await?.ok_or(Fault::WrongSchema)?;
        Ok(FeedPreview { origin, body, document })
    }

    /// Stores the items of a preview.
    pub(crate) async fn store_preview(
        self: &Arc<Self>,
        subscription: &FeedSubscription,
        preview: FeedPreview,
    ) -> Result<()> {
        self.store_external_feed(subscription, preview.origin, &preview.body, preview.document).await.map(drop)
    }

    /// `None` if the feed is unchanged.
    async fn fetch_external_feed(
        &self,
        subscription: &FeedSubscription,
        origin: &Origin,
    ) -> Result<Option<(FetchedBody, Document)>> {
        let mut body = match self.net.get(&subscription.address, ACCEPT, &origin.validators).await? {
            Reply::Body(body) => body,
            Reply::NotModified { .. } => return Ok(None),
            Reply::Gone => return Err(Fault::FeedClosed),
        };
        let (store, clock, id) = (Arc::clone(&self.store), Arc::clone(&self.clock), origin.id.clone());
        runtime::blocking(move || {
            let now = store.cache().read_now(|cache| external_now(cache, &id, &*clock, body.skew))?;
            let bytes = std::mem::take(&mut body.bytes);
            let context = Context { content_type: body.content_type.as_deref(), address: Some(&body.address), now };
            let document = syndication::read(&bytes, &context).map_err(fault)?;
            Ok(Some((body, document)))
        })
        .await
    }

    async fn store_external_feed(
        &self,
        subscription: &FeedSubscription,
        origin: Origin,
        body: &FetchedBody,
        document: Document,
    ) -> Result<Tally> {
        let title = if document.title.is_empty() { subscription.title.clone() } else { document.title };
        let (validators, skew) = (body.validators.clone(), body.skew);
        let (store, clock) = (Arc::clone(&self.store), Arc::clone(&self.clock));
        self.store
            .cache()
            .write(move |write| {
                let mut tally = Tally::default();
                // The person may have removed the feed while it was fetched.
                if !store.outbox()?.read_now(source::ids)?.contains(&origin.id) {
                    return Ok(tally);
                }
                if !record_external_response(write, &origin, &title, &validators)? {
                    return Ok(tally);
                }
                let now = external_now(write, &origin.id, &*clock, skew)?;
                Origin::record_success(write, &origin.id, clock.now(), skew)?;
                // Oldest first: of items published at the same moment, the later one has the higher key.
                let mut items: Vec<ForeignItem> =
                    document.entries.into_iter().rev().map(|entry| foreign_item(&origin.id, entry)).collect();
                let id_of = |identity: &str| id_of_identity(&origin.id, identity);
                feed::find_stored_ids(write, &origin.id, document.home.as_deref(), &mut items, id_of)?;
                let shown: HashSet<&String> = items.iter().map(|foreign| &foreign.item.id).collect();
                for given in &document.deleted {
                    let earlier = syndication::earlier_identities(given);
                    for identity in std::iter::once(syndication::identity_of(given)).chain(earlier) {
                        let id = id_of(&identity);
                        // A favourite stays, and so does what the same document still shows.
                        if !shown.contains(&id) && feed::remove_unseen(write, &id)? {
                            tally.count(Effect::Withdrawn);
                        }
                    }
                }
                for foreign in items {
                    tally.count(feed::ingest_item(write, &origin.id, foreign.item, now)?);
                }
                if tally.any() {
                    write.announce(Change::Items);
                }
                Ok(tally)
            })
            .await
    }
}

/// A feed that was fetched and parsed, and is not stored yet.
pub(crate) struct FeedPreview {
    origin: Origin,
    body: FetchedBody,
    document: Document,
}

impl FeedPreview {
    pub(crate) fn title(&self) -> &str {
        &self.document.title
    }
}

fn fault(fault: syndication::Fault) -> Fault {
    match fault {
        syndication::Fault::NotAFeed => Fault::NotAFeed,
        syndication::Fault::Empty => Fault::EmptyFeed,
        syndication::Fault::Malformed(detail) => Fault::Malformed(detail.into()),
        syndication::Fault::TooManyEntries => Fault::TooManyItems,
        syndication::Fault::TooLarge => Fault::TooLarge(crate::base::net::MAX_DECODED),
    }
}

fn id_of_identity(source: &str, identity: &str) -> String {
    format!("{source}-{}", digest(&[identity.as_bytes()], 16))
}

/// A digest as a number: of fifteen hexadecimal digits.
fn number_of(parts: &[&[u8]]) -> i64 {
    i64::from_str_radix(&digest(parts, 15), 16).expect("fifteen hexadecimal digits fit")
}

/// A number of what stays if a site changes the id of an item or the query of its address. `None` for an item without a page.
fn page_of(source: &str, entry: &Entry) -> Option<i64> {
    let page = Url::parse(entry.url.as_deref()?).ok()?;
    let parts = [source, &entry.title, page.host_str().unwrap_or_default(), page.path()];
    Some(number_of(&parts.map(str::as_bytes)))
}

/// A number of everything of an item that a person sees, so that any edit changes it. Of the date only the day: some sites
/// give all their items the time of the answer.
fn content_of(entry: &Entry) -> i64 {
    fn text(text: &Option<String>) -> &str {
        text.as_deref().unwrap_or_default()
    }
    let day = entry.stated_date.map(|date| date.div_euclid(MILLIS_PER_DAY).to_string());
    let lists = format!("{:?} {:?} {:?}", entry.authors, entry.tags, entry.attachments);
    let parts = [
        &entry.title,
        entry.summary.as_ref().and_then(Text::text).unwrap_or_default(),
        entry.body.text().unwrap_or_default(),
        text(&entry.base),
        text(&entry.url),
        text(&entry.external_url),
        text(&entry.image),
        text(&day),
        &lists,
        text(&entry.extension),
    ];
    number_of(&parts.map(str::as_bytes))
}

fn foreign_item(source: &str, entry: Entry) -> ForeignItem {
    let (has_own_id, stated_date, given) = (entry.has_own_id, entry.stated_date, entry.id.clone());
    ForeignItem { item: incoming_item(source, entry), given, has_own_id, stated_date }
}

fn incoming_item(source: &str, entry: Entry) -> IncomingItem {
    let (page, sequence) = (page_of(source, &entry), content_of(&entry));
    let shown = entry.attachments.iter().find(|file| entry.image.as_ref() == Some(&file.url));
    let alt = shown.and_then(|file| file.alt.clone()).unwrap_or_default();
    let summary_alone = match entry.body {
        // A feed that carries summaries only: the summary is also the body.
        Text::Absent => entry.summary.clone().unwrap_or(Text::Absent),
        _ => Text::Absent,
    };
    let (html, plain) = match (entry.body, summary_alone) {
        (Text::Html(html), _) | (Text::Absent, Text::Html(html)) => (Some(html), None),
        (Text::Text(text), _) | (Text::Absent, Text::Text(text)) => (None, Some(text)),
        (Text::Absent, Text::Absent) => (None, None),
    };
    IncomingItem {
        id: id_of_identity(source, &entry.identity),
        sequence,
        page,
        revision: 1,
        kind: "article".into(),
        title: entry.title,
        summary: entry.summary.and_then(summary_html),
        html,
        plain,
        published: entry.published.or(entry.modified),
        modified: entry.modified,
        image: entry.image.map(|url| Picture { url, alt, ..Picture::default() }),
        detail: Detail {
            url: entry.url,
            base: entry.base,
            external_url: entry.external_url,
            authors: entry.authors,
            tags: entry.tags,
            attachments: entry.attachments,
            extension: entry.extension,
            ..Detail::default()
        },
        ..IncomingItem::default()
    }
}

/// The summary as HTML, the form in which a summary of another site is stored.
fn summary_html(summary: Text) -> Option<String> {
    match summary {
        Text::Html(html) => Some(html),
        Text::Text(text) => Some(text.replace('&', "&amp;").replace('<', "&lt;")),
        Text::Absent => None,
    }
}

#[cfg(test)]
mod tests;
