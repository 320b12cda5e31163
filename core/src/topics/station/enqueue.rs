//! The person sends a draft: it is checked, frozen and queued in one transaction. From then on its body does not change by a
//! byte, so that sending it again is sending it once.

use serde_json::{Map, Value, json};

use super::draft_store::{self, fields_of};
use super::form::{FieldProblem, Form, MEDIA, MediaLimits, Values};
use super::submission::Withdrawal;
use super::submission_file::{self, StoredFile};
use crate::base::change::Change;
use crate::base::clock;
use crate::base::error::{Fault, Result};
use crate::base::store::Write;
use crate::base::text;

/// What the person entered the last time, and what their account says, by a catalogue's list.
pub(crate) type Proposals<'a> = (&'a Values, &'a std::collections::BTreeMap<&'static str, String>);

/// What keeps a draft from being sent, in the order of the form, then its files.
pub(crate) fn problems(form: &Form, values: &Values, files: &[StoredFile]) -> Vec<FieldProblem> {
    let mut problems = form.problems(values);
    problems.extend(media_problems(&form.media, files));
    problems
}

fn media_problems(limits: &MediaLimits, files: &[StoredFile]) -> Vec<FieldProblem> {
    let problem = |reason: String| FieldProblem { field: MEDIA.to_owned(), reason };
    let mut problems = Vec::new();
    if files.len() as u64 > u64::from(limits.max_files) {
        problems.push(problem(text::fill("station.file.too-many", &limits.max_files.to_string())));
    }
    for file in files {
        let video = file.media_type.starts_with("video/");
        let most = if video { limits.max_video_bytes } else { limits.max_photo_bytes };
        let key = if file.is_missing() {
            "station.file.missing"
        } else if !limits.types.contains(&file.media_type) {
            "station.file.not-taken"
        } else if file.size > most {
            "station.file.over-limit"
        } else {
            continue;
        };
        problems.push(problem(text::fill(key, &file.name)));
    }
    problems
}

/// Freezes a draft and queues it. One that was queued or sent before stays as it is.
///
/// Errors: `NotFound`; `SubmissionSent` for one that is withdrawn; `NoStationForm` before the catalogue was received; `DraftIncomplete` if [`problems`] finds any.
pub(crate) fn enqueue(
    write: &Write<'_>,
    account: &str,
    id: &str,
    form: &Form,
    proposals: Proposals<'_>,
    unmetered_only: bool,
    now: i64,
) -> Result<()> {
    let draft = draft_store::get(write, account, id)?;
    if draft.withdrawal != Withdrawal::None {
        return Err(Fault::SubmissionSent);
    }
    if !draft.is_draft() {
        return Ok(());
    }
    if !form.is_known {
        return Err(Fault::NoStationForm);
    }
    let (version, mut values) = (draft.version, draft.values.clone());
    if version == 1 {
        form.complete(&mut values, proposals.0, proposals.1);
    }
    let files = submission_file::list(write, &draft.id, draft.version)?;
    if !problems(form, &values, &files).is_empty() {
        return Err(Fault::DraftIncomplete);
    }
    form.trim(&mut values);
    write.execute(
        "UPDATE submission_version SET fields = ?3, body = ?4 WHERE submission = ?1 AND version = ?2",
        (id, version, fields_of(&values)?, body(form.sent(&values), &files, now)),
    )?;
    // A clock that was put back does not change the order of sending.
    write.execute(
        "UPDATE submission
            SET phase = 'queued', queued = max(?2, 1 + (SELECT coalesce(max(queued), 0) FROM submission)), changed = ?2,
                unmetered_only = ?3, reason = NULL, tries = 0, retry = NULL, arrived = 0
          WHERE id = ?1",
        (id, now, unmetered_only),
    )?;
    for code in &form.remembered {
        let value = values.get(code).map(String::as_str).unwrap_or_default();
        match value.is_empty() {
            true => write.execute("DELETE FROM remembered_field WHERE account = ?1 AND code = ?2", (account, code))?,
            false => write.execute(
                "INSERT OR REPLACE INTO remembered_field (account, code, value) VALUES (?1, ?2, ?3)",
                (account, code, value),
            )?,
        };
    }
    write.announce(Change::Submissions);
    Ok(())
}

/// The JSON that is sent.
fn body(fields: Map<String, Value>, files: &[StoredFile], now: i64) -> String {
    let media = files.iter().map(|file| {
        let mut entry = json!({"id": file.id, "sha256": file.sha256, "size": file.size, "type": file.media_type});
        let caption = file.caption.trim();
        if !caption.is_empty() {
            entry["caption"] = caption.into();
        }
        entry
    });
    let media: Vec<Value> = media.collect();
    json!({"fields": fields, "media": media, "written": clock::rfc3339(now)}).to_string()
}

#[cfg(test)]
mod tests;
