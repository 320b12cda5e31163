//! Submissions: delivered once, next versions only after a return, withdrawn until published, and their changes.

use crate::contract::Contract;
use crate::harness::{PNG, TestPublisher};
use crate::station::{Folder, TestClerk, UUID, file, submission, version_path};
use serde_json::{Value, json};
use songming_publisher::Options;

const VERSION: &str = "/v1/station/submissions/{id}/versions/{version}";
const SUBMISSION: &str = "/v1/station/submissions/{id}";
const CHANGES: &str = "/v1/station/changes";
const OTHER: &str = "01936f2e-2222-7abc-8def-0123456789ab";

async fn review(publisher: &TestPublisher, state: &str) -> Value {
    let mut order = json!({ "submission": UUID, "state": state });
    if matches!(state, "returned" | "rejected") {
        order["reason"] = json!("请补充数字。");
    }
    publisher.control("/review", order).await
}

async fn listed(publisher: &TestPublisher) -> Vec<Value> {
    let response = publisher.http.get(publisher.handle.control_url() + "/submissions").send().await.unwrap();
    let listed: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
    listed["submissions"].as_array().unwrap().clone()
}

#[tokio::test]
async fn version_is_received_once() {
    let publisher = TestPublisher::start();
    let contract = Contract::read();
    let clerk = TestClerk::log_in(&publisher, "zhang").await;
    let first = clerk.put(UUID, 1, &submission()).await;
    assert_eq!((first.status, first.header("cache-control")), (201, "no-store"), "{}", first.text());
    contract.check_method("put", VERSION, &first);
    let receipt = first.json();
    assert_eq!((&receipt["submission"], &receipt["version"]), (&json!(UUID), &json!(1)));
    assert_eq!((&receipt["state"], &receipt["sequence"]), (&json!("delivered"), &json!(1)));

    // The same body serialized otherwise, under the UUID in upper case, by a colleague.
    let mut reordered = String::from("{ ");
    for (name, value) in submission().as_object().unwrap().iter().rev() {
        reordered.push_str(&format!("\"{name}\" :  {value}, "));
    }
    let reordered = reordered.trim_end_matches(", ").to_owned() + "}\n";
    let colleague = TestClerk::log_in(&publisher, "wang").await;
    for uuid in [UUID.to_owned(), UUID.to_uppercase()] {
        let again = colleague.send("PUT", &version_path(&uuid, 1), reordered.clone()).await;
        assert_eq!((again.status, again.json()), (200, receipt.clone()));
        contract.check_method("put", VERSION, &again);
    }
    let mut other = submission();
    other["fields"]["text"] = json!("完全是另外一篇稿件的内容。");
    let refused = clerk.put(UUID, 1, &other).await;
    assert_eq!((refused.status, refused.json()["type"].as_str()), (409, Some("tag:songming.example,2026:other-body")));
    contract.check_method("put", VERSION, &refused);

    let read = clerk.get(&UUID.to_uppercase(), 1).await;
    contract.check(VERSION, &read);
    let expected = json!({ "submission": UUID, "version": 1, "state": "delivered", "received": receipt["received"],
        "body": submission(), "media": [] });
    assert_eq!((read.status, read.json()), (200, expected));
    assert!(read.text().contains(&submission().to_string()), "the body as it was received");
    for (uuid, version) in [(UUID, 2), (OTHER, 1)] {
        let missing = clerk.get(uuid, version).await;
        contract.check(VERSION, &missing);
        assert_eq!(missing.status, 404);
    }
    let all = listed(&publisher).await;
    assert_eq!((all.len(), &all[0]["account"], &all[0]["body"]), (1, &json!("zhang"), &submission()));
}

#[tokio::test]
async fn concurrent_repetitions_are_one_version() {
    let publisher = TestPublisher::start();
    let clerk = TestClerk::log_in(&publisher, "zhang").await;
    let body = submission();
    let (one, other) = tokio::join!(clerk.put(UUID, 1, &body), clerk.put(UUID, 1, &body));
    assert_eq!(one.json(), other.json());
    let mut statuses = [one.status, other.status];
    statuses.sort();
    assert_eq!((statuses, listed(&publisher).await.len()), ([200, 201], 1));
}

#[tokio::test]
async fn every_broken_rule_is_named() {
    let publisher = TestPublisher::start();
    let contract = Contract::read();
    let clerk = TestClerk::log_in(&publisher, "zhang").await;
    let mut wrong = submission();
    wrong["fields"]["title"] = json!(" ");
    wrong["fields"]["sector"] = json!("steel");
    wrong["fields"].as_object_mut().unwrap().remove("consent");
    wrong["media"] = json!([{}]);
    wrong["written"] = json!("昨天");
    let response = clerk.put(UUID, 1, &wrong).await;
    assert_eq!((response.status, response.header("content-type")), (422, "application/problem+json"));
    contract.check_method("put", VERSION, &response);
    let errors = response.json()["errors"].as_array().unwrap().clone();
    let fields: Vec<_> = errors.iter().map(|error| error["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["title", "sector", "consent", "media", "written"]);
    assert_eq!(errors[0]["reason"], "请填写“标题”。");

    let path = version_path(UUID, 1);
    for (body, status) in [
        (String::new(), 400),
        ("{".to_owned(), 400),
        ("[]".to_owned(), 400),
        ("{}".to_owned(), 422),
        (format!("{}{}", submission(), " ".repeat(512 * 1024)), 413),
    ] {
        let response = clerk.send("PUT", &path, body).await;
        assert_eq!((response.status, response.header("content-type")), (status, "application/problem+json"));
        contract.check_method("put", VERSION, &response);
    }
    for path in [version_path("1", 1), version_path(UUID, 0), path.replace("/1", "/+1"), path.replace("/1", "/x")] {
        let response = clerk.send("PUT", &path, submission().to_string()).await;
        assert_eq!(response.status, 400, "{path}");
        contract.check_method("put", VERSION, &response);
    }
    for (method, path) in [("POST", path.as_str()), ("POST", CHANGES), ("PUT", "/v1/station/submissions/1")] {
        assert_eq!(clerk.send(method, path, "").await.status, 405, "{method} {path}");
    }
    assert!(listed(&publisher).await.is_empty());

    // The form is the catalogue's.
    publisher.control("/catalogue", json!({ "station_form": { "fields": [] } })).await;
    assert_eq!(clerk.put(UUID, 1, &json!({ "fields": {}, "written": submission()["written"] })).await.status, 201);
    publisher.control("/catalogue", json!({ "station_form": null })).await;
    assert_eq!(clerk.put(OTHER, 1, &submission()).await.status, 404);
}

#[tokio::test]
async fn submission_belongs_to_its_station() {
    let publisher = TestPublisher::start();
    let contract = Contract::read();
    let clerk = TestClerk::log_in(&publisher, "zhang").await;
    let stranger = TestClerk::log_in(&publisher, "li").await;
    assert_eq!(clerk.put(UUID, 1, &submission()).await.status, 201);
    let read = stranger.get(UUID, 1).await;
    let withdrawn = stranger.withdraw(UUID).await;
    for (method, path, response) in [
        ("put", VERSION, stranger.put(UUID, 1, &submission()).await),
        ("put", VERSION, stranger.put(UUID, 2, &submission()).await),
        ("get", VERSION, read),
        ("delete", SUBMISSION, withdrawn),
    ] {
        assert_eq!(response.status, 403, "{method}");
        contract.check_method(method, path, &response);
        assert!(!response.text().contains("生产线"));
    }
    assert_eq!(stranger.changes(0).await, json!({ "changes": [], "cursor": 0, "more": false }));
    let long = submission().to_string() + &" ".repeat(500_000);
    let nobody = publisher.send("PUT", &version_path(OTHER, 1), &[], long).await.unwrap();
    contract.check_method("put", VERSION, &nobody);
    assert_eq!((nobody.status, nobody.header("www-authenticate")), (401, "Bearer error=\"invalid_token\""));
}

#[tokio::test]
async fn next_version_follows_a_return_alone() {
    let publisher = TestPublisher::start();
    let contract = Contract::read();
    let clerk = TestClerk::log_in(&publisher, "zhang").await;
    assert_eq!(clerk.put(UUID, 2, &submission()).await.status, 409);
    assert_eq!(clerk.put(UUID, 1, &submission()).await.status, 201);
    let mut next = submission();
    next["fields"]["text"] = json!("今天上午，两条新的生产线在开发区投产。");
    for state in ["first-review", "returned"] {
        let early = clerk.put(UUID, 2, &next).await;
        contract.check_method("put", VERSION, &early);
        assert_eq!(
            (early.status, early.json()["type"].as_str()),
            (409, Some("tag:songming.example,2026:version-order"))
        );
        review(&publisher, state).await;
    }
    assert_eq!(clerk.put(UUID, 3, &next).await.status, 409);
    let second = clerk.put(UUID, 2, &next).await;
    assert_eq!((second.status, &second.json()["state"]), (201, &json!("delivered")));
    assert_eq!(clerk.get(UUID, 1).await.json()["state"], "returned");
    assert_eq!(clerk.get(UUID, 2).await.json()["state"], "delivered");
    // A repetition of either gets its own answer, whatever happened since.
    review(&publisher, "rejected").await;
    let again = clerk.put(UUID, 2, &next).await;
    assert_eq!((again.status, again.json()), (200, second.json()));
    assert_eq!(clerk.put(UUID, 1, &submission()).await.json()["sequence"], 1);
    assert_eq!(clerk.put(UUID, 3, &next).await.status, 409);

    let changes = clerk.changes(0).await;
    let line: Vec<_> = changes["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| (change["version"].clone(), change["state"].clone()))
        .collect();
    let expected = [(1, "delivered"), (1, "first-review"), (1, "returned"), (2, "delivered"), (2, "rejected")];
    assert_eq!(line, expected.map(|(version, state)| (json!(version), json!(state))));
}

#[tokio::test]
async fn changes_are_pages_in_ascending_order() {
    let publisher = TestPublisher::with_options(Options { page_size: 2, ..Options::default() });
    let contract = Contract::read();
    let clerk = TestClerk::log_in(&publisher, "zhang").await;
    let other = TestClerk::log_in(&publisher, "li").await;
    clerk.put(UUID, 1, &submission()).await;
    other.put(OTHER, 1, &submission()).await;
    let marks = json!([{ "field": "title", "start": 1, "end": 4, "note": "写全名" }]);
    publisher.control("/review", json!({ "submission": UUID, "state": "first-review", "reviewer": "甲" })).await;
    let order =
        json!({ "submission": UUID, "state": "returned", "reviewer": "乙", "reason": "请补充", "marks": marks });
    publisher.control("/review", order).await;
    clerk.withdraw(UUID).await;

    let (mut cursor, mut sequences, mut pages) = (0, Vec::new(), 0);
    loop {
        let response = clerk.send("GET", &format!("{CHANGES}?after={cursor}"), "").await;
        assert_eq!(response.header("cache-control"), "no-store");
        contract.check(CHANGES, &response);
        let page = response.json();
        sequences.extend(page["changes"].as_array().unwrap().iter().map(|change| change["sequence"].as_i64().unwrap()));
        cursor = page["cursor"].as_i64().unwrap();
        pages += 1;
        if page["more"] == false {
            break;
        }
    }
    assert_eq!((sequences, pages, cursor), (vec![1, 3, 4, 5], 2, 5));
    assert_eq!(clerk.changes(cursor).await, json!({ "changes": [], "cursor": 5, "more": false }));
    let all = clerk.changes(3).await["changes"].clone();
    assert_eq!((&all[0]["role"], &all[0]["reviewer"]), (&json!("复审"), &json!("乙")));
    assert_eq!((&all[0]["reason"], &all[0]["marks"]), (&json!("请补充"), &marks));
    assert_eq!((&all[1]["state"], all[1].get("role"), all[1].get("marks")), (&json!("withdrawn"), None, None));
    assert_eq!(other.changes(0).await["cursor"], 2);
    for nonsense in ["?after=x", "?after=-1", "?after=", "?after=1&after=2", "?after=99999999999999999999"] {
        let response = clerk.send("GET", &format!("{CHANGES}{nonsense}"), "").await;
        contract.check(CHANGES, &response);
        assert_eq!(response.status, 400, "{nonsense}");
    }
    assert_eq!(clerk.send("GET", CHANGES, "").await.json()["changes"][0]["sequence"], 1);
}

#[tokio::test]
async fn station_withdraws_until_publication() {
    let publisher = TestPublisher::start();
    let contract = Contract::read();
    let clerk = TestClerk::log_in(&publisher, "zhang").await;
    clerk.put(UUID, 1, &submission()).await;
    review(&publisher, "first-review").await;
    for _ in 0..2 {
        let response = clerk.withdraw(UUID).await;
        assert_eq!((response.status, response.header("cache-control")), (204, "no-store"));
        contract.check_method("delete", SUBMISSION, &response);
    }
    assert_eq!(clerk.changes(2).await["changes"].as_array().unwrap().len(), 1, "the second made no event");
    assert_eq!(publisher.try_control("/review", json!({ "submission": UUID, "state": "second-review" })).await.0, 409);
    assert_eq!(clerk.put(UUID, 1, &submission()).await.status, 200);
    assert_eq!(clerk.put(UUID, 2, &submission()).await.status, 409);
    assert_eq!(clerk.get(UUID, 1).await.json()["state"], "withdrawn");

    // The withdrawal overtakes the delivery.
    assert_eq!(clerk.withdraw(OTHER).await.status, 204);
    assert_eq!(clerk.put(OTHER, 1, &submission()).await.status, 409);
    assert_eq!(clerk.get(OTHER, 1).await.status, 404);
    assert_eq!(publisher.try_control("/review", json!({ "submission": OTHER, "state": "first-review" })).await.0, 404);
    assert_eq!(clerk.withdraw("nonsense").await.status, 400);
}

#[tokio::test]
async fn published_submission_is_not_withdrawn() {
    let publisher = TestPublisher::start();
    let clerk = TestClerk::log_in(&publisher, "zhang").await;
    clerk.put(UUID, 1, &submission()).await;
    for state in ["first-review", "second-review", "final-review", "adopted", "published"] {
        assert_eq!(review(&publisher, state).await["state"], state);
    }
    let refused = clerk.withdraw(UUID).await;
    Contract::read().check_method("delete", SUBMISSION, &refused);
    assert_eq!((refused.status, refused.header("content-type")), (410, "application/problem+json"));
    let changes = clerk.changes(5).await;
    let item = changes["changes"][0]["item"].as_str().unwrap();
    assert_eq!(publisher.get(&format!("/items/{item}")).await.status, 200);
}

#[tokio::test]
async fn files_are_complete_when_the_station_sent_them() {
    let folder = Folder::new();
    let publisher = folder.start();
    let clerk = TestClerk::log_in(&publisher, "zhang").await;
    let ids = ["01936f2e-aaaa-7abc-8def-00000000000", "01936f2e-bbbb-7abc-8def-00000000000"];
    let id = |kind: usize, number: usize| format!("{}{number}", ids[kind]);
    let mut body = submission();
    body["media"] = (0..4).map(|number| file(&id(0, number), PNG, "")).collect();
    clerk.put(UUID, 1, &body).await;
    folder.arrive("station-etdz", &id(0, 0), PNG, true);
    folder.arrive("station-etdz", &id(0, 1), PNG, false);
    folder.arrive("station-agri", &id(0, 2), PNG, true);
    folder.arrive("station-etdz", &id(0, 3), b"other bytes", true);
    let response = clerk.get(UUID, 1).await;
    Contract::read().check(VERSION, &response);
    let expected: Vec<Value> = (0..4).map(|number| json!({ "id": id(0, number), "complete": number == 0 })).collect();
    assert_eq!(response.json()["media"], json!(expected));
    assert_eq!(listed(&publisher).await[0]["media"], json!(expected));
}

#[tokio::test]
async fn submissions_survive_lost_answers_and_a_restart() {
    let folder = Folder::new();
    let publisher = folder.start();
    let clerk = TestClerk::log_in(&publisher, "zhang").await;
    let fault = json!({ "faults": [
        { "mode": "drop", "method": "PUT", "path": "/v1/station/submissions/", "times": 1 },
        { "mode": "status", "status": 503, "method": "PUT", "path": "/v1/station/", "retry_after": 3, "times": 1 },
    ] });
    publisher.control("/fault", fault).await;
    let url = publisher.handle.public_url() + &version_path(UUID, 1);
    let tokens = crate::station::log_in(&publisher, "zhang").await;
    let request = publisher.http.put(&url).bearer_auth(crate::station::access(&tokens)).body(submission().to_string());
    assert!(request.send().await.is_err());
    let busy = clerk.put(UUID, 1, &submission()).await;
    assert_eq!((busy.status, busy.header("retry-after")), (503, "3"));
    let receipt = clerk.put(UUID, 1, &submission()).await;
    assert_eq!(receipt.status, 200, "it was received before its answer was lost");
    review(&publisher, "first-review").await;
    drop(publisher);

    let publisher = folder.start();
    let clerk = TestClerk::log_in(&publisher, "zhang").await;
    let again = clerk.put(UUID, 1, &submission()).await;
    assert_eq!((again.status, again.json()), (200, receipt.json()));
    assert_eq!(clerk.changes(0).await["cursor"], 2);
}
