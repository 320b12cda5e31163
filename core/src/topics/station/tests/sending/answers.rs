//! Every status at every step.

use std::time::Duration;

use serde_json::json;

use super::super::super::submission_store;
use super::fixture::{Phone, content, page, problem, tus};
use super::publisher::Trouble;
use crate::base::net::Method;

/// What becomes of a submission after one such answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// It arrives, and was never parked.
    Arrives,
    /// It is parked with this reason, and arrives once the person tries again.
    Parks(&'static str),
}
use Outcome::{Arrives, Parks};

fn plain(status: u16) -> Trouble {
    Trouble::Instead(status, Vec::new(), String::new())
}

fn refusal(status: u16) -> Trouble {
    problem(status, &json!({"status": status, "detail": "原因。"}))
}

/// A phone that sends one submission after the other, each with one file.
struct Table {
    phone: Phone,
    bytes: Vec<u8>,
    sent: usize,
}

impl Table {
    fn new() -> Self {
        Self { phone: Phone::new(), bytes: content(1, 300_000), sent: 0 }
    }

    /// What becomes of a submission while one request of a method gets this.
    async fn outcome(&mut self, method: Method, trouble: &Trouble) -> Outcome {
        let (phone, id) = (&self.phone, format!("s{}", self.sent));
        self.sent += 1;
        phone.submit(&id, "消息", &[&self.bytes]);
        phone.publisher.once(method, trouble.clone());
        phone.settle().await;
        let problem = phone.problem(&id);
        if problem.is_some() {
            assert_eq!(phone.state(&id), "parked");
            assert!(phone.see(&id).unseen);
            phone.write(|write| submission_store::retry(write, "zhang", &id)).unwrap();
            phone.settle().await;
        }
        assert_eq!(phone.state(&id), "delivered", "{method:?} {trouble:?}");
        phone.publisher.with(|state| {
            let found: Vec<_> = state.uploads.values().filter(|upload| upload.submission == id).collect();
            assert!(found.len() == 1 && found[0].bytes == self.bytes, "{method:?} {trouble:?}");
            assert_eq!((state.submissions.len(), state.created), (self.sent, self.sent));
        });
        match problem {
            None => Arrives,
            // The codes are constants of the sender; a leak in a test does no harm.
            Some(code) => Parks(code.leak()),
        }
    }
}

#[tokio::test]
async fn a_page_is_no_verdict_and_neither_is_a_server_that_is_down_or_a_bare_refusal() {
    let mut table = Table::new();
    let any = [Method::Put, Method::Post, Method::Head, Method::Patch];
    for method in any {
        for status in [200, 201, 204, 400, 403, 404, 409, 410, 413, 415, 422, 423, 451, 460, 500, 502, 520, 522, 526] {
            assert_eq!(table.outcome(method, &page(status)).await, Arrives, "a page, {method:?} {status}");
        }
        for status in [302, 307, 408, 429, 500, 501, 502, 503, 504, 507, 520, 521, 523, 524, 525, 526, 599] {
            assert_eq!(table.outcome(method, &plain(status)).await, Arrives, "{method:?} {status}");
        }
        for status in [408, 429, 500, 503, 504, 522] {
            assert_eq!(table.outcome(method, &refusal(status)).await, Arrives, "{method:?} {status}");
        }
        for status in [400, 402, 403, 404, 405, 409, 410, 411, 412, 413, 415, 418, 422, 423, 431, 451, 460] {
            assert_eq!(table.outcome(method, &plain(status)).await, Arrives, "{method:?} {status}");
        }
    }
}

#[tokio::test]
async fn final_answers_park_and_all_others_do_not() {
    let mut table = Table::new();
    let texts = [
        (400, Parks("refused")),
        (402, Arrives),
        (403, Parks("foreign-station")),
        (404, Parks("unsupported")),
        (405, Parks("unsupported")),
        (410, Parks("published")),
        (413, Parks("too-large")),
        (415, Parks("refused")),
        (418, Arrives),
        (422, Parks("invalid")),
        (423, Arrives),
    ];
    for (status, expected) in texts {
        assert_eq!(table.outcome(Method::Put, &refusal(status)).await, expected, "PUT {status}");
    }
    // Of a text that did not arrive.
    assert_eq!(table.outcome(Method::Put, &refusal(409)).await, Parks("not-returned"));
    let uploads = [
        (Method::Post, 400, Parks("file-refused")),
        (Method::Post, 403, Parks("foreign-station")),
        (Method::Post, 404, Parks("upload-unsupported")),
        (Method::Post, 409, Parks("upload-conflict")),
        (Method::Post, 410, Parks("upload-unsupported")),
        (Method::Post, 412, Parks("upload-version")),
        (Method::Post, 413, Parks("file-too-large")),
        (Method::Post, 415, Parks("file-type")),
        (Method::Post, 418, Arrives),
        (Method::Post, 423, Arrives),
        (Method::Head, 400, Arrives),
        (Method::Head, 403, Arrives),
        (Method::Head, 404, Arrives),
        (Method::Head, 409, Arrives),
        (Method::Head, 410, Arrives),
        (Method::Head, 412, Parks("upload-version")),
        (Method::Head, 418, Arrives),
        (Method::Head, 423, Arrives),
        (Method::Patch, 400, Arrives),
        (Method::Patch, 403, Arrives),
        (Method::Patch, 404, Arrives),
        (Method::Patch, 409, Arrives),
        (Method::Patch, 410, Arrives),
        (Method::Patch, 412, Parks("upload-version")),
        (Method::Patch, 413, Parks("file-too-large")),
        (Method::Patch, 415, Parks("file-type")),
        (Method::Patch, 418, Arrives),
        (Method::Patch, 422, Arrives),
        (Method::Patch, 423, Arrives),
        (Method::Patch, 460, Arrives),
    ];
    for (method, status, expected) in uploads {
        assert_eq!(table.outcome(method, &tus(status)).await, expected, "{method:?} {status}");
    }
}

#[tokio::test]
async fn a_refused_text_shows_the_publishers_own_words_at_their_fields() {
    let phone = Phone::new();
    phone.submit("a", "", &[]);
    phone.submit("b", "消息", &[]);
    phone.settle().await;
    let seen = phone.see("a").problem.unwrap();
    assert_eq!((seen.code.as_str(), seen.text.as_str()), ("invalid", "稿件有不符合要求的地方，请修改后再提交。"));
    assert_eq!((seen.fields[0].field.as_str(), seen.fields[0].reason.as_str()), ("title", "请填写标题。"));
    // It is parked alone.
    assert_eq!(phone.state("b"), "delivered");
}

#[test]
fn what_is_parked_says_why_even_if_its_reason_was_damaged() {
    for reason in ["NULL", "'{\"code\":'", "'不是 JSON'"] {
        let phone = Phone::new();
        phone.submit("a", "消息", &[]);
        phone.execute(&format!("UPDATE submission SET phase = 'parked', reason = {reason}"));
        let problem = phone.see("a").problem.unwrap();
        assert_eq!(problem.code, "salvaged", "{reason}");
        assert!(problem.text.contains("损坏"), "{}", problem.text);
    }
}

#[tokio::test]
async fn an_address_of_another_origin_never_gets_the_token() {
    let foreign = [
        "http://sm.example/v1/station/media/u1",
        "https://evil.example/u1",
        "//evil.example/u1",
        "https://sm.example:8443/u1",
    ];
    for location in foreign {
        let (phone, bytes) = (Phone::new(), content(1, 1_000));
        phone.submit("a", "消息", &[&bytes]);
        let headers = vec![("tus-resumable", "1.0.0".to_owned()), ("location", location.to_owned())];
        phone.publisher.once(Method::Post, Trouble::Instead(201, headers, String::new()));
        let _ = phone.sender.send_due().await;
        assert_eq!(
            phone.publisher.with(|state| state.requests.clone()),
            ["PUT submissions/a/versions/1", "POST media"]
        );
        phone.settle().await;
        phone.assert_arrived(&[("a", &[&bytes])]);
    }
    // An address that an earlier publisher gave is none of this one's.
    let (phone, bytes) = (Phone::new(), content(1, 1_000));
    phone.submit("a", "消息", &[&bytes]);
    phone.execute("UPDATE submission_file SET upload_url = 'https://old.example/u9', upload_state = 'sending'");
    phone.settle().await;
    phone.assert_arrived(&[("a", &[&bytes])]);
}

#[tokio::test]
async fn an_answer_that_repeats_for_ever_is_asked_about_at_growing_intervals_and_parks_nothing() {
    for trouble in [tus(409), tus(400), tus(423), plain(500), page(200), page(413), plain(413), tus(404), Trouble::Lost]
    {
        let (phone, bytes) = (Phone::new(), content(1, 500_000));
        phone.submit("a", "消息", &[&bytes]);
        phone.publisher.times(usize::MAX, Method::Patch, trouble.clone());
        for _ in 0..6 {
            let _ = phone.sender.send_due().await;
            let left = phone.sender.report().await.unwrap();
            assert_eq!(left.left, 1, "{trouble:?}");
            phone.clock.advance(Duration::from_secs(left.retry_after_seconds.unwrap().into()));
        }
        assert!(phone.publisher.count("PATCH") <= 6 * 5, "{trouble:?}: {}", phone.publisher.count("PATCH"));
        phone.publisher.heal();
        phone.settle().await;
        assert_eq!(phone.state("a"), "delivered", "{trouble:?}");
        phone.assert_arrived(&[("a", &[&bytes])]);
    }
}

#[tokio::test]
async fn what_is_altered_on_the_way_three_times_is_parked_and_two_submissions_do_not_share_the_blame() {
    let (phone, bytes) = (Phone::new(), content(1, 300_000));
    phone.submit("a", "消息", &[&bytes]);
    phone.submit("b", "又一条", &[]);
    phone.publisher.times(usize::MAX, Method::Patch, tus(460));
    phone.settle().await;
    assert_eq!((phone.problem("a").as_deref(), phone.publisher.count("PATCH")), (Some("file-altered"), 3));
    assert_eq!(phone.see("a").problem.unwrap().file.as_deref(), Some("a-0"));
    assert_eq!(phone.state("b"), "delivered");
}

#[tokio::test]
async fn an_upload_that_is_not_of_this_file_is_removed_and_begun_again() {
    for (offset, length) in [("9999999", None), ("0", Some("17"))] {
        let (phone, bytes) = (Phone::new(), content(1, 300_000));
        phone.submit("a", "消息", &[&bytes]);
        let mut headers = vec![("tus-resumable", "1.0.0".to_owned()), ("upload-offset", offset.to_owned())];
        headers.extend(length.map(|length| ("upload-length", length.to_owned())));
        phone.publisher.once(Method::Head, Trouble::Instead(200, headers, String::new()));
        phone.settle().await;
        assert_eq!((phone.publisher.count("DELETE"), phone.publisher.count("POST")), (1, 2));
        phone.assert_arrived(&[("a", &[&bytes])]);
    }
}
