//! The core's own threads. uniffi polls an exported `async fn` on the caller's thread, which may be the phone's main
//! thread, so no work may happen there: [`run`] moves it to the two workers here, and the caller only waits.
//! Dropping the future does not stop the work. Work that is moved belongs to the operation that moves it
//! ([`super::lifecycle`]), except what [`detach`] starts.
//!
//! Blocking work runs on other threads, and each [`Lane`] has its own: a sync that waits for a file, or a name that does not
//! resolve, never keeps a person's list or mark waiting for a thread.
//!
//! There is one runtime for the process, and it is never shut down: a client may be dropped on one of its threads.

use std::any::Any;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{self, Poll};

use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Semaphore, oneshot};

use crate::base::error::{Fault, Result};
use crate::base::lifecycle::{Context, Operation};

static RUNTIME: OnceLock<Runtime> = OnceLock::new();

fn runtime() -> &'static Runtime {
    RUNTIME.get_or_init(|| {
        Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(Lane::ALL.iter().map(|lane| lane.threads()).sum())
            .thread_name("songming")
            .enable_all()
            .build()
            .expect("a process that cannot start two threads cannot run at all")
    })
}

/// Which threads a piece of blocking work may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    /// A query that a screen waits for. Never waits for a lock of a file.
    Read,
    /// What a person does: a short write to the outbox.
    Action,
    /// Everything else: what a sync stores, maintenance, indexing, decoding.
    Background,
    /// Resolving names, which may take the platform minutes and cannot be cancelled.
    Resolve,
}

impl Lane {
    const ALL: [Self; 4] = [Self::Read, Self::Action, Self::Background, Self::Resolve];

    const fn threads(self) -> usize {
        match self {
            Self::Read | Self::Action | Self::Background => 6,
            Self::Resolve => 8,
        }
    }

    /// A permit for each thread of the lane. All lanes together have as many as the runtime has blocking threads, so who has a
    /// permit has a thread.
    fn permits(self) -> &'static Semaphore {
        static PERMITS: [Semaphore; 4] = [
            Semaphore::const_new(Lane::ALL[0].threads()),
            Semaphore::const_new(Lane::ALL[1].threads()),
            Semaphore::const_new(Lane::ALL[2].threads()),
            Semaphore::const_new(Lane::ALL[3].threads()),
        ];
        &PERMITS[self as usize]
    }
}

/// A result without its type. All work is run and awaited as this: separate code for each type of result would be a tenth
/// of the library.
pub(crate) type ErasedValue = Box<dyn Any + Send>;

/// Work whose result has no type.
pub(crate) type ErasedWork<E = Fault> = Pin<Box<dyn Future<Output = Result<ErasedValue, E>> + Send>>;

/// Work whose result is of type `T`. One type of future for each type of result, and not for each piece of work: every
/// `async fn` that awaits it would have a state machine of its own for each of the functions in between. Nothing runs before
/// it is polled.
pub(crate) struct Work<T, E = Fault> {
    erased: ErasedWork<E>,
    result: PhantomData<fn() -> T>,
}

impl<T: Send + 'static, E> Work<T, E> {
    /// The erased work has to return a value of type `T`.
    pub(crate) fn new(erased: ErasedWork<E>) -> Self {
        Self { erased, result: PhantomData }
    }
}

impl<T: 'static, E> Future for Work<T, E> {
    type Output = Result<T, E>;

    fn poll(mut self: Pin<&mut Self>, context: &mut task::Context<'_>) -> Poll<Self::Output> {
        let value = std::task::ready!(self.erased.as_mut().poll(context))?;
        Poll::Ready(Ok(*value.downcast().expect("it was put in as this type by the same function")))
    }
}

/// The work without the type of its result.
pub(crate) fn erase<T, F>(work: F) -> ErasedWork
where
    T: Send + 'static,
    F: Future<Output = Result<T>> + Send + 'static,
{
    Box::pin(async move { Ok(Box::new(work.await?) as ErasedValue) })
}

/// Runs the work on the core's threads. A panic in it becomes [`Fault::Panic`].
pub(crate) fn run<T, F>(work: F) -> Work<T>
where
    T: Send + 'static,
    F: Future<Output = Result<T>> + Send + 'static,
{
    Work::new(run_erased(erase(work)))
}

fn run_erased(work: ErasedWork) -> ErasedWork {
    Box::pin(async move { spawn_and_wait(Box::pin(Context::current().scope(work))).await })
}

/// Runs the work as a part of an operation. The caller's future does not keep the operation under way: the thread that polls it
/// may be the one that waits for the end of all operations.
pub(crate) fn run_in<T, F>(operation: Arc<Operation>, work: F) -> Work<T>
where
    T: Send + 'static,
    F: Future<Output = Result<T>> + Send + 'static,
{
    Work::new(run_erased_in(operation, erase(work)))
}

/// [`run_in`] for a result without its type.
pub(crate) fn run_erased_in(operation: Arc<Operation>, work: ErasedWork) -> ErasedWork {
    Box::pin(async move { spawn_and_wait(Box::pin(operation.run(work))).await })
}

/// Runs the work, and everything that belongs to it, on the core's threads.
async fn spawn_and_wait(work: ErasedWork) -> Result<ErasedValue> {
    let (sender, receiver) = oneshot::channel();
    spawn(Box::pin(async move {
        // An error means that the caller no longer waits, which does not matter.
        let _ = sender.send(work.await);
    }));
    receiver.await.unwrap_or_else(|dropped| Err(Fault::Panic(dropped.into())))
}

/// Runs blocking work (SQLite, files, decompression, parsing) in the background lane.
pub(crate) fn blocking<T, F>(work: F) -> Work<T>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T> + Send + 'static,
{
    blocking_in(Lane::Background, work)
}

/// Runs blocking work in a lane, not on the two workers.
pub(crate) fn blocking_in<T, F>(lane: Lane, work: F) -> Work<T>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T> + Send + 'static,
{
    Work::new(erased_blocking(lane, Box::new(move || Ok(Box::new(work()?) as ErasedValue))))
}

/// [`blocking_in`] for a result without its type. The work runs even if the caller no longer waits for it.
pub(crate) fn erased_blocking(lane: Lane, work: Box<dyn FnOnce() -> Result<ErasedValue> + Send>) -> ErasedWork {
    Box::pin(wait_for_blocking(lane, work))
}

async fn wait_for_blocking(lane: Lane, work: Box<dyn FnOnce() -> Result<ErasedValue> + Send>) -> Result<ErasedValue> {
    let (sender, receiver) = oneshot::channel();
    let context = Context::current();
    let start = move |permit| {
        spawn_blocking(Box::new(move || {
            // The operation goes on until its caller has the result: it must not seem to have ended in between.
            let done = context.scope_blocking(|| {
                let done = work();
                drop(permit);
                sender.send(done)
            });
            drop(done);
        }));
    };
    match lane.permits().try_acquire() {
        Ok(permit) => start(permit),
        Err(_) => spawn(Box::pin(async move {
            start(lane.permits().acquire().await.expect("the semaphores of the lanes are never closed"));
        })),
    }
    receiver.await.unwrap_or_else(|dropped| Err(Fault::Panic(dropped.into())))
}

/// Starts work without waiting for it, outside of every operation.
pub(crate) fn detach(work: impl Future<Output = ()> + Send + 'static) {
    spawn(Box::pin(work));
}

fn spawn(work: Pin<Box<dyn Future<Output = ()> + Send>>) {
    drop(runtime().spawn(work));
}

fn spawn_blocking(work: Box<dyn FnOnce() + Send>) {
    drop(runtime().spawn_blocking(work));
}

#[cfg(test)]
mod tests;
