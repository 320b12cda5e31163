//! What a screen sees of drafts.

use std::collections::BTreeMap;

use super::draft::{DraftFile, DraftForm, DraftRow, FieldValue, ReturnNote, SavedState};
use super::draft_store::{StoredDraft, StoredState};
use super::enqueue;
use super::form::{FieldProblem, Form, FormField, TEXT, TITLE, Values};
use super::reason::Reason;
use super::station_folder::StationFolder;
use super::submission_file::StoredFile;
use crate::base::clock;
use crate::base::text;
use crate::reader::account::AccountOnPhone;
use crate::reader::catalogue::{Catalogue, Station};

/// Characters of an excerpt.
const EXCERPT: usize = 60;

/// What an account says of fields: a code by the catalogue's list that it is from.
pub(crate) fn presets(catalogue: &Catalogue, account: &AccountOnPhone) -> BTreeMap<&'static str, String> {
    let station = catalogue.stations.iter().find(|station| station.code == account.station);
    let of_station = |code: fn(&Station) -> &Option<String>| station.and_then(|one| code(one).clone());
    let park = account.park.clone().or_else(|| of_station(|station| &station.park));
    let sector = of_station(|station| &station.sector);
    let station = Some(account.station.clone()).filter(|code| !code.is_empty());
    [("stations", station), ("parks", park), ("sectors", sector)]
        .into_iter()
        .filter_map(|(list, code)| Some((list, code?)))
        .collect()
}

/// What is stored of a draft; the default for one that was not saved yet.
#[derive(Default)]
pub(crate) struct Stored {
    pub(crate) draft: Option<StoredDraft>,
    pub(crate) files: Vec<StoredFile>,
    pub(crate) states: u32,
    pub(crate) returned: Option<ReturnNote>,
}

/// A draft with the centre's form. What was entered and is in no field of the form is not shown, and stays stored.
pub(crate) fn describe(
    form: Form,
    stored: Stored,
    proposals: enqueue::Proposals<'_>,
    folder: &StationFolder,
    now: i64,
) -> DraftForm {
    let Stored { draft, files, states, returned } = stored;
    let mut values = draft.as_ref().map(|draft| draft.values.clone()).unwrap_or_default();
    let version = draft.as_ref().map_or(1, |draft| draft.version);
    if version == 1 {
        form.complete(&mut values, proposals.0, proposals.1);
    }
    let changed = draft.as_ref().map(|draft| draft.changed);
    let shown = |field: &FormField| {
        let value = values.get(&field.code)?.clone();
        Some(FieldValue { code: field.code.clone(), value })
    };
    DraftForm {
        version: u32::try_from(version).unwrap_or(1),
        values: form.fields.iter().filter_map(shown).collect(),
        problems: enqueue::problems(&form, &values, &files),
        obstacle: if form.is_known { String::new() } else { text::get("fault.no-station-form").to_owned() },
        refused: draft.as_ref().and_then(|draft| draft.reason.as_deref()).map(refused).unwrap_or_default(),
        files: files.into_iter().map(|file| describe_file(file, folder)).collect(),
        history: states,
        returned,
        changed,
        changed_text: changed.map(|changed| clock::relative(changed, now)).unwrap_or_default(),
        id: draft.map(|draft| draft.id),
        fields: form.fields,
        media: form.media,
    }
}

fn describe_file(file: StoredFile, folder: &StationFolder) -> DraftFile {
    DraftFile {
        path: folder.path(&file.id).to_string_lossy().into_owned(),
        missing: file.is_missing(),
        id: file.id,
        name: file.name,
        media_type: file.media_type,
        size: file.size,
        caption: file.caption,
        notes: file.notes,
    }
}

/// What was wrong with fields of a submission that was refused.
fn refused(reason: &str) -> Vec<FieldProblem> {
    Reason::read(reason).map(Reason::problems).unwrap_or_default()
}

/// A draft in the list of drafts.
pub(crate) fn row(files: u32, draft: StoredDraft, now: i64) -> DraftRow {
    DraftRow {
        version: u32::try_from(draft.version).unwrap_or(1),
        title: title(&draft.values),
        excerpt: value(&draft.values, TEXT)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .chars()
            .take(EXCERPT)
            .collect(),
        files,
        returned: draft.version > 1,
        changed: draft.changed,
        changed_text: clock::relative(draft.changed, now),
        id: draft.id,
    }
}

/// The saved states of a draft, the newest first.
pub(crate) fn states(stored: Vec<StoredState>, current: &Values, now: i64) -> Vec<SavedState> {
    // Of equal states the newest is the one that the draft is in.
    let current = stored.iter().position(|state| state.values == *current);
    let state = |(at, state): (usize, StoredState)| SavedState {
        number: state.number,
        saved: state.saved,
        saved_text: clock::relative(state.saved, now),
        title: title(&state.values),
        characters: u32::try_from(value(&state.values, TEXT).chars().count()).unwrap_or(u32::MAX),
        current: current == Some(at),
    };
    stored.into_iter().enumerate().map(state).collect()
}

fn value<'a>(values: &'a Values, code: &str) -> &'a str {
    values.get(code).map(String::as_str).unwrap_or_default()
}

fn title(values: &Values) -> String {
    match value(values, TITLE).trim() {
        "" => text::get("title.untitled").to_owned(),
        title => title.to_owned(),
    }
}

#[cfg(test)]
mod tests;
