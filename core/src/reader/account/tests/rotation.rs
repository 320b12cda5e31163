use std::sync::atomic::AtomicUsize;

use super::model::invalid_grant;
use super::*;

#[tokio::test]
async fn twenty_refused_requests_ask_for_new_tokens_once() {
    let phone = Phone::new();
    let process = phone.logged_in().await;
    phone.publisher.expire_access();
    // All twenty are refused before the first asks for new tokens.
    let refused = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&refused);
    phone.publisher.follow(move |request| {
        if is_refresh(request) {
            assert_eq!(seen.load(Ordering::SeqCst), 20, "a renewal began before all were refused");
        } else {
            seen.fetch_add(1, Ordering::SeqCst);
        }
        Fate::Deliver
    });
    let turn = process.account.session.take_turn().await.unwrap();
    let requests: Vec<_> = (0..20)
        .map(|_| {
            let account = Arc::clone(&process.account);
            tokio::spawn(async move { account.exchange(&address("/v1/station/changes"), &Message::default()).await })
        })
        .collect();
    while refused.load(Ordering::SeqCst) < 20 {
        tokio::task::yield_now().await;
    }
    drop(turn);
    for request in requests {
        assert_eq!(request.await.unwrap().unwrap().status, 200);
    }
    assert_eq!((phone.publisher.refreshes(), phone.publisher.rotations()), (1, 1));
    assert_eq!(phone.publisher.requests(), 1 + 20 + 1 + 20);
}

#[tokio::test]
async fn an_access_token_is_renewed_before_it_expires() {
    let phone = Phone::new();
    let process = phone.logged_in().await;
    phone.clock.advance(58 * MINUTE);
    process.exchange().await.unwrap();
    assert_eq!(phone.publisher.refreshes(), 0);
    phone.clock.advance(MINUTE + 1);
    process.exchange().await.unwrap();
    assert_eq!(phone.publisher.refreshes(), 1);
    // After a restart the same holds by what is stored.
    let later = phone.start_over(Arc::clone(&process.store));
    phone.clock.advance(58 * MINUTE);
    later.exchange().await.unwrap();
    assert_eq!(phone.publisher.refreshes(), 1);
    phone.clock.advance(MINUTE + 1);
    later.exchange().await.unwrap();
    assert_eq!(phone.publisher.refreshes(), 2);
    // No request was refused: each needed one.
    assert_eq!(phone.publisher.requests(), 1 + 4 + 2);
}

#[tokio::test]
async fn only_the_publishers_word_about_the_token_ends_a_session() {
    let phone = Phone::new();
    let process = phone.logged_in().await;
    phone.publisher.expire_access();
    let no_words: [fn() -> Fate; 11] = [
        || Fate::LoseRequest,
        || Fate::LoseAnswer,
        || Fate::Answer(500, "application/json", r#"{"error":"invalid_grant"}"#.into()),
        || Fate::Answer(503, "text/html", "<p>busy".into()),
        || Fate::Answer(520, "text/html", "<p>origin".into()),
        || Fate::Answer(200, "text/html", "<p>portal".into()),
        || Fate::Answer(200, "application/json", "{}".into()),
        || Fate::Answer(400, "text/html", "<p>invalid_grant".into()),
        || Fate::Answer(400, "application/json", r#"{"error":"invalid_request"}"#.into()),
        || Fate::Answer(401, "application/json", r#"{"error":"invalid_client"}"#.into()),
        || Fate::Answer(403, "application/problem+json", r#"{"title":"no"}"#.into()),
    ];
    for (number, fate) in no_words.into_iter().enumerate() {
        phone.publisher.follow(move |request| if is_refresh(request) { fate() } else { Fate::Deliver });
        let failed = process.exchange().await.unwrap_err();
        assert!(!matches!(failed, Fault::SignedOut), "{number}: {failed:?}");
        assert!(process.is_logged_in(), "{number}");
        assert!(process.refresh_started(), "{number}");
    }
    phone.publisher.follow(deliver);
    assert_eq!(process.exchange().await.unwrap().status, 200);
    assert!(!process.refresh_started());
    assert_eq!(phone.publisher.rotations(), 1);

    phone.publisher.revoke_all();
    assert!(matches!(process.exchange().await, Err(Fault::SignedOut)));
    assert_eq!(process.state(), Some(("zhang".into(), true)));
    assert_eq!(phone.secrets.keys(), [""; 0]);
}

/// What becomes of one round's refreshes before one is answered.
#[derive(Clone, Copy, Debug)]
enum Mishap {
    LostRequest,
    LostAnswer,
    Busy,
    Portal,
    KilledBefore,
    KilledAfter,
}

const MISHAPS: [Mishap; 6] =
    [Mishap::LostRequest, Mishap::LostAnswer, Mishap::Busy, Mishap::Portal, Mishap::KilledBefore, Mishap::KilledAfter];

#[tokio::test]
async fn a_lost_answer_never_logs_anybody_out() {
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(|| fastrand::u64(..));
    let mut random = fastrand::Rng::with_seed(seed);
    let phone = Phone::new();
    let mut process = phone.logged_in().await;
    for round in 0..200 {
        phone.clock.advance(random.i64(60..600) * MINUTE);
        // Within the time that the publisher still answers the same token.
        for _ in 0..random.usize(1..4) {
            let mishap = random.choice(MISHAPS).unwrap();
            phone.publisher.follow(move |request| match mishap {
                _ if !is_refresh(request) => Fate::Deliver,
                Mishap::LostRequest => Fate::LoseRequest,
                Mishap::LostAnswer => Fate::LoseAnswer,
                Mishap::Busy => Fate::Answer(503, "application/json", "{}".into()),
                Mishap::Portal => Fate::Answer(200, "text/html", "<p>portal".into()),
                Mishap::KilledBefore => Fate::HangBefore,
                Mishap::KilledAfter => Fate::HangAfter,
            });
            if matches!(mishap, Mishap::KilledBefore | Mishap::KilledAfter) {
                let (account, store) = (Arc::clone(&process.account), Arc::clone(&process.store));
                let asking = tokio::spawn(async move {
                    account.exchange(&address("/v1/station/changes"), &Message::default()).await.map(drop)
                });
                phone.publisher.hanging.notified().await;
                process.kill();
                assert!(matches!(asking.await.unwrap(), Err(Fault::NoConsent)), "seed {seed}, round {round}");
                process = phone.start_over(store);
            } else {
                let failed = process.exchange().await;
                assert!(!matches!(failed, Ok(_) | Err(Fault::SignedOut)), "seed {seed}, round {round}, {mishap:?}");
            }
            assert!(process.is_logged_in() && process.refresh_started(), "seed {seed}, round {round}, {mishap:?}");
            phone.clock.advance(random.i64(0..180_000));
        }
        phone.publisher.follow(deliver);
        let reply = process.exchange().await;
        assert!(reply.is_ok_and(|reply| reply.status == 200), "seed {seed}, round {round}");
        assert!(!process.refresh_started(), "seed {seed}, round {round}");
        assert_eq!(phone.publisher.rotations(), round + 1, "seed {seed}, round {round}");
    }
    assert_eq!(phone.publisher.sessions(), [("zhang".into(), false)]);
}

#[tokio::test]
async fn a_sync_repeats_a_refresh_whose_answer_was_lost() {
    let phone = Phone::new();
    let process = phone.logged_in().await;
    phone.publisher.expire_access();
    phone.publisher.follow(|request| if is_refresh(request) { Fate::LoseAnswer } else { Fate::Deliver });
    assert!(process.exchange().await.is_err());
    let later = phone.start_over(Arc::clone(&process.store));
    phone.publisher.follow(deliver);
    later.account.maintain().await.unwrap();
    assert!(!later.refresh_started());
    assert_eq!(phone.publisher.rotations(), 1);
    // Long after the publisher stopped answering the old token.
    phone.clock.advance(600 * MINUTE);
    assert_eq!(later.exchange().await.unwrap().status, 200);
}

#[tokio::test]
async fn a_caller_that_no_longer_waits_does_not_lose_the_answer() {
    let phone = Phone::new();
    let process = phone.logged_in().await;
    phone.publisher.expire_access();
    let turn = process.account.session.take_turn().await.unwrap();
    let account = Arc::clone(&process.account);
    let asking = tokio::spawn(async move { account.session.renew(None, None).await });
    tokio::task::yield_now().await;
    asking.abort();
    assert!(asking.await.unwrap_err().is_cancelled());
    phone.clock.advance(61 * MINUTE);
    drop(turn);
    while phone.publisher.refreshes() == 0 || process.refresh_started() {
        tokio::task::yield_now().await;
    }
    assert_eq!(process.exchange().await.unwrap().status, 200);
    assert_eq!(phone.publisher.refreshes(), 1);
}

#[tokio::test]
async fn two_processes_ask_for_new_tokens_once() {
    let phone = Phone::new();
    let app = phone.logged_in().await;
    let extension = phone.start();
    extension.exchange().await.unwrap();
    for round in 1..=20 {
        phone.clock.advance(61 * MINUTE);
        let (one, other) = tokio::join!(app.exchange(), extension.exchange());
        assert_eq!((one.unwrap().status, other.unwrap().status), (200, 200));
        assert_eq!((phone.publisher.refreshes(), phone.publisher.rotations()), (round, round));
    }
}

#[tokio::test]
async fn a_process_whose_tokens_are_long_replaced_uses_those_of_the_other() {
    let phone = Phone::new();
    let app = phone.logged_in().await;
    let extension = phone.start();
    extension.exchange().await.unwrap();
    for _ in 0..3 {
        phone.publisher.expire_access();
        app.exchange().await.unwrap();
        phone.clock.advance(15 * MINUTE);
    }
    assert_eq!(extension.exchange().await.unwrap().status, 200);
    assert_eq!(phone.publisher.rotations(), 3);

    // Another account, and nobody at all.
    app.log_in(&phone.publisher, "li", true).await.unwrap();
    let reply = extension.exchange().await.unwrap();
    assert!(String::from_utf8_lossy(&reply.body.bytes).contains("li"));
    app.account.log_out().await.unwrap();
    assert!(matches!(extension.exchange().await, Err(Fault::SignedOut)));
}

#[tokio::test]
async fn a_word_about_a_token_that_another_process_has_replaced_ends_nothing() {
    let phone = Phone::new();
    let process = phone.logged_in().await;
    phone.publisher.expire_access();
    // Without the lock file, which a full disk may prevent: the other process is between the request and its answer.
    let (secrets, publisher) = (phone.secrets.clone(), Arc::downgrade(&phone.publisher));
    let mut is_first = true;
    phone.publisher.follow(move |request| {
        if !is_refresh(request) || !std::mem::take(&mut is_first) {
            return Fate::Deliver;
        }
        let other = publisher.upgrade().unwrap().rotate_elsewhere(&secrets.value("songming.session"));
        secrets.set("songming.session".into(), other).unwrap();
        let (status, body) = invalid_grant();
        Fate::Answer(status, "application/json", body.to_string())
    });
    assert_eq!(process.exchange().await.unwrap().status, 200);
    assert!(process.is_logged_in());
    assert_eq!((phone.publisher.refreshes(), phone.publisher.rotations()), (1, 1));
}

#[tokio::test]
async fn tokens_that_the_store_does_not_take_are_used_and_stored_later() {
    let phone = Phone::new();
    let process = phone.logged_in().await;
    let before = phone.secrets.value("songming.session");
    phone.secrets.refuse(false, true);
    phone.clock.advance(61 * MINUTE);
    for _ in 0..3 {
        assert_eq!(process.exchange().await.unwrap().status, 200);
    }
    assert_eq!((phone.publisher.refreshes(), phone.secrets.value("songming.session") == before), (1, true));

    // Also if the next ones are not taken either.
    phone.clock.advance(61 * MINUTE);
    assert_eq!(process.exchange().await.unwrap().status, 200);
    phone.secrets.refuse(true, true);
    assert_eq!(process.exchange().await.unwrap().status, 200);
    assert_eq!(phone.publisher.refreshes(), 2);
    assert!(process.refresh_started());

    phone.secrets.refuse(false, false);
    assert_eq!(process.exchange().await.unwrap().status, 200);
    assert!(!process.refresh_started());
    assert!(phone.secrets.value("songming.session") != before);
    let later = phone.start_over(Arc::clone(&process.store));
    assert_eq!(later.exchange().await.unwrap().status, 200);
    assert_eq!(phone.publisher.refreshes(), 2);
}

#[tokio::test]
async fn a_restart_before_tokens_were_stored_gets_the_same_ones_again() {
    let phone = Phone::new();
    let process = phone.logged_in().await;
    phone.secrets.refuse(false, true);
    phone.clock.advance(61 * MINUTE);
    process.exchange().await.unwrap();
    let later = phone.start_over(Arc::clone(&process.store));
    phone.secrets.refuse(false, false);
    phone.clock.advance(9 * MINUTE);
    assert_eq!(later.exchange().await.unwrap().status, 200);
    assert_eq!((phone.publisher.refreshes(), phone.publisher.rotations()), (2, 1));
    assert!(!later.refresh_started());
}

#[tokio::test]
async fn a_store_that_cannot_be_read_ends_no_session_and_one_that_lost_it_does() {
    let phone = Phone::new();
    let process = phone.logged_in().await;
    let later = phone.start_over(Arc::clone(&process.store));
    phone.secrets.refuse(true, true);
    assert!(matches!(later.exchange().await, Err(Fault::SecretStore)));
    assert!(later.is_logged_in());
    phone.secrets.refuse(false, false);
    assert_eq!(later.exchange().await.unwrap().status, 200);

    phone.secrets.values.lock().unwrap().clear();
    let restored = phone.start_over(Arc::clone(&process.store));
    assert!(matches!(restored.exchange().await, Err(Fault::SignedOut)));
    assert_eq!(restored.state(), Some(("zhang".into(), true)));
}

#[tokio::test]
async fn a_clock_that_is_years_wrong_costs_one_request() {
    let phone = Phone::new();
    let process = phone.logged_in().await;
    for years in [-3, 5] {
        let before = phone.publisher.requests();
        let later = phone.start_over(Arc::clone(&process.store));
        // The phone's clock moves, the publisher's tokens stay as they are.
        phone.publisher.postpone_expiry(years * 365 * 24 * 60 * MINUTE);
        phone.clock.advance(years * 365 * 24 * 60 * MINUTE);
        assert_eq!(later.exchange().await.unwrap().status, 200);
        assert!(phone.publisher.requests() - before <= 3);
        assert!(later.is_logged_in());
    }
}

#[tokio::test]
async fn tokens_of_another_person_are_refused() {
    let phone = Phone::new();
    let process = phone.logged_in().await;
    phone.publisher.expire_access();
    phone.publisher.follow(|request| {
        if !is_refresh(request) {
            return Fate::Deliver;
        }
        let body = r#"{"access_token":"a","token_type":"Bearer","expires_in":60,"refresh_token":"b","scope":"station",
            "_songming":{"account":"li","name":"李四","station":"jingkai"}}"#;
        Fate::Answer(200, "application/json", body.into())
    });
    assert!(matches!(process.exchange().await, Err(Fault::WrongSchema)));
    assert_eq!(process.state(), Some(("zhang".into(), false)));
}
