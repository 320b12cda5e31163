//! The requests to the publisher: the newest page once, then what changed since the cursor, and older pages when a
//! person scrolls to the end of a list.

use std::collections::HashSet;
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
use crate::reader::origin::{Origin, catalogue_url, feed_url};
use crate::reader::{catalogue, feed};

const ACCEPT: &str = "application/feed+json, application/json";
/// Older pages that one call requests as long as they bring no new item.
const MAX_PAGES_WITHOUT_NEWS: usize = 50;

impl SyncEngine {
    /// Syncs with the publisher. The flag is false if the budget ended it.
    pub(super) async fn sync_publisher(self: &Arc<Self>, address: &Url, meter: &BudgetMeter) -> Result<(Tally, bool)> {
        let origin = self.load_origin(PUBLISHER, address.as_str()).await?;
        origin.ensure_may_request(&*self.clock)?;
        let mut tally = Tally::default();
        match self.fetch_changes(origin.clone(), address, meter, &mut tally).await {
            Ok(finished) => {
                tally.withdrawn += self.resolve_unconfirmed(meter).await?;
                Ok((tally, finished))
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
        let committed = loop {
            let Some(cursor) = origin.cursor.filter(|_| !origin.needs_resync) else {
                let (committed, finished) = self.reconcile(origin, address, meter, tally).await?;
                if !finished {
                    return Ok(false);
                }
                break committed;
            };
            let changes = feed_url(address, Some(cursor))?;
            match self.net.get(&changes, ACCEPT, &origin.validators).await? {
                Reply::NotModified { skew } => {
                    self.record_unchanged(vec![PUBLISHER.to_owned()], skew).await?;
                    return Ok(true);
                }
                Reply::Gone => {
                    log::info!("the publisher no longer keeps our cursor: reconciling from the newest page");
                    origin.needs_resync = true;
                }
                Reply::Body(body) => {
                    let committed = self.commit_page(origin, body, Requested::Changes, None).await?;
                    tally.add(committed.tally);
                    if !committed.more {
                        break committed;
                    }
                    if committed.cursor.sequence <= cursor {
                        return Err(Fault::WrongSchema);
                    }
                    if meter.spent() {
                        return Ok(false);
                    }
                    origin = committed.origin;
                }
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
    /// changed), older pages until every stored item was covered; stored items that the pages do not show are removed.
    /// The new cursor is stored only then: a reconciliation that is killed starts over. Adds what it commits to the tally.
    async fn reconcile(
        &self,
        origin: Origin,
        address: &Url,
        meter: &BudgetMeter,
        tally: &mut Tally,
    ) -> Result<(Committed, bool)> {
        let body = self.fetch_body(&feed_url(address, None)?).await?;
        let mut seen = HashSet::new();
        let mut committed = self.commit_page(origin, body, Requested::Newest(None), Some(&mut seen)).await?;
        tally.add(committed.tally);
        let mut finished = true;
        while committed.more {
            finished = !meter.spent();
            let Some(next) = committed.origin.older_page.clone().filter(|_| finished) else { break };
            let next = Url::parse(&next).map_err(|_| Fault::WrongSchema)?;
            let body = self.fetch_body(&next).await?;
            // The cursor of the first page: what changes during the reconciliation is requested afterwards.
            let requested = Requested::Newest(Some(committed.cursor));
            committed = self.commit_page(committed.origin, body, requested, Some(&mut seen)).await?;
            tally.add(committed.tally);
        }
        Ok((committed, finished))
    }

    /// Loads the publisher's next older page. False if there is no further one after it.
    pub(crate) async fn load_older(self: &Arc<Self>) -> Result<bool> {
        let _locked = self.cursor_lock.lock().await;
        self.net.ensure_allowed()?;
        let Some(address) = self.publisher.clone() else { return Ok(false) };
        // After an eviction the older pages start at the newest again: pages whose items are all stored are passed over.
        for _ in 0..MAX_PAGES_WITHOUT_NEWS {
            let mut origin = self.load_origin(PUBLISHER, address.as_str()).await?;
            origin.ensure_may_request(&*self.clock)?;
            let Some(next) = origin.older_page.clone() else { return Ok(false) };
            let next = Url::parse(&next).map_err(|_| Fault::WrongSchema)?;
            match self.net.get(&next, ACCEPT, &Validators::default()).await {
                Ok(Reply::Body(body)) => {
                    let committed = self.commit_page(origin, body, Requested::Older, None).await?;
                    let more = committed.origin.older_page.is_some();
                    if committed.tally.added > 0 || !more {
                        self.scrub().await;
                        return Ok(more);
                    }
                }
                // The page no longer exists: the next sync reconciles and finds the older pages again.
                Ok(Reply::Gone | Reply::NotModified { .. }) => {
                    origin.older_page = None;
                    origin.needs_resync = true;
                    self.store.cache().write(move |write| origin.save(write)).await?;
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

    /// Forgets the publisher's cursor, so that the next sync reconciles from the newest page.
    pub(crate) async fn reset_publisher(&self) -> Result<()> {
        let _locked = self.cursor_lock.lock().await;
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

    async fn fetch_catalogue(&self, mut origin: Origin, address: &Url, cursor: Cursor) -> Result<()> {
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
        origin.catalogue_etag = body.validators.etag.clone();
        if same_tag(&cursor.catalogue_etag, &origin.catalogue_etag) {
            origin.validators.etag = cursor.next_etag;
        }
        self.store
            .cache()
            .write(move |write| {
                let document = std::str::from_utf8(&body.bytes).map_err(|error| Fault::Malformed(error.into()))?;
                catalogue::apply(write, PUBLISHER, document)?;
                write.announce(Change::Catalogue);
                origin.save(write)
            })
            .await
    }

    /// Commits a response; see [`PageCommit`]. The ids of its items are added to `seen`.
    async fn commit_page(
        &self,
        mut origin: Origin,
        body: FetchedBody,
        requested: Requested,
        mut seen: Option<&mut HashSet<String>>,
    ) -> Result<Committed> {
        ensure_json(&body)?;
        // The skew of this response is better than the stored one if the phone's clock jumped in between.
        origin.clock_skew = body.skew.or(origin.clock_skew);
        let commit = PageCommit {
            cache: Arc::clone(self.store.cache()),
            ingest: self.ingest,
            device_now: self.clock.now(),
            publisher_now: origin.now(&*self.clock),
            origin,
            requested,
            seen: seen.as_deref_mut().map(std::mem::take),
        };
        let (committed, seen_now) = runtime::blocking(move || commit.run(&body)).await?;
        if let (Some(seen), Some(seen_now)) = (seen, seen_now) {
            *seen = seen_now;
        }
        Ok(committed)
    }
}

fn ensure_json(body: &FetchedBody) -> Result<()> {
    let kind = body.content_type.as_deref().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case("application/feed+json") || kind.eq_ignore_ascii_case("application/json") {
        Ok(())
    } else {
        Err(Fault::WrongType)
    }
}
