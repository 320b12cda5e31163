//! Nothing goes twice, whoever sends and however often it is begun.

use super::super::super::super::submission_store;
use super::super::fixture::{Phone, content};
use super::super::publisher::Trouble;
use crate::base::net::Method;

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
async fn i_logged_out_in_the_middle_and_in_again_and_no_photo_was_created_anew() {
    let (phone, bytes) = (Phone::new(), content(1, 3_000_000));
    phone.submit("a", "消息", &[&bytes]);
    phone.publisher.follow({
        let (account, mut patches) = (std::sync::Arc::clone(&phone.account), 0);
        move |request| {
            patches += usize::from(request.method == Method::Patch);
            if patches == 2 {
                *account.id.lock().unwrap() = None;
            }
            Trouble::None
        }
    });
    let _ = phone.sender.send_due().await;
    let before = phone.publisher.with(|state| state.sent);
    assert!(before > 0 && before < 3_000_000);
    let requests = phone.publisher.with(|state| state.requests.len());
    phone.settle().await;
    assert_eq!(phone.publisher.with(|state| state.requests.len()), requests);
    phone.publisher.heal();
    let phone = phone.restart();
    phone.settle().await;
    assert_eq!((phone.state("a").as_str(), phone.publisher.count("POST")), ("delivered", 1));
    assert_eq!(phone.publisher.with(|state| state.sent), 3_000_000);
    phone.assert_arrived(&[("a", &[&bytes])]);
}
