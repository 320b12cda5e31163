//! Names that do not resolve: the resolver's threads hang, and nobody who reads what is on the phone notices.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;
use songming_core::{Client, OpenRequest, Request, ResponseFuture, Scope, Transport, TransportFault, World};
use songming_journeys::fake_transport::FAKE_PUBLISHER;
use songming_journeys::phone::{STATEMENT, favourite};
use songming_journeys::{FakeTransport, Phone, Reply};

const FEEDS: usize = 40;

/// Once it hangs, each request occupies a thread of the runtime that polls it for half a minute, as looking up a name does,
/// and is given up soon.
struct HangingResolver {
    working: FakeTransport,
    hangs: AtomicBool,
}

impl Transport for HangingResolver {
    fn exchange(&self, request: Request) -> ResponseFuture {
        if !self.hangs.load(Ordering::SeqCst) {
            return self.working.exchange(request);
        }
        Box::pin(async {
            drop(tokio::task::spawn_blocking(|| std::thread::sleep(Duration::from_secs(30))));
            tokio::time::sleep(Duration::from_millis(5)).await;
            Err(TransportFault::Unreachable("no such name".into()))
        })
    }
}

#[tokio::test]
async fn hanging_lookups_do_not_keep_a_person_from_reading_or_marking() {
    let phone = Phone::configured(Some(FAKE_PUBLISHER.to_owned()));
    let feed = json!({"version": "https://jsonfeed.org/version/1.1", "title": "F",
        "items": [{"id": "1", "title": "外面的消息", "content_text": "一条消息"}]});
    let working = FakeTransport::new(move |_| Reply::Json(200, feed.clone()));
    let transport = Arc::new(HangingResolver { working, hangs: AtomicBool::new(false) });
    let world = World { transport: transport.clone(), ..World::default() };
    let folder = phone.folder().to_str().unwrap().to_owned();
    let client = Client::open_in(world, OpenRequest { folder, ..OpenRequest::default() }).await.unwrap();
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    for number in 0..FEEDS {
        client.sources().add(format!("http://127.0.0.1:{}/feed", 1_000 + number)).await.unwrap();
    }
    transport.hangs.store(true, Ordering::SeqCst);
    let syncing = tokio::spawn({
        let client = Arc::clone(&client);
        async move { client.sync(None).await.map(drop) }
    });
    let mut slowest = Duration::ZERO;
    let until = Instant::now() + Duration::from_secs(3);
    while Instant::now() < until {
        let began = Instant::now();
        let rows = client.items().list(Scope::All, None, 20).await.unwrap().items;
        client.items().mark(vec![favourite(&rows[0].id, true)]).await.unwrap();
        slowest = slowest.max(began.elapsed());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(slowest < Duration::from_secs(1), "a list and a mark took {slowest:?}");
    assert!(tokio::time::timeout(Duration::from_secs(10), syncing).await.unwrap().unwrap().is_err());
}
