use serde_json::json;

use super::super::tests::{COMPLETE, NOW, Phone, catalogue, form, map};
use super::super::{draft_file, submission_file};
use super::*;
use crate::formats::article::DifferenceKind;

/// A submission that was returned, with one photo.
fn returned(phone: &Phone) -> String {
    let id = phone.begin("a", &COMPLETE);
    let marks = json!([{"field": "text", "start": 2, "end": 4, "note": "写明时间"}, {"field": "gone", "start": 0, "end": 9}, 7]);
    phone.set(&format!(
        "INSERT INTO submission_file (id, submission, first_version, position, name, type, size, sha256)
         VALUES ('photo', '{id}', 1, 1, '合影.jpg', 'image/jpeg', 10, 'ab');
         UPDATE submission_version SET body = '{{}}', received = 5;
         UPDATE submission SET phase = 'delivered', arrived = 1, state = 'returned', tries = 3;
         INSERT INTO review_event (submission, sequence, version, state, at, role, reviewer, reason, marks)
         VALUES ('{id}', 1, 1, 'first-review', 5, '初审', '王五', NULL, '[]'),
                ('{id}', 2, 1, 'returned', {NOW}, '复审', '赵六', '缺时间', '{marks}')"
    ));
    id
}

fn open(phone: &Phone, id: &str) -> Result<Opening> {
    phone.write(|write| edit(write, "a", id, NOW))
}

fn stored(phone: &Phone, id: &str) -> StoredDraft {
    phone.outbox().read_now(|outbox| draft_store::get(outbox, "a", id)).unwrap()
}

#[test]
fn a_returned_version_is_opened_as_the_next_one() {
    let phone = Phone::new();
    let id = returned(&phone);
    assert!(matches!(phone.write(|write| edit(write, "b", &id, NOW)), Err(Fault::NotFound)));
    open(&phone, &id).unwrap();
    open(&phone, &id).unwrap();
    let draft = stored(&phone, &id);
    assert_eq!((draft.version, draft.is_draft(), draft.arrived), (2, true, false));
    assert_eq!(phone.ask("SELECT tries FROM submission"), "0");
    assert_eq!(draft.values, map(&COMPLETE));
    assert_eq!(phone.ask("SELECT coalesce(body, 'none') FROM submission_version WHERE version = 2"), "none");
    assert_eq!(phone.ask("SELECT received || body FROM submission_version WHERE version = 1"), "5{}");
    let files = phone.outbox().read_now(|outbox| submission_file::list(outbox, &draft.id, draft.version)).unwrap();
    assert_eq!(files.len(), 1);
    let note = phone.outbox().read_now(|outbox| return_note(outbox, &draft, NOW)).unwrap().unwrap();
    assert_eq!((note.role.as_deref(), note.reviewer.as_deref(), &*note.reason), (Some("复审"), Some("赵六"), "缺时间"));
    let passages: Vec<(&str, &str, &str)> =
        note.marks.iter().map(|mark| (&*mark.field, &*mark.passage, &*mark.note)).collect();
    assert_eq!(passages, [("text", "开园", "写明时间"), ("gone", "", "")]);
    // Whatever was changed, the text that was returned can be restored.
    phone.save("a", &id, &[("text", "改了。")], NOW).unwrap();
    phone.write(|write| draft_store::restore(write, "a", &id, 1, NOW)).unwrap();
    assert_eq!(stored(&phone, &id).values, map(&COMPLETE));
}

#[test]
fn what_was_sent_survives_the_next_version() {
    let phone = Phone::new();
    let id = returned(&phone);
    open(&phone, &id).unwrap();
    // The file is kept for the version that was sent with it.
    assert!(!phone.write(|write| draft_file::remove(write, "a", "photo", NOW)).unwrap());
    let files = |draft: &StoredDraft| {
        phone.outbox().read_now(|outbox| submission_file::list(outbox, &draft.id, draft.version)).unwrap().len()
    };
    assert_eq!(files(&stored(&phone, &id)), 0);
    phone.save("a", &id, &[("text", "第二版的正文。")], NOW).unwrap();
    assert_eq!(phone.write(|write| draft_store::delete(write, "a", &id)).unwrap(), [""; 0]);
    let back = stored(&phone, &id);
    assert_eq!((back.version, back.phase, back.arrived, files(&back)), (1, SubmissionPhase::Delivered, true, 1));
    assert_eq!(back.values, map(&COMPLETE));
    assert_eq!(phone.ask("SELECT count(*) FROM submission_version"), "1");
    // And is opened again.
    open(&phone, &id).unwrap();
    assert_eq!(stored(&phone, &id).version, 2);
}

#[test]
fn only_what_cannot_have_reached_the_publisher_is_taken_back() {
    for (columns, version, taken) in [
        ("phase = 'queued'", "tried = 0", true),
        ("phase = 'paused'", "tried = 0", true),
        // A try that never left the phone.
        ("phase = 'queued', tries = 2", "tried = 0", true),
        ("phase = 'queued', tries = 1", "tried = 1", false),
        ("phase = 'paused', tries = 1", "tried = 1", false),
        ("phase = 'queued', arrived = 1", "received = 1", false),
        ("phase = 'parked', tries = 4, reason = 'x'", "tried = 0", true),
        ("phase = 'parked', tries = 4, reason = 'x'", "tried = 1", false),
        ("phase = 'parked', arrived = 1", "received = 1", false),
        ("phase = 'delivered', arrived = 1, state = 'first-review'", "received = 1", false),
        ("phase = 'delivered', arrived = 1", "received = 1", false),
        // The publisher is being told that it is withdrawn.
        ("phase = 'delivered', arrived = 1, state = 'returned', withdraw = 1", "received = 1", false),
        // Not yet at the publisher with this version, whatever it said of the one before.
        ("phase = 'queued', tries = 2, state = 'returned'", "tried = 2", false),
    ] {
        let phone = Phone::new();
        let id = phone.begin("a", &COMPLETE);
        phone.set(&format!(
            "UPDATE submission SET queued = 1, {columns}; UPDATE submission_version SET body = '{{}}', {version}"
        ));
        match taken {
            true => {
                open(&phone, &id).unwrap();
                assert!(stored(&phone, &id).is_draft(), "{columns}");
                assert_eq!(phone.ask("SELECT coalesce(body, '') FROM submission_version"), "", "{columns}");
                assert_eq!(
                    phone.ask("SELECT version || tries || coalesce(queued, '-') FROM submission"),
                    "10-",
                    "{columns}"
                );
            }
            false => {
                assert!(matches!(open(&phone, &id), Err(Fault::SubmissionSent)), "{columns}");
                assert_eq!(phone.ask("SELECT body FROM submission_version"), "{}", "{columns}");
            }
        }
    }
}

#[test]
fn differences_are_told_field_by_field_in_words() {
    let phone = Phone::new();
    let id = returned(&phone);
    open(&phone, &id).unwrap();
    let changed = [("title", "开园了"), ("park", "economic"), ("consent", ""), ("gone", "旧字段"), ("sector", "car")];
    phone.save("a", &id, &changed, NOW).unwrap();
    let find = |versions| phone.outbox().read_now(|outbox| differences(outbox, "a", &id, versions, &form()));
    let found = find((1, 2)).unwrap();
    let told: Vec<(String, String)> = found
        .iter()
        .map(|one| {
            let mark = |span: &crate::formats::article::DifferenceSpan| match span.kind {
                DifferenceKind::Same => span.text.clone(),
                DifferenceKind::Removed => format!("-{}-", span.text),
                DifferenceKind::Added => format!("+{}+", span.text),
            };
            (one.name.clone(), one.spans.iter().map(mark).collect())
        })
        .collect();
    let expected = [
        ("标题", "开园+了+"),
        ("产业", "+汽车制造+"),
        ("园区", "-农业园区-+经开区+"),
        ("画面中人物已同意", "-已确认-"),
        ("gone", "+旧字段+"),
    ];
    assert_eq!(told, expected.map(|(name, spans)| (name.to_owned(), spans.to_owned())));
    assert!(find((1, 1)).unwrap().is_empty());
    assert!(matches!(find((1, 3)), Err(Fault::NotFound)));
    assert!(catalogue()["parks"][1]["name"] == "农业园区");
}
