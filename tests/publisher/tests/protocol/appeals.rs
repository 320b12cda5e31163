//! Appeals: received once for each UUID, readable only with the query code, and never back to an earlier state.

use crate::contract::Contract;
use crate::harness::{Response, TestPublisher, write_content};
use serde_json::{Value, json};
use songming_publisher::Options;
use tempfile::TempDir;

const PATH: &str = "/v1/appeals/{id}";
const UUID: &str = "01936f2e-1111-7abc-8def-0123456789ab";

fn appeal() -> Value {
    json!({ "kind": "consultation", "title": "路灯不亮", "text": "样例路26号门口的路灯三天没有亮。", "town": "songyang",
        "contact": { "name": "甲", "phone": "0871-0000-0000" }, "written": "2026-11-20T21:00:00+08:00" })
}

async fn put_text(publisher: &TestPublisher, uuid: &str, body: impl Into<String>) -> Response {
    let url = format!("{}/v1/appeals/{uuid}", publisher.handle.public_url());
    let response = publisher.http.put(url).body(body.into()).send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Response { status, headers, body: response.bytes().await.unwrap().to_vec() }
}

async fn put(publisher: &TestPublisher, uuid: &str, appeal: &Value) -> Response {
    put_text(publisher, uuid, appeal.to_string()).await
}

async fn progress(publisher: &TestPublisher, receipt: &Value) -> Response {
    let path = format!("/v1/appeals/{}", receipt["number"].as_str().unwrap());
    publisher.request("GET", &path, &[("appeal-code", receipt["code"].as_str().unwrap())]).await
}

async fn listed(publisher: &TestPublisher) -> Vec<Value> {
    let response = publisher.http.get(publisher.handle.control_url() + "/appeals").send().await.unwrap();
    let listed: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
    listed["appeals"].as_array().unwrap().clone()
}

#[tokio::test]
async fn appeal_is_received_once() {
    let publisher = TestPublisher::start();
    let contract = Contract::read();
    let first = put(&publisher, UUID, &appeal()).await;
    assert_eq!((first.status, first.header("cache-control")), (201, "no-store"), "{}", first.text());
    contract.check_method("put", PATH, &first);
    let receipt = first.json();
    assert!(receipt["number"].as_str().unwrap().ends_with("-000001"), "{receipt}");
    assert!(receipt["accept_by"].as_str() <= receipt["answer_by"].as_str(), "{receipt}");

    // The same appeal serialized otherwise, and under the UUID in upper case.
    let mut reordered = String::from("{ ");
    for (name, value) in appeal().as_object().unwrap().iter().rev() {
        reordered.push_str(&format!("\"{name}\" :  {value}, "));
    }
    let reordered = reordered.trim_end_matches(", ").to_owned() + "}\n";
    for (uuid, body) in [(UUID.to_owned(), appeal().to_string()), (UUID.to_uppercase(), reordered)] {
        let again = put_text(&publisher, &uuid, body).await;
        assert_eq!((again.status, again.json()), (200, receipt.clone()));
        contract.check_method("put", PATH, &again);
    }

    let mut other = appeal();
    other["text"] = json!("别的");
    let refused = put(&publisher, UUID, &other).await;
    assert_eq!((refused.status, refused.header("content-type")), (409, "application/problem+json"));
    contract.check_method("put", PATH, &refused);
    assert!(!refused.text().contains(receipt["code"].as_str().unwrap()));

    let next = put(&publisher, &UUID.replace("ab", "cd"), &other).await;
    assert_eq!(next.status, 201);
    assert!(next.json()["number"].as_str().unwrap().ends_with("-000002"));
    assert_ne!(next.json()["code"], receipt["code"]);
    let listed = listed(&publisher).await;
    assert_eq!(listed.len(), 2);
    assert_eq!((&listed[0]["uuid"], &listed[0]["body"]), (&json!(UUID), &appeal()));
    assert_eq!((&listed[0]["number"], &listed[0]["state"]), (&receipt["number"], &json!("received")));
}

#[tokio::test]
async fn concurrent_repetitions_are_one_appeal() {
    let publisher = TestPublisher::start();
    let body = appeal().to_string();
    let (one, other) = tokio::join!(put_text(&publisher, UUID, body.clone()), put_text(&publisher, UUID, body));
    assert_eq!(one.json(), other.json());
    let mut statuses = [one.status, other.status];
    statuses.sort();
    assert_eq!((statuses, listed(&publisher).await.len()), ([200, 201], 1));
}

#[tokio::test]
async fn invalid_member_is_named() {
    let publisher = TestPublisher::start();
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
        let response = put(&publisher, UUID, &wrong).await;
        assert_eq!((response.status, &response.json()["invalid"]), (422, &json!(member)), "{}", response.text());
        contract.check_method("put", PATH, &response);
        assert!(!request.is_valid(&wrong), "{member}: {}", wrong[member]);
    }
    for member in ["kind", "title", "text", "written"] {
        let mut wrong = appeal();
        wrong.as_object_mut().unwrap().remove(member);
        assert_eq!(put(&publisher, UUID, &wrong).await.json()["invalid"], member);
    }
    for id in ["1", "SM-2026-000001", "01936f2e-1111-7abc-8def-0123456789a"] {
        let response = put(&publisher, id, &appeal()).await;
        assert_eq!((response.status, &response.json()["invalid"]), (422, &json!("uuid")), "{id}");
        contract.check_method("put", PATH, &response);
    }
    for (body, status) in [
        (String::new(), 400),
        ("{".to_owned(), 400),
        ("[]".to_owned(), 400),
        (format!("{}{}", appeal(), " ".repeat(64 * 1024)), 413),
    ] {
        let response = put_text(&publisher, UUID, body).await;
        assert_eq!((response.status, response.header("content-type")), (status, "application/problem+json"));
        contract.check_method("put", PATH, &response);
    }
    assert!(listed(&publisher).await.is_empty());

    // The longest allowed texts are received, and unknown members of a newer client are stored.
    let mut most = appeal();
    most["title"] = json!("长".repeat(100));
    most["text"] = json!("长".repeat(5000));
    most["mood"] = json!("good");
    most["town"] = Value::Null;
    most.as_object_mut().unwrap().remove("contact");
    assert_eq!(put(&publisher, UUID, &most).await.status, 201);
    assert_eq!(listed(&publisher).await[0]["body"], most);
}

#[tokio::test]
async fn progress_needs_the_code_and_all_refusals_are_alike() {
    let publisher = TestPublisher::start();
    let contract = Contract::read();
    let receipt = put(&publisher, UUID, &appeal()).await.json();
    let response = progress(&publisher, &receipt).await;
    assert_eq!((response.status, response.header("cache-control")), (200, "no-store"));
    contract.check(PATH, &response);
    let progress = response.json();
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
        let response = publisher.request("GET", path, &[("appeal-code", code), ("if-none-match", "*")]).await;
        contract.check(PATH, &response);
        let mut headers = response.headers.clone();
        headers.remove("date");
        refusals.push((response.status, headers, response.body));
    }
    let mut headers = publisher.get(&own).await.headers;
    headers.remove("date");
    assert_eq!((refusals[0].0, &refusals[0].1), (404, &headers));
    refusals.dedup();
    assert_eq!(refusals.len(), 1, "{refusals:?}");
}

#[tokio::test]
async fn steps_lead_only_forward() {
    let publisher = TestPublisher::start();
    let contract = Contract::read();
    let receipt = put(&publisher, UUID, &appeal()).await.json();
    let mut tag = progress(&publisher, &receipt).await.header("etag").to_owned();
    let path = format!("/v1/appeals/{}", receipt["number"].as_str().unwrap());
    let code = receipt["code"].as_str().unwrap();
    for (stage, state) in
        [("accepted", "accepted"), ("transferred", "accepted"), ("answered", "answered"), ("answered", "answered")]
    {
        let headers = [("appeal-code", code), ("if-none-match", tag.as_str())];
        let unchanged = publisher.request("GET", &path, &headers).await;
        assert_eq!((unchanged.status, unchanged.header("etag")), (304, tag.as_str()));
        contract.check(PATH, &unchanged);
        let step = json!({ "number": receipt["number"], "stage": stage, "office": "路灯所", "text": "已派人。",
            "time": "2026-11-21T09:00:00+08:00" });
        let reply = publisher.control("/appeal", step).await;
        assert_eq!(reply, json!({ "number": receipt["number"], "state": state }));
        let changed = publisher.request("GET", &path, &headers).await;
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
        assert_eq!(publisher.try_control("/appeal", step).await.0, 409, "{stage}");
    }
    assert_eq!(progress(&publisher, &receipt).await.header("etag"), tag);
    for (step, status) in [
        (json!({ "number": "SM-2026-999999", "stage": "accepted" }), 404),
        (json!({ "number": receipt["number"], "stage": "lost" }), 400),
        (json!({ "number": receipt["number"] }), 400),
    ] {
        assert_eq!(publisher.try_control("/appeal", step).await.0, status);
    }
    // Only the stage of a step is required.
    let other = put(&publisher, &UUID.replace("ab", "cd"), &appeal()).await.json();
    publisher.control("/appeal", json!({ "number": other["number"], "stage": "refused" })).await;
    let response = progress(&publisher, &other).await;
    contract.check(PATH, &response);
    let progress = response.json();
    assert_eq!((&progress["state"], progress["events"][1].get("office")), (&json!("refused"), None));
    assert!(progress["events"][1]["text"].as_str().is_some_and(|text| !text.is_empty()));
}

#[tokio::test]
async fn deadlines_are_working_days_by_kind() {
    let publisher = TestPublisher::start();
    // In this year and the next every day is a holiday, except the working days below.
    let weekend: Vec<Value> = {
        let receipt = put(&publisher, UUID, &appeal()).await.json();
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
    publisher.control("/catalogue", json!({ "calendar": weekend })).await;
    let year = weekend[1]["year"].as_i64().unwrap();
    for (number, (kind, days)) in
        [("consultation", 2), ("complaint", 5), ("suggestion", 5), ("complex", 15)].into_iter().enumerate()
    {
        let mut appeal = appeal();
        appeal["kind"] = json!(kind);
        let receipt = put(&publisher, &format!("01936f2e-2222-7abc-8def-00000000000{number}"), &appeal).await.json();
        assert_eq!(receipt["accept_by"], format!("{year}-06-01"), "{kind}");
        assert_eq!(receipt["answer_by"], format!("{year}-06-{days:02}"), "{kind}");
    }
}

#[tokio::test]
async fn other_methods_are_refused_and_faults_apply() {
    let publisher = TestPublisher::start();
    let path = format!("/v1/appeals/{UUID}");
    for method in ["POST", "PATCH", "DELETE"] {
        let response = publisher.request(method, &path, &[]).await;
        assert_eq!((response.status, response.header("content-type")), (405, "application/problem+json"), "{method}");
        assert!(response.header("allow").contains("PUT"), "{method}: {:?}", response.headers);
    }
    publisher.control("/fault", json!({ "mode": "status", "status": 503, "retry_after": 7, "times": 1 })).await;
    let refused = put(&publisher, UUID, &appeal()).await;
    assert_eq!((refused.status, refused.header("retry-after")), (503, "7"));
    Contract::read().check_method("put", PATH, &refused);

    // The response is lost: the appeal was received, and sending it again makes no second one.
    publisher.control("/fault", json!({ "mode": "cut", "after_bytes": 20, "times": 1 })).await;
    let url = publisher.handle.public_url() + &path;
    assert!(publisher.http.put(url).body(appeal().to_string()).send().await.is_err());
    assert_eq!(put(&publisher, UUID, &appeal()).await.status, 200);
    assert_eq!(listed(&publisher).await.len(), 1);

    let traffic = publisher.traffic().await;
    let sent: Vec<_> =
        traffic["requests"].as_array().unwrap().iter().filter(|request| request["method"] == "PUT").collect();
    assert_eq!(sent.len(), 3);
    let body = appeal().to_string();
    assert!(sent.iter().all(|request| request["body"] == body), "{sent:?}");
    assert!(sent.iter().all(|request| request["path"] == path));
}

#[tokio::test]
async fn appeals_are_stored_in_the_data_file() {
    let folder = TempDir::new().unwrap();
    write_content(folder.path());
    let options = Options { data: Some(folder.path().join("data.sqlite3")), ..Options::default() };
    let publisher = TestPublisher::with_options(options.clone());
    let receipt = put(&publisher, UUID, &appeal()).await.json();
    drop(publisher);
    let publisher = TestPublisher::with_options(options);
    assert_eq!(progress(&publisher, &receipt).await.status, 200);
    let again = put(&publisher, UUID, &appeal()).await;
    assert_eq!((again.status, again.json()), (200, receipt));
}
