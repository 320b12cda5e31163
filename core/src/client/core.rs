//! What all exported objects share: the databases, the network and the work that runs on them.

use std::ops::Deref;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::Connection;
use url::Url;

use crate::base::change::Announcer;
use crate::base::clock::Clock;
use crate::base::error::{ClientError, Fault, Result};
use crate::base::net::Net;
use crate::base::runtime::{self, ErasedValue, downcast};
use crate::base::store::{Database, Store, Write};
use crate::reader::consent::{self, Consent};
use crate::reader::feed::View;
use crate::reader::mark_mirror::MarkMirror;
use crate::reader::media::MediaFetcher;
use crate::reader::origin;
use crate::reader::search::{BackgroundIndexer, LatestOnly};
use crate::reader::sync::SyncEngine;
use crate::topics::government::appeal_exchange::AppealExchange;

/// A query of the cache.
type AnyQuery = Box<dyn FnOnce(&View<'_>) -> Result<ErasedValue> + Send>;

pub(super) struct Core {
    pub(super) store: Arc<Store>,
    pub(super) net: Arc<Net>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) announcer: Arc<Announcer>,
    pub(super) engine: Arc<SyncEngine>,
    pub(super) pictures: Arc<MediaFetcher>,
    pub(super) marks: MarkMirror,
    pub(super) appeals: AppealExchange,
    pub(super) indexer: Arc<BackgroundIndexer>,
    /// Searches and suggestions: a later one ends an earlier one.
    pub(super) searches: LatestOnly,
    pub(super) publisher: Option<Url>,
    pub(super) closed: AtomicBool,
    /// Set before a withdrawal of consent is written: the gate stays shut even if the outbox cannot store it.
    pub(super) consent_withdrawn: AtomicBool,
    /// Held while consent is read or written and the gate is moved, so that the two agree.
    pub(super) gate: tokio::sync::Mutex<()>,
    pub(super) started: AtomicBool,
    /// Held by maintenance, one run at a time; `shut_down` waits for it.
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
        self.0.close_idle();
    }
}

impl Core {
    /// Runs a future on the core's threads.
    pub(super) async fn work<T, F, W>(self: &Arc<Self>, work: W) -> Result<T, ClientError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static,
        W: FnOnce(Arc<Self>) -> F,
    {
        let work = work(Arc::clone(self));
        self.work_any(Box::pin(async move { Ok(Box::new(work.await?) as ErasedValue) })).await.map(downcast)
    }

    async fn work_any(
        self: &Arc<Self>,
        work: Pin<Box<dyn Future<Output = Result<ErasedValue>> + Send>>,
    ) -> Result<ErasedValue, ClientError> {
        self.ensure_open()?;
        let busy = self.indexer.busy();
        let done = runtime::run_any(work).await;
        drop(busy);
        self.on_start();
        self.index_soon(false);
        Ok(done?)
    }

    /// Runs blocking work outside the two worker threads.
    pub(super) async fn blocking<T, F>(self: &Arc<Self>, work: F) -> Result<T, ClientError>
    where
        T: Send + 'static,
        F: FnOnce(&Arc<Self>) -> Result<T> + Send + 'static,
    {
        let core = Arc::clone(self);
        let work = runtime::blocking_any(Box::new(move || Ok(Box::new(work(&core)?) as ErasedValue)));
        self.work_any(Box::pin(work)).await.map(downcast)
    }

    /// Reads the outbox.
    pub(super) async fn read_outbox<T, Q>(self: &Arc<Self>, query: Q) -> Result<T, ClientError>
    where
        T: Send + 'static,
        Q: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        self.blocking(|core| core.store.outbox()?.read_now(query)).await
    }

    /// Writes the outbox.
    pub(super) async fn write_outbox<T, F>(self: &Arc<Self>, change: F) -> Result<T, ClientError>
    where
        T: Send + 'static,
        F: FnOnce(&Write<'_>) -> Result<T> + Send + 'static,
    {
        self.blocking(|core| core.store.outbox()?.write_now(change)).await
    }

    /// Reads the cache. Costs one change of threads.
    pub(super) async fn read<T, Q>(self: &Arc<Self>, query: Q) -> Result<T, ClientError>
    where
        T: Send + 'static,
        Q: FnOnce(&View<'_>) -> Result<T> + Send + 'static,
    {
        self.read_any(Box::new(move |view| Ok(Box::new(query(view)?) as ErasedValue))).await.map(downcast)
    }

    async fn read_any(self: &Arc<Self>, query: AnyQuery) -> Result<ErasedValue, ClientError> {
        self.ensure_open()?;
        let core = Arc::clone(self);
        let read = move || core.store.cache().read_now(|cache| query(&core.view(cache)?));
        let answer = runtime::blocking_any(Box::new(read)).await;
        if answer.as_ref().is_err_and(|error| matches!(error, Fault::Database(_))) {
            // The failed read may have replaced a damaged cache: marks and favourites have to be copied into the new one.
            self.started.store(false, Ordering::SeqCst);
        }
        self.on_start();
        Ok(answer?)
    }

    /// A view of the cache by the two clocks of this moment.
    pub(super) fn view<'a>(&'a self, cache: &'a Connection) -> Result<View<'a>> {
        let (device_now, publisher_now) = (self.clock.now(), origin::publisher_now(cache, &*self.clock)?);
        Ok(View { connection: cache, files: self.pictures.files(), device_now, publisher_now })
    }

    /// Every call that comes after this fails.
    pub(super) fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        self.appeals.stop();
        self.indexer.stop();
    }

    pub(super) fn ensure_open(&self) -> Result<()> {
        if self.closed.load(Ordering::SeqCst) { Err(Fault::Closed) } else { Ok(()) }
    }

    /// Works with the outbox outside the worker threads. The first call opens the file.
    pub(super) async fn outbox<T, F>(self: &Arc<Self>, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Database) -> Result<T> + Send + 'static,
    {
        let core = Arc::clone(self);
        runtime::blocking(move || work(core.store.outbox()?)).await
    }

    pub(super) async fn consent(self: &Arc<Self>) -> Result<Consent> {
        self.outbox(|outbox| outbox.read_now(consent::read)).await
    }

    pub(super) async fn decide_consent(self: &Arc<Self>, given: bool, statement: String) -> Result<Consent> {
        let _gate = self.gate.lock().await;
        let now = self.clock.now();
        let decided = self
            .outbox(move |outbox| {
                outbox.write_now(|write| consent::decide(write, given, &statement, now))?;
                outbox.read_now(consent::read)
            })
            .await?;
        if given {
            self.consent_withdrawn.store(false, Ordering::SeqCst);
        }
        self.set_gate(decided.given);
        Ok(decided)
    }

    /// Sets the gate by the consent that the outbox holds, and fails if no request may be sent.
    pub(super) async fn ready(self: &Arc<Self>) -> Result<()> {
        let _gate = self.gate.lock().await;
        let consent = self.consent().await?;
        self.set_gate(consent.given);
        self.net.ensure_allowed()
    }

    fn set_gate(&self, given: bool) {
        let shut = || self.consent_withdrawn.load(Ordering::SeqCst) || self.closed.load(Ordering::SeqCst);
        let open = given && !shut();
        self.net.set_consent(open);
        // A withdrawal between the look and the opening has shut the gate first and is seen by this second look.
        if open && shut() {
            self.net.set_consent(false);
        }
    }

    /// Closes idle connections to the files, on the core's threads.
    pub(super) fn close_idle(&self) {
        let store = Arc::clone(&self.store);
        runtime::detach(async move {
            let closed = runtime::blocking(move || {
                store.close_idle();
                Ok(())
            });
            if let Err(error) = closed.await {
                log::warn!("idle connections were not closed: {error:?}");
            }
        });
    }
}
