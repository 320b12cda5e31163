use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};

use super::*;
use crate::base::lifecycle::{Lifecycle, OnSuspend, is_stopped};

#[tokio::test]
async fn moved_work_belongs_to_its_operation_and_keeps_it_under_way() {
    let (lifecycle, closed) = (Arc::new(Lifecycle::default()), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&closed);
    lifecycle.set_idle_hook(move |_closing| {
        count.fetch_add(1, Ordering::SeqCst);
    });
    let ((go, wait), (started, starts)) = (mpsc::channel::<()>(), mpsc::channel::<()>());
    let (tell, told) = mpsc::channel::<bool>();
    let operation = lifecycle.begin(OnSuspend::Stop).unwrap();
    let work = operation.run(run(async move {
        let inner = move || {
            started.send(()).unwrap();
            wait.recv().unwrap();
            tell.send(is_stopped()).unwrap();
            Ok(())
        };
        blocking(inner).await
    }));
    let waiting = tokio::spawn(work);
    tokio::task::spawn_blocking(move || starts.recv().unwrap()).await.unwrap();
    // Nobody waits for it any more.
    waiting.abort();
    assert!(waiting.await.is_err());
    lifecycle.close();
    assert!(lifecycle.begin(OnSuspend::Finish).is_err());
    assert_eq!(closed.load(Ordering::SeqCst), 0);
    go.send(()).unwrap();
    lifecycle.wait_until_idle().await;
    assert!(told.recv().unwrap(), "it belongs to the operation that was closed");
    assert_eq!(closed.load(Ordering::SeqCst), 1);
}
