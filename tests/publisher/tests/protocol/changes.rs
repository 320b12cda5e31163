//! Changes after a cursor: the delta is the change, and nothing else.

use crate::press::Press;
use serde_json::{Value, json};
use songming_publisher::Options;
use std::collections::BTreeMap;

fn sequences(page: &Value) -> Vec<u64> {
    page["items"].as_array().unwrap().iter().map(|item| item["_songming"]["sequence"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn the_whole_log_leads_to_the_pages() {
    let press = Press::open();
    let (mut cursor, mut state, mut questions) = (0, BTreeMap::new(), 0);
    loop {
        let page = press.get(&format!("/v1/feed.json?after={cursor}")).await.json();
        assert!(sequences(&page).is_sorted());
        assert!(sequences(&page).iter().all(|sequence| *sequence > cursor));
        for item in page["items"].as_array().unwrap() {
            state.insert(item["id"].as_str().unwrap().to_owned(), item.clone());
        }
        questions += 1;
        assert!(page["_songming"]["cursor"].as_u64().unwrap() > cursor);
        cursor = page["_songming"]["cursor"].as_u64().unwrap();
        if page["_songming"]["more"] == false {
            break;
        }
        assert_eq!(page["items"].as_array().unwrap().len(), 5);
    }
    assert_eq!((cursor, questions, state.len()), (9, 2, 8));
    let withdrawn = &state["five"];
    assert_eq!(
        withdrawn,
        &json!({ "id": "five", "content_text": "本条内容已撤回", "_songming": { "sequence": 8, "revision": 2,
            "kind": "withdrawal", "withdrawal": { "time": "2026-01-06T08:00:00+08:00", "reason": "事实有误" } } })
    );
    let newest = press.get("/v1/feed.json").await.json();
    for item in newest["items"].as_array().unwrap() {
        assert_eq!(item, &state[item["id"].as_str().unwrap()]);
    }
}

#[tokio::test]
async fn a_delta_is_the_change() {
    let press = Press::open();
    let told = press.publish("新的一条").await;
    assert_eq!(told["sequence"], 10);
    let page = press.get("/v1/feed.json?after=9").await.json();
    assert_eq!(sequences(&page), [10]);
    assert_eq!(page["items"][0]["id"], told["id"]);
    assert_eq!(page["items"][0]["title"], "新的一条");
    assert_eq!(page["_songming"]["cursor"], 10);
    // What was just published stands first, wherever the machine's clock is.
    assert_eq!(press.get("/v1/feed.json").await.json()["items"][0]["id"], told["id"]);
}

#[tokio::test]
async fn a_revision_comes_once_in_its_newest_state() {
    let press = Press::open();
    press.order("/revise", json!({ "id": "one", "title": "改一" })).await;
    let correction = json!({ "reason": "更正", "time": "2026-01-08T08:00:00+08:00" });
    let told = press.order("/revise", json!({ "id": "one", "summary": "改二", "correction": correction })).await;
    assert_eq!(told, json!({ "id": "one", "sequence": 11, "revision": 3 }));
    let page = press.get("/v1/feed.json?after=9").await.json();
    assert_eq!(sequences(&page), [11]);
    let item = &page["items"][0];
    assert_eq!((&item["title"], &item["summary"]), (&json!("改一"), &json!("改二")));
    assert_eq!(item["_songming"]["correction"], correction);
    assert_eq!(item["date_published"], "2026-01-01T08:00:00+08:00");
    assert!(item["date_modified"].is_string());
    // The picture belongs to the item still, with its words.
    assert_eq!(item["attachments"][0]["_songming"]["alt"], "一个点");
    press.order("/revise", json!({ "id": "two", "content_html": "<p>没有短片了</p>" })).await;
    let item = &press.get("/v1/feed.json?after=11").await.json()["items"][0];
    assert_eq!(item.get("attachments"), None);
    assert_eq!(item["_songming"]["revision"], 3);
}

#[tokio::test]
async fn a_revision_may_replace_the_object_of_its_own_kind_and_what_it_concerns() {
    let press = Press::open();
    let notice = json!({ "issuer": "县办", "replaced_by": "x" });
    let order = json!({ "id": "three", "notice": notice, "sectors": ["auto"], "parks": ["etdz"] });
    press.order("/revise", order).await;
    let about = press.get("/v1/feed.json?after=9").await.json()["items"][0]["_songming"].clone();
    assert_eq!((&about["notice"], &about["sectors"], &about["parks"]), (&notice, &json!(["auto"]), &json!(["etdz"])));
    press.order("/revise", json!({ "id": "three", "sectors": [], "title": "又改" })).await;
    let about = press.get("/v1/feed.json?after=10").await.json()["items"][0]["_songming"].clone();
    assert_eq!((&about["notice"], about.get("sectors"), &about["parks"]), (&notice, None, &json!(["etdz"])));
    for order in [
        json!({ "id": "three", "study": { "series": "党章", "chapter": 1 } }),
        json!({ "id": "one", "notice": { "issuer": "县办" } }),
        json!({ "id": "three", "notice": { "sender": "县办" } }),
    ] {
        assert_eq!(press.try_order("/revise", order.clone()).await.0, 400, "{order}");
    }
}

#[tokio::test]
async fn a_withdrawal_leaves_no_text_on_any_page() {
    let press = Press::open();
    let told = press.order("/withdraw", json!({ "id": "three", "reason": "重复发布" })).await;
    assert_eq!(told, json!({ "id": "three", "sequence": 10, "revision": 2 }));
    let page = press.get("/v1/feed.json?after=9").await.json();
    assert_eq!(page["items"][0]["_songming"]["kind"], "withdrawal");
    assert_eq!(page["items"][0]["_songming"]["withdrawal"]["reason"], "重复发布");
    for path in ["/v1/feed.json", "/v1/feed.json?after=0", "/v1/feed.json?after=5", "/rss.xml", "/atom.xml", "/"] {
        assert!(!press.get(path).await.text().contains("通知"), "{path}");
    }
    let gone = press.get("/items/three").await;
    assert_eq!(gone.status, 410);
    assert!(gone.text().contains("重复发布"));
    for order in ["/withdraw", "/revise"] {
        let order_again =
            if order == "/revise" { json!({ "id": "three" }) } else { json!({ "id": "three", "reason": "再" }) };
        assert_eq!(press.try_order(order, order_again).await.0, 409, "{order}");
    }
}

#[tokio::test]
async fn a_forgotten_cursor_is_gone() {
    let press = Press::open();
    press.order("/forget", json!({ "before": 6 })).await;
    for (cursor, status) in [(0, 410), (5, 410), (6, 200), (9, 200), (10, 410)] {
        let answer = press.get(&format!("/v1/feed.json?after={cursor}")).await;
        assert_eq!(answer.status, status, "{cursor}");
        if status == 410 {
            assert_eq!(answer.header("content-type"), "application/problem+json");
            assert_eq!(answer.json()["type"], "tag:songming.example,2026:cursor-gone");
            assert_eq!((&answer.json()["oldest"], &answer.json()["newest"]), (&json!(6), &json!(9)));
        }
    }
    // Even to a client that holds a tag: a tag does not make a cursor known.
    assert_eq!(press.ask("GET", "/v1/feed.json?after=5", &[("if-none-match", "*")]).await.status, 410);
    assert_eq!(sequences(&press.get("/v1/feed.json?after=6").await.json()), [7, 8, 9]);
    // Forgetting less than is forgotten already brings nothing back; and the future cannot be forgotten.
    press.order("/forget", json!({ "before": 2 })).await;
    assert_eq!(press.get("/v1/feed.json?after=3").await.status, 410);
    assert_eq!(press.try_order("/forget", json!({ "before": 10 })).await.0, 410);
}

#[tokio::test]
async fn the_log_keeps_what_it_is_told_to() {
    let press = Press::with(Options { retain: 3, ..Options::default() });
    assert_eq!(press.get("/v1/feed.json?after=5").await.status, 410);
    assert_eq!(sequences(&press.get("/v1/feed.json?after=6").await.json()), [7, 8, 9]);
    press.publish("又一条").await;
    assert_eq!(press.get("/v1/feed.json?after=6").await.status, 410);
    assert_eq!(sequences(&press.get("/v1/feed.json?after=7").await.json()), [8, 9, 10]);
}

#[tokio::test]
async fn the_desk_is_told_what_it_did_wrong() {
    let press = Press::open();
    for (path, order, status) in [
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
        let (answered, problem) = press.try_order(path, order.clone()).await;
        assert_eq!(answered, status, "{path} {order}: {problem}");
    }
    // Nothing of that reached the log.
    assert_eq!(press.get("/v1/feed.json").await.json()["_songming"]["cursor"], 9);
}

#[tokio::test]
async fn everything_the_desk_may_say_arrives() {
    let press = Press::open();
    let order = json!({
        "id": "sm-x", "title": "全", "content_html": "<p>全</p>", "summary": "要", "kind": "entry", "module": "service",
        "channel": "wechat", "story": "s", "stage": "full", "sectors": ["health"], "parks": ["agri"],
        "published": "2026-01-03T10:00:00+08:00", "authors": ["甲"], "tags": ["乙"], "image": "dot.png",
        "entry": { "category": "medical", "phone": "0" },
    });
    press.order("/publish", order.clone()).await;
    let item = press.get("/v1/feed.json?after=9").await.json()["items"][0].clone();
    let about = &item["_songming"];
    for name in ["kind", "module", "channel", "story", "stage", "sectors", "parks", "entry"] {
        assert_eq!(about[name], order[name], "{name}");
    }
    for name in ["id", "title", "content_html", "summary", "tags"] {
        assert_eq!(item[name], order[name], "{name}");
    }
    assert_eq!(item["date_published"], order["published"]);
    // It is an older item by its date, so it goes where its date is.
    let page = press.get("/v1/feed.json").await;
    assert_eq!(page.ids(), ["eight", "six", "seven", "four", "sm-x"]);
}
