//! 投诉建议: written offline, sent when that is possible, followed to the answer.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use url::Url;

use super::{Client, Core};
use crate::base::error::{ClientError, Error, Fault, Result};
use crate::base::net::{Message, Validators};
use crate::formats::workday::Calendar;
use crate::reader::catalogue;
use crate::reader::feed::View;
use crate::topics::government::appeal::{Appeal, AppealDraft};
use crate::topics::government::appeal_page;
use crate::topics::government::appeal_store::{self, StoredAppeal};

/// An appeal is not asked about more often than this, unless the person asks, in milliseconds.
const OFTEN: i64 = 5 * 60 * 1000;
/// Appeals that one sync sends, and asks about.
const AT_ONCE: usize = 20;
const CODE: &str = "appeal-code";

#[uniffi::export]
impl Client {
    /// Keeps what a person wrote so far: call it while they write. Nothing is sent. What was parked is a draft again.
    ///
    /// Errors: `Rejected` (`appeal-sent`) for one that was sent, (`not-found`) for an id that is none, (`bad-request`) for more
    /// than 50,000 characters.
    pub async fn save_appeal(&self, draft: AppealDraft) -> Result<Appeal, ClientError> {
        let now = self.core.clock.now();
        let id = self.write_outbox(move |write| appeal_store::save_draft(write, &draft, now)).await?;
        self.appeal(id).await
    }

    /// The person sends it. It is frozen and queued, then tried at once; that it cannot be sent now is no error: it stays
    /// queued and goes with a later sync. Sending twice is sending once.
    ///
    /// Errors: `Rejected` (`appeal-title`, `appeal-text`) when one of them is missing or too long (100, 5,000 characters).
    pub async fn send_appeal(&self, id: String) -> Result<Appeal, ClientError> {
        let (sent, now) = (id.clone(), self.core.clock.now());
        self.write_outbox(move |write| appeal_store::enqueue(write, &sent, now)).await?;
        self.work(|core| async move {
            if let Err(error) = core.send_appeals().await {
                log::info!("an appeal stays queued: {error:?}");
            }
            Ok(())
        })
        .await?;
        self.appeal(id).await
    }

    /// All appeals of this phone, the newest first.
    pub async fn appeals(&self) -> Result<Vec<Appeal>, ClientError> {
        let stored = self.read_outbox(appeal_store::list).await?;
        self.read(move |view| shown(view, stored)).await
    }

    /// One appeal.
    ///
    /// Errors: `Rejected` (`not-found`) when there is none of this id.
    pub async fn appeal(&self, id: String) -> Result<Appeal, ClientError> {
        let stored = self.read_outbox(move |outbox| appeal_store::get(outbox, &id)).await?;
        let mut one = self.read(move |view| shown(view, vec![stored])).await?;
        Ok(one.remove(0))
    }

    /// Sends what is queued, and asks what became of the others. Every sync does so too.
    ///
    /// Errors: those of the network; nothing is lost by them.
    pub async fn refresh_appeals(&self) -> Result<Vec<Appeal>, ClientError> {
        self.work(|core| async move {
            core.ready().await?;
            core.send_appeals().await?;
            core.ask_about_appeals(0).await
        })
        .await?;
        self.appeals().await
    }

    /// The person looked at an appeal: it has nothing new any more.
    pub async fn mark_appeal_seen(&self, id: String) -> Result<(), ClientError> {
        self.write_outbox(move |write| appeal_store::mark_seen(write, &id)).await
    }

    /// Deletes an appeal from this phone; what was sent stays with the publisher. One that waits for its answer goes only when
    /// the person insists: its code, which leads to the answer, goes with it.
    ///
    /// Errors: `Rejected` (`appeal-open`) when it waits and nobody insists, (`not-found`) when there is none.
    #[uniffi::method(default(insist = false))]
    pub async fn delete_appeal(&self, id: String, insist: bool) -> Result<(), ClientError> {
        self.work(|core| async move {
            // Not while it is on its way.
            let _alone = core.appealing.lock().await;
            core.outbox(move |outbox| {
                outbox.write_now(|write| {
                    appeal_store::delete(write, &id, insist)?;
                    write.request_scrub()?;
                    Ok(())
                })?;
                outbox.scrub_now()
            })
            .await
        })
        .await
    }
}

pub(super) fn shown(view: &View<'_>, stored: Vec<StoredAppeal>) -> Result<Vec<Appeal>> {
    let calendar = Calendar::read(&catalogue::document(view.connection)?);
    stored.into_iter().map(|stored| appeal_page::describe(view, &calendar, stored)).collect()
}

impl Core {
    fn appeals_address(&self, last: &str) -> Result<Url> {
        let publisher = self.publisher.as_ref().ok_or(Fault::NoNetwork)?;
        let mut address = publisher.clone();
        address.set_query(None);
        let path = format!("{}/v1/appeals/{last}", publisher.path().trim_end_matches('/'));
        address.set_path(&path);
        Ok(address)
    }

    /// The part of a sync: quiet, since the texts are what was asked for.
    pub(super) async fn follow_appeals(self: &Arc<Self>) {
        let done = async {
            self.send_appeals().await?;
            self.ask_about_appeals(OFTEN).await
        };
        if let Err(error) = done.await {
            log::info!("appeals wait for the next time: {error:?}");
        }
    }

    /// Sends what is queued. A network that fails ends it; what the publisher refuses waits for the person, alone.
    async fn send_appeals(self: &Arc<Self>) -> Result<()> {
        let queued = self.outbox(|outbox| outbox.read_now(appeal_store::queued)).await?;
        if queued.is_empty() {
            return Ok(());
        }
        self.ready().await?;
        let _alone = self.appealing.lock().await;
        // Read again: somebody else may have sent them meanwhile.
        let queued = self.outbox(|outbox| outbox.read_now(appeal_store::queued)).await?;
        for stored in queued.into_iter().take(AT_ONCE) {
            if self.closed.load(Ordering::SeqCst) {
                return Err(Fault::Closed.into());
            }
            self.send_one(stored).await?;
        }
        Ok(())
    }

    async fn send_one(self: &Arc<Self>, stored: StoredAppeal) -> Result<()> {
        let Some(body) = stored.body else { return Ok(()) };
        let address = self.appeals_address(&stored.id)?;
        let (id, now) = (stored.id.clone(), self.clock.now());
        self.outbox(move |outbox| outbox.write_now(|write| appeal_store::record_request(write, &id, now))).await?;
        let message = Message { body: Some(body.into_bytes()), ..Message::default() };
        let id = stored.id;
        match self.net.exchange(&address, &message).await {
            Ok(said) if matches!(said.status, 200 | 201) => {
                let there = now.saturating_add(said.body.skew.unwrap_or(0));
                self.outbox(move |outbox| {
                    outbox.write_now(|write| appeal_store::record_receipt(write, &id, &said.body.bytes, there))
                })
                .await
            }
            Ok(said) if (400..500).contains(&said.status) => {
                self.outbox(move |outbox| {
                    outbox.write_now(|write| appeal_store::record_rejection(write, &id, said.status, &said.body.bytes))
                })
                .await
            }
            Ok(said) => Err(Fault::Status(said.status).into()),
            Err(error) => {
                // Of these it is sure that nothing left the phone; consent may have been taken back half-way.
                if matches!(error.fault(), Fault::Unreachable | Fault::NoNetwork | Fault::BadAddress) {
                    self.outbox(move |outbox| outbox.write_now(|write| appeal_store::clear_request(write, &id)))
                        .await?;
                }
                Err(error)
            }
        }
    }

    /// Asks what became of those that wait and were not asked about for so long.
    async fn ask_about_appeals(self: &Arc<Self>, often: i64) -> Result<()> {
        let now = self.clock.now();
        let since = now.saturating_sub(often);
        let waiting = self
            .outbox(move |outbox| outbox.read_now(|outbox| appeal_store::due_for_refresh(outbox, since.max(1), now)))
            .await?;
        if waiting.is_empty() {
            return Ok(());
        }
        self.ready().await?;
        let _alone = self.appealing.lock().await;
        let mut first: Option<Error> = None;
        for stored in waiting.into_iter().take(AT_ONCE) {
            let (Some(number), Some(code)) = (stored.number, stored.code) else { continue };
            let address = self.appeals_address(&number)?;
            let message = Message {
                headers: vec![(CODE, code)],
                validators: Validators { etag: stored.etag, last_modified: None },
                body: None,
            };
            let said = self.net.exchange(&address, &message).await?;
            let id = stored.id;
            let done = self
                .outbox(move |outbox| match said.status {
                    200 => outbox.write_now(|write| {
                        let etag = said.body.validators.etag.as_deref();
                        appeal_store::record_progress(write, &id, &said.body.bytes, etag, now)
                    }),
                    // Unchanged; or the publisher knows nothing of it now, which proves nothing: what is known stays.
                    _ => outbox.write_now(|write| appeal_store::record_request(write, &id, now)),
                })
                .await;
            // One that cannot be read must not keep the others from being asked about.
            if let Err(error) = done {
                first.get_or_insert(error);
            }
        }
        first.map_or(Ok(()), Err)
    }
}
