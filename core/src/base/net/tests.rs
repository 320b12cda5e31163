//! The rules of [`Net`], over a transport that answers from a list: nothing here touches a network.

use std::future::{Future, pending};
use std::pin::Pin;
use std::sync::Mutex;

use super::*;

/// A clock whose time never moves and whose sleeps never end.
struct StoppedClock;

impl Clock for StoppedClock {
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

/// A body of one chunk.
struct OneChunk(Option<Vec<u8>>);

impl Body for OneChunk {
    fn next_chunk(&mut self) -> BodyFuture<'_> {
        Box::pin(async { Ok(self.0.take()) })
    }
}

/// Address, status, headers.
type Planned = (&'static str, u16, Vec<(&'static str, &'static str)>);

/// Answers by address; an address without a response never gets one.
#[derive(Default)]
struct FakeTransport {
    responses: Vec<Planned>,
    requested: Mutex<Vec<String>>,
}

impl Transport for FakeTransport {
    fn exchange(&self, request: Request) -> ResponseFuture {
        let address = request.address.to_string();
        self.requested.lock().unwrap().push(address.clone());
        let found = self.responses.iter().find(|(known, ..)| *known == address).cloned();
        Box::pin(async move {
            let Some((_, status, headers)) = found else { return pending().await };
            let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            Ok(Response { status, headers: Headers(headers), body: Box::new(OneChunk(Some(b"{}".to_vec()))) })
        })
    }
}

fn net(responses: Vec<Planned>) -> (Net, Arc<FakeTransport>) {
    let transport = Arc::new(FakeTransport { responses, ..FakeTransport::default() });
    (Net::new(transport.clone(), Arc::new(StoppedClock), TimeLimits::default()), transport)
}

async fn get(net: &Net, address: &str) -> Result<Reply> {
    net.get(&Url::parse(address).unwrap(), "*/*", &Validators::default()).await
}

#[tokio::test]
async fn without_consent_the_transport_gets_no_request() {
    let (net, transport) = net(vec![("https://a.example/", 200, vec![])]);
    assert!(matches!(get(&net, "https://a.example/").await, Err(Fault::NoConsent)));
    assert!(transport.requested.lock().unwrap().is_empty());
    net.set_consent(true);
    assert!(matches!(get(&net, "https://a.example/").await.unwrap(), Reply::Body(_)));
}

#[tokio::test]
async fn withdrawing_consent_ends_a_waiting_request() {
    let (net, transport) = net(vec![]);
    net.set_consent(true);
    let (reply, ()) = tokio::join!(get(&net, "https://silent.example/"), async {
        while transport.requested.lock().unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
        net.set_consent(false);
    });
    assert!(matches!(reply, Err(Fault::NoConsent)));
}

#[tokio::test]
async fn redirects_are_followed_only_to_allowed_addresses() {
    let (net, transport) = net(vec![
        ("https://a.example/", 301, vec![("location", "https://b.example/x")]),
        ("https://b.example/x", 302, vec![("location", "../y")]),
        ("https://b.example/y", 200, vec![]),
        ("https://downgrade.example/", 302, vec![("location", "http://downgrade.example/")]),
        ("https://local.example/", 302, vec![("location", "http://127.0.0.1:80/")]),
        ("https://tls-local.example/", 302, vec![("location", "https://localhost/")]),
        ("https://loop.example/", 302, vec![("location", "/")]),
        ("https://nowhere.example/", 302, vec![]),
    ]);
    net.set_consent(true);
    let Reply::Body(body) = get(&net, "https://a.example/").await.unwrap() else { panic!("a body") };
    assert_eq!(body.address.as_str(), "https://b.example/y");
    for address in [
        "https://downgrade.example/",
        "https://local.example/",
        "https://tls-local.example/",
        "https://nowhere.example/",
    ] {
        assert!(matches!(get(&net, address).await, Err(Fault::BadRedirect)), "{address}");
    }
    transport.requested.lock().unwrap().clear();
    assert!(matches!(get(&net, "https://loop.example/").await, Err(Fault::BadRedirect)));
    assert_eq!(transport.requested.lock().unwrap().len(), MAX_REDIRECTS + 1);
}

#[tokio::test]
async fn both_forms_of_retry_after_are_read_and_clamped() {
    let date = ("date", "Sun, 22 Nov 2026 02:00:00 GMT");
    let (net, _) = net(vec![
        ("https://seconds.example/", 429, vec![("retry-after", "120")]),
        ("https://date.example/", 503, vec![("retry-after", "Sun, 22 Nov 2026 02:10:00 GMT"), date]),
        ("https://past.example/", 503, vec![("retry-after", "Sun, 22 Nov 2026 01:10:00 GMT"), date]),
        ("https://too-long.example/", 503, vec![("retry-after", "99999999999")]),
        ("https://nonsense.example/", 503, vec![("retry-after", "soon")]),
    ]);
    net.set_consent(true);
    for (address, seconds) in [
        ("https://seconds.example/", 120),
        ("https://date.example/", 600),
        ("https://past.example/", 1),
        ("https://too-long.example/", 3600),
        ("https://nonsense.example/", 30),
    ] {
        let Err(Fault::Busy(wait)) = get(&net, address).await else { panic!("{address}") };
        assert_eq!(wait, Duration::from_secs(seconds), "{address}");
    }
}

#[test]
fn validator_accepts_only_what_a_header_can_hold() {
    assert_eq!(validator("W/\"a b\"").as_deref(), Some("W/\"a b\""));
    for bad in ["", "\"a\nb\"", "\"嵩明\"", &"x".repeat(300)] {
        assert_eq!(validator(bad), None);
    }
}

#[test]
fn only_https_and_loopback_addresses_are_allowed() {
    let verdict = |address: &str| check_address(&Url::parse(address).unwrap()).is_ok();
    for good in ["https://news.example/feed", "http://127.0.0.1:8080/x", "http://[::1]/", "http://localhost:1/"] {
        assert!(verdict(good), "{good}");
    }
    for bad in [
        "http://news.example/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "https://user:pass@news.example/",
        "http://127.0.0.1.example/",
        "http://10.0.0.1/",
        "data:text/plain,x",
    ] {
        assert!(!verdict(bad), "{bad}");
    }
}

#[tokio::test]
async fn skew_is_the_origins_date_and_the_age_of_a_stored_response() {
    // The clock of these tests says 2026-11-18 11:06:40 GMT.
    let (net, _) = net(vec![
        ("https://right.example/", 200, vec![("date", "Wed, 18 Nov 2026 11:06:40 GMT")]),
        ("https://stored.example/", 200, vec![("date", "Wed, 18 Nov 2026 09:06:40 GMT"), ("age", "7200")]),
        ("https://ahead.example/", 200, vec![("date", "Wed, 18 Nov 2026 12:06:40 GMT"), ("age", " 60 ")]),
        ("https://nonsense.example/", 200, vec![("date", "Wed, 18 Nov 2026 11:06:40 GMT"), ("age", "-5")]),
        ("https://ancient.example/", 200, vec![("date", "Wed, 18 Nov 2026 11:06:40 GMT"), ("age", "99999999999")]),
        ("https://early.example/", 200, vec![("date", "Thu, 01 Jan 1970 00:00:00 GMT")]),
        ("https://undated.example/", 200, vec![("age", "60")]),
    ]);
    net.set_consent(true);
    for (address, skew) in [
        ("https://right.example/", Some(0)),
        ("https://stored.example/", Some(0)),
        ("https://ahead.example/", Some(3_660_000)),
        ("https://nonsense.example/", None),
        ("https://ancient.example/", None),
        ("https://early.example/", Some(-1_795_000_000_000)),
        ("https://undated.example/", None),
    ] {
        let Reply::Body(body) = get(&net, address).await.unwrap() else { panic!("{address}") };
        assert_eq!(body.skew, skew, "{address}");
    }
}
