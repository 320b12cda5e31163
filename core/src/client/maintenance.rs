//! The order of a sync, and putting the phone in order: pictures, room, what a kill left half done.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use super::{Client, Core};
use crate::base::change::Change;
use crate::base::error::{ClientError, Result};
use crate::base::runtime;
use crate::base::setting;
use crate::reader::feed;
use crate::reader::listening;
use crate::reader::marks;
use crate::reader::media::{self, Wants};
use crate::reader::retention::{Retention, StorageUsage};
use crate::reader::sync::{self, PictureReport, SourceReport, SyncBudget, SyncOutcome, SyncReport};
use crate::topics::industry::radar;

const RETENTION: &str = "retention";
/// Picture files that are read and compared with their names after a sync.
const VERIFIED: usize = 20;

#[uniffi::export]
impl Client {
    /// Fetches the pictures of an item that are not on the phone, on any network, because the person asked; all of them or
    /// the one at `address`.
    ///
    /// Errors: those of [`Client::article`]; `Rejected` (`bad-request`) for an address that the item does not show; and when
    /// not one could be had, `Rejected` (`bad-picture`) and those of the network.
    #[uniffi::method(default(address = None))]
    pub async fn load_pictures(&self, id: String, address: Option<String>) -> Result<PictureReport, ClientError> {
        let (item, one) = (id.clone(), address.clone());
        let missing = self.read(move |view| feed::missing_pictures(view, &item, one.as_deref())).await?;
        if !missing {
            return Ok(PictureReport::default());
        }
        self.work(|core| async move {
            core.ready().await?;
            core.pictures.load(id, address).await.map(report)
        })
        .await
    }

    /// What is on the phone, and what the person grants.
    pub async fn storage(&self) -> Result<StorageUsage, ClientError> {
        self.blocking(move |core| core.storage()).await
    }

    /// How long things stay, and how much room they may take. Less room takes effect at once, fewer days
    /// with the next sync, which knows the time.
    ///
    /// Errors: `Rejected` (`bad-request`) for days outside 1 to 3,650, less than 5 MB of texts, or more than 100 GB of either.
    pub async fn set_retention(&self, retention: Retention) -> Result<(), ClientError> {
        let retention = retention.checked()?;
        self.write_outbox(move |write| {
            write.announce(Change::Settings);
            setting::set(write, RETENTION, &retention)
        })
        .await?;
        self.in_turn(|core| core.maintain(false)).await
    }

    /// Puts all pictures away but the favourites' and those of what is kept offline.
    pub async fn clear_pictures(&self) -> Result<(), ClientError> {
        self.in_turn(|core| core.make_room(&core.wants()?, 0)).await
    }
}

impl Client {
    /// Puts something in order when nobody else does.
    pub(super) async fn in_turn(&self, work: fn(&Core) -> Result<()>) -> Result<(), ClientError> {
        self.work(|core| async move { core.in_turn(work).await }).await
    }
}

pub(super) fn report(tally: media::Tally) -> PictureReport {
    PictureReport { fetched: tally.fetched, failed: tally.failed, left: tally.left, bytes: tally.bytes }
}

/// What must be done before the first read, and nothing else. Blocks.
pub(super) fn begin(core: &Core) {
    // A damaged or unreachable outbox must not keep anybody from reading.
    // A cache that proves damaged at this first look is replaced by it, and is empty then.
    let missing = core.marks_are_missing().or_else(|_| core.marks_are_missing());
    if let Err(error) = missing.and_then(|missing| if missing { core.copy_marks() } else { Ok(()) }) {
        log::warn!("the marks were not copied: {error:?}");
    }
    if let Err(error) = super::ingest::ingest_pending(core.store.cache()) {
        log::warn!("the topics did not look at what was here before: {error:?}");
    }
}

impl Core {
    /// Once, after the first call: what a kill, a full disk or somebody else's hand left behind.
    pub(super) fn on_start(self: &Arc<Self>) {
        if self.settled.swap(true, std::sync::atomic::Ordering::SeqCst) {
            return;
        }
        let core = Arc::clone(self);
        // Taken before this returns: a client that is shut down at once waits for it all the same.
        let turn = Arc::clone(&self.order).try_lock_owned();
        runtime::detach(async move {
            let ordered = Arc::clone(&core);
            let _order = match turn {
                Ok(turn) => turn,
                Err(_) => Arc::clone(&ordered.order).lock_owned().await,
            };
            let done = runtime::blocking(move || {
                let copied = core.copy_marks();
                let mended = core.pictures.shelf().mend(core.store.cache());
                copied.and(mended).and(core.after_sync())
            });
            if let Err(error) = done.await {
                log::warn!("not everything was put in order: {error:?}");
            }
        });
    }

    /// Puts something in order when nobody else does.
    pub(super) async fn in_turn(
        self: Arc<Self>,
        work: impl FnOnce(&Self) -> Result<()> + Send + 'static,
    ) -> Result<()> {
        let core = Arc::clone(&self);
        let _order = self.order.lock().await;
        runtime::blocking(move || work(&core)).await
    }

    /// Texts, then pictures, then order.
    pub(super) async fn sync(self: Arc<Self>, budget: SyncBudget) -> Result<SyncReport, ClientError> {
        let (began, traffic) = (self.clock.steady(), self.net.traffic());
        self.pictures.give_way();
        let core = Arc::clone(&self);
        // A sync lays the marks over what it brings: they have to be there.
        if let Err(error) = runtime::blocking(move || core.copy_marks()).await {
            log::warn!("the marks were not copied: {error:?}");
        }
        let core = Arc::clone(&self);
        if let Err(error) = runtime::blocking(move || core.watch()).await {
            log::warn!("what comes in is not noted for the radar: {error:?}");
        }
        let sources = self.subscribed().await?;
        let done = self.engine.sync(sources, budget).await;
        self.follow_appeals().await;
        let order = self.order.lock().await;
        let core = Arc::clone(&self);
        // Whoever answered said what time it is.
        let failed = |source: &SourceReport| matches!(source.outcome, SyncOutcome::Failed { .. });
        let clock = done.as_ref().is_ok_and(|done| done.sources.first().is_some_and(|first| !failed(first)));
        if let Err(error) = runtime::blocking(move || core.maintain(clock)).await {
            log::warn!("not everything was put in order: {error:?}");
        }
        drop(order);
        let mut done = done?;
        if budget.picture_bytes > 0 {
            let until = began + Duration::from_secs(budget.seconds.into());
            match self.prefetch(media::Limit { until, bytes: budget.picture_bytes }).await {
                Ok(tally) => done.pictures = report(tally),
                Err(error) => log::warn!("pictures were not fetched: {error:?}"),
            }
        }
        done.traffic = self.net.traffic().since(traffic);
        done.milliseconds = self.clock.steady().saturating_sub(began).as_millis() as u64;
        Ok(done)
    }

    async fn prefetch(self: &Arc<Self>, limit: media::Limit) -> Result<media::Tally> {
        let core = Arc::clone(self);
        let wants = runtime::blocking(move || core.wants()).await?;
        let room = self.retention().await?.picture_bytes();
        let mut tally = self.pictures.fetch_documents(None, limit).await?;
        let limit = media::Limit { bytes: limit.bytes.saturating_sub(tally.bytes), ..limit };
        tally.add(self.pictures.prefetch(wants.clone(), room, limit).await?);
        let core = Arc::clone(self);
        core.in_turn(move |core| core.make_room(&wants, room)).await?;
        Ok(tally)
    }

    async fn retention(self: &Arc<Self>) -> Result<Retention> {
        self.outbox(|outbox| outbox.read_now(|outbox| setting::get(outbox, RETENTION))).await
    }

    /// What follows from what came in. Blocks.
    pub(super) fn after_sync(&self) -> Result<()> {
        // Each for itself: a full disk that stops one must not keep the others from making room.
        let steps = [
            self.unlink(),
            self.follow_successors(),
            self.follow_favourites(),
            super::ingest::ingest_pending(self.store.cache()),
            self.want_documents(),
            self.scan(),
            self.store.cache().scrub_now(),
            self.erase_from_index(),
        ];
        steps.into_iter().collect()
    }

    /// Old items, pictures without room, files without rows, free pages: each in small steps. `clock` says whether the time
    /// is known: nothing goes for its age by a clock that may be years ahead. Blocks.
    fn maintain(&self, clock: bool) -> Result<()> {
        let followed_up = self.after_sync();
        let (outbox, cache) = (self.store.outbox()?, self.store.cache());
        let retention: Retention = outbox.read_now(|outbox| setting::get(outbox, RETENTION))?;
        let wants = self.wants()?;
        let stay: HashSet<String> = outbox.read_now(listening::queue)?.into_iter().chain(wants.kept.clone()).collect();
        let now = cache.read_now(|cache| sync::now_at(cache, &*self.clock))?;
        let horizon = if clock { retention.horizon(now) } else { i64::MIN };
        while cache.write_now(|write| feed::evict(write, retention, horizon, &stay))? > 0 {}
        if clock {
            radar::delete_expired(outbox, now)?;
            let here = |id: &str| cache.read_now(|cache| feed::is_here(cache, id));
            let mut from = 0;
            while let Some(stamp) = outbox.write_now(|write| marks::forget_old(write, here, from, now))? {
                from = stamp;
            }
        }
        self.make_room(&wants, retention.picture_bytes())?;
        self.pictures.shelf().verify(cache, VERIFIED)?;
        self.unlink()?;
        while cache.read_now(feed::has_room_to_give)? && cache.write_now(feed::shrink)? {}
        followed_up
    }

    fn make_room(&self, wants: &Wants, room: i64) -> Result<()> {
        let cache = self.store.cache();
        let keep = cache.read_now(|cache| media::wanted_keys(cache, wants, room, self.clock.now()))?;
        while cache.write_now(|write| media::make_room(write, &keep, room))? {}
        self.unlink()
    }

    pub(super) fn unlink(&self) -> Result<()> {
        let shelf = self.pictures.shelf();
        let cache = self.store.cache();
        // Most of the time there is nothing, and a reader sees that.
        if !cache.read_now(media::are_orphaned)? {
            return Ok(());
        }
        while cache.write_now(|write| shelf.unlink_orphaned(write))? {}
        Ok(())
    }

    fn storage(&self) -> Result<StorageUsage> {
        let (outbox, cache) = (self.store.outbox()?, self.store.cache());
        let retention: Retention = outbox.read_now(|outbox| setting::get(outbox, RETENTION))?;
        let (items, text_bytes, (picture_bytes, pictures), (document_bytes, documents)) = cache.read_now(|cache| {
            Ok((feed::counted(cache)?, bytes_of(cache)?, media::used_bytes(cache)?, media::document_bytes(cache)?))
        })?;
        Ok(StorageUsage {
            items,
            text_bytes,
            pictures,
            picture_bytes: picture_bytes.unsigned_abs(),
            documents,
            document_bytes: document_bytes.unsigned_abs(),
            search_bytes: if self.store.has_search() { self.store.search()?.read_now(bytes_of)? } else { 0 },
            own_bytes: outbox.read_now(bytes_of)?,
            retention,
            day_steps: retention.day_steps(),
            picture_steps: retention.picture_steps(),
            traffic: self.net.traffic(),
        })
    }
}

fn bytes_of(connection: &rusqlite::Connection) -> Result<u64> {
    let one = |name: &str| connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i64>(0));
    Ok((one("page_count")? * one("page_size")?).unsigned_abs())
}
