//! 投诉建议: written offline, sent when a network is there, followed to the answer.

use std::sync::Arc;

use super::core::{Core, CoreHandle};
use crate::base::error::{ClientError, Fault, Result};
use crate::base::store::Database;
use crate::reader::catalogue::{self, Term};
use crate::reader::feed::View;
use crate::topics::government::appeal::{Appeal, AppealDraft, AppealKind};
use crate::topics::government::appeal_exchange::ends_round;
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
        let saved = self.core.write_outbox(move |write| {
            let id = appeal_store::save_draft(write, &draft, now)?;
            appeal_store::get(write, &id)
        });
        self.described(saved.await?).await
    }

    /// The person sends an appeal: it is frozen and queued, then tried at once. A failing network is no error: the appeal stays
    /// queued for the next sync. Sending it again changes nothing.
    ///
    /// Errors: `Rejected` (`appeal-title`, `appeal-text`) if one of them is missing or longer than 100 or 5,000 characters.
    pub async fn send(&self, id: String) -> Result<Appeal, ClientError> {
        let (sent, now) = (id.clone(), self.core.clock.now());
        let queued = self.core.write_outbox(move |write| {
            appeal_store::enqueue(write, &sent, now)?;
            appeal_store::get(write, &sent)
        });
        let queued = queued.await?;
        if let Err(error) = self.core.work(|core| async move { core.send_appeals(false).await }).await {
            log::info!("an appeal stays queued: {error}");
        }
        // It is queued, whatever fails after that.
        let now = self.core.read_outbox(move |outbox| appeal_store::get(outbox, &id)).await;
        self.described(now.unwrap_or(queued)).await
    }

    /// One appeal.
    ///
    /// Errors: `Rejected` (`not-found`) if there is no such id.
    pub async fn get(&self, id: String) -> Result<Appeal, ClientError> {
        let stored = self.core.read_outbox(move |outbox| appeal_store::get(outbox, &id)).await?;
        self.described(stored).await
    }

    /// Sends what is queued and asks what became of the others, as every sync does. Returns all appeals of this phone, the
    /// newest first.
    ///
    /// Errors: those of the network; nothing is lost by them.
    pub async fn refresh(&self) -> Result<Vec<Appeal>, ClientError> {
        self.core
            .work(|core| async move {
                core.ready().await?;
                core.exchange_appeals(true, 0).await
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
        self.core
            .write_outbox(move |write| {
                appeal_store::delete(write, &id, force)?;
                write.request_scrub()
            })
            .await?;
        self.core.follow_up(|core| async move { core.outbox(Database::scrub_now).await }).await;
        Ok(())
    }
}

impl Appeals {
    /// An appeal as a person sees it, also if the cache cannot be read: what they wrote is not in it.
    async fn described(&self, stored: StoredAppeal) -> Result<Appeal, ClientError> {
        let alone = stored.clone();
        let read = self.core.read(move |view| shown(view, vec![stored])).await;
        match read.map(|mut appeals| appeals.pop()) {
            Ok(Some(appeal)) => Ok(appeal),
            _ => Ok(appeal_page::describe_without_cache(self.core.clock.now(), alone)?),
        }
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
        if let Err(error) = self.exchange_appeals(false, ASK_INTERVAL).await {
            log::info!("appeals wait for the next sync: {error:?}");
        }
    }

    /// Sends what is queued, with `postponed` also what was postponed, then asks about what was not asked about within
    /// `interval` milliseconds.
    async fn exchange_appeals(self: &Arc<Self>, postponed: bool, interval: i64) -> Result<()> {
        let sent = self.send_appeals(postponed).await;
        if sent.as_ref().is_err_and(ends_round) {
            return sent;
        }
        let asked = self.fetch_appeal_progress(interval).await;
        sent.and(asked)
    }

    async fn send_appeals(self: &Arc<Self>, postponed: bool) -> Result<()> {
        if !self.appeals.has_queued().await? {
            return Ok(());
        }
        self.ready().await?;
        self.appeals.send_queued(postponed).await
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
