use super::super::login;
use super::*;

/// A draft of an account on the phone.
fn write_draft(process: &Process, account: &str) {
    let insert = "INSERT INTO submission (id, account, station, version, phase, created, changed)
                  VALUES (hex(randomblob(8)), ?1, 'jingkai', 1, 'draft', 0, 0)";
    let outbox = process.store.outbox().unwrap();
    outbox.write_now(|write| Ok(write.execute(insert, [account])?)).unwrap();
}

fn unsent_of(process: &Process, account: &str) -> u32 {
    process.store.outbox().unwrap().read_now(|outbox| unsent(outbox, account)).unwrap()
}

fn code_of<T: std::fmt::Debug>(result: Result<T>) -> &'static str {
    result.unwrap_err().code()
}

#[tokio::test]
async fn a_login_survives_the_end_of_the_app_while_the_browser_is_in_front() {
    let phone = Phone::new();
    let first = phone.start();
    let page = first.account.begin_login(REDIRECT, false).await.unwrap();
    let store = Arc::clone(&first.store);
    first.kill();
    let second = phone.start_over(store);
    phone.clock.advance(9 * MINUTE);
    second.account.finish_login(&phone.publisher.browse(&page, "zhang")).await.unwrap();
    assert_eq!(second.state(), Some(("zhang".into(), false)));
    assert_eq!(second.exchange().await.unwrap().status, 200);
    assert_eq!(phone.secrets.keys(), ["songming.session"]);
}

#[tokio::test]
async fn a_redirect_that_is_refused_logs_nobody_in() {
    let phone = Phone::new();
    let process = phone.start();
    let unasked = "cn.songming.app:/login?code=a&state=b&iss=https://news.example";
    assert_eq!(code_of(process.account.finish_login(unasked).await), "login-unknown");

    // The address of another login changes nothing: the one that waits can still be answered.
    let page = process.account.begin_login(REDIRECT, false).await.unwrap();
    assert_eq!(code_of(process.account.finish_login(unasked).await), "login-state");
    let answer = phone.publisher.browse(&page, "zhang");
    process.account.finish_login(&answer).await.unwrap();
    // The same address a second time is nobody's.
    assert_eq!(code_of(process.account.finish_login(&answer).await), "login-unknown");

    // What ends a login ends it for good.
    for (change, code) in [("iss=https", "login-issuer"), ("code=", "login-failed")] {
        let page = process.account.begin_login(REDIRECT, false).await.unwrap();
        let answer = phone.publisher.browse(&page, "li");
        assert_eq!(code_of(process.account.finish_login(&answer.replace(change, "x=")).await), code);
        assert_eq!(code_of(process.account.finish_login(&answer).await), "login-unknown");
    }
    let page = process.account.begin_login(REDIRECT, false).await.unwrap();
    let answer = phone.publisher.browse(&page, "li");
    phone.clock.advance(login::MAX_WAIT + 1);
    assert_eq!(code_of(process.account.finish_login(&answer).await), "login-late");
    assert_eq!(code_of(process.account.finish_login(&answer).await), "login-unknown");
    assert_eq!(process.state(), Some(("zhang".into(), false)));
    assert_eq!(phone.publisher.sessions().len(), 1);
}

#[tokio::test]
async fn a_login_that_began_later_ends_the_one_before() {
    let phone = Phone::new();
    let process = phone.start();
    let pages = [
        process.account.begin_login(REDIRECT, false).await.unwrap(),
        process.account.begin_login(REDIRECT, false).await.unwrap(),
    ];
    let [earlier, later] = pages.map(|page| phone.publisher.browse(&page, "zhang"));
    assert_eq!(code_of(process.account.finish_login(&earlier).await), "login-state");
    process.account.finish_login(&later).await.unwrap();
}

#[tokio::test]
async fn a_code_whose_request_was_lost_is_sent_again_and_one_that_is_not_valid_ends_the_login() {
    let phone = Phone::new();
    let process = phone.start();
    let page = process.account.begin_login(REDIRECT, false).await.unwrap();
    let answer = phone.publisher.browse(&page, "zhang");
    for fate in [
        || Fate::LoseRequest,
        || Fate::Answer(503, "text/html", String::new()),
        || Fate::Answer(200, "text/html", "<p>portal".into()),
    ] {
        phone.publisher.follow(move |_| fate());
        let failed = process.account.finish_login(&answer).await;
        assert!(matches!(failed, Err(Fault::ConnectionLost(_) | Fault::Busy(_) | Fault::Unreachable(_))), "{failed:?}");
        assert_eq!(process.state(), None);
    }
    phone.publisher.follow(deliver);
    process.account.finish_login(&answer).await.unwrap();
    assert!(process.is_logged_in());

    // The answer is lost after the code was used.
    let page = process.account.begin_login(REDIRECT, false).await.unwrap();
    let answer = phone.publisher.browse(&page, "zhang");
    phone.publisher.follow(|_| Fate::LoseAnswer);
    assert_eq!(code_of(process.account.finish_login(&answer).await), "cut");
    phone.publisher.follow(deliver);
    assert_eq!(code_of(process.account.finish_login(&answer).await), "login-failed");
    assert_eq!(code_of(process.account.finish_login(&answer).await), "login-unknown");
    // The session from before goes on.
    assert_eq!(process.exchange().await.unwrap().status, 200);
}

#[tokio::test]
async fn unsent_work_of_another_account_is_asked_about_and_never_lost() {
    let phone = Phone::new();
    let process = phone.logged_in().await;
    write_draft(&process, "zhang");

    assert_eq!(code_of(process.log_in(&phone.publisher, "li", false).await), "other-account");
    assert_eq!(process.state(), Some(("zhang".into(), false)));
    assert_eq!(process.exchange().await.unwrap().status, 200);
    // The session that was not wanted ends at the publisher.
    process.account.revoke_queued().await.unwrap();
    assert_eq!(phone.publisher.sessions(), [("zhang".into(), false), ("li".into(), true)]);

    process.log_in(&phone.publisher, "li", true).await.unwrap();
    assert_eq!(process.state(), Some(("li".into(), false)));
    assert_eq!((unsent_of(&process, "li"), unsent_of(&process, "zhang")), (0, 1));
    process.account.revoke_queued().await.unwrap();
    assert_eq!(phone.publisher.sessions()[0], ("zhang".into(), true));
    let reply = process.exchange().await.unwrap();
    assert!(String::from_utf8_lossy(&reply.body.bytes).contains("li"));

    // Nothing of this account waits, so nobody is asked.
    process.log_in(&phone.publisher, "zhang", false).await.unwrap();
    assert_eq!(unsent_of(&process, "zhang"), 1);
    assert_eq!(phone.secrets.keys(), ["songming.revoke", "songming.session"]);
}

#[tokio::test]
async fn the_same_account_logs_in_again_without_a_question() {
    let phone = Phone::new();
    let process = phone.logged_in().await;
    write_draft(&process, "zhang");
    phone.publisher.revoke_all();
    assert!(matches!(process.exchange().await, Err(Fault::SignedOut)));
    assert_eq!(process.state(), Some(("zhang".into(), true)));
    // Its account and its drafts stay, and no request is tried.
    let requests = phone.publisher.requests();
    assert!(matches!(process.exchange().await, Err(Fault::SignedOut)));
    assert_eq!(phone.publisher.requests(), requests);
    process.log_in(&phone.publisher, "zhang", false).await.unwrap();
    assert_eq!(process.exchange().await.unwrap().status, 200);
    assert_eq!(unsent_of(&process, "zhang"), 1);
}

#[tokio::test]
async fn a_login_needs_a_store_of_secrets_that_works() {
    let phone = Phone::new();
    let process = phone.start();
    phone.secrets.refuse(false, true);
    assert_eq!(code_of(process.account.begin_login(REDIRECT, false).await), "secret-store");
    phone.secrets.refuse(false, false);
    let page = process.account.begin_login(REDIRECT, false).await.unwrap();
    let answer = phone.publisher.browse(&page, "zhang");
    phone.secrets.refuse(false, true);
    assert_eq!(code_of(process.account.finish_login(&answer).await), "secret-store");
    assert_eq!(process.state(), None);
}

#[tokio::test]
async fn logging_out_without_a_network_ends_the_session_here_at_once_and_there_with_the_next_sync() {
    let phone = Phone::new();
    let process = phone.logged_in().await;
    write_draft(&process, "zhang");
    phone.publisher.follow(|_| Fate::LoseRequest);
    process.account.log_out().await.unwrap();
    assert_eq!(process.state(), None);
    assert_eq!(phone.secrets.keys(), ["songming.revoke"]);
    assert_eq!(unsent_of(&process, "zhang"), 1);
    assert!(matches!(process.exchange().await, Err(Fault::SignedOut)));
    assert!(process.account.maintain().await.is_err());
    for page in ["<p>portal", "not json"] {
        phone.publisher.follow(move |_| Fate::Answer(404, "text/html", page.into()));
        assert!(process.account.maintain().await.is_err());
    }
    assert_eq!(phone.publisher.sessions(), [("zhang".into(), false)]);

    let store = Arc::clone(&process.store);
    process.kill();
    let later = phone.start_over(store);
    phone.publisher.follow(deliver);
    later.account.maintain().await.unwrap();
    assert_eq!(phone.publisher.sessions(), [("zhang".into(), true)]);
    assert_eq!(phone.secrets.keys(), [""; 0]);
    let requests = phone.publisher.requests();
    later.account.maintain().await.unwrap();
    later.account.log_out().await.unwrap();
    assert_eq!(phone.publisher.requests(), requests);
}

#[tokio::test]
async fn logging_out_does_not_wait_for_a_renewal_that_hangs() {
    let phone = Phone::new();
    let process = phone.logged_in().await;
    phone.clock.advance(61 * MINUTE);
    phone.publisher.follow(|request| if is_refresh(request) { Fate::HangAfter } else { Fate::Deliver });
    let account = Arc::clone(&process.account);
    let waiting =
        tokio::spawn(async move { account.exchange(&address("/v1/station/changes"), &Message::default()).await });
    phone.publisher.hanging.notified().await;
    process.account.log_out().await.unwrap();
    assert!(matches!(waiting.await.unwrap(), Err(Fault::SignedOut)));
    assert_eq!(process.state(), None);
    process.account.revoke_queued().await.unwrap();
    assert_eq!(phone.publisher.sessions(), [("zhang".into(), true)]);
}

#[tokio::test]
async fn a_session_that_cannot_be_erased_goes_on() {
    let phone = Phone::new();
    let process = phone.logged_in().await;
    phone.secrets.refuse(false, true);
    assert_eq!(code_of(process.account.log_out().await), "secret-store");
    assert!(process.is_logged_in());
    phone.secrets.refuse(false, false);
    assert_eq!(process.exchange().await.unwrap().status, 200);
}
