use std::fs::{self, File};
use std::time::{Duration, SystemTime};

use super::super::tests::{COMPLETE, NOW, Phone};
use super::*;

/// A file of the folder that was changed this long ago, or will be.
fn file(phone: &Phone, name: &str, age: i64) {
    let folder = phone.path().join("station");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(name), "photo").unwrap();
    let span = Duration::from_secs(age.unsigned_abs());
    let moment = if age < 0 { SystemTime::now() + span } else { SystemTime::now() - span };
    File::options().write(true).open(folder.join(name)).unwrap().set_modified(moment).unwrap();
}

fn row(phone: &Phone, draft: &str, id: &str) {
    phone.set(&format!(
        "INSERT INTO submission_file (id, submission, first_version, position, name, type, size, sha256)
         VALUES ('{id}', '{draft}', 1, 1, 'n', 'image/jpeg', 5, 's')"
    ));
}

fn repaired(phone: &Phone) -> Vec<String> {
    repair(phone.outbox(), &phone.files(), NOW).unwrap();
    let Ok(entries) = fs::read_dir(phone.path().join("station")) else { return Vec::new() };
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn told(phone: &Phone) -> Vec<String> {
    let incidents = phone.outbox().read_now(incident::unreported).unwrap();
    incidents.into_iter().map(|incident| incident.words).collect()
}

#[test]
fn what_has_no_row_goes_after_an_hour() {
    let phone = Phone::new();
    assert_eq!(repaired(&phone), [""; 0]);
    let draft = phone.begin("a", &COMPLETE);
    row(&phone, &draft, "kept");
    for (name, age) in [
        ("kept", 9_000),
        ("kept.jpg", 9_000),
        ("new-old", 3_700),
        ("new-now", 3_500),
        ("orphan", 3_700),
        ("orphan.png", 3_700),
        ("fresh", 10),
        // The clock was put back.
        ("ahead", -9_000),
    ] {
        file(&phone, name, age);
    }
    assert_eq!(repaired(&phone), ["ahead", "fresh", "kept", "kept.jpg", "new-now"]);
    assert_eq!(told(&phone), [""; 0]);
}

#[test]
fn a_file_that_is_gone_is_told_once_and_never_silently_left_out() {
    const PARKED: &str = "parked {\"code\":\"file-missing\",\"file\":\"one\"}";
    for (phase, expected) in [("draft", "draft"), ("queued", PARKED), ("paused", PARKED), ("delivered", "delivered")] {
        let phone = Phone::new();
        let draft = phone.begin("a", &COMPLETE);
        row(&phone, &draft, "one");
        row(&phone, &draft, "two");
        file(&phone, "two", 0);
        if phase == "paused" {
            // It has lost its end.
            fs::write(phone.path().join("station/one"), "phot").unwrap();
        }
        phone.set(&format!("UPDATE submission SET phase = '{phase}'"));
        repaired(&phone);
        repaired(&phone);
        assert_eq!(told(&phone), ["稿件中有1个照片或视频在手机上找不到或不完整了，请打开稿件重新添加。"]);
        let states = || {
            phone.ask("SELECT group_concat(upload_state) FROM (SELECT upload_state FROM submission_file ORDER BY id)")
        };
        assert_eq!(states(), "missing,fresh");
        assert_eq!(phone.ask("SELECT trim(phase || ' ' || coalesce(reason, '')) FROM submission"), expected);
        // The file came back: a folder that was moved away and back.
        file(&phone, "one", 0);
        repaired(&phone);
        assert_eq!(states(), "fresh,fresh");
        assert_eq!(told(&phone).len(), 1);
    }
}

#[test]
fn what_the_publisher_has_is_not_missed_here() {
    let phone = Phone::new();
    let draft = phone.begin("a", &COMPLETE);
    row(&phone, &draft, "one");
    phone.set("UPDATE submission_file SET upload_state = 'whole'");
    repaired(&phone);
    assert_eq!((told(&phone).len(), &*phone.ask("SELECT upload_state FROM submission_file")), (0, "whole"));
}

#[test]
fn a_file_that_only_an_earlier_version_had_parks_nothing() {
    let phone = Phone::new();
    let draft = phone.begin("a", &COMPLETE);
    row(&phone, &draft, "one");
    phone.set("UPDATE submission SET version = 2, phase = 'queued'; UPDATE submission_file SET last_version = 1");
    repaired(&phone);
    assert_eq!(phone.ask("SELECT phase FROM submission"), "queued");
}

#[test]
fn files_whose_rows_a_damaged_outbox_lost_stay() {
    let phone = Phone::new();
    let draft = phone.begin("a", &COMPLETE);
    row(&phone, &draft, "kept");
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis() as i64;
    let damaged = now - 5_000 * 1_000;
    phone.set(&format!("INSERT INTO incident (time, kind, detail) VALUES ({damaged}, 'lost', '{{}}')"));
    for (name, age) in [("kept", 9_000), ("lost", 9_000), ("new-lost", 9_000), ("later", 4_000)] {
        file(&phone, name, age);
    }
    assert_eq!(repaired(&phone), ["kept", "lost"]);
}
