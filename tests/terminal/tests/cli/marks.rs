//! The `mark` command and the lists of marked items.

use std::fs;

use serde_json::{Value, json};
use songming_publisher::{Handle, Options, start};

use crate::cli::Cli;
use crate::harness::control;

/// A client with `count` generated items, the newest first: `synthetic-00000N`, ten minutes apart.
fn synced_cli(count: usize) -> (Handle, Cli) {
    let publisher = start(Options { synthetic: Some(count), ..Options::default() }).unwrap();
    let cli = Cli::with_publisher(&publisher);
    cli.accept_consent();
    cli.json(&["sync"]);
    (publisher, cli)
}

fn id(number: usize) -> String {
    format!("synthetic-{number:06}")
}

fn ids(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect()
}

fn row(cli: &Cli, number: usize) -> Value {
    let page = cli.json(&["list", "--limit", "200"]);
    page["items"].as_array().unwrap().iter().find(|row| row["id"] == *id(number)).cloned().unwrap()
}

#[test]
fn marks_are_stored_without_a_network() {
    let (publisher, cli) = synced_cli(3);
    publisher.stop();
    let two = id(2);
    let marked = cli.json(&["mark", &two, "--read", "--favourite", "--like", "--place", "1:250"]);
    let expected = json!({"marked": 1, "actions": [
        {"kind": "read", "on": true}, {"kind": "favourite", "on": true}, {"kind": "like", "on": true},
        {"kind": "place", "place": {"block": 1, "permille": 250}},
    ]});
    assert_eq!(marked, expected);
    // Every command starts the program anew.
    let marked = row(&cli, 2);
    assert_eq!((&marked["read"], &marked["favourite"], &marked["liked"]), (&json!(true), &json!(true), &json!(true)));
    let other = row(&cli, 1);
    assert_eq!((&other["read"], &other["favourite"], &other["liked"]), (&json!(false), &json!(false), &json!(false)));
    let shown = cli.text(&["list"]);
    assert_eq!((shown.matches("★♥ ").count(), shown.matches("● ").count()), (1, 2), "{shown}");
    let article = cli.json(&["read", &two, "--peek"]);
    assert_eq!(article["place"], json!({"block": 1, "permille": 250}));
    let shown = cli.text(&["read", &two, "--peek"]);
    assert!(shown.contains("上次看到第 1 块") && shown.contains("250‰"), "{shown}");
    assert_eq!(shown.matches(">>> 上次看到这里").count(), 1, "{shown}");

    cli.json(&["mark", &two, "--unread", "--unfavourite", "--unlike", "--place", "0"]);
    let marked = row(&cli, 2);
    assert_eq!(
        (&marked["read"], &marked["favourite"], &marked["liked"]),
        (&json!(false), &json!(false), &json!(false))
    );
    assert_eq!(cli.error(&["mark", "", "--read"]), ("rejected".into(), "bad-request".into()));
}

#[test]
fn favourites_are_listed_by_the_time_of_marking() {
    let (_publisher, cli) = synced_cli(6);
    assert_eq!(cli.json(&["list", "--favourites"]), json!({"items": [], "next": null, "older": false}));
    assert!(cli.text(&["list", "--favourites"]).contains("这里什么也没有"));
    for number in [5, 1, 4, 2] {
        cli.json(&["mark", &id(number), "--favourite"]);
    }
    let favourites = cli.json(&["list", "--favourites"]);
    assert_eq!(ids(&favourites), [id(2), id(4), id(1), id(5)]);
    cli.json(&["mark", &id(4), "--unfavourite"]);
    // Marking an item again moves it to the front.
    cli.json(&["mark", &id(5), "--favourite"]);
    let first = cli.json(&["list", "--favourites", "--limit", "2"]);
    assert_eq!(ids(&first), [id(5), id(2)]);
    let next = first["next"].as_str().unwrap();
    let second = cli.json(&["list", "--favourites", "--limit", "2", "--before", next]);
    assert_eq!((ids(&second), second["next"].is_null()), (vec![&*id(1)], true));
}

#[test]
fn a_favourite_is_stored_until_its_publisher_withdraws_it() {
    let (publisher, cli) = synced_cli(3);
    let folder = tempfile::tempdir().unwrap();
    let data = |words: &[&str]| cli.json(&[&["--data", folder.path().to_str().unwrap()], words].concat());
    data(&["consent", "--accept"]);
    data(&["sync"]);
    data(&["mark", &id(1), &id(2), "--favourite"]);
    // The cache may be lost, because it can be fetched again.
    for name in ["cache.sqlite3", "cache.sqlite3-wal", "cache.sqlite3-shm"] {
        let _ = fs::remove_file(folder.path().join(name));
    }
    assert_eq!(ids(&data(&["list", "--favourites"])), [id(2), id(1)]);
    assert_eq!(data(&["read", &id(1)])["favourite"], true);
    control(&publisher, "/withdraw", &json!({"id": id(1), "reason": "有误"}));
    data(&["sync"]);
    assert_eq!(ids(&data(&["list", "--favourites"])), [id(2)]);
}

#[test]
fn hidden_items_are_listed_only_by_the_hidden_option() {
    let (_publisher, cli) = synced_cli(4);
    cli.json(&["mark", &id(4), &id(2), "--hide"]);
    assert_eq!(ids(&cli.json(&["list"])), [id(3), id(1)]);
    assert_eq!(ids(&json!({"items": cli.json(&["home"])["latest"]})), [id(3), id(1)]);
    assert_eq!(ids(&cli.json(&["list", "--hidden"])), [id(2), id(4)]);
    cli.json(&["mark", &id(2), "--unhide"]);
    assert_eq!(ids(&cli.json(&["list"])), [id(3), id(2), id(1)]);
    assert_eq!(ids(&cli.json(&["list", "--hidden"])), [id(4)]);
    assert_eq!(cli.json(&["read", &id(4)])["id"], *id(4), "a hidden item can be read by its id");
}

#[test]
fn reading_marks_an_item_as_opened_unless_it_is_a_peek() {
    let (_publisher, cli) = synced_cli(3);
    assert_eq!(cli.json(&["read", &id(3), "--peek"])["read"], false);
    assert_eq!(row(&cli, 3)["read"], false);
    assert_eq!(cli.json(&["list", "--history"])["items"], json!([]));

    // The answer has the marks from before.
    assert_eq!(cli.json(&["read", &id(3)])["read"], false);
    assert_eq!(cli.json(&["read", &id(3), "--peek"])["read"], true);
    cli.text(&["read", &id(1)]);
    cli.json(&["mark", &id(2), "--read"]);
    assert_eq!(
        ids(&cli.json(&["list", "--history"])),
        [id(1), id(3)],
        "an item that is only marked as read is not in the history"
    );
    cli.json(&["mark", &id(3), "--unread"]);
    assert_eq!(row(&cli, 3)["read"], false);
    cli.text(&["read", &id(3)]);
    assert_eq!(ids(&cli.json(&["list", "--history"])), [id(3), id(1)]);
    assert_eq!(cli.error(&["read", "never-was"]), ("rejected".into(), "not-found".into()));
}

#[test]
fn ids_are_read_from_standard_input() {
    let (publisher, cli) = synced_cli(120);
    let stored = cli.json(&["list", "--limit", "200"])["items"].as_array().unwrap().len();
    assert_eq!(stored, 50);
    // Most of the items are not fetched yet, and the lines end with CRLF.
    let lines: String = (1..=5_000).map(|number| format!("{}\r\n", id(number))).collect();
    let marked = cli.json_with_input(&["mark", "-", "--favourite"], format!("\n{lines}\n").as_bytes());
    assert_eq!(marked["marked"], 5_000);
    assert_eq!(ids(&cli.json(&["list", "--favourites", "--limit", "200"])).len(), 50);
    assert_eq!(cli.json(&["sync", "--older", "10"])["older"]["more"], false);
    publisher.stop();
    assert_eq!(ids(&cli.json(&["list", "--favourites", "--limit", "200"])).len(), 120);

    assert_eq!(cli.json_with_input(&["mark", "-", "--read"], b"")["marked"], 0);
    let unreadable = ("rejected".to_owned(), "unreadable-file".to_owned());
    assert_eq!(cli.error_with_input(&["mark", "-", "--read"], b"synthetic-000001\n\xff\n"), unreadable);
    let long = "x".repeat(2_000);
    let lines = format!("{}\n{long}\n", id(120));
    assert_eq!(cli.error_with_input(&["mark", "-", "--read"], lines.as_bytes()).1, "bad-request");
    assert_eq!(row(&cli, 120)["read"], false, "all items or none are marked");
}

#[test]
fn all_items_of_a_list_are_marked_as_read() {
    let (_publisher, cli) = synced_cli(40);
    let of_channel = |channel: &str| cli.json(&["list", "--channel", channel, "--limit", "200"]);
    let channel = row(&cli, 40)["channel"].as_str().unwrap().to_owned();
    let count = ids(&of_channel(&channel)).len();
    assert!(count > 1 && count < 40);
    cli.json(&["mark", &id(40), "--read"]);
    let marked = cli.json(&["mark", "--all-read", "--channel", &channel]);
    assert_eq!(marked, json!({"marked": count - 1, "actions": [{"kind": "read", "on": true}]}));
    let all_read = |page: &Value| page["items"].as_array().unwrap().iter().all(|row| row["read"] == true);
    assert!(all_read(&of_channel(&channel)));
    assert!(!all_read(&cli.json(&["list", "--limit", "200"])));
    cli.json(&["mark", &id(40), "--favourite", "--unread"]);
    assert_eq!(cli.json(&["mark", "--all-read", "--favourites"])["marked"], 1);
    let shown = cli.text(&["mark", "--all-read"]);
    assert_eq!(shown, format!("已把 {} 条标为已读。\n", 40 - count));
    assert_eq!(cli.json(&["mark", "--all-read"])["marked"], 0);
}
