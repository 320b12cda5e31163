//! What a person can do with a submission, in every state that its row can have.

use std::collections::BTreeSet;

use super::super::super::submission::{Submission, SubmissionAction, SubmissionPhase};
use super::super::super::submission_page::{Situation, describe};
use super::super::super::{revision, submission_store};
use super::fixture::{NOW, Phone};
use crate::base::error::{Fault, Result};
use crate::base::store::Write;

const ALL: [SubmissionAction; 6] = [
    SubmissionAction::Retry,
    SubmissionAction::Edit,
    SubmissionAction::Pause,
    SubmissionAction::Resume,
    SubmissionAction::Withdraw,
    SubmissionAction::Delete,
];

fn perform(write: &Write<'_>, action: SubmissionAction) -> Result<()> {
    match action {
        SubmissionAction::Retry => submission_store::retry(write, "zhang", "a"),
        SubmissionAction::Edit => revision::edit(write, "zhang", "a", NOW + 5).map(drop),
        SubmissionAction::Pause => submission_store::pause(write, "zhang", "a"),
        SubmissionAction::Resume => submission_store::resume(write, "zhang", "a"),
        SubmissionAction::Withdraw => submission_store::withdraw(write, "zhang", "a", NOW + 5),
        SubmissionAction::Delete => submission_store::delete(write, "zhang", "a", true).map(drop),
    }
}

/// As it is shown, but for the time of the last change.
fn seen(write: &Write<'_>) -> Option<Submission> {
    let stored = submission_store::get(write, "zhang", "a").ok()?;
    let shown = describe(write, stored, &Situation::default()).unwrap();
    Some(Submission { changed: 0, changed_text: String::new(), ..shown })
}

/// The rows that this program can write: the members of both tables.
fn rows() -> Vec<(String, String)> {
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
                    rows.push((
                        format!("phase = '{phase}', arrived = {arrived}, state = {state}, withdraw = {withdraw}, retry = {retry}"),
                        version.to_owned(),
                    ));
                }
            }
        }
    }
    rows
}

#[test]
fn each_action_that_is_offered_does_something_and_none_that_is_missing_could() {
    let phone = Phone::new();
    phone.submit("a", "消息", &[]);
    let mut offered_once = BTreeSet::new();
    for (submission, version) in rows() {
        for action in ALL {
            let row = format!("{action:?} {submission} {version}");
            let undone: Result<()> = phone.write(|write| {
                write.execute(&format!("UPDATE submission SET {submission}"), [])?;
                write.execute(&format!("UPDATE submission_version SET {version}"), [])?;
                let before = seen(write).unwrap();
                let offered = before.actions.contains(&action);
                let done = perform(write, action);
                let after = seen(write);
                let changed = after.as_ref() != Some(&before);
                let opens_a_draft = action == SubmissionAction::Edit && before.phase == SubmissionPhase::Draft;
                if offered {
                    offered_once.insert(format!("{action:?}"));
                    assert!(done.is_ok() && (changed || opens_a_draft), "{row}");
                }
                // One that is being withdrawn waits for that; one that the newsroom finished with needs no withdrawal.
                let decided = before.state == "withdrawing" || ["rejected", "withdrawn"].contains(&&*before.state);
                if !offered && !decided && action != SubmissionAction::Withdraw {
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

#[test]
fn what_is_parked_has_two_ways_out() {
    let phone = Phone::new();
    phone.submit("a", "消息", &[]);
    for version in ["tried = 0", "tried = 2", "received = 7"] {
        phone.execute(&format!("UPDATE submission SET phase = 'parked'; UPDATE submission_version SET {version}"));
        let [first, second, ..] = phone.see("a").actions[..] else { panic!("{version}") };
        assert_eq!(first, SubmissionAction::Retry, "{version}");
        assert!([SubmissionAction::Edit, SubmissionAction::Withdraw].contains(&second), "{version}");
    }
}
