//! Judges what becomes of a photo of the clerk whose file is damaged: it is never sent as something else, the clerk is told
//! of what is missing, and can add the same photo again.

use std::fs;
use std::path::Path;

use songming_core::{Client, ClientError, FileSource, NewFile, SubmissionPhase, UploadState};

use crate::Outcome;
use crate::damage::Case;
use crate::filled_phone::PhoneCopy;
use crate::judge::Verdict;
use crate::station_belongings::FOLDER;

/// `files`: the phone's when they were whole.
pub(crate) async fn judge(
    case: &Case,
    phone: &PhoneCopy,
    files: &Path,
    client: &Client,
    verdict: &mut Verdict,
) -> Outcome {
    let Some(id) = case.file.strip_prefix(FOLDER).map(|name| name.trim_start_matches('/')) else { return Ok(()) };
    let whole = fs::read(files.join(&case.file))?;
    let damaged = fs::read(phone.folder().join(&case.file)).unwrap_or_default();
    if damaged == whole || id.contains('.') {
        // A thumbnail is made again, or shown as it is.
        return Ok(());
    }
    let failed = |what: &str, error: ClientError| format!("{what}: {} ({:?})", error.code(), error.kind());
    for one in client.submissions().list().await.map_err(|error| failed("the submissions", error))? {
        let Some(file) = one.files.iter().find(|file| file.id == id) else { continue };
        // It arrived before it was damaged, or waits for the person.
        let is_right = match one.phase {
            SubmissionPhase::Delivered => file.state == UploadState::Sent,
            SubmissionPhase::Parked => one.problem.is_some(),
            SubmissionPhase::Draft | SubmissionPhase::Paused => true,
            SubmissionPhase::Queued => false,
        };
        if !is_right {
            verdict.failures.push(format!("a damaged photo is {:?} in what is {:?}", file.state, one.phase));
        }
        let lost = damaged.len() != whole.len();
        if lost && file.state != UploadState::Sent && verdict.told.is_empty() {
            verdict.failures.push("nobody was told of a photo that is not whole".to_owned());
        }
        if one.phase != SubmissionPhase::Draft {
            continue;
        }
        let form = client.drafts().form(Some(one.id.clone())).await.map_err(|error| failed("the draft", error))?;
        let missing = form.files.iter().any(|file| file.id == id && file.missing);
        // What a version that was sent has at the newsroom is not missed here.
        if lost && !missing && file.state != UploadState::Sent {
            verdict.failures.push("a photo that is not whole counts as there".to_owned());
        }
        let again = NewFile { name: file.name.clone(), source: FileSource::Bytes { bytes: whole.clone() } };
        let added = client.drafts().add_files(one.id.clone(), vec![again]).await;
        let added = added.map_err(|error| failed("adding it again", error))?;
        let now = fs::read(phone.folder().join(&case.file)).unwrap_or_default();
        if added[0].id.as_deref() != Some(id) || added[0].repeated || now != whole {
            verdict.failures.push(format!("the photo is not whole after it was added again: {added:?}"));
        }
        let form = client.drafts().form(Some(one.id)).await.map_err(|error| failed("the draft again", error))?;
        if form.files.iter().any(|file| file.missing) {
            verdict.failures.push("the photo is missing after it was added again".to_owned());
        }
    }
    Ok(())
}
