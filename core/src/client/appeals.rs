//! 投诉建议: written offline, sent when a network is there, followed to the answer.

use std::sync::Arc;

use super::core::{Core, CoreHandle};
use crate::base::error::{ClientError, Fault, Result};
use crate::reader::catalogue::{self, Term};
use crate::reader::feed::View;
use crate::topics::government::appeal::{Appeal, AppealDraft, AppealKind};
use crate::topics::government::appeal_page;
use crate::topics::government::appeal_store::{self, StoredAppeal};

/// A sync asks about an appeal at most this often, milliseconds.
const ASK_INTERVAL: i64 = 5 * 60 * 1000;

/// An appeal while it is written: the draft and what can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct AppealForm {
    /// What was written so far.
    pub draft: AppealDraft,
    /// Why the publisher refused it as it is; empty if it did not.
    pub reason: String,
    /// The kinds of appeal.
    pub kinds: Vec<AppealKindOption>,
    /// The towns that it can concern.
    pub towns: Vec<Term>,
}

/// A kind of appeal and its name.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, uniffi::Record)]
pub struct AppealKindOption {
    /// The kind.
    pub kind: AppealKind,
    /// Its name.
    pub name: String,
}

/// 投诉建议: the person's appeals. They are listed by [`super::Government::overview`].
#[derive(uniffi::Object)]
pub struct Appeals {
    pub(super) core: Arc<CoreHandle>,
}

#[uniffi::export]
impl Appeals {
    /// The form for a draft or a refused appeal.
    ///
    /// `id`: of the appeal; `None` for a new one.
    ///
    /// Errors: `Rejected` (`not-found`) if there is no such appeal, (`appeal-sent`) if it was sent.
    #[uniffi::method(default(id = None))]
    pub async fn form(&self, id: Option<String>) -> Result<AppealForm, ClientError> {
        let appeal = match id {
            Some(id) => Some(self.get(id).await?),
            None => None,
        };
        if appeal.as_ref().is_some_and(|appeal| !appeal.editable) {
            return Err(Fault::AppealSent.into());
        }
        self.core
            .read(move |view| {
                let reason = appeal.as_ref().map(|appeal| appeal.reason.clone()).unwrap_or_default();
                let draft = appeal.map_or_else(AppealDraft::default, |appeal| AppealDraft {
                    id: Some(appeal.id),
                    kind: appeal.kind,
                    title: appeal.title,
                    text: appeal.text,
                    town: appeal.town.map(|town| town.code),
                    name: appeal.name,
                    phone: appeal.phone,
                });
                let kinds = AppealKind::ALL.map(|kind| AppealKindOption { kind, name: kind.name() });
                let towns = catalogue::terms(view.connection, "town")?;
                Ok(AppealForm { draft, reason, kinds: kinds.into(), towns })
            })
            .await
    }

    /// Stores what the person wrote so far; to be called while they write. Nothing is sent. A refused appeal becomes a draft
    /// again.
    ///
    /// Errors: `Rejected` (`appeal-sent`) if it was sent, (`not-found`) if there is no such id, (`bad-request`) for more than
    /// 50,000 characters.
    pub async fn save(&self, draft: AppealDraft) -> Result<Appeal, ClientError> {
        let now = self.core.clock.now();
        let id = self.core.write_outbox(move |write| appeal_store::save_draft(write, &draft, now)).await?;
        self.get(id).await
    }

    /// The person sends an appeal: it is frozen and queued, then tried at once. A failing network is no error: the appeal stays
    /// queued for the next sync. Sending it again changes nothing.
    ///
    /// Errors: `Rejected` (`appeal-title`, `appeal-text`) if one of them is missing or longer than 100 or 5,000 characters.
    pub async fn send(&self, id: String) -> Result<Appeal, ClientError> {
        let (sent, now) = (id.clone(), self.core.clock.now());
        self.core.write_outbox(move |write| appeal_store::enqueue(write, &sent, now)).await?;
        self.core
            .work(|core| async move {
                if let Err(error) = core.send_appeals().await {
                    log::info!("an appeal stays queued: {error:?}");
                }
                Ok(())
            })
            .await?;
        self.get(id).await
    }

    /// One appeal.
    ///
    /// Errors: `Rejected` (`not-found`) if there is no such id.
    pub async fn get(&self, id: String) -> Result<Appeal, ClientError> {
        let stored = self.core.read_outbox(move |outbox| appeal_store::get(outbox, &id)).await?;
        let mut one = self.core.read(move |view| shown(view, vec![stored])).await?;
        Ok(one.remove(0))
    }

    /// Sends what is queued and asks what became of the others, as every sync does. Returns all appeals of this phone, the
    /// newest first.
    ///
    /// Errors: those of the network; nothing is lost by them.
    pub async fn refresh(&self) -> Result<Vec<Appeal>, ClientError> {
        self.core
            .work(|core| async move {
                core.ready().await?;
                core.send_appeals().await?;
                core.fetch_appeal_progress(0).await
            })
            .await?;
        let stored = self.core.read_outbox(appeal_store::list).await?;
        self.core.read(move |view| shown(view, stored)).await
    }

    /// The person looked at an appeal: it counts as seen until its publisher changes it.
    pub async fn mark_seen(&self, id: String) -> Result<(), ClientError> {
        self.core.write_outbox(move |write| appeal_store::mark_seen(write, &id)).await
    }

    /// Deletes an appeal from this phone; the publisher keeps what was sent.
    ///
    /// `force`: also delete one that waits for its answer. Its query code, which leads to the answer, is deleted with it.
    ///
    /// Errors: `Rejected` (`appeal-open`) if it waits and `force` is false, (`not-found`) if there is no such id.
    #[uniffi::method(default(force = false))]
    pub async fn delete(&self, id: String, force: bool) -> Result<(), ClientError> {
        self.core.work(|core| async move { core.appeals.delete(id, force).await }).await
    }
}

/// StoredAppeal appeals as a person sees them.
pub(super) fn shown(view: &View<'_>, stored: Vec<StoredAppeal>) -> Result<Vec<Appeal>> {
    let calendar = catalogue::calendar(view.connection)?;
    stored.into_iter().map(|stored| appeal_page::describe(view, &calendar, stored)).collect()
}

impl Core {
    /// The part of a sync. Its errors are logged only: the texts are what was asked for.
    pub(super) async fn sync_appeals(self: &Arc<Self>) {
        let done = async {
            self.send_appeals().await?;
            self.fetch_appeal_progress(ASK_INTERVAL).await
        };
        if let Err(error) = done.await {
            log::info!("appeals wait for the next sync: {error:?}");
        }
    }

    async fn send_appeals(self: &Arc<Self>) -> Result<()> {
        if !self.appeals.has_queued().await? {
            return Ok(());
        }
        self.ready().await?;
        self.appeals.send_queued().await
    }

    async fn fetch_appeal_progress(self: &Arc<Self>, interval: i64) -> Result<()> {
        let waiting = self.appeals.waiting(interval).await?;
        if waiting.is_empty() {
            return Ok(());
        }
        self.ready().await?;
        self.appeals.fetch_progress(waiting).await
    }
}
