//! 联络站: drafts, written offline and sent when the clerk says so.

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::Connection;

use super::core::{Core, CoreHandle};
use crate::base::error::{ClientError, Fault, Result};
use crate::base::store::Database;
use crate::reader::account::{self, AccountOnPhone};
use crate::reader::catalogue;
use crate::topics::station::draft::{AddedFile, DraftForm, DraftRow, FieldDifference, FieldValue, SavedState};
use crate::topics::station::draft_page::{self, Stored};
use crate::topics::station::draft_store::{self, StoredDraft};
use crate::topics::station::form::{self, Form, Values};
use crate::topics::station::photo_import::{self, Import, NewFile};
use crate::topics::station::revision::{self, Opening};
use crate::topics::station::station_folder::StationFolder;
use crate::topics::station::{draft_copy, draft_file, enqueue, submission_file};

/// 联络站: the drafts of the account on this phone. Each call fails with `SignedOut` if nobody has logged in; a login that has
/// expired is enough, because nothing here needs the network.
#[derive(uniffi::Object)]
pub struct Drafts {
    pub(super) core: Arc<CoreHandle>,
}

#[uniffi::export]
impl Drafts {
    /// The centre's form with what is entered. Before the catalogue was received it has a title and a text, and says that it
    /// cannot be sent.
    ///
    /// `id`: of the draft; `None` for a new one, which is stored by its first save.
    ///
    /// Errors: `Rejected` (`not-found`) if the account has no such draft, (`submission-sent`) if it is none any more.
    #[uniffi::method(default(id = None))]
    pub async fn form(&self, id: Option<String>) -> Result<DraftForm, ClientError> {
        let now = self.core.clock.now();
        let read = self.core.read_outbox(move |outbox| {
            let account = account::owner(outbox)?;
            let stored = id.map_or_else(|| Ok(Stored::default()), |id| stored(outbox, &account, &id, now))?;
            Ok((draft_store::remembered(outbox, &account.id)?, account, stored))
        });
        let (remembered, account, stored) = read.await?;
        let (form, presets) = self.core.station_form(account).await;
        Ok(draft_page::describe(form, stored, (&remembered, &presets), &self.core.station_folder(), now))
    }

    /// The drafts, the last changed first.
    pub async fn list(&self) -> Result<Vec<DraftRow>, ClientError> {
        let now = self.core.clock.now();
        self.core
            .read_outbox(move |outbox| {
                let drafts = draft_store::list(outbox, &account::owner(outbox)?.id)?;
                let row = |draft: StoredDraft| {
                    Ok(draft_page::row(submission_file::count(outbox, &draft.id, draft.version)?, draft, now))
                };
                drafts.into_iter().map(row).collect()
            })
            .await
    }

    /// Stores what the person wrote so far, and returns the id of the draft; to be called at each pause in their writing. Once it
    /// returns, the text is on the disk and is a state that can be restored. Values that did not change write nothing. A field
    /// that is not named keeps its value.
    ///
    /// `id`: of the draft; `None` begins a new one, with what is known already.
    ///
    /// Errors: `Rejected` (`not-found`, `submission-sent`), (`bad-request`) for a value of more than 100,000 characters; `Storage`.
    pub async fn save(&self, id: Option<String>, values: Vec<FieldValue>) -> Result<String, ClientError> {
        draft_store::check(&values)?;
        let now = self.core.clock.now();
        let Some(id) = id else { return self.begin(values, now).await };
        self.core
            .write_outbox(move |write| {
                draft_store::save(write, &account::owner(write)?.id, &id, &values, now)?;
                Ok(id)
            })
            .await
    }

    /// Adds photos and videos to a draft, one after the other. Each of them is cleaned, on the disk and in the draft, or refused
    /// with its reason, when the call returns. A photo that the phone has lost is there again when the same one is added, also in a
    /// submission that is parked because of it, which goes on when it is tried again.
    ///
    /// Errors: `Rejected` (`not-found`, `submission-sent`), also if the draft is deleted or sent meanwhile; `Storage` if there is no
    /// room. What was added before stays.
    pub async fn add_files(&self, id: String, files: Vec<NewFile>) -> Result<Vec<AddedFile>, ClientError> {
        let account = self.core.read_outbox(account::owner).await?;
        let (form, _) = self.core.station_form(account.clone()).await;
        self.core
            .blocking(move |core| {
                let import = Import {
                    outbox: core.store.outbox()?,
                    folder: &core.station_folder(),
                    account: &account.id,
                    draft: &id,
                    limits: &form.media,
                    now: core.clock.now(),
                    after: &|_| Ok(()),
                };
                files.iter().map(|file| import.add(file)).collect()
            })
            .await
    }

    /// Takes a photo or video out of its draft. What an earlier version was sent with stays on the phone.
    ///
    /// Errors: `Rejected` (`not-found`, `submission-sent`).
    pub async fn remove_file(&self, file: String) -> Result<(), ClientError> {
        let now = self.core.clock.now();
        let removed = self.core.write_outbox(move |write| {
            let unneeded = draft_file::remove(write, &account::owner(write)?.id, &file, now)?;
            Ok(if unneeded { vec![file] } else { Vec::new() })
        });
        self.core.remove_station_files(removed.await?).await;
        Ok(())
    }

    /// Moves a photo or video to another place in its draft, 0 for the first.
    ///
    /// Errors: `Rejected` (`not-found`, `submission-sent`).
    pub async fn move_file(&self, file: String, place: u32) -> Result<(), ClientError> {
        let now = self.core.clock.now();
        self.core
            .write_outbox(move |write| {
                draft_file::move_to(write, &account::owner(write)?.id, &file, place as usize, now)
            })
            .await
    }

    /// Stores what the person wrote under a photo or video.
    ///
    /// Errors: `Rejected` (`not-found`, `submission-sent`), (`bad-request`) for more than 2,000 characters.
    pub async fn set_caption(&self, file: String, caption: String) -> Result<(), ClientError> {
        let now = self.core.clock.now();
        self.core
            .write_outbox(move |write| draft_file::set_caption(write, &account::owner(write)?.id, &file, &caption, now))
            .await
    }

    /// The absolute path of a thumbnail of a photo, at most 360 pixels wide; it is made when it is first asked for. `None` for
    /// what cannot be decoded here, which the platform shows itself: HEIC and videos.
    ///
    /// Errors: `Rejected` (`not-found`).
    pub async fn thumbnail(&self, file: String) -> Result<Option<String>, ClientError> {
        self.core
            .blocking(move |core| {
                let outbox = core.store.outbox()?;
                outbox.read_now(|outbox| submission_file::get(outbox, &account::owner(outbox)?.id, &file))?;
                photo_import::thumbnail(&core.station_folder(), &file)
            })
            .await
    }

    /// The saved states of a draft, the newest first: the last 20, and the last one of each earlier session of writing.
    ///
    /// Errors: `Rejected` (`not-found`).
    pub async fn history(&self, id: String) -> Result<Vec<SavedState>, ClientError> {
        let now = self.core.clock.now();
        self.core
            .read_outbox(move |outbox| {
                let account = account::owner(outbox)?.id;
                let current = draft_store::get(outbox, &account, &id)?.values;
                Ok(draft_page::states(draft_store::history(outbox, &account, &id)?, &current, now))
            })
            .await
    }

    /// Goes back to a saved state. The state before stays in the history.
    ///
    /// Errors: `Rejected` (`not-found`, `submission-sent`).
    pub async fn restore(&self, id: String, number: i64) -> Result<(), ClientError> {
        let now = self.core.clock.now();
        self.core
            .write_outbox(move |write| draft_store::restore(write, &account::owner(write)?.id, &id, number, now))
            .await
    }

    /// Deletes a draft with its photos and videos. One that answers a 退改 goes alone: what was sent before stays.
    ///
    /// Errors: `Rejected` (`not-found`, `submission-sent`).
    pub async fn delete(&self, id: String) -> Result<(), ClientError> {
        let deleted = self.core.write_outbox(move |write| {
            let files = draft_store::delete(write, &account::owner(write)?.id, &id)?;
            write.request_scrub()?;
            Ok(files)
        });
        self.core.remove_station_files(deleted.await?).await;
        self.core.follow_up(|core| async move { core.outbox(Database::scrub_now).await }).await;
        Ok(())
    }

    /// Opens a submission for writing, and returns the id of the draft to be shown. That is the submission itself, except for one
    /// that conflicts.
    ///
    /// - One that was returned (退改): the next version, with its fields and files.
    /// - One that waits or was refused, and cannot have reached the publisher: it becomes a draft again.
    /// - One that conflicts (`conflict`): a new draft with the same fields, files and captions, under ids of its own. The
    ///   submission stays in the list until the person deletes it; opening it again leads to the same draft.
    /// - A draft stays as it is.
    ///
    /// Errors: `Rejected` (`not-found`), (`submission-sent`), also if the new draft of one that conflicts was sent; `Storage`.
    pub async fn edit(&self, id: String) -> Result<String, ClientError> {
        let now = self.core.clock.now();
        let submission = id.clone();
        let opened = self.core.write_outbox(move |write| {
            let account = account::owner(write)?;
            revision::edit(write, &account.id, &submission, now)
        });
        match opened.await? {
            Opening::Draft | Opening::NextVersion | Opening::SameVersion => Ok(id),
            Opening::Copy => {
                let copy =
                    move |core: &Arc<Core>| draft_copy::open(core.store.outbox()?, &core.station_folder(), &id, now);
                self.core.blocking(copy).await
            }
        }
    }

    /// The fields that differ between two versions of a submission.
    ///
    /// Errors: `Rejected` (`not-found`) if one of them is not on this phone.
    pub async fn differences(&self, id: String, before: u32, after: u32) -> Result<Vec<FieldDifference>, ClientError> {
        let account = self.core.read_outbox(account::owner).await?;
        let (form, _) = self.core.station_form(account.clone()).await;
        let versions = (before.into(), after.into());
        self.core.read_outbox(move |outbox| revision::differences(outbox, &account.id, &id, versions, &form)).await
    }

    /// The person sends a draft: it is frozen and queued, then tried at once. A failing network is no error: it stays queued.
    /// Sending it again changes nothing.
    ///
    /// `unmetered_only`: wait for a network that costs nothing.
    ///
    /// Errors: `Rejected` (`draft-incomplete`) if something is missing: [`DraftForm::problems`] says what; (`no-station-form`)
    /// before the catalogue was received; (`not-found`).
    #[uniffi::method(default(unmetered_only = false))]
    pub async fn send(&self, id: String, unmetered_only: bool) -> Result<(), ClientError> {
        let account = self.core.read_outbox(account::owner).await?;
        let (form, presets) = self.core.station_form(account.clone()).await;
        let now = self.core.clock.now();
        let queued = self.core.write_outbox(move |write| {
            // Another account may have logged in meanwhile.
            if account::owner(write)?.id != account.id {
                return Err(Fault::NotFound);
            }
            let remembered = draft_store::remembered(write, &account.id)?;
            let proposals = (&remembered, &presets);
            enqueue::enqueue(write, &account.id, &id, &form, proposals, unmetered_only, now)
        });
        queued.await?;
        if let Err(error) = self.core.work(|core| async move { core.send_submissions().await }).await {
            log::info!("a submission stays queued: {error}");
        }
        Ok(())
    }
}

impl Drafts {
    async fn begin(&self, values: Vec<FieldValue>, now: i64) -> Result<String, ClientError> {
        let account = self.core.read_outbox(account::owner).await?;
        let (form, presets) = self.core.station_form(account.clone()).await;
        let begun = account;
        self.core
            .write_outbox(move |write| {
                // Another account may have logged in meanwhile.
                let account = account::owner(write)?;
                let presets = if account == begun { presets } else { BTreeMap::new() };
                let mut all: Values = values.into_iter().map(|one| (one.code, one.value)).collect();
                form.complete(&mut all, &draft_store::remembered(write, &account.id)?, &presets);
                draft_store::create(write, &account, &all, now)
            })
            .await
    }
}

/// What is stored of a draft.
fn stored(outbox: &Connection, account: &AccountOnPhone, id: &str, now: i64) -> Result<Stored> {
    let draft = draft_store::writable(outbox, &account.id, id)?;
    Ok(Stored {
        files: submission_file::list(outbox, &draft.id, draft.version)?,
        states: draft_store::state_count(outbox, &draft)?,
        returned: revision::return_note(outbox, &draft, now)?,
        draft: Some(draft),
    })
}

impl Core {
    /// The folder of the photos and videos of submissions.
    pub(super) fn station_folder(&self) -> StationFolder {
        StationFolder::new(self.store.folder())
    }

    /// The centre's form, and what the account says of its fields. What a person writes does not depend on the cache: if it
    /// cannot be read, it is as if there were no catalogue.
    pub(super) async fn station_form(
        self: &Arc<Self>,
        account: AccountOnPhone,
    ) -> (Form, BTreeMap<&'static str, String>) {
        let read = self.read(move |view| {
            let presets = draft_page::presets(&catalogue::read(view.connection)?, &account);
            Ok((form::read(view.connection)?, presets))
        });
        read.await.unwrap_or_else(|error| {
            log::warn!("the form of the centre was not read: {error}");
            (form::without_catalogue(), BTreeMap::new())
        })
    }

    /// Removes files whose rows are gone. What cannot be removed now is removed by the repair of a later start.
    pub(super) async fn remove_station_files(self: &Arc<Self>, files: Vec<String>) {
        let removed = self.blocking(move |core| {
            let folder = core.station_folder();
            files.iter().try_for_each(|file| Ok(folder.remove(file)?))
        });
        if let Err(error) = removed.await {
            log::warn!("files of a submission were not removed: {error}");
        }
    }
}
