use std::sync::mpsc;

use super::*;

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
