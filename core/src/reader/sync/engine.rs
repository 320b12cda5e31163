//! The sync engine: one sync at a time, the publisher first, then the added feeds.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension};
use tokio::sync::watch;
use tokio::task::JoinSet;
use url::Url;

use super::report::{PictureReport, SourceReport, SyncBudget, SyncOutcome, SyncReport, Tally};
use crate::base::change::{Announcer, Change};
use crate::base::clock::Clock;
use crate::base::error::{ClientError, Fault, Result};
use crate::base::lifecycle;
use crate::base::net::{Net, Traffic};
use crate::base::runtime;
use crate::base::store::{Store, Write};
use crate::reader::feed::{self, TopicItem};
use crate::reader::item::PUBLISHER;
use crate::reader::media::{self, FileStore};
use crate::reader::origin::Origin;
use crate::reader::source::{self, FeedSubscription};

/// Feeds that are requested at the same time.
const CONCURRENT_FEEDS: usize = 4;

/// Hands an item of the publisher to the topics, inside the transaction that stores it.
pub(crate) type IngestTopics = fn(&Write<'_>, &TopicItem) -> Result<()>;

/// The ids of what the person keeps: of favourites, of the listening queue, and of what is kept offline. Reads the outbox and
/// the cache.
pub(crate) type KeptIds = fn(&Connection, &Connection) -> Result<HashSet<String>>;

/// What a sync asks of the layers above it.
pub(crate) struct Hooks {
    pub(crate) ingest: IngestTopics,
    pub(crate) kept: KeptIds,
}

/// A budget and what is used of it.
pub(super) struct BudgetMeter {
    net: Arc<Net>,
    clock: Arc<dyn Clock>,
    budget: SyncBudget,
    began: Duration,
    traffic: Traffic,
}

impl BudgetMeter {
    /// Whether no new request may be sent.
    pub(super) fn spent(&self) -> bool {
        lifecycle::is_stopped()
            || self.clock.steady().saturating_sub(self.began) >= Duration::from_secs(self.budget.seconds.into())
            || self.net.traffic().since(self.traffic).received >= self.budget.bytes
    }
}

/// The result of a sync, and whether it was ended before it was done.
type Outcome = Option<(std::result::Result<SyncReport, ClientError>, bool)>;

/// Fetches from the publisher and the added feeds.
pub(crate) struct SyncEngine {
    pub(super) store: Arc<Store>,
    pub(super) net: Arc<Net>,
    pub(super) clock: Arc<dyn Clock>,
    announcer: Arc<Announcer>,
    files: FileStore,
    pub(super) ingest: IngestTopics,
    pub(super) kept: KeptIds,
    pub(super) publisher: Option<Url>,
    // A second caller joins the running sync instead of requesting everything again.
    running: Mutex<Option<watch::Receiver<Outcome>>>,
    // Held while an older page is loaded, so that two callers do not load the same one. A sync does not hold it: what each
    // writes of the origin's row does not overlap.
    pub(super) loading_older: tokio::sync::Mutex<()>,
}

impl SyncEngine {
    pub(crate) fn new(
        store: Arc<Store>,
        net: Arc<Net>,
        clock: Arc<dyn Clock>,
        announcer: Arc<Announcer>,
        files: FileStore,
        hooks: Hooks,
        publisher: Option<Url>,
    ) -> Self {
        let Hooks { ingest, kept } = hooks;
        let (running, loading_older) = (Mutex::default(), tokio::sync::Mutex::default());
        Self { store, net, clock, announcer, files, ingest, kept, publisher, running, loading_older }
    }

    /// Syncs every origin, or joins the running sync. If that one is ended because the app left the foreground, a caller that
    /// joined it later syncs again.
    ///
    /// Errors: the first origin's if every origin failed.
    pub(crate) async fn sync(
        self: &Arc<Self>,
        subscriptions: Vec<FeedSubscription>,
        budget: SyncBudget,
    ) -> std::result::Result<SyncReport, ClientError> {
        loop {
            let (mut outcome, joined) = self.join_or_start(&subscriptions, budget);
            self.announcer.announce([Change::Sync]);
            let result = tokio::select! {
                biased;
                result = outcome.wait_for(Option::is_some) => result,
                // The one that runs ends by its own budget.
                () = lifecycle::ended(&*self.clock), if joined => return Ok(SyncReport::default()),
            };
            let Ok(result) = result else {
                return Err(ClientError::from(Fault::Panic("the task of the sync ended".into())));
            };
            let (result, stopped) = result.clone().expect("waited until there is one");
            if !(joined && stopped) || lifecycle::is_stopped() {
                return result;
            }
        }
    }

    /// The outcome of the running sync, and whether it was running already.
    fn join_or_start(
        self: &Arc<Self>,
        subscriptions: &[FeedSubscription],
        budget: SyncBudget,
    ) -> (watch::Receiver<Outcome>, bool) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(outcome) = &*running {
            return (outcome.clone(), true);
        }
        let (done, outcome) = watch::channel(None);
        *running = Some(outcome.clone());
        let (engine, subscriptions) = (Arc::clone(self), subscriptions.to_vec());
        let work = async move {
            let worker = Arc::clone(&engine);
            let result = runtime::run(async move { worker.sync_all(subscriptions, budget).await }).await;
            *engine.running.lock().unwrap_or_else(PoisonError::into_inner) = None;
            engine.announcer.announce([Change::Sync]);
            done.send_replace(Some((result.map_err(ClientError::from), lifecycle::is_stopped())));
        };
        // A part of the operation of the caller that started it.
        runtime::detach(lifecycle::inherit(work));
        (outcome, false)
    }

    /// Whether a sync is running.
    pub(crate) fn is_running(&self) -> bool {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    async fn sync_all(
        self: &Arc<Self>,
        subscriptions: Vec<FeedSubscription>,
        budget: SyncBudget,
    ) -> Result<SyncReport> {
        match self.net.ensure_allowed() {
            // It was ended before it began.
            Err(Fault::Stopped) => return Ok(SyncReport::default()),
            allowed => allowed?,
        }
        let meter = BudgetMeter {
            net: Arc::clone(&self.net),
            clock: Arc::clone(&self.clock),
            budget,
            began: self.clock.steady(),
            traffic: self.net.traffic(),
        };
        let mut reports = Vec::new();
        let mut first_fault = None;
        let mut complete = true;
        let mut report = |id: String, title: String, result: Result<(Tally, bool)>| {
            let outcome = match result {
                Ok((tally, finished)) => {
                    complete &= finished;
                    tally.outcome()
                }
                // Its time was over, or the app left the foreground: what it committed stays, and the next sync goes on.
                Err(Fault::Stopped) => {
                    complete = false;
                    SyncOutcome::Unchanged
                }
                Err(error) => {
                    let failed = error.to_client_error();
                    first_fault.get_or_insert(error);
                    SyncOutcome::Failed { explanation: failed.explanation().to_owned(), code: failed.code().to_owned() }
                }
            };
            reports.push(SourceReport { id, title, outcome });
        };
        if let Some(address) = self.publisher.clone() {
            let result = self.sync_publisher(&address, &meter).await;
            let title = self.title_of(PUBLISHER).await.unwrap_or_default();
            report(PUBLISHER.to_owned(), title, result);
        }
        let mut skipped = false;
        let mut unchanged = Vec::new();
        let mut stored = self.load_origins(&subscriptions).await.unwrap_or_else(|error| {
            log::warn!("the feeds are read one by one: {error:?}");
            HashMap::new()
        });
        let mut waiting = subscriptions.into_iter();
        let mut running = JoinSet::new();
        loop {
            while running.len() < CONCURRENT_FEEDS {
                let Some(subscription) = waiting.next() else { break };
                if meter.spent() {
                    skipped = true;
                    continue;
                }
                let (engine, origin) = (Arc::clone(self), stored.remove(&subscription.id));
                if origin.as_ref().is_some_and(|origin| origin.closed.is_some()) {
                    continue;
                }
                running.spawn(lifecycle::inherit(async move {
                    let (id, title) = (subscription.id.clone(), subscription.title.clone());
                    // A task of its own: a panic in one feed is that feed's failure.
                    let work = async move { engine.sync_external_feed(&subscription, origin).await };
                    (id, title, runtime::run(work).await)
                }));
            }
            let Some(done) = running.join_next().await else { break };
            let (id, title, result) = done.map_err(|error| Fault::Panic(error.into()))?;
            if matches!(result, Ok(None)) {
                unchanged.push(id.clone());
            }
            report(id, title, result.map(|tally| (tally.unwrap_or_default(), true)));
        }
        // One write for all of them: after a kill they are only asked again.
        if let Err(error) = self.record_unchanged(unchanged, None).await {
            log::warn!("the time of the last success was not stored: {error:?}");
        }
        // Feeds may have been removed while they were fetched.
        let engine = Arc::clone(self);
        if let Err(error) = runtime::blocking(move || engine.delete_removed_sources()).await {
            log::warn!("items of removed feeds were not deleted: {error:?}");
        }
        let scrubbed = self.scrub().await;
        let failed = |report: &SourceReport| matches!(report.outcome, SyncOutcome::Failed { .. });
        if let Some(fault) = first_fault
            && reports.iter().all(failed)
        {
            return Err(fault);
        }
        Ok(SyncReport {
            sources: reports,
            pictures: PictureReport::default(),
            traffic: self.net.traffic().since(meter.traffic),
            milliseconds: self.clock.steady().saturating_sub(meter.began).as_millis() as u64,
            complete: complete && scrubbed && !skipped,
        })
    }

    /// Deletes the items of the feeds that the person removed, except for the favourites. Blocks.
    pub(crate) fn delete_removed_sources(&self) -> Result<()> {
        let (outbox, cache) = (self.store.outbox()?, self.store.cache());
        let removed = outbox.read_now(source::removed)?;
        let stored = |cache: &Connection| {
            let stored = removed.iter().map(|id| Ok((id, feed::has_removable_rows(cache, id)?)));
            let stored: Vec<(&String, bool)> = stored.collect::<Result<_>>()?;
            Ok(stored.into_iter().filter_map(|(id, stored)| stored.then_some(id)).collect::<Vec<_>>())
        };
        let stored = cache.read_now(stored)?;
        if stored.is_empty() {
            return Ok(());
        }
        cache.write_now(|write| {
            // Read again: the person may have added a feed again meanwhile.
            let removed = outbox.read_now(source::removed)?;
            let still_removed = stored.into_iter().filter(|id| removed.contains(id));
            still_removed.into_iter().try_for_each(|id| feed::remove_origin(write, id))?;
            while media::unlink_orphaned(write, &self.files)? {}
            Ok(())
        })
    }

    /// Erases withdrawn texts from the database file. False if a reader was in the way: the next sync tries again.
    pub(super) async fn scrub(&self) -> bool {
        let store = Arc::clone(&self.store);
        let done = runtime::blocking(move || store.cache().scrub_now());
        done.await.inspect_err(|error| log::warn!("the file was not scrubbed yet: {error:?}")).is_ok()
    }

    /// The stored row of an origin; see [`Origin::load`].
    pub(super) async fn load_origin(&self, id: &str, address: &str) -> Result<Origin> {
        let (id, address) = (id.to_owned(), address.to_owned());
        self.store.cache().read(move |connection| Origin::load(connection, &id, &address)).await
    }

    /// The stored rows of feeds by their ids, in one read.
    async fn load_origins(&self, feeds: &[FeedSubscription]) -> Result<HashMap<String, Origin>> {
        if feeds.is_empty() {
            return Ok(HashMap::new());
        }
        let feeds: Vec<(String, String)> =
            feeds.iter().map(|feed| (feed.id.clone(), feed.address.to_string())).collect();
        let load = move |connection: &Connection| {
            feeds
                .into_iter()
                .map(|(id, address)| Origin::load(connection, &id, &address).map(|origin| (id, origin)))
                .collect()
        };
        self.store.cache().read(load).await
    }

    /// If the origin asked to wait, stores until when. Nothing else of `origin` is written: what was committed after it
    /// was loaded stays. No other failure is stored.
    pub(super) async fn store_wait(&self, origin: Origin, error: &Fault) {
        let Fault::Busy(wait) = error else { return };
        // The error comes from a wait that is stored already; storing it again would prolong it.
        if origin.ensure_may_request(&*self.clock).is_err() {
            return;
        }
        let until = self.clock.now() + wait.as_millis() as i64;
        let saved = self.store.cache().write(move |write| origin.record_wait(write, until));
        if let Err(error) = saved.await {
            log::warn!("a wait was not stored: {error:?}");
        }
    }

    /// Records a success without changes of each of the origins.
    pub(super) async fn record_unchanged(&self, ids: Vec<String>, clock_skew: Option<i64>) -> Result<()> {
        if ids.is_empty() {
            return Ok(());
        }
        let now = self.clock.now();
        self.store
            .cache()
            .write(move |write| ids.iter().try_for_each(|id| Origin::record_success(write, id, now, clock_skew)))
            .await
    }

    async fn title_of(&self, id: &'static str) -> Result<String> {
        let title = self
            .store
            .cache()
            .read(move |connection| {
                Ok(connection.query_row("SELECT title FROM origin WHERE id = ?1", [id], |row| row.get(0)).optional()?)
            })
            .await?;
        Ok(title.unwrap_or_default())
    }
}
