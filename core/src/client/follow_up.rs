//! What follows from something that a person did and that is committed already: matching a rule, fetching what an item needs,
//! deleting what a feed brought. The person's action has succeeded whatever becomes of this work, so no call reports its
//! failure, and none waits long for it.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::oneshot;

use super::core::Core;
use crate::base::error::Result;
use crate::base::lifecycle::OnSuspend;
use crate::base::runtime;

/// How long a call waits for what follows from it, so that the next read usually shows it.
const PATIENCE: Duration = Duration::from_secs(3);

impl Core {
    /// Begins work that follows from a committed action, and returns when it is done, at the latest after [`PATIENCE`]; the
    /// work goes on then. One such piece of work runs at a time. If it fails, maintenance does it: the work has to be part of
    /// [`Core::after_sync`] or of [`Core::maintain`].
    pub(super) async fn follow_up<F, W>(self: &Arc<Self>, work: W)
    where
        F: Future<Output = Result<()>> + Send + 'static,
        W: FnOnce(Arc<Self>) -> F + Send + 'static,
    {
        self.erased_follow_up(Box::pin(work(Arc::clone(self)))).await;
    }

    async fn erased_follow_up(self: &Arc<Self>, work: Pin<Box<dyn Future<Output = Result<()>> + Send>>) {
        // A closed client leaves it to the next start.
        let Ok(operation) = self.lifecycle.begin(OnSuspend::Stop) else { return };
        let core = Arc::clone(self);
        let (done, finished) = oneshot::channel::<()>();
        runtime::detach(operation.run(async move {
            let turns = Arc::clone(&core.follow_ups);
            let _turn = turns.lock().await;
            if let Err(error) = work.await {
                log::warn!("left to the next maintenance: {error:?}");
                // The next call begins one.
                core.started.store(false, Ordering::SeqCst);
            }
            let _ = done.send(());
        }));
        let clock = Arc::clone(&self.clock);
        let waited = runtime::run(async move {
            tokio::select! {
                _ = finished => {}
                () = clock.sleep(PATIENCE) => {}
            }
            Ok(())
        });
        // Fails only if the waiting itself panics.
        let _ = waited.await;
    }

    /// [`Self::follow_up`] for work that blocks.
    pub(super) async fn follow_up_blocking(self: &Arc<Self>, work: fn(&Self) -> Result<()>) {
        self.follow_up(move |core| async move { runtime::blocking(move || work(&core)).await }).await;
    }
}
