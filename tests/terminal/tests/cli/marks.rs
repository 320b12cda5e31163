//! What a person does with items is kept, shown, and asked for; nobody else hears of it.

use std::fs;

use serde_json::{Value, json};
use songming_publisher::{Handle, Options, start};

use crate::person::{Person, order};

/// Somebody who has the generated items, the newest first: `synthetic-00000N`, ten minutes apart.
fn reader(count: usize) -> (Handle, Person) {
    let publisher = start(Options { synthetic: Some(count), ..Options::default() }).unwrap();
    let person = Person::reading(&publisher);
    person.consents();
    person.json(&["sync"]);
    (publisher, person)
}

fn id(number: usize) -> String {
    format!("synthetic-{number:06}")
}

fn ids(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect()
}

fn row(person: &Person, number: usize) -> Value {
    let page = person.json(&["list", "--limit", "200"]);
    page["items"].as_array().unwrap().iter().find(|row| row["id"] == *id(number)).cloned().unwrap()
}

#[test]
fn marks_outlive_the_program_and_need_no_network() {
    let (publisher, person) = reader(3);
    publisher.stop();
    let two = id(2);
    let marked = person.json(&["mark", &two, "--read", "--favourite", "--like", "--place", "1:250"]);
    let expected = json!({"marked": 1, "actions": [
        {"kind": "read", "on": true}, {"kind": "favourite", "on": true}, {"kind": "like", "on": true},
        {"kind": "place", "place": {"block": 1, "permille": 250}},
    ]});
    assert_eq!(marked, expected);
    // Every command is a start of its own.
    let seen = row(&person, 2);
    assert_eq!((&seen["read"], &seen["favourite"], &seen["liked"]), (&json!(true), &json!(true), &json!(true)));
    let other = row(&person, 1);
    assert_eq!((&other["read"], &other["favourite"], &other["liked"]), (&json!(false), &json!(false), &json!(false)));
    let shown = person.reads(&["list"]);
    assert_eq!((shown.matches("★♥ ").count(), shown.matches("● ").count()), (1, 2), "{shown}");
    let article = person.json(&["read", &two, "--peek"]);
    assert_eq!(article["place"], json!({"block": 1, "permille": 250}));
    let shown = person.reads(&["read", &two, "--peek"]);
    assert!(shown.contains("上次看到第 1 块") && shown.contains("250‰"), "{shown}");
    assert_eq!(shown.matches(">>> 上次看到这里").count(), 1, "{shown}");

    person.json(&["mark", &two, "--unread", "--unfavourite", "--unlike", "--place", "0"]);
    let seen = row(&person, 2);
    assert_eq!((&seen["read"], &seen["favourite"], &seen["liked"]), (&json!(false), &json!(false), &json!(false)));
    assert_eq!(person.fails(&["mark", "", "--read"]), ("rejected".into(), "bad-request".into()));
}

#[test]
fn favourites_stand_in_the_order_in_which_they_were_kept() {
    let (_publisher, person) = reader(6);
    assert_eq!(person.json(&["list", "--favourites"]), json!({"items": [], "next": null, "older": false}));
    assert!(person.reads(&["list", "--favourites"]).contains("这里什么也没有"));
    for number in [5, 1, 4, 2] {
        person.json(&["mark", &id(number), "--favourite"]);
    }
    let kept = person.json(&["list", "--favourites"]);
    assert_eq!(ids(&kept), [id(2), id(4), id(1), id(5)]);
    person.json(&["mark", &id(4), "--unfavourite"]);
    // Kept once more is kept last.
    person.json(&["mark", &id(5), "--favourite"]);
    let first = person.json(&["list", "--favourites", "--limit", "2"]);
    assert_eq!(ids(&first), [id(5), id(2)]);
    let next = first["next"].as_str().unwrap();
    let second = person.json(&["list", "--favourites", "--limit", "2", "--before", next]);
    assert_eq!((ids(&second), second["next"].is_null()), (vec![&*id(1)], true));
}

#[test]
fn a_favourite_stays_until_its_publisher_withdraws_it() {
    let (publisher, person) = reader(3);
    let folder = tempfile::tempdir().unwrap();
    let data = |words: &[&str]| person.json(&[&["--data", folder.path().to_str().unwrap()], words].concat());
    data(&["consent", "--accept"]);
    data(&["sync"]);
    data(&["mark", &id(1), &id(2), "--favourite"]);
    // Whatever can be fetched again may be lost.
    for name in ["cache.sqlite3", "cache.sqlite3-wal", "cache.sqlite3-shm"] {
        let _ = fs::remove_file(folder.path().join(name));
    }
    assert_eq!(ids(&data(&["list", "--favourites"])), [id(2), id(1)]);
    assert_eq!(data(&["read", &id(1)])["favourite"], true);
    order(&publisher, "/withdraw", &json!({"id": id(1), "reason": "有误"}));
    data(&["sync"]);
    assert_eq!(ids(&data(&["list", "--favourites"])), [id(2)]);
}

#[test]
fn what_is_hidden_is_listed_only_among_the_hidden() {
    let (_publisher, person) = reader(4);
    person.json(&["mark", &id(4), &id(2), "--hide"]);
    assert_eq!(ids(&person.json(&["list"])), [id(3), id(1)]);
    assert_eq!(ids(&json!({"items": person.json(&["home"])["latest"]})), [id(3), id(1)]);
    assert_eq!(ids(&person.json(&["list", "--hidden"])), [id(2), id(4)]);
    person.json(&["mark", &id(2), "--unhide"]);
    assert_eq!(ids(&person.json(&["list"])), [id(3), id(2), id(1)]);
    assert_eq!(ids(&person.json(&["list", "--hidden"])), [id(4)]);
    assert_eq!(person.json(&["read", &id(4)])["id"], *id(4), "who knows its id may read it");
}

#[test]
fn to_read_is_to_open_and_to_peek_is_not() {
    let (_publisher, person) = reader(3);
    assert_eq!(person.json(&["read", &id(3), "--peek"])["read"], false);
    assert_eq!(row(&person, 3)["read"], false);
    assert_eq!(person.json(&["list", "--history"])["items"], json!([]));

    // The answer is as it was when it was opened.
    assert_eq!(person.json(&["read", &id(3)])["read"], false);
    assert_eq!(person.json(&["read", &id(3), "--peek"])["read"], true);
    person.reads(&["read", &id(1)]);
    person.json(&["mark", &id(2), "--read"]);
    assert_eq!(ids(&person.json(&["list", "--history"])), [id(1), id(3)], "read without opening is not in it");
    person.json(&["mark", &id(3), "--unread"]);
    assert_eq!(row(&person, 3)["read"], false);
    person.reads(&["read", &id(3)]);
    assert_eq!(ids(&person.json(&["list", "--history"])), [id(3), id(1)]);
    assert_eq!(person.fails(&["read", "never-was"]), ("rejected".into(), "not-found".into()));
}

#[test]
fn ids_come_from_standard_input_in_batches_of_any_size() {
    let (publisher, person) = reader(120);
    let on_phone = person.json(&["list", "--limit", "200"])["items"].as_array().unwrap().len();
    assert_eq!(on_phone, 50);
    // Also of items that are not here yet, with the line ends of another system.
    let lines: String = (1..=5_000).map(|number| format!("{}\r\n", id(number))).collect();
    let marked = person.json_with(&["mark", "-", "--favourite"], format!("\n{lines}\n").as_bytes());
    assert_eq!(marked["marked"], 5_000);
    assert_eq!(ids(&person.json(&["list", "--favourites", "--limit", "200"])).len(), 50);
    assert_eq!(person.json(&["sync", "--older", "10"])["older"]["more"], false);
    publisher.stop();
    assert_eq!(ids(&person.json(&["list", "--favourites", "--limit", "200"])).len(), 120);

    assert_eq!(person.json_with(&["mark", "-", "--read"], b"")["marked"], 0);
    let unreadable = ("rejected".to_owned(), "unreadable-file".to_owned());
    assert_eq!(person.fails_with(&["mark", "-", "--read"], b"synthetic-000001\n\xff\n"), unreadable);
    let long = "x".repeat(2_000);
    let lines = format!("{}\n{long}\n", id(120));
    assert_eq!(person.fails_with(&["mark", "-", "--read"], lines.as_bytes()).1, "bad-request");
    assert_eq!(row(&person, 120)["read"], false, "all of them or none");
}

#[test]
fn a_whole_list_is_read_at_once() {
    let (_publisher, person) = reader(40);
    let of_channel = |channel: &str| person.json(&["list", "--channel", channel, "--limit", "200"]);
    let channel = row(&person, 40)["channel"].as_str().unwrap().to_owned();
    let count = ids(&of_channel(&channel)).len();
    assert!(count > 1 && count < 40);
    person.json(&["mark", &id(40), "--read"]);
    let marked = person.json(&["mark", "--all-read", "--channel", &channel]);
    assert_eq!(marked, json!({"marked": count - 1, "actions": [{"kind": "read", "on": true}]}));
    let all_read = |page: &Value| page["items"].as_array().unwrap().iter().all(|row| row["read"] == true);
    assert!(all_read(&of_channel(&channel)));
    assert!(!all_read(&person.json(&["list", "--limit", "200"])));
    person.json(&["mark", &id(40), "--favourite", "--unread"]);
    assert_eq!(person.json(&["mark", "--all-read", "--favourites"])["marked"], 1);
    let told = person.reads(&["mark", "--all-read"]);
    assert_eq!(told, format!("已把 {} 条标为已读。\n", 40 - count));
    assert_eq!(person.json(&["mark", "--all-read"])["marked"], 0);
}
