//! What becomes of submissions in a damaged outbox.

use super::super::draft_store::{get, list};
use super::super::{enqueue, file_repair, submission_file};
use super::*;

/// The phone after rows were lost with a part of its outbox.
fn without(phone: Phone, lost: &str) -> Phone {
    phone.set(lost);
    let Phone { folder, store } = phone;
    store.close_idle();
    drop(store);
    std::fs::write(folder.path().join("outbox.sqlite3.damaged"), "").unwrap();
    let phone = Phone::in_folder(folder);
    phone.write(file_repair::restore_rows).unwrap();
    phone
}

fn send(phone: &Phone, id: &str) {
    let (remembered, presets) = (Values::new(), std::collections::BTreeMap::new());
    phone.write(|write| enqueue::enqueue(write, "a", id, &form(), (&remembered, &presets), false, NOW)).unwrap();
}

#[test]
fn no_text_is_lost_with_another_row_and_nobody_else_sees_it() {
    let title = |title: &str| [("title", title)].map(|(code, value)| (code, value.to_owned()));
    for (lost, version_text) in [
        ("DELETE FROM submission", "三"),
        ("DELETE FROM submission_version", "三"),
        ("DELETE FROM submission; DELETE FROM submission_version", "三"),
        ("DELETE FROM submission; DELETE FROM submission_save", "三"),
        ("DELETE FROM submission_save", "三"),
        // The newest state is lost: the one before it is left.
        ("DELETE FROM submission_version; DELETE FROM submission_save WHERE number = 3", "二"),
    ] {
        let phone = Phone::new();
        let (first, second) = (phone.begin("a", &[("title", "一")]), phone.begin("b", &[("title", "别人的")]));
        for title in ["二", "三"] {
            phone.save("a", &first, &[("title", title)], NOW + 5).unwrap();
        }
        let phone = without(phone, lost);
        let [(code, value)] = title(version_text);
        let draft = phone.outbox().read_now(|outbox| get(outbox, "a", &first)).unwrap();
        assert_eq!(draft.values[code], value, "{lost}");
        assert!(draft.is_draft(), "{lost}");
        let seen = |account: &str| phone.outbox().read_now(|outbox| list(outbox, account)).unwrap().len();
        assert_eq!((seen("a"), seen("b")), (1, 1), "{lost}");
        assert!(phone.outbox().read_now(|outbox| get(outbox, "a", &second)).is_err(), "{lost}");
        // It goes on.
        phone.save("a", &first, &[("title", "四")], NOW + 9).unwrap();
    }
}

#[test]
fn photos_without_any_other_row_are_an_untitled_draft_of_their_account() {
    let phone = Phone::new();
    let id = phone.begin("a", &[]);
    phone.set(&format!(
        "INSERT INTO submission_file (id, submission, first_version, position, name, type, size, sha256, account)
         VALUES ('photo', '{id}', 1, 1, 'n', 'image/jpeg', 5, 's', 'a')"
    ));
    let phone = without(phone, "DELETE FROM submission; DELETE FROM submission_version; DELETE FROM submission_save");
    let draft = phone.outbox().read_now(|outbox| get(outbox, "a", &id)).unwrap();
    assert_eq!(
        phone.outbox().read_now(|outbox| submission_file::list(outbox, &draft.id, draft.version)).unwrap().len(),
        1
    );
}

#[test]
fn what_was_sent_is_neither_sent_in_part_nor_sent_without_the_person() {
    let sent = |phone: &Phone| {
        let id = phone.begin("a", &COMPLETE);
        phone.set(&format!(
            "INSERT INTO submission_file (id, submission, first_version, position, name, type, size, sha256, caption, account)
             VALUES ('photo', '{id}', 1, 4, 'n', 'image/jpeg', 5, 'abc', '剪彩', 'a')"
        ));
        send(phone, &id);
        id
    };
    for (lost, phase) in [
        ("SELECT 1", "queued"),
        ("DELETE FROM submission", "parked {\"code\":\"salvaged\"}"),
        ("UPDATE submission_version SET received = 7; DELETE FROM submission", "delivered"),
        ("DELETE FROM submission_version", "draft"),
        ("UPDATE submission_version SET body = NULL", "draft"),
        ("DELETE FROM submission_file", "queued"),
    ] {
        let phone = Phone::new();
        let id = sent(&phone);
        let body = phone.ask("SELECT body FROM submission_version");
        phone.set("INSERT INTO station_cursor VALUES ('a', 9, 9)");
        let phone = without(phone, lost);
        assert_eq!(phone.ask("SELECT trim(phase || ' ' || coalesce(reason, '')) FROM submission"), phase, "{lost}");
        let after = phone.ask("SELECT body FROM submission_version");
        assert_eq!(after, if phase == "draft" { String::new() } else { body }, "{lost}");
        let draft = phone.outbox().read_now(|outbox| get(outbox, "a", &id)).unwrap();
        let files = phone.outbox().read_now(|outbox| submission_file::list(outbox, &draft.id, draft.version)).unwrap();
        let found: Vec<(&str, &str, u64)> =
            files.iter().map(|file| (file.sha256.as_str(), file.caption.as_str(), file.size)).collect();
        assert_eq!(found, [("abc", "剪彩", 5)], "{lost}");
        assert_eq!(phone.ask("SELECT count(*) FROM station_cursor"), "0", "{lost}");
    }
}
