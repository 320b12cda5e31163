//! 同意: what is withdrawn in one client holds in every client of the folder, and after every restart.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use songming_core::Client;
use songming_journeys::fake_transport::{FAKE_PUBLISHER, article, feed_page};
use songming_journeys::phone::STATEMENT;
use songming_journeys::{FakeTransport, Phone, Reply};

fn phone() -> Phone {
    Phone::configured(Some(FAKE_PUBLISHER.to_owned()))
}

async fn sync(client: &Client) -> Result<(), String> {
    client.sync(None).await.map(drop).map_err(|error| error.code().to_owned())
}

#[tokio::test]
async fn a_withdrawal_in_one_client_ends_the_requests_of_another() {
    let phone = phone();
    let transport = Arc::new(FakeTransport::new(|_| Reply::Silence));
    let one = phone.open_through(Arc::clone(&transport)).await;
    let other = phone.open_through(Arc::clone(&transport)).await;
    one.privacy().accept(STATEMENT.into()).await.unwrap();
    let syncing = tokio::spawn({
        let one = Arc::clone(&one);
        async move { sync(&one).await }
    });
    transport.wait_for("feed.json").await;
    other.privacy().withdraw(STATEMENT.into()).await.unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(2), syncing).await.expect("the request ends").unwrap();
    assert_eq!(ended, Err("no-consent".to_owned()));
    assert_eq!(transport.requested().len(), 1);
    assert_eq!(sync(&one).await, Err("no-consent".to_owned()));
    assert!(!one.privacy().consent().await.unwrap().given);
    // Given again in the second client, it counts in the first.
    transport.answer(|_| Reply::Json(200, feed_page(&[article(1)])));
    other.privacy().accept(STATEMENT.into()).await.unwrap();
    assert_eq!(sync(&one).await, Ok(()));
    // And the other way round: the one that withdrew is not shut for ever.
    one.privacy().withdraw(STATEMENT.into()).await.unwrap();
    assert_eq!(sync(&other).await, Err("no-consent".to_owned()));
    other.privacy().accept(STATEMENT.into()).await.unwrap();
    assert_eq!(sync(&one).await, Ok(()));
}

#[tokio::test]
async fn no_request_follows_the_one_that_was_under_way_at_a_withdrawal() {
    let phone = phone();
    let transport = Arc::new(FakeTransport::publisher(&[]));
    let one = phone.open_through(Arc::clone(&transport)).await;
    let other = phone.open_through(Arc::clone(&transport)).await;
    one.privacy().accept(STATEMENT.into()).await.unwrap();
    // The answer arrives after the withdrawal and leads to further requests.
    let folder = phone.folder().to_owned();
    transport.answer(move |request| {
        assert_eq!(request.address.path(), "/v1/feed.json");
        fs::rename(folder.join("consent.given"), folder.join("consent.withdrawn")).unwrap();
        let mut page = feed_page(&[article(1)]);
        page["_songming"]["catalogue"] = json!("\"c\"");
        Reply::Json(200, page)
    });
    assert_eq!(sync(&one).await, Err("no-consent".to_owned()));
    assert_eq!(transport.requested().len(), 1);
    assert_eq!(sync(&other).await, Err("no-consent".to_owned()));
}

/// How the outbox is kept from storing a withdrawal.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Obstacle {
    Locked,
    Damaged,
}

#[tokio::test]
async fn a_withdrawal_that_the_outbox_cannot_store_survives_a_restart() {
    for obstacle in [Obstacle::Locked, Obstacle::Damaged] {
        let phone = phone();
        let transport = Arc::new(FakeTransport::publisher(&[article(1)]));
        let client = phone.open_through(Arc::clone(&transport)).await;
        client.privacy().accept(STATEMENT.into()).await.unwrap();
        sync(&client).await.unwrap();
        client.set_foreground(false).await;
        let path = phone.folder().join("outbox.sqlite3");
        let stored = fs::read(&path).unwrap();
        let other = rusqlite::Connection::open(&path).unwrap();
        match obstacle {
            Obstacle::Locked => other.execute_batch("BEGIN IMMEDIATE").unwrap(),
            Obstacle::Damaged => fs::write(&path, [7; 20_000]).unwrap(),
        }
        client.set_foreground(true).await;
        let withdrawn = client.privacy().withdraw(STATEMENT.into()).await;
        // A damaged outbox is replaced, and the new one can store it.
        assert!(withdrawn.is_err() || obstacle == Obstacle::Damaged, "{obstacle:?}: the person is told");
        assert!(sync(&client).await.is_err(), "{obstacle:?}");
        drop(other);
        client.shut_down().await.unwrap();
        drop(client);
        if obstacle == Obstacle::Damaged {
            // What can be read of the damaged file says that consent was given.
            for suffix in ["-wal", "-shm", ".damaged"] {
                let _ = fs::remove_file(phone.folder().join(format!("outbox.sqlite3{suffix}")));
            }
            fs::write(&path, &stored).unwrap();
        }
        let requested = transport.requested().len();
        let client = phone.open_through(Arc::clone(&transport)).await;
        assert_eq!(sync(&client).await, Err("no-consent".to_owned()), "{obstacle:?}");
        assert!(!client.privacy().consent().await.unwrap().given, "{obstacle:?}");
        assert_eq!(transport.requested().len(), requested, "{obstacle:?}");
        client.privacy().accept(STATEMENT.into()).await.unwrap();
        assert_eq!(sync(&client).await, Ok(()), "{obstacle:?}");
    }
}
