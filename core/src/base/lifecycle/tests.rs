use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

/// A life cycle that counts how often it closed its files, and the files that are being closed.
fn counted() -> (Arc<Lifecycle>, Arc<AtomicUsize>, Arc<Mutex<Vec<Closing>>>) {
    let (lifecycle, closed, open) = (Arc::new(Lifecycle::default()), Arc::default(), Arc::default());
    let (count, held): (Arc<AtomicUsize>, Arc<Mutex<Vec<Closing>>>) = (Arc::clone(&closed), Arc::clone(&open));
    lifecycle.set_idle_hook(move |closing| {
        count.fetch_add(1, Ordering::SeqCst);
        held.lock().unwrap().push(closing);
    });
    (lifecycle, closed, open)
}

async fn is_ready(future: impl Future) -> bool {
    tokio::select! {
        biased;
        _ = future => true,
        () = std::future::ready(()) => false,
    }
}

#[tokio::test]
async fn files_are_closed_after_the_last_operation_in_the_background() {
    let (lifecycle, closed, open) = counted();
    drop(lifecycle.begin(OnSuspend::Finish).unwrap());
    assert_eq!(closed.load(Ordering::SeqCst), 0, "in the foreground they stay open");
    let (one, other) = (lifecycle.begin(OnSuspend::Finish).unwrap(), lifecycle.begin(OnSuspend::Stop).unwrap());
    lifecycle.enter_background();
    drop(one);
    assert_eq!(closed.load(Ordering::SeqCst), 0);
    assert!(!is_ready(lifecycle.wait_until_suspended()).await);
    drop(other);
    assert_eq!(closed.load(Ordering::SeqCst), 1);
    assert!(!is_ready(lifecycle.wait_until_suspended()).await, "they are still being closed");
    open.lock().unwrap().clear();
    assert!(lifecycle.wait_until_suspended().await);
    // A worker of the platform.
    drop(lifecycle.begin(OnSuspend::Stop).unwrap());
    assert_eq!(closed.load(Ordering::SeqCst), 2);
    open.lock().unwrap().clear();
    lifecycle.enter_foreground();
    assert!(!lifecycle.wait_until_suspended().await, "the app came back");
}

#[tokio::test]
async fn only_what_was_under_way_is_suspended() {
    let (lifecycle, ..) = counted();
    let before = lifecycle.begin(OnSuspend::Stop).unwrap();
    let finishing = lifecycle.begin(OnSuspend::Finish).unwrap();
    lifecycle.enter_background();
    let after = lifecycle.begin(OnSuspend::Stop).unwrap();
    assert!(lifecycle.begin_in_foreground().is_none());
    let seen = |operation: Arc<Operation>| operation.run(async { (is_stopped(), ensure_not_suspended().is_err()) });
    assert_eq!(seen(Arc::clone(&before)).await, (true, true));
    assert_eq!(seen(finishing).await, (true, false), "it may write what the person did");
    assert_eq!(seen(Arc::clone(&after)).await, (false, false));
    // The app comes back before they have ended, and leaves again.
    lifecycle.enter_foreground();
    assert_eq!(seen(Arc::clone(&before)).await, (false, false));
    lifecycle.enter_background();
    assert_eq!(seen(after).await, (true, true));
}

#[tokio::test]
async fn an_operation_ends_when_it_is_stopped_or_its_deadline_passes() {
    let clock = crate::base::clock::SystemClock::default();
    assert!(!is_ready(ended(&clock)).await, "outside of every operation");
    let (lifecycle, ..) = counted();
    let operation = lifecycle.begin(OnSuspend::Finish).unwrap();
    let late = Context { operation: Some(Arc::clone(&operation)), deadline: None }.with_deadline(Duration::ZERO);
    assert!(late.scope(async { has_ended(&clock) }).await);
    operation
        .run(async {
            assert!(!has_ended(&clock));
            let mut end = Box::pin(ended(&clock));
            assert!(!is_ready(&mut end).await);
            lifecycle.close();
            end.await;
            assert!(has_ended(&clock));
        })
        .await;
}
