use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::tests::{MINUTE, NOW, Phone, map};
use super::*;
use crate::reader::account;

fn titles(phone: &Phone, account: &str) -> Vec<String> {
    let drafts = phone.outbox().read_now(|outbox| list(outbox, account)).unwrap();
    drafts.into_iter().map(|draft| draft.values["title"].clone()).collect()
}

fn states(phone: &Phone, id: &str) -> Vec<(i64, String)> {
    let states = phone.outbox().read_now(|outbox| history(outbox, "a", id)).unwrap();
    states.into_iter().map(|state| (state.number, state.values["title"].clone())).collect()
}

#[test]
fn an_account_sees_and_changes_its_own_drafts_only() {
    let phone = Phone::new();
    let (first, second) = (phone.begin("a", &[("title", "甲")]), phone.begin("b", &[("title", "乙")]));
    assert_eq!((titles(&phone, "a"), titles(&phone, "b")), (vec!["甲".to_owned()], vec!["乙".to_owned()]));
    let denied = |result: Result<()>| assert!(matches!(result, Err(Fault::NotFound)), "{result:?}");
    denied(phone.outbox().read_now(|outbox| get(outbox, "b", &first).map(drop)));
    denied(phone.outbox().read_now(|outbox| history(outbox, "b", &first).map(drop)));
    denied(phone.outbox().read_now(|outbox| values(outbox, "b", &first, 1).map(drop)));
    denied(phone.save("b", &first, &[("title", "改")], NOW));
    denied(phone.write(|write| restore(write, "b", &first, 1, NOW)));
    denied(phone.write(|write| delete(write, "b", &first).map(drop)));
    // A row that lost its owner is nobody's.
    phone.set("UPDATE submission SET account = '' WHERE account = 'b'");
    denied(phone.outbox().read_now(|outbox| get(outbox, "b", &second).map(drop)));
    assert_eq!(titles(&phone, "a"), ["甲"]);
    assert!(matches!(phone.outbox().read_now(account::owner), Err(Fault::SignedOut)));
}

#[test]
fn a_save_keeps_what_it_does_not_name() {
    let phone = Phone::new();
    let id = phone.begin("a", &[("title", "甲"), ("gone", "以前的表单")]);
    phone.save("a", &id, &[("text", "正文"), ("title", "")], NOW).unwrap();
    assert_eq!(phone.values("a", &id), map(&[("title", ""), ("text", "正文"), ("gone", "以前的表单")]));
}

#[test]
fn a_save_without_a_change_writes_nothing() {
    let phone = Phone::new();
    let id = phone.begin("a", &[("title", "甲")]);
    phone.save("a", &id, &[("title", "乙")], NOW + 1).unwrap();
    let changes = |write: &Write<'_>| write.query_row("SELECT total_changes()", [], |row| row.get::<_, i64>(0));
    let before = phone.write(|write| Ok(changes(write)?)).unwrap();
    phone.save("a", &id, &[("title", "乙")], NOW + MINUTE).unwrap();
    phone.save("a", &id, &[], NOW + MINUTE).unwrap();
    assert_eq!(phone.write(|write| Ok(changes(write)?)).unwrap(), before);
    assert_eq!(phone.ask("SELECT changed FROM submission"), (NOW + 1).to_string());
    assert_eq!(states(&phone, &id).len(), 2);
    // Also once it was sent: a late autosave is no error.
    phone.set("UPDATE submission SET phase = 'queued'");
    phone.save("a", &id, &[("title", "乙")], NOW).unwrap();
    assert!(matches!(phone.save("a", &id, &[("title", "丙")], NOW), Err(Fault::SubmissionSent)));
    assert_eq!(phone.values("a", &id)["title"], "乙");
}

#[test]
fn a_save_is_on_the_disk_when_the_call_returns() {
    let phone = Phone::new();
    let id = phone.begin("a", &[]);
    for number in 0..5 {
        let text = format!("第{number}稿");
        phone.save("a", &id, &[("text", &text)], NOW + number).unwrap();
        // What a kill at this moment leaves.
        let image = tempfile::tempdir().unwrap();
        for entry in std::fs::read_dir(phone.path()).unwrap().flatten().filter(|entry| entry.path().is_file()) {
            std::fs::copy(entry.path(), image.path().join(entry.file_name())).unwrap();
        }
        assert_eq!(Phone::in_folder(image).values("a", &id)["text"], text);
    }
}

#[test]
fn a_state_is_restored_and_restoring_can_be_undone() {
    let phone = Phone::new();
    let id = phone.begin("a", &[("title", "一")]);
    for title in ["二", "三"] {
        phone.save("a", &id, &[("title", title)], NOW).unwrap();
    }
    let restore = |number| phone.write(|write| restore(write, "a", &id, number, NOW));
    restore(1).unwrap();
    assert_eq!(phone.values("a", &id)["title"], "一");
    let expected = [(4, "一"), (3, "三"), (2, "二"), (1, "一")].map(|(number, title)| (number, title.to_owned()));
    assert_eq!(states(&phone, &id), expected);
    restore(3).unwrap();
    assert_eq!(phone.values("a", &id)["title"], "三");
    assert!(matches!(restore(99), Err(Fault::NotFound)));
}

#[test]
fn limits_of_a_save() {
    let value = |code: &str, length: usize| FieldValue { code: code.into(), value: "字".repeat(length) };
    check(&[value("text", MAX_VALUE)]).unwrap();
    for odd in [vec![value("text", MAX_VALUE + 1)], vec![value("", 1)], vec![value("text", 1); MAX_VALUES + 1]] {
        assert!(matches!(check(&odd), Err(Fault::BadRequest)));
    }
}

#[test]
fn a_deleted_draft_is_gone_with_all_its_rows() {
    let phone = Phone::new();
    let (id, other) = (phone.begin("a", &[("title", "甲")]), phone.begin("a", &[("title", "乙")]));
    phone.set(&format!(
        "INSERT INTO submission_file (id, submission, first_version, position, name, type, size, sha256)
         VALUES ('f', '{id}', 1, 1, 'n', 't', 1, 's'), ('g', '{other}', 1, 1, 'n', 't', 1, 's')"
    ));
    assert_eq!(phone.write(|write| delete(write, "a", &id)).unwrap(), ["f"]);
    for table in ["submission_version", "submission_save", "submission_file"] {
        assert_eq!(phone.ask(&format!("SELECT count(*) FROM {table} WHERE submission = '{id}'")), "0", "{table}");
    }
    assert_eq!(titles(&phone, "a"), ["乙"]);
    phone.set("UPDATE submission SET phase = 'queued'");
    assert!(matches!(phone.write(|write| delete(write, "a", &other)), Err(Fault::SubmissionSent)));
}

#[test]
fn the_last_states_and_the_end_of_each_session_are_kept() {
    let phone = Phone::new();
    let id = phone.begin("a", &[("title", "0")]);
    // Five sessions of thirty saves each, a minute apart.
    let mut number = 0;
    for session in 0..5 {
        for minute in 0..30 {
            number += 1;
            let now = NOW + session * 24 * 60 * MINUTE + minute * MINUTE;
            phone.save("a", &id, &[("title", &number.to_string())], now).unwrap();
        }
    }
    let kept: Vec<String> = states(&phone, &id).into_iter().map(|(_, title)| title).collect();
    let mut expected: Vec<String> = (131..=150).rev().map(|number| number.to_string()).collect();
    expected.extend(["120", "90", "60", "30"].map(str::to_owned));
    assert_eq!(kept, expected);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// Saves at any times, also with a clock that jumps: the newest state is the draft's, the last ones are all there, whatever is
    /// kept is what was saved, and it does not grow without end.
    #[test]
    fn history_tells_the_truth(steps in proptest::collection::vec((0..4_u8, -90..90_i64, 0..6_usize), 1..90)) {
        let phone = Phone::new();
        let id = phone.begin("a", &[("title", "0")]);
        let mut saved: BTreeMap<i64, String> = BTreeMap::from([(1, "0".to_owned())]);
        let (mut now, mut current) = (NOW, "0".to_owned());
        for (title, pause, pick) in steps {
            now += pause * MINUTE;
            let known = states(&phone, &id);
            let wanted = if pick == 5 {
                let (number, title) = known[usize::from(title) % known.len()].clone();
                phone.write(|write| restore(write, "a", &id, number, now)).unwrap();
                title
            } else {
                phone.save("a", &id, &[("title", &title.to_string())], now).unwrap();
                title.to_string()
            };
            if wanted != current {
                saved.insert(saved.last_key_value().unwrap().0 + 1, wanted.clone());
                current = wanted;
            }
            let kept = states(&phone, &id);
            prop_assert_eq!(&kept[0].1, &current);
            prop_assert!(kept.iter().all(|(number, title)| saved[number] == *title));
            let newest: Vec<i64> = saved.keys().rev().take(RECENT_STATES).copied().collect();
            let newest_kept: Vec<i64> = kept.iter().take(RECENT_STATES).map(|(number, _)| *number).collect();
            prop_assert_eq!(newest, newest_kept);
            prop_assert!(kept.len() <= RECENT_STATES + SESSIONS);
        }
        prop_assert_eq!(&phone.values("a", &id)["title"], &current);
    }
}
