//! The order of a sync, and maintenance: eviction, pictures, vacuum, and repairs after a kill.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::core::Core;
use crate::base::error::{ClientError, Fault, Result};
use crate::base::lifecycle::{self, Context};
use crate::base::runtime;
use crate::base::setting;
use crate::base::store::file_bytes;
use crate::reader::feed;
use crate::reader::incident;
use crate::reader::listening;
use crate::reader::marks;
use crate::reader::media::{self, PicturePriorities};
use crate::reader::origin::{self, SettledTime};
use crate::reader::retention::{Retention, StorageUsage};
use crate::reader::source;
use crate::reader::sync::{PictureReport, SourceReport, SyncBudget, SyncOutcome, SyncReport};
use crate::topics::industry::radar;
use crate::topics::station::file_repair;

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
    /// Starts repairs once, after the first call in the foreground: what a kill, a full disk or another process left
    /// unfinished.
    pub(super) fn on_start(self: &Arc<Self>) {
        if self.started.load(Ordering::SeqCst) {
            return;
        }
        // Begun before this returns, so that `shut_down` waits for it even if it follows at once.
        let Some(operation) = self.lifecycle.begin_in_foreground() else { return };
        if self.started.swap(true, Ordering::SeqCst) {
            return;
        }
        let core = Arc::clone(self);
        let turn = Arc::clone(&self.maintenance).try_lock_owned();
        runtime::detach(operation.run(async move {
            let owner = Arc::clone(&core);
            let _turn = match turn {
                Ok(turn) => turn,
                Err(_) => Arc::clone(&owner.maintenance).lock_owned().await,
            };
            let done = runtime::blocking(move || {
                core.check_cache()?;
                if core.store.has_search() {
                    core.store.search()?.check()?;
                }
                let copied = core.marks.copy();
                let repaired = media::repair(core.store.cache(), core.pictures.files());
                let station = file_repair::repair(core.store.outbox()?, &core.station_folder(), core.clock.now());
                copied.and(repaired).and(station).and(core.after_sync())
            });
            if let Err(error) = done.await {
                if matches!(error, Fault::Stopped) {
                    owner.started.store(false, Ordering::SeqCst);
                }
                log::warn!("maintenance did not finish: {error:?}");
            }
            owner.wake_sender();
        }));
    }

    /// Gives an outbox that was damaged what the cache still knows, and notes what was lost. Blocks.
    ///
    /// Before anything is swept: what the sweep takes for abandoned may be all that is left.
    pub(super) fn adopt(&self) -> Result<()> {
        let (outbox, cache) = (self.store.outbox()?, self.store.cache());
        if !outbox.read_now(incident::is_salvaged)? {
            return Ok(());
        }
        let feeds = cache.read_now(origin::external_feeds)?;
        outbox.write_now(|write| source::adopt(write, &feeds))?;
        outbox.write_now(file_repair::restore_rows)?;
        // A salvaged outbox has a new epoch, so that this adopts the marks of the cache, and saves favourites again.
        self.marks.copy()?;
        self.marks.follow_favourites()?;
        if outbox.write_now(incident::finish_salvage)? {
            self.store.remove_set_aside()?;
        }
        Ok(())
    }

    /// Makes sure that the cache is sound and agrees with the outbox, if something else may have changed either. Blocks.
    fn check_cache(&self) -> Result<()> {
        let changed = self.store.cache().check()?;
        self.adopt()?;
        // What changed the file, for example the log of another one, may have changed the copy of the marks.
        if changed { self.marks.copy_anew() } else { Ok(()) }
    }

    /// Runs a piece of maintenance when no other runs.
    pub(super) async fn run_maintenance(
        self: Arc<Self>,
        work: impl FnOnce(&Self) -> Result<()> + Send + 'static,
    ) -> Result<()> {
        let turn = Arc::clone(&self.maintenance).lock_owned().await;
        runtime::blocking(move || {
            // Held by the work itself, which goes on if its caller no longer waits.
            let _turn = turn;
            work(&self)
        })
        .await
    }

    /// Texts, then appeals, the account and submissions, then maintenance, then pictures. Its requests end when its time is over.
    pub(super) async fn sync(self: Arc<Self>, budget: SyncBudget) -> Result<SyncReport, ClientError> {
        let began = self.clock.steady();
        let deadline = began.saturating_add(Duration::from_secs(budget.seconds.into()));
        Context::current().with_deadline(deadline).scope(self.sync_until(budget, began, deadline)).await
    }

    async fn sync_until(
        self: Arc<Self>,
        budget: SyncBudget,
        began: Duration,
        deadline: Duration,
    ) -> Result<SyncReport, ClientError> {
        let traffic = self.net.traffic();
        self.pictures.interrupt_prefetch();
        let core = Arc::clone(&self);
        let checked = runtime::blocking(move || core.check_cache());
        if let Err(error) = checked.await {
            log::warn!("the files were not checked: {error:?}");
        }
        let generation = self.store.cache().generation();
        let mut done = self.sync_once(budget).await;
        if self.store.cache().generation() != generation {
            log::warn!("the cache was replaced during the sync: it is filled again");
            done = self.sync_once(budget).await;
        }
        let mut done = done?;
        if budget.picture_bytes > 0 {
            match self.prefetch(media::FetchLimit { until: deadline, bytes: budget.picture_bytes }).await {
                Ok(tally) => done.pictures = report(tally),
                Err(error) => log::warn!("pictures were not fetched: {error:?}"),
            }
        }
        done.traffic = self.net.traffic().since(traffic);
        done.milliseconds = self.clock.steady().saturating_sub(began).as_millis() as u64;
        Ok(done)
    }

    /// Texts, appeals, the account, submissions and maintenance.
    async fn sync_once(self: &Arc<Self>, budget: SyncBudget) -> Result<SyncReport, ClientError> {
        let core = Arc::clone(self);
        // A sync lays the marks over what it brings, so the cache needs them first.
        if let Err(error) = runtime::blocking(move || core.marks.copy()).await {
            log::warn!("the marks were not copied: {error:?}");
        }
        let core = Arc::clone(self);
        if let Err(error) = runtime::blocking(move || core.watch_for_radar()).await {
            log::warn!("new items are not queued for the radar: {error:?}");
        }
        let sources = self.subscriptions().await?;
        let done = self.engine.sync(sources, budget).await;
        self.sync_appeals().await;
        self.sync_account().await;
        // A publisher that answered has told the time. One that was not waited for may have told nothing.
        let failed = |source: &SourceReport| matches!(source.outcome, SyncOutcome::Failed { .. });
        let answered = |done: &SyncReport| done.complete && done.sources.first().is_some_and(|first| !failed(first));
        let time_is_known = done.as_ref().is_ok_and(answered);
        self.sync_submissions(time_is_known).await;
        let maintained = tokio::select! {
            biased;
            done = Arc::clone(self).run_maintenance(move |core| core.maintain(time_is_known)) => done,
            // Maintenance that runs already is waited for as long as there is time.
            () = lifecycle::ended(&*self.clock) => Err(Fault::Stopped),
        };
        if let Err(error) = maintained {
            log::warn!("maintenance did not finish: {error:?}");
        }
        done
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
            // A mark that was made while a page was committed.
            self.marks.copy(),
            self.unlink_orphaned(),
            self.engine.delete_removed_sources(),
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
