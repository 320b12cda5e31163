//! What a clerk has on the phone, read through the public interface.

use std::path::Path;

use songming_core::{AccountPhase, Client, ClientError, DraftForm, Submission, SubmissionPhase};

use crate::belongings::{Belongings, Kind};
use crate::clerk_work::CLERK;

/// The folder of photos and videos, below the phone's.
pub const FOLDER: &str = "station";

/// Adds what the clerk who is logged in has; nothing if nobody is.
pub(crate) async fn read(client: &Client, folder: &Path, all: &mut Belongings) -> Result<(), ClientError> {
    let account = client.account().current().await?;
    if account.phase == AccountPhase::LoggedOut {
        return Ok(());
    }
    let station = account.station.map(|station| station.code);
    all.insert((Kind::Account, account.id), format!("{} {station:?}", account.name));
    for value in client.drafts().form(None).await?.values {
        all.insert((Kind::Remembered, format!("{}\n{}", CLERK.0, value.code)), value.value);
    }
    for row in client.drafts().list().await? {
        draft(client.drafts().form(Some(row.id)).await?, folder, all);
    }
    for row in client.drafts().list().await? {
        for state in client.drafts().history(row.id.clone()).await? {
            let content = format!("{} {} {}", state.title, state.characters, state.saved);
            all.insert((Kind::DraftState, format!("{}\n{}", row.id, state.number)), content);
        }
    }
    for one in client.submissions().list().await? {
        submission(one, folder, all);
    }
    Ok(())
}

fn draft(form: DraftForm, folder: &Path, all: &mut Belongings) {
    let id = form.id.unwrap_or_default();
    let values: Vec<String> = form.values.into_iter().map(|one| format!("{}={}", one.code, one.value)).collect();
    all.insert((Kind::Text, format!("{id}\n{}", form.version)), values.join("|"));
    for file in form.files {
        if !file.caption.is_empty() {
            all.insert((Kind::Caption, format!("{}\n{id}", file.id)), file.caption);
        }
        let content = photo(folder, &file.id, &file.name, &file.media_type, file.size);
        all.insert((Kind::Photo, format!("{}\n{id}", file.id)), content);
    }
}

fn submission(one: Submission, folder: &Path, all: &mut Belongings) {
    for step in one.events {
        let content = format!("{} {:?} {:?} {:?}", step.state, step.role, step.reviewer, step.reason);
        all.insert((Kind::Review, format!("{}\n{}", one.id, step.sequence)), content);
    }
    let version = format!("{}\n{}", one.id, one.version);
    if one.phase != SubmissionPhase::Draft {
        all.insert((Kind::Text, version.clone()), one.title);
        for file in one.files {
            let content = photo(folder, &file.id, &file.name, &file.kind, file.size);
            all.insert((Kind::Photo, format!("{}\n{}", file.id, one.id)), content);
        }
    }
    all.insert((Kind::Submission, version), format!("{:?} {}", one.phase, one.state));
}

/// A photo with the length and a sum of its file.
fn photo(folder: &Path, id: &str, name: &str, kind: &str, size: u64) -> String {
    let bytes = std::fs::read(folder.join(FOLDER).join(id)).unwrap_or_default();
    let sum = bytes.iter().fold(0_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(*byte)));
    format!("{name} {kind} {size} {} {sum:x}", bytes.len())
}
