//! The requests to the publisher: the newest page once, then what changed since the cursor, and older pages when a
//! person scrolls to the end of a list.

use std::sync::Arc;

use url::Url;

use super::commit::{Committed, Cursor, PageCommit, Requested, same_tag};
use super::engine::{BudgetMeter, SyncEngine};
use super::report::Tally;
use crate::base::change::Change;
use crate::base::error::{Fault, Result};
use crate::base::net::{FetchedBody, Reply, Validators};
use crate::base::runtime;
use crate::reader::item::PUBLISHER;
use crate::reader::origin::{Origin, catalogue_url, feed_url, lose_older_page, set_catalogue};
use crate::reader::{catalogue, feed};

pub(super) const ACCEPT: &str = "application/feed+json, application/json";
/// Older pages that one call requests as long as they bring no new item.
const MAX_PAGES_WITHOUT_NEWS: usize = 50;
/// How often one sync begins again because what it was based on changed.
const MAX_SUPERSEDED: usize = 3;

impl SyncEngine {
    /// Syncs with the publisher. The flag is false if the budget ended it.
    pub(super) async fn sync_publisher(self: &Arc<Self>, address: &Url, meter: &BudgetMeter) -> Result<(Tally, bool)> {
        let origin = self.load_origin(PUBLISHER, address.as_str()).await?;
        origin.ensure_may_request(&*self.clock)?;
        let mut tally = Tally::default();
        match self.fetch_changes(origin.clone(), address, meter, &mut tally).await {
            Ok(finished) => {
                let (withdrawn, complete) = self.fetch_missed_withdrawals(address, meter).await;
                tally.withdrawn += withdrawn;
                Ok((tally, finished && complete))
            }
            // What was committed before is the result.
            Err(Fault::Stopped) => Ok((tally, false)),
            Err(error) => {
                self.store_wait(origin, &error).await;
                Err(error)
            }
        }
    }

    /// Adds what it commits to the tally. False if the budget ended it.
    async fn fetch_changes(
        &self,
        mut origin: Origin,
        address: &Url,
        meter: &BudgetMeter,
        tally: &mut Tally,
    ) -> Result<bool> {
        let mut superseded = 0;
        let committed = loop {
            let cursor = origin.cursor.filter(|_| !origin.needs_resync);
            let done = match cursor {
                None => self.reconcile(origin, address, meter, tally).await?,
                Some(cursor) => {
                    match self.net.get(&feed_url(address, Some(cursor))?, ACCEPT, &origin.validators).await? {
                        Reply::NotModified { skew } => {
                            self.record_unchanged(vec![PUBLISHER.to_owned()], skew).await?;
                            return Ok(true);
                        }
                        Reply::Gone => {
                            log::info!("the publisher no longer keeps our cursor: reconciling from the newest page");
                            origin.needs_resync = true;
                            continue;
                        }
                        Reply::Body(body) => {
                            let done = self.commit_page(origin, body, Requested::Changes).await?;
                            done.inspect(|committed| tally.add(committed.tally))
                        }
                    }
                }
            };
            let Some(committed) = done else {
                // Another process, or a reset by the person, changed what the request was based on.
                superseded += 1;
                if superseded == MAX_SUPERSEDED || meter.spent() {
                    return Ok(false);
                }
                origin = self.load_origin(PUBLISHER, address.as_str()).await?;
                continue;
            };
            match cursor {
                None if committed.walk.is_some() => return Ok(false),
                Some(cursor) if committed.more => {
                    if committed.cursor.sequence <= cursor {
                        return Err(Fault::WrongSchema);
                    }
                    if meter.spent() {
                        return Ok(false);
                    }
                    origin = committed.origin;
                }
                _ => break committed,
            }
        };
        if same_tag(&committed.cursor.catalogue_etag, &committed.origin.catalogue_etag) {
            return Ok(true);
        }
        if meter.spent() {
            return Ok(false);
        }
        match self.fetch_catalogue(committed.origin, address, committed.cursor).await {
            // The items that came before the failure are stored and are the result; without any, the failure is.
            Err(error) if tally.any() => {
                log::warn!("the catalogue was not fetched: {error:?}");
                Ok(false)
            }
            Err(error) => Err(error),
            Ok(()) => Ok(true),
        }
    }

    /// Reads the newest page and, if there are items from before (the cursor was lost, or the publisher's address
    /// changed), older pages until every stored item was covered; stored items that the pages do not show are removed,
    /// except what the person keeps. The new cursor is stored only then: a reconciliation that is killed starts over.
    /// `None` if the origin's row was reset meanwhile.
    async fn reconcile(
        &self,
        origin: Origin,
        address: &Url,
        meter: &BudgetMeter,
        tally: &mut Tally,
    ) -> Result<Option<Committed>> {
        let body = self.fetch_body(&feed_url(address, None)?).await?;
        let Some(mut committed) = self.commit_page(origin, body, Requested::Newest).await? else { return Ok(None) };
        tally.add(committed.tally);
        while let Some(walk) = committed.walk.take_if(|walk| walk.next.is_some() && !meter.spent()) {
            let next = Url::parse(walk.next.as_deref().unwrap_or_default()).map_err(|_| Fault::WrongSchema)?;
            let body = self.fetch_body(&next).await?;
            let requested = Requested::Next(walk);
            let Some(done) = self.commit_page(committed.origin, body, requested).await? else { return Ok(None) };
            committed = done;
            tally.add(committed.tally);
        }
        Ok(Some(committed))
    }

    /// Loads the publisher's next older page. False if there is no further one after it. Does not wait for a running sync.
    pub(crate) async fn load_older(self: &Arc<Self>) -> Result<bool> {
        let _loading = self.loading_older.lock().await;
        self.net.ensure_allowed()?;
        let Some(address) = self.publisher.clone() else { return Ok(false) };
        // After an eviction the older pages start at the newest again: pages whose items are all stored are passed over.
        for _ in 0..MAX_PAGES_WITHOUT_NEWS {
            let origin = self.load_origin(PUBLISHER, address.as_str()).await?;
            origin.ensure_may_request(&*self.clock)?;
            let Some(next) = origin.older_page.clone() else { return Ok(false) };
            let next = Url::parse(&next).map_err(|_| Fault::WrongSchema)?;
            match self.net.get(&next, ACCEPT, &Validators::default()).await {
                Ok(Reply::Body(body)) => {
                    let Some(committed) = self.commit_page(origin, body, Requested::Older).await? else { continue };
                    let more = committed.origin.older_page.is_some();
                    if committed.tally.added > 0 || !more {
                        self.scrub().await;
                        return Ok(more);
                    }
                }
                // The page no longer exists: the next sync reconciles and finds the older pages again.
                Ok(Reply::Gone | Reply::NotModified { .. }) => {
                    self.store.cache().write(move |write| lose_older_page(write, &origin)).await?;
                    return Ok(false);
                }
                Err(error) => {
                    self.store_wait(origin, &error).await;
                    return Err(error);
                }
            }
        }
        Ok(true)
    }

    /// Forgets the publisher's cursor, so that the next sync reconciles from the newest page. A response that is under way
    /// is not stored any more.
    pub(crate) async fn reset_publisher(&self) -> Result<()> {
        self.store
            .cache()
            .write(move |write| {
                write.execute("DELETE FROM origin WHERE id = ?1", [PUBLISHER])?;
                feed::reset_sequences(write, PUBLISHER)
            })
            .await
    }

    /// Requests an address without validators. A 304 would break the protocol: no stored copy was named.
    async fn fetch_body(&self, address: &Url) -> Result<FetchedBody> {
        match self.net.get(address, ACCEPT, &Validators::default()).await? {
            Reply::Body(body) => Ok(body),
            Reply::NotModified { .. } | Reply::Gone => Err(Fault::WrongSchema),
        }
    }

    async fn fetch_catalogue(&self, origin: Origin, address: &Url, cursor: Cursor) -> Result<()> {
        let validators = Validators { etag: origin.catalogue_etag.clone(), last_modified: None };
        let body = match self.net.get(&catalogue_url(address)?, ACCEPT, &validators).await {
            Ok(Reply::Body(body)) => body,
            Ok(Reply::NotModified { .. }) => return Ok(()),
            Ok(Reply::Gone) => return Err(Fault::WrongSchema),
            // A publisher may have no catalogue.
            Err(Fault::Status(404)) => return Ok(()),
            Err(error) => return Err(error),
        };
        ensure_json(&body)?;
        self.store
            .cache()
            .write(move |write| {
                let tag = body.validators.etag;
                let next = cursor.next_etag.as_deref().filter(|_| same_tag(&cursor.catalogue_etag, &tag));
                if !set_catalogue(write, &origin, tag.as_deref(), cursor.sequence, next)? {
                    return Ok(());
                }
                let document = std::str::from_utf8(&body.bytes).map_err(|error| Fault::Malformed(error.into()))?;
                catalogue::apply(write, PUBLISHER, document)?;
                write.announce(Change::Catalogue);
                Ok(())
            })
            .await
    }

    /// Commits a response; see [`PageCommit`].
    async fn commit_page(&self, origin: Origin, body: FetchedBody, requested: Requested) -> Result<Option<Committed>> {
        ensure_json(&body)?;
        let commit = PageCommit {
            store: Arc::clone(&self.store),
            clock: Arc::clone(&self.clock),
            ingest: self.ingest,
            kept: self.kept,
            origin,
            requested,
        };
        runtime::blocking(move || commit.run(&body)).await
    }
}

pub(super) fn ensure_json(body: &FetchedBody) -> Result<()> {
    let kind = body.content_type.as_deref().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case("application/feed+json") || kind.eq_ignore_ascii_case("application/json") {
        Ok(())
    } else {
        Err(Fault::WrongType)
    }
}
