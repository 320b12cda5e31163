//! What all exported objects share: the databases, the network and the work that runs on them.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rusqlite::Connection;
use url::Url;

use crate::base::change::Announcer;
use crate::base::clock::Clock;
use crate::base::error::{ClientError, Fault, Result};
use crate::base::lifecycle::{Lifecycle, OnSuspend};
use crate::base::net::Net;
use crate::base::runtime::{self, ErasedValue, ErasedWork, Lane, Work};
use crate::base::store::{Database, Store, Write};
use crate::reader::account::AccountSession;
use crate::reader::consent::{self, Consent, WithdrawalFile};
use crate::reader::feed::View;
use crate::reader::mark_mirror::MarkMirror;
use crate::reader::media::MediaFetcher;
use crate::reader::origin;
use crate::reader::search::{BackgroundIndexer, LatestOnly};
use crate::reader::sync::SyncEngine;
use crate::topics::government::appeal_exchange::AppealExchange;
use crate::topics::station::sender::StationSender;

/// How long what is under way may take to end by itself when the app leaves the foreground. After it, statements that write
/// what can be fetched again are interrupted.
const GRACE: Duration = Duration::from_millis(1_000);
/// When everything is closed after the app left the foreground.
const SUSPENDED: Duration = Duration::from_millis(2_000);
/// The pause between two interruptions: the next statement of a transaction may begin between them.
const INTERRUPT_INTERVAL: Duration = Duration::from_millis(20);

/// Blocking work whose result has no type.
type AnyWork = Box<dyn FnOnce(&Arc<Core>) -> Result<ErasedValue> + Send>;

/// A query of the cache.
type AnyQuery = Box<dyn FnOnce(&View<'_>) -> Result<ErasedValue> + Send>;

pub(super) struct Core {
    pub(super) store: Arc<Store>,
    pub(super) net: Arc<Net>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) announcer: Arc<Announcer>,
    pub(super) engine: Arc<SyncEngine>,
    pub(super) pictures: Arc<MediaFetcher>,
    pub(super) lifecycle: Arc<Lifecycle>,
    pub(super) marks: Arc<MarkMirror>,
    pub(super) appeals: AppealExchange,
    pub(super) account: Arc<AccountSession>,
    pub(super) sender: StationSender,
    pub(super) indexer: Arc<BackgroundIndexer>,
    /// Searches and suggestions: a later one ends an earlier one.
    pub(super) searches: LatestOnly,
    pub(super) publisher: Option<Url>,
    /// Set until a withdrawal of consent is written: the gate stays shut even if nothing can be written at all.
    pub(super) consent_withdrawn: AtomicBool,
    pub(super) withdrawal_file: WithdrawalFile,
    /// Held while consent is read or written and the gate is moved, so that the two agree.
    pub(super) gate: tokio::sync::Mutex<()>,
    pub(super) started: AtomicBool,
    /// Held by what follows from a person's actions, one piece at a time.
    pub(super) follow_ups: Arc<tokio::sync::Mutex<()>>,
    /// Held by maintenance, one run at a time.
    pub(super) maintenance: Arc<tokio::sync::Mutex<()>>,
}

/// What the client and each object that it handed out hold. The client closes when the last of them is dropped.
pub(super) struct CoreHandle(Arc<Core>);

impl CoreHandle {
    pub(super) fn new(core: Arc<Core>) -> Self {
        Self(core)
    }

    /// The core for work that may outlive the handle.
    pub(super) fn shared(&self) -> Arc<Core> {
        Arc::clone(&self.0)
    }
}

impl Deref for CoreHandle {
    type Target = Arc<Core>;

    fn deref(&self) -> &Arc<Core> {
        &self.0
    }
}

impl Drop for CoreHandle {
    /// Closing a database may write, and the dropping thread may be the phone's main thread: the core's threads do it.
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Core {
    /// Runs a future on the core's threads.
    pub(super) fn work<T, F, W>(self: &Arc<Self>, work: W) -> Work<T, ClientError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static,
        W: FnOnce(Arc<Self>) -> F,
    {
        Work::new(self.erased_work(runtime::erase(work(Arc::clone(self)))))
    }

    fn erased_work(self: &Arc<Self>, work: ErasedWork) -> ErasedWork<ClientError> {
        let core = Arc::clone(self);
        Box::pin(async move {
            let operation = core.lifecycle.begin(OnSuspend::Finish)?;
            let busy = core.indexer.busy();
            let done = runtime::run_erased_in(operation, work).await;
            drop(busy);
            core.on_start();
            core.index_soon(false);
            Ok(done?)
        })
    }

    /// Runs blocking work outside the two worker threads.
    pub(super) fn blocking<T, F>(self: &Arc<Self>, work: F) -> Work<T, ClientError>
    where
        T: Send + 'static,
        F: FnOnce(&Arc<Self>) -> Result<T> + Send + 'static,
    {
        self.blocking_in(Lane::Background, work)
    }

    fn blocking_in<T, F>(self: &Arc<Self>, lane: Lane, work: F) -> Work<T, ClientError>
    where
        T: Send + 'static,
        F: FnOnce(&Arc<Self>) -> Result<T> + Send + 'static,
    {
        Work::new(self.erased_blocking(lane, Box::new(move |core| Ok(Box::new(work(core)?) as ErasedValue))))
    }

    fn erased_blocking(self: &Arc<Self>, lane: Lane, work: AnyWork) -> ErasedWork<ClientError> {
        let core = Arc::clone(self);
        self.erased_work(runtime::erased_blocking(lane, Box::new(move || work(&core))))
    }

    /// Reads the outbox.
    pub(super) fn read_outbox<T, Q>(self: &Arc<Self>, query: Q) -> Work<T, ClientError>
    where
        T: Send + 'static,
        Q: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        self.blocking_in(Lane::Read, |core| core.store.outbox()?.read_now(query))
    }

    /// Writes the outbox.
    pub(super) fn write_outbox<T, F>(self: &Arc<Self>, change: F) -> Work<T, ClientError>
    where
        T: Send + 'static,
        F: FnOnce(&Write<'_>) -> Result<T> + Send + 'static,
    {
        self.blocking_in(Lane::Action, |core| core.store.outbox()?.write_now(change))
    }

    /// Reads the cache. Costs one change of threads.
    pub(super) fn read<T, Q>(self: &Arc<Self>, query: Q) -> Work<T, ClientError>
    where
        T: Send + 'static,
        Q: FnOnce(&View<'_>) -> Result<T> + Send + 'static,
    {
        Work::new(self.erased_read(Box::new(move |view| Ok(Box::new(query(view)?) as ErasedValue))))
    }

    fn erased_read(self: &Arc<Self>, query: AnyQuery) -> ErasedWork<ClientError> {
        let core = Arc::clone(self);
        Box::pin(async move {
            let operation = core.lifecycle.begin(OnSuspend::Finish)?;
            let reading = Arc::clone(&core);
            let read = move || reading.store.cache().read_now(|cache| query(&reading.view(cache)?));
            let read = runtime::erased_blocking(Lane::Read, Box::new(read));
            let answer = runtime::run_erased_in(operation, read).await;
            if answer.as_ref().is_err_and(|error| matches!(error, Fault::Database(_))) {
                // The failed read may have replaced a damaged cache: marks and favourites have to be copied into the new one.
                core.started.store(false, Ordering::SeqCst);
            }
            core.on_start();
            Ok(answer?)
        })
    }

    /// A view of the cache by the two clocks of this moment.
    pub(super) fn view<'a>(&'a self, cache: &'a Connection) -> Result<View<'a>> {
        let (device_now, publisher_now) = (self.clock.now(), origin::publisher_now(cache, &*self.clock)?);
        Ok(View { connection: cache, files: self.pictures.files(), device_now, publisher_now })
    }

    /// Every call that comes after this fails. Requests under way end, and the files are closed after what is under way.
    pub(super) fn close(&self) {
        self.lifecycle.close();
        self.net.set_consent(false);
        self.appeals.stop();
    }

    /// The app came to the foreground: what was left undone goes on.
    pub(super) fn enter_foreground(self: &Arc<Self>) {
        self.lifecycle.enter_foreground();
        self.index_soon(false);
        self.wake_sender();
        let Some(operation) = self.lifecycle.begin_in_foreground() else { return };
        let core = Arc::clone(self);
        runtime::detach(operation.run(async move {
            // Another process may have replaced the cache meanwhile.
            if let Err(error) = runtime::blocking(move || core.marks.copy()).await {
                log::warn!("the marks were not copied: {error:?}");
            }
        }));
    }

    /// The app left the foreground: what is under way ends, and the files are closed. Returns true once they are; false if
    /// the app came back, or something could not be ended in time.
    pub(super) async fn enter_background(self: &Arc<Self>) -> Result<bool> {
        self.lifecycle.enter_background();
        let core = Arc::clone(self);
        runtime::run(async move {
            let suspended = core.lifecycle.wait_until_suspended();
            tokio::pin!(suspended);
            tokio::select! {
                biased;
                done = &mut suspended => return Ok(done),
                () = core.clock.sleep(GRACE) => {}
            }
            let end = core.clock.sleep(SUSPENDED.saturating_sub(GRACE));
            tokio::pin!(end);
            loop {
                core.store.interrupt();
                tokio::select! {
                    biased;
                    done = &mut suspended => return Ok(done),
                    () = &mut end => return Ok(false),
                    () = tokio::time::sleep(INTERRUPT_INTERVAL) => {}
                }
            }
        })
        .await
    }

    /// Works with the outbox outside the worker threads. The first call opens the file.
    pub(super) fn outbox<T, F>(self: &Arc<Self>, work: F) -> Work<T>
    where
        T: Send + 'static,
        F: FnOnce(&Database) -> Result<T> + Send + 'static,
    {
        let core = Arc::clone(self);
        runtime::blocking_in(Lane::Action, move || work(core.store.outbox()?))
    }

    pub(super) async fn consent(self: &Arc<Self>) -> Result<Consent> {
        let file = self.withdrawal_file.clone();
        self.outbox(move |outbox| current_consent(outbox, &file)).await
    }

    /// Stores that the person agrees, and opens the gate.
    pub(super) async fn give_consent(self: &Arc<Self>, statement: String) -> Result<Consent> {
        let _gate = self.gate.lock().await;
        let (now, file) = (self.clock.now(), self.withdrawal_file.clone());
        let decided = Consent { given: true, decided: Some(now), statement: Some(statement.clone()) };
        // What was stored is the result: a read after it could fail although consent is given.
        self.outbox(move |outbox| {
            outbox.write_now(|write| consent::decide(write, true, &statement, now))?;
            Ok(file.remove()?)
        })
        .await?;
        self.consent_withdrawn.store(false, Ordering::SeqCst);
        self.set_gate(true);
        Ok(decided)
    }

    /// Shuts the gate at once. It stays shut until a withdrawal is stored or consent is given again.
    pub(super) fn shut_gate(&self) {
        self.consent_withdrawn.store(true, Ordering::SeqCst);
        self.net.set_consent(false);
    }

    /// Stores that the person withdraws consent: in a file that other clients of the folder see, then in the outbox.
    ///
    /// Errors: those of the outbox; the withdrawal is in force in any case.
    pub(super) async fn withdraw_consent(self: &Arc<Self>, statement: String) -> Result<Consent> {
        self.create_withdrawal_file().await;
        let _gate = self.gate.lock().await;
        // Consent may have been given in between, here or in another client: this decision is the later one.
        self.shut_gate();
        let now = self.clock.now();
        let decided = Consent { given: false, decided: Some(now), statement: Some(statement.clone()) };
        let stored =
            self.outbox(move |outbox| outbox.write_now(|write| consent::decide(write, false, &statement, now))).await;
        let file_exists = self.create_withdrawal_file().await;
        if stored.is_ok() || file_exists {
            // From now on the files say it, and consent that another client is given counts again.
            self.consent_withdrawn.store(false, Ordering::SeqCst);
        }
        stored.map(|()| decided)
    }

    /// Whether the file exists now.
    async fn create_withdrawal_file(&self) -> bool {
        let file = self.withdrawal_file.clone();
        let created = runtime::blocking(move || Ok(file.create()?)).await;
        created.inspect_err(|error| log::error!("the withdrawal of consent has no file: {error:?}")).is_ok()
    }

    /// Sets the gate by the consent that is stored, and fails if no request may be sent.
    pub(super) async fn ready(self: &Arc<Self>) -> Result<()> {
        let _gate = self.gate.lock().await;
        let file = self.withdrawal_file.clone();
        let given = self
            .outbox(move |outbox| {
                let given = current_consent(outbox, &file)?.given;
                if given {
                    file.reserve();
                }
                Ok(given)
            })
            .await?;
        self.set_gate(given);
        self.net.ensure_allowed()
    }

    fn set_gate(&self, given: bool) {
        let shut = || self.consent_withdrawn.load(Ordering::SeqCst) || self.lifecycle.is_closed();
        let open = given && !shut();
        self.net.set_consent(open);
        // A withdrawal between the look and the opening has shut the gate first and is seen by this second look.
        if open && shut() {
            self.net.set_consent(false);
        }
    }
}

/// The person's last decision. A withdrawal that the outbox could not store counts.
fn current_consent(outbox: &Database, file: &WithdrawalFile) -> Result<Consent> {
    let stored = outbox.read_now(consent::read)?;
    Ok(Consent { given: stored.given && !file.exists(), ..stored })
}
