use std::fs;

use serde_json::json;

use super::super::reason::Reason;
use super::super::revision::{self, Opening};
use super::super::tests::{COMPLETE, NOW, Phone, form, of};
use super::super::{draft_file, submission_store};
use super::*;

/// What a phone knows of who is logged in.
fn log_in(phone: &Phone, account: &str) {
    phone.set(&format!(
        "DELETE FROM account; INSERT INTO account (id, name, station, since) VALUES ('{account}', '样例', 'station-1', 1)"
    ));
}

/// A submission of three files that conflicts; the last of its files is not on the phone.
fn conflicting(phone: &Phone) -> String {
    log_in(phone, "a");
    let id = phone.begin("a", &COMPLETE);
    let folder = phone.files();
    for (position, name) in [(3, "one"), (1, "two"), (2, "lost")] {
        phone.set(&format!(
            "INSERT INTO submission_file (id, submission, first_version, position, name, type, size, sha256, caption, notes,
                                          account, upload_state, upload_url, upload_shown, modified)
             VALUES ('{name}', '{id}', 1, {position}, '合影.jpg', 'image/jpeg', 3, 'digest of {name}', 'under {name}',
                     '[\"去掉了位置\"]', 'a', 'sending', 'http://127.0.0.1/{name}', 2, 7)"
        ));
        if name != "lost" {
            let unnamed = folder.create().unwrap();
            fs::write(phone.path().join("content"), name).unwrap();
            io::copy(&mut File::open(phone.path().join("content")).unwrap(), &mut &unnamed.file).unwrap();
            folder.rename(&unnamed, name).unwrap();
        }
    }
    let document = json!({"received": "2026-11-24T08:00:00+08:00", "body": {
        "fields": {"title": "开园", "text": "昨天开园剪彩。", "park": "farm", "author": "李四", "day": "2026-11-24", "ai": "none",
                   "consent": true},
        "media": [{"sha256": "digest of one"}, {"sha256": "another"}],
    }});
    let reason = Reason::conflict(&document).stored().unwrap();
    phone.set(&format!(
        "UPDATE submission SET phase = 'parked', queued = 1, reason = '{reason}';
         UPDATE submission_version SET body = '{{}}', tried = 1"
    ));
    id
}

fn copy(phone: &Phone, id: &str) -> Result<String> {
    open(phone.outbox(), &phone.files(), id, NOW)
}

/// All rows of a submission that a copy must not change, and the content of its files.
fn original(phone: &Phone, id: &str) -> String {
    let row = phone.ask(&format!(
        "SELECT phase || version || queued || tried || body FROM submission JOIN submission_version USING (version)
          WHERE id = '{id}' AND submission = '{id}'"
    ));
    let files = phone.ask(&format!(
        "SELECT group_concat(id || position || caption || upload_state || upload_url) FROM submission_file
          WHERE submission = '{id}'"
    ));
    let contents = ["one", "two"].map(|name| fs::read_to_string(phone.files().path(name)).unwrap());
    format!("{row} {files} {contents:?}")
}

fn names_on_disk(phone: &Phone) -> Vec<String> {
    let entries = fs::read_dir(phone.path().join("station")).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_copy_has_everything_but_the_ids_and_the_original_stays() {
    let phone = Phone::new();
    let id = conflicting(&phone);
    let before = original(&phone, &id);
    assert_eq!(phone.write(|write| revision::edit(write, "a", &id, NOW)).unwrap(), Opening::Copy);
    let new = copy(&phone, &id).unwrap();
    assert_ne!(new, id);
    assert_eq!(original(&phone, &id), before);
    let (draft, files) = phone
        .outbox()
        .read_now(|outbox| Ok((draft_store::writable(outbox, "a", &new)?, submission_file::list(outbox, &new, 1)?)))
        .unwrap();
    assert_eq!((draft.version, draft.values, draft.reason), (1, phone.values("a", &id), None));
    let told: Vec<(&str, &str, &str, bool)> =
        files.iter().map(|file| (&*file.sha256, &*file.caption, &*file.name, file.is_missing())).collect();
    let name = "合影.jpg";
    assert_eq!(
        told,
        [
            ("digest of two", "under two", name, false),
            ("digest of lost", "under lost", name, true),
            ("digest of one", "under one", name, false)
        ]
    );
    for (file, content) in [(&files[0], "two"), (&files[2], "one")] {
        assert_eq!(fs::read_to_string(phone.files().path(&file.id)).unwrap(), content);
        // Nothing was sent of it, and the sender compares it with its digest.
        assert_eq!((file.url.as_deref(), file.shown, file.modified, &*file.state), (None, 0, None, "fresh"));
    }
    // What becomes of the one does not touch the other.
    phone.write(|write| draft_file::remove(write, "a", &files[0].id, NOW)).unwrap();
    phone.files().remove(&files[0].id).unwrap();
    let deleted = phone.write(|write| submission_store::delete(write, "a", &id, true)).unwrap();
    assert_eq!(deleted.len(), 3);
    deleted.iter().for_each(|file| phone.files().remove(file).unwrap());
    assert_eq!(fs::read_to_string(phone.files().path(&files[2].id)).unwrap(), "one");
    assert_eq!(phone.values("a", &new).len(), COMPLETE.len());
}

#[test]
fn a_submission_has_one_copy() {
    let phone = Phone::new();
    let id = conflicting(&phone);
    let first = copy(&phone, &id).unwrap();
    let on_disk = names_on_disk(&phone);
    assert_eq!((copy(&phone, &id).unwrap(), names_on_disk(&phone)), (first.clone(), on_disk));
    // It was sent: a second one would be sent twice.
    phone.set(&format!("UPDATE submission SET phase = 'queued' WHERE id = '{first}'"));
    assert!(matches!(copy(&phone, &id), Err(Fault::SubmissionSent)));
    phone.set(&format!("UPDATE submission SET phase = 'draft' WHERE id = '{first}'"));
    // The person deleted it.
    phone.write(|write| draft_store::delete(write, "a", &first)).unwrap();
    let second = copy(&phone, &id).unwrap();
    assert_ne!(second, first);
    assert_eq!(phone.ask("SELECT count(*) FROM submission"), "2");
}

/// Trying again forgets why it was parked, and not what was made of it.
#[test]
fn one_that_conflicts_again_has_the_same_copy() {
    let phone = Phone::new();
    let id = conflicting(&phone);
    let reason = phone.ask("SELECT reason FROM submission");
    let first = copy(&phone, &id).unwrap();
    for conflicts in [format!("phase = 'parked', reason = '{reason}'"), "withdraw = 2, phase = 'delivered'".into()] {
        phone.write(|write| submission_store::retry(write, "a", &id)).unwrap();
        phone.set(&format!("UPDATE submission SET {conflicts} WHERE id = '{id}'"));
        assert_eq!(copy(&phone, &id).unwrap(), first, "{conflicts}");
        phone.set(&format!("UPDATE submission SET phase = 'queued' WHERE id = '{first}'"));
        assert!(matches!(copy(&phone, &id), Err(Fault::SubmissionSent)), "{conflicts}");
        assert!(matches!(phone.write(|write| revision::edit(write, "a", &id, NOW)), Err(Fault::SubmissionSent)));
        phone.set(&format!("UPDATE submission SET phase = 'draft' WHERE id = '{first}'"));
    }
}

/// What the newsroom lets go can be sent under another id, with everything that was written.
#[test]
fn what_was_withdrawn_can_be_written_again_as_another() {
    let phone = Phone::new();
    let id = conflicting(&phone);
    phone.set("UPDATE submission SET withdraw = 1, reason = NULL");
    assert!(matches!(phone.write(|write| revision::edit(write, "a", &id, NOW)), Err(Fault::SubmissionSent)));
    phone.set("UPDATE submission SET withdraw = 2, phase = 'delivered'");
    assert_eq!(phone.write(|write| revision::edit(write, "a", &id, NOW)).unwrap(), Opening::Copy);
    let new = copy(&phone, &id).unwrap();
    assert_eq!(phone.values("a", &new), phone.values("a", &id));
}

/// Whatever stands in the place of a file, the text can be written again.
#[test]
fn a_file_that_cannot_be_copied_is_missing_in_the_copy() {
    let phone = Phone::new();
    let id = conflicting(&phone);
    fs::remove_file(phone.files().path("one")).unwrap();
    fs::create_dir(phone.files().path("one")).unwrap();
    let before = names_on_disk(&phone);
    let new = copy(&phone, &id).unwrap();
    assert_eq!(names_on_disk(&phone).len(), before.len() + 1);
    let missing =
        format!("SELECT count(*) FROM submission_file WHERE submission = '{new}' AND upload_state = 'missing'");
    assert_eq!(phone.ask(&missing), "2");
}

#[test]
fn what_does_not_conflict_has_no_copy() {
    for change in [
        "UPDATE submission SET phase = 'queued', reason = NULL",
        "UPDATE submission SET phase = 'parked', reason = '{\"code\":\"refused\"}'",
        "UPDATE submission SET phase = 'parked', reason = 'no JSON'",
        "UPDATE submission SET phase = 'draft'",
        "UPDATE submission SET phase = 'delivered'",
    ] {
        let phone = Phone::new();
        let id = conflicting(&phone);
        phone.set(change);
        assert!(matches!(copy(&phone, &id), Err(Fault::SubmissionSent)), "{change}");
        assert_eq!((phone.ask("SELECT count(*) FROM submission"), names_on_disk(&phone).len()), ("1".into(), 2));
    }
    let phone = Phone::new();
    let id = conflicting(&phone);
    assert!(matches!(copy(&phone, "another"), Err(Fault::NotFound)));
    // Another account's is not even there.
    log_in(&phone, "b");
    assert!(matches!(copy(&phone, &id), Err(Fault::NotFound)));
    phone.set("DELETE FROM account");
    assert!(matches!(copy(&phone, &id), Err(Fault::SignedOut)));
    assert_eq!(names_on_disk(&phone).len(), 2);
}

/// Between reading the files and storing the rows the submission may be tried again.
#[test]
fn a_copy_that_is_no_longer_wanted_leaves_nothing() {
    let phone = Phone::new();
    let id = conflicting(&phone);
    let files = phone.outbox().read_now(|outbox| submission_file::list(outbox, &id, 1)).unwrap();
    let mut copied = Vec::new();
    copy_files(&phone.files(), files, &mut copied).unwrap();
    // A kill here: the repair finds files without a row, and no row without a file.
    assert_eq!((names_on_disk(&phone).len(), phone.ask("SELECT count(*) FROM submission_file")), (4, "3".into()));
    let known = phone.outbox().read_now(|outbox| submission_store::get(outbox, "a", &id)).unwrap();
    let full = phone.write(|write| {
        store(write, &of("a"), &known, &copied, NOW)?;
        Err::<(), _>(Fault::Stopped)
    });
    assert!(matches!(full, Err(Fault::Stopped)));
    assert_eq!(phone.ask("SELECT count(*) || count(copy) FROM submission"), "10");
    let new = copy(&phone, &id).unwrap();
    assert_eq!(phone.ask(&format!("SELECT count(*) FROM submission_file WHERE submission = '{new}'")), "3");
}

#[test]
fn both_contents_are_told_field_by_field() {
    let phone = Phone::new();
    let id = conflicting(&phone);
    let told = |account: &str| {
        phone.outbox().read_now(|outbox| revision::conflict(outbox, account, &id, &form(), NOW + 60_000))
    };
    let conflict = told("a").unwrap().unwrap();
    assert_eq!(conflict.fields.iter().map(|field| &*field.code).collect::<Vec<_>>(), ["text"]);
    assert_eq!((conflict.files_only_here, conflict.files_only_there), (2, 1));
    assert_eq!((conflict.received, conflict.received_text.is_empty()), (Some(NOW), false));
    assert!(matches!(told("b"), Err(Fault::NotFound)));
    // What the copy is linked with does not hide it.
    copy(&phone, &id).unwrap();
    assert_eq!(told("a").unwrap().unwrap(), conflict);
    phone.write(|write| submission_store::retry(write, "a", &id)).unwrap();
    assert_eq!(told("a").unwrap(), None);
}
