//! The composition root: the only place that sees every topic, and all that is exported as an object.
//!
//! Every method may be called from any thread, also the main one: the work is done on the core's threads. Reads never
//! touch the network and never fail for being offline. Dropping the wait for a write does not stop the write.

mod alerts;
mod appeals;
mod display;
mod forms;
mod government;
mod home;
mod industry;
mod ingest;
mod maintenance;
mod marks;
mod offline;
mod pages;
mod party;
mod reading;
mod reminders;
mod search;
mod services;

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::Connection;
use url::Url;

use crate::base::change::{Announcer, ChangeListener, Subscription};
use crate::reader::catalogue::{self, Catalogue};
pub use alerts::Town;
pub use forms::{AppStatus, AppealForm, AppealKindOption, ItemKindOption, RadarRuleForm};
pub use marks::ListeningQueue;
pub use offline::OfflineEntry;
pub use pages::{AlertPage, GovernmentOverview, ItemDetails, ItemPage, PartyOverview, ServiceGroup, StudyPage};

use crate::base::clock::{Clock, SystemClock, relative};
use crate::base::error::{ClientError, Fault, Result};
use crate::base::net::{self, HttpTransport, Net, NetworkClass, TimeLimits, Traffic, Transport};
use crate::base::runtime::{self, ErasedValue, unwrapped};
use crate::base::store::{Database, Store, Write};
use crate::reader::consent::{self, Consent};
use crate::reader::feed::{self, View};
use crate::reader::incident::{self, Incident};
use crate::reader::item::PUBLISHER;
use crate::reader::media::{self, FileStore, MediaFetcher, PictureSizes};
use crate::reader::origin;
use crate::reader::source::{self, FeedSubscription, Source};
use crate::reader::sync::{SyncBudget, SyncEngine, SyncReport, source_id};

/// A question to the cache.
type AnyQuery = Box<dyn FnOnce(&View<'_>) -> Result<ErasedValue> + Send>;

/// How a client is opened.
#[derive(Debug, Clone, Default, PartialEq, Eq, uniffi::Record)]
pub struct OpenRequest {
    /// The folder for both databases; made if it is missing. Private to the app, not in a backup.
    pub folder: String,
    /// The publisher's address, without the `v1/…`; none to read added sources only.
    #[uniffi(default = None)]
    pub publisher: Option<String>,
    /// Limits in time; none for those of a phone on a weak network.
    #[uniffi(default = None)]
    pub time_limits: Option<TimeLimits>,
    /// How large pictures are kept; none for 360 and 1080 pixels of width.
    #[uniffi(default = None)]
    pub picture_sizes: Option<PictureSizes>,
}

/// The world that a client lives in; tests bring their own.
pub struct World {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// The way to the network.
    pub transport: Arc<dyn Transport>,
}

impl Default for World {
    fn default() -> Self {
        Self { clock: Arc::new(SystemClock::default()), transport: Arc::new(HttpTransport::default()) }
    }
}

/// A county's news on one phone.
#[derive(uniffi::Object)]
pub struct Client {
    core: Arc<Core>,
}

struct Core {
    store: Arc<Store>,
    net: Arc<Net>,
    clock: Arc<dyn Clock>,
    announcer: Arc<Announcer>,
    engine: Arc<SyncEngine>,
    pictures: Arc<MediaFetcher>,
    publisher: Option<Url>,
    closed: AtomicBool,
    // The person took consent back and it may not be in the outbox yet: the gate stays shut whatever is stored.
    refused: AtomicBool,
    // Whoever reads or writes consent and then moves the gate does both alone.
    gate: tokio::sync::Mutex<()>,
    // Marks are copied by one at a time: a lost cache is filled once.
    marking: std::sync::Mutex<()>,
    settled: AtomicBool,
    // Putting the phone in order is done by one at a time, and waited for at the end.
    order: Arc<tokio::sync::Mutex<()>>,
    // What a person sends is sent by one at a time: twice would be twice.
    appealing: tokio::sync::Mutex<()>,
    turns: search::Turns,
    indexing: Arc<search::Indexing>,
}

impl Client {
    /// Opens a client in a world of the caller's. [`Client::open`] is this with the phone's own.
    pub async fn open_in(world: World, request: OpenRequest) -> Result<Arc<Self>, ClientError> {
        let opened = runtime::blocking(move || {
            let publisher = request.publisher.as_deref().map(source::parse_address).transpose()?;
            if let Some(address) = &publisher {
                net::allowed(address)?;
            }
            let announcer = Arc::new(Announcer::default());
            // Files are named with their whole path, wherever the process goes.
            let folder = std::path::absolute(&request.folder)?;
            let store = Arc::new(Store::open(&folder, Arc::clone(&announcer))?);
            let files = FileStore::new(store.folder());
            let limits = request.time_limits.unwrap_or_default();
            let net = Arc::new(Net::new(world.transport, Arc::clone(&world.clock), limits));
            let engine = Arc::new(SyncEngine::new(
                Arc::clone(&store),
                Arc::clone(&net),
                Arc::clone(&world.clock),
                Arc::clone(&announcer),
                files.clone(),
                ingest::ingest,
                publisher.clone(),
            ));
            let sizes = request.picture_sizes.unwrap_or_default();
            let pictures =
                MediaFetcher::new(Arc::clone(&store), Arc::clone(&net), Arc::clone(&world.clock), files, sizes);
            let pictures = Arc::new(pictures);
            let closed = AtomicBool::new(false);
            let (refused, gate) = (AtomicBool::new(false), tokio::sync::Mutex::default());
            let clock = world.clock;
            let marking = std::sync::Mutex::default();
            let core = Arc::new(Core {
                store,
                net,
                clock,
                announcer,
                engine,
                pictures,
                publisher,
                closed,
                refused,
                gate,
                marking,
                settled: AtomicBool::new(false),
                order: Arc::default(),
                appealing: tokio::sync::Mutex::default(),
                turns: search::Turns::default(),
                indexing: Arc::default(),
            });
            maintenance::begin(&core);
            Ok(Arc::new(Self { core }))
        });
        Ok(opened.await?)
    }

    /// Runs work on the core's threads.
    async fn work<T, F, W>(&self, work: W) -> Result<T, ClientError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static,
        W: FnOnce(Arc<Core>) -> F,
    {
        let work = work(Arc::clone(&self.core));
        self.work_any(Box::pin(async move { Ok(Box::new(work.await?) as ErasedValue) })).await.map(unwrapped)
    }

    async fn work_any(
        &self,
        work: Pin<Box<dyn Future<Output = Result<ErasedValue>> + Send>>,
    ) -> Result<ErasedValue, ClientError> {
        self.open_still()?;
        let done = runtime::run_any(work).await;
        self.core.on_start();
        self.core.index_soon(false);
        Ok(done?)
    }

    /// Does what blocks, off the workers.
    async fn blocking<T, F>(&self, work: F) -> Result<T, ClientError>
    where
        T: Send + 'static,
        F: FnOnce(&Arc<Core>) -> Result<T> + Send + 'static,
    {
        let core = Arc::clone(&self.core);
        let work = runtime::blocking_any(Box::new(move || Ok(Box::new(work(&core)?) as ErasedValue)));
        self.work_any(Box::pin(work)).await.map(unwrapped)
    }

    /// Reads the outbox.
    async fn read_outbox<T, Q>(&self, query: Q) -> Result<T, ClientError>
    where
        T: Send + 'static,
        Q: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        self.blocking(|core| core.store.outbox()?.read_now(query)).await
    }

    /// Writes the outbox.
    async fn write_outbox<T, F>(&self, change: F) -> Result<T, ClientError>
    where
        T: Send + 'static,
        F: FnOnce(&Write<'_>) -> Result<T> + Send + 'static,
    {
        self.blocking(|core| core.store.outbox()?.write_now(change)).await
    }

    /// Reads the cache. One hop to another thread.
    async fn read<T, Q>(&self, query: Q) -> Result<T, ClientError>
    where
        T: Send + 'static,
        Q: FnOnce(&View<'_>) -> Result<T> + Send + 'static,
    {
        self.read_any(Box::new(move |view| Ok(Box::new(query(view)?) as ErasedValue))).await.map(unwrapped)
    }

    async fn read_any(&self, query: AnyQuery) -> Result<ErasedValue, ClientError> {
        self.open_still()?;
        let (clock, files) = (Arc::clone(&self.core.clock), self.core.pictures.files().clone());
        let cache = Arc::clone(self.core.store.cache());
        let read = move || {
            cache.read_now(|connection| {
                let (device_now, publisher_now) = (clock.now(), origin::publisher_now(connection, &*clock)?);
                query(&View { connection, files: &files, device_now, publisher_now })
            })
        };
        let answer = runtime::blocking_any(Box::new(read)).await;
        if answer.as_ref().is_err_and(|error| *error.fault() == Fault::Database) {
            // A cache that was replaced just now needs its marks and favourites again.
            self.core.settled.store(false, Ordering::SeqCst);
        }
        self.core.on_start();
        Ok(answer?)
    }

    fn open_still(&self) -> Result<()> {
        if self.core.closed.load(Ordering::SeqCst) { Err(Fault::Closed.into()) } else { Ok(()) }
    }
}

#[uniffi::export]
impl Client {
    /// Opens the folder. Nothing is sent, and nothing will be before consent was given.
    ///
    /// Errors: `Rejected` (`bad-address`) when the publisher's address may not be asked; `Storage` when the folder cannot
    /// be used.
    #[uniffi::constructor]
    pub async fn open(request: OpenRequest) -> Result<Arc<Self>, ClientError> {
        Self::open_in(World::default(), request).await
    }

    /// Hears of changes. The first call, [`crate::Change::All`], arrives before this returns.
    pub fn subscribe(&self, listener: Arc<dyn ChangeListener>) -> Arc<Subscription> {
        self.core.announcer.subscribe(listener)
    }

    /// Whether requests may be sent.
    pub async fn consent(&self) -> Result<Consent, ClientError> {
        self.work(|core| async move { core.consent().await }).await
    }

    /// The person agrees to the privacy statement of this version: from now on requests may be sent.
    pub async fn accept_consent(&self, statement: String) -> Result<Consent, ClientError> {
        self.work(|core| async move { core.decide(true, statement).await }).await
    }

    /// The person refuses, or takes consent back: from now on nothing is sent; what is under way ends. What is on the
    /// phone stays readable.
    pub async fn withdraw_consent(&self, statement: String) -> Result<Consent, ClientError> {
        // Shut before anything is written: a full disk must not keep the gate open.
        self.core.refused.store(true, Ordering::SeqCst);
        self.core.net.set_consent(false);
        self.work(|core| async move { core.decide(false, statement).await }).await
    }

    /// Asks every source what is new, then, on an unmetered network, fetches the pictures that are wanted most, and then
    /// puts the phone in order: see [`crate::Retention`]. A second caller joins the sync that runs; one that comes while pictures
    /// are fetched ends that for the first caller.
    ///
    /// Without a budget, [`SyncBudget::default`] holds. A source that fails is in the report; only if every one of them fails
    /// is it an error, the first one's. What is stored stays readable in any case.
    #[uniffi::method(default(budget = None))]
    pub async fn sync(&self, budget: Option<SyncBudget>) -> Result<SyncReport, ClientError> {
        self.work(|core| async move { core.ready().await }).await?;
        let core = Arc::clone(&self.core);
        let budget = budget.unwrap_or_default();
        let done = runtime::run(async move { Ok(core.sync(budget).await) }).await?;
        self.core.index_soon(false);
        done
    }

    /// Whether texts are being fetched; pictures follow after.
    pub fn syncing(&self) -> bool {
        self.core.engine.is_running()
    }

    /// Fetches the publisher's next older page, for somebody who scrolled to the end. Whether there are more after it: the
    /// last page brings rows and is answered with false.
    pub async fn load_older(&self) -> Result<bool, ClientError> {
        self.work(|core| async move {
            core.ready().await?;
            let more = core.engine.load_older().await;
            // An older page may hold a withdrawal too.
            let order = Arc::clone(&core);
            runtime::blocking(move || order.after_sync()).await?;
            more
        })
        .await
    }

    /// Forgets how far the publisher was read, for one that lost its memory and counts from the beginning again, which is
    /// refused as a replay otherwise. What is on the phone stays until the next sync has compared it.
    pub async fn reset_publisher(&self) -> Result<(), ClientError> {
        self.work(|core| async move { core.engine.reset_publisher().await }).await
    }

    /// Channels, modules, sectors, parks and stations. Empty before the first sync.
    pub async fn catalogue(&self) -> Result<Catalogue, ClientError> {
        self.read(|view| catalogue::read(view.connection)).await
    }

    /// Where items come from: the publisher first, then what the person added.
    pub async fn sources(&self) -> Result<Vec<Source>, ClientError> {
        self.work(|core| async move { core.sources().await }).await
    }

    /// Adds a feed (RSS, Atom, JSON Feed) by its address. It is fetched at once, so that an address that is no feed is
    /// refused here; adding one that is there already changes nothing.
    ///
    /// Errors: `Rejected` (`bad-address`, `not-a-feed`, `empty-feed`), and those of the network; in each case nothing is
    /// added.
    pub async fn add_source(&self, address: String) -> Result<Source, ClientError> {
        self.work(move |core| async move { core.add_source(&address).await }).await
    }

    /// Removes an added feed and what it brought.
    ///
    /// Errors: `Rejected` (`unknown-source`) when there is no such source, also for the publisher.
    pub async fn remove_source(&self, id: String) -> Result<(), ClientError> {
        self.work(move |core| async move { core.remove_source(id).await }).await
    }

    /// What the platform knows of the network; unmetered until it says so, which is before the first sync. While it is
    /// offline nothing is tried, while it is metered no picture is fetched that was not asked for.
    pub fn set_network(&self, network: NetworkClass) {
        self.core.net.set_network(network);
    }

    /// Whether a person is looking. In the background idle connections, to the network and to the files, are given back.
    pub fn set_foreground(&self, foreground: bool) {
        if !foreground {
            self.core.net.hang_up();
            rest(&self.core.store);
        }
    }

    /// Requests and bytes since this client was opened.
    pub fn traffic(&self) -> Traffic {
        self.core.net.traffic()
    }

    /// What the person must be told about this phone's storage and was not told yet; see [`Incident`].
    pub async fn incidents(&self) -> Result<Vec<Incident>, ClientError> {
        self.read_outbox(incident::untold).await
    }

    /// The person was told of all incidents.
    pub async fn acknowledge_incidents(&self) -> Result<(), ClientError> {
        self.write_outbox(incident::tell).await
    }

    /// Ends the client in good order. Calls that come later are `Rejected` (`closed`).
    pub async fn shut_down(&self) -> Result<(), ClientError> {
        self.core.closed.store(true, Ordering::SeqCst);
        self.core.net.set_consent(false);
        let core = Arc::clone(&self.core);
        Ok(runtime::run(async move {
            // What is under way ends at the shut gate; then the files are at rest and stay so.
            core.engine.wait_until_idle().await;
            core.pictures.wait_until_idle().await;
            drop(core.appealing.lock().await);
            drop(core.order.lock().await);
            runtime::blocking(move || {
                core.index_rests();
                core.store.rest();
                Ok(())
            })
            .await
        })
        .await?)
    }
}

impl Drop for Client {
    /// Closing a database may write, and this may be the phone's main thread: the core's threads do it.
    fn drop(&mut self) {
        self.core.closed.store(true, Ordering::SeqCst);
        rest(&self.core.store);
    }
}

/// Gives connections to the files back, on the core's threads.
fn rest(store: &Arc<Store>) {
    let store = Arc::clone(store);
    runtime::detach(async move {
        let rested = runtime::blocking(move || {
            store.rest();
            Ok(())
        });
        if let Err(error) = rested.await {
            log::warn!("resting failed: {error:?}");
        }
    });
}

impl Core {
    /// Opening the outbox blocks, the first time.
    async fn outbox<T, F>(self: &Arc<Self>, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Database) -> Result<T> + Send + 'static,
    {
        let core = Arc::clone(self);
        runtime::blocking(move || work(core.store.outbox()?)).await
    }

    async fn consent(self: &Arc<Self>) -> Result<Consent> {
        self.outbox(|outbox| outbox.read_now(consent::read)).await
    }

    async fn decide(self: &Arc<Self>, given: bool, statement: String) -> Result<Consent> {
        let _alone = self.gate.lock().await;
        let now = self.clock.now();
        let decided = self
            .outbox(move |outbox| {
                outbox.write_now(|write| consent::decide(write, given, &statement, now))?;
                outbox.read_now(consent::read)
            })
            .await?;
        if given {
            self.refused.store(false, Ordering::SeqCst);
        }
        self.set_gate(decided.given);
        Ok(decided)
    }

    /// Sets the gate by what the outbox says: at the first use of the network after a start.
    async fn ready(self: &Arc<Self>) -> Result<()> {
        let _alone = self.gate.lock().await;
        let consent = self.consent().await?;
        self.set_gate(consent.given);
        self.net.ensure_allowed()
    }

    fn set_gate(&self, given: bool) {
        let open = given && !self.refused.load(Ordering::SeqCst) && !self.closed.load(Ordering::SeqCst);
        self.net.set_consent(open);
        // A refusal that came in between has shut the gate before this could open it, and is seen here.
        if open && (self.refused.load(Ordering::SeqCst) || self.closed.load(Ordering::SeqCst)) {
            self.net.set_consent(false);
        }
    }

    async fn subscriptions(self: &Arc<Self>) -> Result<Vec<FeedSubscription>> {
        self.outbox(|outbox| outbox.read_now(source::all)).await
    }

    async fn sources(self: &Arc<Self>) -> Result<Vec<Source>> {
        let added = self.subscriptions().await?;
        let publisher = self.publisher.as_ref().map(|address| FeedSubscription {
            id: PUBLISHER.to_owned(),
            address: address.clone(),
            title: String::new(),
        });
        let now = self.clock.now();
        self.store
            .cache()
            .read(move |connection| {
                publisher.into_iter().chain(added).map(|added| shown(connection, added, now)).collect()
            })
            .await
    }

    async fn add_source(self: &Arc<Self>, typed: &str) -> Result<Source> {
        let address = source::parse_address(typed)?;
        net::allowed(&address)?;
        let id = source_id(&address);
        if let Some(there) = self.sources().await?.into_iter().find(|source| source.id == id) {
            return Ok(there);
        }
        self.ready().await?;
        let mut source = FeedSubscription { id, address, title: String::new() };
        let preview = self.engine.preview(&source).await?;
        let host = source.address.host_str().unwrap_or_default();
        source.title = if preview.title().is_empty() { host.to_owned() } else { preview.title().to_owned() };
        // The outbox first: a kill in between leaves a source whose items the next sync brings.
        let now = self.clock.now();
        let stored = source.clone();
        self.outbox(move |outbox| outbox.write_now(|write| source::add(write, &stored, now))).await?;
        self.engine.store_preview(&source, preview).await?;
        self.store.cache().read(move |connection| shown(connection, source, now)).await
    }

    async fn remove_source(self: &Arc<Self>, id: String) -> Result<()> {
        let (origin, files) = (id.clone(), self.pictures.files().clone());
        self.outbox(move |outbox| outbox.write_now(|write| source::remove(write, &id))).await?;
        self.store
            .cache()
            .write(move |write| {
                feed::remove_origin(write, &origin)?;
                while media::unlink_orphaned(write, &files)? {}
                Ok(())
            })
            .await
    }
}

/// A source as a person sees it.
fn shown(connection: &Connection, added: FeedSubscription, now: i64) -> Result<Source> {
    let (title, succeeded) = origin::title_and_last_success(connection, &added.id)?.unwrap_or_default();
    let title = if title.is_empty() { added.title } else { title };
    let succeeded_text = succeeded.map_or_else(String::new, |moment| relative(moment, now));
    let removable = added.id != PUBLISHER;
    Ok(Source { id: added.id, title, address: added.address.into(), succeeded, succeeded_text, removable })
}
