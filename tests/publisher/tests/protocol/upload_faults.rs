//! Faults of uploads: what a client meets, and what the publisher has afterwards.

use crate::harness::TestPublisher;
use crate::uploads::{MEDIA, PATH, Station, listed, photo, wait_until_unlocked};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

fn aimed(mut fault: Value) -> Value {
    fault["method"] = json!("PATCH");
    fault["path"] = json!(format!("{PATH}/"));
    fault
}

async fn set(publisher: &TestPublisher, fault: Value) {
    publisher.control("/fault", aimed(fault)).await;
}

#[tokio::test]
async fn request_is_cut_after_the_given_bytes_and_they_are_kept() {
    let publisher = TestPublisher::start();
    let station = Station::new(&publisher.handle.public_url()).await;
    let bytes = photo(300_000);
    let location = station.create(MEDIA, &bytes).await;
    let mut expected = 0;
    for after in [1, 100_000, 65_536, 0] {
        set(&publisher, json!({ "mode": "cut-request", "after_bytes": after, "times": 1 })).await;
        assert!(station.try_patch(&location, expected, &bytes[expected..]).await.is_err(), "{after}");
        expected += after;
        station.wait_for_offset(&location, expected as u64).await;
        // The bytes are there a little before the lock is free.
        assert_eq!(wait_until_unlocked(&station, &location, expected).await.status, 204);
    }
    // All of it arrives, and the response is lost.
    let rest = bytes.len() - expected;
    set(&publisher, json!({ "mode": "cut-request", "after_bytes": rest, "times": 1 })).await;
    assert!(station.try_patch(&location, expected, &bytes[expected..]).await.is_err());
    station.wait_for_offset(&location, 300_000).await;
    let state = listed(&publisher).await["uploads"][0].clone();
    assert_eq!((&state["complete"], &state["received"]), (&json!(true), &json!(300_000)));
}

#[tokio::test]
async fn response_is_dropped_after_the_commit() {
    let publisher = TestPublisher::start();
    let station = Station::new(&publisher.handle.public_url()).await;
    let bytes = photo(1000);
    publisher.control("/fault", json!({ "mode": "drop", "method": "POST", "times": 1 })).await;
    assert!(station.try_create(MEDIA, &bytes).await.is_err());
    let location = station.create(MEDIA, &bytes).await;
    set(&publisher, json!({ "mode": "drop", "times": 1 })).await;
    assert!(station.try_patch(&location, 0, &bytes).await.is_err());
    assert_eq!(station.offset(&location).await, 1000);
    let state = listed(&publisher).await["uploads"][0].clone();
    let counts = ["creations", "repetitions", "patches"].map(|name| state[name].as_u64().unwrap());
    assert_eq!(counts, [1, 1, 1]);
}

#[tokio::test]
async fn hole_swallows_nothing_and_goes_on_when_it_is_released() {
    let publisher = TestPublisher::start();
    let station = Station::new(&publisher.handle.public_url()).await;
    let bytes = photo(1000);
    let location = station.create(MEDIA, &bytes).await;
    let other = station.create(&MEDIA.replace("ab", "cd"), &bytes).await;
    // A request without a body waits as a whole.
    let faults = [
        aimed(json!({ "mode": "hole", "after_bytes": 300, "times": 1 })),
        json!({ "mode": "hole", "method": "HEAD", "path": other }),
    ];
    publisher.control("/fault", json!({ "faults": faults })).await;
    let sent = {
        let station = Station::new(&publisher.handle.public_url()).await;
        let (location, bytes) = (location.clone(), bytes.clone());
        tokio::spawn(async move { station.try_patch(&location, 0, &bytes).await })
    };
    station.wait_for_offset(&location, 300).await;
    assert_eq!(station.try_patch(&location, 300, &bytes[300..]).await.unwrap_or(0), 423);
    assert!(!sent.is_finished());
    let asked = {
        let station = Station::new(&publisher.handle.public_url()).await;
        let other = other.clone();
        tokio::spawn(async move { station.offset(&other).await })
    };
    let begun = Instant::now();
    loop {
        let traffic = publisher.traffic().await;
        let last = traffic["requests"].as_array().unwrap().last().unwrap();
        if last["path"] == other {
            assert_eq!(last["status"], Value::Null);
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(60));
        tokio::task::yield_now().await;
    }
    publisher.control("/fault", json!({ "mode": "none" })).await;
    assert_eq!(sent.await.unwrap().unwrap(), 204);
    assert_eq!(asked.await.unwrap(), 0);
    assert_eq!(station.offset(&location).await, 1000);
}

#[tokio::test]
async fn slow_request_takes_its_time() {
    let publisher = TestPublisher::start();
    let station = Station::new(&publisher.handle.public_url()).await;
    let bytes = photo(1000);
    let location = station.create(MEDIA, &bytes).await;
    set(&publisher, json!({ "mode": "slow-request", "bytes_per_second": 10_000 })).await;
    let begun = Instant::now();
    assert_eq!(station.patch(&location, 0, &bytes).await.status, 204);
    assert!(begun.elapsed() >= Duration::from_millis(90), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn refused_body_does_not_reset_the_connection() {
    let publisher = TestPublisher::start();
    let station = Station::new(&publisher.handle.public_url()).await;
    let bytes = photo(4 << 20);
    let location = station.create(MEDIA, &bytes).await;
    set(&publisher, json!({ "mode": "status", "status": 503, "retry_after": 1, "times": 1 })).await;
    assert_eq!(station.try_patch(&location, 0, &bytes).await.unwrap(), 503);
    for _ in 0..5 {
        assert_eq!(station.try_patch(&location, 1, &bytes[1..]).await.unwrap(), 409);
    }
    // The body of an upload is not in the record.
    let traffic = publisher.traffic().await;
    let requests = traffic["requests"].as_array().unwrap();
    assert!(requests.iter().all(|request| request["method"] != "PATCH" || request.get("body").is_none()));
}

/// Everything at once, and a client that asks for the offset after each failure.
#[tokio::test]
async fn file_arrives_through_faults_that_are_drawn() {
    let publisher = TestPublisher::start();
    let station = Station::new(&publisher.handle.public_url()).await;
    let bytes = photo(400_000);
    let location = station.create(MEDIA, &bytes).await;
    let faults = [
        aimed(json!({ "mode": "drop", "one_in": 3, "seed": 1 })),
        aimed(json!({ "mode": "status", "status": 503, "one_in": 3, "seed": 2 })),
        aimed(json!({ "mode": "cut-request", "after_bytes": 3000, "one_in": 3, "seed": 3 })),
    ];
    publisher.control("/fault", json!({ "faults": faults })).await;
    // A `PATCH` whose connection was cut may still have the lock: 423 is one of the answers.
    let (mut offset, mut answers) = (0, std::collections::BTreeMap::<String, u32>::new());
    while offset < bytes.len() {
        let end = bytes.len().min(offset + 10_000);
        let answer = station.try_patch(&location, offset, &bytes[offset..end]).await;
        *answers.entry(answer.map_or("lost".to_owned(), |status| status.to_string())).or_default() += 1;
        offset = usize::try_from(station.offset(&location).await).unwrap();
    }
    let state = listed(&publisher).await["uploads"][0].clone();
    assert_eq!(std::fs::read(state["path"].as_str().unwrap()).unwrap(), bytes);
    assert_eq!(state["complete"], true);
    assert!(["lost", "503", "204"].iter().all(|answer| answers.contains_key(*answer)), "{answers:?}");
}
