//! The HTTP of appeals: sending what is queued, and asking what became of what was sent.
//!
//! What holds: an appeal is sent by one task at a time, and marked in the outbox before its request leaves; a failing network
//! ends the round and changes no appeal; what the publisher refuses is parked alone, with its reason.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use url::Url;

use super::appeal_store::{self, StoredAppeal};
use crate::base::clock::Clock;
use crate::base::error::{Fault, Result};
use crate::base::net::{Message, Net, Validators};
use crate::base::runtime;
use crate::base::store::{Database, Store};

/// Appeals that one round sends, and asks about.
const MAX_AT_ONCE: usize = 20;
/// The header of the query code, which is in no address.
const CODE_HEADER: &str = "appeal-code";

/// Sends appeals and fetches their progress.
pub(crate) struct AppealExchange {
    store: Arc<Store>,
    net: Arc<Net>,
    clock: Arc<dyn Clock>,
    publisher: Option<Url>,
    /// Held while appeals are sent, asked about or deleted: two senders would send twice.
    turn: tokio::sync::Mutex<()>,
    stopped: AtomicBool,
}

impl AppealExchange {
    pub(crate) fn new(store: Arc<Store>, net: Arc<Net>, clock: Arc<dyn Clock>, publisher: Option<Url>) -> Self {
        Self { store, net, clock, publisher, turn: tokio::sync::Mutex::default(), stopped: AtomicBool::new(false) }
    }

    /// Whether an appeal is queued.
    pub(crate) async fn has_queued(&self) -> Result<bool> {
        Ok(!self.outbox(|outbox| outbox.read_now(appeal_store::queued)).await?.is_empty())
    }

    /// Sends what is queued.
    ///
    /// Errors: those of the network, which end the round.
    pub(crate) async fn send_queued(&self) -> Result<()> {
        let _turn = self.turn.lock().await;
        let queued = self.outbox(|outbox| outbox.read_now(appeal_store::queued)).await?;
        for stored in queued.into_iter().take(MAX_AT_ONCE) {
            if self.stopped.load(Ordering::SeqCst) {
                return Err(Fault::Closed);
            }
            self.send(stored).await?;
        }
        Ok(())
    }

    async fn send(&self, stored: StoredAppeal) -> Result<()> {
        let Some(body) = stored.body else { return Ok(()) };
        let address = self.address(&stored.id)?;
        let (id, now) = (stored.id.clone(), self.clock.now());
        self.outbox(move |outbox| outbox.write_now(|write| appeal_store::record_request(write, &id, now))).await?;
        let message = Message { body: Some(body.into_bytes()), ..Message::default() };
        let id = stored.id;
        match self.net.exchange(&address, &message).await {
            Ok(reply) if matches!(reply.status, 200 | 201) => {
                let publisher_now = now.saturating_add(reply.body.skew.unwrap_or(0));
                self.outbox(move |outbox| {
                    outbox.write_now(|write| appeal_store::record_receipt(write, &id, &reply.body.bytes, publisher_now))
                })
                .await
            }
            Ok(reply) if (400..500).contains(&reply.status) => {
                self.outbox(move |outbox| {
                    outbox
                        .write_now(|write| appeal_store::record_rejection(write, &id, reply.status, &reply.body.bytes))
                })
                .await
            }
            Ok(reply) => Err(Fault::Status(reply.status)),
            Err(error) => {
                // With these faults nothing left the phone; any other may have come after the request arrived.
                if matches!(error, Fault::Unreachable(_) | Fault::NoNetwork | Fault::BadAddress) {
                    self.outbox(move |outbox| outbox.write_now(|write| appeal_store::clear_request(write, &id)))
                        .await?;
                }
                Err(error)
            }
        }
    }

    /// The sent appeals that were not asked about within `interval` milliseconds.
    pub(crate) async fn waiting(&self, interval: i64) -> Result<Vec<StoredAppeal>> {
        let now = self.clock.now();
        let since = now.saturating_sub(interval);
        self.outbox(move |outbox| outbox.read_now(|outbox| appeal_store::due_for_refresh(outbox, since.max(1), now)))
            .await
    }

    /// Asks what became of these appeals.
    ///
    /// Errors: those of the network, which end the round; an answer that cannot be read does not end it.
    pub(crate) async fn fetch_progress(&self, waiting: Vec<StoredAppeal>) -> Result<()> {
        let now = self.clock.now();
        let _turn = self.turn.lock().await;
        let mut first: Option<Fault> = None;
        for stored in waiting.into_iter().take(MAX_AT_ONCE) {
            let (Some(number), Some(code)) = (stored.number, stored.code) else { continue };
            let address = self.address(&number)?;
            let message = Message {
                headers: vec![(CODE_HEADER, code)],
                validators: Validators { etag: stored.etag, last_modified: None },
                body: None,
            };
            let reply = self.net.exchange(&address, &message).await?;
            let id = stored.id;
            let done = self
                .outbox(move |outbox| match reply.status {
                    200 => outbox.write_now(|write| {
                        let etag = reply.body.validators.etag.as_deref();
                        appeal_store::record_progress(write, &id, &reply.body.bytes, etag, now)
                    }),
                    // Unchanged, or unknown to the publisher now, which proves nothing: what is known stays.
                    _ => outbox.write_now(|write| appeal_store::record_request(write, &id, now)),
                })
                .await;
            if let Err(error) = done {
                first.get_or_insert(error);
            }
        }
        first.map_or(Ok(()), Err)
    }

    /// Deletes an appeal from the phone, also from the file, but not while it is being sent.
    ///
    /// Errors: `appeal-open` if it waits for its answer and `force` is not set; `not-found`.
    pub(crate) async fn delete(&self, id: String, force: bool) -> Result<()> {
        let _turn = self.turn.lock().await;
        self.outbox(move |outbox| {
            outbox.write_now(|write| {
                appeal_store::delete(write, &id, force)?;
                write.request_scrub()
            })?;
            outbox.scrub_now()
        })
        .await
    }

    /// No further appeal is sent after this.
    pub(crate) fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
    }

    fn address(&self, last: &str) -> Result<Url> {
        let publisher = self.publisher.as_ref().ok_or(Fault::NoNetwork)?;
        let mut address = publisher.clone();
        address.set_query(None);
        let path = format!("{}/v1/appeals/{last}", publisher.path().trim_end_matches('/'));
        address.set_path(&path);
        Ok(address)
    }

    async fn outbox<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Database) -> Result<T> + Send + 'static,
    {
        let store = Arc::clone(&self.store);
        runtime::blocking(move || work(store.outbox()?)).await
    }
}
