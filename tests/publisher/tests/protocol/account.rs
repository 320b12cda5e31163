//! Logging in: PKCE, codes, rotation with its grace window, revocation.

use crate::contract::Contract;
use crate::harness::{Response, TestPublisher};
use crate::station::{
    CHALLENGE, Folder, REDIRECT, STATE, VERIFIER, access, authorize_path, authorize_query, code, exchange, form,
    log_in, redirected, refresh, token,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const AUTHORIZE: &str = "/v1/account/authorize";
const TOKEN: &str = "/v1/account/token";

async fn works(publisher: &TestPublisher, access: &str) -> bool {
    let authorization = format!("Bearer {access}");
    let response = publisher.request("GET", "/v1/station/changes", &[("authorization", &authorization)]).await;
    Contract::read().check("/v1/station/changes", &response);
    if response.status == 401 {
        assert_eq!(response.header("www-authenticate"), "Bearer error=\"invalid_token\"");
        assert_eq!(response.header("content-type"), "application/problem+json");
    }
    response.status == 200
}

fn error(response: &Response) -> String {
    assert_eq!((response.status, response.header("cache-control")), (400, "no-store"), "{}", response.text());
    Contract::read().check_method("post", TOKEN, response);
    response.json()["error"].as_str().unwrap().to_owned()
}

fn refresh_token(tokens: &Value) -> &str {
    tokens["refresh_token"].as_str().unwrap()
}

#[tokio::test]
async fn login_with_pkce_gives_tokens_of_the_account() {
    let publisher = TestPublisher::start();
    let contract = Contract::read();
    let path = authorize_path(&authorize_query());
    let page = publisher.get(&path).await;
    assert_eq!((page.status, page.header("cache-control")), (200, "no-store"));
    contract.check(AUTHORIZE, &page);
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("default-src 'none'") && policy.contains("form-action 'self' cn.songming.app:"),
        "{policy}"
    );

    let body = form(&[("name", "zhang"), ("password", "zhang-2026")]);
    let response = publisher.send("POST", &path, &[], body).await.unwrap();
    contract.check_method("post", AUTHORIZE, &response);
    let parameters = redirected(&response);
    let names: Vec<_> = parameters.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["code", "state", "iss"]);
    assert_eq!((parameters[1].1.as_str(), &parameters[2].1), (STATE, &publisher.handle.public_url()));

    let response = exchange(&publisher, &parameters[0].1).await;
    assert_eq!((response.status, response.header("cache-control")), (200, "no-store"), "{}", response.text());
    contract.check_method("post", TOKEN, &response);
    let tokens = response.json();
    assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(3600)));
    let own = json!({ "account": "zhang", "name": "张三", "station": "station-etdz", "park": "etdz" });
    assert_eq!((&tokens["scope"], &tokens["_songming"]), (&json!("station"), &own));
    assert!(works(&publisher, &access(&tokens)).await);
    assert!(!works(&publisher, refresh_token(&tokens)).await);
    assert!(!works(&publisher, "").await);
    for authorization in ["", "Bearer", "Basic emhhbmc6eA=="] {
        let headers = [("authorization", authorization)];
        assert_eq!(publisher.request("GET", "/v1/station/changes", &headers).await.status, 401, "{authorization}");
    }
    assert_eq!(publisher.get("/v1/station/changes").await.status, 401);
}

#[tokio::test]
async fn unknown_client_or_address_gets_a_page_and_no_redirect() {
    let publisher = TestPublisher::start();
    let contract = Contract::read();
    for (member, value) in [
        ("client_id", "other"),
        ("client_id", ""),
        ("redirect_uri", "https://evil.example/login"),
        ("redirect_uri", "cn.songming.app:/login?x=1"),
        ("redirect_uri", "http://127.0.0.1/login"),
        ("redirect_uri", "http://localhost:80/login"),
        ("redirect_uri", ""),
    ] {
        let mut query = authorize_query();
        query.iter_mut().filter(|(name, _)| *name == member).for_each(|entry| entry.1 = value);
        let path = authorize_path(&query);
        let body = form(&[("name", "zhang"), ("password", "zhang-2026")]);
        for response in [publisher.get(&path).await, publisher.send("POST", &path, &[], body).await.unwrap()] {
            assert_eq!((response.status, response.header("location")), (400, ""), "{member}={value}");
            assert!(response.header("content-type").starts_with("text/html"));
            contract.check(AUTHORIZE, &response);
        }
    }
    let twice = authorize_path(&authorize_query()) + "&" + &form(&[("redirect_uri", "https://evil.example/")]);
    assert_eq!(publisher.get(&twice).await.status, 400);
    // A program on the phone's own computer may listen at any port.
    let mut query = authorize_query();
    query[2].1 = "http://127.0.0.1:40123/login";
    let body = form(&[("name", "zhang"), ("password", "zhang-2026")]);
    let response = publisher.send("POST", &authorize_path(&query), &[], body).await.unwrap();
    assert!(response.header("location").starts_with("http://127.0.0.1:40123/login?code="), "{:?}", response.headers);
}

#[tokio::test]
async fn other_faults_are_redirected_with_the_state() {
    let publisher = TestPublisher::start();
    for (member, value, expected) in [
        ("response_type", "token", "unsupported_response_type"),
        ("scope", "everything", "invalid_scope"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("code_challenge", "short", "invalid_request"),
        ("code_challenge", "", "invalid_request"),
    ] {
        let mut query = authorize_query();
        query.iter_mut().filter(|(name, _)| *name == member).for_each(|entry| entry.1 = value);
        let response = publisher.get(&authorize_path(&query)).await;
        Contract::read().check(AUTHORIZE, &response);
        let issuer = publisher.handle.public_url();
        let parameters = [("error", expected), ("state", STATE), ("iss", issuer.as_str())];
        assert_eq!(
            redirected(&response),
            parameters.map(|(name, value)| (name.to_owned(), value.to_owned())),
            "{member}"
        );
    }
    let mut query = authorize_query();
    query.retain(|(name, _)| *name != "state");
    assert_eq!(redirected(&publisher.get(&authorize_path(&query)).await)[0].1, "invalid_request");
}

#[tokio::test]
async fn wrong_password_shows_the_page_again_and_what_was_typed_is_text() {
    let publisher = TestPublisher::start();
    let path = authorize_path(&authorize_query());
    for (name, password, word) in [
        ("zhang", "zhang-2025", "账号或密码不对"),
        ("zhang", "", "账号或密码不对"),
        ("nobody", "zhang-2026", "账号或密码不对"),
        ("bianji", "bianji-2026", "不是联络站的账号"),
        ("\"><script>alert(1)</script>", "x", "账号或密码不对"),
    ] {
        let body = form(&[("name", name), ("password", password)]);
        let response = publisher.send("POST", &path, &[], body).await.unwrap();
        assert_eq!((response.status, response.header("location")), (200, ""), "{name}");
        Contract::read().check_method("post", AUTHORIZE, &response);
        assert!(response.text().contains(word), "{}", response.text());
        assert!(!response.text().contains("<script"), "{}", response.text());
        assert!(password.is_empty() || password == "x" || !response.text().contains(password));
    }
}

#[tokio::test]
async fn code_needs_its_verifier_address_and_client() {
    let publisher = TestPublisher::start();
    let code = code(&publisher, "zhang").await;
    let right = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", REDIRECT),
        ("client_id", "songming"),
        ("code_verifier", VERIFIER),
    ];
    for (member, value, expected) in [
        ("code_verifier", CHALLENGE, "invalid_grant"),
        ("code_verifier", &VERIFIER[1..], "invalid_grant"),
        ("code_verifier", "", "invalid_request"),
        ("redirect_uri", "http://127.0.0.1:1/login", "invalid_grant"),
        ("code", VERIFIER, "invalid_grant"),
        ("code", "", "invalid_request"),
        ("client_id", "other", "invalid_client"),
        ("grant_type", "password", "unsupported_grant_type"),
        ("grant_type", "", "invalid_request"),
    ] {
        let mut members = right;
        members.iter_mut().filter(|(name, _)| *name == member).for_each(|entry| entry.1 = value);
        assert_eq!(error(&token(&publisher, &members).await), expected, "{member}={value}");
    }
    let twice = form(&right) + "&code=x";
    assert_eq!(error(&publisher.send("POST", TOKEN, &[], twice).await.unwrap()), "invalid_request");
    assert_eq!(token(&publisher, &right).await.status, 200);
}

#[tokio::test]
async fn code_works_once_and_its_second_use_revokes_what_it_gave() {
    let publisher = TestPublisher::start();
    let code = code(&publisher, "zhang").await;
    let tokens = exchange(&publisher, &code).await.json();
    let other = log_in(&publisher, "zhang").await;
    assert!(works(&publisher, &access(&tokens)).await);
    assert_eq!(error(&exchange(&publisher, &code).await), "invalid_grant");
    assert!(!works(&publisher, &access(&tokens)).await);
    assert_eq!(error(&refresh(&publisher, refresh_token(&tokens)).await), "invalid_grant");
    assert!(works(&publisher, &access(&other)).await, "another login of the account is another family");
}

#[tokio::test]
async fn code_and_access_token_expire() {
    let publisher = TestPublisher::start();
    let late = code(&publisher, "zhang").await;
    let all = publisher.control("/account/lifetimes", json!({ "code": 0 })).await;
    assert_eq!(all, json!({ "code": 0, "access": 3600, "grace": 600 }));
    assert_eq!(error(&exchange(&publisher, &late).await), "invalid_grant");
    publisher.control("/account/lifetimes", json!({ "code": 60, "access": 0 })).await;
    let tokens = log_in(&publisher, "zhang").await;
    assert_eq!(tokens["expires_in"], 0);
    assert!(!works(&publisher, &access(&tokens)).await);
    publisher.control("/account/lifetimes", json!({ "access": 100 })).await;
    let next = refresh(&publisher, refresh_token(&tokens)).await.json();
    assert!(next["expires_in"] == 100 && works(&publisher, &access(&next)).await);

    let other = log_in(&publisher, "li").await;
    assert_eq!(publisher.control("/account/expire", json!({ "account": "zhang" })).await, json!({ "expired": 2 }));
    assert!(!works(&publisher, &access(&next)).await && works(&publisher, &access(&other)).await);
    let next = refresh(&publisher, refresh_token(&next)).await.json();
    assert!(works(&publisher, &access(&next)).await);
    publisher.control("/account/revoke", json!({ "account": "zhang" })).await;
    assert!(!works(&publisher, &access(&next)).await);
    assert_eq!(error(&refresh(&publisher, refresh_token(&next)).await), "invalid_grant");
    assert_eq!(publisher.try_control("/account/lifetimes", json!({ "grace": -1 })).await.0, 400);
}

#[tokio::test]
async fn replaced_refresh_token_returns_the_same_successor_within_the_window() {
    let publisher = TestPublisher::start();
    let first = log_in(&publisher, "zhang").await;
    let all = futures(&publisher, refresh_token(&first), 20).await;
    let pairs: BTreeSet<(String, String)> =
        all.iter().map(|tokens| (access(tokens), refresh_token(tokens).to_owned())).collect();
    assert_eq!(pairs.len(), 1, "20 at once are one refresh");
    let second = &all[0];
    assert_ne!((access(second), refresh_token(second)), (access(&first), refresh_token(&first)));
    assert!(works(&publisher, &access(second)).await && works(&publisher, &access(&first)).await);
    assert_eq!(refresh(&publisher, refresh_token(&first)).await.json()["access_token"], second["access_token"]);

    // The successor was used: the first token is older than the previous one, in the window or not.
    let third = refresh(&publisher, refresh_token(second)).await.json();
    assert_eq!(error(&refresh(&publisher, refresh_token(&first)).await), "invalid_grant");
    for tokens in [&first, second, &third] {
        assert!(!works(&publisher, &access(tokens)).await);
        assert_eq!(error(&refresh(&publisher, refresh_token(tokens)).await), "invalid_grant");
    }
}

/// The answers to `count` refreshes of one token that are sent at the same time.
async fn futures(publisher: &TestPublisher, token: &str, count: usize) -> Vec<Value> {
    let url = publisher.handle.public_url() + TOKEN;
    let body = form(&[("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", "songming")]);
    let tasks: Vec<_> = (0..count).map(|_| tokio::spawn(publisher.http.post(&url).body(body.clone()).send())).collect();
    let mut answers = Vec::new();
    for task in tasks {
        let answer = task.await.unwrap().unwrap();
        assert_eq!(answer.status(), 200);
        answers.push(serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap());
    }
    answers
}

#[tokio::test]
async fn replaced_refresh_token_revokes_the_family_after_the_window() {
    let publisher = TestPublisher::start();
    let first = log_in(&publisher, "zhang").await;
    let second = refresh(&publisher, refresh_token(&first)).await.json();
    publisher.control("/account/lifetimes", json!({ "grace": 0 })).await;
    assert!(works(&publisher, &access(&second)).await);
    assert_eq!(error(&refresh(&publisher, refresh_token(&first)).await), "invalid_grant");
    assert!(!works(&publisher, &access(&second)).await);
    assert_eq!(error(&refresh(&publisher, refresh_token(&second)).await), "invalid_grant");
}

#[tokio::test]
async fn lost_answer_to_a_refresh_logs_nobody_out() {
    let publisher = TestPublisher::start();
    let first = log_in(&publisher, "zhang").await;
    let fault = json!({ "mode": "drop", "method": "POST", "path": TOKEN, "times": 1 });
    publisher.control("/fault", fault).await;
    let body =
        form(&[("grant_type", "refresh_token"), ("refresh_token", refresh_token(&first)), ("client_id", "songming")]);
    assert!(publisher.send("POST", TOKEN, &[], body).await.is_err());
    let traffic = publisher.traffic().await;
    assert_eq!(traffic["requests"].as_array().unwrap().last().unwrap()["status"], 200, "it was handled");
    let second = refresh(&publisher, refresh_token(&first)).await.json();
    assert!(works(&publisher, &access(&second)).await);
    assert_eq!(refresh(&publisher, refresh_token(&second)).await.status, 200);
}

#[tokio::test]
async fn revocation_ends_the_family_and_says_nothing() {
    let publisher = TestPublisher::start();
    for kind in ["access_token", "refresh_token"] {
        let tokens = log_in(&publisher, "zhang").await;
        let next = refresh(&publisher, refresh_token(&tokens)).await.json();
        for (client, token, ended) in [
            ("songming", "unknown", false),
            ("other", next[kind].as_str().unwrap(), false),
            ("songming", next[kind].as_str().unwrap(), true),
            ("songming", next[kind].as_str().unwrap(), true),
        ] {
            let body = form(&[("token", token), ("client_id", client)]);
            let response = publisher.send("POST", "/v1/account/revoke", &[], body).await.unwrap();
            assert_eq!((response.status, response.header("cache-control")), (200, "no-store"));
            Contract::read().check_method("post", "/v1/account/revoke", &response);
            assert_eq!(works(&publisher, &access(&next)).await, !ended, "{kind} {client} {token}");
        }
        assert_eq!(error(&refresh(&publisher, refresh_token(&next)).await), "invalid_grant");
    }
}

#[tokio::test]
async fn restart_keeps_logins_and_the_file_has_no_token() {
    let folder = Folder::new();
    let publisher = folder.start();
    let waiting = code(&publisher, "li").await;
    let first = log_in(&publisher, "zhang").await;
    let second = refresh(&publisher, refresh_token(&first)).await.json();
    drop(publisher);
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            for secret in [&waiting, &access(&second), &refresh_token(&second).to_owned()] {
                assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()), "{}", path.display());
            }
        }
    }
    let publisher = folder.start();
    assert!(works(&publisher, &access(&second)).await);
    let again = refresh(&publisher, refresh_token(&first)).await.json();
    assert_eq!((&again["access_token"], &again["refresh_token"]), (&second["access_token"], &second["refresh_token"]));
    assert_eq!(refresh(&publisher, refresh_token(&second)).await.status, 200);
    assert_eq!(exchange(&publisher, &waiting).await.status, 200);
}

#[tokio::test]
async fn other_methods_are_refused() {
    let publisher = TestPublisher::start();
    for (method, path) in [("PUT", AUTHORIZE), ("GET", TOKEN), ("GET", "/v1/account/revoke")] {
        let response = publisher.request(method, path, &[]).await;
        assert_eq!((response.status, response.header("content-type")), (405, "application/problem+json"), "{path}");
    }
}
