//! The `draft`, `submit` and `outbox` commands.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use songming_publisher::{Handle, sample_content};

use crate::cli::{Cli, CliOutput};
use crate::harness::{ask, control, items, log_in, sample_publisher, synced_cli};

const FIELDS: [&str; 9] = [
    "title=新生产线投产",
    "text=园区一家企业的新生产线今天投产，厂房里试运行了三个班次。",
    "category=enterprise",
    "author=周样例",
    "contact=13900000000",
    "sign_off=李站长",
    "sign_off_date=2026-11-20",
    "ai=none",
    "consent=true",
];

struct Clerk {
    publisher: Handle,
    cli: Cli,
}

/// A clerk who is logged in and has the centre's form.
fn clerk() -> Clerk {
    let publisher = sample_publisher();
    let cli = synced_cli(&publisher);
    log_in(&cli, "zhang", "zhang-2026");
    Clerk { publisher, cli }
}

fn photo(name: &str) -> String {
    sample_content().join("media").join(name).to_str().unwrap().to_owned()
}

fn id(value: &Value) -> String {
    value["id"].as_str().unwrap_or_else(|| panic!("{value}")).to_owned()
}

/// The value of a field of a draft.
fn field<'a>(draft: &'a Value, code: &str) -> &'a str {
    let values = draft["values"].as_array().unwrap();
    values.iter().find(|value| value["code"] == code).map_or("", |value| value["value"].as_str().unwrap())
}

fn names(draft: &Value) -> Vec<&str> {
    draft["files"].as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap()).collect()
}

impl Clerk {
    /// A draft that can be sent, with photos.
    fn draft(&self, photos: &[&str]) -> String {
        let photos: Vec<String> = photos.iter().map(|name| photo(name)).collect();
        let mut words = [&["draft", "new"], &FIELDS[..]].concat();
        for photo in &photos {
            words.extend(["--photo", photo]);
        }
        let draft = self.cli.json(&words);
        assert_eq!(draft["problems"], json!([]));
        id(&draft)
    }

    fn run(&self, words: &[&str]) -> CliOutput {
        self.cli.run(&[&["--json"], words].concat())
    }

    fn review(&self, submission: &str, state: &str, more: &Value) {
        let mut order = json!({ "submission": submission, "state": state });
        order.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        control(&self.publisher, "/review", &order);
    }

    /// The versions that arrived.
    fn arrived(&self) -> Vec<Value> {
        ask(&self.publisher, "/submissions")["submissions"].as_array().unwrap().clone()
    }
}

#[test]
fn a_draft_says_what_is_missing_at_its_fields_until_nothing_is() {
    let Clerk { cli, .. } = clerk();
    assert!(cli.text(&["draft"]).contains("songming draft new"));
    let form = cli.text(&["draft", "form"]);
    for expected in
        ["sign_off_date", "* 单位签发人", "enterprise（企业动态）", "2026-11-24", "etdz（国家级经济技术开发区）"]
    {
        assert!(form.contains(expected), "{expected}: {form}");
    }
    assert!(!form.contains('!'), "nothing is wrong yet: {form}");
    assert_eq!(cli.json(&["draft"])["items"], json!([]), "looking at the form stores nothing");

    let unknown = cli.error(&["draft", "new", "titel=新生产线投产"]);
    assert_eq!(unknown, ("rejected".into(), "unknown-field".into()));
    assert_eq!(cli.json(&["draft"])["items"], json!([]));

    let id = id(&cli.json(&["draft", "new", FIELDS[0], "text=太短"]));
    let shown = cli.text(&["draft", &id]);
    for expected in
        ["新生产线投产", "! 正文至少要10个字，现在有2个字。", "! 请选择类别。", "! 请确认：画面中人物已同意。"]
    {
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
    let incomplete = cli.run(&["--json", "submit", &id]);
    assert_eq!((incomplete.code, incomplete.error().1), (1, "draft-incomplete".into()));
    let problems = incomplete.value()["error"]["problems"].clone();
    assert_eq!(problems, cli.json(&["draft", &id])["problems"]);
    let shown = cli.run(&["submit", &id]).stderr;
    assert!(shown.contains("\n  category：请选择类别。\n") && shown.contains("songming draft set"), "{shown}");

    cli.json(&[&["draft", "set", &id], &FIELDS[1..]].concat());
    let shown = cli.text(&["draft", &id]);
    assert!(shown.contains(&format!("songming submit {id}")) && !shown.contains('!'), "{shown}");
    assert_eq!(field(&cli.json(&["draft", "set", &id, "sector="]), "sector"), "");
    assert_eq!(items(&cli.json(&["draft"]))[0]["id"], id);
}

#[test]
fn a_saved_state_is_restored_and_a_draft_is_deleted() {
    let clerk = clerk();
    let id = clerk.draft(&[]);
    let cli = &clerk.cli;
    let first = cli.json(&["draft", &id]);
    cli.json(&["draft", "set", &id, "title=改过的标题", "text=改过的正文，仍然超过十个字。"]);
    let shown = cli.text(&["draft", &id]);
    assert!(shown.contains("保存过的样子") && shown.contains("现在"), "{shown}");
    let states = cli.json(&["draft", &id])["states"].clone();
    let states = states.as_array().unwrap();
    assert!(states[0]["saved"].as_str().unwrap().ends_with('Z'), "{states:?}");
    let number = states.last().unwrap()["number"].to_string();
    assert_eq!(cli.json(&["draft", "restore", &id, &number])["values"], first["values"]);
    assert_eq!(cli.error(&["draft", "restore", &id, "987654"]).1, "not-found");
    assert_eq!(cli.json(&["draft", "delete", &id])["items"], json!([]));
    assert_eq!(cli.error(&["draft", &id]).1, "not-found");
}

#[test]
fn photos_are_added_moved_captioned_and_removed_and_what_is_none_is_refused_alone() {
    let clerk = clerk();
    let id = clerk.draft(&["auto-line.jpg", "wind-blade.jpg"]);
    let cli = &clerk.cli;
    let text: PathBuf = cli.home().join("说明.txt");
    fs::write(&text, "不是照片").unwrap();
    let text = text.to_str().unwrap();
    let words = ["draft", "set", &id, "--photo", text, &photo("auto-line.jpg"), &photo("ev-battery.jpg")];
    let added = cli.json(&words);
    assert_eq!(names(&added), ["auto-line.jpg", "wind-blade.jpg", "ev-battery.jpg"]);
    let results = added["added"].as_array().unwrap();
    assert_eq!(results.len(), 3);
    assert!(results[0]["id"].is_null() && results[0]["reason"].as_str().unwrap().ends_with('。'), "{results:?}");
    assert_eq!((&results[1]["repeated"], &results[2]["repeated"]), (&json!(true), &json!(false)));
    let shown = cli.text(&words);
    assert!(shown.contains("没有加入“说明.txt”") && shown.contains("3. ev-battery.jpg | image/jpeg"), "{shown}");

    let battery = added["files"][2]["id"].as_str().unwrap().to_owned();
    let moved = cli.json(&["draft", "photo", &id, &battery, "--place", "1", "--caption", "-10 度的电池"]);
    assert_eq!(names(&moved), ["ev-battery.jpg", "auto-line.jpg", "wind-blade.jpg"]);
    assert!(cli.text(&["draft", &id]).contains("说明：-10 度的电池"));
    let path = PathBuf::from(moved["files"][0]["path"].as_str().unwrap());
    assert!(path.is_file());
    let removed = cli.json(&["draft", "photo", &id, &battery, "--remove"]);
    assert_eq!(names(&removed), ["auto-line.jpg", "wind-blade.jpg"]);
    assert!(!path.exists());
    assert_eq!(cli.error(&["draft", "photo", &id, &battery, "--remove"]).1, "no-such-photo");
    let other = clerk.draft(&[]);
    let line = removed["files"][0]["id"].as_str().unwrap();
    assert_eq!(cli.error(&["draft", "photo", &other, line, "--remove"]).1, "no-such-photo");
}

#[test]
fn without_a_network_a_submission_waits_and_later_arrives_once() {
    let clerk = clerk();
    let id = clerk.draft(&["auto-line.jpg", "wind-blade.jpg"]);
    let cli = &clerk.cli;
    let offline = clerk.run(&["submit", &id, "--network", "offline"]);
    let queued = offline.value();
    assert_eq!((offline.code, &queued["phase"]), (3, &json!("queued")), "{queued}");
    assert!(queued["waits"]["message"].as_str().unwrap().ends_with('。') && queued["waits"]["code"].is_string());
    let shown = cli.run(&["submit", &id, "--network", "offline"]);
    assert!(shown.code == 3 && shown.stdout.contains("还在本机排队："), "{}", shown.stdout);
    assert!(cli.text(&["outbox"]).contains("待发") && clerk.arrived().is_empty());
    assert_eq!(cli.error(&["outbox", "refresh", "--network", "offline"]).0, "offline");

    // The answer to the text is lost.
    let drop = json!({ "mode": "drop", "method": "PUT", "path": "/v1/station/submissions", "times": 1 });
    control(&clerk.publisher, "/fault", &drop);
    let refreshed = cli.json(&["outbox", "refresh"]);
    assert_eq!(items(&refreshed)[0]["phase"], "delivered");
    for words in [&["submit", &id][..], &["outbox", "retry", &id], &["outbox", "resume", &id]] {
        let again = clerk.run(words);
        assert_eq!((again.code, &again.value()["waits"]), (0, &json!(null)), "{words:?}");
    }
    let arrived = clerk.arrived();
    assert_eq!((arrived.len(), &arrived[0]["body"]["fields"]["author"]), (1, &json!("周样例")), "{arrived:?}");
    let uploads = ask(&clerk.publisher, "/uploads")["uploads"].clone();
    let counts = uploads.as_array().unwrap().iter().map(|upload| (&upload["complete"], &upload["creations"]));
    assert_eq!(counts.collect::<Vec<_>>(), [(&json!(true), &json!(1)); 2]);

    let shown = cli.json(&["outbox", &id]);
    assert!(shown["received"].as_str().unwrap().ends_with('Z'), "{shown}");
    let ledger = cli.json(&["outbox", "ledger", "--months", "2"]);
    assert_eq!((items(&ledger).len(), &items(&ledger)[0]["sent"]), (2, &json!(1)));
    let ledger = cli.text(&["outbox", "ledger"]);
    assert!(ledger.lines().count() == 13 && ledger.lines().next().unwrap().contains("采用"), "{ledger}");
    assert_eq!(cli.error(&["draft", "set", &id, "title=改"]).1, "submission-sent");
}

#[test]
fn what_was_returned_shows_reason_and_passages_and_its_second_version_shows_what_changed() {
    let clerk = clerk();
    let id = clerk.draft(&["auto-line.jpg"]);
    let cli = &clerk.cli;
    let sent = clerk.run(&["submit", &id]);
    assert_eq!((sent.code, &sent.value()["state"]), (0, &json!("delivered")));
    let marks = json!([{ "field": "text", "start": 0, "end": 2, "note": "写明是哪个园区" }]);
    clerk.review(&id, "first-review", &json!({}));
    clerk.review(&id, "returned", &json!({ "reason": "请写明投产时间", "marks": marks, "reviewer": "bianji" }));
    cli.json(&["outbox", "refresh"]);
    let list = cli.text(&["outbox"]);
    assert!(list.starts_with("● 新生产线投产") && list.contains("请写明投产时间"), "{list}");
    let shown = cli.text(&["outbox", &id]);
    for expected in ["退改", "初审", "理由：请写明投产时间", "“园区”：写明是哪个园区"] {
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
    assert!(!cli.text(&["outbox"]).starts_with("● "), "it was looked at");

    let opened = cli.text(&["draft", "edit", &id]);
    assert!(opened.contains("! 退改：请写明投产时间") && opened.contains("第 2 稿"), "{opened}");
    let text = "text=园区一家企业的新生产线11月20日投产，厂房里试运行了三个班次。";
    let changed = cli.text(&["draft", "set", &id, text]);
    assert!(changed.contains("〔删：今天〕") && changed.contains("〔增：11月20日〕"), "{changed}");
    let value = cli.json(&["draft", &id]);
    assert_eq!(
        (&value["returned"]["reason"], value["differences"].as_array().unwrap().len()),
        (&json!("请写明投产时间"), 1)
    );
    assert_eq!(clerk.run(&["submit", &id]).code, 0);
    assert_eq!(clerk.arrived().len(), 2);
    for state in ["first-review", "second-review", "final-review", "adopted", "published"] {
        clerk.review(&id, state, &json!({}));
    }
    cli.json(&["outbox", "refresh"]);
    let published = cli.json(&["outbox", &id]);
    assert_eq!((&published["state"], &published["version"]), (&json!("published"), &json!(2)));
    let item = published["item"].as_str().unwrap();
    let ledger = cli.json(&["outbox", "ledger", "--months", "2"]);
    let counts = ["sent", "adopted", "published", "returned", "rejected"];
    let counts = counts.map(|name| items(&ledger).iter().map(|month| month[name].as_u64().unwrap()).sum::<u64>());
    assert_eq!(counts, [1, 1, 1, 1, 0]);
    cli.json(&["sync", "--network", "metered"]);
    assert!(cli.text(&["read", item]).contains("新生产线11月20日投产"));
    assert_eq!(cli.error(&["outbox", "withdraw", &id]).1, "submission-published");
}

#[test]
fn what_the_publisher_refuses_waits_for_the_person() {
    let clerk = clerk();
    let id = clerk.draft(&[]);
    let catalogue = fs::read_to_string(sample_content().join("catalogue.json")).unwrap();
    let mut form = serde_json::from_str::<Value>(&catalogue).unwrap()["station_form"].take();
    form["fields"][0]["max"] = 3.into();
    control(&clerk.publisher, "/catalogue", &json!({ "station_form": form }));
    let refused = clerk.run(&["submit", &id]);
    let value = refused.value();
    assert_eq!((refused.code, &value["phase"], &value["problem"]["code"]), (4, &json!("parked"), &json!("invalid")));
    assert_eq!(value["problem"]["fields"][0]["field"], "title");
    let shown = clerk.cli.text(&["outbox", &id]);
    assert!(shown.contains("未能送出") && shown.contains("! title："), "{shown}");
    let withdrawn = clerk.run(&["outbox", "withdraw", &id]);
    assert_eq!((withdrawn.code, &withdrawn.value()["phase"]), (0, &json!("draft")), "the problem is none of a draft");
    let opened = clerk.cli.json(&["draft", "edit", &id]);
    assert_eq!(opened["refused"], value["problem"]["fields"]);
    assert!(clerk.cli.text(&["draft", &id]).contains("! "));
    clerk.cli.json(&["draft", "set", &id, "title=投产"]);
    assert_eq!(clerk.run(&["submit", &id]).code, 0);
    assert_eq!(clerk.arrived().len(), 1);
}

#[test]
fn a_photo_that_was_lost_after_it_was_sent_is_added_again_and_arrives() {
    let clerk = clerk();
    let id = clerk.draft(&["auto-line.jpg", "wind-blade.jpg"]);
    let cli = &clerk.cli;
    let stored = cli.json(&["draft", &id])["files"][0]["path"].as_str().unwrap().to_owned();
    assert_eq!(clerk.run(&["submit", &id, "--unmetered", "--network", "metered"]).code, 3);
    fs::remove_file(stored).unwrap();
    let refreshed = clerk.run(&["outbox", "refresh"]);
    assert!(refreshed.stderr.contains("file-missing"), "{}", refreshed.stderr);
    assert_eq!(clerk.run(&["outbox", &id]).value()["phase"], "parked");
    let (right, wrong) = (photo("auto-line.jpg"), photo("ev-battery.jpg"));

    let refused = clerk.run(&["outbox", "photo", &id, &wrong]);
    let value = refused.value();
    assert_eq!(
        (refused.code, &value["phase"], &value["added"][0]["id"]),
        (4, &json!("parked"), &json!(null)),
        "{value}"
    );
    assert!(value["added"][0]["reason"].as_str().unwrap().ends_with('。'), "{value}");
    let shown = cli.run(&["outbox", "photo", &id, &wrong]);
    assert!(shown.code == 4 && shown.stdout.contains("没有加入“ev-battery.jpg”"), "{}", shown.stdout);

    let added = clerk.run(&["outbox", "photo", &id, &wrong, &right]);
    let value = added.value();
    assert_eq!((added.code, &value["phase"]), (0, &json!("delivered")), "{value}");
    let taken: Vec<bool> = value["added"].as_array().unwrap().iter().map(|file| file["id"].is_string()).collect();
    assert_eq!(taken, [false, true]);
    let uploads = ask(&clerk.publisher, "/uploads")["uploads"].clone();
    assert_eq!(uploads.as_array().unwrap().iter().map(|upload| &upload["complete"]).collect::<Vec<_>>(), [true; 2]);
    assert_eq!(cli.error(&["outbox", "photo", "x", &right]).1, "not-found");
}

#[test]
fn what_conflicts_is_opened_as_a_draft_of_its_own() {
    let clerk = clerk();
    let id = clerk.draft(&[]);
    let cli = &clerk.cli;
    // The phone's files come back from a backup after the draft was sent with another text.
    let (folder, backup) = (cli.home().join(".local/share/songming"), cli.home().join("backup"));
    fs::create_dir(&backup).unwrap();
    for entry in fs::read_dir(&folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_file() {
            fs::copy(entry.path(), backup.join(entry.file_name())).unwrap();
        }
    }
    cli.json(&["draft", "set", &id, "text=园区一家企业的新生产线昨天投产。"]);
    assert_eq!(clerk.run(&["submit", &id]).code, 0);
    fs::remove_dir_all(&folder).unwrap();
    fs::rename(&backup, &folder).unwrap();
    let conflict = clerk.run(&["submit", &id]);
    assert_eq!((conflict.code, &conflict.value()["problem"]["code"]), (4, &json!("conflict")));

    let opened = cli.json(&["draft", "edit", &id]);
    let copy = opened["id"].as_str().unwrap();
    assert!(copy != id && field(&opened, "text").contains("今天"), "{opened}");
    assert_eq!(cli.json(&["draft", "edit", &id])["id"], copy);
    assert_eq!(clerk.run(&["submit", copy]).code, 0);
    assert_eq!(clerk.arrived().len(), 2);
}

#[test]
fn a_submission_is_put_off_sent_without_charge_withdrawn_and_deleted() {
    let clerk = clerk();
    let id = clerk.draft(&["auto-line.jpg"]);
    let cli = &clerk.cli;
    let waiting = clerk.run(&["submit", &id, "--unmetered", "--network", "metered"]);
    let value = waiting.value();
    assert_eq!((waiting.code, &value["waits"]["code"]), (3, &json!("unmetered")), "{value}");
    assert_eq!(clerk.arrived().len(), 1, "the text goes on any network");
    assert!(cli.text(&["outbox", &id]).contains("只在不限量的网络上发"));

    assert_eq!(cli.json(&["outbox", "pause", &id])["phase"], "paused");
    assert_eq!(items(&cli.json(&["outbox", "refresh"]))[0]["phase"], "paused");
    assert_eq!(clerk.run(&["submit", &id]).code, 3);
    let resumed = clerk.run(&["outbox", "resume", &id]);
    assert_eq!((resumed.code, &resumed.value()["phase"]), (0, &json!("delivered")));

    assert_eq!(cli.error(&["outbox", "delete", &id]).1, "submission-open");
    let withdrawing = clerk.run(&["outbox", "withdraw", &id, "--network", "offline"]);
    assert_eq!((withdrawing.code, &withdrawing.value()["state"]), (3, &json!("withdrawing")));
    let withdrawn = clerk.run(&["outbox", "withdraw", &id]);
    assert_eq!((withdrawn.code, &withdrawn.value()["state"]), (0, &json!("withdrawn")));
    assert_eq!(cli.json(&["outbox", "delete", &id])["items"], json!([]));
    assert!(cli.text(&["outbox"]).contains("没有报送过稿件"));

    // One that never left is a draft again.
    let id = clerk.draft(&[]);
    assert_eq!(clerk.run(&["submit", &id, "--network", "offline"]).code, 3);
    let back = clerk.run(&["outbox", "withdraw", &id, "--network", "offline"]);
    assert_eq!((back.code, &back.value()["phase"]), (0, &json!("draft")));
    assert_eq!(items(&cli.json(&["draft"]))[0]["id"], id);

    assert_eq!(cli.json(&["outbox", "unmetered"])["unmetered_only"], false);
    assert_eq!(cli.json(&["outbox", "unmetered", "--on"])["unmetered_only"], true);
    assert!(cli.text(&["outbox", "unmetered"]).contains("只在不限量"));
    assert_eq!(cli.json(&["outbox", "unmetered", "--off"])["unmetered_only"], false);
}

#[test]
fn who_is_not_logged_in_has_no_drafts_and_who_logged_out_keeps_them() {
    let publisher = sample_publisher();
    let cli = synced_cli(&publisher);
    for words in [&["draft"][..], &["draft", "new", "title=x"], &["submit", "x"], &["outbox"], &["outbox", "ledger"]] {
        assert_eq!(cli.error(words), ("signed-out".into(), "signed-out".into()), "{words:?}");
    }
    log_in(&cli, "zhang", "zhang-2026");
    let id = id(&cli.json(&["draft", "new", "title=还没有写完"]));
    cli.json(&["logout"]);
    assert_eq!(cli.error(&["draft", &id]).0, "signed-out");
    log_in(&cli, "zhang", "zhang-2026");
    assert_eq!(field(&cli.json(&["draft", &id]), "title"), "还没有写完");
}

#[test]
fn the_pages_of_a_station_fit_the_width_of_the_terminal() {
    let clerk = clerk();
    let id = clerk.draft(&["auto-line.jpg"]);
    let open = id_of_draft(&clerk);
    assert_eq!(clerk.run(&["submit", &id]).code, 0);
    let pages: [&[&str]; 6] =
        [&["draft"], &["draft", "form"], &["draft", &open], &["outbox"], &["outbox", &id], &["outbox", "ledger"]];
    for columns in [40, 64, 80] {
        for words in pages {
            let output = clerk.cli.command(words).env("COLUMNS", columns.to_string()).output().unwrap();
            let shown = String::from_utf8(output.stdout).unwrap();
            let width = |line: &str| line.chars().map(|c| if c > '\u{2e7f}' { 2 } else { 1 }).sum::<usize>();
            let too_wide = shown.lines().find(|line| width(line) > columns);
            assert_eq!(too_wide, None, "{words:?} in {columns}");
        }
    }
}

/// A draft with everything that a page shows.
fn id_of_draft(clerk: &Clerk) -> String {
    let words =
        ["draft", "new", "title=一个很长的标题，长得一行写不下，也就是说要折行，折了以后仍然看得清楚", "text=短"];
    let id = id(&clerk.cli.json(&words));
    clerk.cli.json(&["draft", "set", &id, "contact=1", "--photo", &photo("wind-blade.jpg")]);
    id
}
