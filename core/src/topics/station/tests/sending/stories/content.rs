//! What arrives is what the clerk sent: which photo, which version, which text.

use std::fs;

use serde_json::json;

use super::super::super::super::submission_store;
use super::super::fixture::{Phone, content, problem};
use super::super::publisher::Trouble;
use crate::base::net::Method;

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
