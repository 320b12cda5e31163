//! 联络站: what may happen to a clerk's phone between two looks at it. Nothing that was written is lost, nothing arrives twice,
//! and what is wrong is said in words with a way out.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::fs;
use std::sync::Arc;

use rusqlite::Connection;
use serde_json::json;
use songming_core::{
    AccountPhase, AppealDraft, AppealState, Client, FieldValue, FileSource, NetworkClass, NewFile, Submission,
    SubmissionPhase,
};
use songming_journeys::browser::log_in;
use songming_journeys::phone::STATEMENT;
use songming_journeys::{Clerk, TestClock, clerk, noise};

const YEAR: i64 = 365 * 24 * 3600 * 1000;

fn values(title: &str) -> Vec<FieldValue> {
    clerk::filled(title, clerk::FIELDS[1].1)
}

fn photo(seed: u64) -> NewFile {
    NewFile { name: "IMG_1.png".into(), source: FileSource::Bytes { bytes: noise::photo(seed, 173) } }
}

async fn get(client: &Client, id: &str) -> Submission {
    client.submissions().get(id.into()).await.unwrap()
}

/// Writes a draft with two photos.
async fn write(client: &Client, title: &str) -> String {
    let drafts = client.drafts();
    let id = drafts.save(None, values(title)).await.unwrap();
    let added = drafts.add_files(id.clone(), vec![photo(1), photo(2)]).await.unwrap();
    assert!(added.iter().all(|file| file.id.is_some()), "{added:?}");
    id
}

/// Writes a submission with two photos and sends it.
async fn submit(client: &Client, title: &str) -> String {
    let id = write(client, title).await;
    client.drafts().send(id.clone(), false).await.unwrap();
    id
}

/// A submission whose text and a part of whose first photo arrived before the newsroom's server failed.
async fn sent_in_part(clerk: &Clerk, client: &Client) -> String {
    let id = write(client, "联络站样稿：新生产线投产").await;
    clerk::send_in_part(client, &clerk.publisher, &id, 30_000).await;
    let sent = get(client, &id).await;
    assert!(sent.received.is_some() && sent.phase == SubmissionPhase::Queued && sent.sent < sent.size, "{sent:?}");
    id
}

/// Fails unless everything arrived once and whole.
async fn assert_arrived(clerk: &Clerk, titles: &[&str]) {
    let arrived = clerk.arrived().await;
    let found: Vec<&str> = arrived.iter().map(|one| one["body"]["fields"]["title"].as_str().unwrap()).collect();
    assert_eq!(found, titles);
    let uploads = clerk.publisher.ask("/uploads").await["uploads"].as_array().unwrap().clone();
    assert_eq!(uploads.len(), 2 * titles.len(), "{uploads:?}");
    assert!(uploads.iter().all(|upload| upload["complete"] == true), "{uploads:?}");
}

/// The tables of the station's migrations.
fn station_tables() -> Vec<&'static str> {
    let migrations = [
        include_str!("../../../core/migrations/outbox/0008_station.sql"),
        include_str!("../../../core/migrations/outbox/0009_account.sql"),
    ];
    let tables = migrations.iter().flat_map(|sql| sql.split("CREATE TABLE ").skip(1));
    tables.map(|rest| rest.split_whitespace().next().unwrap()).collect()
}

#[tokio::test]
async fn phone_of_before_the_station_keeps_its_waiting_appeals_and_gets_the_station() {
    let clerk = Clerk::default();
    let client = clerk.open().await;
    client.sync(None).await.unwrap();
    let appeal =
        |title: &str| AppealDraft { title: title.into(), text: "请修路灯。".into(), ..AppealDraft::default() };
    client.appeals().save(appeal("草稿")).await.unwrap();
    client.set_network(NetworkClass::Offline);
    let waiting = client.appeals().save(appeal("等着的")).await.unwrap();
    let waiting = client.appeals().send(waiting.id).await.unwrap();
    assert_eq!(waiting.state, AppealState::Queued);
    client.shut_down().await.unwrap();
    drop(client);

    // Its outbox as the version before wrote it.
    let outbox = Connection::open(clerk.phone.folder().join("outbox.sqlite3")).unwrap();
    assert!(station_tables().len() > 7);
    for table in station_tables() {
        outbox.execute_batch(&format!("DROP TABLE {table}")).unwrap();
    }
    outbox.pragma_update(None, "user_version", 7).unwrap();
    drop(outbox);

    let client = clerk.open().await;
    let appeals = async |client: &Client| {
        let appeals = client.government().overview().await.unwrap().appeals;
        let mut found: Vec<_> = appeals.into_iter().map(|one| (one.title, one.state)).collect();
        found.sort_by(|one, other| one.0.cmp(&other.0));
        found
    };
    let expected = |state| vec![("等着的".to_owned(), state), ("草稿".to_owned(), AppealState::Draft)];
    assert_eq!(appeals(&client).await, expected(AppealState::Queued));
    assert_eq!(client.account().current().await.unwrap().phase, AccountPhase::LoggedOut);
    client.sync(None).await.unwrap();
    log_in(&client, "zhang", "zhang-2026").await;
    let id = submit(&client, "升级以后的第一篇").await;
    assert_eq!(client.submissions().send(60).await.unwrap().left, 0);
    assert_eq!(get(&client, &id).await.phase, SubmissionPhase::Delivered);
    client.shut_down().await.unwrap();
    let client = clerk.open().await;
    client.sync(None).await.unwrap();
    assert_eq!(appeals(&client).await, expected(AppealState::Received));
    assert_eq!(client.status().await.unwrap().incidents, []);
    assert_eq!(clerk.publisher.ask("/appeals").await["appeals"].as_array().unwrap().len(), 1);
    assert_arrived(&clerk, &["升级以后的第一篇"]).await;
}

#[tokio::test]
async fn clock_that_is_a_year_wrong_keeps_nobody_from_writing_sending_and_staying_logged_in() {
    for wrong in [YEAR, -YEAR] {
        let (clerk, clock) = (Clerk::default(), Arc::new(TestClock::default()));
        let open = async |offset| {
            clock.set_offset(offset);
            let client = clerk.phone.open_with(clock.clone()).await;
            client.account().use_platform(clerk.secrets.clone(), None);
            client.privacy().accept(STATEMENT.into()).await.unwrap();
            client
        };
        let client = open(wrong).await;
        client.sync(None).await.unwrap();
        log_in(&client, "zhang", "zhang-2026").await;
        let first = submit(&client, "钟不准的时候写的").await;
        assert_eq!(client.submissions().send(60).await.unwrap().left, 0, "{wrong}");
        assert_eq!(get(&client, &first).await.phase, SubmissionPhase::Delivered, "{wrong}");
        // Something waits while the clock is put right, and while it is wrong the other way after a start.
        client.set_network(NetworkClass::Offline);
        clock.set_offset(0);
        let second = submit(&client, "钟拨正以后写的").await;
        client.shut_down().await.unwrap();
        let client = open(-wrong).await;
        assert_eq!(client.submissions().send(60).await.unwrap().left, 0, "{wrong}");
        assert_eq!(get(&client, &second).await.phase, SubmissionPhase::Delivered, "{wrong}");
        clerk.review(&second, "returned", json!({ "reason": "请改" })).await;
        client.submissions().refresh().await.unwrap();
        client.drafts().edit(second.clone()).await.unwrap();
        let form = client.drafts().form(Some(second.clone())).await.unwrap();
        assert_eq!(form.returned.unwrap().reason, "请改");
        assert_eq!(client.drafts().list().await.unwrap().len(), 1);
        assert_eq!(client.account().current().await.unwrap().phase, AccountPhase::LoggedIn, "{wrong}");
        assert_eq!(client.status().await.unwrap().incidents, [], "{wrong}");
        assert_arrived(&clerk, &["钟不准的时候写的", "钟拨正以后写的"]).await;
    }
}

#[tokio::test]
async fn photo_that_the_phone_lost_after_its_text_arrived_is_added_again_and_goes() {
    for damage in ["missing", "cut", "other bytes"] {
        let clerk = Clerk::default();
        let client = clerk.open_logged_in().await;
        let id = sent_in_part(&clerk, &client).await;
        let photos = get(&client, &id).await.files;
        client.shut_down().await.unwrap();
        let path = clerk.phone.folder().join("station").join(&photos[1].id);
        let whole = fs::read(&path).unwrap();
        match damage {
            "missing" => fs::remove_file(&path).unwrap(),
            "cut" => fs::write(&path, &whole[..whole.len() / 2]).unwrap(),
            _ => fs::write(&path, vec![1; whole.len()]).unwrap(),
        }
        clerk.publisher.clear_fault().await;
        let client = clerk.open().await;
        client.sync(None).await.unwrap();
        client.submissions().send(60).await.unwrap();
        let parked = get(&client, &id).await;
        let problem = parked.problem.unwrap();
        assert_eq!((parked.phase, problem.file.as_ref()), (SubmissionPhase::Parked, Some(&photos[1].id)), "{damage}");
        assert!(problem.text.contains("重新添加"), "{damage}: {}", problem.text);
        // The other button: a second try without the photo says the same, and sends nothing else.
        client.submissions().retry(id.clone()).await.unwrap();
        client.submissions().send(60).await.unwrap();
        assert_eq!(get(&client, &id).await.phase, SubmissionPhase::Parked, "{damage}");
        let other = client.drafts().add_files(id.clone(), vec![photo(3)]).await.unwrap();
        assert!(other[0].id.is_none() && other[0].reason.contains("只能补回"), "{damage}: {other:?}");
        let added = client.drafts().add_files(id.clone(), vec![photo(2)]).await.unwrap();
        assert_eq!(added[0].id.as_ref(), Some(&photos[1].id), "{damage}");
        client.submissions().retry(id.clone()).await.unwrap();
        assert_eq!(client.submissions().send(60).await.unwrap().left, 0, "{damage}");
        assert_eq!(get(&client, &id).await.phase, SubmissionPhase::Delivered, "{damage}");
        assert_arrived(&clerk, &["联络站样稿：新生产线投产"]).await;
    }
}

#[tokio::test]
async fn upload_that_expired_while_the_phone_was_off_begins_again_and_arrives_once() {
    let clerk = Clerk::default();
    let client = clerk.open_logged_in().await;
    let id = sent_in_part(&clerk, &client).await;
    let shown = get(&client, &id).await.sent;
    client.shut_down().await.unwrap();
    clerk.publisher.control("/uploads/expire", json!({})).await;
    clerk.publisher.clear_fault().await;
    let client = clerk.open().await;
    assert!(get(&client, &id).await.sent >= shown, "what is shown does not go back");
    assert_eq!(client.submissions().send(60).await.unwrap().left, 0);
    assert_eq!(get(&client, &id).await.phase, SubmissionPhase::Delivered);
    assert_arrived(&clerk, &["联络站样稿：新生产线投产"]).await;
}

#[tokio::test]
async fn folder_of_photos_that_was_moved_away_and_back_loses_nothing() {
    let clerk = Clerk::default();
    let client = clerk.open_logged_in().await;
    client.set_network(NetworkClass::Offline);
    let waiting = submit(&client, "等着网络的").await;
    let draft = client.drafts().save(None, values("还在写的")).await.unwrap();
    client.drafts().add_files(draft.clone(), vec![photo(5)]).await.unwrap();
    client.shut_down().await.unwrap();
    let (folder, away) = (clerk.phone.folder().join("station"), clerk.phone.folder().join("away"));
    fs::rename(&folder, &away).unwrap();
    let client = clerk.open().await;
    client.sync(None).await.unwrap();
    let told = client.status().await.unwrap().incidents;
    assert!(told.len() == 1 && told[0].words.contains("3个"), "{told:?}");
    assert_eq!(get(&client, &waiting).await.phase, SubmissionPhase::Parked);
    assert!(client.drafts().form(Some(draft.clone())).await.unwrap().files[0].missing);
    client.shut_down().await.unwrap();
    let _ = fs::remove_dir_all(&folder);
    fs::rename(&away, &folder).unwrap();
    let client = clerk.open().await;
    client.sync(None).await.unwrap();
    assert!(!client.drafts().form(Some(draft)).await.unwrap().files[0].missing);
    client.submissions().retry(waiting.clone()).await.unwrap();
    assert_eq!(client.submissions().send(60).await.unwrap().left, 0);
    assert_eq!(get(&client, &waiting).await.phase, SubmissionPhase::Delivered);
    assert_arrived(&clerk, &["等着网络的"]).await;
}
