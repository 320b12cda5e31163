//! Pictures: fetched by a sync where that costs nothing, or because somebody asked; and the room that things take.

use std::fs;

use serde_json::{Value, json};
use songming_publisher::{Handle, Options, start};

use crate::person::{Person, order};
use crate::shelf::{FileStore, rss};

/// Generated items, each with a picture of its own.
fn illustrated(count: usize) -> (Handle, Person) {
    let publisher = start(Options { synthetic: Some(count), synthetic_pictures: true, ..Options::default() }).unwrap();
    let person = Person::reading(&publisher);
    person.consents();
    (publisher, person)
}

fn files(pictures: &Value) -> Vec<String> {
    let items = pictures["items"].as_array().unwrap();
    items.iter().filter_map(|picture| picture["file"].as_str()).map(str::to_owned).collect()
}

#[test]
fn a_sync_fetches_pictures_only_where_they_cost_nothing() {
    let (publisher, person) = illustrated(2);
    let item = json!({
        "title": "路灯改造完工", "kind": "article", "module": "news", "channel": "website",
        "content_html": "<p>换灯。</p><figure><img src=\"/media/drawn-1.png\" alt=\"新灯\"></figure>",
    });
    let published = order(&publisher, "/publish", &item);
    let id = published["id"].as_str().unwrap();
    let metered = person.json(&["sync", "--network", "metered"]);
    assert_eq!(metered["pictures"], json!({"fetched": 0, "failed": 0, "left": 2, "bytes": 0}));
    let none = person.json(&["sync", "--pictures-mb", "0"]);
    assert_eq!(none["pictures"]["fetched"], 0);
    let shown = person.reads(&["read", id]);
    assert!(shown.contains("〔图：新灯〕[1] 没有取回"), "{shown}");
    assert_eq!(person.json(&["storage"])["pictures"], 0);

    let told = person.reads(&["sync", "--network", "unmetered"]);
    assert!(told.contains("图片：新取 2 张（"), "{told}");
    let storage = person.json(&["storage"]);
    assert_eq!(storage["pictures"], 2);
    assert!(storage["picture_bytes"].as_u64().unwrap() > 1_000);

    publisher.stop();
    let article = person.json(&["read", id]);
    let file = article["blocks"][1]["file"].as_str().expect("its picture is here");
    assert!(fs::metadata(file).unwrap().len() > 1_000);
    let shown = person.reads(&["read", id]);
    assert!(shown.contains(&format!("〔图：新灯〕[1]\n{file}\n")), "{shown}");
    assert_eq!(files(&person.json(&["pictures", id])), [file], "what is here needs no network");
}

#[test]
fn a_sync_counts_the_pictures_that_it_fetched() {
    let (_publisher, person) = illustrated(3);
    let report = person.json(&["sync"]);
    let bytes = report["pictures"]["bytes"].as_u64().unwrap();
    assert_eq!(report["pictures"], json!({"fetched": 3, "failed": 0, "left": 0, "bytes": bytes}));
    assert!(bytes > 1_000);
    assert_eq!(person.json(&["sync"])["pictures"], json!({"fetched": 0, "failed": 0, "left": 0, "bytes": 0}));
}

#[test]
fn a_person_who_asks_gets_pictures_on_any_network_that_is_there() {
    let (publisher, person) = illustrated(2);
    person.json(&["sync", "--network", "metered"]);
    let id = "synthetic-000002";
    let offline = ("offline".to_owned(), "no-network".to_owned());
    assert_eq!(person.fails(&["--network", "offline", "pictures", id]), offline);
    assert_eq!(person.fails(&["--network", "offline", "sync"]), offline);
    assert_eq!(person.fails(&["pictures", "never-was"]), ("rejected".into(), "not-found".into()));
    let elsewhere = ["pictures", id, "--address", "http://127.0.0.1/elsewhere.png"];
    assert_eq!(person.fails(&elsewhere), ("rejected".into(), "no-such-picture".into()));

    let address = person.json(&["read", id])["image"]["url"].as_str().unwrap().to_owned();
    let fetched = person.json(&["pictures", id, "--address", &address, "--network", "metered"]);
    assert_eq!((&fetched["fetched"], &fetched["failed"], &fetched["left"]), (&json!(1), &json!(0), &json!(0)));
    assert_eq!((fetched["items"][0]["url"].as_str(), fetched["next"].is_null()), (Some(&*address), true));
    assert!(fetched["items"][0]["width"].as_u64().is_some() && fetched["items"][0]["placeholder"].is_string());
    let file = files(&fetched).concat();
    assert!(fs::metadata(&file).unwrap().len() > 1_000);
    let again = person.reads(&["pictures", id]);
    assert!(again.contains(&format!("\n{file}\n{address}\n")) && !again.contains("新取"), "{again}");
    publisher.stop();
    assert_eq!(person.fails(&["pictures", "synthetic-000001"]).0, "offline");
}

#[test]
fn pictures_are_put_away_but_those_of_favourites() {
    let (_publisher, person) = illustrated(3);
    person.json(&["sync"]);
    person.json(&["mark", "synthetic-000002", "--favourite"]);
    let away = files(&person.json(&["pictures", "synthetic-000001"])).concat();
    let kept = files(&person.json(&["pictures", "synthetic-000002"])).concat();
    assert_eq!(person.json(&["pictures", "--clear"])["pictures"], 1);
    assert!(fs::metadata(&kept).is_ok());
    assert!(fs::metadata(&away).is_err(), "the file is gone, not only its name");
    assert!(person.reads(&["pictures", "--clear"]).contains("收藏的留下"));
}

#[test]
fn what_is_granted_is_set_in_part_and_shown() {
    let (_publisher, person) = illustrated(3);
    person.json(&["sync"]);
    let usual = person.json(&["storage"]);
    assert_eq!(usual["items"], 3);
    assert_eq!(usual["retention"], json!({"days": 90, "text_megabytes": 150, "picture_megabytes": 300}));
    assert!(usual["text_bytes"].as_u64().unwrap() > 0 && usual["own_bytes"].as_u64().unwrap() > 0);
    let set = person.json(&["storage", "--days", "30"]);
    assert_eq!(set["retention"], json!({"days": 30, "text_megabytes": 150, "picture_megabytes": 300}));
    person.json(&["storage", "--text-mb", "20", "--picture-mb", "0"]);
    let shown = person.json(&["storage"]);
    assert_eq!(shown["retention"], json!({"days": 30, "text_megabytes": 20, "picture_megabytes": 0}));
    assert_eq!(shown["pictures"], 0, "less room takes effect at once");
    let report = person.json(&["sync"]);
    assert_eq!((&report["pictures"]["fetched"], &report["pictures"]["left"]), (&json!(0), &json!(0)));
    let told = person.reads(&["storage"]);
    assert!(told.contains("最多 20 MB") && told.contains("最多 0 MB") && told.contains("30 天"), "{told}");
    for words in [&["--days", "0"], &["--days", "4000"], &["--text-mb", "1"], &["--picture-mb", "200000"]] {
        let refused = person.fails(&[&["storage"][..], words].concat());
        assert_eq!(refused, ("rejected".into(), "bad-request".into()), "{words:?}");
    }
    assert_eq!(person.json(&["storage"])["retention"], shown["retention"], "what is refused changes nothing");
}

#[test]
fn followed_channels_are_named() {
    let (_publisher, person) = illustrated(1);
    assert_eq!(person.json(&["follow"]), json!({"items": [], "next": null}));
    person.json(&["sync", "--network", "metered"]);
    let expected = json!([{"code": "weibo", "name": "嵩明发布"}, {"code": "nowhere", "name": ""}]);
    assert_eq!(person.json(&["follow", "weibo", "nowhere"])["items"], expected);
    assert_eq!(person.json(&["follow"])["items"], expected);
    let shown = person.reads(&["follow"]);
    assert!(shown.contains("嵩明发布") && shown.contains("目录里没有"), "{shown}");
    assert_eq!(person.json(&["follow", "--none"])["items"], json!([]));
    let many: Vec<String> = (0..101).map(|number| number.to_string()).collect();
    let words: Vec<&str> = ["follow"].into_iter().chain(many.iter().map(String::as_str)).collect();
    assert_eq!(person.fails(&words), ("rejected".into(), "bad-request".into()));
}

#[test]
fn a_picture_that_cannot_be_had_is_told_and_the_text_stays() {
    let shelf = FileStore::open();
    let person = Person::new();
    person.consents();
    shelf.put("/no-picture.png", "<html>维护中</html>");
    let text = "<p>换灯。</p><img src='/gone.png' alt='旧灯'><img src='/no-picture.png' alt='新灯'>";
    let text = text.replace("'/", &format!("'{}", shelf.url("/")));
    shelf.put("/rss.xml", &rss("静态站", &[("路灯", &text)]));
    person.json(&["sources", "add", &shelf.url("/rss.xml")]);
    let told = person.reads(&["sync"]);
    assert!(told.contains("2 张取不到"), "{told}");
    let id = person.json(&["list"])["items"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(person.fails(&["pictures", &id]), ("rejected".into(), "bad-picture".into()));
    let shown = person.reads(&["read", &id]);
    assert!(shown.contains("换灯。") && shown.contains("〔图：新灯〕[2] 没有取回"), "{shown}");
}
