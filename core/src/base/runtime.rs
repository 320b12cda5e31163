//! The core's own threads. uniffi polls an exported `async fn` on the caller's thread, which may be the phone's main
//! thread, so no work may happen there: [`run`] moves it to the two workers here, and the caller only waits.
//! Dropping the future does not stop the work. Work that is moved belongs to the operation that moves it
//! ([`super::lifecycle`]), except what [`detach`] starts.
//!
//! There is one runtime for the process, and it is never shut down: a client may be dropped on one of its threads.

use std::any::Any;
use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use crate::base::error::{Fault, Result};
use crate::base::lifecycle::Context;

static RUNTIME: OnceLock<Runtime> = OnceLock::new();

fn runtime() -> &'static Runtime {
    RUNTIME.get_or_init(|| {
        Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(16)
            .thread_name("songming")
            .enable_all()
            .build()
            .expect("a process that cannot start two threads cannot run at all")
    })
}

/// A result without its type. All work is run and awaited as this: separate code for each type of result would be a tenth
/// of the library.
pub(crate) type ErasedValue = Box<dyn Any + Send>;

/// The value with its type. Panics if it was put in as another type.
pub(crate) fn downcast<T: 'static>(value: ErasedValue) -> T {
    *value.downcast().expect("it was put in as this type by the same function")
}

/// Runs the work on the core's threads. A panic in it becomes [`Fault::Panic`].
pub(crate) async fn run<T, F>(work: F) -> Result<T>
where
    T: Send + 'static,
    F: Future<Output = Result<T>> + Send + 'static,
{
    run_any(Box::pin(async move { Ok(Box::new(work.await?) as ErasedValue) })).await.map(downcast)
}

/// [`run`] for a result without its type.
pub(crate) async fn run_any(work: Pin<Box<dyn Future<Output = Result<ErasedValue>> + Send>>) -> Result<ErasedValue> {
    let (sender, receiver) = oneshot::channel();
    let work = Context::current().scope(work);
    spawn(Box::pin(async move {
        // An error means that the caller no longer waits, which does not matter.
        let _ = sender.send(work.await);
    }));
    receiver.await.unwrap_or_else(|dropped| Err(Fault::Panic(dropped.into())))
}

/// Runs blocking work (SQLite, files, decompression, parsing) on threads of its own, not on the two workers.
pub(crate) async fn blocking<T, F>(work: F) -> Result<T>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T> + Send + 'static,
{
    blocking_any(Box::new(move || Ok(Box::new(work()?) as ErasedValue))).await.map(downcast)
}

/// [`blocking`] for a result without its type.
pub(crate) async fn blocking_any(work: Box<dyn FnOnce() -> Result<ErasedValue> + Send>) -> Result<ErasedValue> {
    let (sender, receiver) = oneshot::channel();
    let context = Context::current();
    spawn_blocking(Box::new(move || {
        // The operation goes on until its caller has the result: it must not seem to have ended in between.
        let _ = sender.send(context.scope_blocking(work));
    }));
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
