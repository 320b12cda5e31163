//! Names that do not resolve: the resolver's threads hang, and a person reads and marks what is on the phone meanwhile.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use serde_json::json;
use songming_core::{Client, HttpTransport, OpenRequest, Scope, TimeLimits, World};
use songming_journeys::phone::{STATEMENT, favourite};
use songming_journeys::{FileServer, Phone};

const FEEDS: usize = 40;
/// Whatever takes longer waits for a name.
const STUCK: Duration = Duration::from_secs(60);

/// Lookups that end when the test says so.
#[derive(Default)]
struct Lookups {
    hang: Mutex<bool>,
    changed: Condvar,
}

impl Lookups {
    fn look_up(&self) {
        drop(self.changed.wait_while(self.hang.lock().unwrap(), |hang| *hang).unwrap());
    }

    fn set(&self, hang: bool) {
        *self.hang.lock().unwrap() = hang;
        self.changed.notify_all();
    }
}

#[tokio::test]
async fn hanging_lookups_do_not_keep_a_person_from_reading_or_marking() {
    let server = FileServer::serve();
    let feed = json!({"version": "https://jsonfeed.org/version/1.1", "title": "F",
        "items": [{"id": "1", "title": "外面的消息", "content_text": "一条消息"}]});
    let lookups = Arc::new(Lookups::default());
    let asked = Arc::clone(&lookups);
    let transport = HttpTransport::with_lookup(move |_| {
        asked.look_up();
        Ok(vec![SocketAddr::from((Ipv4Addr::LOCALHOST, 0))])
    });
    let transport = Arc::new(transport);
    let phone = Phone::configured(None);
    let open = async |time_limits| {
        let folder = phone.folder().to_str().unwrap().to_owned();
        let world = World { transport: transport.clone(), ..World::default() };
        Client::open_in(world, OpenRequest { folder, time_limits, ..OpenRequest::default() }).await.unwrap()
    };
    let client = open(None).await;
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    for number in 0..FEEDS {
        let name = format!("{number}.json");
        fs::write(server.folder().join(&name), feed.to_string()).unwrap();
        client.sources().add(server.address(&name).replace("127.0.0.1", "localhost")).await.unwrap();
    }
    // The connections that are open, which need no name, are closed too.
    client.shut_down().await.unwrap();
    lookups.set(true);
    let client = open(Some(TimeLimits { connect_ms: 20, ..TimeLimits::default() })).await;
    assert!(client.sync(None).await.is_err(), "no name resolves");
    tokio::time::timeout(STUCK, async {
        for _ in 0..50 {
            let rows = client.items().list(Scope::All, None, 20).await.unwrap().items;
            client.items().mark(vec![favourite(&rows[0].id, true)]).await.unwrap();
        }
    })
    .await
    .expect("a list or a mark waited for a lookup");
    lookups.set(false);
}
