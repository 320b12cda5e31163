//! The rules of the way out, on a transport that a test plays: nothing here touches a network.

use std::future::{Future, pending};
use std::pin::Pin;
use std::sync::Mutex;

use super::*;

/// A clock that stands still.
struct Still;

impl Clock for Still {
    fn now(&self) -> i64 {
        1_795_000_000_000
    }

    fn steady(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(pending())
    }
}

struct Bytes(Option<Vec<u8>>);

impl Pieces for Bytes {
    fn next(&mut self) -> Arrival<'_> {
        Box::pin(async { Ok(self.0.take()) })
    }
}

/// Address, status, headers.
type Planned = (&'static str, u16, Vec<(&'static str, &'static str)>);

/// Answers by address; an address without an answer never gets one.
#[derive(Default)]
struct Played {
    answers: Vec<Planned>,
    asked: Mutex<Vec<String>>,
}

impl Transport for Played {
    fn exchange(&self, question: Question) -> Exchange {
        let address = question.address.to_string();
        self.asked.lock().unwrap().push(address.clone());
        let found = self.answers.iter().find(|(known, ..)| *known == address).cloned();
        Box::pin(async move {
            let Some((_, status, headers)) = found else { return pending().await };
            let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            Ok(Answer { status, headers: Headers(headers), pieces: Box::new(Bytes(Some(b"{}".to_vec()))) })
        })
    }
}

fn net(answers: Vec<Planned>) -> (Net, Arc<Played>) {
    let played = Arc::new(Played { answers, ..Played::default() });
    (Net::new(played.clone(), Arc::new(Still), TimeLimits::default()), played)
}

async fn ask(net: &Net, address: &str) -> Result<Reply> {
    net.get(&Url::parse(address).unwrap(), "*/*", &Validators::default()).await
}

#[tokio::test]
async fn without_consent_not_even_the_transport_hears_of_it() {
    let (net, played) = net(vec![("https://a.example/", 200, vec![])]);
    assert_eq!(*ask(&net, "https://a.example/").await.unwrap_err().fault(), Fault::NoConsent);
    assert!(played.asked.lock().unwrap().is_empty());
    net.set_consent(true);
    assert!(matches!(ask(&net, "https://a.example/").await.unwrap(), Reply::Body(_)));
}

#[tokio::test]
async fn consent_that_is_taken_back_ends_a_question_that_waits() {
    let (net, played) = net(vec![]);
    net.set_consent(true);
    let (answer, ()) = tokio::join!(ask(&net, "https://silent.example/"), async {
        while played.asked.lock().unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
        net.set_consent(false);
    });
    assert_eq!(*answer.unwrap_err().fault(), Fault::NoConsent);
}

#[tokio::test]
async fn redirects_are_followed_only_where_they_may_lead() {
    let (net, played) = net(vec![
        ("https://a.example/", 301, vec![("location", "https://b.example/x")]),
        ("https://b.example/x", 302, vec![("location", "../y")]),
        ("https://b.example/y", 200, vec![]),
        ("https://down.example/", 302, vec![("location", "http://down.example/")]),
        ("https://inward.example/", 302, vec![("location", "http://127.0.0.1:80/")]),
        ("https://tls-inward.example/", 302, vec![("location", "https://localhost/")]),
        ("https://round.example/", 302, vec![("location", "/")]),
        ("https://nowhere.example/", 302, vec![]),
    ]);
    net.set_consent(true);
    let Reply::Body(body) = ask(&net, "https://a.example/").await.unwrap() else { panic!("a body") };
    assert_eq!(body.address.as_str(), "https://b.example/y");
    for address in
        ["https://down.example/", "https://inward.example/", "https://tls-inward.example/", "https://nowhere.example/"]
    {
        assert_eq!(*ask(&net, address).await.unwrap_err().fault(), Fault::BadRedirect, "{address}");
    }
    played.asked.lock().unwrap().clear();
    assert_eq!(*ask(&net, "https://round.example/").await.unwrap_err().fault(), Fault::BadRedirect);
    assert_eq!(played.asked.lock().unwrap().len(), MAX_REDIRECTS + 1);
}

#[tokio::test]
async fn both_forms_of_retry_after_are_read_and_clamped() {
    let date = ("date", "Sun, 22 Nov 2026 02:00:00 GMT");
    let (net, _) = net(vec![
        ("https://seconds.example/", 429, vec![("retry-after", "120")]),
        ("https://date.example/", 503, vec![("retry-after", "Sun, 22 Nov 2026 02:10:00 GMT"), date]),
        ("https://past.example/", 503, vec![("retry-after", "Sun, 22 Nov 2026 01:10:00 GMT"), date]),
        ("https://for-ever.example/", 503, vec![("retry-after", "99999999999")]),
        ("https://nonsense.example/", 503, vec![("retry-after", "soon")]),
    ]);
    net.set_consent(true);
    for (address, seconds) in [
        ("https://seconds.example/", 120),
        ("https://date.example/", 600),
        ("https://past.example/", 1),
        ("https://for-ever.example/", 3600),
        ("https://nonsense.example/", 30),
    ] {
        let error = ask(&net, address).await.unwrap_err();
        assert_eq!(*error.fault(), Fault::Busy(Duration::from_secs(seconds)), "{address}");
    }
}

#[test]
fn a_validator_is_one_that_a_header_can_hold() {
    assert_eq!(validator("W/\"a b\"").as_deref(), Some("W/\"a b\""));
    for bad in ["", "\"a\nb\"", "\"嵩明\"", &"x".repeat(300)] {
        assert_eq!(validator(bad), None);
    }
}
