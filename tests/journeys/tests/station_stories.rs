//! What goes by itself at a clerk's phone: after a login, with the network, in the foreground, beside another process.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use songming_core::{Client, FileSource, NetworkClass, NewFile, SubmissionPhase};
use songming_journeys::browser::log_in;
use songming_journeys::clerk::{FIELDS, values};
use songming_journeys::noise::photo;
use songming_journeys::phone::STATEMENT;
use songming_journeys::{Clerk, SendingPhone, TestClock, TestPublisher};

/// What takes longer never comes.
const STUCK: Duration = Duration::from_secs(60);

/// A clerk who is logged in and has the centre's form, and no pictures, which take long.
async fn clerk() -> (Clerk, Arc<Client>) {
    clerk_with(Arc::default()).await
}

/// The same clerk with a clock of the test's.
async fn clerk_with(clock: Arc<TestClock>) -> (Clerk, Arc<Client>) {
    let clerk = Clerk::default();
    let client = clerk.phone.open_with(clock).await;
    client.account().use_platform(clerk.secrets.clone(), None);
    client.privacy().accept(STATEMENT.into()).await.unwrap();
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
    let delivered =
        async { while client.submissions().get(id.to_owned()).await.unwrap().phase != SubmissionPhase::Delivered {} };
    tokio::time::timeout(STUCK, delivered).await.expect("it goes by itself");
    assert_eq!(clerk.arrived().await.len(), 1);
}

/// Seconds until the next try of what is left to send.
async fn wait(client: &Client) -> u32 {
    let pending = client.submissions().pending().await.unwrap();
    assert_eq!(pending.left, 1);
    pending.retry_after_seconds.unwrap()
}

/// How often the publisher was asked to take a text since its record was reset.
async fn tries(publisher: &TestPublisher) -> usize {
    publisher.record().await.requests.iter().filter(|(method, ..)| method == "PUT").count()
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
    let clock = Arc::new(TestClock::default());
    let (clerk, client) = clerk_with(clock.clone()).await;
    assert!(client.set_foreground(false).await);
    let cut = json!({ "mode": "cut-request", "after_bytes": 0, "method": "PUT", "path": "/v1/station/submissions" });
    clerk.publisher.fault(cut).await;
    clerk.publisher.reset().await;
    let id = queued(&client).await;
    assert_eq!(tries(&clerk.publisher).await, 0, "nothing is sent in the background by itself");
    // Workers of the platform try in vain, until the next try is further away than this test waits for anything.
    let mut ahead = 0;
    while wait(&client).await <= 2 * STUCK.as_secs() as u32 {
        ahead += i64::from(wait(&client).await) * 1000;
        clock.set_offset(ahead);
        let submissions = client.submissions();
        let failure = async { while wait(&client).await == 1 {} };
        tokio::select! {
            sent = submissions.send(600) => drop(sent.unwrap()),
            () = failure => {}
        }
    }
    assert!(tries(&clerk.publisher).await > 6, "the longest wait doubles from two seconds");
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
