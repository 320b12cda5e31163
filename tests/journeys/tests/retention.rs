//! Retention: old items are evicted in steps, favourites and queued items stay, and freed space goes back to the system.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::fs;

use songming_core::{NetworkClass, Retention, Scope};
use songming_journeys::phone::{all, favourite, fill};
use songming_journeys::{Phone, TestClock, TestPublisher};

const DAY: i64 = 24 * 60 * 60 * 1000;

fn age(phone: &Phone, days: i64) {
    let database = rusqlite::Connection::open(phone.folder().join("cache.sqlite3")).unwrap();
    database.execute("UPDATE item SET arrived = arrived - ?1", [days * DAY]).unwrap();
}

fn size(phone: &Phone) -> u64 {
    fs::metadata(phone.folder().join("cache.sqlite3")).unwrap().len()
}

fn id(number: u32) -> String {
    format!("synthetic-{number:06}")
}

#[tokio::test]
async fn evicted_items_come_back_when_the_list_is_scrolled_there() {
    let publisher = TestPublisher::synthetic(1_000, 100);
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    fill(&client).await;
    client.items().mark(vec![favourite(&id(3), true)]).await.unwrap();
    client.listening().set(vec![id(5)]).await.unwrap();
    client.shut_down().await.unwrap();
    let before = size(&phone);
    age(&phone, 91);
    let client = phone.open().await;
    client.sync(None).await.unwrap();
    let rows = all(&client, Scope::All, 200).await;
    assert_eq!(rows.len(), 202, "the newest 200, the favourite, and what is to be heard");
    assert!(client.items().get(id(3)).await.is_ok() && client.items().get(id(5)).await.is_ok());
    assert_eq!(client.items().get(id(4)).await.unwrap_err().code(), "not-found");
    assert!(client.items().list(Scope::All, None, 200).await.unwrap().next.is_some());
    // Scrolling to the end fetches them again.
    fill(&client).await;
    assert_eq!(all(&client, Scope::All, 200).await.len(), 1_000);
    client.shut_down().await.unwrap();
    age(&phone, 91);
    let client = phone.open().await;
    client.sync(None).await.unwrap();
    client.shut_down().await.unwrap();
    assert!(size(&phone) * 3 < before, "{} of {before} bytes", size(&phone));
}

#[tokio::test]
async fn texts_take_no_more_than_granted() {
    let publisher = TestPublisher::synthetic(3_000, 1_000);
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    fill(&client).await;
    let full = client.storage().usage().await.unwrap();
    assert!(full.text_bytes > 8_000_000 && full.items == 3_000, "{full:?}");
    client.storage().set_retention(Retention { text_megabytes: 5, ..Retention::default() }).await.unwrap();
    let mut after = client.storage().usage().await.unwrap();
    // On a busy machine the rest goes soon after.
    while after.text_bytes > 5_600_000 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        after = client.storage().usage().await.unwrap();
    }
    // Pending changes of the search index take some of the room.
    assert!(after.text_bytes <= 5_600_000 && after.items >= 900, "{after:?}");
    let rows = all(&client, Scope::All, 200).await;
    assert_eq!(rows[0].id, id(3_000), "the newest stay");
    assert_eq!(rows.len() as u32, after.items);
    client.shut_down().await.unwrap();
    assert!(size(&phone) <= 5_600_000, "the space went back to the system");
    let client = phone.open().await;
    assert_eq!(client.storage().usage().await.unwrap().retention.text_megabytes, 5, "a choice is kept");
    let wrong = Retention { days: 0, ..Retention::default() };
    assert_eq!(client.storage().set_retention(wrong).await.unwrap_err().code(), "bad-request");
}

#[tokio::test]
async fn wrong_clock_evicts_nothing() {
    let publisher = TestPublisher::synthetic(400, 100);
    let phone = Phone::new(&publisher);
    let client = phone.open_synced().await;
    fill(&client).await;
    client.shut_down().await.unwrap();
    for years in [30, -30] {
        let clock = std::sync::Arc::new(TestClock::default());
        clock.set_offset(years * 365 * DAY);
        let client = phone.open_with(clock).await;
        client.sync(None).await.unwrap();
        assert_eq!(all(&client, Scope::All, 200).await.len(), 400, "{years} years off");
        client.set_network(NetworkClass::Offline);
        client.items().mark(vec![favourite(&id(7), years > 0)]).await.unwrap();
        assert_eq!(all(&client, Scope::Favourites, 10).await.len(), usize::from(years > 0), "{years} years off");
        client.shut_down().await.unwrap();
    }
}
