//! The `sync`, `list` and `read` commands with a publisher.

use std::collections::BTreeSet;

use serde_json::json;
use songming_publisher::{Options, sample_content, start};

use crate::cli::Cli;
use crate::harness::control;

#[test]
fn items_are_synced_listed_and_read_without_a_network() {
    let publisher = start(Options { content: Some(sample_content()), ..Options::default() }).unwrap();
    let cli = Cli::with_publisher(&publisher);
    assert_eq!(cli.json(&["list"]), json!({"items": [], "next": null, "older": false}));
    cli.accept_consent();
    let report = cli.json(&["sync"]);
    assert_eq!(report["complete"], true);
    assert_eq!(report["sources"][0]["id"], "publisher");
    assert_eq!(report["sources"][0]["outcome"]["kind"], "changed");
    assert!(report["older"].is_null());

    let home = cli.json(&["home"]);
    assert!(!home["latest"].as_array().unwrap().is_empty());
    assert!(home["sections"].as_array().unwrap().len() > 3, "{}", home["sections"]);
    assert!(home["updated"].as_str().unwrap().ends_with('Z'));
    let catalogue = cli.json(&["catalogue"]);
    assert_eq!(catalogue["channels"].as_array().unwrap().len(), 7);

    let published = control(
        &publisher,
        "/publish",
        &json!({
            "title": "路灯改造完工", "kind": "article", "module": "news", "channel": "website",
            "published": "2026-11-22T22:00:00+08:00",
            "content_html": "<p>全县换灯1200盏，见<a href='https://news.example/lamps'>清单</a>。</p>\
                             <table><tr><th>镇</th><th>盏</th></tr><tr><td>小街镇</td><td>300</td></tr></table>",
        }),
    );
    let id = published["id"].as_str().unwrap();
    // An old time, whose text does not change while the test runs.
    let correction = json!({"reason": "盏数有误", "time": "2026-11-22T23:00:00+08:00"});
    control(&publisher, "/revise", &json!({"id": id, "summary": "换灯", "correction": correction}));
    let report = cli.json(&["sync"]);
    assert_eq!(report["sources"][0]["outcome"]["added"], 1);
    assert_eq!(cli.json(&["sync"])["sources"][0]["outcome"]["kind"], "unchanged");

    let list = cli.json(&["list", "--limit", "50"]);
    let row = list["items"].as_array().unwrap().iter().find(|row| row["id"] == id).expect("the item is listed");
    assert_eq!(row["corrected"], true);
    let article = cli.json(&["read", id, "--peek"]);
    assert_eq!(article["title"], "路灯改造完工");
    assert_eq!(article["correction"]["reason"], "盏数有误");
    assert_eq!(article["blocks"][1]["kind"], "table");
    let shown = cli.text(&["read", id, "--peek"]);
    let notice = shown.find("! 更正").expect("the correction is shown");
    assert!(notice < shown.find("全县换灯").unwrap(), "{shown}");
    assert!(shown.contains("| 小街镇 | 300 |") && shown.contains("清单[1]"), "{shown}");
    assert!(shown.contains("[1] https://news.example/lamps\n"), "{shown}");

    publisher.stop();
    assert_eq!(cli.error(&["sync"]).0, "offline");
    assert_eq!(cli.json(&["read", id, "--peek"]), article, "a stored article needs no network");
    assert!(cli.text(&["home"]).contains("路灯改造完工"));
}

#[test]
fn a_withdrawn_item_is_removed_and_reported() {
    let publisher = start(Options { synthetic: Some(3), ..Options::default() }).unwrap();
    let cli = Cli::with_publisher(&publisher);
    cli.accept_consent();
    cli.json(&["sync"]);
    control(&publisher, "/withdraw", &json!({"id": "synthetic-000002", "reason": "有误"}));
    assert_eq!(cli.json(&["sync"])["sources"][0]["outcome"]["withdrawn"], 1);
    assert_eq!(cli.error(&["read", "synthetic-000002"]), ("rejected".into(), "withdrawn".into()));
    assert_eq!(cli.error(&["read", "never-was"]), ("rejected".into(), "not-found".into()));
    assert_eq!(cli.json(&["list"])["items"].as_array().unwrap().len(), 2);
}

#[test]
fn pages_by_key_show_everything_exactly_once() {
    let publisher = start(Options { synthetic: Some(137), page_size: 25, ..Options::default() }).unwrap();
    let cli = Cli::with_publisher(&publisher);
    cli.accept_consent();
    cli.json(&["sync"]);
    let listed = |limit: &str| {
        let (mut seen, mut before) = (Vec::new(), None::<String>);
        loop {
            let mut words = vec!["list", "--limit", limit];
            words.extend(before.iter().flat_map(|key| ["--before", key]));
            let page = cli.json(&words);
            let rows = page["items"].as_array().unwrap();
            seen.extend(rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()));
            match page["next"].as_str() {
                Some(next) => before = Some(next.to_owned()),
                None => return (seen, page["older"].as_bool().unwrap()),
            }
        }
    };
    let (seen, older) = listed("7");
    assert_eq!((seen.len(), older), (25, true));

    let report = cli.json(&["sync", "--older", "2"]);
    assert_eq!(report["older"], json!({"pages": 2, "more": true}));
    assert_eq!(cli.json(&["sync", "--older", "100"])["older"]["more"], false);
    for limit in ["10", "137", "200"] {
        let (seen, older) = listed(limit);
        let expected: Vec<String> = (1..=137).rev().map(|number| format!("synthetic-{number:06}")).collect();
        assert_eq!((&seen, older), (&expected, false), "{limit}");
    }

    let channels = cli.json(&["catalogue"])["channels"].as_array().unwrap().clone();
    let codes: Vec<String> = channels.iter().map(|channel| channel["code"].as_str().unwrap().to_owned()).collect();
    let mut seen = BTreeSet::new();
    for code in &codes {
        for row in cli.json(&["list", "--channel", code, "--limit", "200"])["items"].as_array().unwrap() {
            assert_eq!(row["channel"], **code);
            assert!(seen.insert(row["id"].as_str().unwrap().to_owned()));
        }
    }
    assert_eq!(seen.len(), 137);
}

#[test]
fn a_budget_is_accepted_and_an_invalid_page_is_rejected() {
    let publisher = start(Options { synthetic: Some(30), page_size: 10, ..Options::default() }).unwrap();
    let cli = Cli::with_publisher(&publisher);
    cli.accept_consent();
    let report = cli.json(&["sync", "--seconds", "60", "--bytes", "5000000"]);
    assert_eq!(report["complete"], true);
    for words in [&["list", "--limit", "0"][..], &["list", "--limit", "201"], &["list", "--before", "no-key"]] {
        assert_eq!(cli.error(words), ("rejected".into(), "bad-request".into()), "{words:?}");
    }
}

#[test]
fn each_fault_of_the_publisher_has_its_error_kind() {
    let publisher = start(Options { synthetic: Some(3), ..Options::default() }).unwrap();
    let cases = [
        (json!({"mode": "down"}), "offline"),
        (json!({"mode": "status", "status": 503, "retry_after": 7}), "rate-limited"),
        (json!({"mode": "status", "status": 401}), "signed-out"),
        (json!({"mode": "status", "status": 500}), "unexpected"),
        (json!({"mode": "body", "content_type": "text/html", "body": "<p>"}), "unexpected"),
    ];
    for (fault, kind) in cases {
        let cli = Cli::with_publisher(&publisher);
        cli.accept_consent();
        control(&publisher, "/fault", &fault);
        let output = cli.run(&["--json", "sync"]);
        assert_eq!((output.code, &*output.error().0), (1, kind), "{fault}");
        let retry_after = output.value()["error"]["retry_after_seconds"].clone();
        assert_eq!(retry_after, if kind == "rate-limited" { json!(7) } else { json!(null) });
        control(&publisher, "/fault", &json!({"mode": "none"}));
    }
}
