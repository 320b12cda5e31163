//! A submission as a person sees it, and what to remind of.

use std::cmp::Reverse;

use rusqlite::Connection;
use serde_json::{Map, Value};

use super::reason::Reason;
use super::revision::{self, Opening};
use super::submission::{
    Submission, SubmissionAction, SubmissionFile, SubmissionPhase, SubmissionProblem, UploadState, Withdrawal,
    state_name,
};
use super::submission_file::{self, MISSING, StoredFile};
use super::submission_store::{self, StoredSubmission};
use super::{review, review_line};
use crate::base::clock::relative;
use crate::base::error::Result;
use crate::base::sort::sort_by_key;
use crate::base::text;
use crate::reader::feed::PayloadValue;
use crate::reader::reminder::{Reminder, ReminderKind};

/// Characters of a text that is shown for comparison.
const MAX_OTHER: usize = 20_000;
/// Reminders of submissions at one time.
const MAX_REMINDERS: usize = 50;

/// What describing a submission needs beside its rows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Situation {
    /// Milliseconds, by the phone's clock.
    pub(crate) device_now: i64,
    /// Milliseconds, by the publisher's clock as far as it is known.
    pub(crate) publisher_now: i64,
    pub(crate) metered: bool,
    /// The id of the file that is being sent at this moment.
    pub(crate) live: Option<String>,
}

/// A submission with everything in words.
pub(crate) fn describe(outbox: &Connection, stored: StoredSubmission, now: &Situation) -> Result<Submission> {
    let files = submission_file::list(outbox, &stored.id, stored.version)?;
    let fields = submission_store::fields(outbox, &stored.id, stored.version)?;
    // One whose text a damaged file lost cannot be written.
    let opening = if fields.is_some() { revision::opening(outbox, &stored)? } else { None };
    let actions = actions(outbox, &stored, &files, opening)?;
    let files: Vec<SubmissionFile> = files.into_iter().map(|file| describe_file(file, now.live.as_deref())).collect();
    let unmetered_only = stored.unmetered_only || submission_store::unmetered_only(outbox)?;
    let waits = stored.phase == SubmissionPhase::Queued
        && stored.withdrawal == Withdrawal::None
        && stored.arrived
        && files.iter().any(|file| file.state != UploadState::Sent);
    let state = shown_state(&stored);
    let received = submission_store::received(outbox, &stored.id, stored.version)?;
    let events = review::steps(outbox, &stored.id, now.publisher_now)?;
    let clocks = (now.device_now, now.publisher_now);
    Ok(Submission {
        title: title(&fields.unwrap_or_default()),
        // One that waits for the person says why, even if the reason is lost.
        problem: stored.reason.as_deref().or((stored.phase == SubmissionPhase::Parked).then_some("")).map(problem),
        sent: files.iter().map(|file| file.sent).sum(),
        size: files.iter().map(|file| file.size).sum(),
        waits_for_unmetered: unmetered_only && now.metered && waits,
        unmetered_only,
        changed_text: relative(stored.changed, now.device_now),
        stages: review_line::stages(&stored, &state, &events, received, clocks),
        state_name: state_name(&state),
        state,
        received,
        events,
        id: stored.id,
        version: stored.version,
        phase: stored.phase,
        files,
        created: stored.created,
        changed: stored.changed,
        item: stored.item,
        unseen: stored.unseen,
        actions,
    })
}

/// What the person can do with it: nothing that would fail or change nothing.
fn actions(
    outbox: &Connection,
    stored: &StoredSubmission,
    files: &[StoredFile],
    opening: Option<Opening>,
) -> Result<Vec<SubmissionAction>> {
    let (kept, phase) = (stored.withdrawal == Withdrawal::None, stored.phase);
    let parked = kept && phase == SubmissionPhase::Parked;
    let reason = stored.reason.as_deref().and_then(Reason::read).filter(|_| parked).unwrap_or_default();
    let open = stored.withdrawal == Withdrawal::Requested || kept && phase == SubmissionPhase::Queued;
    let waits_after_failure = stored.retry.is_some() || files.iter().any(|file| file.retry.is_some());
    let written = phase == SubmissionPhase::Draft && !submission_store::may_have_arrived(outbox, &stored.id, 1)?;
    let retry = parked || open && waits_after_failure;
    Ok([
        (SubmissionAction::AddFile, parked && opening.is_none() && reason.is_lost_file()),
        // Trying again first says the same as before.
        (SubmissionAction::Edit, parked && opening.is_some()),
        (SubmissionAction::Retry, retry),
        (SubmissionAction::Edit, !parked && opening.is_some()),
        (SubmissionAction::Pause, kept && phase == SubmissionPhase::Queued),
        (SubmissionAction::Resume, kept && phase == SubmissionPhase::Paused),
        // Under the id of one that conflicts the publisher has another content.
        (SubmissionAction::Withdraw, kept && !stored.is_finished() && !written && !reason.is_conflict()),
        (SubmissionAction::Delete, true),
    ]
    .into_iter()
    .filter_map(|(action, possible)| possible.then_some(action))
    .collect())
}

/// The state that is shown: what the person has to know first.
fn shown_state(stored: &StoredSubmission) -> String {
    let phase = stored.phase.code().to_owned();
    match (stored.withdrawal, stored.phase) {
        (Withdrawal::Acknowledged, _) => "withdrawn".to_owned(),
        (Withdrawal::Requested, _) => "withdrawing".to_owned(),
        (_, SubmissionPhase::Delivered) => stored.state.clone().unwrap_or(phase),
        // The newsroom was faster than the files.
        (_, SubmissionPhase::Queued) if stored.arrived => {
            stored.state.clone().filter(|state| state != "delivered").unwrap_or(phase)
        }
        _ => phase,
    }
}

fn title(fields: &Map<String, Value>) -> String {
    fields.get("title").and_then(PayloadValue::short_text).unwrap_or_default()
}

fn describe_file(file: StoredFile, live: Option<&str>) -> SubmissionFile {
    let state = match file.state.as_str() {
        "whole" => UploadState::Sent,
        "parked" | MISSING => UploadState::Parked,
        _ if live == Some(file.id.as_str()) => UploadState::Sending,
        _ => UploadState::Waiting,
    };
    let code = match state {
        UploadState::Waiting => "waiting",
        UploadState::Sending => "sending",
        UploadState::Sent => "sent",
        UploadState::Parked => "parked",
    };
    SubmissionFile {
        state,
        state_name: text::get(&format!("submission.file.{code}")).to_owned(),
        id: file.id,
        name: file.name,
        kind: file.media_type,
        size: file.size,
        sent: file.shown,
    }
}

fn problem(reason: &str) -> SubmissionProblem {
    // One that cannot be read says at least that something is damaged.
    let reason = Reason::read(reason).unwrap_or_else(|| Reason::of("salvaged"));
    let other_text = |code: &str| reason.other.as_ref()?.get(code)?.text(MAX_OTHER);
    let sentence = || text::get(&format!("submission.reason.{}", reason.code)).to_owned();
    SubmissionProblem {
        text: reason.detail.clone().unwrap_or_else(sentence),
        file: reason.file.clone(),
        other_title: other_text("title"),
        other_text: other_text("text"),
        code: reason.code.clone(),
        fields: reason.problems(),
    }
}

/// The reminders of submissions: one for each with something new that the person has not seen. `now`: the phone's clock.
pub(crate) fn reminders(submissions: Vec<Submission>, now: i64) -> Vec<Reminder> {
    let mut unseen: Vec<Submission> = submissions.into_iter().filter(|submission| submission.unseen).collect();
    sort_by_key(&mut unseen, |submission| Reverse(submission.changed));
    unseen.truncate(MAX_REMINDERS);
    unseen
        .into_iter()
        .map(|submission| {
            let step = submission.events.iter().rev().find(|step| step.state == submission.state);
            let reason = match &submission.problem {
                Some(problem) => Some(problem.text.clone()),
                None => step.and_then(|step| step.reason.clone()),
            };
            let body = match reason {
                Some(reason) => text::get("submission.reminder.with-reason")
                    .replace("{state}", &submission.state_name)
                    .replace("{reason}", &reason),
                None => submission.state_name.clone(),
            };
            let title = if submission.title.is_empty() { text::get("submission.untitled") } else { &submission.title };
            let count = step.map_or(0, |step| step.sequence);
            Reminder {
                id: format!("submission:{}:{count}:{}", submission.state, submission.id),
                kind: ReminderKind::Submission,
                at: now,
                until: None,
                title: text::fill("submission.reminder", title),
                body,
                item: None,
                appeal: None,
                urgent: false,
                submission: Some(submission.id),
            }
        })
        .collect()
}
