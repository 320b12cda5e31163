//! Tells listeners *that* something changed, never what it is now. A screen that receives a [`Change`] reads again.
//!
//! The first call, [`Change::All`], is made before `subscribe` returns. Later calls come from the core's threads, one at a
//! time for each subscription; changes that arrive while a listener works are merged into one call for each kind.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{Notify, Semaphore};

use crate::base::runtime;

/// What may have changed. New topics add kinds: treat an unknown one as [`Change::All`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, uniffi::Enum)]
pub enum Change {
    /// Anything: read everything again.
    All,
    /// Items arrived, were revised or were withdrawn.
    Items,
    /// The catalogue of channels, modules, sectors, parks and stations.
    Catalogue,
    /// The sources that the person added.
    Sources,
    /// What the person did with items: read, favourite, liked, hidden, reading position.
    Marks,
    /// Pictures were fetched or deleted.
    Pictures,
    /// The listening queue.
    Listening,
    /// The search index is up to date: a search may find more than before.
    Search,
    /// Retention, followed channels, subscriptions, display.
    Settings,
    /// 投诉建议: an appeal or its state.
    Appeals,
    /// 联络站: a draft or a submission, its photos and videos, or what became of it.
    Submissions,
    /// Ticked materials, confirmed alerts, and what is kept offline.
    Kept,
    /// 产业雷达: rules, and the items that match them.
    Radar,
    /// 联络站: who is logged in, or has to log in again.
    Account,
    /// Consent was given or withdrawn.
    Consent,
    /// A sync began or ended.
    Sync,
}

/// The error of a listener. The core logs it and goes on.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum ListenerError {
    /// The listener threw.
    #[error("the listener failed")]
    Failed,
}

impl From<uniffi::UnexpectedUniFFICallbackError> for ListenerError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed
    }
}

/// Implemented by the platform to receive changes. All calls but the first come from the core's threads. An implementation
/// may block for a while, may throw, and may call the client.
#[uniffi::export(with_foreign)]
pub trait ChangeListener: Send + Sync {
    /// Something changed. Read it again.
    fn changed(&self, change: Change) -> Result<(), ListenerError>;
}

/// Keeps a listener subscribed. Dropping it, or [`Subscription::cancel`], ends the calls: none begins afterwards, but one
/// that is running may still finish.
#[derive(uniffi::Object)]
pub struct Subscription {
    subscriber: Arc<Subscriber>,
}

#[uniffi::export]
impl Subscription {
    /// Ends the calls.
    pub fn cancel(&self) {
        self.subscriber.cancelled.store(true, Ordering::Release);
        self.subscriber.wake.notify_one();
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.cancel();
    }
}

/// Limits the listeners that run at the same time in the process: a listener may wait for the core, so listeners must never
/// occupy all of the threads that the core works on.
static CALLS: Semaphore = Semaphore::const_new(4);

struct Subscriber {
    listener: Arc<dyn ChangeListener>,
    pending: Mutex<BTreeSet<Change>>,
    wake: Notify,
    cancelled: AtomicBool,
}

impl Subscriber {
    fn notify(&self, change: Change) {
        let result = catch_unwind(AssertUnwindSafe(|| self.listener.changed(change)));
        if !matches!(result, Ok(Ok(()))) {
            log::warn!("a change listener failed on {change:?}");
        }
    }

    fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Acquire)
    }

    fn take_pending(&self) -> BTreeSet<Change> {
        std::mem::take(&mut *self.pending.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn run(self: Arc<Self>) {
        loop {
            self.wake.notified().await;
            for change in self.take_pending() {
                if self.is_cancelled() {
                    return;
                }
                let subscriber = Arc::clone(&self);
                let Ok(_permit) = CALLS.acquire().await else { return };
                let call = runtime::blocking(move || {
                    if !subscriber.is_cancelled() {
                        subscriber.notify(change);
                    }
                    Ok(())
                });
                if call.await.is_err() {
                    return;
                }
            }
            if self.is_cancelled() {
                return;
            }
        }
    }
}

/// Passes changes to all subscribers.
#[derive(Default)]
pub(crate) struct Announcer {
    subscribers: Mutex<Vec<Weak<Subscriber>>>,
}

impl Announcer {
    pub(crate) fn subscribe(&self, listener: Arc<dyn ChangeListener>) -> Arc<Subscription> {
        let subscriber = Arc::new(Subscriber {
            listener,
            pending: Mutex::default(),
            wake: Notify::new(),
            cancelled: AtomicBool::new(false),
        });
        // Added before the first call, so that a change during that call is not lost.
        self.subscribers.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::downgrade(&subscriber));
        subscriber.notify(Change::All);
        runtime::detach(Arc::clone(&subscriber).run());
        Arc::new(Subscription { subscriber })
    }

    pub(crate) fn announce(&self, changes: impl IntoIterator<Item = Change>) {
        let changes: Vec<Change> = changes.into_iter().collect();
        if changes.is_empty() {
            return;
        }
        let mut subscribers = self.subscribers.lock().unwrap_or_else(PoisonError::into_inner);
        subscribers.retain(|subscriber| {
            let Some(subscriber) = subscriber.upgrade().filter(|subscriber| !subscriber.is_cancelled()) else {
                return false;
            };
            subscriber.pending.lock().unwrap_or_else(PoisonError::into_inner).extend(changes.iter().copied());
            subscriber.wake.notify_one();
            true
        });
    }
}
