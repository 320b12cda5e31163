//! What the clerk wishes holds: not on the data plan, taken back, deleted.

use serde_json::json;

use super::super::super::super::{send_store, station_folder, submission_store};
use super::super::fixture::{NOW, Phone, content};
use super::super::publisher::Trouble;
use crate::base::error::Fault;
use crate::base::net::{Method, NetworkClass};

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
async fn i_took_it_back_before_it_left_and_it_is_my_draft_again() {
    let phone = Phone::new();
    phone.submit("a", "消息", &[]);
    phone.publisher.follow(|_| Trouble::Unreachable);
    let _ = phone.sender.send_due().await;
    phone.write(|write| submission_store::withdraw(write, "zhang", "a", NOW)).unwrap();
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
    phone.write(|write| submission_store::withdraw(write, "zhang", "a", NOW)).unwrap();
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
    phone.write(|write| submission_store::withdraw(write, "zhang", "a", NOW)).unwrap();
    phone.settle().await;
    assert_eq!((phone.state("a").as_str(), phone.problem("a").as_deref()), ("delivered", Some("published")));
    phone.sender.fetch_changes(0).await.unwrap();
    let refused = phone.write(|write| submission_store::withdraw(write, "zhang", "a", NOW));
    assert!(matches!(refused, Err(Fault::SubmissionPublished)));
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
    let folder = station_folder::StationFolder::new(phone.folder());
    files.iter().for_each(|file| folder.remove(file).unwrap());
    assert!(!phone.path("a-0").exists());
    phone.settle().await;
    assert_eq!(phone.publisher.count("POST"), 1);
    phone.write(send_store::end_waits).unwrap();
}
