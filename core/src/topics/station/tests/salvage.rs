//! What becomes of submissions in a damaged outbox.

use super::super::draft_store::{get, list};
use super::super::{enqueue, file_repair, submission_file};
use super::*;
use crate::reader::incident;

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
fn a_value_that_is_odd_hides_no_text_and_the_person_is_told_to_look() {
    const ODD: &str = "CAST(x'7aff80' AS TEXT)";
    for (table, column, value, told) in [
        ("submission", "account", ODD, true),
        ("submission_version", "account", ODD, true),
        ("submission_save", "account", ODD, true),
        ("submission_file", "account", ODD, true),
        ("submission", "station", ODD, true),
        ("remembered_field", "value", ODD, true),
        // A number that could not be read, as it is stored in its place.
        ("submission", "version", "0", false),
    ] {
        let phone = Phone::new();
        let id = phone.begin("a", &[("title", "一"), ("text", "正文")]);
        phone.set(&format!(
            "INSERT INTO submission_file (id, submission, first_version, position, name, type, size, sha256, account)
             VALUES ('photo', '{id}', 1, 1, 'n', 'image/jpeg', 5, 's', 'a');
             INSERT INTO remembered_field VALUES ('a', 'contact', '12345')"
        ));
        let phone = without(phone, &format!("UPDATE {table} SET {column} = {value}"));
        let draft = phone.outbox().read_now(|outbox| get(outbox, "a", &id)).unwrap();
        assert_eq!((&*draft.values["title"], &*draft.values["text"]), ("一", "正文"), "{table} {column}");
        let owners = |table: &str| {
            let sql = format!("SELECT count(*) FROM {table} WHERE account = 'a'");
            phone.outbox().read_now(|outbox| Ok(outbox.query_row(&sql, [], |row| row.get::<_, i64>(0))?)).unwrap()
        };
        for of in ["submission", "submission_version", "submission_save", "submission_file"] {
            assert_eq!(owners(of), 1, "{table} {column}: {of}");
        }
        phone.write(|write| incident::finish_salvage(write).map(|_| ())).unwrap();
        let incidents = phone.outbox().read_now(incident::unreported).unwrap();
        let altered: Vec<&str> = incidents.iter().filter(|one| one.kind == "altered").map(|one| &*one.detail).collect();
        let expected = format!("{{\"{table}\":1}}");
        assert_eq!(altered, told.then_some(&*expected).as_slice(), "{table} {column}");
        assert!(incidents.iter().all(|one| one.words.contains("请检查")), "{incidents:?}");
        assert!(incidents.iter().all(|one| one.kind != "lost"), "{incidents:?}");
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
