//! The composition root: the only layer that imports every topic, and everything that is exported as an object.
//!
//! [`Client`] opens a folder, syncs it and follows the app's life cycle. It hands out one object for each thing that a
//! person does: [`Items`], [`Search`], [`Appeals`] and so on, each in a file of its name.
//!
//! Every method may be called from any thread, the main thread included: the work runs on the core's threads. A read
//! never uses the network and never fails because the phone is offline. Dropping the future of a write does not stop the
//! write.

mod account;
mod alerts;
mod appeals;
mod core;
mod drafts;
mod follow_up;
mod government;
mod home;
mod industry;
mod ingest;
mod items;
mod listening;
mod maintenance;
mod offline;
mod party;
mod privacy;
mod radar;
mod search;
mod services;
mod settings;
mod sources;
mod status;
mod storage;
mod stored_form;
mod submissions;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

pub use account::{Account, AccountPhase, AccountState, LoginRequest};
pub use alerts::{AlertPage, Alerts, Town};
pub use appeals::{AppealForm, AppealKindOption, Appeals};
pub use drafts::Drafts;
pub use government::{Government, GovernmentOverview};
pub use industry::Industry;
pub use items::{ItemDetails, ItemPage, Items};
pub use listening::{Listening, ListeningQueue};
pub use offline::OfflineEntry;
pub use party::{Party, PartyOverview, StudyPage};
pub use privacy::Privacy;
pub use radar::{ItemKindOption, Radar, RadarRuleForm};
pub use search::Search;
pub use services::{ServiceGroup, Services};
pub use settings::Settings;
pub use sources::Sources;
pub use status::AppStatus;
pub use storage::Storage;
pub use submissions::Submissions;

use self::core::{Core, CoreHandle};
use crate::base::change::{Announcer, ChangeListener, Subscription};
use crate::base::clock::{Clock, SystemClock};
use crate::base::error::{ClientError, Fault};
use crate::base::lifecycle::{Lifecycle, OnSuspend};
use crate::base::net::{self, HttpTransport, Net, NetworkClass, TimeLimits, Transport};
use crate::base::runtime;
use crate::base::store::Store;
use crate::reader::account::AccountSession;
use crate::reader::consent::WithdrawalFile;
use crate::reader::mark_mirror::MarkMirror;
use crate::reader::media::{FileStore, MediaFetcher, PictureSizes};
use crate::reader::search::{BackgroundIndexer, LatestOnly};
use crate::reader::source;
use crate::reader::sync::{Hooks, SyncBudget, SyncEngine, SyncReport};
use crate::topics::government::appeal_exchange::AppealExchange;
use crate::topics::station::sender::{Authorized, StationSender};

/// How a client is opened.
#[derive(Debug, Clone, Default, PartialEq, Eq, uniffi::Record)]
pub struct OpenRequest {
    /// The folder of all files; made if it is missing. Private to the app, excluded from backups.
    pub folder: String,
    /// The publisher's address without the `v1/…`; `None` to read added feeds only.
    #[uniffi(default = None)]
    pub publisher: Option<String>,
    /// Limits in time; `None` for those of a phone on a weak network.
    #[uniffi(default = None)]
    pub time_limits: Option<TimeLimits>,
    /// The widths in which pictures are stored; `None` for 360 and 1080 pixels.
    #[uniffi(default = None)]
    pub picture_sizes: Option<PictureSizes>,
}

/// The clock and the network of a client; a test brings its own.
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

/// A county's news on one phone: opening, syncing, life cycle, and the objects for what a person does.
#[derive(uniffi::Object)]
pub struct Client {
    core: Arc<CoreHandle>,
}

impl Client {
    /// Opens a client with a clock and a network of the caller's. [`Client::open`] uses the phone's own.
    pub async fn open_in(world: World, request: OpenRequest) -> Result<Arc<Self>, ClientError> {
        let opened = runtime::blocking(move || {
            let publisher = request.publisher.as_deref().map(source::parse_address).transpose()?;
            if let Some(address) = &publisher {
                net::check_address(address)?;
            }
            let World { clock, transport } = world;
            let announcer = Arc::new(Announcer::default());
            // An absolute path stays right when the process changes its working directory.
            let folder = std::path::absolute(&request.folder)?;
            let store = Arc::new(Store::open(&folder, Arc::clone(&announcer), stored_form::is_stored_form)?);
            let files = FileStore::new(store.folder());
            let limits = request.time_limits.unwrap_or_default();
            let (withdrawal_file, watched) = (WithdrawalFile::new(&folder), WithdrawalFile::new(&folder));
            let net = Net::new(transport, Arc::clone(&clock), limits).refuse_if(move || watched.exists());
            let net = Arc::new(net);
            let engine = Arc::new(SyncEngine::new(
                Arc::clone(&store),
                Arc::clone(&net),
                Arc::clone(&clock),
                Arc::clone(&announcer),
                files.clone(),
                Hooks { ingest: ingest::ingest, kept: offline::everything_kept },
                publisher.clone(),
            ));
            let sizes = request.picture_sizes.unwrap_or_default();
            let pictures = MediaFetcher::new(Arc::clone(&store), Arc::clone(&net), Arc::clone(&clock), files, sizes);
            let lifecycle = Arc::new(Lifecycle::default());
            close_files_when_idle(&lifecycle, &store, &net);
            let marks = MarkMirror::new(Arc::clone(&store), Arc::clone(&clock), Arc::clone(&lifecycle));
            let account = Arc::new(AccountSession::new(
                Arc::clone(&store),
                Arc::clone(&net),
                Arc::clone(&clock),
                publisher.clone(),
            ));
            let core = Arc::new(Core {
                marks: Arc::new(marks),
                appeals: AppealExchange::new(
                    Arc::clone(&store),
                    Arc::clone(&net),
                    Arc::clone(&clock),
                    publisher.clone(),
                ),
                indexer: Arc::new(BackgroundIndexer::new(
                    Arc::clone(&store),
                    Arc::clone(&clock),
                    Arc::clone(&announcer),
                    Arc::clone(&lifecycle),
                )),
                sender: StationSender::new(
                    Arc::clone(&account) as Arc<dyn Authorized>,
                    Arc::clone(&store),
                    Arc::clone(&net),
                    Arc::clone(&clock),
                    publisher.clone(),
                ),
                account,
                lifecycle,
                searches: LatestOnly::default(),
                store,
                net,
                clock,
                announcer,
                engine,
                pictures: Arc::new(pictures),
                publisher,
                consent_withdrawn: AtomicBool::new(false),
                withdrawal_file,
                gate: tokio::sync::Mutex::default(),
                started: AtomicBool::new(false),
                follow_ups: Arc::default(),
                maintenance: Arc::default(),
            });
            maintenance::before_first_read(&core);
            Ok(Arc::new(Self { core: Arc::new(CoreHandle::new(core)) }))
        });
        Ok(opened.await?)
    }
}

/// Closes the files and the connections whenever nothing is under way in the background or in a closed client.
fn close_files_when_idle(lifecycle: &Lifecycle, store: &Arc<Store>, net: &Arc<Net>) {
    let (store, net) = (Arc::clone(store), Arc::clone(net));
    lifecycle.set_idle_hook(move |closing| {
        let (store, net) = (Arc::clone(&store), Arc::clone(&net));
        runtime::detach(async move {
            let closed = runtime::blocking(move || {
                net.close_idle();
                store.close_idle();
                Ok(())
            });
            if let Err(error) = closed.await {
                log::warn!("the files were not closed: {error:?}");
            }
            drop(closing);
        });
    });
}

/// Hands out an object that shares this client's core.
macro_rules! object {
    ($self:ident, $object:ident) => {
        Arc::new($object { core: Arc::clone(&$self.core) })
    };
}

#[uniffi::export]
impl Client {
    /// Opens the folder. Nothing is sent before consent was given: see [`Privacy`].
    ///
    /// Errors: `Rejected` (`bad-address`) if the publisher's address is not allowed (https, or http on loopback); `Storage` if
    /// the folder cannot be used.
    #[uniffi::constructor]
    pub async fn open(request: OpenRequest) -> Result<Arc<Self>, ClientError> {
        Self::open_in(World::default(), request).await
    }

    /// Calls the listener after each change, until the subscription is cancelled or dropped. The first call,
    /// [`crate::Change::All`], arrives before this returns.
    pub fn subscribe(&self, listener: Arc<dyn ChangeListener>) -> Arc<Subscription> {
        self.core.announcer.subscribe(listener)
    }

    /// Fetches what is new from every source, then, on an unmetered network, the most wanted pictures, then runs
    /// maintenance (see [`crate::Retention`]). A second caller joins the sync that runs; if that one already fetches pictures,
    /// the second call ends the fetching for the first caller.
    ///
    /// `budget`: limits of time and bytes; `None` for [`SyncBudget::default`]. The time is a deadline: a request that is under
    /// way then ends. A caller that joined gets a report without sources then.
    ///
    /// A sync may be called in the background too, by a worker of the platform: it runs to its end or to its deadline, and the
    /// files are closed after it. A sync that is under way when the app leaves the foreground ends, and its report is not
    /// complete.
    ///
    /// Errors: a source that fails is in the report. Only if every source fails is it an error, that of the first source.
    /// What is stored stays readable in any case.
    #[uniffi::method(default(budget = None))]
    pub async fn sync(&self, budget: Option<SyncBudget>) -> Result<SyncReport, ClientError> {
        let operation = self.core.lifecycle.begin(OnSuspend::Stop)?;
        let core = self.core.shared();
        let budget = budget.unwrap_or_default();
        let work = async move {
            match core.ready().await {
                Err(Fault::Stopped) => return Ok::<_, Fault>(Ok(SyncReport::default())),
                ready => ready?,
            }
            core.on_start();
            // Indexing what arrives would slow the sync down.
            let _busy = core.indexer.busy();
            Ok(core.sync(budget).await)
        };
        let done = runtime::run_in(operation, work).await;
        self.core.on_start();
        self.core.index_soon(false);
        done?
    }

    /// Whether a sync fetches texts at this moment; pictures follow after it. Never blocks.
    pub fn syncing(&self) -> bool {
        self.core.engine.is_running()
    }

    /// What the platform knows of the network; unmetered until the first call. While it is offline no request is tried; while
    /// it is metered only pictures that the person asked for are fetched. Submissions that wait are sent at once.
    pub fn set_network(&self, network: NetworkClass) {
        self.core.net.set_network(network);
        self.core.wake_sender();
    }

    /// Whether the app is in the foreground; a client is opened in the foreground. The last call counts, from whichever thread.
    ///
    /// With `false` requests end, syncs and maintenance stop at their next safe point, and the files are closed: no lock and no
    /// file handle is left that a phone would end a suspended app for, and another process can use the folder. What a person
    /// did is stored before that. Returns true once this is done, within two seconds; false if something still runs then, or
    /// if the app is in the foreground again. To be awaited in the time that the platform grants, and to be called again when
    /// a platform ends a background sync early.
    ///
    /// A call that is made in the background opens what it needs, and everything is closed again after it.
    pub async fn set_foreground(&self, foreground: bool) -> bool {
        if foreground {
            self.core.enter_foreground();
            return true;
        }
        self.core.enter_background().await.unwrap_or_else(|error| {
            log::error!("waiting for the background: {error:?}");
            false
        })
    }

    /// Ends the client: waits for what is under way and closes the files. A later call of any object is `Rejected`
    /// (`closed`).
    pub async fn shut_down(&self) -> Result<(), ClientError> {
        self.core.close();
        let core = self.core.shared();
        Ok(runtime::run(async move {
            core.lifecycle.wait_until_idle().await;
            Ok(())
        })
        .await?)
    }

    /// Lists, items, stories and marks.
    pub fn items(&self) -> Arc<Items> {
        object!(self, Items)
    }

    /// 搜索: the search on this phone.
    pub fn search(&self) -> Arc<Search> {
        object!(self, Search)
    }

    /// 听新闻: the listening queue and what a voice says.
    pub fn listening(&self) -> Arc<Listening> {
        object!(self, Listening)
    }

    /// 应急: alert messages and the towns that they concern.
    pub fn alerts(&self) -> Arc<Alerts> {
        object!(self, Alerts)
    }

    /// 政务: notices and guides.
    pub fn government(&self) -> Arc<Government> {
        object!(self, Government)
    }

    /// 投诉建议: the person's appeals.
    pub fn appeals(&self) -> Arc<Appeals> {
        object!(self, Appeals)
    }

    /// 联络站: the drafts of the account on this phone.
    pub fn drafts(&self) -> Arc<Drafts> {
        object!(self, Drafts)
    }

    /// 报送: what was sent to the newsroom, and its review.
    pub fn submissions(&self) -> Arc<Submissions> {
        object!(self, Submissions)
    }

    /// 党建: study material and activities.
    pub fn party(&self) -> Arc<Party> {
        object!(self, Party)
    }

    /// 产业: sectors, parks and policies.
    pub fn industry(&self) -> Arc<Industry> {
        object!(self, Industry)
    }

    /// 产业雷达: the person's rules and what they found.
    pub fn radar(&self) -> Arc<Radar> {
        object!(self, Radar)
    }

    /// 服务: the service directory.
    pub fn services(&self) -> Arc<Services> {
        object!(self, Services)
    }

    /// Where items come from: the publisher and the feeds that the person added.
    pub fn sources(&self) -> Arc<Sources> {
        object!(self, Sources)
    }

    /// What is on the phone, for how long, and what is kept offline.
    pub fn storage(&self) -> Arc<Storage> {
        object!(self, Storage)
    }

    /// What the person chose: display, sections of the front page, followed channels.
    pub fn settings(&self) -> Arc<Settings> {
        object!(self, Settings)
    }

    /// 联络站: the account of a liaison station's clerk.
    pub fn account(&self) -> Arc<Account> {
        object!(self, Account)
    }

    /// 同意: consent to the privacy statement.
    pub fn privacy(&self) -> Arc<Privacy> {
        object!(self, Privacy)
    }
}
