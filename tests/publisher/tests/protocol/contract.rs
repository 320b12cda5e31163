//! Real responses satisfy `openapi.json`. Its object schemas are closed for the check, so that a member that it does
//! not describe fails.

use crate::harness::{Response, TestPublisher};
use jsonschema::Validator;
use serde_json::{Map, Value, json};
use songming_publisher::payload::Payload;
use songming_publisher::{OPENAPI, Options, sample_content, start};
use std::collections::BTreeSet;

pub(crate) struct Contract {
    document: Value,
}

impl Contract {
    pub(crate) fn read() -> Self {
        Self { document: serde_json::from_str(OPENAPI).unwrap() }
    }

    /// Resolves a reference within the document.
    fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            Some(reference) => self.document.pointer(reference.trim_start_matches('#')).expect(reference),
            None => value,
        }
    }

    pub(crate) fn validator(&self, schema: &Value) -> Validator {
        let mut whole = Map::from_iter([("components".to_owned(), self.document["components"].clone())]);
        whole.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        whole.extend(schema.as_object().unwrap().clone());
        let mut whole = Value::Object(whole);
        close(&mut whole);
        jsonschema::options().should_validate_formats(true).build(&whole).unwrap()
    }

    /// Checks status, headers, media type and body of a response to `GET path`.
    pub(crate) fn check(&self, path: &str, response: &Response) {
        self.check_method("get", path, response);
    }

    /// Checks a response to another method.
    pub(crate) fn check_method(&self, method: &str, path: &str, response: &Response) {
        let responses = &self.document["paths"][path][method]["responses"];
        assert!(responses.is_object(), "{method} {path} is not documented");
        let documented = responses.get(response.status.to_string()).unwrap_or(&responses["default"]);
        let documented = self.resolve(documented);
        for (name, header) in documented["headers"].as_object().into_iter().flatten() {
            let header = self.resolve(header);
            match response.headers.get(name) {
                Some(value) => {
                    let value = json!(value.to_str().unwrap());
                    assert!(self.validator(&header["schema"]).is_valid(&value), "{path}: {name}: {value}");
                }
                None => assert_ne!(header["required"], true, "{path}: {} without {name}", response.status),
            }
        }
        let Some(content) = documented["content"].as_object() else {
            assert!(response.body.is_empty(), "{path}: {} with a body", response.status);
            return;
        };
        let mime_type = response.header("content-type").split(';').next().unwrap();
        let schema = &content.get(mime_type).unwrap_or_else(|| panic!("{path}: {mime_type}"))["schema"];
        if mime_type.ends_with("json") {
            let body = response.json();
            let problems: Vec<String> = self
                .validator(schema)
                .iter_errors(&body)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert!(problems.is_empty(), "{path}: {}", problems.join("\n"));
        }
    }
}

/// Forbids members that an object schema does not describe.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.get("properties").is_some_and(Value::is_object) && members.get("type") == Some(&json!("object"))
            {
                members.entry("additionalProperties").or_insert(json!(false));
            }
            members.values_mut().for_each(close);
        }
        Value::Array(values) => values.iter_mut().for_each(close),
        _ => {}
    }
}

async fn check_everything(publisher: &TestPublisher) {
    let contract = Contract::read();
    for path in ["/v1/catalogue.json", "/v1/feed.json", "/v1/withdrawals.json", "/rss.xml", "/atom.xml", "/"] {
        contract.check(path, &publisher.get(path).await);
        contract.check(path, &publisher.request("GET", path, &[("if-none-match", "*")]).await);
        contract.check(path, &publisher.request("POST", path, &[]).await);
    }
    let mut next = Some("/v1/feed.json".to_owned());
    while let Some(page) = next {
        let response = publisher.get(&page).await;
        contract.check("/v1/feed.json", &response);
        next = response.json()["next_url"].as_str().map(str::to_owned);
    }
    let (mut cursor, mut kinds) = (0, BTreeSet::new());
    loop {
        let response = publisher.get(&format!("/v1/feed.json?after={cursor}")).await;
        contract.check("/v1/feed.json", &response);
        let page = response.json();
        for item in page["items"].as_array().unwrap() {
            kinds.insert(item["_songming"]["kind"].as_str().unwrap().to_owned());
            let id = item["id"].as_str().unwrap();
            contract.check("/items/{id}", &publisher.get(&format!("/items/{id}")).await);
            for file in item["attachments"].as_array().into_iter().flatten() {
                let url = file["url"].as_str().unwrap();
                contract.check("/media/{name}", &publisher.get(url).await);
                contract.check("/media/{name}", &publisher.request("GET", url, &[("range", "bytes=1-5")]).await);
                contract.check("/media/{name}", &publisher.request("GET", url, &[("range", "bytes=99999999-")]).await);
                contract.check("/media/{name}", &publisher.request("GET", url, &[("if-none-match", "*")]).await);
            }
        }
        cursor = page["_songming"]["cursor"].as_u64().unwrap();
        if page["_songming"]["more"] == false {
            break;
        }
    }
    assert!(kinds.contains("withdrawal") && kinds.len() >= 7, "{kinds:?}");
    for nonsense in ["?after=x", "?before=x", "?after=99999", "?after=1&before=1~a"] {
        contract.check("/v1/feed.json", &publisher.get(&format!("/v1/feed.json{nonsense}")).await);
    }
    for query in ["?after=0", "?after=1", "?after=99999", "?after=x", "?before=1~a"] {
        let path = "/v1/withdrawals.json";
        contract.check(path, &publisher.get(&format!("{path}{query}")).await);
    }
    contract.check("/media/{name}", &publisher.get("/media/none.png").await);
    contract.check("/items/{id}", &publisher.get("/items/none").await);
}

#[tokio::test]
async fn responses_of_the_small_content_satisfy_the_contract() {
    check_everything(&TestPublisher::start()).await;
}

#[tokio::test]
async fn responses_of_the_samples_satisfy_the_contract() {
    check_everything(&TestPublisher::with_content(sample_content())).await;
}

#[tokio::test]
async fn responses_of_generated_items_satisfy_the_contract() {
    let publisher = TestPublisher::with_options(Options { synthetic: Some(60), ..Options::default() });
    let contract = Contract::read();
    contract.check("/v1/feed.json", &publisher.get("/v1/feed.json").await);
    let alone = start(Options { synthetic: Some(3), ..Options::default() }).unwrap();
    let url = alone.public_url();
    contract.check("/v1/catalogue.json", &publisher.get(&(url.clone() + "/v1/catalogue.json")).await);
    contract.check("/v1/feed.json", &publisher.get(&(url + "/v1/feed.json")).await);
}

/// The core understands each of these messages; a publisher may send those within the contract alone.
#[test]
fn contract_and_publisher_agree_on_the_alerts_that_the_core_is_tested_with() {
    let examples = include_str!("../../../corpus/alerts/sequences.json");
    let examples: Value = serde_json::from_str(examples).unwrap();
    let validator = Contract::read().validator(&json!({"$ref": "#/components/schemas/Alert"}));
    for message in examples["sequences"].as_array().unwrap().iter().flat_map(|one| one["messages"].as_array().unwrap())
    {
        let mut alert = examples["base"].clone();
        alert.as_object_mut().unwrap().extend(message["alert"].as_object().unwrap().clone());
        if alert["towns"] == json!([]) {
            alert.as_object_mut().unwrap().remove("towns");
        }
        let within = message["outside_contract"] != true;
        assert_eq!(validator.is_valid(&alert), within, "contract: {alert}");
        assert_eq!(Payload::read("alert", alert.clone()).is_ok(), within, "publisher: {alert}");
    }
}

#[tokio::test]
async fn payload_of_every_kind_satisfies_the_contract_with_every_member() {
    let publisher = TestPublisher::start();
    let contract = Contract::read();
    for (kind, object, schema) in [
        (
            "notice",
            json!({ "issuer": "县办", "topic": "finance", "replaces": ["three"], "replaced_by": "x" }),
            "Notice",
        ),
        (
            "guide",
            json!({ "materials": ["身份证"], "steps": [], "topic": "finance", "online": "https://example.org/a" }),
            "Guide",
        ),
        (
            "policy",
            json!({ "issuer": "县办", "contact": "县办 0871-0000-0000", "sizes": ["micro", "large"] }),
            "Policy",
        ),
        (
            "alert",
            json!({ "identifier": "A-2", "status": "Actual", "msg_type": "Alert", "scope": "Public", "event": "大风",
                "category": "Met", "urgency": "Future", "severity": "Minor", "certainty": "Possible", "areas": [], "towns": ["xiaojie"],
                "references": ["a@example.org,A-1,2026-11-24T07:00:00+08:00", "A-0"], "acknowledge": true }),
            "Alert",
        ),
        (
            "entry",
            json!({ "category": "medical", "latitude": 25.34, "longitude": 103.04, "target": "mini-programme",
                "screen": "appeal", "mini_programme": "a/b", "opening": [
                    { "days": ["mon", "workday"], "spans": ["08:00-12:00", "22:00-24:00"] },
                    { "days": ["restday", "holiday"], "spans": [] }] }),
            "Entry",
        ),
        ("study", json!({ "series": "党章", "chapter": 2 }), "Study"),
        (
            "activity",
            json!({ "starts": "2026-11-28T09:00:00+08:00", "ends": "2026-11-28T11:00:00+08:00", "place": "活动室",
                "contact": "县办", "sign_up": "打电话" }),
            "Activity",
        ),
    ] {
        let request = json!({ "title": kind, "content_html": "<p>全</p>", "kind": kind, kind: object });
        let reply = publisher.control("/publish", request).await;
        let after = reply["sequence"].as_u64().unwrap() - 1;
        let response = publisher.get(&format!("/v1/feed.json?after={after}")).await;
        contract.check("/v1/feed.json", &response);
        assert_eq!(response.json()["items"][0]["_songming"][kind], object);
        let described = &contract.document["components"]["schemas"][schema]["properties"];
        for member in object.as_object().unwrap().keys() {
            assert!(described[member].is_object(), "{kind}: {member}");
        }
    }
}

#[test]
fn schemas_refuse_what_the_loader_refuses() {
    let contract = Contract::read();
    let schema = |name: &str| contract.validator(&contract.document["components"]["schemas"][name]);
    let entry = schema("Entry");
    assert!(entry.is_valid(&json!({ "category": "medical" })));
    for (member, value) in [
        ("category", json!("医疗")),
        ("latitude", json!(25.3)),
        ("target", json!("fax")),
        ("opening", json!([{ "days": [], "spans": [] }])),
        ("opening", json!([{ "days": ["monday"], "spans": [] }])),
        ("opening", json!([{ "days": ["mon"], "spans": ["8:00-12:00"] }])),
        ("opening", json!([{ "days": ["mon"], "spans": ["24:00-08:00"] }])),
    ] {
        let mut object = json!({ "category": "medical" });
        object[member] = value;
        assert!(!entry.is_valid(&object), "{object}");
    }
    assert!(!schema("Guide").is_valid(&json!({ "materials": [], "steps": [], "online": "http://example.org" })));
    assert!(!schema("Activity").is_valid(&json!({ "starts": "2026-11-28", "place": "活动室" })));
}

#[tokio::test]
async fn injected_statuses_satisfy_the_contract() {
    let publisher = TestPublisher::start();
    for status in [429, 500, 503] {
        publisher.control("/fault", json!({ "mode": "status", "status": status, "retry_after": 3 })).await;
        Contract::read().check("/v1/feed.json", &publisher.get("/v1/feed.json").await);
    }
}

#[test]
fn document_is_complete_and_consistent() {
    let contract = Contract::read();
    assert!(contract.document["openapi"].as_str().unwrap().starts_with("3.1."));
    let mut operations = BTreeSet::new();
    for (path, item) in contract.document["paths"].as_object().unwrap() {
        for operation in item.as_object().unwrap().values() {
            assert!(operations.insert(operation["operationId"].as_str().unwrap()), "{path}");
            assert!(operation["description"].as_str().is_some_and(|text| !text.is_empty()), "{path}");
            assert!(operation["responses"].get("default").is_some(), "{path}");
            for parameter in operation["parameters"].as_array().unwrap() {
                let parameter = contract.resolve(parameter);
                assert!(parameter["description"].is_string() && parameter["schema"].is_object(), "{path}: {parameter}");
            }
        }
    }
    let mut used = BTreeSet::new();
    references(&contract, &contract.document, &mut used);
    for (group, entries) in contract.document["components"].as_object().unwrap() {
        for name in entries.as_object().unwrap().keys() {
            assert!(used.contains(&format!("#/components/{group}/{name}")), "nothing refers to {group}/{name}");
        }
    }
    for (name, schema) in contract.document["components"]["schemas"].as_object().unwrap() {
        assert!(schema["description"].is_string(), "{name}");
        contract.validator(schema);
    }
}

fn references(contract: &Contract, value: &Value, used: &mut BTreeSet<String>) {
    if let Some(reference) = value["$ref"].as_str() {
        assert!(contract.document.pointer(&reference[1..]).is_some(), "{reference} leads nowhere");
        used.insert(reference.to_owned());
    }
    match value {
        Value::Object(members) => members.values().for_each(|value| references(contract, value, used)),
        Value::Array(values) => values.iter().for_each(|value| references(contract, value, used)),
        _ => {}
    }
}
