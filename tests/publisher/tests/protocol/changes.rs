//! Changes after a cursor: a page has the items that changed, and no others.

use crate::harness::TestPublisher;
use serde_json::{Value, json};
use songming_publisher::Options;
use std::collections::BTreeMap;

fn sequences(page: &Value) -> Vec<u64> {
    page["items"].as_array().unwrap().iter().map(|item| item["_songming"]["sequence"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn whole_log_leads_to_the_state_of_the_pages() {
    let publisher = TestPublisher::start();
    let (mut cursor, mut state, mut requests) = (0, BTreeMap::new(), 0);
    loop {
        let page = publisher.get(&format!("/v1/feed.json?after={cursor}")).await.json();
        assert!(sequences(&page).is_sorted());
        assert!(sequences(&page).iter().all(|sequence| *sequence > cursor));
        for item in page["items"].as_array().unwrap() {
            state.insert(item["id"].as_str().unwrap().to_owned(), item.clone());
        }
        requests += 1;
        assert!(page["_songming"]["cursor"].as_u64().unwrap() > cursor);
        cursor = page["_songming"]["cursor"].as_u64().unwrap();
        if page["_songming"]["more"] == false {
            break;
        }
        assert_eq!(page["items"].as_array().unwrap().len(), 5);
    }
    assert_eq!((cursor, requests, state.len()), (9, 2, 8));
    let withdrawn = &state["five"];
    assert_eq!(
        withdrawn,
        &json!({ "id": "five", "content_text": "本条内容已撤回", "_songming": { "sequence": 8, "revision": 2,
            "kind": "withdrawal", "withdrawal": { "time": "2026-01-06T08:00:00+08:00", "reason": "事实有误" } } })
    );
    let newest = publisher.get("/v1/feed.json").await.json();
    for item in newest["items"].as_array().unwrap() {
        assert_eq!(item, &state[item["id"].as_str().unwrap()]);
    }
}

#[tokio::test]
async fn page_of_changes_has_only_the_changed_item() {
    let publisher = TestPublisher::start();
    let reply = publisher.publish("新的一条").await;
    assert_eq!(reply["sequence"], 10);
    let page = publisher.get("/v1/feed.json?after=9").await.json();
    assert_eq!(sequences(&page), [10]);
    assert_eq!(page["items"][0]["id"], reply["id"]);
    assert_eq!(page["items"][0]["title"], "新的一条");
    assert_eq!(page["_songming"]["cursor"], 10);
    // The item just published is the newest, whatever the system's clock says.
    assert_eq!(publisher.get("/v1/feed.json").await.json()["items"][0]["id"], reply["id"]);
}

#[tokio::test]
async fn revised_item_comes_once_in_its_newest_state() {
    let publisher = TestPublisher::start();
    publisher.control("/revise", json!({ "id": "one", "title": "改一" })).await;
    let correction = json!({ "reason": "更正", "time": "2026-01-08T08:00:00+08:00" });
    let reply = publisher.control("/revise", json!({ "id": "one", "summary": "改二", "correction": correction })).await;
    assert_eq!(reply, json!({ "id": "one", "sequence": 11, "revision": 3 }));
    let page = publisher.get("/v1/feed.json?after=9").await.json();
    assert_eq!(sequences(&page), [11]);
    let item = &page["items"][0];
    assert_eq!((&item["title"], &item["summary"]), (&json!("改一"), &json!("改二")));
    assert_eq!(item["_songming"]["correction"], correction);
    assert_eq!(item["date_published"], "2026-01-01T08:00:00+08:00");
    assert!(item["date_modified"].is_string());
    // The item keeps its picture and its description.
    assert_eq!(item["attachments"][0]["_songming"]["alt"], "一个点");
    publisher.control("/revise", json!({ "id": "two", "content_html": "<p>没有短片了</p>" })).await;
    let item = &publisher.get("/v1/feed.json?after=11").await.json()["items"][0];
    assert_eq!(item.get("attachments"), None);
    assert_eq!(item["_songming"]["revision"], 3);
}

#[tokio::test]
async fn revision_can_replace_payload_sectors_and_parks() {
    let publisher = TestPublisher::start();
    let notice = json!({ "issuer": "县办", "replaced_by": "x" });
    let request = json!({ "id": "three", "notice": notice, "sectors": ["auto"], "parks": ["etdz"] });
    publisher.control("/revise", request).await;
    let extension = publisher.get("/v1/feed.json?after=9").await.json()["items"][0]["_songming"].clone();
    assert_eq!(
        (&extension["notice"], &extension["sectors"], &extension["parks"]),
        (&notice, &json!(["auto"]), &json!(["etdz"]))
    );
    publisher.control("/revise", json!({ "id": "three", "sectors": [], "title": "又改" })).await;
    let extension = publisher.get("/v1/feed.json?after=10").await.json()["items"][0]["_songming"].clone();
    assert_eq!(
        (&extension["notice"], extension.get("sectors"), &extension["parks"]),
        (&notice, None, &json!(["etdz"]))
    );
    for request in [
        json!({ "id": "three", "study": { "series": "党章", "chapter": 1 } }),
        json!({ "id": "one", "notice": { "issuer": "县办" } }),
        json!({ "id": "three", "notice": { "sender": "县办" } }),
    ] {
        assert_eq!(publisher.try_control("/revise", request.clone()).await.0, 400, "{request}");
    }
}

#[tokio::test]
async fn withdrawn_text_is_on_no_page() {
    let publisher = TestPublisher::start();
    let reply = publisher.control("/withdraw", json!({ "id": "three", "reason": "重复发布" })).await;
    assert_eq!(reply, json!({ "id": "three", "sequence": 10, "revision": 2 }));
    let page = publisher.get("/v1/feed.json?after=9").await.json();
    assert_eq!(page["items"][0]["_songming"]["kind"], "withdrawal");
    assert_eq!(page["items"][0]["_songming"]["withdrawal"]["reason"], "重复发布");
    for path in ["/v1/feed.json", "/v1/feed.json?after=0", "/v1/feed.json?after=5", "/rss.xml", "/atom.xml", "/"] {
        assert!(!publisher.get(path).await.text().contains("通知"), "{path}");
    }
    let gone = publisher.get("/items/three").await;
    assert_eq!(gone.status, 410);
    assert!(gone.text().contains("重复发布"));
    for path in ["/withdraw", "/revise"] {
        let body = if path == "/revise" { json!({ "id": "three" }) } else { json!({ "id": "three", "reason": "再" }) };
        assert_eq!(publisher.try_control(path, body).await.0, 409, "{path}");
    }
}

#[tokio::test]
async fn cursor_before_the_log_is_gone() {
    let publisher = TestPublisher::start();
    publisher.control("/forget", json!({ "before": 6 })).await;
    for (cursor, status) in [(0, 410), (5, 410), (6, 200), (9, 200), (10, 410)] {
        let response = publisher.get(&format!("/v1/feed.json?after={cursor}")).await;
        assert_eq!(response.status, status, "{cursor}");
        if status == 410 {
            assert_eq!(response.header("content-type"), "application/problem+json");
            assert_eq!(response.json()["type"], "tag:songming.example,2026:cursor-gone");
            assert_eq!((&response.json()["oldest"], &response.json()["newest"]), (&json!(6), &json!(9)));
        }
    }
    // `If-None-Match` does not make a cursor valid.
    assert_eq!(publisher.request("GET", "/v1/feed.json?after=5", &[("if-none-match", "*")]).await.status, 410);
    assert_eq!(sequences(&publisher.get("/v1/feed.json?after=6").await.json()), [7, 8, 9]);
    // Trimming less than before has no effect, and a cursor of the future is refused.
    publisher.control("/forget", json!({ "before": 2 })).await;
    assert_eq!(publisher.get("/v1/feed.json?after=3").await.status, 410);
    assert_eq!(publisher.try_control("/forget", json!({ "before": 10 })).await.0, 410);
}

#[tokio::test]
async fn list_of_withdrawals_is_complete_without_the_log() {
    let publisher = TestPublisher::with_options(Options { page_size: 2, retain: 1, ..Options::default() });
    let whole = publisher.get("/v1/withdrawals.json").await.json();
    assert_eq!(
        whole,
        json!({ "cursor": 9, "more": false, "withdrawals": [
            { "id": "five", "sequence": 8, "time": "2026-01-06T08:00:00+08:00", "reason": "事实有误" }] })
    );
    for id in ["one", "two", "three"] {
        publisher.control("/withdraw", json!({ "id": id, "reason": "重复发布" })).await;
    }
    let (mut after, mut ids, mut requests) = (0, Vec::new(), 0);
    loop {
        let page = publisher.get(&format!("/v1/withdrawals.json?after={after}")).await.json();
        for entry in page["withdrawals"].as_array().unwrap() {
            ids.push(entry["id"].as_str().unwrap().to_owned());
        }
        requests += 1;
        after = page["cursor"].as_u64().unwrap();
        if page["more"] == false {
            break;
        }
    }
    assert_eq!((ids, requests, after), (["five", "one", "two", "three"].map(str::to_owned).to_vec(), 2, 12));
    // A number that was never issued has nothing after it; it is no error, for the list has no log to lose.
    let beyond = publisher.get("/v1/withdrawals.json?after=99").await.json();
    assert_eq!(beyond, json!({ "cursor": 12, "more": false, "withdrawals": [] }));
    // The same bytes for everyone, conditional and cacheable.
    let list = publisher.get("/v1/withdrawals.json").await;
    assert!(list.header("cache-control").contains("public"));
    let tag = list.header("etag").to_owned();
    assert_eq!(publisher.request("GET", "/v1/withdrawals.json", &[("if-none-match", &tag)]).await.status, 304);
}

#[tokio::test]
async fn retain_option_limits_the_log() {
    let publisher = TestPublisher::with_options(Options { retain: 3, ..Options::default() });
    assert_eq!(publisher.get("/v1/feed.json?after=5").await.status, 410);
    assert_eq!(sequences(&publisher.get("/v1/feed.json?after=6").await.json()), [7, 8, 9]);
    publisher.publish("又一条").await;
    assert_eq!(publisher.get("/v1/feed.json?after=6").await.status, 410);
    assert_eq!(sequences(&publisher.get("/v1/feed.json?after=7").await.json()), [8, 9, 10]);
}

#[tokio::test]
async fn control_port_refuses_invalid_requests() {
    let publisher = TestPublisher::start();
    for (path, request, status) in [
        ("/publish", json!({ "title": "", "content_html": "<p>x</p>" }), 400),
        ("/publish", json!({ "title": "x" }), 400),
        ("/publish", json!({ "title": "x", "content_html": "<p>x</p>", "colour": "red" }), 400),
        ("/publish", json!({ "title": "x", "content_html": "<p>x</p>", "id": "a/b" }), 400),
        ("/publish", json!({ "title": "x", "content_html": "<p>x</p>", "id": "one" }), 409),
        ("/publish", json!({ "title": "x", "content_html": "<p>x</p>", "id": "five" }), 409),
        ("/publish", json!({ "title": "x", "content_html": "<p>x</p>", "published": "yesterday" }), 400),
        ("/publish", json!({ "title": "x", "content_html": "<img src=\"/media/none.png\">" }), 400),
        ("/publish", json!({ "title": "x", "content_html": "<p>x</p>", "notice": {} }), 400),
        ("/revise", json!({ "id": "none" }), 404),
        ("/withdraw", json!({ "id": "none", "reason": "x" }), 404),
        ("/withdraw", json!({ "id": "one" }), 400),
        ("/fault", json!({ "mode": "lunch" }), 400),
        ("/forget", json!({ "before": "x" }), 400),
        ("/nothing", json!({}), 404),
    ] {
        let (actual, problem) = publisher.try_control(path, request.clone()).await;
        assert_eq!(actual, status, "{path} {request}: {problem}");
    }
    // The log has none of it.
    assert_eq!(publisher.get("/v1/feed.json").await.json()["_songming"]["cursor"], 9);
}

#[tokio::test]
async fn every_member_of_a_draft_is_published() {
    let publisher = TestPublisher::start();
    let request = json!({
        "id": "sm-x", "title": "全", "content_html": "<p>全</p>", "summary": "要", "kind": "entry", "module": "service",
        "channel": "wechat", "story": "s", "stage": "full", "sectors": ["health"], "parks": ["agri"],
        "published": "2026-01-03T10:00:00+08:00", "authors": ["甲"], "tags": ["乙"], "image": "dot.png",
        "entry": { "category": "medical", "phone": "0" },
    });
    publisher.control("/publish", request.clone()).await;
    let item = publisher.get("/v1/feed.json?after=9").await.json()["items"][0].clone();
    let extension = &item["_songming"];
    for name in ["kind", "module", "channel", "story", "stage", "sectors", "parks", "entry"] {
        assert_eq!(extension[name], request[name], "{name}");
    }
    for name in ["id", "title", "content_html", "summary", "tags"] {
        assert_eq!(item[name], request[name], "{name}");
    }
    assert_eq!(item["date_published"], request["published"]);
    // The item is sorted by its date of publication.
    let page = publisher.get("/v1/feed.json").await;
    assert_eq!(page.ids(), ["eight", "six", "seven", "four", "sm-x"]);
}
