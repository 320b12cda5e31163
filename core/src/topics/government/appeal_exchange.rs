//! The HTTP of appeals: sending what is queued, and asking what became of what was sent.
//!
//! What holds: an appeal is sent by one task at a time, and marked in the outbox before its request leaves; a failing network
//! ends the round; what the publisher refuses is parked alone, with its reason; an appeal whose answer is none (a status of
//! 500, a body that cannot be read) is postponed alone. A publisher that asks for a pause gets it, across restarts.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use url::Url;

use super::appeal_store::{self, StoredAppeal};
use crate::base::clock::Clock;
use crate::base::error::{Fault, Result};
use crate::base::net::{MAX_RETRY_AFTER, Message, Method, Net, Validators};
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
    /// Held while appeals are sent or asked about: two senders would send twice.
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

    /// Sends what is queued; with `postponed` also what was postponed, because the person asked.
    ///
    /// Errors: those of the network, which end the round; otherwise the first answer that was none.
    pub(crate) async fn send_queued(&self, postponed: bool) -> Result<()> {
        let _turn = self.turn.lock().await;
        self.ensure_may_request().await?;
        let now = self.clock.now();
        let queued = self.outbox(|outbox| outbox.read_now(appeal_store::queued)).await?;
        let mut first: Option<Fault> = None;
        for stored in queued.into_iter().filter(|stored| postponed || stored.is_due(now)).take(MAX_AT_ONCE) {
            if self.stopped.load(Ordering::SeqCst) {
                return Err(Fault::Closed);
            }
            self.net.ensure_allowed()?;
            let mut sent = self.send(stored.clone()).await;
            // A broken connection is the ordinary case on a weak network, so there is one retry.
            if matches!(sent, Err(Fault::ConnectionLost(_))) {
                self.net.pause_before_retry().await;
                sent = self.send(stored).await;
            }
            match sent {
                Err(error) if ends_round(&error) => return Err(error),
                Err(error) => drop(first.get_or_insert(error)),
                Ok(()) => {}
            }
        }
        first.map_or(Ok(()), Err)
    }

    async fn send(&self, stored: StoredAppeal) -> Result<()> {
        let body = appeal_store::waiting_body(&stored);
        let address = self.address(&stored.id)?;
        let id = stored.id.clone();
        if !self.outbox(move |outbox| outbox.write_now(|write| appeal_store::begin_try(write, &stored))).await? {
            return Ok(());
        }
        let body = Some(("application/json", body.into_bytes().into()));
        let message = Message { method: Method::Put, body, ..Message::default() };
        let reply = self.net.exchange(&address, &message).await;
        let now = self.clock.now();
        let until = self.pause_after(&reply, now);
        let publisher = self.publisher.as_ref().map(Url::to_string).unwrap_or_default();
        self.outbox(move |outbox| match reply {
            Ok(reply) => {
                let (status, body) = (reply.status, &reply.body);
                let recorded = outbox.write_now(|write| match status {
                    200 | 201 => {
                        let publisher_now = now.saturating_add(body.skew.unwrap_or(0));
                        appeal_store::record_receipt(write, &id, &body.bytes, publisher_now)
                    }
                    400..500 => appeal_store::record_rejection(write, &id, status, &body.bytes, now),
                    status => Err(Fault::Status(status)),
                });
                if let Err(error) = &recorded
                    && !ends_round(error)
                {
                    outbox.write_now(|write| appeal_store::postpone(write, &id, now))?;
                }
                recorded
            }
            Err(error) => {
                outbox.write_now(|write| match &error {
                    // Nothing left the phone; with any other fault the request may have arrived before.
                    Fault::Unreachable(_) | Fault::NoNetwork | Fault::BadAddress => {
                        appeal_store::take_back_try(write, &id)
                    }
                    Fault::ConnectionLost(_) | Fault::TimedOut(_) => {
                        appeal_store::record_connection_failure(write, &id)
                    }
                    // Refused before it was looked at.
                    Fault::SignedOut => {
                        appeal_store::take_back_try(write, &id)?;
                        appeal_store::postpone(write, &id, now)
                    }
                    Fault::Busy(_) => appeal_store::set_wait(write, &publisher, until.unwrap_or(now)),
                    error if ends_round(error) => Ok(()),
                    _ => appeal_store::postpone(write, &id, now),
                })?;
                Err(error)
            }
        })
        .await
    }

    /// Until when the publisher asks to be left alone, if it does.
    fn pause_after<T>(&self, reply: &Result<T>, now: i64) -> Option<i64> {
        match reply {
            Err(Fault::Busy(wait)) => Some(now.saturating_add(wait.as_millis() as i64)),
            _ => None,
        }
    }

    /// Fails with [`Fault::Busy`] as long as the publisher asked to be left alone. A wait longer than any that is accepted means
    /// that the phone's clock jumped; it is ignored.
    async fn ensure_may_request(&self) -> Result<()> {
        let Some(publisher) = self.publisher.as_ref().map(Url::to_string) else { return Ok(()) };
        let until = self.outbox(move |outbox| outbox.read_now(|outbox| appeal_store::wait_until(outbox, &publisher)));
        let left = until.await?.map_or(0, |until| until.saturating_sub(self.clock.now()));
        if left > 0 && left <= MAX_RETRY_AFTER.as_millis() as i64 {
            return Err(Fault::Busy(Duration::from_millis(left as u64)));
        }
        Ok(())
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
        self.ensure_may_request().await?;
        let mut first: Option<Fault> = None;
        for stored in waiting.into_iter().take(MAX_AT_ONCE) {
            let (Some(number), Some(code)) = (stored.number, stored.code) else { continue };
            let address = self.address(&number)?;
            let message = Message {
                headers: vec![(CODE_HEADER, code)],
                validators: Validators { etag: stored.etag, last_modified: None },
                ..Message::default()
            };
            let reply = self.net.exchange(&address, &message).await;
            let until = self.pause_after(&reply, self.clock.now());
            let publisher = self.publisher.as_ref().map(Url::to_string).unwrap_or_default();
            let id = stored.id;
            let done = self
                .outbox(move |outbox| {
                    let done = match reply {
                        Ok(reply) if reply.status == 200 => outbox.write_now(|write| {
                            let etag = reply.body.validators.etag.as_deref();
                            appeal_store::record_progress(write, &id, &reply.body.bytes, etag, now)
                        }),
                        // Unchanged, or unknown to the publisher now, which proves nothing: what is known stays.
                        Ok(_) => Ok(()),
                        Err(error) => Err(error),
                    };
                    // Also after a failure that came from the publisher: the others are asked about first the next time.
                    if !matches!(done, Err(Fault::Unreachable(_) | Fault::NoNetwork | Fault::NoConsent)) {
                        outbox.write_now(|write| appeal_store::record_request(write, &id, now))?;
                    }
                    if let Some(until) = until {
                        outbox.write_now(|write| appeal_store::set_wait(write, &publisher, until))?;
                    }
                    done
                })
                .await;
            match done {
                Err(error) if ends_round(&error) => return Err(error),
                Err(error) => drop(first.get_or_insert(error)),
                Ok(()) => {}
            }
        }
        first.map_or(Ok(()), Err)
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

/// Whether a fault concerns the phone, the network or the publisher as a whole, and not the answer about one appeal.
pub(crate) fn ends_round(fault: &Fault) -> bool {
    !matches!(
        fault,
        Fault::Status(_)
            | Fault::SignedOut
            | Fault::BadRedirect
            | Fault::TooLarge(_)
            | Fault::WrongEncoding(_)
            | Fault::Malformed(_)
            | Fault::UnexpectedJson(_)
            | Fault::WrongSchema
            | Fault::NotFound
    )
}
