use std::collections::HashMap;

use super::*;

const NOW: i64 = 1_795_478_400_000;
const REDIRECT: &str = "cn.songming.app:/login";

fn publisher() -> Url {
    Url::parse("https://news.example/county/").unwrap()
}

fn waiting() -> PendingLogin {
    begin(&publisher(), REDIRECT, false, NOW).unwrap()
}

/// An address with these parameters in place of those of a good one; an empty text removes one.
fn answer(login: &PendingLogin, changes: &[(&str, &str)]) -> String {
    let mut parameters =
        HashMap::from([("code", "a-code"), ("state", &*login.state), ("iss", "https://news.example/county")]);
    parameters.extend(changes.iter().copied());
    let mut address = Url::parse(REDIRECT).unwrap();
    address.query_pairs_mut().extend_pairs(parameters.into_iter().filter(|(_, value)| !value.is_empty()));
    address.into()
}

fn verdict(login: &PendingLogin, address: &str, now: i64) -> Result<String, (&'static str, bool)> {
    code_of(Some(login), &publisher(), address, now).map_err(|refusal| (refusal.fault.code(), refusal.ends_login))
}

#[test]
fn the_page_has_what_the_protocol_asks_for_and_not_the_verifier() {
    let login = waiting();
    let address = page_address(&publisher(), &login);
    assert!(address.as_str().starts_with("https://news.example/county/v1/account/authorize?"));
    let parameters: HashMap<_, _> = address.query_pairs().collect();
    assert_eq!(parameters["response_type"], "code");
    assert_eq!(parameters["client_id"], "songming");
    assert_eq!(parameters["redirect_uri"], REDIRECT);
    assert_eq!(parameters["state"], login.state);
    assert_eq!(parameters["code_challenge"], pkce::challenge(&login.verifier));
    assert_eq!(parameters["code_challenge_method"], "S256");
    assert_eq!(parameters["scope"], "station");
    assert!(!address.as_str().contains(&login.verifier));
}

#[test]
fn the_address_that_is_waited_for_brings_its_code() {
    let login = waiting();
    assert_eq!(verdict(&login, &answer(&login, &[]), NOW + MAX_WAIT).unwrap(), "a-code");
    assert_eq!(verdict(&login, &answer(&login, &[]), NOW - 1_000).unwrap(), "a-code");
}

#[test]
fn an_address_that_nobody_waits_for_changes_nothing() {
    let login = waiting();
    let refused = code_of(None, &publisher(), &answer(&login, &[]), NOW).unwrap_err();
    assert_eq!((refused.fault.code(), refused.ends_login), ("login-unknown", false));
    let elsewhere = [
        answer(&login, &[]).replace("/login", "/other"),
        answer(&login, &[]).replace("cn.songming.app", "cn.songming.other"),
        answer(&login, &[]) + &"x".repeat(MAX_ADDRESS),
        "nonsense".into(),
    ];
    for address in elsewhere {
        assert_eq!(verdict(&login, &address, NOW), Err(("login-unknown", false)), "{address}");
    }
    let other_state = waiting().state;
    let twice = answer(&login, &[]) + "&state=" + &login.state;
    for address in [answer(&login, &[("state", &other_state)]), answer(&login, &[("state", "")]), twice] {
        assert_eq!(verdict(&login, &address, NOW), Err(("login-state", false)), "{address}");
    }
}

#[test]
fn an_answer_that_is_late_from_elsewhere_or_an_error_ends_the_login() {
    let login = waiting();
    for moved in [MAX_WAIT + 1, -MAX_WAIT - 1] {
        assert_eq!(verdict(&login, &answer(&login, &[]), NOW + moved), Err(("login-late", true)));
    }
    for (change, code) in [
        (("iss", ""), "login-issuer"),
        (("iss", "https://evil.example"), "login-issuer"),
        (("iss", "https://news.example/county/"), "login-issuer"),
        (("error", "access_denied"), "login-denied"),
        (("error", "server_error"), "login-failed"),
        (("code", ""), "login-failed"),
    ] {
        assert_eq!(verdict(&login, &answer(&login, &[change]), NOW), Err((code, true)), "{change:?}");
    }
    let elsewhere = Url::parse("https://other.example/").unwrap();
    let refused = code_of(Some(&login), &elsewhere, &answer(&login, &[]), NOW).unwrap_err();
    assert_eq!((refused.fault.code(), refused.ends_login), ("login-issuer", true));
}

#[test]
fn a_redirect_comes_back_to_this_device() {
    let is_allowed = |redirect: &str| begin(&publisher(), redirect, false, NOW).is_ok();
    for good in [REDIRECT, "http://127.0.0.1:8123/login", "https://app.example/login"] {
        assert!(is_allowed(good), "{good}");
    }
    for bad in [
        "http://news.example/login",
        "cn.songming.app:/login?a=b",
        "cn.songming.app:/login#a",
        "javascript:alert(1)",
        "file:///login",
        "login",
        "",
    ] {
        assert!(!is_allowed(bad), "{bad}");
    }
}

#[test]
fn the_issuer_is_the_publisher_without_a_slash() {
    for (address, expected) in [
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("https://news.example:443/", "https://news.example"),
        ("https://news.example/county/?a=b", "https://news.example/county"),
    ] {
        assert_eq!(issuer(&Url::parse(address).unwrap()), expected);
    }
    let root = Url::parse("http://127.0.0.1:8080").unwrap();
    assert_eq!(endpoint(&root, "token").as_str(), "http://127.0.0.1:8080/v1/account/token");
}
