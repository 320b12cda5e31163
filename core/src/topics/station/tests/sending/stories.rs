//! What other apps did to people who upload (S5 of the facts of the station), told as a clerk would.

use std::fs;
use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::json;

use super::super::super::submission::UploadState;
use super::super::super::{send_store, submission_store};
use super::fixture::{Phone, content, page, problem};
use super::publisher::Trouble;
use crate::base::error::Fault;
use crate::base::net::{Method, NetworkClass};

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
    assert_eq!(most.load(Ordering::SeqCst), 4 * 1024 * 1024);
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
async fn my_login_ran_out_between_two_photos_and_they_all_arrived() {
    let (phone, one, two) = (Phone::new(), content(1, 100_000), content(2, 100_000));
    phone.submit("a", "消息", &[&one, &two]);
    phone.publisher.follow({
        let publisher = std::sync::Arc::downgrade(&phone.publisher);
        let mut posts = 0;
        move |request| {
            posts += usize::from(request.method == Method::Post);
            if let (2, Method::Post, Some(publisher)) = (posts, request.method, publisher.upgrade()) {
                publisher.with(|state| state.token = "two".into());
            }
            Trouble::None
        }
    });
    *phone.account.refreshed.lock().unwrap() = Some("two".into());
    phone.sender.send_due().await.unwrap();
    assert_eq!((phone.state("a").as_str(), phone.account.refreshes.load(Ordering::SeqCst)), ("delivered", 1));
    phone.assert_arrived(&[("a", &[&one, &two])]);
}

#[tokio::test]
async fn i_was_logged_out_and_nothing_was_parked_or_lost() {
    let (phone, bytes) = (Phone::new(), content(1, 100_000));
    phone.submit("a", "消息", &[&bytes]);
    phone.submit("b", "又一条", &[]);
    phone.publisher.with(|state| state.token = "other".into());
    assert!(matches!(phone.sender.send_due().await, Err(Fault::SignedOut)));
    // It never arrived, so it can still be changed.
    assert!(
        !phone.store.outbox().unwrap().read_now(|outbox| submission_store::may_have_arrived(outbox, "a", 1)).unwrap()
    );
    assert_eq!([phone.state("a"), phone.state("b")], ["queued", "queued"]);
    let phone = phone.restart();
    phone.sender.send_due().await.unwrap();
    assert_eq!([phone.state("a"), phone.state("b")], ["delivered", "delivered"]);
    phone.assert_arrived(&[("a", &[&bytes]), ("b", &[])]);
}

#[tokio::test]
async fn a_gateway_showed_a_page_with_520_and_my_text_still_went_later() {
    for status in 520..=526 {
        let phone = Phone::new();
        phone.submit("a", "消息", &[]);
        phone.publisher.times(3, Method::Put, page(status));
        phone.settle().await;
        assert_eq!((phone.state("a").as_str(), phone.problem("a")), ("delivered", None));
    }
}

#[tokio::test]
async fn the_wifi_was_bad_and_the_queue_moved_at_once_when_it_was_good() {
    let phone = Phone::new();
    for id in ["a", "b", "c"] {
        phone.submit(id, "消息", &[]);
    }
    phone.publisher.follow(|_| Trouble::Unreachable);
    for _ in 0..10 {
        let _ = phone.sender.send_due().await;
        let wait = phone.sender.report().await.unwrap().retry_after_seconds.unwrap();
        phone.clock.advance(Duration::from_secs(wait.into()));
    }
    let _ = phone.sender.send_due().await;
    phone.publisher.heal();
    let requests = phone.publisher.with(|state| state.requests.len());
    // It waits…
    phone.sender.send_due().await.unwrap();
    assert_eq!(phone.publisher.with(|state| state.requests.len()), requests);
    // … until the network changes, the app comes to the front or a sync succeeds.
    phone.sender.wake().await.unwrap();
    phone.sender.send_due().await.unwrap();
    phone.assert_arrived(&[("a", &[]), ("b", &[]), ("c", &[])]);
}

#[tokio::test]
async fn a_worker_that_waits_is_woken_and_does_not_sleep_on() {
    let phone = Phone::new();
    phone.submit("a", "消息", &[]);
    phone.publisher.follow(|_| Trouble::Unreachable);
    // So often that the wait is longer than the second after which this clock lets a sleeper go.
    for _ in 0..20 {
        let _ = phone.sender.send_due().await;
        phone.clock.advance(Duration::from_secs(15 * 60));
    }
    let (sent, ()) = tokio::join!(phone.sender.send_all(), async {
        while phone.sender.report().await.unwrap().retry_after_seconds.is_none_or(|wait| wait < 2) {
            tokio::task::yield_now().await;
        }
        phone.publisher.heal();
        // A try that failed meanwhile may be stored after the first call; a person's network changes once, and waits two
        // seconds at most then.
        while phone.state("a") != "delivered" {
            phone.sender.wake().await.unwrap();
        }
    });
    sent.unwrap();
    assert_eq!(phone.state("a"), "delivered");
}

#[tokio::test]
async fn a_pause_that_the_publisher_asks_for_is_kept_across_a_restart_and_ended_by_nothing() {
    let forms = [("retry-after", "600".to_owned()), ("retry-after", "Tue, 24 Nov 2026 00:10:00 GMT".to_owned())];
    for retry_after in forms {
        let phone = Phone::new();
        phone.submit("a", "消息", &[]);
        let headers = vec![retry_after, ("date", "Tue, 24 Nov 2026 00:00:00 GMT".to_owned())];
        phone.publisher.once(Method::Put, Trouble::Instead(503, headers, String::new()));
        assert!(matches!(phone.sender.send_due().await, Err(Fault::Busy(_))));
        let phone = phone.restart();
        phone.sender.wake().await.unwrap();
        phone.sender.send_due().await.unwrap();
        assert_eq!(phone.publisher.count("PUT"), 1);
        phone.clock.advance(Duration::from_secs(601));
        phone.sender.send_due().await.unwrap();
        assert_eq!(phone.state("a"), "delivered");
    }
}

#[tokio::test]
async fn two_parts_of_the_app_sent_at_once_and_everything_went_once() {
    let (phone, bytes) = (Phone::new(), content(1, 3_000_000));
    phone.submit("a", "消息", &[&bytes, &bytes]);
    let other = phone.second_process();
    let (one, two, three) = tokio::join!(phone.sender.send_due(), phone.sender.send_due(), other.sender.send_due());
    assert!(one.is_ok() && two.is_ok() && three.is_ok());
    phone.settle().await;
    phone.assert_arrived(&[("a", &[&bytes, &bytes])]);
    // One stream: not a byte and not a creation twice.
    assert_eq!(phone.publisher.with(|state| (state.sent, state.created)), (6_000_000, 2));
    assert_eq!((phone.publisher.count("PUT"), phone.publisher.count("POST")), (1, 2));
}

#[tokio::test]
async fn i_paused_and_resumed_and_opened_the_app_again_and_no_photo_was_created_anew() {
    let (phone, bytes) = (Phone::new(), content(1, 3_000_000));
    phone.submit("a", "消息", &[&bytes]);
    phone.publisher.follow({
        let mut patches = 0;
        move |request| {
            patches += usize::from(request.method == Method::Patch);
            if patches == 2 && request.method == Method::Patch { Trouble::Unreachable } else { Trouble::None }
        }
    });
    assert!(phone.sender.send_due().await.is_err());
    phone.write(|write| submission_store::pause(write, "zhang", "a")).unwrap();
    phone.sender.wake().await.unwrap();
    let requests = phone.publisher.with(|state| state.requests.len());
    phone.sender.send_due().await.unwrap();
    assert_eq!((phone.state("a").as_str(), phone.publisher.with(|state| state.requests.len())), ("paused", requests));
    let phone = phone.restart();
    phone.write(|write| submission_store::resume(write, "zhang", "a")).unwrap();
    phone.settle().await;
    assert_eq!((phone.state("a").as_str(), phone.publisher.count("POST")), ("delivered", 1));
    phone.assert_arrived(&[("a", &[&bytes])]);
}

#[tokio::test]
async fn a_pause_during_an_upload_ends_it_after_its_chunk() {
    let (phone, bytes) = (Phone::new(), content(1, 3_000_000));
    phone.submit("a", "消息", &[&bytes]);
    phone.publisher.follow({
        let store = std::sync::Arc::clone(&phone.store);
        move |request| {
            if request.method == Method::Patch {
                let pause = |write: &crate::base::store::Write<'_>| submission_store::pause(write, "zhang", "a");
                store.outbox().unwrap().write_now(pause).unwrap();
            }
            Trouble::None
        }
    });
    phone.sender.send_due().await.unwrap();
    assert_eq!((phone.state("a").as_str(), phone.publisher.count("PATCH")), ("paused", 1));
    assert_eq!(phone.see("a").sent, 256 * 1024);
}

#[tokio::test]
async fn it_said_conflict_for_what_the_newsroom_has_and_now_it_compares_first() {
    // Equal content: an answer of something on the way, or of a publisher that lost its mind for a moment.
    let phone = Phone::new();
    phone.submit("a", "消息", &[]);
    phone.publisher.follow({
        let mut puts = 0;
        move |request| {
            puts += usize::from(request.method == Method::Put);
            match (request.method, puts) {
                (Method::Put, 1) => Trouble::LostAfter,
                (Method::Put, _) => problem(409, &json!({"status": 409})),
                _ => Trouble::None,
            }
        }
    });
    phone.settle().await;
    assert_eq!((phone.state("a").as_str(), phone.problem("a")), ("delivered", None));

    // The same content, written at another time: the phone was set up again from a backup.
    let phone = Phone::new();
    phone.submit("a", "消息", &[]);
    phone.publisher.with(|state| {
        let fields = json!({"title": "消息", "text": "正文。"});
        let body = json!({"fields": fields, "media": [], "written": "2026-11-25T08:00:00+08:00"});
        state.submissions.entry("a".into()).or_default().insert(1, body);
        let receipt = json!({"submission": "a", "version": 1, "state": "delivered", "sequence": 1});
        state.receipts.insert(("a".into(), 1), receipt);
    });
    phone.settle().await;
    assert_eq!((phone.state("a").as_str(), phone.problem("a")), ("delivered", None));

    // Another content: parked with both, and both ways out work.
    let phone = Phone::new();
    phone.submit("a", "我的标题", &[]);
    phone.publisher.with(|state| {
        let body = json!({"fields": {"title": "他们的标题", "text": "他们的正文。"}, "media": []});
        state.submissions.entry("a".into()).or_default().insert(1, body);
        let receipt = json!({"submission": "a", "version": 1, "state": "delivered", "sequence": 1});
        state.receipts.insert(("a".into(), 1), receipt);
    });
    phone.settle().await;
    let seen = phone.see("a");
    let other = seen.problem.unwrap();
    assert_eq!((seen.title.as_str(), other.code.as_str()), ("我的标题", "conflict"));
    assert_eq!(other.other_title.as_deref(), Some("他们的标题"));
    assert_eq!(other.other_text.as_deref(), Some("他们的正文。"));
    // The newsroom removes its copy: trying again sends it.
    phone.publisher.with(|state| drop(state.submissions.remove("a")));
    phone.write(|write| submission_store::retry(write, "zhang", "a")).unwrap();
    phone.settle().await;
    assert_eq!((phone.state("a").as_str(), phone.problem("a")), ("delivered", None));
}

#[tokio::test]
async fn my_two_photos_have_one_name_and_both_arrived() {
    let (phone, one, two) = (Phone::new(), content(1, 400_000), content(2, 400_000));
    phone.submit("a", "消息", &[&one, &two]);
    let names: Vec<String> = phone.see("a").files.into_iter().map(|file| file.name).collect();
    assert_eq!(names[0], names[1]);
    phone.settle().await;
    phone.assert_arrived(&[("a", &[&one, &two])]);
}

#[tokio::test]
async fn i_said_not_on_my_data_plan_and_that_holds_for_every_later_one() {
    let (phone, bytes) = (Phone::new(), content(1, 100_000));
    phone.write(|write| submission_store::set_unmetered_only(write, true)).unwrap();
    phone.net.set_network(NetworkClass::Metered);
    phone.submit("a", "消息", &[&bytes]);
    phone.sender.send_due().await.unwrap();
    let phone = phone.restart();
    phone.net.set_network(NetworkClass::Metered);
    phone.submit("b", "又一条", &[&bytes]);
    phone.sender.send_due().await.unwrap();
    // The words went, the photos wait.
    assert_eq!(phone.publisher.with(|state| (state.submissions.len(), state.created, state.sent)), (2, 0, 0));
    assert!(phone.see("b").waits_for_unmetered);
    let report = phone.sender.report().await.unwrap();
    assert_eq!((report.left, report.waits_for_unmetered, report.retry_after_seconds), (2, true, None));
    phone.net.set_network(NetworkClass::Unmetered);
    phone.sender.send_due().await.unwrap();
    phone.assert_arrived(&[("a", &[&bytes]), ("b", &[&bytes])]);
    // On a plan again: what is under way ends.
    phone.submit("c", "第三条", &[&bytes]);
    phone.net.set_network(NetworkClass::Metered);
    phone.write(|write| submission_store::set_unmetered_only(write, false)).unwrap();
    phone.sender.send_due().await.unwrap();
    assert_eq!(phone.state("c"), "delivered");
}

#[tokio::test]
async fn the_network_began_to_cost_and_my_upload_ended() {
    let (phone, bytes) = (Phone::new(), content(1, 3_000_000));
    phone.write(|write| submission_store::set_unmetered_only(write, true)).unwrap();
    phone.submit("a", "视频", &[&bytes]);
    phone.publisher.follow({
        let net = std::sync::Arc::clone(&phone.net);
        move |request| {
            if request.method == Method::Patch {
                net.set_network(NetworkClass::Metered);
            }
            Trouble::None
        }
    });
    phone.sender.send_due().await.unwrap();
    assert_eq!((phone.publisher.count("PATCH"), phone.see("a").waits_for_unmetered), (1, true));
}

#[tokio::test]
async fn i_sent_the_second_version_and_the_first_one_went_before_it() {
    let phone = Phone::new();
    phone.submit("a", "消息", &[]);
    phone.publisher.follow(|_| Trouble::Unreachable);
    let _ = phone.sender.send_due().await;
    // The row of a phone whose clerk wrote on, of an app that let that happen.
    phone.resubmit("a", 2, "消息（改）");
    phone.publisher.heal();
    phone.sender.wake().await.unwrap();
    let _ = phone.sender.send_due().await;
    let puts: Vec<String> = phone
        .publisher
        .with(|state| state.requests.iter().filter(|request| request.starts_with("PUT")).skip(1).cloned().collect());
    assert_eq!(puts, ["PUT submissions/a/versions/1", "PUT submissions/a/versions/2"]);
    // The newsroom did not return the first one.
    assert_eq!(phone.problem("a").as_deref(), Some("not-returned"));
    phone.publisher.review("a", 1, "returned", &json!({}));
    phone.write(|write| submission_store::retry(write, "zhang", "a")).unwrap();
    phone.settle().await;
    assert_eq!(
        (phone.state("a").as_str(), phone.publisher.with(|state| state.submissions["a"].len())),
        ("delivered", 2)
    );
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
async fn my_photo_vanished_from_the_phone_and_i_was_told_which() {
    let (phone, one, two) = (Phone::new(), content(1, 1_000), content(2, 1_000));
    phone.submit("a", "消息", &[&one, &two]);
    phone.submit("b", "又一条", &[&one]);
    fs::remove_file(phone.path("a-1")).unwrap();
    phone.settle().await;
    let seen = phone.see("a").problem.unwrap();
    assert_eq!((seen.code.as_str(), seen.file.as_deref()), ("file-missing", Some("a-1")));
    assert_eq!((phone.state("a").as_str(), phone.state("b").as_str()), ("parked", "delivered"));
    // It is put back: the button works.
    fs::write(phone.path("a-1"), &two).unwrap();
    phone.write(|write| submission_store::retry(write, "zhang", "a")).unwrap();
    phone.settle().await;
    phone.assert_arrived(&[("a", &[&one, &two]), ("b", &[&one])]);
}

#[tokio::test]
async fn my_photo_was_changed_by_something_and_no_mixture_was_sent() {
    let (phone, bytes) = (Phone::new(), content(1, 600_000));
    phone.submit("a", "消息", &[&bytes]);
    // Another content of the same length.
    fs::write(phone.path("a-0"), content(2, 600_000)).unwrap();
    phone.settle().await;
    assert_eq!(phone.problem("a").as_deref(), Some("file-changed"));
    assert_eq!(phone.publisher.with(|state| state.sent), 0);
    // In the middle of an upload.
    phone.submit("b", "又一条", &[&bytes]);
    phone.publisher.follow({
        let path = phone.path("b-0");
        let mut patches = 0;
        move |request| {
            patches += usize::from(request.method == Method::Patch);
            if patches == 1 {
                fs::write(&path, content(3, 500_000)).unwrap();
            }
            Trouble::None
        }
    });
    phone.settle().await;
    assert_eq!(phone.problem("b").as_deref(), Some("file-changed"));
    assert_eq!(phone.publisher.count("PATCH"), 1);
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

#[tokio::test]
async fn my_clock_was_a_year_wrong_and_nothing_waited_for_a_year() {
    const YEAR: i64 = 365 * 24 * 3600 * 1000;
    for jump in [YEAR, -YEAR] {
        let (phone, bytes) = (Phone::new(), content(1, 300_000));
        phone.submit("a", "消息", &[&bytes]);
        phone.publisher.times(2, Method::Patch, Trouble::Instead(500, Vec::new(), String::new()));
        phone.publisher.follow({
            let mut left = 6;
            move |request| {
                left -= i32::from(request.method == Method::Head);
                if left > 0 && request.method == Method::Head {
                    Trouble::Instead(500, Vec::new(), String::new())
                } else {
                    Trouble::None
                }
            }
        });
        let _ = phone.sender.send_due().await;
        phone.clock.jump(jump);
        let began = phone.clock.state_steady();
        phone.settle().await;
        assert_eq!(phone.state("a"), "delivered");
        assert!(phone.clock.state_steady() - began < Duration::from_secs(2 * 3600));
    }
    // A wait for the whole publisher, too.
    let phone = Phone::new();
    phone.submit("a", "消息", &[]);
    phone.publisher.once(Method::Put, Trouble::Instead(503, vec![("retry-after", "3600".into())], String::new()));
    let _ = phone.sender.send_due().await;
    phone.clock.jump(-YEAR);
    phone.sender.send_due().await.unwrap();
    assert_eq!(phone.state("a"), "delivered");
}

#[tokio::test]
async fn i_took_it_back_before_it_left_and_it_is_my_draft_again() {
    let phone = Phone::new();
    phone.submit("a", "消息", &[]);
    phone.publisher.follow(|_| Trouble::Unreachable);
    let _ = phone.sender.send_due().await;
    phone.write(|write| submission_store::withdraw(write, "zhang", "a", super::fixture::NOW)).unwrap();
    assert_eq!(phone.state("a"), "draft");
    phone.publisher.heal();
    phone.settle().await;
    assert!(phone.publisher.with(|state| state.submissions.is_empty()));
}

#[tokio::test]
async fn i_took_it_back_after_it_may_have_left_and_the_newsroom_was_told_until_it_answered() {
    let (phone, bytes) = (Phone::new(), content(1, 300_000));
    phone.submit("a", "消息", &[&bytes]);
    phone.publisher.follow(|request| match request.method {
        Method::Put => Trouble::LostAfter,
        Method::Delete => Trouble::Instead(502, Vec::new(), String::new()),
        _ => Trouble::None,
    });
    let _ = phone.sender.send_due().await;
    phone.write(|write| submission_store::withdraw(write, "zhang", "a", super::fixture::NOW)).unwrap();
    phone.sender.wake().await.unwrap();
    let _ = phone.sender.send_due().await;
    assert_eq!(phone.state("a"), "withdrawing");
    let phone = phone.restart();
    phone.publisher.heal();
    phone.settle().await;
    assert_eq!((phone.state("a").as_str(), phone.publisher.with(|state| state.withdrawn.len())), ("withdrawn", 1));
    assert_eq!(phone.publisher.count("POST"), 0);
}

#[tokio::test]
async fn i_took_it_back_too_late_and_was_told() {
    let phone = Phone::new();
    phone.submit("a", "消息", &[]);
    phone.settle().await;
    phone.publisher.review("a", 1, "published", &json!({"item": "news-1"}));
    phone.write(|write| submission_store::withdraw(write, "zhang", "a", super::fixture::NOW)).unwrap();
    phone.settle().await;
    assert_eq!((phone.state("a").as_str(), phone.problem("a").as_deref()), ("delivered", Some("published")));
    phone.sender.fetch_changes(0).await.unwrap();
    let refused = phone.write(|write| submission_store::withdraw(write, "zhang", "a", super::fixture::NOW));
    assert!(matches!(refused, Err(Fault::SubmissionPublished)));
}

#[tokio::test]
async fn my_colleague_uses_the_phone_and_nothing_of_mine_went_in_her_name() {
    let (phone, bytes) = (Phone::new(), content(1, 1_000));
    phone.submit("a", "消息", &[&bytes]);
    *phone.account.id.lock().unwrap() = Some("li".into());
    assert!(!phone.sender.has_work().await.unwrap());
    phone.settle().await;
    phone.sender.fetch_changes(0).await.unwrap();
    let seen = phone.store.outbox().unwrap().read_now(|outbox| submission_store::list(outbox, "li")).unwrap();
    assert!(seen.is_empty() && phone.publisher.with(|state| state.requests.is_empty()));
    *phone.account.id.lock().unwrap() = None;
    phone.settle().await;
    assert!(phone.publisher.with(|state| state.requests.is_empty()));
    *phone.account.id.lock().unwrap() = Some("zhang".into());
    phone.settle().await;
    phone.assert_arrived(&[("a", &[&bytes])]);
}

#[tokio::test]
async fn i_deleted_it_and_its_photos_left_the_phone() {
    let (phone, bytes) = (Phone::new(), content(1, 1_000));
    phone.submit("a", "消息", &[&bytes]);
    phone.publisher.once(Method::Post, Trouble::Unreachable);
    let _ = phone.sender.send_due().await;
    let refused = phone.write(|write| submission_store::delete(write, "zhang", "a", false));
    assert!(matches!(refused, Err(Fault::SubmissionOpen)));
    let files = phone.write(|write| submission_store::delete(write, "zhang", "a", true)).unwrap();
    let folder = super::super::super::station_folder::StationFolder::new(phone.folder());
    files.iter().for_each(|file| folder.remove(file).unwrap());
    assert!(!phone.path("a-0").exists());
    phone.settle().await;
    assert_eq!(phone.publisher.count("POST"), 1);
    phone.write(send_store::end_waits).unwrap();
}
