//! Where items come from: the publisher and the feeds that the person added.

use std::sync::Arc;

use rusqlite::Connection;

use super::core::{Core, CoreHandle};
use crate::base::clock::relative;
use crate::base::error::{ClientError, Result};
use crate::base::net;
use crate::reader::item::PUBLISHER;
use crate::reader::origin::{self, Origin};
use crate::reader::source::{self, FeedSubscription, Source};
use crate::reader::sync::source_id;

/// Where items come from: the publisher and the feeds that the person added.
#[derive(uniffi::Object)]
pub struct Sources {
    pub(super) core: Arc<CoreHandle>,
}

#[uniffi::export]
impl Sources {
    /// The publisher first, then the added feeds in the order of adding.
    pub async fn list(&self) -> Result<Vec<Source>, ClientError> {
        self.core.work(|core| async move { core.sources().await }).await
    }

    /// Adds a feed (RSS, Atom, JSON Feed) by its address and fetches it at once. Its items are in the lists when this returns;
    /// if the phone is busy, they come in soon after. Adding a feed that is there changes nothing.
    ///
    /// `address`: as typed; without a scheme it means https.
    ///
    /// Errors: `Rejected` (`bad-address`, `not-a-feed`, `feed-closed`, `empty-feed`, `too-many-sources`) and those of the network; in each
    /// case nothing is added.
    pub async fn add(&self, address: String) -> Result<Source, ClientError> {
        self.core.work(move |core| async move { core.add_source(&address).await }).await
    }

    /// Removes an added feed and its items, except favourites. If the phone is busy, the items go soon after this returns. What
    /// the person did with a story stays with its other versions.
    ///
    /// Errors: `Rejected` (`unknown-source`) if there is no such feed, and for the publisher.
    pub async fn remove(&self, id: String) -> Result<(), ClientError> {
        self.core.work(move |core| async move { core.remove_source(id).await }).await
    }

    /// Forgets how far the publisher was read. For a publisher that lost its data and counts from the beginning again, whose
    /// pages are refused as a replay otherwise. What is on the phone stays until the next sync has compared it.
    pub async fn reset_publisher(&self) -> Result<(), ClientError> {
        self.core.work(|core| async move { core.engine.reset_publisher().await }).await
    }
}

impl Core {
    /// The feeds that the person added.
    pub(super) async fn subscriptions(self: &Arc<Self>) -> Result<Vec<FeedSubscription>> {
        self.outbox(|outbox| outbox.read_now(source::all)).await
    }

    async fn sources(self: &Arc<Self>) -> Result<Vec<Source>> {
        let added = self.subscriptions().await?;
        let publisher = self.publisher.as_ref().map(|address| FeedSubscription {
            id: PUBLISHER.to_owned(),
            address: address.clone(),
            title: String::new(),
        });
        let clock = Arc::clone(&self.clock);
        self.store
            .cache()
            .read(move |cache| {
                let now = origin::publisher_now(cache, &*clock)?;
                publisher.into_iter().chain(added).map(|added| shown(cache, added, now)).collect()
            })
            .await
    }

    async fn add_source(self: &Arc<Self>, typed: &str) -> Result<Source> {
        let address = source::parse_address(typed)?;
        net::check_address(&address)?;
        let id = source_id(&address);
        if let Some(existing) =
            self.sources().await?.into_iter().find(|source| source.id == id || source.address == address.as_str())
        {
            return Ok(existing);
        }
        self.ready().await?;
        let mut source = FeedSubscription { id, address, title: String::new() };
        let preview = self.engine.preview(&source).await?;
        let host = source.address.host_str().unwrap_or_default();
        source.title = if preview.title().is_empty() { host.to_owned() } else { preview.title().to_owned() };
        // The outbox first: after a kill in between, the next sync brings the items of the stored source.
        let now = self.clock.now();
        let stored = source.clone();
        self.outbox(move |outbox| outbox.write_now(|write| source::add(write, &stored, now))).await?;
        let previewed = source.clone();
        let work = |core: Arc<Self>| async move { core.engine.store_preview(&previewed, preview).await };
        self.follow_up(work).await;
        let (added, clock) = (source.clone(), Arc::clone(&self.clock));
        let shown =
            self.store.cache().read(move |cache| shown(cache, added, origin::publisher_now(cache, &*clock)?)).await;
        Ok(shown.unwrap_or_else(|error| {
            log::warn!("a new source is shown without what the cache knows of it: {error:?}");
            described(source, None, String::new())
        }))
    }

    async fn remove_source(self: &Arc<Self>, id: String) -> Result<()> {
        self.outbox(move |outbox| outbox.write_now(|write| source::remove(write, &id))).await?;
        self.follow_up_blocking(Self::delete_removed_sources).await;
        Ok(())
    }

    /// Deletes what removed feeds brought; the marks of what goes follow to the other versions of its story. Blocks.
    pub(super) fn delete_removed_sources(&self) -> Result<()> {
        self.engine.delete_removed_sources()?;
        self.marks.follow_successors()
    }
}

/// A source as a person sees it. `now`: the publisher's time.
fn shown(cache: &Connection, added: FeedSubscription, now: i64) -> Result<Source> {
    let known = Origin::find(cache, &added.id)?.unwrap_or_default();
    let succeeded = known.last_success;
    let succeeded_text = match succeeded {
        Some(moment) => relative(origin::publisher_time(cache, moment)?, now),
        None => String::new(),
    };
    let title = if known.title.is_empty() { added.title } else { known.title };
    let source = FeedSubscription { title, ..added };
    Ok(Source { closed: known.closed.is_some(), ..described(source, succeeded, succeeded_text) })
}

fn described(source: FeedSubscription, succeeded: Option<i64>, succeeded_text: String) -> Source {
    let FeedSubscription { id, address, title } = source;
    let (removable, address) = (id != PUBLISHER, address.into());
    Source { removable, id, title, address, succeeded, succeeded_text, closed: false }
}
