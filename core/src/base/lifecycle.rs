//! Which operations of a client are under way, and when they have to end.
//!
//! Everything that uses the files or the network belongs to an [`Operation`]. Work that an operation moves to other threads
//! belongs to it too ([`super::runtime`] passes the [`Context`] on) and keeps it alive, so that one count tells whether
//! anything is under way.
//!
//! An app that leaves the foreground *suspends* the operations that are under way: their requests end, and those that began
//! as [`OnSuspend::Stop`] write nothing more that can be fetched again. An operation that begins in the background, such as a
//! sync that the platform asks for, runs to its end. Whenever the last operation ends in the background, or of a closed
//! client, the files are closed.

use std::future::{Future, pending};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::watch;

use crate::base::clock::Clock;
use crate::base::error::{Fault, Result};

/// What becomes of an operation when the app leaves the foreground.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnSuspend {
    /// It finishes, without further requests: a person waits for its result.
    Finish,
    /// It ends at its next safe point, and is continued later.
    Stop,
}

#[derive(Debug, Clone, Copy, Default)]
struct State {
    operations: usize,
    /// Runs of the idle hook.
    closing: usize,
    in_background: bool,
    /// How often the operations that were under way had to end.
    suspensions: u64,
    closed: bool,
}

impl State {
    fn is_idle(&self) -> bool {
        self.operations == 0 && self.closing == 0
    }
}

type IdleHook = Box<dyn Fn(Closing) + Send + Sync>;

/// The life cycle of one client.
#[derive(Default)]
pub(crate) struct Lifecycle {
    state: watch::Sender<State>,
    idle_hook: OnceLock<IdleHook>,
}

impl Lifecycle {
    /// Sets what closes the files. It must not block; the files count as open until the [`Closing`] is dropped.
    pub(crate) fn set_idle_hook(&self, hook: impl Fn(Closing) + Send + Sync + 'static) {
        // A second hook would be a defect that a test of the client notices; the first one stays.
        let _ = self.idle_hook.set(Box::new(hook));
    }

    /// Begins an operation. Never blocks.
    ///
    /// Errors: [`Fault::Closed`].
    pub(crate) fn begin(self: &Arc<Self>, on_suspend: OnSuspend) -> Result<Arc<Operation>> {
        self.begin_if(on_suspend, |_| true).ok_or(Fault::Closed)
    }

    /// Begins an operation that can wait until the app is in the foreground; `None` if it is not, or the client is closed.
    pub(crate) fn begin_in_foreground(self: &Arc<Self>) -> Option<Arc<Operation>> {
        self.begin_if(OnSuspend::Stop, |state| !state.in_background)
    }

    fn begin_if(
        self: &Arc<Self>,
        on_suspend: OnSuspend,
        condition: impl FnOnce(&State) -> bool,
    ) -> Option<Arc<Operation>> {
        let mut suspensions = None;
        self.state.send_if_modified(|state| {
            if !state.closed && condition(state) {
                state.operations += 1;
                suspensions = Some(state.suspensions);
            }
            false
        });
        let suspensions = suspensions?;
        Some(Arc::new(Operation { lifecycle: Arc::clone(self), on_suspend, suspensions }))
    }

    /// The app is in the foreground: operations that were suspended and have not ended yet go on.
    pub(crate) fn enter_foreground(&self) {
        self.state.send_modify(|state| state.in_background = false);
    }

    /// The app is in the background: everything that is under way is suspended, and the files are closed after it.
    pub(crate) fn enter_background(self: &Arc<Self>) {
        self.end_after(|state| {
            state.in_background = true;
            state.suspensions += 1;
        });
    }

    /// No operation begins any more; the files are closed after those that are under way.
    pub(crate) fn close(self: &Arc<Self>) {
        self.end_after(|state| state.closed = true);
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.state.borrow().closed
    }

    /// Changes the state in an operation of its own, so that its end closes the files even if nothing else is under way.
    fn end_after(self: &Arc<Self>, change: impl FnOnce(&mut State)) {
        self.state.send_modify(|state| {
            state.operations += 1;
            change(state);
        });
        self.end();
    }

    fn end(self: &Arc<Self>) {
        let mut close = false;
        self.state.send_if_modified(|state| {
            state.operations -= 1;
            close = state.operations == 0 && (state.in_background || state.closed);
            state.closing += usize::from(close);
            state.operations == 0
        });
        if close {
            let closing = Closing(Arc::clone(self));
            if let Some(hook) = self.idle_hook.get() {
                hook(closing);
            }
        }
    }

    /// Returns once nothing is under way and the files are closed.
    pub(crate) async fn wait_until_idle(&self) {
        // An error would mean that the sender is gone, and `self` owns it.
        let _ = self.state.subscribe().wait_for(State::is_idle).await;
    }

    /// The same, but returns false as soon as the app is in the foreground.
    pub(crate) async fn wait_until_suspended(&self) -> bool {
        let mut state = self.state.subscribe();
        let reached = state.wait_for(|state| !state.in_background || state.is_idle()).await;
        reached.is_ok_and(|state| state.in_background)
    }
}

/// Exists while the files of an idle client are being closed.
pub(crate) struct Closing(Arc<Lifecycle>);

impl Drop for Closing {
    fn drop(&mut self) {
        self.0.state.send_modify(|state| state.closing -= 1);
    }
}

/// Something that is under way. It ends when the last part of it drops this.
pub(crate) struct Operation {
    lifecycle: Arc<Lifecycle>,
    on_suspend: OnSuspend,
    /// The suspensions before it began.
    suspensions: u64,
}

impl Operation {
    fn is_suspended_in(&self, state: &State) -> bool {
        state.in_background && state.suspensions != self.suspensions
    }

    /// Runs a future as a part of this operation.
    pub(crate) fn run<F: Future>(self: Arc<Self>, work: F) -> impl Future<Output = F::Output> {
        Context { operation: Some(self), deadline: None }.scope(work)
    }
}

impl Drop for Operation {
    fn drop(&mut self) {
        self.lifecycle.end();
    }
}

tokio::task_local! {
    static CURRENT: Context;
}

/// The operation that the running code belongs to, and until when its requests may take.
#[derive(Clone, Default)]
pub(crate) struct Context {
    operation: Option<Arc<Operation>>,
    deadline: Option<Duration>,
}

impl Context {
    /// The context of the running code; an empty one outside of every operation.
    pub(crate) fn current() -> Self {
        CURRENT.try_with(Clone::clone).unwrap_or_default()
    }

    /// The same operation, whose requests end at this moment of the steady clock.
    pub(crate) fn with_deadline(self, deadline: Duration) -> Self {
        Self { deadline: Some(deadline), ..self }
    }

    /// Runs a future in this context.
    pub(crate) fn scope<F: Future>(self, work: F) -> impl Future<Output = F::Output> {
        CURRENT.scope(self, work)
    }

    /// Runs blocking work in this context.
    pub(crate) fn scope_blocking<T>(self, work: impl FnOnce() -> T) -> T {
        CURRENT.sync_scope(self, work)
    }

    /// Whether the client was closed or the operation was suspended: it has to end at its next safe point.
    fn is_stopped(&self) -> bool {
        self.operation.as_ref().is_some_and(|operation| {
            let state = operation.lifecycle.state.borrow();
            state.closed || operation.is_suspended_in(&state)
        })
    }

    async fn stopped(&self) {
        let Some(operation) = &self.operation else { return pending().await };
        let mut state = operation.lifecycle.state.subscribe();
        // An error would mean that the sender is gone, and the operation owns it.
        let _ = state.wait_for(|state| state.closed || operation.is_suspended_in(state)).await;
    }
}

/// Makes a future that is about to be spawned a part of the operation of the running code.
pub(crate) fn inherit<F: Future>(work: F) -> impl Future<Output = F::Output> {
    Context::current().scope(work)
}

/// Whether the running code has to end at its next safe point.
pub(crate) fn is_stopped() -> bool {
    CURRENT.try_with(Context::is_stopped).unwrap_or(false)
}

/// The same, or its deadline passed: it may send nothing more.
pub(crate) fn has_ended(clock: &dyn Clock) -> bool {
    let context = Context::current();
    context.is_stopped() || context.deadline.is_some_and(|deadline| clock.steady() >= deadline)
}

/// Ready once [`has_ended`]; never outside of an operation.
pub(crate) async fn ended(clock: &dyn Clock) {
    let context = Context::current();
    let deadline = async {
        match context.deadline {
            Some(deadline) => clock.sleep(deadline.saturating_sub(clock.steady())).await,
            None => pending().await,
        }
    };
    tokio::select! {
        () = context.stopped() => {}
        () = deadline => {}
    }
}

/// Fails with [`Fault::Stopped`] if the running code belongs to a suspended operation that stops.
pub(crate) fn ensure_not_suspended() -> Result<()> {
    let suspended = CURRENT.try_with(|context| {
        context.operation.as_ref().is_some_and(|operation| {
            operation.on_suspend == OnSuspend::Stop && operation.is_suspended_in(&operation.lifecycle.state.borrow())
        })
    });
    if suspended.unwrap_or(false) { Err(Fault::Stopped) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
