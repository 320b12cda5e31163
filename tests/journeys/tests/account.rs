//! A clerk logs in through the browser, and out again, at a real publisher.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::sync::Arc;

use rusqlite::Connection;
use songming_core::{AccountPhase, Change, Client, NetworkClass};
use songming_journeys::browser::{FormAnswer, REDIRECT, log_in, submit};
use songming_journeys::phone::STATEMENT;
use songming_journeys::{Clerk, Phone, RecordedChanges};

const ZHANG: (&str, &str) = ("zhang", "zhang-2026");
const LI: (&str, &str) = ("li", "li-2026");

/// Writes a draft of an account, while no client is open.
fn write_draft(clerk: &Clerk, account: &str) {
    let outbox = Connection::open(clerk.phone.folder().join("outbox.sqlite3")).unwrap();
    let insert = "INSERT INTO submission (id, account, station, version, phase, created, changed)
                  VALUES (hex(randomblob(8)), ?1, 'station-etdz', 1, 'draft', 0, 0)";
    outbox.execute(insert, [account]).unwrap();
}

#[tokio::test]
async fn a_clerk_logs_in_through_the_browser_and_stays_logged_in() {
    let clerk = Clerk::default();
    let client = clerk.open().await;
    let account = client.account();
    assert_eq!(account.current().await.unwrap().phase, AccountPhase::LoggedOut);
    let page = account.begin_login(REDIRECT.into(), false).await.unwrap().address;
    let FormAnswer::Page(again) = submit(&page, ZHANG.0, "wrong").await else { panic!("a wrong password") };
    assert!(again.contains("不对"), "{again}");
    client.shut_down().await.unwrap();

    // The app was ended while the browser was in front.
    let client = clerk.open().await;
    let heard = Arc::new(RecordedChanges::default());
    let _subscription = client.subscribe(heard.clone());
    let FormAnswer::Redirect(address) = submit(&page, ZHANG.0, ZHANG.1).await else { panic!("the password is right") };
    let state = client.account().finish_login(address.clone()).await.unwrap();
    assert_eq!((state.phase, &*state.id, &*state.name, state.unsent), (AccountPhase::LoggedIn, "zhang", "张三", 0));
    assert_eq!(client.account().finish_login(address).await.unwrap_err().code(), "login-unknown");
    // Without pictures, which take long.
    client.set_network(NetworkClass::Metered);
    client.sync(None).await.unwrap();
    let station = client.account().current().await.unwrap().station.unwrap();
    assert!(station.code == "station-etdz" && station.name != station.code, "{station:?}");
    assert!(heard.0.lock().unwrap().contains(&Change::Account));
    client.shut_down().await.unwrap();

    let client = clerk.open().await;
    assert_eq!(client.account().current().await.unwrap().phase, AccountPhase::LoggedIn);
    client.shut_down().await.unwrap();
    assert!(clerk.phone.files_with(&clerk.token()).is_empty());
}

#[tokio::test]
async fn a_session_that_ended_without_a_network_is_revoked_by_the_next_sync() {
    let clerk = Clerk::default();
    let client = clerk.open().await;
    log_in(&client, ZHANG.0, ZHANG.1).await;
    let token = clerk.token();
    client.set_network(NetworkClass::Offline);
    client.account().log_out().await.unwrap();
    assert_eq!(client.account().current().await.unwrap().phase, AccountPhase::LoggedOut);
    assert_eq!(clerk.secrets.values().keys().collect::<Vec<_>>(), ["songming.revoke"]);
    assert_eq!(clerk.revocations().await, 0);
    client.set_network(NetworkClass::Metered);
    client.sync(None).await.unwrap();
    assert_eq!(clerk.revocations().await, 1);
    assert!(clerk.secrets.values().is_empty());
    client.shut_down().await.unwrap();
    for secret in [&*token, "张三"] {
        assert!(clerk.phone.files_with(secret).iter().all(|file| !file.ends_with("outbox.sqlite3")), "{secret}");
    }
}

#[tokio::test]
async fn changing_the_account_with_unsent_work_asks_first() {
    let clerk = Clerk::default();
    let client = clerk.open().await;
    log_in(&client, ZHANG.0, ZHANG.1).await;
    client.shut_down().await.unwrap();
    write_draft(&clerk, "zhang");
    let client = clerk.open().await;
    let account = client.account();
    assert_eq!(account.current().await.unwrap().unsent, 1);

    let page = account.begin_login(REDIRECT.into(), false).await.unwrap().address;
    let FormAnswer::Redirect(address) = submit(&page, LI.0, LI.1).await else { panic!("the password is right") };
    assert_eq!(account.finish_login(address).await.unwrap_err().code(), "other-account");
    assert_eq!(account.current().await.unwrap().id, "zhang");
    assert_eq!(clerk.revocations().await, 1);

    let page = account.begin_login(REDIRECT.into(), true).await.unwrap().address;
    let FormAnswer::Redirect(address) = submit(&page, LI.0, LI.1).await else { panic!("the password is right") };
    let state = account.finish_login(address).await.unwrap();
    assert_eq!((&*state.id, state.unsent), ("li", 0));
    assert_eq!(log_in(&client, ZHANG.0, ZHANG.1).await.unsent, 1);
}

#[tokio::test]
async fn a_login_needs_consent_a_publisher_and_a_store_of_secrets() {
    let clerk = Clerk::default();
    let client = clerk.open().await;
    let begin = async |client: &Client| client.account().begin_login(REDIRECT.into(), false).await.unwrap_err();
    clerk.secrets.lock(true);
    assert_eq!(begin(&client).await.code(), "secret-store");
    clerk.secrets.lock(false);
    client.privacy().withdraw(STATEMENT.into()).await.unwrap();
    assert_eq!(begin(&client).await.code(), "no-consent");
    assert!(clerk.publisher.record().await.requests.is_empty());

    let phone = Phone::configured(None);
    let alone = phone.open().await;
    alone.account().use_platform(clerk.secrets.clone(), None);
    alone.privacy().accept(STATEMENT.into()).await.unwrap();
    assert_eq!(begin(&alone).await.code(), "no-publisher");
}
