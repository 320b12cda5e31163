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
    // No caller waits for it any more.
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

/// A lane whose threads are all busy keeps no other lane waiting, and its own work is done once a thread is free.
#[tokio::test]
async fn busy_lane_blocks_no_other() {
    for busy in Lane::ALL {
        let mut releases = Vec::new();
        let mut stuck = Vec::new();
        for _ in 0..busy.threads() + 3 {
            let (release, released) = mpsc::channel::<()>();
            releases.push(release);
            stuck.push(tokio::spawn(blocking_in(busy, move || {
                // Ends with an error when the sender is dropped.
                let _ = released.recv();
                Ok(())
            })));
        }
        for other in Lane::ALL.into_iter().filter(|lane| *lane != busy) {
            assert_eq!(blocking_in(other, || Ok(7)).await.unwrap(), 7, "{other:?} while {busy:?} is busy");
        }
        drop(releases);
        for one in stuck {
            one.await.unwrap().unwrap();
        }
    }
}

/// A panic gives its thread back to the lane.
#[tokio::test]
async fn panic_frees_the_thread() {
    for _ in 0..3 * Lane::Read.threads() {
        let panicked = blocking_in(Lane::Read, || -> Result<()> { panic!("expected by this test") }).await;
        assert!(matches!(panicked, Err(Fault::Panic(_))));
    }
    assert_eq!(blocking_in(Lane::Read, || Ok(1)).await.unwrap(), 1);
}
