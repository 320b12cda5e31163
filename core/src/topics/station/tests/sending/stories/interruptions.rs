//! Uploads that something interrupts: a kill, a link, a disk, an expired upload.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::super::super::super::submission::UploadState;
use super::super::fixture::{Phone, content};
use super::super::publisher::Trouble;
use crate::base::error::Fault;
use crate::base::net::Method;

#[tokio::test]
async fn i_killed_the_app_while_it_uploaded_and_it_went_on_by_itself() {
    let (phone, bytes) = (Phone::new(), content(1, 2_000_000));
    phone.submit("a", "消息", &[&bytes]);
    phone.publisher.follow({
        let mut patches = 0;
        move |request| {
            patches += usize::from(request.method == Method::Patch);
            if patches == 3 {
                Trouble::CutAt(1_000)
            } else if patches > 3 {
                Trouble::Unreachable
            } else {
                Trouble::None
            }
        }
    });
    assert!(phone.sender.send_due().await.is_err());
    let before = phone.see("a");
    assert!(before.sent > 700_000 && before.sent < before.size);
    // Nothing is said to be sending when nothing sends.
    assert_eq!(before.files[0].state, UploadState::Waiting);
    let phone = phone.restart();
    phone.publisher.heal();
    phone.sender.wake().await.unwrap();
    phone.sender.send_due().await.unwrap();
    assert_eq!(phone.state("a"), "delivered");
    phone.assert_arrived(&[("a", &[&bytes])]);
    assert!(phone.publisher.with(|state| state.sent) < 2_000_000 + 3 * 1024 * 1024);
}

#[tokio::test]
async fn my_long_video_does_not_fill_the_memory_when_its_end_is_missing() {
    let (phone, bytes) = (Phone::new(), content(1, 40_000_000));
    phone.submit("a", "视频", &[&bytes]);
    let most = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let seen = std::sync::Arc::clone(&most);
    phone.publisher.follow(move |request| {
        seen.fetch_max(request.body.as_ref().map_or(0, Vec::len), Ordering::SeqCst);
        Trouble::None
    });
    phone.settle().await;
    phone.assert_arrived(&[("a", &[&bytes])]);
    assert_eq!(most.load(Ordering::SeqCst), 1024 * 1024);
    assert_eq!(phone.publisher.with(|state| state.sent), 40_000_000);
}

#[tokio::test]
async fn the_wifi_swallowed_everything_and_the_upload_did_not_hang_or_give_up() {
    let (phone, bytes) = (Phone::new(), content(1, 1_000_000));
    phone.submit("a", "消息", &[&bytes]);
    phone.publisher.times(6, Method::Patch, Trouble::BlackHole);
    let began = phone.clock.state_steady();
    phone.settle().await;
    assert_eq!((phone.state("a").as_str(), phone.problem("a")), ("delivered", None));
    phone.assert_arrived(&[("a", &[&bytes])]);
    assert!(phone.clock.state_steady() - began < Duration::from_secs(6 * 60 + 600));
    // The publisher was asked how far it is before the first byte of every run.
    let requests = phone.publisher.with(|state| state.requests.clone());
    let mut asked = false;
    for request in requests {
        match request.split(' ').next().unwrap() {
            "HEAD" => asked = true,
            "PATCH" => assert!(asked),
            _ => {}
        }
    }
}

#[tokio::test]
async fn every_answer_was_lost_once_and_the_newsroom_has_one_text_and_six_photos() {
    let phone = Phone::new();
    let photos: Vec<Vec<u8>> = (0..6).map(|seed| content(seed, 300_000)).collect();
    let files: Vec<&[u8]> = photos.iter().map(Vec::as_slice).collect();
    phone.submit("a", "消息", &files);
    phone.publisher.follow({
        let mut lost = std::collections::HashSet::new();
        move |request| {
            let key = (request.method.as_str(), request.address.clone(), request.body.clone(), request.headers.clone());
            if lost.insert(key) { Trouble::LostAfter } else { Trouble::None }
        }
    });
    phone.settle().await;
    assert_eq!(phone.state("a"), "delivered");
    phone.assert_arrived(&[("a", &files)]);
    assert_eq!(phone.publisher.with(|state| state.created), 6);
}

#[tokio::test]
async fn my_link_is_slow_and_the_upload_came_to_its_end() {
    let (phone, bytes) = (Phone::new(), content(1, 6_000_000));
    phone.submit("a", "视频", &[&bytes]);
    // 32 kbit/s: a chunk of 256 KiB takes longer than a phone waits.
    phone.publisher.with(|state| state.rate = 4_000);
    phone.settle().await;
    assert_eq!((phone.state("a").as_str(), phone.problem("a")), ("delivered", None));
    phone.assert_arrived(&[("a", &[&bytes])]);
    let sent = phone.publisher.with(|state| state.sent);
    assert!(sent <= 6_000_000 * 105 / 100 + 3 * 256 * 1024, "{sent}");
}

#[tokio::test]
async fn the_upload_expired_at_the_newsroom_and_was_created_again() {
    let (phone, bytes) = (Phone::new(), content(1, 600_000));
    phone.submit("a", "消息", &[&bytes]);
    phone.publisher.follow({
        let mut patches = 0;
        move |request| {
            patches += usize::from(request.method == Method::Patch);
            if patches == 2 { Trouble::Unreachable } else { Trouble::None }
        }
    });
    assert!(phone.sender.send_due().await.is_err());
    let shown = phone.see("a").sent;
    assert!(shown > 0);
    phone.publisher.heal();
    phone.publisher.with(|state| state.uploads.clear());
    let least = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    phone.publisher.follow({
        let (store, seen) = (std::sync::Arc::clone(&phone.store), std::sync::Arc::clone(&least));
        move |_| {
            let sql = "SELECT upload_shown FROM submission_file WHERE id = 'a-0'";
            let read = |outbox: &rusqlite::Connection| {
                Ok(outbox.query_row(sql, [], |row| row.get::<_, i64>(0))?.unsigned_abs())
            };
            seen.lock().unwrap().push(store.outbox().unwrap().read_now(read).unwrap());
            Trouble::None
        }
    });
    phone.settle().await;
    phone.assert_arrived(&[("a", &[&bytes])]);
    // What was shown never went back, although the upload began at its beginning.
    assert!(least.lock().unwrap().is_sorted() && least.lock().unwrap()[0] == shown);
}

#[tokio::test]
async fn the_disk_was_full_and_the_upload_stopped_and_went_on_later() {
    let (phone, bytes) = (Phone::new(), content(1, 2_000_000));
    phone.submit("a", "消息", &[&bytes]);
    phone.execute(
        "CREATE TRIGGER full BEFORE UPDATE OF upload_offset ON submission_file WHEN new.upload_offset > 300000
         BEGIN SELECT raise(ABORT, 'full'); END",
    );
    assert!(matches!(phone.sender.send_due().await, Err(Fault::Database(_))));
    let patches = phone.publisher.count("PATCH");
    assert!(patches > 0 && patches < 4);
    // A file that refuses what a sound one takes may have been checked and made anew meanwhile.
    phone.execute("DROP TRIGGER IF EXISTS full");
    let phone = phone.restart();
    phone.settle().await;
    phone.assert_arrived(&[("a", &[&bytes])]);
    assert_eq!(phone.publisher.with(|state| state.sent), 2_000_000);
}
