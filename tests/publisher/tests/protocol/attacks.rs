//! What an attacker tries at the publisher: passwords, addresses, foreign pages, huge and hostile input.

use crate::contract::Contract;
use crate::harness::{Response, TestPublisher};
use crate::station::{
    CHALLENGE, Folder, REDIRECT, STATE, TestClerk, UUID, VERIFIER, access, authorize_path, authorize_query, code,
    exchange, form, log_in, submission, token,
};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;

const AUTHORIZE: &str = "/v1/account/authorize";
const MEDIA: &str = "/v1/station/media";

async fn try_password(publisher: &TestPublisher, path: &str, name: &str, password: &str) -> Response {
    publisher.send("POST", path, &[], form(&[("name", name), ("password", password)])).await.unwrap()
}

/// Guesses until the publisher asks to wait, and tries the right password then. `None` if the wait passed in between.
async fn guess(publisher: &TestPublisher, path: &str, name: &str, right: &str) -> Option<Response> {
    for number in 0..100 {
        let response = try_password(publisher, path, name, &format!("wrong-{number}")).await;
        if response.status != 429 {
            assert_eq!((response.status, response.header("retry-after")), (200, ""));
            continue;
        }
        let seconds: u64 = response.header("retry-after").parse().unwrap();
        assert!((1..=300).contains(&seconds), "{seconds}");
        let refused = try_password(publisher, path, name, right).await;
        return (refused.status == 429).then_some(refused);
    }
    panic!("nothing stops one who guesses");
}

#[tokio::test]
async fn passwords_are_not_guessed_and_the_page_says_how_long_to_wait() {
    let clerks = authorize_path(&authorize_query());
    for (path, name, right) in [
        (clerks.as_str(), "zhang", "zhang-2026"),
        // One that does not exist is no different.
        (&clerks, "nobody", "nobody-2026"),
        ("/desk/login", "bianji", "bianji-2026"),
    ] {
        let publisher = TestPublisher::start();
        let mut refused = None;
        // Each wait is twice as long, so that even a slow machine comes to one that lasts.
        while refused.is_none() {
            refused = guess(&publisher, path, name, right).await;
        }
        let refused = refused.unwrap();
        assert_eq!((refused.header("location"), refused.header("set-cookie")), ("", ""), "{name}");
        assert_eq!(refused.header("cache-control"), "no-store");
        let page = refused.text();
        assert!(page.contains("后再试") && page.contains("name=\"password\"") && !page.contains(right), "{page}");
        if path == clerks {
            Contract::read().check_method("post", AUTHORIZE, &refused);
        }
        // The page itself is there, and somebody else at the same address can log in.
        assert_eq!(publisher.get(path).await.status, 200);
        log_in(&publisher, "li").await;
    }
}

#[tokio::test]
async fn guesses_at_the_same_time_are_no_more_than_one_after_the_other() {
    let publisher = TestPublisher::start();
    let url = publisher.handle.public_url() + &authorize_path(&authorize_query());
    let guess = |number: usize| {
        let body = form(&[("name", "zhang"), ("password", &format!("wrong-{number}"))]);
        tokio::spawn(publisher.http.post(&url).body(body).send())
    };
    let (mut looked_at, mut waits) = (0, 0);
    for one in (0..60).map(guess).collect::<Vec<_>>() {
        match one.await.unwrap().unwrap().status().as_u16() {
            200 => looked_at += 1,
            429 => waits += 1,
            status => panic!("{status}"),
        }
    }
    // A few more if the first waits pass meanwhile.
    assert!((5..12).contains(&looked_at) && looked_at + waits == 60, "{looked_at} {waits}");
}

#[tokio::test]
async fn no_part_of_a_login_is_weakened_by_leaving_it_out() {
    let publisher = TestPublisher::start();
    // A challenge that is the verifier itself, or none: never a code.
    for (member, value) in [("code_challenge_method", "plain"), ("code_challenge_method", ""), ("code_challenge", "")] {
        let mut query = authorize_query();
        query.iter_mut().filter(|(name, _)| *name == member).for_each(|entry| entry.1 = value);
        let response = try_password(&publisher, &authorize_path(&query), "zhang", "zhang-2026").await;
        assert!(!response.header("location").contains("code="), "{member}={value}");
    }
    // The code of one address, client or verifier is worth nothing with another, and stays good for its owner.
    let code = code(&publisher, "zhang").await;
    let stolen = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", REDIRECT),
        ("client_id", "songming"),
    ];
    for verifier in [None, Some(""), Some(CHALLENGE), Some("x")] {
        let members: Vec<_> = stolen.into_iter().chain(verifier.map(|verifier| ("code_verifier", verifier))).collect();
        assert_eq!(token(&publisher, &members).await.status, 400, "{verifier:?}");
    }
    assert_eq!(exchange(&publisher, &code).await.status, 200);
    assert_eq!(VERIFIER.len(), 43);
}

#[tokio::test]
async fn no_address_leads_away_from_the_app() {
    let publisher = TestPublisher::start();
    for address in [
        "//evil.example",
        "cn.songming.app:/login/../evil",
        "cn.songming.app:/login%2f..",
        "cn.songming.app:/login\r\nset-cookie: a=b",
        "javascript:alert(1)",
        "http://127.0.0.1:80/login@evil.example",
        "http://127.0.0.1:80\\@evil.example/login",
        "http://127.0.0.1.evil.example:80/login",
    ] {
        let mut query = authorize_query();
        query[2].1 = address;
        let path = authorize_path(&query);
        for response in [publisher.get(&path).await, try_password(&publisher, &path, "zhang", "zhang-2026").await] {
            assert_eq!((response.status, response.header("location")), (400, ""), "{address}");
        }
    }
    // What is in `state` comes back as a value, whatever it holds.
    let mut query = authorize_query();
    let state = "a\r\nset-cookie: b=c&code=stolen#";
    query.iter_mut().filter(|(name, _)| *name == "state").for_each(|entry| entry.1 = state);
    let response = try_password(&publisher, &authorize_path(&query), "zhang", "zhang-2026").await;
    assert_eq!((response.status, response.header("set-cookie")), (303, ""));
    let members: Vec<_> = response.header("location").split('&').filter(|part| part.starts_with("code=")).collect();
    assert!(members.is_empty() && response.header("location").starts_with("cn.songming.app:/login?code="));
    assert_ne!(STATE, state);
}

#[tokio::test]
async fn session_that_was_put_into_a_browser_is_not_the_one_that_a_login_gives() {
    let publisher = TestPublisher::start();
    let put = "songming_desk=chosen-by-somebody-else";
    let body = form(&[("name", "bianji"), ("password", "bianji-2026")]);
    let response = publisher.send("POST", "/desk/login", &[("cookie", put)], body).await.unwrap();
    assert_eq!(response.status, 303);
    let given = response.header("set-cookie").split(';').next().unwrap().to_owned();
    assert!(given.starts_with("songming_desk=") && !given.contains("chosen"));
    assert_eq!(publisher.request("GET", "/desk/api/session", &[("cookie", put)]).await.status, 401);
    // Two cookies of the name: that of the attacker's path comes first and counts for nothing.
    let both = format!("{put}; {given}");
    let status = publisher.request("GET", "/desk/api/session", &[("cookie", &both)]).await.status;
    assert_eq!(status, 401, "a person logs in again, and nobody acts in another's name");
}

#[tokio::test]
async fn names_of_uploads_lead_to_no_other_file() {
    let folder = Folder::new();
    std::fs::write(folder.path().join("outside"), "outside").unwrap();
    let publisher = folder.start();
    let tokens = log_in(&publisher, "zhang").await;
    let authorization = format!("Bearer {}", access(&tokens));
    let headers = [
        ("authorization", authorization.as_str()),
        ("tus-resumable", "1.0.0"),
        ("upload-offset", "0"),
        ("content-type", "application/offset+octet-stream"),
    ];
    for name in ["..%2foutside", "%2e%2e/outside", "..%5coutside", "outside", "%00", "..%2f..%2f..%2fetc%2fpasswd", "*"]
    {
        for method in ["HEAD", "PATCH", "DELETE"] {
            let response = publisher.request(method, &format!("{MEDIA}/{name}"), &headers).await;
            assert!((400..500).contains(&response.status), "{method} {name}: {}", response.status);
        }
    }
    assert_eq!(std::fs::read(folder.path().join("outside")).unwrap(), b"outside");
    // What names the file in a creation has to be an id.
    let base64 = |text: &str| BASE64_STANDARD.encode(text);
    let create = |media: &str, kind: &str| {
        let digest = "0".repeat(64);
        let members = [("submission", UUID), ("media", media), ("sha256", &digest), ("type", kind)];
        members.map(|(name, value)| format!("{name} {}", base64(value))).join(",")
    };
    for (metadata, status) in [
        (create("../../outside", "image/png"), 400),
        (create("01936f2e-2222-7abc-8def-0123456789ab\0", "image/png"), 400),
        (create("01936f2e-2222-7abc-8def-0123456789ab", "text/html"), 415),
        (create("01936f2e-2222-7abc-8def-0123456789ab", "image/svg+xml"), 415),
        (create("01936f2e-2222-7abc-8def-0123456789ab", "image/png\r\nset-cookie: a=b"), 415),
        (format!("{},media {}", create(UUID, "image/png"), base64(UUID)), 400),
        (format!("{},x{}", create(UUID, "image/png"), " =".repeat(2_000)), 400),
        (",".repeat(3_000), 400),
    ] {
        let headers = [
            ("authorization", authorization.as_str()),
            ("tus-resumable", "1.0.0"),
            ("upload-length", "10"),
            ("upload-metadata", metadata.as_str()),
        ];
        let response = publisher.request("POST", MEDIA, &headers).await;
        assert_eq!(response.status, status, "{metadata:.80}");
        assert_eq!(response.header("set-cookie"), "");
    }
}

#[tokio::test]
async fn huge_and_deep_input_is_refused() {
    let publisher = TestPublisher::start();
    let clerk = TestClerk::log_in(&publisher, "zhang").await;
    let mut deep = submission();
    deep["fields"]["title"] = json!("深");
    let deep = deep.to_string().replace("\"深\"", &format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)));
    let headers = [("authorization", clerk.authorization.as_str()), ("content-type", "application/json")];
    let path = format!("/v1/station/submissions/{UUID}/versions/1");
    for (body, status) in [(deep, 400), (" ".repeat(600 * 1024), 413)] {
        let response = publisher.send("PUT", &path, &headers, body).await.unwrap();
        assert_eq!(response.status, status);
    }
    let long = "x".repeat(40_000);
    for path in [authorize_path(&authorize_query()), "/desk/login".to_owned(), "/v1/account/token".to_owned()] {
        let response = publisher.send("POST", &path, &[], format!("name={long}&password=x")).await.unwrap();
        assert!((200..500).contains(&response.status) && response.header("location").is_empty(), "{path}");
        assert!(response.body.len() < 20_000, "{path}");
    }
    assert_eq!(clerk.put(UUID, 1, &submission()).await.status, 201, "it works on");
}

#[tokio::test]
async fn another_station_reads_changes_and_ends_nothing() {
    let publisher = TestPublisher::start();
    let clerk = TestClerk::log_in(&publisher, "zhang").await;
    clerk.put(UUID, 1, &submission()).await;
    let other = TestClerk::log_in(&publisher, "li").await;
    let headers = [("authorization", other.authorization.as_str())];
    for (method, path) in [
        ("GET", format!("/v1/station/submissions/{UUID}/versions/1")),
        ("DELETE", format!("/v1/station/submissions/{UUID}")),
    ] {
        assert_eq!(publisher.request(method, &path, &headers).await.status, 403, "{method}");
    }
    assert_eq!(other.put(UUID, 1, &submission()).await.status, 403);
    assert_eq!(other.changes(0).await["changes"], json!([]));
    // Nor does a clerk's token open the desk, or an editor's page the station.
    assert_eq!(publisher.request("GET", "/desk/api/submissions", &headers).await.status, 401);
    assert_eq!(clerk.changes(0).await["changes"].as_array().unwrap().len(), 1);
}
