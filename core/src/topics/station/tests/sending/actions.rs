//! What a person can do with a submission, in every state that its row can have.

use std::collections::BTreeSet;

use super::super::super::draft_file::{self, Room};
use super::super::super::submission::{Submission, SubmissionAction};
use super::super::super::submission_page::{Situation, describe};
use super::super::super::{revision, submission_store};
use super::fixture::{NOW, Phone};
use crate::base::error::{Fault, Result};
use crate::base::store::Write;

const ALL: [SubmissionAction; 7] = [
    SubmissionAction::AddFile,
    SubmissionAction::Retry,
    SubmissionAction::Edit,
    SubmissionAction::Pause,
    SubmissionAction::Resume,
    SubmissionAction::Withdraw,
    SubmissionAction::Delete,
];

/// What became of an action.
#[derive(PartialEq)]
enum Done {
    Changed,
    /// A draft is to be opened, which may be made first.
    Opens,
}

fn perform(write: &Write<'_>, action: SubmissionAction) -> Result<Done> {
    match action {
        SubmissionAction::AddFile => {
            if draft_file::room(write, "zhang", "a", 9)? != Room::ForLost {
                return Err(Fault::SubmissionSent);
            }
            draft_file::record_restored(write, "zhang", "a-0", None, NOW + 5)
        }
        SubmissionAction::Retry => submission_store::retry(write, "zhang", "a"),
        SubmissionAction::Edit => {
            revision::edit(write, "zhang", "a", NOW + 5)?;
            return Ok(Done::Opens);
        }
        SubmissionAction::Pause => submission_store::pause(write, "zhang", "a"),
        SubmissionAction::Resume => submission_store::resume(write, "zhang", "a"),
        SubmissionAction::Withdraw => submission_store::withdraw(write, "zhang", "a", NOW + 5),
        SubmissionAction::Delete => submission_store::delete(write, "zhang", "a", true).map(drop),
    }?;
    Ok(Done::Changed)
}

/// As it is shown, but for the time of the last change.
fn seen(write: &Write<'_>) -> Option<Submission> {
    let stored = submission_store::get(write, "zhang", "a").ok()?;
    let shown = describe(write, stored, &Situation::default()).unwrap();
    Some(Submission { changed: 0, changed_text: String::new(), ..shown })
}

/// Why a submission waits for the person, with the draft that was made of it, and the state of its file.
fn reasons(phase: &str, withdraw: i64) -> Vec<(&'static str, &'static str)> {
    let mut reasons = vec![("reason = NULL", "fresh")];
    if phase == "parked" {
        reasons.extend([
            ("reason = '{\"code\":\"refused\"}'", "fresh"),
            ("reason = '{\"code\":\"file-missing\",\"file\":\"a-0\"}'", "missing"),
            ("reason = '{\"code\":\"conflict\"}'", "fresh"),
            ("reason = '{\"code\":\"conflict\"}', copy = 'written'", "fresh"),
            ("reason = '{\"code\":\"conflict\"}', copy = 'sent'", "fresh"),
        ]);
    }
    if withdraw == 2 {
        reasons.extend([("copy = 'written'", "fresh"), ("copy = 'sent'", "fresh")]);
    }
    reasons
}

/// The rows that this program can write: the members of the tables of submissions, files and versions.
fn rows() -> Vec<(String, String, String)> {
    let mut rows = Vec::new();
    for phase in ["draft", "queued", "paused", "parked", "delivered"] {
        for (arrived, version) in [(0, "tried = 0"), (0, "tried = 2"), (1, "received = 7")] {
            for state in
                ["NULL", "'first-review'", "'returned'", "'adopted'", "'published'", "'rejected'", "'withdrawn'"]
            {
                for (withdraw, retry) in [(0, "NULL"), (0, "9"), (1, "NULL"), (1, "9"), (2, "NULL")] {
                    // What the newsroom judges arrived, and what is delivered too; a withdrawn one is delivered.
                    let judged = state != "NULL" || phase == "delivered";
                    if (judged && arrived == 0) || (withdraw == 2 && phase != "delivered") {
                        continue;
                    }
                    let row = format!(
                        "phase = '{phase}', arrived = {arrived}, state = {state}, withdraw = {withdraw}, retry = {retry}"
                    );
                    for (why, file) in reasons(phase, withdraw) {
                        rows.push((format!("{row}, {why}"), format!("upload_state = '{file}'"), version.to_owned()));
                    }
                }
            }
        }
    }
    rows
}

#[test]
fn each_action_that_is_offered_does_something_and_none_that_is_missing_could() {
    let phone = Phone::new();
    phone.submit("a", "消息", &[b"photo"]);
    phone.submit("written", "消息", &[]);
    phone.submit("sent", "消息", &[]);
    phone.execute("UPDATE submission SET phase = 'draft' WHERE id = 'written'");
    let mut offered_once = BTreeSet::new();
    for (submission, file, version) in rows() {
        for action in ALL {
            let row = format!("{action:?} {submission} {file} {version}");
            let undone: Result<()> = phone.write(|write| {
                write.execute(&format!("UPDATE submission SET {submission} WHERE id = 'a'"), [])?;
                write.execute(&format!("UPDATE submission_file SET {file}"), [])?;
                write.execute(&format!("UPDATE submission_version SET {version} WHERE submission = 'a'"), [])?;
                let before = seen(write).unwrap();
                let offered = before.actions.contains(&action);
                let done = perform(write, action);
                let changed = matches!(done, Ok(Done::Opens)) || seen(write).as_ref() != Some(&before);
                if offered {
                    offered_once.insert(format!("{action:?}"));
                    assert!(done.is_ok() && changed, "{row}");
                }
                // One that is being withdrawn waits for that; one that the newsroom finished with needs no withdrawal.
                let decided = before.state == "withdrawing" || ["rejected", "withdrawn"].contains(&&*before.state);
                // A photo is added in the draft if there is one.
                let in_draft = action == SubmissionAction::AddFile && before.actions.contains(&SubmissionAction::Edit);
                if !offered && !decided && !in_draft && action != SubmissionAction::Withdraw {
                    assert!(done.is_err() || !changed, "{row}");
                }
                // Undone.
                Err(Fault::NotFound)
            });
            assert!(matches!(undone, Err(Fault::NotFound)), "{row}");
        }
    }
    assert_eq!(offered_once.len(), ALL.len());
}

/// The two buttons of a row that waits for the person: what its reason asks for comes first.
#[test]
fn what_is_parked_has_two_ways_out() {
    use SubmissionAction::{AddFile, Delete, Edit, Retry, Withdraw};
    let phone = Phone::new();
    phone.submit("a", "消息", &[b"photo"]);
    phone.submit("sent", "消息", &[]);
    for (why, file, version, buttons) in [
        ("reason = '{\"code\":\"refused\"}'", "fresh", "tried = 0", [Edit, Retry]),
        ("reason = '{\"code\":\"refused\"}'", "fresh", "tried = 2", [Retry, Withdraw]),
        ("reason = '{\"code\":\"file-type\"}'", "parked", "received = 7", [Retry, Withdraw]),
        ("reason = '{\"code\":\"file-missing\"}'", "missing", "tried = 0", [Edit, Retry]),
        ("reason = '{\"code\":\"file-missing\"}'", "missing", "received = 7", [AddFile, Retry]),
        ("reason = '{\"code\":\"file-missing\"}', state = 'returned'", "missing", "received = 7", [Edit, Retry]),
        ("reason = '{\"code\":\"conflict\"}'", "fresh", "tried = 2", [Edit, Retry]),
        ("reason = '{\"code\":\"conflict\"}', copy = 'sent'", "fresh", "tried = 2", [Retry, Delete]),
    ] {
        phone.execute(&format!(
            "UPDATE submission SET phase = 'parked', state = NULL, copy = NULL WHERE id = 'a';
             UPDATE submission SET {why} WHERE id = 'a'; UPDATE submission_file SET upload_state = '{file}';
             UPDATE submission_version SET tried = 0, received = NULL WHERE submission = 'a';
             UPDATE submission_version SET {version} WHERE submission = 'a'"
        ));
        assert_eq!(phone.see("a").actions[..2], buttons, "{why} {version}");
    }
}
