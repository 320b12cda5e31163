//! A publisher that is a plain file server with a JSON feed.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::fs;

use serde_json::{Value, json};
use songming_core::Scope;
use songming_journeys::phone::{STATEMENT, all, favourite};
use songming_journeys::{FileServer, Phone};

fn item(id: Value, title: &str, hour: u32, sequence: i64) -> Value {
    json!({"id": id, "title": title, "content_html": "<p>正文</p>",
        "date_published": format!("2026-11-01T{hour:02}:00:00+08:00"),
        "_songming": {"sequence": sequence, "kind": "article"}})
}

fn put(files: &FileServer, name: &str, items: &[Value], next: Option<&str>, cursor: i64) {
    let mut page = json!({"version": "https://jsonfeed.org/version/1.1", "title": "自己的发布端", "items": items,
        "_songming": {"cursor": cursor}});
    if let Some(next) = next {
        page["next_url"] = json!(next);
    }
    fs::create_dir_all(files.folder().join("v1")).unwrap();
    fs::write(files.folder().join("v1").join(name), page.to_string()).unwrap();
}

async fn titles(client: &songming_core::Client) -> Vec<String> {
    all(client, Scope::All, 50).await.into_iter().map(|row| row.title).collect()
}

#[tokio::test]
async fn everything_the_standard_allows_is_read() {
    let files = FileServer::serve();
    let mut odd = item(json!(7), "编号是数字", 9, 1);
    odd["tags"] = Value::Null;
    odd["authors"] = Value::Null;
    odd["attachments"] = json!([{"url": "a.jpg", "mime_type": "image/jpeg", "size_in_bytes": 12.0}]);
    odd["_songming"]["sectors"] = Value::Null;
    put(&files, "feed.json", &[odd, item(json!("b"), "平常的一条", 8, 2)], None, 2);
    let phone = Phone::configured(Some(files.address("")));
    let client = phone.open().await;
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    client.sync(None).await.unwrap();
    assert_eq!(titles(&client).await, ["编号是数字", "平常的一条"]);
    let article = client.items().get("7".into()).await.unwrap().article;
    assert_eq!(article.attachments[0].url, files.address("v1/a.jpg"));
    // The same file for every request: a plain server ignores `after`.
    client.sync(None).await.unwrap();
    assert_eq!(titles(&client).await.len(), 2);
}

#[tokio::test]
async fn reconciliation_removes_only_what_is_gone() {
    let files = FileServer::serve();
    let many: Vec<Value> = (0..4).map(|n| item(json!(format!("i{n}")), &format!("第{n}条"), 9, n)).collect();
    put(&files, "feed.json", &many, None, 10);
    let phone = Phone::configured(Some(files.address("")));
    let client = phone.open().await;
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    client.sync(None).await.unwrap();
    assert_eq!(titles(&client).await.len(), 4);
    client.shut_down().await.unwrap();

    // The publisher moves; a page boundary falls between items of the same moment, and one item is gone.
    let moved = FileServer::serve();
    put(&moved, "feed.json", &many[..2], Some("older.json"), 5);
    put(&moved, "older.json", &many[2..3], None, 5);
    let phone = phone.at(moved.address(""));
    let client = phone.open().await;
    client.sync(None).await.unwrap();
    let mut left = titles(&client).await;
    left.sort();
    assert_eq!(left, ["第0条", "第1条", "第2条"]);
    client.shut_down().await.unwrap();

    // An empty page or a page that is not in order removes nothing.
    for items in [vec![], vec![item(json!("old"), "很早", 1, 1), many[0].clone()]] {
        let strange = FileServer::serve();
        put(&strange, "feed.json", &items, None, 5);
        let phone = Phone::configured(None).inherit(phone.folder()).at(strange.address(""));
        let client = phone.open().await;
        assert_eq!(client.sync(None).await.unwrap_err().code(), "wrong-schema");
        assert_eq!(titles(&client).await.len(), 3);
    }
}

#[tokio::test]
async fn aged_off_favourite_stays_until_the_list_of_withdrawals_names_it() {
    let files = FileServer::serve();
    let many: Vec<Value> = (0..3).map(|n| item(json!(format!("i{n}")), &format!("第{n}条"), 9 - n, 1)).collect();
    put(&files, "feed.json", &many, None, 3);
    let phone = Phone::configured(Some(files.address("")));
    let client = phone.open().await;
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    client.sync(None).await.unwrap();
    client.items().mark(vec![favourite("i1", true), favourite("i2", true)]).await.unwrap();
    // The cursor is lost and only the newest item is still listed. A file server without a list says nothing of the others.
    client.sources().reset_publisher().await.unwrap();
    put(&files, "feed.json", &many[..1], None, 3);
    client.sync(None).await.unwrap();
    assert_eq!(titles(&client).await, ["第0条", "第1条", "第2条"]);
    // The list can be a file, too.
    let list = json!({"cursor": 3, "more": false, "withdrawals": [{"id": "i2", "sequence": 2, "reason": "有误"}]});
    fs::write(files.folder().join("v1/withdrawals.json"), list.to_string()).unwrap();
    client.sources().reset_publisher().await.unwrap();
    client.sync(None).await.unwrap();
    assert_eq!(titles(&client).await, ["第0条", "第1条"]);
    assert_eq!(client.items().get("i2".into()).await.unwrap_err().code(), "withdrawn");
    client.shut_down().await.unwrap();
    let client = phone.open().await;
    client.sync(None).await.unwrap();
    assert_eq!(titles(&client).await, ["第0条", "第1条"]);
}

#[tokio::test]
async fn reset_publisher_reads_a_publisher_that_lost_its_data() {
    let files = FileServer::serve();
    put(&files, "feed.json", &[item(json!("a"), "从前", 9, 500)], None, 500);
    let phone = Phone::configured(Some(files.address("")));
    let client = phone.open().await;
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    client.sync(None).await.unwrap();
    put(&files, "feed.json", &[item(json!("a"), "如今", 9, 5)], None, 5);
    assert_eq!(client.sync(None).await.unwrap_err().code(), "replay");
    assert_eq!(titles(&client).await, ["从前"]);
    client.sources().reset_publisher().await.unwrap();
    assert_eq!(titles(&client).await, ["从前"], "nothing is taken away before something came");
    client.sync(None).await.unwrap();
    assert_eq!(titles(&client).await, ["如今"]);
}

#[tokio::test]
async fn invalid_page_does_no_lasting_harm() {
    let files = FileServer::serve();
    put(&files, "feed.json", &[item(json!("a"), "一条", 9, 1)], None, 1);
    let path = files.folder().join("v1/feed.json");
    let mut page: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    page["_songming"]["unchanged"] = json!("\"a\nb\"");
    fs::write(&path, page.to_string()).unwrap();
    let phone = Phone::configured(Some(files.address("")));
    let client = phone.open().await;
    client.privacy().accept(STATEMENT.into()).await.unwrap();
    for _ in 0..3 {
        client.sync(None).await.unwrap();
    }
    // An invalid catalogue: the items stay, and the report has the failure.
    fs::write(files.folder().join("v1/catalogue.json"), r#"{"version": 1, "channels": 7}"#).unwrap();
    put(&files, "feed.json", &[item(json!("a"), "一条", 9, 1)], None, 1);
    let error = client.sync(None).await.unwrap_err();
    assert!(["wrong-schema", "wrong-type"].contains(&error.code()), "{}", error.code());
    assert_eq!(titles(&client).await, ["一条"]);
}
