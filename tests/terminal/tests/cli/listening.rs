//! 听新闻: what a voice says, the queue of what is to be heard, and the place that is found again.

use serde_json::{Value, json};
use songming_publisher::{Handle, Options, sample_content, start};

use crate::person::{Person, order};

fn reader() -> (Handle, Person) {
    let publisher = start(Options { content: Some(sample_content()), page_size: 8, ..Options::default() }).unwrap();
    let person = Person::reading(&publisher);
    person.consents();
    person.json(&["sync", "--pictures-mb", "0"]);
    (publisher, person)
}

fn publish(publisher: &Handle, person: &Person, title: &str, html: &str) -> String {
    let item = json!({
        "title": title, "kind": "article", "module": "news", "channel": "website",
        "published": "2026-11-22T22:00:00+08:00", "content_html": html,
    });
    let published = order(publisher, "/publish", &item);
    person.json(&["sync", "--pictures-mb", "0"]);
    published["id"].as_str().unwrap().to_owned()
}

fn queue(listening: &Value) -> Vec<&str> {
    listening["items"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect()
}

#[test]
fn a_voice_says_numbers_and_units_as_a_person_would() {
    let (publisher, person) = reader();
    let html = "<p>全县换灯1200盏。共3.5km。</p><h2>下一步</h2><p>月底完工。</p>";
    let id = publish(&publisher, &person, "路灯改造完工", html);
    let speech = person.json(&["speech", &id]);
    assert!(speech["next"].is_null());
    let sentences = speech["items"].as_array().unwrap();
    let texts: Vec<&str> = sentences.iter().map(|sentence| sentence["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["路灯改造完工", "全县换灯1200盏。", "共3.5km。", "下一步", "月底完工。"]);
    let blocks: Vec<&Value> = sentences.iter().map(|sentence| &sentence["block"]).collect();
    assert_eq!(blocks, [&json!(null), &json!(0), &json!(0), &json!(1), &json!(2)]);
    let spoken = sentences[2]["spoken"].as_str().unwrap();
    assert!(!spoken.contains(|c: char| c.is_ascii_alphanumeric()), "{spoken}");

    let shown = person.reads(&["speech", &id]);
    assert!(shown.starts_with("0  标题     路灯改造完工\n1  第 0 块  全县换灯1200盏。\n"), "{shown}");
    let shown = person.reads(&["speech", &id, "--spoken"]);
    assert!(shown.contains(spoken) && !shown.contains("1200"), "{shown}");
    assert_eq!(person.fails(&["speech", "never-was"]).1, "not-found");
}

#[test]
fn the_queue_goes_on_where_it_was_after_a_restart_and_an_edit() {
    let (publisher, person) = reader();
    assert_eq!(person.json(&["listen"]), json!({"items": [], "current": null, "sentence": 0}));
    assert!(person.reads(&["listen"]).contains("待听清单是空的"));
    let page = person.json(&["list", "--limit", "2"]);
    let others = queue(&page);
    let id = publish(&publisher, &person, "集市改期", "<p>集市定于周六举行。地点在文化广场。欢迎参加。</p>");

    let listening = person.json(&["listen", "--add", &id, others[0]]);
    assert_eq!((queue(&listening), &listening["current"]), (vec![&*id, others[0]], &json!(null)));
    assert!(person.reads(&["listen"]).contains("还没有开始听"));
    let added = person.json_with(&["listen", "--add", "-"], format!("{}\n{id}\n", others[1]).as_bytes());
    assert_eq!(queue(&added), [&*id, others[0], others[1]], "what comes twice counts once");

    assert_eq!(person.json(&["listen", "--at", &id, "2"])["sentence"], 2);
    let shown = person.reads(&["listen"]);
    assert!(shown.starts_with("听到第 1 条的第 2 句（最后一句是 3）：地点在文化广场。\n"), "{shown}");
    let html = "<p>县里发布通知。集市定于周日举行。地点在文化广场。欢迎参加。</p>";
    order(&publisher, "/revise", &json!({"id": id, "content_html": html}));
    person.json(&["sync", "--pictures-mb", "0"]);
    publisher.stop();
    let listening = person.json(&["listen"]);
    assert_eq!((&listening["current"], &listening["sentence"]), (&json!(id), &json!(3)), "the same words");

    assert_eq!(person.fails(&["listen", "--at", &id, "99"]), ("rejected".into(), "bad-request".into()));
    assert_eq!(person.fails(&["listen", "--at", "never-was", "0"]), ("rejected".into(), "not-found".into()));
    let listening = person.json(&["listen", "--remove", &id]);
    assert_eq!((queue(&listening), &listening["current"]), (others.clone(), &json!(null)));
    assert_eq!(person.fails(&["listen", "--at", &id, "0"]), ("rejected".into(), "not-queued".into()));
    assert_eq!(person.json(&["listen", "--clear"])["items"], json!([]));
}

#[test]
fn what_was_withdrawn_is_not_heard() {
    let (publisher, person) = reader();
    let id = publish(&publisher, &person, "集市改期", "<p>集市定于周六举行。</p>");
    person.json(&["listen", "--add", &id]);
    person.json(&["listen", "--at", &id, "1"]);
    order(&publisher, "/withdraw", &json!({"id": id, "reason": "有误"}));
    person.json(&["sync", "--pictures-mb", "0"]);
    assert_eq!(person.json(&["listen"]), json!({"items": [], "current": null, "sentence": 0}));
    assert_eq!(person.fails(&["speech", &id]), ("rejected".into(), "withdrawn".into()));
}
