//! The `speech` and `listen` commands: spoken text, the listening queue and its position.

use serde_json::{Value, json};
use songming_publisher::{Handle, Options, sample_content, start};

use crate::cli::Cli;
use crate::harness::control;

fn synced_cli() -> (Handle, Cli) {
    let publisher = start(Options { content: Some(sample_content()), page_size: 8, ..Options::default() }).unwrap();
    let cli = Cli::with_publisher(&publisher);
    cli.accept_consent();
    cli.json(&["sync", "--pictures-mb", "0"]);
    (publisher, cli)
}

fn publish(publisher: &Handle, cli: &Cli, title: &str, html: &str) -> String {
    let item = json!({
        "title": title, "kind": "article", "module": "news", "channel": "website",
        "published": "2026-11-22T22:00:00+08:00", "content_html": html,
    });
    let published = control(publisher, "/publish", &item);
    cli.json(&["sync", "--pictures-mb", "0"]);
    published["id"].as_str().unwrap().to_owned()
}

fn queue(listening: &Value) -> Vec<&str> {
    listening["items"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect()
}

#[test]
fn numbers_and_units_are_spelled_out_in_speech() {
    let (publisher, cli) = synced_cli();
    let html = "<p>全县换灯1200盏。共3.5km。</p><h2>下一步</h2><p>月底完工。</p>";
    let id = publish(&publisher, &cli, "路灯改造完工", html);
    let speech = cli.json(&["speech", &id]);
    assert!(speech["next"].is_null());
    let sentences = speech["items"].as_array().unwrap();
    let texts: Vec<&str> = sentences.iter().map(|sentence| sentence["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["路灯改造完工", "全县换灯1200盏。", "共3.5km。", "下一步", "月底完工。"]);
    let blocks: Vec<&Value> = sentences.iter().map(|sentence| &sentence["block"]).collect();
    assert_eq!(blocks, [&json!(null), &json!(0), &json!(0), &json!(1), &json!(2)]);
    let spoken = sentences[2]["spoken"].as_str().unwrap();
    assert!(!spoken.contains(|c: char| c.is_ascii_alphanumeric()), "{spoken}");

    let shown = cli.text(&["speech", &id]);
    assert!(shown.starts_with("0  标题     路灯改造完工\n1  第 0 块  全县换灯1200盏。\n"), "{shown}");
    let shown = cli.text(&["speech", &id, "--spoken"]);
    assert!(shown.contains(spoken) && !shown.contains("1200"), "{shown}");
    assert_eq!(cli.error(&["speech", "never-was"]).1, "not-found");
}

#[test]
fn the_queue_keeps_its_position_after_a_restart_and_a_revision() {
    let (publisher, cli) = synced_cli();
    assert_eq!(cli.json(&["listen"]), json!({"items": [], "current": null, "sentence": 0}));
    assert!(cli.text(&["listen"]).contains("待听清单是空的"));
    let page = cli.json(&["list", "--limit", "2"]);
    let others = queue(&page);
    let id = publish(&publisher, &cli, "集市改期", "<p>集市定于周六举行。地点在文化广场。欢迎参加。</p>");

    let listening = cli.json(&["listen", "--add", &id, others[0]]);
    assert_eq!((queue(&listening), &listening["current"]), (vec![&*id, others[0]], &json!(null)));
    assert!(cli.text(&["listen"]).contains("还没有开始听"));
    let added = cli.json_with_input(&["listen", "--add", "-"], format!("{}\n{id}\n", others[1]).as_bytes());
    assert_eq!(queue(&added), [&*id, others[0], others[1]], "a duplicate is added once");

    assert_eq!(cli.json(&["listen", "--at", &id, "2"])["sentence"], 2);
    let shown = cli.text(&["listen"]);
    assert!(shown.starts_with("听到第 1 条的第 2 句（最后一句是 3）：地点在文化广场。\n"), "{shown}");
    let html = "<p>县里发布通知。集市定于周日举行。地点在文化广场。欢迎参加。</p>";
    control(&publisher, "/revise", &json!({"id": id, "content_html": html}));
    cli.json(&["sync", "--pictures-mb", "0"]);
    publisher.stop();
    let listening = cli.json(&["listen"]);
    assert_eq!(
        (&listening["current"], &listening["sentence"]),
        (&json!(id), &json!(3)),
        "the position follows its sentence"
    );

    assert_eq!(cli.error(&["listen", "--at", &id, "99"]), ("rejected".into(), "bad-request".into()));
    assert_eq!(cli.error(&["listen", "--at", "never-was", "0"]), ("rejected".into(), "not-found".into()));
    let listening = cli.json(&["listen", "--remove", &id]);
    assert_eq!((queue(&listening), &listening["current"]), (others.clone(), &json!(null)));
    assert_eq!(cli.error(&["listen", "--at", &id, "0"]), ("rejected".into(), "not-queued".into()));
    assert_eq!(cli.json(&["listen", "--clear"])["items"], json!([]));
}

#[test]
fn a_withdrawn_item_leaves_the_queue() {
    let (publisher, cli) = synced_cli();
    let id = publish(&publisher, &cli, "集市改期", "<p>集市定于周六举行。</p>");
    cli.json(&["listen", "--add", &id]);
    cli.json(&["listen", "--at", &id, "1"]);
    control(&publisher, "/withdraw", &json!({"id": id, "reason": "有误"}));
    cli.json(&["sync", "--pictures-mb", "0"]);
    assert_eq!(cli.json(&["listen"]), json!({"items": [], "current": null, "sentence": 0}));
    assert_eq!(cli.error(&["speech", &id]), ("rejected".into(), "withdrawn".into()));
}
