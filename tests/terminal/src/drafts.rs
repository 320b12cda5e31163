//! 联络站: the `draft` command. [`crate::draft_page`] renders its answers.

use std::path::{Path, PathBuf};

use serde::Serialize;
use songming_core::{AddedFile, Client, DraftForm, FieldDifference, FieldValue, FileSource, NewFile, SavedState};

use crate::answer::Answer;
use crate::failure::Failure;
use crate::text;

/// What `draft` does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DraftCommand {
    List,
    /// Shows the centre's form with what a new draft begins with.
    Form,
    Show(String),
    /// Begins a draft, or changes the draft of an id.
    Save {
        id: Option<String>,
        values: Vec<FieldValue>,
        photos: Vec<PathBuf>,
    },
    ChangePhoto {
        draft: String,
        photo: String,
        change: PhotoChange,
    },
    /// Goes back to a saved state.
    Restore {
        id: String,
        number: i64,
    },
    Delete(String),
    /// Opens a submission for writing, and shows the draft that is to be written.
    Edit(String),
}

/// What becomes of a photo or video of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PhotoChange {
    Remove,
    /// A part that is `None` stays.
    Set {
        caption: Option<String>,
        /// Counted from 1.
        place: Option<u32>,
    },
}

/// A draft with everything that its screen shows.
#[derive(Debug, Serialize)]
pub(crate) struct DraftPage {
    #[serde(flatten)]
    pub(crate) form: DraftForm,
    /// What this command added, and what it could not add.
    pub(crate) added: Vec<AddedFile>,
    /// The changes since the version before; empty for the first version.
    pub(crate) differences: Vec<FieldDifference>,
    /// The saved states, the newest first.
    pub(crate) states: Vec<SavedState>,
}

pub(crate) async fn drafts(client: &Client, command: DraftCommand) -> Result<Answer, Failure> {
    let drafts = client.drafts();
    let id = match command {
        DraftCommand::List => return Ok(Answer::Drafts(drafts.list().await?)),
        DraftCommand::Form => return page(client, None, Vec::new()).await,
        DraftCommand::Delete(id) => {
            drafts.delete(id).await?;
            return Ok(Answer::Drafts(drafts.list().await?));
        }
        DraftCommand::Save { id, values, photos } => {
            check_fields(&drafts.form(id.clone()).await?, &values)?;
            let id = drafts.save(id, values).await?;
            let files = photos.iter().map(|path| new_file(path)).collect::<Result<Vec<_>, _>>()?;
            let added = if files.is_empty() { Vec::new() } else { drafts.add_files(id.clone(), files).await? };
            return page(client, Some(id), added).await;
        }
        DraftCommand::ChangePhoto { draft, photo, change } => {
            let form = drafts.form(Some(draft.clone())).await?;
            if form.files.iter().all(|file| file.id != photo) {
                return Err(Failure::rejected("no-such-photo", text::get("failure.no-such-photo").to_owned()));
            }
            change_photo(client, photo, change).await?;
            draft
        }
        DraftCommand::Restore { id, number } => {
            drafts.restore(id.clone(), number).await?;
            id
        }
        DraftCommand::Edit(id) => drafts.edit(id).await?,
        DraftCommand::Show(id) => id,
    };
    page(client, Some(id), Vec::new()).await
}

async fn change_photo(client: &Client, photo: String, change: PhotoChange) -> Result<(), Failure> {
    let drafts = client.drafts();
    match change {
        PhotoChange::Remove => drafts.remove_file(photo).await?,
        PhotoChange::Set { caption, place } => {
            if let Some(caption) = caption {
                drafts.set_caption(photo.clone(), caption).await?;
            }
            if let Some(place) = place {
                drafts.move_file(photo, place.saturating_sub(1)).await?;
            }
        }
    }
    Ok(())
}

async fn page(client: &Client, id: Option<String>, added: Vec<AddedFile>) -> Result<Answer, Failure> {
    let drafts = client.drafts();
    let form = drafts.form(id.clone()).await?;
    let (mut differences, mut states) = (Vec::new(), Vec::new());
    if let Some(id) = id {
        if form.version > 1 {
            differences = drafts.differences(id.clone(), form.version - 1, form.version).await?;
        }
        states = drafts.history(id).await?;
    }
    Ok(Answer::Draft(Box::new(DraftPage { form, added, differences, states })))
}

/// A code with a typing error would be stored and shown nowhere. Without the centre's form every code may be right.
fn check_fields(form: &DraftForm, values: &[FieldValue]) -> Result<(), Failure> {
    let unknown = values.iter().find(|value| form.fields.iter().all(|field| field.code != value.code));
    match unknown.filter(|_| form.obstacle.is_empty()) {
        None => Ok(()),
        Some(value) => {
            let codes: Vec<&str> = form.fields.iter().map(|field| &*field.code).collect();
            let codes = codes.join(text::get("and"));
            let message = text::fill("failure.unknown-field", &[("field", &value.code), ("codes", &codes)]);
            Err(Failure::rejected("unknown-field", message))
        }
    }
}

pub(crate) fn new_file(path: &Path) -> Result<NewFile, Failure> {
    let absolute = std::path::absolute(path).ok().and_then(|path| path.into_os_string().into_string().ok());
    let unusable = || {
        let shown = path.to_string_lossy();
        let values = [("file", &*shown), ("why", text::get("failure.no-text"))];
        Failure::rejected("unreadable-file", text::fill("failure.file", &values))
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(NewFile { name, source: FileSource::Path { path: absolute.ok_or_else(unusable)? } })
}
