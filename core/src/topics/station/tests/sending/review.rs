//! What the newsroom says, in whatever order it comes in.

use serde_json::{Value, json};

use super::super::super::ledger::ledger;
use super::super::super::submission_page::reminders;
use super::super::super::submission_store;
use super::fixture::{NOW, Phone, page};
use crate::base::error::Fault;
use crate::base::net::Method;
use crate::reader::reminder::ReminderKind;

async fn delivered() -> Phone {
    let phone = Phone::new();
    phone.submit("a", "消息", &[]);
    phone.settle().await;
    phone
}

fn states(phone: &Phone) -> Vec<String> {
    phone.see("a").events.into_iter().map(|step| step.state).collect()
}

#[tokio::test]
async fn the_line_grows_step_by_step_and_has_names() {
    let phone = delivered().await;
    assert_eq!(phone.see("a").state_name, "已送达");
    let expected = [
        ("first-review", "初审"),
        ("second-review", "复审"),
        ("final-review", "终审"),
        ("standby", "待用"),
        ("adopted", "采用"),
        ("published", "已发布"),
    ];
    for (state, name) in expected {
        let more =
            json!({"role": "编辑", "reviewer": "李四", "item": if state == "published" { "news-7" } else { "" }});
        phone.publisher.review("a", 1, state, &more);
        phone.sender.fetch_changes(0).await.unwrap();
        let seen = phone.see("a");
        assert_eq!((seen.state.as_str(), seen.state_name.as_str()), (state, name));
        assert_eq!(seen.events.last().unwrap().reviewer.as_deref(), Some("李四"));
    }
    assert_eq!(phone.see("a").item.as_deref(), Some("news-7"));
    assert_eq!(phone.see("a").events.len(), 7);
}

#[tokio::test]
async fn late_repeated_and_shuffled_changes_never_move_it_back() {
    let steps = ["first-review", "second-review", "final-review", "adopted", "published"];
    for seed in 0..50 {
        let phone = delivered().await;
        let last = steps.map(|state| phone.publisher.review("a", 1, state, &json!({}))).into_iter().max().unwrap();
        let mut random = fastrand::Rng::with_seed(seed);
        let mut changes: Vec<Value> = phone.publisher.with(|state| state.changes.clone());
        changes.extend(changes.clone());
        random.shuffle(&mut changes);
        let mut reached = 0;
        for change in changes {
            reached = reached.max(change["sequence"].as_i64().unwrap());
            let (account, now) = ("zhang", NOW);
            let page = json!({"changes": [change], "cursor": last, "more": false});
            phone.write(|write| super::super::super::review::record_page(write, account, &page, 0, now)).unwrap();
            let shown = phone.see("a").state;
            let newest = phone.publisher.with(|state| {
                let at = |change: &&Value| change["sequence"].as_i64() == Some(reached);
                state.changes.iter().find(at).unwrap()["state"].as_str().unwrap().to_owned()
            });
            assert_eq!(shown, newest);
        }
        assert_eq!(phone.see("a").events.len(), 6);
    }
}

#[tokio::test]
async fn pages_are_read_to_the_end_and_a_page_that_fails_is_read_again() {
    let phone = delivered().await;
    for _ in 0..7 {
        phone.publisher.review("a", 1, "first-review", &json!({}));
    }
    phone.publisher.with(|state| state.page = 3);
    phone.publisher.follow({
        let mut pages = 0;
        move |request| {
            pages += usize::from(request.method == Method::Get);
            if pages == 2 { page(200) } else { super::publisher::Trouble::None }
        }
    });
    assert!(matches!(phone.sender.fetch_changes(0).await, Err(Fault::Portal)));
    assert_eq!(phone.see("a").events.len(), 3);
    phone.sender.fetch_changes(0).await.unwrap();
    assert_eq!(phone.see("a").events.len(), 8);
}

#[tokio::test]
async fn it_is_asked_for_only_when_something_was_sent_and_not_too_often() {
    let phone = Phone::new();
    phone.sender.fetch_changes(0).await.unwrap();
    phone.submit("a", "消息", &[]);
    phone.settle().await;
    phone.sender.fetch_changes(60_000).await.unwrap();
    phone.sender.fetch_changes(60_000).await.unwrap();
    assert_eq!(phone.publisher.count("GET"), 1);
    // The clock was ahead when it was asked last.
    phone.clock.jump(-1_000_000);
    phone.sender.fetch_changes(60_000).await.unwrap();
    assert_eq!(phone.publisher.count("GET"), 2);
}

#[tokio::test]
async fn a_cursor_that_goes_back_or_nowhere_is_refused() {
    let phone = delivered().await;
    let record = |page: Value, after| {
        phone.write(|write| super::super::super::review::record_page(write, "zhang", &page, after, NOW))
    };
    assert!(matches!(record(json!({"changes": [], "cursor": 3, "more": false}), 5), Err(Fault::Replay)));
    assert!(matches!(record(json!({"changes": [], "cursor": 5, "more": true}), 5), Err(Fault::WrongSchema)));
    assert!(matches!(record(json!({"cursor": 5}), 5), Err(Fault::WrongSchema)));
    // What cannot be read is left out, the rest stays.
    let odd = json!({"changes": [{"sequence": 90}, {"submission": "a", "sequence": 91, "version": 1, "state": "lunch",
        "at": "2026-11-25T09:00:00+08:00"}, 7], "cursor": 91, "more": false});
    assert!(!record(odd, 5).unwrap());
    assert_eq!((phone.state("a").as_str(), phone.see("a").state_name.as_str()), ("lunch", "lunch"));
}

#[tokio::test]
async fn a_returned_text_says_why_and_where_and_its_next_version_goes() {
    let phone = delivered().await;
    let more = json!({"role": "初审 编辑", "reason": "标题太长。", "marks": [
        {"field": "title", "start": 0, "end": 2, "note": "短一些"}, {"field": "text", "start": 9, "end": 2}]});
    phone.publisher.review("a", 1, "returned", &more);
    phone.sender.fetch_changes(0).await.unwrap();
    let seen = phone.see("a");
    let step = seen.events.last().unwrap();
    assert_eq!((seen.state_name.as_str(), seen.unseen, step.reason.as_deref()), ("退改", true, Some("标题太长。")));
    assert_eq!((step.marks.len(), step.marks[0].end, step.marks[0].note.as_str()), (1, 2, "短一些"));
    let listed = reminders(vec![seen], NOW);
    assert_eq!((listed[0].kind, listed[0].submission.as_deref()), (ReminderKind::Submission, Some("a")));
    assert_eq!((listed[0].title.as_str(), listed[0].body.as_str()), ("您的稿件：消息", "退改：标题太长。"));
    phone.write(|write| submission_store::mark_seen(write, "zhang", "a")).unwrap();
    assert!(reminders(vec![phone.see("a")], NOW).is_empty());
    phone.resubmit("a", 2, "短消息");
    phone.settle().await;
    phone.sender.fetch_changes(0).await.unwrap();
    let seen = phone.see("a");
    assert_eq!((seen.state.as_str(), seen.version, seen.title.as_str()), ("delivered", 2, "短消息"));
    assert_eq!(states(&phone), ["delivered", "returned", "delivered"]);
    // The answer to the first version, once more and late.
    let late = json!({"changes": [{"submission": "a", "sequence": 1, "version": 1, "state": "delivered",
        "at": "2026-11-24T08:30:00+08:00"}], "cursor": 99, "more": false});
    phone.write(|write| super::super::super::review::record_page(write, "zhang", &late, 0, NOW)).unwrap();
    assert_eq!(phone.state("a"), "delivered");
}

#[tokio::test]
async fn a_person_is_told_of_what_matters_and_of_nothing_else() {
    let told =
        [("first-review", false), ("standby", false), ("adopted", true), ("rejected", true), ("published", true)];
    for (state, unseen) in told {
        let phone = delivered().await;
        phone.publisher.review("a", 1, state, &json!({}));
        phone.sender.fetch_changes(0).await.unwrap();
        assert_eq!(phone.see("a").unseen, unseen, "{state}");
        let count = |account| phone.write(|write| submission_store::unseen_count(write, account)).unwrap();
        assert_eq!((count("zhang"), count("li")), (u32::from(unseen), 0), "{state}");
    }
}

#[tokio::test]
async fn the_ledger_counts_each_submission_once_in_a_month() {
    let phone = Phone::new();
    for id in ["a", "b"] {
        phone.submit(id, "消息", &[]);
    }
    phone.settle().await;
    for state in ["returned", "returned", "adopted", "published"] {
        phone.publisher.review("a", 1, state, &json!({}));
    }
    phone.publisher.review("b", 1, "rejected", &json!({"at": "2026-12-01T00:30:00+08:00"}));
    phone.sender.fetch_changes(0).await.unwrap();
    let december = NOW + 10 * 24 * 3600 * 1000;
    let outbox = phone.store.outbox().unwrap();
    let months = outbox.read_now(|outbox| ledger(outbox, "zhang", 3, december)).unwrap();
    let counts = |month: usize| {
        let month = &months[month];
        (month.month.as_str(), month.sent, month.adopted, month.published, month.returned, month.rejected)
    };
    assert_eq!(counts(0), ("2026年12月", 0, 0, 0, 0, 1));
    assert_eq!(counts(1), ("2026年11月", 2, 1, 1, 1, 0));
    assert_eq!(counts(2), ("2026年10月", 0, 0, 0, 0, 0));
    let other = outbox.read_now(|outbox| ledger(outbox, "li", 1, NOW)).unwrap();
    assert_eq!(other[0].sent, 0);
}
