//! What goes by itself at a clerk's phone: after a login, with the network, in the foreground, beside another process.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::fs;
use std::sync::Arc;

use serde_json::json;
use songming_core::{Client, FileSource, NetworkClass, NewFile, SubmissionPhase};
use songming_journeys::browser::log_in;
use songming_journeys::clerk::{FIELDS, values};
use songming_journeys::noise::photo;
use songming_journeys::{Clerk, SendingPhone, TestPublisher};

/// A clerk who is logged in and has the centre's form, and no pictures, which take long.
async fn clerk() -> (Clerk, Arc<Client>) {
    let clerk = Clerk::default();
    let client = clerk.open().await;
    client.set_network(NetworkClass::Metered);
    client.sync(None).await.unwrap();
    log_in(&client, "zhang", "zhang-2026").await;
    (clerk, client)
}

/// A text that waits to be sent.
async fn queued(client: &Client) -> String {
    let id = client.drafts().save(None, values(&FIELDS)).await.unwrap();
    client.drafts().send(id.clone(), false).await.unwrap();
    id
}

/// Waits until a text arrived, which nobody asked for; ends with the phase on the phone.
async fn arrival(clerk: &Clerk, client: &Client, id: &str) {
    while client.submissions().get(id.to_owned()).await.unwrap().phase != SubmissionPhase::Delivered {}
    assert_eq!(clerk.arrived().await.len(), 1);
}

#[tokio::test]
async fn i_logged_in_again_and_what_waited_went_by_itself() {
    let (clerk, client) = clerk().await;
    clerk.publisher.control("/account/revoke", json!({ "account": "zhang" })).await;
    let id = queued(&client).await;
    assert_eq!(client.submissions().send(60).await.unwrap_err().code(), "signed-out");
    let waits = client.submissions().get(id.clone()).await.unwrap();
    assert_eq!((waits.phase, waits.problem), (SubmissionPhase::Queued, None));
    log_in(&client, "zhang", "zhang-2026").await;
    arrival(&clerk, &client, &id).await;
}

#[tokio::test]
async fn the_network_came_back_and_what_waited_went_by_itself() {
    let (clerk, client) = clerk().await;
    client.set_network(NetworkClass::Offline);
    let id = queued(&client).await;
    assert!(clerk.arrived().await.is_empty());
    client.set_network(NetworkClass::Metered);
    arrival(&clerk, &client, &id).await;
}

#[tokio::test]
async fn i_looked_at_the_app_and_what_waited_went_by_itself() {
    let (clerk, client) = clerk().await;
    assert!(client.set_foreground(false).await);
    clerk.publisher.fault(json!({ "mode": "down" })).await;
    let id = queued(&client).await;
    // A worker of the platform tries in vain; the app waits for minutes then.
    for _ in 0..3 {
        let _ = client.submissions().send(0).await;
    }
    clerk.publisher.clear_fault().await;
    assert!(clerk.arrived().await.is_empty());
    client.set_foreground(true).await;
    arrival(&clerk, &client, &id).await;
}

#[tokio::test]
async fn i_gave_up_on_a_photo_and_text_and_photo_were_there() {
    let (clerk, client) = clerk().await;
    client.set_network(NetworkClass::Offline);
    let id = client.drafts().save(None, values(&FIELDS)).await.unwrap();
    let (bytes, drafts) = (photo(1, 900), client.drafts());
    let file = || NewFile { name: "IMG_1.png".into(), source: FileSource::Bytes { bytes: bytes.clone() } };
    // The person closes the sheet at any moment of the import, and presses again.
    for polls in 0..6 {
        let mut left = polls;
        let mut adding = Box::pin(drafts.add_files(id.clone(), vec![file()]));
        std::future::poll_fn(|context| {
            left -= 1;
            if left < 0 || adding.as_mut().poll(context).is_ready() {
                return std::task::Poll::Ready(());
            }
            context.waker().wake_by_ref();
            std::task::Poll::Pending
        })
        .await;
        drop(adding);
        let form = drafts.form(Some(id.clone())).await.unwrap();
        let text = form.values.iter().find(|value| value.code == "text").unwrap();
        assert_eq!(text.value, FIELDS[1].1);
    }
    let added = drafts.add_files(id.clone(), vec![file()]).await.unwrap();
    assert!(added[0].id.is_some(), "{added:?}");
    assert_eq!(drafts.form(Some(id.clone())).await.unwrap().files.len(), 1);
    drafts.send(id.clone(), false).await.unwrap();
    client.set_network(NetworkClass::Metered);
    assert_eq!(client.submissions().send(60).await.unwrap().left, 0);
    let uploads = clerk.publisher.ask("/uploads").await;
    assert_eq!(uploads["uploads"].as_array().unwrap().len(), 1, "{uploads}");
}

#[tokio::test]
async fn two_processes_send_at_once_and_nothing_is_locked() {
    let publisher = Arc::new(TestPublisher::sample());
    let phone = SendingPhone::logged_in(publisher.address()).await;
    let folder = phone.submission("two");
    let photos: Vec<Vec<u8>> = (0..3).map(|seed| photo(seed, 300)).collect();
    for (number, bytes) in photos.iter().enumerate() {
        fs::write(folder.join(format!("{number}.png")), bytes).unwrap();
    }
    // Everything is written, and nothing can be sent yet.
    publisher.fault(json!({ "mode": "down" })).await;
    let (app, lines) = phone.start(env!("CARGO_BIN_EXE_submit"));
    assert!(lines.map(Result::unwrap).any(|line| line.starts_with("queued")));
    app.kill();
    publisher.clear_fault().await;
    let both = [phone.start(env!("CARGO_BIN_EXE_submit")), phone.start(env!("CARGO_BIN_EXE_submit"))];
    for (app, lines) in both {
        assert!(lines.map(Result::unwrap).any(|line| line.starts_with("over")));
        assert!(app.wait());
    }
    let uploads = publisher.ask("/uploads").await;
    let uploads = uploads["uploads"].as_array().unwrap();
    assert_eq!(uploads.len(), photos.len());
    for upload in uploads {
        let counted = ["creations", "locked", "resets", "repetitions"].map(|name| upload[name].as_u64().unwrap());
        assert_eq!(counted, [1, 0, 0, 0], "{upload}");
        // One stream: not a byte twice.
        assert_eq!(upload["received"], upload["length"], "{upload}");
    }
}
