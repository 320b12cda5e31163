//! The browser of a person who logs in: it opens the publisher's page, sends its form, and is sent back to the app.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use songming_core as core;

/// The address that the app waits for.
pub const REDIRECT: &str = "cn.songming.app:/login";

/// What the publisher answers to the form.
#[derive(Debug, PartialEq, Eq)]
pub enum FormAnswer {
    /// The browser is sent to this address.
    Redirect(String),
    /// The page again.
    Page(String),
}

/// Opens the page and sends its form.
pub async fn submit(page: &str, name: &str, password: &str) -> FormAnswer {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let timeout = Duration::from_secs(60);
    let browser = Client::builder().no_proxy().redirect(Policy::none()).timeout(timeout).build().expect("a browser");
    let opened = browser.get(page).send().await.expect("the publisher answers");
    assert_eq!(opened.status(), 200);
    assert!(opened.text().await.expect("a page").contains("name=\"password\""), "the page has the form");
    let mut form = Url::parse("form:x").expect("an address");
    form.query_pairs_mut().append_pair("name", name).append_pair("password", password);
    let form = form.query().unwrap_or_default().to_owned();
    let sent = browser.post(page).header("content-type", "application/x-www-form-urlencoded").body(form);
    let answer = sent.send().await.expect("the publisher answers");
    if answer.status() != 303 {
        assert_eq!(answer.status(), 200);
        return FormAnswer::Page(answer.text().await.expect("a page"));
    }
    let location = answer.headers().get("location").and_then(|location| location.to_str().ok());
    FormAnswer::Redirect(location.expect("a redirect names its address").to_owned())
}

/// Logs a person in whose name and password are right.
pub async fn log_in(client: &core::Client, name: &str, password: &str) -> core::AccountState {
    let account = client.account();
    let page = account.begin_login(REDIRECT.into(), false).await.expect("a login begins").address;
    let FormAnswer::Redirect(address) = submit(&page, name, password).await else { panic!("the password is right") };
    account.finish_login(address).await.expect("the login is completed")
}
