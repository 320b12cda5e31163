//! A login that runs out or ends, and another person's.

use std::sync::atomic::Ordering;

use super::super::super::super::submission_store;
use super::super::fixture::{Phone, content};
use super::super::publisher::Trouble;
use crate::base::error::Fault;
use crate::base::net::Method;

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
