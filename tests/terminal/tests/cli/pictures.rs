//! The `pictures`, `storage` and `follow` commands.

use std::fs;

use serde_json::{Value, json};
use songming_publisher::{Handle, Options, start};

use crate::cli::Cli;
use crate::file_server::{FileServer, rss};
use crate::harness::control;

/// A publisher of generated items with one picture each, and a client that has consented.
fn publisher_with_pictures(count: usize) -> (Handle, Cli) {
    let publisher = start(Options { synthetic: Some(count), synthetic_pictures: true, ..Options::default() }).unwrap();
    let cli = Cli::with_publisher(&publisher);
    cli.accept_consent();
    (publisher, cli)
}

fn files(pictures: &Value) -> Vec<String> {
    let items = pictures["items"].as_array().unwrap();
    items.iter().filter_map(|picture| picture["file"].as_str()).map(str::to_owned).collect()
}

#[test]
fn a_sync_fetches_pictures_only_on_an_unmetered_network() {
    let (publisher, cli) = publisher_with_pictures(2);
    let item = json!({
        "title": "路灯改造完工", "kind": "article", "module": "news", "channel": "website",
        "content_html": "<p>换灯。</p><figure><img src=\"/media/drawn-1.png\" alt=\"新灯\"></figure>",
    });
    let published = control(&publisher, "/publish", &item);
    let id = published["id"].as_str().unwrap();
    let metered = cli.json(&["sync", "--network", "metered"]);
    assert_eq!(metered["pictures"], json!({"fetched": 0, "failed": 0, "left": 2, "bytes": 0}));
    let none = cli.json(&["sync", "--pictures-mb", "0"]);
    assert_eq!(none["pictures"]["fetched"], 0);
    let shown = cli.text(&["read", id]);
    assert!(shown.contains("〔图：新灯〕[1] 没有取回"), "{shown}");
    assert_eq!(cli.json(&["storage"])["pictures"], 0);

    let shown = cli.text(&["sync", "--network", "unmetered"]);
    assert!(shown.contains("图片：新取 2 张（"), "{shown}");
    let storage = cli.json(&["storage"]);
    assert_eq!(storage["pictures"], 2);
    assert!(storage["picture_bytes"].as_u64().unwrap() > 1_000);

    publisher.stop();
    let article = cli.json(&["read", id]);
    let file = article["blocks"][1]["file"].as_str().expect("the picture is stored");
    assert!(fs::metadata(file).unwrap().len() > 1_000);
    let shown = cli.text(&["read", id]);
    assert!(shown.contains(&format!("〔图：新灯〕[1]\n{file}\n")), "{shown}");
    assert_eq!(files(&cli.json(&["pictures", id])), [file], "a stored picture needs no network");
}

#[test]
fn a_sync_reports_the_fetched_pictures() {
    let (_publisher, cli) = publisher_with_pictures(3);
    let report = cli.json(&["sync"]);
    let bytes = report["pictures"]["bytes"].as_u64().unwrap();
    assert_eq!(report["pictures"], json!({"fetched": 3, "failed": 0, "left": 0, "bytes": bytes}));
    assert!(bytes > 1_000);
    assert_eq!(cli.json(&["sync"])["pictures"], json!({"fetched": 0, "failed": 0, "left": 0, "bytes": 0}));
}

#[test]
fn the_pictures_command_fetches_on_any_network() {
    let (publisher, cli) = publisher_with_pictures(2);
    cli.json(&["sync", "--network", "metered"]);
    let id = "synthetic-000002";
    let offline = ("offline".to_owned(), "no-network".to_owned());
    assert_eq!(cli.error(&["--network", "offline", "pictures", id]), offline);
    assert_eq!(cli.error(&["--network", "offline", "sync"]), offline);
    assert_eq!(cli.error(&["pictures", "never-was"]), ("rejected".into(), "not-found".into()));
    let elsewhere = ["pictures", id, "--address", "http://127.0.0.1/elsewhere.png"];
    assert_eq!(cli.error(&elsewhere), ("rejected".into(), "no-such-picture".into()));

    let address = cli.json(&["read", id])["image"]["url"].as_str().unwrap().to_owned();
    let fetched = cli.json(&["pictures", id, "--address", &address, "--network", "metered"]);
    assert_eq!((&fetched["fetched"], &fetched["failed"], &fetched["left"]), (&json!(1), &json!(0), &json!(0)));
    assert_eq!((fetched["items"][0]["url"].as_str(), fetched["next"].is_null()), (Some(&*address), true));
    assert!(fetched["items"][0]["width"].as_u64().is_some() && fetched["items"][0]["placeholder"].is_string());
    let file = files(&fetched).concat();
    assert!(fs::metadata(&file).unwrap().len() > 1_000);
    let again = cli.text(&["pictures", id]);
    assert!(again.contains(&format!("\n{file}\n{address}\n")) && !again.contains("新取"), "{again}");
    publisher.stop();
    assert_eq!(cli.error(&["pictures", "synthetic-000001"]).0, "offline");
}

#[test]
fn clearing_pictures_keeps_those_of_favourites() {
    let (_publisher, cli) = publisher_with_pictures(3);
    cli.json(&["sync"]);
    cli.json(&["mark", "synthetic-000002", "--favourite"]);
    let cleared = files(&cli.json(&["pictures", "synthetic-000001"])).concat();
    let kept = files(&cli.json(&["pictures", "synthetic-000002"])).concat();
    assert_eq!(cli.json(&["pictures", "--clear"])["pictures"], 1);
    assert!(fs::metadata(&kept).is_ok());
    assert!(fs::metadata(&cleared).is_err(), "the file itself is deleted");
    assert!(cli.text(&["pictures", "--clear"]).contains("收藏的留下"));
}

#[test]
fn one_limit_of_the_retention_changes_at_a_time() {
    let (_publisher, cli) = publisher_with_pictures(3);
    cli.json(&["sync"]);
    let default = cli.json(&["storage"]);
    assert_eq!(default["items"], 3);
    assert_eq!(default["retention"], json!({"days": 90, "text_megabytes": 150, "picture_megabytes": 300}));
    assert!(default["text_bytes"].as_u64().unwrap() > 0 && default["own_bytes"].as_u64().unwrap() > 0);
    let changed = cli.json(&["storage", "--days", "30"]);
    assert_eq!(changed["retention"], json!({"days": 30, "text_megabytes": 150, "picture_megabytes": 300}));
    cli.json(&["storage", "--text-mb", "20", "--picture-mb", "0"]);
    let limited = cli.json(&["storage"]);
    assert_eq!(limited["retention"], json!({"days": 30, "text_megabytes": 20, "picture_megabytes": 0}));
    assert_eq!(limited["pictures"], 0, "a lower limit takes effect immediately");
    let report = cli.json(&["sync"]);
    assert_eq!((&report["pictures"]["fetched"], &report["pictures"]["left"]), (&json!(0), &json!(0)));
    let shown = cli.text(&["storage"]);
    assert!(shown.contains("最多 20 MB") && shown.contains("最多 0 MB") && shown.contains("30 天"), "{shown}");
    for words in [&["--days", "0"], &["--days", "4000"], &["--text-mb", "1"], &["--picture-mb", "200000"]] {
        let refused = cli.error(&[&["storage"][..], words].concat());
        assert_eq!(refused, ("rejected".into(), "bad-request".into()), "{words:?}");
    }
    assert_eq!(cli.json(&["storage"])["retention"], limited["retention"], "a rejected change has no effect");
}

#[test]
fn followed_channels_are_listed_with_their_names() {
    let (_publisher, cli) = publisher_with_pictures(1);
    assert_eq!(cli.json(&["follow"]), json!({"items": [], "next": null}));
    cli.json(&["sync", "--network", "metered"]);
    let expected = json!([{"code": "weibo", "name": "嵩明发布"}, {"code": "nowhere", "name": ""}]);
    assert_eq!(cli.json(&["follow", "weibo", "nowhere"])["items"], expected);
    assert_eq!(cli.json(&["follow"])["items"], expected);
    let shown = cli.text(&["follow"]);
    assert!(shown.contains("嵩明发布") && shown.contains("目录里没有"), "{shown}");
    assert_eq!(cli.json(&["follow", "--none"])["items"], json!([]));
    let many: Vec<String> = (0..101).map(|number| number.to_string()).collect();
    let words: Vec<&str> = ["follow"].into_iter().chain(many.iter().map(String::as_str)).collect();
    assert_eq!(cli.error(&words), ("rejected".into(), "bad-request".into()));
}

#[test]
fn a_picture_that_cannot_be_fetched_is_reported_and_the_text_is_kept() {
    let server = FileServer::start();
    let cli = Cli::new();
    cli.accept_consent();
    server.put("/no-picture.png", "<html>维护中</html>");
    let text = "<p>换灯。</p><img src='/gone.png' alt='旧灯'><img src='/no-picture.png' alt='新灯'>";
    let text = text.replace("'/", &format!("'{}", server.url("/")));
    server.put("/rss.xml", &rss("静态站", &[("路灯", &text)]));
    cli.json(&["sources", "add", &server.url("/rss.xml")]);
    let shown = cli.text(&["sync"]);
    assert!(shown.contains("2 张取不到"), "{shown}");
    let id = cli.json(&["list"])["items"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(cli.error(&["pictures", &id]), ("rejected".into(), "bad-picture".into()));
    let shown = cli.text(&["read", &id]);
    assert!(shown.contains("换灯。") && shown.contains("〔图：新灯〕[2] 没有取回"), "{shown}");
}
