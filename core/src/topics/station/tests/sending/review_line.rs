//! The review line, as a clerk sees it.

use serde_json::json;

use super::super::super::submission_store;
use super::fixture::Phone;

/// The stages in words: the current one in brackets, those ahead after a bar.
fn line(phone: &Phone) -> String {
    let seen = phone.see("a");
    let current: Vec<&str> = seen.stages.iter().filter(|stage| stage.current).map(|stage| &*stage.state).collect();
    assert_eq!(current, [&*seen.state], "one stage is the current one");
    let ahead = seen.stages.iter().position(|stage| !stage.reached).unwrap_or(seen.stages.len());
    assert!(seen.stages[ahead..].iter().all(|stage| !stage.reached && stage.time_text.is_empty()));
    let words = |stage: &super::super::super::submission::SubmissionStage| match stage.current {
        true => format!("[{}]", stage.state_name),
        false => stage.state_name.clone(),
    };
    let part = |stages: &[_]| stages.iter().map(words).collect::<Vec<_>>().join(" ");
    format!("{} | {}", part(&seen.stages[..ahead]), part(&seen.stages[ahead..])).trim_end_matches(" | ").to_owned()
}

#[tokio::test]
async fn the_line_says_what_it_came_through_where_it_is_and_what_is_ahead() {
    let phone = Phone::new();
    phone.submit("a", "消息", &[]);
    assert_eq!(line(&phone), "草稿 [待发] | 已送达 初审 复审 终审 采用 已发布");
    phone.write(|write| submission_store::pause(write, "zhang", "a")).unwrap();
    assert_eq!(line(&phone), "草稿 [已暂停] | 已送达 初审 复审 终审 采用 已发布");
    phone.execute("UPDATE submission SET phase = 'parked'");
    assert_eq!(line(&phone), "草稿 [未能送出] | 已送达 初审 复审 终审 采用 已发布");
    phone.execute("UPDATE submission SET phase = 'draft'");
    assert_eq!(line(&phone), "[草稿] | 待发 已送达 初审 复审 终审 采用 已发布");
    phone.execute("UPDATE submission SET phase = 'queued'");
    phone.settle().await;
    for (state, expected) in [
        ("", "草稿 待发 [已送达] | 初审 复审 终审 采用 已发布"),
        ("first-review", "草稿 待发 已送达 [初审] | 复审 终审 采用 已发布"),
        ("final-review", "草稿 待发 已送达 初审 复审 [终审] | 采用 已发布"),
        ("standby", "草稿 待发 已送达 初审 复审 终审 [待用] | 已发布"),
        ("adopted", "草稿 待发 已送达 初审 复审 终审 [采用] | 已发布"),
        ("published", "草稿 待发 已送达 初审 复审 终审 采用 [已发布]"),
    ] {
        if !state.is_empty() {
            phone.publisher.review("a", 1, state, &json!({}));
            phone.sender.fetch_changes(0).await.unwrap();
        }
        assert_eq!(line(&phone), expected);
        let times = phone.see("a").stages;
        assert!(times.iter().filter(|stage| stage.current).all(|stage| !stage.time_text.is_empty()), "{state}");
    }
}

#[tokio::test]
async fn what_does_not_go_on_has_nothing_ahead_and_the_next_version_begins_anew() {
    for (state, expected) in [
        ("returned", "草稿 待发 已送达 初审 [退改]"),
        ("rejected", "草稿 待发 已送达 初审 [退稿]"),
        ("lunch", "草稿 待发 已送达 初审 [lunch]"),
    ] {
        let phone = Phone::new();
        phone.submit("a", "消息", &[]);
        phone.settle().await;
        phone.publisher.review("a", 1, "first-review", &json!({}));
        phone.publisher.review("a", 1, state, &json!({}));
        phone.sender.fetch_changes(0).await.unwrap();
        assert_eq!(line(&phone), expected);
        phone.resubmit("a", 2, "短消息");
        assert_eq!(line(&phone), "草稿 [待发] | 已送达 初审 复审 终审 采用 已发布");
    }
}
