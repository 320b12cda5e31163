//! Feeds of other sites, read-only: one conditional question each.

use std::sync::Arc;

use sha2::{Digest, Sha256};
use url::Url;

use super::origin::Origin;
use super::{Detail, Engine, Incoming, Picture, Subscribed, Tally};
use crate::base::change::Change;
use crate::base::error::{Fault, Result};
use crate::base::net::{FetchedBody, Reply};
use crate::base::runtime;
use crate::formats::syndication::{self, Body as Text, Context, Document, Entry};

const ACCEPT: &str = "application/feed+json, application/rss+xml, application/atom+xml, application/json;q=0.9, \
                      application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5";

/// The id of an added source: stable for an address, so that a lost cache leads to the same items.
pub(crate) fn source_id(address: &Url) -> String {
    format!("s{}", digest(&[syndication::identity_of(address.as_str()).as_bytes()], 12))
}

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

impl Engine {
    /// Syncs one added feed.
    pub(super) async fn foreign(self: &Arc<Self>, source: &Subscribed) -> Result<Tally> {
        let origin = self.origin(&source.id, source.address.as_str()).await?;
        origin.may_ask(&*self.clock)?;
        match self.ask_foreign(source, &origin).await {
            Ok(Some((body, document))) => self.store_foreign(source, origin, &body, document).await,
            Ok(None) => {
                self.confirm(&source.id, None).await?;
                Ok(Tally::default())
            }
            Err(error) => {
                self.remember(origin, &error).await;
                Err(error)
            }
        }
    }

    /// Asks a feed that is not stored yet, so that adding it can say at once whether it is one.
    pub(crate) async fn preview(self: &Arc<Self>, source: &Subscribed) -> Result<Preview> {
        let origin = Origin { id: source.id.clone(), address: source.address.to_string(), ..Origin::default() };
        let (body, document) = self.ask_foreign(source, &origin).await?.ok_or(Fault::WrongSchema)?;
        Ok(Preview { origin, body, document })
    }

    /// Stores what a preview brought.
    pub(crate) async fn keep_preview(self: &Arc<Self>, source: &Subscribed, preview: Preview) -> Result<()> {
        self.store_foreign(source, preview.origin, &preview.body, preview.document).await.map(drop)
    }

    async fn ask_foreign(&self, source: &Subscribed, origin: &Origin) -> Result<Option<(FetchedBody, Document)>> {
        let mut body = match self.net.get(&source.address, ACCEPT, &origin.validators).await? {
            Reply::Body(body) => body,
            Reply::NotModified { .. } => return Ok(None),
            Reply::Gone => return Err(Fault::NotAFeed),
        };
        let now = origin.now_foreign(&*self.clock);
        runtime::blocking(move || {
            let bytes = std::mem::take(&mut body.bytes);
            let context = Context { content_type: body.content_type.as_deref(), address: Some(&body.address), now };
            let document = syndication::read(&bytes, &context).map_err(fault)?;
            Ok(Some((body, document)))
        })
        .await
    }

    async fn store_foreign(
        &self,
        source: &Subscribed,
        mut origin: Origin,
        body: &FetchedBody,
        document: Document,
    ) -> Result<Tally> {
        origin.validators = body.validators.clone();
        origin.title = if document.title.is_empty() { source.title.clone() } else { document.title };
        origin.succeed(self.clock.now(), body.skew);
        let here = origin.now_foreign(&*self.clock);
        let apply = Arc::clone(&self.apply);
        self.store
            .cache()
            .write(move |write| {
                let mut tally = Tally::default();
                // The person may have removed it while it was fetched.
                if !apply.wanted(&origin.id)? {
                    return Ok(tally);
                }
                // Oldest first: keys ascend with age, as everywhere.
                for entry in document.entries.into_iter().rev() {
                    let item = incoming(&origin.id, entry);
                    tally.count(apply.item(write, &origin.id, item, here)?);
                }
                if tally.any() {
                    write.announce(Change::Items);
                }
                origin.save(write)?;
                Ok(tally)
            })
            .await
    }
}

/// A feed that was fetched and read, and is not stored yet.
pub(crate) struct Preview {
    origin: Origin,
    body: FetchedBody,
    document: Document,
}

impl Preview {
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

fn incoming(source: &str, entry: Entry) -> Incoming {
    let (html, plain) = match entry.body {
        Text::Html(html) => (Some(html), None),
        Text::Text(text) => (None, Some(text)),
        // A feed of teasers: the teaser is all there is to read.
        Text::Absent => (entry.summary.clone(), None),
    };
    let body = html.as_deref().or(plain.as_deref()).unwrap_or_default();
    let mark =
        digest(&[entry.title.as_bytes(), entry.summary.as_deref().unwrap_or_default().as_bytes(), body.as_bytes()], 15);
    Incoming {
        id: format!("{source}-{}", digest(&[entry.identity.as_bytes()], 16)),
        sequence: i64::from_str_radix(&mark, 16).expect("fifteen hexadecimal digits fit"),
        revision: 1,
        kind: "article".into(),
        title: entry.title,
        summary: entry.summary,
        html,
        plain,
        published: entry.published.or(entry.modified),
        modified: entry.modified,
        image: entry.image.map(|url| Picture { url, ..Picture::default() }),
        detail: Detail {
            url: entry.url,
            authors: entry.authors,
            tags: entry.tags,
            attachments: entry.attachments,
            extension: entry.extension,
            ..Detail::default()
        },
        ..Incoming::default()
    }
}
