use serde_json::{Value, json};

use super::*;
use crate::base::net::{FetchedBody, Headers, Validators};

fn reply(status: u16, content_type: &str, body: &str) -> StatusReply {
    let body = FetchedBody {
        bytes: body.into(),
        content_type: Some(content_type.into()),
        validators: Validators::default(),
        address: Url::parse("https://news.example/").unwrap(),
        skew: Some(5_000),
    };
    StatusReply { status, headers: Headers::default(), body }
}

fn good() -> Value {
    json!({
        "access_token": "access", "token_type": "bearer", "expires_in": 3600, "refresh_token": "refresh",
        "scope": "station",
        "_songming": {"account": "zhang", "name": "张三", "station": "jingkai", "park": "jingkai"},
        "more": "of a later version",
    })
}

#[test]
fn a_grant_is_read_whole() {
    let Ok(Answer::Granted(grant)) = read_answer(&reply(200, "application/json; charset=utf-8", &good().to_string()))
    else {
        panic!("a grant")
    };
    assert_eq!((&*grant.access, &*grant.refresh), ("access", "refresh"));
    assert_eq!((grant.lifetime, grant.skew), (3_600_000, 5_000));
    let (id, park) = ("zhang".into(), Some("jingkai".into()));
    assert_eq!(grant.account, AccountOnPhone { id, name: "张三".into(), station: "jingkai".into(), park });
}

#[test]
fn a_repeated_answer_whose_access_token_has_expired_is_a_grant() {
    for expires in [0, -1, i64::MIN] {
        let mut document = good();
        document["expires_in"] = expires.into();
        let Ok(Answer::Granted(grant)) = read_answer(&reply(200, "application/json", &document.to_string())) else {
            panic!("a grant")
        };
        assert_eq!((grant.lifetime, &*grant.refresh), (0, "refresh"));
    }
}

#[test]
fn a_grant_that_breaks_the_protocol_is_none() {
    let breaks: [(&str, Value); 10] = [
        ("/access_token", json!("")),
        ("/access_token", json!("two words")),
        ("/access_token", json!("a\r\nheader: b")),
        ("/access_token", json!("x".repeat(MAX_TOKEN + 1))),
        ("/refresh_token", json!(null)),
        ("/token_type", json!("mac")),
        ("/scope", json!("stations")),
        ("/_songming/account", json!(" ")),
        ("/_songming/name", json!("a\nb")),
        ("/_songming/station", json!(7)),
    ];
    for (place, value) in breaks {
        let mut document = good();
        *document.pointer_mut(place).unwrap() = value;
        let read = read_answer(&reply(200, "application/json", &document.to_string()));
        assert!(matches!(read, Err(Fault::WrongSchema | Fault::UnexpectedJson(_))), "{place}");
    }
    let doubled = good().to_string().replacen('{', r#"{"access_token":"other","#, 1);
    assert!(matches!(read_answer(&reply(200, "application/json", &doubled)), Err(Fault::UnexpectedJson(_))));
    let long = format!("{}{}", good(), " ".repeat(MAX_ANSWER));
    assert!(matches!(read_answer(&reply(200, "application/json", &long)), Err(Fault::WrongSchema)));
}

#[test]
fn only_an_oauth_error_is_a_word_about_the_token() {
    let invalid = r#"{"error":"invalid_grant"}"#;
    assert!(matches!(read_answer(&reply(400, "application/json", invalid)), Ok(Answer::InvalidGrant)));
    let other = r#"{"error":"invalid_request"}"#;
    assert!(matches!(read_answer(&reply(400, "application/json", other)), Ok(Answer::Refused(400))));
    for (status, content_type, body) in [
        (200, "text/html", "<p>请先登录无线网络</p>"),
        (200, "text/html", invalid),
        (400, "text/html", invalid),
        (400, "application/json", r#"{"error":""}"#),
        (400, "application/json", r#"{"message":"bad"}"#),
        (403, "application/problem+json", r#"{"title":"forbidden"}"#),
        (304, "application/json", ""),
    ] {
        let read = read_answer(&reply(status, content_type, body));
        assert!(matches!(read, Err(Fault::Unreachable(_))), "{status} {content_type} {body}");
    }
}
