//! The core's own threads. uniffi polls an exported `async fn` on the caller's thread, which may be the phone's main
//! thread, so no work may happen there: [`run`] hands it to the two workers here and only the wait stays behind.
//! Dropping the wait does not stop the work.
//!
//! One runtime for the process, never shut down: a client that is dropped on one of its threads must not tear it down.

use std::any::Any;
use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use crate::base::error::{Fault, Result};

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

/// What some work came to, whatever its type. All work is handed over and waited for as this: code of its own for each type of
/// answer would be a tenth of the library.
pub(crate) type ErasedValue = Box<dyn Any + Send>;

/// As it was put in.
pub(crate) fn unwrapped<T: 'static>(anything: ErasedValue) -> T {
    *anything.downcast().expect("it was put in as this type by the same function")
}

/// Does the work on the core's threads; a panic in it becomes [`Fault::Panic`].
pub(crate) async fn run<T, F>(work: F) -> Result<T>
where
    T: Send + 'static,
    F: Future<Output = Result<T>> + Send + 'static,
{
    run_any(Box::pin(async move { Ok(Box::new(work.await?) as ErasedValue) })).await.map(unwrapped)
}

/// The same for any type.
pub(crate) async fn run_any(work: Pin<Box<dyn Future<Output = Result<ErasedValue>> + Send>>) -> Result<ErasedValue> {
    let (done, answer) = oneshot::channel();
    spawn(Box::pin(async move {
        // Whoever waited may be gone; the work was done all the same.
        let _ = done.send(work.await);
    }));
    answer.await.unwrap_or_else(|fault| Err(Fault::Panic(fault.into())))
}

/// Does work that blocks (SQLite, files, decompression, parsing) off the two workers.
pub(crate) async fn blocking<T, F>(work: F) -> Result<T>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T> + Send + 'static,
{
    blocking_any(Box::new(move || Ok(Box::new(work()?) as ErasedValue))).await.map(unwrapped)
}

/// The same for any type.
pub(crate) async fn blocking_any(work: Box<dyn FnOnce() -> Result<ErasedValue> + Send>) -> Result<ErasedValue> {
    let (done, answer) = oneshot::channel();
    spawn_blocking(Box::new(move || {
        let _ = done.send(work());
    }));
    answer.await.unwrap_or_else(|fault| Err(Fault::Panic(fault.into())))
}

/// Starts work that nobody waits for.
pub(crate) fn detach(work: impl Future<Output = ()> + Send + 'static) {
    spawn(Box::pin(work));
}

fn spawn(work: Pin<Box<dyn Future<Output = ()> + Send>>) {
    drop(runtime().spawn(work));
}

fn spawn_blocking(work: Box<dyn FnOnce() + Send>) {
    drop(runtime().spawn_blocking(work));
}
