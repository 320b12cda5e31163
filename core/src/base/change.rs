//! What a screen hears: *that* something changed, never what it is now. A screen that hears a [`Change`] reads again.
//!
//! The first call, [`Change::All`], arrives before `subscribe` returns. Later ones come from the core's threads, one at a
//! time for each subscription; changes that pile up while a listener works are folded into one call of each kind.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{Notify, Semaphore};

use crate::base::runtime;

/// What may have changed. More kinds come with more topics: treat one that you do not know as [`Change::All`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, uniffi::Enum)]
pub enum Change {
    /// Everything: read all of it again.
    All,
    /// Items came, were revised or were withdrawn.
    Items,
    /// The catalogue of channels, modules, sectors, parks and stations.
    Catalogue,
    /// The sources that the person added.
    Sources,
    /// What the person did with items: read, favourite, like, hidden, place.
    Marks,
    /// Pictures came or went.
    Pictures,
    /// The listening queue.
    Listening,
    /// The search index caught up: what was not found before may be found now.
    Search,
    /// Retention, followed channels, subscriptions, display.
    Settings,
    /// 投诉建议: what the person wrote, and what became of it.
    Appeals,
    /// What the person ticked, confirmed or keeps offline.
    Kept,
    /// 产业雷达: rules, and what they found.
    Radar,
    /// Whether the person consents.
    Consent,
    /// A sync began or ended.
    Sync,
}

/// The answer of a listener that failed. The core notes it in its log and goes on.
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

/// What the platform implements to hear of changes. Called on the core's threads, except for the first call; may block
/// for a while, may throw, may call back into the client.
#[uniffi::export(with_foreign)]
pub trait ChangeListener: Send + Sync {
    /// Something changed: read it again.
    fn changed(&self, change: Change) -> Result<(), ListenerError>;
}

/// A listener's place. Dropping it, or [`Subscription::cancel`], ends the calls: none begins afterwards, one that runs
/// may still end.
#[derive(uniffi::Object)]
pub struct Subscription {
    seat: Arc<Subscriber>,
}

#[uniffi::export]
impl Subscription {
    /// Ends the calls.
    pub fn cancel(&self) {
        self.seat.left.store(true, Ordering::Release);
        self.seat.bell.notify_one();
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.cancel();
    }
}

/// Listeners that run at the same time, in the whole process: they may wait for the core, so they must never take all of
/// the threads that the core works on.
static CALLS: Semaphore = Semaphore::const_new(4);

struct Subscriber {
    listener: Arc<dyn ChangeListener>,
    waiting: Mutex<BTreeSet<Change>>,
    bell: Notify,
    left: AtomicBool,
}

impl Subscriber {
    fn tell(&self, change: Change) {
        let told = catch_unwind(AssertUnwindSafe(|| self.listener.changed(change)));
        if !matches!(told, Ok(Ok(()))) {
            log::warn!("a change listener failed on {change:?}");
        }
    }

    fn take(&self) -> BTreeSet<Change> {
        std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Tells every subscription of a change.
#[derive(Default)]
pub(crate) struct Announcer {
    seats: Mutex<Vec<Weak<Subscriber>>>,
}

impl Announcer {
    pub(crate) fn subscribe(&self, listener: Arc<dyn ChangeListener>) -> Arc<Subscription> {
        let seat = Arc::new(Subscriber {
            listener,
            waiting: Mutex::default(),
            bell: Notify::new(),
            left: AtomicBool::new(false),
        });
        // Seated before the first call: a change that comes during that call is not lost.
        self.seats.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::downgrade(&seat));
        seat.tell(Change::All);
        let served = Arc::clone(&seat);
        runtime::detach(async move {
            loop {
                served.bell.notified().await;
                for change in served.take() {
                    if served.left.load(Ordering::Acquire) {
                        return;
                    }
                    let seat = Arc::clone(&served);
                    let Ok(_place) = CALLS.acquire().await else { return };
                    let told = runtime::blocking(move || {
                        if !seat.left.load(Ordering::Acquire) {
                            seat.tell(change);
                        }
                        Ok(())
                    });
                    if told.await.is_err() {
                        return;
                    }
                }
                if served.left.load(Ordering::Acquire) {
                    return;
                }
            }
        });
        Arc::new(Subscription { seat })
    }

    pub(crate) fn announce(&self, changes: impl IntoIterator<Item = Change>) {
        let changes: Vec<Change> = changes.into_iter().collect();
        if changes.is_empty() {
            return;
        }
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        seats.retain(|seat| {
            let Some(seat) = seat.upgrade().filter(|seat| !seat.left.load(Ordering::Acquire)) else { return false };
            seat.waiting.lock().unwrap_or_else(PoisonError::into_inner).extend(changes.iter().copied());
            seat.bell.notify_one();
            true
        });
    }
}
