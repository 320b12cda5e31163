//! Appeals: received once however often they are sent, opened by nobody without the code, and only moving on.

use crate::contract::Contract;
use crate::press::{Answer, Press, write_content};
use serde_json::{Value, json};
use songming_publisher::Options;
use tempfile::TempDir;

const PATH: &str = "/v1/appeals/{id}";
const UUID: &str = "01936f2e-1111-7abc-8def-0123456789ab";

fn appeal() -> Value {
    json!({ "kind": "consultation", "title": "路灯不亮", "text": "样例路26号门口的路灯三天没有亮。", "town": "songyang",
        "contact": { "name": "甲", "phone": "0871-0000-0000" }, "written": "2026-11-20T21:00:00+08:00" })
}

async fn put_text(press: &Press, uuid: &str, body: impl Into<String>) -> Answer {
    let url = format!("{}/v1/appeals/{uuid}", press.publisher.public_url());
    let response = press.http.put(url).body(body.into()).send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer { status, headers, body: response.bytes().await.unwrap().to_vec() }
}

async fn put(press: &Press, uuid: &str, appeal: &Value) -> Answer {
    put_text(press, uuid, appeal.to_string()).await
}

async fn look_up(press: &Press, receipt: &Value) -> Answer {
    let path = format!("/v1/appeals/{}", receipt["number"].as_str().unwrap());
    press.ask("GET", &path, &[("appeal-code", receipt["code"].as_str().unwrap())]).await
}

async fn listed(press: &Press) -> Vec<Value> {
    let response = press.http.get(press.publisher.control_url() + "/appeals").send().await.unwrap();
    let listed: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
    listed["appeals"].as_array().unwrap().clone()
}

#[tokio::test]
async fn an_appeal_is_received_once() {
    let press = Press::open();
    let contract = Contract::read();
    let first = put(&press, UUID, &appeal()).await;
    assert_eq!((first.status, first.header("cache-control")), (201, "no-store"), "{}", first.text());
    contract.check_method("put", PATH, &first);
    let receipt = first.json();
    assert!(receipt["number"].as_str().unwrap().ends_with("-000001"), "{receipt}");
    assert!(receipt["accept_by"].as_str() <= receipt["answer_by"].as_str(), "{receipt}");

    // The same, in other words of JSON, and under the same UUID in capitals.
    let mut turned = String::from("{ ");
    for (name, value) in appeal().as_object().unwrap().iter().rev() {
        turned.push_str(&format!("\"{name}\" :  {value}, "));
    }
    let turned = turned.trim_end_matches(", ").to_owned() + "}\n";
    for (uuid, body) in [(UUID.to_owned(), appeal().to_string()), (UUID.to_uppercase(), turned)] {
        let again = put_text(&press, &uuid, body).await;
        assert_eq!((again.status, again.json()), (200, receipt.clone()));
        contract.check_method("put", PATH, &again);
    }

    let mut other = appeal();
    other["text"] = json!("别的");
    let refused = put(&press, UUID, &other).await;
    assert_eq!((refused.status, refused.header("content-type")), (409, "application/problem+json"));
    contract.check_method("put", PATH, &refused);
    assert!(!refused.text().contains(receipt["code"].as_str().unwrap()));

    let next = put(&press, &UUID.replace("ab", "cd"), &other).await;
    assert_eq!(next.status, 201);
    assert!(next.json()["number"].as_str().unwrap().ends_with("-000002"));
    assert_ne!(next.json()["code"], receipt["code"]);
    let listed = listed(&press).await;
    assert_eq!(listed.len(), 2);
    assert_eq!((&listed[0]["uuid"], &listed[0]["body"]), (&json!(UUID), &appeal()));
    assert_eq!((&listed[0]["number"], &listed[0]["state"]), (&receipt["number"], &json!("received")));
}

#[tokio::test]
async fn the_same_appeal_twice_at_once_is_one() {
    let press = Press::open();
    let body = appeal().to_string();
    let (one, other) = tokio::join!(put_text(&press, UUID, body.clone()), put_text(&press, UUID, body));
    assert_eq!(one.json(), other.json());
    let mut statuses = [one.status, other.status];
    statuses.sort();
    assert_eq!((statuses, listed(&press).await.len()), ([200, 201], 1));
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    let press = Press::open();
    let contract = Contract::read();
    let request = contract.validator(&json!({ "$ref": "#/components/schemas/Appeal" }));
    assert!(request.is_valid(&appeal()));
    for (member, value) in [
        ("kind", json!("praise")),
        ("kind", Value::Null),
        ("title", json!("")),
        ("title", json!(" \n")),
        ("title", json!("长".repeat(101))),
        ("text", json!("　")),
        ("text", json!("长".repeat(5001))),
        ("text", json!(1)),
        ("town", json!(1)),
        ("contact", json!("甲")),
        ("contact", json!({ "phone": 1 })),
        ("written", json!("2026-11-20T21:00:00")),
        ("written", json!("昨天")),
    ] {
        let mut wrong = appeal();
        wrong[member] = value;
        let answer = put(&press, UUID, &wrong).await;
        assert_eq!((answer.status, &answer.json()["invalid"]), (422, &json!(member)), "{}", answer.text());
        contract.check_method("put", PATH, &answer);
        assert!(!request.is_valid(&wrong), "{member}: {}", wrong[member]);
    }
    for member in ["kind", "title", "text", "written"] {
        let mut wrong = appeal();
        wrong.as_object_mut().unwrap().remove(member);
        assert_eq!(put(&press, UUID, &wrong).await.json()["invalid"], member);
    }
    for id in ["1", "SM-2026-000001", "01936f2e-1111-7abc-8def-0123456789a"] {
        let answer = put(&press, id, &appeal()).await;
        assert_eq!((answer.status, &answer.json()["invalid"]), (422, &json!("uuid")), "{id}");
        contract.check_method("put", PATH, &answer);
    }
    for (body, status) in [
        (String::new(), 400),
        ("{".to_owned(), 400),
        ("[]".to_owned(), 400),
        (format!("{}{}", appeal(), " ".repeat(64 * 1024)), 413),
    ] {
        let answer = put_text(&press, UUID, body).await;
        assert_eq!((answer.status, answer.header("content-type")), (status, "application/problem+json"));
        contract.check_method("put", PATH, &answer);
    }
    assert!(listed(&press).await.is_empty());

    // What is just allowed is received; so is what a newer client says more.
    let mut most = appeal();
    most["title"] = json!("长".repeat(100));
    most["text"] = json!("长".repeat(5000));
    most["mood"] = json!("good");
    most["town"] = Value::Null;
    most.as_object_mut().unwrap().remove("contact");
    assert_eq!(put(&press, UUID, &most).await.status, 201);
    assert_eq!(listed(&press).await[0]["body"], most);
}

#[tokio::test]
async fn only_the_code_opens_it_and_no_answer_tells_why_not() {
    let press = Press::open();
    let contract = Contract::read();
    let receipt = put(&press, UUID, &appeal()).await.json();
    let answer = look_up(&press, &receipt).await;
    assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"));
    contract.check(PATH, &answer);
    let progress = answer.json();
    for member in ["number", "received", "accept_by", "answer_by"] {
        assert_eq!(progress[member], receipt[member], "{member}");
    }
    assert_eq!((&progress["kind"], &progress["title"]), (&json!("consultation"), &json!("路灯不亮")));
    assert_eq!((&progress["state"], &progress["events"][0]["stage"]), (&json!("received"), &json!("received")));

    let (number, code) = (receipt["number"].as_str().unwrap(), receipt["code"].as_str().unwrap());
    let own = format!("/v1/appeals/{number}");
    let unknown = "/v1/appeals/SM-2026-999999";
    let uuid = format!("/v1/appeals/{UUID}");
    let mut refusals = Vec::new();
    for (path, code) in [
        (own.as_str(), ""),
        (&own, &code[..9]),
        (&own, &code.to_lowercase()),
        (&own, "ABCDEFGH23"),
        (unknown, code),
        (unknown, ""),
        (&uuid, code),
        ("/v1/appeals/%ff", code),
    ] {
        let answer = press.ask("GET", path, &[("appeal-code", code), ("if-none-match", "*")]).await;
        contract.check(PATH, &answer);
        let mut headers = answer.headers.clone();
        headers.remove("date");
        refusals.push((answer.status, headers, answer.body));
    }
    let mut headers = press.get(&own).await.headers;
    headers.remove("date");
    assert_eq!((refusals[0].0, &refusals[0].1), (404, &headers));
    refusals.dedup();
    assert_eq!(refusals.len(), 1, "{refusals:?}");
}

#[tokio::test]
async fn the_desk_moves_it_on_and_never_back() {
    let press = Press::open();
    let contract = Contract::read();
    let receipt = put(&press, UUID, &appeal()).await.json();
    let mut tag = look_up(&press, &receipt).await.header("etag").to_owned();
    let path = format!("/v1/appeals/{}", receipt["number"].as_str().unwrap());
    let code = receipt["code"].as_str().unwrap();
    for (stage, state) in
        [("accepted", "accepted"), ("transferred", "accepted"), ("answered", "answered"), ("answered", "answered")]
    {
        let asked = [("appeal-code", code), ("if-none-match", tag.as_str())];
        let unchanged = press.ask("GET", &path, &asked).await;
        assert_eq!((unchanged.status, unchanged.header("etag")), (304, tag.as_str()));
        contract.check(PATH, &unchanged);
        let step = json!({ "number": receipt["number"], "stage": stage, "office": "路灯所", "text": "已派人。",
            "time": "2026-11-21T09:00:00+08:00" });
        let told = press.order("/appeal", step).await;
        assert_eq!(told, json!({ "number": receipt["number"], "state": state }));
        let changed = press.ask("GET", &path, &asked).await;
        assert_eq!((changed.status, &changed.json()["state"]), (200, &json!(state)));
        contract.check(PATH, &changed);
        assert_eq!(
            changed.json()["events"].as_array().unwrap().last().unwrap(),
            &json!({ "time": "2026-11-21T09:00:00+08:00", "stage": stage, "office": "路灯所", "text": "已派人。" })
        );
        tag = changed.header("etag").to_owned();
    }
    for stage in ["received", "accepted", "transferred", "refused"] {
        let step = json!({ "number": receipt["number"], "stage": stage });
        assert_eq!(press.try_order("/appeal", step).await.0, 409, "{stage}");
    }
    assert_eq!(look_up(&press, &receipt).await.header("etag"), tag);
    for (step, status) in [
        (json!({ "number": "SM-2026-999999", "stage": "accepted" }), 404),
        (json!({ "number": receipt["number"], "stage": "lost" }), 400),
        (json!({ "number": receipt["number"] }), 400),
    ] {
        assert_eq!(press.try_order("/appeal", step).await.0, status);
    }
    // A step may say nothing but itself.
    let other = put(&press, &UUID.replace("ab", "cd"), &appeal()).await.json();
    press.order("/appeal", json!({ "number": other["number"], "stage": "refused" })).await;
    let answer = look_up(&press, &other).await;
    contract.check(PATH, &answer);
    let progress = answer.json();
    assert_eq!((&progress["state"], progress["events"][1].get("office")), (&json!("refused"), None));
    assert!(progress["events"][1]["text"].as_str().is_some_and(|text| !text.is_empty()));
}

#[tokio::test]
async fn the_days_are_working_days_by_kind() {
    let press = Press::open();
    // Nobody works this year and the next until a day far away: only the days named below count.
    let weekend: Vec<Value> = {
        let receipt = put(&press, UUID, &appeal()).await.json();
        let year: i64 = receipt["received"].as_str().unwrap()[..4].parse().unwrap();
        let all = |year: i64| -> Vec<String> {
            (1..=12).flat_map(|month| (1..=31).map(move |day| format!("{year}-{month:02}-{day:02}"))).collect()
        };
        let worked = (1..=15).map(|day| format!("{}-06-{day:02}", year + 1)).collect::<Vec<_>>();
        [(year, Vec::new()), (year + 1, worked)]
            .into_iter()
            .map(|(year, worked)| {
                json!({ "year": year, "source": "样例", "workdays": worked,
                    "holidays": [{ "name": "长假", "days": all(year) }] })
            })
            .collect()
    };
    press.order("/catalogue", json!({ "calendar": weekend })).await;
    let year = weekend[1]["year"].as_i64().unwrap();
    for (number, (kind, days)) in
        [("consultation", 2), ("complaint", 5), ("suggestion", 5), ("complex", 15)].into_iter().enumerate()
    {
        let mut appeal = appeal();
        appeal["kind"] = json!(kind);
        let receipt = put(&press, &format!("01936f2e-2222-7abc-8def-00000000000{number}"), &appeal).await.json();
        assert_eq!(receipt["accept_by"], format!("{year}-06-01"), "{kind}");
        assert_eq!(receipt["answer_by"], format!("{year}-06-{days:02}"), "{kind}");
    }
}

#[tokio::test]
async fn other_methods_are_refused_and_faults_meet_it() {
    let press = Press::open();
    let path = format!("/v1/appeals/{UUID}");
    for method in ["POST", "PATCH", "DELETE"] {
        let answer = press.ask(method, &path, &[]).await;
        assert_eq!((answer.status, answer.header("content-type")), (405, "application/problem+json"), "{method}");
        assert!(answer.header("allow").contains("PUT"), "{method}: {:?}", answer.headers);
    }
    press.order("/fault", json!({ "mode": "status", "status": 503, "retry_after": 7, "times": 1 })).await;
    let refused = put(&press, UUID, &appeal()).await;
    assert_eq!((refused.status, refused.header("retry-after")), (503, "7"));
    Contract::read().check_method("put", PATH, &refused);

    // Received, but the answer was lost on the way: it is sent again, and there is one.
    press.order("/fault", json!({ "mode": "cut", "after_bytes": 20, "times": 1 })).await;
    let url = press.publisher.public_url() + &path;
    assert!(press.http.put(url).body(appeal().to_string()).send().await.is_err());
    assert_eq!(put(&press, UUID, &appeal()).await.status, 200);
    assert_eq!(listed(&press).await.len(), 1);

    let traffic = press.traffic().await;
    let sent: Vec<_> = traffic["requests"].as_array().unwrap().iter().filter(|seen| seen["method"] == "PUT").collect();
    assert_eq!(sent.len(), 3);
    let body = appeal().to_string();
    assert!(sent.iter().all(|seen| seen["body"] == body), "{sent:?}");
    assert!(sent.iter().all(|seen| seen["path"] == path));
}

#[tokio::test]
async fn appeals_outlive_the_process_with_its_database() {
    let folder = TempDir::new().unwrap();
    write_content(folder.path());
    let options = Options { data: Some(folder.path().join("data.sqlite3")), ..Options::default() };
    let press = Press::with(options.clone());
    let receipt = put(&press, UUID, &appeal()).await.json();
    drop(press);
    let press = Press::with(options);
    assert_eq!(look_up(&press, &receipt).await.status, 200);
    let again = put(&press, UUID, &appeal()).await;
    assert_eq!((again.status, again.json()), (200, receipt));
}
