use std::collections::BTreeMap;

use super::super::submission_store;
use super::super::tests::{COMPLETE, NOW, Phone, form, map};
use super::*;

fn add_file(phone: &Phone, id: &str, draft: &str, columns: &str) {
    let position = id.len();
    phone.set(&format!(
        "INSERT INTO submission_file (id, submission, first_version, position, name, type, size, sha256)
         VALUES ('{id}', '{draft}', 1, {position}, '合影.jpg', 'image/jpeg', 10, 'ab{id}');
         UPDATE submission_file SET {columns} WHERE id = '{id}'"
    ));
}

fn send(phone: &Phone, account: &str, id: &str, form: &Form, now: i64) -> Result<()> {
    phone.write(|write| {
        let remembered = draft_store::remembered(write, account)?;
        enqueue(write, account, id, form, (&remembered, &BTreeMap::new()), true, now)
    })
}

fn begin(phone: &Phone, account: &str) -> String {
    phone.begin(account, &COMPLETE)
}

#[test]
fn a_sent_draft_is_frozen_as_it_will_be_sent() {
    let phone = Phone::new();
    let id = begin(&phone, "a");
    phone.save("a", &id, &[("title", " 开园 "), ("gone", "以前的")], NOW).unwrap();
    add_file(&phone, "bb", &id, "caption = ' 剪彩 '");
    add_file(&phone, "a", &id, "caption = ' '");
    add_file(&phone, "dropped", &id, "last_version = 0");
    send(&phone, "a", &id, &form(), NOW).unwrap();
    let body = phone.ask("SELECT body FROM submission_version");
    let expected = json!({
        "fields": {"title": "开园", "text": "今天开园剪彩。", "park": "farm", "author": "李四", "day": "2026-11-24",
                   "ai": "none", "consent": true},
        "media": [{"id": "a", "sha256": "aba", "size": 10, "type": "image/jpeg"},
                  {"id": "bb", "sha256": "abbb", "size": 10, "type": "image/jpeg", "caption": "剪彩"}],
        "written": "2026-11-24T00:00:00.000Z",
    });
    assert_eq!(serde_json::from_str::<Value>(&body).unwrap(), expected);
    assert_eq!(phone.ask("SELECT phase || unmetered_only || arrived || tries FROM submission"), "queued100");
    // What was sent is what a reviewer marks.
    assert_eq!((&*phone.values("a", &id)["title"], &*phone.values("a", &id)["gone"]), ("开园", "以前的"));

    let before = phone.ask("SELECT queued FROM submission");
    send(&phone, "a", &id, &form(), NOW + 5).unwrap();
    phone.set("UPDATE submission SET phase = 'delivered'");
    send(&phone, "a", &id, &form(), NOW + 5).unwrap();
    assert_eq!(phone.ask("SELECT body FROM submission_version"), body);
    assert_eq!(phone.ask("SELECT queued || phase FROM submission"), format!("{before}delivered"));
}

#[test]
fn a_draft_with_a_problem_stays_a_draft() {
    let phone = Phone::new();
    let id = begin(&phone, "a");
    let form = form();
    let incomplete = || {
        assert!(matches!(send(&phone, "a", &id, &form, NOW), Err(Fault::DraftIncomplete)));
        let draft = phone.outbox().read_now(|outbox| draft_store::get(outbox, "a", &id)).unwrap();
        assert!(draft.is_draft() && phone.ask("SELECT body FROM submission_version").is_empty());
        let files = phone.outbox().read_now(|outbox| submission_file::list(outbox, &draft.id, draft.version)).unwrap();
        problems(&form, &draft.values, &files).into_iter().map(|problem| problem.reason).collect::<Vec<_>>()
    };
    add_file(&phone, "f", &id, "upload_state = 'missing'");
    assert_eq!(incomplete(), ["“合影.jpg”在手机上找不到或不完整了，请重新添加，或移除它。"]);
    phone.set("UPDATE submission_file SET upload_state = 'fresh', type = 'image/webp'");
    assert_eq!(incomplete(), ["县融媒体中心不接收“合影.jpg”的格式，请移除。"]);
    phone.set("UPDATE submission_file SET type = 'video/mp4', size = 4001");
    assert_eq!(incomplete(), ["“合影.jpg”超过了县融媒体中心的大小限制，请移除。"]);
    phone.set("UPDATE submission_file SET size = 4000");
    for id_of_file in ["ff", "fff", "ffff"] {
        add_file(&phone, id_of_file, &id, "size = 1");
    }
    assert_eq!(incomplete(), ["照片和视频最多3个。"]);
    phone.set("DELETE FROM submission_file WHERE id <> 'f'");
    phone.save("a", &id, &[("consent", "")], NOW).unwrap();
    assert_eq!(incomplete(), ["请确认：画面中人物已同意。"]);
    assert!(matches!(send(&phone, "a", &id, &super::super::form::without_catalogue(), NOW), Err(Fault::NoStationForm)));
    assert!(matches!(send(&phone, "b", &id, &form, NOW), Err(Fault::NotFound)));
    phone.save("a", &id, &[("consent", "true")], NOW).unwrap();
    send(&phone, "a", &id, &form, NOW).unwrap();
}

#[test]
fn what_was_entered_is_not_asked_twice_nor_told_to_another_account() {
    let phone = Phone::new();
    let id = begin(&phone, "a");
    phone.save("a", &id, &[("sector", "car")], NOW).unwrap();
    send(&phone, "a", &id, &form(), NOW).unwrap();
    let remembered = |account| phone.outbox().read_now(|outbox| draft_store::remembered(outbox, account)).unwrap();
    assert_eq!(remembered("a"), map(&[("author", "李四"), ("sector", "car")]));
    assert_eq!(remembered("b"), Values::new());
    // A draft that lacks only what is known is complete, and emptying a field is remembered too.
    let mut without_author = COMPLETE.to_vec();
    without_author.retain(|(code, _)| *code != "author");
    let next = phone.begin("a", &without_author);
    phone.save("a", &next, &[("sector", "")], NOW).unwrap();
    send(&phone, "a", &next, &form(), NOW).unwrap();
    assert_eq!(phone.values("a", &next)["author"], "李四");
    assert_eq!(remembered("a"), map(&[("author", "李四")]));
}

#[test]
fn what_no_submission_says_any_more_is_not_proposed_either() {
    let phone = Phone::new();
    let of = |account: &str, author: &str| {
        let id = begin(&phone, account);
        phone.save(account, &id, &[("author", author), ("sector", "car")], NOW).unwrap();
        send(&phone, account, &id, &form(), NOW).unwrap();
        id
    };
    let remembered = |account| phone.outbox().read_now(|outbox| draft_store::remembered(outbox, account)).unwrap();
    let delete = |account, id: &str| phone.write(|write| submission_store::delete(write, account, id, true)).unwrap();
    let (first, second, other) = (of("a", "李四"), of("a", "王五"), of("b", "王五"));
    delete("a", &first);
    assert_eq!(remembered("a"), map(&[("author", "王五"), ("sector", "car")]));
    let third = of("a", "赵六");
    delete("a", &third);
    // The second one still says where it comes from.
    assert_eq!(remembered("a"), map(&[("sector", "car")]));
    // One that is a draft again, and is deleted as such.
    phone.write(|write| submission_store::withdraw(write, "a", &second, NOW)).unwrap();
    phone.write(|write| draft_store::delete(write, "a", &second)).unwrap();
    assert_eq!(remembered("a"), Values::new());
    assert_eq!(remembered("b"), map(&[("author", "王五"), ("sector", "car")]));
    delete("b", &other);
    assert_eq!(remembered("b"), Values::new());
}

#[test]
fn the_order_of_sending_survives_a_clock_that_is_put_back() {
    let phone = Phone::new();
    let ids: Vec<String> = (0..3).map(|_| begin(&phone, "a")).collect();
    for (id, now) in ids.iter().zip([NOW, NOW - 1_000_000, NOW]) {
        send(&phone, "a", id, &form(), now).unwrap();
    }
    let order = phone.ask("SELECT group_concat(id, ' ') FROM (SELECT id FROM submission ORDER BY queued)");
    assert_eq!(order, ids.join(" "));
}
