//! The order of a sync, and maintenance: eviction, pictures, vacuum, and repairs after a kill.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use super::core::Core;
use crate::base::error::{ClientError, Result};
use crate::base::runtime;
use crate::base::setting;
use crate::base::store::file_bytes;
use crate::reader::feed;
use crate::reader::listening;
use crate::reader::marks;
use crate::reader::media::{self, PicturePriorities};
use crate::reader::origin::{self, SettledTime};
use crate::reader::retention::{Retention, StorageUsage};
use crate::reader::sync::{PictureReport, SourceReport, SyncBudget, SyncOutcome, SyncReport};
use crate::topics::industry::radar;

pub(super) const RETENTION: &str = "retention";
/// Picture files whose content is compared with their names after each sync.
const VERIFIED: usize = 20;

pub(super) fn report(tally: media::FetchTally) -> PictureReport {
    PictureReport { fetched: tally.fetched, failed: tally.failed, left: tally.left, bytes: tally.bytes }
}

/// What has to be done before the first read, and nothing else. Blocks.
pub(super) fn before_first_read(core: &Core) {
    // A damaged outbox must not keep the person from reading. The first look may replace a damaged cache by an empty one, so
    // it is repeated once.
    let behind = core.marks.is_behind().or_else(|_| core.marks.is_behind());
    if let Err(error) = behind.and_then(|behind| if behind { core.marks.copy() } else { Ok(()) }) {
        log::warn!("the marks were not copied: {error:?}");
    }
    if let Err(error) = super::ingest::ingest_pending(core.store.cache()) {
        log::warn!("items from an earlier start were not ingested by the topics: {error:?}");
    }
}

impl Core {
    /// Starts repairs once, after the first call: what a kill, a full disk or another process left unfinished.
    pub(super) fn on_start(self: &Arc<Self>) {
        if self.started.swap(true, std::sync::atomic::Ordering::SeqCst) {
            return;
        }
        let core = Arc::clone(self);
        // Taken before this returns, so that `shut_down` waits for it even if it follows at once.
        let turn = Arc::clone(&self.maintenance).try_lock_owned();
        runtime::detach(async move {
            let owner = Arc::clone(&core);
            let _turn = match turn {
                Ok(turn) => turn,
                Err(_) => Arc::clone(&owner.maintenance).lock_owned().await,
            };
            let done = runtime::blocking(move || {
                let copied = core.marks.copy();
                let repaired = media::repair(core.store.cache(), core.pictures.files());
                copied.and(repaired).and(core.after_sync())
            });
            if let Err(error) = done.await {
                log::warn!("maintenance did not finish: {error:?}");
            }
        });
    }

    /// Runs a piece of maintenance when no other runs.
    pub(super) async fn run_maintenance(
        self: Arc<Self>,
        work: impl FnOnce(&Self) -> Result<()> + Send + 'static,
    ) -> Result<()> {
        let core = Arc::clone(&self);
        let _turn = self.maintenance.lock().await;
        runtime::blocking(move || work(&core)).await
    }

    /// Texts, then appeals, then maintenance, then pictures.
    pub(super) async fn sync(self: Arc<Self>, budget: SyncBudget) -> Result<SyncReport, ClientError> {
        let (began, traffic) = (self.clock.steady(), self.net.traffic());
        self.pictures.interrupt_prefetch();
        let core = Arc::clone(&self);
        // A sync lays the marks over what it brings, so the cache needs them first.
        if let Err(error) = runtime::blocking(move || core.marks.copy()).await {
            log::warn!("the marks were not copied: {error:?}");
        }
        let core = Arc::clone(&self);
        if let Err(error) = runtime::blocking(move || core.watch_for_radar()).await {
            log::warn!("new items are not queued for the radar: {error:?}");
        }
        let sources = self.subscriptions().await?;
        let done = self.engine.sync(sources, budget).await;
        self.sync_appeals().await;
        let turn = self.maintenance.lock().await;
        let core = Arc::clone(&self);
        // A publisher that answered has told the time.
        let failed = |source: &SourceReport| matches!(source.outcome, SyncOutcome::Failed { .. });
        let time_is_known = done.as_ref().is_ok_and(|done| done.sources.first().is_some_and(|first| !failed(first)));
        if let Err(error) = runtime::blocking(move || core.maintain(time_is_known)).await {
            log::warn!("maintenance did not finish: {error:?}");
        }
        drop(turn);
        let mut done = done?;
        if budget.picture_bytes > 0 {
            let until = began + Duration::from_secs(budget.seconds.into());
            match self.prefetch(media::FetchLimit { until, bytes: budget.picture_bytes }).await {
                Ok(tally) => done.pictures = report(tally),
                Err(error) => log::warn!("pictures were not fetched: {error:?}"),
            }
        }
        done.traffic = self.net.traffic().since(traffic);
        done.milliseconds = self.clock.steady().saturating_sub(began).as_millis() as u64;
        Ok(done)
    }

    async fn prefetch(self: &Arc<Self>, limit: media::FetchLimit) -> Result<media::FetchTally> {
        let core = Arc::clone(self);
        let wants = runtime::blocking(move || core.wanted_pictures()).await?;
        let room = self.retention().await?.picture_bytes();
        let mut tally = self.pictures.fetch_documents(None, limit).await?;
        let limit = media::FetchLimit { bytes: limit.bytes.saturating_sub(tally.bytes), ..limit };
        tally.add(self.pictures.prefetch(wants.clone(), room, limit).await?);
        let core = Arc::clone(self);
        core.run_maintenance(move |core| core.make_room(&wants, room)).await?;
        Ok(tally)
    }

    async fn retention(self: &Arc<Self>) -> Result<Retention> {
        self.outbox(|outbox| outbox.read_now(|outbox| setting::get(outbox, RETENTION))).await
    }

    /// Applies what follows from what a sync or an older page brought. Blocks.
    pub(super) fn after_sync(&self) -> Result<()> {
        // Every step runs: a full disk that stops one must not keep the others from making room.
        let steps = [
            self.unlink_orphaned(),
            self.marks.follow_successors(),
            self.marks.follow_favourites(),
            super::ingest::ingest_pending(self.store.cache()),
            self.want_documents(),
            self.scan(),
            self.store.cache().scrub_now(),
            self.indexer.erase_withdrawn(),
        ];
        steps.into_iter().collect()
    }

    /// Runs maintenance: old items, pictures beyond the granted room, files without rows, free pages, each in small steps.
    /// Nothing is deleted for its age unless `time_is_known`, and then by the earliest time that any clock says. Blocks.
    pub(super) fn maintain(&self, time_is_known: bool) -> Result<()> {
        let after_sync = self.after_sync();
        let (outbox, cache) = (self.store.outbox()?, self.store.cache());
        let retention: Retention = outbox.read_now(|outbox| setting::get(outbox, RETENTION))?;
        let wants = self.wanted_pictures()?;
        let stay: HashSet<String> =
            outbox.read_now(listening::queue)?.into_iter().chain(wants.offline.clone()).collect();
        let time = if time_is_known { self.settle_time()? } else { None };
        let horizon = time.map_or(i64::MIN, |time| retention.horizon(time.earliest));
        while cache.write_now(|write| feed::evict(write, retention, horizon, &stay))? > 0 {}
        if let Some(SettledTime { earliest: now, latest }) = time {
            radar::delete_expired(outbox, now, latest)?;
            let here = |id: &str| cache.read_now(|cache| feed::is_stored(cache, id));
            let mut from = 0;
            while let Some(stamp) = outbox.write_now(|write| marks::delete_old(write, here, from, now))? {
                from = stamp;
            }
        }
        self.make_room(&wants, retention.picture_bytes())?;
        media::verify(cache, self.pictures.files(), VERIFIED)?;
        self.unlink_orphaned()?;
        while cache.read_now(feed::has_free_pages)? && cache.write_now(feed::vacuum_step)? {}
        after_sync
    }

    /// Settles on a time after a sync, and puts right what wrong clocks stamped before. Blocks.
    fn settle_time(&self) -> Result<Option<SettledTime>> {
        self.store.cache().write_now(|write| {
            let time = origin::settle(write, &*self.clock)?;
            if let Some(latest) = time.and_then(|time| time.latest) {
                feed::correct_future_stamps(write, latest)?;
            }
            Ok(time)
        })
    }

    /// Deletes pictures, the least wanted first, until they fit into `room` bytes. Blocks.
    pub(super) fn make_room(&self, wants: &PicturePriorities, room: i64) -> Result<()> {
        let cache = self.store.cache();
        let keep = cache.read_now(|cache| media::wanted_keys(cache, wants, room, self.clock.now()))?;
        while cache.write_now(|write| media::evict_pictures(write, &keep, room))? {}
        self.unlink_orphaned()
    }

    /// Deletes files whose rows are gone. Blocks.
    pub(super) fn unlink_orphaned(&self) -> Result<()> {
        let files = self.pictures.files();
        let cache = self.store.cache();
        // Usually there is nothing, which a read-only connection can tell.
        if !cache.read_now(media::any_orphaned)? {
            return Ok(());
        }
        while cache.write_now(|write| media::unlink_orphaned(write, files))? {}
        Ok(())
    }

    pub(super) fn storage_usage(&self) -> Result<StorageUsage> {
        let (outbox, cache) = (self.store.outbox()?, self.store.cache());
        let retention: Retention = outbox.read_now(|outbox| setting::get(outbox, RETENTION))?;
        let (items, text_bytes, (picture_bytes, pictures), (document_bytes, documents)) = cache.read_now(|cache| {
            Ok((
                feed::item_count(cache)?,
                file_bytes(cache)?,
                media::picture_usage(cache)?,
                media::document_usage(cache)?,
            ))
        })?;
        Ok(StorageUsage {
            items,
            text_bytes,
            pictures,
            picture_bytes: picture_bytes.unsigned_abs(),
            documents,
            document_bytes: document_bytes.unsigned_abs(),
            search_bytes: if self.store.has_search() { self.store.search()?.read_now(file_bytes)? } else { 0 },
            own_bytes: outbox.read_now(file_bytes)?,
            retention,
            day_steps: retention.day_steps(),
            picture_steps: retention.picture_steps(),
            traffic: self.net.traffic(),
        })
    }
}
